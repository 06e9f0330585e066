/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_TEST_SEC_H
#define TEST_UACCE_TEST_SEC_H

/** @file Groups of tests of the uacce_sec driver; each function returns the number of failed tests. */


int test_sec_caps(void);	/* test_sec_caps.c; ours only */
int test_sec_burst(void);	/* test_sec_burst.c; ours only */
int test_sec_context(void);	/* test_sec_context.c; ours only */
int test_sec_fault(void);	/* test_sec_fault.c; soft device only */
int test_sec_fields(void);	/* test_sec_fields.c; ours only */
int test_sec_known(void);	/* test_sec_known.c: vectors of standards */
int test_sec_life(void);		/* test_sec_life.c; ours only */
int test_sec_limits(void);	/* test_sec_limits.c; ours only */
int test_sec_mixed(void);	/* test_sec_life.c; soft device only */
int test_sec_order(void);		/* test_sec_order.c; ours only */
int test_sec_order_fault(void);	/* test_sec_order_fault.c; soft device only */
int test_sec_raw(void);		/* test_sec_raw.c: raw data path; ours only */
int test_sec_room(void);		/* test_sec_room.c; ours only */
int test_sec_shape(void);	/* test_sec_shape.c: chains, offsets, digests */
int test_sec_tamper(void);	/* test_sec_tamper.c */
int test_sec_undone(void);	/* test_sec_undone.c; soft device only */
int test_sec_wipe(void);		/* test_sec_wipe.c; ours only */

#endif /* TEST_UACCE_TEST_SEC_H */

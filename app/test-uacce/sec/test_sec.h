/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_TEST_SEC_H
#define TEST_UACCE_TEST_SEC_H

/** @file Groups of tests of uacce_sec; each function returns the number of its failed tests. */

/* With other drivers, too. */
int test_sec_known(void);	/* vectors of standards */

/* With uacce_sec alone. */
int test_sec_burst(void);
int test_sec_caps(void);
int test_sec_context(void);
int test_sec_fields(void);
int test_sec_frames(void);	/* requests of a client like VPP */
int test_sec_life(void);
int test_sec_limits(void);
int test_sec_order(void);
int test_sec_raw(void);		/* raw data path */
int test_sec_rejected(void);
int test_sec_room(void);
int test_sec_session(void);
int test_sec_shape(void);	/* chains, offsets, digests */
int test_sec_sizes(void);
int test_sec_tamper(void);
int test_sec_wipe(void);
int test_sec_xform(void);

/* Soft device only. */
int test_sec_event(void);	/* queue pairs that die */
int test_sec_fault(void);
int test_sec_generations(void);	/* in test_sec_session.c */
int test_sec_order_fault(void);
int test_sec_second(void);	/* second hardware queue of a queue pair */
int test_sec_telemetry(void);
int test_sec_undone(void);
int test_sec_watchdog(void);

#endif /* TEST_UACCE_TEST_SEC_H */

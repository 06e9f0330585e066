/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_TEST_ZIP_H
#define TEST_UACCE_TEST_ZIP_H

/** @file  * Groups of tests of the uacce_zip driver; each function returns the number of failed tests. */


int test_zip_data(void);	/* test_zip_data.c */
int test_zip_limits(void);	/* test_zip_limits.c: rooms, damage, xforms */
int test_zip_burst(void);	/* test_zip_burst.c */
int test_zip_life(void);	/* test_zip_life.c */
int test_zip_probe(void);	/* test_zip_probe.c */
int test_zip_fault(void);	/* test_zip_fault.c; soft device only */
int test_zip_tamper(void);	/* test_zip_tamper.c: results that lie; soft device only */
int test_zip_chain(void);	/* test_zip_chain.c */
int test_zip_sum(void);		/* test_zip_sum.c: checksums */
int test_zip_stream(void);	/* test_zip_stream.c */
int test_zip_stream_life(void);	/* test_zip_stream_life.c */
int test_zip_stream_fault(void);	/* test_zip_stream_life.c; soft device only */
int test_zip_lz4(void);		/* test_zip_lz4.c; builds with soft device only */
int test_zip_memory(void);	/* test_zip_memory.c: addresses, null engine; soft device only */

#endif /* TEST_UACCE_TEST_ZIP_H */

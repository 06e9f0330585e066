/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_TEST_ZIP_H
#define TEST_UACCE_TEST_ZIP_H

/** @file Groups of tests of uacce_zip; each function returns the number of its failed tests. */

int test_zip_burst(void);
int test_zip_chain(void);
int test_zip_chain_rejected(void);
int test_zip_damaged(void);
int test_zip_data(void);
int test_zip_depth(void);
int test_zip_life(void);
int test_zip_lz4(void);			/* builds with soft device only */
int test_zip_plug(void);
int test_zip_room(void);
int test_zip_stream(void);
int test_zip_stream_inflate(void);
int test_zip_stream_life(void);
int test_zip_sum(void);			/* checksums */
int test_zip_xform(void);

/* Soft device only. */
int test_zip_fault(void);
int test_zip_memory(void);
int test_zip_probe(void);
int test_zip_stream_fault(void);	/* in test_zip_stream_life.c */
int test_zip_tamper(void);
int test_zip_telemetry(void);
int test_zip_watchdog(void);

#endif /* TEST_UACCE_TEST_ZIP_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_TEST_H
#define TEST_UACCE_TEST_H

/** @file What the groups of dpdk-test-uacce share. */

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/** Options of `test` that groups look at. */
struct test_options {
	const char *device;	/**< --device: soft, or a sysfs name; also devargs behind a comma */
	uint64_t seed;		/**< --seed, printed at start */
};

extern struct test_options test_options;

/** A group of tests, run by name. */
struct test_group {
	const char *name;
	const char *what;	/**< one line for the list */
	bool needs_eal;		/**< EAL is up and the drivers are loaded */
	int (*run)(void);	/**< cmocka's result: number of failed tests */
};

int test_device(void);
int test_devargs(void);
int test_kernel(void);
int test_queue(void);
int test_ring(void);
int test_soft(void);
int test_zip(void);

/** `info` subcommand; see doc/guides/tools/test-uacce.rst. */
int info_main(int argc, char **argv);

#endif /* TEST_UACCE_TEST_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_H
#define TEST_H

/**
 * @file
 * Tests of the test program of the kernel bench. The program uses neither DPDK nor the drivers;
 * it shares only the layout headers with them.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

/** Fail the test if a condition is false. The program goes on with the next test. */
#define check(cond) \
	do { \
		if (!(cond)) \
			check_failed(__FILE__, __LINE__, #cond); \
	} while (0)

/** Fail the test if a number, such as an errno, is not the expected one. */
#define check_errno(ret, want) check_number(__FILE__, __LINE__, #ret, (ret), (want))

void check_failed(const char *file, int line, const char *what) __attribute__((noreturn));
void check_number(const char *file, int line, const char *what, long got, long want);

/** A test. It runs in a process of its own, which is ended after limit seconds. */
struct test {
	const char *name;
	void (*run)(void);
	unsigned int limit;
	bool zip_only;		/**< not run on a SEC device */
};

/** The device that the tests use. */
extern const char *dev;

extern const struct test abi_tests[];
extern const struct test ring_tests[];
extern const struct test sva_tests[];
extern const struct test life_tests[];
extern const struct test hostile_tests[];

/** Sub-command that keeps a queue busy. */
int hammer_main(int argc, char **argv);

#endif /* TEST_H */

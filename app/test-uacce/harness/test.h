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
#include <stdio.h>

#include <cmocka.h>

#define TEST_DEFAULT_DEVICE	"soft"
#define TEST_DEFAULT_DRIVER	"uacce_sec"

/** Options of `test`. */
struct test_options {
	const char *device;	/**< --device: soft, or a sysfs name; also devargs behind a comma */
	uint64_t seed;		/**< --seed, printed at start */
	uint64_t ops;		/**< --ops: random operations of groups zipdiff and secdiff */
	bool ops_given;		/**< --ops was there; counts for groups ring, twozip and twosec, too */
	const char *driver;	/**< --driver: what groups sec and secdiff run on */
	const char *only;	/**< --only: pattern of the tests to run, or NULL for all */
	const char *skip;	/**< --skip: pattern of the tests to leave out, or NULL */
	unsigned int patience;	/**< $UACCE_TEST_PATIENCE, 1 or more: factor for limits in time */
};

extern struct test_options test_options;

/** Tests of all groups that have run; main() counts a group that cannot run as one test. */
struct test_totals {
	unsigned int passed;
	unsigned int failed;
	unsigned int skipped;
};

extern struct test_totals test_totals;

/** A group of tests, run by name. */
struct test_group {
	const char *name;
	const char *what;	/**< one line for the list */
	bool needs_eal;		/**< EAL is up and the drivers are loaded */
	bool by_name;		/**< not among all */
	int (*run)(void);	/**< number of failed tests, as TEST_RUN_GROUP() returns it */
};

/**
 * Run an array of struct CMUnitTest as one cmocka group, and count its tests as
 * passed, failed or skipped. The value is the number of failed tests.
 *
 * @param name
 *   Name of the group, as printed.
 * @param tests
 *   The array itself, not a pointer.
 * @param setup
 *   CMFixtureFunction run once before, or NULL; when it fails all tests count as failed.
 * @param teardown
 *   CMFixtureFunction run once after, or NULL.
 */
#define TEST_RUN_GROUP(name, tests, setup, teardown) \
	test_run_group(name, tests, sizeof(tests) / sizeof((tests)[0]), setup, teardown)

/** Behind TEST_RUN_GROUP(). */
int test_run_group(const char *name, const struct CMUnitTest *all, size_t n,
		CMFixtureFunction setup, CMFixtureFunction teardown);

/* cmocka does not tell how many tests were skipped, so that skip() has to count them. */
#undef skip
#define skip() test_skip(__FILE__, __LINE__)

/** Behind skip(): count the test as skipped and leave it. */
void test_skip(const char *file, int line);

/**
 * Catch DPDK's log, all levels, until test_log_stop() or the end of the group.
 * Starts with an empty text each time.
 */
void test_log_start(void);

/**
 * Give the log back to its stream.
 *
 * @return
 *   What was logged, each line headed by its level: `ERR uacce: ...`. Valid
 *   until the next test_log_start().
 */
const char *test_log_stop(void);

/** Lines of the text caught last that have @p level: "ERR", "WARNING", ... */
unsigned int test_log_count(const char *level);

int test_device(void);
int test_devargs(void);
int test_hwlife(void);
int test_kernel(void);
int test_perf(void);
int test_queue(void);
int test_removal(void);		/* part of group queue */
int test_ring(void);
int test_ring_order(void);	/* part of group ring */
int test_ring_step(void);	/* part of group ring */
int test_sec(void);
int test_sec_diff(void);
int test_sgl(void);
int test_soft(void);
int test_softsec(void);
int test_stress(void);
int test_two_sec(void);
int test_two_zip(void);
int test_zip(void);
int test_zip_diff(void);

/** Exit status of a run without any passed or failed test, as Meson defines it. */
#define TEST_EXIT_SKIPPED	77

/**
 * Start EAL without hugepages, device access and files, which works on any machine, and load
 * the drivers.
 *
 * @param program
 *   Name of this program, for EAL.
 * @param pmd_path
 *   Folder of the drivers, or one driver; NULL or empty for those that were built or installed
 *   together with this program.
 * @return
 *   0 or above on success. Below 0 after a message: -EACCES if the drivers found next to this
 *   program stand below a world-writable folder, from which EAL loads nothing; another value
 *   if EAL did not start or no uacce driver was loaded.
 */
int start_eal(const char *program, const char *pmd_path);

/** Most further arguments that start_eal_with() takes. */
#define EAL_MAX_ARGS	32u

/** What a command wants of EAL. */
struct eal_options {
	const char *lcores;		/**< value of --lcores; NULL for a main lcore alone */
	/** Arguments instead of those of start_eal() for memory, devices and files. */
	const char *const *args;
	unsigned int nb_args;		/**< at most EAL_MAX_ARGS */
};

/** Do what start_eal() does, with lcores and arguments of EAL that the caller chooses. */
int start_eal_with(const char *program, const char *pmd_path, const struct eal_options *options);

/** A seed out of the time of day. */
uint64_t test_draw_seed(void);
/** Set test_options.patience from the environment. @return false after a message. */
bool test_parse_patience(void);

#endif /* TEST_UACCE_TEST_H */

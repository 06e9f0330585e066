/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Run the tests of a group that the options want, and count them. */

#include <fnmatch.h>

#include <rte_common.h>

#include "test.h"

struct test_options test_options = {
	.device = TEST_DEFAULT_DEVICE, .ops = 200000, .driver = TEST_DEFAULT_DRIVER,
	.patience = 1,
};
struct test_totals test_totals;

/* State of the group that runs. It is static because cmocka's hooks take no argument of ours. */
static struct {
	CMFixtureFunction setup;
	bool is_set_up;
	unsigned int skipped;
} running;

void
test_skip(const char *file, int line)
{
	running.skipped++;
	_skip(file, line);
}

/* Notes whether the setup succeeded: cmocka counts a failed setup like a single failed test. */
static int
group_setup(void **state)
{
	int ret = running.setup == NULL ? 0 : running.setup(state);

	running.is_set_up = ret == 0;
	return ret;
}

static bool
is_wanted(const char *name)
{
	return (test_options.only == NULL || fnmatch(test_options.only, name, 0) == 0) &&
		(test_options.skip == NULL || fnmatch(test_options.skip, name, 0) != 0);
}

/* Copies the wanted tests. cmocka's own filter does not tell how many tests it leaves. */
static size_t
choose_tests(const struct CMUnitTest *tests, size_t n, struct CMUnitTest *chosen)
{
	size_t i, k = 0;

	for (i = 0; i < n; i++)
		if (is_wanted(tests[i].name))
			chosen[k++] = tests[i];
	return k;
}

int
test_run_group(const char *name, const struct CMUnitTest *all, size_t n,
		CMFixtureFunction setup, CMFixtureFunction teardown)
{
	struct CMUnitTest tests[n];
	unsigned int failed;
	int ret;

	n = choose_tests(all, n, tests);
	if (n == 0)
		return 0;
	running.setup = setup;
	running.is_set_up = false;
	running.skipped = 0;
	ret = _cmocka_run_group_tests(name, tests, n, group_setup, teardown);
	test_log_stop();
	/*
	 * cmocka returns a value below 0 if it had no memory, and counts a failed teardown of the
	 * group as one more failed test, so that the value may be above n.
	 */
	failed = ret < 0 || !running.is_set_up ? n : (unsigned int)ret;
	test_totals.failed += failed;
	test_totals.skipped += running.skipped;
	test_totals.passed += n - RTE_MIN(n, failed + running.skipped);
	return failed;
}

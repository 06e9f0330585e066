/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Queues of the device that cannot be opened or started, with either driver; each test inline and
 * with a worker thread.
 */

#include <errno.h>
#include <stdio.h>

#include <rte_common.h>

#include "fault_driver.h"

/* Plug a device with one fault, whose queue pairs have two rings each. */
static void
plug_two_rings(void **state, const char *kind, unsigned int at)
{
	char fault[64];

	snprintf(fault, sizeof(fault), "%s@%u%s", kind, at, fault_driver->two_rings);
	fault_plug_device(state, fault);
}

/* The call failed, and one ERR line names the soft device as the cause. */
static void
assert_refused(int ret, int expected)
{
	const char *log = test_log_stop();

	assert_int_equal(ret, expected);
	assert_int_equal(fault_driver->log_own(log, "ERR"), 1);
	assert_int_equal(test_log_lines(log, "ERR", "soft: "), 1);
}

/* The set-up of a queue pair is refused, and the next attempt succeeds. */
static void
refuses_open(void)
{
	int ret;

	assert_int_equal(fault_driver->configure(1), 0);
	test_log_start();
	ret = fault_driver->qp_setup(0);
	assert_refused(ret, -EBUSY);
	assert_int_equal(fault_driver->qp_setup(0), 0);
	assert_int_equal(fault_driver->start(), 0);
	fault_driver->prepare();
	fault_driver->assert_works(0);
	fault_driver->unplug();
}

/* The only ring of a queue pair, or one of its two, gets no queue. */
static void
test_open(void **state)
{
	unsigned int at;

	fault_plug_device(state, "open@1");
	refuses_open();
	for (at = 1; at <= 2; at++) {
		plug_two_rings(state, "open", at);
		refuses_open();
	}
}

/* A restart opens queues again, and one of them cannot be opened. */
static void
test_reopen(void **state)
{
	int ret;

	/* The first start opens two rings; this is the second ring of the restart. */
	plug_two_rings(state, "open", 4);
	fault_bring_up(1);
	fault_driver->stop();
	test_log_start();
	ret = fault_driver->start();
	assert_refused(ret, -EBUSY);
	assert_int_equal(fault_driver->start(), 0);
	fault_driver->assert_works(0);
}

/* One ring of one queue pair does not start; the next start finds no other one running. */
static void
test_start(void **state)
{
	unsigned int at;
	int ret;

	for (at = 1; at <= 4; at++) {
		plug_two_rings(state, "start", at);
		assert_int_equal(fault_driver->configure(2), 0);
		assert_int_equal(fault_driver->qp_setup(0), 0);
		assert_int_equal(fault_driver->qp_setup(1), 0);
		test_log_start();
		ret = fault_driver->start();
		assert_refused(ret, -EIO);
		assert_int_equal(fault_driver->start(), 0);
		fault_driver->prepare();
		fault_driver->assert_works(0);
		fault_driver->assert_works(1);
		fault_driver->unplug();
	}
}

int
fault_run_start(const struct fault_driver *driver)
{
	static const struct CMUnitTest tests[] = {
		FAULT_INLINE(test_open), FAULT_WORKER(test_open),
		FAULT_INLINE(test_reopen), FAULT_WORKER(test_reopen),
		FAULT_INLINE(test_start), FAULT_WORKER(test_start),
	};

	return FAULT_RUN_GROUP(driver, "start fault", tests);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Queues of the device that cannot be opened or started; each test inline and with a worker. */

#include <errno.h>
#include <stdio.h>

#include <rte_common.h>

#include "sec_fixture.h"
#include "sec_set.h"
#include "sec_task.h"
#include "test_sec.h"

static void
plug_device(void **state, const char *fault)
{
	assert_int_equal(sec_plug(&sec_port, 0,
			test_fault_args(state, sec_variant.qm, fault)), 0);
}

/* The call failed, and one ERR line names the soft device as the cause. */
static void
assert_refused(int ret, int expected)
{
	const char *log = test_log_stop();

	assert_int_equal(ret, expected);
	assert_int_equal(sec_log_own(log, "ERR"), 1);
	assert_int_equal(test_log_lines(log, "ERR", "soft: "), 1);
}

/* One of the two rings of a queue pair gets no queue; the next attempt succeeds. */
static void
test_open(void **state)
{
	static const char *const faults[] = { "open@1", "open@2,second_queue=always" };
	unsigned int f;
	int ret;

	for (f = 0; f < RTE_DIM(faults); f++) {
		plug_device(state, faults[f]);
		assert_int_equal(sec_configure(&sec_port, 1), 0);
		test_log_start();
		ret = sec_qp_setup(&sec_port, 0, SEC_INFLIGHT);
		assert_refused(ret, -EBUSY);
		assert_int_equal(sec_qp_setup(&sec_port, 0, SEC_INFLIGHT), 0);
		assert_int_equal(sec_start(&sec_port), 0);
		sec_assert_works(&sec_port, 0);
		sec_unplug(&sec_port);
	}
}

/* A restart opens queues again, and one of them cannot be opened. */
static void
test_reopen(void **state)
{
	int ret;

	/* The first start opens two rings; this is the second ring of the restart. */
	plug_device(state, "open@4,second_queue=always");
	sec_bring_up(&sec_port, 1, SEC_INFLIGHT);
	sec_stop(&sec_port);
	test_log_start();
	ret = sec_start(&sec_port);
	assert_refused(ret, -EBUSY);
	assert_int_equal(sec_start(&sec_port), 0);
	sec_assert_works(&sec_port, 0);
}

/* One ring of one queue pair does not start; the next start finds no other one running. */
static void
test_start(void **state)
{
	unsigned int at;
	char fault[64];
	int ret;

	for (at = 1; at <= 4; at++) {
		snprintf(fault, sizeof(fault), "start@%u,second_queue=always", at);
		plug_device(state, fault);
		assert_int_equal(sec_configure(&sec_port, 2), 0);
		assert_int_equal(sec_qp_setup(&sec_port, 0, SEC_INFLIGHT), 0);
		assert_int_equal(sec_qp_setup(&sec_port, 1, SEC_INFLIGHT), 0);
		test_log_start();
		ret = sec_start(&sec_port);
		assert_refused(ret, -EIO);
		assert_int_equal(sec_start(&sec_port), 0);
		sec_assert_works(&sec_port, 0);
		sec_assert_works(&sec_port, 1);
		sec_unplug(&sec_port);
	}
}

#define INLINE(f)	TEST_INLINE(f, sec_setup, sec_teardown)
#define WORKER(f)	TEST_WORKER(f, sec_setup, sec_teardown)

int
test_sec_start_fault(void)
{
	static const struct CMUnitTest tests[] = {
		INLINE(test_open), WORKER(test_open),
		INLINE(test_reopen), WORKER(test_reopen),
		INLINE(test_start), WORKER(test_start),
	};

	return TEST_RUN_GROUP("sec start fault", tests, NULL, NULL);
}

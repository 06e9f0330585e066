/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Order on a device with faults: each task comes back once, in its place, with the right status. */

#include <stdio.h>
#include <string.h>

#include <rte_common.h>

#include "sec_fifo.h"
#include "sec_fixture.h"
#include "sec_set.h"
#include "test_sec.h"

/* Tasks with an error status in all runs of a test. */
static unsigned int faulty;

static void
plug(void **state, const char *kind, unsigned int at, bool raw)
{
	char fault[64];

	snprintf(fault, sizeof(fault), "%s@%u", kind, at);
	assert_int_equal(sec_plug(&sec_port, 0,
			test_fault_args(state, sec_variant.qm, fault)), 0);
	sec_bring_up(&sec_port, 1, SEC_INFLIGHT);
	sec_fifo_start(raw);
	sec_fifo.may_fail = true;
}

static void
unplug(void)
{
	sec_fifo_end();
	sec_unplug(&sec_port);
}

/* Run tasks of which the n-th descriptor meets a fault. */
static void
run_fault(void **state, const char *kind, unsigned int at, bool raw)
{
	unsigned int i, n = 60;

	plug(state, kind, at, raw);
	while (sec_fifo.made < n)
		sec_fifo_make();
	/* A device that died takes no more. */
	while (sec_fifo.sent < n && sec_fifo_enqueue(n - sec_fifo.sent) != 0)
		sec_fifo_submit();
	sec_fifo_drain();
	/* One descriptor fails, and its task if that did not fail before. */
	if (strcmp(kind, "status") == 0)
		assert_true(sec_fifo.errors <= 1);
	else
		assert_true(sec_fifo.errors >= 1);
	faulty += sec_fifo.errors;
	for (i = sec_fifo.back; i < n; i++)
		sec_task_free(sec_fifo_task(i));
	sec_stop(&sec_port);
	assert_int_equal(sec_start(&sec_port), 0);
	sec_assert_works(&sec_port, 0);
	unplug();
}

static void
test_faults(void **state)
{
	static const char *const kinds[] = { "status", "order", "reset" };
	unsigned int k, at;

	for (k = 0; k < RTE_DIM(kinds); k++) {
		faulty = 0;
		for (at = 1; at <= 61; at += 5) {
			run_fault(state, kinds[k], at, false);
			run_fault(state, kinds[k], at + 2, true);
		}
		/* Most of the 26 runs have one. */
		assert_true(faulty >= 15);
	}
}

/* All tasks from a completion with a wrong slot on fail, also those of later dequeues. */
static void
test_broken(void **state)
{
	static const unsigned int at[] = { 1, 2, 33, 64, 100 };
	unsigned int i, n = 100;

	for (i = 0; i < RTE_DIM(at); i++) {
		plug(state, "order", at[i], false);
		sec_fifo.one_descriptor = true;
		while (sec_fifo.made < n)
			sec_fifo_make();
		assert_int_equal(sec_fifo_enqueue(n), n);
		while (sec_fifo.back < n)
			sec_fifo_dequeue(8);
		assert_int_equal(sec_fifo.errors, n - at[i] + 1);
		unplug();
	}
}

/*
 * The second ring of a queue pair hangs: the tasks behind the one that waits for it come back, with
 * their results, when the device is stopped.
 */
static void
test_stall(void **state)
{
	static const uint8_t block[64] = "what is done twice takes its time, and others wait";
	const char *log;
	uint32_t i;

	/* The third descriptor is the second one of the first request. */
	plug(state, "stall", 3, false);
	for (i = 0; i < 40; i++, sec_fifo.made++) {
		*sec_fifo_task(i) = (struct sec_task) { .src = block, .len = sizeof(block),
			.s = &sec_set.sessions[i == 0 ? SEC_SET_SINGLE : 0] };
		sec_task_make(sec_fifo_task(i));
	}
	assert_int_equal(sec_fifo_enqueue(2), 2);
	for (i = 0; i < 1000; i++)
		assert_int_equal(sec_fifo_dequeue(SEC_FIFO_BURST), 0);
	assert_int_equal(sec_fifo_enqueue(38), 38);
	for (i = 0; i < 1000; i++)
		assert_int_equal(sec_fifo_dequeue(SEC_FIFO_BURST), 0);
	test_log_start();
	sec_stop(&sec_port);
	log = test_log_stop();
	assert_int_equal(test_log_lines(log, "ERR", " 1 operations failed"), 1);
	assert_int_equal(sec_start(&sec_port), 0);
	sec_fifo_drain();
	assert_int_equal(sec_fifo.errors, 1);
	sec_assert_works(&sec_port, 0);
	unplug();
}

/* Two workers, which serve the two rings of a queue pair at the same time. */
static void
run_two_workers(bool raw)
{
	unsigned int qm;
	char args[64];

	for (qm = 2; qm <= 3; qm++) {
		snprintf(args, sizeof(args), "device=soft,soft_workers=2,soft_qm=%u", qm);
		assert_int_equal(sec_plug(&sec_port, 0, args), 0);
		sec_bring_up(&sec_port, 1, SEC_INFLIGHT);
		sec_fifo_start(raw);
		sec_fifo_run(2500);
		unplug();
	}
}

static void
test_two_workers(void **state __rte_unused)
{
	run_two_workers(false);
	run_two_workers(true);
}

#define INLINE(f)	TEST_INLINE(f, sec_setup, sec_teardown)
#define WORKER(f)	TEST_WORKER(f, sec_setup, sec_teardown)

int
test_sec_order_fault(void)
{
	static const struct CMUnitTest tests[] = {
		INLINE(test_faults), WORKER(test_faults),
		INLINE(test_broken), WORKER(test_broken),
		/* It takes five seconds, so it runs once. */
		INLINE(test_stall),
		cmocka_unit_test_setup_teardown(test_two_workers, sec_setup, sec_teardown),
	};

	return TEST_RUN_GROUP("sec order, fault", tests, NULL, NULL);
}

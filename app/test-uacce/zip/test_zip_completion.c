/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * uacce_zip over a device that writes wrong completions, or none for a while. Each operation comes
 * back exactly once; the tests say with which status, and whether the queue pair is dead.
 */

#include <stdio.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "test_zip.h"
#include "zip_fixture.h"
#include "zip_set.h"

/* Operations of a test, of which some are behind the fault. */
#define NB_OPS	100u
#define PATIENCE_MS	(20000 * test_options.patience)

static void
plug(void **state, const char *kind, unsigned int at)
{
	char fault[32];

	snprintf(fault, sizeof(fault), "%s@%u", kind, at);
	assert_int_equal(zip_plug(&zip_port, "uacce_zip_t0",
			test_fault_args(state, zip_variant.qm, fault)), 0);
	zip_bring_up(&zip_port, 1, ZIP_INFLIGHT_MAX);
	zip_make_xforms(&zip_port);
	zip_set_draw();
	zip_set_make(&zip_port, NB_OPS, false);
}

static void
unplug(void)
{
	zip_set_free(NB_OPS);
	zip_unplug(&zip_port);
}

static void
enqueue(unsigned int first, unsigned int n)
{
	assert_int_equal(zip_enqueue(&zip_port, 0, zip_set.ops + first, n), n);
}

/* Dequeue in small bursts until @p n came back, for a time at most. Returns how many did. */
static unsigned int
dequeue_for(unsigned int ms, unsigned int got, unsigned int n)
{
	const uint64_t end = rte_get_timer_cycles() + ms * rte_get_timer_hz() / 1000;

	while (got < n && rte_get_timer_cycles() < end)
		got += rte_compressdev_dequeue_burst(zip_port.id, 0, zip_set.done + got,
				RTE_MIN(n - got, 4u));
	return got;
}

/* All operations come back, and none a second time. */
static void
dequeue_all(unsigned int got)
{
	assert_int_equal(dequeue_for(PATIENCE_MS, got, NB_OPS), NB_OPS);
	assert_int_equal(dequeue_for(5, NB_OPS, NB_OPS + 1), NB_OPS);
}

static void
restart(void)
{
	zip_stop(&zip_port);
	assert_int_equal(zip_start(&zip_port), 0);
}

/*
 * All operations before a wrong completion succeed, and all from number @p first_bad on fail. The
 * queue pair is dead: it accepts nothing before a restart, which heals it.
 */
static void
breaks_at(void **state, const char *kind, unsigned int at, unsigned int first_bad)
{
	struct rte_comp_op *op;

	plug(state, kind, at);
	enqueue(0, NB_OPS);
	dequeue_all(0);
	assert_int_equal(zip_set_check(NB_OPS, true), NB_OPS - first_bad + 1);
	op = zip_set_op(&zip_port, false, 0);
	assert_int_equal(zip_enqueue(&zip_port, 0, &op, 1), 0);
	zip_op_free(op);
	restart();
	zip_assert_works(&zip_port, 0);
	unplug();
}

/* The second completion is not that of the next operation, which is the first one to fail. */
static void
test_twice(void **state)
{
	static const unsigned int at[] = { 1, 2, 33, NB_OPS - 1 };
	unsigned int i;

	for (i = 0; i < RTE_DIM(at); i++)
		breaks_at(state, "twice", at[i], at[i] + 1);
}

static void
test_range(void **state)
{
	static const unsigned int at[] = { 1, 2, 33, NB_OPS };
	unsigned int i;

	for (i = 0; i < RTE_DIM(at); i++)
		breaks_at(state, "range", at[i], at[i]);
}

/* A second completion of the last operation in flight belongs to none, and returns none. */
static void
test_twice_last(void **state)
{
	plug(state, "twice", NB_OPS);
	enqueue(0, NB_OPS);
	dequeue_all(0);
	assert_int_equal(zip_set_check(NB_OPS, true), 0);
	restart();
	zip_assert_works(&zip_port, 0);
	unplug();
}

/* A completion that the driver cannot see is like none: a stop returns the operations. */
static void
test_phase(void **state)
{
	const unsigned int at = 11;

	plug(state, "phase", at);
	enqueue(0, NB_OPS);
	assert_int_equal(dequeue_for(100, 0, NB_OPS), at - 1);
	restart();
	dequeue_all(at - 1);
	assert_int_equal(zip_set_check(NB_OPS, true), NB_OPS - at + 1);
	zip_assert_works(&zip_port, 0);
	unplug();
}

/* The next doorbell names the operations of the one that was ignored, too. */
static void
test_doorbell(void **state)
{
	plug(state, "doorbell", 1);
	enqueue(0, NB_OPS / 2);
	assert_int_equal(dequeue_for(50, 0, NB_OPS), 0);
	enqueue(NB_OPS / 2, NB_OPS / 2);
	dequeue_all(0);
	assert_int_equal(zip_set_check(NB_OPS, true), 0);
	zip_assert_works(&zip_port, 0);
	unplug();
}

/* What comes late is right, and the queue pair is alive. */
static void
slow_by(void **state, const char *kind, unsigned int ms)
{
	uint64_t begin;

	plug(state, kind, 11);
	begin = rte_get_timer_cycles();
	enqueue(0, NB_OPS);
	dequeue_all(0);
	assert_true(rte_get_timer_cycles() - begin >= (ms - 2) * rte_get_timer_hz() / 1000);
	assert_int_equal(zip_set_check(NB_OPS, true), 0);
	zip_assert_works(&zip_port, 0);
	unplug();
}

static void
test_slow(void **state)
{
	slow_by(state, "slow", 5);
}

static void
test_slower(void **state)
{
	slow_by(state, "slower", 1000);
}

#define INLINE(f)	TEST_INLINE(f, zip_setup, zip_teardown)
#define WORKER(f)	TEST_WORKER(f, zip_setup, zip_teardown)

int
test_zip_completion(void)
{
	static const struct CMUnitTest tests[] = {
		INLINE(test_twice), WORKER(test_twice),
		INLINE(test_twice_last), WORKER(test_twice_last),
		INLINE(test_range), WORKER(test_range),
		/* It takes the five seconds that a stop waits, so it runs once. */
		INLINE(test_phase),
		INLINE(test_doorbell), WORKER(test_doorbell),
		INLINE(test_slow), WORKER(test_slow),
		INLINE(test_slower), WORKER(test_slower),
	};

	return TEST_RUN_GROUP("zip completion", tests, NULL, NULL);
}

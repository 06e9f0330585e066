/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Either driver over a device that writes wrong completions, or none for a while. Each operation
 * comes back exactly once; the tests say with which status, and whether the queue pair is dead.
 */

#include <stdio.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "fault_driver.h"

/* Operations of a test, of which some are behind the fault. */
#define NB_OPS	100u
/* Operations of a dequeue. */
#define BURST	4u

static void
plug(void **state, const char *kind, unsigned int at)
{
	char fault[32];

	snprintf(fault, sizeof(fault), "%s@%u", kind, at);
	fault_plug(state, fault, 1);
	fault_driver->make(NB_OPS, false);
}

static void
unplug(void)
{
	fault_driver->free(NB_OPS);
	fault_driver->unplug();
}

/* All operations come back, and none a second time. */
static void
dequeue_all(unsigned int got)
{
	fault_dequeue_up_to(0, got, NB_OPS, BURST);
	assert_int_equal(fault_dequeue_for(5, 0, NB_OPS, NB_OPS + 1, BURST), NB_OPS);
}

/*
 * All operations before a wrong completion succeed, and all from number @p first_bad on fail. The
 * queue is dead: it accepts nothing before a restart, which heals it.
 */
static void
breaks_at(void **state, const char *kind, unsigned int at, unsigned int first_bad)
{
	plug(state, kind, at);
	fault_enqueue_all(0, 0, NB_OPS);
	dequeue_all(0);
	assert_int_equal(fault_driver->check(NB_OPS, true), NB_OPS - first_bad + 1);
	fault_driver->free(NB_OPS);
	fault_assert_takes_nothing(false);
	fault_restart();
	fault_driver->assert_works(0);
	fault_driver->unplug();
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
	fault_enqueue_all(0, 0, NB_OPS);
	dequeue_all(0);
	assert_int_equal(fault_driver->check(NB_OPS, true), 0);
	fault_restart();
	fault_driver->assert_works(0);
	unplug();
}

/* A completion that the driver cannot see is like none: a stop returns the operations. */
static void
test_phase(void **state)
{
	const unsigned int at = 11;

	plug(state, "phase", at);
	fault_enqueue_all(0, 0, NB_OPS);
	assert_int_equal(fault_dequeue_for(100, 0, 0, NB_OPS, BURST), at - 1);
	fault_restart();
	dequeue_all(at - 1);
	assert_int_equal(fault_driver->check(NB_OPS, true), NB_OPS - at + 1);
	fault_driver->assert_works(0);
	unplug();
}

/* The next doorbell names the operations of the one that was ignored, too. */
static void
test_doorbell(void **state)
{
	plug(state, "doorbell", 1);
	fault_enqueue_all(0, 0, NB_OPS / 2);
	assert_int_equal(fault_dequeue_for(50, 0, 0, NB_OPS, BURST), 0);
	fault_enqueue_all(0, NB_OPS / 2, NB_OPS / 2);
	dequeue_all(0);
	assert_int_equal(fault_driver->check(NB_OPS, true), 0);
	fault_driver->assert_works(0);
	unplug();
}

/* What comes late is right, and the queue pair is alive. */
static void
slow_by(void **state, const char *kind, unsigned int ms)
{
	uint64_t begin;

	plug(state, kind, 11);
	begin = rte_get_timer_cycles();
	fault_enqueue_all(0, 0, NB_OPS);
	dequeue_all(0);
	assert_true(rte_get_timer_cycles() - begin >= (ms - 2) * rte_get_timer_hz() / 1000);
	assert_int_equal(fault_driver->check(NB_OPS, true), 0);
	fault_driver->assert_works(0);
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

int
fault_run_completion(const struct fault_driver *driver)
{
	static const struct CMUnitTest tests[] = {
		FAULT_INLINE(test_twice), FAULT_WORKER(test_twice),
		FAULT_INLINE(test_twice_last), FAULT_WORKER(test_twice_last),
		FAULT_INLINE(test_range), FAULT_WORKER(test_range),
		/* It takes the five seconds that a stop waits, so it runs once. */
		FAULT_INLINE(test_phase),
		FAULT_INLINE(test_doorbell), FAULT_WORKER(test_doorbell),
		FAULT_INLINE(test_slow), FAULT_WORKER(test_slow),
		FAULT_INLINE(test_slower), FAULT_WORKER(test_slower),
	};

	return FAULT_RUN_GROUP(driver, "completion", tests);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Events about queue pairs that die, which the application gets in EAL's thread for interrupts. */

#include <stdio.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "sec_fixture.h"
#include "sec_set.h"
#include "test_sec.h"

/* Longest wait for an event, and how long none may come; ms. */
#define WAIT_MS		5000u
#define QUIET_MS	300u

static RTE_ATOMIC(unsigned int) nb_events;
/* Whether the callback stops the device and starts it again. */
static bool restarts;

static void
count_event(uint8_t id, enum rte_cryptodev_event_type event, void *arg)
{
	/* cmocka's assertions would leave this thread by a jump, so that the test checks. */
	if (id != sec_port.id || event != RTE_CRYPTODEV_EVENT_ERROR || arg != &nb_events)
		return;
	if (restarts) {
		rte_cryptodev_stop(id);
		if (rte_cryptodev_start(id) < 0)
			return;
	}
	rte_atomic_fetch_add_explicit(&nb_events, 1, rte_memory_order_release);
}

static void
plug(void **state, const char *fault, const char *more, uint16_t nb_qps)
{
	char args[300];

	snprintf(args, sizeof(args), "%s%s", test_fault_args(state, sec_variant.qm, fault), more);
	assert_int_equal(sec_plug(&sec_port, 0, args), 0);
	sec_bring_up(&sec_port, nb_qps, SEC_INFLIGHT);
	sec_set_open(&sec_port);
	assert_int_equal(rte_cryptodev_callback_register(sec_port.id, RTE_CRYPTODEV_EVENT_ERROR,
			count_event, &nb_events), 0);
}

static unsigned int
events(void)
{
	return rte_atomic_load_explicit(&nb_events, rte_memory_order_acquire);
}

/* Assert that so many events come, and no more. */
static void
assert_events(unsigned int n)
{
	unsigned int ms;

	for (ms = 0; ms < WAIT_MS && events() < n; ms++)
		rte_delay_ms(1);
	rte_delay_ms(QUIET_MS);
	assert_int_equal(events(), n);
}

static void
enqueue(uint16_t qp, unsigned int first, unsigned int n)
{
	assert_int_equal(sec_enqueue(&sec_port, qp, sec_set.ops + first, n), n);
}

/* Enqueue to the first queue pair alone, and dequeue. @return operations that failed. */
static unsigned int
cross(unsigned int n)
{
	unsigned int errors;

	sec_set_make(0, n);
	enqueue(0, 0, n);
	sec_dequeue_all(&sec_port, 0, sec_set.done, n);
	errors = sec_set_check(n, true);
	sec_set_free(n);
	return errors;
}

/* A reset kills all queue pairs, also one that has no operations and is not polled (1.8). */
static void
test_reset(void **state)
{
	plug(state, "reset@10", "", 3);
	assert_true(cross(20) >= 1);
	assert_events(3);
	sec_stop(&sec_port);
	assert_int_equal(sec_start(&sec_port), 0);
	sec_assert_works(&sec_port, 2);
	assert_events(3);
}

/* A queue that breaks kills its queue pair alone. */
static void
test_broken(void **state)
{
	plug(state, "order@10", "", 2);
	assert_int_equal(cross(20), 11);
	assert_events(1);
	sec_assert_works(&sec_port, 1);
	assert_events(1);
}

static void
test_watchdog(void **state)
{
	plug(state, "stall@10", ",watchdog=20", 2);
	assert_int_equal(cross(20), 11);
	assert_events(1);
}

/* An operation that fails is no death. */
static void
test_none(void **state)
{
	plug(state, "status@3", "", 1);
	assert_int_equal(cross(20), 1);
	assert_events(0);
}

/* A callback may stop and start the device; operations in flight come back afterwards. */
static void
test_restart_in_callback(void **state)
{
	unsigned int n = 20;

	restarts = true;
	/* A device without threads does nothing while it is not polled. */
	plug(state, "reset@10,soft_workers=1", "", 1);
	sec_set_make(0, n);
	enqueue(0, 0, n);
	assert_events(1);
	sec_dequeue_all(&sec_port, 0, sec_set.done, n);
	assert_true(sec_set_check(n, true) >= 1);
	sec_set_free(n);
	sec_assert_works(&sec_port, 0);
}

/* A device that is stopped, or unplugged, right after its death sends no event any more. */
static void
test_stop_after_death(void **state)
{
	unsigned int i, seen;

	for (i = 0; i < 5; i++) {
		plug(state, "reset@10", "", 2);
		assert_true(cross(20) >= 1);
		sec_set_close(&sec_port);
		if (i % 2 == 0)
			sec_stop(&sec_port);
		else
			sec_unplug(&sec_port);
		seen = events();
		rte_delay_ms(QUIET_MS);
		assert_int_equal(events(), seen);
		assert_true(seen <= 2 * (i + 1));
		if (i % 2 == 0)
			sec_unplug(&sec_port);
	}
}

#ifdef UACCE_HAVE_QP_RESET
/* One queue pair starts anew while another has operations in flight, which it keeps. */
static void
test_reset_one(void **state)
{
	unsigned int n = 20;

	plug(state, "order@10", "", 2);
	assert_int_equal(cross(n), 11);
	assert_events(1);
	assert_int_equal(rte_cryptodev_queue_pair_event_error_query(sec_port.id, 0), 1);
	assert_int_equal(rte_cryptodev_queue_pair_event_error_query(sec_port.id, 1), 0);
	sec_set_make(0, n);
	enqueue(1, 0, n);
	assert_int_equal(rte_cryptodev_qp_depth_used(sec_port.id, 0), 0);
	assert_int_equal(rte_cryptodev_qp_depth_used(sec_port.id, 1), n);
	assert_int_equal(rte_cryptodev_queue_pair_reset(sec_port.id, 0, NULL, 0), 0);
	assert_int_equal(rte_cryptodev_queue_pair_event_error_query(sec_port.id, 0), 0);
	sec_dequeue_all(&sec_port, 1, sec_set.done, n);
	assert_int_equal(sec_set_check(n, false), 0);
	sec_assert_works(&sec_port, 0);
	assert_events(1);
}
#endif

static int
setup(void **state)
{
	rte_atomic_store_explicit(&nb_events, 0, rte_memory_order_relaxed);
	restarts = false;
	return sec_setup(state);
}

/* The library keeps callbacks of a device that is unplugged. */
static int
teardown(void **state)
{
	rte_cryptodev_callback_unregister(sec_port.id, RTE_CRYPTODEV_EVENT_ERROR, count_event,
			&nb_events);
	return sec_teardown(state);
}

#define INLINE(f)	TEST_INLINE(f, setup, teardown)
#define WORKER(f)	TEST_WORKER(f, setup, teardown)

int
test_sec_event(void)
{
	static const struct CMUnitTest tests[] = {
		INLINE(test_reset), WORKER(test_reset),
		INLINE(test_broken), WORKER(test_broken),
		INLINE(test_watchdog), WORKER(test_watchdog),
		INLINE(test_none),
		INLINE(test_restart_in_callback),
		INLINE(test_stop_after_death), WORKER(test_stop_after_death),
#ifdef UACCE_HAVE_QP_RESET
		INLINE(test_reset_one), WORKER(test_reset_one),
#endif
	};

	return TEST_RUN_GROUP("sec event", tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* A device that fails, with either driver; each test inline and with a worker thread. */

#include <stdio.h>
#include <string.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "fault_driver.h"

/* What memory is filled with that the device must not write to. */
#define UNTOUCHED	0x5a
/* Queue pairs that hang together. */
#define PAIRS		8u

/* Whether the tests also make operations that take two descriptors. */
static bool two_descriptors;

static int
setup(void **state)
{
	two_descriptors = false;
	return fault_setup(state);
}

static void
plug(void **state, const char *fault, uint16_t nb_qps)
{
	fault_plug(state, fault, nb_qps);
	if (two_descriptors)
		fault_driver->use_two_descriptors();
}

/* All in flight at once, in two queue pairs; the device is reset at the n-th descriptor. */
static void
reset_at(void **state, unsigned int at)
{
	unsigned int n = 400, sent, errors;
	char fault[32];

	snprintf(fault, sizeof(fault), "reset@%u", at);
	plug(state, fault, 2);
	fault_driver->make(n, true);
	fault_enqueue_all(0, 0, n / 2);
	/* A worker may reset the device before this call, which then takes nothing. */
	sent = n / 2 + fault_driver->enqueue(1, n / 2, n / 2);
	assert_true(sent == n || at <= n / 2);
	fault_dequeue_all(0, 0, n / 2);
	fault_dequeue_all(1, n / 2, sent - n / 2);
	errors = fault_driver->check(sent, true);
	/* With two descriptors for some operations the n-th descriptor is an earlier operation. */
	if (errors < 1 || (!two_descriptors && errors > n - at + 1))
		fail_msg("%u errors of %u, reset at %u", errors, n, at);
	fault_driver->free(n);
	fault_assert_restart_heals(2);
	fault_driver->unplug();
}

static void
test_reset(void **state)
{
	static const unsigned int at[] = { 1, 2, 31, 150, 400 };
	unsigned int i;

	for (i = 0; i < RTE_DIM(at); i++)
		reset_at(state, at[i]);
}

static void
test_reset_two_descriptors(void **state)
{
	two_descriptors = true;
	test_reset(state);
}

/* A reset after several laps under load: each operation that the queue pair took comes back. */
static void
test_reset_under_load(void **state)
{
	unsigned int n = 200, total = 0, errors = 0, idle = 0, sent;

	plug(state, "reset@5000", 1);
	while (idle < 10) {
		fault_driver->make(n, true);
		sent = fault_driver->enqueue(0, 0, n);
		fault_dequeue_all(0, 0, sent);
		errors += fault_driver->check(sent, true);
		fault_driver->free(n);
		total += sent;
		idle = sent == 0 ? idle + 1 : 0;
		assert_true(total < 10000);
	}
	/* The reset ended its lap. A fifth of the operations takes two descriptors if any does. */
	assert_true(total >= (two_descriptors ? 3900 : 4800) && total <= 5400);
	assert_true(errors >= 1 && errors <= 2 * n);
	fault_assert_restart_heals(1);
}

static void
test_reset_under_load_two_descriptors(void **state)
{
	two_descriptors = true;
	test_reset_under_load(state);
}

/* After a reset no ring takes anything until the next start, also one without operations (1.8). */
static void
test_reset_takes_nothing(void **state)
{
	plug(state, "reset@10", 1);
	assert_true(fault_run_set(20, false) >= 1);
	fault_driver->free(20);
	fault_assert_takes_nothing(true);
	fault_assert_restart_heals(1);
}

/* Dequeue what a stop left to be returned, and start the device, before or after that. */
static void
dequeue_and_start(uint16_t nb_qps, const unsigned int *first, const unsigned int *n)
{
	uint16_t qp;

	if (!fault_driver->returns_stopped)
		assert_int_equal(fault_driver->start(), 0);
	for (qp = 0; qp < nb_qps; qp++)
		fault_dequeue_all(qp, first[qp], n[qp]);
	if (fault_driver->returns_stopped)
		assert_int_equal(fault_driver->start(), 0);
}

/* A stop right after a reset, before any dequeue. */
static void
test_reset_and_stop(void **state)
{
	unsigned int first = 0, n = 300;

	plug(state, "reset@100", 1);
	fault_driver->make(n, true);
	fault_enqueue_all(0, 0, n);
	fault_driver->stop();
	dequeue_and_start(1, &first, &n);
	assert_true(fault_driver->check(n, true) >= 1);
	fault_driver->free(n);
	fault_driver->assert_works(0);
}

/* A completion with a wrong slot breaks its ring, and all operations from there on fail. */
static void
test_order(void **state)
{
	static const char *const faults[] = { "order@1", "order@2", "order@64", "order@300" };
	unsigned int f, n = 300;

	for (f = 0; f < RTE_DIM(faults); f++) {
		plug(state, faults[f], 1);
		assert_true(fault_run_set(n, false) >= 1);
		fault_driver->free(n);
		fault_assert_takes_nothing(false);
		fault_assert_restart_heals(1);
		fault_driver->unplug();
	}
}

static void
test_order_two_descriptors(void **state)
{
	two_descriptors = true;
	test_order(state);
}

/* The same where several dequeues return the operations. */
static void
test_order_small_bursts(void **state)
{
	static const unsigned int at[] = { 1, 2, 33, 64, 100 };
	unsigned int f, n = 100;
	char fault[32];

	for (f = 0; f < RTE_DIM(at); f++) {
		snprintf(fault, sizeof(fault), "order@%u", at[f]);
		plug(state, fault, 1);
		fault_driver->make(n, false);
		fault_enqueue_all(0, 0, n);
		fault_dequeue_up_to(0, 0, n, 4);
		assert_int_equal(fault_driver->check(n, true), n - at[f] + 1);
		fault_driver->free(n);
		fault_assert_restart_heals(1);
		fault_driver->unplug();
	}
}

static void
fill_memory(unsigned int n)
{
	unsigned int i, kind;

	for (i = 0; i < n; i++) {
		for (kind = 0; kind < FAULT_NB_MEMORY; kind++) {
			uint32_t len;
			uint8_t *mem = fault_driver->memory(i, kind, &len);

			if (len != 0)
				memset(mem, UNTOUCHED, len);
		}
	}
}

static void
assert_untouched(unsigned int n)
{
	unsigned int i, kind;

	for (i = 0; i < n; i++) {
		for (kind = 0; kind < FAULT_NB_MEMORY; kind++) {
			uint32_t k, len;
			const uint8_t *mem = fault_driver->memory(i, kind, &len);

			for (k = 0; k < len; k++)
				assert_int_equal(mem[k], UNTOUCHED);
		}
	}
}

/*
 * A fault breaks the ring. As soon as an operation came back, the device writes to no memory of any
 * operation, neither by itself nor when the port stops.
 */
static void
writes_no_more(void **state, const char *fault, unsigned int n)
{
	plug(state, fault, 1);
	fault_driver->make(n, false);
	fault_enqueue_all(0, 0, n);
	/* A few at a time, so that an inline device has requests left when its ring breaks. */
	fault_dequeue_up_to(0, 0, n, 2);
	assert_true(fault_driver->check(n, true) >= 1);
	fill_memory(n);
	rte_delay_ms(20);
	fault_driver->stop();
	assert_untouched(n);
	fault_driver->free(n);
	assert_int_equal(fault_driver->start(), 0);
	fault_driver->assert_works(0);
	fault_driver->unplug();
}

/*
 * A completion that comes twice makes as many completions as descriptors while the last descriptor
 * is not done. Four numbers of operations put that last one into different turns of the device.
 */
static void
test_broken_writes_no_more(void **state)
{
	static const char *const faults[] = { "order@3", "range@3", "twice@3" };
	unsigned int f, n;

	for (f = 0; f < RTE_DIM(faults); f++)
		for (n = 900; n < 904; n++)
			writes_no_more(state, faults[f], n);
}

/* An error status of one operation leaves the others alone. */
static void
test_status(void **state)
{
	static const unsigned int at[] = { 1, 17, 200 };
	unsigned int f, i, n = 200;
	char fault[32];

	for (f = 0; f < RTE_DIM(at); f++) {
		snprintf(fault, sizeof(fault), "status@%u", at[f]);
		plug(state, fault, 1);
		assert_int_equal(fault_run_set(n, false), 1);
		for (i = 0; i < n; i++)
			assert_int_equal(fault_driver->status(i),
					i == at[f] - 1 ? FAULT_ERROR : FAULT_SUCCESS);
		fault_driver->free(n);
		/* The queue works without a restart. */
		fault_driver->assert_works(0);
		fault_driver->unplug();
	}
}

/* Stop the device, asserting that it takes more than 4 s and less than @p max_s. */
static void
stop_waits(unsigned int max_s)
{
	uint64_t begin = rte_get_timer_cycles();

	fault_driver->stop();
	begin = rte_get_timer_cycles() - begin;
	assert_true(begin > 4 * rte_get_timer_hz() && begin < max_s * rte_get_timer_hz());
}

/* A stop of a device that completes nothing waits for five seconds. */
static void
test_stall(void **state)
{
	unsigned int n = 40, first = 10, left = n - first;
	uint64_t dequeued, errors;
	const char *log;

	plug(state, "stall@11", 1);
	fault_driver->make(n, false);
	fault_enqueue_all(0, 0, n);
	assert_int_equal(fault_dequeue_for(100, 0, 0, n, n), first);
	test_log_start();
	stop_waits(7);
	log = test_log_stop();
	assert_int_equal(fault_driver->log_own(log, "ERR"), 1);
	assert_int_equal(test_log_lines(log, "ERR", "30 operations"), 1);
	dequeue_and_start(1, &first, &left);
	assert_int_equal(fault_driver->check(n, true), left);
	fault_driver->stats(&dequeued, &errors);
	assert_int_equal(dequeued, n);
	assert_int_equal(errors, left);
	fault_driver->free(n);
	fault_driver->assert_works(0);
}

/* A stop waits for eight queue pairs that hang together, and a ninth that works loses nothing. */
static void
test_stall_of_all(void **state __rte_unused)
{
	const unsigned int per_pair = 20, good = 10;
	unsigned int qp, i, first[PAIRS + 1], n[PAIRS + 1], all = 0;
	char args[192];

	/* A device for each queue pair, which hangs at its eleventh descriptor. */
	snprintf(args, sizeof(args), "device=soft+soft+soft+soft+soft+soft+soft+soft+soft,"
			"queues=%u,soft_qm=%u,soft_fault=stall@11", PAIRS + 1, *fault_driver->qm);
	fault_driver->plug(args);
	fault_bring_up(PAIRS + 1);
	fault_driver->make(PAIRS * per_pair + good, false);
	for (qp = 0; qp <= PAIRS; qp++) {
		first[qp] = all;
		/* The last queue pair, which a stop reaches last, does not reach its fault. */
		n[qp] = qp == PAIRS ? good : per_pair;
		fault_enqueue_all(qp, first[qp], n[qp]);
		all += n[qp];
	}
	stop_waits(9);
	dequeue_and_start(PAIRS + 1, first, n);
	assert_int_equal(fault_driver->check(all, true), PAIRS * (per_pair - 10));
	for (i = first[PAIRS]; i < all; i++)
		assert_int_equal(fault_driver->status(i), FAULT_SUCCESS);
	fault_driver->free(all);
}

/* Several faults one after the other. */
static void
test_faults_together(void **state)
{
	unsigned int i, n = 100;

	plug(state, "status@10+order@150+reset@260", 1);
	assert_int_equal(fault_run_set(n, false), 1);
	fault_driver->free(n);
	assert_true(fault_run_set(n, false) >= 50);
	fault_driver->free(n);
	fault_restart();
	/* How many descriptors the device served before the stop is not known. */
	for (i = 0; i < 2; i++) {
		unsigned int sent;

		fault_driver->make(n, false);
		sent = fault_driver->enqueue(0, 0, n);
		fault_dequeue_all(0, 0, sent);
		fault_driver->check(sent, true);
		fault_driver->free(n);
	}
	fault_assert_restart_heals(1);
}

#define INLINE(f)	TEST_INLINE(f, setup, fault_teardown)
#define WORKER(f)	TEST_WORKER(f, setup, fault_teardown)

static const struct CMUnitTest tests[] = {
	INLINE(test_reset), WORKER(test_reset),
	INLINE(test_reset_under_load), WORKER(test_reset_under_load),
	INLINE(test_reset_takes_nothing), WORKER(test_reset_takes_nothing),
	INLINE(test_reset_and_stop), WORKER(test_reset_and_stop),
	INLINE(test_order), WORKER(test_order),
	INLINE(test_order_small_bursts), WORKER(test_order_small_bursts),
	INLINE(test_broken_writes_no_more), WORKER(test_broken_writes_no_more),
	INLINE(test_status), WORKER(test_status),
	/* Each takes five seconds, so they run once. */
	INLINE(test_stall), INLINE(test_stall_of_all),
	INLINE(test_faults_together), WORKER(test_faults_together),
};

static const struct CMUnitTest tests_of_two[] = {
	INLINE(test_reset_two_descriptors), WORKER(test_reset_two_descriptors),
	INLINE(test_reset_under_load_two_descriptors),
	WORKER(test_reset_under_load_two_descriptors),
	INLINE(test_order_two_descriptors), WORKER(test_order_two_descriptors),
};

int
fault_run_device(const struct fault_driver *driver)
{
	int failed = FAULT_RUN_GROUP(driver, "fault", tests);

	if (driver->use_two_descriptors != NULL)
		failed += FAULT_RUN_GROUP(driver, "fault, two descriptors", tests_of_two);
	return failed;
}

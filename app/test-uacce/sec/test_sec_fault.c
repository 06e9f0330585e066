/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* uacce_sec over a device that fails; each test inline and with a worker thread. */

#include <sched.h>
#include <stdio.h>
#include <string.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "sec_fixture.h"
#include "sec_set.h"
#include "test_sec.h"

/* Whether the tests also make operations that take two descriptors. */
static bool two_descriptors;

static void
plug(void **state, const char *fault, uint16_t nb_qps)
{
	assert_int_equal(sec_plug(&sec_port, 0,
			test_fault_args(state, sec_variant.qm, fault)), 0);
	sec_bring_up(&sec_port, nb_qps, SEC_INFLIGHT);
	sec_set_open(&sec_port);
	if (two_descriptors)
		sec_set.used = SEC_SET_SESSIONS;
}

static void
unplug(void)
{
	sec_set_close(&sec_port);
	sec_unplug(&sec_port);
}

static void
enqueue_all(uint16_t qp, unsigned int first, unsigned int n)
{
	assert_int_equal(sec_enqueue(&sec_port, qp, sec_set.ops + first, n), n);
}

/* A restart makes the device work again, as each fault happens once. */
static void
assert_restart_heals(uint16_t nb_qps)
{
	unsigned int i;
	uint16_t qp;

	sec_stop(&sec_port);
	assert_int_equal(sec_start(&sec_port), 0);
	for (qp = 0; qp < nb_qps; qp++)
		for (i = 0; i < 5; i++)
			sec_assert_works(&sec_port, qp);
}

/* All in flight at once, in two queue pairs; the device is reset at the n-th descriptor. */
static void
reset_at(void **state, unsigned int at)
{
	unsigned int n = 400, sent, errors;
	char fault[32];

	snprintf(fault, sizeof(fault), "reset@%u", at);
	plug(state, fault, 2);
	sec_set_make(0, n);
	enqueue_all(0, 0, n / 2);
	/* A worker may reset the device before this call, which then takes nothing. */
	sent = n / 2 + sec_enqueue(&sec_port, 1, sec_set.ops + n / 2, n / 2);
	assert_true(sent == n || at <= n / 2);
	sec_dequeue_all(&sec_port, 0, sec_set.done, n / 2);
	sec_dequeue_all(&sec_port, 1, sec_set.done + n / 2, sent - n / 2);
	errors = sec_set_check(sent, true);
	/* With two descriptors for some operations the n-th descriptor is an earlier operation. */
	if (errors < 1 || (!two_descriptors && errors > n - at + 1))
		fail_msg("%u errors of %u, reset at %u", errors, n, at);
	sec_set_free(n);
	assert_restart_heals(2);
	unplug();
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

/* A reset after several laps under load: each operation that the queue took comes back. */
static void
test_reset_under_load(void **state)
{
	unsigned int n = 200, total = 0, errors = 0, idle = 0, sent;

	plug(state, "reset@5000", 1);
	while (idle < 10) {
		sec_set_make(0, n);
		sent = sec_enqueue(&sec_port, 0, sec_set.ops, n);
		sec_dequeue_all(&sec_port, 0, sec_set.done, sent);
		errors += sec_set_check(sent, true);
		sec_set_free(n);
		total += sent;
		idle = sent == 0 ? idle + 1 : 0;
		assert_true(total < 10000);
	}
	/* The reset ended its lap. A fifth of the operations takes two descriptors if any does. */
	assert_true(total >= (two_descriptors ? 3900 : 4800) && total <= 5400);
	assert_true(errors >= 1 && errors <= 2 * n);
	assert_restart_heals(1);
}

static void
test_reset_under_load_two_descriptors(void **state)
{
	two_descriptors = true;
	test_reset_under_load(state);
}

/* After a reset nothing is taken until the next start (1.8). */
static void
test_reset_takes_nothing(void **state)
{
	plug(state, "reset@10", 1);
	sec_set_make(0, 20);
	enqueue_all(0, 0, 20);
	sec_dequeue_all(&sec_port, 0, sec_set.done, 20);
	assert_true(sec_set_check(20, true) >= 1);
	sec_set_make(0, 1);
	assert_int_equal(sec_enqueue(&sec_port, 0, sec_set.ops, 1), 0);
	assert_int_equal(sec_set.ops[0]->status, RTE_CRYPTO_OP_STATUS_NOT_PROCESSED);
	sec_set_free(1);
	assert_restart_heals(1);
}

/* A stop right after a reset, before any dequeue. */
static void
test_reset_and_stop(void **state)
{
	unsigned int n = 300;

	plug(state, "reset@100", 1);
	sec_set_make(0, n);
	enqueue_all(0, 0, n);
	sec_stop(&sec_port);
	/* The library gives nothing back of a device that is stopped. */
	assert_int_equal(sec_start(&sec_port), 0);
	sec_dequeue_all(&sec_port, 0, sec_set.done, n);
	assert_true(sec_set_check(n, true) >= 1);
	sec_assert_works(&sec_port, 0);
}

/* The lost operations are at the end of the ring and at its start. */
static void
lost_across_end(void **state, const char *fault)
{
	unsigned int lap, n = 200;

	plug(state, fault, 1);
	/* Five laps take 1000 of 1024 slots, so that the sixth goes beyond the end. */
	for (lap = 1; lap <= 6; lap++) {
		sec_set_make(0, n);
		enqueue_all(0, 0, n);
		sec_dequeue_all(&sec_port, 0, sec_set.done, n);
		if (lap < 6)
			assert_int_equal(sec_set_check(n, false), 0);
		else
			assert_in_range(sec_set_check(n, true), 1, n);
		sec_set_free(n);
	}
	assert_restart_heals(1);
	unplug();
}

static void
test_lost_across_end(void **state)
{
	lost_across_end(state, "order@1010");
	lost_across_end(state, "reset@1010");
}

/* A completion with a wrong slot breaks its ring, and all operations from there on fail. */
static void
test_order(void **state)
{
	static const char *const faults[] = { "order@1", "order@2", "order@64", "order@300" };
	unsigned int f, n = 300;

	for (f = 0; f < RTE_DIM(faults); f++) {
		plug(state, faults[f], 1);
		sec_set_make(0, n);
		enqueue_all(0, 0, n);
		sec_dequeue_all(&sec_port, 0, sec_set.done, n);
		assert_true(sec_set_check(n, true) >= 1);
		sec_set_make(0, 1);
		assert_int_equal(sec_enqueue(&sec_port, 0, sec_set.ops, 1), 0);
		sec_set_free(1);
		assert_restart_heals(1);
		unplug();
	}
}

static void
test_order_two_descriptors(void **state)
{
	two_descriptors = true;
	test_order(state);
}

/* After a broken ring returned an operation, the device does not write to its memory. */
static void
test_order_writes_no_more(void **state)
{
	unsigned int i, n = 900, got = 0, polls = 0;
	cpu_set_t mine;

	/* A worker inherits this. */
	test_run_anywhere(&mine);
	plug(state, "order@3", 1);
	assert_int_equal(sched_setaffinity(0, sizeof(mine), &mine), 0);
	sec_set_make(0, n);
	enqueue_all(0, 0, n);
	/* A few at a time, so that an inline device has requests left when its ring breaks. */
	while (got < n && polls++ < 100000000)
		got += rte_cryptodev_dequeue_burst(sec_port.id, 0, sec_set.done + got,
				RTE_MIN(n - got, 2u));
	assert_int_equal(got, n);
	for (i = 0; i < n; i++)
		memset(sec_set.tasks[i].in.mem, 0x5a, sec_set.tasks[i].in.mem_len);
	rte_delay_ms(20);
	sec_stop(&sec_port);
	for (i = 0; i < n; i++) {
		const struct test_chain *c = &sec_set.tasks[i].in;
		uint32_t k;

		for (k = 0; k < c->mem_len; k++)
			assert_int_equal(c->mem[k], 0x5a);
	}
	sec_set_free(n);
	assert_int_equal(sec_start(&sec_port), 0);
	sec_assert_works(&sec_port, 0);
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
		sec_set_make(0, n);
		enqueue_all(0, 0, n);
		sec_dequeue_all(&sec_port, 0, sec_set.done, n);
		assert_int_equal(sec_set.ops[at[f] - 1]->status, RTE_CRYPTO_OP_STATUS_ERROR);
		for (i = 0; i < n; i++)
			assert_true(i == at[f] - 1 ||
				sec_set.ops[i]->status == RTE_CRYPTO_OP_STATUS_SUCCESS);
		assert_int_equal(sec_set_check(n, true), 1);
		/* The queue works without a restart. */
		sec_assert_works(&sec_port, 0);
		unplug();
	}
}

/* A stop of a device that completes nothing waits for five seconds. */
static void
test_stall(void **state)
{
	unsigned int n = 40, got = 0;
	struct rte_cryptodev_stats stats;
	uint64_t begin;
	const char *log;

	plug(state, "stall@11", 1);
	sec_set_make(0, n);
	enqueue_all(0, 0, n);
	begin = rte_get_timer_cycles();
	while (rte_get_timer_cycles() - begin < rte_get_timer_hz() / 10)
		got += rte_cryptodev_dequeue_burst(sec_port.id, 0, sec_set.done + got, n - got);
	assert_int_equal(got, 10);
	test_log_start();
	begin = rte_get_timer_cycles();
	sec_stop(&sec_port);
	begin = rte_get_timer_cycles() - begin;
	log = test_log_stop();
	assert_true(begin > 4 * rte_get_timer_hz() && begin < 7 * rte_get_timer_hz());
	assert_int_equal(sec_log_own(log, "ERR"), 1);
	assert_int_equal(test_log_lines(log, "ERR", "30 operations"), 1);
	assert_int_equal(sec_start(&sec_port), 0);
	sec_dequeue_all(&sec_port, 0, sec_set.done + got, n - got);
	assert_int_equal(sec_set_check(n, true), n - 10);
	assert_int_equal(rte_cryptodev_stats_get(sec_port.id, &stats), 0);
	assert_int_equal(stats.dequeued_count, n);
	assert_int_equal(stats.dequeue_err_count, n - 10);
	sec_assert_works(&sec_port, 0);
}

/* A stop waits for eight queue pairs that hang together, and a ninth that works loses nothing. */
static void
test_stall_of_all(void **state __rte_unused)
{
	const unsigned int pairs = 8, per_pair = 20, n = pairs * per_pair + 10;
	uint64_t begin;
	char args[192];
	unsigned int qp;

	/* A device for each queue pair, which hangs at its eleventh descriptor. */
	snprintf(args, sizeof(args), "device=soft+soft+soft+soft+soft+soft+soft+soft+soft,"
			"queues=%u,soft_qm=%u,soft_fault=stall@11", pairs + 1, sec_variant.qm);
	assert_int_equal(sec_plug(&sec_port, 0, args), 0);
	sec_bring_up(&sec_port, pairs + 1, SEC_INFLIGHT);
	sec_set_open(&sec_port);
	sec_set_make(0, n);
	for (qp = 0; qp < pairs; qp++)
		enqueue_all(qp, qp * per_pair, per_pair);
	/* The last queue pair, which a stop reaches last, does not reach its fault. */
	enqueue_all(pairs, pairs * per_pair, 10);
	begin = rte_get_timer_cycles();
	sec_stop(&sec_port);
	begin = rte_get_timer_cycles() - begin;
	assert_true(begin > 4 * rte_get_timer_hz() && begin < 9 * rte_get_timer_hz());
	assert_int_equal(sec_start(&sec_port), 0);
	for (qp = 0; qp <= pairs; qp++)
		sec_dequeue_all(&sec_port, qp, sec_set.done + qp * per_pair,
				qp == pairs ? 10 : per_pair);
	assert_int_equal(sec_set_check(n, true), pairs * (per_pair - 10));
}

/* Several faults one after the other. */
static void
test_faults_together(void **state)
{
	unsigned int i, n = 100, sent;

	plug(state, "status@10+order@150+reset@260", 1);
	sec_set_make(0, n);
	enqueue_all(0, 0, n);
	sec_dequeue_all(&sec_port, 0, sec_set.done, n);
	assert_int_equal(sec_set_check(n, true), 1);
	sec_set_make(0, n);
	enqueue_all(0, 0, n);
	sec_dequeue_all(&sec_port, 0, sec_set.done, n);
	assert_true(sec_set_check(n, true) >= 50);
	sec_stop(&sec_port);
	assert_int_equal(sec_start(&sec_port), 0);
	/* How many descriptors the device served before the stop is not known. */
	for (i = 0; i < 2; i++) {
		sec_set_make(0, n);
		sent = sec_enqueue(&sec_port, 0, sec_set.ops, n);
		sec_dequeue_all(&sec_port, 0, sec_set.done, sent);
		sec_set_check(sent, true);
		sec_set_free(n);
	}
	assert_restart_heals(1);
}

/* An address without memory is an error of its operation alone. */
static void
test_unmapped(void **state)
{
	static uint8_t block[64];
	struct sec_session *s;
	struct sec_task t;
	unsigned int i;

	plug(state, "status@1000000", 1);
	for (i = 0; i < SEC_SET_SESSIONS; i++) {
		struct rte_crypto_op *done;

		s = &sec_set.sessions[i];
		t = (struct sec_task) { .s = s, .src = block, .aad = block, .len = 64 };
		sec_task_make(&t);
		/* The first page of an address space is never mapped. */
		t.in.segs[0].buf_addr = (void *)(uintptr_t)64;
		assert_int_equal(sec_enqueue(&sec_port, 0, &t.op, 1), 1);
		sec_dequeue_all(&sec_port, 0, &done, 1);
		assert_int_equal(done->status, RTE_CRYPTO_OP_STATUS_ERROR);
		sec_task_free(&t);
		sec_assert_works(&sec_port, 0);
	}
}

/* Where this thread may run before a test lets it run anywhere. */
static cpu_set_t cpus;

static int
setup(void **state)
{
	two_descriptors = false;
	sched_getaffinity(0, sizeof(cpus), &cpus);
	return sec_setup(state);
}

static int
teardown(void **state)
{
	sched_setaffinity(0, sizeof(cpus), &cpus);
	return sec_teardown(state);
}

#define INLINE(f)	TEST_INLINE(f, setup, teardown)
#define WORKER(f)	TEST_WORKER(f, setup, teardown)

int
test_sec_fault(void)
{
	static const struct CMUnitTest tests[] = {
		INLINE(test_reset), WORKER(test_reset),
		INLINE(test_reset_under_load), WORKER(test_reset_under_load),
		INLINE(test_reset_two_descriptors), WORKER(test_reset_two_descriptors),
		INLINE(test_reset_under_load_two_descriptors),
		WORKER(test_reset_under_load_two_descriptors),
		INLINE(test_order_two_descriptors), WORKER(test_order_two_descriptors),
		INLINE(test_reset_takes_nothing), WORKER(test_reset_takes_nothing),
		INLINE(test_lost_across_end), WORKER(test_lost_across_end),
		INLINE(test_reset_and_stop), WORKER(test_reset_and_stop),
		INLINE(test_order), WORKER(test_order),
		INLINE(test_order_writes_no_more), WORKER(test_order_writes_no_more),
		INLINE(test_status), WORKER(test_status),
		/* Each takes five seconds, so they run once. */
		INLINE(test_stall), INLINE(test_stall_of_all),
		INLINE(test_faults_together), WORKER(test_faults_together),
		INLINE(test_unmapped), WORKER(test_unmapped),
	};

	return TEST_RUN_GROUP("sec fault", tests, NULL, NULL);
}

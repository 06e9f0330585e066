/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* uacce_sec over a device that fails; each test inline and with a worker thread. */

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "sec_port.h"

/* Whether operations of two descriptors are among them; set by the test. */
static bool steps;

static void
plug_device(void **state, const char *fault)
{
	assert_int_equal(sec_plug(&sec_port, 0,
			test_fault_args(state, sec_variant.qm, fault)), 0);
}

static void
plug(void **state, const char *fault, uint16_t nb_qps)
{
	plug_device(state, fault);
	sec_bring_up(&sec_port, nb_qps, SEC_INFLIGHT);
	sec_set_open(&sec_port);
	if (steps)
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

/* A fresh start heals: the fault was for once. */
static void
assert_heals(uint16_t nb_qps)
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
	/* A worker may be there first: a device that was reset takes nothing. */
	sent = n / 2 + sec_enqueue(&sec_port, 1, sec_set.ops + n / 2, n / 2);
	assert_true(sent == n || at <= n / 2);
	sec_dequeue_all(&sec_port, 0, sec_set.done, n / 2);
	sec_dequeue_all(&sec_port, 1, sec_set.done + n / 2, sent - n / 2);
	errors = sec_set_judge(sent, true);
	/* Those with two descriptors move the place. */
	if (errors < 1 || (!steps && errors > n - at + 1))
		fail_msg("%u errors of %u, reset at %u", errors, n, at);
	sec_set_free(n);
	assert_heals(2);
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
test_reset_steps(void **state)
{
	steps = true;
	test_reset(state);
	steps = false;
}

/* Under load that goes on past several laps: what the queue takes it gives back. */
static void
test_reset_under_load(void **state)
{
	unsigned int n = 200, total = 0, errors = 0, idle = 0, sent;

	plug(state, "reset@5000", 1);
	while (idle < 10) {
		sec_set_make(0, n);
		sent = sec_enqueue(&sec_port, 0, sec_set.ops, n);
		sec_dequeue_all(&sec_port, 0, sec_set.done, sent);
		errors += sec_set_judge(sent, true);
		sec_set_free(n);
		total += sent;
		idle = sent == 0 ? idle + 1 : 0;
		assert_true(total < 10000);
	}
	/* The lap of the reset was the last one; a fifth has two descriptors if any has. */
	assert_true(total >= (steps ? 3900 : 4800) && total <= 5400);
	assert_true(errors >= 1 && errors <= 2 * n);
	assert_heals(1);
	unplug();
}

static void
test_reset_under_load_steps(void **state)
{
	steps = true;
	test_reset_under_load(state);
	steps = false;
}

/* After a reset nothing is taken until the next start (1.8). */
static void
test_reset_takes_nothing(void **state)
{
	plug(state, "reset@10", 1);
	sec_set_make(0, 20);
	enqueue_all(0, 0, 20);
	sec_dequeue_all(&sec_port, 0, sec_set.done, 20);
	assert_true(sec_set_judge(20, true) >= 1);
	sec_set_make(0, 1);
	assert_int_equal(sec_enqueue(&sec_port, 0, sec_set.ops, 1), 0);
	assert_int_equal(sec_set.ops[0]->status, RTE_CRYPTO_OP_STATUS_NOT_PROCESSED);
	sec_set_free(1);
	assert_heals(1);
	unplug();
}

/* A stop instead of dequeues after a reset. */
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
	assert_true(sec_set_judge(n, true) >= 1);
	sec_assert_works(&sec_port, 0);
	unplug();
}

/* What is lost lies on both sides of the end of the ring. */
static void
lost_across_end(void **state, const char *fault)
{
	unsigned int lap, n = 200;

	plug(state, fault, 1);
	/* 5 x 200 of 1024 slots, so the sixth goes beyond the end. */
	for (lap = 1; lap <= 6; lap++) {
		sec_set_make(0, n);
		enqueue_all(0, 0, n);
		sec_dequeue_all(&sec_port, 0, sec_set.done, n);
		if (lap < 6)
			assert_int_equal(sec_set_judge(n, false), 0);
		else
			assert_in_range(sec_set_judge(n, true), 1, n);
		sec_set_free(n);
	}
	assert_heals(1);
	unplug();
}

static void
test_lost_across_end(void **state)
{
	lost_across_end(state, "order@1010");
	lost_across_end(state, "reset@1010");
}

/* A completion for the wrong slot breaks its ring: nothing behind it can be trusted. */
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
		assert_true(sec_set_judge(n, true) >= 1);
		sec_set_make(0, 1);
		assert_int_equal(sec_enqueue(&sec_port, 0, sec_set.ops, 1), 0);
		sec_set_free(1);
		assert_heals(1);
		unplug();
	}
}

static void
test_order_steps(void **state)
{
	steps = true;
	test_order(state);
	steps = false;
}

/* An operation given back is the application's: the device may not write to it any more. */
static void
test_order_writes_no_more(void **state)
{
	unsigned int i, n = 900, got = 0, polls = 0;
	cpu_set_t mine;

	test_run_anywhere(&mine);
	plug(state, "order@3", 1);
	assert_int_equal(sched_setaffinity(0, sizeof(mine), &mine), 0);
	sec_set_make(0, n);
	enqueue_all(0, 0, n);
	/* A few at a time, so that an inline device has work left when it breaks. */
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
	unplug();
}

/* An error of one operation is its own. */
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
		assert_int_equal(sec_set_judge(n, true), 1);
		/* The queue goes on, without a restart. */
		sec_assert_works(&sec_port, 0);
		unplug();
	}
}

/* A device that stops answering: a stop waits as long as it says and no longer. */
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
	assert_int_equal(sec_set_judge(n, true), n - 10);
	assert_int_equal(rte_cryptodev_stats_get(sec_port.id, &stats), 0);
	assert_int_equal(stats.dequeued_count, n);
	assert_int_equal(stats.dequeue_err_count, n - 10);
	sec_assert_works(&sec_port, 0);
	unplug();
}

/* Eight queue pairs that hang are given up together, and one that does not loses nothing. */
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
	/* The last one, which would be reached last, does not meet its fault. */
	enqueue_all(pairs, pairs * per_pair, 10);
	begin = rte_get_timer_cycles();
	sec_stop(&sec_port);
	begin = rte_get_timer_cycles() - begin;
	assert_true(begin > 4 * rte_get_timer_hz() && begin < 9 * rte_get_timer_hz());
	assert_int_equal(sec_start(&sec_port), 0);
	for (qp = 0; qp <= pairs; qp++)
		sec_dequeue_all(&sec_port, qp, sec_set.done + qp * per_pair,
				qp == pairs ? 10 : per_pair);
	assert_int_equal(sec_set_judge(n, true), pairs * (per_pair - 10));
	unplug();
}

/* The soft device is why, as one line says. */
static void
assert_refused(int ret, int expected)
{
	const char *log = test_log_stop();

	assert_int_equal(ret, expected);
	assert_int_equal(sec_log_own(log, "ERR"), 1);
	assert_int_equal(test_log_lines(log, "ERR", "soft: "), 1);
}

/* Either ring of a queue pair may find no queue; trying again finds one. */
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

/* A restart opens queues afresh, and may find none. */
static void
test_reopen(void **state)
{
	int ret;

	/* Two rings, and the second ring of the restart. */
	plug(state, "open@4,second_queue=always", 1);
	sec_stop(&sec_port);
	test_log_start();
	ret = sec_start(&sec_port);
	assert_refused(ret, -EBUSY);
	assert_int_equal(sec_start(&sec_port), 0);
	sec_assert_works(&sec_port, 0);
	unplug();
}

/* Either ring of either queue pair refuses to start; the others are not left running. */
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

/* Faults upon faults: each one heals the way it does alone. */
static void
test_faults_together(void **state)
{
	unsigned int i, n = 100, sent;

	plug(state, "status@10+order@150+reset@260", 1);
	sec_set_make(0, n);
	enqueue_all(0, 0, n);
	sec_dequeue_all(&sec_port, 0, sec_set.done, n);
	assert_int_equal(sec_set_judge(n, true), 1);
	sec_set_make(0, n);
	enqueue_all(0, 0, n);
	sec_dequeue_all(&sec_port, 0, sec_set.done, n);
	assert_true(sec_set_judge(n, true) >= 50);
	sec_stop(&sec_port);
	assert_int_equal(sec_start(&sec_port), 0);
	/* How many descriptors the stop let pass is the device's business. */
	for (i = 0; i < 2; i++) {
		sec_set_make(0, n);
		sent = sec_enqueue(&sec_port, 0, sec_set.ops, n);
		sec_dequeue_all(&sec_port, 0, sec_set.done, sent);
		sec_set_judge(sent, true);
		sec_set_free(n);
	}
	assert_heals(1);
	unplug();
}

/* What has no memory behind it is an error of its operation, and nothing else. */
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
		/* The first page of an address space is nobody's. */
		t.in.segs[0].buf_addr = (void *)(uintptr_t)64;
		assert_int_equal(sec_enqueue(&sec_port, 0, &t.op, 1), 1);
		sec_dequeue_all(&sec_port, 0, &done, 1);
		assert_int_equal(done->status, RTE_CRYPTO_OP_STATUS_ERROR);
		sec_task_free(&t);
		sec_assert_works(&sec_port, 0);
	}
	unplug();
}

/* The test before may have been left by a failed assertion. */
static int
setup(void **state)
{
	steps = false;
	return sec_setup(state);
}

#define INLINE(f)	TEST_INLINE(f, setup, sec_teardown)
#define WORKER(f)	TEST_WORKER(f, setup, sec_teardown)

int
test_sec_fault(void)
{
	static const struct CMUnitTest tests[] = {
		INLINE(test_reset), WORKER(test_reset),
		INLINE(test_reset_under_load), WORKER(test_reset_under_load),
		INLINE(test_reset_steps), WORKER(test_reset_steps),
		INLINE(test_reset_under_load_steps), WORKER(test_reset_under_load_steps),
		INLINE(test_order_steps), WORKER(test_order_steps),
		INLINE(test_reset_takes_nothing), WORKER(test_reset_takes_nothing),
		INLINE(test_lost_across_end), WORKER(test_lost_across_end),
		INLINE(test_reset_and_stop), WORKER(test_reset_and_stop),
		INLINE(test_order), WORKER(test_order),
		INLINE(test_order_writes_no_more), WORKER(test_order_writes_no_more),
		INLINE(test_status), WORKER(test_status),
		/* Five seconds, and once is enough. */
		INLINE(test_stall), INLINE(test_stall_of_all),
		INLINE(test_open), WORKER(test_open),
		INLINE(test_reopen), WORKER(test_reopen),
		INLINE(test_start), WORKER(test_start),
		INLINE(test_faults_together), WORKER(test_faults_together),
		INLINE(test_unmapped), WORKER(test_unmapped),
	};

	return TEST_RUN_GROUP("sec fault", tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * A queue pair returns operations and raw requests in the order in which it took them, whether
 * they take one descriptor or two and whether they fail or not. Applications that count on the
 * order get the right results.
 */

#include <pthread.h>
#include <string.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "sec_fifo.h"
#include "sec_fixture.h"
#include "sec_request.h"
#include "test_sec.h"
#include "uacce_compat.h"

static void
plug(const char *more, bool raw)
{
	assert_int_equal(sec_plug(&sec_port, 0, sec_devargs(more)), 0);
	sec_bring_up(&sec_port, 1, SEC_INFLIGHT);
	sec_fifo_start(raw);
}

static void
unplug(void)
{
	sec_fifo_end();
	sec_unplug(&sec_port);
}

/* Several laps of rings of the usual depth and of shallow ones. */
static void
run_flows(bool raw)
{
	static const char *const depths[] = { "", "soft_depth=2", "soft_depth=8", "soft_depth=64" };
	unsigned int i;

	for (i = 0; i < (sec_variant.soft ? RTE_DIM(depths) : 1); i++) {
		plug(depths[i], raw);
		sec_fifo_run(i == 0 ? 2500 : 400);
		unplug();
	}
}

static void
test_ops(void **state __rte_unused)
{
	run_flows(false);
}

static void
test_raw(void **state __rte_unused)
{
	run_flows(true);
}

/* A stop with operations in all states. */
static void
test_stop(void **state __rte_unused)
{
	uint32_t i, round;

	plug("", false);
	for (round = 0; round < 12; round++) {
		for (i = 0; i < 500; i++)
			sec_fifo_make();
		assert_int_equal(sec_fifo_enqueue(500), 500);
		for (i = round; i != 0; i--)
			sec_fifo_dequeue(7);
		sec_stop(&sec_port);
		assert_int_equal(sec_start(&sec_port), 0);
		sec_fifo_drain();
	}
	unplug();
}

/* After each dequeue the ring takes as many as were returned, and not one more. */
static void
run_full(bool raw)
{
	/* The rings of this device have 1024 entries. */
	const uint32_t most = 1023;
	uint32_t i, n, k, total;

	plug("", raw);
	for (total = 0, n = most; total < 4 * most; total += n) {
		for (i = 0; i < n; i++)
			sec_fifo_make();
		for (i = 0; i < n; i += k) {
			k = RTE_MIN(n - i, SEC_FIFO_BURST);
			assert_int_equal(sec_fifo_enqueue(k), k);
		}
		assert_int_equal(sec_fifo.sent + sec_fifo.cached - sec_fifo.back, most);
		sec_fifo_make();
		assert_int_equal(sec_fifo_enqueue(1), 0);
		sec_task_free(sec_fifo_task(--sec_fifo.made));
		sec_fifo_submit();
		do
			n = sec_fifo_dequeue(SEC_FIFO_BURST);
		while (n == 0);
	}
	sec_fifo_drain();
	unplug();
}

static void
test_full_ops(void **state __rte_unused)
{
	run_full(false);
}

static void
test_full_raw(void **state __rte_unused)
{
	run_full(true);
}

/* The thread that enqueues; it asserts nothing, as assertions belong to cmocka's thread. */
static struct producer {
	pthread_t thread;
	bool runs;		/* to be joined */
	RTE_ATOMIC(bool) stop;	/* written by the consumer, whose test failed */
	bool bad;
	uint32_t sent;
} producer;

static int
setup(void **state)
{
	memset(&producer, 0, sizeof(producer));
	return sec_setup(state);
}

/* The thread uses the device until it ends, also that of a test which failed. */
static int
teardown(void **state)
{
	if (producer.runs) {
		rte_atomic_store_explicit(&producer.stop, true, rte_memory_order_relaxed);
		pthread_join(producer.thread, NULL);
	}
	return sec_teardown(state);
}

static uint32_t
produce_ops(uint32_t sent, uint32_t n)
{
	struct rte_crypto_op *ops[SEC_FIFO_BURST];
	uint32_t i;

	for (i = 0; i < n; i++)
		ops[i] = sec_fifo_task(sent + i)->op;
	return rte_cryptodev_enqueue_burst(sec_port.id, 0, ops, n);
}

static uint32_t
produce_raw(struct producer *p, uint32_t sent, uint32_t n)
{
	uint32_t i;

	for (i = 0; i < n; i++) {
		struct sec_task *t = sec_fifo_task(sent + i);

		p->bad |= t->s != sec_fifo.of_context &&
			sec_context_set(&sec_port, sec_fifo.ctx, t->s, true) < 0;
		sec_fifo.of_context = t->s;
		if (!sec_request_enqueue(sec_fifo.ctx, t))
			break;
	}
	p->bad |= rte_cryptodev_raw_enqueue_done(sec_fifo.ctx, i) < 0;
	return i;
}

static void *
produce(void *arg)
{
	uint64_t end = rte_get_timer_cycles() + SEC_FIFO_PATIENCE_S * rte_get_timer_hz();
	struct producer *p = arg;
	uint32_t n, sent = 0;

	while (sent < sec_fifo.made && !p->bad && rte_get_timer_cycles() < end &&
			!rte_atomic_load_explicit(&p->stop, rte_memory_order_relaxed)) {
		n = RTE_MIN(sec_fifo.made - sent, 1 + sent % (SEC_FIFO_BURST - 1));
		sent += sec_fifo.raw ? produce_raw(p, sent, n) : produce_ops(sent, n);
	}
	p->sent = sent;
	return NULL;
}

static void
run_lcores(bool raw)
{
	struct producer *p = &producer;
	uint32_t round, total = 1500;
	uint64_t end;

	plug(sec_variant.soft ? "soft_depth=64" : "", raw);
	for (round = 0; round < 3; round++) {
		sec_fifo.made = 0;
		sec_fifo.back = 0;
		while (sec_fifo.made < total)
			sec_fifo_make();
		/* The consumer cannot know how many were sent, so all count as sent. */
		sec_fifo.sent = total;
		end = rte_get_timer_cycles() + SEC_FIFO_PATIENCE_S * rte_get_timer_hz();
		assert_int_equal(pthread_create(&p->thread, NULL, produce, p), 0);
		p->runs = true;
		while (sec_fifo.back < total && rte_get_timer_cycles() < end)
			sec_fifo_dequeue(SEC_FIFO_BURST);
		p->runs = false;
		assert_int_equal(pthread_join(p->thread, NULL), 0);
		assert_false(p->bad);
		assert_int_equal(p->sent, total);
		assert_int_equal(sec_fifo.back, total);
	}
	unplug();
}

static void
test_lcores_ops(void **state __rte_unused)
{
	run_lcores(false);
}

static void
test_lcores_raw(void **state __rte_unused)
{
	run_lcores(true);
}

#define ORDER_TEST(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int
test_sec_order(void)
{
	static const struct CMUnitTest tests[] = {
		ORDER_TEST(test_ops),
		ORDER_TEST(test_raw),
		ORDER_TEST(test_stop),
		ORDER_TEST(test_full_ops),
		ORDER_TEST(test_full_raw),
		ORDER_TEST(test_lcores_ops),
		ORDER_TEST(test_lcores_raw),
	};

	return TEST_RUN_GROUP("sec order", tests, NULL, NULL);
}

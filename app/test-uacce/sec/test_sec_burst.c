/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Bursts of uacce_sec: full rings, many laps, bursts of which a part is taken, statistics. */

#include <string.h>

#include <rte_common.h>

#include "sec_fixture.h"
#include "sec_set.h"
#include "test_sec.h"

static void
run_burst(unsigned int n)
{
	sec_set_make(0, n);
	assert_int_equal(sec_enqueue(&sec_port, 0, sec_set.ops, n), n);
	sec_dequeue_all(&sec_port, 0, sec_set.done, n);
	sec_set_check(n, false);
}

static void
test_bursts(void **state __rte_unused)
{
	static const unsigned int sizes[] = { 1, 2, 31, 32, 33, 63, 64, 65, 128, 500, 1023 };
	unsigned int i;

	for (i = 0; i < RTE_DIM(sizes); i++)
		run_burst(sizes[i]);
}

/* Bursts of no operation, and dequeues of an idle queue pair, change nothing. */
static void
test_nothing(void **state __rte_unused)
{
	struct rte_crypto_op *back = NULL;
	unsigned int i;

	sec_set_make(0, 1);
	assert_int_equal(rte_cryptodev_dequeue_burst(sec_port.id, 0, &back, 1), 0);
	assert_int_equal(rte_cryptodev_dequeue_burst(sec_port.id, 0, &back, 0), 0);
	assert_int_equal(sec_enqueue(&sec_port, 0, sec_set.ops, 0), 0);
	assert_int_equal(sec_set.ops[0]->status, RTE_CRYPTO_OP_STATUS_NOT_PROCESSED);
	assert_int_equal(rte_cryptodev_dequeue_burst(sec_port.id, 0, &back, 1), 0);
	assert_int_equal(sec_enqueue(&sec_port, 0, sec_set.ops, 1), 1);
	for (i = 0; i < 1000; i++)
		assert_int_equal(rte_cryptodev_dequeue_burst(sec_port.id, 0, &back, 0), 0);
	sec_dequeue_all(&sec_port, 0, sec_set.done, 1);
	sec_set_check(1, false);
}

/* Fill the ring lap after lap, so that each slot is the last one taken, in both phases. */
static void
laps(unsigned int burst, unsigned int least)
{
	unsigned int total = 0, n, want;
	uint16_t took;

	while (total < least) {
		sec_set_make(0, SEC_SET_MAX);
		n = 0;
		do {
			want = RTE_MIN(burst, SEC_SET_MAX - n);
			took = sec_enqueue(&sec_port, 0, sec_set.ops + n, want);
			n += took;
		} while (took == want && n < SEC_SET_MAX);
		assert_true(n >= SEC_INFLIGHT && n < SEC_SET_MAX);
		/* An operation that found no room is not touched. */
		assert_int_equal(sec_set.ops[n]->status, RTE_CRYPTO_OP_STATUS_NOT_PROCESSED);
		assert_int_equal(sec_enqueue(&sec_port, 0, sec_set.ops + n, 1), 0);
		sec_dequeue_all(&sec_port, 0, sec_set.done, n);
		sec_set_check(n, false);
		sec_set_free(SEC_SET_MAX);
		total += n;
	}
}

static void
test_full(void **state __rte_unused)
{
	laps(32, 6000);
	laps(1000, 3000);
}

/* Enqueue and dequeue bursts of random sizes. */
static void
test_mixed_load(void **state __rte_unused)
{
	unsigned int made = 0, sent = 0, got = 0, round, i;

	for (round = 0; round < 8; round++) {
		made = 1000;
		sec_set_make(0, made);
		for (sent = 0, got = 0; got < made;) {
			i = test_rand_range(0, RTE_MIN(70u, made - sent));
			sent += sec_enqueue(&sec_port, 0, sec_set.ops + sent, i);
			i = test_rand_range(0, RTE_MIN(80u, made - got));
			got += rte_cryptodev_dequeue_burst(sec_port.id, 0, sec_set.done + got, i);
			assert_true(got <= sent);
		}
		sec_set_check(made, false);
	}
}

/*
 * An invalid operation in a burst: enqueue takes those before it and sets its status. Those behind
 * it are not touched.
 */
static void
test_prefix(void **state __rte_unused)
{
	unsigned int bad, i, n = 70;

	for (bad = 0; bad < n; bad++) {
		sec_set_make(0, n);
		sec_set.ops[bad]->sym->m_src = NULL;
		assert_int_equal(sec_enqueue(&sec_port, 0, sec_set.ops, n), bad);
		assert_int_equal(sec_set.ops[bad]->status, RTE_CRYPTO_OP_STATUS_INVALID_ARGS);
		for (i = bad + 1; i < n; i++)
			assert_int_equal(sec_set.ops[i]->status,
					RTE_CRYPTO_OP_STATUS_NOT_PROCESSED);
		sec_dequeue_all(&sec_port, 0, sec_set.done, bad);
		sec_set_check(bad, false);
		/* The queue pair takes the operations behind it afterwards. */
		i = n - bad - 1;
		assert_int_equal(sec_enqueue(&sec_port, 0, sec_set.ops + bad + 1, i), i);
		sec_dequeue_all(&sec_port, 0, sec_set.done, i);
		sec_set_check(i, false);
		sec_set_free(n);
	}
}

static void
assert_stats(uint64_t in, uint64_t out, uint64_t in_err, uint64_t out_err)
{
	struct rte_cryptodev_stats stats;

	assert_int_equal(rte_cryptodev_stats_get(sec_port.id, &stats), 0);
	assert_int_equal(stats.enqueued_count, in);
	assert_int_equal(stats.dequeued_count, out);
	assert_int_equal(stats.enqueue_err_count, in_err);
	assert_int_equal(stats.dequeue_err_count, out_err);
}

static void
test_stats(void **state __rte_unused)
{
	struct sec_task bad = { .spoil = SEC_SPOIL_DIGEST };
	static uint8_t block[64];

	rte_cryptodev_stats_reset(sec_port.id);
	assert_stats(0, 0, 0, 0);
	run_burst(40);
	assert_stats(40, 40, 0, 0);
	sec_set_make(0, 10);
	sec_set.ops[7]->sym->m_src = NULL;
	assert_int_equal(sec_enqueue(&sec_port, 0, sec_set.ops, 10), 7);
	assert_stats(47, 40, 1, 0);
	sec_dequeue_all(&sec_port, 0, sec_set.done, 7);
	assert_stats(47, 47, 1, 0);
	sec_set_check(7, false);
	sec_set_free(10);
	/* An operation with a wrong digest comes back and counts as an error. */
	bad.s = &sec_set.sessions[5];
	bad.src = block;
	bad.len = sizeof(block);
	sec_task_run(&bad, 1);
	assert_stats(48, 48, 1, 1);
	rte_cryptodev_stats_reset(sec_port.id);
	assert_stats(0, 0, 0, 0);
}

/* Operations of each kind with and without a session in the same bursts. */
static void
test_sessionless(void **state __rte_unused)
{
	static uint8_t block[512];
	struct sec_task tasks[96];
	unsigned int i, round;

	for (round = 0; round < 30; round++) {
		for (i = 0; i < RTE_DIM(tasks); i++)
			tasks[i] = (struct sec_task) {
				.s = &sec_set.sessions[(i / 3) % SEC_SET_SESSIONS],
				.src = block, .aad = block, .len = 64 + 16 * (i % 5),
				.sessionless = (i + round) % 3 != 0,
				.src_segs = 1 + i % 2,
			};
		sec_task_run(tasks, RTE_DIM(tasks));
	}
}

#define BURST_TEST(f)	cmocka_unit_test_setup_teardown(f, sec_setup_set, sec_teardown)

int
test_sec_burst(void)
{
	static const struct CMUnitTest tests[] = {
		BURST_TEST(test_bursts),
		BURST_TEST(test_nothing),
		BURST_TEST(test_full),
		BURST_TEST(test_mixed_load),
		BURST_TEST(test_prefix),
		BURST_TEST(test_stats),
		BURST_TEST(test_sessionless),
	};

	return TEST_RUN_GROUP("sec burst", tests, NULL, NULL);
}

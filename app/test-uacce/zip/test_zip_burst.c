/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Bursts of uacce_zip: full rings, many laps, rejected operations, statistics. */

#include <stdlib.h>
#include <string.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "test_zip.h"
#include "zip_fixture.h"
#include "zip_set.h"

#define MAX_OPS		4096u

static struct rte_comp_op **const ops = zip_set.ops;
static struct rte_comp_op **const done = zip_set.done;

/* Reset the result, so that an old one cannot pass. */
static void
rearm(struct rte_comp_op *op, uint32_t mark)
{
	op->status = RTE_COMP_OP_STATUS_NOT_PROCESSED;
	op->consumed = 0;
	op->produced = 0;
	*zip_op_mark(op) = mark;
	memset(rte_pktmbuf_mtod(op->m_dst, void *), TEST_GUARD, ZIP_SET_ROOM);
}

static void
run_burst(unsigned int n, bool mixed)
{
	unsigned int i;

	zip_set_make(&zip_port, n, mixed);
	zip_enqueue_all(&zip_port, 0, ops, n);
	zip_dequeue_all(&zip_port, 0, done, n);
	zip_set_check(n, false);
	for (i = 0; i < n; i++)
		zip_op_free(ops[i]);
}

static void
test_bursts(void **state __rte_unused)
{
	static const unsigned int sizes[] = {
		1, 2, 31, 32, 33, 63, 64, 65, 128, 500, ZIP_INFLIGHT_MAX,
	};
	unsigned int i;

	for (i = 0; i < RTE_DIM(sizes); i++) {
		run_burst(sizes[i], false);
		run_burst(sizes[i], true);
	}
}

/* A burst larger than the ring: as many operations are taken as the ring holds. */
static void
test_burst_too_large(void **state __rte_unused)
{
	unsigned int i, n = 1500, sent = 0, got = 0, tries = 0;

	for (i = 0; i < n; i++)
		ops[i] = zip_set_op(&zip_port, false, i);
	while (got < n) {
		uint16_t took = zip_enqueue(&zip_port, 0, ops + sent, n - sent);

		assert_true(took <= n - sent);
		assert_true(tries != 0 || took == ZIP_INFLIGHT_MAX);
		sent += took;
		got += rte_compressdev_dequeue_burst(zip_port.id, 0, done + got, n - got);
		assert_true(got <= sent);
		assert_true(++tries < 10000000);
	}
	assert_int_equal(sent, n);
	zip_set_check(n, false);
	for (i = 0; i < n; i++)
		zip_op_free(ops[i]);
}

static void
test_nothing(void **state __rte_unused)
{
	struct rte_comp_op *op = zip_set_op(&zip_port, false, 0), *back = NULL;
	unsigned int i;

	assert_int_equal(rte_compressdev_dequeue_burst(zip_port.id, 0, &back, 1), 0);
	assert_int_equal(rte_compressdev_dequeue_burst(zip_port.id, 0, &back, 0), 0);
	assert_int_equal(zip_enqueue(&zip_port, 0, &op, 0), 0);
	assert_int_equal(op->status, RTE_COMP_OP_STATUS_NOT_PROCESSED);
	assert_int_equal(rte_compressdev_dequeue_burst(zip_port.id, 0, &back, 1), 0);
	zip_enqueue_all(&zip_port, 0, &op, 1);
	/* A dequeue of 0 operations returns none and drops none. */
	for (i = 0; i < 1000; i++)
		assert_int_equal(rte_compressdev_dequeue_burst(zip_port.id, 0, &back, 0), 0);
	zip_dequeue_all(&zip_port, 0, &back, 1);
	assert_ptr_equal(back, op);
	zip_set_assert_right(op);
	zip_op_free(op);
}

/* Enqueue from ops[] until the queue pair takes no more. @return how many it took. */
static unsigned int
fill_ring(unsigned int total, unsigned int burst)
{
	unsigned int n = 0;
	uint16_t took, want;

	do {
		want = RTE_MIN(burst, total - n);
		took = zip_enqueue(&zip_port, 0, ops + n, want);
		n += took;
	} while (took == want && n < total);
	return n;
}

/* Fill the ring lap after lap, so that each slot is the last one taken, in both phases. */
static void
laps(bool decompress, unsigned int burst, unsigned int min_ops)
{
	/* On QM v2 the lcore inflates, and so many operations can wait for it. */
	const unsigned int most = decompress && zip_variant.qm == 2 ? 1024 : ZIP_INFLIGHT_MAX;
	unsigned int i, n, total = 0;

	for (i = 0; i < MAX_OPS; i++)
		ops[i] = zip_set_op(&zip_port, decompress, i);
	while (total < min_ops) {
		n = fill_ring(MAX_OPS, burst);
		assert_int_equal(n, most);
		/* An operation that found no room is not touched. */
		assert_int_equal(ops[n]->status, RTE_COMP_OP_STATUS_NOT_PROCESSED);
		assert_int_equal(zip_enqueue(&zip_port, 0, ops + n, 1), 0);
		zip_dequeue_all(&zip_port, 0, done, n);
		zip_set_check(n, false);
		for (i = 0; i < n; i++)
			rearm(ops[i], i);
		total += n;
	}
	for (i = 0; i < MAX_OPS; i++)
		zip_op_free(ops[i]);
}

static void
test_full_compress(void **state __rte_unused)
{
	laps(false, 32, 6000);
	laps(false, 1000, 3000);
}

static void
test_full_decompress(void **state __rte_unused)
{
	laps(true, 32, 6000);
	laps(true, 1000, 3000);
}

/* As many operations as the set-up asked for can be in flight, at each place of the ring. */
static void
test_inflight_promise(void **state __rte_unused)
{
	unsigned int inflight = 0, total = 0, next = 0, i, n;

	for (i = 0; i < ZIP_INFLIGHT_MAX; i++)
		ops[i] = zip_set_op(&zip_port, false, i);
	while (total < 12000) {
		/* Operations come back in order, so that ops[] is a ring as well. */
		for (; inflight < ZIP_INFLIGHT_MAX; inflight++, total++) {
			assert_int_equal(zip_enqueue(&zip_port, 0, &ops[next], 1), 1);
			next = (next + 1) % ZIP_INFLIGHT_MAX;
		}
		n = test_rand_range(1, 100);
		n = rte_compressdev_dequeue_burst(zip_port.id, 0, done, n);
		for (i = 0; i < n; i++) {
			zip_set_assert_right(done[i]);
			rearm(done[i], 0);
		}
		inflight -= n;
	}
	zip_dequeue_all(&zip_port, 0, done, inflight);
	assert_true(total >= 12000);
	for (i = 0; i < ZIP_INFLIGHT_MAX; i++)
		zip_op_free(ops[i]);
}

/* Enqueue and dequeue bursts of random sizes with both directions. */
static void
test_mixed_load(void **state __rte_unused)
{
	static bool seen[512];
	unsigned int n_ops = 512, free_ops = n_ops, total = 0, compress = 0, i, n, want;
	struct rte_comp_op *idle[512];

	for (i = 0; i < n_ops; i++)
		idle[i] = zip_set_op(&zip_port, i % 2, i);
	memset(seen, 0, sizeof(seen));
	while (total < 8000 || compress < 1500 || free_ops < n_ops) {
		want = total < 8000 || compress < 1500 ?
			test_rand_range(0, RTE_MIN(free_ops, 70u)) : 0;
		for (i = 0; i < want; i++)
			ops[i] = idle[free_ops - 1 - i];
		n = zip_enqueue(&zip_port, 0, ops, want);
		assert_int_equal(n, want);
		for (i = 0; i < n; i++) {
			assert_false(seen[*zip_op_mark(ops[i])]);
			seen[*zip_op_mark(ops[i])] = true;
		}
		free_ops -= n;
		n = rte_compressdev_dequeue_burst(zip_port.id, 0, done, test_rand_range(0, 80));
		for (i = 0; i < n; i++) {
			uint32_t mark = *zip_op_mark(done[i]);

			assert_true(seen[mark]);
			seen[mark] = false;
			zip_set_assert_right(done[i]);
			compress += done[i]->private_xform == zip_port.compress;
			rearm(done[i], mark);
			idle[free_ops++] = done[i];
		}
		total += n;
	}
	assert_true(compress > 1000 && total - compress > 1000);
	for (i = 0; i < n_ops; i++)
		zip_op_free(idle[i]);
}

/* What makes an operation invalid. */
enum bad {
	BAD_STATEFUL,
	BAD_TYPE,
	BAD_XFORM,
	BAD_SRC,
	BAD_DST,
	BAD_FLUSH_NONE,
	BAD_FLUSH_SYNC,
	BAD_SRC_SEGMENTS,
	BAD_DST_SEGMENTS,
	BAD_SRC_LENGTH,
	BAD_SRC_OFFSET,
	BAD_SRC_SUM,
	BAD_SRC_WRAP,
	BAD_DST_END,
	BAD_DST_BEYOND,
	NB_BAD,
};

/* Make a chain whose pkt_len is a byte more than its segments have. */
static void
chain_too_short(struct rte_mbuf *m)
{
	struct rte_mbuf *tail = zip_mbuf(zip_pools.small);

	tail->data_len = 100;
	tail->pkt_len = 100;
	assert_int_equal(rte_pktmbuf_chain(m, tail), 0);
	m->pkt_len++;
}

static void
invalidate_range(struct rte_comp_op *op, enum bad bad)
{
	switch (bad) {
	case BAD_SRC_LENGTH:
		op->src.length = op->m_src->data_len + 1;
		break;
	case BAD_SRC_OFFSET:
		op->src.offset = 1;
		break;
	case BAD_SRC_SUM:
		op->src.offset = op->m_src->data_len + 1;
		op->src.length = 0;
		break;
	case BAD_SRC_WRAP:
		/* In 32 bits the sum would be 16. */
		op->src.offset = 0xfffffff0;
		op->src.length = 32;
		break;
	case BAD_DST_END:
		op->dst.offset = op->m_dst->data_len;
		break;
	default:
		op->dst.offset = 0xfffffff0;
		break;
	}
}

static void
invalidate(struct rte_comp_op *op, enum bad bad)
{
	switch (bad) {
	case BAD_STATEFUL:
		op->op_type = RTE_COMP_OP_STATEFUL;
		break;
	case BAD_TYPE:
		op->op_type = 7;
		break;
	case BAD_XFORM:
		op->private_xform = NULL;
		break;
	case BAD_SRC:
		op->m_src = NULL;
		break;
	case BAD_DST:
		op->m_dst = NULL;
		break;
	case BAD_FLUSH_NONE:
		op->flush_flag = RTE_COMP_FLUSH_NONE;
		break;
	case BAD_FLUSH_SYNC:
		op->flush_flag = RTE_COMP_FLUSH_SYNC;
		break;
	case BAD_SRC_SEGMENTS:
		chain_too_short(op->m_src);
		op->src.length = op->m_src->pkt_len;
		break;
	case BAD_DST_SEGMENTS:
		chain_too_short(op->m_dst);
		break;
	default:
		invalidate_range(op, bad);
		break;
	}
}

static struct rte_compressdev_stats
get_stats(void)
{
	struct rte_compressdev_stats stats;

	assert_int_equal(rte_compressdev_stats_get(zip_port.id, &stats), 0);
	return stats;
}

/* An invalid operation in a burst: those before it are taken, and those behind it afterwards. */
static void
reject(enum bad bad, bool decompress, unsigned int at, unsigned int n)
{
	struct rte_compressdev_stats before = get_stats(), after;
	struct rte_mbuf *src, *dst;
	unsigned int i;

	for (i = 0; i < n; i++)
		ops[i] = zip_set_op(&zip_port, i == at ? decompress : i % 2, i);
	src = ops[at]->m_src;
	dst = ops[at]->m_dst;
	invalidate(ops[at], bad);
	assert_int_equal(zip_enqueue(&zip_port, 0, ops, n), at);
	assert_int_equal(ops[at]->status, RTE_COMP_OP_STATUS_INVALID_ARGS);
	for (i = at + 1; i < n; i++)
		assert_int_equal(ops[i]->status, RTE_COMP_OP_STATUS_NOT_PROCESSED);
	zip_dequeue_all(&zip_port, 0, done, at);
	zip_set_check(at, false);
	after = get_stats();
	assert_int_equal(after.enqueue_err_count, before.enqueue_err_count + 1);
	assert_int_equal(after.enqueued_count, before.enqueued_count + at);
	assert_int_equal(after.dequeued_count, before.dequeued_count + at);
	assert_int_equal(after.dequeue_err_count, before.dequeue_err_count);
	/* The queue pair takes the operations behind it afterwards. */
	zip_enqueue_all(&zip_port, 0, ops + at + 1, n - at - 1);
	zip_dequeue_all(&zip_port, 0, done, n - at - 1);
	for (i = 0; i < n - at - 1; i++)
		zip_set_assert_right(done[i]);
	ops[at]->m_src = src;
	ops[at]->m_dst = dst;
	for (i = 0; i < n; i++)
		zip_op_free(ops[i]);
}

static void
test_rejected(void **state __rte_unused)
{
	struct rte_compressdev_stats stats;
	unsigned int rejected = 0;
	enum bad bad;

	for (bad = 0; bad < NB_BAD; bad++) {
		reject(bad, false, 0, 1);
		reject(bad, false, 0, 8);
		reject(bad, false, 5, 9);
		reject(bad, false, 31, 32);
		rejected += 4;
		/* The flush flag of decompression does not count. */
		if (bad == BAD_FLUSH_NONE || bad == BAD_FLUSH_SYNC)
			continue;
		reject(bad, true, 0, 1);
		reject(bad, true, 4, 9);
		rejected += 2;
	}
	stats = get_stats();
	assert_int_equal(stats.enqueue_err_count, rejected);
	assert_int_equal(rejected, NB_BAD * 4 + (NB_BAD - 2) * 2);
}

/* Decompression ignores the flush flag, as the API says. */
static void
test_flush_of_decompress(void **state __rte_unused)
{
	static const enum rte_comp_flush_flag flags[] = {
		RTE_COMP_FLUSH_NONE, RTE_COMP_FLUSH_SYNC, RTE_COMP_FLUSH_FULL,
		RTE_COMP_FLUSH_FINAL,
	};
	unsigned int i;

	for (i = 0; i < RTE_DIM(flags); i++) {
		ops[i] = zip_set_op(&zip_port, true, i);
		ops[i]->flush_flag = flags[i];
	}
	ops[i] = zip_set_op(&zip_port, false, i);
	ops[i++]->flush_flag = RTE_COMP_FLUSH_FULL;
	zip_enqueue_all(&zip_port, 0, ops, i);
	zip_dequeue_all(&zip_port, 0, done, i);
	zip_set_check(i, false);
	while (i-- > 0)
		zip_op_free(ops[i]);
}

static void
test_stats(void **state __rte_unused)
{
	struct rte_compressdev_stats stats = get_stats();
	unsigned int i, n = 100;

	assert_int_equal(stats.enqueued_count, 0);
	assert_int_equal(stats.dequeued_count, 0);
	for (i = 0; i < n; i++) {
		ops[i] = zip_set_op(&zip_port, i % 2, i);
		/* One in ten has too little room, which is an error when it comes back. */
		if (i % 10 == 0)
			ops[i]->dst.offset = ZIP_SET_ROOM - 1;
	}
	zip_enqueue_all(&zip_port, 0, ops, n);
	stats = get_stats();
	assert_int_equal(stats.enqueued_count, n);
	assert_int_equal(stats.dequeued_count, 0);
	i = rte_compressdev_dequeue_burst(zip_port.id, 0, done, 30);
	assert_true(i <= 30);
	stats = get_stats();
	assert_int_equal(stats.dequeued_count, i);
	zip_dequeue_all(&zip_port, 0, done + i, n - i);
	stats = get_stats();
	assert_int_equal(stats.enqueued_count, n);
	assert_int_equal(stats.dequeued_count, n);
	assert_int_equal(stats.enqueue_err_count, 0);
	assert_int_equal(stats.dequeue_err_count, n / 10);
	rte_compressdev_stats_reset(zip_port.id);
	stats = get_stats();
	assert_int_equal(stats.enqueued_count, 0);
	assert_int_equal(stats.dequeued_count, 0);
	assert_int_equal(stats.enqueue_err_count, 0);
	assert_int_equal(stats.dequeue_err_count, 0);
	for (i = 0; i < n; i++)
		zip_op_free(ops[i]);
	zip_assert_works(&zip_port, 0);
	stats = get_stats();
	assert_int_equal(stats.enqueued_count, 2);
	assert_int_equal(stats.dequeued_count, 2);
}

#define BURST_TEST(f)	cmocka_unit_test_setup_teardown(f, zip_setup_set, zip_teardown)

int
test_zip_burst(void)
{
	static const struct CMUnitTest tests[] = {
		BURST_TEST(test_bursts),
		BURST_TEST(test_burst_too_large),
		BURST_TEST(test_nothing),
		BURST_TEST(test_full_compress),
		BURST_TEST(test_full_decompress),
		BURST_TEST(test_inflight_promise),
		BURST_TEST(test_mixed_load),
		BURST_TEST(test_rejected),
		BURST_TEST(test_flush_of_decompress),
		BURST_TEST(test_stats),
	};

	return TEST_RUN_GROUP("zip burst", tests, NULL, NULL);
}

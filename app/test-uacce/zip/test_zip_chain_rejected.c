/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Chains of mbufs that enqueue rejects: with less data than they claim, or too many segments. */

#include <rte_common.h>

#include "test_zip.h"
#include "zip_fixture.h"
#include "zip_item.h"

/* More entries than a list has: the slot's 18 and 255 blocks of 255. */
#define TOO_MANY_SEGS	65043u

static struct zip_item items[1];
static struct zip_task tasks[1];

static void
assert_rejected(struct zip_task *t)
{
	assert_int_equal(zip_enqueue(&zip_port, 0, &t->op, 1), 0);
	assert_int_equal(t->op->status, RTE_COMP_OP_STATUS_INVALID_ARGS);
	/* The test may have changed both. */
	t->op->m_dst->pkt_len = t->to.len;
	t->op->m_dst->nb_segs = t->to.nb_segs;
	test_chain_check(&t->to, 0, 0);
	zip_task_free(t);
}

/* Chains that claim more bytes, or more segments, than they have. */
static void
reject_short(bool decompress, uint32_t segs, uint32_t room, uint32_t more, uint16_t more_segs)
{
	tasks[0] = zip_item_task(&items[0], decompress);
	tasks[0].src_segs = segs;
	tasks[0].dst_segs = segs;
	tasks[0].room = room;
	zip_task_make(&zip_port, &tasks[0]);
	tasks[0].op->m_src->nb_segs += more_segs;
	tasks[0].op->m_src->pkt_len += more;
	tasks[0].op->src.length += more;
	assert_rejected(&tasks[0]);
	zip_task_make(&zip_port, &tasks[0]);
	tasks[0].op->m_dst->nb_segs += more_segs;
	tasks[0].op->m_dst->pkt_len += more;
	assert_rejected(&tasks[0]);
	/* The offset of the source is beyond the segments. */
	zip_task_make(&zip_port, &tasks[0]);
	tasks[0].op->m_src->nb_segs += more_segs;
	tasks[0].op->m_src->pkt_len += more;
	tasks[0].op->src.offset = tasks[0].op->m_src->pkt_len - 1;
	tasks[0].op->src.length = 1;
	assert_rejected(&tasks[0]);
}

static void
test_short_chains(void **state __rte_unused)
{
	static const uint32_t more[] = { 1, 1000, 1u << 30 };
	static const uint32_t segs[] = { 2, 15, 16, 17, 400 };
	struct rte_compressdev_stats stats;
	unsigned int i, k, s, d, rejected = 0;

	zip_item_make(&items[0], ZIP_TEXT, 5000);
	for (i = 0; i < RTE_DIM(more); i++) {
		for (k = 0; k < RTE_DIM(segs); k++) {
			for (s = 0; s <= 3; s += 3) {
				for (d = 0; d < 2; d++, rejected += 3)
					reject_short(d, segs[k], zip_item_room(5000), more[i], s);
				/* The output is small, so that a buffer of the driver takes it. */
				for (d = 0; d < 2; d++, rejected += 3)
					reject_short(d, segs[k], 100, more[i], s);
			}
		}
	}
	assert_int_equal(rte_compressdev_stats_get(zip_port.id, &stats), 0);
	assert_int_equal(stats.enqueue_err_count, rejected);
	assert_int_equal(rejected, RTE_DIM(more) * RTE_DIM(segs) * 24);
	zip_assert_works(&zip_port, 0);
	zip_item_free(&items[0]);
}

/* The segments of an empty source do not count; those of its destination do. */
static void
test_short_empty(void **state __rte_unused)
{
	zip_item_make(&items[0], ZIP_TEXT, 1);
	tasks[0] = zip_item_task(&items[0], false);
	tasks[0].len = 0;
	tasks[0].src_segs = 3;
	tasks[0].dst_segs = 3;
	zip_task_run(&zip_port, tasks, 1);
	assert_int_equal(tasks[0].status, RTE_COMP_OP_STATUS_SUCCESS);
	zip_assert_unpacks(tasks[0].out, tasks[0].produced, items[0].plain, 0);
	tasks[0].room = 1;
	zip_task_make(&zip_port, &tasks[0]);
	tasks[0].op->m_dst->pkt_len++;
	assert_rejected(&tasks[0]);
	zip_item_free(&items[0]);
}

/* More segments than a list has entries are rejected, where the device gets a list. */
static void
test_too_many_segments(void **state __rte_unused)
{
	static uint32_t lens[TOO_MANY_SEGS];
	uint32_t i, n = 0;

	for (i = 0; i < TOO_MANY_SEGS; i++)
		lens[i] = 1;
	zip_item_make(&items[0], ZIP_TEXT, TOO_MANY_SEGS);
	tasks[0] = zip_item_task(&items[0], false);
	tasks[0].src_lens = lens;
	tasks[0].src_segs = TOO_MANY_SEGS;
	zip_task_make(&zip_port, &tasks[0]);
	assert_rejected(&tasks[0]);
	for (i = 0; i < 2; i++, n++) {
		/* As many entries as a list has; the trailer of compression takes one of them. */
		tasks[0] = zip_item_task(&items[0], i);
		tasks[0].room = TOO_MANY_SEGS - (i == 0);
		tasks[0].dst_lens = lens;
		tasks[0].dst_segs = tasks[0].room;
		if (i == 0) {
			tasks[0].len /= 4;
			zip_task_run(&zip_port, tasks, 1);
			assert_int_equal(tasks[0].status, RTE_COMP_OP_STATUS_SUCCESS);
			zip_assert_unpacks(tasks[0].out, tasks[0].produced, items[0].plain,
					tasks[0].len);
		} else if (zip_variant.qm == 2) {
			/* The lcore inflates and needs no list. */
			zip_task_run(&zip_port, tasks, 1);
			zip_item_check(&tasks[0], &items[0]);
		} else {
			zip_task_make(&zip_port, &tasks[0]);
			assert_rejected(&tasks[0]);
		}
	}
	assert_int_equal(n, 2);
	zip_item_free(&items[0]);
}

static int
teardown(void **state)
{
	int ret = zip_teardown(state);
	unsigned int i;

	for (i = 0; i < RTE_DIM(items); i++)
		zip_item_free(&items[i]);
	return ret;
}

#define CHAIN_TEST(f)	cmocka_unit_test_setup_teardown(f, zip_setup_port, teardown)

int
test_zip_chain_rejected(void)
{
	static const struct CMUnitTest tests[] = {
		CHAIN_TEST(test_short_chains),
		CHAIN_TEST(test_short_empty),
		CHAIN_TEST(test_too_many_segments),
	};

	return TEST_RUN_GROUP("zip chain rejected", tests, NULL, NULL);
}

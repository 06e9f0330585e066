/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* uacce_zip over chains of mbufs, on either side and on both. */

#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include <rte_common.h>

#include "test_zip.h"
#include "zip_task.h"

/* Both sides of what a list of the slot holds: 17. */
#define MAX_SEGS	19u
#define BATCH		64u
/* More entries than a list has: the slot's 18 and 255 blocks of 255. */
#define TOO_MANY_SEGS	65043u
#define HUGE_LEN	(9u << 20)

static const struct zip_zlib zlib_default = { 6, 15, 8, Z_DEFAULT_STRATEGY };

/* What a test needs for one task: data, its stream by zlib, and room for a result. */
struct item {
	uint8_t *plain;
	uint8_t *packed;
	uint8_t *result;
	uint32_t len;
	uint32_t packed_len;
};

static struct item items[BATCH];
static struct zip_task tasks[2 * BATCH];

/* Room for whatever a compressor makes of it, and the trailer of QM v2. */
static uint32_t
room_for(uint32_t len)
{
	return len + len / 8 + 64 + ZIP_V2_TRAILER;
}

static void
item_make(struct item *item, enum zip_data kind, uint32_t len)
{
	item->len = len;
	item->plain = malloc(room_for(len));
	item->packed = malloc(room_for(len));
	item->result = malloc(room_for(len));
	assert_true(item->plain != NULL && item->packed != NULL && item->result != NULL);
	zip_fill(kind, item->plain, len);
	item->packed_len = zip_zlib_pack(&zlib_default, item->plain, len, item->packed,
			room_for(len));
}

static void
item_free(struct item *item)
{
	free(item->plain);
	free(item->packed);
	free(item->result);
	memset(item, 0, sizeof(*item));
}

/* A task in either direction with room enough. */
static struct zip_task
make_task(const struct item *item, bool decompress)
{
	return (struct zip_task) {
		.decompress = decompress,
		.flush = RTE_COMP_FLUSH_FINAL,
		.src = decompress ? item->packed : item->plain,
		.len = decompress ? item->packed_len : item->len,
		.room = decompress ? item->len : room_for(item->len),
		.out = item->result,
	};
}

static void
assert_task(const struct zip_task *t, const struct item *item)
{
	assert_int_equal(t->status, RTE_COMP_OP_STATUS_SUCCESS);
	assert_int_equal(t->consumed, t->len);
	if (t->decompress) {
		assert_int_equal(t->produced, item->len);
		test_assert_same(t->out, item->plain, item->len);
	} else {
		zip_assert_unpacks(t->out, t->produced, item->plain, item->len);
	}
}

/* All numbers of segments on one side against those on the other. */
static void
run_shapes(bool decompress, uint32_t src_segs)
{
	unsigned int i;

	for (i = 0; i < MAX_SEGS; i++) {
		item_make(&items[i], i % ZIP_NB_DATA, test_rand_range(1, src_segs * 2000));
		tasks[i] = make_task(&items[i], decompress);
		tasks[i].src_segs = src_segs;
		tasks[i].dst_segs = i + 1;
	}
	zip_task_run(&zip_port, tasks, MAX_SEGS);
	for (i = 0; i < MAX_SEGS; i++) {
		assert_task(&tasks[i], &items[i]);
		item_free(&items[i]);
	}
}

static void
test_shapes(void **state __rte_unused)
{
	uint32_t src_segs, before = zip_task_count(), round;

	for (round = 0; round < 3; round++) {
		for (src_segs = 1; src_segs <= MAX_SEGS; src_segs++) {
			run_shapes(false, src_segs);
			run_shapes(true, src_segs);
		}
	}
	assert_int_equal(zip_task_count() - before, 3 * 2 * MAX_SEGS * MAX_SEGS);
}

/* Segments of one to three bytes, empty ones in between, over offsets on all borders. */
static void
test_offsets(void **state __rte_unused)
{
	static const uint32_t lens[] = {
		2, 0, 1, 3, 1, 0, 0, 1, 2, 1, 0, 1, 1, 3, 1, 2, 0, 1, 1, 40, 1000, 0,
	};
	const uint32_t total = 1061, len = 200;
	uint32_t offset, before = zip_task_count();
	unsigned int d;

	item_make(&items[0], ZIP_TEXT, len);
	for (offset = 0; offset < 62; offset++) {
		for (d = 0; d < 4; d++) {
			struct zip_task *t = &tasks[d];

			*t = make_task(&items[0], d & 1);
			t->src_lens = lens;
			t->dst_lens = lens;
			t->src_segs = RTE_DIM(lens);
			t->dst_segs = RTE_DIM(lens);
			t->src_offset = d & 2 ? offset : 61 - offset;
			t->dst_offset = offset;
			t->room = total - offset;
			/* One result at a time is looked at. */
			t->out = items[0].result;
			zip_task_run(&zip_port, t, 1);
			assert_task(t, &items[0]);
		}
	}
	assert_int_equal(zip_task_count() - before, 62 * 4);
	item_free(&items[0]);
}

/* A byte short, exact, a byte more. */
static void
test_exact_decompress(void **state __rte_unused)
{
	static const uint32_t sizes[] = { 1, 2, 150, 199, 200, 201, 202, 1000, 5000, 65535, 65536 };
	uint32_t before = zip_task_count(), n = 0;
	unsigned int i, k;

	for (i = 0; i < RTE_DIM(sizes); i++) {
		item_make(&items[0], i % 2 == 0 ? ZIP_TEXT : ZIP_RANDOM, sizes[i]);
		for (k = 0; k < 12; k++) {
			tasks[0] = make_task(&items[0], true);
			tasks[0].src_segs = k % 5;
			tasks[0].dst_segs = 2 + k % 4;
			tasks[0].room = sizes[i] + k / 4 - 1;
			if (tasks[0].room == 0)
				continue;
			zip_task_run(&zip_port, tasks, 1);
			n++;
			if (k >= 4)
				assert_task(&tasks[0], &items[0]);
			else
				assert_int_equal(tasks[0].status,
						RTE_COMP_OP_STATUS_OUT_OF_SPACE_TERMINATED);
		}
		item_free(&items[0]);
	}
	assert_int_equal(zip_task_count() - before, n);
	assert_true(n >= RTE_DIM(sizes) * 12 - 4);
}

/* What was done with more room can be done with so much; with less, nobody knows. */
static bool
assert_compressed(const struct zip_task *t, const struct item *item, uint32_t size)
{
	uint32_t needed = size + (zip_variant.qm == 2 ? ZIP_V2_TRAILER : 0);

	if (t->room < needed && t->status != RTE_COMP_OP_STATUS_SUCCESS) {
		assert_int_equal(t->status, RTE_COMP_OP_STATUS_OUT_OF_SPACE_TERMINATED);
		return false;
	}
	assert_task(t, item);
	return true;
}

static void
test_exact_compress(void **state __rte_unused)
{
	static const uint32_t sizes[] = { 1, 10, 300, 1000, 4096, 20000, 100000 };
	unsigned int i, k, fit = 0, n = 0;
	uint32_t size;

	for (i = 0; i < RTE_DIM(sizes); i++) {
		item_make(&items[0], i % 2 == 0 ? ZIP_TEXT : ZIP_RANDOM, sizes[i]);
		tasks[0] = make_task(&items[0], false);
		tasks[0].dst_segs = 3;
		zip_task_run(&zip_port, tasks, 1);
		assert_task(&tasks[0], &items[0]);
		size = tasks[0].produced;
		for (k = 0; k < 12; k++, n++) {
			tasks[0] = make_task(&items[0], false);
			tasks[0].src_segs = 1 + k % 3;
			tasks[0].dst_segs = 2 + k % 5;
			tasks[0].room = RTE_MAX(size + k, 7u) - 6;
			zip_task_run(&zip_port, tasks, 1);
			fit += assert_compressed(&tasks[0], &items[0], size);
		}
		item_free(&items[0]);
	}
	assert_int_equal(n, RTE_DIM(sizes) * 12);
	assert_true(fit >= RTE_DIM(sizes) && fit < n);
}

/* Outputs below what hardware works with, over segments of a byte and more. */
static void
test_tiny_rooms(void **state __rte_unused)
{
	uint32_t room, size, segs, before = zip_task_count(), fit = 0, n = 0;

	for (room = 1; room <= 205; room++) {
		for (segs = 1; segs <= 12; segs = 2 * segs + 1, n++) {
			item_make(&items[0], ZIP_TEXT, room + segs % 2);
			tasks[0] = make_task(&items[0], true);
			tasks[1] = make_task(&items[0], false);
			tasks[0].room = room;
			tasks[1].room = room;
			tasks[0].dst_segs = segs;
			tasks[1].dst_segs = segs;
			tasks[1].src_segs = 1 + room % 3;
			zip_task_run(&zip_port, &tasks[0], 1);
			size = items[0].len;
			if (size <= room)
				assert_task(&tasks[0], &items[0]);
			else
				assert_int_equal(tasks[0].status,
						RTE_COMP_OP_STATUS_OUT_OF_SPACE_TERMINATED);
			zip_task_run(&zip_port, &tasks[1], 1);
			fit += assert_compressed(&tasks[1], &items[0], room_for(size));
			item_free(&items[0]);
		}
	}
	assert_int_equal(zip_task_count() - before, 2 * n);
	assert_true(fit > n / 2 && n >= 205 * 3);
}

static void
run_long(uint32_t src_segs, uint32_t dst_segs, uint32_t len)
{
	unsigned int d;

	item_make(&items[0], ZIP_TEXT, len);
	for (d = 0; d < 2; d++) {
		tasks[0] = make_task(&items[0], d);
		tasks[0].src_segs = src_segs;
		tasks[0].dst_segs = dst_segs;
		zip_task_run(&zip_port, tasks, 1);
		assert_task(&tasks[0], &items[0]);
	}
	item_free(&items[0]);
}

static void
test_long_chains(void **state __rte_unused)
{
	static const uint32_t segs[] = { 15, 16, 17, 269, 270, 271, 272, 300, 3000, 20000 };
	uint32_t before = zip_task_count();
	unsigned int i;

	for (i = 0; i < RTE_DIM(segs); i++) {
		run_long(segs[i], segs[i], segs[i] * 30);
		run_long(segs[i], 1, RTE_MIN(segs[i] * 5, 50000u));
		run_long(1, segs[i], RTE_MIN(segs[i] * 5, 50000u));
		/* Fewer bytes than segments: most are empty. */
		run_long(segs[i], segs[i], 201 + segs[i] / 10);
	}
	assert_int_equal(zip_task_count() - before, RTE_DIM(segs) * 8);
}

/* More than a flat request takes, the largest segments there are. */
static void
test_huge(void **state __rte_unused)
{
	static const enum zip_data kinds[] = { ZIP_TEXT, ZIP_RANDOM };
	uint32_t before = zip_task_count();
	unsigned int k, d;

	for (k = 0; k < RTE_DIM(kinds); k++) {
		item_make(&items[0], kinds[k], HUGE_LEN);
		for (d = 0; d < 2; d++) {
			tasks[0] = make_task(&items[0], d);
			tasks[0].src_segs = tasks[0].len / 50000 + 1;
			tasks[0].dst_segs = tasks[0].room / 40000 + 1;
			zip_task_run(&zip_port, tasks, 1);
			assert_task(&tasks[0], &items[0]);
		}
		item_free(&items[0]);
	}
	assert_int_equal(zip_task_count() - before, 4);
}

/* Flat and chained operations of both directions in one burst. */
static void
make_mixed(uint32_t n)
{
	uint32_t i;

	for (i = 0; i < n; i++) {
		item_make(&items[i], i % ZIP_NB_DATA, test_rand_range(1, 3000));
		tasks[i] = make_task(&items[i], test_rand() & 1);
		if (test_rand() & 1)
			tasks[i].src_segs = test_rand_range(1, i % 8 == 0 ? 600 : 16);
		if (test_rand() & 1)
			tasks[i].dst_segs = test_rand_range(1, i % 8 == 4 ? 600 : 16);
		tasks[i].src_offset = test_rand_range(0, 30);
		tasks[i].dst_offset = test_rand_range(0, 30);
	}
}

static void
assert_mixed(uint32_t n)
{
	uint32_t i;

	for (i = 0; i < n; i++) {
		assert_task(&tasks[i], &items[i]);
		item_free(&items[i]);
	}
}

static void
test_mixed_bursts(void **state __rte_unused)
{
	uint32_t before = zip_task_count();
	unsigned int round;

	for (round = 0; round < 20; round++) {
		make_mixed(BATCH);
		zip_task_run(&zip_port, tasks, BATCH);
		assert_mixed(BATCH);
	}
	assert_int_equal(zip_task_count() - before, 20 * BATCH);
}

/* Lists for more segments than the shared blocks of a ring hold at a time. */
static void
test_pool_exhaustion(void **state __rte_unused)
{
	uint32_t before = zip_task_count(), i, d;

	for (d = 0; d < 2; d++) {
		for (i = 0; i < BATCH; i++) {
			item_make(&items[i], ZIP_TEXT, 9000);
			tasks[i] = make_task(&items[i], d);
			tasks[i].src_segs = i % 4 == 3 ? 1 : 5000;
			tasks[i].dst_segs = i % 4 == 2 ? 1 : 6000;
		}
		zip_task_run(&zip_port, tasks, BATCH);
		assert_mixed(BATCH);
	}
	assert_int_equal(zip_task_count() - before, 2 * BATCH);
}

static void
test_stop(void **state __rte_unused)
{
	struct rte_comp_op *ops[BATCH], *done[BATCH];
	uint32_t before = zip_task_count(), i;
	unsigned int round;

	for (round = 0; round < 5; round++) {
		make_mixed(BATCH);
		for (i = 0; i < BATCH; i++) {
			zip_task_make(&zip_port, &tasks[i]);
			ops[i] = tasks[i].op;
		}
		zip_enqueue_all(&zip_port, 0, ops, BATCH);
		zip_stop(&zip_port);
		zip_dequeue_all(&zip_port, 0, done, BATCH);
		for (i = 0; i < BATCH; i++)
			zip_task_done(*zip_op_task(done[i]));
		/* A stop lets the device finish what it has. */
		assert_mixed(BATCH);
		assert_int_equal(zip_start(&zip_port), 0);
		zip_assert_works(&zip_port, 0);
	}
	assert_int_equal(zip_task_count() - before, 5 * BATCH);
}

static void
assert_refused(struct zip_task *t)
{
	assert_int_equal(zip_enqueue(&zip_port, 0, &t->op, 1), 0);
	assert_int_equal(t->op->status, RTE_COMP_OP_STATUS_INVALID_ARGS);
	/* Some lie about it. */
	t->op->m_dst->pkt_len = t->to.len;
	t->op->m_dst->nb_segs = t->to.nb_segs;
	test_chain_check(&t->to, 0, 0);
	zip_task_free(t);
}

/* Length that the segments of a chain do not have, and segments that it does not have. */
static void
refuse_short(bool decompress, uint32_t segs, uint32_t room, uint32_t more, uint16_t more_segs)
{
	tasks[0] = make_task(&items[0], decompress);
	tasks[0].src_segs = segs;
	tasks[0].dst_segs = segs;
	tasks[0].room = room;
	zip_task_make(&zip_port, &tasks[0]);
	tasks[0].op->m_src->nb_segs += more_segs;
	tasks[0].op->m_src->pkt_len += more;
	tasks[0].op->src.length += more;
	assert_refused(&tasks[0]);
	zip_task_make(&zip_port, &tasks[0]);
	tasks[0].op->m_dst->nb_segs += more_segs;
	tasks[0].op->m_dst->pkt_len += more;
	assert_refused(&tasks[0]);
	/* Nothing of the source is there at the offset. */
	zip_task_make(&zip_port, &tasks[0]);
	tasks[0].op->m_src->nb_segs += more_segs;
	tasks[0].op->m_src->pkt_len += more;
	tasks[0].op->src.offset = tasks[0].op->m_src->pkt_len - 1;
	tasks[0].op->src.length = 1;
	assert_refused(&tasks[0]);
}

static void
test_short_chains(void **state __rte_unused)
{
	static const uint32_t more[] = { 1, 1000, 1u << 30 };
	static const uint32_t segs[] = { 2, 15, 16, 17, 400 };
	struct rte_compressdev_stats stats;
	unsigned int i, k, s, d, refused = 0;

	item_make(&items[0], ZIP_TEXT, 5000);
	for (i = 0; i < RTE_DIM(more); i++) {
		for (k = 0; k < RTE_DIM(segs); k++) {
			for (s = 0; s <= 3; s += 3) {
				for (d = 0; d < 2; d++, refused += 3)
					refuse_short(d, segs[k], room_for(5000), more[i], s);
				/* Where the driver's own buffer takes the output. */
				for (d = 0; d < 2; d++, refused += 3)
					refuse_short(d, segs[k], 100, more[i], s);
			}
		}
	}
	assert_int_equal(rte_compressdev_stats_get(zip_port.id, &stats), 0);
	assert_int_equal(stats.enqueue_err_count, refused);
	assert_int_equal(refused, RTE_DIM(more) * RTE_DIM(segs) * 24);
	zip_assert_works(&zip_port, 0);
	item_free(&items[0]);
}

/* An empty source has no segments to be short of; a destination has. */
static void
test_short_empty(void **state __rte_unused)
{
	item_make(&items[0], ZIP_TEXT, 1);
	tasks[0] = make_task(&items[0], false);
	tasks[0].len = 0;
	tasks[0].src_segs = 3;
	tasks[0].dst_segs = 3;
	zip_task_run(&zip_port, tasks, 1);
	assert_int_equal(tasks[0].status, RTE_COMP_OP_STATUS_SUCCESS);
	zip_assert_unpacks(tasks[0].out, tasks[0].produced, items[0].plain, 0);
	tasks[0].room = 1;
	zip_task_make(&zip_port, &tasks[0]);
	tasks[0].op->m_dst->pkt_len++;
	assert_refused(&tasks[0]);
	item_free(&items[0]);
}

/* What no list can hold is refused, where there is a list. */
static void
test_too_many_segments(void **state __rte_unused)
{
	static uint32_t lens[TOO_MANY_SEGS];
	uint32_t i, n = 0;

	for (i = 0; i < TOO_MANY_SEGS; i++)
		lens[i] = 1;
	item_make(&items[0], ZIP_TEXT, TOO_MANY_SEGS);
	tasks[0] = make_task(&items[0], false);
	tasks[0].src_lens = lens;
	tasks[0].src_segs = TOO_MANY_SEGS;
	zip_task_make(&zip_port, &tasks[0]);
	assert_refused(&tasks[0]);
	for (i = 0; i < 2; i++, n++) {
		/* What is left is as much as a list takes: the trailer has an entry. */
		tasks[0] = make_task(&items[0], i);
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
			/* The lcore has no list. */
			zip_task_run(&zip_port, tasks, 1);
			assert_task(&tasks[0], &items[0]);
		} else {
			zip_task_make(&zip_port, &tasks[0]);
			assert_refused(&tasks[0]);
		}
	}
	assert_int_equal(n, 2);
	item_free(&items[0]);
}

/* Damaged streams in chains end in an error, and nothing around them suffers. */
static void
test_damaged(void **state __rte_unused)
{
	uint32_t i, bad = 0, consumed, produced, before = zip_task_count();

	for (i = 0; i < 300; i++) {
		struct zip_task *t = &tasks[0];
		int ret;

		item_make(&items[0], i % ZIP_NB_DATA, 3000);
		items[0].packed[test_rand_range(0, items[0].packed_len - 1)] ^= 1 << (i & 7);
		*t = make_task(&items[0], true);
		t->src_segs = test_rand_range(1, 8);
		t->dst_segs = test_rand_range(1, 8);
		t->out = items[0].result;
		t->room = 3100;
		zip_task_run(&zip_port, t, 1);
		ret = zip_zlib_unpack(items[0].packed, t->len, items[0].plain, 3100, &consumed,
				&produced);
		if (ret == Z_STREAM_END) {
			assert_int_equal(t->status, RTE_COMP_OP_STATUS_SUCCESS);
			assert_int_equal(t->consumed, consumed);
			assert_int_equal(t->produced, produced);
			test_assert_same(t->out, items[0].plain, produced);
		} else if (!zip_zlib_incomplete_set(items[0].packed, t->len)) {
			bad++;
			assert_true(t->status == RTE_COMP_OP_STATUS_ERROR ||
				t->status == RTE_COMP_OP_STATUS_OUT_OF_SPACE_TERMINATED);
		}
		item_free(&items[0]);
	}
	assert_true(bad > 50);
	assert_int_equal(zip_task_count() - before, 300);
	zip_assert_works(&zip_port, 0);
}

int
test_zip_chain(void)
{
	static const struct CMUnitTest tests[] = {
		ZIP_TEST(test_shapes),
		ZIP_TEST(test_offsets),
		ZIP_TEST(test_exact_decompress),
		ZIP_TEST(test_exact_compress),
		ZIP_TEST(test_tiny_rooms),
		ZIP_TEST(test_long_chains),
		ZIP_TEST(test_huge),
		ZIP_TEST(test_mixed_bursts),
		ZIP_TEST(test_pool_exhaustion),
		ZIP_TEST(test_stop),
		ZIP_TEST(test_short_chains),
		ZIP_TEST(test_short_empty),
		ZIP_TEST(test_too_many_segments),
		ZIP_TEST(test_damaged),
	};

	return TEST_RUN_GROUP("zip chain", tests, NULL, NULL);
}

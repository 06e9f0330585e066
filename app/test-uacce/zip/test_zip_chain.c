/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* uacce_zip over chains of mbufs as source, as destination and as both. */

#include <zlib.h>

#include <rte_common.h>

#include "test_zip.h"
#include "zip_fixture.h"
#include "zip_item.h"

/* Beyond the entries of the list in a slot, which are 17 besides that of a trailer. */
#define MAX_SEGS	19u
#define BATCH		64u
#define HUGE_LEN	(9u << 20)

static struct zip_item items[BATCH];
static struct zip_task tasks[2 * BATCH];

/* Each number of source segments with each number of destination segments. */
static void
run_shapes(bool decompress, uint32_t src_segs)
{
	unsigned int i;

	for (i = 0; i < MAX_SEGS; i++) {
		zip_item_make(&items[i], i % ZIP_NB_DATA, test_rand_range(1, src_segs * 2000));
		tasks[i] = zip_item_task(&items[i], decompress);
		tasks[i].src_segs = src_segs;
		tasks[i].dst_segs = i + 1;
	}
	zip_task_run(&zip_port, tasks, MAX_SEGS);
	for (i = 0; i < MAX_SEGS; i++) {
		zip_item_check(&tasks[i], &items[i]);
		zip_item_free(&items[i]);
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

/* Segments of up to three bytes and empty ones, with offsets at each of their borders. */
static void
test_offsets(void **state __rte_unused)
{
	static const uint32_t lens[] = {
		2, 0, 1, 3, 1, 0, 0, 1, 2, 1, 0, 1, 1, 3, 1, 2, 0, 1, 1, 40, 1000, 0,
	};
	const uint32_t total = 1061, len = 200;
	uint32_t offset, before = zip_task_count();
	unsigned int d;

	zip_item_make(&items[0], ZIP_TEXT, len);
	for (offset = 0; offset < 62; offset++) {
		for (d = 0; d < 4; d++) {
			struct zip_task *t = &tasks[d];

			*t = zip_item_task(&items[0], d & 1);
			t->src_lens = lens;
			t->dst_lens = lens;
			t->src_segs = RTE_DIM(lens);
			t->dst_segs = RTE_DIM(lens);
			t->src_offset = d & 2 ? offset : 61 - offset;
			t->dst_offset = offset;
			t->room = total - offset;
			/* One operation at a time, so that they can share the result. */
			t->out = items[0].result;
			zip_task_run(&zip_port, t, 1);
			zip_item_check(t, &items[0]);
		}
	}
	assert_int_equal(zip_task_count() - before, 62 * 4);
	zip_item_free(&items[0]);
}

/* A byte short, exact, a byte more. */
static void
test_exact_decompress(void **state __rte_unused)
{
	static const uint32_t sizes[] = { 1, 2, 150, 199, 200, 201, 202, 1000, 5000, 65535, 65536 };
	uint32_t before = zip_task_count(), n = 0;
	unsigned int i, k;

	for (i = 0; i < RTE_DIM(sizes); i++) {
		zip_item_make(&items[0], i % 2 == 0 ? ZIP_TEXT : ZIP_RANDOM, sizes[i]);
		for (k = 0; k < 12; k++) {
			tasks[0] = zip_item_task(&items[0], true);
			tasks[0].src_segs = k % 5;
			tasks[0].dst_segs = 2 + k % 4;
			tasks[0].room = sizes[i] + k / 4 - 1;
			if (tasks[0].room == 0)
				continue;
			zip_task_run(&zip_port, tasks, 1);
			n++;
			if (k >= 4)
				zip_item_check(&tasks[0], &items[0]);
			else
				assert_int_equal(tasks[0].status,
						RTE_COMP_OP_STATUS_OUT_OF_SPACE_TERMINATED);
		}
		zip_item_free(&items[0]);
	}
	assert_int_equal(zip_task_count() - before, n);
	assert_true(n >= RTE_DIM(sizes) * 12 - 4);
}

/*
 * With as much room as an earlier operation used compression must succeed; with less it may fail.
 * Returns whether it succeeded.
 */
static bool
assert_compressed(const struct zip_task *t, const struct zip_item *item, uint32_t size)
{
	uint32_t needed = size + (zip_variant.qm == 2 ? ZIP_V2_TRAILER : 0);

	if (t->room < needed && t->status != RTE_COMP_OP_STATUS_SUCCESS) {
		assert_int_equal(t->status, RTE_COMP_OP_STATUS_OUT_OF_SPACE_TERMINATED);
		return false;
	}
	zip_item_check(t, item);
	return true;
}

static void
test_exact_compress(void **state __rte_unused)
{
	static const uint32_t sizes[] = { 1, 10, 300, 1000, 4096, 20000, 100000 };
	unsigned int i, k, fit = 0, n = 0;
	uint32_t size;

	for (i = 0; i < RTE_DIM(sizes); i++) {
		zip_item_make(&items[0], i % 2 == 0 ? ZIP_TEXT : ZIP_RANDOM, sizes[i]);
		tasks[0] = zip_item_task(&items[0], false);
		tasks[0].dst_segs = 3;
		zip_task_run(&zip_port, tasks, 1);
		zip_item_check(&tasks[0], &items[0]);
		size = tasks[0].produced;
		for (k = 0; k < 12; k++, n++) {
			tasks[0] = zip_item_task(&items[0], false);
			tasks[0].src_segs = 1 + k % 3;
			tasks[0].dst_segs = 2 + k % 5;
			tasks[0].room = RTE_MAX(size + k, 7u) - 6;
			zip_task_run(&zip_port, tasks, 1);
			fit += assert_compressed(&tasks[0], &items[0], size);
		}
		zip_item_free(&items[0]);
	}
	assert_int_equal(n, RTE_DIM(sizes) * 12);
	assert_true(fit >= RTE_DIM(sizes) && fit < n);
}

/* Outputs below the least that hardware takes, over segments from one byte on. */
static void
test_tiny_rooms(void **state __rte_unused)
{
	uint32_t room, size, segs, before = zip_task_count(), fit = 0, n = 0;

	for (room = 1; room <= 205; room++) {
		for (segs = 1; segs <= 12; segs = 2 * segs + 1, n++) {
			zip_item_make(&items[0], ZIP_TEXT, room + segs % 2);
			tasks[0] = zip_item_task(&items[0], true);
			tasks[1] = zip_item_task(&items[0], false);
			tasks[0].room = room;
			tasks[1].room = room;
			tasks[0].dst_segs = segs;
			tasks[1].dst_segs = segs;
			tasks[1].src_segs = 1 + room % 3;
			zip_task_run(&zip_port, &tasks[0], 1);
			size = items[0].len;
			if (size <= room)
				zip_item_check(&tasks[0], &items[0]);
			else
				assert_int_equal(tasks[0].status,
						RTE_COMP_OP_STATUS_OUT_OF_SPACE_TERMINATED);
			zip_task_run(&zip_port, &tasks[1], 1);
			fit += assert_compressed(&tasks[1], &items[0], zip_item_room(size));
			zip_item_free(&items[0]);
		}
	}
	assert_int_equal(zip_task_count() - before, 2 * n);
	assert_true(fit > n / 2 && n >= 205 * 3);
}

static void
run_long(uint32_t src_segs, uint32_t dst_segs, uint32_t len)
{
	unsigned int d;

	zip_item_make(&items[0], ZIP_TEXT, len);
	for (d = 0; d < 2; d++) {
		tasks[0] = zip_item_task(&items[0], d);
		tasks[0].src_segs = src_segs;
		tasks[0].dst_segs = dst_segs;
		zip_task_run(&zip_port, tasks, 1);
		zip_item_check(&tasks[0], &items[0]);
	}
	zip_item_free(&items[0]);
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
		/* Fewer bytes than segments, so that most are empty. */
		run_long(segs[i], segs[i], 201 + segs[i] / 10);
	}
	assert_int_equal(zip_task_count() - before, RTE_DIM(segs) * 8);
}

/* More than a flat request takes, in very large segments. */
static void
test_huge(void **state __rte_unused)
{
	static const enum zip_data kinds[] = { ZIP_TEXT, ZIP_RANDOM };
	uint32_t before = zip_task_count();
	unsigned int k, d;

	for (k = 0; k < RTE_DIM(kinds); k++) {
		zip_item_make(&items[0], kinds[k], HUGE_LEN);
		for (d = 0; d < 2; d++) {
			tasks[0] = zip_item_task(&items[0], d);
			tasks[0].src_segs = tasks[0].len / 50000 + 1;
			tasks[0].dst_segs = tasks[0].room / 40000 + 1;
			zip_task_run(&zip_port, tasks, 1);
			zip_item_check(&tasks[0], &items[0]);
		}
		zip_item_free(&items[0]);
	}
	assert_int_equal(zip_task_count() - before, 4);
}

/* Flat and chained operations of both directions in one burst. */
static void
make_mixed(uint32_t n)
{
	uint32_t i;

	for (i = 0; i < n; i++) {
		zip_item_make(&items[i], i % ZIP_NB_DATA, test_rand_range(1, 3000));
		tasks[i] = zip_item_task(&items[i], test_rand() & 1);
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
		zip_item_check(&tasks[i], &items[i]);
		zip_item_free(&items[i]);
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

/* Chains that together need more blocks for lists than a ring has at a time. */
static void
test_pool_exhaustion(void **state __rte_unused)
{
	uint32_t before = zip_task_count(), i, d;

	for (d = 0; d < 2; d++) {
		for (i = 0; i < BATCH; i++) {
			zip_item_make(&items[i], ZIP_TEXT, 9000);
			tasks[i] = zip_item_task(&items[i], d);
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
		/* A stop waits until the device has finished. */
		assert_mixed(BATCH);
		assert_int_equal(zip_start(&zip_port), 0);
		zip_assert_works(&zip_port, 0);
	}
	assert_int_equal(zip_task_count() - before, 5 * BATCH);
}

/* Damaged streams in chains end in an error, and no memory around them is written. */
static void
test_damaged(void **state __rte_unused)
{
	uint32_t i, bad = 0, consumed, produced, before = zip_task_count();

	for (i = 0; i < 300; i++) {
		struct zip_task *t = &tasks[0];
		int ret;

		zip_item_make(&items[0], i % ZIP_NB_DATA, 3000);
		items[0].packed[test_rand_range(0, items[0].packed_len - 1)] ^= 1 << (i & 7);
		*t = zip_item_task(&items[0], true);
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
		zip_item_free(&items[0]);
	}
	assert_true(bad > 50);
	assert_int_equal(zip_task_count() - before, 300);
	zip_assert_works(&zip_port, 0);
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
test_zip_chain(void)
{
	static const struct CMUnitTest tests[] = {
		CHAIN_TEST(test_shapes),
		CHAIN_TEST(test_offsets),
		CHAIN_TEST(test_exact_decompress),
		CHAIN_TEST(test_exact_compress),
		CHAIN_TEST(test_tiny_rooms),
		CHAIN_TEST(test_long_chains),
		CHAIN_TEST(test_huge),
		CHAIN_TEST(test_mixed_bursts),
		CHAIN_TEST(test_pool_exhaustion),
		CHAIN_TEST(test_stop),
		CHAIN_TEST(test_damaged),
	};

	return TEST_RUN_GROUP("zip chain", tests, NULL, NULL);
}

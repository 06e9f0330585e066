/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Hardware lists out of mbuf chains: which entries, how many, and which chains are refused. */

#include <errno.h>

#include <rte_common.h>
#include <rte_mbuf.h>

#include "hisi_sgl.h"
#include "sgl_list.h"
#include "test.h"
#include "test_util.h"

/* Most entries of a list that is built: one is kept for an appended buffer. */
#define MAX_BUILT	(SGL_MAX_LIST - 1u)

static void
test_slot_lists(void **state __rte_unused)
{
	uint32_t n, lists = 0;

	for (n = 1; n < HISI_SGL_SLOT_ENTRIES; n++, lists += 2) {
		sgl_make_chain(n, 100 + n);
		sgl_check_range(n, HISI_SGL_SRC, 0, n * (100 + n));
		sgl_check_range(n, HISI_SGL_DST, 0, n * (100 + n));
		assert_int_equal(sgl_blocks_of(n), 0);
	}
	assert_int_equal(lists, 34);
}

/* Chains around the end of the list in the slot and of each block. */
static void
test_limits(void **state __rte_unused)
{
	static const uint32_t blocks[] = { 0, 1, 2, 3, 7, 8, 100, 254 };
	unsigned int i, lists = 0;
	uint32_t n, full;

	for (i = 0; i < RTE_DIM(blocks); i++) {
		full = HISI_SGL_SLOT_ENTRIES + blocks[i] * HISI_SGL_MAX_ENTRIES;
		for (n = full - 3; n <= full + 3; n++, lists++) {
			sgl_make_chain(n, 1);
			sgl_check_range(lists % SGL_SLOTS, lists % HISI_SGL_NB_BUFS, 0, n);
		}
	}
	assert_int_equal(lists, RTE_DIM(blocks) * 7);
}

/* hisi_sgl_build_short() builds the list that hisi_sgl_build() builds, or none. */
static void
check_build_short(uint32_t offset, uint32_t length, bool built)
{
	uint32_t n;

	assert_int_equal(hisi_sgl_build_short(hisi_sgl_of(&sgl.pool, 2, HISI_SGL_SRC), sgl.segs,
			offset, length), built);
	if (!built)
		return;
	n = sgl_expect(offset, length);
	sgl_assert_list(&sgl.pool, 2, HISI_SGL_SRC, n);
	assert_true(n < HISI_SGL_SLOT_ENTRIES);
}

static void
test_build_short(void **state __rte_unused)
{
	uint32_t n, i;

	for (n = 1; n < HISI_SGL_SLOT_ENTRIES + 3; n++) {
		sgl_make_chain(n, 10);
		for (i = 1; i <= 10 * n; i++)
			check_build_short(0, i, i <= 10 * (HISI_SGL_SLOT_ENTRIES - 1));
		check_build_short(0, 10 * n + 1, false);
		check_build_short(9, 1, true);
		/* Ranges that it leaves to hisi_sgl_build(). */
		check_build_short(10, 1, false);
		check_build_short(0, 0, false);
		check_build_short(0, UINT32_MAX, false);
	}
	sgl_make_chain(5, 10);
	sgl.segs[3].data_len = 0;
	check_build_short(2, 28, true);
	check_build_short(2, 29, false);
}

/* Segments are counted by their links, whatever nb_segs of the first one is. */
static void
test_wrong_nb_segs(void **state __rte_unused)
{
	static const uint16_t claims[] = { 0, 1, 2, 4, 5, 17, 18, UINT16_MAX };
	unsigned int i;

	for (i = 0; i < RTE_DIM(claims); i++) {
		sgl_make_chain(3, 10);
		sgl.segs[0].nb_segs = claims[i];
		check_build_short(5, 25, true);
		check_build_short(5, 26, false);
		check_build_short(5, 1000, false);
		sgl_check_range(5, HISI_SGL_DST, 5, 25);
		assert_int_equal(hisi_sgl_build(&sgl.pool, 5, HISI_SGL_SRC, sgl.segs, 5, 26),
				-EINVAL);
	}
}

static void
assert_refused(int error, uint32_t offset, uint32_t length)
{
	assert_int_equal(hisi_sgl_build(&sgl.pool, 5, HISI_SGL_SRC, sgl.segs, offset, length),
			error);
	assert_int_equal(sgl.pool.nb_free, HISI_SGL_POOL_BLOCKS);
	/* The slot can be used as before. */
	sgl_make_chain(3, 10);
	sgl_check_range(5, HISI_SGL_SRC, 1, 28);
}

static void
test_longest(void **state __rte_unused)
{
	sgl_make_chain(MAX_BUILT, 3);
	sgl_check_range(0, HISI_SGL_DST, 0, MAX_BUILT * 3);
	sgl_make_chain(MAX_BUILT + 1, 3);
	assert_refused(-E2BIG, 0, (MAX_BUILT + 1) * 3);
	sgl_make_chain(SGL_MAX_SEGS, 3);
	assert_refused(-E2BIG, 0, SGL_MAX_SEGS * 3);
	/* Only segments within the range count. */
	sgl_make_chain(SGL_MAX_SEGS, 3);
	sgl_check_range(1, HISI_SGL_SRC, (SGL_MAX_SEGS - MAX_BUILT) * 3, MAX_BUILT * 3);
	sgl_check_range(1, HISI_SGL_SRC, 0, MAX_BUILT * 3);
	sgl_check_range(1, HISI_SGL_SRC, SGL_MAX_SEGS * 3 - 1, 1);
}

/* As many of the largest segments as a list holds, which is nearly 4 GiB. */
static void
test_largest(void **state __rte_unused)
{
	uint32_t len = MAX_BUILT * UINT16_MAX;

	sgl_make_chain(MAX_BUILT, UINT16_MAX);
	assert_int_equal(sgl_chain_len(), len);
	sgl_check_range(0, HISI_SGL_SRC, 0, len);
	sgl_check_range(0, HISI_SGL_SRC, 7, len - 7);
	sgl_check_range(0, HISI_SGL_SRC, len - 2, 2);
	assert_refused(-EINVAL, 1, UINT32_MAX);
}

static void
test_empty_segments(void **state __rte_unused)
{
	static const uint32_t sizes[] = { 2, 15, 16, 17, 31, 40, 300, 5000 };
	unsigned int i, every;
	uint32_t s;

	for (i = 0; i < RTE_DIM(sizes); i++) {
		for (every = 2; every < 9; every++) {
			sgl_make_chain(sizes[i], 50);
			for (s = 0; s < sizes[i]; s++)
				if (s % every != every - 1)
					sgl.segs[s].data_len = 0;
			if (sgl_chain_len() != 0)
				sgl_check_range(i, HISI_SGL_SRC, 0, sgl_chain_len());
			/* The other segments have data, among them the first. */
			for (s = 0; s < sizes[i]; s++)
				sgl.segs[s].data_len = s % every == 0 ? 50 : 0;
			sgl_check_range(i, HISI_SGL_DST, 0, sgl_chain_len());
			sgl_check_range(i, HISI_SGL_DST, 49, sgl_chain_len() - 49);
		}
	}
	/* As many segments as there can be, of which very few have data. */
	sgl_make_chain(SGL_MAX_SEGS, 0);
	for (s = 7; s < SGL_MAX_SEGS; s += 5000)
		sgl.segs[s].data_len = 1;
	sgl_check_range(0, HISI_SGL_SRC, 0, sgl_chain_len());
	sgl.segs[SGL_MAX_SEGS - 1].data_len = 9;
	sgl_check_range(0, HISI_SGL_SRC, sgl_chain_len() - 9, 9);
}

/* Each range of a chain with segments of several sizes and empty ones. */
static void
test_all_ranges(void **state __rte_unused)
{
	static const uint16_t lens[] = {
		3, 0, 1, 1, 2, 0, 0, 5, 1, 1, 1, 4, 1, 2, 1, 1, 1, 1, 1, 0, 1, 1, 3, 0,
	};
	uint32_t offset, length, total, ranges = 0;
	unsigned int i;

	sgl_make_chain(RTE_DIM(lens), 0);
	for (i = 0; i < RTE_DIM(lens); i++)
		sgl.segs[i].data_len = lens[i];
	total = sgl_chain_len();
	for (offset = 0; offset < total; offset++)
		for (length = 1; length <= total - offset; length++, ranges++)
			sgl_check_range(ranges % SGL_SLOTS, ranges % HISI_SGL_NB_BUFS, offset,
					length);
	assert_int_equal(ranges, total * (total + 1) / 2);
	assert_true(ranges > 400);
}

static void
test_random_ranges(void **state __rte_unused)
{
	uint32_t i, s, n, offset, total;

	for (i = 0; i < 1000; i++) {
		n = test_rand_range(1, i % 10 == 0 ? 3000 : 40);
		sgl_make_chain(n, 0);
		for (s = 0; s < n; s++)
			sgl.segs[s].data_len = test_rand_range(0, 3) == 0 ? 0 :
				test_rand_range(1, 2000);
		sgl.segs[test_rand_range(0, n - 1)].data_len = 1;
		total = sgl_chain_len();
		offset = test_rand_range(0, total - 1);
		sgl_check_range(i % SGL_SLOTS, i % HISI_SGL_NB_BUFS, offset,
				test_rand_range(1, total - offset));
	}
}

static void
test_too_short(void **state __rte_unused)
{
	static const uint32_t sizes[] = { 1, 2, 14, 15, 16, 17, 100, 1000 };
	unsigned int i;

	for (i = 0; i < RTE_DIM(sizes); i++) {
		uint32_t n = sizes[i];

		sgl_make_chain(n, 10);
		assert_refused(-EINVAL, 0, n * 10 + 1);
		sgl_make_chain(n, 10);
		assert_refused(-EINVAL, 5, n * 10 - 4);
		sgl_make_chain(n, 10);
		assert_refused(-EINVAL, n * 10, 1);
		sgl_make_chain(n, 10);
		assert_refused(-EINVAL, n * 10 + 100, 1);
		sgl_make_chain(n, 10);
		assert_refused(-EINVAL, 1, UINT32_MAX);
		sgl_make_chain(n, 0);
		assert_refused(-EINVAL, 0, 1);
	}
}

#define SGL_TEST(f)	cmocka_unit_test_setup_teardown(f, sgl_setup, sgl_teardown)

int
test_sgl(void)
{
	static const struct CMUnitTest tests[] = {
		SGL_TEST(test_slot_lists),
		SGL_TEST(test_build_short),
		SGL_TEST(test_wrong_nb_segs),
		SGL_TEST(test_limits),
		SGL_TEST(test_longest),
		SGL_TEST(test_largest),
		SGL_TEST(test_empty_segments),
		SGL_TEST(test_all_ranges),
		SGL_TEST(test_random_ranges),
		SGL_TEST(test_too_short),
	};

	return TEST_RUN_GROUP("sgl", tests, NULL, NULL) + test_sgl_pool();
}

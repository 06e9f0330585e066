/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Blocks that the hardware lists of a queue share: who has which, and what is left. */

#include <errno.h>

#include <rte_common.h>
#include <rte_mbuf.h>

#include "hisi_sgl.h"
#include "sgl_list.h"
#include "test.h"
#include "test_util.h"

/* Build a list of a chain that takes so many shared blocks. @return what building returned. */
static int
build_blocks(struct hisi_sgl_pool *p, uint32_t slot, enum hisi_sgl_buf which, uint32_t blocks)
{
	uint32_t n = blocks * HISI_SGL_MAX_ENTRIES + HISI_SGL_SLOT_ENTRIES - 1;

	sgl_make_chain(n, 2);
	return hisi_sgl_build(p, slot, which, sgl.segs, 0, n * 2);
}

static void
test_exhaustion(void **state __rte_unused)
{
	uint32_t slot, blocks = HISI_SGL_POOL_BLOCKS / SGL_SLOTS / HISI_SGL_NB_BUFS;
	unsigned int round;

	for (round = 0; round < 3; round++) {
		for (slot = 0; slot < SGL_SLOTS; slot++) {
			assert_int_equal(build_blocks(&sgl.pool, slot, HISI_SGL_SRC, blocks), 0);
			assert_int_equal(build_blocks(&sgl.pool, slot, HISI_SGL_DST, blocks), 0);
		}
		assert_int_equal(sgl.pool.nb_free, 0);
		hisi_sgl_release(&sgl.pool, 9);
		assert_int_equal(sgl.pool.nb_free, 2 * blocks);
		/* One block more than there is, then all that are left. */
		assert_int_equal(build_blocks(&sgl.pool, 9, HISI_SGL_SRC, 2 * blocks + 1), -EAGAIN);
		assert_int_equal(sgl.pool.nb_free, 2 * blocks);
		assert_int_equal(build_blocks(&sgl.pool, 9, HISI_SGL_DST, 2 * blocks), 0);
		assert_int_equal(build_blocks(&sgl.pool, 9, HISI_SGL_SRC, 1), -EAGAIN);
			/* A list that needs no block can be built without free blocks. */
		sgl_make_chain(15, 1);
		assert_int_equal(hisi_sgl_build(&sgl.pool, 9, HISI_SGL_SRC, sgl.segs, 0, 15), 0);
		for (slot = 0; slot < SGL_SLOTS; slot++)
			hisi_sgl_release(&sgl.pool, (slot * 7 + round) % SGL_SLOTS);
		assert_int_equal(sgl.pool.nb_free, HISI_SGL_POOL_BLOCKS);
	}
}

/* Each block that is not free belongs to exactly one list. */
static void
test_blocks_are_distinct(void **state __rte_unused)
{
	bool seen[HISI_SGL_POOL_BLOCKS] = { false };
	const struct hisi_sgl *list;
	uint32_t slot, block, n = 0;

	for (slot = 0; slot < SGL_SLOTS; slot++)
		assert_int_equal(build_blocks(&sgl.pool, slot, HISI_SGL_DST, 1 + slot % 15), 0);
	for (slot = 0; slot < SGL_SLOTS; slot++) {
		list = hisi_sgl_of(&sgl.pool, slot, HISI_SGL_DST);
		for (; list->next != 0; n++) {
			list = (const struct hisi_sgl *)(uintptr_t)list->next;
			block = ((const uint8_t *)list - sgl.pool.blocks) / HISI_SGL_BLOCK_SIZE;
			assert_true(block < HISI_SGL_POOL_BLOCKS && !seen[block]);
			seen[block] = true;
		}
	}
	assert_int_equal(n, HISI_SGL_POOL_BLOCKS - sgl.pool.nb_free);
	assert_true(n > HISI_SGL_POOL_BLOCKS * 3 / 4);
}

static void
test_slot_reuse(void **state __rte_unused)
{
	uint32_t i, n;

	for (i = 0; i < 200; i++) {
		assert_int_equal(build_blocks(&sgl.pool, 3, i % HISI_SGL_NB_BUFS, 1 + i), 0);
		assert_int_equal(sgl_walk(&sgl.pool, 3, i % HISI_SGL_NB_BUFS),
				(1 + i) * HISI_SGL_MAX_ENTRIES + HISI_SGL_SLOT_ENTRIES - 1);
		hisi_sgl_release(&sgl.pool, 3);
		sgl_make_chain(1 + i % 15, 20);
		n = sgl_expect(0, sgl_chain_len());
		assert_int_equal(hisi_sgl_build(&sgl.pool, 3, i % HISI_SGL_NB_BUFS, sgl.segs, 0,
				sgl_chain_len()), 0);
		sgl_assert_list(&sgl.pool, 3, i % HISI_SGL_NB_BUFS, n);
		assert_int_equal(hisi_sgl_of(&sgl.pool, 3, i % HISI_SGL_NB_BUFS)->next, 0);
		hisi_sgl_release(&sgl.pool, 3);
	}
	assert_int_equal(sgl.pool.nb_free, HISI_SGL_POOL_BLOCKS);
}

/* Building and releasing a list leaves those of other slots and of the same slot alone. */
static void
test_neighbours(void **state __rte_unused)
{
	uint32_t slot, n;

	for (slot = 1; slot + 1 < SGL_SLOTS; slot += 3) {
		sgl_make_chain(15, 30);
		n = sgl_expect(3, 440);
		assert_int_equal(hisi_sgl_build(&sgl.pool, slot, HISI_SGL_DST, sgl.segs, 3, 440),
				0);
		assert_int_equal(build_blocks(&sgl.pool, slot - 1, HISI_SGL_DST, 3), 0);
		assert_int_equal(build_blocks(&sgl.pool, slot, HISI_SGL_SRC, 2), 0);
		assert_int_equal(build_blocks(&sgl.pool, slot + 1, HISI_SGL_SRC, 1), 0);
		hisi_sgl_append(&sgl.pool, slot - 1, HISI_SGL_DST, SGL_TAIL, SGL_TAIL_LEN);
		hisi_sgl_append(&sgl.pool, slot, HISI_SGL_SRC, SGL_TAIL, SGL_TAIL_LEN);
		sgl_make_chain(15, 30);
		sgl_expect(3, 440);
		sgl_assert_list(&sgl.pool, slot, HISI_SGL_DST, n);
		hisi_sgl_release(&sgl.pool, slot - 1);
		hisi_sgl_release(&sgl.pool, slot + 1);
		sgl_assert_list(&sgl.pool, slot, HISI_SGL_DST, n);
		hisi_sgl_release(&sgl.pool, slot);
		assert_int_equal(sgl.pool.nb_free, HISI_SGL_POOL_BLOCKS);
	}
}

static void
test_two_pools(void **state __rte_unused)
{
	uint32_t n;

	assert_int_equal(hisi_sgl_pool_init(&sgl.other_pool, 8), 0);
	assert_int_equal(build_blocks(&sgl.pool, 0, HISI_SGL_SRC, 255), 0);
	assert_int_equal(build_blocks(&sgl.pool, 0, HISI_SGL_DST, 255), 0);
	assert_int_equal(build_blocks(&sgl.pool, 1, HISI_SGL_DST, 3), -EAGAIN);
	assert_int_equal(sgl.other_pool.nb_free, HISI_SGL_POOL_BLOCKS);
	assert_int_equal(build_blocks(&sgl.other_pool, 0, HISI_SGL_SRC, 200), 0);
	n = sgl_expect(0, sgl_chain_len());
	sgl_assert_list(&sgl.other_pool, 0, HISI_SGL_SRC, n);
	hisi_sgl_release(&sgl.pool, 0);
	sgl_assert_list(&sgl.other_pool, 0, HISI_SGL_SRC, n);
	assert_int_equal(sgl.pool.nb_free, HISI_SGL_POOL_BLOCKS);
	assert_int_equal(sgl.other_pool.nb_free, HISI_SGL_POOL_BLOCKS - 200);
	hisi_sgl_pool_free(&sgl.other_pool);
	/* A pool that was freed is all zero, and may be freed again. */
	assert_null(sgl.other_pool.mem);
	hisi_sgl_pool_free(&sgl.other_pool);
	sgl_make_chain(20, 4);
	sgl_check_range(0, HISI_SGL_SRC, 0, 80);
}

/* Build and release random lists, and compare the free blocks with a count of the test. */
static void
test_random_turns(void **state __rte_unused)
{
	uint32_t blocks_of_slot[SGL_SLOTS] = { 0 };
	uint32_t i, slot, blocks, nb_free = HISI_SGL_POOL_BLOCKS, refused = 0;
	int ret;

	for (i = 0; i < 3000; i++) {
		slot = test_rand_range(0, SGL_SLOTS - 1);
		if (blocks_of_slot[slot] != 0) {
			hisi_sgl_release(&sgl.pool, slot);
			nb_free += blocks_of_slot[slot];
			blocks_of_slot[slot] = 0;
		} else {
			blocks = test_rand_range(1, 60);
			ret = build_blocks(&sgl.pool, slot, i % HISI_SGL_NB_BUFS, blocks);
			assert_int_equal(ret, blocks <= nb_free ? 0 : -EAGAIN);
			blocks_of_slot[slot] = ret == 0 ? blocks : 0;
			nb_free -= blocks_of_slot[slot];
			refused += ret != 0;
		}
		assert_int_equal(sgl.pool.nb_free, nb_free);
	}
	assert_true(refused > 10);
}

#define SGL_TEST(f)	cmocka_unit_test_setup_teardown(f, sgl_setup, sgl_teardown)

int
test_sgl_pool(void)
{
	static const struct CMUnitTest tests[] = {
		SGL_TEST(test_exhaustion),
		SGL_TEST(test_blocks_are_distinct),
		SGL_TEST(test_slot_reuse),
		SGL_TEST(test_neighbours),
		SGL_TEST(test_two_pools),
		SGL_TEST(test_random_turns),
	};

	return TEST_RUN_GROUP("sgl pool", tests, NULL, NULL);
}

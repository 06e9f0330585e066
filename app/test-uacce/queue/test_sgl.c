/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Hardware lists out of mbuf chains, read back the way hardware walks them. The
 * mbufs are plain structures whose buffers nobody looks into.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>
#include <rte_mbuf.h>

#include "hisi_sgl.h"
#include "test.h"

#define NB_SLOTS	64u
#define MAX_SEGS	UINT16_MAX
/* Most entries of a list: the slot's own, and blocks up to what hardware walks. */
#define MAX_ENTRIES \
	(HISI_SGL_SLOT_ENTRIES + (HISI_SGL_MAX_BLOCKS - 1) * HISI_SGL_MAX_ENTRIES)
/* One of them is kept for an appended buffer. */
#define MAX_BUILT	(MAX_ENTRIES - 1u)

/* What is appended: an address that no segment has. */
#define TAIL		((uint8_t *)0x7000)
#define TAIL_LEN	8u

struct entry {
	uint64_t addr;
	uint32_t len;
};

static struct hisi_sgl_pool pool, other_pool;
static struct rte_mbuf *segs;
static struct entry *expected, *found;
static uint64_t rand_state;

static uint32_t
rand_range(uint32_t min, uint32_t max)
{
	rand_state = rand_state * UINT64_C(6364136223846793005) + 1442695040888963407;
	return min + (rand_state >> 33) % (max - min + 1);
}

static int
setup(void **state __rte_unused)
{
	rand_state = test_options.seed;
	segs = aligned_alloc(RTE_CACHE_LINE_SIZE, MAX_SEGS * sizeof(*segs));
	expected = calloc(MAX_ENTRIES, sizeof(*expected));
	found = calloc(MAX_ENTRIES, sizeof(*found));
	assert_true(segs != NULL && expected != NULL && found != NULL);
	memset(&pool, 0, sizeof(pool));
	memset(&other_pool, 0, sizeof(other_pool));
	assert_int_equal(hisi_sgl_pool_init(&pool, NB_SLOTS), 0);
	return 0;
}

static int
teardown(void **state __rte_unused)
{
	hisi_sgl_pool_free(&pool);
	hisi_sgl_pool_free(&other_pool);
	free(segs);
	free(expected);
	free(found);
	return 0;
}

/* A chain of n segments of a length; the tests change what they need to. */
static struct rte_mbuf *
make_chain(uint32_t n, uint16_t len)
{
	uint32_t i;

	assert_true(n <= MAX_SEGS);
	memset(segs, 0, n * sizeof(*segs));
	for (i = 0; i < n; i++) {
		segs[i].buf_addr = (void *)(uintptr_t)(UINT64_C(0x100000000) + i * 0x20000ull);
		segs[i].data_off = i % 200;
		segs[i].data_len = len;
		segs[i].nb_segs = 1;
		segs[i].next = i + 1 < n ? &segs[i + 1] : NULL;
	}
	segs[0].nb_segs = n;
	return segs;
}

static uint64_t
chain_len(void)
{
	const struct rte_mbuf *m;
	uint64_t len = 0;

	for (m = segs; m != NULL; m = m->next)
		len += m->data_len;
	return len;
}

/* What the list has to be, byte range by byte range. */
static uint32_t
expect(uint64_t offset, uint64_t length)
{
	const struct rte_mbuf *m;
	uint64_t at = 0, end = offset + length, from, to;
	uint32_t n = 0;

	for (m = segs; m != NULL; at += m->data_len, m = m->next) {
		from = RTE_MAX(at, offset);
		to = RTE_MIN(at + m->data_len, end);
		if (from >= to)
			continue;
		expected[n].addr = (uintptr_t)m->buf_addr + m->data_off + (from - at);
		expected[n++].len = to - from;
	}
	return n;
}

static void
take_block(const struct hisi_sgl *list, uint32_t *n)
{
	const struct hisi_sge *entry = hisi_sgl_entries((struct hisi_sgl *)(uintptr_t)list);
	uint32_t i;

	assert_int_equal((uintptr_t)list % HISI_SGL_ALIGN, 0);
	assert_true(list->entry_length_in_sgl <= HISI_SGL_MAX_ENTRIES);
	assert_true(list->entry_sum_in_sgl <= list->entry_length_in_sgl);
	for (i = 0; i < list->entry_sum_in_sgl; i++) {
		assert_true(entry[i].len >= 1 && entry[i].len <= HISI_SGL_MAX_ENTRY_LEN);
		assert_true(*n < MAX_ENTRIES);
		found[*n].addr = entry[i].addr;
		found[(*n)++].len = entry[i].len;
	}
}

/* As hardware: block by block, by what each says of itself. @return entries. */
static uint32_t
walk(const struct hisi_sgl_pool *p, uint32_t slot, enum hisi_sgl_buf side)
{
	const struct hisi_sgl *list = hisi_sgl_of(p, slot, side);
	uint32_t n = 0, blocks = 0, capacity = list->entry_sum_in_chain, room = 0;

	for (; list != NULL; list = (const struct hisi_sgl *)(uintptr_t)list->next) {
		assert_true(++blocks <= HISI_SGL_MAX_BLOCKS);
		room += list->entry_length_in_sgl;
		take_block(list, &n);
	}
	assert_int_equal(capacity, room);
	return n;
}

static void
assert_list(const struct hisi_sgl_pool *p, uint32_t slot, enum hisi_sgl_buf side, uint32_t n)
{
	uint32_t i;

	assert_int_equal(walk(p, slot, side), n);
	for (i = 0; i < n; i++) {
		assert_int_equal(found[i].addr, expected[i].addr);
		assert_int_equal(found[i].len, expected[i].len);
	}
}

/* Blocks that a list of n entries takes besides the slot's own, one entry kept. */
static uint32_t
blocks_of(uint32_t n)
{
	if (n < HISI_SGL_SLOT_ENTRIES)
		return 0;
	return (n + 1 - HISI_SGL_SLOT_ENTRIES + HISI_SGL_MAX_ENTRIES - 1) /
		HISI_SGL_MAX_ENTRIES;
}

/* Build, read back, append, read back, release. */
static void
check_range(uint32_t slot, enum hisi_sgl_buf side, uint32_t offset, uint32_t length)
{
	uint32_t n = expect(offset, length);

	assert_int_equal(hisi_sgl_build(&pool, slot, side, segs, offset, length), 0);
	assert_list(&pool, slot, side, n);
	assert_int_equal(pool.nb_free, HISI_SGL_POOL_BLOCKS - blocks_of(n));
	hisi_sgl_append(&pool, slot, side, TAIL, TAIL_LEN);
	expected[n].addr = (uintptr_t)TAIL;
	expected[n].len = TAIL_LEN;
	assert_list(&pool, slot, side, n + 1);
	hisi_sgl_release(&pool, slot);
	assert_int_equal(pool.nb_free, HISI_SGL_POOL_BLOCKS);
	assert_int_equal(hisi_sgl_of(&pool, slot, side)->next, 0);
}

static void
test_slot_lists(void **state __rte_unused)
{
	uint32_t n, lists = 0;

	for (n = 1; n < HISI_SGL_SLOT_ENTRIES; n++, lists += 2) {
		make_chain(n, 100 + n);
		check_range(n, HISI_SGL_SRC, 0, n * (100 + n));
		check_range(n, HISI_SGL_DST, 0, n * (100 + n));
		assert_int_equal(blocks_of(n), 0);
	}
	assert_int_equal(lists, 34);
}

/* One less, exact and one more at the end of the slot's list and of each block. */
static void
test_limits(void **state __rte_unused)
{
	static const uint32_t blocks[] = { 0, 1, 2, 3, 7, 8, 100, 254 };
	unsigned int i, lists = 0;
	uint32_t n, full;

	for (i = 0; i < RTE_DIM(blocks); i++) {
		full = HISI_SGL_SLOT_ENTRIES + blocks[i] * HISI_SGL_MAX_ENTRIES;
		for (n = full - 3; n <= full + 3; n++, lists++) {
			make_chain(n, 1);
			check_range(lists % NB_SLOTS, lists % HISI_SGL_NB_BUFS, 0, n);
		}
	}
	assert_int_equal(lists, RTE_DIM(blocks) * 7);
}

/* The short way: what it builds is what the long way would have built. */
static void
check_short(uint32_t offset, uint32_t length, bool built)
{
	uint32_t n;

	assert_int_equal(hisi_sgl_build_short(hisi_sgl_of(&pool, 2, HISI_SGL_SRC), segs, offset,
			length), built);
	if (!built)
		return;
	n = expect(offset, length);
	assert_list(&pool, 2, HISI_SGL_SRC, n);
	assert_true(n < HISI_SGL_SLOT_ENTRIES);
}

static void
test_short(void **state __rte_unused)
{
	uint32_t n, i;

	for (n = 1; n < HISI_SGL_SLOT_ENTRIES + 3; n++) {
		make_chain(n, 10);
		for (i = 1; i <= 10 * n; i++)
			check_short(0, i, i <= 10 * (HISI_SGL_SLOT_ENTRIES - 1));
		check_short(0, 10 * n + 1, false);
		check_short(9, 1, true);
		/* What it leaves to the long way. */
		check_short(10, 1, false);
		check_short(0, 0, false);
		check_short(0, UINT32_MAX, false);
	}
	make_chain(5, 10);
	segs[3].data_len = 0;
	check_short(2, 28, true);
	check_short(2, 29, false);
}

/* A chain is its links, whatever its first segment says of their number. */
static void
test_wrong_nb_segs(void **state __rte_unused)
{
	static const uint16_t claims[] = { 0, 1, 2, 4, 5, 17, 18, UINT16_MAX };
	unsigned int i;

	for (i = 0; i < RTE_DIM(claims); i++) {
		make_chain(3, 10);
		segs[0].nb_segs = claims[i];
		check_short(5, 25, true);
		check_short(5, 26, false);
		check_short(5, 1000, false);
		check_range(5, HISI_SGL_DST, 5, 25);
		assert_int_equal(hisi_sgl_build(&pool, 5, HISI_SGL_SRC, segs, 5, 26), -EINVAL);
	}
}

static void
assert_refused(int error, uint32_t offset, uint32_t length)
{
	assert_int_equal(hisi_sgl_build(&pool, 5, HISI_SGL_SRC, segs, offset, length), error);
	assert_int_equal(pool.nb_free, HISI_SGL_POOL_BLOCKS);
	/* The slot is as good as before. */
	make_chain(3, 10);
	check_range(5, HISI_SGL_SRC, 1, 28);
}

static void
test_longest(void **state __rte_unused)
{
	make_chain(MAX_BUILT, 3);
	check_range(0, HISI_SGL_DST, 0, MAX_BUILT * 3);
	make_chain(MAX_BUILT + 1, 3);
	assert_refused(-E2BIG, 0, (MAX_BUILT + 1) * 3);
	make_chain(MAX_SEGS, 3);
	assert_refused(-E2BIG, 0, MAX_SEGS * 3);
	/* Not the segments count but what is of them in the range. */
	make_chain(MAX_SEGS, 3);
	check_range(1, HISI_SGL_SRC, (MAX_SEGS - MAX_BUILT) * 3, MAX_BUILT * 3);
	check_range(1, HISI_SGL_SRC, 0, MAX_BUILT * 3);
	check_range(1, HISI_SGL_SRC, MAX_SEGS * 3 - 1, 1);
}

/* As many segments of the largest size as a list holds: next to 4 GiB. */
static void
test_largest(void **state __rte_unused)
{
	uint32_t len = MAX_BUILT * UINT16_MAX;

	make_chain(MAX_BUILT, UINT16_MAX);
	assert_int_equal(chain_len(), len);
	check_range(0, HISI_SGL_SRC, 0, len);
	check_range(0, HISI_SGL_SRC, 7, len - 7);
	check_range(0, HISI_SGL_SRC, len - 2, 2);
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
			make_chain(sizes[i], 50);
			for (s = 0; s < sizes[i]; s++)
				if (s % every != every - 1)
					segs[s].data_len = 0;
			if (chain_len() != 0)
				check_range(i, HISI_SGL_SRC, 0, chain_len());
			/* The others: data at either end. */
			for (s = 0; s < sizes[i]; s++)
				segs[s].data_len = s % every == 0 ? 50 : 0;
			check_range(i, HISI_SGL_DST, 0, chain_len());
			check_range(i, HISI_SGL_DST, 49, chain_len() - 49);
		}
	}
	/* All segments there can be, next to none with data. */
	make_chain(MAX_SEGS, 0);
	for (s = 7; s < MAX_SEGS; s += 5000)
		segs[s].data_len = 1;
	check_range(0, HISI_SGL_SRC, 0, chain_len());
	segs[MAX_SEGS - 1].data_len = 9;
	check_range(0, HISI_SGL_SRC, chain_len() - 9, 9);
}

/* Every range of a chain that has all kinds of borders in it. */
static void
test_all_ranges(void **state __rte_unused)
{
	static const uint16_t lens[] = {
		3, 0, 1, 1, 2, 0, 0, 5, 1, 1, 1, 4, 1, 2, 1, 1, 1, 1, 1, 0, 1, 1, 3, 0,
	};
	uint32_t offset, length, total, ranges = 0;
	unsigned int i;

	make_chain(RTE_DIM(lens), 0);
	for (i = 0; i < RTE_DIM(lens); i++)
		segs[i].data_len = lens[i];
	total = chain_len();
	for (offset = 0; offset < total; offset++)
		for (length = 1; length <= total - offset; length++, ranges++)
			check_range(ranges % NB_SLOTS, ranges % HISI_SGL_NB_BUFS, offset, length);
	assert_int_equal(ranges, total * (total + 1) / 2);
	assert_true(ranges > 400);
}

static void
test_random_ranges(void **state __rte_unused)
{
	uint32_t i, s, n, offset, total;

	for (i = 0; i < 1000; i++) {
		n = rand_range(1, i % 10 == 0 ? 3000 : 40);
		make_chain(n, 0);
		for (s = 0; s < n; s++)
			segs[s].data_len = rand_range(0, 3) == 0 ? 0 : rand_range(1, 2000);
		segs[rand_range(0, n - 1)].data_len = 1;
		total = chain_len();
		offset = rand_range(0, total - 1);
		check_range(i % NB_SLOTS, i % HISI_SGL_NB_BUFS, offset,
				rand_range(1, total - offset));
	}
}

static void
test_too_short(void **state __rte_unused)
{
	static const uint32_t sizes[] = { 1, 2, 14, 15, 16, 17, 100, 1000 };
	unsigned int i;

	for (i = 0; i < RTE_DIM(sizes); i++) {
		uint32_t n = sizes[i];

		make_chain(n, 10);
		assert_refused(-EINVAL, 0, n * 10 + 1);
		make_chain(n, 10);
		assert_refused(-EINVAL, 5, n * 10 - 4);
		make_chain(n, 10);
		assert_refused(-EINVAL, n * 10, 1);
		make_chain(n, 10);
		assert_refused(-EINVAL, n * 10 + 100, 1);
		make_chain(n, 10);
		assert_refused(-EINVAL, 1, UINT32_MAX);
		make_chain(n, 0);
		assert_refused(-EINVAL, 0, 1);
	}
}

/* A chain of as many entries as take so many shared blocks. */
static int
build_blocks(struct hisi_sgl_pool *p, uint32_t slot, enum hisi_sgl_buf side, uint32_t blocks)
{
	uint32_t n = blocks * HISI_SGL_MAX_ENTRIES + HISI_SGL_SLOT_ENTRIES - 1;

	make_chain(n, 2);
	return hisi_sgl_build(p, slot, side, segs, 0, n * 2);
}

static void
test_exhaustion(void **state __rte_unused)
{
	uint32_t slot, blocks = HISI_SGL_POOL_BLOCKS / NB_SLOTS / HISI_SGL_NB_BUFS;
	unsigned int round;

	for (round = 0; round < 3; round++) {
		for (slot = 0; slot < NB_SLOTS; slot++) {
			assert_int_equal(build_blocks(&pool, slot, HISI_SGL_SRC, blocks), 0);
			assert_int_equal(build_blocks(&pool, slot, HISI_SGL_DST, blocks), 0);
		}
		assert_int_equal(pool.nb_free, 0);
		hisi_sgl_release(&pool, 9);
		assert_int_equal(pool.nb_free, 2 * blocks);
		/* One more than there is, then all there is. */
		assert_int_equal(build_blocks(&pool, 9, HISI_SGL_SRC, 2 * blocks + 1), -EAGAIN);
		assert_int_equal(pool.nb_free, 2 * blocks);
		assert_int_equal(build_blocks(&pool, 9, HISI_SGL_DST, 2 * blocks), 0);
		assert_int_equal(build_blocks(&pool, 9, HISI_SGL_SRC, 1), -EAGAIN);
		/* What needs no block does not care. */
		make_chain(15, 1);
		assert_int_equal(hisi_sgl_build(&pool, 9, HISI_SGL_SRC, segs, 0, 15), 0);
		for (slot = 0; slot < NB_SLOTS; slot++)
			hisi_sgl_release(&pool, (slot * 7 + round) % NB_SLOTS);
		assert_int_equal(pool.nb_free, HISI_SGL_POOL_BLOCKS);
	}
}

/* Every block is somebody's, and nobody has one of somebody else's. */
static void
test_blocks_are_distinct(void **state __rte_unused)
{
	bool seen[HISI_SGL_POOL_BLOCKS] = { false };
	const struct hisi_sgl *list;
	uint32_t slot, block, n = 0;

	for (slot = 0; slot < NB_SLOTS; slot++)
		assert_int_equal(build_blocks(&pool, slot, HISI_SGL_DST, 1 + slot % 15), 0);
	for (slot = 0; slot < NB_SLOTS; slot++) {
		list = hisi_sgl_of(&pool, slot, HISI_SGL_DST);
		for (; list->next != 0; n++) {
			list = (const struct hisi_sgl *)(uintptr_t)list->next;
			block = ((const uint8_t *)list - pool.blocks) / HISI_SGL_BLOCK_SIZE;
			assert_true(block < HISI_SGL_POOL_BLOCKS && !seen[block]);
			seen[block] = true;
		}
	}
	assert_int_equal(n, HISI_SGL_POOL_BLOCKS - pool.nb_free);
	assert_true(n > HISI_SGL_POOL_BLOCKS * 3 / 4);
}

static void
test_slot_reuse(void **state __rte_unused)
{
	uint32_t i, n;

	for (i = 0; i < 200; i++) {
		assert_int_equal(build_blocks(&pool, 3, i % HISI_SGL_NB_BUFS, 1 + i), 0);
		assert_int_equal(walk(&pool, 3, i % HISI_SGL_NB_BUFS),
				(1 + i) * HISI_SGL_MAX_ENTRIES + HISI_SGL_SLOT_ENTRIES - 1);
		hisi_sgl_release(&pool, 3);
		make_chain(1 + i % 15, 20);
		n = expect(0, chain_len());
		assert_int_equal(hisi_sgl_build(&pool, 3, i % HISI_SGL_NB_BUFS, segs, 0,
				chain_len()), 0);
		assert_list(&pool, 3, i % HISI_SGL_NB_BUFS, n);
		assert_int_equal(hisi_sgl_of(&pool, 3, i % HISI_SGL_NB_BUFS)->next, 0);
		hisi_sgl_release(&pool, 3);
	}
	assert_int_equal(pool.nb_free, HISI_SGL_POOL_BLOCKS);
}

/* Lists of other slots and of the other side stay while one is built and released. */
static void
test_neighbours(void **state __rte_unused)
{
	uint32_t slot, n;

	for (slot = 1; slot + 1 < NB_SLOTS; slot += 3) {
		make_chain(15, 30);
		n = expect(3, 440);
		assert_int_equal(hisi_sgl_build(&pool, slot, HISI_SGL_DST, segs, 3, 440), 0);
		assert_int_equal(build_blocks(&pool, slot - 1, HISI_SGL_DST, 3), 0);
		assert_int_equal(build_blocks(&pool, slot, HISI_SGL_SRC, 2), 0);
		assert_int_equal(build_blocks(&pool, slot + 1, HISI_SGL_SRC, 1), 0);
		hisi_sgl_append(&pool, slot - 1, HISI_SGL_DST, TAIL, TAIL_LEN);
		hisi_sgl_append(&pool, slot, HISI_SGL_SRC, TAIL, TAIL_LEN);
		make_chain(15, 30);
		expect(3, 440);
		assert_list(&pool, slot, HISI_SGL_DST, n);
		hisi_sgl_release(&pool, slot - 1);
		hisi_sgl_release(&pool, slot + 1);
		assert_list(&pool, slot, HISI_SGL_DST, n);
		hisi_sgl_release(&pool, slot);
		assert_int_equal(pool.nb_free, HISI_SGL_POOL_BLOCKS);
	}
}

static void
test_two_pools(void **state __rte_unused)
{
	uint32_t n;

	assert_int_equal(hisi_sgl_pool_init(&other_pool, 8), 0);
	assert_int_equal(build_blocks(&pool, 0, HISI_SGL_SRC, 255), 0);
	assert_int_equal(build_blocks(&pool, 0, HISI_SGL_DST, 255), 0);
	assert_int_equal(build_blocks(&pool, 1, HISI_SGL_DST, 3), -EAGAIN);
	assert_int_equal(other_pool.nb_free, HISI_SGL_POOL_BLOCKS);
	assert_int_equal(build_blocks(&other_pool, 0, HISI_SGL_SRC, 200), 0);
	n = expect(0, chain_len());
	assert_list(&other_pool, 0, HISI_SGL_SRC, n);
	hisi_sgl_release(&pool, 0);
	assert_list(&other_pool, 0, HISI_SGL_SRC, n);
	assert_int_equal(pool.nb_free, HISI_SGL_POOL_BLOCKS);
	assert_int_equal(other_pool.nb_free, HISI_SGL_POOL_BLOCKS - 200);
	hisi_sgl_pool_free(&other_pool);
	/* A pool that is gone is all zero, and may be freed again. */
	assert_null(other_pool.mem);
	hisi_sgl_pool_free(&other_pool);
	make_chain(20, 4);
	check_range(0, HISI_SGL_SRC, 0, 80);
}

/* What was asked of each list, held against a count of blocks over many turns. */
static void
test_random_turns(void **state __rte_unused)
{
	uint32_t held[NB_SLOTS] = { 0 };
	uint32_t i, slot, blocks, nb_free = HISI_SGL_POOL_BLOCKS, refused = 0;
	int ret;

	for (i = 0; i < 3000; i++) {
		slot = rand_range(0, NB_SLOTS - 1);
		if (held[slot] != 0) {
			hisi_sgl_release(&pool, slot);
			nb_free += held[slot];
			held[slot] = 0;
		} else {
			blocks = rand_range(1, 60);
			ret = build_blocks(&pool, slot, i % HISI_SGL_NB_BUFS, blocks);
			assert_int_equal(ret, blocks <= nb_free ? 0 : -EAGAIN);
			held[slot] = ret == 0 ? blocks : 0;
			nb_free -= held[slot];
			refused += ret != 0;
		}
		assert_int_equal(pool.nb_free, nb_free);
	}
	assert_true(refused > 10);
}

#define SGL_TEST(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int
test_sgl(void)
{
	static const struct CMUnitTest tests[] = {
		SGL_TEST(test_slot_lists),
		SGL_TEST(test_short),
		SGL_TEST(test_wrong_nb_segs),
		SGL_TEST(test_limits),
		SGL_TEST(test_longest),
		SGL_TEST(test_largest),
		SGL_TEST(test_empty_segments),
		SGL_TEST(test_all_ranges),
		SGL_TEST(test_random_ranges),
		SGL_TEST(test_too_short),
		SGL_TEST(test_exhaustion),
		SGL_TEST(test_blocks_are_distinct),
		SGL_TEST(test_slot_reuse),
		SGL_TEST(test_neighbours),
		SGL_TEST(test_two_pools),
		SGL_TEST(test_random_turns),
	};

	return TEST_RUN_GROUP("sgl", tests, NULL, NULL);
}

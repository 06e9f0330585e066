/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* mbuf chains, and hardware lists read the way hardware walks them, for the tests of hisi_sgl. */

#include <stdlib.h>
#include <string.h>

#include <rte_common.h>

#include "sgl_list.h"
#include "test.h"
#include "test_util.h"

struct sgl sgl;

int
sgl_setup(void **state __rte_unused)
{
	test_rand_start();
	sgl.segs = aligned_alloc(RTE_CACHE_LINE_SIZE, SGL_MAX_SEGS * sizeof(*sgl.segs));
	sgl.expected = calloc(SGL_MAX_LIST, sizeof(*sgl.expected));
	sgl.found = calloc(SGL_MAX_LIST, sizeof(*sgl.found));
	assert_true(sgl.segs != NULL && sgl.expected != NULL && sgl.found != NULL);
	memset(&sgl.pool, 0, sizeof(sgl.pool));
	memset(&sgl.other_pool, 0, sizeof(sgl.other_pool));
	assert_int_equal(hisi_sgl_pool_init(&sgl.pool, SGL_SLOTS), 0);
	return 0;
}

int
sgl_teardown(void **state __rte_unused)
{
	hisi_sgl_pool_free(&sgl.pool);
	hisi_sgl_pool_free(&sgl.other_pool);
	free(sgl.segs);
	free(sgl.expected);
	free(sgl.found);
	return 0;
}

struct rte_mbuf *
sgl_make_chain(uint32_t n, uint16_t len)
{
	uint32_t i;

	assert_true(n <= SGL_MAX_SEGS);
	memset(sgl.segs, 0, n * sizeof(*sgl.segs));
	for (i = 0; i < n; i++) {
		sgl.segs[i].buf_addr = (void *)(uintptr_t)(UINT64_C(0x100000000) + i * 0x20000ull);
		sgl.segs[i].data_off = i % 200;
		sgl.segs[i].data_len = len;
		sgl.segs[i].nb_segs = 1;
		sgl.segs[i].next = i + 1 < n ? &sgl.segs[i + 1] : NULL;
	}
	sgl.segs[0].nb_segs = n;
	return sgl.segs;
}

uint64_t
sgl_chain_len(void)
{
	const struct rte_mbuf *m;
	uint64_t len = 0;

	for (m = sgl.segs; m != NULL; m = m->next)
		len += m->data_len;
	return len;
}

/* The list has an entry for each segment that is partly in the range. */
uint32_t
sgl_expect(uint64_t offset, uint64_t length)
{
	const struct rte_mbuf *m;
	uint64_t at = 0, end = offset + length, from, to;
	uint32_t n = 0;

	for (m = sgl.segs; m != NULL; at += m->data_len, m = m->next) {
		from = RTE_MAX(at, offset);
		to = RTE_MIN(at + m->data_len, end);
		if (from >= to)
			continue;
		sgl.expected[n].addr = (uintptr_t)m->buf_addr + m->data_off + (from - at);
		sgl.expected[n++].len = to - from;
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
		assert_true(*n < SGL_MAX_LIST);
		sgl.found[*n].addr = entry[i].addr;
		sgl.found[(*n)++].len = entry[i].len;
	}
}

uint32_t
sgl_walk(const struct hisi_sgl_pool *p, uint32_t slot, enum hisi_sgl_buf which)
{
	const struct hisi_sgl *list = hisi_sgl_of(p, slot, which);
	uint32_t n = 0, blocks = 0, capacity = list->entry_sum_in_chain, room = 0;

	for (; list != NULL; list = (const struct hisi_sgl *)(uintptr_t)list->next) {
		assert_true(++blocks <= HISI_SGL_MAX_BLOCKS);
		room += list->entry_length_in_sgl;
		take_block(list, &n);
	}
	assert_int_equal(capacity, room);
	return n;
}

void
sgl_assert_list(const struct hisi_sgl_pool *p, uint32_t slot, enum hisi_sgl_buf which, uint32_t n)
{
	uint32_t i;

	assert_int_equal(sgl_walk(p, slot, which), n);
	for (i = 0; i < n; i++) {
		assert_int_equal(sgl.found[i].addr, sgl.expected[i].addr);
		assert_int_equal(sgl.found[i].len, sgl.expected[i].len);
	}
}

uint32_t
sgl_blocks_of(uint32_t n)
{
	if (n < HISI_SGL_SLOT_ENTRIES)
		return 0;
	return (n + 1 - HISI_SGL_SLOT_ENTRIES + HISI_SGL_MAX_ENTRIES - 1) /
		HISI_SGL_MAX_ENTRIES;
}

void
sgl_check_range(uint32_t slot, enum hisi_sgl_buf which, uint32_t offset, uint32_t length)
{
	uint32_t n = sgl_expect(offset, length);

	assert_int_equal(hisi_sgl_build(&sgl.pool, slot, which, sgl.segs, offset, length), 0);
	sgl_assert_list(&sgl.pool, slot, which, n);
	assert_int_equal(sgl.pool.nb_free, HISI_SGL_POOL_BLOCKS - sgl_blocks_of(n));
	hisi_sgl_append(&sgl.pool, slot, which, SGL_TAIL, SGL_TAIL_LEN);
	sgl.expected[n].addr = (uintptr_t)SGL_TAIL;
	sgl.expected[n].len = SGL_TAIL_LEN;
	sgl_assert_list(&sgl.pool, slot, which, n + 1);
	hisi_sgl_release(&sgl.pool, slot);
	assert_int_equal(sgl.pool.nb_free, HISI_SGL_POOL_BLOCKS);
	assert_int_equal(hisi_sgl_of(&sgl.pool, slot, which)->next, 0);
}

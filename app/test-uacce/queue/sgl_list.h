/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_SGL_LIST_H
#define TEST_UACCE_SGL_LIST_H

/**
 * @file
 * mbuf chains, and hardware lists read the way hardware walks them, for the tests of hisi_sgl. The
 * mbufs are structures only: their buffers are addresses that no one reads or writes.
 */

#include <stdint.h>

#include <rte_mbuf.h>

#include "hisi_sgl.h"

/** Slots of a pool. */
#define SGL_SLOTS	64u
/** Most segments of an mbuf chain. */
#define SGL_MAX_SEGS	UINT16_MAX
/** Most entries of a list: the slot's own, and blocks up to what hardware walks. */
#define SGL_MAX_LIST \
	(HISI_SGL_SLOT_ENTRIES + (HISI_SGL_MAX_BLOCKS - 1) * HISI_SGL_MAX_ENTRIES)
/** Buffer that is appended to lists, at an address that no segment has. */
#define SGL_TAIL	((uint8_t *)0x7000)
#define SGL_TAIL_LEN	8u

struct sgl_entry {
	uint64_t addr;
	uint32_t len;
};

/** What a test works on; set up and freed by the fixtures. */
struct sgl {
	struct hisi_sgl_pool pool;
	struct hisi_sgl_pool other_pool;	/**< all zero until a test initialises it */
	struct rte_mbuf *segs;			/**< the chain of sgl_make_chain() */
	struct sgl_entry *expected;		/**< list that sgl_expect() works out */
	struct sgl_entry *found;		/**< list that sgl_walk() finds */
};

extern struct sgl sgl;

/** Group of test_sgl_pool.c; returns the number of its failed tests. */
int test_sgl_pool(void);

/** cmocka fixtures. */
int sgl_setup(void **state);
int sgl_teardown(void **state);

/** Make the chain of @p n segments of @p len bytes each; a test changes what it needs to. */
struct rte_mbuf *sgl_make_chain(uint32_t n, uint16_t len);
/** Bytes of the chain. */
uint64_t sgl_chain_len(void);
/** Work out the list of a range of the chain. @return its entries. */
uint32_t sgl_expect(uint64_t offset, uint64_t length);
/** Read a list as hardware does, block by block. @return its entries. */
uint32_t sgl_walk(const struct hisi_sgl_pool *p, uint32_t slot, enum hisi_sgl_buf which);
/** Assert that a list is the first @p n entries that are expected. */
void sgl_assert_list(const struct hisi_sgl_pool *p, uint32_t slot, enum hisi_sgl_buf which,
		uint32_t n);
/** Blocks that a list of @p n entries takes besides the slot's own, with one entry to spare. */
uint32_t sgl_blocks_of(uint32_t n);
/** Build the list of a range, check it, append a buffer to it, check it again, release it. */
void sgl_check_range(uint32_t slot, enum hisi_sgl_buf which, uint32_t offset, uint32_t length);

#endif /* TEST_UACCE_SGL_LIST_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SGL_H
#define SOFT_SGL_H

/**
 * @file
 * Hardware lists as a device reads them. Source: hardware_interface.rst, section 2.8. The driver
 * may change a list while the device reads it.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../hw/hisi_sgl_hw.h"
#include "soft_mem.h"

/** Where a walk is. Each field of a list is read once, so that it is checked as it is used. */
struct soft_sgl_walk {
	const struct soft_mem *mem;
	uint64_t next;		/**< address of the next block, 0 if there is none */
	uint64_t entries;	/**< address of the next entry */
	uint32_t left;		/**< entries of the block that were not taken */
	uint32_t blocks;	/**< walked so far: a chain may be a circle */
};

/** A piece of a buffer. */
struct soft_sgl_piece {
	uint64_t addr;
	uint32_t len;
};

/** A place in a list, which moves forward as data is copied. */
struct soft_sgl_cursor {
	struct soft_sgl_walk walk;
	uint64_t skip;			/**< bytes before the data that were not passed */
	struct soft_sgl_piece rest;	/**< what is left of the current entry */
};

/**
 * Begin a walk through a list.
 *
 * @param[out] cursor
 *   Cursor at the byte behind those that are skipped.
 * @param mem
 *   Memory the list and its buffers are in.
 * @param list
 *   Address of the first block.
 * @param skip
 *   Bytes of the list before the part.
 * @return
 *   0; -EINVAL for a malformed list; -EFAULT for a block that cannot be reached.
 */
int soft_sgl_begin(struct soft_sgl_cursor *cursor, const struct soft_mem *mem, uint64_t list,
		uint64_t skip);

/** Copy the next bytes of a list. Returns as soft_sgl_copy(). */
int soft_sgl_move(struct soft_sgl_cursor *cursor, void *linear, size_t len, bool to_list);

/**
 * Copy between part of a list and linear memory.
 *
 * @param mem
 *   Memory the list and its buffers are in.
 * @param list
 *   Address of the first block.
 * @param skip
 *   Bytes of the list before the part.
 * @param linear
 *   Linear memory.
 * @param len
 *   Bytes.
 * @param to_list
 *   Direction: into the list, or out of it.
 * @return
 *   0; -EINVAL for a malformed list or one that ends before the part does;
 *   -EFAULT for an address that cannot be reached.
 */
int soft_sgl_copy(const struct soft_mem *mem, uint64_t list, uint64_t skip, void *linear,
		size_t len, bool to_list);

/** The walk of soft_sgl_find(). */
int soft_sgl_walk_find(const struct soft_mem *mem, uint64_t list, uint32_t skip, size_t len,
		uint64_t *addr, size_t *have);

/** The walk of soft_sgl_find_two(). */
int soft_sgl_walk_find_two(const struct soft_mem *mem, uint64_t list, uint32_t skip,
		const uint32_t len[2], uint64_t addr[2]);

/** Whether an entry is good and has so many bytes. */
static inline bool
soft_sge_has(uint32_t entry_len, size_t len)
{
	return entry_len != 0 && entry_len <= HISI_SGL_MAX_ENTRY_LEN && entry_len >= len;
}

/** The entries of the first block of a list if it is good and has n of them, or NULL. */
static inline const volatile struct hisi_sge *
soft_sgl_first(const struct soft_mem *mem, uint64_t list, unsigned int n)
{
	const volatile struct hisi_sgl *head = (const volatile void *)(uintptr_t)list;
	unsigned int count;

	if (!mem->is_process || list == 0 || list % HISI_SGL_ALIGN != 0)
		return NULL;
	count = head->entry_sum_in_sgl;
	if (count < n || count > HISI_SGL_MAX_ENTRIES)
		return NULL;
	return (const volatile struct hisi_sge *)(head + 1);
}

/**
 * Find a part in one of the first two entries, without a walk: either the first entry ends where
 * the part begins, or the part is at the start. Most lists are like that, and this saves 140 of
 * 1170 instructions of a GCM request of 64 bytes. False: a walk finds it, or what is wrong.
 */
static inline bool
soft_sgl_find_first(const struct soft_mem *mem, uint64_t list, uint32_t skip, size_t len,
		uint64_t *addr)
{
	const volatile struct hisi_sge *sge = soft_sgl_first(mem, list, skip != 0 ? 2 : 1);

	if (sge == NULL)
		return false;
	if (skip != 0) {
		if (sge->len != skip || !soft_sge_has(skip, skip))
			return false;
		sge++;
	}
	if (!soft_sge_has(sge->len, len))
		return false;
	*addr = sge->addr;
	return true;
}

/** The same for two parts from the start of a list, of which the first fills its entry. */
static inline bool
soft_sgl_find_first_two(const struct soft_mem *mem, uint64_t list, const uint32_t len[2],
		uint64_t addr[2])
{
	const volatile struct hisi_sge *sge = soft_sgl_first(mem, list, 2);

	if (sge == NULL || len[0] == 0 || len[1] == 0 || sge[0].len != len[0] ||
			!soft_sge_has(len[0], len[0]) || !soft_sge_has(sge[1].len, len[1]))
		return false;
	addr[0] = sge[0].addr;
	addr[1] = sge[1].addr;
	return true;
}

/**
 * Measure a part of a list, and find the buffer that holds all of it, if there is one.
 *
 * @param mem
 *   Memory the list and its buffers are in.
 * @param list
 *   Address of the first block.
 * @param skip
 *   Bytes of the list before the part.
 * @param len
 *   Bytes of the part. The list is read no further than to its end.
 * @param[out] addr
 *   Address of the part; 0 if it lies in several buffers or is empty.
 * @param[out] have
 *   Bytes of the part that the list has, at most @p len.
 * @return
 *   0; -EINVAL for a malformed list; -EFAULT for a block that cannot be reached.
 */
static inline int
soft_sgl_find(const struct soft_mem *mem, uint64_t list, uint32_t skip, size_t len,
		uint64_t *addr, size_t *have)
{
	if (len == 0 || !soft_sgl_find_first(mem, list, skip, len, addr))
		return soft_sgl_walk_find(mem, list, skip, len, addr, have);
	*have = len;
	return 0;
}

/**
 * Find two parts of a list, the second right behind the first.
 *
 * @param mem
 *   Memory the list and its buffers are in.
 * @param list
 *   Address of the first block.
 * @param skip
 *   Bytes of the list before the first part.
 * @param len
 *   Bytes of each part.
 * @param[out] addr
 *   Address of each; 0 if it lies in several buffers or is empty.
 * @return
 *   0; -EINVAL for a malformed list or one that ends before the parts do; -EFAULT for
 *   a block that cannot be reached.
 */
static inline int
soft_sgl_find_two(const struct soft_mem *mem, uint64_t list, uint32_t skip,
		const uint32_t len[2], uint64_t addr[2])
{
	if (skip != 0 || !soft_sgl_find_first_two(mem, list, len, addr))
		return soft_sgl_walk_find_two(mem, list, skip, len, addr);
	return 0;
}

#endif /* SOFT_SGL_H */

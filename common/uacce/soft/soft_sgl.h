/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SGL_H
#define SOFT_SGL_H

/**
 * @file
 * Hardware lists as a device reads them. Source: hardware_interface.rst 2.8.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../hw/hisi_sgl_hw.h"
#include "soft_mem.h"

/** Where a walk is: header fields are read once, so that they cannot change on the way. */
struct soft_sgl_walk {
	const struct soft_mem *mem;
	uint64_t next;		/**< address of the next block, or 0 */
	uint64_t entries;	/**< address of the next entry */
	uint32_t left;		/**< entries of the block not taken */
	uint32_t blocks;	/**< walked so far: a chain may bite its tail */
};

/** A piece of a buffer. */
struct soft_sgl_piece {
	uint64_t addr;
	uint32_t len;
};

/** A place in a list, which moves forward as data are copied. */
struct soft_sgl_cursor {
	struct soft_sgl_walk walk;
	uint64_t skip;			/**< bytes to pass over before data */
	struct soft_sgl_piece rest;	/**< of the entry at hand */
};

/**
 * Begin a walk through a list.
 *
 * @param[out] cursor
 *   Cursor at the byte behind those to be skipped.
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

/** Copy the next bytes of a list; as soft_sgl_copy(). */
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
 *   Linear side.
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

/**
 * Measure part of a list, and find the buffer that holds all of it, if one does.
 *
 * @param mem
 *   Memory the list and its buffers are in.
 * @param list
 *   Address of the first block.
 * @param skip
 *   Bytes of the list before the part.
 * @param len
 *   Bytes wanted; the list is read no further than these need.
 * @param[out] addr
 *   Address of the part, 0 when it lies in several buffers.
 * @param[out] have
 *   Bytes there are, at most @p len: the list may end before.
 * @return
 *   0; -EINVAL for a malformed list; -EFAULT for a block that cannot be reached.
 */
int soft_sgl_find(const struct soft_mem *mem, uint64_t list, uint32_t skip, size_t len,
		uint64_t *addr, size_t *have);

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
 *   Address of each, 0 when it lies in several buffers or has no bytes.
 * @return
 *   0; -EINVAL for a malformed list or one that ends before the parts do; -EFAULT for
 *   a block that cannot be reached.
 */
int soft_sgl_find_two(const struct soft_mem *mem, uint64_t list, uint32_t skip,
		const uint32_t len[2], uint64_t addr[2]);

/** Whether an entry is good and holds so many bytes. */
static inline bool
soft_sgl_holds(uint32_t entry_len, size_t len)
{
	return entry_len >= len && entry_len - 1u < HISI_SGL_MAX_ENTRY_LEN;
}

/** The first entry of a list that has @p n in its first block, or NULL; memory of the process. */
static inline const volatile struct hisi_sge *
soft_sgl_entries(const struct soft_mem *mem, uint64_t list, unsigned int n)
{
	const volatile struct hisi_sgl *head = (const volatile void *)(uintptr_t)list;
	unsigned int count;

	if (SOFT_UNLIKELY(!mem->is_process || list == 0 || list % HISI_SGL_ALIGN != 0))
		return NULL;
	count = head->entry_sum_in_sgl;
	if (SOFT_UNLIKELY(count - n > HISI_SGL_MAX_ENTRIES - n))
		return NULL;
	return (const volatile struct hisi_sge *)(head + 1);
}

/**
 * Find a part in the usual list: one entry ends where the part begins, or none is before
 * it, and one holds all of it. All else is left to soft_sgl_find().
 */
static inline bool
soft_sgl_find_quick(const struct soft_mem *mem, uint64_t list, uint32_t skip, size_t len,
		uint64_t *addr)
{
	const volatile struct hisi_sge *sge = soft_sgl_entries(mem, list, skip != 0 ? 2 : 1);

	if (sge == NULL)
		return false;
	if (skip != 0) {
		if (sge->len != skip || !soft_sgl_holds(skip, skip))
			return false;
		sge++;
	}
	if (!soft_sgl_holds(sge->len, len))
		return false;
	*addr = sge->addr;
	return true;
}

/** The same for two parts from the start of a list, of which the first fills its entry. */
static inline bool
soft_sgl_find_two_quick(const struct soft_mem *mem, uint64_t list, const uint32_t len[2],
		uint64_t addr[2])
{
	const volatile struct hisi_sge *sge = soft_sgl_entries(mem, list, 2);

	if (SOFT_UNLIKELY(sge == NULL) || len[0] == 0 || len[1] == 0 || sge[0].len != len[0] ||
			!soft_sgl_holds(len[0], len[0]) || !soft_sgl_holds(sge[1].len, len[1]))
		return false;
	addr[0] = sge[0].addr;
	addr[1] = sge[1].addr;
	return true;
}

#endif /* SOFT_SGL_H */

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
 *   Address of each; 0 if it lies in several buffers or is empty.
 * @return
 *   0; -EINVAL for a malformed list or one that ends before the parts do; -EFAULT for
 *   a block that cannot be reached.
 */
int soft_sgl_find_two(const struct soft_mem *mem, uint64_t list, uint32_t skip,
		const uint32_t len[2], uint64_t addr[2]);

#endif /* SOFT_SGL_H */

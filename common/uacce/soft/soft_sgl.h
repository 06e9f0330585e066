/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SGL_H
#define SOFT_SGL_H

/**
 * @file
 * Hardware lists as a device reads them. Source: hardware-interface.md 2.8.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "soft_mem.h"

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
int soft_sgl_copy(const struct soft_mem *mem, uint64_t list, uint32_t skip, void *linear,
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

#endif /* SOFT_SGL_H */

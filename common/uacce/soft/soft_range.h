/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_RANGE_H
#define SOFT_RANGE_H

/**
 * @file
 * The memory that a descriptor names, without serving the descriptor: it tells whether a fault is
 * one of this descriptor, and how much work the descriptor is. The ranges cover all of the memory
 * and at most a little more. For memory of the process alone.
 */

#include <stdbool.h>
#include <stdint.h>

#include "soft_guard.h"

/** Most ranges of one descriptor. */
#define SOFT_MAX_RANGES	7

struct soft_range {
	uint64_t addr;	/**< of the memory, or of a hardware list */
	uint32_t len;	/**< bytes; of a list, only the bytes that the request uses */
	bool is_list;
};

/**
 * Ranges of a descriptor of 128 bytes, valid or not.
 *
 * @return
 *   Ranges, at most SOFT_MAX_RANGES.
 */
typedef unsigned int (*soft_ranges_t)(const void *sqe, struct soft_range *ranges);

unsigned int soft_ranges_of_sec(const void *sqe, struct soft_range *ranges);
unsigned int soft_ranges_of_zip(const void *sqe, struct soft_range *ranges);

/**
 * Whether an access is one to a range: to its bytes, or to the blocks of its list and to what
 * their entries name. May be called from a signal handler, see struct soft_guard.
 */
bool soft_range_has(const struct soft_range *range, const struct soft_access *access);

#endif /* SOFT_RANGE_H */

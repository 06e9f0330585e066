/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_MEM_H
#define SOFT_MEM_H

/**
 * @file
 * How the queue engine and the engines behind it reach memory.
 *
 * One pair of calls, so that the same engines serve two hosts: inside the
 * process an address is a pointer; behind an emulated PCI function it is
 * translated, and may be copied to and fro.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A condition that is kept out of the way of what usually happens. */
#define SOFT_UNLIKELY(condition)	__builtin_expect(!!(condition), 0)

/** Memory as one queue sees it; reached by soft_mem_map() and soft_mem_unmap(). */
struct soft_mem {
	/** Addresses are pointers: there is nothing to call. */
	bool is_process;
	/**
	 * Make a range reachable.
	 *
	 * @return
	 *   Pointer to @p len bytes, or NULL where the range cannot be reached.
	 *   A host that answers faults by other means may return a pointer that
	 *   faults: engines hold nothing that a fault would leak.
	 */
	void *(*map)(const struct soft_mem *mem, uint64_t addr, size_t len, bool write);
	/** End of use; @p used bytes from the start were written. */
	void (*unmap)(const struct soft_mem *mem, void *ptr, size_t len, size_t used);
};

/** Memory of this process. */
extern const struct soft_mem soft_mem_process;

/** Whether a range could be one of a process: neither 0 nor one that wraps. */
static inline bool
soft_mem_is_range(uint64_t addr, size_t len)
{
	return !SOFT_UNLIKELY(addr - 1 >= ~(uint64_t)len);
}

/** Make a range reachable, see struct soft_mem. */
static inline void *
soft_mem_map(const struct soft_mem *mem, uint64_t addr, size_t len, bool write)
{
	if (SOFT_UNLIKELY(!mem->is_process))
		return mem->map(mem, addr, len, write);
	return soft_mem_is_range(addr, len) ? (void *)(uintptr_t)addr : NULL;
}

/** End of use, see struct soft_mem. */
static inline void
soft_mem_unmap(const struct soft_mem *mem, void *ptr, size_t len, size_t used)
{
	if (SOFT_UNLIKELY(!mem->is_process))
		mem->unmap(mem, ptr, len, used);
}

#endif /* SOFT_MEM_H */

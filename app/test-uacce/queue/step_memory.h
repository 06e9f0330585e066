/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_STEP_MEMORY_H
#define TEST_UACCE_STEP_MEMORY_H

/**
 * @file
 * Memory as weak as that of Arm, for the contexts of step.h.
 *
 * A store waits in a buffer of its context and reaches memory at any later time, in any order
 * with other stores, except for those that a release or a write barrier puts before it and for
 * those to the same variable. A load may give any value that the variable had since the last
 * read barrier or acquire load of its context, and none that is older than a value that the
 * context has seen of that variable.
 */

#include <stdbool.h>
#include <stdint.h>

#include "step.h"

/** Most slots of a ring. */
#define STEP_MAX_DEPTH	8u

/** Variables that contexts, device and kernel share. */
enum step_var {
	VAR_SUBMITTED,		/**< producer stores */
	VAR_COMPLETED,		/**< consumer stores */
	VAR_FAILED,		/**< consumer stores */
	VAR_SQ_DB,		/**< producer stores */
	VAR_CQ_DB,		/**< producer stores */
	VAR_TX,			/**< kernel stores */
	VAR_RX,			/**< kernel stores */
	VAR_ENTRY,		/**< completion entries, device stores */
	VAR_NOTE = VAR_ENTRY + STEP_MAX_DEPTH,	/**< the driver's array of operations */
	VAR_DESCRIPTOR = VAR_NOTE + STEP_MAX_DEPTH,	/**< producer and device store */
	STEP_NB_VARS = VAR_DESCRIPTOR + STEP_MAX_DEPTH,
};

/** Order of an access. */
enum step_order {
	STEP_RELAXED,
	STEP_ACQUIRE,
	STEP_RELEASE,
};

/** All variables 0, all buffers empty; @p reached is called for each store that reaches memory. */
void step_memory_reset(void (*reached)(unsigned int var, uint64_t value));

/** What the variables are now is what they have always been: the state before a history. */
void step_memory_forget(void);

/** Value of a variable in memory, as device and kernel see it. */
uint64_t step_memory_now(unsigned int var);
/** A store of device or kernel, which reaches memory at once. */
void step_memory_set(unsigned int var, uint64_t value);

/** A load of the running context. */
uint64_t step_memory_load(unsigned int var, enum step_order order);
/** A store of the running context. */
void step_memory_store(unsigned int var, uint64_t value, enum step_order order);
/**
 * A load of the running context that the program orders behind nothing later than the last
 * barrier, and before the next barrier or release store: any value that it may give must be
 * the one that is expected.
 */
void step_memory_expect(unsigned int var, uint64_t value, const char *what);

/** Loads before it come before loads after it. */
void step_memory_read_barrier(void);
/** Stores before it come before stores after it; @p except is a variable to leave out, or -1. */
void step_memory_write_barrier(int except);

/** Stores of a context that may reach memory now, as bits; bit 0 is the oldest one. */
uint64_t step_memory_ready(enum step_context context);
/** Let one of these stores reach memory. */
void step_memory_drain(enum step_context context, unsigned int bit);

#endif /* TEST_UACCE_STEP_MEMORY_H */

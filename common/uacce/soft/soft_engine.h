/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_ENGINE_H
#define SOFT_ENGINE_H

/** @file The engines behind the queues of a device, ZIP and SEC, and how they work. */

#include <stdint.h>

#include "soft_fault.h"
#include "soft_mem.h"

enum soft_engine {
	SOFT_ENGINE_FAST = 0,	/**< as fast as it can */
	SOFT_ENGINE_NULL = 1,	/**< completes without touching data */
	/**
	 * For tests: with those libraries alone that every machine has. SEC then uses OpenSSL for
	 * everything; ZIP works as with SOFT_ENGINE_FAST.
	 */
	SOFT_ENGINE_PLAIN = 2,
};

/** An engine. Its state is that of one queue, and one thread at a time uses it. */
struct soft_engine_ops {
	/** Descriptors that run() takes at once, at most. */
	unsigned int batch;
	/**
	 * Make a state.
	 *
	 * @param qm
	 *   Generation: 2, 3 or 5.
	 * @param qc_type
	 *   Type of the queue (2.7).
	 * @param engine
	 *   How to work.
	 * @return
	 *   The state; NULL if there is no memory or no such type.
	 */
	void *(*open)(unsigned int qm, uint16_t qc_type, enum soft_engine engine);
	/** Wipe and free a state. */
	void (*close)(void *state);
	/** Serve @p n consecutive descriptors: results are written into each. */
	void (*run)(void *state, const struct soft_mem *mem, void *sqe, unsigned int n);
	/**
	 * As run(), but the engine may keep descriptors that go faster together with those that
	 * come next. They stay where they are, mapped, until they are done.
	 *
	 * @return
	 *   Descriptors done, in the order of taking, with those kept by earlier calls.
	 */
	unsigned int (*take)(void *state, const struct soft_mem *mem, void *sqe, unsigned int n);
	/** Finish all that take() kept. Both are NULL if an engine keeps nothing. */
	void (*flush)(void *state);
	/**
	 * Give back some of the memory that is kept for descriptors to come. Called again and
	 * again while there is nothing to do, see soft_qm_idle(). NULL: nothing is kept.
	 */
	void (*idle)(void *state);
	/**
	 * A fault left one of the calls above, or this one, for good: finish the same descriptors
	 * and all that take() kept. See soft_guard.h.
	 */
	void (*resume)(void *state, const struct soft_mem *mem, void *sqe, unsigned int n);
	/** Write an error as the result of a descriptor, without serving it. */
	void (*fail)(void *state, void *sqe);
	/**
	 * For tests: write a result that no sound device writes. For SOFT_FAULT_UNDONE and
	 * SOFT_FAULT_ICV the descriptor was not served, for SOFT_FAULT_COUNTS and
	 * SOFT_FAULT_NOLAST it was. For a kind that the engine has no result for, the descriptor
	 * stays as it is.
	 */
	void (*forge)(void *state, void *sqe, enum soft_fault_kind kind);
};

/** sec/sec_engine.c */
extern const struct soft_engine_ops soft_sec_engine;
/** zip/zip_engine.c */
extern const struct soft_engine_ops soft_zip_engine;

#endif /* SOFT_ENGINE_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_QUEUE_H
#define SOFT_QUEUE_H

/**
 * @file
 * The queue engine: what a QM does with doorbells, descriptors and completions.
 *
 * It knows nothing of its host: a doorbell is an event with a value, memory is
 * reached through struct soft_mem, and a queue that fails says so by its return
 * value. Source: hardware-interface.md, section 2.
 */

#include <stdbool.h>
#include <stdint.h>

#include "../hisi_qm_hw.h"
#include "soft_engine.h"
#include "soft_mem.h"

/** An engine behind the queues of a device: ZIP or SEC. */
struct soft_engine_ops {
	/** Descriptors that run() takes at once, at most. */
	unsigned int batch;
	/** State of one queue for its type; NULL if there is no memory or no such type. */
	void *(*open)(unsigned int qm, uint16_t qc_type, enum soft_engine engine);
	void (*close)(void *state);
	/** Serve @p n consecutive descriptors: results are written into each. */
	void (*run)(void *state, const struct soft_mem *mem, void *sqe, unsigned int n);
	/** Memory faulted in run() or here, which was left for good: finish the same descriptors. */
	void (*resume)(void *state, const struct soft_mem *mem, void *sqe, unsigned int n);
	/** Write an error as the result of a descriptor, without serving it. */
	void (*fail)(void *state, void *sqe);
};

extern const struct soft_engine_ops soft_sec_engine;
extern const struct soft_engine_ops soft_zip_engine;

/** One queue, between the context that START_Q programmed and its stop. */
struct soft_qm {
	const struct soft_mem *mem;	/**< where the rings are */
	const struct soft_mem *data;	/**< where descriptors point to */
	const struct soft_engine_ops *engine;
	void *state;		/**< the engine's */
	uint64_t sq_addr;
	uint64_t cq_addr;
	uint16_t sq_depth;	/**< power of two */
	uint16_t cq_depth;	/**< power of two */
	uint16_t id;		/**< queue number in doorbells */
	uint16_t sq_head;	/**< next descriptor to serve */
	uint16_t sq_tail;	/**< first slot not told of */
	uint16_t cq_tail;	/**< next completion to write */
	uint16_t cq_head;	/**< first completion not acknowledged */
	bool phase;		/**< of the next completion */
	bool misorder;		/**< injected: the next completion names the slot after */
	bool irq_armed;		/**< the next completion interrupts (2.5) */
	/** Completion interrupt; NULL where the host has none. */
	void (*irq)(struct soft_qm *qm);
	struct {
		uint8_t *sqe;	/**< first descriptor being served, for a fault to find */
		unsigned int n;	/**< descriptors being served */
	} current;
};

/** Indices and phase as START_Q leaves them; clears no memory (1.6). */
void soft_qm_reset(struct soft_qm *qm);

/** A doorbell write. Wrong queue, command or index: ignored (section 6, item 34). */
void soft_qm_doorbell(struct soft_qm *qm, uint64_t value);

/** Whether a descriptor is waiting. */
static inline bool
soft_qm_pending(const struct soft_qm *qm)
{
	return qm->sq_head != qm->sq_tail;
}

/**
 * Descriptors to serve at once: as many as the engine takes, that lie in one piece
 * and whose completions have room. At least 1, as only a completion that is written
 * finds its ring full.
 *
 * @param qm
 *   Queue with a descriptor waiting.
 * @param max
 *   Limit of the caller, not 0.
 */
unsigned int soft_qm_batch(const struct soft_qm *qm, unsigned int max);

/**
 * Serve the next descriptors; completions are written in order, after all of them.
 *
 * @param qm
 *   Queue.
 * @param n
 *   Descriptors, at most what soft_qm_batch() returned.
 * @return
 *   @p n, or -EIO: the completion ring is full or out of reach, which kills the
 *   queue (2.5).
 */
int soft_qm_serve(struct soft_qm *qm, unsigned int n);

/** Complete the descriptors whose serving was left by a fault; as soft_qm_serve(). */
int soft_qm_serve_fault(struct soft_qm *qm);

/** Complete the next descriptor with an error instead of serving it (injected): 1 or -EIO. */
int soft_qm_serve_error(struct soft_qm *qm);

#endif /* SOFT_QUEUE_H */

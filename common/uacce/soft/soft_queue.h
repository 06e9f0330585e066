/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_QUEUE_H
#define SOFT_QUEUE_H

/**
 * @file
 * The queue engine: what a QM does with doorbells, descriptors and completions.
 *
 * It knows nothing of its host: a doorbell is an event with a value, memory is reached through
 * struct soft_mem, and a queue that fails says so by its return value. Source:
 * hardware_interface.rst, section 2.
 */

#include <stdbool.h>
#include <stdint.h>

#include "../hw/hisi_qm_hw.h"
#include "soft_engine.h"
#include "soft_fault.h"
#include "soft_mem.h"

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
	uint16_t sq_head;	/**< oldest descriptor without a completion */
	uint16_t kept;		/**< descriptors from there on that the engine took and keeps */
	uint16_t sq_tail;	/**< slot behind the last descriptor that was submitted */
	uint16_t cq_tail;	/**< next completion to write */
	uint16_t cq_head;	/**< first completion that was not acknowledged */
	bool phase;		/**< of the next completion */
	uint8_t broken;		/**< enum soft_fault_kind of the next completion, or 0 */
	bool irq_armed;		/**< the next completion interrupts (2.5) */
	uint32_t looks;		/**< calls of soft_qm_idle(), free-running */
	/** Completion interrupt; NULL where the host has none. */
	void (*irq)(struct soft_qm *qm);
	/** The call of the engine at hand, for recovery after a fault. */
	struct {
		uint8_t *sqe;	/**< first descriptor */
		unsigned int n;	/**< descriptors */
	} current;
};

/** Set indices and phase as START_Q leaves them; clears no memory (1.6). */
void soft_qm_reset(struct soft_qm *qm);

/** Take a doorbell. One with a wrong queue, command or index is ignored (section 6, item 34). */
void soft_qm_doorbell(struct soft_qm *qm, uint64_t value);

/** Whether a descriptor has no completion yet. */
static inline bool
soft_qm_pending(const struct soft_qm *qm)
{
	return qm->sq_head != qm->sq_tail;
}

/** Descriptors that the engine has not taken. */
static inline unsigned int
soft_qm_waiting(const struct soft_qm *qm)
{
	return ((qm->sq_tail - qm->sq_head) & (qm->sq_depth - 1)) - qm->kept;
}

/** Descriptors in the engine: those kept, and those of the call at hand. */
static inline unsigned int
soft_qm_in_engine(const struct soft_qm *qm)
{
	return qm->kept + qm->current.n;
}

/** The n-th descriptor from the oldest without a completion on; for rings of the process alone. */
static inline const void *
soft_qm_sqe(const struct soft_qm *qm, unsigned int n)
{
	uint64_t slot = (qm->sq_head + n) & (qm->sq_depth - 1);

	return (const void *)(uintptr_t)(qm->sq_addr + slot * HISI_QM_SQE_SIZE);
}

/** Calls of soft_qm_idle() for one call of the engine; power of two. */
#define SOFT_QM_LOOKS	16u

/**
 * The host looked at the queue, and there is nothing to do and nothing kept. The host calls this
 * after each such look, at whatever rate it looks.
 */
static inline void
soft_qm_idle(struct soft_qm *qm)
{
	if (SOFT_UNLIKELY(++qm->looks % SOFT_QM_LOOKS == 0) && qm->engine->idle != NULL)
		qm->engine->idle(qm->state);
}

/**
 * Descriptors to serve at once: as many as the engine takes, that lie in one piece of the ring and
 * whose completions have room beside those of the descriptors kept. If none is kept it is at
 * least 1, as only a completion that is written finds its ring full.
 *
 * @param qm
 *   Queue with a descriptor waiting.
 * @param max
 *   Limit of the caller, not 0.
 * @return
 *   Descriptors; 0: soft_qm_flush() has to come first.
 */
unsigned int soft_qm_batch(const struct soft_qm *qm, unsigned int max);

/**
 * Serve the next descriptors; completions are written in order. In the process the engine may keep
 * some, until later ones push them out or soft_qm_flush() does.
 *
 * @param qm
 *   Queue.
 * @param n
 *   Descriptors, at most what soft_qm_batch() returned.
 * @return
 *   Completions written, or -EIO: the completion ring is full or out of reach, which kills the
 *   queue (2.5).
 */
int soft_qm_serve(struct soft_qm *qm, unsigned int n);

/** Complete all that the engine keeps. Returns as soft_qm_serve(). */
int soft_qm_flush(struct soft_qm *qm);

/**
 * Complete the descriptors of the call that a fault left, and all that are kept. Returns as
 * soft_qm_serve().
 */
int soft_qm_serve_fault(struct soft_qm *qm);

/**
 * For tests: complete the next descriptor with an error instead of serving it. Nothing may be
 * kept. Returns 1 or -EIO.
 */
int soft_qm_serve_error(struct soft_qm *qm);

/**
 * For tests: complete the next descriptor with a result that no sound device writes, or with
 * none, of SOFT_FAULT_UNDONE to SOFT_FAULT_NOLAST. Otherwise as soft_qm_serve_error().
 */
int soft_qm_serve_forged(struct soft_qm *qm, enum soft_fault_kind kind);

#endif /* SOFT_QUEUE_H */

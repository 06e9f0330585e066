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
 * value. Source: hardware_interface.rst, section 2.
 */

#include <stdbool.h>
#include <stdint.h>

#include "../hw/hisi_qm_hw.h"
#include "soft_engine.h"
#include "soft_fault.h"
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
	/**
	 * As run(), but the engine may hold descriptors that go faster together with
	 * those that come next. They stay where they are, mapped, until they are done.
	 *
	 * @return
	 *   Descriptors done, in the order of taking: those held before count, too.
	 */
	unsigned int (*take)(void *state, const struct soft_mem *mem, void *sqe, unsigned int n);
	/** Finish all that take() left; both are NULL where an engine holds nothing. */
	void (*flush)(void *state);
	/**
	 * There is nothing to do, and was not when the queue was looked at before, again
	 * and again (soft_qm_idle()): give back some of what is kept for what comes next.
	 * NULL where nothing is.
	 */
	void (*idle)(void *state);
	/**
	 * Memory faulted in a call of the above or here, which was left for good: finish
	 * the same descriptors, and all that are held.
	 */
	void (*resume)(void *state, const struct soft_mem *mem, void *sqe, unsigned int n);
	/** Write an error as the result of a descriptor, without serving it. */
	void (*fail)(void *state, void *sqe);
	/**
	 * Injected: write a result that no sound device writes, of SOFT_FAULT_UNDONE or
	 * SOFT_FAULT_ICV without serving the descriptor, of SOFT_FAULT_COUNTS and SOFT_FAULT_NOLAST
	 * after it was served. A kind that the engine has no such result for leaves the descriptor as it is.
	 */
	void (*forge)(void *state, void *sqe, enum soft_fault_kind kind);
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
	uint16_t sq_head;	/**< oldest descriptor without a completion */
	uint16_t held;		/**< descriptors from there on that the engine has taken */
	uint16_t sq_tail;	/**< first slot not told of */
	uint16_t cq_tail;	/**< next completion to write */
	uint16_t cq_head;	/**< first completion not acknowledged */
	bool phase;		/**< of the next completion */
	bool misorder;		/**< injected: the next completion names the slot after */
	bool irq_armed;		/**< the next completion interrupts (2.5) */
	uint32_t looks;		/**< calls of soft_qm_idle(), free-running */
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
	return ((qm->sq_tail - qm->sq_head) & (qm->sq_depth - 1)) - qm->held;
}

/** Descriptors that are being served: those held, and those of the call at hand. */
static inline unsigned int
soft_qm_taken(const struct soft_qm *qm)
{
	return qm->held + qm->current.n;
}

/** The n-th descriptor from the oldest without a completion on; rings of the process alone. */
static inline const void *
soft_qm_sqe(const struct soft_qm *qm, unsigned int n)
{
	uint64_t slot = (qm->sq_head + n) & (qm->sq_depth - 1);

	return (const void *)(uintptr_t)(qm->sq_addr + slot * HISI_QM_SQE_SIZE);
}

/** Looks at a queue with nothing to do between two calls of the engine; power of two. */
#define SOFT_QM_LOOKS	16u

/**
 * The queue was looked at and there is nothing to do, nor anything held. A host calls
 * this each time, at whatever rate it looks.
 */
static inline void
soft_qm_idle(struct soft_qm *qm)
{
	if (SOFT_UNLIKELY(++qm->looks % SOFT_QM_LOOKS == 0) && qm->engine->idle != NULL)
		qm->engine->idle(qm->state);
}

/**
 * Descriptors to serve at once: as many as the engine takes, that lie in one piece
 * and whose completions have room beside those of what is held. Where nothing is held
 * at least 1, as only a completion that is written finds its ring full.
 *
 * @param qm
 *   Queue with a descriptor waiting.
 * @param max
 *   Limit of the caller, not 0.
 * @return
 *   Descriptors; 0: soft_qm_flush() is to come first.
 */
unsigned int soft_qm_batch(const struct soft_qm *qm, unsigned int max);

/**
 * Serve the next descriptors; completions are written in order. In the process the
 * engine may hold some, until later ones push them out or soft_qm_flush() does.
 *
 * @param qm
 *   Queue.
 * @param n
 *   Descriptors, at most what soft_qm_batch() returned.
 * @return
 *   Completions written, or -EIO: the completion ring is full or out of reach, which
 *   kills the queue (2.5).
 */
int soft_qm_serve(struct soft_qm *qm, unsigned int n);

/** Complete all that the engine holds; as soft_qm_serve(). */
int soft_qm_flush(struct soft_qm *qm);

/**
 * Complete the descriptors whose serving was left by a fault, and all that are held; as
 * soft_qm_serve().
 */
int soft_qm_serve_fault(struct soft_qm *qm);

/**
 * Complete the next descriptor with an error instead of serving it (injected): 1 or -EIO.
 * Nothing may be held.
 */
int soft_qm_serve_error(struct soft_qm *qm);

/**
 * Complete the next descriptor with a result that no sound device writes, or with none
 * (injected): SOFT_FAULT_UNDONE to SOFT_FAULT_NOLAST. As soft_qm_serve_error().
 */
int soft_qm_serve_forged(struct soft_qm *qm, enum soft_fault_kind kind);

#endif /* SOFT_QUEUE_H */

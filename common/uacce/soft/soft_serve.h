/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SERVE_H
#define SOFT_SERVE_H

/**
 * @file
 * How queues of a soft device are served: states, locks, doorbells, status words, injected faults,
 * and turns. soft_device.c answers the calls that open and stop queues, soft_worker.c has the
 * threads that give turns.
 */

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../hw/uacce_abi.h"
#include "soft_atomic.h"
#include "soft_config.h"
#include "soft_queue.h"
#include "soft_range.h"

/** Most queues of a device: what the kernel modules set as pf_q_num for SEC (1.3). */
#define SOFT_MAX_QUEUES	256

/** State of a queue (1.6). ZOMBIE is missing, as this device does not go away. */
enum soft_state {
	SOFT_FREE = 0,
	SOFT_INIT,
	SOFT_STARTED,
	SOFT_DEAD,	/**< open, but its status words are set and doorbells are ignored (1.8) */
};

struct soft_queue {
	struct soft_qm qm;
	struct soft_device *dev;
	uint32_t state;		/**< enum soft_state; see soft_serve_state() */
	uint32_t busy;		/**< lock of all else here; see soft_serve_lock() */
	uint64_t sq_db_seen;	/**< doorbell words when they were last looked at */
	uint64_t cq_db_seen;
	bool stalled;		/**< injected: the queue completes nothing more */
	uint64_t stalled_until;	/**< when that ends, in ms of CLOCK_MONOTONIC; 0: never */
	/** Faults of the next descriptor, 1 << enum soft_fault_kind, with SOFT_COUNTED. */
	uint32_t injected;
	uint8_t *mem[UACCE_NB_REGIONS];
	bool mapped[UACCE_NB_REGIONS];
	uint16_t qc_type;
} __attribute__((aligned(128)));

/** In soft_queue.injected: the next descriptor was counted, and is not to be counted again. */
#define SOFT_COUNTED	(1u << SOFT_NB_FAULTS)

#define SOFT_WORD_BITS	64

struct soft_workers;

struct soft_device {
	struct soft_config config;
	bool has_faults;	/**< faults are injected into descriptors */
	const struct soft_engine_ops *engine;
	soft_ranges_t ranges;	/**< of the descriptors of the engine */
	pthread_mutex_t lock;	/**< open and close: in_use, next, and free queues */
	unsigned int nb_queues;
	unsigned int in_use;
	unsigned int next;	/**< queue to be tried first: numbers are given out in turn (1.6) */
	size_t region_size[UACCE_NB_REGIONS];
	struct soft_workers *workers;
	struct soft_queue *queues;
	/** One bit for each queue that is started: threads look at no other queues. */
	uint64_t started[SOFT_MAX_QUEUES / SOFT_WORD_BITS];
};

/** One turn of a queue. It is in memory that outlives a fault (rule 1 of soft_guard.h). */
struct soft_turn {
	unsigned int max;	/**< most descriptors to complete */
	/**
	 * Other queues wait for their turn. So the turn also ends after some bytes, and if no
	 * descriptor is left, what the engine keeps is finished before it ends.
	 */
	bool is_shared;
	uint64_t bytes;		/**< bytes that a shared turn may still serve */
	volatile unsigned int done;	/**< descriptors completed */
};

/** State of a queue. Acquire: it is loaded before what the queue was set up with. */
static inline uint32_t
soft_serve_state(const struct soft_queue *q)
{
	return soft_atomic_load_acquire(&q->state);
}

/** Set the state of a queue that is locked, or free. */
void soft_serve_set_state(struct soft_queue *q, enum soft_state state);

/** Lock a queue, on the control path. Whoever serves the queue unlocks it after one turn. */
void soft_serve_lock(struct soft_queue *q);

/** Release: all accesses to the queue come before the store that lets the next one in. */
static inline void
soft_serve_unlock(struct soft_queue *q)
{
	soft_atomic_store_release(&q->busy, 0);
}

/** A doorbell word of a queue. */
static inline uint64_t *
soft_serve_doorbell(const struct soft_queue *q, size_t offset)
{
	return (uint64_t *)(void *)(q->mem[UACCE_REGION_MMIO] + offset);
}

/** Turn doorbell words that changed into events. The queue is locked. */
void soft_serve_look(struct soft_queue *q);

/** Whether faults are injected into descriptors. */
bool soft_serve_has_faults(const struct soft_faults *faults);

/** Give a queue that is locked and started a turn. The queue may be dead after it. */
void soft_serve_locked(struct soft_queue *q, struct soft_turn *turn);

/**
 * Give a queue a turn, unless it is not started or somebody else serves it.
 *
 * @return
 *   Descriptors completed.
 */
unsigned int soft_serve_turn(struct soft_queue *q, struct soft_turn *turn);

#endif /* SOFT_SERVE_H */

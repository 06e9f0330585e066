/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SERVE_H
#define SOFT_SERVE_H

/**
 * @file
 * Queues of a soft device and how they are served: states, locks, doorbells, status words,
 * faults on purpose, and turns.
 */

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "../hw/uacce_abi.h"
#include "soft_config.h"
#include "soft_queue.h"
#include "soft_range.h"

#define SEC_QUEUES	256	/* pf_q_num of the kernel modules (1.3) */

/* Queue states: 1.6. ZOMBIE needs a device that goes away, which this one does not. */
enum soft_state {
	SOFT_FREE = 0,
	SOFT_INIT,
	SOFT_STARTED,
	SOFT_DEAD,	/* still open; status words set, doorbells ignored (1.8) */
};

struct soft_queue {
	struct soft_qm qm;
	struct soft_device *dev;
	uint32_t state;		/* enum soft_state, atomic */
	uint32_t busy;		/* held while served or changed, atomic */
	uint64_t sq_db_seen;
	uint64_t cq_db_seen;
	bool stalled;		/* injected: completes nothing more */
	uint32_t injected;	/* faults the next descriptor meets, 1 << enum soft_fault_kind */
	uint8_t *mem[UACCE_NB_REGIONS];
	bool mapped[UACCE_NB_REGIONS];
	uint16_t qc_type;
} __attribute__((aligned(128)));

#define WORD_BITS	64

struct soft_workers;

struct soft_device {
	struct soft_config config;
	bool has_faults;	/* descriptors meet some */
	const struct soft_engine_ops *engine;
	soft_ranges_t ranges;	/* of the engine's descriptors */
	pthread_mutex_t lock;	/* open and close */
	unsigned int nb_queues;
	unsigned int in_use;
	unsigned int next;	/* numbers are given out in turn (1.6) */
	size_t region_size[UACCE_NB_REGIONS];
	struct soft_workers *workers;
	struct soft_queue *queues;
	/* One bit for each queue, atomic: threads look at no other queues. */
	uint64_t started[SEC_QUEUES / WORD_BITS];
};

/* One turn of a queue. It outlives a fault, as the guard's rule wants it. */
struct soft_turn {
	unsigned int max;	/* descriptors to complete, at most */
	/*
	 * Other queues have theirs behind it: it is over after some bytes, too, and if it
	 * leaves nothing waiting, it finishes what the engine holds.
	 */
	bool is_shared;
	uint64_t bytes;		/* that a shared one may still take */
	volatile unsigned int done;
};

static inline uint32_t
soft_serve_state(const struct soft_queue *q)
{
	return __atomic_load_n(&q->state, __ATOMIC_ACQUIRE);
}

void soft_serve_set_state(struct soft_queue *q, enum soft_state state);

void soft_serve_lock(struct soft_queue *q);

static inline void
soft_serve_unlock(struct soft_queue *q)
{
	__atomic_store_n(&q->busy, 0, __ATOMIC_RELEASE);
}

static inline uint64_t *
soft_serve_doorbell(const struct soft_queue *q, size_t offset)
{
	return (uint64_t *)(void *)(q->mem[UACCE_REGION_MMIO] + offset);
}

void soft_serve_look(struct soft_queue *q);

bool soft_serve_has_faults(const struct soft_faults *faults);

void soft_serve_locked(struct soft_queue *q, struct soft_turn *turn);

unsigned int soft_serve_turn(struct soft_queue *q, struct soft_turn *turn);

#endif /* SOFT_SERVE_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_QUEUE_H
#define SOFT_SEC_QUEUE_H

/** @file State of the SEC engine of one queue: what each of its files keeps there. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../soft_mem.h"
#include "sec_descriptor.h"
#include "sec_executor.h"
#include "sec_request.h"

/** Descriptors at once: twice the lanes of the widest multi-buffer code. */
#define SEC_BATCH	32
/** Requests that may wait: what all lanes keep in two steps, and a batch. Power of two. */
#define SEC_NB_REQS	64u

#define SEC_NB_SHAPES	128u	/**< places of the table of shapes; power of two */
#define SEC_MAX_SHAPES	96u	/**< shapes kept at once: a search ends at an empty place */

/**
 * Bounce memory: linear memory of a batch, taken in parts, all of which are wiped and given
 * back at once.
 */
struct sec_bounce {
	uint8_t *mem;
	size_t size;
	size_t used;
};

/** What is going on when a fault comes; soft_guard.h says what each stage promises. */
enum sec_stage {
	SEC_STAGE_TAKE,		/**< req[tail] is read, reached, served by a call, or finished */
	SEC_STAGE_SUBMIT,	/**< req[tail] is handed to ipsec-mb */
	SEC_STAGE_FLUSH,	/**< ipsec-mb serves requests from req[head] on */
	SEC_STAGE_AGAIN,	/**< req[again] is served again after a fault ended its job */
	SEC_STAGE_FINISH,	/**< results of req[head], which waited, are written */
};

struct sec_keys;
struct sec_key_slot;

/** The engine of one queue. */
struct soft_sec {
	unsigned int qm;	/**< generation: 2, 3 or 5 */
	bool null_engine;	/**< no work is done */
	/** ipsec-mb and its state; NULL: OpenSSL does everything. */
	const struct sec_executor *jobs;
	void *jobs_state;

	/* sec_key.c */
	struct sec_keys *keys;
	struct sec_key_slot *last_slot[2];	/**< place of the last key, by enum sec_key_use */

	/* sec_memory.c */
	const struct soft_mem *mem;	/**< what descriptors point to */
	struct sec_bounce bounce;

	/* sec_plan.c: shapes seen lately */
	struct {
		struct sec_words words;
		struct sec_shape shape;
	} shapes[SEC_NB_SHAPES];
	unsigned int nb_shapes;
	uint64_t shapes_made;	/**< descriptors so far whose shape was not in the table */

	/* sec_batch.c */
	uint8_t *sqe;		/**< next descriptor of the batch */
	unsigned int left;	/**< descriptors of the batch not taken */
	uint32_t taken;		/**< descriptors so far, free-running */
	uint32_t head;		/**< oldest request that waits, index modulo SEC_NB_REQS */
	uint32_t tail;		/**< the request being taken: behind the last that waits */
	enum sec_stage stage;
	uint32_t again;		/**< request of SEC_STAGE_AGAIN, between head and tail */
	struct sec_req req[SEC_NB_REQS];

	/* sec_engine.c: when to give memory back */
	uint32_t aged;		/**< taken when keys were looked at last */
	uint64_t idle_at;	/**< ms, when a call without work first saw as many taken */
};

/** Whether requests wait for jobs. */
static inline bool
sec_waits(const struct soft_sec *sec)
{
	return sec->head != sec->tail;
}

/** The oldest request that waits. */
static inline struct sec_req *
sec_oldest(struct soft_sec *sec)
{
	return &sec->req[sec->head % SEC_NB_REQS];
}

/** The request that is being taken. */
static inline struct sec_req *
sec_newest(struct soft_sec *sec)
{
	return &sec->req[sec->tail % SEC_NB_REQS];
}

#endif /* SOFT_SEC_QUEUE_H */

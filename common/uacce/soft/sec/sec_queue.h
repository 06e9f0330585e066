/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_QUEUE_H
#define SOFT_SEC_QUEUE_H

/** @file State of one queue of the SEC engine: what each of its files keeps there. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../soft_mem.h"
#include "sec_request.h"

/** Descriptors at once: twice the lanes of the widest multi-buffer code. */
#define SEC_BATCH	32
/** Requests that may wait: what all lanes hold in two steps, and a batch. Power of two. */
#define SEC_NB_REQS	64u

/** Words that make a shape: all but addresses, lengths and tag. */
struct sec_words {
	uint64_t w[4];
};

#define SEC_NB_SHAPES	128u	/* places; power of two */
#define SEC_MAX_SHAPES	96u	/* kept at once: the rest are empty, and end a search */

struct sec_bounce {
	uint8_t *mem;
	size_t size;
	size_t used;
};

/** Where a fault finds a queue's engine. */
enum sec_stage {
	SEC_STAGE_TAKE,		/**< one is read, mapped, served by OpenSSL, or finished at once */
	SEC_STAGE_SUBMIT,	/**< one is in the hands of the multi-buffer manager */
	SEC_STAGE_FLUSH,	/**< the manager serves what waits */
	SEC_STAGE_AGAIN,	/**< one is served again whose job ended by a fault */
	SEC_STAGE_FINISH,	/**< results of one that had to wait are written */
};

struct sec_mb;
struct sec_keys;
struct sec_key_slot;

/** One queue's engine. */
struct soft_sec {
	unsigned int qm;
	bool null_engine;
	struct sec_mb *mb;	/**< NULL: OpenSSL does everything */
	struct sec_keys *keys;
	struct sec_key_slot *last_slot[2];	/**< by use; sec_key.c looks there first */
	uint32_t nb_finds;	/**< keys that were not the last one, in this batch */
	bool many_keys;		/**< there were such in the batch before */
	struct sec_bounce bounce;
	struct {
		struct sec_words words;
		struct sec_shape shape;
	} shapes[SEC_NB_SHAPES];	/**< seen lately, sec_descriptor.c */
	unsigned int nb_shapes;
	uint64_t shapes_made;	/**< descriptors so far whose shape was not among them */
	/* The batch: its next descriptor, and how many are left. */
	const struct soft_mem *mem;
	uint8_t *sqe;
	unsigned int left;
	uint32_t taken;		/**< descriptors so far, free-running */
	uint32_t aged;		/**< the same when keys were looked at last */
	uint64_t taken_at;	/**< ms, when a call without work first saw as many taken */
	/* Requests that wait for jobs, oldest first; the next is taken behind them. */
	uint32_t head;
	uint32_t tail;
	enum sec_stage stage;
	uint32_t again;		/**< the request of SEC_STAGE_AGAIN, counted as tail */
	struct sec_req req[SEC_NB_REQS];
};

/** Whether requests wait for jobs. */
static inline bool
sec_waits(const struct soft_sec *sec)
{
	return sec->head != sec->tail;
}

#endif /* SOFT_SEC_QUEUE_H */

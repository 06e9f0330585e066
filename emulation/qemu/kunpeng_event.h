/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef KUNPENG_EVENT_H
#define KUNPENG_EVENT_H

/**
 * @file
 * The event queue, which names queues with completions, and the asynchronous event queue,
 * which names queues with errors. All functions need the lock.
 */

#include "kunpeng_state.h"

/** Types of asynchronous events. */
enum kunpeng_async_event {
	KUNPENG_CQ_OVERFLOW = 0,
	KUNPENG_EQ_OVERFLOW = 1,
	KUNPENG_CQE_ERROR = 2,
};

/** Program the context of an event queue, from a mailbox. */
void kunpeng_eqc_set(struct kunpeng_eq *eq, const uint8_t *ctx);

/** Doorbell of the event queue or the asynchronous event queue. */
void kunpeng_event_doorbell(struct kunpeng_fn *fn, uint64_t value);

/** Write the event of a queue's completions if one is due. May reset the function. */
void kunpeng_completion_event(struct kunpeng_queue *q);

/** Write an asynchronous event about a queue. May reset the function. */
void kunpeng_async_event(struct kunpeng_fn *fn, enum kunpeng_async_event type, uint16_t number);

#endif /* KUNPENG_EVENT_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef KUNPENG_QUEUE_H
#define KUNPENG_QUEUE_H

/**
 * @file
 * Queues: doorbells, the threads that serve them, and their contexts. All functions need the
 * lock.
 */

#include "kunpeng_state.h"

/** Doorbells of v3 and later, a page for each queue. */
extern const MemoryRegionOps kunpeng_db_ops;

/** Doorbell of an SQ or a CQ. */
void kunpeng_doorbell(struct kunpeng_fn *fn, uint64_t value);

/** Program the SQ context of a queue, from a mailbox. @return Whether it is valid. */
bool kunpeng_sqc_set(struct kunpeng_fn *fn, uint16_t number, const uint8_t *ctx);

/** Program the CQ context of a queue, from a mailbox. @return Whether it is valid. */
bool kunpeng_cqc_set(struct kunpeng_fn *fn, uint16_t number, const uint8_t *ctx);

/** Contexts as they are now; all 0 if there is no such queue. */
void kunpeng_sqc_get(struct kunpeng_fn *fn, uint16_t number, uint8_t *ctx);
void kunpeng_cqc_get(struct kunpeng_fn *fn, uint16_t number, uint8_t *ctx);

/** Whether a queue has nothing left to serve, or can serve nothing as the port is closed. */
bool kunpeng_is_drained(const struct kunpeng_fn *fn, uint16_t number);

/** Stop a queue for good. A descriptor that is being served ends without a completion. */
void kunpeng_queue_drop(struct kunpeng_fn *fn, uint16_t number);

/** Drop all queues and event queues of a function, for its reset. */
void kunpeng_queues_reset(struct kunpeng_fn *fn);

#endif /* KUNPENG_QUEUE_H */

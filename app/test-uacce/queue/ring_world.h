/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_RING_WORLD_H
#define TEST_UACCE_RING_WORLD_H

/** @file The code of the ring, its device and the kernel, for histories of step.h. */

#include <stdbool.h>
#include <stdint.h>

#include "step.h"

/** What may be taken away; names as in devtools/model/ring.pml. */
enum removal {
	NOTHING,
	SUBMITTED_RELEASE,
	SUBMITTED_FIRST,
	ACKNOWLEDGE,
	ACKNOWLEDGE_FIRST,
	ACKNOWLEDGE_ORDER,
	TO_DEVICE_BARRIER,
	FROM_DEVICE_BARRIER,
	SUBMITTED_ACQUIRE,
	RELEASE,
	SECOND_POLL,
	RX_ACQUIRE,
	QUIET,
	FREE_ENTRY,
};

extern const struct step_world ring_world;

/**
 * Go back to a ring that is idle, for the next history.
 *
 * @param depth
 *   Slots of the ring.
 * @param start
 *   Operations that the ring has served before, the value that its counters begin with.
 * @param ops
 *   Operations of the history.
 * @param may_stop
 *   Whether the kernel may stop the queue.
 * @param removed
 *   What is taken away.
 */
void ring_world_reset(uint32_t depth, uint32_t start, uint32_t ops, bool may_stop,
		enum removal removed);

#endif /* TEST_UACCE_RING_WORLD_H */

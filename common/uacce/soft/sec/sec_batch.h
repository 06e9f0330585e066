/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_BATCH_H
#define SOFT_SEC_BATCH_H

/**
 * @file
 * Batches of requests: from descriptors to results.
 *
 * Requests of a batch are served in no particular order, as the cores of the hardware do;
 * completions are in order. What each step leaves for a fault to find is in soft_guard.h.
 */

#include "../../hw/hisi_qm_hw.h"
#include "../soft_atomic.h"
#include "sec_queue.h"

/**
 * Enter a stage. Barrier: all that was stored before, the stage included, is in memory before the
 * accesses of the stage, one of which may fault (rule 3 of soft_guard.h).
 */
static inline void
sec_set_stage(struct soft_sec *sec, enum sec_stage stage)
{
	sec->stage = stage;
	soft_compiler_barrier();
}

/** The descriptor at hand is taken: its request is finished, or waits. */
static inline void
sec_step(struct soft_sec *sec)
{
	sec->sqe += HISI_QM_SQE_SIZE;
	sec->left--;
	sec->taken++;
}

/** The request that is being taken has a job, and waits for it. */
static inline void
sec_wait(struct soft_sec *sec)
{
	sec_newest(sec)->number = sec->taken;
	sec->tail++;
	sec_step(sec);
}

/** Write an error as the result of a descriptor of either type. */
void soft_sec_write_error(void *desc, uint8_t error);

/** Store the results of a request, unless it has an error, and write its descriptor. */
void soft_sec_finish(struct soft_sec *sec, struct sec_req *req);

/** Finish requests that wait, from the oldest on, up to one whose job is pending. */
void soft_sec_reap(struct soft_sec *sec);

/** Serve and finish all requests that wait; bounce memory is then free. */
void soft_sec_drain(struct soft_sec *sec);

/** Begin a batch of @p n descriptors. */
void soft_sec_begin(struct soft_sec *sec, const struct soft_mem *mem, void *desc, unsigned int n);

/** Take what is left of the batch. Some requests may wait then. */
void soft_sec_serve(struct soft_sec *sec);

/**
 * Finish requests whose jobs ended with later ones, and leave the others in their lanes, so that
 * those to come need not fill the lanes again.
 */
void soft_sec_collect(struct soft_sec *sec);

#endif /* SOFT_SEC_BATCH_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_BATCH_H
#define SOFT_SEC_BATCH_H

/** @file Batches of requests. */

#include "../../hw/hisi_qm_hw.h"
#include "sec_queue.h"

/* What is stored before is in memory when a fault looks for it. */
static inline void
soft_sec_set_stage(struct soft_sec *sec, enum sec_stage stage)
{
	sec->stage = stage;
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
}

static inline struct sec_req *
soft_sec_oldest(struct soft_sec *sec)
{
	return &sec->req[sec->head % SEC_NB_REQS];
}

/* The descriptor at hand is taken. */
static inline void
soft_sec_step(struct soft_sec *sec)
{
	sec->sqe += HISI_QM_SQE_SIZE;
	sec->left--;
	sec->taken++;
}

void soft_sec_write_error(struct hisi_sec_sqe3 *sqe, uint8_t error);

void soft_sec_finish(const struct soft_sec *sec, struct sec_req *req);

void soft_sec_reap(struct soft_sec *sec);

void soft_sec_drain(struct soft_sec *sec);

void soft_sec_serve(struct soft_sec *sec);

void soft_sec_begin(struct soft_sec *sec, const struct soft_mem *mem, void *desc, unsigned int n);

void soft_sec_all_free(struct soft_sec *sec);

uint64_t soft_sec_now_ms(void);

#endif /* SOFT_SEC_BATCH_H */

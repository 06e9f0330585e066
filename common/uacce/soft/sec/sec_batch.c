/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>
#include <string.h>

#include "sec_access.h"
#include "sec_batch.h"
#include "sec_compare.h"
#include "sec_memory.h"
#include "sec_piece.h"
#include "sec_plan.h"
#include "sec_ssl.h"

/* hac_sva_status of an address that was not resolved. More is not known (section 6, item 12). */
#define SVA_FAILED	1

/* Both types have these fields in one place, but for hac_sva_status. */
void __attribute__((noinline))
soft_sec_write_error(void *desc, uint8_t error)
{
	struct hisi_sec_sqe3 *sqe = desc;

	sqe->done_flag = HISI_SEC_DONE;
	sqe->error_type = error;
	sqe->warning_type = 0;
	if ((sqe->bd_param & HISI_SEC_TYPE) == HISI_SEC_TYPE3)
		sqe->hac_sva_status = error == HISI_SEC_BAD_ADDR ? SVA_FAILED : 0;
}

/* Write what the device writes (H in 4.2 and 4.3); all other fields stay as they are. */
static inline void
write_back(const struct sec_req *req)
{
	struct hisi_sec_sqe3 *sqe = req->sqe;

	if (SOFT_UNLIKELY(req->error != HISI_SEC_OK)) {
		soft_sec_write_error(sqe, req->error);
		return;
	}
	sqe->done_flag = req->s->done | (unsigned int)req->icv << HISI_SEC_ICV_S;
	sqe->error_type = HISI_SEC_OK;
	sqe->warning_type = 0;
	if (req->s->type == HISI_SEC_TYPE3)
		sqe->hac_sva_status = 0;
}

/*
 * Wipe the right MAC of a message that was refused: who learns it can forge the message. Each
 * forged message of a flood costs this, so the wipe is inline and no call of OPENSSL_cleanse().
 */
static inline void
wipe_mac(struct sec_req *req)
{
	memset(req->mac, 0, sizeof(req->mac));
	/* The compiler has to assume that somebody reads it. */
	__asm__ volatile ("" : : "r" (req->mac) : "memory");
}

/* Verify and store what a request produced. A wrong MAC is no error (4.10). */
static inline void
store_results(const struct soft_sec *sec, struct sec_req *req)
{
	const struct sec_shape *s = req->s;
	int ret;

	if (s->verifies && SOFT_UNLIKELY(!sec_is_same(req->mac, req->want, s->mac_len))) {
		req->icv = HISI_SEC_ICV_MISMATCH;
		wipe_mac(req);
	}
	ret = soft_sec_store(sec, req);
	if (ret < 0)
		req->error = soft_sec_error(ret);
}

/* soft_sec_finish(), inline in the loops below. */
static inline void
finish(struct soft_sec *sec, struct sec_req *req)
{
	if (req->error == HISI_SEC_OK)
		store_results(sec, req);
	soft_sec_unmap(sec, req);
	write_back(req);
}

void
soft_sec_finish(struct soft_sec *sec, struct sec_req *req)
{
	finish(sec, req);
}

static inline void
reap(struct soft_sec *sec)
{
	struct sec_req *req;

	while (sec_waits(sec)) {
		req = sec_oldest(sec);
		if (req->pending)
			break;
		sec_set_stage(sec, SEC_STAGE_FINISH);
		finish(sec, req);
		sec->head++;
	}
}

void
soft_sec_reap(struct soft_sec *sec)
{
	reap(sec);
}

/* No request waits: bounce memory is free again, and requests use the first places again. */
static inline void
free_all(struct soft_sec *sec)
{
	sec->head = 0;
	sec->tail = 0;
	if (SOFT_UNLIKELY(sec->bounce.used != 0))
		soft_sec_bounce_reset(sec);
}

void __attribute__((noinline))
soft_sec_drain(struct soft_sec *sec)
{
	if (sec_waits(sec)) {
		sec_set_stage(sec, SEC_STAGE_FLUSH);
		sec->jobs->flush(sec->jobs_state);
		reap(sec);
	}
	free_all(sec);
}

void
soft_sec_collect(struct soft_sec *sec)
{
	if (sec_waits(sec)) {
		sec_set_stage(sec, SEC_STAGE_FLUSH);
		sec->jobs->collect(sec->jobs_state);
		reap(sec);
	}
	if (!sec_waits(sec))
		free_all(sec);
}

/* Hand a request to the executor that its shape names, or to OpenSSL if it cannot be a job. */
static inline void
execute(struct soft_sec *sec, struct sec_req *req)
{
	bool taken;

	if (req->s->service == SEC_SERVE_CALL) {
		sec->jobs->serve(sec->jobs_state, req);
		return;
	}
	if (req->s->service == SEC_SERVE_JOB) {
		sec_set_stage(sec, SEC_STAGE_SUBMIT);
		taken = sec->jobs->submit(sec->jobs_state, req);
		sec_set_stage(sec, SEC_STAGE_TAKE);
		if (taken)
			return;
	}
	if (!soft_sec_ssl.serve(NULL, req))
		req->error = HISI_SEC_INTERNAL;
}

/* Serve a request in pieces, or note why it cannot be reached: what soft_sec_map() returned. */
static void __attribute__((noinline))
execute_or_fail(struct soft_sec *sec, struct sec_req *req, int ret)
{
	if (ret > 0)
		ret = soft_sec_pieces(sec, req);
	req->error = soft_sec_error(ret);
}

/* Take the descriptor at hand, unless all requests that wait have to be finished first. */
static inline void
take(struct soft_sec *sec)
{
	struct sec_req *req = sec_newest(sec);
	int ret;

	sec_set_stage(sec, SEC_STAGE_TAKE);
	req->sqe = sec->sqe;
	ret = soft_sec_plan_request(sec, req, req->sqe);
	if (ret == 0 || (ret > 0 && sec->null_engine)) {
		write_back(req);
		sec_step(sec);
		return;
	}
	if (ret > 0)
		ret = soft_sec_map(sec, req);
	if (ret == -EAGAIN) {
		soft_sec_unmap(sec, req);
		soft_sec_drain(sec);
		return;
	}
	if (SOFT_UNLIKELY(ret != 0))
		execute_or_fail(sec, req, ret);
	else
		execute(sec, req);
	if (req->pending) {
		sec_wait(sec);
	} else {
		finish(sec, req);
		sec_step(sec);
	}
}

void __attribute__((noinline))
soft_sec_serve(struct soft_sec *sec)
{
	while (sec->left != 0) {
		take(sec);
		reap(sec);
		if (sec->tail - sec->head == SEC_NB_REQS)
			soft_sec_drain(sec);
	}
}

void
soft_sec_begin(struct soft_sec *sec, const struct soft_mem *mem, void *desc, unsigned int n)
{
	sec->mem = mem;
	sec->sqe = desc;
	sec->left = n;
	if (sec->jobs != NULL)
		sec->jobs->begin(sec->jobs_state, n + (sec->tail - sec->head));
}

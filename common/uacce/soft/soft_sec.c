/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * SEC engine: a batch of descriptors in, results out. Source: hardware-interface.md,
 * section 4. Requests of a batch are served in no particular order, as the cores of the
 * hardware do; what is in order is completions.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

#include "../hisi_qm_hw.h"
#include "soft_queue.h"
#include "soft_sec.h"
#include "soft_sec_key.h"
#include "soft_sec_mb.h"

/* Not 0: an address was not resolved. More is not known (section 6, item 12). */
#define SVA_FAILED	1

/* What is stored before is in memory when a fault looks for it. */
static inline void
set_stage(struct soft_sec *sec, enum sec_stage stage)
{
	sec->stage = stage;
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
}

static void *
sqe_at(const struct soft_sec *sec, unsigned int i)
{
	return sec->sqe + i * HISI_QM_SQE_SIZE;
}

/* 4.10, of done_flag by enum sec_kind */
static const uint8_t flags[] = {
	[SEC_CIPHER] = HISI_SEC_FLAG_CIPHER,
	[SEC_DIGEST] = HISI_SEC_FLAG_AUTH,
	[SEC_CHAIN] = HISI_SEC_FLAG_AEAD,
	[SEC_AEAD] = HISI_SEC_FLAG_AEAD,
	[SEC_GCM_FIRST] = HISI_SEC_FLAG_AUTH,
	[SEC_GCM_MIDDLE] = HISI_SEC_FLAG_AEAD,
	[SEC_GCM_LAST] = HISI_SEC_FLAG_AEAD,
};

/* H in 4.2 and 4.3; what is D only stays as it was. Both types have it in one place. */
static inline void
write_back(const struct sec_req *req, void *desc)
{
	struct hisi_sec_sqe3 *sqe = desc;
	uint16_t done = HISI_SEC_DONE;

	if (req->error == HISI_SEC_OK)
		done |= req->icv << HISI_SEC_ICV_S | flags[req->s.kind] << HISI_SEC_FLAG_S;
	sqe->done_flag = done;
	sqe->error_type = req->error;
	sqe->warning_type = 0;
	if ((sqe->bd_param & HISI_SEC_TYPE) == HISI_SEC_TYPE3)
		sqe->hac_sva_status = req->error == HISI_SEC_BAD_ADDR ? SVA_FAILED : 0;
}

/* Compare in constant time; a wrong MAC is no error of the device (4.10). */
static void
verify(struct sec_req *req)
{
	if (CRYPTO_memcmp(req->mac, req->want, req->s.mac_len) != 0)
		req->icv = HISI_SEC_ICV_MISMATCH;
}

static inline void
finish(struct soft_sec *sec, struct sec_req *req)
{
	int ret;

	if (req->error == HISI_SEC_OK && req->s.kind != SEC_NOTHING && !sec->null_engine) {
		if (sec_verifies(req))
			verify(req);
		ret = soft_sec_store(sec, req);
		if (ret < 0)
			req->error = soft_sec_error(ret);
	}
	soft_sec_unmap(sec, req);
	write_back(req, sqe_at(sec, sec->done));
}

/* Finish all that was taken; then its memory and keys are free again. */
static void
drain(struct soft_sec *sec)
{
	set_stage(sec, SEC_STAGE_JOBS);
	if (sec->mb != NULL)
		soft_sec_mb_flush(sec->mb);
	set_stage(sec, SEC_STAGE_FINISH);
	for (; sec->done < sec->next; sec->done++)
		finish(sec, &sec->req[sec->done]);
	sec->bounce.used = 0;
	sec->window++;
}

static void
execute(struct soft_sec *sec, struct sec_req *req)
{
	bool taken = false;

	if (sec->mb != NULL) {
		set_stage(sec, SEC_STAGE_JOBS);
		taken = soft_sec_mb_submit(sec->mb, req);
		set_stage(sec, SEC_STAGE_TAKE);
	}
	if (!taken && !soft_sec_ssl(req))
		req->error = HISI_SEC_INTERNAL;
}

static void
take(struct soft_sec *sec)
{
	struct sec_req *req = &sec->req[sec->next];
	int ret;

	set_stage(sec, SEC_STAGE_TAKE);
	if (!soft_sec_decode(sec, req, sqe_at(sec, sec->next)) || sec->null_engine)
		return;
	ret = soft_sec_map(sec, req);
	if (ret == -EAGAIN) {
		soft_sec_unmap(sec, req);
		drain(sec);
		set_stage(sec, SEC_STAGE_TAKE);
		req->bounced = false;
		ret = soft_sec_map(sec, req);
	}
	if (ret < 0)
		req->error = soft_sec_error(ret);
	else
		execute(sec, req);
}

static void
serve(struct soft_sec *sec)
{
	for (; sec->next < sec->n; sec->next++)
		take(sec);
	drain(sec);
}

static void
sec_run(void *state, const struct soft_mem *mem, void *desc, unsigned int n)
{
	struct soft_sec *sec = state;

	sec->mem = mem;
	sec->sqe = desc;
	sec->n = n;
	sec->next = 0;
	sec->done = 0;
	if (sec->mb != NULL)
		soft_sec_mb_begin(sec->mb, n);
	serve(sec);
}

/* All that is inside the manager is lost, and what a call was about to put there. */
static void
fail_jobs(struct soft_sec *sec)
{
	unsigned int i;

	for (i = sec->done; i < sec->next; i++)
		if (sec->req[i].pending)
			sec->req[i].error = HISI_SEC_BAD_ADDR;
	soft_sec_mb_reset(sec->mb);
}

static void
sec_resume(void *state, const struct soft_mem *mem, void *desc, unsigned int n)
{
	struct soft_sec *sec = state;

	(void)mem;
	(void)desc;
	(void)n;
	switch (sec->stage) {
	case SEC_STAGE_FINISH:
		/* Not to be stored again, only to be written back. */
		sec->req[sec->done].error = HISI_SEC_BAD_ADDR;
		break;
	case SEC_STAGE_JOBS:
		fail_jobs(sec);
		/* fall through */
	case SEC_STAGE_TAKE:
		if (sec->next < sec->n)
			sec->req[sec->next++].error = HISI_SEC_BAD_ADDR;
		break;
	}
	serve(sec);
}

static void
sec_fail(void *state, void *desc)
{
	const struct sec_req req = { .error = HISI_SEC_BAD_ADDR };

	(void)state;
	write_back(&req, desc);
}

static void
sec_close(void *state)
{
	struct soft_sec *sec = state;

	soft_sec_keys_free(sec);
	soft_sec_bounce_free(sec);
	soft_sec_mb_close(sec->mb);
	OPENSSL_cleanse(sec, sizeof(*sec));
	free(sec);
}

/* One type of queue does all work, and whoever opens another gets no less (2.7). */
static void *
sec_open(unsigned int qm, uint16_t qc_type, enum soft_engine engine)
{
	struct soft_sec *sec = calloc(1, sizeof(*sec));

	(void)qc_type;
	if (sec == NULL)
		return NULL;
	sec->qm = qm;
	sec->null_engine = engine == SOFT_ENGINE_NULL;
	soft_sec_decode_init(sec);
	if (!soft_sec_keys_alloc(sec)) {
		sec_close(sec);
		return NULL;
	}
	if (engine == SOFT_ENGINE_FAST)
		sec->mb = soft_sec_mb_open();
	return sec;
}

const struct soft_engine_ops soft_sec_engine = {
	.batch = SEC_BATCH,
	.open = sec_open,
	.close = sec_close,
	.run = sec_run,
	.resume = sec_resume,
	.fail = sec_fail,
};

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>
#include <time.h>

#include <openssl/crypto.h>

#include "sec_access.h"
#include "sec_batch.h"
#include "sec_compare.h"
#include "sec_descriptor.h"
#include "sec_key.h"
#include "sec_mb.h"
#include "sec_memory.h"
#include "sec_piece.h"
#include "sec_ssl.h"

/* Not 0: an address was not resolved. More is not known (section 6, item 12). */
#define SVA_FAILED	1

/* Requests between one that is taken and the one whose memory is asked for. */
#define SEC_AHEAD	8u
#define SEC_KEYS_AHEAD	16u
/* Requests from one look at keys that are not used any more to the next. */
#define SEC_AGE_EVERY	256u

/* The result of a request that failed, of which no more need be known than where it is. */
void
soft_sec_write_error(struct hisi_sec_sqe3 *sqe, uint8_t error)
{
	sqe->done_flag = HISI_SEC_DONE;
	sqe->error_type = error;
	sqe->warning_type = 0;
	if ((sqe->bd_param & HISI_SEC_TYPE) == HISI_SEC_TYPE3)
		sqe->hac_sva_status = error == HISI_SEC_BAD_ADDR ? SVA_FAILED : 0;
}

/* H in 4.2 and 4.3; what is D only stays as it was. Both types have it in one place. */
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

/* What is left to do for a request that was served; a wrong MAC is no error (4.10). */
static inline void
conclude(const struct soft_sec *sec, struct sec_req *req)
{
	const struct sec_shape *s = req->s;
	int ret;

	if (s->verifies && SOFT_UNLIKELY(!sec_is_same(req->mac, req->want, s->mac_len))) {
		req->icv = HISI_SEC_ICV_MISMATCH;
		/* The one that would have been right. */
		OPENSSL_cleanse(req->mac, sizeof(req->mac));
	}
	ret = soft_sec_store(sec, req);
	if (ret < 0)
		req->error = soft_sec_error(ret);
}

void
soft_sec_finish(const struct soft_sec *sec, struct sec_req *req)
{
	if (req->error == HISI_SEC_OK)
		conclude(sec, req);
	soft_sec_unmap(sec, req);
	write_back(req);
}

/* Finish those that waited and do so no more. */
void
soft_sec_reap(struct soft_sec *sec)
{
	struct sec_req *req;

	while (sec_waits(sec)) {
		req = soft_sec_oldest(sec);
		if (req->pending)
			break;
		soft_sec_set_stage(sec, SEC_STAGE_FINISH);
		soft_sec_finish(sec, req);
		sec->head++;
	}
}

/* Nothing waits: bounce memory is free again, and what was used last is at hand. */
void
soft_sec_all_free(struct soft_sec *sec)
{
	sec->head = 0;
	sec->tail = 0;
	if (SOFT_UNLIKELY(sec->bounce.used != 0))
		soft_sec_bounce_reset(sec);
}

/* Finish all that waits. */
void
soft_sec_drain(struct soft_sec *sec)
{
	if (sec_waits(sec)) {
		soft_sec_set_stage(sec, SEC_STAGE_FLUSH);
		soft_sec_mb_flush(sec->mb);
		soft_sec_reap(sec);
	}
	soft_sec_all_free(sec);
}

static inline void
execute(struct soft_sec *sec, struct sec_req *req)
{
	bool taken = false;

	if (req->s->at_once) {
		soft_sec_mb_serve(sec->mb, req);
		return;
	}
	if (sec->mb != NULL) {
		soft_sec_set_stage(sec, SEC_STAGE_SUBMIT);
		taken = soft_sec_mb_submit(sec->mb, req);
		soft_sec_set_stage(sec, SEC_STAGE_TAKE);
	}
	if (!taken && !soft_sec_ssl(req))
		req->error = HISI_SEC_INTERNAL;
}

#define ASK_FOR(sqe) do { \
	__builtin_prefetch((const void *)(uintptr_t)(sqe)->c_ivin_addr); \
	__builtin_prefetch((const void *)(uintptr_t)(sqe)->data_src_addr); \
	__builtin_prefetch((const void *)(uintptr_t)(sqe)->mac_addr); \
} while (0)

/*
 * Ask for the memory of a request some time before its turn: soft_sec_map() reads it and
 * would have to wait. What is no address does no harm, as this never faults.
 */
static inline void
ask_ahead(const struct soft_sec *sec, unsigned int n)
{
	const void *sqe = sec->sqe + n * HISI_QM_SQE_SIZE;

	if (n >= sec->left || !sec->mem->is_process)
		return;
	if (sec->qm < 3)
		ASK_FOR((const struct hisi_sec_sqe2 *)sqe);
	else
		ASK_FOR((const struct hisi_sec_sqe3 *)sqe);
}

#define ASK_FOR_KEYS(ask, keys, sqe) do { \
	(ask)(keys, (sqe)->c_key_addr); \
	if ((sqe)->a_key_addr != 0) \
		(ask)(keys, (sqe)->a_key_addr); \
} while (0)

/* The same for keys, of which each request may name others: where they are looked for. */
static inline void
ask_for_keys(const struct soft_sec *sec, unsigned int n)
{
	const void *sqe = sec->sqe + n * HISI_QM_SQE_SIZE;

	if (n >= sec->left)
		return;
	if (sec->qm < 3)
		ASK_FOR_KEYS(sec_key_ask, sec->keys, (const struct hisi_sec_sqe2 *)sqe);
	else
		ASK_FOR_KEYS(sec_key_ask, sec->keys, (const struct hisi_sec_sqe3 *)sqe);
}

/* Then what is found there. */
static inline void
ask_for_more(const struct soft_sec *sec, unsigned int n)
{
	const void *sqe = sec->sqe + n * HISI_QM_SQE_SIZE;

	if (n >= sec->left)
		return;
	if (sec->qm < 3)
		ASK_FOR_KEYS(sec_key_ask_more, sec->keys, (const struct hisi_sec_sqe2 *)sqe);
	else
		ASK_FOR_KEYS(sec_key_ask_more, sec->keys, (const struct hisi_sec_sqe3 *)sqe);
}

static void __attribute__((noinline))
ask_keys_ahead(const struct soft_sec *sec)
{
	ask_for_keys(sec, SEC_KEYS_AHEAD);
	ask_for_more(sec, SEC_KEYS_AHEAD / 2);
}

/* The same for those at the start of a batch. */
static void __attribute__((noinline))
ask_first_keys(const struct soft_sec *sec)
{
	unsigned int i;

	for (i = 0; i < SEC_KEYS_AHEAD; i++)
		ask_for_keys(sec, i);
	for (i = 0; i < SEC_KEYS_AHEAD / 2; i++)
		ask_for_more(sec, i);
}

/* What soft_sec_map() says of a request that is not there to be executed. */
static void __attribute__((noinline))
take_other(struct soft_sec *sec, struct sec_req *req, int ret)
{
	if (ret > 0)
		ret = soft_sec_pieces(sec, req);
	req->error = soft_sec_error(ret);
}

/* What is served at once is finished at once: its neighbours need not wait for each other. */
static inline void
take(struct soft_sec *sec)
{
	struct sec_req *req = &sec->req[sec->tail % SEC_NB_REQS];
	int ret;

	soft_sec_set_stage(sec, SEC_STAGE_TAKE);
	req->sqe = sec->sqe;
	ret = soft_sec_decode(sec, req, req->sqe);
	if (ret == 0 || (ret > 0 && sec->null_engine)) {
		write_back(req);
		soft_sec_step(sec);
		return;
	}
	if (SOFT_UNLIKELY(sec->many_keys))
		ask_keys_ahead(sec);
	if (ret > 0) {
		if (!req->s->at_once)
			ask_ahead(sec, SEC_AHEAD);
		ret = soft_sec_map(sec, req);
	}
	if (ret == -EAGAIN) {
		/* Taken again when nothing waits any more. */
		soft_sec_unmap(sec, req);
		soft_sec_drain(sec);
		return;
	}
	if (SOFT_UNLIKELY(ret != 0))
		take_other(sec, req, ret);
	else
		execute(sec, req);
	if (req->pending) {
		req->number = sec->taken;
		sec->tail++;
	} else {
		soft_sec_finish(sec, req);
	}
	soft_sec_step(sec);
}

void
soft_sec_serve(struct soft_sec *sec)
{
	while (sec->left != 0) {
		take(sec);
		soft_sec_reap(sec);
		if (sec->tail - sec->head == SEC_NB_REQS)
			soft_sec_drain(sec);
	}
}

/* No call of the system, and as good as the ticks of the machine. */
uint64_t
soft_sec_now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &ts);
	return ts.tv_sec * UINT64_C(1000) + ts.tv_nsec / 1000000;
}

void
soft_sec_begin(struct soft_sec *sec, const struct soft_mem *mem, void *desc, unsigned int n)
{
	unsigned int i;

	if (SOFT_UNLIKELY(sec->taken - sec->aged >= SEC_AGE_EVERY)) {
		sec->aged = sec->taken;
		soft_sec_keys_age(sec, soft_sec_now_ms());
	}

	sec->mem = mem;
	sec->sqe = desc;
	sec->left = n;
	sec->many_keys = sec->nb_finds != 0 && mem->is_process;
	sec->nb_finds = 0;
	if (sec->many_keys)
		ask_first_keys(sec);
	for (i = 0; i < SEC_AHEAD; i++)
		ask_ahead(sec, i);
	if (sec->mb != NULL)
		soft_sec_mb_begin(sec->mb, n + (sec->tail - sec->head));
}

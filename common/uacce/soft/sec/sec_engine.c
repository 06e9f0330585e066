/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * SEC engine: a batch of descriptors in, results out. Source: hardware_interface.rst,
 * section 4. Requests of a batch are served in no particular order, as the cores of the
 * hardware do; what is in order is completions.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/crypto.h>

#include "../../hw/hisi_qm_hw.h"
#include "../soft_queue.h"
#include "sec_engine.h"
#include "sec_key.h"
#include "sec_mb.h"

/* Not 0: an address was not resolved. More is not known (section 6, item 12). */
#define SVA_FAILED	1

/* Requests between one that is taken and the one whose memory is asked for. */
#define SEC_AHEAD	8u
#define SEC_KEYS_AHEAD	16u
/* Requests from one look at keys that are not used any more to the next. */
#define SEC_AGE_EVERY	256u

/* What is stored before is in memory when a fault looks for it. */
static inline void
set_stage(struct soft_sec *sec, enum sec_stage stage)
{
	sec->stage = stage;
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
}

/* The result of a request that failed, of which no more need be known than where it is. */
static void __attribute__((noinline))
write_error(struct hisi_sec_sqe3 *sqe, uint8_t error)
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
		write_error(sqe, req->error);
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

static inline void
finish(const struct soft_sec *sec, struct sec_req *req)
{
	if (req->error == HISI_SEC_OK)
		conclude(sec, req);
	soft_sec_unmap(sec, req);
	write_back(req);
}

static inline struct sec_req *
oldest(struct soft_sec *sec)
{
	return &sec->req[sec->head % SEC_NB_REQS];
}

/* Finish those that waited and do so no more. */
static inline void
reap(struct soft_sec *sec)
{
	struct sec_req *req;

	while (sec_waits(sec)) {
		req = oldest(sec);
		if (req->pending)
			break;
		set_stage(sec, SEC_STAGE_FINISH);
		finish(sec, req);
		sec->head++;
	}
}

/* Nothing waits: bounce memory is free again, and what was used last is at hand. */
static inline void
all_free(struct soft_sec *sec)
{
	sec->head = 0;
	sec->tail = 0;
	if (SOFT_UNLIKELY(sec->bounce.used != 0))
		soft_sec_bounce_reset(sec);
}

/* Finish all that waits. */
static void __attribute__((noinline))
drain(struct soft_sec *sec)
{
	if (sec_waits(sec)) {
		set_stage(sec, SEC_STAGE_FLUSH);
		soft_sec_mb_flush(sec->mb);
		reap(sec);
	}
	all_free(sec);
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
		set_stage(sec, SEC_STAGE_SUBMIT);
		taken = soft_sec_mb_submit(sec->mb, req);
		set_stage(sec, SEC_STAGE_TAKE);
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

/* The descriptor at hand is taken. */
static inline void
step(struct soft_sec *sec)
{
	sec->sqe += HISI_QM_SQE_SIZE;
	sec->left--;
	sec->taken++;
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

	set_stage(sec, SEC_STAGE_TAKE);
	req->sqe = sec->sqe;
	ret = soft_sec_decode(sec, req, req->sqe);
	if (ret == 0 || (ret > 0 && sec->null_engine)) {
		write_back(req);
		step(sec);
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
		drain(sec);
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
		finish(sec, req);
	}
	step(sec);
}

static void __attribute__((noinline))
serve(struct soft_sec *sec)
{
	while (sec->left != 0) {
		take(sec);
		reap(sec);
		if (sec->tail - sec->head == SEC_NB_REQS)
			drain(sec);
	}
}

/* No call of the system, and as good as the ticks of the machine. */
static uint64_t
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &ts);
	return ts.tv_sec * UINT64_C(1000) + ts.tv_nsec / 1000000;
}

static void
begin(struct soft_sec *sec, const struct soft_mem *mem, void *desc, unsigned int n)
{
	unsigned int i;

	if (SOFT_UNLIKELY(sec->taken - sec->aged >= SEC_AGE_EVERY)) {
		sec->aged = sec->taken;
		soft_sec_keys_age(sec, now_ms());
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

static void
sec_run(void *state, const struct soft_mem *mem, void *desc, unsigned int n)
{
	struct soft_sec *sec = state;

	begin(sec, mem, desc, n);
	serve(sec);
	drain(sec);
}

/* Lanes stay as full as they are, so that those to come need not fill them again. */
static unsigned int
sec_take(void *state, const struct soft_mem *mem, void *desc, unsigned int n)
{
	struct soft_sec *sec = state;
	uint32_t first = sec_waits(sec) ? oldest(sec)->number : sec->taken;

	begin(sec, mem, desc, n);
	serve(sec);
	if (sec_waits(sec)) {
		set_stage(sec, SEC_STAGE_FLUSH);
		soft_sec_mb_collect(sec->mb);
		reap(sec);
	}
	if (!sec_waits(sec)) {
		all_free(sec);
		return sec->taken - first;
	}
	return oldest(sec)->number - first;
}

static void
sec_flush(void *state)
{
	drain(state);
}

/* Keys go one by one, and bounce memory when nothing was taken for as long as a key stays. */
static void
sec_idle(void *state)
{
	struct soft_sec *sec = state;
	uint64_t now = now_ms();

	soft_sec_keys_age(sec, now);
	if (sec->taken_at == 0 || sec->aged != sec->taken) {
		sec->aged = sec->taken;
		sec->taken_at = now;
	} else if (now - sec->taken_at >= SEC_KEY_PERIOD && !sec_waits(sec)) {
		soft_sec_bounce_free(sec);
	}
}

/*
 * What is left to do, now that memory may be looked at, which may fault. Lanes cipher
 * from the first block to the last, and a block that was ciphered is not what it was.
 * How far they came is not known, so that a request in place which was begun is lost.
 */
static enum sec_left
what_is_left(struct soft_sec *sec, const struct sec_req *req)
{
	const size_t block = req->s->c_alg <= HISI_SEC_C_ALG_3DES ? 8 : SEC_BLOCK;

	if (req->left < SEC_LEFT_UNSURE)
		return req->left;
	if (soft_sec_refetch(sec, req) == 0)
		return SEC_LEFT_ALL;
	return req->left == SEC_LEFT_UNSURE && memcmp(req->in, req->first, block) == 0 ?
		SEC_LEFT_ALL : SEC_LEFT_NO_SOURCE;
}

/* Do what is left of a request, alone: if it faults now it was its own memory. */
static void
serve_again(struct soft_sec *sec, struct sec_req *req)
{
	bool good;

	switch (what_is_left(sec, req)) {
	case SEC_LEFT_NOTHING:
		return;
	case SEC_LEFT_MAC:
		good = soft_sec_ssl_mac(req);
		break;
	case SEC_LEFT_ALL:
		good = soft_sec_ssl(req);
		break;
	default:
		req->error = HISI_SEC_BAD_ADDR;
		return;
	}
	if (!good)
		req->error = HISI_SEC_INTERNAL;
	/* A job may have been told to store the MAC; now it is in the request. */
	req->mac_is_placed = req->s->mac_len == 0 || req->s->verifies;
}

/* Serve all that is left of what was inside the manager, one by one. */
static void __attribute__((noinline))
serve_rest(struct soft_sec *sec)
{
	struct sec_req *req;

	for (; sec->again != sec->tail; sec->again++) {
		req = &sec->req[sec->again % SEC_NB_REQS];
		if (!req->pending)
			continue;
		set_stage(sec, SEC_STAGE_AGAIN);
		serve_again(sec, req);
		req->pending = false;
	}
}

/* A fault was inside the manager, whose jobs are lost; their requests need not be. */
static void
leave_manager(struct soft_sec *sec)
{
	uint32_t i;

	for (i = sec->head; i != sec->tail; i++) {
		struct sec_req *req = &sec->req[i % SEC_NB_REQS];

		if (req->pending)
			req->left = soft_sec_mb_left(req);
	}
	soft_sec_mb_reset(sec->mb);
	sec->again = sec->head;
}

/* The one that was being taken ends with an error, not to be stored but written back. */
static void
fail_taken(struct soft_sec *sec)
{
	struct sec_req *req = &sec->req[sec->tail % SEC_NB_REQS];

	req->error = HISI_SEC_BAD_ADDR;
	req->pending = false;
	finish(sec, req);
	step(sec);
}

/* The one that was being taken waits as if the manager had taken it. */
static void
hold_taken(struct soft_sec *sec)
{
	sec->req[sec->tail % SEC_NB_REQS].number = sec->taken;
	sec->tail++;
	step(sec);
}

/*
 * Each stage says what was going on. Whoever is at fault ends with an error, and is done
 * with before the next memory is looked at, as a fault may follow a fault.
 */
static void
sec_resume(void *state, const struct soft_mem *mem, void *desc, unsigned int n)
{
	struct soft_sec *sec = state;
	struct sec_req *req;

	(void)mem;
	(void)desc;
	(void)n;
	switch (sec->stage) {
	case SEC_STAGE_FINISH:
		/* Not to be stored again, only to be written back. */
		oldest(sec)->error = HISI_SEC_BAD_ADDR;
		break;
	case SEC_STAGE_AGAIN:
		req = &sec->req[sec->again % SEC_NB_REQS];
		req->error = HISI_SEC_BAD_ADDR;
		req->pending = false;
		serve_rest(sec);
		break;
	case SEC_STAGE_FLUSH:
		leave_manager(sec);
		serve_rest(sec);
		break;
	case SEC_STAGE_SUBMIT:
		if (sec->req[sec->tail % SEC_NB_REQS].pending) {
			hold_taken(sec);
			leave_manager(sec);
			serve_rest(sec);
		} else {
			/* Served without a job. */
			fail_taken(sec);
		}
		break;
	case SEC_STAGE_TAKE:
		fail_taken(sec);
		break;
	}
	reap(sec);
	serve(sec);
	drain(sec);
}

static void
sec_fail(void *state, void *desc)
{
	(void)state;
	write_error(desc, HISI_SEC_BAD_ADDR);
}

/* A check of a MAC has no such result (4.10). */
#define NO_ICV	5u

/* Done, without an error, but by the flag nothing was done; or all was, but the check. */
static void
sec_forge(void *state, void *desc, enum soft_fault_kind kind)
{
	struct hisi_sec_sqe3 *sqe = desc;

	(void)state;
	if (kind != SOFT_FAULT_UNDONE && kind != SOFT_FAULT_ICV)
		return;
	sqe->done_flag = HISI_SEC_DONE;
	if (kind == SOFT_FAULT_ICV)
		sqe->done_flag |= NO_ICV << HISI_SEC_ICV_S |
			HISI_SEC_FLAG_AEAD << HISI_SEC_FLAG_S;
	sqe->error_type = HISI_SEC_OK;
	sqe->warning_type = 0;
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
	.take = sec_take,
	.flush = sec_flush,
	.idle = sec_idle,
	.resume = sec_resume,
	.fail = sec_fail,
	.forge = sec_forge,
};

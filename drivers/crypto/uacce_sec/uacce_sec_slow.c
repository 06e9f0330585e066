/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * The long way of an enqueue, one request at a time: chains of mbufs, CCM, data
 * to be copied, two steps, session-less operations, the raw data path, and all that
 * is refused. Part of the data path: nothing here allocates, locks, logs or waits.
 */

#include <rte_mbuf.h>

#include "uacce_sec_request.h"

/*
 * Out of place, what is authenticated and not ciphered is to be copied, and it is
 * not known of hardware that it does (section 6, item 11).
 */
static void
copy_plain(const struct uacce_sec_ask *ask, uint8_t kind)
{
	const uint64_t a_end = (uint64_t)ask->a_start + ask->a_len;
	const uint64_t c_end = (uint64_t)ask->c_start + ask->c_len;
	uint64_t before, behind;

	if (ask->in_place || kind == UACCE_SEC_CIPHER || kind == UACCE_SEC_AEAD)
		return;
	if (kind == UACCE_SEC_AUTH) {
		uacce_sec_side_copy(&ask->dst, &ask->src, ask->a_start, ask->a_len);
		return;
	}
	before = RTE_MIN(a_end, (uint64_t)ask->c_start);
	behind = RTE_MAX((uint64_t)ask->a_start, c_end);
	if (ask->a_start < before)
		uacce_sec_side_copy(&ask->dst, &ask->src, ask->a_start, before - ask->a_start);
	if (behind < a_end)
		uacce_sec_side_copy(&ask->dst, &ask->src, behind, a_end - behind);
}

static enum uacce_sec_reject
check_cipher(const struct uacce_sec_session *sess, enum uacce_sec_gen gen, uint32_t len)
{
	return len < sess->min_len[gen] || len > sess->max_len || (len & sess->block_mask) != 0 ?
		UACCE_SEC_REJECT_LENGTH : UACCE_SEC_TAKEN;
}

static enum uacce_sec_reject
check_auth(uint32_t min, uint32_t len)
{
	return len < min || len > HISI_SEC_MAX_LEN ? UACCE_SEC_REJECT_LENGTH : UACCE_SEC_TAKEN;
}

/* What an algorithm takes, whatever the mbufs hold. */
static enum uacce_sec_reject
check_ask(const struct uacce_sec_session *sess, enum uacce_sec_gen gen,
		const struct uacce_sec_ask *ask)
{
	enum uacce_sec_reject ret = UACCE_SEC_TAKEN;

	if ((sess->iv_len != 0 && ask->iv == NULL) || (sess->aad_len != 0 && ask->aad == NULL) ||
			(sess->kind != UACCE_SEC_CIPHER && ask->digest == NULL))
		return UACCE_SEC_REJECT_POINTER;
	switch (sess->kind) {
	case UACCE_SEC_CIPHER:
	case UACCE_SEC_AEAD:
		return check_cipher(sess, gen, ask->c_len);
	case UACCE_SEC_AUTH:
		return check_auth(sess->min_len[gen], ask->a_len);
	default:
		ret = check_cipher(sess, gen, ask->c_len);
		return ret == UACCE_SEC_TAKEN ? check_auth(sess->min_a_len[gen], ask->a_len) : ret;
	}
}

/* One descriptor does for what is authenticated up to where the ciphertext ends (4.7). */
static bool
ends_together(const struct uacce_sec_ask *ask)
{
	const uint32_t c_off = ask->c_start - ask->a_start;

	return ask->c_start >= ask->a_start && c_off <= HISI_SEC_MAX_OFFSET &&
		(uint64_t)c_off + ask->c_len == ask->a_len;
}

/* Whether a request takes two descriptors. */
static bool
has_steps(const struct uacce_sec_session *sess, const struct uacce_sec_ask *ask)
{
	return sess->kind == UACCE_SEC_STEPS ||
		(sess->kind == UACCE_SEC_CHAIN && !ends_together(ask));
}

static void
job_of_cipher(struct uacce_sec_job *job, const struct uacce_sec_ask *ask)
{
	job->kind = UACCE_SEC_CIPHER;
	job->after = 0;
	job->done = UACCE_SEC_SUCCESS(HISI_SEC_FLAG_CIPHER);
	job->start = ask->c_start;
	job->len = ask->c_len;
	job->c_len = ask->c_len;
}

static void
job_of_auth(struct uacce_sec_job *job, const struct uacce_sec_ask *ask)
{
	job->kind = UACCE_SEC_AUTH;
	job->done = UACCE_SEC_SUCCESS(HISI_SEC_FLAG_AUTH);
	job->start = ask->a_start;
	job->len = ask->a_len;
	job->a_len = ask->a_len;
}

static void
job_init(struct uacce_sec_job *job, const struct uacce_sec_session *sess, const struct uacce_sec_ask *ask)
{
	*job = (struct uacce_sec_job){
		.sess = sess,
		.templates = sess->sqe,
		.kind = sess->kind,
		.after = sess->after,
		.src = &ask->src,
		.dst = ask->in_place ? &ask->src : &ask->dst,
	};
}

/* The only descriptor of a request. */
static void
job_of_ask(struct uacce_sec_job *job, const struct uacce_sec_session *sess, const struct uacce_sec_ask *ask)
{
	job_init(job, sess, ask);
	if (sess->kind == UACCE_SEC_CIPHER || sess->kind == UACCE_SEC_AEAD) {
		job_of_cipher(job, ask);
		job->kind = sess->kind;
		job->done = sess->done;
		job->a_len = sess->aad_len;
		job->c_off = sess->aad_len;
		return;
	}
	job_of_auth(job, ask);
	job->kind = sess->kind;
	job->done = sess->done;
	if (sess->kind == UACCE_SEC_CHAIN) {
		job->c_len = ask->c_len;
		job->c_off = ask->c_start - ask->a_start;
	}
}

/*
 * Encrypt, then authenticate what came out; or verify, then decrypt. The MAC goes
 * over the destination, where the rest of its range is copied to, or over the source.
 */
static void
jobs_of_steps(struct uacce_sec_job job[UACCE_SEC_NB_RINGS], const struct uacce_sec_session *sess,
		const struct uacce_sec_ask *ask)
{
	struct uacce_sec_job *cipher = &job[sess->verify ? UACCE_SEC_SECOND : UACCE_SEC_FIRST];
	struct uacce_sec_job *auth = &job[sess->verify ? UACCE_SEC_FIRST : UACCE_SEC_SECOND];

	job_init(cipher, sess, ask);
	job_of_cipher(cipher, ask);
	cipher->templates = sess->c_step;
	job_init(auth, sess, ask);
	job_of_auth(auth, ask);
	auth->templates = sess->a_step;
	if (sess->verify) {
		auth->after = UACCE_SEC_AFTER_COMPARE;
	} else {
		auth->src = auth->dst;
		auth->reads_dst = !ask->in_place;
	}
	job[UACCE_SEC_FIRST].after |= UACCE_SEC_AFTER_STEP;
}

/* Whether the second ring takes one more; what is built there is in the first one, too. */
static bool
has_second_room(const struct uacce_sec_qp *qp)
{
	const struct uacce_sec_ring *ring = &qp->ring[UACCE_SEC_SECOND];
	/* Acquire: as in hisi_qm_free(), counted from what is built instead of submitted. */
	const uint32_t completed = __atomic_load_n(&ring->qm.completed, __ATOMIC_ACQUIRE);

	return ring->built - completed < ring->qm.limit && hisi_qm_can_submit(&ring->qm);
}

/* A request as two descriptors, a ring each. */
static enum uacce_sec_reject
take_steps(struct uacce_sec_qp *qp, uint32_t slot, const struct uacce_sec_session *sess,
		const struct uacce_sec_ask *ask)
{
	struct uacce_sec_ring *first = &qp->ring[UACCE_SEC_FIRST];
	struct uacce_sec_ring *second = &qp->ring[UACCE_SEC_SECOND];
	const uint32_t behind = hisi_qm_slot(&second->qm, second->built);
	const uint64_t a_end = (uint64_t)ask->a_start + ask->a_len;
	struct uacce_sec_data data[UACCE_SEC_NB_RINGS];
	struct uacce_sec_job job[UACCE_SEC_NB_RINGS];
	enum uacce_sec_reject ret;

	if (!has_second_room(qp))
		return UACCE_SEC_LATER;
	/* Asked of the source, too, where the destination is what is read later. */
	if (!uacce_sec_side_reads(&ask->src, a_end) ||
			(!ask->in_place && !uacce_sec_side_writes(&ask->dst, a_end)))
		return UACCE_SEC_REJECT_RANGE;
	jobs_of_steps(job, sess, ask);
	ret = uacce_sec_job_data(first, slot, &job[UACCE_SEC_FIRST], &data[UACCE_SEC_FIRST]);
	if (ret != UACCE_SEC_TAKEN)
		return ret;
	ret = uacce_sec_job_data(second, behind, &job[UACCE_SEC_SECOND], &data[UACCE_SEC_SECOND]);
	if (ret != UACCE_SEC_TAKEN) {
		hisi_sgl_cancel(&first->sgl, slot);
		return ret;
	}
	copy_plain(ask, UACCE_SEC_STEPS);
	uacce_sec_job_put(qp, first, slot, &job[UACCE_SEC_FIRST], ask, &data[UACCE_SEC_FIRST]);
	uacce_sec_job_put(qp, second, behind, &job[UACCE_SEC_SECOND], ask, &data[UACCE_SEC_SECOND]);
	second->built++;
	return UACCE_SEC_TAKEN;
}

enum uacce_sec_reject
uacce_sec_take(struct uacce_sec_qp *qp, uint32_t slot, const struct uacce_sec_session *sess,
		const struct uacce_sec_ask *ask)
{
	struct uacce_sec_ring *ring = &qp->ring[UACCE_SEC_FIRST];
	enum uacce_sec_reject ret;
	struct uacce_sec_data data;
	struct uacce_sec_job job;

	ret = check_ask(sess, qp->gen, ask);
	if (ret != UACCE_SEC_TAKEN)
		return ret;
	if (has_steps(sess, ask))
		return take_steps(qp, slot, sess, ask);
	job_of_ask(&job, sess, ask);
	ret = uacce_sec_job_data(ring, slot, &job, &data);
	if (ret != UACCE_SEC_TAKEN)
		return ret;
	copy_plain(ask, sess->kind);
	uacce_sec_job_put(qp, ring, slot, &job, ask, &data);
	return UACCE_SEC_TAKEN;
}

enum uacce_sec_reject
uacce_sec_take_copy(struct uacce_sec_qp *qp, uint32_t slot, const struct uacce_sec_session *sess,
		struct uacce_sec_ask *ask)
{
	struct uacce_sec_session *copy = &qp->sessions[slot];
	enum uacce_sec_reject ret;

	memcpy(copy->c_key, sess->c_key, sizeof(copy->c_key));
	memcpy(copy->a_key, sess->a_key, sizeof(copy->a_key));
	ask->keys = copy;
	ret = uacce_sec_take(qp, slot, sess, ask);
	if (ret == UACCE_SEC_TAKEN)
		qp->ring[UACCE_SEC_FIRST].slots[slot].after |= UACCE_SEC_AFTER_WIPE;
	else
		uacce_memzero_explicit(copy, sizeof(*copy));
	return ret;
}

/* All of these are of the raw data path, and went the long way. */
void
uacce_sec_drop_cached(struct uacce_sec_qp *qp)
{
	struct uacce_sec_ring *first = &qp->ring[UACCE_SEC_FIRST];
	struct uacce_sec_ring *second = &qp->ring[UACCE_SEC_SECOND];
	uint32_t slot;

	for (; qp->cached != 0; qp->cached--) {
		slot = hisi_qm_slot(&first->qm, first->qm.submitted + qp->cached - 1);
		hisi_sgl_cancel(&first->sgl, slot);
		if ((first->slots[slot].after & UACCE_SEC_AFTER_STEP) != 0) {
			second->built--;
			hisi_sgl_cancel(&second->sgl, hisi_qm_slot(&second->qm, second->built));
		}
		if ((first->slots[slot].after & UACCE_SEC_AFTER_WIPE) != 0)
			uacce_memzero_explicit(&qp->sessions[slot], sizeof(qp->sessions[slot]));
	}
}

static void
ask_of_op(struct uacce_sec_ask *ask, const struct uacce_sec_session *sess,
		struct rte_crypto_op *op)
{
	const struct rte_crypto_sym_op *sym = op->sym;

	*ask = (struct uacce_sec_ask){
		.src.m = sym->m_src,
		.in_place = sym->m_dst == NULL || sym->m_dst == sym->m_src,
		.iv = rte_crypto_op_ctod_offset(op, uint8_t *, sess->iv_offset),
		.op = (uintptr_t)op | UACCE_SEC_SPECIAL,
	};
	ask->dst.m = ask->in_place ? sym->m_src : sym->m_dst;
	if (sess->kind == UACCE_SEC_AEAD) {
		ask->c_start = sym->aead.data.offset;
		ask->c_len = sym->aead.data.length;
		ask->digest = sym->aead.digest.data;
		if (sym->aead.aad.data != NULL)
			ask->aad = sym->aead.aad.data + sess->aad_at;
		return;
	}
	ask->c_start = sym->cipher.data.offset;
	ask->c_len = sym->cipher.data.length;
	ask->a_start = sym->auth.data.offset;
	ask->a_len = sym->auth.data.length;
	ask->digest = sym->auth.digest.data;
}

/*
 * Make a session of an operation's xforms, in what the slot has for it: its keys are read
 * until the operation is returned.
 */
static enum uacce_sec_reject
take_without_session(struct uacce_sec_qp *qp, uint32_t slot, struct rte_crypto_op *op)
{
	struct uacce_sec_session *sess = &qp->sessions[slot];
	enum uacce_sec_reject ret = UACCE_SEC_REJECT_XFORM;
	struct uacce_sec_ask ask;
	struct uacce_sec_refusal why;

	if (op->sym->xform != NULL &&
			uacce_sec_session_fill(qp->gen, op->sym->xform, sess, &why) == 0) {
		ask_of_op(&ask, sess, op);
		ret = uacce_sec_take(qp, slot, sess, &ask);
	}
	if (ret == UACCE_SEC_TAKEN)
		qp->ring[UACCE_SEC_FIRST].slots[slot].after |= UACCE_SEC_AFTER_WIPE;
	else
		uacce_memzero_explicit(sess, sizeof(*sess));
	return ret;
}

enum uacce_sec_reject
uacce_sec_take_op(struct uacce_sec_qp *qp, uint32_t slot, struct rte_crypto_op *op)
{
	const struct uacce_sec_session *sess;
	struct uacce_sec_ask ask;

	if (op->type != RTE_CRYPTO_OP_TYPE_SYMMETRIC)
		return UACCE_SEC_REJECT_TYPE;
	if (op->sess_type != RTE_CRYPTO_OP_WITH_SESSION &&
			op->sess_type != RTE_CRYPTO_OP_SESSIONLESS)
		return UACCE_SEC_REJECT_TYPE;
	if (op->sym->m_src == NULL)
		return UACCE_SEC_REJECT_MBUF;
	if (op->sess_type == RTE_CRYPTO_OP_SESSIONLESS)
		return take_without_session(qp, slot, op);
	sess = uacce_sec_session_of(op->sym->session, qp->gen);
	if (sess == NULL)
		return UACCE_SEC_REJECT_SESSION;
	ask_of_op(&ask, sess, op);
	return uacce_sec_take(qp, slot, sess, &ask);
}

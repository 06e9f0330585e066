/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Enqueue: the slow path, one request at a time: long chains, CCM, data to be copied, requests
 * with two descriptors, session-less operations, the raw data path, and all rejects. Part of
 * the data path: nothing here allocates, locks, logs or waits.
 */

#include <rte_mbuf.h>

#include "uacce_sec_request.h"

/*
 * Copy what is authenticated and not ciphered to the destination, out of place. It is not known
 * whether hardware copies it (section 6, item 11).
 */
static void
copy_not_ciphered(const struct uacce_sec_request *req, uint8_t kind)
{
	const uint64_t a_end = (uint64_t)req->a_start + req->a_len;
	const uint64_t c_end = (uint64_t)req->c_start + req->c_len;
	uint64_t before, behind;

	if (req->in_place || kind == UACCE_SEC_CIPHER || kind == UACCE_SEC_AEAD)
		return;
	if (kind == UACCE_SEC_AUTH) {
		uacce_sec_buf_copy(&req->dst, &req->src, req->a_start, req->a_len);
		return;
	}
	before = RTE_MIN(a_end, (uint64_t)req->c_start);
	behind = RTE_MAX((uint64_t)req->a_start, c_end);
	if (req->a_start < before)
		uacce_sec_buf_copy(&req->dst, &req->src, req->a_start, before - req->a_start);
	if (behind < a_end)
		uacce_sec_buf_copy(&req->dst, &req->src, behind, a_end - behind);
}

static enum uacce_sec_verdict
check_cipher(const struct uacce_sec_session *sess, enum uacce_sec_gen gen, uint32_t len)
{
	return len < sess->min_len[gen] || len > sess->max_len || (len & sess->block_mask) != 0 ?
		UACCE_SEC_REJECT_LENGTH : UACCE_SEC_ACCEPTED;
}

static enum uacce_sec_verdict
check_auth(uint32_t min, uint32_t len)
{
	return len < min || len > HISI_SEC_MAX_LEN ? UACCE_SEC_REJECT_LENGTH : UACCE_SEC_ACCEPTED;
}

/* Check pointers, and lengths against the algorithm. */
static enum uacce_sec_verdict
check_request(const struct uacce_sec_session *sess, enum uacce_sec_gen gen,
		const struct uacce_sec_request *req)
{
	enum uacce_sec_verdict ret = UACCE_SEC_ACCEPTED;

	if ((sess->iv_len != 0 && req->iv == NULL) || (sess->aad_len != 0 && req->aad == NULL) ||
			(sess->kind != UACCE_SEC_CIPHER && req->digest == NULL))
		return UACCE_SEC_REJECT_POINTER;
	switch (sess->kind) {
	case UACCE_SEC_CIPHER:
	case UACCE_SEC_AEAD:
		return check_cipher(sess, gen, req->c_len);
	case UACCE_SEC_AUTH:
		return check_auth(sess->min_len[gen], req->a_len);
	default:
		ret = check_cipher(sess, gen, req->c_len);
		return ret == UACCE_SEC_ACCEPTED ?
			check_auth(sess->min_a_len[gen], req->a_len) : ret;
	}
}

/* Whether authentication and cipher end with the same byte, as one descriptor needs it (4.7). */
static bool
ends_together(const struct uacce_sec_request *req)
{
	const uint32_t c_off = req->c_start - req->a_start;

	return req->c_start >= req->a_start && c_off <= HISI_SEC_MAX_OFFSET &&
		(uint64_t)c_off + req->c_len == req->a_len;
}

/* Whether a request takes two descriptors. */
static bool
has_steps(const struct uacce_sec_session *sess, const struct uacce_sec_request *req)
{
	return sess->kind == UACCE_SEC_STEPS ||
		(sess->kind == UACCE_SEC_CHAIN && !ends_together(req));
}

static void
step_of_cipher(struct uacce_sec_step *step, const struct uacce_sec_request *req)
{
	step->kind = UACCE_SEC_CIPHER;
	step->after = 0;
	step->done = UACCE_SEC_SUCCESS(HISI_SEC_FLAG_CIPHER);
	step->start = req->c_start;
	step->len = req->c_len;
	step->c_len = req->c_len;
}

static void
step_of_auth(struct uacce_sec_step *step, const struct uacce_sec_request *req)
{
	step->kind = UACCE_SEC_AUTH;
	step->done = UACCE_SEC_SUCCESS(HISI_SEC_FLAG_AUTH);
	step->start = req->a_start;
	step->len = req->a_len;
	step->a_len = req->a_len;
}

static void
step_init(struct uacce_sec_step *step, const struct uacce_sec_session *sess,
		const struct uacce_sec_request *req)
{
	*step = (struct uacce_sec_step){
		.sess = sess,
		.templates = sess->sqe,
		.kind = sess->kind,
		.after = sess->after,
		.src = &req->src,
		.dst = req->in_place ? &req->src : &req->dst,
	};
}

/* The step of a request with one descriptor. */
static void
step_of_request(struct uacce_sec_step *step, const struct uacce_sec_session *sess,
		const struct uacce_sec_request *req)
{
	step_init(step, sess, req);
	if (sess->kind == UACCE_SEC_CIPHER || sess->kind == UACCE_SEC_AEAD) {
		step_of_cipher(step, req);
		step->kind = sess->kind;
		step->done = sess->done;
		step->a_len = sess->aad_len;
		step->c_off = sess->aad_len;
		return;
	}
	step_of_auth(step, req);
	step->kind = sess->kind;
	step->done = sess->done;
	if (sess->kind == UACCE_SEC_CHAIN) {
		step->c_len = req->c_len;
		step->c_off = req->c_start - req->a_start;
	}
}

/*
 * Encrypt, then authenticate the ciphertext in the destination, to which the rest of what is
 * authenticated is copied; or verify the source, then decrypt it.
 */
static void
steps_of_request(struct uacce_sec_step step[UACCE_SEC_NB_RINGS],
		const struct uacce_sec_session *sess, const struct uacce_sec_request *req)
{
	struct uacce_sec_step *cipher = &step[sess->verify ? UACCE_SEC_SECOND : UACCE_SEC_FIRST];
	struct uacce_sec_step *auth = &step[sess->verify ? UACCE_SEC_FIRST : UACCE_SEC_SECOND];

	step_init(cipher, sess, req);
	step_of_cipher(cipher, req);
	cipher->templates = sess->c_step;
	step_init(auth, sess, req);
	step_of_auth(auth, req);
	auth->templates = sess->a_step;
	if (sess->verify) {
		auth->after = UACCE_SEC_AFTER_COMPARE;
	} else {
		auth->src = auth->dst;
		auth->reads_dst = !req->in_place;
	}
	step[UACCE_SEC_FIRST].after |= UACCE_SEC_AFTER_STEP;
}

/*
 * Whether another descriptor can be built in the second ring, which is open. Whether the ring is
 * dead is looked at once for each burst, by uacce_sec_room().
 */
static bool
has_second_room(const struct uacce_sec_ring *ring, uint32_t limit)
{
	/*
	 * Acquire: as in hisi_qm_free(). What is built and not submitted counts, too, because the
	 * consumer submits it later.
	 */
	const uint32_t completed = rte_atomic_load_explicit(&ring->qm.completed,
			rte_memory_order_acquire);

	return ring->built - completed < limit;
}

/* Build a request with two descriptors, one in each ring. */
static enum uacce_sec_verdict
build_steps(struct uacce_sec_qp *qp, uint32_t slot, const struct uacce_sec_session *sess,
		const struct uacce_sec_request *req)
{
	struct uacce_sec_ring *first = &qp->ring[UACCE_SEC_FIRST];
	struct uacce_sec_ring *second = &qp->ring[UACCE_SEC_SECOND];
	/* Acquire: the second ring was made before its limit was stored. */
	const uint32_t limit = rte_atomic_load_explicit(&qp->second_limit,
			rte_memory_order_acquire);
	const uint64_t a_end = (uint64_t)req->a_start + req->a_len;
	struct uacce_sec_data data[UACCE_SEC_NB_RINGS];
	struct uacce_sec_step step[UACCE_SEC_NB_RINGS];
	enum uacce_sec_verdict ret;
	uint32_t behind;

	if (limit == 0)
		return UACCE_SEC_REJECT_QUEUE;
	if (!has_second_room(second, limit))
		return UACCE_SEC_LATER;
	behind = hisi_qm_slot(&second->qm, second->built);
	/* The source is read also where the MAC is made of the destination. */
	if (!uacce_sec_buf_reads(&req->src, a_end) ||
			(!req->in_place && !uacce_sec_buf_writes(&req->dst, a_end)))
		return UACCE_SEC_REJECT_RANGE;
	steps_of_request(step, sess, req);
	ret = uacce_sec_step_data(first, slot, &step[UACCE_SEC_FIRST], &data[UACCE_SEC_FIRST]);
	if (ret != UACCE_SEC_ACCEPTED)
		return ret;
	ret = uacce_sec_step_data(second, behind, &step[UACCE_SEC_SECOND], &data[UACCE_SEC_SECOND]);
	if (ret != UACCE_SEC_ACCEPTED) {
		hisi_sgl_cancel(&first->sgl, slot);
		return ret;
	}
	copy_not_ciphered(req, UACCE_SEC_STEPS);
	uacce_sec_step_build(qp, first, slot, &step[UACCE_SEC_FIRST], req, &data[UACCE_SEC_FIRST]);
	uacce_sec_step_build(qp, second, behind, &step[UACCE_SEC_SECOND], req,
			&data[UACCE_SEC_SECOND]);
	second->built++;
	return UACCE_SEC_ACCEPTED;
}

enum uacce_sec_verdict
uacce_sec_request_build(struct uacce_sec_qp *qp, uint32_t slot,
		const struct uacce_sec_session *sess, const struct uacce_sec_request *req)
{
	struct uacce_sec_ring *ring = &qp->ring[UACCE_SEC_FIRST];
	enum uacce_sec_verdict ret;
	struct uacce_sec_data data;
	struct uacce_sec_step step;

	ret = check_request(sess, qp->gen, req);
	if (ret != UACCE_SEC_ACCEPTED)
		return ret;
	if (has_steps(sess, req))
		return build_steps(qp, slot, sess, req);
	step_of_request(&step, sess, req);
	ret = uacce_sec_step_data(ring, slot, &step, &data);
	if (ret != UACCE_SEC_ACCEPTED)
		return ret;
	copy_not_ciphered(req, sess->kind);
	uacce_sec_step_build(qp, ring, slot, &step, req, &data);
	return UACCE_SEC_ACCEPTED;
}

enum uacce_sec_verdict
uacce_sec_request_build_copy(struct uacce_sec_qp *qp, uint32_t slot,
		const struct uacce_sec_session *sess, struct uacce_sec_request *req)
{
	struct uacce_sec_session *copy = &qp->sessions[slot];
	enum uacce_sec_verdict ret;

	memcpy(copy->c_key, sess->c_key, sizeof(copy->c_key));
	memcpy(copy->a_key, sess->a_key, sizeof(copy->a_key));
	req->keys = copy;
	ret = uacce_sec_request_build(qp, slot, sess, req);
	if (ret == UACCE_SEC_ACCEPTED)
		qp->ring[UACCE_SEC_FIRST].slots[slot].after |= UACCE_SEC_AFTER_WIPE;
	else
		uacce_memzero_explicit(copy, sizeof(*copy));
	return ret;
}

/* All of these are of the raw data path, so that their slots say what belongs to them. */
void
uacce_sec_drop_unsubmitted(struct uacce_sec_qp *qp)
{
	struct uacce_sec_ring *first = &qp->ring[UACCE_SEC_FIRST];
	struct uacce_sec_ring *second = &qp->ring[UACCE_SEC_SECOND];
	uint32_t slot;

	for (; qp->unsubmitted != 0; qp->unsubmitted--) {
		slot = hisi_qm_slot(&first->qm, first->qm.submitted + qp->unsubmitted - 1);
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
request_of_op(struct uacce_sec_request *req, const struct uacce_sec_session *sess,
		struct rte_crypto_op *op)
{
	const struct rte_crypto_sym_op *sym = op->sym;

	*req = (struct uacce_sec_request){
		.src.m = sym->m_src,
		.in_place = sym->m_dst == NULL || sym->m_dst == sym->m_src,
		.iv = rte_crypto_op_ctod_offset(op, uint8_t *, sess->iv_offset),
		.op = (uintptr_t)op | UACCE_SEC_SLOW,
	};
	req->dst.m = req->in_place ? sym->m_src : sym->m_dst;
	if (sess->kind == UACCE_SEC_AEAD) {
		req->c_start = sym->aead.data.offset;
		req->c_len = sym->aead.data.length;
		req->digest = sym->aead.digest.data;
		if (sym->aead.aad.data != NULL)
			req->aad = sym->aead.aad.data + sess->aad_at;
		return;
	}
	req->c_start = sym->cipher.data.offset;
	req->c_len = sym->cipher.data.length;
	req->a_start = sym->auth.data.offset;
	req->a_len = sym->auth.data.length;
	req->digest = sym->auth.digest.data;
}

/*
 * Make a session of an operation's xforms in memory of the slot. The device reads its keys until
 * the operation is over.
 */
static enum uacce_sec_verdict
build_sessionless(struct uacce_sec_qp *qp, uint32_t slot, struct rte_crypto_op *op)
{
	struct uacce_sec_session *sess = &qp->sessions[slot];
	enum uacce_sec_verdict ret = UACCE_SEC_REJECT_XFORM;
	struct uacce_sec_request req;
	struct uacce_sec_refusal why;

	if (op->sym->xform != NULL &&
			uacce_sec_session_fill(qp->gen, op->sym->xform, sess, &why) == 0) {
		request_of_op(&req, sess, op);
		ret = uacce_sec_request_build(qp, slot, sess, &req);
	}
	if (ret == UACCE_SEC_ACCEPTED)
		qp->ring[UACCE_SEC_FIRST].slots[slot].after |= UACCE_SEC_AFTER_WIPE;
	else
		uacce_memzero_explicit(sess, sizeof(*sess));
	return ret;
}

enum uacce_sec_verdict
uacce_sec_op_build(struct uacce_sec_qp *qp, uint32_t slot, struct rte_crypto_op *op)
{
	const struct uacce_sec_session *sess;
	struct uacce_sec_request req;

	if (op->type != RTE_CRYPTO_OP_TYPE_SYMMETRIC)
		return UACCE_SEC_REJECT_TYPE;
	if (op->sess_type != RTE_CRYPTO_OP_WITH_SESSION &&
			op->sess_type != RTE_CRYPTO_OP_SESSIONLESS)
		return UACCE_SEC_REJECT_TYPE;
	if (op->sym->m_src == NULL)
		return UACCE_SEC_REJECT_MBUF;
	if (op->sess_type == RTE_CRYPTO_OP_SESSIONLESS)
		return build_sessionless(qp, slot, op);
	sess = uacce_sec_session_of(op->sym->session, qp->gen);
	if (sess == NULL)
		return UACCE_SEC_REJECT_SESSION;
	request_of_op(&req, sess, op);
	return uacce_sec_request_build(qp, slot, sess, &req);
}

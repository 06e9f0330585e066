/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * The long way of an enqueue, one request at a time: chains of mbufs, CCM, data
 * to be copied, two steps, session-less operations, the raw data path, and all that
 * is refused. Part of the data path: nothing here allocates, locks, logs or waits.
 */

#include <rte_byteorder.h>
#include <rte_mbuf.h>

#include "uacce_sec_fast.h"

/* Entries of a list that a block of AAD may still be put in front of. */
#define MAX_BEHIND_HEAD \
	(HISI_SGL_SLOT_ENTRIES + (HISI_SGL_MAX_BLOCKS - 2) * HISI_SGL_MAX_ENTRIES)

/* One descriptor to be. */
struct job {
	const struct uacce_sec_session *sess;
	const uint8_t (*templates)[HISI_QM_SQE_SIZE];	/* the session's, by generation */
	uint8_t kind;		/* enum uacce_sec_kind */
	uint8_t after;		/* UACCE_SEC_AFTER_* */
	uint32_t done;		/* done word of a success */
	uint32_t start;		/* first byte of the sides */
	uint32_t len;		/* bytes from there on; AAD is not among them */
	uint32_t a_len;		/* bytes to authenticate; AEAD: the AAD */
	uint32_t c_len;		/* bytes to cipher */
	uint32_t c_off;		/* of these, from the first byte of all */
	const struct uacce_sec_side *src;
	const struct uacce_sec_side *dst;	/* same as src: in place */
	bool reads_dst;		/* src is the request's destination: it holds what can be written */
};

/* CCM's counter block, and the first block of its MAC (4.8). */
static void
put_ccm_blocks(struct uacce_sec_slot *slot, const struct uacce_sec_session *sess,
		const uint8_t *iv, uint32_t c_len)
{
	const uint8_t nonce_len = sess->nonce_len;
	const uint8_t len_bytes = 15 - nonce_len;
	const rte_be64_t payload = rte_cpu_to_be_64(c_len);
	const uint8_t in_block = RTE_MIN(len_bytes, sizeof(payload));

	memset(slot->c_iv, 0, sizeof(slot->c_iv));
	memset(slot->a_iv, 0, sizeof(slot->a_iv));
	slot->c_iv[0] = len_bytes - 1;
	slot->a_iv[0] = (len_bytes - 1) | (sess->digest_len - 2) / 2 << 3 |
		(sess->aad_len != 0) << 6;
	memcpy(&slot->c_iv[1], iv + UACCE_SEC_CCM_NONCE_AT, nonce_len);
	memcpy(&slot->a_iv[1], iv + UACCE_SEC_CCM_NONCE_AT, nonce_len);
	slot->c_iv[HISI_SEC_IV_LEN - 1] = 1;
	memcpy(&slot->a_iv[HISI_SEC_IV_LEN - in_block],
			(const uint8_t *)&payload + sizeof(payload) - in_block, in_block);
}

static void
put_ivs(uint8_t *sqe, const struct uacce_sec_layout *layout, struct uacce_sec_slot *slot,
		const struct job *job, const uint8_t *iv)
{
	const struct uacce_sec_session *sess = job->sess;

	if (sess->nonce_len != 0) {
		put_ccm_blocks(slot, sess, iv, job->c_len);
		uacce_sec_put(sqe, layout->c_iv, (uintptr_t)slot->c_iv);
		uacce_sec_put(sqe, layout->a_iv, (uintptr_t)slot->a_iv);
		return;
	}
	if (job->kind != UACCE_SEC_AUTH)
		uacce_sec_put(sqe, layout->c_iv, (uintptr_t)iv);
	if (sess->a_iv)
		uacce_sec_put(sqe, layout->a_iv, (uintptr_t)iv);
}

/* Addresses of both sides, and which bits of the first word they need. */
static uint32_t
put_sides(struct uacce_sec_qp *qp, uint8_t *sqe, struct uacce_sec_slot *slot,
		const struct job *job, const struct uacce_sec_ask *ask,
		const struct uacce_sec_data *data)
{
	const uint32_t aad_len = job->sess->aad_len;
	const uint64_t aad = (uintptr_t)ask->aad, sink = (uintptr_t)qp->sink;
	uint64_t src = data->src, dst = data->dst;
	bool lists = data->chained;

	if (job->len == 0) {
		/* AAD alone, or nothing at all: then any address that is not 0 (4.6). */
		src = aad_len != 0 ? aad : (uintptr_t)ask->digest;
		dst = sink;
	} else if (aad_len != 0) {
		src = uacce_sec_put_head(&slot->src, aad, aad_len, src, job->len,
				data->chained);
		dst = uacce_sec_put_head(&slot->dst, sink, aad_len, dst, job->len,
				data->chained);
		lists = true;
	}
	uacce_sec_put(sqe, qp->layout->src, src);
	if (job->kind == UACCE_SEC_AUTH)
		return lists ? qp->layout->src_list : 0;
	uacce_sec_put(sqe, qp->layout->dst, dst);
	return lists ? qp->layout->lists : 0;
}

static bool
is_empty_aead(const struct job *job)
{
	return job->kind == UACCE_SEC_AEAD && job->a_len == 0 && job->c_len == 0;
}

/* AEAD of nothing, see plan_empty() of sessions: blocks in ECB mode, into the slot. */
static void
put_empty(struct uacce_sec_qp *qp, uint8_t *sqe, struct uacce_sec_slot *slot,
		const struct uacce_sec_session *sess, const uint8_t *iv)
{
	uint32_t len = HISI_SEC_IV_LEN;

	slot->after = sess->verify ? UACCE_SEC_AFTER_COMPARE : UACCE_SEC_AFTER_COPY;
	if (sess->nonce_len != 0) {
		/* Counter 0 for the key stream of the MAC, and the MAC's first block behind it. */
		put_ccm_blocks(slot, sess, iv, 0);
		slot->c_iv[HISI_SEC_IV_LEN - 1] = 0;
		slot->after |= UACCE_SEC_AFTER_XOR;
		len += sizeof(slot->a_iv);
	} else {
		/* Counter 1; the hash of nothing is 0. */
		memset(slot->c_iv, 0, sizeof(slot->c_iv));
		memcpy(slot->c_iv, iv, HISI_SEC_GCM_IV_LEN);
		slot->c_iv[HISI_SEC_IV_LEN - 1] = 1;
	}
	memcpy(sqe, sess->c_step[qp->gen], HISI_QM_SQE_SIZE);
	uacce_sec_put(sqe, qp->layout->src, (uintptr_t)slot->c_iv);
	uacce_sec_put(sqe, qp->layout->dst, (uintptr_t)slot->mac);
	uacce_sec_put_lens(sqe, qp->layout, 0, len);
}

/* An address into a session becomes the same one into a copy. */
static void
move_key(uint8_t *sqe, uint8_t at, const struct uacce_sec_session *from,
		const struct uacce_sec_session *to)
{
	uint64_t addr;

	memcpy(&addr, sqe + at, sizeof(addr));
	if (addr != 0)
		uacce_sec_put(sqe, at, addr - (uintptr_t)from + (uintptr_t)to);
}

/* Build the descriptor of a job, and note what is left to do afterwards. */
static void
job_put(struct uacce_sec_qp *qp, struct uacce_sec_ring *ring, uint32_t at, const struct job *job,
		const struct uacce_sec_ask *ask, const struct uacce_sec_data *data)
{
	const struct uacce_sec_layout *layout = qp->layout;
	struct uacce_sec_slot *slot = &ring->slots[at];
	uint8_t *sqe = hisi_qm_sqe(&ring->qm, at);
	uint8_t *mac = (job->after & (UACCE_SEC_AFTER_COPY | UACCE_SEC_AFTER_COMPARE)) != 0 ?
		slot->mac : ask->digest;
	uint32_t word, done = job->done;

	if (is_empty_aead(job)) {
		done = UACCE_SEC_SUCCESS(HISI_SEC_FLAG_CIPHER);
		put_empty(qp, sqe, slot, job->sess, ask->iv);
	} else {
		memcpy(sqe, job->templates[qp->gen], HISI_QM_SQE_SIZE);
		memcpy(&word, sqe, sizeof(word));
		word |= put_sides(qp, sqe, slot, job, ask, data);
		memcpy(sqe, &word, sizeof(word));
		put_ivs(sqe, layout, slot, job, ask->iv);
		if (job->kind != UACCE_SEC_CIPHER)
			uacce_sec_put(sqe, layout->mac, (uintptr_t)mac);
		uacce_sec_put_lens(sqe, layout, job->a_len, job->c_len);
		uacce_sec_put_offset(sqe, layout, job->c_off);
		slot->after = job->after | (data->chained ? UACCE_SEC_AFTER_LISTS : 0);
	}
	if (ask->keys != NULL) {
		move_key(sqe, layout->c_key, job->sess, ask->keys);
		move_key(sqe, layout->a_key, job->sess, ask->keys);
	}
	uacce_sec_put_tag(sqe, layout, at);
	slot->digest = ask->digest;
	slot->digest_len = job->sess->digest_len;
	slot->status = RTE_CRYPTO_OP_STATUS_SUCCESS;
	slot->user = ask->user;
	ring->held[at].op = ask->op;
	ring->held[at].done = done;
	uacce_sec_spoil_mac(slot);
}

/* Both sides as lists: they are never mixed (4.13). In place they share one. */
static enum uacce_sec_reject
data_of_chains(struct uacce_sec_ring *ring, uint32_t slot, const struct job *job,
		struct uacce_sec_data *data)
{
	struct hisi_sgl *src = hisi_sgl_of(&ring->sgl, slot, HISI_SGL_SRC);
	struct hisi_sgl *dst = hisi_sgl_of(&ring->sgl, slot, HISI_SGL_DST);
	bool two = job->src != job->dst && job->kind != UACCE_SEC_AUTH;
	enum uacce_sec_reject ret;

	data->chained = true;
	data->src = (uintptr_t)src;
	data->dst = two ? (uintptr_t)dst : data->src;
	ret = uacce_sec_side_list(ring, slot, HISI_SGL_SRC, job->src, job->start, job->len);
	if (ret == UACCE_SEC_TAKEN && two)
		ret = uacce_sec_side_list(ring, slot, HISI_SGL_DST, job->dst, job->start, job->len);
	if (ret == UACCE_SEC_TAKEN && job->sess->aad_len != 0 &&
			(src->entry_sum_in_chain > MAX_BEHIND_HEAD ||
			(two && dst->entry_sum_in_chain > MAX_BEHIND_HEAD)))
		ret = UACCE_SEC_REJECT_LIST;
	if (ret != UACCE_SEC_TAKEN)
		hisi_sgl_cancel(&ring->sgl, slot);
	return ret;
}

static enum uacce_sec_reject
data_of_job(struct uacce_sec_ring *ring, uint32_t slot, const struct job *job,
		struct uacce_sec_data *data)
{
	const uint64_t end = (uint64_t)job->start + job->len;

	*data = (struct uacce_sec_data){ .chained = false };
	if (!(job->reads_dst ? uacce_sec_side_writes(job->src, end) :
				uacce_sec_side_reads(job->src, end)) ||
			(job->src != job->dst && !uacce_sec_side_writes(job->dst, end)))
		return UACCE_SEC_REJECT_RANGE;
	if (job->len == 0)
		return UACCE_SEC_TAKEN;
	data->src = uacce_sec_side_flat(job->src, job->start);
	data->dst = uacce_sec_side_flat(job->dst, job->start);
	if (data->src != 0 && (data->dst != 0 || job->kind == UACCE_SEC_AUTH))
		return UACCE_SEC_TAKEN;
	return data_of_chains(ring, slot, job, data);
}

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
job_of_cipher(struct job *job, const struct uacce_sec_ask *ask)
{
	job->kind = UACCE_SEC_CIPHER;
	job->after = 0;
	job->done = UACCE_SEC_SUCCESS(HISI_SEC_FLAG_CIPHER);
	job->start = ask->c_start;
	job->len = ask->c_len;
	job->c_len = ask->c_len;
}

static void
job_of_auth(struct job *job, const struct uacce_sec_ask *ask)
{
	job->kind = UACCE_SEC_AUTH;
	job->done = UACCE_SEC_SUCCESS(HISI_SEC_FLAG_AUTH);
	job->start = ask->a_start;
	job->len = ask->a_len;
	job->a_len = ask->a_len;
}

static void
job_init(struct job *job, const struct uacce_sec_session *sess, const struct uacce_sec_ask *ask)
{
	*job = (struct job){
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
job_of_ask(struct job *job, const struct uacce_sec_session *sess, const struct uacce_sec_ask *ask)
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
jobs_of_steps(struct job job[UACCE_SEC_NB_RINGS], const struct uacce_sec_session *sess,
		const struct uacce_sec_ask *ask)
{
	struct job *cipher = &job[sess->verify ? UACCE_SEC_SECOND : UACCE_SEC_FIRST];
	struct job *auth = &job[sess->verify ? UACCE_SEC_FIRST : UACCE_SEC_SECOND];

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
	struct job job[UACCE_SEC_NB_RINGS];
	enum uacce_sec_reject ret;

	if (!has_second_room(qp))
		return UACCE_SEC_LATER;
	/* Asked of the source, too, where the destination is what is read later. */
	if (!uacce_sec_side_reads(&ask->src, a_end) ||
			(!ask->in_place && !uacce_sec_side_writes(&ask->dst, a_end)))
		return UACCE_SEC_REJECT_RANGE;
	jobs_of_steps(job, sess, ask);
	ret = data_of_job(first, slot, &job[UACCE_SEC_FIRST], &data[UACCE_SEC_FIRST]);
	if (ret != UACCE_SEC_TAKEN)
		return ret;
	ret = data_of_job(second, behind, &job[UACCE_SEC_SECOND], &data[UACCE_SEC_SECOND]);
	if (ret != UACCE_SEC_TAKEN) {
		hisi_sgl_cancel(&first->sgl, slot);
		return ret;
	}
	copy_plain(ask, UACCE_SEC_STEPS);
	job_put(qp, first, slot, &job[UACCE_SEC_FIRST], ask, &data[UACCE_SEC_FIRST]);
	job_put(qp, second, behind, &job[UACCE_SEC_SECOND], ask, &data[UACCE_SEC_SECOND]);
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
	struct job job;

	ret = check_ask(sess, qp->gen, ask);
	if (ret != UACCE_SEC_TAKEN)
		return ret;
	if (has_steps(sess, ask))
		return take_steps(qp, slot, sess, ask);
	job_of_ask(&job, sess, ask);
	ret = data_of_job(ring, slot, &job, &data);
	if (ret != UACCE_SEC_TAKEN)
		return ret;
	copy_plain(ask, sess->kind);
	job_put(qp, ring, slot, &job, ask, &data);
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

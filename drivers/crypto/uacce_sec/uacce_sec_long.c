/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * The long way of an enqueue, one request at a time: chains of mbufs, CCM, data
 * to be copied, session-less operations, and all that is refused. Part of the data
 * path: nothing here allocates, locks, logs or waits.
 */

#include <errno.h>

#include <rte_byteorder.h>
#include <rte_mbuf.h>

#include "uacce_sec_run.h"

/* Entries of a list that a block of AAD may still be put in front of. */
#define MAX_BEHIND_HEAD \
	(HISI_SGL_SLOT_ENTRIES + (HISI_SGL_MAX_BLOCKS - 2) * HISI_SGL_MAX_ENTRIES)

enum uacce_sec_reject
uacce_sec_job_check(const struct uacce_sec_job *job, enum uacce_sec_gen gen)
{
	const struct uacce_sec_session *sess = job->sess;
	uint32_t len = sess->kind == UACCE_SEC_AUTH ? job->a_len : job->c_len;

	if (len < sess->min_len[gen] || len > sess->max_len || (len & sess->block_mask) != 0)
		return UACCE_SEC_REJECT_LENGTH;
	if (sess->kind != UACCE_SEC_CIPHER && job->digest == NULL)
		return UACCE_SEC_REJECT_POINTER;
	if (sess->aad_len != 0 && job->aad == NULL)
		return UACCE_SEC_REJECT_POINTER;
	if (sess->kind != UACCE_SEC_CHAIN)
		return UACCE_SEC_TAKEN;
	/* What is authenticated ends where the ciphertext does (4.7). */
	if (job->c_off > HISI_SEC_MAX_OFFSET || (uint64_t)job->c_off + job->c_len != job->a_len)
		return UACCE_SEC_REJECT_ORDER;
	return job->a_len > HISI_SEC_MAX_LEN ? UACCE_SEC_REJECT_LENGTH : UACCE_SEC_TAKEN;
}

/* CCM's counter block, and the first block of its MAC (4.8). */
static void
put_ccm_blocks(struct uacce_sec_slot *slot, const struct uacce_sec_job *job)
{
	const uint8_t nonce_len = job->sess->nonce_len;
	const uint8_t len_bytes = 15 - nonce_len;
	const rte_be64_t payload = rte_cpu_to_be_64(job->c_len);
	const uint8_t in_block = RTE_MIN(len_bytes, sizeof(payload));

	memset(slot->c_iv, 0, sizeof(slot->c_iv));
	memset(slot->a_iv, 0, sizeof(slot->a_iv));
	slot->c_iv[0] = len_bytes - 1;
	slot->a_iv[0] = (len_bytes - 1) | (job->sess->digest_len - 2) / 2 << 3 |
		(job->sess->aad_len != 0) << 6;
	memcpy(&slot->c_iv[1], job->iv + UACCE_SEC_CCM_NONCE_AT, nonce_len);
	memcpy(&slot->a_iv[1], job->iv + UACCE_SEC_CCM_NONCE_AT, nonce_len);
	slot->c_iv[HISI_SEC_IV_LEN - 1] = 1;
	memcpy(&slot->a_iv[HISI_SEC_IV_LEN - in_block],
			(const uint8_t *)&payload + sizeof(payload) - in_block, in_block);
}

static void
put_ivs(uint8_t *sqe, const struct uacce_sec_layout *layout, struct uacce_sec_slot *slot,
		const struct uacce_sec_job *job)
{
	const struct uacce_sec_session *sess = job->sess;

	if (sess->nonce_len != 0) {
		put_ccm_blocks(slot, job);
		uacce_sec_put(sqe, layout->c_iv, (uintptr_t)slot->c_iv);
		uacce_sec_put(sqe, layout->a_iv, (uintptr_t)slot->a_iv);
		return;
	}
	if (sess->kind != UACCE_SEC_AUTH)
		uacce_sec_put(sqe, layout->c_iv, (uintptr_t)job->iv);
	if (sess->a_iv)
		uacce_sec_put(sqe, layout->a_iv, (uintptr_t)job->iv);
}

/* AAD in front of one side: as an entry before the data, or as a block before its list. */
static uint64_t
head_of(struct uacce_sec_head *head, uint64_t aad, uint32_t aad_len, uint64_t data, uint32_t len,
		bool chained)
{
	head->entry[0].addr = aad;
	head->entry[0].len = aad_len;
	if (chained) {
		struct hisi_sgl *list = (struct hisi_sgl *)(uintptr_t)data;

		head->list.next = data;
		head->list.entry_sum_in_chain = RTE_DIM(head->entry) + list->entry_sum_in_chain;
		head->list.entry_sum_in_sgl = 1;
	} else {
		head->entry[1].addr = data;
		head->entry[1].len = len;
	}
	return (uintptr_t)head;
}

/* Addresses of both sides, and which bits of the first word they need. */
static uint32_t
put_sides(struct uacce_sec_qp *qp, uint8_t *sqe, struct uacce_sec_slot *slot,
		const struct uacce_sec_job *job, const struct uacce_sec_data *data)
{
	const uint32_t aad_len = job->sess->aad_len;
	const uint64_t aad = (uintptr_t)job->aad, sink = (uintptr_t)qp->sink;
	uint64_t src = data->src, dst = data->dst;
	bool lists = data->chained;

	if (job->len == 0) {
		/* AAD alone, or nothing at all: then any address that is none of 0 (4.6). */
		src = aad_len != 0 ? aad : (uintptr_t)job->digest;
		dst = sink;
	} else if (aad_len != 0) {
		src = head_of(&slot->src, aad, aad_len, src, job->len, data->chained);
		dst = head_of(&slot->dst, sink, aad_len, dst, job->len, data->chained);
		lists = true;
	}
	uacce_sec_put(sqe, qp->layout->src, src);
	if (job->sess->kind == UACCE_SEC_AUTH)
		return lists ? qp->layout->src_list : 0;
	uacce_sec_put(sqe, qp->layout->dst, dst);
	return lists ? qp->layout->lists : 0;
}

/* AEAD of nothing, see plan_empty() of sessions: blocks in ECB mode, into the slot. */
static void
put_empty(struct uacce_sec_qp *qp, uint32_t at, const struct uacce_sec_job *job)
{
	const struct uacce_sec_session *sess = job->sess;
	struct uacce_sec_slot *slot = &qp->slots[at];
	uint8_t *sqe = hisi_qm_sqe(&qp->qm, at);
	uint32_t len = HISI_SEC_IV_LEN;

	slot->after = sess->verify ? UACCE_SEC_AFTER_COMPARE : UACCE_SEC_AFTER_COPY;
	if (sess->nonce_len != 0) {
		/* The first block of the MAC, and counter 0 for its key stream, side by side. */
		put_ccm_blocks(slot, job);
		slot->c_iv[HISI_SEC_IV_LEN - 1] = 0;
		slot->after |= UACCE_SEC_AFTER_XOR;
		len += sizeof(slot->a_iv);
	} else {
		/* Counter 1; the hash of nothing is 0. */
		memset(slot->c_iv, 0, sizeof(slot->c_iv));
		memcpy(slot->c_iv, job->iv, HISI_SEC_GCM_IV_LEN);
		slot->c_iv[HISI_SEC_IV_LEN - 1] = 1;
	}
	if (qp->gen == UACCE_SEC_BD3)
		uacce_sec_bd3_encode(&sess->empty, (struct hisi_sec_sqe3 *)sqe);
	else
		uacce_sec_bd2_encode(&sess->empty, (struct hisi_sec_sqe2 *)sqe);
	uacce_sec_put(sqe, qp->layout->src, (uintptr_t)slot->c_iv);
	uacce_sec_put(sqe, qp->layout->dst, (uintptr_t)slot->mac);
	uacce_sec_put_lens(sqe, qp->layout, 0, len);
	uacce_sec_put_tag(sqe, qp->layout, at);
}

void
uacce_sec_job_put(struct uacce_sec_qp *qp, uint32_t at, const struct uacce_sec_job *job,
		const struct uacce_sec_data *data)
{
	const struct uacce_sec_session *sess = job->sess;
	const struct uacce_sec_layout *layout = qp->layout;
	struct uacce_sec_slot *slot = &qp->slots[at];
	uint8_t *sqe = hisi_qm_sqe(&qp->qm, at);
	uint32_t word;

	slot->digest = job->digest;
	slot->digest_len = sess->digest_len;
	if (sess->kind == UACCE_SEC_AEAD && job->a_len == 0 && job->c_len == 0) {
		put_empty(qp, at, job);
		return;
	}
	memcpy(sqe, sess->sqe[qp->gen], HISI_QM_SQE_SIZE);
	memcpy(&word, sqe, sizeof(word));
	word |= put_sides(qp, sqe, slot, job, data);
	memcpy(sqe, &word, sizeof(word));
	put_ivs(sqe, layout, slot, job);
	slot->after = sess->after | (data->chained ? UACCE_SEC_AFTER_LISTS : 0);
	uacce_sec_put(sqe, layout->mac, (uintptr_t)(sess->after == 0 ? job->digest : slot->mac));
	uacce_sec_put_lens(sqe, layout, job->a_len, job->c_len);
	uacce_sec_put_offset(sqe, layout, job->c_off);
	uacce_sec_put_tag(sqe, layout, at);
}

/* What an operation asks for; what does not fit together is for uacce_sec_job_check(). */
static void
job_of_op(struct uacce_sec_job *job, const struct uacce_sec_session *sess,
		struct rte_crypto_op *op)
{
	const struct rte_crypto_sym_op *sym = op->sym;

	memset(job, 0, sizeof(*job));
	job->sess = sess;
	job->iv = rte_crypto_op_ctod_offset(op, uint8_t *, sess->iv_offset);
	if (sess->kind == UACCE_SEC_AEAD) {
		job->start = sym->aead.data.offset;
		job->c_len = sym->aead.data.length;
		job->len = job->c_len;
		job->a_len = sess->aad_len;
		job->c_off = sess->aad_len;
		job->digest = sym->aead.digest.data;
		if (sym->aead.aad.data != NULL)
			job->aad = sym->aead.aad.data + sess->aad_at;
		return;
	}
	if (sess->kind == UACCE_SEC_CIPHER) {
		job->start = sym->cipher.data.offset;
		job->c_len = sym->cipher.data.length;
		job->len = job->c_len;
		return;
	}
	job->start = sym->auth.data.offset;
	job->a_len = sym->auth.data.length;
	job->len = job->a_len;
	job->digest = sym->auth.digest.data;
	if (sess->kind == UACCE_SEC_CHAIN) {
		job->c_len = sym->cipher.data.length;
		/* Past all limits if the cipher starts first. */
		job->c_off = sym->cipher.data.offset - sym->auth.data.offset;
	}
}

static bool
source_holds(const struct rte_mbuf *m, uint64_t end)
{
	return m->nb_segs == 1 ? end <= m->data_len : hisi_sgl_chain_holds(m, end);
}

/* A single destination holds what its buffer has room for. */
static bool
destination_holds(const struct rte_mbuf *m, uint64_t end)
{
	return m->nb_segs == 1 ? end + m->data_off <= m->buf_len : hisi_sgl_chain_holds(m, end);
}

/* A list of part of an mbuf chain. Of a single mbuf it is known that it holds it. */
static enum uacce_sec_reject
list_of_mbuf(struct uacce_sec_qp *qp, uint32_t slot, enum hisi_sgl_side side,
		const struct rte_mbuf *m, const struct uacce_sec_job *job, uint64_t *addr)
{
	struct hisi_sgl *list = hisi_sgl_of(&qp->sgl, slot, side);

	*addr = (uintptr_t)list;
	if (m->nb_segs == 1) {
		hisi_sgl_build_one(list, (uintptr_t)m->buf_addr + m->data_off + job->start,
				job->len);
		return UACCE_SEC_TAKEN;
	}
	switch (hisi_sgl_build(&qp->sgl, slot, side, m, job->start, job->len)) {
	case 0:
		break;
	case -EAGAIN:
		return UACCE_SEC_LATER;
	case -E2BIG:
		return UACCE_SEC_REJECT_LIST;
	default:
		return UACCE_SEC_REJECT_RANGE;
	}
	return job->sess->aad_len != 0 && list->entry_sum_in_chain > MAX_BEHIND_HEAD ?
		UACCE_SEC_REJECT_LIST : UACCE_SEC_TAKEN;
}

/* Both sides as lists: they are never mixed (4.13). In place they share one. */
static enum uacce_sec_reject
data_of_chains(struct uacce_sec_qp *qp, uint32_t slot, const struct rte_mbuf *src,
		const struct rte_mbuf *dst, const struct uacce_sec_job *job,
		struct uacce_sec_data *data)
{
	enum uacce_sec_reject ret;

	data->chained = true;
	ret = list_of_mbuf(qp, slot, HISI_SGL_SRC, src, job, &data->src);
	data->dst = data->src;
	if (ret == UACCE_SEC_TAKEN && src != dst && job->sess->kind != UACCE_SEC_AUTH)
		ret = list_of_mbuf(qp, slot, HISI_SGL_DST, dst, job, &data->dst);
	if (ret != UACCE_SEC_TAKEN)
		hisi_sgl_release(&qp->sgl, slot);
	return ret;
}

/*
 * Out of place, what is authenticated and not ciphered is to be copied, and it is
 * not known of hardware that it does (section 6, item 11).
 */
static void
copy_plain(const struct rte_mbuf *src, const struct rte_mbuf *dst, const struct uacce_sec_job *job)
{
	uint32_t left = job->sess->kind == UACCE_SEC_CHAIN ? job->c_off :
		job->sess->kind == UACCE_SEC_AUTH ? job->a_len : 0;
	uint32_t from = job->start, to = job->start, n;

	while (left != 0) {
		/* The last segment of a destination may be filled beyond its data. */
		while (src->next != NULL && from >= src->data_len) {
			from -= src->data_len;
			src = src->next;
		}
		while (dst->next != NULL && to >= dst->data_len) {
			to -= dst->data_len;
			dst = dst->next;
		}
		n = RTE_MIN(left, src->data_len - from);
		if (dst->next != NULL)
			n = RTE_MIN(n, dst->data_len - to);
		memcpy(rte_pktmbuf_mtod_offset(dst, uint8_t *, to),
				rte_pktmbuf_mtod_offset(src, const uint8_t *, from), n);
		from += n;
		to += n;
		left -= n;
	}
}

static enum uacce_sec_reject
data_of_op(struct uacce_sec_qp *qp, uint32_t slot, const struct rte_crypto_sym_op *sym,
		const struct uacce_sec_job *job, struct uacce_sec_data *data)
{
	const struct rte_mbuf *src = sym->m_src;
	const struct rte_mbuf *dst = sym->m_dst == NULL ? src : sym->m_dst;
	const uint64_t end = (uint64_t)job->start + job->len;
	enum uacce_sec_reject ret = UACCE_SEC_TAKEN;

	memset(data, 0, sizeof(*data));
	if (src == NULL)
		return UACCE_SEC_REJECT_MBUF;
	if (!source_holds(src, end) || (src != dst && !destination_holds(dst, end)))
		return UACCE_SEC_REJECT_RANGE;
	if (job->len == 0)
		return UACCE_SEC_TAKEN;
	if (src->nb_segs == 1 && (dst->nb_segs == 1 || job->sess->kind == UACCE_SEC_AUTH)) {
		data->src = (uintptr_t)src->buf_addr + src->data_off + job->start;
		data->dst = (uintptr_t)dst->buf_addr + dst->data_off + job->start;
	} else {
		ret = data_of_chains(qp, slot, src, dst, job, data);
	}
	if (ret == UACCE_SEC_TAKEN && src != dst)
		copy_plain(src, dst, job);
	return ret;
}

/* The session of an operation: its own, or made of its xform in what the slot has for it. */
static enum uacce_sec_reject
session_of_op(struct uacce_sec_qp *qp, uint32_t slot, const struct rte_crypto_op *op,
		const struct uacce_sec_session **sess)
{
	const char *why;

	if (op->type != RTE_CRYPTO_OP_TYPE_SYMMETRIC)
		return UACCE_SEC_REJECT_TYPE;
	switch (op->sess_type) {
	case RTE_CRYPTO_OP_WITH_SESSION:
		*sess = uacce_sec_session_of(op->sym->session, qp->gen);
		return *sess == NULL ? UACCE_SEC_REJECT_SESSION : UACCE_SEC_TAKEN;
	case RTE_CRYPTO_OP_SESSIONLESS:
		*sess = &qp->sessions[slot];
		return op->sym->xform == NULL || uacce_sec_session_fill(qp->gen, op->sym->xform,
				&qp->sessions[slot], &why) < 0 ?
			UACCE_SEC_REJECT_XFORM : UACCE_SEC_TAKEN;
	default:
		return UACCE_SEC_REJECT_TYPE;
	}
}

enum uacce_sec_reject
uacce_sec_take(struct uacce_sec_qp *qp, uint32_t slot, struct rte_crypto_op *op)
{
	const struct uacce_sec_session *sess;
	struct uacce_sec_data data;
	struct uacce_sec_job job;
	enum uacce_sec_reject ret;

	ret = session_of_op(qp, slot, op, &sess);
	if (ret == UACCE_SEC_TAKEN) {
		job_of_op(&job, sess, op);
		ret = uacce_sec_job_check(&job, qp->gen);
	}
	if (ret == UACCE_SEC_TAKEN)
		ret = data_of_op(qp, slot, op->sym, &job, &data);
	if (ret == UACCE_SEC_TAKEN) {
		uacce_sec_job_put(qp, slot, &job, &data);
		qp->held[slot] = (uintptr_t)op | UACCE_SEC_SPECIAL;
	}
	if (op->type == RTE_CRYPTO_OP_TYPE_SYMMETRIC &&
			op->sess_type == RTE_CRYPTO_OP_SESSIONLESS) {
		if (ret == UACCE_SEC_TAKEN)
			qp->slots[slot].after |= UACCE_SEC_AFTER_WIPE;
		else
			uacce_memzero_explicit(&qp->sessions[slot], sizeof(qp->sessions[slot]));
	}
	return ret;
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Enqueue: the slow path builds a descriptor. */

#include <string.h>

#include <rte_byteorder.h>
#include <rte_mbuf.h>

#include "uacce_sec_fast.h"
#include "uacce_sec_request.h"

/* Entries of a list that a block of AAD may still be put in front of. */
#define MAX_BEHIND_HEAD \
	(HISI_SGL_SLOT_ENTRIES + (HISI_SGL_MAX_BLOCKS - 2) * HISI_SGL_MAX_ENTRIES)

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
		const struct uacce_sec_job *job, const uint8_t *iv)
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
		const struct uacce_sec_job *job, const struct uacce_sec_ask *ask,
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
is_empty_aead(const struct uacce_sec_job *job)
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
void
uacce_sec_job_put(struct uacce_sec_qp *qp, struct uacce_sec_ring *ring, uint32_t at, const struct uacce_sec_job *job,
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
data_of_chains(struct uacce_sec_ring *ring, uint32_t slot, const struct uacce_sec_job *job,
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

enum uacce_sec_reject
uacce_sec_job_data(struct uacce_sec_ring *ring, uint32_t slot, const struct uacce_sec_job *job,
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

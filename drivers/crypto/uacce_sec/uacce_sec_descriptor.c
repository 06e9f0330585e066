/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Descriptors of the slow path of an enqueue. Part of the data path: nothing here allocates,
 * locks, logs or waits.
 */

#include <string.h>

#include <rte_byteorder.h>
#include <rte_mbuf.h>

#include "uacce_sec_fast.h"
#include "uacce_sec_request.h"

/* Most entries of a list that a block with AAD can be put in front of. */
#define MAX_BEHIND_HEAD \
	(HISI_SGL_SLOT_ENTRIES + (HISI_SGL_MAX_BLOCKS - 2) * HISI_SGL_MAX_ENTRIES)

/* Write the counter block of CCM, and the first block of its MAC (4.8). */
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
		const struct uacce_sec_step *step, const uint8_t *iv)
{
	const struct uacce_sec_session *sess = step->sess;

	if (sess->nonce_len != 0) {
		put_ccm_blocks(slot, sess, iv, step->c_len);
		uacce_sec_put(sqe, layout->c_iv, (uintptr_t)slot->c_iv);
		uacce_sec_put(sqe, layout->a_iv, (uintptr_t)slot->a_iv);
		return;
	}
	if (step->kind != UACCE_SEC_AUTH)
		uacce_sec_put(sqe, layout->c_iv, (uintptr_t)iv);
	if (sess->a_iv)
		uacce_sec_put(sqe, layout->a_iv, (uintptr_t)iv);
}

/* Store the addresses of source and destination; returns the bits of the first word. */
static uint32_t
put_buffers(struct uacce_sec_qp *qp, uint8_t *sqe, struct uacce_sec_slot *slot,
		const struct uacce_sec_step *step, const struct uacce_sec_request *req,
		const struct uacce_sec_data *data)
{
	const uint32_t aad_len = step->sess->aad_len;
	const uint64_t aad = (uintptr_t)req->aad, sink = (uintptr_t)qp->sink;
	uint64_t src = data->src, dst = data->dst;
	bool lists = data->chained;

	if (step->len == 0) {
		/* AAD alone; or nothing at all, for which any address but 0 will do (4.6). */
		src = aad_len != 0 ? aad : (uintptr_t)req->digest;
		dst = sink;
	} else if (aad_len != 0) {
		src = uacce_sec_put_head(&slot->src, aad, aad_len, src, step->len,
				data->chained);
		dst = uacce_sec_put_head(&slot->dst, sink, aad_len, dst, step->len,
				data->chained);
		lists = true;
	}
	uacce_sec_put(sqe, qp->layout->src, src);
	if (step->kind == UACCE_SEC_AUTH)
		return lists ? qp->layout->src_list : 0;
	uacce_sec_put(sqe, qp->layout->dst, dst);
	return lists ? qp->layout->lists : 0;
}

static bool
is_empty_aead(const struct uacce_sec_step *step)
{
	return step->kind == UACCE_SEC_AEAD && step->a_len == 0 && step->c_len == 0;
}

/* Build AEAD of neither AAD nor payload, see plan_empty(): cipher blocks of the slot by ECB. */
static void
put_empty(struct uacce_sec_qp *qp, uint8_t *sqe, struct uacce_sec_slot *slot,
		const struct uacce_sec_session *sess, const uint8_t *iv)
{
	uint32_t len = HISI_SEC_IV_LEN;

	slot->after = sess->verify ? UACCE_SEC_AFTER_COMPARE : UACCE_SEC_AFTER_COPY;
	if (sess->nonce_len != 0) {
		/* Counter block 0, which gives the key stream of the MAC, and the MAC's first block. */
		put_ccm_blocks(slot, sess, iv, 0);
		slot->c_iv[HISI_SEC_IV_LEN - 1] = 0;
		slot->after |= UACCE_SEC_AFTER_XOR;
		len += sizeof(slot->a_iv);
	} else {
		/* The counter block 1. The hash of no data is 0, so its cipher is the tag. */
		memset(slot->c_iv, 0, sizeof(slot->c_iv));
		memcpy(slot->c_iv, iv, HISI_SEC_GCM_IV_LEN);
		slot->c_iv[HISI_SEC_IV_LEN - 1] = 1;
	}
	memcpy(sqe, sess->c_step[qp->gen], HISI_QM_SQE_SIZE);
	uacce_sec_put(sqe, qp->layout->src, (uintptr_t)slot->c_iv);
	uacce_sec_put(sqe, qp->layout->dst, (uintptr_t)slot->mac);
	uacce_sec_put_lens(sqe, qp->layout, 0, len);
}

/* Replace the address of a key in a session by that of its copy. */
static void
move_key(uint8_t *sqe, uint8_t at, const struct uacce_sec_session *from,
		const struct uacce_sec_session *to)
{
	uint64_t addr;

	memcpy(&addr, sqe + at, sizeof(addr));
	if (addr != 0)
		uacce_sec_put(sqe, at, addr - (uintptr_t)from + (uintptr_t)to);
}

void
uacce_sec_step_build(struct uacce_sec_qp *qp, struct uacce_sec_ring *ring, uint32_t at,
		const struct uacce_sec_step *step, const struct uacce_sec_request *req,
		const struct uacce_sec_data *data)
{
	const struct uacce_sec_layout *layout = qp->layout;
	struct uacce_sec_slot *slot = &ring->slots[at];
	uint8_t *sqe = hisi_qm_sqe(&ring->qm, at);
	uint8_t *mac = (step->after & (UACCE_SEC_AFTER_COPY | UACCE_SEC_AFTER_COMPARE)) != 0 ?
		slot->mac : req->digest;
	uint32_t word, done = step->done;

	if (is_empty_aead(step)) {
		done = UACCE_SEC_SUCCESS(HISI_SEC_FLAG_CIPHER);
		put_empty(qp, sqe, slot, step->sess, req->iv);
	} else {
		memcpy(sqe, step->templates[qp->gen], HISI_QM_SQE_SIZE);
		memcpy(&word, sqe, sizeof(word));
		word |= put_buffers(qp, sqe, slot, step, req, data);
		memcpy(sqe, &word, sizeof(word));
		put_ivs(sqe, layout, slot, step, req->iv);
		if (step->kind != UACCE_SEC_CIPHER)
			uacce_sec_put(sqe, layout->mac, (uintptr_t)mac);
		uacce_sec_put_lens(sqe, layout, step->a_len, step->c_len);
		uacce_sec_put_offset(sqe, layout, step->c_off);
		slot->after = step->after | (data->chained ? UACCE_SEC_AFTER_LISTS : 0);
	}
	if (req->keys != NULL) {
		move_key(sqe, layout->c_key, step->sess, req->keys);
		move_key(sqe, layout->a_key, step->sess, req->keys);
	}
	uacce_sec_put_tag(sqe, layout, at);
	slot->digest = req->digest;
	slot->digest_len = step->sess->digest_len;
	slot->status = RTE_CRYPTO_OP_STATUS_SUCCESS;
	slot->user = req->user;
	ring->ops[at].op = req->op;
	ring->ops[at].done = done;
	uacce_sec_spoil_mac(slot);
}

/* Build lists of source and destination: both are lists (4.13), one and the same in place. */
static enum uacce_sec_verdict
data_of_chains(struct uacce_sec_ring *ring, uint32_t slot, const struct uacce_sec_step *step,
		struct uacce_sec_data *data)
{
	struct hisi_sgl *src = hisi_sgl_of(&ring->sgl, slot, HISI_SGL_SRC);
	struct hisi_sgl *dst = hisi_sgl_of(&ring->sgl, slot, HISI_SGL_DST);
	bool two = step->src != step->dst && step->kind != UACCE_SEC_AUTH;
	enum uacce_sec_verdict ret;

	data->chained = true;
	data->src = (uintptr_t)src;
	data->dst = two ? (uintptr_t)dst : data->src;
	ret = uacce_sec_buf_list(ring, slot, HISI_SGL_SRC, step->src, step->start, step->len);
	if (ret == UACCE_SEC_ACCEPTED && two)
		ret = uacce_sec_buf_list(ring, slot, HISI_SGL_DST, step->dst, step->start,
				step->len);
	if (ret == UACCE_SEC_ACCEPTED && step->sess->aad_len != 0 &&
			(src->entry_sum_in_chain > MAX_BEHIND_HEAD ||
			(two && dst->entry_sum_in_chain > MAX_BEHIND_HEAD)))
		ret = UACCE_SEC_REJECT_LIST;
	if (ret != UACCE_SEC_ACCEPTED)
		hisi_sgl_cancel(&ring->sgl, slot);
	return ret;
}

enum uacce_sec_verdict
uacce_sec_step_data(struct uacce_sec_ring *ring, uint32_t slot, const struct uacce_sec_step *step,
		struct uacce_sec_data *data)
{
	const uint64_t end = (uint64_t)step->start + step->len;

	*data = (struct uacce_sec_data){ .chained = false };
	if (!(step->reads_dst ? uacce_sec_buf_writes(step->src, end) :
				uacce_sec_buf_reads(step->src, end)) ||
			(step->src != step->dst && !uacce_sec_buf_writes(step->dst, end)))
		return UACCE_SEC_REJECT_RANGE;
	if (step->len == 0)
		return UACCE_SEC_ACCEPTED;
	data->src = uacce_sec_buf_flat(step->src, step->start);
	data->dst = uacce_sec_buf_flat(step->dst, step->start);
	if (data->src != 0 && (data->dst != 0 || step->kind == UACCE_SEC_AUTH))
		return UACCE_SEC_ACCEPTED;
	return data_of_chains(ring, slot, step, data);
}

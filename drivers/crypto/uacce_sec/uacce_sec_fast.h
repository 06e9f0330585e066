/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_SEC_FAST_H
#define UACCE_SEC_FAST_H

/**
 * @file
 * The fast path of an enqueue: batches of operations that share a session, with contiguous mbufs
 * or short chains. The first operation that needs more ends a batch, and takes the slow path
 * (uacce_sec_slow.c).
 *
 * All of this is inlined by force, once for each generation, so that the layout of descriptors
 * is made of constants.
 */

#include <rte_branch_prediction.h>
#include <rte_mbuf.h>
#include <rte_vect.h>

#include "uacce_sec_request.h"

/** A template in registers, for a whole batch: a descriptor takes eight stores. */
struct uacce_sec_template {
	xmm_t part[HISI_QM_SQE_SIZE / sizeof(xmm_t)];
};

/** What the operations of a batch have in common. */
struct uacce_sec_batch {
	struct uacce_sec_template t;
	const struct uacce_sec_session *sess;
	const struct hisi_sgl_pool *sgl;
	uint32_t src_list;	/* first word of a descriptor whose source is a list */
	uint32_t lists;		/* first word of one whose source and destination are lists */
	uint32_t min_len;
	uint32_t max_len;
	uint32_t block_mask;
	uint32_t aad_len;
	uintptr_t iv_offset;
	uint32_t done;
	uint8_t after;
	uint8_t digest_len;
};

/** Place of an operation of a batch, which does not go beyond the end of the ring. */
struct uacce_sec_place {
	uint8_t *sqe;
	struct uacce_sec_slot *slot;
	struct uacce_sec_op *entry;
	uint32_t tag;
};

/** Builds one descriptor; false if the operation takes the slow path. */
typedef bool (*uacce_sec_build_t)(const struct uacce_sec_layout *layout,
		const struct uacce_sec_batch *batch, const struct uacce_sec_place *at,
		const struct rte_crypto_op *op);

static __rte_always_inline void
uacce_sec_template_store(uint8_t *sqe, const struct uacce_sec_template *t)
{
	xmm_t *part = (xmm_t *)sqe;

	memcpy(&part[0], &t->part[0], sizeof(xmm_t));
	memcpy(&part[1], &t->part[1], sizeof(xmm_t));
	memcpy(&part[2], &t->part[2], sizeof(xmm_t));
	memcpy(&part[3], &t->part[3], sizeof(xmm_t));
	memcpy(&part[4], &t->part[4], sizeof(xmm_t));
	memcpy(&part[5], &t->part[5], sizeof(xmm_t));
	memcpy(&part[6], &t->part[6], sizeof(xmm_t));
	memcpy(&part[7], &t->part[7], sizeof(xmm_t));
}

/** Store a field of 64 bits, which may be unaligned (4.3). */
static __rte_always_inline void
uacce_sec_put(uint8_t *sqe, uint8_t at, uint64_t value)
{
	memcpy(sqe + at, &value, sizeof(value));
}

static __rte_always_inline void
uacce_sec_put_lens(uint8_t *sqe, const struct uacce_sec_layout *layout, uint32_t a_len,
		uint32_t c_len)
{
	uacce_sec_put(sqe, layout->lens, a_len | (uint64_t)c_len << 32);
}

/** Authentication starts with the source, and the cipher @p c_off bytes behind. */
static __rte_always_inline void
uacce_sec_put_offset(uint8_t *sqe, const struct uacce_sec_layout *layout, uint32_t c_off)
{
	uint32_t offsets = c_off << 16;

	memcpy(sqe + layout->offsets, &offsets, sizeof(offsets));
}

static __rte_always_inline void
uacce_sec_put_tag(uint8_t *sqe, const struct uacce_sec_layout *layout, uint32_t slot)
{
	uint16_t tag = slot;

	memcpy(sqe + layout->tag, &tag, sizeof(tag));
}

/** Whether an operation belongs to the batch of a session. */
static __rte_always_inline bool
uacce_sec_in_batch(const struct rte_crypto_op *op, const void *session)
{
	return likely(op->type == RTE_CRYPTO_OP_TYPE_SYMMETRIC &&
			op->sess_type == RTE_CRYPTO_OP_WITH_SESSION &&
			op->sym->session == session);
}

static __rte_always_inline bool
uacce_sec_len_fits(const struct uacce_sec_batch *batch, uint32_t len)
{
	return likely(len - batch->min_len <= batch->max_len - batch->min_len &&
			(len & batch->block_mask) == 0);
}

/** As uacce_sec_locate(), where the source or the destination is a chain. */
static __rte_always_inline bool
uacce_sec_locate_lists(const struct uacce_sec_batch *batch, const struct uacce_sec_place *at,
		const struct rte_crypto_sym_op *sym, uint32_t offset, uint32_t len,
		struct uacce_sec_data *data)
{
	/* A copy, so that the one of the caller can stay in registers. */
	struct uacce_sec_data lists = { .len = len, .in_place = data->in_place };
	bool found;

	found = uacce_sec_short_lists(hisi_sgl_of(batch->sgl, at->tag, HISI_SGL_SRC), sym, offset,
			len, &lists);
	*data = lists;
	return found;
}

/**
 * Find the addresses of a range of an operation's mbufs; false if they do not hold it. In a
 * contiguous destination, the tailroom counts, too.
 */
static __rte_always_inline bool
uacce_sec_locate(const struct uacce_sec_batch *batch, const struct uacce_sec_place *at,
		const struct rte_crypto_sym_op *sym, uint32_t offset, uint32_t len,
		struct uacce_sec_data *data)
{
	const struct rte_mbuf *src = sym->m_src, *dst = sym->m_dst;
	const uint64_t end = (uint64_t)offset + len;

	if (unlikely(src == NULL))
		return false;
	data->len = len;
	data->in_place = dst == NULL || dst == src;
	if (data->in_place)
		dst = src;
	if ((src->nb_segs | dst->nb_segs) != 1)
		return uacce_sec_locate_lists(batch, at, sym, offset, len, data);
	data->chained = false;
	data->src = (uintptr_t)src->buf_addr + src->data_off + offset;
	data->dst = data->src;
	if (unlikely(end > src->data_len))
		return false;
	if (data->in_place)
		return true;
	data->dst = (uintptr_t)dst->buf_addr + dst->data_off + offset;
	return likely(end + dst->data_off <= dst->buf_len);
}

/** Store the addresses of source and destination, and the bits of the first word for lists. */
static __rte_always_inline void
uacce_sec_put_data(uint8_t *sqe, const struct uacce_sec_layout *layout,
		const struct uacce_sec_batch *batch, const struct uacce_sec_data *data)
{
	uacce_sec_put(sqe, layout->src, data->src);
	uacce_sec_put(sqe, layout->dst, data->dst);
	if (unlikely(data->chained))
		memcpy(sqe, &batch->lists, sizeof(batch->lists));
}

static __rte_always_inline void
uacce_sec_note_op(const struct uacce_sec_batch *batch, const struct uacce_sec_place *at,
		const struct rte_crypto_op *op)
{
	at->entry->op = (uintptr_t)op;
	at->entry->done = batch->done;
}

/**
 * Store the operation of a slot, and return where the device reads or writes its MAC: at the
 * digest, or in the slot if the dequeue has more to do with it.
 */
static __rte_always_inline uint64_t
uacce_sec_note_mac(const struct uacce_sec_batch *batch, const struct uacce_sec_place *at,
		const struct rte_crypto_op *op, uint8_t *digest)
{
	uacce_sec_note_op(batch, at, op);
	if (likely(batch->after == 0))
		return (uintptr_t)digest;
	at->entry->op |= UACCE_SEC_SLOW;
	at->slot->digest = digest;
	at->slot->digest_len = batch->digest_len;
	at->slot->after = batch->after;
	uacce_sec_spoil_mac(at->slot);
	return (uintptr_t)at->slot->mac;
}

static __rte_always_inline bool
uacce_sec_build_cipher(const struct uacce_sec_layout *layout, const struct uacce_sec_batch *batch,
		const struct uacce_sec_place *at, const struct rte_crypto_op *op)
{
	const struct rte_crypto_sym_op *sym = op->sym;
	const uint32_t len = sym->cipher.data.length;
	struct uacce_sec_data data;

	if (!uacce_sec_len_fits(batch, len) ||
			!uacce_sec_locate(batch, at, sym, sym->cipher.data.offset, len, &data))
		return false;
	uacce_sec_template_store(at->sqe, &batch->t);
	uacce_sec_put_data(at->sqe, layout, batch, &data);
	uacce_sec_put(at->sqe, layout->c_iv, (uintptr_t)op + batch->iv_offset);
	uacce_sec_put_lens(at->sqe, layout, 0, len);
	uacce_sec_note_op(batch, at, op);
	return true;
}

static __rte_always_inline bool
uacce_sec_build_auth(const struct uacce_sec_layout *layout, const struct uacce_sec_batch *batch,
		const struct uacce_sec_place *at, const struct rte_crypto_op *op)
{
	const struct rte_crypto_sym_op *sym = op->sym;
	const uint32_t len = sym->auth.data.length;
	uint8_t *digest = sym->auth.digest.data;
	struct uacce_sec_data data;

	/* No data, or data to be copied to another mbuf, takes the slow path. */
	if (unlikely(digest == NULL || len == 0) ||
			!uacce_sec_locate(batch, at, sym, sym->auth.data.offset, len, &data) ||
			unlikely(!data.in_place || (data.chained && len > batch->max_len)))
		return false;
	uacce_sec_template_store(at->sqe, &batch->t);
	uacce_sec_put(at->sqe, layout->src, data.src);
	if (unlikely(data.chained))
		memcpy(at->sqe, &batch->src_list, sizeof(batch->src_list));
	uacce_sec_put(at->sqe, layout->mac, uacce_sec_note_mac(batch, at, op, digest));
	if (batch->sess->a_iv)
		uacce_sec_put(at->sqe, layout->a_iv, (uintptr_t)op + batch->iv_offset);
	uacce_sec_put_lens(at->sqe, layout, len, 0);
	return true;
}

static __rte_always_inline bool
uacce_sec_build_chain(const struct uacce_sec_layout *layout, const struct uacce_sec_batch *batch,
		const struct uacce_sec_place *at, const struct rte_crypto_op *op)
{
	const struct rte_crypto_sym_op *sym = op->sym;
	const uint32_t a_len = sym->auth.data.length, c_len = sym->cipher.data.length;
	const uint32_t c_off = sym->cipher.data.offset - sym->auth.data.offset;
	uint8_t *digest = sym->auth.digest.data;
	struct uacce_sec_data data;

	if (!uacce_sec_len_fits(batch, c_len) || unlikely((uint64_t)c_off + c_len != a_len) ||
			!uacce_sec_locate(batch, at, sym, sym->auth.data.offset, a_len, &data) ||
			unlikely(digest == NULL || (!data.in_place && c_off != 0)))
		return false;
	/* A single mbuf is never longer than that. */
	if (unlikely(data.chained && (c_off > HISI_SEC_MAX_OFFSET || a_len > batch->max_len)))
		return false;
	uacce_sec_template_store(at->sqe, &batch->t);
	uacce_sec_put_data(at->sqe, layout, batch, &data);
	uacce_sec_put(at->sqe, layout->mac, uacce_sec_note_mac(batch, at, op, digest));
	uacce_sec_put(at->sqe, layout->c_iv, (uintptr_t)op + batch->iv_offset);
	uacce_sec_put_lens(at->sqe, layout, a_len, c_len);
	uacce_sec_put_offset(at->sqe, layout, c_off);
	return true;
}

/** Build the lists of AAD and payload; AAD is written to the sink. */
static __rte_always_inline void
uacce_sec_put_heads(const struct uacce_sec_layout *layout, const struct uacce_sec_batch *batch,
		const struct uacce_sec_place *at, const struct uacce_sec_data *data, uint64_t aad)
{
	struct uacce_sec_slot *slot = at->slot;

	uacce_sec_put(at->sqe, layout->src, uacce_sec_put_head(&slot->src, aad, batch->aad_len,
			data->src, data->len, data->chained));
	uacce_sec_put(at->sqe, layout->dst, uacce_sec_put_head(&slot->dst,
			slot->dst.entry[0].addr, batch->aad_len, data->dst, data->len,
			data->chained));
}

/** GCM. CCM takes the slow path, because blocks are to be written for it. */
static __rte_always_inline bool
uacce_sec_build_aead(const struct uacce_sec_layout *layout, const struct uacce_sec_batch *batch,
		const struct uacce_sec_place *at, const struct rte_crypto_op *op)
{
	const struct rte_crypto_sym_op *sym = op->sym;
	const uint32_t len = sym->aead.data.length;
	const uint64_t aad = (uintptr_t)sym->aead.aad.data;
	const uintptr_t iv = (uintptr_t)op + batch->iv_offset;
	struct uacce_sec_data data;

	if (!uacce_sec_len_fits(batch, len) || unlikely(len == 0) ||
			!uacce_sec_locate(batch, at, sym, sym->aead.data.offset, len, &data) ||
			unlikely(sym->aead.digest.data == NULL))
		return false;
	uacce_sec_template_store(at->sqe, &batch->t);
	if (batch->aad_len != 0) {
		if (unlikely(aad == 0))
			return false;
		uacce_sec_put_heads(layout, batch, at, &data, aad);
	} else {
		uacce_sec_put_data(at->sqe, layout, batch, &data);
	}
	uacce_sec_put(at->sqe, layout->mac, (uintptr_t)sym->aead.digest.data);
	uacce_sec_put(at->sqe, layout->c_iv, iv);
	uacce_sec_put(at->sqe, layout->a_iv, iv);
	uacce_sec_put_lens(at->sqe, layout, batch->aad_len, len);
	uacce_sec_note_op(batch, at, op);
	return true;
}

static __rte_always_inline void
uacce_sec_batch_init(struct uacce_sec_batch *batch, const struct uacce_sec_layout *layout,
		enum uacce_sec_gen gen, const struct uacce_sec_ring *ring,
		const struct uacce_sec_session *sess)
{
	uint8_t sqe[HISI_QM_SQE_SIZE];
	uint32_t word;

	batch->sess = sess;
	batch->sgl = &ring->sgl;
	batch->min_len = sess->min_len[gen];
	batch->max_len = sess->max_len;
	batch->block_mask = sess->block_mask;
	batch->aad_len = sess->aad_len;
	batch->iv_offset = sess->iv_offset;
	batch->done = sess->done;
	batch->after = sess->after;
	batch->digest_len = sess->digest_len;
	memcpy(sqe, sess->sqe[gen], sizeof(sqe));
	memcpy(&word, sqe, sizeof(word));
	batch->src_list = word | layout->src_list;
	batch->lists = word | layout->lists;
	if (batch->aad_len != 0)
		memcpy(sqe, &batch->lists, sizeof(batch->lists));
	memcpy(&batch->t, sqe, sizeof(batch->t));
}

static __rte_always_inline uint32_t
uacce_sec_batch_loop(const struct uacce_sec_layout *layout, enum uacce_sec_gen gen,
		struct uacce_sec_ring *ring, uint32_t slot, const struct uacce_sec_session *sess,
		struct rte_crypto_op **ops, uint32_t nb_ops, uacce_sec_build_t build)
{
	struct rte_crypto_op ** const first = ops;
	struct rte_crypto_op ** const end = ops + nb_ops;
	const void *session = (*ops)->sym->session;
	struct uacce_sec_place at = {
		.sqe = hisi_qm_sqe(&ring->qm, slot),
		.slot = &ring->slots[slot],
		.entry = &ring->ops[slot],
		.tag = slot,
	};
	struct uacce_sec_batch batch;

	uacce_sec_batch_init(&batch, layout, gen, ring, sess);
	for (; ops != end; ops++) {
		if (!uacce_sec_in_batch(*ops, session) || !build(layout, &batch, &at, *ops))
			break;
		uacce_sec_put_tag(at.sqe, layout, at.tag);
		at.sqe += HISI_QM_SQE_SIZE;
		at.slot++;
		at.entry++;
		at.tag++;
	}
	return ops - first;
}

/** Build a batch of a session of any kind; see uacce_sec_bd3_batch(). */
static __rte_always_inline uint32_t
uacce_sec_batch_build(const struct uacce_sec_layout *layout, enum uacce_sec_gen gen,
		struct uacce_sec_ring *ring, uint32_t slot, const struct uacce_sec_session *sess,
		struct rte_crypto_op **ops, uint32_t nb_ops)
{
	switch (sess->kind) {
	case UACCE_SEC_CIPHER:
		return uacce_sec_batch_loop(layout, gen, ring, slot, sess, ops, nb_ops,
				uacce_sec_build_cipher);
	case UACCE_SEC_AUTH:
		return uacce_sec_batch_loop(layout, gen, ring, slot, sess, ops, nb_ops,
				uacce_sec_build_auth);
	case UACCE_SEC_CHAIN:
		return uacce_sec_batch_loop(layout, gen, ring, slot, sess, ops, nb_ops,
				uacce_sec_build_chain);
	case UACCE_SEC_AEAD:
		if (sess->nonce_len != 0)
			return 0;
		return uacce_sec_batch_loop(layout, gen, ring, slot, sess, ops, nb_ops,
				uacce_sec_build_aead);
	default:
		return 0;
	}
}

#endif /* UACCE_SEC_FAST_H */

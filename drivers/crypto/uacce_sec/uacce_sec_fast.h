/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_SEC_RUN_H
#define UACCE_SEC_RUN_H

/**
 * @file
 * The short way of an enqueue: runs of operations that share a session, with
 * contiguous mbufs or short chains, and nothing unusual. What is not plain ends the
 * run and goes the long way (uacce_sec_slow.c).
 *
 * Each generation has one body of this, with its layout as constants; hence all
 * is inlined by force.
 */

#include <rte_branch_prediction.h>
#include <rte_mbuf.h>
#include <rte_vect.h>

#include "uacce_sec_request.h"

/** A template held in registers over a run: a descriptor is eight stores. */
struct uacce_sec_template {
	xmm_t part[HISI_QM_SQE_SIZE / sizeof(xmm_t)];
};

/** What a run works with. */
struct uacce_sec_run {
	struct uacce_sec_template t;
	const struct uacce_sec_session *sess;
	const struct hisi_sgl_pool *sgl;
	uint32_t src_list;	/* first word of the template, with a list as source */
	uint32_t lists;		/* the same with lists on both sides */
	uint32_t min_len;
	uint32_t max_len;
	uint32_t block_mask;
	uint32_t aad_len;
	uintptr_t iv_offset;
	uint32_t done;
	uint8_t after;
	uint8_t digest_len;
};

/** Where an operation of a run goes; a run ends with the ring, so a step is an addition. */
struct uacce_sec_place {
	uint8_t *sqe;
	struct uacce_sec_slot *slot;
	struct uacce_sec_held *held;
	uint32_t tag;
};

/** Builds one descriptor; false if the operation is not plain. */
typedef bool (*uacce_sec_build_t)(const struct uacce_sec_layout *layout,
		const struct uacce_sec_run *run, const struct uacce_sec_place *at,
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

/** Put a field, aligned or not (4.3). */
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

/** Authentication starts with the source, the cipher so many bytes behind. */
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

/** Whether an operation belongs to the run of a session. */
static __rte_always_inline bool
uacce_sec_is_alike(const struct rte_crypto_op *op, const void *session)
{
	return likely(op->type == RTE_CRYPTO_OP_TYPE_SYMMETRIC &&
			op->sess_type == RTE_CRYPTO_OP_WITH_SESSION &&
			op->sym->session == session);
}

static __rte_always_inline bool
uacce_sec_len_fits(const struct uacce_sec_run *run, uint32_t len)
{
	return likely(len - run->min_len <= run->max_len - run->min_len &&
			(len & run->block_mask) == 0);
}

/** The same where a side is a chain. */
static __rte_always_inline bool
uacce_sec_locate_lists(const struct uacce_sec_run *run, const struct uacce_sec_place *at,
		const struct rte_crypto_sym_op *sym, uint32_t offset, uint32_t len,
		struct uacce_sec_data *data)
{
	/* One of its own, so that the caller's needs no memory. */
	struct uacce_sec_data lists = { .len = len, .in_place = data->in_place };
	bool found;

	found = uacce_sec_short_lists(hisi_sgl_of(run->sgl, at->tag, HISI_SGL_SRC), sym, offset,
			len, &lists);
	*data = lists;
	return found;
}

/**
 * Find part of an operation's mbufs, which must hold it. A destination that is
 * contiguous holds what its buffer has room for.
 */
static __rte_always_inline bool
uacce_sec_locate(const struct uacce_sec_run *run, const struct uacce_sec_place *at,
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
		return uacce_sec_locate_lists(run, at, sym, offset, len, data);
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

/** Both addresses, and that they are lists if they are. */
static __rte_always_inline void
uacce_sec_put_data(uint8_t *sqe, const struct uacce_sec_layout *layout,
		const struct uacce_sec_run *run, const struct uacce_sec_data *data)
{
	uacce_sec_put(sqe, layout->src, data->src);
	uacce_sec_put(sqe, layout->dst, data->dst);
	if (unlikely(data->chained))
		memcpy(sqe, &run->lists, sizeof(run->lists));
}

static __rte_always_inline void
uacce_sec_hold(const struct uacce_sec_run *run, const struct uacce_sec_place *at,
		const struct rte_crypto_op *op)
{
	at->held->op = (uintptr_t)op;
	at->held->done = run->done;
}

/**
 * Where the device writes or reads the MAC: at the digest, or in the slot if more
 * is to be done with it. Holds the operation with its mark.
 */
static __rte_always_inline uint64_t
uacce_sec_hold_mac(const struct uacce_sec_run *run, const struct uacce_sec_place *at,
		const struct rte_crypto_op *op, uint8_t *digest)
{
	uacce_sec_hold(run, at, op);
	if (likely(run->after == 0))
		return (uintptr_t)digest;
	at->held->op |= UACCE_SEC_SPECIAL;
	at->slot->digest = digest;
	at->slot->digest_len = run->digest_len;
	at->slot->after = run->after;
	uacce_sec_spoil_mac(at->slot);
	return (uintptr_t)at->slot->mac;
}

static __rte_always_inline bool
uacce_sec_build_cipher(const struct uacce_sec_layout *layout, const struct uacce_sec_run *run,
		const struct uacce_sec_place *at, const struct rte_crypto_op *op)
{
	const struct rte_crypto_sym_op *sym = op->sym;
	const uint32_t len = sym->cipher.data.length;
	struct uacce_sec_data data;

	if (!uacce_sec_len_fits(run, len) ||
			!uacce_sec_locate(run, at, sym, sym->cipher.data.offset, len, &data))
		return false;
	uacce_sec_template_store(at->sqe, &run->t);
	uacce_sec_put_data(at->sqe, layout, run, &data);
	uacce_sec_put(at->sqe, layout->c_iv, (uintptr_t)op + run->iv_offset);
	uacce_sec_put_lens(at->sqe, layout, 0, len);
	uacce_sec_hold(run, at, op);
	return true;
}

static __rte_always_inline bool
uacce_sec_build_auth(const struct uacce_sec_layout *layout, const struct uacce_sec_run *run,
		const struct uacce_sec_place *at, const struct rte_crypto_op *op)
{
	const struct rte_crypto_sym_op *sym = op->sym;
	const uint32_t len = sym->auth.data.length;
	uint8_t *digest = sym->auth.digest.data;
	struct uacce_sec_data data;

	/* Without data, or to be copied to another mbuf: the long way. */
	if (unlikely(digest == NULL || len == 0) ||
			!uacce_sec_locate(run, at, sym, sym->auth.data.offset, len, &data) ||
			unlikely(!data.in_place || (data.chained && len > run->max_len)))
		return false;
	uacce_sec_template_store(at->sqe, &run->t);
	uacce_sec_put(at->sqe, layout->src, data.src);
	if (unlikely(data.chained))
		memcpy(at->sqe, &run->src_list, sizeof(run->src_list));
	uacce_sec_put(at->sqe, layout->mac, uacce_sec_hold_mac(run, at, op, digest));
	if (run->sess->a_iv)
		uacce_sec_put(at->sqe, layout->a_iv, (uintptr_t)op + run->iv_offset);
	uacce_sec_put_lens(at->sqe, layout, len, 0);
	return true;
}

static __rte_always_inline bool
uacce_sec_build_chain(const struct uacce_sec_layout *layout, const struct uacce_sec_run *run,
		const struct uacce_sec_place *at, const struct rte_crypto_op *op)
{
	const struct rte_crypto_sym_op *sym = op->sym;
	const uint32_t a_len = sym->auth.data.length, c_len = sym->cipher.data.length;
	const uint32_t c_off = sym->cipher.data.offset - sym->auth.data.offset;
	uint8_t *digest = sym->auth.digest.data;
	struct uacce_sec_data data;

	if (!uacce_sec_len_fits(run, c_len) || unlikely((uint64_t)c_off + c_len != a_len) ||
			!uacce_sec_locate(run, at, sym, sym->auth.data.offset, a_len, &data) ||
			unlikely(digest == NULL || (!data.in_place && c_off != 0)))
		return false;
	/* One mbuf is never that long. */
	if (unlikely(data.chained && (c_off > HISI_SEC_MAX_OFFSET || a_len > run->max_len)))
		return false;
	uacce_sec_template_store(at->sqe, &run->t);
	uacce_sec_put_data(at->sqe, layout, run, &data);
	uacce_sec_put(at->sqe, layout->mac, uacce_sec_hold_mac(run, at, op, digest));
	uacce_sec_put(at->sqe, layout->c_iv, (uintptr_t)op + run->iv_offset);
	uacce_sec_put_lens(at->sqe, layout, a_len, c_len);
	uacce_sec_put_offset(at->sqe, layout, c_off);
	return true;
}

/** Lists of AAD and payload; the destination of AAD is what nobody reads. */
static __rte_always_inline void
uacce_sec_put_heads(const struct uacce_sec_layout *layout, const struct uacce_sec_run *run,
		const struct uacce_sec_place *at, const struct uacce_sec_data *data, uint64_t aad)
{
	struct uacce_sec_slot *slot = at->slot;

	uacce_sec_put(at->sqe, layout->src, uacce_sec_put_head(&slot->src, aad, run->aad_len,
			data->src, data->len, data->chained));
	uacce_sec_put(at->sqe, layout->dst, uacce_sec_put_head(&slot->dst,
			slot->dst.entry[0].addr, run->aad_len, data->dst, data->len,
			data->chained));
}

/** GCM; CCM has blocks to be written and goes the long way. */
static __rte_always_inline bool
uacce_sec_build_aead(const struct uacce_sec_layout *layout, const struct uacce_sec_run *run,
		const struct uacce_sec_place *at, const struct rte_crypto_op *op)
{
	const struct rte_crypto_sym_op *sym = op->sym;
	const uint32_t len = sym->aead.data.length;
	const uint64_t aad = (uintptr_t)sym->aead.aad.data;
	const uintptr_t iv = (uintptr_t)op + run->iv_offset;
	struct uacce_sec_data data;

	if (!uacce_sec_len_fits(run, len) || unlikely(len == 0) ||
			!uacce_sec_locate(run, at, sym, sym->aead.data.offset, len, &data) ||
			unlikely(sym->aead.digest.data == NULL))
		return false;
	uacce_sec_template_store(at->sqe, &run->t);
	if (run->aad_len != 0) {
		if (unlikely(aad == 0))
			return false;
		uacce_sec_put_heads(layout, run, at, &data, aad);
	} else {
		uacce_sec_put_data(at->sqe, layout, run, &data);
	}
	uacce_sec_put(at->sqe, layout->mac, (uintptr_t)sym->aead.digest.data);
	uacce_sec_put(at->sqe, layout->c_iv, iv);
	uacce_sec_put(at->sqe, layout->a_iv, iv);
	uacce_sec_put_lens(at->sqe, layout, run->aad_len, len);
	uacce_sec_hold(run, at, op);
	return true;
}

static __rte_always_inline void
uacce_sec_run_init(struct uacce_sec_run *run, const struct uacce_sec_layout *layout,
		enum uacce_sec_gen gen, const struct uacce_sec_ring *ring,
		const struct uacce_sec_session *sess)
{
	uint8_t sqe[HISI_QM_SQE_SIZE];
	uint32_t word;

	run->sess = sess;
	run->sgl = &ring->sgl;
	run->min_len = sess->min_len[gen];
	run->max_len = sess->max_len;
	run->block_mask = sess->block_mask;
	run->aad_len = sess->aad_len;
	run->iv_offset = sess->iv_offset;
	run->done = sess->done;
	run->after = sess->after;
	run->digest_len = sess->digest_len;
	memcpy(sqe, sess->sqe[gen], sizeof(sqe));
	memcpy(&word, sqe, sizeof(word));
	run->src_list = word | layout->src_list;
	run->lists = word | layout->lists;
	if (run->aad_len != 0)
		memcpy(sqe, &run->lists, sizeof(run->lists));
	memcpy(&run->t, sqe, sizeof(run->t));
}

static __rte_always_inline uint32_t
uacce_sec_run_loop(const struct uacce_sec_layout *layout, enum uacce_sec_gen gen,
		struct uacce_sec_ring *ring, uint32_t slot, const struct uacce_sec_session *sess,
		struct rte_crypto_op **ops, uint32_t nb_ops, uacce_sec_build_t build)
{
	struct rte_crypto_op ** const first = ops;
	struct rte_crypto_op ** const end = ops + nb_ops;
	const void *session = (*ops)->sym->session;
	struct uacce_sec_place at = {
		.sqe = hisi_qm_sqe(&ring->qm, slot),
		.slot = &ring->slots[slot],
		.held = &ring->held[slot],
		.tag = slot,
	};
	struct uacce_sec_run run;

	uacce_sec_run_init(&run, layout, gen, ring, sess);
	for (; ops != end; ops++) {
		if (!uacce_sec_is_alike(*ops, session) || !build(layout, &run, &at, *ops))
			break;
		uacce_sec_put_tag(at.sqe, layout, at.tag);
		at.sqe += HISI_QM_SQE_SIZE;
		at.slot++;
		at.held++;
		at.tag++;
	}
	return ops - first;
}

/** A run of whatever a session does; see uacce_sec_bd3_run(). */
static __rte_always_inline uint32_t
uacce_sec_run(const struct uacce_sec_layout *layout, enum uacce_sec_gen gen,
		struct uacce_sec_ring *ring, uint32_t slot, const struct uacce_sec_session *sess,
		struct rte_crypto_op **ops, uint32_t nb_ops)
{
	switch (sess->kind) {
	case UACCE_SEC_CIPHER:
		return uacce_sec_run_loop(layout, gen, ring, slot, sess, ops, nb_ops,
				uacce_sec_build_cipher);
	case UACCE_SEC_AUTH:
		return uacce_sec_run_loop(layout, gen, ring, slot, sess, ops, nb_ops,
				uacce_sec_build_auth);
	case UACCE_SEC_CHAIN:
		return uacce_sec_run_loop(layout, gen, ring, slot, sess, ops, nb_ops,
				uacce_sec_build_chain);
	case UACCE_SEC_AEAD:
		if (sess->nonce_len != 0)
			return 0;
		return uacce_sec_run_loop(layout, gen, ring, slot, sess, ops, nb_ops,
				uacce_sec_build_aead);
	default:
		return 0;
	}
}

#endif /* UACCE_SEC_RUN_H */

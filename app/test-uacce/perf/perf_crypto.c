/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* A cryptodev under load, and its operations. perf_session.c has the sessions. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_crypto.h>
#include <rte_cryptodev.h>
#include <rte_errno.h>

#include "perf.h"
#include "sec_alg.h"

#define ITEM_OFFSET	(sizeof(struct rte_crypto_op) + sizeof(struct rte_crypto_sym_op))

static const char *const status_names[PERF_STATUSES] = {
	[RTE_CRYPTO_OP_STATUS_NOT_PROCESSED] = "not_processed",
	[RTE_CRYPTO_OP_STATUS_AUTH_FAILED] = "auth_failed",
	[RTE_CRYPTO_OP_STATUS_INVALID_SESSION] = "invalid_session",
	[RTE_CRYPTO_OP_STATUS_INVALID_ARGS] = "invalid_args",
	[RTE_CRYPTO_OP_STATUS_ERROR] = "error",
	[PERF_STATUSES - 1] = "unknown",
};

static const char *
driver_of(uint8_t dev)
{
	struct rte_cryptodev_info info;

	rte_cryptodev_info_get(dev, &info);
	return info.driver_name;
}

/* Whether the device offers chains of mbufs, and results out of place, as they are wanted. */
static bool
check_features(const struct perf *perf)
{
	const struct perf_options *o = &perf->options;
	struct rte_cryptodev_info info;
	const char *lacks = NULL;
	uint64_t flag;

	rte_cryptodev_info_get(perf->dev, &info);
	if (o->out_of_place)
		flag = o->segments > 1 ? RTE_CRYPTODEV_FF_OOP_SGL_IN_SGL_OUT :
			RTE_CRYPTODEV_FF_OOP_LB_IN_LB_OUT;
	else
		flag = o->segments > 1 ? RTE_CRYPTODEV_FF_IN_PLACE_SGL : 0;
	if ((info.feature_flags & flag) != flag)
		lacks = rte_cryptodev_get_feature_name(flag);
	else if (o->alg.kind == SEC_CHAIN &&
			(info.feature_flags & RTE_CRYPTODEV_FF_SYM_OPERATION_CHAINING) == 0)
		lacks = rte_cryptodev_get_feature_name(RTE_CRYPTODEV_FF_SYM_OPERATION_CHAINING);
	if (lacks != NULL)
		fprintf(stderr, "perf: %s lacks the feature %s\n", o->device, lacks);
	return lacks == NULL;
}

static bool
start_device(struct perf *perf)
{
	const struct perf_options *o = &perf->options;
	struct rte_cryptodev_config config = {
		.socket_id = rte_cryptodev_socket_id(perf->dev),
		.nb_queue_pairs = o->pairs,
		.ff_disable = RTE_CRYPTODEV_FF_SECURITY | RTE_CRYPTODEV_FF_ASYMMETRIC_CRYPTO,
	};
	/* Drivers in software make a ring of it, which has room for one less. */
	struct rte_cryptodev_qp_conf qp_conf = {
		.nb_descriptors = RTE_MAX(128u, rte_align32pow2(o->inflight + 1)),
		.mp_session = perf->sessions.pool,
	};
	unsigned int i;
	int ret;

	ret = rte_cryptodev_configure(perf->dev, &config);
	for (i = 0; i < o->pairs && ret == 0; i++)
		ret = rte_cryptodev_queue_pair_setup(perf->dev, i, &qp_conf, config.socket_id);
	if (ret == 0)
		ret = rte_cryptodev_start(perf->dev);
	if (ret != 0)
		fprintf(stderr, "perf: cannot start %s with --pairs %u: %s\n", o->device, o->pairs,
				rte_strerror(-ret));
	return ret == 0;
}

static bool
open_device(struct perf *perf)
{
	const struct perf_options *o = &perf->options;

	if (!check_features(perf) || !perf_sessions_offered(perf) || !perf_sessions_pool(perf) ||
			!start_device(perf) || !perf_sessions_open(perf))
		return false;
	perf->ops = rte_crypto_op_pool_create("perf_ops", RTE_CRYPTO_OP_TYPE_SYMMETRIC,
			o->pairs * o->pool, 0, sizeof(struct perf_item), SOCKET_ID_ANY);
	if (perf->ops == NULL)
		fprintf(stderr, "perf: no memory for %u operations\n", o->pairs * o->pool);
	return perf->ops != NULL &&
		perf_chain_pool(perf, o->sizes.max + SEC_MAX_IV, PERF_DIGEST, 1 + o->out_of_place);
}

static void
set_digest(struct perf_item *item, unsigned int side, struct rte_mbuf *m)
{
	struct rte_mbuf *last = rte_pktmbuf_lastseg(m);
	const uint32_t offset = last->data_len - PERF_DIGEST;

	item->digest[side].data = rte_pktmbuf_mtod_offset(last, uint8_t *, offset);
	item->digest[side].iova = rte_pktmbuf_iova_offset(last, offset);
}

/* Set what an operation keeps: all but its session, its digest and its status. */
static void
set_op(struct perf_pair *p, struct rte_crypto_op *op, struct perf_item *item)
{
	struct rte_crypto_sym_op *sym = op->sym;

	op->sess_type = RTE_CRYPTO_OP_WITH_SESSION;
	sec_draw_bytes(item->iv, sizeof(item->iv));
	sec_draw_bytes(item->aad, sizeof(item->aad));
	if (p->has_digest) {
		set_digest(item, 0, sym->m_dst != NULL ? sym->m_dst : sym->m_src);
		set_digest(item, 1, sym->m_src);
	}
	if (p->aead) {
		sym->aead.data.length = item->len;
		sym->aead.aad.data = item->aad;
		sym->aead.aad.phys_addr = rte_crypto_op_ctophys_offset(op,
				ITEM_OFFSET + offsetof(struct perf_item, aad));
		return;
	}
	if (p->options->alg.kind != SEC_AUTH)
		sym->cipher.data.length = item->len;
	if (p->has_digest)
		sym->auth.data.length = item->len;
}

static bool
make_op(struct perf *perf, struct perf_pair *p, unsigned int i, uint32_t len)
{
	const uint32_t tail = p->has_digest ? PERF_DIGEST : 0;
	uint8_t *data = p->data + (size_t)i * p->stride;
	struct rte_crypto_op *op;
	struct perf_item *item;

	op = rte_crypto_op_alloc(perf->ops, RTE_CRYPTO_OP_TYPE_SYMMETRIC);
	if (op == NULL)
		return false;
	op->sym->m_src = perf_chain_alloc(perf, len, tail);
	op->sym->m_dst = perf->options.out_of_place ? perf_chain_alloc(perf, len, tail) : NULL;
	if (op->sym->m_src == NULL || (perf->options.out_of_place && op->sym->m_dst == NULL))
		return false;
	sec_draw_bytes(data, len);
	perf_chain_write(op->sym->m_src, data, len);
	item = perf_item_of(&perf_crypto, op);
	memset(item, 0, sizeof(*item));
	item->len = len;
	set_op(p, op, item);
	p->ops[i] = op;
	return true;
}

/* Decrypting in place, with a digest to be verified, takes data that was not decrypted yet. */
static bool
needs_restore(const struct perf_options *o)
{
	return !o->out_of_place && o->forward < 100 &&
		(o->alg.kind == SEC_AEAD || o->alg.kind == SEC_CHAIN);
}

static bool
fill(struct perf *perf, struct perf_pair *p, const uint32_t *lens)
{
	const struct perf_options *o = &perf->options;
	unsigned int i;

	p->aead = o->alg.kind == SEC_AEAD;
	p->has_digest = sec_has_mac(&o->alg);
	p->stride = o->sizes.max + SEC_MAX_IV;
	p->data = malloc((size_t)p->nb_items * p->stride);
	for (i = 0; i < p->nb_items; i++)
		if (p->data == NULL || !make_op(perf, p, i, lens[i]))
			return false;
	if (!perf_sessions_steps(perf, p))
		return false;
	p->restores = needs_restore(o);
	return true;
}

static void
restore(struct perf_pair *p)
{
	unsigned int i;

	for (i = 0; i < p->nb_items; i++)
		perf_chain_write(((struct rte_crypto_op *)p->ops[i])->sym->m_src,
				p->data + (size_t)i * p->stride,
				perf_item_of(&perf_crypto, p->ops[i])->len);
}

static void
close_device(struct perf *perf)
{
	rte_cryptodev_stop(perf->dev);
	perf_sessions_close(perf);
}

static int
stats(uint8_t dev, struct perf_stats *s)
{
	struct rte_cryptodev_stats from;
	int ret = rte_cryptodev_stats_get(dev, &from);

	if (ret == 0)
		*s = (struct perf_stats) { from.enqueued_count, from.dequeued_count,
			from.enqueue_err_count, from.dequeue_err_count };
	return ret;
}

static void
prepare(struct perf_pair *p, void **ops, unsigned int n)
{
	const struct perf_step *step = p->steps + p->next_step;
	unsigned int i, side;

	for (i = 0; i < n; i++, step++) {
		struct rte_crypto_op *op = ops[i];
		struct perf_item *item = perf_item_of(&perf_crypto, op);

		op->status = RTE_CRYPTO_OP_STATUS_NOT_PROCESSED;
		op->sym->session = step->session;
		if (!p->has_digest)
			continue;
		side = step->digest != NULL;
		if (side != 0)
			memcpy(item->digest[side].data, step->digest, PERF_DIGEST);
		if (p->aead) {
			op->sym->aead.digest.data = item->digest[side].data;
			op->sym->aead.digest.phys_addr = item->digest[side].iova;
		} else {
			op->sym->auth.digest.data = item->digest[side].data;
			op->sym->auth.digest.phys_addr = item->digest[side].iova;
		}
	}
}

static uint16_t
enqueue(struct perf_pair *p, void **ops, uint16_t n)
{
	return rte_cryptodev_enqueue_burst(p->dev, p->qp, (struct rte_crypto_op **)ops, n);
}

static uint16_t
dequeue(struct perf_pair *p, void **ops, uint16_t n)
{
	return rte_cryptodev_dequeue_burst(p->dev, p->qp, (struct rte_crypto_op **)ops, n);
}

static bool
is_rejected(void *op, unsigned int *status)
{
	*status = RTE_MIN(((struct rte_crypto_op *)op)->status, PERF_STATUSES - 1);
	return *status != RTE_CRYPTO_OP_STATUS_NOT_PROCESSED &&
		*status != RTE_CRYPTO_OP_STATUS_SUCCESS;
}

static unsigned int
take_back(struct perf_pair *p, struct perf_figures *f, void **ops, unsigned int n, uint64_t now)
{
	unsigned int i, back = 0;

	for (i = 0; i < n; i++) {
		struct rte_crypto_op *op = ops[i];
		struct perf_item *item = perf_item_of(&perf_crypto, op);

		if (!perf_item_is_in_flight(item)) {
			p->duplicated++;
			continue;
		}
		back++;
		if (likely(op->status == RTE_CRYPTO_OP_STATUS_SUCCESS)) {
			f->ops++;
			f->bytes += item->len;
		} else {
			p->failed[RTE_MIN(op->status, PERF_STATUSES - 1)]++;
		}
		perf_item_is_back(item, f, now);
	}
	return back;
}

const struct perf_class perf_crypto = {
	.name = "crypto",
	.item_offset = ITEM_OFFSET,
	.status_names = status_names,
	.find = rte_cryptodev_get_dev_id,
	.driver_of = driver_of,
	.open = open_device,
	.fill = fill,
	.close = close_device,
	.stats = stats,
	.prepare = prepare,
	.enqueue = enqueue,
	.dequeue = dequeue,
	.is_rejected = is_rejected,
	.take_back = take_back,
	.restore = restore,
};

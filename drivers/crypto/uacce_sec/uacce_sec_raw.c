/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * The raw data path: vectors of virtual addresses in, what the application gave
 * with them out, over the same ring as operations.
 *
 * Descriptors are built where they belong and told of by enqueue_done. A completion
 * is consumed when it is dequeued, so that dequeue_done has nothing to do.
 */

#include <errno.h>

#include <rte_eal.h>

#include "uacce_sec_request.h"

/* Behind the library's part of a context. */
struct raw_ctx {
	const struct uacce_sec_session *sess;
	/*
	 * A session made of xforms, at the next cache line. Its keys are copied for each
	 * request, so that the context may change while requests are in flight.
	 */
	uint8_t own[sizeof(struct uacce_sec_session) + RTE_CACHE_LINE_SIZE];
};

static void *
va_of(const struct rte_crypto_va_iova_ptr *ptr)
{
	return ptr == NULL ? NULL : ptr->va;
}

/* What is left between head and tail; false if they overlap. */
static bool
cut(uint64_t total, uint16_t head, uint16_t tail, uint32_t *start, uint32_t *len)
{
	if (total > UINT32_MAX || (uint64_t)head + tail > total)
		return false;
	*start = head;
	*len = total - head - tail;
	return true;
}

static uint64_t
total_len(const struct uacce_sec_side *side)
{
	uint64_t total = 0;
	uint32_t i;

	for (i = 0; i < side->nb_vecs; i++)
		total += side->vec[i].len;
	return total;
}

/* Ranges of a request, from offsets at both ends of its source. */
static bool
set_ranges(struct uacce_sec_ask *ask, const struct uacce_sec_session *sess,
		union rte_crypto_sym_ofs ofs)
{
	const uint64_t total = total_len(&ask->src);

	if (sess->kind != UACCE_SEC_AUTH && !cut(total, ofs.ofs.cipher.head, ofs.ofs.cipher.tail,
				&ask->c_start, &ask->c_len))
		return false;
	return sess->kind == UACCE_SEC_CIPHER || sess->kind == UACCE_SEC_AEAD ||
		cut(total, ofs.ofs.auth.head, ofs.ofs.auth.tail, &ask->a_start, &ask->a_len);
}

/* The session made of xforms in a context. */
static struct uacce_sec_session *
own_session(const struct raw_ctx *raw)
{
	return RTE_PTR_ALIGN((void *)(uintptr_t)raw->own, RTE_CACHE_LINE_SIZE);
}

/* Build the descriptor of a request behind those that are cached already. */
static enum uacce_sec_reject
raw_take(struct uacce_sec_qp *qp, const struct raw_ctx *raw, struct uacce_sec_ask *ask,
		union rte_crypto_sym_ofs ofs)
{
	const struct hisi_qm *qm = &qp->ring[UACCE_SEC_FIRST].qm;
	const struct uacce_sec_session *sess = raw->sess;
	const uint32_t slot = hisi_qm_slot(qm, qm->submitted + qp->cached);
	enum uacce_sec_reject ret;

	if (uacce_sec_room(qp) <= qp->cached)
		return UACCE_SEC_LATER;
	ask->op = UACCE_SEC_RAW | UACCE_SEC_SPECIAL;
	if (sess == NULL)
		ret = UACCE_SEC_REJECT_SESSION;
	else if (!set_ranges(ask, sess, ofs))
		ret = UACCE_SEC_REJECT_RANGE;
	else if (sess == own_session(raw))
		ret = uacce_sec_take_copy(qp, slot, sess, ask);
	else
		ret = uacce_sec_take(qp, slot, sess, ask);
	if (ret == UACCE_SEC_TAKEN) {
		qp->cached++;
	} else if (ret < UACCE_SEC_NB_REJECTS) {
		qp->rejects[ret]++;
		qp->stats.enqueue_err_count++;
	}
	return ret;
}

/* The addresses of a request that are not those of its data. */
static void
set_pointers(struct uacce_sec_ask *ask, const struct uacce_sec_session *sess,
		const struct rte_crypto_va_iova_ptr *iv,
		const struct rte_crypto_va_iova_ptr *digest,
		const struct rte_crypto_va_iova_ptr *aad_or_auth_iv)
{
	const uint8_t *aad = va_of(aad_or_auth_iv);

	ask->digest = va_of(digest);
	ask->iv = va_of(iv);
	if (sess == NULL)
		return;
	if (sess->kind == UACCE_SEC_AUTH)
		ask->iv = aad;
	else if (aad != NULL)
		ask->aad = aad + sess->aad_at;
}

static int
raw_enqueue(void *queue_pair, uint8_t *drv_ctx, struct rte_crypto_vec *vec, uint16_t nb_vecs,
		union rte_crypto_sym_ofs ofs, struct rte_crypto_va_iova_ptr *iv,
		struct rte_crypto_va_iova_ptr *digest,
		struct rte_crypto_va_iova_ptr *aad_or_auth_iv, void *user)
{
	const struct raw_ctx *ctx = (const struct raw_ctx *)drv_ctx;
	struct uacce_sec_ask ask = {
		.src = { .vec = vec, .nb_vecs = nb_vecs },
		.dst = { .vec = vec, .nb_vecs = nb_vecs },
		.in_place = true,
		.user = user,
	};

	set_pointers(&ask, ctx->sess, iv, digest, aad_or_auth_iv);
	switch (raw_take(queue_pair, ctx, &ask, ofs)) {
	case UACCE_SEC_TAKEN:
		return 0;
	case UACCE_SEC_LATER:
		return -EAGAIN;
	default:
		return -EINVAL;
	}
}

static const struct rte_crypto_va_iova_ptr *
nth(const struct rte_crypto_va_iova_ptr *array, uint32_t i)
{
	return array == NULL ? NULL : &array[i];
}

static struct uacce_sec_side
side_of(const struct rte_crypto_sgl *sgl)
{
	const struct uacce_sec_side side = { .vec = sgl->vec, .nb_vecs = sgl->num };

	return side;
}

static uint32_t
raw_enqueue_burst(void *queue_pair, uint8_t *drv_ctx, struct rte_crypto_sym_vec *vec,
		union rte_crypto_sym_ofs ofs, void *user[], int *status)
{
	const struct raw_ctx *ctx = (const struct raw_ctx *)drv_ctx;
	enum uacce_sec_reject why = UACCE_SEC_TAKEN;
	uint32_t i;

	for (i = 0; i < vec->num; i++) {
		struct uacce_sec_ask ask = {
			.src = side_of(&vec->src_sgl[i]),
			.in_place = vec->dest_sgl == NULL,
			.user = user[i],
		};

		ask.dst = ask.in_place ? ask.src : side_of(&vec->dest_sgl[i]);
		set_pointers(&ask, ctx->sess, nth(vec->iv, i), nth(vec->digest, i),
				nth(vec->aad, i));
		why = raw_take(queue_pair, ctx, &ask, ofs);
		if (why != UACCE_SEC_TAKEN)
			break;
	}
	if (why < UACCE_SEC_NB_REJECTS && vec->status != NULL)
		vec->status[i] = -EINVAL;
	/* What was taken before one that was refused is still to be told of. */
	*status = i == 0 && why < UACCE_SEC_NB_REJECTS ? -EINVAL : 0;
	return i;
}

static int
raw_enqueue_done(void *queue_pair, uint8_t *drv_ctx __rte_unused, uint32_t n)
{
	struct uacce_sec_qp *qp = queue_pair;

	if (n > qp->cached)
		return -EINVAL;
	if (n == 0)
		return 0;
	/* A queue that died meanwhile gives them back with an error. */
	hisi_qm_submit(&qp->ring[UACCE_SEC_FIRST].qm, n);
	qp->cached -= n;
	qp->stats.enqueued_count += n;
	return 0;
}

static void *
raw_dequeue(void *queue_pair, uint8_t *drv_ctx __rte_unused, int *dequeue_status,
		enum rte_crypto_op_status *op_status)
{
	struct uacce_sec_visit visit = UACCE_SEC_VISIT;
	struct uacce_sec_result result;

	*dequeue_status = 1;
	if (!uacce_sec_next(queue_pair, &visit, true, &result))
		return NULL;
	*op_status = result.status;
	return result.user;
}

static uint32_t
raw_dequeue_burst(void *queue_pair, uint8_t *drv_ctx __rte_unused,
		rte_cryptodev_raw_get_dequeue_count_t get_dequeue_count, uint32_t max,
		rte_cryptodev_raw_post_dequeue_t post_dequeue, void **out_user, uint8_t is_array,
		uint32_t *nb_success, int *dequeue_status)
{
	struct uacce_sec_visit visit = UACCE_SEC_VISIT;
	struct uacce_sec_result result;
	uint32_t n;
	bool good;

	*dequeue_status = 1;
	*nb_success = 0;
	if (get_dequeue_count != NULL)
		max = 1;
	for (n = 0; n < max && uacce_sec_next(queue_pair, &visit, true, &result); n++) {
		/* The first of them says how many there are. */
		if (n == 0 && get_dequeue_count != NULL)
			max = get_dequeue_count(result.user);
		good = result.status == RTE_CRYPTO_OP_STATUS_SUCCESS;
		if (n == 0 || is_array)
			out_user[n] = result.user;
		if (post_dequeue != NULL)
			post_dequeue(is_array ? result.user : out_user[0], n, good);
		*nb_success += good;
	}
	return n;
}

static int
raw_dequeue_done(void *queue_pair __rte_unused, uint8_t *drv_ctx __rte_unused,
		uint32_t n __rte_unused)
{
	return 0;
}

int
uacce_sec_raw_ctx_size(struct rte_cryptodev *dev __rte_unused)
{
	return sizeof(struct raw_ctx);
}

/* The session of a context: one that was created, or one made of xforms in the context. */
static int
raw_set_session(const struct uacce_sec_dev *sec, struct raw_ctx *raw,
		enum rte_crypto_op_sess_type sess_type, union rte_cryptodev_session_ctx session)
{
	struct uacce_sec_session *own = own_session(raw);
	const char *what = NULL;
	struct uacce_sec_refusal why;
	int ret = 0;

	switch (sess_type) {
	case RTE_CRYPTO_OP_WITH_SESSION:
		/* None is one that comes with an update. */
		raw->sess = uacce_sec_session_of(session.crypto_sess, sec->gen);
		if (raw->sess != NULL || session.crypto_sess == NULL)
			return 0;
		what = "it is not one of this device";
		ret = -EINVAL;
		break;
	case RTE_CRYPTO_OP_SESSIONLESS:
		if (session.xform == NULL)
			return 0;
		ret = uacce_sec_session_fill(sec->gen, session.xform, own, &why);
		if (ret == 0)
			raw->sess = own;
		break;
	default:
		what = "security sessions are not supported";
		ret = -ENOTSUP;
		break;
	}
	if (ret < 0)
		uacce_memzero_explicit(own, sizeof(*own));
	if (what != NULL)
		UACCE_SEC_LOG(ERR, sec->name, "no session for the raw data path: %s", what);
	else if (ret < 0)
		uacce_sec_refusal_log(sec->name, "no session for the raw data path", &why);
	return ret;
}

/* Without a session, and without keys; one that is not initialised may hold anything. */
static void
raw_clear(struct raw_ctx *raw, bool is_initialised)
{
	struct uacce_sec_session *own = own_session(raw);

	if (!is_initialised || raw->sess == own)
		uacce_memzero_explicit(own, sizeof(*own));
	raw->sess = NULL;
}

int
uacce_sec_raw_configure(struct rte_cryptodev *dev, uint16_t qp_id,
		struct rte_crypto_raw_dp_ctx *ctx, enum rte_crypto_op_sess_type sess_type,
		union rte_cryptodev_session_ctx session, uint8_t is_update)
{
	const struct uacce_sec_dev *sec = dev->data->dev_private;
	struct raw_ctx *raw = (struct raw_ctx *)ctx->drv_ctx_data;
	int ret;

	/* The library takes its own -EINVAL for a queue pair that is set up. */
	if (qp_id >= dev->data->nb_queue_pairs || dev->data->queue_pairs[qp_id] == NULL) {
		UACCE_SEC_LOG(ERR, sec->name, "no raw data path: queue pair %u is not set up",
				qp_id);
		return -EINVAL;
	}
	if (rte_eal_iova_mode() != RTE_IOVA_VA) {
		UACCE_SEC_LOG(ERR, sec->name, "no raw data path: IOVA are not virtual addresses");
		return -ENOTSUP;
	}
	/* A context that begins has nothing to submit, whose buffers may be gone. */
	if (!is_update)
		uacce_sec_drop_cached(dev->data->queue_pairs[qp_id]);
	raw_clear(raw, is_update);
	ret = raw_set_session(sec, raw, sess_type, session);
	if (ret < 0)
		return ret;
	/* They stay the same with an update, and another lcore may dequeue meanwhile. */
	if (is_update)
		return 0;
	ctx->qp_data = dev->data->queue_pairs[qp_id];
	ctx->enqueue = raw_enqueue;
	ctx->enqueue_burst = raw_enqueue_burst;
	ctx->enqueue_done = raw_enqueue_done;
	ctx->dequeue = raw_dequeue;
	ctx->dequeue_burst = raw_dequeue_burst;
	ctx->dequeue_done = raw_dequeue_done;
	return 0;
}

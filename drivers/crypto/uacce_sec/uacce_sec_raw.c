/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * The raw data path: requests are vectors of virtual addresses with a pointer of the application,
 * and use the same rings as operations.
 *
 * An enqueue builds descriptors, and its enqueue_done submits them. A dequeue releases the
 * completions that it returns, so that dequeue_done has nothing to do.
 */

#include <errno.h>

#include <rte_eal.h>

#include "uacce_sec_request.h"

/* The driver's part of a context. */
struct raw_ctx {
	const struct uacce_sec_session *sess;
	/*
	 * Session that is made of xforms, from the next cache line on. Its keys are copied for
	 * each request, so that the context may change while requests are in flight.
	 */
	uint8_t own[sizeof(struct uacce_sec_session) + RTE_CACHE_LINE_SIZE];
};

static void *
va_of(const struct rte_crypto_va_iova_ptr *ptr)
{
	return ptr == NULL ? NULL : ptr->va;
}

/* Find the range between head and tail; false if they overlap. */
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
total_len(const struct uacce_sec_buf *buf)
{
	uint64_t total = 0;
	uint32_t i;

	for (i = 0; i < buf->nb_vecs; i++)
		total += buf->vec[i].len;
	return total;
}

/* Set the ranges of a request, given as offsets from both ends of its source. */
static bool
set_ranges(struct uacce_sec_request *req, const struct uacce_sec_session *sess,
		union rte_crypto_sym_ofs ofs)
{
	const uint64_t total = total_len(&req->src);

	if (sess->kind != UACCE_SEC_AUTH && !cut(total, ofs.ofs.cipher.head, ofs.ofs.cipher.tail,
				&req->c_start, &req->c_len))
		return false;
	return sess->kind == UACCE_SEC_CIPHER || sess->kind == UACCE_SEC_AEAD ||
		cut(total, ofs.ofs.auth.head, ofs.ofs.auth.tail, &req->a_start, &req->a_len);
}

/* Memory of a context for a session made of xforms. */
static struct uacce_sec_session *
own_session(const struct raw_ctx *raw)
{
	return RTE_PTR_ALIGN((void *)(uintptr_t)raw->own, RTE_CACHE_LINE_SIZE);
}

/* Build the descriptors of a request behind those that are built and not submitted. */
static enum uacce_sec_verdict
raw_build(struct uacce_sec_qp *qp, const struct raw_ctx *raw, struct uacce_sec_request *req,
		union rte_crypto_sym_ofs ofs)
{
	const struct hisi_qm *qm = &qp->ring[UACCE_SEC_FIRST].qm;
	const struct uacce_sec_session *sess = raw->sess;
	const uint32_t slot = hisi_qm_slot(qm, qm->submitted + qp->unsubmitted);
	enum uacce_sec_verdict ret;

	if (uacce_sec_room(qp) <= qp->unsubmitted)
		return UACCE_SEC_LATER;
	req->op = UACCE_SEC_RAW | UACCE_SEC_SLOW;
	if (sess == NULL)
		ret = UACCE_SEC_REJECT_SESSION;
	else if (!set_ranges(req, sess, ofs))
		ret = UACCE_SEC_REJECT_RANGE;
	else if (sess == own_session(raw))
		ret = uacce_sec_request_build_copy(qp, slot, sess, req);
	else
		ret = uacce_sec_request_build(qp, slot, sess, req);
	if (ret == UACCE_SEC_ACCEPTED) {
		qp->unsubmitted++;
	} else if (ret < UACCE_SEC_NB_REJECTS) {
		hisi_qp_count(&qp->rejects[ret], 1);
		qp->base.stats.enqueue_errors++;
	}
	return ret;
}

/* Set the addresses of IV, digest and AAD of a request. */
static void
set_pointers(struct uacce_sec_request *req, const struct uacce_sec_session *sess,
		const struct rte_crypto_va_iova_ptr *iv,
		const struct rte_crypto_va_iova_ptr *digest,
		const struct rte_crypto_va_iova_ptr *aad_or_auth_iv)
{
	const uint8_t *aad = va_of(aad_or_auth_iv);

	req->digest = va_of(digest);
	req->iv = va_of(iv);
	if (sess == NULL)
		return;
	if (sess->kind == UACCE_SEC_AUTH)
		req->iv = aad;
	else if (aad != NULL)
		req->aad = aad + sess->aad_at;
}

static int
raw_enqueue(void *queue_pair, uint8_t *drv_ctx, struct rte_crypto_vec *vec, uint16_t nb_vecs,
		union rte_crypto_sym_ofs ofs, struct rte_crypto_va_iova_ptr *iv,
		struct rte_crypto_va_iova_ptr *digest,
		struct rte_crypto_va_iova_ptr *aad_or_auth_iv, void *user)
{
	const struct raw_ctx *ctx = (const struct raw_ctx *)drv_ctx;
	struct uacce_sec_request req = {
		.src = { .vec = vec, .nb_vecs = nb_vecs },
		.dst = { .vec = vec, .nb_vecs = nb_vecs },
		.in_place = true,
		.user = user,
	};

	set_pointers(&req, ctx->sess, iv, digest, aad_or_auth_iv);
	switch (raw_build(queue_pair, ctx, &req, ofs)) {
	case UACCE_SEC_ACCEPTED:
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

static struct uacce_sec_buf
buf_of(const struct rte_crypto_sgl *sgl)
{
	const struct uacce_sec_buf buf = { .vec = sgl->vec, .nb_vecs = sgl->num };

	return buf;
}

static uint32_t
raw_enqueue_burst(void *queue_pair, uint8_t *drv_ctx, struct rte_crypto_sym_vec *vec,
		union rte_crypto_sym_ofs ofs, void *user[], int *status)
{
	const struct raw_ctx *ctx = (const struct raw_ctx *)drv_ctx;
	enum uacce_sec_verdict why = UACCE_SEC_ACCEPTED;
	uint32_t i;

	for (i = 0; i < vec->num; i++) {
		struct uacce_sec_request req = {
			.src = buf_of(&vec->src_sgl[i]),
			.in_place = vec->dest_sgl == NULL,
			.user = user[i],
		};

		req.dst = req.in_place ? req.src : buf_of(&vec->dest_sgl[i]);
		set_pointers(&req, ctx->sess, nth(vec->iv, i), nth(vec->digest, i),
				nth(vec->aad, i));
		why = raw_build(queue_pair, ctx, &req, ofs);
		if (why != UACCE_SEC_ACCEPTED)
			break;
	}
	if (why < UACCE_SEC_NB_REJECTS && vec->status != NULL)
		vec->status[i] = -EINVAL;
	/* The application submits what was accepted before one that was rejected. */
	*status = i == 0 && why < UACCE_SEC_NB_REJECTS ? -EINVAL : 0;
	return i;
}

static int
raw_enqueue_done(void *queue_pair, uint8_t *drv_ctx __rte_unused, uint32_t n)
{
	struct uacce_sec_qp *qp = queue_pair;

	if (n > qp->unsubmitted)
		return -EINVAL;
	if (n == 0)
		return 0;
	/* If the queue died since they were built, a dequeue returns them with an error. */
	hisi_qm_submit(&qp->ring[UACCE_SEC_FIRST].qm, n);
	qp->unsubmitted -= n;
	qp->base.stats.enqueued += n;
	return 0;
}

static void *
raw_dequeue(void *queue_pair, uint8_t *drv_ctx __rte_unused, int *dequeue_status,
		enum rte_crypto_op_status *op_status)
{
	struct uacce_sec_call call = UACCE_SEC_CALL;
	struct uacce_sec_result result;

	*dequeue_status = 1;
	if (!uacce_sec_dequeue_one(queue_pair, &call, true, &result))
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
	struct uacce_sec_call call = UACCE_SEC_CALL;
	struct uacce_sec_result result;
	uint32_t n;
	bool good;

	*dequeue_status = 1;
	*nb_success = 0;
	if (get_dequeue_count != NULL)
		max = 1;
	for (n = 0; n < max && uacce_sec_dequeue_one(queue_pair, &call, true, &result); n++) {
		/* The application says by the first one how many to dequeue. */
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

/* Set the session of a context: one that was created, or one made of xforms in the context. */
static int
raw_set_session(struct uacce_sec_dev *sec, struct raw_ctx *raw,
		enum rte_crypto_op_sess_type sess_type, union rte_cryptodev_session_ctx session)
{
	struct uacce_sec_session *own = own_session(raw);
	const char *what = NULL;
	struct uacce_sec_refusal why;
	int ret = 0;

	switch (sess_type) {
	case RTE_CRYPTO_OP_WITH_SESSION:
		/* Without a session the context waits for an update that has one. */
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

/* Remove the session of a context, and its keys; a new context may have any bytes. */
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
	struct uacce_sec_dev *sec = dev->data->dev_private;
	struct raw_ctx *raw = (struct raw_ctx *)ctx->drv_ctx_data;
	int ret;

	/* Of a number that is too large, the library takes its own -EINVAL for "set up". */
	if (qp_id >= dev->data->nb_queue_pairs || dev->data->queue_pairs[qp_id] == NULL) {
		UACCE_SEC_LOG(ERR, sec->name, "no raw data path: queue pair %u is not set up",
				qp_id);
		return -EINVAL;
	}
	if (rte_eal_iova_mode() != RTE_IOVA_VA) {
		UACCE_SEC_LOG(ERR, sec->name, "no raw data path: IOVA are not virtual addresses");
		return -ENOTSUP;
	}
	/* The buffers of requests that were never submitted may be gone. */
	if (!is_update)
		uacce_sec_drop_unsubmitted(dev->data->queue_pairs[qp_id]);
	raw_clear(raw, is_update);
	ret = raw_set_session(sec, raw, sess_type, session);
	if (ret < 0)
		return ret;
	if (raw->sess != NULL)
		ret = uacce_sec_second_require(sec, dev->data, raw->sess);
	if (ret < 0) {
		raw_clear(raw, true);
		return ret;
	}
	/* An update does not store these again, as another lcore may be in a dequeue. */
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

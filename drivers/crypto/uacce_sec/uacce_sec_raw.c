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

#include "uacce_sec_run.h"

/* Behind the library's part of a context. */
struct raw_ctx {
	const struct uacce_sec_session *sess;
};

/* One request as the library hands it over. */
struct raw_request {
	const struct rte_crypto_vec *src;
	const struct rte_crypto_vec *dst;	/* NULL: in place */
	uint32_t nb_src;
	uint32_t nb_dst;
	union rte_crypto_sym_ofs ofs;
	const struct rte_crypto_va_iova_ptr *iv;
	const struct rte_crypto_va_iova_ptr *digest;
	const struct rte_crypto_va_iova_ptr *aad_or_auth_iv;
};

static void *
va_of(const struct rte_crypto_va_iova_ptr *ptr)
{
	return ptr == NULL ? NULL : ptr->va;
}

static uint64_t
total_len(const struct rte_crypto_vec *vec, uint32_t num)
{
	uint64_t total = 0;
	uint32_t i;

	for (i = 0; i < num; i++)
		total += vec[i].len;
	return total;
}

/* What is left between head and tail; false if they overlap. */
static bool
cut(uint64_t total, uint16_t head, uint16_t tail, uint32_t *len)
{
	if (total > UINT32_MAX || (uint64_t)head + tail > total)
		return false;
	*len = total - head - tail;
	return true;
}

/* What a request asks for; see job_of_op() of operations. */
static bool
job_of_request(struct uacce_sec_job *job, const struct uacce_sec_session *sess,
		const struct raw_request *req)
{
	const uint64_t total = total_len(req->src, req->nb_src);
	const union rte_crypto_sym_ofs ofs = req->ofs;

	memset(job, 0, sizeof(*job));
	job->sess = sess;
	job->iv = va_of(sess->kind == UACCE_SEC_AUTH ? req->aad_or_auth_iv : req->iv);
	job->digest = va_of(req->digest);
	if (sess->kind != UACCE_SEC_AUTH &&
			!cut(total, ofs.ofs.cipher.head, ofs.ofs.cipher.tail, &job->c_len))
		return false;
	if (sess->kind == UACCE_SEC_CIPHER || sess->kind == UACCE_SEC_AEAD) {
		job->start = ofs.ofs.cipher.head;
		job->len = job->c_len;
		job->a_len = sess->aad_len;
		job->c_off = sess->aad_len;
		if (sess->aad_len != 0 && va_of(req->aad_or_auth_iv) != NULL)
			job->aad = (const uint8_t *)req->aad_or_auth_iv->va + sess->aad_at;
		return true;
	}
	if (!cut(total, ofs.ofs.auth.head, ofs.ofs.auth.tail, &job->a_len))
		return false;
	job->start = ofs.ofs.auth.head;
	job->len = job->a_len;
	if (sess->kind == UACCE_SEC_CHAIN)
		job->c_off = (uint32_t)ofs.ofs.cipher.head - ofs.ofs.auth.head;
	return true;
}

/* Walks part of a vector piece by piece; a piece is an entry of a list. */
struct pieces {
	const struct rte_crypto_vec *vec;
	uint32_t skip;
	uint32_t left;
};

/* The next piece; false at the end. The vector is known to hold all of it. */
static bool
next_piece(struct pieces *p, uint64_t *addr, uint32_t *len)
{
	if (p->left == 0)
		return false;
	while (p->skip >= p->vec->len) {
		p->skip -= p->vec->len;
		p->vec++;
	}
	*addr = (uintptr_t)p->vec->base + p->skip;
	*len = RTE_MIN(RTE_MIN(p->vec->len - p->skip, p->left), HISI_SGL_MAX_ENTRY_LEN);
	p->skip += *len;
	p->left -= *len;
	return true;
}

static enum uacce_sec_reject
list_of_vec(struct uacce_sec_qp *qp, uint32_t slot, enum hisi_sgl_side side,
		const struct rte_crypto_vec *vec, const struct uacce_sec_job *job, uint64_t *addr)
{
	const struct pieces all = { .vec = vec, .skip = job->start, .left = job->len };
	struct hisi_sgl *list = hisi_sgl_of(&qp->sgl, slot, side);
	struct pieces p = all;
	uint32_t n = 0, len;
	uint64_t piece;

	*addr = (uintptr_t)list;
	while (next_piece(&p, &piece, &len))
		n++;
	switch (hisi_sgl_reserve(&qp->sgl, slot, side, n)) {
	case 0:
		break;
	case -EAGAIN:
		return UACCE_SEC_LATER;
	default:
		return UACCE_SEC_REJECT_LIST;
	}
	for (p = all; next_piece(&p, &piece, &len);)
		list = hisi_sgl_add(list, piece, len);
	return UACCE_SEC_TAKEN;
}

/* As copy_plain() of operations. */
static void
copy_plain(const struct raw_request *req, const struct uacce_sec_job *job)
{
	uint32_t n = job->sess->kind == UACCE_SEC_CHAIN ? job->c_off :
		job->sess->kind == UACCE_SEC_AUTH ? job->a_len : 0;
	struct pieces from = { .vec = req->src, .skip = job->start, .left = n };
	struct pieces to = { .vec = req->dst, .skip = job->start, .left = n };
	uint64_t src, dst;
	uint32_t src_len = 0, dst_len = 0;

	for (; (src_len != 0 || next_piece(&from, &src, &src_len)) &&
			(dst_len != 0 || next_piece(&to, &dst, &dst_len)); src += n, dst += n) {
		n = RTE_MIN(src_len, dst_len);
		memcpy((void *)(uintptr_t)dst, (const void *)(uintptr_t)src, n);
		src_len -= n;
		dst_len -= n;
	}
}

static enum uacce_sec_reject
data_of_request(struct uacce_sec_qp *qp, uint32_t slot, const struct raw_request *req,
		const struct uacce_sec_job *job, struct uacce_sec_data *data)
{
	const struct rte_crypto_vec *dst = req->dst == NULL ? req->src : req->dst;
	enum uacce_sec_reject ret = UACCE_SEC_TAKEN;

	memset(data, 0, sizeof(*data));
	if (req->dst != NULL &&
			total_len(req->dst, req->nb_dst) < (uint64_t)job->start + job->len)
		return UACCE_SEC_REJECT_RANGE;
	if (job->len == 0)
		return UACCE_SEC_TAKEN;
	data->chained = req->nb_src != 1 || (req->dst != NULL && req->nb_dst != 1);
	if (!data->chained) {
		data->src = (uintptr_t)req->src->base + job->start;
		data->dst = (uintptr_t)dst->base + job->start;
	} else {
		ret = list_of_vec(qp, slot, HISI_SGL_SRC, req->src, job, &data->src);
		data->dst = data->src;
		if (ret == UACCE_SEC_TAKEN && req->dst != NULL && job->sess->kind != UACCE_SEC_AUTH)
			ret = list_of_vec(qp, slot, HISI_SGL_DST, dst, job, &data->dst);
		if (ret != UACCE_SEC_TAKEN)
			hisi_sgl_release(&qp->sgl, slot);
	}
	if (ret == UACCE_SEC_TAKEN && req->dst != NULL)
		copy_plain(req, job);
	return ret;
}

/* Build the descriptor behind those that are cached already. */
static enum uacce_sec_reject
raw_take(struct uacce_sec_qp *qp, const struct uacce_sec_session *sess,
		const struct raw_request *req, void *user)
{
	const uint32_t slot = hisi_qm_slot(&qp->qm, qp->qm.submitted + qp->cached);
	struct uacce_sec_data data;
	struct uacce_sec_job job;
	enum uacce_sec_reject ret;

	if (uacce_sec_room(qp) <= qp->cached)
		return UACCE_SEC_LATER;
	if (sess == NULL)
		ret = UACCE_SEC_REJECT_SESSION;
	else if (!job_of_request(&job, sess, req))
		ret = UACCE_SEC_REJECT_RANGE;
	else
		ret = uacce_sec_job_check(&job, qp->gen);
	if (ret == UACCE_SEC_TAKEN)
		ret = data_of_request(qp, slot, req, &job, &data);
	if (ret == UACCE_SEC_TAKEN) {
		uacce_sec_job_put(qp, slot, &job, &data);
		qp->slots[slot].user = user;
		qp->held[slot] = UACCE_SEC_RAW | UACCE_SEC_SPECIAL;
		qp->cached++;
	} else if (ret < UACCE_SEC_NB_REJECTS) {
		qp->rejects[ret]++;
		qp->stats.enqueue_err_count++;
	}
	return ret;
}

static int
raw_enqueue(void *queue_pair, uint8_t *drv_ctx, struct rte_crypto_vec *vec, uint16_t nb_vecs,
		union rte_crypto_sym_ofs ofs, struct rte_crypto_va_iova_ptr *iv,
		struct rte_crypto_va_iova_ptr *digest,
		struct rte_crypto_va_iova_ptr *aad_or_auth_iv, void *user)
{
	const struct raw_ctx *ctx = (const struct raw_ctx *)drv_ctx;
	const struct raw_request req = {
		.src = vec, .nb_src = nb_vecs, .ofs = ofs,
		.iv = iv, .digest = digest, .aad_or_auth_iv = aad_or_auth_iv,
	};

	switch (raw_take(queue_pair, ctx->sess, &req, user)) {
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

static uint32_t
raw_enqueue_burst(void *queue_pair, uint8_t *drv_ctx, struct rte_crypto_sym_vec *vec,
		union rte_crypto_sym_ofs ofs, void *user[], int *status)
{
	const struct raw_ctx *ctx = (const struct raw_ctx *)drv_ctx;
	enum uacce_sec_reject why = UACCE_SEC_TAKEN;
	uint32_t i;

	for (i = 0; i < vec->num; i++) {
		struct raw_request req = {
			.src = vec->src_sgl[i].vec, .nb_src = vec->src_sgl[i].num, .ofs = ofs,
			.iv = nth(vec->iv, i), .digest = nth(vec->digest, i),
			.aad_or_auth_iv = nth(vec->aad, i),
		};

		if (vec->dest_sgl != NULL) {
			req.dst = vec->dest_sgl[i].vec;
			req.nb_dst = vec->dest_sgl[i].num;
		}
		why = raw_take(queue_pair, ctx->sess, &req, user[i]);
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
	hisi_qm_submit(&qp->qm, n);
	qp->cached -= n;
	qp->stats.enqueued_count += n;
	return 0;
}

/* A result that is there, and where. */
struct raw_result {
	void *user;
	uint8_t status;		/* of what is parked */
	bool parked;
	bool dead;
};

/* Look at the next result without consuming it; false if there is none of this path. */
static bool
raw_peek(struct uacce_sec_qp *qp, struct raw_result *result)
{
	const struct uacce_sec_parked *parked = &qp->parked[qp->parked_head & qp->parked_mask];
	uint32_t slot;

	result->parked = uacce_sec_nb_parked(qp) != 0;
	if (result->parked) {
		result->user = parked->user;
		result->status = parked->status;
		return (parked->held & UACCE_SEC_RAW) != 0;
	}
	if (uacce_sec_poll(qp, 1, &result->dead) == 0)
		return false;
	slot = hisi_qm_slot(&qp->qm, qp->qm.completed);
	result->user = qp->slots[slot].user;
	return (qp->held[slot] & UACCE_SEC_RAW) != 0;
}

/* Consume what raw_peek() saw. */
static uint8_t
raw_consume(struct uacce_sec_qp *qp, const struct raw_result *result)
{
	uint32_t slot = hisi_qm_slot(&qp->qm, qp->qm.completed);
	uint8_t status = RTE_CRYPTO_OP_STATUS_ERROR;

	qp->stats.dequeued_count++;
	if (result->parked) {
		__atomic_store_n(&qp->parked_head, qp->parked_head + 1, __ATOMIC_RELEASE);
		return result->status;
	}
	if (result->dead) {
		uacce_sec_abort(qp, slot);
		qp->qm.completed++;
		return status;
	}
	status = uacce_sec_finish(qp, slot);
	hisi_qm_release(&qp->qm, 1);
	return status;
}

static void *
raw_dequeue(void *queue_pair, uint8_t *drv_ctx __rte_unused, int *dequeue_status,
		enum rte_crypto_op_status *op_status)
{
	struct uacce_sec_qp *qp = queue_pair;
	struct raw_result result;

	*dequeue_status = 1;
	if (!raw_peek(qp, &result))
		return NULL;
	*op_status = raw_consume(qp, &result);
	return result.user;
}

static uint32_t
raw_dequeue_burst(void *queue_pair, uint8_t *drv_ctx __rte_unused,
		rte_cryptodev_raw_get_dequeue_count_t get_dequeue_count, uint32_t max,
		rte_cryptodev_raw_post_dequeue_t post_dequeue, void **out_user, uint8_t is_array,
		uint32_t *nb_success, int *dequeue_status)
{
	struct uacce_sec_qp *qp = queue_pair;
	struct raw_result result;
	uint32_t n;
	bool good;

	*dequeue_status = 1;
	*nb_success = 0;
	if (!raw_peek(qp, &result))
		return 0;
	if (get_dequeue_count != NULL)
		max = get_dequeue_count(result.user);
	for (n = 0; n < max && (n == 0 || raw_peek(qp, &result)); n++) {
		good = raw_consume(qp, &result) == RTE_CRYPTO_OP_STATUS_SUCCESS;
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

int
uacce_sec_raw_configure(struct rte_cryptodev *dev, uint16_t qp_id,
		struct rte_crypto_raw_dp_ctx *ctx, enum rte_crypto_op_sess_type sess_type,
		union rte_cryptodev_session_ctx session, uint8_t is_update)
{
	const struct uacce_sec_dev *sec = dev->data->dev_private;
	struct raw_ctx *raw = (struct raw_ctx *)ctx->drv_ctx_data;
	const struct uacce_sec_session *sess = NULL;

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
	if (sess_type != RTE_CRYPTO_OP_WITH_SESSION) {
		UACCE_SEC_LOG(ERR, sec->name, "the raw data path is for symmetric sessions alone");
		return -ENOTSUP;
	}
	if (session.crypto_sess != NULL) {
		sess = uacce_sec_session_of(session.crypto_sess, sec->gen);
		if (sess == NULL) {
			UACCE_SEC_LOG(ERR, sec->name, "the session is not one of this device");
			return -EINVAL;
		}
	}
	if (!is_update) {
		memset(ctx, 0, sizeof(*ctx) + sizeof(*raw));
		ctx->qp_data = dev->data->queue_pairs[qp_id];
	}
	raw->sess = sess;
	ctx->enqueue = raw_enqueue;
	ctx->enqueue_burst = raw_enqueue_burst;
	ctx->enqueue_done = raw_enqueue_done;
	ctx->dequeue = raw_dequeue;
	ctx->dequeue_burst = raw_dequeue_burst;
	ctx->dequeue_done = raw_dequeue_done;
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Control path of a cryptodev device. */

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <rte_malloc.h>

#include "uacce_sec_private.h"

static const char * const reject_names[UACCE_SEC_NB_REJECTS] = {
	[UACCE_SEC_REJECT_TYPE] = "type of operation or session",
	[UACCE_SEC_REJECT_SESSION] = "session",
	[UACCE_SEC_REJECT_XFORM] = "xform of a session-less operation",
	[UACCE_SEC_REJECT_MBUF] = "missing mbuf",
	[UACCE_SEC_REJECT_POINTER] = "missing digest or AAD",
	[UACCE_SEC_REJECT_RANGE] = "offset or length outside the mbufs",
	[UACCE_SEC_REJECT_LENGTH] = "length the algorithm does not take",
	[UACCE_SEC_REJECT_ORDER] = "ranges of cipher and authentication",
	[UACCE_SEC_REJECT_LIST] = "too many segments",
};

static int
sec_configure(struct rte_cryptodev *dev, struct rte_cryptodev_config *config)
{
	const struct uacce_sec_dev *sec = dev->data->dev_private;

	/* The library checked the number; what it does not know of is logged here. */
	UACCE_SEC_LOG(DEBUG, sec->name, "%u queue pairs of %u", config->nb_queue_pairs,
			sec->max_queue_pairs);
	return 0;
}

static bool
qp_is_open(const struct uacce_sec_qp *qp)
{
	return qp->qm.queue.state != UACCE_QUEUE_CLOSED;
}

/* All work of SEC goes through queues of type 0 (2.7). */
static int
qp_open(struct uacce_sec_qp *qp)
{
	return hisi_qm_open(&qp->qm, qp->device, 0);
}

/* A stop closed the ring: a fresh queue, for which the slots must still do. */
static int
qp_reopen(struct uacce_sec_qp *qp)
{
	int ret = qp_open(qp);

	if (ret < 0 || qp->qm.sq_mask < qp->nb_slots)
		return ret;
	UACCE_SEC_LOG(ERR, qp->name, "%s: queue depth is %u now and was %u", qp->device->name,
			qp->qm.sq_mask + 1, qp->nb_slots);
	return -ENOTSUP;
}

static int
qp_start(struct uacce_sec_qp *qp)
{
	int ret = 0;

	/* A queue is never started twice. */
	if (!qp_is_open(qp))
		ret = qp_reopen(qp);
	if (ret == 0)
		ret = hisi_qm_start(&qp->qm);
	if (ret < 0)
		hisi_qm_close(&qp->qm);
	return ret;
}

static void
qp_stop(struct uacce_sec_qp *qp)
{
	unsigned int i;

	uacce_sec_drain(qp);
	hisi_qm_close(&qp->qm);
	/* What the raw data path built and never told of is nobody's. */
	qp->cached = 0;
	for (i = 0; i < UACCE_SEC_NB_REJECTS; i++) {
		if (qp->rejects[i] != 0)
			UACCE_SEC_LOG(NOTICE, qp->name, "queue pair %u refused %" PRIu64
					" operations: %s", qp->id, qp->rejects[i],
					reject_names[i]);
		qp->rejects[i] = 0;
	}
}

static void
sec_stop(struct rte_cryptodev *dev)
{
	uint16_t i;

	for (i = 0; i < dev->data->nb_queue_pairs; i++)
		if (dev->data->queue_pairs[i] != NULL)
			qp_stop(dev->data->queue_pairs[i]);
}

/* cryptodev lets applications start without setting up all queue pairs. */
static int
sec_start(struct rte_cryptodev *dev)
{
	uint16_t i;
	int ret;

	for (i = 0; i < dev->data->nb_queue_pairs; i++) {
		if (dev->data->queue_pairs[i] == NULL)
			continue;
		ret = qp_start(dev->data->queue_pairs[i]);
		if (ret < 0) {
			sec_stop(dev);
			return ret;
		}
	}
	return 0;
}

static int
sec_close(struct rte_cryptodev *dev)
{
	uint16_t i;

	/* The library does not; the accelerator goes with the device. */
	for (i = 0; i < dev->data->nb_queue_pairs; i++)
		uacce_sec_qp_release(dev, i);
	return 0;
}

static void
sec_info_get(struct rte_cryptodev *dev, struct rte_cryptodev_info *info)
{
	const struct uacce_sec_dev *sec = dev->data->dev_private;

	if (info == NULL)
		return;
	info->driver_id = dev->driver_id;
	info->feature_flags = dev->feature_flags;
	info->capabilities = sec->caps;
	info->max_nb_queue_pairs = sec->max_queue_pairs;
	/* As many sessions as there is memory for. */
	info->sym.max_nb_sessions = 0;
	info->min_mbuf_headroom_req = 0;
	info->min_mbuf_tailroom_req = 0;
}

static void
sec_stats_get(struct rte_cryptodev *dev, struct rte_cryptodev_stats *stats)
{
	uint16_t i;

	for (i = 0; i < dev->data->nb_queue_pairs; i++) {
		const struct uacce_sec_qp *qp = dev->data->queue_pairs[i];

		if (qp == NULL)
			continue;
		stats->enqueued_count += qp->stats.enqueued_count;
		stats->dequeued_count += qp->stats.dequeued_count;
		stats->enqueue_err_count += qp->stats.enqueue_err_count;
		stats->dequeue_err_count += qp->stats.dequeue_err_count;
	}
}

static void
sec_stats_reset(struct rte_cryptodev *dev)
{
	uint16_t i;

	for (i = 0; i < dev->data->nb_queue_pairs; i++) {
		struct uacce_sec_qp *qp = dev->data->queue_pairs[i];

		if (qp != NULL)
			memset(&qp->stats, 0, sizeof(qp->stats));
	}
}

static uint32_t
qp_held(const struct uacce_sec_qp *qp)
{
	return uacce_sec_nb_parked(qp) + hisi_qm_outstanding(&qp->qm);
}

static void
qp_free(struct uacce_sec_qp *qp)
{
	hisi_qm_close(&qp->qm);
	/* MACs, nonces and keys of what was not dequeued. */
	if (qp->slots != NULL)
		uacce_memzero_explicit(qp->slots, qp->nb_slots * sizeof(*qp->slots));
	if (qp->sessions != NULL)
		uacce_memzero_explicit(qp->sessions, qp->nb_slots * sizeof(*qp->sessions));
	rte_free(qp->held);
	rte_free(qp->slots);
	rte_free(qp->parked);
	free(qp->sessions);
	free(qp->sink);
	hisi_sgl_pool_free(&qp->sgl);
	rte_free(qp);
}

int
uacce_sec_qp_release(struct rte_cryptodev *dev, uint16_t qp_id)
{
	struct uacce_sec_qp *qp = dev->data->queue_pairs[qp_id];

	if (qp == NULL)
		return 0;
	if (qp_held(qp) != 0)
		UACCE_SEC_LOG(WARNING, qp->name,
				"queue pair %u released with %u operations not dequeued",
				qp_id, qp_held(qp));
	qp_free(qp);
	dev->data->queue_pairs[qp_id] = NULL;
	return 0;
}

/* A block with two entries: AAD, or its sink, and contiguous data (2.8). */
static void
head_init(struct uacce_sec_head *head, const uint8_t *sink)
{
	head->list.entry_sum_in_chain = RTE_DIM(head->entry);
	head->list.entry_sum_in_sgl = RTE_DIM(head->entry);
	head->list.entry_length_in_sgl = RTE_DIM(head->entry);
	head->entry[0].addr = (uintptr_t)sink;
}

/* Everything there is per slot; sessions and sink cost pages only once they are used. */
static int
qp_alloc_slots(struct uacce_sec_qp *qp, int socket_id)
{
	const uint32_t slots = qp->qm.sq_mask + 1;
	uint32_t i;

	RTE_BUILD_BUG_ON(sizeof(struct uacce_sec_head) % HISI_SGL_ALIGN != 0);
	RTE_BUILD_BUG_ON(sizeof(struct uacce_sec_session) % RTE_CACHE_LINE_SIZE != 0);
	qp->held = rte_zmalloc_socket("uacce_sec_held", slots * sizeof(*qp->held),
			RTE_CACHE_LINE_SIZE, socket_id);
	qp->slots = rte_zmalloc_socket("uacce_sec_slots", slots * sizeof(*qp->slots),
			RTE_CACHE_LINE_SIZE, socket_id);
	qp->parked = rte_zmalloc_socket("uacce_sec_parked", slots * sizeof(*qp->parked),
			RTE_CACHE_LINE_SIZE, socket_id);
	qp->sessions = aligned_alloc(RTE_CACHE_LINE_SIZE, slots * sizeof(*qp->sessions));
	qp->sink = calloc(1, UACCE_SEC_SINK_SIZE);
	if (qp->held == NULL || qp->slots == NULL || qp->parked == NULL ||
			qp->sessions == NULL || qp->sink == NULL ||
			hisi_sgl_pool_init(&qp->sgl, slots) < 0)
		return -ENOMEM;
	qp->nb_slots = slots;
	qp->parked_mask = slots - 1;
	for (i = 0; i < slots; i++) {
		head_init(&qp->slots[i].src, NULL);
		head_init(&qp->slots[i].dst, qp->sink);
	}
	return 0;
}

/* What can be in flight when completions lag by the pace. */
static uint32_t
qp_depth(const struct uacce_sec_qp *qp)
{
	return qp->qm.limit - (qp->qm.pace - 1);
}

static int
qp_init(struct uacce_sec_qp *qp, const struct uacce_sec_dev *sec, uint32_t nb_descriptors,
		int socket_id)
{
	int ret;

	ret = qp_open(qp);
	if (ret < 0)
		return ret;
	/* Applications ask for round numbers; enqueue takes what there is room for. */
	if (nb_descriptors > qp_depth(qp))
		UACCE_SEC_LOG(INFO, sec->name, "queue pair %u: %u descriptors asked, "
				"%u operations can be in flight", qp->id, nb_descriptors,
				qp_depth(qp));
	ret = qp_alloc_slots(qp, socket_id);
	if (ret < 0)
		UACCE_SEC_LOG(ERR, sec->name, "no memory for queue pair %u", qp->id);
	return ret;
}

static int
sec_qp_setup(struct rte_cryptodev *dev, uint16_t qp_id,
		const struct rte_cryptodev_qp_conf *conf, int socket_id)
{
	struct uacce_sec_dev *sec = dev->data->dev_private;
	struct uacce_sec_qp *qp;
	int ret;

	uacce_sec_qp_release(dev, qp_id);
	qp = rte_zmalloc_socket("uacce_sec_qp", sizeof(*qp), RTE_CACHE_LINE_SIZE, socket_id);
	if (qp == NULL) {
		UACCE_SEC_LOG(ERR, sec->name, "no memory for queue pair %u", qp_id);
		return -ENOMEM;
	}
	qp->id = qp_id;
	qp->name = sec->name;
	qp->gen = sec->gen;
	qp->layout = sec->gen == UACCE_SEC_BD3 ? uacce_sec_bd3_layout() : uacce_sec_bd2_layout();
	qp->device = uacce_spread_choose(&sec->spread, qp_id, socket_id);
	ret = qp_init(qp, sec, conf->nb_descriptors, socket_id);
	if (ret < 0) {
		qp_free(qp);
		return ret;
	}
	dev->data->queue_pairs[qp_id] = qp;
	return 0;
}

struct rte_cryptodev_ops uacce_sec_ops = {
	.dev_configure = sec_configure,
	.dev_start = sec_start,
	.dev_stop = sec_stop,
	.dev_close = sec_close,
	.dev_infos_get = sec_info_get,
	.stats_get = sec_stats_get,
	.stats_reset = sec_stats_reset,
	.queue_pair_setup = sec_qp_setup,
	.queue_pair_release = uacce_sec_qp_release,
	.sym_session_get_size = uacce_sec_session_size,
	.sym_session_configure = uacce_sec_session_configure,
	.sym_session_clear = uacce_sec_session_clear,
	.sym_get_raw_dp_ctx_size = uacce_sec_raw_ctx_size,
	.sym_configure_raw_dp_ctx = uacce_sec_raw_configure,
};

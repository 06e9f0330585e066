/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Control path of a cryptodev device. */

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <rte_cycles.h>
#include <rte_malloc.h>

#include "uacce_sec_request.h"

static const char * const reject_names[UACCE_SEC_NB_REJECTS] = {
	[UACCE_SEC_REJECT_TYPE] = "type of operation or session",
	[UACCE_SEC_REJECT_SESSION] = "session",
	[UACCE_SEC_REJECT_XFORM] = "xform of a session-less operation",
	[UACCE_SEC_REJECT_MBUF] = "missing mbuf",
	[UACCE_SEC_REJECT_POINTER] = "missing digest or AAD",
	[UACCE_SEC_REJECT_RANGE] = "offset or length outside the mbufs",
	[UACCE_SEC_REJECT_LENGTH] = "length the algorithm does not take",
	[UACCE_SEC_REJECT_LIST] = "too many segments",
};

static int
sec_configure(struct rte_cryptodev *dev, struct rte_cryptodev_config *config)
{
	const struct uacce_sec_dev *sec = dev->data->dev_private;

	/* The library checked the number; what it does not know of is logged here. */
	UACCE_SEC_LOG(DEBUG, sec->name, "%u queue pairs of %u", config->nb_queue_pairs,
			sec->spread.queue_pairs);
	return 0;
}

static void
qp_close(struct uacce_sec_qp *qp)
{
	unsigned int r;

	for (r = 0; r < UACCE_SEC_NB_RINGS; r++)
		hisi_qm_close(&qp->ring[r].qm);
}

/* All work of SEC goes through queues of type 0 (2.7). */
static int
qp_open(struct uacce_sec_qp *qp)
{
	unsigned int r;
	int ret = 0;

	for (r = 0; r < UACCE_SEC_NB_RINGS && ret == 0; r++)
		ret = hisi_qm_open(&qp->ring[r].qm, qp->device, 0);
	return ret;
}

static int
qp_start(struct uacce_sec_qp *qp)
{
	unsigned int r;
	int ret = 0;

	for (r = 0; r < UACCE_SEC_NB_RINGS && ret == 0; r++)
		ret = hisi_qm_restart(&qp->ring[r].qm, qp->device, 0, qp->ring[r].nb_slots);
	if (ret < 0)
		qp_close(qp);
	return ret;
}

/* Both rings are empty, and start from the beginning. */
static void
qp_forget(struct uacce_sec_qp *qp)
{
	unsigned int r;
	uint32_t i;

	for (r = 0; r < UACCE_SEC_NB_RINGS; r++)
		for (i = 0; i < qp->ring[r].nb_slots; i++)
			hisi_sgl_cancel(&qp->ring[r].sgl, i);
	qp->ahead = 0;
	qp->ready = 0;
	qp->lost = 0;
	qp->ring[UACCE_SEC_SECOND].built = 0;
}

static void
qp_stop(struct uacce_sec_qp *qp)
{
	unsigned int i;

	uacce_sec_give_up(qp);
	qp_close(qp);
	qp_forget(qp);
	for (i = 0; i < UACCE_SEC_NB_REJECTS; i++) {
		if (qp->rejects[i] != 0)
			UACCE_SEC_LOG(NOTICE, qp->name, "queue pair %u refused %" PRIu64
					" operations: %s", qp->id, qp->rejects[i],
					reject_names[i]);
		qp->rejects[i] = 0;
	}
}

static uint32_t
drain_all(struct rte_cryptodev *dev)
{
	uint32_t left = 0;
	uint16_t i;

	for (i = 0; i < dev->data->nb_queue_pairs; i++)
		if (dev->data->queue_pairs[i] != NULL)
			left += uacce_sec_drain(dev->data->queue_pairs[i]);
	return left;
}

/* All queue pairs are drained in turn, so that one which hangs costs the others no time. */
static void
sec_stop(struct rte_cryptodev *dev)
{
	const uint64_t end = rte_get_timer_cycles() + UACCE_SEC_DRAIN_S * rte_get_timer_hz();
	uint16_t i;

	/* The raw data path may have left descriptors that were never submitted. */
	for (i = 0; i < dev->data->nb_queue_pairs; i++)
		if (dev->data->queue_pairs[i] != NULL)
			uacce_sec_drop_cached(dev->data->queue_pairs[i]);
	while (drain_all(dev) != 0 && rte_get_timer_cycles() < end)
		;
	for (i = 0; i < dev->data->nb_queue_pairs; i++)
		if (dev->data->queue_pairs[i] != NULL)
			qp_stop(dev->data->queue_pairs[i]);
}

/* cryptodev lets an application leave queue pairs alone that it does not use. */
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
	info->max_nb_queue_pairs = sec->spread.queue_pairs;
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
	return uacce_sec_nb_parked(qp) + hisi_qm_outstanding(&qp->ring[UACCE_SEC_FIRST].qm);
}

static void
ring_free(struct uacce_sec_ring *ring)
{
	/* MACs and nonces of what was not dequeued. */
	if (ring->slots != NULL)
		uacce_memzero_explicit(ring->slots, ring->nb_slots * sizeof(*ring->slots));
	rte_free(ring->held);
	rte_free(ring->slots);
	hisi_sgl_pool_free(&ring->sgl);
}

static void
qp_free(struct uacce_sec_qp *qp)
{
	unsigned int r;

	qp_close(qp);
	/* Keys of what was not dequeued. */
	if (qp->sessions != NULL)
		uacce_memzero_explicit(qp->sessions, qp->ring[UACCE_SEC_FIRST].nb_slots *
				sizeof(*qp->sessions));
	free(qp->sessions);
	for (r = 0; r < UACCE_SEC_NB_RINGS; r++)
		ring_free(&qp->ring[r]);
	rte_free(qp->parked);
	free(qp->sink);
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
	head->list.entry_length_in_sgl = RTE_DIM(head->entry);
	head->entry[0].addr = (uintptr_t)sink;
}

/* Everything there is per slot of a ring. */
static int
ring_alloc(struct uacce_sec_ring *ring, const uint8_t *sink, int socket_id)
{
	const uint32_t slots = ring->qm.sq_mask + 1;
	uint32_t i;

	RTE_BUILD_BUG_ON(sizeof(struct uacce_sec_head) % HISI_SGL_ALIGN != 0);
	ring->held = rte_zmalloc_socket("uacce_sec_held", slots * sizeof(*ring->held),
			RTE_CACHE_LINE_SIZE, socket_id);
	ring->slots = rte_zmalloc_socket("uacce_sec_slots", slots * sizeof(*ring->slots),
			RTE_CACHE_LINE_SIZE, socket_id);
	if (ring->held == NULL || ring->slots == NULL ||
			hisi_sgl_pool_init(&ring->sgl, slots) < 0)
		return -ENOMEM;
	ring->nb_slots = slots;
	for (i = 0; i < slots; i++) {
		head_init(&ring->slots[i].src, NULL);
		head_init(&ring->slots[i].dst, sink);
	}
	return 0;
}

static int
qp_alloc(struct uacce_sec_qp *qp, int socket_id)
{
	unsigned int r;
	uint32_t slots;
	int ret;

	RTE_BUILD_BUG_ON(sizeof(struct uacce_sec_session) % RTE_CACHE_LINE_SIZE != 0);
	qp->sink = calloc(1, UACCE_SEC_SINK_SIZE);
	if (qp->sink == NULL)
		return -ENOMEM;
	for (r = 0; r < UACCE_SEC_NB_RINGS; r++) {
		ret = ring_alloc(&qp->ring[r], qp->sink, socket_id);
		if (ret < 0)
			return ret;
	}
	slots = qp->ring[UACCE_SEC_FIRST].nb_slots;
	/* They cost pages only once they are used. */
	qp->sessions = aligned_alloc(RTE_CACHE_LINE_SIZE, slots * sizeof(*qp->sessions));
	qp->parked = rte_zmalloc_socket("uacce_sec_parked", slots * sizeof(*qp->parked),
			RTE_CACHE_LINE_SIZE, socket_id);
	qp->parked_mask = slots - 1;
	return qp->parked == NULL || qp->sessions == NULL ? -ENOMEM : 0;
}

static int
qp_init(struct uacce_sec_qp *qp, const struct uacce_sec_dev *sec, uint32_t nb_descriptors,
		int socket_id)
{
	uint32_t most;
	int ret;

	ret = qp_open(qp);
	if (ret < 0)
		return ret;
	most = qp->ring[UACCE_SEC_FIRST].qm.limit;
	/* Applications ask for round numbers; enqueue takes what there is room for. */
	if (nb_descriptors > most)
		UACCE_SEC_LOG(INFO, sec->name, "queue pair %u: %u descriptors asked, "
				"%u operations can be in flight", qp->id, nb_descriptors,
				most);
	ret = qp_alloc(qp, socket_id);
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

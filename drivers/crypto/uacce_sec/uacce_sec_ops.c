/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Control path: the operations of a cryptodev device. */

#include <errno.h>
#include <stdlib.h>

#include <rte_alarm.h>
#include <rte_malloc.h>

#include "uacce_sec_request.h"

const char *const uacce_sec_reject_names[UACCE_SEC_NB_REJECTS] = {
	[UACCE_SEC_REJECT_TYPE] = "type of operation or session",
	[UACCE_SEC_REJECT_SESSION] = "session",
	[UACCE_SEC_REJECT_XFORM] = "xform of a session-less operation",
	[UACCE_SEC_REJECT_QUEUE] = "two descriptors on a queue pair with one hardware queue",
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

	UACCE_SEC_LOG(DEBUG, sec->name, "%u queue pairs of %u", config->nb_queue_pairs,
			sec->spread.queue_pairs);
	return 0;
}

/* Make both rings empty, and start them from the beginning. */
static void
qp_reset(struct uacce_sec_qp *qp)
{
	unsigned int r;
	uint32_t i;

	for (r = 0; r < UACCE_SEC_NB_RINGS; r++)
		for (i = 0; i < qp->ring[r].nb_slots; i++)
			hisi_sgl_cancel(&qp->ring[r].sgl, i);
	qp->first_seen = 0;
	qp->second_seen = 0;
	qp->second_lost = 0;
	qp->ring[UACCE_SEC_SECOND].built = 0;
}

static void
qp_stop(struct uacce_sec_qp *qp)
{
	uacce_sec_give_up(qp);
	hisi_qp_close(&qp->base);
	qp_reset(qp);
	hisi_qp_log_rejects(&qp->base, uacce_sec_reject_names, UACCE_SEC_NB_REJECTS);
}

static void
stop_all(struct rte_cryptodev_data *data)
{
	uint16_t i;

	/* The raw data path may have left descriptors that were never submitted. */
	for (i = 0; i < data->nb_queue_pairs; i++)
		if (data->queue_pairs[i] != NULL)
			uacce_sec_drop_unsubmitted(data->queue_pairs[i]);
	hisi_qp_drain_all(data->queue_pairs, data->nb_queue_pairs, uacce_sec_drain);
	for (i = 0; i < data->nb_queue_pairs; i++)
		if (data->queue_pairs[i] != NULL)
			qp_stop(data->queue_pairs[i]);
}

/* Look after the queue pairs of a started device, in EAL's thread for interrupts. */
static void
sec_look_after(void *arg)
{
	struct rte_cryptodev *dev = arg;

	const bool died = hisi_qp_look_after(&dev->data->queue_pairs, &dev->data->nb_queue_pairs);

	/* Each queue pair that died is an event of its own, so that the next ones come soon. */
	if (rte_eal_alarm_set(died ? 1 : HISI_QP_LOOK_AFTER_US, sec_look_after, dev) < 0)
		UACCE_SEC_LOG(ERR, dev->data->name, "no memory to look after queue pairs");
	/* Last, because the application may stop or unplug the device in its callback. */
	if (died)
		rte_cryptodev_pmd_callback_process(dev, RTE_CRYPTODEV_EVENT_ERROR);
}

static void
sec_stop(struct rte_cryptodev *dev)
{
	struct uacce_sec_dev *sec = dev->data->dev_private;

	/* Also waits until a call in another thread is over. */
	rte_eal_alarm_cancel(sec_look_after, dev);
	pthread_mutex_lock(&sec->lock);
	stop_all(dev->data);
	sec->started = false;
	pthread_mutex_unlock(&sec->lock);
}

/* Start a queue pair; under the lock of the device. */
static int
qp_start(struct uacce_sec_qp *qp)
{
	int ret = hisi_qp_start(&qp->base);

	/* The ring may have been opened again, with another depth. */
	if (ret == 0)
		uacce_sec_second_publish(qp);
	return ret;
}

/* The API lets an application leave out the set-up of queue pairs that it does not use. */
static int
start_all(struct rte_cryptodev_data *data)
{
	struct uacce_sec_qp *qp;
	uint16_t i;
	int ret;

	for (i = 0; i < data->nb_queue_pairs; i++) {
		qp = data->queue_pairs[i];
		if (qp == NULL)
			continue;
		ret = qp_start(qp);
		if (ret < 0) {
			stop_all(data);
			return ret;
		}
	}
	return 0;
}

static int
sec_start(struct rte_cryptodev *dev)
{
	struct uacce_sec_dev *sec = dev->data->dev_private;
	int ret;

	pthread_mutex_lock(&sec->lock);
	ret = start_all(dev->data);
	sec->started = ret == 0;
	pthread_mutex_unlock(&sec->lock);
	if (ret < 0)
		return ret;
	ret = rte_eal_alarm_set(HISI_QP_LOOK_AFTER_US, sec_look_after, dev);
	if (ret < 0) {
		UACCE_SEC_LOG(ERR, sec->name, "no memory to look after queue pairs");
		sec_stop(dev);
	}
	return ret;
}

static int
sec_close(struct rte_cryptodev *dev)
{
	uint16_t i;

	/* The library does not release them. Removal of the device frees the accelerators. */
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
	/* 0: no limit but memory. */
	info->sym.max_nb_sessions = 0;
	info->min_mbuf_headroom_req = 0;
	info->min_mbuf_tailroom_req = 0;
}

static void
sec_stats_get(struct rte_cryptodev *dev, struct rte_cryptodev_stats *stats)
{
	const struct hisi_qp_stats sum = hisi_qp_stats_sum(dev->data->queue_pairs,
			dev->data->nb_queue_pairs);

	stats->enqueued_count += sum.enqueued;
	stats->dequeued_count += sum.dequeued;
	stats->enqueue_err_count += sum.enqueue_errors;
	stats->dequeue_err_count += sum.dequeue_errors;
}

static void
sec_stats_reset(struct rte_cryptodev *dev)
{
	hisi_qp_stats_reset(dev->data->queue_pairs, dev->data->nb_queue_pairs);
}

static void
qp_free(struct uacce_sec_qp *qp)
{
	unsigned int r;

	hisi_qp_close(&qp->base);
	/* Keys of requests that were not dequeued. */
	if (qp->sessions != NULL)
		uacce_memzero_explicit(qp->sessions, qp->ring[UACCE_SEC_FIRST].nb_slots *
				sizeof(*qp->sessions));
	free(qp->sessions);
	for (r = 0; r < UACCE_SEC_NB_RINGS; r++)
		uacce_sec_ring_free(&qp->ring[r]);
	rte_free(qp->results);
	free(qp->sink);
	rte_free(qp);
}

/* Release a queue pair; under the lock of the device. */
static void
qp_release(struct rte_cryptodev *dev, uint16_t qp_id)
{
	struct uacce_sec_qp *qp = dev->data->queue_pairs[qp_id];

	if (qp == NULL)
		return;
	hisi_telemetry_remove_qp(&qp->base);
	hisi_qp_log_dropped(&qp->base, hisi_qp_backlog_count(&qp->backlog) +
			hisi_qm_outstanding(&qp->ring[UACCE_SEC_FIRST].qm));
	if (qp->base.nb_slots[UACCE_SEC_SECOND] == 0)
		uacce_spread_reserve(&qp->dev->spread, qp->base.device, -1);
	qp_free(qp);
	dev->data->queue_pairs[qp_id] = NULL;
}

int
uacce_sec_qp_release(struct rte_cryptodev *dev, uint16_t qp_id)
{
	struct uacce_sec_dev *sec = dev->data->dev_private;

	pthread_mutex_lock(&sec->lock);
	qp_release(dev, qp_id);
	pthread_mutex_unlock(&sec->lock);
	return 0;
}

/* Allocate what a queue pair needs but for the second ring. */
static int
qp_alloc(struct uacce_sec_qp *qp)
{
	struct uacce_sec_ring *first = &qp->ring[UACCE_SEC_FIRST];
	int ret;

	RTE_BUILD_BUG_ON(sizeof(struct uacce_sec_session) % RTE_CACHE_LINE_SIZE != 0);
	qp->sink = calloc(1, UACCE_SEC_SINK_SIZE);
	if (qp->sink == NULL)
		return -ENOMEM;
	ret = uacce_sec_ring_alloc(qp, first);
	if (ret < 0)
		return ret;
	/* Not from huge pages: pages of this memory cost nothing until they are used. */
	qp->sessions = aligned_alloc(RTE_CACHE_LINE_SIZE, first->nb_slots * sizeof(*qp->sessions));
	qp->results = rte_zmalloc_socket("uacce_sec_results",
			first->nb_slots * sizeof(*qp->results), RTE_CACHE_LINE_SIZE,
			qp->socket_id);
	qp->backlog.mask = first->nb_slots - 1;
	return qp->results == NULL || qp->sessions == NULL ? -ENOMEM : 0;
}

static int
qp_init(struct uacce_sec_qp *qp, uint32_t nb_descriptors)
{
	struct hisi_qm *first = &qp->ring[UACCE_SEC_FIRST].qm;
	int ret;

	/* A ring that is not open must look closed. All work of SEC has queue type 0 (2.7). */
	hisi_qm_close(&qp->ring[UACCE_SEC_SECOND].qm);
	ret = hisi_qp_open_ring(&qp->base, UACCE_SEC_FIRST, first, 0);
	if (ret < 0)
		return ret;
	/* Applications use round numbers here; enqueue takes what there is room for. */
	if (nb_descriptors > first->limit)
		UACCE_SEC_LOG(INFO, qp->base.name, "queue pair %u: %u descriptors wanted, "
				"%u operations can be in flight", qp->base.id, nb_descriptors,
				first->limit);
	ret = qp_alloc(qp);
	if (ret < 0) {
		UACCE_SEC_LOG(ERR, qp->base.name, "no memory for queue pair %u", qp->base.id);
		return ret;
	}
	uacce_spread_reserve(&qp->dev->spread, qp->base.device, 1);
	if (!qp->dev->two_rings)
		return 0;
	ret = uacce_sec_second_open(qp);
	if (ret < 0)
		uacce_spread_reserve(&qp->dev->spread, qp->base.device, -1);
	else
		uacce_sec_second_publish(qp);
	return ret;
}

/* Set a queue pair up; under the lock of the device. */
static int
qp_setup(struct rte_cryptodev *dev, uint16_t qp_id, const struct rte_cryptodev_qp_conf *conf,
		int socket_id)
{
	struct uacce_sec_dev *sec = dev->data->dev_private;
	struct uacce_sec_qp *qp;
	int ret;

	qp_release(dev, qp_id);
	qp = rte_zmalloc_socket("uacce_sec_qp", sizeof(*qp), RTE_CACHE_LINE_SIZE, socket_id);
	if (qp == NULL) {
		UACCE_SEC_LOG(ERR, sec->name, "no memory for queue pair %u", qp_id);
		return -ENOMEM;
	}
	qp->base.id = qp_id;
	qp->base.name = sec->name;
	qp->base.logtype = uacce_sec_logtype;
	qp->base.watchdog = sec->watchdog;
	qp->base.rejects = qp->rejects;
	qp->base.device = uacce_spread_choose(&sec->spread, qp_id, socket_id);
	qp->dev = sec;
	qp->gen = sec->gen;
	qp->layout = sec->gen == UACCE_SEC_BD3 ? uacce_sec_bd3_layout() : uacce_sec_bd2_layout();
	qp->socket_id = socket_id;
	ret = qp_init(qp, conf->nb_descriptors);
	if (ret < 0) {
		qp_free(qp);
		return ret;
	}
	dev->data->queue_pairs[qp_id] = qp;
	hisi_telemetry_add_qp(&sec->telemetry, &qp->base);
	return 0;
}

static int
sec_qp_setup(struct rte_cryptodev *dev, uint16_t qp_id,
		const struct rte_cryptodev_qp_conf *conf, int socket_id)
{
	struct uacce_sec_dev *sec = dev->data->dev_private;
	int ret;

	pthread_mutex_lock(&sec->lock);
	ret = qp_setup(dev, qp_id, conf, socket_id);
	pthread_mutex_unlock(&sec->lock);
	return ret;
}

#ifdef UACCE_HAVE_QP_ERROR_QUERY
static int
sec_qp_event_error_query(struct rte_cryptodev *dev, uint16_t qp_id)
{
	const struct uacce_sec_qp *qp = dev->data->queue_pairs[qp_id];

	return qp != NULL && hisi_qp_is_dead(&qp->base);
}
#endif

#ifdef UACCE_HAVE_QP_RESET
static int
qp_restart(struct uacce_sec_qp *qp)
{
	void *queue_pair = qp;

	uacce_sec_drop_unsubmitted(qp);
	hisi_qp_drain_all(&queue_pair, 1, uacce_sec_drain);
	qp_stop(qp);
	return qp_start(qp);
}

/*
 * Start one queue pair anew while the others work: its operations in flight can be dequeued
 * afterwards, and its hardware queues are fresh ones. A stopped device has nothing to reset. The
 * configuration, which may be NULL, stays as it is.
 */
static int
sec_qp_reset(struct rte_cryptodev *dev, uint16_t qp_id,
		const struct rte_cryptodev_qp_conf *conf __rte_unused, int socket_id __rte_unused)
{
	struct uacce_sec_dev *sec = dev->data->dev_private;
	struct uacce_sec_qp *qp = dev->data->queue_pairs[qp_id];
	int ret = 0;

	if (qp == NULL)
		return -EINVAL;
	pthread_mutex_lock(&sec->lock);
	if (sec->started)
		ret = qp_restart(qp);
	pthread_mutex_unlock(&sec->lock);
	return ret;
}
#endif

#ifdef UACCE_HAVE_QP_DEPTH
uint32_t
uacce_sec_qp_depth_used(void *queue_pair)
{
	const struct uacce_sec_qp *qp = queue_pair;

	return hisi_qp_backlog_count(&qp->backlog) +
		hisi_qp_ring_depth(&qp->ring[UACCE_SEC_FIRST].qm);
}
#endif

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
#ifdef UACCE_HAVE_QP_RESET
	.queue_pair_reset = sec_qp_reset,
#endif
#ifdef UACCE_HAVE_QP_ERROR_QUERY
	.queue_pair_event_error_query = sec_qp_event_error_query,
#endif
	.sym_session_get_size = uacce_sec_session_size,
	.sym_session_configure = uacce_sec_session_configure,
	.sym_session_clear = uacce_sec_session_clear,
	.sym_get_raw_dp_ctx_size = uacce_sec_raw_ctx_size,
	.sym_configure_raw_dp_ctx = uacce_sec_raw_configure,
};

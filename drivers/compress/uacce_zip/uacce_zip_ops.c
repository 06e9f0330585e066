/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Control path: the operations of a compressdev device. */

#include <errno.h>

#include <rte_alarm.h>
#include <rte_malloc.h>

#include "uacce_zip_private.h"

static const struct rte_compressdev_capabilities uacce_zip_capabilities[] = {
#ifdef UACCE_HAVE_COMP_LZ4
	/* Compression alone (3.15); skipped where a device has none, see zip_info_get(). */
	{
		.algo = RTE_COMP_ALGO_LZ4,
		.comp_feature_flags = RTE_COMP_FF_OOP_SGL_IN_SGL_OUT |
			RTE_COMP_FF_OOP_SGL_IN_LB_OUT |
			RTE_COMP_FF_OOP_LB_IN_SGL_OUT |
			RTE_COMP_FF_CRC32_CHECKSUM |
			RTE_COMP_FF_ADLER32_CHECKSUM |
			RTE_COMP_FF_CRC32_ADLER32_CHECKSUM |
			RTE_COMP_FF_MULTI_PKT_CHECKSUM |
			RTE_COMP_FF_SHAREABLE_PRIV_XFORM |
			RTE_COMP_FF_LZ4_BLOCK_INDEPENDENCE,
		.window_size = { .min = UACCE_ZIP_WINDOW_LZ4, .max = UACCE_ZIP_WINDOW_LZ4 },
	},
#endif
	{
		.algo = RTE_COMP_ALGO_DEFLATE,
		.comp_feature_flags = RTE_COMP_FF_STATEFUL_COMPRESSION |
			RTE_COMP_FF_STATEFUL_DECOMPRESSION |
			RTE_COMP_FF_OOP_SGL_IN_SGL_OUT |
			RTE_COMP_FF_OOP_SGL_IN_LB_OUT |
			RTE_COMP_FF_OOP_LB_IN_SGL_OUT |
			RTE_COMP_FF_CRC32_CHECKSUM |
			RTE_COMP_FF_ADLER32_CHECKSUM |
			RTE_COMP_FF_CRC32_ADLER32_CHECKSUM |
			RTE_COMP_FF_MULTI_PKT_CHECKSUM |
			RTE_COMP_FF_SHAREABLE_PRIV_XFORM |
			RTE_COMP_FF_HUFFMAN_DYNAMIC,
		.window_size = {
			.min = UACCE_ZIP_WINDOW_MIN,
			.max = UACCE_ZIP_WINDOW_MAX,
			.increment = 1,
		},
	},
	/* The end. clang warns of the library's macro for it. */
	{ .algo = RTE_COMP_ALGO_UNSPECIFIED },
};

const char *const uacce_zip_reject_names[UACCE_ZIP_NB_REJECTS] = {
	[UACCE_ZIP_REJECT_TYPE] = "type, xform or stream",
	[UACCE_ZIP_REJECT_MBUF] = "missing mbuf",
	[UACCE_ZIP_REJECT_FLUSH] = "flush flag",
	[UACCE_ZIP_REJECT_RANGE] = "offset or length",
	[UACCE_ZIP_REJECT_LIST] = "too many segments",
	[UACCE_ZIP_REJECT_STREAM] = "stream has an operation in flight",
};

static int
zip_configure(struct rte_compressdev *dev, struct rte_compressdev_config *config)
{
	const struct uacce_zip_dev *zip = dev->data->dev_private;

	UACCE_ZIP_LOG(DEBUG, zip->name, "%u queue pairs of %u", config->nb_queue_pairs,
			zip->spread.queue_pairs);
	return 0;
}

static void
qp_stop(struct uacce_zip_qp *qp)
{
	uacce_zip_give_up(qp);
	hisi_qp_close(&qp->base);
	hisi_qp_log_rejects(&qp->base, uacce_zip_reject_names, UACCE_ZIP_NB_REJECTS);
}

/* Look after the queue pairs of a started device, in EAL's thread for interrupts. */
static void
zip_look_after(void *arg)
{
	struct rte_compressdev *dev = arg;

	hisi_qp_look_after(&dev->data->queue_pairs, &dev->data->nb_queue_pairs);
	if (rte_eal_alarm_set(HISI_QP_LOOK_AFTER_US, zip_look_after, dev) < 0)
		UACCE_ZIP_LOG(ERR, dev->data->name, "no memory to look after queue pairs");
}

static void
zip_stop(struct rte_compressdev *dev)
{
	struct rte_compressdev_data *data = dev->data;
	uint16_t i;

	/* Also waits until a call in another thread is over. */
	rte_eal_alarm_cancel(zip_look_after, dev);
	hisi_qp_drain_all(data->queue_pairs, data->nb_queue_pairs, uacce_zip_drain);
	for (i = 0; i < data->nb_queue_pairs; i++)
		if (data->queue_pairs[i] != NULL)
			qp_stop(data->queue_pairs[i]);
}

static int
zip_start(struct rte_compressdev *dev)
{
	const struct uacce_zip_dev *zip = dev->data->dev_private;
	struct uacce_zip_qp *qp;
	uint16_t i;
	int ret;

	for (i = 0; i < dev->data->nb_queue_pairs; i++) {
		qp = dev->data->queue_pairs[i];
		if (qp == NULL) {
			UACCE_ZIP_LOG(ERR, zip->name, "queue pair %u is not set up", i);
			ret = -EINVAL;
		} else {
			ret = hisi_qp_start(&qp->base);
		}
		if (ret < 0) {
			zip_stop(dev);
			return ret;
		}
	}
	ret = rte_eal_alarm_set(HISI_QP_LOOK_AFTER_US, zip_look_after, dev);
	if (ret < 0) {
		UACCE_ZIP_LOG(ERR, zip->name, "no memory to look after queue pairs");
		zip_stop(dev);
	}
	return ret;
}

static int
zip_close(struct rte_compressdev *dev __rte_unused)
{
	/* The library releases the queue pairs. Removal of the device frees the accelerators. */
	return 0;
}

static void
zip_info_get(struct rte_compressdev *dev, struct rte_compressdev_info *info)
{
	const struct uacce_zip_dev *zip = dev->data->dev_private;

	info->driver_name = dev->device->driver->name;
	info->feature_flags = dev->feature_flags;
	info->capabilities = uacce_zip_capabilities;
#ifdef UACCE_HAVE_COMP_LZ4
	/* Hence LZ4 comes first. */
	if (!zip->lz4)
		info->capabilities++;
#endif
	info->max_nb_queue_pairs = zip->spread.queue_pairs;
}

static void
zip_stats_get(struct rte_compressdev *dev, struct rte_compressdev_stats *stats)
{
	const struct hisi_qp_stats sum = hisi_qp_stats_sum(dev->data->queue_pairs,
			dev->data->nb_queue_pairs);

	stats->enqueued_count += sum.enqueued;
	stats->dequeued_count += sum.dequeued;
	stats->enqueue_err_count += sum.enqueue_errors;
	stats->dequeue_err_count += sum.dequeue_errors;
}

static void
zip_stats_reset(struct rte_compressdev *dev)
{
	hisi_qp_stats_reset(dev->data->queue_pairs, dev->data->nb_queue_pairs);
}

/* Operations that were enqueued and not dequeued. */
static uint32_t
qp_waiting(const struct uacce_zip_qp *qp)
{
	return hisi_qp_backlog_count(&qp->sw.backlog) +
		hisi_qm_outstanding(&qp->ring[HISI_ZIP_QC_COMPRESS].qm) +
		hisi_qm_outstanding(&qp->ring[HISI_ZIP_QC_DECOMPRESS].qm);
}

static void
qp_free(struct uacce_zip_qp *qp)
{
	unsigned int r;

	hisi_qp_close(&qp->base);
	for (r = 0; r < UACCE_ZIP_NB_RINGS; r++) {
		rte_free(qp->ring[r].ops);
		rte_free(qp->ring[r].bounce);
		hisi_sgl_pool_free(&qp->ring[r].sgl);
	}
	uacce_zip_sw_free(&qp->sw);
	rte_free(qp);
}

/* Drop the backlog. A stream whose operation is dropped begins anew with its next one. */
static void
qp_drop_backlog(struct uacce_zip_qp *qp)
{
	struct rte_comp_op *op;

	while (hisi_qp_backlog_count(&qp->sw.backlog) != 0) {
		op = uacce_zip_sw_pop(&qp->sw);
		if (op->status == RTE_COMP_OP_STATUS_NOT_PROCESSED &&
				op->op_type == RTE_COMP_OP_STATEFUL)
			uacce_zip_stream_abort(op);
	}
}

int
uacce_zip_qp_release(struct rte_compressdev *dev, uint16_t qp_id)
{
	struct uacce_zip_qp *qp = dev->data->queue_pairs[qp_id];

	if (qp == NULL)
		return 0;
	hisi_telemetry_remove_qp(&qp->base);
	hisi_qp_log_dropped(&qp->base, qp_waiting(qp));
	qp_drop_backlog(qp);
	qp_free(qp);
	dev->data->queue_pairs[qp_id] = NULL;
	return 0;
}

/* Allocate operation pointers, bounce buffers and lists for the slots of both rings. */
static int
qp_alloc_slots(struct uacce_zip_qp *qp, int socket_id)
{
	unsigned int r;

	for (r = 0; r < UACCE_ZIP_NB_RINGS; r++) {
		struct uacce_zip_ring *ring = &qp->ring[r];
		uint32_t slots = ring->qm.sq_mask + 1;

		ring->ops = rte_zmalloc_socket("uacce_zip_ops", slots * sizeof(*ring->ops),
				RTE_CACHE_LINE_SIZE, socket_id);
		ring->bounce = rte_zmalloc_socket("uacce_zip_bounce",
				slots * UACCE_ZIP_BOUNCE_SIZE, RTE_CACHE_LINE_SIZE, socket_id);
		if (ring->ops == NULL || ring->bounce == NULL ||
				hisi_sgl_pool_init(&ring->sgl, slots) < 0)
			return -ENOMEM;
		ring->nb_slots = slots;
	}
	return 0;
}

static int
qp_init(struct uacce_zip_qp *qp, const struct uacce_zip_dev *zip, uint32_t max_inflight,
		int socket_id)
{
	unsigned int r;
	uint32_t most;
	int ret;

	/* The index of a ring is its queue type, which is the direction (2.7). */
	for (r = 0; r < UACCE_ZIP_NB_RINGS; r++) {
		ret = hisi_qp_open_ring(&qp->base, r, &qp->ring[r].qm, r);
		if (ret < 0)
			return ret;
	}
	most = qp->ring[0].qm.limit;
	if (max_inflight > most) {
		UACCE_ZIP_LOG(ERR, zip->name, "queue pair %u: %u operations in flight asked, "
				"%u can be", qp->base.id, max_inflight, most);
		return -EINVAL;
	}
	ret = qp_alloc_slots(qp, socket_id);
	if (ret == 0)
		ret = uacce_zip_sw_init(&qp->sw, qp->ring[HISI_ZIP_QC_COMPRESS].nb_slots +
				qp->ring[HISI_ZIP_QC_DECOMPRESS].nb_slots + UACCE_ZIP_SW_MAX,
				zip->gen->wraps_deflate, socket_id);
	if (ret < 0)
		UACCE_ZIP_LOG(ERR, zip->name, "no memory for queue pair %u", qp->base.id);
	return ret;
}

static int
zip_qp_setup(struct rte_compressdev *dev, uint16_t qp_id, uint32_t max_inflight, int socket_id)
{
	struct uacce_zip_dev *zip = dev->data->dev_private;
	struct uacce_zip_qp *qp;
	int ret;

	uacce_zip_qp_release(dev, qp_id);
	qp = rte_zmalloc_socket("uacce_zip_qp", sizeof(*qp), RTE_CACHE_LINE_SIZE, socket_id);
	if (qp == NULL) {
		UACCE_ZIP_LOG(ERR, zip->name, "no memory for queue pair %u", qp_id);
		return -ENOMEM;
	}
	qp->base.id = qp_id;
	qp->base.name = zip->name;
	qp->base.logtype = uacce_zip_logtype;
	qp->base.watchdog = zip->watchdog;
	qp->base.rejects = qp->rejects;
	qp->base.device = uacce_spread_choose(&zip->spread, qp_id, socket_id);
	ret = qp_init(qp, zip, max_inflight, socket_id);
	if (ret < 0) {
		qp_free(qp);
		return ret;
	}
	dev->data->queue_pairs[qp_id] = qp;
	hisi_telemetry_add_qp(&zip->telemetry, &qp->base);
	return 0;
}

struct rte_compressdev_ops uacce_zip_ops = {
	.dev_configure = zip_configure,
	.dev_start = zip_start,
	.dev_stop = zip_stop,
	.dev_close = zip_close,
	.dev_infos_get = zip_info_get,
	.stats_get = zip_stats_get,
	.stats_reset = zip_stats_reset,
	.queue_pair_setup = zip_qp_setup,
	.queue_pair_release = uacce_zip_qp_release,
	.stream_create = uacce_zip_stream_create,
	.stream_free = uacce_zip_stream_free,
	.private_xform_create = uacce_zip_xform_create,
	.private_xform_free = uacce_zip_xform_free,
};

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Control path of a compressdev device. */

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include <rte_cycles.h>
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
	/* The end; the library's macro for it is not designated, which clang warns of. */
	{ .algo = RTE_COMP_ALGO_UNSPECIFIED },
};

static const char * const reject_names[UACCE_ZIP_NB_REJECTS] = {
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

	/* The library checked the number; what it does not know of is logged here. */
	UACCE_ZIP_LOG(DEBUG, zip->name, "%u queue pairs of %u", config->nb_queue_pairs,
			zip->spread.queue_pairs);
	return 0;
}

static void
qp_close_rings(struct uacce_zip_qp *qp)
{
	unsigned int r;

	for (r = 0; r < UACCE_ZIP_NB_RINGS; r++)
		hisi_qm_close(&qp->ring[r].qm);
}

/* The queue type is the direction (2.7), and ring indices are queue types. */
static int
qp_open_rings(struct uacce_zip_qp *qp)
{
	unsigned int r;
	int ret = 0;

	for (r = 0; r < UACCE_ZIP_NB_RINGS && ret == 0; r++)
		ret = hisi_qm_open(&qp->ring[r].qm, qp->device, r);
	return ret;
}

static int
qp_start(struct uacce_zip_qp *qp)
{
	unsigned int r;
	int ret = 0;

	for (r = 0; r < UACCE_ZIP_NB_RINGS && ret == 0; r++)
		ret = hisi_qm_restart(&qp->ring[r].qm, qp->device, r, qp->ring[r].slots);
	if (ret < 0)
		qp_close_rings(qp);
	return ret;
}

static void
qp_stop(struct uacce_zip_qp *qp)
{
	unsigned int i;

	uacce_zip_give_up(qp);
	qp_close_rings(qp);
	for (i = 0; i < UACCE_ZIP_NB_REJECTS; i++) {
		if (qp->rejects[i] != 0)
			UACCE_ZIP_LOG(NOTICE, qp->name, "queue pair %u refused %" PRIu64
					" operations: %s", qp->id, qp->rejects[i],
					reject_names[i]);
		qp->rejects[i] = 0;
	}
}

static uint32_t
drain_all(struct rte_compressdev *dev)
{
	uint32_t left = 0;
	uint16_t i;

	for (i = 0; i < dev->data->nb_queue_pairs; i++)
		if (dev->data->queue_pairs[i] != NULL)
			left += uacce_zip_drain(dev->data->queue_pairs[i]);
	return left;
}

/* All queue pairs are drained in turn, so that one which hangs costs the others no time. */
static void
zip_stop(struct rte_compressdev *dev)
{
	const uint64_t end = rte_get_timer_cycles() + UACCE_ZIP_DRAIN_S * rte_get_timer_hz();
	uint16_t i;

	while (drain_all(dev) != 0 && rte_get_timer_cycles() < end)
		;
	for (i = 0; i < dev->data->nb_queue_pairs; i++)
		if (dev->data->queue_pairs[i] != NULL)
			qp_stop(dev->data->queue_pairs[i]);
}

static int
zip_start(struct rte_compressdev *dev)
{
	const struct uacce_zip_dev *zip = dev->data->dev_private;
	uint16_t i;
	int ret;

	for (i = 0; i < dev->data->nb_queue_pairs; i++) {
		if (dev->data->queue_pairs[i] == NULL) {
			UACCE_ZIP_LOG(ERR, zip->name, "queue pair %u is not set up", i);
			ret = -EINVAL;
		} else {
			ret = qp_start(dev->data->queue_pairs[i]);
		}
		if (ret < 0) {
			zip_stop(dev);
			return ret;
		}
	}
	return 0;
}

static int
zip_close(struct rte_compressdev *dev __rte_unused)
{
	/* The library releases the queue pairs; the accelerator goes with the device. */
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
	uint16_t i;

	for (i = 0; i < dev->data->nb_queue_pairs; i++) {
		const struct uacce_zip_qp *qp = dev->data->queue_pairs[i];

		if (qp == NULL)
			continue;
		stats->enqueued_count += qp->stats.enqueued_count;
		stats->dequeued_count += qp->stats.dequeued_count;
		stats->enqueue_err_count += qp->stats.enqueue_err_count;
		stats->dequeue_err_count += qp->stats.dequeue_err_count;
	}
}

static void
zip_stats_reset(struct rte_compressdev *dev)
{
	uint16_t i;

	for (i = 0; i < dev->data->nb_queue_pairs; i++) {
		struct uacce_zip_qp *qp = dev->data->queue_pairs[i];

		if (qp != NULL)
			memset(&qp->stats, 0, sizeof(qp->stats));
	}
}

static uint32_t
qp_held(const struct uacce_zip_qp *qp)
{
	return uacce_zip_sw_count(&qp->sw) +
		hisi_qm_outstanding(&qp->ring[HISI_ZIP_QC_COMPRESS].qm) +
		hisi_qm_outstanding(&qp->ring[HISI_ZIP_QC_DECOMPRESS].qm);
}

static void
qp_free(struct uacce_zip_qp *qp)
{
	unsigned int r;

	qp_close_rings(qp);
	for (r = 0; r < UACCE_ZIP_NB_RINGS; r++) {
		rte_free(qp->ring[r].ops);
		rte_free(qp->ring[r].bounce);
		hisi_sgl_pool_free(&qp->ring[r].sgl);
	}
	uacce_zip_sw_free(&qp->sw);
	rte_free(qp);
}

/* An operation that is dropped does not keep its stream in flight for ever. */
static void
qp_drop_waiting(struct uacce_zip_qp *qp)
{
	struct rte_comp_op *op;

	while (uacce_zip_sw_count(&qp->sw) != 0) {
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
	if (qp_held(qp) != 0)
		UACCE_ZIP_LOG(WARNING, qp->name,
				"queue pair %u released with %u operations not dequeued",
				qp_id, qp_held(qp));
	qp_drop_waiting(qp);
	qp_free(qp);
	dev->data->queue_pairs[qp_id] = NULL;
	return 0;
}

/* Operation pointers, bounce buffers and lists, a set per slot of either ring. */
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
		ring->slots = slots;
	}
	return 0;
}

static int
qp_init(struct uacce_zip_qp *qp, const struct uacce_zip_dev *zip, uint32_t max_inflight,
		int socket_id)
{
	uint32_t most;
	int ret;

	ret = qp_open_rings(qp);
	if (ret < 0)
		return ret;
	most = qp->ring[0].qm.limit;
	if (max_inflight > most) {
		UACCE_ZIP_LOG(ERR, zip->name, "queue pair %u: %u operations in flight asked, "
				"%u can be", qp->id, max_inflight, most);
		return -EINVAL;
	}
	ret = qp_alloc_slots(qp, socket_id);
	if (ret == 0)
		ret = uacce_zip_sw_init(&qp->sw, qp->ring[HISI_ZIP_QC_COMPRESS].slots +
				qp->ring[HISI_ZIP_QC_DECOMPRESS].slots + UACCE_ZIP_SW_ROOM,
				zip->gen->wraps_deflate, socket_id);
	if (ret < 0)
		UACCE_ZIP_LOG(ERR, zip->name, "no memory for queue pair %u", qp->id);
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
	qp->id = qp_id;
	qp->name = zip->name;
	qp->device = uacce_spread_choose(&zip->spread, qp_id, socket_id);
	ret = qp_init(qp, zip, max_inflight, socket_id);
	if (ret < 0) {
		qp_free(qp);
		return ret;
	}
	dev->data->queue_pairs[qp_id] = qp;
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

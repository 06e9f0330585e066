/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>
#include <string.h>

#include <rte_bitops.h>

#include "hisi_qm.h"
#include "uacce_log.h"

/* Depths of a kernel that does not know SET_QP_INFO (1.6). */
static const struct hisi_qm_qp_info default_info = {
	.sqe_size = HISI_QM_SQE_SIZE,
	.sq_depth = HISI_QM_DEPTH_DEFAULT,
	.cq_depth = HISI_QM_DEPTH_DEFAULT,
};

static bool
depth_is_usable(uint32_t depth)
{
	return depth >= 2 && rte_is_power_of_2(depth);
}

static size_t
dus_size_needed(const struct hisi_qm_qp_info *info)
{
	return (size_t)info->sqe_size * info->sq_depth +
		(size_t)HISI_QM_CQE_SIZE * info->cq_depth + HISI_QM_STATUS_SIZE;
}

static size_t
mmio_size_needed(const struct uacce_device *dev)
{
	return (dev->transport->split_doorbells ? HISI_QM_SOFT_CQ_DB_OFFSET : HISI_QM_DB_OFFSET) +
		sizeof(uint64_t);
}

/* What the kernel reports decides how far the ring reaches: trust none of it. */
static int
qm_check(const struct uacce_device *dev, const struct hisi_qm_qp_info *info)
{
	if (info->sqe_size != HISI_QM_SQE_SIZE) {
		UACCE_LOG(ERR, "%s: submission entries of %u bytes, only %u are supported",
				dev->name, info->sqe_size, HISI_QM_SQE_SIZE);
		return -ENOTSUP;
	}
	if (!depth_is_usable(info->sq_depth) || !depth_is_usable(info->cq_depth)) {
		UACCE_LOG(ERR, "%s: queue depths %u and %u, powers of two are needed",
				dev->name, info->sq_depth, info->cq_depth);
		return -ENOTSUP;
	}
	if (dev->region_size[UACCE_REGION_DUS] < dus_size_needed(info)) {
		UACCE_LOG(ERR, "%s: region_dus_size is %zu, the rings need %zu bytes",
				dev->name, dev->region_size[UACCE_REGION_DUS],
				dus_size_needed(info));
		return -ENOTSUP;
	}
	if (dev->region_size[UACCE_REGION_MMIO] < mmio_size_needed(dev)) {
		UACCE_LOG(ERR, "%s: region_mmio_size is %zu, the doorbells need %zu bytes",
				dev->name, dev->region_size[UACCE_REGION_MMIO],
				mmio_size_needed(dev));
		return -ENOTSUP;
	}
	return 0;
}

/* Ring layout: 2.1 and 2.3. */
static void
qm_lay_out(struct hisi_qm *qm, const struct hisi_qm_qp_info *info)
{
	const struct uacce_queue *q = &qm->queue;
	uint8_t *dus = q->region[UACCE_REGION_DUS];
	uint8_t *mmio = q->region[UACCE_REGION_MMIO];

	qm->sq = dus;
	qm->cq = (struct hisi_qm_cqe *)(dus + (size_t)info->sqe_size * info->sq_depth);
	qm->status = (const uint32_t *)(dus + q->region_len[UACCE_REGION_DUS] -
			HISI_QM_STATUS_SIZE);
	qm->sq_db = (uint64_t *)(mmio + HISI_QM_DB_OFFSET);
	qm->cq_db = qm->sq_db;
	if (q->dev->transport->split_doorbells)
		qm->cq_db = (uint64_t *)(mmio + HISI_QM_SOFT_CQ_DB_OFFSET);
	qm->sq_db_base = hisi_qm_doorbell_base(qm->id, HISI_QM_DB_CMD_SQ);
	qm->cq_db_base = hisi_qm_doorbell_base(qm->id, HISI_QM_DB_CMD_CQ);
	qm->sq_mask = info->sq_depth - 1;
	qm->cq_mask = info->cq_depth - 1;
	qm->cq_shift = rte_log2_u32(info->cq_depth);
	qm->limit = RTE_MIN(qm->sq_mask, qm->cq_mask);
	qm->submitted = 0;
	qm->completed = 0;
	qm->acked = 0;
	qm->given_up = false;
	/* Until it is started: a doorbell before that is lost. */
	qm->failed = true;
}

int
hisi_qm_open(struct hisi_qm *qm, const struct uacce_device *dev, uint16_t qc_type)
{
	struct hisi_qm_qp_ctx ctx = { .qc_type = qc_type };
	struct hisi_qm_qp_info info = { 0 };
	int ret;

	ret = uacce_queue_open(&qm->queue, dev);
	if (ret < 0)
		return ret;
	ret = uacce_queue_ioctl(&qm->queue, HISI_QM_CMD_SET_QP_CTX, "SET_QP_CTX", &ctx);
	if (ret < 0)
		goto close;
	/* Too old to know the request: EINVAL, and the sizes are the fixed ones (1.6). */
	ret = qm->queue.dev->transport->ioctl(&qm->queue, HISI_QM_CMD_SET_QP_INFO, &info);
	if (ret == -EINVAL) {
		info = default_info;
		UACCE_LOG(DEBUG, "%s: no SET_QP_INFO, taking %u entries", dev->name,
				HISI_QM_DEPTH_DEFAULT);
	} else if (ret < 0) {
		UACCE_LOG(ERR, "%s: SET_QP_INFO: %s", dev->name, strerror(-ret));
		goto close;
	}
	ret = qm_check(dev, &info);
	if (ret < 0)
		goto close;
	ret = uacce_queue_map(&qm->queue, UACCE_REGION_MMIO);
	if (ret < 0)
		goto close;
	ret = uacce_queue_map(&qm->queue, UACCE_REGION_DUS);
	if (ret < 0)
		goto close;
	qm->id = ctx.id;
	qm->qc_type = qc_type;
	qm_lay_out(qm, &info);
	return 0;
close:
	hisi_qm_close(qm);
	return ret;
}

int
hisi_qm_start(struct hisi_qm *qm)
{
	int ret = uacce_queue_start(&qm->queue);

	if (ret == 0)
		qm->failed = false;
	return ret;
}

int
hisi_qm_restart(struct hisi_qm *qm, const struct uacce_device *dev, uint16_t qc_type,
		uint32_t slots)
{
	int ret;

	if (qm->queue.state == UACCE_QUEUE_CLOSED) {
		ret = hisi_qm_open(qm, dev, qc_type);
		if (ret < 0)
			return ret;
	}
	if (qm->sq_mask >= slots) {
		UACCE_LOG(ERR, "%s: queue depth is %u now and was %u", dev->name,
				qm->sq_mask + 1, slots);
		return -ENOTSUP;
	}
	return hisi_qm_start(qm);
}

int
hisi_qm_usage(const struct hisi_qm *qm, unsigned int channel)
{
	const struct uacce_queue *q = &qm->queue;
	const size_t at = HISI_QM_USAGE_OFFSET + channel * sizeof(uint32_t);
	uint32_t value, total;

	if (q->dev->api_version < 5 || q->region_len[UACCE_REGION_MMIO] < at + sizeof(value))
		return -ENOTSUP;
	value = rte_read32_relaxed((const uint8_t *)q->region[UACCE_REGION_MMIO] + at);
	total = value >> HISI_QM_USAGE_TOTAL_S;
	if (total == 0)
		return -ENOTSUP;
	return RTE_MIN((value & HISI_QM_USAGE_IN_USE) * 100 / total, 100u);
}

void
hisi_qm_close(struct hisi_qm *qm)
{
	uacce_queue_close(&qm->queue);
	memset(qm, 0, sizeof(*qm));
	/* Without a ring every burst function must find it dead and not look at memory. */
	qm->failed = true;
}

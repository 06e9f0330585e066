/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <inttypes.h>
#include <string.h>

#include <rte_cycles.h>

#include "hisi_qp.h"

/* Longest that a stop waits for all queue pairs of a DPDK device together. */
#define DRAIN_SECONDS	5

#define QP_LOG(level, qp, ...) \
	UACCE_LOG_LINE_NAME(level, (qp)->logtype, (qp)->name, __VA_ARGS__)

int
hisi_qp_open_ring(struct hisi_qp *qp, unsigned int r, struct hisi_qm *qm, uint16_t qc_type)
{
	int ret;

	ret = hisi_qm_open(qm, qp->device, qc_type);
	if (ret < 0)
		return ret;
	qp->ring[r] = qm;
	qp->qc_type[r] = qc_type;
	qp->nb_slots[r] = qm->sq_mask + 1;
	return 0;
}

int
hisi_qp_start(struct hisi_qp *qp)
{
	unsigned int r;
	int ret = 0;

	for (r = 0; r < HISI_QP_MAX_RINGS && ret == 0; r++)
		if (qp->nb_slots[r] != 0)
			ret = hisi_qm_restart(qp->ring[r], qp->device, qp->qc_type[r],
					qp->nb_slots[r]);
	if (ret < 0)
		hisi_qp_close(qp);
	return ret;
}

void
hisi_qp_close(struct hisi_qp *qp)
{
	unsigned int r;

	for (r = 0; r < HISI_QP_MAX_RINGS; r++)
		if (qp->ring[r] != NULL)
			hisi_qm_close(qp->ring[r]);
}

void
hisi_qp_drain_all(void **qps, uint16_t nb_qps, hisi_qp_drain_t drain)
{
	const uint64_t end = rte_get_timer_cycles() + DRAIN_SECONDS * rte_get_timer_hz();
	uint32_t in_flight;
	uint16_t i;

	do {
		in_flight = 0;
		for (i = 0; i < nb_qps; i++)
			if (qps[i] != NULL)
				in_flight += drain(qps[i]);
	} while (in_flight != 0 && rte_get_timer_cycles() < end);
}

void
hisi_qp_log_given_up(const struct hisi_qp *qp, uint32_t nb_ops)
{
	if (nb_ops != 0)
		QP_LOG(ERR, qp, "%s does not finish, %u operations failed", qp->device->name,
				nb_ops);
}

void
hisi_qp_log_dropped(const struct hisi_qp *qp, uint32_t nb_ops)
{
	if (nb_ops != 0)
		QP_LOG(WARNING, qp, "queue pair %u released with %u operations not dequeued",
				qp->id, nb_ops);
}

void
hisi_qp_log_rejects(const struct hisi_qp *qp, uint64_t *rejects, const char *const *names,
		unsigned int nb_rejects)
{
	unsigned int i;

	for (i = 0; i < nb_rejects; i++) {
		if (rejects[i] != 0)
			QP_LOG(NOTICE, qp, "queue pair %u rejected %" PRIu64 " operations: %s",
					qp->id, rejects[i], names[i]);
		rejects[i] = 0;
	}
}

struct hisi_qp_stats
hisi_qp_stats_sum(void *const *qps, uint16_t nb_qps)
{
	struct hisi_qp_stats sum = { 0 };
	const struct hisi_qp *qp;
	uint16_t i;

	for (i = 0; i < nb_qps; i++) {
		qp = qps[i];
		if (qp == NULL)
			continue;
		sum.enqueued += qp->stats.enqueued;
		sum.dequeued += qp->stats.dequeued;
		sum.enqueue_errors += qp->stats.enqueue_errors;
		sum.dequeue_errors += qp->stats.dequeue_errors;
	}
	return sum;
}

void
hisi_qp_stats_reset(void *const *qps, uint16_t nb_qps)
{
	struct hisi_qp *qp;
	uint16_t i;

	for (i = 0; i < nb_qps; i++) {
		qp = qps[i];
		if (qp != NULL)
			memset(&qp->stats, 0, sizeof(qp->stats));
	}
}

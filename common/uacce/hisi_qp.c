/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <inttypes.h>
#include <pthread.h>
#include <string.h>

#include <rte_cycles.h>

#include "hisi_qp.h"

/* Longest that a stop waits for all queue pairs of a DPDK device together. */
#define DRAIN_SECONDS	5

#define QP_LOG(level, qp, ...) \
	UACCE_LOG_LINE_NAME(level, (qp)->logtype, (qp)->name, __VA_ARGS__)

pthread_mutex_t hisi_qp_lock = PTHREAD_MUTEX_INITIALIZER;

int
hisi_qp_open_ring(struct hisi_qp *qp, unsigned int r, struct hisi_qm *qm, uint16_t qc_type)
{
	int ret;

	pthread_mutex_lock(&hisi_qp_lock);
	ret = hisi_qm_open(qm, qp->device, qc_type);
	if (ret == 0) {
		qp->ring[r] = qm;
		qp->qc_type[r] = qc_type;
		qp->nb_slots[r] = qm->sq_mask + 1;
	}
	pthread_mutex_unlock(&hisi_qp_lock);
	return ret;
}

/* Set the watchdog of a ring that was just started; under the lock. */
static void
set_watchdog(const struct hisi_qp *qp, struct hisi_qm *qm)
{
	qm->watchdog = qp->watchdog * rte_get_tsc_hz() / MS_PER_S;
}

static void
close_rings(struct hisi_qp *qp)
{
	unsigned int r;

	for (r = 0; r < HISI_QP_MAX_RINGS; r++)
		if (qp->ring[r] != NULL)
			hisi_qm_close(qp->ring[r]);
}

int
hisi_qp_start(struct hisi_qp *qp)
{
	unsigned int r;
	int ret = 0;

	pthread_mutex_lock(&hisi_qp_lock);
	qp->dead = false;
	qp->nb_starts++;
	for (r = 0; r < HISI_QP_MAX_RINGS && ret == 0; r++) {
		if (qp->nb_slots[r] == 0)
			continue;
		ret = hisi_qm_restart(qp->ring[r], qp->device, qp->qc_type[r], qp->nb_slots[r]);
		set_watchdog(qp, qp->ring[r]);
	}
	if (ret < 0)
		close_rings(qp);
	pthread_mutex_unlock(&hisi_qp_lock);
	return ret;
}

int
hisi_qp_start_ring(struct hisi_qp *qp, unsigned int r)
{
	int ret;

	pthread_mutex_lock(&hisi_qp_lock);
	ret = hisi_qm_start(qp->ring[r]);
	set_watchdog(qp, qp->ring[r]);
	pthread_mutex_unlock(&hisi_qp_lock);
	return ret;
}

void
hisi_qp_close_ring(struct hisi_qp *qp, unsigned int r)
{
	pthread_mutex_lock(&hisi_qp_lock);
	hisi_qm_close(qp->ring[r]);
	qp->nb_slots[r] = 0;
	pthread_mutex_unlock(&hisi_qp_lock);
}

void
hisi_qp_close(struct hisi_qp *qp)
{
	pthread_mutex_lock(&hisi_qp_lock);
	close_rings(qp);
	pthread_mutex_unlock(&hisi_qp_lock);
}

void
hisi_qp_empty_poll(struct hisi_qm *qm)
{
	uint64_t now;

	hisi_qp_count(&qm->empty_polls, 1);
	if (qm->watchdog == 0)
		return;
	now = rte_rdtsc();
	if (qm->watched_since == 0 || qm->watched != qm->completed) {
		qm->watched = qm->completed;
		qm->watched_since = now;
	} else if (now - qm->watched_since >= qm->watchdog) {
		hisi_qm_fail(qm);
		rte_atomic_store_explicit(&qm->expired, true, rte_memory_order_relaxed);
	}
}

/* Whether a ring failed, while the kernel has not stopped its queue; under the lock. */
static bool
needs_stop(const struct hisi_qm *qm)
{
	return qm->queue.state == UACCE_QUEUE_STARTED &&
		rte_atomic_load_explicit(&qm->failed, rte_memory_order_relaxed) &&
		hisi_qm_load32(&qm->status[HISI_QM_STATUS_RX], rte_memory_order_relaxed) == 0;
}

/*
 * Stop the queue of a ring that broke, or whose watchdog expired, once; under the lock. Until then
 * the device may write to the buffers of its operations.
 */
static void
stop_failed(const struct hisi_qp *qp, struct hisi_qm *qm)
{
	if (!needs_stop(qm))
		return;
	/* Without memory for that the next call tries again. */
	if (uacce_queue_stop(&qm->queue) == -ENOMEM)
		return;
	/* Other failures are ignored: a removed device does not reach the memory any more. */
	if (rte_atomic_load_explicit(&qm->expired, rte_memory_order_relaxed))
		QP_LOG(ERR, qp, "queue pair %u: a queue of %s completed nothing for %u ms and is "
				"stopped", qp->id, qp->device->name, qp->watchdog);
	else
		QP_LOG(ERR, qp, "queue pair %u: a queue of %s stored a wrong completion and is "
				"stopped", qp->id, qp->device->name);
	/* Release: the completions that the device stored come before. */
	rte_atomic_store_explicit(&qm->stopped, true, rte_memory_order_release);
}

bool
hisi_qp_ring_is_dead(const struct hisi_qp *qp, unsigned int r)
{
	const struct hisi_qm *qm = qp->ring[r];

	if (qp->nb_slots[r] == 0 || qm->queue.state < UACCE_QUEUE_STARTED)
		return false;
	return rte_atomic_load_explicit(&qm->failed, rte_memory_order_relaxed) ||
		hisi_qm_load32(&qm->status[HISI_QM_STATUS_TX], rte_memory_order_relaxed) != 0 ||
		hisi_qm_load32(&qm->status[HISI_QM_STATUS_RX], rte_memory_order_relaxed) != 0;
}

/* Whether any ring of a queue pair is dead; under the lock. */
static bool
has_dead_ring(const struct hisi_qp *qp)
{
	unsigned int r;

	for (r = 0; r < HISI_QP_MAX_RINGS; r++)
		if (hisi_qp_ring_is_dead(qp, r))
			return true;
	return false;
}

/* Whether a queue pair died since the last call; under the lock. */
static bool
look_after_one(struct hisi_qp *qp)
{
	unsigned int r;

	for (r = 0; r < HISI_QP_MAX_RINGS; r++)
		if (qp->nb_slots[r] != 0)
			stop_failed(qp, qp->ring[r]);
	if (qp->dead || !has_dead_ring(qp))
		return false;
	qp->dead = true;
	qp->nb_deaths++;
	QP_LOG(ERR, qp, "queue pair %u: a queue of %s died, and operations in flight fail until "
			"the queue pair is started again", qp->id, qp->device->name);
	return true;
}

bool
hisi_qp_is_dead(const struct hisi_qp *qp)
{
	bool dead;

	pthread_mutex_lock(&hisi_qp_lock);
	dead = has_dead_ring(qp);
	pthread_mutex_unlock(&hisi_qp_lock);
	return dead;
}

bool
hisi_qp_look_after(void **const *qps, const uint16_t *nb_qps)
{
	bool died = false;
	uint16_t i;

	pthread_mutex_lock(&hisi_qp_lock);
	for (i = 0; i < *nb_qps && !died; i++)
		if ((*qps)[i] != NULL)
			died = look_after_one((*qps)[i]);
	pthread_mutex_unlock(&hisi_qp_lock);
	return died;
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
		hisi_qp_look_after(&qps, &nb_qps);
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
hisi_qp_log_rejects(const struct hisi_qp *qp, const char *const *names, unsigned int nb_rejects)
{
	unsigned int i;
	uint64_t count;

	for (i = 0; i < nb_rejects; i++) {
		count = rte_atomic_exchange_explicit(&qp->rejects[i], 0, rte_memory_order_relaxed);
		if (count != 0)
			QP_LOG(NOTICE, qp, "queue pair %u rejected %" PRIu64 " operations: %s",
					qp->id, count, names[i]);
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

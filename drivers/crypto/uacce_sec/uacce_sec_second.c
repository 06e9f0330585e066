/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * The second ring of a queue pair. It takes the second descriptor of requests that have two,
 * which are requests of chains. It is a hardware queue of its own, so it is opened when the
 * first session that may need it comes, or with the queue pair where the device arguments say
 * so.
 */

#include <errno.h>

#include "uacce_sec_private.h"

/* Sessions of a chain in one descriptor need two where the ranges of an operation differ (4.7). */
static bool
may_need_second(const struct uacce_sec_session *sess)
{
	return sess->kind == UACCE_SEC_STEPS || sess->kind == UACCE_SEC_CHAIN;
}

/* Undo uacce_sec_second_open(); the data path must not know of the ring. */
static void
second_close(struct uacce_sec_qp *qp)
{
	struct uacce_sec_ring *ring = &qp->ring[UACCE_SEC_SECOND];

	hisi_qp_close_ring(&qp->base, UACCE_SEC_SECOND);
	uacce_sec_ring_free(ring);
	uacce_spread_reserve(&qp->dev->spread, qp->base.device, 1);
}

int
uacce_sec_second_open(struct uacce_sec_qp *qp)
{
	struct uacce_sec_ring *ring = &qp->ring[UACCE_SEC_SECOND];
	int ret;

	/* All work of SEC goes through queues of type 0 (2.7). */
	ret = hisi_qp_open_ring(&qp->base, UACCE_SEC_SECOND, &ring->qm, 0);
	if (ret < 0)
		return ret;
	uacce_spread_reserve(&qp->dev->spread, qp->base.device, -1);
	ret = uacce_sec_ring_alloc(qp, ring);
	if (ret == 0)
		return 0;
	UACCE_SEC_LOG(ERR, qp->base.name, "no memory for the second ring of queue pair %u",
			qp->base.id);
	second_close(qp);
	return ret;
}

void
uacce_sec_second_publish(struct uacce_sec_qp *qp)
{
	/* Release: the stores that made the ring come before. */
	rte_atomic_store_explicit(&qp->second_limit, qp->ring[UACCE_SEC_SECOND].qm.limit,
			rte_memory_order_release);
}

/* Open and start the second rings of all queue pairs, or none. */
static int
open_all(struct uacce_sec_dev *dev, struct rte_cryptodev_data *data)
{
	struct uacce_sec_qp *qp;
	uint16_t i, nb_open;
	int ret = 0;

	for (i = 0; i < data->nb_queue_pairs && ret == 0; i++) {
		qp = data->queue_pairs[i];
		if (qp == NULL)
			continue;
		ret = uacce_sec_second_open(qp);
		if (ret == 0 && dev->started) {
			ret = hisi_qp_start_ring(&qp->base, UACCE_SEC_SECOND);
			if (ret < 0)
				second_close(qp);
		}
	}
	if (ret == 0)
		return 0;
	nb_open = i - 1;
	UACCE_SEC_LOG(NOTICE, dev->name, "no session of cipher and authentication together: "
			"queue pair %u does not get its second hardware queue", nb_open);
	for (i = 0; i < nb_open; i++)
		if (data->queue_pairs[i] != NULL)
			second_close(data->queue_pairs[i]);
	return ret;
}

int
uacce_sec_second_require(struct uacce_sec_dev *dev, struct rte_cryptodev_data *data,
		const struct uacce_sec_session *sess)
{
	struct uacce_sec_qp *qp;
	uint16_t i;
	int ret = 0;

	/* Acquire: the limits of queue pairs were stored before, for enqueues of this thread. */
	if (!may_need_second(sess) ||
			rte_atomic_load_explicit(&dev->two_rings, rte_memory_order_acquire))
		return 0;
	pthread_mutex_lock(&dev->lock);
	if (!dev->two_rings)
		ret = open_all(dev, data);
	if (ret == 0) {
		for (i = 0; i < data->nb_queue_pairs; i++) {
			qp = data->queue_pairs[i];
			if (qp != NULL)
				uacce_sec_second_publish(qp);
		}
		rte_atomic_store_explicit(&dev->two_rings, true, rte_memory_order_release);
	}
	pthread_mutex_unlock(&dev->lock);
	return ret;
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef HISI_QM_H
#define HISI_QM_H

/**
 * @file
 * The ring of one HiSilicon QM queue: post, ring the doorbell, poll, release.
 *
 * Source: hardware_interface.rst, section 2. The inline functions are the only
 * hot code of the queue layer. Who may call them, and which accesses are ordered by
 * what, is stated in the programmer's guide (doc/guides/prog_guide/threads.rst, "Threads"
 * and "Order of Accesses").
 *
 * Indices are free-running 32-bit counters, so nothing is written twice:
 *
 *     acked      completed            submitted
 *       |            |                    |
 *   ----+------------+--------------------+------------> counter
 *       | consumed,  | with the device,   |  free
 *       | CQ doorbell| or done and not    |
 *       | not rung   | yet polled         |
 *
 *   slot  = counter & (depth - 1)           both rings
 *   phase = lap number of the counter is even
 *
 * hisi_qm_submit() moves submitted and, before it would need their completion entries,
 * acked; hisi_qm_release() moves completed. submitted - acked, as the device sees the two,
 * never exceeds the smaller depth minus one: an entry stays free on either ring (2.4, 2.5).
 * So that many descriptors can be in flight.
 *
 * Completions come in submission order (2.4). A queue that breaks this, or
 * names a slot it does not have, is marked failed, and what it still holds is
 * the caller's to give back.
 */

#include <stdbool.h>
#include <stdint.h>

#include <rte_branch_prediction.h>
#include <rte_common.h>
#include <rte_compat.h>
#include <rte_io.h>

#include "hw/hisi_qm_hw.h"
#include "uacce_queue.h"

/*
 * ThreadSanitizer knows no barrier instruction, so under it the two accesses
 * that carry the order do so themselves.
 */
#ifdef __SANITIZE_THREAD__
#define HISI_QM_MO_PUBLISH	__ATOMIC_RELEASE
#define HISI_QM_MO_OBSERVE	__ATOMIC_ACQUIRE
#else
#define HISI_QM_MO_PUBLISH	__ATOMIC_RELAXED
#define HISI_QM_MO_OBSERVE	__ATOMIC_RELAXED
#endif

/**
 * A window between two accesses that the other thread or the device may see apart. Tests
 * define it before they include this header, and let the others run there.
 */
#ifndef HISI_QM_TEST_POINT
#define HISI_QM_TEST_POINT(window)	do { } while (0)
#endif

/** Ring of one hardware queue. */
struct hisi_qm {
	uint8_t *sq;		/**< submission ring */
	struct hisi_qm_cqe *cq;	/**< completion ring, written by the device */
	uint64_t *sq_db;	/**< submission doorbell */
	uint64_t *cq_db;	/**< completion doorbell; the same register on hardware */
	const uint32_t *status;	/**< RX and TX words, written by the kernel */
	uint64_t sq_db_base;	/**< doorbell value for index 0 */
	uint64_t cq_db_base;
	uint32_t sq_mask;	/**< depth - 1 */
	uint32_t cq_mask;
	uint32_t cq_shift;	/**< log2 of the completion depth */
	uint32_t limit;		/**< largest submitted - acked */
	uint32_t submitted;	/**< descriptors submitted; written by the producer, atomic */
	uint32_t completed;	/**< completions consumed; written by the consumer, atomic */
	uint32_t acked;		/**< completions acknowledged to the device; the producer's alone */
	bool failed;		/**< broken or stopped: nothing more will complete; atomic */
	/**
	 * Operations of this ring were given back although they never completed. The consumer
	 * gives back all others in the same way, whatever completions it finds. Consumer's.
	 */
	bool given_up;
	/* Control path. */
	uint16_t id;		/**< queue number inside the function */
	uint16_t qc_type;
	struct uacce_queue queue;
};

/**
 * Order what the process wrote before the submission doorbell: the stores that fill
 * descriptors and source data, the store to submitted and that to the completion doorbell,
 * then the store to the submission doorbell.
 */
static inline void
hisi_qm_to_device_barrier(void)
{
	HISI_QM_TEST_POINT(TO_DEVICE);
	rte_io_wmb();
}

/**
 * Order a completion before what it announces: the loads of completion entries, then the
 * load of submitted and the loads of the descriptor's result words and of destination data.
 */
static inline void
hisi_qm_from_device_barrier(void)
{
	HISI_QM_TEST_POINT(FROM_DEVICE);
	rte_io_rmb();
}

/**
 * Descriptors that may be built now, 0 to depth - 1; the producer asks.
 *
 * Acquire: the consumer's loads of a completion and of its descriptor come before the
 * producer's stores that fill the slot anew and that let the device reuse the entry.
 */
static inline uint32_t
hisi_qm_free(const struct hisi_qm *qm)
{
	uint32_t completed = __atomic_load_n(&qm->completed, __ATOMIC_ACQUIRE);

	HISI_QM_TEST_POINT(FREE);
	return qm->limit - (qm->submitted - completed);
}

/**
 * Descriptors submitted and not released; the consumer asks.
 *
 * Acquire: the producer's stores about an operation come before the loads that
 * complete it.
 */
static inline uint32_t
hisi_qm_outstanding(const struct hisi_qm *qm)
{
	HISI_QM_TEST_POINT(OUTSTANDING);
	return __atomic_load_n(&qm->submitted, __ATOMIC_ACQUIRE) - qm->completed;
}

/** Slot of a submission counter, 0 to depth - 1. */
static inline uint32_t
hisi_qm_slot(const struct hisi_qm *qm, uint32_t counter)
{
	return counter & qm->sq_mask;
}

/** Descriptor in a slot. */
static inline void *
hisi_qm_sqe(const struct hisi_qm *qm, uint32_t slot)
{
	return qm->sq + (size_t)slot * HISI_QM_SQE_SIZE;
}

/**
 * Whether the queue takes descriptors. Reads one word the kernel writes (1.8);
 * to be asked once per burst, before the doorbell.
 */
static inline bool
hisi_qm_can_submit(const struct hisi_qm *qm)
{
	return likely(!__atomic_load_n(&qm->failed, __ATOMIC_RELAXED) &&
		__atomic_load_n(&qm->status[HISI_QM_STATUS_TX], __ATOMIC_RELAXED) == 0);
}

/**
 * Submit descriptors built from slot submitted on: one barrier, one doorbell. Where the
 * device would run out of completion entries for them, acknowledge before what the consumer
 * released: so the device never has more completions to write than there is room for.
 *
 * @param qm
 *   Ring.
 * @param n
 *   Descriptors, 1 to hisi_qm_free().
 */
static inline void
hisi_qm_submit(struct hisi_qm *qm, uint32_t n)
{
	uint32_t submitted = qm->submitted + n;
	uint64_t tail = hisi_qm_slot(qm, submitted), head;

	/*
	 * Release: the producer's stores about the operations come before it. The store
	 * itself comes before the doorbell, and so before any completion of these descriptors.
	 */
	__atomic_store_n(&qm->submitted, submitted, __ATOMIC_RELEASE);
	HISI_QM_TEST_POINT(SUBMITTED);
	if (unlikely(submitted - qm->acked > qm->limit)) {
		qm->acked = __atomic_load_n(&qm->completed, __ATOMIC_ACQUIRE);
		head = qm->acked & qm->cq_mask;
		__atomic_store_n(qm->cq_db, qm->cq_db_base | head << HISI_QM_DB_INDEX_S,
				HISI_QM_MO_PUBLISH);
		HISI_QM_TEST_POINT(ACKED);
	}
	/* Also orders the completion doorbell before the submission doorbell. */
	hisi_qm_to_device_barrier();
	__atomic_store_n(qm->sq_db, qm->sq_db_base | tail << HISI_QM_DB_INDEX_S,
			HISI_QM_MO_PUBLISH);
}

/** Give a ring up: nothing is submitted any more. The consumer says so. */
static inline void
hisi_qm_fail(struct hisi_qm *qm)
{
	__atomic_store_n(&qm->failed, true, __ATOMIC_RELAXED);
}

/**
 * Give operations of a dead ring back although they did not complete; said by the consumer
 * before the first of them. Nothing may be submitted behind them, and no completion behind
 * them is trusted any more.
 */
static inline void
hisi_qm_give_up(struct hisi_qm *qm)
{
	hisi_qm_fail(qm);
	qm->given_up = true;
}

/**
 * Count completions that are there from a place on, without consuming them.
 *
 * The descriptors are those in slots from to from + n - 1; their result words may be
 * read after this returns. Does not ring a doorbell.
 *
 * @param qm
 *   Ring; marked failed when an entry is out of order (0 is returned once the place
 *   is that entry's).
 * @param from
 *   Completion counter: completed, or any behind it up to which completions were
 *   counted before.
 * @param max
 *   Completions to look for at most.
 * @return
 *   Completions, 0 to max; those behind the end of the ring come with the next
 *   call, once these are released.
 */
static inline uint32_t
hisi_qm_poll_from(struct hisi_qm *qm, uint32_t from, uint32_t max)
{
	const uint32_t slot = hisi_qm_slot(qm, from);
	const uint32_t at = from & qm->cq_mask;
	const uint64_t odd_lap = from >> qm->cq_shift & 1;
	const struct hisi_qm_cqe *cqe = &qm->cq[at];
	const uint64_t first = slot | (odd_lap ^ 1) << HISI_QM_CQE_PHASE_S;
	uint64_t key, diff;
	uint32_t n, out;

	/* Up to the end of either ring: within, each key is the one before plus 1. */
	max = RTE_MIN(max, RTE_MIN(qm->cq_mask - at, qm->sq_mask - slot) + 1);
	for (key = first; key != first + max; key++, cqe++) {
		HISI_QM_TEST_POINT(ENTRY);
		diff = __atomic_load_n(&cqe->hi, HISI_QM_MO_OBSERVE) ^ key;
		if ((diff & HISI_QM_CQE_KEY_MASK) == 0)
			continue;
		/* A valid entry, but for another slot. */
		if (unlikely((diff & HISI_QM_CQE_PHASE) == 0))
			hisi_qm_fail(qm);
		break;
	}
	n = key - first;
	if (n == 0)
		return 0;
	/*
	 * Before submitted is looked at: what it was before these descriptors were submitted
	 * must not be seen beside their completions.
	 */
	hisi_qm_from_device_barrier();
	out = hisi_qm_outstanding(qm) - (from - qm->completed);
	/* More entries than descriptors. */
	if (unlikely(n > out)) {
		hisi_qm_fail(qm);
		n = out;
	}
	return n;
}

/** Count completions that are there, without consuming them: hisi_qm_poll_from() the oldest. */
static inline uint32_t
hisi_qm_poll(struct hisi_qm *qm, uint32_t max)
{
	return hisi_qm_poll_from(qm, qm->completed, max);
}

/**
 * Consume completions: their slots are free again. The device learns of it from the
 * producer, with hisi_qm_submit().
 *
 * @param qm
 *   Ring.
 * @param n
 *   Completions, at most what hisi_qm_poll() returned.
 */
static inline void
hisi_qm_release(struct hisi_qm *qm, uint32_t n)
{
	HISI_QM_TEST_POINT(RELEASE);
	/*
	 * Release: the loads of the entries and of the descriptors' result words come before
	 * it, and so before whatever the producer and the device write there anew.
	 */
	__atomic_store_n(&qm->completed, qm->completed + n, __ATOMIC_RELEASE);
}

/**
 * Whether descriptors still out will never complete: the kernel said so (1.8),
 * or the ring broke. To be asked when a poll found nothing; completions before
 * the RX word are valid, so the caller polls once more after a true answer.
 */
static inline bool
hisi_qm_is_dead(const struct hisi_qm *qm)
{
	return unlikely(qm->failed ||
		__atomic_load_n(&qm->status[HISI_QM_STATUS_RX], __ATOMIC_ACQUIRE) != 0);
}

/**
 * Descriptors of a dead ring that may be given back although the ring broke, as the device is
 * done with all of them: the RX word says so, or each has a completion, in whatever order.
 * To be asked of a dead ring, by the consumer.
 *
 * @return
 *   All that were submitted when it was asked, or 0. The producer may submit more while the
 *   consumer finds that the ring is dead; no more than this number may be given back then.
 */
static inline uint32_t
hisi_qm_quiet(const struct hisi_qm *qm)
{
	uint32_t n, out;

	if (__atomic_load_n(&qm->status[HISI_QM_STATUS_RX], __ATOMIC_ACQUIRE) != 0)
		return hisi_qm_outstanding(qm);
	for (n = 0; n <= qm->cq_mask; n++) {
		const uint32_t at = qm->completed + n;
		uint64_t hi = __atomic_load_n(&qm->cq[at & qm->cq_mask].hi, HISI_QM_MO_OBSERVE);

		if ((hi >> HISI_QM_CQE_PHASE_S & 1) == (at >> qm->cq_shift & 1))
			break;
	}
	HISI_QM_TEST_POINT(QUIET);
	/* As in hisi_qm_poll(): what was submitted is asked after its completions were seen. */
	hisi_qm_from_device_barrier();
	out = hisi_qm_outstanding(qm);
	return n < out ? 0 : out;
}

/** Give an inline device its turn; nothing on hardware. */
static inline void
hisi_qm_idle(const struct hisi_qm *qm, uint32_t max)
{
	if (qm->queue.idle != NULL)
		qm->queue.idle(qm->queue.idle_arg, max);
}

/**
 * Open a queue, set its type, read its depths, map it and lay out the ring.
 *
 * @param qm
 *   Ring, all zero.
 * @param dev
 *   Device; must outlive the ring.
 * @param qc_type
 *   Queue type (2.7).
 * @return
 *   0, or a negative errno: those of uacce_queue_*(); -ENOTSUP for an entry
 *   size, a depth or a region size that this ring cannot work with. One ERR
 *   line named device and cause.
 */
__rte_internal
int
hisi_qm_open(struct hisi_qm *qm, const struct uacce_device *dev, uint16_t qc_type);

/**
 * Start a ring that was opened; before, it takes no descriptors.
 *
 * @return
 *   0, or a negative errno of uacce_queue_start().
 */
__rte_internal
int
hisi_qm_start(struct hisi_qm *qm);

/**
 * Start a ring that is open or was closed. What was closed is opened afresh: a queue
 * is never started twice.
 *
 * @param qm
 *   Ring, from hisi_qm_open() or hisi_qm_close().
 * @param dev
 *   As for hisi_qm_open().
 * @param qc_type
 *   As for hisi_qm_open().
 * @param slots
 *   Depth that the caller has memory for; the kernel may give another now.
 * @return
 *   0, or a negative errno of hisi_qm_open() or hisi_qm_start(); -ENOTSUP, after one
 *   ERR line, for a ring deeper than @p slots. The caller closes the ring.
 */
__rte_internal
int
hisi_qm_restart(struct hisi_qm *qm, const struct uacce_device *dev, uint16_t qc_type,
		uint32_t slots);

/**
 * Close a ring in any state. Descriptors still out are gone: the caller gives
 * their operations back first. The ring may be opened again afterwards.
 */
__rte_internal
void
hisi_qm_close(struct hisi_qm *qm);

#endif /* HISI_QM_H */

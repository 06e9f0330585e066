/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef HISI_QM_H
#define HISI_QM_H

/**
 * @file
 * The ring of one HiSilicon QM queue: build descriptors, submit, poll, release.
 *
 * Source: hardware_interface.rst, section 2. The inline functions are the data path of the
 * queue layer. The programmer's guide (doc/guides/prog_guide/threads.rst, "Threads" and "Order
 * of Accesses") states which thread may call them, and which accesses are ordered by what.
 *
 * Positions are free-running 32-bit counters:
 *
 *     acked      completed            submitted
 *       |            |                    |
 *   ----+------------+--------------------+------------> counter
 *       | released,  | in flight, or      |  free
 *       | the device | completed and not  |
 *       | not told   | released           |
 *
 *   slot  = counter & (depth - 1)           both rings
 *   phase = lap number of the counter is even
 *
 * hisi_qm_submit() moves submitted and, before it would need their completion entries,
 * acked; hisi_qm_release() moves completed. submitted - acked, as the device sees the two,
 * never exceeds the smaller depth minus one: an entry stays free on either ring (2.4, 2.5).
 * So that many descriptors can be in flight.
 *
 * Completions come in the order of submission (2.4). A queue that breaks this order, or names a
 * slot that it does not have, is marked failed; the caller then returns the operations that are
 * still in flight with an error.
 */

#include <stdbool.h>
#include <stdint.h>

#include <rte_branch_prediction.h>
#include <rte_common.h>
#include <rte_compat.h>
#include <rte_io.h>

#include "hw/hisi_qm_hw.h"
#include "uacce_compat.h"
#include "uacce_queue.h"

/*
 * ThreadSanitizer does not know barrier instructions. Under it, the accesses to doorbells and
 * to completions are release stores and acquire loads instead.
 */
#ifdef __SANITIZE_THREAD__
#define HISI_QM_MO_PUBLISH	rte_memory_order_release
#define HISI_QM_MO_OBSERVE	rte_memory_order_acquire
#else
#define HISI_QM_MO_PUBLISH	rte_memory_order_relaxed
#define HISI_QM_MO_OBSERVE	rte_memory_order_relaxed
#endif

/**
 * A window between two accesses, in which the other thread or the device may run. Tests define
 * this macro before they include this header, and run them there.
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
	RTE_ATOMIC(uint32_t) submitted;	/**< descriptors submitted; written by the producer */
	RTE_ATOMIC(uint32_t) completed;	/**< completions released; written by the consumer */
	uint32_t acked;		/**< completions that the device knows to be released; producer's */
	RTE_ATOMIC(bool) failed;	/**< nothing may be submitted; written by the consumer */
	/**
	 * Operations of this ring were returned although they did not complete. The consumer
	 * returns all others in the same way, whatever completions it finds. Consumer's.
	 */
	bool given_up;
	/* Control path. */
	uint16_t id;		/**< queue number inside the function */
	uint16_t qc_type;
	struct uacce_queue queue;
	/** Polls that found nothing although descriptors were in flight; consumer's. */
	RTE_ATOMIC(uint64_t) empty_polls;
	/* Watchdog; see hisi_qp_empty_poll(). */
	uint64_t watchdog;	/**< cycles of the TSC without a completion; 0: any number */
	uint64_t watched_since;	/**< TSC at the first poll that found nothing; consumer's */
	uint32_t watched;	/**< @c completed at that poll; consumer's */
	RTE_ATOMIC(bool) expired;	/**< the watchdog expired; written by the consumer */
	/**
	 * The queue was stopped, and the device is done with its descriptors. Written by the
	 * control path after the queue is stopped.
	 */
	RTE_ATOMIC(bool) stopped;
};

/** Load a word of 32 bits that the device or the kernel may store to at any time. */
static inline uint32_t
hisi_qm_load32(const uint32_t *word, rte_memory_order order)
{
	return rte_atomic_load_explicit((const uint32_t __rte_atomic *)word, order);
}

/** Load a word of 64 bits that the device may store to at any time. */
static inline uint64_t
hisi_qm_load64(const uint64_t *word, rte_memory_order order)
{
	return rte_atomic_load_explicit((const uint64_t __rte_atomic *)word, order);
}

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
 * Descriptors that may be built now, 0 to depth - 1; the producer calls it.
 *
 * Acquire: the consumer's loads of a completion and of its descriptor come before the
 * producer's stores that fill the slot anew and that let the device reuse the entry.
 */
static inline uint32_t
hisi_qm_free(const struct hisi_qm *qm)
{
	uint32_t completed = rte_atomic_load_explicit(&qm->completed, rte_memory_order_acquire);

	HISI_QM_TEST_POINT(FREE);
	return qm->limit - (qm->submitted - completed);
}

/**
 * Descriptors submitted and not released; the consumer calls it.
 *
 * Acquire: the producer's stores about an operation come before the loads that
 * complete it.
 */
static inline uint32_t
hisi_qm_outstanding(const struct hisi_qm *qm)
{
	HISI_QM_TEST_POINT(OUTSTANDING);
	return rte_atomic_load_explicit(&qm->submitted, rte_memory_order_acquire) - qm->completed;
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
 * Whether the queue takes descriptors. It loads a word that the kernel writes (1.8). The producer
 * calls it once per burst, before the doorbell.
 */
static inline bool
hisi_qm_can_submit(const struct hisi_qm *qm)
{
	return likely(!rte_atomic_load_explicit(&qm->failed, rte_memory_order_relaxed) &&
		hisi_qm_load32(&qm->status[HISI_QM_STATUS_TX], rte_memory_order_relaxed) == 0);
}

/**
 * Submit descriptors that were built from slot submitted on: one barrier, one doorbell. If the
 * device might have too few completion entries for them, this rings the completion doorbell
 * first, for all that the consumer released. So the device always has room for completions.
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
	rte_atomic_store_explicit(&qm->submitted, submitted, rte_memory_order_release);
	HISI_QM_TEST_POINT(SUBMITTED);
	if (unlikely(submitted - qm->acked > qm->limit)) {
		qm->acked = rte_atomic_load_explicit(&qm->completed, rte_memory_order_acquire);
		head = qm->acked & qm->cq_mask;
		rte_atomic_store_explicit((uint64_t __rte_atomic *)qm->cq_db,
			qm->cq_db_base | head << HISI_QM_DB_INDEX_S,
				HISI_QM_MO_PUBLISH);
		HISI_QM_TEST_POINT(ACKED);
	}
	/* Also orders the completion doorbell before the submission doorbell. */
	hisi_qm_to_device_barrier();
	rte_atomic_store_explicit((uint64_t __rte_atomic *)qm->sq_db,
			qm->sq_db_base | tail << HISI_QM_DB_INDEX_S,
			HISI_QM_MO_PUBLISH);
}

/** Mark a ring as failed, so that nothing is submitted any more. The consumer calls it. */
static inline void
hisi_qm_fail(struct hisi_qm *qm)
{
	rte_atomic_store_explicit(&qm->failed, true, rte_memory_order_relaxed);
}

/**
 * Note that operations of a dead ring are returned although they did not complete. The consumer
 * calls it before the first of them. Nothing is submitted behind them, and completions behind
 * them do not count.
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
	const uint32_t last = RTE_MIN(qm->cq_mask - at, qm->sq_mask - slot);
	uint64_t key, diff;
	uint32_t n, out;

	/* Up to the end of either ring: within, each key is the one before plus 1. */
	max = RTE_MIN(max, last + 1);
	for (key = first; key != first + max; key++, cqe++) {
		HISI_QM_TEST_POINT(ENTRY);
		diff = hisi_qm_load64(&cqe->hi, HISI_QM_MO_OBSERVE) ^ key;
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
	 * The barrier comes before the load of submitted, so that this does not return a value
	 * from before these descriptors were submitted.
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
 * Release completions, so that their slots are free again. The producer tells the device with
 * a later hisi_qm_submit().
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
	rte_atomic_store_explicit(&qm->completed, qm->completed + n, rte_memory_order_release);
}

/**
 * Whether descriptors in flight will never complete, because the kernel stopped the queue (1.8)
 * or the ring broke. Called when a poll found nothing. Completions from before the RX word was
 * set are valid, so the caller polls once more if the result is true.
 */
static inline bool
hisi_qm_is_dead(const struct hisi_qm *qm)
{
	return unlikely(qm->failed ||
		hisi_qm_load32(&qm->status[HISI_QM_STATUS_RX], rte_memory_order_acquire) != 0);
}

/**
 * Descriptors of a dead ring whose operations may be returned, because the device works on none of
 * them any more: all in flight once the RX word is set, and none before. The completions of a ring
 * that broke say nothing of that, as one descriptor may have two of them. The consumer calls it.
 */
static inline uint32_t
hisi_qm_quiet(const struct hisi_qm *qm)
{
	if (hisi_qm_load32(&qm->status[HISI_QM_STATUS_RX], rte_memory_order_acquire) == 0)
		return 0;
	return hisi_qm_outstanding(qm);
}

/** Let a soft device without threads work on up to @p max requests; nothing on hardware. */
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
 *   line names the device and the cause.
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
 * Start a ring that is open or was closed. A closed one is opened again, because a queue is
 * never started twice.
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
 * Close a ring in any state. The caller takes the operations of descriptors that are in flight
 * out of it first. The ring may be opened again afterwards.
 */
__rte_internal
void
hisi_qm_close(struct hisi_qm *qm);

/**
 * Read how busy the device is that a started ring belongs to, for all its users. Control path: it
 * loads a register.
 *
 * @param qm
 *   Ring.
 * @param channel
 *   Unit of the device: a direction of ZIP (enum hisi_zip_qc_type), 0 of SEC.
 * @return
 *   Percent, 0 to 100, or -ENOTSUP where the device has no such register, as all before v5.
 */
__rte_internal
int
hisi_qm_usage(const struct hisi_qm *qm, unsigned int channel);

#endif /* HISI_QM_H */

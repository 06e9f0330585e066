/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef HISI_QP_H
#define HISI_QP_H

/**
 * @file
 * What the drivers of ZIP and of SEC have in common about the rings of a queue pair: open, start
 * and close them, poll them, and drain them at a stop; and count operations.
 *
 * A queue pair of a driver begins with a struct hisi_qp, so that the functions for all queue
 * pairs of a DPDK device work on its array of queue pairs.
 */

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include <rte_branch_prediction.h>
#include <rte_common.h>
#include <rte_compat.h>

#include "hisi_qm.h"
#include "uacce_compat.h"
#include "uacce_device.h"

/** Most rings of a queue pair; each is a hardware queue. */
#define HISI_QP_MAX_RINGS	2

/** Counters of a queue pair. Each is written by the thread named, and read without any order. */
struct hisi_qp_stats {
	uint64_t enqueued;	/**< operations accepted; producer */
	uint64_t dequeued;	/**< operations returned; consumer */
	uint64_t enqueue_errors;	/**< operations rejected; producer */
	uint64_t dequeue_errors;	/**< operations returned with an error; consumer */
};

/** Statuses of descriptors that hardware has; each is a byte. */
#define HISI_QP_NB_STATUS	256

/**
 * Serialises what opens, starts, stops, closes or frees rings with what looks at rings of queue
 * pairs in use. The data path does not take it. Not exported.
 */
extern pthread_mutex_t hisi_qp_lock;

/** The part of a queue pair that both drivers have. */
struct hisi_qp {
	struct hisi_qp_stats stats;
	/* Written by the control path. */
	struct hisi_qm *ring[HISI_QP_MAX_RINGS];	/**< in memory of the driver */
	uint32_t nb_slots[HISI_QP_MAX_RINGS];	/**< depth when it was opened; 0: never */
	uint16_t qc_type[HISI_QP_MAX_RINGS];	/**< queue type of each ring (2.7) */
	uint16_t id;		/**< number of the queue pair in its DPDK device */
	unsigned int watchdog;	/**< ms without a completion until a ring is dead; 0: any number */
	RTE_ATOMIC(uint64_t) *rejects;	/**< by reason, in memory of the driver; producer's */
	RTE_ATOMIC(uint64_t) software;	/**< operations that the lcore did; consumer's */
	RTE_ATOMIC(uint64_t) aborted;	/**< operations that never completed; consumer's */
	/** Descriptors that completed with an error, by the status of the hardware; consumer's. */
	RTE_ATOMIC(uint64_t) errors[HISI_QP_NB_STATUS];
	/* Under hisi_qp_lock. */
	LIST_ENTRY(hisi_qp) next;	/**< of its DPDK device; see hisi_telemetry.h */
	bool is_shown;		/**< it is in that list */
	unsigned int nb_starts;	/**< times that it was started */
	unsigned int nb_deaths;	/**< times that it died */
	bool dead;		/**< hisi_qp_look_after() reported its death since it was started */
	int logtype;		/**< of the driver */
	const struct uacce_device *device;	/**< accelerator that has all rings */
	const char *name;	/**< of the DPDK device */
};

/**
 * Counters of a ring of memory with one producer and one consumer, in which operations wait for
 * a dequeue that no hardware queue holds. The entries are the driver's.
 */
struct hisi_qp_backlog {
	RTE_ATOMIC(uint32_t) head;	/**< entries removed, free-running; the consumer's */
	RTE_ATOMIC(uint32_t) tail;	/**< entries added, free-running; the producer's */
	uint32_t mask;			/**< number of entries, a power of two, less 1 */
};

/**
 * Entries that wait, as the producer or the consumer sees them.
 *
 * Acquire: what the other thread stored to an entry before it moved its counter comes before
 * the loads and stores of this thread to that entry.
 */
static inline uint32_t
hisi_qp_backlog_count(const struct hisi_qp_backlog *backlog)
{
	return rte_atomic_load_explicit(&backlog->tail, rte_memory_order_acquire) -
		rte_atomic_load_explicit(&backlog->head, rte_memory_order_acquire);
}

/** Index of the entry that the next hisi_qp_backlog_added() adds. */
static inline uint32_t
hisi_qp_backlog_tail(const struct hisi_qp_backlog *backlog)
{
	return backlog->tail & backlog->mask;
}

/** Index of the oldest entry. */
static inline uint32_t
hisi_qp_backlog_head(const struct hisi_qp_backlog *backlog)
{
	return backlog->head & backlog->mask;
}

/** Add the entry at the tail. Release: the stores to the entry come before. */
static inline void
hisi_qp_backlog_added(struct hisi_qp_backlog *backlog)
{
	rte_atomic_store_explicit(&backlog->tail, backlog->tail + 1, rte_memory_order_release);
}

/** Remove the oldest entry. Release: the loads of the entry come before. */
static inline void
hisi_qp_backlog_removed(struct hisi_qp_backlog *backlog)
{
	rte_atomic_store_explicit(&backlog->head, backlog->head + 1, rte_memory_order_release);
}

/** Add to a counter that one thread alone writes and any thread reads. */
static inline void
hisi_qp_count(RTE_ATOMIC(uint64_t) *counter, uint64_t n)
{
	rte_atomic_store_explicit(counter,
			rte_atomic_load_explicit(counter, rte_memory_order_relaxed) + n,
			rte_memory_order_relaxed);
}

/** Count a descriptor that completed with an error, by its status. The consumer calls it. */
static inline void
hisi_qp_count_error(struct hisi_qp *qp, uint8_t status)
{
	hisi_qp_count(&qp->errors[status], 1);
}

/**
 * Descriptors submitted and not released. Any thread may call it while the ring is not opened or
 * closed; the number may be out of date when it returns.
 */
static inline uint32_t
hisi_qp_ring_depth(const struct hisi_qm *qm)
{
	/* Acquire: completed is loaded first, so that submitted is not behind it. */
	uint32_t completed = rte_atomic_load_explicit(&qm->completed, rte_memory_order_acquire);

	return rte_atomic_load_explicit(&qm->submitted, rte_memory_order_acquire) - completed;
}

/**
 * Note that a poll found no completion although descriptors are in flight. The consumer calls
 * it. Where the ring has no watchdog it only counts the poll.
 *
 * The first such poll behind a completion starts the clock, so a consumer that does not poll for
 * a while lets no watchdog expire. Once the watchdog expired the ring is failed, and
 * hisi_qp_look_after() stops its queue. The descriptors are not dead before: the device may still
 * write to their buffers.
 */
__rte_internal
void
hisi_qp_empty_poll(struct hisi_qm *qm);

/**
 * Descriptors of a dead ring that may be given back with an error: all of them where the queue
 * is stopped, else hisi_qm_quiet(). The consumer calls it.
 *
 * @param stopped
 *   hisi_qm::stopped, loaded with acquire before the last poll, because completions from before
 *   the stop are valid.
 */
static inline uint32_t
hisi_qp_quiet(struct hisi_qm *qm, bool stopped)
{
	uint32_t n = stopped ? hisi_qm_outstanding(qm) : hisi_qm_quiet(qm);

	if (n == 0)
		hisi_qp_empty_poll(qm);
	return n;
}

/** Whether the control path stopped the queue of a ring. Acquire: see hisi_qp_quiet(). */
static inline bool
hisi_qp_ring_is_stopped(const struct hisi_qm *qm)
{
	return rte_atomic_load_explicit(&qm->stopped, rte_memory_order_acquire);
}

/** Poll a dead ring for completions from before its death; the end of hisi_qp_poll(). */
static __rte_noinline uint32_t
hisi_qp_poll_dead(struct hisi_qm *qm, uint32_t max, bool *dead)
{
	const bool stopped = hisi_qp_ring_is_stopped(qm);
	const uint32_t n = hisi_qm_poll(qm, max);

	*dead = n == 0;
	return n != 0 ? n : hisi_qp_quiet(qm, stopped);
}

/**
 * Count the completions of a ring behind those that were counted before, up to the end of the
 * ring at most. The consumer calls it.
 *
 * A soft device without threads works when it is polled. It gets one turn in a dequeue call
 * and ring, if fewer completions are there than are asked for: without one, requests would
 * pile up from burst to burst until the ring is full, and a second turn with nothing new makes
 * it finish what it gathers to work on together.
 *
 * A ring is dead when it broke, when the kernel stopped it (1.8), or when its watchdog expired.
 * Completions from before are returned first. Then the descriptors that will never complete are
 * counted, once the queue is stopped: by the kernel, or by hisi_qp_look_after(). As soon as the
 * caller has given one of these back with hisi_qm_give_up(), all that follow are counted as
 * dead, whatever completions are found.
 *
 * @param qm
 *   Ring.
 * @param seen
 *   Completions behind the oldest descriptor that were counted before and not released.
 * @param max
 *   Completions to look for at most.
 * @param[in,out] may_poll_device
 *   Whether a device without threads may have its turn; false once it had it.
 * @param[out] dead
 *   Whether the ring is dead. Set only where @p seen is 0, or where descriptors of the ring
 *   were given back before.
 * @return
 *   Completions; of a dead ring descriptors that may be given back with an error now.
 */
static inline uint32_t
hisi_qp_poll(struct hisi_qm *qm, uint32_t seen, uint32_t max, bool *may_poll_device, bool *dead)
{
	const uint32_t from = qm->completed + seen;
	uint32_t n;

	*dead = false;
	/* This also keeps a closed ring, which has no memory, from being polled. */
	if (hisi_qm_outstanding(qm) == seen)
		return 0;
	if (unlikely(qm->given_up)) {
		*dead = true;
		return hisi_qp_quiet(qm, hisi_qp_ring_is_stopped(qm));
	}
	n = hisi_qm_poll_from(qm, from, max);
	if (likely(n == max) || !*may_poll_device)
		return n;
	/* Hardware needs no turn, and behind the end of the ring there may be more already. */
	if (n != 0 && (qm->queue.idle == NULL || hisi_qm_slot(qm, from + n) == 0))
		return n;
	*may_poll_device = false;
	hisi_qm_idle(qm, max - n);
	/* Before the second poll: what completed before the end is valid. */
	if (seen == 0 && hisi_qm_is_dead(qm))
		return hisi_qp_poll_dead(qm, max, dead);
	n = hisi_qm_poll_from(qm, from, max);
	if (unlikely(n == 0) && seen == 0)
		hisi_qp_empty_poll(qm);
	return n;
}

/**
 * Open a ring of a queue pair.
 *
 * @param qp
 *   Queue pair with its device.
 * @param r
 *   Index of the ring, which is all zero or closed.
 * @param qm
 *   Memory of the ring; must outlive the queue pair.
 * @param qc_type
 *   Queue type (2.7).
 * @return
 *   0, or a negative errno of hisi_qm_open().
 */
__rte_internal
int
hisi_qp_open_ring(struct hisi_qp *qp, unsigned int r, struct hisi_qm *qm, uint16_t qc_type);

/**
 * Start all rings that were opened. Rings that a stop closed are opened again.
 *
 * @return
 *   0, or a negative errno of hisi_qm_restart(); all rings are closed then.
 */
__rte_internal
int
hisi_qp_start(struct hisi_qp *qp);

/** Start one ring that was opened, of a started queue pair. @return as hisi_qm_start(). */
__rte_internal
int
hisi_qp_start_ring(struct hisi_qp *qp, unsigned int r);

/** Close one ring, which hisi_qp_start() does not open again. */
__rte_internal
void
hisi_qp_close_ring(struct hisi_qp *qp, unsigned int r);

/** Close all rings. hisi_qp_start() opens them again. */
__rte_internal
void
hisi_qp_close(struct hisi_qp *qp);

/** Pause between two calls of hisi_qp_look_after() while a DPDK device is started, us. */
#define HISI_QP_LOOK_AFTER_US	50000

/**
 * Look after the queue pairs of a DPDK device while lcores use them: stop queues that broke, or
 * whose watchdog expired, so that their operations can be returned, and find a queue pair that
 * died. One ERR line says why a queue is stopped, and one that a queue pair died.
 *
 * Any thread that is no producer and no consumer may call it, at times when no queue pair is set
 * up or released. It waits for the kernel and must not be called from a burst function.
 *
 * @param qps
 *   Where the array of queue pairs is found under the lock; NULL for those not set up.
 * @param nb_qps
 *   Where its number of elements is found.
 * @return
 *   Whether a queue pair died that was not reported since it was started. Only the first of them
 *   is reported by this call, the others by the calls that follow.
 */
__rte_internal
bool
hisi_qp_look_after(void **const *qps, const uint16_t *nb_qps);

/**
 * Whether a ring was started and takes no more descriptors. The caller has hisi_qp_lock. Not
 * exported.
 */
bool
hisi_qp_ring_is_dead(const struct hisi_qp *qp, unsigned int r);

/** Whether a queue pair died since it was started. Any thread may call it. */
__rte_internal
bool
hisi_qp_is_dead(const struct hisi_qp *qp);

/** Take from a queue pair what its rings completed. @return operations still in flight. */
typedef uint32_t (*hisi_qp_drain_t)(void *qp);

/**
 * Wait until no queue pair has operations in flight, or 5 seconds are over for all of them
 * together. Queues that broke, or whose watchdog expires, are stopped. All queue pairs are polled
 * in turn, so that one which hangs costs the others no time.
 *
 * @param qps
 *   Queue pairs of a DPDK device, NULL for those not set up.
 * @param nb_qps
 *   Elements of @p qps.
 * @param drain
 *   Polls one queue pair.
 */
__rte_internal
void
hisi_qp_drain_all(void **qps, uint16_t nb_qps, hisi_qp_drain_t drain);

/** Log the ERR line about operations that did not complete until a stop ended; none for 0. */
__rte_internal
void
hisi_qp_log_given_up(const struct hisi_qp *qp, uint32_t nb_ops);

/** Log the WARNING about operations that are dropped with a queue pair; none for 0. */
__rte_internal
void
hisi_qp_log_dropped(const struct hisi_qp *qp, uint32_t nb_ops);

/**
 * Log a NOTICE line for each reason for which operations were rejected, and set its counter to 0.
 *
 * @param names
 *   Reasons in words.
 * @param nb_rejects
 *   Reasons.
 */
__rte_internal
void
hisi_qp_log_rejects(const struct hisi_qp *qp, const char *const *names,
		unsigned int nb_rejects);

/** Sum of the counters of all queue pairs; NULL for those not set up. */
__rte_internal
struct hisi_qp_stats
hisi_qp_stats_sum(void *const *qps, uint16_t nb_qps);

/** Set the counters of all queue pairs to 0. */
__rte_internal
void
hisi_qp_stats_reset(void *const *qps, uint16_t nb_qps);

#endif /* HISI_QP_H */

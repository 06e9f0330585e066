/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_SEC_PRIVATE_H
#define UACCE_SEC_PRIVATE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <rte_branch_prediction.h>
#include <rte_common.h>
#include <rte_cryptodev.h>
#include <rte_mbuf.h>

#include <cryptodev_pmd.h>

#include "hisi_qm.h"
#include "hisi_qp.h"
#include "hisi_sgl.h"
#include "hisi_telemetry.h"
#include "hw/hisi_sec_bd.h"
#include "uacce_compat.h"
#include "uacce_devargs.h"
#include "uacce_device.h"
#include "uacce_sec_session.h"
#include "uacce_spread.h"

#define UACCE_SEC_PMD_NAME	uacce_sec
#define UACCE_SEC_PMD_ALIAS	crypto_uacce_sec

extern int uacce_sec_logtype;
extern uint8_t uacce_sec_driver_id;

/** One line, with the name of the DPDK device in front. */
#define UACCE_SEC_LOG(level, name, ...) \
	UACCE_LOG_LINE_NAME(level, uacce_sec_logtype, name, __VA_ARGS__)

/**
 * Entries of the rings of a soft device without threads, unless the devargs say otherwise. Such
 * a device works only while it is polled. With rings as deep as those of hardware, operations
 * would wait until their data left the caches.
 */
#define UACCE_SEC_INLINE_DEPTH	256

/** Rings of a queue pair, a hardware queue each. */
enum uacce_sec_ring_id {
	UACCE_SEC_FIRST,	/**< the only descriptor of a request, or the first of two */
	UACCE_SEC_SECOND,	/**< the second descriptor of a request with two */
	UACCE_SEC_NB_RINGS,
};

/** What enqueue decides about an operation: a reject reason, or one of the last two. */
enum uacce_sec_verdict {
	UACCE_SEC_REJECT_TYPE,		/**< not symmetric, or of a wrong session type */
	UACCE_SEC_REJECT_SESSION,	/**< no session, one of another driver or other hardware */
	UACCE_SEC_REJECT_XFORM,		/**< session-less, and the xform is not supported */
	UACCE_SEC_REJECT_QUEUE,		/**< two descriptors, and the second ring is not open */
	UACCE_SEC_REJECT_MBUF,		/**< no source */
	UACCE_SEC_REJECT_POINTER,	/**< no digest or no AAD */
	UACCE_SEC_REJECT_RANGE,		/**< offset or length outside the mbufs */
	UACCE_SEC_REJECT_LENGTH,	/**< a length that the algorithm does not take */
	UACCE_SEC_REJECT_LIST,		/**< more segments than a hardware list has */
	UACCE_SEC_NB_REJECTS,
	UACCE_SEC_ACCEPTED,		/**< descriptors are built */
	UACCE_SEC_LATER,		/**< not rejected, but there is no room for it now */
};

/** What the dequeue does with a request whose descriptor completed; flags. */
#define UACCE_SEC_AFTER_COMPARE	(1u << 0)	/**< compare the MAC with the digest given */
#define UACCE_SEC_AFTER_COPY	(1u << 1)	/**< copy the start of the MAC to the digest */
#define UACCE_SEC_AFTER_LISTS	(1u << 2)	/**< release shared blocks of its lists */
#define UACCE_SEC_AFTER_WIPE	(1u << 3)	/**< zero the session that the slot has */
#define UACCE_SEC_AFTER_XOR	(1u << 4)	/**< add the first two blocks of the MAC */
#define UACCE_SEC_AFTER_STEP	(1u << 5)	/**< submit and wait for the second descriptor */
#define UACCE_SEC_AFTER_LOST	(1u << 6)	/**< nothing: the second one was not submitted */

/** Flags of requests that leave a MAC, or the parts of one, in the slot. */
#define UACCE_SEC_AFTER_MAC \
	(UACCE_SEC_AFTER_COMPARE | UACCE_SEC_AFTER_COPY | UACCE_SEC_AFTER_XOR)

/**
 * List of the source or the destination of an AEAD request with AAD: a block with one entry for
 * AAD and one for contiguous data, or with the former alone and the list of the data behind it.
 */
struct uacce_sec_head {
	struct hisi_sgl list;
	struct hisi_sge entry[2];
};

/** Where the data of a request are: addresses of bytes, or of two lists of the slot. */
struct uacce_sec_data {
	uint64_t src;
	uint64_t dst;
	uint32_t len;		/**< bytes */
	bool in_place;
	bool chained;		/**< both addresses are those of lists */
};

/** What each slot of a ring has for the request in it; written by the producer. */
struct __rte_cache_aligned uacce_sec_slot {
	struct uacce_sec_head src;
	struct uacce_sec_head dst;
	uint8_t mac[HISI_SEC_MAX_MAC_LEN];	/**< written by the device where @c after says so */
	uint8_t c_iv[HISI_SEC_IV_LEN];		/**< CCM: counter block */
	uint8_t a_iv[HISI_SEC_IV_LEN];		/**< CCM: first block of the MAC */
	void *digest;		/**< digest of the operation */
	void *user;		/**< raw data path: what the application gets back */
	uint8_t after;		/**< UACCE_SEC_AFTER_* */
	uint8_t digest_len;	/**< bytes */
	uint8_t status;		/**< status of the first of two descriptors; the consumer's */
};

/**
 * The operation of a slot, and what its descriptor must say if it succeeds. The driver keeps
 * this in memory that the device does not write.
 */
struct uacce_sec_op {
	uintptr_t op;		/**< operation, with UACCE_SEC_SLOW and UACCE_SEC_RAW */
	uint32_t done;		/**< done word of a success (4.10), and UACCE_SEC_VERIFIES */
};

/** The device verifies a MAC; a bit that no done word has. */
#define UACCE_SEC_VERIFIES	(1u << 31)

/** Done word of a success, from the HISI_SEC_FLAG_* of the work. */
#define UACCE_SEC_SUCCESS(flag) \
	(HISI_SEC_DONE | HISI_SEC_ICV_GOOD << HISI_SEC_ICV_S | (flag) << HISI_SEC_FLAG_S)

/** Marks in the low bits of the operation of a slot. */
#define UACCE_SEC_SLOW	((uintptr_t)1)	/**< the slot says what to do at completion */
#define UACCE_SEC_RAW	((uintptr_t)2)	/**< not an operation, but of the raw data path */
#define UACCE_SEC_MARKS	(UACCE_SEC_SLOW | UACCE_SEC_RAW)

/** A request that is over. */
struct uacce_sec_result {
	uintptr_t op;		/**< as in struct uacce_sec_op */
	void *user;		/**< raw data path: what the application gave */
	uint8_t status;		/**< enum rte_crypto_op_status */
};

/** A hardware queue, and what the driver keeps for each of its slots. */
struct __rte_cache_aligned uacce_sec_ring {
	struct hisi_qm qm;
	struct uacce_sec_op *ops;	/**< one for each slot */
	struct uacce_sec_slot *slots;
	/**
	 * Second ring: descriptors built, free-running; the producer's. They are built together
	 * with the first descriptor of their request, and submitted by the consumer, in the same
	 * order, when the first one completed.
	 */
	uint32_t built;
	struct hisi_sgl_pool sgl;
	uint32_t nb_slots;		/**< elements of ops and slots */
};

/**
 * Queue pair.
 *
 * A request with two descriptors has a slot of either ring from its enqueue until it is
 * returned. The dequeue that finds the first descriptor completed submits the second one. If
 * the first one failed, it marks the second one as one that the device completes without
 * working on it (4.2, 4.3), so that second descriptors stay in order. Requests are returned in
 * the order of the first ring.
 */
struct __rte_cache_aligned uacce_sec_qp {
	struct hisi_qp base;
	struct uacce_sec_ring ring[UACCE_SEC_NB_RINGS];
	const struct uacce_sec_layout *layout;
	enum uacce_sec_gen gen;
	/* The producer's. */
	uint32_t unsubmitted;		/**< raw data path: requests built and not submitted */
	/**
	 * Most descriptors in flight in the second ring; 0 while it is not open. Stored by the
	 * control path, with release, once all of the ring is there; loaded by the producer, with
	 * acquire. The consumer touches the second ring only for requests that have a descriptor
	 * there, and learns of these from the producer by submitted of the first ring.
	 */
	RTE_ATOMIC(uint32_t) second_limit;
	/* The consumer's. */
	uint32_t first_seen;		/**< completions of the first ring counted, not released */
	uint32_t second_seen;		/**< the same of the second ring */
	uint32_t second_due;		/**< second descriptors for the next doorbell */
	uint32_t second_lost;		/**< those behind them that are never submitted */
	/**
	 * Requests that were over, or given up, when a stop closed the rings. A stop adds them,
	 * when there is neither a producer nor a consumer; dequeues return them.
	 */
	struct hisi_qp_backlog backlog;
	struct uacce_sec_result *results;	/**< entries of the backlog, one per slot */
	RTE_ATOMIC(uint64_t) rejects[UACCE_SEC_NB_REJECTS];	/**< by reason; the producer's */
	/* Written by the control path. */
	/** One for each slot of the first ring: of session-less operations, and copies of keys. */
	struct uacce_sec_session *sessions;
	uint8_t *sink;			/**< where the device writes AAD that is not wanted */
	struct uacce_sec_dev *dev;
	int socket_id;			/**< NUMA node of its memory, or SOCKET_ID_ANY */
};

/** Bytes of the sink: the longest AAD. */
#define UACCE_SEC_SINK_SIZE	(HISI_SEC_MAX_OFFSET + 1)

/** Private data of a device. */
struct uacce_sec_dev {
	const char *name;		/**< of the DPDK device; memory of the bus */
	enum uacce_sec_gen gen;
	unsigned int watchdog;		/**< devarg, ms; 0: none */
	struct uacce_spread spread;	/**< accelerators of the queue pairs */
	struct hisi_telemetry telemetry;
	struct rte_cryptodev_capabilities caps[UACCE_SEC_MAX_CAPS];
	/**
	 * Serialises start, stop, set-up and release of queue pairs with the creation of sessions,
	 * which may open second rings, and which applications do on any lcore.
	 */
	pthread_mutex_t lock;
	bool started;			/**< rings are started; under the lock */
	/** Whether queue pairs have a second ring; stored under the lock, loaded with acquire. */
	RTE_ATOMIC(bool) two_rings;
};

extern struct rte_cryptodev_ops uacce_sec_ops;

/** Reject reasons in words. */
extern const char *const uacce_sec_reject_names[UACCE_SEC_NB_REJECTS];

/**
 * Make the cryptodev device of a device that a bus found, in a primary process.
 *
 * @param device
 *   Device of the bus.
 * @param name
 *   Name of the DPDK device; memory of the bus.
 * @param args
 *   Its arguments.
 * @return
 *   0, or a negative errno after one ERR line.
 */
int uacce_sec_create(struct rte_device *device, const char *name,
		const struct uacce_devargs *args);

/** Destroy a cryptodev device; nothing happens in a secondary process. */
int uacce_sec_destroy(const char *name);

/**
 * Build the descriptors of a batch: of operations up to the first one that is of another
 * session, or that takes the slow path.
 *
 * @param slot
 *   First slot; @p nb_ops slots follow it before the end of the ring.
 * @return
 *   Descriptors built.
 */
uint32_t uacce_sec_bd2_batch(struct uacce_sec_ring *ring, uint32_t slot,
		const struct uacce_sec_session *sess, struct rte_crypto_op **ops, uint32_t nb_ops);
uint32_t uacce_sec_bd3_batch(struct uacce_sec_ring *ring, uint32_t slot,
		const struct uacce_sec_session *sess, struct rte_crypto_op **ops, uint32_t nb_ops);

/** cryptodev ops: sessions. */
unsigned int uacce_sec_session_size(struct rte_cryptodev *dev);
int uacce_sec_session_configure(struct rte_cryptodev *dev, struct rte_crypto_sym_xform *xform,
		struct rte_cryptodev_sym_session *session);
void uacce_sec_session_clear(struct rte_cryptodev *dev,
		struct rte_cryptodev_sym_session *session);

/** What the slow path of one dequeue call did already. */
struct uacce_sec_call {
	bool may_poll_device[UACCE_SEC_NB_RINGS];	/**< see hisi_qp_poll() */
	bool looked_ahead;	/**< counted completions behind those of the oldest request */
	/** Oldest descriptors of a dead ring that may be given back, see hisi_qp_poll(). */
	uint32_t dead[UACCE_SEC_NB_RINGS];
};

/** A call that begins. */
#define UACCE_SEC_CALL	((struct uacce_sec_call){ .may_poll_device = { true, true } })

/**
 * Dequeue operations on the slow path, which takes all.
 *
 * @param may_poll_device
 *   Of the first ring, see hisi_qp_poll().
 * @return
 *   Operations; the first request of the raw data path ends them.
 */
uint32_t uacce_sec_dequeue_slow(struct uacce_sec_qp *qp, struct rte_crypto_op **ops,
		uint32_t nb_ops, bool may_poll_device);

/**
 * Return the oldest request, if it is over and of the kind that is wanted.
 *
 * @param call
 *   State of the dequeue call, which may call this again.
 * @param raw
 *   Whether a request of the raw data path is wanted, or an operation. A request of the other
 *   kind hides what is behind it.
 * @return
 *   Whether there is one.
 */
bool uacce_sec_dequeue_one(struct uacce_sec_qp *qp, struct uacce_sec_call *call, bool raw,
		struct uacce_sec_result *result);

/** Burst functions; the guide of the driver has their contract. */
uint16_t uacce_sec_enqueue_burst(void *qp, struct rte_crypto_op **ops, uint16_t nb_ops);
uint16_t uacce_sec_dequeue_burst(void *qp, struct rte_crypto_op **ops, uint16_t nb_ops);

#ifdef UACCE_HAVE_QP_DEPTH
/** Requests of a queue pair that were enqueued and not dequeued. Any thread may call it. */
uint32_t uacce_sec_qp_depth_used(void *queue_pair);
#endif

/**
 * Release a queue pair and all its memory. Operations that were not dequeued are dropped,
 * with a WARNING line that has their number. @return 0.
 */
int uacce_sec_qp_release(struct rte_cryptodev *dev, uint16_t qp_id);

/**
 * Allocate what a ring that was opened needs for each slot, on the NUMA node of the queue pair.
 * @return 0 or -ENOMEM; uacce_sec_ring_free() is the caller's in either case.
 */
int uacce_sec_ring_alloc(const struct uacce_sec_qp *qp, struct uacce_sec_ring *ring);

/** Zero and free what uacce_sec_ring_alloc() allocated. */
void uacce_sec_ring_free(struct uacce_sec_ring *ring);

/**
 * Make sure that all queue pairs of a device have a second ring, if a session may need one.
 *
 * Control path; may be called by any thread while others enqueue and dequeue. Queue pairs that
 * are set up later get both rings then.
 *
 * @param sess
 *   Session that is about to be used.
 * @return
 *   0; or, after one ERR line that names the accelerator or the lack of memory and a NOTICE
 *   line that names the queue pair, a negative errno of hisi_qm_open() or hisi_qm_start(), or
 *   -ENOMEM. All queue pairs are then as they were.
 */
int uacce_sec_second_require(struct uacce_sec_dev *dev, struct rte_cryptodev_data *data,
		const struct uacce_sec_session *sess);

/**
 * Open the second ring of a queue pair, with its memory, before the data path knows of it.
 * @return as uacce_sec_second_require(), after its ERR line alone; nothing is left open then.
 */
int uacce_sec_second_open(struct uacce_sec_qp *qp);

/** Let the producer use the second ring, if it is open. */
void uacce_sec_second_publish(struct uacce_sec_qp *qp);

/**
 * Move what the rings completed to the backlog, from which the next dequeues return it. Does
 * not wait. A stop calls it.
 *
 * @param queue_pair
 *   struct uacce_sec_qp.
 * @return
 *   Requests still in flight.
 */
uint32_t uacce_sec_drain(void *queue_pair);

/**
 * Move what is still in flight to the backlog, with an error status. A stop calls it, and
 * closes the rings before any of it is dequeued. One ERR line has the number of such requests.
 */
void uacce_sec_give_up(struct uacce_sec_qp *qp);

/** cryptodev ops: raw data path. */
int uacce_sec_raw_ctx_size(struct rte_cryptodev *dev);
int uacce_sec_raw_configure(struct rte_cryptodev *dev, uint16_t qp_id,
		struct rte_crypto_raw_dp_ctx *ctx, enum rte_crypto_op_sess_type sess_type,
		union rte_cryptodev_session_ctx session_ctx, uint8_t is_update);

/** Oldest request of the backlog, which is not empty. */
static inline const struct uacce_sec_result *
uacce_sec_backlog_oldest(const struct uacce_sec_qp *qp)
{
	return &qp->results[hisi_qp_backlog_head(&qp->backlog)];
}

/**
 * Descriptors that may be built now; the producer's. None while the backlog has requests,
 * because the next stop may add as many as the ring has slots. None when either ring is dead.
 */
static inline uint32_t
uacce_sec_room(const struct uacce_sec_qp *qp)
{
	const struct hisi_qm *first = &qp->ring[UACCE_SEC_FIRST].qm;
	const struct hisi_qm *second = &qp->ring[UACCE_SEC_SECOND].qm;
	const uint32_t room = hisi_qm_free(first);

	if (unlikely(hisi_qp_backlog_count(&qp->backlog) != 0 || !hisi_qm_can_submit(first)))
		return 0;
	/* Acquire: the second ring was made before its limit was stored. */
	if (rte_atomic_load_explicit(&qp->second_limit, rte_memory_order_acquire) != 0 &&
			unlikely(!hisi_qm_can_submit(second)))
		return 0;
	return room;
}

#endif /* UACCE_SEC_PRIVATE_H */

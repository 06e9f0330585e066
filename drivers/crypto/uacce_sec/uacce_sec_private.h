/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_SEC_PRIVATE_H
#define UACCE_SEC_PRIVATE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <rte_branch_prediction.h>
#include <rte_common.h>
#include <rte_cryptodev.h>
#include <rte_mbuf.h>

#include <cryptodev_pmd.h>

#include "hisi_qm.h"
#include "hw/hisi_sec_bd.h"
#include "hisi_sgl.h"
#include "uacce_compat.h"
#include "uacce_device.h"
#include "uacce_devargs.h"
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
 * Entries of the rings of a soft device that serves inline, unless the devargs say otherwise. It
 * does nothing while operations pile up; rings of hardware's depth only drive data out of caches.
 */
#define UACCE_SEC_INLINE_DEPTH	256

/** Longest a stop waits for all queue pairs to finish what they have, seconds. */
#define UACCE_SEC_DRAIN_S	5

/** Rings of a queue pair, a hardware queue each. */
enum uacce_sec_ring_id {
	UACCE_SEC_FIRST,	/**< all requests, and the first step of those with two */
	UACCE_SEC_SECOND,	/**< second steps */
	UACCE_SEC_NB_RINGS,
};

/** Why an operation was refused at enqueue. */
enum uacce_sec_reject {
	UACCE_SEC_REJECT_TYPE,		/**< neither symmetric, nor with a session or an xform */
	UACCE_SEC_REJECT_SESSION,	/**< none, of another driver, or for other hardware */
	UACCE_SEC_REJECT_XFORM,		/**< session-less, and the xform is not offered */
	UACCE_SEC_REJECT_MBUF,		/**< no source */
	UACCE_SEC_REJECT_POINTER,	/**< no digest or no AAD */
	UACCE_SEC_REJECT_RANGE,		/**< offset or length outside the mbufs */
	UACCE_SEC_REJECT_LENGTH,	/**< a length that the algorithm does not take */
	UACCE_SEC_REJECT_LIST,		/**< more segments than a hardware list has */
	UACCE_SEC_NB_REJECTS,
	UACCE_SEC_TAKEN,		/**< not refused */
	UACCE_SEC_LATER,		/**< not refused, but there is no room for it now */
};

/** What is left to do when an operation completed; flags. */
#define UACCE_SEC_AFTER_COMPARE	(1u << 0)	/**< the MAC computed with the digest given */
#define UACCE_SEC_AFTER_COPY	(1u << 1)	/**< part of the MAC to the digest */
#define UACCE_SEC_AFTER_LISTS	(1u << 2)	/**< what its lists took */
#define UACCE_SEC_AFTER_WIPE	(1u << 3)	/**< the session that was the slot's own */
#define UACCE_SEC_AFTER_XOR	(1u << 4)	/**< the MAC's first two blocks with one another */
#define UACCE_SEC_AFTER_STEP	(1u << 5)	/**< the second step, in the second ring */
#define UACCE_SEC_AFTER_LOST	(1u << 6)	/**< nothing: the second step never started */

/** Those that leave a MAC, or what one is made of, in the slot. */
#define UACCE_SEC_AFTER_MAC \
	(UACCE_SEC_AFTER_COMPARE | UACCE_SEC_AFTER_COPY | UACCE_SEC_AFTER_XOR)

/** One side of an operation with AAD: a block of two entries, or of one and the rest behind. */
struct uacce_sec_head {
	struct hisi_sgl list;
	struct hisi_sge entry[2];	/**< AAD, or where it could be written; data */
};

/** Where the data of an operation are: two addresses, or two of the slot's lists. */
struct uacce_sec_data {
	uint64_t src;
	uint64_t dst;
	uint32_t len;		/**< bytes */
	bool in_place;
	bool chained;
};

/** What a slot of the ring has for the operation in it. */
struct uacce_sec_slot {
	struct uacce_sec_head src;
	struct uacce_sec_head dst;
	uint8_t mac[HISI_SEC_MAX_MAC_LEN];	/**< written by the device, see @c after */
	uint8_t c_iv[HISI_SEC_IV_LEN];		/**< CCM: counter block */
	uint8_t a_iv[HISI_SEC_IV_LEN];		/**< CCM: first block */
	void *digest;		/**< where the operation has its digest */
	void *user;		/**< raw data path: what the application gets back */
	uint8_t after;		/**< UACCE_SEC_AFTER_* */
	uint8_t digest_len;
	uint8_t status;		/**< request with two steps: what came of the first */
} __rte_cache_aligned;

/**
 * What the driver remembers of the descriptor in a slot, in memory that the device does not
 * write: the result is compared with it.
 */
struct uacce_sec_held {
	uintptr_t op;		/**< operation with its marks */
	uint32_t done;		/**< done word of a success (4.10), and UACCE_SEC_VERIFIES */
};

/** The device verifies a MAC: a bit that no done word has. */
#define UACCE_SEC_VERIFIES	(1u << 31)

/** Done word of a success, by HISI_SEC_FLAG_* of what was asked for. */
#define UACCE_SEC_SUCCESS(flag) \
	(HISI_SEC_DONE | HISI_SEC_ICV_GOOD << HISI_SEC_ICV_S | (flag) << HISI_SEC_FLAG_S)

/** Marks in the low bits of the operation held for a slot. */
#define UACCE_SEC_SPECIAL	((uintptr_t)1)	/**< completion takes the long way */
#define UACCE_SEC_RAW		((uintptr_t)2)	/**< no operation; of the raw data path */
#define UACCE_SEC_MARKS		(UACCE_SEC_SPECIAL | UACCE_SEC_RAW)

/** What came out of a queue pair. */
struct uacce_sec_result {
	uintptr_t op;		/**< as in uacce_sec_held */
	void *user;
	uint8_t status;		/**< enum rte_crypto_op_status */
};

/** A hardware queue and all there is per slot of it. */
struct uacce_sec_ring {
	struct hisi_qm qm;
	struct uacce_sec_held *held;	/**< one for each slot */
	struct uacce_sec_slot *slots;
	/**
	 * Second ring: descriptors built, free-running. They are built together with
	 * the first step, and the device is told of them when that is done, in order.
	 */
	uint32_t built;
	struct hisi_sgl_pool sgl;
	uint32_t nb_slots;		/**< what all of this was made for */
} __rte_cache_aligned;

/**
 * Queue pair.
 *
 * A request with two steps has a slot of either ring from its enqueue until it is returned.
 * The dequeue that sees the first step complete lets the device have the second; if the
 * first failed, as a descriptor that is only to be completed (4.2, 4.3), so that
 * second steps stay in order. Requests are returned in the order of the first ring.
 */
struct uacce_sec_qp {
	struct uacce_sec_ring ring[UACCE_SEC_NB_RINGS];
	const struct uacce_sec_layout *layout;
	enum uacce_sec_gen gen;
	uint32_t cached;		/**< raw data path: built and not told of; producer */
	/* The consumer's. */
	uint32_t ahead;			/**< completions of the first ring seen and not released */
	uint32_t ready;			/**< the same of the second ring */
	uint32_t passed;		/**< second steps that may start and were not told of */
	uint32_t lost;			/**< second steps behind these that never will */
	uint32_t parked_head;		/**< consumer */
	uint32_t parked_tail;		/**< stop; the two are equal when nothing is parked */
	struct rte_cryptodev_stats stats;
	uint64_t rejects[UACCE_SEC_NB_REJECTS];
	/* Control path. */
	/** Finished when the rings were closed, until dequeued; as many as the first has slots. */
	struct uacce_sec_result *parked;
	uint32_t parked_mask;
	/** Of session-less operations, and copies of keys; one for each slot of the first ring. */
	struct uacce_sec_session *sessions;
	uint8_t *sink;			/**< where AAD may go; nobody reads it */
	uint16_t id;
	const struct uacce_device *device;
	const char *name;		/**< of the DPDK device */
} __rte_cache_aligned;

/** Bytes of the sink: the longest AAD. */
#define UACCE_SEC_SINK_SIZE	(HISI_SEC_MAX_OFFSET + 1)

/** Private data of a device. */
struct uacce_sec_dev {
	const char *name;		/**< of the DPDK device; the bus keeps it */
	enum uacce_sec_gen gen;
	struct uacce_spread spread;	/**< queue pairs spread over its accelerators */
	struct rte_cryptodev_capabilities caps[UACCE_SEC_MAX_CAPS];
};

extern struct rte_cryptodev_ops uacce_sec_ops;

/**
 * Build descriptors up to the first operation that is not plain or not of the
 * session; the run ends with the ring at the latest.
 *
 * @param slot
 *   First slot; @p nb_ops slots follow it before the end of the ring.
 * @return
 *   Descriptors built.
 */
uint32_t uacce_sec_bd2_run(struct uacce_sec_ring *ring, uint32_t slot,
		const struct uacce_sec_session *sess, struct rte_crypto_op **ops, uint32_t nb_ops);
uint32_t uacce_sec_bd3_run(struct uacce_sec_ring *ring, uint32_t slot,
		const struct uacce_sec_session *sess, struct rte_crypto_op **ops, uint32_t nb_ops);

/** cryptodev ops: sessions. */
unsigned int uacce_sec_session_size(struct rte_cryptodev *dev);
int uacce_sec_session_configure(struct rte_cryptodev *dev, struct rte_crypto_sym_xform *xform,
		struct rte_cryptodev_sym_session *session);
void uacce_sec_session_clear(struct rte_cryptodev *dev,
		struct rte_cryptodev_sym_session *session);

/** What one call of a dequeue function knows. */
struct uacce_sec_visit {
	bool turn[UACCE_SEC_NB_RINGS];	/**< an inline device may still have one for a ring */
	bool looked;			/**< for completions ahead of the oldest request */
	/** Oldest requests of a ring that will never complete, see uacce_sec_ring_poll(). */
	uint32_t dead[UACCE_SEC_NB_RINGS];
};

/** A visit that begins. */
#define UACCE_SEC_VISIT	((struct uacce_sec_visit){ .turn = { true, true } })

/**
 * Dequeue operations on the slow path, which takes all.
 *
 * @param turn
 *   Whether an inline device may have a turn for the first ring.
 * @return
 *   Operations; they end before a request of the raw data path.
 */
uint32_t uacce_sec_dequeue_in_order(struct uacce_sec_qp *qp, struct rte_crypto_op **ops,
		uint32_t nb_ops, bool turn);

/**
 * The oldest request, if it is over.
 *
 * @param visit
 *   The call that asks, which may ask for more.
 * @param raw
 *   Whether it is to be of the raw data path; those of another kind in front of it
 *   hide it.
 * @return
 *   Whether there is one.
 */
bool uacce_sec_next(struct uacce_sec_qp *qp, struct uacce_sec_visit *visit, bool raw,
		struct uacce_sec_result *result);

/** Burst functions; contract in the guide. */
uint16_t uacce_sec_enqueue_burst(void *qp, struct rte_crypto_op **ops, uint16_t nb_ops);
uint16_t uacce_sec_dequeue_burst(void *qp, struct rte_crypto_op **ops, uint16_t nb_ops);

/**
 * Release a queue pair and what it holds; operations not dequeued are dropped
 * with a WARNING. @return 0.
 */
int uacce_sec_qp_release(struct rte_cryptodev *dev, uint16_t qp_id);

/**
 * Park what the rings have completed, from where the next dequeues return it. Does not wait;
 * an inline device has its turns.
 *
 * @return
 *   Descriptors that the device still has.
 */
uint32_t uacce_sec_drain(struct uacce_sec_qp *qp);

/**
 * Park what the device still has, with an error status. The rings are to be closed before
 * that is dequeued. One ERR line names a queue pair that had any.
 */
void uacce_sec_give_up(struct uacce_sec_qp *qp);

/** cryptodev ops: raw data path. */
int uacce_sec_raw_ctx_size(struct rte_cryptodev *dev);
int uacce_sec_raw_configure(struct rte_cryptodev *dev, uint16_t qp_id,
		struct rte_crypto_raw_dp_ctx *ctx, enum rte_crypto_op_sess_type sess_type,
		union rte_cryptodev_session_ctx session_ctx, uint8_t is_update);

/** Operations parked, as either side sees them. */
static inline uint32_t
uacce_sec_nb_parked(const struct uacce_sec_qp *qp)
{
	return __atomic_load_n(&qp->parked_tail, __ATOMIC_ACQUIRE) -
		__atomic_load_n(&qp->parked_head, __ATOMIC_ACQUIRE);
}

/**
 * Descriptors that may be built now. None while something is parked: what the ring
 * takes must find room there when it is closed again. None when either ring is dead:
 * the queue pair is, then.
 */
static inline uint32_t
uacce_sec_room(const struct uacce_sec_qp *qp)
{
	const struct hisi_qm *qm = &qp->ring[UACCE_SEC_FIRST].qm;
	uint32_t room = hisi_qm_free(qm);

	return likely(uacce_sec_nb_parked(qp) == 0 && hisi_qm_can_submit(qm) &&
			hisi_qm_can_submit(&qp->ring[UACCE_SEC_SECOND].qm)) ? room : 0;
}

#endif /* UACCE_SEC_PRIVATE_H */

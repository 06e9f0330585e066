/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_ZIP_PRIVATE_H
#define UACCE_ZIP_PRIVATE_H

#include <stdbool.h>
#include <stdint.h>

#include <rte_common.h>
#include <rte_compressdev.h>

#include <rte_compressdev_pmd.h>

#include "hisi_qm.h"
#include "hisi_zip_bd.h"
#include "uacce_compat.h"
#include "uacce_device.h"
#include "uacce_devargs.h"

#define UACCE_ZIP_PMD_NAME	uacce_zip
#define UACCE_ZIP_PMD_ALIAS	compress_uacce_zip

extern int uacce_zip_logtype;

/** One line, with the name of the DPDK device in front. */
#define UACCE_ZIP_LOG(level, name, ...) \
	UACCE_LOG_LINE_NAME(level, uacce_zip_logtype, name, __VA_ARGS__)

/** A queue pair has a hardware queue per direction; the index is its qc_type (2.7). */
#define UACCE_ZIP_NB_RINGS	2

/** Log2 of the windows a compressor can be told of (3.3). */
#define UACCE_ZIP_WINDOW_MIN	12
#define UACCE_ZIP_WINDOW_MAX	15
/** Log2 of the smallest window DEFLATE knows; any stream up to the maximum decodes. */
#define UACCE_ZIP_WINDOW_ANY	8

/** Operations that may wait for the lcore itself; see struct uacce_zip_sw. */
#define UACCE_ZIP_SW_ROOM	1024
/** Slots of the software ring: what may wait, plus all two rings hold when they stop. */
#define UACCE_ZIP_SW_SIZE	4096

/** Longest a stop waits for the device to finish what it has, seconds. */
#define UACCE_ZIP_DRAIN_S	5

/** What differs between generations of the hardware (section 0, 3.1, 3.4). */
struct uacce_zip_generation {
	unsigned int version;	/**< smallest QM version this is for */
	uint32_t sqe_type;	/**< HISI_ZIP_SQE_TYPE_* */
	uint16_t tag_offset;	/**< bytes into the descriptor */
	/** No raw DEFLATE: compress as zlib and cut the trailer, inflate in software (3.14). */
	bool wraps_deflate;
};

/** Why an operation was refused at enqueue. */
enum uacce_zip_reject {
	UACCE_ZIP_REJECT_TYPE,		/**< op_type, or no private xform */
	UACCE_ZIP_REJECT_MBUF,		/**< no source or no destination */
	UACCE_ZIP_REJECT_FLUSH,		/**< flush flag of a stateless operation */
	UACCE_ZIP_REJECT_SEGMENTS,	/**< chained mbufs */
	UACCE_ZIP_REJECT_RANGE,		/**< offset or length outside the mbuf */
	UACCE_ZIP_NB_REJECTS,
};

/**
 * Private xform: a validated descriptor template. Read-only once created, so
 * any number of operations, lcores and queue pairs may share it.
 */
struct uacce_zip_xform {
	struct hisi_zip_sqe sqe;	/**< template, all that no operation changes */
	uint8_t ring;			/**< HISI_ZIP_QC_*: direction */
	bool software;			/**< the hardware cannot, the lcore does */
	uint16_t tag_offset;		/**< bytes into the descriptor */
	uint32_t trailer;		/**< bytes to cut from what was produced */
} __rte_cache_aligned;

/**
 * Operations that no ring holds: those the lcore works on itself (in the dequeue
 * that returns them), and those that were finished when the rings were closed.
 * Told apart by their status, NOT_PROCESSED or not.
 */
struct uacce_zip_sw {
	uint32_t head;		/**< consumer, free-running */
	uint32_t tail;		/**< producer, free-running */
	struct rte_comp_op **ops;	/**< UACCE_ZIP_SW_SIZE slots */
	struct inflate_state *inflate;	/**< ISA-L state, NULL where hardware inflates */
};

/** Bytes of a bounce buffer: the least the hardware works with, kept 8-byte aligned. */
#define UACCE_ZIP_BOUNCE_SIZE	RTE_ALIGN_CEIL(HISI_ZIP_MIN_OUT, 8)

/** One direction of a queue pair. */
struct uacce_zip_ring {
	struct hisi_qm qm;
	struct rte_comp_op **ops;	/**< operation of each slot */
	uint8_t *bounce;		/**< a buffer per slot for tiny outputs */
	uint32_t slots;			/**< what both arrays were made for */
} __rte_cache_aligned;

/** Queue pair. */
struct uacce_zip_qp {
	struct uacce_zip_ring ring[UACCE_ZIP_NB_RINGS];
	struct uacce_zip_sw sw;
	struct rte_compressdev_stats stats;
	uint64_t rejects[UACCE_ZIP_NB_REJECTS];
	uint8_t turn;			/**< ring that is polled first */
	bool soft;			/**< served by the soft device */
	/* Control path. */
	uint16_t id;
	const struct uacce_device *device;
	const char *name;		/**< of the DPDK device */
} __rte_cache_aligned;

/** Private data of a device. */
struct uacce_zip_dev {
	char name[RTE_COMPRESSDEV_NAME_MAX_LEN];
	const struct uacce_zip_generation *gen;
	unsigned int max_queue_pairs;
	unsigned int nb_devices;
	bool soft;			/**< no hardware among the devices */
	bool told_software;		/**< said once that inflate runs on the lcore */
	struct uacce_device devices[UACCE_MAX_PICK];	/**< queue pairs go round robin */
};

extern struct rte_compressdev_ops uacce_zip_ops;

/**
 * Release a queue pair and what it holds; operations not dequeued are dropped
 * with a WARNING. @return 0.
 */
int uacce_zip_qp_release(struct rte_compressdev *dev, uint16_t qp_id);

/** compressdev op: validate an xform and make a template of it. */
int uacce_zip_xform_create(struct rte_compressdev *dev, const struct rte_comp_xform *xform,
		void **private_xform);

/** compressdev op: free a private xform. */
int uacce_zip_xform_free(struct rte_compressdev *dev, void *private_xform);

/** Burst functions; contract in the guide. */
uint16_t uacce_zip_enqueue_burst(void *qp, struct rte_comp_op **ops, uint16_t nb_ops);
uint16_t uacce_zip_dequeue_burst(void *qp, struct rte_comp_op **ops, uint16_t nb_ops);

/**
 * Finish what the rings hold into the software ring, from where the next
 * dequeues return it: wait for the device at most UACCE_ZIP_DRAIN_S seconds,
 * give the rest an error status.
 */
void uacce_zip_drain(struct uacce_zip_qp *qp);

/** Reserve the state the software path needs. @return 0 or -ENOMEM. */
int uacce_zip_sw_init(struct uacce_zip_sw *sw, bool inflate, int socket_id);
void uacce_zip_sw_free(struct uacce_zip_sw *sw);

/** Work on an operation in the calling lcore; sets its status and counts. */
void uacce_zip_sw_run(struct uacce_zip_sw *sw, struct rte_comp_op *op);

/**
 * Operations in the ring, as its producer or its consumer sees them. Acquire:
 * what the other side did to a slot comes before what this side does to it.
 */
static inline uint32_t
uacce_zip_sw_count(const struct uacce_zip_sw *sw)
{
	return __atomic_load_n(&sw->tail, __ATOMIC_ACQUIRE) -
		__atomic_load_n(&sw->head, __ATOMIC_ACQUIRE);
}

/** Append; the caller knows there is room (UACCE_ZIP_SW_ROOM, UACCE_ZIP_SW_SIZE). */
static inline void
uacce_zip_sw_push(struct uacce_zip_sw *sw, struct rte_comp_op *op)
{
	sw->ops[sw->tail & (UACCE_ZIP_SW_SIZE - 1)] = op;
	__atomic_store_n(&sw->tail, sw->tail + 1, __ATOMIC_RELEASE);
}

/** Take the oldest; the caller knows there is one. */
static inline struct rte_comp_op *
uacce_zip_sw_pop(struct uacce_zip_sw *sw)
{
	struct rte_comp_op *op = sw->ops[sw->head & (UACCE_ZIP_SW_SIZE - 1)];

	__atomic_store_n(&sw->head, sw->head + 1, __ATOMIC_RELEASE);
	return op;
}

#endif /* UACCE_ZIP_PRIVATE_H */

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
#include "hisi_sgl.h"
#include "hw/hisi_zip_bd.h"
#include "uacce_compat.h"
#include "uacce_device.h"
#include "uacce_devargs.h"
#include "uacce_spread.h"

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
/** Log2 of what distances in LZ4 blocks are below. */
#define UACCE_ZIP_WINDOW_LZ4	16

/** Operations that may wait for the lcore itself; see struct uacce_zip_sw. */
#define UACCE_ZIP_SW_ROOM	1024

/** Longest a stop waits for all queue pairs to finish what they have, seconds. */
#define UACCE_ZIP_DRAIN_S	5

/** What differs between generations of the hardware (section 0, 3.1, 3.4). */
struct uacce_zip_generation {
	uint32_t sqe_type;	/**< HISI_ZIP_SQE_TYPE_* */
	uint16_t tag_offset;	/**< bytes into the descriptor */
	/** No raw DEFLATE: compress as zlib and cut the trailer, inflate in software (3.14). */
	bool wraps_deflate;
};

/** Why an operation was refused at enqueue. */
enum uacce_zip_reject {
	UACCE_ZIP_REJECT_TYPE,		/**< op_type, or no private xform or stream */
	UACCE_ZIP_REJECT_MBUF,		/**< no source or no destination */
	UACCE_ZIP_REJECT_FLUSH,		/**< flush flag of a stateless operation */
	UACCE_ZIP_REJECT_RANGE,		/**< offset or length outside the mbufs */
	UACCE_ZIP_REJECT_LIST,		/**< more segments than a hardware list has */
	UACCE_ZIP_REJECT_STREAM,	/**< an operation of the stream is in flight */
	UACCE_ZIP_NB_REJECTS,
};

/** What a struct uacce_zip_xform is the head of. */
enum uacce_zip_kind {
	UACCE_ZIP_KIND_XFORM = 1,
	UACCE_ZIP_KIND_STREAM,
};

/**
 * Private xform: a validated descriptor template. Read-only once created, so
 * any number of operations, lcores and queue pairs may share it. A stream starts
 * with one, too.
 */
struct uacce_zip_xform {
	struct hisi_zip_sqe sqe;	/**< template, all that no operation changes */
	uint8_t kind;			/**< enum uacce_zip_kind */
	uint8_t ring;			/**< HISI_ZIP_QC_*: direction */
	bool software;			/**< the hardware cannot, the lcore does */
	bool bare;			/**< raw data as zlib: a trailer is missing (3.14) */
	bool special;			/**< operations take the long way */
	uint16_t tag_offset;		/**< bytes into the descriptor */
	uint8_t trailer;		/**< bytes to cut from what was produced */
	uint8_t min_flush;		/**< smallest flush flag of a stateless operation */
	uint32_t max_input;		/**< bytes of source of a stateless operation */
	enum rte_comp_checksum_type chksum;
} __rte_cache_aligned;

/**
 * Operations that no ring holds: those the lcore works on itself (in the dequeue
 * that returns them), and those that were finished when the rings were closed.
 * Told apart by their status, NOT_PROCESSED or not. It has slots for all that may wait
 * and all that two rings hold when they stop.
 */
struct uacce_zip_sw {
	uint32_t head;		/**< consumer, free-running */
	uint32_t tail;		/**< producer, free-running */
	uint32_t mask;		/**< slots, a power of two, less 1 */
	struct rte_comp_op **ops;
	struct inflate_state *inflate;	/**< ISA-L state, NULL where hardware inflates */
};

/** Longest trailer that is cut, bytes. */
#define UACCE_ZIP_MAX_TRAILER	HISI_ZIP_GZIP_TRAILER

/** Bytes of a bounce buffer: the least the hardware works with, and a trailer. */
#define UACCE_ZIP_BOUNCE_SIZE	RTE_ALIGN_CEIL(HISI_ZIP_MIN_OUT + UACCE_ZIP_MAX_TRAILER, 8)

/**
 * Mark of an operation whose completion takes the long way, in the low bit of
 * its pointer: a list, a bounce buffer, a trailer, a checksum or a stream.
 */
#define UACCE_ZIP_SPECIAL	((uintptr_t)1)

/** One direction of a queue pair. */
struct uacce_zip_ring {
	struct hisi_qm qm;
	/**
	 * Operation of each slot, with its mark. Until it completes its produced holds the
	 * bytes of destination that the device was told of.
	 */
	uintptr_t *ops;
	uint8_t *bounce;		/**< a buffer per slot for tiny outputs */
	struct hisi_sgl_pool sgl;
	uint32_t slots;			/**< what all three were made for */
	/** Where trailers go that the destination has no room for; nobody reads it. */
	uint8_t tail[UACCE_ZIP_MAX_TRAILER];
} __rte_cache_aligned;

/** Queue pair. */
struct uacce_zip_qp {
	struct uacce_zip_ring ring[UACCE_ZIP_NB_RINGS];
	struct uacce_zip_sw sw;
	struct rte_compressdev_stats stats;
	uint64_t rejects[UACCE_ZIP_NB_REJECTS];
	uint8_t turn;			/**< ring that is polled first */
	/* Control path. */
	uint16_t id;
	const struct uacce_device *device;
	const char *name;		/**< of the DPDK device */
} __rte_cache_aligned;

/** Descriptors of a burst that are built and not yet told of. */
struct uacce_zip_batch {
	uint32_t built[UACCE_ZIP_NB_RINGS];
	uint32_t room[UACCE_ZIP_NB_RINGS];
};

/** Private data of a device. */
struct uacce_zip_dev {
	const char *name;		/**< of the DPDK device; the bus keeps it */
	const struct uacce_zip_generation *gen;
	bool lz4;			/**< all devices compress LZ4 blocks (3.15) */
	bool v2_hw_inflate;		/**< devarg: raw inflate by hardware on QM v2 */
	bool told_software;		/**< said once that inflate runs on the lcore */
	struct uacce_spread spread;	/**< queue pairs spread over its accelerators */
};

extern struct rte_compressdev_ops uacce_zip_ops;

/**
 * Release a queue pair and what it holds; operations not dequeued are dropped
 * with a WARNING, and their streams begin anew. @return 0.
 */
int uacce_zip_qp_release(struct rte_compressdev *dev, uint16_t qp_id);

/** Validate an xform and make a template of it; -ENOTSUP or -EINVAL with one ERR line. */
int uacce_zip_xform_fill(struct uacce_zip_dev *zip, const struct rte_comp_xform *xform,
		struct uacce_zip_xform *xf);

/** compressdev op: make a private xform. */
int uacce_zip_xform_create(struct rte_compressdev *dev, const struct rte_comp_xform *xform,
		void **private_xform);

/** compressdev op: free a private xform. */
int uacce_zip_xform_free(struct rte_compressdev *dev, void *private_xform);

/** Burst functions; contract in the guide. */
uint16_t uacce_zip_enqueue_burst(void *qp, struct rte_comp_op **ops, uint16_t nb_ops);
uint16_t uacce_zip_dequeue_burst(void *qp, struct rte_comp_op **ops, uint16_t nb_ops);

/** Take one operation, whatever it is; false if the burst ends before it. */
bool uacce_zip_enqueue_slow(struct uacce_zip_qp *qp, struct uacce_zip_batch *batch,
		struct rte_comp_op *op);

/** Bounce buffer of a slot. */
static inline uint8_t *
uacce_zip_bounce_of(const struct uacce_zip_ring *ring, uint32_t slot)
{
	return ring->bounce + slot * UACCE_ZIP_BOUNCE_SIZE;
}

/**
 * Move what the rings have completed to the software ring, from where the next dequeues
 * return it. Does not wait; an inline device has its turns.
 *
 * @return
 *   Operations that the device still has.
 */
uint32_t uacce_zip_drain(struct uacce_zip_qp *qp);

/**
 * Move what the device still has to the software ring, with an error status. The rings are
 * to be closed before that is dequeued. One ERR line names a ring that had any.
 */
void uacce_zip_give_up(struct uacce_zip_qp *qp);

/**
 * Reserve the state the software path needs.
 *
 * @param slots
 *   Operations the ring must hold at least.
 * @param inflate
 *   Whether it is to inflate, too.
 * @param socket_id
 *   NUMA node of the memory, or SOCKET_ID_ANY.
 * @return
 *   0 or -ENOMEM; uacce_zip_sw_free() is the caller's in either case.
 */
int uacce_zip_sw_init(struct uacce_zip_sw *sw, uint32_t slots, bool inflate, int socket_id);

/** Free what uacce_zip_sw_init() reserved. */
void uacce_zip_sw_free(struct uacce_zip_sw *sw);

/** Work on an operation in the calling lcore; sets its status and counts. */
void uacce_zip_sw_run(struct uacce_zip_sw *sw, struct rte_comp_op *op);

/** Inflate from chain to chain until one side or the stream ends. @return ISA-L's result. */
int uacce_zip_sw_inflate(struct inflate_state *state, struct rte_comp_op *op);

/**
 * Checksum that an operation goes on from: its own, or that of no data, which is
 * 1 for Adler-32, where the API has 0 for none.
 */
uint64_t uacce_zip_sum_start(enum rte_comp_checksum_type type, uint64_t input);

/**
 * Checksum over part of a chain, going on from another.
 *
 * @param type
 *   Checksum; the result of RTE_COMP_CHECKSUM_NONE is 0.
 * @param init
 *   Checksum so far, from uacce_zip_sum_start() if nothing was; Adler-32 can
 *   become 0 on its way.
 */
uint64_t uacce_zip_sum(enum rte_comp_checksum_type type, uint64_t init, const struct rte_mbuf *m,
		uint32_t offset, uint32_t length);

/** The CRC-32 that the hardware shows as its register (3.8). */
uint32_t uacce_zip_crc_of_register(uint32_t dw31);

/**
 * Whether the segments of both sides hold what pkt_len and the operation say;
 * for what walks them without a list, which would be held against them.
 */
bool uacce_zip_chains_hold(const struct rte_comp_op *op);

/** Copy linear memory into part of a chain that is long enough. */
void uacce_zip_copy_to_chain(struct rte_mbuf *m, uint32_t offset, const uint8_t *from,
		uint32_t length);

/** Bytes of a destination from its offset on; 0 if that is past the end. */
static inline uint32_t
uacce_zip_room(const struct rte_comp_op *op)
{
	uint32_t len = op->m_dst->nb_segs == 1 ? op->m_dst->data_len : op->m_dst->pkt_len;

	return op->dst.offset < len ? len - op->dst.offset : 0;
}

/**
 * Whether room is not above the least that hardware surely works with, so that
 * the output goes through a buffer (3.12, section 6 item 10).
 */
static inline bool
uacce_zip_is_tiny(uint32_t room)
{
	return room <= HISI_ZIP_MIN_OUT;
}

/**
 * Put the buffers of a request into a descriptor: flat where both sides are
 * contiguous, as lists otherwise (3.2: never mixed).
 *
 * @param dst
 *   Buffer to write to instead of the operation's destination, or NULL.
 * @param avail
 *   Bytes of the destination to use.
 * @param tail
 *   Bytes the device may write behind the destination: a trailer that is cut.
 * @return
 *   0, and the bytes the device may write are in op->produced; -EAGAIN when too few
 *   list blocks are free now; -E2BIG, -EINVAL as hisi_sgl_build().
 */
int uacce_zip_set_buffers(struct uacce_zip_ring *ring, uint32_t slot, struct hisi_zip_sqe *sqe,
		struct rte_comp_op *op, void *dst, uint32_t avail, uint32_t tail);

/**
 * What a completed descriptor says, each word fetched once. A device, or whatever else
 * writes to memory, may change a descriptor at any time: a word that was checked is used
 * from here alone, and what the driver wrote into a descriptor is never read back.
 */
struct uacce_zip_result {
	uint32_t consumed;
	uint32_t produced;
	uint32_t dw3;
	uint32_t ctx_dw0;
	uint32_t ctx_dw1;
	uint32_t ctx_dw2;
	uint32_t isize;
	uint32_t checksum;
};

/** Fetch the words of a descriptor that a device writes. */
static inline struct uacce_zip_result
uacce_zip_result_fetch(const struct hisi_zip_sqe *sqe)
{
	struct uacce_zip_result r = {
		.consumed = __atomic_load_n(&sqe->consumed, __ATOMIC_RELAXED),
		.produced = __atomic_load_n(&sqe->produced, __ATOMIC_RELAXED),
		.dw3 = __atomic_load_n(&sqe->dw3, __ATOMIC_RELAXED),
		.ctx_dw0 = __atomic_load_n(&sqe->ctx_dw0, __ATOMIC_RELAXED),
		.ctx_dw1 = __atomic_load_n(&sqe->ctx_dw1, __ATOMIC_RELAXED),
		.ctx_dw2 = __atomic_load_n(&sqe->ctx_dw2, __ATOMIC_RELAXED),
		.isize = __atomic_load_n(&sqe->isize, __ATOMIC_RELAXED),
		.checksum = __atomic_load_n(&sqe->checksum, __ATOMIC_RELAXED),
	};

	return r;
}

/** compressdev ops: streams. */
int uacce_zip_stream_create(struct rte_compressdev *dev, const struct rte_comp_xform *xform,
		void **stream);
int uacce_zip_stream_free(struct rte_compressdev *dev, void *stream);

/** What came of an operation at enqueue. */
enum uacce_zip_taken {
	UACCE_ZIP_TAKEN_RING,		/**< descriptor built in the slot */
	UACCE_ZIP_TAKEN_SW,		/**< for the software ring */
	UACCE_ZIP_TAKEN_LATER,		/**< not now, and not the operation's fault */
	UACCE_ZIP_TAKEN_NEVER,		/**< refused, why is set */
};

/**
 * Decide on a stateful operation whose mbufs and ranges are valid, and build its
 * descriptor if it needs one.
 *
 * @param ring
 *   Ring of its direction.
 * @param slot
 *   Slot a descriptor would go to.
 * @param has_slot
 *   Whether there is one.
 */
enum uacce_zip_taken uacce_zip_stream_take(struct uacce_zip_ring *ring, uint32_t slot,
		bool has_slot, struct rte_comp_op *op, enum uacce_zip_reject *why);

/** Turn a completed descriptor into the result of a stateful operation. */
void uacce_zip_stream_complete(const struct uacce_zip_result *result, struct rte_comp_op *op);

/**
 * Where a stream of raw DEFLATE ends among bits that begin with a block (3.9).
 *
 * @param data
 *   Bits, the first one lowest; the last one is the last of a byte of input.
 * @param nb_bits
 *   How many, below HISI_ZIP_CTX_BEGIN_BITS.
 * @return
 *   Bits up to the end of the final block, or all if a block is invalid; 0 if the stream
 *   goes on behind them.
 */
uint32_t uacce_zip_end_in(uint64_t data, uint32_t nb_bits);

/** A stateful operation whose queue died, or was released before it: the stream is lost. */
void uacce_zip_stream_abort(struct rte_comp_op *op);

/** Work on a stateful operation in the calling lcore. */
void uacce_zip_stream_run(struct rte_comp_op *op);

/** Status of a device in the API's words (3.10). */
static inline uint8_t
uacce_zip_op_status(uint32_t dw3)
{
	switch (dw3 & HISI_ZIP_DW3_STATUS) {
	case HISI_ZIP_OK:
	case HISI_ZIP_NEGATIVE_COMP:
	case HISI_ZIP_STREAM_END:
		return RTE_COMP_OP_STATUS_SUCCESS;
	case HISI_ZIP_NO_SPACE:
		return RTE_COMP_OP_STATUS_OUT_OF_SPACE_TERMINATED;
	default:
		return RTE_COMP_OP_STATUS_ERROR;
	}
}

/** Set the result of an operation that has none but its status. */
static inline void
uacce_zip_op_fail(struct rte_comp_op *op, uint8_t status, uint32_t dw3)
{
	op->status = status;
	op->debug_status = dw3;
	op->consumed = 0;
	op->produced = 0;
}

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

/** Append; the caller knows there is room. */
static inline void
uacce_zip_sw_push(struct uacce_zip_sw *sw, struct rte_comp_op *op)
{
	sw->ops[sw->tail & sw->mask] = op;
	__atomic_store_n(&sw->tail, sw->tail + 1, __ATOMIC_RELEASE);
}

/** Take the oldest; the caller knows there is one. */
static inline struct rte_comp_op *
uacce_zip_sw_pop(struct uacce_zip_sw *sw)
{
	struct rte_comp_op *op = sw->ops[sw->head & sw->mask];

	__atomic_store_n(&sw->head, sw->head + 1, __ATOMIC_RELEASE);
	return op;
}

#endif /* UACCE_ZIP_PRIVATE_H */

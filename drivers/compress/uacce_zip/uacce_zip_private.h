/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_ZIP_PRIVATE_H
#define UACCE_ZIP_PRIVATE_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>

#include <rte_common.h>
#include <rte_compressdev.h>

#include <rte_compressdev_pmd.h>

#include "hisi_qm.h"
#include "hisi_qp.h"
#include "hisi_sgl.h"
#include "hisi_telemetry.h"
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

/** Log2 of the windows that a compressor can use (3.3). */
#define UACCE_ZIP_WINDOW_MIN	12
#define UACCE_ZIP_WINDOW_MAX	15
/** Log2 of the smallest window of DEFLATE; inflate takes all up to the maximum. */
#define UACCE_ZIP_WINDOW_ANY	8
/** Log2 of the window of LZ4 blocks. */
#define UACCE_ZIP_WINDOW_LZ4	16

/** Most operations that wait for work of the lcore. */
#define UACCE_ZIP_SW_MAX	1024

/** What differs between generations of the hardware (section 0, 3.1, 3.4). */
struct uacce_zip_generation {
	uint32_t sqe_type;	/**< HISI_ZIP_SQE_TYPE_* */
	uint16_t tag_offset;	/**< bytes into the descriptor */
	/** No raw DEFLATE: compress as zlib and cut the trailer, inflate in software (3.14). */
	bool wraps_deflate;
};

/** What enqueue decides about an operation: a reject reason, or one of the last three. */
enum uacce_zip_verdict {
	UACCE_ZIP_REJECT_TYPE,		/**< op_type, or no private xform or stream */
	UACCE_ZIP_REJECT_MBUF,		/**< no source or no destination */
	UACCE_ZIP_REJECT_FLUSH,		/**< flush flag of a stateless operation */
	UACCE_ZIP_REJECT_RANGE,		/**< offset or length outside the mbufs */
	UACCE_ZIP_REJECT_LIST,		/**< more segments than a hardware list has */
	UACCE_ZIP_REJECT_STREAM,	/**< an operation of the stream is in flight */
	UACCE_ZIP_NB_REJECTS,
	UACCE_ZIP_ACCEPTED,		/**< a descriptor is built */
	UACCE_ZIP_ACCEPTED_SW,		/**< the lcore does the work, in a dequeue */
	UACCE_ZIP_LATER,		/**< not rejected, but there is no room for it now */
};

/** Whether a struct uacce_zip_xform stands alone or begins a stream. */
enum uacce_zip_kind {
	UACCE_ZIP_KIND_XFORM = 1,
	UACCE_ZIP_KIND_STREAM,
};

/**
 * Private xform: a template of descriptors, made of an xform that was checked. It is not changed
 * any more, so any number of operations, lcores and queue pairs may share it. A stream begins
 * with one, too.
 */
struct __rte_cache_aligned uacce_zip_xform {
	struct hisi_zip_sqe sqe;	/**< template: all fields that operations have in common */
	uint8_t kind;			/**< enum uacce_zip_kind */
	uint8_t ring;			/**< HISI_ZIP_QC_*: direction */
	bool software;			/**< the lcore does the work, as the hardware cannot */
	bool as_zlib;			/**< inflates raw data as zlib (3.14) */
	bool slow;			/**< all operations take the slow path */
	uint16_t tag_offset;		/**< bytes into the descriptor */
	uint8_t trailer;		/**< bytes to cut from what was produced */
	uint8_t min_flush;		/**< smallest flush flag of a stateless operation */
	uint32_t max_input;		/**< bytes of source of a stateless operation */
	enum rte_comp_checksum_type chksum;
};

/**
 * Operations that wait for a dequeue and are in no ring. Those with status NOT_PROCESSED are
 * work for the lcore, which the dequeue does. All others were over, or given up, when a stop
 * closed the rings. There is room for UACCE_ZIP_SW_MAX of the former and two full rings.
 */
struct uacce_zip_sw {
	struct hisi_qp_backlog backlog;
	struct rte_comp_op **ops;	/**< entries of the backlog */
	struct inflate_state *inflate;	/**< state of ISA-L; NULL where hardware inflates */
};

/** Longest trailer that is cut, bytes. */
#define UACCE_ZIP_MAX_TRAILER	HISI_ZIP_GZIP_TRAILER

/** Bytes of a bounce buffer: the least the hardware works with, and a trailer. */
#define UACCE_ZIP_BOUNCE_SIZE	RTE_ALIGN_CEIL(HISI_ZIP_MIN_OUT + UACCE_ZIP_MAX_TRAILER, 8)

/**
 * Mark in the low bit of the operation of a slot: its completion takes the slow path, because of
 * a list, a bounce buffer, a trailer, a checksum or a stream.
 */
#define UACCE_ZIP_SLOW	((uintptr_t)1)

/** One direction of a queue pair. */
struct __rte_cache_aligned uacce_zip_ring {
	struct hisi_qm qm;
	/**
	 * Operation of each slot, with its mark. Until an operation completes, its field produced
	 * has the bytes of destination that are in the descriptor.
	 */
	uintptr_t *ops;
	uint8_t *bounce;		/**< a buffer per slot for tiny outputs */
	struct hisi_sgl_pool sgl;
	uint32_t nb_slots;		/**< slots of all three */
	/** Where the device writes trailers that the destination has no room for. */
	uint8_t trailer_sink[UACCE_ZIP_MAX_TRAILER];
};

/** Queue pair. */
struct __rte_cache_aligned uacce_zip_qp {
	struct hisi_qp base;
	struct uacce_zip_ring ring[UACCE_ZIP_NB_RINGS];
	struct uacce_zip_sw sw;
	RTE_ATOMIC(uint64_t) rejects[UACCE_ZIP_NB_REJECTS];	/**< by reason; the producer's */
	uint8_t polled_first;		/**< ring that the next dequeue polls first; consumer's */
};

/** Descriptors of a burst, by ring: how many are built, and how many can be. */
struct uacce_zip_burst {
	uint32_t built[UACCE_ZIP_NB_RINGS];
	uint32_t room[UACCE_ZIP_NB_RINGS];
};

/** Private data of a device. */
struct uacce_zip_dev {
	const char *name;		/**< of the DPDK device; the bus keeps it */
	const struct uacce_zip_generation *gen;
	bool lz4;			/**< all devices compress LZ4 blocks (3.15) */
	bool v2_hw_inflate;		/**< devarg: raw inflate by hardware on QM v2 */
	unsigned int watchdog;		/**< devarg, ms; 0: none */
	bool software_logged;		/**< the NOTICE that the lcore inflates is logged */
	struct uacce_spread spread;	/**< accelerators of the queue pairs */
	struct hisi_telemetry telemetry;
};

extern struct rte_compressdev_ops uacce_zip_ops;

/** Reject reasons in words. */
extern const char *const uacce_zip_reject_names[UACCE_ZIP_NB_REJECTS];

/**
 * Make the compressdev device of a device that a bus found, in a primary process.
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
int uacce_zip_create(struct rte_device *device, const char *name,
		const struct uacce_devargs *args);

/** Destroy a compressdev device; nothing happens in a secondary process. */
int uacce_zip_destroy(const char *name);

/**
 * Release a queue pair and all its memory. Operations that were not dequeued are dropped, with
 * a WARNING line that has their number, and their streams begin anew. @return 0.
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

/** Burst functions; the guide of the driver has their contract. */
uint16_t uacce_zip_enqueue_burst(void *qp, struct rte_comp_op **ops, uint16_t nb_ops);
uint16_t uacce_zip_dequeue_burst(void *qp, struct rte_comp_op **ops, uint16_t nb_ops);

/**
 * Enqueue one operation on the slow path, which takes all. @return whether it was accepted; if
 * not, the burst ends before it, and its status says why if it was rejected.
 */
bool uacce_zip_enqueue_slow(struct uacce_zip_qp *qp, struct uacce_zip_burst *burst,
		struct rte_comp_op *op);

/** Bounce buffer of a slot. */
static inline uint8_t *
uacce_zip_bounce_of(const struct uacce_zip_ring *ring, uint32_t slot)
{
	return ring->bounce + slot * UACCE_ZIP_BOUNCE_SIZE;
}

/**
 * Move what the rings completed to the backlog, from which the next dequeues return it. Does
 * not wait. A stop calls it.
 *
 * @param queue_pair
 *   struct uacce_zip_qp.
 * @return
 *   Operations still in flight.
 */
uint32_t uacce_zip_drain(void *queue_pair);

/**
 * Move what is still in flight to the backlog, with an error status. A stop calls it, and
 * closes the rings before any of it is dequeued. One ERR line for each ring has the number of
 * such operations.
 */
void uacce_zip_give_up(struct uacce_zip_qp *qp);

/**
 * Allocate the backlog and the state of ISA-L.
 *
 * @param slots
 *   Operations that the backlog must have room for.
 * @param inflate
 *   Whether the lcore has to inflate stateless operations.
 * @param socket_id
 *   NUMA node of the memory, or SOCKET_ID_ANY.
 * @return
 *   0 or -ENOMEM; uacce_zip_sw_free() is the caller's in either case.
 */
int uacce_zip_sw_init(struct uacce_zip_sw *sw, uint32_t slots, bool inflate, int socket_id);

/** Free what uacce_zip_sw_init() allocated. */
void uacce_zip_sw_free(struct uacce_zip_sw *sw);

/** Do the work of a stateless operation on the calling lcore; sets its status and counts. */
void uacce_zip_sw_run(struct uacce_zip_sw *sw, struct rte_comp_op *op);

/**
 * Inflate from chain to chain until the source, the destination or the stream ends. Counts are
 * set in the operation. @return result of ISA-L.
 */
int uacce_zip_sw_inflate(struct inflate_state *state, struct rte_comp_op *op);

/**
 * Checksum that the one of an operation continues: what the application gave, or the checksum
 * of no data. For Adler-32 that is 1, where the API has 0 for none.
 */
uint64_t uacce_zip_sum_start(enum rte_comp_checksum_type type, uint64_t input);

/**
 * Checksum over part of a chain, which continues another.
 *
 * @param type
 *   Checksum; the result of RTE_COMP_CHECKSUM_NONE is 0.
 * @param init
 *   Checksum so far, or uacce_zip_sum_start(). An Adler-32 of data can be 0.
 */
uint64_t uacce_zip_sum(enum rte_comp_checksum_type type, uint64_t init, const struct rte_mbuf *m,
		uint32_t offset, uint32_t length);

/** CRC-32 from the value of the register that the device leaves in dw31 (3.8). */
uint32_t uacce_zip_crc_of_register(uint32_t dw31);

/**
 * Whether the segments of source and destination hold the bytes that pkt_len and the operation
 * say. For operations whose chains the driver walks itself; where it makes a list of a chain,
 * hisi_sgl_build() checks that.
 */
bool uacce_zip_chains_hold(const struct rte_comp_op *op);

/** Copy contiguous memory to part of a chain, as far as that reaches. */
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
 * Whether a destination is too small: it has no more bytes than the least that hardware is sure
 * to work with (3.12, section 6 item 10), so the output goes through a buffer of the driver.
 */
static inline bool
uacce_zip_is_tiny(uint32_t room)
{
	return room <= HISI_ZIP_MIN_OUT;
}

/**
 * Put the source and the destination into a descriptor: as addresses of bytes where both are
 * contiguous, else both as lists (3.2).
 *
 * @param dst
 *   Buffer to write to instead of the operation's destination, or NULL.
 * @param avail
 *   Bytes of the destination to use.
 * @param tail
 *   Bytes the device may write behind the destination: a trailer that is cut.
 * @return
 *   0, and op->produced has the bytes that the device may write; or an error of
 *   hisi_sgl_build(), for uacce_zip_verdict_of().
 */
int uacce_zip_set_buffers(struct uacce_zip_ring *ring, uint32_t slot, struct hisi_zip_sqe *sqe,
		struct rte_comp_op *op, void *dst, uint32_t avail, uint32_t tail);

/**
 * Result words of a completed descriptor, each loaded once. A device that is broken may change a
 * descriptor at any time. So a word that was checked is used from this copy alone, and words
 * that the driver wrote are never read back.
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

/** Load the result words of a descriptor. */
static inline struct uacce_zip_result
uacce_zip_result_fetch(const struct hisi_zip_sqe *sqe)
{
	struct uacce_zip_result r = {
		.consumed = hisi_qm_load32(&sqe->consumed, rte_memory_order_relaxed),
		.produced = hisi_qm_load32(&sqe->produced, rte_memory_order_relaxed),
		.dw3 = hisi_qm_load32(&sqe->dw3, rte_memory_order_relaxed),
		.ctx_dw0 = hisi_qm_load32(&sqe->ctx_dw0, rte_memory_order_relaxed),
		.ctx_dw1 = hisi_qm_load32(&sqe->ctx_dw1, rte_memory_order_relaxed),
		.ctx_dw2 = hisi_qm_load32(&sqe->ctx_dw2, rte_memory_order_relaxed),
		.isize = hisi_qm_load32(&sqe->isize, rte_memory_order_relaxed),
		.checksum = hisi_qm_load32(&sqe->checksum, rte_memory_order_relaxed),
	};

	return r;
}

/** compressdev ops: streams. */
int uacce_zip_stream_create(struct rte_compressdev *dev, const struct rte_comp_xform *xform,
		void **stream);
int uacce_zip_stream_free(struct rte_compressdev *dev, void *stream);

/** Verdict on an operation from the result of uacce_zip_set_buffers(). */
static inline enum uacce_zip_verdict
uacce_zip_verdict_of(int error)
{
	switch (error) {
	case 0:
		return UACCE_ZIP_ACCEPTED;
	case -EAGAIN:
		return UACCE_ZIP_LATER;
	case -E2BIG:
		return UACCE_ZIP_REJECT_LIST;
	default:
		return UACCE_ZIP_REJECT_RANGE;
	}
}

/**
 * Decide about a stateful operation whose mbufs and ranges are valid, and build its descriptor
 * if the device has work to do for it.
 *
 * @param ring
 *   Ring of its direction.
 * @param slot
 *   Slot for a descriptor.
 * @param has_slot
 *   Whether the slot is free.
 */
enum uacce_zip_verdict uacce_zip_stream_enqueue(struct uacce_zip_ring *ring, uint32_t slot,
		bool has_slot, struct rte_comp_op *op);

/** Set the result of a stateful operation from its completed descriptor. */
void uacce_zip_stream_complete(const struct uacce_zip_result *result, struct rte_comp_op *op);

/**
 * Find where a stream of raw DEFLATE ends among bits that begin with a block (3.9).
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

/** Fail a stateful operation that did not complete; the next one begins a new stream. */
void uacce_zip_stream_abort(struct rte_comp_op *op);

/** Do the work of a stateful operation on the calling lcore. */
void uacce_zip_stream_run(struct rte_comp_op *op);

/** Status of an operation from the status of its descriptor (3.10). */
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

/** Set the result of an operation that failed. */
static inline void
uacce_zip_op_fail(struct rte_comp_op *op, uint8_t status, uint32_t dw3)
{
	op->status = status;
	op->debug_status = dw3;
	op->consumed = 0;
	op->produced = 0;
}

/** Add an operation to the backlog, which has room for it. */
static inline void
uacce_zip_sw_push(struct uacce_zip_sw *sw, struct rte_comp_op *op)
{
	sw->ops[hisi_qp_backlog_tail(&sw->backlog)] = op;
	hisi_qp_backlog_added(&sw->backlog);
}

/** Remove the oldest operation of the backlog, which is not empty. */
static inline struct rte_comp_op *
uacce_zip_sw_pop(struct uacce_zip_sw *sw)
{
	struct rte_comp_op *op = sw->ops[hisi_qp_backlog_head(&sw->backlog)];

	hisi_qp_backlog_removed(&sw->backlog);
	return op;
}

#endif /* UACCE_ZIP_PRIVATE_H */

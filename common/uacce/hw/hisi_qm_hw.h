/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef HISI_QM_HW_H
#define HISI_QM_HW_H

/**
 * @file
 * HiSilicon queue manager (QM): ioctls, completion entry, doorbells, status words.
 *
 * Shared by the ring (hisi_qm.h) and the soft device, so it holds layouts and
 * nothing else, and no DPDK header. Source: hardware_interface.rst, sections
 * 1.6 and 2; the section is named at each item.
 */

#include <stdint.h>

#include "uacce_abi.h"

/** Argument of HISI_QM_CMD_SET_QP_CTX (1.6). */
struct hisi_qm_qp_ctx {
	uint16_t id;		/**< out: queue number inside the function */
	uint16_t qc_type;	/**< in: queue type, for ZIP the direction (2.7) */
};

/** Argument of HISI_QM_CMD_SET_QP_INFO, which reads despite its name (1.6). */
struct hisi_qm_qp_info {
	uint32_t sqe_size;	/**< out: bytes per submission entry */
	uint16_t sq_depth;	/**< out: entries */
	uint16_t cq_depth;	/**< out: entries */
	uint64_t reserved;
};

#define HISI_QM_CMD_SET_QP_CTX	_IOWR('H', 10, struct hisi_qm_qp_ctx)
#define HISI_QM_CMD_SET_QP_INFO	_IOWR('H', 11, struct hisi_qm_qp_info)

#define HISI_QM_SQE_SIZE	128	/**< bytes; the only size ZIP and SEC use (2.9) */
#define HISI_QM_CQE_SIZE	16	/**< bytes (2.2) */
#define HISI_QM_DEPTH_DEFAULT	1024	/**< both rings, where the kernel does not tell (1.6) */

/** Queue types of a ZIP function (2.7): the descriptor has no direction bit. */
enum hisi_zip_qc_type {
	HISI_ZIP_QC_COMPRESS = 0,
	HISI_ZIP_QC_DECOMPRESS = 1,
};

/**
 * Completion entry (2.2), written by the device: bytes 0-7 first, then the
 * second word in one 64-bit store, which makes the entry valid.
 */
struct hisi_qm_cqe {
	uint64_t lo;	/**< reserved, cmd_id: ignored by drivers */
	uint64_t hi;	/**< [15:0] sq_head, [31:16] sq_num, [48] phase */
};

#define HISI_QM_CQE_SQ_HEAD(hi)	((uint16_t)(hi))
#define HISI_QM_CQE_SQ_NUM_S	16
#define HISI_QM_CQE_PHASE_S	48
#define HISI_QM_CQE_PHASE	(UINT64_C(1) << HISI_QM_CQE_PHASE_S)
/** What a driver compares: index and phase. */
#define HISI_QM_CQE_KEY_MASK	(HISI_QM_CQE_PHASE | UINT64_C(0xffff))

/** Doorbell of QM v2 and later, offset in the MMIO region (2.3). */
#define HISI_QM_DB_OFFSET	0x1000
/**
 * Where the soft device keeps its completion doorbell. Memory cannot count
 * writes, so a soft queue has a word per command, on a cache line each; a
 * kernel queue has one register for both.
 */
#define HISI_QM_SOFT_CQ_DB_OFFSET	0x1080

/**
 * How much of the device is in use, on v5 (2.3): a word of 32 bits per channel, read-only. A ZIP
 * device has a channel per queue type, a SEC device has channel 0.
 */
#define HISI_QM_USAGE_OFFSET	0x1100
#define HISI_QM_USAGE_TOTAL_S	16	/**< [31:16] units of the channel; 0: no counter */
#define HISI_QM_USAGE_IN_USE	0xffffu	/**< [15:0] of these, those that work */

#define HISI_QM_DB_CMD_SQ	0	/**< index is the new tail */
#define HISI_QM_DB_CMD_CQ	1	/**< index is the new head */
#define HISI_QM_DB_QN_MASK	0x3ff	/**< queue number, [9:0] */
#define HISI_QM_DB_CMD_S	12	/**< command, [15:12] */
#define HISI_QM_DB_INDEX_S	32	/**< index, [47:32] */
#define HISI_QM_DB_IRQ		(UINT64_C(1) << 48)	/**< CQ: interrupt at next completion */

/** The constant part of a doorbell value: add the index shifted by HISI_QM_DB_INDEX_S. */
static inline uint64_t
hisi_qm_doorbell_base(uint16_t queue, unsigned int cmd)
{
	return (queue & HISI_QM_DB_QN_MASK) | (uint64_t)cmd << HISI_QM_DB_CMD_S;
}

/** Status words, bytes from the end of the DUS region (1.8); non-zero is bad news. */
#define HISI_QM_STATUS_SIZE	8
#define HISI_QM_STATUS_RX	0	/**< index: nothing more will be completed */
#define HISI_QM_STATUS_TX	1	/**< index: do not ring the submission doorbell */

_Static_assert(sizeof(struct hisi_qm_qp_ctx) == 4, "QP_CTX is 4 bytes");
_Static_assert(sizeof(struct hisi_qm_qp_info) == 16, "QP_INFO is 16 bytes");
_Static_assert(sizeof(struct hisi_qm_cqe) == HISI_QM_CQE_SIZE, "CQE is 16 bytes");

#endif /* HISI_QM_HW_H */

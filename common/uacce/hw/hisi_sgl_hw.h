/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef HISI_SGL_HW_H
#define HISI_SGL_HW_H

/**
 * @file
 * Hardware scatter-gather list: a chain of blocks, each a header and entries.
 *
 * Shared by driver and soft device; no DPDK header. Source:
 * hardware_interface.rst, section 2.8.
 */

#include <stdint.h>

#define HISI_SGL_ALIGN		64		/**< bytes, of each block */
#define HISI_SGL_MAX_ENTRIES	255		/**< entries of a block */
#define HISI_SGL_MAX_BLOCKS	256		/**< blocks of a chain */
#define HISI_SGL_MAX_ENTRY_LEN	(8u << 20)	/**< bytes of an entry; never 0 */

/** Entry: one buffer. */
struct hisi_sge {
	uint64_t addr;
	uint64_t page_ctrl;	/**< not used by hardware */
	uint32_t len;		/**< bytes, 1 to HISI_SGL_MAX_ENTRY_LEN */
	uint32_t rsvd20;
	uint64_t rsvd24;
};

/** Header of a block; its entries follow it, see hisi_sgl_entries(). */
struct hisi_sgl {
	uint64_t next;			/**< address of the next block, 0 in the last */
	uint16_t entry_sum_in_chain;	/**< capacity of the chain, for what it is worth */
	uint16_t entry_sum_in_sgl;	/**< valid entries of this block */
	uint16_t entry_length_in_sgl;	/**< capacity of this block in entries */
	uint16_t rsvd14;
	uint64_t rsvd16[6];		/**< software's */
};

/** Entries of a block. */
static inline struct hisi_sge *
hisi_sgl_entries(struct hisi_sgl *list)
{
	return (struct hisi_sge *)(list + 1);
}

_Static_assert(sizeof(struct hisi_sge) == 32, "entry is 32 bytes");
_Static_assert(sizeof(struct hisi_sgl) == 64, "header is 64 bytes");

#endif /* HISI_SGL_HW_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <string.h>

#include "../hw/hisi_qm_hw.h"
#include "../hw/hisi_sec_bd.h"
#include "../hw/hisi_sgl_hw.h"
#include "../hw/hisi_zip_bd.h"
#include "soft_range.h"

/* Bytes that a library may read around a range, into a page that is not there. */
#define AROUND	64u

/* Most bytes that SEC reads beside the data: words of a key (4.2), a state of SHA-512. */
#define SEC_A_KEY_LEN	(63u * 4)
#define SEC_C_KEY_LEN	64u
#define SEC_STATE_LEN	64u

/*
 * No process has an address from here on: on x86 they are not canonical, or belong to the kernel,
 * and Arm translates at most 52 bits.
 */
#ifdef __aarch64__
#define USER_END	(UINT64_C(1) << 52)
#else
#define USER_END	(UINT64_C(1) << 47)
#endif

/*
 * Without the tag that an Arm process may keep in the top byte of an address. The kernel removes it
 * from the address of a signal, and an emulator may leave it.
 */
static uint64_t
untagged(uint64_t addr)
{
#ifdef __aarch64__
	return (uint64_t)((int64_t)(addr << 8) >> 8);
#else
	return addr;
#endif
}

static bool
overlaps(uint64_t addr, uint64_t len, const struct soft_access *access)
{
	const uint64_t from = untagged(addr) - AROUND, at = untagged(access->addr);

	/* The engines refuse address 0 without an access, and unused fields have it. */
	if (addr == 0)
		return false;
	if (!access->is_known)
		return untagged(addr) >= USER_END || len > USER_END - untagged(addr);
	len += 2 * AROUND;
	return at - from < len || from - at < access->len;
}

/*
 * Whether an access is one to a block of a list or to what its entries name. *next is the next
 * block, 0 if there is none.
 */
static bool
block_has(uint64_t block, const struct soft_access *access, uint64_t *next)
{
	struct hisi_sgl head;
	struct hisi_sge sge;
	unsigned int i;

	*next = 0;
	if (overlaps(block, sizeof(head), access))
		return true;
	if (block % HISI_SGL_ALIGN != 0 || !soft_guard_read(&head, block, sizeof(head)) ||
			head.entry_sum_in_sgl > HISI_SGL_MAX_ENTRIES)
		return false;
	for (i = 0; i < head.entry_sum_in_sgl; i++) {
		uint64_t at = block + sizeof(head) + i * sizeof(sge);

		if (overlaps(at, sizeof(sge), access))
			return true;
		if (!soft_guard_read(&sge, at, sizeof(sge)))
			return false;
		if (overlaps(sge.addr, sge.len, access))
			return true;
	}
	*next = head.next;
	return false;
}

bool
soft_range_has(const struct soft_range *range, const struct soft_access *access)
{
	uint64_t block = range->addr;
	unsigned int i;

	if (!range->is_list)
		return overlaps(range->addr, range->len, access);
	for (i = 0; block != 0 && i < HISI_SGL_MAX_BLOCKS; i++)
		if (block_has(block, access, &block))
			return true;
	return false;
}

unsigned int
soft_ranges_of_zip(const void *desc, struct soft_range *ranges)
{
	struct hisi_zip_sqe sqe;
	bool is_list;

	memcpy(&sqe, desc, sizeof(sqe));
	is_list = (sqe.dw9 & HISI_ZIP_DW9_BUF) != HISI_ZIP_BUF_FLAT << HISI_ZIP_DW9_BUF_S;
	ranges[0] = (struct soft_range){ sqe.source_addr, sqe.input_data_length, is_list };
	ranges[1] = (struct soft_range){ sqe.dest_addr, sqe.dest_avail_out, is_list };
	if (sqe.stream_ctx_addr == 0)
		return 2;
	ranges[2] = (struct soft_range){
		sqe.stream_ctx_addr, HISI_ZIP_CTX_SIZE - HISI_ZIP_CTX_OFFSET, false,
	};
	return 3;
}

/* Both types of descriptor have these fields, at other places. */
#define SEC_RANGES(ranges, sqe, src_is_list, dst_is_list) do { \
	uint32_t a_end = (sqe)->auth_src_offset + ((sqe)->a_len & HISI_SEC_LEN_MASK); \
	uint32_t c_off = (sqe)->cipher_src_offset; \
	uint32_t c_len = (sqe)->c_len & HISI_SEC_LEN_MASK; \
	\
	(ranges)[0] = (struct soft_range){ \
		(sqe)->data_src_addr, a_end > c_off + c_len ? a_end : c_off + c_len, \
		src_is_list, \
	}; \
	(ranges)[1] = (struct soft_range){ (sqe)->mac_addr, SEC_STATE_LEN, false }; \
	(ranges)[2] = (struct soft_range){ (sqe)->c_key_addr, SEC_C_KEY_LEN, false }; \
	(ranges)[3] = (struct soft_range){ (sqe)->a_key_addr, SEC_A_KEY_LEN, false }; \
	(ranges)[4] = (struct soft_range){ (sqe)->c_ivin_addr, HISI_SEC_IV_LEN, false }; \
	(ranges)[5] = (struct soft_range){ (sqe)->a_ivin_addr, SEC_STATE_LEN, false }; \
	(ranges)[6] = (struct soft_range){ \
		(sqe)->data_dst_addr + (dst_is_list ? 0 : c_off), c_len, dst_is_list, \
	}; \
} while (0)

/*
 * The destination comes last, as a descriptor without a flag has none. It may be at address 0, as
 * long as the bytes that are written are not.
 */
static unsigned int
ranges_of_sec2(const struct hisi_sec_sqe2 *sqe, struct soft_range *ranges)
{
	unsigned int src = sqe->flags / HISI_SEC2_SRC_SGL |
		(sqe->addr_type & HISI_SEC2_SRC_HIGH) << 1;
	unsigned int dst = (sqe->addr_type & HISI_SEC2_DST) >> HISI_SEC2_DST_S;

	SEC_RANGES(ranges, sqe, src == HISI_SEC_ADDR_SGL, dst == HISI_SEC_ADDR_SGL);
	return sqe->flags & HISI_SEC2_DE ? 7 : 6;
}

static unsigned int
ranges_of_sec3(const struct hisi_sec_sqe3 *sqe, struct soft_range *ranges)
{
	unsigned int src = (sqe->bd_param & HISI_SEC3_SRC) >> HISI_SEC3_SRC_S;
	unsigned int dst = (sqe->bd_param & HISI_SEC3_DST) >> HISI_SEC3_DST_S;

	SEC_RANGES(ranges, sqe, src == HISI_SEC_ADDR_SGL, dst == HISI_SEC_ADDR_SGL);
	return sqe->bd_param & HISI_SEC3_DE ? 7 : 6;
}

unsigned int
soft_ranges_of_sec(const void *desc, struct soft_range *ranges)
{
	uint64_t sqe[HISI_QM_SQE_SIZE / sizeof(uint64_t)];

	memcpy(sqe, desc, sizeof(sqe));
	switch (*(const uint8_t *)desc & HISI_SEC_TYPE) {
	case HISI_SEC_TYPE2:
		return ranges_of_sec2((const void *)sqe, ranges);
	case HISI_SEC_TYPE3:
		return ranges_of_sec3((const void *)sqe, ranges);
	default:
		return 0;
	}
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Checksums over mbuf chains, where the device computes none. */

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

#include <rte_mbuf.h>

#include "uacce_chain.h"
#include "uacce_zip_private.h"

uint32_t
uacce_zip_crc_of_register(uint32_t dw31)
{
	uint32_t r = ~dw31;

	r = (r >> 1 & 0x55555555) | (r & 0x55555555) << 1;
	r = (r >> 2 & 0x33333333) | (r & 0x33333333) << 2;
	r = (r >> 4 & 0x0f0f0f0f) | (r & 0x0f0f0f0f) << 4;
	return rte_bswap32(r);
}

uint64_t
uacce_zip_sum_start(enum rte_comp_checksum_type type, uint64_t input)
{
	switch (type) {
	case RTE_COMP_CHECKSUM_ADLER32:
		return input == 0 ? 1 : input;
	case RTE_COMP_CHECKSUM_CRC32_ADLER32:
		return input == 0 ? UINT64_C(1) << 32 : input;
	default:
		return input;
	}
}

uint64_t
uacce_zip_sum(enum rte_comp_checksum_type type, uint64_t init, const struct rte_mbuf *m,
		uint32_t offset, uint32_t length)
{
	bool crc = type == RTE_COMP_CHECKSUM_CRC32 || type == RTE_COMP_CHECKSUM_CRC32_ADLER32;
	bool adler = type == RTE_COMP_CHECKSUM_ADLER32 ||
		type == RTE_COMP_CHECKSUM_CRC32_ADLER32;
	uint32_t crc_sum = init;
	uint32_t adler_sum = type == RTE_COMP_CHECKSUM_ADLER32 ? init : init >> 32;
	struct uacce_chain walk = uacce_chain_range(m, offset, length);
	uint8_t *piece;
	uint32_t len;

	while ((len = uacce_chain_next(&walk, &piece)) != 0) {
		if (crc)
			crc_sum = crc32_gzip_refl(crc_sum, piece, len);
		if (adler)
			adler_sum = isal_adler32(adler_sum, piece, len);
	}
	return (crc ? crc_sum : 0) | (adler ? (uint64_t)adler_sum << (crc ? 32 : 0) : 0);
}

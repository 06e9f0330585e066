/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_ZIP_SUM_H
#define SOFT_ZIP_SUM_H

/** @file Checksums and trailers. */

#include <stdint.h>

#include "zip_request.h"

/** Add data to isize and checksum word of a request. */
void soft_zip_sum(struct zip_request *req, const uint8_t *data, uint32_t len);

/** Make the trailer for isize and checksum word. Returns its bytes. */
uint32_t soft_zip_trailer(const struct zip_request *req, uint8_t trailer[8]);

/**
 * Check the trailer of a stateless request against isize and checksum word (3.6). One that is too
 * short counts as missing, and all differences are one status (3.14; section 6, item 24).
 *
 * @param req
 *   Request; consumed, status and ctx_dw0 change.
 * @param trailer
 *   Bytes behind the payload.
 * @param have
 *   How many there are.
 */
void soft_zip_check_trailer(struct zip_request *req, const uint8_t *trailer, uint32_t have);

/** Bytes of the trailer that the device writes and checks (3.6). */
static inline uint32_t
zip_trailer_size(uint8_t request)
{
	switch (request) {
	case HISI_ZIP_REQ_ZLIB:
		return HISI_ZIP_ZLIB_TRAILER;
	case HISI_ZIP_REQ_GZIP:
		return HISI_ZIP_GZIP_TRAILER;
	default:
		return 0;
	}
}

static inline uint32_t
zip_bit_reverse(uint32_t r)
{
	r = (r >> 1 & 0x55555555) | (r & 0x55555555) << 1;
	r = (r >> 2 & 0x33333333) | (r & 0x33333333) << 2;
	r = (r >> 4 & 0x0f0f0f0f) | (r & 0x0f0f0f0f) << 4;
	return __builtin_bswap32(r);
}

/** Register of the hardware for a CRC-32: not inverted and not reflected (3.8). */
static inline uint32_t
zip_crc_register(uint32_t crc32)
{
	return ~zip_bit_reverse(crc32);
}

/** CRC-32 for a register of the hardware. */
static inline uint32_t
zip_crc_value(uint32_t reg)
{
	return zip_bit_reverse(~reg);
}

/**
 * Checksum word of no data (3.8). For raw DEFLATE the word is not known and no driver looks at it
 * (section 6, item 5). It stays 0, which saves a pass over the data.
 */
static inline uint32_t
zip_sum_start(uint8_t request)
{
	switch (request) {
	case HISI_ZIP_REQ_ZLIB:
		return 1;
	case HISI_ZIP_REQ_GZIP:
		return zip_crc_register(0);
	default:
		return 0;
	}
}

static inline uint32_t
zip_load_be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static inline uint32_t
zip_load_le32(const uint8_t *p)
{
	return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

#endif /* SOFT_ZIP_SUM_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef HISI_ZIP_BD_H
#define HISI_ZIP_BD_H

/**
 * @file
 * Descriptor (BD, SQE) of the HiSilicon ZIP engine, and nothing else.
 *
 * Shared by driver and soft device; no DPDK header. D: written by the driver,
 * H: by the device. Source: hardware_interface.rst, section 3, named per item.
 */

#include <stddef.h>
#include <stdint.h>

/** ZIP descriptor, 128 bytes (3.2). What is not listed as H survives completion. */
struct hisi_zip_sqe {
	union {
		struct {
			uint32_t consumed;	/**< dw0 H: input bytes taken, trailer included */
			uint32_t produced;	/**< dw1 H: output bytes, trailer included */
		};
		uint64_t counts;	/**< dw0-1: both, to be read at once */
	};
	uint32_t comp_data_length;	/**< dw2 H: LZ77 only; soft device: as produced */
	uint32_t dw3;			/**< H: [7:0] status, [8] last block, [31:9] reserved */
	uint32_t input_data_length;	/**< dw4 D: bytes from the start position */
	uint32_t rsvd5[2];		/**< dw5-6 D: v1 DIF, 0 */
	uint32_t dw7;			/**< D: offset, flags and SQE type (3.3) */
	uint32_t dw8;			/**< D: [23:0] bytes to skip in a destination list */
	uint32_t dw9;			/**< D: request type, buffer type, window (3.3) */
	uint32_t dw10;			/**< D: v1 DIF; 0, or a hint for the soft device */
	uint32_t rsvd11[2];		/**< dw11-12 D: v1 DIF, 0 */
	uint32_t dw13;			/**< D: tag in type 0; 0 in type 3 */
	uint32_t dest_avail_out;	/**< dw14 D: bytes available in the destination */
	uint32_t ctx_dw0;		/**< dw15 D/H: stream state (3.9) */
	uint32_t rsvd16[2];		/**< dw16-17 D: v1, 0 */
	uint64_t source_addr;		/**< dw18-19 D: flat buffer or list */
	uint64_t dest_addr;		/**< dw20-21 D: flat buffer or list */
	uint64_t stream_ctx_addr;	/**< dw22-23 D: 0 when stateless */
	uint64_t literals_addr;		/**< dw24-25 D: LZ77 only, 0 */
	uint64_t dw26;			/**< D: tag in type 3; 0 in type 0 */
	uint32_t ctx_dw1;		/**< dw28 D/H: stream state */
	uint32_t ctx_dw2;		/**< dw29 D/H: stream state */
	uint32_t isize;			/**< dw30 D/H: uncompressed length modulo 2^32 */
	uint32_t checksum;		/**< dw31 D/H: Adler-32, or the CRC register (3.8) */
};

_Static_assert(sizeof(struct hisi_zip_sqe) == 128, "SQE is 128 bytes");
_Static_assert(offsetof(struct hisi_zip_sqe, dw13) == 52, "dw13");
_Static_assert(offsetof(struct hisi_zip_sqe, source_addr) == 72, "dw18");
_Static_assert(offsetof(struct hisi_zip_sqe, dw26) == 104, "dw26");
_Static_assert(offsetof(struct hisi_zip_sqe, checksum) == 124, "dw31");

/* dw3 (3.10) */
#define HISI_ZIP_DW3_STATUS	0xffu
#define HISI_ZIP_DW3_LAST	(1u << 8)	/**< last block of the stream processed */

/** Status codes (3.10). Those marked private are the soft device's own choice. */
enum hisi_zip_status {
	HISI_ZIP_OK = 0x00,
	HISI_ZIP_BAD_DATA = 0x0c,	/**< private: input is no valid stream, or ends early */
	HISI_ZIP_NEGATIVE_COMP = 0x0d,	/**< output larger than input, and valid */
	HISI_ZIP_NO_SPACE = 0x0e,	/**< destination too small */
	HISI_ZIP_BAD_TRAILER = 0x10,	/**< Adler-32, CRC-32 or length differs */
	HISI_ZIP_STREAM_END = 0x13,	/**< stateful inflate: end of stream */
	HISI_ZIP_BAD_SQE = 0x20,	/**< private: a field of the descriptor is not supported */
	HISI_ZIP_BAD_ADDR = 0x21,	/**< private: an address could not be reached */
	HISI_ZIP_INTERNAL = 0x22,	/**< private: the engine itself failed */
	/**
	 * No device returns it. A driver puts it into each request, so that a completion
	 * without results is an error.
	 */
	HISI_ZIP_NOT_WRITTEN = 0xff,
};

/* dw7 (3.3) */
#define HISI_ZIP_DW7_SKIP	0xffffffu	/**< [23:0] bytes to skip in a source list */
#define HISI_ZIP_DW7_FINISH	(1u << 25)	/**< flush type: 0 sync flush, 1 finish */
#define HISI_ZIP_DW7_STATEFUL	(1u << 26)
#define HISI_ZIP_DW7_NEW	(1u << 27)	/**< first request of a stream */
#define HISI_ZIP_DW7_TYPE_S	28		/**< [31:28] SQE type */
#define HISI_ZIP_SQE_TYPE_V2	0u		/**< v2 (3.4) */
#define HISI_ZIP_SQE_TYPE_V3	3u		/**< v3 and later (3.4) */

/* dw8 (3.2) */
#define HISI_ZIP_DW8_SKIP	0xffffffu

/* dw9 (3.3) */
#define HISI_ZIP_DW9_REQ	0xffu		/**< [7:0] request type */
#define HISI_ZIP_DW9_BUF_S	8		/**< [11:8] buffer type */
#define HISI_ZIP_DW9_BUF	(0xfu << HISI_ZIP_DW9_BUF_S)
#define HISI_ZIP_BUF_FLAT	0u
#define HISI_ZIP_BUF_SGL	1u
#define HISI_ZIP_DW9_WIN_S	12		/**< [15:12] window size */
#define HISI_ZIP_DW9_WIN	(0xfu << HISI_ZIP_DW9_WIN_S)

/** Request types (3.1). */
enum hisi_zip_request {
	HISI_ZIP_REQ_DEFLATE = 0x01,	/**< v3 and later */
	HISI_ZIP_REQ_ZLIB = 0x02,
	HISI_ZIP_REQ_GZIP = 0x03,
	HISI_ZIP_REQ_LZ4 = 0x04,	/**< v5, compress only */
};

/** Window codes (3.3): 4, 8, 16, 24 and 32 KiB. */
enum hisi_zip_window {
	HISI_ZIP_WIN_4K = 0,
	HISI_ZIP_WIN_8K = 1,
	HISI_ZIP_WIN_16K = 2,
	HISI_ZIP_WIN_24K = 3,
	HISI_ZIP_WIN_32K = 4,
};

/* Stream state, ctx_dw0 to ctx_dw2; what is not listed is the device's (3.9). */
#define HISI_ZIP_CTX_OFFSET	64u		/**< driver's bytes before the address */
#define HISI_ZIP_CTX_SIZE	65536u		/**< bytes of the whole buffer */
#define HISI_ZIP_CTX_DW0_ST	0xfu		/**< [3:0] enum hisi_zip_ctx_st */
#define HISI_ZIP_CTX_DW0_FINAL	(1u << 7)	/**< the block being decoded is the last */
#define HISI_ZIP_CTX_DW0_CACHED_S	10	/**< [15:10] bits of input not decoded yet */
#define HISI_ZIP_CTX_DW0_CACHED	(0x3fu << HISI_ZIP_CTX_DW0_CACHED_S)
#define HISI_ZIP_CTX_DW1_PENDING	0x7ffffu	/**< [18:0] decoded data waits for room */
#define HISI_ZIP_CTX_DW2_HISTORY	0xffffu	/**< [15:0] bytes of history */

/**
 * From the address of a stream context: the history, at most HISI_ZIP_CTX_WINDOW bytes,
 * and behind it, at the next multiple of HISI_ZIP_CTX_TAIL_ALIGN, the cached bits of the
 * input, first bit lowest.
 */
#define HISI_ZIP_CTX_WINDOW_AT	0xc00u
#define HISI_ZIP_CTX_WINDOW	32768u
#define HISI_ZIP_CTX_TAIL_ALIGN	16u
/** Bits of a raw block below which the hardware does not begin it while there is input. */
#define HISI_ZIP_CTX_BEGIN_BITS	40u

/** States of a stateful decompression, ctx_st (3.9). */
enum hisi_zip_ctx_st {
	HISI_ZIP_CTX_ST_NONE = 0,
	HISI_ZIP_CTX_ST_NO_SPACE_AT_END = 1,	/**< input at its end, output left */
	HISI_ZIP_CTX_ST_NO_SPACE = 2,		/**< output full in the middle */
	HISI_ZIP_CTX_ST_NOT_STARTED = 3,	/**< header of a block incomplete */
	HISI_ZIP_CTX_ST_NO_CHECKSUM = 4,	/**< the end came without a trailer */
};

/**
 * dw10, soft device only: [3:0] how hard to compress, 1 to 9, 0 for the default.
 * Hardware has no level (3.1) and owns this word on v1, so a driver sets it
 * only for a queue that the soft device serves.
 */
#define HISI_ZIP_DW10_SOFT_LEVEL	0xfu

#define HISI_ZIP_MAX_LEN	(8u << 20)	/**< bytes of a flat source or destination (3.12) */
#define HISI_ZIP_MIN_OUT	200u		/**< bytes it can surely work with (3.12) */
#define HISI_ZIP_ZLIB_TRAILER	4u		/**< bytes: Adler-32, big endian (3.6) */
#define HISI_ZIP_GZIP_TRAILER	8u		/**< bytes: CRC-32, ISIZE, little endian (3.6) */

#endif /* HISI_ZIP_BD_H */

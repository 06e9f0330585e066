/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_ZIP_CONTEXT_H
#define SOFT_ZIP_CONTEXT_H

/**
 * @file
 * Context of a stream: everything that the device knows of it between two requests.
 *
 * It lies in the buffer of the driver and nowhere else. It has no address in it, so that its owner
 * may copy it, move it, or go back to an older copy. The device checks what it finds there, and
 * withstands any content.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <isa-l/igzip_lib.h>
#include <zlib.h>

#include "../soft_mem.h"
#include "zip_request.h"

#define ZIP_CTX_MAGIC	UINT32_C(0x435a5355)	/* "USZC" */
#define ZIP_CTX_VERSION	2
#define ZIP_CTX_WINDOW	HISI_ZIP_CTX_WINDOW	/* bytes: the longest distance of DEFLATE */

/**
 * Bytes of decoded data that a context may keep for want of room. Decoding goes on into them, so
 * they have to be more than one code yields, 258.
 */
#define ZIP_CTX_PENDING	4096u

/**
 * Bytes of the prefix, the input that decoding goes on with: the header of a dynamic block of at
 * most 3 + 14 + 19 * 3 + 316 * 7 bits, a code of 48 bits, and the rest of a byte.
 */
#define ZIP_CTX_PREFIX	320u

enum zip_phase {
	ZIP_PHASE_BODY = 0,
	ZIP_PHASE_TRAILER = 1,	/**< the final block is decoded */
	ZIP_PHASE_END = 2,	/**< nothing more is consumed or produced */
};

/** Bytes at the start of a context that are all used. */
#define ZIP_CTX_HEAD	(32 + ZIP_CTX_PREFIX)

/**
 * A context in memory: little endian, without padding. Of the window, win_len bytes are used.
 * Window and cached bits are where the hardware has them. UADK keeps data of its own behind the
 * first 38848 bytes (3.9), and this is shorter.
 */
struct zip_ctx {
	uint32_t magic;
	uint32_t seal;		/**< CRC-32 of all that is used behind it, against accidents */
	uint8_t version;
	uint8_t qc_type;	/**< direction */
	uint8_t request;
	uint8_t phase;		/**< enum zip_phase */
	uint8_t verdict;	/**< status of a stream at its end */
	uint8_t in_final;	/**< the block being decoded is the last */
	uint8_t trailer_len;
	uint8_t waiting;	/**< the prefix is the start of a block that was not begun */
	uint16_t win_len;	/**< as in ctx_dw2 */
	uint16_t pend_len;	/**< as in ctx_dw1: bytes at the end of the window */
	uint16_t prefix_bits;
	uint16_t rsvd22;
	uint8_t trailer[8];
	uint8_t prefix[ZIP_CTX_PREFIX];	/**< its last bit is the last of a byte */
	uint8_t rsvd352[HISI_ZIP_CTX_WINDOW_AT - ZIP_CTX_HEAD];
	uint8_t window[ZIP_CTX_WINDOW];	/**< the last bytes of the output so far */
	uint8_t tail[HISI_ZIP_CTX_TAIL_ALIGN];	/**< the cached bits behind a full window */
};

_Static_assert(offsetof(struct zip_ctx, rsvd352) == ZIP_CTX_HEAD, "no padding");
_Static_assert(offsetof(struct zip_ctx, window) == HISI_ZIP_CTX_WINDOW_AT, "no padding");
_Static_assert(offsetof(struct zip_ctx, tail) == HISI_ZIP_CTX_WINDOW_AT + ZIP_CTX_WINDOW,
		"no padding");
_Static_assert(sizeof(struct zip_ctx) <= 0x97c0, "UADK's limit");

/** Work space of a queue, for the request of any stream that is served. */
struct zip_stream {
	struct zip_ctx ctx;	/**< a copy, which the driver cannot change meanwhile */
	struct isal_zstream deflate;
	z_stream inflate;
	bool can_inflate;	/**< inflate is initialised */
	uint8_t pending[ZIP_CTX_PENDING];
};

/** Bytes of the prefix. */
static inline uint32_t
zip_prefix_size(uint32_t bits)
{
	return (bits + 7) / 8;
}

/** Append to the window of a context; the oldest bytes give way. */
void soft_zip_window_add(struct zip_ctx *ctx, const uint8_t *data, uint32_t len);

/**
 * Load the context of a stream, or begin a new one.
 *
 * @return
 *   false: the status of the request says why not.
 */
bool soft_zip_context_load(struct soft_zip *zip, const struct soft_mem *mem,
		struct zip_request *req);

/** Store the context. It is the last step of a request, which may fail until then, and here. */
void soft_zip_context_store(struct soft_zip *zip, const struct soft_mem *mem,
		struct zip_request *req);

/** Wipe and free the work space. */
void soft_zip_context_free(struct soft_zip *zip);

#endif /* SOFT_ZIP_CONTEXT_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_ZIP_REQUEST_H
#define SOFT_ZIP_REQUEST_H

/**
 * @file
 * One request of ZIP: what the engine makes of a descriptor. The descriptor is shared memory, and
 * is read once, by soft_zip_request_read().
 */

#include <stdbool.h>
#include <stdint.h>

#include "../../hw/hisi_qm_hw.h"
#include "../../hw/hisi_zip_bd.h"
#include "zip_queue.h"

/** Words that a driver keeps from one request of a stream to the next (3.8, 3.9). */
struct zip_words {
	uint32_t ctx_dw0;
	uint32_t ctx_dw1;
	uint32_t ctx_dw2;
	uint32_t isize;
	uint32_t checksum;
};

/** See the top of this file. */
struct zip_request {
	uint64_t src_addr;	/**< buffer or list */
	uint64_t dst_addr;	/**< buffer or list */
	uint64_t ctx_addr;
	uint32_t src_skip;	/**< bytes of the list before the source */
	uint32_t dst_skip;	/**< bytes of the list before the destination */
	uint32_t src_len;
	uint32_t dst_len;	/**< bytes of room, also cut to what a list has */
	uint8_t type;		/**< enum hisi_zip_request */
	uint8_t window;		/**< enum hisi_zip_window */
	uint8_t level;		/**< hint of the driver; 0: default */
	bool is_list;
	bool stateful;
	bool is_new;
	bool finish;
	struct zip_words before;	/**< what a request that fails writes back */
	/* zip_buf.c */
	const uint8_t *src;
	uint8_t *dst;
	const uint8_t *src_map;	/**< buffer of the source; NULL: it is a list */
	uint8_t *dst_map;	/**< buffer of the destination; NULL: it is a list */
	uint32_t src_spare;	/**< bytes of zeros behind src that may be read */
	uint32_t dst_spare;	/**< bytes behind dst that may be written */
	bool dst_short;		/**< the list has less room than the descriptor says */
	bool in_pieces;		/**< soft_zip_pieces() serves it; a large list leaves src NULL */
	/* results */
	bool last;		/**< the end of the stream was reached */
	bool more;		/**< decoded data remains for which there was no room */
	bool keep;		/**< the context has to be stored */
	uint8_t status;		/**< enum hisi_zip_status */
	uint32_t consumed;
	uint32_t produced;
	struct zip_words words;
};

/** Set the results of a request that was not served, or that failed. */
static inline void
zip_request_reset(struct zip_request *req, uint8_t status)
{
	req->status = status;
	req->last = false;
	req->more = false;
	req->keep = false;
	req->consumed = 0;
	req->produced = 0;
	req->words = req->before;
}

/**
 * Whether the hardware takes a request, and this engine serves it.
 *
 * @param zip
 *   Engine.
 * @param sqe
 *   Descriptor.
 * @param req
 *   Request that was read from it.
 */
bool soft_zip_request_check(const struct soft_zip *zip, const struct hisi_zip_sqe *sqe,
		const struct zip_request *req);

/** Read a descriptor into a request, and set what is not in it to its start. */
void soft_zip_request_read(struct zip_request *req, const struct hisi_zip_sqe *sqe);

/** Write results into a descriptor. */
void soft_zip_request_write(struct hisi_zip_sqe *sqe, const struct zip_request *req);

#endif /* SOFT_ZIP_REQUEST_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_ZIP_REQUEST_H
#define SOFT_ZIP_REQUEST_H

/** @file A descriptor of ZIP, and what the engine makes of it. */

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

/** One request. Its descriptor is read here and nowhere else: it is shared memory. */
struct zip_job {
	uint64_t src_addr;	/**< buffer or list */
	uint64_t dst_addr;	/**< buffer or list */
	uint64_t ctx_addr;
	uint32_t src_skip;	/**< bytes of the list before the data */
	uint32_t dst_skip;
	uint32_t src_len;
	uint32_t dst_len;	/**< room; less than asked for once the list proves short */
	uint8_t request;	/**< enum hisi_zip_request */
	uint8_t window;		/**< enum hisi_zip_window */
	uint8_t level;		/**< hint, 0 for the default */
	bool is_list;
	bool stateful;
	bool is_new;
	bool finish;
	struct zip_words before;	/**< what a request that fails leaves */
	/* zip_buf.c */
	const uint8_t *src;
	uint8_t *dst;
	const uint8_t *src_map;	/**< the buffer itself, or NULL */
	uint8_t *dst_map;
	uint32_t src_spare;	/**< zeros behind the data */
	uint32_t dst_spare;	/**< memory behind the room */
	bool dst_short;		/**< the list has less room than the descriptor says */
	bool in_pieces;		/**< for soft_zip_pieces(); src and dst only where there is one */
	/* results */
	bool last;
	bool more;		/**< decoded data waits for room */
	bool keep;		/**< the context is to be written */
	uint8_t status;		/**< enum hisi_zip_status */
	uint32_t consumed;
	uint32_t produced;
	struct zip_words words;
};

/** A request as it is at its start, and as one that failed leaves it. */
static inline void
zip_job_reset(struct zip_job *job, uint8_t status)
{
	job->status = status;
	job->last = false;
	job->more = false;
	job->keep = false;
	job->consumed = 0;
	job->produced = 0;
	job->words = job->before;
}

bool soft_zip_sqe_is_supported(const struct soft_zip *zip, const struct hisi_zip_sqe *sqe,
		const struct zip_job *job);

void soft_zip_job_init(struct zip_job *job, const struct hisi_zip_sqe *sqe);

void soft_zip_write_back(struct hisi_zip_sqe *sqe, const struct zip_job *job);

#endif /* SOFT_ZIP_REQUEST_H */

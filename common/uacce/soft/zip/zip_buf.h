/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_ZIP_BUF_H
#define SOFT_ZIP_BUF_H

/** @file Buffers of a request, made linear, and memory of a queue. */

#include <stdbool.h>
#include <stddef.h>

#include "../soft_mem.h"
#include "zip_request.h"

/** Bytes of a list that are linear at one time, on either side. */
#define ZIP_PIECE	(1u << 20)

/** What a piece and the end of its stream may come to when it is compressed. */
#define ZIP_PIECE_OUT	(ZIP_PIECE + ZIP_PIECE / 8 + 4096)

/**
 * Make source and destination linear: job->src and job->dst. Large lists are only
 * measured, see job->in_pieces: job->src is then NULL if it is the source that is large.
 *
 * @return
 *   Whether they are; if not, the status says why. Either way soft_zip_buf_put()
 *   is to be called.
 */
bool soft_zip_buf_get(struct soft_zip *zip, const struct soft_mem *mem, struct zip_job *job);

/** End of use: what was produced goes to the list, unless that fails; see the status. */
void soft_zip_buf_put(struct soft_zip *zip, const struct soft_mem *mem, struct zip_job *job);

/** Give back scratch memory that is more than a queue is to keep. */
void soft_zip_buf_trim(struct soft_zip *zip);

/**
 * Memory for a library to work in or to copy to; NULL if there is none.
 * It begins with a cache line: elsewhere copies take up to twice as long.
 */
void *soft_zip_alloc(size_t size);

/** Wipe and free memory of soft_zip_alloc() or the heap; NULL is nothing. */
void soft_zip_wipe(void *mem, size_t size);

/** Make scratch memory at least so large; what was in it is lost. @return 0 or -ENOMEM. */
int soft_zip_scratch_grow(struct zip_scratch *s, size_t size);

/** Free what lists and tight outputs needed. */
void soft_zip_buf_free(struct soft_zip *zip);

#endif /* SOFT_ZIP_BUF_H */

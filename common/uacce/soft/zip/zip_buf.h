/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_ZIP_BUF_H
#define SOFT_ZIP_BUF_H

/**
 * @file
 * Buffers of a request, made linear, and memory of a queue.
 *
 * The libraries behind the engine take linear memory. A flat buffer is that, and so is a list whose
 * part lies in one buffer. Any other list goes through scratch memory of the queue, and so does a
 * small buffer that is decompressed. Large lists go through it in pieces, except for LZ4, whose
 * blocks are made at once. Scratch memory is replaced only while nothing else is touched (rule 6 of
 * soft_guard.h).
 */

#include <stdbool.h>
#include <stddef.h>

#include "../soft_mem.h"
#include "zip_request.h"

/** Bytes of a piece: that many of a source and of a destination are in scratch memory at a time. */
#define ZIP_PIECE	(1u << 20)

/** Most bytes that a piece and the end of its stream have after compression. */
#define ZIP_PIECE_OUT	(ZIP_PIECE + ZIP_PIECE / 8 + 4096)

/**
 * Make source and destination linear: req->src and req->dst. Large lists are measured only, see
 * req->in_pieces. soft_zip_buf_put() has to be called in any case.
 *
 * @return
 *   false: the status of the request says why not.
 */
bool soft_zip_buf_get(struct soft_zip *zip, const struct soft_mem *mem, struct zip_request *req);

/** Copy what was produced to where it belongs, and end the use of both buffers. It may fail too. */
void soft_zip_buf_put(struct soft_zip *zip, const struct soft_mem *mem, struct zip_request *req);

/** Give back scratch memory beyond what a queue keeps. */
void soft_zip_buf_trim(struct soft_zip *zip);

/**
 * Memory for a library; NULL if there is none. It begins with a cache line, as copies to other
 * addresses take up to twice as long.
 */
void *soft_zip_alloc(size_t size);

/** Wipe and free memory of soft_zip_alloc() or of the heap, or NULL. */
void soft_zip_wipe(void *mem, size_t size);

/** Make scratch memory at least so large; its content is lost. 0 or -ENOMEM. */
int soft_zip_scratch_grow(struct zip_scratch *s, size_t size);

/** Wipe and free all scratch memory. */
void soft_zip_buf_free(struct soft_zip *zip);

#endif /* SOFT_ZIP_BUF_H */

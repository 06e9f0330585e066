/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_ZIP_STATELESS_H
#define SOFT_ZIP_STATELESS_H

/** @file Stateless requests. */

#include <stdbool.h>
#include <stdint.h>

#include "zip_request.h"

/** Memory of a queue for stateless requests; false if there is none. */
bool soft_zip_once_alloc(struct soft_zip *zip);

void soft_zip_once_free(struct soft_zip *zip);

/** Serve a stateless request. */
void soft_zip_once(struct soft_zip *zip, struct zip_job *job);

/**
 * Compress a piece of a stateless request. It ends with a byte and knows nothing of
 * other pieces; what it adds to the stream is complete but for headers and trailers.
 *
 * @return
 *   Bytes written; 0 if the room does not suffice or the library fails.
 */
uint32_t soft_zip_deflate_piece(struct soft_zip *zip, const struct zip_job *job,
		const uint8_t *src, uint32_t src_len, bool is_last, uint8_t *dst, uint32_t dst_len);

#endif /* SOFT_ZIP_STATELESS_H */

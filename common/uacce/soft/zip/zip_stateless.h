/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_ZIP_STATELESS_H
#define SOFT_ZIP_STATELESS_H

/** @file Stateless requests. */

#include <stdbool.h>
#include <stdint.h>

#include "zip_request.h"

/** Make the state of the libraries for a queue; false if there is no memory. */
bool soft_zip_stateless_alloc(struct soft_zip *zip);

/** Wipe and free it. */
void soft_zip_stateless_free(struct soft_zip *zip);

/** Serve a stateless request. */
void soft_zip_stateless(struct soft_zip *zip, struct zip_request *req);

/**
 * Compress a piece of a stateless request. Its output ends with a byte, refers to no other piece,
 * and has neither header nor trailer.
 *
 * @return
 *   Bytes written; 0 if there is too little room or the library fails.
 */
uint32_t soft_zip_deflate_piece(struct soft_zip *zip, const struct zip_request *req,
		const uint8_t *src, uint32_t src_len, bool is_last, uint8_t *dst, uint32_t dst_len);

#endif /* SOFT_ZIP_STATELESS_H */

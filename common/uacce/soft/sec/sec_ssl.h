/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_SSL_H
#define SOFT_SEC_SSL_H

/**
 * @file
 * The executor on OpenSSL, which serves all requests, one at a time.
 *
 * A request can also be served in pieces, if its shape says so. It is begun, fed with what is
 * authenticated and not ciphered (AAD, or all of a digest), then with what is ciphered, and ended.
 * Pieces may have any length if the algorithm works as a stream. Otherwise they are whole blocks,
 * except for the last.
 */

#include "sec_executor.h"
#include "sec_ssl_ctx.h"

/** The executor. It has no state. */
extern const struct sec_executor soft_sec_ssl;

/** Begin a request; false if the library fails. */
bool soft_sec_ssl_begin(struct sec_ssl_op *op, struct sec_req *req);

/** Feed a piece of what is authenticated and not ciphered; false if the library fails. */
bool soft_sec_ssl_aad(struct sec_ssl_op *op, const uint8_t *data, uint32_t len);

/** Feed a piece of what is ciphered; @p out may be @p in. False if the library fails. */
bool soft_sec_ssl_payload(struct sec_ssl_op *op, const uint8_t *in, uint8_t *out, uint32_t len);

/** End a request. Its MAC is then in the request. False if the library fails. */
bool soft_sec_ssl_end(struct sec_ssl_op *op);

#endif /* SOFT_SEC_SSL_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_SSL_H
#define SOFT_SEC_SSL_H

/**
 * @file
 * The executor on OpenSSL, piece by piece.
 *
 * A request is begun, fed with what is authenticated and not ciphered (AAD, or all of a
 * digest), then with what is ciphered, and ended. Pieces may be of any length where the
 * algorithm is of a stream, and otherwise are whole blocks but for the last.
 */

#include "sec_ssl_ctx.h"

/** Whether requests of a shape can be served in pieces. */
bool soft_sec_ssl_has_pieces(const struct sec_shape *s);

/** All of these return whether it was done. */
bool soft_sec_ssl_begin(struct sec_run *run, struct sec_req *req);
bool soft_sec_ssl_aad(struct sec_run *run, const uint8_t *data, uint32_t len);
/** @p out may be @p in. */
bool soft_sec_ssl_payload(struct sec_run *run, const uint8_t *in, uint8_t *out, uint32_t len);
/** The MAC is then in the request, if there is one. */
bool soft_sec_ssl_end(struct sec_run *run);

/** Do the work of a request with OpenSSL; whether it was done. */
bool soft_sec_ssl(struct sec_req *req);

/** The same for the MAC alone, of a chain or an AEAD whose cipher is done in place. */
bool soft_sec_ssl_mac(struct sec_req *req);

#endif /* SOFT_SEC_SSL_H */

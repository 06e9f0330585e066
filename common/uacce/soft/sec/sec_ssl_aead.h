/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_SSL_AEAD_H
#define SOFT_SEC_SSL_AEAD_H

/** @file AEADs of requests. All calls return false if the library fails. */

#include "sec_ssl_ctx.h"

/** End a GCM or GMAC with its tag. */
bool soft_sec_ssl_gcm_tag(struct sec_ssl_op *op);

/** End a GCM that decrypted. The MAC of the request differs from the one wanted if the tag does. */
bool soft_sec_ssl_gcm_compare(struct sec_ssl_op *op);

/** A whole GCM of a cipher for which OpenSSL has no GCM: SM4. */
bool soft_sec_ssl_hand_gcm(struct sec_req *req);

/** The first part of a GCM stream (4.9). */
bool soft_sec_ssl_gcm_first(struct sec_req *req);

/** A middle or last part of a GCM stream (4.9). */
bool soft_sec_ssl_gcm_part(struct sec_req *req);

/** Begin the MAC of a CCM. */
bool soft_sec_ssl_ccm_begin(struct sec_ssl_op *op);

/** Feed a CCM with what is ciphered. */
bool soft_sec_ssl_ccm_payload(struct sec_ssl_op *op, const uint8_t *in, uint8_t *out,
		uint32_t len);

/** End a CCM with its tag. */
bool soft_sec_ssl_ccm_end(struct sec_ssl_op *op);

#endif /* SOFT_SEC_SSL_AEAD_H */

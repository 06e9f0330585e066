/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_SSL_MAC_H
#define SOFT_SEC_SSL_MAC_H

/**
 * @file
 * Hashes and MACs of requests: begun, fed and ended. All calls return false if the library fails.
 */

#include "sec_ssl_ctx.h"

/** Hashes and HMACs, with states instead of a begin or an end if the request says so (4.6). */
bool soft_sec_ssl_hash_begin(struct sec_ssl_op *op);
bool soft_sec_ssl_hash_update(struct sec_ssl_op *op, const uint8_t *data, uint32_t len);
bool soft_sec_ssl_hash_end(struct sec_ssl_op *op);

/** CMAC and XCBC. */
bool soft_sec_ssl_block_mac_begin(struct sec_ssl_op *op);
bool soft_sec_ssl_block_mac_update(struct sec_ssl_op *op, const uint8_t *data, uint32_t len);
bool soft_sec_ssl_block_mac_end(struct sec_ssl_op *op);

#endif /* SOFT_SEC_SSL_MAC_H */

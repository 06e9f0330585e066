/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_SSL_MAC_H
#define SOFT_SEC_SSL_MAC_H

/** @file Hashes and MACs of requests. */

#include "sec_ssl_ctx.h"

bool soft_sec_ssl_hash_begin(struct sec_run *run);

bool soft_sec_ssl_hash_update(struct sec_run *run, const uint8_t *data, uint32_t len);

bool soft_sec_ssl_hash_end(struct sec_run *run);

bool soft_sec_ssl_block_mac_begin(struct sec_run *run);

bool soft_sec_ssl_block_mac_update(struct sec_run *run, const uint8_t *data, uint32_t len);

bool soft_sec_ssl_block_mac_end(struct sec_run *run);

#endif /* SOFT_SEC_SSL_MAC_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_SSL_AEAD_H
#define SOFT_SEC_SSL_AEAD_H

/** @file AEADs of requests. */

#include "sec_ssl_ctx.h"

bool soft_sec_ssl_gcm_tag(struct sec_run *run);

bool soft_sec_ssl_gcm_compare(struct sec_run *run);

bool soft_sec_ssl_hand_gcm(struct sec_req *req);

bool soft_sec_ssl_gcm_first(struct sec_req *req);

bool soft_sec_ssl_gcm_part(struct sec_req *req);

bool soft_sec_ssl_ccm_begin(struct sec_run *run);

bool soft_sec_ssl_ccm_payload(struct sec_run *run, const uint8_t *in, uint8_t *out, uint32_t len);

bool soft_sec_ssl_ccm_end(struct sec_run *run);

#endif /* SOFT_SEC_SSL_AEAD_H */

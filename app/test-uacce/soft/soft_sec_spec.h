/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_SOFT_SEC_SPEC_H
#define TEST_UACCE_SOFT_SEC_SPEC_H

/** @file Requests that are right, for tests that change one field. */

#include "soft_sec_user.h"

/** Source of all small requests; destinations and MACs lie behind it. */
extern uint8_t spec_data[512], spec_out[512], spec_mac[80], spec_iv[64], spec_key[128];

/** AES-128-CBC encrypt (4.5) */
struct sec_spec spec_cipher(void);

/** HMAC-SHA-256 (4.6) */
struct sec_spec spec_digest(void);

/** AES-128-CBC with HMAC-SHA-1-96 (4.7) */
struct sec_spec spec_chain(void);

/** AES-128-GCM (4.8) */
struct sec_spec spec_gcm(void);

#endif /* TEST_UACCE_SOFT_SEC_SPEC_H */

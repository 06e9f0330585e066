/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_TEST_SOFT_SEC_REF_H
#define TEST_UACCE_TEST_SOFT_SEC_REF_H

/** @file What requests should give, worked out with OpenSSL by other ways than the engine's. */

#include "soft_sec_user.h"

/** c_len bytes; buffers apart. */
void ref_cipher(const struct sec_spec *s, const uint8_t *key, unsigned int key_len,
		const uint8_t *iv, const uint8_t *in, uint8_t *out);

/** Bytes of the whole MAC; at most 64. */
unsigned int ref_mac(uint8_t a_alg, const uint8_t *key, unsigned int key_len, const uint8_t *iv,
		const uint8_t *data, size_t len, uint8_t *out);

/** c_len bytes and 16 of the tag; buffers apart. */
void ref_aead(const struct sec_spec *s, const uint8_t *key, unsigned int key_len,
		const uint8_t *iv, const uint8_t *b0, const uint8_t *aad, const uint8_t *in,
		uint8_t *out, uint8_t *tag);

#endif /* TEST_UACCE_TEST_SOFT_SEC_REF_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_SSL_CTX_H
#define SOFT_SEC_SSL_CTX_H

/** @file Contexts of OpenSSL. */

#include "sec_key.h"
#include "sec_mode.h"

/** A request on its way. */
struct sec_run {
	struct sec_req *req;
	EVP_CIPHER_CTX *cipher;	/**< NULL: nothing is ciphered */
	union sec_hash_ctx hash;
	struct sec_cbc_mac mac;	/**< CMAC, XCBC, CCM */
	uint32_t left;		/**< CMAC, XCBC: bytes to come */
	uint8_t last[SEC_BLOCK];	/**< CMAC, XCBC: the last block, so far */
};

const EVP_CIPHER * soft_sec_ssl_cipher(uint8_t alg, uint8_t mode, uint8_t key_len);

EVP_CIPHER_CTX * soft_sec_ssl_new_ctx(uint8_t alg, uint8_t mode, const uint8_t *bytes, uint8_t len, bool encrypt);

EVP_CIPHER_CTX * soft_sec_ssl_part_ctx(struct sec_key *key, enum sec_ctx which, uint8_t mode, bool encrypt, uint8_t skip,
		uint8_t len);

EVP_CIPHER_CTX * soft_sec_ssl_ctx(struct sec_key *key, enum sec_ctx which, uint8_t mode, bool encrypt);

EVP_CIPHER_CTX * soft_sec_ssl_direction_ctx(const struct sec_req *req, uint8_t mode);

bool soft_sec_ssl_evp_begin(struct sec_run *run, EVP_CIPHER_CTX *ctx, const uint8_t *iv);

bool soft_sec_ssl_evp_update(struct sec_run *run, const uint8_t *in, uint8_t *out, uint32_t len);

bool soft_sec_ssl_encrypt_block(EVP_CIPHER_CTX *ctr, const uint8_t *block, uint8_t *out);

#endif /* SOFT_SEC_SSL_CTX_H */

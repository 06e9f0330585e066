/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_SSL_CTX_H
#define SOFT_SEC_SSL_CTX_H

/** @file Contexts of OpenSSL for keys and for requests. */

#include "sec_key.h"
#include "sec_mode.h"

/** A request that OpenSSL is serving. */
struct sec_ssl_op {
	struct sec_req *req;
	EVP_CIPHER_CTX *cipher;	/**< NULL: nothing is ciphered */
	union sec_hash_ctx hash;	/**< hashes and HMACs */
	struct sec_cbc_mac mac;	/**< CMAC, XCBC, CCM */
	uint32_t left;		/**< CMAC, XCBC: bytes that were not fed */
	uint8_t last[SEC_BLOCK];	/**< CMAC, XCBC: the last block, as far as it was fed */
};

/** Cipher of OpenSSL for codes and bytes of a key; NULL if it has none. */
const EVP_CIPHER *soft_sec_ssl_cipher(uint8_t alg, uint8_t mode, uint8_t key_len);

/**
 * Make a context with its key and without padding. The caller frees it.
 *
 * @return
 *   The context; NULL if there is no such cipher or no memory.
 */
EVP_CIPHER_CTX *soft_sec_ssl_new_ctx(uint8_t alg, uint8_t mode, const uint8_t *bytes, uint8_t len,
		bool encrypt);

/**
 * A context of a key, over @p len of its bytes behind @p skip. It is made at its first use, and
 * freed with the key. NULL as soft_sec_ssl_new_ctx().
 */
EVP_CIPHER_CTX *soft_sec_ssl_part_ctx(struct sec_key *key, enum sec_ctx which, uint8_t mode,
		bool encrypt, uint8_t skip, uint8_t len);

/** The same over all bytes of the key. */
EVP_CIPHER_CTX *soft_sec_ssl_ctx(struct sec_key *key, enum sec_ctx which, uint8_t mode,
		bool encrypt);

/** The same for the key of the cipher and the direction of a request. */
EVP_CIPHER_CTX *soft_sec_ssl_direction_ctx(const struct sec_req *req, uint8_t mode);

/** Begin a message with a context, which may be NULL; no IV for ECB. False if that fails. */
bool soft_sec_ssl_evp_begin(struct sec_ssl_op *op, EVP_CIPHER_CTX *ctx, const uint8_t *iv);

/** Feed a message; without @p out the data is AAD of a GCM. False if that fails. */
bool soft_sec_ssl_evp_update(struct sec_ssl_op *op, const uint8_t *in, uint8_t *out,
		uint32_t len);

/** Encrypt one block with a context in counter mode; false if that fails. */
bool soft_sec_ssl_encrypt_block(EVP_CIPHER_CTX *ctr, const uint8_t *block, uint8_t *out);

#endif /* SOFT_SEC_SSL_CTX_H */

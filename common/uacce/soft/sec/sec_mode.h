/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_MODE_H
#define SOFT_SEC_MODE_H

/**
 * @file
 * Modes of operation that OpenSSL 3.0 lacks, or has not for each cipher, or has without a way to
 * read the state. Blocks have 16 bytes, and contexts have no padding. Calls that return bool return
 * false if the library fails.
 */

#include <openssl/evp.h>

#include "sec_request.h"

/** Cipher a message of whole blocks, or of any length in a stream mode; no @p iv for ECB. */
bool soft_sec_evp(EVP_CIPHER_CTX *ctx, const uint8_t *iv, const uint8_t *in, uint8_t *out,
		size_t len);

/**
 * XTS of IEEE 1619, or with the order of bits in the tweak of GB/T 17964 (section 6, item 18).
 *
 * @param ecb
 *   Cipher with the first half of the key, in the direction wanted.
 * @param tweak
 *   Cipher with the second half, encrypting ECB.
 * @param req
 *   Request: direction, data and IV.
 * @return
 *   false if the library fails.
 */
bool soft_sec_xts(EVP_CIPHER_CTX *ecb, EVP_CIPHER_CTX *tweak, struct sec_req *req);

/** CBC with ciphertext stealing, SP 800-38A addendum; @p cbc in the direction wanted. */
bool soft_sec_cbc_cs(EVP_CIPHER_CTX *cbc, struct sec_req *req);

/** A CBC-MAC that is computed: the last block out of a CBC context that encrypts. */
struct sec_cbc_mac {
	EVP_CIPHER_CTX *cbc;
	uint32_t bytes;		/**< fed so far */
	uint8_t last[SEC_BLOCK];
};

bool soft_sec_cbc_mac_init(struct sec_cbc_mac *mac, EVP_CIPHER_CTX *cbc);
bool soft_sec_cbc_mac_update(struct sec_cbc_mac *mac, const uint8_t *data, size_t len);
/** Feed zeros up to the end of a block. */
bool soft_sec_cbc_mac_pad(struct sec_cbc_mac *mac);

/** A GHASH that is computed. */
struct sec_ghash {
	uint64_t h[2];		/**< big endian words, the first bits in h[0] */
	uint64_t y[2];
};

/** Begin with a hash key, from a state or from NULL. */
void soft_sec_ghash_init(struct sec_ghash *g, const uint8_t *h, const uint8_t *state);
/** Feed data; zeros fill up its last block. */
void soft_sec_ghash_update(struct sec_ghash *g, const uint8_t *data, size_t len);
/** Feed the block of both lengths, in bytes. */
void soft_sec_ghash_lengths(struct sec_ghash *g, uint64_t aad_len, uint64_t len);
/** Write the state, a block. */
void soft_sec_ghash_state(const struct sec_ghash *g, uint8_t *state);

#endif /* SOFT_SEC_MODE_H */

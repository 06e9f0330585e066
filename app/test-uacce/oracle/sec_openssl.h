/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_SEC_OPENSSL_H
#define TEST_UACCE_SEC_OPENSSL_H

/** @file Algorithms of the tests of uacce_sec, and OpenSSL as their oracle. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_crypto.h>
#include <rte_cryptodev.h>

#define SEC_MAX_KEY	80u
#define SEC_MAX_AUTH_KEY	256u
#define SEC_MAX_IV	16u
#define SEC_MAX_MAC	64u

enum sec_kind {
	SEC_CIPHER,
	SEC_AUTH,	/**< hash or MAC */
	SEC_CHAIN,	/**< encrypt then MAC, or verify then decrypt */
	SEC_AEAD,
};

/** What a session does; lengths in bytes. */
struct sec_alg {
	enum sec_kind kind;
	bool forward;		/**< encrypt, generate; or decrypt, verify */
	enum rte_crypto_cipher_algorithm cipher;
	enum rte_crypto_auth_algorithm auth;
	enum rte_crypto_aead_algorithm aead;
	uint16_t key_len;	/**< of the cipher or the AEAD */
	uint16_t auth_key_len;
	uint16_t iv_len;	/**< of the cipher or the AEAD */
	uint16_t auth_iv_len;
	uint16_t digest_len;
	uint16_t aad_len;	/**< of an AEAD */
	uint8_t key[SEC_MAX_KEY];
	uint8_t auth_key[SEC_MAX_AUTH_KEY];
};

/** Bytes of a block that a payload has to be a multiple of; 1 for none. */
uint32_t sec_block(const struct sec_alg *alg);
/** Whether anything is authenticated. */
bool sec_has_mac(const struct sec_alg *alg);
/** Whether there is an oracle for it. */
bool sec_cap_is_known(const struct rte_cryptodev_symmetric_capability *cap);
bool sec_is_hmac(enum rte_crypto_auth_algorithm auth);
/** Bytes of a full digest. */
uint16_t sec_full_digest(enum rte_crypto_auth_algorithm auth);
/** OpenSSL with the keys of an algorithm. */
struct sec_oracle;

struct sec_oracle *sec_oracle_open(const struct sec_alg *alg);
void sec_oracle_close(struct sec_oracle *oracle);
/**
 * Do with OpenSSL what an operation has to do; of a chain the cipher alone.
 *
 * @param out
 *   Where the payload goes, @p len bytes; unused for SEC_AUTH.
 * @param mac
 *   Where the digest goes, digest_len bytes; of what is to be verified the right one.
 *   Unused for SEC_CIPHER and SEC_CHAIN.
 */
void sec_oracle_run(struct sec_oracle *oracle, const uint8_t *iv, const uint8_t *auth_iv,
		const uint8_t *aad, const uint8_t *src, uint32_t len, uint8_t *out, uint8_t *mac);
/** The digest of a chain, or of SEC_AUTH. */
void sec_oracle_mac(struct sec_oracle *oracle, const uint8_t *auth_iv, const uint8_t *data,
		uint32_t len, uint8_t *mac);

#endif /* TEST_UACCE_SEC_OPENSSL_H */

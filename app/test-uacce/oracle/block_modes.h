/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_TEST_MODES_H
#define TEST_UACCE_TEST_MODES_H

/**
 * @file
 * Modes that OpenSSL 3.0 lacks, for the tests of the soft device and of the driver: XTS and GCM of
 * SM4, and AES-XCBC-MAC. They follow the standards block by block over a cipher in ECB mode;
 * GHASH is OpenSSL's. Each function asserts that it works.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/evp.h>

/** A block cipher with its key, in one direction. */
struct mode_key {
	EVP_CIPHER_CTX *ctx;
};

/** @param name OpenSSL's name of the cipher in ECB mode, such as "SM4-ECB". */
void mode_open(struct mode_key *k, const char *name, const uint8_t *key, bool encrypt);
/** Free a key; one that is all zero was never opened. */
void mode_close(struct mode_key *k);
/** Process one block, for the functions of <openssl/modes.h>; @p key is a struct mode_key. */
void mode_block(const unsigned char in[16], unsigned char out[16], const void *key);

/**
 * XTS of at least 16 bytes; the buffers must not overlap.
 *
 * @param data
 *   First key, opened in the direction of @p encrypt.
 * @param tweak
 *   Second key, opened to encrypt.
 * @param gb
 *   Whether the tweak follows GB/T 17964 rather than IEEE 1619.
 */
void mode_xts(const struct mode_key *data, const struct mode_key *tweak, bool encrypt, bool gb,
		const uint8_t *iv, const uint8_t *in, uint8_t *out, size_t len);

/** GCM with an IV of 12 bytes and a tag of 16; @p k is opened to encrypt for both directions. */
void mode_gcm(const struct mode_key *k, bool encrypt, const uint8_t *iv, const uint8_t *aad,
		size_t aad_len, const uint8_t *in, uint8_t *out, size_t len, uint8_t *tag);

/** AES-XCBC-MAC with its three keys. */
struct mode_xcbc {
	struct mode_key k1;
	uint8_t k2[16];
	uint8_t k3[16];
};

/** @param key 16 bytes. */
void mode_xcbc_open(struct mode_xcbc *x, const uint8_t *key);
/** Write a MAC of 16 bytes. */
void mode_xcbc(const struct mode_xcbc *x, const uint8_t *data, size_t len, uint8_t *mac);

#endif /* TEST_UACCE_TEST_MODES_H */

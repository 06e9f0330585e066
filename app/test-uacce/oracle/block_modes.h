/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_TEST_MODES_H
#define TEST_UACCE_TEST_MODES_H

/**
 * @file
 * Modes of block ciphers that OpenSSL 3.0 has no cipher for, over its ECB, as tests of
 * the soft device and of the driver need them: XTS and GCM of SM4, and XCBC. Written from
 * the standards, block by block; GHASH is OpenSSL's. Everything asserts.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/evp.h>

/** A block cipher with its key, one way. */
struct mode_key {
	EVP_CIPHER_CTX *ctx;
};

/** @param name OpenSSL's name of the cipher in ECB mode, such as "SM4-ECB". */
void mode_open(struct mode_key *k, const char *name, const uint8_t *key, bool encrypt);
/** A key that is zero was never opened, and is fine. */
void mode_close(struct mode_key *k);
/** One block; @p key is a struct mode_key. For the functions of <openssl/modes.h>. */
void mode_block(const unsigned char in[16], unsigned char out[16], const void *key);

/**
 * XTS, @p len of 16 bytes and more; buffers apart.
 *
 * @param data
 *   First key, opened the way it is to go.
 * @param tweak
 *   Second key, opened to encrypt.
 * @param gb
 *   The tweak as of GB/T 17964; else as of IEEE 1619.
 */
void mode_xts(const struct mode_key *data, const struct mode_key *tweak, bool encrypt, bool gb,
		const uint8_t *iv, const uint8_t *in, uint8_t *out, size_t len);

/** GCM with an IV of 12 bytes; 16 of the tag. @p k is opened to encrypt, both ways. */
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
/** 16 bytes of the MAC. */
void mode_xcbc(const struct mode_xcbc *x, const uint8_t *data, size_t len, uint8_t *mac);

#endif /* TEST_UACCE_TEST_MODES_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_HASH_H
#define SOFT_SEC_HASH_H

/**
 * @file
 * Hashes whose state can be read and set.
 *
 * The device gives intermediate states to its driver (4.6), and a key of an HMAC is two states that
 * are kept. OpenSSL's EVP interface shows no state. Its functions for each hash do, but there are
 * none for SM3, which Nettle has. Other hashes of Nettle are slower: SHA-512 of 8 KiB by 40 %, MD5
 * of 64 bytes by 70 %.
 */

#include <stddef.h>
#include <stdint.h>

#include <nettle/sm3.h>
#include <openssl/md5.h>
#include <openssl/sha.h>

#define SEC_MAX_STATE	64
#define SEC_MAX_BLOCK	128

/** A hash that is computed. All of these begin with their state. */
union sec_hash_ctx {
	uint8_t state[SEC_MAX_STATE];
	MD5_CTX md5;
	SHA_CTX sha1;
	SHA256_CTX sha256;
	SHA512_CTX sha512;
	struct sm3_ctx sm3;
};

/** Hashes that differ in their initial state and in the bytes of the digest alone. */
struct sec_hash_family {
	uint8_t state_len;	/**< bytes; the digest is at most as long */
	uint8_t block_len;	/**< bytes */
	void (*init)(union sec_hash_ctx *ctx);
	/** Set how many bits were hashed, a multiple of the block. */
	void (*set_bits)(union sec_hash_ctx *ctx, uint64_t bits);
	void (*update)(union sec_hash_ctx *ctx, const void *data, size_t len);
	/** Writes state_len bytes. */
	void (*final)(union sec_hash_ctx *ctx, uint8_t *digest);
};

struct sec_hash {
	const struct sec_hash_family *family;
	const void *iv;		/**< initial state; NULL: the one that init() sets */
	uint8_t digest_len;	/**< bytes */
};

extern const struct sec_hash sec_hash_md5, sec_hash_sha1, sec_hash_sha224, sec_hash_sha256,
	sec_hash_sha384, sec_hash_sha512, sec_hash_sha512_224, sec_hash_sha512_256, sec_hash_sm3;

/** Begin a message. */
void soft_sec_hash_init(const struct sec_hash *hash, union sec_hash_ctx *ctx);

/** Go on from a state of state_len bytes, after so many bits, a multiple of the block. */
void soft_sec_hash_load(const struct sec_hash *hash, union sec_hash_ctx *ctx, const uint8_t *state,
		uint64_t bits);

/** Compute the two states that stand for a key of an HMAC; @p len is at most a block. */
void soft_sec_hmac_key(const struct sec_hash *hash, const uint8_t *key, size_t len,
		uint8_t *inner, uint8_t *outer);

/** End an HMAC whose message was hashed into @p ctx from the inner state on. */
void soft_sec_hmac_final(const struct sec_hash *hash, union sec_hash_ctx *ctx,
		const uint8_t *outer, uint8_t *mac);

#endif /* SOFT_SEC_HASH_H */

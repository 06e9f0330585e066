/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <string.h>

#include <openssl/crypto.h>

#include "sec_hash.h"

_Static_assert(offsetof(MD5_CTX, A) == 0, "MD5 begins with its state");
_Static_assert(offsetof(SHA_CTX, h0) == 0, "SHA-1 begins with its state");
_Static_assert(offsetof(SHA256_CTX, h) == 0, "SHA-256 begins with its state");
_Static_assert(offsetof(SHA512_CTX, h) == 0, "SHA-512 begins with its state");
_Static_assert(offsetof(struct sm3_ctx, state) == 0, "SM3 begins with its state");

/* Define the family of a hash of OpenSSL. Its context counts bits in a low and a high word. */
#define FAMILY(name, member, half, low, high, state, block, init_fn, update_fn, final_fn) \
static void \
name##_init(union sec_hash_ctx *ctx) \
{ \
	init_fn(&ctx->member); \
} \
static void \
name##_set_bits(union sec_hash_ctx *ctx, uint64_t bits) \
{ \
	ctx->member.low = (half)bits; \
	ctx->member.high = (half)(sizeof(half) < sizeof(bits) ? bits >> 32 : 0); \
	ctx->member.num = 0; \
} \
static void \
name##_update(union sec_hash_ctx *ctx, const void *data, size_t len) \
{ \
	update_fn(&ctx->member, data, len); \
} \
static void \
name##_final(union sec_hash_ctx *ctx, uint8_t *digest) \
{ \
	final_fn(digest, &ctx->member); \
} \
static const struct sec_hash_family name##_family = { \
	.state_len = state, \
	.block_len = block, \
	.init = name##_init, \
	.set_bits = name##_set_bits, \
	.update = name##_update, \
	.final = name##_final, \
}

FAMILY(md5, md5, MD5_LONG, Nl, Nh, 16, 64, MD5_Init, MD5_Update, MD5_Final);
FAMILY(sha1, sha1, SHA_LONG, Nl, Nh, 20, 64, SHA1_Init, SHA1_Update, SHA1_Final);
FAMILY(sha256, sha256, SHA_LONG, Nl, Nh, 32, 64, SHA256_Init, SHA256_Update, SHA256_Final);
FAMILY(sha512, sha512, SHA_LONG64, Nl, Nh, 64, 128, SHA512_Init, SHA512_Update, SHA512_Final);

static void
hash_sm3_init(union sec_hash_ctx *ctx)
{
	sm3_init(&ctx->sm3);
}

static void
hash_sm3_set_bits(union sec_hash_ctx *ctx, uint64_t bits)
{
	ctx->sm3.count = bits / (8 * SM3_BLOCK_SIZE);
	ctx->sm3.index = 0;
}

static void
hash_sm3_update(union sec_hash_ctx *ctx, const void *data, size_t len)
{
	sm3_update(&ctx->sm3, len, data);
}

static void
hash_sm3_final(union sec_hash_ctx *ctx, uint8_t *digest)
{
	sm3_digest(&ctx->sm3, SM3_DIGEST_SIZE, digest);
}

static const struct sec_hash_family sm3_family = {
	.state_len = SM3_DIGEST_SIZE,
	.block_len = SM3_BLOCK_SIZE,
	.init = hash_sm3_init,
	.set_bits = hash_sm3_set_bits,
	.update = hash_sm3_update,
	.final = hash_sm3_final,
};

/* Initial states of the truncated hashes (FIPS 180-4, 5.3). */
static const uint32_t sha224_iv[8] = {
	0xc1059ed8, 0x367cd507, 0x3070dd17, 0xf70e5939,
	0xffc00b31, 0x68581511, 0x64f98fa7, 0xbefa4fa4,
};

static const uint64_t sha384_iv[8] = {
	0xcbbb9d5dc1059ed8, 0x629a292a367cd507, 0x9159015a3070dd17, 0x152fecd8f70e5939,
	0x67332667ffc00b31, 0x8eb44a8768581511, 0xdb0c2e0d64f98fa7, 0x47b5481dbefa4fa4,
};

static const uint64_t sha512_224_iv[8] = {
	0x8c3d37c819544da2, 0x73e1996689dcd4d6, 0x1dfab7ae32ff9c82, 0x679dd514582f9fcf,
	0x0f6d2b697bd44da8, 0x77e36f7304c48942, 0x3f9d85a86a1d36c8, 0x1112e6ad91d692a1,
};

static const uint64_t sha512_256_iv[8] = {
	0x22312194fc2bf72c, 0x9f555fa3c84c64c2, 0x2393b86b6f53b151, 0x963877195940eabd,
	0x96283ee2a88effe3, 0xbe5e1e2553863992, 0x2b0199fc2c85b8aa, 0x0eb72ddc81c52ca2,
};

const struct sec_hash sec_hash_md5 = { &md5_family, NULL, 16 };
const struct sec_hash sec_hash_sha1 = { &sha1_family, NULL, 20 };
const struct sec_hash sec_hash_sha224 = { &sha256_family, sha224_iv, 28 };
const struct sec_hash sec_hash_sha256 = { &sha256_family, NULL, 32 };
const struct sec_hash sec_hash_sha384 = { &sha512_family, sha384_iv, 48 };
const struct sec_hash sec_hash_sha512 = { &sha512_family, NULL, 64 };
const struct sec_hash sec_hash_sha512_224 = { &sha512_family, sha512_224_iv, 28 };
const struct sec_hash sec_hash_sha512_256 = { &sha512_family, sha512_256_iv, 32 };
const struct sec_hash sec_hash_sm3 = { &sm3_family, NULL, 32 };

void
soft_sec_hash_init(const struct sec_hash *hash, union sec_hash_ctx *ctx)
{
	hash->family->init(ctx);
	if (hash->iv != NULL)
		memcpy(ctx->state, hash->iv, hash->family->state_len);
}

void
soft_sec_hash_load(const struct sec_hash *hash, union sec_hash_ctx *ctx, const uint8_t *state,
		uint64_t bits)
{
	/* This also sets what the library keeps beside state and length. */
	hash->family->init(ctx);
	memcpy(ctx->state, state, hash->family->state_len);
	hash->family->set_bits(ctx, bits);
}

/* Compute the state behind one block: the key, xored with a pad (RFC 2104). */
static void
pad_state(const struct sec_hash *hash, const uint8_t *key, size_t len, uint8_t pad, uint8_t *state)
{
	union sec_hash_ctx ctx;
	uint8_t block[SEC_MAX_BLOCK];
	size_t i;

	for (i = 0; i < hash->family->block_len; i++)
		block[i] = (i < len ? key[i] : 0) ^ pad;
	soft_sec_hash_init(hash, &ctx);
	hash->family->update(&ctx, block, hash->family->block_len);
	memcpy(state, ctx.state, hash->family->state_len);
	OPENSSL_cleanse(&ctx, sizeof(ctx));
	OPENSSL_cleanse(block, sizeof(block));
}

void
soft_sec_hmac_key(const struct sec_hash *hash, const uint8_t *key, size_t len, uint8_t *inner,
		uint8_t *outer)
{
	pad_state(hash, key, len, 0x36, inner);
	pad_state(hash, key, len, 0x5c, outer);
}

void
soft_sec_hmac_final(const struct sec_hash *hash, union sec_hash_ctx *ctx, const uint8_t *outer,
		uint8_t *mac)
{
	uint8_t digest[SEC_MAX_STATE];

	hash->family->final(ctx, digest);
	soft_sec_hash_load(hash, ctx, outer, hash->family->block_len * 8);
	hash->family->update(ctx, digest, hash->digest_len);
	hash->family->final(ctx, mac);
}

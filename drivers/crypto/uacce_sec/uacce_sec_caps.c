/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Tables of the algorithms of the hardware. Capabilities and sessions are made of them.
 * Source: hardware_interface.rst, section 4.1 for generations, 4.4 for codes, 4.5 to
 * 4.8 for lengths.
 */

#include "uacce_sec_private.h"

#define AES_KEYS { \
	{ 16, HISI_SEC_KEY_128 }, { 24, HISI_SEC_KEY_192 }, { 32, HISI_SEC_KEY_256 }, \
}
/* Two keys of the length of the code; two of 192 bits are not supported (4.11). */
#define AES_XTS_KEYS	{ { 32, HISI_SEC_KEY_128 }, { 64, HISI_SEC_KEY_256 } }
#define SM4_KEYS	{ { 16, HISI_SEC_KEY_128 } }
#define TDES_KEYS	{ { 16, HISI_SEC_KEY_3DES_2 }, { 24, HISI_SEC_KEY_3DES_3 } }
#define DES_KEYS	{ { 8, HISI_SEC_KEY_DES } }

static const struct uacce_sec_cipher ciphers[] = {
	{
		.algo = RTE_CRYPTO_CIPHER_AES_CBC, .key = AES_KEYS,
		.c_alg = HISI_SEC_C_ALG_AES, .c_mode = HISI_SEC_C_MODE_CBC,
		.block = 16, .multiple = 16, .min_len = 16, .iv_len = 16, .gens = UACCE_SEC_ALL,
	}, {
		.algo = RTE_CRYPTO_CIPHER_AES_ECB, .key = AES_KEYS,
		.c_alg = HISI_SEC_C_ALG_AES, .c_mode = HISI_SEC_C_MODE_ECB,
		.block = 16, .multiple = 16, .min_len = 16, .gens = UACCE_SEC_ALL,
	}, {
		.algo = RTE_CRYPTO_CIPHER_AES_CTR, .key = AES_KEYS,
		.c_alg = HISI_SEC_C_ALG_AES, .c_mode = HISI_SEC_C_MODE_CTR,
		.ctr_mode = HISI_SEC3_CTR_128,
		.block = 16, .multiple = 1, .min_len = 1, .iv_len = 16, .gens = UACCE_SEC_V3,
	}, {
		.algo = RTE_CRYPTO_CIPHER_AES_XTS, .key = AES_XTS_KEYS,
		.c_alg = HISI_SEC_C_ALG_AES, .c_mode = HISI_SEC_C_MODE_XTS,
		.block = 16, .multiple = 1, .min_len = 16, .iv_len = 16, .gens = UACCE_SEC_ALL,
	}, {
		.algo = RTE_CRYPTO_CIPHER_3DES_CBC, .key = TDES_KEYS,
		.c_alg = HISI_SEC_C_ALG_3DES, .c_mode = HISI_SEC_C_MODE_CBC,
		.block = 8, .multiple = 8, .min_len = 8, .iv_len = 8, .gens = UACCE_SEC_ALL,
	}, {
		.algo = RTE_CRYPTO_CIPHER_3DES_ECB, .key = TDES_KEYS,
		.c_alg = HISI_SEC_C_ALG_3DES, .c_mode = HISI_SEC_C_MODE_ECB,
		.block = 8, .multiple = 8, .min_len = 8, .gens = UACCE_SEC_ALL,
	}, {
		.algo = RTE_CRYPTO_CIPHER_DES_CBC, .key = DES_KEYS,
		.c_alg = HISI_SEC_C_ALG_DES, .c_mode = HISI_SEC_C_MODE_CBC,
		.block = 8, .multiple = 8, .min_len = 8, .iv_len = 8, .gens = UACCE_SEC_ALL,
	}, {
		.algo = RTE_CRYPTO_CIPHER_SM4_CBC, .key = SM4_KEYS,
		.c_alg = HISI_SEC_C_ALG_SM4, .c_mode = HISI_SEC_C_MODE_CBC,
		.block = 16, .multiple = 16, .min_len = 16, .iv_len = 16, .gens = UACCE_SEC_ALL,
	}, {
		.algo = RTE_CRYPTO_CIPHER_SM4_ECB, .key = SM4_KEYS,
		.c_alg = HISI_SEC_C_ALG_SM4, .c_mode = HISI_SEC_C_MODE_ECB,
		.block = 16, .multiple = 16, .min_len = 16, .gens = UACCE_SEC_ALL,
	}, {
		.algo = RTE_CRYPTO_CIPHER_SM4_CTR, .key = SM4_KEYS,
		.c_alg = HISI_SEC_C_ALG_SM4, .c_mode = HISI_SEC_C_MODE_CTR,
		.ctr_mode = HISI_SEC3_CTR_128,
		.block = 16, .multiple = 1, .min_len = 1, .iv_len = 16, .gens = UACCE_SEC_V3,
	},
#ifdef UACCE_HAVE_SM4_CFB_OFB
	{
		.algo = RTE_CRYPTO_CIPHER_SM4_CFB, .key = SM4_KEYS,
		.c_alg = HISI_SEC_C_ALG_SM4, .c_mode = HISI_SEC_C_MODE_CFB,
		.block = 16, .multiple = 1, .min_len = 1, .iv_len = 16, .gens = UACCE_SEC_V3,
	}, {
		.algo = RTE_CRYPTO_CIPHER_SM4_OFB, .key = SM4_KEYS,
		.c_alg = HISI_SEC_C_ALG_SM4, .c_mode = HISI_SEC_C_MODE_OFB,
		.block = 16, .multiple = 1, .min_len = 1, .iv_len = 16, .gens = UACCE_SEC_V3,
	},
#endif
#ifdef UACCE_HAVE_SM4_XTS
	/* As in IEEE 1619. The API has no way to choose that of GB/T 17964. */
	{
		.algo = RTE_CRYPTO_CIPHER_SM4_XTS, .key = { { 32, HISI_SEC_KEY_128 } },
		.c_alg = HISI_SEC_C_ALG_SM4, .c_mode = HISI_SEC_C_MODE_XTS,
		.block = 16, .multiple = 1, .min_len = 16, .iv_len = 16, .gens = UACCE_SEC_ALL,
	},
#endif
};

#define ANY_UP_TO(n)	{ .min = 1, .max = (n), .increment = 1 }

/* A hash, and HMAC of it: a key of up to a block is zero-extended (4.6). */
#define HASH(name, bytes_of_block, bytes) { \
	.algo = RTE_CRYPTO_AUTH_ ## name, .a_alg = HISI_SEC_A_ALG_ ## name, \
	.block = bytes_of_block, .digest = ANY_UP_TO(bytes), \
	.gens = UACCE_SEC_ALL, .empty = UACCE_SEC_V3, \
}
#define HMAC(name, bytes_of_block, bytes) { \
	.algo = RTE_CRYPTO_AUTH_ ## name ## _HMAC, .a_alg = HISI_SEC_A_ALG_HMAC_ ## name, \
	.block = bytes_of_block, .key = ANY_UP_TO(bytes_of_block), \
	.digest = ANY_UP_TO(bytes), \
	.gens = UACCE_SEC_ALL, .empty = UACCE_SEC_V3, \
}

static const struct uacce_sec_auth auths[] = {
	HASH(MD5, 64, 16),
	HMAC(MD5, 64, 16),
	HASH(SHA1, 64, 20),
	HMAC(SHA1, 64, 20),
	HASH(SHA224, 64, 28),
	HMAC(SHA224, 64, 28),
	HASH(SHA256, 64, 32),
	HMAC(SHA256, 64, 32),
	HASH(SHA384, 128, 48),
	HMAC(SHA384, 128, 48),
	HASH(SHA512, 128, 64),
	HMAC(SHA512, 128, 64),
	HASH(SM3, 64, 32),
#ifdef UACCE_HAVE_SM3_HMAC
	HMAC(SM3, 64, 32),
#endif
	{
		.algo = RTE_CRYPTO_AUTH_AES_CMAC, .a_alg = HISI_SEC_A_ALG_AES_CMAC, .block = 16,
		.key = { .min = 16, .max = 16 }, .digest = ANY_UP_TO(16), .gens = UACCE_SEC_V3,
	}, {
		/* The length tells the 96-bit MAC from PRF-128 (section 6, item 17). */
		.algo = RTE_CRYPTO_AUTH_AES_XCBC_MAC, .a_alg = HISI_SEC_A_ALG_AES_XCBC,
		.block = 16, .key = { .min = 16, .max = 16 },
		.digest = { .min = 12, .max = 16, .increment = 4 }, .gens = UACCE_SEC_V3,
	}, {
		/* Sources ask hardware for a MAC of this length alone (4.6). */
		.algo = RTE_CRYPTO_AUTH_AES_GMAC, .a_alg = HISI_SEC_A_ALG_AES_GMAC,
		.block = 16, .key = { .min = 16, .max = 32, .increment = 8 },
		.digest = { .min = 4, .max = 16, .increment = 1 }, .mac_len = 16,
		.iv_len = HISI_SEC_GCM_IV_LEN, .gens = UACCE_SEC_V3,
	},
};

static const struct uacce_sec_aead aeads[] = {
	{
		.algo = RTE_CRYPTO_AEAD_AES_GCM, .key = AES_KEYS,
		.c_alg = HISI_SEC_C_ALG_AES, .c_mode = HISI_SEC_C_MODE_GCM,
		.digest = { .min = 8, .max = 16, .increment = 1 },
		.aad = { .min = 0, .max = HISI_SEC_MAX_OFFSET, .increment = 1 },
		.iv = { .min = HISI_SEC_GCM_IV_LEN, .max = HISI_SEC_GCM_IV_LEN },
		.gens = UACCE_SEC_ALL,
	}, {
		.algo = RTE_CRYPTO_AEAD_AES_CCM, .key = AES_KEYS,
		.c_alg = HISI_SEC_C_ALG_AES, .c_mode = HISI_SEC_C_MODE_CCM,
		.digest = { .min = 4, .max = 16, .increment = 2 },
		.aad = { .min = 0, .max = HISI_SEC_MAX_CCM_AAD, .increment = 1 },
		.iv = { .min = 7, .max = 13, .increment = 1 },
		.gens = UACCE_SEC_ALL,
	},
#ifdef UACCE_HAVE_SM4_GCM
	{
		.algo = RTE_CRYPTO_AEAD_SM4_GCM, .key = SM4_KEYS,
		.c_alg = HISI_SEC_C_ALG_SM4, .c_mode = HISI_SEC_C_MODE_GCM,
		.digest = { .min = 8, .max = 16, .increment = 1 },
		.aad = { .min = 0, .max = HISI_SEC_MAX_OFFSET, .increment = 1 },
		.iv = { .min = HISI_SEC_GCM_IV_LEN, .max = HISI_SEC_GCM_IV_LEN },
		.gens = UACCE_SEC_V3,
	},
#endif
};

static const struct {
	enum rte_crypto_cipher_algorithm cipher;
	enum rte_crypto_auth_algorithm auth;
	uint8_t gens;
} chains[] = {
	{ RTE_CRYPTO_CIPHER_AES_CBC, RTE_CRYPTO_AUTH_SHA1_HMAC, UACCE_SEC_ALL },
	{ RTE_CRYPTO_CIPHER_AES_CBC, RTE_CRYPTO_AUTH_SHA256_HMAC, UACCE_SEC_ALL },
	{ RTE_CRYPTO_CIPHER_AES_CBC, RTE_CRYPTO_AUTH_SHA512_HMAC, UACCE_SEC_ALL },
	{ RTE_CRYPTO_CIPHER_SM4_CBC, RTE_CRYPTO_AUTH_SHA1_HMAC, UACCE_SEC_V3 },
	{ RTE_CRYPTO_CIPHER_SM4_CBC, RTE_CRYPTO_AUTH_SHA256_HMAC, UACCE_SEC_V3 },
	{ RTE_CRYPTO_CIPHER_SM4_CBC, RTE_CRYPTO_AUTH_SHA512_HMAC, UACCE_SEC_V3 },
#ifdef UACCE_HAVE_SM3_HMAC
	{ RTE_CRYPTO_CIPHER_AES_CBC, RTE_CRYPTO_AUTH_SM3_HMAC, UACCE_SEC_V3 },
	{ RTE_CRYPTO_CIPHER_SM4_CBC, RTE_CRYPTO_AUTH_SM3_HMAC, UACCE_SEC_V3 },
#endif
};

const struct uacce_sec_cipher *
uacce_sec_cipher_find(enum rte_crypto_cipher_algorithm algo)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(ciphers); i++)
		if (ciphers[i].algo == algo)
			return &ciphers[i];
	return NULL;
}

const struct uacce_sec_auth *
uacce_sec_auth_find(enum rte_crypto_auth_algorithm algo)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(auths); i++)
		if (auths[i].algo == algo)
			return &auths[i];
	return NULL;
}

const struct uacce_sec_aead *
uacce_sec_aead_find(enum rte_crypto_aead_algorithm algo)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(aeads); i++)
		if (aeads[i].algo == algo)
			return &aeads[i];
	return NULL;
}

uint8_t
uacce_sec_chain_gens(enum rte_crypto_cipher_algorithm cipher,
		enum rte_crypto_auth_algorithm auth)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(chains); i++)
		if (chains[i].cipher == cipher && chains[i].auth == auth)
			return chains[i].gens;
	return 0;
}

struct rte_crypto_param_range
uacce_sec_key_range(const struct uacce_sec_key key[UACCE_SEC_NB_KEYS])
{
	struct rte_crypto_param_range range = { .min = key[0].len };
	unsigned int i;

	for (i = 0; i < UACCE_SEC_NB_KEYS && key[i].len != 0; i++)
		range.max = key[i].len;
	if (i > 1)
		range.increment = key[1].len - key[0].len;
	return range;
}

static void
cap_of_cipher(struct rte_cryptodev_capabilities *cap, const struct uacce_sec_cipher *alg)
{
	cap->op = RTE_CRYPTO_OP_TYPE_SYMMETRIC;
	cap->sym.xform_type = RTE_CRYPTO_SYM_XFORM_CIPHER;
	cap->sym.cipher.algo = alg->algo;
	cap->sym.cipher.block_size = alg->block;
	cap->sym.cipher.key_size = uacce_sec_key_range(alg->key);
	cap->sym.cipher.iv_size.min = alg->iv_len;
	cap->sym.cipher.iv_size.max = alg->iv_len;
}

static void
cap_of_auth(struct rte_cryptodev_capabilities *cap, const struct uacce_sec_auth *alg)
{
	cap->op = RTE_CRYPTO_OP_TYPE_SYMMETRIC;
	cap->sym.xform_type = RTE_CRYPTO_SYM_XFORM_AUTH;
	cap->sym.auth.algo = alg->algo;
	cap->sym.auth.block_size = alg->block;
	cap->sym.auth.key_size = alg->key;
	cap->sym.auth.digest_size = alg->digest;
	cap->sym.auth.iv_size.min = alg->iv_len;
	cap->sym.auth.iv_size.max = alg->iv_len;
}

static void
cap_of_aead(struct rte_cryptodev_capabilities *cap, const struct uacce_sec_aead *alg)
{
	cap->op = RTE_CRYPTO_OP_TYPE_SYMMETRIC;
	cap->sym.xform_type = RTE_CRYPTO_SYM_XFORM_AEAD;
	cap->sym.aead.algo = alg->algo;
	cap->sym.aead.block_size = 16;
	cap->sym.aead.key_size = uacce_sec_key_range(alg->key);
	cap->sym.aead.digest_size = alg->digest;
	cap->sym.aead.aad_size = alg->aad;
	cap->sym.aead.iv_size = alg->iv;
}

void
uacce_sec_caps_fill(enum uacce_sec_gen gen,
		struct rte_cryptodev_capabilities caps[UACCE_SEC_MAX_CAPS])
{
	const uint8_t bit = 1u << gen;
	unsigned int i, n = 0;

	RTE_BUILD_BUG_ON(RTE_DIM(ciphers) + RTE_DIM(auths) + RTE_DIM(aeads) >= UACCE_SEC_MAX_CAPS);
	memset(caps, 0, UACCE_SEC_MAX_CAPS * sizeof(caps[0]));
	for (i = 0; i < RTE_DIM(ciphers); i++)
		if ((ciphers[i].gens & bit) != 0)
			cap_of_cipher(&caps[n++], &ciphers[i]);
	for (i = 0; i < RTE_DIM(auths); i++)
		if ((auths[i].gens & bit) != 0)
			cap_of_auth(&caps[n++], &auths[i]);
	for (i = 0; i < RTE_DIM(aeads); i++)
		if ((aeads[i].gens & bit) != 0)
			cap_of_aead(&caps[n++], &aeads[i]);
	/* RTE_CRYPTO_OP_TYPE_UNDEFINED, which is 0, ends the list. */
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * OpenSSL as the oracle of the tests of uacce_sec. Keys are set once for each session. OpenSSL 3.0
 * has no SM4 in XTS and GCM mode, so with every version these modes are made by block_modes.c of
 * SM4-ECB.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <rte_common.h>

#include "block_modes.h"
#include "sec_openssl.h"
#include "test.h"
#include "uacce_compat.h"

#define BLOCK	16u

struct sec_oracle {
	struct sec_alg alg;
	EVP_CIPHER_CTX *cipher;		/* of a cipher or an AEAD, and of GMAC */
	struct mode_key modes[2];	/* of block_modes.c; of XTS the second is the tweak's */
	struct mode_xcbc xcbc;
	EVP_MAC_CTX *mac;
	EVP_MD_CTX *hash;
	EVP_MD *md;
	uint8_t *scratch;
	uint32_t scratch_len;
};

/* A cipher or an AEAD and OpenSSL's name of it, in which %u stands for the bits of the key. */
struct known {
	int algo;
	const char *name;
	bool by_hand;		/* a mode of block_modes.c over the named cipher */
};

static const struct known ciphers[] = {
	{ RTE_CRYPTO_CIPHER_AES_ECB, "AES-%u-ECB", false },
	{ RTE_CRYPTO_CIPHER_AES_CBC, "AES-%u-CBC", false },
	{ RTE_CRYPTO_CIPHER_AES_CTR, "AES-%u-CTR", false },
	{ RTE_CRYPTO_CIPHER_AES_XTS, "AES-%u-XTS", false },
	{ RTE_CRYPTO_CIPHER_SM4_ECB, "SM4-ECB", false },
	{ RTE_CRYPTO_CIPHER_SM4_CBC, "SM4-CBC", false },
	{ RTE_CRYPTO_CIPHER_SM4_CTR, "SM4-CTR", false },
	/* DES is 3DES with one key thrice, and needs no legacy provider so. */
	{ RTE_CRYPTO_CIPHER_3DES_ECB, "DES-EDE3-ECB", false },
	{ RTE_CRYPTO_CIPHER_3DES_CBC, "DES-EDE3-CBC", false },
	{ RTE_CRYPTO_CIPHER_DES_CBC, "DES-EDE3-CBC", false },
#ifdef UACCE_HAVE_SM4_CFB_OFB
	{ RTE_CRYPTO_CIPHER_SM4_CFB, "SM4-CFB", false },
	{ RTE_CRYPTO_CIPHER_SM4_OFB, "SM4-OFB", false },
#endif
#ifdef UACCE_HAVE_SM4_XTS
	{ RTE_CRYPTO_CIPHER_SM4_XTS, "SM4-ECB", true },
#endif
};

static const struct known aeads[] = {
	{ RTE_CRYPTO_AEAD_AES_CCM, "AES-%u-CCM", false },
	{ RTE_CRYPTO_AEAD_AES_GCM, "AES-%u-GCM", false },
#ifdef UACCE_HAVE_SM4_GCM
	{ RTE_CRYPTO_AEAD_SM4_GCM, "SM4-ECB", true },
#endif
};

/* A hash has a name, a MAC of OpenSSL also the name of its hash or cipher, others have neither. */
static const struct known_auth {
	enum rte_crypto_auth_algorithm algo;
	const char *mac;
	const char *name;
} auths[] = {
	{ RTE_CRYPTO_AUTH_MD5, NULL, "MD5" },
	{ RTE_CRYPTO_AUTH_SHA1, NULL, "SHA1" },
	{ RTE_CRYPTO_AUTH_SHA224, NULL, "SHA224" },
	{ RTE_CRYPTO_AUTH_SHA256, NULL, "SHA256" },
	{ RTE_CRYPTO_AUTH_SHA384, NULL, "SHA384" },
	{ RTE_CRYPTO_AUTH_SHA512, NULL, "SHA512" },
	{ RTE_CRYPTO_AUTH_SM3, NULL, "SM3" },
	{ RTE_CRYPTO_AUTH_MD5_HMAC, "HMAC", "MD5" },
	{ RTE_CRYPTO_AUTH_SHA1_HMAC, "HMAC", "SHA1" },
	{ RTE_CRYPTO_AUTH_SHA224_HMAC, "HMAC", "SHA224" },
	{ RTE_CRYPTO_AUTH_SHA256_HMAC, "HMAC", "SHA256" },
	{ RTE_CRYPTO_AUTH_SHA384_HMAC, "HMAC", "SHA384" },
	{ RTE_CRYPTO_AUTH_SHA512_HMAC, "HMAC", "SHA512" },
#ifdef UACCE_HAVE_SM3_HMAC
	{ RTE_CRYPTO_AUTH_SM3_HMAC, "HMAC", "SM3" },
#endif
	{ RTE_CRYPTO_AUTH_AES_CMAC, "CMAC", "AES-%u-CBC" },
	{ RTE_CRYPTO_AUTH_AES_GMAC, NULL, NULL },
	{ RTE_CRYPTO_AUTH_AES_XCBC_MAC, NULL, NULL },
};

static const struct known *
find(const struct known *table, unsigned int n, int algo)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		if (table[i].algo == algo)
			return &table[i];
	return NULL;
}

#define FIND(table, algo)	find(table, RTE_DIM(table), algo)

static const struct known_auth *
find_auth(enum rte_crypto_auth_algorithm algo)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(auths); i++)
		if (auths[i].algo == algo)
			return &auths[i];
	return NULL;
}

bool
sec_cap_is_known(const struct rte_cryptodev_symmetric_capability *cap)
{
	switch (cap->xform_type) {
	case RTE_CRYPTO_SYM_XFORM_CIPHER:
		return FIND(ciphers, cap->cipher.algo) != NULL;
	case RTE_CRYPTO_SYM_XFORM_AUTH:
		return find_auth(cap->auth.algo) != NULL;
	case RTE_CRYPTO_SYM_XFORM_AEAD:
		return FIND(aeads, cap->aead.algo) != NULL;
	default:
		return false;
	}
}

bool
sec_is_hmac(enum rte_crypto_auth_algorithm auth)
{
	const struct known_auth *known = find_auth(auth);

	return known != NULL && known->mac != NULL && strcmp(known->mac, "HMAC") == 0;
}

uint16_t
sec_full_digest(enum rte_crypto_auth_algorithm auth)
{
	const struct known_auth *known = find_auth(auth);
	const EVP_MD *md = NULL;

	if (known != NULL && known->name != NULL)
		md = EVP_get_digestbyname(known->name);
	return md == NULL ? BLOCK : (uint16_t)EVP_MD_get_size(md);
}

/* OpenSSL's context of a cipher, not yet with a key. */
static EVP_CIPHER_CTX *
open_evp(const char *name, unsigned int key_len, bool encrypt)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	EVP_CIPHER *cipher;
	char text[32];

	snprintf(text, sizeof(text), name, 8 * key_len);
	cipher = EVP_CIPHER_fetch(NULL, text, NULL);
	if (cipher == NULL)
		fail_msg("OpenSSL has no %s", text);
	assert_int_equal(EVP_CipherInit_ex2(ctx, cipher, NULL, NULL, encrypt, NULL), 1);
	EVP_CIPHER_CTX_set_padding(ctx, 0);
	EVP_CIPHER_free(cipher);
	return ctx;
}

static const uint8_t *
expand_key(const struct sec_alg *alg, uint8_t *key)
{
	memcpy(key, alg->key, alg->key_len);
	if (alg->cipher == RTE_CRYPTO_CIPHER_DES_CBC || alg->key_len == 8) {
		memcpy(key + 8, key, 8);
		memcpy(key + 16, key, 8);
	} else if (sec_block(alg) == 8 && alg->key_len == 16) {
		memcpy(key + 16, key, 8);
	}
	return key;
}

static void
open_cipher(struct sec_oracle *o)
{
	const struct known *known = FIND(ciphers, o->alg.cipher);
	/* XTS has two keys of equal length. */
	uint16_t half = o->alg.key_len / 2;
	uint8_t key[SEC_MAX_KEY];

	assert_non_null(known);
	if (known->by_hand) {
		mode_open(&o->modes[0], known->name, o->alg.key, o->alg.forward);
		mode_open(&o->modes[1], known->name, o->alg.key + half, true);
		return;
	}
	o->cipher = open_evp(known->name, o->alg.cipher == RTE_CRYPTO_CIPHER_AES_XTS ? half :
			o->alg.key_len, o->alg.forward);
	assert_int_equal(EVP_CipherInit_ex(o->cipher, NULL, NULL, expand_key(&o->alg, key), NULL,
			-1), 1);
}

static void
open_mac(struct sec_oracle *o, const struct known_auth *known)
{
	const char *param = sec_is_hmac(known->algo) ? OSSL_MAC_PARAM_DIGEST :
		OSSL_MAC_PARAM_CIPHER;
	EVP_MAC *mac = EVP_MAC_fetch(NULL, known->mac, NULL);
	OSSL_PARAM params[2];
	char text[32];

	snprintf(text, sizeof(text), known->name, 8u * o->alg.auth_key_len);
	params[0] = OSSL_PARAM_construct_utf8_string(param, text, 0);
	params[1] = OSSL_PARAM_construct_end();
	o->mac = EVP_MAC_CTX_new(mac);
	EVP_MAC_free(mac);
	assert_non_null(o->mac);
	assert_int_equal(EVP_MAC_init(o->mac, o->alg.auth_key, o->alg.auth_key_len, params), 1);
}

/* GCM and CCM always encrypt here. For GMAC @p key is that of the MAC. */
static void
open_aead(struct sec_oracle *o, enum rte_crypto_aead_algorithm algo, const uint8_t *key,
		uint16_t key_len)
{
	const struct known *known = FIND(aeads, algo);
	uint16_t iv_len = o->alg.kind == SEC_AEAD ? o->alg.iv_len : o->alg.auth_iv_len;

	assert_non_null(known);
	if (known->by_hand) {
		mode_open(&o->modes[0], known->name, key, true);
		return;
	}
	o->cipher = open_evp(known->name, key_len, true);
	assert_int_equal(EVP_CIPHER_CTX_ctrl(o->cipher, EVP_CTRL_AEAD_SET_IVLEN, iv_len, NULL), 1);
	if (algo == RTE_CRYPTO_AEAD_AES_CCM)
		assert_int_equal(EVP_CIPHER_CTX_ctrl(o->cipher, EVP_CTRL_AEAD_SET_TAG,
				o->alg.digest_len, NULL), 1);
	assert_int_equal(EVP_EncryptInit_ex(o->cipher, NULL, NULL, key, NULL), 1);
}

static void
open_auth(struct sec_oracle *o)
{
	const struct known_auth *known = find_auth(o->alg.auth);

	assert_non_null(known);
	if (known->mac != NULL) {
		open_mac(o, known);
	} else if (known->name != NULL) {
		o->hash = EVP_MD_CTX_new();
		o->md = EVP_MD_fetch(NULL, known->name, NULL);
		assert_non_null(o->md);
	} else if (o->alg.auth == RTE_CRYPTO_AUTH_AES_GMAC) {
		open_aead(o, RTE_CRYPTO_AEAD_AES_GCM, o->alg.auth_key, o->alg.auth_key_len);
	} else {
		mode_xcbc_open(&o->xcbc, o->alg.auth_key);
	}
}

struct sec_oracle *
sec_oracle_open(const struct sec_alg *alg)
{
	struct sec_oracle *o = calloc(1, sizeof(*o));

	assert_non_null(o);
	o->alg = *alg;
	if (alg->kind == SEC_AEAD)
		open_aead(o, alg->aead, alg->key, alg->key_len);
	if (alg->kind == SEC_CIPHER || alg->kind == SEC_CHAIN)
		open_cipher(o);
	if (alg->kind == SEC_AUTH || alg->kind == SEC_CHAIN)
		open_auth(o);
	return o;
}

void
sec_oracle_close(struct sec_oracle *o)
{
	if (o == NULL)
		return;
	EVP_CIPHER_CTX_free(o->cipher);
	mode_close(&o->modes[0]);
	mode_close(&o->modes[1]);
	mode_close(&o->xcbc.k1);
	EVP_MAC_CTX_free(o->mac);
	EVP_MD_CTX_free(o->hash);
	EVP_MD_free(o->md);
	free(o->scratch);
	free(o);
}

static uint8_t *
scratch(struct sec_oracle *o, uint32_t len)
{
	if (o->scratch_len < len) {
		free(o->scratch);
		o->scratch = malloc(len);
		assert_non_null(o->scratch);
		o->scratch_len = len;
	}
	return o->scratch;
}

static void
run_cipher(struct sec_oracle *o, const uint8_t *iv, const uint8_t *src, uint32_t len, uint8_t *out)
{
	uint8_t counter[SEC_MAX_IV] = { [15] = 1 };
	int n = 0;

	if (len == 0)
		return;
	if (o->modes[0].ctx != NULL) {
		mode_xts(&o->modes[0], &o->modes[1], o->alg.forward, false, iv, src, out, len);
		return;
	}
	/* RFC 3686, section 4: a nonce and an IV, and the counter starts at 1. */
	memcpy(counter, iv, o->alg.iv_len);
	if (o->alg.iv_len == 16)
		memcpy(counter, iv, sizeof(counter));
	assert_int_equal(EVP_CipherInit_ex(o->cipher, NULL, NULL, NULL, counter, -1), 1);
	assert_int_equal(EVP_CipherUpdate(o->cipher, out, &n, src, len), 1);
	assert_int_equal(n, len);
}

/* Encrypt; the tag is whole, which is 16 bytes, or for CCM digest_len. */
static void
run_evp_aead(struct sec_oracle *o, const uint8_t *iv, const uint8_t *aad, uint32_t aad_len,
		const uint8_t *src, uint32_t len, uint8_t *out, uint8_t *tag)
{
	bool ccm = o->alg.kind == SEC_AEAD && o->alg.aead == RTE_CRYPTO_AEAD_AES_CCM;
	static const uint8_t none[1];
	uint8_t rest[BLOCK], nothing[BLOCK];
	int n;

	assert_int_equal(EVP_EncryptInit_ex(o->cipher, NULL, NULL, NULL, iv), 1);
	if (ccm)
		assert_int_equal(EVP_EncryptUpdate(o->cipher, NULL, &n, NULL, len), 1);
	if (aad_len != 0)
		assert_int_equal(EVP_EncryptUpdate(o->cipher, NULL, &n, aad, aad_len), 1);
	/* CCM makes its tag in this call, also of no data. */
	if (len != 0 || ccm)
		assert_int_equal(EVP_EncryptUpdate(o->cipher, len == 0 ? nothing : out, &n,
				len == 0 ? none : src, len), 1);
	assert_int_equal(EVP_EncryptFinal_ex(o->cipher, rest, &n), 1);
	assert_int_equal(EVP_CIPHER_CTX_ctrl(o->cipher, EVP_CTRL_AEAD_GET_TAG,
			ccm ? o->alg.digest_len : BLOCK, tag), 1);
}

/* Encrypt; the tag is left out where @p tag is NULL. */
static void
run_aead(struct sec_oracle *o, const uint8_t *iv, const uint8_t *aad, uint32_t aad_len,
		const uint8_t *src, uint32_t len, uint8_t *out, uint8_t *tag)
{
	uint8_t full[BLOCK];

	if (o->modes[0].ctx != NULL)
		mode_gcm(&o->modes[0], true, iv, aad, aad_len, src, out, len, full);
	else
		run_evp_aead(o, iv, aad, aad_len, src, len, out, full);
	/* A shorter tag is the left part of the whole one. */
	if (tag != NULL)
		memcpy(tag, full, o->alg.digest_len);
}

void
sec_oracle_mac(struct sec_oracle *o, const uint8_t *iv, const uint8_t *data, uint32_t len,
		uint8_t *mac)
{
	uint8_t full[EVP_MAX_MD_SIZE];
	unsigned int md_len;
	size_t mac_len;

	if (o->mac != NULL) {
		assert_int_equal(EVP_MAC_init(o->mac, NULL, 0, NULL), 1);
		assert_int_equal(EVP_MAC_update(o->mac, data, len), 1);
		assert_int_equal(EVP_MAC_final(o->mac, full, &mac_len, sizeof(full)), 1);
		memcpy(mac, full, o->alg.digest_len);
	} else if (o->hash != NULL) {
		assert_int_equal(EVP_DigestInit_ex(o->hash, o->md, NULL), 1);
		assert_int_equal(EVP_DigestUpdate(o->hash, data, len), 1);
		assert_int_equal(EVP_DigestFinal_ex(o->hash, full, &md_len), 1);
		memcpy(mac, full, o->alg.digest_len);
	} else if (o->alg.auth == RTE_CRYPTO_AUTH_AES_GMAC) {
		run_aead(o, iv, data, len, NULL, 0, NULL, mac);
	} else {
		mode_xcbc(&o->xcbc, data, len, full);
		memcpy(mac, full, o->alg.digest_len);
	}
}

void
sec_oracle_run(struct sec_oracle *o, const uint8_t *iv, const uint8_t *auth_iv, const uint8_t *aad,
		const uint8_t *src, uint32_t len, uint8_t *out, uint8_t *mac)
{
	const struct sec_alg *alg = &o->alg;

	switch (alg->kind) {
	case SEC_CIPHER:
	case SEC_CHAIN:
		run_cipher(o, iv, src, len, out);
		break;
	case SEC_AUTH:
		sec_oracle_mac(o, auth_iv, src, len, mac);
		break;
	default:
		/* Both modes decrypt data by encrypting them; the tag is that of the plaintext. */
		run_aead(o, iv, aad, alg->aad_len, src, len, out, alg->forward ? mac : NULL);
		if (!alg->forward)
			run_aead(o, iv, aad, alg->aad_len, out, len, scratch(o, len), mac);
		break;
	}
}

uint32_t
sec_block(const struct sec_alg *alg)
{
	if (alg->kind != SEC_CIPHER && alg->kind != SEC_CHAIN)
		return 1;
	switch (alg->cipher) {
	case RTE_CRYPTO_CIPHER_3DES_CBC:
	case RTE_CRYPTO_CIPHER_3DES_ECB:
	case RTE_CRYPTO_CIPHER_DES_CBC:
		return 8;
	case RTE_CRYPTO_CIPHER_AES_CBC:
	case RTE_CRYPTO_CIPHER_AES_ECB:
	case RTE_CRYPTO_CIPHER_SM4_CBC:
	case RTE_CRYPTO_CIPHER_SM4_ECB:
		return 16;
	default:
		return 1;
	}
}

bool
sec_has_mac(const struct sec_alg *alg)
{
	return alg->kind != SEC_CIPHER;
}

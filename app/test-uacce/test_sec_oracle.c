/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* OpenSSL's EVP as the oracle of the tests of uacce_sec; keys are set once a session. */

#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <rte_common.h>

#include "test_sec.h"

#define BLOCK	16u

struct sec_oracle {
	struct sec_alg alg;
	EVP_CIPHER_CTX *cipher;		/* of a cipher or an AEAD */
	EVP_CIPHER_CTX *mac_cipher;	/* of XCBC, with the first of its keys, and of GMAC */
	EVP_MAC_CTX *mac;
	EVP_MD_CTX *hash;
	const EVP_MD *md;
	uint8_t xcbc[3][BLOCK];
	uint8_t *scratch;
	uint32_t scratch_len;
};

static const EVP_CIPHER *
aes(uint16_t key_len, const EVP_CIPHER *k128, const EVP_CIPHER *k192, const EVP_CIPHER *k256)
{
	return key_len == 16 ? k128 : key_len == 24 ? k192 : k256;
}

static const EVP_CIPHER *
find_cipher(const struct sec_alg *alg)
{
	uint16_t n = alg->key_len;

	switch (alg->cipher) {
	case RTE_CRYPTO_CIPHER_AES_ECB:
		return aes(n, EVP_aes_128_ecb(), EVP_aes_192_ecb(), EVP_aes_256_ecb());
	case RTE_CRYPTO_CIPHER_AES_CBC:
		return aes(n, EVP_aes_128_cbc(), EVP_aes_192_cbc(), EVP_aes_256_cbc());
	case RTE_CRYPTO_CIPHER_AES_CTR:
		return aes(n, EVP_aes_128_ctr(), EVP_aes_192_ctr(), EVP_aes_256_ctr());
	case RTE_CRYPTO_CIPHER_AES_XTS:
		return n == 32 ? EVP_aes_128_xts() : n == 64 ? EVP_aes_256_xts() : NULL;
	case RTE_CRYPTO_CIPHER_SM4_ECB:
		return EVP_sm4_ecb();
	case RTE_CRYPTO_CIPHER_SM4_CBC:
		return EVP_sm4_cbc();
	case RTE_CRYPTO_CIPHER_SM4_CTR:
		return EVP_sm4_ctr();
	case RTE_CRYPTO_CIPHER_3DES_ECB:
		return EVP_des_ede3_ecb();
	case RTE_CRYPTO_CIPHER_3DES_CBC:
	case RTE_CRYPTO_CIPHER_DES_CBC:
		return EVP_des_ede3_cbc();
	default:
		return NULL;
	}
}

/* DES is 3DES with one key thrice, and needs no legacy provider so. */
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
	const EVP_CIPHER *cipher = find_cipher(&o->alg);
	uint8_t key[SEC_MAX_KEY];

	assert_non_null(cipher);
	o->cipher = EVP_CIPHER_CTX_new();
	assert_int_equal(EVP_CipherInit_ex(o->cipher, cipher, NULL, expand_key(&o->alg, key),
			NULL, o->alg.forward), 1);
	EVP_CIPHER_CTX_set_padding(o->cipher, 0);
}

static const EVP_MD *
find_md(enum rte_crypto_auth_algorithm auth)
{
	switch (auth) {
	case RTE_CRYPTO_AUTH_MD5:
	case RTE_CRYPTO_AUTH_MD5_HMAC:
		return EVP_md5();
	case RTE_CRYPTO_AUTH_SHA1:
	case RTE_CRYPTO_AUTH_SHA1_HMAC:
		return EVP_sha1();
	case RTE_CRYPTO_AUTH_SHA224:
	case RTE_CRYPTO_AUTH_SHA224_HMAC:
		return EVP_sha224();
	case RTE_CRYPTO_AUTH_SHA256:
	case RTE_CRYPTO_AUTH_SHA256_HMAC:
		return EVP_sha256();
	case RTE_CRYPTO_AUTH_SHA384:
	case RTE_CRYPTO_AUTH_SHA384_HMAC:
		return EVP_sha384();
	case RTE_CRYPTO_AUTH_SHA512:
	case RTE_CRYPTO_AUTH_SHA512_HMAC:
		return EVP_sha512();
	case RTE_CRYPTO_AUTH_SM3:
		return EVP_sm3();
	default:
		return NULL;
	}
}

static bool
is_hmac(enum rte_crypto_auth_algorithm auth)
{
	return auth == RTE_CRYPTO_AUTH_MD5_HMAC || auth == RTE_CRYPTO_AUTH_SHA1_HMAC ||
		auth == RTE_CRYPTO_AUTH_SHA224_HMAC || auth == RTE_CRYPTO_AUTH_SHA256_HMAC ||
		auth == RTE_CRYPTO_AUTH_SHA384_HMAC || auth == RTE_CRYPTO_AUTH_SHA512_HMAC;
}

static void
open_mac(struct sec_oracle *o, const char *name, const char *param, const char *value)
{
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(param, (char *)(uintptr_t)value, 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_MAC *mac = EVP_MAC_fetch(NULL, name, NULL);

	o->mac = EVP_MAC_CTX_new(mac);
	EVP_MAC_free(mac);
	assert_non_null(o->mac);
	assert_int_equal(EVP_MAC_init(o->mac, o->alg.auth_key, o->alg.auth_key_len, params), 1);
}

static void
aes_block(EVP_CIPHER_CTX *ctx, const uint8_t *in, uint8_t *out)
{
	int n;

	assert_int_equal(EVP_EncryptUpdate(ctx, out, &n, in, BLOCK), 1);
	assert_int_equal(n, BLOCK);
}

static EVP_CIPHER_CTX *
aes_ecb(const uint8_t *key)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

	assert_int_equal(EVP_EncryptInit_ex(ctx, EVP_aes_128_ecb(), NULL, key, NULL), 1);
	EVP_CIPHER_CTX_set_padding(ctx, 0);
	return ctx;
}

/* RFC 3566, section 4: three keys out of one. */
static void
open_xcbc(struct sec_oracle *o)
{
	EVP_CIPHER_CTX *ctx = aes_ecb(o->alg.auth_key);
	uint8_t block[BLOCK];
	unsigned int i;

	for (i = 0; i < RTE_DIM(o->xcbc); i++) {
		memset(block, i + 1, sizeof(block));
		aes_block(ctx, block, o->xcbc[i]);
	}
	EVP_CIPHER_CTX_free(ctx);
	o->mac_cipher = aes_ecb(o->xcbc[0]);
}

/* GCM and CCM only ever encrypt here; @p key is the MAC's for GMAC. */
static void
open_aead(struct sec_oracle *o, bool ccm, const uint8_t *key, uint16_t key_len)
{
	const EVP_CIPHER *cipher = ccm ?
		aes(key_len, EVP_aes_128_ccm(), EVP_aes_192_ccm(), EVP_aes_256_ccm()) :
		aes(key_len, EVP_aes_128_gcm(), EVP_aes_192_gcm(), EVP_aes_256_gcm());
	uint16_t iv_len = o->alg.kind == SEC_AEAD ? o->alg.iv_len : o->alg.auth_iv_len;

	o->cipher = EVP_CIPHER_CTX_new();
	assert_int_equal(EVP_EncryptInit_ex(o->cipher, cipher, NULL, NULL, NULL), 1);
	assert_int_equal(EVP_CIPHER_CTX_ctrl(o->cipher, EVP_CTRL_AEAD_SET_IVLEN, iv_len, NULL), 1);
	if (ccm)
		assert_int_equal(EVP_CIPHER_CTX_ctrl(o->cipher, EVP_CTRL_AEAD_SET_TAG,
				o->alg.digest_len, NULL), 1);
	assert_int_equal(EVP_EncryptInit_ex(o->cipher, NULL, NULL, key, NULL), 1);
}

static void
open_auth(struct sec_oracle *o)
{
	static const char *const cmac[] = { "AES-128-CBC", "AES-192-CBC", "AES-256-CBC" };

	o->md = find_md(o->alg.auth);
	if (is_hmac(o->alg.auth)) {
		open_mac(o, "HMAC", OSSL_MAC_PARAM_DIGEST, EVP_MD_get0_name(o->md));
	} else if (o->md != NULL) {
		o->hash = EVP_MD_CTX_new();
	} else if (o->alg.auth == RTE_CRYPTO_AUTH_AES_CMAC) {
		open_mac(o, "CMAC", OSSL_MAC_PARAM_CIPHER, cmac[o->alg.auth_key_len / 8 - 2]);
	} else if (o->alg.auth == RTE_CRYPTO_AUTH_AES_GMAC) {
		open_aead(o, false, o->alg.auth_key, o->alg.auth_key_len);
	} else {
		assert_int_equal(o->alg.auth, RTE_CRYPTO_AUTH_AES_XCBC_MAC);
		open_xcbc(o);
	}
}

struct sec_oracle *
sec_oracle_open(const struct sec_alg *alg)
{
	struct sec_oracle *o = calloc(1, sizeof(*o));

	assert_non_null(o);
	o->alg = *alg;
	if (alg->kind == SEC_AEAD)
		open_aead(o, alg->aead == RTE_CRYPTO_AEAD_AES_CCM, alg->key, alg->key_len);
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
	EVP_CIPHER_CTX_free(o->mac_cipher);
	EVP_MAC_CTX_free(o->mac);
	EVP_MD_CTX_free(o->hash);
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
	/* RFC 3686, section 4: a nonce and an IV, and the counter starts at 1. */
	memcpy(counter, iv, o->alg.iv_len);
	if (o->alg.iv_len == 16)
		memcpy(counter, iv, sizeof(counter));
	assert_int_equal(EVP_CipherInit_ex(o->cipher, NULL, NULL, NULL, counter, -1), 1);
	assert_int_equal(EVP_CipherUpdate(o->cipher, out, &n, src, len), 1);
	assert_int_equal(n, len);
}

static void
run_xcbc(struct sec_oracle *o, const uint8_t *data, uint32_t len, uint8_t *mac)
{
	uint8_t block[BLOCK] = { 0 }, last[BLOCK] = { 0 };
	uint32_t i, n;

	for (; len > BLOCK; data += BLOCK, len -= BLOCK) {
		for (i = 0; i < BLOCK; i++)
			block[i] ^= data[i];
		aes_block(o->mac_cipher, block, block);
	}
	memcpy(last, data, len);
	if (len < BLOCK)
		last[len] = 0x80;
	n = len < BLOCK ? 2 : 1;
	for (i = 0; i < BLOCK; i++)
		block[i] ^= last[i] ^ o->xcbc[n][i];
	aes_block(o->mac_cipher, block, block);
	memcpy(mac, block, o->alg.digest_len);
}

/* Encrypt whatever it is; a tag if one is asked for. */
static void
run_aead(struct sec_oracle *o, const uint8_t *iv, const uint8_t *aad, uint32_t aad_len,
		const uint8_t *src, uint32_t len, uint8_t *out, uint8_t *tag)
{
	bool ccm = o->alg.kind == SEC_AEAD && o->alg.aead == RTE_CRYPTO_AEAD_AES_CCM;
	static const uint8_t none[1];
	uint8_t rest[BLOCK], nothing[BLOCK], full[BLOCK];
	int n;

	assert_int_equal(EVP_EncryptInit_ex(o->cipher, NULL, NULL, NULL, iv), 1);
	if (ccm)
		assert_int_equal(EVP_EncryptUpdate(o->cipher, NULL, &n, NULL, len), 1);
	if (aad_len != 0)
		assert_int_equal(EVP_EncryptUpdate(o->cipher, NULL, &n, aad, aad_len), 1);
	/* CCM makes its tag here, be there data or not. */
	if (len != 0 || ccm)
		assert_int_equal(EVP_EncryptUpdate(o->cipher, len == 0 ? nothing : out, &n,
				len == 0 ? none : src, len), 1);
	assert_int_equal(EVP_EncryptFinal_ex(o->cipher, rest, &n), 1);
	/* GCM gives any tag; a shorter one than GMAC's is cut from the left of it. */
	assert_int_equal(EVP_CIPHER_CTX_ctrl(o->cipher, EVP_CTRL_AEAD_GET_TAG,
			ccm ? o->alg.digest_len : BLOCK, full), 1);
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
		run_xcbc(o, data, len, mac);
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
		/* To decrypt is to encrypt, as far as data go; the tag is the plaintext's. */
		run_aead(o, iv, aad, alg->aad_len, src, len, out, alg->forward ? mac : NULL);
		if (!alg->forward)
			run_aead(o, iv, aad, alg->aad_len, out, len, scratch(o, len), mac);
		break;
	}
}

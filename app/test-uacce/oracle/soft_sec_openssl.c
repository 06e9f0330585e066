/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * What a request should give, by other ways than the engine's: EVP ciphers and MACs by
 * name, and OpenSSL's modes over a block function for what has no name.
 */

#include <string.h>

#include <openssl/core_names.h>
#include <openssl/des.h>
#include <openssl/evp.h>
#include <openssl/modes.h>

#include <rte_common.h>

#include "block_modes.h"
#include "soft_sec_user.h"
#include "soft_sec_openssl.h"

static const char *const hash_names[64] = {
	[0x00] = "SHA1", [0x01] = "SHA256", [0x02] = "MD5", [0x03] = "SHA224",
	[0x04] = "SHA384", [0x05] = "SHA512", [0x06] = "SHA512-224", [0x07] = "SHA512-256",
	[0x25] = "SM3",
};

static const char *
hmac_name(uint8_t a_alg)
{
	return a_alg == 0x26 ? "SM3" : a_alg >= 0x10 && a_alg <= 0x17 ? hash_names[a_alg & 7] : NULL;
}

static void
block_open(struct mode_key *k, uint8_t c_alg, const uint8_t *key, unsigned int len, bool encrypt)
{
	char name[32];

	if (c_alg == HISI_SEC_C_ALG_SM4)
		snprintf(name, sizeof(name), "SM4-ECB");
	else
		snprintf(name, sizeof(name), "AES-%u-ECB", len * 8);
	mode_open(k, name, key, encrypt);
}

static void
ref_xts(const struct sec_spec *s, const uint8_t *key, unsigned int half, const uint8_t *iv,
		const uint8_t *in, uint8_t *out)
{
	bool encrypt = s->cipher == 1, gb = s->c_alg == HISI_SEC_C_ALG_SM4 && s->ctr_mode == 1;
	struct mode_key k1, k2;

	block_open(&k1, s->c_alg, key, half, encrypt);
	block_open(&k2, s->c_alg, key + half, half, true);
	mode_xts(&k1, &k2, encrypt, gb, iv, in, out, s->c_len);
	mode_close(&k1);
	mode_close(&k2);
}

static void
ref_des(const struct sec_spec *s, const uint8_t *key, const uint8_t *iv, const uint8_t *in,
		uint8_t *out)
{
	int enc = s->cipher == 1 ? DES_ENCRYPT : DES_DECRYPT;
	DES_key_schedule ks;
	DES_cblock block, ivec;
	uint32_t i;

	memcpy(block, key, 8);
	DES_set_key_unchecked(&block, &ks);
	if (s->c_mode == HISI_SEC_C_MODE_CBC) {
		memcpy(ivec, iv, 8);
		DES_ncbc_encrypt(in, out, s->c_len, &ks, &ivec, enc);
		return;
	}
	for (i = 0; i < s->c_len; i += 8)
		DES_ecb_encrypt((const_DES_cblock *)(uintptr_t)(in + i), (DES_cblock *)(out + i),
				&ks, enc);
}

/* Of OpenSSL's: nistcts is CS1, cts is CS3; CS2 is CS1 if nothing is left over, else CS3. */
static void
ref_cbc_cs(const struct sec_spec *s, const uint8_t *key, unsigned int key_len, const uint8_t *iv,
		const uint8_t *in, uint8_t *out)
{
	bool cs1 = s->c_width == 1 || (s->c_width == 2 && s->c_len % 16 == 0);
	uint8_t ivec[16];
	struct mode_key b;
	size_t n;

	memcpy(ivec, iv, 16);
	block_open(&b, s->c_alg, key, key_len, s->cipher == 1);
	if (s->cipher == 1)
		n = cs1 ? CRYPTO_nistcts128_encrypt_block(in, out, s->c_len, &b, ivec, mode_block) :
			CRYPTO_cts128_encrypt_block(in, out, s->c_len, &b, ivec, mode_block);
	else
		n = cs1 ? CRYPTO_nistcts128_decrypt_block(in, out, s->c_len, &b, ivec, mode_block) :
			CRYPTO_cts128_decrypt_block(in, out, s->c_len, &b, ivec, mode_block);
	assert_true(n >= s->c_len);
	mode_close(&b);
}

static void
evp_name(const struct sec_spec *s, unsigned int key_len, char *name, size_t len)
{
	static const char *const modes[] = {
		[HISI_SEC_C_MODE_ECB] = "ECB", [HISI_SEC_C_MODE_CBC] = "CBC",
		[HISI_SEC_C_MODE_CFB] = "CFB", [HISI_SEC_C_MODE_OFB] = "OFB",
		[HISI_SEC_C_MODE_CTR] = "CTR",
	};
	const char *mode = modes[s->c_mode];

	if (s->c_alg == HISI_SEC_C_ALG_3DES)
		snprintf(name, len, "DES-EDE%s%s", key_len == 24 ? "3" : "",
				s->c_mode == HISI_SEC_C_MODE_CBC ? "-CBC" :
				key_len == 24 ? "-ECB" : "");
	else if (s->c_alg == HISI_SEC_C_ALG_SM4)
		snprintf(name, len, "SM4-%s", mode);
	else
		snprintf(name, len, "AES-%u-%s", key_len * 8, mode);
}

void
ref_cipher(const struct sec_spec *s, const uint8_t *key, unsigned int key_len, const uint8_t *iv,
		const uint8_t *in, uint8_t *out)
{
	EVP_CIPHER_CTX *ctx;
	EVP_CIPHER *cipher;
	char name[32];
	int n;

	if (s->c_mode == HISI_SEC_C_MODE_XTS) {
		ref_xts(s, key, key_len / 2, iv, in, out);
		return;
	}
	if (s->c_mode == HISI_SEC_C_MODE_CBC_CS) {
		ref_cbc_cs(s, key, key_len, iv, in, out);
		return;
	}
	if (s->c_alg == HISI_SEC_C_ALG_DES) {
		ref_des(s, key, iv, in, out);
		return;
	}
	evp_name(s, key_len, name, sizeof(name));
	cipher = EVP_CIPHER_fetch(NULL, name, NULL);
	if (cipher == NULL)
		fail_msg("no %s", name);
	ctx = EVP_CIPHER_CTX_new();
	assert_int_equal(EVP_CipherInit_ex2(ctx, cipher, key,
			s->c_mode == HISI_SEC_C_MODE_ECB ? NULL : iv, s->cipher == 1, NULL), 1);
	EVP_CIPHER_CTX_set_padding(ctx, 0);
	assert_int_equal(EVP_CipherUpdate(ctx, out, &n, in, s->c_len), 1);
	assert_int_equal(n, s->c_len);
	EVP_CIPHER_CTX_free(ctx);
	EVP_CIPHER_free(cipher);
}

static void
evp_mac(const char *mac_name, const char *param, const char *value, const uint8_t *iv,
		const uint8_t *key, size_t key_len, const uint8_t *data, size_t len, uint8_t *out)
{
	OSSL_PARAM params[3], *p = params;
	EVP_MAC *mac = EVP_MAC_fetch(NULL, mac_name, NULL);
	EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(mac);
	size_t n;

	assert_non_null(ctx);
	*p++ = OSSL_PARAM_construct_utf8_string(param, (char *)(uintptr_t)value, 0);
	if (iv != NULL)
		*p++ = OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_IV, (uint8_t *)(uintptr_t)iv,
				12);
	*p = OSSL_PARAM_construct_end();
	assert_int_equal(EVP_MAC_init(ctx, key, key_len, params), 1);
	assert_int_equal(EVP_MAC_update(ctx, data, len), 1);
	assert_int_equal(EVP_MAC_final(ctx, out, &n, 64), 1);
	EVP_MAC_CTX_free(ctx);
	EVP_MAC_free(mac);
}

static void
ref_xcbc(const uint8_t *key, const uint8_t *data, size_t len, uint8_t *out)
{
	struct mode_xcbc x;

	mode_xcbc_open(&x, key);
	mode_xcbc(&x, data, len, out);
	mode_close(&x.k1);
}

unsigned int
ref_mac(uint8_t a_alg, const uint8_t *key, unsigned int key_len, const uint8_t *iv,
		const uint8_t *data, size_t len, uint8_t *out)
{
	unsigned int n = 16;
	char name[16];
	EVP_MD *md;

	if (a_alg < 64 && hash_names[a_alg] != NULL) {
		md = EVP_MD_fetch(NULL, hash_names[a_alg], NULL);
		assert_int_equal(EVP_Digest(data, len, out, &n, md, NULL), 1);
		EVP_MD_free(md);
	} else if (hmac_name(a_alg) != NULL) {
		evp_mac("HMAC", OSSL_MAC_PARAM_DIGEST, hmac_name(a_alg), NULL, key, key_len, data,
				len, out);
		md = EVP_MD_fetch(NULL, hmac_name(a_alg), NULL);
		n = EVP_MD_get_size(md);
		EVP_MD_free(md);
	} else if (a_alg == HISI_SEC_A_ALG_AES_XCBC) {
		ref_xcbc(key, data, len, out);
	} else {
		snprintf(name, sizeof(name), "AES-%u-%s", key_len * 8,
				a_alg == HISI_SEC_A_ALG_AES_GMAC ? "GCM" : "CBC");
		evp_mac(a_alg == HISI_SEC_A_ALG_AES_GMAC ? "GMAC" : "CMAC", OSSL_MAC_PARAM_CIPHER,
				name, a_alg == HISI_SEC_A_ALG_AES_GMAC ? iv : NULL, key, key_len,
				data, len, out);
	}
	return n;
}

/* RFC 3610, 2.2 to 2.4, block by block. */
static void
cbc_mac(const struct mode_key *b, uint8_t *x, uint32_t *at, const uint8_t *data, size_t len)
{
	for (; len > 0; len--) {
		x[(*at)++ % 16] ^= *data++;
		if (*at % 16 == 0)
			mode_block(x, x, b);
	}
}

static void
cbc_mac_pad(const struct mode_key *b, uint8_t *x, uint32_t *at)
{
	if (*at % 16 != 0)
		mode_block(x, x, b);
	*at = 0;
}

static void
ref_ccm(const struct sec_spec *s, struct mode_key *b, const uint8_t *iv, const uint8_t *b0,
		const uint8_t *aad, const uint8_t *in, uint8_t *out, uint8_t *tag)
{
	const uint8_t len[2] = { s->a_len >> 8, s->a_len & 0xff };
	unsigned int l = (iv[0] & 7) + 1, i, j;
	uint8_t x[16] = { 0 }, ctr[16], pad[16];
	uint32_t at = 0;

	cbc_mac(b, x, &at, b0, 16);
	if (s->a_len != 0) {
		cbc_mac(b, x, &at, len, 2);
		cbc_mac(b, x, &at, aad, s->a_len);
		cbc_mac_pad(b, x, &at);
	}
	memcpy(ctr, iv, 16);
	memset(ctr + 16 - l, 0, l);
	mode_block(ctr, tag, b);
	memcpy(ctr, iv, 16);
	for (i = 0; i < s->c_len; i++) {
		uint8_t byte = in[i];

		if (i % 16 == 0) {
			mode_block(ctr, pad, b);
			for (j = 16; j-- > 0 && ++ctr[j] == 0; )
				;
		}
		out[i] = byte ^ pad[i % 16];
		cbc_mac(b, x, &at, s->cipher == 1 ? &byte : &out[i], 1);
	}
	cbc_mac_pad(b, x, &at);
	for (i = 0; i < 16; i++)
		tag[i] ^= x[i];
}

void
ref_aead(const struct sec_spec *s, const uint8_t *key, unsigned int key_len, const uint8_t *iv,
		const uint8_t *b0, const uint8_t *aad, const uint8_t *in, uint8_t *out, uint8_t *tag)
{
	struct mode_key b;

	block_open(&b, s->c_alg, key, key_len, true);
	if (s->c_mode == HISI_SEC_C_MODE_GCM)
		mode_gcm(&b, s->cipher == 1, iv, aad, s->a_len, in, out, s->c_len, tag);
	else
		ref_ccm(s, &b, iv, b0, aad, in, out, tag);
	mode_close(&b);
}

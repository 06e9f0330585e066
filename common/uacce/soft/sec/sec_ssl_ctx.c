/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>

#include "sec_ssl_ctx.h"

struct evp_cipher {
	uint8_t alg;		/* enum hisi_sec_c_alg */
	uint8_t mode;		/* enum hisi_sec_c_mode */
	uint8_t key_len;	/* bytes */
	const EVP_CIPHER *(*get)(void);
};

static const struct evp_cipher evp_ciphers[] = {
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_ECB, 16, EVP_aes_128_ecb },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_ECB, 24, EVP_aes_192_ecb },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_ECB, 32, EVP_aes_256_ecb },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_CBC, 16, EVP_aes_128_cbc },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_CBC, 24, EVP_aes_192_cbc },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_CBC, 32, EVP_aes_256_cbc },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_CFB, 16, EVP_aes_128_cfb128 },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_CFB, 24, EVP_aes_192_cfb128 },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_CFB, 32, EVP_aes_256_cfb128 },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_OFB, 16, EVP_aes_128_ofb },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_OFB, 24, EVP_aes_192_ofb },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_OFB, 32, EVP_aes_256_ofb },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_CTR, 16, EVP_aes_128_ctr },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_CTR, 24, EVP_aes_192_ctr },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_CTR, 32, EVP_aes_256_ctr },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_GCM, 16, EVP_aes_128_gcm },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_GCM, 24, EVP_aes_192_gcm },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_GCM, 32, EVP_aes_256_gcm },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_XTS, 32, EVP_aes_128_xts },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_XTS, 64, EVP_aes_256_xts },
	{ HISI_SEC_C_ALG_SM4, HISI_SEC_C_MODE_ECB, 16, EVP_sm4_ecb },
	{ HISI_SEC_C_ALG_SM4, HISI_SEC_C_MODE_CBC, 16, EVP_sm4_cbc },
	{ HISI_SEC_C_ALG_SM4, HISI_SEC_C_MODE_CFB, 16, EVP_sm4_cfb128 },
	{ HISI_SEC_C_ALG_SM4, HISI_SEC_C_MODE_OFB, 16, EVP_sm4_ofb },
	{ HISI_SEC_C_ALG_SM4, HISI_SEC_C_MODE_CTR, 16, EVP_sm4_ctr },
	{ HISI_SEC_C_ALG_3DES, HISI_SEC_C_MODE_ECB, 24, EVP_des_ede3_ecb },
	{ HISI_SEC_C_ALG_3DES, HISI_SEC_C_MODE_CBC, 24, EVP_des_ede3_cbc },
};

#define NB_CIPHERS	(sizeof(evp_ciphers) / sizeof(evp_ciphers[0]))

const EVP_CIPHER *
soft_sec_ssl_cipher(uint8_t alg, uint8_t mode, uint8_t key_len)
{
	unsigned int i;

	for (i = 0; i < NB_CIPHERS; i++)
		if (evp_ciphers[i].alg == alg && evp_ciphers[i].mode == mode &&
				evp_ciphers[i].key_len == key_len)
			return evp_ciphers[i].get();
	return NULL;
}

EVP_CIPHER_CTX *
soft_sec_ssl_new_ctx(uint8_t alg, uint8_t mode, const uint8_t *bytes, uint8_t len, bool encrypt)
{
	const EVP_CIPHER *cipher = soft_sec_ssl_cipher(alg, mode, len);
	EVP_CIPHER_CTX *ctx;

	if (cipher == NULL)
		return NULL;
	ctx = EVP_CIPHER_CTX_new();
	if (ctx == NULL)
		return NULL;
	if (EVP_CipherInit_ex(ctx, cipher, NULL, bytes, NULL, encrypt) != 1 ||
			EVP_CIPHER_CTX_set_padding(ctx, 0) != 1) {
		ERR_clear_error();
		EVP_CIPHER_CTX_free(ctx);
		return NULL;
	}
	return ctx;
}

/* Triple DES does all of these: DES has three equal keys, and the first of two keys comes again. */
static EVP_CIPHER_CTX *
new_des_ctx(const struct sec_key *key, uint8_t mode, bool encrypt)
{
	uint8_t bytes[24];
	EVP_CIPHER_CTX *ctx;

	memcpy(bytes, key->bytes, 8);
	memcpy(bytes + 8, key->bytes + (key->id.len > 8 ? 8 : 0), 8);
	memcpy(bytes + 16, key->bytes + (key->id.len > 16 ? 16 : 0), 8);
	ctx = soft_sec_ssl_new_ctx(HISI_SEC_C_ALG_3DES, mode, bytes, sizeof(bytes), encrypt);
	OPENSSL_cleanse(bytes, sizeof(bytes));
	return ctx;
}

EVP_CIPHER_CTX *
soft_sec_ssl_part_ctx(struct sec_key *key, enum sec_ctx which, uint8_t mode, bool encrypt,
		uint8_t skip, uint8_t len)
{
	uint8_t alg = key->id.use == SEC_USE_AUTH ? HISI_SEC_C_ALG_AES : key->id.alg;

	if (key->ctx[which] != NULL)
		return key->ctx[which];
	if (alg == HISI_SEC_C_ALG_DES || alg == HISI_SEC_C_ALG_3DES)
		key->ctx[which] = new_des_ctx(key, mode, encrypt);
	else
		key->ctx[which] = soft_sec_ssl_new_ctx(alg, mode, key->bytes + skip, len, encrypt);
	return key->ctx[which];
}

EVP_CIPHER_CTX *
soft_sec_ssl_ctx(struct sec_key *key, enum sec_ctx which, uint8_t mode, bool encrypt)
{
	return soft_sec_ssl_part_ctx(key, which, mode, encrypt, 0, key->id.len);
}

EVP_CIPHER_CTX *
soft_sec_ssl_direction_ctx(const struct sec_req *req, uint8_t mode)
{
	bool encrypt = req->s->cipher == HISI_SEC_CIPHER_ENCRYPT;

	return soft_sec_ssl_ctx(req->c_key, encrypt ? SEC_CTX_ENCRYPT : SEC_CTX_DECRYPT, mode,
			encrypt);
}

bool
soft_sec_ssl_evp_begin(struct sec_ssl_op *op, EVP_CIPHER_CTX *ctx, const uint8_t *iv)
{
	op->cipher = ctx;
	return ctx != NULL && EVP_CipherInit_ex(ctx, NULL, NULL, NULL, iv, -1) == 1;
}

bool
soft_sec_ssl_evp_update(struct sec_ssl_op *op, const uint8_t *in, uint8_t *out, uint32_t len)
{
	int n = 0;

	return EVP_CipherUpdate(op->cipher, out, &n, in, (int)len) == 1 &&
		(out == NULL || (uint32_t)n == len);
}

/* Counter mode encrypts the counter, so the block is given as the counter. */
bool
soft_sec_ssl_encrypt_block(EVP_CIPHER_CTX *ctr, const uint8_t *block, uint8_t *out)
{
	static const uint8_t zeros[SEC_BLOCK];

	return soft_sec_evp(ctr, block, zeros, out, SEC_BLOCK);
}

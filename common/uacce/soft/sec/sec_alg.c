/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <stddef.h>

#include "sec_alg.h"

#define ARRAY_LEN(a)	(sizeof(a) / sizeof((a)[0]))

/* The first type of descriptor that has a cipher in a mode; 0: none has (4.1). */
static const uint8_t cipher_types[][HISI_SEC_C_MODE_CBC_CS + 1] = {
	[HISI_SEC_C_ALG_DES] = {
		[HISI_SEC_C_MODE_ECB] = 2, [HISI_SEC_C_MODE_CBC] = 2,
	},
	[HISI_SEC_C_ALG_3DES] = {
		[HISI_SEC_C_MODE_ECB] = 2, [HISI_SEC_C_MODE_CBC] = 2,
	},
	[HISI_SEC_C_ALG_AES] = {
		[HISI_SEC_C_MODE_ECB] = 2, [HISI_SEC_C_MODE_CBC] = 2, [HISI_SEC_C_MODE_CFB] = 3,
		[HISI_SEC_C_MODE_OFB] = 3, [HISI_SEC_C_MODE_CTR] = 3, [HISI_SEC_C_MODE_CCM] = 2,
		[HISI_SEC_C_MODE_GCM] = 2, [HISI_SEC_C_MODE_XTS] = 2, [HISI_SEC_C_MODE_CBC_CS] = 2,
	},
	[HISI_SEC_C_ALG_SM4] = {
		[HISI_SEC_C_MODE_ECB] = 2, [HISI_SEC_C_MODE_CBC] = 2, [HISI_SEC_C_MODE_CFB] = 3,
		[HISI_SEC_C_MODE_OFB] = 3, [HISI_SEC_C_MODE_CTR] = 2, [HISI_SEC_C_MODE_CCM] = 3,
		[HISI_SEC_C_MODE_GCM] = 3, [HISI_SEC_C_MODE_XTS] = 2, [HISI_SEC_C_MODE_CBC_CS] = 3,
	},
};

/* Key bytes by code (4.4); 0: no such key. */
static const uint8_t key_lens[][8] = {
	[HISI_SEC_C_ALG_DES] = { [HISI_SEC_KEY_DES] = 8 },
	[HISI_SEC_C_ALG_3DES] = { [HISI_SEC_KEY_3DES_3] = 24, [HISI_SEC_KEY_3DES_2] = 16 },
	[HISI_SEC_C_ALG_AES] = {
		[HISI_SEC_KEY_128] = 16, [HISI_SEC_KEY_192] = 24, [HISI_SEC_KEY_256] = 32,
	},
	[HISI_SEC_C_ALG_SM4] = { [HISI_SEC_KEY_128] = 16 },
};

/* Hash, kind, bytes, and the first type of descriptor, alone and in a chain (4.1, 4.4, 4.7). */
static const struct sec_auth_alg auth_algs[] = {
	[HISI_SEC_A_ALG_SHA1] = { &sec_hash_sha1, SEC_MAC_HASH, 20, 2, 0 },
	[HISI_SEC_A_ALG_SHA256] = { &sec_hash_sha256, SEC_MAC_HASH, 32, 2, 0 },
	[HISI_SEC_A_ALG_MD5] = { &sec_hash_md5, SEC_MAC_HASH, 16, 2, 0 },
	[HISI_SEC_A_ALG_SHA224] = { &sec_hash_sha224, SEC_MAC_HASH, 28, 2, 0 },
	[HISI_SEC_A_ALG_SHA384] = { &sec_hash_sha384, SEC_MAC_HASH, 48, 2, 0 },
	[HISI_SEC_A_ALG_SHA512] = { &sec_hash_sha512, SEC_MAC_HASH, 64, 2, 0 },
	[HISI_SEC_A_ALG_SHA512_224] = { &sec_hash_sha512_224, SEC_MAC_HASH, 28, 2, 0 },
	[HISI_SEC_A_ALG_SHA512_256] = { &sec_hash_sha512_256, SEC_MAC_HASH, 32, 2, 0 },
	[HISI_SEC_A_ALG_HMAC_SHA1] = { &sec_hash_sha1, SEC_MAC_HMAC, 20, 2, 2 },
	[HISI_SEC_A_ALG_HMAC_SHA256] = { &sec_hash_sha256, SEC_MAC_HMAC, 32, 2, 2 },
	[HISI_SEC_A_ALG_HMAC_MD5] = { &sec_hash_md5, SEC_MAC_HMAC, 16, 2, 0 },
	[HISI_SEC_A_ALG_HMAC_SHA224] = { &sec_hash_sha224, SEC_MAC_HMAC, 28, 2, 0 },
	[HISI_SEC_A_ALG_HMAC_SHA384] = { &sec_hash_sha384, SEC_MAC_HMAC, 48, 2, 0 },
	[HISI_SEC_A_ALG_HMAC_SHA512] = { &sec_hash_sha512, SEC_MAC_HMAC, 64, 2, 2 },
	[HISI_SEC_A_ALG_HMAC_SHA512_224] = { &sec_hash_sha512_224, SEC_MAC_HMAC, 28, 2, 0 },
	[HISI_SEC_A_ALG_HMAC_SHA512_256] = { &sec_hash_sha512_256, SEC_MAC_HMAC, 32, 2, 0 },
	[HISI_SEC_A_ALG_AES_XCBC] = { NULL, SEC_MAC_XCBC, 16, 3, 0 },
	[HISI_SEC_A_ALG_AES_CMAC] = { NULL, SEC_MAC_CMAC, 16, 3, 0 },
	[HISI_SEC_A_ALG_AES_GMAC] = { NULL, SEC_MAC_GMAC, 16, 3, 0 },
	[HISI_SEC_A_ALG_SM3] = { &sec_hash_sm3, SEC_MAC_HASH, 32, 2, 0 },
	[HISI_SEC_A_ALG_HMAC_SM3] = { &sec_hash_sm3, SEC_MAC_HMAC, 32, 2, 3 },
};

uint8_t
soft_sec_cipher_type(uint8_t c_alg, uint8_t c_mode)
{
	if (c_alg >= ARRAY_LEN(cipher_types) || c_mode >= ARRAY_LEN(cipher_types[0]))
		return 0;
	return cipher_types[c_alg][c_mode];
}

uint8_t
soft_sec_key_len(uint8_t c_alg, uint8_t code)
{
	return key_lens[c_alg][code];
}

const struct sec_auth_alg *
soft_sec_auth_alg(uint8_t a_alg)
{
	if (a_alg >= ARRAY_LEN(auth_algs) || auth_algs[a_alg].len == 0)
		return NULL;
	return &auth_algs[a_alg];
}

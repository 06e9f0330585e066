/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Names of algorithms. */

#include <stdio.h>
#include <string.h>

#include <rte_common.h>

#include "perf_algo.h"

#define CIPHER(algo, key, iv) { \
	.kind = SEC_CIPHER, .forward = true, .cipher = RTE_CRYPTO_CIPHER_ ## algo, \
	.key_len = (key), .iv_len = (iv) \
}
#define AUTH(algo, key, digest) { \
	.kind = SEC_AUTH, .forward = true, .auth = RTE_CRYPTO_AUTH_ ## algo, \
	.auth_key_len = (key), .digest_len = (digest) \
}

/* Digests have the lengths that ESP gives them. */
static const struct known_algo {
	const char *name;
	struct sec_alg alg;
} algos[] = {
	{ "aes-gcm", {
		.kind = SEC_AEAD, .forward = true, .aead = RTE_CRYPTO_AEAD_AES_GCM, .key_len = 16,
		.iv_len = 12, .digest_len = 16, .aad_len = PERF_AAD,
	} },
	{ "aes-cbc", CIPHER(AES_CBC, 16, 16) },
	{ "aes-ctr", CIPHER(AES_CTR, 16, 16) },
	{ "sm4-cbc", CIPHER(SM4_CBC, 16, 16) },
	{ "null", CIPHER(NULL, 0, 0) },
	{ "sha1-hmac", AUTH(SHA1_HMAC, 20, 12) },
	{ "sha256-hmac", AUTH(SHA256_HMAC, 32, 16) },
	{ "sha512-hmac", AUTH(SHA512_HMAC, 64, 32) },
};

/* Find the algorithm of a name; AES may have the bits of its key behind it. */
static bool
find_algo(const char *name, size_t len, struct sec_alg *alg)
{
	static const char *const sizes[] = { "-128", "-192", "-256" };
	unsigned int i, k;
	size_t begin;

	for (i = 0; i < RTE_DIM(algos); i++) {
		begin = strlen(algos[i].name);
		if (len < begin || strncmp(name, algos[i].name, begin) != 0)
			continue;
		*alg = algos[i].alg;
		if (len == begin)
			return true;
		for (k = 0; k < RTE_DIM(sizes); k++) {
			if (strncmp(name, "aes", 3) != 0 || len != begin + strlen(sizes[k]) ||
					strncmp(name + begin, sizes[k], strlen(sizes[k])) != 0)
				continue;
			alg->key_len = 16 + 8 * k;
			return true;
		}
	}
	return false;
}

/* Add the MAC of a chain to its cipher. */
static bool
add_auth(const char *name, struct sec_alg *alg)
{
	struct sec_alg auth;

	if (!find_algo(name, strlen(name), &auth) || auth.kind != SEC_AUTH ||
			alg->kind != SEC_CIPHER || alg->key_len == 0)
		return false;
	alg->kind = SEC_CHAIN;
	alg->auth = auth.auth;
	alg->auth_key_len = auth.auth_key_len;
	alg->digest_len = auth.digest_len;
	return true;
}

bool
perf_algo_parse(const char *name, struct sec_alg *alg)
{
	const size_t len = strcspn(name, "+");
	unsigned int i;

	if (find_algo(name, len, alg) && (name[len] == '\0' || add_auth(name + len + 1, alg)))
		return true;
	fprintf(stderr, "perf: bad --algo '%s', it is one of these or CIPHER+HMAC, and -128, "
			"-192 or -256 may be behind aes-*:", name);
	for (i = 0; i < RTE_DIM(algos); i++)
		fprintf(stderr, " %s", algos[i].name);
	fprintf(stderr, "\n");
	return false;
}

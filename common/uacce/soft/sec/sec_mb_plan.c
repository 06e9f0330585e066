/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Old names of the library are those of OpenSSL functions. */
#define NO_COMPAT_IMB_API_053
#include <intel-ipsec-mb.h>

#include "sec_mb_plan.h"

/* Of truncated hashes those are there that differ in their states alone. */
const struct sec_mb_hash soft_sec_mb_hashes[SEC_MB_NB_HASHES] = {
	[HISI_SEC_A_ALG_SHA1] = { IMB_AUTH_SHA_1, 20 },
	[HISI_SEC_A_ALG_SHA256] = { IMB_AUTH_SHA_256, 32 },
	[HISI_SEC_A_ALG_SHA224] = { IMB_AUTH_SHA_224, 28 },
	[HISI_SEC_A_ALG_SHA384] = { IMB_AUTH_SHA_384, 48 },
	[HISI_SEC_A_ALG_SHA512] = { IMB_AUTH_SHA_512, 64 },
	[HISI_SEC_A_ALG_HMAC_SHA1] = { IMB_AUTH_HMAC_SHA_1, 20 },
	[HISI_SEC_A_ALG_HMAC_SHA256] = { IMB_AUTH_HMAC_SHA_256, 32 },
	[HISI_SEC_A_ALG_HMAC_MD5] = { IMB_AUTH_MD5, 16 },
	[HISI_SEC_A_ALG_HMAC_SHA224] = { IMB_AUTH_HMAC_SHA_224, 28 },
	[HISI_SEC_A_ALG_HMAC_SHA384] = { IMB_AUTH_HMAC_SHA_384, 48 },
	[HISI_SEC_A_ALG_HMAC_SHA512] = { IMB_AUTH_HMAC_SHA_512, 64 },
	[HISI_SEC_A_ALG_AES_XCBC] = { IMB_AUTH_AES_XCBC, 12 },
	[HISI_SEC_A_ALG_AES_CMAC] = { IMB_AUTH_AES_CMAC, 16 },
};

static uint8_t
hash_alg(uint8_t a_alg)
{
	return a_alg < SEC_MB_NB_HASHES ? soft_sec_mb_hashes[a_alg].alg : 0;
}

/* Chains that are one job: of AES, and with the order of each direction (4.7). */
static uint8_t
chain_hash(const struct sec_shape *s)
{
	if (s->c_alg != HISI_SEC_C_ALG_AES || s->seq != (s->cipher == HISI_SEC_CIPHER_DECRYPT))
		return 0;
	return hash_alg(s->a_alg);
}

/* Whether any request of a shape can be served here; sec_mb.c looks at the request itself. */
static bool
has_job(const struct sec_shape *s)
{
	switch (s->kind) {
	case SEC_CIPHER:
		return s->c_alg != HISI_SEC_C_ALG_SM4;
	case SEC_DIGEST:
		return s->alg->mac == SEC_MAC_GMAC || hash_alg(s->a_alg) != 0;
	case SEC_CHAIN:
		return s->job_hash != 0;
	case SEC_AEAD:
		return s->c_alg == HISI_SEC_C_ALG_AES && s->c_mode == HISI_SEC_C_MODE_CCM;
	default:
		return false;
	}
}

void
soft_sec_mb_plan(struct sec_shape *s)
{
	if (s->kind == SEC_CHAIN)
		s->job_hash = chain_hash(s);
	if (s->kind == SEC_AEAD && s->c_alg == HISI_SEC_C_ALG_AES &&
			s->c_mode == HISI_SEC_C_MODE_GCM)
		s->service = SEC_SERVE_CALL;
	else if (has_job(s))
		s->service = SEC_SERVE_JOB;
}

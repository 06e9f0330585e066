/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Capabilities that uacce_sec must have, and assertions on what it offers and refuses. */

#include <errno.h>
#include <string.h>

#include <rte_common.h>

#include "sec_promise.h"
#include "sec_set.h"
#include "sec_task.h"

#define CIPHER(a, first, k, v) { RTE_CRYPTO_SYM_XFORM_CIPHER, RTE_CRYPTO_CIPHER_##a, first, k, v, \
	{ 0, 0, 0 }, { 0, 0, 0 } }
#define AUTH(a, first, k, v, d) { RTE_CRYPTO_SYM_XFORM_AUTH, RTE_CRYPTO_AUTH_##a, first, k, v, d, \
	{ 0, 0, 0 } }
#define AEAD(a, first, k, v, d, ad) { RTE_CRYPTO_SYM_XFORM_AEAD, RTE_CRYPTO_AEAD_##a, first, k, v, \
	d, ad }
#define R	SEC_RANGE
#define ONE	SEC_ONE

const struct sec_promise sec_promises[] = {
	CIPHER(AES_ECB, 2, R(16, 32, 8), ONE(0)),
	CIPHER(AES_CBC, 2, R(16, 32, 8), ONE(16)),
	CIPHER(AES_CTR, 3, R(16, 32, 8), ONE(16)),
	CIPHER(AES_XTS, 2, R(32, 64, 32), ONE(16)),
	CIPHER(SM4_ECB, 2, ONE(16), ONE(0)),
	CIPHER(SM4_CBC, 2, ONE(16), ONE(16)),
	CIPHER(SM4_CTR, 3, ONE(16), ONE(16)),
	CIPHER(3DES_ECB, 2, R(16, 24, 8), ONE(0)),
	CIPHER(3DES_CBC, 2, R(16, 24, 8), ONE(8)),
	CIPHER(DES_CBC, 2, ONE(8), ONE(8)),
#ifdef UACCE_HAVE_SM4_CFB_OFB
	CIPHER(SM4_CFB, 3, ONE(16), ONE(16)),
	CIPHER(SM4_OFB, 3, ONE(16), ONE(16)),
#endif
#ifdef UACCE_HAVE_SM4_XTS
	CIPHER(SM4_XTS, 2, ONE(32), ONE(16)),
#endif
	AUTH(MD5, 2, ONE(0), ONE(0), R(1, 16, 1)),
	AUTH(SHA1, 2, ONE(0), ONE(0), R(1, 20, 1)),
	AUTH(SHA224, 2, ONE(0), ONE(0), R(1, 28, 1)),
	AUTH(SHA256, 2, ONE(0), ONE(0), R(1, 32, 1)),
	AUTH(SHA384, 2, ONE(0), ONE(0), R(1, 48, 1)),
	AUTH(SHA512, 2, ONE(0), ONE(0), R(1, 64, 1)),
	AUTH(SM3, 2, ONE(0), ONE(0), R(1, 32, 1)),
	AUTH(MD5_HMAC, 2, R(1, 64, 1), ONE(0), R(1, 16, 1)),
	AUTH(SHA1_HMAC, 2, R(1, 64, 1), ONE(0), R(1, 20, 1)),
	AUTH(SHA224_HMAC, 2, R(1, 64, 1), ONE(0), R(1, 28, 1)),
	AUTH(SHA256_HMAC, 2, R(1, 64, 1), ONE(0), R(1, 32, 1)),
	AUTH(SHA384_HMAC, 2, R(1, 128, 1), ONE(0), R(1, 48, 1)),
	AUTH(SHA512_HMAC, 2, R(1, 128, 1), ONE(0), R(1, 64, 1)),
#ifdef UACCE_HAVE_SM3_HMAC
	AUTH(SM3_HMAC, 2, R(1, 64, 1), ONE(0), R(1, 32, 1)),
#endif
	AUTH(AES_CMAC, 3, ONE(16), ONE(0), R(1, 16, 1)),
	AUTH(AES_XCBC_MAC, 3, ONE(16), ONE(0), R(12, 16, 4)),
	AUTH(AES_GMAC, 3, R(16, 32, 8), ONE(12), R(4, 16, 1)),
	AEAD(AES_GCM, 2, R(16, 32, 8), ONE(12), R(8, 16, 1), R(0, 65535, 1)),
	AEAD(AES_CCM, 2, R(16, 32, 8), R(7, 13, 1), R(4, 16, 2), R(0, 65279, 1)),
#ifdef UACCE_HAVE_SM4_GCM
	AEAD(SM4_GCM, 3, ONE(16), ONE(12), R(8, 16, 1), R(0, 65535, 1)),
#endif
};
const unsigned int sec_nb_promises = RTE_DIM(sec_promises);

/* Run an operation of the algorithm, and one with a wrong digest where it verifies. */
static void
assert_works(const struct sec_alg *alg, uint32_t len)
{
	static uint8_t data[65536 + 256];
	struct sec_session s;
	struct sec_task tasks[2];
	unsigned int n = sec_has_mac(alg) && !alg->forward ? 2 : 1;

	if (data[0] == 0)
		memset(data, 0x3c, sizeof(data));
	sec_session_open(&sec_port, alg, &s);
	tasks[0] = (struct sec_task) { .s = &s, .src = data, .aad = data + 3, .len = len };
	memset(tasks[0].iv, 0x11, sizeof(tasks[0].iv));
	memset(tasks[0].auth_iv, 0x22, sizeof(tasks[0].auth_iv));
	tasks[1] = tasks[0];
	tasks[1].spoil = SEC_SPOIL_DIGEST;
	tasks[1].spoil_bit = 8 * alg->digest_len - 1;
	sec_task_run(tasks, n);
	sec_session_close(&sec_port, &s);
}

void
sec_assert_works_both_ways(struct sec_alg alg)
{
	/* Long enough for all, and no whole number of blocks where that is allowed. */
	uint32_t len = sec_block(&alg) > 1 ? 48 : 53;

	assert_works(&alg, len);
	alg.forward = !alg.forward;
	assert_works(&alg, len);
}

void
sec_assert_refused(const struct sec_alg *alg)
{
	struct sec_session s;
	int ret;

	test_log_start();
	ret = sec_session_try(&sec_port, alg, &s);
	if (!sec_variant.foreign)
		assert_int_equal(sec_log_own(test_log_stop(), "ERR"), 1);
	test_log_stop();
	if (ret != -ENOTSUP && ret != -EINVAL)
		fail_msg("session: %d, for %s", ret, sec_alg_text(alg));
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Keys of the soft SEC device: odd ones, and what is kept of them. */

#include <string.h>

#include <rte_common.h>

#include "test_soft_sec.h"
#include "test_soft_sec_ref.h"

#define XTS_LEN	77	/* bytes: no whole number of blocks */

/* XTS ciphers: OpenSSL has none of those with other lengths of the key, nor SM4. */
static const struct {
	uint8_t alg;
	uint8_t code;
	uint8_t half;
} xts_ciphers[] = {
	{ HISI_SEC_C_ALG_AES, HISI_SEC_KEY_128, 16 },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_KEY_192, 24 },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_KEY_256, 32 },
	{ HISI_SEC_C_ALG_SM4, HISI_SEC_KEY_128, 16 },
};

/* One request with a key, whose bit i of @p order says that request i decrypts. */
static void
xts_orders(struct user *u, unsigned int qm, unsigned int row, bool equal, unsigned int order)
{
	uint64_t rng = test_options.seed + order;
	uint8_t key[64], iv[16], in[XTS_LEN], out[XTS_LEN], want[XTS_LEN];
	struct sec_spec s = {
		.c_alg = xts_ciphers[row].alg, .c_mode = HISI_SEC_C_MODE_XTS,
		.c_key = xts_ciphers[row].code, .c_len = XTS_LEN, .de = 1, .src = in, .dst = out,
		.c_iv = iv, .c_key_at = key,
	};
	const unsigned int half = xts_ciphers[row].half;
	unsigned int i;

	rng_fill(&rng, key, sizeof(key));
	/* Never the same by chance: rng_fill() may fill with one byte. */
	key[half] = ~key[0];
	if (equal)
		memcpy(key + half, key, half);
	for (i = 0; i < 5; i++) {
		rng_fill(&rng, iv, sizeof(iv));
		rng_fill(&rng, in, sizeof(in));
		s.cipher = order & 1u << i ? 2 : 1;
		ref_cipher(&s, key, 2 * half, iv, in, want);
		assert_int_equal(sec_do(u, qm, &s), 0x0101);
		assert_memory_equal(out, want, XTS_LEN);
	}
}

/* A key gives what it gives, whatever directions it was used in before. */
static void
test_xts_keys(void **state __rte_unused)
{
	static const enum soft_engine engines[] = { SOFT_ENGINE_FAST, SOFT_ENGINE_PLAIN };
	unsigned int i, row, order;
	struct user u;

	for (i = 0; i < RTE_DIM(engines); i++) {
		sec_open(&u, 3, engines[i]);
		for (row = 0; row < RTE_DIM(xts_ciphers); row++)
			for (order = 0; order < 32; order++) {
				xts_orders(&u, 3, row, true, order);
				xts_orders(&u, 3, row, false, order);
			}
		sec_close(&u);
	}
}

int
test_soft_sec_key(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_xts_keys),
	};

	return TEST_RUN_GROUP("soft SEC, keys", tests, NULL, NULL);
}

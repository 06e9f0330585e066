/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Sizes of operations up to each limit, which work, and beyond it, which enqueue rejects. */

#include <stdlib.h>
#include <string.h>

#include <rte_common.h>

#include "sec_fixture.h"
#include "sec_offer.h"
#include "sec_task.h"
#include "test_sec.h"

#define INVALID		RTE_CRYPTO_OP_STATUS_INVALID_ARGS
#define ROOM		(SEC_MAX_LEN + 4096)

static uint8_t *data;

static int
setup(void **state)
{
	uint32_t i;

	sec_setup_port(state);
	data = malloc(ROOM);
	assert_non_null(data);
	for (i = 0; i < ROOM; i++)
		data[i] = i * 7 + (i >> 8);
	return 0;
}

static int
teardown(void **state)
{
	int ret = sec_teardown(state);

	free(data);
	data = NULL;
	return ret;
}

static struct sec_task
task_of(const struct sec_session *s, uint32_t len)
{
	return (struct sec_task) { .s = s, .src = data, .aad = data + 5, .len = len };
}

static void
takes(const struct sec_session *s, uint32_t len)
{
	struct sec_task t = task_of(s, len);

	sec_task_run(&t, 1);
	if (len > 70000)
		return;
	t.out_of_place = true;
	t.src_segs = 3;
	sec_task_run(&t, 1);
}

static uint64_t
rejections(void)
{
	struct rte_cryptodev_stats stats;

	assert_int_equal(rte_cryptodev_stats_get(sec_port.id, &stats), 0);
	return stats.enqueue_err_count;
}

static void
rejects(const struct sec_session *s, uint32_t len)
{
	uint64_t before = rejections();
	struct sec_task t = task_of(s, len);

	sec_task_rejected(&t, INVALID);
	assert_int_equal(rejections(), before + 1);
}

/* Sizes from 0 to 64 KiB, of which those below @p least are left out. */
static void
try_sizes(const struct sec_session *s, uint32_t least)
{
	static const uint32_t sizes[] = {
		0, 1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 48, 63, 64, 65, 127, 128, 129, 1000, 1008,
		1024, 4095, 4096, 4097, 16384, 65535, 65536, 65537, 65552,
	};
	uint32_t block = sec_block(&s->alg);
	unsigned int i;

	for (i = 0; i < RTE_DIM(sizes); i++) {
		if (sizes[i] % block == 0 && sizes[i] >= least)
			takes(s, sizes[i]);
	}
}

static const struct small {
	enum sec_kind kind;
	int algo;
	unsigned int qm;	/* first QM version that has it */
	uint16_t key_len;
	uint16_t aad_len;
} small[] = {
	{ SEC_CIPHER, RTE_CRYPTO_CIPHER_AES_ECB, 2, 16, 0 },
	{ SEC_CIPHER, RTE_CRYPTO_CIPHER_AES_CBC, 2, 24, 0 },
	{ SEC_CIPHER, RTE_CRYPTO_CIPHER_AES_XTS, 2, 32, 0 },
	{ SEC_CIPHER, RTE_CRYPTO_CIPHER_AES_CTR, 3, 32, 0 },
	{ SEC_CIPHER, RTE_CRYPTO_CIPHER_SM4_CBC, 2, 16, 0 },
	{ SEC_CIPHER, RTE_CRYPTO_CIPHER_3DES_CBC, 2, 24, 0 },
	{ SEC_CIPHER, RTE_CRYPTO_CIPHER_DES_CBC, 2, 8, 0 },
	{ SEC_AUTH, RTE_CRYPTO_AUTH_MD5, 2, 0, 0 },
	{ SEC_AUTH, RTE_CRYPTO_AUTH_SHA256, 2, 0, 0 },
	{ SEC_AUTH, RTE_CRYPTO_AUTH_SM3, 2, 0, 0 },
	{ SEC_AUTH, RTE_CRYPTO_AUTH_SHA384_HMAC, 2, 48, 0 },
	{ SEC_AUTH, RTE_CRYPTO_AUTH_AES_CMAC, 3, 16, 0 },
	{ SEC_AUTH, RTE_CRYPTO_AUTH_AES_XCBC_MAC, 3, 16, 0 },
	{ SEC_AUTH, RTE_CRYPTO_AUTH_AES_GMAC, 3, 32, 0 },
	{ SEC_AEAD, RTE_CRYPTO_AEAD_AES_GCM, 2, 32, 16 },
	{ SEC_AEAD, RTE_CRYPTO_AEAD_AES_GCM, 2, 16, 0 },
	{ SEC_AEAD, RTE_CRYPTO_AEAD_AES_CCM, 2, 16, 16 },
	{ SEC_AEAD, RTE_CRYPTO_AEAD_AES_CCM, 2, 24, 0 },
	{ SEC_CHAIN, RTE_CRYPTO_CIPHER_AES_CBC, 2, 16, 0 },
#ifdef UACCE_HAVE_SM4_CFB_OFB
	{ SEC_CIPHER, RTE_CRYPTO_CIPHER_SM4_CFB, 3, 16, 0 },
	{ SEC_CIPHER, RTE_CRYPTO_CIPHER_SM4_OFB, 3, 16, 0 },
#endif
#ifdef UACCE_HAVE_SM4_XTS
	{ SEC_CIPHER, RTE_CRYPTO_CIPHER_SM4_XTS, 2, 32, 0 },
#endif
#ifdef UACCE_HAVE_SM3_HMAC
	{ SEC_AUTH, RTE_CRYPTO_AUTH_SM3_HMAC, 2, 32, 0 },
#endif
#ifdef UACCE_HAVE_SM4_GCM
	{ SEC_AEAD, RTE_CRYPTO_AEAD_SM4_GCM, 3, 16, 16 },
	{ SEC_AEAD, RTE_CRYPTO_AEAD_SM4_GCM, 3, 16, 0 },
#endif
};

static struct sec_alg
alg_of(const struct small *v)
{
	switch (v->kind) {
	case SEC_CIPHER:
		return sec_cipher(v->algo, v->key_len);
	case SEC_AUTH:
		return sec_auth(v->algo, v->key_len, sec_full_digest(v->algo));
	case SEC_AEAD:
		return sec_aead(v->algo, v->key_len, 12, 16, v->aad_len);
	default:
		return sec_chain(v->algo, v->key_len, RTE_CRYPTO_AUTH_SHA256_HMAC, 32, 16);
	}
}

/* All small sizes in both directions; a byte less than the least is rejected. */
static void
test_small_sizes(void **state __rte_unused)
{
	struct sec_session s;
	unsigned int i, way;
	struct sec_alg alg;
	uint32_t least;

	for (i = 0; i < RTE_DIM(small); i++) {
		if (small[i].qm > sec_variant.qm)
			continue;
		for (way = 0; way < 2; way++) {
			alg = alg_of(&small[i]);
			alg.forward = way;
			least = sec_least_len(&alg);
			sec_session_open(&sec_port, &alg, &s);
			try_sizes(&s, least);
			takes(&s, least);
			if (least != 0)
				rejects(&s, least - 1);
			sec_session_close(&sec_port, &s);
		}
	}
}

/* Sizes that are no whole number of blocks, or too few bytes. */
static void
test_broken_blocks(void **state __rte_unused)
{
	struct sec_session s;
	unsigned int i, way;
	struct sec_alg alg;
	uint32_t len, block;

	for (i = 0; i < RTE_DIM(small); i++) {
		if (small[i].qm > sec_variant.qm ||
				(small[i].kind != SEC_CIPHER && small[i].kind != SEC_CHAIN))
			continue;
		for (way = 0; way < 2; way++) {
			alg = alg_of(&small[i]);
			alg.forward = way;
			block = sec_block(&alg);
			sec_session_open(&sec_port, &alg, &s);
			for (len = 0; len < 70; len++)
				if (len % block != 0 || len < sec_least_len(&alg))
					rejects(&s, len);
			sec_session_close(&sec_port, &s);
		}
	}
}

/* The largest size of a descriptor, and sizes beyond it. */
static void
try_most(struct sec_alg alg, uint32_t most)
{
	struct sec_session s;

	sec_session_open(&sec_port, &alg, &s);
	takes(&s, most);
	rejects(&s, most + sec_block(&alg));
	rejects(&s, most + 2 * sec_block(&alg));
	sec_session_close(&sec_port, &s);
}

static void
test_most(void **state __rte_unused)
{
	try_most(sec_cipher(RTE_CRYPTO_CIPHER_AES_CBC, 16), SEC_MAX_LEN);
	try_most(sec_reverse(sec_cipher(RTE_CRYPTO_CIPHER_AES_XTS, 32)), SEC_MAX_LEN);
	try_most(sec_auth(RTE_CRYPTO_AUTH_SHA256, 0, 32), SEC_MAX_LEN);
	try_most(sec_reverse(sec_auth(RTE_CRYPTO_AUTH_SHA1_HMAC, 20, 20)), SEC_MAX_LEN);
	try_most(sec_aead(RTE_CRYPTO_AEAD_AES_GCM, 16, 12, 16, 0), SEC_MAX_LEN);
	try_most(sec_reverse(sec_aead(RTE_CRYPTO_AEAD_AES_GCM, 16, 12, 16, 1000)),
			SEC_MAX_LEN - 1000);
	try_most(sec_aead(RTE_CRYPTO_AEAD_AES_GCM, 32, 12, 16, 65535), SEC_MAX_LEN - 65535);
	try_most(sec_aead(RTE_CRYPTO_AEAD_AES_CCM, 16, 11, 8, 0), SEC_MAX_LEN);
	/* A nonce of 13 bytes leaves two for the length. */
	try_most(sec_aead(RTE_CRYPTO_AEAD_AES_CCM, 16, 13, 8, 65279), 65535);
	try_most(sec_chain(RTE_CRYPTO_CIPHER_AES_CBC, 16, RTE_CRYPTO_AUTH_SHA1_HMAC, 20, 20),
			SEC_MAX_LEN);
#ifdef UACCE_HAVE_SM4_XTS
	try_most(sec_reverse(sec_cipher(RTE_CRYPTO_CIPHER_SM4_XTS, 32)), SEC_MAX_LEN);
#endif
	if (sec_variant.qm < 3)
		return;
	try_most(sec_cipher(RTE_CRYPTO_CIPHER_AES_CTR, 16), SEC_MAX_LEN);
#ifdef UACCE_HAVE_SM4_GCM
	try_most(sec_aead(RTE_CRYPTO_AEAD_SM4_GCM, 16, 12, 16, 1000), SEC_MAX_LEN - 1000);
#endif
}

/* The limit of a chain is for head, payload and what is behind together. */
static void
test_most_of_chain(void **state __rte_unused)
{
	struct sec_alg alg = sec_chain(RTE_CRYPTO_CIPHER_AES_CBC, 16, RTE_CRYPTO_AUTH_SHA1_HMAC,
			20, 20);
	struct sec_session s;
	struct sec_task t;

	sec_session_open(&sec_port, &alg, &s);
	t = task_of(&s, SEC_MAX_LEN - 64);
	t.head = 64;
	sec_task_run(&t, 1);
	t = task_of(&s, SEC_MAX_LEN - 64);
	t.head = 65;
	sec_task_rejected(&t, INVALID);
	t = task_of(&s, SEC_MAX_LEN - 64);
	t.behind = 65;
	sec_task_rejected(&t, INVALID);
	/* An offset in a descriptor has 16 bits; a larger one takes two descriptors. */
	t = task_of(&s, 64);
	t.head = 65536;
	sec_task_run(&t, 1);
	t = task_of(&s, 64);
	t.head = 1000000;
	t.behind = 1000000;
	sec_task_run(&t, 1);
	sec_session_close(&sec_port, &s);
}

#define LIMITS_TEST(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int
test_sec_limits(void)
{
	static const struct CMUnitTest tests[] = {
		LIMITS_TEST(test_small_sizes),
		LIMITS_TEST(test_broken_blocks),
		LIMITS_TEST(test_most),
		LIMITS_TEST(test_most_of_chain),
	};

	return TEST_RUN_GROUP("sec limits", tests, NULL, NULL);
}

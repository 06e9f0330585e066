/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Flip each bit of digest, AAD, IV, head and payload of short messages: each must be noticed. */

#include <string.h>

#include <rte_common.h>

#include "sec_fixture.h"
#include "sec_task.h"
#include "test_sec.h"

#define BATCH	64u

static uint8_t data[256];
static struct sec_task tasks[BATCH];
static unsigned int nb_tasks;
static unsigned int flips;

static void
flush(void)
{
	sec_task_run(tasks, nb_tasks);
	nb_tasks = 0;
}

/* All bits of one part of a message. */
static void
flip_all(const struct sec_session *s, uint32_t head, uint32_t len, enum sec_spoil spoil,
		uint32_t bytes)
{
	struct sec_task *t;
	uint32_t bit;

	for (bit = 0; bit < 8 * bytes; bit++, flips++) {
		t = &tasks[nb_tasks++];
		*t = (struct sec_task) { .s = s, .src = data, .aad = data + 100, .head = head,
			.len = len, .spoil = spoil, .spoil_bit = bit,
			.out_of_place = s->alg.kind != SEC_AUTH && (bit & 1) != 0,
			.src_segs = 1 + bit % 3, .dst_segs = 1 + bit % 2,
			.place = bit % SEC_NB_PLACES };
		memcpy(t->iv, data + 40, sizeof(t->iv));
		memcpy(t->auth_iv, data + 60, sizeof(t->auth_iv));
		if (nb_tasks == BATCH)
			flush();
	}
}

static void
tamper(struct sec_alg alg, uint32_t head, uint32_t len)
{
	struct sec_session s;
	struct sec_task good;
	uint16_t aad_len = alg.kind == SEC_AEAD ? alg.aad_len : 0;
	uint16_t iv_len = alg.kind == SEC_AEAD ? alg.iv_len : alg.auth_iv_len;

	sec_draw_bytes(data, sizeof(data));
	alg.forward = false;
	sec_session_open(&sec_port, &alg, &s);
	/* The message as it is verifies, or the flips would prove nothing. */
	good = (struct sec_task) { .s = &s, .src = data, .aad = data + 100, .head = head,
		.len = len };
	memcpy(good.iv, data + 40, sizeof(good.iv));
	memcpy(good.auth_iv, data + 60, sizeof(good.auth_iv));
	sec_task_run(&good, 1);
	flip_all(&s, head, len, SEC_SPOIL_DIGEST, alg.digest_len);
	flip_all(&s, head, len, SEC_SPOIL_DATA, head + len);
	flip_all(&s, head, len, SEC_SPOIL_AAD, aad_len);
	if (alg.kind != SEC_CHAIN)
		flip_all(&s, head, len, SEC_SPOIL_IV, iv_len);
	flush();
	sec_session_close(&sec_port, &s);
}

static void
test_gcm(void **state __rte_unused)
{
	flips = 0;
	tamper(sec_aead(RTE_CRYPTO_AEAD_AES_GCM, 16, 12, 16, 20), 0, 33);
	tamper(sec_aead(RTE_CRYPTO_AEAD_AES_GCM, 32, 12, 8, 0), 0, 16);
	tamper(sec_aead(RTE_CRYPTO_AEAD_AES_GCM, 24, 12, 13, 1), 0, 1);
	tamper(sec_aead(RTE_CRYPTO_AEAD_AES_GCM, 16, 12, 16, 0), 0, 0);
	if (sec_variant.qm >= 3)
		tamper(sec_aead(RTE_CRYPTO_AEAD_AES_GCM, 16, 12, 16, 12), 0, 0);
	assert_true(flips >= 1000);
}

#ifdef UACCE_HAVE_SM4_GCM
static void
test_sm4_gcm(void **state __rte_unused)
{
	const struct sec_alg alg = sec_aead(RTE_CRYPTO_AEAD_SM4_GCM, 16, 12, 16, 20);

	if (sec_variant.qm < 3) {
		/* This generation does not have it. */
		assert_null(sec_cap(&sec_port, &alg));
		return;
	}
	flips = 0;
	tamper(alg, 0, 33);
	tamper(sec_aead(RTE_CRYPTO_AEAD_SM4_GCM, 16, 12, 8, 0), 0, 16);
	tamper(sec_aead(RTE_CRYPTO_AEAD_SM4_GCM, 16, 12, 13, 1), 0, 1);
	tamper(sec_aead(RTE_CRYPTO_AEAD_SM4_GCM, 16, 12, 16, 0), 0, 0);
	tamper(sec_aead(RTE_CRYPTO_AEAD_SM4_GCM, 16, 12, 16, 12), 0, 0);
	assert_true(flips >= 1000);
}
#endif

static void
test_ccm(void **state __rte_unused)
{
	flips = 0;
	tamper(sec_aead(RTE_CRYPTO_AEAD_AES_CCM, 16, 13, 16, 22), 0, 31);
	tamper(sec_aead(RTE_CRYPTO_AEAD_AES_CCM, 32, 7, 8, 0), 0, 16);
	tamper(sec_aead(RTE_CRYPTO_AEAD_AES_CCM, 24, 11, 10, 5), 0, 1);
	tamper(sec_aead(RTE_CRYPTO_AEAD_AES_CCM, 16, 12, 16, 0), 0, 0);
	assert_true(flips >= 1000);
}

static void
test_chain(void **state __rte_unused)
{
	flips = 0;
	tamper(sec_chain(RTE_CRYPTO_CIPHER_AES_CBC, 16, RTE_CRYPTO_AUTH_SHA1_HMAC, 20, 12), 24,
			32);
	tamper(sec_chain(RTE_CRYPTO_CIPHER_AES_CBC, 32, RTE_CRYPTO_AUTH_SHA256_HMAC, 32, 32), 0,
			48);
	tamper(sec_chain(RTE_CRYPTO_CIPHER_AES_CBC, 24, RTE_CRYPTO_AUTH_SHA512_HMAC, 64, 64), 1,
			16);
	/* In two descriptors. */
	tamper(sec_chain(RTE_CRYPTO_CIPHER_3DES_CBC, 24, RTE_CRYPTO_AUTH_MD5_HMAC, 16, 16), 8, 24);
	tamper(sec_chain(RTE_CRYPTO_CIPHER_AES_CBC, 16, RTE_CRYPTO_AUTH_SHA1_HMAC, 20, 11), 0, 16);
#ifdef UACCE_HAVE_SM3_HMAC
	/* In one descriptor or two, by generation. */
	tamper(sec_chain(RTE_CRYPTO_CIPHER_SM4_CBC, 16, RTE_CRYPTO_AUTH_SM3_HMAC, 32, 32), 4, 32);
	tamper(sec_chain(RTE_CRYPTO_CIPHER_AES_CBC, 32, RTE_CRYPTO_AUTH_SM3_HMAC, 17, 16), 0, 16);
#endif
	assert_true(flips >= 2000);
}

static void
test_hashes_and_hmac(void **state __rte_unused)
{
	flips = 0;
	tamper(sec_auth(RTE_CRYPTO_AUTH_SHA1_HMAC, 20, 12), 0, 40);
	tamper(sec_auth(RTE_CRYPTO_AUTH_SHA512_HMAC, 64, 64), 0, 17);
	tamper(sec_auth(RTE_CRYPTO_AUTH_MD5_HMAC, 16, 16), 0, 64);
	tamper(sec_auth(RTE_CRYPTO_AUTH_SM3, 0, 32), 0, 20);
#ifdef UACCE_HAVE_SM3_HMAC
	tamper(sec_auth(RTE_CRYPTO_AUTH_SM3_HMAC, 32, 32), 0, 33);
	tamper(sec_auth(RTE_CRYPTO_AUTH_SM3_HMAC, 7, 9), 0, 1);
#endif
	tamper(sec_auth(RTE_CRYPTO_AUTH_SHA256, 0, 31), 0, 5);
	assert_true(flips >= 2000);
}

static void
test_block_macs(void **state __rte_unused)
{
	flips = 0;
	if (sec_variant.qm >= 3) {
		tamper(sec_auth(RTE_CRYPTO_AUTH_AES_CMAC, 16, 16), 0, 33);
		tamper(sec_auth(RTE_CRYPTO_AUTH_AES_CMAC, 16, 5), 0, 16);
		tamper(sec_auth(RTE_CRYPTO_AUTH_AES_XCBC_MAC, 16, 12), 0, 20);
		tamper(sec_auth(RTE_CRYPTO_AUTH_AES_GMAC, 32, 16), 0, 30);
		tamper(sec_auth(RTE_CRYPTO_AUTH_AES_GMAC, 16, 9), 0, 1);
		assert_true(flips >= 1000);
	} else {
		/* This generation does not have it. */
		const struct sec_alg alg = sec_auth(RTE_CRYPTO_AUTH_AES_CMAC, 16, 16);

		assert_null(sec_cap(&sec_port, &alg));
	}
}

#define TAMPER_TEST(f)	cmocka_unit_test_setup_teardown(f, sec_setup_port, sec_teardown)

int
test_sec_tamper(void)
{
	static const struct CMUnitTest tests[] = {
		TAMPER_TEST(test_gcm),
#ifdef UACCE_HAVE_SM4_GCM
		TAMPER_TEST(test_sm4_gcm),
#endif
		TAMPER_TEST(test_ccm),
		TAMPER_TEST(test_chain),
		TAMPER_TEST(test_hashes_and_hmac),
		TAMPER_TEST(test_block_macs),
	};

	return TEST_RUN_GROUP("sec tamper", tests, NULL, NULL);
}

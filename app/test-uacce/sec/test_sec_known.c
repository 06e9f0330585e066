/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Known answers through the cryptodev API: in both directions, and with a wrong digest or key. */

#include <stdio.h>
#include <string.h>

#include <rte_common.h>

#include "sec_fixture.h"
#include "sec_task.h"
#include "sec_vectors.h"
#include "test_sec.h"
#include "uacce_compat.h"

#define MAX_DATA	1024u

/* A vector as bytes. */
struct known {
	struct sec_alg alg;
	uint8_t iv[SEC_MAX_IV];
	uint8_t aad[MAX_DATA];
	uint8_t plaintext[MAX_DATA];
	uint8_t ciphertext[MAX_DATA];
	uint8_t digest[SEC_MAX_MAC];
	uint32_t len;
};

static uint32_t
from_hex(const char *hex, uint8_t *out, uint32_t room)
{
	uint32_t n = strlen(hex) / 2, i;
	unsigned int byte;

	assert_true(strlen(hex) % 2 == 0 && n <= room);
	for (i = 0; i < n; i++) {
		assert_int_equal(sscanf(hex + 2 * i, "%2x", &byte), 1);
		out[i] = byte;
	}
	return n;
}

static void
read_vector(const struct sec_vector *v, struct known *k)
{
	struct sec_alg *alg = &k->alg;
	uint32_t iv_len;

	memset(k, 0, sizeof(*k));
	alg->kind = v->kind;
	alg->forward = true;
	iv_len = from_hex(v->iv, k->iv, sizeof(k->iv));
	alg->digest_len = from_hex(v->digest, k->digest, sizeof(k->digest));
	if (v->kind == SEC_AUTH) {
		alg->auth = v->algo;
		alg->auth_iv_len = iv_len;
		alg->auth_key_len = from_hex(v->key, alg->auth_key, sizeof(alg->auth_key));
	} else {
		alg->iv_len = iv_len;
		alg->key_len = from_hex(v->key, alg->key, sizeof(alg->key));
	}
	if (v->kind == SEC_CIPHER)
		alg->cipher = v->algo;
	if (v->kind == SEC_AEAD) {
		alg->aead = v->algo;
		alg->aad_len = from_hex(v->aad, k->aad, sizeof(k->aad));
	}
	k->len = v->zeros != 0 ? v->zeros :
		from_hex(v->plaintext, k->plaintext, sizeof(k->plaintext));
	if (v->kind != SEC_AUTH)
		assert_int_equal(from_hex(v->ciphertext, k->ciphertext, sizeof(k->ciphertext)),
				k->len);
}

/* The hash of an HMAC, which is the number before it in the enumeration of the API but for SM3. */
static enum rte_crypto_auth_algorithm
hash_of(enum rte_crypto_auth_algorithm hmac)
{
	RTE_BUILD_BUG_ON(RTE_CRYPTO_AUTH_MD5 + 1 != RTE_CRYPTO_AUTH_MD5_HMAC);
	RTE_BUILD_BUG_ON(RTE_CRYPTO_AUTH_SHA1 + 1 != RTE_CRYPTO_AUTH_SHA1_HMAC);
	RTE_BUILD_BUG_ON(RTE_CRYPTO_AUTH_SHA512 + 1 != RTE_CRYPTO_AUTH_SHA512_HMAC);
#ifdef UACCE_HAVE_SM3_HMAC
	if (hmac == RTE_CRYPTO_AUTH_SM3_HMAC)
		return RTE_CRYPTO_AUTH_SM3;
#endif
	return hmac - 1;
}

/* A key longer than the device takes has to be hashed by the application, as HMAC defines. */
static void
hash_long_key(struct sec_alg *alg)
{
	const struct rte_cryptodev_symmetric_capability *cap = sec_cap(&sec_port, alg);
	struct sec_alg hash = { .kind = SEC_AUTH };
	struct sec_oracle *oracle;
	uint8_t key[SEC_MAX_MAC];

	if (alg->kind != SEC_AUTH || !sec_is_hmac(alg->auth) || cap == NULL ||
			alg->auth_key_len <= cap->auth.key_size.max)
		return;
	hash.auth = hash_of(alg->auth);
	hash.digest_len = sec_full_digest(hash.auth);
	oracle = sec_oracle_open(&hash);
	sec_oracle_mac(oracle, NULL, alg->auth_key, alg->auth_key_len, key);
	sec_oracle_close(oracle);
	memcpy(alg->auth_key, key, hash.digest_len);
	alg->auth_key_len = hash.digest_len;
}

static struct sec_task
known_task(const struct known *k, const struct sec_session *s, uint8_t *out)
{
	struct sec_task t = { .s = s, .aad = k->aad, .len = k->len, .out = out };

	t.src = s->alg.forward || s->alg.kind == SEC_AUTH ? k->plaintext : k->ciphertext;
	memcpy(s->alg.kind == SEC_AUTH ? t.auth_iv : t.iv, k->iv, sizeof(t.iv));
	return t;
}

static void
run_one(const struct known *k, bool forward)
{
	const uint8_t *want = forward ? k->ciphertext : k->plaintext;
	struct sec_alg alg = forward ? k->alg : sec_reverse(k->alg);
	uint8_t out[2][MAX_DATA];
	struct sec_task tasks[2];
	struct sec_session s;
	unsigned int i;

	sec_session_open(&sec_port, &alg, &s);
	for (i = 0; i < RTE_DIM(tasks); i++) {
		tasks[i] = known_task(k, &s, out[i]);
		/* First in place, then out of place with chains and the digest in the mbuf. */
		if (i == 1) {
			tasks[i].src_segs = 3;
			tasks[i].dst_segs = sec_variant.foreign ? 1 : 2;
			tasks[i].out_of_place = alg.kind != SEC_AUTH || !sec_variant.foreign;
			tasks[i].place = SEC_APPENDED;
		}
		sec_task_run(&tasks[i], 1);
		if (alg.kind != SEC_AUTH)
			assert_memory_equal(out[i], want, k->len);
		assert_memory_equal(tasks[i].mac, k->digest, alg.digest_len);
	}
	sec_session_close(&sec_port, &s);
}

/* A wrong digest fails; where there is none, a wrong key gives another result. */
static void
run_wrong(const struct known *k)
{
	struct sec_alg alg = sec_reverse(k->alg);
	uint8_t out[MAX_DATA];
	struct sec_session s;
	struct sec_task t;

	/* A bit of the key that is no parity bit of DES, as these do not count. */
	if (alg.kind == SEC_CIPHER)
		alg.key[alg.key_len - 1] ^= 0x10;
	sec_session_open(&sec_port, &alg, &s);
	t = known_task(k, &s, out);
	if (sec_has_mac(&alg)) {
		t.spoil = SEC_SPOIL_DIGEST;
		t.spoil_bit = 8 * alg.digest_len - 1;
	}
	sec_task_run(&t, 1);
	if (sec_has_mac(&alg))
		assert_int_equal(t.status, RTE_CRYPTO_OP_STATUS_AUTH_FAILED);
	else
		assert_memory_not_equal(out, k->plaintext, k->len);
	sec_session_close(&sec_port, &s);
}

/* Whether the capability of another driver, which may have fewer sizes, has those of a vector. */
static bool
has_sizes(const struct rte_cryptodev_symmetric_capability *cap, const struct sec_alg *alg)
{
	switch (alg->kind) {
	case SEC_CIPHER:
		return rte_cryptodev_sym_capability_check_cipher(cap, alg->key_len,
				alg->iv_len) == 0;
	case SEC_AEAD:
		return rte_cryptodev_sym_capability_check_aead(cap, alg->key_len,
				alg->digest_len, alg->aad_len, alg->iv_len) == 0;
	default:
		return rte_cryptodev_sym_capability_check_auth(cap, alg->auth_key_len,
				alg->digest_len, alg->auth_iv_len) == 0;
	}
}

static bool
is_offered(const struct sec_vector *v, const struct known *k)
{
	const struct rte_cryptodev_symmetric_capability *cap = sec_cap(&sec_port, &k->alg);

	if (sec_variant.foreign)
		return cap != NULL && has_sizes(cap, &k->alg) &&
			strstr(v->name, "two keys") == NULL;
	if (v->qm > sec_variant.qm)
		return false;
	assert_non_null(cap);
	return true;
}

static void
run_kind(enum sec_kind kind, unsigned int least)
{
	unsigned int i, run = 0;
	struct known k;

	for (i = 0; i < sec_nb_vectors; i++) {
		if (sec_vectors[i].kind != kind)
			continue;
		read_vector(&sec_vectors[i], &k);
		if (!is_offered(&sec_vectors[i], &k))
			continue;
		fprintf(stderr, "sec: %s\n", sec_vectors[i].name);
		hash_long_key(&k.alg);
		run_one(&k, true);
		run_one(&k, false);
		run_wrong(&k);
		run++;
	}
	assert_true(run >= least);
}

static void
test_ciphers(void **state __rte_unused)
{
	run_kind(SEC_CIPHER, 12);
}

static void
test_hashes_and_macs(void **state __rte_unused)
{
	run_kind(SEC_AUTH, 15);
}

static void
test_aead(void **state __rte_unused)
{
	run_kind(SEC_AEAD, 4);
}

/* The oracle gives the answers of all vectors, also of those that the device does not offer. */
static void
test_oracle(void **state __rte_unused)
{
	uint8_t out[MAX_DATA], mac[SEC_MAX_MAC];
	struct sec_oracle *oracle;
	struct known k;
	unsigned int i;

	for (i = 0; i < sec_nb_vectors; i++) {
		fprintf(stderr, "sec: OpenSSL, %s\n", sec_vectors[i].name);
		read_vector(&sec_vectors[i], &k);
		oracle = sec_oracle_open(&k.alg);
		sec_oracle_run(oracle, k.iv, k.iv, k.aad, k.plaintext, k.len, out, mac);
		if (k.alg.kind != SEC_AUTH)
			assert_memory_equal(out, k.ciphertext, k.len);
		if (sec_has_mac(&k.alg))
			assert_memory_equal(mac, k.digest, k.alg.digest_len);
		sec_oracle_close(oracle);
	}
	assert_true(i > 60);
}

int
test_sec_known(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_oracle),
		cmocka_unit_test_setup_teardown(test_ciphers, sec_setup_port, sec_teardown),
		cmocka_unit_test_setup_teardown(test_hashes_and_macs, sec_setup_port,
				sec_teardown),
		cmocka_unit_test_setup_teardown(test_aead, sec_setup_port, sec_teardown),
	};

	return TEST_RUN_GROUP("sec known answers", tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Descriptors field by field: the examples of hardware_interface.rst 4.5 to 4.8 to the
 * word, what done_flag says, and every error at its limit.
 */

#include <string.h>

#include <rte_common.h>

#include "soft_sec_user.h"

/* Enough for all small requests; destinations and MACs come behind. */
static uint8_t data[512], out[512], mac[80], iv[64], key[128];

/* AES-128-CBC encrypt (4.5) */
static struct sec_spec
cipher_spec(void)
{
	struct sec_spec s = {
		.cipher = 1, .de = 1, .scene = 1, .c_alg = 2, .c_mode = 1, .c_len = 64,
		.src = data, .dst = out, .c_iv = iv, .c_key_at = key,
	};

	return s;
}

/* HMAC-SHA-256 (4.6) */
static struct sec_spec
digest_spec(void)
{
	struct sec_spec s = {
		.auth = 1, .scene = 1, .a_alg = 0x11, .mac_words = 8, .a_key_words = 5,
		.a_len = 64, .src = data, .mac = mac, .a_key_at = key,
	};

	return s;
}

/* AES-128-CBC with HMAC-SHA-1-96 (4.7) */
static struct sec_spec
chain_spec(void)
{
	struct sec_spec s = {
		.cipher = 1, .auth = 1, .de = 1, .scene = 1, .c_alg = 2, .c_mode = 1,
		.a_alg = 0x10, .mac_words = 3, .a_key_words = 5, .c_off = 16, .c_len = 64,
		.a_len = 80, .src = data, .dst = out, .mac = mac, .c_iv = iv, .c_key_at = key,
		.a_key_at = key,
	};

	return s;
}

/* AES-128-GCM (4.8) */
static struct sec_spec
gcm_spec(void)
{
	struct sec_spec s = {
		.cipher = 1, .de = 1, .scene = 1, .c_alg = 2, .c_mode = 6, .icv_len = 16,
		.c_off = 16, .c_len = 64, .a_len = 16, .src = data, .dst = out, .mac = mac,
		.c_iv = iv, .a_iv = iv, .c_key_at = key,
	};

	return s;
}

/* AES-128-CCM, L = 4 (4.8) */
static struct sec_spec
ccm_spec(void)
{
	struct sec_spec s = gcm_spec();

	s.c_mode = 5;
	iv[0] = 3;
	return s;
}

static uint32_t
word(const struct sec_sqe *sqe, unsigned int at, unsigned int bytes)
{
	uint32_t value = 0;

	memcpy(&value, sqe->byte + at, bytes);
	return value;
}

/* The tests' own encoder: what it writes is what the document gives as examples. */
static void
test_worked_examples(void **state __rte_unused)
{
	struct sec_spec s = cipher_spec();
	struct sec_sqe q = sec_build(2, &s);

	assert_int_equal(q.byte[0], 0x12);
	assert_int_equal(q.byte[1], 0x0a);
	assert_int_equal(word(&q, 12, 2), 0x1000);
	assert_int_equal(q.byte[14], 2);
	q = sec_build(3, &s);
	assert_int_equal(word(&q, 0, 4), 0x223);
	assert_int_equal(word(&q, 4, 2), 0x0001);
	assert_int_equal(q.byte[6], 0x21);
	s.src_list = 1;
	s.dst_list = 1;
	q = sec_build(3, &s);
	assert_int_equal(word(&q, 0, 4), 0x4a23);
	s = cipher_spec();
	s.cipher = 2;
	s.c_mode = 7;
	s.c_key = 2;
	q = sec_build(2, &s);
	assert_int_equal(q.byte[0], 0x22);
	assert_int_equal(word(&q, 12, 2), 0x7400);
	s.cipher = 1;
	s.c_mode = 4;
	s.ctr_mode = 2;
	q = sec_build(3, &s);
	assert_int_equal(word(&q, 4, 2), 0x4001);
	assert_int_equal(q.byte[6], 0x24);
	assert_int_equal(word(&q, 56, 4), 0x04000000);
}

static void
test_worked_examples_auth(void **state __rte_unused)
{
	struct sec_spec s = digest_spec();
	struct sec_sqe q = sec_build(2, &s);

	assert_int_equal(q.byte[0], 0x42);
	assert_int_equal(q.byte[1], 0x08);
	assert_int_equal(word(&q, 8, 4), 0x88a8);
	s.scene = 7;
	q = sec_build(3, &s);
	assert_int_equal(word(&q, 0, 4), 0xe3);
	assert_int_equal(word(&q, 56, 4), 0x88a81);
	s.a_alg = 0x25;
	s.a_key_words = 0;
	q = sec_build(2, &s);
	assert_int_equal(word(&q, 8, 4), 0x12808);
	q = sec_build(3, &s);
	assert_int_equal(word(&q, 56, 4), 0x128081);
	s = chain_spec();
	q = sec_build(2, &s);
	assert_int_equal(q.byte[0], 0x52);
	assert_int_equal(word(&q, 8, 4), 0x80a3);
	q = sec_build(3, &s);
	assert_int_equal(word(&q, 56, 4), 0x80a31);
	s.cipher = 2;
	s.auth = 2;
	s.seq = 1;
	q = sec_build(2, &s);
	assert_int_equal(q.byte[0], 0xa2);
	assert_int_equal(q.byte[1], 0x0b);
	q = sec_build(3, &s);
	assert_int_equal(word(&q, 56, 4), 0x80a32);
	assert_int_equal(q.byte[7], 0x40);
	s = gcm_spec();
	q = sec_build(2, &s);
	assert_int_equal(word(&q, 12, 2), 0x6010);
	q = sec_build(3, &s);
	assert_int_equal(word(&q, 4, 2), 0x0101);
	assert_int_equal(q.byte[6], 0x26);
	s.c_mode = 5;
	s.c_key = 1;
	s.icv_len = 8;
	q = sec_build(2, &s);
	assert_int_equal(word(&q, 12, 2), 0x5208);
	q = sec_build(3, &s);
	assert_int_equal(word(&q, 4, 2), 0x2081);
}

/* 4.10, model values */
static void
done_flags(unsigned int qm, enum soft_engine engine)
{
	struct sec_spec s = cipher_spec();
	struct user u;

	sec_open(&u, qm, engine);
	assert_int_equal(sec_do(&u, qm, &s), 0x0101);
	s.scene = 0;
	s.ctr_mode = 2;
	assert_int_equal(sec_do(&u, qm, &s), 0x0101);
	s = digest_spec();
	assert_int_equal(sec_do(&u, qm, &s), 0x0081);
	s = chain_spec();
	assert_int_equal(sec_do(&u, qm, &s), 0x0181);
	s = gcm_spec();
	assert_int_equal(sec_do(&u, qm, &s), 0x0181);
	s.invalid = 1;
	s.c_key_at = NULL;
	s.src = NULL;
	assert_int_equal(sec_do(&u, qm, &s), 0x0001);
	if (engine != SOFT_ENGINE_NULL) {
		s = gcm_spec();
		s.cipher = 2;
		s.seq = 1;
		memset(mac, 0, sizeof(mac));
		assert_int_equal(sec_do(&u, qm, &s), 0x0185);
		s = chain_spec();
		s.cipher = 2;
		s.auth = 2;
		s.seq = 1;
		assert_int_equal(sec_do(&u, qm, &s), 0x0185);
	}
	sec_close(&u);
}

static void
test_done_flags(void **state __rte_unused)
{
	done_flags(2, SOFT_ENGINE_FAST);
	done_flags(3, SOFT_ENGINE_FAST);
	done_flags(5, SOFT_ENGINE_PLAIN);
}

/* It checks, and writes flags, but touches nothing else: no address is one. */
static void
test_null_engine(void **state __rte_unused)
{
	struct sec_spec s = chain_spec();
	struct user u;

	done_flags(2, SOFT_ENGINE_NULL);
	done_flags(3, SOFT_ENGINE_NULL);
	s.src = s.dst = s.mac = s.c_iv = s.c_key_at = s.a_key_at = (const void *)(uintptr_t)8;
	sec_open(&u, 3, SOFT_ENGINE_NULL);
	assert_int_equal(sec_do(&u, 3, &s), 0x0181);
	s.c_len = 17;
	assert_int_equal(sec_error(&u, 3, &s), HISI_SEC_BAD_C_LEN);
	sec_close(&u);
}

/* A queue of either type, for the tests that need both. */
static struct user u2, u3;

static int
open_both(void **state __rte_unused)
{
	sec_open(&u2, 2, SOFT_ENGINE_FAST);
	sec_open(&u3, 3, SOFT_ENGINE_FAST);
	return 0;
}

static int
close_both(void **state __rte_unused)
{
	sec_close(&u2);
	sec_close(&u3);
	return 0;
}

/* One field at a time of a good request; the errors in type 2 and in type 3. */
struct limit {
	struct sec_spec (*base)(void);
	size_t field;		/* in struct sec_spec */
	uint8_t size;
	uint32_t value;
	uint8_t error2;
	uint8_t error3;
};

#define LIMIT(base, field, value, error2, error3) \
	{ base, offsetof(struct sec_spec, field), sizeof(((struct sec_spec *)0)->field), value, \
		error2, error3 }
#define BOTH(base, field, value, error)	LIMIT(base, field, value, error, error)

static const struct limit limits[] = {
	/* Operations */
	BOTH(cipher_spec, cipher, 0, HISI_SEC_BAD_OPERATION),
	BOTH(cipher_spec, cipher, 2, HISI_SEC_OK),
	BOTH(cipher_spec, cipher, 3, HISI_SEC_BAD_OPERATION),
	BOTH(digest_spec, auth, 2, HISI_SEC_BAD_OPERATION),
	BOTH(chain_spec, auth, 3, HISI_SEC_BAD_OPERATION),
	BOTH(gcm_spec, auth, 1, HISI_SEC_BAD_OPERATION),
	BOTH(gcm_spec, seq, 1, HISI_SEC_BAD_OPERATION),
	BOTH(gcm_spec, cipher, 2, HISI_SEC_BAD_OPERATION),
	BOTH(chain_spec, seq, 1, HISI_SEC_OK),
	BOTH(chain_spec, c_mode, 0, HISI_SEC_BAD_OPERATION),
	BOTH(chain_spec, c_alg, 1, HISI_SEC_BAD_OPERATION),
	LIMIT(chain_spec, c_alg, 3, HISI_SEC_BAD_OPERATION, HISI_SEC_OK),
	BOTH(chain_spec, a_alg, 0x11, HISI_SEC_OK),
	BOTH(chain_spec, a_alg, 0x15, HISI_SEC_OK),
	BOTH(chain_spec, a_alg, 0x12, HISI_SEC_BAD_OPERATION),
	BOTH(chain_spec, a_alg, 0x13, HISI_SEC_BAD_OPERATION),
	BOTH(chain_spec, a_alg, 0x14, HISI_SEC_BAD_OPERATION),
	BOTH(chain_spec, a_alg, 0x00, HISI_SEC_BAD_OPERATION),
	BOTH(chain_spec, a_alg, 0x3f, HISI_SEC_BAD_A_ALG),
	LIMIT(chain_spec, a_alg, 0x26, HISI_SEC_BAD_OPERATION, HISI_SEC_OK),
	/* Ciphers and modes */
	BOTH(cipher_spec, c_alg, 4, HISI_SEC_BAD_C_ALG),
	BOTH(cipher_spec, c_alg, 15, HISI_SEC_BAD_C_ALG),
	LIMIT(cipher_spec, c_mode, 2, HISI_SEC_BAD_C_ALG, HISI_SEC_OK),
	LIMIT(cipher_spec, c_mode, 3, HISI_SEC_BAD_C_ALG, HISI_SEC_OK),
	/* In type 3 without its way to count. */
	BOTH(cipher_spec, c_mode, 4, HISI_SEC_BAD_C_ALG),
	BOTH(cipher_spec, c_mode, 8, HISI_SEC_BAD_C_ALG),
	BOTH(cipher_spec, c_mode, 10, HISI_SEC_BAD_C_ALG),
	BOTH(cipher_spec, c_mode, 15, HISI_SEC_BAD_C_ALG),
	/* Without a width. */
	BOTH(cipher_spec, c_mode, 9, HISI_SEC_BAD_C_ALG),
	LIMIT(gcm_spec, c_alg, 3, HISI_SEC_BAD_C_ALG, HISI_SEC_OK),
	LIMIT(ccm_spec, c_alg, 3, HISI_SEC_BAD_C_ALG, HISI_SEC_OK),
	BOTH(gcm_spec, c_alg, 1, HISI_SEC_BAD_C_ALG),
	/* Key lengths */
	BOTH(cipher_spec, c_key, 1, HISI_SEC_OK),
	BOTH(cipher_spec, c_key, 2, HISI_SEC_OK),
	BOTH(cipher_spec, c_key, 3, HISI_SEC_BAD_C_KEY),
	BOTH(cipher_spec, c_key, 7, HISI_SEC_BAD_C_KEY),
	BOTH(gcm_spec, c_key, 3, HISI_SEC_BAD_C_KEY),
	BOTH(digest_spec, a_key_words, 0, HISI_SEC_BAD_A_KEY),
	BOTH(digest_spec, a_key_words, 1, HISI_SEC_OK),
	BOTH(digest_spec, a_key_words, 16, HISI_SEC_OK),
	BOTH(digest_spec, a_key_words, 17, HISI_SEC_BAD_A_KEY),
	BOTH(digest_spec, a_key_words, 63, HISI_SEC_BAD_A_KEY),
	BOTH(chain_spec, a_key_words, 17, HISI_SEC_BAD_A_KEY),
	/* Lengths */
	BOTH(cipher_spec, c_len, 0, HISI_SEC_BAD_C_LEN),
	BOTH(cipher_spec, c_len, 16, HISI_SEC_OK),
	BOTH(cipher_spec, c_len, 15, HISI_SEC_BAD_C_LEN),
	BOTH(cipher_spec, c_len, 17, HISI_SEC_BAD_C_LEN),
	BOTH(cipher_spec, c_len, 0xfffe10, HISI_SEC_BAD_C_LEN),
	LIMIT(digest_spec, a_len, 0, HISI_SEC_BAD_A_LEN, HISI_SEC_OK),
	BOTH(digest_spec, a_len, 1, HISI_SEC_OK),
	BOTH(digest_spec, a_len, 0xfffe01, HISI_SEC_BAD_A_LEN),
	BOTH(chain_spec, c_len, 0, HISI_SEC_BAD_C_LEN),
	BOTH(chain_spec, c_len, 72, HISI_SEC_BAD_C_LEN),
	BOTH(chain_spec, c_len, 48, HISI_SEC_BAD_A_LEN),
	BOTH(chain_spec, a_len, 79, HISI_SEC_BAD_A_LEN),
	BOTH(chain_spec, a_len, 81, HISI_SEC_BAD_A_LEN),
	BOTH(chain_spec, a_off, 1, HISI_SEC_BAD_A_LEN),
	LIMIT(gcm_spec, c_len, 0, HISI_SEC_BAD_C_LEN, HISI_SEC_OK),
	LIMIT(ccm_spec, c_len, 0, HISI_SEC_BAD_C_LEN, HISI_SEC_OK),
	BOTH(gcm_spec, c_len, 0xfffe00, HISI_SEC_BAD_C_LEN),
	BOTH(gcm_spec, c_len, 1, HISI_SEC_OK),
	BOTH(gcm_spec, a_len, 15, HISI_SEC_BAD_A_LEN),
	BOTH(gcm_spec, c_off, 17, HISI_SEC_BAD_A_LEN),
	/* MAC and tag lengths */
	BOTH(digest_spec, mac_words, 0, HISI_SEC_OK),
	BOTH(digest_spec, mac_words, 1, HISI_SEC_OK),
	BOTH(digest_spec, mac_words, 9, HISI_SEC_BAD_MAC_LEN),
	BOTH(chain_spec, mac_words, 5, HISI_SEC_OK),
	BOTH(chain_spec, mac_words, 6, HISI_SEC_BAD_MAC_LEN),
	BOTH(gcm_spec, icv_len, 3, HISI_SEC_BAD_MAC_LEN),
	BOTH(gcm_spec, icv_len, 4, HISI_SEC_OK),
	BOTH(gcm_spec, icv_len, 17, HISI_SEC_BAD_MAC_LEN),
	BOTH(gcm_spec, icv_len, 0, HISI_SEC_BAD_MAC_LEN),
	BOTH(ccm_spec, icv_len, 4, HISI_SEC_OK),
	BOTH(ccm_spec, icv_len, 2, HISI_SEC_BAD_MAC_LEN),
	BOTH(ccm_spec, icv_len, 5, HISI_SEC_BAD_MAC_LEN),
	BOTH(ccm_spec, icv_len, 18, HISI_SEC_BAD_MAC_LEN),
	/* Hashes and MACs */
	BOTH(digest_spec, a_alg, 0x08, HISI_SEC_BAD_A_ALG),
	BOTH(digest_spec, a_alg, 0x0f, HISI_SEC_BAD_A_ALG),
	BOTH(digest_spec, a_alg, 0x18, HISI_SEC_BAD_A_ALG),
	BOTH(digest_spec, a_alg, 0x23, HISI_SEC_BAD_A_ALG),
	BOTH(digest_spec, a_alg, 0x27, HISI_SEC_BAD_A_ALG),
	BOTH(digest_spec, a_alg, 0x31, HISI_SEC_BAD_A_ALG),
	LIMIT(digest_spec, a_alg, 0x20, HISI_SEC_BAD_A_ALG, HISI_SEC_BAD_A_KEY),
	LIMIT(digest_spec, a_alg, 0x21, HISI_SEC_BAD_A_ALG, HISI_SEC_BAD_A_KEY),
	LIMIT(digest_spec, a_alg, 0x22, HISI_SEC_BAD_A_ALG, HISI_SEC_BAD_A_KEY),
	/* Where initial values come from; a hash that goes on needs an address. */
	BOTH(digest_spec, ai_gen, 2, HISI_SEC_BAD_IV),
	BOTH(digest_spec, ai_gen, 3, HISI_SEC_BAD_IV),
	BOTH(digest_spec, ai_gen, 1, HISI_SEC_BAD_ADDR),
	BOTH(chain_spec, ai_gen, 1, HISI_SEC_BAD_IV),
	/* Reserved values */
	BOTH(cipher_spec, de, 0, HISI_SEC_OK),
	BOTH(cipher_spec, de, 2, HISI_SEC_BAD_RESERVED),
	BOTH(cipher_spec, de, 3, HISI_SEC_BAD_RESERVED),
	LIMIT(digest_spec, pad, 2, HISI_SEC_BAD_RESERVED, HISI_SEC_OK),
	/* Neither flat nor a list */
	BOTH(cipher_spec, dst_list, 2, HISI_SEC_BAD_ADDR_TYPE),
	BOTH(cipher_spec, dst_list, 7, HISI_SEC_BAD_ADDR_TYPE),
};

static void
test_limits(void **state __rte_unused)
{
	static const unsigned int qms[] = { 2, 3 };
	struct user *const u[] = { &u2, &u3 };
	const struct limit *l;
	unsigned int i, j;

	for (i = 0; i < RTE_DIM(limits); i++) {
		for (j = 0; j < 2; j++) {
			struct sec_spec s;
			uint8_t want, got;

			l = &limits[i];
			memset(iv, 0, sizeof(iv));
			s = l->base();
			memcpy((uint8_t *)&s + l->field, &l->value, l->size);
			want = j == 0 ? l->error2 : l->error3;
			if (want == HISI_SEC_OK) {
				sec_do(u[j], qms[j], &s);
				continue;
			}
			got = sec_error(u[j], qms[j], &s);
			if (got != want)
				fail_msg("limit %u, type %u: 0x%x, not 0x%x", i, qms[j], got, want);
		}
	}
}

/* Bytes that are 0 in every request, one bit at a time; and those of the types. */
static void
test_reserved(void **state __rte_unused)
{
	static const struct {
		uint8_t at;
		uint8_t mask;
		uint8_t error;
	} bits2[] = {
		{ 0, 0x01, HISI_SEC_BAD_TYPE }, { 2, 0x01, HISI_SEC_BAD_ADDR_TYPE },
		{ 2, 0x20, HISI_SEC_BAD_ADDR_TYPE }, { 3, 0xff, HISI_SEC_BAD_RESERVED },
		{ 4, 0x3f, HISI_SEC_BAD_RESERVED }, { 4, 0xc0, HISI_SEC_BAD_IV },
		{ 5, 0xf0, HISI_SEC_BAD_RESERVED }, { 6, 0xff, HISI_SEC_BAD_RESERVED },
		{ 7, 0x7f, HISI_SEC_BAD_RESERVED }, { 10, 0xfe, HISI_SEC_BAD_RESERVED },
		{ 14, 0xf0, HISI_SEC_BAD_RESERVED }, { 15, 0xff, HISI_SEC_BAD_RESERVED },
		{ 19, 0xff, HISI_SEC_BAD_RESERVED }, { 23, 0xff, HISI_SEC_BAD_RESERVED },
		{ 28, 0xff, HISI_SEC_BAD_RESERVED }, { 35, 0xff, HISI_SEC_BAD_RESERVED },
		{ 36, 0xff, HISI_SEC_BAD_RESERVED }, { 44, 0xff, HISI_SEC_BAD_RESERVED },
		{ 47, 0xff, HISI_SEC_BAD_RESERVED },
	}, bits3[] = {
		{ 0, 0x01, HISI_SEC_BAD_TYPE }, { 1, 0x10, HISI_SEC_BAD_ADDR_TYPE },
		{ 2, 0x02, HISI_SEC_BAD_ADDR_TYPE }, { 2, 0xf0, HISI_SEC_BAD_RESERVED },
		{ 3, 0xff, HISI_SEC_BAD_RESERVED }, { 4, 0x0c, HISI_SEC_BAD_IV },
		{ 7, 0xbf, HISI_SEC_BAD_RESERVED }, { 40, 0xff, HISI_SEC_BAD_RESERVED },
		{ 47, 0xff, HISI_SEC_BAD_RESERVED }, { 59, 0xf1, HISI_SEC_BAD_RESERVED },
		{ 60, 0xff, HISI_SEC_BAD_RESERVED }, { 71, 0xff, HISI_SEC_BAD_RESERVED },
		{ 75, 0xff, HISI_SEC_BAD_RESERVED },
	};
	const struct sec_spec s = cipher_spec();
	struct sec_sqe sqe;
	unsigned int i, bit;

	for (bit = 1; bit < 0x100; bit <<= 1) {
		for (i = 0; i < RTE_DIM(bits2); i++) {
			if ((bits2[i].mask & bit) == 0)
				continue;
			sqe = sec_build(2, &s);
			sqe.byte[bits2[i].at] ^= bit;
			sec_serve(&u2, &sqe, 1);
			assert_int_equal(sqe.byte[SEC_ERROR_AT], bits2[i].error);
		}
		for (i = 0; i < RTE_DIM(bits3); i++) {
			if ((bits3[i].mask & bit) == 0)
				continue;
			sqe = sec_build(3, &s);
			sqe.byte[bits3[i].at] ^= bit;
			sec_serve(&u3, &sqe, 1);
			assert_int_equal(sqe.byte[SEC_ERROR_AT], bits3[i].error);
		}
	}
}

/* DES: UADK's code 0 in type 2 alone (section 6, item 31). */
static void
test_limits_of_des(void **state __rte_unused)
{
	struct sec_spec s = cipher_spec();

	s.c_alg = 0;
	assert_int_equal(sec_do(&u2, 2, &s), 0x0101);
	assert_int_equal(sec_error(&u3, 3, &s), HISI_SEC_BAD_C_KEY);
	s.c_key = 1;
	s.c_len = 8;
	assert_int_equal(sec_do(&u2, 2, &s), 0x0101);
	assert_int_equal(sec_do(&u3, 3, &s), 0x0101);
	s.c_len = 12;
	assert_int_equal(sec_error(&u3, 3, &s), HISI_SEC_BAD_C_LEN);
	s.c_mode = 4;
	assert_int_equal(sec_error(&u3, 3, &s), HISI_SEC_BAD_C_ALG);
}

/* XTS from a block on, CBC-CS beyond one. */
static void
test_limits_of_modes(void **state __rte_unused)
{
	struct sec_spec s = cipher_spec();

	s.c_mode = 7;
	s.c_len = 15;
	assert_int_equal(sec_error(&u2, 2, &s), HISI_SEC_BAD_C_LEN);
	s.c_len = 16;
	assert_int_equal(sec_do(&u2, 2, &s), 0x0101);
	s.c_mode = 9;
	s.c_width = 1;
	assert_int_equal(sec_error(&u2, 2, &s), HISI_SEC_BAD_C_LEN);
	s.c_len = 17;
	assert_int_equal(sec_do(&u2, 2, &s), 0x0101);
	s.c_width = 4;
	assert_int_equal(sec_error(&u2, 2, &s), HISI_SEC_BAD_C_ALG);
}

/* SM3 has no short form of its whole length; a key of 128 bytes is SHA-512's. */
static void
test_limits_of_hashes(void **state __rte_unused)
{
	struct sec_spec s = digest_spec();

	s.a_alg = 0x26;
	s.mac_words = 0;
	assert_int_equal(sec_error(&u2, 2, &s), HISI_SEC_BAD_MAC_LEN);
	s.a_alg = 0x15;
	s.a_key_words = 32;
	assert_int_equal(sec_do(&u2, 2, &s), 0x0081);
	s.a_key_words = 33;
	assert_int_equal(sec_error(&u2, 2, &s), HISI_SEC_BAD_A_KEY);
}

/* MACs of AES: 16-byte keys, or any for GMAC, which has an IV; never nothing to read. */
static void
test_limits_of_macs(void **state __rte_unused)
{
	struct sec_spec s = digest_spec();

	s.a_alg = 0x21;
	s.mac_words = 4;
	s.a_key_words = 4;
	assert_int_equal(sec_do(&u3, 3, &s), 0x0081);
	s.a_len = 0;
	assert_int_equal(sec_error(&u3, 3, &s), HISI_SEC_BAD_A_LEN);
	s.a_len = 1;
	s.mac_words = 0;
	assert_int_equal(sec_error(&u3, 3, &s), HISI_SEC_BAD_MAC_LEN);
	s.mac_words = 5;
	assert_int_equal(sec_error(&u3, 3, &s), HISI_SEC_BAD_MAC_LEN);
	s.a_alg = 0x22;
	s.mac_words = 4;
	s.a_iv = iv;
	assert_int_equal(sec_error(&u3, 3, &s), HISI_SEC_BAD_IV);
	s.ai_gen = 1;
	s.a_key_words = 5;
	assert_int_equal(sec_error(&u3, 3, &s), HISI_SEC_BAD_A_KEY);
	s.a_key_words = 6;
	assert_int_equal(sec_do(&u3, 3, &s), 0x0081);
}

/* AEAD: nothing at all, AAD as long as it may be, the length field of CCM (4.8). */
static void
test_aead_limits(void **state __rte_unused)
{
	static uint8_t big[HISI_SEC_MAX_OFFSET + 1 + 64];
	struct sec_spec s = gcm_spec();

	s.a_len = 0;
	s.c_off = 0;
	assert_int_equal(sec_do(&u2, 2, &s), 0x0181);
	/* No AAD and no payload: the kernel has QM v3 do it. */
	s.c_len = 0;
	assert_int_equal(sec_do(&u3, 3, &s), 0x0181);
	assert_int_equal(sec_error(&u2, 2, &s), HISI_SEC_BAD_C_LEN);
	s.c_len = 64;
	s.src = big;
	s.de = 0;
	s.a_len = HISI_SEC_MAX_OFFSET;
	s.c_off = HISI_SEC_MAX_OFFSET;
	assert_int_equal(sec_do(&u2, 2, &s), 0x0181);
	s.c_mode = 5;
	iv[0] = 3;
	assert_int_equal(sec_error(&u2, 2, &s), HISI_SEC_BAD_A_LEN);
	s.a_len = HISI_SEC_MAX_CCM_AAD + 1;
	s.c_off = s.a_len;
	assert_int_equal(sec_error(&u2, 2, &s), HISI_SEC_BAD_A_LEN);
	s.a_len = HISI_SEC_MAX_CCM_AAD;
	s.c_off = s.a_len;
	assert_int_equal(sec_do(&u2, 2, &s), 0x0181);
	iv[0] = 0;
	assert_int_equal(sec_error(&u2, 2, &s), HISI_SEC_BAD_IV);
	iv[0] = 7;
	assert_int_equal(sec_do(&u2, 2, &s), 0x0181);
}

#define WITH_BOTH(f)	cmocka_unit_test_setup_teardown(f, open_both, close_both)

int
test_soft_sec_bd(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_worked_examples),
		cmocka_unit_test(test_worked_examples_auth),
		cmocka_unit_test(test_done_flags),
		cmocka_unit_test(test_null_engine),
		WITH_BOTH(test_limits),
		WITH_BOTH(test_reserved),
		WITH_BOTH(test_limits_of_des),
		WITH_BOTH(test_limits_of_modes),
		WITH_BOTH(test_limits_of_hashes),
		WITH_BOTH(test_limits_of_macs),
		WITH_BOTH(test_aead_limits),
	};

	return TEST_RUN_GROUP("soft SEC, descriptors", tests, NULL, NULL);
}

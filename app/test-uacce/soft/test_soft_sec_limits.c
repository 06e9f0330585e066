/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Limits of each field of a descriptor (hardware_interface.rst, section 4). */

#include <string.h>

#include <rte_common.h>

#include "soft_sec_spec.h"
#include "soft_sec_user.h"

/* AES-128-CCM, L = 4 (4.8) */
static struct sec_spec
spec_ccm(void)
{
	struct sec_spec s = spec_gcm();

	s.c_mode = 5;
	spec_iv[0] = 3;
	return s;
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
	BOTH(spec_cipher, cipher, 0, HISI_SEC_BAD_OPERATION),
	BOTH(spec_cipher, cipher, 2, HISI_SEC_OK),
	BOTH(spec_cipher, cipher, 3, HISI_SEC_BAD_OPERATION),
	BOTH(spec_digest, auth, 2, HISI_SEC_BAD_OPERATION),
	BOTH(spec_chain, auth, 3, HISI_SEC_BAD_OPERATION),
	BOTH(spec_gcm, auth, 1, HISI_SEC_BAD_OPERATION),
	BOTH(spec_gcm, seq, 1, HISI_SEC_BAD_OPERATION),
	BOTH(spec_gcm, cipher, 2, HISI_SEC_BAD_OPERATION),
	BOTH(spec_chain, seq, 1, HISI_SEC_OK),
	BOTH(spec_chain, c_mode, 0, HISI_SEC_BAD_OPERATION),
	BOTH(spec_chain, c_alg, 1, HISI_SEC_BAD_OPERATION),
	LIMIT(spec_chain, c_alg, 3, HISI_SEC_BAD_OPERATION, HISI_SEC_OK),
	BOTH(spec_chain, a_alg, 0x11, HISI_SEC_OK),
	BOTH(spec_chain, a_alg, 0x15, HISI_SEC_OK),
	BOTH(spec_chain, a_alg, 0x12, HISI_SEC_BAD_OPERATION),
	BOTH(spec_chain, a_alg, 0x13, HISI_SEC_BAD_OPERATION),
	BOTH(spec_chain, a_alg, 0x14, HISI_SEC_BAD_OPERATION),
	BOTH(spec_chain, a_alg, 0x00, HISI_SEC_BAD_OPERATION),
	BOTH(spec_chain, a_alg, 0x3f, HISI_SEC_BAD_A_ALG),
	LIMIT(spec_chain, a_alg, 0x26, HISI_SEC_BAD_OPERATION, HISI_SEC_OK),
	/* Ciphers and modes */
	BOTH(spec_cipher, c_alg, 4, HISI_SEC_BAD_C_ALG),
	BOTH(spec_cipher, c_alg, 15, HISI_SEC_BAD_C_ALG),
	LIMIT(spec_cipher, c_mode, 2, HISI_SEC_BAD_C_ALG, HISI_SEC_OK),
	LIMIT(spec_cipher, c_mode, 3, HISI_SEC_BAD_C_ALG, HISI_SEC_OK),
	/* CTR, for which type 3 needs a way to count, too. */
	BOTH(spec_cipher, c_mode, 4, HISI_SEC_BAD_C_ALG),
	BOTH(spec_cipher, c_mode, 8, HISI_SEC_BAD_C_ALG),
	BOTH(spec_cipher, c_mode, 10, HISI_SEC_BAD_C_ALG),
	BOTH(spec_cipher, c_mode, 15, HISI_SEC_BAD_C_ALG),
	/* CBC-CS needs a width. */
	BOTH(spec_cipher, c_mode, 9, HISI_SEC_BAD_C_ALG),
	LIMIT(spec_gcm, c_alg, 3, HISI_SEC_BAD_C_ALG, HISI_SEC_OK),
	LIMIT(spec_ccm, c_alg, 3, HISI_SEC_BAD_C_ALG, HISI_SEC_OK),
	BOTH(spec_gcm, c_alg, 1, HISI_SEC_BAD_C_ALG),
	/* Key lengths */
	BOTH(spec_cipher, c_key, 1, HISI_SEC_OK),
	BOTH(spec_cipher, c_key, 2, HISI_SEC_OK),
	BOTH(spec_cipher, c_key, 3, HISI_SEC_BAD_C_KEY),
	BOTH(spec_cipher, c_key, 7, HISI_SEC_BAD_C_KEY),
	BOTH(spec_gcm, c_key, 3, HISI_SEC_BAD_C_KEY),
	BOTH(spec_digest, a_key_words, 0, HISI_SEC_BAD_A_KEY),
	BOTH(spec_digest, a_key_words, 1, HISI_SEC_OK),
	BOTH(spec_digest, a_key_words, 16, HISI_SEC_OK),
	BOTH(spec_digest, a_key_words, 17, HISI_SEC_BAD_A_KEY),
	BOTH(spec_digest, a_key_words, 63, HISI_SEC_BAD_A_KEY),
	BOTH(spec_chain, a_key_words, 17, HISI_SEC_BAD_A_KEY),
	/* Lengths */
	BOTH(spec_cipher, c_len, 0, HISI_SEC_BAD_C_LEN),
	BOTH(spec_cipher, c_len, 16, HISI_SEC_OK),
	BOTH(spec_cipher, c_len, 15, HISI_SEC_BAD_C_LEN),
	BOTH(spec_cipher, c_len, 17, HISI_SEC_BAD_C_LEN),
	BOTH(spec_cipher, c_len, 0xfffe10, HISI_SEC_BAD_C_LEN),
	LIMIT(spec_digest, a_len, 0, HISI_SEC_BAD_A_LEN, HISI_SEC_OK),
	BOTH(spec_digest, a_len, 1, HISI_SEC_OK),
	BOTH(spec_digest, a_len, 0xfffe01, HISI_SEC_BAD_A_LEN),
	BOTH(spec_chain, c_len, 0, HISI_SEC_BAD_C_LEN),
	BOTH(spec_chain, c_len, 72, HISI_SEC_BAD_C_LEN),
	BOTH(spec_chain, c_len, 48, HISI_SEC_BAD_A_LEN),
	BOTH(spec_chain, a_len, 79, HISI_SEC_BAD_A_LEN),
	BOTH(spec_chain, a_len, 81, HISI_SEC_BAD_A_LEN),
	BOTH(spec_chain, a_off, 1, HISI_SEC_BAD_A_LEN),
	LIMIT(spec_gcm, c_len, 0, HISI_SEC_BAD_C_LEN, HISI_SEC_OK),
	LIMIT(spec_ccm, c_len, 0, HISI_SEC_BAD_C_LEN, HISI_SEC_OK),
	BOTH(spec_gcm, c_len, 0xfffe00, HISI_SEC_BAD_C_LEN),
	BOTH(spec_gcm, c_len, 1, HISI_SEC_OK),
	BOTH(spec_gcm, a_len, 15, HISI_SEC_BAD_A_LEN),
	BOTH(spec_gcm, c_off, 17, HISI_SEC_BAD_A_LEN),
	/* MAC and tag lengths */
	BOTH(spec_digest, mac_words, 0, HISI_SEC_OK),
	BOTH(spec_digest, mac_words, 1, HISI_SEC_OK),
	BOTH(spec_digest, mac_words, 9, HISI_SEC_BAD_MAC_LEN),
	BOTH(spec_chain, mac_words, 5, HISI_SEC_OK),
	BOTH(spec_chain, mac_words, 6, HISI_SEC_BAD_MAC_LEN),
	BOTH(spec_gcm, icv_len, 3, HISI_SEC_BAD_MAC_LEN),
	BOTH(spec_gcm, icv_len, 4, HISI_SEC_OK),
	BOTH(spec_gcm, icv_len, 17, HISI_SEC_BAD_MAC_LEN),
	BOTH(spec_gcm, icv_len, 0, HISI_SEC_BAD_MAC_LEN),
	BOTH(spec_ccm, icv_len, 4, HISI_SEC_OK),
	BOTH(spec_ccm, icv_len, 2, HISI_SEC_BAD_MAC_LEN),
	BOTH(spec_ccm, icv_len, 5, HISI_SEC_BAD_MAC_LEN),
	BOTH(spec_ccm, icv_len, 18, HISI_SEC_BAD_MAC_LEN),
	/* Hashes and MACs */
	BOTH(spec_digest, a_alg, 0x08, HISI_SEC_BAD_A_ALG),
	BOTH(spec_digest, a_alg, 0x0f, HISI_SEC_BAD_A_ALG),
	BOTH(spec_digest, a_alg, 0x18, HISI_SEC_BAD_A_ALG),
	BOTH(spec_digest, a_alg, 0x23, HISI_SEC_BAD_A_ALG),
	BOTH(spec_digest, a_alg, 0x27, HISI_SEC_BAD_A_ALG),
	BOTH(spec_digest, a_alg, 0x31, HISI_SEC_BAD_A_ALG),
	LIMIT(spec_digest, a_alg, 0x20, HISI_SEC_BAD_A_ALG, HISI_SEC_BAD_A_KEY),
	LIMIT(spec_digest, a_alg, 0x21, HISI_SEC_BAD_A_ALG, HISI_SEC_BAD_A_KEY),
	LIMIT(spec_digest, a_alg, 0x22, HISI_SEC_BAD_A_ALG, HISI_SEC_BAD_A_KEY),
	/* Where initial values come from; a hash that goes on needs an address. */
	BOTH(spec_digest, ai_gen, 2, HISI_SEC_BAD_IV),
	BOTH(spec_digest, ai_gen, 3, HISI_SEC_BAD_IV),
	BOTH(spec_digest, ai_gen, 1, HISI_SEC_BAD_ADDR),
	BOTH(spec_chain, ai_gen, 1, HISI_SEC_BAD_IV),
	/* Reserved values */
	BOTH(spec_cipher, de, 0, HISI_SEC_OK),
	BOTH(spec_cipher, de, 2, HISI_SEC_BAD_RESERVED),
	BOTH(spec_cipher, de, 3, HISI_SEC_BAD_RESERVED),
	LIMIT(spec_digest, pad, 2, HISI_SEC_BAD_RESERVED, HISI_SEC_OK),
	/* Neither flat nor a list */
	BOTH(spec_cipher, dst_list, 2, HISI_SEC_BAD_ADDR_TYPE),
	BOTH(spec_cipher, dst_list, 7, HISI_SEC_BAD_ADDR_TYPE),
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
			memset(spec_iv, 0, sizeof(spec_iv));
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

/* Bits that are 0 in each request, one at a time, and those of the type. */
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
	const struct sec_spec s = spec_cipher();
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
	struct sec_spec s = spec_cipher();

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
	struct sec_spec s = spec_cipher();

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

/*
 * A MAC length of 0 does not stand for the whole MAC of SM3. HMAC-SHA-512 takes keys of up to 128
 * bytes.
 */
static void
test_limits_of_hashes(void **state __rte_unused)
{
	struct sec_spec s = spec_digest();

	s.a_alg = 0x26;
	s.mac_words = 0;
	assert_int_equal(sec_error(&u2, 2, &s), HISI_SEC_BAD_MAC_LEN);
	s.a_alg = 0x15;
	s.a_key_words = 32;
	assert_int_equal(sec_do(&u2, 2, &s), 0x0081);
	s.a_key_words = 33;
	assert_int_equal(sec_error(&u2, 2, &s), HISI_SEC_BAD_A_KEY);
}

/*
 * MACs of AES need at least one byte of data. Their keys have 16 bytes; those of GMAC, which needs
 * an IV, have any length of an AES key.
 */
static void
test_limits_of_macs(void **state __rte_unused)
{
	struct sec_spec s = spec_digest();

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
	s.a_iv = spec_iv;
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
	struct sec_spec s = spec_gcm();

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
	spec_iv[0] = 3;
	assert_int_equal(sec_error(&u2, 2, &s), HISI_SEC_BAD_A_LEN);
	s.a_len = HISI_SEC_MAX_CCM_AAD + 1;
	s.c_off = s.a_len;
	assert_int_equal(sec_error(&u2, 2, &s), HISI_SEC_BAD_A_LEN);
	s.a_len = HISI_SEC_MAX_CCM_AAD;
	s.c_off = s.a_len;
	assert_int_equal(sec_do(&u2, 2, &s), 0x0181);
	spec_iv[0] = 0;
	assert_int_equal(sec_error(&u2, 2, &s), HISI_SEC_BAD_IV);
	spec_iv[0] = 7;
	assert_int_equal(sec_do(&u2, 2, &s), 0x0181);
}

int
test_soft_sec_limits(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_limits, open_both, user_tear_down),
		cmocka_unit_test_setup_teardown(test_reserved, open_both, user_tear_down),
		cmocka_unit_test_setup_teardown(test_limits_of_des, open_both, user_tear_down),
		cmocka_unit_test_setup_teardown(test_limits_of_modes, open_both, user_tear_down),
		cmocka_unit_test_setup_teardown(test_limits_of_hashes, open_both, user_tear_down),
		cmocka_unit_test_setup_teardown(test_limits_of_macs, open_both, user_tear_down),
		cmocka_unit_test_setup_teardown(test_aead_limits, open_both, user_tear_down),
	};

	return TEST_RUN_GROUP("soft SEC, limits of descriptors", tests, NULL, NULL);
}

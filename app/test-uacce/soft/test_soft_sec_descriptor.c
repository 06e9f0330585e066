/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Descriptors field by field: the examples of hardware_interface.rst, flags, reserved bits. */

#include <string.h>

#include <rte_common.h>

#include "soft_sec_spec.h"
#include "soft_sec_user.h"

static uint32_t
word(const struct sec_sqe *sqe, unsigned int at, unsigned int bytes)
{
	uint32_t value = 0;

	memcpy(&value, sqe->byte + at, bytes);
	return value;
}

/* The encoder of the tests makes of the examples of the document what is in the document. */
static void
test_worked_examples(void **state __rte_unused)
{
	struct sec_spec s = spec_cipher();
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
	s = spec_cipher();
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
	struct sec_spec s = spec_digest();
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
	s = spec_chain();
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
	s = spec_gcm();
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
	struct sec_spec s = spec_cipher();
	struct user u;

	sec_open(&u, qm, engine);
	assert_int_equal(sec_do(&u, qm, &s), 0x0101);
	s.scene = 0;
	s.ctr_mode = 2;
	assert_int_equal(sec_do(&u, qm, &s), 0x0101);
	s = spec_digest();
	assert_int_equal(sec_do(&u, qm, &s), 0x0081);
	s = spec_chain();
	assert_int_equal(sec_do(&u, qm, &s), 0x0181);
	s = spec_gcm();
	assert_int_equal(sec_do(&u, qm, &s), 0x0181);
	s.invalid = 1;
	s.c_key_at = NULL;
	s.src = NULL;
	assert_int_equal(sec_do(&u, qm, &s), 0x0001);
	if (engine != SOFT_ENGINE_NULL) {
		s = spec_gcm();
		s.cipher = 2;
		s.seq = 1;
		memset(spec_mac, 0, sizeof(spec_mac));
		assert_int_equal(sec_do(&u, qm, &s), 0x0185);
		s = spec_chain();
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

/* The null engine checks descriptors and writes flags, and accesses no address. */
static void
test_null_engine(void **state __rte_unused)
{
	struct sec_spec s = spec_chain();
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

int
test_soft_sec_descriptor(void)
{
	const struct CMUnitTest tests[] = {
		user_unit_test(test_worked_examples),
		user_unit_test(test_worked_examples_auth),
		user_unit_test(test_done_flags),
		user_unit_test(test_null_engine),
	};

	return TEST_RUN_GROUP("soft SEC, descriptors", tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Sizes on both sides of each limit, and what enqueue has to refuse. */

#include <stdlib.h>
#include <string.h>

#include <rte_common.h>

#include <cryptodev_pmd.h>

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
refusals(void)
{
	struct rte_cryptodev_stats stats;

	assert_int_equal(rte_cryptodev_stats_get(sec_port.id, &stats), 0);
	return stats.enqueue_err_count;
}

static void
refuses(const struct sec_session *s, uint32_t len)
{
	uint64_t before = refusals();
	struct sec_task t = task_of(s, len);

	sec_task_rejected(&t, INVALID);
	assert_int_equal(refusals(), before + 1);
}

/* Sizes of a session from nothing up to 64 KiB; @p least of what it takes. */
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

/* From nothing to 64 KiB: all that is offered, both ways; one byte less is refused. */
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
				refuses(&s, least - 1);
			sec_session_close(&sec_port, &s);
		}
	}
}

/* Bytes that are no whole block, or too few. */
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
					refuses(&s, len);
			sec_session_close(&sec_port, &s);
		}
	}
}

/* The most that a descriptor takes, and one more. */
static void
try_most(struct sec_alg alg, uint32_t most)
{
	struct sec_session s;

	sec_session_open(&sec_port, &alg, &s);
	takes(&s, most);
	refuses(&s, most + sec_block(&alg));
	refuses(&s, most + 2 * sec_block(&alg));
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
	/* What the length field beside the nonce has room for. */
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

/* Head and payload of a chain together are no more than that. */
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
	/* An offset in the descriptor has 16 bits; behind that it takes two. */
	t = task_of(&s, 64);
	t.head = 65536;
	sec_task_run(&t, 1);
	t = task_of(&s, 64);
	t.head = 1000000;
	t.behind = 1000000;
	sec_task_run(&t, 1);
	sec_session_close(&sec_port, &s);
}

/* An operation of AES-CBC with HMAC to be spoilt by the caller, then refused. */
static struct sec_session spoilt_session;

static struct sec_task
good_task(struct sec_alg alg)
{
	struct sec_task t;

	sec_session_open(&sec_port, &alg, &spoilt_session);
	t = task_of(&spoilt_session, 64);
	t.offset = 16;
	return t;
}

static void
refused(struct sec_task *t)
{
	uint64_t before = refusals();

	assert_int_equal(sec_enqueue(&sec_port, 0, &t->op, 1), 0);
	assert_int_equal(t->op->status, INVALID);
	assert_int_equal(refusals(), before + 1);
	sec_task_free(t);
	sec_session_close(&sec_port, &spoilt_session);
	sec_assert_works(&sec_port, 0);
}

static struct sec_alg
chain_alg(void)
{
	return sec_chain(RTE_CRYPTO_CIPHER_AES_CBC, 16, RTE_CRYPTO_AUTH_SHA1_HMAC, 20, 20);
}

static void
test_no_pointers(void **state __rte_unused)
{
	struct sec_task t;

	t = good_task(chain_alg());
	sec_task_make(&t);
	t.op->sym->m_src = NULL;
	refused(&t);
	t = good_task(chain_alg());
	sec_task_make(&t);
	t.op->sym->auth.digest.data = NULL;
	refused(&t);
	t = good_task(sec_aead(RTE_CRYPTO_AEAD_AES_GCM, 16, 12, 16, 8));
	sec_task_make(&t);
	t.op->sym->aead.aad.data = NULL;
	refused(&t);
	t = good_task(sec_aead(RTE_CRYPTO_AEAD_AES_GCM, 16, 12, 16, 8));
	sec_task_make(&t);
	t.op->sym->aead.digest.data = NULL;
	refused(&t);
	t = good_task(sec_auth(RTE_CRYPTO_AUTH_SHA1, 0, 20));
	sec_task_make(&t);
	t.op->sym->auth.digest.data = NULL;
	refused(&t);
}

static void
refused_as(struct sec_task *t, uint8_t status)
{
	assert_int_equal(sec_enqueue(&sec_port, 0, &t->op, 1), 0);
	assert_int_equal(t->op->status, status);
	sec_task_free(t);
	sec_session_close(&sec_port, &spoilt_session);
	sec_assert_works(&sec_port, 0);
}

static void
test_no_session(void **state __rte_unused)
{
	struct rte_cryptodev_sym_session foreign;
	struct sec_task t;

	t = good_task(chain_alg());
	sec_task_make(&t);
	t.op->sym->session = NULL;
	refused_as(&t, RTE_CRYPTO_OP_STATUS_INVALID_SESSION);
	/* One of another driver: nothing but its first bytes may be looked at. */
	t = good_task(chain_alg());
	sec_task_make(&t);
	memset(&foreign, 0, sizeof(foreign));
	foreign.driver_id = rte_cryptodev_driver_id_get(SEC_DRIVER) + 1;
	t.op->sym->session = (void *)&foreign;
	refused_as(&t, RTE_CRYPTO_OP_STATUS_INVALID_SESSION);
	/* Session-less, without a transform, or with one that opens no session. */
	t = good_task(chain_alg());
	t.sessionless = true;
	sec_task_make(&t);
	t.op->sym->xform = NULL;
	refused_as(&t, RTE_CRYPTO_OP_STATUS_INVALID_SESSION);
	t = good_task(chain_alg());
	t.sessionless = true;
	sec_task_make(&t);
	t.op->sym->xform->cipher.algo = RTE_CRYPTO_CIPHER_KASUMI_F8;
	refused_as(&t, RTE_CRYPTO_OP_STATUS_INVALID_SESSION);
}

static void
test_other_types(void **state __rte_unused)
{
	struct sec_task t;

	t = good_task(chain_alg());
	sec_task_make(&t);
	t.op->type = RTE_CRYPTO_OP_TYPE_ASYMMETRIC;
	refused(&t);
	t = good_task(chain_alg());
	sec_task_make(&t);
	t.op->sess_type = RTE_CRYPTO_OP_SECURITY_SESSION;
	refused(&t);
}

/* Ranges that leave the source or the destination, also by wrapping around. */
static void
test_bad_ranges(void **state __rte_unused)
{
	static const struct {
		uint32_t offset;
		uint32_t len;
	} ranges[] = {
		{ 32, 64 }, { 80, 16 }, { 16, 80 }, { 1000, 16 }, { UINT32_MAX, 16 },
		{ UINT32_MAX - 15, 16 }, { UINT32_MAX - 15, 32 }, { 16, UINT32_MAX - 15 },
	};
	unsigned int i, segs;
	struct sec_task t;

	for (i = 0; i < RTE_DIM(ranges); i++) {
		for (segs = 1; segs <= 2; segs++) {
			t = good_task(sec_cipher(RTE_CRYPTO_CIPHER_AES_CBC, 16));
			t.src_segs = segs;
			sec_task_make(&t);
			t.op->sym->cipher.data.offset = ranges[i].offset;
			t.op->sym->cipher.data.length = ranges[i].len;
			refused(&t);
			t = good_task(sec_auth(RTE_CRYPTO_AUTH_SHA256, 0, 32));
			t.src_segs = segs;
			sec_task_make(&t);
			t.op->sym->auth.data.offset = ranges[i].offset;
			t.op->sym->auth.data.length = ranges[i].len;
			refused(&t);
		}
	}
}

/*
 * Take the last byte of a destination away, and the room behind it, as a destination may be
 * filled up to its end. Last segments may be empty.
 */
static void
shorten(struct rte_mbuf *segs, unsigned int n)
{
	bool is_short = false;

	for (; n > 0 && !is_short; n--) {
		struct rte_mbuf *m = &segs[n - 1];

		is_short = m->data_len != 0;
		m->data_len -= is_short;
		m->buf_len = m->data_off + m->data_len;
	}
	segs[0].pkt_len--;
	assert_true(is_short);
}

static void
test_short_destination(void **state __rte_unused)
{
	unsigned int segs;
	struct sec_task t;

	for (segs = 1; segs <= 2; segs++) {
		t = good_task(sec_cipher(RTE_CRYPTO_CIPHER_AES_CBC, 16));
		t.out_of_place = true;
		t.dst_segs = segs;
		sec_task_make(&t);
		shorten(t.to.segs, segs);
		refused(&t);
	}
}

/* What is authenticated by a chain leaves the mbuf, at either end, or is nothing. */
static void
test_bad_chain_ranges(void **state __rte_unused)
{
	static const struct {
		uint32_t offset;
		uint32_t len;
	} ranges[] = {
		{ 16, 65 }, { 80, 1 }, { 81, 0 }, { UINT32_MAX, 1 }, { UINT32_MAX - 15, 96 },
		{ 0, UINT32_MAX },
	};
	unsigned int i, segs;
	struct sec_task t;

	for (i = 0; i < RTE_DIM(ranges); i++) {
		for (segs = 1; segs <= 2; segs++) {
			t = good_task(chain_alg());
			t.src_segs = segs;
			sec_task_make(&t);
			t.op->sym->auth.data.offset = ranges[i].offset;
			t.op->sym->auth.data.length = ranges[i].len;
			refused(&t);
		}
	}
}

int
test_sec_limits(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_small_sizes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_broken_blocks, setup, teardown),
		cmocka_unit_test_setup_teardown(test_most, setup, teardown),
		cmocka_unit_test_setup_teardown(test_most_of_chain, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_pointers, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_session, setup, teardown),
		cmocka_unit_test_setup_teardown(test_other_types, setup, teardown),
		cmocka_unit_test_setup_teardown(test_bad_ranges, setup, teardown),
		cmocka_unit_test_setup_teardown(test_short_destination, setup, teardown),
		cmocka_unit_test_setup_teardown(test_bad_chain_ranges, setup, teardown),
	};

	return TEST_RUN_GROUP("sec limits", tests, NULL, NULL);
}

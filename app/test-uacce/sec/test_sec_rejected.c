/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Operations that enqueue rejects: pointers or a session are missing, or ranges are invalid. */

#include <stddef.h>
#include <string.h>

#include <rte_common.h>

#include <cryptodev_pmd.h>

#include "sec_fixture.h"
#include "sec_set.h"
#include "sec_task.h"
#include "test_sec.h"

#define INVALID	RTE_CRYPTO_OP_STATUS_INVALID_ARGS

static uint8_t data[256];

static struct sec_task
task_of(const struct sec_session *s, uint32_t len)
{
	return (struct sec_task) { .s = s, .src = data, .aad = data + 5, .len = len };
}

static uint64_t
rejections(void)
{
	struct rte_cryptodev_stats stats;

	assert_int_equal(rte_cryptodev_stats_get(sec_port.id, &stats), 0);
	return stats.enqueue_err_count;
}

/* The session of an operation that the test makes invalid and enqueue then has to reject. */
static struct sec_session invalid_session;

static struct sec_task
good_task(struct sec_alg alg)
{
	struct sec_task t;

	sec_session_open(&sec_port, &alg, &invalid_session);
	t = task_of(&invalid_session, 64);
	t.offset = 16;
	return t;
}

static void
rejected_as(struct sec_task *t, uint8_t status)
{
	assert_int_equal(sec_enqueue(&sec_port, 0, &t->op, 1), 0);
	assert_int_equal(t->op->status, status);
	sec_task_free(t);
	sec_session_close(&sec_port, &invalid_session);
	sec_assert_works(&sec_port, 0);
}

static void
rejected(struct sec_task *t)
{
	uint64_t before = rejections();

	rejected_as(t, INVALID);
	assert_int_equal(rejections(), before + 1);
}

static struct sec_alg
chain_alg(void)
{
	return sec_chain(RTE_CRYPTO_CIPHER_AES_CBC, 16, RTE_CRYPTO_AUTH_SHA1_HMAC, 20, 20);
}

/* Pointers that an operation must have, each with a kind of session that needs it. */
static const struct {
	enum sec_kind kind;
	size_t at;		/* of the pointer in the operation */
} pointers[] = {
	{ SEC_CHAIN, offsetof(struct rte_crypto_sym_op, m_src) },
	{ SEC_CHAIN, offsetof(struct rte_crypto_sym_op, auth.digest.data) },
	{ SEC_AEAD, offsetof(struct rte_crypto_sym_op, aead.aad.data) },
	{ SEC_AEAD, offsetof(struct rte_crypto_sym_op, aead.digest.data) },
	{ SEC_AUTH, offsetof(struct rte_crypto_sym_op, auth.digest.data) },
};

static void
test_no_pointers(void **state __rte_unused)
{
	struct sec_task t;
	unsigned int i;

	for (i = 0; i < RTE_DIM(pointers); i++) {
		t = good_task(pointers[i].kind == SEC_CHAIN ? chain_alg() :
				pointers[i].kind == SEC_AEAD ?
				sec_aead(RTE_CRYPTO_AEAD_AES_GCM, 16, 12, 16, 8) :
				sec_auth(RTE_CRYPTO_AUTH_SHA1, 0, 20));
		sec_task_make(&t);
		memset((uint8_t *)t.op->sym + pointers[i].at, 0, sizeof(void *));
		rejected(&t);
	}
}

static void
test_no_session(void **state __rte_unused)
{
	struct rte_cryptodev_sym_session foreign;
	struct sec_task t;

	t = good_task(chain_alg());
	sec_task_make(&t);
	t.op->sym->session = NULL;
	rejected_as(&t, RTE_CRYPTO_OP_STATUS_INVALID_SESSION);
	/* A session of another driver, of which only the driver id may be read. */
	t = good_task(chain_alg());
	sec_task_make(&t);
	memset(&foreign, 0, sizeof(foreign));
	foreign.driver_id = rte_cryptodev_driver_id_get(SEC_DRIVER) + 1;
	t.op->sym->session = (void *)&foreign;
	rejected_as(&t, RTE_CRYPTO_OP_STATUS_INVALID_SESSION);
	/* Without a session: no transform, or one of which no session can be made. */
	t = good_task(chain_alg());
	t.sessionless = true;
	sec_task_make(&t);
	t.op->sym->xform = NULL;
	rejected_as(&t, RTE_CRYPTO_OP_STATUS_INVALID_SESSION);
	t = good_task(chain_alg());
	t.sessionless = true;
	sec_task_make(&t);
	t.op->sym->xform->cipher.algo = RTE_CRYPTO_CIPHER_KASUMI_F8;
	rejected_as(&t, RTE_CRYPTO_OP_STATUS_INVALID_SESSION);
}

static void
test_other_types(void **state __rte_unused)
{
	struct sec_task t;

	t = good_task(chain_alg());
	sec_task_make(&t);
	t.op->type = RTE_CRYPTO_OP_TYPE_ASYMMETRIC;
	rejected(&t);
	t = good_task(chain_alg());
	sec_task_make(&t);
	t.op->sess_type = RTE_CRYPTO_OP_SECURITY_SESSION;
	rejected(&t);
}

/* Ranges that reach beyond the data, some of them because offset plus length overflows. */
static void
test_invalid_ranges(void **state __rte_unused)
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
			rejected(&t);
			t = good_task(sec_auth(RTE_CRYPTO_AUTH_SHA256, 0, 32));
			t.src_segs = segs;
			sec_task_make(&t);
			t.op->sym->auth.data.offset = ranges[i].offset;
			t.op->sym->auth.data.length = ranges[i].len;
			rejected(&t);
		}
	}
}

/*
 * Make a destination a byte shorter: its data and its room, as a single mbuf may be filled up to
 * its end. The byte is in the last segment that has any.
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
		rejected(&t);
	}
}

/* The authenticated range of a chain is empty or reaches beyond the mbuf. */
static void
test_invalid_chain_ranges(void **state __rte_unused)
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
			rejected(&t);
		}
	}
}

static int
setup(void **state)
{
	sec_setup_port(state);
	sec_draw_bytes(data, sizeof(data));
	return 0;
}

#define REJECTED_TEST(f)	cmocka_unit_test_setup_teardown(f, setup, sec_teardown)

int
test_sec_rejected(void)
{
	static const struct CMUnitTest tests[] = {
		REJECTED_TEST(test_no_pointers),
		REJECTED_TEST(test_no_session),
		REJECTED_TEST(test_other_types),
		REJECTED_TEST(test_invalid_ranges),
		REJECTED_TEST(test_short_destination),
		REJECTED_TEST(test_invalid_chain_ranges),
	};

	return TEST_RUN_GROUP("sec rejected", tests, NULL, NULL);
}

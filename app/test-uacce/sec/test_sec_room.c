/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * How much a destination holds, by the same rule for all algorithms and shapes: a single mbuf as
 * much as its buffer has room for, whatever its data_len, and a chain as much as its data.
 */

#include <string.h>

#include <rte_common.h>

#include "sec_fixture.h"
#include "sec_task.h"
#include "test_sec.h"

#define INVALID		RTE_CRYPTO_OP_STATUS_INVALID_ARGS
#define LEN		96u
#define NB_ALGS		16u
#define NB_SHAPES	8u

static uint8_t data[512];
static struct sec_session sessions[2 * NB_ALGS];

/*
 * A started device with sessions of all kinds, both ways. Chains take one descriptor or two. CTR
 * and GMAC are there where the device has them, and else ECB and MD5 in their places.
 */
static int
setup(void **state)
{
	const bool v3 = sec_variant.qm >= 3;
	const struct sec_alg algs[NB_ALGS] = {
		sec_cipher(RTE_CRYPTO_CIPHER_AES_CBC, 16),
		sec_cipher(RTE_CRYPTO_CIPHER_AES_XTS, 32),
		sec_cipher(v3 ? RTE_CRYPTO_CIPHER_AES_CTR : RTE_CRYPTO_CIPHER_AES_ECB, 16),
		sec_cipher(RTE_CRYPTO_CIPHER_3DES_CBC, 24),
		sec_auth(RTE_CRYPTO_AUTH_SHA256_HMAC, 32, 32),
		sec_auth(RTE_CRYPTO_AUTH_SHA512, 0, 63),
		v3 ? sec_auth(RTE_CRYPTO_AUTH_AES_GMAC, 16, 16) :
			sec_auth(RTE_CRYPTO_AUTH_MD5, 0, 16),
		sec_chain(RTE_CRYPTO_CIPHER_AES_CBC, 16, RTE_CRYPTO_AUTH_SHA1_HMAC, 20, 20),
		sec_chain(RTE_CRYPTO_CIPHER_AES_CBC, 16, RTE_CRYPTO_AUTH_SHA1_HMAC, 20, 12),
		sec_chain(RTE_CRYPTO_CIPHER_AES_CBC, 16, RTE_CRYPTO_AUTH_SHA1_HMAC, 20, 10),
		sec_chain(RTE_CRYPTO_CIPHER_AES_CBC, 16, RTE_CRYPTO_AUTH_SHA384_HMAC, 48, 48),
		sec_chain(RTE_CRYPTO_CIPHER_3DES_CBC, 24, RTE_CRYPTO_AUTH_MD5_HMAC, 16, 16),
		sec_aead(RTE_CRYPTO_AEAD_AES_GCM, 16, 12, 16, 0),
		sec_aead(RTE_CRYPTO_AEAD_AES_GCM, 16, 12, 16, 20),
		sec_aead(RTE_CRYPTO_AEAD_AES_CCM, 16, 12, 8, 0),
		sec_aead(RTE_CRYPTO_AEAD_AES_CCM, 16, 12, 8, 20),
	};
	unsigned int i;

	sec_setup_port(state);
	sec_draw_bytes(data, sizeof(data));
	for (i = 0; i < NB_ALGS; i++) {
		struct sec_alg back = sec_reverse(algs[i]);

		sec_session_open(&sec_port, &algs[i], &sessions[2 * i]);
		sec_session_open(&sec_port, &back, &sessions[2 * i + 1]);
	}
	return 0;
}

/* The bits of a shape: an offset, several source segments, bytes around the payload of a chain. */
static struct sec_task
task_of(const struct sec_session *s, unsigned int shape)
{
	const bool around = (shape & 4) != 0 && s->alg.kind == SEC_CHAIN;

	return (struct sec_task) {
		.s = s,
		.src = data,
		.aad = data + 400,
		.len = LEN,
		.offset = (shape & 1) != 0 ? 21 : 0,
		.src_segs = (shape & 2) != 0 ? 3 : 1,
		.head = around ? 24 : 0,
		.behind = around ? 4 : 0,
		.out_of_place = true,
	};
}

/* Run a task whose destination claims @p data_len bytes, and restore it before the check. */
static void
run_with(struct sec_task *t, uint16_t data_len)
{
	struct rte_mbuf *dst = &t->to.segs[0];
	const uint16_t was = dst->data_len;
	struct rte_crypto_op *done;

	dst->data_len = data_len;
	dst->pkt_len = data_len;
	if (sec_enqueue(&sec_port, 0, &t->op, 1) != 1)
		fail_msg("%s: status %u", sec_alg_text(&t->s->alg), t->op->status);
	sec_dequeue_all(&sec_port, 0, &done, 1);
	dst->data_len = was;
	dst->pkt_len = t->to.len;
	sec_task_done(t);
}

static void
reject(struct sec_task *t)
{
	if (sec_enqueue(&sec_port, 0, &t->op, 1) != 0)
		fail_msg("%s: taken", sec_alg_text(&t->s->alg));
	assert_int_equal(t->op->status, INVALID);
	sec_task_free(t);
}

/* A single mbuf without data is large enough up to its room; a byte less is rejected. */
static void
test_single(void **state __rte_unused)
{
	unsigned int i, shape;
	struct sec_task t;

	for (i = 0; i < 2 * NB_ALGS; i++) {
		for (shape = 0; shape < NB_SHAPES; shape++) {
			t = task_of(&sessions[i], shape);
			sec_task_make(&t);
			run_with(&t, 0);
			t = task_of(&sessions[i], shape);
			sec_task_make(&t);
			run_with(&t, 1);
			t = task_of(&sessions[i], shape);
			sec_task_make(&t);
			t.to.segs[0].buf_len--;
			reject(&t);
		}
	}
}

/* A chain holds its data, whatever room its segments have. */
static void
test_chain(void **state __rte_unused)
{
	const unsigned int last = 2;
	unsigned int i, shape;
	struct sec_task t;

	for (i = 0; i < 2 * NB_ALGS; i++) {
		for (shape = 0; shape < NB_SHAPES; shape++) {
			uint32_t end, fits[] = { 50, 40, 0 };

			t = task_of(&sessions[i], shape);
			end = t.offset + t.head + t.len + t.behind;
			fits[last] = end - 90;
			t.dst_lens = fits;
			t.dst_segs = RTE_DIM(fits);
			sec_task_run(&t, 1);
			t = task_of(&sessions[i], shape);
			t.dst_lens = fits;
			t.dst_segs = RTE_DIM(fits);
			sec_task_make(&t);
			t.to.segs[last].data_len--;
			t.to.segs[0].pkt_len--;
			reject(&t);
		}
	}
}

int
test_sec_room(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_single, setup, sec_teardown),
		cmocka_unit_test_setup_teardown(test_chain, setup, sec_teardown),
	};

	return TEST_RUN_GROUP("sec room", tests, NULL, NULL);
}

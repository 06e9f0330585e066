/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Fields of transforms and operations. Those that the API does not use may hold anything, and the
 * message of a refused session names the field that is at fault.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>
#include <rte_errno.h>

#include "sec_fixture.h"
#include "sec_request.h"
#include "sec_set.h"
#include "test_sec.h"

#define IV_OFFSET	(sizeof(struct rte_crypto_op) + sizeof(struct rte_crypto_sym_op))
/* An address in the first page, which is never mapped. */
#define NOWHERE		((void *)(uintptr_t)16)

static uint8_t data[1024];

static int
setup(void **state)
{
	sec_setup_port(state);
	sec_draw_bytes(data, sizeof(data));
	return 0;
}

static bool
is_keyed(const struct sec_alg *alg)
{
	return alg->auth_key_len != 0;
}

/* A transform of an application that sets the fields which count and does not clear the others. */
static void
litter_xform(struct rte_crypto_sym_xform *x, const struct sec_alg *alg)
{
	struct rte_crypto_sym_xform was = *x;

	memset(x, 0xd3, sizeof(*x));
	x->next = was.next;
	x->type = was.type;
	switch (x->type) {
	case RTE_CRYPTO_SYM_XFORM_CIPHER:
		x->cipher.op = was.cipher.op;
		x->cipher.algo = was.cipher.algo;
		x->cipher.key.data = was.cipher.key.data;
		x->cipher.key.length = was.cipher.key.length;
		x->cipher.iv.length = was.cipher.iv.length;
		if (alg->iv_len != 0)
			x->cipher.iv.offset = was.cipher.iv.offset;
		break;
	case RTE_CRYPTO_SYM_XFORM_AUTH:
		x->auth.op = was.auth.op;
		x->auth.algo = was.auth.algo;
		x->auth.digest_length = was.auth.digest_length;
		if (is_keyed(alg))
			x->auth.key = was.auth.key;
		else
			x->auth.key.data = NOWHERE;
		if (alg->auth_iv_len != 0)
			x->auth.iv = was.auth.iv;
		break;
	default:
		x->aead = was.aead;
		break;
	}
}

/* The same for an operation. */
static void
litter_op(struct rte_crypto_op *op, const struct sec_alg *alg)
{
	struct rte_crypto_sym_op *sym = op->sym;

	sym->m_src->pkt_len = 1;
	sym->m_src->ol_flags = 0;
	if (alg->kind == SEC_AEAD) {
		sym->aead.digest.phys_addr = UINT64_MAX;
		sym->aead.aad.phys_addr = UINT64_MAX;
		if (alg->aad_len == 0)
			sym->aead.aad.data = NOWHERE;
		return;
	}
	if (alg->kind == SEC_CIPHER) {
		sym->auth.data.offset = UINT32_MAX;
		sym->auth.data.length = UINT32_MAX;
		sym->auth.digest.data = NOWHERE;
	}
	if (alg->kind == SEC_AUTH) {
		sym->cipher.data.offset = UINT32_MAX;
		sym->cipher.data.length = UINT32_MAX;
	}
	sym->auth.digest.phys_addr = UINT64_MAX;
}

static void
run_littered(const struct sec_alg *alg, bool sessionless, uint32_t segs)
{
	struct rte_crypto_sym_xform xforms[2];
	struct rte_crypto_op *done;
	struct sec_session s;
	struct sec_task t;
	unsigned int i;

	sec_xforms(alg, xforms);
	for (i = 0; i < (alg->kind == SEC_CHAIN ? 2u : 1u); i++)
		litter_xform(&xforms[i], alg);
	sec_session_open_xforms(&sec_port, alg, xforms, &s);
	t = (struct sec_task) { .s = &s, .src = data, .aad = data + 512, .len = 64,
		.sessionless = sessionless, .src_segs = segs };
	sec_task_make(&t);
	if (sessionless)
		memcpy(t.xforms, xforms, sizeof(xforms));
	if (sessionless && alg->kind == SEC_CHAIN)
		t.xforms[0].next = &t.xforms[1];
	litter_op(t.op, alg);
	if (sec_enqueue(&sec_port, 0, &t.op, 1) != 1)
		fail_msg("%s: status %u", sec_alg_text(alg), t.op->status);
	sec_dequeue_all(&sec_port, 0, &done, 1);
	t.op->sym->m_src->pkt_len = t.in.len;
	sec_task_done(&t);
	sec_session_close(&sec_port, &s);
}

static void
test_uncounted(void **state __rte_unused)
{
	const struct sec_alg algs[] = {
		sec_cipher(RTE_CRYPTO_CIPHER_AES_CBC, 16),
		sec_cipher(RTE_CRYPTO_CIPHER_AES_ECB, 32),
		sec_cipher(RTE_CRYPTO_CIPHER_3DES_ECB, 24),
		sec_cipher(RTE_CRYPTO_CIPHER_AES_XTS, 64),
		sec_auth(RTE_CRYPTO_AUTH_SHA256_HMAC, 32, 32),
		sec_auth(RTE_CRYPTO_AUTH_SHA512, 0, 64),
		sec_auth(RTE_CRYPTO_AUTH_MD5, 0, 11),
		sec_chain(RTE_CRYPTO_CIPHER_AES_CBC, 32, RTE_CRYPTO_AUTH_SHA1_HMAC, 20, 12),
		sec_chain(RTE_CRYPTO_CIPHER_AES_ECB, 16, RTE_CRYPTO_AUTH_SHA256_HMAC, 32, 17),
		sec_chain(RTE_CRYPTO_CIPHER_3DES_CBC, 24, RTE_CRYPTO_AUTH_SHA1, 0, 20),
		sec_aead(RTE_CRYPTO_AEAD_AES_GCM, 16, 12, 16, 0),
		sec_aead(RTE_CRYPTO_AEAD_AES_GCM, 16, 12, 16, 20),
		sec_aead(RTE_CRYPTO_AEAD_AES_CCM, 24, 11, 10, 0),
	};
	unsigned int i, how;

	for (i = 0; i < RTE_DIM(algs); i++) {
		const struct sec_alg back = sec_reverse(algs[i]);

		for (how = 0; how < 4; how++) {
			run_littered(&algs[i], how & 1, how & 2 ? 3 : 1);
			run_littered(&back, how & 1, how & 2 ? 3 : 1);
		}
	}
}

/* In raw requests IOVAs, total lengths, and ranges and pointers of other kinds do not count. */
static void
test_uncounted_raw(void **state __rte_unused)
{
	struct rte_crypto_raw_dp_ctx *ctx;
	unsigned int i, tries;

	sec_set_open(&sec_port);
	ctx = sec_context_new(&sec_port);
	for (i = 0; i < SEC_SET_SESSIONS; i++) {
		const struct sec_session *s = &sec_set.sessions[i];
		const enum sec_kind kind = s->alg.kind;
		struct rte_crypto_va_iova_ptr iv = { .iova = 1 }, digest = { .iova = 1 },
			aad = { .va = NOWHERE, .iova = 1 };
		union rte_crypto_sym_ofs ofs = { .raw = kind == SEC_CHAIN ? 0 : UINT64_MAX };
		enum rte_crypto_op_status op_status = RTE_CRYPTO_OP_STATUS_NOT_PROCESSED;
		struct rte_crypto_vec vec;
		struct sec_task t;
		int status;

		t = (struct sec_task) { .s = s, .src = data, .aad = data + 512, .len = 64 };
		sec_task_make(&t);
		vec = (struct rte_crypto_vec) {
			.base = rte_pktmbuf_mtod(t.in.segs, void *),
			.iova = 1,
			.len = t.in.len,
			.tot_len = 1,
		};
		if (kind == SEC_AUTH)
			ofs.ofs.auth.head = ofs.ofs.auth.tail = 0;
		else
			ofs.ofs.cipher.head = ofs.ofs.cipher.tail = 0;
		digest.va = kind == SEC_CIPHER ? NOWHERE : t.mac_at;
		iv.va = kind == SEC_AUTH || s->alg.iv_len == 0 ? NOWHERE :
			rte_crypto_op_ctod_offset(t.op, void *, IV_OFFSET);
		if (kind == SEC_AEAD)
			aad.va = t.op->sym->aead.aad.data;
		assert_int_equal(sec_context_set(&sec_port, ctx, s, i != 0), 0);
		assert_true(rte_cryptodev_raw_enqueue(ctx, &vec, 1, ofs, &iv, &digest, &aad,
				&t) >= 0);
		assert_int_equal(rte_cryptodev_raw_enqueue_done(ctx, 1), 0);
		for (tries = 0; tries < 1000000000u; tries++)
			if (rte_cryptodev_raw_dequeue(ctx, &status, &op_status) != NULL)
				break;
		t.op->status = op_status;
		sec_task_done(&t);
	}
}

/* No session can be made, and one ERR line has all of these texts. */
static void
refused(const struct sec_alg *alg, const char *who, const char *value, const char *offered)
{
	struct sec_session s;
	const char *log;
	int ret;

	test_log_start();
	ret = sec_session_try(&sec_port, alg, &s);
	log = test_log_stop();
	assert_int_equal(ret, -ENOTSUP);
	assert_int_equal(sec_log_own(log, "ERR"), 1);
	if (test_log_lines(log, "ERR", who) != 1 || test_log_lines(log, "ERR", value) != 1 ||
			test_log_lines(log, "ERR", offered) != 1)
		fail_msg("\"%s\", \"%s\" and \"%s\" are not all in: %s", who, value, offered, log);
}

static struct sec_alg
cbc_with_iv(uint16_t iv_len)
{
	struct sec_alg alg = sec_cipher(RTE_CRYPTO_CIPHER_AES_CBC, 16);

	alg.iv_len = iv_len;
	return alg;
}

static void
test_refusals(void **state __rte_unused)
{
	const struct {
		unsigned int before;	/* first QM version that takes it; 0: none */
		struct sec_alg alg;
		const char *who;
		const char *value;
		const char *offered;
	} refusals[] = {
		{ 0, sec_aead(RTE_CRYPTO_AEAD_AES_GCM, 16, 16, 16, 8),
			"aes-gcm: ", "IV of 16 bytes", "offered are 12" },
		{ 0, sec_aead(RTE_CRYPTO_AEAD_AES_GCM, 17, 12, 16, 8),
			"aes-gcm: ", "key of 17 bytes", "offered are 16 to 32 in steps of 8" },
		{ 0, sec_aead(RTE_CRYPTO_AEAD_AES_CCM, 16, 12, 5, 8),
			"aes-ccm: ", "digest of 5 bytes", "offered are 4 to 16 in steps of 2" },
		{ 0, sec_aead(RTE_CRYPTO_AEAD_AES_CCM, 16, 14, 8, 8),
			"aes-ccm: ", "IV of 14 bytes", "offered are 7 to 13" },
		{ 0, sec_aead(RTE_CRYPTO_AEAD_AES_CCM, 16, 12, 8, 65280),
			"aes-ccm: ", "AAD of 65280 bytes", "offered are 0 to 65279" },
		{ 0, sec_cipher(RTE_CRYPTO_CIPHER_AES_XTS, 48),
			"aes-xts: ", "key of 48 bytes", "offered are 32 to 64 in steps of 32" },
		{ 0, cbc_with_iv(12), "aes-cbc: ", "IV of 12 bytes", "offered are 16" },
		{ 0, sec_auth(RTE_CRYPTO_AUTH_SHA1_HMAC, 65, 20),
			"sha1-hmac: ", "key of 65 bytes", "offered are 1 to 64" },
		{ 0, sec_auth(RTE_CRYPTO_AUTH_SHA512, 0, 65),
			"sha2-512: ", "digest of 65 bytes", "offered are 1 to 64" },
		/* The message about a chain names the algorithm that is at fault. */
		{ 0, sec_chain(RTE_CRYPTO_CIPHER_AES_CBC, 16, RTE_CRYPTO_AUTH_SHA256_HMAC, 32, 33),
			"sha2-256-hmac: ", "digest of 33 bytes", "offered are 1 to 32" },
		{ 0, sec_chain(RTE_CRYPTO_CIPHER_DES_CBC, 9, RTE_CRYPTO_AUTH_SHA256_HMAC, 32, 32),
			"des-cbc: ", "key of 9 bytes", "offered are 8" },
		/* Algorithms that no generation has are named by their numbers. */
		{ 0, sec_cipher(RTE_CRYPTO_CIPHER_AES_F8, 32),
			"cipher algorithm ", "not on QM v", "offered are aes-cbc, aes-ecb" },
		{ 0, sec_auth(RTE_CRYPTO_AUTH_KASUMI_F9, 16, 4), "authentication algorithm ",
			"not on QM v", "offered are md5, md5-hmac" },
		{ 0, sec_aead(RTE_CRYPTO_AEAD_CHACHA20_POLY1305, 32, 12, 16, 0),
			"AEAD algorithm 3", "not on QM v", "offered are aes-gcm, aes-ccm" },
		/* Algorithms of later generations have names. */
		{ 3, sec_cipher(RTE_CRYPTO_CIPHER_AES_CTR, 16),
			"aes-ctr: ", "not on QM v2", "offered are aes-cbc, aes-ecb" },
		{ 3, sec_auth(RTE_CRYPTO_AUTH_AES_CMAC, 16, 16),
			"aes-cmac: ", "not on QM v2", "offered are md5, md5-hmac" },
	};
	unsigned int i;

	for (i = 0; i < RTE_DIM(refusals); i++)
		if (refusals[i].before == 0 || sec_variant.qm < refusals[i].before)
			refused(&refusals[i].alg, refusals[i].who, refusals[i].value,
					refusals[i].offered);
}

/* The longest key of HMAC, and one byte more, for sessions, operations without one and contexts. */
static void
test_hmac_keys(void **state __rte_unused)
{
	static const struct {
		enum rte_crypto_auth_algorithm auth;
		uint16_t most;
		uint16_t digest;
	} hmacs[] = {
		{ RTE_CRYPTO_AUTH_MD5_HMAC, 64, 16 },
		{ RTE_CRYPTO_AUTH_SHA1_HMAC, 64, 20 },
		{ RTE_CRYPTO_AUTH_SHA384_HMAC, 128, 48 },
	};
	struct rte_crypto_raw_dp_ctx *ctx;
	struct sec_session s;
	struct sec_alg alg;
	struct sec_task t;
	unsigned int i;

	ctx = sec_context_new(&sec_port);
	for (i = 0; i < RTE_DIM(hmacs); i++) {
		alg = sec_auth(hmacs[i].auth, hmacs[i].most, hmacs[i].digest);
		sec_session_open(&sec_port, &alg, &s);
		t = (struct sec_task) { .s = &s, .src = data, .len = 100 };
		sec_task_run(&t, 1);
		t.sessionless = true;
		sec_task_run(&t, 1);
		assert_int_equal(sec_context_set_alg(&sec_port, ctx, &alg, i != 0), 0);
		s.alg.auth_key_len++;
		sec_task_rejected(&t, RTE_CRYPTO_OP_STATUS_INVALID_SESSION);
		test_log_start();
		assert_int_equal(sec_context_set_alg(&sec_port, ctx, &s.alg, true), -ENOTSUP);
		assert_int_equal(test_log_lines(test_log_stop(), "ERR",
				" bytes, offered are 1 to "), 1);
		alg.auth_key_len++;
		sec_session_close(&sec_port, &s);
		test_log_start();
		assert_int_equal(sec_session_try(&sec_port, &alg, &s), -ENOTSUP);
		test_log_stop();
	}
}

int
test_sec_fields(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_uncounted, setup, sec_teardown),
		cmocka_unit_test_setup_teardown(test_uncounted_raw, setup, sec_teardown),
		cmocka_unit_test_setup_teardown(test_refusals, setup, sec_teardown),
		cmocka_unit_test_setup_teardown(test_hmac_keys, setup, sec_teardown),
	};

	return TEST_RUN_GROUP("sec fields", tests, NULL, NULL);
}

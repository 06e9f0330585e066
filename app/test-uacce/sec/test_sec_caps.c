/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Capabilities promised are capabilities that work: the list is exactly what the
 * generation has, each size of it opens a session that does what OpenSSL does, and
 * sizes next to it open none.
 */

#include <errno.h>
#include <string.h>

#include <rte_common.h>
#include <rte_errno.h>

#include "sec_offer.h"
#include "sec_task.h"
#include "sec_vectors.h"
#include "test_sec.h"

/* What has to be there, and from which QM version on (hardware_interface.rst, 4.1). */
struct promise {
	enum rte_crypto_sym_xform_type type;
	int algo;
	unsigned int qm;
	/* Ranges: least, most, step. */
	struct rte_crypto_param_range key;
	struct rte_crypto_param_range iv;
	struct rte_crypto_param_range digest;
	struct rte_crypto_param_range aad;
};

#define CIPHER(a, first, k, v) { RTE_CRYPTO_SYM_XFORM_CIPHER, RTE_CRYPTO_CIPHER_##a, first, k, v, \
	{ 0, 0, 0 }, { 0, 0, 0 } }
#define AUTH(a, first, k, v, d) { RTE_CRYPTO_SYM_XFORM_AUTH, RTE_CRYPTO_AUTH_##a, first, k, v, d, \
	{ 0, 0, 0 } }
#define AEAD(a, first, k, v, d, ad) { RTE_CRYPTO_SYM_XFORM_AEAD, RTE_CRYPTO_AEAD_##a, first, k, v, \
	d, ad }
#define R(min, max, step)	{ min, max, step }
#define ONE(n)			{ n, n, 0 }

static const struct promise promises[] = {
	CIPHER(AES_ECB, 2, R(16, 32, 8), ONE(0)),
	CIPHER(AES_CBC, 2, R(16, 32, 8), ONE(16)),
	CIPHER(AES_CTR, 3, R(16, 32, 8), ONE(16)),
	CIPHER(AES_XTS, 2, R(32, 64, 32), ONE(16)),
	CIPHER(SM4_ECB, 2, ONE(16), ONE(0)),
	CIPHER(SM4_CBC, 2, ONE(16), ONE(16)),
	CIPHER(SM4_CTR, 3, ONE(16), ONE(16)),
	CIPHER(3DES_ECB, 2, R(16, 24, 8), ONE(0)),
	CIPHER(3DES_CBC, 2, R(16, 24, 8), ONE(8)),
	CIPHER(DES_CBC, 2, ONE(8), ONE(8)),
#ifdef UACCE_HAVE_SM4_CFB_OFB
	CIPHER(SM4_CFB, 3, ONE(16), ONE(16)),
	CIPHER(SM4_OFB, 3, ONE(16), ONE(16)),
#endif
#ifdef UACCE_HAVE_SM4_XTS
	CIPHER(SM4_XTS, 2, ONE(32), ONE(16)),
#endif
	AUTH(MD5, 2, ONE(0), ONE(0), R(1, 16, 1)),
	AUTH(SHA1, 2, ONE(0), ONE(0), R(1, 20, 1)),
	AUTH(SHA224, 2, ONE(0), ONE(0), R(1, 28, 1)),
	AUTH(SHA256, 2, ONE(0), ONE(0), R(1, 32, 1)),
	AUTH(SHA384, 2, ONE(0), ONE(0), R(1, 48, 1)),
	AUTH(SHA512, 2, ONE(0), ONE(0), R(1, 64, 1)),
	AUTH(SM3, 2, ONE(0), ONE(0), R(1, 32, 1)),
	AUTH(MD5_HMAC, 2, R(1, 64, 1), ONE(0), R(1, 16, 1)),
	AUTH(SHA1_HMAC, 2, R(1, 64, 1), ONE(0), R(1, 20, 1)),
	AUTH(SHA224_HMAC, 2, R(1, 64, 1), ONE(0), R(1, 28, 1)),
	AUTH(SHA256_HMAC, 2, R(1, 64, 1), ONE(0), R(1, 32, 1)),
	AUTH(SHA384_HMAC, 2, R(1, 128, 1), ONE(0), R(1, 48, 1)),
	AUTH(SHA512_HMAC, 2, R(1, 128, 1), ONE(0), R(1, 64, 1)),
#ifdef UACCE_HAVE_SM3_HMAC
	AUTH(SM3_HMAC, 2, R(1, 64, 1), ONE(0), R(1, 32, 1)),
#endif
	AUTH(AES_CMAC, 3, ONE(16), ONE(0), R(1, 16, 1)),
	AUTH(AES_XCBC_MAC, 3, ONE(16), ONE(0), R(12, 16, 4)),
	AUTH(AES_GMAC, 3, R(16, 32, 8), ONE(12), R(4, 16, 1)),
	AEAD(AES_GCM, 2, R(16, 32, 8), ONE(12), R(8, 16, 1), R(0, 65535, 1)),
	AEAD(AES_CCM, 2, R(16, 32, 8), R(7, 13, 1), R(4, 16, 2), R(0, 65279, 1)),
#ifdef UACCE_HAVE_SM4_GCM
	AEAD(SM4_GCM, 3, ONE(16), ONE(12), R(8, 16, 1), R(0, 65535, 1)),
#endif
};

/* A session, and an operation that OpenSSL agrees with; where there is room, a damaged one. */
static void
assert_works(const struct sec_alg *alg, uint32_t len)
{
	static uint8_t data[65536 + 256];
	struct sec_session s;
	struct sec_task tasks[2];
	unsigned int n = sec_has_mac(alg) && !alg->forward ? 2 : 1;

	if (data[0] == 0)
		memset(data, 0x3c, sizeof(data));
	sec_session_open(&sec_port, alg, &s);
	tasks[0] = (struct sec_task) { .s = &s, .src = data, .aad = data + 3, .len = len };
	memset(tasks[0].iv, 0x11, sizeof(tasks[0].iv));
	memset(tasks[0].auth_iv, 0x22, sizeof(tasks[0].auth_iv));
	tasks[1] = tasks[0];
	tasks[1].spoil = SEC_SPOIL_DIGEST;
	tasks[1].spoil_bit = 8 * alg->digest_len - 1;
	sec_task_run(tasks, n);
	sec_session_close(&sec_port, &s);
}

static void
assert_works_both_ways(struct sec_alg alg)
{
	/* Long enough for all, and no whole block where that is allowed. */
	uint32_t len = sec_block(&alg) > 1 ? 48 : 53;

	assert_works(&alg, len);
	alg.forward = !alg.forward;
	assert_works(&alg, len);
}

static void
assert_refused(const struct sec_alg *alg)
{
	struct sec_session s;
	int ret;

	test_log_start();
	ret = sec_session_try(&sec_port, alg, &s);
	if (!sec_variant.foreign)
		assert_int_equal(sec_log_own(test_log_stop(), "ERR"), 1);
	test_log_stop();
	if (ret != -ENOTSUP && ret != -EINVAL)
		fail_msg("session: %d, for %s", ret, sec_alg_text(alg));
}

static bool
has_size(const struct rte_crypto_param_range *range, uint32_t size)
{
	if (size < range->min || size > range->max)
		return false;
	return range->increment == 0 ? size == range->min || size == range->max :
		(size - range->min) % range->increment == 0;
}

/* All sizes near the ends of a range, and all of a short one. */
static bool
is_worth_it(const struct rte_crypto_param_range *range, uint32_t size)
{
	return size <= range->min + 140u || size + 3u >= range->max || size % 8191 < 2;
}

/*
 * Try sizes of one length of an algorithm, in range and out of it; the other lengths stay.
 * @p at is the length's place in struct sec_alg.
 */
static void
try_sizes(struct sec_alg alg, size_t at, const struct rte_crypto_param_range *range)
{
	uint16_t *length = (uint16_t *)((uint8_t *)&alg + at);
	uint32_t size, end = RTE_MIN(range->max + 9u, (uint32_t)UINT16_MAX);

	for (size = range->min < 9 ? 0 : range->min - 9u; size <= end; size++) {
		if (!is_worth_it(range, size))
			continue;
		*length = size;
		if (has_size(range, size))
			assert_works_both_ways(alg);
		else
			assert_refused(&alg);
	}
}

#define TRY(alg, field, range)	try_sizes(alg, offsetof(struct sec_alg, field), range)

static void
try_cipher(const struct rte_cryptodev_symmetric_capability *cap)
{
	struct sec_alg alg;

	sec_draw_sizes(cap, &alg);
	TRY(alg, key_len, &cap->cipher.key_size);
	TRY(alg, iv_len, &cap->cipher.iv_size);
}

/* What a hash without key or IV is given of these does not matter to it. */
static void
try_auth(const struct rte_cryptodev_symmetric_capability *cap)
{
	struct sec_alg alg;

	sec_draw_sizes(cap, &alg);
	TRY(alg, digest_len, &cap->auth.digest_size);
	alg.digest_len = cap->auth.digest_size.max;
	if (cap->auth.key_size.max != 0)
		TRY(alg, auth_key_len, &cap->auth.key_size);
	if (cap->auth.iv_size.max != 0)
		TRY(alg, auth_iv_len, &cap->auth.iv_size);
}

static void
try_aead(const struct rte_cryptodev_symmetric_capability *cap)
{
	struct sec_alg alg;

	sec_draw_sizes(cap, &alg);
	alg.aad_len = 20;
	TRY(alg, key_len, &cap->aead.key_size);
	TRY(alg, iv_len, &cap->aead.iv_size);
	TRY(alg, digest_len, &cap->aead.digest_size);
	TRY(alg, aad_len, &cap->aead.aad_size);
}

static void
try_kind(enum rte_crypto_sym_xform_type type, void (*try)(
		const struct rte_cryptodev_symmetric_capability *cap), unsigned int least)
{
	struct sec_offer offer;
	unsigned int i, n = 0;

	sec_offer_read(&sec_port, &offer);
	for (i = 0; i < offer.nb_caps; i++) {
		if (offer.caps[i].xform_type != type)
			continue;
		try(&offer.caps[i]);
		n++;
	}
	assert_true(n >= least);
}

static void
test_sizes_of_ciphers(void **state __rte_unused)
{
	try_kind(RTE_CRYPTO_SYM_XFORM_CIPHER, try_cipher, 3);
}

static void
test_sizes_of_hashes(void **state __rte_unused)
{
	try_kind(RTE_CRYPTO_SYM_XFORM_AUTH, try_auth, 13);
}

static void
test_sizes_of_aead(void **state __rte_unused)
{
	try_kind(RTE_CRYPTO_SYM_XFORM_AEAD, try_aead, 2);
}

static void
assert_range(const struct rte_crypto_param_range *range, const struct rte_crypto_param_range *want)
{
	assert_int_equal(range->min, want->min);
	assert_int_equal(range->max, want->max);
	/* A range of one size has no step. */
	if (want->min != want->max)
		assert_int_equal(range->increment, want->increment);
}

static void
assert_promised(const struct rte_cryptodev_symmetric_capability *cap, const struct promise *p)
{
	switch (p->type) {
	case RTE_CRYPTO_SYM_XFORM_CIPHER:
		assert_range(&cap->cipher.key_size, &p->key);
		assert_range(&cap->cipher.iv_size, &p->iv);
		break;
	case RTE_CRYPTO_SYM_XFORM_AUTH:
		assert_range(&cap->auth.key_size, &p->key);
		assert_range(&cap->auth.iv_size, &p->iv);
		assert_range(&cap->auth.digest_size, &p->digest);
		break;
	default:
		assert_range(&cap->aead.key_size, &p->key);
		assert_range(&cap->aead.iv_size, &p->iv);
		assert_range(&cap->aead.digest_size, &p->digest);
		assert_range(&cap->aead.aad_size, &p->aad);
		break;
	}
}

/* All that is promised here, and nothing else. */
static void
test_list(void **state __rte_unused)
{
	const struct rte_cryptodev_capabilities *cap;
	const struct rte_cryptodev_symmetric_capability *found;
	struct rte_cryptodev_sym_capability_idx idx;
	struct rte_cryptodev_info info;
	unsigned int i, n = 0;

	for (i = 0; i < RTE_DIM(promises); i++) {
		idx.type = promises[i].type;
		/* The three algorithms share a union. */
		idx.algo.cipher = promises[i].algo;
		found = rte_cryptodev_sym_capability_get(sec_port.id, &idx);
		if (promises[i].qm > sec_variant.qm) {
			assert_null(found);
			continue;
		}
		assert_non_null(found);
		assert_promised(found, &promises[i]);
		n++;
	}
	rte_cryptodev_info_get(sec_port.id, &info);
	for (cap = info.capabilities; cap->op != RTE_CRYPTO_OP_TYPE_UNDEFINED; cap++) {
		assert_int_equal(cap->op, RTE_CRYPTO_OP_TYPE_SYMMETRIC);
		assert_true(sec_cap_is_known(&cap->sym));
	}
	assert_int_equal(cap - info.capabilities, n);
}

/* A key of this length, or of any if it is 0. */
static bool
has_answer(const struct promise *p, uint32_t key_len)
{
	static const enum sec_kind kinds[] = {
		[RTE_CRYPTO_SYM_XFORM_CIPHER] = SEC_CIPHER,
		[RTE_CRYPTO_SYM_XFORM_AUTH] = SEC_AUTH,
		[RTE_CRYPTO_SYM_XFORM_AEAD] = SEC_AEAD,
	};
	const struct sec_vector *v;
	unsigned int i;

	for (i = 0; i < sec_nb_vectors; i++) {
		v = &sec_vectors[i];
		if (v->kind == kinds[p->type] && v->algo == p->algo && v->qm <= sec_variant.qm &&
				(key_len == 0 || strlen(v->key) == 2 * key_len))
			return true;
	}
	return false;
}

/* All that is promised has a known answer, and so has each length of keys that are few. */
static void
test_known_answers(void **state __rte_unused)
{
	const struct promise *p;
	uint32_t len;

	for (p = promises; p < promises + RTE_DIM(promises); p++) {
		if (p->qm > sec_variant.qm)
			continue;
		for (len = p->key.min; len <= p->key.max; len += RTE_MAX(p->key.increment, 1u)) {
			if (!has_answer(p, p->key.increment == 1 ? 0 : len))
				fail_msg("no answer for kind %d, algorithm %d, key %u", p->type,
						p->algo, len);
		}
	}
}

static void
test_features(void **state __rte_unused)
{
	const uint64_t want = RTE_CRYPTODEV_FF_SYMMETRIC_CRYPTO |
		RTE_CRYPTODEV_FF_SYM_OPERATION_CHAINING | RTE_CRYPTODEV_FF_SYM_SESSIONLESS |
		RTE_CRYPTODEV_FF_IN_PLACE_SGL | RTE_CRYPTODEV_FF_OOP_SGL_IN_SGL_OUT |
		RTE_CRYPTODEV_FF_OOP_SGL_IN_LB_OUT | RTE_CRYPTODEV_FF_OOP_LB_IN_SGL_OUT |
		RTE_CRYPTODEV_FF_OOP_LB_IN_LB_OUT | RTE_CRYPTODEV_FF_SYM_RAW_DP;
	struct rte_cryptodev_info info;

	rte_cryptodev_info_get(sec_port.id, &info);
	/* The soft device accelerates nothing. */
	assert_int_equal(info.feature_flags,
			want | (sec_variant.soft ? 0 : RTE_CRYPTODEV_FF_HW_ACCELERATED));
	assert_string_equal(info.driver_name, SEC_DRIVER);
	assert_int_equal(info.driver_id, rte_cryptodev_driver_id_get(SEC_DRIVER));
	assert_int_equal(info.sym.max_nb_sessions, 0);
	assert_true(info.max_nb_queue_pairs >= 1);
	assert_int_equal(info.min_mbuf_headroom_req, 0);
	assert_int_equal(info.min_mbuf_tailroom_req, 0);
}

/* Each cipher with each hash and MAC, in one descriptor or two; GMAC has an IV of its own. */
static void
test_chains(void **state __rte_unused)
{
	unsigned int i, k, works = 0;
	struct sec_alg alg;

	for (i = 0; i < RTE_DIM(promises); i++) {
		for (k = 0; k < RTE_DIM(promises); k++) {
			const struct promise *c = &promises[i], *a = &promises[k];

			if (c->type != RTE_CRYPTO_SYM_XFORM_CIPHER ||
					a->type != RTE_CRYPTO_SYM_XFORM_AUTH)
				continue;
			alg = sec_chain(c->algo, c->key.min, a->algo, a->key.max, a->digest.max);
			alg.auth_iv_len = a->iv.max;
			if (RTE_MAX(c->qm, a->qm) > sec_variant.qm || a->iv.max != 0) {
				assert_refused(&alg);
				continue;
			}
			assert_works_both_ways(alg);
			works++;
		}
	}
	/* As many as with the oldest API, or more. */
	assert_true(works >= (sec_variant.qm < 3 ? 8 * 13 : 10 * 15));
}

/* Sizes of a chain's parts. */
static void
test_sizes_of_chains(void **state __rte_unused)
{
	struct sec_alg alg = sec_chain(RTE_CRYPTO_CIPHER_AES_CBC, 16, RTE_CRYPTO_AUTH_SHA256_HMAC,
			32, 32);
	const struct rte_crypto_param_range keys = R(16, 32, 8), ivs = ONE(16),
		digests = R(1, 32, 1), auth_keys = R(1, 64, 1);

	TRY(alg, key_len, &keys);
	TRY(alg, iv_len, &ivs);
	TRY(alg, digest_len, &digests);
	TRY(alg, auth_key_len, &auth_keys);
}

static void
assert_no_session(struct rte_crypto_sym_xform *xform)
{
	struct rte_cryptodev_sym_session *session;

	test_log_start();
	rte_errno = 0;
	session = rte_cryptodev_sym_session_create(sec_port.id, xform, sec_pools.sessions);
	assert_null(session);
	assert_true(rte_errno == ENOTSUP || rte_errno == EINVAL);
	assert_int_equal(sec_log_own(test_log_stop(), "ERR"), 1);
}

/* A MAC over the plaintext, in either direction, and other orders. */
static void
test_orders(void **state __rte_unused)
{
	struct sec_alg alg = sec_chain(RTE_CRYPTO_CIPHER_AES_CBC, 16, RTE_CRYPTO_AUTH_SHA1_HMAC,
			20, 20);
	struct rte_crypto_sym_xform x[2], swapped[2], three[3];
	unsigned int forward;

	for (forward = 0; forward < 2; forward++) {
		alg.forward = forward;
		sec_xforms(&alg, x);
		swapped[0] = x[1];
		swapped[1] = x[0];
		swapped[0].next = &swapped[1];
		swapped[1].next = NULL;
		assert_no_session(swapped);
		/* Encrypt and verify; generate and decrypt. */
		sec_xforms(&alg, x);
		x[forward].auth.op = forward ? RTE_CRYPTO_AUTH_OP_VERIFY :
			RTE_CRYPTO_AUTH_OP_GENERATE;
		assert_no_session(x);
		/* Twice the same. */
		sec_xforms(&alg, x);
		x[1] = x[0];
		x[1].next = NULL;
		assert_no_session(x);
		sec_xforms(&alg, x);
		memcpy(three, x, sizeof(x));
		three[0].next = &three[1];
		three[1].next = &three[2];
		three[2] = x[1];
		assert_no_session(three);
	}
}

/* What no descriptor can say. */
static void
test_odd_xforms(void **state __rte_unused)
{
	struct sec_alg gcm = sec_aead(RTE_CRYPTO_AEAD_AES_GCM, 16, 12, 16, 8);
	struct sec_alg cbc = sec_cipher(RTE_CRYPTO_CIPHER_AES_CBC, 16);
	struct sec_alg hmac = sec_auth(RTE_CRYPTO_AUTH_SHA1_HMAC, 20, 20);
	struct rte_crypto_sym_xform x[2], y[2];

	sec_xforms(&gcm, x);
	sec_xforms(&cbc, y);
	x[0].next = &y[0];
	assert_no_session(x);
	sec_xforms(&cbc, x);
	x[0].cipher.key.data = NULL;
	assert_no_session(x);
	sec_xforms(&hmac, x);
	x[0].auth.key.data = NULL;
	assert_no_session(x);
	sec_xforms(&cbc, x);
	x[0].type = RTE_CRYPTO_SYM_XFORM_NOT_SPECIFIED;
	assert_no_session(x);
	sec_xforms(&cbc, x);
	x[0].cipher.op = RTE_CRYPTO_CIPHER_OP_DECRYPT + 1;
	assert_no_session(x);
	sec_xforms(&hmac, x);
	x[0].auth.op = RTE_CRYPTO_AUTH_OP_GENERATE + 1;
	assert_no_session(x);
	sec_xforms(&gcm, x);
	x[0].aead.op = RTE_CRYPTO_AEAD_OP_DECRYPT + 1;
	assert_no_session(x);
}

/* More than any API has of a kind of algorithms. */
#define NB_ALGORITHMS	64

/* All algorithms that are not in the list, be they in this API or not; wireless ones count bits. */
static void
test_other_algorithms(void **state __rte_unused)
{
	unsigned int i, a, refused = 0;

	for (a = 0; a < NB_ALGORITHMS; a++) {
		const struct sec_alg algs[] = {
			sec_cipher(a, 16), sec_auth(a, 16, 4), sec_aead(a, 32, 12, 16, 0),
		};

		for (i = 0; i < RTE_DIM(algs); i++) {
			if (sec_cap(&sec_port, &algs[i]) != NULL)
				continue;
			assert_refused(&algs[i]);
			refused++;
		}
	}
	/* But for what is promised. */
	assert_true(refused >= 3 * NB_ALGORITHMS - RTE_DIM(promises));
}

int
test_sec_caps(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_sizes_of_ciphers, sec_setup_port,
				sec_teardown),
		cmocka_unit_test_setup_teardown(test_sizes_of_hashes, sec_setup_port,
				sec_teardown),
		cmocka_unit_test_setup_teardown(test_sizes_of_aead, sec_setup_port, sec_teardown),
		cmocka_unit_test_setup_teardown(test_list, sec_setup_port, sec_teardown),
		cmocka_unit_test(test_known_answers),
		cmocka_unit_test_setup_teardown(test_features, sec_setup_port, sec_teardown),
		cmocka_unit_test_setup_teardown(test_chains, sec_setup_port, sec_teardown),
		cmocka_unit_test_setup_teardown(test_sizes_of_chains, sec_setup_port,
				sec_teardown),
		cmocka_unit_test_setup_teardown(test_orders, sec_setup_port, sec_teardown),
		cmocka_unit_test_setup_teardown(test_odd_xforms, sec_setup_port, sec_teardown),
		cmocka_unit_test_setup_teardown(test_other_algorithms, sec_setup_port,
				sec_teardown),
	};

	return TEST_RUN_GROUP("sec capabilities", tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Capabilities: the list is what the generation has, and each entry of it and each chain works. */

#include <string.h>

#include <rte_common.h>

#include "sec_fixture.h"
#include "sec_promise.h"
#include "sec_set.h"
#include "sec_vectors.h"
#include "test_sec.h"

static void
assert_range(const struct rte_crypto_param_range *range, const struct rte_crypto_param_range *want)
{
	assert_int_equal(range->min, want->min);
	assert_int_equal(range->max, want->max);
	/* The step of a range of one size does not count. */
	if (want->min != want->max)
		assert_int_equal(range->increment, want->increment);
}

static void
assert_promised(const struct rte_cryptodev_symmetric_capability *cap, const struct sec_promise *p)
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

/* The list has all that is promised for the generation, and nothing else. */
static void
test_list(void **state __rte_unused)
{
	const struct rte_cryptodev_capabilities *cap;
	const struct rte_cryptodev_symmetric_capability *found;
	struct rte_cryptodev_sym_capability_idx idx;
	struct rte_cryptodev_info info;
	unsigned int i, n = 0;

	for (i = 0; i < sec_nb_promises; i++) {
		idx.type = sec_promises[i].type;
		/* The three kinds of algorithms share a union. */
		idx.algo.cipher = sec_promises[i].algo;
		found = rte_cryptodev_sym_capability_get(sec_port.id, &idx);
		if (sec_promises[i].qm > sec_variant.qm) {
			assert_null(found);
			continue;
		}
		assert_non_null(found);
		assert_promised(found, &sec_promises[i]);
		n++;
	}
	rte_cryptodev_info_get(sec_port.id, &info);
	for (cap = info.capabilities; cap->op != RTE_CRYPTO_OP_TYPE_UNDEFINED; cap++) {
		assert_int_equal(cap->op, RTE_CRYPTO_OP_TYPE_SYMMETRIC);
		assert_true(sec_cap_is_known(&cap->sym));
	}
	assert_int_equal(cap - info.capabilities, n);
}

/* Whether a vector has the algorithm and a key of this length, or of any length for 0. */
static bool
has_answer(const struct sec_promise *p, uint32_t key_len)
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

/* Each algorithm has a known answer, and each length of its key where there are few lengths. */
static void
test_known_answers(void **state __rte_unused)
{
	const struct sec_promise *p;
	uint32_t len;

	for (p = sec_promises; p < sec_promises + sec_nb_promises; p++) {
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
	/* A soft device accelerates nothing. */
	assert_int_equal(info.feature_flags,
			want | (sec_variant.soft ? 0 : RTE_CRYPTODEV_FF_HW_ACCELERATED));
	assert_string_equal(info.driver_name, SEC_DRIVER);
	assert_int_equal(info.driver_id, rte_cryptodev_driver_id_get(SEC_DRIVER));
	assert_int_equal(info.sym.max_nb_sessions, 0);
	assert_true(info.max_nb_queue_pairs >= 1);
	assert_int_equal(info.min_mbuf_headroom_req, 0);
	assert_int_equal(info.min_mbuf_tailroom_req, 0);
}

/* Each cipher with each hash and MAC. GMAC, which has an IV of its own, is refused. */
static void
test_chains(void **state __rte_unused)
{
	unsigned int i, k, works = 0;
	struct sec_alg alg;

	for (i = 0; i < sec_nb_promises; i++) {
		for (k = 0; k < sec_nb_promises; k++) {
			const struct sec_promise *c = &sec_promises[i], *a = &sec_promises[k];

			if (c->type != RTE_CRYPTO_SYM_XFORM_CIPHER ||
					a->type != RTE_CRYPTO_SYM_XFORM_AUTH)
				continue;
			alg = sec_chain(c->algo, c->key.min, a->algo, a->key.max, a->digest.max);
			alg.auth_iv_len = a->iv.max;
			if (RTE_MAX(c->qm, a->qm) > sec_variant.qm || a->iv.max != 0) {
				sec_assert_refused(&alg);
				continue;
			}
			sec_assert_works_both_ways(alg);
			works++;
		}
	}
	/* Newer versions of the API have more. */
	assert_true(works >= (sec_variant.qm < 3 ? 8 * 13 : 10 * 15));
}

#define CAPS_TEST(f)	cmocka_unit_test_setup_teardown(f, sec_setup_port, sec_teardown)

int
test_sec_caps(void)
{
	static const struct CMUnitTest tests[] = {
		CAPS_TEST(test_list),
		CAPS_TEST(test_known_answers),
		CAPS_TEST(test_features),
		CAPS_TEST(test_chains),
	};

	return TEST_RUN_GROUP("sec capabilities", tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Transforms of which no session can be made. */

#include <errno.h>
#include <string.h>

#include <rte_common.h>
#include <rte_errno.h>

#include "sec_fixture.h"
#include "sec_promise.h"
#include "test_sec.h"

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

/* A MAC over the plaintext in either direction, and other orders of transforms. */
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
		/* Encrypt and verify, or generate and decrypt. */
		sec_xforms(&alg, x);
		x[forward].auth.op = forward ? RTE_CRYPTO_AUTH_OP_VERIFY :
			RTE_CRYPTO_AUTH_OP_GENERATE;
		assert_no_session(x);
		/* The same transform twice. */
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

/* Combinations, keys and directions that no descriptor has. */
static void
test_invalid_xforms(void **state __rte_unused)
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

/* More algorithms of each kind than any version of the API has. */
#define NB_ALGORITHMS	64

/* All numbers of algorithms that are not in the list, whether the API has them or not. */
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
			sec_assert_refused(&algs[i]);
			refused++;
		}
	}
	/* Every algorithm that the capabilities do not promise was refused. */
	assert_true(refused >= 3 * NB_ALGORITHMS - sec_nb_promises);
}

#define XFORM_TEST(f)	cmocka_unit_test_setup_teardown(f, sec_setup_port, sec_teardown)

int
test_sec_xform(void)
{
	static const struct CMUnitTest tests[] = {
		XFORM_TEST(test_orders),
		XFORM_TEST(test_invalid_xforms),
		XFORM_TEST(test_other_algorithms),
	};

	return TEST_RUN_GROUP("sec xform", tests, NULL, NULL);
}

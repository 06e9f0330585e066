/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Sizes of keys, IVs, digests and AAD: those in a range work, and those next to it are refused. */

#include <rte_common.h>

#include "sec_fixture.h"
#include "sec_offer.h"
#include "sec_promise.h"
#include "sec_set.h"
#include "test_sec.h"

static bool
has_size(const struct rte_crypto_param_range *range, uint32_t size)
{
	if (size < range->min || size > range->max)
		return false;
	return range->increment == 0 ? size == range->min || size == range->max :
		(size - range->min) % range->increment == 0;
}

/* All sizes of a short range, and those near the ends of a long one. */
static bool
is_worth_it(const struct rte_crypto_param_range *range, uint32_t size)
{
	return size <= range->min + 140u || size + 3u >= range->max || size % 8191 < 2;
}

/*
 * Try sizes inside and outside of the range of one length of an algorithm. @p at is the offset of
 * that length in struct sec_alg.
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
			sec_assert_works_both_ways(alg);
		else
			sec_assert_refused(&alg);
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

/* A hash without key and IV ignores both, so there is nothing to try. */
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

/* Sizes of both parts of a chain. */
static void
test_sizes_of_chains(void **state __rte_unused)
{
	struct sec_alg alg = sec_chain(RTE_CRYPTO_CIPHER_AES_CBC, 16, RTE_CRYPTO_AUTH_SHA256_HMAC,
			32, 32);
	const struct rte_crypto_param_range keys = SEC_RANGE(16, 32, 8), ivs = SEC_ONE(16),
		digests = SEC_RANGE(1, 32, 1), auth_keys = SEC_RANGE(1, 64, 1);

	TRY(alg, key_len, &keys);
	TRY(alg, iv_len, &ivs);
	TRY(alg, digest_len, &digests);
	TRY(alg, auth_key_len, &auth_keys);
}

#define SIZES_TEST(f)	cmocka_unit_test_setup_teardown(f, sec_setup_port, sec_teardown)

int
test_sec_sizes(void)
{
	static const struct CMUnitTest tests[] = {
		SIZES_TEST(test_sizes_of_ciphers),
		SIZES_TEST(test_sizes_of_hashes),
		SIZES_TEST(test_sizes_of_aead),
		SIZES_TEST(test_sizes_of_chains),
	};

	return TEST_RUN_GROUP("sec sizes", tests, NULL, NULL);
}

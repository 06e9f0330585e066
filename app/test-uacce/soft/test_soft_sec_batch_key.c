/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Keys of batches: replaced, many, and many of one set. */

#include <stdlib.h>
#include <string.h>

#include <rte_common.h>

#include "sec/sec_key.h"
#include "soft_sec_item.h"
#include "soft_sec_user.h"

/* A key has the bytes that are at its address now, not those of before. */
static void
test_key_changes_in_place(void **state __rte_unused)
{
	uint64_t rng = test_options.seed;
	struct item *it = item_make_all(1, &rng);
	struct sec_sqe sqe;
	unsigned int i;
	struct user u;

	sec_open(&u, 3, SOFT_ENGINE_FAST);
	for (i = 0; i < 200; i++) {
		it->key[rng_below(&rng, 20)] ^= 1 << rng_below(&rng, 8);
		item_expect(it);
		sqe = sec_build(3, &it->spec);
		sec_serve(&u, &sqe, 1);
		item_check(it, &sqe);
	}
	sec_close(&u);
	free(it);
}

/* More keys than a table has places, all used at once, and again in another order. */
static void
test_many_keys(void **state __rte_unused)
{
	const unsigned int n = 900;
	uint64_t rng = test_options.seed;
	struct item *it = item_make_all(n, &rng);
	struct sec_sqe *sqe = calloc(n, sizeof(*sqe));
	unsigned int round, i, at;
	struct user u;

	assert_non_null(sqe);
	sec_open(&u, 3, SOFT_ENGINE_FAST);
	for (round = 0; round < 4; round++) {
		for (i = 0; i < n; i++) {
			at = round % 2 == 0 ? i : n - 1 - i;
			memset(it[at].mac, 0, 20);
			sqe[i] = sec_build(3, &it[at].spec);
		}
		sec_serve(&u, sqe, n);
		for (i = 0; i < n; i++)
			item_check(&it[round % 2 == 0 ? i : n - 1 - i], &sqe[i]);
	}
	sec_close(&u);
	free(sqe);
	free(it);
}

/* Addresses of keys that are of one set, however large the table is. */
static uint8_t *
next_of_set(uint8_t *at)
{
	do
		at += 32;
	while ((sec_key_hash((uintptr_t)at) & (SEC_KEY_SETS_MAX - 1)) != 5);
	return at;
}

/* A batch with more such keys than a set has places. */
static void
test_keys_of_one_set(void **state __rte_unused)
{
	const size_t size = 24 << 20;
	uint64_t rng = test_options.seed;
	struct item *it = item_make_all(32, &rng);
	uint8_t *area = calloc(1, size), *at = area;
	struct sec_sqe sqe[32];
	unsigned int i, round;
	struct user u;

	assert_non_null(area);
	sec_open(&u, 3, SOFT_ENGINE_FAST);
	for (round = 0; round < 8; round++) {
		/* Some are used again, others are new. */
		at = area + round % 3 * 4096;
		for (i = 0; i < 32; i++) {
			at = next_of_set(at);
			assert_true(at + 32 < area + size);
			memcpy(at, it[i].key, 20);
			it[i].spec.c_key_at = at;
			it[i].spec.a_key_at = it[i].key;
			sqe[i] = sec_build(3, &it[i].spec);
		}
		sec_serve(&u, sqe, 32);
		for (i = 0; i < 32; i++)
			item_check(&it[i], &sqe[i]);
	}
	sec_close(&u);
	free(area);
	free(it);
}

int
test_soft_sec_batch_key(void)
{
	const struct CMUnitTest tests[] = {
		user_unit_test(test_key_changes_in_place),
		user_unit_test(test_many_keys),
		user_unit_test(test_keys_of_one_set),
	};

	return TEST_RUN_GROUP("soft SEC, keys of batches", tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* The table of what was derived from keys: its size, its limits, and how entries age. */

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_common.h>

#include "soft_queue.h"
#include "sec/sec_key.h"
#include "soft_sec_marked.h"
#include "soft_sec_openssl.h"
#include "soft_sec_user.h"

/* An engine without a device, and keys for its requests. */
#define KEY_SIZE	64	/* bytes from one key to the next, as in some array */

struct keyed {
	struct soft_sec *sec;
	uint8_t *keys;
	uint8_t iv[16];
	uint8_t data[32][64];
	uint8_t mac[32][20];
};

static void
keyed_open(struct keyed *k, unsigned int nb_keys)
{
	uint64_t rng = test_options.seed;
	unsigned int i;

	memset(k, 0, sizeof(*k));
	k->sec = soft_sec_engine.open(3, 0, SOFT_ENGINE_FAST);
	k->keys = malloc((size_t)nb_keys * KEY_SIZE);
	assert_true(k->sec != NULL && k->keys != NULL);
	for (i = 0; i < nb_keys * KEY_SIZE; i += sizeof(uint32_t)) {
		uint32_t r = rng_next(&rng);

		memcpy(k->keys + i, &r, sizeof(r));
	}
}

static void
keyed_close(struct keyed *k)
{
	soft_sec_engine.close(k->sec);
	free(k->keys);
}

/* Requests with as many keys in turn, each a chain or a cipher alone. */
static void
keyed_use(struct keyed *k, unsigned int first, unsigned int n, bool chain)
{
	struct sec_sqe sqe[32];
	unsigned int i, at;

	for (at = 0; at < n; at += i) {
		for (i = 0; i < RTE_DIM(sqe) && at + i < n; i++) {
			uint8_t *key = k->keys + (size_t)(first + at + i) * KEY_SIZE;
			struct sec_spec s = {
				.cipher = 1, .c_alg = 2, .c_mode = 1, .c_len = 64,
				.src = k->data[i], .c_iv = k->iv, .c_key_at = key,
			};

			if (chain) {
				s.auth = 1;
				s.a_alg = 0x10;
				s.mac_words = 5;
				s.a_key_words = 5;
				s.a_len = 64;
				s.a_key_at = key + 32;
				s.mac = k->mac[i];
			}
			sqe[i] = sec_build(3, &s);
		}
		soft_sec_engine.run(k->sec, &soft_mem_process, sqe, i);
		while (i-- > 0)
			assert_int_equal(sqe[i].byte[SEC_ERROR_AT], HISI_SEC_OK);
		i = RTE_MIN(RTE_DIM(sqe), n - at);
	}
}

/* With as many sessions as a gateway has, all keys are found again. */
static void
test_many_sessions(void **state __rte_unused)
{
	const unsigned int n = 10000;
	struct keyed k;

	keyed_open(&k, n);
	keyed_use(&k, 0, n, true);
	assert_int_equal(k.sec->keys->made, 2 * n);
	keyed_use(&k, 0, n, true);
	keyed_use(&k, 0, n, true);
	/* A few share their set with too many others. */
	assert_true(k.sec->keys->made < 2 * n + 4 * n / 100);
	assert_true(k.sec->keys->nb <= 2 * n);
	keyed_close(&k);
}

/* Keys that come and go while another is replaced where it is, which a chain needs, too. */
static void
test_keys_change_while_table_grows(void **state __rte_unused)
{
	const unsigned int n = 3000;
	uint8_t a_key[20] = { 0 }, want[64], want_mac[20];
	struct keyed k;
	unsigned int i;

	keyed_open(&k, n);
	for (i = 0; i < n; i++) {
		uint8_t *key = k.keys + (size_t)i * KEY_SIZE;
		struct sec_spec s = {
			.cipher = 1, .auth = 1, .c_alg = 2, .c_mode = 1, .a_alg = 0x10,
			.mac_words = 5, .a_key_words = 5, .c_len = 64, .a_len = 64,
			.src = k.data[0], .mac = k.mac[0], .c_iv = k.iv, .c_key_at = key,
			.a_key_at = a_key,
		};
		struct sec_sqe sqe = sec_build(3, &s);

		memcpy(a_key, &i, sizeof(i));
		ref_cipher(&s, key, 16, k.iv, k.data[0], want);
		ref_mac(0x10, a_key, 20, NULL, want, 64, want_mac);
		soft_sec_engine.run(k.sec, &soft_mem_process, &sqe, 1);
		assert_int_equal(sec_done_flag(&sqe), 0x0181);
		assert_memory_equal(k.data[0], want, 64);
		assert_memory_equal(k.mac[0], want_mac, 20);
	}
	keyed_close(&k);
}

/* There is a limit for one queue, and one for all queues of a process. */
static void
test_limits(void **state __rte_unused)
{
	const unsigned int n = SEC_KEYS_MAX + SEC_KEYS_MAX / 4;
	struct keyed k[4];
	unsigned int i, round, sum;

	for (round = 0; round < 2; round++) {
		sum = 0;
		for (i = 0; i < RTE_DIM(k); i++) {
			keyed_open(&k[i], n);
			keyed_use(&k[i], 0, n, false);
			assert_true(k[i].sec->keys->nb <= SEC_KEYS_MAX);
			assert_true(k[i].sec->keys->nb >= SEC_KEYS_OWN);
			sum += k[i].sec->keys->nb;
		}
		assert_true(k[0].sec->keys->nb > SEC_KEYS_MAX * 9 / 10);
		assert_true(sum <= SEC_KEYS_SHARED + RTE_DIM(k) * SEC_KEYS_OWN);
		assert_true(sum > SEC_KEYS_SHARED);
		for (i = 0; i < RTE_DIM(k); i++)
			keyed_close(&k[i]);
	}
}

/* Entries that are used stay, and others are wiped, whatever else the queue does. */
static void
test_age(void **state __rte_unused)
{
	const unsigned int n = 2000, used = 100;
	uint64_t now = 1000000, made;
	struct keyed k;
	unsigned int i, nb;

	keyed_open(&k, n);
	soft_sec_keys_age(k.sec, now);
	keyed_use(&k, 0, n, true);
	/* Except for a few that share their set with too many others. */
	nb = k.sec->keys->nb;
	assert_true(nb > 2 * n - n / 100);
	keyed_use(&k, 0, used, true);
	made = k.sec->keys->made;
	for (i = 0; i < 3 * SEC_KEY_PERIOD; i++) {
		keyed_use(&k, i % (used / 10) * 10, 10, true);
		assert_int_equal(k.sec->keys->made, made);
		if (i < SEC_KEY_PERIOD / 2)
			assert_true(k.sec->keys->nb >= nb);
		soft_sec_keys_age(k.sec, ++now);
	}
	assert_int_equal(k.sec->keys->nb, 2 * used);
	/* The one used last is wiped, too. */
	for (i = 0; i < 3 * SEC_KEY_PERIOD; i++)
		soft_sec_keys_age(k.sec, ++now);
	assert_int_equal(k.sec->keys->nb, 0);
	keyed_use(&k, 0, 1, true);
	assert_int_equal(k.sec->keys->nb, 2);
	keyed_close(&k);
}

/* A call wipes a limited number of entries, however many there are. */
static void
test_age_is_short(void **state __rte_unused)
{
	const unsigned int n = 8000;
	uint64_t now = 1000000;
	unsigned int calls, before;
	struct keyed k;

	keyed_open(&k, n);
	keyed_use(&k, 0, n, true);
	for (calls = 0; k.sec->keys->nb != 0; calls++) {
		before = k.sec->keys->nb;
		assert_true(calls < 3 * SEC_KEY_SETS_MAX / SEC_KEY_STEP + 3);
		soft_sec_keys_age(k.sec, now += SEC_KEY_PERIOD);
		assert_true(before - k.sec->keys->nb <= SEC_KEY_STEP * SEC_KEY_WAYS);
	}
	keyed_close(&k);
}

#define NB_KEPT	6

/* A request that waits uses its key as it was when the request was taken. */
static void
test_key_changes_while_kept(void **state __rte_unused)
{
	static struct marked m[3 * NB_KEPT];
	uint8_t want[3 * NB_KEPT][64], want_mac[3 * NB_KEPT][20];
	unsigned int i, done = 0, group;
	uint8_t key[20];
	struct user u;

	sec_open(&u, 3, SOFT_ENGINE_FAST);
	for (i = 0; i < 3 * NB_KEPT; i++) {
		struct sec_spec s = marked_spec(&m[i]);
		struct sec_sqe sqe;

		group = i / NB_KEPT;
		if (i % NB_KEPT == 0) {
			user_ring_sq(&u);
			done += soft_queue_serve(u.q, 32);
			memset(key, group + 1, sizeof(key));
		}
		s.c_key_at = key;
		s.a_key_at = key;
		ref_cipher(&s, key, 16, m[i].iv, m[i].data, want[i]);
		ref_mac(0x10, key, 20, NULL, want[i], 64, want_mac[i]);
		sqe = sec_build(3, &s);
		memcpy(&u.sq[u.tail++ % DEPTH], &sqe, sizeof(sqe));
	}
	user_ring_sq(&u);
	done += soft_queue_serve(u.q, 32);
	done += soft_queue_serve(u.q, 32);
	assert_int_equal(done, 3 * NB_KEPT);
	for (i = 0; i < 3 * NB_KEPT; i++) {
		assert_memory_equal(m[i].data, want[i], 64);
		assert_memory_equal(m[i].mac, want_mac[i], 20);
	}
	sec_close(&u);
}

int
test_soft_sec_key_table(void)
{
	const struct CMUnitTest tests[] = {
		user_unit_test(test_many_sessions),
		user_unit_test(test_keys_change_while_table_grows),
		user_unit_test(test_limits),
		user_unit_test(test_age),
		user_unit_test(test_age_is_short),
		user_unit_test(test_key_changes_while_kept),
	};

	return TEST_RUN_GROUP("soft SEC, table of keys", tests, NULL, NULL);
}

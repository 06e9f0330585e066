/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Keys of the soft SEC device: odd ones, what is kept of them, and for how long. */

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <rte_common.h>

#include "soft_queue.h"
#include "sec/sec_key.h"
#include "soft_sec_user.h"
#include "soft_sec_openssl.h"

#define XTS_LEN	77	/* bytes: no whole number of blocks */

/* XTS ciphers: OpenSSL has none of those with other lengths of the key, nor SM4. */
static const struct {
	uint8_t alg;
	uint8_t code;
	uint8_t half;
} xts_ciphers[] = {
	{ HISI_SEC_C_ALG_AES, HISI_SEC_KEY_128, 16 },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_KEY_192, 24 },
	{ HISI_SEC_C_ALG_AES, HISI_SEC_KEY_256, 32 },
	{ HISI_SEC_C_ALG_SM4, HISI_SEC_KEY_128, 16 },
};

/* One request with a key, whose bit i of @p order says that request i decrypts. */
static void
xts_orders(struct user *u, unsigned int qm, unsigned int row, bool equal, unsigned int order)
{
	uint64_t rng = test_options.seed + order;
	uint8_t key[64], iv[16], in[XTS_LEN], out[XTS_LEN], want[XTS_LEN];
	struct sec_spec s = {
		.c_alg = xts_ciphers[row].alg, .c_mode = HISI_SEC_C_MODE_XTS,
		.c_key = xts_ciphers[row].code, .c_len = XTS_LEN, .de = 1, .src = in, .dst = out,
		.c_iv = iv, .c_key_at = key,
	};
	const unsigned int half = xts_ciphers[row].half;
	unsigned int i;

	rng_fill(&rng, key, sizeof(key));
	/* Never the same by chance: rng_fill() may fill with one byte. */
	key[half] = ~key[0];
	if (equal)
		memcpy(key + half, key, half);
	for (i = 0; i < 5; i++) {
		rng_fill(&rng, iv, sizeof(iv));
		rng_fill(&rng, in, sizeof(in));
		s.cipher = order & 1u << i ? 2 : 1;
		ref_cipher(&s, key, 2 * half, iv, in, want);
		assert_int_equal(sec_do(u, qm, &s), 0x0101);
		assert_memory_equal(out, want, XTS_LEN);
	}
}

/* A key gives what it gives, whatever directions it was used in before. */
static void
test_xts_keys(void **state __rte_unused)
{
	static const enum soft_engine engines[] = { SOFT_ENGINE_FAST, SOFT_ENGINE_PLAIN };
	unsigned int i, row, order;
	struct user u;

	for (i = 0; i < RTE_DIM(engines); i++) {
		sec_open(&u, 3, engines[i]);
		for (row = 0; row < RTE_DIM(xts_ciphers); row++)
			for (order = 0; order < 32; order++) {
				xts_orders(&u, 3, row, true, order);
				xts_orders(&u, 3, row, false, order);
			}
		sec_close(&u);
	}
}

/*
 * Keys that are found in memory: each begins with the same bytes, which are nowhere else
 * as they stand, and goes on with its number.
 */
#define MARK_LEN	8

static void
mark(uint8_t *bytes)
{
	unsigned int i;

	/* Not a constant of the program. */
	for (i = 0; i < MARK_LEN; i++)
		bytes[i] = (i * 37 + 101) ^ (test_options.seed >> 8 * i);
}

static void
mark_key(uint8_t *key, uint32_t number)
{
	mark(key);
	memcpy(key + MARK_LEN, &number, sizeof(number));
	memset(key + MARK_LEN + sizeof(number), 0x42, 20 - MARK_LEN - sizeof(number));
}

/* Keys of other numbers than this in a mapping. */
static unsigned int
scan_mapping(int mem, uint64_t from, uint64_t to, uint32_t number)
{
	static uint8_t buf[1 << 16];
	uint8_t wanted[MARK_LEN];
	unsigned int found = 0;
	uint32_t other;
	uint8_t *at;
	ssize_t n;

	mark(wanted);
	for (; from < to; from += n) {
		n = pread(mem, buf, RTE_MIN(sizeof(buf), to - from), from);
		if (n <= (ssize_t)(MARK_LEN + sizeof(other)))
			break;
		for (at = buf; (at = memmem(at, buf + n - at, wanted, MARK_LEN)) != NULL; at++) {
			if ((size_t)(buf + n - at) < MARK_LEN + sizeof(other))
				break;
			memcpy(&other, at + MARK_LEN, sizeof(other));
			/* Where the scan itself put it is not of interest. */
			if (other != number && (from + (at - buf) < (uintptr_t)buf ||
					from + (at - buf) >= (uintptr_t)(buf + sizeof(buf))))
				found++;
		}
		/* Over the end of one piece. */
		if (from + n < to)
			n -= MARK_LEN + sizeof(other);
	}
	memset(buf, 0, sizeof(buf));
	return found;
}

/* The same in all memory of the process but stacks, and areas that hold no data. */
static unsigned int
keys_in_memory(uint32_t number)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	int mem = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	unsigned int found = 0;
	uint64_t from, to;
	char line[512];

	assert_non_null(maps);
	assert_true(mem >= 0);
	while (fgets(line, sizeof(line), maps) != NULL) {
		if (sscanf(line, "%" SCNx64 "-%" SCNx64 " rw", &from, &to) != 2 ||
				strstr(line, " rw") == NULL || strstr(line, "[stack]") != NULL)
			continue;
		/* Shadows of sanitizers. */
		if (to - from <= UINT64_C(1) << 30)
			found += scan_mapping(mem, from, to, number);
	}
	fclose(maps);
	close(mem);
	return found;
}

#define NB_MARKED	300

struct marked {
	uint8_t key[20];
	uint8_t iv[16];
	uint8_t data[64];
	uint8_t mac[20];
};

/* AES-128-CBC with HMAC-SHA-1. */
static struct sec_spec
marked_spec(struct marked *m)
{
	const struct sec_spec s = {
		.cipher = 1, .auth = 1, .c_alg = 2, .c_mode = 1, .a_alg = 0x10, .mac_words = 5,
		.a_key_words = 5, .c_len = sizeof(m->data), .a_len = sizeof(m->data),
		.src = m->data, .mac = m->mac, .c_iv = m->iv, .c_key_at = m->key,
		.a_key_at = m->key,
	};

	return s;
}

/* The scan finds what it looks for. */
static void
test_scan(void **state __rte_unused)
{
	uint8_t *key = malloc(20);

	assert_non_null(key);
	mark_key(key, 5);
	assert_int_equal(keys_in_memory(6), 1);
	assert_int_equal(keys_in_memory(5), 0);
	memset(key, 0, 20);
	assert_int_equal(keys_in_memory(6), 0);
	free(key);
}

/* Where a key was replaced nothing is left of the one before. */
static void
replaced(enum soft_engine engine)
{
	struct marked *m = calloc(1, sizeof(*m));
	unsigned int i;
	struct user u;
	struct sec_spec s;

	assert_non_null(m);
	s = marked_spec(m);
	sec_open(&u, 3, engine);
	for (i = 0; i < NB_MARKED; i++) {
		mark_key(m->key, i);
		assert_int_equal(sec_do(&u, 3, &s), 0x0181);
		assert_int_equal(sec_do(&u, 3, &s), 0x0181);
	}
	assert_int_equal(keys_in_memory(NB_MARKED - 1), 0);
	/* What the scan should have found. */
	assert_int_not_equal(keys_in_memory(NB_MARKED), 0);
	sec_close(&u);
	memset(m, 0, sizeof(*m));
	assert_int_equal(keys_in_memory(NB_MARKED), 0);
	free(m);
}

static void
test_replaced_keys(void **state __rte_unused)
{
	replaced(SOFT_ENGINE_FAST);
	replaced(SOFT_ENGINE_PLAIN);
}

static uint64_t
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * UINT64_C(1000) + ts.tv_nsec / 1000000;
}

/* Keys of sessions that are no more are wiped while their queue is looked at. */
static void
test_freed_keys(void **state __rte_unused)
{
	struct marked *m = calloc(NB_MARKED, sizeof(*m));
	unsigned int i, n = 0;
	struct sec_spec s;
	uint64_t start;
	struct user u;

	assert_non_null(m);
	sec_open(&u, 3, SOFT_ENGINE_FAST);
	for (i = 0; i < NB_MARKED; i++) {
		mark_key(m[i].key, i);
		s = marked_spec(&m[i]);
		assert_int_equal(sec_do(&u, 3, &s), 0x0181);
	}
	memset(m, 0, NB_MARKED * sizeof(*m));
	assert_true(keys_in_memory(NB_MARKED) >= NB_MARKED);
	/* A period ends, one goes by, and one is for the search. */
	start = now_ms();
	while (now_ms() - start < 3 * SEC_KEY_PERIOD + 100)
		for (i = 0; i < 1000; i++)
			n += soft_queue_serve(u.q, 32);
	assert_int_equal(n, 0);
	assert_int_equal(keys_in_memory(NB_MARKED), 0);
	/* They can be used again. */
	mark_key(m->key, 7);
	s = marked_spec(m);
	assert_int_equal(sec_do(&u, 3, &s), 0x0181);
	sec_close(&u);
	free(m);
}

/* An engine without a device, and the keys it is asked for. */
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

/* As many sessions as a gateway has cost no more than a few: all keys are found again. */
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
	/* Few are at places that too many others want. */
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

/* What is used stays, and what is not goes, whatever else the queue does. */
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
	/* Not those few whose places all others want. */
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
	/* Also the one used last. */
	for (i = 0; i < 3 * SEC_KEY_PERIOD; i++)
		soft_sec_keys_age(k.sec, ++now);
	assert_int_equal(k.sec->keys->nb, 0);
	keyed_use(&k, 0, 1, true);
	assert_int_equal(k.sec->keys->nb, 2);
	keyed_close(&k);
}

/* A call does not take long, however many there are. */
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

#define NB_HELD	6

/* A key is what it was when its request was taken, also if that waits. */
static void
test_key_changes_while_held(void **state __rte_unused)
{
	static struct marked m[3 * NB_HELD];
	uint8_t want[3 * NB_HELD][64], want_mac[3 * NB_HELD][20];
	unsigned int i, done = 0, group;
	uint8_t key[20];
	struct user u;

	sec_open(&u, 3, SOFT_ENGINE_FAST);
	for (i = 0; i < 3 * NB_HELD; i++) {
		struct sec_spec s = marked_spec(&m[i]);
		struct sec_sqe sqe;

		group = i / NB_HELD;
		if (i % NB_HELD == 0) {
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
	assert_int_equal(done, 3 * NB_HELD);
	for (i = 0; i < 3 * NB_HELD; i++) {
		assert_memory_equal(m[i].data, want[i], 64);
		assert_memory_equal(m[i].mac, want_mac[i], 20);
	}
	sec_close(&u);
}

int
test_soft_sec_key(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_xts_keys),
		cmocka_unit_test(test_scan),
		cmocka_unit_test(test_replaced_keys),
		cmocka_unit_test(test_freed_keys),
		cmocka_unit_test(test_many_sessions),
		cmocka_unit_test(test_keys_change_while_table_grows),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_age),
		cmocka_unit_test(test_age_is_short),
		cmocka_unit_test(test_key_changes_while_held),
	};

	return TEST_RUN_GROUP("soft SEC, keys", tests, NULL, NULL);
}

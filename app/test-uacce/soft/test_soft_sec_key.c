/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Keys of the soft SEC device: unusual ones, and none left in memory. */

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_common.h>

#include "sec/sec_key.h"
#include "soft_clock.h"
#include "soft_sec_marked.h"
#include "soft_sec_openssl.h"
#include "soft_sec_user.h"

#define XTS_LEN	77	/* bytes: no whole number of blocks */

/* Ciphers with XTS. OpenSSL has the two of AES with 32 and 64 bytes of a key alone. */
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
	/* The halves must differ, but rng_fill() may fill both with the same byte. */
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

/* The result of a key does not depend on the directions in which it was used before. */
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

/* How many keys with another number than this are in a mapping. */
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
			/* The copy that the scan itself made does not count. */
			if (other != number && (from + (at - buf) < (uintptr_t)buf ||
					from + (at - buf) >= (uintptr_t)(buf + sizeof(buf))))
				found++;
		}
		/* A key may lie across the ends of two pieces. */
		if (from + n < to)
			n -= MARK_LEN + sizeof(other);
	}
	memset(buf, 0, sizeof(buf));
	return found;
}

/* The same in all memory of the process, except for stacks and mappings without data. */
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
		/* Larger mappings are the shadow memory of sanitizers. */
		if (to - from <= UINT64_C(1) << 30)
			found += scan_mapping(mem, from, to, number);
	}
	fclose(maps);
	close(mem);
	return found;
}

#define NB_MARKED	300

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

/* Nothing is left of a key that was replaced. */
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
	/* The key that is there is one that the scan finds. */
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

/* Keys that are not used any more are wiped while somebody looks at their queue. */
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
	/*
	 * The period in which the keys were used has to end, and another one without a use. The
	 * search of the table for such keys takes up to a third.
	 */
	start = soft_clock_ms(CLOCK_MONOTONIC);
	while (soft_clock_ms(CLOCK_MONOTONIC) - start < 3 * SEC_KEY_PERIOD + 100)
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

int
test_soft_sec_key(void)
{
	const struct CMUnitTest tests[] = {
		user_unit_test(test_xts_keys),
		user_unit_test(test_scan),
		user_unit_test(test_replaced_keys),
		user_unit_test(test_freed_keys),
	};

	return TEST_RUN_GROUP("soft SEC, keys", tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * The SEC engine without a device around it: what a queue keeps from one request to the
 * next, which no completion shows.
 */

#include <stdlib.h>
#include <string.h>

#include <rte_common.h>

#include "soft_queue.h"
#include "sec/sec_queue.h"
#include "soft_sec_user.h"
#include "soft_sec_openssl.h"

#define LEN	1024

static struct soft_sec *
engine_open(unsigned int qm, enum soft_engine engine)
{
	struct soft_sec *sec = soft_sec_engine.open(qm, 0, engine);

	assert_non_null(sec);
	return sec;
}

/* Serve one request; its done_flag. */
static uint16_t
engine_do(struct soft_sec *sec, const struct sec_spec *spec)
{
	struct sec_sqe sqe = sec_build(sec->qm, spec);

	soft_sec_engine.run(sec, &soft_mem_process, &sqe, 1);
	assert_int_equal(sqe.byte[SEC_ERROR_AT], HISI_SEC_OK);
	return sec_done_flag(&sqe);
}

/* Requests whose control words differ in more than the direction. */
static const struct sec_spec shapes[] = {
	{ .c_alg = 2, .c_mode = 0 },
	{ .c_alg = 2, .c_mode = 1 },
	{ .c_alg = 2, .c_mode = 1, .c_key = 1 },
	{ .c_alg = 2, .c_mode = 1, .c_key = 2 },
	{ .c_alg = 2, .c_mode = 7 },
	{ .c_alg = 2, .c_mode = 9, .c_width = 1 },
	{ .c_alg = 3, .c_mode = 1 },
	{ .c_alg = 3, .c_mode = 4, .ctr_mode = 2 },
	{ .c_alg = 1, .c_mode = 1, .c_key = 1 },
	{ .c_alg = 2, .c_mode = 1, .auth = 1, .a_alg = 0x10, .mac_words = 3, .a_key_words = 5 },
	{ .c_alg = 2, .c_mode = 1, .auth = 1, .a_alg = 0x11, .mac_words = 4, .a_key_words = 8 },
	{ .c_alg = 2, .c_mode = 1, .auth = 1, .a_alg = 0x15, .mac_words = 8, .a_key_words = 16 },
	{ .c_alg = 2, .c_mode = 6, .icv_len = 16 },
	{ .c_alg = 2, .c_mode = 6, .icv_len = 12, .c_key = 2 },
	{ .c_alg = 2, .c_mode = 5, .icv_len = 8 },
};

#define NB_SHAPES	(RTE_DIM(shapes) * 2 * 2)

struct shaped {
	uint8_t src[LEN];
	uint8_t dst[LEN];
	uint8_t key[64];
	uint8_t iv[16];
	uint8_t mac[64];
};

/* The n-th shape: algorithms, then directions, then buffers. */
static struct sec_spec
shape(struct shaped *b, unsigned int n)
{
	bool decrypt = n / RTE_DIM(shapes) % 2 == 1;
	struct sec_spec s = shapes[n % RTE_DIM(shapes)];

	s.cipher = decrypt ? 2 : 1;
	s.auth = s.auth != 0 && decrypt ? 2 : s.auth;
	s.seq = decrypt && (s.auth != 0 || s.icv_len != 0);
	s.de = n / RTE_DIM(shapes) >= 2;
	s.c_len = LEN;
	s.a_len = s.auth != 0 ? LEN : 0;
	s.src = b->src;
	s.dst = b->dst;
	s.mac = b->mac;
	s.c_iv = b->iv;
	s.a_iv = b->iv;
	s.c_key_at = b->key;
	s.a_key_at = b->key;
	b->iv[0] = 1;
	return s;
}

/* Requests that alternate between two directions cost no more than of one direction. */
static void
alternate(unsigned int qm)
{
	static struct shaped b;
	struct sec_spec one, other;
	struct soft_sec *sec;
	unsigned int n, i;

	for (n = 0; n < NB_SHAPES; n++) {
		if (n / RTE_DIM(shapes) % 2 == 1)
			continue;
		sec = engine_open(qm, SOFT_ENGINE_FAST);
		one = shape(&b, n);
		other = shape(&b, n + RTE_DIM(shapes));
		for (i = 0; i < 20; i++) {
			engine_do(sec, &one);
			engine_do(sec, &other);
		}
		assert_int_equal(sec->shapes_made, 2);
		soft_sec_engine.close(sec);
	}
}

static void
test_alternating_directions(void **state __rte_unused)
{
	alternate(2);
	alternate(3);
}

/* All that a gateway may have at once. */
static void
many_shapes(unsigned int qm)
{
	static struct shaped b;
	struct soft_sec *sec = engine_open(qm, SOFT_ENGINE_FAST);
	unsigned int n, i;

	for (i = 0; i < 20; i++)
		for (n = 0; n < NB_SHAPES; n++) {
			struct sec_spec s = shape(&b, n);

			engine_do(sec, &s);
		}
	assert_int_equal(sec->shapes_made, NB_SHAPES);
	soft_sec_engine.close(sec);
}

static void
test_many_shapes(void **state __rte_unused)
{
	many_shapes(2);
	many_shapes(3);
}

/* More than are kept, again and again, with requests that wait: each gives what it should. */
static void
test_more_shapes_than_kept(void **state __rte_unused)
{
	enum { NB = 8 };
	static uint8_t in[LEN], mac[NB][20], key[64], want[32];
	struct soft_sec *sec = engine_open(3, SOFT_ENGINE_FAST);
	unsigned int words, tag, i;
	uint8_t alg;
	struct sec_sqe sqe[NB];

	for (tag = 0; tag < 60; tag++) {
		alg = tag / 10 % 2 == 0 ? 0x10 : 0x11;
		for (i = 0; i < NB; i++) {
			struct sec_spec s = {
				.auth = 1, .a_alg = alg, .mac_words = 1 + (tag + i) % 5,
				.a_key_words = 1 + (tag * NB + i) % 16, .a_len = 64 + i, .src = in,
				.mac = mac[i], .a_key_at = key,
			};

			sqe[i] = sec_build(3, &s);
		}
		soft_sec_engine.run(sec, &soft_mem_process, sqe, NB);
		for (i = 0; i < NB; i++) {
			words = 1 + (tag * NB + i) % 16;
			assert_int_equal(sqe[i].byte[SEC_ERROR_AT], HISI_SEC_OK);
			ref_mac(alg, key, words * 4, NULL, in, 64 + i, want);
			assert_memory_equal(mac[i], want, 4 * (1 + (tag + i) % 5));
		}
	}
	/* 160 there are, of which none is made twice unless its place was taken. */
	assert_true(sec->shapes_made > 160);
	soft_sec_engine.close(sec);
}

/* A host whose memory is reached through copies, as that of a guest may be. */
#define NB_COPIES	16

static struct {
	uint64_t addr;
	size_t len;
	bool write;
	uint8_t *copy;
} copies[NB_COPIES];

/* Bytes that a request of the host may only read, and whether it tried to write there. */
static struct {
	uint64_t addr;
	size_t len;
	bool broken;
} read_only;

static void *
copy_map(const struct soft_mem *mem __rte_unused, uint64_t addr, size_t len, bool write)
{
	unsigned int i;

	for (i = 0; i < NB_COPIES && copies[i].copy != NULL; i++)
		;
	assert_true(i < NB_COPIES);
	copies[i].addr = addr;
	copies[i].len = len;
	copies[i].write = write;
	copies[i].copy = malloc(len);
	assert_non_null(copies[i].copy);
	memcpy(copies[i].copy, (const void *)(uintptr_t)addr, len);
	if (write && addr < read_only.addr + read_only.len && addr + len > read_only.addr)
		read_only.broken = true;
	return copies[i].copy;
}

static void
copy_unmap(const struct soft_mem *mem __rte_unused, void *ptr, size_t len, size_t used)
{
	unsigned int i;

	for (i = 0; i < NB_COPIES && copies[i].copy != ptr; i++)
		;
	assert_true(i < NB_COPIES);
	assert_int_equal(copies[i].len, len);
	assert_true(used == 0 || copies[i].write);
	memcpy((void *)(uintptr_t)copies[i].addr, ptr, used);
	free(ptr);
	copies[i].copy = NULL;
}

static const struct soft_mem copied_mem = { .map = copy_map, .unmap = copy_unmap };

/* Chains in place: AAD is not mapped to be written, and all that is mapped is unmapped. */
static void
test_copied_memory(void **state __rte_unused)
{
	enum { AAD = 24, DATA = 64, NB = 5 };
	struct soft_sec *sec = engine_open(3, SOFT_ENGINE_FAST);
	uint8_t buf[NB][AAD + DATA], was[NB][AAD + DATA], mac[NB][20], want[20];
	uint8_t key[20] = "a key", iv[16] = "an iv", out[DATA], all[AAD + DATA];
	unsigned int decrypt, i;
	struct sec_sqe sqe[NB];

	for (decrypt = 0; decrypt < 2; decrypt++) {
		struct sec_spec s = {
			.cipher = 1 + decrypt, .auth = 1, .seq = decrypt, .c_alg = 2, .c_mode = 1,
			.a_alg = 0x10, .mac_words = 5, .a_key_words = 5, .c_off = AAD,
			.c_len = DATA, .a_len = AAD + DATA, .c_iv = iv, .c_key_at = key,
			.a_key_at = key,
		};

		memset(buf, 0x33 + decrypt, sizeof(buf));
		memcpy(was, buf, sizeof(buf));
		for (i = 0; i < NB; i++) {
			s.src = buf[i];
			s.mac = mac[i];
			sqe[i] = sec_build(3, &s);
		}
		read_only.addr = (uintptr_t)buf[2];
		read_only.len = AAD;
		soft_sec_engine.run(sec, &copied_mem, sqe, NB);
		assert_false(read_only.broken);
		ref_cipher(&s, key, 16, iv, was[0] + AAD, out);
		for (i = 0; i < NB; i++) {
			memcpy(all, was[i], sizeof(all));
			if (!decrypt)
				memcpy(all + AAD, out, DATA);
			ref_mac(0x10, key, 20, NULL, all, sizeof(all), want);
			assert_int_equal(sqe[i].byte[SEC_ERROR_AT], HISI_SEC_OK);
			assert_memory_equal(buf[i], was[i], AAD);
			assert_memory_equal(buf[i] + AAD, out, DATA);
			assert_memory_equal(mac[i], want, 20);
		}
		for (i = 0; i < NB_COPIES; i++)
			assert_null(copies[i].copy);
	}
	soft_sec_engine.close(sec);
}

int
test_soft_sec_engine(void)
{
	const struct CMUnitTest tests[] = {
		user_unit_test(test_alternating_directions),
		user_unit_test(test_many_shapes),
		user_unit_test(test_more_shapes_than_kept),
		user_unit_test(test_copied_memory),
	};

	return TEST_RUN_GROUP("soft SEC, inside of the engine", tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Shapes of operations: segments of all sizes, offsets, ranges, and places of the digest. */

#include <stdlib.h>
#include <string.h>

#include <rte_common.h>

#include "sec_fixture.h"
#include "sec_task.h"
#include "test_sec.h"

#define MAX_SEGS	700u
#define DATA		(1u << 18)

static uint8_t data[DATA];

static int
setup(void **state)
{
	sec_setup_port(state);
	sec_draw_bytes(data, sizeof(data));
	return 0;
}

/* Algorithms of all kinds that all generations have. */
static const unsigned int nb_kinds = 8;

static struct sec_alg
alg_of(unsigned int kind)
{
	switch (kind) {
	case 0:
		return sec_cipher(RTE_CRYPTO_CIPHER_AES_CBC, 16);
	case 1:
		return sec_cipher(RTE_CRYPTO_CIPHER_AES_XTS, 64);
	case 2:
		return sec_auth(RTE_CRYPTO_AUTH_SHA256_HMAC, 32, 32);
	case 3:
		return sec_auth(RTE_CRYPTO_AUTH_SHA512, 0, 64);
	case 4:
		return sec_chain(RTE_CRYPTO_CIPHER_AES_CBC, 32, RTE_CRYPTO_AUTH_SHA1_HMAC, 20, 12);
	case 5:
		return sec_aead(RTE_CRYPTO_AEAD_AES_GCM, 16, 12, 16, 20);
	case 6:
		/* In two descriptors. */
		return sec_chain(RTE_CRYPTO_CIPHER_3DES_CBC, 24, RTE_CRYPTO_AUTH_SHA384_HMAC, 48,
				25);
	default:
		return sec_aead(RTE_CRYPTO_AEAD_AES_CCM, 24, 11, 10, 13);
	}
}

/* Run a function with sessions of all these algorithms in both directions. */
static void
each_kind(void (*run)(const struct sec_session *s))
{
	struct sec_session s;
	struct sec_alg alg;
	unsigned int kind, way;

	for (kind = 0; kind < nb_kinds; kind++) {
		for (way = 0; way < 2; way++) {
			alg = alg_of(kind);
			if (way == 1)
				alg = sec_reverse(alg);
			sec_session_open(&sec_port, &alg, &s);
			run(&s);
			sec_session_close(&sec_port, &s);
		}
	}
}

static struct sec_task
task_of(const struct sec_session *s, uint32_t len)
{
	struct sec_task t = { .s = s, .src = data, .aad = data + 77, .len = len };

	memset(t.iv, 0x5e, sizeof(t.iv));
	memset(t.auth_iv, 0xe5, sizeof(t.auth_iv));
	return t;
}

/* Run tasks with segments of these lengths, in place and out of place. */
static void
run_split(const struct sec_session *s, const uint32_t *lens, uint32_t segs, uint32_t offset,
		uint32_t len)
{
	const uint32_t flat[1] = { offset + len };
	struct sec_task t;
	unsigned int shape;

	for (shape = 0; shape < 4; shape++) {
		t = task_of(s, len);
		t.offset = offset;
		t.src_lens = shape == 3 ? flat : lens;
		t.src_segs = shape == 3 ? 1 : segs;
		t.dst_lens = shape == 2 ? flat : lens;
		t.dst_segs = shape == 2 ? 1 : segs;
		t.out_of_place = shape != 0;
		sec_task_run(&t, 1);
	}
}

/* The combinations that the feature flags promise, with segments of random lengths. */
static void
combinations(const struct sec_session *s)
{
	static const struct {
		bool out_of_place;
		uint32_t src_segs;
		uint32_t dst_segs;
	} combinations[] = {
		{ false, 1, 0 }, { false, 5, 0 }, { true, 1, 1 }, { true, 5, 1 }, { true, 1, 5 },
		{ true, 5, 5 }, { true, 2, 16 }, { true, 16, 3 }, { true, 16, 16 },
		{ true, 17, 18 },
	};
	struct sec_task t;
	unsigned int i, place;

	for (i = 0; i < RTE_DIM(combinations); i++) {
		for (place = 0; place < SEC_NB_PLACES; place++) {
			if (place != SEC_OUTSIDE && !sec_has_mac(&s->alg))
				continue;
			t = task_of(s, 512);
			t.out_of_place = combinations[i].out_of_place;
			t.src_segs = combinations[i].src_segs;
			t.dst_segs = combinations[i].dst_segs;
			t.place = place;
			sec_task_run(&t, 1);
			t.offset = 33;
			t.tail = place == SEC_OUTSIDE ? 9 : 0;
			sec_task_run(&t, 1);
		}
	}
}

static void
test_combinations(void **state __rte_unused)
{
	each_kind(combinations);
}

static void
bytes(const struct sec_session *s)
{
	uint32_t lens[64], i;

	for (i = 0; i < RTE_DIM(lens); i++)
		lens[i] = 1;
	run_split(s, lens, RTE_DIM(lens), 0, RTE_DIM(lens));
	run_split(s, lens, RTE_DIM(lens), 16, RTE_DIM(lens) - 16);
	run_split(s, lens, 16, 0, 16);
}

/* Segments of one byte each. */
static void
test_bytes(void **state __rte_unused)
{
	each_kind(bytes);
}

static void
empty_segments(const struct sec_session *s)
{
	static const uint32_t splits[][6] = {
		{ 0, 64, 64, 0, 0, 0 }, { 128, 0, 0, 0, 0, 0 }, { 0, 0, 0, 0, 0, 128 },
		{ 1, 0, 127, 0, 0, 0 }, { 0, 1, 0, 126, 0, 1 }, { 15, 0, 1, 0, 112, 0 },
	};
	unsigned int i;

	for (i = 0; i < RTE_DIM(splits); i++) {
		run_split(s, splits[i], 6, 0, 128);
		run_split(s, splits[i], 6, 16, 112);
	}
}

static void
test_empty_segments(void **state __rte_unused)
{
	each_kind(empty_segments);
}

static void
cuts(const struct sec_session *s)
{
	uint32_t at, lens[3];

	for (at = 0; at <= 48; at++) {
		lens[0] = at;
		lens[1] = 48 - at;
		run_split(s, lens, 2, 0, 48);
		lens[1] = RTE_MIN(3u, 48 - at);
		lens[2] = 48 - at - lens[1];
		run_split(s, lens, 3, 0, 48);
	}
}

/* A cut at each byte of some blocks. */
static void
test_cuts(void **state __rte_unused)
{
	each_kind(cuts);
}

static void
many_segments(const struct sec_session *s)
{
	/* Around the entries of a hardware block and of the list in a slot. */
	static const uint32_t segs[] = {
		2, 3, 14, 15, 16, 17, 18, 32, 254, 255, 256, 257, 270, 271, 272, 511, 600,
	};
	uint32_t lens[MAX_SEGS], i, k;

	for (i = 0; i < RTE_DIM(segs); i++) {
		for (k = 0; k < segs[i]; k++)
			lens[k] = 16;
		run_split(s, lens, segs[i], 0, 16 * segs[i]);
		/* Without the first segment and the last two. */
		if (segs[i] > 3)
			run_split(s, lens, segs[i], 17, 16 * (segs[i] - 3));
	}
}

static void
test_many_segments(void **state __rte_unused)
{
	each_kind(many_segments);
}

static void
offsets(const struct sec_session *s)
{
	static const uint32_t at[] = { 1, 2, 3, 7, 8, 15, 16, 17, 63, 64, 65, 255, 4095, 60000 };
	static const uint32_t far[] = { 65500, 65519, 65535, 65536, 65537, 100000, 200000 };
	struct sec_task t;
	unsigned int i;

	for (i = 0; i < RTE_DIM(at); i++) {
		t = task_of(s, 96);
		t.offset = at[i];
		sec_task_run(&t, 1);
		t.out_of_place = true;
		sec_task_run(&t, 1);
	}
	/* Beyond a segment, and beyond the 16 bits of an offset in a descriptor. */
	for (i = 0; i < RTE_DIM(far); i++) {
		t = task_of(s, 96);
		t.offset = far[i];
		t.src_segs = 5;
		t.dst_segs = 7;
		sec_task_run(&t, 1);
		t.out_of_place = true;
		sec_task_run(&t, 1);
	}
}

static void
test_offsets(void **state __rte_unused)
{
	each_kind(offsets);
}

/* Bytes that are authenticated before the payload, in the same segment or in others. */
static void
test_heads(void **state __rte_unused)
{
	static const uint32_t heads[] = { 1, 4, 8, 15, 16, 17, 24, 63, 64, 1000, 60000, 65535 };
	unsigned int i, way, shape;
	struct sec_session s;
	struct sec_alg alg;
	struct sec_task t;

	for (way = 0; way < 2; way++) {
		alg = alg_of(4);
		alg.forward = way;
		sec_session_open(&sec_port, &alg, &s);
		for (i = 0; i < RTE_DIM(heads); i++) {
			for (shape = 0; shape < 4; shape++) {
				t = task_of(&s, 64);
				t.head = heads[i];
				t.offset = shape & 1 ? 5 : 0;
				t.src_segs = shape & 2 ? 4 : 1;
				t.dst_segs = shape & 2 ? 3 : 1;
				sec_task_run(&t, 1);
				t.out_of_place = true;
				sec_task_run(&t, 1);
			}
		}
		sec_session_close(&sec_port, &s);
	}
}

/*
 * Ranges of the cipher and of the MAC in any relation: more is authenticated than ciphered, as with
 * the extended sequence numbers behind the data of ESP, or less.
 */
static void
test_chain_ranges(void **state __rte_unused)
{
	static const struct {
		uint32_t head, behind, skip, drop;
	} ranges[] = {
		{ 8, 4, 0, 0 }, { 0, 4, 0, 0 }, { 0, 1, 0, 0 }, { 24, 0, 24, 0 }, { 0, 0, 16, 0 },
		{ 0, 0, 0, 16 }, { 0, 0, 1, 1 }, { 5, 7, 9, 3 }, { 70000, 0, 0, 0 },
		{ 3, 70000, 1, 2 }, { 0, 80, 64, 0 }, { 80, 0, 0, 64 }, { 40, 40, 20, 110 },
		{ 40, 40, 120, 10 },
	};
	unsigned int i, way, shape;
	struct sec_session s;
	struct sec_alg alg;
	struct sec_task t;

	for (way = 0; way < 2; way++) {
		alg = alg_of(4);
		alg.forward = way;
		sec_session_open(&sec_port, &alg, &s);
		for (i = 0; i < RTE_DIM(ranges); i++) {
			for (shape = 0; shape < 8; shape++) {
				t = task_of(&s, 64);
				t.head = ranges[i].head;
				t.behind = ranges[i].behind;
				t.skip = ranges[i].skip;
				t.drop = ranges[i].drop;
				t.offset = shape & 1 ? 5 : 0;
				t.src_segs = shape & 2 ? 4 : 1;
				t.dst_segs = shape & 2 ? 3 : 1;
				t.out_of_place = shape & 4;
				sec_task_run(&t, 1);
			}
		}
		sec_session_close(&sec_port, &s);
	}
}

/* Digests of all lengths in all places; no byte behind them is written. */
static void
test_truncated_digests(void **state __rte_unused)
{
	static const struct {
		enum rte_crypto_auth_algorithm auth;
		uint16_t key_len;
	} macs[] = {
		{ RTE_CRYPTO_AUTH_SHA1, 0 }, { RTE_CRYPTO_AUTH_SHA512_HMAC, 100 },
		{ RTE_CRYPTO_AUTH_SM3, 0 }, { RTE_CRYPTO_AUTH_MD5_HMAC, 7 },
#ifdef UACCE_HAVE_SM3_HMAC
		{ RTE_CRYPTO_AUTH_SM3_HMAC, 33 },
#endif
	};
	unsigned int i, place, way;
	struct sec_session s;
	struct sec_alg alg;
	struct sec_task t;
	uint16_t n;

	for (i = 0; i < RTE_DIM(macs); i++) {
		for (n = 1; n <= sec_full_digest(macs[i].auth); n++) {
			for (way = 0; way < 2; way++) {
				alg = sec_auth(macs[i].auth, macs[i].key_len, n);
				alg.forward = way;
				sec_session_open(&sec_port, &alg, &s);
				for (place = 0; place < SEC_NB_PLACES; place++) {
					t = task_of(&s, 200 + n);
					t.place = place;
					t.src_segs = 2;
					sec_task_run(&t, 1);
				}
				sec_session_close(&sec_port, &s);
			}
		}
	}
}

/* A digest to be verified that is part of the data, which stay as they are. */
static void
test_digest_in_data(void **state __rte_unused)
{
	struct sec_alg alg = sec_reverse(sec_auth(RTE_CRYPTO_AUTH_SHA256_HMAC, 16, 32));
	struct rte_crypto_op *done;
	struct sec_session s;
	struct sec_task t;
	uint32_t at;

	sec_session_open(&sec_port, &alg, &s);
	for (at = 0; at <= 96; at += 8) {
		t = task_of(&s, 128);
		sec_task_make(&t);
		t.op->sym->auth.digest.data = rte_pktmbuf_mtod_offset(t.op->sym->m_src,
				uint8_t *, at);
		assert_int_equal(sec_enqueue(&sec_port, 0, &t.op, 1), 1);
		sec_dequeue_all(&sec_port, 0, &done, 1);
		assert_ptr_equal(done, t.op);
		/* It cannot be right, as it would be a digest of itself. */
		t.want_status = RTE_CRYPTO_OP_STATUS_AUTH_FAILED;
		sec_task_done(&t);
	}
	sec_session_close(&sec_port, &s);
}

#define SHAPE_TEST(f)	cmocka_unit_test_setup_teardown(f, setup, sec_teardown)

int
test_sec_shape(void)
{
	static const struct CMUnitTest tests[] = {
		SHAPE_TEST(test_combinations),
		SHAPE_TEST(test_bytes),
		SHAPE_TEST(test_empty_segments),
		SHAPE_TEST(test_cuts),
		SHAPE_TEST(test_many_segments),
		SHAPE_TEST(test_offsets),
		SHAPE_TEST(test_heads),
		SHAPE_TEST(test_chain_ranges),
		SHAPE_TEST(test_truncated_digests),
		SHAPE_TEST(test_digest_in_data),
	};

	return TEST_RUN_GROUP("sec shapes", tests, NULL, NULL);
}

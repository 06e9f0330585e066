/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Messages in parts: hashes and HMACs with their intermediate states (4.6), and streams
 * of GCM (4.9).
 */

#include <string.h>

#include <rte_common.h>

#include "soft_sec_user.h"
#include "soft_sec_openssl.h"

#define MAX_LEN	8192
#define STATES	80	/* bytes: the longest state, and bytes that must not change */

struct hash_row {
	uint8_t alg;
	uint8_t digest;		/* bytes */
	uint8_t state;		/* bytes */
	uint8_t block;		/* bytes */
	bool hmac;
};

static const struct hash_row rows[] = {
	{ 0x00, 20, 20, 64, false }, { 0x01, 32, 32, 64, false }, { 0x02, 16, 16, 64, false },
	{ 0x03, 28, 32, 64, false }, { 0x04, 48, 64, 128, false }, { 0x05, 64, 64, 128, false },
	{ 0x06, 28, 64, 128, false }, { 0x07, 32, 64, 128, false }, { 0x25, 32, 32, 64, false },
	{ 0x10, 20, 20, 64, true }, { 0x11, 32, 32, 64, true }, { 0x12, 16, 16, 64, true },
	{ 0x13, 28, 32, 64, true }, { 0x14, 48, 64, 128, true }, { 0x15, 64, 64, 128, true },
	{ 0x16, 28, 64, 128, true }, { 0x17, 32, 64, 128, true }, { 0x26, 32, 32, 64, true },
};

static uint8_t message[MAX_LEN], key[128];

/* As UADK encodes a part (4.6). */
static struct sec_spec
part_spec(const struct hash_row *row, unsigned int qm, uint32_t at, uint32_t len, uint8_t *mac)
{
	struct sec_spec s = {
		.auth = 1, .scene = qm == 2 ? 1 : 7, .a_alg = row->alg, .pad = 1,
		.ai_gen = at != 0, .a_len = len, .src = message + at, .mac = mac,
		.mac_words = row->hmac ? row->digest / 4 : row->alg == 0x25 ? 8 : 0,
	};

	if (row->hmac) {
		s.a_key_words = row->block / 4;
		s.a_key_at = key;
	}
	if (at != 0)
		s.a_iv = mac;
	return s;
}

/* First, middle and last parts; the state comes back in full and no byte more. */
static void
split_and_compare(struct user *u, unsigned int qm, const struct hash_row *row, uint64_t *rng)
{
	uint32_t total = rng_below(rng, MAX_LEN), at, len;
	uint8_t mac[STATES], edge[STATES], want[64];
	struct sec_spec s;

	memset(edge, 0x3c, sizeof(edge));
	memset(mac, 0x3c, sizeof(mac));
	ref_mac(row->alg, key, row->block, NULL, message, total, want);
	for (at = 0; total - at > row->block; at += len) {
		if (at != 0 && rng_below(rng, 3) == 0)
			break;
		len = row->block * (1 + rng_below(rng, RTE_MIN((total - at) / row->block, 20u)));
		s = part_spec(row, qm, at, len, mac);
		assert_int_equal(sec_do(u, qm, &s), 0x0081);
		assert_memory_equal(mac + row->state, edge, sizeof(mac) - row->state);
	}
	s = part_spec(row, qm, at, total - at, mac);
	s.pad = 0;
	s.mac_words = row->digest / 4;
	s.long_len = at == 0 ? 0 : (uint64_t)total * 8;
	if (s.a_len == 0)
		s.src = mac;
	if (at == 0 && total == 0 && qm == 2)
		return;
	assert_int_equal(sec_do(u, qm, &s), 0x0081);
	assert_memory_equal(mac, want, row->digest);
	assert_memory_equal(mac + row->state, edge, sizeof(mac) - row->state);
}

static void
parts(unsigned int qm, enum soft_engine engine)
{
	uint64_t rng = test_options.seed;
	unsigned int i, j;
	struct user u;

	rng_fill(&rng, message, sizeof(message));
	rng_fill(&rng, key, sizeof(key));
	sec_open(&u, qm, engine);
	for (i = 0; i < RTE_DIM(rows); i++)
		for (j = 0; j < 40; j++)
			split_and_compare(&u, qm, &rows[i], &rng);
	sec_close(&u);
}

static void
test_parts_v2(void **state __rte_unused)
{
	parts(2, SOFT_ENGINE_FAST);
}

static void
test_parts_v3(void **state __rte_unused)
{
	parts(3, SOFT_ENGINE_FAST);
	parts(3, SOFT_ENGINE_PLAIN);
}

/* The last part may be empty on any generation (4.6); others may not, nor be odd. */
static void
test_part_lengths(void **state __rte_unused)
{
	uint8_t mac[STATES], want[64];
	struct sec_spec s;
	struct user u;

	sec_open(&u, 2, SOFT_ENGINE_FAST);
	ref_mac(0x01, key, 0, NULL, message, 128, want);
	s = part_spec(&rows[1], 2, 0, 128, mac);
	sec_do(&u, 2, &s);
	s = part_spec(&rows[1], 2, 128, 0, mac);
	s.src = mac;
	assert_int_equal(sec_error(&u, 2, &s), HISI_SEC_BAD_A_LEN);
	s.a_len = 65;
	assert_int_equal(sec_error(&u, 2, &s), HISI_SEC_BAD_A_LEN);
	s.a_len = 0;
	s.pad = 0;
	s.mac_words = 8;
	s.long_len = 1024;
	assert_int_equal(sec_do(&u, 2, &s), 0x0081);
	assert_memory_equal(mac, want, 32);
	s = part_spec(&rows[1], 2, 0, 0, mac);
	assert_int_equal(sec_error(&u, 2, &s), HISI_SEC_BAD_A_LEN);
	/* Blocks of SHA-512 are longer. */
	s = part_spec(&rows[5], 2, 0, 64, mac);
	assert_int_equal(sec_error(&u, 2, &s), HISI_SEC_BAD_A_LEN);
	sec_close(&u);
}

/* MACs of AES have one part. */
static void
test_no_parts(void **state __rte_unused)
{
	uint8_t mac[STATES];
	struct sec_spec s;
	struct user u;

	sec_open(&u, 3, SOFT_ENGINE_FAST);
	s = part_spec(&rows[10], 3, 0, 64, mac);
	s.a_alg = 0x21;
	s.mac_words = 4;
	s.a_key_words = 4;
	assert_int_equal(sec_error(&u, 3, &s), HISI_SEC_BAD_OPERATION);
	s.pad = 0;
	assert_int_equal(sec_do(&u, 3, &s), 0x0081);
	s.ai_gen = 1;
	s.a_iv = mac;
	assert_int_equal(sec_error(&u, 3, &s), HISI_SEC_BAD_IV);
	sec_close(&u);
}

/* AES-128-GCM in parts; the counter is the driver's to keep (4.9). */
struct stream {
	struct sec_spec spec;
	uint8_t key[32];
	unsigned int key_code;
	uint8_t iv[16];
	uint8_t aad[100];
	uint8_t in[1000];
	uint8_t out[1000];
	uint8_t state[16];
	uint8_t last_iv[64];
	uint8_t want[1000];
	uint8_t tag[16];
	uint32_t aad_len;
	uint32_t len;
};

static void
stream_make(struct stream *st, uint64_t *rng, bool decrypt)
{
	struct sec_spec s = { .cipher = decrypt ? 2 : 1, .c_alg = 2, .c_mode = 6 };

	memset(st, 0, sizeof(*st));
	rng_fill(rng, st->key, sizeof(st->key));
	rng_fill(rng, st->iv, 12);
	rng_fill(rng, st->aad, sizeof(st->aad));
	rng_fill(rng, st->in, sizeof(st->in));
	st->key_code = rng_below(rng, 3);
	st->aad_len = 1 + rng_below(rng, sizeof(st->aad));
	st->len = 64 + rng_below(rng, sizeof(st->in) - 64);
	s.a_len = st->aad_len;
	s.c_len = st->len;
	ref_aead(&s, st->key, 16 + 8 * st->key_code, st->iv, NULL, st->aad, st->in, st->want,
			st->tag);
}

static void
stream_first(struct stream *st, struct user *u, unsigned int qm)
{
	struct sec_spec s = {
		.auth = 1, .scene = 7, .a_alg = 0x22, .mac_words = 4, .pad = 1,
		.a_key_words = 4 + 2 * st->key_code, .a_len = st->aad_len, .src = st->aad,
		.mac = st->state, .a_key_at = st->key,
	};

	if (qm >= 3) {
		s.c_mode = 6;
		s.c_key = st->key_code;
		s.icv_len = 16;
		s.mac_sel = 1;
	}
	assert_int_equal(sec_do(u, qm, &s), 0x0081);
	st->iv[15] = 1;
}

static uint32_t
stream_middle(struct stream *st, struct user *u, unsigned int qm, bool decrypt, uint32_t at,
		uint32_t blocks)
{
	struct sec_spec s = {
		.cipher = decrypt ? 2 : 1, .seq = decrypt, .de = 1, .scene = 7, .c_alg = 2,
		.c_mode = 6, .c_key = st->key_code, .icv_len = 16, .ai_gen = 1, .pad = 1,
		.mac_sel = qm >= 3, .a_key_words = 4 + 2 * st->key_code, .c_len = blocks * 16,
		.src = st->in + at, .dst = st->out + at, .mac = st->state, .a_iv = st->state,
		.c_iv = st->iv, .c_key_at = st->key, .a_key_at = st->key,
	};

	assert_int_equal(sec_do(u, qm, &s), 0x0181);
	/* The last byte of the counter does not overflow, as there are fewer than 256 blocks. */
	st->iv[15] += blocks;
	return at + s.c_len;
}

static struct sec_spec
stream_last_spec(struct stream *st, bool decrypt, uint32_t at)
{
	struct sec_spec s = {
		.cipher = decrypt ? 2 : 1, .seq = decrypt, .de = 1, .scene = 7, .c_alg = 2,
		.c_mode = 6, .c_key = st->key_code, .icv_len = 16, .ai_gen = 1, .mac_sel = 1,
		.c_len = st->len - at, .long_len = st->aad_len | (uint64_t)st->len << 24,
		.src = st->in + at, .dst = st->out + at, .mac = st->state, .a_iv = st->last_iv,
		.c_iv = st->iv, .c_key_at = st->key, .a_key_at = st->key,
	};

	memcpy(st->last_iv, st->iv, 12);
	st->last_iv[15] = 1;
	memcpy(st->last_iv + 32, st->state, 16);
	return s;
}

static void
run_stream(struct user *u, unsigned int qm, uint64_t *rng, bool decrypt)
{
	struct stream st;
	struct sec_spec s;
	uint32_t at = 0, blocks;

	stream_make(&st, rng, decrypt);
	stream_first(&st, u, qm);
	while (st.len - at > 16 && (at == 0 || rng_below(rng, 3) != 0)) {
		blocks = 1 + rng_below(rng, (st.len - at - 1) / 16);
		at = stream_middle(&st, u, qm, decrypt, at, blocks);
	}
	assert_memory_equal(st.out, st.want, at);
	s = stream_last_spec(&st, decrypt, at);
	if (qm < 5) {
		/*
		 * Before v5 the driver computes the end of a stream itself. It submits a descriptor
		 * that is marked as invalid, only for its completion.
		 */
		assert_int_equal(sec_error(u, qm, &s), HISI_SEC_BAD_OPERATION);
		s.invalid = 1;
		assert_int_equal(sec_do(u, qm, &s), 0x0001);
		return;
	}
	if (decrypt) {
		memcpy(st.state, st.tag, 16);
		assert_int_equal(sec_do(u, qm, &s), 0x0181);
		st.state[3] ^= 4;
		assert_int_equal(sec_do(u, qm, &s), 0x0185);
	} else {
		assert_int_equal(sec_do(u, qm, &s), 0x0181);
		assert_memory_equal(st.state, st.tag, 16);
	}
	assert_memory_equal(st.out, st.want, st.len);
}

static void
test_gcm_streams(void **state __rte_unused)
{
	static const unsigned int qms[] = { 2, 3, 5 };
	uint64_t rng = test_options.seed;
	unsigned int i, j;
	struct user u;

	for (i = 0; i < RTE_DIM(qms); i++) {
		sec_open(&u, qms[i], SOFT_ENGINE_FAST);
		for (j = 0; j < 40; j++)
			run_stream(&u, qms[i], &rng, j % 2 != 0);
		sec_close(&u);
	}
}

static void
test_gcm_stream_limits(void **state __rte_unused)
{
	uint64_t rng = test_options.seed;
	struct stream st;
	struct sec_spec s;
	struct user u;

	sec_open(&u, 5, SOFT_ENGINE_FAST);
	stream_make(&st, &rng, false);
	s = stream_last_spec(&st, false, 0);
	s.mac_sel = 0;
	s.pad = 1;
	s.c_len = 31;
	assert_int_equal(sec_error(&u, 5, &s), HISI_SEC_BAD_C_LEN);
	s.c_len = 0;
	assert_int_equal(sec_error(&u, 5, &s), HISI_SEC_BAD_C_LEN);
	s.c_len = 32;
	s.a_len = 1;
	assert_int_equal(sec_error(&u, 5, &s), HISI_SEC_BAD_A_LEN);
	s.a_len = 0;
	s.c_alg = 3;
	s.c_key = 0;
	assert_int_equal(sec_error(&u, 5, &s), HISI_SEC_BAD_C_ALG);
	s = stream_last_spec(&st, false, 0);
	s.icv_len = 3;
	assert_int_equal(sec_error(&u, 5, &s), HISI_SEC_BAD_MAC_LEN);
	sec_close(&u);
}

int
test_soft_sec_hash(void)
{
	const struct CMUnitTest tests[] = {
		user_unit_test(test_parts_v2),
		user_unit_test(test_parts_v3),
		user_unit_test(test_part_lengths),
		user_unit_test(test_no_parts),
		user_unit_test(test_gcm_streams),
		user_unit_test(test_gcm_stream_limits),
	};

	return TEST_RUN_GROUP("soft SEC, messages in parts", tests, NULL, NULL);
}

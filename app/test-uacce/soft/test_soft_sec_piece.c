/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Lists that are larger than the memory an engine has for them, and what is left in that
 * memory.
 */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_common.h>

#include "soft_queue.h"
#include "sec/sec_key.h"
#include "soft_sec_user.h"
#include "soft_sec_openssl.h"

#define MAX_AAD	40000u

/* Lengths around those of the pieces that lists are copied in, and of what is copied whole. */
static const uint32_t lens[] = {
	65536, 65520 + 16, 131072 + 5, 163840, 163840 + 1, 196608, 196608 - 7, 300000,
};

struct large {
	struct soft_sec *sec;
	uint64_t rng;
	uint8_t key[64];
	uint8_t a_key[128];
	uint8_t iv[16];
	uint8_t b0[16];
	uint8_t mac[64];
	uint8_t want[64];
	unsigned int c_key_len;
	unsigned int mac_len;
	uint32_t aad_len;
	uint32_t len;		/* of all of the source */
	uint8_t *in;		/* what it holds */
	uint8_t *out;		/* what is to be made of it, without AAD */
	uint8_t *now;
};

static void
large_open(struct large *l, enum soft_engine engine, uint32_t max)
{
	memset(l, 0, sizeof(*l));
	l->rng = test_options.seed;
	l->sec = soft_sec_engine.open(3, 0, engine);
	l->in = malloc(max);
	l->out = malloc(max);
	l->now = malloc(max);
	assert_true(l->sec != NULL && l->in != NULL && l->out != NULL && l->now != NULL);
}

static void
large_close(struct large *l)
{
	soft_sec_engine.close(l->sec);
	free(l->in);
	free(l->out);
	free(l->now);
}

/* Assert that no data of a request is left, and no more memory than an engine may keep. */
static void
check_bounce(const struct large *l)
{
	const struct sec_bounce *b = &l->sec->bounce;
	size_t i;

	assert_true(b->size <= 512u << 10);
	for (i = 0; i < b->size; i++)
		if (b->mem[i] != 0)
			fail_msg("byte %zu of bounce memory is 0x%02x", i, b->mem[i]);
}

static void
set_cipher(struct large *l, struct sec_spec *s, const struct sec_cipher_row *row, bool decrypt,
		uint32_t len)
{
	s->cipher = decrypt ? 2 : 1;
	s->c_alg = row->alg;
	s->c_mode = row->mode;
	s->c_key = row->code;
	s->c_width = row->mode == HISI_SEC_C_MODE_CBC_CS ? 1 + len % 3 : 0;
	s->ctr_mode = 2;
	s->c_len = row->mode <= HISI_SEC_C_MODE_CBC ? RTE_ALIGN_CEIL(len, 16) : len;
	s->c_off = l->aad_len;
	s->c_iv = l->iv;
	s->c_key_at = l->key;
	l->c_key_len = row->key_len;
	l->len = l->aad_len + s->c_len;
}

static void
set_auth(struct large *l, struct sec_spec *s, const struct sec_auth_row *row)
{
	s->auth = s->cipher == 2 ? 2 : 1;
	s->a_alg = row->alg;
	s->mac_words = row->len / 4;
	s->a_key_words = row->max_key;
	s->ai_gen = row->alg == HISI_SEC_A_ALG_AES_GMAC;
	s->a_key_at = l->a_key;
	s->a_iv = l->b0;
	s->mac = l->mac;
	l->mac_len = row->len;
}

static void
begin(struct large *l, struct sec_spec *s, uint32_t aad_len)
{
	memset(s, 0, sizeof(*s));
	rng_fill(&l->rng, l->key, sizeof(l->key));
	rng_fill(&l->rng, l->a_key, sizeof(l->a_key));
	rng_fill(&l->rng, l->iv, sizeof(l->iv));
	rng_fill(&l->rng, l->b0, sizeof(l->b0));
	l->aad_len = aad_len;
	l->mac_len = 0;
}

/* Serve it with lists for source and destination, which are one if it is in place. */
static void
serve(struct large *l, struct sec_spec *s, bool in_place, bool flat_dst)
{
	struct user_list src, dst;
	uint8_t *flat = NULL;
	struct sec_sqe sqe;

	user_list_make(&src, &l->rng, 1 + rng_below(&l->rng, 300), l->len, 40);
	user_list_write(&src, 0, l->in, l->len);
	s->src_list = 1;
	s->src = src.head;
	s->de = s->cipher != 0 && !in_place;
	if (s->de && flat_dst) {
		flat = malloc(l->len);
		assert_non_null(flat);
		s->dst = flat;
		s->dst_list = 0;
	} else if (s->de) {
		user_list_make(&dst, &l->rng, 1 + rng_below(&l->rng, 300), l->len, 40);
		s->dst_list = 1;
		s->dst = dst.head;
	}
	if (s->cipher == 2 && l->mac_len != 0)
		memcpy(l->mac, l->want, l->mac_len);
	else
		memset(l->mac, 0, sizeof(l->mac));
	sqe = sec_build(3, s);
	soft_sec_engine.run(l->sec, &soft_mem_process, &sqe, 1);
	if (sqe.byte[SEC_ERROR_AT] != HISI_SEC_OK)
		fail_msg("c_alg %u mode %u a_alg 0x%02x, %u bytes: error 0x%02x", s->c_alg,
				s->c_mode, s->a_alg, l->len, sqe.byte[SEC_ERROR_AT]);
	assert_int_equal(sec_done_flag(&sqe), s->cipher == 0 ? 0x0081 :
			l->mac_len == 0 ? 0x0101 : 0x0181);
	if (s->cipher != 0) {
		if (flat != NULL)
			memcpy(l->now, flat + s->c_off, s->c_len);
		else
			user_list_read(s->de ? &dst : &src, s->c_off, l->now, s->c_len);
		assert_memory_equal(l->now, l->out, s->c_len);
	}
	assert_memory_equal(l->mac, l->want, l->mac_len);
	user_list_check_gaps(&src);
	if (s->de && flat == NULL) {
		user_list_check_gaps(&dst);
		user_list_free(&dst);
	}
	user_list_free(&src);
	free(flat);
	check_bounce(l);
}

static void
serve_all(struct large *l, struct sec_spec *s)
{
	serve(l, s, true, false);
	if (s->cipher != 0) {
		serve(l, s, false, false);
		serve(l, s, false, true);
	}
}

static void
run_cipher(struct large *l, const struct sec_cipher_row *row, bool decrypt, uint32_t len)
{
	struct sec_spec s;

	begin(l, &s, 0);
	set_cipher(l, &s, row, decrypt, len);
	rng_fill(&l->rng, l->in, l->len);
	ref_cipher(&s, l->key, l->c_key_len, l->iv, l->in, l->out);
	serve_all(l, &s);
}

static void
run_digest(struct large *l, const struct sec_auth_row *row, uint32_t len)
{
	struct sec_spec s;

	begin(l, &s, 0);
	set_auth(l, &s, row);
	s.scene = 7;
	s.a_len = len;
	l->len = len;
	rng_fill(&l->rng, l->in, l->len);
	ref_mac(row->alg, l->a_key, 4 * row->max_key, l->b0, l->in, len, l->want);
	serve_all(l, &s);
}

static void
run_chain(struct large *l, const struct sec_cipher_row *cipher, const struct sec_auth_row *auth,
		bool decrypt, uint32_t len)
{
	struct sec_spec s;
	uint8_t *data;

	begin(l, &s, rng_below(&l->rng, 3) == 0 ? 0 : rng_below(&l->rng, MAX_AAD));
	set_cipher(l, &s, cipher, decrypt, len);
	set_auth(l, &s, auth);
	s.seq = decrypt;
	s.a_len = l->len;
	rng_fill(&l->rng, l->in, l->len);
	ref_cipher(&s, l->key, l->c_key_len, l->iv, l->in + l->aad_len, l->out);
	data = l->now;
	memcpy(data, l->in, l->len);
	if (!decrypt)
		memcpy(data + l->aad_len, l->out, s.c_len);
	ref_mac(auth->alg, l->a_key, 4 * auth->max_key, NULL, data, l->len, l->want);
	serve_all(l, &s);
}

static void
run_aead(struct large *l, const struct sec_cipher_row *row, bool decrypt, uint32_t len)
{
	struct sec_spec s;

	begin(l, &s, rng_below(&l->rng, 3) == 0 ? 0 : rng_below(&l->rng, MAX_AAD));
	set_cipher(l, &s, row, decrypt, len);
	s.seq = decrypt;
	s.a_len = l->aad_len;
	s.icv_len = 16;
	s.mac = l->mac;
	s.a_iv = l->b0;
	l->mac_len = 16;
	/* 4.8: a nonce of 11 bytes, as the length needs more than two. */
	l->iv[0] = 3;
	if (row->mode == HISI_SEC_C_MODE_CCM) {
		memset(l->iv + 12, 0, 3);
		l->iv[15] = 1;
		memcpy(l->b0, l->iv, 12);
		l->b0[0] = 3 + 8 * 7 + (l->aad_len != 0 ? 64 : 0);
		l->b0[12] = 0;
		l->b0[13] = s.c_len >> 16;
		l->b0[14] = s.c_len >> 8;
		l->b0[15] = s.c_len & 0xff;
	}
	rng_fill(&l->rng, l->in, l->len);
	ref_aead(&s, l->key, l->c_key_len, l->iv, l->b0, l->in, l->in + l->aad_len, l->out,
			l->want);
	serve_all(l, &s);
}

static void
large_lists(enum soft_engine engine)
{
	unsigned int i, j, n = 0;
	struct large l;

	large_open(&l, engine, MAX_AAD + 300016);
	for (i = 0; i < 2 * SEC_NB_CIPHERS; i++)
		run_cipher(&l, &sec_ciphers[i / 2], i % 2, lens[n++ % RTE_DIM(lens)]);
	for (i = 0; i < SEC_NB_AUTHS; i++)
		for (j = 0; j < RTE_DIM(lens); j++)
			run_digest(&l, &sec_auths[i], lens[j]);
	for (i = 0; i < SEC_NB_AUTHS; i++)
		for (j = 0; j < 2 * SEC_NB_CHAIN_CIPHERS && sec_auths[i].chain_type <= 3; j++)
			run_chain(&l, &sec_chain_ciphers[j / 2], &sec_auths[i], j % 2,
					lens[n++ % RTE_DIM(lens)]);
	for (i = 0; i < 2 * SEC_NB_AEADS; i++)
		for (j = 0; j < 3; j++)
			run_aead(&l, &sec_aeads[i / 2], i % 2, lens[n++ % RTE_DIM(lens)]);
	large_close(&l);
}

static void
test_large_lists(void **state __rte_unused)
{
	large_lists(SOFT_ENGINE_FAST);
}

static void
test_large_lists_plain(void **state __rte_unused)
{
	large_lists(SOFT_ENGINE_PLAIN);
}

/* Requests of the largest size, of which no engine makes a whole copy. */
static void
test_largest_lists(void **state __rte_unused)
{
	const uint32_t len = HISI_SEC_MAX_LEN - MAX_AAD - 1;
	struct large l;

	large_open(&l, SOFT_ENGINE_FAST, HISI_SEC_MAX_LEN);
	run_cipher(&l, &sec_ciphers[12], false, len);
	run_digest(&l, &sec_auths[10], len);
	run_chain(&l, &sec_chain_ciphers[0], &sec_auths[9], false, len - 15);
	run_aead(&l, &sec_aeads[4], true, len);
	large_close(&l);
}

/* A list that is too short is an error before anything is written. */
static void
test_short_lists(void **state __rte_unused)
{
	const uint32_t len = 300000;
	struct user_list src, dst;
	unsigned int dst_is_short;
	struct sec_sqe sqe;
	struct large l;
	uint32_t i;

	large_open(&l, SOFT_ENGINE_FAST, len);
	for (dst_is_short = 0; dst_is_short < 2; dst_is_short++) {
		struct sec_spec s;

		begin(&l, &s, 0);
		set_cipher(&l, &s, &sec_ciphers[12], false, len);
		user_list_make(&src, &l.rng, 50, len - !dst_is_short, 40);
		user_list_make(&dst, &l.rng, 50, len - dst_is_short, 40);
		memset(l.in, 0, len);
		user_list_write(&dst, 0, l.in, len - dst_is_short);
		s.src = src.head;
		s.dst = dst.head;
		s.src_list = 1;
		s.dst_list = 1;
		s.de = 1;
		sqe = sec_build(3, &s);
		soft_sec_engine.run(l.sec, &soft_mem_process, &sqe, 1);
		assert_int_equal(sqe.byte[SEC_ERROR_AT], HISI_SEC_BAD_LIST);
		user_list_read(&dst, 0, l.now, len - dst_is_short);
		for (i = 0; i < len - dst_is_short; i++)
			assert_int_equal(l.now[i], 0);
		check_bounce(&l);
		user_list_free(&src);
		user_list_free(&dst);
	}
	large_close(&l);
}

/* Many small lists at once, some of which wait while others are done: nothing is left. */
static void
test_small_lists(void **state __rte_unused)
{
	enum { NB = 32, LEN = 4096 };
	struct user_list list[NB];
	struct sec_sqe sqe[NB];
	unsigned int i, round;
	struct large l;

	large_open(&l, SOFT_ENGINE_FAST, LEN);
	for (round = 0; round < 20; round++) {
		for (i = 0; i < NB; i++) {
			struct sec_spec s;

			begin(&l, &s, 0);
			memset(l.key, round, sizeof(l.key));
			set_cipher(&l, &s, &sec_ciphers[3], false, LEN);
			rng_fill(&l.rng, l.in, LEN);
			user_list_make(&list[i], &l.rng, 5, LEN, 40);
			user_list_write(&list[i], 0, l.in, LEN);
			s.src = list[i].head;
			s.src_list = 1;
			sqe[i] = sec_build(3, &s);
		}
		soft_sec_engine.take(l.sec, &soft_mem_process, sqe, NB);
		soft_sec_engine.flush(l.sec);
		assert_int_not_equal(l.sec->bounce.size, 0);
		check_bounce(&l);
		for (i = 0; i < NB; i++) {
			assert_int_equal(sqe[i].byte[SEC_ERROR_AT], HISI_SEC_OK);
			user_list_free(&list[i]);
		}
	}
	large_close(&l);
}

/* An engine without work gives its memory back. */
static void
test_idle_engine(void **state __rte_unused)
{
	unsigned int ms;
	struct large l;

	large_open(&l, SOFT_ENGINE_FAST, 4096);
	run_cipher(&l, &sec_ciphers[3], false, 4096);
	assert_int_not_equal(l.sec->bounce.size, 0);
	assert_int_not_equal(l.sec->keys->nb, 0);
	soft_sec_engine.idle(l.sec);
	assert_int_not_equal(l.sec->bounce.size, 0);
	for (ms = 0; ms < 5000 && (l.sec->bounce.size != 0 || l.sec->keys->nb != 0); ms++) {
		usleep(1000);
		soft_sec_engine.idle(l.sec);
	}
	assert_int_equal(l.sec->bounce.size, 0);
	assert_int_equal(l.sec->keys->nb, 0);
	run_cipher(&l, &sec_ciphers[3], true, 4096);
	large_close(&l);
}

int
test_soft_sec_piece(void)
{
	const struct CMUnitTest tests[] = {
		user_unit_test(test_large_lists),
		user_unit_test(test_large_lists_plain),
		user_unit_test(test_largest_lists),
		user_unit_test(test_short_lists),
		user_unit_test(test_small_lists),
		user_unit_test(test_idle_engine),
	};

	return TEST_RUN_GROUP("soft SEC, large lists", tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Random requests of every kind in batches, over every layout of buffers, compared with
 * what soft_sec_openssl.c works out.
 */

#include <stdlib.h>
#include <string.h>

#include <rte_common.h>

#include "soft_sec_user.h"
#include "soft_sec_openssl.h"

#define MAX_BATCH	40
#define NB_KEYS		8
#define EDGE		32	/* bytes before and behind a buffer that stay as they are */

/* A buffer with edges, or a list. */
struct buffer {
	bool is_list;
	struct user_list list;
	uint8_t *flat;
	uint32_t len;
};

struct request {
	struct sec_spec spec;
	unsigned int c_key_len;
	unsigned int mac_len;
	bool in_place;
	bool tampered;
	struct buffer src;
	struct buffer dst;
	uint8_t *input;		/* what the source held */
	uint8_t *before;	/* what the destination held */
	uint8_t *out;		/* what is to be at c_off of it */
	uint8_t iv[16];
	uint8_t b0[16];
	uint8_t want[64];
	uint8_t mac[64 + EDGE];
};

/* Keys whose addresses stay, and whose bytes change. */
static uint8_t keys[NB_KEYS][128];

static void
fill_random(uint64_t *rng, uint8_t *data, size_t len)
{
	while (len-- > 0)
		*data++ = rng_next(rng);
}

static void
buffer_make(struct buffer *b, uint64_t *rng, bool is_list, uint32_t len)
{
	uint32_t entries;

	b->is_list = is_list && len != 0;
	b->len = len;
	if (b->is_list) {
		entries = 1 + rng_below(rng, RTE_MIN(len, 20u));
		user_list_make(&b->list, rng, entries, len, 1 + rng_below(rng, 8));
		return;
	}
	b->flat = malloc(len + 2 * EDGE);
	assert_non_null(b->flat);
	fill_random(rng, b->flat, EDGE);
	memcpy(b->flat + EDGE + len, b->flat, EDGE);
}

static void
buffer_write(struct buffer *b, const uint8_t *data)
{
	if (b->is_list)
		user_list_write(&b->list, 0, data, b->len);
	else
		memcpy(b->flat + EDGE, data, b->len);
}

static void
buffer_read(struct buffer *b, uint8_t *data)
{
	if (b->is_list) {
		user_list_read(&b->list, 0, data, b->len);
		user_list_check_gaps(&b->list);
	} else {
		memcpy(data, b->flat + EDGE, b->len);
		assert_memory_equal(b->flat, b->flat + EDGE + b->len, EDGE);
	}
}

static void
buffer_free(struct buffer *b)
{
	if (b->is_list)
		user_list_free(&b->list);
	else
		free(b->flat);
}

static const void *
buffer_addr(const struct buffer *b)
{
	return b->is_list ? (const void *)b->list.head : b->flat + EDGE;
}

static uint32_t
random_len(uint64_t *rng)
{
	switch (rng_below(rng, 8)) {
	case 0:
		return 65520 + rng_below(rng, 40);
	case 1:
	case 2:
		return 1 + rng_below(rng, 5000);
	default:
		return 1 + rng_below(rng, 200);
	}
}

static const struct sec_cipher_row *
pick_cipher(uint64_t *rng, unsigned int type, const struct sec_cipher_row *rows, unsigned int n)
{
	const struct sec_cipher_row *row;

	do
		row = &rows[rng_below(rng, n)];
	while (row->type > type);
	return row;
}

static void
set_cipher(struct request *r, uint64_t *rng, const struct sec_cipher_row *row)
{
	struct sec_spec *s = &r->spec;
	uint32_t block = row->alg <= 1 ? 8 : 16;

	s->cipher = 1 + rng_below(rng, 2);
	s->c_alg = row->alg;
	s->c_mode = row->mode;
	s->c_key = row->code;
	s->c_len = random_len(rng);
	if (row->mode <= 1)
		s->c_len = RTE_ALIGN_CEIL(s->c_len, block);
	else if (row->mode == HISI_SEC_C_MODE_XTS)
		s->c_len += 15;
	else if (row->mode == HISI_SEC_C_MODE_CBC_CS)
		s->c_len += 16;
	s->c_width = row->mode == HISI_SEC_C_MODE_CBC_CS ? 1 + rng_below(rng, 3) : 0;
	s->ctr_mode = row->mode == HISI_SEC_C_MODE_XTS ? rng_below(rng, 3) : 2;
	s->c_key_at = keys[rng_below(rng, NB_KEYS)] + rng_below(rng, 3);
	r->c_key_len = row->key_len;
	fill_random(rng, r->iv, sizeof(r->iv));
	s->c_iv = r->iv;
}

static void
set_auth(struct request *r, uint64_t *rng, unsigned int type, bool chain)
{
	const struct sec_auth_row *row;
	struct sec_spec *s = &r->spec;

	do
		row = &sec_auths[rng_below(rng, SEC_NB_AUTHS)];
	while ((chain ? row->chain_type : row->type) > type);
	s->auth = 1;
	s->a_alg = row->alg;
	r->mac_len = 4 * (1 + rng_below(rng, row->len / 4));
	s->mac_words = r->mac_len / 4;
	if (row->len == r->mac_len && row->alg < 0x18 && rng_below(rng, 2) == 0)
		s->mac_words = 0;
	if (row->alg == 0x22) {
		s->a_key_words = 4 + 2 * rng_below(rng, 3);
		s->ai_gen = 1;
		s->a_iv = r->b0;
		fill_random(rng, r->b0, sizeof(r->b0));
	} else if (row->alg == 0x20 || row->alg == 0x21) {
		s->a_key_words = 4;
	} else if (row->max_key != 0) {
		s->a_key_words = 1 + rng_below(rng, row->max_key);
	}
	s->a_key_at = keys[rng_below(rng, NB_KEYS)];
	s->mac = r->mac;
}

static void
make_cipher(struct request *r, uint64_t *rng, unsigned int type)
{
	set_cipher(r, rng, pick_cipher(rng, type, sec_ciphers, SEC_NB_CIPHERS));
	/* Only type 3 has a field for the tweak of GB/T 17964. */
	if (type == 2)
		r->spec.ctr_mode = 0;
	r->spec.c_off = rng_below(rng, 3) == 0 ? rng_below(rng, 100) : 0;
}

static void
make_digest(struct request *r, uint64_t *rng, unsigned int type)
{
	struct sec_spec *s = &r->spec;

	set_auth(r, rng, type, false);
	s->a_len = random_len(rng);
	if (type == 3 && s->a_alg < 0x20 && rng_below(rng, 20) == 0)
		s->a_len = 0;
	s->a_off = rng_below(rng, 3) == 0 ? rng_below(rng, 100) : 0;
	s->scene = type == 3 ? 7 : 1;
}

static void
make_chain(struct request *r, uint64_t *rng, unsigned int type)
{
	struct sec_spec *s = &r->spec;

	set_cipher(r, rng, pick_cipher(rng, type, sec_chain_ciphers, SEC_NB_CHAIN_CIPHERS));
	set_auth(r, rng, type, true);
	/* Orders that no driver uses are served, too (section 6, item 13). */
	s->seq = rng_below(rng, 8) == 0 ? s->cipher == 1 : s->cipher == 2;
	s->auth = s->cipher;
	s->c_off = rng_below(rng, 3) == 0 ? 0 : rng_below(rng, 100);
	s->a_len = s->c_off + s->c_len;
	if (rng_below(rng, 5) == 0) {
		s->a_off = s->c_off / 2;
		s->a_len -= s->a_off;
	}
}

static void
make_aead(struct request *r, uint64_t *rng, unsigned int type)
{
	struct sec_spec *s = &r->spec;
	unsigned int l = 3 + rng_below(rng, 6);

	set_cipher(r, rng, pick_cipher(rng, type, sec_aeads, SEC_NB_AEADS));
	s->seq = s->cipher == 2;
	s->a_len = rng_below(rng, 4) == 0 ? 0 : rng_below(rng, 2) == 0 ? random_len(rng) % 65000 :
		rng_below(rng, 60);
	if (type == 3 && s->a_len != 0 && rng_below(rng, 10) == 0)
		s->c_len = 0;
	s->c_off = s->a_len;
	s->icv_len = s->c_mode == HISI_SEC_C_MODE_GCM ? 8 + rng_below(rng, 9) :
		4 + 2 * rng_below(rng, 7);
	r->mac_len = s->icv_len;
	s->mac = r->mac;
	s->a_iv = r->b0;
	if (s->c_mode == HISI_SEC_C_MODE_GCM)
		return;
	/* 4.8, L bytes of the length; or blocks that are not what they should be. */
	r->iv[0] = l - 1;
	memset(r->iv + 16 - l, 0, l - 1);
	r->iv[15] = 1;
	memcpy(r->b0, r->iv, sizeof(r->b0));
	r->b0[0] = (l - 1) + 8 * ((s->icv_len - 2) / 2) + (s->a_len != 0 ? 64 : 0);
	r->b0[15] = s->c_len;
	r->b0[14] = s->c_len >> 8;
	r->b0[13] = s->c_len >> 16;
	if (rng_below(rng, 6) == 0)
		r->b0[rng_below(rng, 16)] ^= 1 << rng_below(rng, 8);
	if (rng_below(rng, 6) == 0)
		r->iv[8 + rng_below(rng, 8)] ^= 1 << rng_below(rng, 8);
}

static void
make_layout(struct request *r, uint64_t *rng)
{
	struct sec_spec *s = &r->spec;
	uint32_t len = RTE_MAX(s->a_off + s->a_len, s->c_off + s->c_len);
	bool cipher = s->cipher != 0;

	if (!cipher)
		len = s->a_off + s->a_len;
	r->input = malloc(len + 1);
	r->before = malloc(len + 1);
	r->out = malloc(s->c_len + 1);
	assert_true(r->input != NULL && r->before != NULL && r->out != NULL);
	rng_fill(rng, r->input, len);
	buffer_make(&r->src, rng, rng_below(rng, 2) == 0, len);
	buffer_write(&r->src, r->input);
	s->src_list = r->src.is_list;
	s->src = buffer_addr(&r->src);
	r->in_place = !cipher || rng_below(rng, 2) == 0;
	memcpy(r->before, r->input, len);
	if (!r->in_place) {
		buffer_make(&r->dst, rng, rng_below(rng, 2) == 0, len);
		fill_random(rng, r->before, len);
		buffer_write(&r->dst, r->before);
		s->dst_list = r->dst.is_list;
		s->dst = buffer_addr(&r->dst);
		s->de = 1;
	} else if (rng_below(rng, 2) == 0) {
		s->dst_list = s->src_list;
		s->dst = s->src;
		s->de = cipher;
	}
}

/* What is authenticated in a chain: AAD of the source, and what seq says (4.7). */
static void
expect_chain(struct request *r)
{
	const struct sec_spec *s = &r->spec;
	uint8_t *data = malloc(s->a_len);

	assert_non_null(data);
	ref_cipher(s, s->c_key_at, r->c_key_len, r->iv, r->input + s->c_off, r->out);
	memcpy(data, r->input + s->a_off, s->a_len);
	if (s->seq == 0)
		memcpy(data + s->c_off - s->a_off, r->out, s->c_len);
	ref_mac(s->a_alg, s->a_key_at, s->a_key_words * 4, NULL, data, s->a_len, r->want);
	free(data);
}

static void
expect(struct request *r)
{
	const struct sec_spec *s = &r->spec;

	if (s->cipher == 0)
		ref_mac(s->a_alg, s->a_key_at, s->a_key_words * 4, r->b0, r->input + s->a_off,
				s->a_len, r->want);
	else if (s->auth != 0)
		expect_chain(r);
	else if (s->icv_len != 0)
		ref_aead(s, s->c_key_at, r->c_key_len, r->iv, r->b0, r->input, r->input + s->c_off,
				r->out, r->want);
	else
		ref_cipher(s, s->c_key_at, r->c_key_len, r->iv, r->input + s->c_off, r->out);
}

static bool
is_verified(const struct request *r)
{
	return r->spec.cipher == 2 && r->mac_len != 0;
}

static void
make_request(struct request *r, uint64_t *rng, unsigned int type)
{
	static void (*const makers[])(struct request *, uint64_t *, unsigned int) = {
		make_cipher, make_digest, make_chain, make_aead,
	};

	memset(r, 0, sizeof(*r));
	makers[rng_below(rng, RTE_DIM(makers))](r, rng, type);
	make_layout(r, rng);
	expect(r);
	memset(r->mac, 0xa5, sizeof(r->mac));
	if (!is_verified(r))
		return;
	memcpy(r->mac, r->want, r->mac_len);
	r->tampered = rng_below(rng, 4) == 0;
	if (r->tampered)
		r->mac[rng_below(rng, r->mac_len)] ^= 1 << rng_below(rng, 8);
}

static uint16_t
expected_flag(const struct request *r)
{
	if (r->spec.cipher == 0)
		return 0x0081;
	if (r->mac_len == 0)
		return 0x0101;
	return r->tampered ? 0x0185 : 0x0181;
}

static void
check_buffers(struct request *r)
{
	const struct sec_spec *s = &r->spec;
	struct buffer *dst = r->in_place ? &r->src : &r->dst;
	uint8_t *now = malloc(dst->len + 1);

	assert_non_null(now);
	if (!r->in_place) {
		buffer_read(&r->src, now);
		assert_memory_equal(now, r->input, r->src.len);
	}
	buffer_read(dst, now);
	/* AAD is not copied (section 6, item 11), nor is anything else written. */
	if (s->cipher != 0 && !r->tampered)
		memcpy(r->before + s->c_off, r->out, s->c_len);
	else if (s->cipher != 0)
		memcpy(r->before + s->c_off, now + s->c_off, s->c_len);
	assert_memory_equal(now, r->before, dst->len);
	free(now);
}

static void
check_request(struct request *r, const struct sec_sqe *sqe)
{
	uint8_t edge[sizeof(r->mac)];

	assert_int_equal(sqe->byte[SEC_ERROR_AT], HISI_SEC_OK);
	assert_int_equal(sec_done_flag(sqe), expected_flag(r));
	check_buffers(r);
	memset(edge, 0xa5, sizeof(edge));
	if (!is_verified(r))
		assert_memory_equal(r->mac, r->want, r->mac_len);
	assert_memory_equal(r->mac + r->mac_len, edge, sizeof(r->mac) - r->mac_len);
}

static void
free_request(struct request *r)
{
	buffer_free(&r->src);
	if (!r->in_place)
		buffer_free(&r->dst);
	free(r->input);
	free(r->before);
	free(r->out);
}

static void
run_batch(struct user *u, unsigned int qm, uint64_t *rng)
{
	unsigned int n = 1 + rng_below(rng, MAX_BATCH), i;
	struct request *r = calloc(n, sizeof(*r));
	struct sec_sqe sqe[MAX_BATCH];

	assert_non_null(r);
	for (i = 0; i < NB_KEYS; i++)
		if (rng_below(rng, 4) == 0)
			fill_random(rng, keys[i], sizeof(keys[i]));
	for (i = 0; i < n; i++) {
		make_request(&r[i], rng, qm == 2 ? 2 : 3);
		sqe[i] = sec_build(qm, &r[i].spec);
	}
	sec_serve(u, sqe, n);
	for (i = 0; i < n; i++) {
		check_request(&r[i], &sqe[i]);
		free_request(&r[i]);
	}
	free(r);
}

static void
random_requests(unsigned int qm, enum soft_engine engine)
{
	uint64_t rng = test_options.seed + qm;
	unsigned int i;
	struct user u;

	sec_open(&u, qm, engine);
	for (i = 0; i < 200; i++)
		run_batch(&u, qm, &rng);
	sec_close(&u);
}

static void
test_random_v2(void **state __rte_unused)
{
	random_requests(2, SOFT_ENGINE_FAST);
}

static void
test_random_v3(void **state __rte_unused)
{
	random_requests(3, SOFT_ENGINE_FAST);
}

static void
test_random_v2_plain(void **state __rte_unused)
{
	random_requests(2, SOFT_ENGINE_PLAIN);
}

static void
test_random_v3_plain(void **state __rte_unused)
{
	random_requests(3, SOFT_ENGINE_PLAIN);
}

int
test_soft_sec_rand(void)
{
	const struct CMUnitTest tests[] = {
		user_unit_test(test_random_v2_plain),
		user_unit_test(test_random_v3_plain),
		user_unit_test(test_random_v2),
		user_unit_test(test_random_v3),
	};

	return TEST_RUN_GROUP("soft SEC, random requests", tests, NULL, NULL);
}

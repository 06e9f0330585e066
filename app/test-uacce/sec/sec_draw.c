/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Random operations of uacce_sec: everything an operation can be is drawn from the seed. */

#include <stdlib.h>
#include <string.h>

#include <rte_common.h>

#include "sec_draw.h"
#include "sec_offer.h"

#define MAX_OFFSET	80u
#define MAX_TAIL	40u

bool
sec_draw_one_in(uint32_t n)
{
	return test_rand_range(1, n) == 1;
}

uint8_t *
sec_draw_pool(void)
{
	uint8_t *pool = malloc(SEC_DRAW_POOL);
	uint64_t word;
	uint32_t i;

	assert_non_null(pool);
	for (i = 0; i < SEC_DRAW_POOL; i += sizeof(word)) {
		word = test_rand();
		memcpy(pool + i, &word, sizeof(word));
	}
	return pool;
}

/* Short lengths most of the time, so that there can be many operations. */
static uint32_t
draw_len(uint32_t limit)
{
	uint32_t r = test_rand_range(0, 999);

	if (r < 600)
		return test_rand_range(0, 130);
	if (r < 920)
		return test_rand_range(0, 1600);
	if (r < 995)
		return test_rand_range(0, 10000);
	if (sec_draw_one_in(100))
		return limit - test_rand_range(0, 1) * test_rand_range(0, 1000);
	return test_rand_range(0, 65536 + 20);
}

static uint32_t
draw_segs(void)
{
	if (test_rand() & 1)
		return 1;
	return sec_draw_one_in(300) ? test_rand_range(17, 600) : test_rand_range(2, 16);
}

/*
 * Draw the bytes around the payload that are authenticated, too. In a few operations the
 * authenticated range is shorter than all of them at one or both ends.
 */
static void
draw_around(struct sec_task *t)
{
	if (sec_draw_one_in(2))
		t->head = sec_draw_one_in(50) ? test_rand_range(0, 3000) : test_rand_range(0, 64);
	if (sec_draw_one_in(8))
		t->behind = sec_draw_one_in(20) ? test_rand_range(0, 3000) : test_rand_range(0, 20);
	if (sec_draw_one_in(16) && !sec_variant.foreign) {
		/*
		 * That takes at most three bytes from each end of the payload. draw_lengths() makes
		 * the payload at least 16 bytes long then, so that something is authenticated.
		 */
		t->skip = test_rand_range(0, t->head + 3);
		t->drop = test_rand_range(0, t->behind + 3);
	}
	if (sec_variant.foreign)
		t->behind = 0;
}

static void
draw_lengths(struct sec_task *t)
{
	const struct sec_alg *alg = &t->s->alg;
	uint32_t block = sec_block(alg), least = sec_least_len(alg), limit = SEC_MAX_LEN;

	if (alg->kind == SEC_CHAIN)
		draw_around(t);
	limit -= t->head + t->behind + (alg->kind == SEC_AEAD ? alg->aad_len : 0);
	/* The first block of CCM has two bytes for the length if the nonce has 13 (4.8). */
	if (alg->kind == SEC_AEAD && alg->iv_len == 13 && alg->aead == RTE_CRYPTO_AEAD_AES_CCM)
		limit = 65535;
	t->len = RTE_MIN(draw_len(limit), limit);
	t->len = RTE_MAX(t->len - t->len % block, RTE_MAX(least, t->skip + t->drop == 0 ? 0 : 16u));
	/* aesni_mb takes no more than 64 KiB. */
	if (sec_variant.foreign)
		t->len = RTE_MIN(t->len, 32768u);
}

static enum sec_spoil
draw_spoil(const struct sec_task *t)
{
	const struct sec_alg *alg = &t->s->alg;
	bool gmac = alg->kind == SEC_AUTH && alg->auth == RTE_CRYPTO_AUTH_AES_GMAC;

	if (!sec_has_mac(alg) || alg->forward || !sec_draw_one_in(6))
		return SEC_SPOIL_NOTHING;
	/* Other data may have the same digest if it is short, so only the digest is changed. */
	if (alg->digest_len < 4)
		return SEC_SPOIL_DIGEST;
	switch (test_rand_range(0, 3)) {
	case 0:
		return alg->kind == SEC_AEAD && alg->aad_len != 0 ? SEC_SPOIL_AAD :
			SEC_SPOIL_DIGEST;
	case 1:
		return alg->kind == SEC_AEAD || gmac ? SEC_SPOIL_IV : SEC_SPOIL_DIGEST;
	case 2:
		return t->head + t->len + t->behind != 0 ? SEC_SPOIL_DATA : SEC_SPOIL_DIGEST;
	default:
		return SEC_SPOIL_DIGEST;
	}
}

static uint32_t
draw_bit(const struct sec_task *t)
{
	const struct sec_alg *alg = &t->s->alg;
	uint32_t bytes;

	switch (t->spoil) {
	case SEC_SPOIL_AAD:
		bytes = alg->aad_len;
		break;
	case SEC_SPOIL_IV:
		bytes = alg->kind == SEC_AEAD ? alg->iv_len : alg->auth_iv_len;
		break;
	case SEC_SPOIL_DATA:
		bytes = t->head + t->len + t->behind - t->skip - t->drop;
		break;
	default:
		bytes = alg->digest_len;
		break;
	}
	return test_rand_range(0, 8 * bytes - 1);
}

/* Shapes that aesni_mb supports. */
static void
limit_shape(struct sec_task *t)
{
	if (t->out_of_place)
		t->head = 0;
	if (t->s->alg.kind == SEC_AUTH)
		t->out_of_place = false;
	t->src_segs = 1;
	t->dst_segs = 1;
	if (t->place == SEC_LATER)
		t->place = SEC_APPENDED;
	t->offset = RTE_MIN(t->offset, MAX_OFFSET);
	t->sessionless = false;
}

static void
draw_shape(struct sec_task *t)
{
	const struct sec_alg *alg = &t->s->alg;

	t->offset = sec_draw_one_in(2) ? test_rand_range(0, MAX_OFFSET) : 0;
	if (sec_draw_one_in(500))
		t->offset = test_rand_range(60000, 70000);
	t->place = test_rand_range(0, SEC_NB_PLACES - 1);
	if (!sec_has_mac(alg))
		t->place = SEC_OUTSIDE;
	if (t->place == SEC_OUTSIDE && sec_draw_one_in(2))
		t->tail = test_rand_range(0, MAX_TAIL);
	t->src_segs = draw_segs();
	t->dst_segs = draw_segs();
	t->out_of_place = sec_draw_one_in(2);
	t->sessionless = sec_draw_one_in(50);
	if (sec_variant.foreign)
		limit_shape(t);
}

static void
draw_iv(uint8_t *iv)
{
	uint64_t words[2] = { test_rand(), test_rand() };

	/* Counters that are about to wrap; aesni_mb wraps them at 32 bits, so it gets none. */
	if (sec_variant.foreign)
		words[1] &= UINT64_C(0xffffff00ffffffff);
	else if (sec_draw_one_in(20))
		words[1] = UINT64_MAX;
	if (words[1] == UINT64_MAX && sec_draw_one_in(2))
		words[0] = UINT64_MAX;
	memcpy(iv, words, sizeof(words));
}

void
sec_draw_task(const struct sec_session *s, const uint8_t *pool, struct sec_task *t)
{
	memset(t, 0, sizeof(*t));
	t->s = s;
	draw_iv(t->iv);
	draw_iv(t->auth_iv);
	draw_lengths(t);
	draw_shape(t);
	t->src = pool + test_rand_range(0, SEC_DRAW_POOL - t->head - t->len - t->behind);
	t->aad = pool + test_rand_range(0, SEC_DRAW_POOL - UINT16_MAX - 1);
	t->spoil = draw_spoil(t);
	if (t->spoil != SEC_SPOIL_NOTHING)
		t->spoil_bit = draw_bit(t);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * uacce_sec against OpenSSL over random operations: algorithms out of all that the
 * device offers, and everything an operation can be, are drawn from the seed.
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>

#include "sec_fixture.h"
#include "sec_offer.h"
#include "sec_task.h"
#include "test_sec.h"

#define NB_SESSIONS	64u	/* of each port */
#define MAX_BATCH	48u
#define POOL		(1u << 25)
#define MAX_OFFSET	80u
#define MAX_TAIL	40u

struct diff_port {
	struct sec_port port;
	struct sec_offer offer;
	struct sec_session sessions[NB_SESSIONS];
	unsigned int qm;
};

static struct diff_port ports[4];
static unsigned int nb_ports;
static uint8_t *pool;
static struct sec_task tasks[MAX_BATCH];
static uint64_t counts[4][2];	/* by kind, and whether it fails */

/* Set while a batch runs, so that the tear-down of a failed test prints the seed. */
static bool at_hand;

static bool
one_in(uint32_t n)
{
	return test_rand_range(1, n) == 1;
}

static void
make_session(struct diff_port *p, struct sec_session *s)
{
	struct sec_alg alg;

	sec_draw_alg(&p->offer, &alg);
	sec_session_open(&p->port, &alg, s);
}

static void
plug(const char *devargs, unsigned int qm)
{
	struct diff_port *p = &ports[nb_ports];
	unsigned int i;

	p->qm = qm;
	assert_int_equal(sec_plug(&p->port, nb_ports++, devargs), 0);
	sec_bring_up(&p->port, 1, SEC_INFLIGHT);
	sec_offer_read(&p->port, &p->offer);
	/* Enough for all kinds of operations. */
	assert_true(p->offer.nb_caps >= 10 && p->offer.nb_chains >= 1);
	for (i = 0; i < NB_SESSIONS; i++)
		make_session(p, &p->sessions[i]);
}

static void
plug_all(void)
{
	char devargs[192];
	unsigned int qm;
	bool soft;

	if (strcmp(sec_driver(), SEC_DRIVER) != 0) {
		plug("", 2);
	} else if (strcmp(test_options.device, "soft") == 0) {
		plug("device=soft,soft_qm=2,soft_depth=1024", 2);
		plug("device=soft,soft_qm=3,soft_depth=1024", 3);
		plug("device=soft,soft_qm=2,soft_workers=1", 2);
		plug("device=soft,soft_qm=3,soft_workers=1", 3);
	} else {
		snprintf(devargs, sizeof(devargs), "device=%s", test_options.device);
		test_named_device(devargs, &soft, &qm);
		plug(devargs, qm);
	}
}

static int
setup(void **state)
{
	uint64_t word;
	uint32_t i;

	sec_variant = (struct sec_variant) {
		.foreign = strcmp(sec_driver(), SEC_DRIVER) != 0,
	};
	sec_setup(state);
	pool = malloc(POOL);
	assert_non_null(pool);
	for (i = 0; i < POOL; i += sizeof(word)) {
		word = test_rand();
		memcpy(pool + i, &word, sizeof(word));
	}
	nb_ports = 0;
	at_hand = false;
	plug_all();
	memset(counts, 0, sizeof(counts));
	return 0;
}

static int
teardown(void **state)
{
	int ret;

	if (at_hand)
		fprintf(stderr, "secdiff: seed %" PRIu64 "\n", test_options.seed);
	at_hand = false;
	ret = sec_teardown(state);
	free(pool);
	pool = NULL;
	return ret;
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
	if (one_in(100))
		return limit - test_rand_range(0, 1) * test_rand_range(0, 1000);
	return test_rand_range(0, 65536 + 20);
}

static uint32_t
draw_segs(void)
{
	if (test_rand() & 1)
		return 1;
	return one_in(300) ? test_rand_range(17, 600) : test_rand_range(2, 16);
}

/* Bytes that are authenticated besides the payload; rarely some of all are not. */
static void
draw_around(struct sec_task *t)
{
	if (one_in(2))
		t->head = one_in(50) ? test_rand_range(0, 3000) : test_rand_range(0, 64);
	if (one_in(8))
		t->behind = one_in(20) ? test_rand_range(0, 3000) : test_rand_range(0, 20);
	if (one_in(16) && !sec_variant.foreign) {
		/* At most three bytes of the payload, which has 16 then, so that some are left. */
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
	/* Beside a nonce of 13 bytes the length has two. */
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

	if (!sec_has_mac(alg) || alg->forward || !one_in(6))
		return SEC_SPOIL_NOTHING;
	/* A short digest of other data may be the same. */
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

	t->offset = one_in(2) ? test_rand_range(0, MAX_OFFSET) : 0;
	if (one_in(500))
		t->offset = test_rand_range(60000, 70000);
	t->place = test_rand_range(0, SEC_NB_PLACES - 1);
	if (!sec_has_mac(alg))
		t->place = SEC_OUTSIDE;
	if (t->place == SEC_OUTSIDE && one_in(2))
		t->tail = test_rand_range(0, MAX_TAIL);
	t->src_segs = draw_segs();
	t->dst_segs = draw_segs();
	t->out_of_place = one_in(2);
	t->sessionless = one_in(50);
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
	else if (one_in(20))
		words[1] = UINT64_MAX;
	if (words[1] == UINT64_MAX && one_in(2))
		words[0] = UINT64_MAX;
	memcpy(iv, words, sizeof(words));
}

static void
draw_task(struct diff_port *p, struct sec_task *t)
{
	struct sec_session *s = &p->sessions[test_rand_range(0, NB_SESSIONS - 1)];

	memset(t, 0, sizeof(*t));
	t->s = s;
	draw_iv(t->iv);
	draw_iv(t->auth_iv);
	draw_lengths(t);
	draw_shape(t);
	t->src = pool + test_rand_range(0, POOL - t->head - t->len - t->behind);
	t->aad = pool + test_rand_range(0, POOL - UINT16_MAX - 1);
	t->spoil = draw_spoil(t);
	if (t->spoil != SEC_SPOIL_NOTHING)
		t->spoil_bit = draw_bit(t);
}

/* A burst of random operations of mixed sessions on one of the devices. */
static void
run_batch(uint32_t n)
{
	/* Devices with a worker come less often, as waiting for the worker takes time. */
	unsigned int i, port = test_rand_range(0, nb_ports - 1);
	struct diff_port *p;

	if (port >= 2 && !one_in(4))
		port -= 2;
	p = &ports[port];
	sec_variant.qm = p->qm;
	at_hand = true;
	/* Replace sessions, of which no operation is in flight here. */
	for (i = 0; i < n; i += 16) {
		struct sec_session *s = &p->sessions[test_rand_range(0, NB_SESSIONS - 1)];

		sec_session_close(&p->port, s);
		make_session(p, s);
	}
	for (i = 0; i < n; i++)
		draw_task(p, &tasks[i]);
	sec_task_run_on(&p->port, 0, tasks, n);
	for (i = 0; i < n; i++)
		counts[tasks[i].s->alg.kind][tasks[i].spoil != SEC_SPOIL_NOTHING]++;
	at_hand = false;
}

static void
report_counts(uint64_t total)
{
	static const char *const names[] = { "cipher", "hash or MAC", "chain", "AEAD" };
	uint64_t sum = 0;
	unsigned int i;

	for (i = 0; i < RTE_DIM(names); i++) {
		fprintf(stderr, "secdiff: %" PRIu64 " %s, %" PRIu64 " damaged\n", counts[i][0],
				names[i], counts[i][1]);
		sum += counts[i][0] + counts[i][1];
		if (total >= 1000)
			assert_true(counts[i][0] != 0 && (i == 0 || counts[i][1] != 0));
	}
	assert_int_equal(sum, total);
}

static void
test_random_operations(void **state __rte_unused)
{
	uint64_t total = test_options.ops, done = 0, tenths = 0;
	uint32_t n, before = sec_task_count();

	while (done < total) {
		n = RTE_MIN((uint64_t)test_rand_range(1, MAX_BATCH), total - done);
		run_batch(n);
		done += n;
		if (done * 10 / total == tenths)
			continue;
		tenths = done * 10 / total;
		fprintf(stderr, "secdiff: %" PRIu64 " of %" PRIu64 " operations\n", done, total);
	}
	assert_int_equal(sec_task_count() - before, total);
	report_counts(total);
}

#ifndef UACCE_HAVE_SOFT
static void
test_no_device(void **state __rte_unused)
{
	skip();
}
#endif

int
test_sec_diff(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_random_operations, setup, teardown),
	};

#ifndef UACCE_HAVE_SOFT
	static const struct CMUnitTest none[] = { cmocka_unit_test(test_no_device) };

	if (strcmp(test_options.device, "soft") == 0)
		return TEST_RUN_GROUP("secdiff", none, NULL, NULL);
#endif
	return TEST_RUN_GROUP("secdiff", tests, NULL, NULL);
}

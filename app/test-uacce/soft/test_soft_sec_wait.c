/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Memory that goes away while requests wait for the lanes of the multi-buffer code: the
 * request that it belonged to ends with an error, its neighbours end as they should.
 */

#include <string.h>
#include <sys/mman.h>

#include <rte_common.h>

#include "soft_sec_page.h"

#define NB	40	/* requests */

/* What a group of requests is made of. */
struct kind {
	enum { KIND_CIPHER, KIND_DIGEST, KIND_CHAIN, KIND_AEAD } what;
	unsigned int row;
	unsigned int auth;	/* of a chain */
	bool decrypt;
};

static const struct kind kinds[] = {
	{ KIND_CIPHER, 3, 0, false },		/* AES-128-CBC */
	{ KIND_CIPHER, 5, 0, false },		/* AES-256-CBC */
	{ KIND_CIPHER, 3, 0, true },
	{ KIND_CIPHER, 30, 0, false },		/* triple DES in CBC */
	{ KIND_CIPHER, 30, 0, true },
	{ KIND_CIPHER, 0, 0, false },		/* AES-128-ECB */
	{ KIND_CIPHER, 12, 0, false },		/* AES-128-CTR */
	{ KIND_DIGEST, 1, 0, false },		/* SHA-256 */
	{ KIND_DIGEST, 9, 0, false },		/* HMACs of SHA-1, SHA-256, MD5, SHA-512 */
	{ KIND_DIGEST, 10, 0, false },
	{ KIND_DIGEST, 11, 0, false },
	{ KIND_DIGEST, 14, 0, false },
	{ KIND_DIGEST, 18, 0, false },		/* XCBC, CMAC, GMAC */
	{ KIND_DIGEST, 19, 0, false },
	{ KIND_DIGEST, 20, 0, false },
	{ KIND_CHAIN, 0, 9, false },
	{ KIND_CHAIN, 0, 9, true },
	{ KIND_CHAIN, 2, 14, false },
	{ KIND_CHAIN, 2, 14, true },
	{ KIND_AEAD, 0, 0, false },		/* CCM */
	{ KIND_AEAD, 0, 0, true },
	{ KIND_AEAD, 4, 0, false },		/* GCM */
	{ KIND_AEAD, 4, 0, true },
};

static void
make(unsigned int i, const struct kind *kind, uint64_t *rng, uint32_t len)
{
	switch (kind->what) {
	case KIND_CIPHER:
		page_make_cipher(i, rng, &sec_ciphers[kind->row], kind->decrypt, len);
		break;
	case KIND_DIGEST:
		page_make_digest(i, rng, &sec_auths[kind->row], len);
		break;
	case KIND_CHAIN:
		page_make_chain(i, rng, &sec_chain_ciphers[kind->row], &sec_auths[kind->auth],
				kind->decrypt, len);
		break;
	case KIND_AEAD:
		page_make_aead(i, rng, &sec_aeads[kind->row], kind->decrypt, len);
		break;
	}
}

/* Requests of one length begin and end together, so that each is whole or not begun. */
enum lengths {
	LENGTHS_ONE,
	LENGTHS_MANY,
};

struct scene {
	const struct kind *kind;	/* NULL: each of its own kind */
	enum page_layout layout;
	enum lengths lengths;
	enum page_use gone;		/* which memory goes away */
	unsigned int victim;		/* whose */
	unsigned int first;		/* how many are taken before it does */
	unsigned int n;			/* how many there are */
};

static void
put(struct user *u, unsigned int i)
{
	const struct sec_sqe sqe = sec_build(3, &page_set[i].spec);

	memcpy(&u->sq[u->tail++ % DEPTH], &sqe, sizeof(sqe));
}

/* Take back what was completed, each in its turn. */
static void
take_back(struct user *u, struct sec_sqe *sqe, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		assert_true(user_cqe_is_valid(u));
		assert_int_equal(HISI_QM_CQE_SQ_HEAD(u->cq[u->head % DEPTH].hi), u->head % DEPTH);
		memcpy(&sqe[i], &u->sq[u->head++ % DEPTH], sizeof(sqe[i]));
	}
	assert_false(user_cqe_is_valid(u));
	user_ring_cq(u);
}

/*
 * Whether a neighbour may have lost its source: lanes of CBC overwrite several requests
 * in place, block by block, as soon as there are as many as lanes, of which no code has
 * less than this. The first few blocks of AES are all read before the first is written. A
 * request that is done waits for those before it. If a chain is among them, whose MAC is not
 * computed yet, both are run again.
 */
#define MIN_LANES	4

static bool
may_be_lost(const struct scene *scene, unsigned int i)
{
	const struct sec_spec *s = &page_set[i].spec;

	return scene->layout == PAGE_IN_PLACE && s->cipher != 0 &&
		s->c_mode == HISI_SEC_C_MODE_CBC &&
		(scene->lengths == LENGTHS_MANY || scene->kind == NULL || s->c_alg != 2 ||
		 s->auth == 1 || scene->n > MIN_LANES);
}

/* Returns how many ended with an error. */
static unsigned int
check(const struct scene *scene, const struct sec_sqe *sqe)
{
	unsigned int i, failed = 0;

	for (i = 0; i < scene->n; i++) {
		if (sqe[i].byte[SEC_ERROR_AT] == HISI_SEC_OK) {
			/* A request may be done before its memory is unmapped. */
			page_check(i, &sqe[i], scene->layout);
			continue;
		}
		failed++;
		assert_int_equal(sqe[i].byte[SEC_ERROR_AT], HISI_SEC_BAD_ADDR);
		assert_int_not_equal(sqe[i].byte[SEC_SVA_AT], 0);
		assert_int_equal(sec_done_flag(&sqe[i]), 1);
		if (i != scene->victim && !may_be_lost(scene, i))
			fail_msg("c_alg %u mode %u a_alg 0x%02x, layout %u, %u of %u fails for %u, "
					"%u taken before", page_set[i].spec.c_alg,
					page_set[i].spec.c_mode, page_set[i].spec.a_alg,
					scene->layout, i, scene->n, scene->victim, scene->first);
	}
	return failed;
}

static unsigned int
play(struct user *u, const struct scene *scene, uint64_t *rng)
{
	uint8_t *gone = page_of(scene->gone, scene->victim);
	struct sec_sqe sqe[NB];
	unsigned int i, done;

	for (i = 0; i < scene->n; i++) {
		make(i, scene->kind != NULL ? scene->kind : &kinds[rng_below(rng, RTE_DIM(kinds))],
				rng, scene->lengths == LENGTHS_ONE ? 64 : 1 + rng_below(rng, PAGE_NB));
		page_place(i, i % 2, scene->layout);
	}
	for (i = 0; i < scene->first; i++)
		put(u, i);
	user_ring_sq(u);
	done = soft_queue_serve(u->q, scene->first);
	assert_int_equal(mprotect(gone, page_size(), PROT_NONE), 0);
	for (; i < scene->n; i++)
		put(u, i);
	user_ring_sq(u);
	while (done < scene->n)
		done += soft_queue_serve(u->q, scene->n);
	assert_int_equal(done, scene->n);
	assert_int_equal(mprotect(gone, page_size(), PROT_READ | PROT_WRITE), 0);
	take_back(u, sqe, scene->n);
	return check(scene, sqe);
}

/* AAD of lists is read when it is taken, and so not among what may be missed later. */
static void
play_layouts(struct user *u, const struct kind *kind, enum lengths lengths, unsigned int first,
		unsigned int n, uint64_t *rng, unsigned int failed[PAGE_NB_USES])
{
	static const enum page_use uses[] = { PAGE_SRC, PAGE_DST, PAGE_MAC };
	struct scene scene = { .kind = kind, .lengths = lengths, .first = first, .n = n };
	unsigned int layout, i;

	for (layout = 0; layout < PAGE_NB_LAYOUTS; layout++)
		for (i = 0; i < RTE_DIM(uses); i++) {
			scene.layout = layout;
			scene.gone = uses[i];
			scene.victim = rng_below(rng, first);
			failed[uses[i]] += play(u, &scene, rng);
		}
}

static void
play_kinds(enum lengths lengths, unsigned int failed[PAGE_NB_USES])
{
	static const unsigned int counts[][2] = {
		/* Finished with nothing behind them, and by those behind them. */
		{ 4, 4 }, { 10, 10 }, { 15, 15 }, { 2, 20 }, { 15, 40 }, { 20, 40 }, { 31, 33 },
	};
	uint64_t rng = test_options.seed;
	unsigned int i, j, round;
	struct user u;

	sec_open(&u, 3, SOFT_ENGINE_FAST);
	for (round = 0; round < 4; round++)
		for (j = 0; j < RTE_DIM(counts); j++) {
			for (i = 0; i < RTE_DIM(kinds); i++)
				play_layouts(&u, &kinds[i], lengths, counts[j][0], counts[j][1],
						&rng, failed);
			play_layouts(&u, NULL, lengths, counts[j][0], counts[j][1], &rng, failed);
		}
	sec_close(&u);
}

static void
play_and_count(enum lengths lengths)
{
	unsigned int failed[PAGE_NB_USES] = { 0 };

	play_kinds(lengths, failed);
#ifdef SOFT_HAVE_IPSEC_MB
	/* Without lanes no request waits, so that all are done before memory is unmapped. */
	assert_int_not_equal(failed[PAGE_SRC], 0);
	assert_int_not_equal(failed[PAGE_DST], 0);
	assert_int_not_equal(failed[PAGE_MAC], 0);
#endif
}

static void
test_one_length(void **state __rte_unused)
{
	play_and_count(LENGTHS_ONE);
}

static void
test_many_lengths(void **state __rte_unused)
{
	play_and_count(LENGTHS_MANY);
}

int
test_soft_sec_wait(void)
{
	const struct CMUnitTest tests[] = {
		user_unit_test(test_one_length),
		user_unit_test(test_many_lengths),
	};

	return TEST_RUN_GROUP("soft SEC, requests that wait", tests, page_open, page_close);
}

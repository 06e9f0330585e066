/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * All that a request points to at the edge of what is mapped, so that one byte too many
 * before it or behind it faults.
 */

#include <string.h>

#include <rte_common.h>

#include "test_soft_sec_page.h"

/* All of a set, in bursts of so many. */
static void
serve_set(struct user *u, bool at_end, enum page_layout layout, unsigned int burst)
{
	static struct sec_sqe sqe[PAGE_NB];
	unsigned int i, n;

	for (i = 0; i < PAGE_NB; i++) {
		page_place(i, at_end, layout);
		sqe[i] = sec_build(3, &page_set[i].spec);
	}
	for (i = 0; i < PAGE_NB; i += n) {
		n = RTE_MIN(burst, PAGE_NB - i);
		sec_serve(u, &sqe[i], n);
	}
	for (i = 0; i < PAGE_NB; i++)
		page_check(i, &sqe[i], layout);
}

static void
serve_layouts(struct user *u)
{
	static const unsigned int bursts[] = { 1, 5, PAGE_NB };
	unsigned int layout, i;

	for (layout = 0; layout < PAGE_NB_LAYOUTS; layout++) {
		if (layout == PAGE_APART && page_set[0].spec.cipher == 0)
			continue;
		for (i = 0; i < RTE_DIM(bursts); i++) {
			serve_set(u, true, layout, bursts[i]);
			serve_set(u, false, layout, bursts[i]);
		}
	}
}

/* Messages that end a few bytes before the edge: whole blocks of 16 may be read there. */
static void
test_digests_near_edge(void **state __rte_unused)
{
	static struct sec_sqe sqe[PAGE_NB];
	uint64_t rng = test_options.seed;
	unsigned int row, gap, i;
	struct user u;

	sec_open(&u, 3, SOFT_ENGINE_FAST);
	for (row = 0; row < SEC_NB_AUTHS; row++) {
		for (i = 0; i < PAGE_NB; i++)
			page_make_digest(i, &rng, &sec_auths[row], i + 1);
		for (gap = 1; gap <= 16; gap++) {
			for (i = 0; i < PAGE_NB; i++) {
				page_place(i, true, PAGE_IN_PLACE);
				page_set[i].spec.src = (const uint8_t *)page_set[i].spec.src - gap;
				memmove(page_set[i].dst - gap, page_set[i].dst, page_set[i].len);
				sqe[i] = sec_build(3, &page_set[i].spec);
			}
			sec_serve(&u, sqe, PAGE_NB);
			for (i = 0; i < PAGE_NB; i++)
				page_check(i, &sqe[i], PAGE_IN_PLACE);
		}
	}
	sec_close(&u);
}

static void
ciphers(enum soft_engine engine)
{
	uint64_t rng = test_options.seed;
	unsigned int row, decrypt, i;
	struct user u;

	sec_open(&u, 3, engine);
	for (row = 0; row < SEC_NB_CIPHERS; row++)
		for (decrypt = 0; decrypt < 2; decrypt++) {
			for (i = 0; i < PAGE_NB; i++)
				page_make_cipher(i, &rng, &sec_ciphers[row], decrypt, i + 1);
			serve_layouts(&u);
		}
	sec_close(&u);
}

static void
digests(enum soft_engine engine)
{
	uint64_t rng = test_options.seed;
	unsigned int row, i;
	struct user u;

	sec_open(&u, 3, engine);
	for (row = 0; row < SEC_NB_AUTHS; row++) {
		for (i = 0; i < PAGE_NB; i++)
			page_make_digest(i, &rng, &sec_auths[row], i + 1);
		serve_layouts(&u);
	}
	sec_close(&u);
}

/* Each MAC of chains with each cipher of chains. */
static void
chains(enum soft_engine engine)
{
	uint64_t rng = test_options.seed;
	unsigned int n, auth, decrypt, i;
	struct user u;

	sec_open(&u, 3, engine);
	for (n = 0; n < SEC_NB_AUTHS * SEC_NB_CHAIN_CIPHERS * 2; n++) {
		auth = n / 2 % SEC_NB_AUTHS;
		decrypt = n % 2;
		if (sec_auths[auth].chain_type > 3)
			continue;
		for (i = 0; i < PAGE_NB; i++)
			page_make_chain(i, &rng, &sec_chain_ciphers[n / 2 / SEC_NB_AUTHS],
					&sec_auths[auth], decrypt, i + 1);
		serve_layouts(&u);
	}
	sec_close(&u);
}

static void
aeads(enum soft_engine engine)
{
	uint64_t rng = test_options.seed;
	unsigned int row, decrypt, i;
	struct user u;

	sec_open(&u, 3, engine);
	for (row = 0; row < SEC_NB_AEADS; row++)
		for (decrypt = 0; decrypt < 2; decrypt++) {
			for (i = 0; i < PAGE_NB; i++)
				page_make_aead(i, &rng, &sec_aeads[row], decrypt, i + 1);
			serve_layouts(&u);
		}
	sec_close(&u);
}

#define EDGE_TEST(name) \
static void \
test_##name(void **state __rte_unused) \
{ \
	name(SOFT_ENGINE_FAST); \
} \
static void \
test_##name##_plain(void **state __rte_unused) \
{ \
	name(SOFT_ENGINE_PLAIN); \
}

EDGE_TEST(ciphers)
EDGE_TEST(digests)
EDGE_TEST(chains)
EDGE_TEST(aeads)

int
test_soft_sec_edge(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ciphers),
		cmocka_unit_test(test_ciphers_plain),
		cmocka_unit_test(test_digests),
		cmocka_unit_test(test_digests_plain),
		cmocka_unit_test(test_digests_near_edge),
		cmocka_unit_test(test_chains),
		cmocka_unit_test(test_chains_plain),
		cmocka_unit_test(test_aeads),
		cmocka_unit_test(test_aeads_plain),
	};

	return TEST_RUN_GROUP("soft SEC, edges of memory", tests, page_open, page_close);
}

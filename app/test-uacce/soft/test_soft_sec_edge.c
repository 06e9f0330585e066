/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * All that a request points to at the edge of what is mapped, so that one byte too many
 * before it or behind it faults.
 */

#include <string.h>
#include <sys/mman.h>

#include <rte_common.h>

#include "soft_sec_page.h"

/* Serve all requests of the set, in bursts of so many. */
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

#define NB_RO	40	/* requests with AAD in a page that may only be read */

/* Pairs of pages, of which the first is read-only: AAD ends there, the payload begins behind. */
static void
read_only_place(unsigned int i, uint8_t *pairs, bool is_list)
{
	struct page_request *r = &page_set[i];
	uint8_t *border = pairs + (2 * i + 1) * page_size(), *aad = border - r->aad_len;

	/* Keys, IVs and MAC. */
	page_place(i, true, PAGE_IN_PLACE);
	assert_int_equal(mprotect(border - page_size(), page_size(), PROT_READ | PROT_WRITE), 0);
	memcpy(aad, r->in, r->len);
	assert_int_equal(mprotect(border - page_size(), page_size(), PROT_READ), 0);
	memset(&r->src_list, 0, sizeof(r->src_list));
	r->src_list.head.entry_sum_in_sgl = 1;
	r->src_list.entry[0].addr = (uintptr_t)aad;
	r->src_list.entry[0].len = r->len;
	r->spec.src_list = is_list;
	r->spec.dst_list = is_list;
	r->spec.src = is_list ? (const void *)&r->src_list : aad;
	r->spec.dst = r->spec.src;
	/* Also in place where the destination is named, as long as it is the source. */
	r->spec.de = i % 2;
}

static void
read_only_serve(struct user *u, uint8_t *pairs, bool is_list, unsigned int burst)
{
	struct sec_sqe sqe[NB_RO];
	const struct sec_spec *s;
	unsigned int i, n;
	uint8_t *data;

	for (i = 0; i < NB_RO; i += n) {
		for (n = 0; n < burst && i + n < NB_RO; n++) {
			read_only_place(i + n, pairs, is_list);
			sqe[i + n] = sec_build(3, &page_set[i + n].spec);
		}
		sec_serve(u, &sqe[i], n);
	}
	for (i = 0; i < NB_RO; i++) {
		s = &page_set[i].spec;
		data = pairs + (2 * i + 1) * page_size();
		assert_int_equal(sqe[i].byte[SEC_ERROR_AT], HISI_SEC_OK);
		assert_int_equal(sec_done_flag(&sqe[i]), 0x0181);
		assert_memory_equal(data, page_set[i].out, s->c_len);
		assert_memory_equal(s->mac, page_set[i].mac, page_set[i].mac_len);
	}
}

/* What is authenticated and not ciphered is read and never written (4.7, 4.8). */
static void
read_only_aad(enum soft_engine engine)
{
	uint64_t rng = test_options.seed;
	unsigned int decrypt, aead, is_list, i;
	uint8_t *pairs = mmap(NULL, 2 * NB_RO * page_size(), PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct user u;

	assert_ptr_not_equal(pairs, MAP_FAILED);
	sec_open(&u, 3, engine);
	for (aead = 0; aead < 1 + SEC_NB_AEADS; aead++)
		for (decrypt = 0; decrypt < 2; decrypt++) {
			for (i = 0; i < NB_RO; i++) {
				if (aead != 0)
					page_make_aead(i, &rng, &sec_aeads[aead - 1], decrypt, i + 1);
				else
					page_make_chain(i, &rng, &sec_chain_ciphers[0],
							&sec_auths[9 + i % 2], decrypt, i + 1);
			}
			for (is_list = 0; is_list < 2; is_list++) {
				read_only_serve(&u, pairs, is_list, 1);
				read_only_serve(&u, pairs, is_list, NB_RO);
			}
		}
	sec_close(&u);
	munmap(pairs, 2 * NB_RO * page_size());
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
EDGE_TEST(read_only_aad)

int
test_soft_sec_edge(void)
{
	const struct CMUnitTest tests[] = {
		user_unit_test(test_ciphers),
		user_unit_test(test_ciphers_plain),
		user_unit_test(test_digests),
		user_unit_test(test_digests_plain),
		user_unit_test(test_digests_near_edge),
		user_unit_test(test_chains),
		user_unit_test(test_chains_plain),
		user_unit_test(test_aeads),
		user_unit_test(test_aeads_plain),
		user_unit_test(test_read_only_aad),
		user_unit_test(test_read_only_aad_plain),
	};

	return TEST_RUN_GROUP("soft SEC, edges of memory", tests, page_open, page_close);
}

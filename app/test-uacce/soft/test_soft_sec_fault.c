/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Addresses that lead nowhere, alone and among requests whose jobs share the lanes of
 * the multi-buffer code: the one at fault says so, its neighbours do not notice.
 */

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <rte_common.h>

#include "soft_atomic.h"
#include "soft_sec_openssl.h"
#include "soft_sec_user.h"

#define NB_REQUESTS	24	/* in a batch */
#define LEN		256

/* What a batch is made of: each kind in turn. */
enum {
	KIND_CBC,
	KIND_CHAIN,
	KIND_GCM,
	KIND_CCM,
	KIND_HMAC,
	KIND_CTR_SM4,
	KIND_GMAC,
	NB_KINDS,
};

struct request {
	struct sec_spec spec;
	uint8_t src[LEN + 16];
	uint8_t dst[LEN + 16];
	uint8_t mac[64];
	uint8_t iv[16];
	uint8_t b0[16];
	uint8_t want[LEN];
	uint8_t want_mac[64];
};

static uint8_t key[64];

static void
make_aead(struct request *r, uint8_t mode)
{
	struct sec_spec *s = &r->spec;

	s->c_mode = mode;
	s->icv_len = 16;
	s->a_len = 16;
	s->c_off = 16;
	s->c_len = LEN;
	r->iv[0] = 2;
	memset(r->iv + 13, 0, 3);
	r->iv[15] = 1;
	memcpy(r->b0, r->iv, 16);
	r->b0[0] = 2 + 7 * 8 + 64;
	r->b0[15] = LEN & 0xff;
	r->b0[14] = LEN >> 8;
	ref_aead(s, key, 16, r->iv, r->b0, r->src, r->src + 16, r->want, r->want_mac);
}

/* A good request of a kind, and what it gives. */
static void
make_request(struct request *r, unsigned int kind, uint64_t *rng)
{
	struct sec_spec s = {
		.cipher = 1, .de = 1, .scene = 1, .c_alg = 2, .c_mode = 1, .c_len = LEN,
		.ctr_mode = 2, .src = r->src, .dst = r->dst, .mac = r->mac, .c_iv = r->iv,
		.a_iv = r->b0, .c_key_at = key, .a_key_at = key,
	};

	memset(r, 0, sizeof(*r));
	rng_fill(rng, r->src, sizeof(r->src));
	rng_fill(rng, r->iv, sizeof(r->iv));
	r->spec = s;
	if (kind == KIND_GCM || kind == KIND_CCM) {
		make_aead(r, kind == KIND_GCM ? 6 : 5);
		return;
	}
	if (kind == KIND_CTR_SM4) {
		r->spec.c_alg = 3;
		r->spec.c_mode = 4;
	}
	if (kind != KIND_HMAC && kind != KIND_GMAC)
		ref_cipher(&r->spec, key, 16, r->iv, r->src, r->want);
	if (kind == KIND_CBC || kind == KIND_CTR_SM4)
		return;
	r->spec.auth = 1;
	r->spec.a_alg = kind == KIND_GMAC ? 0x22 : 0x11;
	r->spec.ai_gen = kind == KIND_GMAC;
	r->spec.a_key_words = 4;
	r->spec.mac_words = 4;
	r->spec.a_len = LEN;
	if (kind != KIND_CHAIN)
		r->spec.cipher = 0;
	ref_mac(r->spec.a_alg, key, 16, r->b0, kind == KIND_CHAIN ? r->want : r->src, LEN,
			r->want_mac);
}

static void
check_good(const struct request *r, const struct sec_sqe *sqe)
{
	assert_int_equal(sqe->byte[SEC_ERROR_AT], HISI_SEC_OK);
	if (r->spec.cipher != 0)
		assert_memory_equal(r->dst + r->spec.c_off, r->want, LEN);
	if (r->spec.auth != 0 || r->spec.icv_len != 0)
		assert_memory_equal(r->mac, r->want_mac, r->spec.auth != 0 ? 16 : r->spec.icv_len);
}

/* Addresses of a request that can be spoiled. */
struct place {
	size_t field;		/* in struct sec_spec */
	bool written;
	uint32_t kinds;		/* that use it */
};

#define PLACE(field, written, kinds)	{ offsetof(struct sec_spec, field), written, kinds }
#define K(kind)				(1u << KIND_##kind)
#define ALL_CIPHERS			(K(CBC) | K(CHAIN) | K(GCM) | K(CCM) | K(CTR_SM4))

static const struct place places[] = {
	PLACE(src, false, ALL_CIPHERS | K(HMAC) | K(GMAC)),
	PLACE(dst, true, ALL_CIPHERS),
	PLACE(mac, true, K(CHAIN) | K(GCM) | K(CCM) | K(HMAC) | K(GMAC)),
	PLACE(c_iv, false, ALL_CIPHERS),
	PLACE(a_iv, false, K(CCM) | K(GMAC)),
	PLACE(c_key_at, false, ALL_CIPHERS),
	PLACE(a_key_at, false, K(CHAIN) | K(HMAC) | K(GMAC)),
};

/* Two pages: the first has the access that is given, the second none. */
static uint8_t *
half_mapped(int prot)
{
	size_t page = sysconf(_SC_PAGESIZE);
	uint8_t *map = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			-1, 0);

	assert_ptr_not_equal(map, MAP_FAILED);
	assert_int_equal(mprotect(map, page, prot), 0);
	assert_int_equal(mprotect(map + page, page, PROT_NONE), 0);
	return map;
}

/* A batch with one request at fault. */
static void
run_batch(struct user *u, unsigned int bad, unsigned int kind, const struct place *p,
		const void *addr, uint64_t *rng)
{
	static struct request r[NB_REQUESTS];
	struct sec_sqe sqe[NB_REQUESTS];
	unsigned int i;

	for (i = 0; i < NB_REQUESTS; i++) {
		make_request(&r[i], i == bad ? kind : i % NB_KINDS, rng);
		if (i == bad)
			memcpy((uint8_t *)&r[i].spec + p->field, &addr, sizeof(addr));
		sqe[i] = sec_build(3, &r[i].spec);
	}
	sec_serve(u, sqe, NB_REQUESTS);
	for (i = 0; i < NB_REQUESTS; i++) {
		if (i != bad) {
			check_good(&r[i], &sqe[i]);
			continue;
		}
		assert_int_equal(sqe[i].byte[SEC_ERROR_AT], HISI_SEC_BAD_ADDR);
		assert_int_not_equal(sqe[i].byte[SEC_SVA_AT], 0);
		assert_int_equal(sec_done_flag(&sqe[i]), 1);
	}
}

static void
spoil(struct user *u, const struct place *p, unsigned int kind, const void *addr, uint64_t *rng)
{
	struct request r;
	struct sec_sqe sqe;

	make_request(&r, kind, rng);
	memcpy((uint8_t *)&r.spec + p->field, &addr, sizeof(addr));
	assert_int_equal(sec_error(u, 3, &r.spec), HISI_SEC_BAD_ADDR);
	make_request(&r, kind, rng);
	sqe = sec_build(3, &r.spec);
	sec_serve(u, &sqe, 1);
	check_good(&r, &sqe);
	run_batch(u, 0, kind, p, addr, rng);
	run_batch(u, 1 + rng_below(rng, NB_REQUESTS - 2), kind, p, addr, rng);
	run_batch(u, NB_REQUESTS - 1, kind, p, addr, rng);
}

static void
addresses(enum soft_engine engine)
{
	size_t page = sysconf(_SC_PAGESIZE);
	uint8_t *map = half_mapped(PROT_READ | PROT_WRITE), *readonly = half_mapped(PROT_READ);
	const void *const bad[] = {
		NULL,
		map + page,			/* no access */
		map + page - 1,			/* a byte of it */
		(void *)(uintptr_t)UINT64_C(0xdead000000000000),	/* not canonical */
		(void *)(uintptr_t)(UINT64_MAX - 3),			/* wraps */
		readonly,
	};
	uint64_t rng = test_options.seed;
	unsigned int i, j, kind;
	struct user u;

	rng_fill(&rng, key, sizeof(key));
	sec_open(&u, 3, engine);
	for (i = 0; i < RTE_DIM(places); i++)
		for (kind = 0; kind < NB_KINDS; kind++)
			for (j = 0; j < RTE_DIM(bad); j++)
				if ((places[i].kinds & 1u << kind) != 0 &&
						(bad[j] != readonly || places[i].written))
					spoil(&u, &places[i], kind, bad[j], &rng);
	sec_close(&u);
	munmap(map, 2 * page);
	munmap(readonly, 2 * page);
}

static void
test_addresses(void **state __rte_unused)
{
	addresses(SOFT_ENGINE_FAST);
}

static void
test_addresses_plain(void **state __rte_unused)
{
	addresses(SOFT_ENGINE_PLAIN);
}

/* Lists: the head, the next block, and the buffer of an entry. */
static void
spoil_list(struct user *u, unsigned int what, bool destination, const void *addr, uint64_t *rng)
{
	struct user_list list;
	struct request r;
	uint64_t value = (uintptr_t)addr;

	make_request(&r, rng_below(rng, 2) == 0 ? KIND_CHAIN : KIND_CBC, rng);
	user_list_make(&list, rng, 6, LEN, 3);
	if (what == 1)
		list.head->next = value;
	else if (what == 2)
		user_list_entry(&list, rng_below(rng, 6))->addr = value;
	if (destination) {
		r.spec.dst_list = 1;
		r.spec.dst = what == 0 ? addr : list.head;
	} else {
		r.spec.src_list = 1;
		r.spec.src = what == 0 ? addr : list.head;
	}
	assert_int_equal(sec_error(u, 3, &r.spec), HISI_SEC_BAD_ADDR);
	user_list_free(&list);
}

static void
test_list_addresses(void **state __rte_unused)
{
	size_t page = sysconf(_SC_PAGESIZE);
	uint8_t *map = half_mapped(PROT_READ | PROT_WRITE);
	uint64_t rng = test_options.seed;
	unsigned int i;
	struct user u;

	sec_open(&u, 3, SOFT_ENGINE_FAST);
	for (i = 0; i < 3; i++) {
		spoil_list(&u, i, false, map + page, &rng);
		spoil_list(&u, i, true, map + page, &rng);
	}
	sec_close(&u);
	munmap(map, 2 * page);
}

/* Lists that are reached and are wrong: too short, misaligned, empty entries, a circle. */
static void
test_bad_lists(void **state __rte_unused)
{
	uint64_t rng = test_options.seed;
	struct user_list list;
	struct request r;
	unsigned int i, dst;
	struct user u;

	sec_open(&u, 3, SOFT_ENGINE_FAST);
	for (i = 0; i < 5; i++) {
		for (dst = 0; dst < 2; dst++) {
			make_request(&r, KIND_CBC, &rng);
			user_list_make(&list, &rng, 4, i == 0 ? LEN - 1 : LEN, 4);
			if (i == 1)
				list.head->next = 8;
			else if (i == 2)
				user_list_entry(&list, 2)->len = 0;
			else if (i == 3)
				list.head->entry_sum_in_sgl = 256;
			else if (i == 4)
				list.head->next = (uintptr_t)list.head;
			/* The list is read no further than its bytes are needed. */
			if (i == 1 || i == 4)
				list.head->entry_sum_in_sgl = 0;
			*(dst ? &r.spec.dst_list : &r.spec.src_list) = 1;
			*(dst ? &r.spec.dst : &r.spec.src) = list.head;
			assert_int_equal(sec_error(&u, 3, &r.spec), HISI_SEC_BAD_LIST);
			user_list_free(&list);
		}
	}
	make_request(&r, KIND_CBC, &rng);
	user_list_make(&list, &rng, 4, LEN, 4);
	r.spec.src_list = 1;
	r.spec.src = (uint8_t *)list.head + 8;
	assert_int_equal(sec_error(&u, 3, &r.spec), HISI_SEC_BAD_LIST);
	user_list_free(&list);
	sec_close(&u);
}

/* Memory that goes away while it is worked on. */
struct flicker {
	uint8_t *page;
	size_t size;
	uint32_t stop;		/* atomic */
};

static void *
flicker_main(void *arg)
{
	struct flicker *f = arg;

	while (!soft_atomic_load_acquire(&f->stop)) {
		mprotect(f->page, f->size, PROT_NONE);
		mprotect(f->page, f->size, PROT_READ | PROT_WRITE);
	}
	return NULL;
}

/*
 * Whatever a fault leaves behind, also in the middle of a job, each request ends with
 * what it should give or says that an address failed, and later ones are served.
 */
static void
flicker(enum soft_engine engine)
{
	static struct request r[NB_REQUESTS];
	struct flicker f = { .size = 4 * sysconf(_SC_PAGESIZE) };
	struct sec_sqe sqe[NB_REQUESTS];
	uint64_t rng = test_options.seed;
	unsigned int i, j, failed = 0;
	pthread_t thread;
	struct user u;

	f.page = mmap(NULL, f.size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(f.page, MAP_FAILED);
	rng_fill(&rng, key, sizeof(key));
	sec_open(&u, 3, engine);
	assert_int_equal(pthread_create(&thread, NULL, flicker_main, &f), 0);
	/* On a busy machine the thread may not get to run for a while. */
	for (i = 0; i < 400 || (failed == 0 && i < 100000); i++) {
		for (j = 0; j < NB_REQUESTS; j++) {
			make_request(&r[j], rng_below(&rng, NB_KINDS), &rng);
			/* What is read and written there is of no interest. */
			if (j % 4 == 0)
				r[j].spec.src = f.page + rng_below(&rng, f.size - LEN - 16);
			else if (j % 4 == 1)
				r[j].spec.dst = f.page + rng_below(&rng, f.size - LEN - 16);
			sqe[j] = sec_build(3, &r[j].spec);
		}
		sec_serve(&u, sqe, NB_REQUESTS);
		for (j = 0; j < NB_REQUESTS; j++) {
			uint8_t error = sqe[j].byte[SEC_ERROR_AT];

			assert_true(error == HISI_SEC_OK || error == HISI_SEC_BAD_ADDR);
			failed += error != HISI_SEC_OK;
			if (error == HISI_SEC_OK && j % 4 > 1)
				check_good(&r[j], &sqe[j]);
		}
	}
	soft_atomic_store_release(&f.stop, 1);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_not_equal(failed, 0);
	for (j = 0; j < NB_REQUESTS; j++) {
		make_request(&r[j], j % NB_KINDS, &rng);
		sqe[j] = sec_build(3, &r[j].spec);
	}
	sec_serve(&u, sqe, NB_REQUESTS);
	for (j = 0; j < NB_REQUESTS; j++)
		check_good(&r[j], &sqe[j]);
	sec_close(&u);
	munmap(f.page, f.size);
}

static void
test_memory_gone_by_thread(void **state __rte_unused)
{
	flicker(SOFT_ENGINE_FAST);
}

static void
test_memory_gone_by_thread_plain(void **state __rte_unused)
{
	flicker(SOFT_ENGINE_PLAIN);
}

int
test_soft_sec_fault(void)
{
	const struct CMUnitTest tests[] = {
		user_unit_test(test_addresses),
		user_unit_test(test_addresses_plain),
		user_unit_test(test_list_addresses),
		user_unit_test(test_bad_lists),
		user_unit_test(test_memory_gone_by_thread),
		user_unit_test(test_memory_gone_by_thread_plain),
	};

	return TEST_RUN_GROUP("soft SEC, faults", tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Batches: where they end, what faults in the middle of one do, keys that come and go,
 * and threads.
 */

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <rte_common.h>

#include "sec/sec_key.h"
#include "soft_sec_user.h"
#include "soft_sec_openssl.h"

#define LEN	128

/* AES-128-CBC with HMAC-SHA-1, its own key, and its result. */
struct item {
	struct sec_spec spec;
	uint8_t key[20];
	uint8_t iv[16];
	uint8_t in[LEN];
	uint8_t out[LEN];
	uint8_t mac[20];
	uint8_t want[LEN];
	uint8_t want_mac[20];
};

static void
item_expect(struct item *it)
{
	ref_cipher(&it->spec, it->spec.c_key_at, 16, it->iv, it->in, it->want);
	ref_mac(0x10, it->spec.a_key_at, 20, NULL, it->want, LEN, it->want_mac);
}

static void
item_make(struct item *it, uint64_t *rng)
{
	const struct sec_spec s = {
		.cipher = 1, .auth = 1, .de = 1, .c_alg = 2, .c_mode = 1, .a_alg = 0x10,
		.mac_words = 5, .a_key_words = 5, .a_len = LEN, .c_len = LEN, .src = it->in,
		.dst = it->out, .mac = it->mac, .c_iv = it->iv, .c_key_at = it->key,
		.a_key_at = it->key,
	};

	rng_fill(rng, it->key, sizeof(it->key));
	rng_fill(rng, it->iv, sizeof(it->iv));
	rng_fill(rng, it->in, sizeof(it->in));
	it->spec = s;
	item_expect(it);
}

static void
item_check(const struct item *it, const struct sec_sqe *sqe)
{
	assert_int_equal(sec_done_flag(sqe), 0x0181);
	assert_int_equal(sqe->byte[SEC_ERROR_AT], HISI_SEC_OK);
	assert_memory_equal(it->out, it->want, LEN);
	assert_memory_equal(it->mac, it->want_mac, 20);
}

static struct item *
items_make(unsigned int n, uint64_t *rng)
{
	struct item *it = calloc(n, sizeof(*it));
	unsigned int i;

	assert_non_null(it);
	for (i = 0; i < n; i++)
		item_make(&it[i], rng);
	return it;
}

static void
put(struct user *u, const struct item *it)
{
	const struct sec_sqe sqe = sec_build(3, &it->spec);

	memcpy(&u->sq[u->tail++ % DEPTH], &sqe, sizeof(sqe));
}

static struct sec_sqe
slot(const struct user *u, unsigned int i)
{
	struct sec_sqe sqe;

	memcpy(&sqe, &u->sq[i % DEPTH], sizeof(sqe));
	return sqe;
}

/* Every size, over the wrap of the ring again and again. */
static void
test_sizes_and_wraps(void **state __rte_unused)
{
	uint64_t rng = test_options.seed;
	struct item *it = items_make(100, &rng);
	struct sec_sqe sqe[100];
	unsigned int n, i;
	struct user u;

	sec_open(&u, 3, SOFT_ENGINE_FAST);
	for (n = 1; n <= 100; n++) {
		for (i = 0; i < n; i++) {
			memset(it[i].out, 0, LEN);
			sqe[i] = sec_build(3, &it[i].spec);
		}
		sec_serve(&u, sqe, n);
		for (i = 0; i < n; i++)
			item_check(&it[i], &sqe[i]);
	}
	assert_true(u.tail > 4 * DEPTH);
	sec_close(&u);
	free(it);
}

/* Completions from u->head on, not acknowledged. */
static unsigned int
completions(struct user *u)
{
	struct user at = *u;

	while (user_cqe_is_valid(&at))
		at.head++;
	return at.head - u->head;
}

/* A call says how many it completed; without lanes that is no more than it was told. */
static void
test_serves_no_more(void **state __rte_unused)
{
	uint64_t rng = test_options.seed;
	struct item *it = items_make(1, &rng);
	unsigned int i;
	struct user u;

	sec_open(&u, 3, SOFT_ENGINE_PLAIN);
	for (i = 0; i < 50; i++)
		put(&u, it);
	user_ring_sq(&u);
	assert_int_equal(soft_queue_serve(u.q, 3), 3);
	u.head = 3;
	assert_false(user_cqe_is_valid(&u));
	assert_int_equal(soft_queue_serve(u.q, 40), 40);
	assert_int_equal(soft_queue_serve(u.q, 40), 7);
	sec_close(&u);
	free(it);
}

/*
 * What the device took it may hold, but not for ever: a call that finds nothing new
 * finishes it, and so does enough that comes behind it.
 */
static void
test_held(void **state __rte_unused)
{
	uint64_t rng = test_options.seed;
	struct item *it = items_make(200, &rng);
	unsigned int i, n, done = 0, most = 0;
	struct sec_sqe sqe;
	struct user u;

	sec_open(&u, 3, SOFT_ENGINE_FAST);
	for (i = 0; i < 200; i += n) {
		for (n = 0; n < 5; n++)
			put(&u, &it[i + n]);
		user_ring_sq(&u);
		done += soft_queue_serve(u.q, 32);
		assert_int_equal(completions(&u), done);
		most = RTE_MAX(most, i + n - done);
	}
	/* Two steps of lanes, or a batch and what it is put behind. */
	assert_true(most <= 64);
	done += soft_queue_serve(u.q, 200);
	assert_int_equal(done, 200);
	assert_int_equal(completions(&u), 200);
	assert_int_equal(soft_queue_serve(u.q, 32), 0);
	for (i = 0; i < 200; i++) {
		sqe = slot(&u, i);
		item_check(&it[i], &sqe);
	}
	sec_close(&u);
	free(it);
}

/* A queue that is stopped finishes first what it holds. */
static void
test_stop_while_held(void **state __rte_unused)
{
	uint64_t rng = test_options.seed;
	struct item *it = items_make(40, &rng);
	struct sec_sqe sqe;
	unsigned int i;
	struct user u;

	sec_open(&u, 3, SOFT_ENGINE_FAST);
	for (i = 0; i < 40; i++)
		put(&u, &it[i]);
	user_ring_sq(&u);
	soft_queue_serve(u.q, 32);
	assert_int_equal(soft_queue_ioctl(u.q, UACCE_CMD_PUT_Q, NULL), 0);
	assert_int_equal(completions(&u), 40);
	for (i = 0; i < 40; i++) {
		sqe = slot(&u, i);
		item_check(&it[i], &sqe);
	}
	sec_close(&u);
	free(it);
}

/* Memory of one that is held goes away: each is completed once, right or with an error. */
static void
test_fault_while_held(void **state __rte_unused)
{
	const size_t page = sysconf(_SC_PAGESIZE);
	uint64_t rng = test_options.seed;
	struct item *it = items_make(20, &rng);
	unsigned int i;
	struct sec_sqe sqe;
	struct user u;
	uint8_t *gone;

	gone = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_true(gone != MAP_FAILED);
	sec_open(&u, 3, SOFT_ENGINE_FAST);
	it[3].spec.dst = gone;
	it[3].spec.src = gone;
	for (i = 0; i < 10; i++)
		put(&u, &it[i]);
	user_ring_sq(&u);
	soft_queue_serve(u.q, 32);
	munmap(gone, page);
	for (; i < 20; i++)
		put(&u, &it[i]);
	user_ring_sq(&u);
	soft_queue_serve(u.q, 32);
	soft_queue_serve(u.q, 32);
	assert_int_equal(completions(&u), 20);
	assert_int_equal(soft_queue_serve(u.q, 32), 0);
	for (i = 0; i < 20; i++) {
		sqe = slot(&u, i);
		if (sqe.byte[SEC_ERROR_AT] == HISI_SEC_OK && i != 3)
			item_check(&it[i], &sqe);
		else if (sqe.byte[SEC_ERROR_AT] != HISI_SEC_OK)
			assert_int_equal(sqe.byte[SEC_ERROR_AT], HISI_SEC_BAD_ADDR);
	}
	/* The queue goes on. */
	sqe = sec_build(3, &it[0].spec);
	memset(it[0].out, 0, LEN);
	u.head += 20;
	user_ring_cq(&u);
	sec_serve(&u, &sqe, 1);
	item_check(&it[0], &sqe);
	sec_close(&u);
	free(it);
}

/* 2.5: a batch ends where completions have no room left; one more kills the queue. */
static void
test_completion_room(void **state __rte_unused)
{
	uint64_t rng = test_options.seed;
	struct item *it = items_make(1, &rng);
	unsigned int i, done = 0;
	struct user u;

	sec_open(&u, 3, SOFT_ENGINE_FAST);
	while (done < DEPTH - 1) {
		for (i = 0; i < 100 && u.tail < DEPTH - 1; i++)
			put(&u, it);
		user_ring_sq(&u);
		done += soft_queue_serve(u.q, 100);
	}
	assert_int_equal(completions(&u), DEPTH - 1);
	/* A batch that would not fit is cut: these have room for 20 of them. */
	u.head = 20;
	user_ring_cq(&u);
	for (i = 0; i < 40; i++)
		put(&u, it);
	user_ring_sq(&u);
	done = soft_queue_serve(u.q, 20);
	if (done < 20)
		done += soft_queue_serve(u.q, 20 - done);
	assert_int_equal(done, 20);
	assert_int_equal(u.status[HISI_QM_STATUS_RX], 0);
	soft_queue_serve(u.q, 20);
	assert_int_equal(u.status[HISI_QM_STATUS_TX], 1);
	assert_int_equal(u.status[HISI_QM_STATUS_RX], 1);
	sec_close(&u);
	free(it);
}

/* The n-th descriptor meets it, wherever in a batch it is. */
static void
inject(const char *kind, unsigned int at, unsigned int n)
{
	uint64_t rng = test_options.seed;
	struct item *it = items_make(n, &rng);
	struct soft_device *dev;
	struct sec_sqe sqe;
	char fault[32];
	unsigned int i;
	struct user u;

	snprintf(fault, sizeof(fault), "%s@%u", kind, at);
	dev = sec_device(3, 0, SOFT_ENGINE_FAST, fault);
	user_open(&u, dev, 0);
	for (i = 0; i < n; i++)
		put(&u, &it[i]);
	user_ring_sq(&u);
	/* One that completes nothing may have taken something. */
	for (i = 0; i < 10; i++)
		soft_queue_serve(u.q, 32);
	for (i = 1; i < at; i++, u.head++) {
		assert_true(user_cqe_is_valid(&u));
		sqe = slot(&u, u.head);
		item_check(&it[u.head], &sqe);
	}
	sqe = slot(&u, at - 1);
	if (strcmp(kind, "status") == 0) {
		assert_int_equal(sqe.byte[SEC_ERROR_AT], HISI_SEC_BAD_ADDR);
		assert_int_equal(sec_done_flag(&sqe), 1);
	} else if (strcmp(kind, "order") == 0) {
		assert_int_equal(HISI_QM_CQE_SQ_HEAD(u.cq[at - 1].hi), at);
		item_check(&it[at - 1], &sqe);
	} else {
		assert_false(user_cqe_is_valid(&u));
		assert_int_equal(sec_done_flag(&sqe), 0);
		assert_int_equal(u.status[HISI_QM_STATUS_RX], strcmp(kind, "reset") == 0);
		n = at;
	}
	for (i = at; i < n; i++) {
		u.head = i;
		assert_true(user_cqe_is_valid(&u));
		sqe = slot(&u, i);
		item_check(&it[i], &sqe);
	}
	user_close(&u);
	soft_device_destroy(dev);
	free(it);
}

static void
test_injected_faults(void **state __rte_unused)
{
	static const char *const kinds[] = { "status", "order", "stall", "reset" };
	static const unsigned int places[] = { 1, 2, 17, 31, 32, 33, 40, 64, 70 };
	unsigned int i, j;

	for (i = 0; i < RTE_DIM(kinds); i++)
		for (j = 0; j < RTE_DIM(places); j++)
			inject(kinds[i], places[j], 70);
}

/* A key is what is at its address now, not what was there before. */
static void
test_key_changes_in_place(void **state __rte_unused)
{
	uint64_t rng = test_options.seed;
	struct item *it = items_make(1, &rng);
	struct sec_sqe sqe;
	unsigned int i;
	struct user u;

	sec_open(&u, 3, SOFT_ENGINE_FAST);
	for (i = 0; i < 200; i++) {
		it->key[rng_below(&rng, 20)] ^= 1 << rng_below(&rng, 8);
		item_expect(it);
		sqe = sec_build(3, &it->spec);
		sec_serve(&u, &sqe, 1);
		item_check(it, &sqe);
	}
	sec_close(&u);
	free(it);
}

/* More keys than there is room for, all in use at once and again in another order. */
static void
test_many_keys(void **state __rte_unused)
{
	const unsigned int n = 900;
	uint64_t rng = test_options.seed;
	struct item *it = items_make(n, &rng);
	struct sec_sqe *sqe = calloc(n, sizeof(*sqe));
	unsigned int round, i, at;
	struct user u;

	assert_non_null(sqe);
	sec_open(&u, 3, SOFT_ENGINE_FAST);
	for (round = 0; round < 4; round++) {
		for (i = 0; i < n; i++) {
			at = round % 2 == 0 ? i : n - 1 - i;
			memset(it[at].mac, 0, 20);
			sqe[i] = sec_build(3, &it[at].spec);
		}
		sec_serve(&u, sqe, n);
		for (i = 0; i < n; i++)
			item_check(&it[round % 2 == 0 ? i : n - 1 - i], &sqe[i]);
	}
	sec_close(&u);
	free(sqe);
	free(it);
}

/* Addresses of keys that are of one set, however large the table is. */
static uint8_t *
next_of_set(uint8_t *at)
{
	do
		at += 32;
	while ((sec_key_hash((uintptr_t)at) & (SEC_KEY_SETS_MAX - 1)) != 5);
	return at;
}

/* More of them in a batch than fit into that place. */
static void
test_keys_of_one_set(void **state __rte_unused)
{
	const size_t size = 24 << 20;
	uint64_t rng = test_options.seed;
	struct item *it = items_make(32, &rng);
	uint8_t *area = calloc(1, size), *at = area;
	struct sec_sqe sqe[32];
	unsigned int i, round;
	struct user u;

	assert_non_null(area);
	sec_open(&u, 3, SOFT_ENGINE_FAST);
	for (round = 0; round < 8; round++) {
		/* Some are used again, others are new. */
		at = area + round % 3 * 4096;
		for (i = 0; i < 32; i++) {
			at = next_of_set(at);
			assert_true(at + 32 < area + size);
			memcpy(at, it[i].key, 20);
			it[i].spec.c_key_at = at;
			it[i].spec.a_key_at = it[i].key;
			sqe[i] = sec_build(3, &it[i].spec);
		}
		sec_serve(&u, sqe, 32);
		for (i = 0; i < 32; i++)
			item_check(&it[i], &sqe[i]);
	}
	sec_close(&u);
	free(area);
	free(it);
}

/*
 * More kinds of requests in a batch than the engine remembers, while the jobs of those
 * before are under way; each MAC has the length asked for, and not a byte more.
 */
static void
test_many_shapes(void **state __rte_unused)
{
	uint64_t rng = test_options.seed;
	struct item *it = items_make(32, &rng);
	struct sec_sqe sqe[32];
	unsigned int i, j, len, round;
	uint8_t want[20];
	struct user u;

	sec_open(&u, 3, SOFT_ENGINE_FAST);
	for (round = 0; round < 20; round++) {
		for (i = 0; i < 32; i++) {
			it[i].spec.mac_words = 1 + rng_below(&rng, 5);
			it[i].spec.a_key_words = 1 + rng_below(&rng, 5);
			memset(it[i].mac, 0xa5, sizeof(it[i].mac));
			sqe[i] = sec_build(3, &it[i].spec);
		}
		sec_serve(&u, sqe, 32);
		for (i = 0; i < 32; i++) {
			len = it[i].spec.mac_words * 4;
			ref_mac(0x10, it[i].key, it[i].spec.a_key_words * 4, NULL, it[i].want,
					LEN, want);
			assert_int_equal(sec_done_flag(&sqe[i]), 0x0181);
			assert_memory_equal(it[i].out, it[i].want, LEN);
			assert_memory_equal(it[i].mac, want, len);
			for (j = len; j < sizeof(it[i].mac); j++)
				assert_int_equal(it[i].mac[j], 0xa5);
		}
	}
	sec_close(&u);
	free(it);
}

/* Requests as large as they may be, and lists that need as much memory again. */
static void
test_largest_requests(void **state __rte_unused)
{
	const uint32_t len = HISI_SEC_MAX_LEN;
	uint64_t rng = test_options.seed;
	uint8_t *in = malloc(len), *out = malloc(len), *want = malloc(len), iv[16] = { 1 };
	uint8_t key[64], mac[64], want_mac[64];
	struct user_list list;
	struct sec_spec s = {
		.cipher = 1, .de = 1, .c_alg = 2, .c_mode = 4, .ctr_mode = 2, .c_len = len,
		.src = in, .dst = out, .c_iv = iv, .c_key_at = key, .a_key_at = key, .mac = mac,
	};
	struct user u;

	assert_true(in != NULL && out != NULL && want != NULL);
	rng_fill(&rng, in, len);
	rng_fill(&rng, key, sizeof(key));
	sec_open(&u, 3, SOFT_ENGINE_FAST);
	ref_cipher(&s, key, 16, iv, in, want);
	assert_int_equal(sec_do(&u, 3, &s), 0x0101);
	assert_memory_equal(out, want, len);
	user_list_make(&list, &rng, 10, len, 4);
	user_list_write(&list, 0, in, len);
	s.src = list.head;
	s.dst = list.head;
	s.src_list = 1;
	s.dst_list = 1;
	assert_int_equal(sec_do(&u, 3, &s), 0x0101);
	user_list_read(&list, 0, out, len);
	assert_memory_equal(out, want, len);
	s.cipher = 0;
	s.auth = 1;
	s.a_alg = 0x15;
	s.a_key_words = 16;
	s.mac_words = 16;
	s.a_len = len;
	s.src = in;
	s.src_list = 0;
	ref_mac(0x15, key, 64, NULL, in, len, want_mac);
	assert_int_equal(sec_do(&u, 3, &s), 0x0081);
	assert_memory_equal(mac, want_mac, 64);
	sec_close(&u);
	user_list_free(&list);
	free(in);
	free(out);
	free(want);
}

#define BUSY_ROUNDS	300
#define BUSY_BURST	24

struct busy {
	struct soft_device *dev;
	struct item *items;
};

/* A thread with a queue of its own; keys are shared by all of them. */
static void *
busy_user(void *arg)
{
	const struct busy *a = arg;
	struct item *it = calloc(BUSY_BURST, sizeof(*it));
	uintptr_t good = 0;
	unsigned int i, round;
	struct user u;

	if (it == NULL)
		return NULL;
	for (i = 0; i < BUSY_BURST; i++) {
		it[i] = a->items[i];
		it[i].spec.src = it[i].in;
		it[i].spec.dst = it[i].out;
		it[i].spec.mac = it[i].mac;
	}
	user_open(&u, a->dev, 0);
	for (round = 0; round < BUSY_ROUNDS; round++) {
		for (i = 0; i < BUSY_BURST; i++)
			put(&u, &it[i]);
		user_ring_sq(&u);
		for (i = 0; i < BUSY_BURST; i++) {
			struct sec_sqe sqe;

			while (!user_cqe_is_valid(&u))
				sched_yield();
			sqe = slot(&u, u.head++);
			good += sec_done_flag(&sqe) == 0x0181 &&
				memcmp(it[i].out, it[i].want, LEN) == 0 &&
				memcmp(it[i].mac, it[i].want_mac, 20) == 0;
		}
		user_ring_cq(&u);
	}
	user_close(&u);
	free(it);
	return (void *)good;
}

static void
test_threads(void **state __rte_unused)
{
	uint64_t rng = test_options.seed;
	struct item *it = items_make(BUSY_BURST, &rng);
	struct soft_device *dev = sec_device(3, 2, SOFT_ENGINE_FAST, NULL);
	struct busy arg = { dev, it };
	pthread_t threads[3];
	unsigned int i;
	void *good;

	for (i = 0; i < RTE_DIM(threads); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, busy_user, &arg), 0);
	for (i = 0; i < RTE_DIM(threads); i++) {
		assert_int_equal(pthread_join(threads[i], &good), 0);
		assert_int_equal((uintptr_t)good, BUSY_ROUNDS * BUSY_BURST);
	}
	soft_device_destroy(dev);
	free(it);
}

int
test_soft_sec_batch(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sizes_and_wraps),
		cmocka_unit_test(test_serves_no_more),
		cmocka_unit_test(test_held),
		cmocka_unit_test(test_stop_while_held),
		cmocka_unit_test(test_fault_while_held),
		cmocka_unit_test(test_completion_room),
		cmocka_unit_test(test_injected_faults),
		cmocka_unit_test(test_key_changes_in_place),
		cmocka_unit_test(test_many_keys),
		cmocka_unit_test(test_keys_of_one_set),
		cmocka_unit_test(test_many_shapes),
		cmocka_unit_test(test_largest_requests),
		cmocka_unit_test(test_threads),
	};

	return TEST_RUN_GROUP("soft SEC, batches", tests, NULL, NULL);
}

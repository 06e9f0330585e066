/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Batches: where they end, and what faults make of them. */

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>

#include "soft_sec_item.h"
#include "soft_sec_openssl.h"
#include "soft_sec_user.h"

/* Batches of each size, so many that the ring wraps several times. */
static void
test_sizes_and_wraps(void **state __rte_unused)
{
	uint64_t rng = test_options.seed;
	struct item *it = item_make_all(100, &rng);
	struct sec_sqe sqe[100];
	unsigned int n, i;
	struct user u;

	sec_open(&u, 3, SOFT_ENGINE_FAST);
	for (n = 1; n <= 100; n++) {
		for (i = 0; i < n; i++) {
			memset(it[i].out, 0, ITEM_LEN);
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

/* A call returns how many it completed, which without lanes is no more than its limit. */
static void
test_serves_no_more(void **state __rte_unused)
{
	uint64_t rng = test_options.seed;
	struct item *it = item_make_all(1, &rng);
	unsigned int i;
	struct user u;

	sec_open(&u, 3, SOFT_ENGINE_PLAIN);
	for (i = 0; i < 50; i++)
		item_put(&u, it);
	user_ring_sq(&u);
	assert_int_equal(soft_queue_serve(u.q, 3), 3);
	u.head = 3;
	assert_false(user_cqe_is_valid(&u));
	assert_int_equal(soft_queue_serve(u.q, 40), 40);
	assert_int_equal(soft_queue_serve(u.q, 40), 7);
	sec_close(&u);
	free(it);
}

/* 2.5: a batch ends where completions have no room left; one more kills the queue. */
static void
test_completion_room(void **state __rte_unused)
{
	uint64_t rng = test_options.seed;
	struct item *it = item_make_all(1, &rng);
	unsigned int i, done = 0;
	struct user u;

	sec_open(&u, 3, SOFT_ENGINE_FAST);
	while (done < DEPTH - 1) {
		for (i = 0; i < 100 && u.tail < DEPTH - 1; i++)
			item_put(&u, it);
		user_ring_sq(&u);
		done += soft_queue_serve(u.q, 100);
	}
	assert_int_equal(item_completions(&u), DEPTH - 1);
	/* There is room for 20 completions, and a larger batch is cut. */
	u.head = 20;
	user_ring_cq(&u);
	for (i = 0; i < 40; i++)
		item_put(&u, it);
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

/* A fault is injected into the n-th descriptor, wherever in a batch it is. */
static void
inject(const char *kind, unsigned int at, unsigned int n)
{
	uint64_t rng = test_options.seed;
	struct item *it = item_make_all(n, &rng);
	struct soft_device *dev;
	struct sec_sqe sqe;
	char fault[32];
	unsigned int i;
	struct user u;

	snprintf(fault, sizeof(fault), "%s@%u", kind, at);
	dev = sec_device(3, 0, SOFT_ENGINE_FAST, fault);
	user_open(&u, dev, 0);
	for (i = 0; i < n; i++)
		item_put(&u, &it[i]);
	user_ring_sq(&u);
	/* A call that completes nothing may have taken descriptors. */
	for (i = 0; i < 10; i++)
		soft_queue_serve(u.q, 32);
	for (i = 1; i < at; i++, u.head++) {
		assert_true(user_cqe_is_valid(&u));
		sqe = item_slot(&u, u.head);
		item_check(&it[u.head], &sqe);
	}
	sqe = item_slot(&u, at - 1);
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
		sqe = item_slot(&u, i);
		item_check(&it[i], &sqe);
	}
	user_close(&u);
	user_device_destroy(dev);
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

/*
 * More kinds of requests in a batch than the engine remembers, while the jobs of those
 * before are under way; each MAC has the length asked for, and not a byte more.
 */
static void
test_many_shapes(void **state __rte_unused)
{
	uint64_t rng = test_options.seed;
	struct item *it = item_make_all(32, &rng);
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
					ITEM_LEN, want);
			assert_int_equal(sec_done_flag(&sqe[i]), 0x0181);
			assert_memory_equal(it[i].out, it[i].want, ITEM_LEN);
			assert_memory_equal(it[i].mac, want, len);
			for (j = len; j < sizeof(it[i].mac); j++)
				assert_int_equal(it[i].mac[j], 0xa5);
		}
	}
	sec_close(&u);
	free(it);
}

/* Requests of the largest size, and lists that need as much bounce memory. */
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
			item_put(&u, &it[i]);
		user_ring_sq(&u);
		for (i = 0; i < BUSY_BURST; i++) {
			struct sec_sqe sqe;

			while (!user_cqe_is_valid(&u))
				sched_yield();
			sqe = item_slot(&u, u.head++);
			good += sec_done_flag(&sqe) == 0x0181 &&
				memcmp(it[i].out, it[i].want, ITEM_LEN) == 0 &&
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
	struct item *it = item_make_all(BUSY_BURST, &rng);
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
	user_device_destroy(dev);
	free(it);
}

int
test_soft_sec_batch(void)
{
	const struct CMUnitTest tests[] = {
		user_unit_test(test_sizes_and_wraps),
		user_unit_test(test_serves_no_more),
		user_unit_test(test_completion_room),
		user_unit_test(test_injected_faults),
		user_unit_test(test_many_shapes),
		user_unit_test(test_largest_requests),
		user_unit_test(test_threads),
	};

	return TEST_RUN_GROUP("soft SEC, batches", tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Threads of the soft device: how queues share one, and what it costs when there is
 * nothing to do. Machines that run this are busy: what is measured is the best of
 * several trials, or CPU time.
 */

#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <openssl/evp.h>

#include <rte_common.h>

#include "soft_sec_user.h"

#define LARGE	65536u
#define SMALL	256u
#define GROUP	4u	/* requests that go to lanes together, and wait there for others */
#define FILL	900u	/* requests on a busy queue */
#define TRIALS	100u	/* at most */
#define MOST	24u	/* eight are a turn, and lanes finish up to 16 at a time */
#define SLOT	64u

static uint8_t key[16], iv[16], busy_data[LARGE], light_data[SMALL];

/* AES-CBC, the mode that waits for lanes; in place if there is no destination. */
static struct sec_sqe
cbc(const uint8_t *src, uint32_t len, uint8_t *dst)
{
	const struct sec_spec spec = {
		.cipher = HISI_SEC_CIPHER_ENCRYPT,
		.c_alg = HISI_SEC_C_ALG_AES,
		.c_mode = HISI_SEC_C_MODE_CBC,
		.c_len = len,
		.src = src,
		.de = dst != NULL,
		.dst = dst,
		.c_iv = iv,
		.c_key_at = key,
	};

	return sec_build(3, &spec);
}

static struct sec_sqe
request(uint8_t *data, uint32_t len)
{
	return cbc(data, len, NULL);
}

static struct sec_sqe
digest(const uint8_t *src, uint32_t len, uint8_t *mac)
{
	const struct sec_spec spec = {
		.auth = 1,
		.a_alg = HISI_SEC_A_ALG_SHA1,
		.mac_words = 5,
		.a_len = len,
		.src = src,
		.mac = mac,
	};

	return sec_build(3, &spec);
}

static void
submit(struct user *u, const struct sec_sqe *sqe, unsigned int n)
{
	while (n-- > 0)
		memcpy(&u->sq[u->tail++ % DEPTH], sqe, sizeof(*sqe));
	user_ring_sq(u);
}

/* Take the completions that are there. Returns how many. */
static unsigned int
take(struct user *u)
{
	unsigned int n;

	for (n = 0; user_cqe_is_valid(u); n++) {
		struct sec_sqe sqe;

		memcpy(&sqe, &u->sq[u->head % DEPTH], sizeof(sqe));
		assert_int_equal(sqe.byte[SEC_ERROR_AT], HISI_SEC_OK);
		u->head++;
	}
	user_ring_cq(u);
	return n;
}

static void
finish(struct user *u)
{
	unsigned int spins;

	for (spins = 0; u->head != u->tail && spins < 1000000; spins++) {
		take(u);
		usleep(10);
	}
	assert_int_equal(u->head, u->tail);
	user_close(u);
}

/* How many slots were not 0 when all were encrypted. */
static unsigned int
count_slots(const uint8_t *encrypted)
{
	static uint8_t plain[FILL * SLOT];
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	unsigned int i, n = 0;
	int len;

	assert_non_null(ctx);
	assert_int_equal(EVP_DecryptInit_ex(ctx, EVP_aes_128_cbc(), NULL, key, iv), 1);
	EVP_CIPHER_CTX_set_padding(ctx, 0);
	assert_int_equal(EVP_DecryptUpdate(ctx, plain, &len, encrypted, sizeof(plain)), 1);
	assert_int_equal(len, sizeof(plain));
	EVP_CIPHER_CTX_free(ctx);
	for (i = 0; i < FILL; i++)
		n += memcmp(plain + i * SLOT, (const uint8_t[20]){ 0 }, 20) != 0;
	return n;
}

/*
 * Requests of a busy queue that were served while a few of another one waited. Each of
 * the former leaves a digest in its slot, and the latter take a picture of all slots when
 * their turn comes, so it does not matter when this thread gets to run.
 */
static unsigned int
overtaken(struct user *busy, struct user *light)
{
	static uint8_t slots[FILL * SLOT], picture[GROUP][FILL * SLOT];
	unsigned int i, served, before = 0, left = GROUP;
	struct sec_sqe sqe;

	memset(slots, 0, sizeof(slots));
	for (i = 0; i < FILL; i++) {
		sqe = digest(busy_data, LARGE - SLOT, slots + i * SLOT);
		memcpy(&busy->sq[busy->tail++ % DEPTH], &sqe, sizeof(sqe));
	}
	user_ring_sq(busy);
	/* The picture was taken while the queue was busy. */
	while (before == 0)
		before = take(busy);
	for (i = 0; i < GROUP; i++) {
		sqe = cbc(slots, sizeof(slots), picture[i]);
		memcpy(&light->sq[light->tail++ % DEPTH], &sqe, sizeof(sqe));
	}
	before += take(busy);
	user_ring_sq(light);
	while (left != 0) {
		left -= take(light);
		sched_yield();
	}
	served = count_slots(picture[0]);
	while (busy->head != busy->tail) {
		take(busy);
		usleep(10);
	}
	/* It does not count if the busy queue had finished by then. */
	return served < FILL ? served - before : UINT32_MAX;
}

/*
 * A turn has a bound in bytes, and what a queue leaves in lanes does not wait for its next
 * turn. Of 32 requests a turn, a queue that has one every now and then saw 32 and more.
 */
static void
test_light_beside_busy(void **state __rte_unused)
{
	struct soft_device *dev = sec_device(3, 1, SOFT_ENGINE_FAST, NULL);
	unsigned int i, n, least = UINT32_MAX;
	struct user busy, light;

	user_open(&busy, dev, 0);
	user_open(&light, dev, 0);
	for (i = 0; i < TRIALS && least > MOST; i++) {
		n = overtaken(&busy, &light);
		least = RTE_MIN(n, least);
	}
	print_message("Requests of a busy queue between: %u\n", least);
	assert_true(least <= MOST);
	finish(&busy);
	finish(&light);
	user_device_destroy(dev);
}

/* Each request is served however large it is, and in lanes as far as they fit. */
static void
test_turns_of_any_size(void **state __rte_unused)
{
	static uint8_t data[3u << 20];
	static const uint32_t lens[] = { 16, 4096, 65536, 1u << 20, 3u << 20 };
	struct soft_device *dev = sec_device(3, 1, SOFT_ENGINE_FAST, NULL);
	unsigned int i, j, done = 0, spins;
	struct user u[2];

	user_open(&u[0], dev, 0);
	user_open(&u[1], dev, 0);
	for (i = 0; i < 50; i++)
		for (j = 0; j < 2; j++) {
			const struct sec_sqe sqe = request(data, lens[(i + j) % RTE_DIM(lens)]);

			submit(&u[j], &sqe, 1);
		}
	for (spins = 0; done < 100 && spins < 1000000; spins++) {
		done += take(&u[0]) + take(&u[1]);
		usleep(10);
	}
	assert_int_equal(done, 100);
	finish(&u[0]);
	finish(&u[1]);
	user_device_destroy(dev);
}

static double
seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + 1e-9 * now.tv_nsec;
}

/*
 * What the worker used: CPU time, and how often it slept, which the kernel counts as voluntary
 * context switches. Only the caller runs beside it.
 */
struct usage {
	double cpu;
	long naps;
};

static struct usage
used(void)
{
	struct rusage all, own;

	assert_int_equal(getrusage(RUSAGE_SELF, &all), 0);
	assert_int_equal(getrusage(RUSAGE_THREAD, &own), 0);
	return (struct usage) {
		.cpu = all.ru_utime.tv_sec + all.ru_stime.tv_sec +
			1e-6 * (all.ru_utime.tv_usec + all.ru_stime.tv_usec),
		.naps = all.ru_nvcsw - own.ru_nvcsw,
	};
}

/*
 * Let a small group of requests come in each period for half a second. Returns how often the worker
 * slept in each.
 */
static double
naps_per_period(struct user *u, unsigned int period_us, bool with_work)
{
	const struct sec_sqe small = request(light_data, SMALL);
	const struct usage before = used();
	double from = seconds(), time, naps;
	struct usage after;

	do {
		usleep(period_us);
		if (with_work)
			submit(u, &small, GROUP);
		take(u);
		time = seconds() - from;
	} while (time < 0.5);
	after = used();
	naps = (after.naps - before.naps) / (time * 1e6 / period_us);
	print_message("period %u us, %s: %.1f naps in each, %.1f %% of a CPU\n", period_us,
		with_work ? "work in each" : "no work", naps, 100 * (after.cpu - before.cpu) / time);
	return naps;
}

/*
 * The worker must never sleep more often in a period than the limit, and at least once as often as
 * it should: a busy machine makes sleeps longer, so there are fewer of them.
 */
static void
assert_naps(struct user *u, unsigned int period_us, bool with_work, double least, double limit)
{
	double most = 0, naps;
	unsigned int i;

	for (i = 0; i < 12 && most < least; i++) {
		naps = naps_per_period(u, period_us, with_work);
		assert_true(naps < limit);
		most = RTE_MAX(most, naps);
	}
	assert_true(most >= least);
}

/*
 * Without work a thread sleeps a millisecond at a time. Work comes after 5 ms of rest: the naps
 * before it begin with eight of 50 us and grow by an eighth of the time without work, which makes
 * 29. A thread that polls has none. The share of a CPU is no measure: a nap takes 2 us of it on one
 * machine and 30 us on another.
 */
static void
test_idle_threads(void **state __rte_unused)
{
	struct soft_device *dev = sec_device(3, 1, SOFT_ENGINE_FAST, NULL);
	struct user u;

	user_open(&u, dev, 0);
	/* The thread goes from work to rest. */
	usleep(100000);
	assert_naps(&u, 1000, false, 0.5, 1.2);
	assert_naps(&u, 5000, true, 10, 35);
	finish(&u);
	user_device_destroy(dev);
}

/* A thread that sleeps serves a request soon. */
static void
test_first_answer(void **state __rte_unused)
{
	struct soft_device *dev = sec_device(3, 1, SOFT_ENGINE_FAST, NULL);
	const struct sec_sqe small = request(light_data, SMALL);
	double least = 1e9, from;
	struct user u;
	unsigned int i;

	user_open(&u, dev, 0);
	for (i = 0; i < 10; i++) {
		usleep(50000);
		from = seconds();
		submit(&u, &small, 1);
		while (take(&u) == 0)
			sched_yield();
		least = RTE_MIN(least, seconds() - from);
	}
	assert_true(least < 5e-3);
	finish(&u);
	user_device_destroy(dev);
}

/* Queues come and go under threads that look at those that are started. */
static void
test_queues_come_and_go(void **state __rte_unused)
{
	struct soft_device *dev = sec_device(3, 2, SOFT_ENGINE_FAST, NULL);
	static uint8_t data[3][SMALL];
	struct user u[3];
	unsigned int i, j;

	/* All queue numbers, and the first ones again. */
	for (i = 0; i < 150; i++) {
		for (j = 0; j < RTE_DIM(u); j++) {
			const struct sec_sqe sqe = request(data[j], SMALL);

			user_open(&u[j], dev, 0);
			submit(&u[j], &sqe, 1 + i % 40);
		}
		for (j = 0; j < RTE_DIM(u); j++)
			finish(&u[j]);
	}
	user_device_destroy(dev);
}

int
test_soft_worker(void)
{
	static const struct CMUnitTest tests[] = {
		user_unit_test(test_light_beside_busy),
		user_unit_test(test_turns_of_any_size),
		user_unit_test(test_idle_threads),
		user_unit_test(test_first_answer),
		user_unit_test(test_queues_come_and_go),
	};

	return TEST_RUN_GROUP("soft threads", tests, NULL, NULL);
}

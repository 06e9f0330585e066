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

/* CPU time of this process. */
static double
used(void)
{
	struct rusage r;

	assert_int_equal(getrusage(RUSAGE_SELF, &r), 0);
	return r.ru_utime.tv_sec + r.ru_stime.tv_sec +
		1e-6 * (r.ru_utime.tv_usec + r.ru_stime.tv_usec);
}

/* Share of a CPU over some time, in which a small group of requests comes each so often. */
static double
share(struct user *u, double time, unsigned int period_us)
{
	const struct sec_sqe small = request(light_data, SMALL);
	double from = seconds(), cpu = used();

	while (seconds() < from + time) {
		usleep(period_us != 0 ? period_us : time * 1e6);
		if (period_us != 0)
			submit(u, &small, GROUP);
		take(u);
	}
	return (used() - cpu) / (seconds() - from);
}

/* Returns the best of several trials, up to one that is good enough. */
static double
best_share(struct user *u, unsigned int period_us, double limit)
{
	double best = 1;
	unsigned int i;

	for (i = 0; i < 12 && best >= limit; i++)
		best = RTE_MIN(best, share(u, 0.5, period_us));
	print_message("CPU of a thread, work each %u us: %.1f %%\n", period_us, 100 * best);
	return best;
}

/* A sanitizer makes the code of the device slower, and the sleep between costs the same. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SLOWER	2
#else
#define SLOWER	1
#endif
#define IDLE_LIMIT	(0.04 * SLOWER)
#define SOME_LIMIT	(0.15 * SLOWER)

static void
test_idle_threads(void **state __rte_unused)
{
	struct soft_device *dev = sec_device(3, 1, SOFT_ENGINE_FAST, NULL);
	double idle, some;
	struct user u;

	user_open(&u, dev, 0);
	/* The threads go from work to rest. */
	usleep(100000);
	idle = best_share(&u, 0, IDLE_LIMIT);
	some = best_share(&u, 5000, SOME_LIMIT);
	finish(&u);
	user_device_destroy(dev);
	assert_true(idle < IDLE_LIMIT);
	assert_true(some < SOME_LIMIT);
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

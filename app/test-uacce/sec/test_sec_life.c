/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Life of uacce_sec devices: start, stop, plug and unplug, sessions and threads. */

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "sec_port.h"

static uint8_t data[1024];

static int
setup(void **state)
{
	sec_setup_port(state);
	sec_set_open(&sec_port);
	sec_set.used = SEC_SET_SESSIONS;
	return 0;
}

static void
enqueue_all(const struct sec_port *port, uint16_t qp, unsigned int first, unsigned int n)
{
	assert_int_equal(sec_enqueue(port, qp, sec_set.ops + first, n), n);
}

static void
test_configure_cycles(void **state __rte_unused)
{
	static const uint16_t pairs[] = { 1, 4, 2, 8, 1 };
	unsigned int i;
	uint16_t qp;

	assert_int_equal(sec_plug(&sec_port, 0, sec_devargs("")), 0);
	for (i = 0; i < RTE_DIM(pairs); i++) {
		sec_bring_up(&sec_port, pairs[i], SEC_INFLIGHT);
		for (qp = 0; qp < pairs[i]; qp++)
			sec_assert_works(&sec_port, qp);
		sec_stop(&sec_port);
		assert_int_equal(rte_cryptodev_queue_pair_count(sec_port.id), pairs[i]);
		/* Every other time without a close in between. */
		if (i % 2 == 0)
			assert_int_equal(rte_cryptodev_close(sec_port.id), 0);
	}
	assert_int_not_equal(sec_configure(&sec_port, 9), 0);
}

/* cryptodev lets an application leave queue pairs alone that it does not use. */
static void
test_start_without_setup(void **state __rte_unused)
{
	assert_int_equal(sec_plug(&sec_port, 0, sec_devargs("")), 0);
	assert_int_equal(sec_configure(&sec_port, 3), 0);
	assert_int_equal(sec_qp_setup(&sec_port, 0, SEC_INFLIGHT), 0);
	assert_int_equal(sec_start(&sec_port), 0);
	sec_assert_works(&sec_port, 0);
	sec_stop(&sec_port);
	assert_int_equal(sec_qp_setup(&sec_port, 2, SEC_INFLIGHT), 0);
	assert_int_equal(sec_start(&sec_port), 0);
	sec_assert_works(&sec_port, 2);
	sec_assert_works(&sec_port, 0);
}

/*
 * As many operations in flight as the ring holds, whenever that is asked for: what a dequeue
 * returned, however few, is taken again at once.
 */
static void
keep_full(const struct sec_alg *alg, unsigned int most)
{
	unsigned int i, n = most, inflight = 0, total;
	struct sec_session s;

	sec_session_open(&sec_port, alg, &s);
	for (i = 0; i < most; i++) {
		struct sec_task *t = &sec_set.tasks[i];

		*t = (struct sec_task) { .s = &s, .src = data, .len = 64, .out_of_place = true };
		sec_task_make(t);
		sec_set.ops[i] = t->op;
	}
	for (total = 0; total < 6 * most + 50; total += n) {
		assert_int_equal(sec_enqueue(&sec_port, 0, sec_set.ops, n), n);
		inflight += n;
		do
			n = rte_cryptodev_dequeue_burst(sec_port.id, 0, sec_set.ops,
					test_rand_range(1, RTE_MIN(most, 100u)));
		while (n == 0);
		inflight -= n;
		for (i = 0; i < n; i++) {
			assert_int_equal(sec_set.ops[i]->status, RTE_CRYPTO_OP_STATUS_SUCCESS);
			sec_set.ops[i]->status = RTE_CRYPTO_OP_STATUS_NOT_PROCESSED;
		}
	}
	sec_dequeue_all(&sec_port, 0, sec_set.ops + n, inflight);
	for (i = 0; i < most; i++) {
		sec_set.tasks[i].op->status = RTE_CRYPTO_OP_STATUS_SUCCESS;
		sec_task_done(&sec_set.tasks[i]);
	}
	sec_session_close(&sec_port, &s);
}

/* Rings of any depth there can be. */
static void
test_depths(void **state __rte_unused)
{
	static const unsigned int depths[] = { 2, 4, 8, 128, 256, 1024, 32768 };
	const struct sec_alg algs[] = {
		sec_cipher(RTE_CRYPTO_CIPHER_AES_CBC, 16),
		/* Two descriptors an operation. */
		sec_chain(RTE_CRYPTO_CIPHER_3DES_CBC, 24, RTE_CRYPTO_AUTH_MD5_HMAC, 16, 16),
	};
	unsigned int i, k;
	char args[32];

	if (!sec_variant.soft)
		skip();
	for (i = 0; i < RTE_DIM(depths); i++) {
		snprintf(args, sizeof(args), "soft_depth=%u", depths[i]);
		assert_int_equal(sec_plug(&sec_port, 0, sec_devargs(args)), 0);
		sec_bring_up(&sec_port, 1, SEC_INFLIGHT);
		for (k = 0; k < 100; k++)
			sec_assert_works(&sec_port, 0);
		for (k = 0; k < RTE_DIM(algs) && depths[i] < SEC_SET_MAX; k++)
			keep_full(&algs[k], depths[i] - 1);
		sec_unplug(&sec_port);
	}
}

/* Depths where the devargs say nothing; one entry stays free. */
static void
test_default_depth(void **state __rte_unused)
{
	const unsigned int room = strstr(sec_variant.devargs, "soft_workers") == NULL ? 255 : 1023;
	unsigned int n = 0;

	if (!sec_variant.soft)
		skip();
	assert_int_equal(sec_plug(&sec_port, 0, sec_variant.devargs), 0);
	sec_bring_up(&sec_port, 1, SEC_INFLIGHT);
	sec_set_open(&sec_port);
	sec_set_make(0, SEC_SET_MAX);
	while (n < SEC_SET_MAX && sec_enqueue(&sec_port, 0, sec_set.ops + n, 1) == 1)
		n++;
	assert_int_equal(n, room);
	sec_dequeue_all(&sec_port, 0, sec_set.done, n);
	sec_set_judge(n, false);
	sec_set_free(SEC_SET_MAX);
	sec_set_close(&sec_port);
	sec_unplug(&sec_port);
}

/* What a stop finds in flight comes back from the dequeues behind it. */
static void
test_stop_in_flight(void **state __rte_unused)
{
	static const unsigned int counts[] = { 1, 2, 70, 500, 1023 };
	unsigned int i, n, got;

	for (i = 0; i < RTE_DIM(counts); i++) {
		n = counts[i];
		sec_set_make(0, n);
		enqueue_all(&sec_port, 0, 0, n);
		got = rte_cryptodev_dequeue_burst(sec_port.id, 0, sec_set.done, n / 3);
		sec_stop(&sec_port);
		/* The library gives nothing back of a device that is stopped. */
		assert_int_equal(rte_cryptodev_dequeue_burst(sec_port.id, 0, sec_set.done + got,
				n - got), 0);
		assert_int_equal(sec_start(&sec_port), 0);
		sec_dequeue_all(&sec_port, 0, sec_set.done + got, n - got);
		sec_set_judge(n, false);
		sec_assert_works(&sec_port, 0);
	}
	sec_set_close(&sec_port);
}

/* Full rings and a stop, again and again, and nothing dequeued: what it took it gives back. */
static void
test_stop_and_never_dequeue(void **state __rte_unused)
{
	unsigned int round, n = 0;
	uint16_t took;

	sec_set_make(0, SEC_SET_MAX);
	for (round = 0; round < 4; round++) {
		do {
			took = sec_enqueue(&sec_port, 0, sec_set.ops + n,
					RTE_MIN(32u, SEC_SET_MAX - n));
			n += took;
		} while (took != 0 && n < SEC_SET_MAX);
		sec_stop(&sec_port);
		assert_int_equal(sec_start(&sec_port), 0);
	}
	assert_true(n >= SEC_INFLIGHT);
	sec_dequeue_all(&sec_port, 0, sec_set.done, n);
	sec_set_judge(n, false);
	sec_set_free(SEC_SET_MAX);
	sec_assert_works(&sec_port, 0);
	sec_set_close(&sec_port);
}

/* Set up again, a queue pair forgets what was never fetched, and says so. */
static void
test_setup_drops(void **state __rte_unused)
{
	struct rte_crypto_op *op;
	const char *log;

	sec_set_make(0, 50);
	enqueue_all(&sec_port, 0, 0, 50);
	sec_stop(&sec_port);
	test_log_start();
	assert_int_equal(sec_qp_setup(&sec_port, 0, SEC_INFLIGHT), 0);
	log = test_log_stop();
	assert_int_equal(sec_log_own(log, "WARNING"), 1);
	assert_int_equal(test_log_lines(log, "WARNING", "50 operations"), 1);
	assert_int_equal(sec_start(&sec_port), 0);
	assert_int_equal(rte_cryptodev_dequeue_burst(sec_port.id, 0, &op, 1), 0);
	sec_assert_works(&sec_port, 0);
	sec_set_free(50);
	sec_set_close(&sec_port);
}

/* Closed with operations in flight, which nobody will see again. */
static void
test_close_in_flight(void **state __rte_unused)
{
	unsigned int i;

	sec_set_make(0, 300);
	enqueue_all(&sec_port, 0, 0, 300);
	sec_stop(&sec_port);
	test_log_start();
	assert_int_equal(rte_cryptodev_close(sec_port.id), 0);
	assert_int_equal(sec_log_own(test_log_stop(), "WARNING"), 1);
	/* The memory is the application's again. */
	for (i = 0; i < 300; i++)
		memset(sec_set.tasks[i].in.mem, 0x5a, sec_set.tasks[i].in.mem_len);
	rte_delay_ms(2);
	for (i = 0; i < 300; i++)
		assert_int_equal(sec_set.tasks[i].in.mem[TEST_GAP], 0x5a);
	sec_set_free(300);
	sec_bring_up(&sec_port, 1, SEC_INFLIGHT);
	sec_assert_works(&sec_port, 0);
	sec_set_close(&sec_port);
}

/* Unplugged while it runs and has work in flight, and plugged again. */
static void
test_hot_unplug(void **state __rte_unused)
{
	unsigned int i, k, n = 200;

	for (k = 0; k < 3; k++) {
		assert_int_equal(sec_plug(&sec_port, 0, sec_devargs("")), 0);
		sec_bring_up(&sec_port, 2, SEC_INFLIGHT);
		sec_set_open(&sec_port);
		sec_set.used = SEC_SET_SESSIONS;
		sec_set_make(0, n);
		enqueue_all(&sec_port, 0, 0, n / 2);
		enqueue_all(&sec_port, 1, n / 2, n / 2);
		test_log_start();
		sec_unplug(&sec_port);
		assert_int_equal(sec_log_own(test_log_stop(), "WARNING"), 2);
		for (i = 0; i < n; i++)
			memset(sec_set.tasks[i].in.mem, 0x5a, sec_set.tasks[i].in.mem_len);
		rte_delay_ms(2);
		for (i = 0; i < n; i++)
			assert_int_equal(sec_set.tasks[i].in.mem[TEST_GAP], 0x5a);
		sec_set_free(n);
		/* Sessions were in use until now, and need a device to be freed. */
		assert_int_equal(sec_plug(&sec_port, 0, sec_devargs("")), 0);
		sec_bring_up(&sec_port, 1, SEC_INFLIGHT);
		sec_set_close(&sec_port);
		sec_assert_works(&sec_port, 0);
		sec_unplug(&sec_port);
	}
}

/* Two devices, either of which goes first. */
static void
test_two_devices(void **state __rte_unused)
{
	struct sec_port ports[2];
	unsigned int i, round;

	for (round = 0; round < 2; round++) {
		for (i = 0; i < 2; i++) {
			assert_int_equal(sec_plug(&ports[i], i + 1, sec_devargs("")), 0);
			sec_bring_up(&ports[i], 1, SEC_INFLIGHT);
		}
		assert_int_not_equal(ports[0].id, ports[1].id);
		sec_set_open(&ports[0]);
		sec_set_make(0, 100);
		enqueue_all(&ports[0], 0, 0, 100);
		for (i = 0; i < 10; i++)
			sec_assert_works(&ports[1], 0);
		sec_dequeue_all(&ports[0], 0, sec_set.done, 100);
		sec_set_judge(100, false);
		sec_set_close(&ports[0]);
		sec_unplug(&ports[round]);
		sec_assert_works(&ports[1 - round], 0);
		sec_unplug(&ports[1 - round]);
	}
}

static struct sec_task
task_of(const struct sec_session *s)
{
	return (struct sec_task) { .s = s, .src = data, .aad = data + 300, .len = 160 };
}

/* One session on two devices, of a generation each: sessions belong to the driver. */
static void
test_session_on_two(void **state __rte_unused)
{
	struct sec_port ports[2];
	struct sec_session *s;
	struct sec_task t;
	unsigned int i, k;

	/* A session opens second queues of the device it is made on alone. */
	assert_int_equal(sec_plug(&ports[0], 1, "device=soft,soft_qm=2,second_queue=always"), 0);
	assert_int_equal(sec_plug(&ports[1], 2, "device=soft,soft_qm=3,second_queue=always"), 0);
	sec_bring_up(&ports[0], 1, SEC_INFLIGHT);
	sec_bring_up(&ports[1], 1, SEC_INFLIGHT);
	for (i = 0; i < 2; i++) {
		/* Made on either. */
		sec_set_open(&ports[i]);
		for (k = 0; k < SEC_SET_SESSIONS; k++) {
			s = &sec_set.sessions[k];
			t = task_of(s);
			sec_task_run_on(&ports[0], 0, &t, 1);
			t = task_of(s);
			sec_task_run_on(&ports[1], 0, &t, 1);
		}
		sec_set_close(&ports[1 - i]);
	}
}

/* What only the newer one can do is refused by the older one, and by nobody else. */
static void
test_session_too_new(void **state __rte_unused)
{
	struct sec_alg alg = sec_cipher(RTE_CRYPTO_CIPHER_AES_CTR, 16);
	struct sec_port ports[2];
	struct sec_session s;
	struct sec_task t;

	assert_int_equal(sec_plug(&ports[0], 1, "device=soft,soft_qm=2"), 0);
	assert_int_equal(sec_plug(&ports[1], 2, "device=soft,soft_qm=3"), 0);
	sec_bring_up(&ports[0], 1, SEC_INFLIGHT);
	sec_bring_up(&ports[1], 1, SEC_INFLIGHT);
	sec_session_open(&ports[1], &alg, &s);
	t = task_of(&s);
	sec_task_make(&t);
	assert_int_equal(sec_enqueue(&ports[0], 0, &t.op, 1), 0);
	assert_int_equal(t.op->status, RTE_CRYPTO_OP_STATUS_INVALID_SESSION);
	sec_task_free(&t);
	t = task_of(&s);
	sec_task_run_on(&ports[1], 0, &t, 1);
	sec_assert_works(&ports[0], 0);
	sec_session_close(&ports[1], &s);
}

/* A session freed is wiped, by the driver if not by the library: no key is left where it was. */
static void
test_session_is_wiped(void **state __rte_unused)
{
	uint32_t size = rte_cryptodev_sym_get_private_session_size(sec_port.id), i, k;
	struct sec_alg alg;
	const uint8_t *mem;

	for (k = 0; k < SEC_SET_SESSIONS; k++) {
		alg = sec_set.sessions[k].alg;
		memset(alg.key, 0xc3, sizeof(alg.key));
		memset(alg.auth_key, 0xc3, sizeof(alg.auth_key));
		sec_session_close(&sec_port, &sec_set.sessions[k]);
		sec_session_open(&sec_port, &alg, &sec_set.sessions[k]);
		mem = (const uint8_t *)sec_set.sessions[k].session;
		sec_session_close(&sec_port, &sec_set.sessions[k]);
		/* Back in its pool the memory is still there to be looked at. */
		for (i = 0; i + 8 <= size; i++)
			assert_true(memcmp(mem + i, "\xc3\xc3\xc3\xc3\xc3\xc3\xc3\xc3", 8) != 0);
	}
}

/* A thread with a queue pair of its own; no assertions here, they belong to cmocka's thread. */
struct user {
	pthread_t thread;
	const struct sec_port *port;
	uint16_t qp;
	unsigned int first;	/* of sec_set.ops */
	unsigned int rounds;
	unsigned int good;
	unsigned int bad;
};

#define USER_OPS	64u

/* What a second run over the same memory makes is not looked at: reading is enough. */
static void
user_round(struct user *user)
{
	uint64_t end = rte_get_timer_cycles() + 20 * rte_get_timer_hz();
	struct rte_crypto_op *back[USER_OPS];
	unsigned int i, n, got = 0;

	if (rte_cryptodev_enqueue_burst(user->port->id, user->qp, sec_set.ops + user->first,
			USER_OPS) != USER_OPS)
		user->bad++;
	while (got < USER_OPS && rte_get_timer_cycles() < end) {
		n = rte_cryptodev_dequeue_burst(user->port->id, user->qp, back, USER_OPS);
		for (i = 0; i < n; i++) {
			if (back[i]->status == RTE_CRYPTO_OP_STATUS_SUCCESS)
				user->good++;
			else
				user->bad++;
			back[i]->status = RTE_CRYPTO_OP_STATUS_NOT_PROCESSED;
		}
		got += n;
	}
}

static void *
user_main(void *arg)
{
	struct user *user = arg;
	unsigned int i;

	for (i = 0; i < user->rounds && user->bad == 0; i++)
		user_round(user);
	return NULL;
}

/* Two threads, a queue pair each, and the same session: out of place, so that it can go on. */
static void
run_threads(const struct sec_alg *alg)
{
	struct user users[2] = { 0 };
	struct sec_session s;
	unsigned int i;

	sec_session_open(&sec_port, alg, &s);
	for (i = 0; i < 2 * USER_OPS; i++) {
		struct sec_task *t = &sec_set.tasks[i];

		*t = task_of(&s);
		t->out_of_place = true;
		t->src_segs = 1 + i % 3;
		sec_task_make(t);
		sec_set.ops[i] = t->op;
	}
	for (i = 0; i < 2; i++) {
		users[i] = (struct user) { .port = &sec_port, .qp = i, .first = i * USER_OPS,
			.rounds = 30 };
		assert_int_equal(pthread_create(&users[i].thread, NULL, user_main, &users[i]), 0);
	}
	for (i = 0; i < 2; i++)
		assert_int_equal(pthread_join(users[i].thread, NULL), 0);
	for (i = 0; i < 2; i++) {
		assert_int_equal(users[i].bad, 0);
		assert_int_equal(users[i].good, users[i].rounds * USER_OPS);
	}
	/* What is there in the end is right. */
	for (i = 0; i < 2 * USER_OPS; i++) {
		sec_set.ops[i]->status = RTE_CRYPTO_OP_STATUS_SUCCESS;
		sec_task_done(&sec_set.tasks[i]);
	}
	sec_session_close(&sec_port, &s);
}

static void
test_session_on_threads(void **state __rte_unused)
{
	const struct sec_alg algs[] = {
		sec_cipher(RTE_CRYPTO_CIPHER_AES_CBC, 16),
		sec_auth(RTE_CRYPTO_AUTH_SHA256_HMAC, 32, 13),
		sec_chain(RTE_CRYPTO_CIPHER_AES_CBC, 16, RTE_CRYPTO_AUTH_SHA1_HMAC, 20, 20),
		sec_reverse(sec_chain(RTE_CRYPTO_CIPHER_AES_CBC, 16, RTE_CRYPTO_AUTH_SHA1_HMAC,
				20, 20)),
		sec_aead(RTE_CRYPTO_AEAD_AES_GCM, 16, 12, 16, 12),
		sec_reverse(sec_aead(RTE_CRYPTO_AEAD_AES_CCM, 16, 12, 8, 12)),
		sec_chain(RTE_CRYPTO_CIPHER_AES_CBC, 16, RTE_CRYPTO_AUTH_SHA256_HMAC, 20, 31),
	};
	unsigned int i;

	assert_int_equal(sec_plug(&sec_port, 0, sec_devargs("")), 0);
	sec_bring_up(&sec_port, 2, SEC_INFLIGHT);
	for (i = 0; i < RTE_DIM(algs); i++)
		run_threads(&algs[i]);
}

#define LIFE_TEST(f)	cmocka_unit_test_setup_teardown(f, sec_setup, sec_teardown)
#define PORT_TEST(f)	cmocka_unit_test_setup_teardown(f, setup, sec_teardown)

int
test_sec_life(void)
{
	static const struct CMUnitTest tests[] = {
		LIFE_TEST(test_configure_cycles),
		LIFE_TEST(test_start_without_setup),
		LIFE_TEST(test_depths),
		LIFE_TEST(test_default_depth),
		PORT_TEST(test_stop_in_flight),
		PORT_TEST(test_stop_and_never_dequeue),
		PORT_TEST(test_setup_drops),
		PORT_TEST(test_close_in_flight),
		LIFE_TEST(test_hot_unplug),
		LIFE_TEST(test_two_devices),
		PORT_TEST(test_session_is_wiped),
		LIFE_TEST(test_session_on_threads),
	};

	return TEST_RUN_GROUP("sec life", tests, NULL, NULL);
}

int
test_sec_mixed(void)
{
	static const struct CMUnitTest tests[] = {
		LIFE_TEST(test_session_on_two),
		LIFE_TEST(test_session_too_new),
	};

	return TEST_RUN_GROUP("sec generations", tests, NULL, NULL);
}

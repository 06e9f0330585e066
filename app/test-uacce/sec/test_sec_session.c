/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Sessions on several devices, generations and threads, and their memory once they are freed. */

#include <pthread.h>
#include <string.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "sec_fixture.h"
#include "sec_set.h"
#include "test_sec.h"

static uint8_t data[1024];

static struct sec_task
task_of(const struct sec_session *s)
{
	return (struct sec_task) { .s = s, .src = data, .aad = data + 300, .len = 160 };
}

/* A session works on devices of both generations, as sessions belong to the driver. */
static void
test_session_on_two(void **state __rte_unused)
{
	struct sec_port ports[2];
	struct sec_session *s;
	struct sec_task t;
	unsigned int i, k;

	/* Creating a session opens second queues on the device that it is created for alone. */
	assert_int_equal(sec_plug(&ports[0], 1, "device=soft,soft_qm=2,second_queue=always"), 0);
	assert_int_equal(sec_plug(&ports[1], 2, "device=soft,soft_qm=3,second_queue=always"), 0);
	sec_bring_up(&ports[0], 1, SEC_INFLIGHT);
	sec_bring_up(&ports[1], 1, SEC_INFLIGHT);
	for (i = 0; i < 2; i++) {
		/* Made on each of the two. */
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

/* A session with an algorithm of the newer generation is rejected by the older one alone. */
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

/* No key is left in the memory of a session that was freed. */
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
		/* The memory is in its pool and can be read. */
		for (i = 0; i + 8 <= size; i++)
			assert_true(memcmp(mem + i, "\xc3\xc3\xc3\xc3\xc3\xc3\xc3\xc3", 8) != 0);
	}
}

/* A thread with its own queue pair. Assertions belong to cmocka's thread, so it has none. */
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

/* Results are checked at the end; the operations are out of place, so each round has the same. */
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

/* Two threads with a queue pair each use the same session. */
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
	/* The results of the last round. */
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

#define SESSION_TEST(f)	cmocka_unit_test_setup_teardown(f, sec_setup, sec_teardown)

int
test_sec_session(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_session_is_wiped, sec_setup_set, sec_teardown),
		SESSION_TEST(test_session_on_threads),
	};

	return TEST_RUN_GROUP("sec session", tests, NULL, NULL);
}

int
test_sec_generations(void)
{
	static const struct CMUnitTest tests[] = {
		SESSION_TEST(test_session_on_two),
		SESSION_TEST(test_session_too_new),
	};

	return TEST_RUN_GROUP("sec generations", tests, NULL, NULL);
}

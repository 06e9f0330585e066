/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * The second hardware queue of a queue pair, which is opened when the first session comes that
 * may need it. A soft device that fails the n-th open or start shows how many there were.
 */

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "sec_fixture.h"
#include "sec_request.h"
#include "test_sec.h"
#include "uacce_compat.h"

static const uint8_t data[64] = "these bytes are encrypted, and some of them authenticated, too";

static struct sec_session plain, chain;

static void
plug(void **state, const char *fault, uint16_t nb_qps)
{
	assert_int_equal(sec_plug(&sec_port, 0, test_fault_args(state, sec_variant.qm, fault)), 0);
	sec_bring_up(&sec_port, nb_qps, SEC_INFLIGHT);
}

static void
unplug(void)
{
	sec_session_close(&sec_port, &plain);
	sec_session_close(&sec_port, &chain);
	sec_unplug(&sec_port);
}

static void
open_plain(void)
{
	const struct sec_alg alg = sec_cipher(RTE_CRYPTO_CIPHER_AES_CBC, 16);

	sec_session_open(&sec_port, &alg, &plain);
}

static struct sec_alg
chain_alg(void)
{
	return sec_chain(RTE_CRYPTO_CIPHER_AES_CBC, 16, RTE_CRYPTO_AUTH_SHA1_HMAC, 20, 20);
}

static void
open_chain(void)
{
	const struct sec_alg alg = chain_alg();

	sec_session_open(&sec_port, &alg, &chain);
}

static struct sec_task
task_of(const struct sec_session *s)
{
	/* Bytes behind the ciphertext are authenticated, which takes two descriptors. */
	const uint32_t behind = s == &chain ? 16 : 0;

	return (struct sec_task) { .s = s, .src = data, .len = sizeof(data) - behind,
		.behind = behind };
}

/* Some operations of a session on each queue pair. */
static void
assert_serves(const struct sec_session *s, uint16_t nb_qps)
{
	struct sec_task tasks[5];
	unsigned int i;
	uint16_t qp;

	for (qp = 0; qp < nb_qps; qp++) {
		for (i = 0; i < RTE_DIM(tasks); i++)
			tasks[i] = task_of(s);
		sec_task_run_on(&sec_port, qp, tasks, RTE_DIM(tasks));
	}
}

/* Creating a session fails; one ERR line of the device and one NOTICE say why. */
static void
assert_no_chain(int error)
{
	const struct sec_alg alg = chain_alg();
	const char *log;
	int ret;

	test_log_start();
	ret = sec_session_try(&sec_port, &alg, &chain);
	log = test_log_stop();
	assert_int_equal(ret, error);
	assert_int_equal(sec_log_own(log, "ERR"), 1);
	assert_int_equal(test_log_lines(log, "ERR", "soft: "), 1);
	assert_int_equal(test_log_lines(log, "NOTICE", "second hardware queue"), 1);
}

/* Sessions with one descriptor an operation take one hardware queue for each queue pair. */
static void
test_plain_takes_one(void **state)
{
	plug(state, "open@3", 2);
	open_plain();
	assert_serves(&plain, 2);
	assert_no_chain(-EBUSY);
	assert_serves(&plain, 2);
	/* The fault was for once. */
	open_chain();
	assert_serves(&chain, 2);
	assert_serves(&plain, 2);
	unplug();
}

/* All queue pairs get a second queue or none: those that had one already give it back. */
static void
test_all_or_none(void **state)
{
	plug(state, "open@6", 3);
	open_plain();
	assert_no_chain(-EBUSY);
	assert_serves(&plain, 3);
	open_chain();
	assert_serves(&chain, 3);
	unplug();
}

/* A queue that opens and does not start is given back, too. */
static void
test_start_fails(void **state)
{
	plug(state, "start@4", 2);
	open_plain();
	assert_no_chain(-EIO);
	assert_serves(&plain, 2);
	open_chain();
	assert_serves(&chain, 2);
	unplug();
}

/* A session may come before queue pairs; their set-up opens both queues then. */
static void
test_before_setup(void **state)
{
	assert_int_equal(sec_plug(&sec_port, 0, test_fault_args(state, sec_variant.qm, "open@2")),
			0);
	open_chain();
	assert_int_equal(sec_port_configure(&sec_port, 1), 0);
	test_log_start();
	assert_int_equal(sec_qp_setup(&sec_port, 0, SEC_INFLIGHT), -EBUSY);
	assert_int_equal(sec_log_own(test_log_stop(), "ERR"), 1);
	assert_int_equal(sec_qp_setup(&sec_port, 0, SEC_INFLIGHT), 0);
	assert_int_equal(sec_start(&sec_port), 0);
	assert_serves(&chain, 1);
	unplug();
}

/* It may come while the device is stopped, before the first start or after it. */
static void
test_while_stopped(void **state)
{
	unsigned int round;

	for (round = 0; round < 2; round++) {
		assert_int_equal(sec_plug(&sec_port, 0,
				test_fault_args(state, sec_variant.qm, "open@100")), 0);
		assert_int_equal(sec_port_configure(&sec_port, 2), 0);
		assert_int_equal(sec_qp_setup(&sec_port, 0, SEC_INFLIGHT), 0);
		assert_int_equal(sec_qp_setup(&sec_port, 1, SEC_INFLIGHT), 0);
		if (round == 1) {
			assert_int_equal(sec_start(&sec_port), 0);
			sec_stop(&sec_port);
		}
		open_chain();
		assert_int_equal(sec_start(&sec_port), 0);
		assert_serves(&chain, 2);
		sec_stop(&sec_port);
		assert_int_equal(sec_start(&sec_port), 0);
		assert_serves(&chain, 2);
		unplug();
	}
}

/* It may come while operations are in flight, which are not disturbed. */
static void
test_while_in_flight(void **state)
{
	struct rte_crypto_op *ops[20], *done[20];
	struct sec_task tasks[20];
	unsigned int i;

	plug(state, "open@100", 1);
	open_plain();
	for (i = 0; i < RTE_DIM(tasks); i++) {
		tasks[i] = task_of(&plain);
		sec_task_make(&tasks[i]);
		ops[i] = tasks[i].op;
	}
	assert_int_equal(sec_enqueue(&sec_port, 0, ops, RTE_DIM(ops)), RTE_DIM(ops));
	open_chain();
	sec_dequeue_all(&sec_port, 0, done, RTE_DIM(done));
	for (i = 0; i < RTE_DIM(tasks); i++) {
		assert_ptr_equal(done[i], ops[i]);
		sec_task_done(&tasks[i]);
	}
	assert_serves(&chain, 1);
	unplug();
}

/* What a thread does with a queue pair; cmocka's thread asserts. */
static struct {
	struct rte_crypto_op *op;
	RTE_ATOMIC(bool) stop;
	RTE_ATOMIC(uint32_t) good;	/* operations that succeeded */
	uint32_t bad;			/* operations that did not */
} user;

static uint32_t
user_good(void)
{
	return rte_atomic_load_explicit(&user.good, rte_memory_order_relaxed);
}

/* Enqueue one operation and dequeue it, again and again. */
static void *
user_main(void *arg __rte_unused)
{
	struct rte_crypto_op *back;

	while (!rte_atomic_load_explicit(&user.stop, rte_memory_order_relaxed)) {
		user.op->status = RTE_CRYPTO_OP_STATUS_NOT_PROCESSED;
		if (rte_cryptodev_enqueue_burst(sec_port.id, 0, &user.op, 1) != 1) {
			user.bad++;
			break;
		}
		while (rte_cryptodev_dequeue_burst(sec_port.id, 0, &back, 1) == 0)
			;
		user.bad += back != user.op || back->status != RTE_CRYPTO_OP_STATUS_SUCCESS;
		rte_atomic_fetch_add_explicit(&user.good, 1, rte_memory_order_relaxed);
	}
	return NULL;
}

/* Wait until the thread did some more operations; false if it does none. */
static bool
user_goes_on(void)
{
	const uint64_t end = rte_get_timer_cycles() + 20 * test_options.patience * rte_get_timer_hz();
	const uint32_t until = user_good() + 100;

	while (user_good() < until && rte_get_timer_cycles() < end)
		sched_yield();
	return user_good() >= until;
}

/* It may come from another thread than the one that uses the queue pair. */
static void
test_beside_a_user(void **state)
{
	unsigned int round;
	pthread_t thread;
	struct sec_task t;
	bool went_on;

	for (round = 0; round < 5; round++) {
		plug(state, "open@100", 1);
		open_plain();
		t = task_of(&plain);
		sec_task_make(&t);
		memset(&user, 0, sizeof(user));
		user.op = t.op;
		assert_int_equal(pthread_create(&thread, NULL, user_main, NULL), 0);
		went_on = user_goes_on();
		open_chain();
		went_on = user_goes_on() && went_on;
		rte_atomic_store_explicit(&user.stop, true, rte_memory_order_relaxed);
		assert_int_equal(pthread_join(thread, NULL), 0);
		assert_true(went_on);
		assert_int_equal(user.bad, 0);
		sec_task_free(&t);
		assert_serves(&chain, 1);
		unplug();
	}
}

/* A queue pair that is set up anew has both queues again. */
static void
test_setup_again(void **state)
{
	plug(state, "open@100", 1);
	open_chain();
	sec_stop(&sec_port);
	assert_int_equal(sec_qp_setup(&sec_port, 0, SEC_INFLIGHT), 0);
	assert_int_equal(sec_start(&sec_port), 0);
	assert_serves(&chain, 1);
	unplug();
}

/*
 * A session-less operation with two descriptors needs a queue that a session, or the device
 * argument, has opened. With one descriptor it needs none.
 */
static void
test_sessionless(void **state)
{
	struct sec_task t;

	plug(state, "open@100", 1);
	chain.alg = chain_alg();
	t = task_of(&chain);
	t.sessionless = true;
	t.to_reject = true;
	sec_task_rejected(&t, RTE_CRYPTO_OP_STATUS_INVALID_SESSION);
	test_log_start();
	sec_stop(&sec_port);
	assert_int_equal(test_log_lines(test_log_stop(), "NOTICE", "one hardware queue"), 1);
	assert_int_equal(sec_start(&sec_port), 0);
	memset(&chain, 0, sizeof(chain));
	open_chain();
	t = task_of(&chain);
	t.sessionless = true;
	sec_task_run(&t, 1);
	unplug();
}

/* The device argument has both queues opened with the queue pair. */
static void
test_always(void **state)
{
	assert_int_equal(sec_plug(&sec_port, 0, test_fault_args(state, sec_variant.qm,
			"open@2,second_queue=always")), 0);
	assert_int_equal(sec_port_configure(&sec_port, 1), 0);
	test_log_start();
	assert_int_equal(sec_qp_setup(&sec_port, 0, SEC_INFLIGHT), -EBUSY);
	assert_int_equal(sec_log_own(test_log_stop(), "ERR"), 1);
	assert_int_equal(sec_qp_setup(&sec_port, 0, SEC_INFLIGHT), 0);
	assert_int_equal(sec_start(&sec_port), 0);
	open_chain();
	assert_serves(&chain, 1);
	unplug();
}

/* A context of the raw data path made of xforms counts as a session. */
static void
test_raw_context(void **state)
{
	const struct sec_alg alg = chain_alg();
	struct rte_crypto_raw_dp_ctx *ctx;

	plug(state, "open@2", 1);
	ctx = sec_context_new(&sec_port);
	test_log_start();
	assert_int_equal(sec_context_set_alg(&sec_port, ctx, &alg, false), -EBUSY);
	assert_int_equal(sec_log_own(test_log_stop(), "ERR"), 1);
	assert_int_equal(sec_context_set_alg(&sec_port, ctx, &alg, false), 0);
	/* Opened by the context, so the session needs no more. */
	open_chain();
	assert_serves(&chain, 1);
	unplug();
}

static int
setup(void **state)
{
	memset(&plain, 0, sizeof(plain));
	memset(&chain, 0, sizeof(chain));
	return sec_setup(state);
}

#define INLINE(f)	TEST_INLINE(f, setup, sec_teardown)
#define WORKER(f)	TEST_WORKER(f, setup, sec_teardown)

int
test_sec_second(void)
{
	static const struct CMUnitTest tests[] = {
		INLINE(test_plain_takes_one), WORKER(test_plain_takes_one),
		INLINE(test_all_or_none), WORKER(test_all_or_none),
		INLINE(test_start_fails), WORKER(test_start_fails),
		INLINE(test_before_setup),
		INLINE(test_while_stopped), WORKER(test_while_stopped),
		INLINE(test_while_in_flight), WORKER(test_while_in_flight),
		INLINE(test_beside_a_user), WORKER(test_beside_a_user),
		INLINE(test_setup_again),
		INLINE(test_sessionless),
		INLINE(test_always),
		INLINE(test_raw_context),
	};

	return TEST_RUN_GROUP("sec second queue", tests, NULL, NULL);
}

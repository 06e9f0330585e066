/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Contexts of the raw data path that are configured again, updated or freed, or whose update
 * fails, with requests that are not submitted yet and with requests in flight.
 */

#include <errno.h>
#include <string.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "sec_fixture.h"
#include "sec_request.h"
#include "sec_set.h"
#include "test_sec.h"

#define BURST		20u
#define PATIENCE_S	(20 * test_options.patience)
/* Segments of a chain whose hardware list takes shared blocks. */
#define LONG_LIST	40u

static uint8_t data[1024];
static struct rte_crypto_raw_dp_ctx *ctx;
static struct sec_task tasks[2 * BURST];

static int
setup(void **state)
{
	sec_setup_port(state);
	sec_draw_bytes(data, sizeof(data));
	sec_set_open(&sec_port);
	ctx = sec_context_new(&sec_port);
	return 0;
}

static void
make(struct sec_task *t, const struct sec_session *s, uint32_t segs)
{
	*t = (struct sec_task) { .s = s, .src = data, .aad = data + 512, .len = 160,
		.src_segs = segs };
	sec_task_make(t);
}

/* Dequeue one request, which has to be that of a task. */
static void
take_back(struct sec_task *t)
{
	uint64_t end = rte_get_timer_cycles() + PATIENCE_S * rte_get_timer_hz();
	enum rte_crypto_op_status op_status = RTE_CRYPTO_OP_STATUS_NOT_PROCESSED;
	void *user = NULL;
	int status;

	while (user == NULL && rte_get_timer_cycles() < end)
		user = rte_cryptodev_raw_dequeue(ctx, &status, &op_status);
	assert_ptr_equal(user, t);
	t->op->status = op_status;
	sec_task_done(t);
}

static void
nothing_left(void)
{
	enum rte_crypto_op_status op_status;
	int status;

	assert_null(rte_cryptodev_raw_dequeue(ctx, &status, &op_status));
}

/* Enqueue requests of all sessions, of which the last take two descriptors; submit none. */
static void
fill_cache(bool sessionless)
{
	unsigned int i;

	for (i = 0; i < BURST; i++) {
		const struct sec_session *s = &sec_set.sessions[i % SEC_SET_SESSIONS];

		make(&tasks[i], s, i < BURST / 2 ? 1 : LONG_LIST);
		assert_int_equal(sessionless ? sec_context_set_alg(&sec_port, ctx, &s->alg, true) :
				sec_context_set(&sec_port, ctx, s, true), 0);
		assert_true(sec_request_enqueue(ctx, &tasks[i]));
	}
}

/*
 * Configuring a context drops its requests that are not submitted: their memory is the
 * application's again. There are enough rounds that slots or blocks which are not released would
 * run out.
 */
static void
test_configure_drops(void **state __rte_unused)
{
	unsigned int round, i, k;
	struct sec_task t;

	assert_int_equal(sec_context_set(&sec_port, ctx, &sec_set.sessions[0], false), 0);
	for (round = 0; round < 600; round++) {
		fill_cache(round % 2 != 0);
		assert_int_equal(sec_context_set(&sec_port, ctx, &sec_set.sessions[0], false), 0);
		assert_int_equal(rte_cryptodev_raw_enqueue_done(ctx, BURST), -EINVAL);
		for (i = 0; i < BURST; i++)
			memset(tasks[i].in.mem, 0x5a, tasks[i].in.mem_len);
		/* Requests of one descriptor and of two that get the same slots. */
		for (k = 0; k < 2; k++) {
			const struct sec_session *s = &sec_set.sessions[k * SEC_SET_SINGLE];

			assert_int_equal(sec_context_set(&sec_port, ctx, s, true), 0);
			make(&t, s, k == 0 ? 1 : LONG_LIST);
			assert_true(sec_request_enqueue(ctx, &t));
			assert_int_equal(rte_cryptodev_raw_enqueue_done(ctx, 1), 0);
			take_back(&t);
			nothing_left();
		}
		for (i = 0; i < BURST; i++) {
			for (k = 0; k < tasks[i].in.mem_len; k++)
				assert_int_equal(tasks[i].in.mem[k], 0x5a);
			sec_task_free(&tasks[i]);
		}
	}
}

/* Operations are not taken while raw requests are not submitted, but after these are dropped. */
static void
test_configure_frees_operations(void **state __rte_unused)
{
	unsigned int i;

	assert_int_equal(sec_context_set(&sec_port, ctx, &sec_set.sessions[0], false), 0);
	fill_cache(false);
	sec_set.used = SEC_SET_SESSIONS;
	sec_set_make(0, 100);
	assert_int_equal(sec_enqueue(&sec_port, 0, sec_set.ops, 100), 0);
	assert_int_equal(sec_context_set(&sec_port, ctx, &sec_set.sessions[0], false), 0);
	assert_int_equal(sec_enqueue(&sec_port, 0, sec_set.ops, 100), 100);
	sec_dequeue_all(&sec_port, 0, sec_set.done, 100);
	sec_set_check(100, false);
	for (i = 0; i < BURST; i++)
		sec_task_free(&tasks[i]);
}

/* An update keeps requests that are not submitted. */
static void
test_update_keeps(void **state __rte_unused)
{
	unsigned int i;

	assert_int_equal(sec_context_set(&sec_port, ctx, &sec_set.sessions[0], false), 0);
	fill_cache(false);
	assert_int_equal(sec_context_set(&sec_port, ctx, &sec_set.sessions[3], true), 0);
	assert_int_equal(rte_cryptodev_raw_enqueue_done(ctx, BURST), 0);
	for (i = 0; i < BURST; i++)
		take_back(&tasks[i]);
	nothing_left();
}

/*
 * The lcore that enqueues may update a context while another one dequeues with it: an update
 * does not write what a dequeue reads.
 */
static void
test_update_beside_dequeue(void **state __rte_unused)
{
	struct rte_crypto_raw_dp_ctx before;
	const struct sec_alg alg = sec_set.sessions[0].alg;

	assert_int_equal(sec_context_set(&sec_port, ctx, &sec_set.sessions[0], false), 0);
	/* Values that a write would replace. */
	ctx->dequeue = NULL;
	ctx->dequeue_burst = NULL;
	ctx->dequeue_done = NULL;
	memcpy(&before, ctx, sizeof(before));
	assert_int_equal(sec_context_set(&sec_port, ctx, &sec_set.sessions[3], true), 0);
	assert_memory_equal(ctx, &before, sizeof(before));
	assert_int_equal(sec_context_set_alg(&sec_port, ctx, &alg, true), 0);
	assert_memory_equal(ctx, &before, sizeof(before));
}

/* A stop drops requests that are not submitted. */
static void
test_stop_drops(void **state __rte_unused)
{
	unsigned int i, round;
	struct sec_task t;

	for (round = 0; round < 50; round++) {
		assert_int_equal(sec_context_set(&sec_port, ctx, &sec_set.sessions[0], false), 0);
		fill_cache(round % 2 != 0);
		sec_stop(&sec_port);
		for (i = 0; i < BURST; i++)
			sec_task_free(&tasks[i]);
		assert_int_equal(sec_start(&sec_port), 0);
		assert_int_equal(rte_cryptodev_raw_enqueue_done(ctx, 1), -EINVAL);
		nothing_left();
		make(&t, &sec_set.sessions[SEC_SET_SINGLE], LONG_LIST);
		assert_int_equal(sec_context_set(&sec_port, ctx, t.s, true), 0);
		assert_true(sec_request_enqueue(ctx, &t));
		assert_int_equal(rte_cryptodev_raw_enqueue_done(ctx, 1), 0);
		take_back(&t);
	}
}

static bool
has_key(const void *mem, size_t len)
{
	const uint8_t *p = mem;
	size_t i;

	for (i = 0; i + 8 <= len; i++)
		if (memcmp(p + i, "\xc3\xc3\xc3\xc3\xc3\xc3\xc3\xc3", 8) == 0)
			return true;
	return false;
}

/* A context has keys only while it has a session that was made of an algorithm. */
static void
test_keys_are_wiped(void **state __rte_unused)
{
	struct sec_alg good = sec_chain(RTE_CRYPTO_CIPHER_AES_CBC, 16, RTE_CRYPTO_AUTH_SHA1_HMAC,
			20, 12), bad = good;
	unsigned int update;

	memset(good.key, 0xc3, sizeof(good.key));
	memset(good.auth_key, 0xc3, sizeof(good.auth_key));
	bad = good;
	/* The driver finds this fault after it copied the key of the cipher. */
	bad.digest_len = 21;
	for (update = 0; update < 2; update++) {
		test_log_start();
		assert_int_equal(sec_context_set_alg(&sec_port, ctx, &bad, update), -ENOTSUP);
		assert_int_equal(sec_log_own(test_log_stop(), "ERR"), 1);
		assert_false(has_key(ctx, sec_context_size(&sec_port)));
		assert_int_equal(sec_context_set_alg(&sec_port, ctx, &good, update), 0);
		assert_true(has_key(ctx, sec_context_size(&sec_port)));
		/* A failed update leaves the context without a session. */
		test_log_start();
		assert_int_equal(sec_context_set_alg(&sec_port, ctx, &bad, true), -ENOTSUP);
		test_log_stop();
		assert_false(has_key(ctx, sec_context_size(&sec_port)));
		make(&tasks[0], &sec_set.sessions[0], 1);
		assert_false(sec_request_enqueue(ctx, &tasks[0]));
		sec_task_free(&tasks[0]);
		/* An update to a session of the pool wipes the keys, too. */
		assert_int_equal(sec_context_set_alg(&sec_port, ctx, &good, true), 0);
		assert_int_equal(sec_context_set(&sec_port, ctx, &sec_set.sessions[0], true), 0);
		assert_false(has_key(ctx, sec_context_size(&sec_port)));
	}
}

enum end_of_context {
	UPDATED,
	CONFIGURED,
	FREED,
	NB_ENDS,
};

/* Give a context whose requests are in flight other keys, or free it. */
static void
end_context(enum end_of_context end, const struct sec_alg *next)
{
	switch (end) {
	case UPDATED:
		assert_int_equal(sec_context_set_alg(&sec_port, ctx, next, true), 0);
		return;
	case CONFIGURED:
		break;
	default:
		memset(ctx, 0xff, sec_context_size(&sec_port));
		ctx = sec_context_new(&sec_port);
		break;
	}
	assert_int_equal(sec_context_set_alg(&sec_port, ctx, next, false), 0);
}

static void
submit(unsigned int first, const struct sec_session *s)
{
	unsigned int i;

	for (i = first; i < first + BURST; i++) {
		make(&tasks[i], s, 1 + i % 3);
		assert_true(sec_request_enqueue(ctx, &tasks[i]));
	}
	assert_int_equal(rte_cryptodev_raw_enqueue_done(ctx, BURST), 0);
}

static void
test_keys_in_flight(void **state __rte_unused)
{
	unsigned int i, k, end;
	struct sec_session next;
	struct sec_alg alg;

	assert_int_equal(sec_context_set(&sec_port, ctx, &sec_set.sessions[0], false), 0);
	for (k = 0; k < SEC_SET_SESSIONS; k++) {
		const struct sec_session *s = &sec_set.sessions[k];

		alg = s->alg;
		sec_draw_keys(&alg);
		sec_session_open(&sec_port, &alg, &next);
		for (end = 0; end < NB_ENDS; end++) {
			assert_int_equal(sec_context_set_alg(&sec_port, ctx, &s->alg, true), 0);
			submit(0, s);
			end_context(end, &alg);
			submit(BURST, &next);
			for (i = 0; i < 2 * BURST; i++)
				take_back(&tasks[i]);
			nothing_left();
		}
		sec_session_close(&sec_port, &next);
	}
}

#define CONTEXT_TEST(f)	cmocka_unit_test_setup_teardown(f, setup, sec_teardown)

int
test_sec_context(void)
{
	static const struct CMUnitTest tests[] = {
		CONTEXT_TEST(test_configure_drops),
		CONTEXT_TEST(test_configure_frees_operations),
		CONTEXT_TEST(test_update_keeps),
		CONTEXT_TEST(test_update_beside_dequeue),
		CONTEXT_TEST(test_stop_drops),
		CONTEXT_TEST(test_keys_are_wiped),
		CONTEXT_TEST(test_keys_in_flight),
	};

	return TEST_RUN_GROUP("sec contexts", tests, NULL, NULL);
}

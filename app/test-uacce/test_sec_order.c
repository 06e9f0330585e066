/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * A queue pair gives back what it took in the order of taking: operations and requests of
 * the raw data path, with one descriptor and with two, inline and with threads, right and
 * wrong. Those who book by position get the right results.
 */

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "test_sec.h"

#define WINDOW		2048u	/* tasks at a time; more than a ring has entries */
#define BURST		48u
#define PATIENCE_S	60

static uint8_t data[1024];
static struct rte_crypto_raw_dp_ctx *ctx;

/* Tasks made, taken by the queue pair and given back; a task has the place of its number. */
static struct {
	struct sec_task tasks[WINDOW];
	uint32_t made;
	uint32_t sent;
	uint32_t back;
	uint32_t cached;	/* raw data path: taken and not submitted */
	uint32_t errors;
	bool plain;		/* one descriptor each */
	const struct sec_session *session;	/* of the context, or of the last task */
} flow;

static struct sec_task *
task_at(uint32_t n)
{
	return &flow.tasks[n % WINDOW];
}

static int
setup(void **state)
{
	unsigned int i;

	sec_setup(state);
	for (i = 0; i < sizeof(data); i++)
		data[i] = test_rand() >> 56;
	return 0;
}

static int
teardown(void **state)
{
	free(ctx);
	ctx = NULL;
	return sec_teardown(state);
}

static void
plug(const char *args)
{
	assert_int_equal(sec_plug(&sec_port, 0, args), 0);
	sec_bring_up(&sec_port, 1, SEC_INFLIGHT);
	sec_set_open(&sec_port);
	memset(&flow, 0, sizeof(flow));
}

static void
unplug(void)
{
	assert_int_equal(flow.back, flow.sent);
	sec_set_close(&sec_port);
	sec_unplug(&sec_port);
}

/* Runs of one session, half of them with two descriptors. */
static const struct sec_session *
draw_session(void)
{
	if (flow.session != NULL && test_rand_range(0, 3) != 0)
		return flow.session;
	return flow.plain || test_rand_range(0, 1) == 0 ?
		&sec_set.sessions[test_rand_range(0, SEC_SET_PLAIN - 1)] :
		&sec_set.sessions[test_rand_range(SEC_SET_PLAIN, SEC_SET_SESSIONS - 1)];
}

static void
make_task(bool raw)
{
	struct sec_task *t = task_at(flow.made);

	assert_true(flow.made - flow.back < WINDOW);
	flow.session = draw_session();
	*t = (struct sec_task) {
		.s = flow.session,
		.src = data + test_rand_range(0, 300),
		.aad = data + 900,
		.len = 16 * test_rand_range(1, 20),
		.iv = { flow.made, flow.made >> 8 },
		.src_segs = test_rand_range(0, 7) == 0 ? 3 : 1,
		.out_of_place = !raw && test_rand_range(0, 3) == 0,
		.sessionless = !raw && test_rand_range(0, 15) == 0,
	};
	if (!t->s->alg.forward && sec_has_mac(&t->s->alg) && test_rand_range(0, 5) == 0)
		t->spoil = SEC_SPOIL_DIGEST;
	sec_task_make(t);
	flow.made++;
}

/* The next one has to be the oldest one that was taken. */
static void
take_back(const struct sec_task *t, uint8_t status, bool may_fail)
{
	struct sec_task *oldest = task_at(flow.back);

	if (t != oldest)
		fail_msg("%s instead of number %u", t->op == NULL ? "one that was back already" :
				"a later one", flow.back);
	assert_true(flow.sent - flow.back - 1 < WINDOW);
	flow.back++;
	if (may_fail && status == RTE_CRYPTO_OP_STATUS_ERROR) {
		flow.errors++;
		sec_task_free(oldest);
		return;
	}
	oldest->op->status = status;
	sec_task_done(oldest);
}

/* Operations. @return those taken. */
static uint32_t
enqueue_ops(uint32_t n)
{
	struct rte_crypto_op *ops[WINDOW];
	uint32_t i;

	assert_true(n <= WINDOW);
	for (i = 0; i < n; i++)
		ops[i] = task_at(flow.sent + i)->op;
	n = sec_enqueue(&sec_port, 0, ops, n);
	flow.sent += n;
	return n;
}

static uint32_t
dequeue_ops(uint32_t n, bool may_fail)
{
	struct rte_crypto_op *ops[WINDOW];
	uint32_t i;

	n = rte_cryptodev_dequeue_burst(sec_port.id, 0, ops, n);
	for (i = 0; i < n; i++)
		take_back(*sec_op_task(ops[i]), ops[i]->status, may_fail);
	return n;
}

static void
open_context(void)
{
	size_t size;

	free(ctx);
	ctx = sec_context_new(&sec_port, &size);
	assert_int_equal(sec_context_set(&sec_port, ctx, &sec_set.sessions[0], false), 0);
}

static void
submit_raw(void)
{
	assert_int_equal(rte_cryptodev_raw_enqueue_done(ctx, flow.cached), 0);
	flow.sent += flow.cached;
	flow.cached = 0;
}

/* As a client with a session per request does: the context is updated at each change. */
static uint32_t
enqueue_raw(uint32_t n)
{
	static const struct sec_session *last;
	uint32_t i;

	for (i = 0; i < n; i++) {
		struct sec_task *t = task_at(flow.sent + flow.cached);

		if (flow.sent + flow.cached == 0 || t->s != last)
			assert_int_equal(sec_context_set(&sec_port, ctx, t->s, true), 0);
		last = t->s;
		if (!sec_request_enqueue(ctx, t))
			break;
		flow.cached++;
	}
	if (test_rand_range(0, 1) == 0 || i < n)
		submit_raw();
	return i;
}

static void
note_status(void *user, uint32_t index __rte_unused, uint8_t good)
{
	struct sec_task *t = user;

	/* All that the raw data path tells; which of the two is known by what was sent. */
	t->op->status = good ? RTE_CRYPTO_OP_STATUS_SUCCESS : t->spoil != SEC_SPOIL_NOTHING ?
		RTE_CRYPTO_OP_STATUS_AUTH_FAILED : RTE_CRYPTO_OP_STATUS_ERROR;
}

static uint32_t
dequeue_raw(uint32_t n, bool may_fail)
{
	enum rte_crypto_op_status op_status = RTE_CRYPTO_OP_STATUS_SUCCESS;
	struct sec_task *t;
	void *user[BURST];
	uint32_t i, good;
	int status;

	if (test_rand_range(0, 1) == 0) {
		t = rte_cryptodev_raw_dequeue(ctx, &status, &op_status);
		if (t == NULL)
			return 0;
		take_back(t, op_status, may_fail);
		return 1;
	}
	n = rte_cryptodev_raw_dequeue_burst(ctx, NULL, n, note_status, user, 1, &good, &status);
	for (i = 0; i < n; i++) {
		t = user[i];
		take_back(t, t->op->status, may_fail);
	}
	return n;
}

/* Random bursts in and out until all are back. */
static void
run_flow(bool raw, uint32_t total)
{
	uint64_t end = rte_get_timer_cycles() + PATIENCE_S * rte_get_timer_hz();
	uint32_t n;

	while (flow.back < total) {
		n = test_rand_range(1, BURST);
		/* At times nothing is taken back until the ring is full. */
		while (flow.made < total && flow.made - flow.back < WINDOW &&
				flow.made - flow.sent - flow.cached < n)
			make_task(raw);
		n = flow.made - flow.sent - flow.cached;
		if (n != 0 && raw)
			enqueue_raw(n);
		else if (n != 0)
			enqueue_ops(n);
		if (flow.made == total && flow.cached != 0)
			submit_raw();
		if ((flow.sent >> 10 & 1) != 0 && flow.sent + flow.cached != total &&
				test_rand_range(0, 15) != 0)
			continue;
		n = test_rand_range(1, BURST);
		if (raw)
			dequeue_raw(n, false);
		else
			dequeue_ops(n, false);
		assert_true(rte_get_timer_cycles() < end);
	}
	assert_int_equal(raw ? dequeue_raw(1, false) : dequeue_ops(1, false), 0);
}

static const char *
args_of(void **state, unsigned int qm, const char *more)
{
	static char args[128];

	snprintf(args, sizeof(args), "device=soft,soft_qm=%u%s%s", qm, (const char *)*state, more);
	return args;
}

/* Laps of the rings, of usual depth and of the shortest that there are. */
static void
run_flows(void **state, bool raw)
{
	static const char *const depths[] = { "", ",soft_depth=2", ",soft_depth=8",
		",soft_depth=64" };
	unsigned int i, qm;

	for (qm = 2; qm <= 3; qm++) {
		for (i = 0; i < RTE_DIM(depths); i++) {
			plug(args_of(state, qm, depths[i]));
			if (raw)
				open_context();
			run_flow(raw, i == 0 ? 4000 : 600);
			unplug();
		}
	}
}

static void
test_ops(void **state)
{
	run_flows(state, false);
}

static void
test_raw(void **state)
{
	run_flows(state, true);
}

/* Requests that had an error status in all of a test. */
static unsigned int faulty;

/* Each kind of fault at any descriptor of two rings: order stays, nothing is lost or doubled. */
static void
run_fault(void **state, const char *kind, unsigned int at, bool raw)
{
	uint64_t end = rte_get_timer_cycles() + PATIENCE_S * rte_get_timer_hz();
	unsigned int i, sent, n = 60;
	char fault[64];

	snprintf(fault, sizeof(fault), ",soft_depth=1024,soft_fault=%s@%u", kind, at);
	plug(args_of(state, 3, fault));
	if (raw)
		open_context();
	for (i = 0; i < n; i++)
		make_task(raw);
	while (flow.sent < n) {
		sent = raw ? enqueue_raw(n - flow.sent) : enqueue_ops(n - flow.sent);
		if (flow.cached != 0)
			submit_raw();
		/* A device that died meanwhile takes no more. */
		if (sent == 0)
			break;
	}
	while (flow.back < flow.sent) {
		if (raw)
			dequeue_raw(test_rand_range(1, 9), true);
		else
			dequeue_ops(test_rand_range(1, 9), true);
		assert_true(rte_get_timer_cycles() < end);
	}
	/* One descriptor's own; that of a second one counts for nothing if the first one failed. */
	if (strcmp(kind, "status") == 0)
		assert_true(flow.errors <= 1);
	else
		assert_true(flow.errors >= 1);
	faulty += flow.errors;
	assert_int_equal(raw ? dequeue_raw(1, false) : dequeue_ops(1, false), 0);
	for (i = flow.back; i < n; i++)
		sec_task_free(task_at(i));
	sec_stop(&sec_port);
	assert_int_equal(sec_start(&sec_port), 0);
	sec_assert_works(&sec_port, 0);
	unplug();
}

static void
test_faults(void **state)
{
	static const char *const kinds[] = { "status", "order", "reset" };
	unsigned int k, at;

	for (k = 0; k < RTE_DIM(kinds); k++) {
		faulty = 0;
		for (at = 1; at <= 61; at += 5) {
			run_fault(state, kinds[k], at, false);
			run_fault(state, kinds[k], at + 2, true);
		}
		/* Of 26 runs most have one. */
		assert_true(faulty >= 15);
	}
}

/* Nothing behind a completion for the wrong slot is trusted, however it is dequeued. */
static void
test_broken(void **state)
{
	static const unsigned int at[] = { 1, 2, 33, 64, 100 };
	unsigned int i, n = 100;
	char fault[64];

	for (i = 0; i < RTE_DIM(at); i++) {
		snprintf(fault, sizeof(fault), ",soft_depth=1024,soft_fault=order@%u", at[i]);
		plug(args_of(state, 3, fault));
		flow.plain = true;
		while (flow.made < n)
			make_task(false);
		assert_int_equal(enqueue_ops(n), n);
		while (flow.back < n)
			dequeue_ops(8, true);
		assert_int_equal(flow.errors, n - at[i] + 1);
		unplug();
	}
}

/*
 * A second ring that stops: what is behind waits, and comes with its result when the queue
 * pair stops.
 */
static void
test_stall(void **state)
{
	const char *log;
	uint32_t i;

	plug(args_of(state, 3, ",soft_depth=1024,soft_fault=stall@3"));
	/* The third descriptor is the second one of the first request. */
	for (i = 0; i < 40; i++) {
		make_task(false);
		sec_task_free(task_at(i));
		*task_at(i) = (struct sec_task) { .s = &sec_set.sessions[i == 0 ? SEC_SET_PLAIN : 0],
			.src = data, .aad = data, .len = 64 };
		sec_task_make(task_at(i));
	}
	assert_int_equal(enqueue_ops(2), 2);
	for (i = 0; i < 1000; i++)
		assert_int_equal(dequeue_ops(BURST, false), 0);
	assert_int_equal(enqueue_ops(38), 38);
	for (i = 0; i < 1000; i++)
		assert_int_equal(dequeue_ops(BURST, false), 0);
	test_log_start();
	sec_stop(&sec_port);
	log = test_log_stop();
	assert_int_equal(test_log_lines(log, "ERR", "1 operations failed"), 1);
	assert_int_equal(sec_start(&sec_port), 0);
	while (flow.back < flow.sent)
		assert_true(dequeue_ops(BURST, true) != 0);
	assert_int_equal(flow.errors, 1);
	sec_assert_works(&sec_port, 0);
	unplug();
}

/* A stop with requests in all states. */
static void
test_stop(void **state)
{
	uint32_t i, round;

	plug(args_of(state, 3, ",soft_depth=1024"));
	for (round = 0; round < 20; round++) {
		for (i = 0; i < 500; i++)
			make_task(false);
		enqueue_ops(flow.made - flow.sent);
		assert_int_equal(flow.sent, flow.made);
		for (i = round; i != 0; i--)
			dequeue_ops(7, false);
		sec_stop(&sec_port);
		assert_int_equal(sec_start(&sec_port), 0);
		while (flow.back < flow.sent)
			dequeue_ops(BURST, false);
		assert_int_equal(dequeue_ops(1, false), 0);
	}
	unplug();
}

/* The producer's side of two lcores; no assertions here, they belong to cmocka's thread. */
struct producer {
	pthread_t thread;
	bool raw;
	bool bad;
	uint32_t sent;		/* atomic */
};

static void *
produce(void *arg)
{
	uint64_t end = rte_get_timer_cycles() + PATIENCE_S * rte_get_timer_hz();
	struct producer *p = arg;
	struct rte_crypto_op *ops[BURST];
	const struct sec_session *last = NULL;
	uint32_t i, n, sent = 0;

	while (sent < flow.made && !p->bad && rte_get_timer_cycles() < end) {
		n = RTE_MIN(flow.made - sent, 1 + sent % (BURST - 1));
		for (i = 0; i < n; i++)
			ops[i] = task_at(sent + i)->op;
		if (!p->raw) {
			n = rte_cryptodev_enqueue_burst(sec_port.id, 0, ops, n);
		} else {
			for (i = 0; i < n; i++) {
				struct sec_task *t = task_at(sent + i);

				p->bad |= t->s != last &&
					sec_context_set(&sec_port, ctx, t->s, true) < 0;
				last = t->s;
				if (!sec_request_enqueue(ctx, t))
					break;
			}
			n = i;
			p->bad |= rte_cryptodev_raw_enqueue_done(ctx, n) < 0;
		}
		sent += n;
	}
	p->sent = sent;
	return NULL;
}

static void
run_lcores(void **state, bool raw)
{
	struct producer p = { .raw = raw };
	uint32_t round, total = 1500;
	uint64_t end;

	plug(args_of(state, 3, ",soft_depth=64"));
	if (raw)
		open_context();
	for (round = 0; round < 4; round++) {
		flow.made = 0;
		flow.back = 0;
		while (flow.made < total)
			make_task(raw);
		/* The consumer does not know how many were sent. */
		flow.sent = total;
		end = rte_get_timer_cycles() + PATIENCE_S * rte_get_timer_hz();
		assert_int_equal(pthread_create(&p.thread, NULL, produce, &p), 0);
		while (flow.back < total && rte_get_timer_cycles() < end)
			raw ? dequeue_raw(BURST, false) : dequeue_ops(BURST, false);
		assert_int_equal(pthread_join(p.thread, NULL), 0);
		assert_false(p.bad);
		assert_int_equal(p.sent, total);
		assert_int_equal(flow.back, total);
	}
	unplug();
}

static void
test_lcores_ops(void **state)
{
	run_lcores(state, false);
}

static void
test_lcores_raw(void **state)
{
	run_lcores(state, true);
}

/* As many in flight as the ring holds, whenever there are less, and not one more. */
static void
run_full(void **state, bool raw)
{
	const uint32_t most = 1023;
	uint32_t i, n, total;

	plug(args_of(state, 3, ",soft_depth=1024"));
	if (raw)
		open_context();
	for (total = 0, n = most; total < 8 * most; total += n) {
		for (i = 0; i < n; i++)
			make_task(raw);
		for (i = 0; i < n; i += BURST)
			assert_int_equal(raw ? enqueue_raw(RTE_MIN(n - i, BURST)) :
					enqueue_ops(RTE_MIN(n - i, BURST)), RTE_MIN(n - i, BURST));
		assert_int_equal(flow.sent + flow.cached - flow.back, most);
		make_task(raw);
		assert_int_equal(raw ? enqueue_raw(1) : enqueue_ops(1), 0);
		sec_task_free(task_at(--flow.made));
		if (flow.cached != 0)
			submit_raw();
		do
			n = raw ? dequeue_raw(BURST, false) : dequeue_ops(BURST, false);
		while (n == 0);
	}
	while (flow.back < flow.sent)
		raw ? dequeue_raw(BURST, false) : dequeue_ops(BURST, false);
	unplug();
}

static void
test_full_ops(void **state)
{
	run_full(state, false);
}

static void
test_full_raw(void **state)
{
	run_full(state, true);
}

#define INLINE(f)	TEST_INLINE(f, setup, teardown)
#define WORKER(f)	TEST_WORKER(f, setup, teardown)
#define WORKERS(f) \
	{ #f " (two workers)", f, setup, teardown, (void *)(uintptr_t)",soft_workers=2" }

int
test_sec_order(void)
{
	static const struct CMUnitTest tests[] = {
		INLINE(test_ops), WORKER(test_ops), WORKERS(test_ops),
		INLINE(test_raw), WORKER(test_raw), WORKERS(test_raw),
		INLINE(test_faults), WORKER(test_faults),
		INLINE(test_broken), WORKER(test_broken),
		INLINE(test_stall),
		INLINE(test_stop), WORKER(test_stop), WORKERS(test_stop),
		INLINE(test_full_ops), WORKER(test_full_ops),
		INLINE(test_full_raw), WORKER(test_full_raw),
		INLINE(test_lcores_ops), WORKER(test_lcores_ops), WORKERS(test_lcores_ops),
		INLINE(test_lcores_raw), WORKER(test_lcores_raw), WORKERS(test_lcores_raw),
	};

	return TEST_RUN_GROUP("sec order", tests, NULL, NULL);
}

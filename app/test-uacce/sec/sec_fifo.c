/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Random tasks through queue pair 0 for the tests of order. The task that comes back has to be the
 * oldest of those that the queue pair took.
 */

#include <string.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "sec_fifo.h"
#include "sec_request.h"

struct sec_fifo sec_fifo;

static uint8_t data[1024];

struct sec_task *
sec_fifo_task(uint32_t n)
{
	return &sec_fifo.tasks[n % SEC_FIFO_WINDOW];
}

void
sec_fifo_start(bool raw)
{
	sec_draw_bytes(data, sizeof(data));
	sec_set_open(&sec_port);
	memset(&sec_fifo, 0, sizeof(sec_fifo));
	sec_fifo.raw = raw;
	if (!raw)
		return;
	sec_fifo.ctx = sec_context_new(&sec_port);
	assert_int_equal(sec_context_set(&sec_port, sec_fifo.ctx, &sec_set.sessions[0], false), 0);
}

void
sec_fifo_end(void)
{
	assert_int_equal(sec_fifo.back, sec_fifo.sent);
	assert_int_equal(sec_fifo_dequeue(1), 0);
	sec_set_close(&sec_port);
}

void
sec_fifo_clear(void)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(sec_fifo.tasks); i++)
		if (sec_fifo.tasks[i].op != NULL)
			sec_task_free(&sec_fifo.tasks[i]);
	memset(&sec_fifo, 0, sizeof(sec_fifo));
}

/* The session before in three of four cases, so that sessions come in batches. */
static const struct sec_session *
draw_session(void)
{
	if (sec_fifo.session != NULL && test_rand_range(0, 3) != 0)
		return sec_fifo.session;
	return sec_fifo.one_descriptor || test_rand_range(0, 1) == 0 ?
		&sec_set.sessions[test_rand_range(0, SEC_SET_SINGLE - 1)] :
		&sec_set.sessions[test_rand_range(SEC_SET_SINGLE, SEC_SET_SESSIONS - 1)];
}

void
sec_fifo_make(void)
{
	struct sec_task *t = sec_fifo_task(sec_fifo.made);
	const bool raw = sec_fifo.raw;

	assert_true(sec_fifo.made - sec_fifo.back < SEC_FIFO_WINDOW);
	sec_fifo.session = draw_session();
	*t = (struct sec_task) {
		.s = sec_fifo.session,
		.src = data + test_rand_range(0, 300),
		.aad = data + 900,
		.len = 16 * test_rand_range(1, 20),
		.iv = { sec_fifo.made, sec_fifo.made >> 8 },
		.src_segs = test_rand_range(0, 7) == 0 ? 3 : 1,
		.out_of_place = !raw && test_rand_range(0, 3) == 0,
		.sessionless = !raw && test_rand_range(0, 15) == 0,
	};
	if (!t->s->alg.forward && sec_has_mac(&t->s->alg) && test_rand_range(0, 5) == 0)
		t->spoil = SEC_SPOIL_DIGEST;
	sec_task_make(t);
	sec_fifo.made++;
}

static uint32_t
enqueue_ops(uint32_t n)
{
	struct rte_crypto_op *ops[SEC_FIFO_WINDOW];
	uint32_t i;

	assert_true(n <= SEC_FIFO_WINDOW);
	for (i = 0; i < n; i++)
		ops[i] = sec_fifo_task(sec_fifo.sent + i)->op;
	n = sec_enqueue(&sec_port, 0, ops, n);
	sec_fifo.sent += n;
	return n;
}

/* As for requests with a session each: the context is updated where the session changes. */
static uint32_t
enqueue_raw(uint32_t n)
{
	uint32_t i;

	for (i = 0; i < n; i++) {
		struct sec_task *t = sec_fifo_task(sec_fifo.sent + sec_fifo.cached);

		if (t->s != sec_fifo.of_context)
			assert_int_equal(sec_context_set(&sec_port, sec_fifo.ctx, t->s, true), 0);
		sec_fifo.of_context = t->s;
		if (!sec_request_enqueue(sec_fifo.ctx, t))
			break;
		sec_fifo.cached++;
	}
	if (test_rand_range(0, 1) == 0 || i < n)
		sec_fifo_submit();
	return i;
}

uint32_t
sec_fifo_enqueue(uint32_t n)
{
	return sec_fifo.raw ? enqueue_raw(n) : enqueue_ops(n);
}

void
sec_fifo_submit(void)
{
	if (sec_fifo.cached == 0)
		return;
	assert_int_equal(rte_cryptodev_raw_enqueue_done(sec_fifo.ctx, sec_fifo.cached), 0);
	sec_fifo.sent += sec_fifo.cached;
	sec_fifo.cached = 0;
}

static void
take_back(const struct sec_task *t, uint8_t status)
{
	struct sec_task *oldest = sec_fifo_task(sec_fifo.back);

	assert_true(sec_fifo.sent - sec_fifo.back - 1 < SEC_FIFO_WINDOW);
	if (t != oldest)
		fail_msg("%s instead of number %u", t->op == NULL ?
				"one that was back already" : "a later one", sec_fifo.back);
	sec_fifo.back++;
	if (sec_fifo.may_fail && status == RTE_CRYPTO_OP_STATUS_ERROR) {
		sec_fifo.errors++;
		sec_task_free(oldest);
		return;
	}
	oldest->op->status = status;
	sec_task_done(oldest);
}

static uint32_t
dequeue_ops(uint32_t n)
{
	struct rte_crypto_op *ops[SEC_FIFO_BURST];
	uint32_t i;

	n = rte_cryptodev_dequeue_burst(sec_port.id, 0, ops, n);
	for (i = 0; i < n; i++)
		take_back(*sec_op_task(ops[i]), ops[i]->status);
	return n;
}

static void
note_status(void *user, uint32_t index __rte_unused, uint8_t good)
{
	struct sec_task *t = user;

	/*
	 * The raw data path says only whether a request succeeded. How the task was made decides
	 * which error its failure is.
	 */
	t->op->status = good ? RTE_CRYPTO_OP_STATUS_SUCCESS : t->spoil != SEC_SPOIL_NOTHING ?
		RTE_CRYPTO_OP_STATUS_AUTH_FAILED : RTE_CRYPTO_OP_STATUS_ERROR;
}

static uint32_t
dequeue_raw(uint32_t n)
{
	enum rte_crypto_op_status op_status = RTE_CRYPTO_OP_STATUS_SUCCESS;
	struct sec_task *t;
	void *user[SEC_FIFO_BURST];
	uint32_t i, good;
	int status;

	if (test_rand_range(0, 1) == 0) {
		t = rte_cryptodev_raw_dequeue(sec_fifo.ctx, &status, &op_status);
		if (t == NULL)
			return 0;
		take_back(t, op_status);
		return 1;
	}
	n = rte_cryptodev_raw_dequeue_burst(sec_fifo.ctx, NULL, n, note_status, user, 1, &good,
			&status);
	for (i = 0; i < n; i++) {
		t = user[i];
		take_back(t, t->op->status);
	}
	return n;
}

uint32_t
sec_fifo_dequeue(uint32_t n)
{
	assert_true(n <= SEC_FIFO_BURST);
	return sec_fifo.raw ? dequeue_raw(n) : dequeue_ops(n);
}

void
sec_fifo_drain(void)
{
	uint64_t end = rte_get_timer_cycles() + SEC_FIFO_PATIENCE_S * rte_get_timer_hz();

	while (sec_fifo.back < sec_fifo.sent) {
		sec_fifo_dequeue(test_rand_range(1, SEC_FIFO_BURST));
		assert_true(rte_get_timer_cycles() < end);
	}
}

void
sec_fifo_run(uint32_t total)
{
	uint64_t end = rte_get_timer_cycles() + SEC_FIFO_PATIENCE_S * rte_get_timer_hz();
	uint32_t n;

	while (sec_fifo.back < total) {
		n = test_rand_range(1, SEC_FIFO_BURST);
		while (sec_fifo.made < total && sec_fifo.made - sec_fifo.back < SEC_FIFO_WINDOW &&
				sec_fifo.made - sec_fifo.sent - sec_fifo.cached < n)
			sec_fifo_make();
		n = sec_fifo.made - sec_fifo.sent - sec_fifo.cached;
		if (n != 0)
			sec_fifo_enqueue(n);
		if (sec_fifo.made == total)
			sec_fifo_submit();
		/* In every second thousand of tasks dequeues are rare, so that the ring fills. */
		if ((sec_fifo.sent >> 10 & 1) != 0 && sec_fifo.sent + sec_fifo.cached != total &&
				test_rand_range(0, 15) != 0)
			continue;
		sec_fifo_dequeue(test_rand_range(1, SEC_FIFO_BURST));
		assert_true(rte_get_timer_cycles() < end);
	}
}

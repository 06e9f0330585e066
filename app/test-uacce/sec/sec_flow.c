/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * A flow of random tasks through queue pair 0 for the tests of order: what comes back has to
 * be the oldest one that was taken.
 */

#include <string.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "sec_port.h"

struct sec_flow sec_flow;

static uint8_t data[1024];

struct sec_task *
sec_flow_task(uint32_t n)
{
	return &sec_flow.tasks[n % SEC_FLOW_WINDOW];
}

void
sec_flow_start(bool raw)
{
	sec_draw_bytes(data, sizeof(data));
	sec_set_open(&sec_port);
	memset(&sec_flow, 0, sizeof(sec_flow));
	sec_flow.raw = raw;
	if (!raw)
		return;
	sec_flow.ctx = sec_context_new(&sec_port);
	assert_int_equal(sec_context_set(&sec_port, sec_flow.ctx, &sec_set.sessions[0], false), 0);
}

void
sec_flow_end(void)
{
	assert_int_equal(sec_flow.back, sec_flow.sent);
	assert_int_equal(sec_flow_dequeue(1), 0);
	sec_set_close(&sec_port);
}

void
sec_flow_clear(void)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(sec_flow.tasks); i++)
		if (sec_flow.tasks[i].op != NULL)
			sec_task_free(&sec_flow.tasks[i]);
	memset(&sec_flow, 0, sizeof(sec_flow));
}

/* Runs of one session, half of them with two descriptors. */
static const struct sec_session *
draw_session(void)
{
	if (sec_flow.session != NULL && test_rand_range(0, 3) != 0)
		return sec_flow.session;
	return sec_flow.plain || test_rand_range(0, 1) == 0 ?
		&sec_set.sessions[test_rand_range(0, SEC_SET_PLAIN - 1)] :
		&sec_set.sessions[test_rand_range(SEC_SET_PLAIN, SEC_SET_SESSIONS - 1)];
}

void
sec_flow_make(void)
{
	struct sec_task *t = sec_flow_task(sec_flow.made);
	const bool raw = sec_flow.raw;

	assert_true(sec_flow.made - sec_flow.back < SEC_FLOW_WINDOW);
	sec_flow.session = draw_session();
	*t = (struct sec_task) {
		.s = sec_flow.session,
		.src = data + test_rand_range(0, 300),
		.aad = data + 900,
		.len = 16 * test_rand_range(1, 20),
		.iv = { sec_flow.made, sec_flow.made >> 8 },
		.src_segs = test_rand_range(0, 7) == 0 ? 3 : 1,
		.out_of_place = !raw && test_rand_range(0, 3) == 0,
		.sessionless = !raw && test_rand_range(0, 15) == 0,
	};
	if (!t->s->alg.forward && sec_has_mac(&t->s->alg) && test_rand_range(0, 5) == 0)
		t->spoil = SEC_SPOIL_DIGEST;
	sec_task_make(t);
	sec_flow.made++;
}

static uint32_t
enqueue_ops(uint32_t n)
{
	struct rte_crypto_op *ops[SEC_FLOW_WINDOW];
	uint32_t i;

	assert_true(n <= SEC_FLOW_WINDOW);
	for (i = 0; i < n; i++)
		ops[i] = sec_flow_task(sec_flow.sent + i)->op;
	n = sec_enqueue(&sec_port, 0, ops, n);
	sec_flow.sent += n;
	return n;
}

/* As a client with a session per request does: the context is updated at each change. */
static uint32_t
enqueue_raw(uint32_t n)
{
	uint32_t i;

	for (i = 0; i < n; i++) {
		struct sec_task *t = sec_flow_task(sec_flow.sent + sec_flow.cached);

		if (t->s != sec_flow.of_context)
			assert_int_equal(sec_context_set(&sec_port, sec_flow.ctx, t->s, true), 0);
		sec_flow.of_context = t->s;
		if (!sec_request_enqueue(sec_flow.ctx, t))
			break;
		sec_flow.cached++;
	}
	if (test_rand_range(0, 1) == 0 || i < n)
		sec_flow_submit();
	return i;
}

uint32_t
sec_flow_enqueue(uint32_t n)
{
	return sec_flow.raw ? enqueue_raw(n) : enqueue_ops(n);
}

void
sec_flow_submit(void)
{
	if (sec_flow.cached == 0)
		return;
	assert_int_equal(rte_cryptodev_raw_enqueue_done(sec_flow.ctx, sec_flow.cached), 0);
	sec_flow.sent += sec_flow.cached;
	sec_flow.cached = 0;
}

static void
take_back(const struct sec_task *t, uint8_t status)
{
	struct sec_task *oldest = sec_flow_task(sec_flow.back);

	assert_true(sec_flow.sent - sec_flow.back - 1 < SEC_FLOW_WINDOW);
	if (t != oldest)
		fail_msg("%s instead of number %u", t->op == NULL ?
				"one that was back already" : "a later one", sec_flow.back);
	sec_flow.back++;
	if (sec_flow.may_fail && status == RTE_CRYPTO_OP_STATUS_ERROR) {
		sec_flow.errors++;
		sec_task_free(oldest);
		return;
	}
	oldest->op->status = status;
	sec_task_done(oldest);
}

static uint32_t
dequeue_ops(uint32_t n)
{
	struct rte_crypto_op *ops[SEC_FLOW_BURST];
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

	/* All that the raw data path tells; which of the two is known by what was sent. */
	t->op->status = good ? RTE_CRYPTO_OP_STATUS_SUCCESS : t->spoil != SEC_SPOIL_NOTHING ?
		RTE_CRYPTO_OP_STATUS_AUTH_FAILED : RTE_CRYPTO_OP_STATUS_ERROR;
}

static uint32_t
dequeue_raw(uint32_t n)
{
	enum rte_crypto_op_status op_status = RTE_CRYPTO_OP_STATUS_SUCCESS;
	struct sec_task *t;
	void *user[SEC_FLOW_BURST];
	uint32_t i, good;
	int status;

	if (test_rand_range(0, 1) == 0) {
		t = rte_cryptodev_raw_dequeue(sec_flow.ctx, &status, &op_status);
		if (t == NULL)
			return 0;
		take_back(t, op_status);
		return 1;
	}
	n = rte_cryptodev_raw_dequeue_burst(sec_flow.ctx, NULL, n, note_status, user, 1, &good,
			&status);
	for (i = 0; i < n; i++) {
		t = user[i];
		take_back(t, t->op->status);
	}
	return n;
}

uint32_t
sec_flow_dequeue(uint32_t n)
{
	assert_true(n <= SEC_FLOW_BURST);
	return sec_flow.raw ? dequeue_raw(n) : dequeue_ops(n);
}

void
sec_flow_drain(void)
{
	uint64_t end = rte_get_timer_cycles() + SEC_FLOW_PATIENCE_S * rte_get_timer_hz();

	while (sec_flow.back < sec_flow.sent) {
		sec_flow_dequeue(test_rand_range(1, SEC_FLOW_BURST));
		assert_true(rte_get_timer_cycles() < end);
	}
}

void
sec_flow_run(uint32_t total)
{
	uint64_t end = rte_get_timer_cycles() + SEC_FLOW_PATIENCE_S * rte_get_timer_hz();
	uint32_t n;

	while (sec_flow.back < total) {
		n = test_rand_range(1, SEC_FLOW_BURST);
		while (sec_flow.made < total && sec_flow.made - sec_flow.back < SEC_FLOW_WINDOW &&
				sec_flow.made - sec_flow.sent - sec_flow.cached < n)
			sec_flow_make();
		n = sec_flow.made - sec_flow.sent - sec_flow.cached;
		if (n != 0)
			sec_flow_enqueue(n);
		if (sec_flow.made == total)
			sec_flow_submit();
		/* At times little is taken back until the ring is full. */
		if ((sec_flow.sent >> 10 & 1) != 0 && sec_flow.sent + sec_flow.cached != total &&
				test_rand_range(0, 15) != 0)
			continue;
		sec_flow_dequeue(test_rand_range(1, SEC_FLOW_BURST));
		assert_true(rte_get_timer_cycles() < end);
	}
}

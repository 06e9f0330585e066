/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* uacce_sec under load: the operations and the judges of the group secdiff. */

#include <stdlib.h>
#include <string.h>

#include "sec_draw.h"
#include "sec_fixture.h"
#include "sec_offer.h"
#include "sec_request.h"
#include "stress.h"
#include "stress_faults.h"

/* Sessions of a queue pair. */
#define NB_SESSIONS	24u
/* Data of a request of the raw data path, which has a limited number of segments. */
#define MAX_RAW_LEN	(1u << 20)

/* A session, with the operations that use it. */
struct pair_session {
	struct sec_session s;
	RTE_ATOMIC(uint32_t) used;	/* producer adds, consumer takes away */
};

struct sec_pair_priv {
	uint16_t qp;
	struct pair_session sessions[NB_SESSIONS];
	/* The raw data path, or NULL for operations; drawn each time the device is plugged. */
	struct rte_crypto_raw_dp_ctx *ctx;
	const struct sec_session *of_ctx;
};

/* The driver's part of an item. */
struct sec_item_priv {
	struct sec_task task;	/* first: an operation names its task */
	struct stress_item *item;
	struct pair_session *session;
};

static struct sec_port port;
static struct sec_offer offer;
static uint8_t *pool;
/* Queue pairs that have sessions. */
static struct sec_pair_priv *filled[STRESS_MAX_PAIRS];

static void
init(void)
{
	sec_setup(NULL);
	pool = sec_draw_pool();
}

static void
sec_exit(void)
{
	sec_teardown(NULL);
	free(pool);
}

static int
setup(uint16_t qp, uint32_t in_flight)
{
	return sec_qp_setup(&port, qp, in_flight);
}

static int
configure(uint16_t pairs)
{
	return sec_port_configure(&port, pairs);
}

static void
stop(void)
{
	sec_stop(&port);
}

static void
unplug(void)
{
	if (port.started)
		sec_stop(&port);
	sec_unplug(&port);
}

static int
plug(const char *devargs)
{
	bool soft;
	int ret = sec_plug(&port, 0, devargs);

	if (ret == 0)
		test_named_device(devargs, &soft, &sec_variant.qm);
	return ret;
}

static void
set_context(struct sec_pair_priv *p, const struct sec_session *s, bool update)
{
	assert_int_equal(sec_context_set_on(&port, p->qp, p->ctx, s, update), 0);
	p->of_ctx = s;
}

/* A queue pair may have been set up again, so each start begins contexts anew. */
static int
start(void)
{
	int ret = sec_start(&port);
	unsigned int i;

	if (ret == 0 && offer.nb_caps == 0)
		sec_offer_read(&port, &offer);
	for (i = 0; i < STRESS_MAX_PAIRS && ret == 0; i++)
		if (filled[i] != NULL && filled[i]->ctx != NULL)
			set_context(filled[i], &filled[i]->sessions[0].s, false);
	return ret;
}

static void
make_context(struct sec_pair_priv *p)
{
	if (!sec_draw_one_in(3))
		return;
	p->ctx = aligned_alloc(RTE_CACHE_LINE_SIZE, sec_context_size(&port));
	assert_non_null(p->ctx);
	set_context(p, &p->sessions[0].s, false);
}

/* The first session of a chain opens hardware queues, which faults and resets hinder. */
static void
open_session(struct pair_session *s)
{
	unsigned int failures = 0;
	struct sec_alg alg;

	sec_draw_alg(&offer, &alg);
	while (sec_session_open_try(&port, &alg, &s->s) != 0)
		assert_true(stress_try_again(++failures));
}

static void
fill(struct stress_pair *pair)
{
	struct sec_pair_priv *p = pair->priv;
	unsigned int i;

	if (p == NULL)
		p = pair->priv = calloc(1, sizeof(*p));
	assert_non_null(p);
	for (i = 0; i < NB_SESSIONS; i++)
		open_session(&p->sessions[i]);
	p->qp = pair->qp;
	make_context(p);
	filled[p->qp] = p;
}

static void
clear(struct stress_pair *pair)
{
	struct sec_pair_priv *p = pair->priv;
	unsigned int i;

	for (i = 0; i < NB_SESSIONS; i++)
		sec_session_close(&port, &p->sessions[i].s);
	free(p->ctx);
	p->ctx = NULL;
	filled[p->qp] = NULL;
}

static void *
new_item(struct stress_item *item)
{
	struct sec_item_priv *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	s->item = item;
	return s;
}

static void
free_item(struct stress_item *item)
{
	free(item->priv);
}

/* A session at random. One that nothing uses is replaced now and then. */
static struct pair_session *
draw_session(struct sec_pair_priv *p)
{
	struct pair_session *s = &p->sessions[test_rand_range(0, NB_SESSIONS - 1)];

	/* Acquire: the consumer's last use of the session comes before its end. */
	if (sec_draw_one_in(16) && (p->ctx == NULL || &s->s != p->of_ctx) &&
			rte_atomic_load_explicit(&s->used, rte_memory_order_acquire) == 0) {
		sec_session_close(&port, &s->s);
		open_session(s);
	}
	rte_atomic_fetch_add_explicit(&s->used, 1, rte_memory_order_relaxed);
	return s;
}

/* Leave what sec_request_enqueue() takes: in place, and all of the data. */
static void
make_raw(struct sec_task *t)
{
	t->out_of_place = false;
	t->sessionless = false;
	t->place = SEC_OUTSIDE;
	t->offset = t->head = t->behind = t->skip = t->drop = t->tail = 0;
	t->src_segs = RTE_MIN(t->src_segs, SEC_REQUEST_MAX_SEGS);
	if (t->spoil == SEC_SPOIL_DATA) {
		t->spoil = SEC_SPOIL_DIGEST;
		t->spoil_bit = 0;
	}
}

static void
make(struct stress_item *item)
{
	struct sec_pair_priv *p = item->pair->priv;
	struct sec_item_priv *s = item->priv;

	s->session = draw_session(p);
	do
		sec_draw_task(&s->session->s, pool, &s->task);
	while (p->ctx != NULL && (s->task.len == 0 || s->task.len > MAX_RAW_LEN));
	if (p->ctx != NULL)
		make_raw(&s->task);
	sec_task_make(&s->task);
	item->op = s->task.op;
}

static void
drop(struct stress_item *item)
{
	struct sec_item_priv *s = item->priv;

	sec_task_free(&s->task);
	/* Release: all uses of the session come before the producer finds it unused. */
	rte_atomic_fetch_sub_explicit(&s->session->used, 1, rte_memory_order_release);
}

/* One request after the other, as their sessions differ, and one doorbell. */
static uint16_t
enqueue_raw(struct sec_pair_priv *p, void **ops, uint16_t n)
{
	struct sec_task *t;
	uint16_t i;

	for (i = 0; i < n; i++) {
		t = *sec_op_task(ops[i]);
		if (t->s != p->of_ctx)
			set_context(p, t->s, true);
		if (!sec_request_enqueue(p->ctx, t))
			break;
	}
	if (i != 0)
		assert_int_equal(rte_cryptodev_raw_enqueue_done(p->ctx, i), 0);
	return i;
}

static uint16_t
enqueue(struct stress_pair *pair, void **ops, uint16_t n)
{
	struct sec_pair_priv *p = pair->priv;

	if (p->ctx != NULL)
		return enqueue_raw(p, ops, n);
	return rte_cryptodev_enqueue_burst(port.id, pair->qp, (struct rte_crypto_op **)ops, n);
}

/* The raw data path says only whether it went well. Which error is due says the task. */
static void
note_status(void *user, uint32_t index __rte_unused, uint8_t good)
{
	struct sec_task *t = user;

	t->op->status = good ? RTE_CRYPTO_OP_STATUS_SUCCESS :
		t->want_status == RTE_CRYPTO_OP_STATUS_AUTH_FAILED ? t->want_status :
		RTE_CRYPTO_OP_STATUS_ERROR;
}

static uint16_t
dequeue_raw(struct sec_pair_priv *p, void **ops, uint16_t n)
{
	uint32_t i, got, good;
	int status;

	got = rte_cryptodev_raw_dequeue_burst(p->ctx, NULL, n, note_status, ops, 1, &good,
			&status);
	for (i = 0; i < got; i++)
		ops[i] = ((struct sec_task *)ops[i])->op;
	return got;
}

static uint16_t
dequeue(struct stress_pair *pair, void **ops, uint16_t n)
{
	struct sec_pair_priv *p = pair->priv;

	if (p->ctx != NULL)
		return dequeue_raw(p, ops, n);
	return rte_cryptodev_dequeue_burst(port.id, pair->qp, (struct rte_crypto_op **)ops, n);
}

static struct stress_item *
item_of(void *op)
{
	return ((struct sec_item_priv *)*sec_op_task(op))->item;
}

static bool
is_rejected(void *op)
{
	return ((struct rte_crypto_op *)op)->status != RTE_CRYPTO_OP_STATUS_NOT_PROCESSED;
}

/*
 * Whether the device may have been made to do nothing for an operation whose digest no flag tells
 * of: a hash or MAC, or a chain whose digest is an operation of its own.
 */
static bool
may_be_undone(const struct sec_alg *alg)
{
	return (alg->kind == SEC_AUTH || alg->kind == SEC_CHAIN) &&
		stress_faults_has(stress_options.faults, "undone");
}

/* An operation that is not processed shows as a wrong digest: verified, or generated. */
static const char *
judge_undone(const char *wrong, const struct sec_task *t, enum stress_result *result)
{
	if (wrong == NULL || !may_be_undone(&t->s->alg))
		return wrong;
	if (t->status == RTE_CRYPTO_OP_STATUS_AUTH_FAILED && !t->s->alg.forward) {
		*result = STRESS_FAILED;
		return NULL;
	}
	if (t->status != RTE_CRYPTO_OP_STATUS_SUCCESS || !t->s->alg.forward)
		return wrong;
	*result = STRESS_UNDONE;
	return NULL;
}

static const char *
judge(struct stress_item *item, enum stress_result *result)
{
	struct sec_item_priv *s = item->priv;
	struct sec_task *t = &s->task;

	if (t->op->status != RTE_CRYPTO_OP_STATUS_ERROR) {
		if (t->want_status == RTE_CRYPTO_OP_STATUS_AUTH_FAILED)
			*result = STRESS_BAD_DIGEST;
		return judge_undone(sec_task_judge(t), t, result);
	}
	/* The device failed: the output is anything, and nothing beside it was written. */
	*result = STRESS_FAILED;
	TEST_EXPECT_RIGHT(test_chain_judge(&t->in, 0, t->in.len));
	if (t->out_of_place)
		TEST_EXPECT_RIGHT(test_chain_judge(&t->to, 0, t->to.len));
	return NULL;
}

static void
spoil(struct stress_item *item)
{
	struct sec_item_priv *s = item->priv;

	s->task.in.mem[0] ^= 1;
}

const struct stress_driver stress_sec = {
	.name = "uacce_sec",
	.faults_of_open = 1,
	.init = init,
	.exit = sec_exit,
	.plug = plug,
	.unplug = unplug,
	.configure = configure,
	.setup = setup,
	.start = start,
	.stop = stop,
	.fill = fill,
	.clear = clear,
	.new_item = new_item,
	.free_item = free_item,
	.make = make,
	.drop = drop,
	.enqueue = enqueue,
	.dequeue = dequeue,
	.item_of = item_of,
	.is_rejected = is_rejected,
	.judge = judge,
	.spoil = spoil,
};

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* uacce_sec under load: the operations and the judges of the group secdiff. */

#include <stdlib.h>
#include <string.h>

#include "sec_draw.h"
#include "sec_fixture.h"
#include "sec_offer.h"
#include "stress.h"
#include "stress_faults.h"

/* Sessions of a queue pair. */
#define NB_SESSIONS	24u

/* A session, with the operations that use it. */
struct pair_session {
	struct sec_session s;
	RTE_ATOMIC(uint32_t) used;	/* producer adds, consumer takes away */
};

struct sec_pair_priv {
	struct pair_session sessions[NB_SESSIONS];
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
	return sec_configure(&port, pairs);
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

static int
start(void)
{
	int ret = sec_start(&port);

	if (ret == 0 && offer.nb_caps == 0)
		sec_offer_read(&port, &offer);
	return ret;
}

/* The first session of a chain opens hardware queues, which injected faults hinder once each. */
static void
open_session(struct pair_session *s)
{
	unsigned int tries = stress_options.faults == 0 ? 1 : 3;
	struct sec_alg alg;

	sec_draw_alg(&offer, &alg);
	while (sec_session_open_try(&port, &alg, &s->s) != 0)
		assert_int_not_equal(--tries, 0);
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
}

static void
clear(struct stress_pair *pair)
{
	struct sec_pair_priv *p = pair->priv;
	unsigned int i;

	for (i = 0; i < NB_SESSIONS; i++)
		sec_session_close(&port, &p->sessions[i].s);
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

/* A session at random. One that no operation uses is replaced now and then. */
static struct pair_session *
draw_session(struct sec_pair_priv *p)
{
	struct pair_session *s = &p->sessions[test_rand_range(0, NB_SESSIONS - 1)];

	/* Acquire: the consumer's last use of the session comes before its end. */
	if (sec_draw_one_in(16) &&
			rte_atomic_load_explicit(&s->used, rte_memory_order_acquire) == 0) {
		sec_session_close(&port, &s->s);
		open_session(s);
	}
	rte_atomic_fetch_add_explicit(&s->used, 1, rte_memory_order_relaxed);
	return s;
}

static void
make(struct stress_item *item)
{
	struct sec_item_priv *s = item->priv;

	s->session = draw_session(item->pair->priv);
	sec_draw_task(&s->session->s, pool, &s->task);
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

static uint16_t
enqueue(struct stress_pair *pair, void **ops, uint16_t n)
{
	return rte_cryptodev_enqueue_burst(port.id, pair->qp, (struct rte_crypto_op **)ops, n);
}

static uint16_t
dequeue(struct stress_pair *pair, void **ops, uint16_t n)
{
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

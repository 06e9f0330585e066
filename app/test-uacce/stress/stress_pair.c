/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* The threads of queue pairs: a producer and a consumer, or one thread that is both. */

#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "stress.h"
#include "test.h"
#include "test_util.h"
#include "zip_zlib.h"

/* Operation of a pair that a made-up defect strikes. */
#define PRETEND_AT	100u
/* At most so many wrong results of a pair are printed. */
#define MAX_PRINTED	10u
/* Failures of a control call that injected faults make at most. */
#define MAX_FAILURES	20u
/* Time that a reset of hardware takes at most, and between two tries. */
#define RESET_MS	10000u
#define RETRY_MS	50u

/*
 * All threads and the main thread meet at the gate twice: when the last thread is paused, and when
 * they go on. What the main thread does between both is ordered by the barrier.
 */
static struct {
	pthread_barrier_t barrier;
	RTE_ATOMIC(bool) wanted;	/* main thread: threads are to come to the gate */
	bool end;			/* written between both meetings */
} gate;

void
stress_gate_open(unsigned int nb_threads)
{
	assert_int_equal(pthread_barrier_init(&gate.barrier, NULL, nb_threads + 1), 0);
	gate.end = false;
	rte_atomic_store_explicit(&gate.wanted, true, rte_memory_order_relaxed);
}

void
stress_gate_close(void)
{
	pthread_barrier_destroy(&gate.barrier);
}

void
stress_pause(void)
{
	rte_atomic_store_explicit(&gate.wanted, true, rte_memory_order_relaxed);
	pthread_barrier_wait(&gate.barrier);
}

void
stress_resume(bool end)
{
	gate.end = end;
	rte_atomic_store_explicit(&gate.wanted, false, rte_memory_order_relaxed);
	pthread_barrier_wait(&gate.barrier);
}

/* Come to the gate if the main thread wants that. Returns whether to go on afterwards. */
static bool
pass_gate(void)
{
	if (!rte_atomic_load_explicit(&gate.wanted, rte_memory_order_relaxed))
		return true;
	pthread_barrier_wait(&gate.barrier);
	pthread_barrier_wait(&gate.barrier);
	return !gate.end;
}

uint64_t
stress_patience_ms(void)
{
	return 2000 * (uint64_t)test_options.patience;
}

bool
stress_try_again(unsigned int failures)
{
	if (stress_options.soft)
		return stress_options.faults != 0 && failures < MAX_FAILURES;
	usleep(1000 * RETRY_MS);
	return failures < RESET_MS * test_options.patience / RETRY_MS;
}

void
stress_pair_open(struct stress_pair *pair, const struct stress_driver *driver, uint16_t qp,
		uint64_t seed)
{
	char name[RTE_RING_NAMESIZE];
	unsigned int i;

	memset(pair, 0, sizeof(*pair));
	pair->driver = driver;
	pair->qp = qp;
	pair->seed = seed;
	snprintf(name, sizeof(name), "stress_%s_%u", driver->name, qp);
	pair->idle = rte_ring_create(name, 2 * STRESS_ITEMS, SOCKET_ID_ANY,
			RING_F_SP_ENQ | RING_F_SC_DEQ);
	assert_non_null(pair->idle);
	for (i = 0; i < STRESS_ITEMS; i++) {
		struct stress_item *item = &pair->items[i];

		item->pair = pair;
		item->index = i;
		item->priv = driver->new_item(item);
		assert_int_equal(rte_ring_enqueue(pair->idle, item), 0);
	}
}

void
stress_pair_close(struct stress_pair *pair)
{
	unsigned int i;

	for (i = 0; i < STRESS_ITEMS; i++) {
		struct stress_item *item = &pair->items[i];

		stress_ledger_close(&pair->ledger, &item->mark);
		if (item->op != NULL)
			pair->driver->drop(item);
		pair->driver->free_item(item);
	}
	rte_ring_free(pair->idle);
}

static void
give_idle(struct stress_item *item)
{
	item->pair->driver->drop(item);
	item->op = NULL;
	/* The ring has room for all items. */
	rte_ring_enqueue(item->pair->idle, item);
}

void
stress_pair_forget_pending(struct stress_pair *pair)
{
	while (pair->nb_pending > 0)
		give_idle(pair->pending[--pair->nb_pending]);
}

static void
report_wrong(const struct stress_item *item, const char *wrong)
{
	const struct stress_pair *pair = item->pair;

	if (pair->ledger.wrong < MAX_PRINTED)
		fprintf(stderr, "%s queue pair %u: wrong: %s\n", pair->driver->name, pair->qp,
				wrong);
}

/* Judge an operation that came back. Returns whether the item is free again. */
static bool
take_back(struct stress_pair *pair, struct stress_item *item)
{
	const bool struck = pair->qp == 0 && pair->ledger.dequeued == PRETEND_AT;
	enum stress_result result = STRESS_GOOD;
	const char *wrong;

	if (struck && stress_options.pretend == STRESS_PRETEND_LOST) {
		stress_options.pretend = STRESS_PRETEND_NOTHING;
		return false;
	}
	if (!stress_ledger_dequeued(&pair->ledger, &item->mark)) {
		fprintf(stderr, "%s queue pair %u: an operation came back twice\n",
				pair->driver->name, pair->qp);
		return false;
	}
	if (struck && stress_options.pretend == STRESS_PRETEND_WRONG)
		pair->driver->spoil(item);
	wrong = pair->driver->judge(item, &result);
	if (wrong == NULL && result == STRESS_FAILED && stress_options.soft &&
			stress_options.faults == 0)
		wrong = "it failed, and nothing was made to fail";
	if (wrong != NULL)
		report_wrong(item, wrong);
	stress_ledger_judged(&pair->ledger, result, wrong == NULL);
	if (struck && stress_options.pretend == STRESS_PRETEND_DUPLICATED)
		take_back(pair, item);
	return true;
}

unsigned int
stress_pair_consume(struct stress_pair *pair)
{
	void *ops[STRESS_BURST];
	unsigned int i, n;

	n = pair->driver->dequeue(pair, ops, test_rand_range(1, STRESS_BURST));
	for (i = 0; i < n; i++) {
		struct stress_item *item = pair->driver->item_of(ops[i]);

		if (take_back(pair, item))
			give_idle(item);
	}
	return n;
}

static void
make_pending(struct stress_pair *pair)
{
	unsigned int n = test_rand_range(1, STRESS_BURST);
	struct stress_item *item;
	void *object;

	while (pair->nb_pending < n && rte_ring_dequeue(pair->idle, &object) == 0) {
		item = object;
		pair->driver->make(item);
		pair->pending[pair->nb_pending++] = item;
	}
}

/* All that are drawn are valid, so none may be rejected. Another one takes its place. */
static void
replace_rejected(struct stress_pair *pair)
{
	struct stress_item *item = pair->pending[0];

	if (pair->ledger.rejected++ < MAX_PRINTED)
		fprintf(stderr, "%s queue pair %u: enqueue rejected an operation\n",
				pair->driver->name, pair->qp);
	pair->driver->drop(item);
	pair->driver->make(item);
}

static unsigned int
produce(struct stress_pair *pair)
{
	void *ops[STRESS_BURST];
	unsigned int i, n;

	make_pending(pair);
	if (pair->nb_pending == 0)
		return 0;
	for (i = 0; i < pair->nb_pending; i++) {
		ops[i] = pair->pending[i]->op;
		stress_ledger_enter(&pair->pending[i]->mark);
	}
	n = pair->driver->enqueue(pair, ops, pair->nb_pending);
	stress_ledger_enqueued(&pair->ledger, n);
	for (i = n; i < pair->nb_pending; i++)
		stress_ledger_leave(&pair->pending[i]->mark);
	pair->nb_pending -= n;
	memmove(pair->pending, pair->pending + n, pair->nb_pending * sizeof(pair->pending[0]));
	if (pair->nb_pending != 0 && pair->driver->is_rejected(pair->pending[0]->op))
		replace_rejected(pair);
	return n;
}

/* Note whether the pair makes progress. The main thread heals a pair that does not. */
static void
watch(struct stress_pair *pair, unsigned int accepted)
{
	const uint64_t dequeued = rte_atomic_load_explicit(&pair->ledger.dequeued,
			rte_memory_order_relaxed);
	const uint64_t now = rte_get_timer_cycles();
	uint64_t limit = rte_get_timer_hz() / 1000 * stress_patience_ms();

	if (accepted != 0 || dequeued != pair->last_dequeued || pair->last_progress == 0) {
		pair->last_progress = now;
		pair->last_dequeued = dequeued;
		return;
	}
	/* With nothing in flight a queue pair that accepts nothing is dead. */
	if (stress_ledger_in_flight(&pair->ledger) == 0)
		limit = rte_get_timer_hz() / 100;
	if (now - pair->last_progress > limit)
		rte_atomic_store_explicit(&pair->dead, true, rte_memory_order_relaxed);
}

static void *
producer_main(void *arg)
{
	struct stress_pair *pair = arg;
	unsigned int n;

	test_rand_start_at(pair->seed);
	while (pass_gate()) {
		n = produce(pair);
		watch(pair, n);
		if (n == 0)
			sched_yield();
	}
	zip_zlib_end_thread();
	return NULL;
}

static void *
consumer_main(void *arg)
{
	struct stress_pair *pair = arg;

	test_rand_start_at(pair->seed + 1);
	while (pass_gate())
		if (stress_pair_consume(pair) == 0)
			sched_yield();
	zip_zlib_end_thread();
	return NULL;
}

static void *
both_main(void *arg)
{
	struct stress_pair *pair = arg;
	unsigned int n, back;

	test_rand_start_at(pair->seed);
	while (pass_gate()) {
		n = produce(pair);
		watch(pair, n);
		do
			back = stress_pair_consume(pair);
		while (back != 0 && test_rand_range(0, 1) != 0);
		if (n + back == 0)
			sched_yield();
	}
	zip_zlib_end_thread();
	return NULL;
}

void
stress_pair_start(struct stress_pair *pair)
{
	const bool two = stress_options.threads == 2;

	assert_int_equal(pthread_create(&pair->threads[0], NULL, two ? producer_main : both_main,
			pair), 0);
	if (two)
		assert_int_equal(pthread_create(&pair->threads[1], NULL, consumer_main, pair), 0);
}

void
stress_pair_join(struct stress_pair *pair)
{
	unsigned int i;

	for (i = 0; i < stress_options.threads; i++)
		pthread_join(pair->threads[i], NULL);
}

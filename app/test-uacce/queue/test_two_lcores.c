/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Two threads on one queue pair. No operation may get lost, come back twice, overtake one of its
 * kind, or have the result of another one, and no ring may die.
 *
 * An inline soft device is served by the thread that dequeues; with soft_workers=1 a third
 * thread serves it.
 */

#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <rte_common.h>

#include "two_lcores.h"
#include "uacce_compat.h"

#define BURST		32u
/* More operations of each kind than a ring takes, so that it fills. */
#define SPARE		33u
#define MAX_DEPTH	1024u
#define MAX_ITEMS	(TWO_MAX_KINDS * (MAX_DEPTH + SPARE))
/* Operations of a case unless --ops says how many. */
#define DEFAULT_OPS	20000u
/* Longest time without an operation, in seconds. */
#define PATIENCE_S	(60 * test_options.patience)

/* Parameters of a test; NULL or 0 where --device gives them. */
struct two_case {
	const struct two_driver *driver;
	const char *engine;
	const char *workers;
	uint32_t depth;
	bool mixed;
	char name[96];
};

/*
 * A ring of items that go from the consumer back to the producer. Each of the two writes one index,
 * and there are more slots than items.
 */
static struct {
	struct two_item *items[8192];
	uint32_t head;			/* producer */
	RTE_ATOMIC(uint32_t) tail;	/* consumer */
} idle;

static struct {
	const struct two_driver *driver;
	struct two_item items[MAX_ITEMS];
	unsigned int nb_items;
	uint64_t total;
	uint64_t sent;		/* by the producer, once it has ended */
	unsigned int kept;	/* items that the producer has at its end */
	RTE_ATOMIC(bool) refused;	/* the queue pair took less than it was offered */
	RTE_ATOMIC(bool) ended;		/* the producer has ended */
	RTE_ATOMIC(bool) stop;		/* the producer is to end early */
} run;

static void
give_idle(struct two_item *item)
{
	RTE_BUILD_BUG_ON(MAX_ITEMS > RTE_DIM(idle.items));
	idle.items[idle.tail % RTE_DIM(idle.items)] = item;
	/* Release, as the producer must see what the consumer wrote to the item. */
	rte_atomic_store_explicit(&idle.tail, idle.tail + 1, rte_memory_order_release);
}

static struct two_item *
take_idle(void)
{
	if (rte_atomic_load_explicit(&idle.tail, rte_memory_order_acquire) == idle.head)
		return NULL;
	return idle.items[idle.head++ % RTE_DIM(idle.items)];
}

static bool
flag(const RTE_ATOMIC(bool) *which)
{
	return rte_atomic_load_explicit(which, rte_memory_order_relaxed);
}

static void
set_flag(RTE_ATOMIC(bool) *which, bool value)
{
	rte_atomic_store_explicit(which, value, rte_memory_order_relaxed);
}

/* Number the operations of a burst by kind, going on from those enqueued before. */
static void
number_burst(void **ops, unsigned int n, const uint64_t next[TWO_MAX_KINDS], uint8_t *kinds)
{
	uint64_t numbers[TWO_MAX_KINDS];
	unsigned int i;

	memcpy(numbers, next, sizeof(numbers));
	for (i = 0; i < n; i++) {
		struct two_item *item = run.driver->item_of(ops[i]);

		kinds[i] = item->kind;
		item->number = numbers[item->kind]++;
	}
}

static void *
producer_main(void *arg __rte_unused)
{
	uint64_t next[TWO_MAX_KINDS] = { 0 }, sent = 0;
	unsigned int i, n = 0, took;
	uint8_t kinds[BURST];
	struct two_item *item;
	void *ops[BURST];

	while (sent < run.total && !flag(&run.stop)) {
		while (n < RTE_MIN(BURST, run.total - sent) && (item = take_idle()) != NULL)
			ops[n++] = item->op;
		number_burst(ops, n, next, kinds);
		took = n == 0 ? 0 : run.driver->enqueue(ops, n);
		if (took < n)
			set_flag(&run.refused, true);
		if (took == 0)
			sched_yield();
		for (i = 0; i < took; i++)
			next[kinds[i]]++;
		sent += took;
		n -= took;
		memmove(ops, ops + took, n * sizeof(*ops));
	}
	run.sent = sent;
	run.kept = n;
	set_flag(&run.ended, true);
	return NULL;
}

/* Whether an operation has its own result. */
static bool
is_right(const struct two_item *item)
{
	uint8_t out[TWO_MAX_OUT];
	uint32_t len;

	if (!run.driver->is_good(item->op, &len))
		return false;
	if (item->want == NULL)
		return true;
	if (len != item->want_len || len > item->dst.len)
		return false;
	test_chain_read(&item->dst, 0, out, len);
	return memcmp(out, item->want, len) == 0 &&
		memcmp(item->digest, item->want + len, sizeof(item->digest)) == 0;
}

static void
clear_output(struct two_item *item)
{
	static const uint8_t nothing[TWO_MAX_OUT];

	run.driver->rearm(item->op);
	if (item->want == NULL)
		return;
	test_chain_write(&item->dst, 0, nothing, item->want_len);
	memset(item->digest, 0, sizeof(item->digest));
}

/* Wait until the queue pair refused an operation, or the producer has no more. */
static bool
wait_until_full(void)
{
	const time_t end = time(NULL) + PATIENCE_S;

	set_flag(&run.refused, false);
	while (!flag(&run.refused) && !flag(&run.ended)) {
		if (time(NULL) > end)
			return false;
		sched_yield();
	}
	return flag(&run.refused);
}

/* Consume all. Returns what went wrong, or NULL; *full counts how often the rings were full. */
static const char *
consume(uint64_t *full)
{
	uint64_t expected[TWO_MAX_KINDS] = { 0 }, got = 0, pause_at = 0;
	time_t last = time(NULL);
	void *ops[BURST];
	unsigned int i, n;

	while (got < run.total) {
		if (got >= pause_at) {
			*full += wait_until_full();
			pause_at = got + 8 * run.nb_items;
		}
		n = run.driver->dequeue(ops, BURST);
		for (i = 0; i < n; i++) {
			struct two_item *item = run.driver->item_of(ops[i]);

			if (item->number != expected[item->kind]++)
				return "an operation was lost, came twice or out of order";
			if (!is_right(item))
				return "an operation failed or has another's result";
			clear_output(item);
			give_idle(item);
		}
		got += n;
		if (n != 0) {
			last = time(NULL);
			continue;
		}
		if (time(NULL) > last + PATIENCE_S)
			return "the queue pair is dead";
		sched_yield();
	}
	return run.driver->dequeue(ops, BURST) == 0 ? NULL : "an operation came twice";
}

/* Learn the result of an operation by running it alone. */
static void
learn(struct two_item *item)
{
	const time_t end = time(NULL) + PATIENCE_S;
	void *op = item->op;
	uint32_t len;

	run.driver->rearm(op);
	assert_int_equal(run.driver->enqueue(&op, 1), 1);
	while (run.driver->dequeue(&op, 1) == 0)
		assert_true(time(NULL) < end);
	assert_ptr_equal(op, item->op);
	assert_true(run.driver->is_good(op, &len));
	assert_true(len <= TWO_MAX_OUT);
	item->want = malloc(len + sizeof(item->digest));
	assert_non_null(item->want);
	item->want_len = len;
	test_chain_read(&item->dst, 0, item->want, len);
	memcpy(item->want + len, item->digest, sizeof(item->digest));
	clear_output(item);
}

static void
make_items(const struct two_case *c, bool checked)
{
	const unsigned int kinds = c->mixed ? c->driver->nb_kinds : c->driver->nb_fast;
	unsigned int i;

	run.nb_items = kinds * (c->depth + SPARE);
	for (i = 0; i < run.nb_items; i++) {
		struct two_item *item = &run.items[i];

		item->kind = i % kinds;
		c->driver->make(item, i);
		c->driver->rearm(item->op);
		if (checked)
			learn(item);
		give_idle(item);
	}
}

static void
free_items(void)
{
	unsigned int i;

	for (i = 0; i < run.nb_items; i++) {
		if (run.items[i].op != NULL)
			run.driver->free(&run.items[i]);
		free(run.items[i].want);
	}
}

/* Devargs of a case: its parameters behind those of --device. */
static const char *
devargs_of(const struct two_case *c)
{
	static char devargs[256];
	int n = snprintf(devargs, sizeof(devargs), "device=%s", test_options.device);

	if (c->engine != NULL)
		n += snprintf(devargs + n, sizeof(devargs) - n, ",soft_engine=%s", c->engine);
	if (c->workers != NULL)
		n += snprintf(devargs + n, sizeof(devargs) - n, ",soft_workers=%s", c->workers);
	/* Hardware has a depth that cannot be chosen. */
	if (strncmp(test_options.device, "soft", 4) == 0 &&
			strstr(test_options.device, "soft_depth") == NULL)
		snprintf(devargs + n, sizeof(devargs) - n, ",soft_depth=%u", c->depth);
	return devargs;
}

/*
 * Both threads run anywhere, or both on one CPU if a worker would have none of its own. It sleeps
 * when it finds nothing for a while, and three threads on two CPUs leave it little else.
 */
static void
choose_cpus(const char *devargs, cpu_set_t *was)
{
	const char *workers = strstr(devargs, "soft_workers=");
	cpu_set_t one;

	assert_int_equal(sched_getaffinity(0, sizeof(*was), was), 0);
	if (workers == NULL || workers[strlen("soft_workers=")] == '0' || CPU_COUNT(was) > 2)
		return;
	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
}

static void
run_case(void **state)
{
	const struct two_case *c = *state;
	const char *devargs = devargs_of(c), *wrong;
	uint64_t full = 0;
	pthread_t thread;
	cpu_set_t was;

	run.total = test_options.ops_given ? test_options.ops : DEFAULT_OPS;
	c->driver->plug(devargs, c->depth);
	make_items(c, strstr(devargs, "soft_engine=null") == NULL);
	choose_cpus(devargs, &was);
	assert_int_equal(pthread_create(&thread, NULL, producer_main, NULL), 0);
	/* No assertion before the producer has ended, as it uses the device until then. */
	wrong = consume(&full);
	set_flag(&run.stop, true);
	assert_int_equal(pthread_join(thread, NULL), 0);
	sched_setaffinity(0, sizeof(was), &was);
	printf("%s: %" PRIu64 " operations, full %" PRIu64 " times%s%s\n", c->name, run.sent, full,
			wrong == NULL ? "" : ": ", wrong == NULL ? "" : wrong);
	assert_true(wrong == NULL);
	assert_int_equal(run.sent, run.total);
	assert_true(full != 0 || run.total < run.nb_items);
	/* All items are with the producer or idle, or one was lost and no operation is missing. */
	assert_int_equal(idle.tail - idle.head + run.kept, run.nb_items);
}

static int
setup(void **state)
{
	const struct two_case *c = *state;

	memset(&run, 0, sizeof(run));
	memset(&idle, 0, sizeof(idle));
	run.driver = c->driver;
	return c->driver->setup(state);
}

static int
teardown(void **state)
{
	/* The device may still work on the items of a test that failed. */
	run.driver->stop();
	free_items();
	return run.driver->teardown(state);
}

/* Values of a parameter, or NULL alone where --device gives it. */
static unsigned int
values_of(const char *key, const char *const values[2], const char *out[2])
{
	out[0] = NULL;
	if (strncmp(test_options.device, "soft", 4) != 0 ||
			strstr(test_options.device, key) != NULL)
		return 1;
	out[0] = values[0];
	out[1] = values[1];
	return 2;
}

static unsigned int
depths_of(uint32_t out[4])
{
	static const uint32_t depths[4] = { 2, 8, 256, 1024 };
	const char *given = strstr(test_options.device, "soft_depth=");

	memcpy(out, depths, sizeof(depths));
	if (given == NULL && strncmp(test_options.device, "soft", 4) == 0)
		return RTE_DIM(depths);
	out[0] = given == NULL ? MAX_DEPTH :
		strtoul(given + strlen("soft_depth="), NULL, 10);
	out[0] = RTE_MIN(out[0], MAX_DEPTH);
	return 1;
}

static void
name_case(struct two_case *c)
{
	snprintf(c->name, sizeof(c->name), "%s, %s%s%s%s, depth %u", c->driver->name,
			c->mixed ? "mixed" : "fast path",
			c->engine == NULL ? "" : ", engine ", c->engine == NULL ? "" : c->engine,
			c->workers == NULL ? "" : *c->workers == '0' ? ", inline" : ", worker",
			c->depth);
}

int
two_lcores_run(const struct two_driver *driver, const char *group)
{
	static const char *const engines[2] = { "null", "fast" }, *const workers[2] = { "0", "1" };
	static struct two_case cases[2 * 2 * 2 * 4];
	struct CMUnitTest tests[RTE_DIM(cases)];
	const char *engine[2], *worker[2];
	uint32_t depth[4];
	const unsigned int nb_engines = values_of("soft_engine", engines, engine);
	const unsigned int nb_workers = values_of("soft_workers", workers, worker);
	const unsigned int nb_depths = depths_of(depth);
	unsigned int i, n = 2 * nb_engines * nb_workers * nb_depths;

	for (i = 0; i < n; i++) {
		struct two_case *c = &cases[i];

		c->driver = driver;
		c->mixed = i % 2 != 0;
		c->depth = depth[i / 2 % nb_depths];
		c->workers = worker[i / 2 / nb_depths % nb_workers];
		c->engine = engine[i / 2 / nb_depths / nb_workers];
		name_case(c);
		tests[i] = (struct CMUnitTest) { c->name, run_case, setup, teardown, c };
	}
	return test_run_group(group, tests, n, NULL, NULL);
}

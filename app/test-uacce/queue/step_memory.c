/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Memory with store buffers and with loads that are done early. */

#include <string.h>

#include <rte_common.h>

#include "step_memory.h"

/* Values of a variable that loads may still give. */
#define PAST	4u
/* Stores that a buffer takes; one more lets the oldest reach memory. */
#define BUFFER	64u
/* Loads that wait for a barrier. */
#define EXPECTED	(4 * STEP_MAX_DEPTH)

struct value {
	uint64_t value;
	uint32_t since;		/* time at which it reached memory */
};

struct variable {
	struct value past[PAST];	/* the newest at index newest % PAST */
	uint32_t newest;
};

struct store {
	unsigned int var;
	uint64_t value;
	uint64_t after;		/* bits of stores that reach memory before */
};

struct expected {
	unsigned int var;
	uint64_t value;
	uint32_t floor;
	const char *what;
};

/* What belongs to a context. Times of loads are the earliest ones that are possible. */
struct view {
	uint32_t floor;		/* no load is done before this time */
	uint32_t latest;	/* time of the latest load */
	uint32_t seen[STEP_NB_VARS];	/* since when the last value loaded was valid */
	struct store stores[BUFFER];	/* store number n at index n % BUFFER */
	uint64_t oldest, next;	/* numbers of stores */
	uint64_t pending;	/* bit n % BUFFER: store n is in the buffer */
	uint64_t ordered;	/* bits of stores before the last write barrier */
	struct expected expected[EXPECTED];
	unsigned int nb_expected;
};

static struct {
	struct variable vars[STEP_NB_VARS];
	uint32_t now;
	struct view views[STEP_NB_CONTEXTS];
	void (*reached)(unsigned int var, uint64_t value);
} memory;

#define BIT(n)	(UINT64_C(1) << ((n) % BUFFER))

void
step_memory_reset(void (*reached)(unsigned int var, uint64_t value))
{
	unsigned int i;

	memset(memory.vars, 0, sizeof(memory.vars));
	memory.now = 0;
	memory.reached = reached;
	for (i = 0; i < STEP_NB_CONTEXTS; i++) {
		struct view *view = &memory.views[i];

		view->floor = view->latest = 0;
		memset(view->seen, 0, sizeof(view->seen));
		view->oldest = view->next = 0;
		view->pending = view->ordered = 0;
		view->nb_expected = 0;
	}
}

uint64_t
step_memory_now(unsigned int var)
{
	const struct variable *v = &memory.vars[var];

	return v->past[v->newest % PAST].value;
}

void
step_memory_set(unsigned int var, uint64_t value)
{
	struct variable *v = &memory.vars[var];

	v->newest++;
	v->past[v->newest % PAST] = (struct value) { value, ++memory.now };
}

void
step_memory_forget(void)
{
	unsigned int i;

	for (i = 0; i < STEP_NB_CONTEXTS; i++)
		memory.views[i].floor = memory.views[i].latest = memory.now;
}

/* Values that a load with this floor may give: the newest, and so many before it. */
static unsigned int
nb_values(unsigned int var, uint32_t floor, uint32_t seen)
{
	const struct variable *v = &memory.vars[var];
	unsigned int n = 1;

	/* A value is valid until the next one reaches memory. */
	while (n < PAST && n <= v->newest && v->past[(v->newest - n + 1) % PAST].since > floor &&
			v->past[(v->newest - n) % PAST].since >= seen)
		n++;
	return n;
}

uint64_t
step_memory_load(unsigned int var, enum step_order order)
{
	struct view *view = &memory.views[step_running()];
	const struct variable *v = &memory.vars[var];
	const struct value *value;
	uint32_t time;

	step_point();
	value = &v->past[(v->newest -
			step_choose(nb_values(var, view->floor, view->seen[var]))) % PAST];
	time = RTE_MAX(view->floor, value->since);
	view->seen[var] = value->since;
	view->latest = RTE_MAX(view->latest, time);
	if (order == STEP_ACQUIRE)
		view->floor = RTE_MAX(view->floor, time);
	return value->value;
}

void
step_memory_expect(unsigned int var, uint64_t value, const char *what)
{
	struct view *view = &memory.views[step_running()];

	step_point();
	step_check(view->nb_expected < EXPECTED, "too many loads without a barrier");
	view->expected[view->nb_expected++] =
		(struct expected) { var, value, view->floor, what };
}

/* The loads so far are done: none of the values that they may have given is a wrong one. */
static void
finish_loads(struct view *view)
{
	unsigned int i, back;

	for (i = 0; i < view->nb_expected; i++) {
		const struct expected *e = &view->expected[i];
		const struct variable *v = &memory.vars[e->var];
		const unsigned int n = nb_values(e->var, e->floor, view->seen[e->var]);

		for (back = 0; back < n; back++)
			step_check(v->past[(v->newest - back) % PAST].value == e->value, e->what);
		view->seen[e->var] = v->past[(v->newest - n + 1) % PAST].since;
		view->latest = RTE_MAX(view->latest, view->seen[e->var]);
	}
	view->nb_expected = 0;
}

void
step_memory_read_barrier(void)
{
	struct view *view = &memory.views[step_running()];

	step_point();
	finish_loads(view);
	view->floor = RTE_MAX(view->floor, view->latest);
}

void
step_memory_write_barrier(int except)
{
	struct view *view = &memory.views[step_running()];
	uint64_t n;

	step_point();
	view->ordered = view->pending;
	for (n = view->oldest; n != view->next; n++)
		if (except >= 0 && view->stores[n % BUFFER].var == (unsigned int)except)
			view->ordered &= ~BIT(n);
}

void
step_memory_drain(enum step_context context, unsigned int bit)
{
	struct view *view = &memory.views[context];
	const struct store *store;
	uint64_t n = view->oldest + bit, i;

	store = &view->stores[n % BUFFER];
	view->pending &= ~BIT(n);
	view->ordered &= ~BIT(n);
	for (i = n + 1; i != view->next; i++)
		view->stores[i % BUFFER].after &= ~BIT(n);
	while (view->oldest != view->next && (view->pending & BIT(view->oldest)) == 0)
		view->oldest++;
	step_memory_set(store->var, store->value);
	memory.reached(store->var, store->value);
}

void
step_memory_store(unsigned int var, uint64_t value, enum step_order order)
{
	struct view *view = &memory.views[step_running()];
	struct store *store;
	uint64_t n;

	step_point();
	if (view->next - view->oldest == BUFFER)
		step_memory_drain(step_running(), 0);
	if (order == STEP_RELEASE)
		finish_loads(view);
	store = &view->stores[view->next % BUFFER];
	*store = (struct store) { var, value,
		order == STEP_RELEASE ? view->pending : view->ordered };
	for (n = view->oldest; n != view->next; n++)
		if (view->stores[n % BUFFER].var == var)
			store->after |= view->pending & BIT(n);
	view->pending |= BIT(view->next);
	view->next++;
}

uint64_t
step_memory_ready(enum step_context context)
{
	const struct view *view = &memory.views[context];
	uint64_t n, ready = 0;

	for (n = view->oldest; n != view->next; n++)
		if ((view->pending & BIT(n)) != 0 && view->stores[n % BUFFER].after == 0)
			ready |= UINT64_C(1) << (n - view->oldest);
	return ready;
}

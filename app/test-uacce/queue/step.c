/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Contexts that take turns at each access to shared memory, and the decisions about them. */

/*
 * With it, longjmp() ends a program that jumps to a stack further down, which a switch of
 * contexts does.
 */
#undef _FORTIFY_SOURCE

#include <setjmp.h>
#include <stddef.h>
#include <string.h>
#include <ucontext.h>

#include <rte_common.h>

#include "step.h"

#define STACK_SIZE	(256 * 1024)
/* Decisions that STEP_ALL can go back to. */
#define MAX_PATH	4096u
/* Steps after which no decision is made any more, and after which the history does not end. */
#define LAST_DECISION	1500u
#define MAX_STEPS	20000u
/* Something that may happen now, besides the running context going on. */
#define MAX_WAYS	160u

enum what {
	GO_ON,
	SWITCH,
	DRAIN,
	DEVICE,
	KERNEL,
};

struct way {
	enum what what;
	enum step_context context;	/* of DRAIN */
	unsigned int bit;		/* of DRAIN */
};

/* Where a context, or the caller of step_history(), goes on. */
struct place {
#ifdef __SANITIZE_ADDRESS__
	/* The sanitizer follows this switch of stacks, which takes system calls. */
	ucontext_t context;
#else
	jmp_buf env;
#endif
};

static struct {
	const struct step_world *world;
	enum step_mode mode;
	uint64_t random;
	uint64_t seldom;	/* a drawn number below it decides against the first way */
	struct { uint16_t chosen, n; } path[MAX_PATH];
	unsigned int path_len;
	unsigned int path_at;
	unsigned int most_decisions;
	unsigned int decisions;	/* against the first way in this history */
	/* Contexts. */
	struct place places[STEP_NB_CONTEXTS];
	struct place caller;
	bool alive[STEP_NB_CONTEXTS];	/* has a stack and waits for a history */
	bool ended[STEP_NB_CONTEXTS];
	enum step_context running;
	uint64_t history;	/* number of the history that is played */
	unsigned int steps;
	const char *wrong;
	struct way ways[MAX_WAYS];
	_Alignas(64) uint8_t stacks[STEP_NB_CONTEXTS][STACK_SIZE];
} step;

static uint32_t
draw(void)
{
	step.random = step.random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return step.random >> 32;
}

void
step_start(const struct step_world *world, enum step_mode mode, unsigned int most_decisions,
		uint64_t seed)
{
	step.world = world;
	step.mode = mode;
	step.most_decisions = most_decisions;
	step.random = seed;
	step.path_len = 0;
}

/* Decide as the path says, or go on with it. */
static unsigned int
follow_path(unsigned int n)
{
	unsigned int chosen = 0;

	if (step.path_at < step.path_len) {
		chosen = step.path[step.path_at++].chosen;
	} else if (step.decisions < step.most_decisions && step.path_len < MAX_PATH) {
		step.path[step.path_len].chosen = 0;
		step.path[step.path_len].n = n;
		step.path_at = ++step.path_len;
	}
	step.decisions += chosen != 0;
	return chosen;
}

bool
step_next(void)
{
	while (step.path_len > 0) {
		if (step.path[step.path_len - 1].chosen + 1u < step.path[step.path_len - 1].n) {
			step.path[step.path_len - 1].chosen++;
			return true;
		}
		step.path_len--;
	}
	return false;
}

/* Whether the decision is for the first way, whatever the others are. */
static bool
is_usual(void)
{
	if (step.steps > LAST_DECISION)
		return true;
	if (step.mode == STEP_RANDOM)
		return draw() >= step.seldom;
	return step.path_at == step.path_len && step.decisions == step.most_decisions;
}

/* Decide between ways after is_usual() was false. */
static unsigned int
decide(unsigned int n)
{
	if (n <= 1)
		return 0;
	return step.mode == STEP_RANDOM ? 1 + draw() % (n - 1) : follow_path(n);
}

unsigned int
step_choose(unsigned int n)
{
	return n <= 1 || is_usual() ? 0 : decide(n);
}

enum step_context
step_running(void)
{
	return step.running;
}

#ifdef __SANITIZE_ADDRESS__
static void
go(struct place *from, struct place *to)
{
	swapcontext(&from->context, &to->context);
}
#else
static void
go(struct place *from, struct place *to)
{
	if (_setjmp(from->env) == 0)
		_longjmp(to->env, 1);
}
#endif

static void
go_to_context(enum step_context to)
{
	struct place *from = &step.places[step.running];

	step.running = to;
	go(from, &step.places[to]);
}

void
step_wrong(const char *what)
{
	if (step.wrong == NULL)
		step.wrong = what;
	/* The stacks are in the middle of something. */
	memset(step.alive, 0, sizeof(step.alive));
	go(&step.places[step.running], &step.caller);
}

static enum step_context
other_context(void)
{
	return step.running == STEP_PRODUCER ? STEP_CONSUMER : STEP_PRODUCER;
}

static unsigned int
add_drains(unsigned int n, enum step_context context)
{
	uint64_t ready = step.world->stores_ready(context);

	for (; ready != 0; ready &= ready - 1)
		step.ways[n++] = (struct way) { DRAIN, context, __builtin_ctzll(ready) };
	return n;
}

static unsigned int
add_others(unsigned int n)
{
	bool due = false;

	if (step.world->device_has_work())
		step.ways[n++] = (struct way) { .what = DEVICE };
	if (step.world->kernel_may_act(&due))
		step.ways[n++] = (struct way) { .what = KERNEL };
	if (!step.ended[other_context()])
		step.ways[n++] = (struct way) { .what = SWITCH };
	return n;
}

static void
go_way(const struct way *way)
{
	if (way->what == SWITCH) {
		go_to_context(other_context());
	} else if (way->what == DRAIN) {
		step.world->store_reaches(way->context, way->bit);
	} else if (way->what == KERNEL) {
		step.world->kernel_step();
	} else if (way->what == DEVICE) {
		/* The device goes on until it has no more to do or is interrupted. */
		do {
			step.world->device_step();
		} while (step.world->device_has_work() && step_choose(2) == 0);
	}
}

void
step_point(void)
{
	unsigned int n;

	step_check(++step.steps <= MAX_STEPS, "the history does not end");
	while (!is_usual()) {
		step.ways[0] = (struct way) { .what = GO_ON };
		n = add_others(add_drains(add_drains(1, STEP_PRODUCER), STEP_CONSUMER));
		n = decide(n);
		if (step.ways[n].what == GO_ON)
			return;
		go_way(&step.ways[n]);
	}
}

/* What usually happens between two turns comes first: all others until nothing is left to do. */
static unsigned int
ways_between_turns(void)
{
	unsigned int n, i;
	bool due = false;

	n = add_drains(0, step.running);
	n = add_drains(n, other_context());
	n = add_others(n);
	/* A kernel that need not act is not the first way. */
	if (n != 0 && step.ways[0].what == KERNEL && step.world->kernel_may_act(&due) && !due) {
		for (i = 1; i < n; i++)
			step.ways[i - 1] = step.ways[i];
		step.ways[n - 1] = (struct way) { .what = KERNEL };
		if (n == 1)
			return 0;
	}
	if (!step.ended[step.running])
		step.ways[n++] = (struct way) { .what = GO_ON };
	return n;
}

static void
between_turns(void)
{
	unsigned int n;
	struct way way;

	do {
		step_check(++step.steps <= MAX_STEPS, "the history does not end");
		n = ways_between_turns();
		if (n == 0)
			return;
		way = step.ways[step_choose(n)];
		go_way(&way);
	} while (way.what != GO_ON && way.what != SWITCH);
}

/* A context: one history after the other. */
static void
context_main(void)
{
	for (;;) {
		const enum step_context me = step.running;
		const uint64_t history = step.history;

		while (!step.world->turn(me))
			between_turns();
		step.ended[me] = true;
		/* The next history begins while this context waits for the other one. */
		while (step.history == history && !step.ended[other_context()])
			between_turns();
		if (step.history == history)
			go(&step.places[me], &step.caller);
	}
}

#ifdef __SANITIZE_ADDRESS__
static void
make_context(enum step_context context)
{
	ucontext_t *place = &step.places[context].context;

	getcontext(place);
	place->uc_stack.ss_sp = step.stacks[context];
	place->uc_stack.ss_size = STACK_SIZE;
	makecontext(place, context_main, 0);
}
#else
/* Where the first entry into a context's stack returns to. */
static ucontext_t maker;

/* The first function on a stack: note the place where the context begins. */
static void
context_begin(void)
{
	if (_setjmp(step.places[step.running].env) == 0)
		setcontext(&maker);
	context_main();
}

static void
make_context(enum step_context context)
{
	ucontext_t first;

	step.running = context;
	getcontext(&first);
	first.uc_stack.ss_sp = step.stacks[context];
	first.uc_stack.ss_size = STACK_SIZE;
	makecontext(&first, context_begin, 0);
	swapcontext(&maker, &first);
}
#endif

const char *
step_history(void)
{
	unsigned int i;

	for (i = 0; i < STEP_NB_CONTEXTS; i++) {
		if (!step.alive[i])
			make_context(i);
		step.alive[i] = true;
		step.ended[i] = false;
	}
	step.steps = 0;
	step.decisions = 0;
	step.path_at = 0;
	step.history++;
	step.wrong = NULL;
	/* From every second decision to one of 16. */
	step.seldom = UINT32_MAX >> (1 + draw() % 4);
	step.running = STEP_PRODUCER;
	go(&step.caller, &step.places[STEP_PRODUCER]);
	return step.wrong;
}

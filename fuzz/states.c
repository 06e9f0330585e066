/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * The engines behind the emulated function, with states that are kept: to open one takes
 * milliseconds. The linker leads the function's references to the two engines here. Two queues that
 * are open never share a state.
 */

#include <stdbool.h>

#include "fuzz.h"
#include "soft_engine.h"

#define MAX_STATES	1024u

struct state {
	const struct soft_engine_ops *engine;
	void *state;
	unsigned int qm;
	uint16_t qc_type;
	bool open;
	bool runs;
};

extern const struct soft_engine_ops __real_soft_sec_engine;
extern const struct soft_engine_ops __real_soft_zip_engine;
extern const struct soft_engine_ops __wrap_soft_sec_engine;
extern const struct soft_engine_ops __wrap_soft_zip_engine;

static struct state states[MAX_STATES];

static void *
open_state(const struct soft_engine_ops *engine, unsigned int qm, uint16_t qc_type,
		enum soft_engine work)
{
	struct state *s = states;

	FUZZ_CHECK(work == SOFT_ENGINE_FAST);
	while (s->state != NULL && (s->open || s->engine != engine || s->qm != qm ||
			s->qc_type != qc_type))
		FUZZ_CHECK(++s < states + MAX_STATES);
	if (s->state == NULL)
		*s = (struct state) { engine, engine->open(qm, qc_type, work), qm, qc_type, false,
				false };
	if (s->state == NULL)
		return NULL;
	s->open = true;
	return s;
}

static void *
open_sec(unsigned int qm, uint16_t qc_type, enum soft_engine work)
{
	return open_state(&__real_soft_sec_engine, qm, qc_type, work);
}

static void *
open_zip(unsigned int qm, uint16_t qc_type, enum soft_engine work)
{
	return open_state(&__real_soft_zip_engine, qm, qc_type, work);
}

static void
close_state(void *state)
{
	struct state *s = state;

	FUZZ_CHECK(s->open && !s->runs);
	s->open = false;
}

static void
run(void *state, const struct soft_mem *mem, void *sqe, unsigned int n)
{
	struct state *s = state;

	FUZZ_CHECK(s->open && !s->runs);
	s->runs = true;
	s->engine->run(s->state, mem, sqe, n);
	s->runs = false;
}

static void
fail(void *state, void *sqe)
{
	struct state *s = state;

	FUZZ_CHECK(s->open && !s->runs);
	s->engine->fail(s->state, sqe);
}

const struct soft_engine_ops __wrap_soft_sec_engine = {
	.open = open_sec, .close = close_state, .run = run, .fail = fail,
};
const struct soft_engine_ops __wrap_soft_zip_engine = {
	.open = open_zip, .close = close_state, .run = run, .fail = fail,
};

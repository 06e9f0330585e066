/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * What takes long to make for the emulated function, and is kept: states of its engines, and the
 * memory of its registers. The linker leads the function's references here. Two queues that are
 * open never share a state.
 */

#include <stdbool.h>

#include <glib.h>
#include <sanitizer/asan_interface.h>

#include "fuzz.h"
#include "qemu.h"
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

gpointer __real_g_malloc0(gsize len);
gpointer __wrap_g_malloc0(gsize len);
void __real_g_free(gpointer ptr);
void __wrap_g_free(gpointer ptr);

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

/* Registers: to map their memory anew takes longer than most inputs. */

static uint8_t registers[QEMU_BAR2_SIZE];

gpointer
__wrap_g_malloc0(gsize len)
{
	if (len != sizeof(registers))
		return __real_g_malloc0(len);
	ASAN_UNPOISON_MEMORY_REGION(registers, sizeof(registers));
	memset(registers, 0, sizeof(registers));
	return registers;
}

void
__wrap_g_free(gpointer ptr)
{
	if (ptr == registers)
		ASAN_POISON_MEMORY_REGION(registers, sizeof(registers));
	else
		__real_g_free(ptr);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * SEC engine: a batch of descriptors in, results out. Source: hardware_interface.rst, section 4.
 * Layers from the lowest to the highest; each file includes those before it alone:
 *
 *	sec_shape.h	types of a shape; sec_alg.c: algorithms by number; sec_hash.c: hashes
 *	sec_request.h	a request; sec_check.c: what hardware does not take
 *	sec_descriptor.c	descriptors of both types into shapes and requests
 *	sec_executor.h	table of an executor; sec_queue.h: state of a queue
 *	sec_plan.c	shapes kept by their words, and which executor serves them
 *	sec_memory.c	reaching memory; sec_buffer.c: source and destination
 *	sec_key.c	what was derived from keys
 *	sec_access.c	all that a request points to
 *	sec_ssl.c	executor on OpenSSL, with sec_ssl_*.c and sec_mode.c
 *	sec_mb.c	executor on ipsec-mb, with sec_mb_key.c
 *	sec_piece.c	requests whose lists are copied piece by piece
 *	sec_batch.c	batches; sec_recover.c: what follows a fault
 */

#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

#include "../soft_clock.h"
#include "../soft_engine.h"
#include "sec_batch.h"
#include "sec_key.h"
#include "sec_memory.h"
#include "sec_plan.h"
#include "sec_recover.h"

#ifdef SOFT_HAVE_IPSEC_MB
#include "sec_mb.h"
#endif

/* Requests from one look at keys that are not used any more to the next. */
#define AGE_EVERY	256u

/* The coarse clock: an idle queue asks at each look, and keys are kept for many of its ticks. */
static uint64_t
key_clock(void)
{
	return soft_clock_ms(CLOCK_MONOTONIC_COARSE);
}

static void
begin(struct soft_sec *sec, const struct soft_mem *mem, void *desc, unsigned int n)
{
	if (SOFT_UNLIKELY(sec->taken - sec->aged >= AGE_EVERY)) {
		sec->aged = sec->taken;
		soft_sec_keys_age(sec, key_clock());
	}
	soft_sec_begin(sec, mem, desc, n);
}

static void
sec_run(void *state, const struct soft_mem *mem, void *desc, unsigned int n)
{
	struct soft_sec *sec = state;

	begin(sec, mem, desc, n);
	soft_sec_serve(sec);
	soft_sec_drain(sec);
}

/* The number of the oldest descriptor that is not done. */
static uint32_t
first_undone(struct soft_sec *sec)
{
	return sec_waits(sec) ? sec_oldest(sec)->number : sec->taken;
}

static unsigned int
sec_take(void *state, const struct soft_mem *mem, void *desc, unsigned int n)
{
	struct soft_sec *sec = state;
	uint32_t before = first_undone(sec);

	begin(sec, mem, desc, n);
	soft_sec_serve(sec);
	soft_sec_collect(sec);
	return first_undone(sec) - before;
}

static void
sec_flush(void *state)
{
	soft_sec_drain(state);
}

/*
 * Wipe keys that are not used any more, and bounce memory once no descriptor came for as long as
 * a key is kept.
 */
static void
sec_idle(void *state)
{
	struct soft_sec *sec = state;
	uint64_t now = key_clock();

	soft_sec_keys_age(sec, now);
	if (sec->idle_at == 0 || sec->aged != sec->taken) {
		sec->aged = sec->taken;
		sec->idle_at = now;
	} else if (now - sec->idle_at >= SEC_KEY_PERIOD && !sec_waits(sec)) {
		soft_sec_bounce_free(sec);
	}
}

static void
sec_resume(void *state, const struct soft_mem *mem, void *desc, unsigned int n)
{
	(void)mem;
	(void)desc;
	(void)n;
	soft_sec_recover(state);
}

static void
sec_fail(void *state, void *desc)
{
	(void)state;
	soft_sec_write_error(desc, HISI_SEC_BAD_ADDR);
}

/* A verification of a MAC has no such result (4.10). */
#define NO_ICV	5u

/*
 * The result of a descriptor that is done without an error, but either no flag says that anything
 * was done, or all but the verification is right.
 */
static void
sec_forge(void *state, void *desc, enum soft_fault_kind kind)
{
	struct hisi_sec_sqe3 *sqe = desc;

	(void)state;
	if (kind != SOFT_FAULT_UNDONE && kind != SOFT_FAULT_ICV)
		return;
	sqe->done_flag = HISI_SEC_DONE;
	if (kind == SOFT_FAULT_ICV)
		sqe->done_flag |= NO_ICV << HISI_SEC_ICV_S |
			HISI_SEC_FLAG_AEAD << HISI_SEC_FLAG_S;
	sqe->error_type = HISI_SEC_OK;
	sqe->warning_type = 0;
}

static void
sec_close(void *state)
{
	struct soft_sec *sec = state;

	soft_sec_keys_free(sec);
	soft_sec_bounce_free(sec);
	if (sec->jobs != NULL)
		sec->jobs->close(sec->jobs_state);
	OPENSSL_cleanse(sec, sizeof(*sec));
	free(sec);
}

/* Without ipsec-mb, or without memory for it, OpenSSL does everything. */
static void
open_jobs(struct soft_sec *sec)
{
#ifdef SOFT_HAVE_IPSEC_MB
	sec->jobs_state = soft_sec_mb.open();
	if (sec->jobs_state != NULL)
		sec->jobs = &soft_sec_mb;
#else
	(void)sec;
#endif
}

/* Queues of all types do all work (2.7). */
static void *
sec_open(unsigned int qm, uint16_t qc_type, enum soft_engine engine)
{
	struct soft_sec *sec = aligned_alloc(_Alignof(struct soft_sec), sizeof(*sec));

	(void)qc_type;
	if (sec == NULL)
		return NULL;
	memset(sec, 0, sizeof(*sec));
	sec->qm = qm;
	sec->null_engine = engine == SOFT_ENGINE_NULL;
	soft_sec_plan_reset(sec);
	if (!soft_sec_keys_alloc(sec)) {
		sec_close(sec);
		return NULL;
	}
	if (engine == SOFT_ENGINE_FAST)
		open_jobs(sec);
	return sec;
}

const struct soft_engine_ops soft_sec_engine = {
	.batch = SEC_BATCH,
	.open = sec_open,
	.close = sec_close,
	.run = sec_run,
	.take = sec_take,
	.flush = sec_flush,
	.idle = sec_idle,
	.resume = sec_resume,
	.fail = sec_fail,
	.forge = sec_forge,
};

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * SEC engine: a batch of descriptors in, results out. Source: hardware_interface.rst,
 * section 4. Requests of a batch are served in no particular order, as the cores of the
 * hardware do; what is in order is completions.
 */

#include <stdlib.h>

#include <openssl/crypto.h>

#include "../soft_queue.h"
#include "sec_batch.h"
#include "sec_descriptor.h"
#include "sec_key.h"
#include "sec_mb.h"
#include "sec_memory.h"
#include "sec_recover.h"

static void
sec_run(void *state, const struct soft_mem *mem, void *desc, unsigned int n)
{
	struct soft_sec *sec = state;

	soft_sec_begin(sec, mem, desc, n);
	soft_sec_serve(sec);
	soft_sec_drain(sec);
}

/* Lanes stay as full as they are, so that those to come need not fill them again. */
static unsigned int
sec_take(void *state, const struct soft_mem *mem, void *desc, unsigned int n)
{
	struct soft_sec *sec = state;
	uint32_t first = sec_waits(sec) ? soft_sec_oldest(sec)->number : sec->taken;

	soft_sec_begin(sec, mem, desc, n);
	soft_sec_serve(sec);
	if (sec_waits(sec)) {
		soft_sec_set_stage(sec, SEC_STAGE_FLUSH);
		soft_sec_mb_collect(sec->mb);
		soft_sec_reap(sec);
	}
	if (!sec_waits(sec)) {
		soft_sec_all_free(sec);
		return sec->taken - first;
	}
	return soft_sec_oldest(sec)->number - first;
}

static void
sec_flush(void *state)
{
	soft_sec_drain(state);
}

/* Keys go one by one, and bounce memory when nothing was taken for as long as a key stays. */
static void
sec_idle(void *state)
{
	struct soft_sec *sec = state;
	uint64_t now = soft_sec_now_ms();

	soft_sec_keys_age(sec, now);
	if (sec->taken_at == 0 || sec->aged != sec->taken) {
		sec->aged = sec->taken;
		sec->taken_at = now;
	} else if (now - sec->taken_at >= SEC_KEY_PERIOD && !sec_waits(sec)) {
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

/* A check of a MAC has no such result (4.10). */
#define NO_ICV	5u

/* Done, without an error, but by the flag nothing was done; or all was, but the check. */
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
	soft_sec_mb_close(sec->mb);
	OPENSSL_cleanse(sec, sizeof(*sec));
	free(sec);
}

/* One type of queue does all work, and whoever opens another gets no less (2.7). */
static void *
sec_open(unsigned int qm, uint16_t qc_type, enum soft_engine engine)
{
	struct soft_sec *sec = calloc(1, sizeof(*sec));

	(void)qc_type;
	if (sec == NULL)
		return NULL;
	sec->qm = qm;
	sec->null_engine = engine == SOFT_ENGINE_NULL;
	soft_sec_decode_init(sec);
	if (!soft_sec_keys_alloc(sec)) {
		sec_close(sec);
		return NULL;
	}
	if (engine == SOFT_ENGINE_FAST)
		sec->mb = soft_sec_mb_open();
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

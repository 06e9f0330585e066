/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <string.h>

#include "sec_batch.h"
#include "sec_buffer.h"
#include "sec_mb.h"
#include "sec_recover.h"
#include "sec_ssl.h"

/*
 * What is left to do, now that memory may be looked at, which may fault. Lanes cipher
 * from the first block to the last, and a block that was ciphered is not what it was.
 * How far they came is not known, so that a request in place which was begun is lost.
 */
static enum sec_left
what_is_left(struct soft_sec *sec, const struct sec_req *req)
{
	const size_t block = req->s->c_alg <= HISI_SEC_C_ALG_3DES ? 8 : SEC_BLOCK;

	if (req->left < SEC_LEFT_UNSURE)
		return req->left;
	if (soft_sec_refetch(sec, req) == 0)
		return SEC_LEFT_ALL;
	return req->left == SEC_LEFT_UNSURE && memcmp(req->in, req->first, block) == 0 ?
		SEC_LEFT_ALL : SEC_LEFT_NO_SOURCE;
}

/* Do what is left of a request, alone: if it faults now it was its own memory. */
static void
serve_again(struct soft_sec *sec, struct sec_req *req)
{
	bool good;

	switch (what_is_left(sec, req)) {
	case SEC_LEFT_NOTHING:
		return;
	case SEC_LEFT_MAC:
		good = soft_sec_ssl_mac(req);
		break;
	case SEC_LEFT_ALL:
		good = soft_sec_ssl(req);
		break;
	default:
		req->error = HISI_SEC_BAD_ADDR;
		return;
	}
	if (!good)
		req->error = HISI_SEC_INTERNAL;
	/* A job may have been told to store the MAC; now it is in the request. */
	req->mac_is_placed = req->s->mac_len == 0 || req->s->verifies;
}

/* Serve all that is left of what was inside the manager, one by one. */
static void __attribute__((noinline))
serve_rest(struct soft_sec *sec)
{
	struct sec_req *req;

	for (; sec->again != sec->tail; sec->again++) {
		req = &sec->req[sec->again % SEC_NB_REQS];
		if (!req->pending)
			continue;
		soft_sec_set_stage(sec, SEC_STAGE_AGAIN);
		serve_again(sec, req);
		req->pending = false;
	}
}

/* A fault was inside the manager, whose jobs are lost; their requests need not be. */
static void
leave_manager(struct soft_sec *sec)
{
	uint32_t i;

	for (i = sec->head; i != sec->tail; i++) {
		struct sec_req *req = &sec->req[i % SEC_NB_REQS];

		if (req->pending)
			req->left = soft_sec_mb_left(req);
	}
	soft_sec_mb_reset(sec->mb);
	sec->again = sec->head;
}

/* The one that was being taken ends with an error, not to be stored but written back. */
static void
fail_taken(struct soft_sec *sec)
{
	struct sec_req *req = &sec->req[sec->tail % SEC_NB_REQS];

	req->error = HISI_SEC_BAD_ADDR;
	req->pending = false;
	soft_sec_finish(sec, req);
	soft_sec_step(sec);
}

/* The one that was being taken waits as if the manager had taken it. */
static void
hold_taken(struct soft_sec *sec)
{
	sec->req[sec->tail % SEC_NB_REQS].number = sec->taken;
	sec->tail++;
	soft_sec_step(sec);
}

/*
 * Each stage says what was going on. Whoever is at fault ends with an error, and is done
 * with before the next memory is looked at, as a fault may follow a fault.
 */
void
soft_sec_recover(struct soft_sec *sec)
{
	struct sec_req *req;

	switch (sec->stage) {
	case SEC_STAGE_FINISH:
		/* Not to be stored again, only to be written back. */
		soft_sec_oldest(sec)->error = HISI_SEC_BAD_ADDR;
		break;
	case SEC_STAGE_AGAIN:
		req = &sec->req[sec->again % SEC_NB_REQS];
		req->error = HISI_SEC_BAD_ADDR;
		req->pending = false;
		serve_rest(sec);
		break;
	case SEC_STAGE_FLUSH:
		leave_manager(sec);
		serve_rest(sec);
		break;
	case SEC_STAGE_SUBMIT:
		if (sec->req[sec->tail % SEC_NB_REQS].pending) {
			hold_taken(sec);
			leave_manager(sec);
			serve_rest(sec);
		} else {
			/* Served without a job. */
			fail_taken(sec);
		}
		break;
	case SEC_STAGE_TAKE:
		fail_taken(sec);
		break;
	}
	soft_sec_reap(sec);
	soft_sec_serve(sec);
	soft_sec_drain(sec);
}

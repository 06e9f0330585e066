/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <string.h>

#include "sec_batch.h"
#include "sec_buffer.h"
#include "sec_recover.h"
#include "sec_ssl.h"

/*
 * What is left to do for a request, found out by a look at its memory, which may fault. Lanes
 * cipher from the first block to the last, and a block that was ciphered differs from what it was.
 * How far a cipher came is not known, so a request that is in place is lost once it was begun.
 */
static enum sec_left
what_is_left(struct soft_sec *sec, const struct sec_req *req)
{
	const size_t block = req->s->c_alg <= HISI_SEC_C_ALG_3DES ? SEC_DES_BLOCK : SEC_BLOCK;

	if (req->left < SEC_LEFT_UNSURE)
		return req->left;
	if (soft_sec_refetch(sec, req) == 0)
		return SEC_LEFT_ALL;
	return req->left == SEC_LEFT_UNSURE && memcmp(req->in, req->first, block) == 0 ?
		SEC_LEFT_ALL : SEC_LEFT_NO_SOURCE;
}

/* Do what is left of a request, alone, so that a fault now is a fault of its own memory. */
static void
serve_again(struct soft_sec *sec, struct sec_req *req)
{
	bool good;

	switch (what_is_left(sec, req)) {
	case SEC_LEFT_NOTHING:
		return;
	case SEC_LEFT_MAC:
		good = soft_sec_ssl.serve_mac(NULL, req);
		break;
	case SEC_LEFT_ALL:
		good = soft_sec_ssl.serve(NULL, req);
		break;
	default:
		req->error = HISI_SEC_BAD_ADDR;
		return;
	}
	if (!good)
		req->error = HISI_SEC_INTERNAL;
	/* The job may have been told to store the MAC. OpenSSL left it in the request. */
	req->mac_is_placed = req->s->mac_len == 0 || req->s->verifies;
}

/* Serve requests whose jobs were lost, from sec->again on, one by one. */
static void __attribute__((noinline))
serve_rest(struct soft_sec *sec)
{
	struct sec_req *req;

	for (; sec->again != sec->tail; sec->again++) {
		req = &sec->req[sec->again % SEC_NB_REQS];
		if (!req->pending)
			continue;
		sec_set_stage(sec, SEC_STAGE_AGAIN);
		serve_again(sec, req);
		req->pending = false;
	}
}

/* A fault was inside ipsec-mb: its jobs are lost, and their requests are served without it. */
static void
serve_lost(struct soft_sec *sec)
{
	uint32_t i;

	for (i = sec->head; i != sec->tail; i++) {
		struct sec_req *req = &sec->req[i % SEC_NB_REQS];

		if (req->pending)
			req->left = sec->jobs->left(req);
	}
	sec->jobs->reset(sec->jobs_state);
	sec->again = sec->head;
	serve_rest(sec);
}

/* The request that was being taken ends with an error. With an error nothing is stored. */
static void
fail_taken(struct soft_sec *sec)
{
	struct sec_req *req = sec_newest(sec);

	req->error = HISI_SEC_BAD_ADDR;
	req->pending = false;
	soft_sec_finish(sec, req);
	sec_step(sec);
}

/* The request that was being served again ends with an error, and the rest follows. */
static void
fail_again(struct soft_sec *sec)
{
	struct sec_req *req = &sec->req[sec->again % SEC_NB_REQS];

	req->error = HISI_SEC_BAD_ADDR;
	req->pending = false;
	serve_rest(sec);
}

/*
 * What each stage promises is in rule 3 of soft_guard.h. In each the request at fault ends with an
 * error before the memory of another one is looked at, as that may fault in turn.
 */
void
soft_sec_recover(struct soft_sec *sec)
{
	switch (sec->stage) {
	case SEC_STAGE_FINISH:
		/* With an error it is written back without being stored again. */
		sec_oldest(sec)->error = HISI_SEC_BAD_ADDR;
		break;
	case SEC_STAGE_AGAIN:
		fail_again(sec);
		break;
	case SEC_STAGE_FLUSH:
		serve_lost(sec);
		break;
	case SEC_STAGE_SUBMIT:
		/* Without a job the executor served the request itself. */
		if (!sec_newest(sec)->pending) {
			fail_taken(sec);
			break;
		}
		sec_wait(sec);
		serve_lost(sec);
		break;
	case SEC_STAGE_TAKE:
		fail_taken(sec);
		break;
	}
	soft_sec_reap(sec);
	soft_sec_serve(sec);
	soft_sec_drain(sec);
}

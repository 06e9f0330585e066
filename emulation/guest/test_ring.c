/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* The rings of a queue: order, doorbells, interrupts, overflow (sections 2.3 to 2.5). */

#define _GNU_SOURCE
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test.h"
#include "uq.h"

#define LEN		4096u

static uint8_t src[LEN], dst[2 * LEN];

static void
wrap(void)
{
	uint32_t produced;
	struct uq q;
	int i;

	uq_must_start(&q, dev, 0);
	fill_text(src, LEN, 3);
	for (i = 0; i < 2100; i++)
		check_errno(uq_run(&q, false, src, 64, dst, sizeof(dst), &produced), 0);
	check(q.work->right(dst, produced, src, 64));
	uq_close(&q);
}

/* A burst that fills the ring and is submitted with one doorbell. */
static void
full_ring(void)
{
	static uint8_t out[1023][1200];
	uint32_t i, n = 1023;
	void *done;
	struct uq q;

	uq_must_start(&q, dev, 0);
	fill_text(src, LEN, 5);
	for (i = 0; i < n; i++)
		uq_put(&q, false, src + i, 100 + i, out[i], sizeof(out[i]));
	uq_ring(&q);
	for (i = 0; i < n; i++) {
		check(uq_wait(&q, &done, 20));
		/* In order (2.4). */
		check(done == (void *)((uintptr_t)q.dus + i * HISI_QM_SQE_SIZE));
		check_errno(q.work->status(done), 0);
		check(q.work->right(out[i], q.work->produced(done), src + i, 100 + i));
	}
	uq_ack(&q, false);
	uq_must_work(&q);
	uq_close(&q);
}

static int
gzip_run(struct uq *q, const void *data, size_t len, void *out, size_t room, uint32_t *produced)
{
	zip_fill(q, uq_slot(q), HISI_ZIP_REQ_GZIP, data, len, out, room);
	uq_push(q);
	return uq_finish(q, produced);
}

static void
gzip_trailer(void)
{
	uint32_t produced, back;
	uint8_t out[LEN];
	struct uq c, d;

	uq_must_start(&c, dev, HISI_ZIP_QC_COMPRESS);
	uq_must_start(&d, dev, HISI_ZIP_QC_DECOMPRESS);
	fill_text(src, LEN, 7);
	check_errno(gzip_run(&c, src, LEN, dst, sizeof(dst), &produced), 0);
	check_errno(gzip_run(&d, dst, produced, out, LEN, &back), 0);
	check_errno(back, LEN);
	check(memcmp(out, src, LEN) == 0);
	/* A trailer that is wrong. */
	dst[produced - 1] ^= 1;
	check_errno(gzip_run(&d, dst, produced, out, LEN, &back), HISI_ZIP_BAD_TRAILER);
	uq_close(&c);
	uq_close(&d);
}

/* The type of the queue has the direction of ZIP, the descriptor that of SEC. */
static void
both_directions(void)
{
	uint32_t produced, back;
	uint8_t out[LEN];
	struct uq c, d;

	uq_must_start(&c, dev, 0);
	uq_must_start(&d, dev, c.work->undo_type);
	fill_text(src, LEN, 7);
	check_errno(uq_run(&c, false, src, LEN, dst, sizeof(dst), &produced), 0);
	check(c.work->right(dst, produced, src, LEN));
	check_errno(uq_run(&d, true, dst, produced, out, LEN, &back), 0);
	check_errno(back, LEN);
	check(memcmp(out, src, LEN) == 0);
	uq_close(&c);
	uq_close(&d);
}

static void
submit(struct uq *q, const void *data, size_t len, void *to, size_t room)
{
	uq_put(q, false, data, len, to, room);
	uq_ring(q);
}

static void
submit_small(struct uq *q)
{
	submit(q, src, 64, dst, sizeof(dst));
}

static int
poll_in(const struct uq *q, int ms)
{
	struct pollfd pfd = { .fd = q->fd, .events = POLLIN };

	return poll(&pfd, 1, ms) == 1 && (pfd.revents & POLLIN) != 0;
}

/*
 * The first completion interrupts, and later ones after a doorbell that arms the interrupt
 * (2.5). The requests are large, so that on a busy machine the process sleeps at least once
 * before a request completes. The status of the requests does not matter.
 */
static void
poll_wakes(void)
{
	size_t len = 4u << 20;
	uint8_t *data = malloc(len), *to = malloc(len);
	unsigned int slept = 0;
	void *done;
	struct uq q;
	int i;

	check(data != NULL && to != NULL);
	fill_text(data, len, 1);
	uq_must_start(&q, dev, 0);
	check(!poll_in(&q, 0));
	for (i = 0; i < 10; i++) {
		submit(&q, data, len, to, len);
		if (!poll_in(&q, 0)) {
			slept++;
			check(poll_in(&q, 10000));
		}
		check(uq_poll(&q, &done));
		/* The completion was reported already. */
		check(!poll_in(&q, 0));
		uq_ack(&q, true);
	}
	check(slept > 0);
	uq_close(&q);
}

/* Without an armed interrupt a process sleeps on, but poll() looks at the ring itself. */
static void
poll_not_armed(void)
{
	size_t len = 4u << 20;
	uint8_t *data = malloc(len), *to = malloc(len);
	unsigned int tries;
	bool seen = false;
	void *done;
	struct uq q;

	check(data != NULL && to != NULL);
	uq_must_start(&q, dev, 0);
	submit_small(&q);
	check(poll_in(&q, 10000));
	check(uq_poll(&q, &done));
	uq_ack(&q, false);
	submit(&q, data, len, to, len);
	if (!poll_in(&q, 0)) {
		/* At the end of its time poll() looks at the ring once more. */
		for (tries = 0; tries < 10 && !seen; tries++)
			seen = poll_in(&q, 3000);
		check(seen);
		check(uq_poll(&q, &done));
	}
	check(!poll_in(&q, 0));
	uq_close(&q);
}

/* Arming after a completion that was not acknowledged interrupts at once. */
static void
poll_armed_late(void)
{
	void *done;
	struct uq q;

	uq_must_start(&q, dev, 0);
	submit_small(&q);
	check(poll_in(&q, 10000));
	check(uq_poll(&q, &done));
	submit_small(&q);
	usleep(200000);
	uq_ack(&q, true);
	check(poll_in(&q, 10000));
	check(uq_poll(&q, &done));
	uq_close(&q);
}

/* The device ignores a doorbell with the number of another queue, or with a wrong index. */
static void
wrong_doorbells(void)
{
	void *done;
	struct uq q;
	uint16_t id;

	uq_must_start(&q, dev, 0);
	id = q.ctx.id;
	uq_put(&q, false, src, 64, dst, sizeof(dst));
	q.ctx.id = 63;
	uq_ring(&q);
	usleep(100000);
	check(!uq_poll(&q, &done));
	q.ctx.id = id;
	q.tail = 1024;
	uq_ring(&q);
	usleep(100000);
	check(!uq_poll(&q, &done));
	q.tail = 1;
	uq_ring(&q);
	check(uq_wait(&q, &done, 10));
	uq_close(&q);
}

/* Completions that are not acknowledged fill the CQ, and an event kills the queue (2.5). */
static void
cq_overflow(void)
{
	unsigned int got = 0, waited;
	void *done;
	struct uq q;
	int i;

	uq_must_start(&q, dev, 0);
	for (i = 0; i < 1030; i++) {
		submit_small(&q);
		/* One at a time, so that the SQ is never full. */
		if (!uq_wait(&q, &done, 2))
			break;
		got++;
	}
	check_errno(got, 1023);
	for (waited = 0; waited < 100 && uq_rx_stopped(&q) == 0; waited++)
		usleep(100000);
	check_errno(uq_tx_stopped(&q), 1);
	check_errno(uq_rx_stopped(&q), 1);
	uq_close(&q);
	uq_must_start(&q, dev, 0);
	uq_must_work(&q);
	uq_close(&q);
}

const struct test ring_tests[] = {
	{ "indices wrap, phase flips", wrap, 120, false },
	{ "full ring, in order", full_ring, 60, false },
	{ "both directions", both_directions, 20, false },
	{ "gzip, and a wrong trailer", gzip_trailer, 20, true },
	{ "poll: armed completions wake", poll_wakes, 60, false },
	{ "poll: without arming, only when asked", poll_not_armed, 60, false },
	{ "poll: armed after the completion", poll_armed_late, 30, false },
	{ "doorbells of no queue, index out of range", wrong_doorbells, 30, false },
	{ "CQ overflow stops the queue", cq_overflow, 60, false },
	{ NULL, NULL, 0, false },
};

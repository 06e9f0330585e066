/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * A client of the raw data path as VPP is one. It has frames of requests, enqueues them in parts,
 * keeps up to 1023 in flight, and tells by its place in the frame which request came back: all
 * requests of a frame have the frame as their user data. When one request of a part is not taken,
 * it drops the part by configuring the context, and gives up its requests.
 */

#include <string.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "sec_fifo.h"
#include "sec_fixture.h"
#include "sec_request.h"
#include "test_sec.h"

#define DESCRIPTORS	1024u	/* of the queue pair that VPP asks for */
#define MAX_INFLIGHT	(DESCRIPTORS - 1)
#define PART		64u	/* most requests of one enqueue and of one dequeue */
#define MIN_FRAME	64u
#define MAX_FRAME	256u
#define MAX_FRAMES	(SEC_FIFO_WINDOW / MAX_FRAME)
#define NB_FRAMES	40u

/* Tasks of sec_fifo. */
struct frame {
	uint32_t first;
	uint32_t end;
};

static struct client {
	uint32_t made;		/* frames; frame n is at n modulo MAX_FRAMES */
	uint32_t enqueued;
	uint32_t done;
	uint32_t inflight;	/* requests */
	uint32_t most;		/* in flight at a time */
	uint32_t nb_refused;	/* requests */
	bool refused[SEC_FIFO_WINDOW];
	bool misplaced;		/* a request of another frame than the oldest came back */
	struct frame frames[MAX_FRAMES];
} client;

static struct frame *
frame_at(uint32_t n)
{
	return &client.frames[n % MAX_FRAMES];
}

static bool *
refused_at(uint32_t task)
{
	return &client.refused[task % SEC_FIFO_WINDOW];
}

static void
make_frame(void)
{
	struct frame *f = frame_at(client.made++);
	uint32_t n = test_rand_range(MIN_FRAME, MAX_FRAME);

	f->first = sec_fifo.made;
	f->end = f->first + n;
	while (sec_fifo.made < f->end) {
		*refused_at(sec_fifo.made) = false;
		sec_fifo_make();
	}
}

/* Configuring the context drops what is not submitted. */
static void
refuse_part(uint32_t n)
{
	assert_int_equal(sec_context_set(&sec_port, sec_fifo.ctx, &sec_set.sessions[0], false), 0);
	client.nb_refused += n;
	while (n-- > 0)
		*refused_at(sec_fifo.sent++) = true;
}

/* Enqueue requests; each part begins with a configured context. */
static bool
fill_part(struct frame *f, uint32_t n)
{
	const struct sec_session *session = NULL;
	uint32_t i;

	for (i = 0; i < n; i++) {
		struct sec_task *t = sec_fifo_task(sec_fifo.sent + i);

		if (t->s != session)
			assert_int_equal(sec_context_set(&sec_port, sec_fifo.ctx, t->s,
					session != NULL), 0);
		session = t->s;
		if (!sec_request_enqueue_as(sec_fifo.ctx, t, f))
			return false;
	}
	return true;
}

/* Enqueue a part of the oldest frame that is not enqueued. Returns whether there was one. */
static bool
enqueue_part(void)
{
	struct frame *f = frame_at(client.enqueued);
	uint32_t n;

	if (client.enqueued == client.made)
		return false;
	n = RTE_MIN(f->end - sec_fifo.sent, PART);
	if (client.inflight + n > MAX_INFLIGHT)
		return false;
	if (fill_part(f, n)) {
		assert_int_equal(rte_cryptodev_raw_enqueue_done(sec_fifo.ctx, n), 0);
		client.inflight += n;
		client.most = RTE_MAX(client.most, client.inflight);
		sec_fifo.sent += n;
	} else {
		refuse_part(n);
	}
	client.enqueued += sec_fifo.sent == f->end;
	return true;
}

/* Requests from the oldest one in flight up to the next that was refused. */
static uint32_t
count_oldest(const struct frame *f)
{
	uint32_t task = sec_fifo.back;

	while (task < RTE_MIN(f->end, sec_fifo.sent) && !*refused_at(task))
		task++;
	return task - sec_fifo.back;
}

static void
note_result(void *user, uint32_t index, uint8_t good)
{
	struct sec_task *t = sec_fifo_task(sec_fifo.back + index);

	client.misplaced |= user != frame_at(client.done);
	/* The raw data path tells of a failure and not which one. */
	t->op->status = good ? RTE_CRYPTO_OP_STATUS_SUCCESS : t->spoil != SEC_SPOIL_NOTHING ?
		RTE_CRYPTO_OP_STATUS_AUTH_FAILED : RTE_CRYPTO_OP_STATUS_ERROR;
}

/* Give up the refused requests that are the oldest, and end their frame if they are its last. */
static void
skip_refused(const struct frame *f)
{
	while (sec_fifo.back < RTE_MIN(f->end, sec_fifo.sent) && *refused_at(sec_fifo.back))
		sec_task_free(sec_fifo_task(sec_fifo.back++));
	client.done += sec_fifo.back == f->end;
}

/* Dequeue requests of the oldest frame and check them. Returns how many. */
static uint32_t
dequeue_part(void)
{
	struct frame *f = frame_at(client.done);
	void *user = NULL;
	uint32_t i, n, good = 0;
	int status = 0;

	if (client.done == client.made)
		return 0;
	skip_refused(f);
	n = RTE_MIN(count_oldest(f), PART);
	if (n == 0)
		return 0;
	n = rte_cryptodev_raw_dequeue_burst(sec_fifo.ctx, NULL, n, note_result, &user, 0, &good,
			&status);
	assert_true(n <= PART);
	if (n == 0)
		return 0;
	assert_ptr_equal(user, f);
	assert_false(client.misplaced);
	for (i = 0; i < n; i++) {
		struct sec_task *t = sec_fifo_task(sec_fifo.back++);

		good -= t->op->status == RTE_CRYPTO_OP_STATUS_SUCCESS;
		sec_task_done(t);
	}
	assert_int_equal(good, 0);
	if (status == 0)
		assert_int_equal(rte_cryptodev_raw_dequeue_done(sec_fifo.ctx, n), 0);
	client.inflight -= n;
	skip_refused(f);
	return n;
}

/* The oldest frames come back while others are enqueued, or only when no more can be enqueued. */
static void
run_frames(bool overload)
{
	uint64_t end = rte_get_timer_cycles() + SEC_FIFO_PATIENCE_S * rte_get_timer_hz();
	uint32_t parts;

	memset(&client, 0, sizeof(client));
	while (client.done < NB_FRAMES) {
		if (client.made < NB_FRAMES && client.made - client.done < MAX_FRAMES)
			make_frame();
		if (enqueue_part() && overload)
			continue;
		for (parts = test_rand_range(1, 8); parts != 0; parts--)
			dequeue_part();
		assert_true(rte_get_timer_cycles() < end);
	}
	assert_int_equal(client.inflight, 0);
}

static void
plug(const char *more)
{
	assert_int_equal(sec_plug(&sec_port, 0, sec_devargs(more)), 0);
	sec_bring_up(&sec_port, 1, DESCRIPTORS);
	sec_fifo_start(true);
}

static void
unplug(void)
{
	sec_fifo_end();
	sec_unplug(&sec_port);
}

static void
test_frames(void **state __rte_unused)
{
	plug("");
	run_frames(false);
	unplug();
}

/* A queue pair takes as many requests as VPP has in flight, of one descriptor or of two. */
static void
test_overload(void **state __rte_unused)
{
	plug("");
	run_frames(true);
	assert_int_equal(client.nb_refused, 0);
	assert_true(client.most > MAX_INFLIGHT - PART);
	unplug();
}

/* Rings that take fewer: parts that find no room are given up, and no other request is lost. */
static void
test_refused(void **state __rte_unused)
{
	if (!sec_variant.soft)
		skip();
	plug("soft_depth=256");
	run_frames(true);
	assert_true(client.nb_refused > 0);
	unplug();
}

#define FRAMES_TEST(f)	cmocka_unit_test_setup_teardown(f, sec_setup, sec_teardown)

int
test_sec_frames(void)
{
	static const struct CMUnitTest tests[] = {
		FRAMES_TEST(test_frames),
		FRAMES_TEST(test_overload),
		FRAMES_TEST(test_refused),
	};

	return TEST_RUN_GROUP("sec frames", tests, NULL, NULL);
}

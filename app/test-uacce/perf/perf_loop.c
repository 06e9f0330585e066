/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * The lcores of a queue pair: a producer and a consumer, or one lcore that is both.
 *
 * The clock of a pair is its producer's. It runs during the timed part, except while the data of
 * all operations is restored, when none of them is in flight.
 */

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_cycles.h>
#include <rte_launch.h>

#include "perf.h"
#include "test.h"

/* Milliseconds between two looks of the main lcore, and without progress before it steps in. */
#define LOOK_MS		20u
#define STALL_MS	5000u
/* The warm-up lasts this part of the time. */
#define WARM_UP_PART	5u

static volatile sig_atomic_t interrupted;

static uint64_t
in_flight_of(const struct perf_pair *p)
{
	/* Acquire: the consumer has left the operations that it counted. */
	return p->enqueued - rte_atomic_load_explicit(&p->dequeued, rte_memory_order_acquire);
}

/* Begin with the first item again. Returns false while data has to be restored and cannot be. */
static bool
begin_round(struct perf_pair *p)
{
	uint64_t begin, end;

	if (p->restores) {
		if (p->nb_pending != 0 || in_flight_of(p) != 0)
			return false;
		begin = rte_rdtsc();
		p->class->restore(p);
		end = rte_rdtsc();
		p->paused += end - begin;
		p->change_at += end - begin;
	}
	p->next_item = 0;
	if (p->next_step == p->nb_steps)
		p->next_step = 0;
	return true;
}

/* Get operations ready, up to a burst of them that are pending and as the window has room. */
static void
take_next(struct perf_pair *p)
{
	unsigned int room, n = 0;
	void **ops;

	if (p->next_item == p->nb_items && !begin_round(p))
		return;
	ops = p->ops + p->next_item;
	room = RTE_MIN(p->options->inflight - in_flight_of(p), (uint64_t)p->options->burst);
	room = RTE_MIN(room - RTE_MIN(room, p->nb_pending), p->nb_items - p->next_item);
	/* A device may return operations in another order, so that the next one is not back. */
	while (n < room && rte_atomic_load_explicit(&perf_item_of(p->class, ops[n])->in_flight,
			rte_memory_order_acquire) == 0)
		n++;
	p->class->prepare(p, ops, n);
	memcpy(p->pending + p->nb_pending, ops, n * sizeof(ops[0]));
	p->nb_pending += n;
	p->next_item += n;
	p->next_step += n;
}

/* Keep what was not accepted pending, but for an operation that the device has rejected. */
static void
keep_pending(struct perf_pair *p, unsigned int sent)
{
	unsigned int i, status;

	for (i = sent; i < p->nb_pending; i++)
		rte_atomic_store_explicit(&perf_item_of(p->class, p->pending[i])->in_flight, 0,
				rte_memory_order_relaxed);
	if (sent < p->nb_pending && p->class->is_rejected(p->pending[sent], &status)) {
		p->rejected[status]++;
		sent++;
	}
	p->nb_pending -= sent;
	memmove(p->pending, p->pending + sent, p->nb_pending * sizeof(p->pending[0]));
}

static void
produce(struct perf_pair *p)
{
	unsigned int i, sent;
	uint64_t begin, end;

	take_next(p);
	if (p->nb_pending == 0)
		return;
	begin = rte_rdtsc();
	for (i = 0; i < p->nb_pending; i++) {
		struct perf_item *item = perf_item_of(p->class, p->pending[i]);

		item->stamp = begin;
		rte_atomic_store_explicit(&item->in_flight, 1, rte_memory_order_relaxed);
	}
	begin = rte_rdtsc();
	sent = p->class->enqueue(p, p->pending, p->nb_pending);
	end = rte_rdtsc();
	if (sent != 0 && p->phase == PERF_TIMED)
		p->busy += end - begin;
	rte_atomic_store_explicit(&p->enqueued, p->enqueued + sent, rte_memory_order_relaxed);
	keep_pending(p, sent);
}

static void
consume(struct perf_pair *p)
{
	const bool timed = rte_atomic_load_explicit(&p->phase, rte_memory_order_acquire) ==
		PERF_TIMED;
	struct perf_figures *f = &p->figures[timed];
	void *ops[PERF_MAX_BURST];
	uint64_t begin, end;
	unsigned int n;

	begin = rte_rdtsc();
	n = p->class->dequeue(p, ops, p->options->burst);
	if (n == 0)
		return;
	end = rte_rdtsc();
	f->busy += end - begin;
	n = p->class->take_back(p, f, ops, n, end);
	rte_atomic_store_explicit(&p->dequeued, p->dequeued + n, rte_memory_order_release);
}

/* Go on to the next phase if it is time. Returns false once nothing more is to be enqueued. */
static bool
go_on(struct perf_pair *p)
{
	const bool stop = rte_atomic_load_explicit(&p->stop, rte_memory_order_relaxed);
	const uint64_t now = rte_rdtsc();
	uint32_t next = PERF_DRAIN;

	if (likely(now < p->change_at && !stop))
		return true;
	if (p->phase == PERF_TIMED) {
		p->active = now - p->timed_at - p->paused;
	} else if (!stop) {
		next = PERF_TIMED;
		p->timed_at = now;
		p->change_at = now + p->timed_cycles;
		p->paused = 0;
	}
	/* Release: who sees the last phase sees how many operations were enqueued. */
	rte_atomic_store_explicit(&p->phase, next, rte_memory_order_release);
	return next != PERF_DRAIN;
}

static void
drain(struct perf_pair *p)
{
	while (p->dequeued != p->enqueued &&
			!rte_atomic_load_explicit(&p->abandon, rte_memory_order_relaxed))
		consume(p);
	/* What comes back now has come back before. */
	consume(p);
}

static int
producer_main(void *arg)
{
	struct perf_pair *p = arg;

	p->change_at = rte_rdtsc() + p->timed_cycles / WARM_UP_PART;
	while (go_on(p)) {
		produce(p);
		if (p->options->threads == 1)
			consume(p);
	}
	if (p->options->threads == 1)
		drain(p);
	return 0;
}

static int
consumer_main(void *arg)
{
	struct perf_pair *p = arg;

	while (rte_atomic_load_explicit(&p->phase, rte_memory_order_acquire) != PERF_DRAIN)
		consume(p);
	drain(p);
	return 0;
}

static void
interrupt(int number __rte_unused)
{
	interrupted = 1;
}

static unsigned int
lcore_of(const struct perf_pair *p)
{
	return 1 + p->qp * p->options->threads;
}

static bool
is_running(const struct perf_pair *p)
{
	return rte_eal_get_lcore_state(lcore_of(p)) == RUNNING ||
		(p->options->threads == 2 && rte_eal_get_lcore_state(lcore_of(p) + 1) == RUNNING);
}

/* End a pair that makes no progress, and give up what does not come back. */
static void
step_in(struct perf_pair *p)
{
	if (rte_atomic_load_explicit(&p->phase, rte_memory_order_relaxed) != PERF_DRAIN)
		p->stalled = true;
	rte_atomic_store_explicit(&p->stop, true, rte_memory_order_relaxed);
	rte_atomic_store_explicit(&p->abandon, true, rte_memory_order_relaxed);
}

/* Look after a pair. Returns how many operations came back so far. */
static uint64_t
look_after(struct perf_pair *p)
{
	const uint64_t back = rte_atomic_load_explicit(&p->dequeued, rte_memory_order_relaxed);
	const uint64_t now = rte_rdtsc();

	if (interrupted)
		rte_atomic_store_explicit(&p->stop, true, rte_memory_order_relaxed);
	if (back != p->seen_back || p->seen_at == 0) {
		p->seen_back = back;
		p->seen_at = now;
	} else if (now - p->seen_at > rte_get_tsc_hz() / 1000 * STALL_MS * test_options.patience) {
		step_in(p);
	}
	return back;
}

/* One line that is written over again, each second and on a terminal alone. */
static void
show_progress(uint64_t begin, uint64_t back)
{
	static uint64_t shown_at, shown_back;
	const uint64_t now = rte_rdtsc(), hz = rte_get_tsc_hz();

	if (shown_at == 0)
		shown_at = begin;
	if (!isatty(STDERR_FILENO) || now - shown_at < hz)
		return;
	fprintf(stderr, "\r%" PRIu64 " s, %.0f operations/s   ", (now - begin) / hz,
			(double)(back - shown_back) * hz / (now - shown_at));
	shown_at = now;
	shown_back = back;
}

static void
watch(struct perf *perf)
{
	const uint64_t begin = rte_rdtsc();
	unsigned int i, running;
	uint64_t back;

	do {
		usleep(1000 * LOOK_MS);
		running = 0;
		back = 0;
		for (i = 0; i < perf->options.pairs; i++) {
			back += look_after(&perf->pairs[i]);
			running += is_running(&perf->pairs[i]);
		}
		show_progress(begin, back);
	} while (running != 0);
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\n");
}

bool
perf_run(struct perf *perf)
{
	/* A second interrupt ends the program at once. */
	const struct sigaction action = { .sa_handler = interrupt, .sa_flags = SA_RESETHAND };
	unsigned int i;
	int ret = 0;

	sigaction(SIGINT, &action, NULL);
	if (!perf->options.json)
		printf("seed: %" PRIu64 "\n", perf->options.seed);
	fflush(stdout);
	for (i = 0; i < perf->options.pairs && ret == 0; i++) {
		struct perf_pair *p = &perf->pairs[i];

		p->timed_cycles = perf->options.seconds * rte_get_tsc_hz();
		ret = rte_eal_remote_launch(producer_main, p, lcore_of(p));
		if (ret == 0 && perf->options.threads == 2)
			ret = rte_eal_remote_launch(consumer_main, p, lcore_of(p) + 1);
	}
	if (ret != 0)
		fprintf(stderr, "perf: cannot use an lcore: %s\n", strerror(-ret));
	watch(perf);
	rte_eal_mp_wait_lcore();
	perf->interrupted = interrupted;
	return ret == 0;
}

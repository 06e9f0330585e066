/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>

#include "soft_worker.h"

/*
 * What a thread serves of a queue before it looks at the next one: descriptors, and bytes that they
 * read and write. Four of the largest requests that fit into the lanes of vector code are still one
 * turn.
 */
#define TURN_BURST	32
#define TURN_BYTES	(512u << 10)

/*
 * Rounds without work before a thread sleeps. It sleeps for a part of the time without work, so
 * that it delays the next descriptor by no more than that part, and within bounds.
 */
#define WORKER_SPINS	1000
#define NAP_PART	8
#define MIN_NAP_NS	50000
#define MAX_NAP_NS	1000000
#define NAP_SLACK_NS	1000	/* what the kernel may add to a sleep */

struct soft_worker {
	struct soft_device *dev;
	pthread_t thread;
	unsigned int index;
	bool is_shared;		/* the last round found several queues started */
};

struct soft_workers {
	uint32_t stop;		/* tells threads to end */
	unsigned int running;	/* threads started */
	struct soft_worker worker[SOFT_MAX_WORKERS];
};

/*
 * CPUs of the process as it was started. EAL pins its threads, and a thread inherits the CPUs of
 * the one that starts it: a worker would share the CPU of the lcore that probes the device.
 */
static cpu_set_t initial_cpus;

__attribute__((constructor)) static void
save_initial_cpus(void)
{
	if (sched_getaffinity(0, sizeof(initial_cpus), &initial_cpus) < 0)
		CPU_ZERO(&initial_cpus);
}

static void
cpu_relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ volatile ("yield" ::: "memory");
#endif
}

/* The first started queue from number n on; nb_queues if there is none. */
static unsigned int
next_started(const struct soft_device *dev, unsigned int n)
{
	uint64_t word;

	for (; n < dev->nb_queues; n = (n | (SOFT_WORD_BITS - 1)) + 1) {
		word = soft_atomic_load_relaxed(&dev->started[n / SOFT_WORD_BITS]);
		word >>= n % SOFT_WORD_BITS;
		if (word != 0)
			return n + __builtin_ctzll(word);
	}
	return n;
}

/* Give each started queue of a range a turn. Returns how many there are. */
static unsigned int
worker_serve(const struct soft_worker *w, unsigned int from, unsigned int to, unsigned int *done)
{
	struct soft_device *dev = w->dev;
	unsigned int n, queues = 0;

	for (n = next_started(dev, from); n < to; n = next_started(dev, n + 1)) {
		struct soft_turn turn = {
			.max = TURN_BURST, .is_shared = w->is_shared, .bytes = TURN_BYTES,
		};

		*done += soft_serve_turn(&dev->queues[n], &turn);
		queues++;
	}
	return queues;
}

/*
 * Give each started queue a turn. Any thread serves any queue, as the engines of the hardware do,
 * and one thread at a time serves a queue, which keeps its order. Each thread begins at another
 * queue. Returns descriptors completed.
 */
static unsigned int
worker_round(struct soft_worker *w)
{
	unsigned int queues, done = 0;

	queues = worker_serve(w, w->index, w->dev->nb_queues, &done);
	queues += worker_serve(w, 0, w->index, &done);
	w->is_shared = queues > 1;
	return done;
}

/* Sleep. The time without work so far is the sum of all sleeps since the last work. */
static void
worker_nap(uint64_t *idle_ns)
{
	struct timespec nap = { .tv_nsec = *idle_ns / NAP_PART };

	if (nap.tv_nsec < MIN_NAP_NS)
		nap.tv_nsec = MIN_NAP_NS;
	if (nap.tv_nsec > MAX_NAP_NS)
		nap.tv_nsec = MAX_NAP_NS;
	nanosleep(&nap, NULL);
	if (*idle_ns < NAP_PART * MAX_NAP_NS)
		*idle_ns += nap.tv_nsec;
}

static void *
worker_main(void *arg)
{
	struct soft_worker *w = arg;
	unsigned int rounds = 0;
	uint64_t idle_ns = 0;

	prctl(PR_SET_TIMERSLACK, NAP_SLACK_NS);
	/* Acquire: the word is loaded before the next access to a queue. */
	while (!soft_atomic_load_acquire(&w->dev->workers->stop)) {
		if (worker_round(w) != 0) {
			rounds = 0;
			idle_ns = 0;
		} else if (rounds < WORKER_SPINS) {
			rounds++;
			cpu_relax();
		} else {
			worker_nap(&idle_ns);
		}
	}
	return NULL;
}

/* The n-th CPU of a set, counted from its start again behind the last. */
static int
cpu_at(const cpu_set_t *set, unsigned int n)
{
	int cpu, count = CPU_COUNT(set);

	n %= count;
	for (cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, set) && n-- == 0)
			return cpu;
	return -1;
}

/*
 * A thread inherits the signal mask of the one that starts it. A worker takes the signals of its
 * own faults, whatever that one blocks, and leaves all others to the threads of the application.
 */
static int
thread_create(struct soft_worker *w, const pthread_attr_t *attr)
{
	static const int own[] = {
		SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGSYS, SIGABRT,
	};
	sigset_t mask, before;
	unsigned int i;
	int ret;

	sigfillset(&mask);
	for (i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		sigdelset(&mask, own[i]);
	pthread_sigmask(SIG_SETMASK, &mask, &before);
	ret = pthread_create(&w->thread, attr, worker_main, w);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return ret;
}

static int
worker_start(struct soft_worker *w)
{
	const cpu_set_t *cpus = &w->dev->config.cpus;
	pthread_attr_t attr;
	cpu_set_t one;	/* all CPUs of the process, if none was asked for */
	char name[16];
	int ret;

	ret = pthread_attr_init(&attr);
	if (ret != 0)
		return -ret;
	one = initial_cpus;
	if (CPU_COUNT(cpus) != 0) {
		CPU_ZERO(&one);
		CPU_SET(cpu_at(cpus, w->index), &one);
	}
	if (CPU_COUNT(&one) != 0)
		ret = pthread_attr_setaffinity_np(&attr, sizeof(one), &one);
	if (ret == 0)
		ret = thread_create(w, &attr);
	pthread_attr_destroy(&attr);
	if (ret != 0)
		return -ret;
	snprintf(name, sizeof(name), "uacce-soft-%u", w->index);
	pthread_setname_np(w->thread, name);
	return 0;
}

void
soft_workers_stop(struct soft_device *dev)
{
	struct soft_workers *workers = dev->workers;

	/* Release: what this thread did to queues is stored before threads see the word. */
	soft_atomic_store_release(&workers->stop, 1);
	while (workers->running > 0)
		pthread_join(workers->worker[--workers->running].thread, NULL);
	free(workers);
	dev->workers = NULL;
}

int
soft_workers_start(struct soft_device *dev)
{
	struct soft_workers *workers = calloc(1, sizeof(*workers));
	unsigned int i;
	int ret;

	if (workers == NULL)
		return -ENOMEM;
	dev->workers = workers;
	for (i = 0; i < dev->config.workers; i++) {
		workers->worker[i].dev = dev;
		workers->worker[i].index = i;
		ret = worker_start(&workers->worker[i]);
		if (ret < 0) {
			soft_workers_stop(dev);
			return ret;
		}
		workers->running++;
	}
	return 0;
}

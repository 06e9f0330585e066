/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * What a kernel plus a device would answer, inside the process: attributes,
 * queues, regions, and the threads that play the hardware.
 * Source: hardware_interface.rst, section 1.
 */

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "soft_device.h"
#include "soft_doorbell.h"
#include "soft_guard.h"
#include "soft_queue.h"
#include "soft_range.h"

#define SEC_QUEUES	256	/* pf_q_num of the kernel modules (1.3) */
#define ZIP_QUEUES	64
#define MMIO_SIZE_V3	0x10000	/* doorbell isolation (1.5) */

/*
 * What a thread serves before it looks at its next queue: descriptors, and bytes that they
 * read and write. Four requests of the largest size that has lanes in vector code are
 * still one turn.
 */
#define TURN_BURST	32
#define TURN_BYTES	(512u << 10)

/*
 * Rounds without work before a thread naps. A nap is a part of the time without work, so
 * that it delays what comes by no more than that part, and has bounds.
 */
#define WORKER_SPINS	1000
#define NAP_PART	8
#define MIN_NAP_NS	50000
#define MAX_NAP_NS	1000000
#define NAP_SLACK_NS	1000	/* what the kernel may add to join timers */

/* Queue states: 1.6. ZOMBIE needs a device that goes away, which this one does not. */
enum soft_state {
	SOFT_FREE = 0,
	SOFT_INIT,
	SOFT_STARTED,
	SOFT_DEAD,	/* still open; status words set, doorbells ignored (1.8) */
};

struct soft_queue {
	struct soft_qm qm;
	struct soft_device *dev;
	uint32_t state;		/* enum soft_state, atomic */
	uint32_t busy;		/* held while served or changed, atomic */
	uint64_t sq_db_seen;
	uint64_t cq_db_seen;
	bool stalled;		/* injected: completes nothing more */
	uint32_t injected;	/* faults the next descriptor meets, 1 << enum soft_fault_kind */
	uint8_t *mem[UACCE_NB_REGIONS];
	bool mapped[UACCE_NB_REGIONS];
	uint16_t qc_type;
} __attribute__((aligned(128)));

struct soft_worker {
	struct soft_device *dev;
	pthread_t thread;
	unsigned int index;
	bool is_shared;		/* several queues were started when it looked last */
};

#define WORD_BITS	64

struct soft_device {
	struct soft_config config;
	bool has_faults;	/* descriptors meet some */
	const struct soft_engine_ops *engine;
	soft_ranges_t ranges;	/* of the engine's descriptors */
	pthread_mutex_t lock;	/* open and close */
	unsigned int nb_queues;
	unsigned int in_use;
	unsigned int next;	/* numbers are given out in turn (1.6) */
	size_t region_size[UACCE_NB_REGIONS];
	uint32_t stop;		/* threads end, atomic */
	unsigned int running;	/* threads started */
	struct soft_worker workers[SOFT_MAX_WORKERS];
	struct soft_queue *queues;
	/* One bit for each queue, atomic: threads look at no other queues. */
	uint64_t started[SEC_QUEUES / WORD_BITS];
};

/*
 * CPUs of the process as it was started. EAL pins its threads, and a thread
 * inherits that; ours would then share the CPU of the lcore that plugs it.
 */
static cpu_set_t initial_cpus;

__attribute__((constructor)) static void
save_initial_cpus(void)
{
	if (sched_getaffinity(0, sizeof(initial_cpus), &initial_cpus) < 0)
		CPU_ZERO(&initial_cpus);
}

static size_t
round_up(size_t n, size_t to)
{
	return (n + to - 1) / to * to;
}

/* 1.5 */
static void
region_sizes(struct soft_device *dev)
{
	size_t page = sysconf(_SC_PAGESIZE), depth = dev->config.depth;

	dev->region_size[UACCE_REGION_DUS] = page +
		round_up(depth * (HISI_QM_SQE_SIZE + HISI_QM_CQE_SIZE), page);
	dev->region_size[UACCE_REGION_MMIO] = dev->config.qm >= 3 ? MMIO_SIZE_V3 :
		page * (1 + HISI_QM_DB_OFFSET / page);
}

/* The rules of 1.4, for ZIP over a bitmap without LZ77, which its engine does not have. */
static const char *
algorithms(const struct soft_device *dev)
{
	if (dev->config.class == SOFT_CLASS_SEC)
		return "cipher\ndigest\naead";
	if (dev->config.qm >= 5)
		return "zlib\ngzip\ndeflate\nlz4";
	return dev->config.qm >= 3 ? "zlib\ngzip\ndeflate" : "zlib\ngzip";
}

static unsigned int
available(struct soft_device *dev)
{
	unsigned int n;

	pthread_mutex_lock(&dev->lock);
	n = dev->nb_queues - dev->in_use;
	pthread_mutex_unlock(&dev->lock);
	return n;
}

int
soft_device_attr(struct soft_device *dev, const char *name, char *buf, size_t len)
{
	int n;

	/* Printed as in 1.2, one line each but for the algorithms. */
	if (strcmp(name, "api") == 0)
		n = snprintf(buf, len, "hisi_qm_v%u\n", dev->config.qm);
	else if (strcmp(name, "flags") == 0)
		n = snprintf(buf, len, "%u\n", UACCE_DEV_SVA);
	else if (strcmp(name, "algorithms") == 0)
		n = snprintf(buf, len, "%s\n", algorithms(dev));
	else if (strcmp(name, "available_instances") == 0)
		n = snprintf(buf, len, "%u\n", available(dev));
	else if (strcmp(name, "region_mmio_size") == 0)
		n = snprintf(buf, len, "%zu\n", dev->region_size[UACCE_REGION_MMIO]);
	else if (strcmp(name, "region_dus_size") == 0)
		n = snprintf(buf, len, "%zu\n", dev->region_size[UACCE_REGION_DUS]);
	else if (strcmp(name, "isolate") == 0 || strcmp(name, "isolate_strategy") == 0)
		n = snprintf(buf, len, "0\n");
	else if (strcmp(name, "device/numa_node") == 0)
		n = snprintf(buf, len, "-1\n");
	else
		return -ENOENT;
	return (size_t)n < len ? 0 : -E2BIG;
}

static bool
queue_try_lock(struct soft_queue *q)
{
	/* Looked at first: an exchange takes the line from whoever serves. */
	return __atomic_load_n(&q->busy, __ATOMIC_RELAXED) == 0 &&
		__atomic_exchange_n(&q->busy, 1, __ATOMIC_ACQUIRE) == 0;
}

static void
queue_unlock(struct soft_queue *q)
{
	__atomic_store_n(&q->busy, 0, __ATOMIC_RELEASE);
}

/* Control path only: whoever serves lets go after a burst. */
static void
queue_lock(struct soft_queue *q)
{
	while (!queue_try_lock(q))
		sched_yield();
}

static uint32_t
queue_state(const struct soft_queue *q)
{
	return __atomic_load_n(&q->state, __ATOMIC_ACQUIRE);
}

/* A thread that finds the bit takes the lock and looks at the state, so it orders nothing. */
static void
queue_set_state(struct soft_queue *q, enum soft_state state)
{
	unsigned int n = q - q->dev->queues;
	uint64_t *word = &q->dev->started[n / WORD_BITS];
	uint64_t bit = UINT64_C(1) << n % WORD_BITS;

	__atomic_store_n(&q->state, state, __ATOMIC_RELEASE);
	if (state == SOFT_STARTED)
		__atomic_fetch_or(word, bit, __ATOMIC_RELAXED);
	else
		__atomic_fetch_and(word, ~bit, __ATOMIC_RELAXED);
}

static uint64_t *
doorbell(const struct soft_queue *q, size_t offset)
{
	return (uint64_t *)(void *)(q->mem[UACCE_REGION_MMIO] + offset);
}

static uint32_t *
status_words(const struct soft_queue *q)
{
	return (uint32_t *)(void *)(q->mem[UACCE_REGION_DUS] +
			q->dev->region_size[UACCE_REGION_DUS] - HISI_QM_STATUS_SIZE);
}

/*
 * The sequence of 1.8: stop sending, nothing runs any more, stop receiving. Release: the
 * completions of the queue are stored before the RX word, after which the driver loads them
 * for the last time. Those that another thread stored are ordered by the queue's lock.
 */
static void
queue_kill(struct soft_queue *q)
{
	uint32_t *status = status_words(q);

	__atomic_store_n(&status[HISI_QM_STATUS_TX], 1, __ATOMIC_RELEASE);
	queue_set_state(q, SOFT_DEAD);
	__atomic_store_n(&status[HISI_QM_STATUS_RX], 1, __ATOMIC_RELEASE);
}

/* Turn what is in the doorbell words into events. */
static void
queue_look(struct soft_queue *q)
{
	const struct soft_doorbells db = soft_doorbells_read(doorbell(q, HISI_QM_DB_OFFSET),
			doorbell(q, HISI_QM_SOFT_CQ_DB_OFFSET));

	if (db.cq != q->cq_db_seen) {
		q->cq_db_seen = db.cq;
		soft_qm_doorbell(&q->qm, db.cq);
	}
	if (db.sq != q->sq_db_seen) {
		q->sq_db_seen = db.sq;
		soft_qm_doorbell(&q->qm, db.sq);
	}
}

/*
 * A reset takes all queues, at once (1.8). The caller holds one of them and is
 * the only one to get here, so waiting for the others is safe.
 */
static void
device_reset(struct soft_device *dev, const struct soft_queue *held)
{
	unsigned int i;

	for (i = 0; i < dev->nb_queues; i++) {
		struct soft_queue *q = &dev->queues[i];

		if (q == held)
			continue;
		queue_lock(q);
		if (queue_state(q) == SOFT_STARTED)
			queue_kill(q);
		queue_unlock(q);
	}
}

static bool
has_faults(const struct soft_faults *faults)
{
	return faults->at[SOFT_FAULT_RESET] != 0 || faults->at[SOFT_FAULT_STALL] != 0 ||
		faults->at[SOFT_FAULT_ORDER] != 0 || faults->at[SOFT_FAULT_STATUS] != 0 ||
		faults->at[SOFT_FAULT_UNDONE] != 0 || faults->at[SOFT_FAULT_ICV] != 0 ||
		faults->at[SOFT_FAULT_COUNTS] != 0 || faults->at[SOFT_FAULT_NOWB] != 0 ||
		faults->at[SOFT_FAULT_NOLAST] != 0;
}

/* Faults that one more descriptor meets. */
static uint32_t
count_faults(struct soft_faults *faults)
{
	if (soft_fault_hit(faults, SOFT_FAULT_RESET))
		return 1u << SOFT_FAULT_RESET;
	if (soft_fault_hit(faults, SOFT_FAULT_STALL))
		return 1u << SOFT_FAULT_STALL;
	return (uint32_t)soft_fault_hit(faults, SOFT_FAULT_ORDER) << SOFT_FAULT_ORDER |
		(uint32_t)soft_fault_hit(faults, SOFT_FAULT_STATUS) << SOFT_FAULT_STATUS |
		(uint32_t)soft_fault_hit(faults, SOFT_FAULT_UNDONE) << SOFT_FAULT_UNDONE |
		(uint32_t)soft_fault_hit(faults, SOFT_FAULT_ICV) << SOFT_FAULT_ICV |
		(uint32_t)soft_fault_hit(faults, SOFT_FAULT_COUNTS) << SOFT_FAULT_COUNTS |
		(uint32_t)soft_fault_hit(faults, SOFT_FAULT_NOWB) << SOFT_FAULT_NOWB |
		(uint32_t)soft_fault_hit(faults, SOFT_FAULT_NOLAST) << SOFT_FAULT_NOLAST;
}

/* The next descriptor and the faults it meets. Returns as serve_next(). */
static int
serve_injected(struct soft_queue *q)
{
	uint32_t injected = q->injected;
	enum soft_fault_kind kind;

	q->injected = 0;
	if (injected & 1u << SOFT_FAULT_RESET) {
		device_reset(q->dev, q);
		return -EIO;
	}
	if (injected & 1u << SOFT_FAULT_STALL) {
		q->stalled = true;
		return 0;
	}
	q->qm.misorder = (injected & 1u << SOFT_FAULT_ORDER) != 0;
	if (injected & 1u << SOFT_FAULT_STATUS)
		return soft_qm_serve_error(&q->qm);
	for (kind = SOFT_FAULT_UNDONE; kind <= SOFT_FAULT_NOLAST; kind++)
		if (injected & 1u << kind)
			return soft_qm_serve_forged(&q->qm, kind);
	return soft_qm_serve(&q->qm, 1);
}

/* One turn of a queue. It outlives a fault, as the guard's rule wants it. */
struct turn {
	unsigned int max;	/* descriptors to complete, at most */
	/*
	 * Other queues have theirs behind it: it is over after some bytes, too, and if it
	 * leaves nothing waiting, it finishes what the engine holds.
	 */
	bool is_shared;
	uint64_t bytes;		/* that a shared one may still take */
	volatile unsigned int done;
};

/* Bytes that a descriptor names; more than it takes, but not much. */
static uint64_t
bytes_of(const struct soft_queue *q, unsigned int n)
{
	struct soft_range ranges[SOFT_MAX_RANGES];
	unsigned int i = q->dev->ranges(soft_qm_sqe(&q->qm, n), ranges);
	uint64_t bytes = 0;

	while (i-- > 0)
		bytes += ranges[i].len;
	return bytes;
}

/* Of the next n descriptors those that are in the turn: at least one, if there are any. */
static unsigned int
within_turn(const struct soft_queue *q, struct turn *turn, unsigned int n)
{
	unsigned int i;
	uint64_t bytes;

	for (i = 0; i < n && turn->bytes != 0; i++) {
		bytes = bytes_of(q, q->qm.held + i);
		turn->bytes -= bytes < turn->bytes ? bytes : turn->bytes;
	}
	return i;
}

/*
 * Serve some of the descriptors that are in a turn; a batch ends before one that meets a
 * fault, and what is held is finished before it. Returns how many were completed, or -EIO
 * when the queue is dead.
 */
static int
serve_next(struct soft_queue *q, struct turn *turn)
{
	unsigned int i, n;

	/*
	 * The completion doorbell may have moved since the last look: ask again
	 * before the engine finds its ring full.
	 */
	queue_look(q);
	n = soft_qm_batch(&q->qm, turn->max - turn->done);
	if (n == 0)
		return soft_qm_flush(&q->qm);
	if (turn->is_shared)
		n = within_turn(q, turn, n);
	if (!q->dev->has_faults)
		return soft_qm_serve(&q->qm, n);
	for (i = 0; i < n && q->injected == 0; i++)
		q->injected = count_faults(&q->dev->config.faults);
	if (q->injected == 0)
		return soft_qm_serve(&q->qm, n);
	if (i > 1)
		return soft_qm_serve(&q->qm, i - 1);
	return q->qm.held != 0 ? soft_qm_flush(&q->qm) : serve_injected(q);
}

static bool
turn_goes_on(const struct soft_queue *q, const struct turn *turn)
{
	return turn->done < turn->max && !q->stalled && (!turn->is_shared || turn->bytes != 0);
}

/*
 * Serve until nothing waits or the turn is over. What the engine holds is finished by a
 * call that finds nothing new, or at the end of a shared turn. Returns as serve_next().
 */
static int
serve_waiting(struct soft_queue *q, struct turn *turn)
{
	bool flush = soft_qm_waiting(&q->qm) == 0;
	int ret = 0;

	while (ret >= 0 && turn_goes_on(q, turn) && (flush || soft_qm_waiting(&q->qm) != 0)) {
		ret = flush ? soft_qm_flush(&q->qm) : serve_next(q, turn);
		flush = false;
		if (ret > 0)
			turn->done += ret;
	}
	if (ret < 0 || !turn->is_shared || q->stalled || soft_qm_waiting(&q->qm) != 0)
		return ret;
	ret = soft_qm_flush(&q->qm);
	if (ret > 0)
		turn->done += ret;
	return ret;
}

struct queue_guard {
	struct soft_guard guard;
	const struct soft_queue *q;
};

/* Whether a descriptor that is being served names memory that could not be reached. */
static bool
queue_names(const struct soft_guard *guard, const struct soft_access *access)
{
	const struct soft_queue *q = ((const struct queue_guard *)(const void *)guard)->q;
	struct soft_range ranges[SOFT_MAX_RANGES];
	unsigned int i, j, n;

	for (i = 0; i < soft_qm_taken(&q->qm); i++) {
		n = q->dev->ranges(soft_qm_sqe(&q->qm, i), ranges);
		for (j = 0; j < n; j++)
			if (soft_range_has(&ranges[j], access))
				return true;
	}
	return false;
}

/* What a fault left is finished, and the turn goes on. */
static int
serve_after_fault(struct soft_queue *q, struct turn *turn)
{
	int ret = soft_qm_serve_fault(&q->qm);

	if (ret < 0)
		return ret;
	turn->done += ret;
	return serve_waiting(q, turn);
}

/* Give a queue a turn, and end the queue if it dies of it; the queue is locked. */
static void
queue_run(struct soft_queue *q, struct turn *turn)
{
	struct queue_guard guard = { .guard.names = queue_names, .q = q };
	int ret;

	if (soft_guard_enter(&guard.guard) == 0)
		ret = serve_waiting(q, turn);
	else
		ret = serve_after_fault(q, turn);
	soft_guard_leave();
	if (ret < 0)
		queue_kill(q);
}

/* As soft_queue_serve(), which see. */
static unsigned int
queue_turn(struct soft_queue *q, struct turn *turn)
{
	if (queue_state(q) != SOFT_STARTED || !queue_try_lock(q))
		return 0;
	/* It may have been stopped and freed before the lock was ours. */
	if (queue_state(q) == SOFT_STARTED) {
		queue_look(q);
		if (soft_qm_pending(&q->qm))
			queue_run(q, turn);
		else
			soft_qm_idle(&q->qm);
	}
	queue_unlock(q);
	return turn->done;
}

unsigned int
soft_queue_serve(struct soft_queue *q, unsigned int max)
{
	struct turn turn = { .max = max };

	return queue_turn(q, &turn);
}

int
soft_queue_is_inline(const struct soft_queue *q)
{
	return q->dev->config.workers == 0;
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

	for (; n < dev->nb_queues; n = (n | (WORD_BITS - 1)) + 1) {
		word = __atomic_load_n(&dev->started[n / WORD_BITS], __ATOMIC_RELAXED);
		word >>= n % WORD_BITS;
		if (word != 0)
			return n + __builtin_ctzll(word);
	}
	return n;
}

/* Give each started queue of a range a turn; how many there are. */
static unsigned int
worker_serve(const struct soft_worker *w, unsigned int from, unsigned int to, unsigned int *done)
{
	struct soft_device *dev = w->dev;
	unsigned int n, queues = 0;

	for (n = next_started(dev, from); n < to; n = next_started(dev, n + 1)) {
		struct turn turn = {
			.max = TURN_BURST, .is_shared = w->is_shared, .bytes = TURN_BYTES,
		};

		*done += queue_turn(&dev->queues[n], &turn);
		queues++;
	}
	return queues;
}

/*
 * Any thread serves any queue, as the engines of the hardware do; a queue is
 * served by one at a time, which keeps its order. Each starts at another queue.
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

/* Sleep after some time without work, which is what all naps since come to. */
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
	while (!__atomic_load_n(&w->dev->stop, __ATOMIC_ACQUIRE)) {
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

/* The n-th CPU of a set, counted around. */
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
 * A thread inherits the mask of the one that starts it. Ours take the signals of their
 * own faults, whatever that one blocks, and leave all others to the application's threads.
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
	cpu_set_t one;	/* or all, where none was asked for */
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

static void
workers_stop(struct soft_device *dev)
{
	__atomic_store_n(&dev->stop, 1, __ATOMIC_RELEASE);
	while (dev->running > 0)
		pthread_join(dev->workers[--dev->running].thread, NULL);
}

static int
workers_start(struct soft_device *dev)
{
	unsigned int i;
	int ret;

	for (i = 0; i < dev->config.workers; i++) {
		dev->workers[i].dev = dev;
		dev->workers[i].index = i;
		ret = worker_start(&dev->workers[i]);
		if (ret < 0) {
			workers_stop(dev);
			return ret;
		}
		dev->running++;
	}
	return 0;
}

static int
config_check(const struct soft_config *config)
{
	if (config->class != SOFT_CLASS_ZIP && config->class != SOFT_CLASS_SEC)
		return -ENOTSUP;
	if (config->qm != 2 && config->qm != 3 && config->qm != 5)
		return -EINVAL;
	if (config->workers > SOFT_MAX_WORKERS)
		return -EINVAL;
	/* Results of the SEC engine have neither lengths nor such a flag. */
	if (config->class == SOFT_CLASS_SEC && (config->faults.at[SOFT_FAULT_COUNTS] != 0 ||
			config->faults.at[SOFT_FAULT_NOLAST] != 0))
		return -EINVAL;
	/* One entry of a ring stays free (2.4). */
	if (config->depth == 1 || config->depth > SOFT_MAX_DEPTH ||
			(config->depth & (config->depth - 1)) != 0)
		return -EINVAL;
	return 0;
}

static struct soft_device *
device_alloc(const struct soft_config *config)
{
	struct soft_device *dev = calloc(1, sizeof(*dev));
	unsigned int i;

	if (dev == NULL)
		return NULL;
	dev->config = *config;
	if (config->depth == 0)
		dev->config.depth = HISI_QM_DEPTH_DEFAULT;
	dev->has_faults = has_faults(&config->faults);
	if (config->class == SOFT_CLASS_SEC) {
		dev->engine = &soft_sec_engine;
		dev->ranges = soft_ranges_of_sec;
		dev->nb_queues = SEC_QUEUES;
	} else {
		dev->engine = &soft_zip_engine;
		dev->ranges = soft_ranges_of_zip;
		dev->nb_queues = ZIP_QUEUES;
	}
	dev->queues = aligned_alloc(_Alignof(struct soft_queue),
			dev->nb_queues * sizeof(*dev->queues));
	if (dev->queues == NULL) {
		free(dev);
		return NULL;
	}
	memset(dev->queues, 0, dev->nb_queues * sizeof(*dev->queues));
	for (i = 0; i < dev->nb_queues; i++)
		dev->queues[i].dev = dev;
	pthread_mutex_init(&dev->lock, NULL);
	region_sizes(dev);
	return dev;
}

static void
device_free(struct soft_device *dev)
{
	pthread_mutex_destroy(&dev->lock);
	free(dev->queues);
	free(dev);
}

int
soft_device_create(const struct soft_config *config, struct soft_device **out)
{
	struct soft_device *dev;
	int ret;

	ret = config_check(config);
	if (ret < 0)
		return ret;
	dev = device_alloc(config);
	if (dev == NULL)
		return -ENOMEM;
	ret = soft_guard_get();
	if (ret < 0)
		goto free_device;
	ret = workers_start(dev);
	if (ret < 0)
		goto put_guard;
	*out = dev;
	return 0;
put_guard:
	soft_guard_put();
free_device:
	device_free(dev);
	return ret;
}

void
soft_device_destroy(struct soft_device *dev)
{
	workers_stop(dev);
	soft_guard_put();
	device_free(dev);
}

/* Zeroed memory for both regions: open clears the completion ring and status words (1.6). */
static int
queue_alloc(struct soft_queue *q)
{
	unsigned int i;

	for (i = 0; i < UACCE_NB_REGIONS; i++) {
		void *mem = mmap(NULL, q->dev->region_size[i], PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (mem == MAP_FAILED) {
			if (i > 0)
				munmap(q->mem[0], q->dev->region_size[0]);
			return -ENOMEM;
		}
		q->mem[i] = mem;
	}
	return 0;
}

/* A free queue, cyclically; NULL when all are in use. The device is locked. */
static struct soft_queue *
queue_find(struct soft_device *dev)
{
	unsigned int i;

	for (i = 0; i < dev->nb_queues; i++) {
		unsigned int n = (dev->next + i) % dev->nb_queues;

		if (queue_state(&dev->queues[n]) == SOFT_FREE) {
			dev->next = n + 1;
			return &dev->queues[n];
		}
	}
	return NULL;
}

int
soft_queue_open(struct soft_device *dev, struct soft_queue **out)
{
	struct soft_queue *q;
	int ret = -EBUSY;

	pthread_mutex_lock(&dev->lock);
	q = soft_fault_hit(&dev->config.faults, SOFT_FAULT_OPEN) ? NULL : queue_find(dev);
	if (q != NULL)
		ret = queue_alloc(q);
	if (ret == 0) {
		q->qm.id = q - dev->queues;
		q->qc_type = 0;
		q->stalled = false;
		q->injected = 0;
		q->mapped[UACCE_REGION_MMIO] = false;
		q->mapped[UACCE_REGION_DUS] = false;
		dev->in_use++;
		queue_set_state(q, SOFT_INIT);
		*out = q;
	}
	pthread_mutex_unlock(&dev->lock);
	return ret;
}

static int
queue_set_ctx(struct soft_queue *q, struct hisi_qm_qp_ctx *ctx)
{
	/* The third type, DAE, is not played. */
	if (ctx->qc_type > HISI_ZIP_QC_DECOMPRESS)
		return -EINVAL;
	q->qc_type = ctx->qc_type;
	ctx->id = q->qm.id;
	return 0;
}

static int
queue_get_info(const struct soft_queue *q, struct hisi_qm_qp_info *info)
{
	info->sqe_size = HISI_QM_SQE_SIZE;
	info->sq_depth = q->dev->config.depth;
	info->cq_depth = q->dev->config.depth;
	return 0;
}

/* The context that START_Q programs into the hardware. */
static int
queue_start(struct soft_queue *q)
{
	const uint32_t depth = q->dev->config.depth;
	struct soft_qm *qm = &q->qm;
	int ret;

	if (queue_state(q) != SOFT_INIT)
		return -EINVAL;
	if (soft_fault_hit(&q->dev->config.faults, SOFT_FAULT_START))
		return -EIO;
	ret = soft_guard_check();
	if (ret < 0)
		return ret;
	qm->engine = q->dev->engine;
	qm->state = qm->engine->open(q->dev->config.qm, q->qc_type, q->dev->config.engine);
	if (qm->state == NULL)
		return -ENOMEM;
	qm->mem = &soft_mem_process;
	qm->data = &soft_mem_process;
	qm->sq_addr = (uintptr_t)q->mem[UACCE_REGION_DUS];
	qm->cq_addr = qm->sq_addr + (uint64_t)depth * HISI_QM_SQE_SIZE;
	qm->sq_depth = depth;
	qm->cq_depth = depth;
	soft_qm_reset(qm);
	/* What an earlier run rang is no event, nor may it hide one. */
	*doorbell(q, HISI_QM_DB_OFFSET) = 0;
	*doorbell(q, HISI_QM_SOFT_CQ_DB_OFFSET) = 0;
	q->sq_db_seen = 0;
	q->cq_db_seen = 0;
	queue_set_state(q, SOFT_STARTED);
	return 0;
}

/* The kernel drains a queue before it stops it (1.6, close); the queue is locked. */
static void
queue_stop(struct soft_queue *q)
{
	struct turn turn = {
		.max = q->dev->config.depth, .is_shared = true, .bytes = UINT64_MAX,
	};

	if (queue_state(q) == SOFT_STARTED) {
		queue_look(q);
		queue_run(q, &turn);
	}
	if (queue_state(q) == SOFT_INIT)
		return;
	q->qm.engine->close(q->qm.state);
	q->qm.state = NULL;
	queue_set_state(q, SOFT_INIT);
}

int
soft_queue_ioctl(struct soft_queue *q, unsigned long cmd, void *arg)
{
	int ret = 0;

	if ((cmd == HISI_QM_CMD_SET_QP_CTX || cmd == HISI_QM_CMD_SET_QP_INFO) && arg == NULL)
		return -EFAULT;
	queue_lock(q);
	switch (cmd) {
	case UACCE_CMD_START_Q:
		ret = queue_start(q);
		break;
	case UACCE_CMD_PUT_Q:
		queue_stop(q);
		break;
	case HISI_QM_CMD_SET_QP_CTX:
		ret = queue_set_ctx(q, arg);
		break;
	case HISI_QM_CMD_SET_QP_INFO:
		ret = queue_get_info(q, arg);
		break;
	default:
		ret = -EINVAL;
		break;
	}
	queue_unlock(q);
	return ret;
}

int
soft_queue_map(struct soft_queue *q, enum uacce_region region, size_t len, void **addr)
{
	if ((unsigned int)region >= UACCE_NB_REGIONS)
		return -EINVAL;
	/* DUS exactly, MMIO at most (1.6). */
	if (len == 0 || len > q->dev->region_size[region] ||
			(region == UACCE_REGION_DUS && len != q->dev->region_size[region]))
		return -EINVAL;
	if (q->mapped[region])
		return -EEXIST;
	q->mapped[region] = true;
	*addr = q->mem[region];
	return 0;
}

void
soft_queue_unmap(struct soft_queue *q, enum uacce_region region)
{
	q->mapped[region] = false;
}

void
soft_queue_close(struct soft_queue *q)
{
	struct soft_device *dev = q->dev;
	unsigned int i;

	pthread_mutex_lock(&dev->lock);
	queue_lock(q);
	queue_stop(q);
	for (i = 0; i < UACCE_NB_REGIONS; i++) {
		munmap(q->mem[i], dev->region_size[i]);
		q->mem[i] = NULL;
	}
	dev->in_use--;
	queue_set_state(q, SOFT_FREE);
	queue_unlock(q);
	pthread_mutex_unlock(&dev->lock);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * The order of accesses to a ring between its producer, its consumer and the device.
 *
 * The ring is compiled here with a call in each window between two accesses. One half of the
 * tests lets the other two parties run in each window, which is every interleaving that a
 * preempted thread can cause. The other half runs three threads that give their CPU away there.
 *
 * What a processor with weak memory does in addition is played by hand: a store of another
 * thread stays invisible until the barrier that has to come before the load.
 */

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <rte_bitops.h>
#include <rte_common.h>

#include "test.h"

/** Windows that hisi_qm.h names. */
enum window {
	WINDOW_TO_DEVICE,
	WINDOW_FROM_DEVICE,
	WINDOW_FREE,
	WINDOW_SUBMITTED,
	WINDOW_ACKED,
	WINDOW_ENTRY,
	WINDOW_OUTSTANDING,
	WINDOW_RELEASE,
	WINDOW_DOORBELLS,
	NB_WINDOWS,
};

/* Function that is called in each window, or NULL. */
static void (*in_window)(enum window window);
static uint64_t windows_met[NB_WINDOWS];

static void
meet_window(enum window window)
{
	if (in_window != NULL)
		in_window(window);
}

#undef HISI_QM_TEST_POINT
#define HISI_QM_TEST_POINT(window)	meet_window(WINDOW_##window)
#include "hisi_qm.h"

#undef SOFT_TEST_POINT
#define SOFT_TEST_POINT(window)		meet_window(WINDOW_##window)
#include "soft_doorbell.h"

#define MAX_DEPTH	1024
/* Completions of the threads' test for each depth. */
#define THREAD_LAPS	20
#define THREAD_LEAST	20000
/* Longest time without a completion, in seconds. */
#define PATIENCE_S	(60 * test_options.patience)

static const uint32_t depths[] = { 2, 8, 256, 1024 };

/* The part of a descriptor that is used. */
struct request {
	uint64_t number;	/* written by the producer */
	uint64_t result;	/* written by the device: the complement of number */
};

/*
 * A ring, and a device that keeps to the specification: it takes what the doorbells say, and dies
 * where it would have to overwrite a completion that was not acknowledged.
 */
static struct {
	struct hisi_qm qm;
	uint64_t sq_db;
	uint64_t cq_db;
	uint32_t status[2];
	struct hisi_qm_cqe cq[MAX_DEPTH];
	uint8_t sq[MAX_DEPTH * HISI_QM_SQE_SIZE] __rte_cache_aligned;
	/* The device's own counters. */
	uint32_t submitted;	/* descriptors, by the doorbell */
	uint32_t served;	/* completions it wrote */
	uint32_t acked;		/* completions that were acknowledged */
	RTE_ATOMIC(bool) died;
	/* Numbers of the next request to be built and to be consumed. */
	uint64_t built;
	uint64_t consumed;
	uint64_t wrong;		/* requests that came out of order or without their result */
	uint64_t full;		/* how often the producer filled the ring */
	uint64_t total;		/* requests of a test */
	RTE_ATOMIC(bool) stop;
} ring;

static void
ring_reset(uint32_t depth)
{
	struct hisi_qm *qm = &ring.qm;

	in_window = NULL;
	memset(&ring, 0, sizeof(ring));
	memset(windows_met, 0, sizeof(windows_met));
	qm->sq = ring.sq;
	qm->cq = ring.cq;
	qm->sq_db = &ring.sq_db;
	qm->cq_db = &ring.cq_db;
	qm->status = ring.status;
	qm->sq_db_base = hisi_qm_doorbell_base(0, HISI_QM_DB_CMD_SQ);
	qm->cq_db_base = hisi_qm_doorbell_base(0, HISI_QM_DB_CMD_CQ);
	qm->sq_mask = depth - 1;
	qm->cq_mask = depth - 1;
	qm->cq_shift = rte_log2_u32(depth);
	qm->limit = depth - 1;
}

static struct request *
request_of(uint32_t counter)
{
	return hisi_qm_sqe(&ring.qm, hisi_qm_slot(&ring.qm, counter));
}

/* Move a counter of the device to the index in a doorbell. */
static void
doorbell(uint32_t *counter, uint64_t value, uint32_t mask)
{
	*counter += ((uint32_t)(value >> HISI_QM_DB_INDEX_S) - *counter) & mask;
}

static void
serve(uint32_t at)
{
	struct hisi_qm_cqe *cqe = &ring.cq[at & ring.qm.cq_mask];
	const uint64_t phase = ~(at >> ring.qm.cq_shift) & 1;

	request_of(at)->result = ~request_of(at)->number;
	rte_atomic_store_explicit((uint64_t __rte_atomic *)&cqe->hi, (at & ring.qm.sq_mask) |
			phase << HISI_QM_CQE_PHASE_S, rte_memory_order_release);
}

static bool
device_turn(void)
{
	const struct soft_doorbells db = soft_doorbells_read(&ring.sq_db, &ring.cq_db);
	const uint32_t before = ring.served;

	doorbell(&ring.submitted, db.sq, ring.qm.sq_mask);
	doorbell(&ring.acked, db.cq, ring.qm.cq_mask);
	for (; ring.served != ring.submitted; ring.served++) {
		if (ring.served - ring.acked == ring.qm.cq_mask) {
			rte_atomic_store_explicit(&ring.died, true, rte_memory_order_relaxed);
			break;
		}
		serve(ring.served);
	}
	return ring.served != before;
}

/* Fill the ring. */
static bool
producer_turn(void)
{
	struct hisi_qm *qm = &ring.qm;
	uint32_t i, n = hisi_qm_free(qm);

	n = RTE_MIN(n, ring.total - ring.built);
	for (i = 0; i < n; i++) {
		request_of(qm->submitted + i)->number = ring.built++;
		request_of(qm->submitted + i)->result = 0;
	}
	if (n == 0)
		return false;
	hisi_qm_submit(qm, n);
	ring.full += hisi_qm_free(qm) == 0;
	return true;
}

static bool
consumer_turn(void)
{
	struct hisi_qm *qm = &ring.qm;
	uint32_t i, n = hisi_qm_poll(qm, MAX_DEPTH);

	for (i = 0; i < n; i++, ring.consumed++) {
		const struct request *r = request_of(qm->completed + i);

		ring.wrong += r->number != ring.consumed || r->result != ~ring.consumed;
	}
	if (n != 0)
		hisi_qm_release(qm, n);
	return n != 0;
}

static void
others_of_producer(enum window window)
{
	windows_met[window]++;
	in_window = NULL;
	device_turn();
	consumer_turn();
	in_window = others_of_producer;
}

static void
others_of_device(enum window window)
{
	windows_met[window]++;
	in_window = NULL;
	consumer_turn();
	producer_turn();
	in_window = others_of_device;
}

static void
others_of_consumer(enum window window)
{
	windows_met[window]++;
	in_window = NULL;
	producer_turn();
	device_turn();
	in_window = others_of_consumer;
}

static bool
ring_died(void)
{
	return rte_atomic_load_explicit(&ring.died, rte_memory_order_relaxed);
}

static void
assert_ring_is_good(void)
{
	assert_false(ring_died());
	assert_false(ring.qm.failed);
	assert_int_equal(ring.wrong, 0);
	assert_int_equal(ring.consumed, ring.total);
	assert_int_equal(hisi_qm_outstanding(&ring.qm), 0);
	assert_true(ring.full != 0);
}

/* Run one party with the two others in its windows; they also run between its turns. */
static void
interleave(uint32_t depth, bool (*turn)(void), void (*others)(enum window window))
{
	uint32_t i;

	ring_reset(depth);
	ring.total = 50 * depth + 1;
	for (i = 0; ring.consumed != ring.total && i < 10 * ring.total; i++) {
		if (turn != producer_turn)
			producer_turn();
		in_window = others;
		turn();
		in_window = NULL;
		if (turn != consumer_turn)
			consumer_turn();
		if (turn != device_turn)
			device_turn();
		assert_false(ring_died() || ring.qm.failed);
	}
	assert_ring_is_good();
}

static void
test_windows_of_producer(void **state __rte_unused)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(depths); i++) {
		interleave(depths[i], producer_turn, others_of_producer);
		assert_true(windows_met[WINDOW_FREE] != 0 && windows_met[WINDOW_SUBMITTED] != 0 &&
				windows_met[WINDOW_ACKED] != 0 &&
				windows_met[WINDOW_TO_DEVICE] != 0);
	}
}

static void
test_windows_of_consumer(void **state __rte_unused)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(depths); i++) {
		interleave(depths[i], consumer_turn, others_of_consumer);
		assert_true(windows_met[WINDOW_ENTRY] != 0 &&
				windows_met[WINDOW_OUTSTANDING] != 0 &&
				windows_met[WINDOW_FROM_DEVICE] != 0 &&
				windows_met[WINDOW_RELEASE] != 0);
	}
}

static void
test_windows_of_device(void **state __rte_unused)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(depths); i++) {
		interleave(depths[i], device_turn, others_of_device);
		assert_true(windows_met[WINDOW_DOORBELLS] != 0);
	}
}

/* The value of submitted that the consumer sees behind its barrier. */
static uint32_t submitted_behind_barrier;

static void
show_submitted(enum window window)
{
	if (window == WINDOW_FROM_DEVICE)
		ring.qm.submitted = submitted_behind_barrier;
}

/*
 * A completion proves that its descriptor was submitted, but on weak memory a load of
 * submitted shows that only behind a barrier that follows the load of the completion.
 */
static void
test_stale_submitted(void **state __rte_unused)
{
	ring_reset(4);
	ring.total = 3;
	assert_true(producer_turn());
	assert_true(device_turn());
	submitted_behind_barrier = ring.qm.submitted;
	ring.qm.submitted = 0;
	in_window = show_submitted;
	assert_int_equal(hisi_qm_poll(&ring.qm, 8), 3);
	assert_false(ring.qm.failed);
	in_window = NULL;
	assert_true(consumer_turn());
	assert_ring_is_good();
}

/*
 * Descriptors of a ring that broke must not be released, however many completions there are: the
 * device may work on them until the queue is stopped.
 */
static void
test_quiet(void **state __rte_unused)
{
	ring_reset(8);
	ring.total = 3;
	assert_true(producer_turn());
	assert_int_equal(hisi_qm_quiet(&ring.qm), 0);
	assert_true(device_turn());
	hisi_qm_fail(&ring.qm);
	assert_int_equal(hisi_qm_quiet(&ring.qm), 0);
	/* With the RX word set the device completes nothing more, so all can be released. */
	ring.total++;
	assert_true(producer_turn());
	assert_int_equal(hisi_qm_quiet(&ring.qm), 0);
	ring.status[HISI_QM_STATUS_RX] = 1;
	assert_int_equal(hisi_qm_quiet(&ring.qm), 4);
}

/* Yield the CPU now and then, or spin for a random while. */
static void
yield_or_spin(enum window window __rte_unused)
{
	static __thread uint32_t rng;
	volatile unsigned int spin;

	rng = rng * 1664525 + 1013904223;
	if (rng >> 29 == 0)
		sched_yield();
	else
		for (spin = rng >> 26; spin != 0; spin--)
			;
}

static bool
is_over(void)
{
	return rte_atomic_load_explicit(&ring.stop, rte_memory_order_relaxed);
}

static void *
thread_main(void *arg)
{
	bool (*turn)(void) = (bool (*)(void))(uintptr_t)arg;

	while (!is_over())
		if (!turn())
			sched_yield();
	return NULL;
}

/* Running threads. A test joins all of them before it asserts anything about the ring. */
static pthread_t threads[2];
static unsigned int nb_threads;

static void
join_threads(void)
{
	rte_atomic_store_explicit(&ring.stop, true, rte_memory_order_relaxed);
	while (nb_threads > 0)
		pthread_join(threads[--nb_threads], NULL);
}

static void
run_threads(uint32_t depth)
{
	static bool (*const turns[RTE_DIM(threads)])(void) = { producer_turn, device_turn };
	time_t last = time(NULL);

	ring_reset(depth);
	ring.total = RTE_MAX(THREAD_LAPS * depth, (uint32_t)THREAD_LEAST);
	in_window = yield_or_spin;
	for (; nb_threads < RTE_DIM(threads); nb_threads++)
		assert_int_equal(pthread_create(&threads[nb_threads], NULL, thread_main,
				(void *)(uintptr_t)turns[nb_threads]), 0);
	while (ring.consumed != ring.total && !ring_died() && !ring.qm.failed &&
			time(NULL) < last + PATIENCE_S) {
		if (consumer_turn())
			last = time(NULL);
		else
			sched_yield();
	}
	join_threads();
	in_window = NULL;
	assert_ring_is_good();
}

static void
test_three_threads(void **state __rte_unused)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(depths); i++)
		run_threads(depths[i]);
}

static int
setup(void **state __rte_unused)
{
	ring_reset(depths[0]);
	return 0;
}

static int
teardown(void **state __rte_unused)
{
	join_threads();
	in_window = NULL;
	return 0;
}

#define ORDER_TEST(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int
test_ring_order(void)
{
	static const struct CMUnitTest tests[] = {
		ORDER_TEST(test_windows_of_producer),
		ORDER_TEST(test_windows_of_consumer),
		ORDER_TEST(test_windows_of_device),
		ORDER_TEST(test_stale_submitted),
		ORDER_TEST(test_quiet),
		ORDER_TEST(test_three_threads),
	};

	return TEST_RUN_GROUP("ring order", tests, NULL, NULL);
}

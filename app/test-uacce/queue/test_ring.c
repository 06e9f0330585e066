/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * A ring in memory whose device are the tests: they read each doorbell and write each completion.
 */

#include <stdlib.h>
#include <string.h>

#include <rte_bitops.h>
#include <rte_common.h>

#include "hisi_qm.h"
#include "test.h"

#define MAX_DEPTH	1024

static struct {
	struct hisi_qm qm;
	uint64_t sq_db;
	uint64_t cq_db;
	uint32_t status[2];
	struct hisi_qm_cqe cq[MAX_DEPTH];
	uint8_t sq[MAX_DEPTH * HISI_QM_SQE_SIZE] __rte_cache_aligned;
	/* Counters of the device. */
	uint32_t dev_sq;
	uint32_t dev_cq;
} fake;

#define UNTOUCHED	UINT64_C(0xdeadbeefdeadbeef)

static void
fake_reset(uint32_t sq_depth, uint32_t cq_depth)
{
	struct hisi_qm *qm = &fake.qm;

	memset(&fake, 0, sizeof(fake));
	fake.sq_db = UNTOUCHED;
	fake.cq_db = UNTOUCHED;
	qm->sq = fake.sq;
	qm->cq = fake.cq;
	qm->sq_db = &fake.sq_db;
	qm->cq_db = &fake.cq_db;
	qm->status = fake.status;
	qm->id = 5;
	qm->sq_db_base = hisi_qm_doorbell_base(qm->id, HISI_QM_DB_CMD_SQ);
	qm->cq_db_base = hisi_qm_doorbell_base(qm->id, HISI_QM_DB_CMD_CQ);
	qm->sq_mask = sq_depth - 1;
	qm->cq_mask = cq_depth - 1;
	qm->cq_shift = rte_log2_u32(cq_depth);
	qm->limit = RTE_MIN(sq_depth, cq_depth) - 1;
}

/* Write a completion as the device does, with all other bits of the entry set. */
static void
fake_cqe(uint32_t at, uint32_t slot, bool phase)
{
	fake.cq[at & fake.qm.cq_mask].lo = UINT64_MAX;
	fake.cq[at & fake.qm.cq_mask].hi = slot | UINT64_C(0x00050000) |
		UINT64_C(0xfffe) << 48 | (uint64_t)phase << HISI_QM_CQE_PHASE_S;
}

/* Complete n descriptors in order. */
static void
fake_complete(uint32_t n)
{
	while (n-- > 0) {
		bool phase = (fake.dev_cq >> fake.qm.cq_shift & 1) == 0;

		fake_cqe(fake.dev_cq++, fake.dev_sq++ & fake.qm.sq_mask, phase);
	}
}

/* Poll and release until no more comes, as a poll ends at the end of the ring. */
static uint32_t
consume(uint32_t max)
{
	uint32_t n, total = 0;

	do {
		n = hisi_qm_poll(&fake.qm, max - total);
		if (n != 0)
			hisi_qm_release(&fake.qm, n);
		total += n;
	} while (n != 0 && total < max);
	return total;
}

/* The worked values of hardware_interface.rst 2.3: queue 5, index 3. */
static void
test_doorbell_values(void **state __rte_unused)
{
	hisi_qm_submit(&fake.qm, 3);
	assert_int_equal(fake.sq_db, UINT64_C(0x0000000300000005));
	fake_complete(3);
	assert_int_equal(consume(8), 3);
	/* More than the four completion entries that are left. */
	hisi_qm_submit(&fake.qm, 5);
	/* The reference has the interrupt flag set, which a poll-mode ring never does. */
	assert_int_equal(fake.cq_db, UINT64_C(0x0001000300001005) & ~HISI_QM_DB_IRQ);
}

static void
test_doorbell_queue_number(void **state __rte_unused)
{
	/* Ten bits, and nothing above them (2.3). */
	assert_int_equal(hisi_qm_doorbell_base(1023, HISI_QM_DB_CMD_SQ), 0x3ff);
	assert_int_equal(hisi_qm_doorbell_base(1023, HISI_QM_DB_CMD_CQ), 0x13ff);
	assert_int_equal(hisi_qm_doorbell_base(1024, HISI_QM_DB_CMD_SQ), 0);
}

static void
test_one_doorbell_per_burst(void **state __rte_unused)
{
	fake_reset(1024, 1024);
	hisi_qm_submit(&fake.qm, 32);
	assert_int_equal(fake.sq_db >> HISI_QM_DB_INDEX_S, 32);
	fake.sq_db = UNTOUCHED;
	fake_complete(32);
	assert_int_equal(consume(64), 32);
	/* Neither polling nor releasing rings the submission doorbell. */
	assert_int_equal(fake.sq_db, UNTOUCHED);
	/* The device has enough free completion entries. */
	assert_int_equal(fake.cq_db, UNTOUCHED);
}

static void
test_slots_are_apart(void **state __rte_unused)
{
	fake_reset(1024, 1024);
	assert_ptr_equal(hisi_qm_sqe(&fake.qm, 0), fake.sq);
	assert_ptr_equal(hisi_qm_sqe(&fake.qm, 1023), fake.sq + 1023 * HISI_QM_SQE_SIZE);
	assert_int_equal(hisi_qm_slot(&fake.qm, 1024), 0);
	assert_int_equal(hisi_qm_slot(&fake.qm, UINT32_MAX), 1023);
}

static void
test_full(void **state __rte_unused)
{
	assert_int_equal(hisi_qm_free(&fake.qm), 7);
	hisi_qm_submit(&fake.qm, 7);
	/* One slot stays free: a tail that meets the head would mean empty. */
	assert_int_equal(hisi_qm_free(&fake.qm), 0);
	assert_int_equal(fake.sq_db >> HISI_QM_DB_INDEX_S, 7);
	fake_complete(7);
	assert_int_equal(consume(100), 7);
	assert_int_equal(hisi_qm_outstanding(&fake.qm), 0);
	assert_int_equal(hisi_qm_free(&fake.qm), 7);
}

/*
 * However many completions were consumed before and not acknowledged, one less than the entries of
 * the ring can be submitted in a single burst.
 */
static void
test_capacity(void **state __rte_unused)
{
	static const uint32_t depths[] = { 2, 4, 8, 128, 256, 1024 };
	uint32_t i, before, limit;

	for (i = 0; i < RTE_DIM(depths); i++) {
		limit = depths[i] - 1;
		for (before = 0; before <= limit; before++) {
			fake_reset(depths[i], depths[i]);
			if (before != 0)
				hisi_qm_submit(&fake.qm, before);
			fake_complete(before);
			assert_int_equal(consume(MAX_DEPTH), before);
			assert_int_equal(fake.cq_db, UNTOUCHED);
			assert_int_equal(hisi_qm_free(&fake.qm), limit);
			hisi_qm_submit(&fake.qm, limit);
			assert_int_equal(hisi_qm_free(&fake.qm), 0);
			assert_int_equal(hisi_qm_outstanding(&fake.qm), limit);
			if (before != 0)
				assert_int_equal(fake.cq_db >> HISI_QM_DB_INDEX_S, before);
			fake_complete(limit);
			assert_int_equal(consume(MAX_DEPTH), limit);
		}
	}
}

/* Completions are acknowledged when their entries are needed again, so once in a lap. */
static void
test_acknowledged_once_a_lap(void **state __rte_unused)
{
	uint32_t i, rung = 0;

	fake_reset(1024, 1024);
	for (i = 0; i < 10 * 1023; i++) {
		fake.cq_db = UNTOUCHED;
		hisi_qm_submit(&fake.qm, 1);
		fake_complete(1);
		assert_int_equal(consume(1), 1);
		if (fake.cq_db == UNTOUCHED)
			continue;
		/* The doorbell acknowledges all completions before this one. */
		assert_int_equal(fake.cq_db >> HISI_QM_DB_INDEX_S, i & 1023);
		rung++;
	}
	assert_int_equal(rung, 9);
}

/* Many laps with bursts of changing size, so that each index has both phases. */
static void
laps(uint32_t sq_depth, uint32_t cq_depth, uint32_t start)
{
	uint32_t total = 0, out = 0, step = 1, i;

	fake_reset(sq_depth, cq_depth);
	/* Entries as the lap before left them. */
	for (i = 0; i < cq_depth; i++)
		fake_cqe(i, i & (sq_depth - 1), start >> fake.qm.cq_shift & 1);
	fake.qm.submitted = start;
	fake.qm.completed = start;
	fake.qm.acked = start;
	fake.dev_sq = start;
	fake.dev_cq = start;
	while (total < 5 * MAX_DEPTH) {
		uint32_t n = RTE_MIN(hisi_qm_free(&fake.qm), step);

		if (n != 0) {
			hisi_qm_submit(&fake.qm, n);
			out += n;
			assert_int_equal(fake.sq_db >> HISI_QM_DB_INDEX_S,
					fake.qm.submitted & (sq_depth - 1));
		}
		n = RTE_MIN(out, step / 2 + 1);
		fake_complete(n);
		assert_int_equal(consume(MAX_DEPTH), n);
		assert_int_equal(consume(MAX_DEPTH), 0);
		out -= n;
		total += n;
		step = step * 7 % 61 + 1;
		assert_int_equal(hisi_qm_outstanding(&fake.qm), out);
		assert_false(fake.qm.failed);
	}
}

static void
test_wrap_and_phase(void **state __rte_unused)
{
	laps(1024, 1024, 0);
	laps(8, 8, 0);
	laps(2, 2, 0);
}

static void
test_unequal_depths(void **state __rte_unused)
{
	laps(64, 256, 0);
	laps(256, 64, 0);
}

/* The free-running counters overflow. */
static void
test_counter_overflow(void **state __rte_unused)
{
	laps(1024, 1024, UINT32_MAX - MAX_DEPTH + 1);
	laps(8, 8, UINT32_MAX - 7);
}

static void
test_phase_of_last_lap_is_stale(void **state __rte_unused)
{
	hisi_qm_submit(&fake.qm, 7);
	fake_complete(7);
	assert_int_equal(consume(8), 7);
	hisi_qm_submit(&fake.qm, 3);
	/* Entry 7 was never written, so its phase is 0. */
	assert_int_equal(consume(8), 0);
	fake_complete(1);
	assert_int_equal(consume(8), 1);
	/* Entry 0 still has phase 1 of the first lap, and phase 0 is expected now. */
	assert_int_equal(consume(8), 0);
	assert_false(fake.qm.failed);
	fake_complete(2);
	assert_int_equal(consume(8), 2);
}

static void
test_poll_limit(void **state __rte_unused)
{
	fake_reset(1024, 1024);
	hisi_qm_submit(&fake.qm, 10);
	fake_complete(10);
	assert_int_equal(hisi_qm_poll(&fake.qm, 0), 0);
	assert_int_equal(consume(4), 4);
	assert_int_equal(consume(4), 4);
	assert_int_equal(consume(4), 2);
}

static void
test_out_of_order(void **state __rte_unused)
{
	hisi_qm_submit(&fake.qm, 4);
	fake_cqe(0, 0, true);
	fake_cqe(1, 2, true);
	/* The completion before the violation is good, and the ring is dead from there on. */
	assert_int_equal(consume(8), 1);
	assert_true(fake.qm.failed);
	assert_true(hisi_qm_is_dead(&fake.qm));
	assert_false(hisi_qm_can_submit(&fake.qm));
	assert_int_equal(consume(8), 0);
	assert_int_equal(hisi_qm_outstanding(&fake.qm), 3);
}

static void
test_slot_out_of_range(void **state __rte_unused)
{
	hisi_qm_submit(&fake.qm, 1);
	/* A mask would make slot 0 of 8, which is no slot of this ring. */
	fake_cqe(0, 8, true);
	assert_int_equal(consume(8), 0);
	assert_true(fake.qm.failed);
}

static void
test_more_completions_than_descriptors(void **state __rte_unused)
{
	hisi_qm_submit(&fake.qm, 2);
	fake_complete(3);
	assert_int_equal(consume(8), 2);
	assert_true(fake.qm.failed);
	assert_int_equal(hisi_qm_outstanding(&fake.qm), 0);
}

static void
test_status_words(void **state __rte_unused)
{
	assert_true(hisi_qm_can_submit(&fake.qm));
	assert_false(hisi_qm_is_dead(&fake.qm));
	/* Between the two words completions may still arrive (1.8). */
	fake.status[HISI_QM_STATUS_TX] = 1;
	assert_false(hisi_qm_can_submit(&fake.qm));
	assert_false(hisi_qm_is_dead(&fake.qm));
	fake.status[HISI_QM_STATUS_RX] = 1;
	assert_true(hisi_qm_is_dead(&fake.qm));
}

static void
idle_count(void *arg, unsigned int max)
{
	*(unsigned int *)arg += max;
}

static void
test_idle_hook(void **state __rte_unused)
{
	unsigned int turns = 0;

	/* Hardware has no idle function. */
	hisi_qm_idle(&fake.qm, 3);
	fake.qm.queue.idle = idle_count;
	fake.qm.queue.idle_arg = &turns;
	hisi_qm_idle(&fake.qm, 3);
	assert_int_equal(turns, 3);
}

/* Each test starts with a ring of eight entries; some of them take another depth. */
static int
setup(void **state __rte_unused)
{
	fake_reset(8, 8);
	return 0;
}

#define RING_TEST(f)	cmocka_unit_test_setup(f, setup)

int
test_ring(void)
{
	static const struct CMUnitTest tests[] = {
		RING_TEST(test_doorbell_values),
		RING_TEST(test_doorbell_queue_number),
		RING_TEST(test_one_doorbell_per_burst),
		RING_TEST(test_slots_are_apart),
		RING_TEST(test_full),
		RING_TEST(test_capacity),
		RING_TEST(test_acknowledged_once_a_lap),
		RING_TEST(test_wrap_and_phase),
		RING_TEST(test_unequal_depths),
		RING_TEST(test_counter_overflow),
		RING_TEST(test_phase_of_last_lap_is_stale),
		RING_TEST(test_poll_limit),
		RING_TEST(test_out_of_order),
		RING_TEST(test_slot_out_of_range),
		RING_TEST(test_more_completions_than_descriptors),
		RING_TEST(test_status_words),
		RING_TEST(test_idle_hook),
	};

	return TEST_RUN_GROUP("ring", tests, NULL, NULL) + test_ring_order() +
		test_ring_step();
}

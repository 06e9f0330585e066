/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * uacce_sec over a device that fails: what the tests of both drivers need of it, and tests that
 * it has alone.
 */

#include <rte_common.h>

#include "fault_driver.h"
#include "sec_fixture.h"
#include "sec_set.h"
#include "test_sec.h"

static void
plug(const char *devargs)
{
	assert_int_equal(sec_plug(&sec_port, 0, devargs), 0);
}

static void
unplug(void)
{
	sec_set_close(&sec_port);
	sec_unplug(&sec_port);
}

static int
configure(uint16_t nb_qps)
{
	return sec_port_configure(&sec_port, nb_qps);
}

static int
qp_setup(uint16_t qp)
{
	return sec_qp_setup(&sec_port, qp, SEC_INFLIGHT);
}

static int
start(void)
{
	return sec_start(&sec_port);
}

static void
stop(void)
{
	sec_stop(&sec_port);
}

static void
prepare(void)
{
	sec_set_open(&sec_port);
}

static void
use_two_descriptors(void)
{
	sec_set.used = SEC_SET_SESSIONS;
}

/* Operations of one descriptor all use the same ring. */
static void
make(unsigned int n, bool mixed __rte_unused)
{
	sec_set_make(0, n);
}

static uint16_t
enqueue(uint16_t qp, unsigned int first, uint16_t n)
{
	return sec_enqueue(&sec_port, qp, sec_set.ops + first, n);
}

static uint16_t
dequeue(uint16_t qp, unsigned int first, uint16_t n)
{
	return rte_cryptodev_dequeue_burst(sec_port.id, qp, sec_set.done + first, n);
}

static enum fault_status
status(unsigned int i)
{
	switch (sec_set.ops[i]->status) {
	case RTE_CRYPTO_OP_STATUS_NOT_PROCESSED:
		return FAULT_NOT_PROCESSED;
	case RTE_CRYPTO_OP_STATUS_SUCCESS:
		return FAULT_SUCCESS;
	case RTE_CRYPTO_OP_STATUS_ERROR:
		return FAULT_ERROR;
	default:
		return FAULT_OTHER;
	}
}

/* Source, destination if there is another one, and a digest outside of both. */
static uint8_t *
memory(unsigned int i, unsigned int kind, uint32_t *len)
{
	const struct sec_task *t = &sec_set.tasks[i];
	const struct sec_alg *alg = &t->s->alg;
	uint8_t *const mem[FAULT_NB_MEMORY] = { t->in.mem, t->to.mem, t->mac_at };
	const uint32_t lens[FAULT_NB_MEMORY] = {
		t->in.mem_len,
		t->out_of_place ? t->to.mem_len : 0,
		sec_has_mac(alg) && t->place == SEC_OUTSIDE ? alg->digest_len : 0,
	};

	*len = lens[kind];
	return mem[kind];
}

static void
stats(uint64_t *dequeued, uint64_t *errors)
{
	struct rte_cryptodev_stats all;

	assert_int_equal(rte_cryptodev_stats_get(sec_port.id, &all), 0);
	*dequeued = all.dequeued_count;
	*errors = all.dequeue_err_count;
}

static void
assert_works(uint16_t qp)
{
	sec_assert_works(&sec_port, qp);
}

/* The lost operations are at the end of the ring and at its start. */
static void
lost_across_end(void **state, const char *fault)
{
	unsigned int lap, n = 200, errors;

	fault_plug(state, fault, 1);
	/* Five laps take 1000 of 1024 slots, so that the sixth goes beyond the end. */
	for (lap = 1; lap <= 6; lap++) {
		errors = fault_run_set(n, false);
		if (lap < 6)
			assert_int_equal(errors, 0);
		else
			assert_in_range(errors, 1, n);
		sec_set_free(n);
	}
	fault_assert_restart_heals(1);
	unplug();
}

static void
test_lost_across_end(void **state)
{
	lost_across_end(state, "order@1010");
	lost_across_end(state, "reset@1010");
}

/* An address without memory is an error of its operation alone. */
static void
test_unmapped(void **state)
{
	static uint8_t block[64];
	struct sec_session *s;
	struct sec_task t;
	unsigned int i;

	fault_plug(state, "status@1000000", 1);
	for (i = 0; i < SEC_SET_SESSIONS; i++) {
		struct rte_crypto_op *done;

		s = &sec_set.sessions[i];
		t = (struct sec_task) { .s = s, .src = block, .aad = block, .len = 64 };
		sec_task_make(&t);
		/* The first page of an address space is never mapped. */
		t.in.segs[0].buf_addr = (void *)(uintptr_t)64;
		assert_int_equal(sec_enqueue(&sec_port, 0, &t.op, 1), 1);
		sec_dequeue_all(&sec_port, 0, &done, 1);
		assert_int_equal(done->status, RTE_CRYPTO_OP_STATUS_ERROR);
		sec_task_free(&t);
		sec_assert_works(&sec_port, 0);
	}
}

int
test_sec_fault(void)
{
	static const struct CMUnitTest tests[] = {
		FAULT_INLINE(test_lost_across_end), FAULT_WORKER(test_lost_across_end),
		FAULT_INLINE(test_unmapped), FAULT_WORKER(test_unmapped),
	};
	static const struct fault_driver driver = {
		.name = "sec",
		.qm = &sec_variant.qm,
		.two_rings = ",second_queue=always",
		.returns_stopped = false,
		.plug = plug,
		.unplug = unplug,
		.configure = configure,
		.qp_setup = qp_setup,
		.start = start,
		.stop = stop,
		.prepare = prepare,
		.use_two_descriptors = use_two_descriptors,
		.make = make,
		.free = sec_set_free,
		.enqueue = enqueue,
		.dequeue = dequeue,
		.check = sec_set_check_and_keep,
		.status = status,
		.memory = memory,
		.stats = stats,
		.log_own = sec_log_own,
		.assert_works = assert_works,
		.setup = sec_setup,
		.teardown = sec_teardown,
	};
	int failed = fault_run_device(&driver);

	failed += fault_run_completion(&driver);
	failed += fault_run_start(&driver);
	return failed + FAULT_RUN_GROUP(&driver, "fault, addresses and slots", tests);
}

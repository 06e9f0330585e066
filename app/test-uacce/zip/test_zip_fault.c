/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* uacce_zip over a device that fails; each test inline and with a worker thread. */

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "test_zip.h"
#include "zip_fixture.h"
#include "zip_set.h"

static struct rte_comp_op **const ops = zip_set.ops;
static struct rte_comp_op **const done = zip_set.done;

static void
plug_device(void **state, const char *fault)
{
	assert_int_equal(zip_plug(&zip_port, "uacce_zip_t0",
			test_fault_args(state, zip_variant.qm, fault)), 0);
}

static void
plug(void **state, const char *fault, uint16_t nb_qps)
{
	plug_device(state, fault);
	zip_bring_up(&zip_port, nb_qps, ZIP_INFLIGHT_MAX);
	zip_make_xforms(&zip_port);
	zip_set_draw();
}

/* A restart makes the device work again, as each fault happens once. */
static void
assert_restart_heals(uint16_t nb_qps)
{
	unsigned int i;
	uint16_t qp;

	zip_stop(&zip_port);
	assert_int_equal(zip_start(&zip_port), 0);
	for (qp = 0; qp < nb_qps; qp++)
		for (i = 0; i < 5; i++)
			zip_assert_works(&zip_port, qp);
}

/* All in flight at once, in two queue pairs; the device is reset at the n-th descriptor. */
static void
reset_at(void **state, unsigned int at)
{
	unsigned int n = 400, sent, errors;
	char fault[32];

	snprintf(fault, sizeof(fault), "reset@%u", at);
	plug(state, fault, 2);
	zip_set_make(&zip_port, n, true);
	zip_enqueue_all(&zip_port, 0, ops, n / 2);
	/* A worker may reset the device before this call, which then takes nothing. */
	sent = n / 2 + zip_enqueue(&zip_port, 1, ops + n / 2, n / 2);
	assert_true(sent == n || at <= n / 2);
	zip_dequeue_all(&zip_port, 0, done, n / 2);
	zip_dequeue_all(&zip_port, 1, done + n / 2, sent - n / 2);
	errors = zip_set_check(sent, true);
	assert_true(errors >= 1 && errors <= n - at + 1);
	zip_set_free(n);
	assert_restart_heals(2);
	zip_unplug(&zip_port);
}

static void
test_reset(void **state)
{
	static const unsigned int at[] = { 1, 2, 31, 150, 400 };
	unsigned int i;

	for (i = 0; i < RTE_DIM(at); i++)
		reset_at(state, at[i]);
}

/* A reset after several laps under load: each operation that the queue took comes back. */
static void
test_reset_under_load(void **state)
{
	unsigned int n = 200, total = 0, errors = 0, idle = 0, sent, i;

	plug(state, "reset@5000", 1);
	zip_set_make(&zip_port, n, true);
	while (idle < 10) {
		sent = zip_enqueue(&zip_port, 0, ops, n);
		zip_dequeue_all(&zip_port, 0, done, sent);
		/* Only those that were sent, as the others have the status of the lap before. */
		for (i = 0; i < sent; i++)
			errors += done[i]->status != RTE_COMP_OP_STATUS_SUCCESS;
		total += sent;
		idle = sent == 0 ? idle + 1 : 0;
		assert_true(total < 10000);
	}
	/* The reset ended its lap. */
	assert_true(total >= 4800 && total <= 5400);
	assert_true(errors >= 1 && errors <= 2 * n);
	zip_set_free(n);
	assert_restart_heals(1);
}

static void
reset_with_compress(void **state)
{
	plug(state, "reset@10", 1);
	zip_set_make(&zip_port, 20, false);
	zip_enqueue_all(&zip_port, 0, ops, 20);
	zip_dequeue_all(&zip_port, 0, done, 20);
	assert_true(zip_set_check(20, true) >= 1);
	zip_set_free(20);
}

static void
assert_takes_no(struct rte_comp_op *op)
{
	assert_int_equal(zip_enqueue(&zip_port, 0, &op, 1), 0);
	assert_int_equal(op->status, RTE_COMP_OP_STATUS_NOT_PROCESSED);
	zip_op_free(op);
}

/* A reset stops all queues, also one without operations (1.8). */
static void
test_reset_takes_nothing(void **state)
{
	reset_with_compress(state);
	assert_takes_no(zip_set_op(&zip_port, false, 0));
	assert_takes_no(zip_set_op(&zip_port, true, 0));
	assert_restart_heals(1);
}

/* A queue pair that failed takes no operation, also not one that needs no device. */
static void
test_reset_takes_no_empty(void **state)
{
	struct rte_comp_op *op;

	reset_with_compress(state);
	op = zip_set_op(&zip_port, false, 0);
	op->src.length = 0;
	assert_takes_no(op);
	assert_restart_heals(1);
}

/* A stop right after a reset, before any dequeue. */
static void
test_reset_and_stop(void **state)
{
	unsigned int n = 300;

	plug(state, "reset@100", 1);
	zip_set_make(&zip_port, n, true);
	zip_enqueue_all(&zip_port, 0, ops, n);
	zip_stop(&zip_port);
	zip_dequeue_all(&zip_port, 0, done, n);
	assert_true(zip_set_check(n, true) >= 1);
	zip_set_free(n);
	assert_int_equal(zip_start(&zip_port), 0);
	zip_assert_works(&zip_port, 0);
}

/* A completion with a wrong slot breaks its ring, and all operations from there on fail. */
static void
test_order(void **state)
{
	static const char *const faults[] = { "order@1", "order@2", "order@64", "order@300" };
	unsigned int f, n = 300;
	struct rte_comp_op *op;

	for (f = 0; f < RTE_DIM(faults); f++) {
		plug(state, faults[f], 1);
		zip_set_make(&zip_port, n, false);
		zip_enqueue_all(&zip_port, 0, ops, n);
		zip_dequeue_all(&zip_port, 0, done, n);
		assert_true(zip_set_check(n, true) >= 1);
		zip_set_free(n);
		op = zip_set_op(&zip_port, false, 0);
		assert_int_equal(zip_enqueue(&zip_port, 0, &op, 1), 0);
		zip_op_free(op);
		assert_restart_heals(1);
		zip_unplug(&zip_port);
	}
}

/* The same where several dequeues return the operations. */
static void
test_order_small_bursts(void **state)
{
	static const unsigned int at[] = { 1, 2, 33, 64, 100 };
	unsigned int f, got, polls, n = 100;
	char fault[32];

	for (f = 0; f < RTE_DIM(at); f++) {
		snprintf(fault, sizeof(fault), "order@%u", at[f]);
		plug(state, fault, 1);
		zip_set_make(&zip_port, n, false);
		zip_enqueue_all(&zip_port, 0, ops, n);
		for (got = 0, polls = 0; got < n && polls < 100000000; polls++)
			got += rte_compressdev_dequeue_burst(zip_port.id, 0, done + got,
					RTE_MIN(n - got, 4u));
		assert_int_equal(got, n);
		assert_int_equal(zip_set_check(n, true), n - at[f] + 1);
		zip_set_free(n);
		assert_restart_heals(1);
		zip_unplug(&zip_port);
	}
}

/* After a broken ring returned an operation, the device does not write to its memory. */
static void
test_order_writes_no_more(void **state)
{
	unsigned int i, n = 900, got = 0, polls = 0;
	cpu_set_t mine;

	/* A worker inherits this. */
	test_run_anywhere(&mine);
	plug(state, "order@3", 1);
	assert_int_equal(sched_setaffinity(0, sizeof(mine), &mine), 0);
	zip_set_make(&zip_port, n, false);
	zip_enqueue_all(&zip_port, 0, ops, n);
	/* A few at a time, so that an inline device has requests left when its ring breaks. */
	while (got < n && polls++ < 100000000)
		got += rte_compressdev_dequeue_burst(zip_port.id, 0, done + got,
				RTE_MIN(n - got, 2u));
	assert_int_equal(got, n);
	assert_true(zip_set_check(n, true) >= 1);
	for (i = 0; i < n; i++)
		memset(rte_pktmbuf_mtod(ops[i]->m_dst, void *), 0x5a, ZIP_SET_ROOM);
	rte_delay_ms(20);
	zip_stop(&zip_port);
	for (i = 0; i < n; i++)
		assert_int_equal(*rte_pktmbuf_mtod(ops[i]->m_dst, uint8_t *), 0x5a);
	zip_set_free(n);
	assert_int_equal(zip_start(&zip_port), 0);
	zip_assert_works(&zip_port, 0);
}

/* An error status of one operation leaves the others alone. */
static void
test_status(void **state)
{
	static const unsigned int at[] = { 1, 17, 200 };
	unsigned int f, n = 200;
	char fault[32];

	for (f = 0; f < RTE_DIM(at); f++) {
		snprintf(fault, sizeof(fault), "status@%u", at[f]);
		plug(state, fault, 1);
		zip_set_make(&zip_port, n, false);
		zip_enqueue_all(&zip_port, 0, ops, n);
		zip_dequeue_all(&zip_port, 0, done, n);
		assert_int_equal(zip_set_check(n, true), 1);
		assert_int_equal(ops[at[f] - 1]->status, RTE_COMP_OP_STATUS_ERROR);
		zip_set_free(n);
		/* The queue works without a restart. */
		zip_assert_works(&zip_port, 0);
		zip_unplug(&zip_port);
	}
}

/* A stop of a device that completes nothing waits for five seconds. */
static void
test_stall(void **state)
{
	unsigned int n = 40, got = 0;
	struct rte_compressdev_stats stats;
	uint64_t begin;
	const char *log;

	plug(state, "stall@11", 1);
	zip_set_make(&zip_port, n, false);
	zip_enqueue_all(&zip_port, 0, ops, n);
	begin = rte_get_timer_cycles();
	while (rte_get_timer_cycles() - begin < rte_get_timer_hz() / 10)
		got += rte_compressdev_dequeue_burst(zip_port.id, 0, done + got, n - got);
	assert_int_equal(got, 10);
	test_log_start();
	begin = rte_get_timer_cycles();
	zip_stop(&zip_port);
	begin = rte_get_timer_cycles() - begin;
	log = test_log_stop();
	assert_true(begin > 4 * rte_get_timer_hz() && begin < 7 * rte_get_timer_hz());
	assert_int_equal(zip_log_own(log, "ERR"), 1);
	assert_int_equal(test_log_lines(log, "ERR", "30 operations"), 1);
	zip_dequeue_all(&zip_port, 0, done + got, n - got);
	assert_int_equal(zip_set_check(n, true), n - 10);
	assert_int_equal(rte_compressdev_stats_get(zip_port.id, &stats), 0);
	assert_int_equal(stats.dequeued_count, n);
	assert_int_equal(stats.dequeue_err_count, n - 10);
	zip_set_free(n);
	assert_int_equal(zip_start(&zip_port), 0);
	zip_assert_works(&zip_port, 0);
}

/* A stop waits for eight queue pairs that hang together, and a ninth that works loses nothing. */
static void
test_stall_of_all(void **state __rte_unused)
{
	const unsigned int pairs = 8, per_pair = 20, n = (pairs + 1) * per_pair;
	unsigned int qp, i, errors = 0;
	uint64_t begin;
	char args[192];

	/* A device for each queue pair, which hangs at its eleventh descriptor. */
	snprintf(args, sizeof(args), "device=soft+soft+soft+soft+soft+soft+soft+soft+soft,"
			"queues=%u,soft_qm=%u,soft_fault=stall@11", pairs + 1, zip_variant.qm);
	assert_int_equal(zip_plug(&zip_port, "uacce_zip_t0", args), 0);
	zip_bring_up(&zip_port, pairs + 1, ZIP_INFLIGHT_MAX);
	zip_make_xforms(&zip_port);
	zip_set_draw();
	zip_set_make(&zip_port, n, false);
	for (qp = 0; qp < pairs; qp++)
		zip_enqueue_all(&zip_port, qp, ops + qp * per_pair, per_pair);
	/* The last queue pair, which a stop reaches last, does not reach its fault. */
	zip_enqueue_all(&zip_port, pairs, ops + pairs * per_pair, 10);
	begin = rte_get_timer_cycles();
	zip_stop(&zip_port);
	begin = rte_get_timer_cycles() - begin;
	assert_true(begin > 4 * rte_get_timer_hz() && begin < 9 * rte_get_timer_hz());
	for (qp = 0; qp < pairs; qp++)
		zip_dequeue_all(&zip_port, qp, done + qp * per_pair, per_pair);
	zip_dequeue_all(&zip_port, pairs, done + pairs * per_pair, 10);
	for (i = 0; i < pairs * per_pair + 10; i++)
		errors += done[i]->status != RTE_COMP_OP_STATUS_SUCCESS;
	assert_int_equal(errors, pairs * (per_pair - 10));
	for (i = 0; i < 10; i++)
		zip_set_assert_right(done[pairs * per_pair + i]);
	zip_set_free(n);
}

/* The call failed, and one ERR line names the soft device as the cause. */
static void
assert_refused(int ret, int expected)
{
	const char *log = test_log_stop();

	assert_int_equal(ret, expected);
	assert_int_equal(zip_log_own(log, "ERR"), 1);
	assert_int_equal(test_log_lines(log, "ERR", "soft: "), 1);
}

/* One of the two rings of a queue pair gets no queue; the next attempt succeeds. */
static void
test_open(void **state)
{
	static const char *const faults[] = { "open@1", "open@2" };
	unsigned int f;
	int ret;

	for (f = 0; f < RTE_DIM(faults); f++) {
		plug_device(state, faults[f]);
		assert_int_equal(zip_configure(&zip_port, 1), 0);
		test_log_start();
		ret = zip_qp_setup(&zip_port, 0, ZIP_INFLIGHT);
		assert_refused(ret, -EBUSY);
		assert_int_equal(zip_qp_setup(&zip_port, 0, ZIP_INFLIGHT), 0);
		assert_int_equal(zip_start(&zip_port), 0);
		zip_make_xforms(&zip_port);
		zip_assert_works(&zip_port, 0);
		zip_unplug(&zip_port);
	}
}

/* A restart opens queues again, and one of them cannot be opened. */
static void
test_reopen(void **state)
{
	int ret;

	/* The first start opens two rings; this is the second ring of the restart. */
	plug(state, "open@4", 1);
	zip_stop(&zip_port);
	test_log_start();
	ret = zip_start(&zip_port);
	assert_refused(ret, -EBUSY);
	assert_int_equal(zip_start(&zip_port), 0);
	zip_assert_works(&zip_port, 0);
}

/* One ring of one queue pair does not start; the next start finds no other one running. */
static void
test_start(void **state)
{
	unsigned int at;
	char fault[32];
	int ret;

	for (at = 1; at <= 4; at++) {
		snprintf(fault, sizeof(fault), "start@%u", at);
		plug_device(state, fault);
		assert_int_equal(zip_configure(&zip_port, 2), 0);
		assert_int_equal(zip_qp_setup(&zip_port, 0, ZIP_INFLIGHT), 0);
		assert_int_equal(zip_qp_setup(&zip_port, 1, ZIP_INFLIGHT), 0);
		test_log_start();
		ret = zip_start(&zip_port);
		assert_refused(ret, -EIO);
		assert_int_equal(zip_start(&zip_port), 0);
		zip_make_xforms(&zip_port);
		zip_assert_works(&zip_port, 0);
		zip_assert_works(&zip_port, 1);
		zip_unplug(&zip_port);
	}
}

/* Several faults one after the other. */
static void
test_faults_together(void **state)
{
	unsigned int i, n = 100;

	plug(state, "status@10+order@150+reset@260", 1);
	zip_set_make(&zip_port, n, false);
	zip_enqueue_all(&zip_port, 0, ops, n);
	zip_dequeue_all(&zip_port, 0, done, n);
	assert_int_equal(zip_set_check(n, true), 1);
	zip_enqueue_all(&zip_port, 0, ops, n);
	zip_dequeue_all(&zip_port, 0, done, n);
	assert_true(zip_set_check(n, true) >= 50);
	zip_stop(&zip_port);
	assert_int_equal(zip_start(&zip_port), 0);
	/* How many descriptors the device served before the stop is not known. */
	for (i = 0; i < 2; i++) {
		unsigned int sent = zip_enqueue(&zip_port, 0, ops, n);

		zip_dequeue_all(&zip_port, 0, done, sent);
		zip_set_check(sent, true);
	}
	zip_set_free(n);
	assert_restart_heals(1);
}

/* Where this thread may run before a test lets it run anywhere. */
static cpu_set_t cpus;

static int
setup(void **state)
{
	sched_getaffinity(0, sizeof(cpus), &cpus);
	return zip_setup(state);
}

static int
teardown(void **state)
{
	sched_setaffinity(0, sizeof(cpus), &cpus);
	return zip_teardown(state);
}

#define INLINE(f)	TEST_INLINE(f, setup, teardown)
#define WORKER(f)	TEST_WORKER(f, setup, teardown)

int
test_zip_fault(void)
{
	static const struct CMUnitTest tests[] = {
		INLINE(test_reset), WORKER(test_reset),
		INLINE(test_reset_under_load), WORKER(test_reset_under_load),
		INLINE(test_reset_takes_nothing), WORKER(test_reset_takes_nothing),
		INLINE(test_reset_takes_no_empty), WORKER(test_reset_takes_no_empty),
		INLINE(test_reset_and_stop), WORKER(test_reset_and_stop),
		INLINE(test_order), WORKER(test_order),
		INLINE(test_order_small_bursts), WORKER(test_order_small_bursts),
		INLINE(test_order_writes_no_more), WORKER(test_order_writes_no_more),
		INLINE(test_status), WORKER(test_status),
		/* Each takes five seconds, so they run once. */
		INLINE(test_stall), INLINE(test_stall_of_all),
		INLINE(test_open), WORKER(test_open),
		INLINE(test_reopen), WORKER(test_reopen),
		INLINE(test_start), WORKER(test_start),
		INLINE(test_faults_together), WORKER(test_faults_together),
	};

	return TEST_RUN_GROUP("zip fault", tests, NULL, NULL);
}

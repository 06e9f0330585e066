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

#define MAX_OPS		2048u
#define PLAIN_LEN	250u
#define ROOM		400u

static struct rte_comp_op *ops[MAX_OPS];
static struct rte_comp_op *done[MAX_OPS];
static bool seen[MAX_OPS];

static uint8_t plain[PLAIN_LEN];
static uint8_t packed[ZIP_STREAM_MAX];
static uint32_t packed_len;

/* State of a test: arguments that are added to the fault's. */
static const char *
fault_args(void **state, const char *fault)
{
	static char args[256];

	snprintf(args, sizeof(args), "device=soft,soft_fault=%s%s", fault, (char *)*state);
	return args;
}

static void
plug(void **state, const char *fault, uint16_t nb_qps)
{
	static const struct zip_zlib params = { 6, 15, 8, 0 };

	assert_int_equal(zip_plug(&zip_port, "uacce_zip_t0", fault_args(state, fault)), 0);
	zip_bring_up(&zip_port, nb_qps, ZIP_INFLIGHT_MAX);
	zip_make_xforms(&zip_port);
	zip_fill(ZIP_TEXT, plain, sizeof(plain));
	packed_len = zip_zlib_deflate(&params, plain, sizeof(plain), packed);
}

static struct rte_comp_op *
make_op(bool decompress, uint32_t mark)
{
	struct rte_comp_op *op = decompress ?
		zip_op(&zip_port, true, packed, packed_len, ROOM) :
		zip_op(&zip_port, false, plain, sizeof(plain), ROOM);

	*zip_op_mark(op) = mark;
	return op;
}

static void
free_ops(unsigned int n)
{
	while (n-- > 0)
		zip_op_free(ops[n]);
}

static void
assert_good(const struct rte_comp_op *op)
{
	const uint8_t *out = rte_pktmbuf_mtod(op->m_dst, uint8_t *);

	assert_int_equal(op->status, RTE_COMP_OP_STATUS_SUCCESS);
	assert_int_equal(op->consumed, op->src.length);
	if (op->private_xform == zip_port.compress) {
		zip_assert_decodes(15, out, op->produced, plain, sizeof(plain));
	} else {
		assert_int_equal(op->produced, sizeof(plain));
		assert_memory_equal(out, plain, sizeof(plain));
	}
}

/* Each operation came back once, right or with an error. @return those with an error. */
static unsigned int
count_errors(unsigned int n)
{
	unsigned int i, errors = 0;

	memset(seen, 0, sizeof(seen));
	for (i = 0; i < n; i++) {
		uint32_t mark = *zip_op_mark(done[i]);

		assert_true(mark < n && !seen[mark]);
		seen[mark] = true;
		if (done[i]->status == RTE_COMP_OP_STATUS_SUCCESS) {
			assert_good(done[i]);
			continue;
		}
		assert_int_equal(done[i]->status, RTE_COMP_OP_STATUS_ERROR);
		assert_int_equal(done[i]->produced, 0);
		assert_int_equal(done[i]->consumed, 0);
		errors++;
	}
	return errors;
}

/* A fresh start heals: the fault was for once. */
static void
assert_heals(uint16_t nb_qps)
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
	unsigned int i, n = 400, sent, errors;
	char fault[32];

	snprintf(fault, sizeof(fault), "reset@%u", at);
	plug(state, fault, 2);
	for (i = 0; i < n; i++)
		ops[i] = make_op(i % 2, i);
	zip_enqueue_all(&zip_port, 0, ops, n / 2);
	/* A worker may be there first: a device that was reset takes nothing. */
	sent = n / 2 + zip_enqueue(&zip_port, 1, ops + n / 2, n / 2);
	assert_true(sent == n || at <= n / 2);
	zip_dequeue_all(&zip_port, 0, done, n / 2);
	zip_dequeue_all(&zip_port, 1, done + n / 2, sent - n / 2);
	errors = count_errors(sent);
	assert_true(errors >= 1 && errors <= n - at + 1);
	free_ops(n);
	assert_heals(2);
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

/* Under load that goes on, past several laps: what the queue takes it gives back. */
static void
test_reset_under_load(void **state)
{
	unsigned int n = 200, total = 0, errors = 0, idle = 0, sent, i;

	plug(state, "reset@5000", 1);
	for (i = 0; i < n; i++)
		ops[i] = make_op(i % 2, i);
	while (idle < 10) {
		sent = zip_enqueue(&zip_port, 0, ops, n);
		zip_dequeue_all(&zip_port, 0, done, sent);
		/* What was not sent is not to be judged: it is what the lap before left. */
		for (i = 0; i < sent; i++)
			errors += done[i]->status != RTE_COMP_OP_STATUS_SUCCESS;
		total += sent;
		idle = sent == 0 ? idle + 1 : 0;
		assert_true(total < 10000);
	}
	/* The lap of the reset was the last one. */
	assert_true(total >= 4800 && total <= 5400);
	assert_true(errors >= 1 && errors <= 2 * n);
	free_ops(n);
	assert_heals(1);
}

static void
reset_with_compress(void **state)
{
	unsigned int i;

	plug(state, "reset@10", 1);
	for (i = 0; i < 20; i++)
		ops[i] = make_op(false, i);
	zip_enqueue_all(&zip_port, 0, ops, 20);
	zip_dequeue_all(&zip_port, 0, done, 20);
	assert_true(count_errors(20) >= 1);
	free_ops(20);
}

static void
assert_takes_no(struct rte_comp_op *op)
{
	assert_int_equal(zip_enqueue(&zip_port, 0, &op, 1), 0);
	assert_int_equal(op->status, RTE_COMP_OP_STATUS_NOT_PROCESSED);
	zip_op_free(op);
}

/* A reset stops all queues, those that had nothing to do included (1.8). */
static void
test_reset_takes_nothing(void **state)
{
	reset_with_compress(state);
	assert_takes_no(make_op(false, 0));
	assert_takes_no(make_op(true, 0));
	assert_heals(1);
}

/* What needs no device is no exception: a queue pair that failed takes nothing. */
static void
test_reset_takes_no_empty(void **state)
{
	struct rte_comp_op *op;

	reset_with_compress(state);
	op = make_op(false, 0);
	op->src.length = 0;
	assert_takes_no(op);
	assert_heals(1);
}

/* A stop instead of dequeues after a reset. */
static void
test_reset_and_stop(void **state)
{
	unsigned int i, n = 300;

	plug(state, "reset@100", 1);
	for (i = 0; i < n; i++)
		ops[i] = make_op(i % 2, i);
	zip_enqueue_all(&zip_port, 0, ops, n);
	zip_stop(&zip_port);
	zip_dequeue_all(&zip_port, 0, done, n);
	assert_true(count_errors(n) >= 1);
	free_ops(n);
	assert_int_equal(zip_start(&zip_port), 0);
	zip_assert_works(&zip_port, 0);
}

/* A completion for the wrong slot breaks its ring: nothing behind it can be trusted. */
static void
test_order(void **state)
{
	static const char *const faults[] = { "order@1", "order@2", "order@64", "order@300" };
	unsigned int f, i, n = 300, errors;
	struct rte_comp_op *op;

	for (f = 0; f < RTE_DIM(faults); f++) {
		plug(state, faults[f], 1);
		for (i = 0; i < n; i++)
			ops[i] = make_op(false, i);
		zip_enqueue_all(&zip_port, 0, ops, n);
		zip_dequeue_all(&zip_port, 0, done, n);
		errors = count_errors(n);
		assert_true(errors >= 1);
		free_ops(n);
		op = make_op(false, 0);
		assert_int_equal(zip_enqueue(&zip_port, 0, &op, 1), 0);
		zip_op_free(op);
		assert_heals(1);
		zip_unplug(&zip_port);
	}
}

/* An operation given back is the application's: the device may not write to it any more. */
static void
test_order_writes_no_more(void **state)
{
	unsigned int i, n = 900, got = 0, polls = 0;
	cpu_set_t all, mine;

	/* A worker starts where its creator may run: off this CPU if there is another. */
	memset(&all, 0xff, sizeof(all));
	assert_int_equal(sched_getaffinity(0, sizeof(mine), &mine), 0);
	assert_int_equal(sched_setaffinity(0, sizeof(all), &all), 0);
	plug(state, "order@3", 1);
	assert_int_equal(sched_setaffinity(0, sizeof(mine), &mine), 0);
	for (i = 0; i < n; i++)
		ops[i] = make_op(false, i);
	zip_enqueue_all(&zip_port, 0, ops, n);
	/* A few at a time, so that an inline device has work left when it breaks. */
	while (got < n && polls++ < 100000000)
		got += rte_compressdev_dequeue_burst(zip_port.id, 0, done + got,
				RTE_MIN(n - got, 2u));
	assert_int_equal(got, n);
	assert_true(count_errors(n) >= 1);
	for (i = 0; i < n; i++)
		memset(rte_pktmbuf_mtod(ops[i]->m_dst, void *), 0x5a, ROOM);
	rte_delay_ms(20);
	zip_stop(&zip_port);
	for (i = 0; i < n; i++)
		assert_int_equal(*rte_pktmbuf_mtod(ops[i]->m_dst, uint8_t *), 0x5a);
	free_ops(n);
	assert_int_equal(zip_start(&zip_port), 0);
	zip_assert_works(&zip_port, 0);
}

/* An error of one operation is its own. */
static void
test_status(void **state)
{
	static const unsigned int at[] = { 1, 17, 200 };
	unsigned int f, i, n = 200;
	char fault[32];

	for (f = 0; f < RTE_DIM(at); f++) {
		snprintf(fault, sizeof(fault), "status@%u", at[f]);
		plug(state, fault, 1);
		for (i = 0; i < n; i++)
			ops[i] = make_op(false, i);
		zip_enqueue_all(&zip_port, 0, ops, n);
		zip_dequeue_all(&zip_port, 0, done, n);
		assert_int_equal(count_errors(n), 1);
		assert_int_equal(ops[at[f] - 1]->status, RTE_COMP_OP_STATUS_ERROR);
		free_ops(n);
		/* The queue goes on, without a restart. */
		zip_assert_works(&zip_port, 0);
		zip_unplug(&zip_port);
	}
}

/* A device that stops answering: a stop waits as long as it says and no longer. */
static void
test_stall(void **state)
{
	unsigned int i, n = 40, got = 0;
	uint64_t begin;
	const char *log;

	plug(state, "stall@11", 1);
	for (i = 0; i < n; i++)
		ops[i] = make_op(false, i);
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
	assert_int_equal(count_errors(n), n - 10);
	free_ops(n);
	assert_int_equal(zip_start(&zip_port), 0);
	zip_assert_works(&zip_port, 0);
}

/* Either ring of a queue pair may find no queue; trying again finds one. */
static void
test_open(void **state)
{
	static const char *const faults[] = { "open@1", "open@2" };
	const char *log;
	unsigned int f;
	int ret;

	for (f = 0; f < RTE_DIM(faults); f++) {
		assert_int_equal(zip_plug(&zip_port, "uacce_zip_t0",
				fault_args(state, faults[f])), 0);
		assert_int_equal(zip_configure(&zip_port, 1), 0);
		test_log_start();
		ret = zip_qp_setup(&zip_port, 0, ZIP_INFLIGHT);
		log = test_log_stop();
		assert_int_equal(ret, -EBUSY);
		assert_int_equal(zip_log_own(log, "ERR"), 1);
		assert_int_equal(test_log_lines(log, "ERR", "soft: "), 1);
		assert_int_equal(zip_qp_setup(&zip_port, 0, ZIP_INFLIGHT), 0);
		assert_int_equal(zip_start(&zip_port), 0);
		zip_make_xforms(&zip_port);
		zip_assert_works(&zip_port, 0);
		zip_unplug(&zip_port);
	}
}

/* A restart opens queues afresh, and may find none. */
static void
test_reopen(void **state)
{
	const char *log;
	int ret;

	/* Two rings, and the second ring of the restart. */
	plug(state, "open@4", 1);
	zip_stop(&zip_port);
	test_log_start();
	ret = zip_start(&zip_port);
	log = test_log_stop();
	assert_int_equal(ret, -EBUSY);
	assert_int_equal(zip_log_own(log, "ERR"), 1);
	assert_int_equal(test_log_lines(log, "ERR", "soft: "), 1);
	assert_int_equal(zip_start(&zip_port), 0);
	zip_assert_works(&zip_port, 0);
}

/* Either ring of either queue pair refuses to start; the others are not left running. */
static void
test_start(void **state)
{
	const char *log;
	unsigned int at;
	char fault[32];
	int ret;

	for (at = 1; at <= 4; at++) {
		snprintf(fault, sizeof(fault), "start@%u", at);
		assert_int_equal(zip_plug(&zip_port, "uacce_zip_t0", fault_args(state, fault)), 0);
		assert_int_equal(zip_configure(&zip_port, 2), 0);
		assert_int_equal(zip_qp_setup(&zip_port, 0, ZIP_INFLIGHT), 0);
		assert_int_equal(zip_qp_setup(&zip_port, 1, ZIP_INFLIGHT), 0);
		test_log_start();
		ret = zip_start(&zip_port);
		log = test_log_stop();
		assert_int_equal(ret, -EIO);
		assert_int_equal(zip_log_own(log, "ERR"), 1);
		assert_int_equal(test_log_lines(log, "ERR", "soft: "), 1);
		assert_int_equal(zip_start(&zip_port), 0);
		zip_make_xforms(&zip_port);
		zip_assert_works(&zip_port, 0);
		zip_assert_works(&zip_port, 1);
		zip_unplug(&zip_port);
	}
}

/* Faults upon faults: each one heals the way it does alone. */
static void
test_faults_together(void **state)
{
	unsigned int i, n = 100;

	plug(state, "status@10+order@150+reset@260", 1);
	for (i = 0; i < n; i++)
		ops[i] = make_op(false, i);
	zip_enqueue_all(&zip_port, 0, ops, n);
	zip_dequeue_all(&zip_port, 0, done, n);
	assert_int_equal(count_errors(n), 1);
	zip_enqueue_all(&zip_port, 0, ops, n);
	zip_dequeue_all(&zip_port, 0, done, n);
	assert_true(count_errors(n) >= 50);
	zip_stop(&zip_port);
	assert_int_equal(zip_start(&zip_port), 0);
	/* How many descriptors the stop let pass is the device's business. */
	for (i = 0; i < 2; i++) {
		unsigned int sent = zip_enqueue(&zip_port, 0, ops, n);

		zip_dequeue_all(&zip_port, 0, done, sent);
		count_errors(sent);
	}
	free_ops(n);
	assert_heals(1);
}

#define INLINE(f) { #f " (inline)", f, zip_setup, zip_teardown, (void *)(uintptr_t)"" }
#define WORKER(f) \
	{ #f " (worker)", f, zip_setup, zip_teardown, (void *)(uintptr_t)",soft_workers=1" }

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
		INLINE(test_order_writes_no_more), WORKER(test_order_writes_no_more),
		INLINE(test_status), WORKER(test_status),
		/* Five seconds, and once is enough. */
		INLINE(test_stall),
		INLINE(test_open), WORKER(test_open),
		INLINE(test_reopen), WORKER(test_reopen),
		INLINE(test_start), WORKER(test_start),
		INLINE(test_faults_together), WORKER(test_faults_together),
	};

	return TEST_RUN_GROUP("zip fault", tests, NULL, NULL);
}

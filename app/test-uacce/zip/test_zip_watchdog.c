/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* uacce_zip with a watchdog, over a queue that completes nothing from some descriptor on. */

#include <stdio.h>

#include <rte_cycles.h>

#include "test_zip.h"
#include "zip_fixture.h"
#include "zip_set.h"

#define WATCHDOG_MS	40u
/* Where it must not expire: longer than a worker waits for a CPU on a busy machine. */
#define LONG_MS	(5 * WATCHDOG_MS * test_options.patience)

static struct rte_comp_op **const ops = zip_set.ops;
static struct rte_comp_op **const done = zip_set.done;

static void
plug(void **state, const char *fault, unsigned int watchdog)
{
	char args[300];

	snprintf(args, sizeof(args), "%s,watchdog=%u",
			test_fault_args(state, zip_variant.qm, fault), watchdog);
	assert_int_equal(zip_plug(&zip_port, "uacce_zip_t0", args), 0);
	zip_bring_up(&zip_port, 1, ZIP_INFLIGHT_MAX);
	zip_make_xforms(&zip_port);
	zip_set_draw();
}

/* The operations of a queue that hangs come back without a stop; the other queue goes on. */
static void
test_expires(void **state)
{
	unsigned int n = 40;
	struct rte_comp_op *op;
	const char *log;

	plug(state, "stall@11", WATCHDOG_MS);
	zip_set_make(&zip_port, n, false);
	test_log_start();
	zip_enqueue_all(&zip_port, 0, ops, n);
	zip_dequeue_all(&zip_port, 0, done, n);
	assert_int_equal(zip_set_check(n, true), n - 10);
	op = zip_set_op(&zip_port, false, 0);
	assert_int_equal(zip_enqueue(&zip_port, 0, &op, 1), 0);
	zip_op_free(op);
	op = zip_set_op(&zip_port, true, 0);
	zip_enqueue_all(&zip_port, 0, &op, 1);
	zip_dequeue_all(&zip_port, 0, done, 1);
	zip_set_assert_right(op);
	zip_op_free(op);
	zip_set_free(n);
	zip_stop(&zip_port);
	log = test_log_stop();
	assert_int_equal(test_log_lines(log, "ERR", "soft completed nothing for 40 ms"), 1);
	assert_int_equal(test_log_lines(log, "ERR", "soft died"), 1);
	assert_int_equal(zip_log_own(log, "ERR"), 2);
	assert_int_equal(zip_start(&zip_port), 0);
	zip_assert_works(&zip_port, 0);
}

/* A stop of a queue that hangs does not wait for its five seconds. */
static void
test_expires_in_stop(void **state)
{
	unsigned int n = 40;
	uint64_t begin;

	plug(state, "stall@1", WATCHDOG_MS);
	zip_set_make(&zip_port, n, false);
	zip_enqueue_all(&zip_port, 0, ops, n);
	begin = rte_get_timer_cycles();
	zip_stop(&zip_port);
	assert_true(rte_get_timer_cycles() - begin < 4 * rte_get_timer_hz());
	zip_dequeue_all(&zip_port, 0, done, n);
	assert_int_equal(zip_set_check(n, true), n);
	zip_set_free(n);
	assert_int_equal(zip_start(&zip_port), 0);
	zip_assert_works(&zip_port, 0);
}

/* A ring that broke, and whose queue then hangs, gets its operations back, too. */
static void
test_expires_when_broken(void **state)
{
	unsigned int n = 40;

	plug(state, "order@5+stall@20", WATCHDOG_MS);
	zip_set_make(&zip_port, n, false);
	zip_enqueue_all(&zip_port, 0, ops, n);
	zip_dequeue_all(&zip_port, 0, done, n);
	assert_int_equal(zip_set_check(n, true), n - 4);
	zip_set_free(n);
}

/* Operations that complete while the application does not poll are not late. */
static void
test_not_while_unpolled(void **state)
{
	unsigned int i, n = 40;

	plug(state, "open@1000", LONG_MS);
	zip_set_make(&zip_port, n, false);
	for (i = 0; i < 2; i++) {
		zip_enqueue_all(&zip_port, 0, ops, n);
		rte_delay_ms(2 * LONG_MS);
		zip_dequeue_all(&zip_port, 0, done, n);
		assert_int_equal(zip_set_check(n, false), 0);
	}
	zip_set_free(n);
}

/* Neither is a queue pair that is polled for long, and works or waits for operations. */
static void
test_not_while_working(void **state)
{
	unsigned int n = 20;
	uint64_t end;

	plug(state, "open@1000", LONG_MS);
	zip_set_make(&zip_port, n, true);
	end = rte_get_timer_cycles() + 3 * LONG_MS * rte_get_timer_hz() / 1000;
	while (rte_get_timer_cycles() < end) {
		zip_enqueue_all(&zip_port, 0, ops, n);
		zip_dequeue_all(&zip_port, 0, done, n);
		assert_int_equal(zip_set_check(n, false), 0);
	}
	zip_set_free(n);
}

/* Without a watchdog nothing comes back before a stop. */
static void
test_off(void **state)
{
	const uint64_t end = rte_get_timer_cycles() + rte_get_timer_hz() / 2;
	unsigned int n = 3;

	plug(state, "stall@1", 0);
	zip_set_make(&zip_port, n, false);
	zip_enqueue_all(&zip_port, 0, ops, n);
	while (rte_get_timer_cycles() < end)
		assert_int_equal(rte_compressdev_dequeue_burst(zip_port.id, 0, done, n), 0);
	zip_stop(&zip_port);
	zip_dequeue_all(&zip_port, 0, done, n);
	assert_int_equal(zip_set_check(n, true), n);
	zip_set_free(n);
}

#define INLINE(f)	TEST_INLINE(f, zip_setup, zip_teardown)
#define WORKER(f)	TEST_WORKER(f, zip_setup, zip_teardown)

int
test_zip_watchdog(void)
{
	static const struct CMUnitTest tests[] = {
		INLINE(test_expires), WORKER(test_expires),
		INLINE(test_expires_in_stop), WORKER(test_expires_in_stop),
		INLINE(test_expires_when_broken), WORKER(test_expires_when_broken),
		INLINE(test_not_while_unpolled), WORKER(test_not_while_unpolled),
		INLINE(test_not_while_working), WORKER(test_not_while_working),
		/* It takes five seconds, so it runs once. */
		INLINE(test_off),
	};

	return TEST_RUN_GROUP("zip watchdog", tests, NULL, NULL);
}

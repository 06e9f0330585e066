/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* uacce_sec with a watchdog, over a queue that completes nothing from some descriptor on. */

#include <stdio.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "sec_fixture.h"
#include "sec_set.h"
#include "test_sec.h"

#define WATCHDOG_MS	40u
/* Where it must not expire: longer than a worker waits for a CPU on a busy machine. */
#define LONG_MS	(5 * WATCHDOG_MS * test_options.patience)

static void
plug(void **state, const char *fault, unsigned int watchdog)
{
	char args[300];

	snprintf(args, sizeof(args), "%s,watchdog=%u",
			test_fault_args(state, sec_variant.qm, fault), watchdog);
	assert_int_equal(sec_plug(&sec_port, 0, args), 0);
	sec_bring_up(&sec_port, 1, SEC_INFLIGHT);
	sec_set_open(&sec_port);
}

static void
assert_restart_heals(void)
{
	sec_stop(&sec_port);
	assert_int_equal(sec_start(&sec_port), 0);
	sec_assert_works(&sec_port, 0);
}

/* The operations of a queue that hangs come back without a stop. */
static void
test_expires(void **state)
{
	unsigned int n = 40;
	const char *log;

	plug(state, "stall@11", WATCHDOG_MS);
	sec_set_make(0, n);
	test_log_start();
	assert_int_equal(sec_enqueue(&sec_port, 0, sec_set.ops, n), n);
	sec_dequeue_all(&sec_port, 0, sec_set.done, n);
	assert_int_equal(sec_set_check(n, true), n - 10);
	sec_set_make(0, 1);
	assert_int_equal(sec_enqueue(&sec_port, 0, sec_set.ops, 1), 0);
	sec_set_free(1);
	sec_stop(&sec_port);
	log = test_log_stop();
	assert_int_equal(test_log_lines(log, "ERR", "soft completed nothing for 40 ms"), 1);
	assert_int_equal(test_log_lines(log, "ERR", "soft died"), 1);
	assert_int_equal(sec_log_own(log, "ERR"), 2);
	assert_int_equal(sec_start(&sec_port), 0);
	sec_assert_works(&sec_port, 0);
}

/* Either queue of a queue pair hangs, with operations of two descriptors among the others. */
static void
test_expires_two_descriptors(void **state)
{
	static const unsigned int at[] = { 1, 9, 10, 11, 30, 41, 42 };
	unsigned int i, errors, n = 40;
	char fault[32];

	for (i = 0; i < RTE_DIM(at); i++) {
		snprintf(fault, sizeof(fault), "stall@%u", at[i]);
		plug(state, fault, WATCHDOG_MS);
		sec_set.used = SEC_SET_SESSIONS;
		sec_set_make(0, n);
		assert_int_equal(sec_enqueue(&sec_port, 0, sec_set.ops, n), n);
		sec_dequeue_all(&sec_port, 0, sec_set.done, n);
		errors = sec_set_check(n, true);
		assert_true(errors >= 1 && errors <= n);
		sec_set_free(n);
		assert_restart_heals();
		sec_set_close(&sec_port);
		sec_unplug(&sec_port);
	}
}

/* Operations that complete while the application does not poll are not late. */
static void
test_not_while_unpolled(void **state)
{
	unsigned int i, n = 40;

	plug(state, "open@1000", LONG_MS);
	sec_set.used = SEC_SET_SESSIONS;
	for (i = 0; i < 2; i++) {
		sec_set_make(0, n);
		assert_int_equal(sec_enqueue(&sec_port, 0, sec_set.ops, n), n);
		rte_delay_ms(2 * LONG_MS);
		sec_dequeue_all(&sec_port, 0, sec_set.done, n);
		assert_int_equal(sec_set_check(n, false), 0);
	}
}

#define INLINE(f)	TEST_INLINE(f, sec_setup, sec_teardown)
#define WORKER(f)	TEST_WORKER(f, sec_setup, sec_teardown)

int
test_sec_watchdog(void)
{
	static const struct CMUnitTest tests[] = {
		INLINE(test_expires), WORKER(test_expires),
		INLINE(test_expires_two_descriptors), WORKER(test_expires_two_descriptors),
		INLINE(test_not_while_unpolled), WORKER(test_not_while_unpolled),
	};

	return TEST_RUN_GROUP("sec watchdog", tests, NULL, NULL);
}

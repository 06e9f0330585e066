/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* What telemetry shows of uacce_sec. */

#include <stdio.h>

#include <rte_common.h>

#include "sec_fixture.h"
#include "sec_set.h"
#include "telemetry_client.h"
#include "test_sec.h"

static void
plug(const char *fault)
{
	char args[200];

	snprintf(args, sizeof(args), "device=soft,soft_qm=3,soft_depth=1024,soft_fault=%s", fault);
	assert_int_equal(sec_plug(&sec_port, 0, args), 0);
	sec_bring_up(&sec_port, 1, SEC_INFLIGHT);
}

static const char *
queue(void)
{
	static char command[64];

	snprintf(command, sizeof(command), "/uacce/queue,%s,0", sec_port.name);
	return command;
}

/* The second ring is there once a session needs it. */
static void
test_second_ring(void **state __rte_unused)
{
	unsigned int n = 40;

	plug("open@1000");
	telemetry_assert_has("/uacce/list", sec_port.name);
	telemetry_assert_has(queue(), "\"ring0\":{\"state\":\"started\"");
	telemetry_assert_lacks(queue(), "ring1");
	sec_set_open(&sec_port);
	telemetry_assert_has(queue(), "\"ring1\":{\"state\":\"started\"");
	sec_set.used = SEC_SET_SESSIONS;
	sec_set_make(0, n);
	assert_int_equal(sec_enqueue(&sec_port, 0, sec_set.ops, n), n);
	telemetry_assert_has(queue(), "\"in_flight\":40,\"submitted\":40,\"completed\":0");
	sec_dequeue_all(&sec_port, 0, sec_set.done, n);
	assert_int_equal(sec_set_check(n, false), 0);
	telemetry_assert_has(queue(), "\"in_flight\":0,\"submitted\":40,\"completed\":40");
}

/* Errors by the status of the hardware, and operations of a queue that broke. */
static void
test_errors(void **state __rte_unused)
{
	unsigned int n = 40;

	plug("status@5+order@31");
	sec_set_open(&sec_port);
	telemetry_assert_has(queue(), "\"errors\":{}");
	sec_set_make(0, n);
	assert_int_equal(sec_enqueue(&sec_port, 0, sec_set.ops, n), n);
	sec_dequeue_all(&sec_port, 0, sec_set.done, n);
	assert_int_equal(sec_set_check(n, true), 11);
	telemetry_assert_has(queue(), "\"errors\":{\"0x");
	telemetry_assert_has(queue(), "\"aborted\":10");
	telemetry_assert_has(queue(), "\"ring0\":{\"state\":\"dead\"");
}

/* A reject is counted by its reason, until the stop that logs it. */
static void
test_rejects(void **state __rte_unused)
{
	plug("open@1000");
	sec_set_open(&sec_port);
	sec_set_make(0, 1);
	sec_set.ops[0]->type = RTE_CRYPTO_OP_TYPE_UNDEFINED;
	assert_int_equal(sec_enqueue(&sec_port, 0, sec_set.ops, 1), 0);
	telemetry_assert_has(queue(), "\"type_of_operation_or_session\":1");
	sec_set.ops[0]->type = RTE_CRYPTO_OP_TYPE_SYMMETRIC;
	sec_set_free(1);
	sec_stop(&sec_port);
	telemetry_assert_has(queue(), "\"type_of_operation_or_session\":0");
}

#define IN_FIXTURE(f)	cmocka_unit_test_setup_teardown(f, sec_setup, sec_teardown)

int
test_sec_telemetry(void)
{
	static const struct CMUnitTest tests[] = {
		IN_FIXTURE(test_second_ring),
		IN_FIXTURE(test_errors),
		IN_FIXTURE(test_rejects),
	};

	return TEST_RUN_GROUP("sec telemetry", tests, NULL, NULL);
}

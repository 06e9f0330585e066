/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* What telemetry shows of uacce_sec. */

#include <stdio.h>

#include <rte_common.h>

#include "hw/hisi_sec_bd.h"
#include "sec_fixture.h"
#include "sec_set.h"
#include "telemetry_assert.h"
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

static const char *
slot(unsigned int n)
{
	static char command[64];

	snprintf(command, sizeof(command), "/uacce/dump,%s,0,0,%u", sec_port.name, n);
	return command;
}

/* Fields that both types of descriptors have. The operations are those of sec_set_make(). */
static void
assert_descriptors(unsigned int type)
{
	const struct sec_task *ecb = &sec_set.tasks[4], *hmac = &sec_set.tasks[8];

	telemetry_assert_number(slot(4), "type", type);
	telemetry_assert_number(slot(4), "cipher", HISI_SEC_CIPHER_DECRYPT);
	telemetry_assert_number(slot(4), "c_alg", HISI_SEC_C_ALG_AES);
	telemetry_assert_number(slot(4), "c_mode", HISI_SEC_C_MODE_ECB);
	telemetry_assert_number(slot(4), "c_key_len", HISI_SEC_KEY_256);
	telemetry_assert_number(slot(4), "c_len", ecb->len);
	telemetry_assert_number(slot(4), "auth", HISI_SEC_AUTH_NONE);
	telemetry_assert_number(slot(8), "cipher", HISI_SEC_CIPHER_NONE);
	telemetry_assert_number(slot(8), "auth", HISI_SEC_AUTH_CALCULATE);
	telemetry_assert_number(slot(8), "a_alg", HISI_SEC_A_ALG_HMAC_SHA1);
	telemetry_assert_number(slot(8), "a_len", hmac->len);
	telemetry_assert_number(slot(8), "a_key_len", 20 / 4);
	telemetry_assert_number(slot(8), "mac_len", 20 / 4);
	telemetry_assert_address(slot(8), "mac_addr", hmac->mac_at);
	telemetry_assert_number(slot(24), "c_mode", HISI_SEC_C_MODE_GCM);
	telemetry_assert_number(slot(24), "icv_len", 16);
	telemetry_assert_number(slot(0), "src_addr_type", HISI_SEC_ADDR_SGL);
	telemetry_assert_number(slot(0), "de", 1);
}

/* Descriptors of both types, before and after the device did its work. */
static void
test_dump(void **state __rte_unused)
{
	const unsigned int n = 32;
	unsigned int qm;
	char args[100];

	for (qm = 2; qm <= 3; qm++) {
		snprintf(args, sizeof(args), "device=soft,soft_qm=%u,soft_depth=1024", qm);
		assert_int_equal(sec_plug(&sec_port, 0, args), 0);
		sec_bring_up(&sec_port, 1, SEC_INFLIGHT);
		sec_set_open(&sec_port);
		sec_set_make(0, n);
		assert_int_equal(sec_enqueue(&sec_port, 0, sec_set.ops, n), n);
		assert_descriptors(qm);
		telemetry_assert_has(slot(31), "\"state\":\"in flight\"");
		telemetry_assert_has(slot(32), "\"state\":\"free\"");
		telemetry_assert_number(slot(4), "done", 0);
		sec_dequeue_all(&sec_port, 0, sec_set.done, n);
		telemetry_assert_has(slot(31), "\"state\":\"free\"");
		telemetry_assert_number(slot(4), "done", 1);
		telemetry_assert_number(slot(4), "flag", HISI_SEC_FLAG_CIPHER);
		telemetry_assert_number(slot(4), "error_type", HISI_SEC_OK);
		assert_int_equal(sec_set_check(n, false), 0);
		sec_set_close(&sec_port);
		sec_unplug(&sec_port);
	}
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
		IN_FIXTURE(test_dump),
		IN_FIXTURE(test_rejects),
	};

	return TEST_RUN_GROUP("sec telemetry", tests, NULL, NULL);
}

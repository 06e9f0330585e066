/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Life of uacce_sec devices: configure, start, stop, plug and unplug, with operations in flight. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "sec_fixture.h"
#include "sec_set.h"
#include "test_sec.h"

static uint8_t data[1024];

static void
enqueue_all(const struct sec_port *port, uint16_t qp, unsigned int first, unsigned int n)
{
	assert_int_equal(sec_enqueue(port, qp, sec_set.ops + first, n), n);
}

static void
test_configure_cycles(void **state __rte_unused)
{
	static const uint16_t pairs[] = { 1, 4, 2, 8, 1 };
	unsigned int i;
	uint16_t qp;

	assert_int_equal(sec_plug(&sec_port, 0, sec_devargs("")), 0);
	for (i = 0; i < RTE_DIM(pairs); i++) {
		sec_bring_up(&sec_port, pairs[i], SEC_INFLIGHT);
		for (qp = 0; qp < pairs[i]; qp++)
			sec_assert_works(&sec_port, qp);
		sec_stop(&sec_port);
		assert_int_equal(rte_cryptodev_queue_pair_count(sec_port.id), pairs[i]);
		/* Every second time without a close. */
		if (i % 2 == 0)
			assert_int_equal(rte_cryptodev_close(sec_port.id), 0);
	}
	assert_int_not_equal(sec_port_configure(&sec_port, 9), 0);
}

/* cryptodev allows an application not to set up queue pairs that it does not use. */
static void
test_start_without_setup(void **state __rte_unused)
{
	assert_int_equal(sec_plug(&sec_port, 0, sec_devargs("")), 0);
	assert_int_equal(sec_port_configure(&sec_port, 3), 0);
	assert_int_equal(sec_qp_setup(&sec_port, 0, SEC_INFLIGHT), 0);
	assert_int_equal(sec_start(&sec_port), 0);
	sec_assert_works(&sec_port, 0);
	sec_stop(&sec_port);
	assert_int_equal(sec_qp_setup(&sec_port, 2, SEC_INFLIGHT), 0);
	assert_int_equal(sec_start(&sec_port), 0);
	sec_assert_works(&sec_port, 2);
	sec_assert_works(&sec_port, 0);
}

/*
 * Keep as many operations in flight as the ring holds: those that a dequeue returned, however few,
 * are enqueued again at once, and the queue pair takes all of them.
 */
static void
keep_full(const struct sec_alg *alg, unsigned int most)
{
	unsigned int i, n = most, inflight = 0, total;
	struct sec_session s;

	sec_session_open(&sec_port, alg, &s);
	for (i = 0; i < most; i++) {
		struct sec_task *t = &sec_set.tasks[i];

		*t = (struct sec_task) { .s = &s, .src = data, .len = 64, .out_of_place = true };
		sec_task_make(t);
		sec_set.ops[i] = t->op;
	}
	for (total = 0; total < 6 * most + 50; total += n) {
		assert_int_equal(sec_enqueue(&sec_port, 0, sec_set.ops, n), n);
		inflight += n;
		do
			n = rte_cryptodev_dequeue_burst(sec_port.id, 0, sec_set.ops,
					test_rand_range(1, RTE_MIN(most, 100u)));
		while (n == 0);
		inflight -= n;
		for (i = 0; i < n; i++) {
			assert_int_equal(sec_set.ops[i]->status, RTE_CRYPTO_OP_STATUS_SUCCESS);
			sec_set.ops[i]->status = RTE_CRYPTO_OP_STATUS_NOT_PROCESSED;
		}
	}
	sec_dequeue_all(&sec_port, 0, sec_set.ops + n, inflight);
	for (i = 0; i < most; i++) {
		sec_set.tasks[i].op->status = RTE_CRYPTO_OP_STATUS_SUCCESS;
		sec_task_done(&sec_set.tasks[i]);
	}
	sec_session_close(&sec_port, &s);
}

/* Rings from the smallest to the deepest. */
static void
test_depths(void **state __rte_unused)
{
	static const unsigned int depths[] = { 2, 4, 8, 128, 256, 1024, 32768 };
	const struct sec_alg algs[] = {
		sec_cipher(RTE_CRYPTO_CIPHER_AES_CBC, 16),
		/* Two descriptors for each operation. */
		sec_chain(RTE_CRYPTO_CIPHER_3DES_CBC, 24, RTE_CRYPTO_AUTH_MD5_HMAC, 16, 16),
	};
	unsigned int i, k;
	char args[32];

	if (!sec_variant.soft)
		skip();
	for (i = 0; i < RTE_DIM(depths); i++) {
		snprintf(args, sizeof(args), "soft_depth=%u", depths[i]);
		assert_int_equal(sec_plug(&sec_port, 0, sec_devargs(args)), 0);
		sec_bring_up(&sec_port, 1, SEC_INFLIGHT);
		for (k = 0; k < 100; k++)
			sec_assert_works(&sec_port, 0);
		for (k = 0; k < RTE_DIM(algs) && depths[i] < SEC_SET_MAX; k++)
			keep_full(&algs[k], depths[i] - 1);
		sec_unplug(&sec_port);
	}
}

/* The depth without a devarg; one entry of the ring stays free. */
static void
test_default_depth(void **state __rte_unused)
{
	const unsigned int room = strstr(sec_variant.devargs, "soft_workers") == NULL ? 255 : 1023;
	unsigned int n = 0;

	if (!sec_variant.soft)
		skip();
	assert_int_equal(sec_plug(&sec_port, 0, sec_variant.devargs), 0);
	sec_bring_up(&sec_port, 1, SEC_INFLIGHT);
	sec_set_open(&sec_port);
	sec_set_make(0, SEC_SET_MAX);
	while (n < SEC_SET_MAX && sec_enqueue(&sec_port, 0, sec_set.ops + n, 1) == 1)
		n++;
	assert_int_equal(n, room);
	sec_dequeue_all(&sec_port, 0, sec_set.done, n);
	sec_set_check(n, false);
}

/* Operations in flight at a stop come back after the next start. */
static void
test_stop_in_flight(void **state __rte_unused)
{
	static const unsigned int counts[] = { 1, 2, 70, 500, 1023 };
	unsigned int i, n, got;

	for (i = 0; i < RTE_DIM(counts); i++) {
		n = counts[i];
		sec_set_make(0, n);
		enqueue_all(&sec_port, 0, 0, n);
		got = rte_cryptodev_dequeue_burst(sec_port.id, 0, sec_set.done, n / 3);
		sec_stop(&sec_port);
		/* The library does not dequeue from a stopped device. */
		assert_int_equal(rte_cryptodev_dequeue_burst(sec_port.id, 0, sec_set.done + got,
				n - got), 0);
		assert_int_equal(sec_start(&sec_port), 0);
		sec_dequeue_all(&sec_port, 0, sec_set.done + got, n - got);
		sec_set_check(n, false);
		sec_assert_works(&sec_port, 0);
	}
}

/* Fill the rings and stop, several times without a dequeue: each operation taken comes back. */
static void
test_stop_and_never_dequeue(void **state __rte_unused)
{
	unsigned int round, n = 0;
	uint16_t took;

	sec_set_make(0, SEC_SET_MAX);
	for (round = 0; round < 4; round++) {
		do {
			took = sec_enqueue(&sec_port, 0, sec_set.ops + n,
					RTE_MIN(32u, SEC_SET_MAX - n));
			n += took;
		} while (took != 0 && n < SEC_SET_MAX);
		sec_stop(&sec_port);
		assert_int_equal(sec_start(&sec_port), 0);
	}
	assert_true(n >= SEC_INFLIGHT);
	sec_dequeue_all(&sec_port, 0, sec_set.done, n);
	sec_set_check(n, false);
	sec_set_free(SEC_SET_MAX);
	sec_assert_works(&sec_port, 0);
}

/* Setting up a queue pair again drops operations that were not dequeued, with a warning. */
static void
test_setup_drops(void **state __rte_unused)
{
	struct rte_crypto_op *op;
	const char *log;

	sec_set_make(0, 50);
	enqueue_all(&sec_port, 0, 0, 50);
	sec_stop(&sec_port);
	test_log_start();
	assert_int_equal(sec_qp_setup(&sec_port, 0, SEC_INFLIGHT), 0);
	log = test_log_stop();
	assert_int_equal(sec_log_own(log, "WARNING"), 1);
	assert_int_equal(test_log_lines(log, "WARNING", "50 operations"), 1);
	assert_int_equal(sec_start(&sec_port), 0);
	assert_int_equal(rte_cryptodev_dequeue_burst(sec_port.id, 0, &op, 1), 0);
	sec_assert_works(&sec_port, 0);
	sec_set_free(50);
}

/* A close with operations in flight ends all access to their memory. */
static void
test_close_in_flight(void **state __rte_unused)
{
	unsigned int i;

	sec_set_make(0, 300);
	enqueue_all(&sec_port, 0, 0, 300);
	sec_stop(&sec_port);
	test_log_start();
	assert_int_equal(rte_cryptodev_close(sec_port.id), 0);
	assert_int_equal(sec_log_own(test_log_stop(), "WARNING"), 1);
	/* The device may not write to memory that is the application's again. */
	for (i = 0; i < 300; i++)
		memset(sec_set.tasks[i].in.mem, 0x5a, sec_set.tasks[i].in.mem_len);
	rte_delay_ms(2);
	for (i = 0; i < 300; i++)
		assert_int_equal(sec_set.tasks[i].in.mem[TEST_GAP], 0x5a);
	sec_set_free(300);
	sec_bring_up(&sec_port, 1, SEC_INFLIGHT);
	sec_assert_works(&sec_port, 0);
}

/* Unplug a device that runs with operations in flight, and plug it again. */
static void
test_hot_unplug(void **state __rte_unused)
{
	unsigned int i, k, n = 200;

	for (k = 0; k < 3; k++) {
		assert_int_equal(sec_plug(&sec_port, 0, sec_devargs("")), 0);
		sec_bring_up(&sec_port, 2, SEC_INFLIGHT);
		sec_set_open(&sec_port);
		sec_set.used = SEC_SET_SESSIONS;
		sec_set_make(0, n);
		enqueue_all(&sec_port, 0, 0, n / 2);
		enqueue_all(&sec_port, 1, n / 2, n / 2);
		test_log_start();
		sec_unplug(&sec_port);
		assert_int_equal(sec_log_own(test_log_stop(), "WARNING"), 2);
		for (i = 0; i < n; i++)
			memset(sec_set.tasks[i].in.mem, 0x5a, sec_set.tasks[i].in.mem_len);
		rte_delay_ms(2);
		for (i = 0; i < n; i++)
			assert_int_equal(sec_set.tasks[i].in.mem[TEST_GAP], 0x5a);
		sec_set_free(n);
		/* The sessions of those operations can be freed on any device of the driver. */
		assert_int_equal(sec_plug(&sec_port, 0, sec_devargs("")), 0);
		sec_bring_up(&sec_port, 1, SEC_INFLIGHT);
		sec_set_close(&sec_port);
		sec_assert_works(&sec_port, 0);
		sec_unplug(&sec_port);
	}
}

/* Two devices, unplugged in both orders. */
static void
test_two_devices(void **state __rte_unused)
{
	struct sec_port ports[2];
	unsigned int i, round;

	for (round = 0; round < 2; round++) {
		for (i = 0; i < 2; i++) {
			assert_int_equal(sec_plug(&ports[i], i + 1, sec_devargs("")), 0);
			sec_bring_up(&ports[i], 1, SEC_INFLIGHT);
		}
		assert_int_not_equal(ports[0].id, ports[1].id);
		sec_set_open(&ports[0]);
		sec_set_make(0, 100);
		enqueue_all(&ports[0], 0, 0, 100);
		for (i = 0; i < 10; i++)
			sec_assert_works(&ports[1], 0);
		sec_dequeue_all(&ports[0], 0, sec_set.done, 100);
		sec_set_check(100, false);
		sec_set_close(&ports[0]);
		sec_unplug(&ports[round]);
		sec_assert_works(&ports[1 - round], 0);
		sec_unplug(&ports[1 - round]);
	}
}

#define LIFE_TEST(f)	cmocka_unit_test_setup_teardown(f, sec_setup, sec_teardown)
#define PORT_TEST(f)	cmocka_unit_test_setup_teardown(f, sec_setup_set, sec_teardown)

int
test_sec_life(void)
{
	static const struct CMUnitTest tests[] = {
		LIFE_TEST(test_configure_cycles),
		LIFE_TEST(test_start_without_setup),
		LIFE_TEST(test_depths),
		LIFE_TEST(test_default_depth),
		PORT_TEST(test_stop_in_flight),
		PORT_TEST(test_stop_and_never_dequeue),
		PORT_TEST(test_setup_drops),
		PORT_TEST(test_close_in_flight),
		LIFE_TEST(test_hot_unplug),
		LIFE_TEST(test_two_devices),
	};

	return TEST_RUN_GROUP("sec life", tests, NULL, NULL);
}

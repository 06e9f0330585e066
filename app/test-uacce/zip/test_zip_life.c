/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Life of a uacce_zip device: configure, set up, start and stop, in any order and by threads. */

#include <errno.h>
#include <pthread.h>
#include <string.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "test_zip.h"
#include "zip_fixture.h"
#include "zip_set.h"

static struct rte_comp_op **const ops = zip_set.ops;
static struct rte_comp_op **const done = zip_set.done;

static void
test_info(void **state __rte_unused)
{
	const struct rte_compressdev_capabilities *cap;
	struct rte_compressdev_info info;

	rte_compressdev_info_get(zip_port.id, &info);
	assert_string_equal(info.driver_name, "uacce_zip");
	if (strstr(zip_variant.devargs, "queues=") == NULL && zip_variant.soft)
		assert_int_equal(info.max_nb_queue_pairs, 8);
	assert_true(info.max_nb_queue_pairs >= 1);
	assert_int_equal(info.feature_flags & RTE_COMPDEV_FF_HW_ACCELERATED,
			zip_variant.soft ? 0 : RTE_COMPDEV_FF_HW_ACCELERATED);
	/* test_zip_lz4.c tests the capability of LZ4. */
	for (cap = info.capabilities; cap->algo != RTE_COMP_ALGO_DEFLATE; cap++)
		assert_int_not_equal(cap->algo, RTE_COMP_ALGO_UNSPECIFIED);
	assert_int_equal(cap[1].algo, RTE_COMP_ALGO_UNSPECIFIED);
	cap = rte_compressdev_capability_get(zip_port.id, RTE_COMP_ALGO_DEFLATE);
	assert_non_null(cap);
	assert_int_equal(cap->comp_feature_flags, RTE_COMP_FF_STATEFUL_COMPRESSION |
			RTE_COMP_FF_STATEFUL_DECOMPRESSION | RTE_COMP_FF_OOP_SGL_IN_SGL_OUT |
			RTE_COMP_FF_OOP_SGL_IN_LB_OUT | RTE_COMP_FF_OOP_LB_IN_SGL_OUT |
			RTE_COMP_FF_CRC32_CHECKSUM | RTE_COMP_FF_ADLER32_CHECKSUM |
			RTE_COMP_FF_CRC32_ADLER32_CHECKSUM | RTE_COMP_FF_MULTI_PKT_CHECKSUM |
			RTE_COMP_FF_SHAREABLE_PRIV_XFORM | RTE_COMP_FF_HUFFMAN_DYNAMIC);
	assert_int_equal(cap->window_size.min, 12);
	assert_int_equal(cap->window_size.max, 15);
	assert_int_equal(cap->window_size.increment, 1);
	assert_null(rte_compressdev_capability_get(zip_port.id, RTE_COMP_ALGO_LZS));
}

static void
test_configure_cycles(void **state __rte_unused)
{
	static const uint16_t pairs[] = { 1, 4, 2, 8, 1 };
	unsigned int i;
	uint16_t qp;

	assert_int_equal(zip_plug(&zip_port, "uacce_zip_t0", zip_variant.devargs), 0);
	assert_int_equal(zip_port_configure(&zip_port, 9), -EINVAL);
	for (i = 0; i < RTE_DIM(pairs); i++) {
		zip_bring_up(&zip_port, pairs[i], ZIP_INFLIGHT);
		zip_make_xforms(&zip_port);
		for (qp = 0; qp < pairs[i]; qp++)
			zip_assert_works(&zip_port, qp);
		zip_free_xforms(&zip_port);
		zip_stop(&zip_port);
		assert_int_equal(rte_compressdev_queue_pair_count(zip_port.id), pairs[i]);
		assert_int_equal(rte_compressdev_close(zip_port.id), 0);
	}
}

/* A configuration without a close keeps the queue pairs that both the old and the new one have. */
static void
test_reconfigure(void **state __rte_unused)
{
	static const uint16_t pairs[] = { 3, 6, 2, 1, 8, 4 };
	uint16_t qp, kept, before = 1;
	unsigned int i;

	for (i = 0; i < RTE_DIM(pairs); i++) {
		zip_stop(&zip_port);
		assert_int_equal(zip_port_configure(&zip_port, pairs[i]), 0);
		/* Every second time set up those again. */
		kept = i % 2 == 0 ? before : 0;
		for (qp = kept; qp < pairs[i]; qp++)
			assert_int_equal(zip_qp_setup(&zip_port, qp, ZIP_INFLIGHT), 0);
		assert_int_equal(zip_start(&zip_port), 0);
		for (qp = 0; qp < pairs[i]; qp++)
			zip_assert_works(&zip_port, qp);
		before = pairs[i];
	}
}

static void
test_start_stop(void **state __rte_unused)
{
	unsigned int i;

	for (i = 0; i < 20; i++) {
		zip_stop(&zip_port);
		/* The library ignores a second stop, with a message. */
		if (i == 3)
			zip_stop(&zip_port);
		assert_int_equal(zip_start(&zip_port), 0);
		zip_assert_works(&zip_port, 0);
	}
}

static void
test_start_without_setup(void **state __rte_unused)
{
	const char *log;
	int ret;

	assert_int_equal(zip_plug(&zip_port, "uacce_zip_t0", zip_variant.devargs), 0);
	assert_int_equal(zip_port_configure(&zip_port, 2), 0);
	assert_int_equal(zip_qp_setup(&zip_port, 0, ZIP_INFLIGHT), 0);
	test_log_start();
	ret = zip_start(&zip_port);
	log = test_log_stop();
	assert_int_equal(ret, -EINVAL);
	assert_int_equal(zip_log_own(log, "ERR"), 1);
	assert_int_equal(test_log_lines(log, "ERR", "queue pair 1"), 1);
	assert_int_equal(zip_qp_setup(&zip_port, 1, ZIP_INFLIGHT), 0);
	assert_int_equal(zip_start(&zip_port), 0);
	zip_make_xforms(&zip_port);
	zip_assert_works(&zip_port, 0);
	zip_assert_works(&zip_port, 1);
}

/* Operations in flight at a stop come back from later dequeues. */
static void
test_stop_in_flight(void **state __rte_unused)
{
	static const unsigned int counts[] = { 1, 2, 70, 500, ZIP_INFLIGHT_MAX };
	unsigned int i, n, got;

	for (i = 0; i < RTE_DIM(counts); i++) {
		n = counts[i];
		zip_set_make(&zip_port, n, true);
		zip_enqueue_all(&zip_port, 0, ops, n);
		/* Some of them come back before. */
		got = rte_compressdev_dequeue_burst(zip_port.id, 0, done, n / 3);
		zip_stop(&zip_port);
		/* Every second time after a restart. */
		if (i % 2 == 0)
			assert_int_equal(zip_start(&zip_port), 0);
		zip_dequeue_all(&zip_port, 0, done + got, n - got);
		zip_set_check(n, false);
		zip_set_free(n);
		if (i % 2 != 0)
			assert_int_equal(zip_start(&zip_port), 0);
		zip_assert_works(&zip_port, 0);
	}
}

/* Operations from before a stop and from after the restart come back together. */
static void
test_restart_before_dequeue(void **state __rte_unused)
{
	zip_set_make(&zip_port, 600, true);
	zip_enqueue_all(&zip_port, 0, ops, 400);
	zip_stop(&zip_port);
	assert_int_equal(zip_start(&zip_port), 0);
	zip_enqueue_all(&zip_port, 0, ops + 400, 200);
	zip_dequeue_all(&zip_port, 0, done, 600);
	zip_set_check(600, false);
	zip_set_free(600);
}

/*
 * Fill the rings and stop, several times without a dequeue: the queue pair takes fewer operations
 * each time, but each one that it took comes back.
 */
static void
test_stop_and_never_dequeue(void **state __rte_unused)
{
	unsigned int round, n = 0, rejected = 0;

	zip_set_make(&zip_port, ZIP_SET_MAX, true);
	for (round = 0; round < 4; round++) {
		rejected = 0;
		while (rejected < 3 && n < ZIP_SET_MAX) {
			/* One at a time, as the ring of one direction may be full. */
			if (zip_enqueue(&zip_port, 0, &ops[n], 1) == 1) {
				n++;
				rejected = 0;
			} else {
				rejected++;
			}
		}
		zip_stop(&zip_port);
		assert_int_equal(zip_start(&zip_port), 0);
	}
	assert_true(n >= ZIP_INFLIGHT_MAX);
	zip_dequeue_all(&zip_port, 0, done, n);
	zip_set_check(n, false);
	zip_set_free(ZIP_SET_MAX);
	zip_assert_works(&zip_port, 0);
}

/* The same with operations of one direction, so that one ring fills. */
static void
test_stop_one_direction(void **state __rte_unused)
{
	unsigned int round, n = 0;

	zip_set_make(&zip_port, ZIP_SET_MAX, false);
	for (round = 0; round < 7; round++) {
		n += zip_enqueue(&zip_port, 0, ops + n, RTE_MIN(1000u, ZIP_SET_MAX - n));
		zip_stop(&zip_port);
		assert_int_equal(zip_start(&zip_port), 0);
	}
	assert_true(n >= ZIP_INFLIGHT_MAX);
	zip_dequeue_all(&zip_port, 0, done, n);
	zip_set_check(n, false);
	zip_set_free(ZIP_SET_MAX);
}

/* Setting up a queue pair again drops operations that were not dequeued, with a warning. */
static void
test_setup_drops(void **state __rte_unused)
{
	const char *log;

	zip_set_make(&zip_port, 50, true);
	zip_enqueue_all(&zip_port, 0, ops, 50);
	zip_stop(&zip_port);
	test_log_start();
	assert_int_equal(zip_qp_setup(&zip_port, 0, ZIP_INFLIGHT), 0);
	log = test_log_stop();
	assert_int_equal(zip_log_own(log, "WARNING"), 1);
	assert_int_equal(test_log_lines(log, "WARNING", "50 operations"), 1);
	assert_int_equal(zip_start(&zip_port), 0);
	assert_int_equal(rte_compressdev_dequeue_burst(zip_port.id, 0, done, 64), 0);
	zip_assert_works(&zip_port, 0);
	zip_set_free(50);
}

/* A thread with its own queue pairs. Assertions belong to cmocka's thread, so it has none. */
struct user {
	pthread_t thread;
	const struct zip_port *port;
	uint16_t first_qp;
	struct rte_comp_op **ops;	/* USER_OPS for each of its queue pairs */
	unsigned int rounds;
	unsigned int good;
	unsigned int bad;
};

#define USER_OPS	48u
#define USER_QPS	2u

static bool
user_op_is_good(const struct rte_comp_op *op)
{
	if (op->status != RTE_COMP_OP_STATUS_SUCCESS || op->consumed != op->src.length)
		return false;
	return *zip_op_mark((struct rte_comp_op *)(uintptr_t)op) % 2 == 0 ||
		(op->produced == sizeof(zip_set.plain) &&
		memcmp(rte_pktmbuf_mtod(op->m_dst, void *), zip_set.plain,
			sizeof(zip_set.plain)) == 0);
}

static void
user_round(struct user *user)
{
	uint64_t end = rte_get_timer_cycles() + 20 * rte_get_timer_hz();
	struct rte_comp_op *back[USER_OPS];
	unsigned int q, i, n, got = 0;

	for (q = 0; q < USER_QPS; q++)
		if (zip_enqueue(user->port, user->first_qp + q, user->ops + q * USER_OPS,
				USER_OPS) != USER_OPS)
			user->bad++;
	while (got < USER_QPS * USER_OPS && rte_get_timer_cycles() < end) {
		for (q = 0; q < USER_QPS; q++) {
			n = rte_compressdev_dequeue_burst(user->port->id, user->first_qp + q,
					back, USER_OPS);
			for (i = 0; i < n; i++) {
				if (user_op_is_good(back[i]))
					user->good++;
				else
					user->bad++;
				back[i]->status = RTE_COMP_OP_STATUS_NOT_PROCESSED;
				back[i]->produced = 0;
			}
			got += n;
		}
	}
}

static void *
user_main(void *arg)
{
	struct user *user = arg;
	unsigned int i;

	for (i = 0; i < user->rounds && user->bad == 0; i++)
		user_round(user);
	return NULL;
}

static void
test_threads(void **state __rte_unused)
{
	unsigned int i, per_user = USER_QPS * USER_OPS;
	struct user users[2] = { 0 };

	assert_int_equal(zip_plug(&zip_port, "uacce_zip_t0", zip_variant.devargs), 0);
	zip_bring_up(&zip_port, 2 * USER_QPS, ZIP_INFLIGHT);
	zip_make_xforms(&zip_port);
	zip_set_make(&zip_port, 2 * per_user, true);
	for (i = 0; i < 2; i++) {
		users[i].port = &zip_port;
		users[i].first_qp = i * USER_QPS;
		users[i].ops = ops + i * per_user;
		users[i].rounds = 30;
		assert_int_equal(pthread_create(&users[i].thread, NULL, user_main, &users[i]), 0);
	}
	for (i = 0; i < 2; i++)
		assert_int_equal(pthread_join(users[i].thread, NULL), 0);
	for (i = 0; i < 2; i++) {
		assert_int_equal(users[i].bad, 0);
		assert_int_equal(users[i].good, users[i].rounds * per_user);
	}
	zip_set_free(2 * per_user);
}

#define LIFE_TEST(f)	cmocka_unit_test_setup_teardown(f, zip_setup_set_data, zip_teardown)
#define PORT_TEST(f)	cmocka_unit_test_setup_teardown(f, zip_setup_set, zip_teardown)

int
test_zip_life(void)
{
	static const struct CMUnitTest tests[] = {
		PORT_TEST(test_info),
		LIFE_TEST(test_configure_cycles),
		PORT_TEST(test_reconfigure),
		PORT_TEST(test_start_stop),
		LIFE_TEST(test_start_without_setup),
		PORT_TEST(test_stop_in_flight),
		PORT_TEST(test_restart_before_dequeue),
		PORT_TEST(test_stop_and_never_dequeue),
		PORT_TEST(test_stop_one_direction),
		PORT_TEST(test_setup_drops),
		LIFE_TEST(test_threads),
	};

	return TEST_RUN_GROUP("zip life", tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Rings of all depths: how many operations can be in flight, and that so many always can be. */

#include <errno.h>
#include <string.h>

#include <rte_common.h>

#include "test_zip.h"
#include "zip_fixture.h"
#include "zip_set.h"

static struct rte_comp_op **const ops = zip_set.ops;
static struct rte_comp_op **const done = zip_set.done;

static void
test_inflight_limit(void **state __rte_unused)
{
	static const uint32_t too_many[] = { ZIP_INFLIGHT_MAX + 1, 1024, 100000, UINT32_MAX };
	const char *log;
	unsigned int i;
	int ret;

	if (!zip_variant.soft)
		skip();
	zip_stop(&zip_port);
	for (i = 0; i < RTE_DIM(too_many); i++) {
		test_log_start();
		ret = zip_qp_setup(&zip_port, 0, too_many[i]);
		log = test_log_stop();
		assert_int_equal(ret, -EINVAL);
		assert_int_equal(zip_log_own(log, "ERR"), 1);
		assert_int_equal(test_log_lines(log, "ERR", "1023 can be"), 1);
	}
	/* The library refuses zero. */
	assert_int_equal(zip_qp_setup(&zip_port, 0, 0), -EINVAL);
	assert_int_equal(zip_qp_setup(&zip_port, 0, ZIP_INFLIGHT_MAX), 0);
	assert_int_equal(zip_start(&zip_port), 0);
	zip_assert_works(&zip_port, 0);
}

/* A deep queue pair takes as many operations as it promised, and all come back after a stop. */
static void
test_deep_rings(void **state __rte_unused)
{
	/* On QM v2 the lcore inflates, and at most this many operations can wait for it. */
	const unsigned int most = 4096 - 1, back = zip_variant.qm == 2 ? 1024 :
		ZIP_SET_MAX - most;
	const char *log;
	unsigned int i;

	if (!zip_variant.soft)
		skip();
	assert_int_equal(zip_plug(&zip_port, "uacce_zip_t0", zip_devargs("soft_depth=4096")), 0);
	assert_int_equal(zip_port_configure(&zip_port, 1), 0);
	test_log_start();
	assert_int_equal(zip_qp_setup(&zip_port, 0, most + 1), -EINVAL);
	log = test_log_stop();
	assert_int_equal(zip_log_own(log, "ERR"), 1);
	assert_int_equal(test_log_lines(log, "ERR", "4096 operations in flight asked, 4095"), 1);
	assert_int_equal(zip_qp_setup(&zip_port, 0, most), 0);
	assert_int_equal(zip_start(&zip_port), 0);
	zip_make_xforms(&zip_port);
	for (i = 0; i < most + back; i++)
		ops[i] = zip_set_op(&zip_port, i >= most, i);
	for (i = 0; i < 2; i++) {
		zip_enqueue_all(&zip_port, 0, ops, most + back);
		if (i == 1)
			zip_stop(&zip_port);
		zip_dequeue_all(&zip_port, 0, done, most + back);
		zip_set_check(most + back, false);
	}
	zip_set_free(most + back);
}

/*
 * Keep as many operations in flight as the ring holds: those that a dequeue returned, however few,
 * are enqueued again at once, and the queue pair takes all of them.
 */
static void
keep_full(unsigned int most)
{
	unsigned int i, n = most, inflight = 0, total;

	zip_set_make(&zip_port, most, false);
	for (total = 0; total < 6 * most + 50; total += n) {
		assert_int_equal(zip_enqueue(&zip_port, 0, ops, n), n);
		inflight += n;
		do
			n = rte_compressdev_dequeue_burst(zip_port.id, 0, ops,
					test_rand_range(1, RTE_MIN(most, 100u)));
		while (n == 0);
		inflight -= n;
		for (i = 0; i < n; i++) {
			zip_set_assert_right(ops[i]);
			ops[i]->status = RTE_COMP_OP_STATUS_NOT_PROCESSED;
		}
	}
	zip_dequeue_all(&zip_port, 0, ops + n, inflight);
	zip_set_free(most);
}

/* The shallowest rings hold one operation, the deepest 32767. */
static void
test_depths(void **state __rte_unused)
{
	static const struct { const char *args; uint32_t most; } depths[] = {
		{ "soft_depth=2", 1 },
		{ "soft_depth=4", 3 },
		{ "soft_depth=8", 7 },
		{ "soft_depth=128", 127 },
		{ "soft_depth=256", 255 },
		{ "soft_depth=1024", 1023 },
		{ "soft_depth=32768", 32767 },
	};
	unsigned int i, k;

	if (!zip_variant.soft)
		skip();
	for (i = 0; i < RTE_DIM(depths); i++) {
		assert_int_equal(zip_plug(&zip_port, "uacce_zip_t0",
				zip_devargs(depths[i].args)), 0);
		assert_int_equal(zip_port_configure(&zip_port, 1), 0);
		assert_int_equal(zip_qp_setup(&zip_port, 0, depths[i].most + 1), -EINVAL);
		assert_int_equal(zip_qp_setup(&zip_port, 0, depths[i].most), 0);
		assert_int_equal(zip_start(&zip_port), 0);
		zip_make_xforms(&zip_port);
		for (k = 0; k < 100; k++)
			zip_assert_works(&zip_port, 0);
		if (depths[i].most < ZIP_SET_MAX)
			keep_full(depths[i].most);
		zip_unplug(&zip_port);
	}
}

#define DEPTH_TEST(f)	cmocka_unit_test_setup_teardown(f, zip_setup_set_data, zip_teardown)

int
test_zip_depth(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_inflight_limit, zip_setup_set, zip_teardown),
		DEPTH_TEST(test_deep_rings),
		DEPTH_TEST(test_depths),
	};

	return TEST_RUN_GROUP("zip depth", tests, NULL, NULL);
}

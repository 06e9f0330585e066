/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Several uacce_zip devices, plugged and unplugged in any order and with operations in flight. */

#include <string.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "test_zip.h"
#include "zip_fixture.h"
#include "zip_set.h"

static struct rte_comp_op **const ops = zip_set.ops;
static struct rte_comp_op **const done = zip_set.done;

static void
plug_two(struct zip_port *first, struct zip_port *second)
{
	assert_int_equal(zip_plug(first, "uacce_zip_t1", zip_variant.devargs), 0);
	zip_bring_up(first, 1, ZIP_INFLIGHT);
	zip_make_xforms(first);
	assert_int_equal(zip_plug(second, "uacce_zip_t2", zip_variant.devargs), 0);
	zip_bring_up(second, 1, ZIP_INFLIGHT);
	zip_make_xforms(second);
}

static void
test_two_devices(void **state __rte_unused)
{
	struct zip_port first, second;
	unsigned int i;

	plug_two(&first, &second);
	assert_int_not_equal(first.id, second.id);
	/* Operations of the first are in flight while the second works. */
	zip_set_make(&first, 100, true);
	zip_enqueue_all(&first, 0, ops, 100);
	for (i = 0; i < 10; i++)
		zip_assert_works(&second, 0);
	zip_dequeue_all(&first, 0, done, 100);
	zip_set_check(100, false);
	zip_stop(&first);
	zip_assert_works(&second, 0);
	zip_set_free(100);
	zip_unplug(&second);
	assert_int_equal(zip_start(&first), 0);
	zip_assert_works(&first, 0);
	zip_unplug(&first);
}

/* After the first device is gone the library does not find the second by name; unplugging must. */
static void
test_unplug_in_order(void **state __rte_unused)
{
	struct zip_port first, second;
	unsigned int i;

	for (i = 0; i < 3; i++) {
		plug_two(&first, &second);
		zip_set_make(&second, 60, true);
		zip_enqueue_all(&second, 0, ops, 60);
		zip_unplug(&first);
		/* The second is started and has operations in flight. */
		zip_unplug(&second);
		assert_int_equal(rte_compressdev_count(), 0);
		zip_set_free(60);
	}
}

static void
test_plug_again(void **state __rte_unused)
{
	struct zip_port first, second;

	plug_two(&first, &second);
	zip_set_make(&second, 60, true);
	zip_enqueue_all(&second, 0, ops, 60);
	zip_unplug(&first);
	assert_int_equal(zip_plug(&first, "uacce_zip_t1", zip_variant.devargs), 0);
	/* With a device before it the library finds the second one again. */
	assert_int_equal(rte_compressdev_get_dev_id("uacce_zip_t2"), second.id);
	zip_dequeue_all(&second, 0, done, 60);
	zip_set_check(60, false);
	zip_assert_works(&second, 0);
	zip_set_free(60);
	zip_unplug(&second);
	zip_unplug(&first);
}

/* After an unplug with operations in flight their memory is not written any more. */
static void
test_unplug_in_flight(void **state __rte_unused)
{
	unsigned int i, k, n = 200;

	for (k = 0; k < 3; k++) {
		assert_int_equal(zip_plug(&zip_port, "uacce_zip_t0", zip_variant.devargs), 0);
		zip_bring_up(&zip_port, 2, ZIP_INFLIGHT);
		zip_make_xforms(&zip_port);
		zip_set_make(&zip_port, n, true);
		zip_enqueue_all(&zip_port, 0, ops, n / 2);
		zip_enqueue_all(&zip_port, 1, ops + n / 2, n / 2);
		test_log_start();
		zip_unplug(&zip_port);
		assert_int_equal(zip_log_own(test_log_stop(), "WARNING"), 2);
		for (i = 0; i < n; i++)
			memset(rte_pktmbuf_mtod(ops[i]->m_dst, void *), 0x5a, ZIP_SET_ROOM);
		rte_delay_ms(2);
		for (i = 0; i < n; i++)
			assert_int_equal(*rte_pktmbuf_mtod(ops[i]->m_dst, uint8_t *), 0x5a);
		zip_set_free(n);
	}
	assert_int_equal(zip_plug(&zip_port, "uacce_zip_t0", zip_variant.devargs), 0);
	zip_bring_up(&zip_port, 1, ZIP_INFLIGHT);
	zip_make_xforms(&zip_port);
	zip_assert_works(&zip_port, 0);
}

#define PLUG_TEST(f)	cmocka_unit_test_setup_teardown(f, zip_setup_set_data, zip_teardown)

int
test_zip_plug(void)
{
	static const struct CMUnitTest tests[] = {
		PLUG_TEST(test_two_devices),
		PLUG_TEST(test_unplug_in_order),
		PLUG_TEST(test_plug_again),
		PLUG_TEST(test_unplug_in_flight),
	};

	return TEST_RUN_GROUP("zip plug", tests, NULL, NULL);
}

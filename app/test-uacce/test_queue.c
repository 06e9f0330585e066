/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>
#include <string.h>

#include <rte_common.h>

#include "fake_transport.h"
#include "test.h"
#include "uacce_queue.h"

static void
test_life(void **state __rte_unused)
{
	struct uacce_queue q = { 0 };

	test_log_start();
	assert_int_equal(uacce_queue_open(&q, &fake_device), 0);
	assert_int_equal(q.state, UACCE_QUEUE_OPEN);
	assert_int_equal(uacce_queue_map(&q, UACCE_REGION_MMIO), 0);
	assert_int_equal(uacce_queue_map(&q, UACCE_REGION_DUS), 0);
	assert_ptr_equal(q.region[UACCE_REGION_DUS], fake.memory[UACCE_REGION_DUS]);
	assert_int_equal(q.region_len[UACCE_REGION_DUS], 151552);
	assert_int_equal(uacce_queue_start(&q), 0);
	assert_int_equal(q.state, UACCE_QUEUE_STARTED);
	assert_int_equal(fake.puts, 0);
	uacce_queue_close(&q);
	assert_int_equal(fake.puts, 1);
	assert_int_equal(q.state, UACCE_QUEUE_CLOSED);
	assert_null(q.region[UACCE_REGION_DUS]);
	fake_assert_nothing_held();
	uacce_queue_close(&q);
	assert_int_equal(fake.puts, 1);
	fake_assert_nothing_held();
	assert_string_equal(test_log_stop(), "");
}

static void
test_reopen(void **state __rte_unused)
{
	struct uacce_queue q = { 0 };
	int i;

	for (i = 0; i < 3; i++) {
		assert_int_equal(uacce_queue_open(&q, &fake_device), 0);
		assert_int_equal(uacce_queue_map(&q, UACCE_REGION_DUS), 0);
		assert_int_equal(uacce_queue_start(&q), 0);
		uacce_queue_close(&q);
	}
	assert_int_equal(fake.puts, 3);
	assert_int_equal(fake.starts, 3);
	fake_assert_nothing_held();
}

static void
test_close_any_state(void **state __rte_unused)
{
	struct uacce_queue q = { 0 };

	uacce_queue_close(&q);
	assert_int_equal(uacce_queue_open(&q, &fake_device), 0);
	uacce_queue_close(&q);
	fake_assert_nothing_held();
	assert_int_equal(uacce_queue_open(&q, &fake_device), 0);
	assert_int_equal(uacce_queue_map(&q, UACCE_REGION_MMIO), 0);
	uacce_queue_close(&q);
	fake_assert_nothing_held();
	/* Never started, so there was nothing to stop. */
	assert_int_equal(fake.puts, 0);
}

static void
test_failed_start(void **state __rte_unused)
{
	struct uacce_queue q = { 0 };

	fake.fails = CALL_START;
	fake.error = -EIO;
	assert_int_equal(uacce_queue_open(&q, &fake_device), 0);
	assert_int_equal(uacce_queue_map(&q, UACCE_REGION_DUS), 0);
	test_log_start();
	assert_int_equal(uacce_queue_start(&q), -EIO);
	fake_assert_one_error("blocking error");
	assert_int_equal(q.state, UACCE_QUEUE_OPEN);
	uacce_queue_close(&q);
	assert_int_equal(fake.puts, 0);
	fake_assert_nothing_held();
}

static void
test_wrong_state(void **state __rte_unused)
{
	struct uacce_queue q = { 0 };

	test_log_start();
	assert_int_equal(uacce_queue_start(&q), -EINVAL);
	assert_int_equal(uacce_queue_map(&q, UACCE_REGION_DUS), -EINVAL);
	assert_int_equal(uacce_queue_ioctl(&q, 1, "REQUEST", NULL), -EINVAL);
	test_log_stop();
	assert_int_equal(test_log_count("ERR"), 3);
	assert_int_equal(uacce_queue_open(&q, &fake_device), 0);
	test_log_start();
	assert_int_equal(uacce_queue_open(&q, &fake_device), -EINVAL);
	fake_assert_one_error("cannot open: the queue is open");
	assert_int_equal(fake.open, 1);
	assert_int_equal(uacce_queue_start(&q), 0);
	test_log_start();
	assert_int_equal(uacce_queue_start(&q), -EINVAL);
	fake_assert_one_error("cannot start: the queue is started");
	assert_int_equal(fake.starts, 1);
	uacce_queue_close(&q);
	fake_assert_nothing_held();
}

static void
test_map_refused(void **state __rte_unused)
{
	struct uacce_queue q = { 0 };

	assert_int_equal(uacce_queue_open(&q, &fake_device), 0);
	assert_int_equal(uacce_queue_map(&q, UACCE_REGION_DUS), 0);
	test_log_start();
	assert_int_equal(uacce_queue_map(&q, UACCE_REGION_DUS), -EEXIST);
	fake_assert_one_error("region dus of 151552 bytes: region is mapped already");
	assert_int_equal(fake.mapped, 1);
	fake_device.region_size[UACCE_REGION_MMIO] = 0;
	test_log_start();
	assert_int_equal(uacce_queue_map(&q, UACCE_REGION_MMIO), -EINVAL);
	fake_assert_one_error("region mmio of 0 bytes");
	uacce_queue_close(&q);
	fake_assert_nothing_held();
}

int
test_queue(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_life, fake_setup),
		cmocka_unit_test_setup(test_reopen, fake_setup),
		cmocka_unit_test_setup(test_close_any_state, fake_setup),
		cmocka_unit_test_setup(test_failed_start, fake_setup),
		cmocka_unit_test_setup(test_wrong_state, fake_setup),
		cmocka_unit_test_setup(test_map_refused, fake_setup),
	};

	return TEST_RUN_GROUP("queue", tests, NULL, NULL) + test_ring_open();
}

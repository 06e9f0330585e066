/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* The life cycle of a queue, and its errors. */

#include <errno.h>
#include <string.h>

#include <rte_common.h>

#include "fake_transport.h"
#include "test.h"
#include "uacce_queue.h"

/* The queue of the test, closed by the fixtures before and after it. */
static struct uacce_queue queue;

static int
setup(void **state)
{
	memset(&queue, 0, sizeof(queue));
	return fake_setup(state);
}

static int
teardown(void **state)
{
	test_log_stop();
	uacce_queue_close(&queue);
	return fake_teardown(state);
}

static void
test_life(void **state __rte_unused)
{
	test_log_start();
	assert_int_equal(uacce_queue_open(&queue, &fake_device), 0);
	assert_int_equal(queue.state, UACCE_QUEUE_OPEN);
	assert_int_equal(uacce_queue_map(&queue, UACCE_REGION_MMIO), 0);
	assert_int_equal(uacce_queue_map(&queue, UACCE_REGION_DUS), 0);
	assert_ptr_equal(queue.region[UACCE_REGION_DUS], fake.memory[UACCE_REGION_DUS]);
	assert_int_equal(queue.region_len[UACCE_REGION_DUS], 151552);
	assert_int_equal(uacce_queue_start(&queue), 0);
	assert_int_equal(queue.state, UACCE_QUEUE_STARTED);
	assert_int_equal(fake.stops, 0);
	uacce_queue_close(&queue);
	assert_int_equal(fake.stops, 1);
	assert_int_equal(queue.state, UACCE_QUEUE_CLOSED);
	assert_null(queue.region[UACCE_REGION_DUS]);
	fake_assert_all_closed();
	uacce_queue_close(&queue);
	assert_int_equal(fake.stops, 1);
	fake_assert_all_closed();
	assert_string_equal(test_log_stop(), "");
}

static void
test_reopen(void **state __rte_unused)
{
	int i;

	for (i = 0; i < 3; i++) {
		assert_int_equal(uacce_queue_open(&queue, &fake_device), 0);
		assert_int_equal(uacce_queue_map(&queue, UACCE_REGION_DUS), 0);
		assert_int_equal(uacce_queue_start(&queue), 0);
		uacce_queue_close(&queue);
	}
	assert_int_equal(fake.stops, 3);
	assert_int_equal(fake.starts, 3);
	fake_assert_all_closed();
}

static void
test_close_any_state(void **state __rte_unused)
{
	uacce_queue_close(&queue);
	assert_int_equal(uacce_queue_open(&queue, &fake_device), 0);
	uacce_queue_close(&queue);
	fake_assert_all_closed();
	assert_int_equal(uacce_queue_open(&queue, &fake_device), 0);
	assert_int_equal(uacce_queue_map(&queue, UACCE_REGION_MMIO), 0);
	uacce_queue_close(&queue);
	fake_assert_all_closed();
	/* Neither queue was started, so neither had to be stopped. */
	assert_int_equal(fake.stops, 0);
}

static void
test_failed_start(void **state __rte_unused)
{
	fake.fails = FAKE_START;
	fake.error = -EIO;
	assert_int_equal(uacce_queue_open(&queue, &fake_device), 0);
	assert_int_equal(uacce_queue_map(&queue, UACCE_REGION_DUS), 0);
	test_log_start();
	assert_int_equal(uacce_queue_start(&queue), -EIO);
	fake_assert_one_error("blocking error");
	assert_int_equal(queue.state, UACCE_QUEUE_OPEN);
	uacce_queue_close(&queue);
	assert_int_equal(fake.stops, 0);
	fake_assert_all_closed();
}

static void
test_wrong_state(void **state __rte_unused)
{
	test_log_start();
	assert_int_equal(uacce_queue_start(&queue), -EINVAL);
	assert_int_equal(uacce_queue_map(&queue, UACCE_REGION_DUS), -EINVAL);
	assert_int_equal(uacce_queue_ioctl(&queue, 1, "REQUEST", NULL), -EINVAL);
	test_log_stop();
	assert_int_equal(test_log_count("ERR"), 3);
	assert_int_equal(uacce_queue_open(&queue, &fake_device), 0);
	test_log_start();
	assert_int_equal(uacce_queue_open(&queue, &fake_device), -EINVAL);
	fake_assert_one_error("cannot open: the queue is open");
	assert_int_equal(fake.open, 1);
	assert_int_equal(uacce_queue_start(&queue), 0);
	test_log_start();
	assert_int_equal(uacce_queue_start(&queue), -EINVAL);
	fake_assert_one_error("cannot start: the queue is started");
	assert_int_equal(fake.starts, 1);
}

/* A queue that was stopped is only closed, which does not stop it again (1.6). */
static void
test_stop(void **state __rte_unused)
{
	test_log_start();
	assert_int_equal(uacce_queue_stop(&queue), -EINVAL);
	test_log_stop();
	assert_int_equal(test_log_count("ERR"), 1);
	assert_int_equal(uacce_queue_open(&queue, &fake_device), 0);
	assert_int_equal(uacce_queue_start(&queue), 0);
	/* The back end fails, as for a device that was removed. */
	assert_int_equal(uacce_queue_stop(&queue), -ENXIO);
	assert_int_equal(fake.stops, 1);
	assert_int_equal(queue.state, UACCE_QUEUE_STOPPED);
	test_log_start();
	assert_int_equal(uacce_queue_start(&queue), -EINVAL);
	fake_assert_one_error("cannot start: the queue is stopped");
	uacce_queue_close(&queue);
	assert_int_equal(fake.stops, 1);
	fake_assert_all_closed();
}

static void
test_map_refused(void **state __rte_unused)
{
	assert_int_equal(uacce_queue_open(&queue, &fake_device), 0);
	assert_int_equal(uacce_queue_map(&queue, UACCE_REGION_DUS), 0);
	test_log_start();
	assert_int_equal(uacce_queue_map(&queue, UACCE_REGION_DUS), -EEXIST);
	fake_assert_one_error("region dus of 151552 bytes: region is mapped already");
	assert_int_equal(fake.mapped, 1);
	fake_device.region_size[UACCE_REGION_MMIO] = 0;
	test_log_start();
	assert_int_equal(uacce_queue_map(&queue, UACCE_REGION_MMIO), -EINVAL);
	fake_assert_one_error("region mmio of 0 bytes");
}

#define IN_FIXTURE(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int
test_queue(void)
{
	static const struct CMUnitTest tests[] = {
		IN_FIXTURE(test_life),
		IN_FIXTURE(test_reopen),
		IN_FIXTURE(test_close_any_state),
		IN_FIXTURE(test_failed_start),
		IN_FIXTURE(test_wrong_state),
		IN_FIXTURE(test_stop),
		IN_FIXTURE(test_map_refused),
	};

	return TEST_RUN_GROUP("queue", tests, NULL, NULL) + test_removal() + test_ring_open();
}

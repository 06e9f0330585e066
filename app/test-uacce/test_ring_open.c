/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <rte_common.h>

#include "fake_transport.h"
#include "hisi_qm.h"
#include "test.h"

struct expected {
	enum call call;
	int error;
	const char *text;
};

static const struct expected expected[] = {
	{ CALL_OPEN, -EACCES, "cannot open /dev/hisi_zip-3: no permission" },
	{ CALL_OPEN, -EBUSY, "all queues in use" },
	{ CALL_OPEN, -EPERM, "queue manager stopped, reset in progress" },
	{ CALL_OPEN, -ENODEV, "PASID" },
	{ CALL_OPEN, -ENOENT, "no such character device" },
	{ CALL_OPEN, -EINVAL, "parent device is gone" },
	{ CALL_OPEN, -ENOMEM, "out of memory" },
	{ CALL_OPEN, -ELOOP, "symbolic links" },
	{ CALL_CTX, -EINVAL, "SET_QP_CTX failed: request or value not known" },
	{ CALL_CTX, -ENXIO, "SET_QP_CTX failed: device removed" },
	{ CALL_CTX, -EFAULT, "SET_QP_CTX failed: bad argument address" },
	{ CALL_CTX, -ENOTTY, "SET_QP_CTX failed: not a uacce device" },
	{ CALL_INFO, -ENXIO, "SET_QP_INFO" },
	{ CALL_MMIO, -ENXIO, "region mmio of 65536 bytes: device removed" },
	{ CALL_DUS, -EINVAL, "region dus of 151552 bytes: the kernel refuses" },
	{ CALL_DUS, -EEXIST, "mapped already" },
	{ CALL_DUS, -ENOMEM, "out of memory" },
	{ CALL_START, -EPERM, "cannot start a queue: queue manager stopped" },
	{ CALL_START, -EIO, "blocking error" },
	{ CALL_START, -EBUSY, "mailbox is busy" },
	{ CALL_START, -ETIMEDOUT, "mailbox did not answer" },
	{ CALL_START, -ENXIO, "device removed" },
	{ CALL_START, -EINVAL, "started already" },
};

static void
test_every_step_fails(void **state __rte_unused)
{
	unsigned int i;
	int ret;

	for (i = 0; i < RTE_DIM(expected); i++) {
		struct hisi_qm qm = { 0 };

		fake_setup(NULL);
		fake.fails = expected[i].call;
		fake.error = expected[i].error;
		test_log_start();
		ret = hisi_qm_open(&qm, &fake_device, 1);
		if (ret == 0)
			ret = hisi_qm_start(&qm);
		assert_int_equal(ret, expected[i].error);
		fake_assert_one_error(expected[i].text);
		hisi_qm_close(&qm);
		fake_assert_nothing_held();
		assert_int_equal(fake.puts, 0);
	}
}

static void
test_ring_layout(void **state __rte_unused)
{
	struct hisi_qm qm = { 0 };
	uint8_t *dus, *mmio;

	fake.info.cq_depth = 512;
	assert_int_equal(hisi_qm_open(&qm, &fake_device, 1), 0);
	dus = fake.memory[UACCE_REGION_DUS];
	mmio = fake.memory[UACCE_REGION_MMIO];
	assert_int_equal(fake.qc_type, 1);
	assert_int_equal(qm.id, 7);
	assert_ptr_equal(qm.sq, dus);
	assert_ptr_equal(qm.cq, dus + 131072);
	assert_ptr_equal(qm.status, dus + 151552 - 8);
	assert_ptr_equal(qm.sq_db, mmio + 0x1000);
	assert_ptr_equal(qm.cq_db, qm.sq_db);
	assert_int_equal(hisi_qm_free(&qm), 511);
	assert_int_equal(hisi_qm_start(&qm), 0);
	hisi_qm_close(&qm);
	assert_int_equal(fake.puts, 1);
	fake_assert_nothing_held();
	/* A closed ring has no memory to look at and must say so by itself. */
	assert_false(hisi_qm_can_submit(&qm));
	assert_true(hisi_qm_is_dead(&qm));
}

static void
test_split_doorbells(void **state __rte_unused)
{
	struct hisi_qm qm = { 0 };

	fake_transport.split_doorbells = true;
	assert_int_equal(hisi_qm_open(&qm, &fake_device, 0), 0);
	assert_ptr_equal(qm.cq_db, (uint8_t *)fake.memory[UACCE_REGION_MMIO] + 0x1080);
	hisi_qm_close(&qm);
	fake_assert_nothing_held();
}

static void
test_old_kernel(void **state __rte_unused)
{
	struct hisi_qm qm = { 0 };

	fake.fails = CALL_INFO;
	fake.error = -EINVAL;
	memset(&fake.info, 0, sizeof(fake.info));
	test_log_start();
	assert_int_equal(hisi_qm_open(&qm, &fake_device, 0), 0);
	test_log_stop();
	assert_int_equal(test_log_count("ERR"), 0);
	assert_int_equal(qm.sq_mask, 1023);
	assert_int_equal(qm.cq_mask, 1023);
	hisi_qm_close(&qm);
	fake_assert_nothing_held();
}

/* Open must refuse with -ENOTSUP, hold nothing and say why. */
static void
refuse_ring(const char *cause)
{
	struct hisi_qm qm = { 0 };

	test_log_start();
	assert_int_equal(hisi_qm_open(&qm, &fake_device, 0), -ENOTSUP);
	fake_assert_one_error(cause);
	fake_assert_nothing_held();
}

static void
test_odd_entry_size(void **state __rte_unused)
{
	static const uint32_t sizes[] = { 0, 32, 64, 127, 256, UINT32_MAX };
	char text[64];
	unsigned int i;

	for (i = 0; i < RTE_DIM(sizes); i++) {
		fake.info.sqe_size = sizes[i];
		snprintf(text, sizeof(text), "entries of %u bytes", sizes[i]);
		refuse_ring(text);
	}
}

static void
test_odd_depth(void **state __rte_unused)
{
	static const uint16_t depths[] = { 0, 1, 3, 1000, 1023, 1025, UINT16_MAX };
	char text[64];
	unsigned int i;

	for (i = 0; i < RTE_DIM(depths); i++) {
		fake_setup(NULL);
		fake.info.sq_depth = depths[i];
		snprintf(text, sizeof(text), "queue depths %u and 1024", depths[i]);
		refuse_ring(text);
		fake_setup(NULL);
		fake.info.cq_depth = depths[i];
		snprintf(text, sizeof(text), "queue depths 1024 and %u", depths[i]);
		refuse_ring(text);
	}
}

static void
test_small_region(void **state __rte_unused)
{
	struct hisi_qm qm = { 0 };

	fake_device.region_size[UACCE_REGION_DUS] = 131072 + 16384 + 8;
	assert_int_equal(hisi_qm_open(&qm, &fake_device, 0), 0);
	hisi_qm_close(&qm);
	fake_device.region_size[UACCE_REGION_DUS]--;
	refuse_ring("region_dus_size is 147463");
	fake_setup(NULL);
	/* The largest depths two bytes can say. */
	fake.info.sq_depth = 32768;
	fake.info.cq_depth = 32768;
	refuse_ring("the rings need 4718600 bytes");
	fake_setup(NULL);
	fake_device.region_size[UACCE_REGION_MMIO] = 0x1000 + 7;
	refuse_ring("region_mmio_size is 4103");
	fake_device.region_size[UACCE_REGION_MMIO] = 0x1000 + 8;
	fake_transport.split_doorbells = true;
	refuse_ring("region_mmio_size is 4104");
	fake_setup(NULL);
	fake_device.region_size[UACCE_REGION_DUS] = 0;
	refuse_ring("region_dus_size is 0");
}

static void
test_smallest_depth(void **state __rte_unused)
{
	struct hisi_qm qm = { 0 };

	fake.info.sq_depth = 2;
	fake.info.cq_depth = 2;
	assert_int_equal(hisi_qm_open(&qm, &fake_device, 0), 0);
	assert_int_equal(hisi_qm_free(&qm), 1);
	/* Each completion is told of, or the only free slot would never come back. */
	assert_int_equal(qm.pace, 1);
	hisi_qm_close(&qm);
	fake_assert_nothing_held();
}

/* What was open is started as it is; what was closed is opened first, as deep at most. */
static void
test_restart(void **state __rte_unused)
{
	struct hisi_qm qm = { 0 };

	assert_int_equal(hisi_qm_open(&qm, &fake_device, 1), 0);
	assert_int_equal(hisi_qm_restart(&qm, &fake_device, 1, 1024), 0);
	assert_int_equal(fake.starts, 1);
	assert_true(hisi_qm_can_submit(&qm));
	hisi_qm_close(&qm);
	fake.info.sq_depth = 512;
	assert_int_equal(hisi_qm_restart(&qm, &fake_device, 1, 1024), 0);
	assert_int_equal(fake.starts, 2);
	assert_int_equal(hisi_qm_free(&qm), 511);
	hisi_qm_close(&qm);
	test_log_start();
	assert_int_equal(hisi_qm_restart(&qm, &fake_device, 1, 256), -ENOTSUP);
	fake_assert_one_error("queue depth is 512 now and was 256");
	assert_int_equal(fake.starts, 2);
	hisi_qm_close(&qm);
	fake_assert_nothing_held();
}

int
test_ring_open(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_every_step_fails, fake_setup),
		cmocka_unit_test_setup(test_ring_layout, fake_setup),
		cmocka_unit_test_setup(test_split_doorbells, fake_setup),
		cmocka_unit_test_setup(test_old_kernel, fake_setup),
		cmocka_unit_test_setup(test_odd_entry_size, fake_setup),
		cmocka_unit_test_setup(test_odd_depth, fake_setup),
		cmocka_unit_test_setup(test_small_region, fake_setup),
		cmocka_unit_test_setup(test_smallest_depth, fake_setup),
		cmocka_unit_test_setup(test_restart, fake_setup),
	};

	return TEST_RUN_GROUP("ring open", tests, NULL, NULL);
}

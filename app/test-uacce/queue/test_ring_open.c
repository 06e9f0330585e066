/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Opening a ring over a queue: what the kernel answers decides how far the ring reaches. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <rte_common.h>

#include "fake_transport.h"
#include "hisi_qm.h"
#include "test.h"

/* Bytes of two rings of 1024 entries and the status words behind them. */
#define RINGS_SIZE	(131072 + 16384 + 8)

/* The ring of the test, closed by the fixtures before and after it. */
static struct hisi_qm ring;

static int
setup(void **state)
{
	memset(&ring, 0, sizeof(ring));
	return fake_setup(state);
}

static int
teardown(void **state)
{
	test_log_stop();
	hisi_qm_close(&ring);
	return fake_teardown(state);
}

/* A call that fails, and what the message says of it. */
static const struct {
	enum fake_call call;
	int error;
	const char *text;
} failures[] = {
	{ FAKE_OPEN, -EACCES, "cannot open /dev/hisi_zip-3: no permission" },
	{ FAKE_OPEN, -EBUSY, "all queues in use" },
	{ FAKE_OPEN, -EPERM, "queue manager stopped, reset in progress" },
	{ FAKE_OPEN, -ENODEV, "PASID" },
	{ FAKE_OPEN, -ENOENT, "no such character device" },
	{ FAKE_OPEN, -EINVAL, "parent device is gone" },
	{ FAKE_OPEN, -ENOMEM, "out of memory" },
	{ FAKE_OPEN, -ELOOP, "symbolic links" },
	{ FAKE_SET_QP_CTX, -EINVAL, "SET_QP_CTX failed: request or value not known" },
	{ FAKE_SET_QP_CTX, -ENXIO, "SET_QP_CTX failed: device removed" },
	{ FAKE_SET_QP_CTX, -EFAULT, "SET_QP_CTX failed: bad argument address" },
	{ FAKE_SET_QP_CTX, -ENOTTY, "SET_QP_CTX failed: not a uacce device" },
	{ FAKE_SET_QP_INFO, -ENXIO, "SET_QP_INFO" },
	{ FAKE_MAP_MMIO, -ENXIO, "region mmio of 65536 bytes: device removed" },
	{ FAKE_MAP_DUS, -EINVAL, "region dus of 151552 bytes: the kernel refuses" },
	{ FAKE_MAP_DUS, -EEXIST, "mapped already" },
	{ FAKE_MAP_DUS, -ENOMEM, "out of memory" },
	{ FAKE_START, -EPERM, "cannot start a queue: queue manager stopped" },
	{ FAKE_START, -EIO, "blocking error" },
	{ FAKE_START, -EBUSY, "mailbox is busy" },
	{ FAKE_START, -ETIMEDOUT, "mailbox did not answer" },
	{ FAKE_START, -ENXIO, "device removed" },
	{ FAKE_START, -EINVAL, "started already" },
};

static void
test_every_step_fails(void **state __rte_unused)
{
	unsigned int i;
	int ret;

	for (i = 0; i < RTE_DIM(failures); i++) {
		fake_reset();
		fake.fails = failures[i].call;
		fake.error = failures[i].error;
		test_log_start();
		ret = hisi_qm_open(&ring, &fake_device, 1);
		if (ret == 0)
			ret = hisi_qm_start(&ring);
		assert_int_equal(ret, failures[i].error);
		fake_assert_one_error(failures[i].text);
		hisi_qm_close(&ring);
		fake_assert_all_closed();
		assert_int_equal(fake.stops, 0);
	}
}

static void
test_ring_layout(void **state __rte_unused)
{
	uint8_t *dus, *mmio;

	fake.info.cq_depth = 512;
	assert_int_equal(hisi_qm_open(&ring, &fake_device, 1), 0);
	dus = fake.memory[UACCE_REGION_DUS];
	mmio = fake.memory[UACCE_REGION_MMIO];
	assert_int_equal(fake.qc_type, 1);
	assert_int_equal(ring.id, 7);
	assert_ptr_equal(ring.sq, dus);
	assert_ptr_equal(ring.cq, dus + 131072);
	assert_ptr_equal(ring.status, dus + 151552 - 8);
	assert_ptr_equal(ring.sq_db, mmio + 0x1000);
	assert_ptr_equal(ring.cq_db, ring.sq_db);
	assert_int_equal(hisi_qm_free(&ring), 511);
	assert_int_equal(hisi_qm_start(&ring), 0);
	hisi_qm_close(&ring);
	assert_int_equal(fake.stops, 1);
	fake_assert_all_closed();
	/* The status words are unmapped by now, so neither answer may depend on them. */
	assert_false(hisi_qm_can_submit(&ring));
	assert_true(hisi_qm_is_dead(&ring));
}

static void
test_split_doorbells(void **state __rte_unused)
{
	fake_transport.split_doorbells = true;
	assert_int_equal(hisi_qm_open(&ring, &fake_device, 0), 0);
	assert_ptr_equal(ring.cq_db, (uint8_t *)fake.memory[UACCE_REGION_MMIO] + 0x1080);
}

static void
test_old_kernel(void **state __rte_unused)
{
	fake.fails = FAKE_SET_QP_INFO;
	fake.error = -EINVAL;
	memset(&fake.info, 0, sizeof(fake.info));
	test_log_start();
	assert_int_equal(hisi_qm_open(&ring, &fake_device, 0), 0);
	test_log_stop();
	assert_int_equal(test_log_count("ERR"), 0);
	assert_int_equal(ring.sq_mask, 1023);
	assert_int_equal(ring.cq_mask, 1023);
}

/* Assert that no ring can be opened, that one message says why, and that nothing is left open. */
static void
refuse_ring(const char *cause)
{
	test_log_start();
	assert_int_equal(hisi_qm_open(&ring, &fake_device, 0), -ENOTSUP);
	fake_assert_one_error(cause);
	fake_assert_all_closed();
}

static void
test_invalid_entry_size(void **state __rte_unused)
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
test_invalid_depth(void **state __rte_unused)
{
	static const uint16_t depths[] = { 0, 1, 3, 1000, 1023, 1025, UINT16_MAX };
	char text[64];
	unsigned int i;

	for (i = 0; i < RTE_DIM(depths); i++) {
		fake_reset();
		fake.info.sq_depth = depths[i];
		snprintf(text, sizeof(text), "queue depths %u and 1024", depths[i]);
		refuse_ring(text);
		fake_reset();
		fake.info.cq_depth = depths[i];
		snprintf(text, sizeof(text), "queue depths 1024 and %u", depths[i]);
		refuse_ring(text);
	}
}

/* The kernel's answers that make a ring too large for its regions. */
static const struct {
	uint16_t depth;
	size_t mmio;		/* bytes of the region of the doorbells */
	size_t dus;		/* bytes of the region of the rings */
	bool split_doorbells;
	const char *text;
} small_regions[] = {
	{ 1024, 65536, RINGS_SIZE - 1, false, "region_dus_size is 147463" },
	{ 1024, 65536, 0, false, "region_dus_size is 0" },
	/* The deepest rings that 16 bits can name. */
	{ 32768, 65536, 151552, false, "the rings need 4718600 bytes" },
	{ 1024, 0x1000 + 7, 151552, false, "region_mmio_size is 4103" },
	{ 1024, 0x1000 + 8, 151552, true, "region_mmio_size is 4104" },
};

static void
test_small_region(void **state __rte_unused)
{
	unsigned int i;

	fake_device.region_size[UACCE_REGION_DUS] = RINGS_SIZE;
	assert_int_equal(hisi_qm_open(&ring, &fake_device, 0), 0);
	hisi_qm_close(&ring);
	for (i = 0; i < RTE_DIM(small_regions); i++) {
		fake_reset();
		fake.info.sq_depth = small_regions[i].depth;
		fake.info.cq_depth = small_regions[i].depth;
		fake_device.region_size[UACCE_REGION_MMIO] = small_regions[i].mmio;
		fake_device.region_size[UACCE_REGION_DUS] = small_regions[i].dus;
		fake_transport.split_doorbells = small_regions[i].split_doorbells;
		refuse_ring(small_regions[i].text);
	}
}

static void
test_smallest_depth(void **state __rte_unused)
{
	fake.info.sq_depth = 2;
	fake.info.cq_depth = 2;
	assert_int_equal(hisi_qm_open(&ring, &fake_device, 0), 0);
	assert_int_equal(hisi_qm_free(&ring), 1);
}

/* A ring that is open is started; a closed one is opened first, and must not be deeper now. */
static void
test_restart(void **state __rte_unused)
{
	assert_int_equal(hisi_qm_open(&ring, &fake_device, 1), 0);
	assert_int_equal(hisi_qm_restart(&ring, &fake_device, 1, 1024), 0);
	assert_int_equal(fake.starts, 1);
	assert_true(hisi_qm_can_submit(&ring));
	hisi_qm_close(&ring);
	fake.info.sq_depth = 512;
	assert_int_equal(hisi_qm_restart(&ring, &fake_device, 1, 1024), 0);
	assert_int_equal(fake.starts, 2);
	assert_int_equal(hisi_qm_free(&ring), 511);
	hisi_qm_close(&ring);
	test_log_start();
	assert_int_equal(hisi_qm_restart(&ring, &fake_device, 1, 256), -ENOTSUP);
	fake_assert_one_error("queue depth is 512 now and was 256");
	assert_int_equal(fake.starts, 2);
}

/* The kernel lets users open a device that it isolated; this layer does not. */
static void
test_isolated(void **state __rte_unused)
{
	static const char *const isolated[] = { "1\n", "2\n", "-1\n", "yes\n" };
	unsigned int i;

	for (i = 0; i < RTE_DIM(isolated); i++) {
		fake.isolate = isolated[i];
		test_log_start();
		assert_int_equal(hisi_qm_open(&ring, &fake_device, 1), -EIO);
		fake_assert_one_error("cannot open a queue: isolated by the kernel");
		test_log_start();
		assert_int_equal(hisi_qm_restart(&ring, &fake_device, 1, 1024), -EIO);
		fake_assert_one_error("cannot open a queue: isolated by the kernel");
		fake_assert_all_closed();
		/* Isolated between opening and starting. */
		fake.isolate = "0\n";
		assert_int_equal(hisi_qm_open(&ring, &fake_device, 1), 0);
		fake.isolate = isolated[i];
		test_log_start();
		assert_int_equal(hisi_qm_restart(&ring, &fake_device, 1, 1024), -EIO);
		fake_assert_one_error("cannot start a queue: isolated by the kernel");
		assert_false(hisi_qm_can_submit(&ring));
		hisi_qm_close(&ring);
		fake_assert_all_closed();
	}
	assert_int_equal(fake.starts, 0);
	fake.isolate = "0\n";
	assert_int_equal(hisi_qm_restart(&ring, &fake_device, 1, 1024), 0);
}

/* The register of v5 that tells how busy the device is (2.3). */
static void
test_usage(void **state __rte_unused)
{
	static const struct {
		uint32_t value;
		int percent;
	} cases[] = {
		{ 0, -ENOTSUP }, { 0x0000ffff, -ENOTSUP },	/* of nothing */
		{ 0x00040000, 0 }, { 0x00040001, 25 }, { 0x00030001, 33 }, { 0x00040004, 100 },
		{ 0xffffffff, 100 }, { 0xffff0001, 0 }, { 0xfffffffe, 99 },
		{ 0x00010002, 100 },	/* more than all */
	};
	const size_t size = fake_device.region_size[UACCE_REGION_MMIO];
	const unsigned int version = fake_device.api_version;
	uint32_t *words;
	unsigned int i;

	fake_device.api_version = 5;
	fake_device.region_size[UACCE_REGION_MMIO] = HISI_QM_USAGE_OFFSET + 2 * sizeof(*words);
	assert_int_equal(hisi_qm_open(&ring, &fake_device, 1), 0);
	words = (uint32_t *)((uint8_t *)fake.memory[UACCE_REGION_MMIO] + HISI_QM_USAGE_OFFSET);
	for (i = 0; i < RTE_DIM(cases); i++) {
		words[0] = 0x00020001;
		words[1] = cases[i].value;
		assert_int_equal(hisi_qm_usage(&ring, 0), 50);
		assert_int_equal(hisi_qm_usage(&ring, 1), cases[i].percent);
		assert_int_equal(hisi_qm_usage(&ring, 2), -ENOTSUP);	/* beyond the region */
	}
	fake_device.api_version = 3;
	assert_int_equal(hisi_qm_usage(&ring, 0), -ENOTSUP);
	hisi_qm_close(&ring);
	fake_device.api_version = version;
	fake_device.region_size[UACCE_REGION_MMIO] = size;
}

#define IN_FIXTURE(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int
test_ring_open(void)
{
	static const struct CMUnitTest tests[] = {
		IN_FIXTURE(test_every_step_fails),
		IN_FIXTURE(test_ring_layout),
		IN_FIXTURE(test_split_doorbells),
		IN_FIXTURE(test_old_kernel),
		IN_FIXTURE(test_invalid_entry_size),
		IN_FIXTURE(test_invalid_depth),
		IN_FIXTURE(test_small_region),
		IN_FIXTURE(test_smallest_depth),
		IN_FIXTURE(test_restart),
		IN_FIXTURE(test_isolated),
		IN_FIXTURE(test_usage),
	};

	return TEST_RUN_GROUP("ring open", tests, NULL, NULL);
}

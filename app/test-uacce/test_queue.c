/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>

#include "hisi_qm.h"
#include "test.h"
#include "uacce_queue.h"

/* Calls of the fake transport, in the order of a life. */
enum call {
	CALL_NONE,
	CALL_OPEN,
	CALL_CTX,
	CALL_INFO,
	CALL_MMIO,
	CALL_DUS,
	CALL_START,
};

/* The other side: what it answers, what it was asked, what it still holds. */
static struct {
	enum call fails;
	int error;		/* negative */
	struct hisi_qm_qp_info info;
	uint16_t id;
	uint16_t qc_type;
	int open;		/* files open */
	int mapped;		/* regions mapped */
	int puts;
	int starts;
	int closes_before_unmap;
	const char *isolate;	/* text of the attribute; NULL: there is none */
	void *memory[UACCE_NB_REGIONS];
} fake;

static struct uacce_device device;

static int
answer(enum call call)
{
	return fake.fails == call ? fake.error : 0;
}

static int
fake_attr(const struct uacce_device *dev, const char *attr, char *buf, size_t len)
{
	assert_ptr_equal(dev, &device);
	assert_string_equal(attr, "isolate");
	if (fake.isolate == NULL)
		return -ENOENT;
	snprintf(buf, len, "%s", fake.isolate);
	return 0;
}

static int
fake_open(struct uacce_queue *q)
{
	int ret = answer(CALL_OPEN);

	if (ret < 0)
		return ret;
	fake.open++;
	q->fd = 99;
	return 0;
}

static int
fake_ioctl(struct uacce_queue *q, unsigned long cmd, void *arg)
{
	struct hisi_qm_qp_ctx *ctx = arg;

	assert_int_equal(q->fd, 99);
	if (cmd == UACCE_CMD_PUT_Q) {
		fake.puts++;
		return -ENXIO;
	} else if (cmd == UACCE_CMD_START_Q) {
		fake.starts++;
		return answer(CALL_START);
	} else if (cmd == HISI_QM_CMD_SET_QP_CTX) {
		fake.qc_type = ctx->qc_type;
		ctx->id = fake.id;
		return answer(CALL_CTX);
	}
	assert_true(cmd == HISI_QM_CMD_SET_QP_INFO);
	memcpy(arg, &fake.info, sizeof(fake.info));
	return answer(CALL_INFO);
}

static int
fake_map(struct uacce_queue *q __rte_unused, enum uacce_region region, size_t len, void **addr)
{
	int ret = answer(region == UACCE_REGION_MMIO ? CALL_MMIO : CALL_DUS);

	if (ret < 0)
		return ret;
	assert_null(fake.memory[region]);
	assert_int_equal(len, device.region_size[region]);
	fake.memory[region] = calloc(1, len);
	assert_non_null(fake.memory[region]);
	fake.mapped++;
	*addr = fake.memory[region];
	return 0;
}

static void
fake_unmap(struct uacce_queue *q, enum uacce_region region)
{
	assert_ptr_equal(q->region[region], fake.memory[region]);
	assert_int_equal(q->region_len[region], device.region_size[region]);
	free(fake.memory[region]);
	fake.memory[region] = NULL;
	fake.mapped--;
}

static void
fake_close(struct uacce_queue *q)
{
	assert_int_equal(q->fd, 99);
	fake.closes_before_unmap += fake.mapped != 0;
	fake.open--;
}

static struct uacce_transport transport = {
	.name = "fake",
	.attr = fake_attr,
	.open = fake_open,
	.ioctl = fake_ioctl,
	.map = fake_map,
	.unmap = fake_unmap,
	.close = fake_close,
};

static int
setup(void **state __rte_unused)
{
	memset(&fake, 0, sizeof(fake));
	fake.info.sqe_size = 128;
	fake.info.sq_depth = 1024;
	fake.info.cq_depth = 1024;
	fake.id = 7;
	memset(&device, 0, sizeof(device));
	strcpy(device.name, "hisi_zip-3");
	strcpy(device.node, "/dev/hisi_zip-3");
	device.region_size[UACCE_REGION_MMIO] = 65536;
	device.region_size[UACCE_REGION_DUS] = 151552;
	device.transport = &transport;
	transport.split_doorbells = false;
	return 0;
}

static void
assert_nothing_held(void)
{
	assert_int_equal(fake.open, 0);
	assert_int_equal(fake.mapped, 0);
	assert_int_equal(fake.closes_before_unmap, 0);
}

/* Exactly one line, an ERR that names the device and the cause. */
static void
assert_one_error(const char *cause)
{
	const char *log = test_log_stop();

	assert_int_equal(test_log_count("ERR"), 1);
	assert_ptr_equal(strchr(log, '\n'), log + strlen(log) - 1);
	assert_non_null(strstr(log, "hisi_zip-3: "));
	if (strstr(log, cause) == NULL)
		fail_msg("'%s' lacks '%s'", log, cause);
}

static void
test_life(void **state __rte_unused)
{
	struct uacce_queue q = { 0 };

	test_log_start();
	assert_int_equal(uacce_queue_open(&q, &device), 0);
	assert_int_equal(q.state, UACCE_QUEUE_INIT);
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
	assert_nothing_held();
	uacce_queue_close(&q);
	assert_int_equal(fake.puts, 1);
	assert_nothing_held();
	assert_string_equal(test_log_stop(), "");
}

static void
test_reopen(void **state __rte_unused)
{
	struct uacce_queue q = { 0 };
	int i;

	for (i = 0; i < 3; i++) {
		assert_int_equal(uacce_queue_open(&q, &device), 0);
		assert_int_equal(uacce_queue_map(&q, UACCE_REGION_DUS), 0);
		assert_int_equal(uacce_queue_start(&q), 0);
		uacce_queue_close(&q);
	}
	assert_int_equal(fake.puts, 3);
	assert_int_equal(fake.starts, 3);
	assert_nothing_held();
}

static void
test_close_any_state(void **state __rte_unused)
{
	struct uacce_queue q = { 0 };

	uacce_queue_close(&q);
	assert_int_equal(uacce_queue_open(&q, &device), 0);
	uacce_queue_close(&q);
	assert_nothing_held();
	assert_int_equal(uacce_queue_open(&q, &device), 0);
	assert_int_equal(uacce_queue_map(&q, UACCE_REGION_MMIO), 0);
	uacce_queue_close(&q);
	assert_nothing_held();
	/* Never started, so there was nothing to stop. */
	assert_int_equal(fake.puts, 0);
}

static void
test_failed_start(void **state __rte_unused)
{
	struct uacce_queue q = { 0 };

	fake.fails = CALL_START;
	fake.error = -EIO;
	assert_int_equal(uacce_queue_open(&q, &device), 0);
	assert_int_equal(uacce_queue_map(&q, UACCE_REGION_DUS), 0);
	test_log_start();
	assert_int_equal(uacce_queue_start(&q), -EIO);
	assert_one_error("blocking error");
	assert_int_equal(q.state, UACCE_QUEUE_INIT);
	uacce_queue_close(&q);
	assert_int_equal(fake.puts, 0);
	assert_nothing_held();
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
	assert_int_equal(uacce_queue_open(&q, &device), 0);
	test_log_start();
	assert_int_equal(uacce_queue_open(&q, &device), -EINVAL);
	assert_one_error("that is open");
	assert_int_equal(fake.open, 1);
	assert_int_equal(uacce_queue_start(&q), 0);
	test_log_start();
	assert_int_equal(uacce_queue_start(&q), -EINVAL);
	assert_one_error("that is started");
	assert_int_equal(fake.starts, 1);
	uacce_queue_close(&q);
	assert_nothing_held();
}

static void
test_map_refused(void **state __rte_unused)
{
	struct uacce_queue q = { 0 };

	assert_int_equal(uacce_queue_open(&q, &device), 0);
	assert_int_equal(uacce_queue_map(&q, UACCE_REGION_DUS), 0);
	test_log_start();
	assert_int_equal(uacce_queue_map(&q, UACCE_REGION_DUS), -EEXIST);
	assert_one_error("region dus of 151552 bytes: region is mapped already");
	assert_int_equal(fake.mapped, 1);
	device.region_size[UACCE_REGION_MMIO] = 0;
	test_log_start();
	assert_int_equal(uacce_queue_map(&q, UACCE_REGION_MMIO), -EINVAL);
	assert_one_error("region mmio of 0 bytes");
	uacce_queue_close(&q);
	assert_nothing_held();
}

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

		setup(NULL);
		fake.fails = expected[i].call;
		fake.error = expected[i].error;
		test_log_start();
		ret = hisi_qm_open(&qm, &device, 1);
		if (ret == 0)
			ret = hisi_qm_start(&qm);
		assert_int_equal(ret, expected[i].error);
		assert_one_error(expected[i].text);
		hisi_qm_close(&qm);
		assert_nothing_held();
		assert_int_equal(fake.puts, 0);
	}
}

static void
test_ring_layout(void **state __rte_unused)
{
	struct hisi_qm qm = { 0 };
	uint8_t *dus, *mmio;

	fake.info.cq_depth = 512;
	assert_int_equal(hisi_qm_open(&qm, &device, 1), 0);
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
	assert_nothing_held();
	/* A closed ring has no memory to look at and must say so by itself. */
	assert_false(hisi_qm_can_submit(&qm));
	assert_true(hisi_qm_is_dead(&qm));
}

static void
test_split_doorbells(void **state __rte_unused)
{
	struct hisi_qm qm = { 0 };

	transport.split_doorbells = true;
	assert_int_equal(hisi_qm_open(&qm, &device, 0), 0);
	assert_ptr_equal(qm.cq_db, (uint8_t *)fake.memory[UACCE_REGION_MMIO] + 0x1080);
	hisi_qm_close(&qm);
	assert_nothing_held();
}

static void
test_old_kernel(void **state __rte_unused)
{
	struct hisi_qm qm = { 0 };

	fake.fails = CALL_INFO;
	fake.error = -EINVAL;
	memset(&fake.info, 0, sizeof(fake.info));
	test_log_start();
	assert_int_equal(hisi_qm_open(&qm, &device, 0), 0);
	test_log_stop();
	assert_int_equal(test_log_count("ERR"), 0);
	assert_int_equal(qm.sq_mask, 1023);
	assert_int_equal(qm.cq_mask, 1023);
	hisi_qm_close(&qm);
	assert_nothing_held();
}

/* Open must refuse with -ENOTSUP, hold nothing and say why. */
static void
refuse_ring(const char *cause)
{
	struct hisi_qm qm = { 0 };

	test_log_start();
	assert_int_equal(hisi_qm_open(&qm, &device, 0), -ENOTSUP);
	assert_one_error(cause);
	assert_nothing_held();
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
		setup(NULL);
		fake.info.sq_depth = depths[i];
		snprintf(text, sizeof(text), "queue depths %u and 1024", depths[i]);
		refuse_ring(text);
		setup(NULL);
		fake.info.cq_depth = depths[i];
		snprintf(text, sizeof(text), "queue depths 1024 and %u", depths[i]);
		refuse_ring(text);
	}
}

static void
test_small_region(void **state __rte_unused)
{
	struct hisi_qm qm = { 0 };

	device.region_size[UACCE_REGION_DUS] = 131072 + 16384 + 8;
	assert_int_equal(hisi_qm_open(&qm, &device, 0), 0);
	hisi_qm_close(&qm);
	device.region_size[UACCE_REGION_DUS]--;
	refuse_ring("region_dus_size is 147463");
	setup(NULL);
	/* The largest depths two bytes can say. */
	fake.info.sq_depth = 32768;
	fake.info.cq_depth = 32768;
	refuse_ring("the rings need 4718600 bytes");
	setup(NULL);
	device.region_size[UACCE_REGION_MMIO] = 0x1000 + 7;
	refuse_ring("region_mmio_size is 4103");
	device.region_size[UACCE_REGION_MMIO] = 0x1000 + 8;
	transport.split_doorbells = true;
	refuse_ring("region_mmio_size is 4104");
	setup(NULL);
	device.region_size[UACCE_REGION_DUS] = 0;
	refuse_ring("region_dus_size is 0");
}

static void
test_smallest_depth(void **state __rte_unused)
{
	struct hisi_qm qm = { 0 };

	fake.info.sq_depth = 2;
	fake.info.cq_depth = 2;
	assert_int_equal(hisi_qm_open(&qm, &device, 0), 0);
	assert_int_equal(hisi_qm_free(&qm), 1);
	hisi_qm_close(&qm);
	assert_nothing_held();
}

/* The kernel lets a device be opened that it took out of service; the layer does not. */
static void
test_isolated(void **state __rte_unused)
{
	static const char *const isolated[] = { "1\n", "2\n", "-1\n", "yes\n" };
	struct hisi_qm qm = { 0 };
	unsigned int i;

	for (i = 0; i < RTE_DIM(isolated); i++) {
		fake.isolate = isolated[i];
		test_log_start();
		assert_int_equal(hisi_qm_open(&qm, &device, 1), -EIO);
		assert_one_error("cannot open a queue: isolated by the kernel");
		test_log_start();
		assert_int_equal(hisi_qm_restart(&qm, &device, 1, 1024), -EIO);
		assert_one_error("cannot open a queue: isolated by the kernel");
		assert_nothing_held();
		/* Isolated between opening and starting. */
		fake.isolate = "0\n";
		assert_int_equal(hisi_qm_open(&qm, &device, 1), 0);
		fake.isolate = isolated[i];
		test_log_start();
		assert_int_equal(hisi_qm_restart(&qm, &device, 1, 1024), -EIO);
		assert_one_error("cannot start a queue: isolated by the kernel");
		assert_false(hisi_qm_can_submit(&qm));
		hisi_qm_close(&qm);
		assert_nothing_held();
	}
	assert_int_equal(fake.starts, 0);
	fake.isolate = "0\n";
	assert_int_equal(hisi_qm_restart(&qm, &device, 1, 1024), 0);
	hisi_qm_close(&qm);
	assert_nothing_held();
}

/* What was open is started as it is; what was closed is opened first, as deep at most. */
static void
test_restart(void **state __rte_unused)
{
	struct hisi_qm qm = { 0 };

	assert_int_equal(hisi_qm_open(&qm, &device, 1), 0);
	assert_int_equal(hisi_qm_restart(&qm, &device, 1, 1024), 0);
	assert_int_equal(fake.starts, 1);
	assert_true(hisi_qm_can_submit(&qm));
	hisi_qm_close(&qm);
	fake.info.sq_depth = 512;
	assert_int_equal(hisi_qm_restart(&qm, &device, 1, 1024), 0);
	assert_int_equal(fake.starts, 2);
	assert_int_equal(hisi_qm_free(&qm), 511);
	hisi_qm_close(&qm);
	test_log_start();
	assert_int_equal(hisi_qm_restart(&qm, &device, 1, 256), -ENOTSUP);
	assert_one_error("queue depth is 512 now and was 256");
	assert_int_equal(fake.starts, 2);
	hisi_qm_close(&qm);
	assert_nothing_held();
}

int
test_queue(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_life, setup),
		cmocka_unit_test_setup(test_reopen, setup),
		cmocka_unit_test_setup(test_close_any_state, setup),
		cmocka_unit_test_setup(test_failed_start, setup),
		cmocka_unit_test_setup(test_wrong_state, setup),
		cmocka_unit_test_setup(test_map_refused, setup),
		cmocka_unit_test_setup(test_every_step_fails, setup),
		cmocka_unit_test_setup(test_ring_layout, setup),
		cmocka_unit_test_setup(test_split_doorbells, setup),
		cmocka_unit_test_setup(test_old_kernel, setup),
		cmocka_unit_test_setup(test_odd_entry_size, setup),
		cmocka_unit_test_setup(test_odd_depth, setup),
		cmocka_unit_test_setup(test_small_region, setup),
		cmocka_unit_test_setup(test_smallest_depth, setup),
		cmocka_unit_test_setup(test_restart, setup),
		cmocka_unit_test_setup(test_isolated, setup),
	};

	return TEST_RUN_GROUP("queue", tests, NULL, NULL) + test_removal();
}

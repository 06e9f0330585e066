/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * The soft device without a driver: attributes, calls, doorbells and rings, used by
 * hand as a driver of another make would, and compared with hardware_interface.rst.
 */

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include <rte_common.h>

#include "soft_user.h"

/* 1.3: what the class directory shows, generation by generation. */
static void
test_attributes(void **state __rte_unused)
{
	static const struct {
		unsigned int qm;
		const char *name;
		const char *text;
	} want[] = {
		{ 2, "api", "hisi_qm_v2\n" },
		{ 3, "api", "hisi_qm_v3\n" },
		{ 5, "api", "hisi_qm_v5\n" },
		{ 2, "algorithms", "zlib\ngzip\n" },
		{ 3, "algorithms", "zlib\ngzip\ndeflate\n" },
		{ 5, "algorithms", "zlib\ngzip\ndeflate\nlz4\n" },
		{ 2, "flags", "1\n" },
		{ 3, "available_instances", "64\n" },
		{ 3, "region_mmio_size", "65536\n" },
		{ 3, "isolate", "0\n" },
		{ 3, "isolate_strategy", "0\n" },
		{ 3, "device/numa_node", "-1\n" },
	};
	char buf[384];
	unsigned int i;

	for (i = 0; i < RTE_DIM(want); i++) {
		struct soft_device *dev = user_device(want[i].qm, 0, NULL);

		assert_int_equal(soft_device_attr(dev, want[i].name, buf, sizeof(buf)), 0);
		assert_string_equal(buf, want[i].text);
		assert_int_equal(soft_device_attr(dev, "dev_usage", buf, sizeof(buf)), -ENOENT);
		assert_int_equal(soft_device_attr(dev, "api", buf, 4), -E2BIG);
		user_device_destroy(dev);
	}
}

/* 1.5, for the page size of this machine. */
static void
test_region_sizes(void **state __rte_unused)
{
	size_t page = sysconf(_SC_PAGESIZE);
	struct soft_device *dev = user_device(2, 0, NULL);

	assert_int_equal(user_attr(dev, "region_dus_size"),
			page == 4096 ? 151552 : page == 16384 ? 163840 : 262144);
	assert_int_equal(user_attr(dev, "region_mmio_size"),
			page == 4096 ? 8192 : page == 16384 ? 16384 : 65536);
	user_device_destroy(dev);
}

static void
test_config_refused(void **state __rte_unused)
{
	struct soft_config config = { .class = SOFT_CLASS_ZIP, .qm = 4 };
	struct soft_device *dev;

	assert_int_equal(user_device_create(&config, &dev), -EINVAL);
	config.qm = 3;
	config.workers = SOFT_MAX_WORKERS + 1;
	assert_int_equal(user_device_create(&config, &dev), -EINVAL);
	config.workers = 0;
	config.depth = 1;
	assert_int_equal(user_device_create(&config, &dev), -EINVAL);
	config.depth = 1000;
	assert_int_equal(user_device_create(&config, &dev), -EINVAL);
	config.depth = 2 * SOFT_MAX_DEPTH;
	assert_int_equal(user_device_create(&config, &dev), -EINVAL);
	config.depth = 0;
	config.workers = 1;
	CPU_ZERO(&config.cpus);
	CPU_SET(CPU_SETSIZE - 1, &config.cpus);
	/* A CPU that no machine has. */
	assert_int_equal(user_device_create(&config, &dev), -EINVAL);
	config.workers = 0;
	config.class = SOFT_CLASS_SEC + 1;
	assert_int_equal(user_device_create(&config, &dev), -ENOTSUP);
}

static void
test_open_until_busy(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	struct soft_queue *q[65];
	unsigned int i;

	for (i = 0; i < 64; i++)
		assert_int_equal(user_queue_open(dev, &q[i]), 0);
	assert_int_equal(user_attr(dev, "available_instances"), 0);
	assert_int_equal(user_queue_open(dev, &q[64]), -EBUSY);
	user_queue_close(q[17]);
	assert_int_equal(user_attr(dev, "available_instances"), 1);
	assert_int_equal(user_queue_open(dev, &q[17]), 0);
	for (i = 0; i < 64; i++)
		user_queue_close(q[i]);
	assert_int_equal(user_attr(dev, "available_instances"), 64);
	user_device_destroy(dev);
}

/* Each errno of 1.6 that a device without a kernel can give. */
static void
test_calls_refused(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	struct hisi_qm_qp_ctx ctx = { .qc_type = 2 };
	struct hisi_qm_qp_info info = { 0 };
	size_t dus = user_attr(dev, "region_dus_size");
	struct soft_queue *q;
	void *addr;

	assert_int_equal(user_queue_open(dev, &q), 0);
	assert_int_equal(soft_queue_ioctl(q, HISI_QM_CMD_SET_QP_CTX, &ctx), -EINVAL);
	assert_int_equal(soft_queue_ioctl(q, HISI_QM_CMD_SET_QP_CTX, NULL), -EFAULT);
	assert_int_equal(soft_queue_ioctl(q, HISI_QM_CMD_SET_QP_INFO, NULL), -EFAULT);
	assert_int_equal(soft_queue_ioctl(q, 0x1234, &ctx), -EINVAL);
	assert_int_equal(soft_queue_ioctl(q, HISI_QM_CMD_SET_QP_INFO, &info), 0);
	assert_int_equal(info.sqe_size, 128);
	assert_int_equal(info.sq_depth, 1024);
	assert_int_equal(info.cq_depth, 1024);
	assert_int_equal(soft_queue_map(q, UACCE_REGION_DUS, dus - 1, &addr), -EINVAL);
	assert_int_equal(soft_queue_map(q, UACCE_REGION_MMIO, 65537, &addr), -EINVAL);
	assert_int_equal(soft_queue_map(q, UACCE_NB_REGIONS, 4096, &addr), -EINVAL);
	assert_int_equal(soft_queue_map(q, UACCE_REGION_DUS, dus, &addr), 0);
	assert_int_equal(soft_queue_map(q, UACCE_REGION_DUS, dus, &addr), -EEXIST);
	soft_queue_unmap(q, UACCE_REGION_DUS);
	assert_int_equal(soft_queue_map(q, UACCE_REGION_DUS, dus, &addr), 0);
	/* PUT_Q succeeds always, a second START_Q never. */
	assert_int_equal(soft_queue_ioctl(q, UACCE_CMD_PUT_Q, NULL), 0);
	assert_int_equal(soft_queue_ioctl(q, UACCE_CMD_START_Q, NULL), 0);
	assert_int_equal(soft_queue_ioctl(q, UACCE_CMD_START_Q, NULL), -EINVAL);
	user_queue_close(q);
	user_device_destroy(dev);
}

/* Doorbells with a wrong queue, command or index are ignored (section 6, item 34). */
static void
test_wild_doorbells(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	uint8_t in[64] = { 1 }, out[128];
	const struct hisi_zip_sqe good = user_request(3, HISI_ZIP_REQ_DEFLATE, in, 64, out, 128);
	struct hisi_zip_sqe got;
	struct user u;
	unsigned int i;
	uint64_t wild[5];

	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	for (i = 0; i < 3; i++)
		user_serve(&u, &good);
	wild[0] = u.ctx.id | (uint64_t)DEPTH << 32;		/* index out of range */
	wild[1] = u.ctx.id | UINT64_C(0xffff) << 32;
	wild[2] = (u.ctx.id ^ 1) | UINT64_C(5) << 32;		/* another queue */
	wild[3] = u.ctx.id | 2 << 12 | UINT64_C(5) << 32;	/* EQ: the kernel's alone */
	wild[4] = u.ctx.id | 15 << 12 | UINT64_C(5) << 32;
	for (i = 0; i < RTE_DIM(wild); i++) {
		*u.sq_db = wild[i];
		assert_int_equal(soft_queue_serve(u.q, DEPTH), 0);
		*u.cq_db = wild[i] | 1 << 12;
		assert_int_equal(soft_queue_serve(u.q, DEPTH), 0);
	}
	got = user_serve(&u, &good);
	assert_int_equal(user_status(&got), HISI_ZIP_OK);
	assert_int_equal(u.status[HISI_QM_STATUS_TX], 0);
	user_close(&u);
	user_device_destroy(dev);
}

/* A tail before descriptors that were submitted does not take them back. */
static void
test_tail_does_not_go_back(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	uint8_t in[64] = { 1 }, out[128];
	const struct hisi_zip_sqe good = user_request(3, HISI_ZIP_REQ_DEFLATE, in, 64, out, 128);
	struct user u;
	unsigned int i;

	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	for (i = 0; i < 4; i++)
		u.sq[i] = good;
	u.tail = 4;
	user_ring_sq(&u);
	assert_int_equal(soft_queue_serve(u.q, 1), 1);
	u.tail = 2;
	user_ring_sq(&u);
	assert_int_equal(soft_queue_serve(u.q, DEPTH), 3);
	user_close(&u);
	user_device_destroy(dev);
}

/* 2.5: completions never acknowledged fill the ring, and that ends the queue (1.8). */
static void
test_completion_overflow(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	uint8_t in[64] = { 1 }, out[128];
	const struct hisi_zip_sqe good = user_request(3, HISI_ZIP_REQ_DEFLATE, in, 64, out, 128);
	struct user u;
	unsigned int i;

	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	for (i = 0; i < DEPTH - 1; i++) {
		u.sq[u.tail++ % DEPTH] = good;
		user_ring_sq(&u);
		assert_int_equal(soft_queue_serve(u.q, 8), 1);
		assert_int_equal(u.status[HISI_QM_STATUS_RX], 0);
	}
	u.sq[u.tail++ % DEPTH] = good;
	user_ring_sq(&u);
	soft_queue_serve(u.q, 8);
	assert_int_equal(u.status[HISI_QM_STATUS_TX], 1);
	assert_int_equal(u.status[HISI_QM_STATUS_RX], 1);
	/* Dead: doorbells are ignored, START_Q is refused as the file is not in INIT. */
	user_ring_cq(&u);
	assert_int_equal(soft_queue_serve(u.q, 8), 0);
	assert_int_equal(soft_queue_ioctl(u.q, UACCE_CMD_START_Q, NULL), -EINVAL);
	user_close(&u);
	/* A new open clears the words. */
	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	assert_int_equal(u.status[HISI_QM_STATUS_TX], 0);
	assert_int_equal(u.status[HISI_QM_STATUS_RX], 0);
	assert_int_equal(user_serve(&u, &good).dw3, 0);
	user_close(&u);
	user_device_destroy(dev);
}

/* 1.6: after PUT_Q the queue starts again, its indices at zero and nothing cleared. */
static void
test_put_and_start(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	uint8_t in[64] = { 1 }, out[128];
	const struct hisi_zip_sqe good = user_request(3, HISI_ZIP_REQ_DEFLATE, in, 64, out, 128);
	struct hisi_zip_sqe got;
	struct user u;
	unsigned int i;

	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	for (i = 0; i < 5; i++)
		user_serve(&u, &good);
	assert_int_equal(soft_queue_ioctl(u.q, UACCE_CMD_PUT_Q, NULL), 0);
	/* Stopped: nothing is served. */
	u.sq[5] = good;
	u.tail = 6;
	user_ring_sq(&u);
	assert_int_equal(soft_queue_serve(u.q, 8), 0);
	assert_int_equal(u.cq[0].hi & HISI_QM_CQE_PHASE, HISI_QM_CQE_PHASE);
	memset(u.cq, 0, DEPTH * sizeof(*u.cq));
	u.tail = 0;
	u.head = 0;
	assert_int_equal(soft_queue_ioctl(u.q, UACCE_CMD_START_Q, NULL), 0);
	for (i = 0; i < 6; i++) {
		got = user_serve(&u, &good);
		assert_int_equal(user_status(&got), HISI_ZIP_OK);
	}
	user_close(&u);
	user_device_destroy(dev);
}

/* Descriptors submitted before PUT_Q are finished first, as the kernel drains a queue. */
static void
test_put_drains(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	uint8_t in[64] = { 1 }, out[128];
	const struct hisi_zip_sqe good = user_request(3, HISI_ZIP_REQ_DEFLATE, in, 64, out, 128);
	struct user u;
	unsigned int i;

	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	for (i = 0; i < 10; i++)
		u.sq[u.tail++] = good;
	user_ring_sq(&u);
	assert_int_equal(soft_queue_ioctl(u.q, UACCE_CMD_PUT_Q, NULL), 0);
	for (i = 0; i < 10; i++) {
		assert_true(user_cqe_is_valid(&u));
		u.head++;
	}
	assert_false(user_cqe_is_valid(&u));
	user_close(&u);
	user_device_destroy(dev);
}

static void
test_injected_faults(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, "open@1+start@2+status@2+reset@5");
	uint8_t in[64] = { 1 }, out[128];
	const struct hisi_zip_sqe good = user_request(3, HISI_ZIP_REQ_DEFLATE, in, 64, out, 128);
	struct soft_queue *q;
	struct user a, b;

	assert_int_equal(user_queue_open(dev, &q), -EBUSY);
	user_open(&a, dev, HISI_ZIP_QC_COMPRESS);
	assert_int_equal(user_queue_open(dev, &q), 0);
	assert_int_equal(soft_queue_ioctl(q, UACCE_CMD_START_Q, NULL), -EIO);
	user_queue_close(q);
	user_open(&b, dev, HISI_ZIP_QC_COMPRESS);
	assert_int_equal(user_serve(&a, &good).dw3, 0);
	assert_int_equal(user_serve(&b, &good).dw3, HISI_ZIP_BAD_ADDR);
	assert_int_equal(user_serve(&b, &good).dw3, 0);
	assert_int_equal(user_serve(&a, &good).dw3, 0);
	/* The fifth resets the device, and with it the other queue. */
	a.sq[a.tail++] = good;
	user_ring_sq(&a);
	soft_queue_serve(a.q, 1);
	soft_queue_serve(b.q, 1);
	assert_int_equal(a.status[HISI_QM_STATUS_RX], 1);
	assert_int_equal(b.status[HISI_QM_STATUS_RX], 1);
	assert_false(user_cqe_is_valid(&a));
	user_close(&a);
	user_close(&b);
	/* Queues opened afterwards work. */
	user_open(&a, dev, HISI_ZIP_QC_COMPRESS);
	assert_int_equal(user_serve(&a, &good).dw3, 0);
	user_close(&a);
	user_device_destroy(dev);
}

/* Forged results: lengths that no buffer has, with words of the driver that agree, or no result. */
static void
test_injected_lies(void **state __rte_unused)
{
	struct soft_config sec = { .class = SOFT_CLASS_SEC, .qm = 3 };
	struct soft_device *dev = user_device(3, 0, "counts@2+nowb@4");
	uint8_t in[64] = { 1 }, out[128];
	const struct hisi_zip_sqe good = user_request(3, HISI_ZIP_REQ_DEFLATE, in, 64, out, 128);
	struct hisi_zip_sqe got;
	struct user u;
	unsigned int i;

	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	for (i = 1; i <= 5; i++) {
		got = user_serve(&u, &good);
		if (i == 4) {
			assert_memory_equal(&got, &good, sizeof(good));
			continue;
		}
		assert_int_equal(user_status(&got), HISI_ZIP_OK);
		assert_int_equal(got.consumed, i == 2 ? INT32_MAX : 64);
		assert_int_equal(got.input_data_length, i == 2 ? INT32_MAX : 64);
		assert_int_equal(got.dest_avail_out, i == 2 ? INT32_MAX : 128);
		assert_int_equal(got.dw7 == good.dw7, i != 2);
		assert_int_equal(got.dw9 == good.dw9, i != 2);
	}
	user_close(&u);
	user_device_destroy(dev);
	/* Results of SEC have neither lengths nor a flag of the last block. */
	assert_int_equal(soft_fault_parse("counts@1", &sec.faults), 0);
	assert_int_equal(user_device_create(&sec, &dev), -EINVAL);
	assert_int_equal(soft_fault_parse("nolast@1", &sec.faults), 0);
	assert_int_equal(user_device_create(&sec, &dev), -EINVAL);
}

static void
test_fault_text(void **state __rte_unused)
{
	static const char *const bad[] = {
		"", "reset", "reset@", "reset@0", "reset@-1", "reset@4294967296", "reset@1x",
		"reset@1+", "+reset@1", "reset@1+reset@2", "rest@1", "reset@ 1",
	};
	struct soft_faults faults;
	unsigned int i;

	for (i = 0; i < RTE_DIM(bad); i++)
		assert_int_equal(soft_fault_parse(bad[i], &faults), -EINVAL);
	assert_int_equal(soft_fault_parse("reset@4294967295+order@7", &faults), 0);
	assert_int_equal(faults.at[SOFT_FAULT_RESET], UINT32_MAX);
	assert_int_equal(faults.at[SOFT_FAULT_ORDER], 7);
	assert_int_equal(faults.at[SOFT_FAULT_STALL], 0);
	assert_int_equal(soft_fault_parse("counts@3+nowb@4", &faults), 0);
	assert_int_equal(faults.at[SOFT_FAULT_COUNTS], 3);
	assert_int_equal(faults.at[SOFT_FAULT_NOWB], 4);
}

#define BUSY_OPS	20000

/* A thread with a queue of its own, in bursts, and a close while the workers serve. */
static void *
busy_user(void *arg)
{
	uint8_t in[64] = { 1 }, out[128];
	const struct hisi_zip_sqe good = user_request(3, HISI_ZIP_REQ_DEFLATE, in, 64, out, 128);
	unsigned int done = 0, i;
	struct user u;

	user_open(&u, arg, HISI_ZIP_QC_COMPRESS);
	while (done < BUSY_OPS) {
		for (i = 0; i < 16; i++)
			u.sq[u.tail++ % DEPTH] = good;
		user_ring_sq(&u);
		for (i = 0; i < 16; i++) {
			while (!user_cqe_is_valid(&u))
				sched_yield();
			done += u.sq[u.head % DEPTH].dw3 == 0;
			u.head++;
		}
		user_ring_cq(&u);
	}
	for (i = 0; i < 200; i++)
		u.sq[u.tail++ % DEPTH] = good;
	user_ring_sq(&u);
	user_close(&u);
	return (void *)(uintptr_t)done;
}

static void
test_threads(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 2, NULL);
	pthread_t threads[4];
	unsigned int i;
	void *done;

	for (i = 0; i < RTE_DIM(threads); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, busy_user, dev), 0);
	for (i = 0; i < RTE_DIM(threads); i++) {
		assert_int_equal(pthread_join(threads[i], &done), 0);
		assert_int_equal((uintptr_t)done, BUSY_OPS);
	}
	assert_int_equal(user_attr(dev, "available_instances"), 64);
	user_device_destroy(dev);
}

int
test_soft(void)
{
	const struct CMUnitTest tests[] = {
		user_unit_test(test_attributes),
		user_unit_test(test_region_sizes),
		user_unit_test(test_config_refused),
		user_unit_test(test_open_until_busy),
		user_unit_test(test_calls_refused),
		user_unit_test(test_wild_doorbells),
		user_unit_test(test_tail_does_not_go_back),
		user_unit_test(test_completion_overflow),
		user_unit_test(test_put_and_start),
		user_unit_test(test_put_drains),
		user_unit_test(test_injected_faults),
		user_unit_test(test_injected_lies),
		user_unit_test(test_fault_text),
		user_unit_test(test_threads),
	};

	return TEST_RUN_GROUP("soft", tests, NULL, NULL) + test_soft_guard() +
		test_soft_signal() + test_soft_signal_old() + test_soft_zip() + test_soft_lz4() +
		test_soft_sgl() + test_soft_large() + test_soft_large_memory() +
		test_soft_inflate() + test_soft_deflate() + test_soft_context() +
		test_soft_worker();
}

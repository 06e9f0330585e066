/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>

#include "fake_transport.h"
#include "test.h"

/* File descriptor of each queue that is open. */
#define FD	99

struct fake_kernel fake;
struct uacce_device fake_device;

static int
answer(enum fake_call call)
{
	return fake.fails == call ? fake.error : 0;
}

static int
fake_attr(const struct uacce_device *dev, const char *attr, char *buf, size_t len)
{
	assert_ptr_equal(dev, &fake_device);
	assert_string_equal(attr, "isolate");
	if (fake.isolate == NULL)
		return -ENOENT;
	snprintf(buf, len, "%s", fake.isolate);
	return 0;
}

static int
fake_open(struct uacce_queue *q)
{
	int ret = answer(FAKE_OPEN);

	if (ret < 0)
		return ret;
	fake.open++;
	q->fd = FD;
	return 0;
}

static int
fake_ioctl(struct uacce_queue *q, unsigned long cmd, void *arg)
{
	struct hisi_qm_qp_ctx *ctx = arg;

	assert_int_equal(q->fd, FD);
	if (cmd == UACCE_CMD_PUT_Q) {
		fake.stops++;
		return -ENXIO;
	} else if (cmd == UACCE_CMD_START_Q) {
		fake.starts++;
		return answer(FAKE_START);
	} else if (cmd == HISI_QM_CMD_SET_QP_CTX) {
		fake.qc_type = ctx->qc_type;
		ctx->id = fake.id;
		return answer(FAKE_SET_QP_CTX);
	}
	assert_true(cmd == HISI_QM_CMD_SET_QP_INFO);
	memcpy(arg, &fake.info, sizeof(fake.info));
	return answer(FAKE_SET_QP_INFO);
}

static int
fake_map(struct uacce_queue *q __rte_unused, enum uacce_region region, size_t len, void **addr)
{
	int ret = answer(region == UACCE_REGION_MMIO ? FAKE_MAP_MMIO : FAKE_MAP_DUS);

	if (ret < 0)
		return ret;
	assert_null(fake.memory[region]);
	assert_int_equal(len, fake_device.region_size[region]);
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
	assert_int_equal(q->region_len[region], fake_device.region_size[region]);
	free(fake.memory[region]);
	fake.memory[region] = NULL;
	fake.mapped--;
}

static void
fake_close(struct uacce_queue *q)
{
	assert_int_equal(q->fd, FD);
	if (fake.mapped != 0)
		fake.early_closes++;
	fake.open--;
}

struct uacce_transport fake_transport = {
	.name = "fake",
	.attr = fake_attr,
	.open = fake_open,
	.ioctl = fake_ioctl,
	.map = fake_map,
	.unmap = fake_unmap,
	.close = fake_close,
};

void
fake_reset(void)
{
	fake = (struct fake_kernel){
		.info = { .sqe_size = 128, .sq_depth = 1024, .cq_depth = 1024 },
		.id = 7,
	};
	fake_device = (struct uacce_device){
		.name = "hisi_zip-3",
		.node = "/dev/hisi_zip-3",
		.region_size = {
			[UACCE_REGION_MMIO] = 65536,
			[UACCE_REGION_DUS] = 151552,
		},
		.transport = &fake_transport,
	};
	fake_transport.split_doorbells = false;
}

int
fake_setup(void **state __rte_unused)
{
	fake_reset();
	return 0;
}

int
fake_teardown(void **state __rte_unused)
{
	return fake.open == 0 && fake.mapped == 0 && fake.early_closes == 0 ? 0 : -1;
}

void
fake_assert_all_closed(void)
{
	assert_int_equal(fake.open, 0);
	assert_int_equal(fake.mapped, 0);
	assert_int_equal(fake.early_closes, 0);
}

void
fake_assert_one_error(const char *cause)
{
	const char *log = test_log_stop();

	assert_int_equal(test_log_count("ERR"), 1);
	assert_ptr_equal(strchr(log, '\n'), log + strlen(log) - 1);
	assert_non_null(strstr(log, "hisi_zip-3: "));
	if (strstr(log, cause) == NULL)
		fail_msg("'%s' lacks '%s'", log, cause);
}

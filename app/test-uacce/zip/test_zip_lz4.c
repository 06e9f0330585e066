/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* LZ4 blocks of uacce_zip, decoded by liblz4. A DPDK without LZ4 has no tests here. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <lz4.h>

#include <rte_common.h>

#include "test_zip.h"
#include "zip_fixture.h"
#include "zip_task.h"
#include "uacce_compat.h"

#ifdef UACCE_HAVE_COMP_LZ4

#define BATCH		64u
#define LEN_MAX		60000u
#define NB_RANDOM	3000u
/* Most bytes of a request (hardware_interface.rst, 3.12). */
#define LIMIT		(8u << 20)

static uint8_t plain[LEN_MAX];
static uint8_t packed[LZ4_COMPRESSBOUND(LEN_MAX)];
static struct zip_task task;

static struct rte_comp_xform
lz4_xform(enum rte_comp_checksum_type type)
{
	struct rte_comp_xform xform = {
		.type = RTE_COMP_COMPRESS,
		.compress = {
			.algo = RTE_COMP_ALGO_LZ4,
			.level = RTE_COMP_LEVEL_PMD_DEFAULT,
			.window_size = 16,
			.chksum = type,
		},
	};

	return xform;
}

static void *
make_lz4(enum rte_comp_checksum_type type)
{
	struct rte_comp_xform xform = lz4_xform(type);

	return zip_make_xform(&zip_port, &xform);
}

static void
free_lz4(void *xform)
{
	assert_int_equal(rte_compressdev_private_xform_free(zip_port.id, xform), 0);
}

/* An accelerator may lack LZ4, or its kernel may not announce it. */
static void
need_lz4(void)
{
	if (rte_compressdev_capability_get(zip_port.id, RTE_COMP_ALGO_LZ4) == NULL)
		skip();
}

static void
assert_decodes(const uint8_t *block, uint32_t len, const uint8_t *data, uint32_t data_len)
{
	/* A byte of room more than needed, so that output behind the data would show. */
	char *out = malloc(data_len + 1);

	assert_non_null(out);
	assert_int_equal(LZ4_decompress_safe((const char *)block, out, len, data_len + 1),
			data_len);
	test_assert_same(out, data, data_len);
	free(out);
}

/* Run an operation over @p len bytes of plain; the caller checks its status. */
static void
run_one(void *xform, uint32_t len, uint32_t room, uint32_t segs, uint64_t input)
{
	task = (struct zip_task) {
		.flush = RTE_COMP_FLUSH_FINAL,
		.xform = xform,
		.src = plain,
		.len = len,
		.room = room,
		.src_offset = test_rand_range(0, 40),
		.dst_offset = test_rand_range(0, 40),
		.src_segs = segs,
		.dst_segs = segs == 1 ? 1 : segs + 2,
		.input_chksum = input,
		.out = packed,
	};
	zip_task_run(&zip_port, &task, 1);
}

static void
assert_done(uint32_t len)
{
	assert_int_equal(task.status, RTE_COMP_OP_STATUS_SUCCESS);
	assert_int_equal(task.consumed, len);
	assert_decodes(packed, task.produced, plain, len);
}

static void
assert_no_room(void)
{
	assert_int_equal(task.status, RTE_COMP_OP_STATUS_OUT_OF_SPACE_TERMINATED);
	assert_int_equal(task.consumed, 0);
	assert_int_equal(task.produced, 0);
}

static void
test_sizes(void **state __rte_unused)
{
	uint32_t before = zip_task_count(), len, segs;
	unsigned int i;
	void *xform;

	need_lz4();
	xform = make_lz4(RTE_COMP_CHECKSUM_NONE);
	for (i = 0; i < zip_nb_sizes; i++) {
		len = RTE_MIN(zip_sizes[i], LEN_MAX);
		for (segs = 1; segs <= 20; segs += 5) {
			zip_fill((i + segs) % ZIP_NB_DATA, plain, len);
			run_one(xform, len, LZ4_COMPRESSBOUND(len), segs, 0);
			assert_done(len);
		}
	}
	assert_int_equal(zip_task_count() - before, zip_nb_sizes * 4);
	free_lz4(xform);
}

/* Exactly enough room and a byte less, for outputs with and without a buffer of the driver. */
static void
test_rooms(void **state __rte_unused)
{
	static const uint32_t lens[] = { 1, 13, 100, 199, 230, 5000, 50000 };
	uint32_t size, segs;
	unsigned int i;
	void *xform;

	need_lz4();
	xform = make_lz4(RTE_COMP_CHECKSUM_NONE);
	for (i = 0; i < RTE_DIM(lens); i++) {
		for (segs = 1; segs <= 7; segs += 3) {
			zip_fill(ZIP_RANDOM, plain, lens[i]);
			run_one(xform, lens[i], LZ4_COMPRESSBOUND(lens[i]), segs, 0);
			assert_done(lens[i]);
			size = task.produced;
			run_one(xform, lens[i], size, segs, 0);
			assert_done(lens[i]);
			assert_int_equal(task.produced, size);
			run_one(xform, lens[i], size - 1, segs, 0);
			assert_no_room();
		}
	}
	free_lz4(xform);
}

/* A block without data is one token. */
static void
test_empty(void **state __rte_unused)
{
	void *xform;

	need_lz4();
	xform = make_lz4(RTE_COMP_CHECKSUM_NONE);
	run_one(xform, 0, 1, 1, 0);
	assert_done(0);
	assert_int_equal(task.produced, 1);
	run_one(xform, 0, 300, 3, 0);
	assert_done(0);
	free_lz4(xform);
}

static void
test_checksums(void **state __rte_unused)
{
	static const enum rte_comp_checksum_type types[] = {
		RTE_COMP_CHECKSUM_CRC32, RTE_COMP_CHECKSUM_ADLER32,
		RTE_COMP_CHECKSUM_CRC32_ADLER32,
	};
	uint32_t i, len;
	uint64_t first;
	void *xform;

	need_lz4();
	for (i = 0; i < RTE_DIM(types); i++) {
		xform = make_lz4(types[i]);
		len = test_rand_range(2, 20000);
		zip_fill(ZIP_TEXT, plain, len);
		run_one(xform, len, LZ4_COMPRESSBOUND(len), 1 + i, 0);
		assert_done(len);
		assert_int_equal(task.chksum, zip_sum(types[i], plain, len));
		/* The second operation continues the checksum of the first. */
		run_one(xform, len / 2, LZ4_COMPRESSBOUND(len), 1, 0);
		first = task.chksum;
		memmove(plain + LEN_MAX / 2, plain, len);
		memmove(plain, plain + len / 2, len - len / 2);
		run_one(xform, len - len / 2, LZ4_COMPRESSBOUND(len), 4, first);
		assert_int_equal(task.chksum, zip_sum(types[i], plain + LEN_MAX / 2, len));
		free_lz4(xform);
	}
}

/* The largest request; one byte more is rejected. */
static void
test_limit(void **state __rte_unused)
{
	uint32_t room = LZ4_COMPRESSBOUND(LIMIT), i;
	uint8_t *data = malloc(LIMIT + 1), *out = malloc(room);
	struct rte_compressdev_stats stats;
	void *xform;

	need_lz4();
	assert_true(data != NULL && out != NULL);
	for (i = 0; i <= LIMIT; i++)
		data[i] = i ^ i >> 8 ^ i >> 13;
	xform = make_lz4(RTE_COMP_CHECKSUM_NONE);
	task = (struct zip_task) { .flush = RTE_COMP_FLUSH_FINAL, .xform = xform, .src = data,
		.len = LIMIT, .room = room, .src_segs = 200, .dst_segs = 300, .out = out };
	zip_task_run(&zip_port, &task, 1);
	assert_int_equal(task.status, RTE_COMP_OP_STATUS_SUCCESS);
	assert_int_equal(task.consumed, LIMIT);
	assert_decodes(out, task.produced, data, LIMIT);
	free_lz4(xform);
	/* The limit is the same with a checksum and with little room. */
	for (i = 0; i < 3; i++) {
		xform = make_lz4(i == 1 ? RTE_COMP_CHECKSUM_CRC32 : RTE_COMP_CHECKSUM_NONE);
		task.xform = xform;
		task.len = LIMIT + 1;
		task.room = i == 2 ? 100 : room;
		task.src_segs = i == 0 ? 129 : 200;
		zip_task_make(&zip_port, &task);
		assert_int_equal(zip_enqueue(&zip_port, 0, &task.op, 1), 0);
		assert_int_equal(task.op->status, RTE_COMP_OP_STATUS_INVALID_ARGS);
		zip_task_free(&task);
		free_lz4(xform);
	}
	assert_int_equal(rte_compressdev_stats_get(zip_port.id, &stats), 0);
	assert_int_equal(stats.enqueue_err_count, 3);
	free(data);
	free(out);
}

/* Random data, lengths, chains, offsets and rooms, which may be too small. */
static void
test_random(void **state __rte_unused)
{
	uint32_t i, len, full, done = 0, short_of_room = 0;
	void *xform;

	need_lz4();
	xform = make_lz4(RTE_COMP_CHECKSUM_NONE);
	for (i = 0; i < NB_RANDOM; i++) {
		len = test_rand_range(1, i % 16 == 0 ? LEN_MAX : 3000);
		zip_fill(i % ZIP_NB_DATA, plain, len);
		full = LZ4_COMPRESSBOUND(len);
		run_one(xform, len, test_rand_range(1, full), test_rand_range(1, 24), 0);
		if (task.status == RTE_COMP_OP_STATUS_SUCCESS) {
			assert_done(len);
			done++;
			continue;
		}
		assert_no_room();
		short_of_room++;
		run_one(xform, len, full, test_rand_range(1, 24), 0);
		assert_done(len);
	}
	assert_true(done > NB_RANDOM / 8 && short_of_room > NB_RANDOM / 8);
	free_lz4(xform);
}

/* Operations of DEFLATE and LZ4 in the same bursts. */
static void
test_mixed_burst(void **state __rte_unused)
{
	static uint8_t data[BATCH][2000], out[BATCH][2500];
	static struct zip_task tasks[BATCH];
	unsigned int i;
	void *xform;

	need_lz4();
	xform = make_lz4(RTE_COMP_CHECKSUM_NONE);
	for (i = 0; i < BATCH; i++) {
		uint32_t len = test_rand_range(1, sizeof(data[i]));

		zip_fill(ZIP_TEXT, data[i], len);
		tasks[i] = (struct zip_task) { .flush = RTE_COMP_FLUSH_FINAL,
			.xform = i & 1 ? xform : NULL, .src = data[i], .len = len,
			.room = sizeof(out[i]), .out = out[i],
			.src_segs = test_rand_range(1, 3), .dst_segs = test_rand_range(1, 3) };
	}
	zip_task_run(&zip_port, tasks, BATCH);
	for (i = 0; i < BATCH; i++) {
		assert_int_equal(tasks[i].status, RTE_COMP_OP_STATUS_SUCCESS);
		if (i & 1)
			assert_decodes(out[i], tasks[i].produced, data[i], tasks[i].len);
		else
			zip_assert_unpacks(out[i], tasks[i].produced, data[i], tasks[i].len);
	}
	free_lz4(xform);
}

static void
assert_refused(const struct rte_comp_xform *xform, const char *why)
{
	const char *log;
	void *priv = NULL;

	test_log_start();
	assert_int_equal(rte_compressdev_private_xform_create(zip_port.id, xform, &priv),
			-ENOTSUP);
	log = test_log_stop();
	assert_null(priv);
	assert_int_equal(test_log_lines(log, "ERR", why), 1);
}

static void
test_refused(void **state __rte_unused)
{
	struct rte_comp_xform xform = lz4_xform(RTE_COMP_CHECKSUM_NONE);
	struct rte_comp_xform unlz4 = zip_xform(true, 15);
	void *stream = NULL;
	unsigned int i;

	unlz4.decompress.algo = RTE_COMP_ALGO_LZ4;
	assert_refused(&unlz4, "algorithm");
	if (rte_compressdev_capability_get(zip_port.id, RTE_COMP_ALGO_LZ4) == NULL) {
		assert_refused(&xform, "LZ4");
		return;
	}
	for (i = 0; i < 8; i++) {
		xform.compress.lz4.flags = 1u << i;
		if (xform.compress.lz4.flags != RTE_COMP_LZ4_FLAG_BLOCK_INDEPENDENCE)
			assert_refused(&xform, "flags");
	}
	xform.compress.lz4.flags = RTE_COMP_LZ4_FLAG_BLOCK_INDEPENDENCE;
	free_lz4(zip_make_xform(&zip_port, &xform));
	xform.compress.window_size = 15;
	assert_refused(&xform, "window");
	xform.compress.window_size = 17;
	assert_refused(&xform, "window");
	xform.compress.window_size = 16;
	xform.compress.chksum = RTE_COMP_CHECKSUM_XXHASH32;
	assert_refused(&xform, "checksum");
	xform.compress.chksum = RTE_COMP_CHECKSUM_NONE;
	xform.compress.level = 0;
	assert_refused(&xform, "level");
	xform.compress.level = RTE_COMP_LEVEL_PMD_DEFAULT;
	assert_int_equal(rte_compressdev_stream_create(zip_port.id, &xform, &stream), -ENOTSUP);
	assert_null(stream);
}

static void
test_capability(void **state __rte_unused)
{
	const struct rte_compressdev_capabilities *cap =
		rte_compressdev_capability_get(zip_port.id, RTE_COMP_ALGO_LZ4);

	if (zip_variant.soft)
		assert_int_equal(cap != NULL, zip_variant.qm >= 5);
	if (cap == NULL)
		return;
	assert_int_equal(cap->comp_feature_flags, RTE_COMP_FF_OOP_SGL_IN_SGL_OUT |
			RTE_COMP_FF_OOP_SGL_IN_LB_OUT | RTE_COMP_FF_OOP_LB_IN_SGL_OUT |
			RTE_COMP_FF_CRC32_CHECKSUM | RTE_COMP_FF_ADLER32_CHECKSUM |
			RTE_COMP_FF_CRC32_ADLER32_CHECKSUM | RTE_COMP_FF_MULTI_PKT_CHECKSUM |
			RTE_COMP_FF_SHAREABLE_PRIV_XFORM | RTE_COMP_FF_LZ4_BLOCK_INDEPENDENCE);
	assert_int_equal(cap->window_size.min, 16);
	assert_int_equal(cap->window_size.max, 16);
}

int
test_zip_lz4(void)
{
	static const struct CMUnitTest without[] = {
		ZIP_TEST(test_capability),
		ZIP_TEST(test_refused),
	};
	static const struct CMUnitTest tests[] = {
		ZIP_TEST(test_capability),
		ZIP_TEST(test_sizes),
		ZIP_TEST(test_rooms),
		ZIP_TEST(test_empty),
		ZIP_TEST(test_checksums),
		ZIP_TEST(test_limit),
		ZIP_TEST(test_random),
		ZIP_TEST(test_mixed_burst),
		ZIP_TEST(test_refused),
	};

	if (zip_variant.soft && zip_variant.qm < 5)
		return TEST_RUN_GROUP("zip without lz4", without, NULL, NULL);
	return TEST_RUN_GROUP("zip lz4", tests, NULL, NULL);
}

#else

int
test_zip_lz4(void)
{
	return 0;
}

#endif /* UACCE_HAVE_COMP_LZ4 */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Checksums of uacce_zip against zlib's. */

#include <string.h>

#include <zlib.h>

#include <rte_common.h>

#include "test_zip.h"
#include "zip_fixture.h"
#include "zip_flow.h"

#define BATCH	64u

static const struct zip_zlib zlib_default = { 6, 15, 8, Z_DEFAULT_STRATEGY };

static const enum rte_comp_checksum_type types[] = {
	RTE_COMP_CHECKSUM_CRC32, RTE_COMP_CHECKSUM_ADLER32, RTE_COMP_CHECKSUM_CRC32_ADLER32,
};

static uint8_t plain[ZIP_BUF];
static uint8_t packed[ZIP_STREAM_MAX];
static uint8_t result[ZIP_STREAM_MAX];
static struct zip_task task;

/* Run an operation with a checksum and check its output. */
static void
run_one(void *xform, bool decompress, uint32_t at, uint32_t len, uint64_t input, uint32_t segs)
{
	task = (struct zip_task) {
		.decompress = decompress,
		.flush = RTE_COMP_FLUSH_FINAL,
		.xform = xform,
		.src = decompress ? packed : plain + at,
		.len = decompress ? zip_zlib_pack(&zlib_default, plain + at, len, packed,
				sizeof(packed)) : len,
		.room = decompress ? RTE_MAX(len, 1u) : len + len / 8 + 100,
		.src_offset = test_rand_range(0, 40),
		.dst_offset = test_rand_range(0, 40),
		.src_segs = segs,
		.dst_segs = segs == 1 ? 1 : segs + 3,
		.input_chksum = input,
		.out = result,
	};
	zip_task_run(&zip_port, &task, 1);
	assert_int_equal(task.status, RTE_COMP_OP_STATUS_SUCCESS);
	assert_int_equal(task.consumed, task.len);
	if (decompress) {
		assert_int_equal(task.produced, len);
		test_assert_same(result, plain + at, len);
	} else {
		zip_assert_unpacks(result, task.produced, plain + at, len);
	}
}

static void
run_sizes(enum rte_comp_checksum_type type, bool decompress, uint32_t segs)
{
	struct rte_comp_xform xform = zip_xform_sum(decompress, type);
	void *priv = zip_make_xform(&zip_port, &xform);
	unsigned int i;

	for (i = 0; i < zip_nb_sizes; i++) {
		zip_fill((i + type) % ZIP_NB_DATA, plain, zip_sizes[i]);
		/* Less than an mbuf, as the offset takes some of it. */
		run_one(priv, decompress, 0, RTE_MIN(zip_sizes[i], 58000u), 0, segs);
		assert_int_equal(task.chksum, zip_sum(type, plain,
				RTE_MIN(zip_sizes[i], 58000u)));
	}
	assert_int_equal(rte_compressdev_private_xform_free(zip_port.id, priv), 0);
}

static void
test_types(void **state __rte_unused)
{
	uint32_t before = zip_task_count(), segs;
	unsigned int i;

	for (i = 0; i < RTE_DIM(types); i++) {
		for (segs = 1; segs <= 20; segs += 6) {
			run_sizes(types[i], false, segs);
			run_sizes(types[i], true, segs);
		}
	}
	assert_int_equal(zip_task_count() - before, RTE_DIM(types) * 4 * 2 * zip_nb_sizes);
}

/* The worked value of hardware_interface.rst 3.8. */
static void
test_check_value(void **state __rte_unused)
{
	static const uint64_t expected[] = { 0xcbf43926, 0x091e01de,
		UINT64_C(0x091e01decbf43926) };
	struct rte_comp_xform xform;
	unsigned int i, d;
	void *priv;

	memcpy(plain, "123456789", 9);
	for (i = 0; i < RTE_DIM(types); i++) {
		for (d = 0; d < 2; d++) {
			xform = zip_xform_sum(d, types[i]);
			priv = zip_make_xform(&zip_port, &xform);
			run_one(priv, d, 0, 9, 0, 1);
			assert_int_equal(task.chksum, expected[i]);
			run_one(priv, d, 0, 9, 0, 4);
			assert_int_equal(task.chksum, expected[i]);
			assert_int_equal(rte_compressdev_private_xform_free(zip_port.id, priv), 0);
		}
	}
}

/* Data in pieces with an operation each, which continues the checksum of the one before. */
static void
run_pieces(enum rte_comp_checksum_type type, bool decompress, uint32_t max)
{
	struct rte_comp_xform xform = zip_xform_sum(decompress, type);
	void *priv = zip_make_xform(&zip_port, &xform);
	uint32_t at = 0, len, total = 20000;
	uint64_t sum = 0;

	zip_fill(ZIP_TEXT, plain, total);
	while (at < total) {
		/* A piece may be empty. */
		len = RTE_MIN(test_rand_range(0, max), total - at);
		run_one(priv, decompress, at, len, sum, test_rand_range(1, 6));
		at += len;
		sum = task.chksum;
		assert_int_equal(sum, zip_sum(type, plain, at));
	}
	assert_int_equal(rte_compressdev_private_xform_free(zip_port.id, priv), 0);
}

static void
test_pieces(void **state __rte_unused)
{
	uint32_t before = zip_task_count();
	unsigned int i;

	for (i = 0; i < RTE_DIM(types); i++) {
		run_pieces(types[i], false, 10000);
		run_pieces(types[i], true, 10000);
		run_pieces(types[i], false, 300);
		run_pieces(types[i], true, 300);
	}
	assert_true(zip_task_count() - before > 6 * 20000 / 300);
}

static void
test_empty(void **state __rte_unused)
{
	struct rte_comp_xform xform;
	unsigned int i;
	uint64_t sum;
	void *priv;

	zip_fill(ZIP_TEXT, plain, 1000);
	for (i = 0; i < RTE_DIM(types); i++) {
		xform = zip_xform_sum(false, types[i]);
		priv = zip_make_xform(&zip_port, &xform);
		run_one(priv, false, 0, 0, 0, 1);
		assert_int_equal(task.chksum, zip_sum(types[i], plain, 0));
		/* Behind other data an empty operation leaves the checksum as it is. */
		sum = zip_sum(types[i], plain, 1000);
		run_one(priv, false, 0, 0, sum, 3);
		assert_int_equal(task.chksum, sum);
		assert_int_equal(rte_compressdev_private_xform_free(zip_port.id, priv), 0);
	}
}

/* Outputs that are so small that they go through a buffer of the driver. */
static void
test_small_rooms(void **state __rte_unused)
{
	struct rte_comp_xform xform;
	uint32_t len, before = zip_task_count();
	unsigned int i;
	void *priv;

	for (i = 0; i < RTE_DIM(types); i++) {
		xform = zip_xform_sum(true, types[i]);
		priv = zip_make_xform(&zip_port, &xform);
		for (len = 1; len <= 210; len++) {
			zip_fill(ZIP_TEXT, plain, len);
			run_one(priv, true, 0, len, 0, 1 + len % 5);
			assert_int_equal(task.chksum, zip_sum(types[i], plain, len));
		}
		assert_int_equal(rte_compressdev_private_xform_free(zip_port.id, priv), 0);
	}
	assert_int_equal(zip_task_count() - before, RTE_DIM(types) * 210);
}

/* Operations with all types of checksums and without one in the same burst. */
static void
test_mixed_burst(void **state __rte_unused)
{
	static uint8_t data[BATCH][2000], streams[BATCH][2500], out[BATCH][2500];
	static struct zip_task tasks[BATCH];
	enum rte_comp_checksum_type type;
	struct rte_comp_xform xform;
	void *privs[2][4];
	unsigned int i, d;

	for (i = 0; i < 8; i++) {
		xform = zip_xform_sum(i & 1, i / 2);
		privs[i & 1][i / 2] = zip_make_xform(&zip_port, &xform);
	}
	for (i = 0; i < BATCH; i++) {
		uint32_t len = test_rand_range(1, sizeof(data[i]));

		d = test_rand() & 1;
		zip_fill(ZIP_TEXT, data[i], len);
		tasks[i] = (struct zip_task) { .decompress = d, .flush = RTE_COMP_FLUSH_FINAL,
			.xform = privs[d][i % 4], .src = d ? streams[i] : data[i],
			.len = d ? zip_zlib_pack(&zlib_default, data[i], len, streams[i],
					sizeof(streams[i])) : len,
			.room = sizeof(out[i]), .out = out[i],
			.src_segs = test_rand_range(1, 3), .dst_segs = test_rand_range(1, 3) };
	}
	zip_task_run(&zip_port, tasks, BATCH);
	for (i = 0; i < BATCH; i++) {
		type = i % 4;
		assert_int_equal(tasks[i].status, RTE_COMP_OP_STATUS_SUCCESS);
		if (type != RTE_COMP_CHECKSUM_NONE)
			assert_int_equal(tasks[i].chksum, zip_sum(type, data[i],
				tasks[i].decompress ? tasks[i].produced : tasks[i].len));
	}
	for (i = 0; i < 8; i++)
		assert_int_equal(rte_compressdev_private_xform_free(zip_port.id,
				privs[i & 1][i / 2]), 0);
}

static void
run_stream(enum rte_comp_checksum_type type, bool decompress)
{
	struct rte_comp_xform xform = zip_xform_sum(decompress, type);
	struct zip_flow flow;
	uint32_t len;
	unsigned int i;

	zip_flow_open(&flow, &zip_port, &xform);
	flow.max_segs = 3;
	/* Each stream starts a checksum of its own. */
	for (i = 0; i < 6; i++) {
		len = test_rand_range(1, 30000);
		zip_fill(i % ZIP_NB_DATA, plain, len);
		if (decompress)
			zip_flow_decompress(&flow, packed, zip_zlib_pack(&zlib_default, plain,
					len, packed, sizeof(packed)), 0, plain, len);
		else
			zip_flow_compress(&flow, plain, len);
		zip_flow_run(&flow);
	}
	assert_true(flow.ops > 6 * 2);
	zip_flow_close(&flow);
}

static void
test_streams(void **state __rte_unused)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(types); i++) {
		run_stream(types[i], false);
		run_stream(types[i], true);
	}
}

/*
 * Fill in bytes whose Adler-32 is 0, which must not be taken for no checksum. @return their number.
 */
static uint32_t
fill_zero_adler(uint8_t *data)
{
	const uint32_t n = 600, base = 65521, span = 499;
	uint32_t i, left;

	/* The sum of all bytes and 1 is the modulus, so that the low half is 0. */
	memset(data, (base - 1) / n, n);
	for (i = 0; i < (base - 1) % n; i++)
		data[i]++;
	/* Moving 1 from a byte to an earlier one adds their distance to the high half. */
	left = (base - (adler32(1, data, n) >> 16)) % base;
	for (i = 0; left != 0; i = (i + 1) % 100) {
		uint32_t far = RTE_MIN(left, span);

		data[i]++;
		data[i + far]--;
		left -= far;
	}
	assert_int_equal(adler32(1, data, n), 0);
	return n;
}

static void
test_zero_adler(void **state __rte_unused)
{
	struct rte_comp_xform xform;
	struct zip_flow flow;
	unsigned int i, d;
	uint32_t len;

	len = fill_zero_adler(plain);
	zip_fill(ZIP_TEXT, plain + len, 500);
	for (i = 1; i < RTE_DIM(types); i++) {
		for (d = 0; d < 2; d++) {
			xform = zip_xform_sum(d, types[i]);
			zip_flow_open(&flow, &zip_port, &xform);
			/* Small operations, of which one ends where the checksum is 0. */
			flow.min_room = 300;
			flow.max_room = 300;
			if (d)
				zip_flow_decompress(&flow, packed, zip_zlib_pack(&zlib_default,
					plain, len + 500, packed, sizeof(packed)), 0, plain,
					len + 500);
			else
				zip_flow_compress(&flow, plain, len + 500);
			flow.flushes = 1u << RTE_COMP_FLUSH_SYNC;
			flow.max_piece = d ? 2000 : 1;
			zip_flow_run(&flow);
			zip_flow_close(&flow);
		}
	}
}

int
test_zip_sum(void)
{
	static const struct CMUnitTest tests[] = {
		ZIP_TEST(test_types),
		ZIP_TEST(test_check_value),
		ZIP_TEST(test_pieces),
		ZIP_TEST(test_empty),
		ZIP_TEST(test_small_rooms),
		ZIP_TEST(test_mixed_burst),
		ZIP_TEST(test_streams),
		ZIP_TEST(test_zero_adler),
	};

	return TEST_RUN_GROUP("zip sum", tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Windows, levels and Huffman types of DEFLATE: those that work, and those that are refused. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <zlib.h>

#include <rte_common.h>

#include "test_zip.h"
#include "zip_fixture.h"
#include "zip_flat.h"

#define NB_RESULTS	16u

static const struct zip_zlib zlib_default = { 6, 15, 8, Z_DEFAULT_STRATEGY };

static uint8_t plain[ZIP_BUF];
static uint8_t packed[ZIP_STREAM_MAX];
static uint8_t result[NB_RESULTS][ZIP_BUF];

/* Distances stay within the window: a decoder with that window reads the stream. */
static void
compress_window(int window)
{
	static const uint32_t periods[] = { 300, 4000, 4200, 8000, 8400, 16000, 17000, 30000 };
	struct rte_comp_xform xform = zip_xform(false, window);
	struct zip_flat_op ops[RTE_DIM(periods) + 1];
	unsigned int i, n = RTE_DIM(ops);
	static uint8_t data[RTE_DIM(ops)][60000];
	void *priv;

	assert_int_equal(rte_compressdev_private_xform_create(zip_port.id, &xform, &priv), 0);
	zip_fill(ZIP_TEXT, data[0], sizeof(data[0]));
	for (i = 0; i < n; i++) {
		if (i != 0)
			zip_fill_period(data[i], sizeof(data[i]), periods[i - 1]);
		ops[i] = (struct zip_flat_op) { .src = data[i], .len = sizeof(data[i]),
			.room = ZIP_BUF, .xform = priv, .out = result[i] };
	}
	zip_flat_run(ops, n);
	for (i = 0; i < n; i++) {
		assert_int_equal(ops[i].status, RTE_COMP_OP_STATUS_SUCCESS);
		assert_int_equal(ops[i].consumed, sizeof(data[i]));
		zip_assert_decodes(window, result[i], ops[i].produced, data[i],
				sizeof(data[i]));
	}
	assert_int_equal(rte_compressdev_private_xform_free(zip_port.id, priv), 0);
}

static void
test_compress_windows(void **state __rte_unused)
{
	int window;

	for (window = 12; window <= 15; window++)
		compress_window(window);
	assert_int_equal(zip_flat_count(), 4 * 9);
}

static void
test_decompress_windows(void **state __rte_unused)
{
	struct zip_zlib params = zlib_default;
	struct rte_comp_xform xform;
	struct zip_flat_op op;
	uint32_t len = 60000;
	void *priv;
	int window;

	for (window = 8; window <= 15; window++) {
		xform = zip_xform(true, window);
		assert_int_equal(rte_compressdev_private_xform_create(zip_port.id, &xform, &priv),
				0);
		/* zlib makes no raw stream with the smallest window. */
		params.window = RTE_MAX(window, 9);
		zip_fill_period(plain, len, (1u << params.window) - 262);
		op = (struct zip_flat_op) { .decompress = true, .src = packed, .room = len,
			.xform = priv, .out = result[0],
			.len = zip_zlib_deflate(&params, plain, len, packed) };
		zip_flat_run(&op, 1);
		assert_int_equal(op.status, RTE_COMP_OP_STATUS_SUCCESS);
		assert_int_equal(op.consumed, op.len);
		assert_int_equal(op.produced, len);
		assert_memory_equal(result[0], plain, len);
		assert_int_equal(rte_compressdev_private_xform_free(zip_port.id, priv), 0);
	}
	assert_int_equal(zip_flat_count(), 8);
}

/* Run operations with a level and a Huffman type that are supported. */
static void
run_level(int level, enum rte_comp_huffman huffman)
{
	struct rte_comp_xform xform = zip_xform(false, 15);
	struct zip_flat_op ops[3];
	unsigned int i;
	void *priv;

	xform.compress.level = level;
	xform.compress.deflate.huffman = huffman;
	assert_int_equal(rte_compressdev_private_xform_create(zip_port.id, &xform, &priv), 0);
	assert_non_null(priv);
	for (i = 0; i < RTE_DIM(ops); i++) {
		uint32_t len = i == 0 ? 50 : 9000 * i;

		zip_fill(ZIP_TEXT, result[10 + i], len);
		ops[i] = (struct zip_flat_op) { .src = result[10 + i], .len = len, .room = ZIP_BUF,
			.xform = priv, .out = result[i] };
	}
	zip_flat_run(ops, RTE_DIM(ops));
	for (i = 0; i < RTE_DIM(ops); i++) {
		assert_int_equal(ops[i].status, RTE_COMP_OP_STATUS_SUCCESS);
		zip_assert_decodes(15, result[i], ops[i].produced, ops[i].src, ops[i].len);
	}
	assert_int_equal(rte_compressdev_private_xform_free(zip_port.id, priv), 0);
}

static void
test_levels(void **state __rte_unused)
{
	int level;

	for (level = RTE_COMP_LEVEL_PMD_DEFAULT; level <= RTE_COMP_LEVEL_MAX; level++) {
		if (level == RTE_COMP_LEVEL_NONE)
			continue;
		run_level(level, RTE_COMP_HUFFMAN_DEFAULT);
		run_level(level, RTE_COMP_HUFFMAN_DYNAMIC);
	}
	assert_int_equal(zip_flat_count(), 10 * 2 * 3);
}

/* No xform is made, and one ERR line of the driver names the device, the field and its value. */
static void
assert_refused(const struct rte_comp_xform *xform, int error, const char *field)
{
	void *priv = (void *)(uintptr_t)1;
	const char *log;
	int ret;

	test_log_start();
	ret = rte_compressdev_private_xform_create(zip_port.id, xform, &priv);
	log = test_log_stop();
	assert_int_equal(ret, error);
	assert_ptr_equal(priv, (void *)(uintptr_t)1);
	assert_int_equal(zip_log_own(log, "ERR"), 1);
	assert_int_equal(test_log_lines(log, "ERR", field), 1);
	assert_true(test_log_lines(log, "ERR", zip_port.name) >= 1);
}

static void
test_refused_windows(void **state __rte_unused)
{
	static const int compress[] = { 0, 1, 8, 11, 16, 255 };
	static const int decompress[] = { 0, 1, 7, 16, 255 };
	struct rte_comp_xform xform;
	unsigned int i;
	char line[64];

	for (i = 0; i < RTE_DIM(compress); i++) {
		xform = zip_xform(false, compress[i]);
		snprintf(line, sizeof(line), "DEFLATE compression: window size %d is", compress[i]);
		assert_refused(&xform, -ENOTSUP, line);
	}
	for (i = 0; i < RTE_DIM(decompress); i++) {
		xform = zip_xform(true, decompress[i]);
		snprintf(line, sizeof(line), "DEFLATE decompression: window size %d is",
				decompress[i]);
		assert_refused(&xform, -ENOTSUP, line);
	}
	zip_assert_works(&zip_port, 0);
}

static void
test_refused_levels(void **state __rte_unused)
{
	static const struct { int level, error; } levels[] = {
		{ -1000000, -EINVAL }, { -2, -EINVAL }, { 0, -ENOTSUP }, { 10, -EINVAL },
		{ 1000000, -EINVAL },
	};
	struct rte_comp_xform xform = zip_xform(false, 15);
	unsigned int i;
	char line[64];

	for (i = 0; i < RTE_DIM(levels); i++) {
		xform.compress.level = levels[i].level;
		snprintf(line, sizeof(line), "DEFLATE compression: level %d", levels[i].level);
		assert_refused(&xform, levels[i].error, line);
	}
	zip_assert_works(&zip_port, 0);
}

/* Fixed codes are refused, as the device cannot be made to use them. */
static void
test_refused_huffman(void **state __rte_unused)
{
	struct rte_comp_xform xform = zip_xform(false, 15);
	void *stream = NULL;

	xform.compress.deflate.huffman = RTE_COMP_HUFFMAN_FIXED;
	assert_refused(&xform, -ENOTSUP, "DEFLATE compression: Huffman type 1 (fixed)");
	assert_int_equal(rte_compressdev_stream_create(zip_port.id, &xform, &stream), -ENOTSUP);
	assert_null(stream);
	xform.compress.deflate.huffman = 3;
	assert_refused(&xform, -EINVAL, "DEFLATE compression: Huffman type 3");
	xform.compress.deflate.huffman = (enum rte_comp_huffman)-1;
	assert_refused(&xform, -EINVAL, "DEFLATE compression: Huffman type -1");
	zip_assert_works(&zip_port, 0);
}

static void
refuse_common(bool decompress)
{
	static const char *const algorithms[] = { "0 (none)", "1 (NULL)", NULL, "3 (LZS)" };
	static const char *const hashes[] = { NULL, "1 (SHA1)", "2 (SHA2-256)" };
	const char *direction = decompress ? "decompression" : "compression";
	struct rte_comp_xform xform;
	char line[96];
	int i;

	for (i = RTE_COMP_ALGO_UNSPECIFIED; i <= RTE_COMP_ALGO_LZS; i++) {
		if (i == RTE_COMP_ALGO_DEFLATE)
			continue;
		xform = zip_xform(decompress, 15);
		if (decompress)
			xform.decompress.algo = i;
		else
			xform.compress.algo = i;
		snprintf(line, sizeof(line), "%s with algorithm %s", direction, algorithms[i]);
		assert_refused(&xform, -ENOTSUP, line);
	}
	/* The number behind the last checksum. */
	xform = zip_xform_sum(decompress, RTE_COMP_CHECKSUM_CRC32_ADLER32 + 1);
	snprintf(line, sizeof(line), "DEFLATE %s: checksum type 4 (", direction);
	assert_refused(&xform, -ENOTSUP, line);
	for (i = RTE_COMP_HASH_ALGO_SHA1; i <= RTE_COMP_HASH_ALGO_SHA2_256; i++) {
		xform = zip_xform(decompress, 15);
		if (decompress)
			xform.decompress.hash_algo = i;
		else
			xform.compress.hash_algo = i;
		snprintf(line, sizeof(line), "DEFLATE %s: hash algorithm %s", direction, hashes[i]);
		assert_refused(&xform, -ENOTSUP, line);
	}
}

static void
test_refused_xforms(void **state __rte_unused)
{
	struct rte_comp_xform xform = zip_xform(false, 15);
	void *stream = NULL;

	refuse_common(false);
	refuse_common(true);
	xform.type = 7;
	assert_refused(&xform, -EINVAL, "type");
	/* Streams are refused, too. */
	assert_int_equal(rte_compressdev_stream_create(zip_port.id, &xform, &stream), -EINVAL);
	xform = zip_xform(false, 16);
	assert_int_equal(rte_compressdev_stream_create(zip_port.id, &xform, &stream), -ENOTSUP);
	xform = zip_xform(true, 7);
	assert_int_equal(rte_compressdev_stream_create(zip_port.id, &xform, &stream), -ENOTSUP);
	assert_null(stream);
	zip_assert_works(&zip_port, 0);
}

int
test_zip_xform(void)
{
	static const struct CMUnitTest tests[] = {
		ZIP_TEST(test_compress_windows),
		ZIP_TEST(test_decompress_windows),
		ZIP_TEST(test_levels),
		ZIP_TEST(test_refused_windows),
		ZIP_TEST(test_refused_levels),
		ZIP_TEST(test_refused_huffman),
		ZIP_TEST(test_refused_xforms),
	};

	return TEST_RUN_GROUP("zip xform", tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Round trips of uacce_zip against zlib, both ways. */

#include <string.h>

#include <zlib.h>

#include <rte_common.h>

#include "test_zip.h"
#include "zip_fixture.h"
#include "zip_flat.h"

#define BATCH		64u
#define MAX_OFFSET	70u

static uint8_t plain[BATCH][ZIP_BUF];
static uint8_t packed[BATCH][ZIP_STREAM_MAX];
static uint8_t result[BATCH][ZIP_BUF];

/* Room for all that compression makes of len bytes, but at most an mbuf. */
static uint32_t
compress_room(uint32_t len)
{
	return RTE_MIN(len + len / 8 + 64, ZIP_BUF);
}

/* Data that do not shrink and fill an mbuf do not fit into another one. */
static bool
must_overflow(enum zip_data kind, uint32_t len)
{
	return (kind == ZIP_RANDOM || kind == ZIP_COMPRESSED) && len == ZIP_BUF;
}

static bool
must_shrink(enum zip_data kind, uint32_t len)
{
	return (kind == ZIP_ZEROS || kind == ZIP_ONES || kind == ZIP_TEXT) && len >= 4095;
}

static void
assert_compressed(const struct zip_flat_op *op, enum zip_data kind)
{
	if (must_overflow(kind, op->len)) {
		assert_int_equal(op->status, RTE_COMP_OP_STATUS_OUT_OF_SPACE_TERMINATED);
		return;
	}
	/* A compressor need not find a match 32 KiB back. */
	if (kind == ZIP_PERIODIC && op->len == ZIP_BUF &&
			op->status == RTE_COMP_OP_STATUS_OUT_OF_SPACE_TERMINATED)
		return;
	assert_int_equal(op->status, RTE_COMP_OP_STATUS_SUCCESS);
	assert_int_equal(op->consumed, op->len);
	if (must_shrink(kind, op->len))
		assert_true(op->produced < op->len / 2);
	zip_assert_decodes(15, op->out, op->produced, op->src, op->len);
}

static void
test_compress(void **state __rte_unused)
{
	struct zip_flat_op ops[BATCH];
	enum zip_data kind;
	unsigned int i;

	assert_true(zip_nb_sizes <= BATCH);
	for (kind = 0; kind < ZIP_NB_DATA; kind++) {
		for (i = 0; i < zip_nb_sizes; i++) {
			zip_fill(kind, plain[i], zip_sizes[i]);
			ops[i] = (struct zip_flat_op) { .src = plain[i], .len = zip_sizes[i],
				.room = compress_room(zip_sizes[i]), .out = result[i] };
		}
		zip_flat_run(ops, zip_nb_sizes);
		for (i = 0; i < zip_nb_sizes; i++)
			assert_compressed(&ops[i], kind);
	}
	assert_int_equal(zip_flat_count(), ZIP_NB_DATA * zip_nb_sizes);
}

static void
assert_decompressed(const struct zip_flat_op *op, const void *data, uint32_t len)
{
	assert_int_equal(op->status, RTE_COMP_OP_STATUS_SUCCESS);
	assert_int_equal(op->consumed, op->len);
	assert_int_equal(op->produced, len);
	assert_memory_equal(op->out, data, len);
}

/* All sizes of a kind of data in one burst, half of them with exactly enough room. */
static void
decompress_kind(const struct zip_zlib *params, enum zip_data kind)
{
	struct zip_flat_op ops[BATCH];
	unsigned int i, n = 0;
	uint32_t len;

	for (i = 0; i < zip_nb_sizes; i++) {
		zip_fill(kind, plain[n], zip_sizes[i]);
		len = zip_zlib_deflate(params, plain[n], zip_sizes[i], packed[n]);
		/* Only the largest grows beyond what an mbuf takes. */
		if (len > ZIP_BUF) {
			assert_int_equal(zip_sizes[i], ZIP_BUF);
			continue;
		}
		ops[n] = (struct zip_flat_op) { .decompress = true, .src = packed[n], .len = len,
			.room = RTE_MIN(zip_sizes[i] + i % 2 * 300, ZIP_BUF), .out = result[n] };
		n++;
	}
	assert_true(n >= zip_nb_sizes - 1);
	zip_flat_run(ops, n);
	for (i = 0; i < n; i++)
		assert_decompressed(&ops[i], plain[i], zip_sizes[i]);
}

static void
decompress_params(const struct zip_zlib *params, unsigned int n)
{
	enum zip_data kind;
	unsigned int i;

	for (i = 0; i < n; i++)
		for (kind = 0; kind < ZIP_NB_DATA; kind++)
			decompress_kind(&params[i], kind);
	assert_true(zip_flat_count() >= n * ZIP_NB_DATA * (zip_nb_sizes - 1));
}

static void
test_decompress_levels(void **state __rte_unused)
{
	static const struct zip_zlib params[] = {
		{ 0, 15, 8, Z_DEFAULT_STRATEGY },
		{ 1, 15, 8, Z_DEFAULT_STRATEGY },
		{ 6, 15, 8, Z_DEFAULT_STRATEGY },
		{ 9, 15, 8, Z_DEFAULT_STRATEGY },
	};

	decompress_params(params, RTE_DIM(params));
}

static void
test_decompress_strategies(void **state __rte_unused)
{
	static const struct zip_zlib params[] = {
		{ 6, 15, 8, Z_FILTERED },
		{ 6, 15, 8, Z_HUFFMAN_ONLY },
		{ 6, 15, 8, Z_RLE },
		{ 6, 15, 8, Z_FIXED },
	};

	decompress_params(params, RTE_DIM(params));
}

static void
test_decompress_windows(void **state __rte_unused)
{
	static const struct zip_zlib params[] = {
		{ 6, 9, 8, Z_DEFAULT_STRATEGY },
		{ 6, 10, 8, Z_DEFAULT_STRATEGY },
		{ 6, 11, 8, Z_DEFAULT_STRATEGY },
		{ 6, 12, 8, Z_DEFAULT_STRATEGY },
		{ 6, 13, 8, Z_DEFAULT_STRATEGY },
		{ 6, 14, 8, Z_DEFAULT_STRATEGY },
	};

	decompress_params(params, RTE_DIM(params));
}

/* Small tables of zlib make many blocks, large ones few. */
static void
test_decompress_blocks(void **state __rte_unused)
{
	static const struct zip_zlib params[] = {
		{ 6, 15, 1, Z_DEFAULT_STRATEGY },
		{ 6, 15, 9, Z_DEFAULT_STRATEGY },
	};

	decompress_params(params, RTE_DIM(params));
}

/* Matches as far back as DEFLATE reaches. */
static void
test_long_distances(void **state __rte_unused)
{
	static const uint32_t periods[] = { 257, 4096, 8191, 16384, 24576, 32000, 32768 - 262 };
	static const struct zip_zlib params = { 9, 15, 9, Z_DEFAULT_STRATEGY };
	struct zip_flat_op ops[2 * RTE_DIM(periods)];
	unsigned int i, n = RTE_DIM(periods);
	uint32_t len = 56000;

	/* Less than an mbuf, as a compressor need not find matches so far back. */
	for (i = 0; i < n; i++) {
		zip_fill_period(plain[i], len, periods[i]);
		ops[i] = (struct zip_flat_op) { .src = plain[i], .len = len, .room = ZIP_BUF,
			.out = result[i] };
		ops[n + i] = (struct zip_flat_op) { .decompress = true, .src = packed[i],
			.len = zip_zlib_deflate(&params, plain[i], len, packed[i]),
			.room = len, .out = result[n + i] };
		/* The far matches are in the stream. */
		assert_true(ops[n + i].len < periods[i] + periods[i] / 8 + 1000);
	}
	zip_flat_run(ops, 2 * n);
	for (i = 0; i < n; i++) {
		assert_int_equal(ops[i].status, RTE_COMP_OP_STATUS_SUCCESS);
		zip_assert_decodes(15, result[i], ops[i].produced, plain[i], len);
		assert_decompressed(&ops[n + i], plain[i], len);
	}
	assert_int_equal(zip_flat_count(), 2 * n);
}

/* The device decompresses what it compressed, in all sizes. */
static void
test_round_trip(void **state __rte_unused)
{
	struct zip_flat_op ops[BATCH], back[BATCH];
	unsigned int i, round;

	for (round = 0; round < 4; round++) {
		for (i = 0; i < BATCH; i++) {
			uint32_t len = test_rand_range(1, i % 4 == 0 ? 60000 : 2000);

			zip_fill(i % ZIP_NB_DATA, plain[i], len);
			ops[i] = (struct zip_flat_op) { .src = plain[i], .len = len,
				.room = compress_room(len), .out = result[i] };
		}
		zip_flat_run(ops, BATCH);
		for (i = 0; i < BATCH; i++) {
			assert_int_equal(ops[i].status, RTE_COMP_OP_STATUS_SUCCESS);
			back[i] = (struct zip_flat_op) { .decompress = true, .src = result[i],
				.len = ops[i].produced, .room = ops[i].len, .out = packed[i] };
		}
		zip_flat_run(back, BATCH);
		for (i = 0; i < BATCH; i++)
			assert_decompressed(&back[i], plain[i], ops[i].len);
	}
	assert_int_equal(zip_flat_count(), 4 * 2 * BATCH);
}

/* Offsets from 0 to MAX_OFFSET; that of the destination falls while that of the source rises. */
static void
run_offsets(unsigned int first, unsigned int n, uint32_t len, uint32_t stream_len)
{
	struct zip_flat_op ops[BATCH];
	unsigned int i;

	assert_true(2 * n <= BATCH);
	for (i = 0; i < n; i++) {
		uint32_t src_offset = first + i, dst_offset = MAX_OFFSET - src_offset;

		ops[i] = (struct zip_flat_op) { .src = plain[0], .len = len,
			.src_offset = src_offset, .dst_offset = dst_offset,
			.room = compress_room(len), .out = result[i] };
		ops[n + i] = (struct zip_flat_op) { .decompress = true, .src = packed[0],
			.len = stream_len, .src_offset = src_offset, .dst_offset = dst_offset,
			.room = len, .out = result[n + i] };
	}
	zip_flat_run(ops, 2 * n);
	for (i = 0; i < n; i++) {
		assert_int_equal(ops[i].status, RTE_COMP_OP_STATUS_SUCCESS);
		assert_int_equal(ops[i].consumed, len);
		zip_assert_decodes(15, result[i], ops[i].produced, plain[0], len);
		assert_decompressed(&ops[n + i], plain[0], len);
	}
}

static void
test_offsets(void **state __rte_unused)
{
	static const struct zip_zlib params = { 6, 15, 8, Z_DEFAULT_STRATEGY };
	static const uint32_t sizes[] = { 1, 40, 150, 1000, 20000 };
	unsigned int i, first, n;

	for (i = 0; i < RTE_DIM(sizes); i++) {
		uint32_t stream_len;

		zip_fill(ZIP_TEXT, plain[0], sizes[i]);
		stream_len = zip_zlib_deflate(&params, plain[0], sizes[i], packed[0]);
		for (first = 0; first <= MAX_OFFSET; first += n) {
			n = RTE_MIN(BATCH / 2, MAX_OFFSET + 1 - first);
			run_offsets(first, n, sizes[i], stream_len);
		}
	}
	assert_int_equal(zip_flat_count(), RTE_DIM(sizes) * 2 * (MAX_OFFSET + 1));
}

int
test_zip_data(void)
{
	static const struct CMUnitTest tests[] = {
		ZIP_TEST(test_compress),
		ZIP_TEST(test_decompress_levels),
		ZIP_TEST(test_decompress_strategies),
		ZIP_TEST(test_decompress_windows),
		ZIP_TEST(test_decompress_blocks),
		ZIP_TEST(test_long_distances),
		ZIP_TEST(test_round_trip),
		ZIP_TEST(test_offsets),
	};

	return TEST_RUN_GROUP("zip data", tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Compressed streams of uacce_zip, in pieces of all sizes and with all flush flags. */

#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include <rte_common.h>

#include "test_zip.h"
#include "zip_fixture.h"
#include "zip_flow.h"

#define LARGE		300000u

static const struct zip_zlib zlib_default = { 6, 15, 8, Z_DEFAULT_STRATEGY };

static uint8_t plain[LARGE];
static uint8_t result[LARGE];

/* All flush flags, pieces and rooms of all sizes. */
static void
test_compress(void **state __rte_unused)
{
	uint32_t before = zip_task_count(), len;
	struct zip_flow f;
	unsigned int i;

	zip_flow_open_port(&f, false);
	for (i = 0; i < 60; i++) {
		len = test_rand_range(0, i % 6 == 5 ? LARGE : 20000);
		zip_fill(i % ZIP_NB_DATA, plain, len);
		f.max_piece = i % 6 == 5 ? 100000 : 1u << i % 15;
		f.max_room = 1u << test_rand_range(9, 16);
		f.max_segs = 1 + i % 5;
		/* Few operations for a piece, or many. */
		f.min_room = i % 2 == 0 ? 1 : 300;
		zip_flow_compress(&f, plain, RTE_MIN(len, f.max_piece * 2000));
		zip_flow_run(&f);
	}
	assert_true(f.ops > 60 * 2);
	assert_int_equal(zip_task_count() - before, f.ops);
	zip_flow_close(&f);
}

/* The same flush flag for all operations before the end. */
static void
test_flushes(void **state __rte_unused)
{
	enum rte_comp_flush_flag flush;
	enum zip_data kind;
	struct zip_flow f;

	zip_flow_open_port(&f, false);
	for (flush = RTE_COMP_FLUSH_NONE; flush <= RTE_COMP_FLUSH_FINAL; flush++) {
		for (kind = 0; kind < ZIP_NB_DATA; kind++) {
			zip_fill(kind, plain, 50000);
			f.flushes = 1u << flush;
			f.max_room = 60000;
			f.min_room = 60000;
			zip_flow_compress(&f, plain, 50000);
			zip_flow_run(&f);
		}
	}
	assert_true(f.ops > 4 * ZIP_NB_DATA);
	zip_flow_close(&f);
}

/* Rooms from a byte on, up to those that the driver needs no buffer for. */
static void
test_compress_small_rooms(void **state __rte_unused)
{
	static const uint32_t rooms[] = { 1, 2, 3, 7, 64, 199, 200, 201, 202, 256 };
	struct zip_flow f;
	unsigned int i, k;

	zip_flow_open_port(&f, false);
	for (i = 0; i < RTE_DIM(rooms); i++) {
		for (k = 0; k < 3; k++) {
			zip_fill(k == 0 ? ZIP_RANDOM : ZIP_TEXT, plain, 3000);
			f.min_room = rooms[i];
			f.max_room = rooms[i];
			f.max_piece = 3000;
			f.max_segs = 1 + k;
			zip_flow_compress(&f, plain, 3000);
			zip_flow_run(&f);
			/* Random data do not shrink. */
			if (k == 0)
				assert_true(f.out_len >= 3000);
		}
	}
	assert_true(f.ops > 3000 + 1500 + 1000);
	zip_flow_close(&f);
}

/* A final operation without input, on an empty stream and behind each flush flag. */
static void
test_empty_final(void **state __rte_unused)
{
	static const uint32_t rooms[] = { 1, 2, 4, 5, 6, 200, 201, 1000 };
	enum rte_comp_flush_flag flush;
	struct zip_flow f;
	unsigned int i, ends = 0;

	zip_flow_open_port(&f, false);
	zip_fill(ZIP_TEXT, plain, 5000);
	for (i = 0; i < RTE_DIM(rooms); i++) {
		zip_flow_compress(&f, plain, 0);
		while (!f.ended)
			zip_flow_step(&f, 0, RTE_COMP_FLUSH_FINAL, rooms[i]);
		/* The shortest stream has two bytes. */
		assert_true(f.out_len >= 2);
		ends++;
		for (flush = RTE_COMP_FLUSH_NONE; flush < RTE_COMP_FLUSH_FINAL; flush++) {
			zip_flow_compress(&f, plain, 5000);
			zip_flow_step(&f, 5000, flush, 10000);
			assert_int_equal(f.at, 5000);
			while (!f.ended)
				zip_flow_step(&f, 0, RTE_COMP_FLUSH_FINAL, rooms[i]);
			ends++;
		}
	}
	assert_int_equal(ends, 4 * RTE_DIM(rooms));
	zip_flow_close(&f);
}

/* Operations without input between others change nothing. */
static void
test_empty_operations(void **state __rte_unused)
{
	enum rte_comp_flush_flag flush;
	struct zip_flow f;
	unsigned int round;

	zip_flow_open_port(&f, false);
	zip_fill(ZIP_TEXT, plain, 4000);
	for (round = 0; round < 5; round++) {
		zip_flow_compress(&f, plain, 4000);
		for (flush = RTE_COMP_FLUSH_NONE; flush < RTE_COMP_FLUSH_FINAL; flush++)
			zip_flow_step(&f, 0, flush, 100);
		while (f.at < 4000) {
			flush = test_rand_range(RTE_COMP_FLUSH_NONE, RTE_COMP_FLUSH_FULL);
			zip_flow_step(&f, 500, flush, 2000);
			flush = test_rand_range(RTE_COMP_FLUSH_NONE, RTE_COMP_FLUSH_FULL);
			zip_flow_step(&f, 0, flush, 1 + f.at % 300);
		}
		zip_flow_step(&f, 0, RTE_COMP_FLUSH_FINAL, 300);
		assert_true(f.ended);
	}
	zip_flow_close(&f);
}

/* Matches reach back into earlier operations, except across a full flush. */
static void
test_history(void **state __rte_unused)
{
	struct zip_flow f;
	unsigned int i;

	zip_flow_open_port(&f, false);
	zip_fill(ZIP_RANDOM, plain, 2000);
	for (i = 1; i < 8; i++)
		memcpy(plain + i * 2000, plain, 2000);
	zip_flow_compress(&f, plain, 16000);
	for (i = 0; i < 8; i++)
		zip_flow_step(&f, 2000, RTE_COMP_FLUSH_SYNC, 5000);
	zip_flow_step(&f, 0, RTE_COMP_FLUSH_FINAL, 500);
	assert_true(f.ended);
	assert_true(f.out_len < 2000 + 8 * 200);
	/* After a full flush each piece takes as many bytes as the first. */
	zip_flow_compress(&f, plain, 16000);
	for (i = 0; i < 8; i++)
		zip_flow_step(&f, 2000, RTE_COMP_FLUSH_FULL, 5000);
	zip_flow_step(&f, 0, RTE_COMP_FLUSH_FINAL, 500);
	assert_true(f.ended && f.out_len > 8 * 2000);
	zip_flow_close(&f);
}

static void
test_compress_windows(void **state __rte_unused)
{
	struct rte_comp_xform xform;
	uint32_t consumed, produced;
	struct zip_flow f;
	int window;

	for (window = 12; window <= 15; window++) {
		xform = zip_xform(false, window);
		zip_flow_open(&f, &zip_port, &xform);
		zip_fill_period(plain, 60000, (1u << window) - 100);
		memcpy(plain + 40000, plain, 20000);
		f.max_room = 20000;
		f.min_room = 300;
		zip_flow_compress(&f, plain, 60000);
		zip_flow_run(&f);
		assert_int_equal(zip_zlib_inflate(window, f.out, f.out_len, result, 60001,
				&consumed, &produced), Z_STREAM_END);
		assert_int_equal(produced, 60000);
		zip_flow_close(&f);
	}
}

/* The device decompresses the streams that it compressed. */
static void
test_round_trip(void **state __rte_unused)
{
	struct zip_flow c, d;
	unsigned int i;
	uint32_t len;

	zip_flow_open_port(&c, false);
	zip_flow_open_port(&d, true);
	for (i = 0; i < 30; i++) {
		len = test_rand_range(1, 40000);
		zip_fill(i % ZIP_NB_DATA, plain, len);
		zip_flow_compress(&c, plain, len);
		zip_flow_run(&c);
		zip_flow_decompress(&d, c.out, c.out_len, 0, plain, len);
		zip_flow_run(&d);
	}
	assert_true(c.ops > 60 && d.ops > 60);
	zip_flow_close(&c);
	zip_flow_close(&d);
}

/* More than a flat request takes, over chains of megabytes. */
static void
test_large(void **state __rte_unused)
{
	const uint32_t len = 9u << 20;
	uint8_t *data = malloc(len), *stream = malloc(len + len / 8);
	struct zip_flow f;

	assert_true(data != NULL && stream != NULL);
	zip_fill(ZIP_TEXT, data, len);
	zip_flow_open_port(&f, false);
	f.max_piece = len;
	f.max_room = 12u << 20;
	f.min_room = 3u << 20;
	f.flushes = 1u << RTE_COMP_FLUSH_FINAL;
	f.max_segs = 100;
	zip_flow_compress(&f, data, len);
	zip_flow_run(&f);
	zip_flow_close(&f);
	zip_flow_open_port(&f, true);
	f.max_piece = len;
	f.max_room = 12u << 20;
	f.min_room = 3u << 20;
	zip_flow_decompress(&f, stream, zip_zlib_pack(&zlib_default, data, len, stream,
			len + len / 8), 0, data, len);
	zip_flow_run(&f);
	zip_flow_close(&f);
	free(data);
	free(stream);
}

int
test_zip_stream(void)
{
	static const struct CMUnitTest tests[] = {
		ZIP_TEST(test_compress),
		ZIP_TEST(test_flushes),
		ZIP_TEST(test_compress_small_rooms),
		ZIP_TEST(test_empty_final),
		ZIP_TEST(test_empty_operations),
		ZIP_TEST(test_history),
		ZIP_TEST(test_compress_windows),
		ZIP_TEST(test_round_trip),
		ZIP_TEST(test_large),
	};

	return TEST_RUN_GROUP("zip stream", tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Decompressed streams of uacce_zip, of all that zlib makes and cut anywhere. */

#include <string.h>

#include <zlib.h>

#include <rte_common.h>

#include "test_zip.h"
#include "zip_fixture.h"
#include "zip_flow.h"

#define LARGE		300000u

static const struct zip_zlib zlib_default = { 6, 15, 8, Z_DEFAULT_STRATEGY };

static uint8_t plain[LARGE];
static uint8_t packed[LARGE + LARGE / 4];
static uint8_t result[LARGE];

static uint32_t
pack(const struct zip_zlib *params, uint32_t len)
{
	return zip_zlib_pack(params, plain, len, packed, sizeof(packed));
}

/* Every level, strategy, window and table size of zlib. */
static struct zip_zlib
zlib_of(unsigned int i)
{
	static const int strategies[] = {
		Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED,
	};

	return (struct zip_zlib) { i % 10, 9 + i % 7, 1 + i % 9, strategies[i / 2 % 5] };
}

static void
test_decompress(void **state __rte_unused)
{
	uint32_t before = zip_task_count(), len, behind, packed_len;
	struct zip_zlib params;
	struct zip_flow f;
	unsigned int i;

	zip_flow_open_port(&f, true);
	for (i = 0; i < 210; i++) {
		params = zlib_of(i);
		len = test_rand_range(0, i % 10 == 9 ? LARGE : 10000);
		zip_fill(i % ZIP_NB_DATA, plain, len);
		packed_len = pack(&params, len);
		behind = i % 3 == 0 ? test_rand_range(1, 40) : 0;
		zip_fill(ZIP_RANDOM, packed + packed_len, behind);
		f.max_piece = i % 10 == 9 ? 100000 : 1u << i % 14;
		f.max_room = i % 10 == 9 ? 65536 : 1u << test_rand_range(0, 13);
		/* At most some 2000 operations for a stream. */
		f.min_room = RTE_MIN(f.max_room, len / 2000 + 1);
		f.max_segs = 1 + i % 4;
		zip_flow_decompress(&f, packed, packed_len, behind, plain, len);
		zip_flow_run(&f);
	}
	assert_true(f.ops > 210 * 2);
	assert_int_equal(zip_task_count() - before, f.ops);
	zip_flow_close(&f);
}

/* Input, output or both in very small pieces. */
static void
test_decompress_small(void **state __rte_unused)
{
	static const uint32_t rooms[] = { 1, 2, 3, 9, 199, 200, 201, 300 };
	static const uint32_t pieces[] = { 1, 2, 5, 3000 };
	struct zip_zlib params;
	unsigned int i, k;
	struct zip_flow f;

	zip_flow_open_port(&f, true);
	for (i = 0; i < RTE_DIM(rooms); i++) {
		for (k = 0; k < RTE_DIM(pieces); k++) {
			params = zlib_of(i * 5 + k);
			zip_fill((i + k) % ZIP_NB_DATA, plain, 2000);
			f.min_room = rooms[i];
			f.max_room = rooms[i];
			f.max_piece = pieces[k];
			zip_flow_decompress(&f, packed, pack(&params, 2000), 0, plain, 2000);
			zip_flow_run(&f);
		}
	}
	assert_true(f.ops > 4 * 2000);
	zip_flow_close(&f);
}

/* Input cut into two pieces, or output into two rooms, at each byte. */
static void
test_decompress_cuts(void **state __rte_unused)
{
	uint32_t len = 600, packed_len, cut, n = 0;
	enum zip_data kind;
	struct zip_flow f;

	zip_flow_open_port(&f, true);
	for (kind = 0; kind < ZIP_NB_DATA; kind++) {
		zip_fill(kind, plain, len);
		packed_len = pack(&zlib_default, len);
		for (cut = 0; cut <= packed_len; cut++, n++) {
			zip_flow_decompress(&f, packed, packed_len, 0, plain, len);
			zip_flow_step(&f, cut, RTE_COMP_FLUSH_NONE, len);
			/* There is room for all, so the rest ends the stream. */
			while (!f.ended)
				zip_flow_step(&f, packed_len - f.at, RTE_COMP_FLUSH_NONE, len);
		}
		for (cut = 1; cut <= len; cut++, n++) {
			zip_flow_decompress(&f, packed, packed_len, 7, plain, len);
			zip_flow_step(&f, packed_len + 7, RTE_COMP_FLUSH_NONE, cut);
			assert_int_equal(f.out_len, cut);
			while (!f.ended)
				zip_flow_step(&f, packed_len + 7 - f.at, RTE_COMP_FLUSH_NONE, len);
		}
	}
	assert_true(n > ZIP_NB_DATA * len);
	zip_flow_close(&f);
}

/* Make a stream with a flush at a place in the data, so that the last block may be tiny. */
static uint32_t
pack_in_two(uint32_t first, uint32_t len, int flush, int strategy)
{
	z_stream z = { .next_in = plain, .avail_in = first, .next_out = packed,
		.avail_out = sizeof(packed) };

	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, -15, 8, strategy), Z_OK);
	assert_int_equal(deflate(&z, flush), Z_OK);
	assert_int_equal(z.avail_in, 0);
	z.avail_in = len - first;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return z.total_out;
}

/* Run operations over all input that is left until the stream ends. */
static void
run_rest(struct zip_flow *f, uint32_t room)
{
	while (!f->ended)
		zip_flow_step(f, f->in_len - f->at, RTE_COMP_FLUSH_NONE, room);
}

/*
 * A device may keep bits of a block that is not complete, also of the last one of a stream. No byte
 * of output may be missing in the end, no byte behind the stream may be consumed, and the next
 * stream must start anew.
 */
static void
test_tiny_ends(void **state __rte_unused)
{
	static const int flushes[] = { Z_SYNC_FLUSH, Z_FULL_FLUSH, Z_PARTIAL_FLUSH, Z_BLOCK };
	static const int strategies[] = { Z_FIXED, Z_DEFAULT_STRATEGY };
	static const uint32_t firsts[] = { 0, 1, 400 };
	uint32_t i, k, len, behind, cut, packed_len, streams = 0;
	struct zip_flow f;

	zip_flow_open_port(&f, true);
	for (i = 0; i < RTE_DIM(flushes) * RTE_DIM(strategies) * RTE_DIM(firsts); i++) {
		for (k = 0; k < 8; k++) {
			uint32_t first = firsts[i / 8];

			/* The last block is empty or has some literals or a match. */
			len = first + (k < 6 ? k : 250 * (k - 5));
			zip_fill(k < 6 ? ZIP_TEXT : ZIP_ZEROS, plain, len);
			packed_len = pack_in_two(first, len, flushes[i % 4], strategies[i / 4 % 2]);
			behind = i % 3 == 0 ? 0 : k;
			zip_fill(ZIP_RANDOM, packed + packed_len, behind);
			for (cut = packed_len - RTE_MIN(packed_len, 8u);
					cut <= packed_len + behind; cut++, streams++) {
				zip_flow_decompress(&f, packed, packed_len, behind, plain, len);
				zip_flow_step(&f, cut, RTE_COMP_FLUSH_NONE, len + 1);
				run_rest(&f, k % 2 == 0 ? len + 1 : 300);
				assert_int_equal(f.at, packed_len);
			}
		}
	}
	assert_true(streams > 24 * 8 * 3);
	zip_flow_close(&f);
}

/*
 * Output of the block before waits for room when a device finds bits of a tiny last block: no byte
 * behind the stream may be consumed then, either.
 */
static void
test_tiny_ends_without_room(void **state __rte_unused)
{
	static const int flushes[] = { Z_SYNC_FLUSH, Z_FULL_FLUSH, Z_PARTIAL_FLUSH, Z_BLOCK };
	uint32_t i, len, room, packed_len, behind, streams = 0;
	const uint32_t first = 400;
	struct zip_flow f;

	zip_flow_open_port(&f, true);
	for (i = 0; i < RTE_DIM(flushes) * 4; i++) {
		len = first + i / 4;
		zip_fill(ZIP_TEXT, plain, len);
		packed_len = pack_in_two(first, len, flushes[i % 4], Z_FIXED);
		for (behind = 0; behind < 6; behind++) {
			zip_fill(ZIP_RANDOM, packed + packed_len, behind);
			for (room = first - 20; room <= len + 1; room++, streams++) {
				zip_flow_decompress(&f, packed, packed_len, behind, plain, len);
				zip_flow_step(&f, f.in_len, RTE_COMP_FLUSH_NONE, room);
				run_rest(&f, 300);
				assert_int_equal(f.at, packed_len);
			}
		}
	}
	assert_true(streams > 16 * 6 * 20);
	zip_flow_close(&f);
}

/* Streams one behind the other in the same input: each ends at its own end. */
static void
test_streams_in_a_row(void **state __rte_unused)
{
	uint32_t i, n, at, total, len[40], end[40];
	struct zip_task t;
	struct zip_flow f;
	void *stream;

	zip_flow_open_port(&f, true);
	stream = f.stream;
	for (i = 0, total = 0; i < RTE_DIM(len); i++) {
		len[i] = test_rand_range(0, i % 4 == 3 ? 300 : 4);
		zip_fill(ZIP_TEXT, plain + i * 300, len[i]);
		total += zip_zlib_pack(&zlib_default, plain + i * 300, len[i], packed + total,
				sizeof(packed) - total);
		end[i] = total;
	}
	for (i = 0, n = 0, at = 0; i < RTE_DIM(len);) {
		t = (struct zip_task) { .decompress = true, .stream = stream, .src = packed + at,
			.len = RTE_MIN(test_rand_range(0, 9), total - at), .room = 400,
			.out = result + n };
		zip_task_run(&zip_port, &t, 1);
		at += t.consumed;
		n += t.produced;
		assert_true(at <= end[i] && n <= len[i]);
		test_assert_same(result, plain + i * 300, n);
		if (t.status == RTE_COMP_OP_STATUS_OUT_OF_SPACE_RECOVERABLE)
			continue;
		assert_int_equal(t.status, RTE_COMP_OP_STATUS_SUCCESS);
		assert_true(t.consumed == t.len || at == end[i]);
		if (at != end[i])
			continue;
		assert_int_equal(n, len[i]);
		i++;
		n = 0;
	}
	zip_flow_close(&f);
}

int
test_zip_stream_inflate(void)
{
	static const struct CMUnitTest tests[] = {
		ZIP_TEST(test_decompress),
		ZIP_TEST(test_decompress_small),
		ZIP_TEST(test_decompress_cuts),
		ZIP_TEST(test_tiny_ends),
		ZIP_TEST(test_tiny_ends_without_room),
		ZIP_TEST(test_streams_in_a_row),
	};

	return TEST_RUN_GROUP("zip stream inflate", tests, NULL, NULL);
}

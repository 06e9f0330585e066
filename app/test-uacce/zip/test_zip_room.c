/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Outputs with too little room, just enough and a little more, down to a single byte. */

#include <string.h>

#include <zlib.h>

#include <rte_common.h>

#include "test_zip.h"
#include "zip_fixture.h"
#include "zip_flat.h"

#define MAX_ROOM	210u
#define BATCH		64u

static const struct zip_zlib zlib_default = { 6, 15, 8, Z_DEFAULT_STRATEGY };

static uint8_t plain[ZIP_BUF];
static uint8_t packed[ZIP_STREAM_MAX];
static uint8_t result[BATCH][ZIP_BUF];

/* Run a burst over one source with rooms from @p first on. */
static void
run_rooms(struct zip_flat_op *ops, bool decompress, const void *src, uint32_t len, uint32_t first,
		unsigned int n)
{
	unsigned int i;

	assert_true(n <= BATCH);
	for (i = 0; i < n; i++)
		ops[i] = (struct zip_flat_op) { .decompress = decompress, .src = src, .len = len,
			.room = first + i, .out = result[i] };
	zip_flat_run(ops, n);
}

/* Bytes that a source takes compressed where there is enough room. */
static uint32_t
compressed_size(const void *src, uint32_t len)
{
	struct zip_flat_op op;

	run_rooms(&op, false, src, len, ZIP_BUF, 1);
	assert_int_equal(op.status, RTE_COMP_OP_STATUS_SUCCESS);
	return op.produced;
}

/* Decompression has one result, so it succeeds if and only if the room is enough. */
static void
assert_decompressed(const struct zip_flat_op *op, const void *expected, uint32_t size)
{
	if (op->room < size) {
		assert_int_equal(op->status, RTE_COMP_OP_STATUS_OUT_OF_SPACE_TERMINATED);
		return;
	}
	assert_int_equal(op->status, RTE_COMP_OP_STATUS_SUCCESS);
	assert_int_equal(op->consumed, op->len);
	assert_int_equal(op->produced, size);
	assert_memory_equal(op->out, expected, size);
}

/*
 * With as much room as an earlier operation used compression must succeed; with less it may, as it
 * may find a shorter encoding. Returns whether it succeeded.
 */
static bool
assert_compressed(const struct zip_flat_op *op, uint32_t size)
{
	/* QM v2 may want room for a trailer, no other and no more (3.14). */
	uint32_t needed = size + (zip_variant.qm == 2 ? ZIP_V2_TRAILER : 0);

	if (op->room < needed && op->status != RTE_COMP_OP_STATUS_SUCCESS) {
		assert_int_equal(op->status, RTE_COMP_OP_STATUS_OUT_OF_SPACE_TERMINATED);
		return false;
	}
	assert_int_equal(op->status, RTE_COMP_OP_STATUS_SUCCESS);
	assert_int_equal(op->consumed, op->len);
	/* The least there is: a block header, a symbol, the end of the block. */
	assert_true(op->produced >= 3);
	zip_assert_decodes(15, op->out, op->produced, op->src, op->len);
	return true;
}

static void
test_exact_room_decompress(void **state __rte_unused)
{
	uint32_t len, first, last, room;
	struct zip_flat_op ops[3];
	unsigned int i, n = 0;
	enum zip_data kind;

	for (kind = 0; kind < ZIP_NB_DATA; kind++) {
		for (i = 0; i < zip_nb_sizes; i++) {
			zip_fill(kind, plain, zip_sizes[i]);
			len = zip_zlib_deflate(&zlib_default, plain, zip_sizes[i], packed);
			if (len > ZIP_BUF)
				continue;
			/* A byte too little, exactly enough, and a byte more, within the limits. */
			first = RTE_MAX(zip_sizes[i] - 1, 1u);
			last = RTE_MIN(zip_sizes[i] + 1, ZIP_BUF);
			run_rooms(ops, true, packed, len, first, last - first + 1);
			for (room = first; room <= last; room++, n++)
				assert_decompressed(&ops[room - first], plain, zip_sizes[i]);
		}
	}
	assert_int_equal(zip_flat_count(), n);
	assert_true(n >= ZIP_NB_DATA * (zip_nb_sizes - 2) * 3);
}

static void
test_exact_room_compress(void **state __rte_unused)
{
	static const enum zip_data kinds[] = { ZIP_ZEROS, ZIP_ONES, ZIP_TEXT, ZIP_RANDOM };
	struct zip_flat_op ops[10];
	unsigned int i, k, j;
	uint32_t size;

	for (k = 0; k < RTE_DIM(kinds); k++) {
		/* The largest does not fit an mbuf when it does not shrink. */
		for (i = 0; i < zip_nb_sizes - 1; i++) {
			zip_fill(kinds[k], plain, zip_sizes[i]);
			size = compressed_size(plain, zip_sizes[i]);
			run_rooms(ops, false, plain, zip_sizes[i], size - 1, RTE_DIM(ops));
			for (j = 0; j < RTE_DIM(ops); j++)
				assert_compressed(&ops[j], size);
		}
	}
	assert_int_equal(zip_flat_count(),
			RTE_DIM(kinds) * (zip_nb_sizes - 1) * (1 + RTE_DIM(ops)));
}

/* Data that do not shrink, in rooms around the least that a compressor can need. */
static void
test_exact_room_random(void **state __rte_unused)
{
	unsigned int n = 0, fit = 0, i;
	struct zip_flat_op ops[25];
	uint32_t len;

	for (len = 10; len < 20000; len += len / 2 + 1) {
		zip_fill(ZIP_RANDOM, plain, len);
		run_rooms(ops, false, plain, len, len - 9, RTE_DIM(ops));
		for (i = 0; i < RTE_DIM(ops); i++, n++) {
			/* A stored block needs 5 bytes, its bit position one at most. */
			fit += assert_compressed(&ops[i], len + 6);
			/* No encoding is shorter than the data. */
			if (len > 1000 && ops[i].room < len)
				assert_int_not_equal(ops[i].status, RTE_COMP_OP_STATUS_SUCCESS);
		}
	}
	assert_int_equal(zip_flat_count(), n);
	assert_true(fit > n / 4 && n > 300);
}

/* All small rooms, for which the driver uses a buffer of its own. */
static void
test_small_rooms_decompress(void **state __rte_unused)
{
	static uint8_t data[BATCH][3000], streams[BATCH][ZIP_STREAM_MAX];
	struct zip_flat_op ops[BATCH];
	uint32_t sizes[BATCH], room;
	unsigned int i, n = 0;

	for (room = 1; room <= MAX_ROOM; room += BATCH / 4) {
		for (i = 0; i < BATCH; i++) {
			/* A byte too little, exactly enough, a byte more, far too little. */
			sizes[i] = i % 4 == 3 ? 3000 : RTE_MAX(room + i / 4 + 1 - i % 4, 1u);
			zip_fill(ZIP_TEXT, data[i], sizes[i]);
			ops[i] = (struct zip_flat_op) { .decompress = true, .src = streams[i],
				.len = zip_zlib_deflate(&zlib_default, data[i], sizes[i],
						streams[i]),
				.room = room + i / 4, .out = result[i] };
		}
		zip_flat_run(ops, BATCH);
		for (i = 0; i < BATCH; i++, n++)
			assert_decompressed(&ops[i], data[i], sizes[i]);
	}
	assert_int_equal(zip_flat_count(), n);
	assert_true(n >= 4 * MAX_ROOM);
}

static void
test_small_rooms_compress(void **state __rte_unused)
{
	unsigned int fit = 0, n = 0, i;
	struct zip_flat_op ops[BATCH];
	uint32_t len, size, room;

	/* Streams from a few bytes to more than the driver's buffer holds. */
	for (len = 60; len <= 660; len += 150) {
		zip_fill(ZIP_TEXT, plain, len);
		size = compressed_size(plain, len);
		for (room = 1; room <= MAX_ROOM; room += BATCH) {
			run_rooms(ops, false, plain, len, room, BATCH);
			for (i = 0; i < BATCH; i++, n++)
				fit += assert_compressed(&ops[i], size);
		}
		assert_true(size > 3);
	}
	assert_true(n >= 5 * MAX_ROOM);
	assert_int_equal(zip_flat_count(), n + 5);
	assert_true(fit > MAX_ROOM && n - fit > MAX_ROOM);
}

/* Empty inputs, and one with data in the same burst. */
static const struct {
	bool decompress;
	uint32_t len;
	uint32_t room;
	uint32_t src_offset;
	uint32_t dst_offset;
	uint8_t status;
} empty[] = {
	{ false, 0, 100, 0, 0, RTE_COMP_OP_STATUS_SUCCESS },
	/* Exactly enough room, and a byte too little. */
	{ false, 0, 2, 0, 0, RTE_COMP_OP_STATUS_SUCCESS },
	{ false, 0, 1, 0, 0, RTE_COMP_OP_STATUS_OUT_OF_SPACE_TERMINATED },
	/* An empty input is no stream. */
	{ true, 0, 100, 0, 0, RTE_COMP_OP_STATUS_ERROR },
	{ false, 0, 100, 17, 3, RTE_COMP_OP_STATUS_SUCCESS },
	{ false, 100, 300, 0, 0, RTE_COMP_OP_STATUS_SUCCESS },
};

static void
test_empty(void **state __rte_unused)
{
	struct zip_flat_op ops[RTE_DIM(empty)];
	unsigned int i;

	zip_fill(ZIP_TEXT, plain, 100);
	for (i = 0; i < RTE_DIM(ops); i++)
		ops[i] = (struct zip_flat_op) { .decompress = empty[i].decompress, .src = plain,
			.len = empty[i].len, .room = empty[i].room,
			.src_offset = empty[i].src_offset, .dst_offset = empty[i].dst_offset,
			.out = result[i] };
	zip_flat_run(ops, RTE_DIM(ops));
	for (i = 0; i < RTE_DIM(ops); i++) {
		assert_int_equal(ops[i].status, empty[i].status);
		if (empty[i].status != RTE_COMP_OP_STATUS_SUCCESS)
			continue;
		assert_int_equal(ops[i].consumed, ops[i].len);
		zip_assert_decodes(15, result[i], ops[i].produced, plain, ops[i].len);
	}
	assert_int_equal(zip_flat_count(), RTE_DIM(ops));
}

int
test_zip_room(void)
{
	static const struct CMUnitTest tests[] = {
		ZIP_TEST(test_exact_room_decompress),
		ZIP_TEST(test_exact_room_compress),
		ZIP_TEST(test_exact_room_random),
		ZIP_TEST(test_small_rooms_decompress),
		ZIP_TEST(test_small_rooms_compress),
		ZIP_TEST(test_empty),
	};

	return TEST_RUN_GROUP("zip room", tests, NULL, NULL);
}

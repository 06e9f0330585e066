/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Where uacce_zip must say no: short outputs, damaged input, unsupported xforms. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <zlib.h>

#include <rte_common.h>

#include "test_zip.h"
#include "zip_flat.h"

#define MAX_ROOM	210u
#define BATCH		64u

static const struct zip_zlib zlib_default = { 6, 15, 8, Z_DEFAULT_STRATEGY };

static uint8_t plain[ZIP_BUF];
static uint8_t packed[ZIP_STREAM_MAX];
static uint8_t result[BATCH][ZIP_BUF];

/* What is made of a source in each room from first on, in one burst. */
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

/* Bytes that a source takes compressed when there is room enough. */
static uint32_t
compressed_size(const void *src, uint32_t len)
{
	struct zip_flat_op op;

	run_rooms(&op, false, src, len, ZIP_BUF, 1);
	assert_int_equal(op.status, RTE_COMP_OP_STATUS_SUCCESS);
	return op.produced;
}

/* Decompression has one result: it ends as its room says. */
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
 * Compression may find a shorter encoding where room is short, so only what has
 * been done before can be held against it. @return whether it fitted.
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
			/* A byte short, exact, a byte more, as far as there are such. */
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

/* Incompressible data in all the room there could be reason to ask for. */
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
			/* Less than the data there is no encoding for. */
			if (len > 1000 && ops[i].room < len)
				assert_int_not_equal(ops[i].status, RTE_COMP_OP_STATUS_SUCCESS);
		}
	}
	assert_int_equal(zip_flat_count(), n);
	assert_true(fit > n / 4 && n > 300);
}

/* All small rooms in turn, where the driver works through a buffer of its own. */
static void
test_small_rooms_decompress(void **state __rte_unused)
{
	static uint8_t data[BATCH][3000], streams[BATCH][ZIP_STREAM_MAX];
	struct zip_flat_op ops[BATCH];
	uint32_t sizes[BATCH], room;
	unsigned int i, n = 0;

	for (room = 1; room <= MAX_ROOM; room += BATCH / 4) {
		for (i = 0; i < BATCH; i++) {
			/* One byte short, exact, one spare, and an output far too long. */
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

static void
test_empty(void **state __rte_unused)
{
	struct zip_flat_op ops[6];
	unsigned int i;

	for (i = 0; i < RTE_DIM(ops); i++)
		ops[i] = (struct zip_flat_op) { .decompress = i == 3, .src = plain, .room = 100,
			.out = result[i] };
	/* To the byte, a byte short, and behind other data in the mbuf. */
	ops[1].room = 2;
	ops[2].room = 1;
	ops[4].src_offset = 17;
	ops[4].dst_offset = 3;
	/* And one with data in the same burst. */
	ops[5].len = 100;
	zip_fill(ZIP_TEXT, plain, 100);
	ops[5].room = 300;
	zip_flat_run(ops, RTE_DIM(ops));
	for (i = 0; i < RTE_DIM(ops); i++) {
		if (i == 2) {
			assert_int_equal(ops[i].status,
					RTE_COMP_OP_STATUS_OUT_OF_SPACE_TERMINATED);
		} else if (i == 3) {
			/* Nothing is no stream. */
			assert_int_equal(ops[i].status, RTE_COMP_OP_STATUS_ERROR);
		} else {
			assert_int_equal(ops[i].status, RTE_COMP_OP_STATUS_SUCCESS);
			assert_int_equal(ops[i].consumed, ops[i].len);
			zip_assert_decodes(15, result[i], ops[i].produced, plain, ops[i].len);
		}
	}
	assert_int_equal(zip_flat_count(), RTE_DIM(ops));
}

/* A stream as zlib sees it decides what is right for the device to say. */
static bool
assert_as_zlib(const struct zip_flat_op *op)
{
	static uint8_t expected[ZIP_BUF];
	uint32_t consumed, produced;
	int ret;

	ret = zip_zlib_inflate(15, op->src, op->len, expected, op->room, &consumed, &produced);
	if (ret != Z_STREAM_END) {
		if (op->status == RTE_COMP_OP_STATUS_SUCCESS &&
				zip_zlib_incomplete_set(op->src, op->len))
			return false;
		/* An output that fills up before the damage is met is as true an answer. */
		assert_true(op->status == RTE_COMP_OP_STATUS_ERROR ||
			op->status == RTE_COMP_OP_STATUS_OUT_OF_SPACE_TERMINATED);
		return false;
	}
	assert_int_equal(op->status, RTE_COMP_OP_STATUS_SUCCESS);
	assert_int_equal(op->consumed, consumed);
	assert_int_equal(op->produced, produced);
	assert_memory_equal(op->out, expected, produced);
	return true;
}

/* Damaged streams between whole ones, which must not suffer. */
static unsigned int
run_damaged(uint8_t damaged[BATCH][4096], const uint32_t *lens, const uint8_t *good,
		uint32_t good_len, uint32_t data_len)
{
	struct zip_flat_op ops[BATCH];
	unsigned int i, bad = 0;

	for (i = 0; i < BATCH; i++)
		ops[i] = (struct zip_flat_op) { .decompress = true,
			.src = i % 2 == 0 ? good : damaged[i],
			.len = i % 2 == 0 ? good_len : lens[i],
			.room = data_len + 100, .out = result[i] };
	zip_flat_run(ops, BATCH);
	for (i = 0; i < BATCH; i++) {
		bool whole = assert_as_zlib(&ops[i]);

		assert_true(whole || i % 2 == 1);
		bad += !whole;
	}
	return bad;
}

static void
test_truncated(void **state __rte_unused)
{
	static uint8_t damaged[BATCH][4096];
	uint32_t len, lens[BATCH];
	unsigned int i, bad = 0, round;
	enum zip_data kind;

	for (kind = 0; kind < ZIP_NB_DATA; kind++) {
		zip_fill(kind, plain, 3000);
		len = zip_zlib_deflate(&zlib_default, plain, 3000, packed);
		assert_true(len <= 4096);
		for (round = 0; round < 4; round++) {
			for (i = 1; i < BATCH; i += 2) {
				/* Every length near both ends, any in between. */
				lens[i] = test_rand_range(1, len - 1);
				if (round == 0)
					lens[i] = RTE_MIN(1 + i / 2, len - 1);
				else if (round == 1)
					lens[i] = RTE_MAX((int)(len - 1 - i / 2), 1);
				memcpy(damaged[i], packed, lens[i]);
			}
			bad += run_damaged(damaged, lens, packed, len, 3000);
		}
	}
	/* A stream cut short is never whole. */
	assert_int_equal(bad, ZIP_NB_DATA * 4 * BATCH / 2);
}

static void
test_corrupt(void **state __rte_unused)
{
	static uint8_t damaged[BATCH][4096];
	uint32_t len, lens[BATCH];
	unsigned int i, k, bad = 0, round;
	enum zip_data kind;

	for (kind = 0; kind < ZIP_NB_DATA; kind++) {
		zip_fill(kind, plain, 3000);
		len = zip_zlib_deflate(&zlib_default, plain, 3000, packed);
		for (round = 0; round < 8; round++) {
			for (i = 1; i < BATCH; i += 2) {
				lens[i] = len;
				memcpy(damaged[i], packed, len);
				for (k = 0; k <= round; k++)
					damaged[i][test_rand() % len] ^= 1 << test_rand() % 8;
				/* Headers of dynamic blocks are where most rules are. */
				if (round % 2 == 0)
					damaged[i][test_rand() % RTE_MIN(len, 40u)] = test_rand();
			}
			bad += run_damaged(damaged, lens, packed, len, 3000);
		}
	}
	assert_int_equal(zip_flat_count(), ZIP_NB_DATA * 8 * BATCH);
	assert_true(bad > 100);
}

static void
test_random_input(void **state __rte_unused)
{
	static uint8_t damaged[BATCH][4096];
	uint32_t len, lens[BATCH] = { 0 };
	unsigned int i, bad = 0, round;

	zip_fill(ZIP_TEXT, plain, 3000);
	len = zip_zlib_deflate(&zlib_default, plain, 3000, packed);
	for (round = 0; round < 32; round++) {
		for (i = 1; i < BATCH; i += 2) {
			lens[i] = test_rand_range(1, round < 16 ? 16 : 4096);
			zip_fill(ZIP_RANDOM, damaged[i], lens[i]);
		}
		bad += run_damaged(damaged, lens, packed, len, 3000);
	}
	assert_int_equal(zip_flat_count(), 32 * BATCH);
	assert_true(bad > 100);
}

static void
test_trailing_garbage(void **state __rte_unused)
{
	static uint8_t streams[BATCH][4096 + 64];
	struct zip_flat_op ops[BATCH];
	uint32_t len, lens[BATCH];
	enum zip_data kind;
	unsigned int i;

	for (kind = 0; kind < ZIP_NB_DATA; kind++) {
		zip_fill(kind, plain, 2000);
		for (i = 0; i < BATCH; i++) {
			len = zip_zlib_deflate(&zlib_default, plain, 1000 + i, streams[i]);
			zip_fill(ZIP_RANDOM, streams[i] + len, i + 1);
			lens[i] = len;
			ops[i] = (struct zip_flat_op) { .decompress = true, .src = streams[i],
				.len = len + i + 1, .room = 1000 + i, .out = result[i] };
		}
		zip_flat_run(ops, BATCH);
		for (i = 0; i < BATCH; i++) {
			assert_int_equal(ops[i].status, RTE_COMP_OP_STATUS_SUCCESS);
			assert_int_equal(ops[i].consumed, lens[i]);
			assert_int_equal(ops[i].produced, 1000 + i);
			assert_memory_equal(result[i], plain, 1000 + i);
		}
	}
	assert_int_equal(zip_flat_count(), ZIP_NB_DATA * BATCH);
}

/* Distances stay within the window: a decoder that has no more reads the stream. */
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

/* Levels and Huffman types that are supported are taken, and what they make decodes. */
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

/* One line from the driver, with the device's name, what was asked for and its value in it. */
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

/* Fixed codes are not advertised, as nothing makes the device use them, and not served. */
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
	/* One past those there are. */
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
	/* A stream is no way around it. */
	assert_int_equal(rte_compressdev_stream_create(zip_port.id, &xform, &stream), -EINVAL);
	xform = zip_xform(false, 16);
	assert_int_equal(rte_compressdev_stream_create(zip_port.id, &xform, &stream), -ENOTSUP);
	xform = zip_xform(true, 7);
	assert_int_equal(rte_compressdev_stream_create(zip_port.id, &xform, &stream), -ENOTSUP);
	assert_null(stream);
	zip_assert_works(&zip_port, 0);
}

int
test_zip_limits(void)
{
	static const struct CMUnitTest tests[] = {
		ZIP_TEST(test_exact_room_decompress),
		ZIP_TEST(test_exact_room_compress),
		ZIP_TEST(test_exact_room_random),
		ZIP_TEST(test_small_rooms_decompress),
		ZIP_TEST(test_small_rooms_compress),
		ZIP_TEST(test_empty),
		ZIP_TEST(test_truncated),
		ZIP_TEST(test_corrupt),
		ZIP_TEST(test_random_input),
		ZIP_TEST(test_trailing_garbage),
		ZIP_TEST(test_compress_windows),
		ZIP_TEST(test_decompress_windows),
		ZIP_TEST(test_levels),
		ZIP_TEST(test_refused_windows),
		ZIP_TEST(test_refused_levels),
		ZIP_TEST(test_refused_huffman),
		ZIP_TEST(test_refused_xforms),
	};

	return TEST_RUN_GROUP("zip limits", tests, NULL, NULL);
}

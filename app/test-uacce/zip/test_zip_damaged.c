/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Streams that are cut short, damaged, random, or followed by other data. */

#include <string.h>

#include <zlib.h>

#include <rte_common.h>

#include "test_zip.h"
#include "zip_fixture.h"
#include "zip_flat.h"

#define BATCH	64u

static const struct zip_zlib zlib_default = { 6, 15, 8, Z_DEFAULT_STRATEGY };

static uint8_t plain[ZIP_BUF];
static uint8_t packed[ZIP_STREAM_MAX];
static uint8_t result[BATCH][ZIP_BUF];

/* Check the result against that of zlib. @return whether zlib finds the stream whole. */
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
		/* The output may be full before the decoder reaches the damage. */
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

/* Run damaged streams between whole ones, whose results must be right. @return how many failed. */
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
				/* All lengths near both ends, and random ones. */
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
	/* A stream that was cut short cannot be whole. */
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
				/* Most rules of the format are about headers of dynamic blocks. */
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

int
test_zip_damaged(void)
{
	static const struct CMUnitTest tests[] = {
		ZIP_TEST(test_truncated),
		ZIP_TEST(test_corrupt),
		ZIP_TEST(test_random_input),
		ZIP_TEST(test_trailing_garbage),
	};

	return TEST_RUN_GROUP("zip damaged", tests, NULL, NULL);
}

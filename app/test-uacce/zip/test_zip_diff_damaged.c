/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Damaged streams, stateless and in pieces: what zlib makes of them decides what is right. */

#include <string.h>

#include <zlib.h>

#include <rte_common.h>

#include "hw/hisi_zip_bd.h"
#include "test_zip.h"
#include "zip_diff.h"

/* Most that one operation makes of a damaged stream. */
#define MAX_DAMAGED_OP	20000u
/* Literals that ISA-L decodes at once: some may wait for bits of the last one. */
#define MAX_LAG		2u

/* Make a stream of one of several kinds of blocks. @return its length. */
static uint32_t
make_victim(unsigned int i, uint32_t len, uint8_t *stream)
{
	static const struct zip_zlib params[] = {
		{ 9, 15, 8, Z_FIXED }, { 9, 15, 8, Z_DEFAULT_STRATEGY }, { 0, 15, 8, 0 },
		{ 9, 15, 8, Z_HUFFMAN_ONLY }, { 6, 9, 1, Z_RLE }, { 1, 15, 8, Z_DEFAULT_STRATEGY },
	};
	static const enum zip_data kinds[] = {
		ZIP_TEXT, ZIP_TEXT, ZIP_RANDOM, ZIP_TEXT, ZIP_PERIODIC, ZIP_TEXT,
	};
	const uint8_t *data = zip_diff.pools[kinds[i % RTE_DIM(kinds)]] +
		test_rand_range(0, ZIP_DIFF_POOL - len);

	return zip_zlib_pack(&params[i % RTE_DIM(params)], data, len, stream, ZIP_DIFF_PACKED);
}

static void
run_stateless(struct zip_diff_port *p, const uint8_t *stream, uint32_t len, uint32_t room,
		uint32_t segs)
{
	zip_diff.tasks[0] = (struct zip_task) { .decompress = true, .src = stream, .len = len,
		.room = room, .src_segs = segs, .dst_segs = segs, .out = zip_diff.ops[0].out };
	zip_diff.ops[0].kind = ZIP_KIND_DAMAGED;
	zip_diff.ops[0].flow = NULL;
	zip_diff.current = &zip_diff.ops[0];
	zip_task_run(&p->port, zip_diff.tasks, 1);
	zip_diff_check_damaged(&zip_diff.tasks[0]);
	zip_diff.current = NULL;
}

/*
 * Run stateful operations with random pieces and rooms until one fails, input is used up, or the
 * stream ends. The end is at @p end where an operation consumes all of its input.
 */
static uint8_t
run_pieces(struct zip_diff_port *p, void *stream, const uint8_t *in, uint32_t len, uint32_t end,
		uint8_t *out, uint32_t *at, uint32_t *produced)
{
	struct zip_task *t = &zip_diff.tasks[0];
	uint32_t left, idle = 0;

	*at = 0;
	*produced = 0;
	do {
		left = len - *at;
		*t = (struct zip_task) { .decompress = true, .stream = stream, .src = in + *at,
			.len = zip_diff_one_in(3) ? left : test_rand_range(0, left),
			.room = test_rand_range(1, zip_diff_one_in(4) ? 300 : MAX_DAMAGED_OP),
			.src_segs = zip_diff_one_in(4) ? 3 : 1,
			.dst_segs = zip_diff_one_in(4) ? 3 : 1,
			.out = out + *produced };
		zip_task_run(&p->port, t, 1);
		*at += t->consumed;
		*produced += t->produced;
		if (t->status == RTE_COMP_OP_STATUS_SUCCESS && (t->consumed < t->len || *at == end))
			break;
		idle = t->consumed + t->produced == 0 && t->len != 0 ? idle + 1 : 0;
		assert_true(idle < 4 && *produced < ZIP_DIFF_DAMAGED - MAX_DAMAGED_OP);
	} while (t->status != RTE_COMP_OP_STATUS_ERROR);
	return t->status;
}

/*
 * Whether a device may have made @p produced bytes of an input that is cut, where zlib made more:
 * it lacks a few literals, or the whole last block, which the hardware does not begin before it
 * has a number of bits.
 */
static bool
may_lag(const uint8_t *in, uint32_t len, uint32_t produced, uint32_t zlib_produced)
{
	uint32_t before;
	uint64_t block = zip_zlib_last_block(in, len, &before);

	return zlib_produced - produced <= MAX_LAG ||
		(len * UINT64_C(8) - block < HISI_ZIP_CTX_BEGIN_BITS && produced == before);
}

static void
run_stateful(struct zip_diff_port *p, void *stream, const uint8_t *in, uint32_t len)
{
	static uint8_t expected[ZIP_DIFF_DAMAGED], out[ZIP_DIFF_DAMAGED];
	uint32_t at, produced, zlib_consumed, zlib_produced;
	uint8_t status;
	int ret;

	zip_diff.ops[0].kind = ZIP_KIND_DAMAGED;
	zip_diff.ops[0].flow = NULL;
	ret = zip_zlib_unpack(in, len, expected, sizeof(expected), &zlib_consumed, &zlib_produced);
	/* Damage can make the output too large, or make codes that only zlib refuses. */
	if (zlib_produced > ZIP_DIFF_DAMAGED - 2 * MAX_DAMAGED_OP ||
			(ret == Z_DATA_ERROR && zip_zlib_incomplete_set(in, len)))
		return;
	zip_diff.current = &zip_diff.ops[0];
	status = run_pieces(p, stream, in, len, ret == Z_STREAM_END ? zlib_consumed : len, out,
			&at, &produced);
	assert_true(produced <= zlib_produced);
	test_assert_same(out, expected, produced);
	if (ret == Z_DATA_ERROR) {
		assert_int_equal(status, RTE_COMP_OP_STATUS_ERROR);
	} else if (status == RTE_COMP_OP_STATUS_ERROR) {
		/* The device may find the error in a header of which the rest is missing. */
		assert_true(ret != Z_STREAM_END && zip_header_is_invalid(in, len));
	} else {
		assert_int_equal(status, RTE_COMP_OP_STATUS_SUCCESS);
		assert_int_equal(at, zlib_consumed);
		assert_true(produced == zlib_produced ||
			(ret != Z_STREAM_END && may_lag(in, len, produced, zlib_produced)));
	}
	zip_diff.current = NULL;
}

/* Use a new stream, as one whose input was cut short waits for more. */
static void
run_on_new_stream(struct zip_diff_port *p, const uint8_t *in, uint32_t len)
{
	struct rte_comp_xform xform = zip_xform(true, 15);
	void *stream = zip_make_stream(&p->port, &xform);

	run_stateful(p, stream, in, len);
	assert_int_equal(rte_compressdev_stream_free(p->port.id, stream), 0);
}

static void
test_bit_flips(void **state __rte_unused)
{
	static uint8_t stream[4096];
	uint32_t before = zip_task_count(), len, bit, flips = 0;
	unsigned int i, p;

	for (i = 0; i < 6; i++) {
		len = make_victim(i, i == 1 ? 300 : 70, stream);
		for (bit = 0; bit < 8 * len; bit++, flips++) {
			stream[bit / 8] ^= 1 << bit % 8;
			for (p = 0; p < RTE_MIN(zip_diff.nb_ports, 2u); p++) {
				run_stateless(&zip_diff.ports[p], stream, len, 2000, 1);
				run_stateless(&zip_diff.ports[p], stream, len, 2000, 3);
				run_on_new_stream(&zip_diff.ports[p], stream, len);
			}
			stream[bit / 8] ^= 1 << bit % 8;
		}
	}
	assert_true(flips > 6 * 8 * 30);
	assert_true(zip_task_count() - before >= 3 * flips * RTE_MIN(zip_diff.nb_ports, 2u));
}

/*
 * The last of these bytes begin a repeat of more code lengths than there may be. ISA-L fails there,
 * while zlib waits for the number of repeats.
 */
static void
test_invalid_header(void **state __rte_unused)
{
	static const uint8_t invalid[] = {
		0x7d, 0x5c, 0xed, 0x72, 0xe3, 0xc8, 0x0d, 0xfc, 0x9f, 0xa7, 0xd0, 0x03, 0xa4,
		0x52, 0xb6, 0xfc, 0x20, 0xfb, 0x71, 0x94, 0x5b, 0x27, 0xe7, 0xaa, 0xcd, 0xfa,
		0xb2, 0xbb, 0x57, 0xfb, 0xfa, 0x69, 0x74, 0x03, 0x3d, 0x3d, 0x94, 0x2f, 0x55,
		0xb0, 0x34, 0x9c, 0x01, 0x1a, 0x8d, 0x1e, 0x90, 0x1c, 0x52, 0x94, 0xbf, 0x7e,
		0x3d,
	};
	unsigned int p;

	assert_true(zip_header_is_invalid(invalid, sizeof(invalid)));
	for (p = 0; p < zip_diff.nb_ports; p++) {
		run_stateless(&zip_diff.ports[p], invalid, sizeof(invalid), 2000, 1);
		run_stateless(&zip_diff.ports[p], invalid, sizeof(invalid), 2000, 3);
		run_on_new_stream(&zip_diff.ports[p], invalid, sizeof(invalid));
	}
}

/* A valid header counts as valid wherever it is cut, or the check of errors would be too weak. */
static void
test_cut_header(void **state __rte_unused)
{
	static uint8_t stream[4096];
	uint32_t len, cut, dynamic = 0;
	unsigned int i;

	for (i = 0; i < 12; i++) {
		len = make_victim(i, test_rand_range(200, 1500), stream);
		dynamic += (stream[0] >> 1 & 3) == 2;
		for (cut = 1; cut <= len; cut++)
			assert_false(zip_header_is_invalid(stream, cut));
	}
	assert_true(dynamic >= 6);
}

static void
test_damaged_large(void **state __rte_unused)
{
	uint8_t *stream = zip_diff.ops[1].packed;
	unsigned int i, p, rounds = RTE_MIN(300u, test_options.ops / 20 + 10);
	uint32_t len, n;

	for (i = 0; i < rounds; i++) {
		len = test_rand_range(20000, 180000);
		n = make_victim(i, len, stream);
		zip_diff_damage(stream, &n);
		for (p = 0; p < zip_diff.nb_ports; p++) {
			run_stateless(&zip_diff.ports[p], stream, n, len + 1000, 1 + i % 5);
			run_on_new_stream(&zip_diff.ports[p], stream, n);
		}
	}
	assert_int_equal(i, rounds);
}

#define DAMAGED_TEST(f) \
	cmocka_unit_test_setup_teardown(f, zip_diff_setup, zip_diff_teardown)

int
test_zip_diff_damaged(void)
{
	static const struct CMUnitTest tests[] = {
		DAMAGED_TEST(test_bit_flips),
		DAMAGED_TEST(test_invalid_header),
		DAMAGED_TEST(test_cut_header),
		DAMAGED_TEST(test_damaged_large),
	};

	return TEST_RUN_GROUP("zip diff damaged", tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Stateful decompression (hardware_interface.rst, 3.5, 3.9, 3.11), compared with zlib. */

#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include <rte_common.h>

#include "soft_stream.h"
#include "soft_user.h"

static void
stream_random(uint64_t *rng, struct user *u, unsigned int nb, uint32_t max,
		const struct stream_cuts *c)
{
	unsigned int i;

	for (i = 0; i < nb; i++) {
		uint8_t type = stream_types[i % RTE_DIM(stream_types)];
		struct packed p;
		struct stream s;

		stream_pack(&p, rng, type, rng_below(rng, 8) == 0 ? i % 4 : rng_below(rng, max));
		stream_begin(&s, u, type);
		stream_inflate(&s, rng, &p, c);
		stream_free(&s);
		stream_unpack(&p);
	}
}

static void
test_inflate_splits(void **state __rte_unused)
{
	static const struct {
		unsigned int streams;
		uint32_t max;
		struct stream_cuts cuts;
	} runs[] = {
		{ 600, 20000, { .in_max = 3000, .out_max = 5000, .behind = STREAM_GARBAGE } },
		{ 600, 20000, { .in_max = 400, .out_max = 9000, .move = true } },
		{ 300, 20000, { .in_max = 30000, .out_max = 700, .behind = 3 } },
		{ 60, 300000, { .in_max = 60000, .out_max = 60000 } },
		{ 60, 300000, { .in = 400000, .out_max = 3000 } },
		{ 300, 60000, { .in = 400000, .out = 100000 } },
		{ 150, 3000, { .in = 1, .out_max = 4000, .move = true } },
		{ 90, 3000, { .in = 400000, .out = 1 } },
		{ 60, 2000, { .in = 1, .out = 1 } },
	};
	struct soft_device *dev = user_device(3, 0, NULL);
	uint64_t rng = test_options.seed;
	struct user u;
	unsigned int i;

	user_open(&u, dev, HISI_ZIP_QC_DECOMPRESS);
	for (i = 0; i < RTE_DIM(runs); i++)
		stream_random(&rng, &u, runs[i].streams, runs[i].max, &runs[i].cuts);
	user_close(&u);
	user_device_destroy(dev);
}

/* Threads take turns at the same stream, and none keeps anything of it. */
static void
test_inflate_workers(void **state __rte_unused)
{
	const struct stream_cuts c = { .in_max = 2000, .out_max = 4000, .move = true };
	struct soft_device *dev = user_device(3, 2, NULL);
	uint64_t rng = test_options.seed;
	struct user u;

	user_open(&u, dev, HISI_ZIP_QC_DECOMPRESS);
	stream_random(&rng, &u, 60, 20000, &c);
	user_close(&u);
	user_device_destroy(dev);
}

/* Without room, input is consumed as far as its output can be kept. */
static void
test_inflate_pending(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	uint64_t rng = test_options.seed;
	struct hisi_zip_sqe sqe, got;
	uint32_t at, out, i;
	uint8_t dst[1000];
	struct packed p;
	struct stream s;
	struct user u;

	user_open(&u, dev, HISI_ZIP_QC_DECOMPRESS);
	for (i = 0; i < 60; i++) {
		stream_pack(&p, &rng, stream_types[i % 3], 3000 + (i < 30 ? 0 : 60000));
		stream_begin(&s, &u, stream_types[i % 3]);
		sqe = stream_request(&s, p.data, p.len, dst, 0, true);
		got = stream_serve(&s, &sqe);
		stream_check_inflate(&sqe, &got);
		assert_int_not_equal(got.ctx_dw1 & 0x7ffff, 0);
		/*
		 * A stream whose output can be kept is consumed as a whole, with its trailer, but
		 * not a last block of raw DEFLATE that has less than 40 bits.
		 */
		if (i < 30 && got.consumed == p.len) {
			assert_int_equal(got.ctx_dw0, 0x81);
		} else if (i < 30) {
			assert_int_equal(stream_types[i % 3], HISI_ZIP_REQ_DEFLATE);
			assert_true(p.len - got.consumed < 5);
			assert_true(stream_cached_bits(&got) < 8);
			assert_int_equal(got.ctx_dw0 & 0x8f, 2);
		}
		/* Nothing is consumed or produced while there is no room. */
		at = got.consumed;
		sqe = stream_request(&s, p.data + at, p.len - at, NULL, 0, true);
		got = stream_serve(&s, &sqe);
		assert_int_equal(got.dw3, 0);
		assert_int_equal(got.consumed, 0);
		/* A request without input produces what was kept, and the rest ends the stream. */
		for (out = 0; (got.ctx_dw1 & 0x7ffff) != 0 || (got.dw3 == 0 && i < 30);
				out += got.produced, at += got.consumed) {
			sqe = stream_request(&s, p.data + at, i < 30 ? p.len - at : 0, dst,
					1 + rng_below(&rng, 999), true);
			got = stream_serve(&s, &sqe);
			stream_check_inflate(&sqe, &got);
			assert_memory_equal(dst, p.plain + out, got.produced);
		}
		assert_int_equal(got.dw3, i < 30 ? 0x113 : 0);
		if (i < 30)
			assert_int_equal(out, p.plain_len);
		stream_free(&s);
		stream_unpack(&p);
	}
	user_close(&u);
	user_device_destroy(dev);
}

/* The cached bits as a driver finds them, first bit lowest. */
static uint64_t
cached_value(const struct stream *s, const struct hisi_zip_sqe *got)
{
	uint32_t history = got->ctx_dw2 & 0xffff;
	uint64_t bits;

	memcpy(&bits, s->ctx + HISI_ZIP_CTX_OFFSET + CTX_WINDOW + RTE_ALIGN_CEIL(history, 16),
			sizeof(bits));
	return bits;
}

/*
 * State 3 (3.9): a block of raw DEFLATE of which there are less than 40 bits is not begun,
 * even if it is whole and the last one, until a request brings more input or none.
 */
static void
test_inflate_cached(void **state __rte_unused)
{
	/* A final block of fixed codes: nothing; "abc"; and such blocks behind a stored one. */
	static const uint8_t nothing[] = { 0x03, 0x00 };
	static const uint8_t abc[] = { 0x4b, 0x4c, 0x4a, 0x06, 0x00 };
	static const uint8_t stored[] = { 0x00, 0x02, 0x00, 0xfd, 0xff, 'x', 'y', 0x03, 0x00 };
	static const struct {
		const uint8_t *data;
		uint32_t len;
		uint32_t cached;	/* bytes */
		const char *before;
		const char *after;
	} cases[] = {
		{ nothing, 1, 1, "", NULL },
		{ nothing, 2, 2, "", "" },
		{ abc, 4, 4, "", NULL },
		/* Forty bits are enough. */
		{ abc, 5, 0, "abc", "abc" },
		{ stored, 8, 1, "xy", NULL },
		{ stored, 9, 2, "xy", "xy" },
	};
	struct soft_device *dev = user_device(3, 0, NULL);
	struct hisi_zip_sqe sqe, got;
	char out[16] = { 0 };
	struct stream s;
	struct user u;
	unsigned int i;
	uint64_t bits;

	user_open(&u, dev, HISI_ZIP_QC_DECOMPRESS);
	for (i = 0; i < RTE_DIM(cases); i++) {
		stream_begin(&s, &u, HISI_ZIP_REQ_DEFLATE);
		sqe = stream_request(&s, cases[i].data, cases[i].len, out, 8, false);
		got = stream_serve(&s, &sqe);
		stream_check_inflate(&sqe, &got);
		assert_int_equal(got.consumed, cases[i].len);
		assert_int_equal(got.produced, strlen(cases[i].before));
		assert_memory_equal(out, cases[i].before, got.produced);
		assert_int_equal(stream_cached_bits(&got), 8 * cases[i].cached);
		if (cases[i].cached == 0) {
			assert_int_equal(got.dw3, 0x113);
			stream_free(&s);
			continue;
		}
		assert_int_equal(got.dw3, 0);
		assert_int_equal(got.ctx_dw0 & 0xf, HISI_ZIP_CTX_ST_NOT_STARTED);
		bits = cached_value(&s, &got);
		assert_memory_equal(&bits, cases[i].data + cases[i].len - cases[i].cached,
				cases[i].cached);
		stream_move(&s);
		sqe = stream_request(&s, NULL, 0, out + got.produced, 8, false);
		got = stream_serve(&s, &sqe);
		stream_check_inflate(&sqe, &got);
		if (cases[i].after == NULL) {
			/* The block is begun, and not whole; the rest of it ends it. */
			assert_int_equal(got.dw3, 0);
			sqe = stream_request(&s, cases[i].data + cases[i].len, 1, out, 8, false);
			got = stream_serve(&s, &sqe);
			stream_check_inflate(&sqe, &got);
			assert_int_equal(got.consumed, 1);
		}
		assert_int_equal(got.dw3, 0x113);
		assert_int_equal(stream_cached_bits(&got), 0);
		stream_free(&s);
	}
	/* zlib and gzip have a trailer, so their last block is begun. */
	stream_begin(&s, &u, HISI_ZIP_REQ_ZLIB);
	sqe = stream_request(&s, nothing, 2, out, 8, false);
	got = stream_serve(&s, &sqe);
	assert_int_equal(got.dw3, 0);
	assert_int_equal(got.ctx_dw0 >> 8, 0);
	assert_int_equal(got.ctx_dw0 & 0xf, 0);
	stream_free(&s);
	user_close(&u);
	user_device_destroy(dev);
}

static void
trailer_bytes(struct user *u, uint64_t *rng, uint8_t type, bool wrong)
{
	uint32_t size = type == HISI_ZIP_REQ_ZLIB ? 4 : 8, i;
	struct hisi_zip_sqe sqe, got;
	uint8_t dst[4000];
	struct packed p;
	struct stream s;

	stream_pack(&p, rng, type, 3000);
	if (wrong)
		p.data[p.len - 1 - rng_below(rng, size)] ^= 1 << rng_below(rng, 8);
	stream_begin(&s, u, type);
	sqe = stream_request(&s, p.data, p.len - size, dst, sizeof(dst), false);
	got = stream_serve(&s, &sqe);
	stream_check_inflate(&sqe, &got);
	assert_int_equal(got.produced, 3000);
	for (i = size; i > 0; i--) {
		assert_int_equal(got.dw3, 0);
		sqe = stream_request(&s, p.data + p.len - i, 1, dst, i % 2, false);
		got = stream_serve(&s, &sqe);
		assert_int_equal(got.consumed, 1);
	}
	assert_int_equal(got.dw3, wrong ? 0x110 : 0x113);
	/* After that the stream consumes nothing. */
	sqe = stream_request(&s, p.data, 10, dst, 10, false);
	got = stream_serve(&s, &sqe);
	assert_int_equal(got.dw3, wrong ? 0x110 : 0x113);
	assert_int_equal(got.consumed, 0);
	assert_int_equal(got.produced, 0);
	assert_int_equal(got.isize, 3000);
	stream_free(&s);
	stream_unpack(&p);
}

static void
test_inflate_trailers(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	uint64_t rng = test_options.seed;
	struct user u;
	unsigned int i;

	user_open(&u, dev, HISI_ZIP_QC_DECOMPRESS);
	for (i = 0; i < 80; i++)
		trailer_bytes(&u, &rng, stream_types[1 + i % 2], i % 4 > 1);
	user_close(&u);
	user_device_destroy(dev);
}

/* Errors of data are reported, by all later requests as well. */
static void
test_inflate_corrupt(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	uint64_t rng = test_options.seed;
	unsigned int i, bad = 0;
	struct hisi_zip_sqe sqe, got;
	uint8_t dst[2000];
	struct packed p;
	struct stream s;
	struct user u;

	user_open(&u, dev, HISI_ZIP_QC_DECOMPRESS);
	for (i = 0; i < 300; i++) {
		uint32_t at = 0, n = 0;

		stream_pack(&p, &rng, HISI_ZIP_REQ_GZIP, 5000);
		p.data[rng_below(&rng, p.len)] ^= 1 << rng_below(&rng, 8);
		stream_begin(&s, &u, HISI_ZIP_REQ_GZIP);
		do {
			sqe = stream_request(&s, p.data + at, RTE_MIN(700u, p.len - at), dst,
					rng_below(&rng, sizeof(dst)), false);
			got = stream_serve(&s, &sqe);
			assert_true(got.consumed <= sqe.input_data_length);
			assert_true(got.produced <= sqe.dest_avail_out);
			at += got.consumed;
		} while (got.dw3 == 0 && ++n < 100);
		/* The bits that fill up a byte before a stored block have no meaning. */
		bad += got.dw3 != 0x113;
		if (got.dw3 == HISI_ZIP_BAD_DATA) {
			assert_int_equal(got.ctx_dw1, 0);
			assert_int_equal(got.ctx_dw0 & 0xf, 0);
			sqe = stream_request(&s, p.data, 10, dst, 10, false);
			got = stream_serve(&s, &sqe);
			assert_int_equal(got.dw3, HISI_ZIP_BAD_DATA);
			assert_int_equal(got.produced, 0);
		}
		stream_free(&s);
		stream_unpack(&p);
	}
	assert_true(bad > 270);
	user_close(&u);
	user_device_destroy(dev);
}

/* Stateful decompression between lists, the last destination shorter than its room. */
static void
test_inflate_lists(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	uint64_t rng = test_options.seed;
	uint8_t *back = malloc(30000);
	struct user_list src, dst;
	struct hisi_zip_sqe sqe, got;
	uint32_t at, out, i;
	struct packed p;
	struct stream s;
	struct user u;

	assert_non_null(back);
	user_open(&u, dev, HISI_ZIP_QC_DECOMPRESS);
	for (i = 0; i < 60; i++) {
		stream_pack(&p, &rng, stream_types[i % 3], 20000);
		stream_begin(&s, &u, stream_types[i % 3]);
		user_list_make(&src, &rng, 1 + i, p.len + i, 7);
		user_list_make(&dst, &rng, 1 + i, 3000, 7);
		user_list_write(&src, i, p.data, p.len);
		at = 0;
		out = 0;
		do {
			/* Sometimes the descriptor claims more room than the list has. */
			bool lie = rng_below(&rng, 4) == 0;
			struct hisi_zip_sqe words = s.words;
			bool is_new = s.is_new;

			sqe = stream_request(&s, src.head, p.len - at, dst.head,
					lie ? 60000 : 3000, false);
			sqe.dw7 |= at + i;
			sqe.dw9 |= HISI_ZIP_BUF_SGL << HISI_ZIP_DW9_BUF_S;
			got = stream_serve(&s, &sqe);
			user_list_check_gaps(&dst);
			if (lie && got.dw3 == HISI_ZIP_BAD_SQE) {
				s.words = words;
				s.is_new = is_new;
				continue;
			}
			stream_check_inflate(&sqe, &got);
			user_list_read(&dst, 0, back, got.produced);
			assert_memory_equal(back, p.plain + out, got.produced);
			at += got.consumed;
			out += got.produced;
		} while (got.dw3 != 0x113);
		assert_int_equal(out, p.plain_len);
		user_list_free(&src);
		user_list_free(&dst);
		stream_free(&s);
		stream_unpack(&p);
	}
	free(back);
	user_close(&u);
	user_device_destroy(dev);
}

int
test_soft_inflate(void)
{
	const struct CMUnitTest tests[] = {
		user_unit_test(test_inflate_splits),
		user_unit_test(test_inflate_workers),
		user_unit_test(test_inflate_pending),
		user_unit_test(test_inflate_cached),
		user_unit_test(test_inflate_trailers),
		user_unit_test(test_inflate_corrupt),
		user_unit_test(test_inflate_lists),
	};

	return TEST_RUN_GROUP("soft inflate streams", tests, NULL, NULL);
}

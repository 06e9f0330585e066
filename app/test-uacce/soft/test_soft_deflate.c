/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Stateful compression (hardware_interface.rst, 3.5, 3.9), compared with zlib. */

#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include <rte_common.h>

#include "soft_stream.h"
#include "soft_user.h"

/* A request through lists of its own. */
static struct hisi_zip_sqe
serve_by_lists(struct stream *s, uint64_t *rng, struct hisi_zip_sqe *sqe)
{
	uint8_t *plain = (uint8_t *)(uintptr_t)sqe->source_addr;
	uint8_t *out = (uint8_t *)(uintptr_t)sqe->dest_addr;
	uint32_t len = sqe->input_data_length;
	struct user_list src, dst;
	struct hisi_zip_sqe got;

	user_list_make(&src, rng, 1 + len / 100, len + 1, 10);
	user_list_make(&dst, rng, 5, sqe->dest_avail_out, 3);
	user_list_write(&src, 0, plain, len);
	sqe->source_addr = (uintptr_t)src.head;
	sqe->dest_addr = (uintptr_t)dst.head;
	sqe->dw9 |= HISI_ZIP_BUF_SGL << HISI_ZIP_DW9_BUF_S;
	got = stream_serve(s, sqe);
	user_list_read(&dst, 0, out, got.produced);
	user_list_check_gaps(&dst);
	user_list_free(&src);
	user_list_free(&dst);
	return got;
}

/* A decoder of zlib with the window of the stream decodes each piece as it comes. */
static void
stream_check_piece(z_stream *z, uint8_t *out, uint32_t len, bool end, uint32_t total)
{
	z->next_in = out;
	z->avail_in = len;
	if (len != 0)
		assert_int_equal(inflate(z, Z_SYNC_FLUSH), end ? Z_STREAM_END : Z_OK);
	assert_int_equal(z->avail_in, 0);
	assert_int_equal(z->total_out, total);
}

static uint32_t
stream_trailer_len(uint8_t type)
{
	return type == HISI_ZIP_REQ_DEFLATE ? 0 : type == HISI_ZIP_REQ_ZLIB ? 4 : 8;
}

static void
stream_check_trailer(const struct stream *s, const uint8_t *trailer)
{
	uint32_t sum = s->type == HISI_ZIP_REQ_ZLIB ? __builtin_bswap32(s->sum) : s->sum;

	if (s->type != HISI_ZIP_REQ_DEFLATE)
		assert_memory_equal(trailer, &sum, 4);
	if (s->type == HISI_ZIP_REQ_GZIP)
		assert_memory_equal(trailer + 4, &s->total, 4);
}

/* Compress in pieces of up to a size; the trailer comes with the last. */
static void
stream_deflate_pieces(struct stream *s, uint64_t *rng, uint8_t *plain, uint32_t len, uint32_t piece,
		bool by_list, z_stream *z)
{
	uint32_t at = 0, n, room = 2 * piece + 100, tail;
	uint8_t *out = malloc(room);
	struct hisi_zip_sqe sqe, got;
	bool finish;

	assert_non_null(out);
	do {
		n = RTE_MIN(rng_below(rng, piece + 1), len - at);
		finish = at + n == len && rng_below(rng, 2) == 0;
		tail = finish ? stream_trailer_len(s->type) : 0;
		sqe = stream_request(s, plain + at, n, out, room, finish);
		got = by_list ? serve_by_lists(s, rng, &sqe) : stream_serve(s, &sqe);
		assert_int_equal(got.dw3, 0);
		assert_int_equal(got.consumed, n);
		assert_int_equal(got.ctx_dw2, RTE_MIN(at + n, 32768u));
		assert_true(got.produced <= n + n / 8 + 64);
		stream_check_sums(s, &got, plain + at, n);
		at += n;
		stream_check_piece(z, out, got.produced - tail, finish, at);
		stream_move(s);
	} while (!finish);
	stream_check_trailer(s, out + got.produced - tail);
	/* After its end a stream consumes nothing. */
	sqe = stream_request(s, plain, 1, out, 100, false);
	assert_int_equal(stream_serve(s, &sqe).dw3, HISI_ZIP_BAD_SQE);
	free(out);
}

static void
stream_deflate(struct user *u, uint64_t *rng, uint8_t type, uint32_t len, uint32_t piece,
		bool by_list)
{
	static const int bits[] = { 12, 13, 14, 15, 15 };
	uint8_t *plain = malloc(len + 1), *back = malloc(len + 1);
	z_stream z = { .next_out = back, .avail_out = len + 1 };
	struct stream s;

	assert_true(plain != NULL && back != NULL);
	rng_fill(rng, plain, len);
	stream_begin(&s, u, type);
	s.window = rng_below(rng, 5);
	s.level = rng_below(rng, 10);
	assert_int_equal(inflateInit2(&z, -bits[s.window]), Z_OK);
	stream_deflate_pieces(&s, rng, plain, len, piece, by_list, &z);
	assert_memory_equal(plain, back, len);
	inflateEnd(&z);
	stream_free(&s);
	free(plain);
	free(back);
}

static void
test_deflate_splits(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	uint64_t rng = test_options.seed;
	struct user u;
	unsigned int i;

	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	for (i = 0; i < 400; i++)
		stream_deflate(&u, &rng, stream_types[i % 3], rng_below(&rng, 20000), 4000,
				i % 5 == 0);
	for (i = 0; i < 60; i++)
		stream_deflate(&u, &rng, stream_types[i % 3], rng_below(&rng, 300000), 90000,
				i % 5 == 0);
	for (i = 0; i < 60; i++)
		stream_deflate(&u, &rng, stream_types[i % 3], rng_below(&rng, 300), 3, false);
	for (i = 0; i < 3; i++)
		stream_deflate(&u, &rng, stream_types[i], 0, 1, false);
	user_close(&u);
	user_device_destroy(dev);
}

/* Without room nothing changes: words and context are as before, and the stream goes on. */
static void
test_deflate_no_space(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	uint64_t rng = test_options.seed;
	uint8_t plain[6000], out[8000], ctx[HISI_ZIP_CTX_SIZE];
	struct hisi_zip_sqe sqe, want, got;
	uint32_t need, room, i;
	struct stream s;
	struct user u;

	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	for (i = 0; i < 12; i++) {
		rng_fill(&rng, plain, sizeof(plain));
		stream_begin(&s, &u, stream_types[i % 3]);
		sqe = stream_request(&s, plain, 3000, out, sizeof(out), false);
		assert_int_equal(stream_serve(&s, &sqe).dw3, 0);
		memcpy(ctx, s.ctx, sizeof(ctx));
		sqe = stream_request(&s, plain + 3000, 3000, out, sizeof(out), i % 2);
		want = user_serve(&u, &sqe);
		assert_int_equal(want.dw3, 0);
		need = want.produced;
		for (room = 0; room < need; room += 1 + rng_below(&rng, 40)) {
			memcpy(s.ctx, ctx, sizeof(ctx));
			memset(out, STREAM_CANARY, sizeof(out));
			sqe.dest_avail_out = room;
			got = user_serve(&u, &sqe);
			assert_int_equal(got.dw3, HISI_ZIP_NO_SPACE);
			assert_int_equal(out[room], STREAM_CANARY);
			assert_int_equal(out[room + 7], STREAM_CANARY);
			got.dw3 = 0;
			assert_memory_equal(&got, &sqe, sizeof(sqe));
			assert_memory_equal(s.ctx, ctx, sizeof(ctx));
		}
		sqe.dest_avail_out = need;
		got = user_serve(&u, &sqe);
		want.dest_avail_out = need;
		assert_memory_equal(&got, &want, sizeof(want));
		stream_free(&s);
	}
	user_close(&u);
	user_device_destroy(dev);
}

int
test_soft_deflate(void)
{
	const struct CMUnitTest tests[] = {
		user_unit_test(test_deflate_splits),
		user_unit_test(test_deflate_no_space),
	};

	return TEST_RUN_GROUP("soft deflate streams", tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include <rte_common.h>

#include "soft_stream.h"
#include "soft_user.h"

const uint8_t stream_types[] = {
	HISI_ZIP_REQ_DEFLATE, HISI_ZIP_REQ_ZLIB, HISI_ZIP_REQ_GZIP,
};

void
stream_begin(struct stream *s, struct user *u, uint8_t type)
{
	memset(s, 0, sizeof(*s));
	s->u = u;
	s->type = type;
	s->window = HISI_ZIP_WIN_32K;
	s->ctx = malloc(HISI_ZIP_CTX_SIZE);
	assert_non_null(s->ctx);
	/* The device must not read the context and the words of a new stream. */
	memset(s->ctx, 0xee, HISI_ZIP_CTX_SIZE);
	memset(&s->words, 0xee, sizeof(s->words));
	s->is_new = true;
	s->sum = type == HISI_ZIP_REQ_ZLIB ? 1 : 0;
}

void
stream_free(struct stream *s)
{
	free(s->ctx);
}

void
stream_move(struct stream *s)
{
	uint8_t *ctx = malloc(HISI_ZIP_CTX_SIZE);

	assert_non_null(ctx);
	memcpy(ctx, s->ctx, HISI_ZIP_CTX_SIZE);
	memset(s->ctx, 0xdd, HISI_ZIP_CTX_SIZE);
	free(s->ctx);
	s->ctx = ctx;
}

struct hisi_zip_sqe
stream_request(const struct stream *s, const void *src, uint32_t len, void *dst, uint32_t room,
		bool finish)
{
	struct hisi_zip_sqe sqe = user_request(3, s->type, src, len, dst, room);

	sqe.dw7 = 0x34000000 | (finish ? HISI_ZIP_DW7_FINISH : 0) |
		(s->is_new ? HISI_ZIP_DW7_NEW : 0);
	sqe.dw9 = s->type | s->window << HISI_ZIP_DW9_WIN_S;
	sqe.dw10 = s->level;
	sqe.stream_ctx_addr = (uintptr_t)s->ctx + HISI_ZIP_CTX_OFFSET;
	sqe.ctx_dw0 = s->words.ctx_dw0;
	sqe.ctx_dw1 = s->words.ctx_dw1;
	sqe.ctx_dw2 = s->words.ctx_dw2;
	sqe.isize = s->words.isize;
	sqe.checksum = s->words.checksum;
	return sqe;
}

struct hisi_zip_sqe
stream_serve(struct stream *s, const struct hisi_zip_sqe *sqe)
{
	s->words = user_serve(s->u, sqe);
	s->is_new = false;
	return s->words;
}

static uint32_t
stream_crc_register(uint32_t crc)
{
	uint32_t r = 0, i;

	for (i = 0; i < 32; i++)
		r |= (crc >> i & 1) << (31 - i);
	return ~r;
}

void
stream_check_sums(struct stream *s, const struct hisi_zip_sqe *got, const uint8_t *data,
		uint32_t len)
{
	uint32_t want = 0;

	s->total += len;
	s->sum = s->type == HISI_ZIP_REQ_ZLIB ? adler32(s->sum, data, len) :
		crc32(s->sum, data, len);
	if (s->type == HISI_ZIP_REQ_ZLIB)
		want = s->sum;
	else if (s->type == HISI_ZIP_REQ_GZIP)
		want = stream_crc_register(s->sum);
	assert_int_equal(got->isize, s->total);
	assert_int_equal(got->checksum, want);
}

uint32_t
stream_cached_bits(const struct hisi_zip_sqe *got)
{
	return got->ctx_dw0 >> 10 & 0x3f;
}

void
stream_check_inflate(const struct hisi_zip_sqe *sqe, const struct hisi_zip_sqe *got)
{
	uint32_t pending = got->ctx_dw1 & 0x7ffff, st = got->ctx_dw0 & 0xf;
	uint32_t cached = stream_cached_bits(got);
	bool all = got->consumed == sqe->input_data_length;

	assert_true(got->consumed <= sqe->input_data_length);
	assert_true(got->produced <= sqe->dest_avail_out);
	assert_true(pending == 0 || got->produced == sqe->dest_avail_out);
	assert_true((got->ctx_dw2 & 0xffff) <= 32768);
	assert_true(cached == 0 || (sqe->dw9 & 0xff) == HISI_ZIP_REQ_DEFLATE);
	assert_int_equal(got->dw7, sqe->dw7);
	if (got->dw3 == (HISI_ZIP_STREAM_END | HISI_ZIP_DW3_LAST)) {
		assert_int_equal(pending, 0);
		assert_int_equal(st, 0);
		assert_int_equal(cached, 0);
		return;
	}
	assert_int_equal(got->dw3, 0);
	assert_true(all || pending != 0);
	if (pending != 0)
		assert_true(st == 2 || (st == 1 && all && got->ctx_dw0 & 0x80));
	else
		assert_int_equal(st, cached == 0 ? 0 : 3);
}

static void
stream_zlib_pieces(z_stream *z, uint64_t *rng, uint32_t len)
{
	static const int flushes[] = {
		Z_NO_FLUSH, Z_NO_FLUSH, Z_NO_FLUSH, Z_PARTIAL_FLUSH, Z_SYNC_FLUSH, Z_FULL_FLUSH,
		Z_BLOCK,
	};
	bool plainly = rng_below(rng, 2) == 0;

	while (len > 0 && !plainly) {
		uint32_t n = 1 + rng_below(rng, RTE_MIN(len, 5000u));

		z->avail_in = n;
		deflate(z, flushes[rng_below(rng, RTE_DIM(flushes))]);
		assert_int_equal(z->avail_in, 0);
		if (rng_below(rng, 8) == 0)
			deflateParams(z, rng_below(rng, 10), rng_below(rng, 5));
		len -= n;
	}
	z->avail_in = len;
	assert_int_equal(deflate(z, Z_FINISH), Z_STREAM_END);
}

void
stream_pack(struct packed *p, uint64_t *rng, uint8_t type, uint32_t len)
{
	int bits = 9 + rng_below(rng, 7), level = rng_below(rng, 10);
	uint32_t header = type == HISI_ZIP_REQ_ZLIB ? 2 : type == HISI_ZIP_REQ_GZIP ? 10 : 0;
	uint32_t size = 2 * len + 40000;
	z_stream z = { 0 };

	p->plain = malloc(len + 1);
	p->mem = malloc(size + STREAM_GARBAGE);
	assert_true(p->plain != NULL && p->mem != NULL);
	rng_fill(rng, p->plain, len);
	p->plain_len = len;
	z.next_in = p->plain;
	z.next_out = p->mem;
	z.avail_out = size;
	assert_int_equal(deflateInit2(&z, level, Z_DEFLATED, type == HISI_ZIP_REQ_DEFLATE ?
			-bits : type == HISI_ZIP_REQ_ZLIB ? bits : bits + 16,
			1 + rng_below(rng, 9), rng_below(rng, 5)), Z_OK);
	stream_zlib_pieces(&z, rng, len);
	p->len = z.total_out - header;
	p->data = p->mem + header;
	deflateEnd(&z);
	memset(p->data + p->len, STREAM_CANARY, STREAM_GARBAGE);
}

void
stream_unpack(struct packed *p)
{
	free(p->plain);
	free(p->mem);
}

uint32_t
stream_inflate(struct stream *s, uint64_t *rng, const struct packed *p, const struct stream_cuts *c)
{
	uint32_t at = 0, out = 0, n = 0, end = p->len + c->behind, most;
	uint8_t *dst = malloc(RTE_MAX(c->out, c->out_max) + 8);
	struct hisi_zip_sqe sqe, got;

	assert_non_null(dst);
	do {
		uint32_t len = c->in != 0 ? c->in : rng_below(rng, c->in_max + 1);
		uint32_t room = c->out != 0 ? c->out : rng_below(rng, c->out_max + 1);
		bool finish = rng_below(rng, 2) == 0;

		len = RTE_MIN(len, end - at);
		memset(dst + room, STREAM_CANARY, 8);
		sqe = stream_request(s, p->data + at, len, dst, room, finish);
		got = stream_serve(s, &sqe);
		stream_check_inflate(&sqe, &got);
		assert_true(out + got.produced <= p->plain_len);
		assert_memory_equal(dst, p->plain + out, got.produced);
		assert_memory_equal(dst + room, "\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5", 8);
		stream_check_sums(s, &got, dst, got.produced);
		at += got.consumed;
		out += got.produced;
		if (c->move)
			stream_move(s);
		/* What is behind the end of raw data may be among the cached bits. */
		most = p->len + (s->type == HISI_ZIP_REQ_DEFLATE ? 4 : 0);
		assert_true(at <= most && ++n < 20 * (p->len + p->plain_len) + 1000);
	} while (got.dw3 == 0);
	assert_true(at >= p->len);
	assert_int_equal(out, p->plain_len);
	free(dst);
	return n;
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Stateful requests (hardware_interface.rst, 3.5, 3.9, 3.11), compared with zlib.
 */

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <zlib.h>

#include <rte_common.h>

#include "soft_user.h"

#define CANARY	0xa5

/* A context: its head, its window, and all of it. */
#define CTX_HEAD	352
#define CTX_WINDOW	0xc00
#define CTX_END		(CTX_WINDOW + 32768 + 16)

static const uint8_t types[] = {
	HISI_ZIP_REQ_DEFLATE, HISI_ZIP_REQ_ZLIB, HISI_ZIP_REQ_GZIP,
};

/* A stream as its owner keeps it between requests. */
struct stream {
	struct user *u;
	uint8_t type;
	uint8_t window;
	uint8_t level;
	uint8_t *ctx;		/* the whole buffer, HISI_ZIP_CTX_SIZE bytes */
	bool is_new;
	struct hisi_zip_sqe words;
	uint32_t total;		/* output (inflate) or input (deflate) so far */
	uint32_t sum;
};

static void
stream_begin(struct stream *s, struct user *u, uint8_t type)
{
	memset(s, 0, sizeof(*s));
	s->u = u;
	s->type = type;
	s->window = HISI_ZIP_WIN_32K;
	s->ctx = malloc(HISI_ZIP_CTX_SIZE);
	assert_non_null(s->ctx);
	/* A new stream looks at neither context nor words. */
	memset(s->ctx, 0xee, HISI_ZIP_CTX_SIZE);
	memset(&s->words, 0xee, sizeof(s->words));
	s->is_new = true;
	s->sum = type == HISI_ZIP_REQ_ZLIB ? 1 : 0;
}

static void
stream_free(struct stream *s)
{
	free(s->ctx);
}

/* The same context at another address, and nothing left at the old one. */
static void
stream_move(struct stream *s)
{
	uint8_t *ctx = malloc(HISI_ZIP_CTX_SIZE);

	assert_non_null(ctx);
	memcpy(ctx, s->ctx, HISI_ZIP_CTX_SIZE);
	memset(s->ctx, 0xdd, HISI_ZIP_CTX_SIZE);
	free(s->ctx);
	s->ctx = ctx;
}

static struct hisi_zip_sqe
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

static struct hisi_zip_sqe
stream_serve(struct stream *s, const struct hisi_zip_sqe *sqe)
{
	s->words = user_serve(s->u, sqe);
	s->is_new = false;
	return s->words;
}

static uint32_t
crc_register(uint32_t crc)
{
	uint32_t r = 0, i;

	for (i = 0; i < 32; i++)
		r |= (crc >> i & 1) << (31 - i);
	return ~r;
}

/* isize and checksum run over what went through (3.8); of raw DEFLATE isize alone (item 5). */
static void
check_sums(struct stream *s, const struct hisi_zip_sqe *got, const uint8_t *data, uint32_t len)
{
	uint32_t want = 0;

	s->total += len;
	s->sum = s->type == HISI_ZIP_REQ_ZLIB ? adler32(s->sum, data, len) :
		crc32(s->sum, data, len);
	if (s->type == HISI_ZIP_REQ_ZLIB)
		want = s->sum;
	else if (s->type == HISI_ZIP_REQ_GZIP)
		want = crc_register(s->sum);
	assert_int_equal(got->isize, s->total);
	assert_int_equal(got->checksum, want);
}

/* Bits that the device keeps of a block that it has not begun (3.9). */
static uint32_t
cached_bits(const struct hisi_zip_sqe *got)
{
	return got->ctx_dw0 >> 10 & 0x3f;
}

/* The table of 3.11, for a request that is no error. */
static void
check_inflate(const struct hisi_zip_sqe *sqe, const struct hisi_zip_sqe *got)
{
	uint32_t pending = got->ctx_dw1 & 0x7ffff, st = got->ctx_dw0 & 0xf;
	uint32_t cached = cached_bits(got);
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

/* A stream that zlib made, in whatever way it can. */
struct packed {
	uint8_t *plain;
	uint32_t plain_len;
	uint8_t *data;		/* behind the header */
	uint32_t len;		/* trailer included */
	uint8_t *mem;
};

static void
zlib_pieces(z_stream *z, uint64_t *rng, uint32_t len)
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

#define GARBAGE	64	/* bytes behind a stream */

static void
packed_make(struct packed *p, uint64_t *rng, uint8_t type, uint32_t len)
{
	int bits = 9 + rng_below(rng, 7), level = rng_below(rng, 10);
	uint32_t header = type == HISI_ZIP_REQ_ZLIB ? 2 : type == HISI_ZIP_REQ_GZIP ? 10 : 0;
	uint32_t size = 2 * len + 40000;
	z_stream z = { 0 };

	p->plain = malloc(len + 1);
	p->mem = malloc(size + GARBAGE);
	assert_true(p->plain != NULL && p->mem != NULL);
	rng_fill(rng, p->plain, len);
	p->plain_len = len;
	z.next_in = p->plain;
	z.next_out = p->mem;
	z.avail_out = size;
	assert_int_equal(deflateInit2(&z, level, Z_DEFLATED, type == HISI_ZIP_REQ_DEFLATE ?
			-bits : type == HISI_ZIP_REQ_ZLIB ? bits : bits + 16,
			1 + rng_below(rng, 9), rng_below(rng, 5)), Z_OK);
	zlib_pieces(&z, rng, len);
	p->len = z.total_out - header;
	p->data = p->mem + header;
	deflateEnd(&z);
	memset(p->data + p->len, CANARY, GARBAGE);
}

static void
packed_free(struct packed *p)
{
	free(p->plain);
	free(p->mem);
}

/* How a stream is cut; 0 is a random size up to the limit. */
struct cuts {
	uint32_t in;
	uint32_t out;
	uint32_t in_max;
	uint32_t out_max;
	bool move;
	uint32_t behind;	/* bytes after the stream that are offered, too */
};

/* Decode a stream in pieces; the number of requests. */
static uint32_t
inflate_stream(struct stream *s, uint64_t *rng, const struct packed *p, const struct cuts *c)
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
		memset(dst + room, CANARY, 8);
		sqe = stream_request(s, p->data + at, len, dst, room, finish);
		got = stream_serve(s, &sqe);
		check_inflate(&sqe, &got);
		assert_true(out + got.produced <= p->plain_len);
		assert_memory_equal(dst, p->plain + out, got.produced);
		assert_memory_equal(dst + room, "\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5", 8);
		check_sums(s, &got, dst, got.produced);
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

static void
random_streams(uint64_t *rng, struct user *u, unsigned int nb, uint32_t max,
		const struct cuts *c)
{
	unsigned int i;

	for (i = 0; i < nb; i++) {
		uint8_t type = types[i % RTE_DIM(types)];
		struct packed p;
		struct stream s;

		packed_make(&p, rng, type, rng_below(rng, 8) == 0 ? i % 4 : rng_below(rng, max));
		stream_begin(&s, u, type);
		inflate_stream(&s, rng, &p, c);
		stream_free(&s);
		packed_free(&p);
	}
}

static void
test_inflate_splits(void **state __rte_unused)
{
	static const struct {
		unsigned int streams;
		uint32_t max;
		struct cuts cuts;
	} runs[] = {
		{ 600, 20000, { .in_max = 3000, .out_max = 5000, .behind = GARBAGE } },
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
		random_streams(&rng, &u, runs[i].streams, runs[i].max, &runs[i].cuts);
	user_close(&u);
	soft_device_destroy(dev);
}

/* Threads take turns at the same stream: nothing of it is left in any of them. */
static void
test_inflate_workers(void **state __rte_unused)
{
	const struct cuts c = { .in_max = 2000, .out_max = 4000, .move = true };
	struct soft_device *dev = user_device(3, 2, NULL);
	uint64_t rng = test_options.seed;
	struct user u;

	user_open(&u, dev, HISI_ZIP_QC_DECOMPRESS);
	random_streams(&rng, &u, 60, 20000, &c);
	user_close(&u);
	soft_device_destroy(dev);
}

/* No room at all: input is taken as far as it can be kept, then waits. */
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
		packed_make(&p, &rng, types[i % 3], 3000 + (i < 30 ? 0 : 60000));
		stream_begin(&s, &u, types[i % 3]);
		sqe = stream_request(&s, p.data, p.len, dst, 0, true);
		got = stream_serve(&s, &sqe);
		check_inflate(&sqe, &got);
		assert_int_not_equal(got.ctx_dw1 & 0x7ffff, 0);
		/* What fits waits inside as a whole, trailer and all. */
		if (i < 30) {
			assert_int_equal(got.consumed, p.len);
			/* But for a last block that is not begun. */
			if (cached_bits(&got) == 0)
				assert_int_equal(got.ctx_dw0, 0x81);
			else
				assert_int_equal(got.ctx_dw0 & 0x8f, 2);
		}
		/* Nothing moves as long as there is no room. */
		at = got.consumed;
		sqe = stream_request(&s, p.data + at, p.len - at, NULL, 0, true);
		got = stream_serve(&s, &sqe);
		assert_int_equal(got.dw3, 0);
		assert_int_equal(got.consumed, 0);
		/* Zero input gets out what was taken. */
		for (out = 0; (got.ctx_dw1 & 0x7ffff) != 0 || (got.dw3 == 0 && i < 30);
				out += got.produced) {
			sqe = stream_request(&s, NULL, 0, dst, 1 + rng_below(&rng, 999), true);
			got = stream_serve(&s, &sqe);
			check_inflate(&sqe, &got);
			assert_memory_equal(dst, p.plain + out, got.produced);
		}
		assert_int_equal(got.dw3, i < 30 ? 0x113 : 0);
		if (i < 30)
			assert_int_equal(out, p.plain_len);
		stream_free(&s);
		packed_free(&p);
	}
	user_close(&u);
	soft_device_destroy(dev);
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
		check_inflate(&sqe, &got);
		assert_int_equal(got.consumed, cases[i].len);
		assert_int_equal(got.produced, strlen(cases[i].before));
		assert_memory_equal(out, cases[i].before, got.produced);
		assert_int_equal(cached_bits(&got), 8 * cases[i].cached);
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
		check_inflate(&sqe, &got);
		if (cases[i].after == NULL) {
			/* It is not whole, but begun: the rest of it ends it. */
			assert_int_equal(got.dw3, 0);
			sqe = stream_request(&s, cases[i].data + cases[i].len, 1, out, 8, false);
			got = stream_serve(&s, &sqe);
			check_inflate(&sqe, &got);
			assert_int_equal(got.consumed, 1);
		}
		assert_int_equal(got.dw3, 0x113);
		assert_int_equal(cached_bits(&got), 0);
		stream_free(&s);
	}
	/* zlib and gzip have a trailer to wait for. */
	stream_begin(&s, &u, HISI_ZIP_REQ_ZLIB);
	sqe = stream_request(&s, nothing, 2, out, 8, false);
	got = stream_serve(&s, &sqe);
	assert_int_equal(got.dw3, 0);
	assert_int_equal(got.ctx_dw0 >> 8, 0);
	assert_int_equal(got.ctx_dw0 & 0xf, 0);
	stream_free(&s);
	user_close(&u);
	soft_device_destroy(dev);
}

static void
trailer_bytes(struct user *u, uint64_t *rng, uint8_t type, bool wrong)
{
	uint32_t size = type == HISI_ZIP_REQ_ZLIB ? 4 : 8, i;
	struct hisi_zip_sqe sqe, got;
	uint8_t dst[4000];
	struct packed p;
	struct stream s;

	packed_make(&p, rng, type, 3000);
	if (wrong)
		p.data[p.len - 1 - rng_below(rng, size)] ^= 1 << rng_below(rng, 8);
	stream_begin(&s, u, type);
	sqe = stream_request(&s, p.data, p.len - size, dst, sizeof(dst), false);
	got = stream_serve(&s, &sqe);
	check_inflate(&sqe, &got);
	assert_int_equal(got.produced, 3000);
	for (i = size; i > 0; i--) {
		assert_int_equal(got.dw3, 0);
		sqe = stream_request(&s, p.data + p.len - i, 1, dst, i % 2, false);
		got = stream_serve(&s, &sqe);
		assert_int_equal(got.consumed, 1);
	}
	assert_int_equal(got.dw3, wrong ? 0x110 : 0x113);
	/* And that is that. */
	sqe = stream_request(&s, p.data, 10, dst, 10, false);
	got = stream_serve(&s, &sqe);
	assert_int_equal(got.dw3, wrong ? 0x110 : 0x113);
	assert_int_equal(got.consumed, 0);
	assert_int_equal(got.produced, 0);
	assert_int_equal(got.isize, 3000);
	stream_free(&s);
	packed_free(&p);
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
		trailer_bytes(&u, &rng, types[1 + i % 2], i % 4 > 1);
	user_close(&u);
	soft_device_destroy(dev);
}

/* Errors of data come out as such, and stay. */
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

		packed_make(&p, &rng, HISI_ZIP_REQ_GZIP, 5000);
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
		/* Few bits mean nothing: those that fill up a byte before a stored block. */
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
		packed_free(&p);
	}
	assert_true(bad > 270);
	user_close(&u);
	soft_device_destroy(dev);
}

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

/* zlib with just the window of the stream takes each piece as it comes. */
static void
check_piece(z_stream *z, uint8_t *out, uint32_t len, bool end, uint32_t total)
{
	z->next_in = out;
	z->avail_in = len;
	if (len != 0)
		assert_int_equal(inflate(z, Z_SYNC_FLUSH), end ? Z_STREAM_END : Z_OK);
	assert_int_equal(z->avail_in, 0);
	assert_int_equal(z->total_out, total);
}

static uint32_t
trailer_len(uint8_t type)
{
	return type == HISI_ZIP_REQ_DEFLATE ? 0 : type == HISI_ZIP_REQ_ZLIB ? 4 : 8;
}

static void
check_trailer(const struct stream *s, const uint8_t *trailer)
{
	uint32_t sum = s->type == HISI_ZIP_REQ_ZLIB ? __builtin_bswap32(s->sum) : s->sum;

	if (s->type != HISI_ZIP_REQ_DEFLATE)
		assert_memory_equal(trailer, &sum, 4);
	if (s->type == HISI_ZIP_REQ_GZIP)
		assert_memory_equal(trailer + 4, &s->total, 4);
}

/* Compress in pieces of up to a size; the trailer comes with the last. */
static void
deflate_pieces(struct stream *s, uint64_t *rng, uint8_t *plain, uint32_t len, uint32_t piece,
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
		tail = finish ? trailer_len(s->type) : 0;
		sqe = stream_request(s, plain + at, n, out, room, finish);
		got = by_list ? serve_by_lists(s, rng, &sqe) : stream_serve(s, &sqe);
		assert_int_equal(got.dw3, 0);
		assert_int_equal(got.consumed, n);
		assert_int_equal(got.ctx_dw2, RTE_MIN(at + n, 32768u));
		assert_true(got.produced <= n + n / 8 + 64);
		check_sums(s, &got, plain + at, n);
		at += n;
		check_piece(z, out, got.produced - tail, finish, at);
		stream_move(s);
	} while (!finish);
	check_trailer(s, out + got.produced - tail);
	/* After its end a stream takes nothing. */
	sqe = stream_request(s, plain, 1, out, 100, false);
	assert_int_equal(stream_serve(s, &sqe).dw3, HISI_ZIP_BAD_SQE);
	free(out);
}

static void
deflate_stream(struct user *u, uint64_t *rng, uint8_t type, uint32_t len, uint32_t piece,
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
	deflate_pieces(&s, rng, plain, len, piece, by_list, &z);
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
		deflate_stream(&u, &rng, types[i % 3], rng_below(&rng, 20000), 4000, i % 5 == 0);
	for (i = 0; i < 60; i++)
		deflate_stream(&u, &rng, types[i % 3], rng_below(&rng, 300000), 90000, i % 5 == 0);
	for (i = 0; i < 60; i++)
		deflate_stream(&u, &rng, types[i % 3], rng_below(&rng, 300), 3, false);
	for (i = 0; i < 3; i++)
		deflate_stream(&u, &rng, types[i], 0, 1, false);
	user_close(&u);
	soft_device_destroy(dev);
}

/* Without room nothing happens at all: words, context and stream go on as before. */
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
		stream_begin(&s, &u, types[i % 3]);
		sqe = stream_request(&s, plain, 3000, out, sizeof(out), false);
		assert_int_equal(stream_serve(&s, &sqe).dw3, 0);
		memcpy(ctx, s.ctx, sizeof(ctx));
		sqe = stream_request(&s, plain + 3000, 3000, out, sizeof(out), i % 2);
		want = user_serve(&u, &sqe);
		assert_int_equal(want.dw3, 0);
		need = want.produced;
		for (room = 0; room < need; room += 1 + rng_below(&rng, 40)) {
			memcpy(s.ctx, ctx, sizeof(ctx));
			memset(out, CANARY, sizeof(out));
			sqe.dest_avail_out = room;
			got = user_serve(&u, &sqe);
			assert_int_equal(got.dw3, HISI_ZIP_NO_SPACE);
			assert_int_equal(out[room], CANARY);
			assert_int_equal(out[room + 7], CANARY);
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
	soft_device_destroy(dev);
}

/* The owner goes back to an older copy, and gets the same again. */
static void
test_rewind(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	uint64_t rng = test_options.seed;
	static uint8_t old[HISI_ZIP_CTX_SIZE];
	struct hisi_zip_sqe sqe, again, got, words;
	uint8_t dst[3000], dst2[3000];
	struct packed p;
	struct stream s;
	struct user u;
	uint32_t at, n, i;

	user_open(&u, dev, HISI_ZIP_QC_DECOMPRESS);
	for (i = 0; i < 60; i++) {
		packed_make(&p, &rng, types[i % 3], 40000);
		stream_begin(&s, &u, types[i % 3]);
		at = 0;
		do {
			memcpy(old, s.ctx, sizeof(old));
			words = s.words;
			n = rng_below(&rng, RTE_MIN(2000u, p.len - at) + 1);
			sqe = stream_request(&s, p.data + at, n, dst, rng_below(&rng, 3000), 0);
			got = stream_serve(&s, &sqe);
			check_inflate(&sqe, &got);
			memcpy(s.ctx, old, sizeof(old));
			s.words = words;
			sqe.dest_addr = (uintptr_t)dst2;
			again = stream_serve(&s, &sqe);
			again.dest_addr = got.dest_addr;
			assert_memory_equal(&got, &again, sizeof(got));
			assert_memory_equal(dst, dst2, got.produced);
			at += got.consumed;
		} while (got.dw3 == 0);
		assert_int_equal(got.dw3, 0x113);
		stream_free(&s);
		packed_free(&p);
	}
	user_close(&u);
	soft_device_destroy(dev);
}

/* Where the seal is: behind the magic; it covers the rest of the head, and the window. */
static void
reseal(uint8_t *ctx)
{
	uint16_t win;
	uint32_t seal;

	memcpy(&win, ctx + 16, sizeof(win));
	seal = crc32(0, ctx + 8, CTX_HEAD - 8);
	seal = crc32(seal, ctx + CTX_WINDOW, win);
	memcpy(ctx + 4, &seal, sizeof(seal));
}

/* One context that was tampered with, used until the stream ends one way or another. */
static void
use_corrupt(struct stream *s, uint64_t *rng, const struct packed *p, uint32_t at, uint32_t out,
		bool sealed)
{
	static uint8_t dst[3000];
	struct hisi_zip_sqe sqe, got;
	uint32_t n = 0;

	do {
		uint32_t room = rng_below(rng, sizeof(dst));

		sqe = stream_request(s, p->data + at, RTE_MIN(700u, p->len - at), dst, room, false);
		got = stream_serve(s, &sqe);
		assert_true(got.consumed <= sqe.input_data_length && got.produced <= room);
		if (!sealed && got.dw3 == HISI_ZIP_BAD_SQE)
			return;
		if (!sealed)
			assert_memory_equal(dst, p->plain + out, got.produced);
		at += got.consumed;
		out += got.produced;
	} while (got.dw3 == 0 && ++n < 100);
}

static void
corrupt_contexts(struct user *u, uint64_t *rng, unsigned int nb, bool sealed)
{
	struct hisi_zip_sqe sqe, got;
	static uint8_t dst[20000];
	unsigned int i, j;
	struct packed p;
	struct stream s;

	for (i = 0; i < nb; i++) {
		uint8_t *ctx;

		packed_make(&p, rng, types[i % 3], 20000);
		stream_begin(&s, u, types[i % 3]);
		sqe = stream_request(&s, p.data, p.len / 2, dst, rng_below(rng, 15000), false);
		got = stream_serve(&s, &sqe);
		check_inflate(&sqe, &got);
		ctx = s.ctx + HISI_ZIP_CTX_OFFSET;
		for (j = 1 + rng_below(rng, 4); j > 0; j--)
			ctx[rng_below(rng, rng_below(rng, 3) ? CTX_HEAD : CTX_END)] ^=
				1 + rng_below(rng, 255);
		if (sealed) {
			memcpy(&s.words.ctx_dw1, ctx + 18, 2);
			memcpy(&s.words.ctx_dw2, ctx + 16, 2);
			if ((s.words.ctx_dw2 & 0xffff) <= 32768)
				reseal(ctx);
		}
		use_corrupt(&s, rng, &p, got.consumed, got.produced, sealed);
		stream_free(&s);
		packed_free(&p);
	}
}

static void
test_corrupt_contexts(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	uint64_t rng = test_options.seed;
	struct user u;

	user_open(&u, dev, HISI_ZIP_QC_DECOMPRESS);
	corrupt_contexts(&u, &rng, 600, false);
	corrupt_contexts(&u, &rng, 1500, true);
	user_close(&u);
	soft_device_destroy(dev);
}

/* Contexts that are none, or somebody else's. */
static void
test_foreign_contexts(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	uint8_t plain[1000] = { 0 }, out[2000];
	struct hisi_zip_sqe sqe, bad, got;
	struct user u, d;
	struct stream s;
	unsigned int i;

	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	user_open(&d, dev, HISI_ZIP_QC_DECOMPRESS);
	stream_begin(&s, &u, HISI_ZIP_REQ_ZLIB);
	sqe = stream_request(&s, plain, 1000, out, 2000, false);
	stream_serve(&s, &sqe);
	sqe = stream_request(&s, plain, 1000, out, 2000, false);
	for (i = 0; i < 8; i++) {
		bad = sqe;
		if (i == 0)
			bad.ctx_dw2++;
		else if (i == 1)
			bad.ctx_dw1 = 1;
		else if (i == 2)
			bad.dw9 ^= HISI_ZIP_REQ_ZLIB ^ HISI_ZIP_REQ_GZIP;
		else if (i == 3)
			bad.stream_ctx_addr++;
		else if (i == 4)
			bad.stream_ctx_addr = 0;
		else if (i == 5)
			bad.dw7 &= ~HISI_ZIP_DW7_STATEFUL;
		else if (i == 6)
			bad.input_data_length = HISI_ZIP_MAX_LEN + 1;
		else
			memset(s.ctx, 0, HISI_ZIP_CTX_SIZE);
		got = user_serve(i == 7 ? &d : &u, &bad);
		assert_int_equal(got.dw3, HISI_ZIP_BAD_SQE);
		assert_int_equal(got.consumed, 0);
		assert_int_equal(got.ctx_dw2, bad.ctx_dw2);
	}
	stream_free(&s);
	user_close(&d);
	user_close(&u);
	soft_device_destroy(dev);
}

/* A fault leaves words and context as they were, whatever it hits. */
static void
test_stream_faults(void **state __rte_unused)
{
	size_t page = sysconf(_SC_PAGESIZE);
	uint8_t *map = mmap(NULL, page + HOLE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			-1, 0), *hole = map + page;
	struct soft_device *dev = user_device(3, 0, NULL);
	uint64_t rng = test_options.seed;
	static uint8_t ctx[HISI_ZIP_CTX_SIZE], dst[20000];
	struct hisi_zip_sqe sqe, bad, got;
	struct cuts c = { .in_max = 3000, .out_max = 3000 };
	struct packed p, q;
	struct stream s;
	struct user u;
	unsigned int i;

	assert_ptr_not_equal(map, MAP_FAILED);
	assert_int_equal(mprotect(hole, HOLE, PROT_NONE), 0);
	user_open(&u, dev, HISI_ZIP_QC_DECOMPRESS);
	packed_make(&p, &rng, HISI_ZIP_REQ_GZIP, 20000);
	stream_begin(&s, &u, HISI_ZIP_REQ_GZIP);
	sqe = stream_request(&s, p.data, p.len / 4, dst, sizeof(dst), false);
	got = stream_serve(&s, &sqe);
	check_sums(&s, &got, dst, got.produced);
	for (i = 0; i < 5; i++) {
		memcpy(ctx, s.ctx, sizeof(ctx));
		sqe = stream_request(&s, p.data + got.consumed, p.len - got.consumed, dst, 20000,
				false);
		bad = sqe;
		if (i == 0)
			bad.source_addr = (uintptr_t)hole - 5;
		else if (i == 1)
			bad.dest_addr = (uintptr_t)hole - 5;
		else if (i == 2)
			bad.stream_ctx_addr = (uintptr_t)hole - 5;
		else if (i == 3)
			bad.stream_ctx_addr = UINT64_MAX - 100;
		else
			bad.dest_addr = 0;
		/* What can be read must be good, or it is an error of its own. */
		if (i == 0)
			memcpy(hole - 5, p.data + got.consumed, 5);
		else if (i == 2)
			memcpy(hole - 5, s.ctx + HISI_ZIP_CTX_OFFSET, 5);
		bad = user_serve(&u, &bad);
		assert_int_equal(bad.dw3, HISI_ZIP_BAD_ADDR);
		assert_int_equal(bad.produced, 0);
		assert_int_equal(bad.isize, sqe.isize);
		assert_int_equal(bad.checksum, sqe.checksum);
		assert_int_equal(bad.ctx_dw0, sqe.ctx_dw0);
		assert_memory_equal(s.ctx, ctx, sizeof(ctx));
	}
	/* The rest of it, as a stream from there. */
	q = p;
	q.data += got.consumed;
	q.len -= got.consumed;
	q.plain += got.produced;
	q.plain_len -= got.produced;
	inflate_stream(&s, &rng, &q, &c);
	stream_free(&s);
	packed_free(&p);
	munmap(map, page + HOLE);
	user_close(&u);
	soft_device_destroy(dev);
}

/* Two streams and stateless requests, turn by turn on a queue. */
static void
test_interleaved(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	uint64_t rng = test_options.seed;
	uint32_t at[2] = { 0 }, out[2] = { 0 }, i;
	struct hisi_zip_sqe sqe, got;
	static uint8_t dst[100000];
	bool done[2] = { false };
	struct packed p[2];
	struct stream s[2];
	struct user u;

	user_open(&u, dev, HISI_ZIP_QC_DECOMPRESS);
	for (i = 0; i < 2; i++) {
		packed_make(&p[i], &rng, types[i], 90000);
		stream_begin(&s[i], &u, types[i]);
	}
	for (i = 0; !done[0] || !done[1]; i ^= rng_below(&rng, 2)) {
		if (done[i])
			continue;
		sqe = stream_request(&s[i], p[i].data + at[i], RTE_MIN(900u, p[i].len - at[i]),
				dst, rng_below(&rng, 3000), false);
		got = stream_serve(&s[i], &sqe);
		check_inflate(&sqe, &got);
		assert_memory_equal(dst, p[i].plain + out[i], got.produced);
		at[i] += got.consumed;
		out[i] += got.produced;
		done[i] = got.dw3 != 0;
		if (rng_below(&rng, 8) != 0)
			continue;
		sqe = user_request(3, types[i], p[i].data, p[i].len, dst, sizeof(dst));
		got = user_serve(&u, &sqe);
		assert_int_equal(user_status(&got), HISI_ZIP_OK);
		assert_int_equal(got.produced, 90000);
	}
	for (i = 0; i < 2; i++) {
		assert_int_equal(out[i], 90000);
		stream_free(&s[i]);
		packed_free(&p[i]);
	}
	user_close(&u);
	soft_device_destroy(dev);
}

/* Lists on both sides of a stateful decompression, shorter than the room at the end. */
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
		packed_make(&p, &rng, types[i % 3], 20000);
		stream_begin(&s, &u, types[i % 3]);
		user_list_make(&src, &rng, 1 + i, p.len + i, 7);
		user_list_make(&dst, &rng, 1 + i, 3000, 7);
		user_list_write(&src, i, p.data, p.len);
		at = 0;
		out = 0;
		do {
			/* Room for more than the list has is a promise not kept. */
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
			check_inflate(&sqe, &got);
			user_list_read(&dst, 0, back, got.produced);
			assert_memory_equal(back, p.plain + out, got.produced);
			at += got.consumed;
			out += got.produced;
		} while (got.dw3 != 0x113);
		assert_int_equal(out, p.plain_len);
		user_list_free(&src);
		user_list_free(&dst);
		stream_free(&s);
		packed_free(&p);
	}
	free(back);
	user_close(&u);
	soft_device_destroy(dev);
}

int
test_soft_stream(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_inflate_splits),
		cmocka_unit_test(test_inflate_workers),
		cmocka_unit_test(test_inflate_pending),
		cmocka_unit_test(test_inflate_cached),
		cmocka_unit_test(test_inflate_trailers),
		cmocka_unit_test(test_inflate_corrupt),
		cmocka_unit_test(test_inflate_lists),
		cmocka_unit_test(test_deflate_splits),
		cmocka_unit_test(test_deflate_no_space),
		cmocka_unit_test(test_rewind),
		cmocka_unit_test(test_corrupt_contexts),
		cmocka_unit_test(test_foreign_contexts),
		cmocka_unit_test(test_stream_faults),
		cmocka_unit_test(test_interleaved),
	};

	return TEST_RUN_GROUP("soft streams", tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Stateful decompression. Neither ISA-L's state nor zlib's can be kept in a context:
 * their tables and indices would have to be trusted. So a context holds what comes
 * before them, input and output: the window, and a prefix, which is the header of
 * the block being decoded and the bits taken of a code that is not complete. A
 * request makes a fresh decoder, gives it the window as its dictionary, and feeds it
 * the prefix ahead of the input. A context somebody has tampered with is thereby
 * nothing but a stream somebody has tampered with, which the decoder withstands.
 *
 * Positions count bits from the start of the prefix; the input follows it.
 */

#include <string.h>

#include "zip_context.h"
#include "zip_stream_inflate.h"
#include "zip_sum.h"

/* What zlib's data_type says behind the number of bits it took and has not used. */
#define UNUSED_BITS	63
#define IN_FINAL	64
#define AT_BLOCK	128	/* between two blocks */
#define AT_CODES	256	/* behind a block's header */

#define STORED_HEADER	40	/* bits: type, rest of the byte, two lengths */

struct decoder {
	struct zip_stream *s;
	struct zip_job *job;
	uint32_t bits;		/* of the prefix */
	uint64_t block;		/* position of the header of the current block */
	uint64_t codes;		/* and behind it; 0 as long as it is incomplete */
	bool in_input;		/* the prefix is fed */
	bool in_pending;	/* the destination is full */
	bool waits;		/* the current block is not begun: its bits are too few */
};

/* Bits of prefix and input. */
static uint64_t
all_bits(const struct decoder *d)
{
	return d->bits + 8 * (uint64_t)d->job->src_len;
}

/*
 * The hardware begins no block of raw DEFLATE before it has some bits of it: it keeps those
 * it has, which may be a whole block, until there are more, or a request without input says
 * that there will be none (3.9).
 */
static bool
block_waits(const struct decoder *d, uint64_t at)
{
	return d->job->request == HISI_ZIP_REQ_DEFLATE && d->job->src_len != 0 &&
		all_bits(d) - at < HISI_ZIP_CTX_BEGIN_BITS;
}

/* A bit of prefix or input. Those of the prefix end with a byte, so it may begin inside one. */
static unsigned int
bit_at(const struct decoder *d, uint64_t pos)
{
	const uint8_t *from = d->job->src;

	if (pos < d->bits) {
		from = d->s->ctx.prefix;
		pos += 8 * zip_prefix_size(d->bits) - d->bits;
	} else {
		pos -= d->bits;
	}
	return from[pos / 8] >> pos % 8 & 1;
}

/* Everything the decoder took. */
static uint64_t
position_taken(const struct decoder *d)
{
	const z_stream *z = &d->s->inflate;

	if (d->waits)
		return all_bits(d);
	if (!d->in_input)
		return d->bits - 8 * (uint64_t)z->avail_in;
	return d->bits + 8 * (uint64_t)(d->job->src_len - z->avail_in);
}

static uint64_t
position(const struct decoder *d)
{
	return position_taken(d) - (d->s->inflate.data_type & UNUSED_BITS);
}

/* A fresh decoder behind the window, about to read the prefix. */
static bool
decoder_begin(struct decoder *d)
{
	struct zip_ctx *ctx = &d->s->ctx;
	z_stream *z = &d->s->inflate;
	unsigned int odd = d->bits % 8;

	if (!d->s->can_inflate)
		d->s->can_inflate = inflateInit2(z, -MAX_WBITS) == Z_OK;
	if (!d->s->can_inflate || inflateReset(z) != Z_OK)
		return false;
	if (ctx->win_len != 0 && inflateSetDictionary(z, ctx->window, ctx->win_len) != Z_OK)
		return false;
	/* Whole bytes last: where blocks are aligned, they are to the end of the prefix. */
	if (odd != 0 && inflatePrime(z, odd, ctx->prefix[0] >> (8 - odd)) != Z_OK)
		return false;
	z->next_in = ctx->prefix + (odd != 0);
	z->avail_in = d->bits / 8;
	z->next_out = d->job->dst + d->job->produced;
	z->avail_out = d->job->dst_len - d->job->produced;
	return true;
}

static bool
feed_input(struct decoder *d)
{
	z_stream *z = &d->s->inflate;

	if (d->in_input || z->avail_in != 0)
		return false;
	d->in_input = true;
	z->next_in = (uint8_t *)(uintptr_t)d->job->src;
	z->avail_in = d->job->src_len;
	return true;
}

/* Behind a full destination decoding goes on, so that what is left is known. */
static bool
open_pending(struct decoder *d)
{
	z_stream *z = &d->s->inflate;

	if (d->in_pending || z->avail_out != 0)
		return false;
	d->in_pending = true;
	z->next_out = d->s->pending;
	z->avail_out = sizeof(d->s->pending);
	return true;
}

/*
 * Decode until there is no more input or no more room, or a block waits. The stops at
 * blocks and codes may come without a byte taken or given, which zlib calls an error of
 * buffers.
 */
static int
decoder_run(struct decoder *d)
{
	z_stream *z = &d->s->inflate;
	int ret;

	for (;;) {
		ret = inflate(z, Z_TREES);
		if (ret != Z_OK && ret != Z_BUF_ERROR)
			return ret;
		if (z->data_type & AT_BLOCK) {
			d->block = position(d);
			d->codes = 0;
			d->waits = (z->data_type & IN_FINAL) == 0 && block_waits(d, d->block);
			if (d->waits)
				return Z_OK;
		} else if (z->data_type & AT_CODES) {
			d->codes = position(d);
		} else if (!feed_input(d) && !open_pending(d)) {
			return Z_OK;
		}
	}
}

static uint32_t
pending_len(const struct decoder *d)
{
	return d->in_pending ? sizeof(d->s->pending) - d->s->inflate.avail_out : 0;
}

/* Append the bits of a range; false if there are too many. */
static bool
prefix_add(const struct decoder *d, uint8_t *prefix, uint32_t *at, uint64_t from, uint64_t to)
{
	if (to < from || to - from > 8 * ZIP_CTX_PREFIX - *at)
		return false;
	for (; from < to; from++, (*at)++)
		prefix[*at / 8] |= bit_at(d, from) << *at % 8;
	return true;
}

/* A stored block goes on as a stored block of what is left of it. */
static void
prefix_stored(struct zip_ctx *ctx, bool final, uint16_t left)
{
	const uint8_t header[STORED_HEADER / 8] = {
		final, left & 0xff, left >> 8, ~left & 0xff, (uint16_t)~left >> 8,
	};

	memcpy(ctx->prefix, header, sizeof(header));
	ctx->prefix_bits = STORED_HEADER;
}

/* A header, and what was taken behind the start of a code; either may be empty. */
static bool
prefix_codes(struct decoder *d, uint64_t code)
{
	struct zip_ctx *ctx = &d->s->ctx;
	uint8_t prefix[ZIP_CTX_PREFIX] = { 0 };
	uint64_t taken = position_taken(d);
	uint64_t head = d->codes != 0 ? d->codes : taken;
	uint64_t bits = head - d->block + (d->codes != 0 ? taken - code : 0);
	uint32_t at = -bits % 8;

	if (bits > 8 * ZIP_CTX_PREFIX)
		return false;
	if (!prefix_add(d, prefix, &at, d->block, head))
		return false;
	if (d->codes != 0 && !prefix_add(d, prefix, &at, code, taken))
		return false;
	memcpy(ctx->prefix, prefix, sizeof(prefix));
	ctx->prefix_bits = bits;
	return true;
}

/* Keep a block that is not begun. */
static bool
decoder_wait(struct decoder *d)
{
	d->s->ctx.in_final = false;
	return prefix_codes(d, 0);
}

/*
 * Keep what decoding goes on with. A code whose output did not fit is taken back, and
 * with it what of its output is in the pending data.
 */
static bool
decoder_save(struct decoder *d, uint32_t *pend_len)
{
	long mark = inflateMark(&d->s->inflate);
	long back = mark >> 16;
	uint32_t part = mark & 0xffff;
	bool final = (d->s->inflate.data_type & IN_FINAL) != 0;

	if (d->waits)
		return decoder_wait(d);
	d->s->ctx.in_final = final;
	if (back < 0 && part != 0) {
		prefix_stored(&d->s->ctx, final, part);
		return true;
	}
	if (part > *pend_len)
		return false;
	*pend_len -= part;
	return prefix_codes(d, position(d) - (back < 0 ? 0 : back));
}

/* Nothing more comes of a stream that is at its end, one way or another. */
static void
stream_end(struct zip_ctx *ctx, uint8_t verdict)
{
	ctx->phase = ZIP_PHASE_END;
	ctx->verdict = verdict;
	ctx->prefix_bits = 0;
	ctx->waiting = false;
}

static void
decode(struct zip_stream *s, struct zip_job *job)
{
	struct decoder d = { .s = s, .job = job, .bits = s->ctx.prefix_bits };
	const uint8_t *new = job->dst + job->produced;
	struct zip_ctx *ctx = &s->ctx;
	uint32_t pend_len;
	int ret;

	/* Between two blocks, and with too little of the next to begin. */
	if ((ctx->waiting || ctx->prefix_bits == 0) && block_waits(&d, 0)) {
		d.waits = true;
		ctx->waiting = decoder_wait(&d);
		job->consumed = job->src_len;
		return;
	}
	if (!decoder_begin(&d)) {
		zip_job_reset(job, HISI_ZIP_INTERNAL);
		return;
	}
	ret = decoder_run(&d);
	pend_len = pending_len(&d);
	job->consumed = d.in_input ? job->src_len - s->inflate.avail_in : 0;
	if (d.waits)
		job->consumed = job->src_len;
	job->produced = d.in_pending ? job->dst_len : job->dst_len - s->inflate.avail_out;
	if (ret == Z_STREAM_END) {
		ctx->phase = ZIP_PHASE_TRAILER;
		ctx->in_final = true;
		ctx->prefix_bits = 0;
		ctx->waiting = false;
	} else if (ret != Z_OK || !decoder_save(&d, &pend_len)) {
		stream_end(ctx, ret == Z_DATA_ERROR ? HISI_ZIP_BAD_DATA : HISI_ZIP_INTERNAL);
		pend_len = 0;
	} else {
		ctx->waiting = d.codes == 0;
	}
	soft_zip_window_add(ctx, new, job->dst + job->produced - new);
	soft_zip_window_add(ctx, s->pending, pend_len);
	ctx->pend_len = pend_len;
}

/* Give out what waits; it stays in the window. */
static void
drain(struct zip_ctx *ctx, struct zip_job *job)
{
	uint32_t n = ctx->pend_len < job->dst_len ? ctx->pend_len : job->dst_len;

	memcpy(job->dst, ctx->window + ctx->win_len - ctx->pend_len, n);
	ctx->pend_len -= n;
	job->produced = n;
}

/* The trailer is taken as it comes, and looked at when nothing waits for room. */
static void
take_trailer(struct zip_ctx *ctx, struct zip_job *job)
{
	uint32_t need = zip_trailer_size(job->request);
	uint8_t trailer[8];

	while (ctx->trailer_len < need && job->consumed < job->src_len)
		ctx->trailer[ctx->trailer_len++] = job->src[job->consumed++];
	if (ctx->trailer_len < need || ctx->pend_len != 0)
		return;
	soft_zip_trailer(job, trailer);
	/* Any difference is one status (item 24). */
	stream_end(ctx, memcmp(trailer, ctx->trailer, need) == 0 ? HISI_ZIP_STREAM_END :
			HISI_ZIP_BAD_TRAILER);
}

/* Bits of raw DEFLATE that wait for the rest of a header: as many as the field can say. */
static uint32_t
cached_bits(const struct zip_ctx *ctx, const struct zip_job *job)
{
	const uint32_t most = HISI_ZIP_CTX_DW0_CACHED >> HISI_ZIP_CTX_DW0_CACHED_S;

	if (job->request != HISI_ZIP_REQ_DEFLATE || !ctx->waiting)
		return 0;
	return ctx->prefix_bits < most ? ctx->prefix_bits : most;
}

/* The table of 3.11. */
static void
report(const struct zip_ctx *ctx, struct zip_job *job)
{
	uint32_t cached = cached_bits(ctx, job);
	uint32_t st = cached == 0 ? HISI_ZIP_CTX_ST_NONE : HISI_ZIP_CTX_ST_NOT_STARTED;

	job->more = ctx->pend_len != 0;
	if (job->more)
		st = ctx->phase == ZIP_PHASE_TRAILER && job->consumed == job->src_len ?
			HISI_ZIP_CTX_ST_NO_SPACE_AT_END : HISI_ZIP_CTX_ST_NO_SPACE;
	if (ctx->phase == ZIP_PHASE_END) {
		job->status = ctx->verdict;
		job->last = ctx->verdict == HISI_ZIP_STREAM_END ||
			ctx->verdict == HISI_ZIP_BAD_TRAILER;
	}
	job->words.ctx_dw0 = st | cached << HISI_ZIP_CTX_DW0_CACHED_S |
		(ctx->in_final ? HISI_ZIP_CTX_DW0_FINAL : 0);
	job->words.ctx_dw1 = ctx->pend_len;
	job->words.ctx_dw2 = ctx->win_len;
	job->keep = true;
}

void
soft_zip_stream_inflate(struct soft_zip *zip, struct zip_job *job)
{
	struct zip_ctx *ctx = &zip->stream->ctx;

	drain(ctx, job);
	if (ctx->phase == ZIP_PHASE_BODY && ctx->pend_len == 0)
		decode(zip->stream, job);
	if (job->status != HISI_ZIP_OK)
		return;
	soft_zip_sum(job, job->dst, job->produced);
	if (ctx->phase == ZIP_PHASE_TRAILER)
		take_trailer(ctx, job);
	report(ctx, job);
}

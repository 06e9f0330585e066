/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Stateful decompression. A context cannot have the state of ISA-L or of zlib in it, as tables and
 * indices would have to be trusted. It has input and output instead: the window, and a prefix,
 * which is the header of the block that is being decoded and the bits of a code that is not
 * complete. A request begins with a new decoder, gives it the window as its dictionary, and feeds
 * it the prefix before the input. So a context that was tampered with is no more than a stream
 * that was tampered with, which the decoder withstands.
 *
 * Positions count bits from the start of the prefix; the input follows the prefix.
 */

#include <string.h>

#include "zip_context.h"
#include "zip_stream_inflate.h"
#include "zip_sum.h"

/* Bits of zlib's data_type: how many bits of input it took and did not use, and where it is. */
#define UNUSED_BITS	63
#define IN_FINAL	64
#define AT_BLOCK	128	/* between two blocks */
#define AT_CODES	256	/* behind a block's header */

#define STORED_HEADER	40	/* bits: type, rest of the byte, two lengths */

struct decoder {
	struct zip_stream *s;
	struct zip_request *req;
	uint32_t bits;		/* of the prefix */
	uint64_t block;		/* position of the header of the current block */
	uint64_t codes;		/* position behind that header; 0 while it is incomplete */
	bool in_input;		/* the prefix was fed, and the input follows */
	bool in_pending;	/* the destination is full, and output goes to s->pending */
	bool waits;		/* the current block has too few bits to be begun */
	bool stopped;		/* before that block, as output waits for room */
};

/* Bits of prefix and input. */
static uint64_t
all_bits(const struct decoder *d)
{
	return d->bits + 8 * (uint64_t)d->req->src_len;
}

/*
 * Whether a block at a position is not begun yet. The hardware begins a block of raw DEFLATE when
 * it has a number of bits. Until then it keeps those it has, which may be a whole block, unless a
 * request without input says that no more come (3.9).
 */
static bool
block_waits(const struct decoder *d, uint64_t at)
{
	return d->req->type == HISI_ZIP_REQ_DEFLATE && d->req->src_len != 0 &&
		all_bits(d) - at < HISI_ZIP_CTX_BEGIN_BITS;
}

/* A bit of prefix or input. The last bit of the prefix is that of a byte; its first may be any. */
static unsigned int
bit_at(const struct decoder *d, uint64_t pos)
{
	const uint8_t *from = d->req->src;

	if (pos < d->bits) {
		from = d->s->ctx.prefix;
		pos += 8 * zip_prefix_size(d->bits) - d->bits;
	} else {
		pos -= d->bits;
	}
	return from[pos / 8] >> pos % 8 & 1;
}

/* Position behind all that the decoder took. */
static uint64_t
position_taken(const struct decoder *d)
{
	const z_stream *z = &d->s->inflate;

	if (d->waits)
		return all_bits(d);
	/* The prefix was taken by the requests before. */
	if (d->stopped && !d->in_input)
		return d->bits;
	if (!d->in_input)
		return d->bits - 8 * (uint64_t)z->avail_in;
	return d->bits + 8 * (uint64_t)(d->req->src_len - z->avail_in);
}

/* Position behind all that the decoder used. */
static uint64_t
position(const struct decoder *d)
{
	return position_taken(d) - (d->s->inflate.data_type & UNUSED_BITS);
}

/* Begin with a new decoder, the window as its dictionary, and the prefix as its input. */
static bool
decoder_begin(struct decoder *d)
{
	struct zip_ctx *ctx = &d->s->ctx;
	z_stream *z = &d->s->inflate;
	unsigned int part = d->bits % 8;

	if (!d->s->can_inflate)
		d->s->can_inflate = inflateInit2(z, -MAX_WBITS) == Z_OK;
	if (!d->s->can_inflate || inflateReset(z) != Z_OK)
		return false;
	if (ctx->win_len != 0 && inflateSetDictionary(z, ctx->window, ctx->win_len) != Z_OK)
		return false;
	/*
	 * The prefix ends with a whole byte. So the bits of its first byte that were not used yet
	 * go into the decoder by themselves, before the whole bytes.
	 */
	if (part != 0 && inflatePrime(z, part, ctx->prefix[0] >> (8 - part)) != Z_OK)
		return false;
	z->next_in = ctx->prefix + (part != 0);
	z->avail_in = d->bits / 8;
	z->next_out = d->req->dst + d->req->produced;
	z->avail_out = d->req->dst_len - d->req->produced;
	return true;
}

/* Go on with the input if the prefix was taken; false if the decoder has all there is. */
static bool
feed_input(struct decoder *d)
{
	z_stream *z = &d->s->inflate;

	if (d->in_input || z->avail_in != 0)
		return false;
	d->in_input = true;
	z->next_in = (uint8_t *)(uintptr_t)d->req->src;
	z->avail_in = d->req->src_len;
	return true;
}

/* Go on into s->pending if the destination is full; false if there is room, or no more of it. */
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

static uint32_t
pending_len(const struct decoder *d)
{
	return d->in_pending ? sizeof(d->s->pending) - d->s->inflate.avail_out : 0;
}

/*
 * Stop before a block that has too few bits to be begun. They are taken, but not while output
 * waits for room: the state of the context cannot say both (section 6, item 35), and a driver that
 * does not learn of them counts bytes behind the end of the stream as consumed.
 */
static bool
stop_before_block(struct decoder *d)
{
	if ((d->s->inflate.data_type & IN_FINAL) != 0 || !block_waits(d, d->block))
		return false;
	d->stopped = pending_len(d) != 0;
	d->waits = !d->stopped;
	return true;
}

/*
 * Decode until there is no more input or no more room, or a block waits. zlib stops at each block
 * and each code; if it did so without consuming or producing a byte it returns Z_BUF_ERROR.
 */
static int
decoder_decode(struct decoder *d)
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
			if (stop_before_block(d))
				return Z_OK;
		} else if (z->data_type & AT_CODES) {
			d->codes = position(d);
		} else if (!feed_input(d) && !open_pending(d)) {
			return Z_OK;
		}
	}
}

/* Append the bits of a range to a prefix; false if there are too many. */
static bool
prefix_add(const struct decoder *d, uint8_t *prefix, uint32_t *at, uint64_t from, uint64_t to)
{
	if (to < from || to - from > 8 * ZIP_CTX_PREFIX - *at)
		return false;
	for (; from < to; from++, (*at)++)
		prefix[*at / 8] |= bit_at(d, from) << *at % 8;
	return true;
}

/* Keep a stored block: the rest of it goes on as a stored block of its own. */
static void
prefix_stored(struct zip_ctx *ctx, bool final, uint16_t left)
{
	const uint8_t header[STORED_HEADER / 8] = {
		final, left & 0xff, left >> 8, ~left & 0xff, (uint16_t)~left >> 8,
	};

	memcpy(ctx->prefix, header, sizeof(header));
	ctx->prefix_bits = STORED_HEADER;
}

/* Keep the header of a block, and what was taken from the start of a code on. Both may be empty. */
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

/* Keep the bits of a block that is not begun. */
static bool
decoder_wait(struct decoder *d)
{
	d->s->ctx.in_final = false;
	return prefix_codes(d, 0);
}

/*
 * Keep what decoding goes on with. A code whose output did not fit is decoded again by the next
 * request, so its output is removed from the pending data.
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

/* End a stream, well or with an error: nothing more is consumed or produced. */
static void
stream_end(struct zip_ctx *ctx, uint8_t verdict)
{
	ctx->phase = ZIP_PHASE_END;
	ctx->verdict = verdict;
	ctx->prefix_bits = 0;
	ctx->waiting = false;
}

static void
decode(struct zip_stream *s, struct zip_request *req)
{
	struct decoder d = { .s = s, .req = req, .bits = s->ctx.prefix_bits };
	const uint8_t *new = req->dst + req->produced;
	struct zip_ctx *ctx = &s->ctx;
	uint32_t pend_len;
	int ret;

	/* Between two blocks, without enough bits to begin the next one. */
	if ((ctx->waiting || ctx->prefix_bits == 0) && block_waits(&d, 0)) {
		d.waits = true;
		ctx->waiting = decoder_wait(&d);
		req->consumed = req->src_len;
		return;
	}
	if (!decoder_begin(&d)) {
		zip_request_reset(req, HISI_ZIP_INTERNAL);
		return;
	}
	ret = decoder_decode(&d);
	pend_len = pending_len(&d);
	req->consumed = d.in_input ? req->src_len - s->inflate.avail_in : 0;
	if (d.waits)
		req->consumed = req->src_len;
	req->produced = d.in_pending ? req->dst_len : req->dst_len - s->inflate.avail_out;
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
	soft_zip_window_add(ctx, new, req->dst + req->produced - new);
	soft_zip_window_add(ctx, s->pending, pend_len);
	ctx->pend_len = pend_len;
}

/* Produce pending data, which stays in the window. */
static void
give_pending(struct zip_ctx *ctx, struct zip_request *req)
{
	uint32_t n = ctx->pend_len < req->dst_len ? ctx->pend_len : req->dst_len;

	memcpy(req->dst, ctx->window + ctx->win_len - ctx->pend_len, n);
	ctx->pend_len -= n;
	req->produced = n;
}

/* Consume the trailer as it comes, and check it when no data is pending. */
static void
take_trailer(struct zip_ctx *ctx, struct zip_request *req)
{
	uint32_t need = zip_trailer_size(req->type);
	uint8_t trailer[8];

	while (ctx->trailer_len < need && req->consumed < req->src_len)
		ctx->trailer[ctx->trailer_len++] = req->src[req->consumed++];
	if (ctx->trailer_len < need || ctx->pend_len != 0)
		return;
	soft_zip_trailer(req, trailer);
	/* All differences are one status (section 6, item 24). */
	stream_end(ctx, memcmp(trailer, ctx->trailer, need) == 0 ? HISI_ZIP_STREAM_END :
			HISI_ZIP_BAD_TRAILER);
}

/* Bits of raw DEFLATE that wait for more of their block, at most what the field can say. */
static uint32_t
cached_bits(const struct zip_ctx *ctx, const struct zip_request *req)
{
	const uint32_t most = HISI_ZIP_CTX_DW0_CACHED >> HISI_ZIP_CTX_DW0_CACHED_S;

	if (req->type != HISI_ZIP_REQ_DEFLATE || !ctx->waiting)
		return 0;
	return ctx->prefix_bits < most ? ctx->prefix_bits : most;
}

/* Set results and words (the table of 3.11). */
static void
report(const struct zip_ctx *ctx, struct zip_request *req)
{
	uint32_t cached = cached_bits(ctx, req);
	uint32_t st = cached == 0 ? HISI_ZIP_CTX_ST_NONE : HISI_ZIP_CTX_ST_NOT_STARTED;

	req->more = ctx->pend_len != 0;
	if (req->more)
		st = ctx->phase == ZIP_PHASE_TRAILER && req->consumed == req->src_len ?
			HISI_ZIP_CTX_ST_NO_SPACE_AT_END : HISI_ZIP_CTX_ST_NO_SPACE;
	if (ctx->phase == ZIP_PHASE_END) {
		req->status = ctx->verdict;
		req->last = ctx->verdict == HISI_ZIP_STREAM_END ||
			ctx->verdict == HISI_ZIP_BAD_TRAILER;
	}
	req->words.ctx_dw0 = st | cached << HISI_ZIP_CTX_DW0_CACHED_S |
		(ctx->in_final ? HISI_ZIP_CTX_DW0_FINAL : 0);
	req->words.ctx_dw1 = ctx->pend_len;
	req->words.ctx_dw2 = ctx->win_len;
	req->keep = true;
}

void
soft_zip_stream_inflate(struct soft_zip *zip, struct zip_request *req)
{
	struct zip_ctx *ctx = &zip->stream->ctx;

	give_pending(ctx, req);
	if (ctx->phase == ZIP_PHASE_BODY && ctx->pend_len == 0)
		decode(zip->stream, req);
	if (req->status != HISI_ZIP_OK)
		return;
	soft_zip_sum(req, req->dst, req->produced);
	if (ctx->phase == ZIP_PHASE_TRAILER)
		take_trailer(ctx, req);
	report(ctx, req);
}

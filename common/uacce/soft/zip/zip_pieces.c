/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <string.h>

#include <isa-l/igzip_lib.h>

#include "../soft_sgl.h"
#include "zip_buf.h"
#include "zip_pieces.h"
#include "zip_stateless.h"
#include "zip_stream_deflate.h"
#include "zip_stream_inflate.h"
#include "zip_sum.h"

struct pieces {
	struct soft_zip *zip;
	const struct soft_mem *mem;
	struct zip_request *req;
	struct soft_sgl_cursor from;	/* source, if it is a list */
	struct soft_sgl_cursor to;	/* destination, if it is a list */
	uint32_t fetched;		/* bytes of the source that were read */
};

static uint32_t
at_most(uint32_t n, uint32_t limit)
{
	return n < limit ? n : limit;
}

/* The lists were walked before. They fail now only if they were changed since. */
static bool
pieces_begin(struct pieces *p)
{
	const struct zip_request *req = p->req;

	if (req->src == NULL &&
			soft_sgl_begin(&p->from, p->mem, req->src_addr, req->src_skip) < 0)
		return false;
	if (req->dst_map == NULL && req->dst_len != 0 &&
			soft_sgl_begin(&p->to, p->mem, req->dst_addr, req->dst_skip) < 0)
		return false;
	/* A linear source may be in this memory already, so it grows for a list alone. */
	if (req->src == NULL && soft_zip_scratch_grow(&p->zip->gather, ZIP_PIECE) < 0)
		return false;
	return soft_zip_scratch_grow(&p->zip->scatter, ZIP_PIECE_OUT) == 0;
}

/* The next piece of the source, *len bytes; NULL if it cannot be read. */
static const uint8_t *
fetch(struct pieces *p, uint32_t *len)
{
	const uint8_t *at = p->req->src;

	*len = at_most(p->req->src_len - p->fetched, ZIP_PIECE);
	if (at != NULL)
		at += p->fetched;
	else if (soft_sgl_move(&p->from, p->zip->gather.mem, *len, false) == 0)
		at = p->zip->gather.mem;
	p->fetched += *len;
	return at;
}

/* Put output behind what was produced; HISI_ZIP_NO_SPACE if only a part of it fits. */
static uint8_t
emit(struct pieces *p, const uint8_t *data, uint32_t len)
{
	struct zip_request *req = p->req;
	uint32_t n = at_most(len, req->dst_len - req->produced);

	if (n != 0 && req->dst_map != NULL)
		memcpy(req->dst_map + req->produced, data, n);
	else if (n != 0 && soft_sgl_move(&p->to, (uint8_t *)(uintptr_t)data, n, true) < 0)
		return HISI_ZIP_BAD_ADDR;
	req->produced += n;
	return n < len ? HISI_ZIP_NO_SPACE : HISI_ZIP_OK;
}

static uint8_t
deflate_piece(struct pieces *p)
{
	struct zip_scratch *out = &p->zip->scatter;
	struct zip_request *req = p->req;
	const uint8_t *src;
	uint32_t len, n;

	src = fetch(p, &len);
	if (src == NULL)
		return HISI_ZIP_BAD_ADDR;
	soft_zip_sum(req, src, len);
	n = soft_zip_deflate_piece(p->zip, req, src, len, p->fetched == req->src_len, out->mem,
			out->size);
	return n == 0 ? HISI_ZIP_INTERNAL : emit(p, out->mem, n);
}

static uint8_t
pieces_deflate(struct pieces *p)
{
	struct zip_request *req = p->req;
	uint8_t trailer[8], status;

	req->words.checksum = zip_sum_start(req->type);
	do {
		status = deflate_piece(p);
	} while (status == HISI_ZIP_OK && p->fetched < req->src_len);
	if (status == HISI_ZIP_OK && zip_trailer_size(req->type) != 0)
		status = emit(p, trailer, soft_zip_trailer(req, trailer));
	/* A request that fails has produced nothing. */
	if (status != HISI_ZIP_OK)
		zip_request_reset(req, status);
	else
		req->consumed = req->src_len;
	return status;
}

/* Bytes of the source that the decoder used, without those that it read ahead. */
static uint32_t
inflate_used(const struct pieces *p, const struct inflate_state *state)
{
	return p->fetched - state->avail_in - state->read_in_length / 8;
}

/* Decode until there is no more input or no more room, or the stream ends. Returns a status. */
static uint8_t
pieces_inflate_data(struct pieces *p)
{
	struct inflate_state *state = p->zip->inflate;
	struct zip_scratch *out = &p->zip->scatter;
	struct zip_request *req = p->req;
	uint32_t len, before;
	uint8_t status;
	int ret;

	do {
		if (state->avail_in == 0 && p->fetched < req->src_len) {
			state->next_in = (uint8_t *)(uintptr_t)fetch(p, &state->avail_in);
			if (state->next_in == NULL)
				return HISI_ZIP_BAD_ADDR;
		}
		state->next_out = out->mem;
		state->avail_out = ZIP_PIECE;
		ret = isal_inflate(state);
		len = state->next_out - out->mem;
		before = req->produced;
		status = emit(p, out->mem, len);
		soft_zip_sum(req, out->mem, req->produced - before);
		if (status != HISI_ZIP_OK)
			return status;
		if (ret < 0)
			return HISI_ZIP_BAD_DATA;
		if (state->block_state == ISAL_BLOCK_FINISH)
			return HISI_ZIP_OK;
	} while (len != 0 || state->avail_in != 0 || p->fetched < req->src_len);
	/* The stream is not whole. */
	return HISI_ZIP_BAD_DATA;
}

static void
pieces_inflate(struct pieces *p)
{
	struct inflate_state *state = p->zip->inflate;
	struct zip_request *req = p->req;
	const uint8_t *at;
	uint8_t trailer[8];
	uint32_t have;

	isal_inflate_init(state);
	state->crc_flag = ISAL_DEFLATE;
	req->words.checksum = zip_sum_start(req->type);
	req->status = pieces_inflate_data(p);
	req->consumed = inflate_used(p, state);
	if (req->status == HISI_ZIP_BAD_ADDR)
		zip_request_reset(req, HISI_ZIP_BAD_ADDR);
	if (req->status != HISI_ZIP_OK)
		return;
	req->last = true;
	if (zip_trailer_size(req->type) == 0)
		return;
	have = at_most(req->src_len - req->consumed, sizeof(trailer));
	at = req->src != NULL ? req->src + req->consumed : trailer;
	/* The trailer may begin in a piece that is no longer in scratch memory. */
	if (req->src == NULL && soft_sgl_copy(p->mem, req->src_addr,
				(uint64_t)req->src_skip + req->consumed, trailer, have, false) < 0)
		zip_request_reset(req, HISI_ZIP_BAD_ADDR);
	else
		soft_zip_check_trailer(req, at, have);
}

/* The request as one of several: with no source, and scratch memory as its destination. */
static struct zip_request
part_of(const struct pieces *p, bool is_last)
{
	struct zip_request part = *p->req;

	part.src = NULL;
	part.src_len = 0;
	part.dst = p->zip->scatter.mem;
	part.dst_len = ZIP_PIECE_OUT;
	part.finish = part.finish && is_last;
	part.consumed = 0;
	part.produced = 0;
	return part;
}

/* Take results of a part over into the request, except for consumed and produced. */
static void
take_over(struct zip_request *req, const struct zip_request *part)
{
	req->words = part->words;
	req->status = part->status;
	req->last = part->last;
	req->more = part->more;
	req->keep = part->keep;
}

static uint8_t
stream_deflate_part(struct pieces *p)
{
	bool is_last = p->req->src_len - p->fetched <= ZIP_PIECE;
	struct zip_request part = part_of(p, is_last);

	part.src = fetch(p, &part.src_len);
	if (part.src == NULL)
		return HISI_ZIP_BAD_ADDR;
	soft_zip_stream_deflate(p->zip, &part);
	if (part.status != HISI_ZIP_OK)
		return part.status;
	take_over(p->req, &part);
	return emit(p, part.dst, part.produced);
}

/* A request that fails has produced nothing. */
static void
pieces_stream_deflate(struct pieces *p)
{
	struct zip_request *req = p->req;
	uint8_t status;

	do {
		status = stream_deflate_part(p);
	} while (status == HISI_ZIP_OK && p->fetched < req->src_len);
	if (status != HISI_ZIP_OK)
		zip_request_reset(req, status);
	else
		req->consumed = req->src_len;
}

/*
 * Each part gets what is left of the current piece, and what is left of the room, at most a piece.
 * The last part finds nothing to do, or ends the stream.
 */
static uint8_t
pieces_stream_inflate(struct pieces *p)
{
	struct zip_request *req = p->req, part;
	const uint8_t *src = p->zip->scatter.mem;	/* for a part of no bytes */
	uint32_t left = 0;
	uint8_t status;

	do {
		part = part_of(p, true);
		if (left == 0 && p->fetched < req->src_len) {
			src = fetch(p, &left);
			if (src == NULL)
				return HISI_ZIP_BAD_ADDR;
		}
		part.src = src;
		part.src_len = left;
		part.dst_len = at_most(ZIP_PIECE, req->dst_len - req->produced);
		soft_zip_stream_inflate(p->zip, &part);
		if (!part.keep)
			return part.status;
		take_over(req, &part);
		req->consumed += part.consumed;
		src += part.consumed;
		left -= part.consumed;
		status = emit(p, part.dst, part.produced);
		if (status != HISI_ZIP_OK)
			return status;
	} while (part.status == HISI_ZIP_OK && (part.consumed | part.produced) != 0 &&
			(part.more || req->consumed < req->src_len));
	return HISI_ZIP_OK;
}

void
soft_zip_pieces(struct soft_zip *zip, const struct soft_mem *mem, struct zip_request *req)
{
	struct pieces p = { .zip = zip, .mem = mem, .req = req };
	bool inflates = zip->qc_type == HISI_ZIP_QC_DECOMPRESS;
	uint8_t status;

	if (!pieces_begin(&p)) {
		zip_request_reset(req, HISI_ZIP_INTERNAL);
	} else if (!req->stateful && inflates) {
		pieces_inflate(&p);
	} else if (!req->stateful) {
		pieces_deflate(&p);
	} else if (inflates) {
		status = pieces_stream_inflate(&p);
		if (status != HISI_ZIP_OK)
			zip_request_reset(req, status);
	} else {
		pieces_stream_deflate(&p);
	}
}

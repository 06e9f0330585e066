/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Requests of large lists. A descriptor may name 4 GiB on either side; here a queue has
 * one piece of each side in its memory at a time.
 *
 * Compression does the pieces one by one and puts their outputs behind each other, which
 * is what full flushes and sync flushes are for. Stateless decompression feeds one
 * decoder. A stateful request becomes several, between which the context is not stored.
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
	struct zip_job *job;
	struct soft_sgl_cursor from;	/* source; not used where it is linear */
	struct soft_sgl_cursor to;	/* destination; the same */
	uint32_t fetched;		/* bytes of the source so far */
};

static uint32_t
at_most(uint32_t n, uint32_t limit)
{
	return n < limit ? n : limit;
}

/* The lists were walked before: what goes wrong now was changed meanwhile. */
static bool
pieces_begin(struct pieces *p)
{
	const struct zip_job *job = p->job;

	if (job->src == NULL &&
			soft_sgl_begin(&p->from, p->mem, job->src_addr, job->src_skip) < 0)
		return false;
	if (job->dst_map == NULL && job->dst_len != 0 &&
			soft_sgl_begin(&p->to, p->mem, job->dst_addr, job->dst_skip) < 0)
		return false;
	/* A source that is linear may be in that memory already. */
	if (job->src == NULL && soft_zip_scratch_grow(&p->zip->gather, ZIP_PIECE) < 0)
		return false;
	return soft_zip_scratch_grow(&p->zip->scatter, ZIP_PIECE_OUT) == 0;
}

/* The next piece of the source, *len bytes; NULL if it cannot be fetched. */
static const uint8_t *
fetch(struct pieces *p, uint32_t *len)
{
	const uint8_t *at = p->job->src;

	*len = at_most(p->job->src_len - p->fetched, ZIP_PIECE);
	if (at != NULL)
		at += p->fetched;
	else if (soft_sgl_move(&p->from, p->zip->gather.mem, *len, false) == 0)
		at = p->zip->gather.mem;
	p->fetched += *len;
	return at;
}

/* Put output behind what there is; HISI_ZIP_NO_SPACE if only part of it fits. */
static uint8_t
emit(struct pieces *p, const uint8_t *data, uint32_t len)
{
	struct zip_job *job = p->job;
	uint32_t n = at_most(len, job->dst_len - job->produced);

	if (n != 0 && job->dst_map != NULL)
		memcpy(job->dst_map + job->produced, data, n);
	else if (n != 0 && soft_sgl_move(&p->to, (uint8_t *)(uintptr_t)data, n, true) < 0)
		return HISI_ZIP_BAD_ADDR;
	job->produced += n;
	return n < len ? HISI_ZIP_NO_SPACE : HISI_ZIP_OK;
}

static uint8_t
deflate_piece(struct pieces *p)
{
	struct zip_scratch *out = &p->zip->scatter;
	struct zip_job *job = p->job;
	const uint8_t *src;
	uint32_t len, n;

	src = fetch(p, &len);
	if (src == NULL)
		return HISI_ZIP_BAD_ADDR;
	soft_zip_sum(job, src, len);
	n = soft_zip_deflate_piece(p->zip, job, src, len, p->fetched == job->src_len, out->mem,
			out->size);
	return n == 0 ? HISI_ZIP_INTERNAL : emit(p, out->mem, n);
}

static uint8_t
pieces_deflate(struct pieces *p)
{
	struct zip_job *job = p->job;
	uint8_t trailer[8], status;

	job->words.checksum = zip_sum_start(job->request);
	do {
		status = deflate_piece(p);
	} while (status == HISI_ZIP_OK && p->fetched < job->src_len);
	if (status == HISI_ZIP_OK && zip_trailer_size(job->request) != 0)
		status = emit(p, trailer, soft_zip_trailer(job, trailer));
	/* All or nothing. */
	if (status != HISI_ZIP_OK)
		zip_job_reset(job, status);
	else
		job->consumed = job->src_len;
	return status;
}

/* Bytes of the source that the decoder used. */
static uint32_t
inflate_used(const struct pieces *p, const struct inflate_state *state)
{
	return p->fetched - state->avail_in - state->read_in_length / 8;
}

/* Decode until there is no more input, no more room, or the stream is at its end. */
static uint8_t
pieces_inflate_data(struct pieces *p)
{
	struct inflate_state *state = p->zip->inflate;
	struct zip_scratch *out = &p->zip->scatter;
	struct zip_job *job = p->job;
	uint32_t len, before;
	uint8_t status;
	int ret;

	do {
		if (state->avail_in == 0 && p->fetched < job->src_len) {
			state->next_in = (uint8_t *)(uintptr_t)fetch(p, &state->avail_in);
			if (state->next_in == NULL)
				return HISI_ZIP_BAD_ADDR;
		}
		state->next_out = out->mem;
		state->avail_out = ZIP_PIECE;
		ret = isal_inflate(state);
		len = state->next_out - out->mem;
		before = job->produced;
		status = emit(p, out->mem, len);
		soft_zip_sum(job, out->mem, job->produced - before);
		if (status != HISI_ZIP_OK)
			return status;
		if (ret < 0)
			return HISI_ZIP_BAD_DATA;
		if (state->block_state == ISAL_BLOCK_FINISH)
			return HISI_ZIP_OK;
	} while (len != 0 || state->avail_in != 0 || p->fetched < job->src_len);
	/* The stream is not whole. */
	return HISI_ZIP_BAD_DATA;
}

static void
pieces_inflate(struct pieces *p)
{
	struct inflate_state *state = p->zip->inflate;
	struct zip_job *job = p->job;
	const uint8_t *at;
	uint8_t trailer[8];
	uint32_t have;

	isal_inflate_init(state);
	state->crc_flag = ISAL_DEFLATE;
	job->words.checksum = zip_sum_start(job->request);
	job->status = pieces_inflate_data(p);
	job->consumed = inflate_used(p, state);
	if (job->status == HISI_ZIP_BAD_ADDR)
		zip_job_reset(job, HISI_ZIP_BAD_ADDR);
	if (job->status != HISI_ZIP_OK)
		return;
	job->last = true;
	if (zip_trailer_size(job->request) == 0)
		return;
	have = at_most(job->src_len - job->consumed, sizeof(trailer));
	at = job->src != NULL ? job->src + job->consumed : trailer;
	/* It may begin in a piece that is gone. */
	if (job->src == NULL && soft_sgl_copy(p->mem, job->src_addr,
				(uint64_t)job->src_skip + job->consumed, trailer, have, false) < 0)
		zip_job_reset(job, HISI_ZIP_BAD_ADDR);
	else
		soft_zip_check_trailer(job, at, have);
}

/* The same request without its ends, as if it were one of several. */
static struct zip_job
part_of(const struct pieces *p, bool is_last)
{
	struct zip_job part = *p->job;

	part.src = NULL;
	part.src_len = 0;
	part.dst = p->zip->scatter.mem;
	part.dst_len = ZIP_PIECE_OUT;
	part.finish = part.finish && is_last;
	part.consumed = 0;
	part.produced = 0;
	return part;
}

/* What a part makes of the stream is so for the whole. */
static void
take_over(struct zip_job *job, const struct zip_job *part)
{
	job->words = part->words;
	job->status = part->status;
	job->last = part->last;
	job->more = part->more;
	job->keep = part->keep;
}

static uint8_t
stream_deflate_part(struct pieces *p)
{
	bool is_last = p->job->src_len - p->fetched <= ZIP_PIECE;
	struct zip_job part = part_of(p, is_last);

	part.src = fetch(p, &part.src_len);
	if (part.src == NULL)
		return HISI_ZIP_BAD_ADDR;
	soft_zip_stream_deflate(p->zip, &part);
	if (part.status != HISI_ZIP_OK)
		return part.status;
	take_over(p->job, &part);
	return emit(p, part.dst, part.produced);
}

/* All or nothing, too. */
static void
pieces_stream_deflate(struct pieces *p)
{
	struct zip_job *job = p->job;
	uint8_t status;

	do {
		status = stream_deflate_part(p);
	} while (status == HISI_ZIP_OK && p->fetched < job->src_len);
	if (status != HISI_ZIP_OK)
		zip_job_reset(job, status);
	else
		job->consumed = job->src_len;
}

/*
 * Each part gets what is left of the piece at hand and what is left of the room, at most
 * a piece of it. The last one finds nothing to do, or ends the stream.
 */
static uint8_t
pieces_stream_inflate(struct pieces *p)
{
	struct zip_job *job = p->job, part;
	const uint8_t *src = p->zip->scatter.mem;	/* no bytes of it */
	uint32_t left = 0;
	uint8_t status;

	do {
		part = part_of(p, true);
		if (left == 0 && p->fetched < job->src_len) {
			src = fetch(p, &left);
			if (src == NULL)
				return HISI_ZIP_BAD_ADDR;
		}
		part.src = src;
		part.src_len = left;
		part.dst_len = at_most(ZIP_PIECE, job->dst_len - job->produced);
		soft_zip_stream_inflate(p->zip, &part);
		if (!part.keep)
			return part.status;
		take_over(job, &part);
		job->consumed += part.consumed;
		src += part.consumed;
		left -= part.consumed;
		status = emit(p, part.dst, part.produced);
		if (status != HISI_ZIP_OK)
			return status;
	} while (part.status == HISI_ZIP_OK && (part.consumed | part.produced) != 0 &&
			(part.more || job->consumed < job->src_len));
	return HISI_ZIP_OK;
}

void
soft_zip_pieces(struct soft_zip *zip, const struct soft_mem *mem, struct zip_job *job)
{
	struct pieces p = { .zip = zip, .mem = mem, .job = job };
	bool inflates = zip->qc_type == HISI_ZIP_QC_DECOMPRESS;
	uint8_t status;

	if (!pieces_begin(&p)) {
		zip_job_reset(job, HISI_ZIP_INTERNAL);
	} else if (!job->stateful && inflates) {
		pieces_inflate(&p);
	} else if (!job->stateful) {
		pieces_deflate(&p);
	} else if (inflates) {
		status = pieces_stream_inflate(&p);
		if (status != HISI_ZIP_OK)
			zip_job_reset(job, status);
	} else {
		pieces_stream_deflate(&p);
	}
}

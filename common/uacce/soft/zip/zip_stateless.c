/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Stateless requests: each is one whole stream, made or read by the stateless calls of ISA-L, or
 * one block of LZ4.
 */

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <isa-l/igzip_lib.h>
#include <lz4.h>

#include "../soft_mem.h"
#include "zip_buf.h"
#include "zip_deflate.h"
#include "zip_stateless.h"
#include "zip_sum.h"

/* Most bytes behind its output that ISA-L wants free: found by trial, and doubled. */
#define DEFLATE_SLACK	64

/* Which trailer ISA-L writes behind the payload. It never writes a header (3.6). */
static uint16_t
isal_deflate_wrapper(uint8_t request)
{
	switch (request) {
	case HISI_ZIP_REQ_ZLIB:
		return IGZIP_ZLIB_NO_HDR;
	case HISI_ZIP_REQ_GZIP:
		return IGZIP_GZIP_NO_HDR;
	default:
		return IGZIP_DEFLATE;
	}
}

/* Set dw30 and dw31 after compression (3.8). ISA-L has the checksum in its trailer alone. */
static void
deflate_checksum(struct zip_request *req)
{
	const uint8_t *end = req->dst + req->produced;

	req->words.isize = req->src_len;
	switch (req->type) {
	case HISI_ZIP_REQ_ZLIB:
		req->words.checksum = zip_load_be32(end - HISI_ZIP_ZLIB_TRAILER);
		break;
	case HISI_ZIP_REQ_GZIP:
		req->words.checksum = zip_crc_register(zip_load_le32(end - HISI_ZIP_GZIP_TRAILER));
		break;
	default:
		req->words.checksum = zip_sum_start(req->type);
		break;
	}
}

/* Compress a stream or a piece of one. Returns the result of ISA-L; *produced is what it wrote. */
static int
deflate_call(struct soft_zip *zip, const struct zip_request *req, const uint8_t *src,
		uint32_t src_len, uint8_t *dst, uint32_t dst_len, uint32_t *produced)
{
	struct isal_zstream *strm = zip->deflate;
	int ret;

	strm->next_in = (uint8_t *)(uintptr_t)src;
	strm->avail_in = src_len;
	strm->total_in = 0;
	strm->next_out = dst;
	strm->avail_out = dst_len;
	strm->total_out = 0;
	soft_zip_deflate_setup(zip, req, strm);
	strm->internal_state.has_wrap_hdr = 0;

	ret = isal_deflate_stateless(strm);
	*produced = dst_len - strm->avail_out;
	return ret == COMP_OK && strm->avail_in != 0 ? ISAL_INVALID_OPERATION : ret;
}

/* Compress a whole stream into a buffer. Returns as deflate_call(). */
static int
deflate_into(struct soft_zip *zip, const struct zip_request *req, uint8_t *dst, uint32_t dst_len,
		uint32_t *produced)
{
	zip->deflate->gzip_flag = isal_deflate_wrapper(req->type);
	/* It is one complete stream, whatever the flush bits say (3.3, item 4). */
	zip->deflate->flush = NO_FLUSH;
	zip->deflate->end_of_stream = 1;
	return deflate_call(zip, req, req->src, req->src_len, dst, dst_len, produced);
}

uint32_t
soft_zip_deflate_piece(struct soft_zip *zip, const struct zip_request *req, const uint8_t *src,
		uint32_t src_len, bool is_last, uint8_t *dst, uint32_t dst_len)
{
	uint32_t produced;

	zip->deflate->gzip_flag = IGZIP_DEFLATE;
	zip->deflate->flush = is_last ? NO_FLUSH : FULL_FLUSH;
	zip->deflate->end_of_stream = is_last;
	return deflate_call(zip, req, src, src_len, dst, dst_len, &produced) == COMP_OK ?
		produced : 0;
}

/*
 * ISA-L gives up some bytes before the end of its buffer, which hardware fills. So this finds out
 * whether the output fits by compressing again with room to spare.
 */
static int
deflate_tight(struct soft_zip *zip, const struct zip_request *req, uint32_t *produced)
{
	uint32_t len = req->dst_len + DEFLATE_SLACK;
	int ret;

	if (soft_zip_scratch_grow(&zip->tight, len) < 0)
		return STATELESS_OVERFLOW;
	ret = deflate_into(zip, req, zip->tight.mem, len, produced);
	if (ret == COMP_OK && *produced > req->dst_len)
		return STATELESS_OVERFLOW;
	if (ret == COMP_OK)
		memcpy(req->dst, zip->tight.mem, *produced);
	return ret;
}

static void
zip_deflate(struct soft_zip *zip, struct zip_request *req)
{
	uint32_t produced;
	int ret;

	ret = deflate_into(zip, req, req->dst, req->dst_len, &produced);
	if (ret == STATELESS_OVERFLOW)
		ret = deflate_tight(zip, req, &produced);
	if (ret != COMP_OK) {
		req->status = ret == STATELESS_OVERFLOW ? HISI_ZIP_NO_SPACE : HISI_ZIP_INTERNAL;
		return;
	}
	req->consumed = req->src_len;
	req->produced = produced;
	deflate_checksum(req);
}

/*
 * As LZ4_compress_default(), but with a state of the queue (rule 7 of soft_guard.h). That call may
 * take one from the heap, which depends on how the library was built.
 */
static void
zip_lz4(struct soft_zip *zip, struct zip_request *req)
{
	int room = req->dst_len < INT32_MAX ? req->dst_len : INT32_MAX;
	int n = LZ4_compress_fast_extState(zip->lz4, (const char *)req->src, (char *)req->dst,
			req->src_len, room, 1);

	if (n <= 0) {
		req->status = HISI_ZIP_NO_SPACE;
		return;
	}
	req->consumed = req->src_len;
	req->produced = n;
}

static uint8_t
inflate_status(int ret, const struct inflate_state *state)
{
	switch (ret) {
	case ISAL_DECOMP_OK:
		/* The end of the input is no error to ISA-L, but the stream is not whole. */
		return state->block_state == ISAL_BLOCK_FINISH ? HISI_ZIP_OK : HISI_ZIP_BAD_DATA;
	case ISAL_OUT_OVERFLOW:
		return HISI_ZIP_NO_SPACE;
	case ISAL_INVALID_LOOKBACK:
		/*
		 * ISA-L also says so if the bytes that a match refers to were decoded in the
		 * same step and had no room.
		 */
		return state->avail_out == 0 ? HISI_ZIP_NO_SPACE : HISI_ZIP_BAD_DATA;
	default:
		return HISI_ZIP_BAD_DATA;
	}
}

/* Decompress, with bytes to spare behind both buffers. Sets consumed and produced. */
static int
inflate_call(struct soft_zip *zip, struct zip_request *req, uint32_t src_spare, uint32_t dst_spare)
{
	struct inflate_state *state = zip->inflate;
	int ret;

	state->next_in = (uint8_t *)(uintptr_t)req->src;
	state->avail_in = req->src_len + src_spare;
	state->next_out = req->dst;
	state->avail_out = req->dst_len + dst_spare;
	state->crc_flag = ISAL_DEFLATE;
	ret = isal_inflate_stateless(state);
	req->consumed = state->next_in - req->src;
	req->produced = state->next_out - req->dst;
	return ret;
}

/*
 * Decompress with the spare bytes as part of the buffers, as ISA-L goes byte by byte near their
 * ends. If the stream ends within the buffers proper, the spare bytes had no influence on it.
 */
static bool
inflate_roomy(struct soft_zip *zip, struct zip_request *req)
{
	int ret;

	if ((req->src_spare | req->dst_spare) == 0)
		return false;
	ret = inflate_call(zip, req, req->src_spare, req->dst_spare);
	return ret == ISAL_DECOMP_OK && zip->inflate->block_state == ISAL_BLOCK_FINISH &&
		req->consumed <= req->src_len && req->produced <= req->dst_len;
}

static void
zip_inflate(struct soft_zip *zip, struct zip_request *req)
{
	int ret;

	if (!inflate_roomy(zip, req)) {
		ret = inflate_call(zip, req, 0, 0);
		req->status = inflate_status(ret, zip->inflate);
	}
	if (req->status != HISI_ZIP_OK)
		return;
	req->last = true;
	req->words.checksum = zip_sum_start(req->type);
	soft_zip_sum(req, req->dst, req->produced);
	if (zip_trailer_size(req->type) != 0)
		soft_zip_check_trailer(req, req->src + req->consumed,
				req->src_len - req->consumed);
}

void
soft_zip_stateless(struct soft_zip *zip, struct zip_request *req)
{
	if (req->type == HISI_ZIP_REQ_LZ4)
		zip_lz4(zip, req);
	else if (zip->qc_type == HISI_ZIP_QC_COMPRESS)
		zip_deflate(zip, req);
	else
		zip_inflate(zip, req);
}

static void *
alloc_zeroed(size_t size)
{
	void *mem = soft_zip_alloc(size);

	return mem == NULL ? NULL : memset(mem, 0, size);
}

bool
soft_zip_stateless_alloc(struct soft_zip *zip)
{
	if (zip->qc_type == HISI_ZIP_QC_DECOMPRESS) {
		zip->inflate = alloc_zeroed(sizeof(*zip->inflate));
		if (zip->inflate != NULL)
			isal_inflate_init(zip->inflate);
		return zip->inflate != NULL;
	}
	zip->deflate = alloc_zeroed(sizeof(*zip->deflate));
	zip->level_buf = alloc_zeroed(ISAL_DEF_LVL3_DEFAULT);
	zip->lz4 = malloc(LZ4_sizeofState());
	if (zip->deflate == NULL || zip->level_buf == NULL || zip->lz4 == NULL)
		return false;
	isal_deflate_stateless_init(zip->deflate);
	return true;
}

void
soft_zip_stateless_free(struct soft_zip *zip)
{
	soft_zip_wipe(zip->deflate, sizeof(*zip->deflate));
	soft_zip_wipe(zip->level_buf, ISAL_DEF_LVL3_DEFAULT);
	soft_zip_wipe(zip->lz4, LZ4_sizeofState());
	soft_zip_wipe(zip->inflate, sizeof(*zip->inflate));
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Stateful compression. A request compresses all its input, with the history of its context before
 * it, so that nothing but the history has to be kept.
 */

#include <string.h>

#include <isa-l/igzip_lib.h>

#include "zip_context.h"
#include "zip_deflate.h"
#include "zip_stream_deflate.h"
#include "zip_sum.h"

/* The dictionary is no longer than the window: ISA-L limits distances to it, not the dictionary. */
static void
deflate_begin(struct soft_zip *zip, struct zip_request *req)
{
	const struct zip_ctx *ctx = &zip->stream->ctx;
	struct isal_zstream *strm = &zip->stream->deflate;
	uint32_t len = ctx->win_len;

	isal_deflate_init(strm);
	soft_zip_deflate_setup(zip, req, strm);
	strm->gzip_flag = IGZIP_DEFLATE;
	strm->flush = req->finish ? NO_FLUSH : SYNC_FLUSH;
	strm->end_of_stream = req->finish;
	strm->next_in = (uint8_t *)(uintptr_t)req->src;
	strm->avail_in = req->src_len;
	strm->next_out = req->dst;
	strm->avail_out = req->dst_len;
	if (len > 1u << strm->hist_bits)
		len = 1u << strm->hist_bits;
	isal_deflate_set_dict(strm, (uint8_t *)(uintptr_t)ctx->window + ctx->win_len - len, len);
}

/* Whether all output is written, with the flush or the end of the stream. */
static bool
deflate_is_done(const struct isal_zstream *strm)
{
	const struct isal_zstate *state = &strm->internal_state;

	if (strm->end_of_stream != 0)
		return state->state == ZSTATE_END;
	return state->state == ZSTATE_NEW_HDR && strm->avail_in == 0 &&
		state->b_bytes_valid == state->b_bytes_processed;
}

static uint8_t
deflate_all(struct isal_zstream *strm)
{
	uint32_t out, in;

	do {
		out = strm->total_out;
		in = strm->total_in;
		if (isal_deflate(strm) != COMP_OK)
			return HISI_ZIP_INTERNAL;
		if (deflate_is_done(strm))
			return HISI_ZIP_OK;
	} while (out != strm->total_out || in != strm->total_in);
	return strm->avail_out < 8 ? HISI_ZIP_NO_SPACE : HISI_ZIP_INTERNAL;
}

/* Write the trailer of a stream behind its data; false if there is no room. */
static bool
deflate_trailer(struct zip_request *req)
{
	uint8_t trailer[8];
	uint32_t len = soft_zip_trailer(req, trailer);

	if (req->dst_len - req->produced < len)
		return false;
	memcpy(req->dst + req->produced, trailer, len);
	req->produced += len;
	return true;
}

static void
stream_deflate(struct soft_zip *zip, struct zip_request *req)
{
	struct zip_ctx *ctx = &zip->stream->ctx;
	uint8_t status;

	/* Without input a flush adds nothing: the output ends with a byte already. */
	if (req->src_len != 0 || req->finish) {
		deflate_begin(zip, req);
		status = deflate_all(&zip->stream->deflate);
		if (status != HISI_ZIP_OK) {
			zip_request_reset(req, status);
			return;
		}
		req->produced = zip->stream->deflate.total_out;
	}
	req->consumed = req->src_len;
	soft_zip_sum(req, req->src, req->src_len);
	if (req->finish && !deflate_trailer(req)) {
		zip_request_reset(req, HISI_ZIP_NO_SPACE);
		return;
	}
	soft_zip_window_add(ctx, req->src, req->src_len);
	ctx->phase = req->finish ? ZIP_PHASE_END : ZIP_PHASE_BODY;
	req->words.ctx_dw0 = 0;
	req->words.ctx_dw1 = 0;
	req->words.ctx_dw2 = ctx->win_len;
	req->keep = true;
}

void
soft_zip_stream_deflate(struct soft_zip *zip, struct zip_request *req)
{
	const struct zip_ctx *ctx = &zip->stream->ctx;

	if (ctx->phase == ZIP_PHASE_BODY && ctx->pend_len == 0)
		stream_deflate(zip, req);
	else
		zip_request_reset(req, HISI_ZIP_BAD_SQE);
}

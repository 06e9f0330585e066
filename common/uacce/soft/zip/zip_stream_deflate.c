/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Stateful compression. A request compresses all its input behind the history out of the
 * context, so nothing else outlives it.
 */

#include <string.h>

#include <isa-l/igzip_lib.h>

#include "zip_context.h"
#include "zip_deflate.h"
#include "zip_stream_deflate.h"
#include "zip_sum.h"

/* Only the past that the window allows; ISA-L bounds distances, not the dictionary. */
static void
deflate_begin(struct soft_zip *zip, struct zip_job *job)
{
	const struct zip_ctx *ctx = &zip->stream->ctx;
	struct isal_zstream *strm = &zip->stream->deflate;
	uint32_t len = ctx->win_len;

	isal_deflate_init(strm);
	soft_zip_deflate_setup(zip, job, strm);
	strm->gzip_flag = IGZIP_DEFLATE;
	strm->flush = job->finish ? NO_FLUSH : SYNC_FLUSH;
	strm->end_of_stream = job->finish;
	strm->next_in = (uint8_t *)(uintptr_t)job->src;
	strm->avail_in = job->src_len;
	strm->next_out = job->dst;
	strm->avail_out = job->dst_len;
	if (len > 1u << strm->hist_bits)
		len = 1u << strm->hist_bits;
	isal_deflate_set_dict(strm, (uint8_t *)(uintptr_t)ctx->window + ctx->win_len - len, len);
}

/* Whether all input is out and the flush or the end is written, too. */
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

/* What the last request of a stream puts behind its data; false without room. */
static bool
deflate_trailer(struct zip_job *job)
{
	uint8_t trailer[8];
	uint32_t len = soft_zip_trailer(job, trailer);

	if (job->dst_len - job->produced < len)
		return false;
	memcpy(job->dst + job->produced, trailer, len);
	job->produced += len;
	return true;
}

static void
stream_deflate(struct soft_zip *zip, struct zip_job *job)
{
	struct zip_ctx *ctx = &zip->stream->ctx;
	uint8_t status;

	/* Without input a flush has nothing to add: the output ends on a byte as it is. */
	if (job->src_len != 0 || job->finish) {
		deflate_begin(zip, job);
		status = deflate_all(&zip->stream->deflate);
		if (status != HISI_ZIP_OK) {
			zip_job_reset(job, status);
			return;
		}
		job->produced = zip->stream->deflate.total_out;
	}
	job->consumed = job->src_len;
	soft_zip_sum(job, job->src, job->src_len);
	if (job->finish && !deflate_trailer(job)) {
		zip_job_reset(job, HISI_ZIP_NO_SPACE);
		return;
	}
	soft_zip_window_add(ctx, job->src, job->src_len);
	ctx->phase = job->finish ? ZIP_PHASE_END : ZIP_PHASE_BODY;
	job->words.ctx_dw0 = 0;
	job->words.ctx_dw1 = 0;
	job->words.ctx_dw2 = ctx->win_len;
	job->keep = true;
}

void
soft_zip_stream_deflate(struct soft_zip *zip, struct zip_job *job)
{
	const struct zip_ctx *ctx = &zip->stream->ctx;

	if (ctx->phase == ZIP_PHASE_BODY && ctx->pend_len == 0)
		stream_deflate(zip, job);
	else
		zip_job_reset(job, HISI_ZIP_BAD_SQE);
}

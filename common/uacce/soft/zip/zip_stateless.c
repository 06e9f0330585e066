/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Stateless requests: one whole stream each, by ISA-L's stateless calls, or one LZ4
 * block.
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

/* Bytes behind its output that ISA-L wants free at most; found by trial, doubled. */
#define DEFLATE_SLACK	64

/* Which trailer ISA-L writes behind the payload; never a header (3.6). */
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

/* dw30 and dw31 after compression (3.8): ISA-L has the checksum in its trailer only. */
static void
deflate_checksum(struct zip_job *job)
{
	const uint8_t *end = job->dst + job->produced;

	job->words.isize = job->src_len;
	switch (job->request) {
	case HISI_ZIP_REQ_ZLIB:
		job->words.checksum = zip_load_be32(end - HISI_ZIP_ZLIB_TRAILER);
		break;
	case HISI_ZIP_REQ_GZIP:
		job->words.checksum = zip_crc_register(zip_load_le32(end - HISI_ZIP_GZIP_TRAILER));
		break;
	default:
		job->words.checksum = zip_sum_start(job->request);
		break;
	}
}

/* One call of ISA-L for a stream or a piece of one; its result, what it wrote in *produced. */
static int
deflate_call(struct soft_zip *zip, const struct zip_job *job, const uint8_t *src,
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
	soft_zip_deflate_setup(zip, job, strm);
	strm->internal_state.has_wrap_hdr = 0;

	ret = isal_deflate_stateless(strm);
	*produced = dst_len - strm->avail_out;
	return ret == COMP_OK && strm->avail_in != 0 ? ISAL_INVALID_OPERATION : ret;
}

/* Compress into a buffer, as deflate_call(). */
static int
deflate_into(struct soft_zip *zip, const struct zip_job *job, uint8_t *dst, uint32_t dst_len,
		uint32_t *produced)
{
	zip->deflate->gzip_flag = isal_deflate_wrapper(job->request);
	/* One complete stream, whatever the flush bits say (3.3, item 4). */
	zip->deflate->flush = NO_FLUSH;
	zip->deflate->end_of_stream = 1;
	return deflate_call(zip, job, job->src, job->src_len, dst, dst_len, produced);
}

uint32_t
soft_zip_deflate_piece(struct soft_zip *zip, const struct zip_job *job, const uint8_t *src,
		uint32_t src_len, bool is_last, uint8_t *dst, uint32_t dst_len)
{
	uint32_t produced;

	zip->deflate->gzip_flag = IGZIP_DEFLATE;
	zip->deflate->flush = is_last ? NO_FLUSH : FULL_FLUSH;
	zip->deflate->end_of_stream = is_last;
	return deflate_call(zip, job, src, src_len, dst, dst_len, &produced) == COMP_OK ?
		produced : 0;
}

/*
 * ISA-L gives up some bytes before the end of its buffer. Hardware fills it, so
 * look again with room to spare whether the output fits.
 */
static int
deflate_tight(struct soft_zip *zip, const struct zip_job *job, uint32_t *produced)
{
	uint32_t len = job->dst_len + DEFLATE_SLACK;
	int ret;

	if (soft_zip_scratch_grow(&zip->tight, len) < 0)
		return STATELESS_OVERFLOW;
	ret = deflate_into(zip, job, zip->tight.mem, len, produced);
	if (ret == COMP_OK && *produced > job->dst_len)
		return STATELESS_OVERFLOW;
	if (ret == COMP_OK)
		memcpy(job->dst, zip->tight.mem, *produced);
	return ret;
}

static void
zip_deflate(struct soft_zip *zip, struct zip_job *job)
{
	uint32_t produced;
	int ret;

	ret = deflate_into(zip, job, job->dst, job->dst_len, &produced);
	if (ret == STATELESS_OVERFLOW)
		ret = deflate_tight(zip, job, &produced);
	if (ret != COMP_OK) {
		job->status = ret == STATELESS_OVERFLOW ? HISI_ZIP_NO_SPACE : HISI_ZIP_INTERNAL;
		return;
	}
	job->consumed = job->src_len;
	job->produced = produced;
	deflate_checksum(job);
}

/*
 * As LZ4_compress_default(), but with a state of the queue's: whether that call takes
 * its own from the heap, where a fault would leak it, is a matter of its build.
 */
static void
zip_lz4(struct soft_zip *zip, struct zip_job *job)
{
	int room = job->dst_len < INT32_MAX ? job->dst_len : INT32_MAX;
	int n = LZ4_compress_fast_extState(zip->lz4, (const char *)job->src, (char *)job->dst,
			job->src_len, room, 1);

	if (n <= 0) {
		job->status = HISI_ZIP_NO_SPACE;
		return;
	}
	job->consumed = job->src_len;
	job->produced = n;
}

static uint8_t
inflate_status(int ret, const struct inflate_state *state)
{
	switch (ret) {
	case ISAL_DECOMP_OK:
		/* Running out of input is no error to ISA-L, but the stream is not whole. */
		return state->block_state == ISAL_BLOCK_FINISH ? HISI_ZIP_OK : HISI_ZIP_BAD_DATA;
	case ISAL_OUT_OVERFLOW:
		return HISI_ZIP_NO_SPACE;
	case ISAL_INVALID_LOOKBACK:
		/*
		 * Invalid to ISA-L is, too, a look back to bytes that it decoded
		 * together with it and that had no room.
		 */
		return state->avail_out == 0 ? HISI_ZIP_NO_SPACE : HISI_ZIP_BAD_DATA;
	default:
		return HISI_ZIP_BAD_DATA;
	}
}

/* One run over what there is and bytes to spare behind it; consumed and produced as they came. */
static int
inflate_run(struct soft_zip *zip, struct zip_job *job, uint32_t src_spare, uint32_t dst_spare)
{
	struct inflate_state *state = zip->inflate;
	int ret;

	state->next_in = (uint8_t *)(uintptr_t)job->src;
	state->avail_in = job->src_len + src_spare;
	state->next_out = job->dst;
	state->avail_out = job->dst_len + dst_spare;
	state->crc_flag = ISAL_DEFLATE;
	ret = isal_inflate_stateless(state);
	job->consumed = state->next_in - job->src;
	job->produced = state->next_out - job->dst;
	return ret;
}

/*
 * Near the end of a buffer ISA-L goes byte by byte, so it is told of more than there is.
 * A stream that comes to its end within what there is never saw the rest.
 */
static bool
inflate_roomy(struct soft_zip *zip, struct zip_job *job)
{
	int ret;

	if ((job->src_spare | job->dst_spare) == 0)
		return false;
	ret = inflate_run(zip, job, job->src_spare, job->dst_spare);
	return ret == ISAL_DECOMP_OK && zip->inflate->block_state == ISAL_BLOCK_FINISH &&
		job->consumed <= job->src_len && job->produced <= job->dst_len;
}

static void
zip_inflate(struct soft_zip *zip, struct zip_job *job)
{
	int ret;

	if (!inflate_roomy(zip, job)) {
		ret = inflate_run(zip, job, 0, 0);
		job->status = inflate_status(ret, zip->inflate);
	}
	if (job->status != HISI_ZIP_OK)
		return;
	job->last = true;
	job->words.checksum = zip_sum_start(job->request);
	soft_zip_sum(job, job->dst, job->produced);
	if (zip_trailer_size(job->request) != 0)
		soft_zip_check_trailer(job, job->src + job->consumed,
				job->src_len - job->consumed);
}

void
soft_zip_once(struct soft_zip *zip, struct zip_job *job)
{
	if (job->request == HISI_ZIP_REQ_LZ4)
		zip_lz4(zip, job);
	else if (zip->qc_type == HISI_ZIP_QC_COMPRESS)
		zip_deflate(zip, job);
	else
		zip_inflate(zip, job);
}

static void *
alloc_zeroed(size_t size)
{
	void *mem = soft_zip_alloc(size);

	return mem == NULL ? NULL : memset(mem, 0, size);
}

bool
soft_zip_once_alloc(struct soft_zip *zip)
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
soft_zip_once_free(struct soft_zip *zip)
{
	soft_zip_wipe(zip->deflate, sizeof(*zip->deflate));
	soft_zip_wipe(zip->level_buf, ISAL_DEF_LVL3_DEFAULT);
	soft_zip_wipe(zip->lz4, LZ4_sizeofState());
	soft_zip_wipe(zip->inflate, sizeof(*zip->inflate));
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * ZIP engine: a descriptor in, ISA-L out. Source: hardware-interface.md, section 3.
 * What the documents leave open follows section 6; each place names the item.
 */

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

#include "../hisi_zip_bd.h"
#include "soft_queue.h"

#define SOFT_ZIP_MAX_LEVEL	3	/* of ISA-L */

/* Distances stay within the window asked for; ISA-L has no 24 KiB (3.3). */
static const uint8_t hist_bits[] = {
	[HISI_ZIP_WIN_4K] = 12,
	[HISI_ZIP_WIN_8K] = 13,
	[HISI_ZIP_WIN_16K] = 14,
	[HISI_ZIP_WIN_24K] = 14,
	[HISI_ZIP_WIN_32K] = 15,
};

static const uint32_t level_buf_size[SOFT_ZIP_MAX_LEVEL + 1] = {
	ISAL_DEF_LVL0_DEFAULT,
	ISAL_DEF_LVL1_DEFAULT,
	ISAL_DEF_LVL2_DEFAULT,
	ISAL_DEF_LVL3_DEFAULT,
};

/* One queue's engine; a queue has one direction (2.7), so half of it is there. */
struct soft_zip {
	unsigned int qm;
	uint16_t qc_type;
	bool null_engine;
	struct isal_zstream *deflate;
	uint8_t *level_buf;
	uint8_t *scratch;	/* output that may not fit; grows on need */
	size_t scratch_len;
	struct inflate_state *inflate;
};

/* Buffers of one request, reachable. */
struct zip_job {
	const uint8_t *src;
	uint32_t src_len;
	uint8_t *dst;
	uint32_t dst_len;
	uint8_t request;
	/* results */
	uint8_t status;
	bool last;
	uint32_t consumed;
	uint32_t produced;
	uint32_t ctx_dw0;
	uint32_t isize;
	uint32_t checksum;
};

/* Bytes behind its output that ISA-L wants free at most; found by trial, doubled. */
#define DEFLATE_SLACK	64

/* ctx_st 4: the stream ended where its trailer should begin (3.9). */
#define CTX_ST_NO_CHECKSUM	4

static uint32_t
load_be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static uint32_t
load_le32(const uint8_t *p)
{
	return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

/* The CRC register as the hardware shows it: not inverted, not reflected (3.8). */
static uint32_t
crc_register(uint32_t crc32)
{
	uint32_t r = crc32;

	r = (r >> 1 & 0x55555555) | (r & 0x55555555) << 1;
	r = (r >> 2 & 0x33333333) | (r & 0x33333333) << 2;
	r = (r >> 4 & 0x0f0f0f0f) | (r & 0x0f0f0f0f) << 4;
	return ~__builtin_bswap32(r);
}

static uint32_t
trailer_size(uint8_t request)
{
	switch (request) {
	case HISI_ZIP_REQ_ZLIB:
		return HISI_ZIP_ZLIB_TRAILER;
	case HISI_ZIP_REQ_GZIP:
		return HISI_ZIP_GZIP_TRAILER;
	default:
		return 0;
	}
}

static bool
request_exists(const struct soft_zip *zip, uint8_t request)
{
	switch (request) {
	case HISI_ZIP_REQ_ZLIB:
	case HISI_ZIP_REQ_GZIP:
		return true;
	case HISI_ZIP_REQ_DEFLATE:
		return zip->qm >= 3;
	default:
		return false;
	}
}

/* What the hardware would not take, or what this engine does not do. */
static bool
sqe_is_supported(const struct soft_zip *zip, const struct hisi_zip_sqe *sqe)
{
	uint32_t type = zip->qm >= 3 ? HISI_ZIP_SQE_TYPE_V3 : HISI_ZIP_SQE_TYPE_V2;

	if (sqe->dw7 >> HISI_ZIP_DW7_TYPE_S != type)
		return false;
	if ((sqe->dw7 & HISI_ZIP_DW7_STATEFUL) != 0 || sqe->stream_ctx_addr != 0)
		return false;
	if (!request_exists(zip, sqe->dw9 & HISI_ZIP_DW9_REQ))
		return false;
	if ((sqe->dw9 & HISI_ZIP_DW9_BUF) != HISI_ZIP_BUF_FLAT << HISI_ZIP_DW9_BUF_S)
		return false;
	if ((sqe->dw9 & HISI_ZIP_DW9_WIN) >> HISI_ZIP_DW9_WIN_S > HISI_ZIP_WIN_32K)
		return false;
	/* Empty input is never sent (3.13); lengths above the limit are refused (3.12). */
	return sqe->input_data_length != 0 && sqe->input_data_length <= HISI_ZIP_MAX_LEN &&
		sqe->dest_avail_out <= HISI_ZIP_MAX_LEN;
}

/* The hint counts like zlib's levels; ISA-L has three that build their own tables. */
static uint32_t
isal_level(const struct hisi_zip_sqe *sqe)
{
	uint32_t hint = sqe->dw10 & HISI_ZIP_DW10_SOFT_LEVEL;

	if (hint == 0)
		return 1;
	return hint < SOFT_ZIP_MAX_LEVEL ? hint : SOFT_ZIP_MAX_LEVEL;
}

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

/* dw30 and dw31 after compression (3.8); for raw DEFLATE as for gzip (item 5). */
static void
deflate_checksum(struct zip_job *job)
{
	const uint8_t *end = job->dst + job->produced;

	job->isize = job->src_len;
	switch (job->request) {
	case HISI_ZIP_REQ_ZLIB:
		job->checksum = load_be32(end - HISI_ZIP_ZLIB_TRAILER);
		break;
	case HISI_ZIP_REQ_GZIP:
		job->checksum = crc_register(load_le32(end - HISI_ZIP_GZIP_TRAILER));
		break;
	default:
		job->checksum = crc_register(crc32_gzip_refl(0, job->src, job->src_len));
		break;
	}
}

static bool
scratch_fits(struct soft_zip *zip, size_t len)
{
	if (zip->scratch_len >= len)
		return true;
	free(zip->scratch);
	zip->scratch = malloc(len);
	zip->scratch_len = zip->scratch == NULL ? 0 : len;
	return zip->scratch != NULL;
}

/* Compress into a buffer; ISA-L's result, what it wrote in *produced. */
static int
deflate_into(struct soft_zip *zip, const struct hisi_zip_sqe *sqe, const struct zip_job *job,
		uint8_t *dst, uint32_t dst_len, uint32_t *produced)
{
	struct isal_zstream *strm = zip->deflate;
	int ret;

	strm->next_in = (uint8_t *)(uintptr_t)job->src;
	strm->avail_in = job->src_len;
	strm->total_in = 0;
	strm->next_out = dst;
	strm->avail_out = dst_len;
	strm->total_out = 0;
	strm->level = isal_level(sqe);
	strm->level_buf = zip->level_buf;
	strm->level_buf_size = level_buf_size[strm->level];
	strm->gzip_flag = isal_deflate_wrapper(job->request);
	strm->hist_bits = hist_bits[(sqe->dw9 & HISI_ZIP_DW9_WIN) >> HISI_ZIP_DW9_WIN_S];
	/* One complete stream, whatever the flush bits say (3.3, item 4). */
	strm->flush = NO_FLUSH;
	strm->end_of_stream = 1;
	strm->internal_state.has_wrap_hdr = 0;

	ret = isal_deflate_stateless(strm);
	*produced = dst_len - strm->avail_out;
	return ret == COMP_OK && strm->avail_in != 0 ? ISAL_INVALID_OPERATION : ret;
}

/*
 * ISA-L gives up some bytes before the end of its buffer. Hardware fills it, so
 * look again with room to spare whether the output fits.
 */
static int
deflate_tight(struct soft_zip *zip, const struct hisi_zip_sqe *sqe, const struct zip_job *job,
		uint32_t *produced)
{
	uint32_t len = job->dst_len + DEFLATE_SLACK;
	int ret;

	if (!scratch_fits(zip, len))
		return STATELESS_OVERFLOW;
	ret = deflate_into(zip, sqe, job, zip->scratch, len, produced);
	if (ret == COMP_OK && *produced > job->dst_len)
		return STATELESS_OVERFLOW;
	if (ret == COMP_OK)
		memcpy(job->dst, zip->scratch, *produced);
	return ret;
}

static void
zip_deflate(struct soft_zip *zip, const struct hisi_zip_sqe *sqe, struct zip_job *job)
{
	uint32_t produced;
	int ret;

	ret = deflate_into(zip, sqe, job, job->dst, job->dst_len, &produced);
	if (ret == STATELESS_OVERFLOW)
		ret = deflate_tight(zip, sqe, job, &produced);
	if (ret != COMP_OK) {
		job->status = ret == STATELESS_OVERFLOW ? HISI_ZIP_NO_SPACE : HISI_ZIP_INTERNAL;
		return;
	}
	job->consumed = job->src_len;
	job->produced = produced;
	deflate_checksum(job);
}

/*
 * Check the trailer against the output (3.6). A short one counts as missing, and
 * all differences are one status (3.14, item 24).
 */
static void
inflate_trailer(struct zip_job *job, uint32_t sum)
{
	uint32_t need = trailer_size(job->request);
	const uint8_t *trailer = job->src + job->consumed;
	bool good = false;

	job->last = true;
	if (job->src_len - job->consumed < need) {
		job->status = HISI_ZIP_BAD_TRAILER;
		job->ctx_dw0 = CTX_ST_NO_CHECKSUM;
		return;
	}
	if (job->request == HISI_ZIP_REQ_ZLIB)
		good = load_be32(trailer) == sum;
	else if (job->request == HISI_ZIP_REQ_GZIP)
		good = load_le32(trailer) == sum && load_le32(trailer + 4) == job->isize;
	else
		good = true;
	/* The trailer counts as consumed (item 1). */
	job->consumed += need;
	if (!good)
		job->status = HISI_ZIP_BAD_TRAILER;
}

static uint32_t
inflate_sum(const struct zip_job *job)
{
	if (job->request == HISI_ZIP_REQ_ZLIB)
		return isal_adler32(1, job->dst, job->produced);
	return crc32_gzip_refl(0, job->dst, job->produced);
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
	default:
		return HISI_ZIP_BAD_DATA;
	}
}

static void
zip_inflate(struct soft_zip *zip, struct zip_job *job)
{
	struct inflate_state *state = zip->inflate;
	uint32_t sum;
	int ret;

	state->next_in = (uint8_t *)(uintptr_t)job->src;
	state->avail_in = job->src_len;
	state->next_out = job->dst;
	state->avail_out = job->dst_len;
	state->crc_flag = ISAL_DEFLATE;
	ret = isal_inflate_stateless(state);

	job->status = inflate_status(ret, state);
	job->consumed = job->src_len - state->avail_in;
	job->produced = job->dst_len - state->avail_out;
	if (job->status != HISI_ZIP_OK)
		return;
	sum = inflate_sum(job);
	job->isize = job->produced;
	job->checksum = job->request == HISI_ZIP_REQ_ZLIB ? sum : crc_register(sum);
	inflate_trailer(job, sum);
}

/* Everything H in 3.2; what is D only stays as it was. */
static void
zip_write_back(struct hisi_zip_sqe *sqe, const struct zip_job *job)
{
	sqe->consumed = job->consumed;
	sqe->produced = job->produced;
	sqe->comp_data_length = job->produced;
	sqe->dw3 = job->status | (job->last ? HISI_ZIP_DW3_LAST : 0);
	sqe->ctx_dw0 = job->ctx_dw0;
	sqe->isize = job->isize;
	sqe->checksum = job->checksum;
}

static void
zip_work(struct soft_zip *zip, const struct soft_mem *mem, const struct hisi_zip_sqe *sqe,
		struct zip_job *job)
{
	uint8_t *src = mem->map(mem, sqe->source_addr, job->src_len, false);
	uint8_t *dst = mem->map(mem, sqe->dest_addr, job->dst_len, true);

	if (src == NULL || dst == NULL) {
		job->status = HISI_ZIP_BAD_ADDR;
	} else {
		job->src = src;
		job->dst = dst;
		if (zip->qc_type == HISI_ZIP_QC_COMPRESS)
			zip_deflate(zip, sqe, job);
		else
			zip_inflate(zip, job);
	}
	if (src != NULL)
		mem->unmap(mem, src, job->src_len, 0);
	if (dst != NULL)
		mem->unmap(mem, dst, job->dst_len, job->produced);
}

/* As if data did not shrink: lengths, and a trailer where one would be. */
static void
zip_pretend(const struct soft_zip *zip, struct zip_job *job)
{
	uint32_t len = job->src_len;

	if (zip->qc_type == HISI_ZIP_QC_COMPRESS)
		len += trailer_size(job->request);
	job->consumed = job->src_len;
	job->produced = len < job->dst_len ? len : job->dst_len;
}

static void
zip_run(void *state, const struct soft_mem *mem, void *desc)
{
	struct soft_zip *zip = state;
	struct hisi_zip_sqe *sqe = desc;
	struct zip_job job = {
		.src_len = sqe->input_data_length,
		.dst_len = sqe->dest_avail_out,
		.request = sqe->dw9 & HISI_ZIP_DW9_REQ,
		.status = HISI_ZIP_OK,
	};

	if (!sqe_is_supported(zip, sqe)) {
		job.status = HISI_ZIP_BAD_SQE;
	} else if (zip->null_engine) {
		zip_pretend(zip, &job);
	} else {
		zip_work(zip, mem, sqe, &job);
	}
	zip_write_back(sqe, &job);
}

static void
zip_fault(void *state, void *desc)
{
	const struct zip_job job = { .status = HISI_ZIP_BAD_ADDR };

	(void)state;
	zip_write_back(desc, &job);
}

static void
zip_close(void *state)
{
	struct soft_zip *zip = state;

	free(zip->deflate);
	free(zip->level_buf);
	free(zip->scratch);
	free(zip->inflate);
	free(zip);
}

static bool
zip_alloc(struct soft_zip *zip)
{
	if (zip->qc_type == HISI_ZIP_QC_DECOMPRESS) {
		zip->inflate = calloc(1, sizeof(*zip->inflate));
		if (zip->inflate != NULL)
			isal_inflate_init(zip->inflate);
		return zip->inflate != NULL;
	}
	zip->deflate = calloc(1, sizeof(*zip->deflate));
	zip->level_buf = calloc(1, ISAL_DEF_LVL3_DEFAULT);
	if (zip->deflate == NULL || zip->level_buf == NULL)
		return false;
	isal_deflate_stateless_init(zip->deflate);
	return true;
}

static void *
zip_open(unsigned int qm, uint16_t qc_type, bool null_engine)
{
	struct soft_zip *zip;

	if (qc_type > HISI_ZIP_QC_DECOMPRESS)
		return NULL;
	zip = calloc(1, sizeof(*zip));
	if (zip == NULL)
		return NULL;
	zip->qm = qm;
	zip->qc_type = qc_type;
	zip->null_engine = null_engine;
	if (!zip_alloc(zip)) {
		zip_close(zip);
		return NULL;
	}
	return zip;
}

const struct soft_engine_ops soft_zip_engine = {
	.open = zip_open,
	.close = zip_close,
	.run = zip_run,
	.fault = zip_fault,
};

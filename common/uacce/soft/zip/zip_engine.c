/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * ZIP engine: a descriptor in, results out. Source: hardware_interface.rst, section 3.
 * What the documents leave open follows section 6; each place names the item.
 */

#include <stdbool.h>
#include <stdlib.h>

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

#include "../../hw/hisi_zip_bd.h"
#include "../soft_queue.h"
#include "zip_engine.h"

void
soft_zip_sum(struct zip_job *job, const uint8_t *data, uint32_t len)
{
	struct zip_words *w = &job->words;

	w->isize += len;
	if (job->request == HISI_ZIP_REQ_ZLIB)
		w->checksum = isal_adler32(w->checksum, data, len);
	else if (job->request == HISI_ZIP_REQ_GZIP)
		w->checksum = zip_crc_register(crc32_gzip_refl(zip_crc_value(w->checksum), data,
				len));
}

static void
store_le32(uint8_t *p, uint32_t value)
{
	unsigned int i;

	for (i = 0; i < 4; i++)
		p[i] = value >> 8 * i;
}

uint32_t
soft_zip_trailer(const struct zip_job *job, uint8_t trailer[8])
{
	if (job->request == HISI_ZIP_REQ_ZLIB) {
		store_le32(trailer, __builtin_bswap32(job->words.checksum));
	} else {
		store_le32(trailer, zip_crc_value(job->words.checksum));
		store_le32(trailer + 4, job->words.isize);
	}
	return zip_trailer_size(job->request);
}

static bool
request_exists(const struct soft_zip *zip, const struct zip_job *job)
{
	switch (job->request) {
	case HISI_ZIP_REQ_ZLIB:
	case HISI_ZIP_REQ_GZIP:
		return true;
	case HISI_ZIP_REQ_DEFLATE:
		return zip->qm >= 3;
	case HISI_ZIP_REQ_LZ4:
		return zip->qm >= 5 && zip->qc_type == HISI_ZIP_QC_COMPRESS && !job->stateful;
	default:
		return false;
	}
}

/*
 * Empty input has a meaning in streams only (3.11, 3.13); only flat buffers have a
 * limit of their own, but for LZ4 (3.12).
 */
static bool
lengths_are_supported(const struct zip_job *job)
{
	if (job->src_len == 0 && !job->stateful)
		return false;
	if (job->is_list && job->request == HISI_ZIP_REQ_LZ4)
		return job->src_len <= HISI_ZIP_MAX_LEN;
	return job->is_list || (job->src_len <= HISI_ZIP_MAX_LEN &&
			job->dst_len <= HISI_ZIP_MAX_LEN);
}

/* What the hardware would not take, or what this engine does not do. */
static bool
sqe_is_supported(const struct soft_zip *zip, const struct hisi_zip_sqe *sqe,
		const struct zip_job *job)
{
	uint32_t type = zip->qm >= 3 ? HISI_ZIP_SQE_TYPE_V3 : HISI_ZIP_SQE_TYPE_V2;

	if (sqe->dw7 >> HISI_ZIP_DW7_TYPE_S != type)
		return false;
	if (job->stateful != (job->ctx_addr != 0))
		return false;
	if ((sqe->dw9 & HISI_ZIP_DW9_BUF) >> HISI_ZIP_DW9_BUF_S > HISI_ZIP_BUF_SGL)
		return false;
	return request_exists(zip, job) && job->window <= HISI_ZIP_WIN_32K &&
		lengths_are_supported(job);
}

/* Words in a stateless request mean nothing (3.5). */
static void
job_words(struct zip_job *job, const struct hisi_zip_sqe *sqe)
{
	job->before = (struct zip_words){ 0 };
	if (!job->stateful)
		return;
	job->before.ctx_dw0 = sqe->ctx_dw0;
	job->before.ctx_dw1 = sqe->ctx_dw1;
	job->before.ctx_dw2 = sqe->ctx_dw2;
	job->before.isize = sqe->isize;
	job->before.checksum = sqe->checksum;
}

/* Field by field: clearing all of it would take longer than all the rest. */
static void
job_init(struct zip_job *job, const struct hisi_zip_sqe *sqe)
{
	uint32_t dw7 = sqe->dw7, dw9 = sqe->dw9;

	job->src_addr = sqe->source_addr;
	job->dst_addr = sqe->dest_addr;
	job->ctx_addr = sqe->stream_ctx_addr;
	job->src_skip = dw7 & HISI_ZIP_DW7_SKIP;
	job->dst_skip = sqe->dw8 & HISI_ZIP_DW8_SKIP;
	job->src_len = sqe->input_data_length;
	job->dst_len = sqe->dest_avail_out;
	job->request = dw9 & HISI_ZIP_DW9_REQ;
	job->window = (dw9 & HISI_ZIP_DW9_WIN) >> HISI_ZIP_DW9_WIN_S;
	job->level = sqe->dw10 & HISI_ZIP_DW10_SOFT_LEVEL;
	job->is_list = (dw9 & HISI_ZIP_DW9_BUF) != HISI_ZIP_BUF_FLAT << HISI_ZIP_DW9_BUF_S;
	job->stateful = (dw7 & HISI_ZIP_DW7_STATEFUL) != 0;
	job->is_new = (dw7 & HISI_ZIP_DW7_NEW) != 0;
	job->finish = (dw7 & HISI_ZIP_DW7_FINISH) != 0;
	job->src_map = NULL;
	job->dst_map = NULL;
	job->src_spare = 0;
	job->dst_spare = 0;
	job->dst_short = false;
	job->in_pieces = false;
	job_words(job, sqe);
	zip_job_reset(job, HISI_ZIP_OK);
}

/* Everything H in 3.2, for LZ4 less (3.19); what is D only stays as it was. */
static void
write_back(struct hisi_zip_sqe *sqe, const struct zip_job *job)
{
	sqe->consumed = job->consumed;
	sqe->produced = job->produced;
	sqe->dw3 = job->status | (job->last ? HISI_ZIP_DW3_LAST : 0);
	if (job->request == HISI_ZIP_REQ_LZ4)
		return;
	sqe->comp_data_length = job->produced;
	sqe->ctx_dw0 = job->words.ctx_dw0;
	sqe->isize = job->words.isize;
	sqe->checksum = job->words.checksum;
	if (!job->stateful)
		return;
	sqe->ctx_dw1 = job->words.ctx_dw1;
	sqe->ctx_dw2 = job->words.ctx_dw2;
}

static void
zip_work(struct soft_zip *zip, const struct soft_mem *mem, struct zip_job *job)
{
	if (job->stateful && !soft_zip_stream_load(zip, mem, job))
		return;
	if (soft_zip_buf_get(zip, mem, job)) {
		if (job->in_pieces)
			soft_zip_pieces(zip, mem, job);
		else if (job->stateful)
			soft_zip_stream_run(zip, job);
		else
			soft_zip_once(zip, job);
	}
	soft_zip_buf_put(zip, mem, job);
	if (job->keep)
		soft_zip_stream_store(zip, mem, job);
}

/* As if data did not shrink: lengths, and a trailer where one would be. */
static void
zip_pretend(const struct soft_zip *zip, struct zip_job *job)
{
	uint32_t len = job->src_len;

	if (zip->qc_type == HISI_ZIP_QC_COMPRESS)
		len += zip_trailer_size(job->request);
	job->consumed = job->src_len;
	job->produced = len < job->dst_len ? len : job->dst_len;
}

static void
zip_run(void *state, const struct soft_mem *mem, void *desc, unsigned int n)
{
	struct soft_zip *zip = state;
	struct hisi_zip_sqe *sqe = desc;
	struct zip_job job;

	(void)n;
	job_init(&job, sqe);
	if (!sqe_is_supported(zip, sqe, &job)) {
		job.status = HISI_ZIP_BAD_SQE;
	} else if (zip->null_engine) {
		zip_pretend(zip, &job);
	} else {
		zip_work(zip, mem, &job);
	}
	write_back(sqe, &job);
}

static void
zip_fail(void *state, void *desc)
{
	struct zip_job job;

	(void)state;
	job_init(&job, desc);
	job.status = HISI_ZIP_BAD_ADDR;
	write_back(desc, &job);
}

/* Lengths that no buffer of a test has; flags and request type are those of another request. */
static void
zip_forge(void *state, void *desc, enum soft_fault_kind kind)
{
	struct hisi_zip_sqe *sqe = desc;

	(void)state;
	if (kind == SOFT_FAULT_NOLAST)
		sqe->dw3 &= ~HISI_ZIP_DW3_LAST;
	if (kind != SOFT_FAULT_COUNTS)
		return;
	sqe->consumed = INT32_MAX;
	sqe->produced = INT32_MAX;
	sqe->dw3 = HISI_ZIP_OK;
	sqe->input_data_length = INT32_MAX;
	sqe->dest_avail_out = INT32_MAX;
	sqe->dw7 ^= HISI_ZIP_DW7_FINISH;
	sqe->dw9 ^= HISI_ZIP_DW9_REQ;
}

static void
zip_resume(void *state, const struct soft_mem *mem, void *desc, unsigned int n)
{
	(void)mem;
	(void)n;
	soft_zip_buf_trim(state);
	zip_fail(state, desc);
}

static void
zip_close(void *state)
{
	struct soft_zip *zip = state;

	soft_zip_stream_free(zip);
	soft_zip_once_free(zip);
	soft_zip_buf_free(zip);
	free(zip);
}

static void *
zip_open(unsigned int qm, uint16_t qc_type, enum soft_engine engine)
{
	struct soft_zip *zip;

	if (qc_type > HISI_ZIP_QC_DECOMPRESS)
		return NULL;
	zip = calloc(1, sizeof(*zip));
	if (zip == NULL)
		return NULL;
	zip->qm = qm;
	zip->qc_type = qc_type;
	zip->null_engine = engine == SOFT_ENGINE_NULL;
	if (!soft_zip_once_alloc(zip)) {
		zip_close(zip);
		return NULL;
	}
	return zip;
}

const struct soft_engine_ops soft_zip_engine = {
	/* Nothing is won by more at once. */
	.batch = 1,
	.open = zip_open,
	.close = zip_close,
	.run = zip_run,
	.resume = zip_resume,
	.fail = zip_fail,
	.forge = zip_forge,
};

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include "zip_request.h"

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
bool
soft_zip_sqe_is_supported(const struct soft_zip *zip, const struct hisi_zip_sqe *sqe,
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
void
soft_zip_job_init(struct zip_job *job, const struct hisi_zip_sqe *sqe)
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
void
soft_zip_write_back(struct hisi_zip_sqe *sqe, const struct zip_job *job)
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

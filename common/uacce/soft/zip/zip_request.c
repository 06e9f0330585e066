/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include "zip_request.h"

static bool
request_exists(const struct soft_zip *zip, const struct zip_request *req)
{
	switch (req->type) {
	case HISI_ZIP_REQ_ZLIB:
	case HISI_ZIP_REQ_GZIP:
		return true;
	case HISI_ZIP_REQ_DEFLATE:
		return zip->qm >= 3;
	case HISI_ZIP_REQ_LZ4:
		return zip->qm >= 5 && zip->qc_type == HISI_ZIP_QC_COMPRESS && !req->stateful;
	default:
		return false;
	}
}

/*
 * Streams alone may have an empty source (3.11, 3.13). Flat buffers and LZ4 have a limit of their
 * own (3.12).
 */
static bool
lengths_are_supported(const struct zip_request *req)
{
	if (req->src_len == 0 && !req->stateful)
		return false;
	if (req->is_list && req->type == HISI_ZIP_REQ_LZ4)
		return req->src_len <= HISI_ZIP_MAX_LEN;
	return req->is_list || (req->src_len <= HISI_ZIP_MAX_LEN &&
			req->dst_len <= HISI_ZIP_MAX_LEN);
}

bool
soft_zip_request_check(const struct soft_zip *zip, const struct hisi_zip_sqe *sqe,
		const struct zip_request *req)
{
	uint32_t type = zip->qm >= 3 ? HISI_ZIP_SQE_TYPE_V3 : HISI_ZIP_SQE_TYPE_V2;

	if (sqe->dw7 >> HISI_ZIP_DW7_TYPE_S != type)
		return false;
	if (req->stateful != (req->ctx_addr != 0))
		return false;
	if ((sqe->dw9 & HISI_ZIP_DW9_BUF) >> HISI_ZIP_DW9_BUF_S > HISI_ZIP_BUF_SGL)
		return false;
	return request_exists(zip, req) && req->window <= HISI_ZIP_WIN_32K &&
		lengths_are_supported(req);
}

/* Words of a stateless request have no meaning (3.5). */
static void
read_words(struct zip_request *req, const struct hisi_zip_sqe *sqe)
{
	req->before = (struct zip_words){ 0 };
	if (!req->stateful)
		return;
	req->before.ctx_dw0 = sqe->ctx_dw0;
	req->before.ctx_dw1 = sqe->ctx_dw1;
	req->before.ctx_dw2 = sqe->ctx_dw2;
	req->before.isize = sqe->isize;
	req->before.checksum = sqe->checksum;
}

void
soft_zip_request_read(struct zip_request *req, const struct hisi_zip_sqe *sqe)
{
	uint32_t dw7 = sqe->dw7, dw9 = sqe->dw9;

	req->src_addr = sqe->source_addr;
	req->dst_addr = sqe->dest_addr;
	req->ctx_addr = sqe->stream_ctx_addr;
	req->src_skip = dw7 & HISI_ZIP_DW7_SKIP;
	req->dst_skip = sqe->dw8 & HISI_ZIP_DW8_SKIP;
	req->src_len = sqe->input_data_length;
	req->dst_len = sqe->dest_avail_out;
	req->type = dw9 & HISI_ZIP_DW9_REQ;
	req->window = (dw9 & HISI_ZIP_DW9_WIN) >> HISI_ZIP_DW9_WIN_S;
	req->level = sqe->dw10 & HISI_ZIP_DW10_SOFT_LEVEL;
	req->is_list = (dw9 & HISI_ZIP_DW9_BUF) != HISI_ZIP_BUF_FLAT << HISI_ZIP_DW9_BUF_S;
	req->stateful = (dw7 & HISI_ZIP_DW7_STATEFUL) != 0;
	req->is_new = (dw7 & HISI_ZIP_DW7_NEW) != 0;
	req->finish = (dw7 & HISI_ZIP_DW7_FINISH) != 0;
	req->src_map = NULL;
	req->dst_map = NULL;
	req->src_spare = 0;
	req->dst_spare = 0;
	req->dst_short = false;
	req->in_pieces = false;
	read_words(req, sqe);
	zip_request_reset(req, HISI_ZIP_OK);
}

/* What the device writes (H in 3.2), of which LZ4 has less (3.19). All other fields stay. */
void
soft_zip_request_write(struct hisi_zip_sqe *sqe, const struct zip_request *req)
{
	sqe->consumed = req->consumed;
	sqe->produced = req->produced;
	sqe->dw3 = req->status | (req->last ? HISI_ZIP_DW3_LAST : 0);
	if (req->type == HISI_ZIP_REQ_LZ4)
		return;
	sqe->comp_data_length = req->produced;
	sqe->ctx_dw0 = req->words.ctx_dw0;
	sqe->isize = req->words.isize;
	sqe->checksum = req->words.checksum;
	if (!req->stateful)
		return;
	sqe->ctx_dw1 = req->words.ctx_dw1;
	sqe->ctx_dw2 = req->words.ctx_dw2;
}

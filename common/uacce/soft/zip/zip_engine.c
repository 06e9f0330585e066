/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * ZIP engine: a descriptor in, results out. Source: hardware_interface.rst, section 3. What the
 * documents leave open follows section 6; each place names the item. Layers from the lowest to the
 * highest; each file includes those before it alone:
 *
 *	zip_queue.h		state of a queue
 *	zip_request.c		descriptors into requests and back, what is not served
 *	zip_sum.c		checksums and trailers
 *	zip_buf.c		linear buffers, scratch memory
 *	zip_deflate.c		settings of ISA-L
 *	zip_context.c		contexts of streams
 *	zip_stateless.c		stateless requests
 *	zip_stream_deflate.c	stateful compression; zip_stream_inflate.c: decompression
 *	zip_pieces.c		requests of large lists
 */

#include <stdbool.h>
#include <stdlib.h>

#include "../../hw/hisi_zip_bd.h"
#include "../soft_queue.h"
#include "zip_buf.h"
#include "zip_context.h"
#include "zip_pieces.h"
#include "zip_request.h"
#include "zip_stateless.h"
#include "zip_stream_deflate.h"
#include "zip_stream_inflate.h"
#include "zip_sum.h"

static void
zip_work(struct soft_zip *zip, const struct soft_mem *mem, struct zip_request *req)
{
	if (req->stateful && !soft_zip_context_load(zip, mem, req))
		return;
	if (soft_zip_buf_get(zip, mem, req)) {
		if (req->in_pieces)
			soft_zip_pieces(zip, mem, req);
		else if (req->stateful && zip->qc_type == HISI_ZIP_QC_DECOMPRESS)
			soft_zip_stream_inflate(zip, req);
		else if (req->stateful)
			soft_zip_stream_deflate(zip, req);
		else
			soft_zip_stateless(zip, req);
	}
	soft_zip_buf_put(zip, mem, req);
	if (req->keep)
		soft_zip_context_store(zip, mem, req);
}

/* Set lengths as if data did not shrink, with a trailer where there is one. */
static void
zip_pretend(const struct soft_zip *zip, struct zip_request *req)
{
	uint32_t len = req->src_len;

	if (zip->qc_type == HISI_ZIP_QC_COMPRESS)
		len += zip_trailer_size(req->type);
	req->consumed = req->src_len;
	req->produced = len < req->dst_len ? len : req->dst_len;
}

static void
zip_run(void *state, const struct soft_mem *mem, void *desc, unsigned int n)
{
	struct soft_zip *zip = state;
	struct hisi_zip_sqe *sqe = desc;
	struct zip_request req;

	(void)n;
	soft_zip_request_read(&req, sqe);
	if (!soft_zip_request_check(zip, sqe, &req)) {
		req.status = HISI_ZIP_BAD_SQE;
	} else if (zip->null_engine) {
		zip_pretend(zip, &req);
	} else {
		zip_work(zip, mem, &req);
	}
	soft_zip_request_write(sqe, &req);
}

static void
zip_fail(void *state, void *desc)
{
	struct zip_request req;

	(void)state;
	soft_zip_request_read(&req, desc);
	req.status = HISI_ZIP_BAD_ADDR;
	soft_zip_request_write(desc, &req);
}

/* Set lengths that no buffer of a test has, and flags and type as those of another request. */
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

/* The request that faulted is the only one (rule 6 of soft_guard.h). */
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

	soft_zip_context_free(zip);
	soft_zip_stateless_free(zip);
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
	if (!soft_zip_stateless_alloc(zip)) {
		zip_close(zip);
		return NULL;
	}
	return zip;
}

const struct soft_engine_ops soft_zip_engine = {
	/* More at once would be no faster. */
	.batch = 1,
	.open = zip_open,
	.close = zip_close,
	.run = zip_run,
	.resume = zip_resume,
	.fail = zip_fail,
	.forge = zip_forge,
};

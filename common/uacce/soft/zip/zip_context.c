/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <stdlib.h>
#include <string.h>

#include <isa-l/crc.h>

#include "zip_buf.h"
#include "zip_context.h"
#include "zip_sum.h"

static bool
stream_alloc(struct soft_zip *zip)
{
	if (zip->stream == NULL)
		zip->stream = calloc(1, sizeof(*zip->stream));
	return zip->stream != NULL;
}

void
soft_zip_context_free(struct soft_zip *zip)
{
	if (zip->stream != NULL && zip->stream->can_inflate)
		inflateEnd(&zip->stream->inflate);
	soft_zip_wipe(zip->stream, sizeof(*zip->stream));
}

static uint32_t
ctx_seal(const struct zip_ctx *ctx)
{
	size_t from = offsetof(struct zip_ctx, version);
	uint32_t crc = crc32_gzip_refl(0, (const uint8_t *)ctx + from, ZIP_CTX_HEAD - from);

	return crc32_gzip_refl(crc, ctx->window, ctx->win_len);
}

static void
ctx_reset(struct zip_ctx *ctx, const struct soft_zip *zip, struct zip_request *req)
{
	memset(ctx, 0, ZIP_CTX_HEAD);
	ctx->magic = ZIP_CTX_MAGIC;
	ctx->version = ZIP_CTX_VERSION;
	ctx->qc_type = zip->qc_type;
	ctx->request = req->type;
	req->words = (struct zip_words){
		.checksum = zip_sum_start(req->type),
	};
}

/* Whether each length fits into its field, and those of the words are as in the words. */
static bool
ctx_fits(const struct zip_ctx *ctx, const struct zip_request *req)
{
	return ctx->win_len <= ZIP_CTX_WINDOW && ctx->pend_len <= ctx->win_len &&
		ctx->prefix_bits <= 8 * ZIP_CTX_PREFIX &&
		ctx->trailer_len <= zip_trailer_size(req->type) &&
		ctx->pend_len == (req->words.ctx_dw1 & HISI_ZIP_CTX_DW1_PENDING) &&
		ctx->win_len == (req->words.ctx_dw2 & HISI_ZIP_CTX_DW2_HISTORY);
}

static bool
ctx_is_ours(const struct zip_ctx *ctx, const struct soft_zip *zip, const struct zip_request *req)
{
	return ctx->magic == ZIP_CTX_MAGIC && ctx->version == ZIP_CTX_VERSION &&
		ctx->qc_type == zip->qc_type && ctx->request == req->type &&
		ctx->phase <= ZIP_PHASE_END;
}

/* The window is read when its length was checked. */
static bool
ctx_fetch(struct zip_ctx *ctx, const uint8_t *from, const struct soft_zip *zip,
		const struct zip_request *req)
{
	memcpy(ctx, from, ZIP_CTX_HEAD);
	if (!ctx_is_ours(ctx, zip, req) || !ctx_fits(ctx, req))
		return false;
	memcpy(ctx->window, from + HISI_ZIP_CTX_WINDOW_AT, ctx->win_len);
	return ctx->seal == ctx_seal(ctx);
}

bool
soft_zip_context_load(struct soft_zip *zip, const struct soft_mem *mem, struct zip_request *req)
{
	uint8_t *at;
	bool good;

	if (!stream_alloc(zip)) {
		zip_request_reset(req, HISI_ZIP_INTERNAL);
		return false;
	}
	if (req->is_new) {
		ctx_reset(&zip->stream->ctx, zip, req);
		return true;
	}
	at = soft_mem_map(mem, req->ctx_addr, sizeof(struct zip_ctx), false);
	if (at == NULL) {
		zip_request_reset(req, HISI_ZIP_BAD_ADDR);
		return false;
	}
	good = ctx_fetch(&zip->stream->ctx, at, zip, req);
	soft_mem_unmap(mem, at, sizeof(struct zip_ctx), 0);
	if (!good)
		zip_request_reset(req, HISI_ZIP_BAD_SQE);
	return good;
}

/* Put bits that wait for more to where the hardware has them. Returns bytes of window and bits. */
static size_t
tail_store(struct zip_ctx *ctx)
{
	uint32_t at = (ctx->win_len + HISI_ZIP_CTX_TAIL_ALIGN - 1) & ~(HISI_ZIP_CTX_TAIL_ALIGN - 1);
	uint32_t size = zip_prefix_size(ctx->prefix_bits);
	uint64_t bits = 0;

	if (!ctx->waiting || size > sizeof(bits))
		return ctx->win_len;
	memcpy(&bits, ctx->prefix, size);
	/* The prefix ends with its last byte, these begin with their first. */
	bits >>= 8 * size - ctx->prefix_bits;
	memcpy((uint8_t *)ctx + HISI_ZIP_CTX_WINDOW_AT + at, &bits, sizeof(bits));
	return at + sizeof(bits);
}

void
soft_zip_context_store(struct soft_zip *zip, const struct soft_mem *mem, struct zip_request *req)
{
	struct zip_ctx *ctx = &zip->stream->ctx;
	size_t used = tail_store(ctx);
	uint8_t *at = soft_mem_map(mem, req->ctx_addr, sizeof(*ctx), true);

	if (at == NULL) {
		zip_request_reset(req, HISI_ZIP_BAD_ADDR);
		return;
	}
	ctx->seal = ctx_seal(ctx);
	memcpy(at, ctx, ZIP_CTX_HEAD);
	memcpy(at + HISI_ZIP_CTX_WINDOW_AT, ctx->window, used);
	soft_mem_unmap(mem, at, sizeof(*ctx), HISI_ZIP_CTX_WINDOW_AT + used);
}

void
soft_zip_window_add(struct zip_ctx *ctx, const uint8_t *data, uint32_t len)
{
	uint32_t keep = ctx->win_len;

	if (len >= ZIP_CTX_WINDOW) {
		data += len - ZIP_CTX_WINDOW;
		len = ZIP_CTX_WINDOW;
	}
	if (keep > ZIP_CTX_WINDOW - len)
		keep = ZIP_CTX_WINDOW - len;
	memmove(ctx->window, ctx->window + ctx->win_len - keep, keep);
	memcpy(ctx->window + keep, data, len);
	ctx->win_len = keep + len;
}

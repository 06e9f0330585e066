/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <string.h>

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

#include "zip_sum.h"

void
soft_zip_sum(struct zip_request *req, const uint8_t *data, uint32_t len)
{
	struct zip_words *w = &req->words;

	w->isize += len;
	if (req->type == HISI_ZIP_REQ_ZLIB)
		w->checksum = isal_adler32(w->checksum, data, len);
	else if (req->type == HISI_ZIP_REQ_GZIP)
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
soft_zip_trailer(const struct zip_request *req, uint8_t trailer[8])
{
	if (req->type == HISI_ZIP_REQ_ZLIB) {
		store_le32(trailer, __builtin_bswap32(req->words.checksum));
	} else {
		store_le32(trailer, zip_crc_value(req->words.checksum));
		store_le32(trailer + 4, req->words.isize);
	}
	return zip_trailer_size(req->type);
}

void
soft_zip_check_trailer(struct zip_request *req, const uint8_t *trailer, uint32_t have)
{
	uint8_t want[HISI_ZIP_GZIP_TRAILER];
	uint32_t need = soft_zip_trailer(req, want);

	if (have < need) {
		req->status = HISI_ZIP_BAD_TRAILER;
		req->words.ctx_dw0 = HISI_ZIP_CTX_ST_NO_CHECKSUM;
		return;
	}
	/* The trailer counts as consumed (item 1). */
	req->consumed += need;
	if (memcmp(trailer, want, need) != 0)
		req->status = HISI_ZIP_BAD_TRAILER;
}

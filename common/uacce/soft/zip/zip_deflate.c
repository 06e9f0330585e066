/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <isa-l/igzip_lib.h>

#include "zip_deflate.h"

#define SOFT_ZIP_MAX_LEVEL	3	/* of ISA-L */

/* Distances stay within the window of the request. ISA-L has none of 24 KiB (3.3). */
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

/* The hint counts as levels of zlib do. ISA-L has three levels with Huffman tables of their own. */
static uint32_t
isal_level(const struct zip_request *req)
{
	if (req->level == 0)
		return 1;
	return req->level < SOFT_ZIP_MAX_LEVEL ? req->level : SOFT_ZIP_MAX_LEVEL;
}

void
soft_zip_deflate_setup(const struct soft_zip *zip, const struct zip_request *req,
		struct isal_zstream *strm)
{
	strm->level = isal_level(req);
	strm->level_buf = zip->level_buf;
	strm->level_buf_size = level_buf_size[strm->level];
	strm->hist_bits = hist_bits[req->window];
}

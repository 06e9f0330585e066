/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* What devices do with data, and how results are checked: ZIP with zlib, SEC with OpenSSL. */

#include <stdlib.h>
#include <string.h>
#include <openssl/evp.h>
#include <zlib.h>

#include "test.h"
#include "uq.h"
#include "../../common/uacce/hw/hisi_sec_bd.h"

/* ZIP: zlib format, and back (3.2) */

void
zip_fill(const struct uq *q, void *desc, uint8_t request, const void *src, size_t src_len,
		void *dst, size_t dst_len)
{
	struct hisi_zip_sqe *sqe = desc;

	sqe->input_data_length = src_len;
	sqe->dest_avail_out = dst_len;
	sqe->source_addr = (uintptr_t)src;
	sqe->dest_addr = (uintptr_t)dst;
	sqe->dw7 = HISI_ZIP_DW7_NEW | HISI_ZIP_DW7_FINISH;
	sqe->dw9 = request | HISI_ZIP_WIN_32K << HISI_ZIP_DW9_WIN_S;
	if (q->version >= 3)
		sqe->dw7 |= HISI_ZIP_SQE_TYPE_V3 << HISI_ZIP_DW7_TYPE_S;
}

/* The type of the queue has the direction, so undo is not used. */
static void
zip_work(const struct uq *q, void *sqe, bool undo, const void *src, size_t src_len,
		void *dst, size_t dst_len)
{
	(void)undo;
	zip_fill(q, sqe, HISI_ZIP_REQ_ZLIB, src, src_len, dst, dst_len);
}

static unsigned int
zip_status(const void *sqe)
{
	return ((const struct hisi_zip_sqe *)sqe)->dw3 & HISI_ZIP_DW3_STATUS;
}

static uint32_t
zip_produced(const void *sqe)
{
	return ((const struct hisi_zip_sqe *)sqe)->produced;
}

static bool
zip_right(const uint8_t *out, size_t out_len, const uint8_t *plain, size_t len)
{
	/* The device writes no header (3.6): the result is a raw stream and the trailer of zlib. */
	z_stream strm = { .next_in = (uint8_t *)(uintptr_t)out, .avail_in = out_len };
	uint8_t *back = malloc(len + 1);
	bool right = false;

	strm.next_out = back;
	strm.avail_out = len + 1;
	if (back != NULL && inflateInit2(&strm, -15) == Z_OK) {
		right = inflate(&strm, Z_FINISH) == Z_STREAM_END && strm.total_out == len &&
				memcmp(back, plain, len) == 0;
		inflateEnd(&strm);
	}
	free(back);
	return right;
}

/* SEC: AES-128-XTS, which both generations have and which takes any length from 16 on (4.5) */

static const uint8_t sec_key[32] = "two keys of AES, one and another";
static const uint8_t sec_iv[HISI_SEC_IV_LEN] = "number of sector";

static void
sec_work2(struct hisi_sec_sqe2 *sqe, bool undo, const void *src, size_t len, void *dst)
{
	sqe->type_cipher_auth = HISI_SEC_TYPE2 | (undo ? HISI_SEC_CIPHER_DECRYPT :
			HISI_SEC_CIPHER_ENCRYPT) << HISI_SEC2_CIPHER_S;
	sqe->flags = 1u << HISI_SEC2_DE_S;
	sqe->cipher = HISI_SEC_KEY_128 << HISI_SEC2_KEY_S |
			HISI_SEC_C_MODE_XTS << HISI_SEC2_MODE_S;
	sqe->c_alg = HISI_SEC_C_ALG_AES;
	sqe->c_len = len;
	sqe->c_key_addr = (uintptr_t)sec_key;
	sqe->c_ivin_addr = (uintptr_t)sec_iv;
	sqe->data_src_addr = (uintptr_t)src;
	sqe->data_dst_addr = (uintptr_t)dst;
}

static void
sec_work3(struct hisi_sec_sqe3 *sqe, bool undo, const void *src, size_t len, void *dst)
{
	sqe->bd_param = HISI_SEC_TYPE3 | 1u << HISI_SEC3_DE_S;
	sqe->cipher = (undo ? HISI_SEC_CIPHER_DECRYPT : HISI_SEC_CIPHER_ENCRYPT) |
			HISI_SEC_KEY_128 << HISI_SEC3_KEY_S;
	sqe->c_mode_alg = HISI_SEC_C_MODE_XTS | HISI_SEC_C_ALG_AES << HISI_SEC3_C_ALG_S;
	sqe->c_len = len;
	sqe->c_key_addr = (uintptr_t)sec_key;
	sqe->c_ivin_addr = (uintptr_t)sec_iv;
	sqe->data_src_addr = (uintptr_t)src;
	sqe->data_dst_addr = (uintptr_t)dst;
}

static void
sec_work(const struct uq *q, void *sqe, bool undo, const void *src, size_t src_len,
		void *dst, size_t dst_len)
{
	/* With less room the device would write behind the destination. */
	check(dst_len >= src_len);
	if (q->version >= 3)
		sec_work3(sqe, undo, src, src_len, dst);
	else
		sec_work2(sqe, undo, src, src_len, dst);
}

/* The words that the device writes are the same in both types. */
static unsigned int
sec_status(const void *desc)
{
	const struct hisi_sec_sqe3 *sqe = desc;
	const uint16_t want = HISI_SEC_DONE | HISI_SEC_FLAG_CIPHER << HISI_SEC_FLAG_S;

	if (sqe->error_type != 0)
		return sqe->error_type;
	return sqe->done_flag == want ? 0 : UINT16_MAX;
}

static uint32_t
sec_produced(const void *desc)
{
	const struct hisi_sec_sqe3 *sqe = desc;

	if ((sqe->bd_param & HISI_SEC_TYPE) == HISI_SEC_TYPE3)
		return sqe->c_len;
	return ((const struct hisi_sec_sqe2 *)desc)->c_len;
}

static bool
sec_right(const uint8_t *out, size_t out_len, const uint8_t *plain, size_t len)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	uint8_t *want = malloc(len);
	bool right = false;
	int n;

	if (ctx != NULL && want != NULL)
		right = EVP_EncryptInit_ex(ctx, EVP_aes_128_xts(), NULL, sec_key, sec_iv) == 1 &&
				EVP_EncryptUpdate(ctx, want, &n, plain, len) == 1 &&
				out_len == len && memcmp(out, want, len) == 0;
	EVP_CIPHER_CTX_free(ctx);
	free(want);
	return right;
}

static const struct work works[] = {
	{
		.driver = "hisi_zip",
		.algorithms = { "zlib\ngzip\n", "zlib\ngzip\ndeflate\n" },
		.undo_type = HISI_ZIP_QC_DECOMPRESS,
		.fill = zip_work,
		.status = zip_status,
		.produced = zip_produced,
		.right = zip_right,
	}, {
		.driver = "hisi_sec2",
		.algorithms = { "cipher\ndigest\naead\n", "cipher\ndigest\naead\n" },
		.undo_type = 0,
		.fill = sec_work,
		.status = sec_status,
		.produced = sec_produced,
		.right = sec_right,
	},
};

const struct work *
work_of(const char *name)
{
	unsigned int i;

	for (i = 0; i < sizeof(works) / sizeof(works[0]); i++) {
		if (strncmp(name, works[i].driver, strlen(works[i].driver)) == 0)
			return &works[i];
	}
	return NULL;
}

bool
is_zip(const char *name)
{
	return work_of(name) == &works[0];
}

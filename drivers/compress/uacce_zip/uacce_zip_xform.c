/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Private xforms. All fields of an xform are checked here, once, and not for each operation. */

#include <errno.h>

#include <rte_malloc.h>

#include "uacce_zip_private.h"

/* Window codes by log2 of the size (3.3). */
static const uint8_t window_code[] = {
	[12] = HISI_ZIP_WIN_4K,
	[13] = HISI_ZIP_WIN_8K,
	[14] = HISI_ZIP_WIN_16K,
	[15] = HISI_ZIP_WIN_32K,
};

static const char * const algorithm_names[] = {
	[RTE_COMP_ALGO_UNSPECIFIED] = "none",
	[RTE_COMP_ALGO_NULL] = "NULL",
	[RTE_COMP_ALGO_DEFLATE] = "DEFLATE",
	[RTE_COMP_ALGO_LZS] = "LZS",
#ifdef UACCE_HAVE_COMP_LZ4
	[RTE_COMP_ALGO_LZ4] = "LZ4",
#endif
};

static const char * const checksum_names[] = {
	[RTE_COMP_CHECKSUM_NONE] = "none",
	[RTE_COMP_CHECKSUM_CRC32] = "CRC32",
	[RTE_COMP_CHECKSUM_ADLER32] = "Adler32",
	[RTE_COMP_CHECKSUM_CRC32_ADLER32] = "CRC32 with Adler32",
#ifdef UACCE_HAVE_COMP_LZ4
	[RTE_COMP_CHECKSUM_XXHASH32] = "xxHash32",
#endif
};

static const char * const hash_names[] = {
	[RTE_COMP_HASH_ALGO_NONE] = "none",
	[RTE_COMP_HASH_ALGO_SHA1] = "SHA1",
	[RTE_COMP_HASH_ALGO_SHA2_256] = "SHA2-256",
};

/* Name of a value of the API, which may be out of range. */
#define NAME_OF(names, value) \
	((unsigned int)(value) < RTE_DIM(names) ? (names)[value] : "unknown")

/* Check what both directions have; -ENOTSUP for what the capabilities do not list. */
static int
check_common(const char *name, const char *what, enum rte_comp_checksum_type chksum,
		enum rte_comp_hash_algorithm hash)
{
	if ((unsigned int)chksum > RTE_COMP_CHECKSUM_CRC32_ADLER32) {
		UACCE_ZIP_LOG(ERR, name, "%s: checksum type %d (%s) is not supported", what, chksum,
				NAME_OF(checksum_names, chksum));
		return -ENOTSUP;
	}
	if (hash != RTE_COMP_HASH_ALGO_NONE) {
		UACCE_ZIP_LOG(ERR, name, "%s: hash algorithm %d (%s) is not supported", what, hash,
				NAME_OF(hash_names, hash));
		return -ENOTSUP;
	}
	return 0;
}

static int
refuse_algorithm(const char *name, const char *direction, enum rte_comp_algorithm algo)
{
	UACCE_ZIP_LOG(ERR, name, "%s with algorithm %d (%s) is not supported", direction, algo,
			NAME_OF(algorithm_names, algo));
	return -ENOTSUP;
}

static int
check_window(const char *name, const char *what, uint8_t window, uint8_t min, uint8_t max)
{
	if (window >= min && window <= max)
		return 0;
	if (min == max)
		UACCE_ZIP_LOG(ERR, name, "%s: window size %u is not supported, log2 %u is", what,
				window, min);
	else
		UACCE_ZIP_LOG(ERR, name, "%s: window size %u is not supported, "
				"log2 from %u to %u is", what, window, min, max);
	return -ENOTSUP;
}

static int
check_level(const char *name, const char *what, int level)
{
	if (level < RTE_COMP_LEVEL_PMD_DEFAULT || level > RTE_COMP_LEVEL_MAX) {
		UACCE_ZIP_LOG(ERR, name, "%s: level %d is out of range, %d to %d", what, level,
				RTE_COMP_LEVEL_PMD_DEFAULT, RTE_COMP_LEVEL_MAX);
		return -EINVAL;
	}
	if (level == RTE_COMP_LEVEL_NONE) {
		UACCE_ZIP_LOG(ERR, name, "%s: level 0, stored-only output, is not supported", what);
		return -ENOTSUP;
	}
	return 0;
}

/* The hardware chooses the Huffman codes itself (3.1), so fixed codes cannot be promised. */
static int
check_huffman(const char *name, const char *what, enum rte_comp_huffman huffman)
{
	if ((unsigned int)huffman > RTE_COMP_HUFFMAN_DYNAMIC) {
		UACCE_ZIP_LOG(ERR, name, "%s: Huffman type %d does not exist", what, huffman);
		return -EINVAL;
	}
	if (huffman == RTE_COMP_HUFFMAN_FIXED) {
		UACCE_ZIP_LOG(ERR, name, "%s: Huffman type %d (fixed) is not supported, "
				"the device chooses the codes", what, huffman);
		return -ENOTSUP;
	}
	return 0;
}

/* Fill the fields of a stateless request, which is a whole stream (3.3, 3.5). */
static void
fill_template(struct uacce_zip_xform *xf, const struct uacce_zip_dev *zip,
		enum hisi_zip_request request, enum hisi_zip_window window)
{
	xf->tag_offset = zip->gen->tag_offset;
	/* Requests of the DEFLATE family have no limit but the 32 bits of the field (3.12). */
	xf->max_input = request == HISI_ZIP_REQ_LZ4 ? HISI_ZIP_MAX_LEN : UINT32_MAX;
	xf->sqe.dw3 = HISI_ZIP_NOT_WRITTEN;
	xf->sqe.dw7 = zip->gen->sqe_type << HISI_ZIP_DW7_TYPE_S |
		HISI_ZIP_DW7_NEW | HISI_ZIP_DW7_FINISH;
	xf->sqe.dw9 = request | HISI_ZIP_BUF_FLAT << HISI_ZIP_DW9_BUF_S |
		window << HISI_ZIP_DW9_WIN_S;
}

/*
 * Choose the type of request that computes the checksum, too (3.8, 3.18). The trailer that it
 * writes behind the data is cut. Without a checksum that is raw DEFLATE, if the hardware has it.
 */
static enum hisi_zip_request
choose_request(struct uacce_zip_xform *xf, const struct uacce_zip_dev *zip)
{
	switch (xf->chksum) {
	case RTE_COMP_CHECKSUM_NONE:
		if (!zip->gen->wraps_deflate)
			return HISI_ZIP_REQ_DEFLATE;
		/* fallthrough */
	case RTE_COMP_CHECKSUM_ADLER32:
		xf->trailer = HISI_ZIP_ZLIB_TRAILER;
		return HISI_ZIP_REQ_ZLIB;
	default:
		xf->trailer = HISI_ZIP_GZIP_TRAILER;
		return HISI_ZIP_REQ_GZIP;
	}
}

#ifdef UACCE_HAVE_COMP_LZ4
/* One LZ4 block per operation, without a frame; stateless, and never inflated (3.15). */
static int
fill_lz4(struct uacce_zip_xform *xf, const struct uacce_zip_dev *zip,
		const struct rte_comp_compress_xform *xform)
{
	uint8_t flags = xform->lz4.flags & ~RTE_COMP_LZ4_FLAG_BLOCK_INDEPENDENCE;
	const char *what = "LZ4 compression";
	int ret;

	if (!zip->lz4) {
		UACCE_ZIP_LOG(ERR, zip->name, "%s is not supported by %s", what,
				zip->spread.devices[0].api);
		return -ENOTSUP;
	}
	if (flags != 0) {
		UACCE_ZIP_LOG(ERR, zip->name, "%s: flags %#x are not supported", what, flags);
		return -ENOTSUP;
	}
	ret = check_common(zip->name, what, xform->chksum, xform->hash_algo);
	if (ret == 0)
		ret = check_window(zip->name, what, xform->window_size, UACCE_ZIP_WINDOW_LZ4,
				UACCE_ZIP_WINDOW_LZ4);
	if (ret == 0)
		ret = check_level(zip->name, what, xform->level);
	if (ret < 0)
		return ret;
	xf->chksum = xform->chksum;
	xf->ring = HISI_ZIP_QC_COMPRESS;
	xf->min_flush = RTE_COMP_FLUSH_FULL;
	fill_template(xf, zip, HISI_ZIP_REQ_LZ4, HISI_ZIP_WIN_32K);
	return 0;
}
#endif

static int
fill_compress(struct uacce_zip_xform *xf, const struct uacce_zip_dev *zip,
		const struct rte_comp_compress_xform *xform)
{
	const char *what = "DEFLATE compression";
	int ret;

#ifdef UACCE_HAVE_COMP_LZ4
	if (xform->algo == RTE_COMP_ALGO_LZ4)
		return fill_lz4(xf, zip, xform);
#endif
	if (xform->algo != RTE_COMP_ALGO_DEFLATE)
		return refuse_algorithm(zip->name, "compression", xform->algo);
	ret = check_common(zip->name, what, xform->chksum, xform->hash_algo);
	if (ret == 0)
		ret = check_huffman(zip->name, what, xform->deflate.huffman);
	if (ret == 0)
		ret = check_level(zip->name, what, xform->level);
	if (ret == 0)
		ret = check_window(zip->name, what, xform->window_size, UACCE_ZIP_WINDOW_MIN,
				UACCE_ZIP_WINDOW_MAX);
	if (ret < 0)
		return ret;
	xf->chksum = xform->chksum;
	xf->ring = HISI_ZIP_QC_COMPRESS;
	xf->min_flush = RTE_COMP_FLUSH_FULL;
	fill_template(xf, zip, choose_request(xf, zip), window_code[xform->window_size]);
	if (uacce_spread_is_soft(&zip->spread) && xform->level != RTE_COMP_LEVEL_PMD_DEFAULT)
		xf->sqe.dw10 = xform->level & HISI_ZIP_DW10_SOFT_LEVEL;
	return 0;
}

static int
fill_decompress(struct uacce_zip_xform *xf, struct uacce_zip_dev *zip,
		const struct rte_comp_decompress_xform *xform)
{
	const char *what = "DEFLATE decompression";
	int ret;

	if (xform->algo != RTE_COMP_ALGO_DEFLATE)
		return refuse_algorithm(zip->name, "decompression", xform->algo);
	ret = check_common(zip->name, what, xform->chksum, xform->hash_algo);
	if (ret == 0)
		ret = check_window(zip->name, what, xform->window_size, UACCE_ZIP_WINDOW_ANY,
				UACCE_ZIP_WINDOW_MAX);
	if (ret < 0)
		return ret;
	xf->chksum = xform->chksum;
	xf->ring = HISI_ZIP_QC_DECOMPRESS;
	xf->as_zlib = zip->gen->wraps_deflate && zip->v2_hw_inflate;
	xf->software = zip->gen->wraps_deflate && !xf->as_zlib;
	if (xf->software && !zip->software_logged) {
		zip->software_logged = true;
		UACCE_ZIP_LOG(NOTICE, zip->name,
			"%s has no raw DEFLATE: decompression runs on the polling lcore",
			zip->spread.devices[0].api);
	}
	/* The decoder uses the largest window, whatever the field says (3.3). */
	fill_template(xf, zip, xf->as_zlib ? HISI_ZIP_REQ_ZLIB : HISI_ZIP_REQ_DEFLATE,
			HISI_ZIP_WIN_32K);
	return 0;
}

int
uacce_zip_xform_fill(struct uacce_zip_dev *zip, const struct rte_comp_xform *xform,
		struct uacce_zip_xform *xf)
{
	int ret;

	switch (xform->type) {
	case RTE_COMP_COMPRESS:
		ret = fill_compress(xf, zip, &xform->compress);
		break;
	case RTE_COMP_DECOMPRESS:
		ret = fill_decompress(xf, zip, &xform->decompress);
		break;
	default:
		UACCE_ZIP_LOG(ERR, zip->name, "xform type %d does not exist", xform->type);
		ret = -EINVAL;
		break;
	}
	xf->kind = UACCE_ZIP_KIND_XFORM;
	xf->slow = xf->software || xf->as_zlib || xf->trailer != 0 ||
		xf->chksum != RTE_COMP_CHECKSUM_NONE ||
		xf->tag_offset != offsetof(struct hisi_zip_sqe, dw26);
	return ret;
}

int
uacce_zip_xform_create(struct rte_compressdev *dev, const struct rte_comp_xform *xform,
		void **private_xform)
{
	struct uacce_zip_dev *zip = dev->data->dev_private;
	struct uacce_zip_xform *xf;
	int ret;

	if (xform == NULL || private_xform == NULL)
		return -EINVAL;
	xf = rte_zmalloc_socket("uacce_zip_xform", sizeof(*xf), RTE_CACHE_LINE_SIZE,
			dev->data->socket_id);
	if (xf == NULL) {
		UACCE_ZIP_LOG(ERR, zip->name, "no memory for a private xform");
		return -ENOMEM;
	}
	ret = uacce_zip_xform_fill(zip, xform, xf);
	if (ret < 0) {
		rte_free(xf);
		return ret;
	}
	*private_xform = xf;
	return 0;
}

int
uacce_zip_xform_free(struct rte_compressdev *dev __rte_unused, void *private_xform)
{
	if (private_xform == NULL)
		return -EINVAL;
	rte_free(private_xform);
	return 0;
}

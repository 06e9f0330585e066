/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <lz4.h>

#include "../soft_sgl.h"
#include "zip_buf.h"

/* The descriptor may claim any room. Room for more than can be produced needs no memory. */
#define DEFLATE_MAX_GROWTH	2	/* far above the 9/8 of 3.12 */
#define INFLATE_MAX_GROWTH	1032	/* 258 bytes out of two bits */
#define SLACK			65536	/* headers and trailers, or what a stream has buffered */

/* Bytes of scratch memory of each kind that a queue keeps: what a piece needs. */
#define KEPT			ZIP_PIECE_OUT

#define CACHE_LINE	64

/* More than ISA-L reads ahead (8 bytes, and 8 that it buffers), and than it writes at once. */
#define SRC_SPARE	32
#define DST_SPARE	512

/* Bytes of a buffer that make_room() copies at most: a longer copy takes longer than it saves. */
#define SMALL	4096

/* A place for empty data, which may have any address. Nothing is read or written there. */
static uint8_t nowhere;

static uint8_t
list_status(int ret)
{
	switch (ret) {
	case 0:
		return HISI_ZIP_OK;
	case -EFAULT:
		return HISI_ZIP_BAD_ADDR;
	case -ENOMEM:
		return HISI_ZIP_INTERNAL;
	default:
		return HISI_ZIP_BAD_SQE;
	}
}

void *
soft_zip_alloc(size_t size)
{
	void *mem;

	return posix_memalign(&mem, CACHE_LINE, size) == 0 ? mem : NULL;
}

void
soft_zip_wipe(void *mem, size_t size)
{
	if (mem != NULL)
		explicit_bzero(mem, size);
	free(mem);
}

/* Large memory is mapped, so that it goes back to the kernel; the heap would keep it. */
static uint8_t *
scratch_alloc(size_t size)
{
	void *mem;

	if (size <= KEPT)
		return soft_zip_alloc(size);
	mem = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return mem == MAP_FAILED ? NULL : mem;
}

/* The kernel clears what is unmapped; what goes to the heap is wiped, as it has data of users. */
static void
scratch_free(struct zip_scratch *s)
{
	if (s->size > KEPT)
		munmap(s->mem, s->size);
	else
		soft_zip_wipe(s->mem, s->size);
	s->mem = NULL;
	s->size = 0;
}

int
soft_zip_scratch_grow(struct zip_scratch *s, size_t size)
{
	if (size <= s->size)
		return 0;
	scratch_free(s);
	s->mem = scratch_alloc(size);
	if (s->mem == NULL)
		return -ENOMEM;
	s->size = size;
	return 0;
}

static int
map_source(const struct soft_mem *mem, struct zip_request *req, uint64_t addr)
{
	req->src_map = soft_mem_map(mem, addr, req->src_len, false);
	req->src = req->src_map;
	return req->src_map != NULL ? 0 : -EFAULT;
}

static int
map_dest(const struct soft_mem *mem, struct zip_request *req, uint64_t addr)
{
	req->dst_map = soft_mem_map(mem, addr, req->dst_len, true);
	req->dst = req->dst_map;
	return req->dst_map != NULL ? 0 : -EFAULT;
}

/* Scratch memory for the source, with zeros behind it; NULL if there is none. */
static uint8_t *
source_scratch(struct soft_zip *zip, struct zip_request *req)
{
	if (soft_zip_scratch_grow(&zip->gather, (size_t)req->src_len + SRC_SPARE) < 0)
		return NULL;
	req->src = zip->gather.mem;
	req->src_spare = SRC_SPARE;
	memset(zip->gather.mem + req->src_len, 0, SRC_SPARE);
	return zip->gather.mem;
}

static int
dest_scratch(struct soft_zip *zip, struct zip_request *req)
{
	if (soft_zip_scratch_grow(&zip->scatter, (size_t)req->dst_len + DST_SPARE) < 0)
		return -ENOMEM;
	req->dst = zip->scatter.mem;
	req->dst_spare = DST_SPARE;
	return 0;
}

static int
gather_source(struct soft_zip *zip, const struct soft_mem *mem, struct zip_request *req)
{
	uint8_t *linear;
	uint64_t addr;
	size_t have;
	int ret;

	ret = soft_sgl_find(mem, req->src_addr, req->src_skip, req->src_len, &addr, &have);
	if (ret < 0)
		return ret;
	if (have < req->src_len)
		return -EINVAL;
	if (have == 0)
		return 0;
	if (addr != 0)
		return map_source(mem, req, addr);
	if (req->type != HISI_ZIP_REQ_LZ4 && have > ZIP_PIECE) {
		req->in_pieces = true;
		req->src = NULL;
		return 0;
	}
	linear = source_scratch(zip, req);
	if (linear == NULL)
		return -ENOMEM;
	return soft_sgl_copy(mem, req->src_addr, req->src_skip, linear, have, false);
}

static size_t
most_produced(const struct soft_zip *zip, const struct zip_request *req)
{
	size_t growth = zip->qc_type == HISI_ZIP_QC_COMPRESS ? DEFLATE_MAX_GROWTH :
		INFLATE_MAX_GROWTH;

	if (req->type == HISI_ZIP_REQ_LZ4)
		return LZ4_COMPRESSBOUND((size_t)req->src_len);
	return req->src_len * growth + SLACK;
}

static int
find_dest(struct soft_zip *zip, const struct soft_mem *mem, struct zip_request *req)
{
	uint64_t addr;
	size_t have;
	int ret;

	ret = soft_sgl_find(mem, req->dst_addr, req->dst_skip, req->dst_len, &addr, &have);
	if (ret < 0)
		return ret;
	/* A short list is an error only if what is produced does not fit. */
	req->dst_short = have < req->dst_len;
	req->dst_len = have;
	if (have == 0)
		return 0;
	if (addr != 0)
		return map_dest(mem, req, addr);
	if (have > most_produced(zip, req))
		have = most_produced(zip, req);
	if (req->type != HISI_ZIP_REQ_LZ4 && have > ZIP_PIECE)
		req->in_pieces = true;
	if (req->in_pieces)
		return 0;
	req->dst_len = have;
	return dest_scratch(zip, req);
}

static int
get_flat(const struct soft_mem *mem, struct zip_request *req)
{
	int ret = 0;

	if (req->src_len != 0)
		ret = map_source(mem, req, req->src_addr);
	if (ret == 0 && req->dst_len != 0)
		ret = map_dest(mem, req, req->dst_addr);
	return ret;
}

/*
 * Use scratch memory for small buffers that are decompressed. ISA-L is slow near the end of a
 * buffer, which is a good part of a small one, and scratch memory goes on behind the end.
 */
static int
make_room(struct soft_zip *zip, struct zip_request *req)
{
	uint8_t *linear;

	if (zip->qc_type != HISI_ZIP_QC_DECOMPRESS || req->stateful || req->in_pieces)
		return 0;
	if (req->dst_map != NULL && req->dst_len <= SMALL && dest_scratch(zip, req) < 0)
		return -ENOMEM;
	if (req->src_map != NULL && req->src_len <= SMALL) {
		linear = source_scratch(zip, req);
		if (linear == NULL)
			return -ENOMEM;
		memcpy(linear, req->src_map, req->src_len);
	}
	return 0;
}

bool
soft_zip_buf_get(struct soft_zip *zip, const struct soft_mem *mem, struct zip_request *req)
{
	int ret;

	req->src = &nowhere;
	req->dst = &nowhere;
	if (!req->is_list) {
		ret = get_flat(mem, req);
	} else {
		ret = gather_source(zip, mem, req);
		if (ret == 0)
			ret = find_dest(zip, mem, req);
	}
	if (ret == 0)
		ret = make_room(zip, req);
	if (ret < 0)
		zip_request_reset(req, list_status(ret));
	return ret == 0;
}

void
soft_zip_buf_put(struct soft_zip *zip, const struct soft_mem *mem, struct zip_request *req)
{
	int ret = 0;

	/* There is no room because the list is shorter than the descriptor says. */
	if (req->dst_short && (req->more || req->status == HISI_ZIP_NO_SPACE))
		zip_request_reset(req, HISI_ZIP_BAD_SQE);
	if (req->in_pieces)
		ret = 0;
	else if (req->produced != 0 && req->dst_map == NULL)
		ret = soft_sgl_copy(mem, req->dst_addr, req->dst_skip, req->dst,
				req->produced, true);
	else if (req->produced != 0 && req->dst_map != req->dst)
		memcpy(req->dst_map, req->dst, req->produced);
	if (ret < 0)
		zip_request_reset(req, list_status(ret));
	if (req->src_map != NULL)
		soft_mem_unmap(mem, (void *)(uintptr_t)req->src_map, req->src_len, 0);
	if (req->dst_map != NULL)
		soft_mem_unmap(mem, req->dst_map, req->dst_len, req->produced);
	soft_zip_buf_trim(zip);
}

static void
scratch_trim(struct zip_scratch *s)
{
	if (SOFT_UNLIKELY(s->size > KEPT))
		scratch_free(s);
}

void
soft_zip_buf_trim(struct soft_zip *zip)
{
	scratch_trim(&zip->gather);
	scratch_trim(&zip->scatter);
	scratch_trim(&zip->tight);
}

void
soft_zip_buf_free(struct soft_zip *zip)
{
	scratch_free(&zip->gather);
	scratch_free(&zip->scatter);
	scratch_free(&zip->tight);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Buffers of a request. The libraries behind the engine want linear memory. A flat
 * buffer is that, and so is a list whose part lies in one buffer; any other list
 * goes through memory of the queue's engine, and so does a small buffer that is to be
 * decompressed. Large lists go through it in pieces, but for LZ4, whose blocks are made
 * at once. That memory is only ever replaced while nothing else is touched, so a fault
 * finds all of it in its place.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <lz4.h>

#include "../soft_sgl.h"
#include "zip_buf.h"

/* Room is claimed by the descriptor: what cannot be produced needs no memory. */
#define DEFLATE_MAX_GROWTH	2	/* far above the 9/8 of 3.12 */
#define INFLATE_MAX_GROWTH	1032	/* 258 bytes out of two bits */
#define SLACK			65536	/* headers and trailers, or what a stream holds */

/* Bytes of scratch memory that a queue keeps, of each kind: what a piece needs. */
#define KEPT			ZIP_PIECE_OUT

#define CACHE_LINE	64

/* More than ISA-L reads ahead (8 bytes, and 8 that it holds), and than it writes at once. */
#define SRC_SPARE	32
#define DST_SPARE	512

/* Copying more takes longer than what it saves. */
#define SMALL	4096

/* Where nothing is read or written: length 0 needs no address. */
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

/* What is large is the kernel's as soon as it is free: the heap would keep it. */
static uint8_t *
scratch_alloc(size_t size)
{
	void *mem;

	if (size <= KEPT)
		return soft_zip_alloc(size);
	mem = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return mem == MAP_FAILED ? NULL : mem;
}

/* Data of users is left to nobody. */
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
map_source(const struct soft_mem *mem, struct zip_job *job, uint64_t addr)
{
	job->src_map = soft_mem_map(mem, addr, job->src_len, false);
	job->src = job->src_map;
	return job->src_map != NULL ? 0 : -EFAULT;
}

static int
map_dest(const struct soft_mem *mem, struct zip_job *job, uint64_t addr)
{
	job->dst_map = soft_mem_map(mem, addr, job->dst_len, true);
	job->dst = job->dst_map;
	return job->dst_map != NULL ? 0 : -EFAULT;
}

/* Memory for the source, and zeros behind it. */
static uint8_t *
source_scratch(struct soft_zip *zip, struct zip_job *job)
{
	if (soft_zip_scratch_grow(&zip->gather, (size_t)job->src_len + SRC_SPARE) < 0)
		return NULL;
	job->src = zip->gather.mem;
	job->src_spare = SRC_SPARE;
	memset(zip->gather.mem + job->src_len, 0, SRC_SPARE);
	return zip->gather.mem;
}

static int
dest_scratch(struct soft_zip *zip, struct zip_job *job)
{
	if (soft_zip_scratch_grow(&zip->scatter, (size_t)job->dst_len + DST_SPARE) < 0)
		return -ENOMEM;
	job->dst = zip->scatter.mem;
	job->dst_spare = DST_SPARE;
	return 0;
}

static int
gather_source(struct soft_zip *zip, const struct soft_mem *mem, struct zip_job *job)
{
	uint8_t *linear;
	uint64_t addr;
	size_t have;
	int ret;

	ret = soft_sgl_find(mem, job->src_addr, job->src_skip, job->src_len, &addr, &have);
	if (ret < 0)
		return ret;
	if (have < job->src_len)
		return -EINVAL;
	if (have == 0)
		return 0;
	if (addr != 0)
		return map_source(mem, job, addr);
	if (job->request != HISI_ZIP_REQ_LZ4 && have > ZIP_PIECE) {
		job->in_pieces = true;
		job->src = NULL;
		return 0;
	}
	linear = source_scratch(zip, job);
	if (linear == NULL)
		return -ENOMEM;
	return soft_sgl_copy(mem, job->src_addr, job->src_skip, linear, have, false);
}

static size_t
most_produced(const struct soft_zip *zip, const struct zip_job *job)
{
	size_t growth = zip->qc_type == HISI_ZIP_QC_COMPRESS ? DEFLATE_MAX_GROWTH :
		INFLATE_MAX_GROWTH;

	if (job->request == HISI_ZIP_REQ_LZ4)
		return LZ4_COMPRESSBOUND((size_t)job->src_len);
	return job->src_len * growth + SLACK;
}

static int
find_dest(struct soft_zip *zip, const struct soft_mem *mem, struct zip_job *job)
{
	uint64_t addr;
	size_t have;
	int ret;

	ret = soft_sgl_find(mem, job->dst_addr, job->dst_skip, job->dst_len, &addr, &have);
	if (ret < 0)
		return ret;
	/* Not wrong yet: only what is produced has to fit. */
	job->dst_short = have < job->dst_len;
	job->dst_len = have;
	if (have == 0)
		return 0;
	if (addr != 0)
		return map_dest(mem, job, addr);
	if (have > most_produced(zip, job))
		have = most_produced(zip, job);
	if (job->request != HISI_ZIP_REQ_LZ4 && have > ZIP_PIECE)
		job->in_pieces = true;
	if (job->in_pieces)
		return 0;
	job->dst_len = have;
	return dest_scratch(zip, job);
}

static int
get_flat(const struct soft_mem *mem, struct zip_job *job)
{
	int ret = 0;

	if (job->src_len != 0)
		ret = map_source(mem, job, job->src_addr);
	if (ret == 0 && job->dst_len != 0)
		ret = map_dest(mem, job, job->dst_addr);
	return ret;
}

/* The end of a small destination is a copy into it: fetch it into the cache meanwhile. */
static void
prefetch_dest(const struct zip_job *job)
{
	uint32_t at;

	for (at = 0; at < job->dst_len; at += CACHE_LINE)
		__builtin_prefetch(job->dst_map + at, 1);
}

/*
 * Small buffers are copied where that pays: decoding is slow near the end of a buffer,
 * which is a good part of a small one, and scratch memory goes on behind it.
 */
static int
make_room(struct soft_zip *zip, struct zip_job *job)
{
	uint8_t *linear;

	if (zip->qc_type != HISI_ZIP_QC_DECOMPRESS || job->stateful || job->in_pieces)
		return 0;
	if (job->dst_map != NULL && job->dst_len <= SMALL) {
		prefetch_dest(job);
		if (dest_scratch(zip, job) < 0)
			return -ENOMEM;
	}
	if (job->src_map != NULL && job->src_len <= SMALL) {
		linear = source_scratch(zip, job);
		if (linear == NULL)
			return -ENOMEM;
		memcpy(linear, job->src_map, job->src_len);
	}
	return 0;
}

bool
soft_zip_buf_get(struct soft_zip *zip, const struct soft_mem *mem, struct zip_job *job)
{
	int ret;

	job->src = &nowhere;
	job->dst = &nowhere;
	if (!job->is_list) {
		ret = get_flat(mem, job);
	} else {
		ret = gather_source(zip, mem, job);
		if (ret == 0)
			ret = find_dest(zip, mem, job);
	}
	if (ret == 0)
		ret = make_room(zip, job);
	if (ret < 0)
		zip_job_reset(job, list_status(ret));
	return ret == 0;
}

void
soft_zip_buf_put(struct soft_zip *zip, const struct soft_mem *mem, struct zip_job *job)
{
	int ret = 0;

	/* The room was there in the descriptor, but not in the list. */
	if (job->dst_short && (job->more || job->status == HISI_ZIP_NO_SPACE))
		zip_job_reset(job, HISI_ZIP_BAD_SQE);
	if (job->in_pieces)
		ret = 0;
	else if (job->produced != 0 && job->dst_map == NULL)
		ret = soft_sgl_copy(mem, job->dst_addr, job->dst_skip, job->dst,
				job->produced, true);
	else if (job->produced != 0 && job->dst_map != job->dst)
		memcpy(job->dst_map, job->dst, job->produced);
	if (ret < 0)
		zip_job_reset(job, list_status(ret));
	if (job->src_map != NULL)
		soft_mem_unmap(mem, (void *)(uintptr_t)job->src_map, job->src_len, 0);
	if (job->dst_map != NULL)
		soft_mem_unmap(mem, job->dst_map, job->dst_len, job->produced);
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

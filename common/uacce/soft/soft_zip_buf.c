/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Buffers of a request. The libraries behind the engine want linear memory. A flat
 * buffer is that, and so is a list whose part lies in one buffer; any other list
 * goes through memory of the queue's engine. That memory is only ever replaced
 * while nothing else is touched, so a fault finds all of it in its place.
 */

#include <errno.h>
#include <stdlib.h>

#include "../hisi_qm_hw.h"
#include "soft_sgl.h"
#include "soft_zip.h"

/* Room is claimed by the descriptor: what cannot be produced needs no memory. */
#define DEFLATE_MAX_GROWTH	2	/* far above the 9/8 of 3.12 */
#define INFLATE_MAX_GROWTH	1032	/* 258 bytes out of two bits */
#define SLACK			65536	/* headers and trailers, or what a stream holds */

#define CACHE_LINE	64

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

int
soft_zip_scratch_grow(struct zip_scratch *s, size_t size)
{
	if (size <= s->size)
		return 0;
	free(s->mem);
	s->size = 0;
	s->mem = soft_zip_alloc(size);
	if (s->mem == NULL)
		return -ENOMEM;
	s->size = size;
	return 0;
}

static int
map_source(const struct soft_mem *mem, struct zip_job *job, uint64_t addr)
{
	job->src = soft_mem_map(mem, addr, job->src_len, false);
	job->src_mapped = job->src != NULL;
	return job->src_mapped ? 0 : -EFAULT;
}

static int
map_dest(const struct soft_mem *mem, struct zip_job *job, uint64_t addr)
{
	job->dst = soft_mem_map(mem, addr, job->dst_len, true);
	job->dst_mapped = job->dst != NULL;
	return job->dst_mapped ? 0 : -EFAULT;
}

static int
gather_source(struct soft_zip *zip, const struct soft_mem *mem, struct zip_job *job)
{
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
	ret = soft_zip_scratch_grow(&zip->gather, have);
	if (ret < 0)
		return ret;
	job->src = zip->gather.mem;
	return soft_sgl_copy(mem, job->src_addr, job->src_skip, zip->gather.mem, have, false);
}

static size_t
most_produced(const struct soft_zip *zip, const struct zip_job *job)
{
	size_t growth = zip->qc_type == HISI_ZIP_QC_COMPRESS ? DEFLATE_MAX_GROWTH :
		INFLATE_MAX_GROWTH;

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
		job->dst_len = most_produced(zip, job);
	ret = soft_zip_scratch_grow(&zip->scatter, job->dst_len);
	job->dst = zip->scatter.mem;
	return ret;
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
	if (job->is_list && !job->dst_mapped && job->produced != 0)
		ret = soft_sgl_copy(mem, job->dst_addr, job->dst_skip, zip->scatter.mem,
				job->produced, true);
	if (ret < 0)
		zip_job_reset(job, list_status(ret));
	if (job->src_mapped)
		soft_mem_unmap(mem, (void *)(uintptr_t)job->src, job->src_len, 0);
	if (job->dst_mapped)
		soft_mem_unmap(mem, job->dst, job->dst_len, job->produced);
}

void
soft_zip_buf_free(struct soft_zip *zip)
{
	free(zip->gather.mem);
	free(zip->scatter.mem);
	free(zip->tight.mem);
}

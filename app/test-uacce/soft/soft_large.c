/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <stdlib.h>

#include <rte_common.h>

#include "soft_large.h"
#include "soft_user.h"

struct large *
large_open(unsigned int qm)
{
	struct large *l = calloc(1, sizeof(*l));

	assert_non_null(l);
	l->rng = test_options.seed;
	l->plain = malloc(LARGE_MAX);
	l->packed = malloc(LARGE_ROOM);
	l->back = malloc(LARGE_ROOM);
	l->ctx = malloc(HISI_ZIP_CTX_SIZE);
	assert_true(l->plain != NULL && l->packed != NULL && l->back != NULL && l->ctx != NULL);
	l->dev = user_device(qm, 0, NULL);
	user_open(&l->comp, l->dev, HISI_ZIP_QC_COMPRESS);
	user_open(&l->decomp, l->dev, HISI_ZIP_QC_DECOMPRESS);
	return l;
}

void
large_close(struct large *l)
{
	user_close(&l->comp);
	user_close(&l->decomp);
	user_device_destroy(l->dev);
	free(l->plain);
	free(l->packed);
	free(l->back);
	free(l->ctx);
	free(l);
}

struct hisi_zip_sqe
large_lists(uint8_t type, const struct user_list *src, uint32_t len, const struct user_list *dst,
		uint32_t room)
{
	struct hisi_zip_sqe sqe = user_request(3, type, src->head, len, dst->head, room);

	sqe.dw9 |= HISI_ZIP_BUF_SGL << HISI_ZIP_DW9_BUF_S;
	return sqe;
}

void
large_make(struct large *l, struct user_list *list, uint32_t total)
{
	uint32_t n = 1 + total / HISI_SGL_MAX_ENTRY_LEN;

	if (rng_below(&l->rng, 4) != 0)
		n += rng_below(&l->rng, 700);
	user_list_make(list, &l->rng, RTE_MIN(n, total), total, 100 + rng_below(&l->rng, 155));
}

struct hisi_zip_sqe
large_stateful(struct large *l, struct hisi_zip_sqe sqe, const struct hisi_zip_sqe *before,
		bool finish)
{
	sqe.dw7 = 0x34000000 | (finish ? HISI_ZIP_DW7_FINISH : 0) |
		(before == NULL ? HISI_ZIP_DW7_NEW : 0);
	sqe.stream_ctx_addr = (uintptr_t)l->ctx + HISI_ZIP_CTX_OFFSET;
	if (before != NULL) {
		sqe.ctx_dw0 = before->ctx_dw0;
		sqe.ctx_dw1 = before->ctx_dw1;
		sqe.ctx_dw2 = before->ctx_dw2;
		sqe.isize = before->isize;
		sqe.checksum = before->checksum;
	}
	return sqe;
}

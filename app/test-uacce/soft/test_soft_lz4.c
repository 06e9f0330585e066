/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * LZ4 blocks (hardware_interface.rst, 3.15), decoded by liblz4.
 */

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <lz4.h>

#include <rte_common.h>

#include "soft_user.h"

/* Input, and room for any output of it. */
struct block {
	uint8_t *plain;
	uint8_t *packed;
	uint8_t *back;
	uint32_t len;
	uint32_t room;
};

static void
block_make(struct block *b, uint64_t *rng, uint32_t len)
{
	b->len = len;
	b->room = LZ4_compressBound(len);
	b->plain = malloc(len);
	b->packed = malloc(b->room + 8);
	b->back = malloc(len);
	assert_true(b->plain != NULL && b->packed != NULL && b->back != NULL);
	rng_fill(rng, b->plain, len);
}

static void
block_free(struct block *b)
{
	free(b->plain);
	free(b->packed);
	free(b->back);
}

static void
block_check(struct block *b, const struct hisi_zip_sqe *sqe, const struct hisi_zip_sqe *got)
{
	struct hisi_zip_sqe want = *sqe;

	want.consumed = b->len;
	want.produced = got->produced;
	assert_memory_equal(got, &want, sizeof(want));
	assert_int_equal(LZ4_decompress_safe((char *)b->packed, (char *)b->back, got->produced,
			b->len), b->len);
	assert_memory_equal(b->plain, b->back, b->len);
}

static struct hisi_zip_sqe
block_request(struct block *b, uint32_t room)
{
	struct hisi_zip_sqe sqe = user_request(5, HISI_ZIP_REQ_LZ4, b->plain, b->len, b->packed,
			room);

	/* Words that LZ4 does not use stay as they are. */
	sqe.comp_data_length = 0x11;
	sqe.ctx_dw0 = 0x22;
	sqe.ctx_dw2 = 0x33;
	sqe.isize = 0x44;
	sqe.checksum = 0x55;
	return sqe;
}

/* With room for the largest output, exactly fitting, and one byte too few. */
static void
one_block(struct user *u, uint64_t *rng, uint32_t len)
{
	struct hisi_zip_sqe sqe, got;
	struct block b;
	uint32_t size;

	block_make(&b, rng, len);
	sqe = block_request(&b, RTE_MIN(b.room, HISI_ZIP_MAX_LEN));
	got = user_serve(u, &sqe);
	if (got.dw3 == HISI_ZIP_NO_SPACE && b.room > HISI_ZIP_MAX_LEN) {
		block_free(&b);
		return;
	}
	block_check(&b, &sqe, &got);
	size = got.produced;
	sqe = block_request(&b, size);
	got = user_serve(u, &sqe);
	block_check(&b, &sqe, &got);
	assert_int_equal(got.produced, size);
	memset(b.packed, 0xa5, b.room + 8);
	sqe = block_request(&b, size - 1);
	got = user_serve(u, &sqe);
	assert_int_equal(got.dw3, HISI_ZIP_NO_SPACE);
	assert_int_equal(got.produced, 0);
	assert_int_equal(b.packed[size - 1], 0xa5);
	assert_int_equal(got.isize, 0x44);
	block_free(&b);
}

static void
test_lz4_sizes(void **state __rte_unused)
{
	static const uint32_t sizes[] = {
		1, 2, 12, 13, 64, 4096, 65535, 65536, 65547, 1 << 20, (8 << 20) - 1, 8 << 20,
	};
	struct soft_device *dev = user_device(5, 0, NULL);
	uint64_t rng = test_options.seed;
	struct user u;
	unsigned int i;

	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	for (i = 0; i < RTE_DIM(sizes); i++)
		one_block(&u, &rng, sizes[i]);
	for (i = 0; i < 300; i++)
		one_block(&u, &rng, 1 + rng_below(&rng, 30000));
	user_close(&u);
	user_device_destroy(dev);
}

static void
test_lz4_incompressible(void **state __rte_unused)
{
	struct soft_device *dev = user_device(5, 0, NULL);
	uint64_t rng = test_options.seed;
	struct hisi_zip_sqe sqe, got;
	struct block b;
	struct user u;
	uint32_t i;

	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	block_make(&b, &rng, 100000);
	for (i = 0; i < b.len; i++)
		b.plain[i] = rng_next(&rng);
	sqe = block_request(&b, b.room);
	got = user_serve(&u, &sqe);
	block_check(&b, &sqe, &got);
	assert_true(got.produced > b.len);
	block_free(&b);
	user_close(&u);
	user_device_destroy(dev);
}

static void
test_lz4_lists(void **state __rte_unused)
{
	struct soft_device *dev = user_device(5, 0, NULL);
	uint64_t rng = test_options.seed;
	struct hisi_zip_sqe sqe, got;
	struct user_list src, dst;
	struct block b;
	struct user u;
	uint32_t i;

	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	for (i = 1; i < 60; i++) {
		block_make(&b, &rng, 100 + rng_below(&rng, 50000));
		user_list_make(&src, &rng, i, b.len + i, 20);
		user_list_make(&dst, &rng, i, b.room + i, 20);
		user_list_write(&src, i, b.plain, b.len);
		sqe = block_request(&b, b.room);
		sqe.source_addr = (uintptr_t)src.head;
		sqe.dest_addr = (uintptr_t)dst.head;
		sqe.dw7 |= i;
		sqe.dw8 = i;
		sqe.dw9 |= HISI_ZIP_BUF_SGL << HISI_ZIP_DW9_BUF_S;
		got = user_serve(&u, &sqe);
		user_list_check_gaps(&dst);
		user_list_read(&dst, i, b.packed, got.produced);
		block_check(&b, &sqe, &got);
		user_list_free(&src);
		user_list_free(&dst);
		block_free(&b);
	}
	user_close(&u);
	user_device_destroy(dev);
}

/* v5 alone has it, for stateless compression alone, of up to 8 MiB. */
static void
test_lz4_refused(void **state __rte_unused)
{
	struct soft_device *v3 = user_device(3, 0, NULL), *v5 = user_device(5, 0, NULL);
	uint8_t in[64] = { 1 }, out[200];
	const struct hisi_zip_sqe good = user_request(5, HISI_ZIP_REQ_LZ4, in, 64, out, 200);
	struct user old, comp, decomp;
	struct hisi_zip_sqe bad;

	user_open(&old, v3, HISI_ZIP_QC_COMPRESS);
	user_open(&comp, v5, HISI_ZIP_QC_COMPRESS);
	user_open(&decomp, v5, HISI_ZIP_QC_DECOMPRESS);
	assert_int_equal(user_serve(&comp, &good).dw3, 0);
	assert_int_equal(user_serve(&old, &good).dw3, HISI_ZIP_BAD_SQE);
	assert_int_equal(user_serve(&decomp, &good).dw3, HISI_ZIP_BAD_SQE);
	bad = good;
	bad.dw7 |= HISI_ZIP_DW7_STATEFUL;
	bad.stream_ctx_addr = (uintptr_t)out;
	assert_int_equal(user_serve(&comp, &bad).dw3, HISI_ZIP_BAD_SQE);
	bad = good;
	bad.input_data_length = 0;
	assert_int_equal(user_serve(&comp, &bad).dw3, HISI_ZIP_BAD_SQE);
	bad.input_data_length = HISI_ZIP_MAX_LEN + 1;
	assert_int_equal(user_serve(&comp, &bad).dw3, HISI_ZIP_BAD_SQE);
	bad.dw9 |= HISI_ZIP_BUF_SGL << HISI_ZIP_DW9_BUF_S;
	assert_int_equal(user_serve(&comp, &bad).dw3, HISI_ZIP_BAD_SQE);
	user_close(&old);
	user_close(&comp);
	user_close(&decomp);
	user_device_destroy(v3);
	user_device_destroy(v5);
}

static void
test_lz4_faults(void **state __rte_unused)
{
	size_t page = sysconf(_SC_PAGESIZE);
	uint8_t *map = mmap(NULL, page + HOLE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			-1, 0);
	struct soft_device *dev = user_device(5, 0, NULL);
	uint64_t rng = test_options.seed;
	struct hisi_zip_sqe sqe;
	struct block b;
	struct user u;

	assert_ptr_not_equal(map, MAP_FAILED);
	assert_int_equal(mprotect(map + page, HOLE, PROT_NONE), 0);
	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	block_make(&b, &rng, 5000);
	sqe = block_request(&b, b.room);
	sqe.source_addr = (uintptr_t)map + page - 1000;
	assert_int_equal(user_serve(&u, &sqe).dw3, HISI_ZIP_BAD_ADDR);
	sqe = block_request(&b, b.room);
	sqe.dest_addr = (uintptr_t)map + page - 1;
	assert_int_equal(user_serve(&u, &sqe).dw3, HISI_ZIP_BAD_ADDR);
	block_free(&b);
	one_block(&u, &rng, 5000);
	munmap(map, page + HOLE);
	user_close(&u);
	user_device_destroy(dev);
}

int
test_soft_lz4(void)
{
	const struct CMUnitTest tests[] = {
		user_unit_test(test_lz4_sizes),
		user_unit_test(test_lz4_incompressible),
		user_unit_test(test_lz4_lists),
		user_unit_test(test_lz4_refused),
		user_unit_test(test_lz4_faults),
	};

	return TEST_RUN_GROUP("soft lz4", tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Hardware lists (hardware_interface.rst, 2.8) as source and destination.
 */

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <zlib.h>

#include <rte_common.h>

#include "soft_user.h"

/* A request whose source and destination are lists. */
static struct hisi_zip_sqe
list_request(uint8_t type, struct user_list *src, uint32_t src_skip, uint32_t src_len,
		struct user_list *dst, uint32_t dst_skip, uint32_t dst_len)
{
	struct hisi_zip_sqe sqe = user_request(3, type, src->head, src_len, dst->head, dst_len);

	sqe.dw7 |= src_skip;
	sqe.dw8 = dst_skip;
	sqe.dw9 |= HISI_ZIP_BUF_SGL << HISI_ZIP_DW9_BUF_S;
	return sqe;
}

/* Both directions, two queues and buffers enough for most tests. */
struct lists {
	struct soft_device *dev;
	struct user comp;
	struct user decomp;
	uint64_t rng;
	uint8_t *plain;
	uint8_t *packed;
	uint8_t *back;
	uint32_t max;	/* bytes of each */
};

/* Inside each test: cmocka puts its own handlers over those of a device made before. */
static struct lists *
lists_open(void)
{
	struct lists *l = calloc(1, sizeof(*l));

	assert_non_null(l);
	l->rng = test_options.seed;
	l->max = 1 << 18;
	l->plain = malloc(l->max);
	l->packed = malloc(l->max);
	l->back = malloc(l->max);
	assert_true(l->plain != NULL && l->packed != NULL && l->back != NULL);
	l->dev = user_device(3, 0, NULL);
	user_open(&l->comp, l->dev, HISI_ZIP_QC_COMPRESS);
	user_open(&l->decomp, l->dev, HISI_ZIP_QC_DECOMPRESS);
	return l;
}

static void
lists_close(struct lists *l)
{
	user_close(&l->comp);
	user_close(&l->decomp);
	user_device_destroy(l->dev);
	free(l->plain);
	free(l->packed);
	free(l->back);
	free(l);
}

/* Input that uses most of the room for its output. */
static void
noise(struct lists *l)
{
	unsigned int i;

	for (i = 0; i < 1000; i++)
		l->plain[i] = rng_next(&l->rng);
}

/* Compress and decompress through lists with these numbers of entries. */
static void
round_trip(struct lists *l, uint8_t type, uint32_t nb_src, uint32_t nb_dst, uint32_t per_block)
{
	uint32_t len = nb_src * 3 + rng_below(&l->rng, 60000);
	uint32_t skip = rng_below(&l->rng, nb_src), room = len + len / 8 + 500;
	uint32_t dst_skip = rng_below(&l->rng, 300);
	struct user_list src, dst, back;
	struct hisi_zip_sqe sqe, got;

	rng_fill(&l->rng, l->plain, len);
	user_list_make(&src, &l->rng, nb_src, skip + len, per_block);
	user_list_make(&dst, &l->rng, nb_dst, dst_skip + room, per_block);
	user_list_make(&back, &l->rng, nb_src, skip + len, 1 + per_block / 2);
	user_list_write(&src, skip, l->plain, len);
	sqe = list_request(type, &src, skip, len, &dst, dst_skip, room);
	got = user_serve(&l->comp, &sqe);
	assert_int_equal(got.dw3, 0);
	assert_int_equal(got.consumed, len);
	assert_int_equal(got.dw7, sqe.dw7);
	assert_int_equal(got.dw8, sqe.dw8);
	user_list_check_gaps(&src);
	user_list_check_gaps(&dst);
	user_list_read(&dst, dst_skip, l->packed, got.produced);
	if (type == HISI_ZIP_REQ_DEFLATE) {
		assert_int_equal(zlib_inflate_raw(l->packed, got.produced, l->back, len), len);
		assert_memory_equal(l->back, l->plain, len);
	}
	sqe = list_request(type, &dst, dst_skip, got.produced, &back, skip, len);
	got = user_serve(&l->decomp, &sqe);
	assert_int_equal(got.dw3 & HISI_ZIP_DW3_STATUS, 0);
	assert_int_equal(got.produced, len);
	user_list_check_gaps(&back);
	user_list_read(&back, skip, l->back, len);
	assert_memory_equal(l->back, l->plain, len);
	user_list_free(&src);
	user_list_free(&dst);
	user_list_free(&back);
}

static void
test_list_lengths(void **state __rte_unused)
{
	static const uint32_t counts[] = { 1, 2, 3, 7, 16, 100, 254, 255, 256, 300, 511, 600 };
	static const uint8_t types[] = {
		HISI_ZIP_REQ_DEFLATE, HISI_ZIP_REQ_ZLIB, HISI_ZIP_REQ_GZIP,
	};
	struct lists *l = lists_open();
	unsigned int i, j;

	for (i = 0; i < RTE_DIM(counts); i++)
		for (j = 0; j < RTE_DIM(types); j++) {
			round_trip(l, types[j], counts[i], 1, 255);
			round_trip(l, types[j], 1, counts[i], 255);
			round_trip(l, types[j], counts[i], counts[i], 255);
			round_trip(l, types[j], counts[i], 10, 10);
		}
	lists_close(l);
}

static void
test_list_random(void **state __rte_unused)
{
	struct lists *l = lists_open();
	unsigned int i;

	for (i = 0; i < 200; i++) {
		uint32_t per_block = 6 + rng_below(&l->rng, 250);

		round_trip(l, HISI_ZIP_REQ_DEFLATE, 1 + rng_below(&l->rng, 600),
				1 + rng_below(&l->rng, 600), per_block);
	}
	lists_close(l);
}

/* A list may have 256 blocks, but neither 257 nor a circle of blocks. */
static void
test_list_blocks(void **state __rte_unused)
{
	struct lists *l = lists_open();
	struct user_list src, dst;
	struct hisi_zip_sqe sqe;
	struct hisi_sgl *extra;

	rng_fill(&l->rng, l->plain, 1000);
	user_list_make(&dst, &l->rng, 1, 4096, 255);
	user_list_make(&src, &l->rng, 256, 1000, 1);
	user_list_write(&src, 0, l->plain, 1000);
	sqe = list_request(HISI_ZIP_REQ_DEFLATE, &src, 0, 1000, &dst, 0, 4096);
	assert_int_equal(src.nb_blocks, 256);
	assert_int_equal(user_serve(&l->comp, &sqe).dw3, 0);

	extra = aligned_alloc(64, 64 + 64);
	assert_non_null(extra);
	memset(extra, 0, 128);
	extra->next = (uintptr_t)src.head;
	sqe.source_addr = (uintptr_t)extra;
	assert_int_equal(user_serve(&l->comp, &sqe).dw3, HISI_ZIP_BAD_SQE);
	extra->next = (uintptr_t)extra;
	assert_int_equal(user_serve(&l->comp, &sqe).dw3, HISI_ZIP_BAD_SQE);
	sqe.source_addr = (uintptr_t)src.head;
	sqe.dest_addr = (uintptr_t)extra;
	assert_int_equal(user_serve(&l->comp, &sqe).dw3, HISI_ZIP_BAD_SQE);
	free(extra);
	user_list_free(&src);
	user_list_free(&dst);
	lists_close(l);
}

/* One error in a list at a time, of the source or of the destination. */
static void
spoil(struct user_list *list, unsigned int what, struct hisi_zip_sqe *sqe, bool src)
{
	uint64_t *addr = src ? &sqe->source_addr : &sqe->dest_addr;

	switch (what) {
	case 0:
		*addr += 32;
		break;
	case 1:
		list->head->next += 8;
		break;
	case 2:
		list->head->entry_sum_in_sgl = 256;
		break;
	case 3:
		list->head->entry_sum_in_sgl = UINT16_MAX;
		break;
	case 4:
		user_list_entry(list, 0)->len = 0;
		break;
	case 5:
		user_list_entry(list, 3)->len = HISI_SGL_MAX_ENTRY_LEN + 1;
		break;
	case 6:
		user_list_entry(list, 19)->len = 0;
		break;
	default:
		/* Cut short. */
		list->head->next = 0;
		break;
	}
}

#define NB_SPOILS	8

static void
test_list_malformed(void **state __rte_unused)
{
	struct lists *l = lists_open();
	struct user_list src, dst;
	struct hisi_zip_sqe sqe, got;
	unsigned int i, side;

	noise(l);
	for (side = 0; side < 2; side++)
		for (i = 0; i < NB_SPOILS; i++) {
			user_list_make(&src, &l->rng, 20, 1000, 10);
			user_list_make(&dst, &l->rng, 20, 1200, 10);
			user_list_write(&src, 0, l->plain, 1000);
			sqe = list_request(HISI_ZIP_REQ_GZIP, &src, 0, 1000, &dst, 0, 1200);
			got = user_serve(&l->comp, &sqe);
			assert_int_equal(got.dw3, 0);
			assert_true(got.produced > 1000);
			spoil(side == 0 ? &src : &dst, i, &sqe, side == 0);
			got = user_serve(&l->comp, &sqe);
			assert_int_equal(got.dw3, HISI_ZIP_BAD_SQE);
			assert_int_equal(got.consumed, 0);
			assert_int_equal(got.produced, 0);
			user_list_free(&src);
			user_list_free(&dst);
		}
	lists_close(l);
}

/* The lengths of the descriptor count: lists may be longer, and room may stay unused. */
static void
test_list_against_lengths(void **state __rte_unused)
{
	struct lists *l = lists_open();
	struct user_list src, dst;
	struct hisi_zip_sqe sqe, got;
	uint32_t exact;

	noise(l);
	user_list_make(&src, &l->rng, 30, 2000, 10);
	user_list_make(&dst, &l->rng, 30, 3000, 10);
	user_list_write(&src, 700, l->plain, 1000);
	sqe = list_request(HISI_ZIP_REQ_DEFLATE, &src, 700, 1000, &dst, 100, 2900);
	got = user_serve(&l->comp, &sqe);
	assert_int_equal(got.dw3, 0);
	exact = got.produced;
	/* One byte too few in the descriptor is a lack of space, in the list it is a bad list. */
	sqe.dest_avail_out = exact;
	assert_int_equal(user_serve(&l->comp, &sqe).dw3, 0);
	sqe.dest_avail_out = exact - 1;
	assert_int_equal(user_serve(&l->comp, &sqe).dw3, HISI_ZIP_NO_SPACE);
	user_list_check_gaps(&dst);
	sqe.dw8 = 3000 - exact;
	sqe.dest_avail_out = exact + 1000;
	assert_int_equal(user_serve(&l->comp, &sqe).dw3, 0);
	sqe.dw8 = 3000 - exact + 1;
	assert_int_equal(user_serve(&l->comp, &sqe).dw3, HISI_ZIP_BAD_SQE);
	user_list_check_gaps(&dst);
	/* Skips to the last byte, to the end and behind it. */
	sqe.dw8 = 0;
	sqe.dw7 = 0x3a000000 | 1999;
	sqe.input_data_length = 1;
	assert_int_equal(user_serve(&l->comp, &sqe).dw3, 0);
	sqe.dw7++;
	assert_int_equal(user_serve(&l->comp, &sqe).dw3, HISI_ZIP_BAD_SQE);
	sqe.dw7 = 0x3a000000 | HISI_ZIP_DW7_SKIP;
	assert_int_equal(user_serve(&l->comp, &sqe).dw3, HISI_ZIP_BAD_SQE);
	sqe.dw7 = 0x3a000000;
	sqe.dw8 = HISI_ZIP_DW8_SKIP;
	assert_int_equal(user_serve(&l->comp, &sqe).dw3, HISI_ZIP_BAD_SQE);
	user_list_free(&src);
	user_list_free(&dst);
	lists_close(l);
}

/* Addresses that cannot be accessed: of a block, of an entry, of half a buffer. */
static void
list_fault(struct lists *l, unsigned int what, uint8_t *hole)
{
	struct user_list src, dst;
	struct hisi_zip_sqe sqe, got;

	noise(l);
	user_list_make(&src, &l->rng, 20, 1000, 10);
	user_list_make(&dst, &l->rng, 20, 1200, 10);
	user_list_write(&src, 0, l->plain, 1000);
	sqe = list_request(HISI_ZIP_REQ_GZIP, &src, 0, 1000, &dst, 0, 1200);
	switch (what) {
	case 0:
		sqe.source_addr = (uintptr_t)hole;
		break;
	case 1:
		sqe.dest_addr = 0;
		break;
	case 2:
		dst.head->next = (uintptr_t)hole;
		break;
	case 3:
		src.head->next = UINT64_MAX - 63;
		break;
	case 4:
		user_list_entry(&src, 17)->addr = (uintptr_t)hole - 1;
		user_list_entry(&src, 17)->len += 2;
		break;
	case 5:
		user_list_entry(&dst, 0)->addr = (uintptr_t)hole - 1;
		user_list_entry(&dst, 0)->len += 2;
		break;
	case 6:
		user_list_entry(&src, 5)->addr = 0;
		break;
	case 7:
		user_list_entry(&dst, 0)->addr = UINT64_C(0xdead000000000000);
		break;
	default:
		/* The whole part in one buffer: reached in place. */
		user_list_entry(&src, 0)->addr = (uintptr_t)hole;
		user_list_entry(&src, 0)->len = 2000;
		break;
	}
	got = user_serve(&l->comp, &sqe);
	assert_int_equal(got.dw3, HISI_ZIP_BAD_ADDR);
	assert_int_equal(got.produced, 0);
	assert_int_equal(got.consumed, 0);
	user_list_free(&src);
	user_list_free(&dst);
}

static void
test_list_faults(void **state __rte_unused)
{
	size_t page = sysconf(_SC_PAGESIZE);
	uint8_t *map = mmap(NULL, page + HOLE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			-1, 0);
	struct lists *l = lists_open();
	unsigned int i;

	assert_ptr_not_equal(map, MAP_FAILED);
	assert_int_equal(mprotect(map + page, HOLE, PROT_NONE), 0);
	for (i = 0; i < 9; i++) {
		list_fault(l, i, map + page);
		round_trip(l, HISI_ZIP_REQ_DEFLATE, 20, 20, 10);
	}
	munmap(map, page + HOLE);
	lists_close(l);
}

/* More than a flat request may have. */
static void
test_list_large(void **state __rte_unused)
{
	struct lists *l = lists_open();
	uint32_t len = 9 << 20, size = len + len / 8, i;
	uint8_t *plain = malloc(len), *back = malloc(len);
	struct user_list src, dst;
	struct hisi_zip_sqe sqe, got;

	assert_true(plain != NULL && back != NULL);
	for (i = 0; i < len; i++)
		plain[i] = i >> 6 ^ i;
	user_list_make(&src, &l->rng, 40, len, 16);
	user_list_make(&dst, &l->rng, 40, size, 16);
	user_list_write(&src, 0, plain, len);
	sqe = list_request(HISI_ZIP_REQ_ZLIB, &src, 0, len, &dst, 0, size);
	got = user_serve(&l->comp, &sqe);
	assert_int_equal(got.dw3, 0);
	assert_int_equal(got.consumed, len);
	memset(src.data, 0xa5, src.data_size);
	sqe = list_request(HISI_ZIP_REQ_ZLIB, &dst, 0, got.produced, &src, 0, len);
	got = user_serve(&l->decomp, &sqe);
	assert_int_equal(user_status(&got), HISI_ZIP_OK);
	assert_int_equal(got.produced, len);
	user_list_check_gaps(&src);
	user_list_read(&src, 0, back, len);
	assert_memory_equal(plain, back, len);
	/* A very large room takes no memory if little is produced. */
	sqe.dest_avail_out = UINT32_MAX;
	assert_int_equal(user_serve(&l->decomp, &sqe).dw3 & HISI_ZIP_DW3_STATUS, 0);
	free(plain);
	free(back);
	user_list_free(&src);
	user_list_free(&dst);
	lists_close(l);
}

int
test_soft_sgl(void)
{
	const struct CMUnitTest tests[] = {
		user_unit_test(test_list_lengths),
		user_unit_test(test_list_random),
		user_unit_test(test_list_blocks),
		user_unit_test(test_list_malformed),
		user_unit_test(test_list_against_lengths),
		user_unit_test(test_list_faults),
		user_unit_test(test_list_large),
	};

	return TEST_RUN_GROUP("soft lists", tests, NULL, NULL);
}

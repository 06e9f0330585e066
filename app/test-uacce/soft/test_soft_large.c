/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Lists larger than what the soft device makes linear at one time, compared with zlib,
 * and the memory that they take.
 */

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zlib.h>

#include <rte_common.h>

#include "soft_user.h"

#define PIECE	(1u << 20)	/* of the soft device */
#define MAX	(4 * PIECE)
#define ROOM	(MAX + MAX / 8)

static const uint8_t types[] = {
	HISI_ZIP_REQ_DEFLATE, HISI_ZIP_REQ_ZLIB, HISI_ZIP_REQ_GZIP,
};

struct large {
	struct soft_device *dev;
	struct user comp;
	struct user decomp;
	uint64_t rng;
	uint8_t *plain;		/* MAX bytes */
	uint8_t *packed;	/* ROOM bytes, as is the next */
	uint8_t *back;
	uint8_t *ctx;
};

static struct large *
large_open(unsigned int qm)
{
	struct large *l = calloc(1, sizeof(*l));

	assert_non_null(l);
	l->rng = test_options.seed;
	l->plain = malloc(MAX);
	l->packed = malloc(ROOM);
	l->back = malloc(ROOM);
	l->ctx = malloc(HISI_ZIP_CTX_SIZE);
	assert_true(l->plain != NULL && l->packed != NULL && l->back != NULL && l->ctx != NULL);
	l->dev = user_device(qm, 0, NULL);
	user_open(&l->comp, l->dev, HISI_ZIP_QC_COMPRESS);
	user_open(&l->decomp, l->dev, HISI_ZIP_QC_DECOMPRESS);
	return l;
}

static void
large_close(struct large *l)
{
	user_close(&l->comp);
	user_close(&l->decomp);
	soft_device_destroy(l->dev);
	free(l->plain);
	free(l->packed);
	free(l->back);
	free(l->ctx);
	free(l);
}

/* Noise, what compresses like text, or what compresses as well as it can. */
static void
fill(struct large *l, unsigned int kind, uint32_t len)
{
	uint32_t i;

	switch (kind) {
	case 0:
		for (i = 0; i < len; i++)
			l->plain[i] = rng_next(&l->rng);
		break;
	case 1:
		rng_fill(&l->rng, l->plain, len);
		break;
	default:
		memset(l->plain, kind, len);
		break;
	}
}

/* Both sides are lists. */
static struct hisi_zip_sqe
lists(uint8_t type, const struct user_list *src, uint32_t len, const struct user_list *dst,
		uint32_t room)
{
	struct hisi_zip_sqe sqe = user_request(3, type, src->head, len, dst->head, room);

	sqe.dw9 |= HISI_ZIP_BUF_SGL << HISI_ZIP_DW9_BUF_S;
	return sqe;
}

/* A list of so many bytes, all in one buffer now and then. */
static void
make(struct large *l, struct user_list *list, uint32_t total)
{
	uint32_t n = 1 + total / HISI_SGL_MAX_ENTRY_LEN;

	if (rng_below(&l->rng, 4) != 0)
		n += rng_below(&l->rng, 700);
	user_list_make(list, &l->rng, RTE_MIN(n, total), total, 100 + rng_below(&l->rng, 155));
}

static uint32_t
trailer_size(uint8_t type)
{
	return type == HISI_ZIP_REQ_DEFLATE ? 0 : type == HISI_ZIP_REQ_ZLIB ? 4 : 8;
}

static uint32_t
crc_register(uint32_t crc)
{
	uint32_t r = 0, i;

	for (i = 0; i < 32; i++)
		r |= (crc >> i & 1) << (31 - i);
	return ~r;
}

/* isize and checksum word (3.8). */
static void
check_words(struct large *l, uint8_t type, uint32_t len, const struct hisi_zip_sqe *got)
{
	uint32_t sum = 0;

	if (type == HISI_ZIP_REQ_ZLIB)
		sum = adler32(1, l->plain, len);
	else if (type == HISI_ZIP_REQ_GZIP)
		sum = crc_register(crc32(0, l->plain, len));
	assert_int_equal(got->isize, len);
	assert_int_equal(got->checksum, sum);
}

/* Compress all of l->plain into l->packed; the bytes. */
static uint32_t
deflate_large(struct large *l, uint8_t type, uint32_t len)
{
	struct user_list src, dst;
	struct hisi_zip_sqe sqe, got, exact;

	make(l, &src, len);
	make(l, &dst, len + len / 8);
	user_list_write(&src, 0, l->plain, len);
	sqe = lists(type, &src, len, &dst, len + len / 8);
	got = user_serve(&l->comp, &sqe);
	assert_int_equal(got.dw3, 0);
	assert_int_equal(got.consumed, len);
	/* What does not shrink hardly grows. */
	assert_true(got.produced <= len + len / 2000 + 100);
	check_words(l, type, len, &got);
	user_list_check_gaps(&dst);
	user_list_read(&dst, 0, l->packed, got.produced);
	sqe.dest_avail_out = got.produced;
	exact = user_serve(&l->comp, &sqe);
	assert_int_equal(exact.dw3, 0);
	/* Less room may mean no pieces, and then hardly another output. */
	assert_true(exact.produced <= got.produced);
	sqe.dest_avail_out = exact.produced / 2;
	exact = user_serve(&l->comp, &sqe);
	assert_int_equal(exact.dw3, HISI_ZIP_NO_SPACE);
	assert_int_equal(exact.produced, 0);
	user_list_free(&src);
	user_list_free(&dst);
	return got.produced;
}

/* Decompress len bytes of l->packed into so much room. */
static struct hisi_zip_sqe
inflate_large(struct large *l, uint8_t type, uint32_t len, uint32_t room)
{
	struct user_list src, dst;
	struct hisi_zip_sqe sqe, got;

	make(l, &src, len);
	make(l, &dst, room);
	user_list_write(&src, 0, l->packed, len);
	sqe = lists(type, &src, len, &dst, room);
	got = user_serve(&l->decomp, &sqe);
	user_list_check_gaps(&dst);
	user_list_read(&dst, 0, l->back, RTE_MIN(got.produced, room));
	user_list_free(&src);
	user_list_free(&dst);
	return got;
}

static void
round_trip(struct large *l, uint8_t type, unsigned int kind, uint32_t len)
{
	const uint32_t extra = trailer_size(type);
	struct hisi_zip_sqe got;
	uint32_t packed;

	fill(l, kind, len);
	packed = deflate_large(l, type, len);
	assert_int_equal(zlib_inflate_raw(l->packed, packed - extra, l->back, len), len);
	assert_memory_equal(l->back, l->plain, len);
	/* What follows is not the stream's. */
	memset(l->packed + packed, 0x5a, 20);
	memset(l->back, 0, len);
	got = inflate_large(l, type, packed + 20, len);
	assert_int_equal(user_status(&got), HISI_ZIP_OK);
	assert_int_equal(got.consumed, packed);
	assert_int_equal(got.produced, len);
	assert_memory_equal(l->back, l->plain, len);
	check_words(l, type, len, &got);
	/* A byte short, on either side. */
	got = inflate_large(l, type, packed, len - 1);
	assert_int_equal(user_status(&got), HISI_ZIP_NO_SPACE);
	got = inflate_large(l, type, packed - 1, len);
	assert_int_equal(user_status(&got), extra == 0 ? HISI_ZIP_BAD_DATA :
			HISI_ZIP_BAD_TRAILER);
	got = inflate_large(l, type, packed - extra - 1, len + 1000);
	assert_int_equal(user_status(&got), HISI_ZIP_BAD_DATA);
	if (extra == 0)
		return;
	l->packed[packed - 1 - rng_below(&l->rng, extra)] ^= 1 << rng_below(&l->rng, 8);
	got = inflate_large(l, type, packed, len);
	assert_int_equal(user_status(&got), HISI_ZIP_BAD_TRAILER);
}

static void
test_large_stateless(void **state __rte_unused)
{
	static const uint32_t lens[] = {
		PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 1, 3 * PIECE + 12345, MAX,
	};
	struct large *l = large_open(3);
	unsigned int i, kind;

	for (i = 0; i < RTE_DIM(lens); i++)
		for (kind = 0; kind < 3; kind++)
			round_trip(l, types[(i + kind) % RTE_DIM(types)], kind, lens[i]);
	large_close(l);
}

/* Streams that zlib made have no seams where the pieces have. */
static void
test_large_of_zlib(void **state __rte_unused)
{
	struct large *l = large_open(3);
	struct hisi_zip_sqe got;
	uint32_t len, packed;
	unsigned int i;

	for (i = 0; i < 6; i++) {
		len = 2 * PIECE + rng_below(&l->rng, 2 * PIECE);
		fill(l, i % 3, len);
		packed = zlib_deflate(-15, l->plain, len, l->packed, ROOM);
		got = inflate_large(l, HISI_ZIP_REQ_DEFLATE, packed, len + rng_below(&l->rng, 99));
		assert_int_equal(user_status(&got), HISI_ZIP_OK);
		assert_int_equal(got.produced, len);
		assert_memory_equal(l->back, l->plain, len);
		got = inflate_large(l, HISI_ZIP_REQ_DEFLATE, packed - 1, len);
		assert_int_equal(got.dw3, HISI_ZIP_BAD_DATA);
		/* A type of blocks that does not exist. */
		l->packed[0] |= 6;
		got = inflate_large(l, HISI_ZIP_REQ_DEFLATE, packed, len);
		assert_int_equal(got.dw3, HISI_ZIP_BAD_DATA);
	}
	large_close(l);
}

static struct hisi_zip_sqe
stateful(struct large *l, struct hisi_zip_sqe sqe, const struct hisi_zip_sqe *before,
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

/* A stream of several large requests; its bytes in l->packed. */
static uint32_t
stream_deflate(struct large *l, uint8_t type, uint32_t len)
{
	struct hisi_zip_sqe sqe, got;
	uint32_t at = 0, out = 0, n, room;
	struct user_list src, dst;

	do {
		n = RTE_MIN(len - at, PIECE + rng_below(&l->rng, 2 * PIECE));
		room = n + n / 8 + 1000;
		make(l, &src, RTE_MAX(n, 1u));
		make(l, &dst, room);
		user_list_write(&src, 0, l->plain + at, n);
		sqe = stateful(l, lists(type, &src, n, &dst, room), at == 0 ? NULL : &got,
				at + n == len);
		got = user_serve(&l->comp, &sqe);
		assert_int_equal(got.dw3, 0);
		assert_int_equal(got.consumed, n);
		user_list_check_gaps(&dst);
		user_list_read(&dst, 0, l->packed + out, got.produced);
		out += got.produced;
		at += n;
		user_list_free(&src);
		user_list_free(&dst);
	} while (at < len);
	check_words(l, type, len, &got);
	return out;
}

static void
stream_inflate(struct large *l, uint8_t type, uint32_t packed, uint32_t len)
{
	struct hisi_zip_sqe sqe, got;
	uint32_t at = 0, out = 0, n, room, rounds = 0;
	struct user_list src, dst;

	do {
		n = RTE_MIN(packed - at, 1 + rng_below(&l->rng, 3 * PIECE));
		room = 1 + rng_below(&l->rng, 3 * PIECE);
		make(l, &src, n + 1);
		make(l, &dst, room);
		user_list_write(&src, 0, l->packed + at, n);
		sqe = stateful(l, lists(type, &src, n, &dst, room), rounds == 0 ? NULL : &got,
				false);
		got = user_serve(&l->decomp, &sqe);
		user_list_check_gaps(&dst);
		assert_true(got.consumed <= n && got.produced <= room);
		assert_true(out + got.produced <= len);
		/* All is taken, or all the room is. */
		assert_true(got.dw3 != 0 || got.consumed == n || got.produced == room);
		user_list_read(&dst, 0, l->back + out, got.produced);
		at += got.consumed;
		out += got.produced;
		user_list_free(&src);
		user_list_free(&dst);
		assert_true(++rounds < 1000);
	} while (got.dw3 == 0);
	assert_int_equal(got.dw3, HISI_ZIP_STREAM_END | HISI_ZIP_DW3_LAST);
	assert_int_equal(at, packed);
	assert_int_equal(out, len);
	assert_memory_equal(l->back, l->plain, len);
	check_words(l, type, len, &got);
}

static void
test_large_stateful(void **state __rte_unused)
{
	struct large *l = large_open(3);
	uint32_t len, packed;
	unsigned int i;

	for (i = 0; i < 9; i++) {
		uint8_t type = types[i % RTE_DIM(types)];

		len = 2 * PIECE + rng_below(&l->rng, 2 * PIECE);
		fill(l, i / 3, len);
		packed = stream_deflate(l, type, len);
		assert_int_equal(zlib_inflate_raw(l->packed, packed - trailer_size(type), l->back,
					len), len);
		assert_memory_equal(l->back, l->plain, len);
		stream_inflate(l, type, packed, len);
		packed = zlib_deflate(-15, l->plain, len, l->packed, ROOM);
		stream_inflate(l, HISI_ZIP_REQ_DEFLATE, packed, len);
	}
	large_close(l);
}

/* A stateful request without enough room leaves its stream as it was. */
static void
test_large_stateful_no_space(void **state __rte_unused)
{
	struct large *l = large_open(3);
	struct hisi_zip_sqe sqe, got, whole;
	const uint32_t len = 3 * PIECE;
	struct user_list src, dst;

	fill(l, 0, len);
	make(l, &src, len);
	make(l, &dst, len + 10000);
	user_list_write(&src, 0, l->plain, len);
	memset(l->ctx, 0x77, HISI_ZIP_CTX_SIZE);
	sqe = stateful(l, lists(HISI_ZIP_REQ_ZLIB, &src, len, &dst, len + 10000), NULL, true);
	whole = user_serve(&l->comp, &sqe);
	assert_int_equal(whole.dw3, 0);
	memset(l->ctx, 0x77, HISI_ZIP_CTX_SIZE);
	sqe.dest_avail_out = whole.produced - 1;
	got = user_serve(&l->comp, &sqe);
	assert_int_equal(got.dw3, HISI_ZIP_NO_SPACE);
	assert_int_equal(got.produced, 0);
	assert_int_equal(got.consumed, 0);
	assert_int_equal(l->ctx[HISI_ZIP_CTX_OFFSET], 0x77);
	sqe.dest_avail_out++;
	got = user_serve(&l->comp, &sqe);
	assert_int_equal(got.dw3, 0);
	assert_int_equal(got.produced, whole.produced);
	user_list_free(&src);
	user_list_free(&dst);
	large_close(l);
}

/* Memory of this process in KiB, as /proc/self/status names it. */
static size_t
memory_of(const char *name)
{
	FILE *f = fopen("/proc/self/status", "r");
	size_t kib = 0, len = strlen(name);
	char line[256];

	assert_non_null(f);
	while (fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, name, len) == 0 && line[len] == ':')
			kib = strtoul(line + len + 1, NULL, 10);
	fclose(f);
	assert_int_not_equal(kib, 0);
	return kib;
}

/* From now on VmHWM is the most from now on. */
static void
forget_peak(void)
{
	int fd = open("/proc/self/clear_refs", O_WRONLY);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, "5", 1), 1);
	close(fd);
}

#define NB_ALIASES	64	/* entries, all of one buffer */
#define HUGE_LEN	((uint32_t)NB_ALIASES * HISI_SGL_MAX_ENTRY_LEN)

/* A list of 512 MiB in memory of 8. */
static void
make_huge(struct user_list *list, uint8_t *data)
{
	struct hisi_sge *entries;
	unsigned int i;

	memset(list, 0, sizeof(*list));
	list->head = aligned_alloc(HISI_SGL_ALIGN,
			sizeof(*list->head) + NB_ALIASES * sizeof(*entries));
	assert_non_null(list->head);
	memset(list->head, 0, sizeof(*list->head));
	list->head->entry_sum_in_sgl = NB_ALIASES;
	entries = hisi_sgl_entries(list->head);
	for (i = 0; i < NB_ALIASES; i++)
		entries[i] = (struct hisi_sge){
			.addr = (uintptr_t)data, .len = HISI_SGL_MAX_ENTRY_LEN,
		};
}

/* KiB on top of what there was, at the worst moment of a request. */
static size_t
peak_of(struct user *u, const struct hisi_zip_sqe *sqe, struct hisi_zip_sqe *got)
{
	size_t before = memory_of("VmRSS"), peak;

	forget_peak();
	*got = user_serve(u, sqe);
	peak = memory_of("VmHWM");
	return peak > before ? peak - before : 0;
}

#define MAX_PEAK	(24u << 10)	/* KiB, with what sanitizers keep of it */

static void
test_large_memory(void **state __rte_unused)
{
	struct large *l = large_open(3);
	uint8_t *data = calloc(1, HISI_SGL_MAX_ENTRY_LEN), *one = malloc(ROOM);
	struct user_list huge, small;
	struct hisi_zip_sqe sqe, got;

	assert_true(data != NULL && one != NULL);
	memset(data, 7, HISI_SGL_MAX_ENTRY_LEN);
	memset(one, 1, ROOM);
	make_huge(&huge, data);
	user_list_make(&small, &l->rng, 20, MAX, 100);
	sqe = lists(HISI_ZIP_REQ_GZIP, &huge, HUGE_LEN, &small, MAX);
	assert_true(peak_of(&l->comp, &sqe, &got) < MAX_PEAK);
	assert_int_equal(got.dw3, 0);
	assert_int_equal(got.consumed, HUGE_LEN);
	memset(data, 0, HISI_SGL_MAX_ENTRY_LEN);
	sqe = lists(HISI_ZIP_REQ_GZIP, &small, got.produced, &huge, HUGE_LEN);
	assert_true(peak_of(&l->decomp, &sqe, &got) < MAX_PEAK);
	assert_int_equal(user_status(&got), HISI_ZIP_OK);
	assert_int_equal(got.produced, HUGE_LEN);
	assert_int_equal(data[HISI_SGL_MAX_ENTRY_LEN - 1], 7);
	/* As streams: the same lists, less of them. */
	sqe = stateful(l, lists(HISI_ZIP_REQ_ZLIB, &huge, HUGE_LEN / 8, &small, MAX), NULL, true);
	assert_true(peak_of(&l->comp, &sqe, &got) < MAX_PEAK);
	assert_int_equal(got.dw3, 0);
	sqe = stateful(l, lists(HISI_ZIP_REQ_ZLIB, &small, got.produced, &huge, HUGE_LEN), NULL,
			true);
	assert_true(peak_of(&l->decomp, &sqe, &got) < MAX_PEAK);
	assert_int_equal(user_status(&got), HISI_ZIP_STREAM_END);
	assert_int_equal(got.produced, HUGE_LEN / 8);
	free(huge.head);
	user_list_free(&small);
	free(data);
	free(one);
	large_close(l);
}

#ifndef __SANITIZE_ADDRESS__
#define MAX_KEPT	(3u << 10)	/* KiB */

/* What a large request needed is given back. AddressSanitizer keeps what is freed. */
static void
test_large_is_given_back(void **state __rte_unused)
{
	struct large *l = large_open(5);
	const uint32_t len = HISI_SGL_MAX_ENTRY_LEN;
	uint8_t *src = malloc(len), *dst = malloc(len);
	struct user_list from, to;
	struct hisi_zip_sqe sqe;
	uint64_t rng = 1;
	size_t before;
	uint32_t i;

	assert_true(src != NULL && dst != NULL);
	for (i = 0; i < len; i++)
		src[i] = rng_next(&rng);
	memset(dst, 1, len);
	make(l, &from, len);
	user_list_make(&to, &l->rng, 700, len + len / 100, 200);
	before = memory_of("VmRSS");
	/* A block of LZ4 is made at once. */
	user_list_write(&from, 0, src, len);
	sqe = lists(HISI_ZIP_REQ_LZ4, &from, len, &to, len + len / 100);
	assert_int_equal(user_serve(&l->comp, &sqe).dw3, 0);
	assert_true(memory_of("VmRSS") < before + MAX_KEPT);
	/* What may just fit is tried in memory with room to spare. */
	sqe = user_request(5, HISI_ZIP_REQ_DEFLATE, src, len, dst, len);
	assert_int_equal(user_serve(&l->comp, &sqe).dw3, HISI_ZIP_NO_SPACE);
	assert_true(memory_of("VmRSS") < before + MAX_KEPT);
	user_list_free(&from);
	user_list_free(&to);
	free(src);
	free(dst);
	large_close(l);
}
#endif

int
test_soft_large(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_large_stateless),
		cmocka_unit_test(test_large_of_zlib),
		cmocka_unit_test(test_large_stateful),
		cmocka_unit_test(test_large_stateful_no_space),
		cmocka_unit_test(test_large_memory),
#ifndef __SANITIZE_ADDRESS__
		cmocka_unit_test(test_large_is_given_back),
#endif
	};

	return TEST_RUN_GROUP("soft large lists", tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Lists larger than what the soft device has in memory at a time, compared with zlib. */

#include <string.h>

#include <zlib.h>

#include <rte_common.h>

#include "soft_large.h"
#include "soft_user.h"

static const uint8_t types[] = {
	HISI_ZIP_REQ_DEFLATE, HISI_ZIP_REQ_ZLIB, HISI_ZIP_REQ_GZIP,
};

/* Random bytes, data that compresses like text, or data that compresses very well. */
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

/* Compress all of l->plain into l->packed. Returns the bytes. */
static uint32_t
deflate_large(struct large *l, uint8_t type, uint32_t len)
{
	struct user_list src, dst;
	struct hisi_zip_sqe sqe, got, exact;

	large_make(l, &src, len);
	large_make(l, &dst, len + len / 8);
	user_list_write(&src, 0, l->plain, len);
	sqe = large_lists(type, &src, len, &dst, len + len / 8);
	got = user_serve(&l->comp, &sqe);
	assert_int_equal(got.dw3, 0);
	assert_int_equal(got.consumed, len);
	/* Data that does not shrink hardly grows. */
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

	large_make(l, &src, len);
	large_make(l, &dst, room);
	user_list_write(&src, 0, l->packed, len);
	sqe = large_lists(type, &src, len, &dst, room);
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
	/* Bytes behind the stream are not consumed. */
	memset(l->packed + packed, 0x5a, 20);
	memset(l->back, 0, len);
	got = inflate_large(l, type, packed + 20, len);
	assert_int_equal(user_status(&got), HISI_ZIP_OK);
	assert_int_equal(got.consumed, packed);
	assert_int_equal(got.produced, len);
	assert_memory_equal(l->back, l->plain, len);
	check_words(l, type, len, &got);
	/* One byte too few, of the source or of the destination. */
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
		LARGE_PIECE - 1, LARGE_PIECE, LARGE_PIECE + 1, 2 * LARGE_PIECE,
		2 * LARGE_PIECE + 1, 3 * LARGE_PIECE + 12345, LARGE_MAX,
	};
	struct large *l = large_open(3);
	unsigned int i, kind;

	for (i = 0; i < RTE_DIM(lens); i++)
		for (kind = 0; kind < 3; kind++)
			round_trip(l, types[(i + kind) % RTE_DIM(types)], kind, lens[i]);
	large_close(l);
}

/* Streams of zlib, whose blocks do not end where pieces end. */
static void
test_large_of_zlib(void **state __rte_unused)
{
	struct large *l = large_open(3);
	struct hisi_zip_sqe got;
	uint32_t len, packed;
	unsigned int i;

	for (i = 0; i < 6; i++) {
		len = 2 * LARGE_PIECE + rng_below(&l->rng, 2 * LARGE_PIECE);
		fill(l, i % 3, len);
		packed = zlib_deflate(-15, l->plain, len, l->packed, LARGE_ROOM);
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

/* Compress l->plain as a stream of several large requests. Returns the bytes in l->packed. */
static uint32_t
stream_deflate(struct large *l, uint8_t type, uint32_t len)
{
	struct hisi_zip_sqe sqe, got;
	uint32_t at = 0, out = 0, n, room;
	struct user_list src, dst;

	do {
		n = RTE_MIN(len - at, LARGE_PIECE + rng_below(&l->rng, 2 * LARGE_PIECE));
		room = n + n / 8 + 1000;
		large_make(l, &src, RTE_MAX(n, 1u));
		large_make(l, &dst, room);
		user_list_write(&src, 0, l->plain + at, n);
		sqe = large_stateful(l, large_lists(type, &src, n, &dst, room),
				at == 0 ? NULL : &got,
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
		n = RTE_MIN(packed - at, 1 + rng_below(&l->rng, 3 * LARGE_PIECE));
		room = 1 + rng_below(&l->rng, 3 * LARGE_PIECE);
		large_make(l, &src, n + 1);
		large_make(l, &dst, room);
		user_list_write(&src, 0, l->packed + at, n);
		sqe = large_stateful(l, large_lists(type, &src, n, &dst, room),
				rounds == 0 ? NULL : &got,
				false);
		got = user_serve(&l->decomp, &sqe);
		user_list_check_gaps(&dst);
		assert_true(got.consumed <= n && got.produced <= room);
		assert_true(out + got.produced <= len);
		/* All input is consumed, or all the room is used. */
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

		len = 2 * LARGE_PIECE + rng_below(&l->rng, 2 * LARGE_PIECE);
		fill(l, i / 3, len);
		packed = stream_deflate(l, type, len);
		assert_int_equal(zlib_inflate_raw(l->packed, packed - trailer_size(type), l->back,
					len), len);
		assert_memory_equal(l->back, l->plain, len);
		stream_inflate(l, type, packed, len);
		packed = zlib_deflate(-15, l->plain, len, l->packed, LARGE_ROOM);
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
	const uint32_t len = 3 * LARGE_PIECE;
	struct user_list src, dst;

	fill(l, 0, len);
	large_make(l, &src, len);
	large_make(l, &dst, len + 10000);
	user_list_write(&src, 0, l->plain, len);
	memset(l->ctx, 0x77, HISI_ZIP_CTX_SIZE);
	sqe = large_stateful(l, large_lists(HISI_ZIP_REQ_ZLIB, &src, len, &dst, len + 10000),
			NULL, true);
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

int
test_soft_large(void)
{
	const struct CMUnitTest tests[] = {
		user_unit_test(test_large_stateless),
		user_unit_test(test_large_of_zlib),
		user_unit_test(test_large_stateful),
		user_unit_test(test_large_stateful_no_space),
	};

	return TEST_RUN_GROUP("soft large lists", tests, NULL, NULL);
}

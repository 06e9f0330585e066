/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Contexts of streams (hardware_interface.rst, 3.9): kept, copied, damaged, mixed up. */

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <zlib.h>

#include <rte_common.h>

#include "soft_stream.h"
#include "soft_user.h"

/* An owner that goes back to an older copy gets the same results again. */
static void
test_rewind(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	uint64_t rng = test_options.seed;
	static uint8_t old[HISI_ZIP_CTX_SIZE];
	struct hisi_zip_sqe sqe, again, got, words;
	uint8_t dst[3000], dst2[3000];
	struct packed p;
	struct stream s;
	struct user u;
	uint32_t at, n, i;

	user_open(&u, dev, HISI_ZIP_QC_DECOMPRESS);
	for (i = 0; i < 60; i++) {
		stream_pack(&p, &rng, stream_types[i % 3], 40000);
		stream_begin(&s, &u, stream_types[i % 3]);
		at = 0;
		do {
			memcpy(old, s.ctx, sizeof(old));
			words = s.words;
			n = rng_below(&rng, RTE_MIN(2000u, p.len - at) + 1);
			sqe = stream_request(&s, p.data + at, n, dst, rng_below(&rng, 3000), 0);
			got = stream_serve(&s, &sqe);
			stream_check_inflate(&sqe, &got);
			memcpy(s.ctx, old, sizeof(old));
			s.words = words;
			sqe.dest_addr = (uintptr_t)dst2;
			again = stream_serve(&s, &sqe);
			again.dest_addr = got.dest_addr;
			assert_memory_equal(&got, &again, sizeof(got));
			assert_memory_equal(dst, dst2, got.produced);
			at += got.consumed;
		} while (got.dw3 == 0);
		assert_int_equal(got.dw3, 0x113);
		stream_free(&s);
		stream_unpack(&p);
	}
	user_close(&u);
	user_device_destroy(dev);
}

/* Make the seal behind the magic right again: it covers the rest of the head, and the window. */
static void
reseal(uint8_t *ctx)
{
	uint16_t win;
	uint32_t seal;

	memcpy(&win, ctx + 16, sizeof(win));
	seal = crc32(0, ctx + 8, CTX_HEAD - 8);
	seal = crc32(seal, ctx + CTX_WINDOW, win);
	memcpy(ctx + 4, &seal, sizeof(seal));
}

/* Use a context that was tampered with until the stream ends, well or with an error. */
static void
use_corrupt(struct stream *s, uint64_t *rng, const struct packed *p, uint32_t at, uint32_t out,
		bool sealed)
{
	static uint8_t dst[3000];
	struct hisi_zip_sqe sqe, got;
	uint32_t n = 0;

	do {
		uint32_t room = rng_below(rng, sizeof(dst));

		sqe = stream_request(s, p->data + at, RTE_MIN(700u, p->len - at), dst, room, false);
		got = stream_serve(s, &sqe);
		assert_true(got.consumed <= sqe.input_data_length && got.produced <= room);
		if (!sealed && got.dw3 == HISI_ZIP_BAD_SQE)
			return;
		if (!sealed)
			assert_memory_equal(dst, p->plain + out, got.produced);
		at += got.consumed;
		out += got.produced;
	} while (got.dw3 == 0 && ++n < 100);
}

static void
corrupt_contexts(struct user *u, uint64_t *rng, unsigned int nb, bool sealed)
{
	struct hisi_zip_sqe sqe, got;
	static uint8_t dst[20000];
	unsigned int i, j;
	struct packed p;
	struct stream s;

	for (i = 0; i < nb; i++) {
		uint8_t *ctx;

		stream_pack(&p, rng, stream_types[i % 3], 20000);
		stream_begin(&s, u, stream_types[i % 3]);
		sqe = stream_request(&s, p.data, p.len / 2, dst, rng_below(rng, 15000), false);
		got = stream_serve(&s, &sqe);
		stream_check_inflate(&sqe, &got);
		ctx = s.ctx + HISI_ZIP_CTX_OFFSET;
		for (j = 1 + rng_below(rng, 4); j > 0; j--)
			ctx[rng_below(rng, rng_below(rng, 3) ? CTX_HEAD : CTX_END)] ^=
				1 + rng_below(rng, 255);
		if (sealed) {
			memcpy(&s.words.ctx_dw1, ctx + 18, 2);
			memcpy(&s.words.ctx_dw2, ctx + 16, 2);
			if ((s.words.ctx_dw2 & 0xffff) <= 32768)
				reseal(ctx);
		}
		use_corrupt(&s, rng, &p, got.consumed, got.produced, sealed);
		stream_free(&s);
		stream_unpack(&p);
	}
}

static void
test_corrupt_contexts(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	uint64_t rng = test_options.seed;
	struct user u;

	user_open(&u, dev, HISI_ZIP_QC_DECOMPRESS);
	corrupt_contexts(&u, &rng, 600, false);
	corrupt_contexts(&u, &rng, 1500, true);
	user_close(&u);
	user_device_destroy(dev);
}

/* Contexts that are garbage, or of another kind of stream. */
static void
test_foreign_contexts(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	uint8_t plain[1000] = { 0 }, out[2000];
	struct hisi_zip_sqe sqe, bad, got;
	struct user u, d;
	struct stream s;
	unsigned int i;

	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	user_open(&d, dev, HISI_ZIP_QC_DECOMPRESS);
	stream_begin(&s, &u, HISI_ZIP_REQ_ZLIB);
	sqe = stream_request(&s, plain, 1000, out, 2000, false);
	stream_serve(&s, &sqe);
	sqe = stream_request(&s, plain, 1000, out, 2000, false);
	for (i = 0; i < 8; i++) {
		bad = sqe;
		if (i == 0)
			bad.ctx_dw2++;
		else if (i == 1)
			bad.ctx_dw1 = 1;
		else if (i == 2)
			bad.dw9 ^= HISI_ZIP_REQ_ZLIB ^ HISI_ZIP_REQ_GZIP;
		else if (i == 3)
			bad.stream_ctx_addr++;
		else if (i == 4)
			bad.stream_ctx_addr = 0;
		else if (i == 5)
			bad.dw7 &= ~HISI_ZIP_DW7_STATEFUL;
		else if (i == 6)
			bad.input_data_length = HISI_ZIP_MAX_LEN + 1;
		else
			memset(s.ctx, 0, HISI_ZIP_CTX_SIZE);
		got = user_serve(i == 7 ? &d : &u, &bad);
		assert_int_equal(got.dw3, HISI_ZIP_BAD_SQE);
		assert_int_equal(got.consumed, 0);
		assert_int_equal(got.ctx_dw2, bad.ctx_dw2);
	}
	stream_free(&s);
	user_close(&d);
	user_close(&u);
	user_device_destroy(dev);
}

/* A fault leaves words and context as they were, whichever memory it is of. */
static void
test_stream_faults(void **state __rte_unused)
{
	size_t page = sysconf(_SC_PAGESIZE);
	uint8_t *map = mmap(NULL, page + HOLE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			-1, 0), *hole = map + page;
	struct soft_device *dev = user_device(3, 0, NULL);
	uint64_t rng = test_options.seed;
	static uint8_t ctx[HISI_ZIP_CTX_SIZE], dst[20000];
	struct hisi_zip_sqe sqe, bad, got;
	struct stream_cuts c = { .in_max = 3000, .out_max = 3000 };
	struct packed p, q;
	struct stream s;
	struct user u;
	unsigned int i;

	assert_ptr_not_equal(map, MAP_FAILED);
	assert_int_equal(mprotect(hole, HOLE, PROT_NONE), 0);
	user_open(&u, dev, HISI_ZIP_QC_DECOMPRESS);
	stream_pack(&p, &rng, HISI_ZIP_REQ_GZIP, 20000);
	stream_begin(&s, &u, HISI_ZIP_REQ_GZIP);
	sqe = stream_request(&s, p.data, p.len / 4, dst, sizeof(dst), false);
	got = stream_serve(&s, &sqe);
	stream_check_sums(&s, &got, dst, got.produced);
	for (i = 0; i < 5; i++) {
		memcpy(ctx, s.ctx, sizeof(ctx));
		sqe = stream_request(&s, p.data + got.consumed, p.len - got.consumed, dst, 20000,
				false);
		bad = sqe;
		if (i == 0)
			bad.source_addr = (uintptr_t)hole - 5;
		else if (i == 1)
			bad.dest_addr = (uintptr_t)hole - 5;
		else if (i == 2)
			bad.stream_ctx_addr = (uintptr_t)hole - 5;
		else if (i == 3)
			bad.stream_ctx_addr = UINT64_MAX - 100;
		else
			bad.dest_addr = 0;
		/* Other memory that can be read must be good, or there is another error. */
		if (i == 0)
			memcpy(hole - 5, p.data + got.consumed, 5);
		else if (i == 2)
			memcpy(hole - 5, s.ctx + HISI_ZIP_CTX_OFFSET, 5);
		bad = user_serve(&u, &bad);
		assert_int_equal(bad.dw3, HISI_ZIP_BAD_ADDR);
		assert_int_equal(bad.produced, 0);
		assert_int_equal(bad.isize, sqe.isize);
		assert_int_equal(bad.checksum, sqe.checksum);
		assert_int_equal(bad.ctx_dw0, sqe.ctx_dw0);
		assert_memory_equal(s.ctx, ctx, sizeof(ctx));
	}
	/* The stream goes on from there. */
	q = p;
	q.data += got.consumed;
	q.len -= got.consumed;
	q.plain += got.produced;
	q.plain_len -= got.produced;
	stream_inflate(&s, &rng, &q, &c);
	stream_free(&s);
	stream_unpack(&p);
	munmap(map, page + HOLE);
	user_close(&u);
	user_device_destroy(dev);
}

/* Two streams and stateless requests, turn by turn on a queue. */
static void
test_interleaved(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	uint64_t rng = test_options.seed;
	uint32_t at[2] = { 0 }, out[2] = { 0 }, i;
	struct hisi_zip_sqe sqe, got;
	static uint8_t dst[100000];
	bool done[2] = { false };
	struct packed p[2];
	struct stream s[2];
	struct user u;

	user_open(&u, dev, HISI_ZIP_QC_DECOMPRESS);
	for (i = 0; i < 2; i++) {
		stream_pack(&p[i], &rng, stream_types[i], 90000);
		stream_begin(&s[i], &u, stream_types[i]);
	}
	for (i = 0; !done[0] || !done[1]; i ^= rng_below(&rng, 2)) {
		if (done[i])
			continue;
		sqe = stream_request(&s[i], p[i].data + at[i], RTE_MIN(900u, p[i].len - at[i]),
				dst, rng_below(&rng, 3000), false);
		got = stream_serve(&s[i], &sqe);
		stream_check_inflate(&sqe, &got);
		assert_memory_equal(dst, p[i].plain + out[i], got.produced);
		at[i] += got.consumed;
		out[i] += got.produced;
		done[i] = got.dw3 != 0;
		if (rng_below(&rng, 8) != 0)
			continue;
		sqe = user_request(3, stream_types[i], p[i].data, p[i].len, dst, sizeof(dst));
		got = user_serve(&u, &sqe);
		assert_int_equal(user_status(&got), HISI_ZIP_OK);
		assert_int_equal(got.produced, 90000);
	}
	for (i = 0; i < 2; i++) {
		assert_int_equal(out[i], 90000);
		stream_free(&s[i]);
		stream_unpack(&p[i]);
	}
	user_close(&u);
	user_device_destroy(dev);
}

int
test_soft_context(void)
{
	const struct CMUnitTest tests[] = {
		user_unit_test(test_rewind),
		user_unit_test(test_corrupt_contexts),
		user_unit_test(test_foreign_contexts),
		user_unit_test(test_stream_faults),
		user_unit_test(test_interleaved),
	};

	return TEST_RUN_GROUP("soft contexts of streams", tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * ZIP requests against the soft device: what descriptors say and what comes of them,
 * word by word and compared with zlib.
 */

#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include <rte_common.h>

#include "soft_user.h"

/* 3.7, to the word: zlib on v2. */
static void
test_worked_example_zlib(void **state __rte_unused)
{
	static const char input[] = "123456789";
	struct soft_device *dev = user_device(2, 0, NULL);
	struct hisi_zip_sqe want, got;
	uint8_t out[4096], back[16];
	struct user u;

	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	want = user_request(2, HISI_ZIP_REQ_ZLIB, input, 9, out, 4094);
	assert_int_equal(want.dw7, 0x0a000000);
	assert_int_equal(want.dw9, 0x00004002);
	got = user_serve(&u, &want);
	assert_int_equal(got.consumed, 9);
	assert_int_equal(got.dw3, 0);
	assert_int_equal(got.isize, 9);
	assert_int_equal(got.checksum, 0x091e01de);
	assert_memory_equal(out + got.produced - 4, "\x09\x1e\x01\xde", 4);
	assert_int_equal(zlib_inflate_raw(out, got.produced - 4, back, sizeof(back)), 9);
	assert_memory_equal(back, input, 9);
	/* Fields of the driver are as before (3.2). */
	want.consumed = got.consumed;
	want.produced = got.produced;
	want.comp_data_length = got.comp_data_length;
	want.isize = got.isize;
	want.checksum = got.checksum;
	assert_memory_equal(&got, &want, sizeof(got));
	user_close(&u);
	user_device_destroy(dev);
}

/* 3.7: the same as gzip on v3, and raw, where the checksum word stays 0 (item 5). */
static void
test_worked_example_gzip(void **state __rte_unused)
{
	static const char input[] = "123456789";
	struct soft_device *dev = user_device(3, 0, NULL);
	struct hisi_zip_sqe sqe, got;
	uint8_t out[4096];
	struct user u;

	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	sqe = user_request(3, HISI_ZIP_REQ_GZIP, input, 9, out, 4086);
	got = user_serve(&u, &sqe);
	assert_int_equal(got.dw3, 0);
	assert_int_equal(got.checksum, 0x9b63d02c);
	assert_int_equal(got.isize, 9);
	assert_memory_equal(out + got.produced - 8, "\x26\x39\xf4\xcb\x09\x00\x00\x00", 8);
	sqe = user_request(3, HISI_ZIP_REQ_DEFLATE, input, 9, out, 4096);
	got = user_serve(&u, &sqe);
	assert_int_equal(got.checksum, 0);
	assert_int_equal(got.isize, 9);
	assert_int_equal(got.dw26, UINT64_C(0x1122334455667788));
	user_close(&u);
	user_device_destroy(dev);
}

/* A stream as zlib makes it, with or without its header and trailer. */
struct stream {
	uint8_t data[8192];
	uint8_t *payload;	/* behind the header */
	uint32_t len;		/* from there, trailer included */
	uint8_t plain[4096];
	uint32_t plain_len;
};

static void
make_stream(struct stream *s, uint8_t type)
{
	int window = type == HISI_ZIP_REQ_ZLIB ? 15 : type == HISI_ZIP_REQ_GZIP ? 31 : -15;
	uint32_t header = type == HISI_ZIP_REQ_ZLIB ? 2 : type == HISI_ZIP_REQ_GZIP ? 10 : 0;
	uint32_t i;

	s->plain_len = sizeof(s->plain);
	for (i = 0; i < s->plain_len; i++)
		s->plain[i] = (i * 7 ^ i >> 5) & 0x3f;
	s->len = zlib_deflate(window, s->plain, s->plain_len, s->data, sizeof(s->data)) - header;
	s->payload = s->data + header;
}

static void
inflate_as(unsigned int qm, unsigned int workers, uint8_t type)
{
	struct soft_device *dev = user_device(qm, workers, NULL);
	struct stream s;
	uint8_t out[4096 + 1];
	struct hisi_zip_sqe sqe, got;
	struct user u;

	make_stream(&s, type);
	user_open(&u, dev, HISI_ZIP_QC_DECOMPRESS);
	sqe = user_request(qm, type, s.payload, s.len, out, sizeof(out));
	got = user_serve(&u, &sqe);
	/* Not 0x13: the kernel takes that for a failure (3.10). */
	assert_int_equal(user_status(&got), HISI_ZIP_OK);
	assert_int_equal(got.consumed, s.len);
	assert_int_equal(got.produced, s.plain_len);
	assert_int_equal(got.isize, s.plain_len);
	assert_memory_equal(out, s.plain, s.plain_len);
	if (type == HISI_ZIP_REQ_ZLIB)
		assert_int_equal(got.checksum, adler32(1, s.plain, s.plain_len));

	/* Room that fits exactly, then one byte too few. */
	sqe.dest_avail_out = s.plain_len;
	got = user_serve(&u, &sqe);
	assert_int_equal(user_status(&got), HISI_ZIP_OK);
	sqe.dest_avail_out = s.plain_len - 1;
	out[s.plain_len - 1] = 0xa5;
	got = user_serve(&u, &sqe);
	assert_int_equal(user_status(&got), HISI_ZIP_NO_SPACE);
	assert_int_equal(out[s.plain_len - 1], 0xa5);

	/* Input behind the end is not consumed (3.11). */
	sqe.dest_avail_out = sizeof(out);
	sqe.input_data_length = s.len + 5;
	got = user_serve(&u, &sqe);
	assert_int_equal(user_status(&got), HISI_ZIP_OK);
	assert_int_equal(got.consumed, s.len);
	user_close(&u);
	user_device_destroy(dev);
}

static void
test_inflate(void **state __rte_unused)
{
	inflate_as(2, 0, HISI_ZIP_REQ_ZLIB);
	inflate_as(2, 0, HISI_ZIP_REQ_GZIP);
	inflate_as(3, 0, HISI_ZIP_REQ_ZLIB);
	inflate_as(3, 0, HISI_ZIP_REQ_GZIP);
	inflate_as(3, 0, HISI_ZIP_REQ_DEFLATE);
	inflate_as(5, 1, HISI_ZIP_REQ_DEFLATE);
	inflate_as(3, 3, HISI_ZIP_REQ_GZIP);
}

static void
test_trailers(void **state __rte_unused)
{
	static const uint8_t types[] = { HISI_ZIP_REQ_ZLIB, HISI_ZIP_REQ_GZIP };
	struct soft_device *dev = user_device(3, 0, NULL);
	struct hisi_zip_sqe sqe, got;
	uint8_t out[4096];
	struct stream s;
	struct user u;
	unsigned int i, j;

	user_open(&u, dev, HISI_ZIP_QC_DECOMPRESS);
	for (i = 0; i < RTE_DIM(types); i++) {
		unsigned int size = types[i] == HISI_ZIP_REQ_ZLIB ? 4 : 8;

		make_stream(&s, types[i]);
		sqe = user_request(3, types[i], s.payload, s.len, out, sizeof(out));
		for (j = 1; j <= size; j++) {
			s.payload[s.len - j] ^= 1;
			got = user_serve(&u, &sqe);
			/* Checksum or length, any byte of it: one code (item 24). */
			assert_int_equal(user_status(&got), HISI_ZIP_BAD_TRAILER);
			s.payload[s.len - j] ^= 1;
		}
		for (j = 1; j <= size; j++) {
			sqe.input_data_length = s.len - j;
			got = user_serve(&u, &sqe);
			assert_int_equal(user_status(&got), HISI_ZIP_BAD_TRAILER);
			assert_int_not_equal(got.dw3 & HISI_ZIP_DW3_LAST, 0);
			assert_int_equal(got.ctx_dw0 & 0xf, 4);
		}
		sqe.input_data_length = s.len - size - 1;
		got = user_serve(&u, &sqe);
		assert_int_equal(user_status(&got), HISI_ZIP_BAD_DATA);
	}
	user_close(&u);
	user_device_destroy(dev);
}

static void
test_corrupt_data(void **state __rte_unused)
{
	/* A block type that does not exist; a distance before the start. */
	static const uint8_t bad_type[] = { 0x07, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00 };
	static const uint8_t bad_distance[] = { 0x03, 0xc2, 0xff, 0xff, 0xff, 0xff };
	static const uint8_t empty[] = { 0x03, 0x00 };
	struct soft_device *dev = user_device(3, 0, NULL);
	struct hisi_zip_sqe sqe, got;
	uint8_t out[64];
	struct user u;

	user_open(&u, dev, HISI_ZIP_QC_DECOMPRESS);
	sqe = user_request(3, HISI_ZIP_REQ_DEFLATE, bad_type, sizeof(bad_type), out, sizeof(out));
	got = user_serve(&u, &sqe);
	assert_int_equal(user_status(&got), HISI_ZIP_BAD_DATA);
	sqe = user_request(3, HISI_ZIP_REQ_DEFLATE, bad_distance, sizeof(bad_distance), out,
			sizeof(out));
	got = user_serve(&u, &sqe);
	assert_int_equal(user_status(&got), HISI_ZIP_BAD_DATA);
	assert_true(got.consumed <= sizeof(bad_distance));
	assert_true(got.produced <= sizeof(out));
	/* Cut before bits that are zero, as is what a decoder might find behind the end. */
	sqe = user_request(3, HISI_ZIP_REQ_DEFLATE, empty, 1, out, sizeof(out));
	got = user_serve(&u, &sqe);
	assert_int_equal(user_status(&got), HISI_ZIP_BAD_DATA);
	assert_in_range(got.consumed, 0, 1);
	sqe.input_data_length = sizeof(empty);
	got = user_serve(&u, &sqe);
	assert_int_equal(user_status(&got), HISI_ZIP_OK);
	assert_int_equal(got.consumed, sizeof(empty));
	assert_int_equal(got.produced, 0);
	user_close(&u);
	user_device_destroy(dev);
}

static void
test_no_space(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	uint8_t input[4096], out[8192];
	struct hisi_zip_sqe sqe, got;
	uint32_t i, size, x = 1;
	struct user u;

	for (i = 0; i < sizeof(input); i++)
		input[i] = (x = x * 1103515245 + 12345) >> 16;
	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	sqe = user_request(3, HISI_ZIP_REQ_GZIP, input, sizeof(input), out, sizeof(out));
	got = user_serve(&u, &sqe);
	/* Incompressible, so larger than the input: valid, and 0x0D is not made up (item 9). */
	assert_int_equal(user_status(&got), HISI_ZIP_OK);
	assert_true(got.produced > sizeof(input));
	size = got.produced;
	sqe.dest_avail_out = size;
	got = user_serve(&u, &sqe);
	assert_int_equal(user_status(&got), HISI_ZIP_OK);
	for (i = 0; i < size; i += 1 + i / 8) {
		memset(out + i, 0x5a, sizeof(out) - i);
		sqe.dest_avail_out = i;
		got = user_serve(&u, &sqe);
		assert_int_equal(user_status(&got), HISI_ZIP_NO_SPACE);
		assert_int_equal(out[i], 0x5a);
		assert_int_equal(out[i + 7], 0x5a);
	}
	user_close(&u);
	user_device_destroy(dev);
}

/*
 * Rooms that end within symbols decoded together: what ISA-L then takes for a bad
 * look back is no bad data.
 */
static void
test_no_space_inflate(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	uint8_t plain[300], packed[1024], out[32];
	uint32_t i, it, room, x = 7;
	struct user u;

	user_open(&u, dev, HISI_ZIP_QC_DECOMPRESS);
	for (it = 0; it < 500; it++) {
		z_stream z = { .next_in = plain, .avail_in = sizeof(plain),
			.next_out = packed, .avail_out = sizeof(packed) };

		for (i = 0; i < sizeof(plain); i++) {
			x = x * 1103515245 + 12345;
			plain[i] = (x >> 16) % 3 != 0 ? 'a' : 'a' + (x >> 16) % 20;
		}
		assert_int_equal(deflateInit2(&z, 1, Z_DEFLATED, -15, 1, Z_DEFAULT_STRATEGY), Z_OK);
		assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
		deflateEnd(&z);
		for (room = 1; room < 20; room++) {
			struct hisi_zip_sqe sqe = user_request(3, HISI_ZIP_REQ_DEFLATE, packed,
					z.total_out, out, room), got;

			out[room] = 0x5a;
			got = user_serve(&u, &sqe);
			assert_int_equal(user_status(&got), HISI_ZIP_NO_SPACE);
			assert_int_equal(out[room], 0x5a);
		}
	}
	user_close(&u);
	user_device_destroy(dev);
}

/* Descriptors the hardware would not take: error status, nothing consumed or produced. */
static void
test_malformed(void **state __rte_unused)
{
	uint8_t in[64] = { 1 }, out[64];
	const struct hisi_zip_sqe good = user_request(3, HISI_ZIP_REQ_DEFLATE, in, 64, out, 64);
	struct soft_device *dev = user_device(3, 0, NULL);
	struct hisi_zip_sqe bad[14], got;
	struct user u;
	unsigned int i, n = 0;

	for (i = 0; i < RTE_DIM(bad); i++)
		bad[i] = good;
	bad[n++].dw7 = 0x0a000000;			/* type of v2 */
	bad[n++].dw7 = 0x4a000000;			/* no type at all */
	bad[n++].dw7 |= HISI_ZIP_DW7_STATEFUL;
	bad[n++].stream_ctx_addr = (uintptr_t)in;
	bad[n++].dw9 = 0x4000;				/* request 0 */
	bad[n++].dw9 = 0x4004;				/* LZ4 is of v5 */
	bad[n++].dw9 = 0x4043;				/* LZ77 for zstd neither */
	bad[n++].dw9 = 0x40ff;
	bad[n++].dw9 |= 2 << HISI_ZIP_DW9_BUF_S;	/* neither flat nor lists */
	bad[n++].dw9 |= 0xf << HISI_ZIP_DW9_BUF_S;
	bad[n++].dw9 = HISI_ZIP_REQ_DEFLATE | 5 << HISI_ZIP_DW9_WIN_S;
	bad[n++].input_data_length = 0;
	bad[n++].input_data_length = HISI_ZIP_MAX_LEN + 1;
	bad[n++].dest_avail_out = HISI_ZIP_MAX_LEN + 1;
	assert_int_equal(n, RTE_DIM(bad));

	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	for (i = 0; i < n; i++) {
		got = user_serve(&u, &bad[i]);
		assert_int_equal(user_status(&got), HISI_ZIP_BAD_SQE);
		assert_int_equal(got.consumed, 0);
		assert_int_equal(got.produced, 0);
	}
	/* The queue goes on. */
	got = user_serve(&u, &good);
	assert_int_equal(user_status(&got), HISI_ZIP_OK);
	user_close(&u);
	user_device_destroy(dev);
}

static void
test_v2_has_no_raw_deflate(void **state __rte_unused)
{
	struct soft_device *dev = user_device(2, 0, NULL);
	uint8_t in[64] = { 1 }, out[128];
	struct hisi_zip_sqe sqe, got;
	struct user u;

	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	sqe = user_request(2, HISI_ZIP_REQ_DEFLATE, in, sizeof(in), out, sizeof(out));
	got = user_serve(&u, &sqe);
	assert_int_equal(user_status(&got), HISI_ZIP_BAD_SQE);
	assert_int_equal(got.dw13, 0x12345678);
	user_close(&u);
	user_device_destroy(dev);
}

static void
test_null_engine(void **state __rte_unused)
{
	struct soft_config config = {
		.class = SOFT_CLASS_ZIP, .qm = 3, .engine = SOFT_ENGINE_NULL,
	};
	struct soft_device *dev;
	struct hisi_zip_sqe sqe, got;
	struct user u;

	assert_int_equal(user_device_create(&config, &dev), 0);
	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	/* Addresses that cannot be accessed: the null engine does not access them. */
	sqe = user_request(3, HISI_ZIP_REQ_DEFLATE, (void *)1, 100, (void *)1, 60);
	got = user_serve(&u, &sqe);
	assert_int_equal(user_status(&got), HISI_ZIP_OK);
	assert_int_equal(got.consumed, 100);
	assert_int_equal(got.produced, 60);
	user_close(&u);
	user_device_destroy(dev);
}

/* Windows limit distances: a decoder with that window decodes the stream (3.3). */
static void
test_windows(void **state __rte_unused)
{
	static const struct {
		uint8_t code;
		int bits;
	} windows[] = { { 0, 12 }, { 1, 13 }, { 2, 14 }, { 3, 15 }, { 4, 15 } };
	struct soft_device *dev = user_device(3, 0, NULL);
	uint8_t *in = malloc(1 << 18), *out = malloc(1 << 18), *back = malloc(1 << 18);
	uint32_t i, w, level, x = 7;
	struct user u;

	assert_true(in != NULL && out != NULL && back != NULL);
	/* Repeats at any distance up to 64 KiB. */
	for (i = 0; i < 1 << 18; i++)
		in[i] = i < 1 << 12 || i % 64 != 0 ? (x = x * 1103515245 + 12345) >> 20 & 3 : 0;
	for (i = 1 << 16; i < 1 << 18; i++)
		in[i] = in[i - (1 << (9 + i / 4096 % 8)) + 1];
	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	for (w = 0; w < RTE_DIM(windows); w++) {
		for (level = 0; level < 10; level++) {
			struct hisi_zip_sqe sqe = user_request(3, HISI_ZIP_REQ_DEFLATE, in, 1 << 18,
					out, 1 << 18), got;
			z_stream z = { .next_in = out, .next_out = back, .avail_out = 1 << 18 };

			sqe.dw9 = HISI_ZIP_REQ_DEFLATE | windows[w].code << HISI_ZIP_DW9_WIN_S;
			sqe.dw10 = level;
			got = user_serve(&u, &sqe);
			assert_int_equal(user_status(&got), HISI_ZIP_OK);
			z.avail_in = got.produced;
			assert_int_equal(inflateInit2(&z, -windows[w].bits), Z_OK);
			assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
			inflateEnd(&z);
			assert_memory_equal(in, back, 1 << 18);
		}
	}
	free(in);
	free(out);
	free(back);
	user_close(&u);
	user_device_destroy(dev);
}

static void
test_largest_request(void **state __rte_unused)
{
	struct soft_device *dev = user_device(3, 0, NULL);
	uint32_t len = HISI_ZIP_MAX_LEN;
	uint8_t *in = malloc(len), *out = malloc(len), *back = malloc(len);
	struct hisi_zip_sqe sqe, got;
	struct user u, d;
	uint32_t i;

	assert_true(in != NULL && out != NULL && back != NULL);
	for (i = 0; i < len; i++)
		in[i] = i >> 6 ^ i;
	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	user_open(&d, dev, HISI_ZIP_QC_DECOMPRESS);
	sqe = user_request(3, HISI_ZIP_REQ_ZLIB, in, len, out, len);
	got = user_serve(&u, &sqe);
	assert_int_equal(user_status(&got), HISI_ZIP_OK);
	sqe = user_request(3, HISI_ZIP_REQ_ZLIB, out, got.produced, back, len);
	got = user_serve(&d, &sqe);
	assert_int_equal(user_status(&got), HISI_ZIP_OK);
	assert_int_equal(got.produced, len);
	assert_memory_equal(in, back, len);
	free(in);
	free(out);
	free(back);
	user_close(&d);
	user_close(&u);
	user_device_destroy(dev);
}

int
test_soft_zip(void)
{
	static const struct CMUnitTest tests[] = {
		user_unit_test(test_worked_example_zlib),
		user_unit_test(test_worked_example_gzip),
		user_unit_test(test_inflate),
		user_unit_test(test_trailers),
		user_unit_test(test_corrupt_data),
		user_unit_test(test_no_space),
		user_unit_test(test_no_space_inflate),
		user_unit_test(test_malformed),
		user_unit_test(test_v2_has_no_raw_deflate),
		user_unit_test(test_null_engine),
		user_unit_test(test_windows),
		user_unit_test(test_largest_request),
	};

	return TEST_RUN_GROUP("soft zip", tests, NULL, NULL);
}

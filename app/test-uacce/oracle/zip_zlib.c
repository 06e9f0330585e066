/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Data for the tests of uacce_zip, and zlib as their oracle. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include <rte_common.h>

#include "test.h"
#include "test_util.h"
#include "zip_zlib.h"

const uint32_t zip_sizes[] = {
	1, 2, 3, 7, 8, 63, 64, 65, 199, 200, 201, 255, 256, 1000, 4095, 4096, 4097, 16384, 32768,
	60000, ZIP_BUF,
};
const unsigned int zip_nb_sizes = RTE_DIM(zip_sizes);

/* The message of the last inflate, which is a constant of zlib. */
static __thread const char *zlib_error = "";

static void
fill_random(uint8_t *data, uint32_t len)
{
	uint32_t i;

	for (i = 0; i < len; i++)
		data[i] = test_rand() >> 56;
}

/* Words out of a few, with digits between them: matches of all lengths and literals. */
static void
fill_text(uint8_t *data, uint32_t len)
{
	static const char *const words[] = {
		"queue ", "descriptor ", "a ", "the ", "doorbell ", "of ", "window ", "stream.\n",
		"completion ", "phase ", "and ", "address, ", "in ", "ring ", "with ", "to ",
	};
	uint32_t at = 0, n;
	const char *word;

	while (at < len) {
		word = words[test_rand() >> 60];
		n = RTE_MIN(len - at, (uint32_t)strlen(word));
		memcpy(data + at, word, n);
		at += n;
		if (at < len && test_rand() >> 61 == 0)
			data[at++] = '0' + (test_rand() >> 32) % 10;
	}
}

void
zip_fill_period(uint8_t *data, uint32_t len, uint32_t period)
{
	uint32_t i;

	fill_random(data, RTE_MIN(len, period));
	for (i = period; i < len; i++)
		data[i] = data[i - period];
}

static void
fill_compressed(uint8_t *data, uint32_t len)
{
	static const struct zip_zlib params = { 6, 15, 8, Z_DEFAULT_STRATEGY };
	static uint8_t text[ZIP_BUF], stream[ZIP_STREAM_MAX];
	uint32_t n, at = 0;

	while (at < len) {
		fill_text(text, sizeof(text));
		n = zip_zlib_deflate(&params, text, sizeof(text), stream);
		n = RTE_MIN(len - at, n);
		memcpy(data + at, stream, n);
		at += n;
	}
}

void
zip_fill(enum zip_data kind, uint8_t *data, uint32_t len)
{
	switch (kind) {
	case ZIP_ZEROS:
		memset(data, 0, len);
		break;
	case ZIP_ONES:
		memset(data, 0xff, len);
		break;
	case ZIP_RANDOM:
		fill_random(data, len);
		break;
	case ZIP_TEXT:
		fill_text(data, len);
		break;
	case ZIP_PERIODIC:
		zip_fill_period(data, len, test_rand_range(1, RTE_MAX(len / 2, 1u)));
		break;
	default:
		fill_compressed(data, len);
		break;
	}
}

uint32_t
zip_zlib_deflate(const struct zip_zlib *params, const void *src, uint32_t len, uint8_t *out)
{
	z_stream strm = { 0 };

	assert_int_equal(deflateInit2(&strm, params->level, Z_DEFLATED, -params->window,
			params->mem_level, params->strategy), Z_OK);
	strm.next_in = (Bytef *)(uintptr_t)src;
	strm.avail_in = len;
	strm.next_out = out;
	strm.avail_out = ZIP_STREAM_MAX;
	assert_int_equal(deflate(&strm, Z_FINISH), Z_STREAM_END);
	assert_int_equal(strm.total_in, len);
	deflateEnd(&strm);
	return strm.total_out;
}

/*
 * With a byte of output for each call zlib compares each distance with the window. With more it
 * also takes a distance into what the same call wrote.
 */
static int
inflate_by_bytes(z_stream *strm, uint32_t room)
{
	uint32_t i;
	int ret = Z_OK;

	for (i = 0; i < room && ret == Z_OK; i++) {
		strm->avail_out = 1;
		ret = inflate(strm, Z_NO_FLUSH);
	}
	return ret;
}

int
zip_zlib_inflate(int window, const void *src, uint32_t len, uint8_t *out, uint32_t room,
		uint32_t *consumed, uint32_t *produced)
{
	z_stream strm = { 0 };
	uint8_t none;
	int ret = Z_OK;

	assert_int_equal(inflateInit2(&strm, -window), Z_OK);
	strm.next_in = (Bytef *)(uintptr_t)src;
	strm.avail_in = len;
	strm.next_out = out == NULL ? &none : out;
	if (window < 15)
		ret = inflate_by_bytes(&strm, room);
	if (ret == Z_OK) {
		strm.avail_out = room - strm.total_out;
		ret = inflate(&strm, Z_FINISH);
	}
	zip_zlib_set_error(strm.msg);
	*consumed = strm.total_in;
	*produced = strm.total_out;
	inflateEnd(&strm);
	return ret;
}

const char *
zip_zlib_error(void)
{
	return zlib_error;
}

void
zip_zlib_set_error(const char *message)
{
	zlib_error = message == NULL ? "" : message;
}

static uint32_t
get_bits(const uint8_t *data, uint32_t len, uint64_t at, unsigned int n)
{
	uint32_t value = 0;
	unsigned int i;

	for (i = 0; i < n; i++, at++)
		if (at / 8 < len)
			value |= (data[at / 8] >> at % 8 & 1u) << i;
	return value;
}

uint64_t
zip_zlib_last_block(const void *src, uint32_t len, uint32_t *before)
{
	static __thread uint8_t out[ZIP_BUF];
	z_stream strm = { 0 };
	uint64_t at = 0;
	int ret;

	*before = 0;
	assert_int_equal(inflateInit2(&strm, -15), Z_OK);
	strm.next_in = (Bytef *)(uintptr_t)src;
	strm.avail_in = len;
	do {
		strm.next_out = out;
		strm.avail_out = sizeof(out);
		ret = inflate(&strm, Z_BLOCK);
		/* At the end of a block the last byte may have bits that were not used. */
		if (ret == Z_OK && (strm.data_type & 128) != 0) {
			at = strm.total_in * UINT64_C(8) - (strm.data_type & 7);
			*before = strm.total_out;
		}
	} while (ret == Z_OK);
	inflateEnd(&strm);
	return at;
}

/* Whether the codes for code lengths are too few, so that some are unused, and not too many. */
static bool
code_lengths_are_incomplete(const uint8_t *src, uint32_t len)
{
	/* Their number follows the type of the block and two other numbers (RFC 1951, 3.2.7). */
	unsigned int i, bits, used = 0, n;
	uint32_t before;
	uint64_t at = zip_zlib_last_block(src, len, &before) + 3 + 5 + 5;

	n = get_bits(src, len, at, 4) + 4;
	for (i = 0; i < n; i++) {
		bits = get_bits(src, len, at + 4 + 3 * i, 3);
		used += bits == 0 ? 0 : 128u >> bits;
	}
	return used < 128;
}

bool
zip_zlib_incomplete_set(const void *src, uint32_t len)
{
	if (strcmp(zlib_error, "invalid code lengths set") == 0)
		return code_lengths_are_incomplete(src, len);
	return strcmp(zlib_error, "invalid literal/lengths set") == 0 ||
		strcmp(zlib_error, "invalid distances set") == 0;
}

/* The header of a block with codes of its own (RFC 1951, 3.2.7), which may be cut short. */
struct header {
	const uint8_t *src;
	uint32_t len;
	uint64_t at;			/* next bit */
	uint8_t code_lens[19];		/* of the codes for code lengths */
	uint8_t lens[288 + 32];
};

static bool
header_take(struct header *h, unsigned int n, uint32_t *value)
{
	if (h->at + n > h->len * UINT64_C(8))
		return false;
	*value = get_bits(h->src, h->len, h->at, n);
	h->at += n;
	return true;
}

/* Decode bit by bit, as codes of one length are consecutive numbers (RFC 1951, 3.2.2). */
static bool
header_take_symbol(struct header *h, unsigned int *symbol)
{
	uint32_t code = 0, next = 0, bit;
	unsigned int len;

	for (len = 1; len < 8; len++, code <<= 1, next <<= 1) {
		if (!header_take(h, 1, &bit))
			return false;
		code |= bit;
		for (*symbol = 0; *symbol < RTE_DIM(h->code_lens); (*symbol)++)
			if (h->code_lens[*symbol] == len && next++ == code)
				return true;
	}
	return false;
}

static bool
header_take_counts(struct header *h, uint32_t *nb_literals, uint32_t *nb_distances)
{
	static const uint8_t order[] = {
		16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
	};
	uint32_t type, value, nb_codes, i;

	if (!header_take(h, 3, &type) || type >> 1 != 2 || !header_take(h, 5, nb_literals) ||
			!header_take(h, 5, nb_distances) || !header_take(h, 4, &nb_codes))
		return false;
	*nb_literals += 257;
	*nb_distances += 1;
	for (i = 0; i < nb_codes + 4; i++) {
		if (!header_take(h, 3, &value))
			return false;
		h->code_lens[order[i]] = value;
	}
	return true;
}

static bool
lens_are_too_many(const uint8_t *lens, uint32_t n)
{
	uint32_t i, used = 0;

	for (i = 0; i < n; i++)
		used += lens[i] == 0 ? 0 : 32768u >> lens[i];
	return used > 32768;
}

bool
zip_header_is_invalid(const void *src, uint32_t len)
{
	static const uint8_t repeats[] = { 3, 3, 11 }, extra_bits[] = { 2, 3, 7 };
	uint32_t nb_literals, nb_distances, before, total, n = 0, more = 0;
	struct header h = { .src = src, .len = len };
	bool whole = true;
	unsigned int symbol;

	h.at = zip_zlib_last_block(src, len, &before);
	if (!header_take_counts(&h, &nb_literals, &nb_distances))
		return false;
	total = nb_literals + nb_distances;
	while (whole && n < total && header_take_symbol(&h, &symbol)) {
		if (symbol < 16) {
			h.lens[n++] = symbol;
			continue;
		}
		/* If the bits with the number of repeats are cut off, it is at least the smallest. */
		whole = header_take(&h, extra_bits[symbol - 16], &more);
		more = repeats[symbol - 16] + (whole ? more : 0);
		if (n + more > total || (symbol == 16 && n == 0))
			return true;
		memset(h.lens + n, symbol == 16 ? h.lens[n - 1] : 0, more);
		n += more;
	}
	/* Symbol 256 ends a block, so it must have a code. */
	return (n > 256 && h.lens[256] == 0) ||
		lens_are_too_many(h.lens, RTE_MIN(n, nb_literals)) ||
		(n > nb_literals && lens_are_too_many(h.lens + nb_literals, n - nb_literals));
}

const char *
zip_judge_decodes(int window, const void *stream, uint32_t len, const void *data,
		uint32_t data_len)
{
	static __thread uint8_t out[ZIP_STREAM_MAX];
	uint32_t consumed, produced;

	assert_true(data_len < sizeof(out));
	/* A byte of room more than needed, so that output behind the data would show. */
	TEST_EXPECT(zip_zlib_inflate(window, stream, len, out, data_len + 1, &consumed,
			&produced) == Z_STREAM_END);
	TEST_EXPECT(consumed == len);
	TEST_EXPECT(produced == data_len);
	TEST_EXPECT(test_is_same(out, data, data_len));
	return NULL;
}

void
zip_assert_decodes(int window, const void *stream, uint32_t len, const void *data,
		uint32_t data_len)
{
	test_assert_right(zip_judge_decodes(window, stream, len, data, data_len));
}

uint64_t
zip_sum(enum rte_comp_checksum_type type, const void *data, uint32_t len)
{
	switch (type) {
	case RTE_COMP_CHECKSUM_CRC32:
		return crc32(0, data, len);
	case RTE_COMP_CHECKSUM_ADLER32:
		return adler32(1, data, len);
	case RTE_COMP_CHECKSUM_CRC32_ADLER32:
		return (uint64_t)adler32(1, data, len) << 32 | crc32(0, data, len);
	default:
		/* An operation without a checksum leaves what the test wrote there. */
		return ZIP_NO_CHKSUM;
	}
}

/* Streams that a thread makes once and keeps: compressors by window and size of their tables. */
static __thread z_stream kept_deflates[16][10];
static __thread z_stream kept_inflate;

void
zip_zlib_end_thread(void)
{
	unsigned int i, k;

	/* Those that were never made have no state, and the calls refuse them. */
	for (i = 0; i < RTE_DIM(kept_deflates); i++)
		for (k = 0; k < RTE_DIM(kept_deflates[0]); k++)
			deflateEnd(&kept_deflates[i][k]);
	inflateEnd(&kept_inflate);
}

static z_stream *
kept_deflate(const struct zip_zlib *params)
{
	z_stream *strm = &kept_deflates[params->window][params->mem_level];

	if (strm->state == NULL)
		assert_int_equal(deflateInit2(strm, params->level, Z_DEFLATED, -params->window,
				params->mem_level, params->strategy), Z_OK);
	assert_int_equal(deflateReset(strm), Z_OK);
	strm->avail_in = 0;
	assert_int_equal(deflateParams(strm, params->level, params->strategy), Z_OK);
	return strm;
}

uint32_t
zip_zlib_pack(const struct zip_zlib *params, const void *src, uint32_t len, uint8_t *out,
		uint32_t room)
{
	z_stream *strm = kept_deflate(params);

	strm->next_in = (Bytef *)(uintptr_t)src;
	strm->avail_in = len;
	strm->next_out = out;
	strm->avail_out = room;
	assert_int_equal(deflate(strm, Z_FINISH), Z_STREAM_END);
	assert_int_equal(strm->total_in, len);
	return strm->total_out;
}

int
zip_zlib_unpack(const void *src, uint32_t len, uint8_t *out, uint32_t room, uint32_t *consumed,
		uint32_t *produced)
{
	z_stream *kept = &kept_inflate;
	uint8_t none;
	int ret;

	if (kept->state == NULL)
		assert_int_equal(inflateInit2(kept, -15), Z_OK);
	assert_int_equal(inflateReset(kept), Z_OK);
	kept->next_in = (Bytef *)(uintptr_t)src;
	kept->avail_in = len;
	kept->next_out = room == 0 ? &none : out;
	kept->avail_out = room;
	kept->msg = NULL;
	ret = inflate(kept, Z_SYNC_FLUSH);
	zip_zlib_set_error(kept->msg);
	*consumed = kept->total_in;
	*produced = kept->total_out;
	return ret;
}

static const char *
judge_unpacks(const void *stream, uint32_t len, const void *data, uint32_t data_len, uint8_t *out)
{
	uint32_t consumed, produced;

	/* A byte of room more than needed, so that output behind the data would show. */
	TEST_EXPECT(zip_zlib_unpack(stream, len, out, data_len + 1, &consumed, &produced) ==
			Z_STREAM_END);
	TEST_EXPECT(consumed == len);
	TEST_EXPECT(produced == data_len);
	TEST_EXPECT(test_is_same(out, data, data_len));
	return NULL;
}

const char *
zip_judge_unpacks(const void *stream, uint32_t len, const void *data, uint32_t data_len)
{
	uint8_t *out = malloc(data_len + 1);
	const char *wrong;

	assert_non_null(out);
	wrong = judge_unpacks(stream, len, data, data_len, out);
	free(out);
	return wrong;
}

void
zip_assert_unpacks(const void *stream, uint32_t len, const void *data, uint32_t data_len)
{
	test_assert_right(zip_judge_unpacks(stream, len, data, data_len));
}

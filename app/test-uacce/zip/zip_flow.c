/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* A stream of stateful operations, which zlib decodes operation by operation. */

#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include <rte_common.h>

#include "zip_flow.h"

/* Most consecutive operations that make no progress. */
#define MAX_IDLE	3u

static z_stream *
new_inflate(void)
{
	z_stream *strm = calloc(1, sizeof(*strm));

	assert_non_null(strm);
	assert_int_equal(inflateInit2(strm, -15), Z_OK);
	return strm;
}

void
zip_flow_open(struct zip_flow *f, const struct zip_port *port, const struct rte_comp_xform *xform)
{
	memset(f, 0, sizeof(*f));
	f->port = port;
	f->decompress = xform->type == RTE_COMP_DECOMPRESS;
	f->type = f->decompress ? xform->decompress.chksum : xform->compress.chksum;
	f->stream = zip_make_stream(port, xform);
	f->whole = new_inflate();
	f->part = new_inflate();
	f->min_room = 1;
	f->max_room = 5000;
	f->max_piece = 5000;
	f->max_segs = 1;
	f->flushes = ZIP_FLOW_ALL;
}

void
zip_flow_open_port(struct zip_flow *f, bool decompress)
{
	struct rte_comp_xform xform = zip_xform(decompress, 15);

	zip_flow_open(f, &zip_port, &xform);
}

void
zip_flow_close(struct zip_flow *f)
{
	assert_int_equal(rte_compressdev_stream_free(f->port->id, f->stream), 0);
	zip_flow_free(f);
}

void
zip_flow_free(struct zip_flow *f)
{
	inflateEnd(f->whole);
	inflateEnd(f->part);
	free(f->whole);
	free(f->part);
	free(f->out);
	memset(f, 0, sizeof(*f));
}

static void
begin(struct zip_flow *f)
{
	assert_int_equal(inflateReset(f->whole), Z_OK);
	assert_int_equal(inflateReset(f->part), Z_OK);
	f->at = 0;
	f->piece_end = 0;
	f->out_len = 0;
	f->decoded = 0;
	f->part_from = 0;
	f->part_decoded = 0;
	f->idle = 0;
	f->out_of_space = false;
	f->ended = false;
}

void
zip_flow_compress(struct zip_flow *f, const void *data, uint32_t len)
{
	assert_false(f->decompress);
	begin(f);
	f->data = data;
	f->data_len = len;
	f->in = data;
	f->in_len = len;
	f->in_end = len;
}

void
zip_flow_decompress(struct zip_flow *f, const void *packed, uint32_t packed_len, uint32_t behind,
		const void *data, uint32_t len)
{
	assert_true(f->decompress);
	begin(f);
	f->data = data;
	f->data_len = len;
	f->in = packed;
	f->in_len = packed_len + behind;
	f->in_end = packed_len;
}

static enum rte_comp_flush_flag
draw_flush(const struct zip_flow *f)
{
	enum rte_comp_flush_flag flush;

	do {
		flush = test_rand_range(RTE_COMP_FLUSH_NONE, RTE_COMP_FLUSH_FINAL);
	} while ((f->flushes & 1u << flush) == 0);
	return flush;
}

/* A size of a random order of magnitude. */
static uint32_t
draw_size(uint32_t min, uint32_t max)
{
	uint32_t top = max;

	while (top > min && top > 1 && (test_rand() >> 62) != 0)
		top /= 2;
	return test_rand_range(min, RTE_MAX(top, min));
}

/* Draw the next piece of input and its flush flag. */
static void
draw_piece(struct zip_flow *f)
{
	uint32_t left = f->in_len - f->at;

	f->piece_end = f->at + draw_size(0, RTE_MIN(left, f->max_piece));
	f->flush = RTE_COMP_FLUSH_NONE;
	if (f->decompress)
		return;
	f->flush = draw_flush(f);
	/* A stream ends with the last data, or with an empty operation behind them. */
	if (left == 0)
		f->flush = RTE_COMP_FLUSH_FINAL;
	else if (f->flush == RTE_COMP_FLUSH_FINAL)
		f->piece_end = f->in_len;
}

bool
zip_flow_next(struct zip_flow *f)
{
	struct zip_task *t = &f->task;

	if (f->ended)
		return false;
	if (!f->out_of_space)
		draw_piece(f);
	else if (f->decompress && (test_rand() & 1))
		f->piece_end += draw_size(0, RTE_MIN(f->in_len - f->piece_end, f->max_piece));
	*t = (struct zip_task) {
		.decompress = f->decompress,
		.stream = f->stream,
		.flush = f->flush,
		.src = f->in + f->at,
		.len = f->piece_end - f->at,
		.room = draw_size(f->min_room, f->max_room),
		.src_segs = draw_size(1, f->max_segs),
		.dst_segs = draw_size(1, f->max_segs),
	};
	f->out = realloc(f->out, f->out_len + t->room);
	assert_non_null(f->out);
	t->out = f->out + f->out_len;
	f->ops++;
	return true;
}

/* Decode new output of the device, which must be the data from @p *decoded on. */
static const char *
follow(z_stream *strm, const struct zip_task *t, const uint8_t *data, uint32_t data_len,
		uint32_t *decoded, int *ret)
{
	static __thread uint8_t buf[1 << 16];
	uint32_t n;

	strm->next_in = t->out;
	strm->avail_in = t->produced;
	do {
		strm->next_out = buf;
		strm->avail_out = sizeof(buf);
		*ret = inflate(strm, Z_SYNC_FLUSH);
		n = sizeof(buf) - strm->avail_out;
		TEST_EXPECT(*decoded + n <= data_len);
		TEST_EXPECT(test_is_same(buf, data + *decoded, n));
		*decoded += n;
	} while (*ret == Z_OK && strm->avail_out == 0);
	TEST_EXPECT(*ret == Z_OK || *ret == Z_BUF_ERROR || *ret == Z_STREAM_END);
	TEST_EXPECT(strm->avail_in == 0);
	return NULL;
}

static const char *
judge_compress(struct zip_flow *f, const struct zip_task *t)
{
	int whole, part;

	f->at += t->consumed;
	TEST_EXPECT_RIGHT(follow(f->whole, t, f->data, f->at, &f->decoded, &whole));
	TEST_EXPECT_RIGHT(follow(f->part, t, f->data + f->part_from, f->at - f->part_from,
			&f->part_decoded, &part));
	f->ended = t->status == RTE_COMP_OP_STATUS_SUCCESS && f->flush == RTE_COMP_FLUSH_FINAL;
	if (t->status != RTE_COMP_OP_STATUS_SUCCESS)
		return NULL;
	TEST_EXPECT(t->consumed == t->len);
	TEST_EXPECT((whole == Z_STREAM_END) == f->ended);
	TEST_EXPECT((part == Z_STREAM_END) == f->ended);
	if (f->flush != RTE_COMP_FLUSH_NONE) {
		TEST_EXPECT(f->decoded == f->at);
		TEST_EXPECT(f->part_decoded == f->at - f->part_from);
	}
	if (f->flush == RTE_COMP_FLUSH_FULL) {
		assert_int_equal(inflateReset(f->part), Z_OK);
		f->part_from = f->at;
		f->part_decoded = 0;
	}
	return NULL;
}

static const char *
judge_decompress(struct zip_flow *f, const struct zip_task *t)
{
	uint32_t done = f->out_len + t->produced;

	f->at += t->consumed;
	/* The device may not consume bytes behind the end of the stream. */
	TEST_EXPECT(f->at <= f->in_end);
	TEST_EXPECT(done <= f->data_len);
	TEST_EXPECT(test_is_same(t->out, f->data + f->out_len, t->produced));
	if (t->status != RTE_COMP_OP_STATUS_SUCCESS)
		return NULL;
	/* An operation that leaves input has reached the end of the stream. */
	f->ended = f->at == f->in_end;
	TEST_EXPECT(f->ended || t->consumed == t->len);
	TEST_EXPECT(!f->ended || done == f->data_len);
	return NULL;
}

static uint64_t
sum_so_far(const struct zip_flow *f)
{
	return zip_sum(f->type, f->data, f->decompress ? f->out_len : f->at);
}

const char *
zip_flow_judge(struct zip_flow *f)
{
	const struct zip_task *t = &f->task;

	TEST_EXPECT(t->status == RTE_COMP_OP_STATUS_SUCCESS ||
			t->status == RTE_COMP_OP_STATUS_OUT_OF_SPACE_RECOVERABLE);
	TEST_EXPECT_RIGHT(f->decompress ? judge_decompress(f, t) : judge_compress(f, t));
	f->out_len += t->produced;
	if (f->type != RTE_COMP_CHECKSUM_NONE)
		TEST_EXPECT(t->chksum == sum_so_far(f));
	f->out_of_space = t->status == RTE_COMP_OP_STATUS_OUT_OF_SPACE_RECOVERABLE;
	f->idle = f->out_of_space && t->consumed + t->produced == 0 ? f->idle + 1 : 0;
	TEST_EXPECT(f->idle <= MAX_IDLE);
	return NULL;
}

void
zip_flow_check(struct zip_flow *f)
{
	test_assert_right(zip_flow_judge(f));
}

void
zip_flow_run(struct zip_flow *f)
{
	while (zip_flow_next(f)) {
		zip_task_run(f->port, &f->task, 1);
		zip_flow_check(f);
	}
}

void
zip_flow_step(struct zip_flow *f, uint32_t len, enum rte_comp_flush_flag flush, uint32_t room)
{
	f->out_of_space = true;
	f->piece_end = f->at + len;
	f->flush = flush;
	f->min_room = room;
	f->max_room = room;
	assert_true(zip_flow_next(f));
	/* zip_flow_next() may have drawn more input for decompression. */
	f->task.len = len;
	f->piece_end = f->at + len;
	zip_task_run(f->port, &f->task, 1);
	zip_flow_check(f);
}

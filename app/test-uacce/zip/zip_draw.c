/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Random operations of uacce_zip: everything an operation can be is drawn from the seed, and what
 * has to come of it is known beforehand.
 */

#include <string.h>

#include <zlib.h>

#include <rte_common.h>

#include "zip_draw.h"

#define MAX_OFFSET	80u

/* Short lengths most of the time, so that there can be many operations. */
static uint32_t
draw_len(void)
{
	uint32_t r = test_rand_range(0, 99);

	if (r < 65)
		return test_rand_range(0, 300);
	if (r < 94)
		return test_rand_range(0, 3000);
	if (test_rand_range(0, 9) != 0)
		return test_rand_range(0, 20000);
	return test_rand_range(0, ZIP_DIFF_LEN);
}

static uint32_t
draw_segs(void)
{
	if (test_rand() & 1)
		return 1;
	return zip_diff_one_in(200) ? test_rand_range(17, 700) : test_rand_range(2, 16);
}

static struct zip_zlib
draw_zlib(void)
{
	static const int strategies[] = {
		Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED,
	};

	return (struct zip_zlib) {
		.level = test_rand_range(0, 9),
		.window = test_rand_range(9, 15),
		.mem_level = test_rand() & 1 ? 8 : 1,
		.strategy = strategies[test_rand() % RTE_DIM(strategies)],
	};
}

static void
draw_data(struct zip_diff_op *op)
{
	op->data_len = draw_len();
	op->before = zip_diff_one_in(4) ? test_rand_range(0, 500) : 0;
	op->data = zip_diff.pools[test_rand() % ZIP_NB_DATA] + op->before +
		test_rand_range(0, ZIP_DIFF_POOL - op->data_len - op->before);
}

/* Room for all that compression makes of so many bytes. */
static uint32_t
bound(uint32_t len)
{
	return len + len / 8 + 64 + ZIP_V2_TRAILER;
}

static void
draw_compress(struct zip_diff_op *op, struct zip_task *t)
{
	t->flush = RTE_COMP_FLUSH_FINAL;
	t->src = op->data;
	t->len = op->data_len;
	t->room = zip_diff_one_in(3) ? test_rand_range(1, bound(t->len)) : bound(t->len);
}

static uint32_t
draw_room(uint32_t len)
{
	switch (test_rand_range(0, 5)) {
	case 0:
		return RTE_MAX(len, 1u);
	case 1:
		return RTE_MAX(len, 2u) - 1;
	case 2:
		return test_rand_range(1, len + 1);
	default:
		return len + test_rand_range(1, 300);
	}
}

static void
pack(struct zip_diff_op *op)
{
	struct zip_zlib params = draw_zlib();

	op->packed_len = zip_zlib_pack(&params, op->data, op->data_len, op->packed,
			ZIP_DIFF_PACKED);
}

static void
draw_decompress(struct zip_diff_op *op, struct zip_task *t)
{
	uint32_t behind = zip_diff_one_in(4) ? test_rand_range(1, ZIP_DIFF_BEHIND) : 0;

	pack(op);
	zip_fill(ZIP_RANDOM, op->packed + op->packed_len, behind);
	t->flush = test_rand_range(RTE_COMP_FLUSH_NONE, RTE_COMP_FLUSH_FINAL);
	t->src = op->packed;
	t->len = op->packed_len + behind;
	t->room = draw_room(op->data_len);
}

static void
draw_damaged(struct zip_diff_op *op, struct zip_task *t)
{
	op->data_len = RTE_MIN(op->data_len, 20000u);
	pack(op);
	zip_diff_damage(op->packed, &op->packed_len);
	t->src = op->packed;
	t->len = op->packed_len;
	t->room = op->data_len + test_rand_range(1, 1000);
}

static void
clear(struct zip_diff_op *op, struct zip_task *t)
{
	uint8_t *packed = op->packed, *out = op->out;

	*op = (struct zip_diff_op) { .packed = packed, .out = out };
	memset(t, 0, sizeof(*t));
}

void
zip_draw_stateless(struct zip_diff_port *p, struct zip_diff_op *op, struct zip_task *t)
{
	uint32_t r = test_rand_range(0, 19);

	clear(op, t);
	op->kind = r == 0 ? ZIP_KIND_DAMAGED : r & 1 ? ZIP_KIND_COMPRESS : ZIP_KIND_DECOMPRESS;
	draw_data(op);
	if (op->kind == ZIP_KIND_COMPRESS)
		draw_compress(op, t);
	else if (op->kind == ZIP_KIND_DECOMPRESS)
		draw_decompress(op, t);
	else
		draw_damaged(op, t);
	t->decompress = op->kind != ZIP_KIND_COMPRESS;
	op->xform = &p->xforms[t->decompress][test_rand() % ZIP_DIFF_XFORMS];
	t->xform = op->xform->priv;
	if (op->xform->type != RTE_COMP_CHECKSUM_NONE && op->before != 0)
		t->input_chksum = zip_sum(op->xform->type, op->data - op->before, op->before);
	t->src_segs = draw_segs();
	t->dst_segs = draw_segs();
	t->src_offset = zip_diff_one_in(2) ? test_rand_range(0, MAX_OFFSET) : 0;
	t->dst_offset = zip_diff_one_in(2) ? test_rand_range(0, MAX_OFFSET) : 0;
	t->out = op->out;
}

/* Begin a stream on a flow, or on a new one in its place. */
static void
begin_flow(struct zip_diff_port *p, unsigned int i, struct zip_diff_op *op)
{
	struct zip_flow *f = &p->flows[i];
	struct zip_zlib params = draw_zlib();
	uint32_t len, behind = zip_diff_one_in(3) ? test_rand_range(1, ZIP_DIFF_BEHIND) : 0;

	if (f->broken || zip_diff_one_in(4)) {
		zip_flow_close(f);
		zip_diff_make_flow(p, i);
	}
	draw_data(op);
	f->max_segs = zip_diff_one_in(2) ? 1 : 8;
	f->flushes = zip_diff_one_in(3) ? ZIP_FLOW_ALL : test_rand_range(1, ZIP_FLOW_ALL);
	f->max_piece = RTE_MAX(op->data_len, 100u);
	f->max_room = bound(op->data_len) / test_rand_range(1, 8);
	/* Enough room that the stream ends after some operations. */
	f->min_room = op->data_len / 20 + 1;
	f->max_room = RTE_MAX(f->max_room, f->min_room);
	if (!f->decompress) {
		zip_flow_compress(f, op->data, op->data_len);
		return;
	}
	len = zip_zlib_pack(&params, op->data, op->data_len, p->streams[i], ZIP_DIFF_PACKED);
	zip_fill(ZIP_RANDOM, p->streams[i] + len, behind);
	zip_flow_decompress(f, p->streams[i], len, behind, op->data, op->data_len);
}

void
zip_draw_stateful(struct zip_diff_port *p, unsigned int i, struct zip_diff_op *op,
		struct zip_task *t)
{
	clear(op, t);
	op->flow = &p->flows[i];
	op->kind = op->flow->decompress ? ZIP_KIND_DECOMPRESS_STREAM : ZIP_KIND_COMPRESS_STREAM;
	if (op->flow->ended)
		begin_flow(p, i, op);
	assert_true(zip_flow_next(op->flow));
	op->data_len = op->flow->data_len;
	*t = op->flow->task;
}

static const char *
judge_sum(const struct zip_diff_op *op, const struct zip_task *t)
{
	TEST_EXPECT(op->xform->type == RTE_COMP_CHECKSUM_NONE || t->chksum == zip_sum(
			op->xform->type, op->data - op->before, op->before + op->data_len));
	return NULL;
}

static const char *
judge_compress(const struct zip_diff_op *op, const struct zip_task *t)
{
	uint32_t least = op->data_len == 0 ? 2 : bound(op->data_len);

	if (t->room < least && t->status != RTE_COMP_OP_STATUS_SUCCESS) {
		TEST_EXPECT(t->status == RTE_COMP_OP_STATUS_OUT_OF_SPACE_TERMINATED);
		return NULL;
	}
	TEST_EXPECT(t->status == RTE_COMP_OP_STATUS_SUCCESS);
	TEST_EXPECT(t->consumed == op->data_len);
	/* zlib checks the window only where it decodes byte by byte, which is slow. */
	if (op->data_len < 30000)
		TEST_EXPECT_RIGHT(zip_judge_decodes(op->xform->xform.compress.window_size, t->out,
				t->produced, op->data, op->data_len));
	else
		TEST_EXPECT_RIGHT(zip_judge_unpacks(t->out, t->produced, op->data, op->data_len));
	return judge_sum(op, t);
}

static const char *
judge_decompress(const struct zip_diff_op *op, const struct zip_task *t)
{
	if (t->room < op->data_len) {
		TEST_EXPECT(t->status == RTE_COMP_OP_STATUS_OUT_OF_SPACE_TERMINATED);
		return NULL;
	}
	TEST_EXPECT(t->status == RTE_COMP_OP_STATUS_SUCCESS);
	TEST_EXPECT(t->consumed == op->packed_len);
	TEST_EXPECT(t->produced == op->data_len);
	TEST_EXPECT(test_is_same(t->out, op->data, op->data_len));
	return judge_sum(op, t);
}

const char *
zip_draw_judge(struct zip_diff_op *op, const struct zip_task *t)
{
	switch (op->kind) {
	case ZIP_KIND_COMPRESS:
		return judge_compress(op, t);
	case ZIP_KIND_DECOMPRESS:
		return judge_decompress(op, t);
	case ZIP_KIND_DAMAGED:
		return zip_diff_judge_damaged(t);
	default:
		op->flow->task = *t;
		return zip_flow_judge(op->flow);
	}
}

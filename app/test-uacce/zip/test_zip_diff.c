/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * uacce_zip against zlib over random operations: everything an operation can be is drawn from
 * the seed, and what has to come of it is known beforehand.
 */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <zlib.h>

#include <rte_common.h>

#include "test_zip.h"
#include "zip_diff.h"

#define MAX_OFFSET	80u

static uint64_t counts[ZIP_NB_KINDS];

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
draw_stateless(struct zip_diff_port *p, struct zip_diff_op *op, struct zip_task *t)
{
	uint32_t r = test_rand_range(0, 19);

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

	if (zip_diff_one_in(4)) {
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

static void
draw_flow(struct zip_diff_port *p, unsigned int i, struct zip_diff_op *op, struct zip_task *t)
{
	op->flow = &p->flows[i];
	op->kind = op->flow->decompress ? ZIP_KIND_DECOMPRESS_STREAM : ZIP_KIND_COMPRESS_STREAM;
	if (op->flow->ended)
		begin_flow(p, i, op);
	assert_true(zip_flow_next(op->flow));
	op->data_len = op->flow->data_len;
	*t = op->flow->task;
}

static void
draw_op(struct zip_diff_port *p, struct zip_diff_op *op, struct zip_task *t, unsigned int *flow)
{
	uint8_t *packed = op->packed, *out = op->out;

	*op = (struct zip_diff_op) { .packed = packed, .out = out };
	memset(t, 0, sizeof(*t));
	zip_diff.current = op;
	/* A stream has one operation of a burst at most. */
	if (*flow < ZIP_DIFF_FLOWS && zip_diff_one_in(4))
		draw_flow(p, (*flow)++, op, t);
	else
		draw_stateless(p, op, t);
}

static void
check_sum(const struct zip_diff_op *op, const struct zip_task *t)
{
	if (op->xform->type == RTE_COMP_CHECKSUM_NONE)
		return;
	assert_int_equal(t->chksum, zip_sum(op->xform->type, op->data - op->before,
			op->before + op->data_len));
}

static void
check_compress(const struct zip_diff_op *op, const struct zip_task *t)
{
	uint32_t least = op->data_len == 0 ? 2 : bound(op->data_len);

	if (t->room < least && t->status != RTE_COMP_OP_STATUS_SUCCESS) {
		assert_int_equal(t->status, RTE_COMP_OP_STATUS_OUT_OF_SPACE_TERMINATED);
		return;
	}
	assert_int_equal(t->status, RTE_COMP_OP_STATUS_SUCCESS);
	assert_int_equal(t->consumed, op->data_len);
	/* zlib checks the window only where it decodes byte by byte, which is slow. */
	if (op->data_len < 30000)
		zip_assert_decodes(op->xform->xform.compress.window_size, t->out, t->produced,
				op->data, op->data_len);
	else
		zip_assert_unpacks(t->out, t->produced, op->data, op->data_len);
	check_sum(op, t);
}

static void
check_decompress(const struct zip_diff_op *op, const struct zip_task *t)
{
	if (t->room < op->data_len) {
		assert_int_equal(t->status, RTE_COMP_OP_STATUS_OUT_OF_SPACE_TERMINATED);
		return;
	}
	assert_int_equal(t->status, RTE_COMP_OP_STATUS_SUCCESS);
	assert_int_equal(t->consumed, op->packed_len);
	assert_int_equal(t->produced, op->data_len);
	test_assert_same(t->out, op->data, op->data_len);
	check_sum(op, t);
}

static void
check_op(struct zip_diff_op *op, const struct zip_task *t)
{
	zip_diff.current = op;
	counts[op->kind]++;
	switch (op->kind) {
	case ZIP_KIND_COMPRESS:
		check_compress(op, t);
		break;
	case ZIP_KIND_DECOMPRESS:
		check_decompress(op, t);
		break;
	case ZIP_KIND_DAMAGED:
		zip_diff_check_damaged(t);
		break;
	default:
		op->flow->task = *t;
		zip_flow_check(op->flow);
		break;
	}
}

/* A burst of random operations on one of the devices. */
static void
run_batch(uint32_t n)
{
	/* Devices with a worker come less often, as waiting for the worker takes time. */
	unsigned int i, flow = 0, port = test_rand() % zip_diff.nb_ports;
	struct zip_diff_port *p;

	if (port >= 2 && !zip_diff_one_in(4))
		port -= 2;
	p = &zip_diff.ports[port];
	for (i = 0; i < n; i++)
		draw_op(p, &zip_diff.ops[i], &zip_diff.tasks[i], &flow);
	zip_task_run(&p->port, zip_diff.tasks, n);
	for (i = 0; i < n; i++)
		check_op(&zip_diff.ops[i], &zip_diff.tasks[i]);
	zip_diff.current = NULL;
}

static void
test_random_operations(void **state __rte_unused)
{
	uint64_t total = test_options.ops, done = 0, tenths = 0, sum = 0;
	unsigned int i;
	uint32_t n;

	while (done < total) {
		n = RTE_MIN((uint64_t)test_rand_range(1, ZIP_DIFF_BATCH), total - done);
		run_batch(n);
		done += n;
		if (done * 10 / total == tenths)
			continue;
		tenths = done * 10 / total;
		fprintf(stderr, "diff: %" PRIu64 " of %" PRIu64 " operations\n", done, total);
	}
	for (i = 0; i < ZIP_NB_KINDS; i++) {
		fprintf(stderr, "diff: %" PRIu64 " %s\n", counts[i], zip_diff_kind_names[i]);
		sum += counts[i];
		if (total >= 2000)
			assert_true(counts[i] > total / 100);
	}
	assert_int_equal(sum, total);
}

static int
setup(void **state)
{
	memset(counts, 0, sizeof(counts));
	return zip_diff_setup(state);
}

int
test_zip_diff_random(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_random_operations, setup, zip_diff_teardown),
	};

	return TEST_RUN_GROUP("zip diff random", tests, NULL, NULL);
}

/* Without the soft device there is nothing to test unless --device names a device. */
int
test_zip_diff(void)
{
#ifndef UACCE_HAVE_SOFT
	if (strcmp(test_options.device, "soft") == 0)
		return test_no_soft("zip diff");
#endif
	return test_zip_diff_random() + test_zip_diff_damaged();
}

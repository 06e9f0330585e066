/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * uacce_zip against zlib over random operations: everything an operation can be
 * is drawn from the seed, and what has to come of it is known beforehand. Then
 * damaged streams, about which zlib has the last word.
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include <rte_common.h>

#include "zip_flow.h"

#define NB_XFORMS	24u	/* of each direction and port */
#define NB_FLOWS	10u	/* of each port */
#define MAX_BATCH	48u
#define POOL		(1u << 20)
#define MAX_LEN		200000u
#define MAX_PACKED	(MAX_LEN + MAX_LEN / 4 + 1024)
#define MAX_BEHIND	40u
#define MAX_OFFSET	80u

/* Most that is made of a damaged stream, and of that by one operation. */
#define MAX_DAMAGED	(1u << 20)
#define MAX_DAMAGED_OP	20000u
/* Literals that ISA-L looks up at once: some may wait for bits of the last. */
#define MAX_LAG		2u

enum kind {
	KIND_COMPRESS,
	KIND_DECOMPRESS,
	KIND_DAMAGED,
	KIND_COMPRESS_STREAM,
	KIND_DECOMPRESS_STREAM,
	NB_KINDS,
};

static const char *const kind_names[NB_KINDS] = {
	"compress", "decompress", "damaged", "compress stream", "decompress stream",
};

struct diff_xform {
	struct rte_comp_xform xform;
	enum rte_comp_checksum_type type;
	void *priv;
};

struct diff_port {
	struct zip_port port;
	struct diff_xform xforms[2][NB_XFORMS];
	struct zip_flow flows[NB_FLOWS];
	uint8_t *streams[NB_FLOWS];	/* what a decompressing flow reads */
};

/* One operation of a batch; its task is in an array of its own. */
struct diff_op {
	enum kind kind;
	const struct diff_xform *xform;
	struct zip_flow *flow;
	const uint8_t *data;
	uint32_t data_len;
	uint32_t packed_len;	/* of the stream, without what is behind it */
	uint32_t before;	/* bytes that the checksum goes on from */
	uint8_t *packed;
	uint8_t *out;
};

static struct diff_port ports[4];
static unsigned int nb_ports;
static uint8_t *pools[ZIP_NB_DATA];
static struct diff_op ops[MAX_BATCH];
static struct zip_task tasks[MAX_BATCH];
static uint64_t counts[NB_KINDS];

/* What is at hand when an assertion fails. */
static const struct diff_op *at_hand;

static void
describe(const struct diff_op *op)
{
	const struct zip_task *t = op->flow != NULL ? &op->flow->task : &tasks[op - ops];

	fprintf(stderr, "diff: seed %" PRIu64 ", %s, %u bytes of data, source %u in %u segments "
			"from %u, room %u in %u from %u: status %u, %u consumed, %u produced; "
			"zlib's last word: '%s'\n",
			test_options.seed, kind_names[op->kind], op->data_len, t->len, t->src_segs,
			t->src_offset, t->room, t->dst_segs, t->dst_offset, t->status,
			t->consumed, t->produced, zip_zlib_why());
}

static void
make_pools(void)
{
	enum zip_data kind;
	uint32_t at, n;

	for (kind = 0; kind < ZIP_NB_DATA; kind++) {
		pools[kind] = malloc(POOL);
		assert_non_null(pools[kind]);
		for (at = 0; at < POOL; at += n) {
			n = RTE_MIN(POOL - at, test_rand_range(20000, ZIP_BUF));
			zip_fill(kind, pools[kind] + at, n);
		}
	}
}

static void
make_xform(struct diff_port *p, bool decompress, unsigned int i)
{
	struct diff_xform *x = &p->xforms[decompress][i];

	x->type = i % 4;
	/* To decompress, the window of the widest of zlib's streams. */
	x->xform = zip_xform_sum(decompress, x->type);
	if (!decompress) {
		x->xform.compress.window_size = test_rand_range(12, 15);
		x->xform.compress.level = test_rand_range(0, 9);
		x->xform.compress.deflate.huffman = (test_rand() & 1) != 0 ?
			RTE_COMP_HUFFMAN_DEFAULT : RTE_COMP_HUFFMAN_DYNAMIC;
		if (x->xform.compress.level == RTE_COMP_LEVEL_NONE)
			x->xform.compress.level = RTE_COMP_LEVEL_PMD_DEFAULT;
	}
	x->priv = zip_make_xform(&p->port, &x->xform);
}

static void
make_flow(struct diff_port *p, unsigned int i)
{
	zip_flow_open(&p->flows[i], &p->port, &p->xforms[i & 1][test_rand() % NB_XFORMS].xform);
}

static void
plug(const char *devargs)
{
	struct diff_port *p = &ports[nb_ports];
	char name[sizeof(p->port.name)];
	unsigned int i;

	snprintf(name, sizeof(name), "uacce_zip_t%u", nb_ports++);
	assert_int_equal(zip_plug(&p->port, name, devargs), 0);
	zip_bring_up(&p->port, 1, ZIP_INFLIGHT);
	zip_make_xforms(&p->port);
	for (i = 0; i < 2 * NB_XFORMS; i++)
		make_xform(p, i & 1, i / 2);
	for (i = 0; i < NB_FLOWS; i++) {
		make_flow(p, i);
		p->flows[i].ended = true;
		p->streams[i] = malloc(MAX_PACKED + MAX_BEHIND);
		assert_non_null(p->streams[i]);
	}
}

static int
setup(void **state)
{
	unsigned int i;
	char devargs[192];

	zip_setup(state);
	make_pools();
	for (i = 0; i < MAX_BATCH; i++) {
		ops[i].packed = malloc(MAX_PACKED + MAX_BEHIND);
		ops[i].out = malloc(MAX_PACKED + 1000);
		assert_true(ops[i].packed != NULL && ops[i].out != NULL);
	}
	nb_ports = 0;
	if (strcmp(test_options.device, "soft") == 0) {
		plug("device=soft,soft_qm=2");
		plug("device=soft,soft_qm=3");
		plug("device=soft,soft_qm=2,soft_workers=1");
		plug("device=soft,soft_qm=3,soft_workers=1");
	} else {
		snprintf(devargs, sizeof(devargs), "device=%s", test_options.device);
		plug(devargs);
	}
	memset(counts, 0, sizeof(counts));
	return 0;
}

/* All memory of a port; streams and xforms that are in use go with the device. */
static int
free_port(struct diff_port *p)
{
	unsigned int i;
	int ret = 0;

	/* So that nothing is read or written any more. */
	if (p->port.started)
		zip_stop(&p->port);
	for (i = 0; i < NB_FLOWS; i++) {
		if (p->flows[i].stream != NULL)
			ret |= rte_compressdev_stream_free(p->port.id, p->flows[i].stream);
		zip_flow_free(&p->flows[i]);
		free(p->streams[i]);
	}
	for (i = 0; i < 2 * NB_XFORMS; i++)
		if (p->xforms[i & 1][i / 2].priv != NULL)
			ret |= rte_compressdev_private_xform_free(p->port.id,
					p->xforms[i & 1][i / 2].priv);
	memset(p, 0, sizeof(*p));
	return ret;
}

static int
teardown(void **state)
{
	unsigned int i;
	int ret = 0;

	if (at_hand != NULL)
		describe(at_hand);
	at_hand = NULL;
	for (i = 0; i < nb_ports; i++)
		ret |= free_port(&ports[i]);
	ret |= zip_teardown(state);
	/* After the devices, as the soft device may still work on what is in flight. */
	for (i = 0; i < MAX_BATCH; i++) {
		free(ops[i].packed);
		free(ops[i].out);
		memset(&ops[i], 0, sizeof(ops[i]));
	}
	for (i = 0; i < ZIP_NB_DATA; i++) {
		free(pools[i]);
		pools[i] = NULL;
	}
	return ret;
}

static bool
one_in(uint32_t n)
{
	return test_rand_range(1, n) == 1;
}

/* Mostly little, so that there are many. */
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
	return test_rand_range(0, MAX_LEN);
}

static uint32_t
draw_segs(void)
{
	if (test_rand() & 1)
		return 1;
	return one_in(200) ? test_rand_range(17, 700) : test_rand_range(2, 16);
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
draw_data(struct diff_op *op)
{
	op->data_len = draw_len();
	op->before = one_in(4) ? test_rand_range(0, 500) : 0;
	op->data = pools[test_rand() % ZIP_NB_DATA] + op->before +
		test_rand_range(0, POOL - op->data_len - op->before);
}

/* Room for anything that is made of it. */
static uint32_t
bound(uint32_t len)
{
	return len + len / 8 + 64 + ZIP_V2_TRAILER;
}

static void
draw_compress(struct diff_op *op, struct zip_task *t)
{
	t->flush = RTE_COMP_FLUSH_FINAL;
	t->src = op->data;
	t->len = op->data_len;
	t->room = one_in(3) ? test_rand_range(1, bound(t->len)) : bound(t->len);
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
pack(struct diff_op *op)
{
	struct zip_zlib params = draw_zlib();

	op->packed_len = zip_zlib_pack(&params, op->data, op->data_len, op->packed, MAX_PACKED);
}

static void
draw_decompress(struct diff_op *op, struct zip_task *t)
{
	uint32_t behind = one_in(4) ? test_rand_range(1, MAX_BEHIND) : 0;

	pack(op);
	zip_fill(ZIP_RANDOM, op->packed + op->packed_len, behind);
	t->flush = test_rand_range(RTE_COMP_FLUSH_NONE, RTE_COMP_FLUSH_FINAL);
	t->src = op->packed;
	t->len = op->packed_len + behind;
	t->room = draw_room(op->data_len);
}

/* Bits that flip, bytes that change, an end that is missing. */
static void
damage(uint8_t *stream, uint32_t *len)
{
	uint32_t n = test_rand_range(1, 3);

	while (n-- > 0) {
		uint32_t at = test_rand_range(0, one_in(2) ? RTE_MIN(*len, 60u) - 1 : *len - 1);

		if (one_in(3))
			stream[at] = test_rand();
		else
			stream[at] ^= 1 << test_rand_range(0, 7);
	}
	if (one_in(4))
		*len = test_rand_range(1, *len);
}

static void
draw_damaged(struct diff_op *op, struct zip_task *t)
{
	op->data_len = RTE_MIN(op->data_len, 20000u);
	pack(op);
	damage(op->packed, &op->packed_len);
	t->src = op->packed;
	t->len = op->packed_len;
	t->room = op->data_len + test_rand_range(1, 1000);
}

static void
draw_stateless(struct diff_port *p, struct diff_op *op, struct zip_task *t)
{
	uint32_t r = test_rand_range(0, 19);

	op->kind = r == 0 ? KIND_DAMAGED : r & 1 ? KIND_COMPRESS : KIND_DECOMPRESS;
	draw_data(op);
	if (op->kind == KIND_COMPRESS)
		draw_compress(op, t);
	else if (op->kind == KIND_DECOMPRESS)
		draw_decompress(op, t);
	else
		draw_damaged(op, t);
	t->decompress = op->kind != KIND_COMPRESS;
	op->xform = &p->xforms[t->decompress][test_rand() % NB_XFORMS];
	t->xform = op->xform->priv;
	if (op->xform->type != RTE_COMP_CHECKSUM_NONE && op->before != 0)
		t->input_chksum = zip_sum(op->xform->type, op->data - op->before, op->before);
	t->src_segs = draw_segs();
	t->dst_segs = draw_segs();
	t->src_offset = one_in(2) ? test_rand_range(0, MAX_OFFSET) : 0;
	t->dst_offset = one_in(2) ? test_rand_range(0, MAX_OFFSET) : 0;
	t->out = op->out;
}

/* A new stream on a flow, or a new flow in its place. */
static void
begin_flow(struct diff_port *p, unsigned int i, struct diff_op *op)
{
	struct zip_flow *f = &p->flows[i];
	struct zip_zlib params = draw_zlib();
	uint32_t len, behind = one_in(3) ? test_rand_range(1, MAX_BEHIND) : 0;

	if (one_in(4)) {
		zip_flow_close(f);
		make_flow(p, i);
	}
	draw_data(op);
	f->max_segs = one_in(2) ? 1 : 8;
	f->flushes = one_in(3) ? ZIP_FLOW_ALL : test_rand_range(1, ZIP_FLOW_ALL);
	f->max_piece = RTE_MAX(op->data_len, 100u);
	f->max_room = bound(op->data_len) / test_rand_range(1, 8);
	/* Streams should end some time. */
	f->min_room = op->data_len / 20 + 1;
	f->max_room = RTE_MAX(f->max_room, f->min_room);
	if (!f->decompress) {
		zip_flow_compress(f, op->data, op->data_len);
		return;
	}
	len = zip_zlib_pack(&params, op->data, op->data_len, p->streams[i], MAX_PACKED);
	zip_fill(ZIP_RANDOM, p->streams[i] + len, behind);
	zip_flow_decompress(f, p->streams[i], len, behind, op->data, op->data_len);
}

static void
draw_flow(struct diff_port *p, unsigned int i, struct diff_op *op, struct zip_task *t)
{
	op->flow = &p->flows[i];
	op->kind = op->flow->decompress ? KIND_DECOMPRESS_STREAM : KIND_COMPRESS_STREAM;
	if (op->flow->ended)
		begin_flow(p, i, op);
	assert_true(zip_flow_next(op->flow));
	op->data_len = op->flow->data_len;
	*t = op->flow->task;
}

static void
draw_op(struct diff_port *p, struct diff_op *op, struct zip_task *t, unsigned int *flow)
{
	uint8_t *packed = op->packed, *out = op->out;

	*op = (struct diff_op) { .packed = packed, .out = out };
	memset(t, 0, sizeof(*t));
	at_hand = op;
	/* No stream has two operations in a batch. */
	if (*flow < NB_FLOWS && one_in(4))
		draw_flow(p, (*flow)++, op, t);
	else
		draw_stateless(p, op, t);
}

static void
check_sum(const struct diff_op *op, const struct zip_task *t)
{
	if (op->xform->type == RTE_COMP_CHECKSUM_NONE)
		return;
	assert_int_equal(t->chksum, zip_sum(op->xform->type, op->data - op->before,
			op->before + op->data_len));
}

static void
check_compress(const struct diff_op *op, const struct zip_task *t)
{
	uint32_t least = op->data_len == 0 ? 2 : bound(op->data_len);

	if (t->room < least && t->status != RTE_COMP_OP_STATUS_SUCCESS) {
		assert_int_equal(t->status, RTE_COMP_OP_STATUS_OUT_OF_SPACE_TERMINATED);
		return;
	}
	assert_int_equal(t->status, RTE_COMP_OP_STATUS_SUCCESS);
	assert_int_equal(t->consumed, op->data_len);
	/* Byte by byte takes its time, and only so zlib looks at the window. */
	if (op->data_len < 30000)
		zip_assert_decodes(op->xform->xform.compress.window_size, t->out, t->produced,
				op->data, op->data_len);
	else
		zip_assert_unpacks(t->out, t->produced, op->data, op->data_len);
	check_sum(op, t);
}

static void
check_decompress(const struct diff_op *op, const struct zip_task *t)
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

/* Stateless, damaged: what zlib makes of it, or no success. */
static void
check_damaged(const struct zip_task *t)
{
	static uint8_t expected[MAX_DAMAGED];
	uint32_t consumed, produced;
	int ret;

	assert_true(t->room <= sizeof(expected));
	ret = zip_zlib_unpack(t->src, t->len, expected, t->room, &consumed, &produced);
	if (ret != Z_STREAM_END) {
		if (t->status == RTE_COMP_OP_STATUS_SUCCESS &&
				zip_zlib_incomplete_set(t->src, t->len))
			return;
		/* An output that fills up before the damage is met is as true an answer. */
		assert_true(t->status == RTE_COMP_OP_STATUS_ERROR ||
			t->status == RTE_COMP_OP_STATUS_OUT_OF_SPACE_TERMINATED);
		return;
	}
	assert_int_equal(t->status, RTE_COMP_OP_STATUS_SUCCESS);
	assert_int_equal(t->consumed, consumed);
	assert_int_equal(t->produced, produced);
	test_assert_same(t->out, expected, produced);
}

static void
check_op(struct diff_op *op, const struct zip_task *t)
{
	at_hand = op;
	counts[op->kind]++;
	switch (op->kind) {
	case KIND_COMPRESS:
		check_compress(op, t);
		break;
	case KIND_DECOMPRESS:
		check_decompress(op, t);
		break;
	case KIND_DAMAGED:
		check_damaged(t);
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
	/* Of those with a thread of their own less: they wait for each other. */
	unsigned int i, flow = 0, port = test_rand() % nb_ports;
	struct diff_port *p;

	if (port >= 2 && !one_in(4))
		port -= 2;
	p = &ports[port];
	for (i = 0; i < n; i++)
		draw_op(p, &ops[i], &tasks[i], &flow);
	zip_task_run(&p->port, tasks, n);
	for (i = 0; i < n; i++)
		check_op(&ops[i], &tasks[i]);
	at_hand = NULL;
}

static void
test_random_operations(void **state __rte_unused)
{
	uint64_t total = test_options.ops, done = 0, told = 0, sum = 0;
	unsigned int i;
	uint32_t n;

	while (done < total) {
		n = RTE_MIN((uint64_t)test_rand_range(1, MAX_BATCH), total - done);
		run_batch(n);
		done += n;
		if (done * 10 / total == told)
			continue;
		told = done * 10 / total;
		fprintf(stderr, "diff: %" PRIu64 " of %" PRIu64 " operations\n", done, total);
	}
	for (i = 0; i < NB_KINDS; i++) {
		fprintf(stderr, "diff: %" PRIu64 " %s\n", counts[i], kind_names[i]);
		sum += counts[i];
		if (total >= 2000)
			assert_true(counts[i] > total / 100);
	}
	assert_int_equal(sum, total);
}

/* Damaged streams. */

/* A stream of a kind of block. @return its length. */
static uint32_t
make_victim(unsigned int i, uint32_t len, uint8_t *stream)
{
	static const struct zip_zlib params[] = {
		{ 9, 15, 8, Z_FIXED }, { 9, 15, 8, Z_DEFAULT_STRATEGY }, { 0, 15, 8, 0 },
		{ 9, 15, 8, Z_HUFFMAN_ONLY }, { 6, 9, 1, Z_RLE }, { 1, 15, 8, Z_DEFAULT_STRATEGY },
	};
	static const enum zip_data kinds[] = {
		ZIP_TEXT, ZIP_TEXT, ZIP_RANDOM, ZIP_TEXT, ZIP_PERIODIC, ZIP_TEXT,
	};
	const uint8_t *data = pools[kinds[i % RTE_DIM(kinds)]] + test_rand_range(0, POOL - len);

	return zip_zlib_pack(&params[i % RTE_DIM(params)], data, len, stream, MAX_PACKED);
}

static void
run_stateless(struct diff_port *p, const uint8_t *stream, uint32_t len, uint32_t room,
		uint32_t segs)
{
	tasks[0] = (struct zip_task) { .decompress = true, .src = stream, .len = len, .room = room,
		.src_segs = segs, .dst_segs = segs, .out = ops[0].out };
	ops[0].kind = KIND_DAMAGED;
	ops[0].flow = NULL;
	at_hand = &ops[0];
	zip_task_run(&p->port, tasks, 1);
	check_damaged(&tasks[0]);
	at_hand = NULL;
}

/*
 * Stateful: pieces and rooms at random, until it fails, has no more input, or is at
 * its end, which an operation that needed all of its input does not tell of.
 */
static uint8_t
run_pieces(struct diff_port *p, void *stream, const uint8_t *in, uint32_t len, uint32_t end,
		uint8_t *out, uint32_t *at, uint32_t *produced)
{
	struct zip_task *t = &tasks[0];
	uint32_t left, idle = 0;

	*at = 0;
	*produced = 0;
	do {
		left = len - *at;
		*t = (struct zip_task) { .decompress = true, .stream = stream, .src = in + *at,
			.len = one_in(3) ? left : test_rand_range(0, left),
			.room = test_rand_range(1, one_in(4) ? 300 : MAX_DAMAGED_OP),
			.src_segs = one_in(4) ? 3 : 1, .dst_segs = one_in(4) ? 3 : 1,
			.out = out + *produced };
		zip_task_run(&p->port, t, 1);
		*at += t->consumed;
		*produced += t->produced;
		if (t->status == RTE_COMP_OP_STATUS_SUCCESS && (t->consumed < t->len || *at == end))
			break;
		idle = t->consumed + t->produced == 0 && t->len != 0 ? idle + 1 : 0;
		assert_true(idle < 4 && *produced < MAX_DAMAGED - MAX_DAMAGED_OP);
	} while (t->status != RTE_COMP_OP_STATUS_ERROR);
	return t->status;
}

static void
run_stateful(struct diff_port *p, void *stream, const uint8_t *in, uint32_t len)
{
	static uint8_t expected[MAX_DAMAGED], out[MAX_DAMAGED];
	uint32_t at, produced, zlib_consumed, zlib_produced;
	uint8_t status;
	int ret;

	ops[0].kind = KIND_DAMAGED;
	ops[0].flow = NULL;
	ret = zip_zlib_unpack(in, len, expected, sizeof(expected), &zlib_consumed, &zlib_produced);
	/* Damage can make it longer than there is memory for, or that zlib knows. */
	if (zlib_produced > MAX_DAMAGED - 2 * MAX_DAMAGED_OP ||
			(ret == Z_DATA_ERROR && zip_zlib_incomplete_set(in, len)))
		return;
	at_hand = &ops[0];
	status = run_pieces(p, stream, in, len, ret == Z_STREAM_END ? zlib_consumed : len, out,
			&at, &produced);
	assert_true(produced <= zlib_produced);
	test_assert_same(out, expected, produced);
	if (ret == Z_DATA_ERROR) {
		assert_int_equal(status, RTE_COMP_OP_STATUS_ERROR);
	} else if (status == RTE_COMP_OP_STATUS_ERROR) {
		/* Found earlier than zlib does, from a header whose rest is missing. */
		assert_true(ret != Z_STREAM_END && zip_header_is_doomed(in, len));
	} else {
		assert_int_equal(status, RTE_COMP_OP_STATUS_SUCCESS);
		assert_int_equal(at, zlib_consumed);
		assert_true(produced == zlib_produced ||
			(ret != Z_STREAM_END && zlib_produced - produced <= MAX_LAG));
	}
	at_hand = NULL;
}

/* A stream for one try: one that was cut short waits for what never comes. */
static void
run_on_new_stream(struct diff_port *p, const uint8_t *in, uint32_t len)
{
	struct rte_comp_xform xform = zip_xform(true, 15);
	void *stream = zip_make_stream(&p->port, &xform);

	run_stateful(p, stream, in, len);
	assert_int_equal(rte_compressdev_stream_free(p->port.id, stream), 0);
}

static void
test_bit_flips(void **state __rte_unused)
{
	static uint8_t stream[4096];
	uint32_t before = zip_task_count(), len, bit, flips = 0;
	unsigned int i, p;

	for (i = 0; i < 6; i++) {
		len = make_victim(i, i == 1 ? 300 : 70, stream);
		for (bit = 0; bit < 8 * len; bit++, flips++) {
			stream[bit / 8] ^= 1 << bit % 8;
			for (p = 0; p < RTE_MIN(nb_ports, 2u); p++) {
				run_stateless(&ports[p], stream, len, 2000, 1);
				run_stateless(&ports[p], stream, len, 2000, 3);
				run_on_new_stream(&ports[p], stream, len);
			}
			stream[bit / 8] ^= 1 << bit % 8;
		}
	}
	assert_true(flips > 6 * 8 * 30);
	assert_true(zip_task_count() - before >= 3 * flips * RTE_MIN(nb_ports, 2u));
}

/*
 * Behind the last of these bytes are the bits of a repeat of code lengths that there is no room
 * for: ISA-L rejects it without them, zlib waits for them.
 */
static void
test_doomed_header(void **state __rte_unused)
{
	static const uint8_t doomed[] = {
		0x7d, 0x5c, 0xed, 0x72, 0xe3, 0xc8, 0x0d, 0xfc, 0x9f, 0xa7, 0xd0, 0x03, 0xa4,
		0x52, 0xb6, 0xfc, 0x20, 0xfb, 0x71, 0x94, 0x5b, 0x27, 0xe7, 0xaa, 0xcd, 0xfa,
		0xb2, 0xbb, 0x57, 0xfb, 0xfa, 0x69, 0x74, 0x03, 0x3d, 0x3d, 0x94, 0x2f, 0x55,
		0xb0, 0x34, 0x9c, 0x01, 0x1a, 0x8d, 0x1e, 0x90, 0x1c, 0x52, 0x94, 0xbf, 0x7e,
		0x3d,
	};
	unsigned int p;

	assert_true(zip_header_is_doomed(doomed, sizeof(doomed)));
	for (p = 0; p < nb_ports; p++) {
		run_stateless(&ports[p], doomed, sizeof(doomed), 2000, 1);
		run_stateless(&ports[p], doomed, sizeof(doomed), 2000, 3);
		run_on_new_stream(&ports[p], doomed, sizeof(doomed));
	}
}

/* What is valid stays possible wherever it is cut, or the excuse would cover anything. */
static void
test_cut_header(void **state __rte_unused)
{
	static uint8_t stream[4096];
	uint32_t len, cut, dynamic = 0;
	unsigned int i;

	for (i = 0; i < 12; i++) {
		len = make_victim(i, test_rand_range(200, 1500), stream);
		dynamic += (stream[0] >> 1 & 3) == 2;
		for (cut = 1; cut <= len; cut++)
			assert_false(zip_header_is_doomed(stream, cut));
	}
	assert_true(dynamic >= 6);
}

static void
test_damaged_large(void **state __rte_unused)
{
	uint8_t *stream = ops[1].packed;
	unsigned int i, p, rounds = RTE_MIN(300u, test_options.ops / 20 + 10);
	uint32_t len, n;

	for (i = 0; i < rounds; i++) {
		len = test_rand_range(20000, 180000);
		n = make_victim(i, len, stream);
		damage(stream, &n);
		for (p = 0; p < nb_ports; p++) {
			run_stateless(&ports[p], stream, n, len + 1000, 1 + i % 5);
			run_on_new_stream(&ports[p], stream, n);
		}
	}
	assert_int_equal(i, rounds);
}

static void
test_no_device(void **state __rte_unused)
{
	skip();
}

/* Without the soft device there is nothing to test unless told of a device. */
static bool
has_device(void)
{
#ifdef UACCE_HAVE_SOFT
	return true;
#else
	return strcmp(test_options.device, "soft") != 0;
#endif
}

int
test_diff(void)
{
	static const struct CMUnitTest none[] = { cmocka_unit_test(test_no_device) };
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_random_operations, setup, teardown),
		cmocka_unit_test_setup_teardown(test_bit_flips, setup, teardown),
		cmocka_unit_test_setup_teardown(test_doomed_header, setup, teardown),
		cmocka_unit_test_setup_teardown(test_cut_header, setup, teardown),
		cmocka_unit_test_setup_teardown(test_damaged_large, setup, teardown),
	};

	if (!has_device())
		return TEST_RUN_GROUP("diff", none, NULL, NULL);
	return TEST_RUN_GROUP("diff", tests, NULL, NULL);
}

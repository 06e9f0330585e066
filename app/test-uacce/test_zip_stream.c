/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Stateful operations of uacce_zip: streams in pieces, both ways, against zlib. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include <rte_common.h>

#include "test_zip.h"

#define LARGE		300000u
#define NB_STREAMS	1500u
#define NB_FLOWS	16u

static const struct zip_zlib zlib_default = { 6, 15, 8, Z_DEFAULT_STRATEGY };

static uint8_t plain[LARGE];
static uint8_t packed[LARGE + LARGE / 4];
static uint8_t result[LARGE];

static void
fill(enum zip_data kind, uint8_t *data, uint32_t len)
{
	uint32_t at, n;

	for (at = 0; at < len; at += n) {
		n = RTE_MIN(len - at, ZIP_BUF);
		zip_fill(kind, data + at, n);
	}
}

static uint32_t
pack(const struct zip_zlib *params, uint32_t len)
{
	return zip_zlib_pack(params, plain, len, packed, sizeof(packed));
}

static void
open_flow(struct zip_flow *f, bool decompress)
{
	struct rte_comp_xform xform = zip_xform(decompress, 15);

	zip_flow_open(f, &zip_port, &xform);
}

/* All flush flags, pieces and rooms of all sizes. */
static void
test_compress(void **state __rte_unused)
{
	uint32_t before = zip_tasks_run(), len;
	struct zip_flow f;
	unsigned int i;

	open_flow(&f, false);
	for (i = 0; i < 60; i++) {
		len = zip_rand_range(0, i % 6 == 5 ? LARGE : 20000);
		fill(i % ZIP_NB_DATA, plain, len);
		f.max_piece = i % 6 == 5 ? 100000 : 1u << i % 15;
		f.max_room = 1u << zip_rand_range(9, 16);
		f.max_segs = 1 + i % 5;
		/* As few operations as a piece takes, or many. */
		f.min_room = i % 2 == 0 ? 1 : 300;
		zip_flow_compress(&f, plain, RTE_MIN(len, f.max_piece * 2000));
		zip_flow_run(&f);
	}
	assert_true(f.ops > 60 * 2);
	assert_int_equal(zip_tasks_run() - before, f.ops);
	zip_flow_close(&f);
}

/* One flush flag alone before the end. */
static void
test_flushes(void **state __rte_unused)
{
	enum rte_comp_flush_flag flush;
	enum zip_data kind;
	struct zip_flow f;

	open_flow(&f, false);
	for (flush = RTE_COMP_FLUSH_NONE; flush <= RTE_COMP_FLUSH_FINAL; flush++) {
		for (kind = 0; kind < ZIP_NB_DATA; kind++) {
			fill(kind, plain, 50000);
			f.flushes = 1u << flush;
			f.max_room = 60000;
			f.min_room = 60000;
			zip_flow_compress(&f, plain, 50000);
			zip_flow_run(&f);
		}
	}
	assert_true(f.ops > 4 * ZIP_NB_DATA);
	zip_flow_close(&f);
}

/* A byte of output at a time, and what else the driver has a store for. */
static void
test_compress_small_rooms(void **state __rte_unused)
{
	static const uint32_t rooms[] = { 1, 2, 3, 7, 64, 199, 200, 201, 202, 256 };
	struct zip_flow f;
	unsigned int i, k;

	open_flow(&f, false);
	for (i = 0; i < RTE_DIM(rooms); i++) {
		for (k = 0; k < 3; k++) {
			fill(k == 0 ? ZIP_RANDOM : ZIP_TEXT, plain, 3000);
			f.min_room = rooms[i];
			f.max_room = rooms[i];
			f.max_piece = 3000;
			f.max_segs = 1 + k;
			zip_flow_compress(&f, plain, 3000);
			zip_flow_run(&f);
			/* What does not shrink fills each room but the last of a piece. */
			if (k == 0)
				assert_true(f.out_len >= 3000);
		}
	}
	assert_true(f.ops > 3000 + 1500 + 1000);
	zip_flow_close(&f);
}

/* Runs one operation of a flow, which the test sets up itself. */
static void
step(struct zip_flow *f, uint32_t len, enum rte_comp_flush_flag flush, uint32_t room)
{
	f->goes_on = true;
	f->piece_end = f->at + len;
	f->flush = flush;
	f->min_room = room;
	f->max_room = room;
	assert_true(zip_flow_next(f));
	/* Decompression may draw more input. */
	f->task.len = len;
	f->piece_end = f->at + len;
	zip_task_run(f->port, &f->task, 1);
	zip_flow_check(f);
}

/* The end without input: on a stream that never had any, and behind each flush. */
static void
test_empty_final(void **state __rte_unused)
{
	static const uint32_t rooms[] = { 1, 2, 4, 5, 6, 200, 201, 1000 };
	enum rte_comp_flush_flag flush;
	struct zip_flow f;
	unsigned int i, ends = 0;

	open_flow(&f, false);
	fill(ZIP_TEXT, plain, 5000);
	for (i = 0; i < RTE_DIM(rooms); i++) {
		zip_flow_compress(&f, plain, 0);
		while (!f.ended)
			step(&f, 0, RTE_COMP_FLUSH_FINAL, rooms[i]);
		/* No stream is shorter than two bytes. */
		assert_true(f.out_len >= 2);
		ends++;
		for (flush = RTE_COMP_FLUSH_NONE; flush < RTE_COMP_FLUSH_FINAL; flush++) {
			zip_flow_compress(&f, plain, 5000);
			step(&f, 5000, flush, 10000);
			assert_int_equal(f.at, 5000);
			while (!f.ended)
				step(&f, 0, RTE_COMP_FLUSH_FINAL, rooms[i]);
			ends++;
		}
	}
	assert_int_equal(ends, 4 * RTE_DIM(rooms));
	zip_flow_close(&f);
}

/* Empty operations of all kinds in between change nothing. */
static void
test_empty_operations(void **state __rte_unused)
{
	enum rte_comp_flush_flag flush;
	struct zip_flow f;
	unsigned int round;

	open_flow(&f, false);
	fill(ZIP_TEXT, plain, 4000);
	for (round = 0; round < 5; round++) {
		zip_flow_compress(&f, plain, 4000);
		for (flush = RTE_COMP_FLUSH_NONE; flush < RTE_COMP_FLUSH_FINAL; flush++)
			step(&f, 0, flush, 100);
		while (f.at < 4000) {
			step(&f, 500, zip_rand_range(RTE_COMP_FLUSH_NONE, RTE_COMP_FLUSH_FULL),
					2000);
			step(&f, 0, zip_rand_range(RTE_COMP_FLUSH_NONE, RTE_COMP_FLUSH_FULL),
					1 + f.at % 300);
		}
		step(&f, 0, RTE_COMP_FLUSH_FINAL, 300);
		assert_true(f.ended);
	}
	zip_flow_close(&f);
}

/* Matches reach over operations, or streams were no better than single ones. */
static void
test_history(void **state __rte_unused)
{
	struct zip_flow f;
	unsigned int i;

	open_flow(&f, false);
	fill(ZIP_RANDOM, plain, 2000);
	for (i = 1; i < 8; i++)
		memcpy(plain + i * 2000, plain, 2000);
	zip_flow_compress(&f, plain, 16000);
	for (i = 0; i < 8; i++)
		step(&f, 2000, RTE_COMP_FLUSH_SYNC, 5000);
	step(&f, 0, RTE_COMP_FLUSH_FINAL, 500);
	assert_true(f.ended);
	assert_true(f.out_len < 2000 + 8 * 200);
	/* A full flush forgets: each piece is as long as the first. */
	zip_flow_compress(&f, plain, 16000);
	for (i = 0; i < 8; i++)
		step(&f, 2000, RTE_COMP_FLUSH_FULL, 5000);
	step(&f, 0, RTE_COMP_FLUSH_FINAL, 500);
	assert_true(f.ended && f.out_len > 8 * 2000);
	zip_flow_close(&f);
}

static void
test_compress_windows(void **state __rte_unused)
{
	struct rte_comp_xform xform;
	uint32_t consumed, produced;
	struct zip_flow f;
	int window;

	for (window = 12; window <= 15; window++) {
		xform = zip_xform(false, window);
		zip_flow_open(&f, &zip_port, &xform);
		zip_fill_period(plain, 60000, (1u << window) - 100);
		memcpy(plain + 40000, plain, 20000);
		f.max_room = 20000;
		f.min_room = 300;
		zip_flow_compress(&f, plain, 60000);
		zip_flow_run(&f);
		assert_int_equal(zip_zlib_inflate(window, f.out, f.out_len, result, 60001,
				&consumed, &produced), Z_STREAM_END);
		assert_int_equal(produced, 60000);
		zip_flow_close(&f);
	}
}

/* Every level, strategy, window and table size of zlib. */
static struct zip_zlib
zlib_of(unsigned int i)
{
	static const int strategies[] = {
		Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED,
	};

	return (struct zip_zlib) { i % 10, 9 + i % 7, 1 + i % 9, strategies[i / 2 % 5] };
}

static void
test_decompress(void **state __rte_unused)
{
	uint32_t before = zip_tasks_run(), len, behind, packed_len;
	struct zip_zlib params;
	struct zip_flow f;
	unsigned int i;

	open_flow(&f, true);
	for (i = 0; i < 210; i++) {
		params = zlib_of(i);
		len = zip_rand_range(0, i % 10 == 9 ? LARGE : 10000);
		fill(i % ZIP_NB_DATA, plain, len);
		packed_len = pack(&params, len);
		behind = i % 3 == 0 ? zip_rand_range(1, 40) : 0;
		zip_fill(ZIP_RANDOM, packed + packed_len, behind);
		f.max_piece = i % 10 == 9 ? 100000 : 1u << i % 14;
		f.max_room = i % 10 == 9 ? 65536 : 1u << zip_rand_range(0, 13);
		/* Much through little takes its time. */
		f.min_room = RTE_MIN(f.max_room, len / 2000 + 1);
		f.max_segs = 1 + i % 4;
		zip_flow_decompress(&f, packed, packed_len, behind, plain, len);
		zip_flow_run(&f);
	}
	assert_true(f.ops > 210 * 2);
	assert_int_equal(zip_tasks_run() - before, f.ops);
	zip_flow_close(&f);
}

/* A byte at a time, in, out, and both. */
static void
test_decompress_small(void **state __rte_unused)
{
	static const uint32_t rooms[] = { 1, 2, 3, 9, 199, 200, 201, 300 };
	static const uint32_t pieces[] = { 1, 2, 5, 3000 };
	struct zip_zlib params;
	unsigned int i, k;
	struct zip_flow f;

	open_flow(&f, true);
	for (i = 0; i < RTE_DIM(rooms); i++) {
		for (k = 0; k < RTE_DIM(pieces); k++) {
			params = zlib_of(i * 5 + k);
			fill((i + k) % ZIP_NB_DATA, plain, 2000);
			f.min_room = rooms[i];
			f.max_room = rooms[i];
			f.max_piece = pieces[k];
			zip_flow_decompress(&f, packed, pack(&params, 2000), 0, plain, 2000);
			zip_flow_run(&f);
		}
	}
	assert_true(f.ops > 4 * 2000);
	zip_flow_close(&f);
}

/* All input at once, room for exactly the output, or in two parts cut anywhere. */
static void
test_decompress_cuts(void **state __rte_unused)
{
	uint32_t len = 600, packed_len, cut, n = 0;
	enum zip_data kind;
	struct zip_flow f;

	open_flow(&f, true);
	for (kind = 0; kind < ZIP_NB_DATA; kind++) {
		fill(kind, plain, len);
		packed_len = pack(&zlib_default, len);
		for (cut = 0; cut <= packed_len; cut++, n++) {
			zip_flow_decompress(&f, packed, packed_len, 0, plain, len);
			step(&f, cut, RTE_COMP_FLUSH_NONE, len);
			/* All of this piece could be done: there was room. */
			while (!f.ended)
				step(&f, packed_len - f.at, RTE_COMP_FLUSH_NONE, len);
		}
		for (cut = 1; cut <= len; cut++, n++) {
			zip_flow_decompress(&f, packed, packed_len, 7, plain, len);
			step(&f, packed_len + 7, RTE_COMP_FLUSH_NONE, cut);
			assert_int_equal(f.out_len, cut);
			while (!f.ended)
				step(&f, packed_len + 7 - f.at, RTE_COMP_FLUSH_NONE, len);
		}
	}
	assert_true(n > ZIP_NB_DATA * len);
	zip_flow_close(&f);
}

/* A compressed stream of this device, read by another stream of it. */
static void
test_round_trip(void **state __rte_unused)
{
	struct zip_flow c, d;
	unsigned int i;
	uint32_t len;

	open_flow(&c, false);
	open_flow(&d, true);
	for (i = 0; i < 30; i++) {
		len = zip_rand_range(1, 40000);
		fill(i % ZIP_NB_DATA, plain, len);
		zip_flow_compress(&c, plain, len);
		zip_flow_run(&c);
		zip_flow_decompress(&d, c.out, c.out_len, 0, plain, len);
		zip_flow_run(&d);
	}
	assert_true(c.ops > 60 && d.ops > 60);
	zip_flow_close(&c);
	zip_flow_close(&d);
}

/* More than a flat request takes, in operations over chains of megabytes. */
static void
test_large(void **state __rte_unused)
{
	const uint32_t len = 9u << 20;
	uint8_t *data = malloc(len), *stream = malloc(len + len / 8);
	struct zip_flow f;

	assert_true(data != NULL && stream != NULL);
	fill(ZIP_TEXT, data, len);
	open_flow(&f, false);
	f.max_piece = len;
	f.max_room = 12u << 20;
	f.min_room = 3u << 20;
	f.flushes = 1u << RTE_COMP_FLUSH_FINAL;
	f.max_segs = 100;
	zip_flow_compress(&f, data, len);
	zip_flow_run(&f);
	zip_flow_close(&f);
	open_flow(&f, true);
	f.max_piece = len;
	f.max_room = 12u << 20;
	f.min_room = 3u << 20;
	zip_flow_decompress(&f, stream, zip_zlib_pack(&zlib_default, data, len, stream,
			len + len / 8), 0, data, len);
	zip_flow_run(&f);
	zip_flow_close(&f);
	free(data);
	free(stream);
}

/* Many streams take turns in one burst, with stateless operations in between. */
static void
test_interleaved(void **state __rte_unused)
{
	static uint8_t data[NB_FLOWS][8000], streams[NB_FLOWS][10000];
	struct zip_flow flows[NB_FLOWS];
	struct zip_task tasks[NB_FLOWS];
	unsigned int i, n, which[NB_FLOWS], rounds = 0;

	for (i = 0; i < NB_FLOWS; i++) {
		open_flow(&flows[i], i & 1);
		flows[i].max_piece = 1000;
		flows[i].max_room = 1000;
		fill(i % ZIP_NB_DATA, data[i], sizeof(data[i]));
		if (i & 1)
			zip_flow_decompress(&flows[i], streams[i], zip_zlib_pack(&zlib_default,
					data[i], sizeof(data[i]), streams[i],
					sizeof(streams[i])), 0, data[i], sizeof(data[i]));
		else
			zip_flow_compress(&flows[i], data[i], sizeof(data[i]));
	}
	do {
		for (n = 0, i = 0; i < NB_FLOWS; i++) {
			if (!zip_flow_next(&flows[i]))
				continue;
			which[n] = i;
			tasks[n++] = flows[i].task;
		}
		zip_task_run(&zip_port, tasks, n);
		for (i = 0; i < n; i++) {
			flows[which[i]].task = tasks[i];
			zip_flow_check(&flows[which[i]]);
		}
		zip_assert_works(&zip_port, 0);
		rounds++;
	} while (n != 0);
	assert_true(rounds > 8);
	for (i = 0; i < NB_FLOWS; i++)
		zip_flow_close(&flows[i]);
}

/* A second operation of a stream in flight ends the burst and changes nothing. */
static void
in_flight(bool decompress)
{
	struct zip_flow f[2];
	struct rte_comp_op *ops[3], *done[3];
	struct zip_task second;
	const char *log;
	unsigned int i;
	int ret;

	fill(ZIP_TEXT, plain, 3000);
	for (i = 0; i < 2; i++) {
		open_flow(&f[i], decompress);
		f[i].min_room = 1000;
		if (decompress)
			zip_flow_decompress(&f[i], packed, pack(&zlib_default, 3000), 0, plain,
					3000);
		else
			zip_flow_compress(&f[i], plain, 3000);
		assert_true(zip_flow_next(&f[i]));
		zip_task_make(&zip_port, &f[i].task);
	}
	second = f[0].task;
	zip_task_make(&zip_port, &second);
	ops[0] = f[0].task.op;
	ops[1] = second.op;
	ops[2] = f[1].task.op;
	assert_int_equal(zip_enqueue(&zip_port, 0, ops, 3), 1);
	assert_int_equal(ops[1]->status, RTE_COMP_OP_STATUS_INVALID_STATE);
	assert_int_equal(zip_enqueue(&zip_port, 0, &ops[1], 1), 0);
	assert_int_equal(ops[1]->status, RTE_COMP_OP_STATUS_INVALID_STATE);
	test_log_start();
	ret = rte_compressdev_stream_free(zip_port.id, f[0].stream);
	log = test_log_stop();
	assert_int_equal(ret, -EBUSY);
	assert_int_equal(zip_log_own(log, "ERR"), 1);
	zip_enqueue_all(&zip_port, 0, &ops[2], 1);
	zip_task_free(&second);
	zip_dequeue_all(&zip_port, 0, done, 2);
	for (i = 0; i < 2; i++) {
		zip_task_done(&f[i].task);
		zip_flow_check(&f[i]);
		zip_flow_run(&f[i]);
		zip_flow_close(&f[i]);
	}
}

static void
test_in_flight(void **state __rte_unused)
{
	struct rte_compressdev_stats stats;
	unsigned int i;

	for (i = 0; i < 20; i++)
		in_flight(i & 1);
	assert_int_equal(rte_compressdev_stats_get(zip_port.id, &stats), 0);
	assert_int_equal(stats.enqueue_err_count, 40);
}

/* Decompress a whole stream in pieces until it ends or fails. */
static uint8_t
run_damaged(void *stream, uint32_t len, uint32_t data_len, uint32_t *produced)
{
	uint32_t at = 0;
	struct zip_task t;

	*produced = 0;
	do {
		t = (struct zip_task) { .decompress = true, .stream = stream,
			.src = packed + at, .len = zip_rand_range(0, len - at),
			.room = zip_rand_range(1, 2000), .out = result + *produced };
		zip_task_run(&zip_port, &t, 1);
		at += t.consumed;
		*produced += t.produced;
		if (t.status != RTE_COMP_OP_STATUS_SUCCESS &&
				t.status != RTE_COMP_OP_STATUS_OUT_OF_SPACE_RECOVERABLE)
			return t.status;
		/* Behind the end, or on the way into what is not there. */
		if (t.status == RTE_COMP_OP_STATUS_SUCCESS && (t.consumed < t.len || at == len))
			break;
	} while (*produced < data_len + 4000);
	return t.status;
}

/* An error in the middle is told once; the stream then starts anew. */
static void
test_corrupt(void **state __rte_unused)
{
	uint32_t len, packed_len, produced, consumed, zlib_produced, errors = 0, i;
	static uint8_t expected[20000];
	struct zip_flow f;
	uint8_t status;
	int ret;

	open_flow(&f, true);
	for (i = 0; errors < 60; i++) {
		assert_true(i < 3000);
		len = zip_rand_range(100, 10000);
		fill(i % ZIP_NB_DATA, plain, len);
		packed_len = pack(&zlib_default, len);
		packed[zip_rand_range(0, packed_len - 1)] ^= 1 << (i & 7);
		ret = zip_zlib_unpack(packed, packed_len, expected, sizeof(expected), &consumed,
				&zlib_produced);
		if (ret != Z_DATA_ERROR || zip_zlib_incomplete_set())
			continue;
		status = run_damaged(f.stream, packed_len, len, &produced);
		assert_int_equal(status, RTE_COMP_OP_STATUS_ERROR);
		assert_true(produced <= zlib_produced);
		zip_assert_same(result, expected, produced);
		errors++;
		zip_flow_decompress(&f, packed, pack(&zlib_default, len), 0, plain, len);
		zip_flow_run(&f);
	}
	zip_flow_close(&f);
}

/* Thousands at once, an operation of each in flight as far as the queue goes. */
static void
test_many(void **state __rte_unused)
{
	static void *streams[NB_STREAMS], *privs[2 * NB_STREAMS];
	static struct zip_task tasks[ZIP_MAX_TASKS];
	static uint8_t out[ZIP_MAX_TASKS][1000];
	struct rte_comp_xform xform;
	uint32_t i, k, n, packed_len;

	fill(ZIP_TEXT, plain, 800);
	packed_len = pack(&zlib_default, 800);
	for (i = 0; i < NB_STREAMS; i++) {
		xform = zip_xform(i & 1, 15);
		streams[i] = zip_make_stream(&zip_port, &xform);
		privs[2 * i] = zip_make_xform(&zip_port, &xform);
		privs[2 * i + 1] = zip_make_xform(&zip_port, &xform);
	}
	for (i = 0; i < NB_STREAMS; i += n) {
		n = RTE_MIN(NB_STREAMS - i, 200u);
		for (k = 0; k < n; k++)
			tasks[k] = (struct zip_task) { .decompress = (i + k) & 1,
				.flush = RTE_COMP_FLUSH_FINAL, .out = out[k], .room = 1000,
				.xform = privs[2 * (i + k)], .src = (i + k) & 1 ? packed : plain,
				.stream = k % 8 == 0 ? NULL : streams[i + k],
				.len = (i + k) & 1 ? packed_len : 800 };
		zip_task_run(&zip_port, tasks, n);
		for (k = 0; k < n; k++) {
			assert_int_equal(tasks[k].status, RTE_COMP_OP_STATUS_SUCCESS);
			if (tasks[k].decompress)
				zip_assert_same(out[k], plain, 800);
			else
				zip_assert_unpacks(out[k], tasks[k].produced, plain, 800);
		}
	}
	for (i = 0; i < NB_STREAMS; i++) {
		assert_int_equal(rte_compressdev_stream_free(zip_port.id, streams[i]), 0);
		assert_int_equal(rte_compressdev_private_xform_free(zip_port.id, privs[2 * i]), 0);
		assert_int_equal(rte_compressdev_private_xform_free(zip_port.id,
				privs[2 * i + 1]), 0);
	}
}

/* What an xform is for is not what a stream is for. */
static void
test_mixed_up(void **state __rte_unused)
{
	struct zip_task t = { .flush = RTE_COMP_FLUSH_FINAL, .src = plain, .len = 10,
		.room = 100 };
	struct zip_flow f;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		open_flow(&f, i);
		t.decompress = i;
		t.stream = f.stream;
		zip_task_make(&zip_port, &t);
		t.op->op_type = RTE_COMP_OP_STATELESS;
		assert_int_equal(zip_enqueue(&zip_port, 0, &t.op, 1), 0);
		assert_int_equal(t.op->status, RTE_COMP_OP_STATUS_INVALID_ARGS);
		zip_task_free(&t);
		t.stream = NULL;
		zip_task_make(&zip_port, &t);
		t.op->op_type = RTE_COMP_OP_STATEFUL;
		assert_int_equal(zip_enqueue(&zip_port, 0, &t.op, 1), 0);
		assert_int_equal(t.op->status, RTE_COMP_OP_STATUS_INVALID_ARGS);
		t.op->flush_flag = 4;
		t.op->stream = f.stream;
		assert_int_equal(zip_enqueue(&zip_port, 0, &t.op, 1), 0);
		assert_int_equal(t.op->status, RTE_COMP_OP_STATUS_INVALID_ARGS);
		zip_task_free(&t);
		zip_flow_close(&f);
	}
}

/* A stop with streams in flight finishes their operations, and they go on after it. */
static void
test_stop(void **state __rte_unused)
{
	static uint8_t data[NB_FLOWS][6000], streams[NB_FLOWS][8000];
	struct rte_comp_op *ops[NB_FLOWS], *done[NB_FLOWS];
	struct zip_flow flows[NB_FLOWS];
	unsigned int i;

	for (i = 0; i < NB_FLOWS; i++) {
		open_flow(&flows[i], i & 1);
		fill(ZIP_TEXT, data[i], sizeof(data[i]));
		if (i & 1)
			zip_flow_decompress(&flows[i], streams[i], zip_zlib_pack(&zlib_default,
					data[i], sizeof(data[i]), streams[i],
					sizeof(streams[i])), 0, data[i], sizeof(data[i]));
		else
			zip_flow_compress(&flows[i], data[i], sizeof(data[i]));
		assert_true(zip_flow_next(&flows[i]));
		zip_task_make(&zip_port, &flows[i].task);
		ops[i] = flows[i].task.op;
	}
	zip_enqueue_all(&zip_port, 0, ops, NB_FLOWS);
	zip_stop(&zip_port);
	zip_dequeue_all(&zip_port, 0, done, NB_FLOWS);
	assert_int_equal(zip_start(&zip_port), 0);
	for (i = 0; i < NB_FLOWS; i++) {
		zip_task_done(&flows[i].task);
		zip_flow_check(&flows[i]);
		zip_flow_run(&flows[i]);
		zip_flow_close(&flows[i]);
	}
}

#define ZIP_TEST(f)	cmocka_unit_test_setup_teardown(f, zip_setup_port, zip_teardown)

int
test_zip_stream(void)
{
	static const struct CMUnitTest tests[] = {
		ZIP_TEST(test_compress),
		ZIP_TEST(test_flushes),
		ZIP_TEST(test_compress_small_rooms),
		ZIP_TEST(test_empty_final),
		ZIP_TEST(test_empty_operations),
		ZIP_TEST(test_history),
		ZIP_TEST(test_compress_windows),
		ZIP_TEST(test_decompress),
		ZIP_TEST(test_decompress_small),
		ZIP_TEST(test_decompress_cuts),
		ZIP_TEST(test_round_trip),
		ZIP_TEST(test_large),
		ZIP_TEST(test_interleaved),
		ZIP_TEST(test_in_flight),
		ZIP_TEST(test_corrupt),
		ZIP_TEST(test_many),
		ZIP_TEST(test_mixed_up),
		ZIP_TEST(test_stop),
	};

	return TEST_RUN_GROUP("zip stream", tests, NULL, NULL);
}

/* Streams in flight when their queue is reset: each comes back, and starts anew. */
static void
reset_at(void **state, const char *qm, unsigned int at)
{
	static uint8_t data[NB_FLOWS][6000];
	struct rte_comp_op *ops[NB_FLOWS], *done[NB_FLOWS];
	struct zip_flow flows[NB_FLOWS];
	unsigned int i, errors = 0;
	char args[128];

	snprintf(args, sizeof(args), "device=soft,soft_qm=%s,soft_fault=reset@%u%s", qm, at,
			(const char *)*state);
	assert_int_equal(zip_plug(&zip_port, "uacce_zip_t0", args), 0);
	zip_bring_up(&zip_port, 1, ZIP_INFLIGHT);
	for (i = 0; i < NB_FLOWS; i++) {
		open_flow(&flows[i], false);
		flows[i].min_room = 300;
		fill(ZIP_TEXT, data[i], sizeof(data[i]));
		zip_flow_compress(&flows[i], data[i], sizeof(data[i]));
		flows[i].goes_on = true;
		flows[i].piece_end = 1000;
		assert_true(zip_flow_next(&flows[i]));
		zip_task_make(&zip_port, &flows[i].task);
		ops[i] = flows[i].task.op;
	}
	zip_enqueue_all(&zip_port, 0, ops, NB_FLOWS);
	zip_dequeue_all(&zip_port, 0, done, NB_FLOWS);
	zip_stop(&zip_port);
	assert_int_equal(zip_start(&zip_port), 0);
	zip_make_xforms(&zip_port);
	zip_assert_works(&zip_port, 0);
	for (i = 0; i < NB_FLOWS; i++) {
		zip_task_done(&flows[i].task);
		if (flows[i].task.status == RTE_COMP_OP_STATUS_ERROR) {
			assert_int_equal(flows[i].task.consumed + flows[i].task.produced, 0);
			errors++;
			zip_flow_compress(&flows[i], data[i], sizeof(data[i]));
		} else {
			zip_flow_check(&flows[i]);
		}
		zip_flow_run(&flows[i]);
		zip_flow_close(&flows[i]);
	}
	assert_true(errors >= 1 && errors <= NB_FLOWS - at + 1);
	zip_unplug(&zip_port);
}

static void
test_reset(void **state)
{
	static const unsigned int at[] = { 1, 2, 9, NB_FLOWS };
	unsigned int i;

	for (i = 0; i < RTE_DIM(at); i++) {
		reset_at(state, "2", at[i]);
		reset_at(state, "3", at[i]);
	}
}

/* One bad status: its stream starts anew, the others do not notice. */
static void
test_status(void **state)
{
	struct zip_flow f;
	uint32_t len = 4000, n;
	char args[128];

	fill(ZIP_TEXT, plain, len);
	for (n = 1; n < 6; n++) {
		snprintf(args, sizeof(args), "device=soft,soft_fault=status@%u%s", n,
				(const char *)*state);
		assert_int_equal(zip_plug(&zip_port, "uacce_zip_t0", args), 0);
		zip_bring_up(&zip_port, 1, ZIP_INFLIGHT);
		open_flow(&f, false);
		zip_flow_compress(&f, plain, len);
		while (f.ops < n) {
			f.goes_on = true;
			f.min_room = 300;
			f.piece_end = f.at + 100;
			assert_true(zip_flow_next(&f));
			zip_task_run(&zip_port, &f.task, 1);
			if (f.ops < n)
				zip_flow_check(&f);
		}
		assert_int_equal(f.task.status, RTE_COMP_OP_STATUS_ERROR);
		zip_flow_compress(&f, plain, len);
		zip_flow_run(&f);
		zip_flow_close(&f);
		zip_unplug(&zip_port);
	}
}

#define INLINE(f) { #f " (inline)", f, zip_setup, zip_teardown, (void *)(uintptr_t)"" }
#define WORKER(f) \
	{ #f " (worker)", f, zip_setup, zip_teardown, (void *)(uintptr_t)",soft_workers=1" }

int
test_zip_stream_fault(void)
{
	static const struct CMUnitTest tests[] = {
		INLINE(test_reset), WORKER(test_reset),
		INLINE(test_status), WORKER(test_status),
	};

	return TEST_RUN_GROUP("zip stream fault", tests, NULL, NULL);
}

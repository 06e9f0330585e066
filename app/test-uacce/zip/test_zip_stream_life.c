/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Many streams at a time, and streams that are in flight, damaged, stopped or reset. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <zlib.h>

#include <rte_common.h>

#include "test_zip.h"
#include "zip_fixture.h"
#include "zip_flow.h"

#define NB_STREAMS	2500u
#define NB_FLOWS	16u
#define FLOW_LEN	6000u

static const struct zip_zlib zlib_default = { 6, 15, 8, Z_DEFAULT_STRATEGY };

static uint8_t plain[ZIP_BUF];
static uint8_t packed[ZIP_STREAM_MAX];
static uint8_t result[ZIP_BUF];

/* Streams, their data, and their input where they decompress. */
static struct zip_flow flows[NB_FLOWS];
static uint8_t data[NB_FLOWS][FLOW_LEN];
static uint8_t streams[NB_FLOWS][FLOW_LEN + FLOW_LEN / 4];

static uint32_t
pack(uint32_t len)
{
	return zip_zlib_pack(&zlib_default, plain, len, packed, sizeof(packed));
}

/* Begin a stream on one of the flows. */
static void
begin(unsigned int i)
{
	zip_fill(i % ZIP_NB_DATA, data[i], FLOW_LEN);
	if (flows[i].decompress)
		zip_flow_decompress(&flows[i], streams[i], zip_zlib_pack(&zlib_default, data[i],
				FLOW_LEN, streams[i], sizeof(streams[i])), 0, data[i], FLOW_LEN);
	else
		zip_flow_compress(&flows[i], data[i], FLOW_LEN);
}

/* The first operation of each flow, in flight all at once. */
static void
send_all(void)
{
	struct rte_comp_op *ops[NB_FLOWS];
	unsigned int i;

	for (i = 0; i < NB_FLOWS; i++) {
		/* With input, as the device has no part in operations without. */
		flows[i].out_of_space = true;
		flows[i].piece_end = RTE_MIN(1000u, flows[i].in_len);
		flows[i].min_room = 300;
		assert_true(zip_flow_next(&flows[i]));
		zip_task_make(&zip_port, &flows[i].task);
		ops[i] = flows[i].task.op;
	}
	zip_enqueue_all(&zip_port, 0, ops, NB_FLOWS);
}

static void
receive_all(void)
{
	struct rte_comp_op *done[NB_FLOWS];
	unsigned int i;

	zip_dequeue_all(&zip_port, 0, done, NB_FLOWS);
	for (i = 0; i < NB_FLOWS; i++)
		zip_task_done(&flows[i].task);
}

/* Operations of many streams in one burst, with stateless operations between bursts. */
static void
test_interleaved(void **state __rte_unused)
{
	struct zip_task tasks[NB_FLOWS];
	unsigned int i, n, which[NB_FLOWS], rounds = 0;

	for (i = 0; i < NB_FLOWS; i++) {
		zip_flow_open_port(&flows[i], i & 1);
		flows[i].max_piece = 1000;
		flows[i].max_room = 1000;
		begin(i);
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

/* A second operation of a stream with one in flight is rejected and changes nothing. */
static void
in_flight(bool decompress)
{
	struct zip_flow f[2];
	struct rte_comp_op *ops[3], *done[3];
	struct zip_task second;
	const char *log;
	unsigned int i;
	int ret;

	zip_fill(ZIP_TEXT, plain, 3000);
	for (i = 0; i < 2; i++) {
		zip_flow_open_port(&f[i], decompress);
		f[i].min_room = 1000;
		if (decompress)
			zip_flow_decompress(&f[i], packed, pack(3000), 0, plain, 3000);
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

/* Decompress a stream in pieces until it ends or fails. @return the last status. */
static uint8_t
run_damaged(void *stream, uint32_t len, uint32_t data_len, uint32_t *produced)
{
	uint32_t at = 0;
	struct zip_task t;

	*produced = 0;
	do {
		t = (struct zip_task) { .decompress = true, .stream = stream,
			.src = packed + at, .len = test_rand_range(0, len - at),
			.room = test_rand_range(1, 2000), .out = result + *produced };
		zip_task_run(&zip_port, &t, 1);
		at += t.consumed;
		*produced += t.produced;
		if (t.status != RTE_COMP_OP_STATUS_SUCCESS &&
				t.status != RTE_COMP_OP_STATUS_OUT_OF_SPACE_RECOVERABLE)
			return t.status;
		/* The stream has ended, or there is no more input. */
		if (t.status == RTE_COMP_OP_STATUS_SUCCESS && (t.consumed < t.len || at == len))
			break;
	} while (*produced < data_len + 4000);
	return t.status;
}

/* Damage is an error of one operation; after it the stream starts anew. */
static void
test_corrupt(void **state __rte_unused)
{
	uint32_t len, packed_len, produced, consumed, zlib_produced, errors = 0, i;
	static uint8_t expected[20000];
	struct zip_flow f;
	uint8_t status;
	int ret;

	zip_flow_open_port(&f, true);
	for (i = 0; errors < 60; i++) {
		assert_true(i < 3000);
		len = test_rand_range(100, 10000);
		zip_fill(i % ZIP_NB_DATA, plain, len);
		packed_len = pack(len);
		packed[test_rand_range(0, packed_len - 1)] ^= 1 << (i & 7);
		ret = zip_zlib_unpack(packed, packed_len, expected, sizeof(expected), &consumed,
				&zlib_produced);
		if (ret != Z_DATA_ERROR || zip_zlib_incomplete_set(packed, packed_len))
			continue;
		status = run_damaged(f.stream, packed_len, len, &produced);
		assert_int_equal(status, RTE_COMP_OP_STATUS_ERROR);
		assert_true(produced <= zlib_produced);
		test_assert_same(result, expected, produced);
		errors++;
		zip_flow_decompress(&f, packed, pack(len), 0, plain, len);
		zip_flow_run(&f);
	}
	zip_flow_close(&f);
}

/* Thousands of streams and xforms at a time, used in bursts. */
static void
test_many(void **state __rte_unused)
{
	static void *many[NB_STREAMS], *privs[2 * NB_STREAMS];
	static struct zip_task tasks[ZIP_MAX_TASKS];
	static uint8_t out[ZIP_MAX_TASKS][1000];
	struct rte_comp_xform xform;
	uint32_t i, k, n, packed_len;

	zip_fill(ZIP_TEXT, plain, 800);
	packed_len = pack(800);
	for (i = 0; i < NB_STREAMS; i++) {
		xform = zip_xform(i & 1, 15);
		many[i] = zip_make_stream(&zip_port, &xform);
		privs[2 * i] = zip_make_xform(&zip_port, &xform);
		privs[2 * i + 1] = zip_make_xform(&zip_port, &xform);
	}
	for (i = 0; i < NB_STREAMS; i += n) {
		n = RTE_MIN(NB_STREAMS - i, 200u);
		for (k = 0; k < n; k++)
			tasks[k] = (struct zip_task) { .decompress = (i + k) & 1,
				.flush = RTE_COMP_FLUSH_FINAL, .out = out[k], .room = 1000,
				.xform = privs[2 * (i + k)], .src = (i + k) & 1 ? packed : plain,
				.stream = k % 8 == 0 ? NULL : many[i + k],
				.len = (i + k) & 1 ? packed_len : 800 };
		zip_task_run(&zip_port, tasks, n);
		for (k = 0; k < n; k++) {
			assert_int_equal(tasks[k].status, RTE_COMP_OP_STATUS_SUCCESS);
			if (tasks[k].decompress)
				test_assert_same(out[k], plain, 800);
			else
				zip_assert_unpacks(out[k], tasks[k].produced, plain, 800);
		}
	}
	for (i = 0; i < NB_STREAMS; i++) {
		assert_int_equal(rte_compressdev_stream_free(zip_port.id, many[i]), 0);
		assert_int_equal(rte_compressdev_private_xform_free(zip_port.id, privs[2 * i]), 0);
		assert_int_equal(rte_compressdev_private_xform_free(zip_port.id,
				privs[2 * i + 1]), 0);
	}
}

/* A stateless operation with a stream, and a stateful one with an xform, are rejected. */
static void
test_mixed_up(void **state __rte_unused)
{
	struct zip_task t = { .flush = RTE_COMP_FLUSH_FINAL, .src = plain, .len = 10,
		.room = 100 };
	struct zip_flow f;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		zip_flow_open_port(&f, i);
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

/* A stop waits for operations of streams, which continue after the next start. */
static void
test_stop(void **state __rte_unused)
{
	unsigned int i;

	for (i = 0; i < NB_FLOWS; i++) {
		zip_flow_open_port(&flows[i], i & 1);
		begin(i);
	}
	send_all();
	zip_stop(&zip_port);
	receive_all();
	assert_int_equal(zip_start(&zip_port), 0);
	for (i = 0; i < NB_FLOWS; i++) {
		zip_flow_check(&flows[i]);
		zip_flow_run(&flows[i]);
		zip_flow_close(&flows[i]);
	}
}

/*
 * Operations that wait for the lcore are dropped when their queue pair is set up again. Their
 * streams can be freed, or start anew.
 */
static void
test_release(void **state __rte_unused)
{
	struct rte_comp_op *ops[4];
	struct zip_flow f[4];
	const char *log;
	unsigned int i;

	for (i = 0; i < RTE_DIM(f); i++) {
		/* The lcore does empty inputs, and on QM v2 all decompression. */
		zip_flow_open_port(&f[i], zip_variant.qm == 2 && (i & 1));
		zip_fill(ZIP_TEXT, plain, 3000);
		f[i].min_room = 1000;
		if (f[i].decompress)
			zip_flow_decompress(&f[i], packed, pack(3000), 0, plain, 3000);
		else
			zip_flow_compress(&f[i], plain, 0);
		f[i].flush = RTE_COMP_FLUSH_FINAL;
		f[i].out_of_space = true;
		assert_true(zip_flow_next(&f[i]));
		zip_task_make(&zip_port, &f[i].task);
		ops[i] = f[i].task.op;
	}
	zip_enqueue_all(&zip_port, 0, ops, RTE_DIM(f));
	zip_stop(&zip_port);
	assert_int_equal(rte_compressdev_stream_free(zip_port.id, f[0].stream), -EBUSY);
	test_log_start();
	assert_int_equal(zip_qp_setup(&zip_port, 0, ZIP_INFLIGHT), 0);
	log = test_log_stop();
	assert_int_equal(test_log_lines(log, "WARNING", "4 operations not dequeued"), 1);
	for (i = 0; i < RTE_DIM(f); i++) {
		assert_int_equal(ops[i]->status, RTE_COMP_OP_STATUS_ERROR);
		assert_int_equal(ops[i]->consumed + ops[i]->produced, 0);
		zip_task_free(&f[i].task);
	}
	assert_int_equal(zip_start(&zip_port), 0);
	for (i = 0; i < RTE_DIM(f); i++) {
		if (i >= 2 && f[i].decompress)
			zip_flow_decompress(&f[i], packed, pack(3000), 0, plain, 3000);
		else if (i >= 2)
			zip_flow_compress(&f[i], plain, 3000);
		if (i >= 2)
			zip_flow_run(&f[i]);
		zip_flow_close(&f[i]);
	}
}

int
test_zip_stream_life(void)
{
	static const struct CMUnitTest tests[] = {
		ZIP_TEST(test_interleaved),
		ZIP_TEST(test_in_flight),
		ZIP_TEST(test_corrupt),
		ZIP_TEST(test_many),
		ZIP_TEST(test_mixed_up),
		ZIP_TEST(test_stop),
		ZIP_TEST(test_release),
	};

	return TEST_RUN_GROUP("zip stream life", tests, NULL, NULL);
}

/* Streams in flight at a reset: each operation comes back, and streams that failed start anew. */
static void
reset_at(void **state, unsigned int qm, unsigned int at)
{
	unsigned int i, errors = 0;
	char fault[32];

	snprintf(fault, sizeof(fault), "reset@%u", at);
	assert_int_equal(zip_plug(&zip_port, "uacce_zip_t0", test_fault_args(state, qm, fault)), 0);
	zip_bring_up(&zip_port, 1, ZIP_INFLIGHT);
	zip_make_xforms(&zip_port);
	for (i = 0; i < NB_FLOWS; i++) {
		/* QM v2 has no descriptors to decompress. */
		zip_flow_open_port(&flows[i], qm != 2 && (i & 1));
		begin(i);
	}
	send_all();
	receive_all();
	zip_stop(&zip_port);
	assert_int_equal(zip_start(&zip_port), 0);
	zip_assert_works(&zip_port, 0);
	for (i = 0; i < NB_FLOWS; i++) {
		if (flows[i].task.status == RTE_COMP_OP_STATUS_ERROR) {
			assert_int_equal(flows[i].task.consumed + flows[i].task.produced, 0);
			errors++;
			begin(i);
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
		reset_at(state, 2, at[i]);
		reset_at(state, 3, at[i]);
	}
}

/* After an error status the stream starts anew. */
static void
test_status(void **state)
{
	struct zip_flow f;
	uint32_t len = 4000, n;
	char fault[32];

	zip_fill(ZIP_TEXT, plain, len);
	for (n = 1; n < 6; n++) {
		snprintf(fault, sizeof(fault), "status@%u", n);
		assert_int_equal(zip_plug(&zip_port, "uacce_zip_t0",
				test_fault_args(state, 3, fault)), 0);
		zip_bring_up(&zip_port, 1, ZIP_INFLIGHT);
		zip_flow_open_port(&f, false);
		zip_flow_compress(&f, plain, len);
		while (f.ops < n) {
			f.out_of_space = true;
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

#define INLINE(f)	TEST_INLINE(f, zip_setup, zip_teardown)
#define WORKER(f)	TEST_WORKER(f, zip_setup, zip_teardown)

int
test_zip_stream_fault(void)
{
	static const struct CMUnitTest tests[] = {
		INLINE(test_reset), WORKER(test_reset),
		INLINE(test_status), WORKER(test_status),
	};

	return TEST_RUN_GROUP("zip stream fault", tests, NULL, NULL);
}

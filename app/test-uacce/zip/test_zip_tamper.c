/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * A device that completes descriptors with wrong results: counts beyond all buffers together with
 * overwritten lengths and flags, or no results at all. An operation of each shape ends with an
 * error in both cases, and its queue and its stream work afterwards.
 */

#include <string.h>

#include <rte_common.h>
#include <rte_compressdev_pmd.h>

#include "hisi_qp.h"
#include "hw/hisi_zip_bd.h"
#include "test_zip.h"
#include "zip_fixture.h"
#include "zip_set.h"
#include "zip_task.h"

#define LEN	3000u

static const struct zip_zlib zlib_default = { 6, 15, 8, 0 };

static uint8_t plain[LEN];
static uint8_t packed[2 * LEN];
static uint8_t result[2 * LEN];
static uint32_t packed_len;

/* Shapes of operations; together they use each word of a result. */
struct shape {
	const char *name;
	bool decompress;
	bool stateful;
	enum rte_comp_flush_flag flush;	/* of a compressed stream */
	enum rte_comp_checksum_type chksum;
	uint64_t input_chksum;
	uint32_t segs;
	uint32_t len;		/* bytes that are not compressed */
	uint32_t room;
};

#define CRC	RTE_COMP_CHECKSUM_CRC32
#define ADLER	RTE_COMP_CHECKSUM_ADLER32
#define BOTH	RTE_COMP_CHECKSUM_CRC32_ADLER32
#define FINAL	RTE_COMP_FLUSH_FINAL
#define SYNC	RTE_COMP_FLUSH_SYNC

static const struct shape shapes[] = {
	{ "flat", .segs = 1, .len = LEN, .room = 2 * LEN },
	{ "chained", .segs = 3, .len = LEN, .room = 2 * LEN },
	{ "bounce", .segs = 1, .len = 60, .room = 150 },
	{ "chained bounce", .segs = 3, .len = 60, .room = 150 },
	{ "crc", .chksum = CRC, .segs = 1, .len = LEN, .room = 2 * LEN },
	{ "adler", .chksum = ADLER, .segs = 2, .len = LEN, .room = 2 * LEN },
	{ "both", .chksum = BOTH, .segs = 3, .len = LEN, .room = 2 * LEN },
	{ "crc continued", .chksum = CRC, .input_chksum = 1, .segs = 2, .len = LEN,
		.room = 2 * LEN },
	{ "inflate flat", .decompress = true, .segs = 1, .len = LEN, .room = LEN },
	{ "inflate chained", .decompress = true, .segs = 3, .len = LEN, .room = LEN },
	{ "inflate bounce", .decompress = true, .segs = 2, .len = 150, .room = 150 },
	{ "inflate both", .decompress = true, .chksum = BOTH, .segs = 3, .len = LEN, .room = LEN },
	{ "stream", .stateful = true, .flush = FINAL, .segs = 1, .len = LEN, .room = 2 * LEN },
	{ "stream sync", .stateful = true, .flush = SYNC, .chksum = BOTH, .segs = 3, .len = LEN,
		.room = 2 * LEN },
	{ "stream store", .stateful = true, .flush = FINAL, .chksum = CRC, .segs = 1, .len = 60,
		.room = 100 },
	{ "inflate stream", .decompress = true, .stateful = true, .segs = 1, .len = LEN,
		.room = LEN },
	{ "inflate stream both", .decompress = true, .stateful = true, .chksum = BOTH, .segs = 3,
		.len = LEN, .room = LEN },
	{ "inflate stream store", .decompress = true, .stateful = true, .segs = 2, .len = 150,
		.room = 150 },
};

/* Run the operation of a shape; the caller checks its status. */
static void
run(const struct shape *s, void *xform, void *stream, struct zip_task *t)
{
	*t = (struct zip_task) {
		.decompress = s->decompress,
		.flush = s->stateful ? s->flush : RTE_COMP_FLUSH_FINAL,
		.xform = xform,
		.stream = stream,
		.src = s->decompress ? packed : plain,
		.len = s->decompress ? packed_len : s->len,
		.room = s->room,
		.src_segs = s->segs,
		.dst_segs = s->segs,
		.input_chksum = s->input_chksum,
		.out = result,
	};
	zip_task_run(&zip_port, t, 1);
}

/* The second operation is right, so that the first one left nothing behind. */
static void
assert_right(const struct shape *s, const struct zip_task *t)
{
	assert_int_equal(t->status, RTE_COMP_OP_STATUS_SUCCESS);
	assert_int_equal(t->consumed, t->len);
	if (s->chksum != RTE_COMP_CHECKSUM_NONE && s->input_chksum == 0)
		assert_int_equal(t->chksum, zip_sum(s->chksum, plain, s->len));
	if (s->decompress) {
		assert_int_equal(t->produced, s->len);
		test_assert_same(result, plain, s->len);
	} else if (t->flush == RTE_COMP_FLUSH_FINAL) {
		zip_assert_unpacks(result, t->produced, plain, s->len);
	}
}

static void
run_fault(void **state, unsigned int qm, const struct shape *s, const char *fault)
{
	struct rte_comp_xform xform = zip_xform_sum(s->decompress, s->chksum);
	struct rte_compressdev_stats stats;
	void *priv = NULL, *stream = NULL;
	struct zip_task t;

	print_message("%s, soft_qm=%u: %s\n", fault, qm, s->name);
	zip_fill(ZIP_TEXT, plain, s->len);
	packed_len = zip_zlib_pack(&zlib_default, plain, s->len, packed, sizeof(packed));
	assert_int_equal(zip_plug(&zip_port, "uacce_zip_t0", test_fault_args(state, qm, fault)), 0);
	zip_bring_up(&zip_port, 1, ZIP_INFLIGHT);
	zip_make_xforms(&zip_port);
	if (s->stateful)
		stream = zip_make_stream(&zip_port, &xform);
	else
		priv = zip_make_xform(&zip_port, &xform);
	run(s, priv, stream, &t);
	assert_int_equal(t.status, RTE_COMP_OP_STATUS_ERROR);
	assert_int_equal(t.consumed, 0);
	assert_int_equal(t.produced, 0);
	assert_int_equal(rte_compressdev_stats_get(zip_port.id, &stats), 0);
	assert_int_equal(stats.dequeued_count, 1);
	assert_int_equal(stats.dequeue_err_count, 1);
	run(s, priv, stream, &t);
	assert_right(s, &t);
	if (s->stateful)
		assert_int_equal(rte_compressdev_stream_free(zip_port.id, stream), 0);
	else
		assert_int_equal(rte_compressdev_private_xform_free(zip_port.id, priv), 0);
	zip_assert_works(&zip_port, 0);
	zip_unplug(&zip_port);
}

static void
run_all(void **state, const char *fault)
{
	static const unsigned int qms[] = { 2, 3, 5 };
	unsigned int i, k, n = 0;

	for (k = 0; k < RTE_DIM(qms); k++) {
		for (i = 0; i < RTE_DIM(shapes); i++) {
			/* QM v2 inflates no streams. */
			if (qms[k] == 2 && shapes[i].decompress && shapes[i].stateful)
				continue;
			run_fault(state, qms[k], &shapes[i], fault);
			n++;
		}
	}
	assert_int_equal(n, RTE_DIM(qms) * RTE_DIM(shapes) - 3);
}

static void
test_counts(void **state)
{
	run_all(state, "counts@1,v2_inflate=hw");
}

static void
test_nothing_written(void **state)
{
	run_all(state, "nowb@1,v2_inflate=hw");
}

/*
 * The end of a stream needs the status and a flag: without the flag the next operation with input
 * ends it. Operations until then have the checksum of the stream that goes on, as far as anybody
 * but the device can know.
 */
static void
test_no_last(void **state)
{
	/* Three times the same stream; an empty operation is next after the hidden end. */
	const uint32_t consumed[] = { 1, 0, 0, 1 }, len[] = { 1, 0, 1, 1 };
	struct rte_comp_xform xform = zip_xform(true, 15);
	struct zip_task t;
	unsigned int i;
	void *stream;

	xform.decompress.chksum = RTE_COMP_CHECKSUM_ADLER32;
	zip_fill(ZIP_TEXT, plain, LEN);
	packed_len = zip_zlib_pack(&zlib_default, plain, LEN, packed, sizeof(packed));
	assert_int_equal(zip_plug(&zip_port, "uacce_zip_t0",
			test_fault_args(state, 3, "nolast@1")), 0);
	zip_bring_up(&zip_port, 1, ZIP_INFLIGHT);
	zip_make_xforms(&zip_port);
	stream = zip_make_stream(&zip_port, &xform);
	for (i = 0; i < RTE_DIM(len); i++) {
		t = (struct zip_task) { .decompress = true, .stream = stream, .src = packed,
			.len = len[i] * packed_len, .room = LEN, .out = result };
		zip_task_run(&zip_port, &t, 1);
		assert_int_equal(t.status, RTE_COMP_OP_STATUS_SUCCESS);
		/* The third operation only ends the first stream, of which no input is left. */
		assert_int_equal(t.consumed, consumed[i] * packed_len);
		assert_int_equal(t.produced, consumed[i] * LEN);
		assert_int_equal(t.chksum, zip_sum(RTE_COMP_CHECKSUM_ADLER32, plain, LEN));
		test_assert_same(result, plain, LEN);
	}
	assert_int_equal(rte_compressdev_stream_free(zip_port.id, stream), 0);
	zip_assert_works(&zip_port, 0);
}

/* The descriptor that was submitted last for decompression. */
static const struct hisi_zip_sqe *
last_descriptor(void)
{
	const struct hisi_qp *qp =
		rte_compressdev_pmd_get_named_dev(zip_port.name)->data->queue_pairs[0];
	const struct hisi_qm *qm = qp->ring[HISI_ZIP_QC_DECOMPRESS];

	return hisi_qm_sqe(qm, (qm->submitted - 1) & qm->sq_mask);
}

/* The context of a new stream is all zero, also after a first request that failed. */
static void
test_new_context(void **state __rte_unused)
{
	struct rte_comp_xform xform = zip_xform(true, 15);
	const struct hisi_zip_sqe *sqe;
	const uint8_t *context;
	struct rte_comp_op *done;
	struct zip_task t;
	unsigned int i, k;
	void *stream;

	zip_fill(ZIP_TEXT, plain, LEN);
	packed_len = zip_zlib_pack(&zlib_default, plain, LEN, packed, sizeof(packed));
	assert_int_equal(zip_plug(&zip_port, "uacce_zip_t0",
			"device=soft,soft_qm=3,soft_fault=counts@1"), 0);
	zip_bring_up(&zip_port, 1, ZIP_INFLIGHT);
	zip_make_xforms(&zip_port);
	stream = zip_make_stream(&zip_port, &xform);
	for (i = 0; i < 3; i++) {
		t = (struct zip_task) { .decompress = true, .stream = stream, .src = packed,
			.len = packed_len, .room = LEN, .out = result };
		zip_task_make(&zip_port, &t);
		zip_enqueue_all(&zip_port, 0, &t.op, 1);
		/* An inline device serves it when it is dequeued. */
		sqe = last_descriptor();
		assert_true((sqe->dw7 & HISI_ZIP_DW7_NEW) != 0);
		context = (const uint8_t *)(uintptr_t)sqe->stream_ctx_addr;
		for (k = 0; k < HISI_ZIP_CTX_SIZE - HISI_ZIP_CTX_OFFSET; k++)
			assert_int_equal(context[k], 0);
		zip_dequeue_all(&zip_port, 0, &done, 1);
		zip_task_done(&t);
		assert_int_equal(t.status, i == 0 ? RTE_COMP_OP_STATUS_ERROR :
				RTE_COMP_OP_STATUS_SUCCESS);
	}
	assert_int_equal(rte_compressdev_stream_free(zip_port.id, stream), 0);
}

/* Wrong results in a burst of good ones are errors of their operations alone. */
static void
test_burst(void **state)
{
	static const char *const faults[] = { "counts@50", "nowb@50", "counts@50+nowb@51" };
	unsigned int f, n = 200;

	for (f = 0; f < RTE_DIM(faults); f++) {
		assert_int_equal(zip_plug(&zip_port, "uacce_zip_t0",
				test_fault_args(state, 3, faults[f])), 0);
		zip_bring_up(&zip_port, 1, ZIP_INFLIGHT_MAX);
		zip_make_xforms(&zip_port);
		zip_set_draw();
		zip_set_make(&zip_port, n, false);
		zip_enqueue_all(&zip_port, 0, zip_set.ops, n);
		zip_dequeue_all(&zip_port, 0, zip_set.done, n);
		assert_int_equal(zip_set_check(n, true), f == 2 ? 2 : 1);
		assert_int_equal(zip_set.ops[49]->status, RTE_COMP_OP_STATUS_ERROR);
		zip_set_free(n);
		zip_assert_works(&zip_port, 0);
		zip_unplug(&zip_port);
	}
}

#define INLINE(f)	TEST_INLINE(f, zip_setup, zip_teardown)
#define WORKER(f)	TEST_WORKER(f, zip_setup, zip_teardown)

int
test_zip_tamper(void)
{
	static const struct CMUnitTest tests[] = {
		INLINE(test_counts), WORKER(test_counts),
		INLINE(test_nothing_written), WORKER(test_nothing_written),
		INLINE(test_no_last), WORKER(test_no_last),
		INLINE(test_new_context),
		INLINE(test_burst), WORKER(test_burst),
	};

	return TEST_RUN_GROUP("zip tamper", tests, NULL, NULL);
}

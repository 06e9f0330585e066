/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Operations over chains of any shape, and zlib with its state kept for reuse. */

#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "zip_port.h"

#define PATIENCE_S	60

static unsigned int task_count;

/* Segments asked for, or as few as hold so much. */
static uint32_t
segments(uint32_t asked, uint32_t len)
{
	return RTE_MAX(asked, (len + TEST_MAX_SEG - 1) / TEST_MAX_SEG + (len == 0));
}

void
zip_task_make(const struct zip_port *port, struct zip_task *t)
{
	struct rte_comp_op *op = rte_comp_op_alloc(zip_pools.ops);

	assert_non_null(op);
	if (t->src_lens != NULL)
		test_chain_make(&t->in, t->src_lens, t->src_segs);
	else
		test_chain_cut(&t->in, t->src_offset + t->len,
				segments(t->src_segs, t->src_offset + t->len));
	if (t->dst_lens != NULL)
		test_chain_make(&t->to, t->dst_lens, t->dst_segs);
	else
		test_chain_cut(&t->to, t->dst_offset + t->room,
				segments(t->dst_segs, t->dst_offset + t->room));
	test_chain_write(&t->in, t->src_offset, t->src, t->len);
	op->op_type = t->stream != NULL ? RTE_COMP_OP_STATEFUL : RTE_COMP_OP_STATELESS;
	op->flush_flag = t->flush;
	op->private_xform = t->decompress ? port->decompress : port->compress;
	if (t->xform != NULL)
		op->private_xform = t->xform;
	if (t->stream != NULL)
		op->stream = t->stream;
	op->m_src = t->in.segs;
	op->m_dst = t->to.segs;
	op->src.offset = t->src_offset;
	op->src.length = t->len;
	op->dst.offset = t->dst_offset;
	op->input_chksum = t->input_chksum;
	op->output_chksum = ZIP_NO_CHKSUM;
	*zip_op_task(op) = t;
	t->op = op;
}

struct zip_task **
zip_op_task(struct rte_comp_op *op)
{
	return (struct zip_task **)(op + 1);
}

void
zip_task_free(struct zip_task *t)
{
	rte_comp_op_free(t->op);
	test_chain_free(&t->in);
	test_chain_free(&t->to);
	t->op = NULL;
}

void
zip_task_done(struct zip_task *t)
{
	const struct rte_comp_op *op = t->op;

	assert_int_not_equal(op->status, RTE_COMP_OP_STATUS_NOT_PROCESSED);
	assert_true(op->consumed <= t->len);
	assert_true(op->produced <= t->room);
	assert_int_equal(op->src.length, t->len);
	assert_int_equal(op->src.offset, t->src_offset);
	assert_int_equal(op->dst.offset, t->dst_offset);
	test_chain_check(&t->in, t->src_offset, t->src_offset + t->len);
	test_chain_holds(&t->in, t->src_offset, t->src, t->len);
	test_chain_check(&t->to, t->dst_offset, t->dst_offset + t->room);
	t->status = op->status;
	t->consumed = op->consumed;
	t->produced = op->produced;
	t->chksum = op->output_chksum;
	if (t->out != NULL)
		test_chain_read(&t->to, t->dst_offset, t->out, t->produced);
	task_count++;
	zip_task_free(t);
}

/* Take what came back; each operation belongs to a task that waits for it. */
static uint32_t
collect(const struct zip_port *port)
{
	struct rte_comp_op *done[64];
	uint16_t i, n;

	n = rte_compressdev_dequeue_burst(port->id, 0, done, RTE_DIM(done));
	for (i = 0; i < n; i++) {
		struct zip_task *t = *zip_op_task(done[i]);

		assert_ptr_equal(t->op, done[i]);
		zip_task_done(t);
	}
	return n;
}

void
zip_task_run(const struct zip_port *port, struct zip_task *tasks, uint32_t n)
{
	uint64_t end = rte_get_timer_cycles() + PATIENCE_S * rte_get_timer_hz();
	struct rte_comp_op *ops[ZIP_MAX_TASKS];
	uint32_t i, sent = 0, done = 0;

	assert_true(n <= ZIP_MAX_TASKS);
	for (i = 0; i < n; i++) {
		zip_task_make(port, &tasks[i]);
		ops[i] = tasks[i].op;
	}
	while (done < n) {
		if (sent < n)
			sent += zip_enqueue(port, 0, ops + sent, n - sent);
		/* Refused: what is to be refused is no task for this function. */
		if (sent < n)
			assert_int_equal(ops[sent]->status, RTE_COMP_OP_STATUS_NOT_PROCESSED);
		done += collect(port);
		assert_true(rte_get_timer_cycles() < end);
	}
	assert_int_equal(collect(port), 0);
}

uint32_t
zip_task_count(void)
{
	return task_count;
}

void *
zip_make_xform(const struct zip_port *port, const struct rte_comp_xform *xform)
{
	void *priv = NULL;

	assert_int_equal(rte_compressdev_private_xform_create(port->id, xform, &priv), 0);
	assert_non_null(priv);
	return priv;
}

void *
zip_make_stream(const struct zip_port *port, const struct rte_comp_xform *xform)
{
	void *stream = NULL;

	assert_int_equal(rte_compressdev_stream_create(port->id, xform, &stream), 0);
	assert_non_null(stream);
	return stream;
}

struct rte_comp_xform
zip_xform_sum(bool decompress, enum rte_comp_checksum_type type)
{
	struct rte_comp_xform xform = zip_xform(decompress, 15);

	if (decompress)
		xform.decompress.chksum = type;
	else
		xform.compress.chksum = type;
	return xform;
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
		/* Nobody asked for one and nobody has written one. */
		return ZIP_NO_CHKSUM;
	}
}

/* A compressor of zlib for each window and table size, made when first asked for. */
static z_stream *
kept_deflate(const struct zip_zlib *params)
{
	static z_stream kept[16][10];
	z_stream *strm = &kept[params->window][params->mem_level];

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
	static z_stream kept;
	uint8_t none;
	int ret;

	if (kept.state == NULL)
		assert_int_equal(inflateInit2(&kept, -15), Z_OK);
	assert_int_equal(inflateReset(&kept), Z_OK);
	kept.next_in = (Bytef *)(uintptr_t)src;
	kept.avail_in = len;
	kept.next_out = room == 0 ? &none : out;
	kept.avail_out = room;
	kept.msg = NULL;
	ret = inflate(&kept, Z_SYNC_FLUSH);
	zip_zlib_set_why(kept.msg);
	*consumed = kept.total_in;
	*produced = kept.total_out;
	return ret;
}

void
zip_assert_unpacks(const void *stream, uint32_t len, const void *data, uint32_t data_len)
{
	uint32_t consumed, produced;
	uint8_t *out = malloc(data_len + 1);

	assert_non_null(out);
	/* More room than needed: a stream that goes on would show. */
	assert_int_equal(zip_zlib_unpack(stream, len, out, data_len + 1, &consumed, &produced),
			Z_STREAM_END);
	assert_int_equal(consumed, len);
	assert_int_equal(produced, data_len);
	test_assert_same(out, data, data_len);
	free(out);
}

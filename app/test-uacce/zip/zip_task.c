/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Operations over chains of mbufs of any shape. */

#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "zip_task.h"

#define PATIENCE_S	(60 * test_options.patience)

static __thread unsigned int task_count;

/* Segments of a chain: as many as the test wants, but enough for the data. */
static uint32_t
segments(uint32_t wanted, uint32_t len)
{
	return RTE_MAX(wanted, (len + TEST_MAX_SEG - 1) / TEST_MAX_SEG + (len == 0));
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

const char *
zip_task_judge(struct zip_task *t)
{
	const struct rte_comp_op *op = t->op;

	TEST_EXPECT(op->status != RTE_COMP_OP_STATUS_NOT_PROCESSED);
	TEST_EXPECT(op->consumed <= t->len);
	TEST_EXPECT(op->produced <= t->room);
	TEST_EXPECT(op->src.length == t->len);
	TEST_EXPECT(op->src.offset == t->src_offset);
	TEST_EXPECT(op->dst.offset == t->dst_offset);
	TEST_EXPECT_RIGHT(test_chain_judge(&t->in, t->src_offset, t->src_offset + t->len));
	TEST_EXPECT(test_chain_is(&t->in, t->src_offset, t->src, t->len));
	TEST_EXPECT_RIGHT(test_chain_judge(&t->to, t->dst_offset, t->dst_offset + t->room));
	t->status = op->status;
	t->consumed = op->consumed;
	t->produced = op->produced;
	t->chksum = op->output_chksum;
	if (t->out != NULL)
		test_chain_read(&t->to, t->dst_offset, t->out, t->produced);
	return NULL;
}

void
zip_task_done(struct zip_task *t)
{
	test_assert_right(zip_task_judge(t));
	task_count++;
	zip_task_free(t);
}

/* Dequeue once and check the tasks of the operations that came back. @return how many. */
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
		/* An operation that has to be rejected is not for this function. */
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

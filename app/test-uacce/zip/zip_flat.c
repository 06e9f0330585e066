/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Stateless operations over one mbuf each, with guard bytes around their data. */

#include <string.h>

#include <rte_common.h>

#include "zip_flat.h"

#define RUN_BURST	64u
/* Bytes before the data of a destination, where they fit. */
#define LEAD		64u

static unsigned int flat_count;

static void
assert_guard(const uint8_t *from, const uint8_t *to)
{
	if (from < to)
		assert_true(test_is_guard(from, to - from));
}

/* An operation of a flat; its mark is the flat's index. */
static struct rte_comp_op *
make_op(const struct zip_port *port, const struct zip_flat_op *flat, uint32_t index)
{
	struct rte_comp_op *op = zip_op_alloc(port, flat->decompress);
	uint32_t dst_len = flat->dst_offset + flat->room;

	assert_true(flat->src_offset + flat->len <= ZIP_BUF && dst_len <= ZIP_BUF);
	if (flat->xform != NULL)
		op->private_xform = flat->xform;
	op->m_src = zip_mbuf(zip_pools.large);
	op->m_dst = zip_mbuf(zip_pools.large);
	/* Every second mbuf has more data than the operation, which must not matter. */
	zip_mbuf_set_data(op->m_src, 0, index & 1 ? ZIP_BUF : flat->src_offset + flat->len);
	zip_mbuf_set_data(op->m_dst, RTE_MIN(LEAD, ZIP_BUF - dst_len), dst_len);
	memcpy(rte_pktmbuf_mtod_offset(op->m_src, void *, flat->src_offset), flat->src, flat->len);
	op->src.offset = flat->src_offset;
	op->src.length = flat->len;
	op->dst.offset = flat->dst_offset;
	*zip_op_mark(op) = index;
	return op;
}

static void
check_buffers(const struct zip_flat_op *flat, const struct rte_comp_op *op)
{
	const uint8_t *src = op->m_src->buf_addr, *dst = op->m_dst->buf_addr;
	const uint8_t *data = dst + op->m_dst->data_off + flat->dst_offset;

	assert_int_equal(op->m_dst->data_len, flat->dst_offset + flat->room);
	assert_int_equal(op->m_dst->pkt_len, flat->dst_offset + flat->room);
	assert_guard(dst, data);
	assert_guard(data + flat->room, dst + ZIP_BUF);
	assert_int_equal(op->m_src->data_off, 0);
	assert_guard(src, src + flat->src_offset);
	if (flat->len != 0)
		assert_memory_equal(src + flat->src_offset, flat->src, flat->len);
	assert_guard(src + flat->src_offset + flat->len, src + ZIP_BUF);
}

static void
check_op(struct zip_flat_op *flat, const struct rte_comp_op *op)
{
	assert_true(op->consumed <= flat->len);
	assert_true(op->produced <= flat->room);
	assert_int_equal(op->src.length, flat->len);
	assert_int_equal(op->src.offset, flat->src_offset);
	assert_int_equal(op->dst.offset, flat->dst_offset);
	check_buffers(flat, op);
	flat->status = op->status;
	flat->consumed = op->consumed;
	flat->produced = op->produced;
	assert_int_not_equal(flat->status, RTE_COMP_OP_STATUS_NOT_PROCESSED);
	if (flat->out != NULL && op->status == RTE_COMP_OP_STATUS_SUCCESS)
		memcpy(flat->out, rte_pktmbuf_mtod_offset(op->m_dst, void *, flat->dst_offset),
				flat->produced);
}

static void
run_burst(const struct zip_port *port, struct zip_flat_op *flats, unsigned int n)
{
	struct rte_comp_op *ops[RUN_BURST], *done[RUN_BURST];
	bool seen[RUN_BURST] = { false };
	unsigned int i;
	uint32_t mark;

	for (i = 0; i < n; i++)
		ops[i] = make_op(port, &flats[i], i);
	zip_enqueue_all(port, 0, ops, n);
	zip_dequeue_all(port, 0, done, n);
	for (i = 0; i < n; i++) {
		mark = *zip_op_mark(done[i]);
		assert_true(mark < n && !seen[mark]);
		assert_ptr_equal(done[i], ops[mark]);
		seen[mark] = true;
		check_op(&flats[mark], done[i]);
		zip_op_free(done[i]);
	}
	flat_count += n;
}

void
zip_flat_run(struct zip_flat_op *ops, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i += RUN_BURST)
		run_burst(&zip_port, ops + i, RTE_MIN(n - i, RUN_BURST));
}

void
zip_flat_reset(void)
{
	flat_count = 0;
}

unsigned int
zip_flat_count(void)
{
	return flat_count;
}

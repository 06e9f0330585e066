/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Many small operations over the same data. */

#include <string.h>

#include "zip_set.h"

struct zip_set zip_set;

void
zip_set_draw(void)
{
	static const struct zip_zlib params = { 6, 15, 8, 0 };

	zip_fill(ZIP_TEXT, zip_set.plain, sizeof(zip_set.plain));
	zip_set.packed_len = zip_zlib_deflate(&params, zip_set.plain, sizeof(zip_set.plain),
			zip_set.packed);
}

/* The direction is behind the mark, as a test may give an operation another xform. */
static uint32_t *
direction_of(struct rte_comp_op *op)
{
	return zip_op_mark(op) + 1;
}

struct rte_comp_op *
zip_set_op(const struct zip_port *port, bool decompress, uint32_t mark)
{
	struct rte_comp_op *op = decompress ?
		zip_op(port, true, zip_set.packed, zip_set.packed_len, ZIP_SET_ROOM) :
		zip_op(port, false, zip_set.plain, sizeof(zip_set.plain), ZIP_SET_ROOM);

	*zip_op_mark(op) = mark;
	*direction_of(op) = decompress;
	return op;
}

void
zip_set_make(const struct zip_port *port, unsigned int n, bool mixed)
{
	unsigned int i;

	assert_true(n <= ZIP_SET_MAX);
	for (i = 0; i < n; i++)
		zip_set.ops[i] = zip_set_op(port, mixed && i % 2 == 1, i);
}

void
zip_set_free(unsigned int n)
{
	while (n-- > 0)
		zip_op_free(zip_set.ops[n]);
}

void
zip_set_assert_right(struct rte_comp_op *op)
{
	const uint8_t *out = rte_pktmbuf_mtod_offset(op->m_dst, uint8_t *, op->dst.offset);

	assert_int_equal(op->status, RTE_COMP_OP_STATUS_SUCCESS);
	assert_int_equal(op->consumed, op->src.length);
	if (*direction_of(op) != 0) {
		assert_int_equal(op->produced, sizeof(zip_set.plain));
		assert_memory_equal(out, zip_set.plain, sizeof(zip_set.plain));
	} else {
		zip_assert_decodes(15, out, op->produced, zip_set.plain, sizeof(zip_set.plain));
	}
}

unsigned int
zip_set_check(unsigned int n, bool may_fail)
{
	static bool seen[ZIP_SET_MAX];
	unsigned int i, errors = 0;

	memset(seen, 0, sizeof(seen));
	for (i = 0; i < n; i++) {
		struct rte_comp_op *op = zip_set.done[i];
		uint32_t mark = *zip_op_mark(op);

		assert_true(mark < n && !seen[mark]);
		seen[mark] = true;
		if (!may_fail || op->status == RTE_COMP_OP_STATUS_SUCCESS) {
			zip_set_assert_right(op);
			continue;
		}
		assert_int_equal(op->status, RTE_COMP_OP_STATUS_ERROR);
		assert_int_equal(op->produced, 0);
		assert_int_equal(op->consumed, 0);
		errors++;
	}
	return errors;
}

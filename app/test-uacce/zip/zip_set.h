/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_ZIP_SET_H
#define TEST_UACCE_ZIP_SET_H

/** @file Many small operations of uacce_zip over the same data. */

#include "zip_port.h"

/** Most operations of a set. */
#define ZIP_SET_MAX	8000u
/** Bytes of data of each, and of its destination. */
#define ZIP_SET_LEN	120u
#define ZIP_SET_ROOM	300u

/** Many small operations over the same data. */
struct zip_set {
	uint8_t plain[ZIP_SET_LEN];
	uint8_t packed[ZIP_STREAM_MAX];
	uint32_t packed_len;
	struct rte_comp_op *ops[ZIP_SET_MAX];	/**< to be enqueued */
	struct rte_comp_op *done[ZIP_SET_MAX];	/**< where the caller dequeues to */
};

extern struct zip_set zip_set;

/** Draw the data. */
void zip_set_draw(void);
/** One operation, with a mark. */
struct rte_comp_op *zip_set_op(const struct zip_port *port, bool decompress, uint32_t mark);
/** Make operations marked from 0; of mixed ones every other decompresses. */
void zip_set_make(const struct zip_port *port, unsigned int n, bool mixed);
/** Free the first @p n operations. */
void zip_set_free(unsigned int n);
/** Assert that an operation succeeded with the right result. */
void zip_set_assert_right(struct rte_comp_op *op);
/**
 * Check the first @p n of zip_set.done: the operations marked below @p n are there once each, and
 * each is right or, if @p may_fail, has an error status and no result.
 *
 * @return
 *   How many have an error status.
 */
unsigned int zip_set_check(unsigned int n, bool may_fail);

#endif /* TEST_UACCE_ZIP_SET_H */

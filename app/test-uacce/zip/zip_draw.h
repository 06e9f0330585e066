/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_ZIP_DRAW_H
#define TEST_UACCE_ZIP_DRAW_H

/** @file Random operations of uacce_zip, for the group `zipdiff` and for `stress`. */

#include "zip_diff.h"

/**
 * Draw a stateless operation with one of the xforms of a port. zip_diff.pools has the data.
 *
 * @param op
 *   With memory in @c packed and @c out; all else is set.
 * @param t
 *   The task, not yet made.
 */
void zip_draw_stateless(struct zip_diff_port *p, struct zip_diff_op *op, struct zip_task *t);
/** Draw the next operation of a stream of a port, of which no operation is in flight. */
void zip_draw_stateful(struct zip_diff_port *p, unsigned int i, struct zip_diff_op *op,
		struct zip_task *t);
/** Judge the status and the output of an operation, behind zip_task_judge(). */
const char *zip_draw_judge(struct zip_diff_op *op, const struct zip_task *t);

#endif /* TEST_UACCE_ZIP_DRAW_H */

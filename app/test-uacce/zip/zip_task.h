/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_ZIP_TASK_H
#define TEST_UACCE_ZIP_TASK_H

/** @file Operations of uacce_zip over chains of mbufs of any shape, stateless and stateful. */

#include "zip_port.h"

/** Most tasks of one call. */
#define ZIP_MAX_TASKS	256u

/** An operation over chains and its results, for zip_task_run(). */
struct zip_task {
	bool decompress;
	enum rte_comp_flush_flag flush;
	void *xform;		/**< NULL for the port's */
	void *stream;		/**< makes the operation stateful */
	const uint8_t *src;
	uint32_t len;
	uint32_t src_offset;
	uint32_t dst_offset;
	uint32_t room;		/**< bytes of destination from dst_offset on */
	uint32_t src_segs;	/**< segments; 0 is 1 */
	uint32_t dst_segs;
	const uint32_t *src_lens;	/**< of the segments; NULL for a random cut */
	const uint32_t *dst_lens;
	uint64_t input_chksum;
	uint8_t *out;		/**< where the output goes, or NULL */
	/* Results. */
	uint8_t status;
	uint32_t consumed;
	uint32_t produced;
	uint64_t chksum;
	/* While it runs. */
	struct rte_comp_op *op;
	struct test_chain in;
	struct test_chain to;
};

/** Make the operation of a task, in task->op. */
void zip_task_make(const struct zip_port *port, struct zip_task *t);
/** The task of an operation. */
struct zip_task **zip_op_task(struct rte_comp_op *op);
/**
 * Judge all memory of a task whose operation came back, and set its results. The task stays, and
 * nothing is said of its status.
 */
const char *zip_task_judge(struct zip_task *t);
/** Check all memory of a task whose operation came back, set its results and free it. */
void zip_task_done(struct zip_task *t);
/** Free a task whose operation is not in flight. */
void zip_task_free(struct zip_task *t);
/**
 * Make tasks, run them on queue pair 0 in as many bursts as it takes, and check all memory around
 * them. Enqueue may reject none of them.
 */
void zip_task_run(const struct zip_port *port, struct zip_task *tasks, uint32_t n);
/** Number of tasks done since the program started. */
uint32_t zip_task_count(void);

#endif /* TEST_UACCE_ZIP_TASK_H */

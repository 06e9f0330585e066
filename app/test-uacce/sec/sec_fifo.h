/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_SEC_FIFO_H
#define TEST_UACCE_SEC_FIFO_H

/** @file Random tasks through queue pair 0, each of which has to come back in its place. */

#include "sec_set.h"

#define SEC_FIFO_WINDOW		2048u	/**< tasks at a time; more than a ring has entries */
#define SEC_FIFO_BURST		48u
#define SEC_FIFO_PATIENCE_S	(60 * test_options.patience)

/** Tasks made, taken by the queue pair and returned. Task n is at n modulo the window. */
struct sec_fifo {
	bool raw;		/**< requests of the raw data path */
	bool one_descriptor;	/**< each task takes one */
	bool may_fail;		/**< with an error status */
	uint32_t made;
	uint32_t sent;		/**< taken and submitted */
	uint32_t cached;	/**< raw: taken and not submitted */
	uint32_t back;		/**< returned */
	uint32_t errors;	/**< error statuses */
	const struct sec_session *session;	/**< of the last task made */
	const struct sec_session *of_context;	/**< raw: of the last request that was enqueued */
	struct rte_crypto_raw_dp_ctx *ctx;
	struct sec_task tasks[SEC_FIFO_WINDOW];
};

extern struct sec_fifo sec_fifo;

/** Begin on queue pair 0 of sec_port, which runs. */
void sec_fifo_start(bool raw);
/** Assert that all tasks sent are back and no other comes, and close the sessions. */
void sec_fifo_end(void);
/** For sec_teardown(): free the tasks, of which none is in flight any more. */
void sec_fifo_clear(void);
/** The place of task @p n. */
struct sec_task *sec_fifo_task(uint32_t n);
/** Make a random task. Half of them take two descriptors, and some have a wrong digest. */
void sec_fifo_make(void);
/** Enqueue tasks that were made; raw ones may stay cached. @return how many were taken. */
uint32_t sec_fifo_enqueue(uint32_t n);
/** Submit what is cached, if anything is. */
void sec_fifo_submit(void);
/**
 * Dequeue at most @p n, up to SEC_FIFO_BURST, and check each and its place. @return how many.
 */
uint32_t sec_fifo_dequeue(uint32_t n);
/** Dequeue all that was sent. */
void sec_fifo_drain(void);
/** Enqueue and dequeue random bursts until @p total tasks are back. */
void sec_fifo_run(uint32_t total);

#endif /* TEST_UACCE_SEC_FIFO_H */

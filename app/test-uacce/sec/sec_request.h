/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_SEC_REQUEST_H
#define TEST_UACCE_SEC_REQUEST_H

/** @file Contexts and single requests of the raw data path. */

#include "sec_task.h"

/** Most segments of a request. */
#define SEC_REQUEST_MAX_SEGS	64u

/**
 * Memory of a context of the raw data path, not configured. A test has one; the next call and
 * sec_teardown() free it.
 */
struct rte_crypto_raw_dp_ctx *sec_context_new(const struct sec_port *port);
void sec_context_free(void);
/** Bytes of it. */
size_t sec_context_size(const struct sec_port *port);
/** Give a context of a queue pair a session. @return the library's code. */
int sec_context_set_on(const struct sec_port *port, uint16_t qp,
		struct rte_crypto_raw_dp_ctx *ctx, const struct sec_session *s, bool update);
/** The same on queue pair 0, with a session or with one made of an algorithm. */
int sec_context_set(const struct sec_port *port, struct rte_crypto_raw_dp_ctx *ctx,
		const struct sec_session *s, bool update);
int sec_context_set_alg(const struct sec_port *port, struct rte_crypto_raw_dp_ctx *ctx,
		const struct sec_alg *alg, bool update);
/**
 * Enqueue a task that was made, in place, without offsets. Dequeue returns @p user.
 *
 * @return
 *   Whether it was taken.
 */
bool sec_request_enqueue_as(struct rte_crypto_raw_dp_ctx *ctx, struct sec_task *t, void *user);
/** The same; dequeue returns the task. */
bool sec_request_enqueue(struct rte_crypto_raw_dp_ctx *ctx, struct sec_task *t);

#endif /* TEST_UACCE_SEC_REQUEST_H */

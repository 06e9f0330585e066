/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_SEC_SET_H
#define TEST_UACCE_SEC_SET_H

/** @file Many small operations of mixed sessions. */

#include "sec_task.h"

/** Sessions whose operations take one descriptor, which come first, and all sessions. */
#define SEC_SET_SINGLE		8u
#define SEC_SET_SESSIONS	10u
#define SEC_SET_MAX		1100u

/** Many small operations of mixed sessions, which all generations have. */
struct sec_set {
	struct sec_session sessions[SEC_SET_SESSIONS];
	unsigned int used;	/**< sessions that sec_set_make() uses, the first ones */
	struct sec_task tasks[SEC_SET_MAX];
	struct rte_crypto_op *ops[SEC_SET_MAX];		/**< to be enqueued */
	struct rte_crypto_op *done[SEC_SET_MAX];	/**< where the caller dequeues to */
};

extern struct sec_set sec_set;

/** Open all sessions; SEC_SET_SINGLE of them are used. sec_teardown() closes what is open. */
void sec_set_open(const struct sec_port *port);
void sec_set_close(const struct sec_port *port);
/** For sec_teardown(): free the operations of the set, of which none is in flight any more. */
void sec_set_clear(void);
/** Make operations in these places, whose operations before must not be in flight. */
void sec_set_make(unsigned int first, unsigned int n);
/** Free those of the first @p n operations that were not freed yet; none may be in flight. */
void sec_set_free(unsigned int n);
/**
 * Check the first @p n of sec_set.done: each is an operation of the set, is there once, and is
 * right or, if @p may_fail, has an error status. The operations stay.
 *
 * @return
 *   How many have an error status.
 */
unsigned int sec_set_check_and_keep(unsigned int n, bool may_fail);
/** The same, and free these operations. */
unsigned int sec_set_check(unsigned int n, bool may_fail);
/** Assert that a small operation works. */
void sec_assert_works(const struct sec_port *port, uint16_t qp);

#endif /* TEST_UACCE_SEC_SET_H */

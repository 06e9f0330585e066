/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_COST_H
#define TEST_UACCE_COST_H

/** @file What the cases of the `cost` subcommand share. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rte_mbuf;
struct rte_mempool;

#define COST_BURST	32
#define COST_LEN	1024	/**< bytes of an operation */

/** One case: a device, and a burst of operations that goes through it again and again. */
struct cost_case {
	const char *name;
	const void *arg;	/**< argument of @c set_up */
	/** Start a device and make a burst; false if that cannot be done. */
	bool (*set_up)(const void *arg, struct rte_mempool *mbufs);
	/** Enqueue and dequeue the burst once; false unless it came back whole and good. */
	bool (*turn)(void);
};

/** Cases of a driver, ended by one without a name. */
extern const struct cost_case cost_zip_cases[];
extern const struct cost_case cost_sec_cases[];

/** A chain of segments that hold COST_LEN bytes together; NULL if there is no memory. */
struct rte_mbuf *cost_make_chain(struct rte_mempool *mbufs, unsigned int segs);

#endif /* TEST_UACCE_COST_H */

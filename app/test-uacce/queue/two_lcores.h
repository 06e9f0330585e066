/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_TEST_TWO_LCORES_H
#define TEST_UACCE_TEST_TWO_LCORES_H

/**
 * @file
 * One thread enqueues to a queue pair and another dequeues from it, with rings that are full again
 * and again. struct two_driver has what differs between the drivers.
 */

#include <stdbool.h>
#include <stdint.h>

#include "test.h"
#include "test_util.h"

/** Most kinds of operations of a driver. */
#define TWO_MAX_KINDS	5u
/** Most bytes of output of an operation. */
#define TWO_MAX_OUT	320u

/** One operation, which belongs to the producer, the queue pair and the consumer in turn. */
struct two_item {
	void *op;
	uint8_t kind;
	/** Operations of its kind that were enqueued before it; the order is that of each kind. */
	uint64_t number;
	struct test_chain src;
	struct test_chain dst;
	uint8_t digest[16];
	/** Expected bytes of @c dst and, behind these, of @c digest; NULL if neither is checked. */
	uint8_t *want;
	uint32_t want_len;
};

/** A queue pair of a driver, 0 of the device that is plugged, and its operations. */
struct two_driver {
	const char *name;
	/** Kinds that take the driver's fast path, which come first. */
	unsigned int nb_fast;
	unsigned int nb_kinds;
	void (*plug)(const char *devargs, uint32_t depth);
	/** Stop the device, if it is started. */
	void (*stop)(void);
	/** Make item->op of item->kind, and its buffers; content depends on @p index. */
	void (*make)(struct two_item *item, unsigned int index);
	void (*free)(struct two_item *item);
	uint16_t (*enqueue)(void **ops, uint16_t n);
	uint16_t (*dequeue)(void **ops, uint16_t n);
	struct two_item *(*item_of)(void *op);
	/** Whether it is done without error; @p len gets the bytes of output. */
	bool (*is_good)(void *op, uint32_t *len);
	/** Reset the status, so that an old one cannot pass. */
	void (*rearm)(void *op);
	int (*setup)(void **state);
	int (*teardown)(void **state);
};

/** Run all cases of a driver as a group. @return failed tests. */
int two_lcores_run(const struct two_driver *driver, const char *group);

#endif /* TEST_UACCE_TEST_TWO_LCORES_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_SOFT_H
#define UACCE_SOFT_H

/**
 * @file
 * The soft device as seen from the queue layer: a device record and a transport.
 * The device itself, and everything that knows its rings, is under soft/.
 */

#include <sched.h>
#include <stdbool.h>

#include <rte_compat.h>

#include "uacce_device.h"

/** Bytes of the fault list, with the final 0. */
#define UACCE_SOFT_FAULT_LEN	128

/** Which accelerator a soft device plays. */
enum uacce_soft_class {
	UACCE_SOFT_ZIP,
	UACCE_SOFT_SEC,
};

enum uacce_soft_engine {
	UACCE_SOFT_ENGINE_FAST,	/**< does the work */
	UACCE_SOFT_ENGINE_NULL,	/**< completes without touching data */
};

/** What the soft_* device arguments say. */
struct uacce_soft_conf {
	enum uacce_soft_class class;
	unsigned int qm;		/**< generation: 2, 3 or 5 */
	unsigned int workers;		/**< threads; 0 serves inline, from the polling call */
	unsigned int depth;		/**< entries of a ring, a power of two; 0 where not given */
	cpu_set_t cpus;			/**< where the threads run; empty for anywhere */
	enum uacce_soft_engine engine;
	char fault[UACCE_SOFT_FAULT_LEN];	/**< faults to inject, as given; empty for none */
};

/**
 * Make a soft device and its record.
 *
 * @param[out] dev
 *   Record; give it back with uacce_device_put().
 * @param conf
 *   struct uacce_soft_conf; a pointer to const void to fit struct uacce_pick_params.
 * @return
 *   0; -ENOMEM; -ENOTSUP where the build was made with -Dsoft=disabled;
 *   -EINVAL or -EAGAIN where a thread could not be placed or started.
 */
__rte_internal
int
uacce_soft_create(struct uacce_device *dev, const void *conf);

/**
 * Whether a list of faults is well formed: `kind@n` joined by +, see the guide.
 * Never true where the build has no soft device.
 */
__rte_internal
bool
uacce_soft_fault_is_valid(const char *fault);

/** Destroy the soft device of a record; its queues must be closed. */
__rte_internal
void
uacce_soft_destroy(struct uacce_device *dev);

#endif /* UACCE_SOFT_H */

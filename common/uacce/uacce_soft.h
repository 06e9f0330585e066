/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_SOFT_H
#define UACCE_SOFT_H

/**
 * @file
 * The soft device, made for a device record, and its back end.
 *
 * The code under soft/ is the device: it answers as the kernel would and processes the
 * descriptors. This file is all that connects both sides. A build with -Dsoft=disabled has
 * the same functions, which fail.
 */

#include <sched.h>
#include <stdbool.h>

#include <rte_compat.h>

#include "uacce_device.h"

/** Bytes of the list of faults, the terminating zero included. */
#define UACCE_SOFT_FAULT_LEN	256

/** The accelerator that a soft device stands for. */
enum uacce_soft_class {
	UACCE_SOFT_ZIP,		/**< compression */
	UACCE_SOFT_SEC,		/**< encryption and authentication */
};

/** What a soft device does with a descriptor. */
enum uacce_soft_engine {
	UACCE_SOFT_ENGINE_FAST,	/**< what the descriptor says */
	UACCE_SOFT_ENGINE_NULL,	/**< complete it and leave its data alone, to measure drivers */
};

/** The device arguments whose names begin with `soft_`. */
struct uacce_soft_conf {
	enum uacce_soft_class class;
	unsigned int qm;		/**< generation of the queue manager: 2, 3 or 5 */
	unsigned int workers;		/**< threads; 0: the polling thread does the work */
	unsigned int depth;		/**< entries of a ring, a power of two; 0: as hardware */
	cpu_set_t cpus;			/**< CPUs for the threads; empty: any CPU */
	enum uacce_soft_engine engine;
	char fault[UACCE_SOFT_FAULT_LEN];	/**< faults to inject; empty: none */
};

/**
 * Make a soft device and the device record for it.
 *
 * @param[out] dev
 *   Record. uacce_device_put() frees the soft device. On failure the record is undefined.
 * @param conf
 *   A struct uacce_soft_conf. The type is the one of uacce_pick_params::soft, which knows no
 *   soft device.
 * @return
 *   0, or a negative errno: -ENOMEM; -ENOTSUP in a build with -Dsoft=disabled; -EINVAL where
 *   a value is out of range or a CPU of @c cpus is missing; -EAGAIN where a thread cannot be
 *   started.
 */
__rte_internal
int
uacce_soft_create(struct uacce_device *dev, const void *conf);

/**
 * Check the syntax of a list of faults: `kind@n`, several joined by +. The kinds are in
 * doc/guides/prog_guide/soft_device.rst.
 *
 * @return
 *   Whether the list is well formed; false in a build with -Dsoft=disabled.
 */
__rte_internal
bool
uacce_soft_fault_is_valid(const char *fault);

/**
 * Destroy the soft device of a record; nothing happens where the record has none.
 *
 * @param dev
 *   Record whose queues are closed.
 */
__rte_internal
void
uacce_soft_destroy(struct uacce_device *dev);

#endif /* UACCE_SOFT_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_CONFIG_H
#define SOFT_CONFIG_H

/** @file What a soft device shall be. */

#include <sched.h>

#include "soft_engine.h"
#include "soft_fault.h"

enum soft_class {
	SOFT_CLASS_ZIP,
	SOFT_CLASS_SEC,
};

#define SOFT_MAX_WORKERS	64
/** Entries of the deepest rings: a power of two that fits into 16 bits of SET_QP_INFO (1.6). */
#define SOFT_MAX_DEPTH	32768

struct soft_config {
	enum soft_class class;
	unsigned int qm;	/**< generation: 2, 3 or 5 */
	unsigned int workers;	/**< threads that serve the queues; 0: soft_queue_serve() serves */
	unsigned int depth;	/**< entries of each ring, a power of two; 0: as on hardware */
	cpu_set_t cpus;		/**< CPUs for the threads in turn; empty: no thread is pinned */
	enum soft_engine engine;
	struct soft_faults faults;	/**< of soft_fault_parse(), or all zero */
};

#endif /* SOFT_CONFIG_H */

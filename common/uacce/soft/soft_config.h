/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_CONFIG_H
#define SOFT_CONFIG_H

/** @file What a soft device is asked to play. */

#include <sched.h>

#include "soft_engine.h"
#include "soft_fault.h"

enum soft_class {
	SOFT_CLASS_ZIP,
	SOFT_CLASS_SEC,
};

#define SOFT_MAX_WORKERS	64
/** Deepest rings: SET_QP_INFO tells the depth in 16 bits (1.6), and it is a power of two. */
#define SOFT_MAX_DEPTH	32768

struct soft_config {
	enum soft_class class;
	unsigned int qm;	/**< generation to play: 2, 3 or 5 */
	unsigned int workers;	/**< threads that serve the queues; 0: soft_queue_serve() does */
	unsigned int depth;	/**< entries of either ring, a power of two; 0: as hardware's */
	cpu_set_t cpus;		/**< CPUs for the threads, round robin; empty: unpinned */
	enum soft_engine engine;
	struct soft_faults faults;	/**< soft_fault_parse(), or all zero */
};

#endif /* SOFT_CONFIG_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_WORKER_H
#define SOFT_WORKER_H

/** @file Threads that serve the queues of a soft device. */

#include "soft_serve.h"

/** Start the threads that the configuration asks for; 0 or a negative errno. */
int soft_workers_start(struct soft_device *dev);

/** End the threads and wait for them. */
void soft_workers_stop(struct soft_device *dev);

#endif /* SOFT_WORKER_H */

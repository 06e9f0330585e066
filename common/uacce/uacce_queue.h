/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_QUEUE_H
#define UACCE_QUEUE_H

/**
 * @file
 * The life cycle of one queue: open, configure, map, start, close.
 *
 * Source: hardware_interface.rst, section 1.6. All functions here are control path. They check
 * the state of the queue, call the device's back end, and log one ERR line that names the
 * device and the cause when the call fails.
 */

#include <rte_compat.h>

#include "hw/uacce_abi.h"
#include "uacce_device.h"
#include "uacce_transport.h"

/**
 * Open a queue of a device, which the kernel must not have isolated.
 *
 * @param q
 *   Queue in state CLOSED; all zero is CLOSED.
 * @param dev
 *   Device. It must outlive the queue.
 * @return
 *   0, or a negative errno (1.6: -ENODEV, -ENOMEM, -EINVAL, -EPERM, -EBUSY, -EACCES);
 *   -EIO for an isolated device.
 */
__rte_internal
int
uacce_queue_open(struct uacce_queue *q, const struct uacce_device *dev);

/**
 * Make a request that only the device's driver in the kernel knows.
 *
 * @param q
 *   Queue in state OPEN or STARTED.
 * @param cmd
 *   Number of the request.
 * @param name
 *   Name of the request, for the message.
 * @param arg
 *   Argument of the request.
 * @return
 *   0, or a negative errno (1.6: -ENXIO, -EFAULT, -EINVAL).
 */
__rte_internal
int
uacce_queue_ioctl(struct uacce_queue *q, unsigned long cmd, const char *name, void *arg);

/**
 * Map a region whole. Its size is the one in the device's attributes.
 *
 * @param q
 *   Queue in state OPEN or STARTED.
 * @param region
 *   Region that is not mapped yet.
 * @return
 *   0, or a negative errno (1.6: -EINVAL, -ENXIO, -EEXIST, -ENOMEM).
 */
__rte_internal
int
uacce_queue_map(struct uacce_queue *q, enum uacce_region region);

/**
 * Start a queue. The device accepts doorbells from then on.
 *
 * @param q
 *   Queue in state OPEN.
 * @return
 *   0, or a negative errno (1.6: -EINVAL, -EPERM, -EIO, -EBUSY, -ETIMEDOUT, -ENXIO).
 */
__rte_internal
int
uacce_queue_start(struct uacce_queue *q);

/**
 * Stop a queue: the kernel waits, for a limited time, until the device has completed what is in
 * flight (1.6). Completions stay in the mapped regions, and doorbells of other threads do not
 * reach the device any more.
 *
 * @param q
 *   Queue in state STARTED. Nothing but uacce_queue_close() may follow, because older kernels
 *   release a queue that is stopped (1.6).
 * @return
 *   0, or a negative errno: -EINVAL in another state, -ENOMEM where the queue stays STARTED for
 *   want of memory, -ENXIO for a device that was removed, with the queue STOPPED as for 0.
 */
__rte_internal
int
uacce_queue_stop(struct uacce_queue *q);

/**
 * Stop a queue if it is started, unmap its regions and close it.
 *
 * Older kernels release the hardware queue when it is stopped (1.6), so a stopped queue is
 * never started again: it is closed here, and the caller opens another.
 *
 * @param q
 *   Queue in any state; nothing happens in state CLOSED.
 */
__rte_internal
void
uacce_queue_close(struct uacce_queue *q);

#endif /* UACCE_QUEUE_H */

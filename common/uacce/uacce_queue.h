/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_QUEUE_H
#define UACCE_QUEUE_H

/**
 * @file
 * One uacce queue: open, configure, map, start, stop, close.
 *
 * The life cycle of hardware-interface.md 1.6, over one control-path table with
 * two back ends: Linux's character device and the soft device. Nothing here is
 * called from a burst function but the idle hook.
 */

#include <rte_compat.h>

#include "uacce_abi.h"
#include "uacce_device.h"
#include "uacce_transport.h"

/**
 * Open a queue of a device that the kernel has not isolated.
 *
 * @param q
 *   Queue in state CLOSED (all zero).
 * @param dev
 *   Device; must outlive the queue.
 * @return
 *   0, or a negative errno (1.6: -ENODEV, -ENOMEM, -EINVAL, -EPERM, -EBUSY,
 *   -EACCES); one ERR line named device and cause.
 */
__rte_internal
int
uacce_queue_open(struct uacce_queue *q, const struct uacce_device *dev);

/**
 * Driver-specific request to the device, before or after start.
 *
 * @param q
 *   Open queue.
 * @param cmd
 *   Request number.
 * @param what
 *   Name of the request, for the message.
 * @param arg
 *   Its argument.
 * @return
 *   0, or a negative errno (1.6: -ENXIO, -EFAULT, -EINVAL).
 */
__rte_internal
int
uacce_queue_ioctl(struct uacce_queue *q, unsigned long cmd, const char *what, void *arg);

/**
 * Map a region whole; the size is the one in the device's attributes.
 *
 * @return
 *   0, or a negative errno (1.6: -EINVAL, -ENXIO, -EEXIST, -ENOMEM).
 */
__rte_internal
int
uacce_queue_map(struct uacce_queue *q, enum uacce_region region);

/**
 * Start the queue, unless the device was isolated since: from here the device accepts doorbells.
 *
 * @return
 *   0, or a negative errno (1.6: -EINVAL, -EPERM, -EIO, -EBUSY, -ETIMEDOUT, -ENXIO).
 */
__rte_internal
int
uacce_queue_start(struct uacce_queue *q);

/**
 * Stop (once), unmap and close. Safe on a queue in any state, CLOSED included.
 * A stopped queue is never started again: PUT_Q releases it on older kernels.
 */
__rte_internal
void
uacce_queue_close(struct uacce_queue *q);

#endif /* UACCE_QUEUE_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_DEVICE_H
#define SOFT_DEVICE_H

/**
 * @file
 * The soft device: a kernel and an accelerator in software.
 *
 * The calls mirror those of the character device: attributes, open, ioctl, mmap, close. Behind
 * them are the same rings and descriptors as on hardware. No file of the soft device includes a
 * header of DPDK or of a driver.
 */

#include <stddef.h>
#include <stdint.h>

#include "../hw/uacce_abi.h"
#include "soft_config.h"

struct soft_device;
struct soft_queue;

/**
 * Make a device.
 *
 * @param config
 *   What the device shall be.
 * @param[out] dev
 *   The device.
 * @return
 *   0; -EINVAL for a configuration out of range or a CPU that is not there;
 *   -ENOTSUP for a class without an engine; -ENOMEM; -EAGAIN if a thread could
 *   not be started.
 */
int soft_device_create(const struct soft_config *config, struct soft_device **dev);

/** Stop the threads and free the device. All its queues must be closed. */
void soft_device_destroy(struct soft_device *dev);

/**
 * Read an attribute as a file of the class directory prints it, newline included.
 *
 * @param dev
 *   Device.
 * @param name
 *   File name below the class directory, `device/numa_node` included.
 * @param[out] buf
 *   0-terminated text.
 * @param len
 *   Its size in bytes.
 * @return
 *   0; -ENOENT for a file the device does not have; -E2BIG.
 */
int soft_device_attr(struct soft_device *dev, const char *name, char *buf, size_t len);

/** As open(2): -EBUSY when all queues are in use, -ENOMEM. */
int soft_queue_open(struct soft_device *dev, struct soft_queue **q);

/** As ioctl(2) on the character device; errors of hardware_interface.rst 1.6, negative. */
int soft_queue_ioctl(struct soft_queue *q, unsigned long cmd, void *arg);

/** As mmap(2) of a region; errors of hardware_interface.rst 1.6, negative. */
int soft_queue_map(struct soft_queue *q, enum uacce_region region, size_t len, void **addr);

/** As munmap(2) of a region. */
void soft_queue_unmap(struct soft_queue *q, enum uacce_region region);

/** As close(2): waits for a thread that is serving the queue, stops the queue, and frees it. */
void soft_queue_close(struct soft_queue *q);

/** Whether somebody has to call soft_queue_serve(), because the device has no threads. */
int soft_queue_is_inline(const struct soft_queue *q);

/**
 * Look at the doorbells and serve descriptors.
 *
 * @param q
 *   Queue. If it is not started, nothing happens.
 * @param max
 *   Most descriptors to serve.
 * @return
 *   Descriptors completed.
 */
unsigned int soft_queue_serve(struct soft_queue *q, unsigned int max);

#endif /* SOFT_DEVICE_H */

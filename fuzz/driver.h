/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef FUZZ_DRIVER_H
#define FUZZ_DRIVER_H

/**
 * @file
 * A driver on a device that lies: an application that enqueues and dequeues as the input says.
 * Each operation that the driver took comes back once, and all have come back when the kernel has
 * stopped the queues. struct fuzz_driver has what differs between the drivers.
 */

#include <stdint.h>

#include "device.h"

/** Operations, numbered from 0. */
#define DRIVER_NB_OPS	24u
/** Devices, numbered from 0: number n is of generation fuzz_qm(n). */
#define DRIVER_NB_PORTS	3u

/** A driver, and the operations that it gets. */
struct fuzz_driver {
	/** Plug and configure a device with one queue pair. */
	void (*make_port)(unsigned int port);
	/** Start the device. @return what the library said. */
	int (*start)(unsigned int port);
	/** Stop the device. */
	void (*stop)(unsigned int port);
	/** Fill operation @p i, which is not in flight. @return the operation. */
	void *(*make_op)(unsigned int port, struct fuzz_input *in, unsigned int i);
	/** Enqueue @p n operations once. @return how many were taken. */
	uint16_t (*enqueue)(unsigned int port, void **ops, uint16_t n);
	/** Dequeue at most @p n operations once. @return how many came back. */
	uint16_t (*dequeue)(unsigned int port, void **ops, uint16_t n);
	/** Note that the driver took operation @p i. */
	void (*taken)(unsigned int i);
	/** Check operation @p i, which came back. */
	void (*check)(unsigned int i);
};

/** The driver of this target. */
extern const struct fuzz_driver fuzz_driver;

#endif /* FUZZ_DRIVER_H */

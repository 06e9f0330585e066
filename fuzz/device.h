/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef FUZZ_DEVICE_H
#define FUZZ_DEVICE_H

/**
 * @file
 * The device behind a driver, which may lie: the linker leads the driver's calls that map and serve
 * a queue of the soft device to device.c. It serves as it should, or it stores any completion,
 * result or status word that the input says. A driver that is lied to may return an error, but
 * it returns each operation once, with counts that are within the operation's buffers.
 */

#include <stdbool.h>
#include <stdint.h>

#include "fuzz.h"

/** Entries of a ring. */
#define DEVICE_DEPTH	8u

/** Devargs of a soft device of a generation, for rte_vdev_init(). */
const char *device_args(unsigned int qm);

/** What the device does from now on is in @p in. */
void device_begin(struct fuzz_input *in);

/**
 * The kernel stops all queues, as it does for a reset (1.8): nothing completes any more.
 */
void device_stop_all(void);

#endif /* FUZZ_DEVICE_H */

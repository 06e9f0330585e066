/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_PICK_H
#define UACCE_PICK_H

/**
 * @file
 * Which devices a DPDK device takes: the choice that the argument `device` asks for.
 */

#include <rte_compat.h>

#include "uacce_device.h"

#define UACCE_PICK_MAX	16	/**< devices one DPDK device can spread over */

/** What a driver wants. */
struct uacce_pick_params {
	const char *owner;	/**< name of the DPDK device, for messages */
	const char *driver;	/**< prefix of kernel device names, `hisi_zip` */
	const char *algorithm;	/**< line that `algorithms` must have, or NULL */
	const char *device;	/**< devarg: auto, hw, soft, a name, or names joined by + */
	unsigned int queues;	/**< hardware queues that must be free on each device, at least 1 */
	int socket_id;		/**< NUMA node to be near to, or SOCKET_ID_ANY */
	/** Makes a soft device's record, or NULL where the build has none. */
	int (*soft)(struct uacce_device *dev, const void *conf);
	const void *soft_conf;	/**< handed to @c soft */
};

/**
 * Choose devices for a DPDK device, and log what was chosen and why.
 *
 * @param params
 *   What is wanted.
 * @param[out] devices
 *   Array of UACCE_PICK_MAX records, filled from the front.
 * @return
 *   Number of devices, at least 1.
 *   -EINVAL for a malformed @c device argument, -ENODEV where no such device is
 *   there, or the errno of the device that was asked for by name. One ERR line
 *   named device and cause.
 */
__rte_internal
int
uacce_pick_devices(const struct uacce_pick_params *params,
		struct uacce_device devices[UACCE_PICK_MAX]);

#endif /* UACCE_PICK_H */

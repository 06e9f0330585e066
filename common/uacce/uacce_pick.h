/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_PICK_H
#define UACCE_PICK_H

/**
 * @file
 * The choice of devices for a DPDK device, as its argument `device` asks for.
 *
 * The argument is `auto` (the nearest accelerator that can be used, else the soft device), `hw`
 * (the same without the soft device), or names of devices joined by +, among which `soft` stands
 * for a soft device of its own each time.
 */

#include <rte_compat.h>

#include "uacce_device.h"

#define UACCE_PICK_MAX	16	/**< devices that one DPDK device can have */

/** What a driver asks for. */
struct uacce_pick_params {
	const char *owner;	/**< name of the DPDK device, for messages */
	const char *driver;	/**< start of the names of its kernel devices, like `hisi_zip` */
	const char *algorithm;	/**< line that `algorithms` must have, or NULL */
	const char *device;	/**< argument `device`; NULL for `auto` */
	unsigned int queues;	/**< queues that must be free on each device, at least 1 */
	int socket_id;		/**< NUMA node from which distances count, or SOCKET_ID_ANY */
	/** Make a soft device and its record; NULL in a build without soft devices. */
	int (*soft)(struct uacce_device *dev, const void *conf);
	const void *soft_conf;	/**< argument of @c soft */
};

/**
 * Choose devices for a DPDK device. One INFO line names each of them; NOTICE or WARNING says
 * that the soft device takes the place of an accelerator.
 *
 * @param params
 *   What is asked for.
 * @param[out] devices
 *   Records of the devices, from the first element on, in the order of the names where these are
 *   given. uacce_device_put() frees what belongs to them.
 * @return
 *   Number of devices, at least 1; or, after one ERR line that names the device and the cause,
 *   -EINVAL for a malformed @c device, -ENODEV where there is no such device, or the errno of a
 *   device that cannot be used.
 */
__rte_internal
int
uacce_pick_devices(const struct uacce_pick_params *params,
		struct uacce_device devices[UACCE_PICK_MAX]);

#endif /* UACCE_PICK_H */

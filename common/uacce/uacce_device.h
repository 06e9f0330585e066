/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_DEVICE_H
#define UACCE_DEVICE_H

/**
 * @file
 * Find uacce devices: attributes, NUMA distance, and which one to take.
 *
 * Knows Linux's uacce and nothing of HiSilicon. All functions here are control
 * path: they allocate, log and make system calls.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_compat.h>

#include "uacce_abi.h"

struct uacce_device;
struct uacce_transport;

#define UACCE_NAME_LEN		64	/**< bytes of a device name, with the final 0 */
#define UACCE_API_LEN		64	/**< bytes of `api`; longer text is cut (1.2) */
#define UACCE_ALGS_LEN		385	/**< bytes of `algorithms`; longer text is cut (1.2) */
#define UACCE_ATTR_LEN		4097	/**< bytes of any attribute, a page and the final 0 */
#define UACCE_PATH_LEN		256
#define UACCE_REASON_LEN	192
#define UACCE_MAX_PICK		16	/**< devices one DPDK device can spread over */

/**
 * Where to look; tests point both at a directory of their own. A member that is
 * NULL stands for the system's.
 */
struct uacce_paths {
	const char *sysfs;	/**< class directory, normally /sys/class/uacce */
	const char *dev;	/**< character devices, normally /dev */
};

/** One accelerator function as its attributes describe it. */
struct uacce_device {
	char name[UACCE_NAME_LEN];	/**< `hisi_zip-0`, or `soft` */
	char node[UACCE_PATH_LEN];	/**< character device; empty for a soft device */
	char sysfs[UACCE_PATH_LEN];	/**< attribute directory; empty for a soft device */
	char api[UACCE_API_LEN];	/**< `hisi_qm_v3` */
	unsigned int api_version;	/**< the number at the end of @c api, 0 if there is none */
	uint32_t flags;			/**< UACCE_DEV_* */
	char algorithms[UACCE_ALGS_LEN];	/**< names separated by newlines */
	int available;			/**< queues that could be opened when last read */
	size_t region_size[UACCE_NB_REGIONS];	/**< bytes; 0 where the attribute is hidden */
	bool isolated;			/**< the kernel took it out of service */
	unsigned int isolate_strategy;	/**< errors in an hour before isolation; 0 is never */
	int numa_node;			/**< -1 where unknown */
	int distance;			/**< NUMA distance to the caller's node; INT_MAX unknown */
	const struct uacce_transport *transport;	/**< how its queues are reached */
	void *soft;			/**< struct soft_device, or NULL */
	int error;			/**< 0 if usable, else the negative errno for @c reason */
	char reason[UACCE_REASON_LEN];	/**< why it cannot be used, for people */
};

/** What a driver wants. */
struct uacce_request {
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
 * Read all devices of the class directory.
 *
 * A device whose attributes are missing, malformed or over-long is in the list
 * with @c error and @c reason set: the caller can name it. Devices are ordered
 * by NUMA distance to @p socket_id, then by free queues (most first), then by
 * name. Nothing is opened.
 *
 * @param paths
 *   Where to look; NULL for the paths in force (uacce_paths_set()).
 * @param socket_id
 *   NUMA node to be near to, or SOCKET_ID_ANY.
 * @param[out] devices
 *   Array to be freed with free(); NULL when none.
 * @return
 *   Number of devices; 0 when the class directory does not exist.
 *   -ENOMEM, or the negative errno of a directory that cannot be read.
 */
__rte_internal
int
uacce_device_scan(const struct uacce_paths *paths, int socket_id,
		struct uacce_device **devices);

/**
 * Fill a record from the attributes that @p dev->transport reads.
 *
 * @param dev
 *   Record with name, transport, and sysfs path or soft device set.
 * @return
 *   0, or the negative errno that is now in @p dev->error.
 */
__rte_internal
int
uacce_device_read(struct uacce_device *dev);

/**
 * Whether the kernel has taken a device out of service, by its attribute as it is now.
 * Not exported from the library.
 */
bool
uacce_device_is_isolated(const struct uacce_device *dev);

/**
 * Whether a name stands on a line of its own in `algorithms`.
 */
__rte_internal
bool
uacce_device_has_algorithm(const struct uacce_device *dev, const char *algorithm);

/**
 * Whether a queue can be had: SVA, not isolated, free queues, permission.
 *
 * Opens a queue of a kernel device and closes it again, because only the kernel
 * knows whether this process may and whether the IOMMU agrees.
 *
 * @param dev
 *   Device; @c error and @c reason are set on failure.
 * @param queues
 *   Free queues wanted.
 * @return
 *   0, or the negative errno in @p dev->error.
 */
__rte_internal
int
uacce_device_check(struct uacce_device *dev, unsigned int queues);

/**
 * Choose devices for a DPDK device, and log what was chosen and why.
 *
 * @param req
 *   What is wanted.
 * @param[out] devices
 *   Array of UACCE_MAX_PICK records, filled from the front.
 * @return
 *   Number of devices, at least 1.
 *   -EINVAL for a malformed @c device argument, -ENODEV where no such device is
 *   there, or the errno of the device that was asked for by name. One ERR line
 *   named device and cause.
 */
__rte_internal
int
uacce_device_pick(const struct uacce_request *req,
		struct uacce_device devices[UACCE_MAX_PICK]);

/**
 * Let go of what uacce_device_pick() attached to a record (a soft device).
 * Its queues must be closed.
 */
__rte_internal
void
uacce_device_put(struct uacce_device *dev);

/**
 * Point all further scans elsewhere; NULL restores the system's paths.
 * The strings are copied. Not thread-safe; meant for tests.
 */
__rte_internal
void
uacce_paths_set(const struct uacce_paths *paths);

#endif /* UACCE_DEVICE_H */

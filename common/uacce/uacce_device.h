/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_DEVICE_H
#define UACCE_DEVICE_H

/**
 * @file
 * Devices: what their attributes say, how far they are, and whether they can be used.
 *
 * This file knows Linux's uacce and nothing of HiSilicon. All functions here are control path:
 * they allocate memory and make system calls. They do not log. A record says why its device
 * cannot be used, and the caller decides whether that is worth a message.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_common.h>
#include <rte_compat.h>

#include "hw/uacce_abi.h"

struct uacce_transport;

/* Bytes of texts, the terminating zero included. */
#define UACCE_NAME_LEN		64	/**< name of a device */
#define UACCE_API_LEN		64	/**< attribute `api`; a longer text is cut (1.2) */
#define UACCE_ALGS_LEN		385	/**< attribute `algorithms`; a longer text is cut (1.2) */
#define UACCE_ATTR_LEN		4097	/**< any attribute: sysfs has at most a page of it */
#define UACCE_PATH_LEN		256	/**< path of a character device or a directory */
#define UACCE_REASON_LEN	192	/**< why a device cannot be used */

/** Directories with devices. A member that is NULL stands for the system's directory. */
struct uacce_paths {
	const char *sysfs;	/**< class directory; the system's is /sys/class/uacce */
	const char *dev;	/**< directory of character devices; the system's is /dev */
};

/** One accelerator function, as its attributes describe it (1.2). */
struct uacce_device {
	char name[UACCE_NAME_LEN];	/**< `hisi_zip-0`, or `soft` */
	char node[UACCE_PATH_LEN];	/**< character device; empty for a soft device */
	char sysfs[UACCE_PATH_LEN];	/**< attribute directory; empty for a soft device */
	char api[UACCE_API_LEN];	/**< version of the interface, like `hisi_qm_v3` */
	unsigned int api_version;	/**< number in @c api; 0 where it has none */
	uint32_t flags;			/**< UACCE_DEV_* */
	char algorithms[UACCE_ALGS_LEN];	/**< names, separated by newlines */
	int available;			/**< queues that could be opened when last read */
	size_t region_size[UACCE_NB_REGIONS];	/**< bytes; 0 where there is no such region */
	bool isolated;			/**< the kernel isolated it after too many errors */
	unsigned int isolate_strategy;	/**< errors in an hour that isolate it; 0: any number */
	int numa_node;			/**< -1 where unknown */
	int distance;			/**< NUMA distance to the caller; INT_MAX where unknown */
	const struct uacce_transport *transport;	/**< its back end */
	void *soft;			/**< soft device: struct soft_device, else NULL */
	int error;			/**< 0, or the negative errno that goes with @c reason */
	char reason[UACCE_REASON_LEN];	/**< why the device cannot be used, for a message */
};

/**
 * Read the attributes of all devices in the class directory. No device is opened.
 *
 * A device whose attributes are missing, malformed or too long is in the list, too, with
 * @c error and @c reason set, so that a message can name it. The nearest devices come first,
 * of equally near ones those with most free queues, and of equal ones in the order of their
 * names.
 *
 * @param paths
 *   Directories; NULL for those that uacce_paths_set() set last.
 * @param socket_id
 *   NUMA node from which distances count; SOCKET_ID_ANY for that of the calling thread.
 * @param[out] devices
 *   Array of the devices, to be freed with free(); NULL where there is none.
 * @return
 *   Number of devices, 0 where the class directory does not exist; -ENOMEM; or the negative
 *   errno of a class directory that cannot be read.
 */
__rte_internal
int
uacce_device_scan(const struct uacce_paths *paths, int socket_id,
		struct uacce_device **devices);

/**
 * Read the attributes of a device into its record.
 *
 * @param dev
 *   Record whose @c transport and either @c sysfs or @c soft are set. An attribute that cannot
 *   be read sets @c error and @c reason; all others are read nevertheless.
 * @return
 *   0, or the negative errno in @p dev->error.
 */
__rte_internal
int
uacce_device_read(struct uacce_device *dev);

/**
 * Read whether the kernel has isolated a device, which takes it out of service. Not exported
 * from the library.
 */
bool
uacce_device_is_isolated(const struct uacce_device *dev);

/** Whether `algorithms` has a line that is this name and nothing else. */
__rte_internal
bool
uacce_device_has_algorithm(const struct uacce_device *dev, const char *algorithm);

/**
 * Check that a device can be used: it has shared virtual addressing, is not isolated, has
 * enough free queues, and lets this process open one.
 *
 * A queue of a kernel device is opened and closed again, because only the kernel knows about
 * permissions and the IOMMU. A queue of a soft device is not opened: each open counts for the
 * faults that the soft device was asked to have.
 *
 * @param dev
 *   Device; a failure sets @c error and @c reason.
 * @param queues
 *   Free queues that the device must have.
 * @return
 *   0, or the negative errno in @p dev->error.
 */
__rte_internal
int
uacce_device_check(struct uacce_device *dev, unsigned int queues);

/**
 * Free what belongs to a device record: the soft device behind it, if it has one. The record
 * itself is the caller's.
 *
 * @param dev
 *   Record whose queues are closed. A second call does nothing.
 */
__rte_internal
void
uacce_device_put(struct uacce_device *dev);

/**
 * Record why a device cannot be used, unless a reason is recorded already: the first one is the
 * cause of the others. Not exported.
 *
 * @param dev
 *   Device.
 * @param error
 *   Negative errno.
 * @param fmt
 *   Format of the reason, as for printf().
 * @return
 *   The negative errno in @p dev->error.
 */
__rte_format_printf(3, 4)
int
uacce_device_fail(struct uacce_device *dev, int error, const char *fmt, ...);

/**
 * Set the directories of all further scans, for tests.
 *
 * Not thread-safe: no other thread may use a function of this file at the same time.
 *
 * @param paths
 *   Directories, which are copied; NULL for the system's.
 */
__rte_internal
void
uacce_paths_set(const struct uacce_paths *paths);

/** The class directory that uacce_paths_set() set last, for messages. Not exported. */
const char *
uacce_paths_sysfs(void);

#endif /* UACCE_DEVICE_H */

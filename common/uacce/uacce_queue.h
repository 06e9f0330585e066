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

#include <stdbool.h>
#include <stddef.h>

#include <rte_compat.h>

#include "uacce_abi.h"
#include "uacce_device.h"

/**
 * Gives the device its turn: called by a dequeue that found nothing, or too little.
 *
 * @param arg
 *   The queue's own.
 * @param max
 *   Descriptors to serve at most.
 */
typedef void (*uacce_idle_t)(void *arg, unsigned int max);

enum uacce_queue_state {
	UACCE_QUEUE_CLOSED = 0,
	UACCE_QUEUE_INIT,	/**< open, not started */
	UACCE_QUEUE_STARTED,
};

/** One queue of one device; belongs to the process that opened it. */
struct uacce_queue {
	const struct uacce_device *dev;
	enum uacce_queue_state state;
	int fd;				/**< character device, or -1 */
	void *soft;			/**< struct soft_queue, or NULL */
	void *region[UACCE_NB_REGIONS];	/**< NULL where not mapped */
	size_t region_len[UACCE_NB_REGIONS];	/**< bytes */
	uacce_idle_t idle;		/**< NULL where the device needs no turn */
	void *idle_arg;
};

/**
 * Control-path table of a back end. Every call returns 0 or a negative errno
 * and says nothing: uacce_queue_*() turn errors into messages.
 */
struct uacce_transport {
	const char *name;
	/** Doorbells are memory with a word per command, not one register. */
	bool split_doorbells;
	/** Regions can vanish while they are mapped; see uacce_removal.h. */
	bool removable;
	/** Read attribute @p attr as text, 0-terminated, @p len bytes at most; -E2BIG if longer. */
	int (*attr)(const struct uacce_device *dev, const char *attr, char *buf, size_t len);
	int (*open)(struct uacce_queue *q);
	int (*ioctl)(struct uacce_queue *q, unsigned long cmd, void *arg);
	int (*map)(struct uacce_queue *q, enum uacce_region region, size_t len, void **addr);
	void (*unmap)(struct uacce_queue *q, enum uacce_region region);
	void (*close)(struct uacce_queue *q);
	/** Free what a device record owns, for uacce_device_put(); NULL where it owns nothing. */
	void (*release)(struct uacce_device *dev);
};

/** Calls that the kernel can refuse: the same errno means something else in each. */
enum uacce_call {
	UACCE_CALL_OPEN,
	UACCE_CALL_IOCTL,
	UACCE_CALL_MAP,
	UACCE_CALL_START,
};

/**
 * What a negative errno of a call means (1.6), in words for a message. Never
 * NULL; valid until the thread's next call. Not exported from the library.
 */
const char *
uacce_queue_cause(enum uacce_call call, int error);

/** The Linux character device. */
extern const struct uacce_transport uacce_kernel_transport;

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

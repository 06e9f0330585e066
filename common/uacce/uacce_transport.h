/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_TRANSPORT_H
#define UACCE_TRANSPORT_H

/**
 * @file
 * What the queue layer and its back ends share: a queue, and the table of calls.
 */

#include <stdbool.h>
#include <stddef.h>

#include "uacce_abi.h"

struct uacce_device;

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
	UACCE_QUEUE_OPEN,	/**< open, not started */
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
uacce_transport_cause(enum uacce_call call, int error);

/** The Linux character device. */
extern const struct uacce_transport uacce_kernel_transport;

#endif /* UACCE_TRANSPORT_H */

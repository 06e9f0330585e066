/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_TRANSPORT_H
#define UACCE_TRANSPORT_H

/**
 * @file
 * How a device and its queues are reached: the table of calls that each back end fills,
 * and the queue that these calls work on.
 *
 * There are two back ends: uacce_kernel.c makes system calls on Linux's character device,
 * uacce_soft.c calls the soft device in this process. Device records (uacce_device.h) and
 * the life cycle of a queue (uacce_queue.h) use the table and know neither.
 */

#include <stdbool.h>
#include <stddef.h>

#include "hw/uacce_abi.h"

struct uacce_device;

/**
 * Idle hook: processes submitted descriptors in the thread that polls for completions.
 *
 * A soft device without worker threads sets it, because nothing else would process its
 * descriptors. A dequeue calls it when it found no completion or too few.
 *
 * @param arg
 *   The queue's @c idle_arg.
 * @param max
 *   Descriptors to process at most.
 */
typedef void (*uacce_idle_t)(void *arg, unsigned int max);

/** State of a queue; uacce_queue_*() alone change it. */
enum uacce_queue_state {
	UACCE_QUEUE_CLOSED = 0,	/**< nothing is allocated; a zeroed structure is closed */
	UACCE_QUEUE_OPEN,	/**< has a hardware queue, which is not started */
	UACCE_QUEUE_STARTED,	/**< the device accepts doorbells */
	UACCE_QUEUE_STOPPED,	/**< the device is done with it, and only a close follows */
};

/** One queue of one device. It belongs to the process that opened it. */
struct uacce_queue {
	const struct uacce_device *dev;
	enum uacce_queue_state state;
	int fd;				/**< kernel: open character device, else -1 */
	void *soft;			/**< soft device: struct soft_queue, else NULL */
	void *region[UACCE_NB_REGIONS];	/**< mapped regions, NULL where not mapped */
	size_t region_len[UACCE_NB_REGIONS];	/**< bytes mapped */
	uacce_idle_t idle;		/**< NULL where the device works by itself */
	void *idle_arg;
};

/**
 * Control-path calls of a back end.
 *
 * A call that returns int returns 0 or a negative errno, which the kernel and the soft
 * device use with the same meaning. No call writes to the log: the caller knows what it
 * wanted and words the message, with uacce_transport_cause().
 */
struct uacce_transport {
	/** `kernel` or `soft`. */
	const char *name;
	/**
	 * Whether the completion doorbell is a memory word of its own. Hardware has one
	 * register for both doorbells and takes the command from the value written. Memory
	 * would keep only the last of two values, so the soft device has two words.
	 */
	bool split_doorbells;
	/** Whether regions can vanish while they are mapped; see uacce_removal.h. */
	bool removable;
	/**
	 * Read an attribute as a string into @p buf of @p len bytes. -E2BIG: it does not fit,
	 * -EILSEQ: it has a zero byte.
	 */
	int (*attr)(const struct uacce_device *dev, const char *attr, char *buf, size_t len);
	/** Open a queue of @p q->dev; sets @c fd or @c soft, and the idle hook. */
	int (*open)(struct uacce_queue *q);
	/** Make a request of uacce_abi.h or hisi_qm_hw.h. */
	int (*ioctl)(struct uacce_queue *q, unsigned long cmd, void *arg);
	/** Map a region; sets @p addr, and the caller records it in @p q. */
	int (*map)(struct uacce_queue *q, enum uacce_region region, size_t len, void **addr);
	/** Unmap a region that @p q records as mapped. */
	void (*unmap)(struct uacce_queue *q, enum uacce_region region);
	/** Close a queue that has no mapped region. */
	void (*close)(struct uacce_queue *q);
	/** Free what belongs to a device record; NULL where nothing does. */
	void (*release)(struct uacce_device *dev);
};

/** Calls that can fail. The kernel means something else by the same errno in each. */
enum uacce_call {
	UACCE_CALL_OPEN,	/**< open the character device */
	UACCE_CALL_IOCTL,	/**< any request but START_Q */
	UACCE_CALL_MAP,		/**< map a region */
	UACCE_CALL_START,	/**< START_Q */
};

/**
 * Say in words what the errno of a failed call means (1.6). Not exported.
 *
 * @param call
 *   The call that failed.
 * @param error
 *   What it returned, a negative errno.
 * @return
 *   Text for a message, never NULL; valid until the next call in the same thread.
 */
const char *
uacce_transport_cause(enum uacce_call call, int error);

/** The back end of Linux's character device. */
extern const struct uacce_transport uacce_kernel_transport;

#endif /* UACCE_TRANSPORT_H */

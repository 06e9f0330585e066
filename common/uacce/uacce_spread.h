/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_SPREAD_H
#define UACCE_SPREAD_H

/**
 * @file
 * The accelerators of one DPDK device, over which its queue pairs are spread.
 *
 * All functions here are control path: they log and read attributes.
 */

#include <stdbool.h>
#include <stddef.h>

#include <rte_compat.h>

#include "uacce_devargs.h"
#include "uacce_device.h"
#include "uacce_pick.h"

/** The kind of accelerator that a driver works with. */
struct uacce_kind {
	const char *driver;	/**< start of the names of kernel devices, like `hisi_zip` */
	const char *algorithm;	/**< line that `algorithms` must have */
	unsigned int per_pair;	/**< hardware queues of a queue pair, all of one device */
	unsigned int nb_versions;	/**< generations of descriptors that the driver knows */
	/** Lowest queue manager version of each generation, the newest generation first. */
	const unsigned int *versions;
};

/** The accelerators of a DPDK device. All of them have the same generation of descriptors. */
struct uacce_spread {
	unsigned int per_pair;	/**< hardware queues of a queue pair */
	unsigned int queue_pairs;	/**< queue pairs that the DPDK device offers */
	unsigned int nb;	/**< devices in use, from the first element on */
	struct uacce_device devices[UACCE_PICK_MAX];
	/** Of each device, hardware queues that its queue pairs did not open yet and still may. */
	unsigned int reserved[UACCE_PICK_MAX];
};

/**
 * Whether this process may open queues for a DPDK device: a primary process may. In a secondary
 * process one NOTICE line tells why the device is left out. The probe of a driver then makes no
 * device and succeeds, so that a process that only looks at the primary one starts as usual. A
 * queue works on the addresses of the process that opened it alone (1.7, 1.8).
 *
 * @param owner
 *   Name of the DPDK device, for the message.
 */
__rte_internal
bool
uacce_process_may_open(const char *owner);

/**
 * Choose the accelerators of a new DPDK device with uacce_pick_devices(), and check that they
 * have the same generation of descriptors and as many queues as the arguments ask for.
 *
 * @param[out] spread
 *   The accelerators; empty on failure.
 * @param kind
 *   Kind of accelerator.
 * @param owner
 *   Name of the DPDK device, for messages.
 * @param args
 *   Arguments of the DPDK device.
 * @param socket_id
 *   NUMA node from which distances count, or SOCKET_ID_ANY.
 * @return
 *   The generation that all accelerators have, an index of @c versions; or, after one ERR line
 *   that names the device and the cause, -ENOTSUP for a device older than each generation,
 *   -EINVAL where the generations differ or `queues` is too large, or an errno of
 *   uacce_pick_devices().
 */
__rte_internal
int
uacce_spread_pick(struct uacce_spread *spread, const struct uacce_kind *kind, const char *owner,
		const struct uacce_devargs *args, int socket_id);

/** Free what belongs to the device records, whose queues must be closed. */
__rte_internal
void
uacce_spread_put(struct uacce_spread *spread);

/** Whether all devices are soft devices. */
__rte_internal
bool
uacce_spread_is_soft(const struct uacce_spread *spread);

/** Whether all devices have a line in `algorithms`. */
__rte_internal
bool
uacce_spread_has_algorithm(const struct uacce_spread *spread, const char *algorithm);

/**
 * Choose the NUMA node for the memory of the DPDK device: the node of the first accelerator, if
 * that node has memory. One WARNING line names a node that has none.
 *
 * @param spread
 *   Accelerators, at least one.
 * @param owner
 *   Name of the DPDK device, for the message.
 * @param size
 *   Bytes that the node must have free, at least 1.
 * @param otherwise
 *   NUMA node to take where the node of the accelerator is not known, or SOCKET_ID_ANY.
 * @return
 *   The node, or SOCKET_ID_ANY where it has no memory.
 */
__rte_internal
int
uacce_spread_node(const struct uacce_spread *spread, const char *owner, size_t size,
		int otherwise);

/**
 * Change the number of hardware queues that are kept for queue pairs which have fewer than they
 * may open. uacce_spread_choose() does not count these queues as free, so that each of as many
 * queue pairs as the DPDK device offers can open all of its queues.
 *
 * @param spread
 *   Accelerators.
 * @param device
 *   One of them.
 * @param queues
 *   Queues to keep more, or fewer if negative.
 */
__rte_internal
void
uacce_spread_reserve(struct uacce_spread *spread, const struct uacce_device *device, int queues);

/**
 * Choose the accelerator of a queue pair, of those that are not isolated and have enough free
 * queues: one on the node of the queue pair, else one whose node is not known, else any; of
 * these one with most free queues; of equal ones the next in turn.
 *
 * @param spread
 *   Accelerators, at least one. Their attributes are read again.
 * @param qp_id
 *   Number of the queue pair.
 * @param socket_id
 *   NUMA node of the queue pair, or SOCKET_ID_ANY.
 * @return
 *   A device of the spread. Where none is fit it is the next in turn, and
 *   opening its queue fails with a message.
 */
__rte_internal
const struct uacce_device *
uacce_spread_choose(struct uacce_spread *spread, unsigned int qp_id, int socket_id);

#endif /* UACCE_SPREAD_H */

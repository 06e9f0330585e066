/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_SPREAD_H
#define UACCE_SPREAD_H

/**
 * @file
 * The accelerators behind one DPDK device, over which its queue pairs are spread.
 *
 * All functions here are control path: they log and read attributes.
 */

#include <stdbool.h>
#include <stddef.h>

#include <rte_compat.h>

#include "uacce_devargs.h"
#include "uacce_device.h"

/** What a driver serves. */
struct uacce_kind {
	const char *driver;	/**< prefix of kernel device names, `hisi_zip` */
	const char *algorithm;	/**< line that `algorithms` must have */
	unsigned int per_pair;	/**< hardware queues that a queue pair takes, of one device */
	unsigned int nb_versions;
	/** Smallest QM version of each generation of descriptors, newest first. */
	const unsigned int *versions;
};

/** Accelerators of a DPDK device; all take the same descriptors. */
struct uacce_spread {
	unsigned int per_pair;	/**< hardware queues that a queue pair takes */
	unsigned int queue_pairs;	/**< to report as the maximum */
	unsigned int nb;	/**< devices there are, filled from the front */
	struct uacce_device devices[UACCE_MAX_PICK];
};

/**
 * Choose accelerators for a new DPDK device, as uacce_device_pick(), and check that
 * they agree and have the queues asked for.
 *
 * @param[out] spread
 *   What was chosen; all set.
 * @param kind
 *   What the driver serves.
 * @param owner
 *   Name of the DPDK device, for messages.
 * @param args
 *   Its arguments.
 * @param socket_id
 *   NUMA node to be near to, or SOCKET_ID_ANY.
 * @return
 *   The generation all of them have, an index of @c versions.
 *   -ENOTSUP in a secondary process and for a device older than any generation;
 *   -EINVAL where devices differ or `queues` asks for more than there are; or an
 *   errno of uacce_device_pick(). One ERR line named device and cause; nothing is held.
 */
__rte_internal
int
uacce_spread_pick(struct uacce_spread *spread, const struct uacce_kind *kind, const char *owner,
		const struct uacce_devargs *args, int socket_id);

/** Let go of all devices; their queues must be closed. */
__rte_internal
void
uacce_spread_put(struct uacce_spread *spread);

/** Whether there is no hardware among the devices. */
__rte_internal
bool
uacce_spread_is_soft(const struct uacce_spread *spread);

/** Whether all devices have a line in `algorithms`. */
__rte_internal
bool
uacce_spread_has_algorithm(const struct uacce_spread *spread, const char *algorithm);

/**
 * NUMA node to have the memory of the DPDK device on: the first accelerator's, if known
 * and if it has any. One WARNING line names a node that has none.
 *
 * @param spread
 *   Accelerators.
 * @param owner
 *   Name of the DPDK device, for the message.
 * @param size
 *   Bytes the node must have for the device, at least 1.
 * @param otherwise
 *   NUMA node to take where the accelerator's is not known, or SOCKET_ID_ANY.
 * @return
 *   The node; SOCKET_ID_ANY where that has no memory.
 */
__rte_internal
int
uacce_spread_node(const struct uacce_spread *spread, const char *owner, size_t size,
		int otherwise);

/**
 * The accelerator of a queue pair: near its node, then with most queues free, then
 * in turn. Isolated ones are passed over. Where none has free queues, or all are
 * isolated, opening the queue says so.
 *
 * @param qp_id
 *   Number of the queue pair.
 * @param socket_id
 *   NUMA node to be near to, or SOCKET_ID_ANY.
 * @return
 *   A device of the spread, its attributes read anew.
 */
__rte_internal
const struct uacce_device *
uacce_spread_choose(struct uacce_spread *spread, unsigned int qp_id, int socket_id);

#endif /* UACCE_SPREAD_H */

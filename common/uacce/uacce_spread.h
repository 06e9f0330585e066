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

#include <rte_compat.h>

#include "uacce_device.h"

/** Accelerators of a DPDK device; all take the same descriptors. */
struct uacce_spread {
	const char *owner;	/**< name of the DPDK device, for messages */
	unsigned int per_pair;	/**< hardware queues that a queue pair takes */
	unsigned int nb;	/**< devices there are, filled from the front */
	struct uacce_device devices[UACCE_MAX_PICK];
};

/**
 * Choose accelerators, as uacce_device_pick(), and check that they agree.
 *
 * @param spread
 *   @c owner and @c per_pair set, the rest zero.
 * @param req
 *   What is wanted; @c owner and @c queues are those of @p spread.
 * @param versions
 *   Smallest QM version of each generation of descriptors, newest first.
 * @param nb_versions
 *   Entries of @p versions.
 * @return
 *   The generation all of them have, an index of @p versions.
 *   -ENOTSUP for a device older than any, -EINVAL where devices differ, or an errno
 *   of uacce_device_pick(). One ERR line named device and cause; nothing is held.
 */
__rte_internal
int
uacce_spread_pick(struct uacce_spread *spread, const struct uacce_request *req,
		const unsigned int *versions, unsigned int nb_versions);

/** Let go of all devices; their queues must be closed. */
__rte_internal
void
uacce_spread_put(struct uacce_spread *spread);

/**
 * Queue pairs to report as the maximum.
 *
 * @param asked
 *   What the `queues` argument says, or 0 for the default.
 * @return
 *   Queue pairs; -EINVAL, after one ERR line, when more are asked than can be had.
 */
__rte_internal
int
uacce_spread_queue_pairs(const struct uacce_spread *spread, unsigned int asked);

/**
 * The accelerator of a queue pair: near its node, then with most queues free, then
 * in turn. Where none has any, opening the queue says so.
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

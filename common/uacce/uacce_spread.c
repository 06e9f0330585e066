/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>
#include <stdbool.h>

#include <rte_common.h>
#include <rte_eal.h>
#include <rte_memzone.h>

#include "uacce_log.h"
#include "uacce_soft.h"
#include "uacce_spread.h"

/*
 * The newest generation that a device has, an index of kind->versions, or kind->nb_versions where
 * the device is older than each of them.
 */
static unsigned int
generation_of(const struct uacce_device *device, const struct uacce_kind *kind)
{
	unsigned int i;

	for (i = 0; i < kind->nb_versions; i++)
		if (device->api_version >= kind->versions[i])
			break;
	return i;
}

/*
 * Check that all devices have the same generation of descriptors: a session or transformation is
 * used with each queue pair, and has one form of descriptor prepared. Returns the generation.
 */
static int
agree(const struct uacce_spread *spread, const struct uacce_kind *kind, const char *owner)
{
	const struct uacce_device *first = &spread->devices[0];
	const unsigned int common = generation_of(first, kind);
	unsigned int i, generation;

	for (i = 0; i < spread->nb; i++) {
		const struct uacce_device *device = &spread->devices[i];

		generation = generation_of(device, kind);
		if (generation == kind->nb_versions) {
			UACCE_LOG(ERR, "%s: %s: %s is not supported, hisi_qm_v%u and later are",
					owner, device->name, device->api,
					kind->versions[kind->nb_versions - 1]);
			return -ENOTSUP;
		}
		if (generation != common) {
			UACCE_LOG(ERR, "%s: %s (%s) and %s (%s) take different descriptors: "
					"use a DPDK device for each", owner, first->name,
					first->api, device->name, device->api);
			return -EINVAL;
		}
	}
	return common;
}

/* Set the number of queue pairs that the DPDK device offers. 0 asks for the default. */
static int
count_queue_pairs(struct uacce_spread *spread, const char *owner, unsigned int asked)
{
	unsigned int i, most = 0;

	for (i = 0; i < spread->nb; i++)
		most += (unsigned int)spread->devices[i].available / spread->per_pair;
	most = RTE_MIN(most, (unsigned int)UINT16_MAX);
	if (asked > most) {
		UACCE_LOG(ERR, "%s: queues=%u: %u can be had, a queue pair takes free queues: %u",
				owner, asked, most, spread->per_pair);
		return -EINVAL;
	}
	if (asked == 0)
		asked = RTE_MIN(most, (unsigned int)UACCE_QUEUES_DEFAULT);
	spread->queue_pairs = asked;
	return 0;
}

bool
uacce_process_may_open(const char *owner)
{
	if (rte_eal_process_type() == RTE_PROC_PRIMARY)
		return true;
	UACCE_LOG(NOTICE, "%s: left out in this secondary process, as its queues belong to the "
			"primary process; a primary process with a --file-prefix of its own can "
			"open others", owner);
	return false;
}

int
uacce_spread_pick(struct uacce_spread *spread, const struct uacce_kind *kind, const char *owner,
		const struct uacce_devargs *args, int socket_id)
{
	const struct uacce_pick_params request = {
		.owner = owner,
		.driver = kind->driver,
		.algorithm = kind->algorithm,
		.device = args->device,
		.queues = kind->per_pair,
		.socket_id = socket_id,
		.soft = uacce_soft_create,
		.soft_conf = &args->soft,
	};
	int ret, generation;

	ret = uacce_pick_devices(&request, spread->devices);
	if (ret < 0)
		return ret;
	spread->nb = ret;
	spread->per_pair = kind->per_pair;
	generation = agree(spread, kind, owner);
	ret = generation < 0 ? generation : count_queue_pairs(spread, owner, args->queues);
	if (ret < 0) {
		uacce_spread_put(spread);
		return ret;
	}
	return generation;
}

void
uacce_spread_put(struct uacce_spread *spread)
{
	while (spread->nb > 0)
		uacce_device_put(&spread->devices[--spread->nb]);
}

bool
uacce_spread_is_soft(const struct uacce_spread *spread)
{
	unsigned int i;

	for (i = 0; i < spread->nb; i++)
		if (spread->devices[i].soft == NULL)
			return false;
	return true;
}

bool
uacce_spread_has_algorithm(const struct uacce_spread *spread, const char *algorithm)
{
	unsigned int i;

	for (i = 0; i < spread->nb; i++)
		if (!uacce_device_has_algorithm(&spread->devices[i], algorithm))
			return false;
	return true;
}

int
uacce_spread_node(const struct uacce_spread *spread, const char *owner, size_t size,
		int otherwise)
{
	const struct uacce_device *first = &spread->devices[0];
	int node = first->numa_node >= 0 ? first->numa_node : otherwise;
	const struct rte_memzone *probe;

	if (node == SOCKET_ID_ANY)
		return node;
	/*
	 * Whether a node has memory can only be found out by taking some, because EAL may get
	 * more from the system at that moment. A memzone is taken, because the device library
	 * takes one for the DPDK device. It cannot be left to try by itself: where it gets no
	 * memory, it keeps parts of the DPDK device that it had made before.
	 */
	probe = rte_memzone_reserve("uacce_probe", size, node, 0);
	if (probe == NULL) {
		UACCE_LOG(WARNING, "%s: no memory on NUMA node %d, the nearest to %s: "
				"taking that of any node", owner, node, first->name);
		return SOCKET_ID_ANY;
	}
	rte_memzone_free(probe);
	return node;
}

/* Rank a device by its NUMA node: 2 on the node asked for, 1 where either is unknown, 0 else. */
static unsigned int
nearness(const struct uacce_device *device, int socket_id)
{
	if (device->numa_node < 0 || socket_id < 0)
		return 1;
	return device->numa_node == socket_id ? 2 : 0;
}

/* Free queues of a device that are not kept for other queue pairs. */
static int
free_queues(const struct uacce_spread *spread, unsigned int i)
{
	return spread->devices[i].available - (int)spread->reserved[i];
}

/* Whether device i is to be preferred to device best. */
static bool
is_better(const struct uacce_spread *spread, unsigned int i, unsigned int best, int socket_id)
{
	const unsigned int near = nearness(&spread->devices[i], socket_id);
	const unsigned int best_near = nearness(&spread->devices[best], socket_id);

	return near > best_near ||
		(near == best_near && free_queues(spread, i) > free_queues(spread, best));
}

void
uacce_spread_reserve(struct uacce_spread *spread, const struct uacce_device *device, int queues)
{
	spread->reserved[device - spread->devices] += queues;
}

const struct uacce_device *
uacce_spread_choose(struct uacce_spread *spread, unsigned int qp_id, int socket_id)
{
	unsigned int i, n, best = spread->nb;

	for (n = 0; n < spread->nb; n++) {
		i = (qp_id + n) % spread->nb;
		if (uacce_device_read(&spread->devices[i]) < 0 || spread->devices[i].isolated ||
				free_queues(spread, i) < (int)spread->per_pair)
			continue;
		if (best == spread->nb || is_better(spread, i, best, socket_id))
			best = i;
	}
	/* NOLINTNEXTLINE(clang-analyzer-core.DivideZero): there is at least one device. */
	return &spread->devices[best == spread->nb ? qp_id % spread->nb : best];
}

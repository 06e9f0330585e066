/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>
#include <stdbool.h>

#include <rte_common.h>

#include "uacce_devargs.h"
#include "uacce_log.h"
#include "uacce_spread.h"

/* The first generation whose version is not above the device's; nb_versions if none. */
static unsigned int
generation_of(const struct uacce_device *device, const unsigned int *versions,
		unsigned int nb_versions)
{
	unsigned int i;

	for (i = 0; i < nb_versions; i++)
		if (device->api_version >= versions[i])
			break;
	return i;
}

/* One template serves all queue pairs, so the devices must agree on descriptors. */
static int
agree(const struct uacce_spread *spread, const unsigned int *versions, unsigned int nb_versions)
{
	const struct uacce_device *first = &spread->devices[0];
	const unsigned int common = generation_of(first, versions, nb_versions);
	unsigned int i, generation;

	for (i = 0; i < spread->nb; i++) {
		const struct uacce_device *device = &spread->devices[i];

		generation = generation_of(device, versions, nb_versions);
		if (generation == nb_versions) {
			UACCE_LOG(ERR, "%s: %s: %s is not supported, hisi_qm_v%u and later are",
					spread->owner, device->name, device->api,
					versions[nb_versions - 1]);
			return -ENOTSUP;
		}
		if (generation != common) {
			UACCE_LOG(ERR, "%s: %s (%s) and %s (%s) take different descriptors: "
					"use a DPDK device for each", spread->owner, first->name,
					first->api, device->name, device->api);
			return -EINVAL;
		}
	}
	return common;
}

int
uacce_spread_pick(struct uacce_spread *spread, const struct uacce_request *req,
		const unsigned int *versions, unsigned int nb_versions)
{
	struct uacce_request request = *req;
	int ret;

	request.owner = spread->owner;
	request.queues = spread->per_pair;
	ret = uacce_device_pick(&request, spread->devices);
	if (ret < 0)
		return ret;
	spread->nb = ret;
	ret = agree(spread, versions, nb_versions);
	if (ret < 0)
		uacce_spread_put(spread);
	return ret;
}

void
uacce_spread_put(struct uacce_spread *spread)
{
	while (spread->nb > 0)
		uacce_device_put(&spread->devices[--spread->nb]);
}

int
uacce_spread_queue_pairs(const struct uacce_spread *spread, unsigned int asked)
{
	unsigned int i, most = 0;

	for (i = 0; i < spread->nb; i++)
		most += (unsigned int)spread->devices[i].available / spread->per_pair;
	most = RTE_MIN(most, (unsigned int)UINT16_MAX);
	if (asked > most) {
		UACCE_LOG(ERR, "%s: queues=%u: %u can be had, a queue pair takes free queues: %u",
				spread->owner, asked, most, spread->per_pair);
		return -EINVAL;
	}
	return asked != 0 ? asked : RTE_MIN(most, (unsigned int)UACCE_QUEUES_DEFAULT);
}

/* How well a device lies for a node: on it, somewhere, on another. */
static unsigned int
nearness(const struct uacce_device *device, int socket_id)
{
	if (device->numa_node < 0 || socket_id < 0)
		return 1;
	return device->numa_node == socket_id ? 2 : 0;
}

static bool
is_better(const struct uacce_device *device, const struct uacce_device *best, int socket_id)
{
	unsigned int near, best_near;

	if (best == NULL)
		return true;
	near = nearness(device, socket_id);
	best_near = nearness(best, socket_id);
	return near > best_near || (near == best_near && device->available > best->available);
}

const struct uacce_device *
uacce_spread_choose(struct uacce_spread *spread, unsigned int qp_id, int socket_id)
{
	struct uacce_device *device, *best = NULL;
	unsigned int i;

	for (i = 0; i < spread->nb; i++) {
		device = &spread->devices[(qp_id + i) % spread->nb];
		if (uacce_device_read(device) < 0 || device->available < (int)spread->per_pair)
			continue;
		if (is_better(device, best, socket_id))
			best = device;
	}
	return best == NULL ? &spread->devices[qp_id % spread->nb] : best;
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Plugging and unplugging: device arguments, choice of accelerators, removal. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <rte_eal.h>
#include <rte_lcore.h>
#include <rte_malloc.h>
#include <rte_memzone.h>
#include <rte_string_fns.h>

#include <bus_vdev_driver.h>

#include "uacce_soft.h"
#include "uacce_zip_private.h"

/* Newest first: the first whose version is not above the device's is taken (section 0). */
static const struct uacce_zip_generation generations[] = {
	{
		.version = 3,
		.sqe_type = HISI_ZIP_SQE_TYPE_V3,
		.tag_offset = offsetof(struct hisi_zip_sqe, dw26),
	}, {
		.version = 2,
		.sqe_type = HISI_ZIP_SQE_TYPE_V2,
		.tag_offset = offsetof(struct hisi_zip_sqe, dw13),
		.wraps_deflate = true,
	},
};

static const struct uacce_zip_generation *
generation_of(const struct uacce_device *device)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(generations); i++)
		if (device->api_version >= generations[i].version)
			return &generations[i];
	return NULL;
}

/* One template serves all queue pairs, so the devices must agree on descriptors. */
static int
zip_set_generation(struct uacce_zip_dev *zip)
{
	unsigned int i;

	zip->gen = generation_of(&zip->devices[0]);
	zip->soft = true;
	zip->lz4 = true;
	for (i = 0; i < zip->nb_devices; i++) {
		const struct uacce_device *device = &zip->devices[i];

		if (generation_of(device) == NULL) {
			UACCE_ZIP_LOG(ERR, zip->name, "%s: %s is not supported, hisi_qm_v2 and "
					"later are", device->name, device->api);
			return -ENOTSUP;
		}
		if (generation_of(device) != zip->gen) {
			UACCE_ZIP_LOG(ERR, zip->name, "%s (%s) and %s (%s) take different "
					"descriptors: use a DPDK device for each",
					zip->devices[0].name, zip->devices[0].api,
					device->name, device->api);
			return -EINVAL;
		}
		if (device->soft == NULL)
			zip->soft = false;
		if (!uacce_device_has_algorithm(device, "lz4"))
			zip->lz4 = false;
	}
	return 0;
}

/* A queue pair takes a queue per direction, all from one device. */
static int
zip_set_queue_pairs(struct uacce_zip_dev *zip, unsigned int asked)
{
	unsigned int i, most = 0;

	for (i = 0; i < zip->nb_devices; i++)
		most += (unsigned int)zip->devices[i].available / UACCE_ZIP_NB_RINGS;
	most = RTE_MIN(most, (unsigned int)UINT16_MAX);
	if (asked > most) {
		UACCE_ZIP_LOG(ERR, zip->name, "queues=%u: %u can be had, a queue pair takes two "
				"free queues", asked, most);
		return -EINVAL;
	}
	zip->max_queue_pairs = asked != 0 ? asked : RTE_MIN(most,
			(unsigned int)UACCE_QUEUES_DEFAULT);
	return 0;
}

static void
zip_put_devices(struct uacce_zip_dev *zip)
{
	while (zip->nb_devices > 0)
		uacce_device_put(&zip->devices[--zip->nb_devices]);
}

/* Choose accelerators for a new device; what was chosen is in zip->devices. */
static int
zip_pick_devices(struct uacce_zip_dev *zip, const struct uacce_devargs *args, int socket_id)
{
	const struct uacce_request request = {
		.owner = zip->name,
		.driver = "hisi_zip",
		.algorithm = "zlib",
		.device = args->device,
		.queues = UACCE_ZIP_NB_RINGS,
		.socket_id = socket_id,
		.soft = uacce_soft_create,
		.soft_conf = &args->soft,
	};
	int ret;

	ret = uacce_device_pick(&request, zip->devices);
	if (ret < 0)
		return ret;
	zip->nb_devices = ret;
	ret = zip_set_generation(zip);
	if (ret == 0)
		ret = zip_set_queue_pairs(zip, args->queues);
	if (ret < 0)
		zip_put_devices(zip);
	return ret;
}

static int
zip_create(struct rte_vdev_device *vdev, const struct uacce_devargs *args)
{
	struct rte_compressdev_pmd_init_params params = { .socket_id = rte_socket_id() };
	const char *name = rte_vdev_device_name(vdev);
	struct rte_compressdev *dev;
	struct uacce_zip_dev *zip;
	int ret;

	zip = calloc(1, sizeof(*zip));
	if (zip == NULL) {
		UACCE_ZIP_LOG(ERR, name, "no memory for the device");
		return -ENOMEM;
	}
	strlcpy(zip->name, name, sizeof(zip->name));
	zip->v2_hw_inflate = args->v2_hw_inflate;
	ret = zip_pick_devices(zip, args, params.socket_id);
	if (ret < 0)
		goto free_zip;
	if (zip->devices[0].numa_node >= 0)
		params.socket_id = zip->devices[0].numa_node;
	dev = rte_compressdev_pmd_create(name, &vdev->device, sizeof(*zip), &params);
	if (dev == NULL) {
		UACCE_ZIP_LOG(ERR, name, "cannot be registered with compressdev");
		ret = -ENOMEM;
		goto put_devices;
	}
	*(struct uacce_zip_dev *)dev->data->dev_private = *zip;
	dev->dev_ops = &uacce_zip_ops;
	dev->enqueue_burst = uacce_zip_enqueue_burst;
	dev->dequeue_burst = uacce_zip_dequeue_burst;
	dev->feature_flags = zip->soft ? 0 : RTE_COMPDEV_FF_HW_ACCELERATED;
	free(zip);
	return 0;
put_devices:
	zip_put_devices(zip);
free_zip:
	free(zip);
	return ret;
}

static int
zip_probe(struct rte_vdev_device *vdev)
{
	const char *name = rte_vdev_device_name(vdev);
	struct uacce_devargs args;
	int ret;

	if (name == NULL)
		return -EINVAL;
	/* Queues belong to the process that opened them: 1.8, fork and mappings. */
	if (rte_eal_process_type() != RTE_PROC_PRIMARY) {
		UACCE_ZIP_LOG(ERR, name, "its queues belong to the primary process; run a process "
				"of its own (--file-prefix) to open others");
		return -ENOTSUP;
	}
	ret = uacce_devargs_parse(name, rte_vdev_device_args(vdev), &args);
	if (ret < 0)
		return ret;
	args.soft.class = UACCE_SOFT_ZIP;
	return zip_create(vdev, &args);
}

/*
 * The library keeps the data of a device it destroyed under the same name, and a
 * device plugged later cannot reserve it again (22.11 and later).
 */
static void
zip_free_library_data(uint8_t dev_id)
{
	char name[RTE_MEMZONE_NAMESIZE];

	snprintf(name, sizeof(name), "rte_compressdev_data_%" PRIu8, dev_id);
	rte_memzone_free(rte_memzone_lookup(name));
}

static void
zip_release_queue_pairs(struct rte_compressdev *dev)
{
	uint16_t i;

	for (i = 0; i < dev->data->nb_queue_pairs; i++)
		uacce_zip_qp_release(dev, i);
	rte_free(dev->data->queue_pairs);
	dev->data->queue_pairs = NULL;
	dev->data->nb_queue_pairs = 0;
}

static int
zip_remove(struct rte_vdev_device *vdev)
{
	const char *name = rte_vdev_device_name(vdev);
	struct rte_compressdev *dev;
	uint8_t dev_id;
	int ret;

	if (name == NULL)
		return -EINVAL;
	dev = rte_compressdev_pmd_get_named_dev(name);
	if (dev == NULL)
		return -ENODEV;
	dev_id = dev->data->dev_id;
	if (dev->data->dev_started) {
		dev->dev_ops->dev_stop(dev);
		dev->data->dev_started = 0;
	}
	zip_release_queue_pairs(dev);
	zip_put_devices(dev->data->dev_private);
	/*
	 * Without ops the library does not close the device itself: it would refuse
	 * to for an id above the number of devices left.
	 */
	dev->dev_ops = NULL;
	ret = rte_compressdev_pmd_destroy(dev);
	zip_free_library_data(dev_id);
	return ret;
}

static struct rte_vdev_driver uacce_zip_drv = {
	.probe = zip_probe,
	.remove = zip_remove,
};

RTE_PMD_REGISTER_VDEV(UACCE_ZIP_PMD_NAME, uacce_zip_drv);
RTE_PMD_REGISTER_ALIAS(UACCE_ZIP_PMD_NAME, UACCE_ZIP_PMD_ALIAS);
RTE_PMD_REGISTER_PARAM_STRING(UACCE_ZIP_PMD_NAME, UACCE_PARAM_STRING);
RTE_LOG_REGISTER_DEFAULT(uacce_zip_logtype, NOTICE)

/* In a DPDK tree pmdinfogen adds this; dpdk-pmdinfo.py looks for it. */
static const char uacce_zip_pmdinfo[] __rte_used =
	"PMD_INFO_STRING= {\"name\": \"" RTE_STR(UACCE_ZIP_PMD_NAME) "\", "
	"\"params\": \"" UACCE_PARAM_STRING "\", \"pci_ids\": []}";

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

/* Newest first, each with the smallest QM version it is for (section 0). */
static const struct uacce_zip_generation generations[] = {
	{
		.sqe_type = HISI_ZIP_SQE_TYPE_V3,
		.tag_offset = offsetof(struct hisi_zip_sqe, dw26),
	}, {
		.sqe_type = HISI_ZIP_SQE_TYPE_V2,
		.tag_offset = offsetof(struct hisi_zip_sqe, dw13),
		.wraps_deflate = true,
	},
};

static const unsigned int versions[] = { 3, 2 };

static void
zip_set_features(struct uacce_zip_dev *zip)
{
	unsigned int i;

	zip->soft = true;
	zip->lz4 = true;
	for (i = 0; i < zip->spread.nb; i++) {
		if (zip->spread.devices[i].soft == NULL)
			zip->soft = false;
		if (!uacce_device_has_algorithm(&zip->spread.devices[i], "lz4"))
			zip->lz4 = false;
	}
}

/* Choose accelerators for a new device; what was chosen is in zip->spread. */
static int
zip_pick_devices(struct uacce_zip_dev *zip, const struct uacce_devargs *args, int socket_id)
{
	const struct uacce_request request = {
		.driver = "hisi_zip",
		.algorithm = "zlib",
		.device = args->device,
		.socket_id = socket_id,
		.soft = uacce_soft_create,
		.soft_conf = &args->soft,
	};
	int ret;

	RTE_BUILD_BUG_ON(RTE_DIM(versions) != RTE_DIM(generations));
	zip->spread.owner = zip->name;
	/* A queue pair takes a queue per direction, all from one device. */
	zip->spread.per_pair = UACCE_ZIP_NB_RINGS;
	ret = uacce_spread_pick(&zip->spread, &request, versions, RTE_DIM(versions));
	if (ret < 0)
		return ret;
	zip->gen = &generations[ret];
	zip_set_features(zip);
	ret = uacce_spread_queue_pairs(&zip->spread, args->queues);
	if (ret < 0) {
		uacce_spread_put(&zip->spread);
		return ret;
	}
	zip->max_queue_pairs = ret;
	return 0;
}

/* The copy that stays: the name that messages begin with moves along. */
static void
zip_settle(struct uacce_zip_dev *zip, const struct uacce_zip_dev *from)
{
	*zip = *from;
	zip->spread.owner = zip->name;
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
	if (zip->spread.devices[0].numa_node >= 0)
		params.socket_id = zip->spread.devices[0].numa_node;
	dev = rte_compressdev_pmd_create(name, &vdev->device, sizeof(*zip), &params);
	if (dev == NULL) {
		UACCE_ZIP_LOG(ERR, name, "cannot be registered with compressdev");
		ret = -ENOMEM;
		goto put_devices;
	}
	zip_settle(dev->data->dev_private, zip);
	dev->dev_ops = &uacce_zip_ops;
	dev->enqueue_burst = uacce_zip_enqueue_burst;
	dev->dequeue_burst = uacce_zip_dequeue_burst;
	dev->feature_flags = zip->soft ? 0 : RTE_COMPDEV_FF_HW_ACCELERATED;
	free(zip);
	return 0;
put_devices:
	uacce_spread_put(&zip->spread);
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
	ret = uacce_devargs_parse(name, UACCE_SOFT_ZIP, rte_vdev_device_args(vdev), &args);
	if (ret < 0)
		return ret;
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
	uacce_spread_put(&((struct uacce_zip_dev *)dev->data->dev_private)->spread);
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
RTE_PMD_REGISTER_PARAM_STRING(UACCE_ZIP_PMD_NAME, UACCE_ZIP_PARAM_STRING);
RTE_LOG_REGISTER_DEFAULT(uacce_zip_logtype, NOTICE)

/* In a DPDK tree pmdinfogen adds this; dpdk-pmdinfo.py looks for it. */
static const char uacce_zip_pmdinfo[] __rte_used =
	"PMD_INFO_STRING= {\"name\": \"" RTE_STR(UACCE_ZIP_PMD_NAME) "\", "
	"\"params\": \"" UACCE_ZIP_PARAM_STRING "\", \"pci_ids\": []}";

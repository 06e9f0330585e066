/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Probe and remove: device arguments, choice of accelerators, registration. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <rte_eal.h>
#include <rte_lcore.h>
#include <rte_malloc.h>
#include <rte_memzone.h>

#include <bus_vdev_driver.h>

#include "uacce_zip_private.h"
#include "uacce_version.h"

/* Generations of hardware (section 0), newest first, in the order of versions[]. */
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

static const unsigned int versions[RTE_DIM(generations)] = { 3, 2 };

static const struct uacce_kind zip_kind = {
	.driver = "hisi_zip",
	.algorithm = "zlib",
	.per_pair = UACCE_ZIP_NB_RINGS,
	.nb_versions = RTE_DIM(versions),
	.versions = versions,
};

int
uacce_zip_create(struct rte_device *device, const char *name, const struct uacce_devargs *args)
{
	struct rte_compressdev_pmd_init_params params = { .socket_id = SOCKET_ID_ANY };
	struct rte_compressdev *dev;
	struct uacce_zip_dev *zip, *registered;
	int ret;

	UACCE_ZIP_LOG(DEBUG, name, "driver of uacce-pmds " UACCE_VERSION);
	zip = calloc(1, sizeof(*zip));
	if (zip == NULL) {
		UACCE_ZIP_LOG(ERR, name, "no memory for the device");
		return -ENOMEM;
	}
	ret = uacce_spread_pick(&zip->spread, &zip_kind, name, args, rte_socket_id());
	if (ret < 0)
		goto free_zip;
	zip->name = name;
	zip->gen = &generations[ret];
	zip->lz4 = uacce_spread_has_algorithm(&zip->spread, "lz4");
	zip->v2_hw_inflate = args->v2_hw_inflate;
	zip->watchdog = args->watchdog;
	params.socket_id = uacce_spread_node(&zip->spread, name, sizeof(*zip),
			rte_socket_id());
	dev = rte_compressdev_pmd_create(name, device, sizeof(*zip), &params);
	if (dev == NULL) {
		UACCE_ZIP_LOG(ERR, name, "cannot be registered with compressdev");
		ret = -ENOMEM;
		goto put_devices;
	}
	registered = dev->data->dev_private;
	*registered = *zip;
	registered->telemetry = (struct hisi_telemetry){
		.name = name,
		.driver = RTE_STR(UACCE_ZIP_PMD_NAME),
		.spread = &registered->spread,
		.bd = HISI_BD_ZIP,
		.usage_channel = { HISI_ZIP_QC_COMPRESS, HISI_ZIP_QC_DECOMPRESS },
		.reject_names = uacce_zip_reject_names,
		.nb_rejects = UACCE_ZIP_NB_REJECTS,
	};
	hisi_telemetry_add(&registered->telemetry);
	dev->dev_ops = &uacce_zip_ops;
	dev->enqueue_burst = uacce_zip_enqueue_burst;
	dev->dequeue_burst = uacce_zip_dequeue_burst;
	dev->feature_flags = uacce_spread_is_soft(&zip->spread) ? 0 :
		RTE_COMPDEV_FF_HW_ACCELERATED;
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
	if (!uacce_process_may_open(name))
		return 0;
	ret = uacce_devargs_parse(name, UACCE_SOFT_ZIP, rte_vdev_device_args(vdev), &args);
	if (ret < 0)
		return ret;
	return uacce_zip_create(&vdev->device, name, &args);
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

int
uacce_zip_destroy(const char *name)
{
	struct uacce_zip_dev *zip;
	struct rte_compressdev *dev;
	uint8_t dev_id;
	int ret;

	/* The probe made no device in a secondary process. */
	if (rte_eal_process_type() != RTE_PROC_PRIMARY)
		return 0;
	dev = rte_compressdev_pmd_get_named_dev(name);
	if (dev == NULL)
		return -ENODEV;
	UACCE_ZIP_LOG(DEBUG, name, "is removed");
	dev_id = dev->data->dev_id;
	if (dev->data->dev_started) {
		dev->dev_ops->dev_stop(dev);
		dev->data->dev_started = 0;
	}
	zip_release_queue_pairs(dev);
	zip = dev->data->dev_private;
	hisi_telemetry_remove(&zip->telemetry);
	uacce_spread_put(&zip->spread);
	/*
	 * Without ops the library does not close the device itself: it would refuse
	 * to for an id above the number of devices left.
	 */
	dev->dev_ops = NULL;
	ret = rte_compressdev_pmd_destroy(dev);
	zip_free_library_data(dev_id);
	return ret;
}

static int
zip_remove(struct rte_vdev_device *vdev)
{
	const char *name = rte_vdev_device_name(vdev);

	return name == NULL ? -EINVAL : uacce_zip_destroy(name);
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

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Probe and remove: device arguments, choice of accelerators, registration. */

#include <errno.h>
#include <stdlib.h>

#include <rte_eal.h>
#include <rte_lcore.h>
#include <rte_malloc.h>

#include <bus_vdev_driver.h>

#include "uacce_sec_private.h"
#include "uacce_version.h"

#define FEATURES \
	(RTE_CRYPTODEV_FF_SYMMETRIC_CRYPTO | RTE_CRYPTODEV_FF_SYM_OPERATION_CHAINING | \
	RTE_CRYPTODEV_FF_IN_PLACE_SGL | RTE_CRYPTODEV_FF_OOP_SGL_IN_SGL_OUT | \
	RTE_CRYPTODEV_FF_OOP_SGL_IN_LB_OUT | RTE_CRYPTODEV_FF_OOP_LB_IN_SGL_OUT | \
	RTE_CRYPTODEV_FF_OOP_LB_IN_LB_OUT | RTE_CRYPTODEV_FF_SYM_SESSIONLESS)

uint8_t uacce_sec_driver_id;

/* Smallest QM version of each generation of descriptors (section 0). */
static const unsigned int versions[UACCE_SEC_NB_GENS] = {
	[UACCE_SEC_BD3] = 3,
	[UACCE_SEC_BD2] = 2,
};

static const struct uacce_kind sec_kind = {
	.driver = "hisi_sec2",
	.algorithm = "cipher",
	.per_pair = UACCE_SEC_NB_RINGS,
	.nb_versions = RTE_DIM(versions),
	.versions = versions,
};

static uint64_t
sec_features(const struct uacce_sec_dev *sec)
{
	return FEATURES |
		(uacce_spread_is_soft(&sec->spread) ? 0 : RTE_CRYPTODEV_FF_HW_ACCELERATED) |
		(rte_eal_iova_mode() == RTE_IOVA_VA ? RTE_CRYPTODEV_FF_SYM_RAW_DP : 0);
}

static int
sec_register(struct rte_device *device, const struct uacce_sec_dev *sec)
{
	struct rte_cryptodev_pmd_init_params params = {
		.private_data_size = sizeof(*sec),
		.socket_id = uacce_spread_node(&sec->spread, sec->name, sizeof(*sec),
				rte_socket_id()),
		.max_nb_queue_pairs = sec->spread.queue_pairs,
	};
	struct uacce_sec_dev *registered;
	struct rte_cryptodev *dev;

	dev = rte_cryptodev_pmd_create(sec->name, device, &params);
	if (dev == NULL) {
		UACCE_SEC_LOG(ERR, sec->name, "cannot be registered with cryptodev");
		return -ENOMEM;
	}
	registered = dev->data->dev_private;
	*registered = *sec;
	registered->telemetry = (struct hisi_telemetry){
		.name = sec->name,
		.driver = RTE_STR(UACCE_SEC_PMD_NAME),
		.spread = &registered->spread,
		.bd = HISI_BD_SEC,
		.usage_channel = { 0, 0 },
		.reject_names = uacce_sec_reject_names,
		.nb_rejects = UACCE_SEC_NB_REJECTS,
	};
	hisi_telemetry_add(&registered->telemetry);
	uacce_sec_caps_fill(sec->gen, registered->caps);
	pthread_mutex_init(&registered->lock, NULL);
	dev->driver_id = uacce_sec_driver_id;
	dev->dev_ops = &uacce_sec_ops;
	dev->enqueue_burst = uacce_sec_enqueue_burst;
	dev->dequeue_burst = uacce_sec_dequeue_burst;
#ifdef UACCE_HAVE_QP_DEPTH
	dev->qp_depth_used = uacce_sec_qp_depth_used;
#endif
	dev->feature_flags = sec_features(sec);
	rte_cryptodev_pmd_probing_finish(dev);
	return 0;
}

int
uacce_sec_create(struct rte_device *device, const char *name, const struct uacce_devargs *args)
{
	struct uacce_sec_dev *sec;
	int ret;

	UACCE_SEC_LOG(DEBUG, name, "driver of uacce-pmds " UACCE_VERSION);
	sec = calloc(1, sizeof(*sec));
	if (sec == NULL) {
		UACCE_SEC_LOG(ERR, name, "no memory for the device");
		return -ENOMEM;
	}
	ret = uacce_spread_pick(&sec->spread, &sec_kind, name, args, rte_socket_id());
	if (ret >= 0) {
		sec->name = name;
		sec->gen = ret;
		sec->two_rings = args->second_queue;
		sec->watchdog = args->watchdog;
		ret = sec_register(device, sec);
		if (ret < 0)
			uacce_spread_put(&sec->spread);
	}
	free(sec);
	return ret;
}

static int
sec_probe(struct rte_vdev_device *vdev)
{
	const char *name = rte_vdev_device_name(vdev);
	struct uacce_devargs args;
	int ret;

	if (name == NULL)
		return -EINVAL;
	if (!uacce_process_may_open(name))
		return 0;
	ret = uacce_devargs_parse(name, UACCE_SOFT_SEC, rte_vdev_device_args(vdev), &args);
	if (ret < 0)
		return ret;
	if (args.soft.depth == 0 && args.soft.workers == 0)
		args.soft.depth = UACCE_SEC_INLINE_DEPTH;
	return uacce_sec_create(&vdev->device, name, &args);
}

static void
sec_release_queue_pairs(struct rte_cryptodev *dev)
{
	uint16_t i;

	for (i = 0; i < dev->data->nb_queue_pairs; i++)
		uacce_sec_qp_release(dev, i);
	rte_free(dev->data->queue_pairs);
	dev->data->queue_pairs = NULL;
	dev->data->nb_queue_pairs = 0;
}

int
uacce_sec_destroy(const char *name)
{
	struct uacce_sec_dev *sec;
	struct rte_cryptodev *dev;

	/* The probe made no device in a secondary process. */
	if (rte_eal_process_type() != RTE_PROC_PRIMARY)
		return 0;
	dev = rte_cryptodev_pmd_get_named_dev(name);
	if (dev == NULL)
		return -ENODEV;
	UACCE_SEC_LOG(DEBUG, name, "is removed");
	/* The library replaces the burst functions before it stops the device. */
	if (dev->data->dev_started)
		rte_cryptodev_stop(dev->data->dev_id);
	sec_release_queue_pairs(dev);
	sec = dev->data->dev_private;
	hisi_telemetry_remove(&sec->telemetry);
	uacce_spread_put(&sec->spread);
	pthread_mutex_destroy(&sec->lock);
	return rte_cryptodev_pmd_destroy(dev);
}

static int
sec_remove(struct rte_vdev_device *vdev)
{
	const char *name = rte_vdev_device_name(vdev);

	return name == NULL ? -EINVAL : uacce_sec_destroy(name);
}

static struct rte_vdev_driver uacce_sec_drv = {
	.probe = sec_probe,
	.remove = sec_remove,
};

static struct cryptodev_driver uacce_sec_crypto_drv;

RTE_PMD_REGISTER_VDEV(UACCE_SEC_PMD_NAME, uacce_sec_drv);
RTE_PMD_REGISTER_ALIAS(UACCE_SEC_PMD_NAME, UACCE_SEC_PMD_ALIAS);
RTE_PMD_REGISTER_PARAM_STRING(UACCE_SEC_PMD_NAME, UACCE_SEC_PARAM_STRING);
RTE_PMD_REGISTER_CRYPTO_DRIVER(uacce_sec_crypto_drv, uacce_sec_drv.driver, uacce_sec_driver_id)
RTE_LOG_REGISTER_DEFAULT(uacce_sec_logtype, NOTICE)

/* In a DPDK tree pmdinfogen adds this; dpdk-pmdinfo.py looks for it. */
static const char uacce_sec_pmdinfo[] __rte_used =
	"PMD_INFO_STRING= {\"name\": \"" RTE_STR(UACCE_SEC_PMD_NAME) "\", "
	"\"params\": \"" UACCE_SEC_PARAM_STRING "\", \"pci_ids\": []}";

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Probe and remove on DPDK's uacce bus, for a DPDK that has it (24.03 and later). The name of the
 * device is that of its accelerator, like hisi_zip-0. The rest is as for a virtual device.
 */

#include <rte_devargs.h>

#include <bus_uacce_driver.h>

#include "uacce_zip_private.h"

static int
zip_bus_probe(struct rte_uacce_driver *driver __rte_unused, struct rte_uacce_device *dev)
{
	const struct rte_devargs *devargs = dev->device.devargs;
	struct uacce_devargs args;
	int ret;

	/*
	 * Without -a the bus offers all accelerators of the machine, which other processes and
	 * virtual devices may use as well; so none is taken unasked.
	 */
	if (devargs == NULL) {
		UACCE_ZIP_LOG(INFO, dev->name, "left out, because no -a names it");
		return 1;
	}
	if (!uacce_process_may_open(dev->name))
		return 0;
	ret = uacce_devargs_parse_bus(dev->name, UACCE_SOFT_ZIP, devargs->args, &args);
	if (ret < 0)
		return ret;
	return uacce_zip_create(&dev->device, dev->name, &args);
}

static int
zip_bus_remove(struct rte_uacce_device *dev)
{
	return uacce_zip_destroy(dev->name);
}

static const struct rte_uacce_id zip_bus_ids[] = {
	{ "hisi_qm_v2", "zlib" },
	{ "hisi_qm_v3", "zlib" },
	{ "hisi_qm_v5", "zlib" },
	{ NULL, NULL },
};

static struct rte_uacce_driver uacce_zip_bus_drv = {
	.probe = zip_bus_probe,
	.remove = zip_bus_remove,
	.id_table = zip_bus_ids,
#ifdef RTE_UACCE_DRV_FORWARD_COMPATIBILITY_DEV
	/* Later versions, too (26.03). uacce_spread_pick() checks the version in any case. */
	.drv_flags = RTE_UACCE_DRV_FORWARD_COMPATIBILITY_DEV,
#endif
};

/*
 * Applications find a device by the name of its driver, so both buses have the same. For that
 * reason RTE_PMD_REGISTER_UACCE() is not used: it would export the name a second time.
 */
RTE_INIT(uacce_zip_bus_register)
{
	uacce_zip_bus_drv.driver.name = RTE_STR(UACCE_ZIP_PMD_NAME);
	rte_uacce_register(&uacce_zip_bus_drv);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_DEVARGS_H
#define UACCE_DEVARGS_H

/**
 * @file
 * Device arguments: the same keys with the same meaning for every driver here.
 */

#include <stdbool.h>

#include <rte_compat.h>

#include "uacce_soft.h"

#define UACCE_ARG_DEVICE	"device"
#define UACCE_ARG_QUEUES	"queues"
#define UACCE_ARG_V2_INFLATE	"v2_inflate"
#define UACCE_ARG_SOFT_QM	"soft_qm"
#define UACCE_ARG_SOFT_WORKERS	"soft_workers"
#define UACCE_ARG_SOFT_CPUS	"soft_cpus"
#define UACCE_ARG_SOFT_DEPTH	"soft_depth"
#define UACCE_ARG_SOFT_ENGINE	"soft_engine"
#define UACCE_ARG_SOFT_FAULT	"soft_fault"

/** For RTE_PMD_REGISTER_PARAM_STRING and dpdk-pmdinfo: what every driver takes. */
#define UACCE_PARAM_STRING \
	UACCE_ARG_DEVICE "=<auto|hw|soft|name[+name]> " \
	UACCE_ARG_QUEUES "=<int> " \
	UACCE_ARG_SOFT_QM "=<2|3|5> " \
	UACCE_ARG_SOFT_WORKERS "=<0-64> " \
	UACCE_ARG_SOFT_CPUS "=<cpus joined by + or -> " \
	UACCE_ARG_SOFT_DEPTH "=<2-32768> " \
	UACCE_ARG_SOFT_ENGINE "=<fast|null> " \
	UACCE_ARG_SOFT_FAULT "=<kind@n[+kind@n]>"

/** What ZIP alone takes. */
#define UACCE_ZIP_PARAM_STRING \
	UACCE_PARAM_STRING " " UACCE_ARG_V2_INFLATE "=<soft|hw>"

/** Most queue pairs a device offers unless `queues` asks for more. */
#define UACCE_QUEUES_DEFAULT	8

/** Parsed device arguments, defaults filled in. */
struct uacce_devargs {
	char device[UACCE_PATH_LEN];	/**< `device`, default "auto" */
	unsigned int queues;		/**< `queues`; 0 where not given */
	bool v2_hw_inflate;		/**< `v2_inflate=hw`, for ZIP: untried on hardware */
	struct uacce_soft_conf soft;	/**< the soft_* keys */
};

/**
 * Parse the arguments of a DPDK device.
 *
 * @param owner
 *   Name of the DPDK device, for messages.
 * @param class
 *   What the device is: a key of another class is unknown to it.
 * @param args
 *   Text after the first comma of --vdev; NULL or "" for none.
 * @param[out] out
 *   Result.
 * @return
 *   0; -EINVAL after one ERR line that names the key and the value; -ENOMEM.
 */
__rte_internal
int
uacce_devargs_parse(const char *owner, enum uacce_soft_class class, const char *args,
		struct uacce_devargs *out);

#endif /* UACCE_DEVARGS_H */

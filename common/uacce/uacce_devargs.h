/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_DEVARGS_H
#define UACCE_DEVARGS_H

/**
 * @file
 * The arguments of a DPDK device (--vdev NAME,KEY=VALUE,... or -a uacce:NAME,KEY=VALUE,...), the
 * same for both drivers.
 *
 * doc/guides/prog_guide/devargs.rst says what each key means.
 */

#include <stdbool.h>

#include <rte_compat.h>

#include "uacce_soft.h"

#define UACCE_ARG_DEVICE	"device"
#define UACCE_ARG_QUEUES	"queues"
#define UACCE_ARG_WATCHDOG	"watchdog"
#define UACCE_ARG_V2_INFLATE	"v2_inflate"
#define UACCE_ARG_SECOND_QUEUE	"second_queue"
#define UACCE_ARG_SOFT_QM	"soft_qm"
#define UACCE_ARG_SOFT_WORKERS	"soft_workers"
#define UACCE_ARG_SOFT_CPUS	"soft_cpus"
#define UACCE_ARG_SOFT_DEPTH	"soft_depth"
#define UACCE_ARG_SOFT_ENGINE	"soft_engine"
#define UACCE_ARG_SOFT_FAULT	"soft_fault"

/** Keys of both drivers, as RTE_PMD_REGISTER_PARAM_STRING() wants them for dpdk-pmdinfo. */
#define UACCE_PARAM_STRING \
	UACCE_ARG_DEVICE "=<auto|hw|soft|name[+name]> " \
	UACCE_ARG_QUEUES "=<int> " \
	UACCE_ARG_WATCHDOG "=<0-3600000> " \
	UACCE_ARG_SOFT_QM "=<2|3|5> " \
	UACCE_ARG_SOFT_WORKERS "=<0-64> " \
	UACCE_ARG_SOFT_CPUS "=<cpu[-cpu][+cpu[-cpu]]> " \
	UACCE_ARG_SOFT_DEPTH "=<2-32768> " \
	UACCE_ARG_SOFT_ENGINE "=<fast|null> " \
	UACCE_ARG_SOFT_FAULT "=<kind@n[+kind@n]>"

/** Keys of the ZIP driver. */
#define UACCE_ZIP_PARAM_STRING \
	UACCE_PARAM_STRING " " UACCE_ARG_V2_INFLATE "=<soft|hw>"

/** Keys of the SEC driver. */
#define UACCE_SEC_PARAM_STRING \
	UACCE_PARAM_STRING " " UACCE_ARG_SECOND_QUEUE "=<demand|always>"

/** Queue pairs that a DPDK device offers at most where `queues` is not given. */
#define UACCE_QUEUES_DEFAULT	8

/** Parsed arguments. A key that is not given has its default. */
struct uacce_devargs {
	char device[UACCE_PATH_LEN];	/**< `device`; default `auto` */
	unsigned int queues;		/**< `queues`; 0 where not given */
	unsigned int watchdog;		/**< `watchdog`, ms; 0 where there is none */
	bool v2_hw_inflate;		/**< ZIP: `v2_inflate=hw`, not tried on hardware yet */
	bool second_queue;		/**< SEC: `second_queue=always` */
	struct uacce_soft_conf soft;	/**< keys whose names begin with `soft_` */
};

/**
 * Parse the arguments of a DPDK device.
 *
 * @param owner
 *   Name of the DPDK device, for messages.
 * @param class
 *   Class of its accelerators. A key that only the other class has is refused as unknown.
 * @param args
 *   Text behind the first comma of --vdev; NULL or "" for none.
 * @param[out] out
 *   Result; undefined on failure.
 * @return
 *   0, or -EINVAL after one ERR line that names the key, its value and what is allowed.
 */
__rte_internal
int
uacce_devargs_parse(const char *owner, enum uacce_soft_class class, const char *args,
		struct uacce_devargs *out);

/**
 * Parse the arguments of a DPDK device that the uacce bus found. Its accelerator is the one of
 * that name, so that the key `device` and those that begin with `soft_` are refused as unknown.
 *
 * @param accelerator
 *   Name of the accelerator, which is the name of the DPDK device as well.
 * @param class
 *   As in uacce_devargs_parse().
 * @param args
 *   Text behind the first comma of -a; NULL or "" for none.
 * @param[out] out
 *   Result, with the accelerator as @c device; undefined on failure.
 * @return
 *   As of uacce_devargs_parse().
 */
__rte_internal
int
uacce_devargs_parse_bus(const char *accelerator, enum uacce_soft_class class, const char *args,
		struct uacce_devargs *out);

#endif /* UACCE_DEVARGS_H */

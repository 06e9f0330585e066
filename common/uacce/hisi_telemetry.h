/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef HISI_TELEMETRY_H
#define HISI_TELEMETRY_H

/**
 * @file
 * DPDK devices and queue pairs that DPDK's telemetry shows, with the commands /uacce/list,
 * /uacce/info, /uacce/queue and /uacce/dump. Their answers are described in
 * doc/guides/prog_guide/telemetry.rst.
 *
 * DPDK answers in a thread of its own. A mutex keeps it from what a control call opens, closes or
 * frees; what the data path writes it loads atomically.
 */

#include <sys/queue.h>

#include <rte_compat.h>

#include "hisi_dump.h"
#include "hisi_qp.h"
#include "uacce_spread.h"

/** A DPDK device, in memory of its driver. */
struct hisi_telemetry {
	TAILQ_ENTRY(hisi_telemetry) next;
	const char *name;		/**< of the DPDK device */
	const char *driver;		/**< name of the driver */
	enum hisi_bd bd;		/**< format of its descriptors */
	uint8_t usage_channel[HISI_QP_MAX_RINGS];	/**< of each ring, see hisi_qm_usage() */
	const struct uacce_spread *spread;	/**< its accelerators */
	const char *const *reject_names;	/**< reject reasons in words */
	unsigned int nb_rejects;	/**< elements of @c reject_names */
	LIST_HEAD(, hisi_qp) qps;	/**< its queue pairs */
};

/** Show a DPDK device, whose members but the list of queue pairs are set. */
__rte_internal
void
hisi_telemetry_add(struct hisi_telemetry *dev);

/** Show a DPDK device no more, before its memory is freed; its queue pairs were removed before. */
__rte_internal
void
hisi_telemetry_remove(struct hisi_telemetry *dev);

/** Show a queue pair that is set up. */
__rte_internal
void
hisi_telemetry_add_qp(struct hisi_telemetry *dev, struct hisi_qp *qp);

/** Show a queue pair no more, before its memory is freed; nothing if it is not shown. */
__rte_internal
void
hisi_telemetry_remove_qp(struct hisi_qp *qp);

#endif /* HISI_TELEMETRY_H */

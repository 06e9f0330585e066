/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef HISI_DUMP_H
#define HISI_DUMP_H

/**
 * @file
 * Rings and descriptors, decoded field by field for telemetry. Nothing here is exported.
 *
 * What a lcore or the device writes meanwhile may show in part.
 */

#include <stdint.h>

#include "hisi_qm.h"

struct rte_tel_data;

/** Formats of descriptors. */
enum hisi_bd {
	HISI_BD_ZIP,	/**< hw/hisi_zip_bd.h */
	HISI_BD_SEC,	/**< hw/hisi_sec_bd.h; the descriptor says of which type it is */
};

/** Start a dictionary that goes into another one; NULL without memory. */
struct rte_tel_data *hisi_dump_start(void);

/**
 * Add positions, status words and addresses of a ring that is open to a dictionary.
 *
 * @param d
 *   A dictionary that was started.
 * @param qm
 *   The ring; the caller keeps it open.
 */
void hisi_dump_ring(struct rte_tel_data *d, const struct hisi_qm *qm);

/**
 * Add a slot of a ring that is open to a dictionary: its state, its descriptor and the completion
 * entry that belongs to it, or belonged to its last use.
 *
 * @param slot
 *   0 to the depth of the ring less 1.
 */
void hisi_dump_slot(struct rte_tel_data *d, const struct hisi_qm *qm, enum hisi_bd bd,
		uint32_t slot);

#endif /* HISI_DUMP_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef KUNPENG_CLASS_H
#define KUNPENG_CLASS_H

/**
 * @file
 * What differs between the two accelerators that are emulated, ZIP and SEC: identifiers,
 * engine, error registers and capability registers. Includes no other file of the device.
 */

#include "qemu/osdep.h"

#include "../soft/soft_queue.h"

/** MSI vectors: fixed, and what the capability registers say. */
enum kunpeng_vector {
	KUNPENG_VEC_EQ = 0,
	KUNPENG_VEC_AEQ = 1,
	KUNPENG_VEC_MESSAGE = 2,
	KUNPENG_VEC_ERROR = 3,
};

#define KUNPENG_NB_VECTORS	4

/** Constants of one accelerator. Offsets are those in BAR 2. */
struct kunpeng_class {
	const char *name;
	uint16_t pf_id;
	uint16_t vf_id;
	const struct soft_engine_ops *engine;
	bool rewrites;		/**< the engine reads memory that it maps to write: SEC, in place */
	const char *reset_method;	/**< ACPI method of a controller reset */
	/* Registers of the engine's errors. */
	uint32_t err_source;	/**< write 1 to clear */
	uint32_t err_status;
	uint32_t err_set;	/**< write 1 to set; 0: none */
	uint32_t err_nfe;	/**< mask of the errors that interrupt */
	uint32_t err_shutdown;	/**< mask of the errors that close the port; v3 and later */
	uint32_t control;
	uint32_t control_shutdown;	/**< bit: errors may close the port */
	uint32_t ecc_bit;	/**< error that needs a reset */
	uint32_t sva_bit;	/**< error of an address that cannot be reached, v3 */
	/* On v2 accesses to data carry the PASID if this bit is set. */
	uint32_t ssv;
	uint32_t ssv_bit;
	const uint32_t (*caps)[2];	/**< capability registers of v3: offset, value */
	unsigned int nb_caps;
};

extern const struct kunpeng_class kunpeng_zip;
extern const struct kunpeng_class kunpeng_sec;

#endif /* KUNPENG_CLASS_H */

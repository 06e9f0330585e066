/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_ZIP_FLAT_H
#define TEST_UACCE_ZIP_FLAT_H

/** @file Stateless operations of uacce_zip, each over one mbuf of the largest size there is. */

#include "zip_port.h"

/** An operation and its results, for zip_flat_run(). */
struct zip_flat_op {
	bool decompress;
	const void *src;
	uint32_t len;
	uint32_t src_offset;	/**< of the operation, in the source mbuf */
	uint32_t dst_offset;
	uint32_t room;		/**< bytes of destination from dst_offset on */
	void *xform;		/**< NULL for the port's */
	uint8_t *out;		/**< where the output goes, or NULL */
	/* Results. */
	uint8_t status;
	uint32_t consumed;
	uint32_t produced;
};

/**
 * Run operations in one or more bursts on queue pair 0 of zip_port. Assert that each comes back
 * once, that no byte outside the destination's room is touched, and that source and mbufs are as
 * they were.
 */
void zip_flat_run(struct zip_flat_op *ops, unsigned int n);
/** Operations run since the set-up of the test. */
unsigned int zip_flat_count(void);
/** For zip_setup(): count from 0. */
void zip_flat_reset(void);

#endif /* TEST_UACCE_ZIP_FLAT_H */

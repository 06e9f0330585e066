/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef WORK_H
#define WORK_H

/**
 * @file
 * What ZIP and SEC devices do with data, and how results are checked.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../common/uacce/hw/hisi_zip_bd.h"

struct uq;

/** What the devices of a driver do with data, and how they undo it. */
struct work {
	const char *driver;		/**< names of devices begin with it */
	const char *algorithms[2];	/**< the attribute, on v2 and v3 */
	uint16_t undo_type;		/**< type of a queue that undoes; others have type 0 */
	/** Fill a cleared descriptor; undo says whether it undoes. */
	void (*fill)(const struct uq *q, void *sqe, bool undo, const void *src, size_t src_len,
			void *dst, size_t dst_len);
	/** Status of a completed descriptor: 0 or an error. */
	unsigned int (*status)(const void *sqe);
	/** Bytes that a completed descriptor wrote. */
	uint32_t (*produced)(const void *sqe);
	/** Whether out is the right result for plain. */
	bool (*right)(const uint8_t *out, size_t out_len, const uint8_t *plain, size_t len);
};

/** Fill a descriptor of any ZIP request. */
void zip_fill(const struct uq *q, void *sqe, uint8_t request, const void *src, size_t src_len,
		void *dst, size_t dst_len);

/** What a device does; NULL if its driver is not known. */
const struct work *work_of(const char *name);

/** Whether a device is a ZIP device. */
bool is_zip(const char *name);

#endif /* WORK_H */

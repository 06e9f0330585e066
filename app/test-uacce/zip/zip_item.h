/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_ZIP_ITEM_H
#define TEST_UACCE_ZIP_ITEM_H

/** @file Data, its stream by zlib and room for a result, for one operation over chains. */

#include "zip_task.h"

struct zip_item {
	uint8_t *plain;
	uint8_t *packed;	/**< by zlib, out of @c plain */
	uint8_t *result;
	uint32_t len;		/**< bytes of @c plain */
	uint32_t packed_len;
};

/** Room for whatever a compressor makes of so much data, and the trailer of QM v2. */
uint32_t zip_item_room(uint32_t len);
/** Make an item over @p len bytes of a kind of data. */
void zip_item_make(struct zip_item *item, enum zip_data kind, uint32_t len);
/** Free an item; one that is all zero was never made. */
void zip_item_free(struct zip_item *item);
/** A task in either direction that has room enough. */
struct zip_task zip_item_task(const struct zip_item *item, bool decompress);
/** Assert that a task of an item succeeded with the right result. */
void zip_item_check(const struct zip_task *t, const struct zip_item *item);

#endif /* TEST_UACCE_ZIP_ITEM_H */

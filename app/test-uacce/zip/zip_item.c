/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Data, its stream by zlib and room for a result, for one operation over chains. */

#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include <rte_common.h>

#include "zip_item.h"

static const struct zip_zlib zlib_default = { 6, 15, 8, Z_DEFAULT_STRATEGY };

/* Room for whatever a compressor makes of it, and the trailer of QM v2. */
uint32_t
zip_item_room(uint32_t len)
{
	return len + len / 8 + 64 + ZIP_V2_TRAILER;
}

void
zip_item_make(struct zip_item *item, enum zip_data kind, uint32_t len)
{
	item->len = len;
	item->plain = malloc(zip_item_room(len));
	item->packed = malloc(zip_item_room(len));
	item->result = malloc(zip_item_room(len));
	assert_true(item->plain != NULL && item->packed != NULL && item->result != NULL);
	zip_fill(kind, item->plain, len);
	item->packed_len = zip_zlib_pack(&zlib_default, item->plain, len, item->packed,
			zip_item_room(len));
}

void
zip_item_free(struct zip_item *item)
{
	free(item->plain);
	free(item->packed);
	free(item->result);
	memset(item, 0, sizeof(*item));
}

/* A task in either direction with room enough. */
struct zip_task
zip_item_task(const struct zip_item *item, bool decompress)
{
	return (struct zip_task) {
		.decompress = decompress,
		.flush = RTE_COMP_FLUSH_FINAL,
		.src = decompress ? item->packed : item->plain,
		.len = decompress ? item->packed_len : item->len,
		.room = decompress ? item->len : zip_item_room(item->len),
		.out = item->result,
	};
}

void
zip_item_check(const struct zip_task *t, const struct zip_item *item)
{
	assert_int_equal(t->status, RTE_COMP_OP_STATUS_SUCCESS);
	assert_int_equal(t->consumed, t->len);
	if (t->decompress) {
		assert_int_equal(t->produced, item->len);
		test_assert_same(t->out, item->plain, item->len);
	} else {
		zip_assert_unpacks(t->out, t->produced, item->plain, item->len);
	}
}

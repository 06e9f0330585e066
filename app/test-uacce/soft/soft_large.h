/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_SOFT_LARGE_H
#define TEST_UACCE_SOFT_LARGE_H

/** @file Large lists, and requests of them. */

#include "soft_user.h"

#define LARGE_PIECE	(1u << 20)	/**< bytes of a piece of the soft device */
#define LARGE_MAX	(4 * LARGE_PIECE)
#define LARGE_ROOM	(LARGE_MAX + LARGE_MAX / 8)

/** A device with a queue of each direction, and memory. */
struct large {
	struct soft_device *dev;
	struct user comp;
	struct user decomp;
	uint64_t rng;
	uint8_t *plain;		/**< LARGE_MAX bytes */
	uint8_t *packed;	/**< LARGE_ROOM bytes */
	uint8_t *back;		/**< LARGE_ROOM bytes */
	uint8_t *ctx;
};

/** Make one of a generation. */
struct large *large_open(unsigned int qm);

/** Free it. */
void large_close(struct large *l);

/** A stateless request whose source and destination are lists. */
struct hisi_zip_sqe large_lists(uint8_t type, const struct user_list *src, uint32_t len,
		const struct user_list *dst, uint32_t room);

/** A list of so many bytes, all in one buffer now and then. */
void large_make(struct large *l, struct user_list *list, uint32_t total);

/** The same request as one of a stream, behind another one or as its first. */
struct hisi_zip_sqe large_stateful(struct large *l, struct hisi_zip_sqe sqe,
		const struct hisi_zip_sqe *before, bool finish);

#endif /* TEST_UACCE_SOFT_LARGE_H */

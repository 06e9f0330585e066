/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_SOFT_SEC_ITEM_H
#define TEST_UACCE_SOFT_SEC_ITEM_H

/** @file Requests of chains for batches: made, submitted, and checked. */

#include "soft_sec_user.h"

#define ITEM_LEN	128

/** A request of AES-128-CBC with HMAC-SHA-1: its key, its data, and the result that is right. */
struct item {
	struct sec_spec spec;
	uint8_t key[20];
	uint8_t iv[16];
	uint8_t in[ITEM_LEN];
	uint8_t out[ITEM_LEN];
	uint8_t mac[20];
	uint8_t want[ITEM_LEN];
	uint8_t want_mac[20];
};

/** Compute what is right. */
void item_expect(struct item *it);

/** Assert that a descriptor and the result are right. */
void item_check(const struct item *it, const struct sec_sqe *sqe);

/** Make so many; the caller frees them. */
struct item *item_make_all(unsigned int n, uint64_t *rng);

/** Write the descriptor into the next slot, without a doorbell. */
void item_put(struct user *u, const struct item *it);

/** Read the descriptor of a slot. */
struct sec_sqe item_slot(const struct user *u, unsigned int i);

/** Number of completions from u->head on, without acknowledging any. */
unsigned int item_completions(struct user *u);

#endif /* TEST_UACCE_SOFT_SEC_ITEM_H */

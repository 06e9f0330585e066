/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_SOFT_SEC_MARKED_H
#define TEST_UACCE_SOFT_SEC_MARKED_H

/** @file A request whose key tests look for in memory, or replace. */

#include "soft_sec_user.h"

/** Memory of the request. */
struct marked {
	uint8_t key[20];
	uint8_t iv[16];
	uint8_t data[64];
	uint8_t mac[20];
};

/** The request: AES-128-CBC with HMAC-SHA-1, and one key for both. */
struct sec_spec marked_spec(struct marked *m);

#endif /* TEST_UACCE_SOFT_SEC_MARKED_H */

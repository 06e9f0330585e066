/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_SM3_H
#define SOFT_SEC_SM3_H

/** @file SM3 with a state that can be read and set. */

#include <stddef.h>
#include <stdint.h>

/** SM3 (GB/T 32905-2016), laid out like the hashes of OpenSSL. */
struct sec_sm3 {
	uint32_t h[8];
	uint64_t bits;		/**< hashed, those in data included */
	uint32_t num;		/**< bytes in data */
	uint8_t data[64];
};

/** As the functions of OpenSSL for other hashes. */
void soft_sec_sm3_init(struct sec_sm3 *ctx);
void soft_sec_sm3_update(struct sec_sm3 *ctx, const void *data, size_t len);
void soft_sec_sm3_final(uint8_t *digest, struct sec_sm3 *ctx);

#endif /* SOFT_SEC_SM3_H */

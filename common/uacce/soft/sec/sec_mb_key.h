/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_MB_KEY_H
#define SOFT_SEC_MB_KEY_H

/** @file What jobs of ipsec-mb need of a key. */

/* Old names of the library are those of OpenSSL functions. */
#define NO_COMPAT_IMB_API_053
#include <intel-ipsec-mb.h>

#include "sec_key.h"

#define SEC_MB_ALIGN	64u	/**< bytes: alignment that AVX512 code wants */
#define SEC_AES_SCHEDULE	(15 * SEC_BLOCK)	/**< bytes of a key schedule, for any key */

/** What lies behind an entry of a key: one of these, and no bytes of the others. */
struct sec_mb_key {
	union {
		struct {
			uint8_t enc[SEC_AES_SCHEDULE];
			uint8_t dec[SEC_AES_SCHEDULE];
			/* CMAC and XCBC: subkeys for a whole and for a padded last block */
			uint8_t whole[SEC_BLOCK];
			uint8_t padded[SEC_BLOCK];
		} aes;
		struct {
			uint64_t schedule[3][IMB_DES_KEY_SCHED_SIZE / sizeof(uint64_t)];
			const void *each[3];
		} des;
		struct gcm_key_data gcm;
	};
} __attribute__((aligned(SEC_MB_ALIGN)));

/** Bytes behind an entry of a key; 0: none. */
size_t soft_sec_mb_key_size(union sec_key_id id);

/** Derive from the bytes of a key what lies behind its entry. */
void soft_sec_mb_derive(IMB_MGR *mgr, struct sec_key *key);

#endif /* SOFT_SEC_MB_KEY_H */

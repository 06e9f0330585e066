/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_MB_KEY_H
#define SOFT_SEC_MB_KEY_H

/** @file What ipsec-mb needs of a key. */

/* Old names of the library are those of OpenSSL functions. */
#define NO_COMPAT_IMB_API_053
#include <intel-ipsec-mb.h>

#include "sec_key.h"

#define KEY_ALIGN	64u	/* what the widest vector code wants */

#define AES_SCHEDULE	(15 * SEC_BLOCK)
#define DES_BLOCK	8u

/* One of these, as long as it is and no longer. */
struct sec_mb_key {
	union {
		struct {
			uint8_t enc[AES_SCHEDULE];
			uint8_t dec[AES_SCHEDULE];
			/* CMAC and XCBC: for a whole and for a padded last block. */
			uint8_t whole[SEC_BLOCK];
			uint8_t padded[SEC_BLOCK];
		} aes;
		struct {
			uint64_t schedule[3][IMB_DES_KEY_SCHED_SIZE / sizeof(uint64_t)];
			const void *each[3];
		} des;
		struct gcm_key_data gcm;
	};
} __attribute__((aligned(KEY_ALIGN)));

size_t soft_sec_mb_key_size(union sec_key_id id);

void soft_sec_mb_derive(IMB_MGR *mgr, struct sec_key *key);

#endif /* SOFT_SEC_MB_KEY_H */

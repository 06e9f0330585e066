/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_MB_PLAN_H
#define SOFT_SEC_MB_PLAN_H

/** @file Which requests ipsec-mb can serve. */

#include "sec_shape.h"

#define SEC_MB_NB_HASHES	(HISI_SEC_A_ALG_AES_CMAC + 1)

/** What the library has for an authentication algorithm. */
struct sec_mb_hash {
	uint8_t alg;	/**< IMB_HASH_ALG; 0: none */
	uint8_t len;	/**< bytes of the MAC, of which a request may want less */
};

/** By a_alg, for those numbers that a shape with SEC_SERVE_JOB has. */
extern const struct sec_mb_hash soft_sec_mb_hashes[SEC_MB_NB_HASHES];

/** Set service and job_hash of a shape; see struct sec_executor. */
void soft_sec_mb_plan(struct sec_shape *s);

#endif /* SOFT_SEC_MB_PLAN_H */

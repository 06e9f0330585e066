/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_ACCESS_H
#define SOFT_SEC_ACCESS_H

/** @file All that a request points to: IVs, keys, the MAC, source and destination. */

#include "sec_memory.h"

/**
 * Reach everything that a request needs, and read IVs, keys and the MAC to be verified.
 *
 * @return
 *   0; 1: its lists are too large, and soft_sec_pieces() serves it; -EAGAIN: requests that wait
 *   use bounce memory or places for keys; another negative errno, for soft_sec_error().
 *   soft_sec_unmap() has to be called in any case.
 */
int soft_sec_map(struct soft_sec *sec, struct sec_req *req);

/** The part of soft_sec_store() for a request that has to reach its destination again. */
int soft_sec_store_all(const struct soft_sec *sec, struct sec_req *req);

/** Copy results of a request that was served to where they belong; 0 or a negative errno. */
static inline int
soft_sec_store(const struct soft_sec *sec, struct sec_req *req)
{
	if (SOFT_UNLIKELY(req->scatter))
		return soft_sec_store_all(sec, req);
	if (req->mac_is_placed)
		return 0;
	if (SOFT_UNLIKELY(req->mac_at == NULL))
		return soft_sec_store_all(sec, req);
	sec_copy_small(req->mac_at, req->mac, req->s->mac_len);
	return 0;
}

#endif /* SOFT_SEC_ACCESS_H */

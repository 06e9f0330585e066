/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_SEC_DRAW_H
#define TEST_UACCE_SEC_DRAW_H

/** @file Random operations of uacce_sec, for the group `secdiff` and for `stress`. */

#include "sec_task.h"

/** Bytes of random data that operations take pieces of. */
#define SEC_DRAW_POOL	(1u << 25)

/** True once in @p n times. */
bool sec_draw_one_in(uint32_t n);
/** Allocate SEC_DRAW_POOL random bytes; the caller frees them. */
uint8_t *sec_draw_pool(void);
/**
 * Draw an operation of a session: lengths, shape, and damage to what is verified.
 *
 * @param pool
 *   SEC_DRAW_POOL bytes that stay until the operation is back.
 * @param t
 *   The task, not yet made.
 */
void sec_draw_task(const struct sec_session *s, const uint8_t *pool, struct sec_task *t);

#endif /* TEST_UACCE_SEC_DRAW_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_RECOVER_H
#define SOFT_SEC_RECOVER_H

#include "sec_queue.h"

/**
 * @file
 * Recovery after a fault, which left the engine's work where it was. What can be relied on is in
 * soft_guard.h.
 */

/**
 * Finish the batch at hand and all requests that wait. The request that faulted ends with an
 * error. Another fault may leave this, too; then it is called again.
 */
void soft_sec_recover(struct soft_sec *sec);

#endif /* SOFT_SEC_RECOVER_H */

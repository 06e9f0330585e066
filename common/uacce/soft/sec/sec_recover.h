/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_RECOVER_H
#define SOFT_SEC_RECOVER_H

/** @file What is done after a fault. */

#include "sec_queue.h"

void soft_sec_recover(struct soft_sec *sec);

#endif /* SOFT_SEC_RECOVER_H */

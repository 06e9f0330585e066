/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_PLAN_H
#define SOFT_SEC_PLAN_H

/** @file What each request of a shape would work out again. */

#include "sec_queue.h"

void soft_sec_plan(const struct soft_sec *sec, struct sec_shape *s);

#endif /* SOFT_SEC_PLAN_H */

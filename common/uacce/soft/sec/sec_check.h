/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_CHECK_H
#define SOFT_SEC_CHECK_H

/** @file What hardware would not take. */

#include "sec_request.h"

uint8_t soft_sec_check_shape(unsigned int qm, struct sec_shape *s);

uint8_t soft_sec_check_lengths(const struct sec_req *req);

#endif /* SOFT_SEC_CHECK_H */

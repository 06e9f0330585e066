/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_CHECK_H
#define SOFT_SEC_CHECK_H

/** @file Descriptors that hardware does not take. */

#include "sec_request.h"

/**
 * Check what the control words say.
 *
 * @param qm
 *   Generation: 2, 3 or 5.
 * @param s
 *   Shape, read and classified; the check sets lengths and the algorithm of its MAC.
 * @return
 *   enum hisi_sec_error.
 */
uint8_t soft_sec_check_shape(unsigned int qm, struct sec_shape *s);

#endif /* SOFT_SEC_CHECK_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_MB_H
#define SOFT_SEC_MB_H

/**
 * @file
 * The executor on ipsec-mb, which serves several requests in the lanes of vector registers. It is
 * there if SOFT_HAVE_IPSEC_MB is defined.
 */

#include "sec_executor.h"

extern const struct sec_executor soft_sec_mb;

#endif /* SOFT_SEC_MB_H */

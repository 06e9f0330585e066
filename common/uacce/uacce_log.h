/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_LOG_H
#define UACCE_LOG_H

/** @file Messages of the queue layer; type name `pmd.common.uacce`. */

#include "uacce_compat.h"

extern int uacce_logtype;

#define UACCE_LOG(level, ...) \
	UACCE_LOG_LINE(level, uacce_logtype, "uacce: " __VA_ARGS__)

#endif /* UACCE_LOG_H */

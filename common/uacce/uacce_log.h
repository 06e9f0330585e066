/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_LOG_H
#define UACCE_LOG_H

/** @file Messages of common/uacce; the log type is `pmd.common.uacce`. */

#include "uacce_compat.h"

/** Log type, registered in uacce_log.c. */
extern int uacce_logtype;

/** Log a line, which begins with `uacce: `; the format has no newline at its end. */
#define UACCE_LOG(level, ...) \
	UACCE_LOG_LINE(level, uacce_logtype, "uacce: " __VA_ARGS__)

#endif /* UACCE_LOG_H */

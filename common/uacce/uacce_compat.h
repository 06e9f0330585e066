/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_COMPAT_H
#define UACCE_COMPAT_H

/**
 * @file
 * Differences between DPDK 22.11 and later; the only place with version tests.
 */

#include <rte_log.h>
#include <rte_version.h>

#if RTE_VERSION < RTE_VERSION_NUM(22, 11, 3, 0)
#error "DPDK 22.11.3 or later is needed: earlier driver structures differ"
#endif

/* A log line without the newline in the format; RTE_LOG_LINE_PREFIX came with 24.03. */
#define UACCE_LOG_LINE(level, type, fmt, ...) \
	rte_log(RTE_LOG_ ## level, type, fmt "\n", ## __VA_ARGS__)

#endif /* UACCE_COMPAT_H */

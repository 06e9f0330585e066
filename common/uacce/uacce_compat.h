/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_COMPAT_H
#define UACCE_COMPAT_H

/**
 * @file
 * Differences between DPDK 22.11 and later; the only place with version tests.
 */

#include <rte_common.h>
#include <rte_log.h>
#include <rte_version.h>

#if RTE_VERSION < RTE_VERSION_NUM(22, 11, 3, 0)
#error "DPDK 22.11.3 or later is needed: earlier driver structures differ"
#endif

/* The compressdev API knows LZ4 since 23.03. */
#if RTE_VERSION >= RTE_VERSION_NUM(23, 3, 0, 0)
#define UACCE_HAVE_COMP_LZ4
#endif

/*
 * Log lines without the newline in the format; RTE_LOG_LINE_PREFIX came with 24.03.
 * The format is the first of the variable arguments: ISO C wants one.
 */
#define UACCE_LOG_LINE(level, type, ...) \
	rte_log(RTE_LOG_ ## level, type, \
		RTE_FMT(RTE_FMT_HEAD(__VA_ARGS__ ,) "\n", RTE_FMT_TAIL(__VA_ARGS__ ,)))
#define UACCE_LOG_LINE_NAME(level, type, name, ...) \
	rte_log(RTE_LOG_ ## level, type, \
		RTE_FMT("%s: " RTE_FMT_HEAD(__VA_ARGS__ ,) "\n", \
			name, RTE_FMT_TAIL(__VA_ARGS__ ,)))

#endif /* UACCE_COMPAT_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_COMPAT_H
#define UACCE_COMPAT_H

/**
 * @file
 * Differences between DPDK 22.11 and later; the only place with version tests.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <rte_common.h>
#include <rte_log.h>
#include <rte_memory.h>
#include <rte_version.h>

#if RTE_VERSION < RTE_VERSION_NUM(22, 11, 3, 0)
#error "DPDK 22.11.3 or later is needed: earlier driver structures differ"
#endif

/* The compressdev API knows LZ4 since 23.03. */
#if RTE_VERSION >= RTE_VERSION_NUM(23, 3, 0, 0)
#define UACCE_HAVE_COMP_LZ4
#endif

/* The cryptodev API knows SM4 in CFB and OFB mode and HMAC-SM3 since 23.07. */
#if RTE_VERSION >= RTE_VERSION_NUM(23, 7, 0, 0)
#define UACCE_HAVE_SM4_CFB_OFB
#define UACCE_HAVE_SM3_HMAC
#endif

/* Names of algorithms: an array each, which functions took the place of. */
#if RTE_VERSION >= RTE_VERSION_NUM(23, 3, 0, 0)
#define UACCE_CIPHER_NAME(algo)	rte_cryptodev_get_cipher_algo_string(algo)
#define UACCE_AUTH_NAME(algo)	rte_cryptodev_get_auth_algo_string(algo)
#define UACCE_AEAD_NAME(algo)	rte_cryptodev_get_aead_algo_string(algo)
#else
#define UACCE_CIPHER_NAME(algo)	rte_crypto_cipher_algorithm_strings[algo]
#define UACCE_AUTH_NAME(algo)	rte_crypto_auth_algorithm_strings[algo]
#define UACCE_AEAD_NAME(algo)	rte_crypto_aead_algorithm_strings[algo]
#endif

/* And SM4 in XTS mode since 24.11, in GCM mode since 25.03. */
#if RTE_VERSION >= RTE_VERSION_NUM(24, 11, 0, 0)
#define UACCE_HAVE_SM4_XTS
#endif
#if RTE_VERSION >= RTE_VERSION_NUM(25, 3, 0, 0)
#define UACCE_HAVE_SM4_GCM
#endif

/* rte_memeq_timingsafe() came with 25.11. */
static inline bool
uacce_memeq_timingsafe(const void *a, const void *b, size_t n)
{
#if RTE_VERSION >= RTE_VERSION_NUM(25, 11, 0, 0)
	return rte_memeq_timingsafe(a, b, n);
#else
	const volatile uint8_t *pa = a, *pb = b;
	uint8_t diff = 0;

	while (n-- > 0)
		diff |= *pa++ ^ *pb++;
	return diff == 0;
#endif
}

/* Zero memory that nobody reads again, which a compiler would leave out; 25.07 has its own. */
static inline void
uacce_memzero_explicit(void *mem, size_t n)
{
	explicit_bzero(mem, n);
}

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

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_COMPAT_H
#define UACCE_COMPAT_H

/**
 * @file
 * Differences between DPDK 22.11 and later versions. No other file tests RTE_VERSION.
 *
 * Where a later DPDK has a function or macro that 22.11 lacks, code here uses it by its DPDK
 * name or by a `uacce_` name that calls it.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <rte_atomic.h>
#include <rte_common.h>
#include <rte_log.h>
#include <rte_memory.h>
#include <rte_version.h>

#if RTE_VERSION < RTE_VERSION_NUM(22, 11, 3, 0)
#error "DPDK 22.11.3 or later is needed: earlier driver structures differ"
#endif

/*
 * Atomic accesses. rte_stdatomic.h came with 23.11; before that, DPDK uses the compiler's
 * functions directly. rte_atomic_thread_fence() is older and needs nothing here.
 *
 * A member that is accessed with these has the type RTE_ATOMIC(T): a DPDK that is built with
 * -Denable_stdatomic=true makes it _Atomic(T), and the accesses need that.
 */
#if RTE_VERSION >= RTE_VERSION_NUM(23, 11, 0, 0)
#include <rte_stdatomic.h>
#else
#define RTE_ATOMIC(type)		type
#define __rte_atomic

typedef int rte_memory_order;

#define rte_memory_order_relaxed	__ATOMIC_RELAXED
#define rte_memory_order_acquire	__ATOMIC_ACQUIRE
#define rte_memory_order_release	__ATOMIC_RELEASE
#define rte_memory_order_acq_rel	__ATOMIC_ACQ_REL
#define rte_memory_order_seq_cst	__ATOMIC_SEQ_CST

#define rte_atomic_load_explicit(ptr, order) \
	__atomic_load_n(ptr, order)
#define rte_atomic_store_explicit(ptr, val, order) \
	__atomic_store_n(ptr, val, order)
#define rte_atomic_exchange_explicit(ptr, val, order) \
	__atomic_exchange_n(ptr, val, order)
#define rte_atomic_compare_exchange_strong_explicit(ptr, expected, val, order, fail_order) \
	__atomic_compare_exchange_n(ptr, expected, val, 0, order, fail_order)
#define rte_atomic_compare_exchange_weak_explicit(ptr, expected, val, order, fail_order) \
	__atomic_compare_exchange_n(ptr, expected, val, 1, order, fail_order)
#define rte_atomic_fetch_add_explicit(ptr, val, order) \
	__atomic_fetch_add(ptr, val, order)
#define rte_atomic_fetch_sub_explicit(ptr, val, order) \
	__atomic_fetch_sub(ptr, val, order)
#define rte_atomic_fetch_and_explicit(ptr, val, order) \
	__atomic_fetch_and(ptr, val, order)
#define rte_atomic_fetch_or_explicit(ptr, val, order) \
	__atomic_fetch_or(ptr, val, order)
#endif

/* Algorithms: what the APIs of compressdev and cryptodev have names for. */

/* LZ4 came with 23.03. */
#if RTE_VERSION >= RTE_VERSION_NUM(23, 3, 0, 0)
#define UACCE_HAVE_COMP_LZ4
#endif

/* SM4 in CFB and OFB mode and HMAC-SM3 came with 23.07. */
#if RTE_VERSION >= RTE_VERSION_NUM(23, 7, 0, 0)
#define UACCE_HAVE_SM4_CFB_OFB
#define UACCE_HAVE_SM3_HMAC
#endif

/* SM4 in XTS mode came with 24.11. */
#if RTE_VERSION >= RTE_VERSION_NUM(24, 11, 0, 0)
#define UACCE_HAVE_SM4_XTS
#endif

/* SM4 in GCM mode came with 25.03. */
#if RTE_VERSION >= RTE_VERSION_NUM(25, 3, 0, 0)
#define UACCE_HAVE_SM4_GCM
#endif

/* The operation queue_pair_event_error_query() of cryptodev came with 23.03. */
#if RTE_VERSION >= RTE_VERSION_NUM(23, 3, 0, 0)
#define UACCE_HAVE_QP_ERROR_QUERY
#endif

/* The used depth of a queue pair of cryptodev came with 24.07. */
#if RTE_VERSION >= RTE_VERSION_NUM(24, 7, 0, 0)
#define UACCE_HAVE_QP_DEPTH
#endif

/* The operation queue_pair_reset() of cryptodev came with 24.11. */
#if RTE_VERSION >= RTE_VERSION_NUM(24, 11, 0, 0)
#define UACCE_HAVE_QP_RESET
#endif

/* Unsigned numbers of telemetry: 23.03 renamed the function. */
#if RTE_VERSION >= RTE_VERSION_NUM(23, 3, 0, 0)
#define uacce_tel_add_uint(dict, name, value) \
	rte_tel_data_add_dict_uint(dict, name, value)
#else
#define uacce_tel_add_uint(dict, name, value) \
	rte_tel_data_add_dict_u64(dict, name, value)
#endif

/* Names of cryptodev algorithms: 23.03 replaced arrays by functions. */
#if RTE_VERSION >= RTE_VERSION_NUM(23, 3, 0, 0)
#define UACCE_CIPHER_NAME(algo)	rte_cryptodev_get_cipher_algo_string(algo)
#define UACCE_AUTH_NAME(algo)	rte_cryptodev_get_auth_algo_string(algo)
#define UACCE_AEAD_NAME(algo)	rte_cryptodev_get_aead_algo_string(algo)
#else
#define UACCE_CIPHER_NAME(algo)	rte_crypto_cipher_algorithm_strings[algo]
#define UACCE_AUTH_NAME(algo)	rte_crypto_auth_algorithm_strings[algo]
#define UACCE_AEAD_NAME(algo)	rte_crypto_aead_algorithm_strings[algo]
#endif

/*
 * Compare in a time that depends on the length alone, so that it tells an attacker nothing of a
 * secret. rte_memeq_timingsafe() came with 25.11.
 */
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

/*
 * Zero memory that had a secret. A compiler may leave out a memset() whose result is never
 * read. rte_memzero_explicit(), which does the same, came with 25.07.
 */
static inline void
uacce_memzero_explicit(void *mem, size_t n)
{
	explicit_bzero(mem, n);
}

/*
 * Log one line; the format has no newline at its end. UACCE_LOG_LINE_NAME() begins the line with
 * the name of a device. RTE_LOG_LINE() and RTE_LOG_LINE_PREFIX(), which do the same, came with
 * 24.03. The format is one of the variable arguments, because ISO C wants at least one.
 */
#define UACCE_LOG_LINE(level, type, ...) \
	rte_log(RTE_LOG_ ## level, type, \
		RTE_FMT(RTE_FMT_HEAD(__VA_ARGS__ ,) "\n", RTE_FMT_TAIL(__VA_ARGS__ ,)))
#define UACCE_LOG_LINE_NAME(level, type, name, ...) \
	rte_log(RTE_LOG_ ## level, type, \
		RTE_FMT("%s: " RTE_FMT_HEAD(__VA_ARGS__ ,) "\n", \
			name, RTE_FMT_TAIL(__VA_ARGS__ ,)))

#endif /* UACCE_COMPAT_H */

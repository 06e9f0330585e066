/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_PERF_ALGO_H
#define TEST_UACCE_PERF_ALGO_H

/** @file Names of the algorithms of `perf`. */

#include <stdbool.h>

#include "sec_openssl.h"

/** Bytes of AAD. */
#define PERF_AAD	16u

/**
 * Find the algorithm of a name.
 *
 * @param alg
 *   Set to the algorithm, in the direction that encrypts, without keys.
 * @return
 *   False after a message that names the text.
 */
bool perf_algo_parse(const char *name, struct sec_alg *alg);

#endif /* TEST_UACCE_PERF_ALGO_H */

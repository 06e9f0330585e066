/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_SEC_PROMISE_H
#define TEST_UACCE_SEC_PROMISE_H

/** @file Capabilities that uacce_sec must have, and assertions on what it offers and refuses. */

#include "sec_alg.h"

/** Initialisers of a range of sizes, and of a range that is one size. */
#define SEC_RANGE(min, max, step)	{ min, max, step }
#define SEC_ONE(n)			{ n, n, 0 }

/** A capability that must be there (hardware_interface.rst, 4.1). */
struct sec_promise {
	enum rte_crypto_sym_xform_type type;
	int algo;		/**< of the enumeration that belongs to @c type */
	unsigned int qm;	/**< first QM version that has it */
	struct rte_crypto_param_range key;
	struct rte_crypto_param_range iv;
	struct rte_crypto_param_range digest;
	struct rte_crypto_param_range aad;
};

extern const struct sec_promise sec_promises[];
extern const unsigned int sec_nb_promises;

/** Assert that a session can be made, and that both directions do what OpenSSL does. */
void sec_assert_works_both_ways(struct sec_alg alg);
/** Assert that no session can be made, and that one ERR line of the driver says so. */
void sec_assert_refused(const struct sec_alg *alg);

#endif /* TEST_UACCE_SEC_PROMISE_H */

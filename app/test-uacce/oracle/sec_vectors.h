/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_TEST_SEC_VECTORS_H
#define TEST_UACCE_TEST_SEC_VECTORS_H

/** @file Known answers of standards for the tests of uacce_sec, in hexadecimal. */

#include "sec_openssl.h"

struct sec_vector {
	const char *name;	/**< of the standard, and which of its examples it is */
	unsigned int qm;	/**< first QM version that offers it */
	enum sec_kind kind;
	int algo;		/**< of the enumeration that belongs to @c kind */
	const char *key;
	const char *iv;
	const char *aad;
	const char *plaintext;	/**< or what is authenticated */
	const char *ciphertext;
	const char *digest;
	unsigned int zeros;	/**< if not 0, so many zero bytes are authenticated */
};

extern const struct sec_vector sec_vectors[];
extern const unsigned int sec_nb_vectors;

#endif /* TEST_UACCE_TEST_SEC_VECTORS_H */

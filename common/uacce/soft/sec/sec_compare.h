/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_COMPARE_H
#define SOFT_SEC_COMPARE_H

/** @file Comparison of keys and MACs. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t
sec_load64(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/** Compare keys or MACs, in a time that depends on their length alone. */
static inline bool
sec_is_same(const uint8_t *a, const uint8_t *b, size_t len)
{
	uint64_t diff = 0;
	size_t i;

	if (len < sizeof(diff)) {
		for (i = 0; i < len; i++) {
			diff |= a[i] ^ b[i];
			/* Hides the value from the compiler, which could end the loop early. */
			__asm__ volatile ("" : "+r" (diff));
		}
		return diff == 0;
	}
	/* The first and the last word, which may overlap, then those between. */
	diff = sec_load64(a) ^ sec_load64(b);
	diff |= sec_load64(a + len - sizeof(diff)) ^ sec_load64(b + len - sizeof(diff));
	__asm__ volatile ("" : "+r" (diff));
	for (i = sizeof(diff); i < len - sizeof(diff); i += sizeof(diff)) {
		diff |= sec_load64(a + i) ^ sec_load64(b + i);
		__asm__ volatile ("" : "+r" (diff));
	}
	return diff == 0;
}

#endif /* SOFT_SEC_COMPARE_H */

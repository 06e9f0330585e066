/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_COMPARE_H
#define SOFT_SEC_COMPARE_H

/** @file Comparisons of secrets. */

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

/** Compare keys and MACs, in a time that depends on nothing but their length. */
static inline bool
sec_is_same(const uint8_t *a, const uint8_t *b, size_t len)
{
	uint64_t diff = 0;
	size_t i;

	if (len < sizeof(diff)) {
		for (i = 0; i < len; i++) {
			diff |= a[i] ^ b[i];
			/* The compiler does not know what it has, and cannot end early. */
			__asm__ volatile ("" : "+r" (diff));
		}
		return diff == 0;
	}
	/* First and last word, which may overlap, and those between. */
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

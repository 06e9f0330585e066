/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_PERF_HIST_H
#define TEST_UACCE_PERF_HIST_H

/**
 * @file
 * A histogram of 64-bit values in fixed memory. Each power of two is cut into PERF_HIST_PARTS
 * equal buckets, so that a bucket is at most 1/64 as wide as its least value; smaller values than
 * that have a bucket each.
 */

#include <stdint.h>

#include <rte_bitops.h>
#include <rte_common.h>

#define PERF_HIST_BITS	6
#define PERF_HIST_PARTS	(1u << PERF_HIST_BITS)
#define PERF_HIST_BUCKETS	((64 - PERF_HIST_BITS + 1) * PERF_HIST_PARTS)

/** A histogram; all zero is an empty one. */
struct perf_hist {
	uint64_t counts[PERF_HIST_BUCKETS];
	uint64_t max;
};

/** The bucket of a value. */
static inline unsigned int
perf_hist_bucket(uint64_t value)
{
	unsigned int shift;

	if (value < PERF_HIST_PARTS)
		return value;
	shift = rte_fls_u64(value) - 1 - PERF_HIST_BITS;
	/* The highest bit of the shifted value adds one to the number of the power. */
	return (shift << PERF_HIST_BITS) + (value >> shift);
}

/** Count a value. */
static inline void
perf_hist_add(struct perf_hist *h, uint64_t value)
{
	h->counts[perf_hist_bucket(value)]++;
	h->max = RTE_MAX(h->max, value);
}

/** Add all values of a histogram to another one. */
void perf_hist_merge(struct perf_hist *sum, const struct perf_hist *h);

/**
 * The value that a share of all values does not exceed.
 *
 * @param share
 *   In 1/10000, from 1 to 10000.
 * @return
 *   The greatest value of the bucket in which that value is, or the greatest value of all if that
 *   is less; 0 if there is none. It is not below the exact value, and at most 1/64 above.
 */
uint64_t perf_hist_percentile(const struct perf_hist *h, unsigned int share);

#endif /* TEST_UACCE_PERF_HIST_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Percentiles of a histogram. */

#include "perf_hist.h"

/* The greatest value of a bucket. */
static uint64_t
greatest_of(unsigned int bucket)
{
	unsigned int shift = bucket >> PERF_HIST_BITS;

	if (shift <= 1)
		return bucket;
	shift--;
	/* Of the last bucket the product wraps around to 0, and the value is UINT64_MAX. */
	return ((bucket - ((uint64_t)shift << PERF_HIST_BITS) + 1) << shift) - 1;
}

void
perf_hist_merge(struct perf_hist *sum, const struct perf_hist *h)
{
	unsigned int i;

	for (i = 0; i < PERF_HIST_BUCKETS; i++)
		sum->counts[i] += h->counts[i];
	sum->max = RTE_MAX(sum->max, h->max);
}

uint64_t
perf_hist_percentile(const struct perf_hist *h, unsigned int share)
{
	uint64_t total = 0, rank, seen = 0;
	unsigned int i;

	for (i = 0; i < PERF_HIST_BUCKETS; i++)
		total += h->counts[i];
	rank = (total * share + 9999) / 10000;
	for (i = 0; i < PERF_HIST_BUCKETS && rank != 0; i++) {
		seen += h->counts[i];
		if (seen >= rank)
			return RTE_MIN(greatest_of(i), h->max);
	}
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* What was measured, as text or as JSON. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "perf.h"

/* Percentiles in 1/10000, and their names. */
static const struct {
	const char *name;
	unsigned int share;
} percentiles[] = {
	{ "p50", 5000 }, { "p90", 9000 }, { "p99", 9900 }, { "p99.9", 9990 }, { "max", 10000 },
};

/* The sums of all pairs. */
struct sums {
	struct perf_figures timed;
	struct perf_stats own;		/* of the whole load, as the device counts */
	uint64_t failed[PERF_STATUSES];
	uint64_t lost;
	uint64_t wrong;
	uint64_t duplicated;
	uint64_t stalled;
	uint64_t enqueue_busy;
	uint64_t active;	/* TSC cycles of all lcores */
	double seconds;		/* of the pair that took longest */
	double ops_per_s;
	double gbit_per_s;
};

static void
add_pair(struct sums *s, const struct perf_pair *p)
{
	const struct perf_figures *timed = &p->figures[1];
	const double seconds = (double)p->active / rte_get_tsc_hz();
	unsigned int i;

	perf_hist_merge(&s->timed.latency, &timed->latency);
	s->timed.ops += timed->ops;
	s->timed.bytes += timed->bytes;
	s->timed.consumed += timed->consumed;
	s->timed.produced += timed->produced;
	s->timed.busy += timed->busy;
	s->enqueue_busy += p->busy;
	s->active += p->active * p->options->threads;
	s->own.enqueued += p->enqueued;
	s->own.dequeued += p->dequeued;
	for (i = 0; i < PERF_STATUSES; i++)
		s->failed[i] += p->failed[i] + p->rejected[i];
	s->lost += p->enqueued - p->dequeued;
	s->wrong += p->wrong;
	s->duplicated += p->duplicated;
	s->stalled += p->stalled;
	s->seconds = RTE_MAX(s->seconds, seconds);
	if (p->active == 0)
		return;
	s->ops_per_s += timed->ops / seconds;
	s->gbit_per_s += timed->bytes * 8 / seconds / 1e9;
}

static double
quotient(uint64_t a, uint64_t b)
{
	return b == 0 ? 0 : (double)a / b;
}

static double
latency_us(const struct sums *s, unsigned int share)
{
	return perf_hist_percentile(&s->timed.latency, share) * 1e6 / rte_get_tsc_hz();
}

static void
report_text(const struct perf *perf, const struct sums *s, const struct perf_stats *device)
{
	unsigned int i;

	printf("%s, driver %s: %" PRIu64 " operations in %.3f s%s\n", perf->options.device,
			perf->class->driver_of(perf->dev), s->timed.ops, s->seconds,
			perf->interrupted ? ", interrupted" : "");
	printf("  %.0f operations/s, %.3f Gbit/s\n", s->ops_per_s, s->gbit_per_s);
	printf("  TSC cycles of an operation: %.1f; enqueue %.1f, dequeue %.1f; busy %.1f %%\n",
			quotient(s->active, s->timed.ops), quotient(s->enqueue_busy, s->timed.ops),
			quotient(s->timed.busy, s->timed.ops),
			100 * quotient(s->enqueue_busy + s->timed.busy, s->active));
	printf("  latency in us:");
	for (i = 0; i < RTE_DIM(percentiles); i++)
		printf(" %s %.2f", percentiles[i].name, latency_us(s, percentiles[i].share));
	printf("\n");
	if (s->timed.consumed != 0)
		printf("  compressed to %.2f %%\n",
				100 * quotient(s->timed.produced, s->timed.consumed));
	printf("  enqueued %" PRIu64 ", dequeued %" PRIu64, s->own.enqueued, s->own.dequeued);
	if (device != NULL)
		printf("; by the device's count %" PRIu64 ", %" PRIu64, device->enqueued,
				device->dequeued);
	printf("\n  lost %" PRIu64 ", duplicated %" PRIu64 ", wrong %" PRIu64, s->lost,
			s->duplicated, s->wrong);
	for (i = 0; i < PERF_STATUSES; i++)
		if (s->failed[i] != 0)
			printf(", %s %" PRIu64, perf->class->status_names[i], s->failed[i]);
	printf("\n");
}

static void
report_json(const struct perf *perf, const struct sums *s, const struct perf_stats *device,
		bool clean)
{
	const struct perf_options *o = &perf->options;
	const char *comma = "";
	unsigned int i;

	printf("{\n  \"device\": \"%s\",\n  \"driver\": \"%s\",\n  \"class\": \"%s\",\n", o->device,
			perf->class->driver_of(perf->dev), perf->class->name);
	printf("  \"seed\": %" PRIu64 ",\n  \"interrupted\": %s,\n  \"stalled_pairs\": %" PRIu64
			",\n", o->seed, perf->interrupted ? "true" : "false", s->stalled);
	printf("  \"seconds\": %.6f,\n  \"operations\": %" PRIu64 ",\n  \"bytes\": %" PRIu64 ",\n",
			s->seconds, s->timed.ops, s->timed.bytes);
	printf("  \"ops_per_s\": %.1f,\n  \"gbit_per_s\": %.4f,\n", s->ops_per_s, s->gbit_per_s);
	printf("  \"tsc_hz\": %" PRIu64 ",\n  \"cycles_per_op\": %.2f,\n"
			"  \"enqueue_cycles_per_op\": %.2f,\n  \"dequeue_cycles_per_op\": %.2f,\n"
			"  \"busy_share\": %.4f,\n", rte_get_tsc_hz(),
			quotient(s->active, s->timed.ops), quotient(s->enqueue_busy, s->timed.ops),
			quotient(s->timed.busy, s->timed.ops),
			quotient(s->enqueue_busy + s->timed.busy, s->active));
	printf("  \"latency_us\": {");
	for (i = 0; i < RTE_DIM(percentiles); i++)
		printf("%s\"%s\": %.3f", i == 0 ? "" : ", ", percentiles[i].name,
				latency_us(s, percentiles[i].share));
	printf("},\n  \"compressed_share\": ");
	if (s->timed.consumed == 0)
		printf("null");
	else
		printf("%.4f", quotient(s->timed.produced, s->timed.consumed));
	printf(",\n  \"enqueued\": %" PRIu64 ",\n  \"dequeued\": %" PRIu64 ",\n", s->own.enqueued,
			s->own.dequeued);
	printf("  \"device_stats\": ");
	if (device == NULL)
		printf("null");
	else
		printf("{\"enqueued\": %" PRIu64 ", \"dequeued\": %" PRIu64
				", \"enqueue_errors\": %" PRIu64 ", \"dequeue_errors\": %" PRIu64
				"}", device->enqueued, device->dequeued, device->enqueue_errors,
				device->dequeue_errors);
	printf(",\n  \"failed\": {");
	for (i = 0; i < PERF_STATUSES; i++) {
		if (perf->class->status_names[i] == NULL)
			continue;
		printf("%s\"%s\": %" PRIu64, comma, perf->class->status_names[i], s->failed[i]);
		comma = ", ";
	}
	printf("},\n  \"lost\": %" PRIu64 ",\n  \"duplicated\": %" PRIu64 ",\n  \"wrong\": %" PRIu64
			",\n  \"clean\": %s\n}\n", s->lost, s->duplicated, s->wrong,
			clean ? "true" : "false");
}

bool
perf_report(struct perf *perf)
{
	struct perf_stats stats, *device = &stats;
	struct sums *s = calloc(1, sizeof(*s));
	uint64_t bad = 0;
	unsigned int i;

	if (s == NULL)
		return false;
	for (i = 0; i < perf->options.pairs; i++)
		add_pair(s, &perf->pairs[i]);
	if (perf->class->stats(perf->dev, &stats) != 0)
		device = NULL;
	for (i = 0; i < PERF_STATUSES; i++)
		bad += s->failed[i];
	bad += s->lost + s->wrong + s->duplicated + s->stalled;
	if (perf->options.json)
		report_json(perf, s, device, bad == 0);
	else
		report_text(perf, s, device);
	if (s->stalled != 0)
		fprintf(stderr, "perf: %" PRIu64 " queue pairs ended early, as nothing came back\n",
				s->stalled);
	free(s);
	return bad == 0;
}

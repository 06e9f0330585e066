/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <stdio.h>
#include <string.h>

#include <rte_common.h>

#include "stress_faults.h"
#include "test_util.h"
#include "uacce_soft.h"

/* Descriptors among which a fault strikes. */
#define SPAN	5000u

/* What a kind counts. */
enum event {
	QUEUE,		/* queues that are opened */
	DESCRIPTOR,
	DESCRIPTOR_ZIP,	/* of ZIP alone */
};

/*
 * The kinds of soft_fault, and how rare they are. A kind that the device comes back from, or that
 * fails one operation, may be frequent. The others hide what comes after them.
 */
static const struct {
	const char *name;
	enum event event;
	unsigned int rare;	/* drawn once in so many times */
} kinds[] = {
	{ "open", QUEUE, 4 },
	{ "start", QUEUE, 4 },
	{ "status", DESCRIPTOR, 2 },
	{ "order", DESCRIPTOR, 3 },
	/* These two take the 5 seconds that a stop waits. */
	{ "stall", DESCRIPTOR, 20 },
	{ "phase", DESCRIPTOR, 20 },
	{ "reset", DESCRIPTOR, 3 },
	{ "undone", DESCRIPTOR, 2 },
	{ "icv", DESCRIPTOR, 2 },
	{ "counts", DESCRIPTOR_ZIP, 2 },
	{ "nowb", DESCRIPTOR, 2 },
	{ "nolast", DESCRIPTOR_ZIP, 2 },
	{ "twice", DESCRIPTOR, 3 },
	{ "range", DESCRIPTOR, 3 },
	{ "slow", DESCRIPTOR, 2 },
	{ "slower", DESCRIPTOR, 4 },
	{ "doorbell", DESCRIPTOR, 2 },
};

static bool
parse_kind(const char *name, size_t len, uint32_t *set)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(kinds); i++)
		if (strlen(kinds[i].name) == len && memcmp(kinds[i].name, name, len) == 0) {
			*set |= 1u << i;
			return true;
		}
	fprintf(stderr, "stress: unknown fault '%.*s', there are: all none", (int)len, name);
	for (i = 0; i < RTE_DIM(kinds); i++)
		fprintf(stderr, " %s", kinds[i].name);
	fprintf(stderr, "\n");
	return false;
}

bool
stress_faults_parse(const char *list, uint32_t *set)
{
	size_t len;

	*set = 0;
	if (strcmp(list, "none") == 0)
		return true;
	if (strcmp(list, "all") == 0) {
		*set = RTE_BIT32(RTE_DIM(kinds)) - 1;
		return true;
	}
	for (;; list += len + 1) {
		len = strcspn(list, ",");
		if (!parse_kind(list, len, set))
			return false;
		if (list[len] == '\0')
			return true;
	}
}

bool
stress_faults_has(uint32_t set, const char *name)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return (set & RTE_BIT32(i)) != 0;
	return false;
}

void
stress_faults_draw(uint32_t set, bool zip, unsigned int queues, char *text, size_t len)
{
	unsigned int i;
	size_t n = 0;

	text[0] = '\0';
	for (i = 0; i < RTE_DIM(kinds); i++) {
		if ((set & RTE_BIT32(i)) == 0 || (kinds[i].event == DESCRIPTOR_ZIP && !zip) ||
				test_rand_range(1, kinds[i].rare) != 1)
			continue;
		n += snprintf(text + n, len - n, "%s%s@%u", n == 0 ? "" : "+", kinds[i].name,
				test_rand_range(1, kinds[i].event == QUEUE ? 4 * queues : SPAN));
		if (n >= len)
			rte_panic("the text of the faults is too long\n");
	}
}

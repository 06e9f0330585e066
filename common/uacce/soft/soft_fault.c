/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "soft_fault.h"

static const char * const kinds[SOFT_NB_FAULTS] = {
	[SOFT_FAULT_OPEN] = "open",
	[SOFT_FAULT_START] = "start",
	[SOFT_FAULT_STATUS] = "status",
	[SOFT_FAULT_ORDER] = "order",
	[SOFT_FAULT_STALL] = "stall",
	[SOFT_FAULT_RESET] = "reset",
	[SOFT_FAULT_UNDONE] = "undone",
	[SOFT_FAULT_ICV] = "icv",
	[SOFT_FAULT_COUNTS] = "counts",
	[SOFT_FAULT_NOWB] = "nowb",
	[SOFT_FAULT_NOLAST] = "nolast",
	[SOFT_FAULT_TWICE] = "twice",
	[SOFT_FAULT_RANGE] = "range",
	[SOFT_FAULT_PHASE] = "phase",
	[SOFT_FAULT_SLOW] = "slow",
	[SOFT_FAULT_SLOWER] = "slower",
	[SOFT_FAULT_DOORBELL] = "doorbell",
};

/* Parse one kind@n at the start of the text. Returns where it ends, or NULL. */
static const char *
parse_one(const char *text, struct soft_faults *faults)
{
	unsigned long long n;
	unsigned int i;
	size_t len;
	char *end;

	for (i = 0; i < SOFT_NB_FAULTS; i++) {
		len = strlen(kinds[i]);
		if (strncmp(text, kinds[i], len) == 0 && text[len] == '@')
			break;
	}
	if (i == SOFT_NB_FAULTS || faults->at[i] != 0)
		return NULL;
	text += len + 1;
	if (!isdigit((unsigned char)*text))
		return NULL;
	errno = 0;
	n = strtoull(text, &end, 10);
	if (errno != 0 || n == 0 || n > UINT32_MAX)
		return NULL;
	faults->at[i] = n;
	return end;
}

int
soft_fault_parse(const char *text, struct soft_faults *faults)
{
	memset(faults, 0, sizeof(*faults));
	for (;;) {
		text = parse_one(text, faults);
		if (text == NULL)
			return -EINVAL;
		if (*text == '\0')
			return 0;
		if (*text++ != '+')
			return -EINVAL;
	}
}

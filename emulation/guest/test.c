/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <unistd.h>

#include "test.h"

static int failure_fd = STDOUT_FILENO;

void
check_failed(const char *file, int line, const char *what)
{
	char text[512];
	int n = snprintf(text, sizeof(text), "# %s:%d: check failed: %s\n", file, line, what);

	if (write(failure_fd, text, n) != n)
		_exit(2);
	_exit(1);
}

void
check_number(const char *file, int line, const char *what, long got, long want)
{
	char text[512];

	if (got == want)
		return;
	snprintf(text, sizeof(text), "%s is %ld, not %ld", what, got, want);
	check_failed(file, line, text);
}

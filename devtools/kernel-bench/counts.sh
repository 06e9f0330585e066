# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

# What host and guest both count; sourced by kernel-bench.sh and guest-groups.sh.

# Print passed, failed and skipped from the summary of a DPDK unit test suite: the last one, as
# those of its parts come before.
suite_counts()
{
	awk -F: '
		/^ \+ Tests Total/ { p = f = s = 0 }
		/^ \+ Tests Passed/ { p = $2 + 0; seen = 1 }
		/^ \+ Tests Failed/ { f = $2 + 0 }
		/^ \+ Tests (Skipped|Unsupported)/ { s += $2 }
		END { if (!seen) exit 1; print p, f, s + 0 }' "$1"
}

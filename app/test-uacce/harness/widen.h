/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_WIDEN_H
#define TEST_UACCE_WIDEN_H

/**
 * @file
 * Included ahead of every source file of a build for tests (-include): threads give their CPU
 * away now and then in the windows between two accesses to a ring or to doorbells, where
 * otherwise they are hardly ever preempted.
 */

#include <sched.h>

static __attribute__((unused)) void
widen(void)
{
	static __thread unsigned int random;

	random = random * 1664525 + 1013904223;
	if (random >> 28 == 0)
		sched_yield();
}

#define HISI_QM_TEST_POINT(window)	widen()
#define SOFT_TEST_POINT(window)		widen()

#endif /* TEST_UACCE_WIDEN_H */

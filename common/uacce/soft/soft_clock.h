/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_CLOCK_H
#define SOFT_CLOCK_H

/** @file Time as the soft device and its engines measure it. */

#include <stdint.h>
#include <time.h>

/**
 * Read a monotonic clock in milliseconds. It began at any time, so that only the difference of two
 * readings of the same clock says something.
 *
 * @param clock
 *   CLOCK_MONOTONIC for what has to be exact to a millisecond.
 *   CLOCK_MONOTONIC_COARSE for what is asked at each look at a queue: it reads no counter of the
 *   machine and makes no system call, and is late by a tick of the kernel, up to 10 ms.
 */
static inline uint64_t
soft_clock_ms(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * UINT64_C(1000) + now.tv_nsec / 1000000;
}

#endif /* SOFT_CLOCK_H */

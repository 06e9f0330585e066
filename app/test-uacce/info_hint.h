/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_INFO_HINT_H
#define TEST_UACCE_INFO_HINT_H

#include "uacce_device.h"

/**
 * Print a line for each known reason for which an accelerator is missing or cannot be used, and
 * what to do.
 *
 * @param sysfs
 *   Class directory; NULL for that of the system. The modules are looked up in module/ two
 *   levels above it, as in /sys.
 * @param devices
 *   Devices that were scanned in it.
 * @param n
 *   Number of them.
 */
void info_print_hints(const char *sysfs, const struct uacce_device *devices, int n);

#endif /* TEST_UACCE_INFO_HINT_H */

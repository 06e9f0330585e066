/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef FUZZ_EAL_H
#define FUZZ_EAL_H

#include <stdbool.h>

#include "fuzz.h"

/**
 * Start EAL for a process with no hugepages; the target ends if that fails.
 *
 * @param program Name of the program.
 * @param with_telemetry Whether EAL listens at a socket, in a folder of this process.
 */
void fuzz_start_eal(const char *program, bool with_telemetry);

#endif /* FUZZ_EAL_H */

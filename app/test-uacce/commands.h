/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_COMMANDS_H
#define TEST_UACCE_COMMANDS_H

/**
 * @file
 * The commands of dpdk-test-uacce. A build without tests has `info` and `dump` alone. Each command
 * gets the arguments from its own name on, and returns the exit status; see
 * doc/guides/tools/test-uacce.rst.
 */

#include <stdio.h>

/** Environment variable that makes limits in time longer, for a machine that is slow or busy. */
#define PATIENCE_ENV	"UACCE_TEST_PATIENCE"

/** Environment variable with the folder of the drivers, for runs without --pmd-path. */
#define PMD_PATH_ENV	"UACCE_PMD_PATH"

/** Print what arguments the program takes. */
void usage(FILE *f);

/** `info` shows the accelerators of this machine. It needs neither EAL nor the tests. */
int info_main(int argc, char **argv);
/** `dump` shows devices, queue pairs, rings and descriptors of a running application. */
int dump_main(int argc, char **argv);
/** `test` runs groups of tests. */
int test_main(int argc, char **argv);
/** `cost` runs bursts for an instruction counter, for devtools/driver-cost.sh. */
int cost_main(int argc, char **argv);
/** `stress` loads both drivers and checks each result. */
int stress_main(int argc, char **argv);
/** `perf` loads a device of any driver and measures what it achieves. */
int perf_main(int argc, char **argv);

#endif /* TEST_UACCE_COMMANDS_H */

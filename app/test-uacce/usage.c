/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* The arguments of all commands. */

#include "commands.h"

#ifdef UACCE_HAVE_TESTS
#define TESTS_SYNOPSIS \
	"       dpdk-test-uacce test [OPTION...] [GROUP...]\n" \
	"       dpdk-test-uacce cost CASE [BURSTS]\n" \
	"       dpdk-test-uacce stress [OPTION...]\n"
#define TESTS_OPTIONS \
	"\n" \
	"test: run the named groups, or all\n" \
	"  --list          list the groups\n" \
	"  --device D      soft (default) or a device name, devargs behind a comma\n" \
	"  --seed N        seed of random data; default is drawn and printed\n" \
	"  --ops N         random operations of zipdiff and secdiff, default 200000;\n" \
	"                  operations of each case of twozip and twosec, default 20000;\n" \
	"                  interleavings of ring, default 1000000\n" \
	"  --only PATTERN  tests whose name matches, with wildcards of a shell\n" \
	"  --skip PATTERN  tests whose name does not match\n" \
	"  --driver NAME   cryptodev driver of sec and secdiff, default uacce_sec\n" \
	"  --pmd-path DIR  where the drivers are; default $" PMD_PATH_ENV ", or those\n" \
	"                  built or installed together with this program\n" \
	"  $" PATIENCE_ENV " multiplies limits in time, for a slow or busy machine\n" \
	"\n" \
	"cost: bursts of 32 operations for an instruction counter, drivers as above\n" \
	"  CASE            zip_flat, zip_sgl, sec_cipher, sec_chain, sec_gcm,\n" \
	"                  sec_sgl or sec_steps\n" \
	"\n" \
	"stress: load both drivers, check each result, and count in a ledger; the exit\n" \
	"status is 0 only if nothing was lost, duplicated or wrong\n" \
	"  --device D      as of test\n" \
	"  --time S        seconds, default 10 without --ops\n" \
	"  --ops N         end after so many operations\n" \
	"  --seed N        seed of random data; default is drawn and printed\n" \
	"  --pairs N       queue pairs of each driver, 1 to 8, default 2\n" \
	"  --threads N     1: a thread enqueues and dequeues, default; 2: one for each\n" \
	"  --faults LIST   all, none (default), or kinds of soft_fault joined by commas;\n" \
	"                  for the soft device alone\n" \
	"  --pretend KIND  make up a defect that the ledger has to find: lost,\n" \
	"                  duplicated or wrong\n" \
	"  --json          the ledger as JSON\n" \
	"  --pmd-path DIR  as of test\n"
#else
#define TESTS_SYNOPSIS	""
#define TESTS_OPTIONS	""
#endif

void
usage(FILE *f)
{
	fputs("usage: dpdk-test-uacce info [--json] [--sysfs DIR] [--dev DIR]\n"
		"       dpdk-test-uacce dump [OPTION...] [DEVICE [QUEUE_PAIR [RING [SLOT]]]]\n"
		TESTS_SYNOPSIS
		"       dpdk-test-uacce --help | --version\n"
		"\n"
		"info: show the accelerators of this machine and whether they can be used\n"
		"  --json          as JSON\n"
		"  --sysfs DIR     class directory, default /sys/class/uacce\n"
		"  --dev DIR       character devices, default /dev\n"
		"\n"
		"dump: ask a running application for its devices, one of them, a queue pair, a\n"
		"ring or the descriptor in a slot\n"
		"  --file-prefix P of the application, default rte\n"
		"  --json          as JSON\n"
		TESTS_OPTIONS, f);
}

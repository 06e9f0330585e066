/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* The arguments of all commands. */

#include "commands.h"

#ifdef UACCE_HAVE_TESTS
#define TESTS_SYNOPSIS \
	"       dpdk-test-uacce test [OPTION...] [GROUP...]\n" \
	"       dpdk-test-uacce cost CASE [BURSTS]\n" \
	"       dpdk-test-uacce stress [OPTION...]\n" \
	"       dpdk-test-uacce perf [OPTION...] [-- EAL_ARGUMENT...]\n"
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
#define PERF_OPTIONS \
	"\n" \
	"perf: load a crypto or compress device of any driver, and measure; the exit\n" \
	"status is 0 only if each operation succeeded and came back\n" \
	"  --vdev NAME[,ARGS]  plug a device; the first one is measured\n" \
	"  --device NAME   device to measure\n" \
	"  --algo NAME     aes-gcm (default), aes-cbc, aes-ctr, with -128, -192 or -256;\n" \
	"                  sm4-cbc, null; sha1-hmac, sha256-hmac, sha512-hmac; or\n" \
	"                  CIPHER+HMAC\n" \
	"  --sessions N    sessions of each queue pair, with a key each, default 1\n" \
	"  --order ORDER   of sessions: turn (default) or random\n" \
	"  --encrypt PERCENT  of operations, default 100; the others decrypt\n" \
	"  --out-of-place  crypto with a destination of its own\n" \
	"  --compress PERCENT  of operations, default 100; the others decompress\n" \
	"  --level N       of compression, 0 to 9, default is the driver's\n" \
	"  --huffman KIND  codes of DEFLATE: dynamic (default) or fixed\n" \
	"  --input FILE    data to compress; default is a made-up text\n" \
	"  --size SIZE     bytes of an operation: N, MIN-MAX or imix, default 1024\n" \
	"  --pcap FILE     bytes of operations are the lengths of captured packets\n" \
	"  --segments N    mbufs of a buffer, 1 to 64, default 1\n" \
	"  --burst N       operations of a call, 1 to 256, default 32\n" \
	"  --inflight N    operations in flight of a queue pair, default two bursts\n" \
	"  --pool N        operations made of each queue pair, default 16 windows\n" \
	"  --threads N     lcores of a queue pair: 1 (default), or 2, one enqueues\n" \
	"  --pairs N       queue pairs, 1 to 16, default 1\n" \
	"  --time S        seconds, default 5, behind a warm-up\n" \
	"  --seed N        seed of keys, data and order; default is drawn\n" \
	"  --json          as JSON\n" \
	"  --pmd-path DIR  as of test\n" \
	"  EAL_ARGUMENT    instead of --no-huge, -m N, --no-pci and --no-shconf\n"
#else
#define PERF_OPTIONS	""
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
	/* ISO C limits the length of one string. */
	fputs(PERF_OPTIONS, f);
}

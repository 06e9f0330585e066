/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* EAL for targets that contain drivers: no hugepages, no messages. */

#include <unistd.h>

#include <rte_eal.h>
#include <rte_log.h>

#include "eal.h"

/* Memory of DPDK is mapped, so pointers there do not count for the search for leaks. */
const char *__asan_default_options(void);

const char *
__asan_default_options(void)
{
	return "detect_leaks=0";
}

/* The folder of this process; telemetry has removed its socket there before. */
static void
remove_runtime_dir(void)
{
	rmdir(rte_eal_get_runtime_dir());
}

void
fuzz_start_eal(const char *program, bool with_telemetry)
{
	char prefix[32];
	const char *args[] = {
		program, "--no-huge", "-m", "64", "--no-pci", "--no-shconf", "--log-level", "*:1",
		"--file-prefix", prefix, with_telemetry ? "--telemetry" : "--no-telemetry",
	};
	char *argv[sizeof(args) / sizeof(args[0]) + 1] = { NULL };

	snprintf(prefix, sizeof(prefix), "uacce-fuzz-%d", (int)getpid());
	memcpy(argv, args, sizeof(args));
	/* Handlers are called in the reverse order, so this one comes last. */
	atexit(remove_runtime_dir);
	FUZZ_CHECK(rte_eal_init(sizeof(args) / sizeof(args[0]), argv) >= 0);
	rte_log_set_global_level(RTE_LOG_EMERG);
}

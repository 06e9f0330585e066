/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>

#include "commands.h"
#include "uacce_version.h"

static bool
asks_for_help(const char *arg)
{
	return arg != NULL && (strcmp(arg, "--help") == 0 || strcmp(arg, "-h") == 0);
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(int argc, char **argv);
	} commands[] = {
		{ "info", info_main },
		{ "dump", dump_main },
#ifdef UACCE_HAVE_TESTS
		{ "test", test_main },
		{ "cost", cost_main },
		{ "stress", stress_main },
		{ "perf", perf_main },
#endif
	};
	unsigned int i;

	if (argc < 2) {
		usage(stderr);
		return EXIT_FAILURE;
	}
	if (asks_for_help(argv[1])) {
		usage(stdout);
		return EXIT_SUCCESS;
	}
	for (i = 0; i < RTE_DIM(commands); i++) {
		if (strcmp(argv[1], commands[i].name) != 0)
			continue;
		if (!asks_for_help(argv[2]))
			return commands[i].run(argc - 1, argv + 1);
		usage(stdout);
		return EXIT_SUCCESS;
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts("uacce-pmds " UACCE_VERSION);
		return EXIT_SUCCESS;
	}
	fprintf(stderr, "unknown command '%s'\n", argv[1]);
	usage(stderr);
	return EXIT_FAILURE;
}

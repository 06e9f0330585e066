/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Bursts on a soft device with the null engine, so that almost all instructions are those of the
 * driver; devtools/driver-cost.sh counts them.
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_mbuf.h>

#include "commands.h"
#include "cost.h"
#include "test.h"

#define COST_BURSTS	1000

static const struct cost_case *const all_cases[] = { cost_zip_cases, cost_sec_cases };

static const struct cost_case *
find_case(const char *name)
{
	const struct cost_case *c;
	unsigned int i;

	for (i = 0; i < RTE_DIM(all_cases); i++)
		for (c = all_cases[i]; c->name != NULL; c++)
			if (strcmp(c->name, name) == 0)
				return c;
	return NULL;
}

static bool
set_up(const struct cost_case *c)
{
	struct rte_mempool *mbufs;

	mbufs = rte_pktmbuf_pool_create("cost_mbufs", 511, 0, 0, RTE_MBUF_DEFAULT_BUF_SIZE, 0);
	return mbufs != NULL && c->set_up(c->arg, mbufs);
}

static int
run_case(const char *name, unsigned int bursts)
{
	const struct cost_case *c = find_case(name);
	unsigned int i;

	if (c == NULL) {
		fprintf(stderr, "unknown case '%s'\n", name);
		return EXIT_FAILURE;
	}
	if (!set_up(c)) {
		fprintf(stderr, "%s: cannot set up: %s\n", name, rte_strerror(rte_errno));
		return EXIT_FAILURE;
	}
	/* devtools/driver-cost.sh counts the instructions of each call of a burst function. */
	for (i = 0; i < bursts && c->turn(); i++)
		;
	printf("%s %" PRIu64 "\n", name, (uint64_t)i * COST_BURST);
	if (i != bursts) {
		fprintf(stderr, "%s: bursts did not come back whole\n", name);
		return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}

/* cost CASE [BURSTS]: prints the case and the operations done. */
int
cost_main(int argc, char **argv)
{
	unsigned int bursts = argc > 2 ? strtoul(argv[2], NULL, 10) : COST_BURSTS;
	int ret;

	if (argc < 2 || argc > 3 || bursts == 0) {
		usage(stderr);
		return EXIT_FAILURE;
	}
	if (start_eal(argv[0], getenv(PMD_PATH_ENV)) < 0)
		return EXIT_FAILURE;
	ret = run_case(argv[1], bursts);
	rte_eal_cleanup();
	return ret;
}

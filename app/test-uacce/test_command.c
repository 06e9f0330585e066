/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* The command `test`: its options, its groups, and which of them run. */

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <rte_common.h>
#include <rte_eal.h>

#include "commands.h"
#include "test.h"

static const struct test_group groups[] = {
	{ "device", "discovery, attributes and choice of devices", false, false, test_device },
	{ "devargs", "device arguments", false, false, test_devargs },
	{ "kernel", "system calls of the character device", false, false, test_kernel },
	{ "queue", "life cycle of a queue and its errors", false, false, test_queue },
	{ "ring", "submission and completion rings", false, false, test_ring },
	{ "sgl", "hardware lists out of mbuf chains", false, false, test_sgl },
	{ "stress", "the ledger of the command stress", false, false, test_stress },
	{ "perf", "histogram, sizes and captures of the command perf", false, false, test_perf },
#ifdef UACCE_HAVE_SOFT
	{ "soft", "descriptors against the soft device", false, false, test_soft },
	{ "softsec", "SEC descriptors against the soft device", false, false, test_softsec },
#endif
	{ "zip", "compressdev driver, end to end", true, false, test_zip },
	{ "zipdiff", "compressdev driver against zlib, random operations", true, false,
		test_zip_diff },
	{ "sec", "cryptodev driver, end to end", true, false, test_sec },
	{ "secdiff", "cryptodev driver against OpenSSL, random operations", true, false,
		test_sec_diff },
	{ "twozip", "compressdev driver, a queue pair between two threads", true, false,
		test_two_zip },
	{ "twosec", "cryptodev driver, a queue pair between two threads", true, false,
		test_two_sec },
	{ "hwlife", "drivers on a kernel device that is reset, only by name", true, true,
		test_hwlife },
};

static const struct test_group *
find_group(const char *name)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(groups); i++)
		if (strcmp(groups[i].name, name) == 0)
			return &groups[i];
	return NULL;
}

static void
list_groups(FILE *f)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(groups); i++)
		fprintf(f, "%-10s %s\n", groups[i].name, groups[i].what);
}

struct test_run {
	const char *program;
	const char *pmd_path;
	char **names;		/* groups asked for; none is all */
	int nb_names;
	bool eal;		/* EAL is up */
	int eal_error;		/* what start_eal() returned when it failed, or 0 */
	bool failed[RTE_DIM(groups)];
};

static void
run_group(struct test_run *run, const struct test_group *group)
{
	bool *failed = &run->failed[group - groups];

	if (group->needs_eal && !run->eal && run->eal_error == 0) {
		run->eal_error = RTE_MIN(start_eal(run->program, run->pmd_path), 0);
		run->eal = run->eal_error == 0;
	}
	if (!group->needs_eal || run->eal) {
		*failed = group->run() != 0;
		return;
	}
	fprintf(stderr, "group %s cannot run\n", group->name);
	if (run->eal_error == -EACCES) {
		test_totals.skipped++;
		return;
	}
	test_totals.failed++;
	*failed = true;
}

/* Exit status of the run. Meson takes 0 for a pass, so all tests skipped is another value. */
static int
exit_status(void)
{
	if (test_totals.failed != 0 || test_totals.passed + test_totals.skipped == 0)
		return EXIT_FAILURE;
	return test_totals.passed == 0 ? TEST_EXIT_SKIPPED : EXIT_SUCCESS;
}

/* Print the command that repeats a failed group with the same data. */
static void
tell_failed(const struct test_run *run, const struct test_group *group)
{
	printf("to repeat: %s test --seed %" PRIu64 " --ops %" PRIu64,
			program_invocation_name, test_options.seed, test_options.ops);
	if (run->pmd_path != NULL && run->pmd_path[0] != '\0')
		printf(" --pmd-path %s", run->pmd_path);
	if (test_options.only != NULL)
		printf(" --only '%s'", test_options.only);
	if (test_options.skip != NULL)
		printf(" --skip '%s'", test_options.skip);
	if (strcmp(test_options.device, TEST_DEFAULT_DEVICE) != 0)
		printf(" --device %s", test_options.device);
	if (strcmp(test_options.driver, TEST_DEFAULT_DRIVER) != 0)
		printf(" --driver %s", test_options.driver);
	printf(" %s\n", group->name);
}

static int
run_groups(struct test_run *run)
{
	unsigned int i;
	int n;

	/* Check all names before the first test, so that a wrong name is reported at once. */
	for (n = 0; n < run->nb_names; n++) {
		if (find_group(run->names[n]) != NULL)
			continue;
		fprintf(stderr, "unknown group '%s', there are:\n", run->names[n]);
		list_groups(stderr);
		return EXIT_FAILURE;
	}
	printf("seed: %" PRIu64 "\n", test_options.seed);
	fflush(stdout);
	for (n = 0; n < run->nb_names; n++)
		run_group(run, find_group(run->names[n]));
	for (i = 0; i < RTE_DIM(groups) && run->nb_names == 0; i++)
		if (!groups[i].by_name)
			run_group(run, &groups[i]);
	if (run->eal)
		rte_eal_cleanup();
	for (i = 0; i < RTE_DIM(groups); i++)
		if (run->failed[i])
			tell_failed(run, &groups[i]);
	if (test_totals.skipped != 0)
		printf("%u skipped\n", test_totals.skipped);
	printf("%u passed, %u failed\n", test_totals.passed, test_totals.failed);
	if (test_totals.passed + test_totals.failed + test_totals.skipped == 0)
		fprintf(stderr, "no test has such a name\n");
	return exit_status();
}

static bool
parse_number(const char *text, uint64_t *number)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*number = strtoull(text, &end, 0);
	return errno == 0 && *end == '\0';
}

uint64_t
test_draw_seed(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return ((uint64_t)now.tv_sec << 20 ^ now.tv_nsec) & UINT32_MAX;
}

bool
test_parse_patience(void)
{
	const char *text = getenv(PATIENCE_ENV);
	uint64_t n;

	if (text == NULL || text[0] == '\0')
		return true;
	if (!parse_number(text, &n) || n == 0 || n > 1000) {
		fprintf(stderr, "bad $" PATIENCE_ENV " '%s', a number from 1 to 1000 is needed\n",
				text);
		return false;
	}
	test_options.patience = n;
	return true;
}

/* Returns 1 to go on, or the exit status negated. */
static int
parse_test_options(int argc, char **argv, struct test_run *run)
{
	static const struct option options[] = {
		{ "list", no_argument, NULL, 'l' },
		{ "device", required_argument, NULL, 'd' },
		{ "seed", required_argument, NULL, 's' },
		{ "ops", required_argument, NULL, 'o' },
		{ "driver", required_argument, NULL, 'D' },
		{ "only", required_argument, NULL, 'O' },
		{ "skip", required_argument, NULL, 'S' },
		{ "pmd-path", required_argument, NULL, 'p' },
		{ NULL, 0, NULL, 0 },
	};
	int opt;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (opt == 'l') {
			list_groups(stdout);
			return -EXIT_SUCCESS;
		} else if (opt == 'd') {
			test_options.device = optarg;
		} else if (opt == 'D') {
			test_options.driver = optarg;
		} else if (opt == 'O') {
			test_options.only = optarg;
		} else if (opt == 'S') {
			test_options.skip = optarg;
		} else if (opt == 'p') {
			run->pmd_path = optarg;
		} else if (opt != 's' && opt != 'o') {
			usage(stderr);
			return -EXIT_FAILURE;
		} else if (!parse_number(optarg, opt == 's' ? &test_options.seed :
				&test_options.ops)) {
			fprintf(stderr, "bad %s '%s', a number is needed\n",
					opt == 's' ? "seed" : "count", optarg);
			return -EXIT_FAILURE;
		} else if (opt == 'o') {
			test_options.ops_given = true;
		}
	}
	run->names = argv + optind;
	run->nb_names = argc - optind;
	return 1;
}

int
test_main(int argc, char **argv)
{
	struct test_run run = { .program = argv[0], .pmd_path = getenv(PMD_PATH_ENV) };
	int ret;

	test_options.seed = test_draw_seed();
	if (!test_parse_patience())
		return EXIT_FAILURE;
	ret = parse_test_options(argc, argv, &run);
	return ret <= 0 ? -ret : run_groups(&run);
}

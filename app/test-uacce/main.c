/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>
#include <fnmatch.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <rte_common.h>
#include <rte_eal.h>

#include "test.h"

#define DEFAULT_DEVICE	"soft"
#define DEFAULT_DRIVER	"uacce_sec"

struct test_options test_options = {
	.device = DEFAULT_DEVICE, .ops = 200000, .driver = DEFAULT_DRIVER, .patience = 1,
};

/* Patterns of names: tests to run, and tests to leave out; NULL if there is no such option. */
static const char *only, *skipped;

static struct {
	unsigned int passed;
	unsigned int failed;
	unsigned int skipped;
} totals;

static const struct test_group groups[] = {
	{ "device", "discovery, attributes and choice of devices", false, false, test_device },
	{ "devargs", "device arguments", false, false, test_devargs },
	{ "kernel", "system calls of the character device", false, false, test_kernel },
	{ "queue", "life cycle of a queue and its errors", false, false, test_queue },
	{ "ring", "submission and completion rings", false, false, test_ring },
	{ "sgl", "hardware lists out of mbuf chains", false, false, test_sgl },
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

/* State of the group that runs. It is static because cmocka's hooks take no argument of ours. */
static struct {
	CMFixtureFunction setup;
	bool is_set_up;
	unsigned int skipped;
} running;

void
test_skip(const char *file, int line)
{
	running.skipped++;
	_skip(file, line);
}

/* Notes whether the setup succeeded: cmocka counts a failed setup like a single failed test. */
static int
group_setup(void **state)
{
	int ret = running.setup == NULL ? 0 : running.setup(state);

	running.is_set_up = ret == 0;
	return ret;
}

static bool
is_wanted(const char *name)
{
	return (only == NULL || fnmatch(only, name, 0) == 0) &&
		(skipped == NULL || fnmatch(skipped, name, 0) != 0);
}

/* Copies the wanted tests. cmocka's own filter does not tell how many tests it leaves. */
static size_t
choose_tests(const struct CMUnitTest *tests, size_t n, struct CMUnitTest *chosen)
{
	size_t i, k = 0;

	for (i = 0; i < n; i++)
		if (is_wanted(tests[i].name))
			chosen[k++] = tests[i];
	return k;
}

int
test_run_group(const char *name, const struct CMUnitTest *all, size_t n,
		CMFixtureFunction setup, CMFixtureFunction teardown)
{
	struct CMUnitTest tests[n];
	unsigned int failed;
	int ret;

	n = choose_tests(all, n, tests);
	if (n == 0)
		return 0;
	running.setup = setup;
	running.is_set_up = false;
	running.skipped = 0;
	ret = _cmocka_run_group_tests(name, tests, n, group_setup, teardown);
	test_log_stop();
	/* Below 0: cmocka had no memory. Above n: a failed teardown of the group is counted. */
	failed = ret < 0 || !running.is_set_up ? n : (unsigned int)ret;
	totals.failed += failed;
	totals.skipped += running.skipped;
	totals.passed += n - RTE_MIN(n, failed + running.skipped);
	return failed;
}

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
		totals.skipped++;
		return;
	}
	totals.failed++;
	*failed = true;
}

/* Exit status of the run. Meson takes 0 for a pass, so all tests skipped is another value. */
static int
exit_status(void)
{
	if (totals.failed != 0 || totals.passed + totals.skipped == 0)
		return EXIT_FAILURE;
	return totals.passed == 0 ? TEST_EXIT_SKIPPED : EXIT_SUCCESS;
}

/* Print the command that repeats a failed group with the same data. */
static void
tell_failed(const struct test_run *run, const struct test_group *group)
{
	printf("to repeat: %s test --seed %" PRIu64 " --ops %" PRIu64,
			program_invocation_name, test_options.seed, test_options.ops);
	if (run->pmd_path != NULL && run->pmd_path[0] != '\0')
		printf(" --pmd-path %s", run->pmd_path);
	if (only != NULL)
		printf(" --only '%s'", only);
	if (skipped != NULL)
		printf(" --skip '%s'", skipped);
	if (strcmp(test_options.device, DEFAULT_DEVICE) != 0)
		printf(" --device %s", test_options.device);
	if (strcmp(test_options.driver, DEFAULT_DRIVER) != 0)
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
	if (totals.skipped != 0)
		printf("%u skipped\n", totals.skipped);
	printf("%u passed, %u failed\n", totals.passed, totals.failed);
	if (totals.passed + totals.failed + totals.skipped == 0)
		fprintf(stderr, "no test has such a name\n");
	return exit_status();
}

void
usage(FILE *f)
{
	fprintf(f, "usage: dpdk-test-uacce test [OPTION...] [GROUP...]\n"
		"       dpdk-test-uacce info [--json] [--sysfs DIR] [--dev DIR]\n"
		"       dpdk-test-uacce cost CASE [BURSTS]\n"
		"\n"
		"test: run the named groups, or all\n"
		"  --list          list the groups\n"
		"  --device D      soft (default) or a device name, devargs behind a comma\n"
		"  --seed N        seed of random data; default is drawn and printed\n"
		"  --ops N         random operations of zipdiff and secdiff, default 200000;\n"
		"                  operations of each case of twozip and twosec, default 20000\n"
		"  --only PATTERN  tests whose name matches, with wildcards of a shell\n"
		"  --skip PATTERN  tests whose name does not match\n"
		"  --driver NAME   cryptodev driver of sec and secdiff, default uacce_sec\n"
		"  --pmd-path DIR  where the drivers are; default $" PMD_PATH_ENV ", or those\n"
		"                  built or installed together with this program\n"
		"  $" PATIENCE_ENV " multiplies limits in time, for a slow or busy machine\n"
		"\n"
		"info: show the accelerators of this machine and whether they can be used\n"
		"  --json          as JSON\n"
		"  --sysfs DIR     class directory, default /sys/class/uacce\n"
		"  --dev DIR       character devices, default /dev\n"
		"\n"
		"cost: bursts of 32 operations for an instruction counter, drivers as above\n"
		"  CASE            zip_flat, zip_sgl, sec_cipher, sec_chain, sec_gcm,\n"
		"                  sec_sgl or sec_steps\n");
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

static uint64_t
draw_seed(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return ((uint64_t)now.tv_sec << 20 ^ now.tv_nsec) & UINT32_MAX;
}

static bool
parse_patience(void)
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
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int opt;

	while ((opt = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (opt == 'l') {
			list_groups(stdout);
			return -EXIT_SUCCESS;
		} else if (opt == 'd') {
			test_options.device = optarg;
		} else if (opt == 'D') {
			test_options.driver = optarg;
		} else if (opt == 'O') {
			only = optarg;
		} else if (opt == 'S') {
			skipped = optarg;
		} else if (opt == 'p') {
			run->pmd_path = optarg;
		} else if (opt == 'h') {
			usage(stdout);
			return -EXIT_SUCCESS;
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

static int
test_main(int argc, char **argv)
{
	struct test_run run = { .program = argv[0], .pmd_path = getenv(PMD_PATH_ENV) };
	int ret;

	test_options.seed = draw_seed();
	if (!parse_patience())
		return EXIT_FAILURE;
	ret = parse_test_options(argc, argv, &run);
	return ret <= 0 ? -ret : run_groups(&run);
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(int argc, char **argv);
	} commands[] = {
		{ "test", test_main },
		{ "info", info_main },
		{ "cost", cost_main },
	};
	unsigned int i;

	if (argc < 2) {
		usage(stderr);
		return EXIT_FAILURE;
	}
	for (i = 0; i < RTE_DIM(commands); i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
		usage(stdout);
		return EXIT_SUCCESS;
	}
	fprintf(stderr, "unknown command '%s'\n", argv[1]);
	usage(stderr);
	return EXIT_FAILURE;
}

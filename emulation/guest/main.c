/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#define _GNU_SOURCE
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "faults.h"
#include "test.h"
#include "uq.h"

const char *dev = "hisi_zip-0";

static bool
run_test(const char *group, const struct test *test)
{
	pid_t pid = fork();
	int status = -1;

	if (pid == 0) {
		alarm(test->limit);
		test->run();
		_exit(0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0) {
		if (WIFSIGNALED(status))
			printf("# ended by signal %d%s\n", WTERMSIG(status),
				WTERMSIG(status) == SIGALRM ? " (its time limit)" : "");
		printf("not ok - %s: %s: %s\n", group, dev, test->name);
		return false;
	}
	printf("ok - %s: %s: %s\n", group, dev, test->name);
	return true;
}

/* Run the tests of a table with a word in their name. Returns how many failed. */
static unsigned int
run_tests(const char *group, const struct test *tests, const char *only)
{
	unsigned int failed = 0;
	char pci[64], name[64];

	uq_pci(dev, pci, sizeof(pci));
	for (; tests->name != NULL; tests++) {
		/* The name of the device may change when a test binds the function again. */
		if (uq_of_pci(pci, name, sizeof(name)))
			dev = name;
		if ((only == NULL || strstr(tests->name, only) != NULL) &&
				(!tests->zip_only || is_zip(dev)))
			failed += !run_test(group, tests);
		fflush(stdout);
	}
	return failed;
}

static void
usage(void)
{
	fprintf(stderr, "Usage: uacce-judge abi|sva|life|hostile [-d DEVICE] [WORD]\n"
		"       uacce-judge hammer DEVICE SECONDS\n"
		"       uacce-judge fault DEVICE TEXT\n"
		"WORD selects the tests with it in their name. hammer keeps a queue busy.\n");
	exit(2);
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		const struct test *tests[2];
	} groups[] = {
		{ "abi", { abi_tests, ring_tests } }, { "sva", { sva_tests } },
		{ "life", { life_tests } }, { "hostile", { hostile_tests } },
	};
	unsigned int i, failed;
	int opt;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc < 2)
		usage();
	if (strcmp(argv[1], "hammer") == 0)
		return hammer_main(argc - 2, argv + 2);
	if (strcmp(argv[1], "fault") == 0)
		return fault_main(argc - 2, argv + 2);
	optind = 2;
	while ((opt = getopt(argc, argv, "d:")) != -1) {
		if (opt != 'd')
			usage();
		dev = optarg;
	}
	if (work_of(dev) == NULL) {
		fprintf(stderr, "%s: not a device of hisi_zip or hisi_sec2\n", dev);
		return 2;
	}
	for (i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		if (strcmp(argv[1], groups[i].name) != 0)
			continue;
		failed = run_tests(groups[i].name, groups[i].tests[0], argv[optind]);
		if (groups[i].tests[1] != NULL)
			failed += run_tests(groups[i].name, groups[i].tests[1], argv[optind]);
		return failed == 0 ? 0 : 1;
	}
	usage();
}

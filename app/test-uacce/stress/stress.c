/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* The command `stress`: options, the time it takes, and its report. */

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_cycles.h>
#include <rte_eal.h>
#include <rte_log.h>

#include "commands.h"
#include "stress_control.h"
#include "stress_faults.h"
#include "test.h"
#include "test_util.h"

#define DEFAULT_SECONDS	10u
/* Milliseconds between two looks of the main thread, and at most between two disturbances. */
#define LOOK_MS		5u
#define DISTURB_MS	200u

struct stress_options stress_options = { .pairs = 2, .threads = 1 };

static struct stress_device devices[2];
static bool given_up;

/* Options as text, for the command that repeats the load. */
static struct {
	const char *faults;
	const char *pmd_path;
	const char *program;
} texts = { .faults = "none" };

static uint64_t
sum_of(bool dequeued)
{
	uint64_t sum = 0;
	unsigned int i, k;

	for (i = 0; i < RTE_DIM(devices); i++)
		for (k = 0; k < stress_options.pairs; k++) {
			const struct stress_ledger *l = &devices[i].pairs[k].ledger;

			sum += rte_atomic_load_explicit(dequeued ? &l->dequeued : &l->enqueued,
					rte_memory_order_relaxed);
		}
	return sum;
}

static uint64_t
elapsed_ms(uint64_t since)
{
	return (rte_get_timer_cycles() - since) * 1000 / rte_get_timer_hz();
}

/* One line that is written over again, on a terminal alone. */
static void
show_progress(uint64_t ms)
{
	static uint64_t shown;

	if (!isatty(STDERR_FILENO) || ms < shown + 500)
		return;
	shown = ms;
	fprintf(stderr, "\r%" PRIu64 " s, %" PRIu64 " enqueued, %" PRIu64 " dequeued   ",
			ms / 1000, sum_of(false), sum_of(true));
}

static bool
is_over(uint64_t ms)
{
	return given_up || (stress_options.seconds != 0 && ms >= 1000 * stress_options.seconds) ||
		(stress_options.ops != 0 && sum_of(true) >= stress_options.ops);
}

/* Heal what is dead. If nothing is and it is time, do something to one device. */
static void
disturb(bool on_time)
{
	struct stress_device *d = &devices[test_rand_range(0, RTE_DIM(devices) - 1)];
	unsigned int i;
	bool healed = false;

	for (i = 0; i < RTE_DIM(devices); i++) {
		if (!stress_device_is_dead(&devices[i]))
			continue;
		healed = true;
		given_up |= stress_device_disturb(&devices[i]) < 0;
	}
	if (on_time && !healed)
		given_up |= stress_device_disturb(d) < 0;
}

static void
control(void)
{
	const uint64_t begin = rte_get_timer_cycles();
	uint64_t ms = 0, next = 0;
	bool dead;

	stress_resume(false);
	while (!is_over(ms)) {
		usleep(1000 * LOOK_MS);
		ms = elapsed_ms(begin);
		show_progress(ms);
		dead = stress_device_is_dead(&devices[0]) || stress_device_is_dead(&devices[1]);
		if (!dead && ms < next)
			continue;
		stress_pause();
		disturb(ms >= next);
		next = elapsed_ms(begin) + test_rand_range(1, DISTURB_MS);
		stress_resume(false);
	}
	stress_pause();
	stress_resume(true);
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\n");
}

static void
for_all_pairs(void (*f)(struct stress_pair *pair))
{
	unsigned int i, k;

	for (i = 0; i < RTE_DIM(devices); i++)
		for (k = 0; k < stress_options.pairs; k++)
			f(&devices[i].pairs[k]);
}

static void
report_text(const struct stress_ledger *l)
{
	unsigned int i;

	printf("enqueued %" PRIu64 ", dequeued %" PRIu64 "\n", l->enqueued, l->dequeued);
	for (i = 0; i < STRESS_NB_RESULTS; i++)
		printf("  %-12s %" PRIu64 "\n", stress_result_names[i], l->results[i]);
	for (i = 0; i < RTE_DIM(devices); i++)
		printf("%s: plugged %" PRIu64 ", restarted %" PRIu64 ", set up again %" PRIu64
				", healed %" PRIu64 ", refused %" PRIu64 "\n",
				devices[i].driver->name, devices[i].plugs, devices[i].restarts,
				devices[i].setups, devices[i].heals, devices[i].refused);
	printf("rejected %" PRIu64 ", lost %" PRIu64 ", duplicated %" PRIu64 ", wrong %" PRIu64
			"\n", l->rejected, l->lost, l->duplicated, l->wrong);
}

static void
report_json(const struct stress_ledger *l, bool clean)
{
	unsigned int i;

	printf("{\n  \"seed\": %" PRIu64 ",\n", stress_options.seed);
	printf("  \"enqueued\": %" PRIu64 ",\n  \"dequeued\": %" PRIu64 ",\n", l->enqueued,
			l->dequeued);
	printf("  \"results\": {");
	for (i = 0; i < STRESS_NB_RESULTS; i++)
		printf("%s\"%s\": %" PRIu64, i == 0 ? "" : ", ", stress_result_names[i],
				l->results[i]);
	printf("},\n  \"devices\": [\n");
	for (i = 0; i < RTE_DIM(devices); i++)
		printf("    {\"driver\": \"%s\", \"plugs\": %" PRIu64 ", \"restarts\": %" PRIu64
				", \"setups\": %" PRIu64 ", \"heals\": %" PRIu64
				", \"refused\": %" PRIu64 "}%s\n", devices[i].driver->name,
				devices[i].plugs, devices[i].restarts, devices[i].setups,
				devices[i].heals, devices[i].refused,
				i + 1 < RTE_DIM(devices) ? "," : "");
	printf("  ],\n  \"rejected\": %" PRIu64 ",\n  \"lost\": %" PRIu64
			",\n  \"duplicated\": %" PRIu64 ",\n  \"wrong\": %" PRIu64
			",\n  \"clean\": %s\n}\n", l->rejected, l->lost, l->duplicated, l->wrong,
			clean ? "true" : "false");
}

/* The same load again; the moments at which threads meet are not repeated. */
static void
tell_failed(void)
{
	fprintf(stderr, "to repeat: %s stress --seed %" PRIu64, texts.program,
			stress_options.seed);
	if (stress_options.seconds != 0)
		fprintf(stderr, " --time %" PRIu64, stress_options.seconds);
	if (stress_options.ops != 0)
		fprintf(stderr, " --ops %" PRIu64, stress_options.ops);
	fprintf(stderr, " --pairs %u --threads %u --faults %s --device %s", stress_options.pairs,
			stress_options.threads, texts.faults, test_options.device);
	if (texts.pmd_path != NULL && texts.pmd_path[0] != '\0')
		fprintf(stderr, " --pmd-path %s", texts.pmd_path);
	fprintf(stderr, "\n");
}

static int
run(void)
{
	struct stress_ledger sum = { 0 };
	bool clean;

	stress_zip.init();
	stress_sec.init();
	if (stress_device_open(&devices[0], &stress_zip) < 0 ||
			stress_device_open(&devices[1], &stress_sec) < 0)
		return EXIT_FAILURE;
	stress_gate_open(RTE_DIM(devices) * stress_options.pairs * stress_options.threads);
	for_all_pairs(stress_pair_start);
	stress_pause();
	control();
	for_all_pairs(stress_pair_join);
	stress_gate_close();
	stress_device_close(&devices[0], &sum);
	stress_device_close(&devices[1], &sum);
	stress_zip.exit();
	stress_sec.exit();
	/* The fault `undone` strikes once for each device that is plugged. */
	clean = stress_ledger_is_clean(&sum) && !given_up &&
		sum.results[STRESS_UNDONE] <= devices[1].plugs + devices[1].refused;
	if (stress_options.json)
		report_json(&sum, clean);
	else
		report_text(&sum);
	if (!clean)
		tell_failed();
	return clean ? EXIT_SUCCESS : EXIT_FAILURE;
}

static bool
parse_number(const char *option, const char *text, uint64_t min, uint64_t max, uint64_t *number)
{
	return test_parse_number("stress", option, text, min, max, number);
}

static bool
parse_pretend(const char *text)
{
	static const char *const names[] = {
		[STRESS_PRETEND_LOST] = "lost",
		[STRESS_PRETEND_DUPLICATED] = "duplicated",
		[STRESS_PRETEND_WRONG] = "wrong",
	};
	unsigned int i;

	for (i = STRESS_PRETEND_LOST; i < RTE_DIM(names); i++)
		if (strcmp(text, names[i]) == 0) {
			stress_options.pretend = i;
			return true;
		}
	fprintf(stderr, "stress: bad --pretend '%s', it is lost, duplicated or wrong\n", text);
	return false;
}

static bool
parse_option(int opt, const char *arg)
{
	uint64_t n = 0;

	switch (opt) {
	case 't':
		return parse_number("time", arg, 1, UINT32_MAX, &stress_options.seconds);
	case 'o':
		return parse_number("ops", arg, 1, UINT64_MAX, &stress_options.ops);
	case 's':
		return parse_number("seed", arg, 0, UINT64_MAX, &stress_options.seed);
	case 'P':
		if (!parse_number("pairs", arg, 1, STRESS_MAX_PAIRS, &n))
			return false;
		stress_options.pairs = n;
		return true;
	case 'T':
		if (!parse_number("threads", arg, 1, 2, &n))
			return false;
		stress_options.threads = n;
		return true;
	case 'f':
		texts.faults = arg;
		return stress_faults_parse(arg, &stress_options.faults);
	case 'X':
		return parse_pretend(arg);
	default:
		return false;
	}
}

/* Options that do not fit together, and defaults. */
static bool
settle(void)
{
	char devargs[256];
	unsigned int qm;

	snprintf(devargs, sizeof(devargs), "device=%s", test_options.device);
	test_named_device(devargs, &stress_options.soft, &qm);
	if (stress_options.faults != 0 && !stress_options.soft) {
		fprintf(stderr, "stress: --faults needs the soft device, and --device is %s\n",
				test_options.device);
		return false;
	}
	if (stress_options.seconds == 0 && stress_options.ops == 0)
		stress_options.seconds = DEFAULT_SECONDS;
	test_options.seed = stress_options.seed;
	return true;
}

static bool
parse(int argc, char **argv)
{
	static const struct option options[] = {
		{ "device", required_argument, NULL, 'd' },
		{ "time", required_argument, NULL, 't' },
		{ "ops", required_argument, NULL, 'o' },
		{ "seed", required_argument, NULL, 's' },
		{ "pairs", required_argument, NULL, 'P' },
		{ "threads", required_argument, NULL, 'T' },
		{ "faults", required_argument, NULL, 'f' },
		{ "pretend", required_argument, NULL, 'X' },
		{ "json", no_argument, NULL, 'j' },
		{ "pmd-path", required_argument, NULL, 'p' },
		{ NULL, 0, NULL, 0 },
	};
	int opt;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (opt == '?')
			return false;
		if (opt == 'd')
			test_options.device = optarg;
		else if (opt == 'p')
			texts.pmd_path = optarg;
		else if (opt == 'j')
			stress_options.json = true;
		else if (!parse_option(opt, optarg))
			return false;
	}
	if (optind < argc)
		fprintf(stderr, "stress: unexpected argument '%s'\n", argv[optind]);
	return optind == argc && settle();
}

int
stress_main(int argc, char **argv)
{
	int ret;

	texts.pmd_path = getenv(PMD_PATH_ENV);
	texts.program = program_invocation_name;
	stress_options.seed = test_draw_seed();
	if (!test_parse_patience() || !parse(argc, argv))
		return EXIT_FAILURE;
	if (!stress_options.json)
		printf("seed: %" PRIu64 "\n", stress_options.seed);
	fflush(stdout);
	ret = start_eal(argv[0], texts.pmd_path);
	if (ret < 0)
		return ret == -EACCES ? TEST_EXIT_SKIPPED : EXIT_FAILURE;
	/* Injected faults would fill the log. */
	if (stress_options.faults != 0)
		rte_log_set_level_pattern("pmd.*", RTE_LOG_CRIT);
	ret = run();
	rte_eal_cleanup();
	return ret;
}

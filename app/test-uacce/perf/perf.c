/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* The command `perf`: EAL, the device, and memory for the load. */

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_bus_vdev.h>
#include <rte_common.h>
#include <rte_dev.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_string_fns.h>

#include "commands.h"
#include "perf.h"
#include "test.h"
#include "test_util.h"

#define LCORES_LEN	8192u
#define BASE_MEMORY_MB	256u

/* The CPUs of this process. Returns how many. */
static unsigned int
get_cpus(unsigned int cpus[CPU_SETSIZE])
{
	unsigned int n = 0, i;
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set) != 0)
		CPU_ZERO(&set);
	for (i = 0; i < CPU_SETSIZE; i++)
		if (CPU_ISSET(i, &set))
			cpus[n++] = i;
	if (n == 0)
		cpus[n++] = 0;
	return n;
}

/*
 * The value of --lcores: the main lcore, which sleeps most of the time, on any CPU, and a CPU for
 * each other lcore, the second one first because many programs use the first one.
 */
static void
write_lcores(const struct perf_options *o, char text[LCORES_LEN])
{
	const unsigned int wanted = o->pairs * o->threads;
	unsigned int cpus[CPU_SETSIZE], n = get_cpus(cpus), i;
	int at = 0;

	for (i = 0; i < n; i++)
		at += snprintf(text + at, LCORES_LEN - at, "%s%u", i == 0 ? "0@(" : ",", cpus[i]);
	at += snprintf(text + at, LCORES_LEN - at, ")");
	for (i = 1; i <= wanted; i++)
		at += snprintf(text + at, LCORES_LEN - at, ",%u@%u", i, cpus[i % n]);
	if (wanted > n)
		fprintf(stderr, "perf: %u lcores share %u CPUs, so that figures are those of the "
				"scheduler\n", wanted, n);
}

static int
start(const struct perf_options *o, const char *program)
{
	static char lcores[LCORES_LEN], megabytes[16];
	const char *default_args[] = {
		"--no-huge", "-m", megabytes, "--no-pci", "--no-shconf",
	};
	struct eal_options options = { lcores, default_args, RTE_DIM(default_args) };

	write_lcores(o, lcores);
	/* Without huge pages memory costs nothing until it is used. */
	snprintf(megabytes, sizeof(megabytes), "%u", BASE_MEMORY_MB +
			(unsigned int)(perf_memory(o) >> 20));
	if (o->nb_eal_args != 0) {
		options.args = (const char *const *)o->eal_args;
		options.nb_args = o->nb_eal_args;
	}
	return start_eal_with(program, o->pmd_path, &options);
}

/* Plug the devices that are to be plugged. The first one is measured if no other one is named. */
static bool
plug(struct perf_options *o)
{
	static char first[RTE_DEV_NAME_MAX_LEN];
	char name[RTE_DEV_NAME_MAX_LEN];
	unsigned int i;
	size_t len;
	int ret;

	for (i = 0; i < o->nb_vdevs; i++) {
		len = strcspn(o->vdevs[i], ",");
		snprintf(name, sizeof(name), "%.*s", (int)RTE_MIN(len, sizeof(name)), o->vdevs[i]);
		if (i == 0)
			strlcpy(first, name, sizeof(first));
		ret = rte_vdev_init(name, o->vdevs[i] + len + (o->vdevs[i][len] == ','));
		if (ret == 0)
			continue;
		fprintf(stderr, "perf: cannot plug --vdev '%s': %s\n", o->vdevs[i],
				ret == -1 ? "no driver takes it" : rte_strerror(-ret));
		return false;
	}
	if (o->device == NULL)
		o->device = first;
	return true;
}

/* Find the device, and refuse options that are for the other class of devices. */
static bool
find_device(struct perf *perf)
{
	static const struct perf_class *const classes[] = { &perf_crypto, &perf_compress };
	const struct perf_options *o = &perf->options;
	const char *wrong;
	unsigned int i;
	int id = -1;

	for (i = 0; i < RTE_DIM(classes) && id < 0; i++) {
		id = classes[i]->find(o->device);
		perf->class = classes[i];
	}
	if (id < 0) {
		fprintf(stderr, "perf: there is no crypto or compress device '%s'\n", o->device);
		return false;
	}
	perf->dev = id;
	wrong = perf->class == &perf_crypto ? o->only_compress : o->only_crypto;
	if (wrong != NULL)
		fprintf(stderr, "perf: --%s is not for %s, which is a %s device\n", wrong,
				o->device, perf->class->name);
	return wrong == NULL;
}

static bool
fill_pair(struct perf *perf, struct perf_pair *p, uint16_t qp)
{
	const struct perf_options *o = &perf->options;
	uint32_t *lens = calloc(o->pool, sizeof(*lens));
	bool good;

	p->options = o;
	p->class = perf->class;
	p->dev = perf->dev;
	p->qp = qp;
	p->nb_items = o->pool;
	p->ops = calloc(o->pool, sizeof(*p->ops));
	good = lens != NULL && p->ops != NULL;
	if (good) {
		test_rand_start_at(o->seed + qp);
		perf_sizes_make(&o->sizes, lens, o->pool, p->class == &perf_crypto ?
				sec_block(&o->alg) : 1);
		good = p->class->fill(perf, p, lens);
	}
	if (!good)
		fprintf(stderr, "perf: cannot make the operations of --pool %u\n", o->pool);
	free(lens);
	return good;
}

/* Free what a pair has beside its mbufs and operations, whose pools go with EAL. */
static void
free_pair(struct perf_pair *p)
{
	free(p->ops);
	free(p->steps);
	free(p->digests);
	free(p->data);
}

static int
run(struct perf *perf)
{
	const struct perf_options *o = &perf->options;
	const size_t len = o->pairs * sizeof(*perf->pairs);
	bool good = true;
	unsigned int i;

	perf->pairs = aligned_alloc(RTE_CACHE_LINE_SIZE, len);
	if (perf->pairs == NULL)
		return EXIT_FAILURE;
	memset(perf->pairs, 0, len);
	for (i = 0; i < o->pairs && good; i++)
		good = fill_pair(perf, &perf->pairs[i], i);
	good = good && perf_run(perf) && perf_report(perf);
	for (i = 0; i < o->pairs; i++)
		free_pair(&perf->pairs[i]);
	free(perf->pairs);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
perf_main(int argc, char **argv)
{
	struct perf perf = { .options = {
		.pmd_path = getenv(PMD_PATH_ENV), .algo = "aes-gcm-128", .sessions = 1,
		.forward = 100, .level = -1, .segments = 1, .burst = 32, .threads = 1,
		.pairs = 1, .seconds = 5, .seed = test_draw_seed(),
	} };
	int ret;

	if (!test_parse_patience() || !perf_algo_parse(perf.options.algo, &perf.options.alg) ||
			!perf_options_parse(&perf.options, argc, argv))
		return EXIT_FAILURE;
	ret = start(&perf.options, argv[0]);
	if (ret < 0)
		return ret == -EACCES ? TEST_EXIT_SKIPPED : EXIT_FAILURE;
	ret = EXIT_FAILURE;
	test_rand_start_at(perf.options.seed);
	if (plug(&perf.options) && find_device(&perf) && perf.class->open(&perf)) {
		ret = run(&perf);
		perf.class->close(&perf);
	}
	perf_sizes_free(&perf.options.sizes);
	rte_eal_cleanup();
	return ret;
}

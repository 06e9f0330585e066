/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Options of the command `perf`. */

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>

#include "commands.h"
#include "perf.h"
#include "test.h"
#include "test_util.h"

/* Most memory of the operations of all pairs. */
#define MAX_MEMORY	(UINT64_C(16) << 30)

static const char default_size[] = "1024";

/* Parse one of two words. */
static bool
parse_choice(const char *option, const char *text, const char *no, const char *yes, bool *choice)
{
	*choice = strcmp(text, yes) == 0;
	if (*choice || strcmp(text, no) == 0)
		return true;
	fprintf(stderr, "perf: bad --%s '%s', it is %s or %s\n", option, text, no, yes);
	return false;
}

static bool
add_vdev(struct perf_options *o, const char *vdev)
{
	if (o->nb_vdevs == PERF_MAX_VDEVS) {
		fprintf(stderr, "perf: --vdev '%s' is more than %u\n", vdev, PERF_MAX_VDEVS);
		return false;
	}
	o->vdevs[o->nb_vdevs++] = vdev;
	return true;
}

static bool
parse_sizes(struct perf_options *o, int opt, const char *arg)
{
	if (o->sizes.max != 0) {
		fprintf(stderr, "perf: --size and --pcap are both lengths, one is enough\n");
		return false;
	}
	return opt == 'z' ? perf_sizes_parse(&o->sizes, arg) : perf_sizes_read(&o->sizes, arg);
}

static bool
parse_number(const char *option, const char *text, uint64_t min, uint64_t max, uint64_t *number)
{
	return test_parse_number("perf", option, text, min, max, number);
}

static bool
parse_level(struct perf_options *o, const char *arg)
{
	uint64_t level;

	if (!parse_number("level", arg, 0, 9, &level))
		return false;
	o->level = level;
	return true;
}

static bool
parse_time(struct perf_options *o, const char *arg)
{
	char *end;

	o->seconds = *arg >= '0' && *arg <= '9' ? strtod(arg, &end) : 0;
	if (o->seconds >= 0.1 && o->seconds <= 86400 && *end == '\0')
		return true;
	fprintf(stderr, "perf: bad --time '%s', a number from 0.1 to 86400 is needed\n", arg);
	return false;
}

/* Parse an option that is a number, by its letter. */
static bool
parse_number_option(struct perf_options *o, int opt, const char *name, const char *arg)
{
	const struct {
		int opt;
		uint64_t min;
		uint64_t max;
		unsigned int *value;
	} numbers[] = {
		{ 'n', 1, 100000, &o->sessions },
		{ 'e', 0, 100, &o->forward },
		{ 'c', 0, 100, &o->forward },
		{ 'S', 1, 64, &o->segments },
		{ 'b', 1, PERF_MAX_BURST, &o->burst },
		{ 'i', 1, 65535, &o->inflight },
		{ 'p', 1, 1 << 20, &o->pool },
		{ 'T', 1, 2, &o->threads },
		{ 'P', 1, PERF_MAX_PAIRS, &o->pairs },
	};
	unsigned int i = 0;
	uint64_t n;

	while (numbers[i].opt != opt)
		i++;
	if (!parse_number(name, arg, numbers[i].min, numbers[i].max, &n))
		return false;
	*numbers[i].value = n;
	return true;
}

static bool
parse_option(struct perf_options *o, int opt, const char *name, const char *arg)
{
	switch (opt) {
	case 'v':
		return add_vdev(o, arg);
	case 'd':
		o->device = arg;
		return true;
	case 'm':
		o->pmd_path = arg;
		return true;
	case 'a':
		o->algo = arg;
		return perf_algo_parse(arg, &o->alg);
	case 'o':
		return parse_choice("order", arg, "turn", "random", &o->random);
	case 'h':
		return parse_choice("huffman", arg, "dynamic", "fixed", &o->fixed);
	case 'l':
		return parse_level(o, arg);
	case 't':
		return parse_time(o, arg);
	case 'f':
		o->input = arg;
		return true;
	case 'z':
	case 'Z':
		return parse_sizes(o, opt, arg);
	case 'O':
		o->out_of_place = true;
		return true;
	case 's':
		return parse_number("seed", arg, 0, UINT64_MAX, &o->seed);
	case 'j':
		o->json = true;
		return true;
	default:
		return parse_number_option(o, opt, name, arg);
	}
}

uint64_t
perf_memory(const struct perf_options *o)
{
	/* Three chains with room for what grows; each segment has an mbuf and headroom. */
	const uint64_t item = 3 * ((uint64_t)o->sizes.max * 9 / 8 + 512 + 512 * o->segments);
	/* A session for each direction, of which no driver's is larger than this. */
	const uint64_t session = 2 * 4096;

	return o->pairs * (o->pool * (item + 1024) + o->sessions * session);
}

/* Defaults that follow from other options, and options that do not fit together. */
static bool
settle(struct perf_options *o)
{
	if (o->device == NULL && o->nb_vdevs == 0) {
		fprintf(stderr, "perf: no device: plug one by --vdev, or name one by --device\n");
		return false;
	}
	if (o->sizes.max == 0 && !perf_sizes_parse(&o->sizes, default_size))
		return false;
	if (o->inflight == 0)
		o->inflight = 2 * o->burst;
	if (o->inflight < o->burst) {
		fprintf(stderr, "perf: --inflight %u is less than --burst %u\n", o->inflight,
				o->burst);
		return false;
	}
	if (o->pool != 0 && o->pool < o->inflight) {
		fprintf(stderr, "perf: --pool %u is less than --inflight %u\n", o->pool,
				o->inflight);
		return false;
	}
	o->pool_given = o->pool != 0;
	if (!o->pool_given)
		o->pool = RTE_MAX(1024u, 16 * o->inflight);
	/* A round of all operations ends with a whole burst. */
	o->pool = RTE_ALIGN_MUL_CEIL(o->pool, o->burst);
	if (perf_memory(o) > MAX_MEMORY) {
		fprintf(stderr, "perf: --pool %u of %u bytes needs too much memory\n", o->pool,
				o->sizes.max);
		return false;
	}
	return true;
}

bool
perf_options_parse(struct perf_options *o, int argc, char **argv)
{
	static const struct option options[] = {
		{ "vdev", required_argument, NULL, 'v' },
		{ "device", required_argument, NULL, 'd' },
		{ "algo", required_argument, NULL, 'a' },
		{ "sessions", required_argument, NULL, 'n' },
		{ "order", required_argument, NULL, 'o' },
		{ "encrypt", required_argument, NULL, 'e' },
		{ "out-of-place", no_argument, NULL, 'O' },
		{ "compress", required_argument, NULL, 'c' },
		{ "level", required_argument, NULL, 'l' },
		{ "huffman", required_argument, NULL, 'h' },
		{ "input", required_argument, NULL, 'f' },
		{ "size", required_argument, NULL, 'z' },
		{ "pcap", required_argument, NULL, 'Z' },
		{ "segments", required_argument, NULL, 'S' },
		{ "burst", required_argument, NULL, 'b' },
		{ "inflight", required_argument, NULL, 'i' },
		{ "pool", required_argument, NULL, 'p' },
		{ "threads", required_argument, NULL, 'T' },
		{ "pairs", required_argument, NULL, 'P' },
		{ "time", required_argument, NULL, 't' },
		{ "seed", required_argument, NULL, 's' },
		{ "json", no_argument, NULL, 'j' },
		{ "pmd-path", required_argument, NULL, 'm' },
		{ NULL, 0, NULL, 0 },
	};
	int opt, index;

	while ((opt = getopt_long(argc, argv, "+", options, &index)) != -1) {
		if (opt == '?' || !parse_option(o, opt, options[index].name, optarg))
			return false;
		if (strchr("anoeO", opt) != NULL)
			o->only_crypto = options[index].name;
		else if (strchr("clhf", opt) != NULL)
			o->only_compress = options[index].name;
	}
	if (optind < argc && strcmp(argv[optind - 1], "--") != 0) {
		fprintf(stderr, "perf: unexpected argument '%s'\n", argv[optind]);
		return false;
	}
	o->eal_args = argv + optind;
	o->nb_eal_args = argc - optind;
	if (o->nb_eal_args > EAL_MAX_ARGS) {
		fprintf(stderr, "perf: more than %u arguments of EAL\n", EAL_MAX_ARGS);
		return false;
	}
	return settle(o);
}

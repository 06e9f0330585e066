/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_kvargs.h>

#include "uacce_devargs.h"
#include "uacce_log.h"

/* No device has more queues (1.3). Whether the chosen ones have as many is checked later. */
#define QUEUES_MAX	1024
/* An hour, ms. */
#define WATCHDOG_MAX	3600000
#define WORKERS_MAX	64
#define DEPTH_MAX	32768

/* Sets of device classes, a bit for each. */
#define ZIP	(1u << UACCE_SOFT_ZIP)
#define SEC	(1u << UACCE_SOFT_SEC)
#define ALL	(ZIP | SEC)
/* A key of virtual devices alone: a device of the uacce bus is one accelerator, never a soft one. */
#define VDEV	(1u << 8)

/* A key that can be given. */
struct arg {
	const char *key;
	/* Classes of device that have the key, ZIP, SEC or ALL; with VDEV virtual devices alone. */
	unsigned int classes;
	const char *allowed;	/* allowed values, in words for a message */
	/* Store a value; false where it is not allowed. */
	bool (*set)(struct uacce_devargs *out, const char *value);
};

/*
 * Parse the decimal digits at the start of a text. strtoul() would accept blanks and a sign
 * before them. Sets *end to the first character that is no digit.
 */
static bool
parse_number(const char *text, char **end, unsigned int max, unsigned int *number)
{
	unsigned long n;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	n = strtoul(text, end, 10);
	if (errno != 0 || n > max)
		return false;
	*number = n;
	return true;
}

/* Parse a text that is a number and nothing else. */
static bool
parse_whole(const char *text, unsigned int min, unsigned int max, unsigned int *number)
{
	char *end;

	return parse_number(text, &end, max, number) && *end == '\0' && *number >= min;
}

static bool
set_device(struct uacce_devargs *out, const char *value)
{
	size_t len = strlen(value);

	if (len >= sizeof(out->device))
		return false;
	memcpy(out->device, value, len + 1);
	return true;
}

static bool
set_queues(struct uacce_devargs *out, const char *value)
{
	return parse_whole(value, 1, QUEUES_MAX, &out->queues);
}

static bool
set_watchdog(struct uacce_devargs *out, const char *value)
{
	return parse_whole(value, 0, WATCHDOG_MAX, &out->watchdog);
}

static bool
set_v2_inflate(struct uacce_devargs *out, const char *value)
{
	out->v2_hw_inflate = strcmp(value, "hw") == 0;
	return out->v2_hw_inflate || strcmp(value, "soft") == 0;
}

static bool
set_second_queue(struct uacce_devargs *out, const char *value)
{
	out->second_queue = strcmp(value, "always") == 0;
	return out->second_queue || strcmp(value, "demand") == 0;
}

static bool
set_soft_qm(struct uacce_devargs *out, const char *value)
{
	return parse_whole(value, 2, 5, &out->soft.qm) && out->soft.qm != 4;
}

static bool
set_soft_workers(struct uacce_devargs *out, const char *value)
{
	return parse_whole(value, 0, WORKERS_MAX, &out->soft.workers);
}

/* Number of the last CPU that the machine has and that a cpu_set_t can hold. */
static unsigned int
last_cpu(void)
{
	long cpus = sysconf(_SC_NPROCESSORS_CONF);

	return RTE_MIN(RTE_MAX(cpus, 1), (long)CPU_SETSIZE) - 1;
}

/* Parse CPUs and ranges joined by +, like `0-3+8`: a comma would end the argument. */
static bool
set_soft_cpus(struct uacce_devargs *out, const char *value)
{
	unsigned int first, last, max = last_cpu();
	char *end;

	for (;;) {
		if (!parse_number(value, &end, max, &first))
			return false;
		last = first;
		if (*end == '-' && !parse_number(end + 1, &end, max, &last))
			return false;
		if (last < first)
			return false;
		for (; first <= last; first++)
			CPU_SET(first, &out->soft.cpus);
		if (*end == '\0')
			return true;
		if (*end != '+')
			return false;
		value = end + 1;
	}
}

/* hisi_qm.h works with depths that are powers of two. */
static bool
set_soft_depth(struct uacce_devargs *out, const char *value)
{
	return parse_whole(value, 2, DEPTH_MAX, &out->soft.depth) &&
		rte_is_power_of_2(out->soft.depth);
}

static bool
set_soft_engine(struct uacce_devargs *out, const char *value)
{
	if (strcmp(value, "fast") == 0)
		out->soft.engine = UACCE_SOFT_ENGINE_FAST;
	else if (strcmp(value, "null") == 0)
		out->soft.engine = UACCE_SOFT_ENGINE_NULL;
	else
		return false;
	return true;
}

static bool
set_soft_fault(struct uacce_devargs *out, const char *value)
{
	size_t len = strlen(value);

	if (len >= sizeof(out->soft.fault) || !uacce_soft_fault_is_valid(value))
		return false;
	memcpy(out->soft.fault, value, len + 1);
	return true;
}

static const struct arg known[] = {
	{ UACCE_ARG_DEVICE, ALL | VDEV, "auto, hw, soft, a device name, or names joined by +",
		set_device },
	{ UACCE_ARG_QUEUES, ALL, "1 to " RTE_STR(QUEUES_MAX), set_queues },
	{ UACCE_ARG_V2_INFLATE, ZIP, "soft or hw", set_v2_inflate },
	{ UACCE_ARG_SOFT_QM, ALL | VDEV, "2, 3 or 5", set_soft_qm },
	{ UACCE_ARG_SOFT_WORKERS, ALL | VDEV, "0 to " RTE_STR(WORKERS_MAX), set_soft_workers },
	{ UACCE_ARG_SOFT_CPUS, ALL | VDEV, "CPUs of this machine as 0+2 or 0-3", set_soft_cpus },
	{ UACCE_ARG_SOFT_DEPTH, ALL | VDEV, "a power of two from 2 to " RTE_STR(DEPTH_MAX),
		set_soft_depth },
	{ UACCE_ARG_SOFT_ENGINE, ALL | VDEV, "fast or null", set_soft_engine },
	{ UACCE_ARG_SOFT_FAULT, ALL | VDEV,
		"open, start, status, order, stall, reset, undone, icv, counts, nowb, nolast, "
		"twice, range, phase, slow, slower or doorbell, "
		"each @n, joined by +",
		set_soft_fault },
	{ UACCE_ARG_WATCHDOG, ALL, "0 to " RTE_STR(WATCHDOG_MAX) " ms", set_watchdog },
	{ UACCE_ARG_SECOND_QUEUE, SEC, "demand or always", set_second_queue },
};

static void
set_defaults(struct uacce_devargs *out, enum uacce_soft_class class)
{
	memset(out, 0, sizeof(*out));
	out->soft.class = class;
	snprintf(out->device, sizeof(out->device), "auto");
	out->soft.qm = 3;
	out->soft.engine = UACCE_SOFT_ENGINE_FAST;
	CPU_ZERO(&out->soft.cpus);
}

/* What the arguments are for. */
struct target {
	const char *owner;	/* name of the DPDK device */
	unsigned int class;	/* ZIP or SEC */
	bool on_bus;
};

static bool
is_offered(const struct arg *arg, const struct target *target)
{
	return (arg->classes & target->class) != 0 &&
		!(target->on_bus && (arg->classes & VDEV) != 0);
}

static const struct arg *
find_arg(const char *key, const struct target *target)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(known); i++)
		if (is_offered(&known[i], target) && strcmp(known[i].key, key) == 0)
			return &known[i];
	return NULL;
}

static void
log_unknown(const struct target *target, const struct rte_kvargs_pair *pair)
{
	char keys[256] = "";
	size_t len = 0;
	unsigned int i;

	for (i = 0; i < RTE_DIM(known) && len < sizeof(keys); i++)
		if (is_offered(&known[i], target))
			len += snprintf(keys + len, sizeof(keys) - len, "%s%s",
					len == 0 ? "" : ", ", known[i].key);
	UACCE_LOG(ERR, "%s: unknown argument '%s=%s', allowed are: %s", target->owner,
			pair->key, pair->value == NULL ? "" : pair->value, keys);
}

static int
apply_pair(const struct target *target, const struct rte_kvargs *list,
		const struct rte_kvargs_pair *pair, struct uacce_devargs *out)
{
	const struct arg *arg = find_arg(pair->key, target);
	const char *owner = target->owner;

	if (arg == NULL) {
		log_unknown(target, pair);
		return -EINVAL;
	}
	if (pair->value == NULL || pair->value[0] == '\0') {
		UACCE_LOG(ERR, "%s: argument '%s' has no value, allowed: %s", owner, pair->key,
				arg->allowed);
		return -EINVAL;
	}
	if (rte_kvargs_count(list, pair->key) > 1) {
		UACCE_LOG(ERR, "%s: argument '%s=%s' is given more than once, allowed: once, %s",
				owner, pair->key, pair->value, arg->allowed);
		return -EINVAL;
	}
	if (!arg->set(out, pair->value)) {
		UACCE_LOG(ERR, "%s: bad argument '%s=%s', allowed: %s", owner, pair->key,
				pair->value, arg->allowed);
		return -EINVAL;
	}
	return 0;
}

/*
 * rte_kvargs_parse() reads `a=b=c` as `b=c` and drops `a` without an error. Such an argument
 * has more equal signs than values.
 */
static bool
has_stray_equal(const char *args, const struct rte_kvargs *list)
{
	unsigned int i, values = 0, equals = 0;

	for (i = 0; i < list->count; i++)
		values += list->pairs[i].value != NULL;
	for (; *args != '\0'; args++)
		equals += *args == '=';
	return equals != values;
}

static int
apply(const struct target *target, const char *args, struct uacce_devargs *out)
{
	struct rte_kvargs *list;
	unsigned int i;
	int ret = 0;

	if (args == NULL || args[0] == '\0')
		return 0;
	/*
	 * The library is not given the list of known keys: it would refuse an unknown key
	 * without naming it, which log_unknown() does.
	 */
	list = rte_kvargs_parse(args, NULL);
	if (list == NULL || has_stray_equal(args, list)) {
		UACCE_LOG(ERR, "%s: arguments '%s' are not key=value joined by commas",
				target->owner, args);
		rte_kvargs_free(list);
		return -EINVAL;
	}
	for (i = 0; i < list->count && ret == 0; i++)
		ret = apply_pair(target, list, &list->pairs[i], out);
	rte_kvargs_free(list);
	return ret;
}

int
uacce_devargs_parse(const char *owner, enum uacce_soft_class class, const char *args,
		struct uacce_devargs *out)
{
	const struct target target = { .owner = owner, .class = 1u << class };

	set_defaults(out, class);
	return apply(&target, args, out);
}

int
uacce_devargs_parse_bus(const char *accelerator, enum uacce_soft_class class, const char *args,
		struct uacce_devargs *out)
{
	const struct target target = {
		.owner = accelerator,
		.class = 1u << class,
		.on_bus = true,
	};

	set_defaults(out, class);
	if (!set_device(out, accelerator)) {
		UACCE_LOG(ERR, "%s: the name of the accelerator is too long", accelerator);
		return -EINVAL;
	}
	return apply(&target, args, out);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "stress_control.h"
#include "stress_faults.h"
#include "test.h"
#include "test_util.h"

#define SOFT_DEPTH	"soft_depth="
/* Operations in flight, which the rings of hardware have room for. */
#define IN_FLIGHT	256u

static unsigned int
queues_of(const struct stress_device *d)
{
	return d->driver->faults_of_open * stress_options.pairs;
}

/* Devargs with a depth and faults that are drawn; those given by --device are kept. */
static void
draw_devargs(struct stress_device *d, char *devargs, size_t len)
{
	static const unsigned int depths[] = { 16, 64, 256, 1024 };
	const char *given = strstr(test_options.device, SOFT_DEPTH);
	unsigned int depth = depths[test_rand_range(0, RTE_DIM(depths) - 1)];
	int n = snprintf(devargs, len, "device=%s", test_options.device);
	char fault[256];

	d->in_flight = IN_FLIGHT;
	if (!stress_options.soft)
		return;
	if (given != NULL)
		depth = strtoul(given + strlen(SOFT_DEPTH), NULL, 10);
	else
		n += snprintf(devargs + n, len - n, "," SOFT_DEPTH "%u", depth);
	/* An entry of a ring stays free. */
	d->in_flight = RTE_MIN(IN_FLIGHT, depth - 1);
	stress_faults_draw(stress_options.faults, d->driver == &stress_zip, queues_of(d), fault,
			sizeof(fault));
	if (fault[0] != '\0')
		snprintf(devargs + n, len - n, ",soft_fault=%s", fault);
}

/* Plug, configure, set up and start a device; after an error there is none. */
static int
bring_up(const struct stress_device *d, const char *devargs)
{
	const struct stress_driver *driver = d->driver;
	unsigned int qp;
	int ret = driver->plug(devargs);

	if (ret != 0)
		return ret;
	ret = driver->configure(stress_options.pairs);
	for (qp = 0; qp < stress_options.pairs && ret == 0; qp++)
		ret = driver->setup(qp, d->in_flight);
	if (ret == 0)
		ret = driver->start();
	if (ret != 0)
		driver->unplug();
	return ret;
}

static int
plug(struct stress_device *d)
{
	unsigned int failures = 0;
	char devargs[512];
	int ret;

	do {
		draw_devargs(d, devargs, sizeof(devargs));
		ret = bring_up(d, devargs);
		failures += ret != 0;
	} while (ret != 0 && stress_try_again(failures));
	d->refused += failures;
	d->plugged = ret == 0;
	if (d->plugged)
		d->plugs++;
	else
		fprintf(stderr, "stress: %s cannot be plugged with %s: %d\n", d->driver->name,
				devargs, ret);
	return d->plugged ? 0 : -1;
}

static int
start(struct stress_device *d)
{
	unsigned int failures = 0;
	int ret;

	do {
		ret = d->driver->start();
		if (ret == 0)
			return 0;
		d->refused++;
	} while (stress_try_again(++failures));
	fprintf(stderr, "stress: %s does not start: %d\n", d->driver->name, ret);
	return -1;
}

static int
restart(struct stress_device *d)
{
	d->driver->stop();
	return start(d);
}

static uint64_t
in_flight(const struct stress_device *d)
{
	uint64_t n = 0;
	unsigned int i;

	for (i = 0; i < stress_options.pairs; i++)
		n += stress_ledger_in_flight(&d->pairs[i].ledger);
	return n;
}

/* Dequeue until nothing is in flight, or nothing comes back for too long. */
static bool
collect(struct stress_device *d)
{
	const uint64_t limit = rte_get_timer_hz() / 1000 * stress_patience_ms();
	uint64_t last = rte_get_timer_cycles();
	unsigned int i, n;

	while (in_flight(d) != 0) {
		for (n = 0, i = 0; i < stress_options.pairs; i++)
			n += stress_pair_consume(&d->pairs[i]);
		if (n != 0)
			last = rte_get_timer_cycles();
		else if (rte_get_timer_cycles() - last > limit)
			return false;
		else
			sched_yield();
	}
	return true;
}

/* Take all operations back. A stop returns those that a stalled queue keeps. */
static int
drain(struct stress_device *d)
{
	if (collect(d))
		return 0;
	if (restart(d) < 0)
		return -1;
	collect(d);
	return 0;
}

static int
set_up_again(struct stress_device *d)
{
	const uint16_t qp = test_rand_range(0, stress_options.pairs - 1);
	unsigned int failures = 0;
	int ret;

	if (drain(d) < 0)
		return -1;
	d->driver->stop();
	do {
		ret = d->driver->setup(qp, d->in_flight);
		failures += ret != 0;
	} while (ret != 0 && stress_try_again(failures));
	d->refused += failures;
	if (ret != 0) {
		fprintf(stderr, "stress: %s: queue pair %u cannot be set up: %d\n",
				d->driver->name, qp, ret);
		return -1;
	}
	d->setups++;
	return start(d);
}

/* Free all that belongs to a device that is drained, and unplug it. */
static void
unplug(struct stress_device *d)
{
	unsigned int i;

	/* Nothing is in flight, so that an operation that comes now is a duplicate. */
	for (i = 0; i < stress_options.pairs; i++)
		stress_pair_consume(&d->pairs[i]);
	for (i = 0; i < stress_options.pairs; i++) {
		stress_pair_forget_pending(&d->pairs[i]);
		d->driver->clear(&d->pairs[i]);
	}
	d->driver->unplug();
	d->plugged = false;
}

static int
fill(struct stress_device *d)
{
	unsigned int i;

	if (plug(d) < 0)
		return -1;
	for (i = 0; i < stress_options.pairs; i++)
		d->driver->fill(&d->pairs[i]);
	return 0;
}

bool
stress_device_is_dead(const struct stress_device *d)
{
	unsigned int i;

	for (i = 0; i < stress_options.pairs; i++)
		if (rte_atomic_load_explicit(&d->pairs[i].dead, rte_memory_order_relaxed))
			return true;
	return false;
}

static int
heal(struct stress_device *d)
{
	unsigned int i;

	for (i = 0; i < stress_options.pairs; i++) {
		rte_atomic_store_explicit(&d->pairs[i].dead, false, rte_memory_order_relaxed);
		d->pairs[i].last_progress = 0;
	}
	d->heals++;
	return restart(d);
}

int
stress_device_disturb(struct stress_device *d)
{
	if (stress_device_is_dead(d))
		return heal(d);
	switch (test_rand_range(0, 3)) {
	case 0:
		if (drain(d) < 0)
			return -1;
		unplug(d);
		return fill(d);
	case 1:
		return set_up_again(d);
	default:
		d->restarts++;
		return restart(d);
	}
}

int
stress_device_open(struct stress_device *d, const struct stress_driver *driver)
{
	unsigned int i;

	memset(d, 0, sizeof(*d));
	d->driver = driver;
	d->pairs = calloc(stress_options.pairs, sizeof(*d->pairs));
	assert_non_null(d->pairs);
	for (i = 0; i < stress_options.pairs; i++)
		stress_pair_open(&d->pairs[i], driver, i, test_rand());
	return fill(d);
}

void
stress_device_close(struct stress_device *d, struct stress_ledger *sum)
{
	unsigned int i;

	if (d->plugged) {
		drain(d);
		unplug(d);
	}
	for (i = 0; i < stress_options.pairs; i++) {
		stress_pair_close(&d->pairs[i]);
		stress_ledger_add(sum, &d->pairs[i].ledger);
		free(d->pairs[i].priv);
	}
	free(d->pairs);
}

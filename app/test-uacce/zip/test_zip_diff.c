/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * uacce_zip against zlib over random operations: everything an operation can be is drawn from
 * the seed, and what has to come of it is known beforehand.
 */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <rte_common.h>

#include "test_zip.h"
#include "zip_diff.h"
#include "zip_draw.h"

static uint64_t counts[ZIP_NB_KINDS];

static void
draw_op(struct zip_diff_port *p, struct zip_diff_op *op, struct zip_task *t, unsigned int *flow)
{
	zip_diff.current = op;
	/* A stream has one operation of a burst at most. */
	if (*flow < ZIP_DIFF_FLOWS && zip_diff_one_in(4))
		zip_draw_stateful(p, (*flow)++, op, t);
	else
		zip_draw_stateless(p, op, t);
}

/* A burst of random operations on one of the devices. */
static void
run_batch(uint32_t n)
{
	/* Devices with a worker come less often, as waiting for the worker takes time. */
	unsigned int i, flow = 0, port = test_rand() % zip_diff.nb_ports;
	struct zip_diff_port *p;

	if (port >= 2 && !zip_diff_one_in(4))
		port -= 2;
	p = &zip_diff.ports[port];
	for (i = 0; i < n; i++)
		draw_op(p, &zip_diff.ops[i], &zip_diff.tasks[i], &flow);
	zip_task_run(&p->port, zip_diff.tasks, n);
	for (i = 0; i < n; i++) {
		zip_diff.current = &zip_diff.ops[i];
		counts[zip_diff.ops[i].kind]++;
		test_assert_right(zip_draw_judge(&zip_diff.ops[i], &zip_diff.tasks[i]));
	}
	zip_diff.current = NULL;
}

static void
test_random_operations(void **state __rte_unused)
{
	uint64_t total = test_options.ops, done = 0, tenths = 0, sum = 0;
	unsigned int i;
	uint32_t n;

	while (done < total) {
		n = RTE_MIN((uint64_t)test_rand_range(1, ZIP_DIFF_BATCH), total - done);
		run_batch(n);
		done += n;
		if (done * 10 / total == tenths)
			continue;
		tenths = done * 10 / total;
		fprintf(stderr, "diff: %" PRIu64 " of %" PRIu64 " operations\n", done, total);
	}
	for (i = 0; i < ZIP_NB_KINDS; i++) {
		fprintf(stderr, "diff: %" PRIu64 " %s\n", counts[i], zip_diff_kind_names[i]);
		sum += counts[i];
		if (total >= 2000)
			assert_true(counts[i] > total / 100);
	}
	assert_int_equal(sum, total);
}

static int
setup(void **state)
{
	memset(counts, 0, sizeof(counts));
	return zip_diff_setup(state);
}

int
test_zip_diff_random(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_random_operations, setup, zip_diff_teardown),
	};

	return TEST_RUN_GROUP("zip diff random", tests, NULL, NULL);
}

/* Without the soft device there is nothing to test unless --device names a device. */
int
test_zip_diff(void)
{
#ifndef UACCE_HAVE_SOFT
	if (strcmp(test_options.device, "soft") == 0)
		return test_no_soft("zip diff");
#endif
	return test_zip_diff_random() + test_zip_diff_damaged();
}

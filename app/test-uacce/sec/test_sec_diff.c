/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * uacce_sec against OpenSSL over random operations: algorithms out of all that the
 * device offers, and everything an operation can be, are drawn from the seed.
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>

#include "sec_draw.h"
#include "sec_fixture.h"
#include "sec_offer.h"
#include "test_sec.h"

#define NB_SESSIONS	64u	/* of each port */
#define MAX_BATCH	48u

struct diff_port {
	struct sec_port port;
	struct sec_offer offer;
	struct sec_session sessions[NB_SESSIONS];
	unsigned int qm;
};

static struct diff_port ports[4];
static unsigned int nb_ports;
static uint8_t *pool;
static struct sec_task tasks[MAX_BATCH];
static uint64_t counts[4][2];	/* by kind, and whether it fails */

/* Set while a batch runs, so that the tear-down of a failed test prints the seed. */
static bool at_hand;

static void
make_session(struct diff_port *p, struct sec_session *s)
{
	struct sec_alg alg;

	sec_draw_alg(&p->offer, &alg);
	sec_session_open(&p->port, &alg, s);
}

static void
plug(const char *devargs, unsigned int qm)
{
	struct diff_port *p = &ports[nb_ports];
	unsigned int i;

	p->qm = qm;
	assert_int_equal(sec_plug(&p->port, nb_ports++, devargs), 0);
	sec_bring_up(&p->port, 1, SEC_INFLIGHT);
	sec_offer_read(&p->port, &p->offer);
	/* Enough for all kinds of operations. */
	assert_true(p->offer.nb_caps >= 10 && p->offer.nb_chains >= 1);
	for (i = 0; i < NB_SESSIONS; i++)
		make_session(p, &p->sessions[i]);
}

static void
plug_all(void)
{
	char devargs[192];
	unsigned int qm;
	bool soft;

	if (strcmp(sec_driver(), SEC_DRIVER) != 0) {
		plug("", 2);
	} else if (strcmp(test_options.device, "soft") == 0) {
		plug("device=soft,soft_qm=2,soft_depth=1024", 2);
		plug("device=soft,soft_qm=3,soft_depth=1024", 3);
		plug("device=soft,soft_qm=2,soft_workers=1", 2);
		plug("device=soft,soft_qm=3,soft_workers=1", 3);
	} else {
		snprintf(devargs, sizeof(devargs), "device=%s", test_options.device);
		test_named_device(devargs, &soft, &qm);
		plug(devargs, qm);
	}
}

static int
setup(void **state)
{
	sec_variant = (struct sec_variant) {
		.foreign = strcmp(sec_driver(), SEC_DRIVER) != 0,
	};
	sec_setup(state);
	pool = sec_draw_pool();
	nb_ports = 0;
	at_hand = false;
	plug_all();
	memset(counts, 0, sizeof(counts));
	return 0;
}

static int
teardown(void **state)
{
	int ret;

	if (at_hand)
		fprintf(stderr, "secdiff: seed %" PRIu64 "\n", test_options.seed);
	at_hand = false;
	ret = sec_teardown(state);
	free(pool);
	pool = NULL;
	return ret;
}

/* A burst of random operations of mixed sessions on one of the devices. */
static void
run_batch(uint32_t n)
{
	/* Devices with a worker come less often, as waiting for the worker takes time. */
	unsigned int i, port = test_rand_range(0, nb_ports - 1);
	struct diff_port *p;

	if (port >= 2 && !sec_draw_one_in(4))
		port -= 2;
	p = &ports[port];
	sec_variant.qm = p->qm;
	at_hand = true;
	/* Replace sessions, of which no operation is in flight here. */
	for (i = 0; i < n; i += 16) {
		struct sec_session *s = &p->sessions[test_rand_range(0, NB_SESSIONS - 1)];

		sec_session_close(&p->port, s);
		make_session(p, s);
	}
	for (i = 0; i < n; i++)
		sec_draw_task(&p->sessions[test_rand_range(0, NB_SESSIONS - 1)], pool, &tasks[i]);
	sec_task_run_on(&p->port, 0, tasks, n);
	for (i = 0; i < n; i++)
		counts[tasks[i].s->alg.kind][tasks[i].spoil != SEC_SPOIL_NOTHING]++;
	at_hand = false;
}

static void
report_counts(uint64_t total)
{
	static const char *const names[] = { "cipher", "hash or MAC", "chain", "AEAD" };
	uint64_t sum = 0;
	unsigned int i;

	for (i = 0; i < RTE_DIM(names); i++) {
		fprintf(stderr, "secdiff: %" PRIu64 " %s, %" PRIu64 " damaged\n", counts[i][0],
				names[i], counts[i][1]);
		sum += counts[i][0] + counts[i][1];
		if (total >= 1000)
			assert_true(counts[i][0] != 0 && (i == 0 || counts[i][1] != 0));
	}
	assert_int_equal(sum, total);
}

static void
test_random_operations(void **state __rte_unused)
{
	uint64_t total = test_options.ops, done = 0, tenths = 0;
	uint32_t n, before = sec_task_count();

	while (done < total) {
		n = RTE_MIN((uint64_t)test_rand_range(1, MAX_BATCH), total - done);
		run_batch(n);
		done += n;
		if (done * 10 / total == tenths)
			continue;
		tenths = done * 10 / total;
		fprintf(stderr, "secdiff: %" PRIu64 " of %" PRIu64 " operations\n", done, total);
	}
	assert_int_equal(sec_task_count() - before, total);
	report_counts(total);
}

#ifndef UACCE_HAVE_SOFT
static void
test_no_device(void **state __rte_unused)
{
	skip();
}
#endif

int
test_sec_diff(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_random_operations, setup, teardown),
	};

#ifndef UACCE_HAVE_SOFT
	static const struct CMUnitTest none[] = { cmocka_unit_test(test_no_device) };

	if (strcmp(test_options.device, "soft") == 0)
		return TEST_RUN_GROUP("secdiff", none, NULL, NULL);
#endif
	return TEST_RUN_GROUP("secdiff", tests, NULL, NULL);
}

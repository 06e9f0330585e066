/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Interleavings of the ring's code, see ring_world.c: none breaks a property. Some tests take one
 * barrier or order away, and a fault must be found then.
 */

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "ring_world.h"
#include "test.h"
#include "test_util.h"

/* Histories of the random tests unless --ops says how many. */
#define DEFAULT_HISTORIES	1000000u
/* Histories in which a removed order must be found at the latest. */
#define MAX_SEARCH		200000u

/* Play random histories. @return what went wrong, or NULL; *nb are those that were played */
static const char *
play_random(uint32_t depth, enum removal removed, uint64_t *nb)
{
	const uint64_t most = *nb;
	const char *wrong = NULL;

	step_start(&ring_world, STEP_RANDOM, 0, test_rand());
	for (*nb = 0; *nb < most && wrong == NULL; ++*nb) {
		const uint32_t where = test_rand();

		/* Near the wrap of the counters, or anywhere within two laps. */
		ring_world_reset(depth, (where & 1) != 0 ?
				-(where >> 8) % (2 * depth) - depth : (where >> 8) % (2 * depth),
				depth + 2 + (where >> 4) % 3, (where & 2) != 0, removed);
		wrong = step_history();
	}
	return wrong;
}

static void
print_histories(uint32_t depth, const char *how, uint64_t nb, const char *wrong, time_t since)
{
	printf("ring of %u: %" PRIu64 " histories %s, %ld s%s%s\n", depth, nb, how,
			(long)(time(NULL) - since), wrong == NULL ? "" : ": ",
			wrong == NULL ? "" : wrong);
}

static void
skip_under_thread_sanitizer(void)
{
#ifdef __SANITIZE_THREAD__
	/* It does not know that one thread has several stacks. */
	skip();
#endif
}

static void
test_random_histories(void **state)
{
	const uint32_t depth = (uintptr_t)*state;
	uint64_t nb = (test_options.ops_given ? test_options.ops : DEFAULT_HISTORIES) / 3 + 1;
	const time_t since = time(NULL);
	const char *wrong;

	skip_under_thread_sanitizer();
	wrong = play_random(depth, NOTHING, &nb);
	print_histories(depth, "at random", nb, wrong, since);
	assert_true(wrong == NULL);
}

/* All histories with two decisions against the usual way, from the last slot on. */
static void
test_all_histories(void **state)
{
	const uint32_t depth = (uintptr_t)*state;
	const time_t since = time(NULL);
	const char *wrong;
	uint64_t nb = 0;
	bool may_stop;

	skip_under_thread_sanitizer();
	for (may_stop = false; ; may_stop = true) {
		step_start(&ring_world, STEP_ALL, 2, 0);
		do {
			ring_world_reset(depth, 2 * depth - 1, depth + 2, may_stop, NOTHING);
			wrong = step_history();
			nb++;
		} while (wrong == NULL && step_next());
		if (may_stop || wrong != NULL)
			break;
	}
	print_histories(depth, "with two decisions", nb, wrong, since);
	assert_true(wrong == NULL);
	assert_true(nb > 1000);
}

struct removed {
	const char *name;
	enum removal what;
	uint32_t depth;		/* least depth in which a fault can be found */
};

/* Whatever is taken away, a fault is found. */
static void
test_removed(void **state)
{
	const struct removed *removed = *state;
	const time_t since = time(NULL);
	uint64_t nb = MAX_SEARCH;
	const char *wrong;

	skip_under_thread_sanitizer();
	wrong = play_random(removed->depth, removed->what, &nb);
	print_histories(removed->depth, removed->name, nb, wrong, since);
	assert_true(wrong != NULL);
}

static int
setup(void **state __rte_unused)
{
	test_rand_start();
	return 0;
}

#define DEPTH_TEST(f, depth) \
	{ #f " (" #depth " slots)", f, setup, NULL, (void *)(uintptr_t)(depth) }
#define REMOVED_TEST(what, depth) \
	{ "test_removed (" #what ")", test_removed, setup, NULL, \
		&(struct removed) { "without " #what, what, depth } }

static const struct CMUnitTest tests[] = {
	DEPTH_TEST(test_random_histories, 2),
	DEPTH_TEST(test_random_histories, 4),
	DEPTH_TEST(test_random_histories, 8),
	DEPTH_TEST(test_all_histories, 2),
	DEPTH_TEST(test_all_histories, 4),
	DEPTH_TEST(test_all_histories, 8),
	REMOVED_TEST(SUBMITTED_RELEASE, 2),
	REMOVED_TEST(SUBMITTED_FIRST, 4),
	REMOVED_TEST(ACKNOWLEDGE, 2),
	REMOVED_TEST(ACKNOWLEDGE_FIRST, 2),
	REMOVED_TEST(ACKNOWLEDGE_ORDER, 2),
	REMOVED_TEST(TO_DEVICE_BARRIER, 2),
	REMOVED_TEST(FROM_DEVICE_BARRIER, 2),
	REMOVED_TEST(SUBMITTED_ACQUIRE, 2),
	REMOVED_TEST(RELEASE, 4),
	REMOVED_TEST(SECOND_POLL, 2),
	REMOVED_TEST(RX_ACQUIRE, 2),
	REMOVED_TEST(QUIET, 2),
	REMOVED_TEST(FREE_ENTRY, 4),
};

int
test_ring_step(void)
{
	return TEST_RUN_GROUP("ring step", tests, NULL, NULL);
}

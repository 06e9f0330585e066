/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* The ledger of `stress` finds what it is for, and so can fail; its faults are drawn as listed. */

#include <string.h>

#include <rte_common.h>

#include "stress_faults.h"
#include "stress_ledger.h"
#include "test.h"
#include "test_util.h"
#include "uacce_soft.h"

#define NB_MARKS	4u

struct books {
	struct stress_ledger l;
	struct stress_mark marks[NB_MARKS];
};

/* All operations are enqueued, and the first @p back come back good. */
static void
fill(struct books *b, unsigned int back)
{
	unsigned int i;

	memset(b, 0, sizeof(*b));
	for (i = 0; i < NB_MARKS; i++)
		stress_ledger_enter(&b->marks[i]);
	stress_ledger_enqueued(&b->l, NB_MARKS);
	for (i = 0; i < back; i++) {
		assert_true(stress_ledger_dequeued(&b->l, &b->marks[i]));
		stress_ledger_judged(&b->l, STRESS_GOOD, true);
	}
}

static void
close_all(struct books *b)
{
	unsigned int i;

	for (i = 0; i < NB_MARKS; i++)
		stress_ledger_close(&b->l, &b->marks[i]);
}

static void
test_clean(void **state __rte_unused)
{
	struct stress_ledger sum = { 0 };
	struct books b;

	fill(&b, NB_MARKS);
	close_all(&b);
	assert_true(stress_ledger_is_clean(&b.l));
	stress_ledger_add(&sum, &b.l);
	stress_ledger_add(&sum, &b.l);
	assert_true(stress_ledger_is_clean(&sum));
	assert_int_equal(sum.enqueued, 2 * NB_MARKS);
	assert_int_equal(sum.results[STRESS_GOOD], 2 * NB_MARKS);
}

static void
test_lost(void **state __rte_unused)
{
	struct stress_ledger sum = { 0 };
	struct books b;

	fill(&b, NB_MARKS - 1);
	assert_int_equal(stress_ledger_in_flight(&b.l), 1);
	assert_false(stress_ledger_is_clean(&b.l));
	close_all(&b);
	assert_int_equal(b.l.lost, 1);
	assert_false(stress_ledger_is_clean(&b.l));
	stress_ledger_add(&sum, &b.l);
	assert_int_equal(sum.lost, 1);
	assert_false(stress_ledger_is_clean(&sum));
	/* The loss is counted once. */
	close_all(&b);
	assert_int_equal(b.l.lost, 1);
}

static void
test_duplicated(void **state __rte_unused)
{
	struct books b;

	fill(&b, NB_MARKS);
	assert_false(stress_ledger_dequeued(&b.l, &b.marks[2]));
	close_all(&b);
	assert_int_equal(b.l.duplicated, 1);
	assert_int_equal(b.l.dequeued, NB_MARKS);
	assert_false(stress_ledger_is_clean(&b.l));
}

static void
test_wrong(void **state __rte_unused)
{
	struct books b;

	fill(&b, NB_MARKS - 1);
	assert_true(stress_ledger_dequeued(&b.l, &b.marks[NB_MARKS - 1]));
	/* What was not judged is no clean ledger either. */
	assert_false(stress_ledger_is_clean(&b.l));
	stress_ledger_judged(&b.l, STRESS_GOOD, false);
	close_all(&b);
	assert_int_equal(b.l.wrong, 1);
	assert_false(stress_ledger_is_clean(&b.l));
}

/* A duplicate in place of a loss leaves the sums equal, and both are found. */
static void
test_lost_and_duplicated(void **state __rte_unused)
{
	struct books b;

	fill(&b, NB_MARKS - 1);
	assert_false(stress_ledger_dequeued(&b.l, &b.marks[0]));
	close_all(&b);
	assert_int_equal(b.l.lost, 1);
	assert_int_equal(b.l.duplicated, 1);
	assert_false(stress_ledger_is_clean(&b.l));
}

/* What a queue pair does not accept is not in flight. */
static void
test_not_accepted(void **state __rte_unused)
{
	struct books b;

	fill(&b, NB_MARKS);
	stress_ledger_enter(&b.marks[0]);
	stress_ledger_enqueued(&b.l, 0);
	stress_ledger_leave(&b.marks[0]);
	close_all(&b);
	assert_true(stress_ledger_is_clean(&b.l));
	b.l.rejected = 1;
	assert_false(stress_ledger_is_clean(&b.l));
}

static void
test_faults(void **state __rte_unused)
{
	uint32_t set, all;
	char text[512];
	unsigned int i, drawn = 0;

	assert_true(stress_faults_parse("none", &set));
	assert_int_equal(set, 0);
	stress_faults_draw(set, true, 2, text, sizeof(text));
	assert_string_equal(text, "");
	assert_true(stress_faults_parse("all", &all));
	assert_true(stress_faults_parse("reset,undone", &set));
	assert_true(set != 0 && (set & ~all) == 0 && set != all);
	assert_true(stress_faults_has(set, "reset") && stress_faults_has(set, "undone"));
	assert_false(stress_faults_has(set, "order"));
	assert_false(stress_faults_parse("reset,", &set));
	assert_false(stress_faults_parse("", &set));
	assert_false(stress_faults_parse("resets", &set));
	for (i = 0; i < 1000; i++) {
		stress_faults_draw(all, i & 1, 2, text, sizeof(text));
		assert_true((i & 1) != 0 || strstr(text, "counts") == NULL);
		drawn += text[0] != '\0';
		/* A build without the soft device knows no fault. */
		if (text[0] != '\0' && uacce_soft_fault_is_valid("reset@1"))
			assert_true(uacce_soft_fault_is_valid(text));
		assert_true(strlen(text) < UACCE_SOFT_FAULT_LEN);
	}
	assert_true(drawn > 900);
}

int
test_stress(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clean),
		cmocka_unit_test(test_lost),
		cmocka_unit_test(test_duplicated),
		cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_lost_and_duplicated),
		cmocka_unit_test(test_not_accepted),
		cmocka_unit_test(test_faults),
	};

	test_rand_start();
	return TEST_RUN_GROUP("stress", tests, NULL, NULL);
}

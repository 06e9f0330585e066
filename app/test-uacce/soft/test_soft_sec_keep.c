/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Requests that the engine keeps for those that come next. */

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <rte_common.h>

#include "soft_sec_item.h"
#include "soft_sec_user.h"

/*
 * The engine may keep what it took until a call finds nothing new, or until enough comes behind
 * it.
 */
static void
test_kept(void **state __rte_unused)
{
	uint64_t rng = test_options.seed;
	struct item *it = item_make_all(200, &rng);
	unsigned int i, n, done = 0, most = 0;
	struct sec_sqe sqe;
	struct user u;

	sec_open(&u, 3, SOFT_ENGINE_FAST);
	for (i = 0; i < 200; i += n) {
		for (n = 0; n < 5; n++)
			item_put(&u, &it[i + n]);
		user_ring_sq(&u);
		done += soft_queue_serve(u.q, 32);
		assert_int_equal(item_completions(&u), done);
		most = RTE_MAX(most, i + n - done);
	}
	/* Two steps of lanes, or a batch and what it is put behind. */
	assert_true(most <= 64);
	done += soft_queue_serve(u.q, 200);
	assert_int_equal(done, 200);
	assert_int_equal(item_completions(&u), 200);
	assert_int_equal(soft_queue_serve(u.q, 32), 0);
	for (i = 0; i < 200; i++) {
		sqe = item_slot(&u, i);
		item_check(&it[i], &sqe);
	}
	sec_close(&u);
	free(it);
}

/* A queue that is stopped finishes first what its engine keeps. */
static void
test_stop_while_kept(void **state __rte_unused)
{
	uint64_t rng = test_options.seed;
	struct item *it = item_make_all(40, &rng);
	struct sec_sqe sqe;
	unsigned int i;
	struct user u;

	sec_open(&u, 3, SOFT_ENGINE_FAST);
	for (i = 0; i < 40; i++)
		item_put(&u, &it[i]);
	user_ring_sq(&u);
	soft_queue_serve(u.q, 32);
	assert_int_equal(soft_queue_ioctl(u.q, UACCE_CMD_PUT_Q, NULL), 0);
	assert_int_equal(item_completions(&u), 40);
	for (i = 0; i < 40; i++) {
		sqe = item_slot(&u, i);
		item_check(&it[i], &sqe);
	}
	sec_close(&u);
	free(it);
}

/* Memory of a request that is kept is unmapped: all complete once, well or with an error. */
static void
test_fault_while_kept(void **state __rte_unused)
{
	const size_t page = sysconf(_SC_PAGESIZE);
	uint64_t rng = test_options.seed;
	struct item *it = item_make_all(20, &rng);
	unsigned int i;
	struct sec_sqe sqe;
	struct user u;
	uint8_t *gone;

	gone = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_true(gone != MAP_FAILED);
	sec_open(&u, 3, SOFT_ENGINE_FAST);
	it[3].spec.dst = gone;
	it[3].spec.src = gone;
	for (i = 0; i < 10; i++)
		item_put(&u, &it[i]);
	user_ring_sq(&u);
	soft_queue_serve(u.q, 32);
	munmap(gone, page);
	for (; i < 20; i++)
		item_put(&u, &it[i]);
	user_ring_sq(&u);
	soft_queue_serve(u.q, 32);
	soft_queue_serve(u.q, 32);
	assert_int_equal(item_completions(&u), 20);
	assert_int_equal(soft_queue_serve(u.q, 32), 0);
	for (i = 0; i < 20; i++) {
		sqe = item_slot(&u, i);
		if (sqe.byte[SEC_ERROR_AT] == HISI_SEC_OK && i != 3)
			item_check(&it[i], &sqe);
		else if (sqe.byte[SEC_ERROR_AT] != HISI_SEC_OK)
			assert_int_equal(sqe.byte[SEC_ERROR_AT], HISI_SEC_BAD_ADDR);
	}
	/* The queue goes on. */
	sqe = sec_build(3, &it[0].spec);
	memset(it[0].out, 0, ITEM_LEN);
	u.head += 20;
	user_ring_cq(&u);
	sec_serve(&u, &sqe, 1);
	item_check(&it[0], &sqe);
	sec_close(&u);
	free(it);
}

int
test_soft_sec_keep(void)
{
	const struct CMUnitTest tests[] = {
		user_unit_test(test_kept),
		user_unit_test(test_stop_while_kept),
		user_unit_test(test_fault_while_kept),
	};

	return TEST_RUN_GROUP("soft SEC, requests kept", tests, NULL, NULL);
}

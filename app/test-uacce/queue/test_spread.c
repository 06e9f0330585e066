/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* The choice of a device for each queue pair, of those that the argument `device` names. */

#include <errno.h>

#include <rte_common.h>
#include <rte_memory.h>

#include "sysfs_tree.h"
#include "uacce_queue.h"
#include "uacce_spread.h"

/* Queue pairs go to the devices that are in service; with none left, opening says so. */
static void
test_spread_skips_isolated(void **state __rte_unused)
{
	static const char *const names[] = { "hisi_zip-0", "hisi_zip-1", "hisi_zip-2" };
	struct uacce_spread spread = { .per_pair = 2, .nb = RTE_DIM(names) };
	const struct uacce_device *chosen;
	struct uacce_queue q = { 0 };
	unsigned int i, qp;

	for (i = 0; i < RTE_DIM(names); i++)
		tree_put_device(names[i], TREE_ZIP_V3);
	tree_scan(RTE_DIM(names));
	for (i = 0; i < RTE_DIM(names); i++)
		spread.devices[i] = tree_devices[i];
	for (qp = 0; qp < 6; qp++)
		assert_string_equal(uacce_spread_choose(&spread, qp, SOCKET_ID_ANY)->name,
				names[qp % 3]);
	tree_put_attr("hisi_zip-1", "isolate", "1\n");
	for (qp = 0; qp < 6; qp++) {
		chosen = uacce_spread_choose(&spread, qp, SOCKET_ID_ANY);
		assert_string_not_equal(chosen->name, "hisi_zip-1");
		assert_false(chosen->isolated);
	}
	tree_put_attr("hisi_zip-0", "isolate", "1\n");
	tree_put_attr("hisi_zip-2", "isolate", "1\n");
	for (qp = 0; qp < 3; qp++) {
		chosen = uacce_spread_choose(&spread, qp, SOCKET_ID_ANY);
		test_log_start();
		assert_int_equal(uacce_queue_open(&q, chosen), -EIO);
		tree_assert_contains(test_log_stop(), names[qp]);
		assert_int_equal(test_log_count("ERR"), 1);
	}
	/* Back in service, as when the kernel's driver was loaded anew. */
	tree_put_attr("hisi_zip-2", "isolate", "0\n");
	assert_string_equal(uacce_spread_choose(&spread, 0, SOCKET_ID_ANY)->name, "hisi_zip-2");
}

/* Queues that queue pairs may still open are not free, so that the last pair finds its own. */
static void
test_spread_reserves(void **state __rte_unused)
{
	struct uacce_spread spread = { .per_pair = 2, .nb = 2 };

	tree_put_device("hisi_zip-0", TREE_ZIP_V3);
	tree_put_device("hisi_zip-1", TREE_ZIP_V3);
	tree_put_attr("hisi_zip-0", "available_instances", "4\n");
	tree_put_attr("hisi_zip-1", "available_instances", "3\n");
	tree_scan(2);
	spread.devices[0] = tree_devices[0];
	spread.devices[1] = tree_devices[1];
	assert_string_equal(uacce_spread_choose(&spread, 1, SOCKET_ID_ANY)->name, "hisi_zip-0");
	uacce_spread_reserve(&spread, &spread.devices[0], 2);
	assert_string_equal(uacce_spread_choose(&spread, 0, SOCKET_ID_ANY)->name, "hisi_zip-1");
	uacce_spread_reserve(&spread, &spread.devices[1], 2);
	assert_string_equal(uacce_spread_choose(&spread, 1, SOCKET_ID_ANY)->name, "hisi_zip-0");
	uacce_spread_reserve(&spread, &spread.devices[1], -2);
	assert_string_equal(uacce_spread_choose(&spread, 0, SOCKET_ID_ANY)->name, "hisi_zip-1");
}

int
test_spread(void)
{
	static const struct CMUnitTest tests[] = {
		IN_TREE(test_spread_skips_isolated),
		IN_TREE(test_spread_reserves),
	};

	return TEST_RUN_GROUP("device spread", tests, NULL, NULL);
}

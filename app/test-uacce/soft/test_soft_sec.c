/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* The soft SEC device without a driver. */

#include <string.h>

#include <rte_common.h>

#include "soft_sec_user.h"

/* 1.3: what the class directory shows. */
static void
test_attributes(void **state __rte_unused)
{
	static const unsigned int qms[] = { 2, 3, 5 };
	char buf[384], api[16];
	unsigned int i;

	for (i = 0; i < RTE_DIM(qms); i++) {
		struct soft_device *dev = sec_device(qms[i], 0, SOFT_ENGINE_FAST, NULL);

		snprintf(api, sizeof(api), "hisi_qm_v%u\n", qms[i]);
		assert_int_equal(soft_device_attr(dev, "api", buf, sizeof(buf)), 0);
		assert_string_equal(buf, api);
		assert_int_equal(soft_device_attr(dev, "algorithms", buf, sizeof(buf)), 0);
		assert_string_equal(buf, "cipher\ndigest\naead\n");
		assert_int_equal(user_attr(dev, "available_instances"), 256);
		user_device_destroy(dev);
	}
}

int
test_softsec(void)
{
	const struct CMUnitTest tests[] = {
		user_unit_test(test_attributes),
	};

	return TEST_RUN_GROUP("soft SEC", tests, NULL, NULL) + test_soft_sec_descriptor() +
		test_soft_sec_limits() + test_soft_sec_batch() + test_soft_sec_keep() +
		test_soft_sec_wait() + test_soft_sec_edge() + test_soft_sec_engine() +
		test_soft_sec_fault() + test_soft_sec_hash() + test_soft_sec_kat() +
		test_soft_sec_key() + test_soft_sec_batch_key() + test_soft_sec_key_table() +
		test_soft_sec_piece() + test_soft_sec_rand();
}

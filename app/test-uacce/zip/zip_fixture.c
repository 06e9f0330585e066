/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Set-up and tear-down of the tests of uacce_zip. */

#include <string.h>

#include "zip_fixture.h"
#include "zip_flat.h"
#include "zip_set.h"

int
zip_setup(void **state)
{
	/* cmocka runs no tear-down after a set-up that failed. */
	zip_teardown(state);
	test_rand_start();
	zip_flat_reset();
	zip_pools.ops = rte_comp_op_pool_create("zip_ops", ZIP_NB_OPS, 0, ZIP_OP_PRIV, 0);
	zip_pools.large = rte_pktmbuf_pool_create("zip_large", ZIP_NB_LARGE, 0, 0, ZIP_BUF, 0);
	zip_pools.small = rte_pktmbuf_pool_create("zip_small", 2 * ZIP_NB_OPS, 0, 0,
			ZIP_SMALL_BUF, 0);
	assert_non_null(zip_pools.ops);
	assert_non_null(zip_pools.large);
	assert_non_null(zip_pools.small);
	return 0;
}

int
zip_setup_port(void **state)
{
	zip_setup(state);
	assert_int_equal(zip_plug(&zip_port, "uacce_zip_t0", zip_variant.devargs), 0);
	zip_bring_up(&zip_port, 1, ZIP_INFLIGHT);
	zip_make_xforms(&zip_port);
	return 0;
}

int
zip_setup_set_data(void **state)
{
	zip_setup(state);
	zip_set_draw();
	return 0;
}

int
zip_setup_set(void **state)
{
	zip_setup_set_data(state);
	assert_int_equal(zip_plug(&zip_port, "uacce_zip_t0", zip_variant.devargs), 0);
	zip_bring_up(&zip_port, 1, ZIP_INFLIGHT_MAX);
	zip_make_xforms(&zip_port);
	return 0;
}

/*
 * A failed assertion leaves devices in any state: started or not, with operations in flight, with
 * faults still to come. Nothing here asserts, so that each step is done whatever the one before
 * it said. Xforms and streams that were not freed go with their device.
 */
int
zip_teardown(void **state __rte_unused)
{
	int ret;

	test_log_stop();
	ret = zip_release_xforms(&zip_port);
	if (test_unplug_all() != 0)
		ret = -1;
	memset(&zip_port, 0, sizeof(zip_port));
	/* After the devices, as the soft device may still work on what is in flight. */
	rte_mempool_free(zip_pools.ops);
	rte_mempool_free(zip_pools.large);
	rte_mempool_free(zip_pools.small);
	memset(&zip_pools, 0, sizeof(zip_pools));
	return ret;
}

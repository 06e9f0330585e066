/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Set-up and tear-down of the tests of uacce_sec. */

#include <string.h>

#include "sec_fifo.h"
#include "sec_fixture.h"
#include "sec_request.h"

#define NB_OPS		8192u
/* Behind an operation are two IVs and a pointer to the task that it belongs to. */
#define OP_PRIV		(2 * SEC_MAX_IV + sizeof(struct sec_task *))

int
sec_setup(void **state)
{
	/* cmocka runs no tear-down after a set-up that failed. */
	sec_teardown(state);
	test_rand_start();
	sec_pools.ops = rte_crypto_op_pool_create("sec_ops", RTE_CRYPTO_OP_TYPE_SYMMETRIC, NB_OPS,
			0, OP_PRIV, 0);
	assert_non_null(sec_pools.ops);
	return 0;
}

int
sec_setup_port(void **state)
{
	sec_setup(state);
	assert_int_equal(sec_plug(&sec_port, 0, sec_devargs("")), 0);
	sec_bring_up(&sec_port, 1, SEC_INFLIGHT);
	return 0;
}

int
sec_setup_set(void **state)
{
	sec_setup_port(state);
	sec_set_open(&sec_port);
	sec_set.used = SEC_SET_SESSIONS;
	return 0;
}

/*
 * Stop all devices, as a test may have plugged more than sec_port, and the library closes none
 * that runs. Returns one of the tested driver, or -1.
 */
static int
stop_all(void)
{
	const int driver = rte_cryptodev_driver_id_get(sec_driver());
	struct rte_cryptodev_info info;
	int id, found = -1;

	for (id = 0; id < RTE_CRYPTO_MAX_DEVS; id++) {
		if (!rte_cryptodev_is_valid_dev(id))
			continue;
		rte_cryptodev_stop(id);
		rte_cryptodev_info_get(id, &info);
		if (info.driver_id == driver)
			found = id;
	}
	return found;
}

/*
 * A failed assertion leaves devices in any state: started or not, with operations in flight, with
 * faults still to come. Nothing here asserts, so that each step is done whatever the one before
 * it said.
 */
int
sec_teardown(void **state __rte_unused)
{
	int ret;

	test_log_stop();
	sec_task_report();
	ret = sec_sessions_close_all(stop_all());
	if (test_unplug_all() != 0)
		ret = -1;
	/* After the devices, as the soft device may still work on what is in flight. */
	sec_set_clear();
	sec_fifo_clear();
	sec_context_free();
	rte_mempool_free(sec_pools.ops);
	rte_mempool_free(sec_pools.sessions);
	memset(&sec_pools, 0, sizeof(sec_pools));
	memset(&sec_port, 0, sizeof(sec_port));
	return ret;
}

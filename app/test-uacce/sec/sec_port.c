/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Devices for the tests of uacce_sec. */

#include <stdio.h>
#include <string.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "sec_fifo.h"
#include "sec_request.h"

#define NB_OPS		8192u
#define PATIENCE_S	(20 * test_options.patience)
/* Behind an operation are two IVs and a pointer to the task that it belongs to. */
#define OP_PRIV		(2 * SEC_MAX_IV + sizeof(struct sec_task *))

struct sec_pools sec_pools;
struct sec_port sec_port;

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

const char *
sec_driver(void)
{
	return test_options.driver;
}

const char *
sec_devargs(const char *more)
{
	static char devargs[sizeof(sec_variant.devargs) + 256];
	bool deep = sec_variant.soft && strstr(more, "soft_depth") == NULL;

	snprintf(devargs, sizeof(devargs), "%s%s%s%s", sec_variant.devargs,
			deep ? ",soft_depth=1024" : "", more[0] != '\0' ? "," : "", more);
	return devargs;
}

/* The size of a session is the same for all devices of a driver. */
static void
make_session_pool(const struct sec_port *port)
{
	if (sec_pools.sessions != NULL)
		return;
	sec_pools.sessions = rte_cryptodev_sym_session_pool_create("sec_sessions", SEC_MAX_SESSIONS,
			rte_cryptodev_sym_get_private_session_size(port->id), 0, 0, 0);
	assert_non_null(sec_pools.sessions);
}

int
sec_plug(struct sec_port *port, unsigned int n, const char *devargs)
{
	int ret;

	memset(port, 0, sizeof(*port));
	snprintf(port->name, sizeof(port->name), "%s_t%u", sec_driver(), n);
	ret = test_plug(port->name, devargs);
	if (ret != 0)
		return ret;
	port->plugged = true;
	ret = rte_cryptodev_get_dev_id(port->name);
	assert_true(ret >= 0);
	port->id = ret;
	make_session_pool(port);
	return 0;
}

void
sec_unplug(struct sec_port *port)
{
	uint8_t count = rte_cryptodev_count();

	port->plugged = false;
	port->started = false;
	assert_int_equal(test_unplug(port->name), 0);
	assert_int_equal(rte_cryptodev_count(), count - 1);
	assert_int_equal(rte_cryptodev_get_dev_id(port->name), -1);
}

int
sec_configure(struct sec_port *port, uint16_t nb_qps)
{
	struct rte_cryptodev_config config = {
		.socket_id = rte_cryptodev_socket_id(port->id),
		.nb_queue_pairs = nb_qps,
		.ff_disable = RTE_CRYPTODEV_FF_ASYMMETRIC_CRYPTO | RTE_CRYPTODEV_FF_SECURITY,
	};

	port->nb_qps = nb_qps;
	return rte_cryptodev_configure(port->id, &config);
}

int
sec_qp_setup(struct sec_port *port, uint16_t qp, uint32_t inflight)
{
	struct rte_cryptodev_qp_conf conf = {
		.nb_descriptors = inflight,
		.mp_session = sec_pools.sessions,
	};

	return rte_cryptodev_queue_pair_setup(port->id, qp, &conf,
			rte_cryptodev_socket_id(port->id));
}

void
sec_bring_up(struct sec_port *port, uint16_t nb_qps, uint32_t inflight)
{
	uint16_t qp;

	assert_int_equal(sec_configure(port, nb_qps), 0);
	for (qp = 0; qp < nb_qps; qp++)
		assert_int_equal(sec_qp_setup(port, qp, inflight), 0);
	assert_int_equal(sec_start(port), 0);
}

int
sec_start(struct sec_port *port)
{
	int ret = rte_cryptodev_start(port->id);

	port->started = ret == 0;
	return ret;
}

void
sec_stop(struct sec_port *port)
{
	rte_cryptodev_stop(port->id);
	port->started = false;
}

unsigned int
sec_log_own(const char *log, const char *level)
{
	char layer[32], driver[64];

	/* The queue layer begins a line with its own name, the driver with the device's. */
	snprintf(layer, sizeof(layer), "%s uacce: ", level);
	snprintf(driver, sizeof(driver), "%s %s_t", level, sec_driver());
	return test_log_lines_or(log, level, layer, driver);
}

uint16_t
sec_enqueue(const struct sec_port *port, uint16_t qp, struct rte_crypto_op **ops, uint16_t n)
{
	return rte_cryptodev_enqueue_burst(port->id, qp, ops, n);
}

void
sec_dequeue_all(const struct sec_port *port, uint16_t qp, struct rte_crypto_op **ops, uint16_t n)
{
	uint64_t end = rte_get_timer_cycles() + PATIENCE_S * rte_get_timer_hz();
	struct rte_crypto_op *more;
	uint16_t got = 0;

	while (got < n && rte_get_timer_cycles() < end)
		got += rte_cryptodev_dequeue_burst(port->id, qp, ops + got, n - got);
	assert_int_equal(got, n);
	assert_int_equal(rte_cryptodev_dequeue_burst(port->id, qp, &more, 1), 0);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Devices for the tests of uacce_sec. */

#include <stdio.h>
#include <string.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "sec_port.h"

#define PATIENCE_S	(20 * test_options.patience)

struct sec_variant sec_variant;
struct sec_pools sec_pools;
struct sec_port sec_port;

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
sec_port_configure(struct sec_port *port, uint16_t nb_qps)
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

	assert_int_equal(sec_port_configure(port, nb_qps), 0);
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

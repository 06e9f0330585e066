/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_SEC_PORT_H
#define TEST_UACCE_SEC_PORT_H

/**
 * @file
 * Devices for the tests of the uacce_sec driver. Each function asserts that it works, so that what
 * returns is as it should be.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_crypto.h>
#include <rte_cryptodev.h>
#include <rte_mempool.h>

#include "test.h"
#include "test_util.h"
#include "uacce_compat.h"

/** Driver that is tested, unless --driver says otherwise. */
#define SEC_DRIVER	"uacce_sec"
/** Most bytes of a request, AAD included (hardware_interface.rst, section 4.11). */
#define SEC_MAX_LEN	0xfffe00u
/** Operations in flight that a queue pair is set up for. */
#define SEC_INFLIGHT	256u
/** Most sessions that a test has open at a time. */
#define SEC_MAX_SESSIONS	1024u

/** How the device of a group of tests is plugged, and what it is. */
struct sec_variant {
	char devargs[192];
	bool soft;
	unsigned int qm;	/**< QM version, 2 and up */
	/** Another driver, by --driver: what is particular to uacce_sec is not tested. */
	bool foreign;
};

extern struct sec_variant sec_variant;

/** A plugged device. */
struct sec_port {
	char name[32];
	uint8_t id;
	uint16_t nb_qps;
	bool plugged;
	bool started;
};

/** Memory of a test: made by sec_setup(), freed by sec_teardown(). */
struct sec_pools {
	struct rte_mempool *ops;
	struct rte_mempool *sessions;	/**< made with the first device */
};

extern struct sec_pools sec_pools;

/** Device that sec_setup_port() plugs and sec_teardown() unplugs. */
extern struct sec_port sec_port;

/** Name of the driver, which names of devices begin with. */
const char *sec_driver(void);
/** Devargs of the variant with more of them behind; valid until the next call. */
const char *sec_devargs(const char *more);
/** rte_vdev_init() of "<driver>_t<n>". @return what rte_vdev_init() said. */
int sec_plug(struct sec_port *port, unsigned int n, const char *devargs);
void sec_unplug(struct sec_port *port);
/** Configure without queue pair set-up. @return the library's code. */
int sec_port_configure(struct sec_port *port, uint16_t nb_qps);
int sec_qp_setup(struct sec_port *port, uint16_t qp, uint32_t inflight);
/** Configure, set up all queue pairs and start. */
void sec_bring_up(struct sec_port *port, uint16_t nb_qps, uint32_t inflight);
int sec_start(struct sec_port *port);
void sec_stop(struct sec_port *port);
/** Lines of a level written by the driver or the queue layer, not by DPDK. */
unsigned int sec_log_own(const char *log, const char *level);

/** Enqueue once. */
uint16_t sec_enqueue(const struct sec_port *port, uint16_t qp, struct rte_crypto_op **ops,
		uint16_t n);
/**
 * Dequeue until @p n came back, asserting that it does not take 20 s, and that
 * no further operation comes after.
 */
void sec_dequeue_all(const struct sec_port *port, uint16_t qp, struct rte_crypto_op **ops,
		uint16_t n);

#endif /* TEST_UACCE_SEC_PORT_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_ZIP_PORT_H
#define TEST_UACCE_ZIP_PORT_H

/**
 * @file
 * Devices and operations for the tests of the uacce_zip driver. Each function asserts that it
 * works, so that what returns is as it should be.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_compressdev.h>
#include <rte_mbuf.h>
#include <rte_mempool.h>

#include "test.h"
#include "test_util.h"
#include "zip_zlib.h"

/** Operations in flight that a queue pair is set up for. */
#define ZIP_INFLIGHT	256u
/** Most operations in flight of a queue of 1024 entries: one stays free. */
#define ZIP_INFLIGHT_MAX	1023u
/** Bytes more that QM v2 needs to compress, for the zlib trailer (3.14). */
#define ZIP_V2_TRAILER	4u

/** How the device of a group of tests is plugged, and what it is. */
struct zip_variant {
	char devargs[192];
	bool soft;
	unsigned int qm;	/**< QM version, 2 and up */
};

extern struct zip_variant zip_variant;

/** A plugged device. */
struct zip_port {
	char name[32];
	uint8_t id;
	uint16_t nb_qps;
	bool plugged;
	bool started;
	void *compress;		/**< xform: window 15, default level */
	void *decompress;	/**< xform: window 15 */
};

/** Memory of a test: made by zip_setup(), freed by zip_teardown(). */
struct zip_pools {
	struct rte_mempool *ops;	/**< with ZIP_OP_PRIV bytes for the test */
	struct rte_mempool *large;	/**< mbufs of ZIP_BUF bytes */
	struct rte_mempool *small;	/**< mbufs of ZIP_SMALL_BUF bytes, no headroom */
};

#define ZIP_OP_PRIV	16
#define ZIP_SMALL_BUF	512u
#define ZIP_NB_OPS	8192u
#define ZIP_NB_LARGE	160u

extern struct zip_pools zip_pools;

/** Device that zip_setup_port() plugs and zip_teardown() unplugs. */
extern struct zip_port zip_port;

/** Lines of a level written by the driver or the queue layer, not by DPDK. */
unsigned int zip_log_own(const char *log, const char *level);

/** Devargs of the variant with more of them behind; valid until the next call. */
const char *zip_devargs(const char *more);

/** rte_vdev_init() and look up the device. @return what rte_vdev_init() said. */
int zip_plug(struct zip_port *port, const char *name, const char *devargs);
void zip_unplug(struct zip_port *port);
/** Configure without queue pair set-up. @return the library's code. */
int zip_port_configure(struct zip_port *port, uint16_t nb_qps);
int zip_qp_setup(struct zip_port *port, uint16_t qp, uint32_t inflight);
/** Configure, set up all queue pairs and start. */
void zip_bring_up(struct zip_port *port, uint16_t nb_qps, uint32_t inflight);
int zip_start(struct zip_port *port);
void zip_stop(struct zip_port *port);
/** Create the default xforms of a port. */
void zip_make_xforms(struct zip_port *port);
void zip_free_xforms(struct zip_port *port);
/** The same without an assertion, for a tear-down. @return other than 0 if the library refuses. */
int zip_release_xforms(struct zip_port *port);
struct rte_comp_xform zip_xform(bool decompress, int window);

/** An mbuf of @p pool with all of its buffer as guard bytes and no data. */
struct rte_mbuf *zip_mbuf(struct rte_mempool *pool);
/** Set where the data of a single mbuf is. */
void zip_mbuf_set_data(struct rte_mbuf *m, uint16_t off, uint16_t len);
/** Stateless operation with the port's xform of a direction and FLUSH_FINAL, without mbufs. */
struct rte_comp_op *zip_op_alloc(const struct zip_port *port, bool decompress);
/** A stateless operation over mbufs of the small pool, with mark 0. */
struct rte_comp_op *zip_op(const struct zip_port *port, bool decompress, const void *src,
		uint32_t len, uint32_t room);
void zip_op_free(struct rte_comp_op *op);
/** Number of an operation, for the test to use. */
uint32_t *zip_op_mark(struct rte_comp_op *op);

/** Enqueue once. */
uint16_t zip_enqueue(const struct zip_port *port, uint16_t qp, struct rte_comp_op **ops,
		uint16_t n);
/** Enqueue all @p n in one call, asserting that the queue takes them. */
void zip_enqueue_all(const struct zip_port *port, uint16_t qp, struct rte_comp_op **ops,
		uint16_t n);
/**
 * Dequeue until @p n came back, asserting that it does not take 20 s, and that
 * no further operation comes after.
 */
void zip_dequeue_all(const struct zip_port *port, uint16_t qp, struct rte_comp_op **ops,
		uint16_t n);

/** Assert that a small operation of each direction works on a queue pair. */
void zip_assert_works(const struct zip_port *port, uint16_t qp);

/** Create an xform or a stream, asserting that it works. */
void *zip_make_xform(const struct zip_port *port, const struct rte_comp_xform *xform);
void *zip_make_stream(const struct zip_port *port, const struct rte_comp_xform *xform);
/** An xform with window 15 and a checksum. */
struct rte_comp_xform zip_xform_sum(bool decompress, enum rte_comp_checksum_type type);

#endif /* TEST_UACCE_ZIP_PORT_H */

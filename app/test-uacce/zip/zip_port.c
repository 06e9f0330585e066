/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Devices and small operations for the tests of uacce_zip. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "zip_port.h"

#define PATIENCE_S	(20 * test_options.patience)

struct zip_variant zip_variant;
struct zip_pools zip_pools;
struct zip_port zip_port;

const char *
zip_devargs(const char *more)
{
	static char devargs[sizeof(zip_variant.devargs) + 256];

	snprintf(devargs, sizeof(devargs), "%s,%s", zip_variant.devargs, more);
	return devargs;
}

int
zip_plug(struct zip_port *port, const char *name, const char *devargs)
{
	int ret;

	memset(port, 0, sizeof(*port));
	ret = test_plug(name, devargs);
	if (ret != 0)
		return ret;
	snprintf(port->name, sizeof(port->name), "%s", name);
	port->plugged = true;
	ret = rte_compressdev_get_dev_id(name);
	assert_true(ret >= 0);
	port->id = ret;
	return 0;
}

void
zip_unplug(struct zip_port *port)
{
	uint8_t count = rte_compressdev_count();

	zip_free_xforms(port);
	port->plugged = false;
	port->started = false;
	assert_int_equal(test_unplug(port->name), 0);
	/* Not by name: the library crashes on a look-up across a free device number. */
	assert_int_equal(rte_compressdev_count(), count - 1);
}

int
zip_port_configure(struct zip_port *port, uint16_t nb_qps)
{
	struct rte_compressdev_config config = {
		.socket_id = rte_compressdev_socket_id(port->id),
		.nb_queue_pairs = nb_qps,
		.max_nb_priv_xforms = 16,
	};

	port->nb_qps = nb_qps;
	return rte_compressdev_configure(port->id, &config);
}

int
zip_qp_setup(struct zip_port *port, uint16_t qp, uint32_t inflight)
{
	return rte_compressdev_queue_pair_setup(port->id, qp, inflight, 0);
}

void
zip_bring_up(struct zip_port *port, uint16_t nb_qps, uint32_t inflight)
{
	uint16_t qp;

	assert_int_equal(zip_port_configure(port, nb_qps), 0);
	for (qp = 0; qp < nb_qps; qp++)
		assert_int_equal(zip_qp_setup(port, qp, inflight), 0);
	assert_int_equal(zip_start(port), 0);
}

int
zip_start(struct zip_port *port)
{
	int ret = rte_compressdev_start(port->id);

	port->started = ret == 0;
	return ret;
}

void
zip_stop(struct zip_port *port)
{
	rte_compressdev_stop(port->id);
	port->started = false;
}

struct rte_comp_xform
zip_xform(bool decompress, int window)
{
	struct rte_comp_xform xform = { .type = RTE_COMP_COMPRESS };

	if (decompress) {
		xform.type = RTE_COMP_DECOMPRESS;
		xform.decompress.algo = RTE_COMP_ALGO_DEFLATE;
		xform.decompress.chksum = RTE_COMP_CHECKSUM_NONE;
		xform.decompress.hash_algo = RTE_COMP_HASH_ALGO_NONE;
		xform.decompress.window_size = window;
	} else {
		xform.compress.algo = RTE_COMP_ALGO_DEFLATE;
		xform.compress.deflate.huffman = RTE_COMP_HUFFMAN_DEFAULT;
		xform.compress.level = RTE_COMP_LEVEL_PMD_DEFAULT;
		xform.compress.chksum = RTE_COMP_CHECKSUM_NONE;
		xform.compress.hash_algo = RTE_COMP_HASH_ALGO_NONE;
		xform.compress.window_size = window;
	}
	return xform;
}

void
zip_make_xforms(struct zip_port *port)
{
	struct rte_comp_xform xform = zip_xform(false, 15);

	assert_int_equal(rte_compressdev_private_xform_create(port->id, &xform,
			&port->compress), 0);
	xform = zip_xform(true, 15);
	assert_int_equal(rte_compressdev_private_xform_create(port->id, &xform,
			&port->decompress), 0);
}

int
zip_release_xforms(struct zip_port *port)
{
	int ret = 0;

	if (port->compress != NULL)
		ret |= rte_compressdev_private_xform_free(port->id, port->compress);
	if (port->decompress != NULL)
		ret |= rte_compressdev_private_xform_free(port->id, port->decompress);
	port->compress = NULL;
	port->decompress = NULL;
	return ret;
}

void
zip_free_xforms(struct zip_port *port)
{
	assert_int_equal(zip_release_xforms(port), 0);
}

struct rte_mbuf *
zip_mbuf(struct rte_mempool *pool)
{
	struct rte_mbuf *m = rte_pktmbuf_alloc(pool);

	assert_non_null(m);
	m->data_off = 0;
	memset(m->buf_addr, TEST_GUARD, m->buf_len);
	return m;
}

void
zip_mbuf_set_data(struct rte_mbuf *m, uint16_t off, uint16_t len)
{
	m->data_off = off;
	m->data_len = len;
	m->pkt_len = len;
}

struct rte_comp_op *
zip_op_alloc(const struct zip_port *port, bool decompress)
{
	struct rte_comp_op *op = rte_comp_op_alloc(zip_pools.ops);

	assert_non_null(op);
	op->op_type = RTE_COMP_OP_STATELESS;
	op->flush_flag = RTE_COMP_FLUSH_FINAL;
	op->private_xform = decompress ? port->decompress : port->compress;
	return op;
}

struct rte_comp_op *
zip_op(const struct zip_port *port, bool decompress, const void *src, uint32_t len,
		uint32_t room)
{
	struct rte_comp_op *op = zip_op_alloc(port, decompress);

	assert_true(len <= ZIP_SMALL_BUF && room <= ZIP_SMALL_BUF);
	op->m_src = zip_mbuf(zip_pools.small);
	op->m_dst = zip_mbuf(zip_pools.small);
	zip_mbuf_set_data(op->m_src, 0, len);
	zip_mbuf_set_data(op->m_dst, 0, room);
	memcpy(rte_pktmbuf_mtod(op->m_src, void *), src, len);
	op->src.length = len;
	*zip_op_mark(op) = 0;
	return op;
}

void
zip_op_free(struct rte_comp_op *op)
{
	rte_pktmbuf_free(op->m_src);
	rte_pktmbuf_free(op->m_dst);
	rte_comp_op_free(op);
}

uint32_t *
zip_op_mark(struct rte_comp_op *op)
{
	return (uint32_t *)(op + 1);
}

uint16_t
zip_enqueue(const struct zip_port *port, uint16_t qp, struct rte_comp_op **ops, uint16_t n)
{
	return rte_compressdev_enqueue_burst(port->id, qp, ops, n);
}

void
zip_enqueue_all(const struct zip_port *port, uint16_t qp, struct rte_comp_op **ops, uint16_t n)
{
	assert_int_equal(zip_enqueue(port, qp, ops, n), n);
}

void
zip_dequeue_all(const struct zip_port *port, uint16_t qp, struct rte_comp_op **ops, uint16_t n)
{
	uint64_t end = rte_get_timer_cycles() + PATIENCE_S * rte_get_timer_hz();
	struct rte_comp_op *more;
	uint16_t got = 0;

	while (got < n && rte_get_timer_cycles() < end)
		got += rte_compressdev_dequeue_burst(port->id, qp, ops + got, n - got);
	assert_int_equal(got, n);
	assert_int_equal(rte_compressdev_dequeue_burst(port->id, qp, &more, 1), 0);
}

void
zip_assert_works(const struct zip_port *port, uint16_t qp)
{
	static const char text[] = "works, works, works and still works, as a device should";
	struct rte_comp_op *op = zip_op(port, false, text, sizeof(text), ZIP_SMALL_BUF), *done;
	struct rte_comp_op *back;

	zip_enqueue_all(port, qp, &op, 1);
	zip_dequeue_all(port, qp, &done, 1);
	assert_ptr_equal(done, op);
	assert_int_equal(op->status, RTE_COMP_OP_STATUS_SUCCESS);
	assert_int_equal(op->consumed, sizeof(text));
	zip_assert_decodes(15, rte_pktmbuf_mtod(op->m_dst, void *), op->produced, text,
			sizeof(text));
	back = zip_op(port, true, rte_pktmbuf_mtod(op->m_dst, void *), op->produced,
			ZIP_SMALL_BUF);
	zip_enqueue_all(port, qp, &back, 1);
	zip_dequeue_all(port, qp, &done, 1);
	assert_ptr_equal(done, back);
	assert_int_equal(back->status, RTE_COMP_OP_STATUS_SUCCESS);
	assert_int_equal(back->consumed, op->produced);
	assert_int_equal(back->produced, sizeof(text));
	assert_memory_equal(rte_pktmbuf_mtod(back->m_dst, void *), text, sizeof(text));
	zip_op_free(op);
	zip_op_free(back);
}

unsigned int
zip_log_own(const char *log, const char *level)
{
	char layer[32], driver[32];

	/* The queue layer begins a line with its own name, the driver with the device's. */
	snprintf(layer, sizeof(layer), "%s uacce: ", level);
	snprintf(driver, sizeof(driver), "%s uacce_zip_t", level);
	return test_log_lines_or(log, level, layer, driver);
}

void *
zip_make_xform(const struct zip_port *port, const struct rte_comp_xform *xform)
{
	void *priv = NULL;

	assert_int_equal(rte_compressdev_private_xform_create(port->id, xform, &priv), 0);
	assert_non_null(priv);
	return priv;
}

void *
zip_make_stream(const struct zip_port *port, const struct rte_comp_xform *xform)
{
	void *stream = NULL;

	assert_int_equal(rte_compressdev_stream_create(port->id, xform, &stream), 0);
	assert_non_null(stream);
	return stream;
}

struct rte_comp_xform
zip_xform_sum(bool decompress, enum rte_comp_checksum_type type)
{
	struct rte_comp_xform xform = zip_xform(decompress, 15);

	if (decompress)
		xform.decompress.chksum = type;
	else
		xform.compress.chksum = type;
	return xform;
}

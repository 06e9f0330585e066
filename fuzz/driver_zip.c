/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Operations of the compressdev driver: stateless ones and streams, of both directions. */

#include <rte_bus_vdev.h>
#include <rte_compressdev.h>
#include <rte_mbuf.h>

#include "driver.h"

#define NB_XFORMS	4u
#define BUF		1024u

/* Streams are few: an operation of a stream has it alone until it came back. */
struct item {
	struct rte_comp_op op;
	struct rte_mbuf src, dst;
	uint8_t in[BUF], out[BUF];
	bool *stream_busy;	/* of the operation's stream, or NULL */
};

/* A device of each generation. */
struct port {
	uint8_t id;
	void *xforms[NB_XFORMS];
	void *streams[2];
	bool stream_busy[2];
};

static struct port ports[DRIVER_NB_PORTS];
static struct item items[DRIVER_NB_OPS];

static void
make_xforms(struct port *port)
{
	struct rte_comp_xform deflate = { .type = RTE_COMP_COMPRESS, .compress = {
		.algo = RTE_COMP_ALGO_DEFLATE, .deflate.huffman = RTE_COMP_HUFFMAN_DEFAULT,
		.level = RTE_COMP_LEVEL_PMD_DEFAULT, .window_size = 15 } };
	struct rte_comp_xform inflate = { .type = RTE_COMP_DECOMPRESS, .decompress = {
		.algo = RTE_COMP_ALGO_DEFLATE, .window_size = 15 } };
	unsigned int i;

	for (i = 0; i < 2; i++) {
		const enum rte_comp_checksum_type sum =
			i == 0 ? RTE_COMP_CHECKSUM_NONE : RTE_COMP_CHECKSUM_ADLER32;

		deflate.compress.chksum = sum;
		inflate.decompress.chksum = sum;
		FUZZ_CHECK(rte_compressdev_private_xform_create(port->id, &deflate,
				&port->xforms[i]) == 0);
		FUZZ_CHECK(rte_compressdev_private_xform_create(port->id, &inflate,
				&port->xforms[2 + i]) == 0);
	}
	deflate.compress.chksum = RTE_COMP_CHECKSUM_NONE;
	inflate.decompress.chksum = RTE_COMP_CHECKSUM_NONE;
	FUZZ_CHECK(rte_compressdev_stream_create(port->id, &deflate, &port->streams[0]) == 0);
	FUZZ_CHECK(rte_compressdev_stream_create(port->id, &inflate, &port->streams[1]) == 0);
}

static void
make_port(unsigned int n)
{
	struct port *port = &ports[n];
	struct rte_compressdev_config config = {
		.nb_queue_pairs = 1, .max_nb_priv_xforms = 16, .max_nb_streams = 16,
	};
	char name[32];

	snprintf(name, sizeof(name), "uacce_zip%u", n);
	FUZZ_CHECK(rte_vdev_init(name, device_args(fuzz_qm(n))) == 0);
	port->id = rte_compressdev_get_dev_id(name);
	FUZZ_CHECK(rte_compressdev_configure(port->id, &config) == 0);
	FUZZ_CHECK(rte_compressdev_queue_pair_setup(port->id, 0, DEVICE_DEPTH - 1, 0) == 0);
	make_xforms(port);
}

static int
start(unsigned int port)
{
	return rte_compressdev_start(ports[port].id);
}

static void
stop(unsigned int port)
{
	rte_compressdev_stop(ports[port].id);
}

static void
make_buffer(struct rte_mbuf *m, uint8_t *mem, uint16_t len)
{
	memset(m, 0, sizeof(*m));
	m->buf_addr = mem;
	m->buf_len = BUF;
	m->data_len = len;
	m->pkt_len = len;
	m->nb_segs = 1;
	m->refcnt = 1;
}

static void *
make_op(unsigned int n, struct fuzz_input *in, unsigned int i)
{
	struct port *port = &ports[n];
	struct item *item = &items[i];
	const uint8_t kind = fuzz_u8(in), len = fuzz_u8(in);
	const unsigned int s = kind >> 2 & 1;

	memset(&item->op, 0, sizeof(item->op));
	make_buffer(&item->src, item->in, BUF);
	make_buffer(&item->dst, item->out, BUF);
	item->op.m_src = &item->src;
	item->op.m_dst = &item->dst;
	item->op.src.length = len;
	item->op.dst.offset = kind >> 4;
	item->op.flush_flag = (kind & 8) != 0 ? RTE_COMP_FLUSH_SYNC : RTE_COMP_FLUSH_FINAL;
	fuzz_bytes(in, item->in, len % 32);
	item->stream_busy = NULL;
	if ((kind & 3) == 3 && !port->stream_busy[s]) {
		item->op.op_type = RTE_COMP_OP_STATEFUL;
		item->op.stream = port->streams[s];
		item->stream_busy = &port->stream_busy[s];
		return &item->op;
	}
	item->op.op_type = RTE_COMP_OP_STATELESS;
	item->op.flush_flag = RTE_COMP_FLUSH_FINAL;
	item->op.private_xform = port->xforms[kind & 3];
	return &item->op;
}

static uint16_t
enqueue(unsigned int port, void **ops, uint16_t n)
{
	return rte_compressdev_enqueue_burst(ports[port].id, 0, (struct rte_comp_op **)ops, n);
}

static uint16_t
dequeue(unsigned int port, void **ops, uint16_t n)
{
	return rte_compressdev_dequeue_burst(ports[port].id, 0, (struct rte_comp_op **)ops, n);
}

static void
taken(unsigned int i)
{
	if (items[i].stream_busy != NULL)
		*items[i].stream_busy = true;
}

static void
check(unsigned int i)
{
	const struct item *item = &items[i];

	FUZZ_CHECK(item->op.status != RTE_COMP_OP_STATUS_NOT_PROCESSED);
	FUZZ_CHECK(item->op.consumed <= item->op.src.length);
	FUZZ_CHECK(item->op.produced <= BUF - item->op.dst.offset);
	if (item->stream_busy != NULL)
		*item->stream_busy = false;
}

const struct fuzz_driver fuzz_driver = {
	.make_port = make_port,
	.start = start,
	.stop = stop,
	.make_op = make_op,
	.enqueue = enqueue,
	.dequeue = dequeue,
	.taken = taken,
	.check = check,
};

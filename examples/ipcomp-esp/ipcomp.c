/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* The compress stage: IP in IP, with IPComp (RFC 3173) of DEFLATE (RFC 2394) where that pays. */

#include "ipcomp_esp.h"

#define CPI_DEFLATE	RTE_BE16(2)
#define WINDOW_BITS	15		/* of DEFLATE; peers may use all of them */

struct ipcomp_hdr {
	uint8_t next_proto;
	uint8_t flags;
	rte_be16_t cpi;
};

/* Of a flow, one for each slot if the device does not let operations share one. */
static void *xforms[MAX_FLOWS][WINDOW];
static unsigned int nb_xforms;

/* The operation on all behind an offset. Its output may fill another mbuf, which is no error. */
static void *
make_op(struct stage *s, struct rte_mbuf *m, uint32_t offset)
{
	struct rte_comp_op *op = rte_comp_op_alloc(s->op_pool);
	struct rte_mbuf *dst = rte_pktmbuf_alloc(gw.mbufs);
	struct packet *p = packet_of(m);

	if (op == NULL || dst == NULL) {
		rte_comp_op_free(op);
		rte_pktmbuf_free(dst);
		return packet_drop(s, m, COUNT_dropped_no_memory);
	}
	*packet_of(dst) = *p;
	rte_pktmbuf_append(dst, rte_pktmbuf_tailroom(dst));
	op->private_xform = xforms[p->flow - gw.flows]
		[(p->slot - p->flow->windows[CLEAR].slots) % nb_xforms];
	op->flush_flag = RTE_COMP_FLUSH_FINAL;
	op->m_src = m;
	op->m_dst = dst;
	op->src.offset = offset;
	op->src.length = m->pkt_len - offset;
	return op;
}

static void *
encapsulate(struct stage *s, struct rte_mbuf *m)
{
	struct packet *p = packet_of(m);
	uint8_t *outer = (uint8_t *)rte_pktmbuf_prepend(m, p->flow->outer_len);

	memcpy(outer, p->flow->outer, p->flow->outer_len);
	outer[p->flow->outer_next] = p->proto;
	p->proto = p->flow->outer_proto;
	return packet_done(s, m);
}

/* What was in the tunnel has to be a packet. */
static void *
deliver(struct stage *s, struct rte_mbuf *m)
{
	return packet_trim(m, gw.mtu) ? packet_done(s, m) : packet_drop(s, m, COUNT_dropped_inner);
}

static void *
compress_prepare(struct stage *s, struct rte_mbuf *m)
{
	struct packet *p = packet_of(m);
	const struct ipcomp_hdr *header;

	if (p->flow->from == CLEAR)
		return m->pkt_len < gw.threshold ? encapsulate(s, m) : make_op(s, m, 0);
	p->proto = *rte_pktmbuf_mtod_offset(m, const uint8_t *, p->flow->outer_next);
	header = (const struct ipcomp_hdr *)rte_pktmbuf_adj(m, p->flow->outer_len);
	if (p->proto != IPPROTO_COMP)
		return deliver(s, m);
	if (m->pkt_len <= sizeof(*header) || header->cpi != CPI_DEFLATE)
		return packet_drop(s, m, COUNT_dropped_ipcomp);
	p->proto = header->next_proto;
	return make_op(s, m, sizeof(*header));
}

/* One of the two mbufs goes on. */
static void *
finish(struct stage *s, struct rte_comp_op *op)
{
	struct rte_mbuf *m = op->m_src, *dst = op->m_dst;
	const bool is_good = op->status == RTE_COMP_OP_STATUS_SUCCESS;
	struct ipcomp_hdr *header;

	if (is_good)
		rte_pktmbuf_trim(dst, dst->pkt_len - op->produced);
	rte_comp_op_free(op);
	if (packet_of(m)->flow->from == PROTECTED) {
		rte_pktmbuf_free(m);
		s->counters[COUNT_decompressed] += is_good;
		return is_good ? deliver(s, dst) : packet_drop(s, dst, COUNT_dropped_deflate);
	}
	if (!is_good || dst->pkt_len + sizeof(*header) >= m->pkt_len) {
		rte_pktmbuf_free(dst);
		s->counters[COUNT_not_smaller]++;
		return encapsulate(s, m);
	}
	header = (struct ipcomp_hdr *)rte_pktmbuf_prepend(dst, sizeof(*header));
	*header = (struct ipcomp_hdr){ .next_proto = packet_of(m)->proto, .cpi = CPI_DEFLATE };
	packet_of(dst)->proto = IPPROTO_COMP;
	s->counters[COUNT_compressed]++;
	s->counters[COUNT_bytes_to_compress] += m->pkt_len;
	s->counters[COUNT_bytes_compressed] += dst->pkt_len;
	rte_pktmbuf_free(m);
	return encapsulate(s, dst);
}

static uint16_t
compress_poll(struct stage *s)
{
	struct rte_comp_op *ops[BURST], **waiting = (struct rte_comp_op **)s->ops;
	uint16_t i, n = rte_compressdev_dequeue_burst(s->dev_id, 0, ops, BURST);

	for (i = 0; i < n; i++)
		finish(s, ops[i]);
	n = rte_compressdev_enqueue_burst(s->dev_id, 0, waiting, s->nb_ops);
	if (n < s->nb_ops && waiting[n]->status != RTE_COMP_OP_STATUS_NOT_PROCESSED)
		finish(s, waiting[n++]);
	return n;
}

void
compress_open(struct stage *s, const char *name)
{
	const struct rte_comp_xform xform[2] = {
		{ .type = RTE_COMP_COMPRESS, .compress = { .algo = RTE_COMP_ALGO_DEFLATE,
			.level = RTE_COMP_LEVEL_PMD_DEFAULT, .window_size = WINDOW_BITS } },
		{ .type = RTE_COMP_DECOMPRESS, .decompress = { .algo = RTE_COMP_ALGO_DEFLATE,
			.window_size = WINDOW_BITS } },
	};
	struct rte_compressdev_config config = { rte_socket_id(), .nb_queue_pairs = 1 };
	const struct rte_compressdev_capabilities *cap;
	int id = rte_compressdev_get_dev_id(name);
	unsigned int i;

	REQUIRE(id >= 0, "there is no compressdev '%s'\n", name);
	cap = rte_compressdev_capability_get(id, RTE_COMP_ALGO_DEFLATE);
	REQUIRE(cap != NULL && cap->window_size.max >= WINDOW_BITS,
			"compressdev '%s' has no DEFLATE with a window of 32 KiB\n", name);
	nb_xforms = cap->comp_feature_flags & RTE_COMP_FF_SHAREABLE_PRIV_XFORM ? 1 : WINDOW;
	config.max_nb_priv_xforms = gw.nb_flows * nb_xforms;
	s->op_pool = rte_comp_op_pool_create("comp_ops", NB_OPS, CACHE, 0, rte_socket_id());
	REQUIRE(s->op_pool != NULL && rte_compressdev_configure(id, &config) == 0 &&
			rte_compressdev_queue_pair_setup(id, 0, WINDOW, rte_socket_id()) == 0 &&
			rte_compressdev_start(id) == 0,
			"compressdev '%s' does not start with %u operations\n", name, WINDOW);
	for (i = 0; i < gw.nb_flows * nb_xforms; i++)
		REQUIRE(rte_compressdev_private_xform_create(id, &xform[i / nb_xforms % 2],
				&xforms[i / nb_xforms][i % nb_xforms]) == 0,
				"compressdev '%s' refuses DEFLATE\n", name);
	s->dev_id = id;
	s->prepare = compress_prepare;
	s->poll = compress_poll;
}

void
compress_close(struct stage *s)
{
	unsigned int i;

	for (i = 0; i < gw.nb_flows * nb_xforms; i++)
		rte_compressdev_private_xform_free(s->dev_id, xforms[i / nb_xforms][i % nb_xforms]);
	rte_compressdev_stop(s->dev_id);
	rte_compressdev_close(s->dev_id);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include "ipcomp_esp.h"

/* A packet leaves the second stage in a frame with the addresses of the one that was received. */
void *
packet_done(struct stage *s, struct rte_mbuf *m)
{
	struct packet *p = packet_of(m);

	if (p->flow->from != s->side && !p->is_dropped) {
		p->ether.ether_type = p->proto == IPPROTO_IPIP ? RTE_BE16(RTE_ETHER_TYPE_IPV4) :
			RTE_BE16(RTE_ETHER_TYPE_IPV6);
		memcpy(rte_pktmbuf_prepend(m, sizeof(p->ether)), &p->ether, sizeof(p->ether));
	}
	*p->slot = m;
	return NULL;
}

void *
packet_drop(struct stage *s, struct rte_mbuf *m, enum counter why)
{
	s->counters[why]++;
	packet_of(m)->is_dropped = true;
	return packet_done(s, m);
}

/* Cut off what is behind an IP packet. False if the packet is not whole, or not of this version. */
bool
packet_trim(struct rte_mbuf *m, uint32_t max_len)
{
	const struct rte_ipv4_hdr *ipv4 = rte_pktmbuf_mtod(m, const struct rte_ipv4_hdr *);
	const struct rte_ipv6_hdr *ipv6 = rte_pktmbuf_mtod(m, const struct rte_ipv6_hdr *);
	uint8_t proto = packet_of(m)->proto, version = ipv4->version_ihl >> 4;
	uint32_t len = 0;

	if (proto == IPPROTO_IPIP && version == 4 && m->pkt_len >= sizeof(*ipv4))
		len = rte_be_to_cpu_16(ipv4->total_length);
	else if (proto == IPPROTO_IPV6 && version == 6 && m->pkt_len >= sizeof(*ipv6))
		len = sizeof(*ipv6) + rte_be_to_cpu_16(ipv6->payload_len);
	return len >= sizeof(*ipv4) && len <= max_len && len <= m->pkt_len &&
		rte_pktmbuf_trim(m, m->pkt_len - len) == 0;
}

/* Leave the IP packet of a frame alone. The frame is dropped if no whole one is in its segment. */
static void
strip_frame(struct stage *s, struct flow *f, struct rte_mbuf *m)
{
	struct packet *p = packet_of(m);

	*p = (struct packet){ .flow = f, .is_dropped = true };
	if (m->nb_segs == 1 && m->pkt_len >= sizeof(p->ether)) {
		memcpy(&p->ether, rte_pktmbuf_mtod(m, void *), sizeof(p->ether));
		rte_pktmbuf_adj(m, sizeof(p->ether));
		p->proto = p->ether.ether_type == RTE_BE16(RTE_ETHER_TYPE_IPV4) ? IPPROTO_IPIP :
			p->ether.ether_type == RTE_BE16(RTE_ETHER_TYPE_IPV6) ? IPPROTO_IPV6 : 0;
		p->is_dropped = !packet_trim(m, gw.mtu + (f->from == CLEAR ? 0 : MAX_OVERHEAD));
	}
	s->counters[COUNT_dropped_frame] += p->is_dropped;
}

/* A flow has no more packets in both stages than a window has slots. Others wait in the port. */
static void
receive(struct stage *s, struct flow *f)
{
	const uint32_t out = rte_atomic_load_explicit(&f->windows[!f->from].out,
			rte_memory_order_acquire);
	struct window *w = &f->windows[s->side];
	struct rte_mbuf *pkts[BURST];
	uint16_t i, n = 0;
	void *op;

	if (f->from != s->side) {
		n = rte_ring_dequeue_burst(f->ring, (void **)pkts, BURST, NULL);
	} else if (!gw.is_stopped && w->in - out <= WINDOW - BURST) {
		n = rte_eth_rx_burst(f->rx_port, 0, pkts, BURST);
		s->counters[COUNT_clear_received + s->side] += n;
	}
	for (i = 0; i < n; i++) {
		if (f->from == s->side)
			strip_frame(s, f, pkts[i]);
		packet_of(pkts[i])->slot = &w->slots[w->in++ % WINDOW];
		op = packet_of(pkts[i])->is_dropped ? packet_done(s, pkts[i]) :
			s->prepare(s, pkts[i]);
		if (op != NULL)
			s->ops[s->nb_ops++] = op;
	}
}

/* What a port does not take waits, in order, but is dropped once it takes all slots. */
static void
send_done(struct stage *s, struct flow *f)
{
	struct window *w = &f->windows[s->side];
	uint32_t out = rte_atomic_load_explicit(&w->out, rte_memory_order_relaxed);
	const bool is_full = w->slots[(out + WINDOW - BURST) % WINDOW] != NULL;
	struct rte_mbuf *m, *pkts[BURST];
	uint16_t sent, n = 0;

	while (n < BURST && (m = w->slots[out % WINDOW]) != NULL) {
		w->slots[out++ % WINDOW] = NULL;
		if (f->from != s->side && packet_of(m)->is_dropped)
			rte_pktmbuf_free(m);
		else
			pkts[n++] = m;
	}
	if (f->from == s->side) {
		sent = rte_ring_enqueue_bulk(f->ring, (void **)pkts, n, NULL);
	} else {
		sent = rte_eth_tx_burst(f->tx_port, 0, pkts, n);
		s->counters[COUNT_clear_sent + s->side] += sent;
		if (sent == 0 && is_full) {
			s->counters[COUNT_dropped_port_full] += n;
			rte_pktmbuf_free_bulk(pkts, n);
			sent = n;
		}
	}
	while (n > sent)
		w->slots[--out % WINDOW] = pkts[--n];
	rte_atomic_store_explicit(&w->out, out, rte_memory_order_release);
}

/* One round, which never waits. What the device does not take is the first in the next round. */
void
stage_run(struct stage *s)
{
	struct flow *f;
	uint16_t n;

	for (f = gw.flows; f < &gw.flows[gw.nb_flows]; f++)
		receive(s, f);
	n = s->poll(s);
	s->nb_ops -= n;
	memmove(s->ops, &s->ops[n], s->nb_ops * sizeof(s->ops[0]));
	for (f = gw.flows; f < &gw.flows[gw.nb_flows]; f++)
		send_done(s, f);
}

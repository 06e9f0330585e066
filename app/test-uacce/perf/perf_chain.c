/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Chains of mbufs. */

#include <stdio.h>
#include <string.h>

#include <rte_common.h>
#include <rte_mbuf.h>

#include "perf.h"

bool
perf_chain_pool(struct perf *perf, uint32_t len, uint32_t tail, unsigned int chains)
{
	const struct perf_options *o = &perf->options;
	const uint32_t n = o->pairs * o->pool * chains * o->segments;
	const uint32_t room = RTE_PKTMBUF_HEADROOM + len / o->segments + 1 + tail;

	if (room > UINT16_MAX) {
		fprintf(stderr, "perf: --size %u is too much for --segments %u: an mbuf has %u "
				"bytes\n", o->sizes.max, o->segments, UINT16_MAX);
		return false;
	}
	perf->mbufs = rte_pktmbuf_pool_create("perf_mbufs", n, 0, 0, room, SOCKET_ID_ANY);
	if (perf->mbufs == NULL)
		fprintf(stderr, "perf: no memory for %u mbufs of %u bytes\n", n, room);
	return perf->mbufs != NULL;
}

struct rte_mbuf *
perf_chain_alloc(struct perf *perf, uint32_t len, uint32_t tail)
{
	const uint32_t n = RTE_MAX(1u, RTE_MIN(perf->options.segments, len));
	struct rte_mbuf *head = NULL, *m;
	uint32_t i, part;

	for (i = 0; i < n; i++) {
		part = len / n + (i < len % n) + (i == n - 1 ? tail : 0);
		m = rte_pktmbuf_alloc(perf->mbufs);
		if (m == NULL || rte_pktmbuf_append(m, part) == NULL)
			return NULL;
		if (head == NULL)
			head = m;
		else if (rte_pktmbuf_chain(head, m) < 0)
			return NULL;
	}
	return head;
}

void
perf_chain_write(struct rte_mbuf *m, const uint8_t *data, uint32_t len)
{
	uint32_t n;

	for (; len > 0; m = m->next, data += n, len -= n) {
		n = RTE_MIN(len, (uint32_t)m->data_len);
		memcpy(rte_pktmbuf_mtod(m, void *), data, n);
	}
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* The buffers of the cases of all drivers. */

#include <rte_mbuf.h>

#include "cost.h"

struct rte_mbuf *
cost_make_chain(struct rte_mempool *mbufs, unsigned int segs)
{
	struct rte_mbuf *head = NULL, *m;
	unsigned int i;

	for (i = 0; i < segs; i++) {
		m = rte_pktmbuf_alloc(mbufs);
		if (m == NULL || rte_pktmbuf_append(m, COST_LEN / segs) == NULL)
			return NULL;
		if (head == NULL)
			head = m;
		else if (rte_pktmbuf_chain(head, m) < 0)
			return NULL;
	}
	return head;
}

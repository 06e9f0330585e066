/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Memory for each slot of a ring. */

#include <errno.h>

#include <rte_malloc.h>

#include "uacce_sec_private.h"

/* Make the constant part of a block with entries for AAD, or for its sink, and for data (2.8). */
static void
head_init(struct uacce_sec_head *head, const uint8_t *sink)
{
	head->list.entry_sum_in_chain = RTE_DIM(head->entry);
	head->list.entry_length_in_sgl = RTE_DIM(head->entry);
	head->entry[0].addr = (uintptr_t)sink;
}

int
uacce_sec_ring_alloc(const struct uacce_sec_qp *qp, struct uacce_sec_ring *ring)
{
	const uint32_t slots = ring->qm.sq_mask + 1;
	uint32_t i;

	RTE_BUILD_BUG_ON(sizeof(struct uacce_sec_head) % HISI_SGL_ALIGN != 0);
	ring->ops = rte_zmalloc_socket("uacce_sec_ops", slots * sizeof(*ring->ops),
			RTE_CACHE_LINE_SIZE, qp->socket_id);
	ring->slots = rte_zmalloc_socket("uacce_sec_slots", slots * sizeof(*ring->slots),
			RTE_CACHE_LINE_SIZE, qp->socket_id);
	if (ring->ops == NULL || ring->slots == NULL ||
			hisi_sgl_pool_init(&ring->sgl, slots) < 0)
		return -ENOMEM;
	ring->nb_slots = slots;
	for (i = 0; i < slots; i++) {
		head_init(&ring->slots[i].src, NULL);
		head_init(&ring->slots[i].dst, qp->sink);
	}
	return 0;
}

void
uacce_sec_ring_free(struct uacce_sec_ring *ring)
{
	/* MACs and nonces of requests that were not dequeued. */
	if (ring->slots != NULL)
		uacce_memzero_explicit(ring->slots, ring->nb_slots * sizeof(*ring->slots));
	rte_free(ring->ops);
	rte_free(ring->slots);
	hisi_sgl_pool_free(&ring->sgl);
	ring->ops = NULL;
	ring->slots = NULL;
	ring->nb_slots = 0;
}

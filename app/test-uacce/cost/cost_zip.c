/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Instruction cost of compression. */

#include <string.h>

#include <rte_common.h>
#include <rte_compressdev.h>
#include <rte_mbuf.h>

#include <bus_vdev_driver.h>

#include "cost.h"

#define NAME	"uacce_zip_cost"

struct shape {
	unsigned int src_segs;
	unsigned int dst_segs;
};

static struct {
	struct rte_comp_op *burst[COST_BURST];
	void *xform;
	uint8_t dev;
} cost;

static bool
start_device(void)
{
	struct rte_compressdev_config config = { .nb_queue_pairs = 1, .max_nb_priv_xforms = 1 };
	struct rte_comp_xform xform = {
		.type = RTE_COMP_COMPRESS,
		.compress = {
			.algo = RTE_COMP_ALGO_DEFLATE,
			.level = RTE_COMP_LEVEL_MIN,
			.window_size = 15,
		},
	};
	int id;

	if (rte_vdev_init(NAME, "device=soft,soft_engine=null") < 0)
		return false;
	id = rte_compressdev_get_dev_id(NAME);
	if (id < 0)
		return false;
	cost.dev = id;
	/* Bursts divide the ring, as a dequeue does not go beyond its end and would return less. */
	return rte_compressdev_configure(cost.dev, &config) == 0 &&
		rte_compressdev_queue_pair_setup(cost.dev, 0, 128, 0) == 0 &&
		rte_compressdev_start(cost.dev) == 0 &&
		rte_compressdev_private_xform_create(cost.dev, &xform, &cost.xform) == 0;
}

static bool
zip_set_up(const void *arg, struct rte_mempool *mbufs)
{
	const struct shape *shape = arg;
	struct rte_mempool *ops;
	unsigned int i;

	ops = rte_comp_op_pool_create("cost_ops", 63, 0, 0, 0);
	if (ops == NULL || !start_device())
		return false;
	for (i = 0; i < COST_BURST; i++) {
		struct rte_comp_op *op = rte_comp_op_alloc(ops);

		if (op == NULL)
			return false;
		op->m_src = cost_make_chain(mbufs, shape->src_segs);
		op->m_dst = cost_make_chain(mbufs, shape->dst_segs);
		if (op->m_src == NULL || op->m_dst == NULL)
			return false;
		op->src.offset = 0;
		op->src.length = COST_LEN;
		op->dst.offset = 0;
		op->flush_flag = RTE_COMP_FLUSH_FINAL;
		op->private_xform = cost.xform;
		cost.burst[i] = op;
	}
	return true;
}

static bool
zip_turn(void)
{
	struct rte_comp_op *done[COST_BURST];

	return rte_compressdev_enqueue_burst(cost.dev, 0, cost.burst, COST_BURST) == COST_BURST &&
		rte_compressdev_dequeue_burst(cost.dev, 0, done, COST_BURST) == COST_BURST &&
		memcmp(done, cost.burst, sizeof(done)) == 0 &&
		done[0]->status == RTE_COMP_OP_STATUS_SUCCESS;
}

static const struct shape flat = { 1, 1 };
static const struct shape chained = { 4, 1 };

const struct cost_case cost_zip_cases[] = {
	{ "zip_flat", &flat, zip_set_up, zip_turn },
	{ "zip_sgl", &chained, zip_set_up, zip_turn },
	{ .name = NULL },
};

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Bursts against a soft device that does no work, so that an instruction counter
 * sees the driver alone; devtools/driver-cost.sh is what counts.
 */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>
#include <rte_compressdev.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_mbuf.h>

#include <bus_vdev_driver.h>

#include "test.h"

#define COST_BURSTS	1000
#define COST_BURST	32
#define COST_LEN	1024
#define COST_NAME	"uacce_zip_cost"

struct zip_cost {
	const char *name;
	unsigned int src_segs;
	unsigned int dst_segs;
};

static const struct zip_cost zip_costs[] = {
	{ "zip_flat", 1, 1 },
	{ "zip_sgl", 4, 1 },
};

static struct {
	struct rte_mempool *mbufs;
	struct rte_mempool *ops;
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

	if (rte_vdev_init(COST_NAME, "device=soft,soft_engine=null") < 0)
		return false;
	id = rte_compressdev_get_dev_id(COST_NAME);
	if (id < 0)
		return false;
	cost.dev = id;
	/* A burst that divides the ring comes back whole: a dequeue ends with the ring. */
	return rte_compressdev_configure(cost.dev, &config) == 0 &&
		rte_compressdev_queue_pair_setup(cost.dev, 0, 128, 0) == 0 &&
		rte_compressdev_start(cost.dev) == 0 &&
		rte_compressdev_private_xform_create(cost.dev, &xform, &cost.xform) == 0;
}

/* A chain of segments that hold COST_LEN bytes together. */
static struct rte_mbuf *
make_chain(unsigned int segs)
{
	struct rte_mbuf *head = NULL, *m;
	unsigned int i;

	for (i = 0; i < segs; i++) {
		m = rte_pktmbuf_alloc(cost.mbufs);
		if (m == NULL || rte_pktmbuf_append(m, COST_LEN / segs) == NULL)
			return NULL;
		if (head == NULL)
			head = m;
		else if (rte_pktmbuf_chain(head, m) < 0)
			return NULL;
	}
	return head;
}

static bool
make_burst(const struct zip_cost *c)
{
	unsigned int i;

	cost.mbufs = rte_pktmbuf_pool_create("cost_mbufs", 511, 0, 0, RTE_MBUF_DEFAULT_BUF_SIZE, 0);
	cost.ops = rte_comp_op_pool_create("cost_ops", 63, 0, 0, 0);
	if (cost.mbufs == NULL || cost.ops == NULL)
		return false;
	for (i = 0; i < COST_BURST; i++) {
		struct rte_comp_op *op = rte_comp_op_alloc(cost.ops);

		if (op == NULL)
			return false;
		op->m_src = make_chain(c->src_segs);
		op->m_dst = make_chain(c->dst_segs);
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

/* Returns the operations done; each call of a burst function is one to count. */
static uint64_t
run_bursts(unsigned int bursts)
{
	struct rte_comp_op *done[COST_BURST];
	uint64_t total = 0;
	unsigned int i;

	for (i = 0; i < bursts; i++) {
		if (rte_compressdev_enqueue_burst(cost.dev, 0, cost.burst, COST_BURST) !=
				COST_BURST)
			break;
		if (rte_compressdev_dequeue_burst(cost.dev, 0, done, COST_BURST) != COST_BURST)
			break;
		if (memcmp(done, cost.burst, sizeof(done)) != 0 ||
				done[0]->status != RTE_COMP_OP_STATUS_SUCCESS)
			break;
		total += COST_BURST;
	}
	return total;
}

static int
run_case(const char *name, unsigned int bursts)
{
	unsigned int i;
	uint64_t ops;

	for (i = 0; i < RTE_DIM(zip_costs) && strcmp(zip_costs[i].name, name) != 0; i++)
		;
	if (i == RTE_DIM(zip_costs)) {
		fprintf(stderr, "unknown case '%s'\n", name);
		return EXIT_FAILURE;
	}
	if (!start_device() || !make_burst(&zip_costs[i])) {
		fprintf(stderr, "%s: cannot set up: %s\n", name, rte_strerror(rte_errno));
		return EXIT_FAILURE;
	}
	ops = run_bursts(bursts);
	printf("%s %" PRIu64 "\n", name, ops);
	if (ops != (uint64_t)bursts * COST_BURST) {
		fprintf(stderr, "%s: bursts did not come back whole\n", name);
		return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}

/* cost CASE [BURSTS]: prints the case and the operations done. */
int
cost_main(int argc, char **argv)
{
	unsigned int bursts = argc > 2 ? strtoul(argv[2], NULL, 10) : COST_BURSTS;
	int ret;

	if (argc < 2 || argc > 3 || bursts == 0) {
		usage(stderr);
		return EXIT_FAILURE;
	}
	if (start_eal(argv[0], getenv(PMD_PATH_ENV)) < 0)
		return EXIT_FAILURE;
	ret = run_case(argv[1], bursts);
	rte_eal_cleanup();
	return ret;
}

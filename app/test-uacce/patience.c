/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Lets the unmodified dpdk-test run its compressdev suite on an emulated device, which on a
 * busy machine is too slow for the ten tries that the suite gives it: preloaded, it has a
 * dequeue wait for operations.
 */

#include <dlfcn.h>
#include <unistd.h>

#include <rte_compressdev.h>
#include <rte_cycles.h>

/* Without an operation for so long, the suite may count a try. */
#define PATIENCE_S	1
#define NAP_US		100

uint16_t
rte_compressdev_dequeue_burst(uint8_t dev_id, uint16_t qp_id, struct rte_comp_op **ops,
		uint16_t nb_ops)
{
	static uint16_t (*real)(uint8_t, uint16_t, struct rte_comp_op **, uint16_t);
	uint64_t last = rte_get_timer_cycles();
	uint16_t n, got = 0;

	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "rte_compressdev_dequeue_burst");
	if (real == NULL)
		return 0;
	while (got < nb_ops && rte_get_timer_cycles() - last < PATIENCE_S * rte_get_timer_hz()) {
		n = real(dev_id, qp_id, ops + got, nb_ops - got);
		got += n;
		if (n != 0)
			last = rte_get_timer_cycles();
		else
			usleep(NAP_US);
	}
	return got;
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Preloaded into the unmodified dpdk-test, this library lets a dequeue wait for operations. Two
 * suites need that on an emulated device, or where a busy machine runs a worker thread: that of
 * compressdev dequeues ten times at most, that of the raw crypto data path 65535 times without a
 * pause.
 */

#include <dlfcn.h>
#include <unistd.h>

#include <rte_compressdev.h>
#include <rte_cryptodev.h>
#include <rte_cycles.h>

/* After this time without an operation a dequeue returns. */
#define PATIENCE_S	1
#define NAP_US		100

static bool
is_over(uint64_t since)
{
	return rte_get_timer_cycles() - since >= PATIENCE_S * rte_get_timer_hz();
}

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
	while (got < nb_ops && !is_over(last)) {
		n = real(dev_id, qp_id, ops + got, nb_ops - got);
		got += n;
		if (n != 0)
			last = rte_get_timer_cycles();
		else
			usleep(NAP_US);
	}
	return got;
}

/* The suite dequeues one operation at a time. */
uint32_t
rte_cryptodev_raw_dequeue_burst(struct rte_crypto_raw_dp_ctx *ctx,
		rte_cryptodev_raw_get_dequeue_count_t get_count, uint32_t max,
		rte_cryptodev_raw_post_dequeue_t post, void **out_user_data,
		uint8_t is_user_data_array, uint32_t *n_success, int *status)
{
	static uint32_t (*real)(struct rte_crypto_raw_dp_ctx *,
			rte_cryptodev_raw_get_dequeue_count_t, uint32_t,
			rte_cryptodev_raw_post_dequeue_t, void **, uint8_t, uint32_t *, int *);
	uint64_t since = rte_get_timer_cycles();
	uint32_t n;

	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "rte_cryptodev_raw_dequeue_burst");
	if (real == NULL) {
		*status = -1;
		return 0;
	}
	do {
		n = real(ctx, get_count, max, post, out_user_data, is_user_data_array, n_success,
				status);
		if (n != 0 || *status < 0)
			break;
		usleep(NAP_US);
	} while (!is_over(since));
	return n;
}

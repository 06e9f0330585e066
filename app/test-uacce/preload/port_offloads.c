/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Preloaded into DPDK's unmodified example ipsec-secgw, this library lets it run on ports of
 * net/pcap. The example refuses a port that does not verify checksums of received packets, though
 * it uses no result of that, and for large packets one that does not take chains of mbufs. Every
 * port then claims to do all this. net/pcap takes chains without saying so. It verifies nothing,
 * and marks no packet, which means that the checksum of the packet is unknown.
 */

#include <dlfcn.h>
#include <errno.h>

#include <rte_ethdev.h>

int
rte_eth_dev_info_get(uint16_t port_id, struct rte_eth_dev_info *dev_info)
{
	static int (*real)(uint16_t port_id, struct rte_eth_dev_info *dev_info);
	int ret;

	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "rte_eth_dev_info_get");
	if (real == NULL)
		return -ENOTSUP;
	ret = real(port_id, dev_info);
	if (ret == 0) {
		dev_info->rx_offload_capa |= RTE_ETH_RX_OFFLOAD_CHECKSUM |
				RTE_ETH_RX_OFFLOAD_SCATTER;
		dev_info->tx_offload_capa |= RTE_ETH_TX_OFFLOAD_MULTI_SEGS;
	}
	return ret;
}

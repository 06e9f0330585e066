/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef IPCOMP_ESP_H
#define IPCOMP_ESP_H

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <rte_compressdev.h>
#include <rte_cryptodev.h>
#include <rte_debug.h>
#include <rte_ethdev.h>
#include <rte_ip.h>
#include <rte_ipsec.h>

#include "uacce_compat.h"

#define BURST		32
#define WINDOW		512	/* packets of a flow in the program; a power of two */
#define MAX_FLOWS	16	/* two for each tunnel */
#define CACHE		128	/* of a pool, for each lcore */
#define NB_OPS		(gw.nb_flows * WINDOW + 4 * CACHE)
#define MAX_OVERHEAD	96	/* at most 40 for IP, 16 for ESP, 21 behind the packet, 16 of AAD */

#define REQUIRE(condition, ...) ((condition) ? (void)0 : rte_exit(EXIT_FAILURE, __VA_ARGS__))

/* All but two count packets. The first four are in the order of enum side. */
#define COUNTERS(X) \
	X(clear_received) X(protected_received) X(clear_sent) X(protected_sent) \
	X(not_smaller) X(compressed) X(bytes_to_compress) X(bytes_compressed) X(decompressed) \
	X(dropped_frame) X(dropped_no_memory) X(dropped_port_full) X(dropped_no_sa) X(dropped_esp) \
	X(dropped_icv) X(dropped_replayed) X(dropped_ipcomp) X(dropped_deflate) X(dropped_inner)
#define COUNTER_ID(name) COUNT_ ## name,
enum counter { COUNTERS(COUNTER_ID) NB_COUNTERS };

enum side { CLEAR, PROTECTED };

/* Packets of a flow in a stage. A packet leaves when it and all before it are done: in order. */
struct window {
	uint32_t in;			/* how many entered */
	struct rte_mbuf *slots[WINDOW];	/* packets that are done, NULL for others */
	RTE_ATOMIC(uint32_t) out;	/* how many left */
};

/* The packets of a tunnel from one side. The stage of this side receives, the other one sends. */
struct flow {
	enum side from;
	uint16_t rx_port, tx_port;
	struct rte_ring *ring;		/* from one stage to the other, with room for all packets */
	uint8_t outer[40];		/* outer header, but for lengths and Next Header */
	uint8_t outer_len;
	uint8_t outer_next;		/* offset of Next Header */
	uint8_t outer_proto;		/* the version of IP, as a Next Header */
	uint16_t key_len;
	uint32_t spi, seq;		/* seq is the highest number received, */
	uint64_t seen;			/* and bit i of seen is for seq - i */
	uint8_t key[36];		/* of AES, with 4 bytes of salt behind it */
	struct rte_ipsec_session session;
	struct window windows[2];	/* in each stage */
};

/* In the private area of an mbuf. */
struct packet {
	struct flow *flow;
	struct rte_mbuf **slot;		/* in the window of the stage where the packet is */
	struct rte_ether_hdr ether;	/* of the frame in which the packet came */
	uint8_t proto;			/* what the mbuf begins with, as a Next Header */
	bool is_dropped;
};
#define packet_of(m) ((struct packet *)rte_mbuf_to_priv(m))

/* What serves one side: the compress stage the clear side, the crypto stage the protected side. */
struct stage {
	enum side side;
	uint8_t dev_id;
	struct rte_mempool *op_pool;
	uint64_t counters[NB_COUNTERS];
	uint16_t nb_ops;
	void *ops[MAX_FLOWS * WINDOW];	/* operations that wait for the device, in order */
	/* Make the operation of an IP packet. NULL if it needs none; then it is done. */
	void *(*prepare)(struct stage *s, struct rte_mbuf *m);
	/* Complete operations, and submit those that wait. How many the device took or rejected. */
	uint16_t (*poll)(struct stage *s);
};

extern struct gateway {
	struct flow flows[MAX_FLOWS];
	unsigned int nb_flows;
	struct stage stages[2];		/* by side */
	struct rte_mempool *mbufs;
	uint32_t mtu;			/* of the clear side */
	uint32_t threshold;		/* length of the shortest packet that is compressed */
	volatile bool is_stopped;
} gw;

void *packet_done(struct stage *s, struct rte_mbuf *m);
void *packet_drop(struct stage *s, struct rte_mbuf *m, enum counter why);
bool packet_trim(struct rte_mbuf *m, uint32_t max_len);
void stage_run(struct stage *s);

void compress_open(struct stage *s, const char *name);
void compress_close(struct stage *s);
void crypto_open(struct stage *s, const char *name);
void crypto_close(struct stage *s);

#endif /* IPCOMP_ESP_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include <rte_cycles.h>
#include <rte_string_fns.h>
#include <rte_telemetry.h>

#include "ipcomp_esp.h"

#define NB_MBUFS	(gw.nb_flows * (2048 + 2 * WINDOW) + 4 * CACHE)	/* 2048 for a port */
#define ROOM		RTE_ALIGN(RTE_ETHER_HDR_LEN + gw.mtu + MAX_OVERHEAD, 1024)

#define USAGE "options: --compressdev NAME --cryptodev NAME [--mtu BYTES] [--threshold BYTES]\n" \
	"  --tunnel CLEAR,PROTECTED,LOCAL,REMOTE,SPI,KEY,SPI,KEY [--tunnel ...]\n"

struct gateway gw = { .stages[PROTECTED].side = PROTECTED, .mtu = 1500, .threshold = 90 };

#define COUNTER_NAME(name) #name,
static const char *const counter_names[] = { COUNTERS(COUNTER_NAME) };
#define COUNTER(i)	(gw.stages[CLEAR].counters[i] + gw.stages[PROTECTED].counters[i])

static void
show_counters(void)
{
	unsigned int i;

	for (i = 0; i < NB_COUNTERS; i++)
		printf("%-20s %20" PRIu64 "\n", counter_names[i], COUNTER(i));
}

static int
tell_counters(const char *cmd __rte_unused, const char *params __rte_unused, struct rte_tel_data *d)
{
	unsigned int i;

	rte_tel_data_start_dict(d);
	for (i = 0; i < NB_COUNTERS; i++)
		uacce_tel_add_uint(d, counter_names[i], COUNTER(i));
	return 0;
}

static uint32_t
parse_number(const char *what, const char *text, uint32_t min, uint32_t max)
{
	char *end;
	unsigned long value = strtoul(text, &end, 0);

	REQUIRE(*text >= '0' && *text <= '9' && *end == '\0' && value >= min && value <= max,
			"%s '%s' is not a number from %u to %u\n", what, text, min, max);
	return value;
}

static void
parse_sa(struct flow *f, const char *spi, const char *key)
{
	size_t i, len = strspn(key, "0123456789abcdefABCDEF");

	f->spi = parse_number("SPI", spi, 256, UINT32_MAX);
	REQUIRE((len == 40 || len == 56 || len == 72) && key[len] == '\0',
			"the key of SPI %u is not 40, 56 or 72 hexadecimal digits\n", f->spi);
	for (i = 0; i < len / 2; i++)
		sscanf(&key[2 * i], "%2hhx", &f->key[i]);
	f->key_len = len / 2 - 4;
}

static void
parse_addresses(struct flow *f, const char *src, const char *dst)
{
	struct rte_ipv4_hdr ipv4 = { .version_ihl = RTE_IPV4_VHL_DEF, .time_to_live = 64,
		.fragment_offset = RTE_BE16(RTE_IPV4_HDR_DF_FLAG) };
	struct rte_ipv6_hdr ipv6 = { .vtc_flow = RTE_BE32(6u << 28), .hop_limits = 64 };
	const bool is_ipv4 = inet_pton(AF_INET, src, &ipv4.src_addr) == 1 &&
		inet_pton(AF_INET, dst, &ipv4.dst_addr) == 1;

	REQUIRE(is_ipv4 || (inet_pton(AF_INET6, src, &ipv6.src_addr) == 1 &&
			inet_pton(AF_INET6, dst, &ipv6.dst_addr) == 1),
			"'%s' and '%s' are not addresses of one IP version\n", src, dst);
	f->outer_proto = is_ipv4 ? IPPROTO_IPIP : IPPROTO_IPV6;
	f->outer_len = is_ipv4 ? sizeof(ipv4) : sizeof(ipv6);
	f->outer_next = is_ipv4 ? offsetof(struct rte_ipv4_hdr, next_proto_id) :
		offsetof(struct rte_ipv6_hdr, proto);
	memcpy(f->outer, is_ipv4 ? (void *)&ipv4 : &ipv6, f->outer_len);
}

static void
parse_tunnel(char *text)
{
	char *words[9];
	struct flow *f;
	int i;

	REQUIRE(rte_strsplit(text, strlen(text), words, 9, ',') == 8 && gw.nb_flows < MAX_FLOWS,
			"--tunnel wants 8 words, for up to %u tunnels\n" USAGE, MAX_FLOWS / 2);
	for (i = CLEAR; i <= PROTECTED; i++) {
		f = &gw.flows[gw.nb_flows++];
		f->from = i;
		REQUIRE(rte_eth_dev_get_port_by_name(words[i], &f->rx_port) == 0,
				"there is no port '%s'\n", words[i]);
		rte_eth_dev_get_port_by_name(words[!i], &f->tx_port);
		f->ring = rte_ring_create(words[i], 2 * WINDOW, rte_socket_id(),
				RING_F_SP_ENQ | RING_F_SC_DEQ);
		REQUIRE(f->ring != NULL, "port '%s': %s\n", words[i], rte_strerror(rte_errno));
		parse_addresses(f, words[2 + i], words[3 - i]);
		parse_sa(f, words[4 + 2 * i], words[5 + 2 * i]);
	}
}

static void
open_port(uint16_t port, uint32_t mtu)
{
	const struct rte_eth_conf conf = { .rxmode.mtu = mtu };

	REQUIRE(rte_eth_dev_configure(port, 1, 1, &conf) == 0 &&
			rte_eth_rx_queue_setup(port, 0, 0, rte_socket_id(), NULL, gw.mbufs) == 0 &&
			rte_eth_tx_queue_setup(port, 0, 0, rte_socket_id(), NULL) == 0 &&
			rte_eth_dev_start(port) == 0,
			"port %u does not start with an MTU of %u\n", port, mtu);
	rte_eth_promiscuous_enable(port);
}

/* A single lcore runs both stages, the main lcore of two the compress stage. */
static int
run(void *arg __rte_unused)
{
	const bool is_main = rte_lcore_id() == rte_get_main_lcore();
	uint64_t next = is_main && isatty(STDOUT_FILENO) ? 0 : UINT64_MAX;

	while (!gw.is_stopped) {
		if (is_main)
			stage_run(&gw.stages[CLEAR]);
		if (!is_main || rte_lcore_count() == 1)
			stage_run(&gw.stages[PROTECTED]);
		if (rte_rdtsc() >= next) {
			next = rte_rdtsc() + rte_get_tsc_hz();
			printf("\033[2J\033[H");
			show_counters();
		}
	}
	return 0;
}

static void
stop(int number __rte_unused)
{
	gw.is_stopped = true;
}

int
main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "compressdev", required_argument, NULL, 'd' },
		{ "cryptodev", required_argument, NULL, 'c' },
		{ "mtu", required_argument, NULL, 'm' },
		{ "threshold", required_argument, NULL, 'l' },
		{ "tunnel", required_argument, NULL, 't' },
		{ 0 },
	};
	const char *compressdev = NULL, *cryptodev = NULL;
	int option, nb_eal = rte_eal_init(argc, argv);
	struct flow *f;
	uint64_t end;

	REQUIRE(nb_eal >= 0 && rte_lcore_count() <= 2, "there is no EAL with one or two lcores\n");
	while ((option = getopt_long(argc - nb_eal, argv + nb_eal, "", options, NULL)) != -1) {
		switch (option) {
		case 'd': compressdev = optarg; break;
		case 'c': cryptodev = optarg; break;
		case 'm': gw.mtu = parse_number("MTU", optarg, 1280, 9000); break;
		case 'l': gw.threshold = parse_number("threshold", optarg, 0, 9000); break;
		case 't': parse_tunnel(optarg); break;
		default: rte_exit(EXIT_FAILURE, USAGE);
		}
	}
	REQUIRE(optind == argc - nb_eal, "unexpected word '%s'\n" USAGE, argv[nb_eal + optind]);
	REQUIRE(compressdev != NULL && cryptodev != NULL && gw.nb_flows != 0,
			"--compressdev, --cryptodev and --tunnel are needed\n" USAGE);
	signal(SIGINT, stop);
	signal(SIGTERM, stop);
	REQUIRE(rte_telemetry_register_cmd("/ipcomp_esp/stats", tell_counters,
			"Counters of both stages.") == 0, "telemetry refuses a command\n");
	gw.mbufs = rte_pktmbuf_pool_create("mbufs", NB_MBUFS, CACHE, sizeof(struct packet),
			RTE_PKTMBUF_HEADROOM + ROOM, rte_socket_id());
	REQUIRE(gw.mbufs != NULL, "no memory for %u mbufs\n", NB_MBUFS);
	for (f = gw.flows; f < &gw.flows[gw.nb_flows]; f++)
		open_port(f->rx_port, gw.mtu + (f->from == CLEAR ? 0 : MAX_OVERHEAD));
	compress_open(&gw.stages[CLEAR], compressdev);
	crypto_open(&gw.stages[PROTECTED], cryptodev);
	rte_eal_mp_remote_launch(run, NULL, CALL_MAIN);
	rte_eal_mp_wait_lcore();
	/* Complete and send what is in flight, for a second at most. */
	end = rte_rdtsc() + rte_get_tsc_hz();
	for (f = gw.flows; f < &gw.flows[gw.nb_flows] && rte_rdtsc() < end;
			f += f->windows[f->from].in == f->windows[!f->from].out) {
		stage_run(&gw.stages[CLEAR]);
		stage_run(&gw.stages[PROTECTED]);
	}
	for (f = gw.flows; f < &gw.flows[gw.nb_flows]; f++) {
		rte_eth_dev_stop(f->rx_port);
		rte_eth_dev_close(f->rx_port);
	}
	compress_close(&gw.stages[CLEAR]);
	crypto_close(&gw.stages[PROTECTED]);
	show_counters();
	printf("%-20s %20u\n", "mbufs_in_use", rte_mempool_in_use_count(gw.mbufs));
	return rte_eal_cleanup() != 0;
}

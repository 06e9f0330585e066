/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * The commands of the drivers in DPDK's telemetry, sent to its socket by a client of this process:
 * each is answered with JSON, whatever its parameters are.
 *
 * Input: which command of the drivers, and its parameters as text. The name of the command is never
 * the input's, because DPDK itself answers a name that was not registered.
 */

#include <stdbool.h>

#include <rte_bus_vdev.h>
#include <rte_compressdev.h>
#include <rte_cryptodev.h>
#include <rte_eal.h>

#include "eal.h"
#include "telemetry_client.h"

static struct telemetry_client client;

/* A device of each driver; of uacce_sec a queue pair is not set up. */
static void
start_devices(void)
{
	struct rte_compressdev_config zip = { .nb_queue_pairs = 1, .socket_id = 0 };
	struct rte_cryptodev_config sec = { .nb_queue_pairs = 2, .socket_id = 0 };
	struct rte_cryptodev_qp_conf qp = { .nb_descriptors = 7 };

	FUZZ_CHECK(rte_vdev_init("uacce_zip0", "device=soft,soft_depth=8") == 0);
	FUZZ_CHECK(rte_vdev_init("uacce_sec0", "device=soft,soft_depth=8") == 0);
	FUZZ_CHECK(rte_compressdev_configure(0, &zip) == 0);
	FUZZ_CHECK(rte_compressdev_queue_pair_setup(0, 0, 7, 0) == 0);
	FUZZ_CHECK(rte_compressdev_start(0) == 0);
	FUZZ_CHECK(rte_cryptodev_configure(0, &sec) == 0);
	FUZZ_CHECK(rte_cryptodev_queue_pair_setup(0, 0, &qp, 0) == 0);
	FUZZ_CHECK(rte_cryptodev_start(0) == 0);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	fuzz_start_eal((*argv)[0], true);
	start_devices();
	FUZZ_CHECK(telemetry_open(&client, rte_eal_get_runtime_dir()));
	return 0;
}

/* Whether braces, brackets and quotes match, so that a parser of JSON finds the end. */
static bool
is_whole(const char *json)
{
	bool in_string = false;
	int depth = 0;

	for (; *json != '\0'; json++) {
		if (in_string && *json == '\\' && json[1] != '\0')
			json++;
		else if (*json == '"')
			in_string = !in_string;
		else if (!in_string && (*json == '{' || *json == '['))
			depth++;
		else if (!in_string && (*json == '}' || *json == ']'))
			depth--;
		if (depth < 0)
			return false;
	}
	return depth == 0 && !in_string;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const commands[] = {
		"/uacce/list", "/uacce/info", "/uacce/queue", "/uacce/dump",
	};
	struct fuzz_input in = { data, size };
	const uint8_t how = fuzz_u8(&in);
	const char *command = commands[how & 3];
	char request[900], start[40];
	const char *answer;
	size_t n;

	n = snprintf(request, sizeof(request), "%s", command);
	if ((how & 4) == 0) {
		request[n++] = ',';
		fuzz_bytes(&in, request + n, sizeof(request) - n - 1);
		request[sizeof(request) - 1] = '\0';
	}
	answer = telemetry_ask(&client, request);
	FUZZ_CHECK(answer != NULL);
	snprintf(start, sizeof(start), "{\"%s\":", command);
	FUZZ_CHECK(strncmp(answer, start, strlen(start)) == 0);
	FUZZ_CHECK(is_whole(answer));
	return 0;
}

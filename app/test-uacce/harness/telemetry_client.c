/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <rte_eal.h>

#include "telemetry_client.h"
#include "test.h"

bool
telemetry_open(struct telemetry_client *client)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };

	snprintf(addr.sun_path, sizeof(addr.sun_path), "%.80s/dpdk_telemetry.v2",
			rte_eal_get_runtime_dir());
	client->fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	if (client->fd < 0)
		return false;
	/* The first message is about the process. */
	return connect(client->fd, (struct sockaddr *)&addr, sizeof(addr)) == 0 &&
		recv(client->fd, client->answer, sizeof(client->answer), 0) > 0;
}

void
telemetry_close(struct telemetry_client *client)
{
	if (client->fd >= 0)
		close(client->fd);
	client->fd = -1;
}

const char *
telemetry_ask(struct telemetry_client *client, const char *command)
{
	ssize_t n;

	if (send(client->fd, command, strlen(command), MSG_NOSIGNAL) < 0)
		return NULL;
	n = recv(client->fd, client->answer, sizeof(client->answer) - 1, 0);
	if (n <= 0)
		return NULL;
	client->answer[n] = '\0';
	return client->answer;
}

/* Answer to one command, in static memory. */
static const char *
ask_once(const char *command)
{
	static struct telemetry_client client;
	const char *answer;

	if (!telemetry_open(&client))
		fail_msg("no connection to telemetry");
	answer = telemetry_ask(&client, command);
	telemetry_close(&client);
	if (answer == NULL)
		fail_msg("no answer to '%s'", command);
	return answer;
}

void
telemetry_assert_has(const char *command, const char *text)
{
	const char *answer = ask_once(command);

	if (strstr(answer, text) == NULL)
		fail_msg("the answer to '%s' lacks '%s': %s", command, text, answer);
}

void
telemetry_assert_lacks(const char *command, const char *text)
{
	const char *answer = ask_once(command);

	if (strstr(answer, text) != NULL)
		fail_msg("the answer to '%s' has '%s': %s", command, text, answer);
}

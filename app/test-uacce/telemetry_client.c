/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "telemetry_client.h"

bool
telemetry_open(struct telemetry_client *client, const char *folder)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };

	snprintf(addr.sun_path, sizeof(addr.sun_path), "%.80s/dpdk_telemetry.v2", folder);
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

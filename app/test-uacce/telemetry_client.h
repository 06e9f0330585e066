/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_TELEMETRY_CLIENT_H
#define TEST_UACCE_TELEMETRY_CLIENT_H

/** @file A client of DPDK's telemetry, of this process or of another one. */

#include <stdbool.h>
#include <stddef.h>

/** Bytes of the longest answer that telemetry gives, and more. */
#define TELEMETRY_ANSWER_LEN	20000u

/** A connection. */
struct telemetry_client {
	int fd;
	char answer[TELEMETRY_ANSWER_LEN];
};

/**
 * Connect to the socket in the runtime folder of a process.
 *
 * @return
 *   Whether that worked; errno says why not.
 */
bool telemetry_open(struct telemetry_client *client, const char *folder);
void telemetry_close(struct telemetry_client *client);
/** Send a command. @return the answer in JSON, valid until the next one; NULL for none. */
const char *telemetry_ask(struct telemetry_client *client, const char *command);

#endif /* TEST_UACCE_TELEMETRY_CLIENT_H */

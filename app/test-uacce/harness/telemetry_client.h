/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_TELEMETRY_CLIENT_H
#define TEST_UACCE_TELEMETRY_CLIENT_H

/** @file A client of DPDK's telemetry, which answers in a thread of this process. */

#include <stdbool.h>
#include <stddef.h>

/** Bytes of the longest answer that telemetry gives, and more. */
#define TELEMETRY_ANSWER_LEN	20000u

/** A connection. */
struct telemetry_client {
	int fd;
	char answer[TELEMETRY_ANSWER_LEN];
};

/** Connect. @return whether that worked. */
bool telemetry_open(struct telemetry_client *client);
void telemetry_close(struct telemetry_client *client);
/** Send a command. @return the answer in JSON, valid until the next one; NULL for none. */
const char *telemetry_ask(struct telemetry_client *client, const char *command);

/** Send one command; assert that the answer has a text, or has not. */
void telemetry_assert_has(const char *command, const char *text);
void telemetry_assert_lacks(const char *command, const char *text);

#endif /* TEST_UACCE_TELEMETRY_CLIENT_H */

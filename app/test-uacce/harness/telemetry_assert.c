/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <rte_eal.h>

#include "telemetry_assert.h"
#include "telemetry_client.h"
#include "test.h"

/* Answer to one command, in static memory. */
static const char *
ask_once(const char *command)
{
	static struct telemetry_client client;
	const char *answer;

	if (!telemetry_open(&client, rte_eal_get_runtime_dir()))
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

/* Assert that an answer has a member with this value. */
static void
assert_member(const char *command, const char *name, const char *value)
{
	char last[128], inner[128];
	const char *answer = ask_once(command);

	snprintf(inner, sizeof(inner), "\"%s\":%s,", name, value);
	snprintf(last, sizeof(last), "\"%s\":%s}", name, value);
	if (strstr(answer, inner) == NULL && strstr(answer, last) == NULL)
		fail_msg("the answer to '%s' lacks %s: %s", command, inner, answer);
}

void
telemetry_assert_number(const char *command, const char *name, uint64_t value)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRIu64, value);
	assert_member(command, name, text);
}

void
telemetry_assert_address(const char *command, const char *name, const void *value)
{
	char text[32];

	snprintf(text, sizeof(text), "\"0x%" PRIxPTR "\"", (uintptr_t)value);
	assert_member(command, name, text);
}

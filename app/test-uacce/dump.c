/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* The command `dump`: what telemetry of a running application says, as text. */

#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_common.h>

#include "commands.h"
#include "telemetry_client.h"

#define INDENT	2

struct dump_options {
	const char *prefix;
	bool json;
};

/* The folder in which EAL keeps files of an application, as the programmer's guide of EAL says. */
static void
runtime_folder(const char *prefix, char *folder, size_t len)
{
	const char *base = getenv("RUNTIME_DIRECTORY");

	if (base == NULL)
		base = getuid() == 0 ? "/var/run" : getenv("XDG_RUNTIME_DIR");
	snprintf(folder, len, "%s/dpdk/%s", base == NULL ? "/tmp" : base, prefix);
}

/* Make the command of telemetry that takes so many parameters: none lists the devices. */
static void
make_command(char **words, int n, char *command, size_t len)
{
	static const char *const commands[] = { "list", "info", "queue", "dump", "dump" };
	int at = snprintf(command, len, "/uacce/%s", commands[n]), i;

	for (i = 0; i < n && (size_t)at < len; i++)
		at += snprintf(command + at, len - at, ",%s", words[i]);
}

/* Print a string without its quotation marks. Returns what is behind it. */
static const char *
print_string(const char *p)
{
	for (p++; *p != '\0' && *p != '"'; p++) {
		if (*p == '\\' && p[1] != '\0')
			p++;
		putchar(*p);
	}
	return *p == '\0' ? p : p + 1;
}

/* Print JSON of telemetry, which has no blanks, with a line for each member. */
static void
print_text(const char *p)
{
	int depth = 0;
	bool array = false;

	while (*p != '\0') {
		if (*p == '"') {
			p = print_string(p);
			continue;
		}
		if (*p == '{' && depth++ != 0)
			printf("\n%*s", INDENT * (depth - 1), "");
		else if (*p == '}')
			depth--;
		else if (*p == '[' || *p == ']')
			array = *p == '[';
		else if (*p == ',' && array)
			putchar(' ');
		else if (*p == ',')
			printf("\n%*s", INDENT * (depth - 1), "");
		else if (*p == ':')
			printf(p[1] == '{' ? ":" : ": ");
		else if (*p != '{')
			putchar(*p);
		p++;
	}
	putchar('\n');
}

/* Print an answer, {"command":value}. Returns the exit status, a failure if it is an error. */
static int
print_answer(const char *answer, bool json)
{
	static const char error[] = "{\"error\":\"";
	const char *value = strchr(answer, ':');
	char *text;

	if (value == NULL || strcmp(value, ":null}") == 0) {
		fprintf(stderr, "dump: the application has no device of uacce\n");
		return EXIT_FAILURE;
	}
	text = strdup(value + 1);
	if (text == NULL)
		return EXIT_FAILURE;
	text[strlen(text) - 1] = '\0';
	if (strncmp(text, error, strlen(error)) == 0) {
		fprintf(stderr, "dump: %.*s\n", (int)strcspn(text + strlen(error), "\""),
				text + strlen(error));
		free(text);
		return EXIT_FAILURE;
	}
	if (json)
		puts(text);
	else
		print_text(text);
	free(text);
	return EXIT_SUCCESS;
}

static bool
parse_options(int argc, char **argv, struct dump_options *options)
{
	static const struct option known[] = {
		{ "file-prefix", required_argument, NULL, 'f' },
		{ "json", no_argument, NULL, 'j' },
		{ NULL, 0, NULL, 0 },
	};
	int opt;

	while ((opt = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (opt == '?')
			return false;
		if (opt == 'f')
			options->prefix = optarg;
		else
			options->json = true;
	}
	if (argc - optind > 4)
		fprintf(stderr, "dump: unexpected argument '%s'\n", argv[optind + 4]);
	return argc - optind <= 4;
}

int
dump_main(int argc, char **argv)
{
	static struct telemetry_client client;
	struct dump_options options = { .prefix = "rte" };
	char folder[128], command[256];
	const char *answer;
	int status;

	if (!parse_options(argc, argv, &options)) {
		usage(stderr);
		return EXIT_FAILURE;
	}
	make_command(argv + optind, argc - optind, command, sizeof(command));
	runtime_folder(options.prefix, folder, sizeof(folder));
	if (!telemetry_open(&client, folder)) {
		fprintf(stderr, "dump: no application answers in %s: %s\n", folder,
				strerror(errno));
		telemetry_close(&client);
		return EXIT_FAILURE;
	}
	answer = telemetry_ask(&client, command);
	if (answer == NULL)
		fprintf(stderr, "dump: the application in %s does not answer\n", folder);
	status = answer == NULL ? EXIT_FAILURE : print_answer(answer, options.json);
	telemetry_close(&client);
	return status;
}

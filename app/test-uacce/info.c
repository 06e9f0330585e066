/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>
#include <rte_memory.h>

#include "commands.h"
#include "info_hint.h"
#include "uacce_device.h"
#include "uacce_soft.h"
#include "uacce_transport.h"

enum column {
	COL_NAME,
	COL_DRIVER,
	COL_API,
	COL_FLAGS,
	COL_QUEUES,
	COL_NUMA,
	COL_MMIO,
	COL_DUS,
	COL_ISOLATED,
	COL_ALGORITHMS,
	COL_USABLE,
	NB_COLUMNS,
};

static const char *const titles[NB_COLUMNS] = {
	[COL_NAME] = "NAME",
	[COL_DRIVER] = "DRIVER",
	[COL_API] = "API",
	[COL_FLAGS] = "FLAGS",
	[COL_QUEUES] = "QUEUES",
	[COL_NUMA] = "NUMA",
	[COL_MMIO] = "MMIO",
	[COL_DUS] = "DUS",
	[COL_ISOLATED] = "ISOLATED",
	[COL_ALGORITHMS] = "ALGORITHMS",
	[COL_USABLE] = "USABLE",
};

#define CELL_LEN	(UACCE_ALGS_LEN + UACCE_REASON_LEN)

struct row {
	char cell[NB_COLUMNS][CELL_LEN];
};

static void
flags_text(uint32_t flags, char *out, size_t len)
{
	const char *sva = (flags & UACCE_DEV_SVA) != 0 ? "sva" : "";
	const char *noiommu = (flags & UACCE_DEV_NOIOMMU) != 0 ? "noiommu" : "";

	snprintf(out, len, "%s%s%s", sva, *sva != '\0' && *noiommu != '\0' ? "+" : "", noiommu);
	if (out[0] == '\0')
		snprintf(out, len, "-");
}

static void
algorithms_text(const char *algorithms, char *out, size_t len)
{
	size_t i;

	snprintf(out, len, "%s", algorithms[0] == '\0' ? "-" : algorithms);
	for (i = 0; out[i] != '\0'; i++)
		if (out[i] == '\n')
			out[i] = ',';
}

/* The driver that serves a device: by its name, or that of a soft device by its algorithms. */
static const char *
driver_of(const struct uacce_device *dev)
{
	const bool is_soft = dev->soft != NULL;

	if (is_soft ? uacce_device_has_algorithm(dev, "zlib") :
			strncmp(dev->name, "hisi_zip", strlen("hisi_zip")) == 0)
		return "uacce_zip";
	if (is_soft ? uacce_device_has_algorithm(dev, "cipher") :
			strncmp(dev->name, "hisi_sec2", strlen("hisi_sec2")) == 0)
		return "uacce_sec";
	return "-";
}

static void
fill_row(struct row *row, const struct uacce_device *dev)
{
	snprintf(row->cell[COL_NAME], CELL_LEN, "%s", dev->name);
	snprintf(row->cell[COL_DRIVER], CELL_LEN, "%s", driver_of(dev));
	snprintf(row->cell[COL_API], CELL_LEN, "%s", dev->api[0] == '\0' ? "-" : dev->api);
	flags_text(dev->flags, row->cell[COL_FLAGS], CELL_LEN);
	snprintf(row->cell[COL_QUEUES], CELL_LEN, "%d", dev->available);
	snprintf(row->cell[COL_NUMA], CELL_LEN, "%d", dev->numa_node);
	snprintf(row->cell[COL_MMIO], CELL_LEN, "%zu", dev->region_size[UACCE_REGION_MMIO]);
	snprintf(row->cell[COL_DUS], CELL_LEN, "%zu", dev->region_size[UACCE_REGION_DUS]);
	snprintf(row->cell[COL_ISOLATED], CELL_LEN, "%s", dev->isolated ? "yes" : "no");
	algorithms_text(dev->algorithms, row->cell[COL_ALGORITHMS], CELL_LEN);
	snprintf(row->cell[COL_USABLE], CELL_LEN, "%s%s", dev->error == 0 ? "yes" : "no: ",
			dev->error == 0 ? "" : dev->reason);
}

static void
print_row(const struct row *row, const int width[NB_COLUMNS])
{
	unsigned int i;

	for (i = 0; i < NB_COLUMNS - 1; i++)
		printf("%-*s  ", width[i], row->cell[i]);
	printf("%s\n", row->cell[i]);
}

static int
print_table(const struct uacce_device *devices, int n)
{
	struct row *rows = calloc(n + 1, sizeof(*rows));
	int width[NB_COLUMNS] = { 0 };
	int i, c;

	if (rows == NULL)
		return -ENOMEM;
	for (c = 0; c < NB_COLUMNS; c++)
		snprintf(rows[0].cell[c], CELL_LEN, "%s", titles[c]);
	for (i = 0; i < n; i++)
		fill_row(&rows[i + 1], &devices[i]);
	for (i = 0; i <= n; i++)
		for (c = 0; c < NB_COLUMNS; c++)
			width[c] = RTE_MAX(width[c], (int)strlen(rows[i].cell[c]));
	for (i = 0; i <= n; i++)
		print_row(&rows[i], width);
	free(rows);
	return 0;
}

/*
 * Print a JSON string. JSON is UTF-8 and the text may be anything, so a byte that is no printable
 * ASCII becomes the escaped code point of its value.
 */
static void
json_string(const char *text, size_t len)
{
	size_t i;

	putchar('"');
	for (i = 0; i < len; i++) {
		unsigned char c = text[i];

		if (c == '"' || c == '\\')
			printf("\\%c", c);
		else if (c < 0x20 || c >= 0x7f)
			printf("\\u%04x", c);
		else
			putchar(c);
	}
	putchar('"');
}

static void
json_text(const char *key, const char *text)
{
	printf("      \"%s\": ", key);
	json_string(text, strlen(text));
	printf(",\n");
}

static void
json_algorithms(const char *algorithms)
{
	const char *sep = "";
	size_t len;

	printf("      \"algorithms\": [");
	for (; *algorithms != '\0'; algorithms += len + (algorithms[len] == '\n')) {
		len = strcspn(algorithms, "\n");
		if (len == 0)
			continue;
		printf("%s", sep);
		json_string(algorithms, len);
		sep = ", ";
	}
	printf("],\n");
}

static void
json_device(const struct uacce_device *dev)
{
	printf("    {\n");
	json_text("name", dev->name);
	json_text("driver", driver_of(dev));
	json_text("transport", dev->transport->name);
	json_text("node", dev->node);
	json_text("api", dev->api);
	printf("      \"api_version\": %u,\n", dev->api_version);
	printf("      \"flags\": %u,\n", dev->flags);
	json_algorithms(dev->algorithms);
	printf("      \"available_instances\": %d,\n", dev->available);
	printf("      \"region_mmio_size\": %zu,\n", dev->region_size[UACCE_REGION_MMIO]);
	printf("      \"region_dus_size\": %zu,\n", dev->region_size[UACCE_REGION_DUS]);
	printf("      \"isolated\": %s,\n", dev->isolated ? "true" : "false");
	printf("      \"isolate_strategy\": %u,\n", dev->isolate_strategy);
	printf("      \"numa_node\": %d,\n", dev->numa_node);
	if (dev->distance == INT_MAX)
		printf("      \"numa_distance\": null,\n");
	else
		printf("      \"numa_distance\": %d,\n", dev->distance);
	json_text("reason", dev->reason);
	printf("      \"usable\": %s\n", dev->error == 0 ? "true" : "false");
	printf("    }");
}

static int
print_json(const struct uacce_device *devices, int n)
{
	int i;

	printf("{\n  \"devices\": [");
	for (i = 0; i < n; i++) {
		printf("%s\n", i == 0 ? "" : ",");
		json_device(&devices[i]);
	}
	printf("%s]\n}\n", n == 0 ? "" : "\n  ");
	return 0;
}

/* Make the record of a soft device; false in a build without soft devices. */
static bool
make_soft(struct uacce_device *dev, enum uacce_soft_class class)
{
	struct uacce_soft_conf conf = { .class = class, .qm = 3 };
	int ret;

	ret = uacce_soft_create(dev, &conf);
	if (ret < 0 && ret != -ENOTSUP)
		fprintf(stderr, "cannot make a soft device: %s\n", strerror(-ret));
	return ret == 0;
}

static int
show(const struct uacce_paths *paths, bool json)
{
	struct uacce_device *devices, *more;
	int i, n, ret = 0;

	n = uacce_device_scan(paths, SOCKET_ID_ANY, &devices);
	if (n < 0) {
		fprintf(stderr, "cannot read the class directory: %s\n", strerror(-n));
		return EXIT_FAILURE;
	}
	more = realloc(devices, (n + 2) * sizeof(*devices));
	if (more == NULL) {
		free(devices);
		return EXIT_FAILURE;
	}
	devices = more;
	if (make_soft(&devices[n], UACCE_SOFT_ZIP))
		n++;
	if (make_soft(&devices[n], UACCE_SOFT_SEC))
		n++;
	for (i = 0; i < n; i++)
		uacce_device_check(&devices[i], 1);
	if (n == 0 && !json)
		printf("no accelerator found\n");
	else
		ret = json ? print_json(devices, n) : print_table(devices, n);
	if (!json)
		info_print_hints(paths->sysfs, devices, n);
	for (i = 0; i < n; i++)
		uacce_device_put(&devices[i]);
	free(devices);
	return ret == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
info_main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "sysfs", required_argument, NULL, 's' },
		{ "dev", required_argument, NULL, 'd' },
		{ NULL, 0, NULL, 0 },
	};
	struct uacce_paths paths = { NULL, NULL };
	bool json = false;
	int opt;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (opt == 'j')
			json = true;
		else if (opt == 's')
			paths.sysfs = optarg;
		else if (opt == 'd')
			paths.dev = optarg;
		else
			return EXIT_FAILURE;
	}
	if (optind < argc) {
		fprintf(stderr, "info: unexpected argument '%s'\n", argv[optind]);
		return EXIT_FAILURE;
	}
	return show(&paths, json);
}

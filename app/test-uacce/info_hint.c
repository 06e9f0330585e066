/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <rte_common.h>

#include "info_hint.h"

#define CLASS_DIR	"/sys/class/uacce"

/* Kernel modules of accelerators; names of their devices begin like those of the modules. */
static const char *const modules[] = { "hisi_zip", "hisi_sec2" };

static bool
is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Value of a module's parameter uacce_mode; -1 where the module is not loaded. */
static int
uacce_mode(const char *sysfs, const char *module)
{
	char path[PATH_MAX];
	int mode = -1;
	FILE *f;

	snprintf(path, sizeof(path), "%s/../../module/%s/parameters/uacce_mode", sysfs, module);
	f = fopen(path, "r");
	if (f == NULL)
		return -1;
	if (fscanf(f, "%d", &mode) != 1)
		mode = -1;
	fclose(f);
	return mode;
}

static bool
has_device(const char *module, const struct uacce_device *devices, int n)
{
	int i;

	for (i = 0; i < n; i++)
		if (strncmp(devices[i].name, module, strlen(module)) == 0)
			return true;
	return false;
}

static void
hint_module(const char *sysfs, const char *module, const struct uacce_device *devices, int n)
{
	int mode = uacce_mode(sysfs, module);

	if (mode < 0 || has_device(module, devices, n))
		return;
	if (mode != 1)
		printf("hint: module %s is loaded without uacce_mode=1, so user space gets no queue: "
				"modprobe -r %s && modprobe %s uacce_mode=1\n",
				module, module, module);
	else
		printf("hint: module %s has uacce_mode=1 and no device: enable the IOMMU (SMMU) with "
				"SVA in firmware and kernel\n", module);
}

void
info_print_hints(const char *sysfs, const struct uacce_device *devices, int n)
{
	unsigned int m;
	int i;

	if (sysfs == NULL)
		sysfs = CLASS_DIR;
	if (!is_directory(sysfs))
		printf("hint: there is no %s: the kernel is built without uacce, or its module is not "
				"loaded (modprobe uacce)\n", sysfs);
	for (m = 0; m < RTE_DIM(modules); m++)
		hint_module(sysfs, modules[m], devices, n);
	for (i = 0; i < n; i++)
		if (devices[i].soft == NULL && devices[i].api[0] != '\0' &&
				(devices[i].flags & UACCE_DEV_SVA) == 0)
			printf("hint: %s has no SVA: enable the IOMMU (SMMU) with SVA in firmware and "
					"kernel\n", devices[i].name);
}

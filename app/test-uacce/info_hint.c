/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <rte_common.h>

#include "info_hint.h"

#define CLASS_DIR	"/sys/class/uacce"
#define LONG_PATH	(2 * PATH_MAX)

/*
 * Kernel modules of accelerators, and PCI device ids of their functions, PF and VF (5.1). Names of
 * their uacce devices begin like those of the modules.
 */
#define PCI_VENDOR	0x19e5	/* Huawei */
static const struct {
	const char *name;
	int ids[2];
} modules[] = {
	{ "hisi_zip", { 0xa250, 0xa251 } },
	{ "hisi_sec2", { 0xa255, 0xa256 } },
};

/* What a kernel needs for accelerators that a process shares its addresses with. */
static const char *const kernel_options[] = {
	"CONFIG_UACCE", "CONFIG_ARM_SMMU_V3_SVA", "CONFIG_CRYPTO_DEV_HISI_ZIP",
	"CONFIG_CRYPTO_DEV_HISI_SEC2",
};

static bool
is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Make a path: from the class directory so many levels up, then down to the rest. */
static void
make_path(char path[LONG_PATH], const char *sysfs, unsigned int levels, const char *rest)
{
	char *slash;

	snprintf(path, LONG_PATH, "%s", sysfs);
	for (; levels > 0 && (slash = strrchr(path, '/')) != NULL; levels--)
		*slash = '\0';
	snprintf(path + strlen(path), LONG_PATH - strlen(path), "/%s", rest);
}

/* Read the number in a file, decimal or with 0x. Returns whether there is one. */
static bool
read_number(const char *path, int *value)
{
	FILE *f = fopen(path, "r");
	bool done;

	if (f == NULL)
		return false;
	done = fscanf(f, "%i", value) == 1;
	fclose(f);
	return done;
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
	char path[LONG_PATH], rest[64];
	const char *how;
	int mode;

	snprintf(rest, sizeof(rest), "module/%s/parameters/uacce_mode", module);
	make_path(path, sysfs, 2, rest);
	/* Without the file the module is not loaded. */
	if (!read_number(path, &mode) || has_device(module, devices, n))
		return;
	if (mode == 1) {
		printf("hint: module %s has uacce_mode=1 and no device: enable the IOMMU (SMMU) with "
				"SVA in firmware and kernel\n", module);
		return;
	}
	if (mode == 2)
		how = "with uacce_mode=2, which is a mode without SVA of kernels outside mainline; "
				"look for it in /etc/modprobe.d";
	else
		how = "without uacce_mode=1, so user space gets no queue";
	printf("hint: module %s is loaded %s: modprobe -r %s && modprobe %s uacce_mode=1\n",
			module, how, module, module);
}

/* Whether an option is built in or a module, in the text of a kernel's configuration. */
static bool
is_option_set(FILE *config, const char *option)
{
	const size_t len = strlen(option);
	char line[256];

	rewind(config);
	while (fgets(line, sizeof(line), config) != NULL)
		if (strncmp(line, option, len) == 0 && line[len] == '=')
			return true;
	return false;
}

/* Name the options that the running kernel lacks. Returns whether it printed a hint. */
static bool
hint_kernel_options(const char *sysfs)
{
	char path[LONG_PATH], rest[128];
	struct utsname name;
	bool lacks = false;
	unsigned int i;
	FILE *config;

	if (uname(&name) != 0)
		return false;
	snprintf(rest, sizeof(rest), "boot/config-%s", name.release);
	make_path(path, sysfs, 3, rest);
	config = fopen(path, "r");
	if (config == NULL)
		return false;
	for (i = 0; i < RTE_DIM(kernel_options); i++) {
		if (is_option_set(config, kernel_options[i]))
			continue;
		printf("%s%s", lacks ? ", " : "hint: this kernel is built without ",
				kernel_options[i]);
		lacks = true;
	}
	if (lacks)
		printf(": boot a kernel that has them\n");
	fclose(config);
	return lacks;
}

static void
hint_kernel(const char *sysfs)
{
	if (!is_directory(sysfs) && !hint_kernel_options(sysfs))
		printf("hint: there is no %s: the kernel is built without uacce, or its module is not "
				"loaded (modprobe uacce)\n", sysfs);
}

/* Module that a PCI function belongs to, or NULL. */
static const char *
module_of(const char *function)
{
	unsigned int m;
	int vendor, id;
	char path[LONG_PATH];

	snprintf(path, sizeof(path), "%s/vendor", function);
	if (!read_number(path, &vendor) || vendor != PCI_VENDOR)
		return NULL;
	snprintf(path, sizeof(path), "%s/device", function);
	if (!read_number(path, &id))
		return NULL;
	for (m = 0; m < RTE_DIM(modules); m++)
		if (id == modules[m].ids[0] || id == modules[m].ids[1])
			return modules[m].name;
	return NULL;
}

/* Say that a function of an accelerator has no driver, or one that keeps it for something else. */
static void
hint_function(const char *devices, const char *name)
{
	char path[LONG_PATH - 16], link[LONG_PATH], target[PATH_MAX];
	const char *module, *driver;
	ssize_t len;

	snprintf(path, sizeof(path), "%s/%s", devices, name);
	module = module_of(path);
	if (module == NULL)
		return;
	snprintf(link, sizeof(link), "%s/driver", path);
	len = readlink(link, target, sizeof(target) - 1);
	if (len < 0) {
		printf("hint: PCI function %s has no driver: modprobe %s uacce_mode=1\n", name, module);
		return;
	}
	target[len] = '\0';
	driver = strrchr(target, '/') == NULL ? target : strrchr(target, '/') + 1;
	if (strcmp(driver, module) != 0)
		printf("hint: PCI function %s belongs to the driver %s and not to %s, so this system "
				"cannot use it\n", name, driver, module);
}

static void
hint_functions(const char *sysfs)
{
	const struct dirent *entry;
	char path[LONG_PATH];
	DIR *dir;

	make_path(path, sysfs, 2, "bus/pci/devices");
	dir = opendir(path);
	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL)
		if (entry->d_name[0] != '.')
			hint_function(path, entry->d_name);
	closedir(dir);
}

static void
hint_device(const struct uacce_device *dev)
{
	if (dev->soft != NULL || dev->api[0] == '\0')
		return;
	if ((dev->flags & UACCE_DEV_SVA) == 0)
		printf("hint: %s has no SVA: enable the IOMMU (SMMU) with SVA in firmware and kernel\n",
				dev->name);
	else if (dev->error == -EACCES)
		printf("hint: %s is not for this user: become a member of the group of %s, which a "
				"udev rule sets\n", dev->name, dev->node);
	else if (dev->error == -ENOENT)
		printf("hint: %s has no character device %s: give it to the container, if this is one\n",
				dev->name, dev->node);
	else if (dev->isolated)
		printf("hint: %s had more errors in an hour than %s/isolate_strategy allows: replace "
				"it, or unload and load its module\n", dev->name, dev->sysfs);
}

void
info_print_hints(const char *sysfs, const struct uacce_device *devices, int n)
{
	unsigned int m;
	int i;

	if (sysfs == NULL)
		sysfs = CLASS_DIR;
	hint_kernel(sysfs);
	hint_functions(sysfs);
	for (m = 0; m < RTE_DIM(modules); m++)
		hint_module(sysfs, modules[m].name, devices, n);
	for (i = 0; i < n; i++)
		hint_device(&devices[i]);
}

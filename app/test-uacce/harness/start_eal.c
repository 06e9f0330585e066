/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Start EAL, and find the drivers that it loads. */

#include <errno.h>
#include <limits.h>
#include <link.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <rte_common.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_string_fns.h>

#include "commands.h"
#include "test.h"

#define QUEUE_LAYER	"librte_common_uacce.so"
#define ZIP_DRIVER	"librte_compress_uacce_zip.so"
#define SEC_DRIVER	"librte_crypto_uacce_sec.so"
/* From the queue layer to the drivers in a build folder. */
#define BUILD_ZIP	"../../drivers/compress/uacce_zip/" ZIP_DRIVER
#define BUILD_SEC	"../../drivers/crypto/uacce_sec/" SEC_DRIVER

#define MAX_PATHS	2u

/* A library that is loaded, by how its file's name begins. */
struct library {
	const char *begin;
	char path[PATH_MAX];
};

static int
look_at_library(struct dl_phdr_info *info, size_t size __rte_unused, void *arg)
{
	struct library *lib = arg;
	const char *name = strrchr(info->dlpi_name, '/');

	if (name == NULL || strncmp(name + 1, lib->begin, strlen(lib->begin)) != 0)
		return 0;
	return realpath(info->dlpi_name, lib->path) != NULL;
}

static bool
find_library(const char *begin, char *path)
{
	struct library lib = { .begin = begin };

	if (dl_iterate_phdr(look_at_library, &lib) == 0)
		return false;
	strlcpy(path, lib.path, PATH_MAX);
	return true;
}

/* The file of a name relative to a folder, if it is there. */
static bool
resolve(const char *folder, const char *name, char *path)
{
	char joined[2 * PATH_MAX];

	snprintf(joined, sizeof(joined), "%s/%s", folder, name);
	return realpath(joined, path) != NULL;
}

/*
 * The drivers that belong to the queue layer this program is linked with: installed they are in
 * its folder, built in folders of their own. With none of both EAL's own folder has to do.
 */
static unsigned int
find_drivers(char paths[MAX_PATHS][PATH_MAX])
{
	char folder[PATH_MAX];

	if (!find_library(QUEUE_LAYER, folder))
		return 0;
	*strrchr(folder, '/') = '\0';
	if (resolve(folder, ZIP_DRIVER, paths[0])) {
		strlcpy(paths[0], folder, PATH_MAX);
		return 1;
	}
	if (resolve(folder, BUILD_ZIP, paths[0]) && resolve(folder, BUILD_SEC, paths[1]))
		return 2;
	return 0;
}

/* EAL loads no plugin with a world-writable folder above it. Returns such a folder in dir. */
static bool
is_below_writable(const char *path, char *dir)
{
	struct stat st;
	char *slash;

	strlcpy(dir, path, PATH_MAX);
	while ((slash = strrchr(dir, '/')) != NULL) {
		slash[slash == dir] = '\0';
		if (stat(dir, &st) == 0 && (st.st_mode & S_IWOTH) != 0)
			return true;
		if (slash == dir)
			break;
	}
	return false;
}

/*
 * The CPU for the main lcore: the one this process is running on. A container may not have CPU
 * 0, and several programs that Meson starts at once are on different CPUs.
 */
static int
main_cpu(void)
{
	int cpu = sched_getcpu();

	return cpu < 0 ? 0 : cpu;
}

/* The folder of this process; telemetry has removed its socket there before. */
static void
remove_runtime_dir(void)
{
	rmdir(rte_eal_get_runtime_dir());
}

/*
 * Start EAL. It binds this thread to the CPU of its lcore, and threads that tests start inherit
 * that: they would take turns on one CPU, and never be in the driver at the same time. So this
 * thread may run anywhere again.
 */
static int
init_unbound(int argc, char **argv)
{
	cpu_set_t cpus;
	int ret;

	if (sched_getaffinity(0, sizeof(cpus), &cpus) < 0)
		return -1;
	ret = rte_eal_init(argc, argv);
	if (ret >= 0 && sched_setaffinity(0, sizeof(cpus), &cpus) < 0)
		return -1;
	return ret;
}

/* Arguments that EAL gets unless a command has others: they suit any machine. */
static const char *const default_args[] = {
	"--no-huge", "-m", "512", "--no-pci", "--no-shconf",
};

/* EAL with the drivers of some folders or files. */
static int
init_eal(const char *program, const char *const *paths, unsigned int nb_paths,
		const struct eal_options *options)
{
	char cpu[16], prefix[32];
	const char *args[] = { program, "--file-prefix", prefix, "--lcores", cpu };
	/* EAL reorders the array and, against its signature, writes no string. */
	char *argv[RTE_DIM(args) + 2 * MAX_PATHS + EAL_MAX_ARGS + 1] = { NULL };
	unsigned int argc = RTE_DIM(args), i;
	char option[] = "-d";

	snprintf(cpu, sizeof(cpu), "0@%d", main_cpu());
	if (options->lcores != NULL)
		args[RTE_DIM(args) - 1] = options->lcores;
	/* Tests ask telemetry, whose socket is in a folder that the prefix names. */
	snprintf(prefix, sizeof(prefix), "uacce-test-%d", (int)getpid());
	/* Handlers are called in the reverse order, so this one comes last. */
	atexit(remove_runtime_dir);
	memcpy(argv, args, sizeof(args));
	for (i = 0; i < nb_paths; i++) {
		argv[argc++] = option;
		argv[argc++] = (char *)(uintptr_t)paths[i];
	}
	for (i = 0; i < options->nb_args; i++)
		argv[argc++] = (char *)(uintptr_t)options->args[i];
	return init_unbound(argc, argv);
}

/*
 * Whether there is one of our drivers, which a static build contains. Without one a run would fail
 * in hundreds of tests, none of which says why.
 */
static bool
have_driver(void)
{
#ifdef UACCE_STATIC
	return true;
#else
	char path[PATH_MAX];

	return find_library(ZIP_DRIVER, path) || find_library(SEC_DRIVER, path);
#endif
}

/* Say why no driver was loaded, and what to do. */
static void
explain_missing_drivers(const char *const *paths, unsigned int nb_paths)
{
	unsigned int i;

	if (nb_paths == 0)
		fprintf(stderr, "no uacce driver next to this program or in EAL's folder\n");
	for (i = 0; i < nb_paths; i++)
		fprintf(stderr, "no uacce driver could be loaded from %s\n", paths[i]);
	fprintf(stderr, "install the drivers where no folder above is world-writable, "
			"and name their folder with --pmd-path or $" PMD_PATH_ENV "\n");
}

int
start_eal(const char *program, const char *pmd_path)
{
	const struct eal_options options = {
		.args = default_args, .nb_args = RTE_DIM(default_args),
	};

	return start_eal_with(program, pmd_path, &options);
}

int
start_eal_with(const char *program, const char *pmd_path, const struct eal_options *options)
{
	static char found[MAX_PATHS][PATH_MAX];
	const char *paths[MAX_PATHS] = { pmd_path, NULL };
	unsigned int nb_paths = 1, i;
	char dir[PATH_MAX];
	int ret;

	/* An empty variable is as good as none: EAL would take "" for a directory. */
	if (pmd_path == NULL || pmd_path[0] == '\0') {
		nb_paths = find_drivers(found);
		for (i = 0; i < nb_paths; i++)
			paths[i] = found[i];
		if (nb_paths != 0 && is_below_writable(found[0], dir)) {
			fprintf(stderr, "%s is world-writable\n", dir);
			explain_missing_drivers(paths, nb_paths);
			return -EACCES;
		}
	}
	ret = init_eal(program, paths, nb_paths, options);
	if (ret < 0)
		fprintf(stderr, "EAL does not start: %s\n", rte_strerror(rte_errno));
	else if (!have_driver())
		ret = -ENOENT;
	if (ret >= 0)
		return ret;
	explain_missing_drivers(paths, nb_paths);
	return -ENOENT;
}

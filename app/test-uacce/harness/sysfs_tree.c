/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <rte_common.h>

#include "sysfs_tree.h"

/* A user without privileges. */
#define NOBODY	65534

char tree_root[64], tree_sysfs[80], tree_dev[80];
struct uacce_device *tree_devices;
int tree_nb_devices;
/* Whether tree_drop_privileges() has changed the effective user from root. */
static bool has_dropped;

#define ZIP_V3_ALGORITHMS	"zlib\ngzip\ndeflate\nlz77_zstd\n"
#define ZIP_V5_ALGORITHMS	"zlib\ngzip\ndeflate\nlz77_zstd\nlz77_only\nlz4\n" \
				"hashagg\nudma\nhashjoin\ngather\n"
#define SEC_ALGORITHMS		"cipher\ndigest\naead\n"

const struct tree_model tree_models[TREE_NB_MODELS] = {
	{ "hisi_zip-0", "hisi_qm_v2\n", 2, "zlib\ngzip\n", "64\n", "8192\n" },
	{ "hisi_zip-1", "hisi_qm_v3\n", 3, ZIP_V3_ALGORITHMS, "64\n", "65536\n" },
	{ "hisi_zip-2", "hisi_qm_v5\n", 5, ZIP_V5_ALGORITHMS, "64\n", "65536\n" },
	{ "hisi_sec2-3", "hisi_qm_v2\n", 2, SEC_ALGORITHMS, "256\n", "8192\n" },
	{ "hisi_sec2-4", "hisi_qm_v3\n", 3, SEC_ALGORITHMS, "256\n", "65536\n" },
	{ "hisi_sec2-5", "hisi_qm_v5\n", 5, SEC_ALGORITHMS, "256\n", "65536\n" },
};

void
tree_attr_path(char path[PATH_MAX], const char *device, const char *attr)
{
	snprintf(path, PATH_MAX, "%s/%s%s%s", tree_sysfs, device, attr == NULL ? "" : "/",
			attr == NULL ? "" : attr);
}

void
tree_node_path(char path[PATH_MAX], const char *name)
{
	snprintf(path, PATH_MAX, "%s/%s", tree_dev, name);
}

void
tree_put_file(const char *path, const char *text, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, len), len);
	close(fd);
}

void
tree_put_attr(const char *device, const char *attr, const char *text)
{
	char path[PATH_MAX];

	tree_attr_path(path, device, attr);
	tree_put_file(path, text, strlen(text));
}

void
tree_drop_attr(const char *device, const char *attr)
{
	char path[PATH_MAX];

	tree_attr_path(path, device, attr);
	assert_int_equal(unlink(path), 0);
}

void
tree_put_dir(const char *device, const char *attr)
{
	char path[PATH_MAX];

	tree_attr_path(path, device, attr);
	assert_int_equal(mkdir(path, 0755), 0);
}

void
tree_drop_node(const char *name)
{
	char path[PATH_MAX];

	tree_node_path(path, name);
	assert_int_equal(unlink(path), 0);
}

void
tree_put_device(const char *name, const struct tree_model *model)
{
	char path[PATH_MAX];

	tree_put_dir(name, NULL);
	tree_put_dir(name, "device");
	tree_put_attr(name, "api", model->api);
	tree_put_attr(name, "flags", "1\n");
	tree_put_attr(name, "available_instances", model->available);
	tree_put_attr(name, "algorithms", model->algorithms);
	tree_put_attr(name, "region_mmio_size", model->mmio);
	tree_put_attr(name, "region_dus_size", "151552\n");
	tree_put_attr(name, "isolate", "0\n");
	tree_put_attr(name, "isolate_strategy", "0\n");
	tree_put_attr(name, "device/numa_node", "0\n");
	tree_node_path(path, name);
	tree_put_file(path, "", 0);
}

int
tree_setup(void **state __rte_unused)
{
	struct uacce_paths paths = { tree_sysfs, tree_dev };

	snprintf(tree_root, sizeof(tree_root), "/tmp/test-uacce.XXXXXX");
	if (mkdtemp(tree_root) == NULL)
		return -1;
	snprintf(tree_sysfs, sizeof(tree_sysfs), "%s/class", tree_root);
	snprintf(tree_dev, sizeof(tree_dev), "%s/dev", tree_root);
	/* mkdtemp() makes it for the owner alone, and some tests give up their privileges. */
	if (chmod(tree_root, 0755) < 0 || mkdir(tree_sysfs, 0755) < 0 || mkdir(tree_dev, 0755) < 0)
		return -1;
	uacce_paths_set(&paths);
	tree_devices = NULL;
	tree_nb_devices = 0;
	return 0;
}

static int
remove_entry(const char *path, const struct stat *st __rte_unused, int type __rte_unused,
		struct FTW *ftw __rte_unused)
{
	return remove(path);
}

int
tree_teardown(void **state __rte_unused)
{
	tree_restore_privileges();
	free(tree_devices);
	tree_devices = NULL;
	uacce_paths_set(NULL);
	return nftw(tree_root, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

int
tree_scan_from(int socket_id)
{
	free(tree_devices);
	tree_nb_devices = uacce_device_scan(NULL, socket_id, &tree_devices);
	return tree_nb_devices;
}

void
tree_scan(int expected)
{
	assert_int_equal(tree_scan_from(0), expected);
}

struct uacce_device *
tree_find(const char *name)
{
	int i;

	for (i = 0; i < tree_nb_devices; i++)
		if (strcmp(tree_devices[i].name, name) == 0)
			return &tree_devices[i];
	fail_msg("%s is not in the list", name);
	abort();	/* not reached: fail_msg() ends the test, which the compiler does not know */
}

void
tree_drop_privileges(void)
{
	if (geteuid() != 0)
		return;
	assert_int_equal(seteuid(NOBODY), 0);
	has_dropped = true;
}

void
tree_restore_privileges(void)
{
	if (!has_dropped)
		return;
	assert_int_equal(seteuid(0), 0);
	has_dropped = false;
}

void
tree_assert_contains(const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		fail_msg("'%s' lacks '%s'", text, part);
}

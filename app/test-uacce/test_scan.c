/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Which devices a scan finds, in what order, and whether they can be used. */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <numa.h>

#include <rte_common.h>
#include <rte_memory.h>

#include "test_tree.h"
#include "uacce_transport.h"

static void
test_paths(void **state __rte_unused)
{
	struct uacce_paths empty = { "/nonexistent/class", NULL };
	struct uacce_device *none = (void *)tree_sysfs;
	char path[PATH_MAX];

	tree_put_device("hisi_zip-0", TREE_ZIP_V3);
	tree_scan(1);
	snprintf(path, sizeof(path), "%s/hisi_zip-0", tree_sysfs);
	assert_string_equal(tree_devices[0].sysfs, path);
	snprintf(path, sizeof(path), "%s/hisi_zip-0", tree_dev);
	assert_string_equal(tree_devices[0].node, path);
	/* Explicit paths win over those in force; no class directory is no device. */
	assert_int_equal(uacce_device_scan(&empty, 0, &none), 0);
	assert_null(none);
	empty.sysfs = tree_devices[0].sysfs;
	snprintf(path, sizeof(path), "%s/hisi_zip-0/api", tree_sysfs);
	empty.sysfs = path;
	assert_int_equal(uacce_device_scan(&empty, 0, &none), -ENOTDIR);
	assert_null(none);
}

static void
test_symlinks(void **state __rte_unused)
{
	char real[PATH_MAX], link[PATH_MAX];

	/* As in the class directory: the device lives elsewhere. */
	tree_put_device("hisi_zip-0", TREE_ZIP_V3);
	snprintf(real, sizeof(real), "%s/pci", tree_root);
	tree_attr_path(link, "hisi_zip-0", NULL);
	assert_int_equal(rename(link, real), 0);
	assert_int_equal(symlink(real, link), 0);
	tree_attr_path(link, "hisi_zip-1", NULL);
	assert_int_equal(symlink("/nonexistent/device", link), 0);
	tree_attr_path(link, "hisi_zip-2", NULL);
	assert_int_equal(symlink("hisi_zip-2", link), 0);
	tree_scan(3);
	assert_int_equal(tree_find("hisi_zip-0")->error, 0);
	assert_int_equal(tree_find("hisi_zip-1")->error, -ENOENT);
	tree_assert_contains(tree_find("hisi_zip-1")->reason, "missing");
	assert_int_equal(tree_find("hisi_zip-2")->error, -ELOOP);
}

static void
test_strangers(void **state __rte_unused)
{
	char path[PATH_MAX];

	/* A class may have attribute files of its own; hidden names are nobody's device. */
	tree_attr_path(path, "version", NULL);
	tree_put_file(path, "1\n", 2);
	tree_attr_path(path, "fifo", NULL);
	assert_int_equal(mkfifo(path, 0644), 0);
	tree_put_dir(".hidden", NULL);
	tree_put_device("hisi_zip-0", TREE_ZIP_V3);
	tree_scan(1);
	assert_string_equal(tree_devices[0].name, "hisi_zip-0");
}

static void
test_odd_names(void **state __rte_unused)
{
	char longest[UACCE_NAME_LEN + 64];

	tree_put_device("hisi_zip-0", TREE_ZIP_V3);
	tree_put_device("hisi\xffzip\n1", TREE_ZIP_V3);
	memset(longest, 'z', sizeof(longest));
	longest[UACCE_NAME_LEN - 1] = '\0';
	tree_put_device(longest, TREE_ZIP_V3);
	longest[UACCE_NAME_LEN - 1] = 'z';
	longest[UACCE_NAME_LEN] = '\0';
	longest[0] = 'y';
	tree_put_device(longest, TREE_ZIP_V3);
	tree_scan(4);
	assert_int_equal(tree_find("hisi_zip-0")->error, 0);
	assert_int_equal(tree_find("hisi?zip?1")->error, -EINVAL);
	longest[UACCE_NAME_LEN - 1] = '\0';
	assert_int_equal(tree_find(longest)->error, -EINVAL);
	longest[0] = 'z';
	assert_int_equal(tree_find(longest)->error, 0);
}

static void
test_long_path(void **state __rte_unused)
{
	char deep[UACCE_PATH_LEN + 64];
	struct uacce_paths paths = { deep, tree_dev };
	int n;

	/* The same directory by a long way: its devices cannot be recorded, and say so. */
	n = snprintf(deep, sizeof(deep), "%s", tree_sysfs);
	while (n < UACCE_PATH_LEN)
		n += snprintf(deep + n, sizeof(deep) - n, "/.");
	tree_put_device("hisi_zip-0", TREE_ZIP_V3);
	uacce_paths_set(&paths);
	tree_scan(1);
	assert_int_equal(tree_devices[0].error, -ENAMETOOLONG);
	assert_string_equal(tree_devices[0].name, "hisi_zip-0");
}

static void
test_order_by_name(void **state __rte_unused)
{
	static const char *const names[] = {
		"hisi_sec2-7", "hisi_zip-1", "hisi_zip-2", "hisi_zip-9", "hisi_zip-10",
		"hisi_zip-100",
	};
	unsigned int i;

	for (i = 0; i < RTE_DIM(names); i++)
		tree_put_device(names[(i * 5 + 2) % RTE_DIM(names)], TREE_ZIP_V3);
	tree_scan(RTE_DIM(names));
	for (i = 0; i < RTE_DIM(names); i++)
		assert_string_equal(tree_devices[i].name, names[i]);
}

static void
test_order(void **state __rte_unused)
{
	tree_put_device("hisi_zip-0", TREE_ZIP_V3);
	tree_put_attr("hisi_zip-0", "device/numa_node", "-1\n");
	tree_put_device("hisi_zip-1", TREE_ZIP_V3);
	tree_put_attr("hisi_zip-1", "available_instances", "5\n");
	tree_put_device("hisi_zip-2", TREE_ZIP_V3);
	tree_put_attr("hisi_zip-2", "available_instances", "50\n");
	tree_put_device("hisi_zip-3", TREE_ZIP_V3);
	tree_put_attr("hisi_zip-3", "device/numa_node", "100000\n");
	tree_put_attr("hisi_zip-3", "available_instances", "100\n");
	tree_scan(4);
	assert_string_equal(tree_devices[0].name, "hisi_zip-2");
	assert_string_equal(tree_devices[1].name, "hisi_zip-1");
	/* Both distances are unknown, so free queues decide. */
	assert_string_equal(tree_devices[2].name, "hisi_zip-3");
	assert_int_equal(tree_devices[2].distance, INT_MAX);
	assert_string_equal(tree_devices[3].name, "hisi_zip-0");
	/* From a node that nobody has, only its own device is near. */
	free(tree_devices);
	tree_nb_devices = uacce_device_scan(NULL, 100000, &tree_devices);
	assert_int_equal(tree_nb_devices, 4);
	assert_string_equal(tree_devices[0].name, "hisi_zip-3");
	assert_int_equal(tree_devices[0].distance, 10);
	assert_int_equal(tree_devices[1].distance, INT_MAX);
	free(tree_devices);
	tree_nb_devices = uacce_device_scan(NULL, SOCKET_ID_ANY, &tree_devices);
	assert_int_equal(tree_nb_devices, 4);
	/* A kernel without NUMA knows no node to start from, so free queues decide. */
	assert_string_equal(tree_devices[3].name,
			numa_available() < 0 ? "hisi_zip-1" : "hisi_zip-0");
}

static void
test_hundreds(void **state __rte_unused)
{
	char name[32];
	int i;

	for (i = 0; i < 300; i++) {
		snprintf(name, sizeof(name), "hisi_zip-%d", i);
		tree_put_device(name, TREE_ZIP_V3);
		if (i % 3 == 0)
			tree_put_attr(name, "flags", "broken\n");
	}
	tree_scan(300);
	for (i = 0; i < 300; i++) {
		snprintf(name, sizeof(name), "hisi_zip-%d", i);
		assert_int_equal(tree_find(name)->error, i % 3 == 0 ? -EINVAL : 0);
		assert_string_equal(tree_devices[i].name, name);
	}
}

static void
test_unreadable_class(void **state __rte_unused)
{
	bool is_root = geteuid() == 0;
	int n;

	tree_put_device("hisi_zip-0", TREE_ZIP_V3);
	assert_int_equal(chmod(tree_sysfs, 0), 0);
	if (is_root)
		assert_int_equal(seteuid(TREE_NOBODY), 0);
	n = uacce_device_scan(NULL, 0, &tree_devices);
	if (is_root)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(chmod(tree_sysfs, 0755), 0);
	assert_int_equal(n, -EACCES);
	assert_null(tree_devices);
}

static void
check(const char *name, unsigned int queues, int error, const char *reason)
{
	struct uacce_device *dev = tree_find(name);

	assert_int_equal(uacce_device_check(dev, queues), error);
	assert_int_equal(dev->error, error);
	tree_assert_contains(dev->reason, reason);
}

static void
test_check(void **state __rte_unused)
{
	char path[PATH_MAX], name[32];
	int i;

	for (i = 0; i < 9; i++) {
		snprintf(name, sizeof(name), "hisi_zip-%d", i);
		tree_put_device(name, TREE_ZIP_V3);
	}
	/* Each device has the faults of all later ones too: the order is what counts. */
	for (i = 1; i < 9; i++) {
		snprintf(name, sizeof(name), "hisi_zip-%d", i);
		tree_drop_node(name);
	}
	tree_put_attr("hisi_zip-1", "flags", "bad\n");
	tree_put_attr("hisi_zip-2", "flags", "2\n");
	tree_put_attr("hisi_zip-3", "flags", "0\n");
	for (i = 1; i < 5; i++) {
		snprintf(name, sizeof(name), "hisi_zip-%d", i);
		tree_put_attr(name, "isolate", "1\n");
	}
	for (i = 1; i < 6; i++) {
		snprintf(name, sizeof(name), "hisi_zip-%d", i);
		tree_put_attr(name, "available_instances", "0\n");
	}
	tree_put_attr("hisi_zip-6", "available_instances", "3\n");
	snprintf(path, sizeof(path), "%s/hisi_zip-8", tree_dev);
	assert_int_equal(mkdir(path, 0755), 0);
	tree_scan(9);
	check("hisi_zip-0", 64, 0, "");
	check("hisi_zip-1", 1, -EINVAL, "attribute flags");
	check("hisi_zip-2", 1, -ENOTSUP, "flags are 2 (NOIOMMU)");
	check("hisi_zip-3", 1, -ENOTSUP, "flags are 0 (none)");
	check("hisi_zip-4", 1, -EIO, "isolated");
	check("hisi_zip-5", 1, -EBUSY, "no free queue");
	check("hisi_zip-6", 4, -EBUSY, "3 of 4 wanted");
	check("hisi_zip-7", 1, -ENOENT, "/dev/hisi_zip-7: no such character device");
	check("hisi_zip-8", 1, -EISDIR, "Is a directory");
}

static void
test_check_permission(void **state __rte_unused)
{
	bool is_root = geteuid() == 0;
	char path[PATH_MAX];

	tree_put_device("hisi_zip-0", TREE_ZIP_V3);
	snprintf(path, sizeof(path), "%s/hisi_zip-0", tree_dev);
	assert_int_equal(chmod(path, 0), 0);
	tree_scan(1);
	if (is_root)
		assert_int_equal(seteuid(TREE_NOBODY), 0);
	uacce_device_check(&tree_devices[0], 1);
	if (is_root)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(tree_devices[0].error, -EACCES);
	tree_assert_contains(tree_devices[0].reason, "/dev/hisi_zip-0: no permission");
}

int
test_scan(void)
{
	static const struct CMUnitTest tests[] = {
		IN_TREE(test_paths),
		IN_TREE(test_symlinks),
		IN_TREE(test_strangers),
		IN_TREE(test_odd_names),
		IN_TREE(test_long_path),
		IN_TREE(test_order_by_name),
		IN_TREE(test_order),
		IN_TREE(test_hundreds),
		IN_TREE(test_unreadable_class),
		IN_TREE(test_check),
		IN_TREE(test_check_permission),
	};

	return TEST_RUN_GROUP("device scan", tests, NULL, NULL);
}

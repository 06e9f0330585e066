/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Which devices a scan finds, in what order, and whether they can be used. */

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <numa.h>

#include <rte_common.h>
#include <rte_memory.h>

#include "sysfs_tree.h"

static void
test_paths(void **state __rte_unused)
{
	struct uacce_paths paths = { "/nonexistent/class", NULL };
	struct uacce_device *devices = (void *)tree_sysfs;
	char path[PATH_MAX];

	tree_put_device("hisi_zip-0", TREE_ZIP_V3);
	tree_scan(1);
	tree_attr_path(path, "hisi_zip-0", NULL);
	assert_string_equal(tree_devices[0].sysfs, path);
	tree_node_path(path, "hisi_zip-0");
	assert_string_equal(tree_devices[0].node, path);
	/* Directories in the call replace those of uacce_paths_set(). */
	assert_int_equal(uacce_device_scan(&paths, 0, &devices), 0);
	assert_null(devices);
	tree_attr_path(path, "hisi_zip-0", "api");
	paths.sysfs = path;
	assert_int_equal(uacce_device_scan(&paths, 0, &devices), -ENOTDIR);
	assert_null(devices);
}

static void
test_symlinks(void **state __rte_unused)
{
	char real[PATH_MAX], link[PATH_MAX];

	/* The first device is behind a link, as in the system's class directory. */
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
test_not_devices(void **state __rte_unused)
{
	char path[PATH_MAX];

	/* Files are attributes of the class, and no device has a hidden name. */
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
test_bad_names(void **state __rte_unused)
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

	/* The same directory by a name so long that the paths of its devices do not fit. */
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
	/* No machine has this node, so the distance to all devices of other nodes is unknown. */
	assert_int_equal(tree_scan_from(100000), 4);
	assert_string_equal(tree_devices[0].name, "hisi_zip-3");
	assert_int_equal(tree_devices[0].distance, 10);
	assert_int_equal(tree_devices[1].distance, INT_MAX);
	assert_int_equal(tree_scan_from(SOCKET_ID_ANY), 4);
	/* Where the kernel has no NUMA all distances are unknown, so free queues decide. */
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
	int n;

	tree_put_device("hisi_zip-0", TREE_ZIP_V3);
	assert_int_equal(chmod(tree_sysfs, 0), 0);
	tree_drop_privileges();
	n = tree_scan_from(0);
	tree_restore_privileges();
	assert_int_equal(chmod(tree_sysfs, 0755), 0);
	assert_int_equal(n, -EACCES);
	assert_null(tree_devices);
}

/* What is in the place of the character device. */
enum node {
	NODE_FILE,
	NODE_NONE,
	NODE_DIRECTORY,
};

/*
 * Devices that cannot be used, each for the reason of its row. All but the first have the faults
 * of later rows, too, so that the order of the checks shows.
 */
static const struct {
	const char *flags;
	const char *isolate;
	const char *available;
	enum node node;
	unsigned int queues;	/* free queues that are wanted */
	int error;
	const char *reason;
} checks[] = {
	{ "1\n", "0\n", "64\n", NODE_FILE, 64, 0, "" },
	{ "bad\n", "1\n", "0\n", NODE_NONE, 1, -EINVAL, "attribute flags" },
	{ "2\n", "1\n", "0\n", NODE_NONE, 1, -ENOTSUP, "flags are 2 (NOIOMMU)" },
	{ "0\n", "1\n", "0\n", NODE_NONE, 1, -ENOTSUP, "flags are 0 (none)" },
	{ "1\n", "1\n", "0\n", NODE_NONE, 1, -EIO, "isolated" },
	{ "1\n", "0\n", "0\n", NODE_NONE, 1, -EBUSY, "no free queue" },
	{ "1\n", "0\n", "3\n", NODE_NONE, 4, -EBUSY, "3 of 4 wanted" },
	{ "1\n", "0\n", "64\n", NODE_NONE, 1, -ENOENT,
		"/dev/hisi_zip-7: no such character device" },
	{ "1\n", "0\n", "64\n", NODE_DIRECTORY, 1, -EISDIR, "Is a directory" },
};

static void
test_check(void **state __rte_unused)
{
	char path[PATH_MAX], name[32];
	struct uacce_device *dev;
	unsigned int i;

	for (i = 0; i < RTE_DIM(checks); i++) {
		snprintf(name, sizeof(name), "hisi_zip-%u", i);
		tree_put_device(name, TREE_ZIP_V3);
		tree_put_attr(name, "flags", checks[i].flags);
		tree_put_attr(name, "isolate", checks[i].isolate);
		tree_put_attr(name, "available_instances", checks[i].available);
		if (checks[i].node != NODE_FILE)
			tree_drop_node(name);
		tree_node_path(path, name);
		if (checks[i].node == NODE_DIRECTORY)
			assert_int_equal(mkdir(path, 0755), 0);
	}
	tree_scan(RTE_DIM(checks));
	for (i = 0; i < RTE_DIM(checks); i++) {
		snprintf(name, sizeof(name), "hisi_zip-%u", i);
		dev = tree_find(name);
		assert_int_equal(uacce_device_check(dev, checks[i].queues), checks[i].error);
		assert_int_equal(dev->error, checks[i].error);
		tree_assert_contains(dev->reason, checks[i].reason);
	}
}

static void
test_check_permission(void **state __rte_unused)
{
	char path[PATH_MAX];

	tree_put_device("hisi_zip-0", TREE_ZIP_V3);
	tree_node_path(path, "hisi_zip-0");
	assert_int_equal(chmod(path, 0), 0);
	tree_scan(1);
	tree_drop_privileges();
	uacce_device_check(&tree_devices[0], 1);
	tree_restore_privileges();
	assert_int_equal(tree_devices[0].error, -EACCES);
	tree_assert_contains(tree_devices[0].reason, "/dev/hisi_zip-0: no permission");
}

int
test_scan(void)
{
	static const struct CMUnitTest tests[] = {
		IN_TREE(test_paths),
		IN_TREE(test_symlinks),
		IN_TREE(test_not_devices),
		IN_TREE(test_bad_names),
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

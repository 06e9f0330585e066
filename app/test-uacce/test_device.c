/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Devices as sysfs shows them, whatever stands there, and whether they can be used. */

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
test_generations(void **state __rte_unused)
{
	const struct uacce_device *dev;
	unsigned int i;

	for (i = 0; i < TREE_NB_MODELS; i++)
		tree_put_device(tree_models[i].name, &tree_models[i]);
	tree_scan(TREE_NB_MODELS);
	for (i = 0; i < TREE_NB_MODELS; i++) {
		dev = tree_find(tree_models[i].name);
		assert_int_equal(dev->error, 0);
		assert_string_equal(dev->reason, "");
		assert_int_equal(strlen(dev->api), strlen(tree_models[i].api) - 1);
		assert_memory_equal(dev->api, tree_models[i].api, strlen(dev->api));
		assert_int_equal(dev->api_version, tree_models[i].api_version);
		assert_int_equal(dev->flags, UACCE_DEV_SVA);
		assert_int_equal(dev->available, atoi(tree_models[i].available));
		assert_int_equal(dev->region_size[UACCE_REGION_MMIO], atoi(tree_models[i].mmio));
		assert_int_equal(dev->region_size[UACCE_REGION_DUS], 151552);
		assert_false(dev->isolated);
		assert_int_equal(dev->isolate_strategy, 0);
		assert_int_equal(dev->numa_node, 0);
		assert_int_equal(dev->distance, 10);
		assert_null(dev->soft);
		assert_string_equal(dev->transport->name, "kernel");
	}
	assert_string_equal(tree_find("hisi_sec2-4")->algorithms, "cipher\ndigest\naead");
}

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

/* One attribute, what stands in it, and what becomes of the device. */
struct malformed {
	const char *attr;
	const char *text;
	int error;
	const char *reason;
};

static const struct malformed malformed[] = {
	{ "api", "", -ENODATA, "attribute api: empty" },
	{ "api", "\n", -ENODATA, "attribute api: empty" },
	{ "api", "hisi_qm_v\n", -EINVAL, "'hisi_qm_v' names no version" },
	{ "api", "hisi_qm_vx\n", -EINVAL, "names no version" },
	{ "api", "hisi_qm_v-3\n", -EINVAL, "names no version" },
	{ "api", "hisi_qm_v 3\n", -EINVAL, "names no version" },
	{ "api", "v3\n", -EINVAL, "'v3' names no version" },
	{ "api", "hisi_qm_v4294967296\n", -EINVAL, "names no version" },
	{ "api", "hisi_qm_v99999999999999999999\n", -EINVAL, "names no version" },
	{ "api", "\xff\xfe\x80\n", -EINVAL, "?' names no version" },
	{ "api", "hisi\nqm\n", -EINVAL, "'hisi?qm' names no version" },
	{ "flags", "", -ENODATA, "attribute flags: empty" },
	{ "flags", "abc\n", -EINVAL, "attribute flags: 'abc' is not a number" },
	{ "flags", "12x\n", -EINVAL, "'12x' is not a number" },
	{ "flags", "-1\n", -ERANGE, "'-1' is out of range" },
	{ "flags", "-\n", -EINVAL, "'-' is not a number" },
	{ "flags", "+1\n", -EINVAL, "'+1' is not a number" },
	{ "flags", " 1\n", -EINVAL, "' 1' is not a number" },
	{ "flags", "1 \n", -EINVAL, "'1 ' is not a number" },
	{ "flags", "1\n\n", -EINVAL, "'1?' is not a number" },
	{ "flags", "0x1\n", -EINVAL, "'0x1' is not a number" },
	{ "flags", "4294967296\n", -ERANGE, "out of range" },
	{ "flags", "99999999999999999999999\n", -ERANGE, "out of range" },
	{ "flags", "\xc3\x28\n", -EINVAL, "'?(' is not a number" },
	{ "available_instances", "-1\n", -ERANGE, "out of range" },
	{ "available_instances", "2147483648\n", -ERANGE, "out of range" },
	{ "available_instances", "many\n", -EINVAL, "not a number" },
	{ "available_instances", "", -ENODATA, "empty" },
	{ "algorithms", "", -ENODATA, "attribute algorithms: empty" },
	{ "algorithms", "\n", -ENODATA, "attribute algorithms: empty" },
	{ "region_mmio_size", "-4096\n", -ERANGE, "region_mmio_size: '-4096' is out of range" },
	{ "region_dus_size", "9223372036854775808\n", -ERANGE, "out of range" },
	{ "region_dus_size", "151552 bytes\n", -EINVAL, "not a number" },
	{ "region_dus_size", "\n", -ENODATA, "empty" },
	{ "isolate", "yes\n", -EINVAL, "attribute isolate: 'yes' is not a number" },
	{ "isolate_strategy", "-1\n", -ERANGE, "out of range" },
	{ "device/numa_node", "north\n", -EINVAL, "device/numa_node: 'north' is not a number" },
	{ "device/numa_node", "2147483648\n", -ERANGE, "out of range" },
};

static void
test_malformed(void **state __rte_unused)
{
	const struct uacce_device *dev;
	char name[32];
	unsigned int i;

	for (i = 0; i < RTE_DIM(malformed); i++) {
		snprintf(name, sizeof(name), "hisi_zip-%u", i);
		tree_put_device(name, TREE_ZIP_V3);
		tree_put_attr(name, malformed[i].attr, malformed[i].text);
	}
	tree_put_device("hisi_zip-1000", TREE_ZIP_V3);
	tree_scan(RTE_DIM(malformed) + 1);
	for (i = 0; i < RTE_DIM(malformed); i++) {
		snprintf(name, sizeof(name), "hisi_zip-%u", i);
		dev = tree_find(name);
		if (dev->error != malformed[i].error)
			fail_msg("%s '%s': error %d, not %d", malformed[i].attr, malformed[i].text,
					dev->error, malformed[i].error);
		tree_assert_contains(dev->reason, malformed[i].attr);
		tree_assert_contains(dev->reason, malformed[i].reason);
	}
	assert_int_equal(tree_find("hisi_zip-1000")->error, 0);
}

static void
test_missing(void **state __rte_unused)
{
	static const char *const required[] = {
		"api", "flags", "algorithms", "available_instances",
	};
	char name[32], reason[64];
	unsigned int i;

	for (i = 0; i < RTE_DIM(required); i++) {
		snprintf(name, sizeof(name), "hisi_zip-%u", i);
		tree_put_device(name, TREE_ZIP_V3);
		tree_drop_attr(name, required[i]);
	}
	tree_put_dir("hisi_zip-empty", NULL);
	tree_scan(RTE_DIM(required) + 1);
	for (i = 0; i < RTE_DIM(required); i++) {
		snprintf(name, sizeof(name), "hisi_zip-%u", i);
		snprintf(reason, sizeof(reason), "attribute %s: missing", required[i]);
		assert_int_equal(tree_find(name)->error, -ENOENT);
		assert_string_equal(tree_find(name)->reason, reason);
		/* The rest is read all the same. */
		assert_int_equal(tree_find(name)->region_size[UACCE_REGION_DUS], 151552);
	}
	assert_int_equal(tree_find("hisi_zip-empty")->error, -ENOENT);
}

static void
test_optional(void **state __rte_unused)
{
	tree_put_device("hisi_zip-0", TREE_ZIP_V3);
	tree_drop_attr("hisi_zip-0", "isolate");
	tree_drop_attr("hisi_zip-0", "isolate_strategy");
	tree_drop_attr("hisi_zip-0", "region_mmio_size");
	tree_drop_attr("hisi_zip-0", "region_dus_size");
	tree_drop_attr("hisi_zip-0", "device/numa_node");
	tree_scan(1);
	assert_int_equal(tree_devices[0].error, 0);
	assert_false(tree_devices[0].isolated);
	assert_int_equal(tree_devices[0].isolate_strategy, 0);
	assert_int_equal(tree_devices[0].region_size[UACCE_REGION_MMIO], 0);
	assert_int_equal(tree_devices[0].region_size[UACCE_REGION_DUS], 0);
	assert_int_equal(tree_devices[0].numa_node, -1);
	assert_int_equal(tree_devices[0].distance, INT_MAX);
}

/* Values that look odd and are fine. */
static void
test_tolerated(void **state __rte_unused)
{
	tree_put_device("hisi_zip-0", TREE_ZIP_V3);
	tree_put_attr("hisi_zip-0", "api", "hisi_qm_v2_noiommu\n");
	tree_put_attr("hisi_zip-0", "flags", "4294967295");
	tree_put_attr("hisi_zip-0", "available_instances", "2147483647\n");
	tree_put_attr("hisi_zip-0", "isolate", "1\n");
	tree_put_attr("hisi_zip-0", "isolate_strategy", "65535\n");
	tree_put_attr("hisi_zip-0", "device/numa_node", "-7\n");
	tree_put_attr("hisi_zip-0", "region_dus_size", "9223372036854775807\n");
	tree_scan(1);
	assert_int_equal(tree_devices[0].error, 0);
	assert_string_equal(tree_devices[0].api, "hisi_qm_v2_noiommu");
	assert_int_equal(tree_devices[0].api_version, 2);
	assert_true(tree_devices[0].flags == UINT32_MAX);
	assert_int_equal(tree_devices[0].available, INT_MAX);
	assert_true(tree_devices[0].isolated);
	assert_int_equal(tree_devices[0].isolate_strategy, 65535);
	assert_int_equal(tree_devices[0].numa_node, -1);
	assert_true(tree_devices[0].region_size[UACCE_REGION_DUS] == LONG_MAX);
}

/* What stands where a file should: a directory, a dead link, a FIFO, endless data. */
static void
test_odd_files(void **state __rte_unused)
{
	char path[PATH_MAX];
	int i;

	for (i = 0; i < 5; i++) {
		char name[32];

		snprintf(name, sizeof(name), "hisi_zip-%d", i);
		tree_put_device(name, TREE_ZIP_V3);
		tree_drop_attr(name, "flags");
	}
	tree_put_dir("hisi_zip-0", "flags");
	tree_attr_path(path, "hisi_zip-1", "flags");
	assert_int_equal(symlink("nowhere", path), 0);
	tree_attr_path(path, "hisi_zip-2", "flags");
	assert_int_equal(mkfifo(path, 0644), 0);
	tree_attr_path(path, "hisi_zip-3", "flags");
	assert_int_equal(symlink("/dev/zero", path), 0);
	tree_attr_path(path, "hisi_zip-4", "flags");
	tree_put_file(path, "1\0" "2\n", 4);
	tree_scan(5);
	assert_int_equal(tree_find("hisi_zip-0")->error, -EISDIR);
	assert_int_equal(tree_find("hisi_zip-1")->error, -ENOENT);
	assert_int_equal(tree_find("hisi_zip-2")->error, -ENODATA);
	assert_int_equal(tree_find("hisi_zip-3")->error, -E2BIG);
	assert_string_equal(tree_find("hisi_zip-3")->reason, "attribute flags: too long");
	assert_int_equal(tree_find("hisi_zip-4")->error, -EILSEQ);
	assert_string_equal(tree_find("hisi_zip-4")->reason, "attribute flags: not text");
}

static void
test_fifo_with_writer(void **state __rte_unused)
{
	char path[PATH_MAX];
	int fd;

	tree_put_device("hisi_zip-0", TREE_ZIP_V3);
	tree_drop_attr("hisi_zip-0", "api");
	tree_attr_path(path, "hisi_zip-0", "api");
	assert_int_equal(mkfifo(path, 0644), 0);
	fd = open(path, O_RDWR | O_CLOEXEC);
	assert_true(fd >= 0);
	tree_scan(1);
	close(fd);
	assert_int_equal(tree_devices[0].error, -EAGAIN);
}

static void
test_over_long(void **state __rte_unused)
{
	char text[2 * UACCE_ATTR_LEN];

	tree_put_device("hisi_zip-0", TREE_ZIP_V3);
	tree_put_device("hisi_zip-1", TREE_ZIP_V3);
	tree_put_device("hisi_zip-2", TREE_ZIP_V3);
	memset(text, '1', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	tree_put_attr("hisi_zip-0", "flags", text);
	/* A suffix makes `api` long, which is no fault; it is cut. */
	memcpy(text, "hisi_qm_v3_", 11);
	text[100] = '\0';
	tree_put_attr("hisi_zip-1", "api", text);
	text[100] = '1';
	tree_put_attr("hisi_zip-2", "algorithms", text);
	tree_scan(3);
	assert_int_equal(tree_find("hisi_zip-0")->error, -E2BIG);
	assert_int_equal(tree_find("hisi_zip-1")->error, 0);
	assert_int_equal(tree_find("hisi_zip-1")->api_version, 3);
	assert_int_equal(strlen(tree_find("hisi_zip-1")->api), UACCE_API_LEN - 1);
	assert_int_equal(tree_find("hisi_zip-2")->error, -E2BIG);
}

/* Cut between lines: `lz4` must not come out of `lz4_something`. */
static void
test_algorithms_cut(void **state __rte_unused)
{
	char text[1024] = "zlib\n";
	size_t len;

	tree_put_device("hisi_zip-0", TREE_ZIP_V3);
	while (strlen(text) < UACCE_ALGS_LEN - 1 - 8)
		strcat(text, "filler\n");
	/* The record ends three bytes into this name. */
	len = UACCE_ALGS_LEN - 1 - 3 - strlen(text);
	memset(text + strlen(text), '\n', len);
	strcat(text, "lz4_later\ngzip\n");
	tree_put_attr("hisi_zip-0", "algorithms", text);
	tree_scan(1);
	assert_int_equal(tree_devices[0].error, 0);
	assert_true(uacce_device_has_algorithm(&tree_devices[0], "zlib"));
	assert_true(uacce_device_has_algorithm(&tree_devices[0], "filler"));
	assert_false(uacce_device_has_algorithm(&tree_devices[0], "lz4"));
	assert_false(uacce_device_has_algorithm(&tree_devices[0], "gzip"));
}

static void
test_has_algorithm(void **state __rte_unused)
{
	struct uacce_device dev = { .algorithms = "lz77_zstd\nzlib\n\nxts(aes)\ngzip" };

	assert_true(uacce_device_has_algorithm(&dev, "lz77_zstd"));
	assert_true(uacce_device_has_algorithm(&dev, "zlib"));
	assert_true(uacce_device_has_algorithm(&dev, "xts(aes)"));
	assert_true(uacce_device_has_algorithm(&dev, "gzip"));
	assert_false(uacce_device_has_algorithm(&dev, "zstd"));
	assert_false(uacce_device_has_algorithm(&dev, "lz77"));
	assert_false(uacce_device_has_algorithm(&dev, "zli"));
	assert_false(uacce_device_has_algorithm(&dev, "gzip2"));
	assert_false(uacce_device_has_algorithm(&dev, "zlib\n"));
	assert_false(uacce_device_has_algorithm(&dev, ""));
	dev.algorithms[0] = '\0';
	assert_false(uacce_device_has_algorithm(&dev, "zlib"));
	assert_false(uacce_device_has_algorithm(&dev, ""));
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

/* Root reads anything, so the test steps down; without root, modes suffice. */
static void
test_unreadable(void **state __rte_unused)
{
	bool is_root = geteuid() == 0;
	char path[PATH_MAX];

	tree_put_device("hisi_zip-0", TREE_ZIP_V3);
	tree_put_device("hisi_zip-1", TREE_ZIP_V3);
	tree_put_device("hisi_zip-2", TREE_ZIP_V3);
	tree_attr_path(path, "hisi_zip-0", NULL);
	assert_int_equal(chmod(path, 0), 0);
	tree_attr_path(path, "hisi_zip-1", "api");
	assert_int_equal(chmod(path, 0), 0);
	if (is_root)
		assert_int_equal(seteuid(TREE_NOBODY), 0);
	tree_nb_devices = uacce_device_scan(NULL, 0, &tree_devices);
	if (is_root)
		assert_int_equal(seteuid(0), 0);
	tree_attr_path(path, "hisi_zip-0", NULL);
	assert_int_equal(chmod(path, 0755), 0);
	assert_int_equal(tree_nb_devices, 3);
	assert_int_equal(tree_find("hisi_zip-0")->error, -EACCES);
	assert_int_equal(tree_find("hisi_zip-1")->error, -EACCES);
	assert_string_equal(tree_find("hisi_zip-1")->reason, "attribute api: Permission denied");
	assert_int_equal(tree_find("hisi_zip-2")->error, 0);
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

/* Byte soup in every attribute: nothing to expect but that all are listed and in range. */
static void
test_random_text(void **state __rte_unused)
{
	static const char *const attrs[] = {
		"api", "flags", "algorithms", "available_instances", "region_mmio_size",
		"region_dus_size", "isolate", "isolate_strategy", "device/numa_node",
	};
	static const char alphabet[] = "0123456789-+ \n\tx\xff\x80hisi_qm_v";
	unsigned short seed[3] = { test_options.seed, test_options.seed >> 16, 7 };
	char text[80], path[PATH_MAX];
	unsigned int i, j, len;

	tree_put_device("hisi_zip-0", TREE_ZIP_V3);
	for (i = 0; i < 1000; i++) {
		len = nrand48(seed) % sizeof(text);
		for (j = 0; j < len; j++)
			text[j] = alphabet[nrand48(seed) % sizeof(alphabet)];
		tree_attr_path(path, "hisi_zip-0", attrs[i % RTE_DIM(attrs)]);
		tree_put_file(path, text, len);
		tree_scan(1);
		assert_true(tree_devices[0].available >= 0);
		assert_true(tree_devices[0].numa_node >= -1);
		assert_true(tree_devices[0].error <= 0);
		assert_true((tree_devices[0].error == 0) == (tree_devices[0].reason[0] == '\0'));
		assert_null(strchr(tree_devices[0].reason, '\n'));
		assert_null(strchr(tree_devices[0].api, '\n'));
	}
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

#define IN_TREE(f)	cmocka_unit_test_setup_teardown(f, tree_setup, tree_teardown)

int
test_device(void)
{
	static const struct CMUnitTest tests[] = {
		IN_TREE(test_generations),
		IN_TREE(test_paths),
		IN_TREE(test_symlinks),
		IN_TREE(test_strangers),
		IN_TREE(test_malformed),
		IN_TREE(test_missing),
		IN_TREE(test_optional),
		IN_TREE(test_tolerated),
		IN_TREE(test_odd_files),
		IN_TREE(test_fifo_with_writer),
		IN_TREE(test_over_long),
		IN_TREE(test_algorithms_cut),
		cmocka_unit_test(test_has_algorithm),
		IN_TREE(test_odd_names),
		IN_TREE(test_long_path),
		IN_TREE(test_order_by_name),
		IN_TREE(test_order),
		IN_TREE(test_hundreds),
		IN_TREE(test_unreadable),
		IN_TREE(test_unreadable_class),
		IN_TREE(test_random_text),
		IN_TREE(test_check),
		IN_TREE(test_check_permission),
	};

	return TEST_RUN_GROUP("device", tests, NULL, NULL) + test_pick();
}

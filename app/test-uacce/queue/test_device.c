/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* The record that a scan makes of the attributes of a device, valid or not. */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <rte_common.h>

#include "sysfs_tree.h"
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

/* A text in an attribute, and why the device cannot be used then. */
static const struct {
	const char *attr;
	const char *text;
	int error;
	const char *reason;
} malformed[] = {
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
		/* A missing attribute keeps no other one from being read. */
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

/* Values that no kernel prints today, and that are valid all the same. */
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

/* Files of other types in the place of an attribute, and the error of the scan. */
static const struct {
	mode_t type;
	const char *content;	/* target of a link, content of a file */
	size_t len;		/* bytes of the content of a file */
	int error;
	const char *reason;
} bad_files[] = {
	{ S_IFDIR, NULL, 0, -EISDIR, "attribute flags: Is a directory" },
	{ S_IFLNK, "nowhere", 0, -ENOENT, "attribute flags: missing" },
	{ S_IFIFO, NULL, 0, -ENODATA, "attribute flags: empty" },
	{ S_IFLNK, "/dev/zero", 0, -E2BIG, "attribute flags: too long" },
	{ S_IFREG, "1\0" "2\n", 4, -EILSEQ, "attribute flags: not text" },
};

static void
test_bad_files(void **state __rte_unused)
{
	char path[PATH_MAX], name[32];
	unsigned int i;

	for (i = 0; i < RTE_DIM(bad_files); i++) {
		snprintf(name, sizeof(name), "hisi_zip-%u", i);
		tree_put_device(name, TREE_ZIP_V3);
		tree_drop_attr(name, "flags");
		tree_attr_path(path, name, "flags");
		if (bad_files[i].type == S_IFDIR)
			tree_put_dir(name, "flags");
		else if (bad_files[i].type == S_IFLNK)
			assert_int_equal(symlink(bad_files[i].content, path), 0);
		else if (bad_files[i].type == S_IFIFO)
			assert_int_equal(mkfifo(path, 0644), 0);
		else
			tree_put_file(path, bad_files[i].content, bad_files[i].len);
	}
	tree_scan(RTE_DIM(bad_files));
	for (i = 0; i < RTE_DIM(bad_files); i++) {
		snprintf(name, sizeof(name), "hisi_zip-%u", i);
		assert_int_equal(tree_find(name)->error, bad_files[i].error);
		assert_string_equal(tree_find(name)->reason, bad_files[i].reason);
	}
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
	/* Any text may follow the version in `api`, so a long one is cut and no fault. */
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

/* A text that is too long is cut between lines, so that `lz4_later` does not turn into `lz4`. */
static void
test_algorithms_cut(void **state __rte_unused)
{
	char text[1024] = "zlib\n";
	size_t len;

	tree_put_device("hisi_zip-0", TREE_ZIP_V3);
	while (strlen(text) < UACCE_ALGS_LEN - 1 - 8)
		strcat(text, "filler\n");
	/* The first three bytes of this name are the last that the record has room for. */
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

/* Files without permission to be read. */
static void
test_unreadable(void **state __rte_unused)
{
	char path[PATH_MAX];

	tree_put_device("hisi_zip-0", TREE_ZIP_V3);
	tree_put_device("hisi_zip-1", TREE_ZIP_V3);
	tree_put_device("hisi_zip-2", TREE_ZIP_V3);
	tree_attr_path(path, "hisi_zip-0", NULL);
	assert_int_equal(chmod(path, 0), 0);
	tree_attr_path(path, "hisi_zip-1", "api");
	assert_int_equal(chmod(path, 0), 0);
	tree_drop_privileges();
	tree_scan_from(0);
	tree_restore_privileges();
	tree_attr_path(path, "hisi_zip-0", NULL);
	assert_int_equal(chmod(path, 0755), 0);
	assert_int_equal(tree_nb_devices, 3);
	assert_int_equal(tree_find("hisi_zip-0")->error, -EACCES);
	assert_int_equal(tree_find("hisi_zip-1")->error, -EACCES);
	assert_string_equal(tree_find("hisi_zip-1")->reason, "attribute api: Permission denied");
	assert_int_equal(tree_find("hisi_zip-2")->error, 0);
}

/* Random bytes in each attribute: whatever they are, the record is consistent and in range. */
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

int
test_device(void)
{
	static const struct CMUnitTest tests[] = {
		IN_TREE(test_generations),
		IN_TREE(test_malformed),
		IN_TREE(test_missing),
		IN_TREE(test_optional),
		IN_TREE(test_tolerated),
		IN_TREE(test_bad_files),
		IN_TREE(test_fifo_with_writer),
		IN_TREE(test_over_long),
		IN_TREE(test_algorithms_cut),
		cmocka_unit_test(test_has_algorithm),
		IN_TREE(test_unreadable),
		IN_TREE(test_random_text),
	};

	return TEST_RUN_GROUP("device", tests, NULL, NULL) + test_scan() + test_pick() +
		test_spread();
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <numa.h>

#include <rte_common.h>
#include <rte_memory.h>

#include "test.h"
#include "uacce_device.h"
#include "uacce_queue.h"

#define OWNER	"uacce_test0"
#define NOBODY	65534

/* A class directory and a device directory of this test's own. */
static char root[64], sysfs[80], dev_dir[80];
static struct uacce_device *devices;
static int nb_devices;

/* Attributes as the kernel prints them: section 1.3. */
struct model {
	const char *name;
	const char *api;
	unsigned int api_version;
	const char *algorithms;
	const char *available;
	const char *mmio;
};

#define ZIP_V3_ALGORITHMS	"zlib\ngzip\ndeflate\nlz77_zstd\n"
#define ZIP_V5_ALGORITHMS	"zlib\ngzip\ndeflate\nlz77_zstd\nlz77_only\nlz4\n" \
				"hashagg\nudma\nhashjoin\ngather\n"
#define SEC_ALGORITHMS		"cipher\ndigest\naead\n"

static const struct model models[] = {
	{ "hisi_zip-0", "hisi_qm_v2\n", 2, "zlib\ngzip\n", "64\n", "8192\n" },
	{ "hisi_zip-1", "hisi_qm_v3\n", 3, ZIP_V3_ALGORITHMS, "64\n", "65536\n" },
	{ "hisi_zip-2", "hisi_qm_v5\n", 5, ZIP_V5_ALGORITHMS, "64\n", "65536\n" },
	{ "hisi_sec2-3", "hisi_qm_v2\n", 2, SEC_ALGORITHMS, "256\n", "8192\n" },
	{ "hisi_sec2-4", "hisi_qm_v3\n", 3, SEC_ALGORITHMS, "256\n", "65536\n" },
	{ "hisi_sec2-5", "hisi_qm_v5\n", 5, SEC_ALGORITHMS, "256\n", "65536\n" },
};

static const struct model *const zip_v3 = &models[1];

static void
attr_path(char out[PATH_MAX], const char *device, const char *attr)
{
	snprintf(out, PATH_MAX, "%s/%s%s%s", sysfs, device, attr == NULL ? "" : "/",
			attr == NULL ? "" : attr);
}

static void
put_file(const char *path, const char *text, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, len), len);
	close(fd);
}

static void
put_attr(const char *device, const char *attr, const char *text)
{
	char path[PATH_MAX];

	attr_path(path, device, attr);
	put_file(path, text, strlen(text));
}

static void
drop_attr(const char *device, const char *attr)
{
	char path[PATH_MAX];

	attr_path(path, device, attr);
	assert_int_equal(unlink(path), 0);
}

static void
put_dir(const char *device, const char *attr)
{
	char path[PATH_MAX];

	attr_path(path, device, attr);
	assert_int_equal(mkdir(path, 0755), 0);
}

static void
put_node(const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", dev_dir, name);
	put_file(path, "", 0);
}

static void
drop_node(const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", dev_dir, name);
	assert_int_equal(unlink(path), 0);
}

static void
put_device(const char *name, const struct model *model)
{
	put_dir(name, NULL);
	put_dir(name, "device");
	put_attr(name, "api", model->api);
	put_attr(name, "flags", "1\n");
	put_attr(name, "available_instances", model->available);
	put_attr(name, "algorithms", model->algorithms);
	put_attr(name, "region_mmio_size", model->mmio);
	put_attr(name, "region_dus_size", "151552\n");
	put_attr(name, "isolate", "0\n");
	put_attr(name, "isolate_strategy", "0\n");
	put_attr(name, "device/numa_node", "0\n");
	put_node(name);
}

static int
setup(void **state __rte_unused)
{
	struct uacce_paths paths = { sysfs, dev_dir };

	snprintf(root, sizeof(root), "/tmp/test-uacce.XXXXXX");
	if (mkdtemp(root) == NULL)
		return -1;
	snprintf(sysfs, sizeof(sysfs), "%s/class", root);
	snprintf(dev_dir, sizeof(dev_dir), "%s/dev", root);
	/* A process without privileges looks in as well. */
	if (chmod(root, 0755) < 0 || mkdir(sysfs, 0755) < 0 || mkdir(dev_dir, 0755) < 0)
		return -1;
	uacce_paths_set(&paths);
	devices = NULL;
	return 0;
}

static int
remove_entry(const char *path, const struct stat *st __rte_unused, int type __rte_unused,
		struct FTW *ftw __rte_unused)
{
	return remove(path);
}

static int
teardown(void **state __rte_unused)
{
	free(devices);
	devices = NULL;
	uacce_paths_set(NULL);
	return nftw(root, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static void
scan(int expected)
{
	free(devices);
	nb_devices = uacce_device_scan(NULL, 0, &devices);
	assert_int_equal(nb_devices, expected);
}

static struct uacce_device *
find(const char *name)
{
	int i;

	for (i = 0; i < nb_devices; i++)
		if (strcmp(devices[i].name, name) == 0)
			return &devices[i];
	fail_msg("%s is not in the list", name);
	abort();	/* not reached: cmocka leaves the test, which the compiler cannot know */
}

static void
assert_contains(const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		fail_msg("'%s' lacks '%s'", text, part);
}

static void
test_generations(void **state __rte_unused)
{
	const struct uacce_device *dev;
	unsigned int i;

	for (i = 0; i < RTE_DIM(models); i++)
		put_device(models[i].name, &models[i]);
	scan(RTE_DIM(models));
	for (i = 0; i < RTE_DIM(models); i++) {
		dev = find(models[i].name);
		assert_int_equal(dev->error, 0);
		assert_string_equal(dev->reason, "");
		assert_int_equal(strlen(dev->api), strlen(models[i].api) - 1);
		assert_memory_equal(dev->api, models[i].api, strlen(dev->api));
		assert_int_equal(dev->api_version, models[i].api_version);
		assert_int_equal(dev->flags, UACCE_DEV_SVA);
		assert_int_equal(dev->available, atoi(models[i].available));
		assert_int_equal(dev->region_size[UACCE_REGION_MMIO], atoi(models[i].mmio));
		assert_int_equal(dev->region_size[UACCE_REGION_DUS], 151552);
		assert_false(dev->isolated);
		assert_int_equal(dev->isolate_strategy, 0);
		assert_int_equal(dev->numa_node, 0);
		assert_int_equal(dev->distance, 10);
		assert_null(dev->soft);
		assert_string_equal(dev->transport->name, "kernel");
	}
	assert_string_equal(find("hisi_sec2-4")->algorithms, "cipher\ndigest\naead");
}

static void
test_paths(void **state __rte_unused)
{
	struct uacce_paths empty = { "/nonexistent/class", NULL };
	struct uacce_device *none = (void *)sysfs;
	char path[PATH_MAX];

	put_device("hisi_zip-0", zip_v3);
	scan(1);
	snprintf(path, sizeof(path), "%s/hisi_zip-0", sysfs);
	assert_string_equal(devices[0].sysfs, path);
	snprintf(path, sizeof(path), "%s/hisi_zip-0", dev_dir);
	assert_string_equal(devices[0].node, path);
	/* Explicit paths win over those in force; no class directory is no device. */
	assert_int_equal(uacce_device_scan(&empty, 0, &none), 0);
	assert_null(none);
	empty.sysfs = devices[0].sysfs;
	snprintf(path, sizeof(path), "%s/hisi_zip-0/api", sysfs);
	empty.sysfs = path;
	assert_int_equal(uacce_device_scan(&empty, 0, &none), -ENOTDIR);
	assert_null(none);
}

static void
test_symlinks(void **state __rte_unused)
{
	char real[PATH_MAX], link[PATH_MAX];

	/* As in the class directory: the device lives elsewhere. */
	put_device("hisi_zip-0", zip_v3);
	snprintf(real, sizeof(real), "%s/pci", root);
	attr_path(link, "hisi_zip-0", NULL);
	assert_int_equal(rename(link, real), 0);
	assert_int_equal(symlink(real, link), 0);
	attr_path(link, "hisi_zip-1", NULL);
	assert_int_equal(symlink("/nonexistent/device", link), 0);
	attr_path(link, "hisi_zip-2", NULL);
	assert_int_equal(symlink("hisi_zip-2", link), 0);
	scan(3);
	assert_int_equal(find("hisi_zip-0")->error, 0);
	assert_int_equal(find("hisi_zip-1")->error, -ENOENT);
	assert_contains(find("hisi_zip-1")->reason, "missing");
	assert_int_equal(find("hisi_zip-2")->error, -ELOOP);
}

static void
test_strangers(void **state __rte_unused)
{
	char path[PATH_MAX];

	/* A class may have attribute files of its own; hidden names are nobody's device. */
	attr_path(path, "version", NULL);
	put_file(path, "1\n", 2);
	attr_path(path, "fifo", NULL);
	assert_int_equal(mkfifo(path, 0644), 0);
	put_dir(".hidden", NULL);
	put_device("hisi_zip-0", zip_v3);
	scan(1);
	assert_string_equal(devices[0].name, "hisi_zip-0");
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
		put_device(name, zip_v3);
		put_attr(name, malformed[i].attr, malformed[i].text);
	}
	put_device("hisi_zip-1000", zip_v3);
	scan(RTE_DIM(malformed) + 1);
	for (i = 0; i < RTE_DIM(malformed); i++) {
		snprintf(name, sizeof(name), "hisi_zip-%u", i);
		dev = find(name);
		if (dev->error != malformed[i].error)
			fail_msg("%s '%s': error %d, not %d", malformed[i].attr, malformed[i].text,
					dev->error, malformed[i].error);
		assert_contains(dev->reason, malformed[i].attr);
		assert_contains(dev->reason, malformed[i].reason);
	}
	assert_int_equal(find("hisi_zip-1000")->error, 0);
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
		put_device(name, zip_v3);
		drop_attr(name, required[i]);
	}
	put_dir("hisi_zip-empty", NULL);
	scan(RTE_DIM(required) + 1);
	for (i = 0; i < RTE_DIM(required); i++) {
		snprintf(name, sizeof(name), "hisi_zip-%u", i);
		snprintf(reason, sizeof(reason), "attribute %s: missing", required[i]);
		assert_int_equal(find(name)->error, -ENOENT);
		assert_string_equal(find(name)->reason, reason);
		/* The rest is read all the same. */
		assert_int_equal(find(name)->region_size[UACCE_REGION_DUS], 151552);
	}
	assert_int_equal(find("hisi_zip-empty")->error, -ENOENT);
}

static void
test_optional(void **state __rte_unused)
{
	put_device("hisi_zip-0", zip_v3);
	drop_attr("hisi_zip-0", "isolate");
	drop_attr("hisi_zip-0", "isolate_strategy");
	drop_attr("hisi_zip-0", "region_mmio_size");
	drop_attr("hisi_zip-0", "region_dus_size");
	drop_attr("hisi_zip-0", "device/numa_node");
	scan(1);
	assert_int_equal(devices[0].error, 0);
	assert_false(devices[0].isolated);
	assert_int_equal(devices[0].isolate_strategy, 0);
	assert_int_equal(devices[0].region_size[UACCE_REGION_MMIO], 0);
	assert_int_equal(devices[0].region_size[UACCE_REGION_DUS], 0);
	assert_int_equal(devices[0].numa_node, -1);
	assert_int_equal(devices[0].distance, INT_MAX);
}

/* Values that look odd and are fine. */
static void
test_tolerated(void **state __rte_unused)
{
	put_device("hisi_zip-0", zip_v3);
	put_attr("hisi_zip-0", "api", "hisi_qm_v2_noiommu\n");
	put_attr("hisi_zip-0", "flags", "4294967295");
	put_attr("hisi_zip-0", "available_instances", "2147483647\n");
	put_attr("hisi_zip-0", "isolate", "1\n");
	put_attr("hisi_zip-0", "isolate_strategy", "65535\n");
	put_attr("hisi_zip-0", "device/numa_node", "-7\n");
	put_attr("hisi_zip-0", "region_dus_size", "9223372036854775807\n");
	scan(1);
	assert_int_equal(devices[0].error, 0);
	assert_string_equal(devices[0].api, "hisi_qm_v2_noiommu");
	assert_int_equal(devices[0].api_version, 2);
	assert_true(devices[0].flags == UINT32_MAX);
	assert_int_equal(devices[0].available, INT_MAX);
	assert_true(devices[0].isolated);
	assert_int_equal(devices[0].isolate_strategy, 65535);
	assert_int_equal(devices[0].numa_node, -1);
	assert_true(devices[0].region_size[UACCE_REGION_DUS] == LONG_MAX);
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
		put_device(name, zip_v3);
		drop_attr(name, "flags");
	}
	put_dir("hisi_zip-0", "flags");
	attr_path(path, "hisi_zip-1", "flags");
	assert_int_equal(symlink("nowhere", path), 0);
	attr_path(path, "hisi_zip-2", "flags");
	assert_int_equal(mkfifo(path, 0644), 0);
	attr_path(path, "hisi_zip-3", "flags");
	assert_int_equal(symlink("/dev/zero", path), 0);
	attr_path(path, "hisi_zip-4", "flags");
	put_file(path, "1\0" "2\n", 4);
	scan(5);
	assert_int_equal(find("hisi_zip-0")->error, -EISDIR);
	assert_int_equal(find("hisi_zip-1")->error, -ENOENT);
	assert_int_equal(find("hisi_zip-2")->error, -ENODATA);
	assert_int_equal(find("hisi_zip-3")->error, -E2BIG);
	assert_string_equal(find("hisi_zip-3")->reason, "attribute flags: too long");
	assert_int_equal(find("hisi_zip-4")->error, -EILSEQ);
	assert_string_equal(find("hisi_zip-4")->reason, "attribute flags: not text");
}

static void
test_fifo_with_writer(void **state __rte_unused)
{
	char path[PATH_MAX];
	int fd;

	put_device("hisi_zip-0", zip_v3);
	drop_attr("hisi_zip-0", "api");
	attr_path(path, "hisi_zip-0", "api");
	assert_int_equal(mkfifo(path, 0644), 0);
	fd = open(path, O_RDWR | O_CLOEXEC);
	assert_true(fd >= 0);
	scan(1);
	close(fd);
	assert_int_equal(devices[0].error, -EAGAIN);
}

static void
test_over_long(void **state __rte_unused)
{
	char text[2 * UACCE_ATTR_LEN];

	put_device("hisi_zip-0", zip_v3);
	put_device("hisi_zip-1", zip_v3);
	put_device("hisi_zip-2", zip_v3);
	memset(text, '1', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	put_attr("hisi_zip-0", "flags", text);
	/* A suffix makes `api` long, which is no fault; it is cut. */
	memcpy(text, "hisi_qm_v3_", 11);
	text[100] = '\0';
	put_attr("hisi_zip-1", "api", text);
	text[100] = '1';
	put_attr("hisi_zip-2", "algorithms", text);
	scan(3);
	assert_int_equal(find("hisi_zip-0")->error, -E2BIG);
	assert_int_equal(find("hisi_zip-1")->error, 0);
	assert_int_equal(find("hisi_zip-1")->api_version, 3);
	assert_int_equal(strlen(find("hisi_zip-1")->api), UACCE_API_LEN - 1);
	assert_int_equal(find("hisi_zip-2")->error, -E2BIG);
}

/* Cut between lines: `lz4` must not come out of `lz4_something`. */
static void
test_algorithms_cut(void **state __rte_unused)
{
	char text[1024] = "zlib\n";
	size_t len;

	put_device("hisi_zip-0", zip_v3);
	while (strlen(text) < UACCE_ALGS_LEN - 1 - 8)
		strcat(text, "filler\n");
	/* The record ends three bytes into this name. */
	len = UACCE_ALGS_LEN - 1 - 3 - strlen(text);
	memset(text + strlen(text), '\n', len);
	strcat(text, "lz4_later\ngzip\n");
	put_attr("hisi_zip-0", "algorithms", text);
	scan(1);
	assert_int_equal(devices[0].error, 0);
	assert_true(uacce_device_has_algorithm(&devices[0], "zlib"));
	assert_true(uacce_device_has_algorithm(&devices[0], "filler"));
	assert_false(uacce_device_has_algorithm(&devices[0], "lz4"));
	assert_false(uacce_device_has_algorithm(&devices[0], "gzip"));
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

	put_device("hisi_zip-0", zip_v3);
	put_device("hisi\xffzip\n1", zip_v3);
	memset(longest, 'z', sizeof(longest));
	longest[UACCE_NAME_LEN - 1] = '\0';
	put_device(longest, zip_v3);
	longest[UACCE_NAME_LEN - 1] = 'z';
	longest[UACCE_NAME_LEN] = '\0';
	longest[0] = 'y';
	put_device(longest, zip_v3);
	scan(4);
	assert_int_equal(find("hisi_zip-0")->error, 0);
	assert_int_equal(find("hisi?zip?1")->error, -EINVAL);
	longest[UACCE_NAME_LEN - 1] = '\0';
	assert_int_equal(find(longest)->error, -EINVAL);
	longest[0] = 'z';
	assert_int_equal(find(longest)->error, 0);
}

static void
test_long_path(void **state __rte_unused)
{
	char deep[UACCE_PATH_LEN + 64];
	struct uacce_paths paths = { deep, dev_dir };
	int n;

	/* The same directory by a long way: its devices cannot be recorded, and say so. */
	n = snprintf(deep, sizeof(deep), "%s", sysfs);
	while (n < UACCE_PATH_LEN)
		n += snprintf(deep + n, sizeof(deep) - n, "/.");
	put_device("hisi_zip-0", zip_v3);
	uacce_paths_set(&paths);
	scan(1);
	assert_int_equal(devices[0].error, -ENAMETOOLONG);
	assert_string_equal(devices[0].name, "hisi_zip-0");
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
		put_device(names[(i * 5 + 2) % RTE_DIM(names)], zip_v3);
	scan(RTE_DIM(names));
	for (i = 0; i < RTE_DIM(names); i++)
		assert_string_equal(devices[i].name, names[i]);
}

static void
test_order(void **state __rte_unused)
{
	put_device("hisi_zip-0", zip_v3);
	put_attr("hisi_zip-0", "device/numa_node", "-1\n");
	put_device("hisi_zip-1", zip_v3);
	put_attr("hisi_zip-1", "available_instances", "5\n");
	put_device("hisi_zip-2", zip_v3);
	put_attr("hisi_zip-2", "available_instances", "50\n");
	put_device("hisi_zip-3", zip_v3);
	put_attr("hisi_zip-3", "device/numa_node", "100000\n");
	put_attr("hisi_zip-3", "available_instances", "100\n");
	scan(4);
	assert_string_equal(devices[0].name, "hisi_zip-2");
	assert_string_equal(devices[1].name, "hisi_zip-1");
	/* Both distances are unknown, so free queues decide. */
	assert_string_equal(devices[2].name, "hisi_zip-3");
	assert_int_equal(devices[2].distance, INT_MAX);
	assert_string_equal(devices[3].name, "hisi_zip-0");
	/* From a node that nobody has, only its own device is near. */
	free(devices);
	nb_devices = uacce_device_scan(NULL, 100000, &devices);
	assert_int_equal(nb_devices, 4);
	assert_string_equal(devices[0].name, "hisi_zip-3");
	assert_int_equal(devices[0].distance, 10);
	assert_int_equal(devices[1].distance, INT_MAX);
	free(devices);
	nb_devices = uacce_device_scan(NULL, SOCKET_ID_ANY, &devices);
	assert_int_equal(nb_devices, 4);
	/* A kernel without NUMA knows no node to start from, so free queues decide. */
	assert_string_equal(devices[3].name, numa_available() < 0 ? "hisi_zip-1" : "hisi_zip-0");
}

static void
test_hundreds(void **state __rte_unused)
{
	char name[32];
	int i;

	for (i = 0; i < 300; i++) {
		snprintf(name, sizeof(name), "hisi_zip-%d", i);
		put_device(name, zip_v3);
		if (i % 3 == 0)
			put_attr(name, "flags", "broken\n");
	}
	scan(300);
	for (i = 0; i < 300; i++) {
		snprintf(name, sizeof(name), "hisi_zip-%d", i);
		assert_int_equal(find(name)->error, i % 3 == 0 ? -EINVAL : 0);
		assert_string_equal(devices[i].name, name);
	}
}

/* Root reads anything, so the test steps down; without root, modes suffice. */
static void
test_unreadable(void **state __rte_unused)
{
	bool is_root = geteuid() == 0;
	char path[PATH_MAX];

	put_device("hisi_zip-0", zip_v3);
	put_device("hisi_zip-1", zip_v3);
	put_device("hisi_zip-2", zip_v3);
	attr_path(path, "hisi_zip-0", NULL);
	assert_int_equal(chmod(path, 0), 0);
	attr_path(path, "hisi_zip-1", "api");
	assert_int_equal(chmod(path, 0), 0);
	if (is_root)
		assert_int_equal(seteuid(NOBODY), 0);
	nb_devices = uacce_device_scan(NULL, 0, &devices);
	if (is_root)
		assert_int_equal(seteuid(0), 0);
	attr_path(path, "hisi_zip-0", NULL);
	assert_int_equal(chmod(path, 0755), 0);
	assert_int_equal(nb_devices, 3);
	assert_int_equal(find("hisi_zip-0")->error, -EACCES);
	assert_int_equal(find("hisi_zip-1")->error, -EACCES);
	assert_string_equal(find("hisi_zip-1")->reason, "attribute api: Permission denied");
	assert_int_equal(find("hisi_zip-2")->error, 0);
}

static void
test_unreadable_class(void **state __rte_unused)
{
	bool is_root = geteuid() == 0;
	int n;

	put_device("hisi_zip-0", zip_v3);
	assert_int_equal(chmod(sysfs, 0), 0);
	if (is_root)
		assert_int_equal(seteuid(NOBODY), 0);
	n = uacce_device_scan(NULL, 0, &devices);
	if (is_root)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(chmod(sysfs, 0755), 0);
	assert_int_equal(n, -EACCES);
	assert_null(devices);
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

	put_device("hisi_zip-0", zip_v3);
	for (i = 0; i < 1000; i++) {
		len = nrand48(seed) % sizeof(text);
		for (j = 0; j < len; j++)
			text[j] = alphabet[nrand48(seed) % sizeof(alphabet)];
		attr_path(path, "hisi_zip-0", attrs[i % RTE_DIM(attrs)]);
		put_file(path, text, len);
		scan(1);
		assert_true(devices[0].available >= 0);
		assert_true(devices[0].numa_node >= -1);
		assert_true(devices[0].error <= 0);
		assert_true((devices[0].error == 0) == (devices[0].reason[0] == '\0'));
		assert_null(strchr(devices[0].reason, '\n'));
		assert_null(strchr(devices[0].api, '\n'));
	}
}

static void
check(const char *name, unsigned int queues, int error, const char *reason)
{
	struct uacce_device *dev = find(name);

	assert_int_equal(uacce_device_check(dev, queues), error);
	assert_int_equal(dev->error, error);
	assert_contains(dev->reason, reason);
}

static void
test_check(void **state __rte_unused)
{
	char path[PATH_MAX], name[32];
	int i;

	for (i = 0; i < 9; i++) {
		snprintf(name, sizeof(name), "hisi_zip-%d", i);
		put_device(name, zip_v3);
	}
	/* Each device has the faults of all later ones too: the order is what counts. */
	for (i = 1; i < 9; i++) {
		snprintf(name, sizeof(name), "hisi_zip-%d", i);
		drop_node(name);
	}
	put_attr("hisi_zip-1", "flags", "bad\n");
	put_attr("hisi_zip-2", "flags", "2\n");
	put_attr("hisi_zip-3", "flags", "0\n");
	for (i = 1; i < 5; i++) {
		snprintf(name, sizeof(name), "hisi_zip-%d", i);
		put_attr(name, "isolate", "1\n");
	}
	for (i = 1; i < 6; i++) {
		snprintf(name, sizeof(name), "hisi_zip-%d", i);
		put_attr(name, "available_instances", "0\n");
	}
	put_attr("hisi_zip-6", "available_instances", "3\n");
	snprintf(path, sizeof(path), "%s/hisi_zip-8", dev_dir);
	assert_int_equal(mkdir(path, 0755), 0);
	scan(9);
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

	put_device("hisi_zip-0", zip_v3);
	snprintf(path, sizeof(path), "%s/hisi_zip-0", dev_dir);
	assert_int_equal(chmod(path, 0), 0);
	scan(1);
	if (is_root)
		assert_int_equal(seteuid(NOBODY), 0);
	uacce_device_check(&devices[0], 1);
	if (is_root)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(devices[0].error, -EACCES);
	assert_contains(devices[0].reason, "/dev/hisi_zip-0: no permission");
}

/* A soft device made of nothing, to see when pick makes one and lets it go. */
static struct {
	int error;		/* of the maker */
	int available;
	int made;
	int released;
	int opened;
	const void *conf;
} fake;

static int
fake_open(struct uacce_queue *q __rte_unused)
{
	fake.opened++;
	return 0;
}

static void
fake_release(struct uacce_device *dev)
{
	assert_ptr_equal(dev->soft, &fake);
	dev->soft = NULL;
	fake.released++;
}

static const struct uacce_transport fake_transport = {
	.name = "fake",
	.open = fake_open,
	.release = fake_release,
};

static int
fake_soft(struct uacce_device *dev, const void *conf)
{
	if (fake.error < 0)
		return fake.error;
	memset(dev, 0, sizeof(*dev));
	strcpy(dev->name, "soft");
	strcpy(dev->api, "hisi_qm_v3");
	strcpy(dev->algorithms, "zlib\ngzip");
	dev->flags = UACCE_DEV_SVA;
	dev->available = fake.available;
	dev->transport = &fake_transport;
	dev->soft = &fake;
	fake.conf = conf;
	fake.made++;
	return 0;
}

static struct uacce_device picked[UACCE_MAX_PICK];
static const char *log_text;

static int
setup_pick(void **state)
{
	memset(&fake, 0, sizeof(fake));
	fake.available = 64;
	return setup(state);
}

static int
pick_with(const char *device, int (*soft)(struct uacce_device *dev, const void *conf))
{
	struct uacce_request req = {
		.owner = OWNER,
		.driver = "hisi_zip",
		.algorithm = "zlib",
		.device = device,
		.queues = 2,
		.socket_id = 0,
		.soft = soft,
		.soft_conf = &picked,
	};
	int n;

	memset(picked, 0xa5, sizeof(picked));
	test_log_start();
	n = uacce_device_pick(&req, picked);
	log_text = test_log_stop();
	return n;
}

/* Pick, and have so many lines of each level and no others, each with the owner. */
static void
pick(const char *device, int expected, unsigned int err, unsigned int warning,
		unsigned int notice)
{
	int n = pick_with(device, fake_soft);
	const char *line;

	if (n != expected)
		fail_msg("device=%s: %d, not %d: %s", device, n, expected, log_text);
	assert_int_equal(test_log_count("ERR"), err);
	assert_int_equal(test_log_count("WARNING"), warning);
	assert_int_equal(test_log_count("NOTICE"), notice);
	assert_int_equal(test_log_count("INFO"), n > 0 ? n : 0);
	for (line = log_text; *line != '\0'; line = strchr(line, '\n') + 1) {
		line = strstr(line, " uacce: ");
		assert_non_null(line);
		assert_memory_equal(line, " uacce: " OWNER ": ", strlen(" uacce: " OWNER ": "));
	}
	/* Opens are counted where faults are asked for, so choosing one must not open. */
	assert_int_equal(fake.opened, 0);
}

static void
put_picked(int n)
{
	while (n-- > 0)
		uacce_device_put(&picked[n]);
	assert_int_equal(fake.made, fake.released);
}

static void
test_auto_nearest(void **state __rte_unused)
{
	put_device("hisi_zip-0", zip_v3);
	put_attr("hisi_zip-0", "device/numa_node", "-1\n");
	put_device("hisi_zip-1", zip_v3);
	put_device("hisi_sec2-2", &models[4]);
	pick("auto", 1, 0, 0, 0);
	assert_string_equal(picked[0].name, "hisi_zip-1");
	assert_contains(log_text, "using hisi_zip-1, hisi_qm_v3, NUMA node 0, 64 queues free");
	put_picked(1);
	pick(NULL, 1, 0, 0, 0);
	assert_string_equal(picked[0].name, "hisi_zip-1");
	pick("hw", 1, 0, 0, 0);
	assert_string_equal(picked[0].name, "hisi_zip-1");
	assert_int_equal(fake.made, 0);
}

static void
test_auto_skips_unusable(void **state __rte_unused)
{
	put_device("hisi_zip-0", zip_v3);
	put_attr("hisi_zip-0", "flags", "2\n");
	put_device("hisi_zip-1", zip_v3);
	drop_node("hisi_zip-1");
	put_device("hisi_zip-2", zip_v3);
	put_attr("hisi_zip-2", "algorithms", "lz4\n");
	put_device("hisi_zip-3", zip_v3);
	put_attr("hisi_zip-3", "device/numa_node", "-1\n");
	pick("auto", 1, 0, 0, 0);
	assert_string_equal(picked[0].name, "hisi_zip-3");
}

static void
test_auto_none(void **state __rte_unused)
{
	put_device("hisi_sec2-2", &models[4]);
	pick("auto", 1, 0, 0, 1);
	assert_string_equal(picked[0].name, "soft");
	assert_ptr_equal(fake.conf, &picked);
	assert_contains(log_text, "NOTICE uacce: " OWNER
			": no hisi_zip accelerator found, the soft device serves");
	assert_int_equal(fake.made, 1);
	assert_int_equal(fake.released, 0);
	put_picked(1);
}

static void
test_auto_none_usable(void **state __rte_unused)
{
	put_device("hisi_zip-0", zip_v3);
	put_attr("hisi_zip-0", "isolate", "1\n");
	put_device("hisi_zip-1", zip_v3);
	put_attr("hisi_zip-1", "available_instances", "1\n");
	put_device("hisi_zip-2", zip_v3);
	put_attr("hisi_zip-2", "api", "uacce\n");
	pick("auto", 1, 0, 1, 0);
	assert_string_equal(picked[0].name, "soft");
	assert_contains(log_text, "no usable accelerator (");
	assert_contains(log_text, "hisi_zip-0: isolated by the kernel");
	assert_contains(log_text, "hisi_zip-1: too few free queues, 1 of 2 wanted");
	assert_contains(log_text, "hisi_zip-2: attribute api: 'uacce' names no version");
	assert_contains(log_text, "), the soft device serves");
	put_picked(1);
}

/* There, but its driver says ENODEV: not to be taken for a machine that has none. */
static void
test_auto_device_gone(void **state __rte_unused)
{
	char path[PATH_MAX];
	int fd;

	put_device("hisi_zip-0", zip_v3);
	drop_node("hisi_zip-0");
	snprintf(path, sizeof(path), "%s/hisi_zip-0", dev_dir);
	/* A minor of the misc major that nobody has; needs privileges and a file system. */
	if (mknod(path, S_IFCHR | 0600, makedev(10, 254)) < 0)
		skip();
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd >= 0)
		close(fd);
	if (fd >= 0 || errno != ENODEV)
		skip();
	pick("auto", 1, 0, 1, 0);
	assert_contains(log_text, "device removed, or the IOMMU gave no PASID");
	put_picked(1);
	pick("hisi_zip-0", -ENODEV, 1, 0, 0);
}

static void
test_auto_unreadable_class(void **state __rte_unused)
{
	assert_int_equal(rmdir(sysfs), 0);
	put_file(sysfs, "", 0);
	pick("auto", 1, 0, 1, 0);
	assert_contains(log_text, "cannot read ");
	put_picked(1);
	pick("hw", -ENOTDIR, 1, 0, 0);
	pick("hisi_zip-0", -ENOTDIR, 1, 0, 0);
}

static void
test_auto_without_soft(void **state __rte_unused)
{
	assert_int_equal(pick_with("auto", NULL), -ENODEV);
	assert_int_equal(test_log_count("ERR"), 1);
	assert_int_equal(test_log_count("NOTICE"), 0);
	assert_contains(log_text, "no hisi_zip accelerator found, and no soft device: this build");
	fake.error = -ENOTSUP;
	pick("auto", -ENODEV, 1, 0, 0);
	put_device("hisi_zip-0", zip_v3);
	put_attr("hisi_zip-0", "available_instances", "0\n");
	pick("auto", -EBUSY, 1, 0, 0);
	assert_contains(log_text, "hisi_zip-0: no free queue");
	fake.error = -ENOMEM;
	pick("auto", -ENOMEM, 1, 0, 0);
	assert_contains(log_text, "Cannot allocate memory");
}

/* A soft device that cannot serve is given back. */
static void
test_soft_unusable(void **state __rte_unused)
{
	fake.available = 1;
	pick("auto", -EBUSY, 1, 0, 0);
	assert_contains(log_text, "too few free queues");
	assert_int_equal(fake.made, 1);
	assert_int_equal(fake.released, 1);
}

static void
test_hw(void **state __rte_unused)
{
	pick("hw", -ENODEV, 1, 0, 0);
	assert_contains(log_text, "device=hw: no hisi_zip accelerator found");
	put_device("hisi_zip-0", zip_v3);
	put_attr("hisi_zip-0", "flags", "0\n");
	put_device("hisi_zip-1", zip_v3);
	drop_node("hisi_zip-1");
	pick("hw", -ENOTSUP, 1, 0, 0);
	assert_contains(log_text, "hisi_zip-0: no shared virtual addressing");
	assert_contains(log_text, "hisi_zip-1: cannot open ");
	assert_int_equal(fake.made, 0);
}

static void
test_soft_alone(void **state __rte_unused)
{
	put_device("hisi_zip-0", zip_v3);
	pick("soft", 1, 0, 0, 0);
	assert_string_equal(picked[0].name, "soft");
	put_picked(1);
	/* A second put finds nothing. */
	uacce_device_put(&picked[0]);
	assert_int_equal(fake.released, 1);
	assert_int_equal(pick_with("soft", NULL), -ENOTSUP);
	assert_int_equal(test_log_count("ERR"), 1);
	assert_contains(log_text, OWNER ": soft: this build has no soft device");
}

static void
test_by_name(void **state __rte_unused)
{
	put_device("hisi_zip-0", zip_v3);
	put_device("hisi_zip-5", zip_v3);
	put_device("hisi_sec2-2", &models[4]);
	put_device("hisi_zip-6", zip_v3);
	put_attr("hisi_zip-6", "algorithms", "lz77_zlib\n");
	put_device("hisi_zip-7", zip_v3);
	put_attr("hisi_zip-7", "isolate", "1\n");
	pick("hisi_zip-5", 1, 0, 0, 0);
	assert_string_equal(picked[0].name, "hisi_zip-5");
	pick("hisi_zip-9", -ENODEV, 1, 0, 0);
	assert_contains(log_text, "hisi_zip-9: no such device in ");
	pick("hisi_sec2-2", -EINVAL, 1, 0, 0);
	assert_contains(log_text, "hisi_sec2-2: not a hisi_zip device");
	pick("hisi_zip-6", -ENOTSUP, 1, 0, 0);
	assert_contains(log_text, "hisi_zip-6: does not offer zlib");
	pick("hisi_zip-7", -EIO, 1, 0, 0);
	assert_contains(log_text, "hisi_zip-7: isolated by the kernel");
	/* Named devices have no stand-in. */
	assert_int_equal(fake.made, 0);
}

static void
test_list(void **state __rte_unused)
{
	put_device("hisi_zip-0", zip_v3);
	put_device("hisi_zip-1", zip_v3);
	pick("hisi_zip-1+soft+hisi_zip-0+soft", 4, 0, 0, 0);
	assert_string_equal(picked[0].name, "hisi_zip-1");
	assert_string_equal(picked[1].name, "soft");
	assert_string_equal(picked[2].name, "hisi_zip-0");
	assert_string_equal(picked[3].name, "soft");
	assert_int_equal(fake.made, 2);
	put_picked(4);
}

static void
test_list_unwinds(void **state __rte_unused)
{
	put_device("hisi_zip-0", zip_v3);
	pick("soft+hisi_zip-0+soft+hisi_zip-1", -ENODEV, 1, 0, 0);
	assert_contains(log_text, "hisi_zip-1: no such device");
	assert_int_equal(fake.made, 2);
	assert_int_equal(fake.released, 2);
}

static void
test_list_malformed(void **state __rte_unused)
{
	static const struct {
		const char *device;
		const char *text;
	} bad[] = {
		{ "", "name '' is empty" },
		{ "+", "is empty" },
		{ "soft+", "is empty" },
		{ "+soft", "is empty" },
		{ "soft++soft", "is empty" },
		{ "auto+soft", "name 'auto' cannot be in a list" },
		{ "soft+hw", "name 'hw' cannot be in a list" },
		{ "../hisi_zip-0", "is not a device name" },
		{ "..", "is not a device name" },
		{ "hisi_zip-0/..", "is not a device name" },
		{ "/dev/hisi_zip-0", "is not a device name" },
		{ "hisi_zip-0+hisi_zip-0", "name 'hisi_zip-0' is given more than once" },
	};
	unsigned int i;

	put_device("hisi_zip-0", zip_v3);
	for (i = 0; i < RTE_DIM(bad); i++) {
		pick(bad[i].device, -EINVAL, 1, 0, 0);
		assert_contains(log_text, bad[i].text);
	}
	assert_int_equal(fake.made, 0);
}

static void
test_list_length(void **state __rte_unused)
{
	char list[5 * UACCE_MAX_PICK + 8] = "soft";
	int i;

	for (i = 1; i < UACCE_MAX_PICK; i++)
		strcat(list, "+soft");
	pick(list, UACCE_MAX_PICK, 0, 0, 0);
	put_picked(UACCE_MAX_PICK);
	strcat(list, "+soft");
	pick(list, -EINVAL, 1, 0, 0);
	assert_contains(log_text, "more than 16 names");
	assert_int_equal(fake.made, UACCE_MAX_PICK);
}

static void
test_pick_among_hundreds(void **state __rte_unused)
{
	char name[32];
	int i;

	for (i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "hisi_zip-%d", i);
		put_device(name, zip_v3);
		put_attr(name, "isolate", "1\n");
	}
	pick("auto", 1, 0, 1, 0);
	assert_contains(log_text, "(hisi_zip-0: isolated");
	assert_contains(log_text, "; hisi_zip-199: isolated");
	put_picked(1);
	put_attr("hisi_zip-77", "isolate", "0\n");
	pick("auto", 1, 0, 0, 0);
	assert_string_equal(picked[0].name, "hisi_zip-77");
}

#define IN_TREE(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)
#define PICK(f)		cmocka_unit_test_setup_teardown(f, setup_pick, teardown)

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
		PICK(test_auto_nearest),
		PICK(test_auto_skips_unusable),
		PICK(test_auto_none),
		PICK(test_auto_none_usable),
		PICK(test_auto_device_gone),
		PICK(test_auto_unreadable_class),
		PICK(test_auto_without_soft),
		PICK(test_soft_unusable),
		PICK(test_hw),
		PICK(test_soft_alone),
		PICK(test_by_name),
		PICK(test_list),
		PICK(test_list_unwinds),
		PICK(test_list_malformed),
		PICK(test_list_length),
		PICK(test_pick_among_hundreds),
	};

	return TEST_RUN_GROUP("device", tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* The choice of devices by the argument `device`. */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <rte_common.h>

#include "sysfs_tree.h"
#include "uacce_pick.h"
#include "uacce_queue.h"
#include "uacce_transport.h"

#define OWNER	"uacce_test0"

/* Soft devices that do nothing: they show when one is made and when it is freed. */
static struct {
	/* Written by the test. */
	int error;		/* negative errno of the next one, or 0 */
	int available;		/* its free queues */
	/* Written by the soft devices. */
	int made;
	int freed;
	int opened;		/* queues */
	const void *conf;	/* argument of the last one */
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
	fake.freed++;
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

/* The devices that were chosen last, and the log of that choice. */
static struct uacce_device picked[UACCE_PICK_MAX];
static int nb_picked;
static const char *log_text;

static int
setup(void **state)
{
	memset(&fake, 0, sizeof(fake));
	fake.available = 64;
	nb_picked = 0;
	return tree_setup(state);
}

/* Free what was chosen last. */
static void
put_picked(void)
{
	while (nb_picked > 0)
		uacce_device_put(&picked[--nb_picked]);
}

/* A soft device that was made must be freed: by the choice that failed, or with its record. */
static int
teardown(void **state)
{
	test_log_stop();
	put_picked();
	return tree_teardown(state) == 0 && fake.made == fake.freed ? 0 : -1;
}

/* Choose devices; what was chosen before is freed. Returns what uacce_pick_devices() did. */
static int
pick_with(const char *device, int (*soft)(struct uacce_device *dev, const void *conf))
{
	struct uacce_pick_params params = {
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

	put_picked();
	memset(picked, 0xa5, sizeof(picked));
	test_log_start();
	n = uacce_pick_devices(&params, picked);
	log_text = test_log_stop();
	nb_picked = RTE_MAX(n, 0);
	return n;
}

/*
 * Choose devices. Assert what comes of it, and that the log has one INFO line for each device and
 * besides these one line of the given level, or none where that is NULL. Each line must name the
 * DPDK device.
 */
static void
pick(const char *device, int expected, const char *level)
{
	static const char *const levels[] = { "ERR", "WARNING", "NOTICE" };
	int n = pick_with(device, fake_soft);
	const char *line;
	unsigned int i;

	if (n != expected)
		fail_msg("device=%s: %d, not %d: %s", device, n, expected, log_text);
	for (i = 0; i < RTE_DIM(levels); i++)
		assert_int_equal(test_log_count(levels[i]),
				level != NULL && strcmp(level, levels[i]) == 0);
	assert_int_equal(test_log_count("INFO"), nb_picked);
	for (line = log_text; *line != '\0'; line = strchr(line, '\n') + 1) {
		line = strstr(line, " uacce: ");
		assert_non_null(line);
		assert_memory_equal(line, " uacce: " OWNER ": ", strlen(" uacce: " OWNER ": "));
	}
	/* No queue was opened: an open would count for the faults of `soft_fault`. */
	assert_int_equal(fake.opened, 0);
}

static void
test_auto_nearest(void **state __rte_unused)
{
	tree_put_device("hisi_zip-0", TREE_ZIP_V3);
	tree_put_attr("hisi_zip-0", "device/numa_node", "-1\n");
	tree_put_device("hisi_zip-1", TREE_ZIP_V3);
	tree_put_device("hisi_sec2-2", TREE_SEC_V3);
	pick("auto", 1, NULL);
	assert_string_equal(picked[0].name, "hisi_zip-1");
	tree_assert_contains(log_text, "using hisi_zip-1, hisi_qm_v3, NUMA node 0, 64 queues free");
	pick(NULL, 1, NULL);
	assert_string_equal(picked[0].name, "hisi_zip-1");
	pick("hw", 1, NULL);
	assert_string_equal(picked[0].name, "hisi_zip-1");
	assert_int_equal(fake.made, 0);
}

static void
test_auto_skips_unusable(void **state __rte_unused)
{
	tree_put_device("hisi_zip-0", TREE_ZIP_V3);
	tree_put_attr("hisi_zip-0", "flags", "2\n");
	tree_put_device("hisi_zip-1", TREE_ZIP_V3);
	tree_drop_node("hisi_zip-1");
	tree_put_device("hisi_zip-2", TREE_ZIP_V3);
	tree_put_attr("hisi_zip-2", "algorithms", "lz4\n");
	tree_put_device("hisi_zip-3", TREE_ZIP_V3);
	tree_put_attr("hisi_zip-3", "device/numa_node", "-1\n");
	pick("auto", 1, NULL);
	assert_string_equal(picked[0].name, "hisi_zip-3");
}

static void
test_auto_none(void **state __rte_unused)
{
	tree_put_device("hisi_sec2-2", TREE_SEC_V3);
	pick("auto", 1, "NOTICE");
	assert_string_equal(picked[0].name, "soft");
	assert_ptr_equal(fake.conf, &picked);
	tree_assert_contains(log_text, "NOTICE uacce: " OWNER
			": no hisi_zip accelerator found, using the soft device");
	assert_int_equal(fake.made, 1);
	assert_int_equal(fake.freed, 0);
}

static void
test_auto_none_usable(void **state __rte_unused)
{
	tree_put_device("hisi_zip-0", TREE_ZIP_V3);
	tree_put_attr("hisi_zip-0", "isolate", "1\n");
	tree_put_device("hisi_zip-1", TREE_ZIP_V3);
	tree_put_attr("hisi_zip-1", "available_instances", "1\n");
	tree_put_device("hisi_zip-2", TREE_ZIP_V3);
	tree_put_attr("hisi_zip-2", "api", "uacce\n");
	pick("auto", 1, "WARNING");
	assert_string_equal(picked[0].name, "soft");
	tree_assert_contains(log_text, "no usable accelerator (");
	tree_assert_contains(log_text, "hisi_zip-0: isolated by the kernel");
	tree_assert_contains(log_text, "hisi_zip-1: too few free queues, 1 of 2 wanted");
	tree_assert_contains(log_text, "hisi_zip-2: attribute api: 'uacce' names no version");
	tree_assert_contains(log_text, "), using the soft device");
}

/* A device whose open says ENODEV is there, so that is a warning and not a notice. */
static void
test_auto_device_gone(void **state __rte_unused)
{
	char path[PATH_MAX];
	int fd;

	tree_put_device("hisi_zip-0", TREE_ZIP_V3);
	tree_drop_node("hisi_zip-0");
	tree_node_path(path, "hisi_zip-0");
	/* No driver has this minor number. Making the file takes privileges. */
	if (mknod(path, S_IFCHR | 0600, makedev(10, 254)) < 0)
		skip();
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd >= 0)
		close(fd);
	if (fd >= 0 || errno != ENODEV)
		skip();
	pick("auto", 1, "WARNING");
	tree_assert_contains(log_text, "device removed, or the IOMMU gave no PASID");
	pick("hisi_zip-0", -ENODEV, "ERR");
}

static void
test_auto_unreadable_class(void **state __rte_unused)
{
	assert_int_equal(rmdir(tree_sysfs), 0);
	tree_put_file(tree_sysfs, "", 0);
	pick("auto", 1, "WARNING");
	tree_assert_contains(log_text, "cannot read ");
	pick("hw", -ENOTDIR, "ERR");
	pick("hisi_zip-0", -ENOTDIR, "ERR");
}

static void
test_auto_without_soft(void **state __rte_unused)
{
	assert_int_equal(pick_with("auto", NULL), -ENODEV);
	assert_int_equal(test_log_count("ERR"), 1);
	assert_int_equal(test_log_count("NOTICE"), 0);
	tree_assert_contains(log_text,
			"no hisi_zip accelerator found, and no soft device: this build");
	fake.error = -ENOTSUP;
	pick("auto", -ENODEV, "ERR");
	tree_put_device("hisi_zip-0", TREE_ZIP_V3);
	tree_put_attr("hisi_zip-0", "available_instances", "0\n");
	pick("auto", -EBUSY, "ERR");
	tree_assert_contains(log_text, "hisi_zip-0: no free queue");
	fake.error = -ENOMEM;
	pick("auto", -ENOMEM, "ERR");
	tree_assert_contains(log_text, "Cannot allocate memory");
}

/* A soft device that has too few queues is freed again. */
static void
test_soft_unusable(void **state __rte_unused)
{
	fake.available = 1;
	pick("auto", -EBUSY, "ERR");
	tree_assert_contains(log_text, "too few free queues");
	assert_int_equal(fake.made, 1);
	assert_int_equal(fake.freed, 1);
}

static void
test_hw(void **state __rte_unused)
{
	pick("hw", -ENODEV, "ERR");
	tree_assert_contains(log_text, "device=hw: no hisi_zip accelerator found");
	tree_put_device("hisi_zip-0", TREE_ZIP_V3);
	tree_put_attr("hisi_zip-0", "flags", "0\n");
	tree_put_device("hisi_zip-1", TREE_ZIP_V3);
	tree_drop_node("hisi_zip-1");
	pick("hw", -ENOTSUP, "ERR");
	tree_assert_contains(log_text, "hisi_zip-0: no shared virtual addressing");
	tree_assert_contains(log_text, "hisi_zip-1: cannot open ");
	assert_int_equal(fake.made, 0);
}

static void
test_soft_alone(void **state __rte_unused)
{
	tree_put_device("hisi_zip-0", TREE_ZIP_V3);
	pick("soft", 1, NULL);
	assert_string_equal(picked[0].name, "soft");
	put_picked();
	assert_int_equal(fake.freed, 1);
	/* A record has nothing left after the first time. */
	uacce_device_put(&picked[0]);
	assert_int_equal(fake.freed, 1);
	assert_int_equal(pick_with("soft", NULL), -ENOTSUP);
	assert_int_equal(test_log_count("ERR"), 1);
	tree_assert_contains(log_text, OWNER ": soft: this build has no soft device");
}

static void
test_by_name(void **state __rte_unused)
{
	tree_put_device("hisi_zip-0", TREE_ZIP_V3);
	tree_put_device("hisi_zip-5", TREE_ZIP_V3);
	tree_put_device("hisi_sec2-2", TREE_SEC_V3);
	tree_put_device("hisi_zip-6", TREE_ZIP_V3);
	tree_put_attr("hisi_zip-6", "algorithms", "lz77_zlib\n");
	tree_put_device("hisi_zip-7", TREE_ZIP_V3);
	tree_put_attr("hisi_zip-7", "isolate", "1\n");
	pick("hisi_zip-5", 1, NULL);
	assert_string_equal(picked[0].name, "hisi_zip-5");
	pick("hisi_zip-9", -ENODEV, "ERR");
	tree_assert_contains(log_text, "hisi_zip-9: no such device in ");
	pick("hisi_sec2-2", -EINVAL, "ERR");
	tree_assert_contains(log_text, "hisi_sec2-2: not a hisi_zip device");
	pick("hisi_zip-6", -ENOTSUP, "ERR");
	tree_assert_contains(log_text, "hisi_zip-6: does not offer zlib");
	pick("hisi_zip-7", -EIO, "ERR");
	tree_assert_contains(log_text, "hisi_zip-7: isolated by the kernel");
	/* No soft device takes the place of one that was named. */
	assert_int_equal(fake.made, 0);
}

static void
test_list(void **state __rte_unused)
{
	tree_put_device("hisi_zip-0", TREE_ZIP_V3);
	tree_put_device("hisi_zip-1", TREE_ZIP_V3);
	pick("hisi_zip-1+soft+hisi_zip-0+soft", 4, NULL);
	assert_string_equal(picked[0].name, "hisi_zip-1");
	assert_string_equal(picked[1].name, "soft");
	assert_string_equal(picked[2].name, "hisi_zip-0");
	assert_string_equal(picked[3].name, "soft");
	assert_int_equal(fake.made, 2);
}

static void
test_list_unwinds(void **state __rte_unused)
{
	tree_put_device("hisi_zip-0", TREE_ZIP_V3);
	pick("soft+hisi_zip-0+soft+hisi_zip-1", -ENODEV, "ERR");
	tree_assert_contains(log_text, "hisi_zip-1: no such device");
	assert_int_equal(fake.made, 2);
	assert_int_equal(fake.freed, 2);
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

	tree_put_device("hisi_zip-0", TREE_ZIP_V3);
	for (i = 0; i < RTE_DIM(bad); i++) {
		pick(bad[i].device, -EINVAL, "ERR");
		tree_assert_contains(log_text, bad[i].text);
	}
	assert_int_equal(fake.made, 0);
}

static void
test_list_length(void **state __rte_unused)
{
	char list[5 * UACCE_PICK_MAX + 8] = "soft";
	int i;

	for (i = 1; i < UACCE_PICK_MAX; i++)
		strcat(list, "+soft");
	pick(list, UACCE_PICK_MAX, NULL);
	strcat(list, "+soft");
	pick(list, -EINVAL, "ERR");
	tree_assert_contains(log_text, "more than 16 names");
	assert_int_equal(fake.made, UACCE_PICK_MAX);
}

static void
test_pick_among_hundreds(void **state __rte_unused)
{
	char name[32];
	int i;

	for (i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "hisi_zip-%d", i);
		tree_put_device(name, TREE_ZIP_V3);
		tree_put_attr(name, "isolate", "1\n");
	}
	pick("auto", 1, "WARNING");
	tree_assert_contains(log_text, "(hisi_zip-0: isolated");
	tree_assert_contains(log_text, "; hisi_zip-199: isolated");
	tree_put_attr("hisi_zip-77", "isolate", "0\n");
	pick("auto", 1, NULL);
	assert_string_equal(picked[0].name, "hisi_zip-77");
}

#define PICK(f)		cmocka_unit_test_setup_teardown(f, setup, teardown)

int
test_pick(void)
{
	static const struct CMUnitTest tests[] = {
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

	return TEST_RUN_GROUP("device choice", tests, NULL, NULL);
}

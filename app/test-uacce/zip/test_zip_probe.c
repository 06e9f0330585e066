/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Plugging uacce_zip: arguments, and systems without accelerators that can be used. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <rte_bus_vdev.h>
#include <rte_common.h>

#include "test_zip.h"
#include "zip_fixture.h"
#include "zip_port.h"
#include "uacce_device.h"
#include "uacce_spread.h"
#include "uacce_version.h"

#define NAME	"uacce_zip_t0"

/* The class directory of the test, which its tear-down removes. */
static char world[64];

static int
setup_world(void **state)
{
	struct uacce_paths paths = { .sysfs = world, .dev = world };

	snprintf(world, sizeof(world), "/tmp/test-zip-XXXXXX");
	assert_non_null(mkdtemp(world));
	uacce_paths_set(&paths);
	return zip_setup(state);
}

static void
remove_in_world(const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", world, name);
	/* A file, a link or a directory; most of them are not there. */
	if (unlink(path) < 0)
		rmdir(path);
}

static int
teardown_world(void **state)
{
	int ret = zip_teardown(state);

	remove_in_world("hisi_zip-0/api");
	remove_in_world("hisi_zip-0/algorithms");
	remove_in_world("hisi_zip-0/flags");
	remove_in_world("hisi_zip-0/available_instances");
	remove_in_world("hisi_zip-0");
	rmdir(world);
	uacce_paths_set(NULL);
	return ret;
}

/* A failed probe leaves nothing: the name is free, and a device can be plugged and works. */
static void
assert_nothing_left(void)
{
	assert_int_equal(rte_compressdev_count(), 0);
	assert_int_equal(zip_plug(&zip_port, NAME, zip_variant.devargs), 0);
	zip_bring_up(&zip_port, 1, ZIP_INFLIGHT);
	zip_make_xforms(&zip_port);
	zip_assert_works(&zip_port, 0);
	zip_unplug(&zip_port);
}

/* Plugging fails, and one ERR line of the driver has a text. */
static void
assert_no_probe(const char *devargs, int error, const char *text)
{
	const char *log;
	int ret;

	test_log_start();
	ret = zip_plug(&zip_port, NAME, devargs);
	log = test_log_stop();
	assert_int_equal(ret, error);
	assert_int_equal(zip_log_own(log, "ERR"), 1);
	assert_int_equal(zip_log_own(log, "WARNING"), 0);
	assert_true(test_log_lines(log, "ERR", text) >= 1);
	assert_nothing_left();
}

static void
test_bad_arguments(void **state __rte_unused)
{
	static const struct { const char *args, *text; } bad[] = {
		{ "device=soft,nonsense=1", "nonsense" },
		{ "device=soft,Queues=1", "Queues" },
		{ "device=soft,queues=0", "queues" },
		{ "device=soft,queues=-1", "queues" },
		{ "device=soft,queues=many", "queues" },
		{ "device=soft,queues=4k", "queues" },
		{ "device=soft,queues=99999999999999999999", "queues" },
		{ "device=soft,queues=2,queues=2", "queues" },
		{ "device=soft,queues", "queues" },
		{ "device=soft,queues=", "queues" },
		{ "device=soft,soft_qm=1", "soft_qm" },
		{ "device=soft,soft_qm=4", "soft_qm" },
		{ "device=soft,soft_qm=6", "soft_qm" },
		{ "device=soft,soft_workers=65", "soft_workers" },
		{ "device=soft,soft_workers=-1", "soft_workers" },
		{ "device=soft,soft_cpus=0,soft_cpus=0", "soft_cpus" },
		{ "device=soft,soft_cpus=99999", "soft_cpus" },
		{ "device=soft,soft_cpus=x", "soft_cpus" },
		{ "device=soft,soft_depth=0", "soft_depth" },
		{ "device=soft,soft_depth=1", "soft_depth" },
		{ "device=soft,soft_depth=1000", "soft_depth" },
		{ "device=soft,soft_depth=65536", "soft_depth" },
		{ "device=soft,soft_engine=slow", "soft_engine" },
		{ "device=soft,soft_fault=none", "soft_fault" },
		{ "device=soft,soft_fault=reset", "soft_fault" },
		{ "device=soft,soft_fault=reset@0", "soft_fault" },
		{ "device=soft,soft_fault=reset@1+reset@2", "soft_fault" },
		{ "device=soft,soft_fault=reset@1+", "soft_fault" },
		{ "device=", "device" },
		{ "device=soft+", "soft+" },
		{ "device=soft+auto", "auto" },
		{ "device=../../etc", ".." },
		{ "device=/dev/null", "/dev/null" },
	};
	unsigned int i;

	for (i = 0; i < RTE_DIM(bad); i++)
		assert_no_probe(bad[i].args, -EINVAL, bad[i].text);
}

static void
test_no_hardware(void **state __rte_unused)
{
	assert_no_probe("device=hw", -ENODEV, "hisi_zip");
	assert_no_probe("device=hisi_zip-9", -ENODEV, "hisi_zip-9");
	assert_no_probe("device=soft+hisi_zip-9", -ENODEV, "hisi_zip-9");
}

/* Most machines have no accelerator: the soft device is used, with a notice. */
static void
test_auto_without_hardware(void **state __rte_unused)
{
	static const char *const args[] = { NULL, "", "device=auto", "queues=2" };
	struct rte_compressdev_info info;
	const char *log;
	unsigned int i;

	for (i = 0; i < RTE_DIM(args); i++) {
		test_log_start();
		assert_int_equal(zip_plug(&zip_port, NAME, args[i]), 0);
		log = test_log_stop();
		assert_int_equal(zip_log_own(log, "ERR"), 0);
		assert_int_equal(zip_log_own(log, "WARNING"), 0);
		assert_int_equal(zip_log_own(log, "NOTICE"), 1);
		assert_int_equal(test_log_lines(log, "NOTICE", "soft"), 1);
		rte_compressdev_info_get(zip_port.id, &info);
		assert_int_equal(info.max_nb_queue_pairs, i == 3 ? 2 : 8);
		zip_bring_up(&zip_port, 1, ZIP_INFLIGHT);
		zip_make_xforms(&zip_port);
		zip_assert_works(&zip_port, 0);
		zip_unplug(&zip_port);
	}
}

static void
make_attribute(const char *name, bool directory)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/hisi_zip-0/%s", world, name);
	if (directory)
		assert_int_equal(mkdir(path, 0700), 0);
	else
		assert_int_equal(symlink("nowhere", path), 0);
}

/* An accelerator that is there and whose attributes cannot be read is a warning. */
static void
test_unreadable(void **state __rte_unused)
{
	char path[256];
	const char *log;

	snprintf(path, sizeof(path), "%s/hisi_zip-0", world);
	assert_int_equal(mkdir(path, 0700), 0);
	make_attribute("api", true);
	make_attribute("algorithms", false);
	make_attribute("flags", false);
	make_attribute("available_instances", true);
	assert_no_probe("device=hw", -EISDIR, "hisi_zip-0");
	assert_no_probe("device=hisi_zip-0", -EISDIR, "hisi_zip-0");
	test_log_start();
	assert_int_equal(zip_plug(&zip_port, NAME, "device=auto"), 0);
	log = test_log_stop();
	assert_int_equal(zip_log_own(log, "ERR"), 0);
	assert_int_equal(zip_log_own(log, "WARNING"), 1);
	assert_int_equal(test_log_lines(log, "WARNING", "hisi_zip-0"), 1);
	assert_int_equal(zip_log_own(log, "NOTICE"), 0);
	zip_bring_up(&zip_port, 1, ZIP_INFLIGHT);
	zip_make_xforms(&zip_port);
	zip_assert_works(&zip_port, 0);
}

/* All queue pairs that a device offers can be set up and work. */
static void
assert_offers(const char *devargs, uint16_t pairs)
{
	struct rte_compressdev_info info;
	uint16_t qp;

	assert_int_equal(zip_plug(&zip_port, NAME, devargs), 0);
	rte_compressdev_info_get(zip_port.id, &info);
	assert_int_equal(info.max_nb_queue_pairs, pairs);
	zip_bring_up(&zip_port, pairs, ZIP_INFLIGHT);
	zip_make_xforms(&zip_port);
	for (qp = 0; qp < pairs; qp++)
		zip_assert_works(&zip_port, qp);
	assert_int_equal(zip_port_configure(&zip_port, pairs + 1), -EBUSY);
	zip_stop(&zip_port);
	assert_int_equal(zip_port_configure(&zip_port, pairs + 1), -EINVAL);
	zip_unplug(&zip_port);
}

static void
test_queues(void **state __rte_unused)
{
	assert_offers("device=soft", 8);
	assert_offers("device=soft,queues=1", 1);
	assert_offers("device=soft,queues=9", 9);
	assert_offers("device=soft,queues=32", 32);
	assert_no_probe("device=soft,queues=33", -EINVAL, "queues=33");
	assert_no_probe("device=soft,queues=1024", -EINVAL, "queues=1024");
}

static void
test_spread(void **state __rte_unused)
{
	const char *log;

	test_log_start();
	assert_int_equal(zip_plug(&zip_port, NAME, "device=soft+soft,queues=3"), 0);
	log = test_log_stop();
	assert_int_equal(test_log_lines(log, "INFO", "using soft"), 2);
	assert_int_equal(test_log_lines(log, "DEBUG", "driver of uacce-pmds " UACCE_VERSION), 1);
	zip_unplug(&zip_port);
	assert_offers("device=soft+soft", 8);
	assert_offers("device=soft+soft,soft_workers=2,queues=4", 4);
	/* One device has queues for 32. */
	assert_offers("device=soft+soft,queues=40", 40);
	assert_no_probe("device=soft+soft,queues=65", -EINVAL, "queues=65");
}

/* A node behind the last: without hugepages DPDK has as many nodes as its build allows. */
#define NO_NODE	RTE_MAX_NUMA_NODES

/* Memory is on the node of the accelerator, or on any node where that one has none. */
static void
test_node_without_memory(void **state __rte_unused)
{
	static struct uacce_spread spread = { .nb = 1 };
	static const struct { int numa_node, otherwise, expected; } cases[] = {
		{ 0, NO_NODE, 0 },
		{ -1, 0, 0 },
		{ -1, SOCKET_ID_ANY, SOCKET_ID_ANY },
		{ NO_NODE, 0, SOCKET_ID_ANY },
		{ -1, NO_NODE, SOCKET_ID_ANY },
	};
	unsigned int i, bad;
	const char *log;

	snprintf(spread.devices[0].name, sizeof(spread.devices[0].name), "hisi_zip-7");
	for (i = 0; i < RTE_DIM(cases); i++) {
		bad = i >= 3;
		spread.devices[0].numa_node = cases[i].numa_node;
		test_log_start();
		assert_int_equal(uacce_spread_node(&spread, NAME, sizeof(spread),
				cases[i].otherwise), cases[i].expected);
		log = test_log_stop();
		assert_int_equal(zip_log_own(log, "WARNING"), bad);
		assert_int_equal(test_log_lines(log, "WARNING", NAME ": no memory on NUMA node "
				RTE_STR(NO_NODE) ", the nearest to hisi_zip-7"), bad);
	}
}

static void
test_names(void **state __rte_unused)
{
	struct zip_port other;

	assert_int_equal(zip_plug(&zip_port, NAME, "device=soft"), 0);
	assert_int_equal(rte_vdev_init(NAME, "device=soft"), -EEXIST);
	zip_bring_up(&zip_port, 1, ZIP_INFLIGHT);
	zip_make_xforms(&zip_port);
	/* A name by the convention of DPDK. */
	assert_int_equal(zip_plug(&other, "compress_uacce_zip7", "device=soft"), 0);
	zip_bring_up(&other, 1, ZIP_INFLIGHT);
	zip_make_xforms(&other);
	zip_assert_works(&other, 0);
	zip_unplug(&other);
	zip_assert_works(&zip_port, 0);
}

#define PROBE_TEST(f)	cmocka_unit_test_setup_teardown(f, setup_world, teardown_world)

int
test_zip_probe(void)
{
	static const struct CMUnitTest tests[] = {
		PROBE_TEST(test_bad_arguments),
		PROBE_TEST(test_no_hardware),
		PROBE_TEST(test_auto_without_hardware),
		PROBE_TEST(test_unreadable),
		PROBE_TEST(test_queues),
		PROBE_TEST(test_spread),
		PROBE_TEST(test_node_without_memory),
		PROBE_TEST(test_names),
	};

	return TEST_RUN_GROUP("zip probe", tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Device arguments: which texts are valid, what they set, and the messages about others. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <rte_common.h>

#include "test.h"
#include "uacce_devargs.h"

#define OWNER	"uacce_test0"

static struct uacce_devargs args;

/* Assert that a text is parsed, and that nothing is logged. */
static void
parse(const char *text)
{
	test_log_start();
	assert_int_equal(uacce_devargs_parse(OWNER, UACCE_SOFT_ZIP, text, &args), 0);
	assert_string_equal(test_log_stop(), "");
}

/*
 * Assert that a class of device refuses a text, and that one ERR line says so, which names the
 * DPDK device and has both other texts.
 */
static void
refuse_in(enum uacce_soft_class class, const char *text, const char *key, const char *value)
{
	const char *log;

	test_log_start();
	assert_int_equal(uacce_devargs_parse(OWNER, class, text, &args), -EINVAL);
	log = test_log_stop();
	assert_int_equal(test_log_count("ERR"), 1);
	assert_ptr_equal(strchr(log, '\n'), log + strlen(log) - 1);
	if (strstr(log, "uacce: " OWNER ": ") == NULL || strstr(log, key) == NULL ||
			strstr(log, value) == NULL)
		fail_msg("'%s' lacks '%s' or '%s'", log, key, value);
}

static void
refuse(const char *text, const char *key, const char *value)
{
	refuse_in(UACCE_SOFT_ZIP, text, key, value);
}

/* A text that is refused, and two texts that the message has. */
struct refused {
	const char *text;
	const char *key;
	const char *value;
};

static void
refuse_all(const struct refused *refused, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		refuse(refused[i].text, refused[i].key, refused[i].value);
}

static void
assert_defaults(void)
{
	assert_string_equal(args.device, "auto");
	assert_int_equal(args.queues, 0);
	assert_int_equal(args.soft.qm, 3);
	assert_int_equal(args.soft.workers, 0);
	assert_int_equal(CPU_COUNT(&args.soft.cpus), 0);
	assert_int_equal(args.soft.engine, UACCE_SOFT_ENGINE_FAST);
}

static void
test_defaults(void **state __rte_unused)
{
	parse(NULL);
	assert_defaults();
	memset(&args, 0xff, sizeof(args));
	parse("");
	assert_defaults();
	parse(",,");
	assert_defaults();
}

static void
test_all_keys(void **state __rte_unused)
{
	parse("device=hisi_zip-0+hisi_zip-4,queues=12,soft_qm=5,soft_workers=64,soft_cpus=0,"
		"soft_depth=64,soft_engine=null");
	assert_string_equal(args.device, "hisi_zip-0+hisi_zip-4");
	assert_int_equal(args.queues, 12);
	assert_int_equal(args.soft.qm, 5);
	assert_int_equal(args.soft.workers, 64);
	assert_int_equal(args.soft.depth, 64);
	assert_int_equal(CPU_COUNT(&args.soft.cpus), 1);
	assert_true(CPU_ISSET(0, &args.soft.cpus));
	assert_int_equal(args.soft.engine, UACCE_SOFT_ENGINE_NULL);
	parse("soft_engine=fast");
	assert_int_equal(args.soft.engine, UACCE_SOFT_ENGINE_FAST);
}

static void
test_unknown_key(void **state __rte_unused)
{
	static const struct refused refused[] = {
		{ "color=red", "'color=red'", "soft_engine" },
		{ "queues=2,Device=hw", "'Device=hw'", "queues" },
		{ "soft_level=9", "soft_level", "soft_fault" },
		{ "=5", "'=5'", "device" },
		{ "verbose", "verbose", "device" },
		{ "queues =5", "queues =5", "device" },
	};

	refuse_all(refused, RTE_DIM(refused));
}

static void
test_no_value(void **state __rte_unused)
{
	static const struct refused refused[] = {
		{ "queues", "queues", "1 to 1024" },
		{ "queues=", "queues", "1 to 1024" },
		{ "soft_qm=2,device=", "device", "auto, hw, soft" },
		{ "device,soft_qm=2", "device", "auto, hw, soft" },
	};

	refuse_all(refused, RTE_DIM(refused));
}

static void
test_repeated_key(void **state __rte_unused)
{
	static const struct refused refused[] = {
		{ "queues=2,queues=2", "queues=2", "more than once" },
		{ "soft_qm=3,queues=2,soft_qm=5", "soft_qm=3", "more than once" },
	};

	refuse_all(refused, RTE_DIM(refused));
}

/* rte_kvargs_parse() reads the last two parts of a=b=c and drops the first. */
static void
test_stray_equal(void **state __rte_unused)
{
	static const struct refused refused[] = {
		{ "color=queues=4", "color=queues=4", "key=value" },
		{ "device=a=b", "device=a=b", "key=value" },
		{ "device=[a=b]", "device=[a=b]", "key=value" },
	};

	refuse_all(refused, RTE_DIM(refused));
}

static void
test_too_many(void **state __rte_unused)
{
	char text[1024] = "";
	int i;

	for (i = 0; i < 100; i++)
		strcat(text, "queues=1,");
	refuse(text, "queues=1,queues=1", "key=value");
}

static void
test_queues(void **state __rte_unused)
{
	static const char *const bad[] = {
		"0", "1025", "-1", "+1", " 1", "1 ", "0x10", "1.5", "abc", "12x", "4294967297",
		"99999999999999999999999999", "[1-3]", "[1,2]",
	};
	char text[64];
	unsigned int i;

	parse("queues=1");
	assert_int_equal(args.queues, 1);
	parse("queues=1024");
	assert_int_equal(args.queues, 1024);
	parse("queues=010");
	assert_int_equal(args.queues, 10);
	for (i = 0; i < RTE_DIM(bad); i++) {
		snprintf(text, sizeof(text), "queues=%s", bad[i]);
		refuse(text, text, "1 to 1024");
	}
}

static void
test_soft_numbers(void **state __rte_unused)
{
	static const struct {
		const char *text;
		const unsigned int *member;
		unsigned int value;
	} parsed[] = {
		{ "soft_qm=2", &args.soft.qm, 2 },
		{ "soft_workers=0", &args.soft.workers, 0 },
		{ "soft_depth=2", &args.soft.depth, 2 },
		{ "soft_depth=32768", &args.soft.depth, 32768 },
		{ "watchdog=0", &args.watchdog, 0 },
		{ "watchdog=3600000", &args.watchdog, 3600000 },
		{ "soft_qm=2", &args.watchdog, 0 },
	};
	static const struct refused refused[] = {
		{ "soft_qm=1", "soft_qm=1", "2, 3 or 5" },
		{ "soft_qm=4", "soft_qm=4", "2, 3 or 5" },
		{ "soft_qm=6", "soft_qm=6", "2, 3 or 5" },
		{ "soft_qm=v3", "soft_qm=v3", "2, 3 or 5" },
		{ "soft_workers=65", "soft_workers=65", "0 to 64" },
		{ "soft_workers=-1", "soft_workers=-1", "0 to 64" },
		{ "soft_workers=two", "soft_workers=two", "0 to 64" },
		{ "soft_depth=0", "soft_depth=0", "power of two from 2 to 32768" },
		{ "soft_depth=1", "soft_depth=1", "power of two from 2 to 32768" },
		{ "soft_depth=1023", "soft_depth=1023", "power of two from 2 to 32768" },
		{ "soft_depth=65536", "soft_depth=65536", "power of two from 2 to 32768" },
		{ "v2_inflate=auto", "v2_inflate=auto", "soft or hw" },
		{ "watchdog=-1", "watchdog=-1", "0 to 3600000 ms" },
		{ "watchdog=3600001", "watchdog=3600001", "0 to 3600000 ms" },
		{ "watchdog=5s", "watchdog=5s", "0 to 3600000 ms" },
		{ "watchdog=", "watchdog", "0 to 3600000 ms" },
		{ "soft_engine=slow", "soft_engine=slow", "fast or null" },
		{ "soft_engine=FAST", "soft_engine=FAST", "fast or null" },
	};
	unsigned int i;

	for (i = 0; i < RTE_DIM(parsed); i++) {
		parse(parsed[i].text);
		assert_int_equal(*parsed[i].member, parsed[i].value);
	}
	parse("v2_inflate=soft");
	assert_false(args.v2_hw_inflate);
	parse("v2_inflate=hw");
	assert_true(args.v2_hw_inflate);
	assert_int_equal(uacce_devargs_parse("uacce_sec0", UACCE_SOFT_SEC, "second_queue=demand",
			&args), 0);
	assert_false(args.second_queue);
	assert_int_equal(uacce_devargs_parse("uacce_sec0", UACCE_SOFT_SEC, "second_queue=always",
			&args), 0);
	assert_true(args.second_queue);
	refuse_in(UACCE_SOFT_SEC, "second_queue=2", "second_queue=2", "demand or always");
	refuse_in(UACCE_SOFT_ZIP, "second_queue=always", "'second_queue=always'", "v2_inflate");
	refuse_all(refused, RTE_DIM(refused));
	/* SEC does not have a key of ZIP, and the message does not name it among SEC's keys. */
	refuse_in(UACCE_SOFT_SEC, "v2_inflate=hw", "'v2_inflate=hw'", "queues, soft_qm");
}

/* Assert that a device of the uacce bus refuses a text, with one ERR line that has another. */
static void
refuse_on_bus(const char *text, const char *message)
{
	const char *log;

	test_log_start();
	assert_int_equal(uacce_devargs_parse_bus("hisi_zip-0", UACCE_SOFT_ZIP, text, &args),
			-EINVAL);
	log = test_log_stop();
	assert_int_equal(test_log_count("ERR"), 1);
	if (strstr(log, "uacce: hisi_zip-0: ") == NULL || strstr(log, message) == NULL)
		fail_msg("'%s' lacks '%s'", log, message);
}

/* A device of the uacce bus has its own accelerator, and no key that would name another one. */
static void
test_bus(void **state __rte_unused)
{
	char name[UACCE_PATH_LEN + 1];

	test_log_start();
	assert_int_equal(uacce_devargs_parse_bus("hisi_zip-0", UACCE_SOFT_ZIP, NULL, &args), 0);
	assert_string_equal(args.device, "hisi_zip-0");
	assert_int_equal(args.queues, 0);
	assert_int_equal(uacce_devargs_parse_bus("hisi_zip-1", UACCE_SOFT_ZIP,
			"queues=2,v2_inflate=hw,watchdog=9", &args), 0);
	assert_string_equal(args.device, "hisi_zip-1");
	assert_int_equal(args.queues, 2);
	assert_int_equal(args.watchdog, 9);
	assert_true(args.v2_hw_inflate);
	assert_string_equal(test_log_stop(), "");
	refuse_on_bus("device=hw", "'device=hw', allowed are: queues, v2_inflate, watchdog\n");
	refuse_on_bus("queues=1,soft_qm=2", "'soft_qm=2', allowed are: queues, v2_inflate, watch");
	refuse_on_bus("queues=0", "'queues=0', allowed: 1 to 1024");
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	test_log_start();
	assert_int_equal(uacce_devargs_parse_bus(name, UACCE_SOFT_ZIP, "", &args), -EINVAL);
	assert_non_null(strstr(test_log_stop(), "is too long"));
}

static void
test_soft_fault(void **state __rte_unused)
{
	char text[UACCE_SOFT_FAULT_LEN + 32] = "soft_fault=reset@0";

	parse("soft_qm=2");
	assert_string_equal(args.soft.fault, "");
	if (!uacce_soft_fault_is_valid("reset@1")) {
		refuse("soft_fault=reset@1", "soft_fault=reset@1", "stall");
		return;
	}
	parse("soft_fault=reset@1000+open@2");
	assert_string_equal(args.soft.fault, "reset@1000+open@2");
	parse("soft_fault=counts@1+nowb@2");
	assert_string_equal(args.soft.fault, "counts@1+nowb@2");
	parse("soft_fault=twice@1+range@2+phase@3+slow@4+slower@5+doorbell@6");
	assert_string_equal(args.soft.fault,
			"twice@1+range@2+phase@3+slow@4+slower@5+doorbell@6");
	refuse("soft_fault=none", "soft_fault=none", "slower or doorbell");
	refuse("soft_fault=reset@0", "soft_fault=reset@0", "stall");
	/* A number may have any length, the argument may not. */
	memset(text + strlen(text), '0', sizeof(text) - strlen(text) - 2);
	strcat(text, "1");
	refuse(text, "soft_fault=reset@0", "stall");
}

static void
test_soft_cpus(void **state __rte_unused)
{
	static const char *const bad[] = {
		"-", "+", "0+", "+0", "0-", "-0", "0++0", "0--0", "0-0-0", "1-0", "a", "0,1", "0x0",
		"0 ", "0.0", "99999999999999999999", "[0-1]",
	};
	int cpus = RTE_MIN(sysconf(_SC_NPROCESSORS_CONF), (long)CPU_SETSIZE);
	char text[64];
	unsigned int i;

	parse("soft_cpus=0+0-0+0");
	assert_int_equal(CPU_COUNT(&args.soft.cpus), 1);
	snprintf(text, sizeof(text), "soft_cpus=0-%d", cpus - 1);
	parse(text);
	assert_int_equal(CPU_COUNT(&args.soft.cpus), cpus);
	snprintf(text, sizeof(text), "soft_cpus=%d", cpus - 1);
	parse(text);
	assert_int_equal(CPU_COUNT(&args.soft.cpus), 1);
	assert_true(CPU_ISSET(cpus - 1, &args.soft.cpus));
	for (i = 0; i < RTE_DIM(bad); i++) {
		snprintf(text, sizeof(text), "soft_cpus=%s", bad[i]);
		/* A comma ends an argument, so the second number is an argument that is unknown. */
		refuse(text, strcmp(bad[i], "0,1") == 0 ? "'1=" : text, "");
	}
	snprintf(text, sizeof(text), "soft_cpus=%d", cpus);
	refuse(text, text, "CPUs of this machine");
	snprintf(text, sizeof(text), "soft_cpus=0-%d", CPU_SETSIZE);
	refuse(text, text, "CPUs of this machine");
}

static void
test_many_cpus(void **state __rte_unused)
{
	int cpus = RTE_MIN(sysconf(_SC_NPROCESSORS_CONF), (long)CPU_SETSIZE);
	char text[64];

	if (cpus < 4)
		skip();
	parse("soft_cpus=0+2");
	assert_int_equal(CPU_COUNT(&args.soft.cpus), 2);
	assert_true(CPU_ISSET(2, &args.soft.cpus));
	snprintf(text, sizeof(text), "soft_cpus=0-1+%d", cpus - 1);
	parse(text);
	assert_int_equal(CPU_COUNT(&args.soft.cpus), 3);
}

static void
test_device_length(void **state __rte_unused)
{
	char text[UACCE_PATH_LEN + 16] = "device=";
	size_t prefix = strlen(text);

	memset(text + prefix, 'a', UACCE_PATH_LEN - 1);
	parse(text);
	assert_int_equal(strlen(args.device), UACCE_PATH_LEN - 1);
	text[prefix + UACCE_PATH_LEN - 1] = 'a';
	refuse(text, "device=aaa", "joined by +");
}

static int
setup(void **state __rte_unused)
{
	memset(&args, 0xff, sizeof(args));
	return 0;
}

/* A failed assertion leaves the log caught. */
static int
teardown(void **state __rte_unused)
{
	test_log_stop();
	return 0;
}

#define DEVARGS_TEST(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int
test_devargs(void)
{
	static const struct CMUnitTest tests[] = {
		DEVARGS_TEST(test_defaults),
		DEVARGS_TEST(test_all_keys),
		DEVARGS_TEST(test_unknown_key),
		DEVARGS_TEST(test_no_value),
		DEVARGS_TEST(test_repeated_key),
		DEVARGS_TEST(test_stray_equal),
		DEVARGS_TEST(test_too_many),
		DEVARGS_TEST(test_queues),
		DEVARGS_TEST(test_soft_numbers),
		DEVARGS_TEST(test_soft_cpus),
		DEVARGS_TEST(test_bus),
		DEVARGS_TEST(test_soft_fault),
		DEVARGS_TEST(test_many_cpus),
		DEVARGS_TEST(test_device_length),
	};

	return TEST_RUN_GROUP("devargs", tests, NULL, NULL);
}

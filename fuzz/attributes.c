/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Attributes of a device, as files of the class directory may have any content: a device is
 * refused with a reason, or its record has values that the queue layer can work with.
 *
 * Input: for each attribute that is read, a byte that says what the call returns, and the text
 * up to a zero byte.
 */

#include <errno.h>

#include <rte_log.h>

#include "fuzz.h"
#include "uacce_device.h"
#include "uacce_transport.h"

static struct fuzz_input attributes;

static int
attr(const struct uacce_device *dev, const char *name, char *buf, size_t len)
{
	static const int errors[] = { -ENOENT, -E2BIG, -EILSEQ, -EIO, -EACCES };
	const uint8_t how = fuzz_u8(&attributes);
	size_t n = 0;

	(void)dev;
	(void)name;
	if (how < sizeof(errors) / sizeof(errors[0]))
		return errors[how];
	while (n + 1 < len && attributes.left != 0 && (buf[n] = fuzz_u8(&attributes)) != '\0')
		n++;
	buf[n] = '\0';
	return 0;
}

static const struct uacce_transport transport = { .name = "fuzz", .attr = attr };

static void
check_record(const struct uacce_device *dev)
{
	unsigned int i;

	FUZZ_CHECK(memchr(dev->api, '\0', sizeof(dev->api)) != NULL);
	FUZZ_CHECK(memchr(dev->algorithms, '\0', sizeof(dev->algorithms)) != NULL);
	FUZZ_CHECK(memchr(dev->reason, '\0', sizeof(dev->reason)) != NULL);
	FUZZ_CHECK((dev->error == 0) == (dev->reason[0] == '\0'));
	FUZZ_CHECK(dev->error <= 0);
	for (i = 0; i < strlen(dev->reason); i++)
		FUZZ_CHECK(dev->reason[i] != '\n');
	if (dev->error != 0)
		return;
	FUZZ_CHECK(dev->available >= 0);
	FUZZ_CHECK(dev->numa_node >= -1);
	uacce_device_has_algorithm(dev, "zlib");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct uacce_device *dev = calloc(1, sizeof(*dev));
	int ret;

	FUZZ_CHECK(dev != NULL);
	attributes = (struct fuzz_input) { data, size };
	strcpy(dev->name, "hisi_zip-0");
	strcpy(dev->sysfs, "/nonexistent");
	dev->transport = &transport;
	ret = uacce_device_read(dev);
	FUZZ_CHECK(ret == dev->error);
	check_record(dev);
	free(dev);
	return 0;
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	rte_log_set_global_level(RTE_LOG_EMERG);
	return 0;
}

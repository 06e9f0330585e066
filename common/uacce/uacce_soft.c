/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <rte_common.h>

#include "uacce_soft.h"
#include "uacce_transport.h"

/* The back end that calls the soft device in this process. */

#ifdef UACCE_HAVE_SOFT

#include "soft/soft_device.h"

static int
soft_attr(const struct uacce_device *dev, const char *attr, char *buf, size_t len)
{
	return soft_device_attr(dev->soft, attr, buf, len);
}

static void
soft_idle(void *arg, unsigned int max)
{
	soft_queue_serve(arg, max);
}

static int
soft_open(struct uacce_queue *q)
{
	struct soft_queue *queue = NULL;
	int ret;

	ret = soft_queue_open(q->dev->soft, &queue);
	if (ret < 0)
		return ret;
	q->soft = queue;
	if (soft_queue_is_inline(queue)) {
		q->idle = soft_idle;
		q->idle_arg = queue;
	}
	return 0;
}

static int
soft_ioctl(struct uacce_queue *q, unsigned long cmd, void *arg)
{
	return soft_queue_ioctl(q->soft, cmd, arg);
}

static int
soft_map(struct uacce_queue *q, enum uacce_region region, size_t len, void **addr)
{
	return soft_queue_map(q->soft, region, len, addr);
}

static void
soft_unmap(struct uacce_queue *q, enum uacce_region region)
{
	soft_queue_unmap(q->soft, region);
}

static void
soft_close(struct uacce_queue *q)
{
	soft_queue_close(q->soft);
	q->soft = NULL;
	q->idle = NULL;
	q->idle_arg = NULL;
}

static const struct uacce_transport soft_transport = {
	.name = "soft",
	.split_doorbells = true,
	.attr = soft_attr,
	.open = soft_open,
	.ioctl = soft_ioctl,
	.map = soft_map,
	.unmap = soft_unmap,
	.close = soft_close,
	.release = uacce_soft_destroy,
};

/*
 * Both sides have their own types, because soft/ includes no header of the driver side. The
 * faults are not copied: they have to be parsed, which can fail.
 */
static struct soft_config
to_soft_config(const struct uacce_soft_conf *conf)
{
	struct soft_config config = {
		.class = conf->class == UACCE_SOFT_SEC ? SOFT_CLASS_SEC : SOFT_CLASS_ZIP,
		.qm = conf->qm,
		.workers = conf->workers,
		.depth = conf->depth,
		.cpus = conf->cpus,
		.engine = conf->engine == UACCE_SOFT_ENGINE_NULL ?
			SOFT_ENGINE_NULL : SOFT_ENGINE_FAST,
	};

	return config;
}

bool
uacce_soft_fault_is_valid(const char *fault)
{
	struct soft_faults faults;

	return soft_fault_parse(fault, &faults) == 0;
}

int
uacce_soft_create(struct uacce_device *dev, const void *conf)
{
	const struct uacce_soft_conf *soft_conf = conf;
	struct soft_config config = to_soft_config(soft_conf);
	struct soft_device *soft = NULL;
	int ret;

	memset(dev, 0, sizeof(*dev));
	if (soft_conf->fault[0] != '\0' &&
			soft_fault_parse(soft_conf->fault, &config.faults) < 0)
		return -EINVAL;
	ret = soft_device_create(&config, &soft);
	if (ret < 0)
		return ret;
	snprintf(dev->name, sizeof(dev->name), "soft");
	dev->transport = &soft_transport;
	dev->soft = soft;
	dev->distance = INT_MAX;
	ret = uacce_device_read(dev);
	if (ret < 0)
		uacce_soft_destroy(dev);
	return ret;
}

void
uacce_soft_destroy(struct uacce_device *dev)
{
	if (dev->soft == NULL)
		return;
	soft_device_destroy(dev->soft);
	dev->soft = NULL;
}

#else /* UACCE_HAVE_SOFT */

bool
uacce_soft_fault_is_valid(const char *fault __rte_unused)
{
	return false;
}

int
uacce_soft_create(struct uacce_device *dev __rte_unused, const void *conf __rte_unused)
{
	return -ENOTSUP;
}

void
uacce_soft_destroy(struct uacce_device *dev __rte_unused)
{
}

#endif /* UACCE_HAVE_SOFT */

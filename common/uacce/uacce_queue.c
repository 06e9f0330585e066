/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>
#include <string.h>

#include <rte_common.h>
#include <rte_errno.h>

#include "uacce_log.h"
#include "uacce_queue.h"
#include "uacce_removal.h"

/* What an errno means when a certain call returns it; ends with a NULL text. */
struct cause {
	int error;
	const char *text;
};

/* Source of the tables: hardware-interface.md, section 1.6. */
static const struct cause open_causes[] = {
	{ EACCES, "no permission" },
	{ EBUSY, "all queues in use" },
	{ EINVAL, "the parent device is gone" },
	{ EMFILE, "too many files open in this process" },
	{ ENODEV, "device removed, or the IOMMU gave no PASID" },
	{ ENOENT, "no such character device" },
	{ ENOMEM, "out of memory" },
	{ ENXIO, "no device behind the character device" },
	{ EPERM, "queue manager stopped, reset in progress or failed" },
	{ 0, NULL },
};

static const struct cause ioctl_causes[] = {
	{ EFAULT, "bad argument address" },
	{ EINVAL, "request or value not known to this kernel" },
	{ ENOTTY, "not a uacce device" },
	{ ENXIO, "device removed or queue released" },
	{ 0, NULL },
};

static const struct cause map_causes[] = {
	{ EEXIST, "region is mapped already" },
	{ EINVAL, "the kernel refuses this region or size" },
	{ ENODEV, "not a uacce device" },
	{ ENOMEM, "out of memory" },
	{ ENXIO, "device removed or queue released" },
	{ 0, NULL },
};

static const struct cause start_causes[] = {
	{ EBUSY, "device mailbox is busy" },
	{ EINVAL, "queue is started already" },
	{ EIO, "device has a blocking error" },
	{ ENOTTY, "not a uacce device" },
	{ ENXIO, "device removed or queue released" },
	{ EPERM, "queue manager stopped, reset in progress or failed" },
	{ ETIMEDOUT, "device mailbox did not answer" },
	{ 0, NULL },
};

static const struct cause *const causes[] = {
	[UACCE_CALL_OPEN] = open_causes,
	[UACCE_CALL_IOCTL] = ioctl_causes,
	[UACCE_CALL_MAP] = map_causes,
	[UACCE_CALL_START] = start_causes,
};

static const char *const region_names[UACCE_NB_REGIONS] = {
	[UACCE_REGION_MMIO] = "mmio",
	[UACCE_REGION_DUS] = "dus",
};

const char *
uacce_queue_cause(enum uacce_call call, int error)
{
	const struct cause *c;

	for (c = causes[call]; c->text != NULL; c++)
		if (c->error == -error)
			return c->text;
	return rte_strerror(-error);
}

/* A call in the wrong state is a driver's mistake; the kernel would be asked in vain. */
static int
wrong_state(const struct uacce_queue *q, const char *call)
{
	static const char *const states[] = {
		[UACCE_QUEUE_CLOSED] = "closed",
		[UACCE_QUEUE_INIT] = "open",
		[UACCE_QUEUE_STARTED] = "started",
	};

	UACCE_LOG(ERR, "%s: cannot %s a queue that is %s",
			q->dev == NULL ? "no device" : q->dev->name, call, states[q->state]);
	return -EINVAL;
}

/* The kernel lets an isolated device be opened and expects users to stay away (1.8). */
static int
check_in_service(const struct uacce_device *dev, const char *call)
{
	if (!uacce_device_is_isolated(dev))
		return 0;
	UACCE_LOG(ERR, "%s: cannot %s a queue: isolated by the kernel after device errors",
			dev->name, call);
	return -EIO;
}

int
uacce_queue_open(struct uacce_queue *q, const struct uacce_device *dev)
{
	int ret;

	if (q->state != UACCE_QUEUE_CLOSED)
		return wrong_state(q, "open");
	ret = check_in_service(dev, "open");
	if (ret < 0)
		return ret;
	memset(q, 0, sizeof(*q));
	q->dev = dev;
	q->fd = -1;
	ret = dev->transport->open(q);
	if (ret < 0) {
		UACCE_LOG(ERR, "%s: cannot open %s: %s", dev->name,
				dev->node[0] == '\0' ? "a queue" : dev->node,
				uacce_queue_cause(UACCE_CALL_OPEN, ret));
		return ret;
	}
	q->state = UACCE_QUEUE_INIT;
	return 0;
}

int
uacce_queue_ioctl(struct uacce_queue *q, unsigned long cmd, const char *what, void *arg)
{
	int ret;

	if (q->state == UACCE_QUEUE_CLOSED)
		return wrong_state(q, what);
	ret = q->dev->transport->ioctl(q, cmd, arg);
	if (ret < 0)
		UACCE_LOG(ERR, "%s: %s failed: %s", q->dev->name, what,
				uacce_queue_cause(UACCE_CALL_IOCTL, ret));
	return ret;
}

int
uacce_queue_map(struct uacce_queue *q, enum uacce_region region)
{
	void *addr = NULL;
	size_t len;
	int ret;

	if (q->state == UACCE_QUEUE_CLOSED)
		return wrong_state(q, "map");
	len = q->dev->region_size[region];
	/* A second mapping would leak the first; a hidden size means no such region. */
	if (q->region[region] != NULL)
		ret = -EEXIST;
	else if (len == 0)
		ret = -EINVAL;
	else
		ret = q->dev->transport->map(q, region, len, &addr);
	if (ret < 0) {
		UACCE_LOG(ERR, "%s: cannot map region %s of %zu bytes: %s", q->dev->name,
				region_names[region], len,
				uacce_queue_cause(UACCE_CALL_MAP, ret));
		return ret;
	}
	q->region[region] = addr;
	q->region_len[region] = len;
	if (q->dev->transport->removable)
		uacce_removal_watch(addr, len);
	return 0;
}

int
uacce_queue_start(struct uacce_queue *q)
{
	int ret;

	if (q->state != UACCE_QUEUE_INIT)
		return wrong_state(q, "start");
	ret = check_in_service(q->dev, "start");
	if (ret < 0)
		return ret;
	ret = q->dev->transport->ioctl(q, UACCE_CMD_START_Q, NULL);
	if (ret < 0) {
		UACCE_LOG(ERR, "%s: cannot start a queue: %s", q->dev->name,
				uacce_queue_cause(UACCE_CALL_START, ret));
		return ret;
	}
	q->state = UACCE_QUEUE_STARTED;
	return 0;
}

void
uacce_queue_close(struct uacce_queue *q)
{
	const struct uacce_transport *transport;
	unsigned int i;

	if (q->state == UACCE_QUEUE_CLOSED)
		return;
	transport = q->dev->transport;
	/* The result changes nothing: a removed device says ENXIO here, and close stops too. */
	if (q->state == UACCE_QUEUE_STARTED)
		transport->ioctl(q, UACCE_CMD_PUT_Q, NULL);
	for (i = 0; i < UACCE_NB_REGIONS; i++) {
		if (q->region[i] == NULL)
			continue;
		if (transport->removable)
			uacce_removal_unwatch(q->region[i]);
		transport->unmap(q, i);
	}
	transport->close(q);
	memset(q, 0, sizeof(*q));
	q->fd = -1;
}

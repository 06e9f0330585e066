/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>
#include <string.h>

#include "uacce_log.h"
#include "uacce_queue.h"
#include "uacce_removal.h"

static const char *const region_names[UACCE_NB_REGIONS] = {
	[UACCE_REGION_MMIO] = "mmio",
	[UACCE_REGION_DUS] = "dus",
};

/* Log a call that the queue's state does not allow: a mistake of the driver. */
static int
refuse_state(const struct uacce_queue *q, const char *call)
{
	static const char *const states[] = {
		[UACCE_QUEUE_CLOSED] = "closed",
		[UACCE_QUEUE_OPEN] = "open",
		[UACCE_QUEUE_STARTED] = "started",
		[UACCE_QUEUE_STOPPED] = "stopped",
	};

	UACCE_LOG(ERR, "%s: cannot %s: the queue is %s",
			q->dev == NULL ? "no device" : q->dev->name, call, states[q->state]);
	return -EINVAL;
}

/* The kernel lets users open an isolated device and expects them to stay away from it (1.8). */
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
		return refuse_state(q, "open");
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
				uacce_transport_cause(UACCE_CALL_OPEN, ret));
		return ret;
	}
	q->state = UACCE_QUEUE_OPEN;
	return 0;
}

int
uacce_queue_ioctl(struct uacce_queue *q, unsigned long cmd, const char *name, void *arg)
{
	int ret;

	if (q->state == UACCE_QUEUE_CLOSED)
		return refuse_state(q, name);
	ret = q->dev->transport->ioctl(q, cmd, arg);
	if (ret < 0)
		UACCE_LOG(ERR, "%s: %s failed: %s", q->dev->name, name,
				uacce_transport_cause(UACCE_CALL_IOCTL, ret));
	return ret;
}

int
uacce_queue_map(struct uacce_queue *q, enum uacce_region region)
{
	void *addr = NULL;
	size_t len;
	int ret;

	if (q->state == UACCE_QUEUE_CLOSED)
		return refuse_state(q, "map");
	len = q->dev->region_size[region];
	/*
	 * A second mapping would replace the only record of the first one, which then could
	 * not be unmapped. A size of 0 means that the device has no such region.
	 */
	if (q->region[region] != NULL)
		ret = -EEXIST;
	else if (len == 0)
		ret = -EINVAL;
	else
		ret = q->dev->transport->map(q, region, len, &addr);
	if (ret < 0) {
		UACCE_LOG(ERR, "%s: cannot map region %s of %zu bytes: %s", q->dev->name,
				region_names[region], len,
				uacce_transport_cause(UACCE_CALL_MAP, ret));
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

	if (q->state != UACCE_QUEUE_OPEN)
		return refuse_state(q, "start");
	ret = check_in_service(q->dev, "start");
	if (ret < 0)
		return ret;
	ret = q->dev->transport->ioctl(q, UACCE_CMD_START_Q, NULL);
	if (ret < 0) {
		UACCE_LOG(ERR, "%s: cannot start a queue: %s", q->dev->name,
				uacce_transport_cause(UACCE_CALL_START, ret));
		return ret;
	}
	q->state = UACCE_QUEUE_STARTED;
	return 0;
}

int
uacce_queue_stop(struct uacce_queue *q)
{
	void *mmio = q->region[UACCE_REGION_MMIO];
	int ret;

	if (q->state != UACCE_QUEUE_STARTED)
		return refuse_state(q, "stop");
	/*
	 * A kernel that releases the queue gives it to the next process that opens one. The
	 * doorbell of a producer that was preempted before it must not reach it there.
	 */
	if (q->dev->transport->removable && mmio != NULL) {
		ret = uacce_removal_detach(mmio, q->region_len[UACCE_REGION_MMIO]);
		if (ret < 0)
			return ret;
	}
	q->state = UACCE_QUEUE_STOPPED;
	return q->dev->transport->ioctl(q, UACCE_CMD_PUT_Q, NULL);
}

void
uacce_queue_close(struct uacce_queue *q)
{
	const struct uacce_transport *transport;
	unsigned int i;

	if (q->state == UACCE_QUEUE_CLOSED)
		return;
	transport = q->dev->transport;
	/*
	 * A failure is ignored: a removed device returns ENXIO, and closing the file stops the
	 * queue in any case.
	 */
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

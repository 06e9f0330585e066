/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>

#include <rte_errno.h>

#include "uacce_transport.h"

/* The meaning of an errno; a table of them ends with a NULL text. */
struct cause {
	int error;
	const char *text;
};

/* One table per call, because the kernel uses EINVAL or ENODEV differently in each (1.6). */
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

const char *
uacce_transport_cause(enum uacce_call call, int error)
{
	const struct cause *c;

	for (c = causes[call]; c->text != NULL; c++)
		if (c->error == -error)
			return c->text;
	return rte_strerror(-error);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* The back end that makes system calls on Linux's character device (1.2, 1.6). */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <rte_common.h>

#include "uacce_device.h"
#include "uacce_transport.h"

static int
open_retry(const char *path, int flags)
{
	int fd;

	do
		fd = open(path, flags);
	while (fd < 0 && errno == EINTR);
	return fd < 0 ? -errno : fd;
}

/*
 * Read until the end of the file or until the buffer is full: one read() may return less than
 * the file has. Returns the bytes read, or a negative errno.
 */
static ssize_t
read_all(int fd, char *buf, size_t len)
{
	size_t done = 0;
	ssize_t n;

	while (done < len) {
		n = read(fd, buf + done, len - done);
		if (n == 0)
			break;
		if (n > 0)
			done += n;
		else if (errno != EINTR)
			return -errno;
	}
	return done;
}

static int
kernel_attr(const struct uacce_device *dev, const char *attr, char *buf, size_t len)
{
	char path[UACCE_PATH_LEN + UACCE_NAME_LEN];
	ssize_t n;
	int fd;

	if (snprintf(path, sizeof(path), "%s/%s", dev->sysfs, attr) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	/* O_NONBLOCK: uacce_paths_set() may name any directory, and opening a FIFO would wait. */
	fd = open_retry(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return fd;
	n = read_all(fd, buf, len);
	close(fd);
	if (n < 0)
		return n;
	if ((size_t)n == len)
		return -E2BIG;
	buf[n] = '\0';
	/* The caller looks at a string, so it would not see what stands after a zero byte. */
	return strlen(buf) == (size_t)n ? 0 : -EILSEQ;
}

static int
kernel_open(struct uacce_queue *q)
{
	int fd = open_retry(q->dev->node, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return fd;
	q->fd = fd;
	return 0;
}

static int
kernel_ioctl(struct uacce_queue *q, unsigned long cmd, void *arg)
{
	int ret;

	do
		ret = ioctl(q->fd, cmd, arg);
	while (ret < 0 && errno == EINTR);
	return ret < 0 ? -errno : 0;
}

static int
kernel_map(struct uacce_queue *q, enum uacce_region region, size_t len, void **addr)
{
	off_t offset = (off_t)region * sysconf(_SC_PAGESIZE);
	void *p = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, q->fd, offset);

	if (p == MAP_FAILED)
		return -errno;
	*addr = p;
	return 0;
}

static void
kernel_unmap(struct uacce_queue *q, enum uacce_region region)
{
	munmap(q->region[region], q->region_len[region]);
}

/*
 * close() is not called again after EINTR: Linux has freed the file descriptor all the same, and
 * another thread may have opened a file of the same number.
 */
static void
kernel_close(struct uacce_queue *q)
{
	close(q->fd);
	q->fd = -1;
}

const struct uacce_transport uacce_kernel_transport = {
	.name = "kernel",
	.split_doorbells = false,
	.removable = true,
	.attr = kernel_attr,
	.open = kernel_open,
	.ioctl = kernel_ioctl,
	.map = kernel_map,
	.unmap = kernel_unmap,
	.close = kernel_close,
};

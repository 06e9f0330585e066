/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * A FUSE file system whose root is a file of one page; the server is a process of its own. The
 * server ends after LIMIT seconds, because a test that fails cannot exit while a page request is
 * not answered.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <linux/fuse.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "late.h"
#include "test.h"
#include "uq.h"

#define PAGE	4096u
#define REQUEST	(64u << 10)	/* room for any request of FUSE */
#define LIMIT	60		/* seconds */

static void
reply(int fuse, const struct fuse_in_header *in, int error, const void *data, size_t len)
{
	struct fuse_out_header out = { .len = sizeof(out) + len, .error = error,
		.unique = in->unique };
	struct iovec iov[2] = {
		{ &out, sizeof(out) }, { (void *)(uintptr_t)data, len },
	};

	/* The process that made the request may have ended meanwhile. */
	if (writev(fuse, iov, 2) < 0 && errno != ENOENT)
		_exit(1);
}

static void
attributes(int fuse, const struct fuse_in_header *in)
{
	struct fuse_attr_out out = { .attr = { .ino = 1, .size = PAGE, .blocks = 8,
		.mode = S_IFREG | 0444, .nlink = 1, .blksize = PAGE } };

	reply(fuse, in, 0, &out, sizeof(out));
}

/* Report that the page is requested, wait for the answer of the test, and send the page. */
static void
read_page(int fuse, const struct fuse_in_header *in, const uint8_t *data, int requested, int answer)
{
	const struct fuse_read_in *arg = (const struct fuse_read_in *)(in + 1);
	uint64_t len = arg->offset < PAGE ? PAGE - arg->offset : 0;
	char c = 0;

	if (write(requested, &c, 1) != 1 || read(answer, &c, 1) != 1)
		_exit(1);
	if (len > arg->size)
		len = arg->size;
	reply(fuse, in, 0, data + (len > 0 ? arg->offset : 0), len);
}

static void
serve(int fuse, const uint8_t *data, int requested, int answer)
{
	static uint8_t request[REQUEST] __attribute__((aligned(8)));
	const struct fuse_in_header *in = (const struct fuse_in_header *)request;
	const struct fuse_init_in *init = (const struct fuse_init_in *)(in + 1);
	struct fuse_init_out hello = { .major = FUSE_KERNEL_VERSION, .max_write = PAGE };
	struct fuse_open_out opened = { .fh = 1 };

	alarm(LIMIT);
	while (read(fuse, request, sizeof(request)) > 0) {
		switch (in->opcode) {
		case FUSE_INIT:
			hello.minor = init->minor < FUSE_KERNEL_MINOR_VERSION ? init->minor :
					FUSE_KERNEL_MINOR_VERSION;
			reply(fuse, in, 0, &hello, sizeof(hello));
			break;
		case FUSE_GETATTR:
			attributes(fuse, in);
			break;
		case FUSE_OPEN:
			reply(fuse, in, 0, &opened, sizeof(opened));
			break;
		case FUSE_READ:
			read_page(fuse, in, data, requested, answer);
			break;
		case FUSE_FORGET:
		case FUSE_BATCH_FORGET:
		case FUSE_INTERRUPT:
			break;
		case FUSE_FLUSH:
		case FUSE_RELEASE:
			reply(fuse, in, 0, NULL, 0);
			break;
		default:
			reply(fuse, in, -ENOSYS, NULL, 0);
			break;
		}
	}
	_exit(0);
}

static void
mount_at(struct late *late, int fuse)
{
	char options[128];
	int fd;

	snprintf(late->path, sizeof(late->path), "/run/late-XXXXXX");
	fd = mkstemp(late->path);
	check(fd >= 0);
	close(fd);
	snprintf(options, sizeof(options), "fd=%d,rootmode=%o,user_id=0,group_id=0", fuse,
			S_IFREG);
	check(mount("late", late->path, "fuse", MS_NOSUID | MS_NODEV, options) == 0);
}

void
late_make(struct late *late, unsigned int seed)
{
	int fuse = open("/dev/fuse", O_RDWR | O_CLOEXEC), requested[2], answer[2], fd;
	static uint8_t data[PAGE];
	struct stat st;

	check(fuse >= 0);
	check(pipe(requested) == 0 && pipe(answer) == 0);
	fill_text(data, sizeof(data), seed);
	mount_at(late, fuse);
	late->server = fork();
	check(late->server >= 0);
	if (late->server == 0) {
		close(requested[0]);
		close(answer[1]);
		serve(fuse, data, requested[1], answer[0]);
	}
	close(fuse);
	close(requested[1]);
	close(answer[0]);
	late->requested = requested[0];
	late->answer = answer[1];
	fd = open(late->path, O_RDONLY);
	check(fd >= 0);
	/* This tells the kernel the size of the file. */
	check(fstat(fd, &st) == 0 && st.st_size == PAGE);
	late->page = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 0);
	check(late->page != MAP_FAILED);
	close(fd);
}

bool
late_is_requested(struct late *late, unsigned int seconds)
{
	struct pollfd pfd = { .fd = late->requested, .events = POLLIN };

	return poll(&pfd, 1, seconds * 1000) == 1 && (pfd.revents & POLLIN) != 0;
}

void
late_answer(struct late *late)
{
	check(write(late->answer, "", 1) == 1);
}

void
late_free(struct late *late)
{
	munmap((void *)(uintptr_t)late->page, PAGE);
	check(umount2(late->path, MNT_DETACH) == 0);
	unlink(late->path);
	close(late->requested);
	close(late->answer);
	kill(late->server, SIGKILL);
	check(waitpid(late->server, NULL, 0) == late->server);
}

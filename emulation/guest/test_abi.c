/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* The character device: attributes, errors, life cycle (hardware_interface.rst, section 1). */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include "faults.h"
#include "test.h"
#include "uq.h"

#define MAX_QUEUES	1024

static long
err(long ret)
{
	return ret < 0 ? -errno : ret;
}

static void
attributes(void)
{
	char text[512];
	struct uq q;

	uq_must_start(&q, dev, 0);
	check(uq_attr_text(dev, "api", text, sizeof(text)));
	check(q.version == 2 ? strcmp(text, "hisi_qm_v2\n") == 0 :
			strcmp(text, "hisi_qm_v3\n") == 0);
	check_errno(uq_attr(dev, "flags"), 1);
	check(uq_attr_text(dev, "algorithms", text, sizeof(text)));
	check(strcmp(text, q.work->algorithms[q.version > 2]) == 0);
	check_errno(uq_attr(dev, "region_mmio_size"), q.version == 2 ? 8192 : 65536);
	check_errno(uq_attr(dev, "region_dus_size"), 151552);
	check_errno(uq_attr(dev, "isolate"), 0);
	check_errno(uq_attr(dev, "isolate_strategy"), 0);
	check(uq_attr_text(dev, "device/numa_node", text, sizeof(text)));
	check_errno(q.info.sqe_size, HISI_QM_SQE_SIZE);
	check_errno(q.info.sq_depth, 1024);
	check_errno(q.info.cq_depth, 1024);
	uq_close(&q);
}

static void
isolate_strategy_values(void)
{
	check_errno(uq_attr_write(dev, "isolate_strategy", "0x10"), 0);
	check_errno(uq_attr(dev, "isolate_strategy"), 16);
	check_errno(uq_attr_write(dev, "isolate_strategy", "65535"), 0);
	check_errno(uq_attr_write(dev, "isolate_strategy", "65536"), -EINVAL);
	check_errno(uq_attr_write(dev, "isolate_strategy", "many"), -EINVAL);
	check_errno(uq_attr_write(dev, "isolate_strategy", "0"), 0);
}

/* A node of the character device with a minor number that no device has. */
static void
node_of_nothing(void)
{
	char path[32], of_dev[80];
	struct stat st;
	int fd;

	snprintf(path, sizeof(path), "/run/judge-%d", getpid());
	snprintf(of_dev, sizeof(of_dev), "/dev/%s", dev);
	check(stat(of_dev, &st) == 0 && S_ISCHR(st.st_mode));
	check(mknod(path, S_IFCHR | 0600, makedev(major(st.st_rdev), 999)) == 0);
	fd = open(path, O_RDWR);
	check(fd < 0 && errno == ENXIO);
	unlink(path);
}

static void
errors_of_open(void)
{
	struct rlimit none = { .rlim_cur = 3, .rlim_max = 3 };
	struct uq q;

	check_errno(uq_open(&q, "hisi_zip-999"), -ENOENT);
	node_of_nothing();
	/* The process cannot get its rights back, but the test ends here. */
	check(setresuid(65534, 65534, 65534) == 0);
	check_errno(uq_open(&q, dev), -EACCES);
	check(setrlimit(RLIMIT_NOFILE, &none) == 0);
	check_errno(uq_open(&q, dev), -EMFILE);
}

static void
errors_of_ioctl(void)
{
	struct hisi_qm_qp_ctx ctx = { .qc_type = 2 };
	struct uq q;

	check_errno(uq_open(&q, dev), 0);
	check_errno(err(ioctl(q.fd, HISI_QM_CMD_SET_QP_CTX, &ctx)), -EINVAL);
	check_errno(err(ioctl(q.fd, HISI_QM_CMD_SET_QP_CTX, NULL)), -EFAULT);
	check_errno(err(ioctl(q.fd, HISI_QM_CMD_SET_QP_INFO, NULL)), -EFAULT);
	check_errno(err(ioctl(q.fd, _IO('W', 99))), -EINVAL);
	check_errno(err(ioctl(q.fd, UACCE_CMD_PUT_Q)), 0);
	uq_close(&q);
}

static void
start_twice(void)
{
	struct uq q;

	uq_must_start(&q, dev, 0);
	check_errno(err(ioctl(q.fd, UACCE_CMD_START_Q)), -EINVAL);
	uq_must_work(&q);
	uq_close(&q);
}

static void
start_fails(void)
{
	struct uq q;

	check_errno(set_faults(dev, "start@1"), 0);
	check_errno(uq_start(&q, dev, 0), -EIO);
	check_errno(set_faults(dev, ""), 0);
	uq_must_start(&q, dev, 0);
	uq_must_work(&q);
	uq_close(&q);
}

static void
errors_of_mmap(void)
{
	int prot = PROT_READ | PROT_WRITE, page = getpagesize();
	struct uq q;
	void *p;

	check_errno(uq_open(&q, dev), 0);
	check(mmap(NULL, page, prot, MAP_SHARED, q.fd, 2 * page) == MAP_FAILED && errno == EINVAL);
	check(mmap(NULL, page, prot, MAP_SHARED, q.fd, page) == MAP_FAILED && errno == EINVAL);
	check(mmap(NULL, 32 * page, prot, MAP_SHARED, q.fd, 0) == MAP_FAILED && errno == EINVAL);
	check(uq_map(&q, UACCE_REGION_MMIO) != NULL);
	check(uq_map(&q, UACCE_REGION_DUS) != NULL);
	check(mmap(NULL, q.dus_size, prot, MAP_SHARED, q.fd, page) == MAP_FAILED &&
			errno == EEXIST);
	check(mmap(NULL, q.mmio_size, prot, MAP_SHARED, q.fd, 0) == MAP_FAILED &&
			errno == EEXIST);
	p = mremap((void *)(uintptr_t)q.dus, q.dus_size, 2 * q.dus_size, MREMAP_MAYMOVE);
	check(p == MAP_FAILED);
	p = mremap((void *)(uintptr_t)q.dus, q.dus_size, q.dus_size, MREMAP_MAYMOVE | MREMAP_FIXED,
			(uintptr_t)q.dus + (64 << 20));
	check(p == MAP_FAILED && errno == EPERM);
	uq_unmap(&q);
	check(uq_map(&q, UACCE_REGION_DUS) != NULL);
	uq_close(&q);
}

static void
exhaustion(void)
{
	static struct uq queues[MAX_QUEUES];
	long total = uq_attr(dev, "available_instances");
	struct uq more;
	long i;

	check(total > 0 && total <= MAX_QUEUES);
	for (i = 0; i < total; i++) {
		check_errno(uq_open(&queues[i], dev), 0);
		check_errno(uq_attr(dev, "available_instances"), total - i - 1);
	}
	check_errno(uq_open(&more, dev), -EBUSY);
	uq_close(&queues[0]);
	uq_must_start(&more, dev, 0);
	uq_must_work(&more);
	uq_close(&more);
	for (i = 1; i < total; i++)
		uq_close(&queues[i]);
	check_errno(uq_attr(dev, "available_instances"), total);
}

/* A queue is free again only when the file is closed and no region of it is mapped. */
static void
close_before_munmap(void)
{
	long total = uq_attr(dev, "available_instances");
	struct uq q;

	uq_must_start(&q, dev, 0);
	uq_must_work(&q);
	close(q.fd);
	check_errno(uq_attr(dev, "available_instances"), total - 1);
	uq_must_work(&q);
	munmap((void *)(uintptr_t)q.mmio, q.mmio_size);
	check_errno(uq_attr(dev, "available_instances"), total - 1);
	munmap((void *)(uintptr_t)q.dus, q.dus_size);
	check_errno(uq_attr(dev, "available_instances"), total);
}

static void
unmapped_and_not_started(void)
{
	long total = uq_attr(dev, "available_instances");
	struct uq q;

	check_errno(uq_open(&q, dev), 0);
	close(q.fd);
	check_errno(uq_open(&q, dev), 0);
	check(uq_map(&q, UACCE_REGION_DUS) != NULL);
	uq_close(&q);
	check_errno(uq_attr(dev, "available_instances"), total);
}

/* A stopped queue still belongs to the file, and starts again with indices of 0 (1.6). */
static void
put_and_start_again(void)
{
	struct uq q;

	uq_must_start(&q, dev, 0);
	uq_must_work(&q);
	uq_must_work(&q);
	check_errno(err(ioctl(q.fd, UACCE_CMD_PUT_Q)), 0);
	check_errno(err(ioctl(q.fd, UACCE_CMD_PUT_Q)), 0);
	memset((uint8_t *)(uintptr_t)q.dus + q.info.sqe_size * q.info.sq_depth, 0,
			HISI_QM_CQE_SIZE * q.info.cq_depth);
	q.tail = 0;
	q.head = 0;
	q.phase = true;
	check_errno(err(ioctl(q.fd, UACCE_CMD_START_Q)), 0);
	uq_must_work(&q);
	uq_close(&q);
}

static void
two_processes(void)
{
	int status, i;
	struct uq q;
	pid_t pid;

	pid = fork();
	check(pid >= 0);
	uq_must_start(&q, dev, 0);
	for (i = 0; i < 200; i++)
		uq_must_work(&q);
	uq_close(&q);
	if (pid == 0)
		_exit(0);
	check(waitpid(pid, &status, 0) == pid);
	check_errno(status, 0);
}

/* The child has the file but not the mappings; the parent can still use the queue (1.8). */
static void
fork_keeps_parent(void)
{
	long total = uq_attr(dev, "available_instances");
	struct uq q;
	int status;
	pid_t pid;

	uq_must_start(&q, dev, 0);
	uq_must_work(&q);
	pid = fork();
	check(pid >= 0);
	if (pid == 0) {
		*(volatile uint8_t *)q.dus = 0;
		_exit(0);
	}
	check(waitpid(pid, &status, 0) == pid);
	check(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
	uq_must_work(&q);
	pid = fork();
	check(pid >= 0);
	if (pid == 0) {
		usleep(300000);
		_exit(0);
	}
	uq_must_work(&q);
	uq_close(&q);
	check_errno(uq_attr(dev, "available_instances"), total - 1);
	check(waitpid(pid, &status, 0) == pid);
	check_errno(uq_attr(dev, "available_instances"), total);
}

const struct test abi_tests[] = {
	{ "attributes", attributes, 20, false },
	{ "isolate_strategy takes 0 to 65535", isolate_strategy_values, 20, false },
	{ "errors of open", errors_of_open, 20, false },
	{ "errors of ioctl", errors_of_ioctl, 20, false },
	{ "errors of mmap", errors_of_mmap, 20, false },
	{ "START_Q twice: EINVAL", start_twice, 20, false },
	{ "START_Q refused by the device: EIO", start_fails, 20, false },
	{ "all queues open: EBUSY", exhaustion, 60, false },
	{ "close before munmap", close_before_munmap, 20, false },
	{ "close without start", unmapped_and_not_started, 20, false },
	{ "PUT_Q and START_Q again", put_and_start_again, 20, false },
	{ "two processes", two_processes, 60, false },
	{ "fork: the child has no rings", fork_keeps_parent, 30, false },
	{ NULL, NULL, 0, false },
};

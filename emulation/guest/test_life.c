/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Death of processes and devices: kill, reset, unbind, isolation, SR-IOV (1.8). */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "faults.h"
#include "test.h"
#include "uq.h"

#define BURST	64u
#define LEN	8192u
/* Queues of a PF and its VFs together. */
#define DEVICE_QUEUES	1024

/* Why a process stopped using its queue. */
enum end {
	END_TIME = 0,
	END_RESET = 3,	/* a status word says that the queue is dead */
	END_ERROR = 4,	/* a completion is wrong, or is missing */
};

static uint8_t src[LEN], dst[BURST][2 * LEN];

static void
fill_burst(struct uq *q)
{
	unsigned int i;

	for (i = 0; i < BURST; i++)
		uq_put(q, false, src, LEN, dst[i], sizeof(dst[i]));
}

/* Reap a burst; ends early when the device was reset. */
static enum end
reap_burst(struct uq *q)
{
	time_t end = time(NULL) + 20;
	unsigned int got = 0;
	void *done;

	while (got < BURST) {
		if (uq_poll(q, &done)) {
			if (q->work->status(done) != 0)
				return END_ERROR;
			got++;
			continue;
		}
		if (uq_rx_stopped(q) != 0)
			return END_RESET;
		if (time(NULL) > end)
			return END_ERROR;
		usleep(50);
	}
	uq_ack(q, false);
	return END_TIME;
}

/* Submit bursts until the time is over or the queue is dead. */
static enum end
hammer(const char *name, unsigned int seconds)
{
	time_t end = time(NULL) + seconds;
	enum end how = END_TIME;
	struct uq q;

	fill_text(src, LEN, 1);
	uq_must_start(&q, name, 0);
	while (how == END_TIME && time(NULL) < end) {
		fill_burst(&q);
		if (uq_tx_stopped(&q) != 0) {
			how = END_RESET;
			break;
		}
		uq_ring(&q);
		how = reap_burst(&q);
	}
	uq_close(&q);
	return how;
}

int
hammer_main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "Usage: uacce-judge hammer DEVICE SECONDS\n");
		return 2;
	}
	return hammer(argv[0], atoi(argv[1]));
}

static pid_t
spawn_hammer(const char *name, unsigned int seconds)
{
	pid_t pid = fork();

	check(pid >= 0);
	if (pid == 0)
		_exit(hammer(name, seconds));
	return pid;
}

static int
wait_for(pid_t pid)
{
	int status;

	check(waitpid(pid, &status, 0) == pid);
	check(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void
must_work(const char *name)
{
	struct uq q;

	uq_must_start(&q, name, 0);
	uq_must_work(&q);
	uq_close(&q);
}

/* Write a text to a file below the PCI device; 0 or a negative errno. */
static int
pci_write(const char *name, const char *file, const char *text)
{
	char path[64];

	snprintf(path, sizeof(path), "device/%s", file);
	return uq_attr_write(name, path, text);
}

/* Wait until an attribute has a value. */
static bool
becomes(const char *name, const char *file, long value, unsigned int seconds)
{
	unsigned int i;

	for (i = 0; i < seconds * 10; i++) {
		if (uq_attr(name, file) == value)
			return true;
		usleep(100000);
	}
	return false;
}

static void
kill_in_burst(void)
{
	long total = uq_attr(dev, "available_instances");
	int round, status;
	pid_t pid[3];
	unsigned int i;

	for (round = 0; round < 10; round++) {
		for (i = 0; i < 3; i++)
			pid[i] = spawn_hammer(dev, 60);
		usleep(50000 + 37000 * (round % 7));
		for (i = 0; i < 3; i++)
			check(kill(pid[i], SIGKILL) == 0);
		for (i = 0; i < 3; i++) {
			check(waitpid(pid[i], &status, 0) == pid[i]);
			/* The process was killed, and had not ended before. */
			check(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
		}
		check(becomes(dev, "available_instances", total, 10));
	}
	must_work(dev);
}

/* A queue stays dead after a reset, but the device works with new queues. */
static void
dead_after(int (*reset)(void))
{
	long total = uq_attr(dev, "available_instances");
	struct uq q;
	void *done;
	pid_t pid;

	uq_must_start(&q, dev, 0);
	check_errno(uq_tx_stopped(&q), 0);
	pid = spawn_hammer(dev, 30);
	usleep(300000);
	check_errno(reset(), 0);
	check_errno(wait_for(pid), END_RESET);
	check_errno(uq_tx_stopped(&q), 1);
	check_errno(uq_rx_stopped(&q), 1);
	/* The device ignores a doorbell of the dead queue. */
	uq_put(&q, false, src, 64, dst[0], LEN);
	uq_ring(&q);
	usleep(300000);
	check(!uq_poll(&q, &done));
	must_work(dev);
	uq_close(&q);
	check(becomes(dev, "available_instances", total, 10));
	must_work(dev);
}

static int
flr(void)
{
	return pci_write(dev, "reset", "1");
}

static void
flr_in_burst(void)
{
	for (int i = 0; i < 5; i++)
		dead_after(flr);
}

/* Have the device report an error that needs a controller reset, and wait for the reset. */
static int
error_reset(void)
{
	struct uq q;
	int i, ret;

	ret = set_faults(dev, "reset@1");
	for (i = 0; ret == 0 && i < 100; i++) {
		usleep(100000);
		ret = uq_start(&q, dev, 0);
		if (ret == 0) {
			uq_close(&q);
			/* Within 2 seconds the reset may not have begun yet. */
			if (i > 20)
				break;
		} else if (ret == -EPERM || ret == -EIO || ret == -EBUSY) {
			ret = 0;
		}
	}
	set_faults(dev, "");
	return ret;
}

static void
error_in_burst(void)
{
	dead_after(error_reset);
	dead_after(error_reset);
}

/* Threshold n isolates at error n + 1 (1.8). */
static void
isolation(void)
{
	struct uq q;

	check_errno(uq_attr_write(dev, "isolate_strategy", "1"), 0);
	check_errno(uq_attr(dev, "isolate"), 0);
	dead_after(error_reset);
	check_errno(uq_attr(dev, "isolate"), 0);
	dead_after(error_reset);
	check_errno(uq_attr(dev, "isolate"), 1);
	check_errno(uq_attr_write(dev, "isolate_strategy", "9"), -EPERM);
	/* The kernel still opens queues of an isolated device. */
	check_errno(uq_open(&q, dev), 0);
	uq_close(&q);
}

static void
injected_errors(void)
{
	static uint8_t out[2 * LEN];
	struct uq q;

	uq_must_start(&q, dev, 0);
	fill_text(src, LEN, 3);
	check_errno(set_faults(dev, "status@2"), 0);
	check_errno(uq_run(&q, false, src, LEN, out, sizeof(out), NULL), 0);
	check(uq_run(&q, false, src, LEN, out, sizeof(out), NULL) > 0);
	check_errno(uq_run(&q, false, src, LEN, out, sizeof(out), NULL), 0);
	uq_close(&q);
}

/* A queue completes nothing. Its close ends after a time limit, and other queues go on. */
static void
stalled(void)
{
	long total = uq_attr(dev, "available_instances");
	struct uq q;
	void *done;

	uq_must_start(&q, dev, 0);
	check_errno(set_faults(dev, "stall@1"), 0);
	uq_put(&q, false, src, 64, dst[0], LEN);
	uq_ring(&q);
	usleep(300000);
	check(!uq_poll(&q, &done));
	check_errno(set_faults(dev, ""), 0);
	must_work(dev);
	uq_close(&q);
	check_errno(uq_attr(dev, "available_instances"), total);
	must_work(dev);
}

static int
driver_write(const char *file, const char *text)
{
	char path[128];
	int fd, ret;

	snprintf(path, sizeof(path), "/sys/bus/pci/drivers/%s/%s", work_of(dev)->driver, file);
	fd = open(path, O_WRONLY);
	if (fd < 0)
		return -errno;
	ret = write(fd, text, strlen(text)) < 0 ? -errno : 0;
	close(fd);
	return ret;
}

static void
unbind_idle(void)
{
	char pci[64], name[64];
	int i;

	uq_pci(dev, pci, sizeof(pci));
	for (i = 0; i < 5; i++) {
		check_errno(driver_write("unbind", pci), 0);
		check(!uq_of_pci(pci, name, sizeof(name)));
		check_errno(driver_write("bind", pci), 0);
		check(uq_of_pci(pci, name, sizeof(name)));
		must_work(name);
	}
}

/* An unbind waits for the last user of the device. */
static void
unbind_busy(void)
{
	char pci[64], name[64];
	pid_t pid, user;

	uq_pci(dev, pci, sizeof(pci));
	user = spawn_hammer(dev, 3);
	usleep(500000);
	pid = fork();
	check(pid >= 0);
	if (pid == 0)
		_exit(driver_write("unbind", pci) != 0);
	usleep(500000);
	check(waitpid(pid, NULL, WNOHANG) == 0);
	/* The user is served to the end. */
	check_errno(wait_for(user), END_TIME);
	check_errno(wait_for(pid), 0);
	check(!uq_of_pci(pci, name, sizeof(name)));
	check_errno(driver_write("bind", pci), 0);
	check(uq_of_pci(pci, name, sizeof(name)));
	must_work(name);
}

/* Start a process, and wait until it has opened its queue. */
static pid_t
spawn_user(const char *name, unsigned int seconds)
{
	long total = uq_attr(name, "available_instances");
	pid_t pid = spawn_hammer(name, seconds);

	check(becomes(name, "available_instances", total - 1, 10));
	return pid;
}

/* Find the device of the i-th VF. */
static void
vf_name(const char *name, int i, char *vf, size_t len)
{
	char path[128], target[PATH_MAX];

	snprintf(path, sizeof(path), "/sys/class/uacce/%s/device/virtfn%d", name, i);
	check(realpath(path, target) != NULL);
	check(uq_of_pci(strrchr(target, '/') + 1, vf, len));
}

static void
vfs_up(char vf[2][64])
{
	check_errno(pci_write(dev, "sriov_numvfs", "2"), 0);
	vf_name(dev, 0, vf[0], sizeof(vf[0]));
	vf_name(dev, 1, vf[1], sizeof(vf[1]));
}

static void
two_vfs(void)
{
	long each = (DEVICE_QUEUES - uq_attr(dev, "available_instances")) / 2;
	char vf[2][64];
	pid_t pid[3];

	vfs_up(vf);
	/* The VFs share the queues that the PF does not have. */
	check_errno(uq_attr(vf[0], "available_instances"), each);
	check_errno(uq_attr(vf[1], "available_instances"), each);
	pid[0] = spawn_user(vf[0], 4);
	pid[1] = spawn_user(vf[1], 4);
	pid[2] = spawn_user(dev, 4);
	usleep(500000);
	check_errno(pci_write(dev, "sriov_numvfs", "0"), -EBUSY);
	check_errno(wait_for(pid[0]), END_TIME);
	check_errno(wait_for(pid[1]), END_TIME);
	check_errno(wait_for(pid[2]), END_TIME);
	must_work(vf[0]);
	check_errno(uq_attr_write(vf[0], "isolate_strategy", "1"), -EPERM);
	check_errno(pci_write(dev, "sriov_numvfs", "0"), 0);
	must_work(dev);
}

/* A reset of the PF kills the queues of its VFs. */
static void
pf_reset_with_vfs(void)
{
	char vf[2][64];
	pid_t pid[2];

	vfs_up(vf);
	pid[0] = spawn_user(vf[0], 30);
	pid[1] = spawn_user(vf[1], 30);
	usleep(500000);
	check_errno(flr(), 0);
	check_errno(wait_for(pid[0]), END_RESET);
	check_errno(wait_for(pid[1]), END_RESET);
	must_work(vf[0]);
	must_work(vf[1]);
	must_work(dev);
	check_errno(pci_write(dev, "sriov_numvfs", "0"), 0);
}

/* A reset of a VF does not affect the other VF. */
static void
vf_reset(void)
{
	char vf[2][64];
	pid_t pid[2];

	vfs_up(vf);
	pid[0] = spawn_user(vf[0], 30);
	pid[1] = spawn_user(vf[1], 3);
	usleep(500000);
	check_errno(pci_write(vf[0], "reset", "1"), 0);
	check_errno(wait_for(pid[0]), END_RESET);
	check_errno(wait_for(pid[1]), END_TIME);
	must_work(vf[0]);
	check_errno(pci_write(dev, "sriov_numvfs", "0"), 0);
}

const struct test life_tests[] = {
	{ "status error injected", injected_errors, 30, false },
	{ "stalled queue", stalled, 30, false },
	{ "kill -9 in bursts", kill_in_burst, 120, false },
	{ "FLR in bursts", flr_in_burst, 120, false },
	{ "error and controller reset in bursts", error_in_burst, 120, false },
	{ "unbind and bind, idle", unbind_idle, 60, false },
	{ "unbind and bind, busy", unbind_busy, 60, false },
	{ "SR-IOV: two VFs and the PF, three processes", two_vfs, 60, false },
	{ "SR-IOV: FLR of the PF", pf_reset_with_vfs, 60, false },
	{ "SR-IOV: FLR of a VF", vf_reset, 60, false },
	/* Last: isolation stays until the driver is loaded again. */
	{ "isolation after errors", isolation, 120, false },
	{ NULL, NULL, 0, false },
};

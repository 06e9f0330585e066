/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <rte_common.h>

#include "soft_child.h"
#include "soft_user.h"

uint8_t *child_no_access;
size_t child_page;

int
child_setup(void **state __rte_unused)
{
	child_page = sysconf(_SC_PAGESIZE);
	child_no_access = mmap(NULL, child_page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return child_no_access == MAP_FAILED ? -1 : 0;
}

int
child_teardown(void **state __rte_unused)
{
	return munmap(child_no_access, child_page);
}

int
child_wait_for(pid_t pid)
{
	unsigned int i;
	int status;

	for (i = 0; i < CHILD_WAIT_MS; i++) {
		if (waitpid(pid, &status, WNOHANG) == pid)
			return status;
		usleep(1000);
	}
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

pid_t
child_start(void)
{
	const struct rlimit none = { 0, 0 };
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0)
		setrlimit(RLIMIT_CORE, &none);
	return pid;
}

int
child_status(void (*child)(void))
{
	pid_t pid = child_start();

	if (pid == 0) {
		child();
		_exit(99);
	}
	return child_wait_for(pid);
}

void
child_assert_exits(void (*child)(void), int code)
{
	int status = child_status(child);

	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), code);
}

void
child_assert_killed(int status, int sig)
{
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), sig);
}

/* Serve a request that is good except for its source. Returns its status. */
static uint8_t
child_serve_from(struct user *u, const uint8_t *src)
{
	uint8_t out[128];
	const struct hisi_zip_sqe sqe = user_request(3, HISI_ZIP_REQ_DEFLATE, src, 64, out, 128);
	const struct hisi_zip_sqe got = user_serve(u, &sqe);

	return user_status(&got);
}

const uint8_t child_good[64] = { 1 };

bool
child_guards(struct user *u, unsigned int times)
{
	while (times-- > 0)
		if (child_serve_from(u, child_no_access) != HISI_ZIP_BAD_ADDR ||
				child_serve_from(u, child_good) != HISI_ZIP_OK)
			return false;
	return true;
}

void
child_fault(void)
{
	*(volatile uint8_t *)child_no_access = 1;
}

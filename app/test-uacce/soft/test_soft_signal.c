/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Signals of an application that has a soft device: crashes, masks, and faults of handlers that
 * interrupt the work. Each runs in a child process.
 */

#include <dlfcn.h>
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <rte_common.h>

#include "soft_child.h"
#include "soft_user.h"

/* Run a function in a thread that never used the soft device before. */
static void
child_in_new_thread(void *(*body)(void *arg))
{
	pthread_t thread;
	void *code;

	if (pthread_create(&thread, NULL, body, NULL) != 0 || pthread_join(thread, &code) != 0)
		_exit(98);
	_exit((uintptr_t)code);
}

static void
child_handle(int sig, void (*handler)(int sig, siginfo_t *info, void *context), int flags,
		struct sigaction *old)
{
	struct sigaction act = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO | flags };

	sigemptyset(&act.sa_mask);
	sigaction(sig, &act, old);
}

#ifdef UACCE_HAVE_CRASH
/* Status of a child that could not become a program of another machine. */
#define EXIT_FOREIGN	96

/* Run the program that crashes. Returns how it ended. */
static int
crash(const char *what)
{
	char path[PATH_MAX], self[PATH_MAX];
	void *create = dlsym(RTLD_DEFAULT, "soft_device_create");
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	Dl_info lib;
	int status;
	pid_t pid;

	assert_true(len > 0);
	self[len] = '\0';
	snprintf(path, sizeof(path), "%.*s/dpdk-test-uacce-crash", PATH_MAX - 32, dirname(self));
	assert_int_equal(access(path, X_OK), 0);
	assert_non_null(create);
	assert_int_not_equal(dladdr(create, &lib), 0);
	pid = child_start();
	if (pid == 0) {
		execl(path, path, lib.dli_fname, what, (char *)NULL);
		_exit(errno == ENOEXEC ? EXIT_FOREIGN : 97);
	}
	status = child_wait_for(pid);
	/* The kernel cannot start a program of another machine, which an emulator runs. */
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_FOREIGN)
		skip();
	return status;
}

/* The handler of a library that was loaded with dlopen() does not allocate memory. */
static void
test_crash_in_malloc(void **state __rte_unused)
{
	child_assert_killed(crash("stay"), SIGSEGV);
}

/* The handler works after dlclose() of the library. */
static void
test_crash_behind_unloading(void **state __rte_unused)
{
	int status = crash("unload");

	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 42);
}
#endif

static void
block(int how, int sig, ...)
{
	va_list more;
	sigset_t mask;

	sigemptyset(&mask);
	va_start(more, sig);
	for (; sig != 0; sig = va_arg(more, int))
		sigaddset(&mask, sig);
	va_end(more);
	pthread_sigmask(how, &mask, NULL);
}

static void *
serve_blocked(void *arg __rte_unused)
{
	struct user u;

	user_open(&u, user_device(3, 0, NULL), HISI_ZIP_QC_COMPRESS);
	block(SIG_BLOCK, SIGSEGV, SIGBUS, 0);
	return (void *)(uintptr_t)!child_guards(&u, 2);
}

static void *
serve_unblocked(void *arg __rte_unused)
{
	struct user u;

	block(SIG_BLOCK, SIGSEGV, SIGBUS, 0);
	user_open(&u, user_device(3, 1, NULL), HISI_ZIP_QC_COMPRESS);
	return (void *)(uintptr_t)!child_guards(&u, 2);
}

static void
child_blocked_inline(void)
{
	child_in_new_thread(serve_blocked);
}

static void
child_blocked_threaded(void)
{
	child_in_new_thread(serve_unblocked);
}

/* Threads that start with the two signals blocked, as they are where main() blocks all. */
static void
test_blocked_signals(void **state __rte_unused)
{
	child_assert_exits(child_blocked_inline, 0);
	child_assert_exits(child_blocked_threaded, 0);
}

static struct sigaction chained_to;
static unsigned int chained;

/* A handler for which the kernel blocks both signals; that of the device jumps out of it. */
static void
chain(int sig, siginfo_t *info, void *context)
{
	chained++;
	chained_to.sa_sigaction(sig, info, context);
}

static void
child_jump_out(void)
{
	struct user u;

	user_open(&u, user_device(3, 0, NULL), HISI_ZIP_QC_COMPRESS);
	child_handle(SIGSEGV, chain, 0, &chained_to);
	_exit(child_guards(&u, 3) && chained == 3 ? 42 : 1);
}

static void
child_jump_out_plainly(void)
{
	struct sigaction act = { .sa_sigaction = chain, .sa_flags = SA_SIGINFO };
	sigset_t now;
	struct user u;

	block(SIG_BLOCK, SIGUSR2, 0);
	user_open(&u, user_device(3, 0, NULL), HISI_ZIP_QC_COMPRESS);
	sigfillset(&act.sa_mask);
	sigaction(SIGSEGV, &act, &chained_to);
	if (!child_guards(&u, 3))
		_exit(1);
	/* No signal that the handler blocked stays blocked. */
	pthread_sigmask(SIG_SETMASK, NULL, &now);
	_exit(sigismember(&now, SIGUSR2) && !sigismember(&now, SIGUSR1) &&
			!sigismember(&now, SIGSEGV) ? 42 : 2);
}

static void
test_mask_behind_a_fault(void **state __rte_unused)
{
	child_assert_exits(child_jump_out, 42);
	child_assert_exits(child_jump_out_plainly, 42);
}

static void
child_worker_signals(void)
{
	struct user u;
	sigset_t pending;

	user_open(&u, user_device(3, 2, NULL), HISI_ZIP_QC_COMPRESS);
	block(SIG_BLOCK, SIGUSR1, SIGTERM, 0);
	kill(getpid(), SIGUSR1);
	kill(getpid(), SIGTERM);
	usleep(20000);
	sigpending(&pending);
	_exit(sigismember(&pending, SIGUSR1) && sigismember(&pending, SIGTERM) &&
			child_guards(&u, 2) ? 42 : 1);
}

/* Signals of an application go to its own threads. */
static void
test_worker_signals(void **state __rte_unused)
{
	child_assert_exits(child_worker_signals, 42);
}

#ifndef __SANITIZE_THREAD__
#define LARGE	(8u << 20)	/* takes far longer than the timer */

static void
on_alarm(int sig __rte_unused)
{
	child_fault();
}

static unsigned int repairs;

static void
repair(int sig __rte_unused, siginfo_t *info, void *context __rte_unused)
{
	if (info->si_addr != child_no_access)
		_exit(3);
	repairs++;
	mprotect(child_no_access, child_page, PROT_READ | PROT_WRITE);
}

/* A request of some time, and a signal whose handler faults meanwhile. */
static void
serve_interrupted(void)
{
	const struct itimerval soon = { .it_value.tv_usec = 2000 };
	uint8_t *src = malloc(LARGE), *dst = malloc(LARGE);
	uint64_t rng = test_options.seed;
	struct hisi_zip_sqe sqe, got;
	struct user u;
	uint32_t i;

	if (src == NULL || dst == NULL)
		_exit(1);
	for (i = 0; i < LARGE; i += 2)
		src[i] = src[i + 1] = rng_next(&rng);
	memset(dst, 1, LARGE);
	signal(SIGALRM, on_alarm);
	user_open(&u, user_device(3, 0, NULL), HISI_ZIP_QC_COMPRESS);
	sqe = user_request(3, HISI_ZIP_REQ_DEFLATE, src, LARGE, dst, LARGE);
	setitimer(ITIMER_REAL, &soon, NULL);
	got = user_serve(&u, &sqe);
	if (user_status(&got) != HISI_ZIP_OK)
		_exit(2);
}

static void
child_repair(void)
{
	child_handle(SIGSEGV, repair, 0, NULL);
	child_handle(SIGBUS, repair, 0, NULL);
	serve_interrupted();
	_exit(repairs == 1 ? 42 : 4);
}

static void
child_die(void)
{
	signal(SIGSEGV, SIG_DFL);
	serve_interrupted();
}

/* Such faults go to the application, and the request is not affected. */
static void
test_fault_in_handler(void **state __rte_unused)
{
	child_assert_exits(child_repair, 42);
	child_assert_killed(child_status(child_die), SIGSEGV);
}
#endif

int
test_soft_signal(void)
{
	const struct CMUnitTest tests[] = {
#ifdef UACCE_HAVE_CRASH
		user_unit_test(test_crash_in_malloc),
		user_unit_test(test_crash_behind_unloading),
#endif
		user_unit_test(test_blocked_signals),
		user_unit_test(test_mask_behind_a_fault),
		user_unit_test(test_worker_signals),
#ifndef __SANITIZE_THREAD__
		user_unit_test(test_fault_in_handler),
#endif
	};

	return TEST_RUN_GROUP("soft signal", tests, child_setup, child_teardown);
}

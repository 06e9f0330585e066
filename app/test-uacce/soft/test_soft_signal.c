/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Signals of an application that has a soft device: masks, handlers that interrupt the
 * device's work, crashes. Each test runs in a process of its own, which must not assert:
 * the tests go on in the parent.
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
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <rte_common.h>

#include "soft_user.h"

#define WAIT_MS	20000	/* for a process that is to end at once; machines are busy */

static uint8_t *no_access;	/* a page of none */
static size_t page;

static int
setup(void **state __rte_unused)
{
	page = sysconf(_SC_PAGESIZE);
	no_access = mmap(NULL, page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return no_access == MAP_FAILED ? -1 : 0;
}

static int
teardown(void **state __rte_unused)
{
	return munmap(no_access, page);
}

/* How a process ended; one that hangs is ended by SIGKILL. */
static int
wait_for(pid_t pid)
{
	unsigned int i;
	int status;

	for (i = 0; i < WAIT_MS; i++) {
		if (waitpid(pid, &status, WNOHANG) == pid)
			return status;
		usleep(1000);
	}
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static pid_t
start(void)
{
	const struct rlimit none = { 0, 0 };
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0)
		setrlimit(RLIMIT_CORE, &none);
	return pid;
}

static int
child_status(void (*child)(void))
{
	pid_t pid = start();

	if (pid == 0) {
		child();
		_exit(99);
	}
	return wait_for(pid);
}

static void
assert_exits(void (*child)(void), int code)
{
	int status = child_status(child);

	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), code);
}

static void
assert_killed(int status, int sig)
{
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), sig);
}

/* A thread that never met the soft device before, as the parent's others may have. */
static void
in_new_thread(void *(*body)(void *arg))
{
	pthread_t thread;
	void *code;

	if (pthread_create(&thread, NULL, body, NULL) != 0 || pthread_join(thread, &code) != 0)
		_exit(98);
	_exit((uintptr_t)code);
}

static void
handle(int sig, void (*handler)(int sig, siginfo_t *info, void *context), int flags,
		struct sigaction *old)
{
	struct sigaction act = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO | flags };

	sigemptyset(&act.sa_mask);
	sigaction(sig, &act, old);
}

/* Status of a request that is good but for its source. */
static uint8_t
serve_from(struct user *u, const uint8_t *src)
{
	uint8_t out[128];
	const struct hisi_zip_sqe sqe = user_request(3, HISI_ZIP_REQ_DEFLATE, src, 64, out, 128);
	const struct hisi_zip_sqe got = user_serve(u, &sqe);

	return user_status(&got);
}

static const uint8_t good[64] = { 1 };

/* Whether a bad request fails and the next one does not, so many times over. */
static bool
guards(struct user *u, unsigned int times)
{
	while (times-- > 0)
		if (serve_from(u, no_access) != HISI_ZIP_BAD_ADDR ||
				serve_from(u, good) != HISI_ZIP_OK)
			return false;
	return true;
}

static void
fault(void)
{
	*(volatile uint8_t *)no_access = 1;
}

/* Crashes */

#ifdef UACCE_HAVE_CRASH
static int
crash(const char *what)
{
	char path[PATH_MAX], self[PATH_MAX];
	void *create = dlsym(RTLD_DEFAULT, "soft_device_create");
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	Dl_info lib;
	pid_t pid;

	assert_true(len > 0);
	self[len] = '\0';
	snprintf(path, sizeof(path), "%.*s/dpdk-test-uacce-crash", PATH_MAX - 32, dirname(self));
	assert_int_equal(access(path, X_OK), 0);
	assert_non_null(create);
	assert_int_not_equal(dladdr(create, &lib), 0);
	pid = start();
	if (pid == 0) {
		execl(path, path, lib.dli_fname, what, (char *)NULL);
		_exit(97);
	}
	return wait_for(pid);
}

/* The handler of a library that was loaded late takes nothing from the heap. */
static void
test_crash_in_malloc(void **state __rte_unused)
{
	assert_killed(crash("stay"), SIGSEGV);
}

/* A handler that is in place stays there, with all that it needs. */
static void
test_crash_behind_unloading(void **state __rte_unused)
{
	int status = crash("unload");

	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 42);
}
#endif

/* Masks */

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
	return (void *)(uintptr_t)!guards(&u, 2);
}

static void *
serve_unblocked(void *arg __rte_unused)
{
	struct user u;

	block(SIG_BLOCK, SIGSEGV, SIGBUS, 0);
	user_open(&u, user_device(3, 1, NULL), HISI_ZIP_QC_COMPRESS);
	return (void *)(uintptr_t)!guards(&u, 2);
}

static void
child_blocked_inline(void)
{
	in_new_thread(serve_blocked);
}

static void
child_blocked_threaded(void)
{
	in_new_thread(serve_unblocked);
}

/* Threads that start with the two signals blocked, as they are where main() blocks all. */
static void
test_blocked_signals(void **state __rte_unused)
{
	assert_exits(child_blocked_inline, 0);
	assert_exits(child_blocked_threaded, 0);
}

static struct sigaction chained_to;
static unsigned int chained;

/* The kernel blocks both signals as long as it runs; the device's jumps out of it. */
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
	handle(SIGSEGV, chain, 0, &chained_to);
	_exit(guards(&u, 3) && chained == 3 ? 42 : 1);
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
	if (!guards(&u, 3))
		_exit(1);
	/* All that the handler blocked is as it was. */
	pthread_sigmask(SIG_SETMASK, NULL, &now);
	_exit(sigismember(&now, SIGUSR2) && !sigismember(&now, SIGUSR1) &&
			!sigismember(&now, SIGSEGV) ? 42 : 2);
}

static void
test_mask_behind_a_fault(void **state __rte_unused)
{
	assert_exits(child_jump_out, 42);
	assert_exits(child_jump_out_plainly, 42);
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
			guards(&u, 2) ? 42 : 1);
}

/* An application's signals are left to its own threads. */
static void
test_worker_signals(void **state __rte_unused)
{
	assert_exits(child_worker_signals, 42);
}

/*
 * Faults of handlers that interrupt the device. ThreadSanitizer puts handlers off, and
 * then blocks all signals around them.
 */

#ifndef __SANITIZE_THREAD__

#define LARGE	(8u << 20)	/* takes far longer than the timer */

static void
on_alarm(int sig __rte_unused)
{
	fault();
}

static unsigned int repairs;

static void
repair(int sig __rte_unused, siginfo_t *info, void *context __rte_unused)
{
	if (info->si_addr != no_access)
		_exit(3);
	repairs++;
	mprotect(no_access, page, PROT_READ | PROT_WRITE);
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
	handle(SIGSEGV, repair, 0, NULL);
	handle(SIGBUS, repair, 0, NULL);
	serve_interrupted();
	_exit(repairs == 1 ? 42 : 4);
}

static void
child_die(void)
{
	signal(SIGSEGV, SIG_DFL);
	serve_interrupted();
}

/* They are the application's, and the request knows nothing of them. */
static void
test_fault_in_handler(void **state __rte_unused)
{
	assert_exits(child_repair, 42);
	assert_killed(child_status(child_die), SIGSEGV);
}
#endif

/* What was there before */

static void
child_ignored(void)
{
	/* The flag says how to call a function, and this is none. */
	struct sigaction act = { .sa_handler = SIG_IGN, .sa_flags = SA_SIGINFO };
	struct user u;

	signal(SIGSEGV, SIG_IGN);
	sigaction(SIGBUS, &act, NULL);
	user_open(&u, user_device(3, 0, NULL), HISI_ZIP_QC_COMPRESS);
	kill(getpid(), SIGSEGV);
	kill(getpid(), SIGBUS);
	if (!guards(&u, 1))
		_exit(1);
	kill(getpid(), SIGSEGV);
	_exit(42);
}

static void
child_ignored_fault(void)
{
	signal(SIGSEGV, SIG_IGN);
	user_device(3, 0, NULL);
	fault();
}

static void
child_sent(void)
{
	signal(SIGSEGV, SIG_DFL);
	user_device(3, 0, NULL);
	kill(getpid(), SIGSEGV);
}

/* To ignore the signal means what it means without a soft device. */
static void
test_ignored_signals(void **state __rte_unused)
{
	assert_exits(child_ignored, 42);
	assert_killed(child_status(child_ignored_fault), SIGSEGV);
	assert_killed(child_status(child_sent), SIGSEGV);
}

static struct {
	const uint8_t *stack;
	unsigned int calls;
	bool was_nested;
	bool is_inside;
} seen;

static void
on_usr1(int sig __rte_unused)
{
	seen.was_nested |= seen.is_inside;
}

static void
look(int sig __rte_unused)
{
	uint8_t here;
	sigset_t now;

	seen.calls++;
	seen.stack = &here;
	seen.is_inside = true;
	raise(SIGUSR1);
	pthread_sigmask(SIG_SETMASK, NULL, &now);
	seen.was_nested |= !sigismember(&now, SIGSEGV);
	seen.is_inside = false;
}

/* A handler with a mask, called from the stack that it asked for. */
static void
look_at(int flags, bool wants_alternate)
{
	static uint8_t alternate[65536];
	const stack_t stack = { .ss_sp = alternate, .ss_size = sizeof(alternate) };
	struct sigaction act = { .sa_handler = look, .sa_flags = flags };
	bool is_alternate;

	signal(SIGUSR1, on_usr1);
	sigaltstack(&stack, NULL);
	sigemptyset(&act.sa_mask);
	sigaddset(&act.sa_mask, SIGUSR1);
	sigaction(SIGSEGV, &act, NULL);
	user_device(3, 0, NULL);
	kill(getpid(), SIGSEGV);
	is_alternate = seen.stack - alternate >= 0 &&
		seen.stack - alternate < (ptrdiff_t)sizeof(alternate);
	if (seen.calls != 1 || seen.was_nested || is_alternate != wants_alternate)
		_exit(1);
}

static void
child_mask(void)
{
	look_at(0, false);
	kill(getpid(), SIGSEGV);
	_exit(seen.calls == 2 ? 42 : 2);
}

static void
child_alternate(void)
{
	look_at(SA_ONSTACK, true);
	_exit(42);
}

static void
child_once(void)
{
	look_at(SA_RESETHAND, false);
	kill(getpid(), SIGSEGV);
}

static void
child_once_more(void)
{
	struct soft_device *dev;

	look_at(SA_RESETHAND, false);
	signal(SIGSEGV, look);
	dev = user_device(3, 0, NULL);
	kill(getpid(), SIGSEGV);
	soft_device_destroy(dev);
	_exit(seen.calls == 2 ? 42 : 2);
}

/* A handler that was there before runs as the kernel would run it. */
static void
test_handler_flags(void **state __rte_unused)
{
	assert_exits(child_mask, 42);
	assert_exits(child_alternate, 42);
	assert_killed(child_status(child_once), SIGSEGV);
	assert_exits(child_once_more, 42);
}

int
test_soft_signal(void)
{
	static const struct CMUnitTest tests[] = {
#ifdef UACCE_HAVE_CRASH
		cmocka_unit_test(test_crash_in_malloc),
		cmocka_unit_test(test_crash_behind_unloading),
#endif
		cmocka_unit_test(test_blocked_signals),
		cmocka_unit_test(test_mask_behind_a_fault),
		cmocka_unit_test(test_worker_signals),
#ifndef __SANITIZE_THREAD__
		cmocka_unit_test(test_fault_in_handler),
#endif
		cmocka_unit_test(test_ignored_signals),
		cmocka_unit_test(test_handler_flags),
	};

	return TEST_RUN_GROUP("soft signal", tests, setup, teardown);
}

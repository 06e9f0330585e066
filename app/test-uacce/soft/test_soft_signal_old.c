/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Handlers that were there before the soft device. Each runs in a child process. */

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <rte_common.h>

#include "soft_child.h"
#include "soft_user.h"

static void
child_ignored(void)
{
	/* SA_SIGINFO says how to call a function, and SIG_IGN is none. */
	struct sigaction act = { .sa_handler = SIG_IGN, .sa_flags = SA_SIGINFO };
	struct user u;

	signal(SIGSEGV, SIG_IGN);
	sigaction(SIGBUS, &act, NULL);
	user_open(&u, user_device(3, 0, NULL), HISI_ZIP_QC_COMPRESS);
	kill(getpid(), SIGSEGV);
	kill(getpid(), SIGBUS);
	if (!child_guards(&u, 1))
		_exit(1);
	kill(getpid(), SIGSEGV);
	_exit(42);
}

static void
child_ignored_fault(void)
{
	signal(SIGSEGV, SIG_IGN);
	user_device(3, 0, NULL);
	child_fault();
}

static void
child_sent(void)
{
	signal(SIGSEGV, SIG_DFL);
	user_device(3, 0, NULL);
	kill(getpid(), SIGSEGV);
}

/* Ignored signals are ignored as without a soft device. */
static void
test_ignored_signals(void **state __rte_unused)
{
	child_assert_exits(child_ignored, 42);
	child_assert_killed(child_status(child_ignored_fault), SIGSEGV);
	child_assert_killed(child_status(child_sent), SIGSEGV);
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

/* A handler has its mask, and runs on the stack that it has chosen. */
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
	user_device_destroy(dev);
	_exit(seen.calls == 2 ? 42 : 2);
}

/* A handler that was there before runs as the kernel would run it. */
static void
test_handler_flags(void **state __rte_unused)
{
	child_assert_exits(child_mask, 42);
	child_assert_exits(child_alternate, 42);
	child_assert_killed(child_status(child_once), SIGSEGV);
	child_assert_exits(child_once_more, 42);
}

int
test_soft_signal_old(void)
{
	const struct CMUnitTest tests[] = {
		user_unit_test(test_ignored_signals),
		user_unit_test(test_handler_flags),
	};

	return TEST_RUN_GROUP("soft signal, handlers before", tests, child_setup, child_teardown);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "soft_guard.h"

static const int guarded[] = { SIGSEGV, SIGBUS };

#define NB_GUARDED	(sizeof(guarded) / sizeof(guarded[0]))

/*
 * A handler that was found where ours belongs, and the one found before it. Never
 * changed and never freed: a thread may be on its way through. There are as many as
 * the application has handlers.
 */
struct guard_old {
	struct sigaction act;
	struct guard_old *before;	/* found earlier, NULL for the first */
	struct guard_old *next;		/* in the list of all */
};

static pthread_mutex_t guard_lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned int guard_users;
static struct guard_old *guard_all[NB_GUARDED];
/* Where faults that are not ours go; published to handlers that run at the time. */
static struct guard_old *guard_top[NB_GUARDED];

__thread struct soft_guard *soft_guard_current;

/* The fault that this thread passes on, to whom, and from where on its stack. */
struct guard_pass {
	const siginfo_t *info;
	const struct guard_old *to;
	uintptr_t frame;
};

static __thread struct guard_pass passed;

/*
 * A handler installed after ours may hand on to ours what we handed to it; that goes to
 * the one before. It is the same signal, and further down the stack. What a handler left
 * by a jump stays behind here, but a new signal at the same address has its frame where
 * that one had it.
 */
static const struct guard_old *
guard_next(unsigned int which, const siginfo_t *info, uintptr_t frame)
{
	if (passed.to != NULL && passed.info == info && frame < passed.frame)
		return passed.to->before;
	return __atomic_load_n(&guard_top[which], __ATOMIC_ACQUIRE);
}

static void
guard_chain(int sig, siginfo_t *info, void *context, uintptr_t frame)
{
	const struct guard_old *old = guard_next(sig == guarded[0] ? 0 : 1, info, frame);
	const struct guard_pass outer = passed;

	passed = (struct guard_pass){ .info = info, .to = old, .frame = frame };
	if (old != NULL && old->act.sa_flags & SA_SIGINFO) {
		old->act.sa_sigaction(sig, info, context);
	} else if (old == NULL || old->act.sa_handler == SIG_DFL ||
			old->act.sa_handler == SIG_IGN) {
		/* The access repeats when this returns, and ends the process as it should. */
		signal(sig, SIG_DFL);
		if (info->si_code <= 0)
			raise(sig);
	} else {
		old->act.sa_handler(sig);
	}
	/* Also keeps the call above from being a jump, which would have no frame. */
	passed = outer;
}

static void
guard_handler(int sig, siginfo_t *info, void *context)
{
	struct soft_guard *guard = soft_guard_current;

	/* si_code is positive only for faults, never for kill() and the like. */
	if (guard != NULL && info->si_code > 0)
		siglongjmp(guard->env, 1);
	guard_chain(sig, info, context, (uintptr_t)__builtin_frame_address(0));
}

static bool
is_ours(const struct sigaction *act)
{
	return (act->sa_flags & SA_SIGINFO) && act->sa_sigaction == guard_handler;
}

/* The record of a handler: an old one, so that those found behind it are forgotten. */
static struct guard_old *
guard_record(unsigned int which, const struct sigaction *act)
{
	struct guard_old *old;

	for (old = guard_all[which]; old != NULL; old = old->next)
		if (old->act.sa_flags == act->sa_flags && old->act.sa_handler == act->sa_handler)
			return old;
	old = malloc(sizeof(*old));
	if (old == NULL)
		return NULL;
	old->act = *act;
	old->before = guard_top[which];
	old->next = guard_all[which];
	guard_all[which] = old;
	return old;
}

static int
guard_install(unsigned int which)
{
	struct sigaction act = { .sa_sigaction = guard_handler };
	struct guard_old *old;
	struct sigaction now;

	if (sigaction(guarded[which], NULL, &now) < 0)
		return -errno;
	if (is_ours(&now))
		return 0;
	old = guard_record(which, &now);
	if (old == NULL)
		return -ENOMEM;
	__atomic_store_n(&guard_top[which], old, __ATOMIC_RELEASE);
	/* NODEFER: a jump out of the handler must leave the signal unblocked. */
	act.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK;
	sigemptyset(&act.sa_mask);
	return sigaction(guarded[which], &act, NULL) < 0 ? -errno : 0;
}

static int
guard_install_all(void)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < NB_GUARDED && ret == 0; i++)
		ret = guard_install(i);
	return ret;
}

/*
 * Somebody may have installed a handler after us: then it stays. What is restored is no
 * longer below us: if it hands on to ours, that goes to the one before.
 */
static void
guard_remove(void)
{
	struct sigaction now;
	unsigned int i;

	for (i = 0; i < NB_GUARDED; i++) {
		struct guard_old *top = guard_top[i];

		if (top == NULL || sigaction(guarded[i], NULL, &now) < 0 || !is_ours(&now))
			continue;
		if (sigaction(guarded[i], &top->act, NULL) == 0)
			__atomic_store_n(&guard_top[i], top->before, __ATOMIC_RELEASE);
	}
}

int
soft_guard_check(void)
{
	int ret;

	pthread_mutex_lock(&guard_lock);
	ret = guard_install_all();
	pthread_mutex_unlock(&guard_lock);
	return ret;
}

int
soft_guard_get(void)
{
	int ret;

	pthread_mutex_lock(&guard_lock);
	ret = guard_install_all();
	if (ret == 0)
		guard_users++;
	else if (guard_users == 0)
		guard_remove();
	pthread_mutex_unlock(&guard_lock);
	return ret;
}

void
soft_guard_put(void)
{
	pthread_mutex_lock(&guard_lock);
	if (--guard_users == 0)
		guard_remove();
	pthread_mutex_unlock(&guard_lock);
}

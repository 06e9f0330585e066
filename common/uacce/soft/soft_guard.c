/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>

#include "soft_guard.h"

static const int guarded[] = { SIGSEGV, SIGBUS };

#define NB_GUARDED	(sizeof(guarded) / sizeof(guarded[0]))

static pthread_mutex_t guard_lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned int guard_users;
static struct sigaction guard_old[NB_GUARDED];

__thread struct soft_guard *soft_guard_current;

static void
guard_chain(int sig, siginfo_t *info, void *context)
{
	const struct sigaction *old = &guard_old[sig == guarded[0] ? 0 : 1];

	if (old->sa_flags & SA_SIGINFO) {
		old->sa_sigaction(sig, info, context);
	} else if (old->sa_handler == SIG_DFL || old->sa_handler == SIG_IGN) {
		/* The access repeats when this returns, and ends the process as it should. */
		signal(sig, SIG_DFL);
		if (info->si_code <= 0)
			raise(sig);
	} else {
		old->sa_handler(sig);
	}
}

static void
guard_handler(int sig, siginfo_t *info, void *context)
{
	struct soft_guard *guard = soft_guard_current;

	/* si_code is positive only for faults, never for kill() and the like. */
	if (guard != NULL && info->si_code > 0)
		siglongjmp(guard->env, 1);
	guard_chain(sig, info, context);
}

static int
guard_install(void)
{
	struct sigaction act;
	size_t i;

	memset(&act, 0, sizeof(act));
	act.sa_sigaction = guard_handler;
	/* NODEFER: a jump out of the handler must leave the signal unblocked. */
	act.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK;
	sigemptyset(&act.sa_mask);
	for (i = 0; i < NB_GUARDED; i++)
		if (sigaction(guarded[i], &act, &guard_old[i]) < 0)
			return -errno;
	return 0;
}

/* Somebody may have installed a handler after us: then it stays. */
static void
guard_remove(void)
{
	struct sigaction now;
	size_t i;

	for (i = 0; i < NB_GUARDED; i++) {
		if (sigaction(guarded[i], NULL, &now) < 0)
			continue;
		if ((now.sa_flags & SA_SIGINFO) && now.sa_sigaction == guard_handler)
			sigaction(guarded[i], &guard_old[i], NULL);
	}
}

int
soft_guard_get(void)
{
	int ret = 0;

	pthread_mutex_lock(&guard_lock);
	if (guard_users == 0)
		ret = guard_install();
	if (ret == 0)
		guard_users++;
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

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#include "soft_atomic.h"
#include "soft_guard.h"

static const int guarded[] = { SIGSEGV, SIGBUS };

#define NB_GUARDED	(sizeof(guarded) / sizeof(guarded[0]))

/* Bytes of a signal mask that the kernel knows; those of glibc are longer. */
#define KERNEL_MASK	((NSIG - 1) / 8)

/*
 * A handler that was found in the place of ours, and the one that was found before it. A record is
 * neither changed nor freed, except for is_spent, as a thread may be using it. There are at most as
 * many as the application has handlers.
 */
struct guard_old {
	struct sigaction act;
	bool is_spent;			/* it was called, and has SA_RESETHAND */
	struct guard_old *before;	/* found before this one, NULL for the first */
	struct guard_old *next;		/* in the list of all */
};

static pthread_mutex_t guard_lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned int guard_users;
static struct guard_old *guard_all[NB_GUARDED];
/* Where faults that are not of guarded work go. Handlers read it at any time. */
static struct guard_old *guard_top[NB_GUARDED];

SOFT_GUARD_TLS struct soft_guard *soft_guard_current;
SOFT_GUARD_TLS bool soft_guard_ready;

/* A fault that this thread passes on, to which handler, and the frame of ours on its stack. */
struct guard_pass {
	const siginfo_t *info;
	struct guard_old *to;
	uintptr_t frame;
};

static SOFT_GUARD_TLS struct guard_pass passed;

/*
 * The handler that a fault is passed to. A handler that was installed after ours may pass a fault
 * to ours that ours passed to it: that goes to the handler found before it. Such a fault has the
 * same siginfo, and a frame further down the stack. If a handler left by a jump, its record stays
 * in `passed`; a new signal whose siginfo has the same address has its frame where the old one
 * was, not further down.
 *
 * Acquire: the pointer is loaded before the record it points to.
 */
static struct guard_old *
guard_next(unsigned int which, const siginfo_t *info, uintptr_t frame)
{
	if (passed.to != NULL && passed.info == info && frame < passed.frame)
		return passed.to->before;
	return soft_atomic_load_acquire(&guard_top[which]);
}

/* Whether an access of this thread failed. Otherwise somebody sent the signal. */
static bool
is_fault(int sig, const siginfo_t *info)
{
	/* The machine found this error by itself, without an access. */
	if (sig == SIGBUS && info->si_code == BUS_MCEERR_AO)
		return false;
	return info->si_code > 0;
}

/* Whether an action is a function, with or without SA_SIGINFO. */
static bool
is_function(const struct sigaction *act)
{
	return act->sa_handler != SIG_DFL && act->sa_handler != SIG_IGN;
}

/* Call a handler as the kernel does, with the signals blocked that it asked for. */
static void
guard_call(struct guard_old *old, int sig, siginfo_t *info, void *context)
{
	sigset_t mask = old->act.sa_mask, before;

	if (old->act.sa_flags & SA_RESETHAND)
		soft_atomic_store_relaxed(&old->is_spent, true);
	if (!(old->act.sa_flags & SA_NODEFER))
		sigaddset(&mask, sig);
	pthread_sigmask(SIG_BLOCK, &mask, &before);
	if (old->act.sa_flags & SA_SIGINFO)
		old->act.sa_sigaction(sig, info, context);
	else
		old->act.sa_handler(sig);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/*
 * Do what the kernel does without a handler. A fault ends the process even if the signal is
 * ignored, as the access is repeated when the handler returns.
 */
static void
guard_no_handler(const struct guard_old *old, int sig, const siginfo_t *info)
{
	if (!is_fault(sig, info) && old != NULL && old->act.sa_handler == SIG_IGN)
		return;
	signal(sig, SIG_DFL);
	if (!is_fault(sig, info))
		raise(sig);
}

static void
guard_chain(int sig, siginfo_t *info, void *context, uintptr_t frame)
{
	struct guard_old *old = guard_next(sig == guarded[0] ? 0 : 1, info, frame);
	const struct guard_pass outer = passed;

	passed = (struct guard_pass){ .info = info, .to = old, .frame = frame };
	if (old != NULL && is_function(&old->act) &&
			!soft_atomic_load_relaxed(&old->is_spent))
		guard_call(old, sig, info, context);
	else
		guard_no_handler(old, sig, info);
	/* This store also keeps the call above from being a tail call, without a frame of ours. */
	passed = outer;
}

/* The mask of the code that the signal interrupted, with the guarded signals unblocked. */
static void
interrupted_mask(const void *context, sigset_t *mask)
{
	unsigned int i;

	if (context == NULL)
		pthread_sigmask(SIG_SETMASK, NULL, mask);
	else
		memcpy(mask, &((const ucontext_t *)context)->uc_sigmask, KERNEL_MASK);
	for (i = 0; i < NB_GUARDED; i++)
		sigdelset(mask, guarded[i]);
}

/* Whether a fault says which address it is about. */
static bool
has_address(const siginfo_t *info)
{
#ifdef __aarch64__
	/* qemu's user emulation says NULL for an address that no process can have. */
	return info->si_addr != NULL;
#else
	/* x86 does not say which address was not canonical. */
	return info->si_code != SI_KERNEL;
#endif
}

static struct soft_access
failed_access(int sig, const siginfo_t *info)
{
	struct soft_access access = {
		.is_known = has_address(info),
		.addr = (uintptr_t)info->si_addr,
		.len = 1,
	};

	if (sig == SIGBUS && info->si_code == BUS_MCEERR_AR) {
		access.len = (uint64_t)1 << info->si_addr_lsb;
		access.addr &= ~(access.len - 1);
	}
	return access;
}

/*
 * Jump back if the guarded work names the memory. The mask is set before the search, which may
 * itself read memory that is not there. A handler that passed the signal to ours may have blocked
 * more signals, and they must not stay blocked after the jump.
 */
static void
guard_jump(struct soft_guard *guard, int sig, const siginfo_t *info, const void *context)
{
	const struct soft_access access = failed_access(sig, info);
	sigset_t mask, before;

	sigemptyset(&mask);
	interrupted_mask(context, &mask);
	pthread_sigmask(SIG_SETMASK, &mask, &before);
	if (guard->names(guard, &access))
		siglongjmp(guard->env, 1);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void
guard_handler(int sig, siginfo_t *info, void *context)
{
	if (soft_guard_current != NULL && is_fault(sig, info))
		guard_jump(soft_guard_current, sig, info, context);
	guard_chain(sig, info, context, (uintptr_t)__builtin_frame_address(0));
}

void
soft_guard_unblock(void)
{
	sigset_t mask;
	unsigned int i;

	sigemptyset(&mask);
	for (i = 0; i < NB_GUARDED; i++)
		sigaddset(&mask, guarded[i]);
	pthread_sigmask(SIG_UNBLOCK, &mask, NULL);
	soft_guard_ready = true;
}

struct read_guard {
	struct soft_guard guard;
	uint64_t addr;
	size_t len;
};

static bool
read_names(const struct soft_guard *guard, const struct soft_access *access)
{
	const struct read_guard *read = (const void *)guard;

	return !access->is_known || access->addr - read->addr < read->len;
}

bool
soft_guard_read(void *to, uint64_t addr, size_t len)
{
	struct read_guard read = { .guard.names = read_names, .addr = addr, .len = len };
	struct soft_guard *outer = soft_guard_current;
	bool good = false;

	if (soft_guard_enter(&read.guard) == 0) {
		memcpy(to, (const void *)(uintptr_t)addr, len);
		good = true;
	}
	soft_guard_current = outer;
	return good;
}

static bool
is_ours(const struct sigaction *act)
{
	return (act->sa_flags & SA_SIGINFO) && act->sa_sigaction == guard_handler;
}

/*
 * The record of a handler; NULL if there is no memory. If the handler was found before, its old
 * record is used again, and those found since are no longer passed to.
 */
static struct guard_old *
guard_record(unsigned int which, const struct sigaction *act)
{
	struct guard_old *old;

	for (old = guard_all[which]; old != NULL; old = old->next) {
		if (old->act.sa_flags == act->sa_flags &&
				old->act.sa_handler == act->sa_handler &&
				memcmp(&old->act.sa_mask, &act->sa_mask, KERNEL_MASK) == 0) {
			/* It was installed again since. */
			soft_atomic_store_relaxed(&old->is_spent, false);
			return old;
		}
	}
	old = malloc(sizeof(*old));
	if (old == NULL)
		return NULL;
	old->act = *act;
	old->is_spent = false;
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
	/* Release: the record is stored before the pointer that a handler loads. */
	soft_atomic_store_release(&guard_top[which], old);
	/*
	 * SA_NODEFER, as the search for the address may fault. A handler that was there before
	 * runs on the stack that it asked for, and a signal that was ignored still interrupts no
	 * system call.
	 */
	act.sa_flags = SA_SIGINFO | SA_NODEFER;
	act.sa_flags |= is_function(&now) ? now.sa_flags & (SA_ONSTACK | SA_RESTART) :
		SA_ONSTACK | SA_RESTART;
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
 * Restore the handlers that were there before ours, unless others took the place of ours. A handler
 * that is restored and passes a fault to ours finds the handler before it at guard_top.
 */
static void
guard_remove(void)
{
	struct sigaction now;
	unsigned int i;

	for (i = 0; i < NB_GUARDED; i++) {
		const struct sigaction none = { .sa_handler = SIG_DFL };
		struct guard_old *top = guard_top[i];

		if (top == NULL || sigaction(guarded[i], NULL, &now) < 0 || !is_ours(&now))
			continue;
		if (sigaction(guarded[i], top->is_spent ? &none : &top->act, NULL) == 0)
			/* Release: as in guard_install(). */
			soft_atomic_store_release(&guard_top[i], top->before);
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

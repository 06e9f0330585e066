/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include <rte_common.h>

#include "uacce_compat.h"
#include "uacce_log.h"
#include "uacce_removal.h"

/* Two regions of each of as many queues as sixteen devices have. */
#define MAX_WATCHED	8192
/* Handlers of an application and of other libraries. */
#define MAX_FOUND	16

/* Written under the lock; the handler reads without. A region is there while addr is not 0. */
static struct {
	RTE_ATOMIC(uintptr_t) addr;
	size_t len;		/* written before addr */
} watched[MAX_WATCHED];

static RTE_ATOMIC(unsigned int) nb_watched;	/* entries that were ever used */
static pthread_mutex_t watch_lock = PTHREAD_MUTEX_INITIALIZER;

/* Handlers that were found where ours belongs, in the order of finding. */
static struct sigaction found[MAX_FOUND];
static RTE_ATOMIC(unsigned int) nb_found;

/*
 * A fault that this thread hands on: from which frame, and to which handler, counted from the
 * one found last. In static memory of the thread: a handler must not allocate.
 */
struct pass {
	const siginfo_t *info;
	uintptr_t frame;
	unsigned int level;
};

static __thread struct pass passed __attribute__((tls_model("initial-exec")));

/*
 * Put memory in place of a region, in one step, as other threads use it. The region is
 * replaced as a whole: the kernel frees what it keeps of a region with any part that is
 * unmapped.
 */
static bool
replace(uintptr_t addr, size_t len)
{
	void *mem = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (mem == MAP_FAILED)
		return false;
	memset(mem, 0xff, len);
	return mremap(mem, len, len, MREMAP_MAYMOVE | MREMAP_FIXED, (void *)addr) != MAP_FAILED;
}

/* Whether a fault was in a watched region, which is then mended. */
static bool
mend(uintptr_t fault)
{
	unsigned int i, n = rte_atomic_load_explicit(&nb_watched, rte_memory_order_acquire);

	for (i = 0; i < n; i++) {
		uintptr_t addr = rte_atomic_load_explicit(&watched[i].addr,
				rte_memory_order_acquire);

		if (addr != 0 && fault >= addr && fault - addr < watched[i].len)
			return replace(addr, watched[i].len);
	}
	return false;
}

/*
 * A handler that was installed over this one, and found there later, may hand on to it what it
 * was handed: the same signal, further down the stack. That goes to the handler found before.
 */
static void
hand_on(int sig, siginfo_t *info, void *context, uintptr_t frame)
{
	const bool again = passed.info == info && frame < passed.frame;
	const unsigned int level = again ? passed.level + 1 : 0;
	const unsigned int n = rte_atomic_load_explicit(&nb_found, rte_memory_order_acquire);
	const struct sigaction *to = level < n ? &found[n - 1 - level] : NULL;
	const struct pass outer = passed;

	passed = (struct pass){ .info = info, .frame = frame, .level = level };
	if (to != NULL && (to->sa_flags & SA_SIGINFO) != 0) {
		to->sa_sigaction(sig, info, context);
	} else if (to != NULL && to->sa_handler != SIG_DFL && to->sa_handler != SIG_IGN) {
		to->sa_handler(sig);
	} else {
		/* The access repeats when this returns, and ends the process as it should. */
		signal(sig, SIG_DFL);
		if (info->si_code <= 0)
			raise(sig);
	}
	passed = outer;
}

static void
handler(int sig, siginfo_t *info, void *context)
{
	const int saved = errno;

	/* si_code is positive only for faults, never for kill() and the like. */
	if (info->si_code <= 0 || !mend((uintptr_t)info->si_addr))
		hand_on(sig, info, context, (uintptr_t)__builtin_frame_address(0));
	errno = saved;
}

static bool
is_same(const struct sigaction *a, const struct sigaction *b)
{
	return a->sa_flags == b->sa_flags && a->sa_handler == b->sa_handler;
}

/* Put the handler in place, unless it is. @return 0, or a negative errno. */
static int
install(void)
{
	/* NODEFER: a handler that this one hands on to may leave by a jump. */
	struct sigaction act = {
		.sa_sigaction = handler,
		.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK,
	};
	struct sigaction now;
	unsigned int i;

	if (sigaction(SIGBUS, NULL, &now) < 0)
		return -errno;
	if ((now.sa_flags & SA_SIGINFO) != 0 && now.sa_sigaction == handler)
		return 0;
	/* One that is known stands for those found behind it, too. */
	for (i = 0; i < nb_found && !is_same(&found[i], &now); i++)
		;
	if (i == MAX_FOUND)
		return -ENOSPC;
	if (i == nb_found)
		found[i] = now;
	rte_atomic_store_explicit(&nb_found, i + 1, rte_memory_order_release);
	sigemptyset(&act.sa_mask);
	return sigaction(SIGBUS, &act, NULL) < 0 ? -errno : 0;
}

int
uacce_removal_detach(void *addr, size_t len)
{
	return replace((uintptr_t)addr, len) ? 0 : -ENOMEM;
}

void
uacce_removal_watch(void *addr, size_t len)
{
	unsigned int i;

	pthread_mutex_lock(&watch_lock);
	for (i = 0; i < nb_watched && watched[i].addr != 0; i++)
		;
	if (i == MAX_WATCHED || install() < 0) {
		UACCE_LOG(WARNING, "removal of a device will end the process: %s",
				i == MAX_WATCHED ? "too many queues" : "no handler for SIGBUS");
	} else {
		watched[i].len = len;
		rte_atomic_store_explicit(&watched[i].addr, (uintptr_t)addr,
				rte_memory_order_release);
		if (i == nb_watched)
			rte_atomic_store_explicit(&nb_watched, i + 1,
					rte_memory_order_release);
	}
	pthread_mutex_unlock(&watch_lock);
}

void
uacce_removal_unwatch(const void *addr)
{
	unsigned int i;

	pthread_mutex_lock(&watch_lock);
	for (i = 0; i < nb_watched; i++)
		if (watched[i].addr == (uintptr_t)addr)
			rte_atomic_store_explicit(&watched[i].addr, 0,
					rte_memory_order_release);
	pthread_mutex_unlock(&watch_lock);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Addresses that fault under the soft device, and the signal handlers of an application
 * next to those that catch the faults.
 */

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <rte_common.h>

#include "soft_user.h"

static void
faults_as(unsigned int workers)
{
	size_t page = sysconf(_SC_PAGESIZE);
	struct soft_device *dev = user_device(3, workers, NULL);
	uint8_t in[64] = { 1 }, out[128];
	uint8_t *map = mmap(NULL, 2 * page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	const struct hisi_zip_sqe good = user_request(3, HISI_ZIP_REQ_DEFLATE, in, 64, out, 128);
	struct hisi_zip_sqe sqe, got;
	struct user u;
	unsigned int i;

	assert_ptr_not_equal(map, MAP_FAILED);
	/* After munmap() something else could be mapped there. */
	assert_int_equal(mprotect(map + page, page, PROT_NONE), 0);
	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	for (i = 0; i < 6; i++) {
		sqe = good;
		if (i == 0)
			sqe.source_addr = (uintptr_t)map + page;	/* no access */
		else if (i == 1)
			sqe.source_addr = (uintptr_t)map + page - 1;	/* half of it */
		else if (i == 2)
			sqe.dest_addr = (uintptr_t)map;			/* read-only */
		else if (i == 3)
			sqe.source_addr = 0;
		else if (i == 4)
			sqe.dest_addr = UINT64_C(0xdead000000000000);	/* not canonical */
		else
			sqe.source_addr = UINT64_MAX - 3;		/* wraps */
		got = user_serve(&u, &sqe);
		assert_int_equal(user_status(&got), HISI_ZIP_BAD_ADDR);
		assert_int_equal(got.produced, 0);
		got = user_serve(&u, &good);
		assert_int_equal(user_status(&got), HISI_ZIP_OK);
	}
	munmap(map, 2 * page);
	user_close(&u);
	user_device_destroy(dev);
}

static void
test_addresses_that_fault(void **state __rte_unused)
{
	faults_as(0);
	faults_as(1);
}

static uint8_t *no_access;	/* a page of none, while a test that needs it runs */

static int
setup_page(void **state __rte_unused)
{
	no_access = mmap(NULL, sysconf(_SC_PAGESIZE), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS,
			-1, 0);
	return no_access == MAP_FAILED ? -1 : 0;
}

static int
teardown_page(void **state __rte_unused)
{
	return munmap(no_access, sysconf(_SC_PAGESIZE));
}

/* Whether a queue that is opened now ends a request for that page with an error, and goes on. */
static bool
guards(struct soft_device *dev)
{
	uint8_t in[64] = { 1 }, out[128];
	const struct hisi_zip_sqe good = user_request(3, HISI_ZIP_REQ_DEFLATE, in, 64, out, 128);
	struct hisi_zip_sqe bad = good, got;
	struct user u;
	bool guarded;

	bad.source_addr = (uintptr_t)no_access;
	user_open(&u, dev, HISI_ZIP_QC_COMPRESS);
	got = user_serve(&u, &bad);
	guarded = user_status(&got) == HISI_ZIP_BAD_ADDR;
	got = user_serve(&u, &good);
	user_close(&u);
	return guarded && user_status(&got) == HISI_ZIP_OK;
}

static bool own_fault;	/* of the test's, so that nothing else passes for it */

/* A fault of other code than the device. */
static void
fault(void)
{
	own_fault = true;
	*(volatile uint8_t *)no_access = 1;
}

static void
install(void (*handler)(int sig, siginfo_t *info, void *context), struct sigaction *old)
{
	struct sigaction act = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };

	sigaction(SIGSEGV, &act, old);
	sigaction(SIGBUS, &act, NULL);
}

static void
exit_42(int sig __rte_unused)
{
	_exit(42);
}

static void
exit_43(int sig __rte_unused, siginfo_t *info __rte_unused, void *context __rte_unused)
{
	_exit(own_fault ? 43 : 5);
}

/* The exit code of a child process, which must not assert: the tests go on in the parent. */
static int
child_status(void (*child)(void))
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		child();
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void
assert_child_exits(void (*child)(void), int code)
{
	int status = child_status(child);

	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), code);
}

static void
child_own_handler(void)
{
	signal(SIGSEGV, exit_42);
	signal(SIGBUS, exit_42);
	user_device(3, 0, NULL);
	raise(SIGSEGV);
}

static void
child_default(void)
{
	signal(SIGSEGV, SIG_DFL);
	signal(SIGBUS, SIG_DFL);
	user_device(3, 0, NULL);
	fault();
}

/* Faults of other code than the device go to the application. */
static void
test_other_faults_are_chained(void **state __rte_unused)
{
	int status;

	assert_child_exits(child_own_handler, 42);
	status = child_status(child_default);
	assert_true(WIFSIGNALED(status));
	assert_true(WTERMSIG(status) == SIGSEGV || WTERMSIG(status) == SIGBUS);
}

/* Handlers in the place of those of the device, installed before another device is made. */
static void
child_new_device(void)
{
	struct soft_device *a = user_device(3, 0, NULL), *b;

	install(exit_43, NULL);
	b = user_device(3, 1, NULL);
	if (!guards(b) || !guards(a))
		_exit(1);
	fault();
}

/* The same, before a queue of the device is started. */
static void
child_new_queue(void)
{
	struct soft_device *dev = user_device(3, 1, NULL);

	if (!guards(dev))
		_exit(1);
	install(exit_43, NULL);
	if (!guards(dev))
		_exit(2);
	fault();
}

static void
test_handlers_taken_away(void **state __rte_unused)
{
	assert_child_exits(child_new_device, 43);
	assert_child_exits(child_new_queue, 43);
}

#define CHAINED	2

/* Handlers that pass a fault to what was there before them, and count. */
static struct sigaction chained_to[CHAINED];
static unsigned int chain_calls[CHAINED];

static void
chain_on(unsigned int i, int sig, siginfo_t *info, void *context)
{
	if (++chain_calls[i] > 1)
		_exit(3);
	chained_to[i].sa_sigaction(sig, info, context);
}

static void
chain_0(int sig, siginfo_t *info, void *context)
{
	chain_on(0, sig, info, context);
}

static void
chain_1(int sig, siginfo_t *info, void *context)
{
	/* The one installed later comes first. */
	if (chain_calls[0] != 0)
		_exit(4);
	chain_on(1, sig, info, context);
}

static void
exit_by_calls(int sig __rte_unused, siginfo_t *info __rte_unused, void *context __rte_unused)
{
	_exit(40 + chain_calls[0] + chain_calls[1]);
}

static void
child_chain(void)
{
	struct soft_device *dev;

	install(exit_by_calls, NULL);
	dev = user_device(3, 0, NULL);
	install(chain_0, &chained_to[0]);
	if (!guards(dev))
		_exit(1);
	install(chain_1, &chained_to[1]);
	if (!guards(dev))
		_exit(2);
	fault();
}

/* After the device is destroyed the last handler is in place, and still passes faults to ours. */
static void
child_chain_behind(void)
{
	struct soft_device *dev;

	install(exit_by_calls, NULL);
	dev = user_device(3, 0, NULL);
	install(chain_0, &chained_to[0]);
	if (!guards(dev))
		_exit(1);
	user_device_destroy(dev);
	fault();
}

/* Each handler is called once, the last first, and the first ends the process. */
static void
test_handlers_that_chain(void **state __rte_unused)
{
	assert_child_exits(child_chain, 42);
	assert_child_exits(child_chain_behind, 41);
}

static sigjmp_buf jump_to;

static void
jump(int sig __rte_unused, siginfo_t *info __rte_unused, void *context __rte_unused)
{
	siglongjmp(jump_to, 1);
}

static void
child_jump(void)
{
	struct soft_device *dev;
	volatile int jumps = 0;

	install(exit_43, NULL);
	dev = user_device(3, 0, NULL);
	install(jump, NULL);
	if (!guards(dev))
		_exit(1);
	while (jumps < 3) {
		if (sigsetjmp(jump_to, 1) == 0)
			fault();
		jumps++;
	}
	_exit(guards(dev) ? 44 : 2);
}

/* A handler that does not return gets the next fault as well. */
static void
test_handlers_that_jump(void **state __rte_unused)
{
	assert_child_exits(child_jump, 44);
}

static void
test_handlers_are_restored(void **state __rte_unused)
{
	struct sigaction before, during, after;

	assert_int_equal(sigaction(SIGSEGV, NULL, &before), 0);
	struct soft_device *a = user_device(3, 0, NULL);
	struct soft_device *b = user_device(3, 0, NULL);

	user_device_destroy(a);
	assert_int_equal(sigaction(SIGSEGV, NULL, &during), 0);
	assert_ptr_not_equal(during.sa_sigaction, before.sa_sigaction);
	user_device_destroy(b);
	assert_int_equal(sigaction(SIGSEGV, NULL, &after), 0);
	assert_ptr_equal(after.sa_sigaction, before.sa_sigaction);
}

/* The handlers found last are those that are restored. */
static void
child_restore(void)
{
	struct soft_device *a = user_device(3, 0, NULL), *b;
	struct sigaction now;

	install(exit_43, NULL);
	b = user_device(3, 0, NULL);
	user_device_destroy(b);
	if (!guards(a))
		_exit(1);
	user_device_destroy(a);
	if (sigaction(SIGBUS, NULL, &now) < 0 || now.sa_sigaction != exit_43)
		_exit(2);
	fault();
}

static void
test_last_handlers_are_restored(void **state __rte_unused)
{
	assert_child_exits(child_restore, 43);
}

#define GUARD_ROUNDS	100

static void *
guard_user(void *arg __rte_unused)
{
	uintptr_t good = 0;
	unsigned int i;

	for (i = 0; i < GUARD_ROUNDS; i++) {
		struct soft_device *dev = user_device(3, i % 2, NULL);

		good += guards(dev);
		user_device_destroy(dev);
	}
	return (void *)good;
}

/* Devices come, fault and go in threads of their own. */
static void
test_guard_threads(void **state __rte_unused)
{
	pthread_t threads[3];
	unsigned int i;
	void *good;

	for (i = 0; i < RTE_DIM(threads); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, guard_user, NULL), 0);
	for (i = 0; i < RTE_DIM(threads); i++) {
		assert_int_equal(pthread_join(threads[i], &good), 0);
		assert_int_equal((uintptr_t)good, GUARD_ROUNDS);
	}
}

int
test_soft_guard(void)
{
	static const struct CMUnitTest tests[] = {
		user_unit_test(test_addresses_that_fault),
		user_unit_test(test_other_faults_are_chained),
		user_unit_test(test_handlers_taken_away),
		user_unit_test(test_handlers_that_chain),
		user_unit_test(test_handlers_that_jump),
		user_unit_test(test_handlers_are_restored),
		user_unit_test(test_last_handlers_are_restored),
		user_unit_test(test_guard_threads),
	};

	return TEST_RUN_GROUP("soft guard", tests, setup_page, teardown_page);
}

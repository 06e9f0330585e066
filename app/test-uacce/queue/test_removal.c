/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * A device that is removed while its queue is in use. Its regions are files of this test, as
 * an access behind the end of a file raises SIGBUS, too.
 */

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <rte_common.h>

#include "hisi_qm.h"
#include "test.h"
#include "uacce_queue.h"

#define DEPTH	8u

static int files[UACCE_NB_REGIONS] = { -1, -1 };
static struct uacce_device device;

/* The handler of an application, and what it met. */
static struct sigaction old_action;
static sigjmp_buf jump;
static volatile sig_atomic_t expected, met;

static int
fake_attr(const struct uacce_device *dev __rte_unused, const char *attr __rte_unused,
		char *buf __rte_unused, size_t len __rte_unused)
{
	return -ENOENT;
}

static int
fake_open(struct uacce_queue *q __rte_unused)
{
	return 0;
}

static int
fake_ioctl(struct uacce_queue *q __rte_unused, unsigned long cmd, void *arg)
{
	const struct hisi_qm_qp_info info = {
		.sqe_size = HISI_QM_SQE_SIZE, .sq_depth = DEPTH, .cq_depth = DEPTH,
	};

	if (cmd == HISI_QM_CMD_SET_QP_INFO)
		memcpy(arg, &info, sizeof(info));
	return 0;
}

static int
fake_map(struct uacce_queue *q __rte_unused, enum uacce_region region, size_t len, void **addr)
{
	files[region] = memfd_create("region", 0);
	assert_true(files[region] >= 0);
	assert_int_equal(ftruncate(files[region], len), 0);
	*addr = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, files[region], 0);
	assert_ptr_not_equal(*addr, MAP_FAILED);
	return 0;
}

static void
fake_unmap(struct uacce_queue *q, enum uacce_region region)
{
	assert_int_equal(munmap(q->region[region], q->region_len[region]), 0);
	close(files[region]);
}

static void
fake_close(struct uacce_queue *q __rte_unused)
{
}

static const struct uacce_transport transport = {
	.name = "files",
	.removable = true,
	.attr = fake_attr,
	.open = fake_open,
	.ioctl = fake_ioctl,
	.map = fake_map,
	.unmap = fake_unmap,
	.close = fake_close,
};

static void
remove_device(void)
{
	unsigned int i;

	for (i = 0; i < UACCE_NB_REGIONS; i++)
		assert_int_equal(ftruncate(files[i], 0), 0);
}

static void
open_ring(struct hisi_qm *qm)
{
	memset(qm, 0, sizeof(*qm));
	assert_int_equal(hisi_qm_open(qm, &device, 0), 0);
	assert_int_equal(hisi_qm_start(qm), 0);
}

/* A completion as the device writes it. */
static void
complete(struct hisi_qm *qm, uint32_t at)
{
	qm->cq[at & qm->cq_mask].hi = (at & qm->sq_mask) |
		(uint64_t)(~(at >> qm->cq_shift) & 1) << HISI_QM_CQE_PHASE_S;
}

/* Use the ring up to a counter, so that the removal comes in this lap or that. */
static void
advance(struct hisi_qm *qm, uint32_t to)
{
	while (qm->completed != to) {
		hisi_qm_submit(qm, 1);
		complete(qm, qm->completed);
		assert_int_equal(hisi_qm_poll(qm, 1), 1);
		hisi_qm_release(qm, 1);
	}
}

/* Whichever access comes first, the ring is dead, and all it holds can be given back. */
static void
test_removed(void **state __rte_unused)
{
	struct hisi_qm qm;
	uint32_t start;
	unsigned int first;

	for (start = 0; start <= 2 * DEPTH; start++) {
		for (first = 0; first < 5; first++) {
			open_ring(&qm);
			advance(&qm, start);
			hisi_qm_submit(&qm, 3);
			complete(&qm, start);
			remove_device();
			if (first == 0)
				assert_false(hisi_qm_can_submit(&qm));
			else if (first == 1)
				hisi_qm_submit(&qm, 1);
			else if (first == 2)
				memset(hisi_qm_sqe(&qm, 0), 0, HISI_QM_SQE_SIZE);
			else if (first == 3)
				assert_int_equal(hisi_qm_poll(&qm, 8), 0);
			else
				assert_true(hisi_qm_is_dead(&qm));
			assert_int_equal(hisi_qm_poll(&qm, 8), 0);
			assert_true(hisi_qm_is_dead(&qm));
			assert_false(hisi_qm_can_submit(&qm));
			assert_int_equal(hisi_qm_quiet(&qm), first == 1 ? 4 : 3);
			hisi_qm_release(&qm, hisi_qm_quiet(&qm));
			assert_int_equal(hisi_qm_outstanding(&qm), 0);
			hisi_qm_close(&qm);
		}
	}
}

/* What a driver reads of a descriptor that it was about to look at is no success. */
static void
test_results_are_none(void **state __rte_unused)
{
	const uint8_t *sqe;
	struct hisi_qm qm;
	unsigned int i;

	open_ring(&qm);
	hisi_qm_submit(&qm, 1);
	complete(&qm, 0);
	assert_int_equal(hisi_qm_poll(&qm, 8), 1);
	remove_device();
	sqe = hisi_qm_sqe(&qm, 0);
	for (i = 0; i < HISI_QM_SQE_SIZE; i++)
		assert_int_equal(sqe[i], 0xff);
	hisi_qm_close(&qm);
}

/* Two threads in the same region. */
static void *
toucher(void *arg)
{
	struct hisi_qm *qm = arg;

	while (!hisi_qm_is_dead(qm))
		;
	return NULL;
}

static void
test_two_threads(void **state __rte_unused)
{
	pthread_t threads[2];
	struct hisi_qm qm;
	unsigned int round, i;

	for (round = 0; round < 20; round++) {
		open_ring(&qm);
		for (i = 0; i < RTE_DIM(threads); i++)
			assert_int_equal(pthread_create(&threads[i], NULL, toucher, &qm), 0);
		sched_yield();
		remove_device();
		for (i = 0; i < RTE_DIM(threads); i++)
			assert_int_equal(pthread_join(threads[i], NULL), 0);
		hisi_qm_close(&qm);
	}
}

/* Another device, which is not removed, is as it was. */
static void
test_other_device(void **state __rte_unused)
{
	int kept[UACCE_NB_REGIONS];
	struct hisi_qm other, qm;

	open_ring(&other);
	memcpy(kept, files, sizeof(kept));
	hisi_qm_submit(&other, 1);
	complete(&other, 0);
	open_ring(&qm);
	remove_device();
	assert_true(hisi_qm_is_dead(&qm));
	hisi_qm_close(&qm);
	assert_false(hisi_qm_is_dead(&other));
	assert_true(hisi_qm_can_submit(&other));
	assert_int_equal(hisi_qm_poll(&other, 8), 1);
	memcpy(files, kept, sizeof(kept));
	hisi_qm_close(&other);
}

/* An application's handler. It hands on what it did not expect, and is not called twice. */
static void
app_handler(int sig, siginfo_t *info, void *context)
{
	met++;
	if (expected)
		siglongjmp(jump, 1);
	old_action.sa_sigaction(sig, info, context);
}

/* Cause a fault, and say whether the application's handler left it by a jump. */
static bool
fault_is_caught(volatile uint8_t *mem)
{
	met = 0;
	expected = 1;
	if (sigsetjmp(jump, 1) == 0) {
		*mem = 1;
		fail_msg("no fault");
	}
	expected = 0;
	return met == 1;
}

/* Where an access raises SIGBUS, and no device is. */
static volatile uint8_t *
map_nothing(void)
{
	int file = memfd_create("other", 0);
	void *mem;

	assert_true(file >= 0);
	mem = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	assert_ptr_not_equal(mem, MAP_FAILED);
	close(file);
	return mem;
}

static void
removal_is_met(struct hisi_qm *qm)
{
	remove_device();
	assert_true(hisi_qm_is_dead(qm));
	hisi_qm_close(qm);
}

/* Faults elsewhere reach the application's handler, installed before a device is used or after. */
static void
test_other_faults(void **state __rte_unused)
{
	struct sigaction act = { .sa_sigaction = app_handler, .sa_flags = SA_SIGINFO | SA_NODEFER };
	volatile uint8_t *mem = map_nothing();
	struct hisi_qm qm;
	unsigned int i;

	assert_int_equal(sigaction(SIGBUS, &act, &old_action), 0);
	open_ring(&qm);
	assert_true(fault_is_caught(mem));
	removal_is_met(&qm);
	assert_true(fault_is_caught(mem));
	/* Over the handler of the device, handing on to it; found there by the next device. */
	assert_int_equal(sigaction(SIGBUS, &act, &old_action), 0);
	open_ring(&qm);
	for (i = 0; i < 3; i++)
		assert_true(fault_is_caught(mem));
	removal_is_met(&qm);
	open_ring(&qm);
	assert_int_equal(sigaction(SIGBUS, &act, &old_action), 0);
	met = 0;
	removal_is_met(&qm);
	/* One for either region at most, handed on. */
	assert_true(met >= 1 && met <= 2);
	assert_true(fault_is_caught(mem));
	munmap((void *)(uintptr_t)mem, 4096);
}

static void
fatal_handler(int sig, siginfo_t *info, void *context)
{
	old_action.sa_sigaction(sig, info, context);
}

/* A fault that nobody takes ends the process, and is no loop of two handlers. */
static void
test_fatal_fault(void **state __rte_unused)
{
	struct sigaction act = { .sa_sigaction = fatal_handler, .sa_flags = SA_SIGINFO };
	struct hisi_qm qm;
	int status;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		signal(SIGBUS, SIG_DFL);
		alarm(20);
		open_ring(&qm);
		sigaction(SIGBUS, &act, &old_action);
		hisi_qm_close(&qm);
		open_ring(&qm);
		*map_nothing() = 1;
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGBUS);
}

static int
setup(void **state __rte_unused)
{
	memset(&device, 0, sizeof(device));
	strcpy(device.name, "hisi_zip-3");
	device.region_size[UACCE_REGION_MMIO] = 8192;
	device.region_size[UACCE_REGION_DUS] = 8192;
	device.transport = &transport;
	return 0;
}

int
test_removal(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_removed),
		cmocka_unit_test(test_results_are_none),
		cmocka_unit_test(test_two_threads),
		cmocka_unit_test(test_other_device),
		cmocka_unit_test(test_other_faults),
		cmocka_unit_test(test_fatal_fault),
	};

	return TEST_RUN_GROUP("removal", tests, setup, NULL);
}

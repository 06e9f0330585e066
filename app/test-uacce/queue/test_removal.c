/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * A device that is removed while its queue is in use. Its regions are files of this test: an access
 * behind the end of a file raises SIGBUS, as one to a removed device does.
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

/* A mapped region and the file behind it. */
struct region {
	void *addr;
	size_t len;
	int file;
};

/* Regions of all rings that are open. */
static struct region regions[4];
static struct uacce_device device;
/* Rings of a test, closed by its tear-down. */
static struct hisi_qm ring, other_ring;
/* Threads of a test, joined by its tear-down. */
static pthread_t threads[2];
static unsigned int nb_threads;

/* The signal handler of an application, and the signals that it caught. */
static struct sigaction old_action;
static sigjmp_buf jump;
static volatile sig_atomic_t expected, met;

/* The region at an address, or a free entry for NULL. */
static struct region *
find_region(const void *addr)
{
	unsigned int i;

	for (i = 0; i < RTE_DIM(regions); i++)
		if (regions[i].addr == addr)
			return &regions[i];
	return NULL;
}

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
fake_map(struct uacce_queue *q __rte_unused, enum uacce_region region __rte_unused, size_t len,
		void **addr)
{
	struct region *r = find_region(NULL);

	assert_non_null(r);
	r->file = memfd_create("region", 0);
	assert_true(r->file >= 0);
	assert_int_equal(ftruncate(r->file, len), 0);
	r->len = len;
	r->addr = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, r->file, 0);
	assert_ptr_not_equal(r->addr, MAP_FAILED);
	*addr = r->addr;
	return 0;
}

static void
fake_unmap(struct uacce_queue *q, enum uacce_region region)
{
	struct region *r = find_region(q->region[region]);

	assert_non_null(r);
	assert_int_equal(munmap(r->addr, r->len), 0);
	close(r->file);
	r->addr = NULL;
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

/* Remove the device of a ring. */
static void
remove_device(const struct hisi_qm *qm)
{
	unsigned int i;

	for (i = 0; i < UACCE_NB_REGIONS; i++) {
		const struct region *r = find_region(qm->queue.region[i]);

		assert_non_null(r);
		assert_int_equal(ftruncate(r->file, 0), 0);
	}
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

/* Use the ring up to a counter, so that the removal comes at any place of a lap. */
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

/* The access to a region that finds the device removed. */
enum first {
	FIRST_STATUS_TX,
	FIRST_DOORBELL,
	FIRST_DESCRIPTOR,
	FIRST_COMPLETION,
	FIRST_STATUS_RX,
	NB_FIRST,
};

static void
first_access(struct hisi_qm *qm, enum first first)
{
	switch (first) {
	case FIRST_STATUS_TX:
		assert_false(hisi_qm_can_submit(qm));
		break;
	case FIRST_DOORBELL:
		hisi_qm_submit(qm, 1);
		break;
	case FIRST_DESCRIPTOR:
		memset(hisi_qm_sqe(qm, 0), 0, HISI_QM_SQE_SIZE);
		break;
	case FIRST_COMPLETION:
		assert_int_equal(hisi_qm_poll(qm, 8), 0);
		break;
	default:
		assert_true(hisi_qm_is_dead(qm));
		break;
	}
}

/* Whichever access comes first, the ring is dead then, and all its descriptors can be released. */
static void
test_removed(void **state __rte_unused)
{
	struct hisi_qm *qm = &ring;
	uint32_t start;
	unsigned int first;

	for (start = 0; start <= 2 * DEPTH; start++) {
		for (first = 0; first < NB_FIRST; first++) {
			open_ring(qm);
			advance(qm, start);
			hisi_qm_submit(qm, 3);
			complete(qm, start);
			remove_device(qm);
			first_access(qm, first);
			assert_int_equal(hisi_qm_poll(qm, 8), 0);
			assert_true(hisi_qm_is_dead(qm));
			assert_false(hisi_qm_can_submit(qm));
			assert_int_equal(hisi_qm_quiet(qm), first == FIRST_DOORBELL ? 4 : 3);
			hisi_qm_release(qm, hisi_qm_quiet(qm));
			assert_int_equal(hisi_qm_outstanding(qm), 0);
			hisi_qm_close(qm);
		}
	}
}

/* A completed descriptor reads as all ones once the device is removed, which is no success. */
static void
test_results_are_none(void **state __rte_unused)
{
	const uint8_t *sqe;
	unsigned int i;

	open_ring(&ring);
	hisi_qm_submit(&ring, 1);
	complete(&ring, 0);
	assert_int_equal(hisi_qm_poll(&ring, 8), 1);
	remove_device(&ring);
	sqe = hisi_qm_sqe(&ring, 0);
	for (i = 0; i < HISI_QM_SQE_SIZE; i++)
		assert_int_equal(sqe[i], 0xff);
}

static void *
toucher(void *arg)
{
	struct hisi_qm *qm = arg;

	while (!hisi_qm_is_dead(qm))
		;
	return NULL;
}

/* Two threads access the same region when the device is removed. */
static void
test_two_threads(void **state __rte_unused)
{
	unsigned int round;

	for (round = 0; round < 20; round++) {
		open_ring(&ring);
		for (; nb_threads < RTE_DIM(threads); nb_threads++)
			assert_int_equal(pthread_create(&threads[nb_threads], NULL, toucher, &ring),
					0);
		sched_yield();
		remove_device(&ring);
		while (nb_threads > 0)
			assert_int_equal(pthread_join(threads[--nb_threads], NULL), 0);
		hisi_qm_close(&ring);
	}
}

/* Another device that is not removed works as before. */
static void
test_other_device(void **state __rte_unused)
{
	open_ring(&other_ring);
	hisi_qm_submit(&other_ring, 1);
	complete(&other_ring, 0);
	open_ring(&ring);
	remove_device(&ring);
	assert_true(hisi_qm_is_dead(&ring));
	hisi_qm_close(&ring);
	assert_false(hisi_qm_is_dead(&other_ring));
	assert_true(hisi_qm_can_submit(&other_ring));
	assert_int_equal(hisi_qm_poll(&other_ring, 8), 1);
}

/* The handler of an application, which passes on signals that it does not expect. */
static void
app_handler(int sig, siginfo_t *info, void *context)
{
	met++;
	if (expected)
		siglongjmp(jump, 1);
	old_action.sa_sigaction(sig, info, context);
}

/* Cause a fault. Returns whether the handler of the application was called once and jumped out. */
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

/* Memory of no device in which an access raises SIGBUS. */
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
removal_is_met(void)
{
	remove_device(&ring);
	assert_true(hisi_qm_is_dead(&ring));
	hisi_qm_close(&ring);
}

/* Faults in other memory reach the handler of the application, set before or after a device. */
static void
test_other_faults(void **state __rte_unused)
{
	struct sigaction act = { .sa_sigaction = app_handler, .sa_flags = SA_SIGINFO | SA_NODEFER };
	volatile uint8_t *mem = map_nothing();
	unsigned int i;

	assert_int_equal(sigaction(SIGBUS, &act, &old_action), 0);
	open_ring(&ring);
	assert_true(fault_is_caught(mem));
	removal_is_met();
	assert_true(fault_is_caught(mem));
	/* Set again, it replaces the handler of the device and passes signals on to it. */
	assert_int_equal(sigaction(SIGBUS, &act, &old_action), 0);
	open_ring(&ring);
	for (i = 0; i < 3; i++)
		assert_true(fault_is_caught(mem));
	removal_is_met();
	open_ring(&ring);
	assert_int_equal(sigaction(SIGBUS, &act, &old_action), 0);
	met = 0;
	removal_is_met();
	/* At most one signal for each of the two regions, which was passed on. */
	assert_true(met >= 1 && met <= 2);
	assert_true(fault_is_caught(mem));
	munmap((void *)(uintptr_t)mem, 4096);
}

static void
fatal_handler(int sig, siginfo_t *info, void *context)
{
	old_action.sa_sigaction(sig, info, context);
}

/* A fault that no handler handles ends the process, and the two handlers do not loop. */
static void
test_fatal_fault(void **state __rte_unused)
{
	struct sigaction act = { .sa_sigaction = fatal_handler, .sa_flags = SA_SIGINFO };
	int status;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		signal(SIGBUS, SIG_DFL);
		alarm(20);
		open_ring(&ring);
		sigaction(SIGBUS, &act, &old_action);
		hisi_qm_close(&ring);
		open_ring(&ring);
		*map_nothing() = 1;
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGBUS);
}

/*
 * A doorbell behind the stop of a queue, as of a producer that was preempted before it, does not
 * reach the device: the kernel may have given the hardware queue to another process.
 */
static void
test_late_doorbell(void **state __rte_unused)
{
	uint64_t mmio[1024], same[1024];
	struct region *r;

	open_ring(&ring);
	r = find_region(ring.queue.region[UACCE_REGION_MMIO]);
	assert_non_null(r);
	assert_true(sizeof(mmio) == r->len);
	assert_int_equal(uacce_queue_stop(&ring.queue), 0);
	assert_int_equal(pread(r->file, mmio, r->len, 0), r->len);
	hisi_qm_submit(&ring, 1);
	assert_int_equal(pread(r->file, same, r->len, 0), r->len);
	assert_memory_equal(same, mmio, r->len);
	hisi_qm_close(&ring);
}

static int
setup(void **state __rte_unused)
{
	memset(regions, 0, sizeof(regions));
	memset(&ring, 0, sizeof(ring));
	memset(&other_ring, 0, sizeof(other_ring));
	nb_threads = 0;
	memset(&device, 0, sizeof(device));
	strcpy(device.name, "hisi_zip-3");
	device.region_size[UACCE_REGION_MMIO] = 8192;
	device.region_size[UACCE_REGION_DUS] = 8192;
	device.transport = &transport;
	return 0;
}

static int
teardown(void **state __rte_unused)
{
	/* A dead ring ends the threads that a failed test left. */
	if (nb_threads > 0)
		hisi_qm_fail(&ring);
	while (nb_threads > 0)
		pthread_join(threads[--nb_threads], NULL);
	hisi_qm_close(&ring);
	hisi_qm_close(&other_ring);
	return 0;
}

#define IN_FIXTURE(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int
test_removal(void)
{
	static const struct CMUnitTest tests[] = {
		IN_FIXTURE(test_removed),
		IN_FIXTURE(test_results_are_none),
		IN_FIXTURE(test_two_threads),
		IN_FIXTURE(test_other_device),
		IN_FIXTURE(test_other_faults),
		IN_FIXTURE(test_late_doorbell),
		IN_FIXTURE(test_fatal_fault),
	};

	return TEST_RUN_GROUP("removal", tests, NULL, NULL);
}

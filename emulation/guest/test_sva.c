/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Shared addresses: memory of every kind as source and destination, and none (1.7). */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "late.h"
#include "test.h"
#include "uq.h"

#define LEN		(300u << 10)
#define HUGE_LEN	(2u << 20)
/*
 * The emulated device copies the sources of requests that wait for a page. MANY sources of
 * LARGE bytes exceed what it copies at a time.
 */
#define MANY		50u
#define LARGE		HISI_ZIP_MAX_LEN
#define ROOM		32768u

static struct uq doer, undoer;

static void
start(void)
{
	uq_must_start(&doer, dev, 0);
	uq_must_start(&undoer, dev, doer.work->undo_type);
}

static void
finish(void)
{
	uq_close(&doer);
	uq_close(&undoer);
}

static void *
pages(size_t len, int prot, int flags)
{
	void *p = mmap(NULL, len, prot, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);

	check(p != MAP_FAILED);
	return p;
}

/* Process data from and to given memory, and undo it to memory that was never accessed. */
static void
round_trip(const uint8_t *src, size_t len, uint8_t *dst, size_t room)
{
	uint8_t *back = pages(len, PROT_READ | PROT_WRITE, 0);
	uint32_t produced = 0, n = 0;

	check_errno(uq_run(&doer, false, src, len, dst, room, &produced), 0);
	check(doer.work->right(dst, produced, src, len));
	check_errno(uq_run(&undoer, true, dst, produced, back, len, &n), 0);
	check_errno(n, len);
	check(memcmp(back, src, len) == 0);
	munmap(back, len);
}

static void
heap(void)
{
	uint8_t *src = malloc(LEN), *dst = malloc(LEN);

	start();
	fill_text(src, LEN, 1);
	round_trip(src, LEN, dst, LEN);
	/* A small buffer at every misalignment. */
	for (int i = 1; i < 64; i++)
		round_trip(src + i, 700 + i, dst + i, 1000);
	finish();
}

static void
stack(void)
{
	uint8_t src[40000], dst[40000];

	start();
	fill_text(src, sizeof(src), 2);
	round_trip(src, sizeof(src), dst, sizeof(dst));
	finish();
}

/* Only the device accesses the destination, and the source was never written. */
static void
never_touched(void)
{
	uint8_t *src = pages(LEN, PROT_READ | PROT_WRITE, 0);
	uint8_t *dst = pages(LEN, PROT_READ | PROT_WRITE, 0);

	start();
	round_trip(src, LEN, dst, LEN);
	finish();
}

static void
file_mapping(void)
{
	uint8_t *data = malloc(LEN), *priv, *shared, got[512];
	char path[] = "/run/judge-XXXXXX";
	uint8_t *dst = malloc(LEN);
	uint32_t produced, n;
	int fd = mkstemp(path);

	check(fd >= 0);
	unlink(path);
	fill_text(data, LEN, 3);
	check(write(fd, data, LEN) == LEN);
	start();
	priv = mmap(NULL, LEN, PROT_READ, MAP_PRIVATE, fd, 0);
	check(priv != MAP_FAILED);
	round_trip(priv, LEN, dst, LEN);
	/* What the device writes to a shared mapping is in the file. */
	shared = mmap(NULL, LEN, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	check(shared != MAP_FAILED);
	check_errno(uq_run(&doer, false, data, 500, dst, LEN, &produced), 0);
	check_errno(uq_run(&undoer, true, dst, produced, shared + 4096, 4096, &n), 0);
	check(pread(fd, got, 500, 4096) == 500 && memcmp(got, data, 500) == 0);
	finish();
}

static void
program_text(void)
{
	uint8_t *dst = malloc(LEN);

	start();
	round_trip((const uint8_t *)(uintptr_t)round_trip, 1024, dst, LEN);
	finish();
}

static void
dontneed(void)
{
	uint8_t *src = pages(LEN, PROT_READ | PROT_WRITE, 0);
	uint8_t *dst = pages(LEN, PROT_READ | PROT_WRITE, 0);
	int i;

	start();
	for (i = 0; i < 10; i++) {
		fill_text(src, LEN, i);
		round_trip(src, LEN, dst, LEN);
		/* The IOMMU must forget both; the source reads as zeros then. */
		check(madvise(src, LEN / 2, MADV_DONTNEED) == 0);
		check(madvise(dst, LEN, MADV_DONTNEED) == 0);
		round_trip(src, LEN, dst, LEN);
	}
	finish();
}

/* Another mapping at the same address: the device sees the new one. */
static void
remapped(void)
{
	uint8_t *src = pages(LEN, PROT_READ | PROT_WRITE, 0);
	uint8_t *dst = malloc(LEN);
	int i;

	start();
	for (i = 0; i < 20; i++) {
		check(mmap(src, LEN, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == src);
		fill_text(src, LEN, 100 + i);
		round_trip(src, LEN, dst, LEN);
	}
	finish();
}

static void
hugepages(void)
{
	uint8_t *src = pages(HUGE_LEN, PROT_READ | PROT_WRITE, MAP_HUGETLB);
	uint8_t *dst = pages(HUGE_LEN, PROT_READ | PROT_WRITE, MAP_HUGETLB);

	start();
	fill_text(src, HUGE_LEN, 4);
	round_trip(src, HUGE_LEN, dst, HUGE_LEN);
	finish();
}

/* Copy on write: the device's write must not show in the other process. */
static void
after_fork(void)
{
	uint8_t *src = malloc(LEN), *dst = pages(LEN, PROT_READ | PROT_WRITE, 0);
	int to_child[2], status_fd[2];
	char c = 0;

	check(pipe(to_child) == 0 && pipe(status_fd) == 0);
	start();
	fill_text(src, LEN, 6);
	memset(dst, 0x5a, LEN);
	if (fork() == 0) {
		if (read(to_child[0], &c, 1) != 1)
			_exit(1);
		c = dst[0] == 0x5a && dst[4096] == 0x5a;
		_exit(write(status_fd[1], &c, 1) != 1);
	}
	round_trip(src, LEN, dst, LEN);
	check(write(to_child[1], "x", 1) == 1);
	check(read(status_fd[0], &c, 1) == 1 && c == 1);
	finish();
}

/* Submit a request that must fail, and then one that must succeed. */
static void
must_fail(const void *src, size_t len, void *dst, size_t room)
{
	static uint8_t good[1000], out[2000];
	int status = uq_run(&doer, false, src, len, dst, room, NULL);

	check(status > 0);
	fill_text(good, sizeof(good), 7);
	round_trip(good, sizeof(good), out, sizeof(out));
}

static void
read_only_destination(void)
{
	uint8_t *dst = pages(LEN, PROT_READ, 0), *src = malloc(LEN);
	size_t i;

	start();
	fill_text(src, LEN, 8);
	must_fail(src, LEN, dst, LEN);
	for (i = 0; i < LEN; i++)
		check(dst[i] == 0);
	finish();
}

static void
read_only_source(void)
{
	uint8_t *src = pages(LEN, PROT_READ | PROT_WRITE, 0), *dst = malloc(LEN);

	start();
	fill_text(src, LEN, 9);
	check(mprotect(src, LEN, PROT_READ) == 0);
	round_trip(src, LEN, dst, LEN);
	finish();
}

static void
unmapped(void)
{
	uint8_t *gap = pages(3 * 4096, PROT_READ | PROT_WRITE, 0);
	static uint8_t data[8192], out[8192];

	start();
	check(munmap(gap + 4096, 4096) == 0);
	must_fail((void *)0x10000, 64, out, sizeof(out));
	must_fail(gap + 4096, 64, out, sizeof(out));
	/* The end of a range. */
	must_fail(gap + 4000, 200, out, sizeof(out));
	must_fail(data, 4096, gap + 4096, 4096);
	must_fail(data, 64, (void *)0x10000, 4096);
	must_fail(data, 64, (void *)(UINT64_C(1) << 63), 4096);
	must_fail((void *)UINT64_C(0xffffffff80000000), 64, out, sizeof(out));
	must_fail(NULL, 64, out, sizeof(out));
	/* A page without any permission cannot be reached, either. */
	check(mprotect(gap, 4096, PROT_NONE) == 0);
	must_fail(gap, 64, out, sizeof(out));
	finish();
}

/* A process has the registers of its queue mapped, but the device cannot use them as memory. */
static void
registers(void)
{
	uint8_t *data = malloc(LEN), *mmio;

	start();
	mmio = (uint8_t *)(uintptr_t)doer.mmio;
	fill_text(data, LEN, 12);
	must_fail(mmio, 64, data, LEN);
	must_fail(data, 4096, mmio, 4096);
	finish();
}

/*
 * Use queues in another process after a byte from go, and write a byte to done. The kernel does
 * not close these queues before all pages that the device requested are present.
 */
static void
neighbour(int go, int done)
{
	static uint8_t src[4096], dst[8192];
	char c = 0;
	int i;

	start();
	fill_text(src, sizeof(src), 13);
	check(read(go, &c, 1) == 1);
	for (i = 0; i < 20; i++)
		round_trip(src, sizeof(src), dst, sizeof(dst));
	check(write(done, &c, 1) == 1);
	finish();
	_exit(0);
}

/* While a queue waits for a page that comes late, other queues go on. */
static void
late_page(void)
{
	static uint8_t want[4096], dst[8192];
	uint32_t produced;
	struct late late;
	int go[2], ready[2], status;
	struct pollfd pfd;
	void *done;
	pid_t pid;

	check(pipe(go) == 0 && pipe(ready) == 0);
	pid = fork();
	check(pid >= 0);
	if (pid == 0)
		neighbour(go[0], ready[1]);
	late_make(&late, 14);
	fill_text(want, sizeof(want), 14);
	memset(dst, 0, sizeof(dst));
	uq_must_start(&doer, dev, 0);
	uq_put(&doer, false, late.page, sizeof(want), dst, sizeof(dst));
	uq_ring(&doer);
	check(late_is_requested(&late, 10));
	check(write(go[1], "", 1) == 1);
	/* The device gives up a page request after 10 seconds. */
	pfd.fd = ready[0];
	pfd.events = POLLIN;
	check(poll(&pfd, 1, 8000) == 1);
	check(!uq_poll(&doer, &done));
	late_answer(&late);
	check(uq_wait(&doer, &done, 10));
	check_errno(doer.work->status(done), 0);
	produced = doer.work->produced(done);
	check(doer.work->right(dst, produced, want, sizeof(want)));
	check(waitpid(pid, &status, 0) == pid);
	check_errno(status, 0);
	uq_close(&doer);
	late_free(&late);
}

/* Memory that ends in a page that comes late. */
static uint8_t *
large_source(struct late *late)
{
	uint8_t *src = pages(LARGE, PROT_READ | PROT_WRITE, 0), *last = src + LARGE - 4096;

	memset(src, 'a', LARGE);
	check(mremap((void *)(uintptr_t)late->page, 4096, 4096, MREMAP_MAYMOVE | MREMAP_FIXED,
			last) == last);
	late->page = last;
	return src;
}

/* Consume completions until enough have a status, at most seconds. Returns how many have it. */
static unsigned int
count_status(struct uq *queues, unsigned int status, unsigned int enough, unsigned int seconds)
{
	static bool is_done[MANY];
	unsigned int i, waited, n = 0, left = MANY;
	void *done;

	for (waited = 0; waited < seconds * 10 && n < enough && left > 0; waited++) {
		usleep(100000);
		for (i = 0, left = 0; i < MANY; i++) {
			if (!is_done[i] && uq_poll(&queues[i], &done)) {
				is_done[i] = true;
				n += queues[i].work->status(done) == status;
			}
			left += !is_done[i];
		}
	}
	return n;
}

/*
 * Requests of many queues wait for a page, each with a large source. Some fail at once, because
 * the host's memory must not be used up. When the page is there the others succeed.
 */
static void
many_large(void)
{
	static struct uq queues[MANY];
	uint8_t *src, *dst = malloc(MANY * ROOM);
	struct late late;
	unsigned int i;

	late_make(&late, 16);
	src = large_source(&late);
	/* The process cannot map anything while a page request waits, so queues start before. */
	for (i = 0; i < MANY; i++)
		uq_must_start(&queues[i], dev, 0);
	for (i = 0; i < MANY; i++) {
		uq_put(&queues[i], false, src, LARGE, dst + i * ROOM, ROOM);
		uq_ring(&queues[i]);
	}
	/* After 10 seconds requests would fail because the device gives up the page request. */
	check(count_status(queues, HISI_ZIP_BAD_ADDR, 1, 8) > 0);
	late_answer(&late);
	check(count_status(queues, HISI_ZIP_OK, MANY / 2, 30) >= MANY / 2);
	for (i = 0; i < MANY; i++)
		uq_close(&queues[i]);
	late_free(&late);
}

/* The device writes only what it produces: the rest of the destination may be unmapped. */
static void
room_beyond_memory(void)
{
	uint8_t *dst = pages(2 * 4096, PROT_READ | PROT_WRITE, 0);
	static uint8_t data[2000];
	uint32_t produced;

	start();
	check(munmap(dst + 4096, 4096) == 0);
	fill_text(data, sizeof(data), 11);
	check_errno(uq_run(&doer, false, data, sizeof(data), dst, 8192, &produced), 0);
	check(doer.work->right(dst, produced, data, sizeof(data)));
	finish();
}

/*
 * Unmap buffers while the device works on a burst. Each request completes once, with data or
 * with an error, and the queue goes on.
 */
static void
unmapped_in_flight(void)
{
	unsigned int round, i, n = 64, bad, all_bad = 0, good = 0;
	uint8_t *src[64], *dst = malloc(64 * 65536);
	void *done;

	start();
	for (round = 0; round < 10; round++) {
		for (i = 0; i < n; i++) {
			src[i] = pages(65536, PROT_READ | PROT_WRITE, 0);
			fill_text(src[i], 65536, i);
			uq_put(&doer, false, src[i], 65536, dst + i * 65536, 65536);
		}
		uq_ring(&doer);
		for (i = n; i-- > n / 2; )
			check(munmap(src[i], 65536) == 0);
		for (i = 0, bad = 0; i < n; i++) {
			check(uq_wait(&doer, &done, 20));
			if (doer.work->status(done) != 0)
				bad++;
			else
				good++;
			check(i >= n / 2 || bad == 0);
		}
		uq_ack(&doer, false);
		check(!uq_poll(&doer, &done));
		all_bad += bad;
		for (i = 0; i < n / 2; i++)
			munmap(src[i], 65536);
	}
	/* Without a request of each kind the test has no meaning. */
	check(all_bad > 0);
	check(good > 0);
	finish();
}

const struct test sva_tests[] = {
	{ "heap, every misalignment", heap, 60, false },
	{ "stack", stack, 30, false },
	{ "pages never touched", never_touched, 60, false },
	{ "file mappings, private and shared", file_mapping, 60, false },
	{ "text of the program", program_text, 30, false },
	{ "MADV_DONTNEED between requests", dontneed, 120, false },
	{ "another mapping at the same address", remapped, 120, false },
	{ "hugepages", hugepages, 60, false },
	{ "copy on write after fork", after_fork, 60, false },
	{ "read-only destination fails, and is unchanged", read_only_destination, 30, false },
	{ "read-only source", read_only_source, 30, false },
	{ "unmapped addresses fail", unmapped, 60, false },
	{ "room beyond memory", room_beyond_memory, 30, true },
	{ "registers as memory fail", registers, 30, false },
	{ "a page that comes late holds up one queue", late_page, 60, false },
	{ "many large requests for a late page", many_large, 120, true },
	{ "buffers unmapped in flight", unmapped_in_flight, 120, false },
	{ NULL, NULL, 0, false },
};

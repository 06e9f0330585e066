/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Memory of all kinds as source and destination: shared virtual addressing allows any. An address
 * without memory is an error of its operation, and the process goes on.
 */

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <rte_common.h>

#include "test_zip.h"
#include "zip_fixture.h"
#include "zip_flat.h"

#define PLAIN_LEN	3000u
#define BURST		9
/* Where map_pages() puts memory, and more pages than a test has there. */
#define HOME		((uintptr_t)0x20000000)
#define HOME_PAGES	16u
#define BAD_AT		4
/* Devargs, which are the state of a test. On QM v2 the lcore inflates, and not the device. */
#define QM2		"device=soft,soft_qm=2"

static uint8_t plain[PLAIN_LEN];
static uint8_t packed[ZIP_STREAM_MAX];
static uint32_t packed_len;
static size_t page;

/*
 * Each test calls this itself: cmocka sets its signal handlers again between a fixture and a test,
 * and those of the soft device must be set after them.
 */
static void
plug(void **state)
{
	static const struct zip_zlib params = { 6, 15, 8, 0 };

	page = sysconf(_SC_PAGESIZE);
	assert_int_equal(zip_plug(&zip_port, "uacce_zip_t0", *state), 0);
	zip_bring_up(&zip_port, 1, ZIP_INFLIGHT);
	zip_make_xforms(&zip_port);
	zip_fill(ZIP_TEXT, plain, sizeof(plain));
	packed_len = zip_zlib_deflate(&params, plain, sizeof(plain), packed);
}

/* The description of attached memory is static, so there is nothing to free. */
static void
keep(void *addr __rte_unused, void *opaque __rte_unused)
{
}

/* An mbuf over memory of the test, all of which is data. */
static struct rte_mbuf *
attach(void *addr, uint16_t len)
{
	static struct rte_mbuf_ext_shared_info info;
	struct rte_mbuf *m = zip_mbuf(zip_pools.small);

	info.free_cb = keep;
	rte_mbuf_ext_refcnt_set(&info, UINT16_MAX / 2);
	rte_pktmbuf_attach_extbuf(m, addr, RTE_BAD_IOVA, len, &info);
	m->data_off = 0;
	m->data_len = len;
	m->pkt_len = len;
	return m;
}

/* An operation over any two pieces of memory. */
static struct rte_comp_op *
make_op(bool decompress, void *src, uint32_t len, void *dst, uint32_t room)
{
	struct rte_comp_op *op = rte_comp_op_alloc(zip_pools.ops);

	assert_non_null(op);
	op->op_type = RTE_COMP_OP_STATELESS;
	op->flush_flag = RTE_COMP_FLUSH_FINAL;
	op->private_xform = decompress ? zip_port.decompress : zip_port.compress;
	op->m_src = attach(src, len);
	op->m_dst = attach(dst, room);
	op->src.length = len;
	return op;
}

static void
assert_good(const struct rte_comp_op *op, const void *data, uint32_t len)
{
	const uint8_t *out = rte_pktmbuf_mtod(op->m_dst, uint8_t *);

	assert_int_equal(op->status, RTE_COMP_OP_STATUS_SUCCESS);
	assert_int_equal(op->consumed, op->src.length);
	if (op->private_xform == zip_port.compress) {
		zip_assert_decodes(15, out, op->produced, data, len);
	} else {
		assert_int_equal(op->produced, len);
		assert_memory_equal(out, data, len);
	}
}

/*
 * Map pages far from where the kernel maps memory without a given address, so that no other thread
 * gets the address of a page that was unmapped.
 */
static void *
map_pages(size_t n)
{
	void *p = mmap((void *)HOME, n * page, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_true(p != MAP_FAILED);
	return p;
}

/* Two pages of a file of one byte more than a page, or of one that ends before the second. */
static uint8_t *
map_file(bool whole)
{
	int fd = memfd_create("test-zip", 0);
	uint8_t *p;

	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, whole ? 2 * page : page), 0);
	p = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	assert_true(p != MAP_FAILED);
	close(fd);
	return p;
}

/* What is wrong with an address. */
enum bad {
	BAD_SRC_GONE,
	BAD_SRC_HALF,		/* the second page of the source */
	BAD_SRC_PAST_FILE,	/* raises SIGBUS, and the others SIGSEGV */
	BAD_SRC_NONE,		/* mapped without access */
	BAD_DST_GONE,
	BAD_DST_READ_ONLY,
	BAD_DST_HALF,
	NB_BAD,
};

struct bad_memory {
	uint8_t *pages;		/* two */
	uint32_t offset;	/* where the operation's part begins */
};

/* Memory for the data, of which all or the second half cannot be accessed. */
static struct bad_memory
make_bad(enum bad bad, const void *data, uint32_t len)
{
	struct bad_memory m = { .pages = bad == BAD_SRC_PAST_FILE ? map_file(false) :
		map_pages(2) };

	assert_true(len <= page);
	if (bad == BAD_SRC_HALF || bad == BAD_SRC_PAST_FILE || bad == BAD_DST_HALF)
		m.offset = page - len / 2;
	if (data != NULL)
		memcpy(m.pages + m.offset, data, RTE_MIN(len, page - m.offset));
	switch (bad) {
	case BAD_SRC_GONE:
	case BAD_DST_GONE:
		assert_int_equal(munmap(m.pages, 2 * page), 0);
		break;
	case BAD_SRC_HALF:
	case BAD_DST_HALF:
		assert_int_equal(munmap(m.pages + page, page), 0);
		break;
	case BAD_SRC_NONE:
		assert_int_equal(mprotect(m.pages, 2 * page, PROT_NONE), 0);
		break;
	case BAD_DST_READ_ONLY:
		assert_int_equal(mprotect(m.pages, 2 * page, PROT_READ), 0);
		break;
	default:
		break;
	}
	return m;
}

/* Assert that no other thread mapped memory at the address meanwhile. */
static void
assert_still_bad(enum bad bad, const struct bad_memory *m)
{
	bool gone = bad == BAD_SRC_GONE || bad == BAD_DST_GONE;

	if (gone)
		assert_int_equal(msync(m->pages, page, MS_ASYNC), -1);
	if (gone || bad == BAD_SRC_HALF || bad == BAD_DST_HALF)
		assert_int_equal(msync(m->pages + page, page, MS_ASYNC), -1);
}

static void
free_bad(enum bad bad, const struct bad_memory *m)
{
	if (bad == BAD_SRC_GONE || bad == BAD_DST_GONE)
		return;
	munmap(m->pages, page);
	if (bad != BAD_SRC_HALF && bad != BAD_DST_HALF)
		munmap(m->pages + page, page);
}

/* One operation with a bad address among good ones of both directions. */
static void
run_bad(enum bad bad, bool decompress)
{
	static uint8_t out[BURST][4096];
	struct rte_comp_op *ops[BURST], *done[BURST];
	uint8_t *src = decompress ? packed : plain;
	uint32_t len = decompress ? packed_len : PLAIN_LEN, room;
	struct bad_memory m;
	unsigned int i;

	/* So little that the output reaches into its second half. */
	room = decompress ? PLAIN_LEN : packed_len + packed_len / 4;
	m = make_bad(bad, bad < BAD_DST_GONE ? src : NULL, bad < BAD_DST_GONE ? len : room);
	for (i = 0; i < BURST; i++) {
		if (i != BAD_AT)
			ops[i] = make_op(i % 2, i % 2 ? packed : plain,
					i % 2 ? packed_len : PLAIN_LEN, out[i], sizeof(out[i]));
		else if (bad < BAD_DST_GONE)
			ops[i] = make_op(decompress, m.pages + m.offset, len, out[i],
					sizeof(out[i]));
		else
			ops[i] = make_op(decompress, src, len, m.pages + m.offset, room);
	}
	zip_enqueue_all(&zip_port, 0, ops, BURST);
	zip_dequeue_all(&zip_port, 0, done, BURST);
	assert_still_bad(bad, &m);
	for (i = 0; i < BURST; i++) {
		if (i == BAD_AT)
			assert_int_equal(ops[i]->status, RTE_COMP_OP_STATUS_ERROR);
		else
			assert_good(ops[i], plain, PLAIN_LEN);
		zip_op_free(ops[i]);
	}
	free_bad(bad, &m);
}

static void
test_bad_addresses(void **state)
{
	unsigned int round, run = 0;
	enum bad bad;

	plug(state);
	for (round = 0; round < 3; round++) {
		for (bad = 0; bad < NB_BAD; bad++) {
			run_bad(bad, false);
			run++;
			/* A bad access of the lcore itself ends the process, as in any program. */
			if (strncmp(*state, QM2, strlen(QM2)) == 0)
				continue;
			run_bad(bad, true);
			run++;
		}
	}
	assert_true(run >= 3 * NB_BAD);
	zip_assert_works(&zip_port, 0);
}

/* Run an operation of each direction with this source and destination. */
static void
through(uint8_t *src, uint8_t *dst, uint32_t room)
{
	struct rte_comp_op *op, *back;

	memcpy(src, plain, PLAIN_LEN);
	op = make_op(false, src, PLAIN_LEN, dst, room);
	zip_enqueue_all(&zip_port, 0, &op, 1);
	zip_dequeue_all(&zip_port, 0, &back, 1);
	assert_ptr_equal(back, op);
	assert_good(op, plain, PLAIN_LEN);
	memcpy(src, packed, packed_len);
	zip_op_free(op);
	op = make_op(true, src, packed_len, dst, room);
	zip_enqueue_all(&zip_port, 0, &op, 1);
	zip_dequeue_all(&zip_port, 0, &back, 1);
	assert_ptr_equal(back, op);
	assert_good(op, plain, PLAIN_LEN);
	zip_op_free(op);
}

static void
test_any_memory(void **state)
{
	static uint8_t data_src[2 * PLAIN_LEN], data_dst[2 * PLAIN_LEN];
	uint8_t stack_src[2 * PLAIN_LEN], stack_dst[2 * PLAIN_LEN];
	uint8_t *heap = malloc(4 * PLAIN_LEN);
	uint8_t *anon, *file;

	plug(state);
	anon = map_pages(2);
	file = map_file(true);
	assert_non_null(heap);
	through(heap, heap + 2 * PLAIN_LEN, 2 * PLAIN_LEN);
	/* Addresses that are not aligned. */
	through(heap + 1, heap + 2 * PLAIN_LEN + 3, 2 * PLAIN_LEN - 3);
	through(stack_src, stack_dst, sizeof(stack_dst));
	through(data_src, data_dst, sizeof(data_dst));
	through(file, anon, 2 * page);
	through(anon + 7, file + 5, 2 * page - 5);
	/* Across pages that were not accessed yet. */
	assert_int_equal(madvise(anon, 2 * page, MADV_DONTNEED), 0);
	through(heap, anon + page - 11, page + 11);
	munmap(anon, 2 * page);
	munmap(file, 2 * page);
	free(heap);
}

/* Source and destination up to the last byte of a page, with no page behind it. */
static void
test_edge_of_memory(void **state)
{
	static const uint32_t sizes[] = { 1, 2, 7, 8, 9, 15, 63, 199, 200, 201, 1000, 3000 };
	static const struct zip_zlib params = { 6, 15, 8, 0 };
	struct rte_comp_op *ops[2], *done[2];
	static uint8_t out[4096];
	uint8_t *src, *dst;
	unsigned int i;
	uint32_t len;

	plug(state);
	src = map_pages(2);
	dst = map_pages(2);
	assert_int_equal(munmap(src + page, page), 0);
	assert_int_equal(munmap(dst + page, page), 0);
	for (i = 0; i < RTE_DIM(sizes); i++) {
		memcpy(src + page - sizes[i], plain, sizes[i]);
		ops[0] = make_op(false, src + page - sizes[i], sizes[i], out, sizeof(out));
		zip_enqueue_all(&zip_port, 0, ops, 1);
		zip_dequeue_all(&zip_port, 0, done, 1);
		assert_good(ops[0], plain, sizes[i]);
		len = zip_zlib_deflate(&params, plain, sizes[i], packed);
		memcpy(src + page - len, packed, len);
		ops[1] = make_op(true, src + page - len, len, dst + page - sizes[i], sizes[i]);
		zip_enqueue_all(&zip_port, 0, ops + 1, 1);
		zip_dequeue_all(&zip_port, 0, done, 1);
		assert_good(ops[1], plain, sizes[i]);
		zip_op_free(ops[0]);
		zip_op_free(ops[1]);
	}
	munmap(src, page);
	munmap(dst, page);
}

/* With the null engine operations succeed and no output is written. */
static void
test_null_engine(void **state)
{
	static const uint32_t sizes[] = { 1, 2, 3, 4, 5, 100, 200, 201, 1000, 4096, 30000 };
	bool both = strncmp(*state, QM2, strlen(QM2)) != 0;
	struct zip_flat_op ops[2 * RTE_DIM(sizes)];
	static uint8_t zeros[30000], out[2 * RTE_DIM(sizes)][30000];
	unsigned int i, k, n = RTE_DIM(sizes) * (both ? 2 : 1);

	plug(state);
	for (i = 0; i < n; i++)
		ops[i] = (struct zip_flat_op) { .decompress = i >= RTE_DIM(sizes), .src = zeros,
			.len = sizes[i % RTE_DIM(sizes)], .room = 30000, .out = out[i] };
	zip_flat_run(ops, n);
	for (i = 0; i < n; i++) {
		assert_int_equal(ops[i].status, RTE_COMP_OP_STATUS_SUCCESS);
		assert_int_equal(ops[i].consumed, ops[i].len);
		for (k = 0; k < ops[i].produced; k++)
			assert_int_equal(out[i][k], TEST_GUARD);
	}
	assert_int_equal(zip_flat_count(), n);
}

static int
teardown(void **state)
{
	int ret = zip_teardown(state);

	/* A failed test may have left pages mapped. */
	munmap((void *)HOME, HOME_PAGES * page);
	return ret;
}

#define MEMORY_TEST(f, args) \
	{ #f " (" args ")", f, zip_setup, teardown, (void *)(uintptr_t)args }

int
test_zip_memory(void)
{
	static const struct CMUnitTest tests[] = {
		MEMORY_TEST(test_bad_addresses, "device=soft"),
		MEMORY_TEST(test_bad_addresses, "device=soft,soft_workers=1"),
		MEMORY_TEST(test_bad_addresses, QM2),
		MEMORY_TEST(test_bad_addresses, QM2 ",soft_workers=1"),
		MEMORY_TEST(test_any_memory, "device=soft"),
		MEMORY_TEST(test_any_memory, "device=soft,soft_workers=1"),
		MEMORY_TEST(test_any_memory, QM2),
		MEMORY_TEST(test_edge_of_memory, "device=soft"),
		MEMORY_TEST(test_edge_of_memory, "device=soft,soft_workers=1"),
		MEMORY_TEST(test_edge_of_memory, QM2),
		MEMORY_TEST(test_null_engine, "device=soft,soft_engine=null"),
		MEMORY_TEST(test_null_engine, "device=soft,soft_qm=5,soft_engine=null,"
				"soft_workers=1"),
		MEMORY_TEST(test_null_engine, QM2 ",soft_engine=null"),
	};

	return TEST_RUN_GROUP("zip memory", tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * The kernel transport against doubles of the system calls. The file under test
 * is included, with its calls renamed, and its table too, so that it can stand
 * beside the one in the library.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <rte_common.h>

#if __has_include(<misc/uacce/uacce.h>)
#include <misc/uacce/uacce.h>
/* The kernel's spelling of the same numbers, kept before ours are defined. */
enum {
	LINUX_START_Q = UACCE_CMD_START_Q,
	LINUX_PUT_Q = UACCE_CMD_PUT_Q,
	LINUX_MMIO = UACCE_QFRT_MMIO,
	LINUX_DUS = UACCE_QFRT_DUS,
};
/* BIT() is the kernel's own; user space has to bring it. */
#define BIT(n) (1u << (n))
static const unsigned int linux_sva = UACCE_DEV_SVA;
#undef BIT
#undef UACCE_CMD_START_Q
#undef UACCE_CMD_PUT_Q
#undef UACCE_DEV_SVA
#define HAVE_LINUX_UACCE
#endif
#if __has_include(<misc/uacce/hisi_qm.h>)
#include <misc/uacce/hisi_qm.h>
#define HAVE_LINUX_HISI_QM
#endif

#include "hisi_qm_hw.h"
#include "test.h"
#include "uacce_device.h"
#include "uacce_transport.h"

#define FD	42

/* What the next call answers, and what it was asked. */
static struct {
	int error;		/* errno of the next calls, 0 for success */
	unsigned int interrupts;	/* calls that say EINTR first */
	unsigned int calls;
	char path[512];
	int flags;
	int fd;
	unsigned long cmd;
	void *arg;
	size_t len;
	int prot;
	off_t offset;
	void *addr;
	long page;
	const char *text;	/* of the file that is read */
	size_t text_len;
	size_t text_at;
	size_t piece;		/* bytes per read at most */
	unsigned int closed;
} k;

static int
answer(int good)
{
	k.calls++;
	if (k.interrupts != 0) {
		k.interrupts--;
		errno = EINTR;
		return -1;
	}
	if (k.error != 0) {
		errno = k.error;
		return -1;
	}
	return good;
}

static int
double_open(const char *path, int flags)
{
	snprintf(k.path, sizeof(k.path), "%s", path);
	k.flags = flags;
	return answer(FD);
}

static int
double_ioctl(int fd, unsigned long cmd, void *arg)
{
	k.fd = fd;
	k.cmd = cmd;
	k.arg = arg;
	return answer(0);
}

static void *
double_mmap(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	assert_null(addr);
	k.len = len;
	k.prot = prot;
	k.flags = flags;
	k.fd = fd;
	k.offset = offset;
	return answer(0) < 0 ? MAP_FAILED : &k;
}

static int
double_munmap(void *addr, size_t len)
{
	k.addr = addr;
	k.len = len;
	return answer(0);
}

static int
double_close(int fd)
{
	k.fd = fd;
	k.closed++;
	return answer(0);
}

static ssize_t
double_read(int fd, void *buf, size_t len)
{
	size_t n = RTE_MIN(RTE_MIN(len, k.piece), k.text_len - k.text_at);

	assert_int_equal(fd, FD);
	if (answer(0) < 0)
		return -1;
	memcpy(buf, k.text + k.text_at, n);
	k.text_at += n;
	return n;
}

static long
double_sysconf(int name)
{
	assert_int_equal(name, _SC_PAGESIZE);
	return k.page;
}

/* With arguments, so that members called open or close keep their names. */
#define open(path, flags) double_open(path, flags)
#define ioctl(fd, cmd, arg) double_ioctl(fd, cmd, arg)
#define mmap(addr, len, prot, flags, fd, offset) double_mmap(addr, len, prot, flags, fd, offset)
#define munmap(addr, len) double_munmap(addr, len)
#define close(fd) double_close(fd)
#define read(fd, buf, len) double_read(fd, buf, len)
#define sysconf(name) double_sysconf(name)
#define uacce_kernel_transport test_kernel_transport
extern const struct uacce_transport test_kernel_transport;
#include "../../common/uacce/uacce_kernel.c"
#undef open
#undef ioctl
#undef mmap
#undef munmap
#undef close
#undef read
#undef sysconf
#undef uacce_kernel_transport

static const struct uacce_transport *const t = &test_kernel_transport;

static const struct uacce_device device = {
	.name = "hisi_zip-7",
	.node = "/dev/hisi_zip-7",
	.sysfs = "/sys/class/uacce/hisi_zip-7",
	.transport = &test_kernel_transport,
};

static int
setup(void **state __rte_unused)
{
	memset(&k, 0, sizeof(k));
	k.page = 4096;
	k.piece = SIZE_MAX;
	return 0;
}

static void
test_ioctl_numbers(void **state __rte_unused)
{
	assert_int_equal(UACCE_CMD_START_Q, 0x5700);
	assert_int_equal(UACCE_CMD_PUT_Q, 0x5701);
	assert_int_equal(HISI_QM_CMD_SET_QP_CTX, 0xC004480A);
	assert_int_equal(HISI_QM_CMD_SET_QP_INFO, 0xC010480B);
}

static void
test_linux_uacce_header(void **state __rte_unused)
{
#ifdef HAVE_LINUX_UACCE
	assert_int_equal(UACCE_CMD_START_Q, LINUX_START_Q);
	assert_int_equal(UACCE_CMD_PUT_Q, LINUX_PUT_Q);
	assert_int_equal(UACCE_DEV_SVA, linux_sva);
	assert_int_equal(UACCE_REGION_MMIO, LINUX_MMIO);
	assert_int_equal(UACCE_REGION_DUS, LINUX_DUS);
#else
	skip();
#endif
}

static void
test_linux_hisi_qm_header(void **state __rte_unused)
{
#ifdef HAVE_LINUX_HISI_QM
	assert_int_equal(HISI_QM_CMD_SET_QP_CTX, UACCE_CMD_QM_SET_QP_CTX);
	assert_int_equal(sizeof(struct hisi_qm_qp_ctx), sizeof(struct hisi_qp_ctx));
	assert_int_equal(offsetof(struct hisi_qm_qp_ctx, qc_type),
			offsetof(struct hisi_qp_ctx, qc_type));
	/* Older headers have the first request only. */
#ifdef UACCE_CMD_QM_SET_QP_INFO
	assert_int_equal(HISI_QM_CMD_SET_QP_INFO, UACCE_CMD_QM_SET_QP_INFO);
	assert_int_equal(sizeof(struct hisi_qm_qp_info), sizeof(struct hisi_qp_info));
	assert_int_equal(offsetof(struct hisi_qm_qp_info, sq_depth),
			offsetof(struct hisi_qp_info, sq_depth));
	assert_int_equal(offsetof(struct hisi_qm_qp_info, cq_depth),
			offsetof(struct hisi_qp_info, cq_depth));
#endif
#else
	skip();
#endif
}

static void
test_open(void **state __rte_unused)
{
	struct uacce_queue q = { .dev = &device, .fd = -1 };

	assert_int_equal(t->open(&q), 0);
	assert_string_equal(k.path, "/dev/hisi_zip-7");
	assert_int_equal(k.flags, O_RDWR | O_CLOEXEC);
	assert_int_equal(q.fd, FD);
	assert_int_equal(k.calls, 1);
}

static void
test_open_interrupted(void **state __rte_unused)
{
	struct uacce_queue q = { .dev = &device, .fd = -1 };

	k.interrupts = 3;
	assert_int_equal(t->open(&q), 0);
	assert_int_equal(k.calls, 4);
	assert_int_equal(q.fd, FD);
}

static void
test_ioctl(void **state __rte_unused)
{
	struct uacce_queue q = { .dev = &device, .fd = FD };
	struct hisi_qm_qp_ctx ctx = { 0 };

	assert_int_equal(t->ioctl(&q, HISI_QM_CMD_SET_QP_CTX, &ctx), 0);
	assert_int_equal(k.fd, FD);
	/* Not sign-extended on the way: the kernel compares 32 bits, doubles may not. */
	assert_true(k.cmd == 0xC004480AUL);
	assert_ptr_equal(k.arg, &ctx);
	k.interrupts = 2;
	k.calls = 0;
	assert_int_equal(t->ioctl(&q, UACCE_CMD_START_Q, NULL), 0);
	assert_int_equal(k.calls, 3);
	assert_true(k.cmd == 0x5700UL);
	assert_null(k.arg);
}

static void
test_map(void **state __rte_unused)
{
	static const long pages[] = { 4096, 16384, 65536 };
	struct uacce_queue q = { .dev = &device, .fd = FD };
	unsigned int i;
	void *addr;

	for (i = 0; i < RTE_DIM(pages); i++) {
		k.page = pages[i];
		addr = NULL;
		assert_int_equal(t->map(&q, UACCE_REGION_MMIO, 65536, &addr), 0);
		assert_ptr_equal(addr, &k);
		assert_int_equal(k.offset, 0);
		assert_int_equal(k.len, 65536);
		assert_int_equal(t->map(&q, UACCE_REGION_DUS, 151552, &addr), 0);
		assert_int_equal(k.offset, pages[i]);
		assert_int_equal(k.len, 151552);
		assert_int_equal(k.prot, PROT_READ | PROT_WRITE);
		assert_int_equal(k.flags, MAP_SHARED);
		assert_int_equal(k.fd, FD);
	}
}

static void
test_unmap_and_close(void **state __rte_unused)
{
	struct uacce_queue q = { .dev = &device, .fd = FD };
	char region;

	q.region[UACCE_REGION_DUS] = &region;
	q.region_len[UACCE_REGION_DUS] = 262144;
	t->unmap(&q, UACCE_REGION_DUS);
	assert_ptr_equal(k.addr, &region);
	assert_int_equal(k.len, 262144);
	/* Linux has closed the file even if interrupted: a second close hits a stranger. */
	k.interrupts = 1;
	k.calls = 0;
	t->close(&q);
	assert_int_equal(k.calls, 1);
	assert_int_equal(k.fd, FD);
	assert_int_equal(q.fd, -1);
	assert_int_equal(k.cmd, 0);
}

static void
test_every_errno(void **state __rte_unused)
{
	struct uacce_queue q = { .dev = &device, .fd = -1 };
	void *addr = NULL;
	char text[16];
	int e;

	for (e = 1; e < 134; e++) {
		if (e == EINTR)
			continue;
		k.error = e;
		assert_int_equal(t->open(&q), -e);
		assert_int_equal(q.fd, -1);
		assert_int_equal(t->ioctl(&q, UACCE_CMD_START_Q, NULL), -e);
		assert_int_equal(t->map(&q, UACCE_REGION_DUS, 4096, &addr), -e);
		assert_null(addr);
		assert_int_equal(t->attr(&device, "api", text, sizeof(text)), -e);
	}
	assert_int_equal(k.closed, 0);
}

static void
set_text(const char *text, size_t len)
{
	k.text = text;
	k.text_len = len;
	k.text_at = 0;
}

static void
test_attr(void **state __rte_unused)
{
	char text[16];

	set_text("hisi_qm_v3\n", 11);
	assert_int_equal(t->attr(&device, "api", text, sizeof(text)), 0);
	assert_string_equal(text, "hisi_qm_v3\n");
	assert_string_equal(k.path, "/sys/class/uacce/hisi_zip-7/api");
	assert_int_equal(k.flags, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	assert_int_equal(k.closed, 1);
}

static void
test_attr_in_pieces(void **state __rte_unused)
{
	char text[16];

	k.piece = 1;
	k.interrupts = 2;
	set_text("12345\n", 6);
	assert_int_equal(t->attr(&device, "flags", text, sizeof(text)), 0);
	assert_string_equal(text, "12345\n");
}

static void
test_attr_limits(void **state __rte_unused)
{
	char text[8];

	set_text("1234567", 7);
	assert_int_equal(t->attr(&device, "flags", text, sizeof(text)), 0);
	assert_string_equal(text, "1234567");
	set_text("12345678", 8);
	assert_int_equal(t->attr(&device, "flags", text, sizeof(text)), -E2BIG);
	set_text("", 0);
	assert_int_equal(t->attr(&device, "flags", text, sizeof(text)), 0);
	assert_string_equal(text, "");
	set_text("1\0" "2", 3);
	assert_int_equal(t->attr(&device, "flags", text, sizeof(text)), -EILSEQ);
	assert_int_equal(k.closed, 4);
}

static void
test_doorbell_values(void **state __rte_unused)
{
	/* Worked values of section 2.3: queue 5, index 3. */
	assert_true((hisi_qm_doorbell_base(5, HISI_QM_DB_CMD_SQ) |
			UINT64_C(3) << HISI_QM_DB_INDEX_S) == UINT64_C(0x0000000300000005));
	assert_true((hisi_qm_doorbell_base(5, HISI_QM_DB_CMD_CQ) |
			UINT64_C(3) << HISI_QM_DB_INDEX_S | HISI_QM_DB_IRQ) ==
			UINT64_C(0x0001000300001005));
}

int
test_kernel(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ioctl_numbers),
		cmocka_unit_test(test_linux_uacce_header),
		cmocka_unit_test(test_linux_hisi_qm_header),
		cmocka_unit_test_setup(test_open, setup),
		cmocka_unit_test_setup(test_open_interrupted, setup),
		cmocka_unit_test_setup(test_ioctl, setup),
		cmocka_unit_test_setup(test_map, setup),
		cmocka_unit_test_setup(test_unmap_and_close, setup),
		cmocka_unit_test_setup(test_every_errno, setup),
		cmocka_unit_test_setup(test_attr, setup),
		cmocka_unit_test_setup(test_attr_in_pieces, setup),
		cmocka_unit_test_setup(test_attr_limits, setup),
		cmocka_unit_test(test_doorbell_values),
	};

	return TEST_RUN_GROUP("kernel", tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * The back end of the character device, with functions of this file in the place of its system
 * calls; and numbers of the kernel interface.
 *
 * The file under test is included here, because macros can then rename its calls. Its table is
 * renamed, too, because the library has one of that name.
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
/* The values of Linux, kept before the same names are defined by uacce_abi.h. */
enum {
	LINUX_START_Q = UACCE_CMD_START_Q,
	LINUX_PUT_Q = UACCE_CMD_PUT_Q,
	LINUX_MMIO = UACCE_QFRT_MMIO,
	LINUX_DUS = UACCE_QFRT_DUS,
};
/* The header uses a macro of the kernel that it does not define. */
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

#include "hw/hisi_qm_hw.h"
#include "test.h"
#include "uacce_device.h"
#include "uacce_transport.h"

/* The file descriptor that open() returns. */
#define FD	42

/* Results of the system calls, and their arguments. */
static struct {
	/* Written by the test. */
	int error;		/* errno of each call; 0: success */
	unsigned int interrupts;	/* calls that fail with EINTR before that */
	long page;		/* bytes of a page */
	const char *text;	/* content of the file that is read */
	size_t text_len;
	size_t piece;		/* bytes that one read() returns at most */
	/* Written by the calls. */
	size_t text_at;		/* bytes of the file that were read */
	unsigned int calls;
	unsigned int closed;	/* calls of close() */
	char path[512];
	int flags;
	int fd;
	unsigned long cmd;
	void *arg;
	size_t len;
	int prot;
	off_t offset;
	void *addr;
} kernel;

/* The result of a call, which is @p good where the call succeeds. */
static int
answer(int good)
{
	kernel.calls++;
	if (kernel.interrupts != 0) {
		kernel.interrupts--;
		errno = EINTR;
		return -1;
	}
	if (kernel.error != 0) {
		errno = kernel.error;
		return -1;
	}
	return good;
}

static int
fake_open(const char *path, int flags)
{
	snprintf(kernel.path, sizeof(kernel.path), "%s", path);
	kernel.flags = flags;
	return answer(FD);
}

static int
fake_ioctl(int fd, unsigned long cmd, void *arg)
{
	kernel.fd = fd;
	kernel.cmd = cmd;
	kernel.arg = arg;
	return answer(0);
}

static void *
fake_mmap(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	assert_null(addr);
	kernel.len = len;
	kernel.prot = prot;
	kernel.flags = flags;
	kernel.fd = fd;
	kernel.offset = offset;
	return answer(0) < 0 ? MAP_FAILED : &kernel;
}

static int
fake_munmap(void *addr, size_t len)
{
	kernel.addr = addr;
	kernel.len = len;
	return answer(0);
}

static int
fake_close(int fd)
{
	kernel.fd = fd;
	kernel.closed++;
	return answer(0);
}

static ssize_t
fake_read(int fd, void *buf, size_t len)
{
	size_t n = RTE_MIN(RTE_MIN(len, kernel.piece), kernel.text_len - kernel.text_at);

	assert_int_equal(fd, FD);
	if (answer(0) < 0)
		return -1;
	memcpy(buf, kernel.text + kernel.text_at, n);
	kernel.text_at += n;
	return n;
}

static long
fake_sysconf(int name)
{
	assert_int_equal(name, _SC_PAGESIZE);
	return kernel.page;
}

/* These are macros with arguments, so they leave the names of members like open alone. */
#define open(path, flags) fake_open(path, flags)
#define ioctl(fd, cmd, arg) fake_ioctl(fd, cmd, arg)
#define mmap(addr, len, prot, flags, fd, offset) fake_mmap(addr, len, prot, flags, fd, offset)
#define munmap(addr, len) fake_munmap(addr, len)
#define close(fd) fake_close(fd)
#define read(fd, buf, len) fake_read(fd, buf, len)
#define sysconf(name) fake_sysconf(name)
#define uacce_kernel_transport test_kernel_transport
extern const struct uacce_transport test_kernel_transport;
#include "../../../common/uacce/uacce_kernel.c"
#undef open
#undef ioctl
#undef mmap
#undef munmap
#undef close
#undef read
#undef sysconf
#undef uacce_kernel_transport

static const struct uacce_transport *const transport = &test_kernel_transport;

static const struct uacce_device device = {
	.name = "hisi_zip-7",
	.node = "/dev/hisi_zip-7",
	.sysfs = "/sys/class/uacce/hisi_zip-7",
	.transport = &test_kernel_transport,
};

static int
setup(void **state __rte_unused)
{
	memset(&kernel, 0, sizeof(kernel));
	kernel.page = 4096;
	kernel.piece = SIZE_MAX;
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
	/* Headers of older kernels do not have the second request. */
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

	assert_int_equal(transport->open(&q), 0);
	assert_string_equal(kernel.path, "/dev/hisi_zip-7");
	assert_int_equal(kernel.flags, O_RDWR | O_CLOEXEC);
	assert_int_equal(q.fd, FD);
	assert_int_equal(kernel.calls, 1);
}

static void
test_open_interrupted(void **state __rte_unused)
{
	struct uacce_queue q = { .dev = &device, .fd = -1 };

	kernel.interrupts = 3;
	assert_int_equal(transport->open(&q), 0);
	assert_int_equal(kernel.calls, 4);
	assert_int_equal(q.fd, FD);
}

static void
test_ioctl(void **state __rte_unused)
{
	struct uacce_queue q = { .dev = &device, .fd = FD };
	struct hisi_qm_qp_ctx ctx = { 0 };

	assert_int_equal(transport->ioctl(&q, HISI_QM_CMD_SET_QP_CTX, &ctx), 0);
	assert_int_equal(kernel.fd, FD);
	/* A conversion through int would set the high bits of this number. */
	assert_true(kernel.cmd == 0xC004480AUL);
	assert_ptr_equal(kernel.arg, &ctx);
	kernel.interrupts = 2;
	kernel.calls = 0;
	assert_int_equal(transport->ioctl(&q, UACCE_CMD_START_Q, NULL), 0);
	assert_int_equal(kernel.calls, 3);
	assert_true(kernel.cmd == 0x5700UL);
	assert_null(kernel.arg);
}

static void
test_map(void **state __rte_unused)
{
	static const long pages[] = { 4096, 16384, 65536 };
	struct uacce_queue q = { .dev = &device, .fd = FD };
	unsigned int i;
	void *addr;

	for (i = 0; i < RTE_DIM(pages); i++) {
		kernel.page = pages[i];
		addr = NULL;
		assert_int_equal(transport->map(&q, UACCE_REGION_MMIO, 65536, &addr), 0);
		assert_ptr_equal(addr, &kernel);
		assert_int_equal(kernel.offset, 0);
		assert_int_equal(kernel.len, 65536);
		assert_int_equal(transport->map(&q, UACCE_REGION_DUS, 151552, &addr), 0);
		assert_int_equal(kernel.offset, pages[i]);
		assert_int_equal(kernel.len, 151552);
		assert_int_equal(kernel.prot, PROT_READ | PROT_WRITE);
		assert_int_equal(kernel.flags, MAP_SHARED);
		assert_int_equal(kernel.fd, FD);
	}
}

static void
test_unmap_and_close(void **state __rte_unused)
{
	struct uacce_queue q = { .dev = &device, .fd = FD };
	char region;

	q.region[UACCE_REGION_DUS] = &region;
	q.region_len[UACCE_REGION_DUS] = 262144;
	transport->unmap(&q, UACCE_REGION_DUS);
	assert_ptr_equal(kernel.addr, &region);
	assert_int_equal(kernel.len, 262144);
	/* Linux closes the file even where it returns EINTR, so close() is called once. */
	kernel.interrupts = 1;
	kernel.calls = 0;
	transport->close(&q);
	assert_int_equal(kernel.calls, 1);
	assert_int_equal(kernel.fd, FD);
	assert_int_equal(q.fd, -1);
	assert_int_equal(kernel.cmd, 0);
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
		kernel.error = e;
		assert_int_equal(transport->open(&q), -e);
		assert_int_equal(q.fd, -1);
		assert_int_equal(transport->ioctl(&q, UACCE_CMD_START_Q, NULL), -e);
		assert_int_equal(transport->map(&q, UACCE_REGION_DUS, 4096, &addr), -e);
		assert_null(addr);
		assert_int_equal(transport->attr(&device, "api", text, sizeof(text)), -e);
	}
	assert_int_equal(kernel.closed, 0);
}

static void
set_text(const char *text, size_t len)
{
	kernel.text = text;
	kernel.text_len = len;
	kernel.text_at = 0;
}

static void
test_attr(void **state __rte_unused)
{
	char text[16];

	set_text("hisi_qm_v3\n", 11);
	assert_int_equal(transport->attr(&device, "api", text, sizeof(text)), 0);
	assert_string_equal(text, "hisi_qm_v3\n");
	assert_string_equal(kernel.path, "/sys/class/uacce/hisi_zip-7/api");
	assert_int_equal(kernel.flags, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	assert_int_equal(kernel.closed, 1);
}

static void
test_attr_in_pieces(void **state __rte_unused)
{
	char text[16];

	kernel.piece = 1;
	kernel.interrupts = 2;
	set_text("12345\n", 6);
	assert_int_equal(transport->attr(&device, "flags", text, sizeof(text)), 0);
	assert_string_equal(text, "12345\n");
}

static void
test_attr_limits(void **state __rte_unused)
{
	char text[8];

	set_text("1234567", 7);
	assert_int_equal(transport->attr(&device, "flags", text, sizeof(text)), 0);
	assert_string_equal(text, "1234567");
	set_text("12345678", 8);
	assert_int_equal(transport->attr(&device, "flags", text, sizeof(text)), -E2BIG);
	set_text("", 0);
	assert_int_equal(transport->attr(&device, "flags", text, sizeof(text)), 0);
	assert_string_equal(text, "");
	set_text("1\0" "2", 3);
	assert_int_equal(transport->attr(&device, "flags", text, sizeof(text)), -EILSEQ);
	assert_int_equal(kernel.closed, 4);
}

static void
test_doorbell_values(void **state __rte_unused)
{
	/* The examples of section 2.3: queue 5, index 3. */
	assert_true((hisi_qm_doorbell_base(5, HISI_QM_DB_CMD_SQ) |
			UINT64_C(3) << HISI_QM_DB_INDEX_S) == UINT64_C(0x0000000300000005));
	assert_true((hisi_qm_doorbell_base(5, HISI_QM_DB_CMD_CQ) |
			UINT64_C(3) << HISI_QM_DB_INDEX_S | HISI_QM_DB_IRQ) ==
			UINT64_C(0x0001000300001005));
}

#define KERNEL_TEST(f)	cmocka_unit_test_setup(f, setup)

int
test_kernel(void)
{
	static const struct CMUnitTest tests[] = {
		KERNEL_TEST(test_ioctl_numbers),
		KERNEL_TEST(test_linux_uacce_header),
		KERNEL_TEST(test_linux_hisi_qm_header),
		KERNEL_TEST(test_open),
		KERNEL_TEST(test_open_interrupted),
		KERNEL_TEST(test_ioctl),
		KERNEL_TEST(test_map),
		KERNEL_TEST(test_unmap_and_close),
		KERNEL_TEST(test_every_errno),
		KERNEL_TEST(test_attr),
		KERNEL_TEST(test_attr_in_pieces),
		KERNEL_TEST(test_attr_limits),
		KERNEL_TEST(test_doorbell_values),
	};

	return TEST_RUN_GROUP("kernel", tests, NULL, NULL);
}

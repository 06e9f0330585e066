/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "raw.h"

#define BAR2_SIZE	(4u << 20)
#define DB_PAGE		(64u << 10)
#define MEM_SIZE	(2u << 20)	/* a hugepage, so in one piece */

/* Offsets in the memory. */
#define AT_SQ(n)	((n) * 0x10000u)
#define AT_CQ(n)	((n) * 0x10000u + 0x8000u)
#define AT_CTX		0x80000u
#define AT_SRC		0xa0000u
#define AT_DST		0x100000u
#define DST_ROOM	0x100000u

#define CTX_SIZE	32u
#define COMMAND		4u	/* of the configuration space */
#define COMMAND_ON	0x6	/* memory and bus mastering */

uint32_t
raw_read(const struct raw *r, uint32_t reg)
{
	return *(volatile uint32_t *)(r->regs + reg);
}

void
raw_write(struct raw *r, uint32_t reg, uint32_t value)
{
	/* What the device reads because of this write is stored before it. */
	to_device_barrier();
	*(volatile uint32_t *)(r->regs + reg) = value;
}

static int
pci_file(const char *pci, const char *file, int flags)
{
	char path[PATH_MAX];
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/%s", pci, file);
	fd = open(path, flags);
	check(fd >= 0);
	return fd;
}

static void
pci_text(const char *pci, const char *file, const char *text)
{
	int fd = pci_file(pci, file, O_WRONLY);

	check(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	close(fd);
}

void
raw_config(const char *pci, uint32_t offset, uint32_t value, unsigned int size)
{
	int fd = pci_file(pci, "config", O_RDWR);

	check(pwrite(fd, &value, size, offset) == (ssize_t)size);
	close(fd);
}

uint32_t
raw_config_read(const char *pci, uint32_t offset, unsigned int size)
{
	int fd = pci_file(pci, "config", O_RDONLY);
	uint32_t value = 0;

	check(pread(fd, &value, size, offset) == (ssize_t)size);
	close(fd);
	return value;
}

static void *
map_bar(const char *pci, const char *file, size_t size)
{
	int fd = pci_file(pci, file, O_RDWR);
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	check(p != MAP_FAILED);
	close(fd);
	return p;
}

/* The address of a BAR: the third line of the file is BAR 2. */
static uint64_t
bar_addr(const char *pci, unsigned int bar)
{
	int fd = pci_file(pci, "resource", O_RDONLY);
	char text[4096], *line = text;
	ssize_t n = read(fd, text, sizeof(text) - 1);

	close(fd);
	check(n > 0);
	text[n] = '\0';
	while (bar-- > 0) {
		line = strchr(line, '\n');
		check(line != NULL);
		line++;
	}
	return strtoull(line, NULL, 16);
}

static uint64_t
physical(const void *p)
{
	int fd = open("/proc/self/pagemap", O_RDONLY);
	size_t page = getpagesize();
	uint64_t entry = 0;

	check(fd >= 0);
	check(pread(fd, &entry, sizeof(entry), (uintptr_t)p / page * sizeof(entry)) ==
			sizeof(entry));
	close(fd);
	/* The page is present, and this process is allowed to see its address. */
	check(entry >> 63 != 0 && (entry & ((UINT64_C(1) << 55) - 1)) != 0);
	return (entry & ((UINT64_C(1) << 55) - 1)) * page;
}

uint64_t
raw_config_addr(const char *pci)
{
	FILE *f = fopen("/proc/iomem", "r");
	unsigned int bus, dev_nr, fn_nr;
	uint64_t base = 0;
	char line[256];

	check(f != NULL);
	while (base == 0 && fgets(line, sizeof(line), f) != NULL) {
		if (strstr(line, "ECAM") != NULL || strstr(line, "MMCONFIG") != NULL)
			base = strtoull(line, NULL, 16);
	}
	fclose(f);
	check(base != 0);
	check(sscanf(pci, "%*x:%x:%x.%x", &bus, &dev_nr, &fn_nr) == 3);
	return base + (bus << 20 | dev_nr << 15 | fn_nr << 12);
}

static void
driver_text(const struct raw *r, const char *file)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/pci/drivers/%s/%s", r->work->driver, file);
	fd = open(path, O_WRONLY);
	check(fd >= 0);
	check(write(fd, r->pci, strlen(r->pci)) == (ssize_t)strlen(r->pci));
	close(fd);
}

void
raw_give_queues(struct raw *r)
{
	uint64_t vft = UINT64_C(1) << 44 | (uint64_t)(RAW_QUEUES - 1) << 45;

	raw_write(r, RAW_VFT_IS_READ, 0);
	raw_write(r, RAW_VFT_TYPE, 0);
	raw_write(r, RAW_VFT_FUNCTION, 0);
	raw_write(r, RAW_VFT_LOW, vft);
	raw_write(r, RAW_VFT_HIGH, vft >> 32);
	raw_write(r, RAW_VFT_ENABLE, 1);
}

void
raw_take(struct raw *r, const char *name)
{
	memset(r, 0, sizeof(*r));
	r->work = work_of(name);
	uq_pci(name, r->pci, sizeof(r->pci));
	r->version = raw_config_read(r->pci, 8, 1) < 0x30 ? 2 : 3;
	driver_text(r, "unbind");
	/* The addresses of the function are physical ones when the domain is an identity domain. */
	pci_text(r->pci, "iommu_group/type", "identity");
	raw_config(r->pci, COMMAND, raw_config_read(r->pci, COMMAND, 2) | COMMAND_ON, 2);
	pci_text(r->pci, "reset", "1");
	raw_config(r->pci, COMMAND, raw_config_read(r->pci, COMMAND, 2) | COMMAND_ON, 2);
	r->regs = map_bar(r->pci, "resource2", BAR2_SIZE);
	r->regs_addr = bar_addr(r->pci, 2);
	if (r->version > 2)
		r->db = map_bar(r->pci, "resource4", RAW_QUEUES * DB_PAGE);
	r->mem = mmap(NULL, MEM_SIZE, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | MAP_POPULATE, -1, 0);
	check(r->mem != MAP_FAILED);
	memset(r->mem, 0, MEM_SIZE);
	r->mem_addr = physical(r->mem);
	fill_text(r->mem + AT_SRC, AT_DST - AT_SRC, 1);
	raw_give_queues(r);
}

void
raw_give_back(struct raw *r)
{
	pci_text(r->pci, "reset", "1");
	munmap((void *)(uintptr_t)r->regs, BAR2_SIZE);
	if (r->db != NULL)
		munmap((void *)(uintptr_t)r->db, RAW_QUEUES * DB_PAGE);
	munmap(r->mem, MEM_SIZE);
	pci_text(r->pci, "iommu_group/type", "auto");
	driver_text(r, "bind");
}

void
raw_prepare(struct raw *r, uint32_t cmd, uint16_t queue, uint64_t data)
{
	raw_write(r, RAW_MB, cmd | RAW_MB_BUSY | (uint32_t)queue << 16);
	raw_write(r, RAW_MB_LOW, data);
	raw_write(r, RAW_MB_HIGH, data >> 32);
}

int
raw_mailbox(struct raw *r, uint32_t cmd, uint16_t queue, uint64_t data)
{
	unsigned int i;
	uint32_t head;

	raw_prepare(r, cmd, queue, data);
	raw_write(r, RAW_MB_LAST, 0);
	for (i = 0; i < 5000; i++) {
		head = raw_read(r, RAW_MB);
		if ((head & RAW_MB_BUSY) == 0)
			return head >> 9 & 0xf;
		usleep(1000);
	}
	return -1;
}

static void
put(uint8_t *ctx, unsigned int at, uint64_t value, unsigned int size)
{
	memcpy(ctx + at, &value, size);
}

void
raw_start(struct raw *r, uint16_t queue)
{
	uint8_t *ctx = r->mem + AT_CTX;

	memset(r->mem + AT_CQ(queue), 0, RAW_DEPTH * HISI_QM_CQE_SIZE);
	r->tail[queue] = 0;
	r->head[queue] = 0;
	memset(ctx, 0, CTX_SIZE);
	put(ctx, 4, r->mem_addr + AT_SQ(queue), 8);
	/* The depth, and the logarithm of a descriptor's size. */
	put(ctx, 12, (RAW_DEPTH - 1) | 7 << 12, 4);
	put(ctx, 24, queue, 2);
	check_errno(raw_mailbox(r, RAW_MB_SQC, queue, r->mem_addr + AT_CTX), 0);
	memset(ctx, 0, CTX_SIZE);
	put(ctx, 4, r->mem_addr + AT_CQ(queue), 8);
	put(ctx, 12, (RAW_DEPTH - 1) | 4 << 12, 4);
	/* Completions interrupt. */
	put(ctx, 24, 1 << 1, 4);
	check_errno(raw_mailbox(r, RAW_MB_CQC, queue, r->mem_addr + AT_CTX), 0);
}

void
raw_events(struct raw *r, uint64_t addr, bool phase)
{
	uint8_t *ctx = r->mem + AT_CTX;

	memset(ctx, 0, CTX_SIZE);
	put(ctx, 4, addr, 8);
	put(ctx, 24, (RAW_DEPTH - 1) | (uint32_t)phase << 16, 4);
	check_errno(raw_mailbox(r, RAW_MB_EQC, 0, r->mem_addr + AT_CTX), 0);
}

static void
doorbell(struct raw *r, uint16_t queue, uint64_t cmd, uint16_t index, uint64_t more)
{
	volatile uint8_t *at = r->db == NULL ? r->regs : r->db + queue * DB_PAGE;

	/* Descriptors and source data are stored before the doorbell. */
	to_device_barrier();
	*(volatile uint64_t *)(at + HISI_QM_DB_OFFSET) = hisi_qm_doorbell_base(queue, cmd) |
			(uint64_t)index << HISI_QM_DB_INDEX_S | more;
}

void
raw_submit(struct raw *r, uint16_t queue, size_t len)
{
	uint8_t *sqe = r->mem + AT_SQ(queue) + r->tail[queue] * HISI_QM_SQE_SIZE;
	struct uq q = { .version = r->version };

	memset(sqe, 0, HISI_QM_SQE_SIZE);
	r->work->fill(&q, sqe, false, (void *)(uintptr_t)(r->mem_addr + AT_SRC), len,
			(void *)(uintptr_t)(r->mem_addr + AT_DST), DST_ROOM);
	r->tail[queue] = (r->tail[queue] + 1) % RAW_DEPTH;
	doorbell(r, queue, HISI_QM_DB_CMD_SQ, r->tail[queue], 0);
}

bool
raw_wait(struct raw *r, uint16_t queue, unsigned int seconds)
{
	volatile struct hisi_qm_cqe *cqe = (struct hisi_qm_cqe *)(r->mem + AT_CQ(queue)) +
			r->head[queue];
	time_t end = time(NULL) + seconds + 1;

	/* The tests do not reach the second lap, so the phase of a valid entry is 1. */
	while ((cqe_load(cqe) & HISI_QM_CQE_PHASE) == 0) {
		if (time(NULL) >= end)
			return false;
		usleep(100);
	}
	r->head[queue] = (r->head[queue] + 1) % RAW_DEPTH;
	/* Acknowledge, and let the next completion interrupt. */
	doorbell(r, queue, HISI_QM_DB_CMD_CQ, r->head[queue], HISI_QM_DB_IRQ);
	return true;
}

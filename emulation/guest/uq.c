/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "test.h"
#include "uq.h"

bool
uq_attr_text(const char *name, const char *file, char *buf, size_t len)
{
	char path[256];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/sys/class/uacce/%s/%s", name, file);
	fd = open(path, O_RDONLY);
	if (fd < 0)
		return false;
	n = read(fd, buf, len - 1);
	close(fd);
	if (n < 0)
		return false;
	buf[n] = '\0';
	return true;
}

long
uq_attr(const char *name, const char *file)
{
	char buf[64];

	return uq_attr_text(name, file, buf, sizeof(buf)) ? atol(buf) : -1;
}

int
uq_attr_write(const char *name, const char *file, const char *text)
{
	ssize_t len = strlen(text);
	char path[256];
	int fd, ret;

	snprintf(path, sizeof(path), "/sys/class/uacce/%s/%s", name, file);
	fd = open(path, O_WRONLY);
	if (fd < 0)
		return -errno;
	ret = write(fd, text, len) == len ? 0 : -errno;
	close(fd);
	return ret;
}

void
uq_pci(const char *name, char *pci, size_t len)
{
	char path[128], target[PATH_MAX];

	snprintf(path, sizeof(path), "/sys/class/uacce/%s/device", name);
	check(realpath(path, target) != NULL);
	snprintf(pci, len, "%s", strrchr(target, '/') + 1);
}

bool
uq_of_pci(const char *pci, char *name, size_t len)
{
	char path[128];
	struct dirent *e;
	bool found = false;
	DIR *dir;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/uacce", pci);
	dir = opendir(path);
	while (dir != NULL && !found && (e = readdir(dir)) != NULL) {
		if (e->d_name[0] != '.') {
			snprintf(name, len, "%.60s", e->d_name);
			found = true;
		}
	}
	if (dir != NULL)
		closedir(dir);
	return found;
}

int
uq_open(struct uq *q, const char *name)
{
	char path[128], api[64];

	memset(q, 0, sizeof(*q));
	snprintf(q->name, sizeof(q->name), "%s", name);
	q->work = work_of(name);
	if (q->work == NULL)
		return -ENODEV;
	if (uq_attr_text(name, "api", api, sizeof(api)) && strlen(api) > 9)
		q->version = atoi(api + 9);
	snprintf(path, sizeof(path), "/dev/%s", name);
	q->fd = open(path, O_RDWR | O_CLOEXEC);
	return q->fd < 0 ? -errno : 0;
}

volatile uint8_t *
uq_map(struct uq *q, enum uacce_region region)
{
	size_t len = uq_attr(q->name, region == UACCE_REGION_MMIO ? "region_mmio_size" :
			"region_dus_size");
	void *p = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, q->fd,
			(off_t)region * getpagesize());

	if (p == MAP_FAILED)
		return NULL;
	if (region == UACCE_REGION_MMIO) {
		q->mmio_size = len;
		q->mmio = p;
	} else {
		q->dus_size = len;
		q->dus = p;
	}
	return p;
}

int
uq_start(struct uq *q, const char *name, uint16_t type)
{
	int ret = uq_open(q, name);

	if (ret < 0)
		return ret;
	q->ctx.qc_type = type;
	if (ioctl(q->fd, HISI_QM_CMD_SET_QP_CTX, &q->ctx) != 0 ||
			ioctl(q->fd, HISI_QM_CMD_SET_QP_INFO, &q->info) != 0 ||
			uq_map(q, UACCE_REGION_MMIO) == NULL ||
			uq_map(q, UACCE_REGION_DUS) == NULL ||
			ioctl(q->fd, UACCE_CMD_START_Q) != 0) {
		ret = -errno;
		uq_close(q);
		return ret;
	}
	q->phase = true;
	return 0;
}

void
uq_must_start(struct uq *q, const char *name, uint16_t type)
{
	check_errno(uq_start(q, name, type), 0);
}

void
uq_unmap(struct uq *q)
{
	if (q->mmio != NULL)
		munmap((void *)(uintptr_t)q->mmio, q->mmio_size);
	if (q->dus != NULL)
		munmap((void *)(uintptr_t)q->dus, q->dus_size);
	q->mmio = NULL;
	q->dus = NULL;
}

void
uq_close(struct uq *q)
{
	uq_unmap(q);
	close(q->fd);
	q->fd = -1;
}

void *
uq_slot(struct uq *q)
{
	uint8_t *slot = (uint8_t *)(uintptr_t)q->dus + q->tail * q->info.sqe_size;

	memset(slot, 0, q->info.sqe_size);
	return slot;
}

void
uq_push(struct uq *q)
{
	q->tail = (q->tail + 1) % q->info.sq_depth;
}

static void
doorbell(struct uq *q, uint64_t value)
{
	*(volatile uint64_t *)(q->mmio + HISI_QM_DB_OFFSET) = value;
}

void
uq_ring(struct uq *q)
{
	/* Descriptors and source data are stored before the doorbell. */
	to_device_barrier();
	doorbell(q, hisi_qm_doorbell_base(q->ctx.id, HISI_QM_DB_CMD_SQ) |
			(uint64_t)q->tail << HISI_QM_DB_INDEX_S);
}

bool
uq_poll(struct uq *q, void **sqe)
{
	volatile struct hisi_qm_cqe *cqe = (volatile struct hisi_qm_cqe *)(q->dus +
			(size_t)q->info.sqe_size * q->info.sq_depth) + q->head;
	uint64_t hi = cqe_load(cqe);

	if (((hi & HISI_QM_CQE_PHASE) != 0) != q->phase)
		return false;
	*sqe = (uint8_t *)(uintptr_t)q->dus + HISI_QM_CQE_SQ_HEAD(hi) * q->info.sqe_size;
	if (++q->head == q->info.cq_depth) {
		q->head = 0;
		q->phase = !q->phase;
	}
	return true;
}

void
uq_ack(struct uq *q, bool irq)
{
	doorbell(q, hisi_qm_doorbell_base(q->ctx.id, HISI_QM_DB_CMD_CQ) |
			(uint64_t)q->head << HISI_QM_DB_INDEX_S | (irq ? HISI_QM_DB_IRQ : 0));
}

static uint32_t
status_word(const struct uq *q, unsigned int index)
{
	return *(volatile uint32_t *)(q->dus + q->dus_size - HISI_QM_STATUS_SIZE +
			index * sizeof(uint32_t));
}

uint32_t
uq_tx_stopped(const struct uq *q)
{
	return status_word(q, HISI_QM_STATUS_TX);
}

uint32_t
uq_rx_stopped(const struct uq *q)
{
	return status_word(q, HISI_QM_STATUS_RX);
}

bool
uq_wait(struct uq *q, void **sqe, unsigned int seconds)
{
	time_t end = time(NULL) + seconds + 1;
	unsigned int spins = 0;

	while (!uq_poll(q, sqe)) {
		if (++spins % 64 == 0)
			usleep(100);
		if (time(NULL) >= end)
			return false;
	}
	return true;
}

void
uq_put(struct uq *q, bool undo, const void *src, size_t src_len, void *dst, size_t dst_len)
{
	q->work->fill(q, uq_slot(q), undo, src, src_len, dst, dst_len);
	uq_push(q);
}

int
uq_finish(struct uq *q, uint32_t *produced)
{
	void *done;

	uq_ring(q);
	if (!uq_wait(q, &done, 20))
		return -1;
	uq_ack(q, false);
	if (produced != NULL)
		*produced = q->work->produced(done);
	return q->work->status(done);
}

int
uq_run(struct uq *q, bool undo, const void *src, size_t src_len, void *dst, size_t dst_len,
		uint32_t *produced)
{
	uq_put(q, undo, src, src_len, dst, dst_len);
	return uq_finish(q, produced);
}

void
uq_must_work(struct uq *q)
{
	static uint8_t src[4096], dst[2 * sizeof(src)];
	uint32_t produced = 0;

	fill_text(src, sizeof(src), 1);
	check_errno(uq_run(q, false, src, sizeof(src), dst, sizeof(dst), &produced), 0);
	check(q->work->right(dst, produced, src, sizeof(src)));
}

void
fill_text(uint8_t *buf, size_t len, unsigned int seed)
{
	static const char words[] = "queue ring doorbell phase completion descriptor address ";
	uint32_t r = seed * 2654435761u + 1;
	size_t i;

	for (i = 0; i < len; i++) {
		if (i % 7 == 0)
			r = r * 1664525u + 1013904223u;
		buf[i] = words[(i + (r >> 16) % 40) % (sizeof(words) - 1)];
	}
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * What the kernel answers, inside the process: attributes, queues and regions. Source:
 * hardware_interface.rst, section 1.
 */

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "soft_device.h"
#include "soft_guard.h"
#include "soft_serve.h"
#include "soft_worker.h"

/* Queues of a device: pf_q_num of the kernel modules (1.3). */
#define SEC_QUEUES	256
#define ZIP_QUEUES	64
#define MMIO_SIZE_V3	0x10000	/* doorbell isolation (1.5) */

static size_t
round_up(size_t n, size_t to)
{
	return (n + to - 1) / to * to;
}

/* Sizes of the regions (1.5). */
static void
region_sizes(struct soft_device *dev)
{
	size_t page = sysconf(_SC_PAGESIZE), depth = dev->config.depth;

	dev->region_size[UACCE_REGION_DUS] = page +
		round_up(depth * (HISI_QM_SQE_SIZE + HISI_QM_CQE_SIZE), page);
	dev->region_size[UACCE_REGION_MMIO] = dev->config.qm >= 3 ? MMIO_SIZE_V3 :
		page * (1 + HISI_QM_DB_OFFSET / page);
}

/* The rules of 1.4. The capabilities of ZIP are without LZ77, which its engine lacks. */
static const char *
algorithms(const struct soft_device *dev)
{
	if (dev->config.class == SOFT_CLASS_SEC)
		return "cipher\ndigest\naead";
	if (dev->config.qm >= 5)
		return "zlib\ngzip\ndeflate\nlz4";
	return dev->config.qm >= 3 ? "zlib\ngzip\ndeflate" : "zlib\ngzip";
}

static unsigned int
available(struct soft_device *dev)
{
	unsigned int n;

	pthread_mutex_lock(&dev->lock);
	n = dev->nb_queues - dev->in_use;
	pthread_mutex_unlock(&dev->lock);
	return n;
}

int
soft_device_attr(struct soft_device *dev, const char *name, char *buf, size_t len)
{
	int n;

	/* As the kernel prints them (1.2): one line each, except for the algorithms. */
	if (strcmp(name, "api") == 0)
		n = snprintf(buf, len, "hisi_qm_v%u\n", dev->config.qm);
	else if (strcmp(name, "flags") == 0)
		n = snprintf(buf, len, "%u\n", UACCE_DEV_SVA);
	else if (strcmp(name, "algorithms") == 0)
		n = snprintf(buf, len, "%s\n", algorithms(dev));
	else if (strcmp(name, "available_instances") == 0)
		n = snprintf(buf, len, "%u\n", available(dev));
	else if (strcmp(name, "region_mmio_size") == 0)
		n = snprintf(buf, len, "%zu\n", dev->region_size[UACCE_REGION_MMIO]);
	else if (strcmp(name, "region_dus_size") == 0)
		n = snprintf(buf, len, "%zu\n", dev->region_size[UACCE_REGION_DUS]);
	else if (strcmp(name, "isolate") == 0 || strcmp(name, "isolate_strategy") == 0)
		n = snprintf(buf, len, "0\n");
	else if (strcmp(name, "device/numa_node") == 0)
		n = snprintf(buf, len, "-1\n");
	else
		return -ENOENT;
	return (size_t)n < len ? 0 : -E2BIG;
}

unsigned int
soft_queue_serve(struct soft_queue *q, unsigned int max)
{
	struct soft_turn turn = { .max = max };

	return soft_serve_turn(q, &turn);
}

int
soft_queue_is_inline(const struct soft_queue *q)
{
	return q->dev->config.workers == 0;
}

static int
config_check(const struct soft_config *config)
{
	if (config->class != SOFT_CLASS_ZIP && config->class != SOFT_CLASS_SEC)
		return -ENOTSUP;
	if (config->qm != 2 && config->qm != 3 && config->qm != 5)
		return -EINVAL;
	if (config->workers > SOFT_MAX_WORKERS)
		return -EINVAL;
	/* Descriptors of SEC have neither produced lengths nor a flag of a last block. */
	if (config->class == SOFT_CLASS_SEC && (config->faults.at[SOFT_FAULT_COUNTS] != 0 ||
			config->faults.at[SOFT_FAULT_NOLAST] != 0))
		return -EINVAL;
	/* One entry of a ring stays free (2.4). */
	if (config->depth == 1 || config->depth > SOFT_MAX_DEPTH ||
			(config->depth & (config->depth - 1)) != 0)
		return -EINVAL;
	return 0;
}

static struct soft_device *
device_alloc(const struct soft_config *config)
{
	struct soft_device *dev = calloc(1, sizeof(*dev));
	unsigned int i;

	if (dev == NULL)
		return NULL;
	dev->config = *config;
	if (config->depth == 0)
		dev->config.depth = HISI_QM_DEPTH_DEFAULT;
	dev->has_faults = soft_serve_has_faults(&config->faults);
	if (config->class == SOFT_CLASS_SEC) {
		dev->engine = &soft_sec_engine;
		dev->ranges = soft_ranges_of_sec;
		dev->nb_queues = SEC_QUEUES;
	} else {
		dev->engine = &soft_zip_engine;
		dev->ranges = soft_ranges_of_zip;
		dev->nb_queues = ZIP_QUEUES;
	}
	dev->queues = aligned_alloc(_Alignof(struct soft_queue),
			dev->nb_queues * sizeof(*dev->queues));
	if (dev->queues == NULL) {
		free(dev);
		return NULL;
	}
	memset(dev->queues, 0, dev->nb_queues * sizeof(*dev->queues));
	for (i = 0; i < dev->nb_queues; i++)
		dev->queues[i].dev = dev;
	pthread_mutex_init(&dev->lock, NULL);
	region_sizes(dev);
	return dev;
}

static void
device_free(struct soft_device *dev)
{
	pthread_mutex_destroy(&dev->lock);
	free(dev->queues);
	free(dev);
}

int
soft_device_create(const struct soft_config *config, struct soft_device **out)
{
	struct soft_device *dev;
	int ret;

	ret = config_check(config);
	if (ret < 0)
		return ret;
	dev = device_alloc(config);
	if (dev == NULL)
		return -ENOMEM;
	ret = soft_guard_get();
	if (ret < 0)
		goto free_device;
	ret = soft_workers_start(dev);
	if (ret < 0)
		goto put_guard;
	*out = dev;
	return 0;
put_guard:
	soft_guard_put();
free_device:
	device_free(dev);
	return ret;
}

void
soft_device_destroy(struct soft_device *dev)
{
	soft_workers_stop(dev);
	soft_guard_put();
	device_free(dev);
}

/* Map both regions, zeroed: open clears the completion ring and the status words (1.6). */
static int
queue_alloc(struct soft_queue *q)
{
	unsigned int i;

	for (i = 0; i < UACCE_NB_REGIONS; i++) {
		void *mem = mmap(NULL, q->dev->region_size[i], PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (mem == MAP_FAILED) {
			if (i > 0)
				munmap(q->mem[0], q->dev->region_size[0]);
			return -ENOMEM;
		}
		q->mem[i] = mem;
	}
	return 0;
}

/* The next free queue; NULL if all are in use. The device is locked. */
static struct soft_queue *
queue_find(struct soft_device *dev)
{
	unsigned int i;

	for (i = 0; i < dev->nb_queues; i++) {
		unsigned int n = (dev->next + i) % dev->nb_queues;

		if (soft_serve_state(&dev->queues[n]) == SOFT_FREE) {
			dev->next = n + 1;
			return &dev->queues[n];
		}
	}
	return NULL;
}

int
soft_queue_open(struct soft_device *dev, struct soft_queue **out)
{
	struct soft_queue *q;
	int ret = -EBUSY;

	pthread_mutex_lock(&dev->lock);
	q = soft_fault_hit(&dev->config.faults, SOFT_FAULT_OPEN) ? NULL : queue_find(dev);
	if (q != NULL)
		ret = queue_alloc(q);
	if (ret == 0) {
		q->qm.id = q - dev->queues;
		q->qc_type = 0;
		q->stalled = false;
		q->stalled_until = 0;
		q->injected = 0;
		q->injected = 0;
		q->mapped[UACCE_REGION_MMIO] = false;
		q->mapped[UACCE_REGION_DUS] = false;
		dev->in_use++;
		soft_serve_set_state(q, SOFT_INIT);
		*out = q;
	}
	pthread_mutex_unlock(&dev->lock);
	return ret;
}

static int
queue_set_ctx(struct soft_queue *q, struct hisi_qm_qp_ctx *ctx)
{
	/* There is no queue of the third type, DAE. */
	if (ctx->qc_type > HISI_ZIP_QC_DECOMPRESS)
		return -EINVAL;
	q->qc_type = ctx->qc_type;
	ctx->id = q->qm.id;
	return 0;
}

static int
queue_get_info(const struct soft_queue *q, struct hisi_qm_qp_info *info)
{
	info->sqe_size = HISI_QM_SQE_SIZE;
	info->sq_depth = q->dev->config.depth;
	info->cq_depth = q->dev->config.depth;
	return 0;
}

/* The context that START_Q programs into the hardware. */
static int
queue_start(struct soft_queue *q)
{
	const uint32_t depth = q->dev->config.depth;
	struct soft_qm *qm = &q->qm;
	int ret;

	if (soft_serve_state(q) != SOFT_INIT)
		return -EINVAL;
	if (soft_fault_hit(&q->dev->config.faults, SOFT_FAULT_START))
		return -EIO;
	ret = soft_guard_check();
	if (ret < 0)
		return ret;
	qm->engine = q->dev->engine;
	qm->state = qm->engine->open(q->dev->config.qm, q->qc_type, q->dev->config.engine);
	if (qm->state == NULL)
		return -ENOMEM;
	qm->mem = &soft_mem_process;
	qm->data = &soft_mem_process;
	qm->sq_addr = (uintptr_t)q->mem[UACCE_REGION_DUS];
	qm->cq_addr = qm->sq_addr + (uint64_t)depth * HISI_QM_SQE_SIZE;
	qm->sq_depth = depth;
	qm->cq_depth = depth;
	soft_qm_reset(qm);
	/* Doorbells rung before the last stop are no events, and must not hide new ones. */
	*soft_serve_doorbell(q, HISI_QM_DB_OFFSET) = 0;
	*soft_serve_doorbell(q, HISI_QM_SOFT_CQ_DB_OFFSET) = 0;
	q->sq_db_seen = 0;
	q->cq_db_seen = 0;
	soft_serve_set_state(q, SOFT_STARTED);
	return 0;
}

/* Stop a queue that is locked. The kernel drains a queue before it stops it (1.6, close). */
static void
queue_stop(struct soft_queue *q)
{
	struct soft_turn turn = {
		.max = q->dev->config.depth, .is_shared = true, .bytes = UINT64_MAX,
	};

	if (soft_serve_state(q) == SOFT_STARTED) {
		soft_serve_look(q);
		soft_serve_locked(q, &turn);
	}
	if (soft_serve_state(q) == SOFT_INIT)
		return;
	q->qm.engine->close(q->qm.state);
	q->qm.state = NULL;
	soft_serve_set_state(q, SOFT_INIT);
}

int
soft_queue_ioctl(struct soft_queue *q, unsigned long cmd, void *arg)
{
	int ret = 0;

	if ((cmd == HISI_QM_CMD_SET_QP_CTX || cmd == HISI_QM_CMD_SET_QP_INFO) && arg == NULL)
		return -EFAULT;
	soft_serve_lock(q);
	switch (cmd) {
	case UACCE_CMD_START_Q:
		ret = queue_start(q);
		break;
	case UACCE_CMD_PUT_Q:
		queue_stop(q);
		break;
	case HISI_QM_CMD_SET_QP_CTX:
		ret = queue_set_ctx(q, arg);
		break;
	case HISI_QM_CMD_SET_QP_INFO:
		ret = queue_get_info(q, arg);
		break;
	default:
		ret = -EINVAL;
		break;
	}
	soft_serve_unlock(q);
	return ret;
}

int
soft_queue_map(struct soft_queue *q, enum uacce_region region, size_t len, void **addr)
{
	if ((unsigned int)region >= UACCE_NB_REGIONS)
		return -EINVAL;
	/* DUS is mapped as a whole, MMIO in part or as a whole (1.6). */
	if (len == 0 || len > q->dev->region_size[region] ||
			(region == UACCE_REGION_DUS && len != q->dev->region_size[region]))
		return -EINVAL;
	if (q->mapped[region])
		return -EEXIST;
	q->mapped[region] = true;
	*addr = q->mem[region];
	return 0;
}

void
soft_queue_unmap(struct soft_queue *q, enum uacce_region region)
{
	q->mapped[region] = false;
}

void
soft_queue_close(struct soft_queue *q)
{
	struct soft_device *dev = q->dev;
	unsigned int i;

	pthread_mutex_lock(&dev->lock);
	soft_serve_lock(q);
	queue_stop(q);
	for (i = 0; i < UACCE_NB_REGIONS; i++) {
		munmap(q->mem[i], dev->region_size[i]);
		q->mem[i] = NULL;
	}
	dev->in_use--;
	soft_serve_set_state(q, SOFT_FREE);
	soft_serve_unlock(q);
	pthread_mutex_unlock(&dev->lock);
}

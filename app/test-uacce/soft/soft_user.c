/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * A user of the soft device without a driver, and zlib to compare with.
 */

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zlib.h>

#include <rte_common.h>

#include "soft_atomic.h"
#include "soft_user.h"

/* What the test that runs has open; its threads open queues, too. */
#define MAX_DEVICES	64
#define MAX_QUEUES	1024

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct soft_device *devices[MAX_DEVICES];
static struct soft_queue *queues[MAX_QUEUES];

/* Put a pointer into a table in place of another one. */
static void
note(void *table, unsigned int n, const void *old, void *new)
{
	void **at = table;
	unsigned int i;

	pthread_mutex_lock(&lock);
	for (i = 0; i < n && at[i] != old; i++)
		;
	if (i < n)
		at[i] = new;
	pthread_mutex_unlock(&lock);
}

int
user_device_create(const struct soft_config *config, struct soft_device **dev)
{
	int ret = soft_device_create(config, dev);

	if (ret == 0)
		note(devices, MAX_DEVICES, NULL, *dev);
	return ret;
}

void
user_device_destroy(struct soft_device *dev)
{
	note(devices, MAX_DEVICES, dev, NULL);
	soft_device_destroy(dev);
}

int
user_queue_open(struct soft_device *dev, struct soft_queue **q)
{
	int ret = soft_queue_open(dev, q);

	if (ret == 0)
		note(queues, MAX_QUEUES, NULL, *q);
	return ret;
}

void
user_queue_close(struct soft_queue *q)
{
	note(queues, MAX_QUEUES, q, NULL);
	soft_queue_close(q);
}

int
user_tear_down(void **state __rte_unused)
{
	unsigned int i;

	for (i = 0; i < MAX_QUEUES; i++)
		if (queues[i] != NULL)
			user_queue_close(queues[i]);
	for (i = 0; i < MAX_DEVICES; i++)
		if (devices[i] != NULL)
			user_device_destroy(devices[i]);
	return 0;
}

struct soft_device *
user_device(unsigned int qm, unsigned int workers, const char *fault)
{
	struct soft_config config = { .class = SOFT_CLASS_ZIP, .qm = qm, .workers = workers };
	struct soft_device *dev = NULL;

	if (fault != NULL)
		assert_int_equal(soft_fault_parse(fault, &config.faults), 0);
	assert_int_equal(user_device_create(&config, &dev), 0);
	assert_non_null(dev);
	return dev;
}

size_t
user_attr(struct soft_device *dev, const char *name)
{
	char buf[64];

	assert_int_equal(soft_device_attr(dev, name, buf, sizeof(buf)), 0);
	return strtoul(buf, NULL, 10);
}

static void
user_map(struct user *u, struct soft_device *dev)
{
	void *mmio, *dus;

	u->mmio_size = user_attr(dev, "region_mmio_size");
	u->dus_size = user_attr(dev, "region_dus_size");
	assert_int_equal(soft_queue_map(u->q, UACCE_REGION_MMIO, u->mmio_size, &mmio), 0);
	assert_int_equal(soft_queue_map(u->q, UACCE_REGION_DUS, u->dus_size, &dus), 0);
	u->sq = dus;
	u->cq = (struct hisi_qm_cqe *)((uint8_t *)dus + DEPTH * HISI_QM_SQE_SIZE);
	u->status = (uint32_t *)(void *)((uint8_t *)dus + u->dus_size - HISI_QM_STATUS_SIZE);
	u->sq_db = (uint64_t *)(void *)((uint8_t *)mmio + HISI_QM_DB_OFFSET);
	u->cq_db = (uint64_t *)(void *)((uint8_t *)mmio + HISI_QM_SOFT_CQ_DB_OFFSET);
}

void
user_open(struct user *u, struct soft_device *dev, uint16_t qc_type)
{
	memset(u, 0, sizeof(*u));
	assert_int_equal(user_queue_open(dev, &u->q), 0);
	u->ctx.qc_type = qc_type;
	assert_int_equal(soft_queue_ioctl(u->q, HISI_QM_CMD_SET_QP_CTX, &u->ctx), 0);
	user_map(u, dev);
	u->is_inline = soft_queue_is_inline(u->q);
	assert_int_equal(soft_queue_ioctl(u->q, UACCE_CMD_START_Q, NULL), 0);
}

void
user_close(struct user *u)
{
	soft_queue_unmap(u->q, UACCE_REGION_MMIO);
	soft_queue_unmap(u->q, UACCE_REGION_DUS);
	user_queue_close(u->q);
}

void
user_ring_sq(struct user *u)
{
	soft_atomic_store_release(u->sq_db, hisi_qm_doorbell_base(u->ctx.id, HISI_QM_DB_CMD_SQ) |
			(uint64_t)(u->tail % DEPTH) << HISI_QM_DB_INDEX_S);
}

void
user_ring_cq(struct user *u)
{
	soft_atomic_store_release(u->cq_db, hisi_qm_doorbell_base(u->ctx.id, HISI_QM_DB_CMD_CQ) |
			(uint64_t)(u->head % DEPTH) << HISI_QM_DB_INDEX_S);
}

bool
user_cqe_is_valid(const struct user *u)
{
	uint64_t hi = soft_atomic_load_acquire(&u->cq[u->head % DEPTH].hi);

	return (hi >> HISI_QM_CQE_PHASE_S & 1) != (u->head / DEPTH & 1);
}

/* Submit one descriptor and wait for it. Returns what the device made of it. */
struct hisi_zip_sqe
user_serve(struct user *u, const struct hisi_zip_sqe *sqe)
{
	struct hisi_zip_sqe *slot = &u->sq[u->tail % DEPTH];
	unsigned int spins;

	*slot = *sqe;
	u->tail++;
	user_ring_sq(u);
	if (u->is_inline)
		assert_int_equal(soft_queue_serve(u->q, 1), 1);
	for (spins = 0; !user_cqe_is_valid(u) && spins < 100000; spins++)
		usleep(10);
	assert_true(user_cqe_is_valid(u));
	assert_int_equal(HISI_QM_CQE_SQ_HEAD(u->cq[u->head % DEPTH].hi), u->head % DEPTH);
	assert_int_equal(u->cq[u->head % DEPTH].hi >> HISI_QM_CQE_SQ_NUM_S & 0xffff, u->ctx.id);
	u->head++;
	user_ring_cq(u);
	return *slot;
}

/* A stateless request with flat buffers, as section 3.3 writes it. */
struct hisi_zip_sqe
user_request(unsigned int qm, uint8_t type, const void *src, uint32_t src_len, void *dst,
		uint32_t dst_len)
{
	struct hisi_zip_sqe sqe = {
		.input_data_length = src_len,
		.dest_avail_out = dst_len,
		.dw7 = qm == 2 ? 0x0a000000 : 0x3a000000,
		.dw9 = type | 0x4000,
		.source_addr = (uintptr_t)src,
		.dest_addr = (uintptr_t)dst,
	};

	if (qm == 2)
		sqe.dw13 = 0x12345678;
	else
		sqe.dw26 = UINT64_C(0x1122334455667788);
	return sqe;
}

uint8_t
user_status(const struct hisi_zip_sqe *sqe)
{
	return sqe->dw3 & HISI_ZIP_DW3_STATUS;
}

uint32_t
zlib_inflate_raw(const uint8_t *src, uint32_t src_len, uint8_t *dst, uint32_t dst_len)
{
	z_stream z = { .next_in = (uint8_t *)(uintptr_t)src, .avail_in = src_len,
		.next_out = dst, .avail_out = dst_len };
	int ret;

	assert_int_equal(inflateInit2(&z, -15), Z_OK);
	ret = inflate(&z, Z_FINISH);
	inflateEnd(&z);
	assert_int_equal(ret, Z_STREAM_END);
	assert_int_equal(z.avail_in, 0);
	return z.total_out;
}

uint32_t
zlib_deflate(int window_bits, const uint8_t *src, uint32_t src_len, uint8_t *dst,
		uint32_t dst_len)
{
	z_stream z = { .next_in = (uint8_t *)(uintptr_t)src, .avail_in = src_len,
		.next_out = dst, .avail_out = dst_len };

	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY),
			Z_OK);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return z.total_out;
}

uint32_t
rng_next(uint64_t *rng)
{
	uint64_t z = *rng += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z >> 32 ^ z;
}

uint32_t
rng_below(uint64_t *rng, uint32_t n)
{
	return (uint64_t)rng_next(rng) * n >> 32;
}

void
rng_fill(uint64_t *rng, uint8_t *data, size_t len)
{
	uint32_t mode = rng_below(rng, 5);
	size_t i = 0;

	while (i < len) {
		uint32_t run = 1 + rng_below(rng, 400), back = 1 + rng_below(rng, 40000);
		bool copy = mode != 0 && back <= i && rng_below(rng, 3) != 0;
		uint8_t mask = mode == 0 ? 0xff : mode == 1 ? 0 : 0x3f >> mode;

		for (; run > 0 && i < len; run--, i++)
			data[i] = copy ? data[i - back] : rng_next(rng) & mask;
	}
}

/* Cut a total into n lengths that an entry can have. */
static void
cut(uint64_t *rng, uint32_t *len, uint32_t n, uint32_t total)
{
	uint32_t i, longest = 0;

	assert_true(n > 0 && total >= n);
	for (i = 0; i < n; i++)
		len[i] = total / n;
	len[n - 1] += total % n;
	for (i = 0; i + 1 < n; i++) {
		uint32_t move = rng_below(rng, len[i]);

		len[i] -= move;
		len[i + 1] += move;
	}
	for (i = 0; i < n; i++)
		longest = RTE_MAX(longest, len[i]);
	/* The moves above make the last length the largest, so half of the lists get equal ones. */
	if (longest > HISI_SGL_MAX_ENTRY_LEN || rng_below(rng, 2) == 0)
		for (i = 0; i < n; i++)
			len[i] = total / n + (i < total % n);
}

#define GAP	16	/* bytes between buffers that must not change */
#define CANARY	0xa5

static struct hisi_sgl *
list_block(struct user_list *list, uint32_t i)
{
	return (struct hisi_sgl *)(void *)((uint8_t *)list->head + i * list->block_size);
}

struct hisi_sge *
user_list_entry(struct user_list *list, uint32_t n)
{
	uint32_t i;

	for (i = 0; i < list->nb_blocks; i++) {
		struct hisi_sgl *block = list_block(list, i);

		if (n < block->entry_sum_in_sgl)
			return &hisi_sgl_entries(block)[n];
		n -= block->entry_sum_in_sgl;
	}
	fail();
	return NULL;
}

/* Make blocks of up to per_block entries, and some without any. */
static void
list_blocks(struct user_list *list, uint64_t *rng, uint32_t per_block)
{
	uint32_t max = list->nb_entries / per_block * 2 + 3, left = list->nb_entries, n;
	struct hisi_sgl *block = NULL;

	max = RTE_MIN(max, (uint32_t)HISI_SGL_MAX_BLOCKS);
	list->block_size = sizeof(*block) + per_block * sizeof(struct hisi_sge);
	list->head = aligned_alloc(HISI_SGL_ALIGN,
			RTE_ALIGN_CEIL(max * RTE_ALIGN_CEIL(list->block_size, 64), 64));
	list->block_size = RTE_ALIGN_CEIL(list->block_size, 64);
	assert_non_null(list->head);
	for (list->nb_blocks = 0; left > 0; list->nb_blocks++) {
		assert_true(list->nb_blocks < max);
		if (block != NULL)
			block->next = (uintptr_t)list_block(list, list->nb_blocks);
		block = list_block(list, list->nb_blocks);
		memset(block, 0x77, list->block_size);
		n = left % per_block == 0 && left / per_block < max - list->nb_blocks &&
			rng_below(rng, 8) == 0 ? 0 : RTE_MIN(left, per_block);
		block->next = 0;
		block->entry_sum_in_sgl = n;
		block->entry_length_in_sgl = per_block;
		left -= n;
	}
}

void
user_list_make(struct user_list *list, uint64_t *rng, uint32_t nb_entries, uint32_t total,
		uint32_t per_block)
{
	uint32_t *len, i;
	uint8_t *at;

	nb_entries = RTE_MAX(nb_entries,
			(total + HISI_SGL_MAX_ENTRY_LEN - 1) / HISI_SGL_MAX_ENTRY_LEN);
	len = calloc(nb_entries, sizeof(*len));
	assert_non_null(len);
	list->nb_entries = nb_entries;
	list->total = total;
	list->data_size = (size_t)total + (nb_entries + 1) * GAP;
	list->data = malloc(list->data_size);
	assert_non_null(list->data);
	memset(list->data, CANARY, list->data_size);
	list_blocks(list, rng, per_block);
	cut(rng, len, nb_entries, total);
	at = list->data + GAP;
	for (i = 0; i < nb_entries; i++) {
		struct hisi_sge *entry = user_list_entry(list, i);

		entry->addr = (uintptr_t)at;
		entry->len = len[i];
		at += len[i] + GAP;
	}
	free(len);
}

void
user_list_free(struct user_list *list)
{
	free(list->data);
	free(list->head);
}

static void
list_copy(struct user_list *list, uint32_t skip, uint8_t *data, uint32_t len, bool write)
{
	uint32_t i, n;

	for (i = 0; len > 0; i++) {
		struct hisi_sge *entry = user_list_entry(list, i);
		uint8_t *buf = (uint8_t *)(uintptr_t)entry->addr + skip;

		if (skip >= entry->len) {
			skip -= entry->len;
			continue;
		}
		n = RTE_MIN(len, entry->len - skip);
		memcpy(write ? buf : data, write ? data : buf, n);
		data += n;
		len -= n;
		skip = 0;
	}
}

void
user_list_write(struct user_list *list, uint32_t skip, const uint8_t *data, uint32_t len)
{
	list_copy(list, skip, (uint8_t *)(uintptr_t)data, len, true);
}

void
user_list_read(struct user_list *list, uint32_t skip, uint8_t *data, uint32_t len)
{
	list_copy(list, skip, data, len, false);
}

void
user_list_check_gaps(struct user_list *list)
{
	uint8_t gap[GAP];
	uint32_t i;

	memset(gap, CANARY, sizeof(gap));
	for (i = 0; i < list->nb_entries; i++) {
		struct hisi_sge *entry = user_list_entry(list, i);

		assert_memory_equal((uint8_t *)(uintptr_t)entry->addr - GAP, gap, GAP);
		assert_memory_equal((uint8_t *)(uintptr_t)entry->addr + entry->len, gap, GAP);
	}
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_TEST_SOFT_H
#define TEST_UACCE_TEST_SOFT_H

/**
 * @file
 * A user of the soft device without a driver: its queue, requests and lists, and
 * what the tests compare with.
 */

#include "hw/hisi_qm_hw.h"
#include "hw/hisi_sgl_hw.h"
#include "hw/hisi_zip_bd.h"
#include "soft_device.h"
#include "test.h"

#define DEPTH	1024

/** Bytes that cannot be accessed: no request reaches what is mapped behind them. */
#define HOLE	(1u << 20)

/** One queue as its user sees it. */
struct user {
	struct soft_queue *q;
	struct soft_device *dev;	/**< where the queue was opened with its device */
	struct hisi_zip_sqe *sq;
	struct hisi_qm_cqe *cq;
	uint32_t *status;
	uint64_t *sq_db;
	uint64_t *cq_db;
	size_t dus_size;
	size_t mmio_size;
	struct hisi_qm_qp_ctx ctx;
	uint32_t tail;	/**< free-running */
	uint32_t head;	/**< free-running */
	bool is_inline;
};

/**
 * As soft_device_create(), soft_queue_open() and their counterparts. What a test made and did not
 * free, as it failed, user_tear_down() frees.
 */
int user_device_create(const struct soft_config *config, struct soft_device **dev);
void user_device_destroy(struct soft_device *dev);
int user_queue_open(struct soft_device *dev, struct soft_queue **q);
void user_queue_close(struct soft_queue *q);

/** Fixture: close all queues and destroy all devices of a test. */
int user_tear_down(void **state);

/** A test with that fixture: if it fails, those behind it find no device of its. */
#define user_unit_test(f)	cmocka_unit_test_teardown(f, user_tear_down)

/** A device; @p fault as for soft_fault_parse(), or NULL. */
struct soft_device *user_device(unsigned int qm, unsigned int workers, const char *fault);

/** A numeric attribute. */
size_t user_attr(struct soft_device *dev, const char *name);

/** Open, map and start a queue. */
void user_open(struct user *u, struct soft_device *dev, uint16_t qc_type);
void user_close(struct user *u);

void user_ring_sq(struct user *u);
void user_ring_cq(struct user *u);
bool user_cqe_is_valid(const struct user *u);

/** Submit one descriptor and wait for it; what the device made of it. */
struct hisi_zip_sqe user_serve(struct user *u, const struct hisi_zip_sqe *sqe);

/** A stateless request with flat buffers, as section 3.3 writes it. */
struct hisi_zip_sqe user_request(unsigned int qm, uint8_t type, const void *src,
		uint32_t src_len, void *dst, uint32_t dst_len);

uint8_t user_status(const struct hisi_zip_sqe *sqe);

/** A hardware list over buffers with gaps between them. */
struct user_list {
	struct hisi_sgl *head;
	uint32_t nb_entries;
	uint32_t nb_blocks;
	uint32_t total;		/**< bytes of all buffers */
	size_t block_size;	/**< from one block to the next in memory */
	uint8_t *data;
	size_t data_size;
};

/**
 * Make a list and its buffers. Lengths are drawn; so are blocks without entries. There are more
 * entries than @p nb_entries where the total takes them.
 */
void user_list_make(struct user_list *list, uint64_t *rng, uint32_t nb_entries,
		uint32_t total, uint32_t per_block);
void user_list_free(struct user_list *list);
struct hisi_sge *user_list_entry(struct user_list *list, uint32_t n);
void user_list_write(struct user_list *list, uint32_t skip, const uint8_t *data, uint32_t len);
void user_list_read(struct user_list *list, uint32_t skip, uint8_t *data, uint32_t len);
/** Nothing outside the buffers was written. */
void user_list_check_gaps(struct user_list *list);

/** Random numbers from a state that starts with test_options.seed. */
uint32_t rng_next(uint64_t *rng);
uint32_t rng_below(uint64_t *rng, uint32_t n);
/** Data of some kind, from noise to one byte repeated. */
void rng_fill(uint64_t *rng, uint8_t *data, size_t len);

/** Decode a whole raw stream; its length. */
uint32_t zlib_inflate_raw(const uint8_t *src, uint32_t src_len, uint8_t *dst,
		uint32_t dst_len);
/** Encode a whole stream; its length. */
uint32_t zlib_deflate(int window_bits, const uint8_t *src, uint32_t src_len, uint8_t *dst,
		uint32_t dst_len);

/* Groups of their own in files of their own, called from test_soft(). */
int test_soft_context(void);
int test_soft_deflate(void);
int test_soft_guard(void);
int test_soft_inflate(void);
int test_soft_large(void);
int test_soft_large_memory(void);
int test_soft_lz4(void);
int test_soft_sgl(void);
int test_soft_signal(void);
int test_soft_signal_old(void);
int test_soft_worker(void);
int test_soft_zip(void);

#endif /* TEST_UACCE_TEST_SOFT_H */

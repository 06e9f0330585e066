/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UQ_H
#define UQ_H

/**
 * @file
 * A user of uacce queues: devices, queues and their rings.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../common/uacce/hw/hisi_qm_hw.h"

#include "work.h"

/**
 * Load the word of a completion that makes it valid. The loads of the caller that follow,
 * of results and destination, are ordered after this load.
 */
static inline uint64_t
cqe_load(const volatile struct hisi_qm_cqe *cqe)
{
	return __atomic_load_n(&cqe->hi, __ATOMIC_ACQUIRE);
}

/** Order the stores to memory before this call before the next store to a register. */
static inline void
to_device_barrier(void)
{
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

/** One opened queue. */
struct uq {
	char name[64];		/**< of the device, hisi_zip-0 */
	const struct work *work;
	int fd;
	unsigned int version;	/**< QM generation from `api` */
	struct hisi_qm_qp_ctx ctx;
	struct hisi_qm_qp_info info;
	size_t mmio_size;
	size_t dus_size;
	volatile uint8_t *mmio;
	volatile uint8_t *dus;
	uint16_t tail;		/**< next slot to fill */
	uint16_t head;		/**< next completion to read */
	bool phase;		/**< of a valid completion */
};

/** Read a number below the device's class directory; -1 if it does not exist. */
long uq_attr(const char *name, const char *file);

/** Read a text below the device's class directory; false if it does not exist. */
bool uq_attr_text(const char *name, const char *file, char *buf, size_t len);

/** Write a text below the device's class directory; 0 or a negative errno. */
int uq_attr_write(const char *name, const char *file, const char *text);

/** The PCI function of a device, 0000:41:00.0. */
void uq_pci(const char *name, char *pci, size_t len);

/** The device of a PCI function; false if it has none now. */
bool uq_of_pci(const char *pci, char *name, size_t len);

/** Open a queue without starting it; 0 or a negative errno. */
int uq_open(struct uq *q, const char *name);

/** Open, set the type, map and start; 0 or a negative errno. */
int uq_start(struct uq *q, const char *name, uint16_t type);

/** As uq_start(); an error fails the test. */
void uq_must_start(struct uq *q, const char *name, uint16_t type);

/** Map a region; NULL and errno if that fails. */
volatile uint8_t *uq_map(struct uq *q, enum uacce_region region);

void uq_unmap(struct uq *q);

/** Unmap and close. */
void uq_close(struct uq *q);

/** The slot for the next descriptor, cleared. */
void *uq_slot(struct uq *q);

/** Move the tail past the slot, without a doorbell. */
void uq_push(struct uq *q);

/** Ring the submission doorbell. */
void uq_ring(struct uq *q);

/** Consume a completion if there is one; *sqe is the descriptor in its slot. */
bool uq_poll(struct uq *q, void **sqe);

/** Ring the completion doorbell; irq arms an interrupt. */
void uq_ack(struct uq *q, bool irq);

/** Status words (1.8). */
uint32_t uq_tx_stopped(const struct uq *q);
uint32_t uq_rx_stopped(const struct uq *q);

/** Wait for a completion, at most seconds. */
bool uq_wait(struct uq *q, void **sqe, unsigned int seconds);

/** Build a descriptor in the next slot, without a doorbell. */
void uq_put(struct uq *q, bool undo, const void *src, size_t src_len, void *dst, size_t dst_len);

/**
 * Submit one request and wait for it.
 *
 * @param produced
 *   Receives the bytes that were written; may be NULL.
 * @return
 *   The status, or -1 without a completion.
 */
int uq_run(struct uq *q, bool undo, const void *src, size_t src_len, void *dst, size_t dst_len,
		uint32_t *produced);

/** As uq_run(), for a request that uq_push() was called for. */
int uq_finish(struct uq *q, uint32_t *produced);

/** Submit one request whose result must be right. */
void uq_must_work(struct uq *q);

/** Fill a buffer with text-like bytes that depend on a seed. */
void fill_text(uint8_t *buf, size_t len, unsigned int seed);

#endif /* UQ_H */

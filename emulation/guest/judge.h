/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef JUDGE_H
#define JUDGE_H

/**
 * @file
 * The test program of the kernel bench: functions that use uacce queues, and the tests that
 * use these functions in the guest. The program uses neither DPDK nor the drivers; it shares
 * only the layout headers with them.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "../../common/uacce/hw/hisi_qm_hw.h"
#include "../../common/uacce/hw/hisi_zip_bd.h"

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

struct uq;

/** What the devices of a driver do with data, and how they undo it. */
struct work {
	const char *driver;		/**< names of devices begin with it */
	const char *algorithms[2];	/**< the attribute, on v2 and v3 */
	uint16_t undo_type;		/**< type of a queue that undoes; others have type 0 */
	/** Fill a cleared descriptor; undo says whether it undoes. */
	void (*fill)(const struct uq *q, void *sqe, bool undo, const void *src, size_t src_len,
			void *dst, size_t dst_len);
	/** Status of a completed descriptor: 0 or an error. */
	unsigned int (*status)(const void *sqe);
	/** Bytes that a completed descriptor wrote. */
	uint32_t (*produced)(const void *sqe);
	/** Whether out is the right result for plain. */
	bool (*right)(const uint8_t *out, size_t out_len, const uint8_t *plain, size_t len);
};

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

/** Read a number below the device's class directory; -1 if it is not there. */
long uq_attr(const char *name, const char *file);

/** Read a text below the device's class directory; false if it is not there. */
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

/** Fill a descriptor of any ZIP request. */
void zip_fill(const struct uq *q, void *sqe, uint8_t request, const void *src, size_t src_len,
		void *dst, size_t dst_len);

/** What a device does; NULL if its driver is not known. */
const struct work *work_of(const char *name);

/** Text-like bytes. */
void fill_text(uint8_t *buf, size_t len, unsigned int seed);

/* Tests */

/** Fail the test if a condition is false. The program goes on with the next test. */
#define check(cond) \
	do { \
		if (!(cond)) \
			check_failed(__FILE__, __LINE__, #cond); \
	} while (0)

/** Fail the test if a number, such as an errno, is not the expected one. */
#define check_errno(ret, want) check_number(__FILE__, __LINE__, #ret, (ret), (want))

void check_failed(const char *file, int line, const char *what) __attribute__((noreturn));
void check_number(const char *file, int line, const char *what, long got, long want);

/** A test. It runs in a process of its own, which is ended after limit seconds. */
struct test {
	const char *name;
	void (*run)(void);
	unsigned int limit;
	bool zip_only;		/**< not run on a SEC device */
};

/** The device that the tests use. */
extern const char *dev;

/** Whether it is a ZIP device. */
bool is_zip(void);

extern const struct test abi_tests[];
extern const struct test ring_tests[];
extern const struct test sva_tests[];
extern const struct test life_tests[];
extern const struct test hostile_tests[];

/** Other sub-commands. */
int hammer_main(int argc, char **argv);
int fault_main(int argc, char **argv);

/** Have the device inject faults: a value of the device argument soft_fault, "" for none. */
int set_faults(const char *name, const char *text);

/** The same with the name of a PCI function. */
int pci_faults(const char *pci, const char *text);

#endif /* JUDGE_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef JUDGE_H
#define JUDGE_H

/**
 * @file
 * Programs of the kernel bench: a bare user of uacce queues, and the tests that
 * run with it in the guest. Nothing here is tied to DPDK or to the drivers; only
 * the layout headers are shared.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "../../common/uacce/hw/hisi_qm_hw.h"
#include "../../common/uacce/hw/hisi_zip_bd.h"

struct uq;

/** What devices of a kind do with data, and undo. */
struct work {
	const char *driver;		/**< names of devices begin with it */
	const char *algorithms[2];	/**< the attribute, on v2 and v3 */
	uint16_t undo_type;		/**< of a queue that undoes; others are of type 0 */
	/** Fill a cleared descriptor; undo says what the queue is for. */
	void (*fill)(const struct uq *q, void *sqe, bool undo, const void *src, size_t src_len,
			void *dst, size_t dst_len);
	/** Of a completed descriptor: 0 or an error. */
	unsigned int (*status)(const void *sqe);
	/** Bytes that were written. */
	uint32_t (*produced)(const void *sqe);
	/** Whether that is what should become of the data. */
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

/** Open alone; 0 or a negative errno. */
int uq_open(struct uq *q, const char *name);

/** Open, set the type, map and start; 0 or a negative errno. */
int uq_start(struct uq *q, const char *name, uint16_t type);

/** As uq_start, an error being one of the test. */
void uq_must_start(struct uq *q, const char *name, uint16_t type);

/** Map a region; NULL and errno if that fails. */
volatile uint8_t *uq_map(struct uq *q, enum uacce_region region);

void uq_unmap(struct uq *q);

/** Unmap and close. */
void uq_close(struct uq *q);

/** The slot for the next descriptor, cleared. */
void *uq_slot(struct uq *q);

/** Step the tail over the slot; the device is not told. */
void uq_push(struct uq *q);

/** Tell the device the tail. */
void uq_ring(struct uq *q);

/** Whether a completion is there; takes it, and its slot is *sqe. */
bool uq_poll(struct uq *q, void **sqe);

/** Tell the device the head; irq arms an interrupt. */
void uq_ack(struct uq *q, bool irq);

/** Status words (1.8). */
uint32_t uq_tx_stopped(const struct uq *q);
uint32_t uq_rx_stopped(const struct uq *q);

/** Wait for a completion, at most seconds. */
bool uq_wait(struct uq *q, void **sqe, unsigned int seconds);

/** Put a request into the next slot; the device is not told. */
void uq_put(struct uq *q, bool undo, const void *src, size_t src_len, void *dst, size_t dst_len);

/** One request, waited for; the status, or -1 without a completion. Sizes from the result. */
int uq_run(struct uq *q, bool undo, const void *src, size_t src_len, void *dst, size_t dst_len,
		uint32_t *produced);

/** The status of the request that is in the next slot, waited for. */
int uq_finish(struct uq *q, uint32_t *produced);

/** Fill a descriptor of any ZIP request. */
void zip_fill(const struct uq *q, void *sqe, uint8_t request, const void *src, size_t src_len,
		void *dst, size_t dst_len);

/** What a device does; NULL if nobody knows. */
const struct work *work_of(const char *name);

/** Text-like bytes. */
void fill_text(uint8_t *buf, size_t len, unsigned int seed);

/* Tests */

/** Note a result; a failed check ends the test, not the program. */
#define check(cond) \
	do { \
		if (!(cond)) \
			check_failed(__FILE__, __LINE__, #cond); \
	} while (0)

/** As check(), for an errno. */
#define check_errno(ret, want) check_number(__FILE__, __LINE__, #ret, (ret), (want))

void check_failed(const char *file, int line, const char *what) __attribute__((noreturn));
void check_number(const char *file, int line, const char *what, long got, long want);

/** A test: runs in a process of its own, ended after limit seconds. */
struct test {
	const char *name;
	void (*run)(void);
	unsigned int limit;
	bool zip_only;		/**< others are left out with a SEC device */
};

/** The device that tests work with. */
extern const char *dev;

/** Whether it is a ZIP device. */
bool is_zip(void);

extern const struct test abi_tests[];
extern const struct test sva_tests[];
extern const struct test life_tests[];
extern const struct test hostile_tests[];

/** Sub-commands with a life of their own. */
int hammer_main(int argc, char **argv);
int fault_main(int argc, char **argv);

/** Have the device inject faults; the text of the soft device's devargs, "" for none. */
int set_faults(const char *name, const char *text);

/** The same with the name of a PCI function. */
int pci_faults(const char *pci, const char *text);

#endif /* JUDGE_H */

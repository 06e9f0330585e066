/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef RAW_H
#define RAW_H

/**
 * @file
 * A PCI function without the kernel's driver: the program takes the place of the driver. It
 * writes registers, and the function uses physical addresses, which may also be those of
 * registers. Names of registers follow the kernel's qm.c.
 */

#include "test.h"
#include "uq.h"

enum raw_reg {
	RAW_CACHE_WB_START = 0x204,
	RAW_MB = 0x300,		/**< head: command, status, busy, queue */
	RAW_MB_LOW = 0x304,
	RAW_MB_HIGH = 0x308,
	RAW_MB_LAST = 0x30c,	/**< a write here sends the mailbox */
	RAW_EVENT_DB = 0x2000,
	RAW_ERR_SOURCE = 0x100000,
	RAW_ERR_STATUS = 0x100008,
	RAW_VFT_ENABLE = 0x100054,
	RAW_VFT_IS_READ = 0x100058,
	RAW_VFT_TYPE = 0x10005c,
	RAW_VFT_FUNCTION = 0x100060,
	RAW_VFT_LOW = 0x100064,
	RAW_VFT_HIGH = 0x100068,
};

#define RAW_ERR_WRITE	(1u << 1)	/**< qm_axi_bresp: a write failed */

enum raw_mailbox {
	RAW_MB_SQC = 0x0,
	RAW_MB_CQC = 0x1,
	RAW_MB_EQC = 0x2,
	RAW_MB_SQC_BT = 0x4,
	RAW_MB_CQC_BT = 0x5,
	RAW_MB_STOP = 0x8,
};

#define RAW_MB_BUSY	(1u << 13)
#define RAW_MB_READ	(1u << 14)	/**< or'ed to a command: the device writes */

#define RAW_QUEUES	4		/**< queues that the function is given */
#define RAW_DEPTH	64u

/** A function that was taken from its driver. */
struct raw {
	char pci[64];
	const struct work *work;
	unsigned int version;
	volatile uint8_t *regs;	/**< BAR 2 */
	uint64_t regs_addr;	/**< its physical address */
	volatile uint8_t *db;	/**< BAR 4, v3 and later */
	uint8_t *mem;		/**< contiguous memory */
	uint64_t mem_addr;	/**< its physical address */
	uint16_t tail[RAW_QUEUES];
	uint16_t head[RAW_QUEUES];
};

/** Take the function of a device from its driver, and reset it. */
void raw_take(struct raw *r, const char *name);

/** Reset the function and give it to its driver again. */
void raw_give_back(struct raw *r);

uint32_t raw_read(const struct raw *r, uint32_t reg);
void raw_write(struct raw *r, uint32_t reg, uint32_t value);

/** Write to the configuration space. */
void raw_config(const char *pci, uint32_t offset, uint32_t value, unsigned int size);
uint32_t raw_config_read(const char *pci, uint32_t offset, unsigned int size);

/** Write a mailbox to the registers, except for the word that sends it. */
void raw_prepare(struct raw *r, uint32_t cmd, uint16_t queue, uint64_t data);

/** Send a mailbox and wait for its end, at most 5 seconds. @return The status, or -1. */
int raw_mailbox(struct raw *r, uint32_t cmd, uint16_t queue, uint64_t data);

/** Assign queues to the function, which has none after a reset. */
void raw_give_queues(struct raw *r);

/** Create a queue with empty rings and start it. */
void raw_start(struct raw *r, uint16_t queue);

/** Create the event queue at an address, with a phase for its first lap. */
void raw_events(struct raw *r, uint64_t addr, bool phase);

/** Submit a request for len bytes of the memory. */
void raw_submit(struct raw *r, uint16_t queue, size_t len);

/** Wait for the next completion, at most seconds. */
bool raw_wait(struct raw *r, uint16_t queue, unsigned int seconds);

/** Physical address of the configuration space of a function. */
uint64_t raw_config_addr(const char *pci);

#endif /* RAW_H */

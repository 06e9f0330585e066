/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef FUZZ_QEMU_H
#define FUZZ_QEMU_H

/**
 * @file
 * A host of the emulated function that does what QEMU would: one machine with a physical function
 * and its virtual ones. One thread runs everything. Where QEMU's big lock is free for a moment,
 * other processors and threads could run: there the host calls qemu_others(), which carries out
 * further actions of the input, and these return before the interrupted thread goes on.
 *
 * Threads, clock, timers, objects and memory are in qemu.c, the rest is in qemu_pci.c.
 */

#include "fuzz.h"
#include "kunpeng_state.h"

/** Bytes of the guest's memory, from address 0. */
#define QEMU_MEMORY	(256u << 10)
#define QEMU_PAGE	4096u
#define QEMU_PAGES	(QEMU_MEMORY / QEMU_PAGE)
/** Virtual functions. */
#define QEMU_VFS	2u
#define QEMU_FNS	(1 + QEMU_VFS)
/** Where the guest's processors and devices find registers, of function n in the n-th range. */
#define QEMU_BAR2	UINT64_C(0xe0000000)
#define QEMU_BAR4	UINT64_C(0x100000000)
#define QEMU_CONFIG	UINT64_C(0xf0000000)
/** A write to this page takes the physical function away, as a slot that is powered off does. */
#define QEMU_UNPLUG	UINT64_C(0xf8000000)

/** A page request that the IOMMU has passed on to the guest. */
struct qemu_request {
	PCIDevice *dev;
	uint32_t pasid;
	hwaddr addr;
	uint16_t prgi;
};

struct qemu {
	uint8_t memory[QEMU_MEMORY];
	IOMMUAccessFlags pages[QEMU_PAGES];	/**< of all address spaces with a PASID */
	bool huge;	/**< one translation covers all of memory */
	bool refuse;	/**< the IOMMU takes no page requests */
	struct kunpeng_fn *fns[QEMU_FNS];	/**< 0: the physical function; NULL: none */
	bool plugged;
	bool locked;
	unsigned int depth;	/**< calls of qemu_others() on the stack */
	int64_t now_us;
	unsigned int objects;	/**< that are not freed */
	unsigned int notifiers;	/**< of page requests, registered */
	struct qemu_request requests[16];
	unsigned int nb_requests;
	struct kunpeng_queue *threads[1024];	/**< queues whose threads have not begun */
	unsigned int nb_threads;
	const struct kunpeng_queue *thread;	/**< whose thread runs, or NULL */
};

extern struct qemu qemu;

/** A machine with a function of a class, whose virtual functions are not enabled. */
void qemu_start(const char *type, uint8_t revision, uint32_t sub_version);

/** Take the physical function out of the machine. Objects live on until the lock is free. */
void qemu_unplug(void);

/** Let all threads and timers come to their end. */
void qemu_finish(void);

/** Free the objects that only the memory map kept. The lock is free, or is about to be. */
void qemu_reap(void);

/**
 * A processor accesses an address of a device: registers or configuration space.
 *
 * @param value
 *   What is written, or read.
 * @return
 *   Whether a device took the access.
 */
bool qemu_access(hwaddr addr, uint64_t *value, unsigned int size, bool write);

/** The same without a processor; the lock is held: one device writes to another. */
bool qemu_dispatch(hwaddr addr, uint64_t *value, unsigned int size, bool write);

/** Run the thread of a queue to its end. The lock is free. */
void qemu_thread(unsigned int i);

/** Let time pass. The lock is free: timers run. */
void qemu_pass(int64_t us);

/** Answer a page request. The lock is held. */
void qemu_answer(const struct qemu_request *request, bool success);

/** A function whose object is about to be freed has nothing left. */
void qemu_check_end(const struct kunpeng_fn *fn);

/** An object of a type, as object_new() makes it. */
void *qemu_object_new(const char *type);

/** Realize a function: 0 is the physical one, others are its virtual ones. */
void qemu_realize(struct kunpeng_fn *fn, unsigned int number);

/** Whether an access to a function's configuration space was carried out. */
bool qemu_config_access(struct kunpeng_fn *fn, uint32_t addr, uint64_t *value, unsigned int size,
		bool write);

/**
 * The lock is free: the target carries out actions of other processors and threads.
 *
 * @param waits
 *   The interrupted thread waits for another.
 */
void qemu_others(bool waits);

#endif /* FUZZ_QEMU_H */

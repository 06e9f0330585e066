/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef FUZZ_QEMU_H
#define FUZZ_QEMU_H

/**
 * @file
 * A host of the emulated function that does what QEMU would: one machine with a physical function
 * and its virtual ones. One thread runs everything. Where QEMU's big lock is free for a moment,
 * other processors and threads could run: there the host calls the target, which carries out
 * further actions of the input, and these return before the interrupted thread goes on.
 *
 * Objects, lock, threads and time are in qemu.c, PCI and the IOMMU above it in qemu_pci.c, and
 * accesses above both in qemu_memory.c. None of them knows members of the function:
 * its types are registered, and the target checks what must hold in it.
 */

#include "fuzz.h"
#include "stubs.h"

/** Bytes of the guest's memory, from address 0. */
#define QEMU_MEMORY	(256u << 10)
#define QEMU_PAGE	4096u
#define QEMU_PAGES	(QEMU_MEMORY / QEMU_PAGE)
/** Virtual functions. */
#define QEMU_VFS	2u
#define QEMU_FNS	(1 + QEMU_VFS)
/** Where the guest's processors and devices find registers, of function n in the n-th range. */
#define QEMU_BAR2	UINT64_C(0xe0000000)
#define QEMU_BAR2_SIZE	(4u << 20)
#define QEMU_BAR4	UINT64_C(0x100000000)
#define QEMU_BAR4_SIZE	(64u << 20)
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

/** What only the target knows. */
struct qemu_target {
	/**
	 * The lock is free: carry out actions of other processors and threads. With @p waits the
	 * interrupted thread waits for another.
	 */
	void (*others)(bool waits);
	/** Time has passed, and timers ran: nothing waits that should not wait any more. */
	void (*check_time)(void);
	/** A function is about to access memory, and may. */
	void (*check_access)(const PCIDevice *dev);
	/** An object is about to be freed, and has nothing left. */
	void (*check_end)(const Object *obj);
};

struct qemu {
	const struct qemu_target *target;
	uint8_t memory[QEMU_MEMORY];
	IOMMUAccessFlags pages[QEMU_PAGES];	/**< of all address spaces with a PASID */
	bool huge;	/**< one translation covers all of memory */
	bool refuse;	/**< the IOMMU takes no page requests */
	PCIDevice *fns[QEMU_FNS];	/**< 0: the physical function; NULL: none */
	/** Functions that left the machine, which the memory map keeps until the lock is free. */
	PCIDevice *unmapped[QEMU_FNS];
	bool plugged;
	bool locked;
	int64_t now_us;
	unsigned int objects;	/**< that are not freed */
	unsigned int notifiers;	/**< of page requests, registered */
	struct qemu_request requests[16];
	unsigned int nb_requests;
	void *threads[1024];	/**< threads that have not begun, by what they were made with */
	unsigned int nb_threads;
	const void *thread;	/**< which runs, or NULL */
};

extern struct qemu qemu;

/** A machine without a function. */
void qemu_start(const struct qemu_target *target);

/** Put a physical function into the machine; its virtual functions are not enabled. */
void qemu_plug(PCIDevice *dev);

/** Take the physical function out of the machine. Objects live on until the lock is free. */
void qemu_unplug(void);

/** Let all threads and timers come to their end. */
void qemu_finish(void);

/**
 * A processor accesses an address of a device: registers or configuration space.
 *
 * @param value
 *   What is written, or read.
 * @return
 *   Whether a device took the access.
 */
bool qemu_access(hwaddr addr, uint64_t *value, unsigned int size, bool write);

/** Run a thread to its end. The lock is free. */
void qemu_thread(unsigned int i);

/** Let time pass. The lock is free: timers run. */
void qemu_pass(int64_t us);

/** Answer a page request. The lock is held. */
void qemu_answer(const struct qemu_request *request, bool success);

/** An object of a type, as object_new() makes it. */
void *qemu_object_new(const char *type);

/** Whether an access to a function's configuration space was carried out. */
bool qemu_config_access(PCIDevice *dev, uint32_t addr, uint64_t *value, unsigned int size,
		bool write);

#endif /* FUZZ_QEMU_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef KUNPENG_STATE_H
#define KUNPENG_STATE_H

/**
 * @file
 * An emulated Kunpeng accelerator: a PCI function for QEMU that shows what the
 * kernel's hisi_qm, hisi_zip and hisi_sec2 drivers expect, around the queue
 * engine and the engines of the soft device.
 *
 * This file has the state of a function, and what every part of the device needs: memory,
 * interrupts, plain registers and errors. Each part includes only those above it in this list:
 *
 *   kunpeng_class    constants of ZIP and SEC
 *   kunpeng_state    this file
 *   kunpeng_mem      memory of the guest, as engines reach it
 *   kunpeng_event    event queue and asynchronous event queue
 *   kunpeng_queue    doorbells, threads and contexts of queues
 *   kunpeng_mailbox  mailboxes
 *   kunpeng_regs     BAR 2
 *   kunpeng_pci      configuration space, resets, types
 *
 * Locking: QEMU's big lock (BQL) protects everything except the work of the engines. A queue
 * with something to do has a thread of its own from a pool. The thread takes a descriptor
 * under the lock, releases the lock, and takes it again for every access to guest memory.
 * While the thread waits for a page the lock is free, so that the guest can answer. No
 * register access waits: a timer checks a mailbox that has to wait.
 *
 * Re-entry: the guest chooses the addresses that the device writes to, and these may be
 * the device's own registers. QEMU engages the re-entrancy guard of a function in every
 * access to its registers, and threads of queues engage it while they hold the lock, so no
 * write of a function reaches its own registers. Such a write may still reach the
 * configuration space and reset or unplug the function. Therefore code that uses a queue
 * after an access to guest memory holds a reference to it, and the thread of a queue holds
 * a reference to the function.
 */

#include "qemu/osdep.h"
#include "qemu/main-loop.h"
#include "hw/pci/pci_device.h"

#include "../soft/soft_fault.h"
#include "../soft/soft_queue.h"

#include "kunpeng_class.h"

#define KUNPENG_QUEUES		1024	/**< per device, all functions together */
#define KUNPENG_MAX_VFS		7	/**< functions of one PCI device, so no ARI */
#define KUNPENG_NO_PASID	UINT32_MAX
#define KUNPENG_CTX_SIZE	32	/**< bytes of a queue context */
#define KUNPENG_BAR_SIZE	(4u << 20)	/**< of a physical function's registers */
#define KUNPENG_VF_BAR_SIZE	(64u << 10)
#define KUNPENG_DB_PAGE		(64u << 10)	/**< doorbells of one queue, v3 and later */
#define KUNPENG_PAGE_WAITS	(PCI_PRI_PRGI_MASK + 1)
/*
 * Limits on the bytes of guest memory that engines have copies of at a time; beyond them an
 * address counts as one that cannot be reached. KUNPENG_QUEUE_COPIES is the limit of a queue.
 * The first KUNPENG_QUEUE_SHARE bytes of each queue are free; the copies beyond that count
 * towards KUNPENG_DEVICE_COPIES, the limit of all functions of a device together.
 */
#define KUNPENG_QUEUE_COPIES	(64u << 20)
#define KUNPENG_QUEUE_SHARE	(1u << 20)
#define KUNPENG_DEVICE_COPIES	(256u << 20)

#define TYPE_KUNPENG	"kunpeng-function"
#define KUNPENG(obj)	OBJECT_CHECK(struct kunpeng_fn, (obj), TYPE_KUNPENG)

/** Registers that do more than store a value, offsets in BAR 2. Names follow the kernel's qm.c. */
enum kunpeng_reg {
	REG_AEQ_MASK = 0x4,
	REG_EQ_MASK = 0xc,
	REG_IFC_SOURCE_V = 0x20,
	REG_IFC_MASK = 0x24,
	REG_IFC_STATUS = 0x28,
	REG_IFC_SET_V = 0x2c,
	REG_DB_ISOLATION = 0x30,
	REG_CACHE_WB_START = 0x204,
	REG_CACHE_WB_DONE = 0x208,
	REG_SUB_VERSION = 0x210,
	REG_MB = 0x300,
	REG_MB_LOW = 0x304,
	REG_MB_HIGH = 0x308,
	REG_MB_LAST = 0x30c,
	REG_EVENT_DB = 0x2000,
	REG_QM_ERR_SOURCE = 0x100000,
	REG_QM_ERR_STATUS = 0x100008,
	REG_QM_ERR_SET = 0x10000c,
	REG_MEM_INIT_DONE = 0x100044,
	REG_VFT_ENABLE = 0x100054,
	REG_VFT_IS_READ = 0x100058,
	REG_VFT_TYPE = 0x10005c,
	REG_VFT_FUNCTION = 0x100060,
	REG_VFT_LOW = 0x100064,
	REG_VFT_HIGH = 0x100068,
	REG_VFT_READY = 0x10006c,
	REG_RAS_CE = 0x1000ec,
	REG_RAS_FE = 0x1000f0,
	REG_RAS_NFE = 0x1000f4,
	REG_IFC_READY = 0x100128,
	REG_IFC_SET_P = 0x100130,
	REG_IFC_CFG = 0x100134,
	REG_IFC_SOURCE_P = 0x100138,
	REG_QUEUES = 0x100158,
	REG_QM_SHUTDOWN = 0x1040f8,
	REG_PORT_CLOSE = 0x300000,
	REG_PORT_QUIET = 0x300150,
	REG_SEC_INIT_DONE = 0x301104,
};

/** How a queue reaches its rings, or its data. */
struct kunpeng_mem {
	struct soft_mem mem;
	struct kunpeng_queue *q;
	bool rings;	/**< kernel memory: no PASID, and what is mapped is read first */
	bool failed;	/**< an access failed since this was cleared */
	size_t copied;	/**< bytes that are mapped now */
};

/** A queue: its SQ context creates it, and its CQ context makes it live. */
struct kunpeng_queue {
	struct soft_qm qm;
	struct kunpeng_mem rings;
	struct kunpeng_mem data;
	struct kunpeng_fn *fn;
	void *state;		/**< the engine's */
	uint8_t sqc[KUNPENG_CTX_SIZE];
	uint8_t cqc[KUNPENG_CTX_SIZE];
	uint32_t served;	/**< completions since the start */
	uint16_t number;
	uint32_t pasid;		/**< of data, KUNPENG_NO_PASID: none */
	unsigned int refs;	/**< of the function, the thread, and calls that use the queue */
	bool live;
	bool busy;		/**< has a thread; only the thread uses qm and rings then */
	bool gone;		/**< dropped by the function: it may not access memory */
	bool stalled;		/**< serves nothing more: injected, or after a failure */
	bool event_due;		/**< an event queue entry is to be written */
	bool page_ok;		/**< answer to the last page request */
	QemuCond page_answer;
	uint64_t sq_rung;	/**< last doorbells that came while busy */
	uint64_t cq_rung;
	bool has_sq_rung;
	bool has_cq_rung;
};

/** Event queue or asynchronous event queue. */
struct kunpeng_eq {
	uint64_t base;
	uint32_t depth;
	uint16_t head;	/**< read by the driver */
	uint16_t tail;
	bool phase;
	bool live;
	bool armed;	/**< the next entry interrupts */
	uint8_t ctx[KUNPENG_CTX_SIZE];
};

/** Queues that the PF gave to a function. */
struct kunpeng_vft {
	uint64_t raw;
	uint32_t number;
};

struct kunpeng_page_wait {
	IOMMUPRINotifier notifier;	/**< first member: its address is that of the structure */
	struct kunpeng_fn *fn;
};

struct kunpeng_fn {
	PCIDevice parent_obj;
	const struct kunpeng_class *class;
	struct kunpeng_fn *pf;	/**< itself in a PF */
	unsigned int index;	/**< 0: PF, n: n-th VF */
	uint8_t revision;
	uint32_t sub_version;
	uint16_t nb_vfs;
	MemoryRegion regs_mr;
	MemoryRegion db_mr;
	uint8_t *regs;		/**< registers that only store what is written */
	uint32_t regs_size;
	uint64_t sqc_bt;
	uint64_t cqc_bt;
	struct kunpeng_queue *queues[KUNPENG_QUEUES];
	struct kunpeng_eq eq;
	struct kunpeng_eq aeq;
	bool engaged_before;	/**< state of the guard before kunpeng_lock() engaged it */
	/* mailbox that waits for queues to drain */
	QEMUTimer mb_timer;
	QemuCond mb_done;
	int64_t mb_end;		/**< time at which it fails, ms of the real-time clock */
	bool mb_pending;
	/* page requests */
	struct kunpeng_page_wait page;
	struct kunpeng_queue *page_waits[KUNPENG_PAGE_WAITS];	/**< requester, by group index */
	GHashTable *pasids;	/**< PASIDs with a notifier */
	uint16_t prgi;		/**< last used */
	/* messages between functions, v3 */
	uint64_t message;	/**< last sent */
	uint64_t message_src;	/**< PF: VFs that sent a message, by index */
	uint64_t message_ready;	/**< PF: VFs that have not read the PF's message yet */
	bool message_in;	/**< VF: the PF sent a message */
	/* device, PF only */
	struct kunpeng_vft vft[KUNPENG_MAX_VFS + 1];
	uint32_t qm_errors;
	uint32_t dev_errors;
	size_t copied;		/**< bytes that queues have mapped beyond their shares, atomic */
	/*
	 * An error closed the port. Only a reset opens it: after the driver has marked the
	 * queues of its users as dead, it clears the bits by which errors may close the port,
	 * and the port has to stay closed meanwhile.
	 */
	bool shut;
	struct soft_faults faults;
	char fault_text[64];
	unsigned int fault_len;
};

static inline bool
kunpeng_is_pf(const struct kunpeng_fn *fn)
{
	return fn->pf == fn;
}

static inline bool
kunpeng_is_v2(const struct kunpeng_fn *fn)
{
	return fn->revision < 0x30;
}

/** Generation as engines know it: 2, 3 or 5. */
unsigned int kunpeng_generation(const struct kunpeng_fn *fn);

/** The i-th VF, from 1, or NULL while it is not enabled, and once its PF is unplugged. */
struct kunpeng_fn *kunpeng_vf(struct kunpeng_fn *pf, unsigned int i);

/** Take the lock in the thread of a queue, and engage the guard. */
void kunpeng_lock(struct kunpeng_fn *fn);

/** Disengage the guard and release the lock. */
void kunpeng_unlock(struct kunpeng_fn *fn);

/** Wait between these two, with the lock free and the guard disengaged. */
void kunpeng_wait(struct kunpeng_fn *fn, QemuCond *cond, int ms);

/**
 * Copy between memory as the function sees it and a buffer: rings and contexts, which have no
 * PASID.
 *
 * @return
 *   Whether all of it could be reached.
 */
bool kunpeng_dma(struct kunpeng_fn *fn, uint64_t addr, void *buf, size_t len, bool write);

/** Send an interrupt if the driver enabled them: a write to an address that the guest chose. */
void kunpeng_interrupt(struct kunpeng_fn *fn, enum kunpeng_vector vector);

/** Value that a register of this function stores; 0 beyond the registers. */
uint32_t kunpeng_reg(const struct kunpeng_fn *fn, uint32_t offset);

/** Store a value in a register of this function, which has to have it. */
void kunpeng_reg_set(struct kunpeng_fn *fn, uint32_t offset, uint32_t value);

/** Whether an error or the driver closed the port to memory of all functions. */
bool kunpeng_port_closed(const struct kunpeng_fn *fn);

/** Set errors of the engine, and interrupt if the driver wants to know of one of them. */
void kunpeng_error(struct kunpeng_fn *pf, uint32_t dev_errors);

/** Set errors of the queue manager, and interrupt as kunpeng_error() does. */
void kunpeng_qm_error(struct kunpeng_fn *pf, uint32_t errors);

/** Report that an event or a context could not be written where the driver said. */
void kunpeng_write_error(struct kunpeng_fn *fn);

#endif /* KUNPENG_STATE_H */

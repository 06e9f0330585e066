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
 * kunpeng_pci.c is the function and its configuration space, kunpeng_regs.c
 * its registers, kunpeng_queue.c doorbells, the worker and the event queues,
 * kunpeng_mem.c how engines reach the guest's memory.
 *
 * Locking: everything is under QEMU's big lock (BQL) except the engines' work. A queue
 * with something to do has a thread of its own from a pool, which takes a descriptor
 * under the lock, releases the lock, and takes it again for every access to guest memory.
 * While the thread waits for a page the lock is free, so that the guest can answer. No
 * register access waits: a timer looks after a mailbox that has to wait.
 *
 * Re-entry: the guest chooses the addresses that the device writes to, and these may be
 * the device's own registers. QEMU engages the re-entrancy guard of a function in every
 * access to its registers, and threads of queues engage it as long as they hold the lock,
 * so no write of a function gets to its own registers. Such a write may still get to the
 * configuration space and reset or unplug the function. Therefore code that uses a queue
 * after an access to guest memory holds a reference to it, and the thread of a queue holds
 * a reference to the function.
 */

#include "qemu/osdep.h"
#include "qemu/main-loop.h"
#include "hw/pci/pci_device.h"

#include "../soft/soft_fault.h"
#include "../soft/soft_queue.h"

#define KUNPENG_QUEUES		1024	/**< per device, all functions together */
#define KUNPENG_MAX_VFS		7	/**< functions of one PCI device, so no ARI */
#define KUNPENG_NO_PASID	UINT32_MAX
#define KUNPENG_CTX_SIZE	32	/**< bytes of a queue context */
#define KUNPENG_BAR_SIZE	(4u << 20)	/**< of a physical function's registers */
#define KUNPENG_VF_BAR_SIZE	(64u << 10)
#define KUNPENG_DB_PAGE		(64u << 10)	/**< doorbells of one queue, v3 and later */
#define KUNPENG_PAGE_WAITS	(PCI_PRI_PRGI_MASK + 1)
/*
 * Bytes of guest memory that engines have copies of at a time; more cannot be reached. What a
 * queue has beyond its own share comes out of what queues of all functions have together.
 */
#define KUNPENG_QUEUE_COPIES	(64u << 20)
#define KUNPENG_QUEUE_SHARE	(1u << 20)
#define KUNPENG_DEVICE_COPIES	(256u << 20)

struct kunpeng_fn;

/** What differs between ZIP and SEC: see kunpeng_pci.c. */
struct kunpeng_class {
	const char *name;
	uint16_t pf_id;
	uint16_t vf_id;
	const struct soft_engine_ops *engine;
	bool rewrites;		/**< the engine reads what it maps to write: SEC, in place */
	const char *reset_method;	/**< ACPI method of a controller reset */
	/* registers of the engine's errors, offsets in BAR 2 */
	uint32_t err_source;	/**< write 1 to clear */
	uint32_t err_status;
	uint32_t err_set;	/**< write 1 to set; 0: none */
	uint32_t err_nfe;	/**< which report; write enables */
	uint32_t err_shutdown;	/**< which close the port; v3 and later */
	uint32_t control;
	uint32_t control_shutdown;	/**< bit: errors may close the port */
	uint32_t ecc_bit;	/**< error that needs a reset */
	uint32_t sva_bit;	/**< error of an address that cannot be reached, v3 */
	/* v2: data accesses carry the PASID if this bit is set */
	uint32_t ssv;
	uint32_t ssv_bit;
	const uint32_t (*caps)[2];	/**< capability registers of v3: offset, value */
	unsigned int nb_caps;
};

/** Memory as a queue's rings or its data. */
struct kunpeng_mem {
	struct soft_mem mem;
	struct kunpeng_queue *q;
	bool rings;	/**< kernel memory: no PASID, and what is mapped is read first */
	bool failed;	/**< an access since this was cleared */
	size_t copied;	/**< bytes that are mapped now */
};

/** A queue: made by its SQ context, live when its CQ context came too. */
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
	unsigned int refs;	/**< held by the function, by the thread, and by calls */
	bool live;
	bool busy;		/**< has a thread, which alone touches qm and rings */
	bool gone;		/**< dropped by the function: no memory may be touched for it */
	bool stalled;		/**< serves nothing more: injected, or after a failure */
	bool event_due;		/**< an event queue entry is to be written */
	bool page_ok;		/**< answer to the last page request */
	QemuCond page_answer;
	uint64_t sq_rung;	/**< doorbells while busy */
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
	IOMMUPRINotifier notifier;	/**< first: found back from it */
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
	uint8_t *regs;		/**< plain registers */
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
	struct kunpeng_queue *page_waits[KUNPENG_PAGE_WAITS];	/**< who asked, by group index */
	GHashTable *pasids;	/**< with a notifier */
	uint16_t prgi;		/**< last used */
	/* messages between functions, v3 */
	uint64_t message;	/**< last sent */
	uint64_t message_src;	/**< PF: who rang */
	uint64_t message_ready;	/**< PF: who has not looked yet */
	bool message_in;	/**< VF: the PF rang */
	/* device, PF only */
	struct kunpeng_vft vft[KUNPENG_MAX_VFS + 1];
	uint32_t qm_errors;
	uint32_t dev_errors;
	size_t copied;		/**< bytes that queues have mapped beyond their shares, atomic */
	/*
	 * An error closed the port, which a reset alone opens: the driver takes the permission
	 * to close away for a moment, when users have been told that their queues are dead.
	 */
	bool shut;
	struct soft_faults faults;
	char fault_text[64];
	unsigned int fault_len;
};

/** Generation as engines know it: 2, 3 or 5. */
unsigned int kunpeng_generation(const struct kunpeng_fn *fn);

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

/* kunpeng_pci.c */

extern const struct kunpeng_class kunpeng_zip;
extern const struct kunpeng_class kunpeng_sec;

/** The i-th VF, from 1, or NULL while it is not enabled. */
struct kunpeng_fn *kunpeng_vf(struct kunpeng_fn *pf, unsigned int i);

/** MSI vectors: fixed, and what the capability registers say. */
enum kunpeng_vector {
	KUNPENG_VEC_EQ = 0,
	KUNPENG_VEC_AEQ = 1,
	KUNPENG_VEC_MESSAGE = 2,
	KUNPENG_VEC_ERROR = 3,
};

/** Send an interrupt if the driver enabled them: a write to an address that the guest chose. */
void kunpeng_interrupt(struct kunpeng_fn *fn, enum kunpeng_vector vector);

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

/* kunpeng_regs.c */

extern const MemoryRegionOps kunpeng_regs_ops;

/** Plain register of this function. */
uint32_t kunpeng_reg(const struct kunpeng_fn *fn, uint32_t offset);

/** Whether an error or the driver closed the way to memory. */
bool kunpeng_port_closed(const struct kunpeng_fn *fn);

/** Report errors of the engine. */
void kunpeng_error(struct kunpeng_fn *pf, uint32_t dev_errors);

/** Report that an event or a context could not be written where the driver said. */
void kunpeng_write_error(struct kunpeng_fn *fn);

/** Make what a mailbox that waits needs; it lives as long as the object. */
void kunpeng_mailbox_init(struct kunpeng_fn *fn);
void kunpeng_mailbox_free(struct kunpeng_fn *fn);

/** Registers and messages of a function as after a reset. */
void kunpeng_regs_reset(struct kunpeng_fn *fn);

/* kunpeng_queue.c */

extern const MemoryRegionOps kunpeng_db_ops;

/** Doorbell of an SQ or a CQ. */
void kunpeng_doorbell(struct kunpeng_fn *fn, uint64_t value);

/** Doorbell of the EQ or the AEQ. */
void kunpeng_event_doorbell(struct kunpeng_fn *fn, uint64_t value);

/** Program contexts from mailboxes. @return 0, or what the mailbox status is to be. */
int kunpeng_sqc_set(struct kunpeng_fn *fn, uint16_t number, const uint8_t *ctx);
int kunpeng_cqc_set(struct kunpeng_fn *fn, uint16_t number, const uint8_t *ctx);
void kunpeng_eqc_set(struct kunpeng_eq *eq, const uint8_t *ctx);

/** Context as it is now. */
void kunpeng_sqc_get(struct kunpeng_fn *fn, uint16_t number, uint8_t *ctx);
void kunpeng_cqc_get(struct kunpeng_fn *fn, uint16_t number, uint8_t *ctx);

/** Whether a queue has nothing left to serve, or can serve nothing as the port is closed. */
bool kunpeng_is_drained(const struct kunpeng_fn *fn, uint16_t number);

/** Stop a queue for good; what it works on ends without a trace. */
void kunpeng_queue_drop(struct kunpeng_fn *fn, uint16_t number);

/** Function-level reset. */
void kunpeng_queues_reset(struct kunpeng_fn *fn);

/* kunpeng_mem.c */

void kunpeng_mem_init(struct kunpeng_mem *mem, struct kunpeng_queue *q, bool rings);

/** Make what a function needs for page requests, and have the IOMMU forget it again. */
void kunpeng_page_init(struct kunpeng_fn *fn);
void kunpeng_page_exit(struct kunpeng_fn *fn);

#endif /* KUNPENG_STATE_H */

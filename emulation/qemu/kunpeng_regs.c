/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * BAR 2. What the drivers only store is a plain register; those below do something
 * or say something. Names follow the kernel's qm.c.
 */

#include "kunpeng_state.h"
#include "hw/core/cpu.h"
#include "qemu/bswap.h"
#include "qemu/timer.h"

enum reg {
	REG_IFC_SOURCE_V = 0x20,
	REG_IFC_STATUS = 0x28,
	REG_IFC_SET_V = 0x2c,
	REG_IFC_MASK = 0x24,
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

enum mailbox {
	MB_SQC = 0x0,
	MB_CQC = 0x1,
	MB_EQC = 0x2,
	MB_AEQC = 0x3,
	MB_SQC_BT = 0x4,
	MB_CQC_BT = 0x5,
	MB_VFT = 0x6,
	MB_STOP_QUEUE = 0x8,
	MB_FLUSH = 0x9,
	MB_SEND = 0xc,
	MB_RECEIVE = 0xd,
};

#define MB_CMD		0xffu
#define MB_STATUS_S	9
#define MB_STATUS	(0xfu << MB_STATUS_S)
#define MB_BUSY		(1u << 13)
#define MB_READ		(1u << 14)	/* from the device */
#define MB_QUEUE_S	16
#define MB_ALL_VFS	0xffffu
#define MB_ERROR	1
#define MB_WAIT		(-1)	/* no status yet */

/*
 * A mailbox waits for queues to drain, at most DRAIN_MS; a timer looks every LOOK_MS. A CPU
 * that stands still meanwhile gives up GRACE_MS later, in case the timer cannot run.
 */
#define DRAIN_MS	2000
#define LOOK_MS		1
#define GRACE_MS	100

#define VFT_TYPE_SQC	0
#define VFT_VALID	(UINT64_C(1) << 44)
#define VFT_NUMBER_S	45
#define VFT_NUMBER	0x3ffu	/* minus 1 */

#define IFC_ALL_VFS	0x7fu

#define QM_ECC		(1u << 2)	/* error that closes the port on v2 */
#define QM_WRITE	(1u << 1)	/* error of a write that did not arrive */

/* Both hold: the driver reads queues per device and per function from one register (1.3). */
#define QUEUES_VALUE	(KUNPENG_QUEUES | KUNPENG_QUEUES << 11)

static void *
reg_at(const struct kunpeng_fn *fn, uint32_t offset)
{
	return fn->regs + offset;
}

uint32_t
kunpeng_reg(const struct kunpeng_fn *fn, uint32_t offset)
{
	return offset < fn->regs_size ? ldl_le_p(reg_at(fn, offset)) : 0;
}

static void
reg_set(struct kunpeng_fn *fn, uint32_t offset, uint32_t value)
{
	stl_le_p(reg_at(fn, offset), value);
}

/* Errors */

bool
kunpeng_port_closed(const struct kunpeng_fn *fn)
{
	const struct kunpeng_fn *pf = fn->pf;
	const struct kunpeng_class *class = pf->class;
	uint32_t qm = QM_ECC, dev = class->ecc_bit;

	if (pf->shut || (kunpeng_reg(pf, REG_PORT_CLOSE) & 1) != 0)
		return true;
	/* v3 says which errors close it; v2 knows the one. */
	if (!kunpeng_is_v2(pf)) {
		qm = kunpeng_reg(pf, REG_QM_SHUTDOWN);
		dev = kunpeng_reg(pf, class->err_shutdown);
	}
	if ((kunpeng_reg(pf, class->control) & class->control_shutdown) == 0)
		dev = 0;
	return (pf->qm_errors & qm) != 0 || (pf->dev_errors & dev) != 0;
}

void
kunpeng_error(struct kunpeng_fn *pf, uint32_t dev_errors)
{
	pf->dev_errors |= dev_errors;
	pf->shut = kunpeng_port_closed(pf);
	if ((dev_errors & kunpeng_reg(pf, pf->class->err_nfe)) != 0)
		kunpeng_interrupt(pf, KUNPENG_VEC_ERROR);
}

static void
qm_error(struct kunpeng_fn *pf, uint32_t errors)
{
	pf->qm_errors |= errors;
	pf->shut = kunpeng_port_closed(pf);
	if ((errors & kunpeng_reg(pf, REG_RAS_NFE)) != 0)
		kunpeng_interrupt(pf, KUNPENG_VEC_ERROR);
}

void
kunpeng_write_error(struct kunpeng_fn *fn)
{
	qm_error(fn->pf, QM_WRITE);
}

/* Queues of functions */

static uint32_t
nb_queues(const struct kunpeng_fn *fn)
{
	return fn->pf->vft[fn->index].number;
}

static void
vft_write(struct kunpeng_fn *pf)
{
	uint32_t function = kunpeng_reg(pf, REG_VFT_FUNCTION) & 0x3f;
	uint64_t raw = kunpeng_reg(pf, REG_VFT_LOW) | (uint64_t)kunpeng_reg(pf, REG_VFT_HIGH) << 32;

	/* The CQ table says nothing more, and the shaper only slows down. */
	if (kunpeng_reg(pf, REG_VFT_TYPE) != VFT_TYPE_SQC || function > KUNPENG_MAX_VFS ||
			kunpeng_reg(pf, REG_VFT_IS_READ) != 0)
		return;
	pf->vft[function].raw = raw;
	pf->vft[function].number = (raw & VFT_VALID) == 0 ? 0 :
			(raw >> VFT_NUMBER_S & VFT_NUMBER) + 1;
}

/* Messages between functions: a VF's index is its bit. */

static void
message_to_vf(struct kunpeng_fn *pf, unsigned int i)
{
	struct kunpeng_fn *vf = kunpeng_vf(pf, i);

	if (vf == NULL)
		return;
	pf->message_ready |= UINT64_C(1) << i;
	vf->message_in = true;
	if ((kunpeng_reg(vf, REG_IFC_MASK) & 1) == 0)
		kunpeng_interrupt(vf, KUNPENG_VEC_MESSAGE);
}

static void
message_from_pf(struct kunpeng_fn *pf)
{
	uint32_t to = kunpeng_reg(pf, REG_IFC_CFG) & IFC_ALL_VFS;
	unsigned int i;

	for (i = 1; i <= KUNPENG_MAX_VFS; i++) {
		if (to == IFC_ALL_VFS || to == i)
			message_to_vf(pf, i);
	}
}

static void
message_from_vf(struct kunpeng_fn *vf)
{
	vf->pf->message_src |= UINT64_C(1) << vf->index;
	if ((kunpeng_reg(vf->pf, REG_IFC_MASK) & 1) == 0)
		kunpeng_interrupt(vf->pf, KUNPENG_VEC_MESSAGE);
}

static void
message_seen(struct kunpeng_fn *fn)
{
	fn->message_in = false;
	if (!kunpeng_is_pf(fn))
		fn->pf->message_ready &= ~(UINT64_C(1) << fn->index);
}

/* The message that a function left for this one. */
static int
message_receive(struct kunpeng_fn *fn, uint16_t from, uint64_t *message)
{
	const struct kunpeng_fn *src = kunpeng_is_pf(fn) ? kunpeng_vf(fn, from) : fn->pf;

	if (src == NULL)
		return MB_ERROR;
	*message = src->message;
	return 0;
}

/* Mailboxes */

static int
context_set(struct kunpeng_fn *fn, enum mailbox cmd, uint16_t queue, uint64_t addr)
{
	uint8_t ctx[KUNPENG_CTX_SIZE];

	if (!kunpeng_dma(fn, addr, ctx, sizeof(ctx), false))
		return MB_ERROR;
	switch (cmd) {
	case MB_SQC:
		return kunpeng_sqc_set(fn, queue, ctx);
	case MB_CQC:
		return kunpeng_cqc_set(fn, queue, ctx);
	default:
		kunpeng_eqc_set(cmd == MB_EQC ? &fn->eq : &fn->aeq, ctx);
		return 0;
	}
}

static int
context_get(struct kunpeng_fn *fn, enum mailbox cmd, uint16_t queue, uint64_t addr)
{
	uint8_t ctx[KUNPENG_CTX_SIZE];

	switch (cmd) {
	case MB_SQC:
		kunpeng_sqc_get(fn, queue, ctx);
		break;
	case MB_CQC:
		kunpeng_cqc_get(fn, queue, ctx);
		break;
	default:
		memcpy(ctx, cmd == MB_EQC ? fn->eq.ctx : fn->aeq.ctx, sizeof(ctx));
		break;
	}
	return kunpeng_dma(fn, addr, ctx, sizeof(ctx), true) ? 0 : MB_ERROR;
}

static int64_t
now_ms(void)
{
	return qemu_clock_get_ms(QEMU_CLOCK_REALTIME);
}

/* Status of a mailbox that waits until some queues are drained. */
static int
drain_status(const struct kunpeng_fn *fn, uint16_t first, uint16_t number)
{
	uint32_t i;

	for (i = first; i < first + number && kunpeng_is_drained(fn, i); i++)
		;
	if (i == first + number)
		return 0;
	return now_ms() < fn->mb_end ? MB_WAIT : MB_ERROR;
}

static int
stop_queue(struct kunpeng_fn *fn, uint16_t queue)
{
	int status = drain_status(fn, queue, 1);

	if (status != MB_WAIT)
		kunpeng_queue_drop(fn, queue);
	return status;
}

/*
 * Carry a mailbox out. *data is its address or value, and receives a value that is read back.
 * Returns its status, or MB_WAIT if it has to be tried again.
 */
static int
mailbox_run(struct kunpeng_fn *fn, uint32_t head, uint64_t *data)
{
	enum mailbox cmd = head & MB_CMD;
	uint32_t queue = head >> MB_QUEUE_S;
	bool of_queue = cmd == MB_SQC || cmd == MB_CQC || cmd == MB_STOP_QUEUE;

	if (of_queue && queue >= nb_queues(fn))
		return MB_ERROR;
	switch (cmd) {
	case MB_SQC:
	case MB_CQC:
	case MB_EQC:
	case MB_AEQC:
		return (head & MB_READ) != 0 ? context_get(fn, cmd, queue, *data) :
				context_set(fn, cmd, queue, *data);
	case MB_SQC_BT:
		fn->sqc_bt = *data;
		return 0;
	case MB_CQC_BT:
		fn->cqc_bt = *data;
		return 0;
	case MB_VFT:
		*data = fn->pf->vft[fn->index].raw;
		return 0;
	case MB_STOP_QUEUE:
		return stop_queue(fn, queue);
	case MB_FLUSH:
		return drain_status(fn, 0, KUNPENG_QUEUES);
	case MB_SEND:
		fn->message = *data;
		return 0;
	case MB_RECEIVE:
		return message_receive(fn, queue, data);
	}
	return MB_ERROR;
}

static void
mailbox_end(struct kunpeng_fn *fn)
{
	fn->mb_pending = false;
	timer_del(&fn->mb_timer);
	qemu_cond_broadcast(&fn->mb_done);
}

/* Carry the mailbox in the registers out, or have the timer call this again. */
static void
mailbox_try(void *opaque)
{
	struct kunpeng_fn *fn = opaque;
	uint32_t head = kunpeng_reg(fn, REG_MB);
	uint64_t data = kunpeng_reg(fn, REG_MB_LOW) | (uint64_t)kunpeng_reg(fn, REG_MB_HIGH) << 32;
	int status = mailbox_run(fn, head, &data);

	if (status == MB_WAIT) {
		fn->mb_pending = true;
		timer_mod(&fn->mb_timer, now_ms() + LOOK_MS);
		return;
	}
	reg_set(fn, REG_MB_LOW, data);
	reg_set(fn, REG_MB_HIGH, data >> 32);
	reg_set(fn, REG_MB, (head & ~(MB_BUSY | MB_STATUS)) | (uint32_t)status << MB_STATUS_S);
	mailbox_end(fn);
}

/*
 * The driver gives a mailbox a millisecond. A real device drains its queues in that time, but
 * the engines here do not. Therefore the CPU that sent the mailbox stands still until the
 * mailbox is done. This runs between two instructions of the CPU, after the access that sent
 * the mailbox, so that no code of the device is below it on the stack while the lock is free.
 */
static void
stand_still(CPUState *cpu, run_on_cpu_data data)
{
	struct kunpeng_fn *fn = data.host_ptr;

	while (fn->mb_pending && !cpu->stop && now_ms() < fn->mb_end + GRACE_MS)
		qemu_cond_timedwait_bql(&fn->mb_done, 10);
	object_unref(OBJECT(fn));
}

static void
mailbox(struct kunpeng_fn *fn)
{
	if ((kunpeng_reg(fn, REG_MB) & MB_BUSY) == 0)
		return;
	fn->mb_end = now_ms() + DRAIN_MS;
	mailbox_try(fn);
	if (!fn->mb_pending || current_cpu == NULL)
		return;
	object_ref(OBJECT(fn));
	async_run_on_cpu(current_cpu, stand_still, RUN_ON_CPU_HOST_PTR(fn));
}

void
kunpeng_mailbox_init(struct kunpeng_fn *fn)
{
	timer_init_ms(&fn->mb_timer, QEMU_CLOCK_REALTIME, mailbox_try, fn);
	qemu_cond_init(&fn->mb_done);
}

void
kunpeng_mailbox_free(struct kunpeng_fn *fn)
{
	timer_deinit(&fn->mb_timer);
	qemu_cond_destroy(&fn->mb_done);
}

void
kunpeng_regs_reset(struct kunpeng_fn *fn)
{
	mailbox_end(fn);
	memset(fn->regs, 0, fn->regs_size);
	fn->message_src = 0;
	fn->message_ready = 0;
	fn->message_in = false;
	if (!kunpeng_is_pf(fn))
		return;
	memset(fn->vft, 0, sizeof(fn->vft));
	fn->shut = false;
	fn->qm_errors = 0;
	fn->dev_errors = 0;
}

/* Write the contexts of a queue to the memory that the driver gave for them. */
static bool
contexts_put(struct kunpeng_fn *fn, uint16_t queue)
{
	uint8_t ctx[KUNPENG_CTX_SIZE];

	kunpeng_sqc_get(fn, queue, ctx);
	if (!kunpeng_dma(fn, fn->sqc_bt + queue * sizeof(ctx), ctx, sizeof(ctx), true))
		return false;
	kunpeng_cqc_get(fn, queue, ctx);
	return kunpeng_dma(fn, fn->cqc_bt + queue * sizeof(ctx), ctx, sizeof(ctx), true);
}

static void
cache_write_back(struct kunpeng_fn *fn)
{
	uint16_t i;

	for (i = 0; i < KUNPENG_QUEUES; i++) {
		/* The last write may have reset the function, or closed the port. */
		if (fn->sqc_bt == 0 || fn->cqc_bt == 0 || kunpeng_port_closed(fn))
			return;
		if (fn->queues[i] != NULL && !contexts_put(fn, i)) {
			kunpeng_write_error(fn);
			return;
		}
	}
}

/* Access */

static uint32_t
capability(const struct kunpeng_fn *fn, uint32_t offset)
{
	unsigned int i;

	for (i = 0; i < fn->class->nb_caps; i++) {
		if (fn->class->caps[i][0] == offset)
			return fn->class->caps[i][1];
	}
	return 0;
}

static uint32_t
read_pf(const struct kunpeng_fn *fn, uint32_t offset)
{
	if (offset == fn->class->err_status || offset == fn->class->err_source)
		return fn->dev_errors;
	switch (offset) {
	case REG_QM_ERR_SOURCE:
	case REG_QM_ERR_STATUS:
		return fn->qm_errors;
	case REG_MEM_INIT_DONE:
	case REG_VFT_READY:
	case REG_SEC_INIT_DONE:
		return 1;
	case REG_QUEUES:
		return QUEUES_VALUE;
	case REG_PORT_QUIET:
		/* Nothing is under way: a closed port lets no access begin. */
		return kunpeng_port_closed(fn) ? 3 : 0;
	case REG_IFC_READY:
		return fn->message_ready;
	case REG_IFC_READY + 4:
		return fn->message_ready >> 32;
	case REG_IFC_SOURCE_P:
		return fn->message_src;
	case REG_IFC_SOURCE_P + 4:
		return fn->message_src >> 32;
	default:
		return kunpeng_reg(fn, offset);
	}
}

static uint32_t
read_reg(const struct kunpeng_fn *fn, uint32_t offset)
{
	if (offset >= 0x3100 && offset < 0x3200)
		return kunpeng_is_v2(fn) ? 0 : capability(fn, offset);
	switch (offset) {
	case REG_DB_ISOLATION:
		return !kunpeng_is_v2(fn);
	case REG_CACHE_WB_DONE:
		return 1;
	case REG_SUB_VERSION:
		return fn->pf->sub_version;
	case REG_IFC_SOURCE_V:
		return fn->message_in;
	case REG_IFC_STATUS:
		return kunpeng_is_pf(fn) ? fn->message_src != 0 : fn->message_in;
	case REG_IFC_SET_V:
		return fn->pf->message_src >> fn->index & 1;
	default:
		return kunpeng_is_pf(fn) ? read_pf(fn, offset) : kunpeng_reg(fn, offset);
	}
}

static bool
write_pf(struct kunpeng_fn *fn, uint32_t offset, uint32_t value)
{
	if (offset == fn->class->err_source) {
		fn->dev_errors &= ~value;
	} else if (fn->class->err_set != 0 && offset == fn->class->err_set) {
		kunpeng_error(fn, value);
	} else {
		switch (offset) {
		case REG_QM_ERR_SOURCE:
			fn->qm_errors &= ~value;
			break;
		case REG_QM_ERR_SET:
			qm_error(fn, value);
			break;
		case REG_VFT_ENABLE:
			vft_write(fn);
			break;
		case REG_IFC_SET_P:
			message_from_pf(fn);
			break;
		case REG_IFC_SOURCE_P:
			fn->message_src &= ~(uint64_t)value;
			break;
		case REG_IFC_SOURCE_P + 4:
			fn->message_src &= ~((uint64_t)value << 32);
			break;
		default:
			return false;
		}
	}
	return true;
}

static void
write_reg(struct kunpeng_fn *fn, uint32_t offset, uint32_t value)
{
	if (kunpeng_is_pf(fn) && write_pf(fn, offset, value))
		return;
	switch (offset) {
	case REG_MB:
	case REG_MB_LOW:
	case REG_MB_HIGH:
	case REG_MB_LAST:
		/* The driver writes all 16 bytes, and the last word sends the mailbox. */
		if (fn->mb_pending)
			break;
		reg_set(fn, offset, value);
		if (offset == REG_MB_LAST)
			mailbox(fn);
		break;
	case REG_IFC_SOURCE_V:
		if ((value & 1) != 0)
			message_seen(fn);
		break;
	case REG_IFC_SET_V:
		if ((value & 1) != 0 && !kunpeng_is_pf(fn))
			message_from_vf(fn);
		break;
	case REG_CACHE_WB_START:
		cache_write_back(fn);
		break;
	default:
		reg_set(fn, offset, value);
		break;
	}
}

static uint64_t
regs_read(void *opaque, hwaddr addr, unsigned int size)
{
	struct kunpeng_fn *fn = opaque;
	uint64_t value = read_reg(fn, addr);

	if (size == 8)
		value |= (uint64_t)read_reg(fn, addr + 4) << 32;
	return value;
}

static void
regs_write(void *opaque, hwaddr addr, uint64_t value, unsigned int size)
{
	struct kunpeng_fn *fn = opaque;

	/* An access may have waited for the lock while the function was unplugged. */
	if (!qdev_is_realized(DEVICE(fn)))
		return;
	if (size == 8 && addr == HISI_QM_DB_OFFSET) {
		/* v3 and later have a page per queue instead (2.3). */
		if (kunpeng_is_v2(fn))
			kunpeng_doorbell(fn, value);
		return;
	}
	if (size == 8 && addr == REG_EVENT_DB) {
		kunpeng_event_doorbell(fn, value);
		return;
	}
	write_reg(fn, addr, value);
	if (size == 8)
		write_reg(fn, addr + 4, value >> 32);
}

const MemoryRegionOps kunpeng_regs_ops = {
	.read = regs_read,
	.write = regs_write,
	.endianness = DEVICE_LITTLE_ENDIAN,
	.valid = { .min_access_size = 4, .max_access_size = 8 },
	.impl = { .min_access_size = 4, .max_access_size = 8 },
};

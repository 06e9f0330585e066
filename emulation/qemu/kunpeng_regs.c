/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include "kunpeng_regs.h"
#include "kunpeng_event.h"
#include "kunpeng_mailbox.h"
#include "kunpeng_queue.h"

#define VFT_TYPE_SQC	0
#define VFT_VALID	(UINT64_C(1) << 44)
#define VFT_NUMBER_S	45
#define VFT_NUMBER	0x3ffu	/* minus 1 */

#define IFC_ALL_VFS	0x7fu

/* The driver reads the queues of the device and of a function from one register (1.3). */
#define QUEUES_VALUE	(KUNPENG_QUEUES | KUNPENG_QUEUES << 11)

/* Queues of functions */

static void
vft_write(struct kunpeng_fn *pf)
{
	uint32_t function = kunpeng_reg(pf, REG_VFT_FUNCTION) & 0x3f;
	uint64_t raw = kunpeng_reg(pf, REG_VFT_LOW) | (uint64_t)kunpeng_reg(pf, REG_VFT_HIGH) << 32;

	/* The CQ table repeats the SQ table, and the shaper only limits throughput. */
	if (kunpeng_reg(pf, REG_VFT_TYPE) != VFT_TYPE_SQC || function > KUNPENG_MAX_VFS ||
			kunpeng_reg(pf, REG_VFT_IS_READ) != 0)
		return;
	pf->vft[function].raw = raw;
	pf->vft[function].number = (raw & VFT_VALID) == 0 ? 0 :
			(raw >> VFT_NUMBER_S & VFT_NUMBER) + 1;
}

/* Messages between functions. In masks of VFs the bit of a VF is its index. */

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

void
kunpeng_regs_reset(struct kunpeng_fn *fn)
{
	kunpeng_mailbox_end(fn);
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
	/* The write may have reset or unplugged the function, which ends the queue. */
	if (fn->queues[queue] == NULL)
		return true;
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
		/* No access is in progress: a closed port lets none begin. */
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
			kunpeng_qm_error(fn, value);
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
		/* The driver writes all 16 bytes; the write of the last word sends the mailbox. */
		if (fn->mb_pending)
			break;
		kunpeng_reg_set(fn, offset, value);
		if (offset == REG_MB_LAST)
			kunpeng_mailbox_send(fn);
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
		kunpeng_reg_set(fn, offset, value);
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

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include "kunpeng_state.h"
#include "hw/pci/msi.h"
#include "hw/pci/pcie_sriov.h"
#include "qemu/bswap.h"

/* Errors of the queue manager. */
#define QM_ECC		(1u << 2)	/* closes the port on v2 */
#define QM_WRITE	(1u << 1)	/* a write failed */

unsigned int
kunpeng_generation(const struct kunpeng_fn *fn)
{
	if (kunpeng_is_v2(fn))
		return 2;
	return fn->pf->sub_version == 0x51 ? 5 : 3;
}

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

void
kunpeng_reg_set(struct kunpeng_fn *fn, uint32_t offset, uint32_t value)
{
	stl_le_p(reg_at(fn, offset), value);
}

/* Accesses to memory */

/*
 * The guard may be engaged already: another thread of QEMU may be in an access of this
 * function to another device, and the code of that device may have released the lock.
 */
static void
guard_engage(struct kunpeng_fn *fn)
{
	MemReentrancyGuard *guard = &DEVICE(fn)->mem_reentrancy_guard;

	fn->engaged_before = guard->engaged_in_io;
	guard->engaged_in_io = true;
}

static void
guard_restore(struct kunpeng_fn *fn)
{
	DEVICE(fn)->mem_reentrancy_guard.engaged_in_io = fn->engaged_before;
}

void
kunpeng_lock(struct kunpeng_fn *fn)
{
	bql_lock();
	guard_engage(fn);
}

void
kunpeng_unlock(struct kunpeng_fn *fn)
{
	guard_restore(fn);
	bql_unlock();
}

void
kunpeng_wait(struct kunpeng_fn *fn, QemuCond *cond, int ms)
{
	guard_restore(fn);
	qemu_cond_timedwait_bql(cond, ms);
	guard_engage(fn);
}

bool
kunpeng_dma(struct kunpeng_fn *fn, uint64_t addr, void *buf, size_t len, bool write)
{
	return pci_dma_rw(&fn->parent_obj, addr, buf, len,
			write ? DMA_DIRECTION_FROM_DEVICE : DMA_DIRECTION_TO_DEVICE,
			MEMTXATTRS_UNSPECIFIED) == MEMTX_OK;
}

/* The caller may act for another function, so that the guard of this one is not engaged. */
void
kunpeng_interrupt(struct kunpeng_fn *fn, enum kunpeng_vector vector)
{
	MemReentrancyGuard *guard = &DEVICE(fn)->mem_reentrancy_guard;
	bool engaged = guard->engaged_in_io;

	if (!msi_enabled(&fn->parent_obj))
		return;
	guard->engaged_in_io = true;
	msi_notify(&fn->parent_obj, vector);
	guard->engaged_in_io = engaged;
}

struct kunpeng_fn *
kunpeng_vf(struct kunpeng_fn *pf, unsigned int i)
{
	PCIDevice *vf;

	/* When a PF is unplugged QEMU frees its table of VFs, and would still look there. */
	if (!qdev_is_realized(DEVICE(pf)) || pf->nb_vfs == 0 || i == 0)
		return NULL;
	vf = pcie_sriov_get_vf_at_index(&pf->parent_obj, i - 1);
	return vf == NULL ? NULL : KUNPENG(vf);
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
	/* On v3 registers say which errors close the port; on v2 one error of each kind does. */
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

void
kunpeng_qm_error(struct kunpeng_fn *pf, uint32_t errors)
{
	pf->qm_errors |= errors;
	pf->shut = kunpeng_port_closed(pf);
	if ((errors & kunpeng_reg(pf, REG_RAS_NFE)) != 0)
		kunpeng_interrupt(pf, KUNPENG_VEC_ERROR);
}

void
kunpeng_write_error(struct kunpeng_fn *fn)
{
	kunpeng_qm_error(fn->pf, QM_WRITE);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * What processors and the emulated function access: memory, registers and configuration space.
 * Interrupts are accesses, too.
 */

#include "qemu.h"
#include "hw/pci/msi.h"

#define MAX_CPU_WORK	16u

static CPUState cpu;
static struct {
	void (*run)(CPUState *cpu, run_on_cpu_data data);
	run_on_cpu_data data;
} cpu_work[MAX_CPU_WORK];
static unsigned int nb_cpu_work;

/* Memory */

void
memory_region_init_io(MemoryRegion *mr, Object *owner, const MemoryRegionOps *ops, void *opaque,
		const char *name, uint64_t size)
{
	FUZZ_CHECK(owner == opaque && name != NULL);
	*mr = (MemoryRegion) { .ops = ops, .opaque = opaque, .size = size };
}

/* Reads of registers change nothing in the function. */
static uint64_t
read_register(const MemoryRegion *mr, hwaddr at, unsigned int size)
{
	const size_t len = fuzz_types.at[0].instance_size;
	void *before = g_memdup2(mr->opaque, len);
	uint64_t value = mr->ops->read(mr->opaque, at, size);

	FUZZ_CHECK(memcmp(before, mr->opaque, len) == 0);
	g_free(before);
	return value;
}

/* An access to registers, if the function does not make it itself. */
static bool
register_access(PCIDevice *dev, unsigned int bar, hwaddr at, uint64_t *value, unsigned int size,
		bool write)
{
	MemReentrancyGuard *guard = &dev->qdev.mem_reentrancy_guard;
	MemoryRegion *mr = dev->bars[bar];

	if (mr == NULL || !dev->enabled || size < mr->ops->valid.min_access_size ||
			at % size != 0 || at + size > mr->size || guard->engaged_in_io)
		return false;
	guard->engaged_in_io = true;
	if (write)
		mr->ops->write(mr->opaque, at, *value, size);
	else
		*value = read_register(mr, at, size);
	guard->engaged_in_io = false;
	return true;
}

static bool
dispatch(hwaddr addr, uint64_t *value, unsigned int size, bool write)
{
	unsigned int i;

	if (addr - QEMU_UNPLUG < QEMU_PAGE && write) {
		qemu_unplug();
		return true;
	}
	for (i = 0; i < QEMU_FNS; i++) {
		const uint64_t in2 = addr - QEMU_BAR2 - (uint64_t)i * QEMU_BAR2_SIZE;
		const uint64_t in4 = addr - QEMU_BAR4 - (uint64_t)i * QEMU_BAR4_SIZE;
		const uint64_t in_config = addr - QEMU_CONFIG - i * FUZZ_CONFIG_SIZE;

		if (qemu.fns[i] == NULL)
			continue;
		if (in2 < QEMU_BAR2_SIZE)
			return register_access(qemu.fns[i], 2, in2, value, size, write);
		if (in4 < QEMU_BAR4_SIZE)
			return register_access(qemu.fns[i], 4, in4, value, size, write);
		if (in_config < FUZZ_CONFIG_SIZE)
			return qemu_config_access(qemu.fns[i], in_config, value, size, write);
	}
	return false;
}

/* Copy what lies in one page of memory, or access a register. Returns the bytes, or 0. */
static size_t
access_piece(hwaddr addr, uint8_t *buf, size_t len, bool write)
{
	uint64_t value = 0;

	if (addr < QEMU_MEMORY) {
		len = MIN(len, QEMU_MEMORY - addr);
		memcpy(write ? qemu.memory + addr : buf, write ? buf : qemu.memory + addr, len);
		return len;
	}
	len = len >= 8 && addr % 8 == 0 ? 8 : MIN(len, 4);
	if (write)
		memcpy(&value, buf, len);
	if (!dispatch(addr, &value, len, write))
		return 0;
	if (!write)
		memcpy(buf, &value, len);
	return len;
}

MemTxResult
address_space_rw(AddressSpace *as, hwaddr addr, MemTxAttrs attrs, void *buf, hwaddr len, bool write)
{
	PCIDevice *dev = as->dev;
	MemTxResult result = MEMTX_OK;
	uint8_t *at = buf;
	size_t n;

	(void)attrs;
	FUZZ_CHECK(qemu.locked && dev->qdev.realized);
	FUZZ_CHECK(dev->qdev.mem_reentrancy_guard.engaged_in_io);
	qemu.target->check_access(dev);
	if ((pci_get_word(dev->config + PCI_COMMAND) & PCI_COMMAND_MASTER) == 0 || !dev->enabled)
		return MEMTX_ERROR;
	while (len > 0) {
		n = access_piece(addr, at, len, write);
		if (n == 0)
			result = MEMTX_ERROR;
		n = n == 0 ? MIN(len, 8) : n;
		addr += n;
		at += n;
		len -= n;
	}
	return result;
}

MemTxResult
pci_dma_rw(PCIDevice *dev, dma_addr_t addr, void *buf, dma_addr_t len, DMADirection dir,
		MemTxAttrs attrs)
{
	return address_space_rw(&dev->bus_master_as, addr, attrs, buf, len,
			dir == DMA_DIRECTION_FROM_DEVICE);
}

/* Interrupts, which are writes to an address that the guest chose */

void
msi_notify(PCIDevice *dev, unsigned int vector)
{
	const uint8_t *msi = dev->config + dev->msi_cap;
	const void *before = qemu.thread;
	uint32_t data = pci_get_word(msi + PCI_MSI_DATA_64) | vector;

	FUZZ_CHECK(msi_enabled(dev) && vector < dev->msi_vectors);
	/* An interrupt of the function does not end with the queue whose thread sends it. */
	qemu.thread = NULL;
	address_space_rw(&dev->bus_master_as, pci_get_quad(msi + PCI_MSI_ADDRESS_LO),
			MEMTXATTRS_UNSPECIFIED, &data, sizeof(data), true);
	qemu.thread = before;
}

/* Processors */

void
async_run_on_cpu(CPUState *on, void (*run)(CPUState *cpu, run_on_cpu_data data),
		run_on_cpu_data data)
{
	FUZZ_CHECK(qemu.locked && on == &cpu && nb_cpu_work < MAX_CPU_WORK);
	cpu_work[nb_cpu_work].run = run;
	cpu_work[nb_cpu_work++].data = data;
}

/* What an access left to do runs between two instructions of the processor. */
static void
run_cpu_work(void)
{
	while (nb_cpu_work > 0) {
		nb_cpu_work--;
		cpu_work[nb_cpu_work].run(&cpu, cpu_work[nb_cpu_work].data);
	}
}

bool
qemu_access(hwaddr addr, uint64_t *value, unsigned int size, bool write)
{
	CPUState *before = current_cpu;
	const void *interrupted = qemu.thread;
	bool taken;

	FUZZ_CHECK(qemu.locked && current_cpu == NULL);
	qemu.thread = NULL;
	current_cpu = &cpu;
	taken = dispatch(addr, value, size, write);
	run_cpu_work();
	current_cpu = before;
	qemu.thread = interrupted;
	return taken;
}

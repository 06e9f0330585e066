/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * PCI around the emulated function: configuration space, virtual functions, resets, the IOMMU and
 * its page requests.
 */

#include "qemu.h"
#include "hw/pci/msi.h"
#include "hw/pci/pcie.h"
#include "hw/pci/pcie_sriov.h"

#define MAX_NOTIFIERS	8u

static struct {
	PCIDevice *dev;
	uint32_t pasid;
	IOMMUPRINotifier *notifier;
} notifiers[MAX_NOTIFIERS];

void
error_setg(Error **errp, const char *format, ...)
{
	(void)errp;
	(void)format;
	FUZZ_CHECK(!"the machine has no such error");
}

/* The machine */

static const PCIDeviceClass *
class_of(const PCIDevice *dev)
{
	return PCI_DEVICE_CLASS(dev->qdev.parent_obj.class);
}

/* 0 is the physical function, others are its virtual ones. */
static void
realize(PCIDevice *dev, unsigned int number)
{
	qemu.fns[number] = dev;
	dev->bus_master_as.dev = dev;
	dev->enabled = number == 0;
	pci_set_word(dev->wmask + PCI_COMMAND, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	class_of(dev)->realize(dev, NULL);
	dev->qdev.realized = true;
}

void
qemu_start(const struct qemu_target *target)
{
	FUZZ_CHECK(qemu.objects == 0 && qemu.notifiers == 0 && qemu.nb_threads == 0);
	memset(&qemu, 0, sizeof(qemu));
	qemu.target = target;
}

void
qemu_plug(PCIDevice *dev)
{
	bql_lock();
	realize(dev, 0);
	qemu.plugged = true;
	class_of(dev)->parent_class.parent_class.aml.build_dev_aml((AcpiDevAmlIf *)dev, NULL);
	bql_unlock();
}

static void
unrealize(PCIDevice *dev, unsigned int number)
{
	dev->qdev.realized = false;
	class_of(dev)->exit(dev);
	qemu.unmapped[number] = dev;
}

void
qemu_unplug(void)
{
	if (!qemu.plugged)
		return;
	qemu.plugged = false;
	unrealize(qemu.fns[0], 0);
}

/* Configuration space */

void
pci_config_set_interrupt_pin(uint8_t *config, uint8_t pin)
{
	pci_set_byte(config + PCI_INTERRUPT_PIN, pin);
}

int
pci_add_capability(PCIDevice *dev, uint8_t id, uint8_t offset, uint8_t size, Error **errp)
{
	(void)size;
	(void)errp;
	pci_set_byte(dev->config + offset, id);
	return offset;
}

void
pci_default_write_config(PCIDevice *dev, uint32_t addr, uint32_t value, int len)
{
	int i;

	for (i = 0; i < len; i++, addr++, value >>= 8)
		dev->config[addr] = (dev->config[addr] & ~dev->wmask[addr]) |
				(value & dev->wmask[addr]);
}

bool
qemu_config_access(PCIDevice *dev, uint32_t addr, uint64_t *value, unsigned int size, bool write)
{
	if (!dev->qdev.realized || !dev->enabled || size > 4 || addr % size != 0)
		return false;
	if (write)
		dev->config_write(dev, addr, *value, size);
	else
		memcpy(value, dev->config + addr, size);
	return true;
}

/* What a reset of a PCI function does, whoever asks for it. */
static void
reset(PCIDevice *dev)
{
	Object *obj = OBJECT(dev);

	pci_word_test_and_clear_mask(dev->config + PCI_COMMAND,
			pci_get_word(dev->wmask + PCI_COMMAND));
	pci_word_test_and_clear_mask(dev->config + dev->msi_cap + PCI_MSI_FLAGS,
			PCI_MSI_FLAGS_ENABLE);
	obj->class->resettable.phases.hold(obj, RESET_TYPE_COLD);
}

void
pci_register_bar(PCIDevice *dev, int bar, uint8_t type, MemoryRegion *mr)
{
	FUZZ_CHECK((type & PCI_BASE_ADDRESS_MEM_TYPE_64) != 0);
	dev->bars[bar] = mr;
}

/* PCI Express */

int
pcie_endpoint_cap_init(PCIDevice *dev, uint8_t offset)
{
	dev->exp.exp_cap = offset;
	return offset;
}

void
pcie_cap_exit(PCIDevice *dev)
{
	FUZZ_CHECK(dev->exp.exp_cap != 0);
}

void
pcie_cap_flr_init(PCIDevice *dev)
{
	/* The bit reads as 0, so it is not stored. */
	FUZZ_CHECK(dev->exp.exp_cap != 0);
}

/* Whether a write has a bit of a word of configuration space. */
static bool
has_bit(uint32_t addr, uint32_t value, int len, uint32_t word, uint16_t bit)
{
	return addr == word && len >= 2 && (value & bit) != 0;
}

void
pcie_cap_flr_write_config(PCIDevice *dev, uint32_t addr, uint32_t value, int len)
{
	if (has_bit(addr, value, len, dev->exp.exp_cap + PCI_EXP_DEVCTL, PCI_EXP_DEVCTL_BCR_FLR))
		reset(dev);
}

void
pcie_ats_init(PCIDevice *dev, uint16_t offset, bool aligned)
{
	(void)aligned;
	pci_set_word(dev->config + offset, PCI_EXT_CAP_ID_ATS);
}

void
pcie_pri_init(PCIDevice *dev, uint16_t offset, uint32_t outstanding, bool prg_pasid)
{
	(void)outstanding;
	(void)prg_pasid;
	dev->exp.pri_cap = offset;
	pci_set_word(dev->wmask + offset + PCI_PRI_CTRL, PCI_PRI_CTRL_ENABLE);
}

void
pcie_pasid_init(PCIDevice *dev, uint16_t offset, uint8_t width, bool exec, bool priv)
{
	(void)width;
	(void)exec;
	(void)priv;
	dev->exp.pasid_cap = offset;
	pci_set_word(dev->wmask + offset + PCI_PASID_CTRL, PCI_PASID_CTRL_ENABLE);
}

/* Set-up of interrupts */

int
msi_init(PCIDevice *dev, uint8_t offset, unsigned int vectors, bool is_64, bool masked,
		Error **errp)
{
	(void)masked;
	(void)errp;
	FUZZ_CHECK(is_64);
	dev->msi_cap = offset;
	dev->msi_vectors = vectors;
	pci_set_byte(dev->config + offset, PCI_CAP_ID_MSI);
	pci_set_word(dev->wmask + offset + PCI_MSI_FLAGS, PCI_MSI_FLAGS_ENABLE);
	memset(dev->wmask + offset + PCI_MSI_ADDRESS_LO, 0xff, 10);
	return 0;
}

void
msi_uninit(PCIDevice *dev)
{
	dev->msi_cap = 0;
}

bool
msi_enabled(const PCIDevice *dev)
{
	return dev->msi_cap != 0 && (pci_get_word(dev->config + dev->msi_cap + PCI_MSI_FLAGS) &
			PCI_MSI_FLAGS_ENABLE) != 0;
}

/* Virtual functions, which exist as long as the physical one and are enabled by it */

bool
pcie_sriov_pf_init(PCIDevice *dev, uint16_t offset, const char *vf_type, uint16_t vf_id,
		uint16_t initial, uint16_t total, uint16_t first, uint16_t stride, Error **errp)
{
	unsigned int i;

	(void)vf_id;
	(void)errp;
	FUZZ_CHECK(initial == QEMU_VFS && total == QEMU_VFS && first == 1 && stride == 1);
	dev->exp.sriov_cap = offset;
	pci_set_word(dev->wmask + offset + PCI_SRIOV_CTRL, PCI_SRIOV_CTRL_VFE | PCI_SRIOV_CTRL_MSE);
	pci_set_word(dev->wmask + offset + PCI_SRIOV_NUM_VF, 3);
	for (i = 1; i <= QEMU_VFS; i++)
		realize(qemu_object_new(vf_type), i);
	return true;
}

void
pcie_sriov_pf_init_vf_bar(PCIDevice *dev, int bar, uint8_t type, dma_addr_t size)
{
	unsigned int i;

	(void)type;
	for (i = 1; i <= QEMU_VFS; i++)
		FUZZ_CHECK(qemu.fns[i]->bars[bar]->size == size);
	FUZZ_CHECK(dev == qemu.fns[0]);
}

void
pcie_sriov_pf_exit(PCIDevice *dev)
{
	unsigned int i;

	FUZZ_CHECK(dev == qemu.fns[0]);
	for (i = 1; i <= QEMU_VFS; i++)
		unrealize(qemu.fns[i], i);
}

PCIDevice *
pcie_sriov_get_pf(PCIDevice *dev)
{
	FUZZ_CHECK(dev != qemu.fns[0]);
	return qemu.fns[0];
}

uint16_t
pcie_sriov_vf_number(PCIDevice *dev)
{
	unsigned int i = 1;

	while (qemu.fns[i] != dev)
		i++;
	return i - 1;
}

PCIDevice *
pcie_sriov_get_vf_at_index(PCIDevice *dev, int i)
{
	FUZZ_CHECK(dev == qemu.fns[0] && i >= 0);
	if (i >= (int)QEMU_VFS || !qemu.fns[i + 1]->enabled)
		return NULL;
	/* QEMU has freed its table of virtual functions, and does not look. */
	FUZZ_CHECK(qemu.plugged);
	return qemu.fns[i + 1];
}

static void
enable(PCIDevice *dev, bool enabled)
{
	if (dev->enabled == enabled)
		return;
	dev->enabled = enabled;
	reset(dev);
}

void
pcie_sriov_config_write(PCIDevice *dev, uint32_t addr, uint32_t value, int len)
{
	const uint8_t *sriov = dev->config + dev->exp.sriov_cap;
	unsigned int n = pci_get_word(sriov + PCI_SRIOV_NUM_VF);
	unsigned int i;

	if (dev->exp.sriov_cap == 0 || addr != dev->exp.sriov_cap + PCI_SRIOV_CTRL || len < 1)
		return;
	if ((value & PCI_SRIOV_CTRL_VFE) == 0)
		n = 0;
	for (i = 1; i <= QEMU_VFS; i++)
		enable(qemu.fns[i], i <= n);
}

/* The IOMMU: all address spaces with a PASID show the same memory at the same addresses */

static IOMMUAccessFlags
page_access(hwaddr addr)
{
	if (addr < QEMU_MEMORY)
		return qemu.pages[addr / QEMU_PAGE];
	/* Registers of devices are mapped, too. */
	return addr >= QEMU_BAR2 && addr < QEMU_BAR4 * 2 ? IOMMU_RW : IOMMU_NONE;
}

ssize_t
pci_ats_request_translation(PCIDevice *dev, uint32_t pasid, bool priv_req, bool exec_req,
		hwaddr addr, size_t length, bool no_write, IOMMUTLBEntry *result,
		size_t result_length, uint32_t *err_count)
{
	const hwaddr mask = qemu.huge ? QEMU_MEMORY - 1 : QEMU_PAGE - 1;
	const hwaddr end = addr + length;
	size_t n = 0;

	FUZZ_CHECK(qemu.locked && dev->qdev.realized && !priv_req && !exec_req);
	FUZZ_CHECK(addr % QEMU_PAGE == 0 && length % QEMU_PAGE == 0 && pasid <= UINT16_MAX);
	*err_count = 0;
	for (addr &= ~mask; n < result_length && (n == 0 || addr < end); n++, addr += mask + 1) {
		result[n].target_as = &dev->bus_master_as;
		result[n].iova = addr;
		result[n].translated_addr = addr;
		result[n].addr_mask = mask;
		result[n].perm = page_access(addr);
		if (no_write)
			result[n].perm &= IOMMU_RO;
		*err_count += result[n].perm == IOMMU_NONE;
	}
	return n;
}

int
pci_pri_request_page(PCIDevice *dev, uint32_t pasid, bool priv_req, bool exec_req, hwaddr addr,
		bool lpig, uint16_t prgi, bool is_read, bool is_write)
{
	FUZZ_CHECK(qemu.locked && dev->qdev.realized && !priv_req && !exec_req && lpig);
	FUZZ_CHECK(prgi <= PCI_PRI_PRGI_MASK && is_read != is_write);
	if (qemu.refuse || qemu.nb_requests == ARRAY_SIZE(qemu.requests))
		return -EPERM;
	qemu.requests[qemu.nb_requests++] = (struct qemu_request) { dev, pasid, addr, prgi };
	return 0;
}

void
qemu_answer(const struct qemu_request *request, bool success)
{
	IOMMUPRIResponse response = {
		.response_code = success ? IOMMU_PRI_RESP_SUCCESS : IOMMU_PRI_RESP_FAILURE,
		.prgi = request->prgi,
	};
	unsigned int i;

	FUZZ_CHECK(qemu.locked);
	for (i = 0; i < MAX_NOTIFIERS; i++) {
		if (notifiers[i].dev == request->dev && notifiers[i].pasid == request->pasid)
			notifiers[i].notifier->notify(notifiers[i].notifier, &response);
	}
}

int
pci_pri_register_notifier(PCIDevice *dev, uint32_t pasid, IOMMUPRINotifier *notifier)
{
	unsigned int i = 0;

	FUZZ_CHECK(qemu.locked && dev->qdev.realized);
	while (i < MAX_NOTIFIERS && notifiers[i].dev != NULL)
		i++;
	if (i == MAX_NOTIFIERS)
		return -ENOMEM;
	notifiers[i].dev = dev;
	notifiers[i].pasid = pasid;
	notifiers[i].notifier = notifier;
	qemu.notifiers++;
	return 0;
}

void
pci_pri_unregister_notifier(PCIDevice *dev, uint32_t pasid)
{
	unsigned int i = 0;

	FUZZ_CHECK(qemu.locked);
	while (notifiers[i].dev != dev || notifiers[i].pasid != pasid)
		FUZZ_CHECK(++i < MAX_NOTIFIERS);
	notifiers[i].dev = NULL;
	qemu.notifiers--;
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include "kunpeng_mailbox.h"
#include "kunpeng_mem.h"
#include "kunpeng_queue.h"
#include "kunpeng_regs.h"
#include "hw/acpi/acpi_aml_interface.h"
#include "hw/pci/msi.h"
#include "hw/pci/pcie.h"
#include "hw/pci/pcie_sriov.h"
#include "hw/qdev-properties.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qemu/module.h"
#include "qemu/units.h"

/* Configuration space */
#define VENDOR_HUAWEI	0x19e5
#define CAP_EXPRESS	0x80
#define CAP_MSI		0xc0
#define CAP_VENDOR	0xe0
#define CAP_VENDOR_SIZE	0x10
#define EXT_ATS		0x100
#define EXT_PRI		0x110
#define EXT_PASID	0x120
#define EXT_SRIOV	0x160

/*
 * Vendor-specific capability. Real devices have a controller reset outside of any BAR, behind
 * an ACPI method; here the method writes the first word. The second word takes the text of
 * faults to inject, four characters at a time, ended by a 0; it then reads as 0 if the text was
 * valid.
 */
#define VENDOR_RESET	(CAP_VENDOR + 4)
#define VENDOR_FAULTS	(CAP_VENDOR + 8)

#define PASID_BITS	16
#define PAGE_REQUESTS	64

struct kunpeng_class_object {
	PCIDeviceClass parent_class;
	const struct kunpeng_class *class;
	bool is_vf;
};

#define KUNPENG_GET_CLASS(obj) \
	OBJECT_GET_CLASS(struct kunpeng_class_object, (obj), TYPE_KUNPENG)

/* Resets */

static void
reset_function(struct kunpeng_fn *fn)
{
	kunpeng_queues_reset(fn);
	kunpeng_regs_reset(fn);
}

/* The reset of a PF resets its VFs, too. */
static void
reset_device(struct kunpeng_fn *pf)
{
	struct kunpeng_fn *vf;
	unsigned int i;

	for (i = 1; i <= pf->nb_vfs; i++) {
		vf = kunpeng_vf(pf, i);
		if (vf != NULL)
			reset_function(vf);
	}
	reset_function(pf);
}

static void
reset_hold(Object *obj, ResetType type)
{
	struct kunpeng_fn *fn = KUNPENG(obj);

	/* A VF that was never enabled has no PF yet. */
	if (fn->pf == NULL)
		return;
	if (kunpeng_is_pf(fn))
		reset_device(fn);
	else
		reset_function(fn);
}

/* The controller reset, as an ACPI method: the registers for it are in no BAR. */
static void
build_aml(AcpiDevAmlIf *dev, Aml *scope)
{
	struct kunpeng_fn *fn = KUNPENG(dev);
	Aml *field, *method;

	if (!kunpeng_is_pf(fn))
		return;
	aml_append(scope, aml_operation_region("KPRS", AML_PCI_CONFIG, aml_int(VENDOR_RESET), 4));
	field = aml_field("KPRS", AML_DWORD_ACC, AML_NOLOCK, AML_PRESERVE);
	aml_append(field, aml_named_field("KRST", 32));
	aml_append(scope, field);
	method = aml_method(fn->class->reset_method, 0, AML_SERIALIZED);
	aml_append(method, aml_store(aml_int(1), aml_name("KRST")));
	aml_append(method, aml_return(aml_name("KRST")));
	aml_append(scope, method);
}

/* Configuration space */

static void
fault_char(struct kunpeng_fn *fn, char c)
{
	enum soft_fault_kind kind;
	bool good;

	if (fn->fault_len < sizeof(fn->fault_text) - 1)
		fn->fault_text[fn->fault_len++] = c;
	if (c != '\0')
		return;
	fn->fault_text[fn->fault_len] = '\0';
	/*
	 * The driver opens queues without the device, so this device cannot inject a fault
	 * there. Only the soft device injects the kinds from SOFT_FAULT_UNDONE on.
	 */
	good = soft_fault_parse(fn->fault_text, &fn->faults) == 0 &&
			fn->faults.at[SOFT_FAULT_OPEN] == 0;
	for (kind = SOFT_FAULT_UNDONE; kind < SOFT_NB_FAULTS; kind++)
		good = good && fn->faults.at[kind] == 0;
	/* An empty text means no faults, and so does one that is wrong. */
	if (!good)
		memset(&fn->faults, 0, sizeof(fn->faults));
	pci_set_long(fn->parent_obj.config + VENDOR_FAULTS, !good && fn->fault_text[0] != '\0');
	fn->fault_len = 0;
}

static void
fault_text(struct kunpeng_fn *fn, uint32_t chars)
{
	unsigned int i;
	char c;

	for (i = 0; i < 4; i++) {
		c = chars >> i * 8;
		fault_char(fn, c);
		if (c == '\0')
			break;
	}
}

static void
config_write(PCIDevice *pci, uint32_t addr, uint32_t value, int len)
{
	struct kunpeng_fn *fn = KUNPENG(pci);

	pci_default_write_config(pci, addr, value, len);
	pcie_cap_flr_write_config(pci, addr, value, len);
	if (fn->nb_vfs > 0)
		pcie_sriov_config_write(pci, addr, value, len);
	if (!kunpeng_is_pf(fn) || len != 4)
		return;
	if (addr == VENDOR_RESET && value == 1)
		reset_device(fn);
	else if (addr == VENDOR_FAULTS)
		fault_text(fn, value);
}

/*
 * The memory of a VF is enabled in its PF, and a VF shares PASID and PRI with its PF. QEMU looks
 * for all three in the function itself, so they are always on here, in capabilities that are
 * not in the list of capabilities.
 */
static void
share_with_pf(PCIDevice *pci)
{
	pci_word_test_and_clear_mask(pci->wmask + PCI_COMMAND, PCI_COMMAND_MEMORY);
	pci_word_test_and_set_mask(pci->config + PCI_COMMAND, PCI_COMMAND_MEMORY);
	pci->exp.pri_cap = EXT_PRI;
	pci->exp.pasid_cap = EXT_PASID;
	pci_set_word(pci->config + EXT_PRI + PCI_PRI_CTRL, PCI_PRI_CTRL_ENABLE);
	pci_set_word(pci->config + EXT_PASID + PCI_PASID_CAP, PASID_BITS << 8);
	pci_set_word(pci->config + EXT_PASID + PCI_PASID_CTRL, PCI_PASID_CTRL_ENABLE);
}

static bool
config_init(struct kunpeng_fn *fn, Error **errp)
{
	PCIDevice *pci = &fn->parent_obj;

	pci_config_set_interrupt_pin(pci->config, 0);
	pci_set_byte(pci->config + PCI_REVISION_ID, fn->revision);
	if (pcie_endpoint_cap_init(pci, CAP_EXPRESS) < 0) {
		error_setg(errp, "no PCI Express capability");
		return false;
	}
	pcie_cap_flr_init(pci);
	if (msi_init(pci, CAP_MSI, KUNPENG_NB_VECTORS, true, true, errp) != 0)
		return false;
	pcie_ats_init(pci, EXT_ATS, true);
	if (!kunpeng_is_pf(fn)) {
		share_with_pf(pci);
		return true;
	}
	pcie_pri_init(pci, EXT_PRI, PAGE_REQUESTS, true);
	pcie_pasid_init(pci, EXT_PASID, PASID_BITS, false, false);
	if (pci_add_capability(pci, PCI_CAP_ID_VNDR, CAP_VENDOR, CAP_VENDOR_SIZE, errp) < 0)
		return false;
	pci_set_byte(pci->config + CAP_VENDOR + 2, CAP_VENDOR_SIZE);
	return true;
}

static bool
sriov_init(struct kunpeng_fn *pf, Error **errp)
{
	g_autofree char *vf_type = g_strdup_printf("%s-vf", pf->class->name);
	const uint8_t type = PCI_BASE_ADDRESS_MEM_TYPE_64 | PCI_BASE_ADDRESS_MEM_PREFETCH;

	if (pf->nb_vfs == 0)
		return true;
	if (!pcie_sriov_pf_init(&pf->parent_obj, EXT_SRIOV, vf_type, pf->class->vf_id,
			pf->nb_vfs, pf->nb_vfs, 1, 1, errp))
		return false;
	pcie_sriov_pf_init_vf_bar(&pf->parent_obj, 2, type, KUNPENG_VF_BAR_SIZE);
	if (!kunpeng_is_v2(pf))
		pcie_sriov_pf_init_vf_bar(&pf->parent_obj, 4, type,
				(uint64_t)KUNPENG_QUEUES * KUNPENG_DB_PAGE);
	return true;
}

static void
bars_init(struct kunpeng_fn *fn)
{
	const uint8_t type = PCI_BASE_ADDRESS_MEM_TYPE_64 | PCI_BASE_ADDRESS_MEM_PREFETCH;
	PCIDevice *pci = &fn->parent_obj;

	fn->regs_size = kunpeng_is_pf(fn) ? KUNPENG_BAR_SIZE : KUNPENG_VF_BAR_SIZE;
	fn->regs = g_malloc0(fn->regs_size);
	memory_region_init_io(&fn->regs_mr, OBJECT(fn), &kunpeng_regs_ops, fn, "kunpeng-regs",
			fn->regs_size);
	pci_register_bar(pci, 2, type, &fn->regs_mr);
	if (kunpeng_is_v2(fn))
		return;
	memory_region_init_io(&fn->db_mr, OBJECT(fn), &kunpeng_db_ops, fn, "kunpeng-doorbells",
			(uint64_t)KUNPENG_QUEUES * KUNPENG_DB_PAGE);
	pci_register_bar(pci, 4, type, &fn->db_mr);
}

static void
realize(PCIDevice *pci, Error **errp)
{
	struct kunpeng_class_object *object = KUNPENG_GET_CLASS(pci);
	struct kunpeng_fn *fn = KUNPENG(pci);

	fn->class = object->class;
	if (object->is_vf) {
		fn->pf = KUNPENG(pcie_sriov_get_pf(pci));
		object_ref(OBJECT(fn->pf));
		fn->index = pcie_sriov_vf_number(pci) + 1;
		fn->revision = fn->pf->revision;
	} else {
		fn->pf = fn;
	}
	if (fn->nb_vfs > KUNPENG_MAX_VFS) {
		error_setg(errp, "vfs: at most %d", KUNPENG_MAX_VFS);
		return;
	}
	if (fn->revision != 0x21 && fn->revision != 0x30) {
		error_setg(errp, "revision: 0x21 (v2) or 0x30 (v3)");
		return;
	}
	pci->config_write = config_write;
	kunpeng_page_init(fn);
	if (!config_init(fn, errp))
		return;
	bars_init(fn);
	if (!object->is_vf)
		sriov_init(fn, errp);
}

static void
leave(PCIDevice *pci)
{
	struct kunpeng_fn *fn = KUNPENG(pci);

	if (fn->nb_vfs > 0)
		pcie_sriov_pf_exit(pci);
	/* Threads of queues may run for a while and keep the object, but access no guest memory. */
	reset_function(fn);
	kunpeng_page_exit(fn);
	pcie_cap_exit(pci);
	msi_uninit(pci);
}

static void
function_init(Object *obj)
{
	kunpeng_mailbox_init(KUNPENG(obj));
}

static void
function_free(Object *obj)
{
	struct kunpeng_fn *fn = KUNPENG(obj);

	kunpeng_mailbox_free(fn);
	g_free(fn->regs);
	if (fn->pf != NULL && !kunpeng_is_pf(fn))
		object_unref(OBJECT(fn->pf));
}

/* Types */

static const Property pf_properties[] = {
	DEFINE_PROP_UINT8("revision", struct kunpeng_fn, revision, 0x30),
	DEFINE_PROP_UINT32("sub-version", struct kunpeng_fn, sub_version, 0),
	DEFINE_PROP_UINT16("vfs", struct kunpeng_fn, nb_vfs, KUNPENG_MAX_VFS),
};

/* The state of engines and of running threads cannot be saved. */
static const VMStateDescription unmigratable = {
	.name = TYPE_KUNPENG,
	.unmigratable = 1,
};

static void
class_init(ObjectClass *oc, const void *data)
{
	PCIDeviceClass *pci = PCI_DEVICE_CLASS(oc);

	pci->realize = realize;
	pci->exit = leave;
	pci->vendor_id = VENDOR_HUAWEI;
	pci->class_id = PCI_CLASS_PROCESSOR_CO;
	RESETTABLE_CLASS(oc)->phases.hold = reset_hold;
	ACPI_DEV_AML_IF_CLASS(oc)->build_dev_aml = build_aml;
	DEVICE_CLASS(oc)->hotpluggable = false;
	DEVICE_CLASS(oc)->vmsd = &unmigratable;
	set_bit(DEVICE_CATEGORY_MISC, DEVICE_CLASS(oc)->categories);
}

static void
pf_class_init(ObjectClass *oc, const void *data)
{
	struct kunpeng_class_object *object = (struct kunpeng_class_object *)oc;

	object->class = data;
	object->parent_class.device_id = object->class->pf_id;
	device_class_set_props(DEVICE_CLASS(oc), pf_properties);
	DEVICE_CLASS(oc)->desc = "Kunpeng accelerator";
}

static void
vf_class_init(ObjectClass *oc, const void *data)
{
	struct kunpeng_class_object *object = (struct kunpeng_class_object *)oc;

	object->class = data;
	object->is_vf = true;
	object->parent_class.device_id = object->class->vf_id;
	DEVICE_CLASS(oc)->user_creatable = false;
	DEVICE_CLASS(oc)->desc = "Kunpeng accelerator, virtual function";
}

static const TypeInfo types[] = {
	{
		.name = TYPE_KUNPENG,
		.parent = TYPE_PCI_DEVICE,
		.abstract = true,
		.instance_size = sizeof(struct kunpeng_fn),
		.instance_init = function_init,
		.instance_finalize = function_free,
		.class_size = sizeof(struct kunpeng_class_object),
		.class_init = class_init,
		.interfaces = (const InterfaceInfo[]) {
			{ INTERFACE_PCIE_DEVICE }, { TYPE_ACPI_DEV_AML_IF }, { },
		},
	}, {
		.name = "hisi-zip",
		.parent = TYPE_KUNPENG,
		.class_init = pf_class_init,
		.class_data = &kunpeng_zip,
	}, {
		.name = "hisi-zip-vf",
		.parent = TYPE_KUNPENG,
		.class_init = vf_class_init,
		.class_data = &kunpeng_zip,
	}, {
		.name = "hisi-sec",
		.parent = TYPE_KUNPENG,
		.class_init = pf_class_init,
		.class_data = &kunpeng_sec,
	}, {
		.name = "hisi-sec-vf",
		.parent = TYPE_KUNPENG,
		.class_init = vf_class_init,
		.class_data = &kunpeng_sec,
	},
};

DEFINE_TYPES(types)

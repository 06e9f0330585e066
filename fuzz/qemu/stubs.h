/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef FUZZ_QEMU_STUBS_H
#define FUZZ_QEMU_STUBS_H

/**
 * @file
 * What the emulated function uses of QEMU: names and arguments as QEMU has them, members only as
 * far as the function or the stubs need them. fuzz/qemu*.c define the functions.
 * The headers next to this file have the names of those of QEMU and include this one.
 */

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include <glib.h>
#include <linux/pci_regs.h>

/* Helpers */

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))
#define ROUND_UP(n, unit)	(((n) + (unit) - 1) / (unit) * (unit))
#define container_of(ptr, type, member)	((type *)(void *)((char *)(ptr) - offsetof(type, member)))

/* One thread runs everything, so that nothing has to be atomic. */
#define qatomic_add_fetch(ptr, n)	(*(ptr) += (n))
#define qatomic_sub(ptr, n)	((void)(*(ptr) -= (n)))
#define smp_wmb()	((void)0)

static inline bool
is_power_of_2(uint64_t n)
{
	return n != 0 && (n & (n - 1)) == 0;
}

static inline void
set_bit(unsigned int bit, unsigned long *bits)
{
	bits[0] |= 1ul << bit;
}

/* The host is little-endian, as the build demands. */
#define FUZZ_LOAD(name, type) \
	static inline type \
	name(const void *from) \
	{ \
		type value; \
		memcpy(&value, from, sizeof(value)); \
		return value; \
	}
#define FUZZ_STORE(name, type) \
	static inline void \
	name(void *to, type value) \
	{ \
		memcpy(to, &value, sizeof(value)); \
	}

FUZZ_LOAD(lduw_le_p, uint16_t)
FUZZ_LOAD(ldl_le_p, uint32_t)
FUZZ_LOAD(ldq_le_p, uint64_t)
FUZZ_STORE(stw_le_p, uint16_t)
FUZZ_STORE(stl_le_p, uint32_t)
FUZZ_LOAD(pci_get_word, uint16_t)
FUZZ_LOAD(pci_get_long, uint32_t)
FUZZ_LOAD(pci_get_quad, uint64_t)
FUZZ_STORE(pci_set_byte, uint8_t)
FUZZ_STORE(pci_set_word, uint16_t)
FUZZ_STORE(pci_set_long, uint32_t)

#define cpu_to_le32(value)	((uint32_t)(value))

static inline void
pci_word_test_and_clear_mask(uint8_t *at, uint16_t mask)
{
	pci_set_word(at, pci_get_word(at) & ~mask);
}

static inline void
pci_word_test_and_set_mask(uint8_t *at, uint16_t mask)
{
	pci_set_word(at, pci_get_word(at) | mask);
}

/* Objects and types */

typedef struct ObjectClass ObjectClass;
typedef struct Object Object;
typedef struct Error Error;
typedef struct VMStateDescription VMStateDescription;
typedef struct Property Property;
typedef struct Aml Aml;
typedef struct AcpiDevAmlIf AcpiDevAmlIf;
typedef struct PCIDevice PCIDevice;

typedef enum { RESET_TYPE_COLD } ResetType;

typedef struct {
	struct {
		void (*hold)(Object *obj, ResetType type);
	} phases;
} ResettableClass;

typedef struct {
	void (*build_dev_aml)(AcpiDevAmlIf *dev, Aml *scope);
} AcpiDevAmlIfClass;

struct ObjectClass {
	const struct TypeInfo *type;
	ResettableClass resettable;
	AcpiDevAmlIfClass aml;
};

struct Object {
	ObjectClass *class;
	unsigned int refs;
};

typedef struct {
	const char *type;
} InterfaceInfo;

typedef struct TypeInfo {
	const char *name;
	const char *parent;
	bool abstract;
	size_t instance_size;
	void (*instance_init)(Object *obj);
	void (*instance_finalize)(Object *obj);
	size_t class_size;
	void (*class_init)(ObjectClass *oc, const void *data);
	const void *class_data;
	const InterfaceInfo *interfaces;
} TypeInfo;

/** The types that the function has. */
struct fuzz_types {
	const TypeInfo *at;
	unsigned int n;
};

extern const struct fuzz_types fuzz_types;

#define DEFINE_TYPES(array) \
	const struct fuzz_types fuzz_types = { array, ARRAY_SIZE(array) };
#define OBJECT(obj)	((Object *)(obj))
#define OBJECT_CHECK(type, obj, name)	((type *)(void *)(obj))
#define OBJECT_GET_CLASS(type, obj, name)	((type *)(void *)OBJECT(obj)->class)
#define RESETTABLE_CLASS(oc)	(&(oc)->resettable)
#define ACPI_DEV_AML_IF_CLASS(oc)	(&(oc)->aml)
#define INTERFACE_PCIE_DEVICE	"pci-express-device"
#define TYPE_ACPI_DEV_AML_IF	"acpi-dev-aml-interface"
#define TYPE_PCI_DEVICE		"pci-device"

void object_ref(Object *obj);
void object_unref(Object *obj);

struct VMStateDescription {
	const char *name;
	int unmigratable;
};

struct Property {
	const char *name;
	size_t offset;
	uint64_t value;
};

/* The target sets the members itself. */
#define FUZZ_PROP(name, type, member, value)	{ name, offsetof(type, member), value }
#define DEFINE_PROP_UINT8	FUZZ_PROP
#define DEFINE_PROP_UINT16	FUZZ_PROP
#define DEFINE_PROP_UINT32	FUZZ_PROP

void error_setg(Error **errp, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Devices */

enum { DEVICE_CATEGORY_MISC };

typedef struct {
	ObjectClass parent_class;
	bool hotpluggable;
	bool user_creatable;
	const char *desc;
	const VMStateDescription *vmsd;
	const Property *props;
	unsigned long categories[1];
} DeviceClass;

typedef struct {
	bool engaged_in_io;
} MemReentrancyGuard;

typedef struct {
	Object parent_obj;
	bool realized;
	MemReentrancyGuard mem_reentrancy_guard;
} DeviceState;

#define DEVICE(obj)	((DeviceState *)(void *)(obj))
#define DEVICE_CLASS(oc)	((DeviceClass *)(void *)(oc))

static inline bool
qdev_is_realized(const DeviceState *dev)
{
	return dev->realized;
}

static inline void
device_class_set_props(DeviceClass *class, const Property *props)
{
	class->props = props;
}

/* The big lock, threads, processors and timers */

typedef struct {
	bool alive;
	bool signalled;
} QemuCond;

typedef struct CPUState {
	bool stop;
} CPUState;

typedef struct {
	void *host_ptr;
} run_on_cpu_data;

#define RUN_ON_CPU_HOST_PTR(ptr)	((run_on_cpu_data) { .host_ptr = (ptr) })

/** The processor whose access is carried out; NULL in threads of queues and for timers. */
extern CPUState *current_cpu;

typedef enum { QEMU_CLOCK_REALTIME } QEMUClockType;

typedef struct {
	void (*run)(void *opaque);
	void *opaque;
	int64_t at;	/**< ms */
	bool armed;
	bool alive;
} QEMUTimer;

void bql_lock(void);
void bql_unlock(void);
void qemu_cond_init(QemuCond *cond);
void qemu_cond_destroy(QemuCond *cond);
void qemu_cond_signal(QemuCond *cond);
void qemu_cond_broadcast(QemuCond *cond);
bool qemu_cond_timedwait_bql(QemuCond *cond, int ms);
void rcu_register_thread(void);
void rcu_unregister_thread(void);
void async_run_on_cpu(CPUState *cpu, void (*run)(CPUState *cpu, run_on_cpu_data data),
		run_on_cpu_data data);
int64_t qemu_clock_get_ms(QEMUClockType clock);
void timer_init_ms(QEMUTimer *timer, QEMUClockType clock, void (*run)(void *opaque), void *opaque);
void timer_deinit(QEMUTimer *timer);
void timer_mod(QEMUTimer *timer, int64_t at);
void timer_del(QEMUTimer *timer);

/* Memory */

typedef uint64_t hwaddr;
typedef uint64_t dma_addr_t;
typedef uint32_t MemTxResult;

enum { MEMTX_OK, MEMTX_ERROR };

typedef struct {
	unsigned int unspecified;
} MemTxAttrs;

#define MEMTXATTRS_UNSPECIFIED	((MemTxAttrs) { .unspecified = 1 })

typedef enum { DMA_DIRECTION_TO_DEVICE, DMA_DIRECTION_FROM_DEVICE } DMADirection;

enum device_endian { DEVICE_LITTLE_ENDIAN };

struct fuzz_sizes {
	unsigned int min_access_size;
	unsigned int max_access_size;
};

typedef struct {
	uint64_t (*read)(void *opaque, hwaddr addr, unsigned int size);
	void (*write)(void *opaque, hwaddr addr, uint64_t value, unsigned int size);
	enum device_endian endianness;
	struct fuzz_sizes valid;
	struct fuzz_sizes impl;
} MemoryRegionOps;

typedef struct {
	const MemoryRegionOps *ops;
	void *opaque;
	uint64_t size;
} MemoryRegion;

/** Memory as a device sees it. */
typedef struct {
	PCIDevice *dev;
} AddressSpace;

void memory_region_init_io(MemoryRegion *mr, Object *owner, const MemoryRegionOps *ops,
		void *opaque, const char *name, uint64_t size);
MemTxResult address_space_rw(AddressSpace *as, hwaddr addr, MemTxAttrs attrs, void *buf,
		hwaddr len, bool write);

/* The IOMMU */

typedef enum { IOMMU_NONE, IOMMU_RO, IOMMU_WO, IOMMU_RW } IOMMUAccessFlags;

typedef struct {
	AddressSpace *target_as;
	hwaddr iova;
	hwaddr translated_addr;
	hwaddr addr_mask;
	IOMMUAccessFlags perm;
} IOMMUTLBEntry;

typedef enum { IOMMU_PRI_RESP_SUCCESS, IOMMU_PRI_RESP_INVALID_REQUEST, IOMMU_PRI_RESP_FAILURE }
	IOMMUPRIResponseCode;

typedef struct {
	IOMMUPRIResponseCode response_code;
	uint16_t prgi;
} IOMMUPRIResponse;

typedef struct IOMMUPRINotifier {
	void (*notify)(struct IOMMUPRINotifier *notifier, IOMMUPRIResponse *response);
} IOMMUPRINotifier;

#define PCI_PRI_PRGI_MASK	0x1ffu

ssize_t pci_ats_request_translation(PCIDevice *dev, uint32_t pasid, bool priv_req, bool exec_req,
		hwaddr addr, size_t length, bool no_write, IOMMUTLBEntry *result,
		size_t result_length, uint32_t *err_count);
int pci_pri_request_page(PCIDevice *dev, uint32_t pasid, bool priv_req, bool exec_req, hwaddr addr,
		bool lpig, uint16_t prgi, bool is_read, bool is_write);
int pci_pri_register_notifier(PCIDevice *dev, uint32_t pasid, IOMMUPRINotifier *notifier);
void pci_pri_unregister_notifier(PCIDevice *dev, uint32_t pasid);

/* PCI functions */

#define PCI_CLASS_PROCESSOR_CO	0x0b40
#define FUZZ_CONFIG_SIZE	4096u

struct PCIDevice {
	DeviceState qdev;
	uint8_t config[FUZZ_CONFIG_SIZE];
	uint8_t wmask[FUZZ_CONFIG_SIZE];
	void (*config_write)(PCIDevice *dev, uint32_t addr, uint32_t value, int len);
	MemoryRegion *bars[6];
	AddressSpace bus_master_as;
	bool enabled;	/**< false: a VF that its PF has not enabled */
	struct {
		uint16_t exp_cap;
		uint16_t pri_cap;
		uint16_t pasid_cap;
		uint16_t sriov_cap;
	} exp;
	uint16_t msi_cap;
	unsigned int msi_vectors;
};

typedef struct {
	DeviceClass parent_class;
	void (*realize)(PCIDevice *dev, Error **errp);
	void (*exit)(PCIDevice *dev);
	uint16_t vendor_id;
	uint16_t device_id;
	uint16_t class_id;
} PCIDeviceClass;

#define PCI_DEVICE_CLASS(oc)	((PCIDeviceClass *)(void *)(oc))

MemTxResult pci_dma_rw(PCIDevice *dev, dma_addr_t addr, void *buf, dma_addr_t len,
		DMADirection dir, MemTxAttrs attrs);
void pci_config_set_interrupt_pin(uint8_t *config, uint8_t pin);
int pci_add_capability(PCIDevice *dev, uint8_t id, uint8_t offset, uint8_t size, Error **errp);
void pci_default_write_config(PCIDevice *dev, uint32_t addr, uint32_t value, int len);
void pci_register_bar(PCIDevice *dev, int bar, uint8_t type, MemoryRegion *mr);
int pcie_endpoint_cap_init(PCIDevice *dev, uint8_t offset);
void pcie_cap_exit(PCIDevice *dev);
void pcie_cap_flr_init(PCIDevice *dev);
void pcie_cap_flr_write_config(PCIDevice *dev, uint32_t addr, uint32_t value, int len);
void pcie_ats_init(PCIDevice *dev, uint16_t offset, bool aligned);
void pcie_pri_init(PCIDevice *dev, uint16_t offset, uint32_t outstanding, bool prg_pasid);
void pcie_pasid_init(PCIDevice *dev, uint16_t offset, uint8_t width, bool exec, bool priv);
int msi_init(PCIDevice *dev, uint8_t offset, unsigned int vectors, bool is_64, bool masked,
		Error **errp);
void msi_uninit(PCIDevice *dev);
bool msi_enabled(const PCIDevice *dev);
void msi_notify(PCIDevice *dev, unsigned int vector);
bool pcie_sriov_pf_init(PCIDevice *dev, uint16_t offset, const char *vf_type, uint16_t vf_id,
		uint16_t initial, uint16_t total, uint16_t first, uint16_t stride, Error **errp);
void pcie_sriov_pf_init_vf_bar(PCIDevice *dev, int bar, uint8_t type, dma_addr_t size);
void pcie_sriov_pf_exit(PCIDevice *dev);
void pcie_sriov_config_write(PCIDevice *dev, uint32_t addr, uint32_t value, int len);
PCIDevice *pcie_sriov_get_pf(PCIDevice *dev);
uint16_t pcie_sriov_vf_number(PCIDevice *dev);
PCIDevice *pcie_sriov_get_vf_at_index(PCIDevice *dev, int i);

/* ACPI, of which nothing is looked at */

enum { AML_PCI_CONFIG, AML_DWORD_ACC, AML_NOLOCK, AML_PRESERVE, AML_SERIALIZED };

#define aml_append(parent, child)	((void)(parent), (void)(child))
#define aml_operation_region(name, space, offset, len)	((void)(offset), (Aml *)NULL)
#define aml_field(name, access, lock, rule)	((Aml *)NULL)
#define aml_named_field(name, bits)	((Aml *)NULL)
#define aml_method(name, args, flags)	((void)(name), (Aml *)NULL)
#define aml_store(value, to)	((void)(value), (void)(to), (Aml *)NULL)
#define aml_return(value)	((void)(value), (Aml *)NULL)
#define aml_int(value)	((Aml *)NULL)
#define aml_name(name)	((Aml *)NULL)

#endif /* FUZZ_QEMU_STUBS_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_ABI_H
#define UACCE_ABI_H

/**
 * @file
 * Linux's uacce character device: what a process and the kernel agree on.
 *
 * Shared by the kernel transport and by the soft device that answers in its
 * place. No DPDK header here. Source: hardware_interface.rst, section 1.
 *
 * The numbers stand here although <misc/uacce/uacce.h> has most of them: that
 * header comes with the build machine's kernel headers and older ones lack
 * SET_QP_INFO. The tests compare both where the header is there.
 */

#include <stdint.h>
#include <linux/ioctl.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "uacce rings are little endian and are built in place: no big-endian host"
#endif

/** INIT -> STARTED; no argument. */
#define UACCE_CMD_START_Q	_IO('W', 0)
/** Stop the queue; older kernels release it as well. No argument. */
#define UACCE_CMD_PUT_Q		_IO('W', 1)

/** Bit 0 of the attribute `flags`: the device shares the process's addresses. */
#define UACCE_DEV_SVA		(UINT32_C(1) << 0)
/** Bit 1 of `flags`, out-of-tree kernels only: no IOMMU, so no virtual addresses. */
#define UACCE_DEV_NOIOMMU	(UINT32_C(1) << 1)

/** Regions of a queue; mmap offset is the index times the page size. */
enum uacce_region {
	UACCE_REGION_MMIO = 0,	/**< doorbells */
	UACCE_REGION_DUS = 1,	/**< device-user shared: rings and status words */
	UACCE_NB_REGIONS,
};

#endif /* UACCE_ABI_H */

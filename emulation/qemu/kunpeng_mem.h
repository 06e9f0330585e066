/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef KUNPENG_MEM_H
#define KUNPENG_MEM_H

/**
 * @file
 * Memory of the guest, as the engines reach it: copies, page requests, limits.
 */

#include "kunpeng_state.h"

/** Prepare the memory of a queue's rings, or of its data. */
void kunpeng_mem_init(struct kunpeng_mem *mem, struct kunpeng_queue *q, bool rings);

/** Prepare a function for page requests. */
void kunpeng_page_init(struct kunpeng_fn *fn);

/** Have the IOMMU forget the function's notifiers. */
void kunpeng_page_exit(struct kunpeng_fn *fn);

#endif /* KUNPENG_MEM_H */

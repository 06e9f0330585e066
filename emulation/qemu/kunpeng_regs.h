/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef KUNPENG_REGS_H
#define KUNPENG_REGS_H

/**
 * @file
 * Registers in BAR 2. All functions need the lock.
 */

#include "kunpeng_state.h"

extern const MemoryRegionOps kunpeng_regs_ops;

/** Set registers and messages of a function to their values after a reset. */
void kunpeng_regs_reset(struct kunpeng_fn *fn);

#endif /* KUNPENG_REGS_H */

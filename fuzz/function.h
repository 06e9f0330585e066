/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef FUZZ_FUNCTION_H
#define FUZZ_FUNCTION_H

#include <stdbool.h>
#include <stdint.h>

/**
 * Put a physical function into a machine of its own.
 *
 * @param how
 *   Its class and generation, in the lowest three bits.
 * @param others
 *   Carries out actions where QEMU's lock is free, see struct qemu_target.
 */
void function_start(uint8_t how, void (*others)(bool waits));

#endif /* FUZZ_FUNCTION_H */

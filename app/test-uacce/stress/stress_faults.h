/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_STRESS_FAULTS_H
#define TEST_UACCE_STRESS_FAULTS_H

/** @file Faults that `stress` has the soft device inject, by the device argument soft_fault. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * Parse a list of kinds separated by commas, `all` or `none`.
 *
 * @param set
 *   Set to the kinds, 1 << number each.
 * @return
 *   Whether the list is valid. If not, a message names what is wrong and the kinds that there are.
 */
bool stress_faults_parse(const char *list, uint32_t *set);

/** Whether a set has the kind of a name. */
bool stress_faults_has(uint32_t set, const char *name);

/**
 * Draw which kinds of a set strike next, and when.
 *
 * @param zip
 *   Whether the device is a ZIP device, as SEC does not take all kinds.
 * @param queues
 *   Hardware queues that a start of the device opens.
 * @param text
 *   Where the value of soft_fault goes, "" if no kind strikes.
 */
void stress_faults_draw(uint32_t set, bool zip, unsigned int queues, char *text, size_t len);

#endif /* TEST_UACCE_STRESS_FAULTS_H */

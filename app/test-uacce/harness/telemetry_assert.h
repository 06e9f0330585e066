/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_TELEMETRY_ASSERT_H
#define TEST_UACCE_TELEMETRY_ASSERT_H

/** @file Assertions about what telemetry answers in a thread of this process. */

#include <stdint.h>

/** Send one command; assert that the answer has a text, or has not. */
void telemetry_assert_has(const char *command, const char *text);
void telemetry_assert_lacks(const char *command, const char *text);
/** Assert that an answer has a member with this number, or with this address. */
void telemetry_assert_number(const char *command, const char *name, uint64_t value);
void telemetry_assert_address(const char *command, const char *name, const void *value);

#endif /* TEST_UACCE_TELEMETRY_ASSERT_H */

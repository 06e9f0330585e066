/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_SEC_FIXTURE_H
#define TEST_UACCE_SEC_FIXTURE_H

/**
 * @file
 * cmocka fixtures for the tests of the uacce_sec driver. They stand above all that these tests
 * share: none of the files that sec_fixture.c calls uses a fixture.
 */

#include "sec_port.h"

/** Set-up: the memory of sec_pools alone. */
int sec_setup(void **state);
/** Set-up: memory, and sec_port as a started device of one queue pair. */
int sec_setup_port(void **state);
/** Set-up: as sec_setup_port(), with all sessions of sec_set open and used. */
int sec_setup_set(void **state);
/**
 * Tear-down for all of them. It unplugs all devices that test_plug() plugged, whatever state they
 * are in, and closes all sessions.
 */
int sec_teardown(void **state);

#endif /* TEST_UACCE_SEC_FIXTURE_H */

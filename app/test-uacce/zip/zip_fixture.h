/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_ZIP_FIXTURE_H
#define TEST_UACCE_ZIP_FIXTURE_H

/**
 * @file
 * cmocka fixtures for the tests of the uacce_zip driver. They stand above all that these tests
 * share: none of the files that zip_fixture.c calls uses a fixture.
 */

#include "zip_port.h"

/** Set-up: the memory of zip_pools alone. */
int zip_setup(void **state);
/** Set-up: memory, and zip_port as a started device of one queue pair. */
int zip_setup_port(void **state);
/** Set-up: as zip_setup(), and the data of zip_set. */
int zip_setup_set_data(void **state);
/** Set-up: as zip_setup_port() with ZIP_INFLIGHT_MAX in flight, and the data of zip_set. */
int zip_setup_set(void **state);
/**
 * Tear-down for all of them. It unplugs all devices that test_plug() plugged, whatever state they
 * are in.
 */
int zip_teardown(void **state);
/** A test on a started device of one queue pair. */
#define ZIP_TEST(f)	cmocka_unit_test_setup_teardown(f, zip_setup_port, zip_teardown)

#endif /* TEST_UACCE_ZIP_FIXTURE_H */

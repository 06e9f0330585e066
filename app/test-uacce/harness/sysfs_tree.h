/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_TEST_TREE_H
#define TEST_UACCE_TEST_TREE_H

/**
 * @file
 * A class directory and a directory of character devices, made for a test and filled with
 * devices as the kernel shows them. Functions assert that what they do succeeds.
 */

#include <limits.h>
#include <stddef.h>

#include "test.h"
#include "uacce_device.h"

/** A kind of device, with the texts of its attributes as the kernel prints them (1.3). */
struct tree_model {
	const char *name;
	const char *api;
	unsigned int api_version;	/**< the number in @c api */
	const char *algorithms;
	const char *available;
	const char *mmio;
};

/** ZIP and SEC of QM v2, v3 and v5. */
#define TREE_NB_MODELS	6
extern const struct tree_model tree_models[TREE_NB_MODELS];
#define TREE_ZIP_V3	(&tree_models[1])
#define TREE_SEC_V3	(&tree_models[4])

/** The temporary directory; the class directory and that of character devices in it. */
extern char tree_root[64], tree_sysfs[80], tree_dev[80];
/** Devices that the last scan found. */
extern struct uacce_device *tree_devices;
extern int tree_nb_devices;

/**
 * cmocka fixtures: make both directories, without devices, and set them for scans; remove them
 * and give back the privileges that tree_drop_privileges() dropped.
 */
int tree_setup(void **state);
int tree_teardown(void **state);

/** A test with directories of its own. */
#define IN_TREE(f)	cmocka_unit_test_setup_teardown(f, tree_setup, tree_teardown)

/** Make a device. Its character device is an empty file. */
void tree_put_device(const char *name, const struct tree_model *model);
/** Make or replace an attribute. */
void tree_put_attr(const char *device, const char *attr, const char *text);
/** Remove an attribute. */
void tree_drop_attr(const char *device, const char *attr);
/** Make a directory in the place of an attribute, or that of the device where @p attr is NULL. */
void tree_put_dir(const char *device, const char *attr);
/** Say the path of an attribute, or that of the device's directory where @p attr is NULL. */
void tree_attr_path(char path[PATH_MAX], const char *device, const char *attr);
/** Say the path of a character device. */
void tree_node_path(char path[PATH_MAX], const char *name);
/** Make or replace a file. */
void tree_put_file(const char *path, const char *text, size_t len);
/** Remove a character device. */
void tree_drop_node(const char *name);

/** Scan from NUMA node 0 and assert the number of devices. */
void tree_scan(int expected);
/** Scan from any NUMA node and return what uacce_device_scan() did. */
int tree_scan_from(int socket_id);
/** Find a device that the last scan found. */
struct uacce_device *tree_find(const char *name);

/** Become a user without privileges, as which file modes count. */
void tree_drop_privileges(void);
/** Become again who the process was. */
void tree_restore_privileges(void);

/** Assert that a text has another in it. */
void tree_assert_contains(const char *text, const char *part);

/** Parts of group device; each returns the number of its failed tests. */
int test_pick(void);
int test_scan(void);
int test_spread(void);

#endif /* TEST_UACCE_TEST_TREE_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_TEST_TREE_H
#define TEST_UACCE_TEST_TREE_H

/**
 * @file
 * What the tests of devices share: a class directory and a device directory of their
 * own, to be filled with devices. Everything asserts.
 */

#include <limits.h>
#include <stddef.h>

#include "test.h"
#include "uacce_device.h"

/** A user without privileges. */
#define TREE_NOBODY	65534

/** A device's attributes as the kernel prints them: section 1.3. */
struct tree_model {
	const char *name;
	const char *api;
	unsigned int api_version;
	const char *algorithms;
	const char *available;
	const char *mmio;
};

/** ZIP and SEC of QM v2, v3 and v5. */
#define TREE_NB_MODELS	6
extern const struct tree_model tree_models[TREE_NB_MODELS];
#define TREE_ZIP_V3	(&tree_models[1])
#define TREE_SEC_V3	(&tree_models[4])

/** The temporary directory, and the two in it. */
extern char tree_root[64], tree_sysfs[80], tree_dev[80];
/** What tree_scan() found; freed by tree_teardown(). */
extern struct uacce_device *tree_devices;
extern int tree_nb_devices;

/** cmocka fixtures: the directories, empty and in force. */
int tree_setup(void **state);
int tree_teardown(void **state);

/** Make a device, its character device included, a plain file. */
void tree_put_device(const char *name, const struct tree_model *model);
void tree_put_attr(const char *device, const char *attr, const char *text);
void tree_drop_attr(const char *device, const char *attr);
/** Make a directory in place of an attribute; NULL for the device's own. */
void tree_put_dir(const char *device, const char *attr);
/** Path of an attribute; NULL for the device's directory. */
void tree_attr_path(char out[PATH_MAX], const char *device, const char *attr);
void tree_put_file(const char *path, const char *text, size_t len);
/** Remove a character device. */
void tree_drop_node(const char *name);

/** Scan from node 0 and have so many devices. */
void tree_scan(int expected);
struct uacce_device *tree_find(const char *name);

/** A test with a tree of its own. */
#define IN_TREE(f)	cmocka_unit_test_setup_teardown(f, tree_setup, tree_teardown)

void tree_assert_contains(const char *text, const char *part);

/** Groups; return their failed tests. */
int test_pick(void);	/* test_pick.c */
int test_scan(void);	/* test_scan.c */

#endif /* TEST_UACCE_TEST_TREE_H */

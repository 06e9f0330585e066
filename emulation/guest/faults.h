/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef FAULTS_H
#define FAULTS_H

/**
 * @file
 * Faults that the emulated device injects, through its vendor-specific capability.
 */

/** Have the device inject faults: a value of the device argument soft_fault, "" for none. */
int set_faults(const char *name, const char *text);

/** As set_faults(), with the name of a PCI function. */
int pci_faults(const char *pci, const char *text);

/** Sub-command that injects faults. */
int fault_main(int argc, char **argv);

#endif /* FAULTS_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef UACCE_REMOVAL_H
#define UACCE_REMOVAL_H

/**
 * @file
 * Regions of a device that is removed while a process uses it.
 *
 * The kernel stops the queues, takes the process's memory away from the device, and then
 * unmaps the regions: from there on an access raises SIGBUS (1.8). A handler puts memory in
 * the place of the region, all bits set. A queue whose status words are not 0 is dead, and
 * its driver gives back with an error what it holds, as after a reset.
 */

#include <stddef.h>

/**
 * Watch over a mapped region. Puts the handler for SIGBUS in place, unless it is, where it
 * stays. It hands all other faults on to the handler that was there before.
 *
 * @param addr
 *   Region, mapped as a whole.
 * @param len
 *   Bytes.
 */
void uacce_removal_watch(void *addr, size_t len);

/**
 * Put memory in the place of a mapped region, all bits set, while other threads use the region:
 * what they store from now on does not reach the device.
 *
 * @param addr
 *   Region, mapped as a whole.
 * @param len
 *   Bytes.
 * @return
 *   0, or -ENOMEM, and the region is as it was.
 */
int uacce_removal_detach(void *addr, size_t len);

/** Stop watching, before the region is unmapped; nothing for what is not watched. */
void uacce_removal_unwatch(const void *addr);

#endif /* UACCE_REMOVAL_H */

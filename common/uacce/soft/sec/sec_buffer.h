/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_BUFFER_H
#define SOFT_SEC_BUFFER_H

/**
 * @file
 * Source and destination of requests.
 *
 * The libraries behind the engine take linear memory. A flat buffer is that, and so is a part of a
 * list that lies in one buffer; any other part goes through bounce memory. The same memory serves
 * where a MAC covers AAD of the source and output at the destination, which no library takes as
 * one range.
 */

#include "sec_queue.h"

/**
 * Reach what a request reads and writes, except for IVs, keys and the MAC: sets aad, in and out.
 *
 * @return
 *   0; 1: its lists are too large to be copied whole, and soft_sec_pieces() serves it; -EAGAIN:
 *   requests that wait use bounce memory; -EFAULT; -EINVAL for a malformed list; -ENOMEM.
 */
int soft_sec_map_buffers(struct soft_sec *sec, struct sec_req *req);

/**
 * Copy the source of a request again to bounce memory, where it may have been overwritten.
 *
 * @return
 *   0; -EFAULT; -EINVAL: there is no copy, or the list is another now.
 */
int soft_sec_refetch(struct soft_sec *sec, const struct sec_req *req);

#endif /* SOFT_SEC_BUFFER_H */

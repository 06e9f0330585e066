/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_BUFFER_H
#define SOFT_SEC_BUFFER_H

/** @file Source and destination of requests. */

#include "sec_queue.h"

int soft_sec_map_buffers(struct soft_sec *sec, struct sec_req *req);

/**
 * Make the source of a request what it was, if it was overwritten in bounce memory: it
 * is copied again.
 *
 * @return
 *   0; -EFAULT; -EINVAL: there is no copy, or its list is another now.
 */
int soft_sec_refetch(struct soft_sec *sec, const struct sec_req *req);

#endif /* SOFT_SEC_BUFFER_H */

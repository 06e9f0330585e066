/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_DESCRIPTOR_H
#define SOFT_SEC_DESCRIPTOR_H

/** @file Descriptors of both types into one form. */

#include "sec_queue.h"

/** Begin with no shape known. */
void soft_sec_decode_init(struct soft_sec *sec);

/**
 * Read and check a descriptor of 128 bytes.
 *
 * @return
 *   1: there is something to do. 0: there is not; the request holds an error, or its
 *   kind is SEC_NOTHING. -EAGAIN: the place of its shape is taken by requests that wait.
 */
int soft_sec_decode(struct soft_sec *sec, struct sec_req *req, const void *sqe);

#endif /* SOFT_SEC_DESCRIPTOR_H */

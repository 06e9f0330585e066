/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_PLAN_H
#define SOFT_SEC_PLAN_H

/**
 * @file
 * From a descriptor to the executor that serves it. Most descriptors of a queue have the same few
 * control words, so shapes are kept in a table, by their words.
 */

#include "sec_queue.h"

/** Empty the table of shapes. */
void soft_sec_plan_reset(struct soft_sec *sec);

/**
 * Read and check a descriptor.
 *
 * @param sec
 *   Engine.
 * @param req
 *   Request, made of the descriptor.
 * @param desc
 *   Descriptor, 128 bytes. It is read once where that matters, as its owner can change it.
 * @return
 *   1: there is something to do. 0: there is not; the request holds an error, or its kind is
 *   SEC_NOTHING. -EAGAIN: the table is full, and requests that wait use shapes in it.
 */
int soft_sec_plan_request(struct soft_sec *sec, struct sec_req *req, const void *desc);

#endif /* SOFT_SEC_PLAN_H */

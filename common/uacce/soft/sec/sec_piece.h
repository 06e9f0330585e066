/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_PIECE_H
#define SOFT_SEC_PIECE_H

/** @file Requests whose lists are too large to be copied whole. */

#include "sec_queue.h"

/** Serve a request whose lists are copied piece by piece; negative errno. */
int soft_sec_pieces(struct soft_sec *sec, struct sec_req *req);

#endif /* SOFT_SEC_PIECE_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_PIECE_H
#define SOFT_SEC_PIECE_H

/**
 * @file
 * Requests whose lists are too large to be copied whole. OpenSSL takes them in pieces: each is
 * copied out of the source, served, and copied into the destination.
 */

#include "sec_queue.h"

/**
 * Serve a request for which soft_sec_map() returned 1.
 *
 * @return
 *   0 or a negative errno, for soft_sec_error().
 */
int soft_sec_pieces(struct soft_sec *sec, struct sec_req *req);

#endif /* SOFT_SEC_PIECE_H */

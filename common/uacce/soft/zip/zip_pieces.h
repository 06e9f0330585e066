/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_ZIP_PIECES_H
#define SOFT_ZIP_PIECES_H

/**
 * @file
 * Requests of large lists. A descriptor may name 4 GiB of source and of destination; a queue has
 * one piece of each in scratch memory at a time.
 *
 * Compression makes the pieces one by one and puts their outputs behind each other, which is what
 * full flushes and sync flushes are for. Stateless decompression feeds one decoder. A stateful
 * request becomes several, between which the context is not stored.
 */

#include "../soft_mem.h"
#include "zip_request.h"

/** Serve a request with in_pieces. What it produces is then in its list or buffer. */
void soft_zip_pieces(struct soft_zip *zip, const struct soft_mem *mem, struct zip_request *req);

#endif /* SOFT_ZIP_PIECES_H */

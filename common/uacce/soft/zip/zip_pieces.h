/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_ZIP_PIECES_H
#define SOFT_ZIP_PIECES_H

/** @file Requests whose lists are too large to be made linear. */

#include "../soft_mem.h"
#include "zip_request.h"

/** Serve a request that is not linear, see struct zip_job; results are in the list. */
void soft_zip_pieces(struct soft_zip *zip, const struct soft_mem *mem, struct zip_job *job);

#endif /* SOFT_ZIP_PIECES_H */

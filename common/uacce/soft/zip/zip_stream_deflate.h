/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_ZIP_STREAM_DEFLATE_H
#define SOFT_ZIP_STREAM_DEFLATE_H

/** @file Stateful compression. */

#include "zip_request.h"

/** Serve a stateful request that compresses. */
void soft_zip_stream_deflate(struct soft_zip *zip, struct zip_request *req);

#endif /* SOFT_ZIP_STREAM_DEFLATE_H */

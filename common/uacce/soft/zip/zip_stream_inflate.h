/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_ZIP_STREAM_INFLATE_H
#define SOFT_ZIP_STREAM_INFLATE_H

/** @file Stateful decompression. */

#include "zip_request.h"

/** Serve a stateful request that decompresses. */
void soft_zip_stream_inflate(struct soft_zip *zip, struct zip_request *req);

#endif /* SOFT_ZIP_STREAM_INFLATE_H */

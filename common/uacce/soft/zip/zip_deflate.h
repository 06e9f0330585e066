/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_ZIP_DEFLATE_H
#define SOFT_ZIP_DEFLATE_H

/** @file Settings of ISA-L for compression, stateless and stateful. */

#include "zip_request.h"

/** Set level and window of ISA-L for a request, and the tables of the queue for the level. */
void soft_zip_deflate_setup(const struct soft_zip *zip, const struct zip_request *req,
		struct isal_zstream *strm);

#endif /* SOFT_ZIP_DEFLATE_H */

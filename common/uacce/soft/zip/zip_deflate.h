/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_ZIP_DEFLATE_H
#define SOFT_ZIP_DEFLATE_H

/** @file How ISA-L compresses, stateless or not. */

#include "zip_request.h"

/** Levels of ISA-L for the hint, the window for the code; shared with stateless requests. */
void soft_zip_deflate_setup(const struct soft_zip *zip, const struct zip_job *job,
		struct isal_zstream *strm);

#endif /* SOFT_ZIP_DEFLATE_H */

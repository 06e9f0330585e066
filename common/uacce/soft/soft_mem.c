/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include "soft_mem.h"

const struct soft_mem soft_mem_process = {
	.is_process = true,
};

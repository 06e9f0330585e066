/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include "uacce_log.h"

RTE_LOG_REGISTER_DEFAULT(uacce_logtype, NOTICE)

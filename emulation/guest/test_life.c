/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */
#include "judge.h"
const struct test life_tests[] = { { NULL, NULL, 0 } };
int hammer_main(int argc, char **argv) { (void)argc; (void)argv; return 0; }

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Preloaded into the unmodified dpdk-test, this library lets it run its cryptodev suites on
 * uacce_sec, which it does not know: the id of the driver crypto_qat is that of uacce_sec then.
 * The suites of crypto_qat test nothing that is particular to it, and one of them tests the raw
 * data-path API.
 */

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include <rte_cryptodev.h>

#define FROM		"crypto_qat"
/* Variable of the environment that names another driver than ours. */
#define TO_ENV		"UACCE_TEST_DRIVER"
#define TO_DEFAULT	"uacce_sec"

int
rte_cryptodev_driver_id_get(const char *name)
{
	static int (*real)(const char *name);
	const char *to = getenv(TO_ENV);

	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "rte_cryptodev_driver_id_get");
	if (real == NULL)
		return -1;
	if (name != NULL && strcmp(name, FROM) == 0)
		name = to == NULL ? TO_DEFAULT : to;
	return real(name);
}

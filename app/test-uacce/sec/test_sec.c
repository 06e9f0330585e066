/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* The uacce_sec driver through the cryptodev API: which devices, which groups. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>

#include "sec_port.h"
#include "test_sec.h"

static int
run_variant(const struct sec_variant *variant)
{
	int failed = 0;

	sec_variant = *variant;
	printf("sec: %s %s\n", sec_driver(), sec_variant.devargs);
	fflush(stdout);
	failed += test_sec_known();
	/* The other groups test what uacce_sec alone promises. */
	if (sec_variant.foreign)
		return failed;
	failed += test_sec_caps();
	failed += test_sec_sizes();
	failed += test_sec_xform();
	failed += test_sec_fields();
	failed += test_sec_shape();
	failed += test_sec_room();
	failed += test_sec_limits();
	failed += test_sec_rejected();
	failed += test_sec_tamper();
	failed += test_sec_burst();
	failed += test_sec_life();
	failed += test_sec_session();
	failed += test_sec_wipe();
	failed += test_sec_raw();
	failed += test_sec_context();
	failed += test_sec_order();
	failed += test_sec_frames();
	return failed;
}

/* A driver that others wrote: it shows that the known answers are tested as the API has it. */
static int
run_foreign(void)
{
	static const struct sec_variant variant = { .foreign = true };

	return run_variant(&variant);
}

#ifdef UACCE_HAVE_SOFT
static const struct sec_variant soft_variants[] = {
	{ "device=soft,soft_qm=2", true, 2, false },
	{ "device=soft,soft_qm=3", true, 3, false },
	{ "device=soft,soft_qm=2,soft_workers=1", true, 2, false },
	{ "device=soft,soft_qm=3,soft_workers=1", true, 3, false },
};

/* Soft devices can have faults, and there can be one of each generation at a time. */
static int
run_soft(void)
{
	unsigned int i;
	int failed = 0;

	for (i = 0; i < RTE_DIM(soft_variants); i++)
		failed += run_variant(&soft_variants[i]);
	/* These groups plug devices with arguments of their own. */
	sec_variant = soft_variants[1];
	failed += test_sec_generations();
	failed += test_sec_fault();
	failed += test_sec_second();
	failed += test_sec_undone();
	failed += test_sec_order_fault();
	failed += test_sec_watchdog();
	failed += test_sec_event();
	failed += test_sec_telemetry();
	return failed;
}
#else
static int
run_soft(void)
{
	return test_no_soft("sec");
}
#endif

int
test_sec(void)
{
	struct sec_variant variant = { .soft = false };

	if (strcmp(sec_driver(), SEC_DRIVER) != 0)
		return run_foreign();
	if (strcmp(test_options.device, "soft") == 0)
		return run_soft();
	snprintf(variant.devargs, sizeof(variant.devargs), "device=%s", test_options.device);
	test_named_device(variant.devargs, &variant.soft, &variant.qm);
	return run_variant(&variant);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* The uacce_sec driver through the cryptodev API: which devices, which groups. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>

#include "sec_port.h"

struct sec_variant sec_variant;

static int
run_variant(const struct sec_variant *variant)
{
	int failed = 0;

	sec_variant = *variant;
	printf("sec: %s %s\n", sec_driver(), sec_variant.devargs);
	fflush(stdout);
	failed += test_sec_known();
	/* The rest is about what is promised by us. */
	if (sec_variant.foreign)
		return failed;
	failed += test_sec_caps();
	failed += test_sec_fields();
	failed += test_sec_shape();
	failed += test_sec_room();
	failed += test_sec_limits();
	failed += test_sec_tamper();
	failed += test_sec_burst();
	failed += test_sec_life();
	failed += test_sec_wipe();
	failed += test_sec_raw();
	failed += test_sec_context();
	failed += test_sec_order();
	return failed;
}

/* A driver that others wrote, to hold the tests against: what is ours alone is left out. */
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

/* What only a soft device can show: faults, and both generations at once. */
static int
run_soft(void)
{
	unsigned int i;
	int failed = 0;

	for (i = 0; i < RTE_DIM(soft_variants); i++)
		failed += run_variant(&soft_variants[i]);
	/* Plugged with arguments of their own; the variant is what they start from. */
	sec_variant = soft_variants[1];
	failed += test_sec_mixed();
	failed += test_sec_fault();
	failed += test_sec_second();
	failed += test_sec_undone();
	failed += test_sec_order_fault();
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

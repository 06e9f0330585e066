/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* The uacce_zip driver through the compressdev API: which devices, which groups. */

#include <stdio.h>
#include <string.h>

#include <rte_common.h>

#include "test_zip.h"
#include "zip_port.h"

static int
run_variant(const struct zip_variant *variant)
{
	int failed = 0;

	zip_variant = *variant;
	printf("zip: %s\n", zip_variant.devargs);
	fflush(stdout);
	failed += test_zip_data();
	failed += test_zip_room();
	failed += test_zip_damaged();
	failed += test_zip_xform();
	failed += test_zip_burst();
	failed += test_zip_life();
	failed += test_zip_depth();
	failed += test_zip_plug();
	failed += test_zip_chain();
	failed += test_zip_chain_rejected();
	failed += test_zip_sum();
	failed += test_zip_stream();
	failed += test_zip_stream_inflate();
	failed += test_zip_stream_life();
#ifdef UACCE_HAVE_SOFT
	/* It needs liblz4, as the soft device does. */
	failed += test_zip_lz4();
#endif
	return failed;
}

#ifdef UACCE_HAVE_SOFT
static const struct zip_variant soft_variants[] = {
	{ "device=soft,soft_qm=2", true, 2 },
	{ "device=soft,soft_qm=3", true, 3 },
	{ "device=soft,soft_qm=5", true, 5 },
	{ "device=soft,soft_qm=2,soft_workers=1", true, 2 },
	{ "device=soft,soft_qm=3,soft_workers=1", true, 3 },
	{ "device=soft,soft_qm=5,soft_workers=1", true, 5 },
};

/* Soft devices can have faults, and there can be many of them. */
static int
run_soft(void)
{
	unsigned int i;
	int failed = 0;

	for (i = 0; i < RTE_DIM(soft_variants); i++)
		failed += run_variant(&soft_variants[i]);
	/* These groups plug devices with arguments of their own. */
	zip_variant = soft_variants[1];
	failed += test_zip_probe();
	failed += test_zip_fault();
	failed += test_zip_tamper();
	failed += test_zip_memory();
	failed += test_zip_stream_fault();
	failed += test_zip_watchdog();
	failed += test_zip_telemetry();
	return failed;
}
#endif

static int
run_named(void)
{
	struct zip_variant variant = { .soft = false };

	snprintf(variant.devargs, sizeof(variant.devargs), "device=%s", test_options.device);
	test_named_device(variant.devargs, &variant.soft, &variant.qm);
	return run_variant(&variant);
}

int
test_zip(void)
{
	if (strcmp(test_options.device, "soft") != 0)
		return run_named();
#ifdef UACCE_HAVE_SOFT
	return run_soft();
#else
	return test_no_soft("zip");
#endif
}

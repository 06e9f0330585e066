/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Device arguments: any text is refused, or gives values within their ranges. */

#include <errno.h>

#include <rte_log.h>

#include "fuzz.h"
#include "uacce_devargs.h"

#define MAX_TEXT	1024u

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	rte_log_set_global_level(RTE_LOG_EMERG);
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, size };
	const enum uacce_soft_class class =
		(fuzz_u8(&in) & 1) != 0 ? UACCE_SOFT_SEC : UACCE_SOFT_ZIP;
	struct uacce_devargs args;
	char text[MAX_TEXT];
	int ret;

	fuzz_bytes(&in, text, sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	ret = uacce_devargs_parse("fuzz", class, text, &args);
	FUZZ_CHECK(ret == 0 || ret == -EINVAL);
	if (ret != 0)
		return 0;
	FUZZ_CHECK(memchr(args.device, '\0', sizeof(args.device)) != NULL);
	FUZZ_CHECK(args.device[0] != '\0');
	FUZZ_CHECK(args.soft.class == class);
	FUZZ_CHECK(args.soft.qm == 2 || args.soft.qm == 3 || args.soft.qm == 5);
	FUZZ_CHECK(args.soft.workers <= 64);
	FUZZ_CHECK(args.soft.depth == 0 || (args.soft.depth >= 2 && args.soft.depth <= 32768 &&
			(args.soft.depth & (args.soft.depth - 1)) == 0));
	FUZZ_CHECK(!args.v2_hw_inflate || class == UACCE_SOFT_ZIP);
	FUZZ_CHECK(!args.second_queue || class == UACCE_SOFT_SEC);
	FUZZ_CHECK(args.soft.fault[0] == '\0' || uacce_soft_fault_is_valid(args.soft.fault));
	return 0;
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* The machine with the emulated function, and what must hold in it. */

#include "function.h"
#include "kunpeng_state.h"
#include "qemu.h"

/* A mailbox that could wait no longer has failed by now. */
static void
check_time(void)
{
	unsigned int i;

	for (i = 0; i < QEMU_FNS; i++) {
		const struct kunpeng_fn *fn;

		if (qemu.fns[i] == NULL)
			continue;
		fn = KUNPENG(qemu.fns[i]);
		FUZZ_CHECK(!fn->mb_pending || qemu.now_us / 1000 < fn->mb_end);
	}
}

/* What the thread of a queue does for the queue ends with the queue. */
static void
check_access(const PCIDevice *dev)
{
	const struct kunpeng_queue *q = qemu.thread;

	if (q != NULL && &q->fn->parent_obj == dev)
		FUZZ_CHECK(q->fn->queues[q->number] == q);
}

static void
check_end(const Object *obj)
{
	const struct kunpeng_fn *fn = (const void *)obj;
	unsigned int i;

	FUZZ_CHECK(fn->copied == 0 && fn->pasids == NULL && !fn->mb_pending);
	for (i = 0; i < KUNPENG_QUEUES; i++)
		FUZZ_CHECK(fn->queues[i] == NULL);
	for (i = 0; i < KUNPENG_PAGE_WAITS; i++)
		FUZZ_CHECK(fn->page_waits[i] == NULL);
}

void
function_start(uint8_t how, void (*others)(bool waits))
{
	static struct qemu_target target = {
		.check_time = check_time,
		.check_access = check_access,
		.check_end = check_end,
	};
	struct kunpeng_fn *fn;

	_Static_assert(KUNPENG_BAR_SIZE == QEMU_BAR2_SIZE, "BAR 2");
	_Static_assert(KUNPENG_QUEUES * KUNPENG_DB_PAGE == QEMU_BAR4_SIZE, "BAR 4");
	target.others = others;
	qemu_start(&target);
	fn = qemu_object_new((how & 1) != 0 ? "hisi-sec" : "hisi-zip");
	fn->revision = (how & 2) != 0 ? 0x21 : 0x30;
	fn->sub_version = (how & 4) != 0 ? 0x51 : 0;
	fn->nb_vfs = QEMU_VFS;
	qemu_plug(&fn->parent_obj);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Operations of uacce_zip for two threads on one queue pair. */

#include <string.h>

#include <rte_common.h>

#include "two_lcores.h"
#include "zip_fixture.h"
#include "zip_port.h"

#define LEN	64u
#define SEGS	40u	/* of a chain: more than a slot's own list has entries */

enum kind {
	COMPRESS,
	DECOMPRESS,
	CHAINS,		/* compression; takes blocks of the list pool */
	EMPTY,		/* compression without input, which goes through the software ring */
	NB_KINDS,
};

static void
stop(void)
{
	if (zip_port.started)
		zip_stop(&zip_port);
}

static struct two_item **
item_at(struct rte_comp_op *op)
{
	return (struct two_item **)(void *)zip_op_mark(op);
}

static void
plug(const char *devargs, uint32_t depth)
{
	assert_int_equal(zip_plug(&zip_port, "uacce_zip_t0", devargs), 0);
	zip_bring_up(&zip_port, 1, depth - 1);
	zip_make_xforms(&zip_port);
}

static void
make(struct two_item *item, unsigned int index)
{
	static const struct zip_zlib params = { 6, 15, 8, 0 };
	struct rte_comp_op *op = rte_comp_op_alloc(zip_pools.ops);
	uint8_t data[LEN], packed[ZIP_STREAM_MAX], *src = data;
	uint32_t len = item->kind == EMPTY ? 0 : LEN;

	assert_non_null(op);
	/* Text that differs between operations. */
	zip_fill(ZIP_TEXT, data, sizeof(data));
	memcpy(data, &index, sizeof(index));
	if (item->kind == DECOMPRESS) {
		src = packed;
		len = zip_zlib_deflate(&params, data, sizeof(data), packed);
	}
	test_chain_cut(&item->src, RTE_MAX(len, 1u), item->kind == CHAINS ? SEGS : 1);
	test_chain_cut(&item->dst, TWO_MAX_OUT, item->kind == CHAINS ? SEGS : 1);
	test_chain_write(&item->src, 0, src, len);
	op->op_type = RTE_COMP_OP_STATELESS;
	op->flush_flag = RTE_COMP_FLUSH_FINAL;
	op->private_xform = item->kind == DECOMPRESS ? zip_port.decompress : zip_port.compress;
	op->m_src = item->src.segs;
	op->m_dst = item->dst.segs;
	op->src.length = len;
	*item_at(op) = item;
	item->op = op;
}

static void
free_item(struct two_item *item)
{
	rte_comp_op_free(item->op);
	test_chain_free(&item->src);
	test_chain_free(&item->dst);
}

static uint16_t
enqueue(void **ops, uint16_t n)
{
	return rte_compressdev_enqueue_burst(zip_port.id, 0, (struct rte_comp_op **)ops, n);
}

static uint16_t
dequeue(void **ops, uint16_t n)
{
	return rte_compressdev_dequeue_burst(zip_port.id, 0, (struct rte_comp_op **)ops, n);
}

static struct two_item *
item_of(void *op)
{
	return *item_at(op);
}

static bool
is_good(void *op, uint32_t *len)
{
	const struct rte_comp_op *o = op;

	*len = o->produced;
	return o->status == RTE_COMP_OP_STATUS_SUCCESS;
}

static void
rearm(void *op)
{
	struct rte_comp_op *o = op;

	o->status = RTE_COMP_OP_STATUS_NOT_PROCESSED;
	o->consumed = 0;
	o->produced = 0;
}

int
test_two_zip(void)
{
	static const struct two_driver driver = {
		.name = "uacce_zip",
		.nb_fast = CHAINS,
		.nb_kinds = NB_KINDS,
		.plug = plug,
		.stop = stop,
		.make = make,
		.free = free_item,
		.enqueue = enqueue,
		.dequeue = dequeue,
		.item_of = item_of,
		.is_good = is_good,
		.rearm = rearm,
		.setup = zip_setup,
		.teardown = zip_teardown,
	};

#ifndef UACCE_HAVE_SOFT
	if (strcmp(test_options.device, "soft") == 0)
		return test_no_soft("two lcores, uacce_zip");
#endif
	return two_lcores_run(&driver, "two lcores, uacce_zip");
}

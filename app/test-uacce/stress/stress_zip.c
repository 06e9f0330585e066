/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* uacce_zip under load: the operations and the judges of the group zipdiff. */

#include <stdlib.h>
#include <string.h>

#include "stress.h"
#include "stress_faults.h"
#include "zip_draw.h"
#include "zip_fixture.h"

/* The driver's part of an item. The first items of a pair have a stream each. */
struct zip_item_priv {
	struct zip_diff_op op;
	struct zip_task task;
};

static struct zip_port port;

static void
init(void)
{
	zip_setup(NULL);
	zip_diff_make_pools();
}

static void
zip_exit(void)
{
	zip_diff_teardown(NULL);
}

static int
setup(uint16_t qp, uint32_t in_flight)
{
	return zip_qp_setup(&port, qp, in_flight);
}

static int
configure(uint16_t pairs)
{
	return zip_port_configure(&port, pairs);
}

static void
stop(void)
{
	zip_stop(&port);
}

static void
unplug(void)
{
	if (port.started)
		zip_stop(&port);
	zip_unplug(&port);
}

static int
plug(const char *devargs)
{
	return zip_plug(&port, "uacce_zip_t0", devargs);
}

static int
start(void)
{
	return zip_start(&port);
}

static void
fill(struct stress_pair *pair)
{
	struct zip_diff_port *p = pair->priv;

	if (p == NULL)
		p = pair->priv = calloc(1, sizeof(*p));
	assert_non_null(p);
	p->port = port;
	zip_diff_fill(p);
}

static void
clear(struct stress_pair *pair)
{
	assert_int_equal(zip_diff_clear(pair->priv), 0);
}

static void *
new_item(struct stress_item *item __rte_unused)
{
	struct zip_item_priv *z = calloc(1, sizeof(*z));

	assert_non_null(z);
	z->op.packed = malloc(ZIP_DIFF_PACKED + ZIP_DIFF_BEHIND);
	z->op.out = malloc(ZIP_DIFF_PACKED + 1000);
	assert_true(z->op.packed != NULL && z->op.out != NULL);
	return z;
}

static void
free_item(struct stress_item *item)
{
	struct zip_item_priv *z = item->priv;

	free(z->op.packed);
	free(z->op.out);
	free(z);
}

static struct stress_item **
item_at(struct rte_comp_op *op)
{
	/* Behind the pointer to the task. */
	return (struct stress_item **)(zip_op_task(op) + 1);
}

static void
make(struct stress_item *item)
{
	struct zip_diff_port *p = item->pair->priv;
	struct zip_item_priv *z = item->priv;

	if (item->index < ZIP_DIFF_FLOWS)
		zip_draw_stateful(p, item->index, &z->op, &z->task);
	else
		zip_draw_stateless(p, &z->op, &z->task);
	zip_task_make(&p->port, &z->task);
	*item_at(z->task.op) = item;
	item->op = z->task.op;
}

/* A stream whose operation was not done has lost its place. */
static void
drop(struct stress_item *item)
{
	struct zip_item_priv *z = item->priv;

	if (z->op.flow != NULL && z->task.op->status == RTE_COMP_OP_STATUS_NOT_PROCESSED) {
		z->op.flow->broken = true;
		z->op.flow->ended = true;
	}
	zip_task_free(&z->task);
}

static uint16_t
enqueue(struct stress_pair *pair, void **ops, uint16_t n)
{
	return rte_compressdev_enqueue_burst(port.id, pair->qp, (struct rte_comp_op **)ops, n);
}

static uint16_t
dequeue(struct stress_pair *pair, void **ops, uint16_t n)
{
	return rte_compressdev_dequeue_burst(port.id, pair->qp, (struct rte_comp_op **)ops, n);
}

static struct stress_item *
item_of(void *op)
{
	return *item_at(op);
}

static bool
is_rejected(void *op)
{
	return ((struct rte_comp_op *)op)->status != RTE_COMP_OP_STATUS_NOT_PROCESSED;
}

/* An error is due if the source is damaged, and otherwise it is a failure of the device. */
static const char *
judge_error(struct zip_item_priv *z, enum stress_result *result)
{
	*result = STRESS_FAILED;
	TEST_EXPECT(z->task.consumed == 0 || z->op.kind == ZIP_KIND_DAMAGED);
	TEST_EXPECT(z->task.produced == 0 || z->op.kind == ZIP_KIND_DAMAGED);
	if (z->op.kind == ZIP_KIND_DAMAGED && zip_diff_judge_damaged(&z->task) == NULL)
		*result = STRESS_BAD_DATA;
	if (z->op.flow != NULL) {
		z->op.flow->broken = true;
		z->op.flow->ended = true;
	}
	return NULL;
}

/*
 * Whether an operation still belongs to the stream before its own, because the device was made to
 * hide that this one had ended: with input it ends that stream, and before it has its checksum.
 */
static bool
is_of_last_stream(const struct zip_item_priv *z)
{
	const struct zip_flow *f = z->op.flow;
	const struct zip_task *t = &z->task;

	if (f == NULL || !t->decompress || t->consumed + t->produced != 0 ||
			!stress_faults_has(stress_options.faults, "nolast"))
		return false;
	return (t->len != 0 && t->status == RTE_COMP_OP_STATUS_SUCCESS) ||
		(f->at == 0 && t->chksum != zip_sum(f->type, f->data, 0));
}

static const char *
judge(struct stress_item *item, enum stress_result *result)
{
	struct zip_item_priv *z = item->priv;
	const char *wrong = zip_task_judge(&z->task);

	if (wrong == NULL && (z->task.status == RTE_COMP_OP_STATUS_ERROR || is_of_last_stream(z)))
		return judge_error(z, result);
	if (wrong == NULL)
		wrong = zip_draw_judge(&z->op, &z->task);
	if (z->task.status != RTE_COMP_OP_STATUS_SUCCESS)
		*result = STRESS_NO_SPACE;
	if (wrong != NULL && z->op.flow != NULL) {
		z->op.flow->broken = true;
		z->op.flow->ended = true;
	}
	return wrong;
}

static void
spoil(struct stress_item *item)
{
	struct zip_item_priv *z = item->priv;

	z->task.to.mem[0] ^= 1;
}

const struct stress_driver stress_zip = {
	.name = "uacce_zip",
	.faults_of_open = 2,
	.init = init,
	.exit = zip_exit,
	.plug = plug,
	.unplug = unplug,
	.configure = configure,
	.setup = setup,
	.start = start,
	.stop = stop,
	.fill = fill,
	.clear = clear,
	.new_item = new_item,
	.free_item = free_item,
	.make = make,
	.drop = drop,
	.enqueue = enqueue,
	.dequeue = dequeue,
	.item_of = item_of,
	.is_rejected = is_rejected,
	.judge = judge,
	.spoil = spoil,
};

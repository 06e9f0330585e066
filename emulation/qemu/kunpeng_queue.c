/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include "kunpeng_queue.h"
#include "kunpeng_event.h"
#include "kunpeng_mem.h"
#include "qemu/bswap.h"

/* Words of contexts, bytes from the start; the kernel's struct qm_sqc and qm_cqc. */
#define CTX_TAIL	2
#define CTX_BASE	4
#define CTX_DW3		12
#define CTX_PASID	20
#define CTX_W11		22
#define SQC_CQ_NUM	24
#define SQC_W13		26
#define CQC_DW6		24

#define DW3_DEPTH	0xfffu	/* minus 1 */
#define DW3_SIZE_S	12	/* log2 of an entry's bytes */
#define W11_PASID	(1u << 7)	/* SQ: PASID enabled, v3 and later */
#define W11_LAP		(1u << 6)	/* lap of the tail is odd */
#define SQC_TYPE_S	8
#define CQC_DW6_IRQ	(1u << 1)

/*
 * References. Every write to guest memory may end in a reset of the function, which drops its
 * queues, so code that uses a queue after such a write holds a reference to it.
 */

static void
queue_ref(struct kunpeng_queue *q)
{
	q->refs++;
}

static void
queue_unref(struct kunpeng_queue *q)
{
	if (--q->refs > 0)
		return;
	if (q->state != NULL)
		q->fn->class->engine->close(q->state);
	qemu_cond_destroy(&q->page_answer);
	g_free(q);
}

/* Doorbells of queues */

static void
irq(struct soft_qm *qm)
{
	struct kunpeng_queue *q = container_of(qm, struct kunpeng_queue, qm);

	/* May be called without the lock; kunpeng_completion_event() writes the event under it. */
	q->event_due = true;
}

static bool
has_work(const struct kunpeng_queue *q)
{
	return !q->gone && !q->stalled && soft_qm_pending(&q->qm) && !kunpeng_port_closed(q->fn);
}

static void work(gpointer data, gpointer unused);

/*
 * Give a queue a thread if it has something to do. The number of threads has no limit but the
 * number of queues: any of them may wait for a page, for as long as the guest likes.
 */
static void
start_work(struct kunpeng_queue *q)
{
	static GThreadPool *threads;

	if (q->busy || !has_work(q))
		return;
	if (threads == NULL)
		threads = g_thread_pool_new(work, NULL, -1, false, NULL);
	q->busy = true;
	queue_ref(q);
	object_ref(OBJECT(q->fn));
	g_thread_pool_push(threads, q, NULL);
}

/* Pass the doorbells that came while the queue was busy to the queue engine. */
static void
apply_rung(struct kunpeng_queue *q)
{
	if (q->has_cq_rung)
		soft_qm_doorbell(&q->qm, q->cq_rung);
	if (q->has_sq_rung)
		soft_qm_doorbell(&q->qm, q->sq_rung);
	q->has_cq_rung = false;
	q->has_sq_rung = false;
}

void
kunpeng_doorbell(struct kunpeng_fn *fn, uint64_t value)
{
	struct kunpeng_queue *q = fn->queues[value & HISI_QM_DB_QN_MASK];

	if (q == NULL || !q->live)
		return;
	/* Indices are absolute, so the last doorbell of a kind replaces those before it. */
	if ((value >> HISI_QM_DB_CMD_S & 0xf) == HISI_QM_DB_CMD_SQ) {
		q->sq_rung = value;
		q->has_sq_rung = true;
	} else {
		q->cq_rung = value;
		q->has_cq_rung = true;
	}
	if (q->busy)
		return;
	queue_ref(q);
	apply_rung(q);
	kunpeng_completion_event(q);
	start_work(q);
	queue_unref(q);
}

static uint64_t
db_read(void *opaque, hwaddr addr, unsigned int size)
{
	return 0;
}

static void
db_write(void *opaque, hwaddr addr, uint64_t value, unsigned int size)
{
	/* An access may have waited for the lock while the function was unplugged. */
	if (!qdev_is_realized(DEVICE(opaque)))
		return;
	/* Each queue has a page (2.3); a doorbell with the number of another queue is ignored. */
	if (size == 8 && addr % KUNPENG_DB_PAGE == HISI_QM_DB_OFFSET &&
			addr / KUNPENG_DB_PAGE == (value & HISI_QM_DB_QN_MASK))
		kunpeng_doorbell(opaque, value);
}

const MemoryRegionOps kunpeng_db_ops = {
	.read = db_read,
	.write = db_write,
	.endianness = DEVICE_LITTLE_ENDIAN,
	.valid = { .min_access_size = 4, .max_access_size = 8 },
	.impl = { .min_access_size = 4, .max_access_size = 8 },
};

/* Work */

/* Apply the faults that hit the descriptor at the head. Returns whether it is to fail. */
static bool
inject(struct kunpeng_queue *q)
{
	struct soft_faults *faults = &q->fn->pf->faults;

	if (soft_fault_hit(faults, SOFT_FAULT_STALL))
		q->stalled = true;
	if (soft_fault_hit(faults, SOFT_FAULT_RESET))
		kunpeng_error(q->fn->pf, q->fn->class->ecc_bit);
	if (soft_fault_hit(faults, SOFT_FAULT_ORDER))
		q->qm.broken = SOFT_FAULT_ORDER;
	return soft_fault_hit(faults, SOFT_FAULT_STATUS);
}

/*
 * Serve a descriptor with the engine of the class. A descriptor fails as well if its results
 * could not be written to guest memory, which is known only when the engine has unmapped it.
 */
static void
run(void *state, const struct soft_mem *soft, void *sqe, unsigned int n)
{
	struct kunpeng_queue *q = state;
	const struct soft_engine_ops *engine = q->fn->class->engine;
	uint8_t before[HISI_QM_SQE_SIZE];

	assert(n == 1);
	memcpy(before, sqe, sizeof(before));
	engine->run(q->state, soft, sqe, 1);
	if (!q->data.failed)
		return;
	memcpy(sqe, before, sizeof(before));
	engine->fail(q->state, sqe);
}

static void
fail(void *state, void *sqe)
{
	struct kunpeng_queue *q = state;

	q->fn->class->engine->fail(q->state, sqe);
}

/*
 * The engine that the queue engine sees. It serves descriptors one at a time, because injected
 * faults count them, and because a write that fails must belong to one of them.
 */
static const struct soft_engine_ops checked_engine = {
	.batch = 1,
	.run = run,
	.fail = fail,
};

/*
 * Note how a turn ended: ret is the number of completions, as soft_qm_serve() returns it. Without
 * one the rings could not be reached, or had no room for the completion. Then the queue serves
 * nothing more until it is set up again, and an asynchronous event tells the driver.
 */
static void
after_serve(struct kunpeng_queue *q, int ret)
{
	struct kunpeng_fn *fn = q->fn;

	if (q->data.failed && !q->gone && !kunpeng_is_v2(fn))
		kunpeng_error(fn->pf, fn->class->sva_bit);
	if (ret > 0) {
		q->served += ret;
		return;
	}
	q->stalled = true;
	if (!q->gone && !kunpeng_port_closed(fn))
		kunpeng_async_event(fn, q->rings.failed ? KUNPENG_CQE_ERROR : KUNPENG_CQ_OVERFLOW,
				q->number);
}

/* Serve the next descriptor. The lock is free while the engine works. */
static void
serve_one(struct kunpeng_queue *q)
{
	bool fails = inject(q);
	int ret;

	/* The injected fault may be a stall or a reset, after which nothing is served. */
	if (!has_work(q))
		return;
	q->rings.failed = false;
	q->data.failed = false;
	kunpeng_unlock(q->fn);
	ret = fails ? soft_qm_serve_error(&q->qm) : soft_qm_serve(&q->qm, 1);
	kunpeng_lock(q->fn);
	after_serve(q, ret);
}

/* The main function of a queue's thread: serve until the queue has nothing to do. */
static void
work(gpointer data, gpointer unused)
{
	struct kunpeng_queue *q = data;
	struct kunpeng_fn *fn = q->fn;

	rcu_register_thread();
	kunpeng_lock(fn);
	for (;;) {
		apply_rung(q);
		kunpeng_completion_event(q);
		if (!has_work(q))
			break;
		serve_one(q);
	}
	q->busy = false;
	queue_unref(q);
	kunpeng_unlock(fn);
	bql_lock();
	object_unref(OBJECT(fn));
	bql_unlock();
	rcu_unregister_thread();
}

/* Contexts */

void
kunpeng_queue_drop(struct kunpeng_fn *fn, uint16_t number)
{
	struct kunpeng_queue *q = fn->queues[number];

	if (q == NULL)
		return;
	fn->queues[number] = NULL;
	q->gone = true;
	/* The thread of the queue may wait for a page. */
	qemu_cond_signal(&q->page_answer);
	queue_unref(q);
}

static uint32_t
data_pasid(const struct kunpeng_fn *fn, const uint8_t *ctx)
{
	bool on;

	if (kunpeng_is_v2(fn))
		on = (kunpeng_reg(fn->pf, fn->class->ssv) & fn->class->ssv_bit) != 0;
	else
		on = (lduw_le_p(ctx + CTX_W11) & W11_PASID) != 0;
	return on ? lduw_le_p(ctx + CTX_PASID) : KUNPENG_NO_PASID;
}

bool
kunpeng_sqc_set(struct kunpeng_fn *fn, uint16_t number, const uint8_t *ctx)
{
	uint32_t dw3 = ldl_le_p(ctx + CTX_DW3);
	struct kunpeng_queue *q;

	kunpeng_queue_drop(fn, number);
	if (1u << (dw3 >> DW3_SIZE_S & 0xf) != HISI_QM_SQE_SIZE ||
			!is_power_of_2((dw3 & DW3_DEPTH) + 1) ||
			lduw_le_p(ctx + SQC_CQ_NUM) != number)
		return false;
	if (soft_fault_hit(&fn->pf->faults, SOFT_FAULT_START))
		return false;
	q = g_new0(struct kunpeng_queue, 1);
	memcpy(q->sqc, ctx, sizeof(q->sqc));
	q->fn = fn;
	q->refs = 1;
	qemu_cond_init(&q->page_answer);
	q->number = number;
	q->pasid = data_pasid(fn, ctx);
	kunpeng_mem_init(&q->rings, q, true);
	kunpeng_mem_init(&q->data, q, false);
	q->qm.mem = &q->rings.mem;
	q->qm.data = &q->data.mem;
	q->qm.irq = irq;
	q->qm.id = number;
	q->qm.sq_addr = ldq_le_p(ctx + CTX_BASE);
	q->qm.sq_depth = (dw3 & DW3_DEPTH) + 1;
	fn->queues[number] = q;
	return true;
}

bool
kunpeng_cqc_set(struct kunpeng_fn *fn, uint16_t number, const uint8_t *ctx)
{
	struct kunpeng_queue *q = fn->queues[number];
	uint32_t depth = (ldl_le_p(ctx + CTX_DW3) & DW3_DEPTH) + 1;

	if (q == NULL || q->live || !is_power_of_2(depth))
		return false;
	q->state = fn->class->engine->open(kunpeng_generation(fn),
			lduw_le_p(q->sqc + SQC_W13) >> SQC_TYPE_S & 0xf, false);
	if (q->state == NULL)
		return false;
	q->qm.engine = &checked_engine;
	q->qm.state = q;
	memcpy(q->cqc, ctx, sizeof(q->cqc));
	q->qm.cq_addr = ldq_le_p(ctx + CTX_BASE);
	q->qm.cq_depth = depth;
	soft_qm_reset(&q->qm);
	q->qm.irq_armed = (ldl_le_p(ctx + CQC_DW6) & CQC_DW6_IRQ) != 0;
	q->live = true;
	return true;
}

static void
put_tail(uint8_t *ctx, uint16_t tail, bool lap)
{
	stw_le_p(ctx + CTX_TAIL, tail);
	stw_le_p(ctx + CTX_W11, (lduw_le_p(ctx + CTX_W11) & ~W11_LAP) | (lap ? W11_LAP : 0));
}

void
kunpeng_sqc_get(struct kunpeng_fn *fn, uint16_t number, uint8_t *ctx)
{
	struct kunpeng_queue *q = fn->queues[number];
	uint32_t tail;

	memset(ctx, 0, KUNPENG_CTX_SIZE);
	if (q == NULL)
		return;
	memcpy(ctx, q->sqc, KUNPENG_CTX_SIZE);
	/* A doorbell that came while the queue is busy moves the tail, too. */
	tail = q->served + ((q->qm.sq_tail - q->served) & (q->qm.sq_depth - 1));
	if (q->busy && q->has_sq_rung)
		tail = q->served + (((uint16_t)(q->sq_rung >> HISI_QM_DB_INDEX_S) - q->served) &
				(q->qm.sq_depth - 1));
	put_tail(ctx, tail & (q->qm.sq_depth - 1), (tail / q->qm.sq_depth & 1) != 0);
}

void
kunpeng_cqc_get(struct kunpeng_fn *fn, uint16_t number, uint8_t *ctx)
{
	struct kunpeng_queue *q = fn->queues[number];

	memset(ctx, 0, KUNPENG_CTX_SIZE);
	if (q == NULL)
		return;
	memcpy(ctx, q->cqc, KUNPENG_CTX_SIZE);
	if (q->live)
		put_tail(ctx, q->served & (q->qm.cq_depth - 1),
				(q->served / q->qm.cq_depth & 1) != 0);
}

bool
kunpeng_is_drained(const struct kunpeng_fn *fn, uint16_t number)
{
	const struct kunpeng_queue *q = fn->queues[number];

	return q == NULL || !q->live || kunpeng_port_closed(fn) ||
			(!q->busy && !soft_qm_pending(&q->qm));
}

void
kunpeng_queues_reset(struct kunpeng_fn *fn)
{
	unsigned int i;

	for (i = 0; i < KUNPENG_QUEUES; i++)
		kunpeng_queue_drop(fn, i);
	memset(&fn->eq, 0, sizeof(fn->eq));
	memset(&fn->aeq, 0, sizeof(fn->aeq));
	fn->sqc_bt = 0;
	fn->cqc_bt = 0;
}

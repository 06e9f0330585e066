/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include "kunpeng_mailbox.h"
#include "kunpeng_event.h"
#include "kunpeng_queue.h"
#include "hw/core/cpu.h"
#include "qemu/timer.h"

enum mailbox {
	MB_SQC = 0x0,
	MB_CQC = 0x1,
	MB_EQC = 0x2,
	MB_AEQC = 0x3,
	MB_SQC_BT = 0x4,
	MB_CQC_BT = 0x5,
	MB_VFT = 0x6,
	MB_STOP_QUEUE = 0x8,
	MB_FLUSH = 0x9,
	MB_SEND = 0xc,
	MB_RECEIVE = 0xd,
};

#define MB_CMD		0xffu
#define MB_STATUS_S	9
#define MB_STATUS	(0xfu << MB_STATUS_S)
#define MB_BUSY		(1u << 13)
#define MB_READ		(1u << 14)	/* from the device */
#define MB_QUEUE_S	16
#define MB_ERROR	1	/* the driver takes any status but 0 as an error */
#define MB_WAIT		(-1)	/* no status yet */

/*
 * A mailbox waits at most DRAIN_MS for queues to drain, which a timer checks every LOOK_MS. A
 * CPU that stands still meanwhile goes on GRACE_MS after DRAIN_MS, in case the timer cannot run.
 */
#define DRAIN_MS	2000
#define LOOK_MS		1
#define GRACE_MS	100

static uint32_t
nb_queues(const struct kunpeng_fn *fn)
{
	return fn->pf->vft[fn->index].number;
}

/* Read the message that the function with index from sent, the PF's in a VF. */
static int
message_receive(struct kunpeng_fn *fn, uint16_t from, uint64_t *message)
{
	const struct kunpeng_fn *src = kunpeng_is_pf(fn) ? kunpeng_vf(fn, from) : fn->pf;

	if (src == NULL)
		return MB_ERROR;
	*message = src->message;
	return 0;
}

static int
context_set(struct kunpeng_fn *fn, enum mailbox cmd, uint16_t queue, uint64_t addr)
{
	uint8_t ctx[KUNPENG_CTX_SIZE];

	if (!kunpeng_dma(fn, addr, ctx, sizeof(ctx), false))
		return MB_ERROR;
	switch (cmd) {
	case MB_SQC:
		return kunpeng_sqc_set(fn, queue, ctx) ? 0 : MB_ERROR;
	case MB_CQC:
		return kunpeng_cqc_set(fn, queue, ctx) ? 0 : MB_ERROR;
	default:
		kunpeng_eqc_set(cmd == MB_EQC ? &fn->eq : &fn->aeq, ctx);
		return 0;
	}
}

static int
context_get(struct kunpeng_fn *fn, enum mailbox cmd, uint16_t queue, uint64_t addr)
{
	uint8_t ctx[KUNPENG_CTX_SIZE];

	switch (cmd) {
	case MB_SQC:
		kunpeng_sqc_get(fn, queue, ctx);
		break;
	case MB_CQC:
		kunpeng_cqc_get(fn, queue, ctx);
		break;
	default:
		memcpy(ctx, cmd == MB_EQC ? fn->eq.ctx : fn->aeq.ctx, sizeof(ctx));
		break;
	}
	return kunpeng_dma(fn, addr, ctx, sizeof(ctx), true) ? 0 : MB_ERROR;
}

static int64_t
now_ms(void)
{
	return qemu_clock_get_ms(QEMU_CLOCK_REALTIME);
}

/* Status of a mailbox that waits until some queues are drained. */
static int
drain_status(const struct kunpeng_fn *fn, uint16_t first, uint16_t number)
{
	uint32_t i;

	for (i = first; i < first + number && kunpeng_is_drained(fn, i); i++)
		;
	if (i == first + number)
		return 0;
	return now_ms() < fn->mb_end ? MB_WAIT : MB_ERROR;
}

static int
stop_queue(struct kunpeng_fn *fn, uint16_t queue)
{
	int status = drain_status(fn, queue, 1);

	if (status != MB_WAIT)
		kunpeng_queue_drop(fn, queue);
	return status;
}

/*
 * Carry out a mailbox. *data is its address or value, and receives a value that is read back.
 * Returns the status of the mailbox, or MB_WAIT if it has to be tried again.
 */
static int
mailbox_run(struct kunpeng_fn *fn, uint32_t head, uint64_t *data)
{
	enum mailbox cmd = head & MB_CMD;
	uint32_t queue = head >> MB_QUEUE_S;
	bool of_queue = cmd == MB_SQC || cmd == MB_CQC || cmd == MB_STOP_QUEUE;

	if (of_queue && queue >= nb_queues(fn))
		return MB_ERROR;
	switch (cmd) {
	case MB_SQC:
	case MB_CQC:
	case MB_EQC:
	case MB_AEQC:
		return (head & MB_READ) != 0 ? context_get(fn, cmd, queue, *data) :
				context_set(fn, cmd, queue, *data);
	case MB_SQC_BT:
		fn->sqc_bt = *data;
		return 0;
	case MB_CQC_BT:
		fn->cqc_bt = *data;
		return 0;
	case MB_VFT:
		*data = fn->pf->vft[fn->index].raw;
		return 0;
	case MB_STOP_QUEUE:
		return stop_queue(fn, queue);
	case MB_FLUSH:
		return drain_status(fn, 0, KUNPENG_QUEUES);
	case MB_SEND:
		fn->message = *data;
		return 0;
	case MB_RECEIVE:
		return message_receive(fn, queue, data);
	}
	return MB_ERROR;
}

void
kunpeng_mailbox_end(struct kunpeng_fn *fn)
{
	fn->mb_pending = false;
	timer_del(&fn->mb_timer);
	qemu_cond_broadcast(&fn->mb_done);
}

/* Carry out the mailbox in the registers, or have the timer call this function again. */
static void
mailbox_try(void *opaque)
{
	struct kunpeng_fn *fn = opaque;
	uint32_t head = kunpeng_reg(fn, REG_MB);
	uint64_t data = kunpeng_reg(fn, REG_MB_LOW) | (uint64_t)kunpeng_reg(fn, REG_MB_HIGH) << 32;
	int status = mailbox_run(fn, head, &data);

	if (status == MB_WAIT) {
		fn->mb_pending = true;
		timer_mod(&fn->mb_timer, now_ms() + LOOK_MS);
		return;
	}
	kunpeng_reg_set(fn, REG_MB_LOW, data);
	kunpeng_reg_set(fn, REG_MB_HIGH, data >> 32);
	head &= ~(MB_BUSY | MB_STATUS);
	kunpeng_reg_set(fn, REG_MB, head | (uint32_t)status << MB_STATUS_S);
	kunpeng_mailbox_end(fn);
}

/*
 * The driver gives a mailbox a millisecond. A real device drains its queues in that time, but
 * the engines here do not. Therefore the CPU that sent the mailbox stands still until the
 * mailbox is done. This runs between two instructions of the CPU, after the access that sent
 * the mailbox, so that no code of the device is below it on the stack while the lock is free.
 */
static void
stand_still(CPUState *cpu, run_on_cpu_data data)
{
	struct kunpeng_fn *fn = data.host_ptr;

	while (fn->mb_pending && !cpu->stop && now_ms() < fn->mb_end + GRACE_MS)
		qemu_cond_timedwait_bql(&fn->mb_done, 10);
	object_unref(OBJECT(fn));
}

void
kunpeng_mailbox_send(struct kunpeng_fn *fn)
{
	if ((kunpeng_reg(fn, REG_MB) & MB_BUSY) == 0)
		return;
	fn->mb_end = now_ms() + DRAIN_MS;
	mailbox_try(fn);
	if (!fn->mb_pending || current_cpu == NULL)
		return;
	object_ref(OBJECT(fn));
	async_run_on_cpu(current_cpu, stand_still, RUN_ON_CPU_HOST_PTR(fn));
}

void
kunpeng_mailbox_init(struct kunpeng_fn *fn)
{
	timer_init_ms(&fn->mb_timer, QEMU_CLOCK_REALTIME, mailbox_try, fn);
	qemu_cond_init(&fn->mb_done);
}

void
kunpeng_mailbox_free(struct kunpeng_fn *fn)
{
	timer_deinit(&fn->mb_timer);
	qemu_cond_destroy(&fn->mb_done);
}

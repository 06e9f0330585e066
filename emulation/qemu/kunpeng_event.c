/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include "kunpeng_event.h"
#include "qemu/bswap.h"

/* Words of the context of an event queue, bytes from its start; the kernel's struct qm_eqc. */
#define EQC_BASE	4
#define EQC_DW6		24

#define EQC_DEPTH	0xffffu	/* of dw6; minus 1 */
#define PHASE_S		16	/* of dw6, and of an entry */
#define AEQE_TYPE_S	17

/*
 * Write an entry. Tail and phase are updated before the write, because the write may reset the
 * function. An entry that cannot be written is lost, and reported as an error. Returns false if
 * the queue is full.
 */
static bool
event_put(struct kunpeng_fn *fn, struct kunpeng_eq *eq, uint32_t entry)
{
	uint64_t addr = eq->base + eq->tail * sizeof(entry);
	uint32_t next = (eq->tail + 1) % eq->depth;

	if (next == eq->head)
		return false;
	entry = cpu_to_le32(entry | (uint32_t)eq->phase << PHASE_S);
	eq->tail = next;
	if (next == 0)
		eq->phase = !eq->phase;
	if (!kunpeng_dma(fn, addr, &entry, sizeof(entry), true))
		kunpeng_write_error(fn);
	return true;
}

/* Interrupt if the driver has entries to read, armed the queue and did not mask it. */
static void
event_signal(struct kunpeng_fn *fn, struct kunpeng_eq *eq)
{
	bool is_eq = eq == &fn->eq;

	if (!eq->armed || eq->head == eq->tail ||
			(kunpeng_reg(fn, is_eq ? REG_EQ_MASK : REG_AEQ_MASK) & 1) != 0)
		return;
	eq->armed = false;
	kunpeng_interrupt(fn, is_eq ? KUNPENG_VEC_EQ : KUNPENG_VEC_AEQ);
}

void
kunpeng_async_event(struct kunpeng_fn *fn, enum kunpeng_async_event type, uint16_t number)
{
	if (!fn->aeq.live || kunpeng_port_closed(fn))
		return;
	event_put(fn, &fn->aeq, number | (uint32_t)type << AEQE_TYPE_S);
	event_signal(fn, &fn->aeq);
}

void
kunpeng_completion_event(struct kunpeng_queue *q)
{
	struct kunpeng_fn *fn = q->fn;

	if (!q->event_due)
		return;
	q->event_due = false;
	if (q->gone || !fn->eq.live || kunpeng_port_closed(fn))
		return;
	if (!event_put(fn, &fn->eq, q->number))
		kunpeng_async_event(fn, KUNPENG_EQ_OVERFLOW, q->number);
	event_signal(fn, &fn->eq);
}

void
kunpeng_event_doorbell(struct kunpeng_fn *fn, uint64_t value)
{
	struct kunpeng_eq *eq = (value >> HISI_QM_DB_CMD_S & 0xf) == 2 ? &fn->eq : &fn->aeq;
	uint16_t head = value >> HISI_QM_DB_INDEX_S;

	if (!eq->live || head >= eq->depth)
		return;
	eq->head = head;
	eq->armed = true;
	event_signal(fn, eq);
}

void
kunpeng_eqc_set(struct kunpeng_eq *eq, const uint8_t *ctx)
{
	uint32_t dw6 = ldl_le_p(ctx + EQC_DW6);

	memcpy(eq->ctx, ctx, sizeof(eq->ctx));
	eq->base = ldq_le_p(ctx + EQC_BASE);
	eq->depth = (dw6 & EQC_DEPTH) + 1;
	eq->phase = dw6 >> PHASE_S & 1;
	eq->head = 0;
	eq->tail = 0;
	eq->armed = true;
	eq->live = true;
}

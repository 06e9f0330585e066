/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * The functions of hisi_qm.h and hisi_qp_poll() under a scheduler: producer and consumer are
 * contexts that may be interrupted before each access to what they share, on memory as weak as
 * Arm's; the device and the kernel act in between. The same protocol as a model for a model
 * checker is devtools/model/ring.pml, which goes through all interleavings; here it is the code.
 *
 * The headers are compiled here with accesses and barriers that go to step_memory.c, where one
 * barrier or order can be taken away.
 */

#include <stdint.h>
#include <string.h>

#include <rte_bitops.h>
#include <rte_common.h>
#include <rte_io.h>

#include "ring_world.h"
#include "step_memory.h"
#include "uacce_compat.h"
#include "uacce_device.h"
#include "uacce_queue.h"

/* Accesses of the headers below. The copy that a context has of its ring gets stores at once. */
static uint64_t ring_load(const volatile void *word, int order);
static void ring_store(const volatile void *word, uint64_t value, int order);
static void ring_read_barrier(void);
static void ring_write_barrier(void);

#undef rte_atomic_load_explicit
#define rte_atomic_load_explicit(ptr, order) __extension__ ({ \
	__typeof__(*(ptr)) loaded = ring_load(ptr, order); \
	loaded; \
})
#undef rte_atomic_store_explicit
#define rte_atomic_store_explicit(ptr, val, order) do { \
	const __typeof__(val) stored = (val); \
	*(ptr) = stored; \
	ring_store(ptr, stored, order); \
} while (0)
#undef rte_io_rmb
#define rte_io_rmb()	ring_read_barrier()
#undef rte_io_wmb
#define rte_io_wmb()	ring_write_barrier()

#include "hisi_qm.h"
#include "hisi_qp.h"

/* The device stores its result with the descriptor's number. */
#define DONE			(UINT64_C(1) << 63)

/* A history, with the device and the kernel in it. */
static struct {
	enum removal removed;
	/* Copies of the ring: a context reads its own members there, and stores to them. */
	struct hisi_qm copy[STEP_NB_CONTEXTS];
	uint64_t sq_db, cq_db;	/* addresses alone */
	uint32_t status[2];
	struct hisi_qm_cqe cq[STEP_MAX_DEPTH];
	uint32_t depth;
	uint32_t start;		/* counters begin here */
	uint32_t end;		/* and end here */
	uint32_t returned;	/* operations given back, as a counter */
	bool producer_ended;
	/* Device: counters, and whether it stored a result without its completion. */
	uint32_t told, served, acked;
	bool worked;
	/* Kernel. */
	bool may_stop;		/* the queue */
	bool tx, rx;
	/* A store that SUBMITTED_FIRST or ACKNOWLEDGE_FIRST moves behind the next doorbell. */
	bool is_late;
	unsigned int late;
	uint64_t late_value;
	/* SECOND_POLL: completions that the consumer does not look for. */
	bool blind;
} world;

/* Variable of an address in a copy of the ring, or in what the copy points to. */
static unsigned int
var_of(const volatile void *word)
{
	const struct hisi_qm *qm = &world.copy[step_running()];
	const uintptr_t at = (uintptr_t)word;

	if (at == (uintptr_t)&qm->submitted)
		return VAR_SUBMITTED;
	if (at == (uintptr_t)&qm->completed)
		return VAR_COMPLETED;
	if (at == (uintptr_t)&qm->failed)
		return VAR_FAILED;
	if (at == (uintptr_t)&world.sq_db)
		return VAR_SQ_DB;
	if (at == (uintptr_t)&world.cq_db)
		return VAR_CQ_DB;
	if (at == (uintptr_t)&world.status[HISI_QM_STATUS_TX])
		return VAR_TX;
	if (at == (uintptr_t)&world.status[HISI_QM_STATUS_RX])
		return VAR_RX;
	return VAR_ENTRY + (at - (uintptr_t)world.cq) / sizeof(world.cq[0]);
}

/* Whether the order of an access was taken away. */
static bool
is_weakened(unsigned int var, bool store)
{
	switch (world.removed) {
	case SUBMITTED_RELEASE:
		return store && var == VAR_SUBMITTED;
	case SUBMITTED_ACQUIRE:
		return !store && var == VAR_SUBMITTED;
	case RELEASE:
		return store && var == VAR_COMPLETED;
	case RX_ACQUIRE:
		return !store && var == VAR_RX;
	default:
		return false;
	}
}

/* The completion entry of a counter. */
static uint64_t
entry_of(uint32_t counter)
{
	return (counter & (world.depth - 1)) |
		(uint64_t)(~(counter / world.depth) & 1) << HISI_QM_CQE_PHASE_S;
}

static uint64_t
ring_load(const volatile void *word, int order)
{
	unsigned int var = var_of(word);
	uint64_t value;

	if (world.removed == QUIET && var == VAR_RX)
		var = VAR_TX;
	value = step_memory_load(var, order == rte_memory_order_acquire &&
			!is_weakened(var, false) ? STEP_ACQUIRE : STEP_RELAXED);
	if (var == VAR_RX && value != 0)
		world.blind = world.removed == SECOND_POLL;
	/* To the consumer the entry looks as the lap before left it. */
	if (var >= VAR_ENTRY && world.blind)
		return entry_of(world.copy[STEP_CONSUMER].completed - world.depth);
	return value;
}

static void
ring_store(const volatile void *word, uint64_t value, int order)
{
	const unsigned int var = var_of(word);
	const bool release = order == rte_memory_order_release && !is_weakened(var, true);

	if (var == VAR_CQ_DB && world.removed == ACKNOWLEDGE)
		return;
	if ((var == VAR_SUBMITTED && world.removed == SUBMITTED_FIRST) ||
			(var == VAR_CQ_DB && world.removed == ACKNOWLEDGE_FIRST)) {
		world.is_late = true;
		world.late = var;
		world.late_value = value;
		return;
	}
	step_memory_store(var, value, release ? STEP_RELEASE : STEP_RELAXED);
	if (var == VAR_SQ_DB && world.is_late) {
		world.is_late = false;
		step_memory_write_barrier(-1);
		step_memory_store(world.late, world.late_value, STEP_RELAXED);
	}
}

static void
ring_read_barrier(void)
{
	if (world.removed != FROM_DEVICE_BARRIER)
		step_memory_read_barrier();
}

static void
ring_write_barrier(void)
{
	if (world.removed != TO_DEVICE_BARRIER)
		step_memory_write_barrier(world.removed == ACKNOWLEDGE_ORDER ? VAR_CQ_DB : -1);
}

/* Producer and consumer. */

/* Enqueue as a driver does: fill slots, then submit them. @return whether all is submitted */
static bool
producer_turn(void)
{
	struct hisi_qm *qm = &world.copy[STEP_PRODUCER];
	const uint32_t room = hisi_qm_free(qm);
	uint32_t i, n;

	step_check(room <= qm->limit, "more room than slots");
	n = RTE_MIN(room, world.end - qm->submitted);
	if (!hisi_qm_can_submit(qm))
		return true;
	if (n == 0)
		return false;
	n -= step_choose(n);
	for (i = 0; i < n; i++) {
		const uint32_t number = qm->submitted + i, slot = hisi_qm_slot(qm, number);

		step_memory_store(VAR_NOTE + slot, number, STEP_RELAXED);
		step_memory_store(VAR_DESCRIPTOR + slot, number, STEP_RELAXED);
	}
	hisi_qm_submit(qm, n);
	return qm->submitted == world.end;
}

static void
expect_note(uint32_t number)
{
	step_memory_expect(VAR_NOTE + number % world.depth, number,
			"the consumer found another operation");
}

/* Take the results of completions. */
static void
take_results(struct hisi_qm *qm, uint32_t n)
{
	uint32_t i;

	for (i = 0; i < n; i++) {
		const uint32_t number = qm->completed + i;

		expect_note(number);
		step_memory_expect(VAR_DESCRIPTOR + hisi_qm_slot(qm, number), number | DONE,
				"the consumer read an old or an overwritten result");
	}
	world.returned += n;
	hisi_qm_release(qm, n);
}

/* Give operations of a dead ring back. */
static void
take_dead(struct hisi_qm *qm, uint32_t n)
{
	step_check(n == 0 || world.tx, "a working ring was taken for dead");
	if (n != 0)
		hisi_qm_give_up(qm);
	for (; n > 0; n--) {
		step_check((int32_t)(qm->completed - world.served) >= 0, "a completion was lost");
		expect_note(qm->completed);
		world.returned++;
		hisi_qm_release(qm, 1);
	}
}

/* Dequeue as a driver does. @return whether all is returned, and there will be no more */
static bool
consumer_turn(void)
{
	struct hisi_qm *qm = &world.copy[STEP_CONSUMER];
	bool may_poll_device = true, dead;
	uint32_t n;

	world.blind = false;
	n = hisi_qp_poll(qm, 0, step_choose(2) == 0 ? 2 * world.depth : 1, &may_poll_device,
			&dead);
	step_check(!qm->failed || world.tx, "a working ring was taken for dead");
	step_check(n <= world.depth, "more completions than slots");
	if (dead)
		take_dead(qm, n);
	else if (n != 0)
		take_results(qm, n);
	return world.producer_ended && world.returned == world.copy[STEP_PRODUCER].submitted;
}

static bool
turn(enum step_context context)
{
	if (context == STEP_CONSUMER)
		return consumer_turn();
	world.producer_ended = producer_turn();
	return world.producer_ended;
}

/* Device and kernel. */

/* A doorbell is an event on hardware; it has the index alone. */
static void
store_reached(unsigned int var, uint64_t value)
{
	const uint32_t index = (value >> HISI_QM_DB_INDEX_S) & 0xffff;

	if (var == VAR_SQ_DB)
		world.told += (index - world.told) & (world.depth - 1);
	else if (var == VAR_CQ_DB)
		world.acked += (index - world.acked) & (world.depth - 1);
	else if (var >= VAR_NOTE)
		step_check((int32_t)((uint32_t)value - world.depth - world.served) < 0,
				"a slot was overwritten in flight");
}

static bool
device_has_work(void)
{
	return world.told != world.served && !world.rx;
}

/* Store a result, or the completion behind it. */
static void
device_step(void)
{
	const uint32_t slot = world.served & (world.depth - 1);

	if (world.worked) {
		step_memory_set(VAR_ENTRY + slot, entry_of(world.served));
		world.served++;
		world.worked = false;
		return;
	}
	/* One entry stays free, or the queue dies. */
	step_check(world.served + 1 - world.acked < world.depth,
			"the device has no entry for a completion");
	step_check(step_memory_now(VAR_DESCRIPTOR + slot) == world.served,
			"the device read an old descriptor");
	step_check((int32_t)(world.returned - world.served) <= 0,
			"the device works on an operation that was returned");
	step_memory_set(VAR_DESCRIPTOR + slot, world.served | DONE);
	world.worked = true;
}

/* The kernel stops the queue, waits for what the device is at, and says that it has ended. */
static bool
kernel_may_act(bool *due)
{
	*due = world.tx;
	return world.may_stop && !world.rx && !world.worked;
}

static void
kernel_step(void)
{
	world.rx = world.tx;
	world.tx = true;
	step_memory_set(world.rx ? VAR_RX : VAR_TX, 1);
}

const struct step_world ring_world = {
	.turn = turn,
	.stores_ready = step_memory_ready,
	.store_reaches = step_memory_drain,
	.device_has_work = device_has_work,
	.device_step = device_step,
	.kernel_may_act = kernel_may_act,
	.kernel_step = kernel_step,
};

static void
lay_out(struct hisi_qm *qm)
{
	memset(qm, 0, sizeof(*qm));
	qm->cq = world.cq;
	qm->sq_db = &world.sq_db;
	qm->cq_db = &world.cq_db;
	qm->status = world.status;
	qm->sq_db_base = hisi_qm_doorbell_base(0, HISI_QM_DB_CMD_SQ);
	qm->cq_db_base = hisi_qm_doorbell_base(0, HISI_QM_DB_CMD_CQ);
	qm->sq_mask = world.depth - 1;
	qm->cq_mask = world.depth - 1;
	qm->cq_shift = rte_log2_u32(world.depth);
	qm->limit = world.removed == FREE_ENTRY ? world.depth : world.depth - 1;
	*(uint32_t *)(uintptr_t)&qm->submitted = world.start;
	*(uint32_t *)(uintptr_t)&qm->completed = world.start;
	qm->acked = world.start;
}

void
ring_world_reset(uint32_t depth, uint32_t start, uint32_t ops, bool may_stop, enum removal removed)
{
	uint32_t i;

	world.removed = removed;
	world.depth = depth;
	world.start = start;
	world.end = start + ops;
	world.returned = world.told = world.served = world.acked = start;
	world.producer_ended = world.worked = false;
	world.may_stop = may_stop;
	world.tx = world.rx = false;
	world.is_late = world.blind = false;
	lay_out(&world.copy[STEP_PRODUCER]);
	lay_out(&world.copy[STEP_CONSUMER]);
	step_memory_reset(store_reached);
	for (i = start - depth; i != start; i++) {
		step_memory_set(VAR_ENTRY + (i & (depth - 1)), entry_of(i));
		step_memory_set(VAR_NOTE + (i & (depth - 1)), i);
		step_memory_set(VAR_DESCRIPTOR + (i & (depth - 1)), i | DONE);
	}
	step_memory_set(VAR_SUBMITTED, start);
	step_memory_set(VAR_COMPLETED, start);
	step_memory_forget();
}

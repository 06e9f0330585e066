/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * The ring of common/uacce/hisi_qm.h for the model checker SPIN: a producer, a consumer and a
 * device, for any number of operations. devtools/check-ring-model.py runs it and compares the
 * code that it stands for; the guide (prog_guide, "A Model of the Ring") explains it.
 *
 * Memory is as weak as Arm's:
 *
 * - A store of the producer waits in a store buffer. Stores reach memory in any order, except
 *   that a store waits for the stores that a barrier or a release puts before it.
 * - A load of the consumer may be done earlier than the program says, up to the barrier or the
 *   acquire before it.
 * - The device's stores reach memory in order, as writes over PCI do. Doorbells reach the device
 *   in the order in which they leave the store buffer.
 *
 * Counters count modulo COUNTERS, which is a multiple of two laps, so that there is no last
 * operation and each state is one of finitely many.
 *
 * Each macro REMOVE_* takes one barrier or one order away; with any of them the check must fail.
 */

#ifndef DEPTH
#define DEPTH	4
#endif
#define COUNTERS	(4 * DEPTH)
#ifdef REMOVE_FREE_ENTRY
#define LIMIT	DEPTH
#else
#define LIMIT	(DEPTH - 1)
#endif
/* Descriptors of one submission, and completions of one poll, at most. */
#define BURST	2

#define LESS(a, b)	(((a) + COUNTERS - (b)) % COUNTERS)
#define PLUS(a, n)	(((a) + (n)) % COUNTERS)
#define SLOT(c)		((c) % DEPTH)
/* The phase bit of the completion entry of a counter: 1 in the first lap. */
#define PHASE(c)	(1 - (c) / DEPTH % 2)

/* Memory. */
byte submitted;		/* written by the producer */
byte completed;		/* written by the consumer */
byte sq_db;		/* index in the submission doorbell */
byte cq_db;		/* index in the completion doorbell */
byte held[DEPTH] = COUNTERS;	/* what the producer notes of a slot: the number of its operation */
byte desc[DEPTH] = COUNTERS;	/* a descriptor: the number of its operation */
bit done[DEPTH];	/* its result word; 0 when the producer built it */
bit cqe[DEPTH];		/* completion entries: the phase bit */
bit tx;			/* status words: the kernel lets nothing be submitted any more */
bit rx;			/* and the device is done with everything */
bit failed;		/* the consumer gave the ring up */

/* What no party can see; for the properties alone. */
byte read_up_to;	/* completions whose descriptor was read */
byte returned;		/* operations given back to the application */

/* The producer's store buffer: at most one store for each variable. */
#define V_HELD(s)	(s)
#define V_DESC(s)	(DEPTH + (s))
#define V_SUBMITTED	(2 * DEPTH)
#define V_CQ_DB		(2 * DEPTH + 1)
#define V_SQ_DB		(2 * DEPTH + 2)
#define VARS		(2 * DEPTH + 3)
#define BIT(v)		(1 << (v))
#define ALL		(BIT(VARS) - 1)

short pending;		/* variables with a store in the buffer */
byte value[VARS];
short after[VARS];	/* stores that reach memory before this one */
short ordered;		/* stores before the last barrier */

/* A store; ORDER are the stores that it has to come after, if they are still in the buffer. */
inline store(v, x, order)
{
	d_step {
		!(pending & BIT(v)) ->
		value[v] = x;
		after[v] = ((order) | ordered) & pending;
		pending = pending | BIT(v);
	}
}

inline drained(v)
{
	value[v] = 0;
	pending = pending & ~BIT(v);
	i = 0;
	do
	:: i < VARS ->
		after[i] = after[i] & ~BIT(v);
		i++;
	:: else -> break;
	od;
	ordered = ordered & ~BIT(v);
	i = 0;
}

#define CAN_DRAIN(v)	((pending & BIT(v)) && !(after[v] & pending))

/* A slot is filled again only when its last completion was read. */
#define DRAIN_SLOT(s) \
	:: d_step { CAN_DRAIN(V_HELD(s)) -> \
		assert(LESS(value[V_HELD(s)], read_up_to) < DEPTH); \
		held[s] = value[V_HELD(s)]; drained(V_HELD(s)); } \
	:: d_step { CAN_DRAIN(V_DESC(s)) -> \
		assert(LESS(value[V_DESC(s)], read_up_to) < DEPTH); \
		desc[s] = value[V_DESC(s)]; done[s] = 0; drained(V_DESC(s)); }

/* Stores leave the buffer at any time. */
active proctype memory()
{
	byte i;

end:
	do
	DRAIN_SLOT(0)
	DRAIN_SLOT(1)
#if DEPTH == 4
	DRAIN_SLOT(2)
	DRAIN_SLOT(3)
#endif
	:: d_step { CAN_DRAIN(V_SUBMITTED) ->
		submitted = value[V_SUBMITTED]; drained(V_SUBMITTED); }
	:: d_step { CAN_DRAIN(V_CQ_DB) -> cq_db = value[V_CQ_DB]; drained(V_CQ_DB); }
	:: d_step { CAN_DRAIN(V_SQ_DB) -> sq_db = value[V_SQ_DB]; drained(V_SQ_DB); }
	od
}

inline ring_sq_doorbell()
{
	store(V_SQ_DB, SLOT(mine), 0);
}

inline publish_submitted()
{
#ifdef REMOVE_SUBMITTED_RELEASE
	store(V_SUBMITTED, mine, 0);
#else
	store(V_SUBMITTED, mine, ALL);
#endif
}

/* hisi_qm_submit(): the completion doorbell, where entries would run out. */
inline acknowledge()
{
#ifdef REMOVE_ACKNOWLEDGE
	skip;
#else
	if
	:: LESS(mine, acked) > LIMIT ->
		acked = completed;
		store(V_CQ_DB, SLOT(acked), 0);
	:: else
	fi;
#endif
}

/* hisi_qm_to_device_barrier() */
inline to_device_barrier()
{
#ifdef REMOVE_TO_DEVICE_BARRIER
	skip;
#else
	d_step { ordered = pending; }
#endif
}

/* hisi_qm_free(), hisi_qm_can_submit(), hisi_qm_submit() */
active proctype producer()
{
	byte mine, acked, n, room;

end:
	do
	:: atomic { LIMIT - LESS(mine, completed) > 0 && !failed && !tx ->
			room = LIMIT - LESS(mine, completed); }
		do
		:: n < room && n < BURST ->
			store(V_HELD(SLOT(PLUS(mine, n))), PLUS(mine, n), 0);
			store(V_DESC(SLOT(PLUS(mine, n))), PLUS(mine, n), 0);
			n++;
		:: n > 0 -> break;
		od;
		atomic { mine = PLUS(mine, n); n = 0; room = 0; }
#ifdef REMOVE_SUBMITTED_FIRST
		acknowledge();
		to_device_barrier();
		ring_sq_doorbell();
		to_device_barrier();
		publish_submitted();
#else
		publish_submitted();
#ifdef REMOVE_ACKNOWLEDGE_FIRST
		to_device_barrier();
		ring_sq_doorbell();
		to_device_barrier();
		acknowledge();
#else
#ifdef REMOVE_ACKNOWLEDGE_ORDER
		to_device_barrier();
		acknowledge();
#else
		acknowledge();
		to_device_barrier();
#endif
		ring_sq_doorbell();
#endif
#endif
	:: atomic { failed || tx -> break; }
	od
}

/*
 * The device, and the kernel that takes it away at some time. It knows its own counters; from
 * the doorbells it has indices only.
 */
active proctype device()
{
	byte told, served, acked;
	bit stopping;

	do
	:: atomic { SLOT(told) != sq_db ->
		told = PLUS(told, (sq_db + DEPTH - SLOT(told)) % DEPTH);
		acked = PLUS(acked, (cq_db + DEPTH - SLOT(acked)) % DEPTH); }
	:: atomic { served != told ->
		/* One entry stays free, or the queue dies. */
		assert(LESS(PLUS(served, 1), acked) < DEPTH);
		assert(desc[SLOT(served)] == served && !done[SLOT(served)]); }
		atomic {
			/* An operation that was given back is the application's. */
			assert(LESS(returned, PLUS(served, 1)) >= COUNTERS / 2 ||
				LESS(returned, served) == 0);
			done[SLOT(served)] = 1; }
		atomic { cqe[SLOT(served)] = PHASE(served); served = PLUS(served, 1); }
	:: atomic { !stopping -> stopping = 1; tx = 1; }
	:: atomic { stopping -> rx = 1; break; }
	od
}

/* Count entries that are there, each key the one before plus 1: hisi_qm_poll_from(). */
inline look(n)
{
	atomic { early = cqe[SLOT(PLUS(mine, 1))] == PHASE(PLUS(mine, 1)); }
	atomic {
		n = cqe[SLOT(mine)] == PHASE(mine);
		if
		:: n == 0 || SLOT(mine) == DEPTH - 1
		/* The second entry may have been loaded before the first one, or not. */
		:: n == 1 && SLOT(mine) != DEPTH - 1 -> n = 1 + early;
		:: n == 1 && SLOT(mine) != DEPTH - 1 ->
			n = 1 + (cqe[SLOT(PLUS(mine, 1))] == PHASE(PLUS(mine, 1)));
		fi;
		early = 0;
	}
}

/* The operation and its result are the right ones. */
inline check_result(number)
{
	atomic {
		assert(held[SLOT(number)] == number);
		assert(desc[SLOT(number)] == number && done[SLOT(number)]);
		read_up_to = PLUS(number, 1);
		returned = PLUS(number, 1);
	}
}

#ifdef REMOVE_QUIET
#define DEAD	(tx)
#else
#define DEAD	(rx)
#endif

/* hisi_qm_outstanding(), hisi_qm_poll(), hisi_qm_release(); hisi_qm_is_dead() and what drivers do */
active proctype consumer()
{
	byte mine, n, out, i, seen;
	bit early, dead, waits, old[BURST];

	do
	:: atomic {
#ifdef REMOVE_SUBMITTED_ACQUIRE
		/* What the producer noted is loaded before submitted. */
		old[0] = held[SLOT(mine)] != mine;
		old[1] = held[SLOT(PLUS(mine, 1))] != PLUS(mine, 1);
#endif
		skip; }
end_idle:
		LESS(submitted, mine) != 0;
#ifdef REMOVE_FROM_DEVICE_BARRIER
		/* Submitted is loaded before the entries, and the result right behind it. */
		atomic {
			seen = submitted;
			old[0] = !(desc[SLOT(mine)] == mine && done[SLOT(mine)]);
		}
#endif
		/* One poll in vain is as good as many; then there must be something to wait for. */
		if
		:: !waits
		:: waits -> cqe[SLOT(mine)] == PHASE(mine) || DEAD
		fi;
		look(n);
		if
		:: n == 0 ->
#ifdef REMOVE_RX_ACQUIRE
			/* The entries are loaded before the status word. */
			look(n);
			dead = DEAD;
#else
			dead = DEAD;
#ifndef REMOVE_SECOND_POLL
			look(n);
#endif
#endif
		:: else
		fi;
		if
		:: n != 0 ->
			dead = 0;
#ifdef REMOVE_FROM_DEVICE_BARRIER
			atomic { out = LESS(seen, mine); assert(!old[0]); seen = 0; old[0] = 0; }
#else
			out = LESS(submitted, mine);
#endif
			/* More entries than descriptors: the ring would be taken for dead. */
			atomic { assert(n <= out); out = 0; waits = 0; }
#ifdef REMOVE_RELEASE
			completed = PLUS(mine, n);
#endif
			do
			:: i < n -> check_result(PLUS(mine, i)); i++;
			:: else -> break;
			od;
			atomic { mine = PLUS(mine, n); n = 0; i = 0; }
#ifndef REMOVE_RELEASE
			completed = mine;
#endif
		:: n == 0 && dead ->
			atomic { out = LESS(submitted, mine); failed = 1; dead = 0; waits = 0; }
#ifdef REMOVE_SUBMITTED_ACQUIRE
			assert(!(out > 0 && old[0]) && !(out > 1 && old[1]));
#endif
			do
			:: i < out ->
				atomic {
					assert(held[SLOT(PLUS(mine, i))] == PLUS(mine, i));
					/* A completion before the end would be lost. */
					assert(cqe[SLOT(PLUS(mine, i))] != PHASE(PLUS(mine, i)));
					read_up_to = PLUS(mine, i + 1);
					returned = PLUS(mine, i + 1);
					i++;
				}
			:: else -> break;
			od;
			atomic { mine = PLUS(mine, out); out = 0; i = 0; }
			completed = mine;
		:: n == 0 && !dead -> waits = 1;
		fi;
	od
}

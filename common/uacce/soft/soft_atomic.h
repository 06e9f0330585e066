/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_ATOMIC_H
#define SOFT_ATOMIC_H

/**
 * @file
 * Atomic accesses of the soft device, named by what they order.
 *
 * Rings and doorbells are plain words that driver and device share, so C11's _Atomic types are no
 * choice. Whoever uses a call that orders something says which two accesses it orders.
 */

/** Load; orders nothing. */
#define soft_atomic_load_relaxed(ptr)		__atomic_load_n(ptr, __ATOMIC_RELAXED)
/** Load before all that this thread loads and stores behind it. */
#define soft_atomic_load_acquire(ptr)		__atomic_load_n(ptr, __ATOMIC_ACQUIRE)
/** Store; orders nothing. */
#define soft_atomic_store_relaxed(ptr, value)	__atomic_store_n(ptr, value, __ATOMIC_RELAXED)
/** Store behind all that this thread loaded and stored before it. */
#define soft_atomic_store_release(ptr, value)	__atomic_store_n(ptr, value, __ATOMIC_RELEASE)
/** Exchange; its load comes before all that this thread loads and stores behind it. */
#define soft_atomic_exchange_acquire(ptr, value)	\
	__atomic_exchange_n(ptr, value, __ATOMIC_ACQUIRE)
/** Add, and return the sum; orders nothing. */
#define soft_atomic_add_relaxed(ptr, value)	__atomic_add_fetch(ptr, value, __ATOMIC_RELAXED)
/** Subtract, and return the difference; orders nothing. */
#define soft_atomic_sub_relaxed(ptr, value)	__atomic_sub_fetch(ptr, value, __ATOMIC_RELAXED)
/** Set bits; orders nothing. */
#define soft_atomic_or_relaxed(ptr, bits)	\
	((void)__atomic_or_fetch(ptr, bits, __ATOMIC_RELAXED))
/** Keep bits; orders nothing. */
#define soft_atomic_and_relaxed(ptr, bits)	\
	((void)__atomic_and_fetch(ptr, bits, __ATOMIC_RELAXED))

/**
 * Accesses before it come before those behind it for a signal handler of this thread, and so for
 * what follows a fault. The compiler moves none across it; it is no instruction.
 */
#define soft_compiler_barrier()			__atomic_signal_fence(__ATOMIC_SEQ_CST)

#endif /* SOFT_ATOMIC_H */

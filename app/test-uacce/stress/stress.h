/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_STRESS_H
#define TEST_UACCE_STRESS_H

/**
 * @file
 * `stress`: a load on both drivers at once, judged by zlib and OpenSSL, while devices are stopped,
 * started, set up again, unplugged and made to fail.
 *
 * stress.c has the command, stress_control.c what is done to the devices, stress_pair.c the threads
 * of the queue pairs, stress_zip.c and stress_sec.c what differs between the drivers.
 */

#include <stdbool.h>
#include <stdint.h>

#include <pthread.h>
#include <rte_ring.h>

#include "stress_ledger.h"
#include "uacce_compat.h"

/** Operations of a queue pair. */
#define STRESS_ITEMS	128u
/** Most operations of a burst. */
#define STRESS_BURST	32u
#define STRESS_MAX_PAIRS	8u

/** A defect that the command itself makes, to show that the ledger finds it. */
enum stress_pretend {
	STRESS_PRETEND_NOTHING,
	STRESS_PRETEND_LOST,		/**< an operation that came back is thrown away */
	STRESS_PRETEND_DUPLICATED,	/**< an operation that came back is taken twice */
	STRESS_PRETEND_WRONG,		/**< a byte next to a buffer is changed */
};

struct stress_options {
	uint64_t seconds;	/**< 0: no limit */
	uint64_t ops;		/**< 0: no limit */
	uint64_t seed;
	unsigned int pairs;
	unsigned int threads;	/**< of a queue pair: 1 or 2 */
	uint32_t faults;	/**< set of kinds, 1 << number in stress_faults.h */
	enum stress_pretend pretend;
	bool json;
	bool soft;		/**< the device is the soft device */
};

extern struct stress_options stress_options;

struct stress_pair;

/** One operation, which belongs to the producer, the queue pair and the consumer in turn. */
struct stress_item {
	void *op;
	struct stress_pair *pair;
	struct stress_mark mark;
	unsigned int index;	/**< in the items of its pair */
	void *priv;		/**< the driver's part */
};

/** What differs between the drivers. Control calls are made while no thread uses the device. */
struct stress_driver {
	const char *name;
	unsigned int faults_of_open;	/**< hardware queues that a queue pair opens */
	/** Make data and pools, before the first device of any driver; free them after the last. */
	void (*init)(void);
	void (*exit)(void);
	/** Plug a device. This call and the next ones return 0 or the library's error. */
	int (*plug)(const char *devargs);
	/** Stop it if it is started, and unplug it. */
	void (*unplug)(void);
	int (*configure)(uint16_t pairs);
	/** Set up a queue pair of a stopped device, for so many operations in flight. */
	int (*setup)(uint16_t qp, uint32_t in_flight);
	int (*start)(void);
	void (*stop)(void);
	/** Make sessions, xforms and streams of a pair; and free them, with nothing in flight. */
	void (*fill)(struct stress_pair *pair);
	void (*clear)(struct stress_pair *pair);
	/** Allocate and free the driver's part of an item. */
	void *(*new_item)(struct stress_item *item);
	void (*free_item)(struct stress_item *item);
	/** Producer: draw the next operation of an item, in item->op. */
	void (*make)(struct stress_item *item);
	/** Free the operation of an item that is not in flight. */
	void (*drop)(struct stress_item *item);
	uint16_t (*enqueue)(struct stress_pair *pair, void **ops, uint16_t n);
	uint16_t (*dequeue)(struct stress_pair *pair, void **ops, uint16_t n);
	struct stress_item *(*item_of)(void *op);
	/** Whether enqueue rejected an operation. */
	bool (*is_rejected)(void *op);
	/**
	 * Consumer: judge an operation that came back, and leave it as it is.
	 *
	 * @param result
	 *   How it ended; STRESS_FAILED if the device failed an operation that deserves success.
	 * @return
	 *   NULL, or what is wrong with its status or its memory.
	 */
	const char *(*judge)(struct stress_item *item, enum stress_result *result);
	/** Change a byte next to a buffer of an operation, as a device must not. */
	void (*spoil)(struct stress_item *item);
};

extern const struct stress_driver stress_zip, stress_sec;

/** A queue pair under load. */
struct stress_pair {
	const struct stress_driver *driver;
	uint16_t qp;
	uint64_t seed;
	struct stress_ledger ledger;
	struct stress_item items[STRESS_ITEMS];
	/** Items on their way from the consumer back to the producer, oldest first. */
	struct rte_ring *idle;
	/** Made by the producer, and not yet accepted. */
	struct stress_item *pending[STRESS_BURST];
	unsigned int nb_pending;
	/** Set by the threads: nothing is accepted or comes back; cleared while they are paused. */
	RTE_ATOMIC(bool) dead;
	uint64_t last_progress;		/**< of the producer, in timer cycles */
	uint64_t last_dequeued;
	void *priv;		/**< the driver's part */
	pthread_t threads[2];
};

/** Make a pair with its items. */
void stress_pair_open(struct stress_pair *pair, const struct stress_driver *driver, uint16_t qp,
		uint64_t seed);
/** Close its ledger and free it. No thread runs, and the device is unplugged. */
void stress_pair_close(struct stress_pair *pair);
/** Start the threads of a pair, one or two, which begin paused until the first resume. */
void stress_pair_start(struct stress_pair *pair);
void stress_pair_join(struct stress_pair *pair);
/** Dequeue and judge once; for the consumer, or while the threads are paused. @return how many. */
unsigned int stress_pair_consume(struct stress_pair *pair);
/** Free what was made and not accepted, while the threads are paused. */
void stress_pair_forget_pending(struct stress_pair *pair);

/** Wait until all threads are paused; @p nb_threads have been started. */
void stress_gate_open(unsigned int nb_threads);
void stress_pause(void);
/** Let the threads go on; with @p end they end. */
void stress_resume(bool end);
void stress_gate_close(void);

/** Milliseconds without any progress after which a pair counts as dead. */
uint64_t stress_patience_ms(void);

/**
 * Whether a control call that failed @p failures times is tried again: injected faults hinder it,
 * or somebody resets the hardware. On hardware this waits, as a reset takes time.
 */
bool stress_try_again(unsigned int failures);

#endif /* TEST_UACCE_STRESS_H */

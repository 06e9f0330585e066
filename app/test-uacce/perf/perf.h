/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_PERF_H
#define TEST_UACCE_PERF_H

/**
 * @file
 * `perf`: a load on a cryptodev or a compressdev of any driver, and what it achieves.
 *
 * perf.c has the command, perf_options.c and perf_algo.c its options, perf_size.c the lengths of
 * operations, perf_crypto.c and perf_comp.c what differs between the classes of devices,
 * perf_loop.c the threads of a queue pair, perf_report.c what is printed.
 */

#include <stdalign.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_common.h>
#include <rte_mbuf.h>

#include "perf_algo.h"
#include "perf_hist.h"
#include "perf_size.h"
#include "sec_openssl.h"
#include "uacce_compat.h"

#define PERF_MAX_VDEVS	8u
#define PERF_MAX_PAIRS	16u
#define PERF_MAX_BURST	256u
/** Values of a status, those of either class. */
#define PERF_STATUSES	8u
/** Room for a digest, all of which is copied. */
#define PERF_DIGEST	32u

struct perf_options {
	const char *vdevs[PERF_MAX_VDEVS];
	unsigned int nb_vdevs;
	const char *device;
	const char *pmd_path;
	/** Arguments of EAL behind `--`; none for the default ones. */
	char **eal_args;
	unsigned int nb_eal_args;
	/** The last option that is for one class of devices alone, or NULL. */
	const char *only_crypto;
	const char *only_compress;
	const char *algo;
	struct sec_alg alg;	/**< what @c algo names, without keys */
	uint32_t sessions;	/**< of each queue pair */
	bool random;		/**< sessions are drawn, not used in turn */
	unsigned int forward;	/**< percentage of operations that encrypt or compress */
	int level;
	bool fixed;		/**< Huffman codes are fixed */
	const char *input;	/**< file to compress, or NULL */
	struct perf_sizes sizes;
	unsigned int segments;
	bool out_of_place;
	unsigned int burst;
	uint32_t inflight;
	uint32_t pool;		/**< operations of each queue pair */
	bool pool_given;
	unsigned int threads;	/**< lcores of a queue pair: 1 or 2 */
	unsigned int pairs;
	double seconds;
	uint64_t seed;
	bool json;
};

/** Parse the options of the command. @return false after a message. */
bool perf_options_parse(struct perf_options *o, int argc, char **argv);
/** Bytes of memory that the load needs at most. */
uint64_t perf_memory(const struct perf_options *o);

/** What the private area of an operation has. */
struct perf_item {
	/** First, so that crypto xforms find it at their usual place. */
	uint8_t iv[2 * SEC_MAX_IV];
	uint8_t aad[PERF_AAD];
	uint64_t stamp;		/**< TSC before the call that enqueued it */
	/** The producer sets it to 1 before it enqueues, the consumer to 0. */
	RTE_ATOMIC(uint32_t) in_flight;
	uint32_t len;		/**< bytes of data, uncompressed */
	bool compress;
	/** Where the digest goes, and where that to be verified is. */
	struct {
		uint8_t *data;
		rte_iova_t iova;
	} digest[2];
};

/** What the operation of a step does. */
struct perf_step {
	void *session;
	const uint8_t *digest;	/**< PERF_DIGEST bytes to be verified; NULL to encrypt */
};

/** What a consumer found in a part of the time. */
struct perf_figures {
	uint64_t ops;		/**< operations that succeeded */
	uint64_t bytes;		/**< of their data, uncompressed */
	uint64_t consumed;	/**< by compression */
	uint64_t produced;	/**< by compression */
	uint64_t busy;		/**< TSC cycles of dequeue calls that returned something */
	struct perf_hist latency;
};

enum perf_phase {
	PERF_WARM_UP,
	PERF_TIMED,
	PERF_DRAIN,		/**< nothing more is enqueued */
};

struct perf_class;

/** A queue pair, and the one or two lcores that use it. */
struct perf_pair {
	/* Set before the load. */
	const struct perf_options *options;
	const struct perf_class *class;
	uint8_t dev;
	uint16_t qp;
	bool aead;
	bool has_digest;
	/** Data has to be restored after each round of all items, while none is in flight. */
	bool restores;
	uint32_t nb_items;
	uint32_t nb_steps;	/**< a multiple of nb_items */
	void **ops;		/**< of all items */
	struct perf_step *steps;	/**< of crypto */
	uint8_t *digests;	/**< of the steps that decrypt */
	uint8_t *data;		/**< of all items of crypto, as it was made */
	uint32_t stride;	/**< from one item's data to the next one's */
	uint64_t timed_cycles;	/**< wanted */

	/** Written by the producer. */
	alignas(RTE_CACHE_LINE_SIZE) RTE_ATOMIC(uint32_t) phase;
	RTE_ATOMIC(uint64_t) enqueued;
	uint32_t next_item;
	uint32_t next_step;
	void *pending[PERF_MAX_BURST];	/**< set and not accepted yet */
	unsigned int nb_pending;
	uint64_t change_at;	/**< TSC at which the phase ends */
	uint64_t timed_at;	/**< TSC at the begin of the timed part */
	uint64_t paused;	/**< TSC cycles since then that the clock did not run */
	uint64_t active;	/**< TSC cycles that it ran */
	uint64_t busy;		/**< TSC cycles of enqueue calls that accepted something */
	uint64_t rejected[PERF_STATUSES];

	/** Written by the consumer. */
	alignas(RTE_CACHE_LINE_SIZE) RTE_ATOMIC(uint64_t) dequeued;
	uint64_t failed[PERF_STATUSES];
	uint64_t wrong;		/**< succeeded with impossible lengths */
	uint64_t duplicated;	/**< came back while not in flight */
	struct perf_figures figures[2];	/**< of the timed part in [1] */

	/** Written by the main lcore. */
	alignas(RTE_CACHE_LINE_SIZE) RTE_ATOMIC(bool) stop;
	RTE_ATOMIC(bool) abandon;	/**< what is in flight does not come back */
	bool stalled;		/**< nothing came back for too long */
	uint64_t seen_back;	/**< operations that had come back at the last look */
	uint64_t seen_at;	/**< TSC since when that was so */
};

/** The device's own counts. */
struct perf_stats {
	uint64_t enqueued;
	uint64_t dequeued;
	uint64_t enqueue_errors;
	uint64_t dequeue_errors;
};

struct perf;

/** What differs between cryptodev and compressdev. */
struct perf_class {
	const char *name;
	size_t item_offset;	/**< from an operation to its item */
	const char *const *status_names;	/**< PERF_STATUSES, with NULL for unused values */
	/** Device of a name, or below 0. */
	int (*find)(const char *name);
	const char *(*driver_of)(uint8_t dev);
	/** Check what the device offers, set it up and start it. @return false after a message. */
	bool (*open)(struct perf *perf);
	/**
	 * Make the operations of a pair, of these lengths. All else of the pair is set.
	 *
	 * @return
	 *   False if that cannot be done.
	 */
	bool (*fill)(struct perf *perf, struct perf_pair *pair, const uint32_t *lens);
	/** Stop the device and free sessions or xforms. */
	void (*close)(struct perf *perf);
	/** @return below 0 if the driver has no such counts. */
	int (*stats)(uint8_t dev, struct perf_stats *stats);
	/** Get @p n operations ready to be enqueued, which are steps from next_step on. */
	void (*prepare)(struct perf_pair *pair, void **ops, unsigned int n);
	uint16_t (*enqueue)(struct perf_pair *pair, void **ops, uint16_t n);
	uint16_t (*dequeue)(struct perf_pair *pair, void **ops, uint16_t n);
	/** Whether an operation that was not accepted has a status that says why. */
	bool (*is_rejected)(void *op, unsigned int *status);
	/** Judge operations that came back. @return how many of them were in flight. */
	unsigned int (*take_back)(struct perf_pair *pair, struct perf_figures *f, void **ops,
			unsigned int n, uint64_t now);
	/** Write the data to all items again. */
	void (*restore)(struct perf_pair *pair);
};

extern const struct perf_class perf_crypto, perf_compress;

struct perf {
	struct perf_options options;
	const struct perf_class *class;
	uint8_t dev;
	struct perf_pair *pairs;	/**< of the number in the options */
	struct rte_mempool *mbufs;
	struct rte_mempool *ops;
	struct {
		struct rte_mempool *pool;
		/** Of all pairs, those that encrypt and those that decrypt with the same keys. */
		void **of[2];
	} sessions;
	bool interrupted;
};

static inline struct perf_item *
perf_item_of(const struct perf_class *class, void *op)
{
	return RTE_PTR_ADD(op, class->item_offset);
}

/** Consumer: whether an operation that was dequeued is in flight. */
static inline bool
perf_item_is_in_flight(struct perf_item *item)
{
	return rte_atomic_load_explicit(&item->in_flight, rte_memory_order_relaxed) != 0;
}

/** Consumer: note that an operation came back, and leave it to the producer. */
static inline void
perf_item_is_back(struct perf_item *item, struct perf_figures *f, uint64_t now)
{
	perf_hist_add(&f->latency, now - item->stamp);
	/* Release: this is the last access before the producer may use the operation again. */
	rte_atomic_store_explicit(&item->in_flight, 0, rte_memory_order_release);
}

/**
 * Allocate a chain of data, cut into as many segments as the options say, or one for each byte
 * if there are less.
 *
 * @param tail
 *   Bytes of data more in the last segment.
 * @return
 *   NULL if there is no mbuf left.
 */
struct rte_mbuf *perf_chain_alloc(struct perf *perf, uint32_t len, uint32_t tail);
/** Write data to the beginning of a chain. */
void perf_chain_write(struct rte_mbuf *m, const uint8_t *data, uint32_t len);
/** Make the pool of chains of at most @p len bytes and a tail, @p chains of each item. */
bool perf_chain_pool(struct perf *perf, uint32_t len, uint32_t tail, unsigned int chains);

/** Whether a cryptodev offers the algorithm. @return false after a message. */
bool perf_sessions_offered(const struct perf *perf);
/** Make the pool of sessions; then, once the device is started, the sessions. */
bool perf_sessions_pool(struct perf *perf);
bool perf_sessions_open(struct perf *perf);
void perf_sessions_close(struct perf *perf);
/** Make the steps of a pair, whose items are made. @return false if there is no memory. */
bool perf_sessions_steps(struct perf *perf, struct perf_pair *pair);

/**
 * Load all queue pairs, each by the lcores with numbers from 1 on.
 *
 * @return
 *   False after a message if the load could not be started.
 */
bool perf_run(struct perf *perf);

/** Print what was measured. @return whether nothing failed, was lost or came back twice. */
bool perf_report(struct perf *perf);

#endif /* TEST_UACCE_PERF_H */

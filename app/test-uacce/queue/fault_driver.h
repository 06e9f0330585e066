/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_FAULT_DRIVER_H
#define TEST_UACCE_FAULT_DRIVER_H

/**
 * @file
 * Tests of soft devices that fail, which both drivers have to pass. struct fault_driver has what
 * differs between the drivers.
 */

#include <stdbool.h>
#include <stdint.h>

#include "test.h"
#include "test_util.h"

/** Kinds of memory of an operation. */
#define FAULT_NB_MEMORY	3u

/** What became of an operation. */
enum fault_status {
	FAULT_NOT_PROCESSED,
	FAULT_SUCCESS,
	FAULT_ERROR,
	FAULT_OTHER,
};

/**
 * A device of a driver, and small operations that are numbered from 0. Operations that came back
 * have places, which are numbered from 0, too.
 */
struct fault_driver {
	/** The names of its groups begin with this. */
	const char *name;
	/** QM version of the devices. */
	const unsigned int *qm;
	/** Devargs, each behind a comma, that give a queue pair two rings from its set-up on. */
	const char *two_rings;
	/** The library lets a device return operations while it is stopped. */
	bool returns_stopped;
	/** Plug the device, and do not configure it. */
	void (*plug)(const char *devargs);
	/** Free what prepare() made, and unplug the device. */
	void (*unplug)(void);
	/** Configure the device. @return what the library said. */
	int (*configure)(uint16_t nb_qps);
	/** Set up a queue pair. @return what the library said. */
	int (*qp_setup)(uint16_t qp);
	/** Start the device. @return what the library said. */
	int (*start)(void);
	/** Stop the device. */
	void (*stop)(void);
	/** Make what the operations need of a device that was started. */
	void (*prepare)(void);
	/**
	 * Let a fifth of the operations that are made take two descriptors, until the next
	 * prepare(). NULL if no operation of the driver does.
	 */
	void (*use_two_descriptors)(void);
	/** Make the first @p n operations, for one ring of a queue pair, or for all if @p mixed. */
	void (*make)(unsigned int n, bool mixed);
	/** Free the first @p n operations. */
	void (*free)(unsigned int n);
	/** Enqueue @p n operations once, from number @p first on. @return how many were taken. */
	uint16_t (*enqueue)(uint16_t qp, unsigned int first, uint16_t n);
	/** Dequeue at most @p n operations once, to places from @p first on. @return how many. */
	uint16_t (*dequeue)(uint16_t qp, unsigned int first, uint16_t n);
	/**
	 * Check the operations in the first @p n places: each is there once, and is right or, if
	 * @p may_fail, has an error status. The operations stay. @return how many have that status.
	 */
	unsigned int (*check)(unsigned int n, bool may_fail);
	/** Status of the operation of this number. */
	enum fault_status (*status)(unsigned int i);
	/**
	 * Memory of the operation of this number that the device reads or writes. @p kind is below
	 * FAULT_NB_MEMORY. @p len gets its length: 0 if the operation has none of this kind.
	 */
	uint8_t *(*memory)(unsigned int i, unsigned int kind, uint32_t *len);
	/** Get counters of the device: operations dequeued, and those with an error status. */
	void (*stats)(uint64_t *dequeued, uint64_t *errors);
	/** Lines of a level written by the driver or the queue layer, not by DPDK. */
	unsigned int (*log_own)(const char *log, const char *level);
	/** Assert that a small operation works. */
	void (*assert_works)(uint16_t qp);
	/** Set-up of each test; no device is plugged. */
	int (*setup)(void **state);
	/** Tear-down of each test, whatever state it left the device in. */
	int (*teardown)(void **state);
};

/** The driver whose tests run. */
extern const struct fault_driver *fault_driver;

/** Run a group of tests of a driver. @return failed tests. */
int fault_run_group(const struct fault_driver *driver, const char *what,
		const struct CMUnitTest *tests, size_t n);
/** The same for an array of tests, not a pointer. */
#define FAULT_RUN_GROUP(driver, what, tests) \
	fault_run_group(driver, what, tests, RTE_DIM(tests))

/** Set-up of a test: that of the driver. */
int fault_setup(void **state);
/** Tear-down of a test: that of the driver. The thread may run where it did at the set-up. */
int fault_teardown(void **state);
/** A test inline, and the same with a worker thread; see TEST_INLINE(). */
#define FAULT_INLINE(f)	TEST_INLINE(f, fault_setup, fault_teardown)
#define FAULT_WORKER(f)	TEST_WORKER(f, fault_setup, fault_teardown)

/** Plug a device with faults, `kind@n` joined by +, and do not configure it. */
void fault_plug_device(void **state, const char *fault);
/** Configure, set up all queue pairs, start and prepare. */
void fault_bring_up(uint16_t nb_qps);
/** Plug a device with faults and bring it up. */
void fault_plug(void **state, const char *fault, uint16_t nb_qps);

/** Enqueue operations in one call, asserting that the queue pair takes all. */
void fault_enqueue_all(uint16_t qp, unsigned int first, unsigned int n);
/**
 * Dequeue for @p ms milliseconds at most, @p burst operations at a time, to places from @p got on
 * up to @p n.
 *
 * @return
 *   The first place that is still free.
 */
unsigned int fault_dequeue_for(unsigned int ms, uint16_t qp, unsigned int got, unsigned int n,
		unsigned int burst);
/** The same, asserting that @p n is reached and that it does not take 20 s. */
void fault_dequeue_up_to(uint16_t qp, unsigned int got, unsigned int n, unsigned int burst);
/** Dequeue @p n operations to places from @p first on, asserting that no further one comes. */
void fault_dequeue_all(uint16_t qp, unsigned int first, unsigned int n);
/** Make @p n operations and run them on queue pair 0. They stay. @return how many failed. */
unsigned int fault_run_set(unsigned int n, bool mixed);

/** Stop the device and start it. */
void fault_restart(void);
/** Assert that a restart makes the device work again, as each fault happens once. */
void fault_assert_restart_heals(uint16_t nb_qps);
/** Assert that queue pair 0 takes none of the operations that make() makes. */
void fault_assert_takes_nothing(bool mixed);

/** Run the tests of faults that break a queue or a device. @return failed tests. */
int fault_run_device(const struct fault_driver *driver);
/** Run the tests of completions that are wrong or late. @return failed tests. */
int fault_run_completion(const struct fault_driver *driver);
/** Run the tests of queues that cannot be opened or started. @return failed tests. */
int fault_run_start(const struct fault_driver *driver);

#endif /* TEST_UACCE_FAULT_DRIVER_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_STRESS_CONTROL_H
#define TEST_UACCE_STRESS_CONTROL_H

/** @file What is done to the devices under load. */

#include "stress.h"

/** A device, and how often it was brought to each state. */
struct stress_device {
	const struct stress_driver *driver;
	struct stress_pair *pairs;
	bool plugged;
	unsigned int in_flight;	/**< operations in flight that its pairs are set up for */
	uint64_t plugs;
	uint64_t restarts;	/**< stops and starts with operations in flight */
	uint64_t setups;	/**< queue pairs that were set up again */
	uint64_t heals;		/**< restarts because a queue pair was dead */
	uint64_t refused;	/**< plugs and starts that failed */
};

/**
 * Plug a device and make its pairs.
 *
 * @return
 *   0, or below 0 after a message.
 */
int stress_device_open(struct stress_device *d, const struct stress_driver *driver);
/** Drain and unplug a device, and close its ledgers into @p sum. The threads have ended. */
void stress_device_close(struct stress_device *d, struct stress_ledger *sum);
/** Whether a pair of the device is dead. */
bool stress_device_is_dead(const struct stress_device *d);
/**
 * While the threads are paused: heal the device if it is dead, otherwise do something at random.
 *
 * @return
 *   0, or below 0 after a message if the device cannot be brought up any more.
 */
int stress_device_disturb(struct stress_device *d);

#endif /* TEST_UACCE_STRESS_CONTROL_H */

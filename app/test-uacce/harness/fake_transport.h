/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_FAKE_TRANSPORT_H
#define TEST_UACCE_FAKE_TRANSPORT_H

/**
 * @file
 * A transport in which the test takes the place of the kernel: the test sets what each call
 * returns, and sees the arguments of the calls and what was not released.
 */

#include <stdint.h>

#include "hw/hisi_qm_hw.h"
#include "uacce_device.h"
#include "uacce_transport.h"

/** Calls that can be made to fail, in the order in which a ring makes them. */
enum fake_call {
	FAKE_NONE,
	FAKE_OPEN,
	FAKE_SET_QP_CTX,
	FAKE_SET_QP_INFO,
	FAKE_MAP_MMIO,
	FAKE_MAP_DUS,
	FAKE_START,
};

/** What the calls return, and what they were given. */
struct fake_kernel {
	/* Written by the test. */
	enum fake_call fails;		/**< call that fails */
	int error;			/**< its negative errno */
	struct hisi_qm_qp_info info;	/**< answer of SET_QP_INFO */
	const char *isolate;		/**< text of the attribute; NULL: there is none */
	uint16_t id;			/**< queue number that SET_QP_CTX answers */
	/* Written by the transport. */
	uint16_t qc_type;		/**< queue type that SET_QP_CTX was given */
	int open;			/**< queues that are open */
	int mapped;			/**< regions that are mapped */
	void *memory[UACCE_NB_REGIONS];	/**< memory of the mapped regions */
	int starts;			/**< calls of START_Q */
	int stops;			/**< calls of PUT_Q */
	int early_closes;		/**< closed queues that had mapped regions */
};

extern struct fake_kernel fake;
/** A device over this transport, as the fixture sets it. */
extern struct uacce_device fake_device;
extern struct uacce_transport fake_transport;

/** Set all of the above as a kernel and a device without faults have it. */
void fake_reset(void);

/** cmocka fixtures. The tear-down fails where something is open or mapped. */
int fake_setup(void **state);
int fake_teardown(void **state);

/** Assert that all queues are closed and all regions were unmapped before. */
void fake_assert_all_closed(void);

/** End the capture of the log; assert that it is one ERR line with the device and the cause. */
void fake_assert_one_error(const char *cause);

/** Group of test_ring_open.c; returns the number of its failed tests. */
int test_ring_open(void);

#endif /* TEST_UACCE_FAKE_TRANSPORT_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_FAKE_TRANSPORT_H
#define TEST_UACCE_FAKE_TRANSPORT_H

/**
 * @file
 * A transport whose other side is the test.
 */

#include <stdint.h>

#include "hisi_qm_hw.h"
#include "uacce_device.h"
#include "uacce_transport.h"

/* Calls of the fake transport, in the order of a life. */
enum call {
	CALL_NONE,
	CALL_OPEN,
	CALL_CTX,
	CALL_INFO,
	CALL_MMIO,
	CALL_DUS,
	CALL_START,
};

/* The other side: what it answers, what it was asked, what it still holds. */
struct fake_kernel {
	enum call fails;
	int error;		/* negative */
	struct hisi_qm_qp_info info;
	uint16_t id;
	uint16_t qc_type;
	int open;		/* files open */
	int mapped;		/* regions mapped */
	int puts;
	int starts;
	int closes_before_unmap;
	void *memory[UACCE_NB_REGIONS];
};

extern struct fake_kernel fake;
extern struct uacce_device fake_device;
extern struct uacce_transport fake_transport;

int fake_setup(void **state);
void fake_assert_nothing_held(void);
/* Exactly one line, an ERR that names the device and the cause. */
void fake_assert_one_error(const char *cause);

/* Group of test_ring_open.c; returns its failed tests. */
int test_ring_open(void);

#endif /* TEST_UACCE_FAKE_TRANSPORT_H */

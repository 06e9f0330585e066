/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * The application of a target that fuzzes a driver.
 *
 * Input: the device; actions of the application (enqueue, dequeue), and between them those of the
 * device (device.c).
 */

#include "driver.h"
#include "eal.h"

#define MAX_ACTIONS	64u
/* Dequeues after which a stopped queue pair is empty. */
#define LAST_DEQUEUES	64u

/* For each number the operation that is in flight, or NULL. */
static void *in_flight[DRIVER_NB_OPS];

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	unsigned int port;

	(void)argc;
	fuzz_start_eal((*argv)[0], false);
	for (port = 0; port < DRIVER_NB_PORTS; port++)
		fuzz_driver.make_port(port);
	return 0;
}

/*
 * The number of an operation that is in flight, or DRIVER_NB_OPS. For NULL the first number whose
 * operation is not in flight.
 */
static unsigned int
number_of(const void *op)
{
	unsigned int i;

	for (i = 0; i < DRIVER_NB_OPS && in_flight[i] != op; i++)
		;
	return i;
}

static void
enqueue(unsigned int port, struct fuzz_input *in)
{
	const unsigned int i = number_of(NULL);
	void *op;

	if (i == DRIVER_NB_OPS)
		return;
	op = fuzz_driver.make_op(port, in, i);
	if (fuzz_driver.enqueue(port, &op, 1) == 0)
		return;
	in_flight[i] = op;
	fuzz_driver.taken(i);
}

static void
dequeue(unsigned int port, uint16_t max)
{
	void *ops[DRIVER_NB_OPS];
	const uint16_t n = fuzz_driver.dequeue(port, ops, max);
	unsigned int k;

	FUZZ_CHECK(n <= max);
	for (k = 0; k < n; k++) {
		const unsigned int i = number_of(ops[k]);

		FUZZ_CHECK(ops[k] != NULL && i < DRIVER_NB_OPS);
		fuzz_driver.check(i);
		in_flight[i] = NULL;
	}
}

/* All that is in flight comes back once the kernel has stopped the queues. */
static void
end(unsigned int port)
{
	unsigned int i;

	device_stop_all();
	for (i = 0; i < LAST_DEQUEUES; i++)
		dequeue(port, DRIVER_NB_OPS);
	for (i = 0; i < DRIVER_NB_OPS; i++)
		FUZZ_CHECK(in_flight[i] == NULL);
	fuzz_driver.stop(port);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, size };
	const unsigned int port = fuzz_u8(&in) % DRIVER_NB_PORTS;
	unsigned int i;

	FUZZ_CHECK(fuzz_driver.start(port) == 0);
	device_begin(&in);
	for (i = 0; i < MAX_ACTIONS && in.left != 0; i++) {
		const uint8_t action = fuzz_u8(&in);

		if ((action & 1) == 0)
			enqueue(port, &in);
		else
			dequeue(port, 1 + (action >> 1) % DRIVER_NB_OPS);
	}
	end(port);
	return 0;
}

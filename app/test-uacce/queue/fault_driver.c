/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* What the tests of faults do with the device of either driver. */

#include <stdio.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "fault_driver.h"

#define PATIENCE_MS	(20000 * test_options.patience)

const struct fault_driver *fault_driver;

int
fault_run_group(const struct fault_driver *driver, const char *what,
		const struct CMUnitTest *tests, size_t n)
{
	char name[64];

	snprintf(name, sizeof(name), "%s %s", driver->name, what);
	fault_driver = driver;
	return test_run_group(name, tests, n, NULL, NULL);
}

int
fault_setup(void **state)
{
	return fault_driver->setup(state);
}

int
fault_teardown(void **state)
{
	return fault_driver->teardown(state);
}

void
fault_plug_device(void **state, const char *fault)
{
	fault_driver->plug(test_fault_args(state, *fault_driver->qm, fault));
}

void
fault_bring_up(uint16_t nb_qps)
{
	uint16_t qp;

	assert_int_equal(fault_driver->configure(nb_qps), 0);
	for (qp = 0; qp < nb_qps; qp++)
		assert_int_equal(fault_driver->qp_setup(qp), 0);
	assert_int_equal(fault_driver->start(), 0);
	fault_driver->prepare();
}

void
fault_plug(void **state, const char *fault, uint16_t nb_qps)
{
	fault_plug_device(state, fault);
	fault_bring_up(nb_qps);
}

void
fault_enqueue_all(uint16_t qp, unsigned int first, unsigned int n)
{
	assert_int_equal(fault_driver->enqueue(qp, first, n), n);
}

unsigned int
fault_dequeue_for(unsigned int ms, uint16_t qp, unsigned int got, unsigned int n,
		unsigned int burst)
{
	const uint64_t end = rte_get_timer_cycles() + ms * rte_get_timer_hz() / 1000;

	while (got < n && rte_get_timer_cycles() < end)
		got += fault_driver->dequeue(qp, got, RTE_MIN(n - got, burst));
	return got;
}

void
fault_dequeue_up_to(uint16_t qp, unsigned int got, unsigned int n, unsigned int burst)
{
	assert_int_equal(fault_dequeue_for(PATIENCE_MS, qp, got, n, burst), n);
}

void
fault_dequeue_all(uint16_t qp, unsigned int first, unsigned int n)
{
	fault_dequeue_up_to(qp, first, first + n, n);
	assert_int_equal(fault_driver->dequeue(qp, first + n, 1), 0);
}

unsigned int
fault_run_set(unsigned int n, bool mixed)
{
	fault_driver->make(n, mixed);
	fault_enqueue_all(0, 0, n);
	fault_dequeue_all(0, 0, n);
	return fault_driver->check(n, true);
}

void
fault_restart(void)
{
	fault_driver->stop();
	assert_int_equal(fault_driver->start(), 0);
}

void
fault_assert_restart_heals(uint16_t nb_qps)
{
	unsigned int i;
	uint16_t qp;

	fault_restart();
	for (qp = 0; qp < nb_qps; qp++)
		for (i = 0; i < 5; i++)
			fault_driver->assert_works(qp);
}

void
fault_assert_takes_nothing(bool mixed)
{
	const unsigned int n = 2;
	unsigned int i;

	fault_driver->make(n, mixed);
	for (i = 0; i < n; i++) {
		assert_int_equal(fault_driver->enqueue(0, i, 1), 0);
		assert_int_equal(fault_driver->status(i), FAULT_NOT_PROCESSED);
	}
	fault_driver->free(n);
}

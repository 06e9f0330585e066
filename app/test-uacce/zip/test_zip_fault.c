/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * uacce_zip over a device that fails: what the tests of both drivers need of it, and a test that
 * it has alone.
 */

#include <rte_common.h>

#include "fault_driver.h"
#include "test_zip.h"
#include "zip_fixture.h"
#include "zip_set.h"

static void
plug(const char *devargs)
{
	assert_int_equal(zip_plug(&zip_port, "uacce_zip_t0", devargs), 0);
}

static void
unplug(void)
{
	zip_unplug(&zip_port);
}

static int
configure(uint16_t nb_qps)
{
	return zip_port_configure(&zip_port, nb_qps);
}

static int
qp_setup(uint16_t qp)
{
	return zip_qp_setup(&zip_port, qp, ZIP_INFLIGHT_MAX);
}

static int
start(void)
{
	return zip_start(&zip_port);
}

static void
stop(void)
{
	zip_stop(&zip_port);
}

static void
prepare(void)
{
	zip_make_xforms(&zip_port);
	zip_set_draw();
}

static void
make(unsigned int n, bool mixed)
{
	zip_set_make(&zip_port, n, mixed);
}

static uint16_t
enqueue(uint16_t qp, unsigned int first, uint16_t n)
{
	return zip_enqueue(&zip_port, qp, zip_set.ops + first, n);
}

static uint16_t
dequeue(uint16_t qp, unsigned int first, uint16_t n)
{
	return rte_compressdev_dequeue_burst(zip_port.id, qp, zip_set.done + first, n);
}

static enum fault_status
status(unsigned int i)
{
	switch (zip_set.ops[i]->status) {
	case RTE_COMP_OP_STATUS_NOT_PROCESSED:
		return FAULT_NOT_PROCESSED;
	case RTE_COMP_OP_STATUS_SUCCESS:
		return FAULT_SUCCESS;
	case RTE_COMP_OP_STATUS_ERROR:
		return FAULT_ERROR;
	default:
		return FAULT_OTHER;
	}
}

static uint8_t *
memory(unsigned int i, unsigned int kind, uint32_t *len)
{
	struct rte_mbuf *const mbufs[FAULT_NB_MEMORY] = {
		zip_set.ops[i]->m_src, zip_set.ops[i]->m_dst,
	};

	*len = mbufs[kind] == NULL ? 0 : mbufs[kind]->buf_len;
	return mbufs[kind] == NULL ? NULL : mbufs[kind]->buf_addr;
}

static void
stats(uint64_t *dequeued, uint64_t *errors)
{
	struct rte_compressdev_stats all;

	assert_int_equal(rte_compressdev_stats_get(zip_port.id, &all), 0);
	*dequeued = all.dequeued_count;
	*errors = all.dequeue_err_count;
}

static void
assert_works(uint16_t qp)
{
	zip_assert_works(&zip_port, qp);
}

/* A queue pair that failed takes no operation, also not one that needs no device. */
static void
test_reset_takes_no_empty(void **state)
{
	struct rte_comp_op *op;

	fault_plug(state, "reset@10", 1);
	assert_true(fault_run_set(20, false) >= 1);
	zip_set_free(20);
	op = zip_set_op(&zip_port, false, 0);
	op->src.length = 0;
	assert_int_equal(zip_enqueue(&zip_port, 0, &op, 1), 0);
	assert_int_equal(op->status, RTE_COMP_OP_STATUS_NOT_PROCESSED);
	zip_op_free(op);
	fault_assert_restart_heals(1);
}

int
test_zip_fault(void)
{
	static const struct CMUnitTest tests[] = {
		FAULT_INLINE(test_reset_takes_no_empty), FAULT_WORKER(test_reset_takes_no_empty),
	};
	static const struct fault_driver driver = {
		.name = "zip",
		.qm = &zip_variant.qm,
		.two_rings = "",
		.returns_stopped = true,
		.plug = plug,
		.unplug = unplug,
		.configure = configure,
		.qp_setup = qp_setup,
		.start = start,
		.stop = stop,
		.prepare = prepare,
		.make = make,
		.free = zip_set_free,
		.enqueue = enqueue,
		.dequeue = dequeue,
		.check = zip_set_check,
		.status = status,
		.memory = memory,
		.stats = stats,
		.log_own = zip_log_own,
		.assert_works = assert_works,
		.setup = zip_setup,
		.teardown = zip_teardown,
	};
	int failed = fault_run_device(&driver);

	failed += fault_run_completion(&driver);
	failed += fault_run_start(&driver);
	return failed + FAULT_RUN_GROUP(&driver, "fault, empty operation", tests);
}

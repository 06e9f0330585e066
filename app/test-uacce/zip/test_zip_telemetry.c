/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* What telemetry shows of uacce_zip, and that it answers while devices come, work and go. */

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include <rte_common.h>
#include <rte_cycles.h>
#include <rte_compressdev_pmd.h>
#include <rte_eal.h>

#include "hisi_qp.h"
#include "hw/hisi_zip_bd.h"
#include "telemetry_assert.h"
#include "telemetry_client.h"
#include "test_zip.h"
#include "uacce_compat.h"
#include "uacce_version.h"
#include "zip_fixture.h"
#include "zip_set.h"

#define INFO	"/uacce/info,uacce_zip_t0"
#define QUEUE	"/uacce/queue,uacce_zip_t0,"
#define DUMP	"/uacce/dump,uacce_zip_t0,"

static struct rte_comp_op **const ops = zip_set.ops;
static struct rte_comp_op **const done = zip_set.done;

static void
plug(const char *more, uint16_t nb_qps)
{
	char args[300];

	snprintf(args, sizeof(args), "device=soft,soft_qm=3,soft_depth=1024%s", more);
	assert_int_equal(zip_plug(&zip_port, "uacce_zip_t0", args), 0);
	zip_bring_up(&zip_port, nb_qps, ZIP_INFLIGHT_MAX);
	zip_make_xforms(&zip_port);
	zip_set_draw();
}

static void
test_info(void **state __rte_unused)
{
	plug(",queues=3", 2);
	telemetry_assert_has("/uacce/list", "\"uacce_zip_t0\"");
	telemetry_assert_has(INFO, "\"driver\":\"uacce_zip\"");
	telemetry_assert_has(INFO, "\"version\":\"" UACCE_VERSION "\"");
	telemetry_assert_has(INFO, "\"max_queue_pairs\":3");
	telemetry_assert_has(INFO, "\"queue_pairs\":[1,0]");
	telemetry_assert_has(INFO, "\"accelerator0\":{\"name\":\"soft\"");
	telemetry_assert_has(INFO, "\"api\":\"hisi_qm_v3\"");
	zip_unplug(&zip_port);
	telemetry_assert_lacks("/uacce/list", "uacce_zip_t0");
	telemetry_assert_has(INFO, "\"error\":\"no such device");
}

/* Counters of a queue pair that works. */
static void
test_counters(void **state __rte_unused)
{
	unsigned int n = 40;
	struct rte_comp_op *op;

	plug("", 1);
	zip_set_make(&zip_port, n, false);
	zip_enqueue_all(&zip_port, 0, ops, n);
	telemetry_assert_has(QUEUE "0", "\"in_flight\":40,\"submitted\":40,\"completed\":0");
	zip_dequeue_all(&zip_port, 0, done, n);
	telemetry_assert_has(QUEUE "0", "\"in_flight\":0,\"submitted\":40,\"completed\":40");
	telemetry_assert_has(QUEUE "0", "\"state\":\"started\"");
	telemetry_assert_has(QUEUE "0", "\"missing_mbuf\":0");
	telemetry_assert_has(QUEUE "0", "\"starts\":1,\"deaths\":0,\"software\":0,\"aborted\":0");
	op = zip_set_op(&zip_port, false, 0);
	rte_pktmbuf_free(op->m_dst);
	op->m_dst = NULL;
	assert_int_equal(zip_enqueue(&zip_port, 0, &op, 1), 0);
	telemetry_assert_has(QUEUE "0", "\"missing_mbuf\":1");
	zip_op_free(op);
	/* Work that the lcore does. */
	op = zip_set_op(&zip_port, true, 0);
	op->src.length = 0;
	zip_enqueue_all(&zip_port, 0, &op, 1);
	zip_dequeue_all(&zip_port, 0, done, 1);
	telemetry_assert_has(QUEUE "0", "\"software\":1");
	zip_op_free(op);
	zip_set_free(n);
}

/* Errors by the status of the hardware, deaths and restarts. */
static void
test_errors(void **state __rte_unused)
{
	unsigned int n = 40;

	plug(",soft_fault=status@5+stall@30,watchdog=20", 1);
	zip_set_make(&zip_port, n, false);
	telemetry_assert_has(QUEUE "0", "\"errors\":{}");
	zip_enqueue_all(&zip_port, 0, ops, n);
	zip_dequeue_all(&zip_port, 0, done, n);
	assert_int_equal(zip_set_check(n, true), 12);
	telemetry_assert_lacks(QUEUE "0", "\"errors\":{}");
	telemetry_assert_has(QUEUE "0", "\"errors\":{\"0x");
	telemetry_assert_has(QUEUE "0", "\"watchdog_ms\":20,\"starts\":1,\"deaths\":1");
	telemetry_assert_has(QUEUE "0", "\"aborted\":11");
	telemetry_assert_has(QUEUE "0", "\"state\":\"dead\"");
	telemetry_assert_has(QUEUE "0", "\"watchdog_expired\":1");
	zip_stop(&zip_port);
	telemetry_assert_has(QUEUE "0", "\"state\":\"closed\"");
	assert_int_equal(zip_start(&zip_port), 0);
	telemetry_assert_has(QUEUE "0", "\"starts\":2,\"deaths\":1");
	telemetry_assert_lacks(QUEUE "0", "\"dead\"");
	zip_set_free(n);
}

/* A ring and a descriptor, before and after the device did its work. */
static void
test_dump(void **state __rte_unused)
{
	struct rte_comp_op *op;

	plug("", 1);
	op = zip_set_op(&zip_port, true, 0);
	zip_enqueue_all(&zip_port, 0, &op, 1);
	telemetry_assert_number(DUMP "0,1", "sq_depth", 1024);
	telemetry_assert_number(DUMP "0,1", "type", 1);
	telemetry_assert_number(DUMP "0,1", "submitted", 1);
	telemetry_assert_number(DUMP "0,1", "next_slot", 1);
	telemetry_assert_number(DUMP "0,1", "oldest_slot", 0);
	telemetry_assert_number(DUMP "0,1", "status_tx", 0);
	telemetry_assert_has(DUMP "0,1,0", "\"slot\":0,\"state\":\"in flight\"");
	telemetry_assert_number(DUMP "0,1,0", "input_data_length", op->src.length);
	telemetry_assert_number(DUMP "0,1,0", "dest_avail_out", ZIP_SET_ROOM);
	telemetry_assert_number(DUMP "0,1,0", "request_type", HISI_ZIP_REQ_DEFLATE);
	telemetry_assert_number(DUMP "0,1,0", "sqe_type", HISI_ZIP_SQE_TYPE_V3);
	telemetry_assert_number(DUMP "0,1,0", "window", HISI_ZIP_WIN_32K);
	telemetry_assert_number(DUMP "0,1,0", "buffer_type", HISI_ZIP_BUF_FLAT);
	telemetry_assert_number(DUMP "0,1,0", "status", HISI_ZIP_NOT_WRITTEN);
	telemetry_assert_address(DUMP "0,1,0", "source_addr",
			rte_pktmbuf_mtod(op->m_src, void *));
	telemetry_assert_address(DUMP "0,1,0", "dest_addr", rte_pktmbuf_mtod(op->m_dst, void *));
	zip_dequeue_all(&zip_port, 0, done, 1);
	telemetry_assert_number(DUMP "0,1", "oldest_slot", 1);
	telemetry_assert_has(DUMP "0,1,0", "\"slot\":0,\"state\":\"free\"");
	telemetry_assert_number(DUMP "0,1,0", "status", HISI_ZIP_OK);
	telemetry_assert_number(DUMP "0,1,0", "consumed", op->consumed);
	telemetry_assert_number(DUMP "0,1,0", "produced", op->produced);
	telemetry_assert_has(DUMP "0,1,0", "\"sq_head\":0,");
	telemetry_assert_has(DUMP "0,1,0", "\"phase\":1,\"phase_due\":1");
	zip_op_free(op);
	zip_stop(&zip_port);
	telemetry_assert_has(DUMP "0,1,0", "{\"error\":\"no memory, as the ring is closed");
}

/*
 * Hardware of v5 has a register that tells how busy it is, a word for each direction. The soft device
 * maps memory in its place and never writes there; the test stores what hardware would.
 */
static void
test_usage(void **state __rte_unused)
{
	const struct hisi_qp *qp;
	uint32_t *words;

	assert_int_equal(zip_plug(&zip_port, "uacce_zip_t0", "device=soft,soft_qm=5"), 0);
	zip_bring_up(&zip_port, 1, ZIP_INFLIGHT_MAX);
	telemetry_assert_has(QUEUE "0", "\"state\":\"started\"");
	telemetry_assert_lacks(QUEUE "0", "device_usage_percent");
	qp = rte_compressdev_pmd_get_named_dev("uacce_zip_t0")->data->queue_pairs[0];
	words = RTE_PTR_ADD(qp->ring[1]->queue.region[UACCE_REGION_MMIO], HISI_QM_USAGE_OFFSET);
	words[HISI_ZIP_QC_COMPRESS] = 0x00080008;
	words[HISI_ZIP_QC_DECOMPRESS] = 0x00080002;
	telemetry_assert_number(QUEUE "0", "device_usage_percent", 25);
	words[HISI_ZIP_QC_DECOMPRESS] = 0;
	telemetry_assert_lacks(QUEUE "0", "device_usage_percent");
}

/* Each bad parameter gets an answer that says what is wrong. */
static void
test_bad_parameters(void **state __rte_unused)
{
	static const char *const bad[] = {
		"/uacce/info", "/uacce/info,", "/uacce/info,nothing", INFO ",0", INFO "0",
		"/uacce/info,uacce_zip_t", "/uacce/queue", "/uacce/queue,", "/uacce/queue,,",
		"/uacce/queue,uacce_zip_t0", QUEUE, QUEUE "1", QUEUE "-1", QUEUE "+0", QUEUE " 0",
		QUEUE "0x0", QUEUE "0,0", QUEUE "4294967296", QUEUE "99999999999999999999999",
		"/uacce/queue,%s%n,0", "/uacce/queue,\"\\,0", "/uacce/dump", "/uacce/dump,",
		"/uacce/dump,nothing,0,0", DUMP "0", DUMP "0,", DUMP "1,0", DUMP "0,2",
		DUMP "0,0,1024", DUMP "0,0,", DUMP "0,0,-1", DUMP "0,0,0,0", DUMP "0,4294967296",
	};
	unsigned int i;

	plug("", 1);
	for (i = 0; i < RTE_DIM(bad); i++)
		telemetry_assert_has(bad[i], "{\"error\":\"no ");
	telemetry_assert_has(QUEUE "0", "\"ring1\"");
}

static RTE_ATOMIC(bool) ends;
static RTE_ATOMIC(unsigned int) nb_answers;

/* Ask until the test ends. */
static void *
ask_always(void *arg)
{
	static const char *const commands[] = { "/uacce/list", INFO, QUEUE "0", QUEUE "1" };
	struct telemetry_client *client = arg;
	unsigned int i = 0;

	while (!rte_atomic_load_explicit(&ends, rte_memory_order_relaxed) &&
			telemetry_ask(client, commands[i++ % RTE_DIM(commands)]) != NULL)
		rte_atomic_fetch_add_explicit(&nb_answers, 1, rte_memory_order_relaxed);
	return NULL;
}

/* Telemetry answers while queue pairs work and die, and while devices are plugged and go. */
static void
test_beside(void **state __rte_unused)
{
	static struct telemetry_client client;
	unsigned int i, n = 100;
	pthread_t thread;

	rte_atomic_store_explicit(&ends, false, rte_memory_order_relaxed);
	rte_atomic_store_explicit(&nb_answers, 0, rte_memory_order_relaxed);
	assert_true(telemetry_open(&client, rte_eal_get_runtime_dir()));
	assert_int_equal(pthread_create(&thread, NULL, ask_always, &client), 0);
	for (i = 0; i < 20; i++) {
		plug(",soft_fault=reset@90,soft_workers=1", 2);
		zip_set_make(&zip_port, n, true);
		zip_enqueue_all(&zip_port, 0, ops, n);
		zip_dequeue_all(&zip_port, 0, done, n);
		assert_true(zip_set_check(n, true) >= 1);
		zip_set_free(n);
		zip_stop(&zip_port);
		assert_int_equal(zip_start(&zip_port), 0);
		zip_assert_works(&zip_port, 1);
		zip_unplug(&zip_port);
	}
	rte_atomic_store_explicit(&ends, true, rte_memory_order_relaxed);
	pthread_join(thread, NULL);
	telemetry_close(&client);
	assert_true(rte_atomic_load_explicit(&nb_answers, rte_memory_order_relaxed) >= 20);
}

#define IN_FIXTURE(f)	cmocka_unit_test_setup_teardown(f, zip_setup, zip_teardown)

int
test_zip_telemetry(void)
{
	static const struct CMUnitTest tests[] = {
		IN_FIXTURE(test_info),
		IN_FIXTURE(test_counters),
		IN_FIXTURE(test_errors),
		IN_FIXTURE(test_usage),
		IN_FIXTURE(test_dump),
		IN_FIXTURE(test_bad_parameters),
		IN_FIXTURE(test_beside),
	};

	return TEST_RUN_GROUP("zip telemetry", tests, NULL, NULL);
}

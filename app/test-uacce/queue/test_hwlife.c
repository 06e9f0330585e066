/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Both drivers on a device of the kernel that is reset while they use it. Two variables of the
 * environment say how: UACCE_TEST_RESET is the command that resets, by default a write to the sysfs
 * attribute `reset`. UACCE_TEST_LOST is the number of operations that the reset has to lose at
 * least, by default 0, as the kernel lets a device finish before an ordinary reset.
 */

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "sec_fixture.h"
#include "sec_set.h"
#include "zip_fixture.h"
#include "zip_port.h"
#include "uacce_device.h"

#define NB_QPS		2u
#define BURST		64u
/* Laps without an operation taken after which a device counts as dead. */
#define IDLE_LAPS	10u
#define PATIENCE_S	(20 * test_options.patience)
#define PLAIN_LEN	(ZIP_SMALL_BUF / 2)

/* What an application does after a reset. */
enum again {
	AGAIN_START,
	AGAIN_CONFIGURE,
	AGAIN_PLUG,
};

/* What differs between the drivers. */
struct life {
	const char *prefix;	/* of names of devices */
	CMFixtureFunction setup;
	CMFixtureFunction teardown;
	void (*plug)(void);
	void (*unplug)(void);
	int (*configure)(void);
	int (*start)(void);
	void (*stop)(void);
	/* Enqueue and dequeue a burst. Returns how many were taken, and counts those lost. */
	unsigned int (*lap)(uint16_t qp, unsigned int *lost);
	void (*works)(uint16_t qp);
};

static const struct life *life;
static char devargs[192];
static char reset_command[256];
static unsigned long must_lose;

/* uacce_zip */

static struct rte_comp_op *zip_ops[BURST];
static struct rte_comp_op *zip_done[BURST];
static uint8_t plain[PLAIN_LEN];

static void
hwzip_plug(void)
{
	assert_int_equal(zip_plug(&zip_port, "uacce_zip_t0", devargs), 0);
}

static void
hwzip_unplug(void)
{
	zip_unplug(&zip_port);
}

static int
hwzip_configure(void)
{
	uint16_t qp;
	int ret;

	ret = zip_port_configure(&zip_port, NB_QPS);
	for (qp = 0; qp < NB_QPS && ret == 0; qp++)
		ret = zip_qp_setup(&zip_port, qp, ZIP_INFLIGHT);
	if (ret == 0 && zip_port.compress == NULL)
		zip_make_xforms(&zip_port);
	return ret;
}

static int
hwzip_start(void)
{
	return zip_start(&zip_port);
}

static void
hwzip_stop(void)
{
	zip_stop(&zip_port);
}

/* An operation comes back once, with the right result or lost. */
static void
hwzip_check(struct rte_comp_op *op, bool *seen, unsigned int *lost)
{
	uint32_t mark = *zip_op_mark(op);

	assert_true(mark < BURST && !seen[mark]);
	seen[mark] = true;
	if (op->status == RTE_COMP_OP_STATUS_SUCCESS) {
		zip_assert_decodes(15, rte_pktmbuf_mtod(op->m_dst, uint8_t *), op->produced,
				plain, sizeof(plain));
		return;
	}
	assert_int_equal(op->status, RTE_COMP_OP_STATUS_ERROR);
	assert_int_equal(op->produced, 0);
	(*lost)++;
}

static unsigned int
hwzip_lap(uint16_t qp, unsigned int *lost)
{
	bool seen[BURST] = { false };
	unsigned int i, sent;

	zip_fill(ZIP_TEXT, plain, sizeof(plain));
	for (i = 0; i < BURST; i++) {
		zip_ops[i] = zip_op(&zip_port, false, plain, sizeof(plain), ZIP_SMALL_BUF);
		*zip_op_mark(zip_ops[i]) = i;
	}
	sent = zip_enqueue(&zip_port, qp, zip_ops, BURST);
	zip_dequeue_all(&zip_port, qp, zip_done, sent);
	for (i = 0; i < sent; i++)
		hwzip_check(zip_done[i], seen, lost);
	for (i = 0; i < BURST; i++)
		zip_op_free(zip_ops[i]);
	return sent;
}

static void
hwzip_works(uint16_t qp)
{
	zip_assert_works(&zip_port, qp);
}

/* uacce_sec */

static void
hwsec_plug(void)
{
	assert_int_equal(sec_plug(&sec_port, 0, devargs), 0);
}

static void
hwsec_unplug(void)
{
	sec_set_close(&sec_port);
	sec_unplug(&sec_port);
	memset(&sec_set, 0, sizeof(sec_set));
}

static int
hwsec_configure(void)
{
	uint16_t qp;
	int ret;

	ret = sec_port_configure(&sec_port, NB_QPS);
	for (qp = 0; qp < NB_QPS && ret == 0; qp++)
		ret = sec_qp_setup(&sec_port, qp, SEC_INFLIGHT);
	return ret;
}

static int
hwsec_start(void)
{
	int ret = sec_start(&sec_port);

	if (ret == 0 && sec_set.used == 0)
		sec_set_open(&sec_port);
	return ret;
}

static void
hwsec_stop(void)
{
	sec_stop(&sec_port);
}

static unsigned int
hwsec_lap(uint16_t qp, unsigned int *lost)
{
	unsigned int sent;

	sec_set_make(0, BURST);
	sent = sec_enqueue(&sec_port, qp, sec_set.ops, BURST);
	sec_dequeue_all(&sec_port, qp, sec_set.done, sent);
	*lost += sec_set_check(sent, true);
	sec_set_free(BURST);
	return sent;
}

static void
hwsec_works(uint16_t qp)
{
	sec_assert_works(&sec_port, qp);
}

static const struct life lives[] = {
	{
		"hisi_zip", zip_setup, zip_teardown, hwzip_plug, hwzip_unplug, hwzip_configure,
		hwzip_start, hwzip_stop, hwzip_lap, hwzip_works,
	}, {
		"hisi_sec2", sec_setup, sec_teardown, hwsec_plug, hwsec_unplug, hwsec_configure,
		hwsec_start, hwsec_stop, hwsec_lap, hwsec_works,
	},
};

/* Both */

/* The thread that resets the device while bursts go on; joined by the tear-down at the latest. */
static struct {
	pthread_t thread;
	bool runs;
	int status;		/* of the command */
} resetter;

static int
setup(void **state)
{
	resetter.runs = false;
	return life->setup(state);
}

static int
teardown(void **state)
{
	if (resetter.runs)
		pthread_join(resetter.thread, NULL);
	return life->teardown(state);
}

/* This function asserts nothing, as assertions belong to cmocka's thread. */
static void *
reset_main(void *arg __rte_unused)
{
	/* Some laps before it. */
	rte_delay_us_sleep(200000);
	resetter.status = system(reset_command);
	return NULL;
}

/* Run bursts until the device takes none; each operation comes back once. */
static void
load_until_dead(void)
{
	uint64_t end = rte_get_timer_cycles() + PATIENCE_S * rte_get_timer_hz();
	unsigned int lap, sent, idle = 0, total = 0, lost = 0;

	resetter.status = -1;
	assert_int_equal(pthread_create(&resetter.thread, NULL, reset_main, NULL), 0);
	resetter.runs = true;
	for (lap = 0; idle < IDLE_LAPS && rte_get_timer_cycles() < end; lap++) {
		sent = life->lap(lap % NB_QPS, &lost);
		total += sent;
		idle = sent == 0 ? idle + 1 : 0;
	}
	resetter.runs = false;
	assert_int_equal(pthread_join(resetter.thread, NULL), 0);
	printf("%u operations came back, %u of them lost\n", total, lost);
	assert_int_equal(resetter.status, 0);
	assert_int_equal(idle, IDLE_LAPS);
	assert_true(total > lost);
	/* Only operations in flight can get lost. */
	assert_true(lost >= must_lose && lost <= NB_QPS * BURST);
}

/* Opening and starting fail until the reset is over, which may be after the queues died. */
static void
must_come_up(bool configure)
{
	uint64_t end = rte_get_timer_cycles() + PATIENCE_S * rte_get_timer_hz();
	int ret;

	do {
		ret = configure ? life->configure() : 0;
		if (ret == 0)
			ret = life->start();
		if (ret != 0)
			rte_delay_us_sleep(50000);
	} while (ret != 0 && rte_get_timer_cycles() < end);
	assert_int_equal(ret, 0);
}

static void
get_back(enum again how)
{
	unsigned int lost = 0;
	uint16_t qp;

	life->stop();
	if (how == AGAIN_PLUG) {
		life->unplug();
		life->plug();
	}
	must_come_up(how != AGAIN_START);
	for (qp = 0; qp < NB_QPS; qp++) {
		life->works(qp);
		assert_int_equal(life->lap(qp, &lost), BURST);
	}
	assert_int_equal(lost, 0);
}

static void
test_reset(void **state)
{
	life->plug();
	must_come_up(true);
	load_until_dead();
	get_back(*(enum again *)*state);
	life->unplug();
}

/* A device that works again after a reset can be reset again. */
static void
test_reset_again(void **state __rte_unused)
{
	unsigned int i;

	life->plug();
	must_come_up(true);
	for (i = 0; i < 3; i++) {
		load_until_dead();
		get_back(AGAIN_START);
	}
	life->unplug();
}

static bool
find_life(void)
{
	char name[UACCE_NAME_LEN];
	const char *text;
	unsigned int i;

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(test_options.device, ",+"),
			test_options.device);
	for (i = 0; i < RTE_DIM(lives); i++)
		if (strncmp(name, lives[i].prefix, strlen(lives[i].prefix)) == 0)
			life = &lives[i];
	snprintf(devargs, sizeof(devargs), "device=%s", test_options.device);
	snprintf(reset_command, sizeof(reset_command),
			"echo 1 >/sys/class/uacce/%s/device/reset", name);
	text = getenv("UACCE_TEST_RESET");
	if (text != NULL && text[0] != '\0')
		snprintf(reset_command, sizeof(reset_command), "%s", text);
	text = getenv("UACCE_TEST_LOST");
	must_lose = text == NULL ? 0 : strtoul(text, NULL, 0);
	return life != NULL;
}

int
test_hwlife(void)
{
	static enum again ways[] = { AGAIN_START, AGAIN_CONFIGURE, AGAIN_PLUG };
	static const struct CMUnitTest tests[] = {
		{ "reset, start", test_reset, setup, teardown, &ways[0] },
		{ "reset, configure, start", test_reset, setup, teardown, &ways[1] },
		{ "reset, plug, configure, start", test_reset, setup, teardown, &ways[2] },
		{ "reset three times", test_reset_again, setup, teardown, NULL },
	};

	if (!find_life()) {
		fprintf(stderr, "hwlife needs the --device of a kernel driver, not '%s'\n",
				test_options.device);
		return 1;
	}
	return TEST_RUN_GROUP("hwlife", tests, NULL, NULL);
}

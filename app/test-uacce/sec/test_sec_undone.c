/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * A device that completes a descriptor without processing it, or that returns a result of a digest
 * check which does not exist: no operation may pass as verified that was not.
 */

#include <stdio.h>
#include <string.h>

#include <rte_common.h>

#include "sec_fixture.h"
#include "sec_set.h"
#include "test_sec.h"

#define DIGEST_LEN	32u

static uint8_t data[512];

static int
setup(void **state)
{
	sec_setup(state);
	sec_draw_bytes(data, sizeof(data));
	return 0;
}

/* A device of either generation whose n-th descriptor meets a fault. */
static void
plug(void **state, unsigned int qm, const char *kind, unsigned int n)
{
	char fault[32];

	snprintf(fault, sizeof(fault), "%s@%u", kind, n);
	assert_int_equal(sec_plug(&sec_port, 0, test_fault_args(state, qm, fault)), 0);
	sec_bring_up(&sec_port, 1, SEC_INFLIGHT);
}

static uint64_t
errors(void)
{
	struct rte_cryptodev_stats stats;

	assert_int_equal(rte_cryptodev_stats_get(sec_port.id, &stats), 0);
	return stats.dequeue_err_count;
}

static struct sec_task
task_of(const struct sec_session *s, bool sessionless)
{
	return (struct sec_task) { .s = s, .src = data, .aad = data + 256, .len = 64,
		.sessionless = sessionless };
}

/* Run an operation whose output does not count. @return its status. */
static uint8_t
status_of(struct sec_task *t)
{
	struct rte_crypto_op *done;
	uint8_t status;

	assert_int_equal(sec_enqueue(&sec_port, 0, &t->op, 1), 1);
	sec_dequeue_all(&sec_port, 0, &done, 1);
	assert_ptr_equal(done, t->op);
	status = done->status;
	sec_task_free(t);
	return status;
}

static bool
has_steps(const struct sec_alg *alg)
{
	return alg->kind == SEC_CHAIN && (alg->cipher == RTE_CRYPTO_CIPHER_3DES_CBC ||
			alg->cipher == RTE_CRYPTO_CIPHER_AES_XTS);
}

/* Check the status of an operation of which one descriptor was not processed. */
static void
check_undone(const struct sec_alg *alg, unsigned int step, uint8_t status)
{
	/* The driver compares the digest, and the device has no flag that it computed one. */
	bool compares = !alg->forward &&
		(alg->kind == SEC_AUTH || (has_steps(alg) && step == 1));
	/* A hash has no flag either, so that a generated digest cannot be checked here. */
	bool generates = alg->forward &&
		(alg->kind == SEC_AUTH || (has_steps(alg) && step == 2));

	if (generates)
		return;
	if (status != (compares ? RTE_CRYPTO_OP_STATUS_AUTH_FAILED : RTE_CRYPTO_OP_STATUS_ERROR))
		fail_msg("%s, step %u: status %u", sec_alg_text(alg), step, status);
}

static void
undone(void **state, unsigned int qm, unsigned int session, unsigned int step, bool sessionless)
{
	const struct sec_alg *alg;
	struct sec_task t;
	uint8_t status;

	plug(state, qm, "undone", step);
	sec_set_open(&sec_port);
	alg = &sec_set.sessions[session].alg;
	t = task_of(&sec_set.sessions[session], sessionless);
	if (step == 1 || has_steps(alg)) {
		sec_task_make(&t);
		status = status_of(&t);
		check_undone(alg, step, status);
		assert_int_equal(errors(), status != RTE_CRYPTO_OP_STATUS_SUCCESS);
		sec_assert_works(&sec_port, 0);
	}
	sec_set_close(&sec_port);
	sec_unplug(&sec_port);
}

static void
test_undone(void **state)
{
	unsigned int i, qm, step;

	for (qm = 2; qm <= 3; qm++)
		for (i = 0; i < SEC_SET_SESSIONS; i++)
			for (step = 1; step <= 2; step++) {
				undone(state, qm, i, step, false);
				undone(state, qm, i, step, true);
			}
}

/* For AEAD without data the driver makes the tag of blocks that a request in ECB mode returns. */
static void
test_undone_empty(void **state)
{
	const struct sec_alg algs[] = {
		sec_reverse(sec_aead(RTE_CRYPTO_AEAD_AES_GCM, 16, 12, 16, 0)),
		sec_reverse(sec_aead(RTE_CRYPTO_AEAD_AES_CCM, 16, 12, 8, 0)),
		sec_aead(RTE_CRYPTO_AEAD_AES_GCM, 16, 12, 16, 0),
	};
	struct sec_session s;
	struct sec_task t;
	unsigned int i;

	for (i = 0; i < RTE_DIM(algs); i++) {
		plug(state, 3, "undone", 1);
		sec_session_open(&sec_port, &algs[i], &s);
		t = task_of(&s, false);
		t.len = 0;
		sec_task_make(&t);
		assert_int_equal(status_of(&t), RTE_CRYPTO_OP_STATUS_ERROR);
		assert_int_equal(errors(), 1);
		sec_session_close(&sec_port, &s);
		sec_unplug(&sec_port);
	}
}

/*
 * Where the device did not compute a digest, an older one in the slot's memory must not count: not
 * that of the operation before, which is replayed with other data, and not one of wiped memory.
 */
static void
undone_behind(void **state, const uint8_t *digest)
{
	struct sec_alg alg = sec_reverse(sec_auth(RTE_CRYPTO_AUTH_SHA256_HMAC, 32, DIGEST_LEN));
	static uint8_t replayed[DIGEST_LEN];
	char args[128];
	struct sec_session s;
	struct sec_task t;
	unsigned int i;

	/* Two slots, so that the third operation has the slot of the first. */
	snprintf(args, sizeof(args), "device=soft,soft_depth=2,soft_fault=undone@3%s",
			(const char *)*state);
	assert_int_equal(sec_plug(&sec_port, 0, args), 0);
	sec_bring_up(&sec_port, 1, SEC_INFLIGHT);
	sec_session_open(&sec_port, &alg, &s);
	for (i = 0; i < 3; i++) {
		t = task_of(&s, false);
		t.src = data + i * 64;
		sec_task_make(&t);
		if (i == 0)
			memcpy(replayed, t.want_mac, DIGEST_LEN);
		if (i == 2)
			memcpy(t.mac_at, digest != NULL ? digest : replayed, DIGEST_LEN);
		assert_int_equal(status_of(&t), i == 2 ? RTE_CRYPTO_OP_STATUS_AUTH_FAILED :
				RTE_CRYPTO_OP_STATUS_SUCCESS);
	}
	assert_int_equal(errors(), 1);
	sec_session_close(&sec_port, &s);
	sec_unplug(&sec_port);
}

static void
test_undone_replay(void **state)
{
	static const uint8_t zeros[DIGEST_LEN];
	uint8_t ones[DIGEST_LEN];

	memset(ones, 0xff, sizeof(ones));
	undone_behind(state, NULL);
	undone_behind(state, zeros);
	undone_behind(state, ones);
}

/* An undefined result of a digest check is an error of each kind of operation. */
static void
test_icv(void **state)
{
	const struct sec_alg *alg;
	struct sec_task t;
	unsigned int i, qm;

	for (qm = 2; qm <= 3; qm++) {
		for (i = 0; i < SEC_SET_SESSIONS; i++) {
			plug(state, qm, "icv", 1);
			sec_set_open(&sec_port);
			alg = &sec_set.sessions[i].alg;
			t = task_of(&sec_set.sessions[i], false);
			sec_task_make(&t);
			if (status_of(&t) != RTE_CRYPTO_OP_STATUS_ERROR)
				fail_msg("%s", sec_alg_text(alg));
			assert_int_equal(errors(), 1);
			sec_assert_works(&sec_port, 0);
			sec_set_close(&sec_port);
			sec_unplug(&sec_port);
		}
	}
}

/* The statistics count a wrong digest as an error, and a right one not. */
static void
test_counts(void **state)
{
	struct sec_task t;
	unsigned int i, failed = 0;

	plug(state, 3, "undone", 1000000);
	sec_set_open(&sec_port);
	for (i = 0; i < SEC_SET_SESSIONS; i++) {
		const struct sec_session *s = &sec_set.sessions[i];

		t = task_of(s, false);
		sec_task_run(&t, 1);
		assert_int_equal(errors(), failed);
		if (s->alg.forward || !sec_has_mac(&s->alg))
			continue;
		t = task_of(s, false);
		t.spoil = SEC_SPOIL_DIGEST;
		sec_task_run(&t, 1);
		assert_int_equal(errors(), ++failed);
	}
}

#define INLINE(f)	TEST_INLINE(f, setup, sec_teardown)
#define WORKER(f)	TEST_WORKER(f, setup, sec_teardown)

int
test_sec_undone(void)
{
	static const struct CMUnitTest tests[] = {
		INLINE(test_undone), WORKER(test_undone),
		INLINE(test_undone_empty),
		INLINE(test_undone_replay), WORKER(test_undone_replay),
		INLINE(test_icv), WORKER(test_icv),
		INLINE(test_counts),
	};

	return TEST_RUN_GROUP("sec undone", tests, NULL, NULL);
}

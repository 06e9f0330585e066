/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* The raw data path: bursts, single requests, chains, errors, and operations at the same time. */

#include <errno.h>
#include <string.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "sec_fixture.h"
#include "sec_request.h"
#include "sec_set.h"
#include "test_sec.h"

#define BURST		32u
#define PATIENCE_S	(20 * test_options.patience)

static struct rte_crypto_raw_dp_ctx *ctx;

/* A burst of requests, made of tasks: what the arrays of the API point to. */
static struct {
	struct rte_crypto_vec src[BURST][64];
	struct rte_crypto_vec dst[BURST][64];
	struct rte_crypto_sgl src_sgl[BURST];
	struct rte_crypto_sgl dst_sgl[BURST];
	struct rte_crypto_va_iova_ptr iv[BURST];
	struct rte_crypto_va_iova_ptr digest[BURST];
	struct rte_crypto_va_iova_ptr aad[BURST];
	int32_t status[BURST];
	void *user[BURST];
	struct rte_crypto_sym_vec vec;
	union rte_crypto_sym_ofs ofs;
} req;

static void
configure(const struct sec_session *s, bool update)
{
	assert_int_equal(sec_context_set(&sec_port, ctx, s, update), 0);
}

static int
setup(void **state)
{
	sec_setup_port(state);
	sec_set_open(&sec_port);
	ctx = sec_context_new(&sec_port);
	return 0;
}

/* The first @p len bytes of a chain as a vector. @return its entries. */
static uint32_t
make_vec(const struct test_chain *c, uint32_t len, struct rte_crypto_vec *vec)
{
	uint32_t i, n;

	for (i = 0; i < c->nb_segs && len != 0; i++, len -= n) {
		n = RTE_MIN(len, c->segs[i].data_len);
		vec[i] = (struct rte_crypto_vec) {
			.base = rte_pktmbuf_mtod(&c->segs[i], void *),
			.iova = (uintptr_t)rte_pktmbuf_mtod(&c->segs[i], void *),
			.len = n,
			.tot_len = n,
		};
	}
	return i;
}

/* Make requests of tasks, which have the same session, head and tail. */
static void
make_requests(struct sec_task *tasks, uint32_t n)
{
	const struct sec_alg *alg = &tasks[0].s->alg;
	uint32_t i, len;

	memset(&req, 0, sizeof(req));
	for (i = 0; i < n; i++) {
		struct sec_task *t = &tasks[i];
		struct rte_crypto_sym_op *sym;

		sec_task_make(t);
		sym = t->op->sym;
		len = t->offset + t->head + t->len + t->behind + t->tail;
		req.src_sgl[i].vec = req.src[i];
		req.src_sgl[i].num = make_vec(&t->in, len, req.src[i]);
		req.dst_sgl[i].vec = req.dst[i];
		if (t->out_of_place)
			req.dst_sgl[i].num = make_vec(&t->to, len, req.dst[i]);
		/* The IVs of a task are behind its operation. */
		req.iv[i].va = rte_crypto_op_ctod_offset(t->op, void *, sizeof(*t->op) +
				sizeof(*sym));
		req.aad[i].va = rte_crypto_op_ctod_offset(t->op, void *, sizeof(*t->op) +
				sizeof(*sym) + SEC_MAX_IV);
		if (alg->kind == SEC_AEAD)
			req.aad[i].va = sym->aead.aad.data;
		req.digest[i].va = t->mac_at;
		req.user[i] = t;
	}
	req.ofs.ofs.cipher.head = tasks[0].offset + tasks[0].head;
	req.ofs.ofs.cipher.tail = tasks[0].behind + tasks[0].tail;
	req.ofs.ofs.auth.head = tasks[0].offset + tasks[0].skip;
	req.ofs.ofs.auth.tail = tasks[0].drop + tasks[0].tail;
	req.vec.num = n;
	req.vec.src_sgl = req.src_sgl;
	req.vec.dest_sgl = tasks[0].out_of_place ? req.dst_sgl : NULL;
	req.vec.iv = req.iv;
	req.vec.digest = req.digest;
	req.vec.aad = req.aad;
	req.vec.status = req.status;
}

/* Calls of post_dequeue(), and those for requests that succeeded. */
static struct {
	unsigned int calls;
	unsigned int good;
} posted;

static void
post_dequeue(void *user, uint32_t index, uint8_t good)
{
	struct sec_task *t = user;

	assert_true(index < BURST);
	t->op->status = good ? RTE_CRYPTO_OP_STATUS_SUCCESS : RTE_CRYPTO_OP_STATUS_AUTH_FAILED;
	posted.calls++;
	posted.good += good;
}

/* Dequeue n requests; assert that no more come. @return how many succeeded. */
static uint32_t
dequeue(uint32_t n)
{
	uint64_t end = rte_get_timer_cycles() + PATIENCE_S * rte_get_timer_hz();
	void *user[BURST];
	uint32_t got = 0, k, good, sum = 0;
	int status;

	memset(&posted, 0, sizeof(posted));
	while (got < n && rte_get_timer_cycles() < end) {
		k = rte_cryptodev_raw_dequeue_burst(ctx, NULL, n - got, post_dequeue, user + got, 1,
				&good, &status);
		assert_true(k <= n - got && good <= k && status >= 0);
		got += k;
		sum += good;
		assert_true(rte_cryptodev_raw_dequeue_done(ctx, k) >= 0);
	}
	assert_int_equal(got, n);
	assert_int_equal(posted.calls, n);
	assert_int_equal(posted.good, sum);
	assert_int_equal(rte_cryptodev_raw_dequeue_burst(ctx, NULL, 1, post_dequeue, user, 1, &good,
			&status), 0);
	return sum;
}

static void
run(struct sec_task *tasks, uint32_t n)
{
	uint32_t i;
	int status;

	make_requests(tasks, n);
	assert_int_equal(rte_cryptodev_raw_enqueue_burst(ctx, &req.vec, req.ofs, req.user, &status),
			n);
	assert_true(status >= 0);
	/* Requests that were cached are submitted here. */
	if (status == 0)
		assert_int_equal(rte_cryptodev_raw_enqueue_done(ctx, n), 0);
	dequeue(n);
	for (i = 0; i < n; i++)
		sec_task_done(&tasks[i]);
}

static struct sec_task
task_of(const struct sec_session *s, uint32_t len)
{
	static uint8_t data[4096];
	unsigned int i;

	if (data[1] == 0)
		for (i = 0; i < sizeof(data); i++)
			data[i] = i * 13 + 1;
	return (struct sec_task) { .s = s, .src = data, .aad = data + 2000, .len = len,
		.iv = { 1, 2, 3, 4, 5 }, .auth_iv = { 6, 7, 8 } };
}

/* All sessions, in place and out of place, with single mbufs and with chains. */
static void
test_bursts(void **state __rte_unused)
{
	struct sec_task tasks[BURST];
	unsigned int i, k, shape;

	for (k = 0; k < SEC_SET_SESSIONS; k++) {
		const struct sec_session *s = &sec_set.sessions[k];

		configure(s, false);
		for (shape = 0; shape < 8; shape++) {
			for (i = 0; i < BURST; i++) {
				tasks[i] = task_of(s, 16 * (1 + i));
				tasks[i].out_of_place = shape & 1;
				tasks[i].src_segs = shape & 2 ? 1 + i % 9 : 1;
				tasks[i].dst_segs = shape & 2 ? 1 + i % 7 : 1;
				tasks[i].offset = shape & 4 ? 21 : 0;
				tasks[i].tail = shape & 4 ? 5 : 0;
				tasks[i].head = shape & 4 && s->alg.kind == SEC_CHAIN ? 24 : 0;
				tasks[i].behind = shape & 2 && s->alg.kind == SEC_CHAIN ? 4 : 0;
			}
			run(tasks, BURST);
			run(tasks, 1);
		}
	}
}

/* One context for several sessions, one after the other. */
static void
test_update(void **state __rte_unused)
{
	struct sec_task t;
	unsigned int k;

	configure(&sec_set.sessions[0], false);
	for (k = 0; k < SEC_SET_SESSIONS; k++) {
		configure(&sec_set.sessions[k], true);
		t = task_of(&sec_set.sessions[k], 80);
		run(&t, 1);
	}
}

static int
enqueue_one(struct sec_task *t)
{
	make_requests(t, 1);
	return rte_cryptodev_raw_enqueue(ctx, req.src[0], req.src_sgl[0].num, req.ofs, &req.iv[0],
			&req.digest[0], &req.aad[0], t);
}

/* The calls for single requests, submitted one by one and all at once. */
static void
test_single(void **state __rte_unused)
{
	struct sec_task tasks[BURST];
	enum rte_crypto_op_status op_status;
	unsigned int i, round;
	int status;
	void *user;

	configure(&sec_set.sessions[4], false);
	for (round = 0; round < 2; round++) {
		for (i = 0; i < BURST; i++) {
			tasks[i] = task_of(&sec_set.sessions[4], 64);
			assert_true(enqueue_one(&tasks[i]) >= 0);
			if (round == 0)
				assert_int_equal(rte_cryptodev_raw_enqueue_done(ctx, 1), 0);
		}
		if (round == 1) {
			user = rte_cryptodev_raw_dequeue(ctx, &status, &op_status);
			assert_null(user);
			/* To submit more than there are is an error that drops nothing. */
			assert_true(rte_cryptodev_raw_enqueue_done(ctx, BURST + 1) < 0);
			assert_int_equal(rte_cryptodev_raw_enqueue_done(ctx, BURST), 0);
		}
		for (i = 0; i < BURST;) {
			user = rte_cryptodev_raw_dequeue(ctx, &status, &op_status);
			if (user == NULL)
				continue;
			assert_ptr_equal(user, &tasks[i]);
			tasks[i].op->status = op_status;
			sec_task_done(&tasks[i++]);
		}
	}
}

/* A wrong digest is an error of its request alone. */
static void
test_damage(void **state __rte_unused)
{
	struct sec_task tasks[BURST];
	unsigned int i, k;

	for (k = 3; k < SEC_SET_SESSIONS; k += 2) {
		configure(&sec_set.sessions[k], false);
		for (i = 0; i < BURST; i++) {
			tasks[i] = task_of(&sec_set.sessions[k], 64);
			tasks[i].spoil = i % 5 == 2 ? SEC_SPOIL_DIGEST : SEC_SPOIL_NOTHING;
		}
		run(tasks, BURST);
		assert_int_equal(posted.good, BURST - (BURST + 2) / 5);
	}
}

static void
rejected(struct sec_task *t, int want)
{
	int status = 0;
	uint32_t n;

	n = rte_cryptodev_raw_enqueue_burst(ctx, &req.vec, req.ofs, req.user, &status);
	assert_int_equal(n, 0);
	assert_int_equal(status, want);
	assert_int_equal(req.status[0], want);
	sec_task_free(t);
}

/* Requests that enqueue rejects. */
static void
test_rejected(void **state __rte_unused)
{
	struct sec_task t;

	configure(&sec_set.sessions[0], false);
	t = task_of(&sec_set.sessions[0], 64);
	make_requests(&t, 1);
	req.ofs.ofs.cipher.tail = 1;
	rejected(&t, -EINVAL);
	t = task_of(&sec_set.sessions[0], 64);
	make_requests(&t, 1);
	req.ofs.ofs.cipher.head = 65;
	rejected(&t, -EINVAL);
	t = task_of(&sec_set.sessions[0], 64);
	t.out_of_place = true;
	make_requests(&t, 1);
	req.dst[0][0].len = 63;
	rejected(&t, -EINVAL);
	configure(&sec_set.sessions[4], false);
	t = task_of(&sec_set.sessions[4], 64);
	make_requests(&t, 1);
	req.digest[0].va = NULL;
	rejected(&t, -EINVAL);
	t = task_of(&sec_set.sessions[4], 64);
	make_requests(&t, 1);
	req.ofs.ofs.auth.tail = 65;
	rejected(&t, -EINVAL);
	configure(&sec_set.sessions[6], false);
	t = task_of(&sec_set.sessions[6], 64);
	make_requests(&t, 1);
	req.aad[0].va = NULL;
	rejected(&t, -EINVAL);
	/* The context works as before. */
	t = task_of(&sec_set.sessions[6], 64);
	run(&t, 1);
}

/* An invalid request in a burst: those before it are taken. */
static void
test_prefix(void **state __rte_unused)
{
	struct sec_task tasks[BURST];
	unsigned int i, bad;
	int status;

	configure(&sec_set.sessions[4], false);
	for (bad = 1; bad < BURST; bad += 5) {
		for (i = 0; i < BURST; i++)
			tasks[i] = task_of(&sec_set.sessions[4], 64);
		make_requests(tasks, BURST);
		req.digest[bad].va = NULL;
		assert_int_equal(rte_cryptodev_raw_enqueue_burst(ctx, &req.vec, req.ofs, req.user,
				&status), bad);
		assert_int_equal(req.status[bad], -EINVAL);
		assert_int_equal(rte_cryptodev_raw_enqueue_done(ctx, bad), 0);
		assert_int_equal(dequeue(bad), bad);
		for (i = 0; i < BURST; i++) {
			if (i < bad)
				sec_task_done(&tasks[i]);
			else
				sec_task_free(&tasks[i]);
		}
	}
}

/* Several laps of a ring that is filled. */
static void
test_full(void **state __rte_unused)
{
	unsigned int n, i, total = 0, got;
	enum rte_crypto_op_status op_status;
	int status;

	configure(&sec_set.sessions[0], false);
	while (total < 5000) {
		for (n = 0; n < SEC_SET_MAX; n++) {
			sec_set.tasks[n] = task_of(&sec_set.sessions[0], 32);
			if (enqueue_one(&sec_set.tasks[n]) < 0)
				break;
		}
		assert_true(n >= SEC_INFLIGHT && n < SEC_SET_MAX);
		sec_task_free(&sec_set.tasks[n]);
		assert_int_equal(rte_cryptodev_raw_enqueue_done(ctx, n), 0);
		for (i = 0, got = 0; got < n && i < 1000000000u; i++) {
			struct sec_task *t = rte_cryptodev_raw_dequeue(ctx, &status, &op_status);

			if (t == NULL)
				continue;
			assert_ptr_equal(t, &sec_set.tasks[got++]);
			t->op->status = op_status;
			sec_task_done(t);
		}
		assert_int_equal(got, n);
		total += n;
	}
}

/* Operations and raw requests share a queue pair, and each dequeue returns its own kind. */
static void
test_beside_operations(void **state __rte_unused)
{
	struct sec_task raw[BURST], ops[BURST];
	struct rte_crypto_op *done[BURST], *more[BURST];
	unsigned int i, round, got, none;
	int status;

	configure(&sec_set.sessions[4], false);
	for (round = 0; round < 50; round++) {
		for (i = 0; i < BURST; i++)
			raw[i] = task_of(&sec_set.sessions[4], 64);
		make_requests(raw, BURST);
		assert_int_equal(rte_cryptodev_raw_enqueue_burst(ctx, &req.vec, req.ofs, req.user,
				&status), BURST);
		assert_int_equal(rte_cryptodev_raw_enqueue_done(ctx, BURST), 0);
		for (i = 0; i < BURST; i++) {
			ops[i] = task_of(&sec_set.sessions[i % SEC_SET_SESSIONS], 96);
			sec_task_make(&ops[i]);
			done[i] = ops[i].op;
		}
		assert_int_equal(sec_enqueue(&sec_port, 0, done, BURST), BURST);
		for (none = 0; none < 100; none++)
			assert_int_equal(rte_cryptodev_dequeue_burst(sec_port.id, 0, more, BURST),
					0);
		assert_int_equal(dequeue(BURST), BURST);
		for (i = 0; i < BURST; i++)
			sec_task_done(&raw[i]);
		for (got = 0, i = 0; got < BURST && i < 1000000000u; i++)
			got += rte_cryptodev_dequeue_burst(sec_port.id, 0, more + got,
					BURST - got);
		assert_int_equal(got, BURST);
		for (i = 0; i < BURST; i++)
			sec_task_done(*sec_op_task(more[i]));
	}
}

/* Contexts that cannot be configured. */
static void
test_contexts(void **state __rte_unused)
{
	union rte_cryptodev_session_ctx session = { .crypto_sess = NULL };
	const char *log;

	test_log_start();
	assert_true(rte_cryptodev_configure_raw_dp_ctx(sec_port.id, 0, ctx,
			RTE_CRYPTO_OP_SECURITY_SESSION, session, 0) < 0);
	/* A queue pair that is not there. */
	session.crypto_sess = sec_set.sessions[0].session;
	assert_true(rte_cryptodev_configure_raw_dp_ctx(sec_port.id, 1, ctx,
			RTE_CRYPTO_OP_WITH_SESSION, session, 0) < 0);
	log = test_log_stop();
	assert_int_equal(sec_log_own(log, "ERR"), 2);
	assert_int_equal(test_log_lines(log, "ERR", "queue pair 1"), 1);
}

#define RAW_TEST(f)	cmocka_unit_test_setup_teardown(f, setup, sec_teardown)

int
test_sec_raw(void)
{
	static const struct CMUnitTest tests[] = {
		RAW_TEST(test_bursts),
		RAW_TEST(test_update),
		RAW_TEST(test_single),
		RAW_TEST(test_damage),
		RAW_TEST(test_rejected),
		RAW_TEST(test_prefix),
		RAW_TEST(test_full),
		RAW_TEST(test_beside_operations),
		RAW_TEST(test_contexts),
	};

	return TEST_RUN_GROUP("sec raw data path", tests, NULL, NULL);
}

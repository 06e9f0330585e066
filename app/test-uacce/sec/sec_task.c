/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Operations over chains of any shape for the tests of uacce_sec. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>
#include <rte_cycles.h>

#include "sec_task.h"

#define PATIENCE_S	(60 * test_options.patience)
/* Bytes before the AAD of CCM that belong to the driver (rte_crypto_sym.h). */
#define CCM_LEAD	18u
#define IV_OFFSET	(sizeof(struct rte_crypto_op) + sizeof(struct rte_crypto_sym_op))

static __thread uint32_t task_count;

/* A copy of the task that is being checked: in the tear-down of a failed test its stack is gone. */
static __thread struct {
	bool valid;
	struct sec_task task;
	struct sec_alg alg;
} checked;

static void
note_checked(const struct sec_task *t)
{
	checked.task = *t;
	checked.alg = t->s->alg;
	checked.valid = true;
}

struct sec_task **
sec_op_task(struct rte_crypto_op *op)
{
	return rte_crypto_op_ctod_offset(op, struct sec_task **, IV_OFFSET + 2 * SEC_MAX_IV);
}

static bool
is_ccm(const struct sec_alg *alg)
{
	return alg->kind == SEC_AEAD && alg->aead == RTE_CRYPTO_AEAD_AES_CCM;
}

/* Bytes of head, payload and what is behind. */
static uint32_t
data_len(const struct sec_task *t)
{
	return t->head + t->len + t->behind;
}

/* Bytes that the digest takes in an mbuf chain. */
static uint32_t
mac_in_chain(const struct sec_task *t)
{
	return t->place != SEC_OUTSIDE ? t->s->alg.digest_len : 0;
}

/* The chain with the digest: the destination where the digest is a result, else the source. */
static struct test_chain *
mac_chain(struct sec_task *t)
{
	return t->out_of_place && t->s->alg.forward && t->s->alg.kind != SEC_AUTH ?
		&t->to : &t->in;
}

/* Make a chain, with a digest behind the data where that is in this chain. */
static void
make_chain(struct sec_task *t, struct test_chain *c, const uint32_t *given, uint32_t segs)
{
	static __thread uint32_t lens[UINT16_MAX];
	uint32_t len = t->offset + data_len(t) + t->tail, mac = 0;
	const uint32_t least = (len + TEST_MAX_SEG - 1) / TEST_MAX_SEG + (len == 0);

	if (c == mac_chain(t))
		mac = mac_in_chain(t);
	segs = RTE_MAX(RTE_MAX(segs, 1u), least);
	if (given != NULL)
		memcpy(lens, given, segs * sizeof(*lens));
	else
		test_cut(lens, len, segs);
	if (mac != 0 && (t->place == SEC_LATER || lens[segs - 1] + mac > TEST_MAX_SEG))
		lens[segs++] = mac;
	else
		lens[segs - 1] += mac;
	test_chain_make(c, lens, segs);
}

static uint8_t *
last_bytes(const struct test_chain *c, uint32_t n)
{
	const struct rte_mbuf *m = &c->segs[c->nb_segs - 1];

	return rte_pktmbuf_mtod_offset(m, uint8_t *, m->data_len - n);
}

static void *
copy_of(const void *data, uint32_t len)
{
	void *copy = malloc(len + 1);

	assert_non_null(copy);
	if (len != 0)
		memcpy(copy, data, len);
	return copy;
}

/* Memory outside of the mbufs: guard bytes, AAD, guard bytes, digest, guard bytes. */
static void
make_outside(struct sec_task *t)
{
	const struct sec_alg *alg = &t->s->alg;
	uint32_t lead = is_ccm(alg) ? CCM_LEAD : 0;
	uint32_t aad_len = alg->kind == SEC_AEAD ? alg->aad_len : 0;
	uint32_t len = 3 * TEST_GAP + lead + aad_len + SEC_MAX_MAC;

	t->outside = malloc(len);
	assert_non_null(t->outside);
	memset(t->outside, TEST_GUARD, len);
	t->aad_at = t->outside + TEST_GAP + lead;
	if (aad_len != 0)
		memcpy(t->aad_at, t->aad, aad_len);
	t->mac_at = t->aad_at + aad_len + TEST_GAP;
	if (t->place != SEC_OUTSIDE)
		t->mac_at = last_bytes(mac_chain(t), alg->digest_len);
}

static void
flip(uint8_t *data, uint32_t len, uint32_t bit)
{
	assert_true(bit / 8 < len);
	data[bit / 8] ^= 1 << bit % 8;
}

static void
spoil(struct sec_task *t, uint8_t *iv, uint32_t iv_len)
{
	const struct sec_alg *alg = &t->s->alg;
	uint32_t at = t->offset + t->skip + t->spoil_bit / 8;
	uint8_t byte;

	switch (t->spoil) {
	case SEC_SPOIL_DIGEST:
		flip(t->mac_at, alg->digest_len, t->spoil_bit);
		break;
	case SEC_SPOIL_AAD:
		flip(t->aad_at, alg->aad_len, t->spoil_bit);
		break;
	case SEC_SPOIL_IV:
		flip(iv, iv_len, t->spoil_bit);
		break;
	case SEC_SPOIL_DATA:
		assert_true(t->spoil_bit / 8 < data_len(t) - t->skip - t->drop);
		test_chain_read(&t->in, at, &byte, 1);
		byte ^= 1 << t->spoil_bit % 8;
		test_chain_write(&t->in, at, &byte, 1);
		break;
	default:
		return;
	}
	t->want_status = RTE_CRYPTO_OP_STATUS_AUTH_FAILED;
}

static void
set_sym(struct sec_task *t)
{
	const struct sec_alg *alg = &t->s->alg;
	struct rte_crypto_sym_op *sym = t->op->sym;
	uint32_t payload = t->offset + t->head;

	sym->m_src = t->in.segs;
	sym->m_dst = t->out_of_place ? t->to.segs : NULL;
	if (alg->kind == SEC_AEAD) {
		sym->aead.data.offset = payload;
		sym->aead.data.length = t->len;
		sym->aead.aad.data = t->aad_at - (is_ccm(alg) ? CCM_LEAD : 0);
		sym->aead.aad.phys_addr = (uintptr_t)sym->aead.aad.data;
		sym->aead.digest.data = t->mac_at;
		sym->aead.digest.phys_addr = (uintptr_t)t->mac_at;
		return;
	}
	if (alg->kind != SEC_AUTH) {
		sym->cipher.data.offset = payload;
		sym->cipher.data.length = t->len;
	}
	if (alg->kind != SEC_CIPHER) {
		sym->auth.data.offset = t->offset + t->skip;
		sym->auth.data.length = data_len(t) - t->skip - t->drop;
		sym->auth.digest.data = t->mac_at;
		sym->auth.digest.phys_addr = (uintptr_t)t->mac_at;
	}
}

static void
expect(struct sec_task *t)
{
	struct sec_oracle *oracle = t->s->oracle;

	t->want_status = RTE_CRYPTO_OP_STATUS_SUCCESS;
	t->want = copy_of(t->src, data_len(t));
	if (t->to_reject)
		return;
	sec_oracle_run(oracle, t->iv, t->auth_iv, t->aad, t->src + t->head, t->len,
			t->want + t->head, t->want_mac);
	/* The MAC is over the ciphertext, which is the output or the input. */
	if (t->s->alg.kind == SEC_CHAIN)
		sec_oracle_mac(oracle, t->auth_iv, (t->s->alg.forward ? t->want : t->src) + t->skip,
				data_len(t) - t->skip - t->drop, t->want_mac);
}

static struct rte_crypto_op *
alloc_op(struct sec_task *t)
{
	struct rte_crypto_op *op = rte_crypto_op_alloc(sec_pools.ops,
			RTE_CRYPTO_OP_TYPE_SYMMETRIC);

	assert_non_null(op);
	*sec_op_task(op) = t;
	if (t->sessionless) {
		op->sess_type = RTE_CRYPTO_OP_SESSIONLESS;
		op->sym->xform = sec_xforms(&t->s->alg, t->xforms);
	} else {
		assert_int_equal(rte_crypto_op_attach_sym_session(op, t->s->session), 0);
	}
	return op;
}

/* Out of place, bytes that are authenticated and not ciphered are copied. */
static void
expect_copies(struct sec_task *t)
{
	uint32_t from = t->skip, to = data_len(t) - t->drop, i;

	if (t->s->alg.kind != SEC_AUTH && t->s->alg.kind != SEC_CHAIN)
		return;
	for (i = from; i < to; i++)
		if (t->s->alg.kind == SEC_AUTH || i < t->head || i >= t->head + t->len)
			t->image_to[t->offset + i] = t->image_in[t->offset + i];
}

/* What the chains have to hold in the end. */
static void
make_images(struct sec_task *t)
{
	uint8_t *out;

	t->image_in = malloc(t->in.len + 1);
	assert_non_null(t->image_in);
	test_chain_read(&t->in, 0, t->image_in, t->in.len);
	out = t->image_in;
	if (t->out_of_place) {
		t->image_to = malloc(t->to.len + 1);
		assert_non_null(t->image_to);
		test_chain_read(&t->to, 0, t->image_to, t->to.len);
		out = t->image_to;
		expect_copies(t);
	}
	if (t->s->alg.kind != SEC_AUTH && t->len != 0)
		memcpy(out + t->offset + t->head, t->want + t->head, t->len);
	if (t->s->alg.forward && mac_in_chain(t) != 0)
		memcpy((mac_chain(t) == &t->to ? t->image_to : t->image_in) +
				mac_chain(t)->len - t->s->alg.digest_len, t->want_mac,
				t->s->alg.digest_len);
}

void
sec_task_make(struct sec_task *t)
{
	const struct sec_alg *alg = &t->s->alg;
	uint8_t *iv;

	assert_true(t->tail == 0 || t->place == SEC_OUTSIDE);
	assert_true(alg->kind == SEC_CHAIN || t->head + t->behind + t->skip + t->drop == 0);
	make_chain(t, &t->in, t->src_lens, t->src_segs);
	if (t->out_of_place)
		make_chain(t, &t->to, t->dst_lens, t->dst_segs);
	test_chain_write(&t->in, t->offset, t->src, data_len(t));
	expect(t);
	make_outside(t);
	if (!alg->forward && sec_has_mac(alg))
		memcpy(t->mac_at, t->want_mac, alg->digest_len);
	t->op = alloc_op(t);
	/* The nonce of CCM starts at the second byte of the IV (rte_crypto_sym.h). */
	iv = rte_crypto_op_ctod_offset(t->op, uint8_t *, IV_OFFSET + is_ccm(alg));
	memcpy(iv, t->iv, SEC_MAX_IV - is_ccm(alg));
	memcpy(rte_crypto_op_ctod_offset(t->op, uint8_t *, IV_OFFSET + SEC_MAX_IV), t->auth_iv,
			SEC_MAX_IV);
	if (alg->kind == SEC_AUTH)
		spoil(t, rte_crypto_op_ctod_offset(t->op, uint8_t *, IV_OFFSET + SEC_MAX_IV),
				alg->auth_iv_len);
	else
		spoil(t, iv, alg->iv_len);
	set_sym(t);
	make_images(t);
}

void
sec_task_free(struct sec_task *t)
{
	rte_crypto_op_free(t->op);
	test_chain_free(&t->in);
	test_chain_free(&t->to);
	free(t->outside);
	free(t->want);
	free(t->image_in);
	free(t->image_to);
	t->op = NULL;
	t->outside = NULL;
	t->want = NULL;
	t->image_in = NULL;
	t->image_to = NULL;
}

/* The payload of a failed operation may be anything: expect what is there. */
static void
accept_payload(struct sec_task *t)
{
	const struct test_chain *c = t->out_of_place ? &t->to : &t->in;
	uint8_t *image = t->out_of_place ? t->image_to : t->image_in;
	uint32_t payload = t->offset + t->head;

	if (t->s->alg.kind != SEC_AUTH && t->len != 0)
		test_chain_read(c, payload, image + payload, t->len);
}

static const char *
judge_chain(const struct test_chain *c, const uint8_t *image)
{
	/* Guard bytes between the segments, and the image in them. */
	TEST_EXPECT_RIGHT(test_chain_judge(c, 0, c->len));
	TEST_EXPECT(test_chain_is(c, 0, image, c->len));
	return NULL;
}

static const char *
judge_outside(const struct sec_task *t)
{
	const struct sec_alg *alg = &t->s->alg;
	uint32_t aad_len = alg->kind == SEC_AEAD ? alg->aad_len : 0;
	uint32_t mac_len = t->place == SEC_OUTSIDE && sec_has_mac(alg) ? alg->digest_len : 0;

	TEST_EXPECT(test_is_guard(t->outside, TEST_GAP));
	if (t->spoil != SEC_SPOIL_AAD)
		TEST_EXPECT(test_is_same(t->aad_at, t->aad, aad_len));
	TEST_EXPECT(test_is_guard(t->aad_at + aad_len, TEST_GAP));
	TEST_EXPECT(test_is_guard(t->aad_at + aad_len + TEST_GAP + mac_len,
			TEST_GAP + SEC_MAX_MAC - mac_len));
	return NULL;
}

static const char *
judge_mac(struct sec_task *t)
{
	const struct sec_alg *alg = &t->s->alg;
	uint8_t mac[SEC_MAX_MAC];

	if (!sec_has_mac(alg))
		return NULL;
	memcpy(t->mac, t->mac_at, alg->digest_len);
	memcpy(mac, t->want_mac, sizeof(mac));
	if (t->spoil == SEC_SPOIL_DIGEST)
		flip(mac, alg->digest_len, t->spoil_bit);
	TEST_EXPECT(test_is_same(t->mac, mac, alg->digest_len));
	return NULL;
}

void
sec_task_report(void)
{
	static const char *const places[] = { "outside", "appended", "in a later segment" };
	static const char *const damaged[] = { "nothing", "digest", "AAD", "IV", "data" };
	const struct sec_task *t = &checked.task;

	if (!checked.valid)
		return;
	checked.valid = false;
	fprintf(stderr, "sec: %s: status %u, wanted %u; head %u, length %u, behind %u, "
			"not authenticated %u and %u, in %u segments from %u, %s to %u segments, "
			"%u after it, digest %s, %s, damaged: %s, bit %u\n",
			sec_alg_text(&checked.alg), t->status, t->want_status, t->head, t->len,
			t->behind, t->skip, t->drop, t->in.nb_segs, t->offset,
			t->out_of_place ? "out of place" : "in place", t->to.nb_segs, t->tail,
			places[t->place], t->sessionless ? "without session" : "with session",
			damaged[t->spoil], t->spoil_bit);
}

const char *
sec_task_judge(struct sec_task *t)
{
	t->status = t->op->status;
	TEST_EXPECT(t->status == t->want_status);
	if (t->want_status != RTE_CRYPTO_OP_STATUS_SUCCESS)
		accept_payload(t);
	TEST_EXPECT_RIGHT(judge_mac(t));
	TEST_EXPECT_RIGHT(judge_chain(&t->in, t->image_in));
	if (t->out_of_place)
		TEST_EXPECT_RIGHT(judge_chain(&t->to, t->image_to));
	return judge_outside(t);
}

void
sec_task_check(struct sec_task *t)
{
	t->status = t->op->status;
	note_checked(t);
	test_assert_right(sec_task_judge(t));
	if (t->out != NULL && t->s->alg.kind != SEC_AUTH)
		test_chain_read(t->out_of_place ? &t->to : &t->in, t->offset + t->head, t->out,
				t->len);
	task_count++;
	checked.valid = false;
}

void
sec_task_done(struct sec_task *t)
{
	sec_task_check(t);
	sec_task_free(t);
}

/* Dequeue once and check the tasks of the operations that came back. @return how many. */
static uint32_t
collect(const struct sec_port *port, uint16_t qp)
{
	struct rte_crypto_op *done[64];
	uint16_t i, n;

	n = rte_cryptodev_dequeue_burst(port->id, qp, done, RTE_DIM(done));
	for (i = 0; i < n; i++) {
		struct sec_task *t = *sec_op_task(done[i]);

		assert_ptr_equal(t->op, done[i]);
		sec_task_done(t);
	}
	return n;
}

void
sec_task_run_on(const struct sec_port *port, uint16_t qp, struct sec_task *tasks, uint32_t n)
{
	uint64_t end = rte_get_timer_cycles() + PATIENCE_S * rte_get_timer_hz();
	struct rte_crypto_op *ops[SEC_MAX_TASKS];
	uint32_t i, sent = 0, done = 0;

	assert_true(n <= SEC_MAX_TASKS);
	for (i = 0; i < n; i++) {
		sec_task_make(&tasks[i]);
		ops[i] = tasks[i].op;
	}
	while (done < n) {
		if (sent < n)
			sent += sec_enqueue(port, qp, ops + sent, n - sent);
		/* An operation that has to be rejected is not for this function. */
		if (sent < n && ops[sent]->status != RTE_CRYPTO_OP_STATUS_NOT_PROCESSED) {
			tasks[sent].status = ops[sent]->status;
			note_checked(&tasks[sent]);
			fail_msg("rejected with status %u", ops[sent]->status);
		}
		done += collect(port, qp);
		assert_true(rte_get_timer_cycles() < end);
	}
	assert_int_equal(collect(port, qp), 0);
}

void
sec_task_run(struct sec_task *tasks, uint32_t n)
{
	sec_task_run_on(&sec_port, 0, tasks, n);
}

void
sec_task_rejected(struct sec_task *t, uint8_t status)
{
	t->to_reject = true;
	sec_task_make(t);
	note_checked(t);
	assert_int_equal(sec_enqueue(&sec_port, 0, &t->op, 1), 0);
	t->status = t->op->status;
	assert_int_equal(t->status, status);
	checked.valid = false;
	assert_int_equal(collect(&sec_port, 0), 0);
	sec_task_free(t);
}

uint32_t
sec_task_count(void)
{
	return task_count;
}

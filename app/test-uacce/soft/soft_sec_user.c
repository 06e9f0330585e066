/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <string.h>
#include <unistd.h>

#include <rte_common.h>

#include "soft_sec_user.h"

const struct sec_cipher_row sec_ciphers[SEC_NB_CIPHERS] = {
	{ 2, 0, 0, 16, 2 }, { 2, 0, 1, 24, 2 }, { 2, 0, 2, 32, 2 },
	{ 2, 1, 0, 16, 2 }, { 2, 1, 1, 24, 2 }, { 2, 1, 2, 32, 2 },
	{ 2, 2, 0, 16, 3 }, { 2, 2, 1, 24, 3 }, { 2, 2, 2, 32, 3 },
	{ 2, 3, 0, 16, 3 }, { 2, 3, 1, 24, 3 }, { 2, 3, 2, 32, 3 },
	{ 2, 4, 0, 16, 3 }, { 2, 4, 1, 24, 3 }, { 2, 4, 2, 32, 3 },
	{ 2, 7, 0, 32, 2 }, { 2, 7, 1, 48, 2 }, { 2, 7, 2, 64, 2 },
	{ 2, 9, 0, 16, 2 }, { 2, 9, 1, 24, 2 }, { 2, 9, 2, 32, 2 },
	{ 3, 0, 0, 16, 2 }, { 3, 1, 0, 16, 2 }, { 3, 2, 0, 16, 3 }, { 3, 3, 0, 16, 3 },
	{ 3, 4, 0, 16, 2 }, { 3, 7, 0, 32, 2 }, { 3, 9, 0, 16, 3 },
	{ 1, 0, 1, 24, 2 }, { 1, 0, 3, 16, 2 }, { 1, 1, 1, 24, 2 }, { 1, 1, 3, 16, 2 },
	{ 0, 0, 1, 8, 2 }, { 0, 1, 1, 8, 2 },
};

const struct sec_cipher_row sec_chain_ciphers[SEC_NB_CHAIN_CIPHERS] = {
	{ 2, 1, 0, 16, 2 }, { 2, 1, 1, 24, 2 }, { 2, 1, 2, 32, 2 }, { 3, 1, 0, 16, 3 },
};

const struct sec_cipher_row sec_aeads[SEC_NB_AEADS] = {
	{ 2, 5, 0, 16, 2 }, { 2, 5, 1, 24, 2 }, { 2, 5, 2, 32, 2 }, { 3, 5, 0, 16, 3 },
	{ 2, 6, 0, 16, 2 }, { 2, 6, 1, 24, 2 }, { 2, 6, 2, 32, 2 }, { 3, 6, 0, 16, 3 },
};

const struct sec_auth_row sec_auths[SEC_NB_AUTHS] = {
	{ 0x00, 20, 0, 2, 9 }, { 0x01, 32, 0, 2, 9 }, { 0x02, 16, 0, 2, 9 },
	{ 0x03, 28, 0, 2, 9 }, { 0x04, 48, 0, 2, 9 }, { 0x05, 64, 0, 2, 9 },
	{ 0x06, 28, 0, 2, 9 }, { 0x07, 32, 0, 2, 9 }, { 0x25, 32, 0, 2, 9 },
	{ 0x10, 20, 16, 2, 2 }, { 0x11, 32, 16, 2, 2 }, { 0x12, 16, 16, 2, 9 },
	{ 0x13, 28, 16, 2, 9 }, { 0x14, 48, 32, 2, 9 }, { 0x15, 64, 32, 2, 2 },
	{ 0x16, 28, 32, 2, 9 }, { 0x17, 32, 32, 2, 9 }, { 0x26, 32, 16, 2, 3 },
	{ 0x20, 16, 4, 3, 9 }, { 0x21, 16, 4, 3, 9 }, { 0x22, 16, 8, 3, 9 },
};

struct soft_device *
sec_device(unsigned int qm, unsigned int workers, enum soft_engine engine, const char *fault)
{
	struct soft_config config = {
		.class = SOFT_CLASS_SEC,
		.qm = qm,
		.workers = workers,
		.engine = engine,
	};
	struct soft_device *dev = NULL;

	if (fault != NULL)
		assert_int_equal(soft_fault_parse(fault, &config.faults), 0);
	assert_int_equal(user_device_create(&config, &dev), 0);
	assert_non_null(dev);
	return dev;
}

void
sec_open(struct user *u, unsigned int qm, enum soft_engine engine)
{
	struct soft_device *dev = sec_device(qm, 0, engine, NULL);

	user_open(u, dev, 0);
	u->dev = dev;
}

void
sec_close(struct user *u)
{
	user_close(u);
	user_device_destroy(u->dev);
}

static void
put(struct sec_sqe *sqe, unsigned int at, unsigned int bytes, uint64_t value)
{
	/* Little endian, as this machine is. */
	memcpy(sqe->byte + at, &value, bytes);
}

static struct sec_sqe
build2(const struct sec_spec *s)
{
	struct sec_sqe sqe = { 0 };

	put(&sqe, 0, 1, 2 | s->cipher << 4 | s->auth << 6);
	put(&sqe, 1, 1, s->seq | s->de << 1 | s->scene << 3 | s->src_list << 7);
	put(&sqe, 2, 1, s->dst_list << 2);
	put(&sqe, 5, 1, s->ai_gen | s->pad << 2);
	put(&sqe, 7, 1, s->invalid << 7);
	put(&sqe, 8, 4, s->mac_words | s->a_key_words << 5 | s->a_alg << 11);
	put(&sqe, 12, 2, s->icv_len | s->c_width << 6 | s->c_key << 9 | s->c_mode << 12);
	put(&sqe, 14, 1, s->c_alg);
	put(&sqe, 16, 4, s->a_len);
	put(&sqe, 20, 4, s->c_len);
	put(&sqe, 24, 2, s->a_off);
	put(&sqe, 26, 2, s->c_off);
	put(&sqe, 40, 2, 0x5aa5);
	put(&sqe, 48, 8, s->long_len);
	put(&sqe, 56, 8, (uintptr_t)s->a_iv);
	put(&sqe, 64, 8, (uintptr_t)s->a_key_at);
	put(&sqe, 72, 8, (uintptr_t)s->mac);
	put(&sqe, 80, 8, (uintptr_t)s->c_iv);
	put(&sqe, 88, 8, (uintptr_t)s->c_key_at);
	put(&sqe, 96, 8, (uintptr_t)s->src);
	put(&sqe, 104, 8, (uintptr_t)s->dst);
	return sqe;
}

static struct sec_sqe
build3(const struct sec_spec *s)
{
	struct sec_sqe sqe = { 0 };

	put(&sqe, 0, 4, 3 | s->invalid << 4 | s->scene << 5 | s->de << 9 | s->src_list << 11 |
			s->dst_list << 14);
	put(&sqe, 4, 2, s->cipher | s->icv_len << 4 | s->c_width << 10 | s->c_key << 13);
	put(&sqe, 6, 1, s->c_mode | s->c_alg << 4);
	put(&sqe, 7, 1, s->seq << 6);
	put(&sqe, 8, 8, UINT64_C(0x1122334455667788));
	put(&sqe, 16, 8, (uintptr_t)s->src);
	put(&sqe, 24, 8, (uintptr_t)s->a_key_at);
	put(&sqe, 32, 8, (uintptr_t)s->a_iv);
	put(&sqe, 48, 8, (uintptr_t)s->c_key_at);
	put(&sqe, 56, 4, s->auth | s->ai_gen << 2 | s->mac_words << 4 | s->a_key_words << 9 |
			s->a_alg << 15 | (uint32_t)s->ctr_mode << 25);
	put(&sqe, 64, 2, s->a_off);
	put(&sqe, 66, 2, s->c_off);
	put(&sqe, 68, 4, s->a_len);
	put(&sqe, 72, 4, s->c_len);
	put(&sqe, 76, 8, (uintptr_t)s->dst);
	put(&sqe, 84, 8, (uintptr_t)s->mac);
	put(&sqe, 92, 8, (uintptr_t)s->c_iv);
	put(&sqe, 100, 8, s->long_len);
	put(&sqe, 108, 1, s->pad | s->mac_sel << 5);
	return sqe;
}

struct sec_sqe
sec_build(unsigned int qm, const struct sec_spec *spec)
{
	return qm == 2 ? build2(spec) : build3(spec);
}

/* Completions are in order, whatever the order of the work is. */
static void
take_completion(struct user *u)
{
	unsigned int spins;

	for (spins = 0; !user_cqe_is_valid(u) && spins < 500000; spins++)
		usleep(10);
	assert_true(user_cqe_is_valid(u));
	assert_int_equal(HISI_QM_CQE_SQ_HEAD(u->cq[u->head % DEPTH].hi), u->head % DEPTH);
	u->head++;
}

/* The engine may keep what it took until a call finds nothing new, so two calls finish all. */
static void
serve_all(struct user *u, unsigned int n)
{
	unsigned int done;

	done = soft_queue_serve(u->q, n);
	if (done < n)
		done += soft_queue_serve(u->q, n - done);
	assert_int_equal(done, n);
}

void
sec_serve(struct user *u, struct sec_sqe *sqe, unsigned int n)
{
	unsigned int i, first = u->tail;

	assert_true(n < DEPTH);
	for (i = 0; i < n; i++)
		memcpy(&u->sq[u->tail++ % DEPTH], &sqe[i], sizeof(sqe[i]));
	user_ring_sq(u);
	if (u->is_inline)
		serve_all(u, n);
	for (i = 0; i < n; i++)
		take_completion(u);
	user_ring_cq(u);
	for (i = 0; i < n; i++)
		memcpy(&sqe[i], &u->sq[(first + i) % DEPTH], sizeof(sqe[i]));
}

/* All but done_flag, error_type, warning_type, and in type 3 hac_sva_status. */
static void
check_preserved(unsigned int qm, const struct sec_sqe *before, const struct sec_sqe *after)
{
	assert_memory_equal(before->byte, after->byte, SEC_DONE_AT);
	assert_memory_equal(before->byte + 116, after->byte + 116, 5);
	assert_memory_equal(before->byte + 122, after->byte + 122, 6);
	if (qm == 2)
		assert_int_equal(before->byte[SEC_SVA_AT], after->byte[SEC_SVA_AT]);
}

uint16_t
sec_do(struct user *u, unsigned int qm, const struct sec_spec *spec)
{
	struct sec_sqe before = sec_build(qm, spec), sqe = before;

	sec_serve(u, &sqe, 1);
	check_preserved(qm, &before, &sqe);
	assert_int_equal(sqe.byte[SEC_ERROR_AT], HISI_SEC_OK);
	assert_int_equal(sqe.byte[SEC_ERROR_AT + 1], 0);
	assert_int_equal(sqe.byte[SEC_SVA_AT], 0);
	return sec_done_flag(&sqe);
}

uint8_t
sec_error(struct user *u, unsigned int qm, const struct sec_spec *spec)
{
	struct sec_sqe before = sec_build(qm, spec), sqe = before;

	sec_serve(u, &sqe, 1);
	check_preserved(qm, &before, &sqe);
	assert_int_equal(sec_done_flag(&sqe), 1);
	assert_int_equal(sqe.byte[SEC_SVA_AT] != 0,
			qm >= 3 && sqe.byte[SEC_ERROR_AT] == HISI_SEC_BAD_ADDR);
	return sqe.byte[SEC_ERROR_AT];
}

unsigned int
sec_hex(const char *hex, uint8_t *bytes, size_t max)
{
	unsigned int n = 0, value;

	for (; *hex != '\0'; hex += 2) {
		assert_true(n < max);
		assert_int_equal(sscanf(hex, "%2x", &value), 1);
		bytes[n++] = value;
	}
	return n;
}

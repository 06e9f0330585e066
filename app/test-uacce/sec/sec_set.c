/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Many small operations of mixed sessions for the tests of bursts, faults and life. */

#include <string.h>

#include <rte_common.h>

#include "sec_set.h"

struct sec_set sec_set;

static uint8_t data[4096];

void
sec_set_open(const struct sec_port *port)
{
	const struct sec_alg algs[SEC_SET_SESSIONS] = {
		sec_cipher(RTE_CRYPTO_CIPHER_AES_CBC, 16),
		sec_reverse(sec_cipher(RTE_CRYPTO_CIPHER_AES_ECB, 32)),
		sec_auth(RTE_CRYPTO_AUTH_SHA1_HMAC, 20, 20),
		sec_reverse(sec_auth(RTE_CRYPTO_AUTH_SHA256, 0, 32)),
		sec_chain(RTE_CRYPTO_CIPHER_AES_CBC, 16, RTE_CRYPTO_AUTH_SHA1_HMAC, 20, 12),
		sec_reverse(sec_chain(RTE_CRYPTO_CIPHER_AES_CBC, 32, RTE_CRYPTO_AUTH_SHA256_HMAC,
				32, 16)),
		sec_aead(RTE_CRYPTO_AEAD_AES_GCM, 16, 12, 16, 12),
		sec_reverse(sec_aead(RTE_CRYPTO_AEAD_AES_CCM, 16, 11, 8, 20)),
		sec_chain(RTE_CRYPTO_CIPHER_3DES_CBC, 24, RTE_CRYPTO_AUTH_MD5_HMAC, 16, 16),
		sec_reverse(sec_chain(RTE_CRYPTO_CIPHER_AES_XTS, 32, RTE_CRYPTO_AUTH_SHA384_HMAC,
				48, 23)),
	};
	unsigned int i;

	sec_draw_bytes(data, sizeof(data));
	sec_set.used = SEC_SET_SINGLE;
	for (i = 0; i < SEC_SET_SESSIONS; i++)
		sec_session_open(port, &algs[i], &sec_set.sessions[i]);
}

void
sec_set_close(const struct sec_port *port)
{
	unsigned int i;

	for (i = 0; i < SEC_SET_SESSIONS; i++)
		sec_session_close(port, &sec_set.sessions[i]);
}

void
sec_set_clear(void)
{
	sec_set_free(SEC_SET_MAX);
	memset(&sec_set, 0, sizeof(sec_set));
}

void
sec_set_make(unsigned int first, unsigned int n)
{
	struct sec_task *t;
	unsigned int i;

	assert_true(first + n <= SEC_SET_MAX);
	for (i = first; i < first + n; i++) {
		t = &sec_set.tasks[i];
		*t = (struct sec_task) {
			/* Batches of four operations of a session. */
			.s = &sec_set.sessions[(i >> 2) % sec_set.used],
			.src = data + test_rand_range(0, 2000),
			.aad = data + 3000,
			.len = 16 * test_rand_range(1, 6),
			.src_segs = i % 7 == 0 ? 2 : 1,
			.dst_segs = i % 11 == 0 ? 3 : 1,
			.out_of_place = i % 3 == 0,
			.place = i % SEC_NB_PLACES,
		};
		if (!sec_has_mac(&t->s->alg))
			t->place = SEC_OUTSIDE;
		memcpy(t->iv, data + i % 1000, sizeof(t->iv));
		sec_task_make(t);
		sec_set.ops[i] = t->op;
	}
}

void
sec_set_free(unsigned int n)
{
	while (n-- > 0)
		if (sec_set.tasks[n].op != NULL)
			sec_task_free(&sec_set.tasks[n]);
}

unsigned int
sec_set_check_and_keep(unsigned int n, bool may_fail)
{
	static bool seen[SEC_SET_MAX];
	unsigned int i, errors = 0;

	memset(seen, 0, sizeof(seen));
	for (i = 0; i < n; i++) {
		struct sec_task *t = *sec_op_task(sec_set.done[i]);

		assert_true(t >= sec_set.tasks && t < sec_set.tasks + SEC_SET_MAX);
		/* An operation of an earlier set was freed, and its task has no operation. */
		assert_ptr_equal(t->op, sec_set.done[i]);
		assert_false(seen[t - sec_set.tasks]);
		seen[t - sec_set.tasks] = true;
		if (may_fail && t->op->status == RTE_CRYPTO_OP_STATUS_ERROR)
			errors++;
		else
			sec_task_check(t);
	}
	return errors;
}

unsigned int
sec_set_check(unsigned int n, bool may_fail)
{
	unsigned int i, errors = sec_set_check_and_keep(n, may_fail);

	for (i = 0; i < n; i++)
		sec_task_free(*sec_op_task(sec_set.done[i]));
	return errors;
}

void
sec_assert_works(const struct sec_port *port, uint16_t qp)
{
	static const uint8_t data[64] = "works, works, works and still works, as a device should";
	struct sec_alg alg = sec_chain(RTE_CRYPTO_CIPHER_AES_CBC, 16, RTE_CRYPTO_AUTH_SHA1_HMAC,
			20, 20);
	struct sec_task tasks[2] = { { .src = data, .len = sizeof(data) },
		{ .src = data, .len = sizeof(data) } };
	struct sec_session s[2];

	sec_session_open(port, &alg, &s[0]);
	alg = sec_reverse(alg);
	sec_session_open(port, &alg, &s[1]);
	tasks[0].s = &s[0];
	tasks[1].s = &s[1];
	sec_task_run_on(port, qp, tasks, RTE_DIM(tasks));
	sec_session_close(port, &s[0]);
	sec_session_close(port, &s[1]);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <stdlib.h>
#include <string.h>

#include "soft_sec_item.h"
#include "soft_sec_openssl.h"
#include "soft_sec_user.h"

void
item_expect(struct item *it)
{
	ref_cipher(&it->spec, it->spec.c_key_at, 16, it->iv, it->in, it->want);
	ref_mac(0x10, it->spec.a_key_at, 20, NULL, it->want, ITEM_LEN, it->want_mac);
}

static void
item_make(struct item *it, uint64_t *rng)
{
	const struct sec_spec s = {
		.cipher = 1, .auth = 1, .de = 1, .c_alg = 2, .c_mode = 1, .a_alg = 0x10,
		.mac_words = 5, .a_key_words = 5, .a_len = ITEM_LEN, .c_len = ITEM_LEN,
		.src = it->in,
		.dst = it->out, .mac = it->mac, .c_iv = it->iv, .c_key_at = it->key,
		.a_key_at = it->key,
	};

	rng_fill(rng, it->key, sizeof(it->key));
	rng_fill(rng, it->iv, sizeof(it->iv));
	rng_fill(rng, it->in, sizeof(it->in));
	it->spec = s;
	item_expect(it);
}

void
item_check(const struct item *it, const struct sec_sqe *sqe)
{
	assert_int_equal(sec_done_flag(sqe), 0x0181);
	assert_int_equal(sqe->byte[SEC_ERROR_AT], HISI_SEC_OK);
	assert_memory_equal(it->out, it->want, ITEM_LEN);
	assert_memory_equal(it->mac, it->want_mac, 20);
}

struct item *
item_make_all(unsigned int n, uint64_t *rng)
{
	struct item *it = calloc(n, sizeof(*it));
	unsigned int i;

	assert_non_null(it);
	for (i = 0; i < n; i++)
		item_make(&it[i], rng);
	return it;
}

void
item_put(struct user *u, const struct item *it)
{
	const struct sec_sqe sqe = sec_build(3, &it->spec);

	memcpy(&u->sq[u->tail++ % DEPTH], &sqe, sizeof(sqe));
}

struct sec_sqe
item_slot(const struct user *u, unsigned int i)
{
	struct sec_sqe sqe;

	memcpy(&sqe, &u->sq[i % DEPTH], sizeof(sqe));
	return sqe;
}

unsigned int
item_completions(struct user *u)
{
	struct user at = *u;

	while (user_cqe_is_valid(&at))
		at.head++;
	return at.head - u->head;
}

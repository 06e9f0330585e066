/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

#include "soft_sec_key.h"
#include "soft_sec_mb.h"

/* 512 keys in use at once are found again, give or take what an address hashes to. */
#define NB_SETS		128u
#define NB_WAYS		4u

struct sec_keys {
	struct sec_key *set[NB_SETS][NB_WAYS];
};

static void
wipe(struct sec_key *key)
{
	struct sec_mb_key *mb = key->mb;
	unsigned int i;

	for (i = 0; i < SEC_NB_CTX; i++)
		EVP_CIPHER_CTX_free(key->ctx[i]);
	soft_sec_mb_key_wipe(mb);
	OPENSSL_cleanse(key, sizeof(*key));
	key->mb = mb;
}

static unsigned int
set_of(union sec_key_id id, uint64_t addr)
{
	/* Keys lie in objects of the same size: the middle of a product knows all bits. */
	return (addr + id.use) * UINT64_C(0x9e3779b97f4a7c15) >> 40 & (NB_SETS - 1);
}

/* An empty place, or the one not used for longest; NULL if none can be spared. */
static struct sec_key **
choose_place(const struct soft_sec *sec, struct sec_key **set)
{
	struct sec_key **best = NULL;
	uint32_t age, most = 0;
	unsigned int i;

	for (i = 0; i < NB_WAYS; i++) {
		if (set[i] == NULL)
			return &set[i];
		age = sec->window - set[i]->window;
		if (age > most) {
			most = age;
			best = &set[i];
		}
	}
	return best;
}

static int
make_room(const struct soft_sec *sec, struct sec_key **set, struct sec_key **key)
{
	struct sec_key **place = choose_place(sec, set);

	if (place == NULL)
		return -EAGAIN;
	if (*place == NULL) {
		*place = calloc(1, sizeof(**place));
		if (*place == NULL)
			return -ENOMEM;
		(*place)->mb = soft_sec_mb_key_alloc(sec->mb);
		if (sec->mb != NULL && (*place)->mb == NULL) {
			free(*place);
			*place = NULL;
			return -ENOMEM;
		}
	} else {
		wipe(*place);
	}
	*key = *place;
	return 0;
}

/* The name comes last: an entry that a fault left half made matches nothing. */
static void
fill(const struct soft_sec *sec, struct sec_key *key, union sec_key_id id, const uint8_t *bytes)
{
	const struct sec_auth_alg *alg;

	key->window = sec->window;
	memcpy(key->bytes, bytes, id.len);
	/* What is copied is what it is made of. */
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	key->id = id;
	if (id.use == SEC_USE_AUTH) {
		alg = soft_sec_auth_alg(id.alg);
		if (alg->mac == SEC_MAC_HMAC)
			soft_sec_hmac_key(alg->hash, key->bytes, id.len, key->inner, key->outer);
	}
	soft_sec_mb_key_make(sec->mb, key);
}

int
soft_sec_key_find(struct soft_sec *sec, union sec_key_id id, uint64_t addr,
		const uint8_t *bytes, struct sec_key **key)
{
	struct sec_key **last = &sec->last_key[id.use];
	struct sec_key **set = sec->keys->set[set_of(id, addr)];
	unsigned int i;
	int ret;

	for (i = 0; i < NB_WAYS && set[i] != NULL; i++) {
		if (set[i]->id.word == id.word && sec_is_same(set[i]->bytes, bytes, id.len)) {
			set[i]->window = sec->window;
			*last = set[i];
			*key = set[i];
			return 0;
		}
	}
	ret = make_room(sec, set, key);
	if (ret < 0)
		return ret;
	fill(sec, *key, id, bytes);
	*last = *key;
	return 0;
}

bool
soft_sec_keys_alloc(struct soft_sec *sec)
{
	sec->keys = calloc(1, sizeof(*sec->keys));
	return sec->keys != NULL;
}

void
soft_sec_keys_free(struct soft_sec *sec)
{
	unsigned int i, j;

	if (sec->keys == NULL)
		return;
	for (i = 0; i < NB_SETS; i++) {
		for (j = 0; j < NB_WAYS && sec->keys->set[i][j] != NULL; j++) {
			wipe(sec->keys->set[i][j]);
			free(sec->keys->set[i][j]->mb);
			free(sec->keys->set[i][j]);
		}
	}
	free(sec->keys);
	sec->keys = NULL;
}

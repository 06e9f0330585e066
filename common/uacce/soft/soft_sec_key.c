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

/* A key as a request names it. */
struct name {
	uint64_t addr;
	uint8_t use;
	uint8_t alg;
	uint8_t mode;
	uint8_t len;
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
set_of(const struct name *name)
{
	/* Keys lie in objects of the same size: the middle of a product knows all bits. */
	return (name->addr + name->use) * UINT64_C(0x9e3779b97f4a7c15) >> 40 & (NB_SETS - 1);
}

static inline bool
is_match(const struct sec_key *key, const struct name *name, const uint8_t *bytes)
{
	return key->len == name->len && key->use == name->use && key->alg == name->alg &&
		key->mode == name->mode && memcmp(key->bytes, bytes, name->len) == 0;
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

/* The length comes last: an entry that a fault left half made matches nothing. */
static void
fill(const struct soft_sec *sec, struct sec_key *key, const struct name *name,
		const uint8_t *bytes)
{
	const struct sec_auth_alg *alg;

	key->window = sec->window;
	memcpy(key->bytes, bytes, name->len);
	key->use = name->use;
	key->alg = name->alg;
	key->mode = name->mode;
	key->len = name->len;
	if (name->use == SEC_USE_AUTH) {
		alg = soft_sec_auth_alg(name->alg);
		if (alg->mac == SEC_MAC_HMAC)
			soft_sec_hmac_key(alg->hash, key->bytes, key->len, key->inner, key->outer);
	}
	soft_sec_mb_key_make(sec->mb, key);
}

static int
find_or_make(struct soft_sec *sec, const struct name *name, const uint8_t *bytes,
		struct sec_key **out)
{
	struct sec_key **last = &sec->last_key[name->use];
	struct sec_key **set;
	unsigned int i;
	int ret;

	/* Requests of one session come in rows. */
	if (*last != NULL && is_match(*last, name, bytes)) {
		(*last)->window = sec->window;
		*out = *last;
		return 0;
	}
	set = sec->keys->set[set_of(name)];
	for (i = 0; i < NB_WAYS && set[i] != NULL; i++) {
		if (is_match(set[i], name, bytes)) {
			set[i]->window = sec->window;
			*last = set[i];
			*out = set[i];
			return 0;
		}
	}
	ret = make_room(sec, set, out);
	if (ret < 0)
		return ret;
	fill(sec, *out, name, bytes);
	*last = *out;
	return 0;
}

int
soft_sec_key_get(struct soft_sec *sec, enum sec_key_use use, const struct sec_req *req,
		struct sec_key **key)
{
	struct name name;
	void *bytes;
	int ret;

	name.use = use;
	if (use == SEC_USE_CIPHER) {
		name.addr = req->c_key_addr;
		name.alg = req->s.c_alg;
		name.mode = req->s.c_mode;
		name.len = req->s.c_key_len;
	} else {
		name.addr = req->a_key_addr;
		name.alg = req->s.a_alg;
		name.mode = 0;
		name.len = req->s.a_key_len;
	}
	bytes = soft_mem_map(sec->mem, name.addr, name.len, false);
	if (bytes == NULL)
		return -EFAULT;
	ret = find_or_make(sec, &name, bytes, key);
	soft_mem_unmap(sec->mem, bytes, name.len, 0);
	return ret;
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

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

#include "sec_key.h"
#include "sec_mb.h"

#define KEY_ALIGN	_Alignof(struct sec_key)

/* Entries of all queues beyond SEC_KEYS_OWN of each, atomic. */
static uint32_t nb_shared;

/* Make room in what queues share for one more entry of this one; whether there is some. */
static bool
take_share(const struct sec_keys *keys)
{
	if (keys->nb < SEC_KEYS_OWN)
		return true;
	if (__atomic_add_fetch(&nb_shared, 1, __ATOMIC_RELAXED) <= SEC_KEYS_SHARED)
		return true;
	__atomic_sub_fetch(&nb_shared, 1, __ATOMIC_RELAXED);
	return false;
}

/* Undo take_share() for an entry that is gone already. */
static void
give_share(const struct sec_keys *keys)
{
	if (keys->nb >= SEC_KEYS_OWN)
		__atomic_sub_fetch(&nb_shared, 1, __ATOMIC_RELAXED);
}

/* Bytes of an entry. */
static size_t
size_of(const struct soft_sec *sec, union sec_key_id id)
{
	size_t size = sizeof(struct sec_key);

	if (id.use == SEC_USE_AUTH)
		size += SEC_KEY_STATES;
	if (sec->mb != NULL)
		size += soft_sec_mb_key_size(id);
	return (size + KEY_ALIGN - 1) & ~(KEY_ALIGN - 1);
}

/* Memory of an entry that is empty, or NULL. */
static struct sec_key *
alloc_key(size_t size)
{
	struct sec_key *key = aligned_alloc(KEY_ALIGN, size);

	if (key != NULL) {
		memset(key, 0, size);
		key->size = size;
	}
	return key;
}

/* What is left is an empty entry of the same size. */
static void
wipe(struct sec_key *key)
{
	const uint16_t size = key->size;
	unsigned int i;

	for (i = 0; i < SEC_NB_CTX; i++)
		EVP_CIPHER_CTX_free(key->ctx[i]);
	OPENSSL_cleanse(key, size);
	key->size = size;
}

/* A place that no key is at, for keys that none was before. */
static struct sec_key_slot nowhere;

/*
 * Note when a key was used last that requests named again and again, each of which did
 * not note it.
 */
static void
stamp_last(struct soft_sec *sec, enum sec_key_use use, uint32_t number)
{
	if (sec->last_slot[use] != &nowhere)
		sec->last_slot[use]->used = number;
}

/* Before places change; when they were used last was noted. */
static void
forget_last(struct soft_sec *sec)
{
	sec->last_slot[SEC_USE_CIPHER] = &nowhere;
	sec->last_slot[SEC_USE_AUTH] = &nowhere;
}

/* Whether an entry is one of a request that waits. */
static bool
is_waited_for(const struct soft_sec *sec, const struct sec_key_slot *slot)
{
	return sec_waits(sec) &&
		(int32_t)(slot->used - sec->req[sec->head % SEC_NB_REQS].number) >= 0;
}

/* The same, or of the request at hand. When nothing waits these are two at most. */
static bool
is_in_use(const struct soft_sec *sec, const struct sec_key_slot *slot)
{
	return slot->used == sec->taken || is_waited_for(sec, slot);
}

/* Wipe an entry and empty its place. */
static void
drop(struct soft_sec *sec, struct sec_key_slot *slot)
{
	forget_last(sec);
	wipe(slot->key);
	free(slot->key);
	OPENSSL_cleanse(slot, sizeof(*slot));
	sec->keys->nb--;
	give_share(sec->keys);
}

/* The entry of a set that was not used for longest, or NULL if none can be spared. */
static struct sec_key_slot *
oldest_of(const struct soft_sec *sec, struct sec_key_slot *set)
{
	struct sec_key_slot *best = NULL;
	unsigned int i;

	for (i = 0; i < SEC_KEY_WAYS; i++)
		if (set[i].key != NULL && !is_in_use(sec, &set[i]) && (best == NULL ||
				(int32_t)(set[i].used - best->used) < 0))
			best = &set[i];
	return best;
}

/* The first empty place of a set that a hash tries, or NULL. */
static struct sec_key_slot *
empty_place(const struct sec_keys *keys, uint32_t hash)
{
	struct sec_key_slot *set = sec_key_set(keys, hash), *slot;
	unsigned int i;

	for (i = 0; i < SEC_KEY_WAYS; i++) {
		slot = sec_key_way(set, hash, i);
		if (slot->key == NULL)
			return slot;
	}
	return NULL;
}

static struct sec_key_slot *
alloc_slots(uint32_t nb_sets)
{
	const size_t size = nb_sets * SEC_KEY_WAYS * sizeof(struct sec_key_slot);
	struct sec_key_slot *slots = aligned_alloc(KEY_ALIGN, size);

	if (slots != NULL)
		memset(slots, 0, size);
	return slots;
}

static void
free_slots(struct sec_keys *keys)
{
	OPENSSL_cleanse(keys->slots, keys->nb_sets * SEC_KEY_WAYS * sizeof(*keys->slots));
	free(keys->slots);
}

/* Double the table; whether it was. */
static bool
grow(struct soft_sec *sec)
{
	struct sec_keys *keys = sec->keys;
	struct sec_keys more = { .nb_sets = keys->nb_sets * 2 };
	const struct sec_key_slot *from;

	/* Keys of one set by chance, or on purpose, are no cause to grow. */
	if (keys->nb_sets == SEC_KEY_SETS_MAX || keys->nb < keys->nb_sets)
		return false;
	more.slots = alloc_slots(more.nb_sets);
	if (more.slots == NULL)
		return false;
	forget_last(sec);
	/* A set becomes two, so that there is room for each. */
	for (from = keys->slots; from < keys->slots + keys->nb_sets * SEC_KEY_WAYS; from++)
		if (from->key != NULL)
			*empty_place(&more, from->hash) = *from;
	free_slots(keys);
	keys->slots = more.slots;
	keys->nb_sets = more.nb_sets;
	keys->next_set = 0;
	return true;
}

/* Drop any entry that can be spared, of another set than the one that needs room. */
static bool
drop_any(struct soft_sec *sec)
{
	struct sec_keys *keys = sec->keys;
	struct sec_key_slot *slot;
	uint32_t i, first = keys->made;

	for (i = 0; i < keys->nb_sets; i++) {
		slot = oldest_of(sec, sec_key_set(keys, first + i));
		if (slot != NULL) {
			drop(sec, slot);
			return true;
		}
	}
	return false;
}

/* An empty place of a set; a full one grows or gives up its oldest entry. */
static int
find_place(struct soft_sec *sec, uint32_t hash, struct sec_key_slot **place)
{
	do
		*place = empty_place(sec->keys, hash);
	while (*place == NULL && grow(sec));
	if (*place != NULL)
		return 0;
	*place = oldest_of(sec, sec_key_set(sec->keys, hash));
	if (*place == NULL)
		return -EAGAIN;
	drop(sec, *place);
	return 0;
}

/* An empty entry in the table. */
static int
add(struct soft_sec *sec, uint32_t hash, size_t size, struct sec_key_slot **place)
{
	struct sec_keys *keys = sec->keys;
	int ret;

	for (;;) {
		ret = find_place(sec, hash, place);
		if (ret < 0)
			return ret;
		if (keys->nb < SEC_KEYS_MAX && take_share(keys))
			break;
		if (!drop_any(sec))
			return -EAGAIN;
	}
	(*place)->key = alloc_key(size);
	if ((*place)->key == NULL) {
		give_share(keys);
		return -ENOMEM;
	}
	(*place)->hash = hash;
	keys->nb++;
	return 0;
}

/* Make an entry that is empty what a key asks for. */
static void
fill(const struct soft_sec *sec, struct sec_key_slot *slot, union sec_key_id id,
		const uint8_t *bytes)
{
	const struct sec_auth_alg *alg;
	struct sec_key *key = slot->key;

	memcpy(key->bytes, bytes, id.len);
	key->id = id;
	if (id.use == SEC_USE_AUTH) {
		alg = soft_sec_auth_alg(id.alg);
		if (alg->mac == SEC_MAC_HMAC)
			soft_sec_hmac_key(alg->hash, key->bytes, id.len, sec_key_inner(key),
					sec_key_outer(key, sec_key_outer_at(alg)));
	}
	soft_sec_mb_key_make(sec->mb, key);
	if (id.len <= SEC_KEY_HEAD)
		memcpy(slot->head, bytes, id.len);
	slot->id = id;
}

_Static_assert(SEC_KEY_STATES == 2 * SEC_MAX_STATE, "the largest two states");

/* Empty an entry whose key was replaced. */
static void
empty(struct sec_key_slot *slot)
{
	slot->id.word = 0;
	OPENSSL_cleanse(slot->head, sizeof(slot->head));
	wipe(slot->key);
}

/*
 * The place of a key: found, or with an entry that is empty. An entry of a key that was
 * at this address before is emptied.
 */
static int
find_or_add(struct soft_sec *sec, union sec_key_id id, uint32_t hash, const uint8_t *bytes,
		struct sec_key_slot **place)
{
	struct sec_key_slot *set = sec_key_set(sec->keys, hash), *slot;
	unsigned int i;

	for (i = 0; i < SEC_KEY_WAYS; i++) {
		slot = sec_key_way(set, hash, i);
		if (slot->hash != hash || slot->id.word != id.word)
			continue;
		*place = slot;
		if (SOFT_UNLIKELY(!sec_key_is(slot, bytes, id.len))) {
			/* A request that is at hand has at most one key of a use. */
			if (is_waited_for(sec, slot))
				return -EAGAIN;
			empty(slot);
		}
		return 0;
	}
	return add(sec, hash, size_of(sec, id), place);
}

int
soft_sec_key_find(struct soft_sec *sec, union sec_key_id id, uint64_t addr,
		const uint8_t *bytes, struct sec_key **key)
{
	struct sec_key_slot *slot;
	uint8_t copy[SEC_MAX_KEY];
	int ret;

	sec->nb_finds++;
	/* A request finds the key of its cipher first, and not this one twice. */
	stamp_last(sec, SEC_USE_CIPHER, id.use == SEC_USE_AUTH ? sec->taken : sec->taken - 1);
	stamp_last(sec, SEC_USE_AUTH, sec->taken - 1);
	ret = find_or_add(sec, id, sec_key_hash(addr), bytes, &slot);
	if (ret < 0)
		return ret;
	if (SOFT_UNLIKELY(slot->id.word == 0)) {
		/* A fault leaves an empty entry. What is copied is what it is made of. */
		memcpy(copy, bytes, id.len);
		__atomic_signal_fence(__ATOMIC_SEQ_CST);
		fill(sec, slot, id, copy);
		OPENSSL_cleanse(copy, sizeof(copy));
		sec->keys->made++;
	}
	slot->used = sec->taken;
	sec->last_slot[id.use] = slot;
	*key = slot->key;
	return 0;
}

/* A period begins, and with it the search for what was not used in the one before. */
static void
begin_period(struct soft_sec *sec, uint64_t now)
{
	struct sec_keys *keys = sec->keys;

	keys->period_at = now;
	keys->old = keys->recent;
	keys->recent = sec->taken;
	keys->next_set = 0;
	forget_last(sec);
}

void
soft_sec_keys_age(struct soft_sec *sec, uint64_t now)
{
	struct sec_keys *keys = sec->keys;
	struct sec_key_slot *slot, *end;
	uint64_t due;

	/* No request is at hand. */
	stamp_last(sec, SEC_USE_CIPHER, sec->taken - 1);
	stamp_last(sec, SEC_USE_AUTH, sec->taken - 1);
	if (keys->next_set == keys->nb_sets && now - keys->period_at >= SEC_KEY_PERIOD)
		begin_period(sec, now);
	due = (now - keys->period_at) * keys->nb_sets / SEC_KEY_PERIOD + 1;
	if (due > keys->nb_sets)
		due = keys->nb_sets;
	if (due > keys->next_set + SEC_KEY_STEP)
		due = keys->next_set + SEC_KEY_STEP;
	slot = &keys->slots[keys->next_set * SEC_KEY_WAYS];
	for (end = &keys->slots[due * SEC_KEY_WAYS]; slot < end; slot++)
		if (slot->key != NULL && (int32_t)(slot->used - keys->old) < 0 &&
				!is_waited_for(sec, slot))
			drop(sec, slot);
	if (due > keys->next_set)
		keys->next_set = due;
}

bool
soft_sec_keys_alloc(struct soft_sec *sec)
{
	sec->last_slot[SEC_USE_CIPHER] = &nowhere;
	sec->last_slot[SEC_USE_AUTH] = &nowhere;
	sec->keys = calloc(1, sizeof(*sec->keys));
	if (sec->keys == NULL)
		return false;
	sec->keys->nb_sets = SEC_KEY_SETS_MIN;
	sec->keys->next_set = SEC_KEY_SETS_MIN;
	sec->keys->slots = alloc_slots(SEC_KEY_SETS_MIN);
	return sec->keys->slots != NULL;
}

void
soft_sec_keys_free(struct soft_sec *sec)
{
	struct sec_keys *keys = sec->keys;
	struct sec_key_slot *slot;

	if (keys == NULL)
		return;
	if (keys->slots != NULL) {
		for (slot = keys->slots; slot < keys->slots + keys->nb_sets * SEC_KEY_WAYS; slot++)
			if (slot->key != NULL)
				drop(sec, slot);
		free_slots(keys);
	}
	free(keys);
	sec->keys = NULL;
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

#include "../soft_atomic.h"
#include "sec_key.h"

#define KEY_ALIGN	_Alignof(struct sec_key)

/* Entries of all queues beyond SEC_KEYS_OWN of each. A counter, which orders no other access. */
static uint32_t nb_shared;

/* Count one more entry of this queue against the limits; false if there is no room for it. */
static bool
take_share(const struct sec_keys *keys)
{
	if (keys->nb < SEC_KEYS_OWN)
		return true;
	if (soft_atomic_add_relaxed(&nb_shared, 1) <= SEC_KEYS_SHARED)
		return true;
	soft_atomic_sub_relaxed(&nb_shared, 1);
	return false;
}

/* Undo take_share(), after the entry was taken off the number of entries. */
static void
give_share(const struct sec_keys *keys)
{
	if (keys->nb >= SEC_KEYS_OWN)
		soft_atomic_sub_relaxed(&nb_shared, 1);
}

/* Bytes of an entry and of what follows it. */
static size_t
size_of(const struct soft_sec *sec, union sec_key_id id)
{
	size_t size = sizeof(struct sec_key);

	if (id.use == SEC_USE_AUTH)
		size += SEC_KEY_STATES;
	if (sec->jobs != NULL)
		size += sec->jobs->key_size(id);
	return (size + KEY_ALIGN - 1) & ~(KEY_ALIGN - 1);
}

/* Make an empty entry; NULL if there is no memory. */
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

/* Wipe an entry. What is left is an empty entry of the same size. */
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

/* The place of the last key while there is none; no key matches it, and it is never written. */
static struct sec_key_slot no_slot;

/*
 * Store when the last key of a use was used last. Requests that use the last key again do not
 * store it, so it is stored when another key takes its place.
 */
static void
stamp_last(struct soft_sec *sec, enum sec_key_use use, uint32_t number)
{
	if (sec->last_slot[use] != &no_slot)
		sec->last_slot[use]->used = number;
}

/* Forget the last keys, before places change and after stamp_last(). */
static void
forget_last(struct soft_sec *sec)
{
	sec->last_slot[SEC_USE_CIPHER] = &no_slot;
	sec->last_slot[SEC_USE_AUTH] = &no_slot;
}

/* Whether a request that waits uses an entry. */
static bool
is_waited_for(const struct soft_sec *sec, const struct sec_key_slot *slot)
{
	return sec_waits(sec) &&
		(int32_t)(slot->used - sec->req[sec->head % SEC_NB_REQS].number) >= 0;
}

/*
 * Whether such a request or the one at hand uses it. If none waits these are two entries at most.
 */
static bool
is_in_use(const struct soft_sec *sec, const struct sec_key_slot *slot)
{
	return slot->used == sec->taken || is_waited_for(sec, slot);
}

/* Wipe and free an entry, and empty its place. */
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

/* The entry of a set whose last use is the longest ago; NULL if all are in use. */
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

/* Drop an entry of any set that is not in use, beginning at another set each time. */
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

/* Find an empty place in the set of a hash. A full table grows, or the set gives up an entry. */
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

/* Put an empty entry into the table. */
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

/* Fill an empty entry. Its id is stored last: until then it counts as empty. */
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
					sec_key_outer(key, sec_auth_outer_at(alg)));
	}
	if (sec->jobs != NULL)
		sec->jobs->derive(sec->jobs_state, key);
	if (id.len <= SEC_KEY_HEAD)
		memcpy(slot->head, bytes, id.len);
	slot->id = id;
}

_Static_assert(SEC_KEY_STATES == 2 * SEC_MAX_STATE, "the largest two states");

/* Wipe an entry whose key was replaced, but keep its place. */
static void
empty(struct sec_key_slot *slot)
{
	slot->id.word = 0;
	OPENSSL_cleanse(slot->head, sizeof(slot->head));
	wipe(slot->key);
}

/*
 * Find the place of a key, or one with an empty entry. The entry of another key that was at this
 * address before is emptied.
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
			/*
			 * The request at hand has no other key of this use, so it is not in use
			 * there.
			 */
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

	/*
	 * A request looks up the key of its cipher first. So it has used the last of these only
	 * if it looks up its other key now.
	 */
	stamp_last(sec, SEC_USE_CIPHER, id.use == SEC_USE_AUTH ? sec->taken : sec->taken - 1);
	stamp_last(sec, SEC_USE_AUTH, sec->taken - 1);
	ret = find_or_add(sec, id, sec_key_hash(addr), bytes, &slot);
	if (ret < 0)
		return ret;
	if (SOFT_UNLIKELY(slot->id.word == 0)) {
		/*
		 * The copy may fault, and its owner may change the key meanwhile. Fence: the
		 * bytes are read before the entry is written, so that a fault leaves it empty
		 * (rule 5 of soft_guard.h).
		 */
		memcpy(copy, bytes, id.len);
		soft_compiler_barrier();
		fill(sec, slot, id, copy);
		OPENSSL_cleanse(copy, sizeof(copy));
		sec->keys->made++;
	}
	slot->used = sec->taken;
	sec->last_slot[id.use] = slot;
	*key = slot->key;
	return 0;
}

/* Begin a period, and with it the search for entries that were not used in the one before. */
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
	sec->last_slot[SEC_USE_CIPHER] = &no_slot;
	sec->last_slot[SEC_USE_AUTH] = &no_slot;
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

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_KEY_H
#define SOFT_SEC_KEY_H

/**
 * @file
 * What was derived from keys, kept per queue: key schedules, states of HMACs, hash keys, and
 * contexts of OpenSSL.
 *
 * A descriptor names a key by its address, and the device reads the key each time. So an entry is
 * looked up by the address, and it is the right one if the key there has the bytes that the entry
 * was made of. An address holds one key at a time: if the bytes differ the key was replaced, and
 * the entry is wiped at once.
 *
 * A device is not told which keys will not be used again. Entries that were not used for a while
 * are wiped, as long as the host looks at the queue; see soft_sec_keys_age().
 */

#include <errno.h>

#include <openssl/evp.h>

#include "sec_compare.h"
#include "sec_queue.h"

/** Places of a set. A key may be at any of them, and mostly is at the first one tried. */
#define SEC_KEY_WAYS	8u
/** Sets of a table at first and at most, powers of two. */
#define SEC_KEY_SETS_MIN	8u
#define SEC_KEY_SETS_MAX	8192u
/** Entries of one queue. */
#define SEC_KEYS_MAX	32768u
/**
 * Entries that each queue may have, and entries beyond those for all queues of the process
 * together: they limit what a guest or an application can make this process keep.
 */
#define SEC_KEYS_OWN	512u
#define SEC_KEYS_SHARED	65536u
/** Entries that were not used for a period are wiped in the next, in ms. */
#define SEC_KEY_PERIOD	500u
/** Sets that one call of soft_sec_keys_age() looks at, at most. */
#define SEC_KEY_STEP	64u

/** Contexts of OpenSSL, made when first needed. */
enum sec_ctx {
	SEC_CTX_ENCRYPT,
	SEC_CTX_DECRYPT,
	SEC_CTX_OTHER,		/**< tweak of XTS, CBC-MAC of CCM, counter of a GCM by hand */
	SEC_NB_CTX,
};

/** What does XTS with a key; see xts_way() in sec_ssl.c. */
enum sec_xts {
	SEC_XTS_UNKNOWN,	/**< not determined yet */
	SEC_XTS_LIBRARY,	/**< SEC_CTX_ENCRYPT and SEC_CTX_DECRYPT do XTS */
	SEC_XTS_BY_HAND,	/**< they do single blocks, and SEC_CTX_OTHER the tweak */
};

struct sec_mb_key;

/**
 * What was derived from a key.
 *
 * Behind it follow, as far as a key has them, SEC_KEY_STATES bytes with two states and what
 * sec_mb_key.c derives: see sec_key_inner() and sec_key_mb(). Jobs read only those and nothing of
 * this structure, which would be one more cache line of each key.
 */
struct sec_key {
	/* what the entry was made of */
	union sec_key_id id;
	uint16_t size;		/**< bytes of all of it */
	uint8_t bytes[SEC_MAX_KEY];
	/* sec_ssl_ctx.c and sec_ssl_mac.c */
	EVP_CIPHER_CTX *ctx[SEC_NB_CTX];
	uint8_t xts;		/**< enum sec_xts, for both directions */
	bool has_subkeys;	/**< CMAC and XCBC: both states are there */
} __attribute__((aligned(64)));

#define SEC_KEY_STATES	128u	/**< bytes: the largest two states */

/** HMAC: inner state; CMAC and XCBC: subkey for a whole last block. */
static inline uint8_t *
sec_key_inner(struct sec_key *key)
{
	return (uint8_t *)(key + 1);
}

/** HMAC: outer state; CMAC and XCBC: subkey for a padded last block. */
static inline uint8_t *
sec_key_outer(struct sec_key *key, uint8_t outer_at)
{
	return (uint8_t *)(key + 1) + outer_at;
}

/** What sec_mb_key.c derived from a key, which its user knows to be used for this. */
static inline struct sec_mb_key *
sec_key_mb(const struct sec_key *key, enum sec_key_use use)
{
	uint8_t *end = (uint8_t *)(uintptr_t)(key + 1);

	return (struct sec_mb_key *)(void *)(end + (use == SEC_USE_AUTH ? SEC_KEY_STATES : 0));
}

#define SEC_KEY_HEAD	44u	/* bytes of a key at its place in the table */

/** A place of the table: one cache line says whether an entry is the one that is looked up. */
struct sec_key_slot {
	struct sec_key *key;	/**< NULL: empty */
	uint32_t hash;
	uint32_t used;		/**< soft_sec.taken at its last use; later if it is the last key */
	union sec_key_id id;
	uint8_t head[SEC_KEY_HEAD];	/**< the key, if it is no longer than that */
} __attribute__((aligned(64)));

_Static_assert(sizeof(struct sec_key_slot) == 64, "one cache line");

/** The table of a queue. */
struct sec_keys {
	struct sec_key_slot *slots;
	uint32_t nb_sets;	/**< power of two */
	uint32_t nb;		/**< entries */
	uint64_t made;		/**< entries made so far: keys not found */
	/* soft_sec_keys_age() */
	uint64_t period_at;	/**< ms, when the period at hand began */
	uint32_t recent;	/**< the first request of this period */
	uint32_t old;		/**< the first request of the period before it */
	uint32_t next_set;	/**< to be looked at in this period */
};

/** Hash of the address of a key. */
static inline uint32_t
sec_key_hash(uint64_t addr)
{
	/*
	 * Keys lie in objects of one size, so that some bits never differ. All bits of the
	 * factor have an influence on the high half of the product.
	 */
	return addr * UINT64_C(0x9e3779b97f4a7c15) >> 32;
}

/** The set of a hash, by its lowest bits. */
static inline struct sec_key_slot *
sec_key_set(const struct sec_keys *keys, uint32_t hash)
{
	return &keys->slots[(hash & (keys->nb_sets - 1)) * SEC_KEY_WAYS];
}

/** The n-th place of a set to be tried, which also depends on the highest bits. */
static inline struct sec_key_slot *
sec_key_way(struct sec_key_slot *set, uint32_t hash, unsigned int n)
{
	return &set[((hash >> 29) + n) % SEC_KEY_WAYS];
}

_Static_assert(UINT32_MAX >> 29 == SEC_KEY_WAYS - 1, "each place is the first of some");

/** Whether the key of a place has these bytes; both have the same length. */
static inline bool
sec_key_is(const struct sec_key_slot *slot, const uint8_t *bytes, size_t len)
{
	return sec_is_same(len <= SEC_KEY_HEAD ? slot->head : slot->key->bytes, bytes, len);
}

/** The part of soft_sec_key_of() for a key that is not the last one of its use. */
int soft_sec_key_find(struct soft_sec *sec, union sec_key_id id, uint64_t addr,
		const uint8_t *bytes, struct sec_key **key);

/** The part of soft_sec_key_get() behind the mapping of the key. */
static inline int
soft_sec_key_of(struct soft_sec *sec, union sec_key_id id, uint64_t addr, const uint8_t *bytes,
		struct sec_key **key)
{
	const struct sec_key_slot *last = sec->last_slot[id.use];

	/* Consecutive requests often are of one session. */
	if (SOFT_UNLIKELY(last->id.word != id.word || !sec_key_is(last, bytes, id.len)))
		return soft_sec_key_find(sec, id, addr, bytes, key);
	*key = last->key;
	return 0;
}

/**
 * Find or make the entry of the key that a request names.
 *
 * @param sec
 *   Engine.
 * @param id
 *   What the request says about the key.
 * @param addr
 *   Address of the key.
 * @param[out] key
 *   Entry, which stays until all requests taken are finished.
 * @return
 *   0; -EFAULT; -ENOMEM; -EAGAIN: requests that wait use all places that it may have.
 */
static inline int
soft_sec_key_get(struct soft_sec *sec, union sec_key_id id, uint64_t addr,
		struct sec_key **key)
{
	void *bytes = soft_mem_map(sec->mem, addr, id.len, false);
	int ret;

	if (bytes == NULL)
		return -EFAULT;
	ret = soft_sec_key_of(sec, id, addr, bytes, key);
	soft_mem_unmap(sec->mem, bytes, id.len, 0);
	return ret;
}

/** Make the table; false if there is no memory. */
bool soft_sec_keys_alloc(struct soft_sec *sec);

/** Wipe and free all entries and the table. */
void soft_sec_keys_free(struct soft_sec *sec);

/**
 * Wipe entries that were not used in the period before this one. Each call looks at as many sets
 * as are due by the time that passed, at most SEC_KEY_STEP, so that each set is looked at once in
 * a period. No request may be at hand; some may wait.
 *
 * @param sec
 *   Engine.
 * @param now
 *   Time in ms, of any clock that does not go back.
 */
void soft_sec_keys_age(struct soft_sec *sec, uint64_t now);

#endif /* SOFT_SEC_KEY_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_KEY_H
#define SOFT_SEC_KEY_H

/**
 * @file
 * What was derived from keys, kept per queue: key schedules, states of HMACs, hash
 * keys, and contexts of OpenSSL.
 *
 * An entry is found by the content of the key and all that shapes what is derived; the
 * address says no more than where to look. Entries are wiped when they are replaced
 * and when the queue stops.
 */

#include <errno.h>

#include <openssl/evp.h>

#include "soft_sec.h"

/** Contexts of OpenSSL, made when first needed. */
enum sec_ctx {
	SEC_CTX_ENCRYPT,
	SEC_CTX_DECRYPT,
	SEC_CTX_OTHER,		/**< tweak of XTS, CBC-MAC of CCM, counter of a GCM by hand */
	SEC_NB_CTX,
};

/** Who does XTS with a key; see xts_way() in soft_sec_ssl.c. */
enum sec_xts {
	SEC_XTS_UNKNOWN,	/**< not asked yet */
	SEC_XTS_LIBRARY,	/**< SEC_CTX_ENCRYPT and SEC_CTX_DECRYPT do XTS */
	SEC_XTS_BY_HAND,	/**< they do single blocks, and SEC_CTX_OTHER the tweak */
};

struct sec_mb_key;

struct sec_key {
	/* What it was made of; no length: nothing yet. */
	union sec_key_id id;
	uint8_t bytes[SEC_MAX_KEY];
	uint32_t window;	/**< in which it was used last */
	/* soft_sec_ssl.c */
	EVP_CIPHER_CTX *ctx[SEC_NB_CTX];
	uint8_t xts;		/**< enum sec_xts: one for both directions, as contexts are */
	/* HMAC: states; CMAC and XCBC: subkeys for a whole and for a padded last block. */
	bool has_subkeys;
	uint8_t inner[SEC_MAX_STATE] __attribute__((aligned(16)));
	uint8_t outer[SEC_MAX_STATE] __attribute__((aligned(16)));
	struct sec_mb_key *mb;	/**< soft_sec_mb.c */
};

/** The part of soft_sec_key_get() for a key that was not the one before. */
int soft_sec_key_find(struct soft_sec *sec, union sec_key_id id, uint64_t addr,
		const uint8_t *bytes, struct sec_key **key);

/** The part of soft_sec_key_get() for a key that can be read. */
static inline int
soft_sec_key_of(struct soft_sec *sec, union sec_key_id id, uint64_t addr, const uint8_t *bytes,
		struct sec_key **key)
{
	struct sec_key *last = sec->last_key[id.use];

	/* Requests of one session come in rows. */
	if (SOFT_UNLIKELY(last == NULL || last->id.word != id.word ||
				!sec_is_same(last->bytes, bytes, id.len)))
		return soft_sec_key_find(sec, id, addr, bytes, key);
	last->window = sec->window;
	*key = last;
	return 0;
}

/**
 * What was derived from the key that a request names.
 *
 * @param sec
 *   Engine.
 * @param id
 *   What the request says of it.
 * @param addr
 *   Where it is.
 * @param[out] key
 *   Entry; stays until the requests taken are finished.
 * @return
 *   0; -EFAULT; -ENOMEM; -EAGAIN: all places it may have are in use by requests taken.
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

/** Memory for keys; false if there is none. */
bool soft_sec_keys_alloc(struct soft_sec *sec);

/** Wipe and free all. */
void soft_sec_keys_free(struct soft_sec *sec);

#endif /* SOFT_SEC_KEY_H */

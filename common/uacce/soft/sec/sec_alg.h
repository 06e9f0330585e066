/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_ALG_H
#define SOFT_SEC_ALG_H

/** @file Algorithms by their numbers in descriptors (4.1, 4.4, 4.6, 4.7). */

#include <stdint.h>

#include "../../hw/hisi_sec_bd.h"
#include "sec_hash.h"

/** MAC algorithms apart from hashes and HMAC. */
enum sec_mac {
	SEC_MAC_HASH,
	SEC_MAC_HMAC,
	SEC_MAC_XCBC,
	SEC_MAC_CMAC,
	SEC_MAC_GMAC,
};

/** An authentication algorithm, by its number. */
struct sec_auth_alg {
	const struct sec_hash *hash;	/**< NULL for those made of AES */
	uint8_t mac;			/**< enum sec_mac */
	uint8_t len;			/**< of the whole MAC, bytes; 0: no such algorithm */
	uint8_t first_type;		/**< type of descriptor that has it first */
	uint8_t chain_type;		/**< the same in a chain; 0: none */
};

/** The first type of descriptor that has a cipher in a mode; 0: none has, or there is no such. */
uint8_t soft_sec_cipher_type(uint8_t c_alg, uint8_t c_mode);

/** Bytes of a key of a cipher that exists, by its code of 3 bits; 0: no such key. */
uint8_t soft_sec_key_len(uint8_t c_alg, uint8_t code);

/** An authentication algorithm by its number; NULL if there is none. */
const struct sec_auth_alg *soft_sec_auth_alg(uint8_t a_alg);

/** Bytes of most states of hashes, two of which fit into one cache line. */
#define SEC_SHORT_STATE	32u

/**
 * Where the outer of the two states of an HMAC key lies, in bytes behind the inner one: states of
 * 32 bytes and less lie in one cache line.
 */
static inline uint8_t
sec_auth_outer_at(const struct sec_auth_alg *alg)
{
	return alg->hash != NULL && alg->hash->family->state_len > SEC_SHORT_STATE ?
		SEC_MAX_STATE : SEC_SHORT_STATE;
}

#endif /* SOFT_SEC_ALG_H */

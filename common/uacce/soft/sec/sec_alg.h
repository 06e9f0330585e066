/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_ALG_H
#define SOFT_SEC_ALG_H

/** @file Algorithms by their numbers in descriptors. */

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

/** Type of descriptor that has a cipher in a mode first; 0: none has. */
uint8_t soft_sec_cipher_type(uint8_t c_alg, uint8_t c_mode);

/** Bytes of a key by its code; 0: no such key. */
uint8_t soft_sec_key_len(uint8_t c_alg, uint8_t code);

/** Algorithms by number; NULL if there is none. */
const struct sec_auth_alg *soft_sec_auth_alg(uint8_t a_alg);

#endif /* SOFT_SEC_ALG_H */

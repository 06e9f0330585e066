/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_SHAPE_H
#define SOFT_SEC_SHAPE_H

/** @file What the control words of a descriptor say. */

#include <stdbool.h>
#include <stdint.h>

#include "sec_alg.h"

#define SEC_BLOCK	16	/* bytes, AES and SM4 */
#define SEC_MAX_KEY	128	/* bytes: an HMAC key of the SHA-512 group */

/** What a request is (4.13). */
enum sec_kind {
	SEC_NOTHING,		/**< invalid bit: to be completed, no more */
	SEC_CIPHER,
	SEC_DIGEST,
	SEC_CHAIN,		/**< CBC and HMAC */
	SEC_AEAD,		/**< CCM and GCM in one shot */
	SEC_GCM_FIRST,		/**< parts of a GCM stream (4.9) */
	SEC_GCM_MIDDLE,
	SEC_GCM_LAST,
};

/** Part of a hash (4.6). */
#define SEC_PART_FROM_STATE	1	/**< goes on from a state */
#define SEC_PART_TO_STATE	2	/**< ends with a state */

/** Which key of a request. */
enum sec_key_use {
	SEC_USE_CIPHER,
	SEC_USE_AUTH,
};

/** What shapes the things derived from a key. */
union sec_key_id {
	struct {
		uint8_t use;	/**< enum sec_key_use */
		uint8_t alg;	/**< c_alg or a_alg */
		uint8_t mode;	/**< c_mode */
		uint8_t len;	/**< bytes; 0: no key */
	};
	uint32_t word;		/**< all of it, to be compared */
};

/** What is served most, and has a short way in soft_sec_map(). */
enum sec_quick {
	SEC_QUICK_NONE,
	SEC_QUICK_CHAIN,	/**< flat buffers on both sides */
	SEC_QUICK_GCM,		/**< lists of AAD and payload on both sides, served at once */
};

/**
 * What the control words of a descriptor say, and what follows from them alone. A queue
 * sees the same few again and again: see soft_sec_decode().
 */
struct sec_shape {
	uint8_t error;		/**< enum hisi_sec_error */
	uint8_t kind;		/**< enum sec_kind */
	uint8_t type;
	uint8_t cipher;		/**< enum hisi_sec_cipher */
	uint8_t auth;		/**< enum hisi_sec_auth */
	uint8_t scene;
	uint8_t de;
	uint8_t src_type;	/**< enum hisi_sec_addr */
	uint8_t dst_type;
	uint8_t mac_type;
	uint8_t c_alg;
	uint8_t c_mode;
	uint8_t c_width;
	uint8_t c_key_code;
	uint8_t ci_gen;
	uint8_t ai_gen;
	uint8_t pad;		/**< enum hisi_sec_pad */
	uint8_t a_alg;
	uint8_t icv_len;	/**< bytes */
	uint8_t mac_words;
	uint8_t a_key_words;
	uint8_t ctr_mode;
	bool seq;		/**< authenticate first */
	bool invalid;
	bool reserved;		/**< something is set that must not be */
	uint8_t c_key_len;	/**< bytes; XTS: both halves */
	uint8_t c_iv_len;	/**< bytes to read */
	uint8_t a_iv_len;	/**< bytes to read: state, B0, IV */
	uint8_t a_key_len;	/**< bytes */
	uint8_t mac_len;	/**< bytes to write or to verify */
	uint8_t part;		/**< SEC_PART_* */
	bool verifies;		/**< the MAC is there to be compared, not to be written */
	uint8_t quick;		/**< enum sec_quick */
	uint8_t chain_hash;	/**< soft_sec_mb_chain_hash() */
	uint8_t outer_at;	/**< sec_key_outer() */
	bool at_once;		/**< served by a call that keeps nothing: it may fault */
	uint8_t c_least;	/**< bytes to cipher, at least */
	uint8_t c_mask;		/**< bits that are 0 in the number of these bytes */
	uint16_t done;		/**< done_flag of a success, but for the icv */
	union sec_key_id key_id[2];	/**< by use */
	const struct sec_auth_alg *alg;
};

#endif /* SOFT_SEC_SHAPE_H */

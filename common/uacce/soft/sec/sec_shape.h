/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_SHAPE_H
#define SOFT_SEC_SHAPE_H

/**
 * @file
 * What the control words of a descriptor say, and what follows from them alone.
 *
 * sec_descriptor.c reads the words, sec_check.c refuses what hardware would not take, and
 * sec_plan.c adds how requests of the shape are served. After that a shape does not change, and
 * all requests whose control words are the same share it.
 */

#include <stdbool.h>
#include <stdint.h>

#include "sec_alg.h"

#define SEC_BLOCK	16	/**< bytes of a block of AES and SM4 */
#define SEC_DES_BLOCK	8	/**< bytes of a block of DES */
#define SEC_MAX_KEY	128	/**< bytes: an HMAC key of the SHA-512 group */

/** What a request is (4.13). */
enum sec_kind {
	SEC_NOTHING,		/**< the descriptor is marked invalid: it only completes */
	SEC_CIPHER,
	SEC_DIGEST,
	SEC_CHAIN,		/**< CBC and HMAC */
	SEC_AEAD,		/**< CCM and GCM in one shot */
	SEC_GCM_FIRST,		/**< parts of a GCM stream (4.9) */
	SEC_GCM_MIDDLE,
	SEC_GCM_LAST,
};

/** Part of a hash (4.6). */
#define SEC_PART_FROM_STATE	1	/**< the request begins with a state */
#define SEC_PART_TO_STATE	2	/**< the request ends with a state */

/** Which key of a request. */
enum sec_key_use {
	SEC_USE_CIPHER,
	SEC_USE_AUTH,
};

/** What is derived from a key depends on these. */
union sec_key_id {
	struct {
		uint8_t use;	/**< enum sec_key_use */
		uint8_t alg;	/**< c_alg or a_alg */
		uint8_t mode;	/**< c_mode */
		uint8_t len;	/**< bytes; 0: no key */
	};
	uint32_t word;		/**< all fields as one word, for a single comparison */
};

/** Which executor serves the requests of a shape, and how; see sec_executor.h. */
enum sec_service {
	SEC_SERVE_SSL,		/**< OpenSSL */
	SEC_SERVE_JOB,		/**< a job of ipsec-mb if the request can be one, or OpenSSL */
	SEC_SERVE_CALL,		/**< one call of ipsec-mb, which keeps nothing: it may fault */
};

/** Requests that are reached in one go, see sec_access.c. */
enum sec_direct {
	SEC_DIRECT_NONE,
	SEC_DIRECT_CIPHER,	/**< flat buffers, and an IV */
	SEC_DIRECT_CHAIN,	/**< flat buffers */
	SEC_DIRECT_GCM,		/**< SEC_SERVE_CALL, with lists of AAD and payload */
};

/** See the top of this file. */
struct sec_shape {
	/* sec_descriptor.c: fields of the descriptor */
	uint8_t kind;		/**< enum sec_kind */
	uint8_t type;		/**< of the descriptor, 2 or 3 */
	uint8_t cipher;		/**< enum hisi_sec_cipher */
	uint8_t auth;		/**< enum hisi_sec_auth */
	uint8_t scene;
	uint8_t de;		/**< 1: the destination is not the source */
	uint8_t src_type;	/**< enum hisi_sec_addr */
	uint8_t dst_type;	/**< enum hisi_sec_addr */
	uint8_t mac_type;	/**< enum hisi_sec_addr */
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
	bool reserved;		/**< a bit is set that must be 0 */
	/* sec_check.c */
	uint8_t error;		/**< enum hisi_sec_error */
	uint8_t c_key_len;	/**< bytes; XTS: both halves */
	uint8_t c_iv_len;	/**< bytes to read */
	uint8_t a_iv_len;	/**< bytes to read: state, B0 or IV */
	uint8_t a_key_len;	/**< bytes */
	uint8_t mac_len;	/**< bytes to write or to verify */
	uint8_t part;		/**< SEC_PART_* */
	const struct sec_auth_alg *alg;	/**< NULL: nothing is authenticated, or by an AEAD */
	/* sec_plan.c */
	uint8_t service;	/**< enum sec_service */
	uint8_t job_hash;	/**< ipsec-mb's number of the hash of a chain; 0: no job for it */
	uint8_t direct;		/**< enum sec_direct */
	bool has_pieces;	/**< OpenSSL can serve it piece by piece */
	bool verifies;		/**< the MAC is compared and not written */
	uint8_t outer_at;	/**< sec_key_outer() */
	uint8_t c_least;	/**< bytes to cipher, at least */
	uint8_t c_mask;		/**< bits that must be 0 in the number of bytes to cipher */
	uint16_t done;		/**< done_flag of a success, without the result of a verification */
	union sec_key_id key_id[2];	/**< by enum sec_key_use */
};

/**
 * Whether the executor may fault on the memory of a request of this shape. All other requests
 * have it touched before, as nothing may fault inside a job of ipsec-mb.
 */
static inline bool
sec_may_fault(const struct sec_shape *s)
{
	return s->service == SEC_SERVE_CALL;
}

#endif /* SOFT_SEC_SHAPE_H */

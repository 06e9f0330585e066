/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_REQUEST_H
#define SOFT_SEC_REQUEST_H

/** @file One request: what the engine makes of a descriptor. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sec_shape.h"

struct sec_key;

/** A range of memory that has to be unmapped. */
struct sec_map {
	void *ptr;
	uint32_t len;
	bool write;
};

#define SEC_NB_MAPS	3	/**< AAD, source, destination */

/**
 * What a fault left to do for a request whose job it ended, be it the fault of that request or
 * not.
 */
enum sec_left {
	SEC_LEFT_NOTHING,	/**< the request was served */
	SEC_LEFT_MAC,		/**< the cipher is done, the MAC is not */
	SEC_LEFT_ALL,		/**< all of it: the source is as it was */
	SEC_LEFT_UNSURE,	/**< all of it if the first block of the source is as it was */
	SEC_LEFT_NO_SOURCE,	/**< the source was overwritten, at least in part */
};

/** See the top of this file. */
struct sec_req {
	const struct sec_shape *s;	/**< stays until all requests taken are finished */
	void *sqe;		/**< where the result goes */
	uint8_t error;		/**< enum hisi_sec_error */
	uint8_t icv;		/**< result of a verification, for done_flag */
	bool pending;		/**< its job is inside ipsec-mb */
	bool mac_is_placed;	/**< the MAC is where it belongs, or there is none to be stored */
	uint32_t number;	/**< if it waits for a job: value of soft_sec.taken before it */

	/* sec_descriptor.h: read once, as the descriptor is shared memory */
	uint16_t a_off;
	uint16_t c_off;
	uint32_t a_len;
	uint32_t c_len;
	uint64_t long_len;
	uint64_t src_addr;
	uint64_t dst_addr;
	uint64_t mac_addr;
	uint64_t c_key_addr;
	uint64_t a_key_addr;
	uint64_t c_iv_addr;
	uint64_t a_iv_addr;

	/* sec_buffer.c and sec_access.c: memory and keys that were reached */
	const uint8_t *aad;	/**< AEAD: a_len bytes; otherwise all that is authenticated */
	const uint8_t *in;	/**< c_len bytes */
	uint8_t *out;		/**< c_len bytes; may be @p in */
	uint8_t *mac_at;	/**< where the MAC belongs; NULL: soft_sec_store() has to map it */
	bool bounced;		/**< it uses bounce memory */
	bool scatter;		/**< out has to be copied to its list or buffer */
	uint8_t nb_maps;
	uint8_t left;		/**< enum sec_left; sec_recover.c */
	struct sec_key *c_key;
	struct sec_key *a_key;
	void *job;		/**< sec_mb.c */
	uint8_t iv[SEC_BLOCK];
	uint8_t first[SEC_BLOCK];	/**< of the source, kept before CBC overwrites it */
	uint8_t mac[SEC_MAX_STATE];
	uint8_t want[SEC_MAX_STATE];	/**< the MAC to compare with */
	/* What few requests use comes last, out of the cache lines of the others. */
	uint8_t a_iv[SEC_MAX_STATE];
	struct sec_map maps[SEC_NB_MAPS];
} __attribute__((aligned(64)));

/** Bytes that are authenticated and not ciphered; they come first. */
static inline uint32_t
sec_aad_len(const struct sec_req *req)
{
	switch (req->s->kind) {
	case SEC_CIPHER:
		return 0;
	case SEC_CHAIN:
		return req->a_len - req->c_len;
	default:
		return req->a_len;
	}
}

/** Bytes that are ciphered. */
static inline uint32_t
sec_payload_len(const struct sec_req *req)
{
	return req->s->cipher == HISI_SEC_CIPHER_NONE ? 0 : req->c_len;
}

#endif /* SOFT_SEC_REQUEST_H */

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_REQUEST_H
#define SOFT_SEC_REQUEST_H

/** @file One request. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sec_shape.h"

struct sec_key;

/** A range that was mapped, to be unmapped. */
struct sec_map {
	void *ptr;
	uint32_t len;
	bool write;
};

#define SEC_NB_MAPS	3	/* AAD, source, destination */

/** What is left to do for a request whose job a fault ended, its own or another's. */
enum sec_left {
	SEC_LEFT_NOTHING,	/**< it was served */
	SEC_LEFT_MAC,		/**< the cipher is done, the MAC is not */
	SEC_LEFT_ALL,		/**< all of it: the source is as it was */
	SEC_LEFT_UNSURE,	/**< the source was overwritten if its first block differs */
	SEC_LEFT_NO_SOURCE,	/**< the source was overwritten, at least in part */
};

/** One request. Its descriptor is read once: it is shared memory. */
struct sec_req {
	const struct sec_shape *s;	/**< stays until the requests taken are finished */
	void *sqe;		/**< where the result goes */
	uint8_t error;		/**< enum hisi_sec_error */
	uint8_t icv;		/**< of done_flag */
	bool pending;		/**< its job is inside the multi-buffer manager */
	bool mac_is_placed;	/**< there is none to be stored, or it is there already */
	uint32_t number;	/**< of those that wait, as struct soft_sec counts */

	/* sec_descriptor.c */
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

	/* sec_memory.c and sec_key.c: where it is */
	const uint8_t *aad;	/**< AEAD: a_len bytes; otherwise what is authenticated */
	const uint8_t *in;	/**< c_len bytes */
	uint8_t *out;		/**< c_len bytes; may be @p in */
	uint8_t *mac_at;	/**< where to write the MAC; NULL: only by soft_sec_store() */
	bool bounced;		/**< takes bounce memory */
	bool scatter;		/**< out is to be copied to its list or buffer */
	uint8_t nb_maps;
	uint8_t left;		/**< enum sec_left */
	struct sec_key *c_key;
	struct sec_key *a_key;
	uint8_t iv[SEC_BLOCK];
	uint8_t mac[SEC_MAX_STATE];
	uint8_t want[SEC_MAX_STATE];	/**< MAC to verify */
	/* Seldom used. */
	void *job;		/**< sec_mb.c */
	union {
		uint8_t a_iv[SEC_MAX_STATE];
		/** Of what lanes of CBC cipher in place, as it was: these have no other IV. */
		uint8_t first[SEC_BLOCK];
	};
	struct sec_map maps[SEC_NB_MAPS];
};

/** Bytes that are authenticated and not ciphered, and come first. */
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

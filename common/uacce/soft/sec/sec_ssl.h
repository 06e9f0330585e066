/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_SSL_H
#define SOFT_SEC_SSL_H

/**
 * @file
 * The executor on OpenSSL, piece by piece.
 *
 * A request is begun, fed with what is authenticated and not ciphered (AAD, or all of a
 * digest), then with what is ciphered, and ended. Pieces may be of any length where the
 * algorithm is of a stream, and otherwise are whole blocks but for the last.
 */

#include "sec_key.h"
#include "sec_mode.h"

/** A request on its way. */
struct sec_run {
	struct sec_req *req;
	EVP_CIPHER_CTX *cipher;	/**< NULL: nothing is ciphered */
	union sec_hash_ctx hash;
	struct sec_cbc_mac mac;	/**< CMAC, XCBC, CCM */
	uint32_t left;		/**< CMAC, XCBC: bytes to come */
	uint8_t last[SEC_BLOCK];	/**< CMAC, XCBC: the last block, so far */
};

/** Whether requests of a shape can be served in pieces. */
bool soft_sec_ssl_has_pieces(const struct sec_shape *s);

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

/** All of these return whether it was done. */
bool soft_sec_ssl_begin(struct sec_run *run, struct sec_req *req);
bool soft_sec_ssl_aad(struct sec_run *run, const uint8_t *data, uint32_t len);
/** @p out may be @p in. */
bool soft_sec_ssl_payload(struct sec_run *run, const uint8_t *in, uint8_t *out, uint32_t len);
/** The MAC is then in the request, if there is one. */
bool soft_sec_ssl_end(struct sec_run *run);

#endif /* SOFT_SEC_SSL_H */

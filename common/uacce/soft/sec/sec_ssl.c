/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include "sec_ssl.h"
#include "sec_ssl_aead.h"
#include "sec_ssl_mac.h"

/*
 * What does XTS with a key. OpenSSL has no XTS of SM4 or AES-192. It refuses a key of two equal
 * halves when it encrypts, but not when it decrypts. The answer must not depend on the direction,
 * as the contexts of a key are kept from one request to the next.
 */
static enum sec_xts
xts_way(struct sec_key *key)
{
	const size_t half = key->id.len / 2;

	if (key->xts != SEC_XTS_UNKNOWN)
		return key->xts;
	if (soft_sec_ssl_cipher(key->id.alg, HISI_SEC_C_MODE_XTS, key->id.len) == NULL ||
			sec_is_same(key->bytes, key->bytes + half, half))
		key->xts = SEC_XTS_BY_HAND;
	else
		key->xts = SEC_XTS_LIBRARY;
	return key->xts;
}

static bool
xts(struct sec_req *req)
{
	bool encrypt = req->s->cipher == HISI_SEC_CIPHER_ENCRYPT;
	enum sec_ctx which = encrypt ? SEC_CTX_ENCRYPT : SEC_CTX_DECRYPT;
	struct sec_key *key = req->c_key;
	uint8_t half = key->id.len / 2;
	EVP_CIPHER_CTX *blocks, *tweak;

	if (xts_way(key) == SEC_XTS_LIBRARY)
		return soft_sec_evp(soft_sec_ssl_direction_ctx(req, HISI_SEC_C_MODE_XTS), req->iv,
				req->in, req->out, req->c_len);
	blocks = soft_sec_ssl_part_ctx(key, which, HISI_SEC_C_MODE_ECB, encrypt, 0, half);
	tweak = soft_sec_ssl_part_ctx(key, SEC_CTX_OTHER, HISI_SEC_C_MODE_ECB, true, half, half);
	return soft_sec_xts(blocks, tweak, req);
}

static bool
digest_begin(struct sec_ssl_op *op)
{
	struct sec_req *req = op->req;

	switch (req->s->alg->mac) {
	case SEC_MAC_GMAC:
		return soft_sec_ssl_evp_begin(op, soft_sec_ssl_ctx(req->a_key, SEC_CTX_ENCRYPT,
				HISI_SEC_C_MODE_GCM, true), req->a_iv);
	case SEC_MAC_XCBC:
	case SEC_MAC_CMAC:
		return soft_sec_ssl_block_mac_begin(op);
	default:
		return soft_sec_ssl_hash_begin(op);
	}
}

static bool
cipher_begin(struct sec_ssl_op *op)
{
	struct sec_req *req = op->req;

	return soft_sec_ssl_evp_begin(op, soft_sec_ssl_direction_ctx(req, req->s->c_mode),
			req->s->c_mode == HISI_SEC_C_MODE_ECB ? NULL : req->iv);
}

bool
soft_sec_ssl_begin(struct sec_ssl_op *op, struct sec_req *req)
{
	op->req = req;
	switch (req->s->kind) {
	case SEC_DIGEST:
		return digest_begin(op);
	case SEC_CHAIN:
		return soft_sec_ssl_hash_begin(op) && cipher_begin(op);
	case SEC_AEAD:
		if (req->s->c_mode != HISI_SEC_C_MODE_CCM)
			return cipher_begin(op);
		return soft_sec_ssl_ccm_begin(op) &&
			soft_sec_ssl_evp_begin(op, soft_sec_ssl_ctx(req->c_key, SEC_CTX_ENCRYPT,
				HISI_SEC_C_MODE_CTR, true), req->iv);
	default:
		return cipher_begin(op);
	}
}

bool
soft_sec_ssl_aad(struct sec_ssl_op *op, const uint8_t *data, uint32_t len)
{
	const struct sec_shape *s = op->req->s;

	if (s->kind == SEC_AEAD)
		return s->c_mode == HISI_SEC_C_MODE_CCM ?
			soft_sec_cbc_mac_update(&op->mac, data, len) :
			soft_sec_ssl_evp_update(op, data, NULL, len);
	switch (s->alg->mac) {
	case SEC_MAC_GMAC:
		return soft_sec_ssl_evp_update(op, data, NULL, len);
	case SEC_MAC_XCBC:
	case SEC_MAC_CMAC:
		return soft_sec_ssl_block_mac_update(op, data, len);
	default:
		return soft_sec_ssl_hash_update(op, data, len);
	}
}

bool
soft_sec_ssl_payload(struct sec_ssl_op *op, const uint8_t *in, uint8_t *out, uint32_t len)
{
	const struct sec_shape *s = op->req->s;

	if (s->kind == SEC_CHAIN && s->seq)
		return soft_sec_ssl_hash_update(op, in, len) &&
			soft_sec_ssl_evp_update(op, in, out, len);
	if (s->kind == SEC_CHAIN)
		return soft_sec_ssl_evp_update(op, in, out, len) &&
			soft_sec_ssl_hash_update(op, out, len);
	if (s->kind == SEC_AEAD && s->c_mode == HISI_SEC_C_MODE_CCM)
		return soft_sec_ssl_ccm_payload(op, in, out, len);
	return soft_sec_ssl_evp_update(op, in, out, len);
}

static bool
digest_end(struct sec_ssl_op *op)
{
	switch (op->req->s->alg->mac) {
	case SEC_MAC_GMAC:
		return soft_sec_ssl_gcm_tag(op);
	case SEC_MAC_XCBC:
	case SEC_MAC_CMAC:
		return soft_sec_ssl_block_mac_end(op);
	default:
		return soft_sec_ssl_hash_end(op);
	}
}

bool
soft_sec_ssl_end(struct sec_ssl_op *op)
{
	const struct sec_shape *s = op->req->s;

	switch (s->kind) {
	case SEC_CIPHER:
		return true;
	case SEC_AEAD:
		if (s->c_mode == HISI_SEC_C_MODE_CCM)
			return soft_sec_ssl_ccm_end(op);
		return s->cipher == HISI_SEC_CIPHER_DECRYPT ? soft_sec_ssl_gcm_compare(op) :
			soft_sec_ssl_gcm_tag(op);
	default:
		return digest_end(op);
	}
}

/* Serve a request whose memory is linear, as one piece. */
static bool
serve_linear(struct sec_req *req)
{
	uint32_t aad_len = sec_aad_len(req), len = sec_payload_len(req);
	struct sec_ssl_op op;

	return soft_sec_ssl_begin(&op, req) &&
		(aad_len == 0 || soft_sec_ssl_aad(&op, req->aad, aad_len)) &&
		(len == 0 || soft_sec_ssl_payload(&op, req->in, req->out, len)) &&
		soft_sec_ssl_end(&op);
}

static bool
ssl_serve(void *state, struct sec_req *req)
{
	(void)state;
	switch (req->s->kind) {
	case SEC_GCM_FIRST:
		return soft_sec_ssl_gcm_first(req);
	case SEC_GCM_MIDDLE:
	case SEC_GCM_LAST:
		return soft_sec_ssl_gcm_part(req);
	default:
		break;
	}
	if (req->s->has_pieces)
		return serve_linear(req);
	if (req->s->kind == SEC_AEAD)
		return soft_sec_ssl_hand_gcm(req);
	if (req->s->c_mode == HISI_SEC_C_MODE_XTS)
		return xts(req);
	return soft_sec_cbc_cs(soft_sec_ssl_direction_ctx(req, HISI_SEC_C_MODE_CBC), req);
}

static bool
ssl_serve_mac(void *state, struct sec_req *req)
{
	struct sec_ssl_op op = { .req = req };

	(void)state;
	/* AAD and payload of a chain are one range. */
	if (req->s->kind == SEC_CHAIN)
		return soft_sec_ssl_hash_begin(&op) &&
			soft_sec_ssl_hash_update(&op, req->aad, req->a_len) &&
			soft_sec_ssl_hash_end(&op);
	return soft_sec_ssl_ccm_begin(&op) && (req->a_len == 0 || (
			soft_sec_cbc_mac_update(&op.mac, req->aad, req->a_len) &&
			soft_sec_cbc_mac_pad(&op.mac))) &&
		soft_sec_cbc_mac_update(&op.mac, req->out, req->c_len) && soft_sec_ssl_ccm_end(&op);
}

const struct sec_executor soft_sec_ssl = {
	.serve = ssl_serve,
	.serve_mac = ssl_serve_mac,
};

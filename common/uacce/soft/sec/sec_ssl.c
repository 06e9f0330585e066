/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* The executor on OpenSSL: serves every request there is. */

#include "sec_ssl.h"
#include "sec_ssl_aead.h"
#include "sec_ssl_mac.h"

/*
 * Who does XTS with a key. OpenSSL has no XTS of SM4 or AES-192, and refuses two equal
 * halves when it encrypts, but not when it decrypts. The way must not depend on the
 * direction, as the contexts of a key are kept from one request to the next.
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
		return soft_sec_evp(soft_sec_ssl_direction_ctx(req, HISI_SEC_C_MODE_XTS), req->iv, req->in,
				req->out, req->c_len);
	blocks = soft_sec_ssl_part_ctx(key, which, HISI_SEC_C_MODE_ECB, encrypt, 0, half);
	tweak = soft_sec_ssl_part_ctx(key, SEC_CTX_OTHER, HISI_SEC_C_MODE_ECB, true, half, half);
	return soft_sec_xts(blocks, tweak, req);
}

bool
soft_sec_ssl_has_pieces(const struct sec_shape *s)
{
	switch (s->kind) {
	case SEC_CIPHER:
		return s->c_mode != HISI_SEC_C_MODE_XTS && s->c_mode != HISI_SEC_C_MODE_CBC_CS;
	case SEC_AEAD:
		return s->c_mode == HISI_SEC_C_MODE_CCM || s->c_alg == HISI_SEC_C_ALG_AES;
	default:
		return s->kind == SEC_DIGEST || s->kind == SEC_CHAIN;
	}
}

static bool
digest_begin(struct sec_run *run)
{
	struct sec_req *req = run->req;

	switch (req->s->alg->mac) {
	case SEC_MAC_GMAC:
		return soft_sec_ssl_evp_begin(run, soft_sec_ssl_ctx(req->a_key, SEC_CTX_ENCRYPT, HISI_SEC_C_MODE_GCM,
				true), req->a_iv);
	case SEC_MAC_XCBC:
	case SEC_MAC_CMAC:
		return soft_sec_ssl_block_mac_begin(run);
	default:
		return soft_sec_ssl_hash_begin(run);
	}
}

static bool
cipher_begin(struct sec_run *run)
{
	struct sec_req *req = run->req;

	return soft_sec_ssl_evp_begin(run, soft_sec_ssl_direction_ctx(req, req->s->c_mode),
			req->s->c_mode == HISI_SEC_C_MODE_ECB ? NULL : req->iv);
}

bool
soft_sec_ssl_begin(struct sec_run *run, struct sec_req *req)
{
	run->req = req;
	switch (req->s->kind) {
	case SEC_DIGEST:
		return digest_begin(run);
	case SEC_CHAIN:
		return soft_sec_ssl_hash_begin(run) && cipher_begin(run);
	case SEC_AEAD:
		if (req->s->c_mode != HISI_SEC_C_MODE_CCM)
			return cipher_begin(run);
		return soft_sec_ssl_ccm_begin(run) && soft_sec_ssl_evp_begin(run, soft_sec_ssl_ctx(req->c_key, SEC_CTX_ENCRYPT,
				HISI_SEC_C_MODE_CTR, true), req->iv);
	default:
		return cipher_begin(run);
	}
}

bool
soft_sec_ssl_aad(struct sec_run *run, const uint8_t *data, uint32_t len)
{
	const struct sec_shape *s = run->req->s;

	if (s->kind == SEC_AEAD)
		return s->c_mode == HISI_SEC_C_MODE_CCM ?
			soft_sec_cbc_mac_update(&run->mac, data, len) :
			soft_sec_ssl_evp_update(run, data, NULL, len);
	switch (s->alg->mac) {
	case SEC_MAC_GMAC:
		return soft_sec_ssl_evp_update(run, data, NULL, len);
	case SEC_MAC_XCBC:
	case SEC_MAC_CMAC:
		return soft_sec_ssl_block_mac_update(run, data, len);
	default:
		return soft_sec_ssl_hash_update(run, data, len);
	}
}

bool
soft_sec_ssl_payload(struct sec_run *run, const uint8_t *in, uint8_t *out, uint32_t len)
{
	const struct sec_shape *s = run->req->s;

	if (s->kind == SEC_CHAIN && s->seq)
		return soft_sec_ssl_hash_update(run, in, len) && soft_sec_ssl_evp_update(run, in, out, len);
	if (s->kind == SEC_CHAIN)
		return soft_sec_ssl_evp_update(run, in, out, len) && soft_sec_ssl_hash_update(run, out, len);
	if (s->kind == SEC_AEAD && s->c_mode == HISI_SEC_C_MODE_CCM)
		return soft_sec_ssl_ccm_payload(run, in, out, len);
	return soft_sec_ssl_evp_update(run, in, out, len);
}

static bool
digest_end(struct sec_run *run)
{
	switch (run->req->s->alg->mac) {
	case SEC_MAC_GMAC:
		return soft_sec_ssl_gcm_tag(run);
	case SEC_MAC_XCBC:
	case SEC_MAC_CMAC:
		return soft_sec_ssl_block_mac_end(run);
	default:
		return soft_sec_ssl_hash_end(run);
	}
}

bool
soft_sec_ssl_end(struct sec_run *run)
{
	const struct sec_shape *s = run->req->s;

	switch (s->kind) {
	case SEC_CIPHER:
		return true;
	case SEC_AEAD:
		if (s->c_mode == HISI_SEC_C_MODE_CCM)
			return soft_sec_ssl_ccm_end(run);
		return s->cipher == HISI_SEC_CIPHER_DECRYPT ? soft_sec_ssl_gcm_compare(run) : soft_sec_ssl_gcm_tag(run);
	default:
		return digest_end(run);
	}
}

/* One piece. */
static bool
run_linear(struct sec_req *req)
{
	uint32_t aad_len = sec_aad_len(req), len = sec_payload_len(req);
	struct sec_run run;

	return soft_sec_ssl_begin(&run, req) &&
		(aad_len == 0 || soft_sec_ssl_aad(&run, req->aad, aad_len)) &&
		(len == 0 || soft_sec_ssl_payload(&run, req->in, req->out, len)) &&
		soft_sec_ssl_end(&run);
}

bool
soft_sec_ssl(struct sec_req *req)
{
	switch (req->s->kind) {
	case SEC_GCM_FIRST:
		return soft_sec_ssl_gcm_first(req);
	case SEC_GCM_MIDDLE:
	case SEC_GCM_LAST:
		return soft_sec_ssl_gcm_part(req);
	default:
		break;
	}
	if (soft_sec_ssl_has_pieces(req->s))
		return run_linear(req);
	if (req->s->kind == SEC_AEAD)
		return soft_sec_ssl_hand_gcm(req);
	if (req->s->c_mode == HISI_SEC_C_MODE_XTS)
		return xts(req);
	return soft_sec_cbc_cs(soft_sec_ssl_direction_ctx(req, HISI_SEC_C_MODE_CBC), req);
}

bool
soft_sec_ssl_mac(struct sec_req *req)
{
	struct sec_run run = { .req = req };

	/* AAD and what was ciphered are in one piece, and are hashed as one. */
	if (req->s->kind == SEC_CHAIN)
		return soft_sec_ssl_hash_begin(&run) && soft_sec_ssl_hash_update(&run, req->aad, req->a_len) &&
			soft_sec_ssl_hash_end(&run);
	return soft_sec_ssl_ccm_begin(&run) && (req->a_len == 0 || (
			soft_sec_cbc_mac_update(&run.mac, req->aad, req->a_len) &&
			soft_sec_cbc_mac_pad(&run.mac))) &&
		soft_sec_cbc_mac_update(&run.mac, req->out, req->c_len) && soft_sec_ssl_ccm_end(&run);
}

/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <string.h>

#include <openssl/crypto.h>

#include "sec_ssl_mac.h"

/*
 * A part that is not the first begins with a state (4.6). Its padding counts all of the message,
 * and of an HMAC the block of its key.
 */
bool
soft_sec_ssl_hash_begin(struct sec_ssl_op *op)
{
	const struct sec_req *req = op->req;
	const struct sec_hash *h = req->s->alg->hash;
	bool hmac = req->s->alg->mac == SEC_MAC_HMAC;
	uint64_t key_bits = hmac ? h->family->block_len * 8 : 0;

	if (req->s->part & SEC_PART_FROM_STATE)
		soft_sec_hash_load(h, &op->hash, req->a_iv,
				req->long_len + key_bits - (uint64_t)req->a_len * 8);
	else if (hmac)
		soft_sec_hash_load(h, &op->hash, sec_key_inner(req->a_key), key_bits);
	else
		soft_sec_hash_init(h, &op->hash);
	return true;
}

bool
soft_sec_ssl_hash_update(struct sec_ssl_op *op, const uint8_t *data, uint32_t len)
{
	op->req->s->alg->hash->family->update(&op->hash, data, len);
	return true;
}

bool
soft_sec_ssl_hash_end(struct sec_ssl_op *op)
{
	struct sec_req *req = op->req;
	const struct sec_hash *h = req->s->alg->hash;

	if (req->s->part & SEC_PART_TO_STATE)
		memcpy(req->mac, op->hash.state, h->family->state_len);
	else if (req->s->alg->mac == SEC_MAC_HMAC)
		soft_sec_hmac_final(h, &op->hash, sec_key_outer(req->a_key, req->s->outer_at),
				req->mac);
	else
		h->family->final(&op->hash, req->mac);
	return true;
}

/* Multiply by x, with bits in the order of CMAC (SP 800-38B, 6.1). */
static void
double_block(uint8_t *out, const uint8_t *in)
{
	uint8_t carry = -(in[0] >> 7) & 0x87;
	unsigned int i;

	for (i = 0; i < SEC_BLOCK - 1; i++)
		out[i] = in[i] << 1 | in[i + 1] >> 7;
	out[i] = in[i] << 1 ^ carry;
}

static bool
cmac_subkeys(struct sec_key *key)
{
	static const uint8_t zeros[SEC_BLOCK];
	EVP_CIPHER_CTX *ctx = soft_sec_ssl_ctx(key, SEC_CTX_ENCRYPT, HISI_SEC_C_MODE_CBC, true);
	uint8_t l[SEC_BLOCK];

	if (!soft_sec_evp(ctx, zeros, zeros, l, SEC_BLOCK))
		return false;
	double_block(sec_key_inner(key), l);
	double_block(sec_key_outer(key, SEC_SHORT_STATE), sec_key_inner(key));
	OPENSSL_cleanse(l, sizeof(l));
	return true;
}

/* Derive three keys; the first is that of the cipher, the others are subkeys (RFC 3566, 4). */
static bool
xcbc_subkeys(struct sec_key *key)
{
	EVP_CIPHER_CTX *ctx = soft_sec_ssl_new_ctx(HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_ECB,
			key->bytes, key->id.len, true);
	uint8_t k[3][SEC_BLOCK];
	bool good;

	memset(k[0], 1, SEC_BLOCK);
	memset(k[1], 2, SEC_BLOCK);
	memset(k[2], 3, SEC_BLOCK);
	good = soft_sec_evp(ctx, NULL, k[0], k[0], sizeof(k));
	EVP_CIPHER_CTX_free(ctx);
	if (good) {
		memcpy(sec_key_inner(key), k[1], SEC_BLOCK);
		memcpy(sec_key_outer(key, SEC_SHORT_STATE), k[2], SEC_BLOCK);
		key->ctx[SEC_CTX_ENCRYPT] = soft_sec_ssl_new_ctx(HISI_SEC_C_ALG_AES,
				HISI_SEC_C_MODE_CBC, k[0], SEC_BLOCK, true);
	}
	OPENSSL_cleanse(k, sizeof(k));
	return key->ctx[SEC_CTX_ENCRYPT] != NULL;
}

/* CMAC and XCBC differ in how subkeys are derived alone. */
bool
soft_sec_ssl_block_mac_begin(struct sec_ssl_op *op)
{
	struct sec_key *key = op->req->a_key;

	if (!key->has_subkeys)
		key->has_subkeys = op->req->s->alg->mac == SEC_MAC_XCBC ? xcbc_subkeys(key) :
			cmac_subkeys(key);
	op->left = op->req->a_len;
	memset(op->last, 0, sizeof(op->last));
	return key->has_subkeys && soft_sec_cbc_mac_init(&op->mac, key->ctx[SEC_CTX_ENCRYPT]);
}

/* The last block, of at least one byte, is kept until the end, as a subkey is added to it. */
bool
soft_sec_ssl_block_mac_update(struct sec_ssl_op *op, const uint8_t *data, uint32_t len)
{
	uint32_t tail = (op->req->a_len - 1) % SEC_BLOCK + 1;
	uint32_t body = op->left <= tail ? 0 : op->left - tail;

	if (body > len)
		body = len;
	if (!soft_sec_cbc_mac_update(&op->mac, data, body))
		return false;
	op->left -= body;
	len -= body;
	memcpy(op->last + tail - op->left, data + body, len);
	op->left -= len;
	return true;
}

bool
soft_sec_ssl_block_mac_end(struct sec_ssl_op *op)
{
	struct sec_req *req = op->req;
	uint32_t tail = (req->a_len - 1) % SEC_BLOCK + 1;
	const uint8_t *subkey = tail == SEC_BLOCK ? sec_key_inner(req->a_key) :
		sec_key_outer(req->a_key, SEC_SHORT_STATE);
	unsigned int i;

	if (tail != SEC_BLOCK)
		op->last[tail] = 0x80;
	for (i = 0; i < SEC_BLOCK; i++)
		op->last[i] ^= subkey[i];
	if (!soft_sec_cbc_mac_update(&op->mac, op->last, SEC_BLOCK))
		return false;
	memcpy(req->mac, op->mac.last, SEC_BLOCK);
	return true;
}

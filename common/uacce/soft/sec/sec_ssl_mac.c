/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <string.h>

#include <openssl/crypto.h>

#include "sec_ssl_mac.h"

/* Parts as in 4.6: a state before, a state behind, and the padding for all of the message. */
bool
soft_sec_ssl_hash_begin(struct sec_run *run)
{
	const struct sec_req *req = run->req;
	const struct sec_hash *h = req->s->alg->hash;
	bool hmac = req->s->alg->mac == SEC_MAC_HMAC;
	uint64_t key_bits = hmac ? h->family->block_len * 8 : 0;

	if (req->s->part & SEC_PART_FROM_STATE)
		soft_sec_hash_load(h, &run->hash, req->a_iv,
				req->long_len + key_bits - (uint64_t)req->a_len * 8);
	else if (hmac)
		soft_sec_hash_load(h, &run->hash, sec_key_inner(req->a_key), key_bits);
	else
		soft_sec_hash_init(h, &run->hash);
	return true;
}

bool
soft_sec_ssl_hash_update(struct sec_run *run, const uint8_t *data, uint32_t len)
{
	run->req->s->alg->hash->family->update(&run->hash, data, len);
	return true;
}

bool
soft_sec_ssl_hash_end(struct sec_run *run)
{
	struct sec_req *req = run->req;
	const struct sec_hash *h = req->s->alg->hash;

	if (req->s->part & SEC_PART_TO_STATE)
		memcpy(req->mac, run->hash.state, h->family->state_len);
	else if (req->s->alg->mac == SEC_MAC_HMAC)
		soft_sec_hmac_final(h, &run->hash, sec_key_outer(req->a_key, req->s->outer_at),
				req->mac);
	else
		h->family->final(&run->hash, req->mac);
	return true;
}

/* Multiply by x in the order of CMAC (SP 800-38B, 6.1). */
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
	double_block(sec_key_outer(key, SEC_KEY_STATE), sec_key_inner(key));
	OPENSSL_cleanse(l, sizeof(l));
	return true;
}

/* RFC 3566, 4: three keys, of which the first takes the place of the one given. */
static bool
xcbc_subkeys(struct sec_key *key)
{
	EVP_CIPHER_CTX *ctx = soft_sec_ssl_new_ctx(HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_ECB, key->bytes,
			key->id.len, true);
	uint8_t k[3][SEC_BLOCK];
	bool good;

	memset(k[0], 1, SEC_BLOCK);
	memset(k[1], 2, SEC_BLOCK);
	memset(k[2], 3, SEC_BLOCK);
	good = soft_sec_evp(ctx, NULL, k[0], k[0], sizeof(k));
	EVP_CIPHER_CTX_free(ctx);
	if (good) {
		memcpy(sec_key_inner(key), k[1], SEC_BLOCK);
		memcpy(sec_key_outer(key, SEC_KEY_STATE), k[2], SEC_BLOCK);
		key->ctx[SEC_CTX_ENCRYPT] = soft_sec_ssl_new_ctx(HISI_SEC_C_ALG_AES, HISI_SEC_C_MODE_CBC, k[0],
				SEC_BLOCK, true);
	}
	OPENSSL_cleanse(k, sizeof(k));
	return key->ctx[SEC_CTX_ENCRYPT] != NULL;
}

/* CMAC and XCBC: they differ in how keys come from the key. */
bool
soft_sec_ssl_block_mac_begin(struct sec_run *run)
{
	struct sec_key *key = run->req->a_key;

	if (!key->has_subkeys)
		key->has_subkeys = run->req->s->alg->mac == SEC_MAC_XCBC ? xcbc_subkeys(key) :
			cmac_subkeys(key);
	run->left = run->req->a_len;
	memset(run->last, 0, sizeof(run->last));
	return key->has_subkeys && soft_sec_cbc_mac_init(&run->mac, key->ctx[SEC_CTX_ENCRYPT]);
}

/* The last block, of which there is a byte at least, is another matter than those before. */
bool
soft_sec_ssl_block_mac_update(struct sec_run *run, const uint8_t *data, uint32_t len)
{
	uint32_t tail = (run->req->a_len - 1) % SEC_BLOCK + 1;
	uint32_t body = run->left <= tail ? 0 : run->left - tail;

	if (body > len)
		body = len;
	if (!soft_sec_cbc_mac_update(&run->mac, data, body))
		return false;
	run->left -= body;
	len -= body;
	memcpy(run->last + tail - run->left, data + body, len);
	run->left -= len;
	return true;
}

bool
soft_sec_ssl_block_mac_end(struct sec_run *run)
{
	struct sec_req *req = run->req;
	uint32_t tail = (req->a_len - 1) % SEC_BLOCK + 1;
	const uint8_t *subkey = tail == SEC_BLOCK ? sec_key_inner(req->a_key) :
		sec_key_outer(req->a_key, SEC_KEY_STATE);
	unsigned int i;

	if (tail != SEC_BLOCK)
		run->last[tail] = 0x80;
	for (i = 0; i < SEC_BLOCK; i++)
		run->last[i] ^= subkey[i];
	if (!soft_sec_cbc_mac_update(&run->mac, run->last, SEC_BLOCK))
		return false;
	memcpy(req->mac, run->mac.last, SEC_BLOCK);
	return true;
}
